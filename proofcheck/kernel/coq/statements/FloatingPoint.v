(* Float64 arithmetic as real numbers: round to nearest, ties to even, gradual underflow; overflow does not occur in what
   is stated here. Definitions only. *)
From Coq Require Import Reals.
From Flocq Require Import Core.
Local Open Scope R_scope.

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
