(* S2-euclidean, S3-weights, B6-c and B6-euclidean for two columns, where singular values are closed forms of
   the Gram matrix. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Matching Softmax Norms RowBounds BinaryForms Spectral EuclideanLipschitz
  EuclideanGradient.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Notation zero2 := (ordi 0 2).
Notation one2 := (ordi 1 2).
Lemma sum_two (F : 'I_2 -> R) : sum F = F zero2 + F one2.
Proof. by rewrite !sum_ord_recl sum_ord0 Rplus_0_r; congr (F _ + F _); exact: val_inj. Qed.
Lemma gram_le m (A : 'I_m -> 'I_2 -> R) u :
  sq (apply A u) <= larger_eigenvalue (sum (fun l => A l zero2 * A l zero2)) (sum (fun l => A l zero2 * A l one2))
    (sum (fun l => A l one2 * A l one2)) * sq u.
Proof. exact: (gram_larger A sum_two). Qed.
Lemma gram_ge m (A : 'I_m -> 'I_2 -> R) u :
  smaller_eigenvalue (sum (fun l => A l zero2 * A l zero2)) (sum (fun l => A l zero2 * A l one2))
    (sum (fun l => A l one2 * A l one2)) * sq u <= sq (apply A u).
Proof. exact: (gram_smaller A sum_two). Qed.
Lemma scores_two n m (A1 : 'I_n -> 'I_2 -> R) (A2 : 'I_m -> 'I_2 -> R) X : scores A1 A2 X =
  fun i j => (A1 i zero2 * X zero2 zero2 + A1 i one2 * X one2 zero2) * A2 j zero2
    + (A1 i zero2 * X zero2 one2 + A1 i one2 * X one2 one2) * A2 j one2.
Proof. by apply: functional_extensionality => i; apply: functional_extensionality => j; rewrite /scores !sum_two. Qed.
Lemma times_two m (K : finType) (A : 'I_m -> 'I_2 -> R) (Y : 'I_2 -> K -> R) : times A Y =
  fun l j => A l zero2 * Y zero2 j + A l one2 * Y one2 j.
Proof. by apply: functional_extensionality => i; apply: functional_extensionality => j; rewrite /times sum_two. Qed.
Lemma sq2_two (X : 'I_2 -> 'I_2 -> R) : sq2 X = X zero2 zero2 * X zero2 zero2 + X zero2 one2 * X zero2 one2
  + X one2 zero2 * X one2 zero2 + X one2 one2 * X one2 one2.
Proof. by rewrite /sq2 !sum_two; ring. Qed.
Lemma sq2_rows (K : finType) (Y : 'I_2 -> K -> R) : sq2 Y =
  sum (fun j => Y zero2 j * Y zero2 j) + sum (fun j => Y one2 j * Y one2 j).
Proof. by rewrite /sq2 sum_two. Qed.

Theorem S2_euclidean_holds : S2_euclidean.statement.
Proof.
move=> n m k A1 A2 A3 dX dY; premises.
have H := natural_ge dX dY (gram_smaller_ge0 A1 zero2 one2) (gram_ge A1) (gram_ge A2) (gram_ge A3).
by rewrite sq2_two sq2_rows scores_two times_two in H; exact: H.
Qed.
Theorem S3_weights_holds : S3_weights.statement.
Proof.
move=> n m k A1 A2 A3 X Y; premises; split.
  have H := scores_le (gram_larger_ge0 A1 zero2 one2) (fun i => gram_le A2 (X i)) (fun l => gram_le A1 _).
  by rewrite sq2_two scores_two in H; exact: H.
have H := times_le (Y := Y) (fun j => gram_le A3 (fun i => Y i j)).
by rewrite sq2_rows times_two in H; exact: H.
Qed.
Lemma maxi_const n c : maxi (fun _ : 'I_n.+1 => c) = c.
Proof. by have [i ->] := maxi_attained (fun _ : 'I_n.+1 => c). Qed.

(* ||A1 X A2^T|| <= ||A1|| ||A2|| ||X|| and ||A3 Y|| <= ||A3|| ||Y||. *)
Definition gram_norm m (A : 'I_m -> 'I_2 -> R) := sqrt (larger_eigenvalue (sum (fun l => A l zero2 * A l zero2))
  (sum (fun l => A l zero2 * A l one2)) (sum (fun l => A l one2 * A l one2))).
Lemma scores_gram n m (A1 : 'I_n -> 'I_2 -> R) (A2 : 'I_m -> 'I_2 -> R) X :
  len2 (scores A1 A2 X) <= gram_norm A1 * gram_norm A2 * len2 X.
Proof.
have a0 := gram_larger_ge0 A1 zero2 one2; have b0 := gram_larger_ge0 A2 zero2 one2.
rewrite /len2 /gram_norm -!sqrt_mult //; [|by apply: Rmult_le_pos|exact: sq2_ge0].
by apply: sqrt_le_1_alt; exact: (scores_le a0 (fun i => gram_le A2 (X i)) (fun l => gram_le A1 _)).
Qed.
Lemma times_gram m (K : finType) (A : 'I_m -> 'I_2 -> R) (Y : 'I_2 -> K -> R) :
  len2 (times A Y) <= gram_norm A * len2 Y.
Proof.
rewrite /len2 /gram_norm -sqrt_mult; [|exact: gram_larger_ge0|exact: sq2_ge0].
by apply: sqrt_le_1_alt; exact: (times_le (Y := Y) (fun j => gram_le A (fun i => Y i j))).
Qed.
Theorem B6_c_holds : B6_c.statement.
Proof.
move=> n m k A1 A2 A3 B X X2 Y Y2; premises.
have H := residual_lipschitz B X X2 Y Y2 ord0 (sqrt_pos _) (scores_gram A1 A2) (@times_gram _ _ A3).
rewrite /len2 (sq2_two (fun i j => X i j - X2 i j)) !sq2_rows !scores_two !times_two in H.
rewrite -(maxi_const n (_ * Rmax _ _ / _ * _)) in H.
exact: H.
Qed.
Theorem B6_euclidean_holds : B6_euclidean.statement.
Proof.
move=> n m k A1 A2 A3 B X X2 Y Y2; premises.
pose rho := gram_norm A3 * Rmax (len2 Y) (len2 Y2).
have b0 : 0 <= gram_norm A3 by exact: sqrt_pos.
have Y1 : len2 (times A3 Y) <= rho.
  by apply: (Rle_trans _ _ _ (times_gram A3 Y)); apply: Rmult_le_compat_l => //; exact: Rmax_l.
have Y3 : len2 (times A3 Y2) <= rho.
  by apply: (Rle_trans _ _ _ (times_gram A3 Y2)); apply: Rmult_le_compat_l => //; exact: Rmax_r.
have rho0 : 0 <= rho := Rle_trans _ _ _ (len2_ge0 _) Y1.
have Ht j : set_20 B rho j <= maxi (set_20 B rho) by exact: maxi_ge.
have t0 : 0 <= maxi (set_20 B rho) by apply: (Rle_trans _ _ _ _ (Ht ord0)); exact: set_20_ge0.
have H := gradient_change ord0 (scores_gram A1 A2) (@times_gram _ _ A3) Ht t0 X X2 Y1 Y3.
cbv zeta in H; rewrite !sq2_two !sq2_rows -!Rplus_assoc in H.
rewrite /score_gradient /value_gradient /set_constant /set_20 /set_11 /set_tau /set_residual /rho in H.
rewrite /len2 !sq2_rows !scores_two !times_two in H.
exact: H.
Qed.
