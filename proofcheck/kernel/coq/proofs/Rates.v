(* The rates of Newton's method with exact and approximate Hessians: R1, R1-run, R3-quadratic, R3, R3-run, R4. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Newton ApproximateNewton.
From PC.statements Require Import Vectors Abstract.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem R1_general_holds : R1_general.statement.
Proof.
move=> I Phi G H zs z zp ell M rho r [S Gs [l0 C] [M0 L]] -> inside near step.
exact: (newton_error S Gs C M0 L inside near step).
Qed.
Theorem R1_run_holds : R1_run.statement.
Proof.
move=> I Phi G H zs ell M rho z [S Gs [l0 C] [M0 L]] inside near step t.
exact: (newton_run S Gs C M0 L inside near l0 step).
Qed.
Theorem R3_quadratic_general_holds : R3_quadratic_general.statement.
Proof.
move=> I H A zs z zp e0 symH [lower HD] hA e01 step.
exact: (quadratic_step symH hA e01 (proj2 (definite_semidefinite HD)) step).
Qed.
Theorem R3_holds : R3.statement.
Proof.
move=> I Phi G H zs z zp A ell M rho r e0 [S Gs [l0 C] [M0 L]] -> inside near e01 hA step.
exact: (approximate_step S Gs C M0 L e01 inside near hA step).
Qed.
Theorem R3_run_holds : R3_run.statement.
Proof.
move=> I Phi G H zs ell M rho e0 z A good01 e01 near steps t; have [inside small] := near t.
by have [hA step] := steps t; exact: (R3_holds good01 erefl inside small e01 hA step).
Qed.
Theorem R4_holds : R4.statement.
Proof.
move=> I Phi G H zs ell M rho e0 z A rho0 delta theta [S Gs [l0 C] [M0 L]] e01 -> inside -> delta1 -> theta1 steps.
have E d : (e0 + d) / (1 - e0) = 1 / (1 - e0) * (e0 + d) by field; lra.
rewrite E in theta1 *; have hA t := proj1 (steps t); have step t := proj2 (steps t).
split=> [t|T eps]; last exact: (iterations S Gs C M0 L e01 l0 delta1 theta1 inside hA step).
have [K1 K2] := run_powers S Gs C M0 L e01 l0 delta1 theta1 inside hA step t.
exact: (run_contracts S Gs C M0 L e01 l0 delta1 inside hA step (Rle_trans _ _ _ K1 K2)).
Qed.
