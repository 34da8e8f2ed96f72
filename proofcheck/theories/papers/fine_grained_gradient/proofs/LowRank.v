(* D.2 to D.6: entries of products, and of differences of products, against the largest entries of the factors. *)
From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema LargestEntry.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem D_2_holds : D_2.statement.
Proof.
move=> n d f F h; rewrite /D_2.claim Rmult_assoc; apply: largest2_le => i j.
by apply: products_le => l; [exact: (largest2_ge (fun i j => F i j - f i j))|exact: (largest2_ge h)].
Qed.
Theorem D_3_holds : D_3.statement.
Proof.
move=> n d h c C; rewrite /D_3.claim Rmult_assoc; apply: largest2_le => i j.
by apply: products_le => l; [exact: (largest2_ge h)|exact: (largest2_ge (fun i j => C i j - c i j))].
Qed.
Theorem D_4_holds : D_4.statement.
Proof.
move=> n f F q Q; apply: largest2_le => i j; apply: product_change.
- exact: (largest2_ge F).
- exact: (largest2_ge (fun i j => Q i j - q i j)).
- exact: (largest2_ge q).
- exact: (largest2_ge (fun i j => F i j - f i j)).
Qed.
Theorem D_5_holds : D_5.statement.
Proof.
move=> n f F q Q; apply: largest2_le => i j.
rewrite (Rmult_comm (D_5.total _ _ _ _)) (Rmult_comm (D_5.total2 _ _ _ _)) [X in _ <= _ + X]Rmult_comm.
apply: product_change.
- exact: (largest2_ge F).
- exact: (largest_ge (fun i => D_5.total n F Q i - D_5.total2 n f q i)).
- exact: (largest_ge (D_5.total2 n f q)).
- exact: (largest2_ge (fun i j => F i j - f i j)).
Qed.
Theorem D_6_holds : D_6.statement.
Proof.
move=> n d A1 A2 p; apply: largest2_le => i j; rewrite -!/(largest2 _).
apply: (Rle_trans _ (INR n.+1 * (INR n.+1 * (largest2 A1 * largest2 p) * largest2 A2))); last by right; ring.
apply: products_le => l; last exact: largest2_ge.
by apply: products_le => a; exact: largest2_ge.
Qed.
