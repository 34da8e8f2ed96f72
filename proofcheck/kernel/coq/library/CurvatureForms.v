(* Half the second derivative of L along a line, between quadratic forms in a = ||s|| and b = ||v||:
   -mu a^2 - 2 K a b <= sum_j |O'_j|^2 + <c_j, O''_j> <= nu a^2 + 2 N a b + ||F||^2 b^2. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* E[s~^2 <c, V~>] between multiples of |s|^2: one-sided bounds of <c, V_k - O>. *)
Section Row.
Variables M K : finType.
Variables (f s : M -> R) (V : M -> K -> R) (c : K -> R) (phi : R).
Hypothesis W : weights f.
Hypothesis Hphi : forall g, var f g <= phi * square g.
Lemma inner_second_tilt :
  inner c (second_tilt f s V) = sum (fun k => f k * (score_rest f s k * score_rest f s k) * inner c (value_rest f V k)).
Proof. exact: (inner_tilted f (fun k => score_rest f s k * score_rest f s k)). Qed.
Lemma inner_value_rest k : inner c (value_rest f V k) = inner c (V k) - inner c (mean f V).
Proof. by rewrite /inner -sum_minus; apply: sum_ext => i; rewrite /value_rest; ring. Qed.
Let q0 k : 0 <= f k * (score_rest f s k * score_rest f s k).
Proof. by apply: Rmult_le_pos; [exact: (proj1 W)|exact: Rle_0_sqr]. Qed.
Lemma score_part_le top : 0 <= top -> (forall k, inner c (V k) - inner c (mean f V) <= top) ->
  inner c (second_tilt f s V) <= phi * top * sq s.
Proof.
move=> top0 Htop; rewrite inner_second_tilt; apply: (Rle_trans _ (top * score_variance f s)).
  rewrite -sum_scal; apply: sum_le => k; rewrite inner_value_rest.
  by have := Rmult_le_compat_l _ _ _ (q0 k) (Htop k); lra.
by have := Rmult_le_compat_l _ _ _ top0 (score_variance_le s Hphi); lra.
Qed.
Lemma score_part_ge low : 0 <= low -> (forall k, inner c (mean f V) - inner c (V k) <= low) ->
  - (phi * low) * sq s <= inner c (second_tilt f s V).
Proof.
move=> low0 Hlow; rewrite inner_second_tilt; apply: (Rle_trans _ (- low * score_variance f s)).
  by have := Rmult_le_compat_l _ _ _ low0 (score_variance_le s Hphi); lra.
rewrite -sum_scal; apply: sum_le => k; rewrite inner_value_rest.
by have := Rmult_le_compat_l _ _ _ (q0 k) (Hlow k); lra.
Qed.
End Row.

Section Loss.
Variables N M K : finType.
Variables (F : N -> M -> R) (V : M -> K -> R) (C : N -> K -> R) (s : N -> M -> R) (v : M -> K -> R).
Variables phi : N -> R.
Hypothesis W : forall j, weights (F j).
Hypothesis phi0 : forall j, 0 <= phi j.
Hypothesis Hphi : forall j g, var (F j) g <= phi j * square g.
Let O1 := first F V s v.
Let O2 := second F V s v.
Let a := len2 s.
Let b := len2 v.
Definition half_loss_curvature := (2 * sum (fun j => sum (fun i => O1 j i * O1 j i))
  + 2 * sum (fun j => sum (fun i => C j i * O2 j i))) / 2.
Let half_rows : half_loss_curvature = sum (fun j => sq (O1 j) + inner (C j) (O2 j)).
Proof.
rewrite sum_plus.
rewrite -[LHS]/((2 * sum (fun j => sq (O1 j)) + 2 * sum (fun j => inner (C j) (O2 j))) / 2).
by field.
Qed.
Let split2 j : inner (C j) (O2 j) =
  inner (C j) (second_tilt (F j) (s j) V) + 2 * inner (C j) (covariance (F j) (s j) v).
Proof. by rewrite inner_plus inner_scal. Qed.
(* Without the squares of first derivatives. *)
Lemma half_loss_parts_ge : sum (fun j => inner (C j) (second_tilt (F j) (s j) V)
  + 2 * inner (C j) (covariance (F j) (s j) v)) <= half_loss_curvature.
Proof. by rewrite half_rows; apply: sum_le => j; rewrite split2; have := sq_ge0 (O1 j); lra. Qed.
Let mixed_abs j : Rabs (inner (C j) (covariance (F j) (s j) v)) <= phi j * len (C j) * len (s j) * b.
Proof.
apply: (Rle_trans _ _ _ (inner_abs_le _ _)).
have := covariance_direction (s j) (W j) (phi0 j) (Hphi j) v => H.
by have := Rmult_le_compat_l _ _ _ (len_ge0 (C j)) H; rewrite /b; lra.
Qed.
(* Cauchy-Schwarz over rows: sum_j k_j x_j <= |k| a. *)
Lemma rows_cauchy (k : N -> R) : sum (fun j => k j * len (s j)) <= len k * len2 s.
Proof. by rewrite -len2_len; exact: inner_le. Qed.
Let b0 : 0 <= b. Proof. exact: len2_ge0. Qed.

Section Below.
Variables (low : N -> R) (mu : R).
Hypothesis low0 : forall j, 0 <= low j.
Hypothesis Hlow : forall j k, inner (C j) (mean (F j) V) - inner (C j) (V k) <= low j.
Hypothesis Hmu : forall j, phi j * low j <= mu.
Theorem half_loss_curvature_ge :
  - mu * sq2 s - 2 * len (fun j => phi j * len (C j)) * (len2 s * len2 v) <= half_loss_curvature.
Proof.
rewrite half_rows; apply: (Rle_trans _ (sum (fun j => - mu * sq (s j) - 2 * b * (phi j * len (C j) * len (s j))))).
  rewrite sum_minus !sum_scal -/(sq2 s); have := Rmult_le_compat_l _ _ _ b0 (rows_cauchy (fun j => phi j * len (C j))).
  by rewrite -/a -/b; lra.
apply: sum_le => j; rewrite split2; have A := score_part_ge (s j) (W j) (Hphi j) (low0 j) (Hlow j).
have B := mixed_abs j; have D := sq_ge0 (O1 j); have E1 := Rmult_le_compat_r _ _ _ (sq_ge0 (s j)) (Hmu j).
by move: B; rewrite /Rabs; case: Rcase_abs => *; lra.
Qed.
End Below.

Section Above.
Variables (top tau : N -> R) (nu : R).
Hypothesis top0 : forall j, 0 <= top j.
Hypothesis Htop : forall j k, inner (C j) (V k) - inner (C j) (mean (F j) V) <= top j.
Hypothesis Htau : forall j, spread (F j) V <= tau j.
Hypothesis Hnu : forall j, phi j * (tau j * tau j + top j) <= nu.
Theorem half_loss_curvature_le :
  half_loss_curvature <= nu * sq2 s
    + 2 * len (fun j => len (F j) * sqrt (phi j) * tau j + phi j * len (C j)) * (len2 s * len2 v)
    + sum (fun j => len (F j) * len (F j)) * sq2 v.
Proof.
set k := fun j => _ + phi j * len (C j).
rewrite half_rows; apply: (Rle_trans _ (sum (fun j => nu * sq (s j) + 2 * b * (k j * len (s j)) +
  len (F j) * len (F j) * sq2 v))); last first.
  rewrite !sum_plus !sum_scal sum_scal_r -/(sq2 s); have := Rmult_le_compat_l _ _ _ b0 (rows_cauchy k).
  by rewrite -/a -/b; lra.
apply: sum_le => j; rewrite split2; have A := score_part_le (s j) (W j) (Hphi j) (top0 j) (Htop j).
have B := mixed_abs j; have G := first_le s v W phi0 Hphi Htau (fun j => Rle_refl _) j.
have GG := Rmult_le_compat _ _ _ _ (len_ge0 (O1 j)) (len_ge0 (O1 j)) G G; rewrite len_sq in GG.
have E1 := Rmult_le_compat_r _ _ _ (sq_ge0 (s j)) (Hnu j).
rewrite -len2_sq -/b /k; rewrite -/b in GG B; rewrite -len_sq in A E1 *.
move: GG; set r := sqrt (phi j); have Er : r * r = phi j by exact: sqrt_sqrt.
rewrite -Er in A B E1 *; move: B; rewrite /Rabs; case: Rcase_abs => *; nra.
Qed.
End Above.
End Loss.

(* Along the scores alone: v = 0. *)
Section Scores.
Variables N M K : finType.
Variables (F : N -> M -> R) (V : M -> K -> R) (C : N -> K -> R) (s : N -> M -> R).
Definition score_curvature :=
  (2 * sum (fun j => sum (fun i => covariance (F j) (s j) V i * covariance (F j) (s j) V i))
  + 2 * sum (fun j => sum (fun i => C j i * second_tilt (F j) (s j) V i))) / 2.
Let none (k : M) (i : K) := 0.
Lemma score_curvature_line : half_loss_curvature F V C s none = score_curvature.
Proof.
rewrite /half_loss_curvature /score_curvature; congr ((2 * _ + 2 * _) / 2).
  apply: sum_ext => j; apply: sum_ext => i; rewrite /first; have -> : mean (F j) none i = 0; last by ring.
  by apply: sum_eq0 => k; rewrite /none; ring.
apply: sum_ext => j; apply: sum_ext => i; rewrite /second; have -> : covariance (F j) (s j) none i = 0; last by ring.
by apply: sum_eq0 => k; rewrite /none; ring.
Qed.
Lemma sq2_none : sq2 none = 0.
Proof. by apply: sum_eq0 => k; apply: sum_eq0 => i; rewrite /none; ring. Qed.
End Scores.
