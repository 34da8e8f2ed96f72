(* The lower bound of a search for the global minimum on a box, from bounds of its parts. Z moves by E = E1 + E2 to F,
   and `cubic` is what E2 has beyond order two; y0 = y + y1 with y1 = S x. Written by hand; definitions only. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors Abstract Objective Search.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Parts.
Variables (J I K : finType) (Z E1 E2 cubic : J -> I -> R) (B : J -> K -> R) (y x : I -> K -> R) (S : I -> I -> R).
Definition moved_by : J -> I -> R := shifted E1 E2.
Definition moved_to : J -> I -> R := shifted Z moved_by.
Definition quadratic_part : J -> I -> R := fun j i => E2 j i - cubic j i.
Definition y_move : I -> K -> R := product S x.
Definition gap0 : J -> K -> R := residue Z B y.
(* C = C0 + L + nl; r = r0 + left + A + F^T nl. *)
Definition linear_gap : J -> K -> R := fun j k => product E1 y j k + product Z y_move j k.
Definition bent_gap : J -> K -> R := fun j k => product E2 y j k + product moved_by y_move j k.
Definition left_slope : I -> K -> R := fun i k =>
  transposed E1 gap0 i k + transposed Z linear_gap i k + y_move i k.
Definition bent_slope : I -> K -> R := fun i k => transposed E2 gap0 i k + transposed moved_by linear_gap i k.
(* Value, slope and form at H, by which E1 and y1 are linear and the quadratic part is quadratic. *)
Definition polynomial : R := squares gap0 + squares y +
  (2 * inner gap0 (product E1 y) + 2 * inner (half_slope Z B y) y_move) +
  (squares linear_gap + squares y_move + 2 * inner (transposed E1 gap0) y_move +
   2 * inner gap0 (product quadratic_part y)).
End Parts.

Module Search_bound.
Definition statement : Prop := forall (J I K : finType) (Z E1 E2 cubic : J -> I -> R) (B : J -> K -> R),
  forall (y x : I -> K -> R) (S : I -> I -> R) (best : I -> K -> R) cross along curved far wide n l whole defect,
  let F := moved_to Z E1 E2 in let C0 := gap0 Z B y in
  let L := linear_gap Z E1 y x S in let nl := bent_gap E1 E2 y x S in
  Rabs (2 * inner C0 (product cubic y)) <= cross -> Rabs (inner L nl) <= along ->
  sqrt (squares (transposed S (transposed E2 C0))) <= curved -> sqrt (squares x) <= far ->
  slope_at_most F (half_slope Z B y) defect -> slope_at_most F (bent_slope Z E1 E2 B y x S) wide ->
  sqrt (squares nl) <= n -> sqrt (squares (left_slope Z E1 B y x S)) <= l -> wide + n + l <= whole ->
  polynomial Z E1 E2 cubic B y x S - 1025 * defect^2 -
    (cross + 2 * along + 2 * curved * far + (1 + / 2^10) * whole^2) <= regression F B best.
End Search_bound.

(* Those parts by rows j: first, second and third bound what a row of softmax means moves by beyond its orders none, one
   and two, per unit of a spread (values, narrow, outputs, slopes: of T, T S, T y and 2 <C0_j, T y>). *)
Section Rows.
Variables (J I K : finType) (Z E1 E2 cubic : J -> I -> R) (B : J -> K -> R) (y x : I -> K -> R) (S : I -> I -> R).
Variables (first second third values narrow outputs slopes gaps lines : J -> R).
Record row_bounds : Prop := {
  first_narrow : forall j, norm (product (moved_by E1 E2) S j) <= first j * narrow j;
  second_values : forall j, norm (E2 j) <= second j * values j;
  second_narrow : forall j, norm (product E2 S j) <= second j * narrow j;
  second_outputs : forall j, norm (product E2 y j) <= second j * outputs j;
  third_values : forall j, norm (cubic j) <= third j * values j;
  third_narrow : forall j, norm (product cubic S j) <= third j * narrow j;
  third_slopes : forall j, Rabs (sum (fun k => 2 * gap0 Z B y j k * product cubic y j k)) <= third j * slopes j;
  gaps_upper : forall j, norm (gap0 Z B y j) <= gaps j;
  lines_upper : forall j, norm (linear_gap Z E1 y x S j) <= lines j }.
(* E2^T C0 + E^T L up to order two. *)
Definition second_order : I -> K -> R := fun i k =>
  transposed (quadratic_part E2 cubic) (gap0 Z B y) i k + transposed E1 (linear_gap Z E1 y x S) i k.
End Rows.

Module Search_parts.
Definition statement : Prop := forall (J I K : finType) (Z E1 E2 cubic : J -> I -> R) (B : J -> K -> R),
  forall (y x : I -> K -> R) (S : I -> I -> R) first second third values narrow outputs slopes gaps lines,
  forall far steps bent wide close eps,
  let C0 := gap0 Z B y in let L := linear_gap Z E1 y x S in let A := bent_slope Z E1 E2 B y x S in
  let image (M : J -> I -> R) (v : I -> R) := sqrt (sum (fun j => sum (fun a => product M S j a * v a) ^ 2)) in
  row_bounds Z E1 E2 cubic B y x S first second third values narrow outputs slopes gaps lines ->
  sqrt (squares x) <= far -> 0 <= steps -> (forall v, image E1 v <= steps * norm v) ->
  sqrt (squares (transposed S (transposed (quadratic_part E2 cubic) C0))) <= bent ->
  sqrt (squares (second_order Z E1 E2 cubic B y x S)) <= wide ->
  sqrt (squares (transposed S (second_order Z E1 E2 cubic B y x S))) <= close ->
  eps = steps + sqrt (sum (fun j => (second j * narrow j) ^ 2)) ->
  (forall v, image (moved_by E1 E2) v <= eps * norm v) /\
  Rabs (2 * inner C0 (product cubic y)) <= sum (fun j => third j * slopes j) /\
  Rabs (inner L (bent_gap E1 E2 y x S)) <=
    sum (fun j => lines j * (second j * outputs j + first j * narrow j * far)) /\
  sqrt (squares (bent_gap E1 E2 y x S)) <= sqrt (sum (fun j => (second j * outputs j) ^ 2)) + eps * far /\
  sqrt (squares (transposed S (transposed E2 C0))) <= bent + sum (fun j => gaps j * (third j * narrow j)) /\
  sqrt (squares A) <= wide + sum (fun j => gaps j * (third j * values j) + lines j * (second j * values j)) /\
  sqrt (squares (transposed S A)) <=
    close + sum (fun j => gaps j * (third j * narrow j) + lines j * (second j * narrow j)).
End Search_parts.
