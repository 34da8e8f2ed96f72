(* Float64 arithmetic as real numbers: round to nearest, ties to even, gradual underflow; no overflow, so a statement
   here is about computations in which none occurs. Definitions only. *)
From Coq Require Import Reals.
From Flocq Require Import Core.
From mathcomp Require Import ssreflect ssrbool eqtype seq fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Multiples of 2^-1074 with at most 53 binary digits. *)
Definition exponent : Z -> Z := FLT_exp (-1074) 53.
Definition float64 (x : R) : Prop := generic_format radix2 exponent x.
Definition rounded (x : R) : R := round radix2 exponent ZnearestE x.

(* C4-naive, two rows: "where the textbook Cholesky algorithm of a symmetric matrix [[a, b], [b, d]] runs to its end in
   float64, the matrix is positive definite". Pivots: a, and d - R12^2 with R12 = b / R11, R11 = sqrt a. *)
Module C4_naive.
Definition statement : Prop := forall a b d : R, float64 a -> float64 b -> float64 d ->
  let R11 := rounded (sqrt a) in
  let R12 := rounded (b / R11) in
  let pivot := rounded (d - rounded (R12 * R12)) in
  0 < a -> 0 < pivot -> forall x y : R, x <> 0 \/ y <> 0 -> 0 < a * x^2 + 2 * b * (x * y) + d * y^2.
End C4_naive.

(* A dot product computed in any order: `computed x y l v` where v comes from the terms x_i y_i, i in l, by rounded
   products, rounded sums of two such values, and fused steps that round v + x_i y_i once. *)
Inductive computed (T : Type) (x y : T -> R) : seq T -> R -> Prop :=
  | computed_term i : computed x y [:: i] (rounded (x i * y i))
  | computed_sum l l' v v' : computed x y l v -> computed x y l' v' -> computed x y (l ++ l') (rounded (v + v'))
  | computed_fused l i v : computed x y l v -> computed x y (l ++ [:: i]) (rounded (v + x i * y i)).
(* u and eta. *)
Definition roundoff : R := bpow radix2 (-53).
Definition tiny : R := bpow radix2 (-1074).
Definition gamma (k : R) : R := k * roundoff / (1 - k * roundoff).
(* C4-product for one entry of a product: the standard model is a theorem here, not a hypothesis. *)
Module C4_product.
Definition statement : Prop := forall (T : finType) (x y : T -> R) (l : seq T) (v : R),
  computed x y l v -> perm_eq l (enum T) -> let k := sum (fun _ : T => 1) in k * roundoff <= 1 / 2 ->
  Rabs (v - dot x y) <= gamma k * sum (fun i => Rabs (x i) * Rabs (y i)) + k * tiny /\
  Rabs (v - dot x y) <= gamma k * (norm x * norm y) + k * tiny.
End C4_product.
