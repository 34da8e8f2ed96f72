(* I4 and I4-product: the generated statements from the theorems of the library. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Derivatives Model Gradient Hessian Matching.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma twice_inside (I J : finType) (H U : I -> J -> R) :
  2 * sum (fun i => sum (fun j => H i j * U i j)) = sum (fun i => sum (fun j => 2 * H i j * U i j)).
Proof. by rewrite -sum_scal; apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => j; ring. Qed.
Theorem I4_product_holds : I4_product.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y dX dY wx wy lx ly; premises; split=> a l.
  have H := product_dense_X A1 A2 A3 B wx lx X Y dX dY a l.
  rewrite Rmult_plus_distr_l !twice_inside in H; by_form H.
have H := product_dense_Y A1 A2 A3 B wy ly X Y dX dY a l.
rewrite Rmult_plus_distr_l !twice_inside in H; by_form H.
Qed.
Theorem I4_holds : I4.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y dX dY wx wy lx ly; premises.
by_form (hessian_along A1 A2 A3 B wx wy lx ly X Y dX dY ord0).
Qed.
