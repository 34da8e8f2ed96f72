(* Statements written by hand, of lemmas whose claims are special cases: any weights on the simplex, any matrix, any
   vectors. Definitions only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrbool eqtype fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Simplex.
Variable M : finType.
Definition on_simplex (f : M -> R) : Prop := (forall k, 0 <= f k) /\ sum f = 1.
Definition expectation (f g : M -> R) : R := sum (fun k => f k * g k).
Definition centred (f g : M -> R) (k : M) : R := g k - expectation f g.
Definition variance_of (f g : M -> R) : R := expectation f (fun k => centred f g k ^ 2).
Definition softmax_of (x : M -> R) (k : M) : R := exp (x k) / sum (fun l => exp (x l)).
End Simplex.

(* Softmax weights are positive, sum to 1, have length at most 1; the denominator is at least m e^-c when all scores
   are at most c in size. *)
Module B1_general.
Definition statement : Prop := forall (M : finType) (k0 : M) (x : M -> R),
  (forall k, 0 < softmax_of x k) /\ sum (softmax_of x) = 1 /\ norm (softmax_of x) <= 1 /\
  forall c, (forall k, Rabs (x k) <= c) -> INR #|M| * exp (- c) <= sum (fun k => exp (x k)).
End B1_general.

(* Any weights: by a bound p of the weights, by 1/2, and by the range of the values. *)
Module B2_general.
Definition statement : Prop := forall (M : finType) (f s : M -> R), on_simplex f ->
  (forall p, (forall k, f k <= p) -> variance_of f s <= p * dot s s) /\ variance_of f s <= 1 / 2 * dot s s /\
  forall lo hi, (forall k, lo <= s k <= hi) -> variance_of f s <= (hi - lo) ^ 2 / 4.
End B2_general.

(* Any weights: |E[s~^2 v~]| <= sqrt 2 / (3 sqrt 3) |s|^2 |v|, in the direction u of the values' space. *)
Module B3_polar_general.
Definition statement : Prop := forall (M K : finType) (f s : M -> R) (v : M -> K -> R), on_simplex f ->
  norm (fun i => expectation f (fun k => centred f s k ^ 2 * centred f (fun l => v l i) k)) <=
  sqrt 2 / (3 * sqrt 3) * dot s s * sqrt (sum (fun k => dot (v k) (v k))).
End B3_polar_general.

(* A symmetric trilinear form on R^N has its norm on the diagonal. *)
Module B3_diagonal_general.
Definition statement : Prop := forall (I : finType) (form3 : (I -> R) -> (I -> R) -> (I -> R) -> R) (bound : R), 0
  <= bound ->
  (forall x y z, form3 x y z = form3 y x z) -> (forall x y z, form3 x y z = form3 x z y) ->
  (forall x y z w, form3 (add x y) z w = form3 x z w + form3 y z w) ->
    (forall c x z w, form3 (scale c x) z w = c * form3 x z w) ->
  (forall z, Rabs (form3 z z z) <= bound * norm z ^ 3) ->
  forall x y, Rabs (form3 x x y) <= bound * norm x ^ 2 * norm y.
End B3_diagonal_general.

(* Scores A x for any A with |A u| <= a |u|: the softmax row is a/2-Lipschitz. *)
Module B4_row_general.
Definition scores_of (M P : finType) (A : M -> P -> R) (x : P -> R) : M -> R := fun k => sum (fun p => A k p * x p).
Definition statement : Prop := forall (M P : finType) (k0 : M) (A : M -> P -> R) (a : R), 0 <= a ->
  (forall u, norm (scores_of A u) <= a * norm u) -> forall x y,
  norm (sub (softmax_of (scores_of A x)) (softmax_of (scores_of A y))) <= a / 2 * norm (sub x y).
End B4_row_general.

(* The classical constant beta^-2 n^(3/2) e^(3 R^2), for |A|, |x|, |y| <= R and denominators at least beta; n keys. *)
Module B5_general.
Definition statement : Prop := forall (M P : finType) (k0 : M) (A : M -> P -> R) (r beta : R) (x y : P -> R), 0 <= r ->
  0 < beta ->
  (forall u, norm (B4_row_general.scores_of A u) <= r * norm u) -> norm x <= r -> norm y <= r ->
  beta <= sum (fun k => exp (B4_row_general.scores_of A x k)) -> beta
    <= sum (fun k => exp (B4_row_general.scores_of A y k)) ->
  let n := INR #|M| in
  norm (sub (softmax_of (B4_row_general.scores_of A x)) (softmax_of (B4_row_general.scores_of A y))) <=
  n * sqrt n * exp (3 * r ^ 2) / beta ^ 2 * norm (sub x y).
End B5_general.
