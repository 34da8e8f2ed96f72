(* The traced objective is that of the certificate's theorems. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat choice fintype.
From PC.library Require Import Sums Softmax.
From PC.statements Require Import Objective Masked Traced.
From PC Require Generated.
Local Open Scope R_scope.

Theorem Objective_traced_holds : Objective_traced.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly z; rewrite /Generated.I6_optimal.total.
rewrite -[RHS]Rplus_0_r; apply: (f_equal2 Rplus); first by [].
rewrite -[RHS](Rmult_0_r 2); apply: (f_equal (Rmult 2)).
by apply: sum_eq0 => c; apply: sum_eq0 => i; exact: Rmult_0_r.
Qed.

Theorem Masked_traced_holds : Masked_traced.statement.
Proof. by []. Qed.
