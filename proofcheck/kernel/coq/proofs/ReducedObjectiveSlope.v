(* I6 and I6-reduced in general, the statements written by hand: existence and uniqueness of the best Y, and the slope
   of the reduced objective. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Model Gradient Ridge ReducedObjective FullRank.
From PC.statements Require Import Vectors Attention.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem I6_reduced_general_holds : I6_reduced_general.statement.
Proof.
move=> N M P Q T K k0 A1 A2 A3 B wx wy lx ly c c0 H solves Phi.
have C u : c * dot u u <= ly * dot u u + wy * wy * sum (fun k => sum (fun b => A3 k b * u b) ^ 2).
  by apply: (Rle_trans _ _ _ (H u)); right; congr (_ + _ * _); apply: sum_ext => k; ring.
have S X Y : solves X Y <-> forall b i, normal A1 A2 A3 B wy ly X Y b i = 0.
  split=> E b i; have := E b i; rewrite /normal /mean3 /mean_values => {}E; first by apply: Rminus_diag_eq.
  exact: Rminus_diag_uniq.
split=> [X|phi Hphi X Y /S Y0].
  have [Y Y0] := solution_exists A1 A2 B c0 C X; exists Y; split; first by apply/S.
  split=> [Y' /S Y1|Y']; first exact: (solution_unique wx lx c0 C Y0 Y1).
  exact: (solution_optimal wx lx c0 C Y' Y0).
have G X' : exists Y', (forall b i, normal A1 A2 A3 B wy ly X' Y' b i = 0) /\ phi X'
  = objective A1 A2 A3 B wx wy lx ly X' Y'.
  by have [Y' [/S Y1 E]] := Hphi X'; exists Y'.
split; last by move=> dX; exact: (reduced_slope k0 c0 C dX Y0 G).
have [Y' [Y1 ->]] := G X; have -> : Y' = Y by apply: ext2; exact: (solution_unique wx lx c0 C Y0 Y1).
have := objective_balance A1 A2 A3 B wx wy lx ly X Y.
have -> : product (normal A1 A2 A3 B wy ly X Y) Y = 0.
  by apply: sum_eq0 => b; apply: sum_eq0 => i; rewrite Y0; ring.
by rewrite Rminus_0_r.
Qed.

(* Both hypotheses give a lower bound of ly |u|^2 + wy^2 |A3 u|^2; the gradient in Y is twice the residual of the
   normal equations. *)
Theorem I6_general_holds : I6_general.statement.
Proof.
move=> N M P Q T K k0 A1 A2 A3 B wx wy lx ly H X.
have [c [c0 C]] : exists c, 0 < c /\ forall u : T -> R, c * dot u u <= ly * dot u u
  + wy * wy * sum (fun k => sum (fun b => A3 k b * u b) ^ 2).
  have w0 : 0 <= wy * wy by exact: Rle_0_sqr.
  case: H => [l0|[l0 [wy0 inj]]].
    exists ly; split=> // u; have S : 0 <= sum (fun k => sum (fun b => A3 k b * u b) ^ 2) by apply: sum_ge0 => k;
      exact: pow2_ge_0.
    by have := Rmult_le_pos _ _ w0 S; lra.
  have [c [c0 C]] := full_rank_bound inj; have wp : 0 < wy * wy by exact: Rsqr_pos_lt.
  exists (wy * wy * c); split; first exact: Rmult_lt_0_compat.
  move=> u; have u0 : 0 <= dot u u by apply: sum_ge0 => b; exact: Rle_0_sqr.
  have E : sum (fun k => sum (fun b => A3 k b * u b) ^ 2)
    = sum (fun k => sum (fun b => A3 k b * u b) * sum (fun b => A3 k b * u b)).
    by apply: sum_ext => k; ring.
  by rewrite E; have := Rmult_le_compat_l _ _ _ w0 (C u); have := Rmult_le_pos _ _ l0 u0; lra.
have G Y : (forall b i, gradient_Y A1 A2 A3 B wy ly X Y b i = 0) <-> forall b i, normal A1 A2 A3 B wy ly X Y b i = 0.
  split=> E b i; have := E b i; rewrite -[gradient_Y _ _ _ _ _ _ _ _ b i]/(Model.gradient_Y A1 A2 A3 B wy ly X Y b i)
    gradient_normal; lra.
have [Y Y0] := solution_exists A1 A2 B c0 C X; exists Y; split; first by apply/G.
split; first by move=> b i; apply: Rminus_diag_uniq; exact: Y0.
split=> [Y' /G Y1|Y']; first exact: (solution_unique wx lx c0 C Y0 Y1).
exact: (solution_optimal wx lx c0 C Y' Y0).
Qed.
