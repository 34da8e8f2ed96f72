(* The quadratic of a search's lower bound by its coefficients: U = c + H, with E1 = sum_d H_d Z1_d, x = sum_d H_d x_d
   and the quadratic part of Z sum_de H_d H_e Z2_de / 2. Written by hand; definitions only. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors Abstract Objective Search SearchBound.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Directions.
Variables (D J I K : finType) (H : D -> R).
Definition along_directions (A B : finType) (part : D -> A -> B -> R) : A -> B -> R :=
  fun a b => sum (fun d => H d * part d a b).
Variables (Z : J -> I -> R) (Z1 : D -> J -> I -> R) (Z2 : D -> D -> J -> I -> R) (B : J -> K -> R).
Variables (y : I -> K -> R) (x : D -> I -> K -> R) (S : I -> I -> R) (Q : D -> D -> R) (c : D -> R).
Definition y_part d : I -> K -> R := product S (x d).
Definition line_part d : J -> K -> R := fun j k => product (Z1 d) y j k + product Z (y_part d) j k.
Definition pull_part d : I -> K -> R := transposed (Z1 d) (gap0 Z B y).
Definition value_at : R := squares (gap0 Z B y) + squares y + form Q c c.
Definition slope_at d : R := 2 * (apply Q c d + inner (gap0 Z B y) (product (Z1 d) y) +
  inner (half_slope Z B y) (y_part d)).
Definition form_at d e : R := Q d e + (inner (line_part d) (line_part e) + inner (y_part d) (y_part e) +
  inner (pull_part d) (y_part e) + inner (pull_part e) (y_part d) + inner (gap0 Z B y) (product (Z2 d e) y)).
End Directions.

Module Search_form.
Definition statement : Prop := forall (D J I K : finType) (H : D -> R) (Z : J -> I -> R) (Z1 : D -> J -> I -> R),
  forall (Z2 : D -> D -> J -> I -> R) (E2 cubic : J -> I -> R) (B : J -> K -> R) (y : I -> K -> R),
  forall (x : D -> I -> K -> R) (S : I -> I -> R) (Q : D -> D -> R) (c : D -> R), symmetric_matrix Q ->
  (forall j i, quadratic_part E2 cubic j i = sum (fun d => sum (fun e => H d * H e * Z2 d e j i)) / 2) ->
  polynomial Z (along_directions H Z1) E2 cubic B y (along_directions H x) S + form Q (add c H) (add c H) =
  value_at Z B y Q c + dot (slope_at Z Z1 B y x S Q c) H + form (form_at Z Z1 Z2 B y x S Q) H H.
End Search_form.
