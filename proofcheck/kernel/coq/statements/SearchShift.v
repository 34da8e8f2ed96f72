(* How the slope at the centre's y, and what a search's lower bound misses, shrink on smaller boxes. Written by hand;
   definitions only. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors Abstract Objective Search.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* At U = c + H and y, S^T r is near S^T r0: first bounds what a row of softmax means moves by per unit of a spread. *)
Module Search_shift.
Definition statement : Prop := forall (J I K : finType) (Z E : J -> I -> R) (S : I -> I -> R) (B : J -> K -> R),
  forall (y : I -> K -> R) first narrow outputs gaps e eps, 0 <= e -> 0 <= eps -> 0 < sqrt (1 - e) - eps ->
  (forall a, sum (fun b => Rabs (gram Z S a b - (if a == b then 1 else 0))) <= e) ->
  (forall x : I -> R, sqrt (sum (fun j => sum (fun a => product E S j a * x a) ^ 2)) <= eps * norm x) ->
  (forall j, norm (product E S j) <= first j * narrow j) -> (forall j, norm (product E y j) <= first j * outputs j) ->
  (forall j, norm (residue Z B y j) <= gaps j) ->
  sqrt (squares (transposed S (half_slope (shifted Z E) B y))) <=
    sqrt (squares (transposed S (half_slope Z B y))) + (sum (fun j => gaps j * (first j * narrow j)) +
    2 * sqrt (sum (fun j => (first j * outputs j) ^ 2))).
End Search_shift.

(* Of a row whose scores' step has standard deviation sigma, distance delta from its mean and range: as Search_rows. *)
Section Row.
Variables sigma delta range : R.
Definition row_variance : R := Rmin (Rmin (exp delta * sigma^2) (delta^2)) (range^2 / 4).
Definition row_distance : R := Rmin (delta + row_variance) range.
Definition row_first : R := sigma * ((1 + exp delta) / 2).
Definition row_second : R := sigma * row_distance * ((2 + exp delta) / 6).
Definition row_third : R := sigma * Rmax (row_distance^2) (3 * row_variance) * ((3 + exp delta) / 24).
End Row.
Section Rest.
Variables (J : finType) (sigma delta range gaps narrow values outputs slopes lines : J -> R).
Variables far steps bent wide close left e : R.
(* What the bound misses on the box of half-widths s w, 0 <= s <= 1; the numbers above are those of s = 1. *)
Variable s : R.
Definition first j : R := row_first (s * sigma j) (s * delta j).
Definition second j : R := row_second (s * sigma j) (s * delta j) (s * range j).
Definition third j : R := row_third (s * sigma j) (s * delta j) (s * range j).
Definition eps : R := s * steps + sqrt (sum (fun j => (second j * narrow j) ^ 2)).
Definition room : R := sqrt (1 - e) - eps.
Definition bent_length : R := sqrt (sum (fun j => (second j * outputs j) ^ 2)) + eps * (s * far).
Definition along : R :=
  sum (fun j => s * lines j * (second j * outputs j + first j * narrow j * (s * far))).
Definition curved : R := s^2 * bent + sum (fun j => gaps j * (third j * narrow j)).
Definition by_values : R :=
  s^2 * wide + sum (fun j => gaps j * (third j * values j) + s * lines j * (second j * values j)).
Definition by_room : R :=
  s^2 * close + sum (fun j => gaps j * (third j * narrow j) + s * lines j * (second j * narrow j)).
Definition whole : R := Rmin by_values (by_room / room) + bent_length + s * left.
Definition rest : R := sum (fun j => third j * slopes j) + 2 * along + 2 * curved * (s * far) +
  (1 + / 2^10) * whole^2.
Definition shift : R := sum (fun j => gaps j * (first j * narrow j)) +
  2 * sqrt (sum (fun j => (first j * outputs j) ^ 2)).
End Rest.
Module Search_shrink.
Definition statement : Prop := forall (J : finType),
  forall (sigma delta range gaps narrow values outputs slopes lines : J -> R) far steps bent wide close left e s,
  (forall j, 0 <= sigma j /\ 0 <= delta j /\ 0 <= range j /\ 0 <= gaps j /\ 0 <= narrow j /\ 0 <= values j) ->
  (forall j, 0 <= outputs j /\ 0 <= slopes j /\ 0 <= lines j) ->
  0 <= far -> 0 <= steps -> 0 <= bent -> 0 <= wide -> 0 <= close -> 0 <= left -> 0 <= s <= 1 ->
  let rest := rest sigma delta range gaps narrow values outputs slopes lines far steps bent wide close left e in
  let room := room sigma delta range narrow steps e in
  let shift := shift sigma delta gaps narrow outputs in
  0 < room 1 -> room 1 <= room s /\ rest s <= s^2 * rest 1 /\ shift s <= s * shift 1.
End Search_shrink.
