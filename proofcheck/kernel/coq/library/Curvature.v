(* The curvature form: half the second derivative of the loss along a line (without its square term) is at least
   -mu a^2 - 2 K a b, where a and b are the natural norms of the direction in scores and in values.

   F are rows of weights, V the values, C the residuals, s and v the direction. phi bounds the variance of a row by the
   square norm, m how far a value lies below the output in the direction of the residual. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype.
From PC Require Import Sums Softmax.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Under a square root. *)
Lemma le_sqrt x y : x^2 <= y -> x <= sqrt y.
Proof.
move=> H; apply: (Rle_trans _ (Rabs x)); first exact: Rle_abs.
by rewrite -sqrt_Rsqr_abs; apply: sqrt_le_1_alt; rewrite /Rsqr; nra.
Qed.
(* Cauchy-Schwarz without weights. *)
Lemma cauchy (T : finType) (a b : T -> R) : (sum (fun i => a i * b i))^2 <= square a * square b.
Proof.
have := @cauchy_schwarz T (fun _ => 1) a b (fun _ => Rle_0_1).
rewrite (sum_ext (G := fun i => a i * b i)) ?(sum_ext (F := fun i => 1 * a i ^ 2) (G := fun i => a i ^ 2))
  ?(sum_ext (F := fun i => 1 * b i ^ 2) (G := fun i => b i ^ 2)) //; by move=> i; ring.
Qed.

Section Form.
Variables N M K : finType.
Variables (F : N -> M -> R) (V : M -> K -> R) (C : N -> K -> R) (s : N -> M -> R) (v : M -> K -> R).
Variables (phi m : N -> R) (mu : R).
Hypothesis W : forall j, weights (F j).
Let O j i := E (F j) (fun k => V k i).
Let st j k := s j k - E (F j) (s j).
Hypothesis phi0 : forall j, 0 <= phi j.
Hypothesis Hphi : forall j g, var (F j) g <= phi j * square g.
Hypothesis m0 : forall j, 0 <= m j.
Hypothesis Hm : forall j k, sum (fun i => C j i * O j i) - sum (fun i => C j i * V k i) <= m j.
Hypothesis Hmu : forall j, phi j * m j <= mu.

(* What the curvature of the weights takes away. *)
Lemma score_part j :
  - mu * square (s j) <=
  sum (fun i => C j i * (sum (fun k => F j k * (st j k)^2 * V k i) - var (F j) (s j) * O j i)).
Proof.
have -> : sum (fun i => C j i * (sum (fun k => F j k * (st j k)^2 * V k i) - var (F j) (s j) * O j i)) =
  sum (fun k => F j k * (st j k)^2 * (sum (fun i => C j i * V k i) - sum (fun i => C j i * O j i))).
  transitivity (sum (fun i => sum (fun k => F j k * (st j k)^2 * (C j i * V k i - C j i * O j i)))).
    apply: sum_ext => i; rewrite /var -sum_scal_r -sum_minus -sum_scal; apply: sum_ext => k; rewrite /st; ring.
  by rewrite sum_swap; apply: sum_ext => k; rewrite sum_scal sum_minus.
apply: (Rle_trans _ (sum (fun k => - m j * (F j k * (st j k)^2)))).
  rewrite sum_scal -/(var (F j) (s j)); have := Hphi j (s j); have := Hmu j; have := m0 j; have := square_ge0 (s j).
  move=> q0 mj0 H1 H2; have := Rmult_le_compat_l _ _ _ mj0 H2; have := Rmult_le_compat_r _ _ _ q0 H1; lra.
apply: sum_le => k; have f0 := proj1 (W j) k; have := Hm j k; have q := pow2_ge_0 (st j k).
move=> H; have := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ f0 q) H; lra.
Qed.

(* What scores and values moved together take away. *)
Lemma mixed_part j :
  - (phi j * sqrt (square (C j)) * sqrt (square (s j)) * sqrt (sum (fun k => square (v k)))) <=
  sum (fun i => C j i * sum (fun k => F j k * st j k * v k i)).
Proof.
pose w k := sum (fun i => C j i * v k i).
have -> : sum (fun i => C j i * sum (fun k => F j k * st j k * v k i)) = cov (F j) (s j) w.
  rewrite cov_E //.
  transitivity (sum (fun i => sum (fun k => F j k * st j k * (C j i * v k i)))).
    by apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => k; ring.
  rewrite sum_swap; transitivity (sum (fun k => F j k * (s j k * w k) - E (F j) (s j) * (F j k * w k))).
    by apply: sum_ext => k; rewrite sum_scal -/(w k) /st; ring.
  by rewrite sum_minus sum_scal.
have cs := cov_sq (s j) w (W j).
have Hw : square w <= square (C j) * sum (fun k => square (v k)).
  by rewrite -sum_scal; apply: sum_le => k; exact: cauchy.
have c0 := square_ge0 (C j); have q0 := square_ge0 (s j).
have b0 : 0 <= sum (fun k => square (v k)) by apply: sum_ge0 => k; exact: square_ge0.
suff H : - cov (F j) (s j) w <= sqrt ((phi j)^2 * square (C j) * square (s j) * sum (fun k => square (v k))).
  have p0 := pow2_ge_0 (phi j); have pc := Rmult_le_pos _ _ p0 c0; have pcq := Rmult_le_pos _ _ pc q0.
  rewrite (sqrt_mult _ _ pcq b0) (sqrt_mult _ _ pc q0) (sqrt_mult _ _ p0 c0) (sqrt_pow2 _ (phi0 j)) in H; lra.
apply: le_sqrt; have -> : (- cov (F j) (s j) w)^2 = (cov (F j) (s j) w)^2 by ring.
apply: (Rle_trans _ _ _ cs); apply: (Rle_trans _ ((phi j * square (s j)) * (phi j * square w))).
  by apply: Rmult_le_compat; [exact: var_ge0|exact: var_ge0|exact: Hphi|exact: Hphi].
have P : 0 <= phi j ^2 * square (s j) by apply: Rmult_le_pos => //; exact: pow2_ge_0.
have := Rmult_le_compat_l _ _ _ P Hw; lra.
Qed.

Definition a2 := sum (fun j => square (s j)).
Definition b2 := sum (fun k => square (v k)).
Theorem curvature_below :
  - mu * a2 - 2 * sqrt (sum (fun j => (phi j * sqrt (square (C j)))^2)) * (sqrt a2 * sqrt b2) <=
  sum (fun j => sum (fun i => C j i *
    (sum (fun k => F j k * (st j k)^2 * V k i) - var (F j) (s j) * O j i + 2 * sum (fun k => F j k * st j k * v k i)))).
Proof.
have -> : sum (fun j => sum (fun i => C j i *
    (sum (fun k => F j k * (st j k)^2 * V k i) - var (F j) (s j) * O j i
    + 2 * sum (fun k => F j k * st j k * v k i)))) =
  sum (fun j => sum (fun i => C j i * (sum (fun k => F j k * (st j k)^2 * V k i) - var (F j) (s j) * O j i))) +
  2 * sum (fun j => sum (fun i => C j i * sum (fun k => F j k * st j k * v k i))).
  rewrite -sum_scal -sum_plus; apply: sum_ext => j; rewrite -sum_scal -sum_plus; apply: sum_ext => i; ring.
have H1 := @sum_le _ _ _ score_part; have H2 := @sum_le _ _ _ mixed_part.
rewrite sum_scal -/a2 in H1; rewrite sum_opp sum_scal_r -/b2 in H2.
have a0 : 0 <= a2 by apply: sum_ge0 => j; exact: square_ge0.
have CS : sum (fun j => phi j * sqrt (square (C j)) * sqrt (square (s j))) <=
  sqrt (sum (fun j => (phi j * sqrt (square (C j)))^2)) * sqrt a2.
  rewrite -sqrt_mult //; last by apply: square_ge0.
  apply: le_sqrt; apply: (Rle_trans _ _ _ (cauchy _ _)); apply: Rmult_le_compat_l; first exact: square_ge0.
  by apply: sum_le => j; rewrite pow2_sqrt; [lra|exact: square_ge0].
have := Rmult_le_compat_r _ _ _ (sqrt_pos b2) CS; lra.
Qed.
End Form.
