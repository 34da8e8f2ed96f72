(* The objective with a mask: query j sees the keys l with seen j l. Its softmax row has factors 1 and 0 of the
   exponentials, as the Python definitions have them; the regulariser is over all keys. What certificates need of it: it
   is smooth, and the Hessian's constant on a ball is bounded by row quantities over the keys that are seen. Definitions
   only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrbool eqtype ssrnat choice fintype.
From PC.library Require Import Sums Softmax.
From PC.statements Require Import Vectors Abstract Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Masked.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
Variable seen : n -> m -> bool.
Implicit Type z : unknowns p q r k -> R.
Definition factor (s : bool) : R := if s then 1 else 0.
Definition masked_row (s : m -> bool) (x : m -> R) (l : m) : R :=
  factor (s l) * exp (x l) / sum (fun h => factor (s h) * exp (x h)).
Definition masked_weight z (j : n) : m -> R := masked_row (seen j) (score A1 A2 z j).
Definition masked_output z (j : n) (i : k) : R := sum (fun l => masked_weight z j l * value A3 z l i).
Definition masked_residual z (j : n) (i : k) : R := masked_output z j i - B j i.
Definition masked_objective z : R := squares (masked_residual z) + regulariser A1 A2 A3 wx wy lx ly z.
End Masked.

(* As Attention_smooth, with a mask that allows every query a key. *)
Module Masked_smooth.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (seen : n -> m -> bool),
  (forall j : n, exists l : m, seen j l) ->
  let Phi := @masked_objective n m p q r k A1 A2 A3 B wx wy lx ly seen in
  exists G H, smooth Phi G H /\
    (forall z d, dot (G z) d = slope Phi z d 1 /\ form (H z) d d = slope Phi z d 2) /\
    forall form lower region M, definite form lower -> convex_set region -> 0 <= M ->
      (forall w d, region w -> Rabs (slope Phi w d 3) <= M * length form d ^ 3) -> lipschitz form H region M.
End Masked_smooth.

(* As Hessian_constant: the weights and the distances of values from outputs are bounded at the keys that are seen. *)
Module Masked_constant.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (seen : n -> m -> bool),
  (forall j : n, exists l : m, seen j l) ->
  let Phi := @masked_objective n m p q r k A1 A2 A3 B wx wy lx ly seen in
  let weights := @masked_weight n m p q r k A1 A2 seen in
  let outputs := @masked_output n m p q r k A1 A2 A3 seen in
  forall form lower z (at_z : rows n) (reached : reach n) rho c3 c2 M, definite form lower -> 0 <= rho ->
  0 <= c3 -> 0 <= c2 -> 0 <= M ->
  (forall j l, seen j l -> weights z j l <= peak at_z j) ->
  (forall j, norm (weights z j) <= weight at_z j) ->
  (forall j, sqrt (sum (fun l => weights z j l * norm (sub (value A3 z l) (outputs z j)) ^ 2)) <= tau at_z j) ->
  (forall j l, seen j l -> norm (sub (value A3 z l) (outputs z j)) <= omega at_z j) ->
  (forall j, norm (masked_residual A1 A2 A3 B seen z j) <= gap at_z j) ->
  0 <= value_reach reached -> (forall j, 0 <= score_reach reached j) ->
  0 <= beta reached -> 0 <= all_rows reached -> (forall j, 0 <= alpha reached j) ->
  (forall d j l, Rabs (score A1 A2 d j l) <= score_reach reached j * length form d) ->
  (forall d l, norm (value A3 d l) <= value_reach reached * length form d) ->
  (forall d, exists xi ups, 0 <= xi /\ 0 <= ups /\ xi^2 + ups^2 <= length form d ^ 2 /\
    (forall j, norm (score A1 A2 d j) <= alpha reached j * xi) /\
    sqrt (squares (score A1 A2 d)) <= all_rows reached * xi /\ sqrt (squares (value A3 d)) <= beta reached * ups) ->
  (forall j, cubic at_z reached rho j * alpha reached j <= c3) -> (forall j, mixed at_z reached rho j <= c2) ->
  (forall xi ups, 0 <= xi -> 0 <= ups -> xi^2 + ups^2 = 1 ->
    K3 at_z reached rho c3 * xi^3 + K2 at_z reached rho c2 * xi^2 * ups + K1 at_z reached rho * xi * ups^2 <= M) ->
  forall w d, ball_around form z rho w -> Rabs (slope Phi w d 3) <= M * length form d ^ 3.
End Masked_constant.
