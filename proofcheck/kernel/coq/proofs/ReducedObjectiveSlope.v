(* I6-reduced in general, the statement written by hand: existence and uniqueness of the best Y, and the slope of the reduced objective. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Model Gradient Ridge ReducedObjective.
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
have G X' : exists Y', (forall b i, normal A1 A2 A3 B wy ly X' Y' b i = 0) /\ phi X' = objective A1 A2 A3 B wx wy lx ly X' Y'.
  by have [Y' [/S Y1 E]] := Hphi X'; exists Y'.
split; last by move=> dX; exact: (reduced_slope k0 c0 C dX Y0 G).
have [Y' [Y1 ->]] := G X; have -> : Y' = Y by apply: ext2; exact: (solution_unique wx lx c0 C Y0 Y1).
have := objective_balance A1 A2 A3 B wx wy lx ly X Y.
have -> : product (normal A1 A2 A3 B wy ly X Y) Y = 0.
  by apply: sum_eq0 => b; apply: sum_eq0 => i; rewrite Y0; ring.
by rewrite Rminus_0_r.
Qed.
