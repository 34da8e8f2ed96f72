(* D.47: bounds of the curvature of L_exp, and with the other two terms of the loss, for every n and d. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives Matching.
From PC Require Import Generated.
From PC.proofs Require Import TwoKeys CurvatureGraph LossCurvature.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Instances.
Variables (n d : nat) (A : 'I_n.+1 -> 'I_d.+1 -> R) (x d2 : 'I_d.+1 -> R) (b : 'I_n.+1 -> R).
Hypothesis B : weights b.
Let s i := sum (fun j => A i j * d2 j).
Definition along t := sum (fun i =>
  (exp (sum (fun j => A i j * (x j + t * d2 j))) / sum (fun k => exp (sum (fun j => A k j * (x j + t * d2 j)))) - b i)
  * (exp (sum (fun j => A i j * (x j + t * d2 j))) / sum (fun k => exp (sum (fun j => A k j * (x j + t * d2 j)))) - b i)) / 2.
Lemma along_loss t : along t = loss (fun i => sum (fun j => A i j * x j)) s b t.
Proof.
have line i : sum (fun j => A i j * (x j + t * d2 j)) = sum (fun j => A i j * x j) + t * s i.
  by rewrite -sum_scal -sum_plus; apply: sum_ext => j; ring.
rewrite /along /loss; congr (_ / 2); apply: sum_ext => i; rewrite /softmax.
have -> : sum (fun k => exp (sum (fun j => A k j * (x j + t * d2 j)))) =
  sum (fun k => exp (sum (fun j => A k j * x j) + t * s k)) by apply: sum_ext => k; rewrite line.
by rewrite line.
Qed.
Theorem along_curvature :
  lower * sum (fun i => s i * s i) <= Derive_n along 2 0 <= upper * sum (fun i => s i * s i).
Proof.
rewrite (Derive_n_ext _ _ 2 0 along_loss).
have -> : sum (fun i => s i * s i) = square s by apply: sum_ext => i; ring.
exact: (loss_curvature ord0).
Qed.
End Instances.

Theorem D_47_curvature_holds : D_47_curvature.statement.
Proof.
move=> n d A x d2 b; red => b0 b1; have [L U] := along_curvature A x d2 (conj b0 b1).
by rewrite /lower in L; rewrite /upper in U; split; [by_form L|by_form U].
Qed.

Section Sparse.
Variables (n d : nat) (A : 'I_n.+1 -> 'I_d.+1 -> R) (x d2 : 'I_d.+1 -> R).
Let s i := sum (fun j => A i j * d2 j).
Let z i := sum (fun j => A i j * x j).
Definition sparse := sum (fun i => exp (z i) * s i * s i).
Lemma sparse_ge0 : 0 <= sparse.
Proof. by apply: sum_ge0 => i; have := exp_pos (z i); have := Rle_0_sqr (s i); rewrite /Rsqr; nra. Qed.
Lemma sparse_le C : (forall i, z i <= C) -> sparse <= exp C * sum (fun i => s i * s i).
Proof.
move=> H; rewrite -sum_scal; apply: sum_le => i; rewrite Rmult_assoc; apply: Rmult_le_compat_r.
  exact: Rle_0_sqr.
by case: (H i) => [/exp_increasing|->]; lra.
Qed.
End Sparse.

Theorem D_47_1_simplex_holds : D_47_1_simplex.statement.
Proof.
move=> n d A x d2 b w; red => _ b0 b1; have [L _] := along_curvature A x d2 (conj b0 b1).
have S := sparse_ge0 A x d2; rewrite /lower in L.
have H : (w + (39 - 55 * sqrt 33) / 1152) * sum (fun i => sum (fun j => A i j * d2 j) * sum (fun j => A i j * d2 j)) <=
  Derive_n (along A x d2 b) 2 0 + sparse A x d2
  + w * sum (fun i => sum (fun j => A i j * d2 j) * sum (fun j => A i j * d2 j)) by lra.
by_form H.
Qed.

Theorem D_47_2_holds : D_47_2.statement.
Proof.
move=> n d A x d2 b r; red => near _ b0 b1; have [L U] := along_curvature A x d2 (conj b0 b1).
have S := sparse_ge0 A x d2.
have near' i : sum (fun j => A i j * x j) <= r * r by exact: (proj2 (Rminus_le_0 _ _) (near i)).
have T := @sparse_le n d A x d2 (r * r) near'.
set q := fun i => sum (fun j => A i j * d2 j) in L U T; set P := sum (fun i => q i * q i) in L U T.
have P0 : 0 <= P by apply: sum_ge0 => i; exact: Rle_0_sqr.
have X : P <= exp (r * r) * P.
  rewrite -[X in X <= _]Rmult_1_l; apply: Rmult_le_compat_r => //.
  by have := exp_ineq1_le (r * r); have := Rle_0_sqr r; rewrite /Rsqr; lra.
have [_ Hr] := root_33.
have L2 : - (1 * P) <= Derive_n (along A x d2 b) 2 0.
  apply: Rle_trans L; rewrite Ropp_mult_distr_l; apply: Rmult_le_compat_r => //; rewrite /lower; lra.
have U2 : Derive_n (along A x d2 b) 2 0 <= 1 * P.
  apply: (Rle_trans _ _ _ U); apply: Rmult_le_compat_r => //; rewrite /upper; lra.
have H1 : 9 * (Derive_n (along A x d2 b) 2 0 + sparse A x d2 + 200 * exp (r * r) * P) <= 10 * (200 * exp (r * r) * P).
  by lra.
have H2 : 10 * (200 * exp (r * r) * P) <= 11 * (Derive_n (along A x d2 b) 2 0 + sparse A x d2 + 200 * exp (r * r) * P).
  by lra.
by split; [by_form H1|by_form H2].
Qed.
