(* The largest absolute value of the entries of a matrix, as generated statements have it, and products of matrices
   bounded by it. *)
From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Definition largest n (a : 'I_n.+1 -> R) : R := maxi (fun i => Rabs (a i)).
Definition largest2 n m (A : 'I_n.+1 -> 'I_m.+1 -> R) : R := maxi (fun i => maxi (fun j => Rabs (A i j))).

Section Vectors.
Variable n : nat.
Implicit Types a b : 'I_n.+1 -> R.
Lemma largest_ge a i : Rabs (a i) <= largest a.
Proof. exact: (maxi_ge (fun i => Rabs (a i))). Qed.
Lemma largest_le a c : (forall i, Rabs (a i) <= c) -> largest a <= c.
Proof. exact: maxi_le. Qed.
Lemma largest_ge0 a : 0 <= largest a.
Proof. exact: Rle_trans (Rabs_pos _) (largest_ge a ord0). Qed.
(* |sum a_i b_i| <= n x y for entries up to x and y. *)
Lemma products_le a b x y : (forall i, Rabs (a i) <= x) -> (forall i, Rabs (b i) <= y) ->
  Rabs (sum (fun i => a i * b i)) <= INR n.+1 * (x * y).
Proof.
move=> X Y; rewrite -(sum_const_ord n.+1); apply: (Rle_trans _ _ _ (sum_Rabs _)); apply: sum_le => i.
by rewrite Rabs_mult; apply: Rmult_le_compat => //; exact: Rabs_pos.
Qed.
End Vectors.

Section Matrices.
Variables n m : nat.
Implicit Types A : 'I_n.+1 -> 'I_m.+1 -> R.
Lemma largest2_ge A i j : Rabs (A i j) <= largest2 A.
Proof.
apply: (Rle_trans _ _ _ (maxi_ge (fun j => Rabs (A i j)) j)); exact: (maxi_ge (fun i => maxi (fun j => Rabs (A i j)))).
Qed.
Lemma largest2_le A c : (forall i j, Rabs (A i j) <= c) -> largest2 A <= c.
Proof. by move=> H; apply: maxi_le => i; apply: maxi_le => j. Qed.
Lemma largest2_ge0 A : 0 <= largest2 A.
Proof. exact: Rle_trans (Rabs_pos _) (largest2_ge A ord0 ord0). Qed.
End Matrices.

(* |x y - x' y'| for factors that are close. *)
Lemma product_change x x' y y' a b c d : Rabs x <= a -> Rabs (y - y') <= b -> Rabs y' <= c -> Rabs (x - x') <= d ->
  Rabs (x * y - x' * y') <= a * b + c * d.
Proof.
move=> A B C D; have -> : x * y - x' * y' = x * (y - y') + y' * (x - x') by ring.
by apply: (Rle_trans _ _ _ (Rabs_triang _ _)); rewrite !Rabs_mult; apply: Rplus_le_compat; apply: Rmult_le_compat => //;
  exact: Rabs_pos.
Qed.
