(* D.1-normalised: entries u_j (1 + e z_j) in place of u_j > 0, |z_j| <= 1, move the weights u_j / sum u by at most
   c = (1 - sqrt(1 - e^2))/e, since 2 e p (1 - p) <= c (1 - e + 2 e p) for every p. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema LargestEntry.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Row.
Variables (n : nat) (u z : 'I_n.+1 -> R) (e : R).
Hypothesis u0 : forall j, 0 < u j.
Hypothesis z1 : forall j, -1 <= z j <= 1.
Hypothesis e0 : 0 < e.
Hypothesis e1 : e < 1.
Let s := sqrt (1 - e * e).
Let c := (1 - s) / e.
Let U := sum u.
Let Z := sum (fun j => u j * z j).
Let moved j := u j * (1 + e * z j).
Let s0 : 0 <= s. Proof. exact: sqrt_pos. Qed.
Let ss : s * s = 1 - e * e. Proof. by apply: sqrt_sqrt; have := Rmult_le_pos (1 - e) (1 + e); lra. Qed.
Let s1 : s <= 1. Proof. by apply: Rnot_lt_le => H; have := Rmult_lt_0_compat e e e0 e0; nra. Qed.
Let c0 : 0 <= c.
Proof. by apply: Rmult_le_pos; [lra|apply: Rlt_le; exact: Rinv_0_lt_compat]. Qed.
Let ce : c * e = 1 - s. Proof. by rewrite /c; field; lra. Qed.

(* The difference is c / e times a square. *)
Lemma spread_le p : 2 * e * (p * (1 - p)) <= c * (1 - e + 2 * e * p).
Proof.
have K : 0 <= (1 - s) * (2 * (1 + s) * p - (1 + s - e)) ^ 2.
  by apply: Rmult_le_pos; [lra|exact: pow2_ge_0].
have E : 2 * (1 + s) * (1 - s) * (1 - e + 2 * e * p - 2 * (1 + s) * (p * (1 - p))) =
  (1 - s) * (2 * (1 + s) * p - (1 + s - e)) ^ 2.
  have : (1 - s) * (s * s) = (1 - s) * (1 - e * e) by rewrite ss.
  by lra.
have L : 0 <= (1 - s) * (1 - e + 2 * e * p - 2 * (1 + s) * (p * (1 - p))).
  by apply: (Rmult_le_reg_l (2 * (1 + s))); lra.
apply: (Rmult_le_reg_l e) => //; rewrite -[X in _ <= X]Rmult_assoc (Rmult_comm e c) ce.
by have : s * s * (p * (1 - p)) = (1 - e * e) * (p * (1 - p)); [rewrite ss|lra].
Qed.

Let U0 : 0 < U. Proof. exact: (sum_gt0 ord0 u0). Qed.
Let moved_sum : sum moved = U + e * Z.
Proof. by rewrite -sum_scal -sum_plus; apply: sum_ext => j; rewrite /moved; ring. Qed.
Let moved0 j : 0 < moved j.
Proof. by apply: Rmult_lt_0_compat => //; have := Rmult_le_pos e (1 + z j); have := z1 j; lra. Qed.
Let S0 : 0 < sum moved. Proof. exact: (sum_gt0 ord0 moved0). Qed.
(* The others move by at most all of them. *)
Lemma rest_le j : u j * z j - (U - u j) <= Z <= u j * z j + (U - u j).
Proof.
have L : u j * (1 + z j) <= sum (fun j => u j * (1 + z j)).
  apply: (@sum_ge1 _ (fun j => u j * (1 + z j))) => i; apply: Rmult_le_pos; [exact: Rlt_le|have := z1 i; lra].
have M : u j * (1 - z j) <= sum (fun j => u j * (1 - z j)).
  apply: (@sum_ge1 _ (fun j => u j * (1 - z j))) => i; apply: Rmult_le_pos; [exact: Rlt_le|have := z1 i; lra].
have EL : sum (fun j => u j * (1 + z j)) = U + Z by rewrite -sum_plus; apply: sum_ext => i; ring.
have EM : sum (fun j => u j * (1 - z j)) = U - Z by rewrite -sum_minus; apply: sum_ext => i; ring.
by rewrite EL in L; rewrite EM in M; lra.
Qed.
Theorem weight_change j : Rabs (moved j / sum moved - u j / U) <= c.
Proof.
set p := u j / U; set y := z j.
have Ep : u j = p * U by rewrite /p; field; lra.
have p0 : 0 <= p by apply: Rlt_le; exact: Rdiv_lt_0_compat.
have p1 : p <= 1.
  apply: (Rmult_le_reg_r U) => //; rewrite -Ep Rmult_1_l; apply: (@sum_ge1 _ u) => i; exact: Rlt_le.
have [q0 q1] : 0 <= moved j / sum moved <= 1.
  split; first by apply: Rlt_le; exact: Rdiv_lt_0_compat.
  apply: (Rmult_le_reg_r (sum moved)) => //; rewrite /Rdiv Rmult_assoc Rinv_l; last lra.
  by rewrite Rmult_1_r Rmult_1_l; apply: (@sum_ge1 _ moved) => i; exact: Rlt_le.
have [y0 y1] := z1 j; have [l m] := rest_le j; rewrite -/y in y0 y1 l m.
have Em : moved j = p * U * (1 + e * y) by rewrite /moved Ep.
apply: Rabs_le; split.
  case: (Rle_dec p c) => C; first lra.
  suff : (p - c) * sum moved <= moved j.
    move=> H; suff : p - c <= moved j / sum moved by lra.
    apply: (Rmult_le_reg_r (sum moved)) => //; by rewrite /Rdiv Rmult_assoc Rinv_l; lra.
  rewrite moved_sum Em; rewrite Ep -/y in l m.
  have A : (p - c) * (e * Z) <= (p - c) * (e * (p * U * y + (U - p * U))).
    by apply: Rmult_le_compat_l; [lra|apply: Rmult_le_compat_l; lra].
  have B : 0 <= U * (p * e * (1 - (p - c)) * (1 + y)).
    apply: Rmult_le_pos; first lra.
    apply: Rmult_le_pos; last lra.
    by apply: Rmult_le_pos; [apply: Rmult_le_pos; lra|lra].
  have K := Rmult_le_compat_l U _ _ (Rlt_le _ _ U0) (spread_le (1 - p)); lra.
case: (Rle_dec 1 (p + c)) => C; first lra.
suff : moved j <= (p + c) * sum moved.
  move=> H; suff : moved j / sum moved <= p + c by lra.
  apply: (Rmult_le_reg_r (sum moved)) => //; by rewrite /Rdiv Rmult_assoc Rinv_l; lra.
rewrite moved_sum Em; rewrite Ep -/y in l m.
have A : (p + c) * (e * (p * U * y - (U - p * U))) <= (p + c) * (e * Z).
  by apply: Rmult_le_compat_l; [lra|apply: Rmult_le_compat_l; lra].
have B : 0 <= U * (p * e * (1 - (p + c)) * (1 - y)).
  apply: Rmult_le_pos; first lra.
  apply: Rmult_le_pos; last lra.
  by apply: Rmult_le_pos; [apply: Rmult_le_pos; lra|lra].
have K := Rmult_le_compat_l U _ _ (Rlt_le _ _ U0) (spread_le p); lra.
Qed.
End Row.

Theorem D_1_normalised_holds : D_1_normalised.statement.
Proof.
move=> n u z e Hu Hz [e0 e1]; intros; apply: largest2_le => i j.
by apply: (weight_change (u := u i) (z := z i)) => // k; have := Hz i k; lra.
Qed.
