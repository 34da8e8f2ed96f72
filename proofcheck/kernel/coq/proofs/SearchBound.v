(* The lower bound on a box: the expansion of the objective at y + y1, and the parts of its slope there. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean.
From PC.statements Require Import Vectors Abstract Objective Search SearchBound.
From PC.proofs Require Import SearchSlopes.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Inner.
Variables (I K : finType).
Implicit Types a b c : I -> K -> R.
Lemma inner_sym a b : inner a b = inner b a.
Proof. by apply: sum_ext => i; apply: sum_ext => k; ring. Qed.
Lemma inner_add_r a b c : inner c (fun i k => a i k + b i k) = inner c a + inner c b.
Proof. by rewrite !(inner_sym c) inner_add. Qed.
Lemma inner_abs a b : Rabs (inner a b) <= sqrt (squares a) * sqrt (squares b).
Proof.
apply: Rabs_le; split; last exact: inner_le.
have := inner_le (fun i k => - a i k) b.
have -> : squares (fun i k => - a i k) = squares a by apply: sum_ext => i; apply: sum_ext => k; ring.
have -> : inner (fun i k => - a i k) b = - inner a b.
  by rewrite /inner -sum_opp; apply: sum_ext => i; rewrite -sum_opp; apply: sum_ext => k; ring.
lra.
Qed.
End Inner.
Lemma ext2 (I K : finType) (a b : I -> K -> R) : (forall i k, a i k = b i k) -> a = b.
Proof. by move=> H; apply: functional_extensionality => i; apply: functional_extensionality. Qed.
Lemma product_add (J I K : finType) (Z : J -> I -> R) (a b : I -> K -> R) j k :
  product Z (fun i k => a i k + b i k) j k = product Z a j k + product Z b j k.
Proof. by rewrite /product -sum_plus; apply: sum_ext => i; ring. Qed.
Lemma product_shifted (J I K : finType) (Z E : J -> I -> R) (a : I -> K -> R) j k :
  product (shifted Z E) a j k = product Z a j k + product E a j k.
Proof. by rewrite /product -sum_plus; apply: sum_ext => i; rewrite /shifted; ring. Qed.
Lemma transposed_add (J I K : finType) (Z : J -> I -> R) (a b : J -> K -> R) i k :
  transposed Z (fun j k => a j k + b j k) i k = transposed Z a i k + transposed Z b i k.
Proof. by rewrite /transposed -sum_plus; apply: sum_ext => j; ring. Qed.
Lemma transposed_shifted (J I K : finType) (Z E : J -> I -> R) (a : J -> K -> R) i k :
  transposed (shifted Z E) a i k = transposed Z a i k + transposed E a i k.
Proof. by rewrite /transposed -sum_plus; apply: sum_ext => j; rewrite /shifted; ring. Qed.

Theorem Search_bound_holds : Search_bound.statement.
Proof.
move=> J I K Z E1 E2 cubic B y x S best cross along curved far wide n l whole defect F C0 L nl.
move=> Hcross Halong Hcurved Hfar Hdefect Hwide Hn Hl Hwhole.
set r0 := half_slope Z B y in Hdefect *; set A := bent_slope _ _ _ _ _ _ _ in Hwide.
set left := left_slope _ _ _ _ _ _ in Hl; pose y1 := y_move x S; pose y0 i k := y i k + y1 i k.
have Egap : residue F B y0 = fun j k => (C0 j k + L j k) + nl j k.
  apply: ext2 => j k; rewrite /L /linear_gap /nl /bent_gap -/y1 /C0 /gap0 /residue /F /moved_to /moved_by.
  by rewrite !product_shifted /y0 !product_add; ring.
have Eslope : half_slope F B y0 = fun i k => r0 i k + (left i k + (A i k + transposed F nl i k)).
  have TE (a : J -> K -> R) i k : transposed (moved_by E1 E2) a i k = transposed E1 a i k + transposed E2 a i k.
    exact: transposed_shifted.
  have TF (a : J -> K -> R) i k : transposed F a i k = transposed Z a i k + (transposed E1 a i k + transposed E2 a i k).
    by rewrite -TE; exact: transposed_shifted.
  apply: ext2 => i k; rewrite {1}/half_slope Egap (transposed_add F (fun j k => C0 j k + L j k) nl).
  rewrite (transposed_add F C0 L) (TF C0) (TF L) /A /bent_slope TE /left /left_slope.
  by rewrite /r0 /half_slope -/C0 -/L -/y1 /y0 -[residue Z B y]/C0; ring.
have D : slope_at_most F (half_slope F B y0) (defect + whole).
  move=> d; set t := sqrt (energy F d); have t0 : 0 <= t by exact: sqrt_pos.
  have small : sqrt (squares d) <= t /\ sqrt (squares (product F d)) <= t.
    by split; apply: sqrt_le_1_alt; rewrite /energy; have := squares_ge0 d; have := squares_ge0 (product F d); lra.
  have -> : inner (half_slope F B y0) d = inner r0 d + inner left d + inner A d + inner nl (product F d).
    rewrite Eslope (inner_add r0) (inner_add left) (inner_add A) adjoint; ring.
  have a := Hdefect d; have b := Hwide d; rewrite -/t in a b.
  have c := inner_le left d; have e := inner_le nl (product F d).
  have c' : sqrt (squares left) * sqrt (squares d) <= l * t.
    by apply: Rmult_le_compat; [exact: sqrt_pos|exact: sqrt_pos|exact: Hl|exact: (proj1 small)].
  have e' : sqrt (squares nl) * sqrt (squares (product F d)) <= n * t.
    by apply: Rmult_le_compat; [exact: sqrt_pos|exact: sqrt_pos|exact: Hn|exact: (proj2 small)].
  have := Rmult_le_compat_r _ _ _ t0 Hwhole; lra.
apply: Rle_trans (projection best D).
have square : (defect + whole)^2 <= 1025 * defect^2 + (1 + / 2^10) * whole^2.
  have := pow2_ge_0 (32 * defect - whole / 32); have -> : / 2^10 = 1 / 1024 by field. lra.
have Ebent : inner (transposed E2 C0) y1 = inner (transposed S (transposed E2 C0)) x.
  by rewrite /y1 /y_move adjoint.
have Hbent : Rabs (inner (transposed E2 C0) y1) <= curved * far.
  rewrite Ebent; apply: Rle_trans (inner_abs _ _) _.
  by apply: Rmult_le_compat => //; exact: sqrt_pos.
rewrite /regression Egap (squares_add (fun j k => C0 j k + L j k) nl) (squares_add C0 L) (squares_add y y1) inner_add.
have EL : inner C0 L = inner C0 (product E1 y) + inner (transposed Z C0) y1.
  by rewrite /L /linear_gap inner_add_r -/y1 -adjoint.
have Enl : inner C0 nl = inner C0 (product (quadratic_part E2 cubic) y) + inner C0 (product cubic y) +
  inner (transposed E1 C0) y1 + inner (transposed E2 C0) y1.
  have -> : nl = fun j k => (product (quadratic_part E2 cubic) y j k + product cubic y j k) +
    (product E1 y1 j k + product E2 y1 j k).
    apply: ext2 => j k; rewrite /nl /bent_gap /moved_by product_shifted -/y1.
    have -> : product E2 y j k = product (quadratic_part E2 cubic) y j k + product cubic y j k; last by ring.
    by rewrite /product -sum_plus; apply: sum_ext => i; rewrite /quadratic_part; ring.
  rewrite inner_add_r (inner_add_r (product (quadratic_part E2 cubic) y)) (inner_add_r (product E1 y1)).
  by rewrite !(adjoint _ C0 y1); ring.
have Er : inner r0 y1 = inner (transposed Z C0) y1 + inner y y1 by rewrite /r0 /half_slope inner_add.
have nl0 := squares_ge0 nl; rewrite /polynomial -/C0 -/L -/y1 -/r0 EL Enl Er.
move: Hcross Halong Hbent => /Rabs_le_between [c1 _] /Rabs_le_between [a1 _] /Rabs_le_between [b1 _].
lra.
Qed.
