(* Log-sum-exp lies above its tangents, and its second derivative along a line is a variance. From these two: its bounds
   by the maximum, the entropy of a softmax, the Lipschitz constant 1, the curvature 1/2, and Pinsker's inequality. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Derivatives.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section LogSumExp.
Variables (T : finType) (k0 : T).
Implicit Types f g x y z d : T -> R.
Definition lse x := ln (sum (fun k => exp (x k))).

Lemma lse_ge x k : x k <= lse x.
Proof.
rewrite -[X in X <= _]ln_exp; apply: ln_le; first exact: exp_pos.
by apply: (@sum_ge1 T (fun k => exp (x k)) k) => i; apply: Rlt_le; exact: exp_pos.
Qed.
Lemma mean_le f g c : weights f -> (forall k, g k <= c) -> E f g <= c.
Proof.
move=> [f0 f1] H; rewrite -[c]Rmult_1_r -f1 -sum_scal; apply: sum_le => k.
by rewrite (Rmult_comm c); exact: Rmult_le_compat_l.
Qed.

(* Jensen's inequality for exp, and with it: the tangent of lse at x lies below. *)
Lemma jensen f z : weights f -> exp (E f z) <= sum (fun k => f k * exp (z k)).
Proof.
move=> W; set m := E f z.
have -> : exp m = sum (fun k => exp m * (f k * (1 + z k - m))).
  rewrite sum_scal; transitivity (exp m * 1); first by ring.
  congr (_ * _); transitivity (sum (fun k => (1 - m) * f k + f k * z k)); last by apply: sum_ext => k; ring.
  by rewrite sum_plus sum_scal (proj2 W) -/(E f z) -/m; ring.
apply: sum_le => k; have -> : exp (z k) = exp m * exp (z k - m) by rewrite -exp_plus; congr exp; ring.
have := exp_ineq1_le (z k - m); have := exp_pos m; have := proj1 W k => f0 e0 B.
have -> : exp m * (f k * (1 + z k - m)) = exp m * f k * (1 + (z k - m)) by ring.
have -> : f k * (exp m * exp (z k - m)) = exp m * f k * exp (z k - m) by ring.
by apply: Rmult_le_compat_l => //; apply: Rmult_le_pos => //; exact: Rlt_le.
Qed.
Lemma lse_tangent x y : E (softmax x) (fun k => y k - x k) <= lse y - lse x.
Proof.
have S := denominator_gt0 x k0; have W := softmax_weights x k0.
have J := jensen (fun k => y k - x k) W.
have -> : lse y - lse x = ln (sum (fun k => softmax x k * exp (y k - x k))).
  rewrite /lse -ln_div //; last exact: denominator_gt0 k0.
  congr ln; rewrite -sum_div; apply: sum_ext => k.
  have -> : exp (y k) = exp (x k) * exp (y k - x k) by rewrite -exp_plus; congr exp; ring.
  by rewrite /softmax /Rdiv; ring.
by rewrite -[X in X <= _]ln_exp; apply: ln_le => //; exact: exp_pos.
Qed.

(* The two derivatives along a line. *)
Lemma lse_derive x d t :
  is_derive (fun t => lse (fun k => x k + t * d k)) t (E (softmax (fun k => x k + t * d k)) d).
Proof.
have S := denominator_gt0 (fun k => x k + t * d k) k0.
have D k : is_derive (fun t => exp (x k + t * d k)) t (exp (x k + t * d k) * d k).
  by apply: derive_exp; auto_derive => //; ring.
have L : is_derive ln (sum (fun k => exp (x k + t * d k))) (/ sum (fun k => exp (x k + t * d k))).
  by apply/is_derive_Reals; exact: derivable_pt_lim_ln.
apply: (derive_as (is_derive_comp ln _ _ _ _ L (is_derive_sum D))).
rewrite /scal /= /mult /= /E -sum_scal_r; apply: sum_ext => k; rewrite /softmax /Rdiv; ring.
Qed.
Lemma mean_derive x d t : is_derive (fun t => E (softmax (fun k => x k + t * d k)) d) t
  (var (softmax (fun k => x k + t * d k)) d).
Proof.
have := @tilt T x d (fun k _ => d k) (fun _ => 0) t k0 (fun k => is_derive_const _ _).
by rewrite cov_var {2}/E (sum_eq0 (F := fun k => _ * 0)) ?Rplus_0_r // => k; ring.
Qed.
Theorem lse_second x d : Derive_n (fun t => lse (fun k => x k + t * d k)) 2 0 = var (softmax x) d.
Proof.
rewrite /= (Derive_ext _ (fun t => E (softmax (fun k => x k + t * d k)) d)).
  rewrite (is_derive_unique _ _ _ (mean_derive x d 0)); congr (var (softmax _) d).
  by apply: functional_extensionality => k; ring.
by move=> t; exact: (is_derive_unique _ _ _ (lse_derive x d t)).
Qed.
End LogSumExp.

Lemma line_start (T : finType) (x y : T -> R) : (fun k => x k + 1 * (y k - x k)) = y.
Proof. by apply: functional_extensionality => k; ring. Qed.

Theorem lse_maximum_holds : lse_maximum.statement.
Proof.
move=> n x; rewrite /lse_maximum.claim /lse_maximum.largest /lse_maximum.logarithm; split.
  by apply: maxi_le => k; exact: lse_ge.
set M := maxi _; have n0 : 0 < INR n.+2 by apply: lt_0_INR; apply/ltP.
rewrite -[X in _ <= X + _]ln_exp -ln_mult //; last exact: exp_pos.
apply: ln_le; first exact: (denominator_gt0 _ ord0).
rewrite Rmult_comm -sum_const_ord; apply: sum_le => k.
have L : x k <= M by exact: (maxi_ge (fun i => x i)).
by case: (Rle_lt_or_eq_dec _ _ L) => [/exp_increasing|->]; lra.
Qed.

(* The mean of |x - y| under any weights is at most |x - y|. *)
Lemma mean_sq_le (T : finType) (f d : T -> R) : weights f -> (E f d) ^ 2 <= square d.
Proof.
move=> W; have V := var_ge0 d W; have S := var_shift d 0 W; rewrite S !Rminus_0_r in V.
suff : sum (fun k => f k * (d k - 0) ^ 2) <= square d by lra.
apply: sum_le => k; rewrite Rminus_0_r -[X in _ <= X]Rmult_1_l.
by apply: Rmult_le_compat_r; [exact: pow2_ge_0|exact: weight_le1].
Qed.
Theorem lse_lipschitz_holds : lse_lipschitz.statement.
Proof.
move=> n x y; rewrite /lse_lipschitz.claim /lse_lipschitz.difference -/(lse x) -/(lse y).
have above := lse_tangent ord0 x y; have below := lse_tangent ord0 y x.
have Sx := mean_sq_le (fun k => y k - x k) (softmax_weights x ord0).
have Sy := mean_sq_le (fun k => x k - y k) (softmax_weights y ord0).
have -> : sum (fun i => (x i - y i) * (x i - y i)) = square (fun k => x k - y k) by apply: sum_ext => k; ring.
have Sxy : square (fun k => y k - x k) = square (fun k => x k - y k) by apply: sum_ext => k; ring.
rewrite Sxy in Sx; case: (Rle_dec (lse x) (lse y)) => C; nra.
Qed.
Theorem lse_curvature_holds : lse_curvature.statement.
Proof.
move=> n x d; rewrite /lse_curvature.claim /lse_curvature.derivative (lse_second ord0 x d).
have W := softmax_weights x ord0; split; first exact: var_ge0.
have -> : sum (fun i => d i * d i) = square d by apply: sum_ext => k; ring.
by have := var_le_half d ord0 W; lra.
Qed.
(* The tangent at x, of the point 0 with lse 0 = log n. *)
Theorem softmax_entropy_holds : softmax_entropy.statement.
Proof.
move=> n x; change (0 <= lse x - E (softmax x) x /\ lse x - E (softmax x) x <= ln (INR n.+2)).
have W := softmax_weights x ord0; split; first by have := mean_le W (lse_ge x); lra.
have := lse_tangent ord0 x (fun _ => 0).
have -> : lse (fun _ : 'I_n.+2 => 0) = ln (INR n.+2) by rewrite /lse exp_0 sum_const_ord Rmult_1_r.
have -> : E (softmax x) (fun k => 0 - x k) = - E (softmax x) x by rewrite /E -sum_opp; apply: sum_ext => k; ring.
by lra.
Qed.
