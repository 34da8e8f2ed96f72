(* The slope at the centre's y on a box: |(Z + E) S v| <= (sqrt (1 + e) + eps) |v| <= 2 |v| where there is room. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Residual.
From PC.statements Require Import Vectors Abstract Objective Search SearchBound SearchShift.
From PC.proofs Require Import SearchSlopes SearchBound SearchParts.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma two_roots e eps : 0 <= e -> 0 <= eps -> 0 < sqrt (1 - e) - eps -> sqrt (1 + e) + eps <= 2.
Proof.
move=> e0 eps0 room; have b : 0 < sqrt (1 - e) by lra.
have pos : 0 <= 1 - e by case: (Rle_dec 0 (1 - e)) => // N; rewrite (sqrt_neg_0 (1 - e)) in b; lra.
have aa : sqrt (1 + e) * sqrt (1 + e) = 1 + e by apply: sqrt_sqrt; lra.
have bb := sqrt_sqrt _ pos; have a := sqrt_pos (1 + e).
have := pow2_ge_0 (sqrt (1 + e) - 1); have := pow2_ge_0 (sqrt (1 - e) - 1); lra.
Qed.

Section Shift.
Variables (J I K : finType) (Z E : J -> I -> R) (S : I -> I -> R) (e eps : R).
Hypothesis e0 : 0 <= e.
Hypothesis eps0 : 0 <= eps.
Hypothesis room : 0 < sqrt (1 - e) - eps.
Hypothesis rows : forall a, sum (fun b => Rabs (gram Z S a b - (if a == b then 1 else 0))) <= e.
Let image (F : J -> I -> R) (v : I -> R) : J -> R := fun j => sum (fun a => product F S j a * v a).
Hypothesis moves : forall v, sqrt (sum (fun j => image E v j ^ 2)) <= eps * norm v.

Lemma gram_upper v : form (gram Z S) v v <= (1 + e) * dot v v.
Proof.
pose A a b := - gram Z S a b; have symA : symmetric_matrix A.
  by move=> a b; rewrite /A (gram_symmetric Z S a b).
have rows' a : sum (fun b => Rabs (A a b - (if a == b then -1 else 0) - sum (fun l : 'I_0 => 0 * 0))) <= e.
  apply: Rle_trans (rows a); right; apply: sum_ext => b; rewrite sum_ord0 /A -[RHS]Rabs_Ropp; congr Rabs.
  by case: eqP => _; ring.
have := Residual.residual (F := fun _ _ => 0) symA rows' v.
have -> : form A v v = - form (gram Z S) v v; last by lra.
rewrite /form /dot -sum_opp; apply: sum_ext => a; rewrite /apply.
have -> : sum (fun b => A a b * v b) = - sum (fun b => gram Z S a b * v b); last by ring.
by rewrite -sum_opp; apply: sum_ext => b; rewrite /A; ring.
Qed.
Lemma image_upper v : norm (image (shifted Z E) v) <= 2 * norm v.
Proof.
have n0 : 0 <= norm v by exact: length_ge0.
have -> : image (shifted Z E) v = fun j => image Z v j + image E v j.
  apply: functional_extensionality => j; rewrite /image -sum_plus; apply: sum_ext => a.
  by rewrite product_shifted; ring.
apply: Rle_trans (norm_add _ _) _; apply: Rle_trans (Rmult_le_compat_r _ _ _ n0 (two_roots e0 eps0 room)).
rewrite Rmult_plus_distr_r; apply: Rplus_le_compat; last first.
  by apply: Rle_trans (moves v); right; congr sqrt; apply: sum_ext => j; ring.
have -> : sqrt (1 + e) * norm v = sqrt ((1 + e) * dot v v) by rewrite sqrt_mult_alt //; lra.
apply: sqrt_le_1_alt; apply: Rle_trans (gram_upper v); rewrite gram_form.
by have := dot_ge0 (apply S v); rewrite -/(image Z v); lra.
Qed.
Lemma pulled_upper (g : J -> K -> R) :
  sqrt (squares (transposed (product (shifted Z E) S) g)) <= 2 * sqrt (squares g).
Proof.
set T := transposed _ g; set t := sqrt (squares T); have t0 : 0 <= t by exact: sqrt_pos.
have g0 := sqrt_pos (squares g); have tt : t * t = squares T by exact: sqrt_sqrt (squares_ge0 T).
have big : sqrt (squares (product (product (shifted Z E) S) T)) <= 2 * t.
  have -> : 2 * t = sqrt (4 * squares T).
    by rewrite sqrt_mult_alt; [have -> : sqrt 4 = 2 by [have -> : 4 = 2 * 2 by [ring]; apply: sqrt_square; lra]|lra].
  apply: sqrt_le_1_alt; rewrite !squares_columns -sum_scal; apply: sum_le => k.
  have n0 : 0 <= norm (fun i => T i k) by exact: length_ge0.
  have := pow_incr _ _ 2 (conj (length_ge0 _ _) (image_upper (fun i => T i k))).
  have -> : (2 * norm (fun i => T i k)) ^ 2 = 4 * dot (fun i => T i k) (fun i => T i k).
    by rewrite -(norm_sq (fun i => T i k)); ring.
  rewrite -[Vectors.length _ _]/(norm _); have -> : forall u : J -> R, norm u ^ 2 = dot u u; last by [].
  by move=> u; rewrite -norm_sq; ring.
have le : t * t <= 2 * sqrt (squares g) * t.
  rewrite tt -[squares T]/(inner T T) -{1}/T -adjoint; apply: Rle_trans (inner_le _ _) _.
  by have := Rmult_le_compat_l _ _ _ g0 big; lra.
case: (Req_dec t 0) => [->|N]; first lra. apply: (Rmult_le_reg_r t); lra.
Qed.
End Shift.

Theorem Search_shift_holds : Search_shift.statement.
Proof.
move=> J I K Z E S B y first narrow outputs gaps e eps e0 eps0 room rows moves fn fo Hg.
set C := residue Z B y; set F := shifted Z E; set Ey := product E y.
have -> : transposed S (half_slope F B y) = fun i k => transposed S (half_slope Z B y) i k +
  (transposed (product E S) C i k + transposed (product F S) Ey i k).
  have -> : half_slope F B y = fun i k => half_slope Z B y i k + (transposed E C i k + transposed F Ey i k).
    have EC : residue F B y = fun j k => C j k + Ey j k.
      by apply: ext2 => j k; rewrite /residue product_shifted /C /residue /Ey; ring.
    apply: ext2 => i k; rewrite {1}/half_slope EC (transposed_add F C Ey) /F (transposed_shifted Z E C).
    by rewrite /half_slope -/C; ring.
  rewrite -!transposed_product; apply: ext2 => i k.
  rewrite (transposed_add S _ (fun i k => transposed E C i k + transposed F Ey i k)); congr (_ + _).
  exact: transposed_add.
apply: Rle_trans (length_sum _ _) _; apply: Rplus_le_compat_l.
apply: Rle_trans (length_sum _ _) _; apply: Rplus_le_compat; first exact: (length_outer Hg fn).
apply: Rle_trans (pulled_upper e0 eps0 room rows moves Ey) _; apply: Rmult_le_compat_l; first lra.
exact: length_rows.
Qed.
