(* What a certificate by search for the global minimum rests on, besides the certificates of its minimisers: statements
   written by hand about numbers that are bounds, as the re-checker computes them. Definitions only.

   For fixed scores the objective is |Z y - B|^2 + |y|^2 in y (I x K) and a constant; r is half its slope. *)
From Coq Require Import Reals List.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype seq choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors Abstract Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Regression.
Variables (J I K : finType).
Definition product (Z : J -> I -> R) (y : I -> K -> R) : J -> K -> R := fun j k => sum (fun i => Z j i * y i k).
Definition transposed (Z : J -> I -> R) (C : J -> K -> R) : I -> K -> R := fun i k => sum (fun j => Z j i * C j k).
Definition inner (r d : I -> K -> R) : R := sum (fun i => sum (fun k => r i k * d i k)).
Definition residue (Z : J -> I -> R) (B : J -> K -> R) y : J -> K -> R := fun j k => product Z y j k - B j k.
Definition regression Z B y : R := squares (residue Z B y) + squares y.
Definition half_slope Z B y : I -> K -> R := fun i k => transposed Z (residue Z B y) i k + y i k.
(* |d|^2 for N = 1 + Z^T Z, and that the length of r in the norm of N^-1 is at most rho. *)
Definition energy Z (d : I -> K -> R) : R := squares (product Z d) + squares d.
Definition slope_at_most Z (r : I -> K -> R) rho : Prop := forall d, inner r d <= rho * sqrt (energy Z d).
End Regression.

(* The least value over y is at least the value at any y0 less the square of the slope's dual length there. *)
Module Search_projection.
Definition statement : Prop := forall (J I K : finType) (Z : J -> I -> R) (B : J -> K -> R) (y0 y : I -> K -> R) rho,
  slope_at_most Z (half_slope Z B y0) rho -> regression Z B y0 - rho^2 <= regression Z B y.
End Search_projection.

(* Dual lengths: by |r| for every Z; and, at Z + E for a square matrix S of any kind, by |S^T r| over the room
   sqrt(1 - e) - eps, where e bounds the row sums of S^T N S - 1 at Z, and eps the norm of E S. *)
Definition gram (J I : finType) (Z : J -> I -> R) (S : I -> I -> R) (a b : I) : R :=
  sum (fun j => product Z S j a * product Z S j b) + sum (fun i => S i a * S i b).
Definition shifted (J I : finType) (Z E : J -> I -> R) : J -> I -> R := fun j i => Z j i + E j i.
Record room_of (J I : finType) (Z E : J -> I -> R) (S : I -> I -> R) (room : R) : Prop := {
  room_positive : 0 < room;
  room_bounds : exists e eps, room = sqrt (1 - e) - eps /\
    (forall a, sum (fun b => Rabs (gram Z S a b - (if a == b then 1 else 0))) <= e) /\
    (forall x : I -> R, sqrt (sum (fun j => sum (fun a => product E S j a * x a) ^ 2)) <= eps * norm x) }.
Module Search_slope.
Definition statement : Prop := forall (J I K : finType) (Z E : J -> I -> R) (S : I -> I -> R) (r : I -> K -> R) room,
  slope_at_most Z r (sqrt (squares r)) /\
  (room_of Z E S room -> slope_at_most (shifted Z E) r (sqrt (squares (transposed S r)) / room)).
End Search_slope.

(* The least value of a quadratic on a box |H_i| <= w_i, axis by axis. *)
Definition axis_least (d g : R) : R := if Rle_dec (2 * d) g then d - g else - g^2 / (4 * d).
Module Search_least.
Definition statement : Prop := forall (I : finType) (A : I -> I -> R) (slope w d g H : I -> R),
  symmetric_matrix A -> (forall i, Rabs (H i) <= w i) ->
  (forall i, d i <= (A i i * w i - sum (fun j => if j == i then 0 else Rabs (A i j) * w j)) * w i) ->
  (forall i, Rabs (slope i) * w i <= g i) ->
  sum (fun i => axis_least (d i) (g i)) <= dot slope H + form A H H.
End Search_least.

(* In a basin, with s = max |H_i| / w_i: the bound of Phi at H there, and Phi(H) <= value + above, give s <= s0. *)
Module Search_reach.
Definition statement : Prop := forall (I : finType) (A : I -> I -> R) (slope w H : I -> R),
  forall s defect above rest lambda g s0,
  (forall t, lambda * dot t t <= sum (fun i => sum (fun j => A i j * w i * w j * t i * t j))) ->
  (forall i, Rabs (H i) <= s * w i) -> (exists i, 0 < w i /\ Rabs (H i) = s * w i) ->
  0 <= rest -> 0 < lambda - rest -> 0 <= defect -> 0 <= above -> sum (fun i => Rabs (slope i) * w i) <= g ->
  - defect + dot slope H + form A H H - rest * s^2 <= above ->
  (g + sqrt (g^2 + 4 * (defect + above) * (lambda - rest))) / (2 * (lambda - rest)) <= s0 ->
  s <= s0.
End Search_reach.

(* How far the best y is from another one, in coordinates Y = M y, from r at the latter. *)
Module Search_values.
Definition statement : Prop := forall (J I K P : finType) (Z E : J -> I -> R) (S : I -> I -> R) (M : P -> I -> R)
    (B : J -> K -> R) (y best : I -> K -> R) room,
  room_of Z E S room -> (forall i k, half_slope (shifted Z E) B best i k = 0) ->
  sqrt (squares (product M (fun i k => best i k - y i k))) <=
    sqrt (squares (product M S)) * (sqrt (squares (transposed S (half_slope (shifted Z E) B y))) / (room * room)).
End Search_values.

(* A global minimiser where Phi is strictly convex around the point is the certified minimiser zs: in the ball of radius
   R of the certificate's norm, which holds the Euclidean one of radius R / stretch. *)
Module Search_basin.
Definition statement : Prop := forall (I : finType) Phi G H B lower (z zs w : I -> R) mu M rho r M' R stretch,
  known Phi G H B lower z mu M rho -> certified_minimiser Phi G B z r zs ->
  0 <= M' -> lipschitz B H (ball_around B z R) M' -> M' * R < mu ->
  0 < stretch -> (forall u, B u u <= stretch^2 * dot u u) -> norm (sub w z) <= R / stretch ->
  (forall v, Phi w <= Phi v) -> w = zs.
End Search_basin.

(* Boxes, halved along axes as a text says: a letter is an axis or what is said of a leaf. *)
Section Boxes.
Variables (J M : finType).
Record box : Type := { centre : J -> R; widths : J -> R }.
Definition inside (b : box) (u : J -> R) : Prop := forall j, Rabs (u j - centre b j) <= widths b j.
Definition cube (half_width : R) : box := {| centre := fun _ => 0; widths := fun _ => half_width |}.
Definition half (b : box) (axis : J) (sign : R) : box := {|
  centre := fun j => if j == axis then centre b j + sign * (widths b j / 2) else centre b j;
  widths := fun j => if j == axis then widths b j / 2 else widths b j |}.
Inductive leaf : Type := Excluded | Basin of M | Open.
Fixpoint walk (text : seq (J + leaf)) (waiting : seq box) : option (seq (leaf * box)) :=
  match text, waiting with
  | nil, nil => Some nil
  | inl axis :: rest, b :: others => walk rest [:: half b axis (-1), half b axis 1 & others]
  | inr found :: rest, b :: others => omap (cons (found, b)) (walk rest others)
  | _, _ => None
  end.
End Boxes.

(* The cube holds every point with Phi <= upper. *)
Module Search_cube.
Definition statement : Prop := forall (I J : finType) (Phi : (I -> R) -> R) (u : (I -> R) -> J -> R) Q modulus upper
    half_width, (forall w, form Q (u w) (u w) <= Phi w) -> 0 < modulus -> curved (@dot J) Q modulus ->
  sqrt (upper / modulus) <= half_width -> forall w, Phi w <= upper -> inside (cube J half_width) (u w).
End Search_cube.

(* What is shown of every leaf of a text that is a tree gives the bounds of the minimum, which exists; and every global
   minimiser is one of the certified ones where no leaf is open. *)
Module Search_cover.
Definition statement : Prop := forall (I J M : finType) Phi G H (u : (I -> R) -> J -> R) (best : I -> R)
    (zs : M -> I -> R) (basins : M -> box J) half_width lower upper text leaves,
  smooth Phi G H -> (exists bound, forall w, Phi w <= Phi best -> norm w <= bound) -> Phi best <= upper ->
  (forall w, Phi w <= upper -> inside (cube J half_width) (u w)) ->
  walk text [:: cube J half_width] = Some leaves ->
  (forall b, In (@Excluded M, b) leaves -> forall w, inside b (u w) -> upper < Phi w) ->
  (forall i b, In (@Basin M i, b) leaves -> forall v, inside b v -> inside (basins i) v) ->
  (forall b, In (@Open M, b) leaves -> forall w, inside b (u w) -> lower <= Phi w) ->
  (forall i w, (forall v, Phi w <= Phi v) -> inside (basins i) (u w) -> w = zs i) ->
  (forall i, lower <= Phi (zs i)) ->
  (exists w, (forall v, Phi w <= Phi v) /\ lower <= Phi w <= upper) /\
  ((forall b, ~ In (@Open M, b) leaves) -> forall w, (forall v, Phi w <= Phi v) -> exists i, w = zs i).
End Search_cover.
