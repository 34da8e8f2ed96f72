(* B3-polar: E[s~ t~ u~] is symmetric and trilinear in scores s, t, u; on the diagonal B3-skew with range^2 <= 2 |s|^2
   bounds it by sqrt 2 / (3 sqrt 3) |s|^3, hence (B3-diagonal) E[s~^2 v~] by the same constant times |s|^2 |v|. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms CentralMoments Trilinear.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Polar.
Variables (M : finType) (k0 : M) (f : M -> R).
Hypothesis W : weights f.
Definition rest (s : M -> R) k := s k - E f s.
Definition third_moment (s t u : M -> R) := sum (fun k => f k * (rest s k * rest t k * rest u k)).
Definition polar_constant := sqrt 2 / (3 * sqrt 3).

Lemma rest_ext s s' : s =1 s' -> rest s =1 rest s'.
Proof. by move=> H k; rewrite /rest H /E; congr (_ - _); apply: sum_ext => l; rewrite H. Qed.
Lemma rest_linear a s b t k : rest (fun k => a * s k + b * t k) k = a * rest s k + b * rest t k.
Proof.
rewrite /rest; have -> : E f (fun k => a * s k + b * t k) = a * E f s + b * E f t.
  by rewrite /E -!sum_scal -sum_plus; apply: sum_ext => l; ring.
ring.
Qed.
Lemma polar_constant_ge0 : 0 <= polar_constant.
Proof.
apply: Rmult_le_pos; first exact: sqrt_pos.
have H : 0 < sqrt 3 by apply: sqrt_lt_R0; lra.
by apply: Rlt_le; apply: Rinv_0_lt_compat; lra.
Qed.
Lemma third_moment_diagonal s : Rabs (third_moment s s s) <= polar_constant * (len s * len s * len s).
Proof.
have [a [b H]] := arg_extreme k0 s.
have B := skew_bound W H.
have -> : third_moment s s s = sum (fun k => f k * (s k - E f s)^3) by apply: sum_ext => k; rewrite /rest; ring.
apply: (Rle_trans _ _ _ B); rewrite /polar_constant.
have h3 : 0 < sqrt 3 by apply: sqrt_lt_R0; lra.
have r0 : 0 <= s b - s a by have := H a; lra.
have L : s b - s a <= sqrt 2 * len s.
  apply: le_of_sq; first by apply: Rmult_le_pos; [exact: sqrt_pos|exact: len_ge0].
  have -> : sqrt 2 * len s * (sqrt 2 * len s) = (sqrt 2 * sqrt 2) * (len s * len s) by ring.
  by rewrite sqrt_sqrt ?len_sq ?sq_square; [have := range_square s a b; lra|lra].
have P : (s b - s a)^3 <= (sqrt 2 * len s)^3 by exact: pow_incr.
have E2 : (sqrt 2 * len s)^3 = 2 * sqrt 2 * (len s * len s * len s).
  transitivity ((sqrt 2 * sqrt 2) * sqrt 2 * (len s * len s * len s)); first by ring.
  by rewrite sqrt_sqrt; lra.
have -> : sqrt 2 / (3 * sqrt 3) * (len s * len s * len s)
  = (2 * sqrt 2 * (len s * len s * len s)) / (6 * sqrt 3) by field; lra.
by rewrite -E2; apply: Rmult_le_compat_r => //; apply: Rlt_le; apply: Rinv_0_lt_compat; lra.
Qed.
Lemma third_moment_mixed s u : Rabs (third_moment s s u) <= polar_constant * (len s * len s) * len u.
Proof.
apply: (norm_on_diagonal _ _ _ _ polar_constant_ge0 third_moment_diagonal).
- move=> x y z x' y' z' Hx Hy Hz; apply: sum_ext => k.
  by rewrite (rest_ext Hx) (rest_ext Hy) (rest_ext Hz).
- by move=> x y z; apply: sum_ext => k; ring.
- by move=> x y z; apply: sum_ext => k; ring.
- move=> a x b y z w; rewrite /third_moment -!sum_scal -sum_plus; apply: sum_ext => k.
  by rewrite rest_linear; ring.
Qed.
(* For vector values: in the direction of E[s~^2 v~] itself. *)
Theorem polar_bound (K : finType) s (v : M -> K -> R) :
  len (fun i => sum (fun k => f k * (rest s k * rest s k) * rest (fun k => v k i) k)) <= polar_constant * sq s * len2 v.
Proof.
apply: len_le_dual => [|u].
  by apply: Rmult_le_pos; [apply: Rmult_le_pos; [exact: polar_constant_ge0|exact: sq_ge0]|exact: len2_ge0].
pose y k := inner u (v k).
have -> : inner u (fun i => sum (fun k => f k * (rest s k * rest s k) * rest (fun k => v k i) k)) = third_moment s s y.
  rewrite inner_sum; apply: sum_ext => k.
  have -> : inner u (fun i => rest (fun k => v k i) k) = rest y k; last by ring.
  transitivity (inner u (v k) - inner u (fun i => E f (fun k => v k i))).
    by rewrite /inner -sum_minus; apply: sum_ext => i; rewrite /rest; ring.
  by rewrite /E inner_sum.
have Y : len y <= len u * len2 v.
  apply: sqrt_le_of_sq; first by apply: Rmult_le_pos; [exact: len_ge0|exact: len2_ge0].
  have -> : len u * len2 v * (len u * len2 v) = (len u * len u) * (len2 v * len2 v) by ring.
  by rewrite len_sq len2_sq -sum_scal; apply: sum_le => k; exact: inner_sq_le.
apply: (Rle_trans _ _ _ (Rle_trans _ _ _ (Rle_abs _) (third_moment_mixed s y))); rewrite len_sq.
have P : 0 <= polar_constant * sq s by apply: Rmult_le_pos; [exact: polar_constant_ge0|exact: sq_ge0].
have := Rmult_le_compat_l _ _ _ P Y; lra.
Qed.
End Polar.
