(* The objective of Objective.v is the one of the Python definitions: `total`, traced for I6-optimal, is
   Phi(X, Y) + 2 <grad_Y Phi / 2, dY>, and at dY = 0 it is `objective`, at every size and all data. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrbool eqtype ssrnat choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Objective Masked.
From PC Require Generated.
Local Open Scope R_scope.

Module Objective_traced.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R)
  (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (wx wy lx ly : R) (z : unknowns _ _ _ _ -> R),
  Generated.I6_optimal.total n m p q r k A1 A2 A3 B (entry_X z) wx wy lx ly (entry_Y z) (fun _ _ => 0) =
    objective A1 A2 A3 B wx wy lx ly z.
End Objective_traced.

(* The objective traced for I7-scale, at factors 1 and 0, is this one. *)
Module Masked_traced.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R)
  (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (wx wy lx ly : R) (seen : 'I_n.+1 -> 'I_m.+1 -> bool)
  (z : unknowns _ _ _ _ -> R),
  let M := fun j l => factor (seen j l) in
  let C := Generated.I7_scale.difference n m p q r k A1 A2 A3 B (entry_X z) (entry_Y z) M in
  sum (fun j => sum (fun i => C j i * C j i)) +
    Generated.I7_scale.total n m p q r k A1 A2 A3 (entry_X z) (entry_Y z) wx wy lx ly =
  masked_objective A1 A2 A3 B wx wy lx ly seen z.
End Masked_traced.
