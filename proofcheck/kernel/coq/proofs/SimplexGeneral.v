(* The statements of Simplex.v, from the theorems of the library. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds Trilinear ThirdMoment RowLipschitz.
From PC.statements Require Import Vectors Simplex.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Words.
Variable I : finType.
Implicit Types u v : I -> R.
Lemma norm_len u : norm u = len u. Proof. by []. Qed.
Lemma dot_square u : dot u u = square u. Proof. by apply: sum_ext => i; rewrite /= Rmult_1_r. Qed.
End Words.
(* Comparisons of norms and of their squares. *)
Lemma sq_le_of_len (I J : finType) (u : I -> R) (v : J -> R) c : 0 <= c -> len u <= c * len v -> sq u <= c * c * sq v.
Proof.
move=> c0 H; rewrite -!len_sq; have := Rmult_le_compat _ _ _ _ (len_ge0 u) (len_ge0 u) H H; lra.
Qed.
Lemma len_le_of_sq (I J : finType) (u : I -> R) (v : J -> R) c : 0 <= c -> sq u <= c * c * sq v -> len u <= c * len v.
Proof.
move=> c0 H; apply: sqrt_le_of_sq; first by apply: Rmult_le_pos => //; exact: len_ge0.
have -> : c * len v * (c * len v) = c * c * (len v * len v) by ring.
by rewrite len_sq.
Qed.

Theorem B1_general_holds : B1_general.statement.
Proof.
move=> M k0 x; have W : weights (softmax_of x) by exact: (softmax_weights x k0).
split; first by move=> k; exact: (softmax_gt0 x k).
split; first exact: (proj2 W).
split; first by rewrite norm_len /len -sqrt_1; apply: sqrt_le_1_alt; exact: (len_weights_le1 W).
move=> c H; rewrite -sum_const; apply: sum_le => k; have := H k => /Rabs_le_between [L _].
by case: (Rle_lt_or_eq_dec _ _ L) => [/exp_increasing /Rlt_le|->] //; exact: Rle_refl.
Qed.
Theorem B2_general_holds : B2_general.statement.
Proof.
move=> M f s W; rewrite dot_square; split; [|split].
- by move=> p Hp; exact: var_le_peak.
- exact: var_le_half_of_weights.
- by move=> lo hi H; exact: popoviciu.
Qed.
Theorem B3_polar_general_holds : B3_polar_general.statement.
Proof.
move=> M K f s v W; have [k0 _] := weights_inhabited W.
have H := polar_bound k0 W s v; apply: (Rle_trans _ _ _ _ H); right; apply: len_ext => i.
apply: sum_ext => k; change (rest f s k) with (centred f s k).
by change (rest f (fun k => v k i) k) with (centred f (fun l => v l i) k); ring.
Qed.
Theorem B3_diagonal_general_holds : B3_diagonal_general.statement.
Proof.
move=> I T bound b0 S12 S23 TA TS D x y.
have -> : norm x ^ 2 = len x * len x by rewrite norm_len; ring.
apply: norm_on_diagonal => //.
- by move=> a b c a' b' c' Ha Hb Hc; congr (T _ _ _); exact: functional_extensionality.
- by move=> a u b v z w; rewrite -!TS -TA.
- by move=> z; have := D z; rewrite norm_len; lra.
Qed.
Theorem B4_row_general_holds : B4_row_general.statement.
Proof.
move=> M P k0 A a a0 H x y.
have B u : sq (fun k => sum (fun p => A k p * u p)) <= a * a * sq u by exact: (sq_le_of_len a0 (H u)).
have L := row_lipschitz k0 B x y; apply: len_le_of_sq; first lra.
by apply: (Rle_trans _ _ _ L); rewrite /Vectors.sub; lra.
Qed.
Theorem B5_general_holds : B5_general.statement.
Proof.
move=> M P k0 A r beta x y r0 b0 H Hx Hy bx by_ n.
have B u : sq (fun k => sum (fun p => A k p * u p)) <= r * r * sq u by exact: (sq_le_of_len r0 (H u)).
have S (u : P -> R) : norm u <= r -> sq u <= r * r.
  by rewrite norm_len -len_sq => L; apply: Rmult_le_compat => //; exact: len_ge0.
have C := row_classical k0 B (Rle_refl _) (S x Hx) (S y Hy) b0 bx by_; rewrite -/n in C.
have n1 : 1 <= n := card_ge1 k0.
apply: len_le_of_sq.
  apply: Rmult_le_pos; last by apply: Rlt_le; apply: Rinv_0_lt_compat; exact: pow_lt.
  by apply: Rmult_le_pos; [apply: Rmult_le_pos; [lra|exact: sqrt_pos]|exact: Rlt_le (exp_pos _)].
apply: (Rle_trans _ _ _ C); right; congr (_ * _).
have -> : exp (6 * (r * r)) = exp (3 * r ^ 2) * exp (3 * r ^ 2) by rewrite -exp_plus; congr exp; ring.
transitivity (n * n * (sqrt n * sqrt n) * (exp (3 * r ^ 2) * exp (3 * r ^ 2)) / (beta * beta * beta * beta)).
  by rewrite sqrt_sqrt; lra.
by field; lra.
Qed.
