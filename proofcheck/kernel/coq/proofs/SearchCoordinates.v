(* The coordinates of a search: where Q is definite L1 and L2 are regular, so that every X is some L1 U L2^T; then Phi
   is |Z y - B|^2 + |y|^2 + <u, Q u>, and its sublevel sets are bounded. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Completeness FullRank SquareMatrices GradientLipschitz.
From PC.statements Require Import Vectors Abstract Objective Search SearchCoordinates.
From PC.proofs Require Import SearchSlopes.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma square_form (J I : finType) (F : J -> I -> R) x :
  form (square_of F) x x = sum (fun j => sum (fun a => F j a * x a) * sum (fun a => F j a * x a)).
Proof.
transitivity (sum (fun j => sum (fun a => sum (fun b => x a * (F j a * F j b * x b))))).
  rewrite sum_swap; apply: sum_ext => a; rewrite sum_swap /apply -sum_scal; apply: sum_ext => b.
  by rewrite sum_scal /square_of -sum_scal_r.
apply: sum_ext => j; rewrite -sum_scal_r; apply: sum_ext => a; rewrite -sum_scal; apply: sum_ext => b; ring.
Qed.
Lemma pair_form (p q J K : finType) (F : J -> p -> R) (D : K -> q -> R) t :
  form (fun e h : (p * q)%type => square_of F e.1 h.1 * square_of D e.2 h.2) t t =
  squares (fun j l => sum (fun e : (p * q)%type => F j e.1 * D l e.2 * t e)).
Proof.
pose N (j : (J * K)%type) (e : (p * q)%type) := F j.1 e.1 * D j.2 e.2.
have -> : (fun e h : (p * q)%type => square_of F e.1 h.1 * square_of D e.2 h.2) = square_of N.
  apply: functional_extensionality => e; apply: functional_extensionality => h; rewrite /square_of /N.
  rewrite (sum_pair (fun j l => F j e.1 * D l e.2 * (F j h.1 * D l h.2))) -sum_scal_r; apply: sum_ext => j.
  by rewrite -sum_scal; apply: sum_ext => l; ring.
by rewrite square_form (sum_pair (fun j l => sum (fun e : (p * q)%type => F j e.1 * D l e.2 * t e) *
  sum (fun e : (p * q)%type => F j e.1 * D l e.2 * t e))).
Qed.
Lemma separate (p q : finType) (F x : p -> R) (D v : q -> R) :
  sum (fun e : (p * q)%type => F e.1 * D e.2 * (x e.1 * v e.2)) =
  sum (fun c => F c * x c) * sum (fun d => D d * v d).
Proof.
rewrite (sum_pair (fun c d => F c * D d * (x c * v d))) -sum_scal_r; apply: sum_ext => c.
by rewrite -sum_scal; apply: sum_ext => d; ring.
Qed.
Lemma product_apply (J I : finType) (A : J -> I -> R) (L : I -> I -> R) x j :
  sum (fun c => product A L j c * x c) = sum (fun a => A j a * apply L x a).
Proof.
transitivity (sum (fun c => sum (fun a => A j a * (L a c * x c)))).
  by apply: sum_ext => c; rewrite /product -sum_scal_r; apply: sum_ext => a; ring.
by rewrite sum_swap; apply: sum_ext => a; rewrite sum_scal.
Qed.

Section Scores.
Variables (n m p q : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (wx lx : R) (L1 : p -> p -> R) (L2 : q -> q -> R).
Let Q := quadratic A1 A2 wx lx L1 L2.
Lemma quadratic_form t : form Q t t =
  wx * wx * squares (fun j l => sum (fun e : (p * q)%type => product A1 L1 j e.1 * product A2 L2 l e.2 * t e)) +
  lx * squares (fun c d => sum (fun e : (p * q)%type => L1 c e.1 * L2 d e.2 * t e)).
Proof.
rewrite -!pair_form /form /dot -!sum_scal -sum_plus; apply: sum_ext => e.
rewrite -!Rmult_assoc !(Rmult_comm _ (t e)) !Rmult_assoc -Rmult_plus_distr_l; congr (_ * _).
rewrite /apply -!sum_scal -sum_plus; apply: sum_ext => h; rewrite /Q /quadratic; ring.
Qed.
Variables (modulus : R) (a : p) (b : q).
Hypothesis mod0 : 0 < modulus.
Hypothesis curve : curved (@dot _) Q modulus.
(* A direction x (x) v that L1 or L2 kills is zero. *)
Lemma killed (x : p -> R) (v : q -> R) : apply L1 x = @zero p \/ apply L2 v = @zero q ->
  forall c d, x c * v d = 0.
Proof.
move=> kill c d; pose t (e : (p * q)%type) := x e.1 * v e.2.
have none (J K : finType) (F : J -> p -> R) (D : K -> q -> R) :
  (forall j, sum (fun c => F j c * x c) = 0) \/ (forall l, sum (fun d => D l d * v d) = 0) ->
  squares (fun j l => sum (fun e : (p * q)%type => F j e.1 * D l e.2 * t e)) = 0.
  by move=> Z; apply: sum_eq0 => j; apply: sum_eq0 => l; rewrite separate; case: Z => ->; ring.
have zero_image (J I : finType) (A : J -> I -> R) (L : I -> I -> R) y : apply L y = @zero I ->
  forall j, sum (fun c => product A L j c * y c) = 0.
  by move=> Ly j; rewrite product_apply Ly; apply: sum_eq0 => i; rewrite /zero; ring.
have entry (I : finType) (L : I -> I -> R) y : apply L y = @zero I -> forall i, sum (fun c => L i c * y c) = 0.
  by move=> Ly i; exact: (f_equal (fun w => w i) Ly).
have F0 : form Q t t = 0.
  rewrite quadratic_form !none; [by ring| |].
  - by case: kill => [/entry|/entry]; [left|right].
  - by case: kill => K; [left|right]; exact: zero_image.
have D0 : dot t t = 0.
  have := curve t; rewrite F0 => le; have := dot_ge0 t => t0; have := Rmult_le_pos _ _ (Rlt_le _ _ mod0) t0 => mt.
  by have /Rmult_integral [Z|Z] : modulus * dot t t = 0; lra.
by apply: Rsqr_0_uniq; exact: (sum_eq0_ge0 (fun e => Rle_0_sqr (t e)) D0 (c, d)).
Qed.
Lemma one (I : finType) (i : I) : basis i i = 1. Proof. by rewrite /basis eqxx. Qed.
Lemma scores_onto : exists u : (p -> q -> R) -> (p * q)%type -> R, forall X c d,
  X c d = sum (fun f => sum (fun g => L1 c f * u X (f, g) * L2 d g)).
Proof.
have [Q1 H1] : exists R1 : (p -> R) -> p -> R, forall d, apply L1 (R1 d) = d.
  apply: square_onto => x Lx; apply: eq_vector => c.
  have := killed (v := basis b) (or_introl Lx) c b; rewrite one /zero; lra.
have [Q2 H2] : exists R2 : (q -> R) -> q -> R, forall d, apply L2 (R2 d) = d.
  apply: square_onto => v Lv; apply: eq_vector => d.
  have := killed (x := basis a) (or_intror Lv) a d; rewrite one /zero; lra.
exists (fun X e => Q1 (fun c => Q2 (X c) e.2) e.1) => X c d.
rewrite sum_swap; transitivity (sum (fun g => L2 d g * Q2 (X c) g)).
  by rewrite -[LHS](f_equal (fun w => w d) (H2 (X c))).
apply: sum_ext => g; rewrite -{1}[Q2 (X c) g](f_equal (fun w => w c) (H1 (fun c => Q2 (X c) g))) /apply -sum_scal.
by apply: sum_ext => f /=; ring.
Qed.
End Scores.

Lemma score_pair (p q : finType) (F : p -> R) (D : q -> R) (L1 : p -> p -> R) (L2 : q -> q -> R) (X : p -> q -> R) u :
  (forall a b, X a b = sum (fun e : (p * q)%type => L1 a e.1 * L2 b e.2 * u e)) ->
  sum (fun b => sum (fun a => F a * X a b) * D b) =
  sum (fun e : (p * q)%type => sum (fun a => F a * L1 a e.1) * sum (fun b => D b * L2 b e.2) * u e).
Proof.
move=> EX; transitivity (sum (fun b => sum (fun a => sum (fun e : (p * q)%type =>
  F a * L1 a e.1 * (D b * L2 b e.2) * u e)))).
  apply: sum_ext => b; rewrite -sum_scal_r; apply: sum_ext => a; rewrite EX -sum_scal -sum_scal_r.
  by apply: sum_ext => e; ring.
transitivity (sum (fun b => sum (fun e : (p * q)%type => sum (fun a => F a * L1 a e.1) * (D b * L2 b e.2) * u e))).
  by apply: sum_ext => b; rewrite sum_swap; apply: sum_ext => e; rewrite -!sum_scal_r.
by rewrite sum_swap; apply: sum_ext => e; rewrite -sum_scal -sum_scal_r.
Qed.

Section Values.
Variables (n m r k : finType) (A3 : m -> r -> R) (wy ly : R) (L : r -> r -> R) (T : m -> r -> R).
Hypothesis factored : forall c d,
  sum (fun e => L c e * L d e) = wy * wy * square_of A3 c d + (if c == d then ly else 0).
Hypothesis divided : forall l c, A3 l c = sum (fun e => T l e * L c e).
Let lower (Y : r -> k -> R) e i := sum (fun c => L c e * Y c i).
Lemma values_form (Y : r -> k -> R) :
  squares (lower Y) = wy * wy * squares (fun l i => sum (fun c => A3 l c * Y c i)) + ly * squares Y.
Proof.
rewrite (squares_columns (lower Y)) (squares_columns (fun l i => _)) (squares_columns Y) -!sum_scal -sum_plus.
apply: sum_ext => i; rewrite -[dot (fun e => lower Y e i) _](square_form (fun e c => L c e)).
rewrite -[dot (fun l => sum _) _](square_form A3) /form /dot -!sum_scal -sum_plus; apply: sum_ext => c.
rewrite /apply; have -> : sum (fun d => square_of (fun e c => L c e) c d * Y d i) =
  wy * wy * sum (fun d => square_of A3 c d * Y d i) + ly * Y c i.
  rewrite -(sum_delta (fun d => ly * Y d i) c) -sum_scal -sum_plus; apply: sum_ext => d.
  by rewrite [square_of _ c d]factored eq_sym; case: eqP => _; ring.
ring.
Qed.
Lemma values_product (W : n -> m -> R) (Y : r -> k -> R) j i :
  sum (fun l => W j l * sum (fun c => A3 l c * Y c i)) = product (product W T) (lower Y) j i.
Proof.
have E l : sum (fun c => A3 l c * Y c i) = sum (fun e => T l e * lower Y e i).
  transitivity (sum (fun c => sum (fun e => T l e * (L c e * Y c i)))).
    by apply: sum_ext => c; rewrite divided -sum_scal_r; apply: sum_ext => e; ring.
  by rewrite sum_swap; apply: sum_ext => e; rewrite sum_scal.
transitivity (sum (fun l => sum (fun e => W j l * T l e * lower Y e i))).
  by apply: sum_ext => l; rewrite E -sum_scal; apply: sum_ext => e; ring.
by rewrite sum_swap; apply: sum_ext => e; rewrite /product -sum_scal_r.
Qed.
End Values.

Theorem Search_coordinates_holds : Search_coordinates.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly L1 L2 L T modulus a b Q Phi y factored divided regular mod0 curve.
have [u0 Hu] := scores_onto a b mod0 curve; pose u (z : unknowns p q r k -> R) := u0 (entry_X z).
have EX z c d : entry_X z c d = sum (fun e : (p * q)%type => L1 c e.1 * L2 d e.2 * u z e).
  rewrite Hu.
  rewrite (sum_ext (F := fun e : (p * q)%type => L1 c e.1 * L2 d e.2 * u z e)
    (G := fun e => L1 c e.1 * L2 d e.2 * u z (e.1, e.2))); last by case.
  rewrite (sum_pair (fun f g => L1 c f * L2 d g * u z (f, g))).
  by apply: sum_ext => f; apply: sum_ext => g; rewrite /u; ring.
have EP W z : Phi W z = regression (product W T) B (y z) + form Q (u z) (u z).
  have EV : squares (y z) = wy * wy * squares (value A3 z) + ly * squares (entry_Y z).
    exact: (values_form factored (entry_Y z)).
  have ES : squares (score A1 A2 z) = squares (fun j l => sum (fun e : (p * q)%type =>
    product A1 L1 j e.1 * product A2 L2 l e.2 * u z e)).
    by apply: sum_ext => j; apply: sum_ext => l; rewrite /score (score_pair (A1 j) (A2 l) (EX z)).
  have EE : squares (entry_X z) = squares (fun c d => sum (fun e : (p * q)%type => L1 c e.1 * L2 d e.2 * u z e)).
    by apply: sum_ext => c; apply: sum_ext => d; rewrite EX.
  have ER : squares (fun j i => sum (fun l => W j l * value A3 z l i) - B j i) =
    squares (residue (product W T) B (y z)).
    apply: sum_ext => j; apply: sum_ext => i; rewrite /residue.
    by rewrite -[product _ (y z) j i](values_product divided W (entry_Y z) j i).
  rewrite /Phi /regulariser ER ES EE /regression EV quadratic_form; ring.
exists u; split; [by move=> z c d; exact: Hu|split=> // upper].
have [c [c0 Hc]] := @full_rank_bound r r (fun e c => L c e) regular.
pose N := sum (fun c => sum (fun d => sum (fun e : (p * q)%type => (L1 c e.1 * L2 d e.2)^2))).
exists (sqrt (N * (upper / modulus) + upper / c)) => W z; rewrite EP => le; apply: sqrt_le_1_alt.
have q0 := curve (u z); have uu := dot_ge0 (u z); have mu := Rmult_le_pos _ _ (Rlt_le _ _ mod0) uu.
have r0 := squares_ge0 (residue (product W T) B (y z)); have y0 := squares_ge0 (y z); rewrite /regression in le.
have U : dot (u z) (u z) <= upper / modulus.
  by apply: (Rmult_le_reg_l modulus) => //; have -> : modulus * (upper / modulus) = upper by [field; lra]; lra.
have Yb : squares (entry_Y z) <= upper / c.
  apply: (Rmult_le_reg_l c) => //; have -> : c * (upper / c) = upper by field; lra.
  apply: (Rle_trans _ (squares (y z))); last lra.
  rewrite (squares_columns (entry_Y z)) (squares_columns (y z)) -sum_scal; apply: sum_le => i.
  exact: (Hc (fun c => entry_Y z c i)).
have Xb : squares (entry_X z) <= N * (upper / modulus).
  rewrite /N -sum_scal_r; apply: sum_le => f; rewrite -sum_scal_r; apply: sum_le => g.
  have := @cauchy_schwarz _ (fun _ => 1) (fun e : (p * q)%type => L1 f e.1 * L2 g e.2) (u z) (fun _ => Rle_0_1).
  rewrite (sum_ext (F := fun e : (p * q)%type => 1 * _ * _) (G := fun e => L1 f e.1 * L2 g e.2 * u z e)); last first.
    by move=> e; ring.
  rewrite (sum_ext (F := fun e : (p * q)%type => 1 * _) (G := fun e => (L1 f e.1 * L2 g e.2)^2)); last first.
    by move=> e; ring.
  rewrite (sum_ext (F := fun e : (p * q)%type => 1 * _) (G := fun e => u z e * u z e)); last by move=> e; ring.
  rewrite -EX -/(dot (u z) (u z)) => CS.
  have n0 : 0 <= sum (fun e : (p * q)%type => (L1 f e.1 * L2 g e.2)^2) by apply: sum_ge0 => e; exact: pow2_ge_0.
  have -> : entry_X z f g * entry_X z f g = entry_X z f g ^ 2 by ring.
  exact: Rle_trans CS (Rmult_le_compat_l _ _ _ n0 U).
suff -> : dot z z = squares (entry_X z) + squares (entry_Y z) by lra.
rewrite /dot sum_sumtype; congr (_ + _).
  transitivity (sum (fun e : (p * q)%type => entry_X z e.1 e.2 * entry_X z e.1 e.2)); first by apply: sum_ext => [[]].
  by rewrite (sum_pair (fun c d => entry_X z c d * entry_X z c d)).
transitivity (sum (fun e : (r * k)%type => entry_Y z e.1 e.2 * entry_Y z e.1 e.2)); first by apply: sum_ext => [[]].
by rewrite (sum_pair (fun c d => entry_Y z c d * entry_Y z c d)).
Qed.
