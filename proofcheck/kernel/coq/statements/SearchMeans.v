(* A row of E, of what it has beyond order one, and beyond order two, times any X; and lengths of sums over the axes of
   a box. Written by hand; definitions only. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors Simplex Abstract Objective Search SearchRows SearchBound SearchForm.
From PC.statements Require Import SearchShift.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Z = F T has rows E_j[T]; those of E X are what the means of T X move by. *)
Module Search_means.
Definition statement : Prop := forall (M I K : finType) (k0 : M) (x sigma : M -> R) (T : M -> I -> R) (X : I -> K -> R),
  forall deviation delta range, let f := softmax_of x in
  sqrt (variance_of f sigma) <= deviation -> (forall k, Rabs (centred f sigma k) <= delta) ->
  (forall k l, sigma k - sigma l <= range) ->
  let E := sub (moved x sigma T) (order0 x T) in let E2 := sub E (order1 x sigma T) in
  let cubic := sub E2 (order2 x sigma T) in
  let times (row : I -> R) : K -> R := fun k => sum (fun i => row i * X i k) in
  let width := spread x (product T X) in
  norm (times E) <= row_first deviation delta * width /\
  norm (times E2) <= row_second deviation delta range * width /\
  norm (times cubic) <= row_third deviation delta range * width.
End Search_means.

(* On |H_d| <= w_d; and what of the bound is such a sum. *)
Module Search_lengths.
Definition statement : Prop := forall (D J I K : finType) (H w : D -> R), (forall d, Rabs (H d) <= w d) ->
  (forall part : D -> I -> K -> R,
    sqrt (squares (along_directions H part)) <= sum (fun d => w d * sqrt (squares (part d)))) /\
  (forall part : D -> D -> I -> K -> R,
    sqrt (squares (along_directions H (fun d => along_directions H (part d)))) <=
      sum (fun d => sum (fun e => w d * w e * sqrt (squares (part d e))))) /\
  forall (Z : J -> I -> R) (Z1 : D -> J -> I -> R) (Z2 : D -> D -> J -> I -> R) (E2 cubic : J -> I -> R),
  forall (B : J -> K -> R) (y : I -> K -> R) (x : D -> I -> K -> R) (S : I -> I -> R),
  (forall j i, quadratic_part E2 cubic j i = sum (fun d => sum (fun e => H d * H e * Z2 d e j i)) / 2) ->
  let E1 := along_directions H Z1 in let C0 := gap0 Z B y in let line d := line_part Z Z1 y x S d in
  let bent d e i k := transposed (Z2 d e) C0 i k / 2 in
  (linear_gap Z E1 y (along_directions H x) S = along_directions H line) /\
  (left_slope Z E1 B y (along_directions H x) S = along_directions H (fun d i k =>
    pull_part Z Z1 B y d i k + transposed Z (line d) i k + y_part x S d i k)) /\
  (transposed (quadratic_part E2 cubic) C0 = along_directions H (fun d => along_directions H (bent d))) /\
  second_order Z E1 E2 cubic B y (along_directions H x) S = along_directions H (fun d =>
    along_directions H (fun e i k =>
      bent d e i k + (transposed (Z1 d) (line e) i k + transposed (Z1 e) (line d) i k) / 2)).
End Search_lengths.

(* A row's scores move by sigma_l = sum_ab q_a H_ab k_lb, |H_ab| <= w_ab, for its query q and the keys k: the numbers
   that Search_means takes of sigma, and the orders one and two as sums over the axes of the box. *)
Section Step.
Variables (M P Q I : finType) (q : P -> R) (k : M -> Q -> R) (x : M -> R) (T : M -> I -> R) (H : (P * Q)%type -> R).
Let f : M -> R := softmax_of x.
Let key b : M -> R := fun l => k l b.
Let value i : M -> R := fun l => T l i.
Definition step (l : M) : R := sum (fun d : (P * Q)%type => H d * (q d.1 * k l d.2)).
Definition reach_of (w : (P * Q)%type -> R) (b : Q) : R := sum (fun a => Rabs (q a) * w (a, b)).
Definition first_part (d : (P * Q)%type) : I -> R := fun i =>
  q d.1 * expectation f (fun l => centred f (key d.2) l * centred f (value i) l).
Definition second_part (d e : (P * Q)%type) : I -> R := fun i =>
  q d.1 * q e.1 * expectation f (fun l => centred f (key d.2) l * centred f (key e.2) l * centred f (value i) l).
End Step.
Module Search_orders.
Definition statement : Prop := forall (M P Q I : finType) (q : P -> R) (k : M -> Q -> R) (x : M -> R) (T : M -> I -> R),
  forall (H w : (P * Q)%type -> R) (far span : Q -> R), (forall d, Rabs (H d) <= w d) ->
  let f := softmax_of x in let sigma := step q k H in let reach := reach_of q w in
  sqrt (variance_of f sigma) <= sum (fun b => reach b * sqrt (variance_of f (fun l => k l b))) /\
  ((forall l b, Rabs (centred f (fun l => k l b) l) <= far b) ->
    forall l, Rabs (centred f sigma l) <= sum (fun b => reach b * far b)) /\
  ((forall l h b, Rabs (k l b - k h b) <= span b) ->
    forall l h, sigma l - sigma h <= sum (fun b => reach b * span b)) /\
  order1 x sigma T = (fun i => sum (fun d => H d * first_part q k x T d i)) /\
  order2 x sigma T = (fun i => sum (fun d => sum (fun e => H d * H e * second_part q k x T d e i)) / 2).
End Search_orders.
