(* From the coordinates of a search back to the unknowns: how far apart two points are. Written by hand; definitions
   only. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors Abstract Objective Search.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* X = L1 U L2^T, |u_d - u0_d| <= s w_d; and the values differ by M d of at most `values` in length. *)
Module Search_distance.
Definition statement : Prop := forall (p q r k : finType) (L1 : p -> p -> R) (L2 : q -> q -> R),
  forall (z z0 : unknowns p q r k -> R) (u u0 w : (p * q)%type -> R) s values,
  (forall a b, entry_X z a b = sum (fun c => sum (fun d => L1 a c * u (c, d) * L2 b d))) ->
  (forall a b, entry_X z0 a b = sum (fun c => sum (fun d => L1 a c * u0 (c, d) * L2 b d))) ->
  0 <= s -> (forall d, Rabs (u d - u0 d) <= s * w d) ->
  sqrt (squares (fun c i => entry_Y z c i - entry_Y z0 c i)) <= values ->
  norm (sub z z0) <= sqrt ((sqrt (squares L1) * sqrt (squares L2) * s * norm w)^2 + values^2).
End Search_distance.
