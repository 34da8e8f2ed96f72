(* One row of the softmax matrix: bounds of the cumulants that make up the derivatives of O = E_f[V] along a line.
   phi bounds variances, tau^2 = E|V - O|^2, omega the distances |V_k - O|; x = |s|, b = ||v||. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma weights_inhabited (M : finType) (f : M -> R) : weights f -> exists k : M, True.
Proof.
move=> [_ f1]; case: (pickP (fun _ : M => true)) => [k _|E0]; first by exists k.
by move: f1; rewrite sum_eq0 => [|k]; [lra|have := E0 k].
Qed.

Section Row.
Variables M K : finType.
Variables (f s : M -> R) (V v : M -> K -> R).
Hypothesis W : weights f.
Variable phi : R.
Hypothesis phi0 : 0 <= phi.
Hypothesis Hphi : forall g, var f g <= phi * square g.

Let f0 k : 0 <= f k. Proof. exact: (proj1 W). Qed.
Let f1 : sum f = 1. Proof. exact: (proj2 W). Qed.
Definition mean (U : M -> K -> R) : K -> R := fun i => sum (fun k => f k * U k i).
Definition score_rest k := s k - sum (fun l => f l * s l).
Definition score_variance := sum (fun k => f k * (score_rest k * score_rest k)).
Definition value_rest (U : M -> K -> R) k : K -> R := fun i => U k i - mean U i.
Definition value_variance (U : M -> K -> R) := sum (fun k => f k * sq (value_rest U k)).

Lemma score_variance_var : score_variance = var f s.
Proof. by apply: sum_ext => k; rewrite /score_rest -/(E f s); ring. Qed.
Lemma score_variance_le : score_variance <= phi * sq s.
Proof. by rewrite score_variance_var sq_square; exact: Hphi. Qed.
Lemma score_variance_ge0 : 0 <= score_variance.
Proof. by rewrite score_variance_var; exact: var_ge0. Qed.
Lemma score_rest_mean : sum (fun k => f k * score_rest k) = 0.
Proof.
transitivity (sum (fun k => f k * s k - sum (fun l => f l * s l) * f k)).
  by apply: sum_ext => k; rewrite /score_rest; ring.
by rewrite sum_minus sum_scal f1; ring.
Qed.
Lemma value_variance_columns U : value_variance U = sum (fun i => var f (fun k => U k i)).
Proof.
rewrite /value_variance; transitivity (sum (fun k => sum (fun i => f k * (value_rest U k i * value_rest U k i)))).
  by apply: sum_ext => k; rewrite -sum_scal.
by rewrite sum_swap; apply: sum_ext => i; apply: sum_ext => k; rewrite /value_rest /mean -/(E f (fun k => U k i)); ring.
Qed.
Lemma value_variance_ge0 U : 0 <= value_variance U.
Proof. by rewrite value_variance_columns; apply: sum_ge0 => i; exact: var_ge0. Qed.
Lemma value_variance_le U : value_variance U <= phi * sq2 U.
Proof.
rewrite value_variance_columns sq2_swap -sum_scal; apply: sum_le => i.
by apply: (Rle_trans _ _ _ (Hphi _)); right; congr (_ * _); apply: sum_ext => k; ring.
Qed.

(* E[w V~] with centred weights w: E[w V] - E[w] O = E[w (V - O)], hence <u, .> = sum f_k w_k <u, V_k - O>. *)
Definition tilted (w : M -> R) (U : M -> K -> R) : K -> R := fun i =>
  sum (fun k => f k * w k * U k i) - sum (fun k => f k * w k) * mean U i.
Lemma tilted_rest w U i : tilted w U i = sum (fun k => (f k * w k) * value_rest U k i).
Proof. by rewrite /tilted -sum_scal_r -sum_minus; apply: sum_ext => k; rewrite /value_rest; ring. Qed.
Lemma inner_tilted w U u : inner u (tilted w U) = sum (fun k => (f k * w k) * inner u (value_rest U k)).
Proof. by rewrite -inner_sum; apply: inner_ext => // i; exact: tilted_rest. Qed.

(* |E[w V~]| <= sqrt(E[w^2]) tau: Cauchy-Schwarz under f. *)
Lemma tilted_le w U : len (tilted w U) <= sqrt (sum (fun k => f k * (w k * w k))) * sqrt (value_variance U).
Proof.
set a := sum _; have a0 : 0 <= a by apply: sum_ge0 => k; apply: Rmult_le_pos; [exact: f0|nra].
have t0 := value_variance_ge0 U.
apply: len_le_dual => [|u]; first by apply: Rmult_le_pos; exact: sqrt_pos.
rewrite inner_tilted; apply: le_of_sq.
  by apply: Rmult_le_pos; [apply: Rmult_le_pos; exact: sqrt_pos|exact: len_ge0].
have CS := cauchy_schwarz w (fun k => inner u (value_rest U k)) f0.
rewrite (sum_ext (F := fun k => f k * w k ^ 2) (G := fun k => f k * (w k * w k))) in CS => [|k]; last by ring.
have B : sum (fun k => f k * (inner u (value_rest U k)) ^ 2) <= value_variance U * sq u.
  rewrite -sum_scal_r; apply: sum_le => k; have := inner_sq_le u (value_rest U k) => H.
  by have := Rmult_le_compat_l _ _ _ (f0 k) H; lra.
have := Rmult_le_compat_l _ _ _ a0 B; rewrite -/a in CS.
have -> : sqrt a * sqrt (value_variance U) * len u * (sqrt a * sqrt (value_variance U) * len u) =
  (sqrt a * sqrt a) * (sqrt (value_variance U) * sqrt (value_variance U)) * (len u * len u) by ring.
by rewrite len_sq !sqrt_sqrt //; lra.
Qed.
(* |E[w V~]| <= E[w] max |V~| for w >= 0. *)
Lemma tilted_le_max w U c : (forall k, 0 <= w k) -> (forall k, len (value_rest U k) <= c) ->
  len (tilted w U) <= sum (fun k => f k * w k) * c.
Proof.
move=> w0 Hc.
  rewrite (len_ext (b := fun i => sum (fun k => (f k * w k) * value_rest U k i))) => [|i]; last exact: tilted_rest.
apply: (Rle_trans _ _ _ (len_sum _ (fun k => Rmult_le_pos _ _ (f0 k) (w0 k)))).
by rewrite -sum_scal_r; apply: sum_le => k; apply: Rmult_le_compat_l; [exact: Rmult_le_pos|exact: Hc].
Qed.

Lemma root_variance : sqrt score_variance <= sqrt phi * len s.
Proof. by rewrite -sqrt_mult; [apply: sqrt_le_1_alt; exact: score_variance_le|exact: phi0|exact: sq_ge0]. Qed.
Lemma root_value_variance U : sqrt (value_variance U) <= sqrt phi * len2 U.
Proof. by rewrite -sqrt_mult; [apply: sqrt_le_1_alt; exact: value_variance_le|exact: phi0|exact: sq2_ge0]. Qed.

(* k(s, V): first order. *)
Definition covariance U : K -> R := fun i => sum (fun k => f k * score_rest k * U k i).
Lemma covariance_tilted U : covariance U =1 tilted score_rest U.
Proof. by move=> i; rewrite /tilted score_rest_mean /covariance; ring. Qed.
Lemma covariance_tau U : len (covariance U) <= sqrt phi * sqrt (value_variance U) * len s.
Proof.
rewrite (len_ext (covariance_tilted U)); apply: (Rle_trans _ _ _ (tilted_le _ _)).
by have := Rmult_le_compat_r _ _ _ (sqrt_pos (value_variance U)) root_variance; rewrite /score_variance; lra.
Qed.
Lemma covariance_direction U : len (covariance U) <= phi * len s * len2 U.
Proof.
apply: (Rle_trans _ _ _ (covariance_tau U)).
have p : 0 <= sqrt phi * len s by apply: Rmult_le_pos; [exact: sqrt_pos|exact: len_ge0].
have := Rmult_le_compat_l _ _ _ p (root_value_variance U); have := sqrt_sqrt _ phi0; nra.
Qed.
(* E[v]. *)
Lemma mean_le U : len (mean U) <= len f * len2 U.
Proof.
apply: sqrt_le_of_sq; first by apply: Rmult_le_pos; [exact: len_ge0|exact: len2_ge0].
have -> : len f * len2 U * (len f * len2 U) = (len f * len f) * (len2 U * len2 U) by ring.
rewrite len_sq len2_sq sq2_swap -sum_scal; apply: sum_le => i; exact: (inner_sq_le f (fun k => U k i)).
Qed.
(* |V_k - O| <= |e_k - f| ||V|| <= sqrt 2 ||V||. *)
Lemma len_weights_le1 : sq f <= 1.
Proof. by rewrite -f1; apply: sum_le => k; have := weight_le1 k W; have := f0 k; nra. Qed.
Lemma unit_minus_weights k : sq (fun l => (if l == k then 1 else 0) - f l) = 1 - 2 * f k + sq f.
Proof.
have -> : sq (fun l => (if l == k then 1 else 0) - f l) =
  sum (fun l => (if l == k then 1 - 2 * f k else 0) + f l * f l).
  by apply: sum_ext => l; case: eqP => [->|_]; ring.
rewrite sum_plus; congr (_ + _); exact: (sum_delta (fun _ => _) k).
Qed.
Lemma value_rest_le U k : len (value_rest U k) <= sqrt (1 - 2 * f k + sq f) * len2 U.
Proof.
set e := fun l => (if l == k then 1 else 0) - f l.
have Ee i : value_rest U k i = inner e (fun l => U l i).
  rewrite /inner; transitivity (sum (fun l => (if l == k then U k i else 0) - f l * U l i)).
    rewrite sum_minus; congr (_ - _); apply: esym; exact: (sum_delta (fun _ => _) k).
  by apply: sum_ext => l; rewrite /e; case: eqP => [->|_]; ring.
rewrite -(unit_minus_weights k) -/e -/(len e); apply: sqrt_le_of_sq.
  by apply: Rmult_le_pos; [exact: len_ge0|exact: len2_ge0].
have -> : len e * len2 U * (len e * len2 U) = (len e * len e) * (len2 U * len2 U) by ring.
rewrite len_sq len2_sq sq2_swap -sum_scal; apply: sum_le => i; rewrite Ee; exact: inner_sq_le.
Qed.
Lemma value_rest_le2 U k : len (value_rest U k) <= sqrt 2 * len2 U.
Proof.
apply: (Rle_trans _ _ _ (value_rest_le U k)); apply: Rmult_le_compat_r; first exact: len2_ge0.
by apply: sqrt_le_1_alt; have := len_weights_le1; have := f0 k; lra.
Qed.
(* k(s, s, V): second order. *)
Definition second_tilt U : K -> R := fun i =>
  sum (fun k => f k * (score_rest k * score_rest k) * U k i) - score_variance * mean U i.
Lemma second_tilt_le U c : (forall k, len (value_rest U k) <= c) -> len (second_tilt U) <= phi * sq s * c.
Proof.
move=> Hc; have := @tilted_le_max (fun k => score_rest k * score_rest k) U c (fun k => Rle_0_sqr _) Hc.
move=> H; apply: (Rle_trans _ _ _ H); have [k _] := weights_inhabited W.
by apply: Rmult_le_compat_r; [exact: (Rle_trans _ _ _ (len_ge0 _) (Hc k))|exact: score_variance_le].
Qed.
Lemma second_tilt_direction U : len (second_tilt U) <= sqrt 2 * phi * sq s * len2 U.
Proof. by have := second_tilt_le (value_rest_le2 U); lra. Qed.
(* k(s, s, s, V): third order; w = s~ (s~^2 - 3 Var), |s~^2 - 3 Var| <= range^2 <= 2 |s|^2. *)
Definition third_tilt U : K -> R := fun i =>
  sum (fun k => f k * (score_rest k * score_rest k * score_rest k) * U k i)
  - sum (fun k => f k * (score_rest k * score_rest k * score_rest k)) * mean U i
  - 3 * score_variance * covariance U i.
Lemma rest_square_le k : score_rest k * score_rest k <= 2 * sq s.
Proof.
have H : score_rest k = inner (fun l => (if l == k then 1 else 0) - f l) s.
  rewrite /inner; transitivity (sum (fun l => (if l == k then s k else 0) - f l * s l)).
    rewrite sum_minus; congr (_ - _); apply: esym; exact: (sum_delta (fun _ => _) k).
  by apply: sum_ext => l; case: eqP => [->|_]; ring.
rewrite H; apply: (Rle_trans _ _ _ (inner_sq_le _ _)); apply: Rmult_le_compat_r; first exact: sq_ge0.
by rewrite unit_minus_weights; have := len_weights_le1; have := f0 k; lra.
Qed.
Hypothesis phi_half : score_variance <= 1 / 2 * sq s.
Lemma third_weight k : Rabs (score_rest k * score_rest k - 3 * score_variance) <= 2 * sq s.
Proof.
have := rest_square_le k; have := score_variance_ge0; have q : 0 <= score_rest k * score_rest k by nra.
have := sq_ge0 s => *; apply: Rabs_le; split; lra.
Qed.
Lemma third_tilt_le U : len (third_tilt U) <= 2 * sqrt phi * sqrt (value_variance U) * (sq s * len s).
Proof.
pose w k := score_rest k * (score_rest k * score_rest k - 3 * score_variance).
have E3 : third_tilt U =1 tilted w U.
  move=> i; rewrite /third_tilt /tilted.
  have -> : sum (fun k => f k * w k) = sum (fun k => f k * (score_rest k * score_rest k * score_rest k)).
    transitivity (sum (fun k => f k * (score_rest k * score_rest k * score_rest k)
      - 3 * score_variance * (f k * score_rest k))).
      by apply: sum_ext => k; rewrite /w; ring.
    by rewrite sum_minus sum_scal score_rest_mean; ring.
  have -> : sum (fun k => f k * w k * U k i) =
    sum (fun k => f k * (score_rest k * score_rest k * score_rest k) * U k i) - 3 * score_variance * covariance U i.
    by rewrite -sum_scal -sum_minus; apply: sum_ext => k; rewrite /w; ring.
  ring.
rewrite (len_ext E3); apply: (Rle_trans _ _ _ (tilted_le _ _)).
have s0 := sq_ge0 s; have l0 := len_ge0 s.
have Hw : sqrt (sum (fun k => f k * (w k * w k))) <= 2 * sq s * (sqrt phi * len s).
  apply: sqrt_le_of_sq; first by do 2 (apply: Rmult_le_pos; try lra); exact: sqrt_pos.
  have -> : 2 * sq s * (sqrt phi * len s) * (2 * sq s * (sqrt phi * len s)) =
    (2 * sq s) * (2 * sq s) * ((sqrt phi * sqrt phi) * (len s * len s)) by ring.
  rewrite len_sq sqrt_sqrt //.
  apply: (Rle_trans _ ((2 * sq s) * (2 * sq s) * score_variance)); last first.
    by apply: Rmult_le_compat_l; [nra|exact: score_variance_le].
  rewrite -sum_scal; apply: sum_le => k; have := third_weight k; set r := score_rest k * score_rest k - _ => H.
  have r2 : r * r <= 2 * sq s * (2 * sq s) by move: H; rewrite /Rabs; case: Rcase_abs => *; nra.
  have q : 0 <= f k * (score_rest k * score_rest k) by apply: Rmult_le_pos; [exact: f0|nra].
  have := Rmult_le_compat_l _ _ _ q r2; rewrite /w -/r; lra.
have := Rmult_le_compat_r _ _ _ (sqrt_pos (value_variance U)) Hw; lra.
Qed.
End Row.
