(* B7 on a ball around a point: row quantities at the moved point, and the third derivative there. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms RowBounds LossBounds Peaks BallGrowth.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Ball.
Variables n m k : nat.
Variables (S dS : 'I_n.+1 -> 'I_m.+1 -> R) (V dV : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R).
Let S' j l := S j l + dS j l.
Let V' l i := V l i + dV l i.
Let f j := softmax (S j).
Let f' j := softmax (S' j).
Let growth j := exp (2 * maxi (fun l => Rabs (dS j l))).
Let eps := maxi (fun l => len (dV l)).
Let W j : weights (f j). Proof. exact: (softmax_weights _ ord0). Qed.
Let W' j : weights (f' j). Proof. exact: (softmax_weights _ ord0). Qed.
Let moved j l : Rabs (dS j l) <= maxi (fun l => Rabs (dS j l)). Proof. exact: (maxi_ge (fun l => Rabs (dS j l))). Qed.
Let up j l : f' j l <= growth j * f j l. Proof. exact: softmax_growth (moved j). Qed.
Let down j l : f j l <= growth j * f' j l.
Proof.
have -> : f j l = softmax (fun l => S' j l + - dS j l) l.
  by rewrite /f /softmax; congr (exp _ / _); [rewrite /S'; ring|apply: sum_ext => a; congr exp; rewrite /S'; ring].
by apply: softmax_growth => a; rewrite Rabs_Ropp; exact: moved.
Qed.
Let growth1 j : 1 <= growth j.
Proof. by rewrite -exp_0; apply: exp_le; have := moved j ord0; have := Rabs_pos (dS j ord0); lra. Qed.
Let Heps l : len (fun i => V' l i - V l i) <= eps.
Proof.
rewrite (len_ext (b := dV l)) => [|i]; last by rewrite /V'; ring.
exact: (maxi_ge (fun l => len (dV l))).
Qed.
Definition shift j := eps + (growth j - 1) * spread (f j) V.
Definition grown_phi j := Rmin (growth j * peak (f j)) (1 / 2).
Definition grown_tau j := sqrt (growth j) * (spread (f j) V + eps).
Definition grown_omega j := maxi (fun l => len (value_rest (f j) V l)) + eps + shift j.
Definition grown_weight j := Rmin (growth j * len (f j)) 1.
Definition grown_residual j := len (fun i => mean (f j) V i - B j i) + shift j.

Lemma phi_growth j : peak (f' j) <= grown_phi j.
Proof.
apply: Rmin_glb; last exact: peak_le_half.
have g1 := growth1 j; rewrite /peak; apply: (Rmin_case _ _ (fun z => Rmin (1 / 2) (maxi (f' j)) <= growth j * z)).
  by apply: (Rle_trans _ (1 / 2)); [exact: Rmin_l|lra].
apply: (Rle_trans _ _ _ (Rmin_r _ _)); apply: maxi_le => l; apply: (Rle_trans _ _ _ (up j l)).
by apply: Rmult_le_compat_l; [lra|exact: (maxi_ge (f j))].
Qed.
Lemma tau_growth j : spread (f' j) V' <= grown_tau j.
Proof. exact: (spread_growth (W j) (W' j) (growth1 j) (up j) Heps). Qed.
Lemma omega_growth j l : len (value_rest (f' j) V' l) <= grown_omega j.
Proof.
apply: (Rle_trans _ _ _ (distance_growth (W j) (W' j) (growth1 j) (up j) (down j) Heps l)).
by do 2 apply: Rplus_le_compat_r; exact: (maxi_ge (fun l => len (value_rest (f j) V l))).
Qed.
Lemma weight_growth_le j : len (f' j) <= grown_weight j.
Proof.
apply: Rmin_glb; last exact: len_weights_le.
exact: (weight_growth (W' j) (growth1 j) (up j)).
Qed.
Lemma residual_growth_le j : len (fun i => mean (f' j) V' i - B j i) <= grown_residual j.
Proof. exact: (residual_growth (W j) (W' j) (growth1 j) (up j) (down j) Heps). Qed.

Variables (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R).
Lemma grown_phi0 j : 0 <= grown_phi j.
Proof. exact: (Rle_trans _ _ _ (peak_ge0 (W' j)) (phi_growth j)). Qed.
Lemma var_le_grown j g : var (f' j) g <= grown_phi j * square g.
Proof.
apply: (Rle_trans _ _ _ (var_le_phi (W' j) g)); apply: Rmult_le_compat_r; [exact: square_ge0|exact: phi_growth].
Qed.
Definition third_derivative_le_ball := third_derivative_direction_le s v W' grown_phi0 var_le_grown tau_growth
  omega_growth weight_growth_le residual_growth_le.
End Ball.

Theorem B7_growth_holds : B7_growth.statement.
Proof.
move=> n m k S V B dS dV; split; [|split; [|split; [|split]]] => j.
- exact: (phi_growth S dS j).
- exact: (tau_growth S dS V dV j).
- by apply: maxi_le => l; exact: (omega_growth S dS V dV j l).
- exact: (weight_growth_le S dS j).
- exact: (residual_growth_le S dS V dV B j).
Qed.
Theorem B7_local_holds : B7_local.statement.
Proof. move=> n m k S V B dS dV s v; exact: (third_derivative_le_ball S dS V dV B s v). Qed.
