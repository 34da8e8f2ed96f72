(* Means and variances under weights p: the bounds of a variance by the range, the two means with their remainder,
   similarly ordered sequences, and Kantorovich's inequality. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Derivatives.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Variance.
Variables (T : finType) (p x : T -> R).
Hypothesis W : weights p.
Lemma var_raw : sum (fun i => p i * x i * x i) - E p x * E p x = var p x.
Proof. by rewrite -cov_var cov_E //; congr (_ - _); apply: sum_ext => i; ring. Qed.
(* The difference is sum p (b - x)(x - a). *)
Lemma var_ends a b : (forall i, a <= x i <= b) -> var p x <= (b - E p x) * (E p x - a).
Proof.
move=> H; rewrite -var_raw.
have P : 0 <= sum (fun i => p i * ((b - x i) * (x i - a))).
  by apply: sum_ge0 => i; have [l u] := H i; apply: Rmult_le_pos; [exact: (proj1 W)|apply: Rmult_le_pos; lra].
rewrite (sum_ext (G := fun i => (a + b) * (p i * x i) - p i * x i * x i - a * b * p i)) in P => [|i]; last by ring.
by rewrite !sum_minus !sum_scal (proj2 W) -/(E p x) in P; lra.
Qed.
End Variance.

Theorem bhatia_davis_holds : bhatia_davis.statement.
Proof.
move=> n p x p0 p1; rewrite /bhatia_davis.claim /bhatia_davis.total -/(E p x) (var_raw x (conj p0 p1)).
by apply: (var_ends (conj p0 p1)) => i; split; [exact: mini_le|exact: maxi_ge].
Qed.
Theorem popoviciu_holds : popoviciu.statement.
Proof.
move=> n p x p0 p1; rewrite /popoviciu.claim /popoviciu.total -/(E p x) (var_raw x (conj p0 p1)).
have := @popoviciu _ p x (mini (fun i => x i)) (maxi (fun i => x i)) (conj p0 p1)
  (fun i => conj (mini_le (fun i => x i) i) (maxi_ge (fun i => x i) i)).
by rewrite /popoviciu.difference -Rsqr_pow2.
Qed.

(* Twice the difference is the sum of (x_i - x_j)(y_i - y_j) over all pairs. *)
Theorem chebyshev_sum_holds : chebyshev_sum.statement.
Proof.
move=> n x y H; change (sum x * sum y <= INR n.+1 * sum (fun i => x i * y i)).
have : 0 <= sum (fun i => sum (fun j => (x i - x j) * (y i - y j))) by apply: sum_ge0 => i; apply: sum_ge0 => j.
suff -> : sum (fun i => sum (fun j => (x i - x j) * (y i - y j))) =
  2 * (INR n.+1 * sum (fun i => x i * y i)) - 2 * (sum x * sum y) by lra.
transitivity (sum (fun i => INR n.+1 * (x i * y i) - sum y * x i - sum x * y i + sum (fun j => x j * y j))).
  apply: sum_ext => i; rewrite -sum_const_ord.
  have -> : sum y * x i = sum (fun j => x i * y j) by rewrite sum_scal; ring.
  have -> : sum x * y i = sum (fun j => y i * x j) by rewrite sum_scal; ring.
  by rewrite -!sum_minus -sum_plus; apply: sum_ext => j; ring.
by rewrite sum_plus !sum_minus !sum_scal sum_const_ord; ring.
Qed.
Theorem chebyshev_sum_unordered_fails : ~ chebyshev_sum_unordered.statement.
Proof.
move=> H; have := H 1%N (fun i => if i == ord0 then 0 else 1) (fun i => if i == ord0 then 1 else 0).
by rewrite /chebyshev_sum_unordered.claim !sum_ord_recl !sum_ord0 /=; lra.
Qed.

(* (b - h)(h - a)/h >= 0 gives <x, H x> + a b <x, H^-1 x> <= (a + b)|x|^2, and 4 u v <= (u + v)^2. *)
Theorem kantorovich_holds : kantorovich.statement.
Proof.
move=> n h x h0; rewrite /kantorovich.claim /kantorovich.total /kantorovich.square.
set a := kantorovich.smallest n h; set b := kantorovich.largest n h.
set F := sum (fun i => h i * x i * x i); set G := sum (fun i => x i * x i / h i); set S := sum _.
have a0 : 0 < a by have [i E] := mini_attained (fun i => h i); rewrite /a /kantorovich.smallest E.
have b0 : a <= b by exact: mini_le_maxi.
have F0 : 0 <= F by apply: sum_ge0 => i; have := h0 i; have := pow2_ge_0 (x i); nra.
have G0 : 0 <= G.
  apply: sum_ge0 => i; apply: Rmult_le_pos; first by have := pow2_ge_0 (x i); lra.
  by apply: Rlt_le; exact: Rinv_0_lt_compat.
have B : F + a * b * G <= (a + b) * S.
  rewrite /F /G /S -!sum_scal -sum_plus; apply: sum_le => i; have p := h0 i.
  have l : a <= h i by exact: (mini_le (fun i => h i)). have u : h i <= b by exact: (maxi_ge (fun i => h i)).
  suff : 0 <= x i * x i * ((b - h i) * (h i - a)) / h i.
    have -> : x i * x i * ((b - h i) * (h i - a)) / h i =
      (a + b) * (x i * x i) - (h i * x i * x i + a * b * (x i * x i / h i)) by field; lra.
    by lra.
  apply: Rmult_le_pos; last by apply: Rlt_le; exact: Rinv_0_lt_compat.
  by apply: Rmult_le_pos; [have := pow2_ge_0 (x i); lra|apply: Rmult_le_pos; lra].
have ab : 0 <= a * b by nra.
have q0 : 0 <= F + a * b * G by have := Rmult_le_pos _ _ ab G0; lra.
have Q : (F + a * b * G) ^ 2 <= ((a + b) * S) ^ 2 by apply: pow_incr.
have := pow2_ge_0 (F - a * b * G); lra.
Qed.

(* r - 1 - log r lies between (r - 1)^2 / (2 max(1, r)) and (r - 1)^2 / (2 min(1, r)): the difference of either form has
   a derivative that is a square, and is 0 at 1. *)
Lemma positive_increasing (f df : R -> R) a b : 0 < a <= b -> (forall r, 0 < r -> is_derive f r (df r)) ->
  (forall r, 0 < r -> 0 <= df r) -> f a <= f b.
Proof.
move=> [a0 ab] D P; have [c [Hc Eq]] := MVT_gen f a b df
  (fun r Hr => D r (Rlt_trans _ _ _ (Rmin_pos _ _ a0 (Rlt_le_trans _ _ _ a0 ab)) (proj1 Hr)))
  (fun r Hr => proj2 (continuity_pt_filterlim _ _) (ex_derive_continuous _ _ (ex_intro _ _
    (D r (Rlt_le_trans _ _ _ (Rmin_pos _ _ a0 (Rlt_le_trans _ _ _ a0 ab)) (proj1 Hr)))))).
rewrite Rmin_left ?Rmax_right // in Hc.
by have := Rmult_le_pos _ _ (P c ltac:(lra)) (ltac:(lra) : 0 <= b - a); lra.
Qed.
Definition near r := ln r - (r - 1) + (r - 1) ^ 2 / 2.
Definition far r := (r - / r) / 2 - ln r.
Lemma near_derive r : 0 < r -> is_derive near r ((r - 1) ^ 2 / r).
Proof. by move=> r0; rewrite /near; auto_derive => //; field; lra. Qed.
Lemma far_derive r : 0 < r -> is_derive far r ((1 - / r) ^ 2 / 2).
Proof. by move=> r0; rewrite /far; auto_derive; [split; [lra|split]|field; lra]. Qed.
Lemma near_grows a b : 0 < a <= b -> near a <= near b.
Proof.
move=> H; apply: (positive_increasing H near_derive) => r r0.
by apply: Rmult_le_pos; [exact: pow2_ge_0|apply: Rlt_le; exact: Rinv_0_lt_compat].
Qed.
Lemma far_grows a b : 0 < a <= b -> far a <= far b.
Proof. by move=> H; apply: (positive_increasing H far_derive) => r r0; have := pow2_ge_0 (1 - / r); lra. Qed.
Lemma near1 : near 1 = 0. Proof. by rewrite /near ln_1; lra. Qed.
Lemma far1 : far 1 = 0. Proof. by rewrite /far ln_1 Rinv_1; lra. Qed.
Lemma far_as r : 0 < r -> far r = r - 1 - ln r - (r - 1) ^ 2 / (2 * r).
Proof. by move=> r0; rewrite /far; field; lra. Qed.
(* (w - c)^2/(2 c M) <= w/c - 1 - log(w/c) <= (w - c)^2/(2 c m) for m <= w, c <= M. *)
Lemma log_between c w m M : 0 < m -> m <= c <= M -> m <= w <= M ->
  (w - c) ^ 2 / (2 * c * M) <= w / c - 1 - ln (w / c) <= (w - c) ^ 2 / (2 * c * m).
Proof.
move=> m0 Hc Hw; set r := w / c.
have r0 : 0 < r by apply: Rdiv_lt_0_compat; lra.
have wr : w = r * c by rewrite /r; field; lra.
have sq : 0 <= (r - 1) ^ 2 by exact: pow2_ge_0.
have -> : (w - c) ^ 2 / (2 * c * M) = (r - 1) ^ 2 / 2 * (c / M) by rewrite wr; field; lra.
have -> : (w - c) ^ 2 / (2 * c * m) = (r - 1) ^ 2 / 2 * (c / m) by rewrite wr; field; lra.
have FR := far_as r0; have fr : (r - 1) ^ 2 / (2 * r) = (r - 1) ^ 2 / 2 * / r by field; lra.
have cM : c / M <= 1 by apply: (Rmult_le_reg_r M); [lra|rewrite /Rdiv Rmult_assoc Rinv_l; lra].
have cm : 1 <= c / m by apply: (Rmult_le_reg_r m); [lra|rewrite /Rdiv Rmult_assoc Rinv_l; lra].
have rM : c / M <= / r.
  have -> : / r = c / w by rewrite wr; field; lra.
  by apply: Rmult_le_compat_l; [lra|apply: Rinv_le_contravar; lra].
have rm : / r <= c / m.
  have -> : / r = c / w by rewrite wr; field; lra.
  by apply: Rmult_le_compat_l; [lra|apply: Rinv_le_contravar; lra].
case: (Rle_dec r 1) => r1.
  have := near_grows (conj r0 r1); have := far_grows (conj r0 r1); rewrite near1 far1 FR /near fr; nra.
have r1' : 0 < 1 <= r by lra.
have := near_grows r1'; have := far_grows r1'; rewrite near1 far1 FR /near fr; nra.
Qed.

Section TwoMeans.
Variables (T : finType) (p x : T -> R) (m M : R).
Hypotheses (W : weights p) (m0 : 0 < m) (H : forall k, m <= x k <= M).
Let A := E p x.
Let L := E p (fun k => ln (x k)).
Let inside (g : T -> R) a b : (forall k, a <= g k <= b) -> a <= E p g <= b.
Proof.
move=> B; have S c : sum (fun k => c * p k) = c by rewrite sum_scal (proj2 W); ring.
by split; [rewrite -(S a)|rewrite -(S b)]; apply: sum_le => k; have := proj1 W k; have := B k; nra.
Qed.
Let A_inside : m <= A <= M. Proof. exact: inside. Qed.
Let G_inside : m <= exp L <= M.
Proof.
have [a b] : ln m <= L <= ln M by apply: inside => k; have := H k => Hk; split; apply: ln_le; lra.
have M0 : 0 < M by have := A_inside; lra.
split; [rewrite -(exp_ln _ m0)|rewrite -(exp_ln _ M0)].
  by case: (Rle_lt_or_eq_dec _ _ a) => [/exp_increasing|->]; lra.
by case: (Rle_lt_or_eq_dec _ _ b) => [/exp_increasing|->]; lra.
Qed.
Let mean c : 0 < c -> sum (fun k => p k * (x k / c - 1 - ln (x k / c))) = A / c - 1 - (L - ln c).
Proof.
move=> c0; rewrite (sum_ext (G := fun k => / c * (p k * x k) - (1 - ln c) * p k - p k * ln (x k))) => [|k].
  by rewrite !sum_minus !sum_scal (proj2 W) -/(E p x) -/A -[sum _]/L; field; lra.
by have := H k => Hk; rewrite ln_div; [field; lra|lra|].
Qed.
(* The sum of the squares at c is the variance and (A - c)^2. *)
Theorem means_below : var p x / (2 * M) <= A - exp L.
Proof.
have g0 := exp_pos L; have HG := G_inside; have V := var_le x (exp L) W.
have S : sum (fun k => / (2 * exp L * M) * (p k * (x k - exp L) ^ 2)) <= A / exp L - 1.
  have -> : A / exp L - 1 = A / exp L - 1 - (L - ln (exp L)) by rewrite ln_exp; ring.
  rewrite -(mean g0); apply: sum_le => k; have [B _] := log_between m0 HG (H k).
  have := Rmult_le_compat_l _ _ _ (proj1 W k) B; rewrite /Rdiv; lra.
rewrite sum_scal in S; have M0 : 0 < M by lra.
have i0 : 0 < / (2 * exp L * M) by apply: Rinv_0_lt_compat; apply: Rmult_lt_0_compat; lra.
have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ i0) V => V2.
apply: (Rmult_le_reg_l (/ exp L)); first exact: Rinv_0_lt_compat.
have -> : / exp L * (A - exp L) = A / exp L - 1 by field; lra.
have -> : / exp L * (var p x / (2 * M)) = / (2 * exp L * M) * var p x by field; lra.
lra.
Qed.
Theorem means_above : A - exp L <= var p x / (2 * m).
Proof.
have g0 := exp_pos L; have HA := A_inside; have A0 : 0 < A by lra.
have S : ln A - L <= sum (fun k => / (2 * A * m) * (p k * (x k - A) ^ 2)).
  have -> : ln A - L = A / A - 1 - (L - ln A) by field; lra.
  rewrite -(mean A0); apply: sum_le => k; have [_ B] := log_between m0 HA (H k).
  have := Rmult_le_compat_l _ _ _ (proj1 W k) B; rewrite /Rdiv; lra.
rewrite sum_scal -/(var p x) in S.
have D : A - exp L <= A * (ln A - L).
  have := exp_ineq1_le (L - ln A); have -> : exp (L - ln A) = exp L / A by rewrite /Rminus exp_plus exp_Ropp exp_ln.
  move=> B; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ A0) B.
  have -> : A * (exp L / A) = exp L by field; lra.
  by lra.
apply: (Rle_trans _ _ _ D); have -> : var p x / (2 * m) = A * (/ (2 * A * m) * var p x) by field; lra.
by apply: Rmult_le_compat_l => //; lra.
Qed.
End TwoMeans.
Theorem arithmetic_geometric_holds : arithmetic_geometric.statement.
Proof.
move=> n p x x0 p0 p1; have W : weights p by [].
rewrite /arithmetic_geometric.claim /arithmetic_geometric.difference2 /arithmetic_geometric.difference.
rewrite /arithmetic_geometric.total -/(E p x) (var_raw x W).
have H k : mini (fun i => x i) <= x k <= maxi (fun i => x i).
  by split; [exact: (mini_le (fun i => x i))|exact: (maxi_ge (fun i => x i))].
have m0 : 0 < mini (fun i => x i) by have [i ->] := mini_attained (fun i => x i).
by split; [exact: (means_below W m0 H)|exact: (means_above W m0 H)].
Qed.
