(* C.17 to C.19: rows of the attention matrix are probability vectors, so that an output is a mean of values. *)
From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax LargestEntry.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem C_17_holds : C_17.statement.
Proof.
move=> n d X W; apply: largest2_le => i j.
pose x k := sum (fun l : 'I_d.+1 => sum (fun a : 'I_d.+1 => X i a * W a l) * X k l).
change (Rabs (softmax x j) <= 1); rewrite Rabs_pos_eq; last by apply: Rlt_le; exact: softmax_gt0.
exact: (weight_le1 j (softmax_weights x ord0)).
Qed.
Theorem C_18_width_holds : C_18_width.statement.
Proof.
move=> n d X V; rewrite /C_18_width.claim Rmult_assoc; apply: largest2_le => i j.
by apply: products_le => l; exact: largest2_ge.
Qed.
Theorem C_19_holds : C_19.statement.
Proof.
move=> n d X W V; rewrite /C_19.claim Rmult_assoc; apply: largest2_le => i j.
by apply: products_le => l; [exact: (largest2_ge (C_19.softmax n d X W))|exact: (largest2_ge (C_19.product n d X V))].
Qed.
(* A mean of numbers up to c is at most c. *)
Lemma mean_abs_le n (f h : 'I_n.+1 -> R) c : weights f -> (forall k, Rabs (h k) <= c) ->
  Rabs (sum (fun k => f k * h k)) <= c.
Proof.
move=> [f0 f1] H; apply: (Rle_trans _ _ _ (sum_Rabs _)); rewrite -[c]Rmult_1_r -f1 -sum_scal; apply: sum_le => k.
by rewrite Rabs_mult (Rabs_pos_eq (f k)) // Rmult_comm; apply: Rmult_le_compat_r.
Qed.
Theorem C_19_sharp_holds : C_19_sharp.statement.
Proof.
move=> n d X W V; apply: largest2_le => i j.
pose x k := sum (fun l : 'I_d.+1 => sum (fun a : 'I_d.+1 => X i a * W a l) * X k l).
apply: (mean_abs_le (softmax_weights x ord0)) => k; exact: (largest2_ge (C_19_sharp.product n d X V)).
Qed.
