(* I6, I6-reduced and I6-optimal: the generated statements from the theorems of the library. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Model Gradient Ridge Matching.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem I6_holds : I6.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X wx wy lx ly Y; premises => i j.
by_form (gradient_normal A1 A2 A3 B wy ly X Y i j).
Qed.
Theorem I6_reduced_holds : I6_reduced.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X wx wy lx ly Y dX dY; premises; split.
  have H : Derive_n (along A1 A2 A3 B wx wy lx ly X dX Y dY) 1 0 - 2 * product (normal A1 A2 A3 B wy ly X Y) dY =
    product (gradient_X A1 A2 A3 B wx lx X Y) dX.
    rewrite [Derive_n _ _ _](is_derive_unique _ _ _ (gradient_along (ord0 : 'I_m.+1) A1 A2 A3 B wx wy lx ly X dX Y dY)).
    have -> : product (gradient_Y A1 A2 A3 B wy ly X Y) dY = 2 * product (normal A1 A2 A3 B wy ly X Y) dY; last by ring.
    by rewrite -product_scal; apply: sum_ext => b; apply: sum_ext => i; rewrite gradient_normal.
  by_form H.
by_form (objective_balance A1 A2 A3 B wx wy lx ly X Y).
Qed.
Theorem I6_optimal_holds : I6_optimal.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X wx wy lx ly Y dY; red; intros.
have l0 : 0 <= ly by match goal with H : _ <= ly <= _ |- _ => (move: H => [H _]; lra) | H : 0 <= ly |- _ =>
  exact: H end.
by_form (objective_above_tangent A1 A2 A3 B wx wy lx X Y dY l0).
Qed.
