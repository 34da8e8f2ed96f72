(* One-layer attention regression over arbitrary index types: rows N, keys M, columns P, Q, T of A1, A2, A3, columns K
   of the target. Objective, gradient, Hessian and Hessian-vector product, as `proofcheck/model` defines them. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Model.
Variables N M P Q T K : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R).
Variables (wx wy lx ly : R).
Implicit Types (X : P -> Q -> R) (Y : T -> K -> R).

Definition scores X : N -> M -> R := fun j k => sum (fun l => sum (fun a => A1 j a * X a l) * A2 k l).
Definition values Y : M -> K -> R := fun k i => sum (fun b => A3 k b * Y b i).
Definition squares (I J : finType) (U : I -> J -> R) := sum (fun i => sum (fun j => U i j * U i j)).
Definition product (I J : finType) (U W : I -> J -> R) := sum (fun i => sum (fun j => U i j * W i j)).
Definition attention X : N -> M -> R := fun j => softmax (scores X j).
Definition outputs X Y : N -> K -> R := fun j i => E (attention X j) (fun k => values Y k i).
Definition residual X Y : N -> K -> R := fun j i => outputs X Y j i - B j i.
Definition loss X Y := squares (residual X Y).
Definition objective X Y := loss X Y +
  (wx * wx * squares (scores X) + wy * wy * squares (values Y) + lx * squares X + ly * squares Y).

(* A1^T G A2 and A3^T G. *)
Definition scores_adjoint (G : N -> M -> R) : P -> Q -> R := fun a l =>
  sum (fun k => sum (fun j => A1 j a * G j k) * A2 k l).
Definition values_adjoint (G : M -> K -> R) : T -> K -> R := fun b i => sum (fun k => A3 k b * G k i).

Section Point.
Variables (X : P -> Q -> R) (Y : T -> K -> R).
Let F := attention X. Let V := values Y. Let O := outputs X Y. Let C := residual X Y. Let S := scores X.
(* Row j of P is f_j o (q_j - <f_j, q_j>) with q_j = V c_j, and <f_j, q_j> = <c_j, O_j>. *)
Definition level j k := sum (fun i => C j i * V k i) - sum (fun i => C j i * O j i).
Definition score_slope j k := F j k * level j k.
Definition value_slope k i := sum (fun j => F j k * C j i).
Definition gradient_X : P -> Q -> R := fun a l =>
  2 * (scores_adjoint (fun j k => score_slope j k + wx * wx * S j k) a l + lx * X a l).
Definition gradient_Y : T -> K -> R := fun b i =>
  2 * (values_adjoint (fun k i => value_slope k i + wy * wy * V k i) b i + ly * Y b i).

(* Moves of F, C, of the level and of P along scores s and values v. *)
Section Move.
Variables (s : N -> M -> R) (v : M -> K -> R).
Definition dF j k := F j k * (s j k - sum (fun l => F j l * s j l)).
Definition dC j i := sum (fun k => dF j k * V k i) + sum (fun k => F j k * v k i).
Definition slope j k := sum (fun i => dC j i * V k i) + sum (fun i => C j i * v k i)
  - sum (fun i => dC j i * (O j i + C j i)).
Definition dP j k := dF j k * level j k + F j k * slope j k.
Definition dFC k i := sum (fun j => dF j k * C j i) + sum (fun j => F j k * dC j i).
End Move.
Definition product_X (dX : P -> Q -> R) (dY : T -> K -> R) : P -> Q -> R := fun a l =>
  2 * (scores_adjoint (fun j k => dP (scores dX) (values dY) j k + wx * wx * scores dX j k) a l + lx * dX a l).
Definition product_Y (dX : P -> Q -> R) (dY : T -> K -> R) : T -> K -> R := fun b i =>
  2 * (values_adjoint (fun k i => dFC (scores dX) (values dY) k i + wy * wy * values dY k i) b i + ly * dY b i).
End Point.
End Model.
