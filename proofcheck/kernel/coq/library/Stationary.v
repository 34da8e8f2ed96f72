(* The gradient of Phi paired with the point itself, <grad_Y, Y> / 2 and <grad_X, X> / 2, and what they give where it
   vanishes. A1 (N x P), A2 (M x Q), A3 (M x R), B (N x K), X (P x Q), Y (R x K),
   in the form of generated statements. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Adjoints: <A^T G, Y> = <G, A Y> and <A1^T G A2, X> = <G, A1 X A2^T>. *)
Lemma adjoint (M R_ K : finType) (A : M -> R_ -> R) (G : M -> K -> R) (Y : R_ -> K -> R) :
  sum (fun i => sum (fun j => sum (fun l => A l i * G l j) * Y i j)) =
  sum (fun l => sum (fun j => G l j * sum (fun i => A l i * Y i j))).
Proof.
transitivity (sum (fun i => sum (fun j => sum (fun l => G l j * (A l i * Y i j))))).
  by apply: sum_ext => i; apply: sum_ext => j; rewrite -sum_scal_r; apply: sum_ext => l; ring.
transitivity (sum (fun j => sum (fun i => sum (fun l => G l j * (A l i * Y i j))))); first exact: sum_swap.
transitivity (sum (fun j => sum (fun l => sum (fun i => G l j * (A l i * Y i j))))).
  by apply: sum_ext => j; exact: sum_swap.
by rewrite sum_swap; apply: sum_ext => l; apply: sum_ext => j; rewrite sum_scal.
Qed.
Lemma adjoint2 (N M P Q : finType) (A1 : N -> P -> R) (A2 : M -> Q -> R) (G : N -> M -> R) (X : P -> Q -> R) :
  sum (fun i => sum (fun j => sum (fun l => sum (fun a => A1 a i * G a l) * A2 l j) * X i j)) =
  sum (fun a => sum (fun l => G a l * sum (fun j => sum (fun i => A1 a i * X i j) * A2 l j))).
Proof.
transitivity (sum (fun i => sum (fun l => sum (fun a => A1 a i * G a l) * sum (fun j => A2 l j * X i j)))).
  apply: sum_ext => i; transitivity (sum (fun j => sum (fun l => sum (fun a => A1 a i * G a l) * (A2 l j * X i j)))).
    by apply: sum_ext => j; rewrite -sum_scal_r; apply: sum_ext => l; ring.
  by rewrite sum_swap; apply: sum_ext => l; rewrite sum_scal.
rewrite (adjoint A1 G (fun i l => sum (fun j => A2 l j * X i j))).
apply: sum_ext => a; apply: sum_ext => l; congr (_ * _).
transitivity (sum (fun i => sum (fun j => A1 a i * X i j * A2 l j))).
  by apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => j; ring.
by rewrite sum_swap; apply: sum_ext => j; rewrite sum_scal_r.
Qed.

(* f o (q - <f, q>) paired with s is <c, Cov(s, V)>, q = V c. *)
Lemma slope_pairing (M K : finType) (f s : M -> R) (V : M -> K -> R) (c : K -> R) :
  sum (fun l => f l * (inner c (V l) - inner c (mean f V)) * s l) = inner c (covariance f s V).
Proof.
have -> : inner c (covariance f s V) = sum (fun l => f l * score_rest f s l * inner c (V l)).
  exact: (inner_sum (fun l => f l * score_rest f s l) V c).
have E1 : inner c (mean f V) = sum (fun l => f l * inner c (V l)) by exact: inner_sum.
pose e := sum (fun l => f l * s l).
transitivity (sum (fun l => f l * s l * inner c (V l)) - e * inner c (mean f V)).
  by rewrite /e -sum_scal_r -sum_minus; apply: sum_ext => l; ring.
by rewrite E1 -sum_scal -sum_minus; apply: sum_ext => l; rewrite /score_rest -/e; ring.
Qed.

Section Pairings.
Variables N M P Q R_ K : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> R_ -> R) (B : N -> K -> R).
Variables (X : P -> Q -> R) (Y : R_ -> K -> R).
Variables wx2 wy2 lx ly : R.
Variable F : N -> M -> R.
Hypothesis W : forall j, weights (F j).
Let S a l := sum (fun j => sum (fun i => A1 a i * X i j) * A2 l j).
Let V l j := sum (fun i => A3 l i * Y i j).
Let O a := mean (F a) V.
Let C a j := O a j - B a j.
Definition pairing_Y := sum (fun i => sum (fun j =>
  2 * (sum (fun l => A3 l i * (sum (fun a => F a l * C a j) + wy2 * V l j)) + ly * Y i j) * Y i j)) / 2.
Definition pairing_X := sum (fun i => sum (fun j => 2 * (sum (fun l => sum (fun a => A1 a i *
  (F a l * (sum (fun b => C a b * V l b) - sum (fun c => C a c * O a c)) + wx2 * S a l)) * A2 l j)
  + lx * X i j) * X i j)) / 2.

Theorem balance_Y : pairing_Y = sq2 C + wy2 * sq2 V + ly * sq2 Y + inner2 C B.
Proof.
rewrite /pairing_Y; set G := fun l j => sum (fun a => F a l * C a j) + wy2 * V l j.
have -> : sum (fun i => sum (fun j => 2 * (sum (fun l => A3 l i * (sum (fun a => F a l * C a j) + wy2 * V l j))
  + ly * Y i j) * Y i j)) = 2 * (sum (fun i => sum (fun j => sum (fun l => A3 l i * G l j) * Y i j)) + ly * sq2 Y).
  rewrite /sq2 -sum_scal -sum_plus -sum_scal; apply: sum_ext => i.
  by rewrite -sum_scal -sum_plus -sum_scal; apply: sum_ext => j; rewrite /G; ring.
rewrite adjoint.
have -> : sum (fun l => sum (fun j => G l j * sum (fun i => A3 l i * Y i j))) = inner2 C O + wy2 * sq2 V.
  transitivity (sum (fun l => sum (fun j => sum (fun a => F a l * C a j) * V l j) + wy2 * sq (V l))).
    by apply: sum_ext => l; rewrite /sq -sum_scal -sum_plus; apply: sum_ext => j; rewrite /G -/(V l j); ring.
  rewrite sum_plus sum_scal -/(sq2 V); congr (_ + _); exact: (adjoint F C V).
have -> : inner2 C O = sq2 C + inner2 C B; last by field.
by rewrite /inner2 /sq2 -sum_plus; apply: sum_ext => a; rewrite -sum_plus; apply: sum_ext => j; rewrite /C; ring.
Qed.
Theorem balance_X : pairing_X = wx2 * sq2 S + lx * sq2 X + sum (fun a => inner (C a) (covariance (F a) (S a) V)).
Proof.
rewrite /pairing_X.
set G := fun a l => F a l * (sum (fun b => C a b * V l b) - sum (fun c => C a c * O a c)) + wx2 * S a l.
have -> : sum (fun i => sum (fun j => 2 * (sum (fun l => sum (fun a => A1 a i * (F a l * (sum (fun b => C a b * V l b)
  - sum (fun c => C a c * O a c)) + wx2 * S a l)) * A2 l j) + lx * X i j) * X i j)) =
  2 * (sum (fun i => sum (fun j => sum (fun l => sum (fun a => A1 a i * G a l) * A2 l j) * X i j)) + lx * sq2 X).
  rewrite /sq2 -sum_scal -sum_plus -sum_scal; apply: sum_ext => i.
  by rewrite -sum_scal -sum_plus -sum_scal; apply: sum_ext => j; rewrite /G; ring.
rewrite adjoint2.
have -> : sum (fun a => sum (fun l => G a l * sum (fun j => sum (fun i => A1 a i * X i j) * A2 l j))) =
  sum (fun a => inner (C a) (covariance (F a) (S a) V)) + wx2 * sq2 S; last by field.
rewrite /sq2 -sum_scal -sum_plus; apply: sum_ext => a.
have E0 : sum (fun l => F a l * (inner (C a) (V l) - inner (C a) (O a)) * S a l) =
  inner (C a) (covariance (F a) (S a) V) by exact: slope_pairing.
rewrite -E0 -sum_scal -sum_plus; apply: sum_ext => l; rewrite /G -/(S a l).
by rewrite -/(inner (C a) (V l)) -/(inner (C a) (O a)); ring.
Qed.

(* Where the pairings vanish, these bound |C|, b = ||V|| and a = ||S||; lx, ly >= 0. *)
Hypothesis lx0 : 0 <= lx.
Hypothesis ly0 : 0 <= ly.
Let lower := wy2 * sq2 V - pairing_Y.
Let ridge_Y : 0 <= ly * sq2 Y. Proof. by apply: Rmult_le_pos => //; exact: sq2_ge0. Qed.
Let ridge_X : 0 <= lx * sq2 X. Proof. by apply: Rmult_le_pos => //; exact: sq2_ge0. Qed.
Let angle : - inner2 C B <= len2 C * len2 B.
Proof. by have := inner2_abs_le C B; rewrite /Rabs; case: Rcase_abs => *; lra. Qed.
Theorem stationary_loss : sq2 C + lower <= len2 C * len2 B.
Proof. by rewrite /lower balance_Y; have := angle; have := ridge_Y; lra. Qed.
Theorem stationary_half_target : lower <= len2 B * len2 B / 4.
Proof. by have := stationary_loss; rewrite -len2_sq; have := pow2_ge_0 (len2 C - len2 B / 2); lra. Qed.
Variable peak : R.
Hypothesis Hpeak : forall a l, F a l <= peak.
Variable rows : R.
Hypothesis Hrows : sum (fun _ : N => 1) = rows.
Theorem stationary_values : lower <= len2 C * sqrt (rows * peak) * len2 V.
Proof.
have EO : lower <= len2 C * len2 O.
  have -> : lower = - inner2 C O - ly * sq2 Y.
    rewrite /lower balance_Y; have -> : inner2 C O = sq2 C + inner2 C B; last by ring.
    by rewrite /inner2 /sq2 -sum_plus; apply: sum_ext => a; rewrite -sum_plus; apply: sum_ext => j; rewrite /C; ring.
  by have := inner2_abs_le C O; rewrite /Rabs; case: Rcase_abs => *; have := ridge_Y; lra.
apply: (Rle_trans _ _ _ EO); rewrite Rmult_assoc; apply: Rmult_le_compat_l; first exact: len2_ge0.
rewrite /len2 -sqrt_mult_alt; last first.
  rewrite -Hrows -sum_scal_r; apply: sum_ge0 => a; rewrite Rmult_1_l.
  by have [l _] := weights_inhabited (W a); apply: (Rle_trans _ _ _ (proj1 (W a) l)); exact: Hpeak.
apply: sqrt_le_1_alt; rewrite -Hrows -!sum_scal_r; apply: sum_le => a; rewrite Rmult_1_l.
have H : len (O a) * len (O a) <= (len (F a) * len2 V) * (len (F a) * len2 V).
  by apply: Rmult_le_compat; try exact: len_ge0; exact: mean_le.
rewrite len_sq in H; apply: (Rle_trans _ _ _ H).
have -> : len (F a) * len2 V * (len (F a) * len2 V) = (len (F a) * len (F a)) * (len2 V * len2 V) by ring.
rewrite len_sq len2_sq; apply: Rmult_le_compat_r; first exact: sq2_ge0.
have -> : peak = sum (fun k => peak * F a k) by rewrite sum_scal (proj2 (W a)) Rmult_1_r.
by apply: sum_le => k; apply: Rmult_le_compat_r; [exact: (proj1 (W a))|exact: Hpeak].
Qed.
Variable phi : R.
Hypothesis phi0 : 0 <= phi.
Hypothesis Hphi : forall a g, var (F a) g <= phi * square g.
Theorem stationary_scores : wx2 * sq2 S - pairing_X <= phi * len2 C * sqrt (sq2 S * sq2 V).
Proof.
rewrite balance_X sqrt_mult; [|exact: sq2_ge0|exact: sq2_ge0]; rewrite -!/(len2 _).
have H : - sum (fun a => inner (C a) (covariance (F a) (S a) V)) <= phi * len2 C * (len2 S * len2 V).
  rewrite -sum_opp; apply: (Rle_trans _ (sum (fun a => phi * len2 V * (len (C a) * len (S a))))); last first.
    rewrite sum_scal; have CS := inner_le (fun a => len (C a)) (fun a => len (S a)); rewrite !len2_len in CS.
    by have := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ phi0 (len2_ge0 V)) CS; rewrite /inner; lra.
  apply: sum_le => a; have A := inner_abs_le (C a) (covariance (F a) (S a) V).
  have D := covariance_direction (S a) (W a) phi0 (Hphi a) V.
  have := Rmult_le_compat_l _ _ _ (len_ge0 (C a)) D.
  by move: A; rewrite /Rabs; case: Rcase_abs => *; lra.
by have := ridge_X; lra.
Qed.
End Pairings.
