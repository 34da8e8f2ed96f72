(* The certified point is the global minimiser (C3), the gap to the minimum (C3-gap), eigenvalues from a factor. *)
From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean GlobalMinimum Residual.
From PC.statements Require Import Vectors Abstract.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem C3_holds : C3.statement.
Proof.
move=> I Phi G H region z zs S bounded convex holds pos Gs below strict.
have C w : region w -> curved (@dot I) (H w) 0 by move=> Dw u; have := pos w u Dw; lra.
split=> w; first exact: (stationary_is_global S bounded convex holds C Gs below).
exact: (strict_is_only S bounded convex holds C Gs below strict).
Qed.
Theorem C3_gap_holds : C3_gap.statement.
Proof.
move=> I Phi G H region B z mu g S bounded convex holds Dz HB mu0 C Hg.
exact: (gap_to_minimum S bounded convex holds HB mu0 C Dz Hg).
Qed.
Theorem C4_residual_general_holds : C4_residual_general.statement.
Proof. by move=> I J A F sigma width symA rows x; exact: residual. Qed.
