(* Singular values by their inequalities: what |A u|^2 >= s |u|^2 and |A u|^2 <= n |u|^2 give for A1 X A2^T and A3 Y. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms BinaryForms.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* A u, A Y and A1 X A2^T in the form of generated statements. *)
Definition apply (M P : finType) (A : M -> P -> R) (u : P -> R) : M -> R := fun l => sum (fun i => A l i * u i).
Definition times (M P K : finType) (A : M -> P -> R) (Y : P -> K -> R) : M -> K -> R :=
  fun l j => sum (fun i => A l i * Y i j).
Definition scores (N M P Q : finType) (A1 : N -> P -> R) (A2 : M -> Q -> R) (X : P -> Q -> R) : N -> M -> R :=
  fun a l => sum (fun j => sum (fun i => A1 a i * X i j) * A2 l j).

Section Columns.
Variables M P K : finType.
Variables (A : M -> P -> R) (Y : P -> K -> R) (z : R).
Let column j i := Y i j.
Lemma times_ge : (forall j, z * sq (column j) <= sq (apply A (column j))) -> z * sq2 Y <= sq2 (times A Y).
Proof.
by move=> H; rewrite (sq2_swap Y) (sq2_swap (times A Y)) -sum_scal; apply: sum_le => j; exact: H.
Qed.
Lemma times_le : (forall j, sq (apply A (column j)) <= z * sq (column j)) -> sq2 (times A Y) <= z * sq2 Y.
Proof.
by move=> H; rewrite (sq2_swap Y) (sq2_swap (times A Y)) -sum_scal; apply: sum_le => j; exact: H.
Qed.
End Columns.

Section Scores.
Variables N M P Q : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (X : P -> Q -> R).
Let XA2 : P -> M -> R := fun i => apply A2 (X i).
Lemma scores_times a l : scores A1 A2 X a l = times A1 XA2 a l.
Proof.
rewrite /scores /times; transitivity (sum (fun j => sum (fun i => A1 a i * (A2 l j * X i j)))).
  by apply: sum_ext => j; rewrite -sum_scal_r; apply: sum_ext => i; ring.
by rewrite sum_swap; apply: sum_ext => i; rewrite sum_scal.
Qed.
Let E0 : sq2 (scores A1 A2 X) = sq2 (times A1 XA2).
Proof. by apply: sum_ext => a; apply: sum_ext => l; rewrite scores_times. Qed.
(* ||A1 X A2^T||^2 >= s1 s2 ||X||^2, from the rows of X and the columns of X A2^T. *)
Theorem scores_ge s1 s2 : 0 <= s1 -> (forall i, s2 * sq (X i) <= sq (apply A2 (X i))) ->
  (forall l, s1 * sq (fun i => XA2 i l) <= sq (apply A1 (fun i => XA2 i l))) -> s1 * s2 * sq2 X <= sq2 (scores A1 A2 X).
Proof.
move=> s0 H2 H1; rewrite E0; apply: (Rle_trans _ _ _ _ (times_ge H1)).
rewrite Rmult_assoc; apply: Rmult_le_compat_l => //.
by rewrite -sum_scal; apply: sum_le => i; exact: H2.
Qed.
Theorem scores_le n1 n2 : 0 <= n1 -> (forall i, sq (apply A2 (X i)) <= n2 * sq (X i)) ->
  (forall l, sq (apply A1 (fun i => XA2 i l)) <= n1 * sq (fun i => XA2 i l)) -> sq2 (scores A1 A2 X) <= n1 * n2 * sq2 X.
Proof.
move=> s0 H2 H1; rewrite E0; apply: (Rle_trans _ _ _ (times_le H1)).
rewrite Rmult_assoc; apply: Rmult_le_compat_l => //.
by rewrite -sum_scal; apply: sum_le => i; exact: H2.
Qed.
End Scores.

(* The natural norm against the Euclidean one: ||A1 X A2^T||^2 + ||A3 Y||^2 >= min(s1 s2, s3) (||X||^2 + ||Y||^2). *)
Theorem natural_ge (N M P Q T K : finType) (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) s1 s2 s3
  (X : P -> Q -> R) (Y : T -> K -> R) : 0 <= s1 -> (forall u, s1 * sq u <= sq (apply A1 u)) ->
  (forall u, s2 * sq u <= sq (apply A2 u)) -> (forall u, s3 * sq u <= sq (apply A3 u)) ->
  Rmin (s1 * s2) s3 * (sq2 X + sq2 Y) <= sq2 (scores A1 A2 X) + sq2 (times A3 Y).
Proof.
move=> s0 H1 H2 H3; rewrite Rmult_plus_distr_l; apply: Rplus_le_compat.
  apply: (Rle_trans _ (s1 * s2 * sq2 X)); last by apply: scores_ge.
  by apply: Rmult_le_compat_r; [exact: sq2_ge0|exact: Rmin_l].
apply: (Rle_trans _ (s3 * sq2 Y)); last by apply: times_ge.
by apply: Rmult_le_compat_r; [exact: sq2_ge0|exact: Rmin_r].
Qed.

(* The Frobenius norm is above the operator norm: a constant for every size. *)
Lemma frobenius_le (M P : finType) (A : M -> P -> R) u : sq (apply A u) <= sq2 A * sq u.
Proof. by rewrite -sum_scal_r; apply: sum_le => l; exact: inner_sq_le. Qed.

(* Two columns: the eigenvalues of the Gram matrix are the squares of the singular values. *)
Section TwoColumns.
Variables (M P : finType) (A : M -> P -> R) (p q : P).
Hypothesis two : forall F, sum F = F p + F q.
Let a := sum (fun l => A l p * A l p).
Let b := sum (fun l => A l p * A l q).
Let c := sum (fun l => A l q * A l q).
Lemma apply_two u : sq (apply A u) = a * (u p * u p) + 2 * b * (u p * u q) + c * (u q * u q).
Proof.
rewrite /sq /apply -!sum_scal -!sum_scal_r -!sum_plus; apply: sum_ext => l; rewrite two; ring.
Qed.
Lemma gram_smaller u : smaller_eigenvalue a b c * sq u <= sq (apply A u).
Proof. by rewrite apply_two /sq two; have := smaller_eigenvalue_le a b c (u p) (- u q); lra. Qed.
Lemma gram_larger u : sq (apply A u) <= larger_eigenvalue a b c * sq u.
Proof. by rewrite apply_two /sq two; have := larger_eigenvalue_ge a b c (u p) (u q); lra. Qed.
Lemma gram_smaller_ge0 : 0 <= smaller_eigenvalue a b c.
Proof.
have CS : b * b <= a * c by exact: (inner_sq_le (fun l => A l p) (fun l => A l q)).
have a0 : 0 <= a by exact: (sq_ge0 (fun l => A l p)).
have c0 : 0 <= c by exact: (sq_ge0 (fun l => A l q)).
rewrite /smaller_eigenvalue; suff : sqrt ((a - c) / 2 * ((a - c) / 2) + b * b) <= (a + c) / 2 by lra.
by apply: sqrt_le_of_sq; nra.
Qed.
Lemma gram_larger_ge0 : 0 <= larger_eigenvalue a b c.
Proof.
have a0 : 0 <= a by exact: (sq_ge0 (fun l => A l p)).
have c0 : 0 <= c by exact: (sq_ge0 (fun l => A l q)).
by rewrite /larger_eigenvalue; have := sqrt_pos ((a - c) / 2 * ((a - c) / 2) + b * b); lra.
Qed.
End TwoColumns.
