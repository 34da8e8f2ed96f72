(* The coordinates of a search for the global minimum: X = L1 U L2^T and y = L^T Y, in which the regulariser is
   |y|^2 + <u, Q u>. Written by hand; definitions only. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors Abstract Objective Search.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Coordinates.
Variables (n m p q r : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (wx lx : R) (L1 : p -> p -> R) (L2 : q -> q -> R).
Definition square_of (I J : finType) (F : I -> J -> R) (c d : J) : R := sum (fun i => F i c * F i d).
(* wx^2 G1 (x) G2 + lx H1 (x) H2 *)
Definition quadratic (e h : (p * q)%type) : R :=
  wx * wx * (square_of (product A1 L1) e.1 h.1 * square_of (product A2 L2) e.2 h.2) +
  lx * (square_of L1 e.1 h.1 * square_of L2 e.2 h.2).
End Coordinates.

(* For any weights W, softmax rows with or without a mask among them. a and b say that X is not empty. *)
Module Search_coordinates.
Definition statement : Prop := forall (n m p q r k : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R),
  forall (B : n -> k -> R) wx wy lx ly L1 L2 (L : r -> r -> R) (T : m -> r -> R) modulus (a : p) (b : q),
  let Q := quadratic A1 A2 wx lx L1 L2 in
  let Phi (W : n -> m -> R) z := squares (fun j i => sum (fun l => W j l * value A3 z l i) - B j i) +
    regulariser A1 A2 A3 wx wy lx ly z in
  let y z e i := sum (fun c => L c e * entry_Y z c i) in
  (forall c d, sum (fun e => L c e * L d e) = wy * wy * square_of A3 c d + (if c == d then ly else 0)) ->
  (forall l c, A3 l c = sum (fun e => T l e * L c e)) ->
  (forall x, (forall e, sum (fun c => L c e * x c) = 0) -> forall c, x c = 0) ->
  0 < modulus -> curved (@dot _) Q modulus ->
  exists u : (unknowns p q r k -> R) -> (p * q)%type -> R,
    (forall z c d, entry_X z c d = sum (fun f => sum (fun g => L1 c f * u z (f, g) * L2 d g))) /\
    (forall W z, Phi W z = regression (product W T) B (y z) + form Q (u z) (u z)) /\
    forall upper, exists bound, forall W z, Phi W z <= upper -> norm z <= bound.
End Search_coordinates.
