(* S2-euclidean, S3-weights, S4, B6-c and B6-euclidean for every size. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds BinaryForms Spectral EuclideanLipschitz EuclideanGradient.
From PC.statements Require Import Vectors Objective EverySize.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma norm_len (I : finType) (u : I -> R) : norm u = len u. Proof. by []. Qed.
Lemma smaller_eq P K Q : smaller P K Q = smaller_eigenvalue P K Q.
Proof. by rewrite /smaller /smaller_eigenvalue; congr (_ - sqrt (_ + _)); ring. Qed.
Lemma larger_eq P K Q : larger P K Q = larger_eigenvalue P K Q.
Proof. by rewrite /larger /larger_eigenvalue; congr (_ + sqrt (_ + _)); ring. Qed.
Section Bounds.
Variables (m p : finType) (A : m -> p -> R) (c : R).
Lemma at_most_squares : norm_at_most A c -> forall u, sq (Spectral.apply A u) <= c^2 * sq u.
Proof.
move=> [c0 H] u; have := H u; rewrite !norm_len => h.
have a0 := len_ge0 (image A u); have := Rmult_le_compat _ _ _ _ a0 a0 h h; rewrite len_sq.
by have -> : c * len u * (c * len u) = c^2 * (len u * len u) by [ring]; rewrite len_sq.
Qed.
Lemma at_least_squares : norm_at_least A c -> forall u, c^2 * sq u <= sq (Spectral.apply A u).
Proof.
move=> [c0 H] u; have := H u; rewrite !norm_len => h.
have a0 := Rmult_le_pos _ _ c0 (len_ge0 u); have := Rmult_le_compat _ _ _ _ a0 a0 h h; rewrite len_sq.
by have -> : c * len u * (c * len u) = c^2 * (len u * len u) by [ring]; rewrite len_sq.
Qed.
End Bounds.

Theorem S2_euclidean_general_holds : S2_euclidean_general.statement.
Proof.
move=> n m p q r k A1 A2 A3 s1 s2 s3 X Y H1 H2 H3.
exact: (natural_ge X Y (pow2_ge_0 s1) (at_least_squares H1) (at_least_squares H2) (at_least_squares H3)).
Qed.
Lemma weights_le (n m p q r k : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) n1 n2 n3
  (X : p -> q -> R) (Y : r -> k -> R) : norm_at_most A1 n1 -> norm_at_most A2 n2 -> norm_at_most A3 n3 ->
  sq2 (scores A1 A2 X) <= (n1 * n2)^2 * sq2 X /\ sq2 (times A3 Y) <= n3^2 * sq2 Y.
Proof.
move=> H1 H2 H3; split; last by apply: times_le => j; exact: (at_most_squares H3).
have -> : (n1 * n2)^2 = n1^2 * n2^2 by ring.
by apply: scores_le => *; [exact: pow2_ge_0|exact: (at_most_squares H2)|exact: (at_most_squares H1)].
Qed.
Theorem S3_weights_general_holds : S3_weights_general.statement.
Proof. move=> n m p q r k A1 A2 A3 n1 n2 n3 X Y H1 H2 H3; exact: (weights_le X Y H1 H2 H3). Qed.
Theorem S4_general_holds : S4_general.statement.
Proof.
move=> p q xx xy yy a1 a2 a3 Hx Hy Hm; split=> [u v|pos].
  have := @joint_modulus a1 a2 a3 (len u) (len v) (dot u (image xx u)) (dot u (image xy v)) (dot v (image yy v))
    (len_ge0 u) (len_ge0 v); rewrite !len_sq smaller_eq -!/(dot _ _); apply.
  - exact: Hx.
  - exact: Hy.
  - by have := Hm u v; rewrite !norm_len; lra.
rewrite smaller_eq smaller_eigenvalue_gt0; split=> [[_ H]|H]; first by lra.
by split; nra.
Qed.

Section Lengths.
Variables (n m p q r k : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (n1 n2 n3 : R).
Hypothesis H1 : norm_at_most A1 n1.
Hypothesis H2 : norm_at_most A2 n2.
Hypothesis H3 : norm_at_most A3 n3.
Lemma scores_len X : len2 (scores A1 A2 X) <= n1 * n2 * len2 X.
Proof.
apply: sqrt_le_of_sq; first by do 2 (apply: Rmult_le_pos; try exact: len2_ge0); [exact: (proj1 H1)|exact: (proj1 H2)].
have -> : n1 * n2 * len2 X * (n1 * n2 * len2 X) = (n1 * n2)^2 * (len2 X * len2 X) by ring.
by rewrite len2_sq; exact: (proj1 (weights_le X (fun (_ : r) (_ : r) => 0) H1 H2 H3)).
Qed.
Lemma times_len (Y : r -> k -> R) : len2 (times A3 Y) <= n3 * len2 Y.
Proof.
apply: sqrt_le_of_sq; first by apply: Rmult_le_pos; [exact: (proj1 H3)|exact: len2_ge0].
have -> : n3 * len2 Y * (n3 * len2 Y) = n3^2 * (len2 Y * len2 Y) by ring.
by rewrite len2_sq; exact: (proj2 (weights_le (fun (_ : p) (_ : q) => 0) Y H1 H2 H3)).
Qed.
End Lengths.

Lemma root_half : / sqrt 2 * sqrt (1 / 2) = 1 / 2.
Proof.
have r0 : 0 < sqrt 2 by apply: sqrt_lt_R0; lra.
have -> : sqrt (1 / 2) = / sqrt 2 by rewrite /Rdiv Rmult_1_l sqrt_inv.
by rewrite -Rinv_mult sqrt_sqrt; lra.
Qed.
Theorem B6_c_general_holds : B6_c_general.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y X' Y' n1 n2 n3 radius key H1 H2 H3 HY HY'.
have [n30 _] := H3; have r0 : 0 < sqrt 2 by apply: sqrt_lt_R0; lra.
have H := residual_lipschitz B X X' Y Y' key n30 (scores_len H1 H2 H3) (times_len H1 H2 H3).
apply: (Rle_trans _ _ _ H); rewrite -!/(frobenius _); apply: Rplus_le_compat_r.
have top : Rmax (len2 Y) (len2 Y') <= radius by apply: Rmax_lub.
set d := len2 (fun i j => X i j - X' i j); have -> : 1 / 2 * n1 * n2 * n3 * radius * frobenius (difference X X') =
  n3 * radius * (/ sqrt 2 * sqrt (1 / 2)) * (n1 * n2) * d by rewrite root_half -[frobenius _]/d; ring.
have d0 : 0 <= d by exact: len2_ge0.
have n12 : 0 <= n1 * n2 by apply: Rmult_le_pos; [exact: (proj1 H1)|exact: (proj1 H2)].
have h : 0 <= / sqrt 2 * sqrt (1 / 2) by rewrite root_half; lra.
do 2 (apply: Rmult_le_compat_r => //); rewrite /Rdiv !Rmult_assoc -/(1 / 2).
have := Rmult_le_compat_l _ _ _ n30 top; have := Rmult_le_compat_r _ _ _ h (Rmult_le_compat_l _ _ _ n30 top); lra.
Qed.
Theorem B6_euclidean_general_holds : B6_euclidean_general.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y X' Y' n1 n2 n3 radius top key H1 H2 H3 HY HY' t0 Ht G.
have [n30 _] := H3; have r0 : 0 < sqrt 2 by apply: sqrt_lt_R0; lra.
have near (Z : r -> k -> R) : frobenius Z <= radius -> len2 (times A3 Z) <= n3 * radius.
  by move=> HZ; apply: (Rle_trans _ _ _ (times_len H1 H2 H3 Z)); apply: Rmult_le_compat_l.
have two : sqrt 2 * sqrt 2 = 2 by apply: sqrt_sqrt; lra.
have E20 j : set_20 B (n3 * radius) j = B6_euclidean_general.kappa_20 B (n3 * radius) j.
  rewrite /set_20 /set_tau /set_residual /B6_euclidean_general.kappa_20 norm_len.
  have -> : n3 * radius / sqrt 2 * (n3 * radius / sqrt 2) = (n3 * radius)^2 / (sqrt 2 * sqrt 2) by field; lra.
  by rewrite two; field.
have E11 : set_11 B (n3 * radius) = B6_euclidean_general.kappa_11 B (n3 * radius).
  apply: functional_extensionality => j; rewrite /set_11 /set_tau /set_residual /B6_euclidean_general.kappa_11 norm_len.
  transitivity (2 * (len (B j) + n3 * radius) + 4 * (n3 * radius) * (/ sqrt 2 * sqrt (1 / 2)));
    last by rewrite root_half; field.
  by field; lra.
have H := gradient_change key (scores_len H1 H2 H3) (times_len H1 H2 H3)
  (fun j => eq_ind_r (fun x => x <= top) (Ht j) (E20 j)) t0 X X' (near _ HY) (near _ HY').
cbv zeta in H; apply: (Rle_trans _ _ _ H); right; rewrite /G larger_eq /set_constant E11.
congr (larger_eigenvalue _ _ _ * _); first by ring.
by rewrite -[2 * size n](sum_scal 2 (fun _ : n => 1)) Rmult_1_r; ring.
Qed.
