(* E.4, which is about functions, as no claim on arrays can be: f on [0, 1] with derivative f1 there, which has the
   derivative f2 between, |f2| <= b; t_m is the sum over i < m of f'(i/m)/m. A function with one-sided derivatives at 0
   and 1 is meant too: continued by its tangents it has the derivatives that are asked for. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums.
Local Open Scope R_scope.

Module E_4.
Definition statement : Prop := forall (f f1 f2 : R -> R) (b : R) (m : nat), (0 < m)%N ->
  (forall x, 0 <= x <= 1 -> is_derive f x (f1 x)) -> (forall x, 0 <= x <= 1 -> continuity_pt f1 x) ->
  (forall x, 0 < x < 1 -> is_derive f1 x (f2 x)) -> (forall x, 0 < x < 1 -> Rabs (f2 x) <= b) ->
  Rabs (sum (fun i : 'I_m => f1 (INR i / INR m) / INR m) - (f 1 - f 0)) <= b / INR m.
End E_4.
Module E_4_sharp.
Definition statement : Prop := forall (f f1 f2 : R -> R) (b : R) (m : nat), (0 < m)%N ->
  (forall x, 0 <= x <= 1 -> is_derive f x (f1 x)) -> (forall x, 0 <= x <= 1 -> continuity_pt f1 x) ->
  (forall x, 0 < x < 1 -> is_derive f1 x (f2 x)) -> (forall x, 0 < x < 1 -> Rabs (f2 x) <= b) ->
  Rabs (sum (fun i : 'I_m => f1 (INR i / INR m) / INR m) - (f 1 - f 0)) <= b / (2 * INR m).
End E_4_sharp.
