(* What the softmax means of a row of scores move by beyond their orders none, one and two, when the scores move by
   sigma: the remainders in the lower bound of a search for the global minimum. Written by hand; definitions only. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrbool eqtype choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors Simplex.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Any keys M, for a query with a mask those that it sees; X has a row of columns P for each key. *)
Section Row.
Variables (M P : finType) (x sigma : M -> R) (X : M -> P -> R).
Let f : M -> R := softmax_of x.
Let column i : M -> R := fun k => X k i.
Definition moved : P -> R := fun i => expectation (softmax_of (fun k => x k + sigma k)) (column i).
Definition order0 : P -> R := fun i => expectation f (column i).
Definition order1 : P -> R := fun i => expectation f (fun k => centred f sigma k * centred f (column i) k).
Definition order2 : P -> R := fun i => expectation f (fun k => centred f sigma k ^ 2 * centred f (column i) k) / 2.
Definition spread : R := sqrt (sum (fun i => variance_of f (column i))).
End Row.

(* Of the scores' step: deviation bounds its standard deviation, delta its distance from its mean, range its range; v
   then bounds its variance on the way, Delta its distance from its mean there. *)
Module Search_rows.
Definition statement : Prop := forall (M P : finType) (k0 : M) (x sigma : M -> R) (X : M -> P -> R),
  forall deviation delta range v Delta : R,
  let f := softmax_of x in
  sqrt (variance_of f sigma) <= deviation -> (forall k, Rabs (centred f sigma k) <= delta) ->
  (forall k l, sigma k - sigma l <= range) ->
  Rmin (Rmin (exp delta * deviation^2) (delta^2)) (range^2 / 4) <= v -> Rmin (delta + v) range <= Delta ->
  let first := sub (moved x sigma X) (order0 x X) in let second := sub first (order1 x sigma X) in
  norm first <= deviation * ((1 + exp delta) / 2) * spread x X /\
  norm second <= deviation * Delta * ((2 + exp delta) / 6) * spread x X /\
  norm (sub second (order2 x sigma X)) <=
    deviation * Rmax (Delta^2) (3 * v) * ((3 + exp delta) / 24) * spread x X.
End Search_rows.
