(* Methods of several steps: Nesterov's accelerated gradient on quadratics, the alternating direction method with two
   blocks, Adam on the example of Reddi, Kale and Kumar. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* t^2 h x^2 + (t x - (t - 1) z)^2, x the point and z the one before, does not grow: with u = t x - (t - 1) z the next
   point is (1 - h) y, s y = (s - 1) x + u. *)
Definition energy t h x z := t * t * (h * x * x) + (t * x - (t - 1) * z) * (t * x - (t - 1) * z).
Lemma energy_step t s h x z y : 0 <= h <= 1 -> (s - 1) * (s - 1) <= t * t -> s * y = s * x + (t - 1) * (x - z) ->
  energy s h (y - h * y) x <= energy t h x z.
Proof.
move=> [h0 h1] st E; set u := t * x - (t - 1) * z; have E2 : u = s * y - (s - 1) * x by rewrite E /u; ring.
rewrite /energy -/u E2.
suff : 0 <= h * (t * t * x * x - (s - 1) * (s - 1) * x * x + (s * y - (s - 1) * x) * (s * y - (s - 1) * x)
  + h * (1 - h) * (s * y) * (s * y)) by lra.
have := Rle_0_sqr x; have := Rle_0_sqr (s * y - (s - 1) * x); have := Rle_0_sqr (s * y); rewrite /Rsqr => p q r.
apply: Rmult_le_pos => //; have hh : 0 <= h * (1 - h) by apply: Rmult_le_pos; lra.
have := Rmult_le_pos _ _ hh p; have := Rmult_le_pos _ _ (ltac:(lra) : 0 <= t * t - (s - 1) * (s - 1)) r; lra.
Qed.
Lemma energy_bounds t h x z : t * t * (h * x * x) <= energy t h x z.
Proof. by rewrite /energy; have := Rle_0_sqr (t * x - (t - 1) * z); rewrite /Rsqr; lra. Qed.
Lemma energy_start h x z : 0 <= h <= 1 -> energy 1 h (x - h * x) z <= x * x.
Proof.
move=> [h0 h1]; rewrite /energy.
have -> : 1 * 1 * (h * (x - h * x) * (x - h * x)) + (1 * (x - h * x) - (1 - 1) * z) * (1 * (x - h * x) - (1 - 1) * z) =
  x * x - h * (1 + h * (1 - h)) * (x * x) by ring.
have : 0 <= h * (1 + h * (1 - h)) by apply: Rmult_le_pos => //; have := Rmult_le_pos h (1 - h); lra.
by move=> p; have := Rmult_le_pos _ _ p (Rle_0_sqr x); rewrite /Rsqr; lra.
Qed.
Lemma value_le n (h x y : 'I_n.+1 -> R) t c : 0 < t -> t * t = c / 4 ->
  (forall i, t * t * (h i * y i * y i) <= x i * x i) ->
  sum (fun i => h i * y i * y i) / 2 <= 2 * sum (fun i => x i * x i) / c.
Proof.
move=> t0 tc H; have c0 : 0 < c by have := Rmult_lt_0_compat _ _ t0 t0; lra.
have S : t * t * sum (fun i => h i * y i * y i) <= sum (fun i => x i * x i) by rewrite -sum_scal; exact: sum_le.
apply: (Rmult_le_reg_l c) => //; have -> : c * (2 * sum (fun i => x i * x i) / c) = 2 * sum (fun i => x i * x i).
  by field; lra.
by rewrite tc in S; lra.
Qed.
Theorem accelerated_gradient_holds : accelerated_gradient.statement.
Proof.
move=> n h x Hh; rewrite /accelerated_gradient.claim.
have E1 i := energy_start (x i) (x i) (Hh i).
pose d1 := accelerated_gradient.difference n h x; pose d2 := accelerated_gradient.difference2 n h x.
pose d3 := accelerated_gradient.difference3 n h x; pose d4 := accelerated_gradient.difference4 n h x.
pose d5 := accelerated_gradient.difference5 n h x; pose d6 := accelerated_gradient.difference6 n h x.
have E2 i : energy (3 / 2) (h i) (d2 i) (d1 i) <= x i * x i.
  by apply: Rle_trans (E1 i); apply: energy_step => //; rewrite -/(d1 i); lra.
have E3 i : energy 2 (h i) (d3 i) (d2 i) <= x i * x i.
  by apply: Rle_trans (E2 i); apply: energy_step => //; rewrite /accelerated_gradient.total -/(d1 i) -/(d2 i); lra.
have E4 i : energy (5 / 2) (h i) (d4 i) (d3 i) <= x i * x i.
  by apply: Rle_trans (E3 i); apply: energy_step => //; rewrite /accelerated_gradient.total2 -/(d2 i) -/(d3 i); lra.
have E5 i : energy 3 (h i) (d5 i) (d4 i) <= x i * x i.
  by apply: Rle_trans (E4 i); apply: energy_step => //; rewrite /accelerated_gradient.total3 -/(d3 i) -/(d4 i); lra.
have E6 i : energy (7 / 2) (h i) (d6 i) (d5 i) <= x i * x i.
  by apply: Rle_trans (E5 i); apply: energy_step => //; rewrite /accelerated_gradient.total4 -/(d4 i) -/(d5 i); lra.
have V t c y z : 0 < t -> t * t = c / 4 -> (forall i, energy t (h i) (y i) (z i) <= x i * x i) ->
  sum (fun i => h i * y i * y i) / 2 <= 2 * sum (fun i => x i * x i) / c.
  by move=> t0 tc B; apply: (value_le t0 tc) => i; apply: Rle_trans (B i); exact: energy_bounds.
do !split; [apply: (V _ _ _ _ _ _ E1)|apply: (V _ _ _ _ _ _ E2)|apply: (V _ _ _ _ _ _ E3)|apply: (V _ _ _ _ _ _ E4)
  |apply: (V _ _ _ _ _ _ E5)|apply: (V _ _ _ _ _ _ E6)]; lra.
Qed.

(* The potential falls by |r - A_2 (x_2' - x_2)|^2, r the residual after the sweep. *)
Theorem admm_two_blocks_holds : admm_two_blocks.statement.
Proof.
move=> x y; rewrite /admm_two_blocks.claim.
set r := admm_two_blocks.ratio x y; set s := admm_two_blocks.ratio2 x y; set z := x (ordi 1 2).
have := Rle_0_sqr (r + s - (s - z)); have := Rle_0_sqr (r + 2 * s - 2 * (s - z)).
rewrite /admm_two_blocks.total2 /admm_two_blocks.total3 /admm_two_blocks.total4 /admm_two_blocks.total -/r -/s.
rewrite {}/s /admm_two_blocks.ratio2 -/r {}/r /admm_two_blocks.ratio -/z /Rsqr; nra.
Qed.

(* One round of three steps from 1: down by at most 2, then up by more in two steps, cut off at 1. *)
Lemma round a s t u : 0 < a -> 3 * a <= 2 * s -> 0 < s -> 0 < t -> 0 < u -> 3 / s <= / t + / u ->
  Rmin (Rmax (Rmin (Rmax (Rmin (Rmax (1 - a * 3 / s) (- 1)) 1 - a * (- 1) / t) (- 1)) 1 - a * (- 1) / u) (- 1)) 1 = 1.
Proof.
move=> a0 as_ s0 t0 u0 H.
have down : 0 <= a * 3 / s <= 2.
  split; first by apply: Rmult_le_pos; [lra|apply: Rlt_le; exact: Rinv_0_lt_compat].
  by apply: (Rmult_le_reg_r s) => //; rewrite /Rdiv Rmult_assoc Rinv_l; lra.
have up : a * 3 / s <= a / t + a / u by have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ a0) H; rewrite /Rdiv; lra.
have t1 : 0 < a / t by exact: Rdiv_lt_0_compat. have u1 : 0 < a / u by exact: Rdiv_lt_0_compat.
have -> : a * (- 1) / t = - (a / t) by rewrite /Rdiv; ring.
have -> : a * (- 1) / u = - (a / u) by rewrite /Rdiv; ring.
rewrite (Rmax_left (1 - a * 3 / s)) ?(Rmin_left (1 - a * 3 / s)) ?(Rmax_left (_ - - (a / t))); try lra.
by rewrite (Rmin_right _ 1) //; apply: (Rle_trans _ (Rmin (1 - a * 3 / s - - (a / t)) 1 - - (a / u)));
  [rewrite /Rmin; case: Rle_dec => _; lra|exact: Rmax_l].
Qed.
Lemma root_between l q u : 0 <= l -> l * l <= q <= u * u -> 0 <= u -> l <= sqrt q <= u.
Proof.
by move=> l0 [a b] u0; split; [rewrite -(sqrt_square l)|rewrite -(sqrt_square u)] => //; exact: sqrt_le_1_alt.
Qed.
Lemma round_roots a q r s l m k : 0 < a <= 9 / 10 -> 27 / 20 <= l -> l * l <= q -> 0 < r <= m * m -> 0 < s <= k * k ->
  0 < m -> 0 < k -> 3 * (m * k) <= l * (m + k) ->
  Rmin (Rmax (Rmin (Rmax (Rmin (Rmax (1 - a * 3 / sqrt q) (- 1)) 1 - a * (- 1) / sqrt r) (- 1)) 1
    - a * (- 1) / sqrt s) (- 1)) 1 = 1.
Proof.
move=> [a0 a1] l1 lq [r0 rm] [s0 sk] m0 k0 H.
have q0 := root_between (ltac:(lra) : 0 <= l) (conj lq (ltac:(nra) : q <= (q + 1) * (q + 1))) ltac:(nra).
have R := root_between (Rle_refl 0) (conj (ltac:(lra) : 0 * 0 <= r) rm) (Rlt_le _ _ m0).
have S := root_between (Rle_refl 0) (conj (ltac:(lra) : 0 * 0 <= s) sk) (Rlt_le _ _ k0).
have rr := sqrt_lt_R0 _ r0; have ss := sqrt_lt_R0 _ s0.
apply: round => //; try lra.
have A : / m <= / sqrt r by apply: Rinv_le_contravar; lra.
have B : / k <= / sqrt s by apply: Rinv_le_contravar; lra.
have C : 3 / sqrt q <= 3 / l by apply: Rmult_le_compat_l; [lra|apply: Rinv_le_contravar; lra].
suff : 3 / l <= / m + / k by lra.
have -> : / m + / k = (m + k) / (m * k) by field; lra.
apply: (Rmult_le_reg_r (l * (m * k))); first by apply: Rmult_lt_0_compat; [lra|nra].
have -> : 3 / l * (l * (m * k)) = 3 * (m * k) by field; lra.
by have -> : (m + k) / (m * k) * (l * (m * k)) = l * (m + k) by field; lra.
Qed.
Lemma adam_rounds a : 0 < a <= 9 / 10 -> adam_returns.smaller a = 1 /\ adam_returns.smaller2 a = 1.
Proof.
move=> H; have S : adam_returns.smaller a = 1.
  by apply: (round_roots (l := 284 / 100) (m := 185 / 100) (k := 18 / 10)); lra.
by split=> //; rewrite /adam_returns.smaller2 S; apply: (round_roots (l := 5) (m := 3) (k := 26 / 10)); lra.
Qed.
Theorem adam_returns_holds : adam_returns.statement.
Proof.
move=> a H; have [S1 S2] := adam_rounds H; split=> //; split=> //; rewrite S2.
by apply: (round_roots (l := 7) (m := 4) (k := 32 / 10)); lra.
Qed.
Theorem adam_leaves_fails : ~ adam_leaves.statement.
Proof.
move=> H; have A : 0 < 1 / 2 <= 9 / 10 by lra.
have [L _] := H _ A; have [S _] := adam_rounds A.
by rewrite -[adam_leaves.smaller _]/(adam_returns.smaller (1 / 2)) in L; lra.
Qed.
