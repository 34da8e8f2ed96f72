(* Derivatives of L = sum_j |c_j|^2 along a line, orders 1 to 3, against row quantities:
   the bounds on which certificates rest.
   phi, tau, omega, weight and residual may be any upper bounds of the row quantities, so that the same theorems serve
   the quantities at a point, their suprema over a set and their bounds on a ball. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma var_le_half_of_weights (M : finType) (f g : M -> R) : weights f -> var f g <= 1 / 2 * square g.
Proof. by move=> W; have [k _] := weights_inhabited W; exact: var_le_half. Qed.
Lemma rows_abs_le (N : finType) (A B bound : N -> R) c d :
  (forall j, Rabs (c * A j + d * B j) <= bound j) -> Rabs (c * sum A + d * sum B) <= sum bound.
Proof.
move=> H; have -> : c * sum A + d * sum B = sum (fun j => c * A j + d * B j) by rewrite sum_plus !sum_scal.
apply: Rabs_le; split.
  by rewrite -sum_opp; apply: sum_le => j; have := H j; rewrite /Rabs; case: Rcase_abs => *; lra.
by apply: sum_le => j; apply: (Rle_trans _ _ _ (Rle_abs _)).
Qed.

Lemma products_abs_le c d x y p q : 0 <= c -> 0 <= d -> Rabs x <= p -> Rabs y <= q ->
  Rabs (c * x + d * y) <= c * p + d * q.
Proof.
move=> c0 d0 P Q; apply: (Rle_trans _ _ _ (Rabs_triang _ _)); rewrite !Rabs_mult (Rabs_pos_eq c) // (Rabs_pos_eq d) //.
by apply: Rplus_le_compat; exact: Rmult_le_compat_l.
Qed.

(* tau as the generated statements have it. *)
Definition spread (M K : finType) (f : M -> R) (V : M -> K -> R) :=
  sqrt (sum (fun k => f k * len (value_rest f V k) * len (value_rest f V k))).
Lemma spread_variance (M K : finType) (f : M -> R) (V : M -> K -> R) : spread f V = sqrt (value_variance f V).
Proof. by rewrite /spread; congr sqrt; apply: sum_ext => k; rewrite Rmult_assoc len_sq. Qed.

Section Loss.
Variables N M K : finType.
Variables (F : N -> M -> R) (V : M -> K -> R) (C : N -> K -> R) (s : N -> M -> R) (v : M -> K -> R).
Variables phi tau omega weight residual : N -> R.
Hypothesis W : forall j, weights (F j).
Hypothesis phi0 : forall j, 0 <= phi j.
Hypothesis Hphi : forall j g, var (F j) g <= phi j * square g.
Hypothesis Htau : forall j, spread (F j) V <= tau j.
Hypothesis Homega : forall j k, len (value_rest (F j) V k) <= omega j.
Hypothesis Hweight : forall j, len (F j) <= weight j.
Hypothesis Hresidual : forall j, len (C j) <= residual j.

Definition first j : K -> R := fun i => covariance (F j) (s j) V i + mean (F j) v i.
Definition second j : K -> R := fun i => second_tilt (F j) (s j) V i + 2 * covariance (F j) (s j) v i.
Definition third j : K -> R := fun i => third_tilt (F j) (s j) V i + 3 * second_tilt (F j) (s j) v i.
Let x j := len (s j).
Let b := len2 v.
Let b0 : 0 <= b. Proof. exact: len2_ge0. Qed.
Let x0 j : 0 <= x j. Proof. exact: len_ge0. Qed.
Let r0 j : 0 <= sqrt (phi j). Proof. exact: sqrt_pos. Qed.
Let tau0 j : 0 <= tau j. Proof. by apply: (Rle_trans _ _ _ _ (Htau j)); exact: sqrt_pos. Qed.
Let weight0 j : 0 <= weight j. Proof. by apply: (Rle_trans _ _ _ _ (Hweight j)); exact: len_ge0. Qed.
Let residual0 j : 0 <= residual j. Proof. by apply: (Rle_trans _ _ _ _ (Hresidual j)); exact: len_ge0. Qed.
Let Htau' j : sqrt (value_variance (F j) V) <= tau j. Proof. by rewrite -spread_variance. Qed.
Let omega0 j : 0 <= omega j.
Proof.
by have [k _] := weights_inhabited (W j); exact: (Rle_trans _ _ _ (len_ge0 _) (Homega j k)).
Qed.

(* B6-output: |O'| <= sqrt(phi) tau x + |f| b. *)
Theorem first_le j : len (first j) <= tau j * sqrt (phi j) * len (s j) + weight j * len2 v.
Proof.
apply: (Rle_trans _ _ _ (len_plus _ _)); have A := covariance_tau (s j) (W j) (phi0 j) (Hphi j) V.
have B := mean_le (F j) v.
have := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ (r0 j) (x0 j)) (Htau' j).
have := Rmult_le_compat_r _ _ _ b0 (Hweight j); rewrite /x /b; lra.
Qed.
(* |O''| <= phi omega x^2 + 2 phi x b. *)
Theorem second_le j : len (second j) <= phi j * omega j * (len (s j) * len (s j)) + 2 * phi j * len (s j) * len2 v.
Proof.
apply: (Rle_trans _ _ _ (len_plus _ _)); rewrite len_scal Rabs_pos_eq; last lra.
have A := second_tilt_le (s j) (W j) (Hphi j) (Homega j).
have B := covariance_direction (s j) (W j) (phi0 j) (Hphi j) v.
by rewrite len_sq; lra.
Qed.
Variable psi : N -> R.
Hypothesis Hpsi : forall j, len (second_tilt (F j) (s j) v) <= psi j * sq (s j) * len2 v.
(* |O'''| <= 2 sqrt(phi) tau x^3 + 3 psi x^2 b. *)
Theorem third_le j : len (third j) <=
  2 * sqrt (phi j) * tau j * (len (s j) * len (s j) * len (s j)) + 3 * psi j * (len (s j) * len (s j)) * len2 v.
Proof.
apply: (Rle_trans _ _ _ (len_plus _ _)); rewrite len_scal Rabs_pos_eq; last lra.
have half : score_variance (F j) (s j) <= 1 / 2 * sq (s j).
  by rewrite score_variance_var sq_square; exact: var_le_half_of_weights.
have A := third_tilt_le (W j) (phi0 j) (Hphi j) half V.
have p : 0 <= 2 * sqrt (phi j) * (sq (s j) * len (s j)).
  by repeat apply: Rmult_le_pos; try exact: sqrt_pos; try exact: sq_ge0; try exact: len_ge0; lra.
have := Rmult_le_compat_l _ _ _ p (Htau' j); have := Hpsi j; rewrite len_sq; lra.
Qed.

(* B6-gradient: |D^2 L| row by row, 2 |O'|^2 + 2 <c, O''>. *)
Theorem curvature_le :
  Rabs (2 * sum (fun j => sum (fun i => first j i * first j i)) +
    2 * sum (fun j => sum (fun i => C j i * second j i))) <=
  sum (fun j => (2 * phi j * (tau j * tau j) + 2 * residual j * omega j * phi j) * len (s j) * len (s j)
    + (4 * residual j * phi j + 4 * weight j * tau j * sqrt (phi j)) * len (s j) * len2 v
    + 2 * (weight j * weight j) * len2 v * len2 v).
Proof.
apply: rows_abs_le => j; have A := first_le j; have B := second_le j.
have l1 := len_ge0 (first j); have l2 := len_ge0 (second j).
have AA := Rmult_le_compat _ _ _ _ l1 l1 A A; rewrite len_sq in AA.
rewrite -[sq _]Rabs_pos_eq in AA; last exact: sq_ge0.
have BB := Rle_trans _ _ _ (inner_abs_le (C j) (second j)) (Rmult_le_compat _ _ _ _ (len_ge0 (C j)) l2 (Hresidual j) B).
apply: (Rle_trans _ _ _ (products_abs_le (_ : 0 <= 2) (_ : 0 <= 2) AA BB)); try lra; right.
set r := sqrt (phi j); have <- : r * r = phi j by exact: sqrt_sqrt.
by ring.
Qed.
(* B7: |D^3 L| row by row, 6 <O', O''> + 2 <c, O'''>. *)
Theorem third_derivative_le :
  Rabs (6 * sum (fun j => sum (fun i => first j i * second j i)) +
    2 * sum (fun j => sum (fun i => C j i * third j i))) <=
  sum (fun j => (4 * residual j * tau j * sqrt (phi j)
      + 6 * omega j * tau j * (sqrt (phi j) * sqrt (phi j) * sqrt (phi j))) * len (s j) * len (s j) * len (s j)
    + (12 * tau j * (sqrt (phi j) * sqrt (phi j) * sqrt (phi j)) + 6 * residual j * psi j
      + 6 * weight j * omega j * phi j) * len (s j) * len (s j) * len2 v
    + 12 * weight j * phi j * len (s j) * len2 v * len2 v).
Proof.
apply: rows_abs_le => j; have A := first_le j; have B := second_le j; have D := third_le j.
have l1 := len_ge0 (first j); have l2 := len_ge0 (second j); have l3 := len_ge0 (third j).
have AA := Rle_trans _ _ _ (inner_abs_le (first j) (second j)) (Rmult_le_compat _ _ _ _ l1 l2 A B).
have DD := Rle_trans _ _ _ (inner_abs_le (C j) (third j)) (Rmult_le_compat _ _ _ _ (len_ge0 (C j)) l3 (Hresidual j) D).
apply: (Rle_trans _ _ _ (products_abs_le (_ : 0 <= 6) (_ : 0 <= 2) AA DD)); try lra; right.
set r := sqrt (phi j); have <- : r * r = phi j by exact: sqrt_sqrt.
by ring.
Qed.
End Loss.

(* Row quantities from the length of V alone:
   tau <= ||V|| / sqrt 2, omega <= sqrt 2 ||V||, |f| <= 1, |c| <= |B| + ||V||. *)
Section Suprema.
Variables M K : finType.
Variables (f : M -> R) (V : M -> K -> R).
Hypothesis W : weights f.
Lemma len_weights_le : len f <= 1.
Proof. by apply: sqrt_le_of_sq; [lra|have := len_weights_le1 W; lra]. Qed.
Lemma spread_le_set : spread f V <= len2 V / sqrt 2.
Proof.
have r0 : 0 < sqrt 2 by apply: sqrt_lt_R0; lra.
rewrite spread_variance; apply: sqrt_le_of_sq.
  by apply: Rmult_le_pos; [exact: len2_ge0|apply: Rlt_le; exact: Rinv_0_lt_compat].
have -> : len2 V / sqrt 2 * (len2 V / sqrt 2) = 1 / 2 * (len2 V * len2 V).
  by rewrite -[in RHS](sqrt_sqrt 2); [field; lra|lra].
by rewrite len2_sq; apply: value_variance_le => g; exact: var_le_half_of_weights.
Qed.
Lemma value_rest_le_set k : len (value_rest f V k) <= len2 V * sqrt 2.
Proof. by rewrite Rmult_comm; exact: value_rest_le2. Qed.
Lemma residual_le_set B : len (fun i => mean f V i - B i) <= len B + len2 V.
Proof.
apply: (Rle_trans _ _ _ (len_minus _ _)); have := mean_le f V; have := len_weights_le; have := len2_ge0 V => v0 w1 H.
by have := Rmult_le_compat_r _ _ _ v0 w1; lra.
Qed.
End Suprema.

(* B7 with |k(s, s, v)| <= sqrt 2 phi x^2 b, sums over rows apart: coefficients of x^3, x^2 b and x b^2. *)
Theorem third_derivative_direction_le (N M K : finType) (F : N -> M -> R) (V : M -> K -> R) (C : N -> K -> R)
  (s : N -> M -> R) (v : M -> K -> R) (phi tau omega weight residual : N -> R) :
  (forall j, weights (F j)) -> (forall j, 0 <= phi j) -> (forall j g, var (F j) g <= phi j * square g) ->
  (forall j, spread (F j) V <= tau j) -> (forall j k, len (value_rest (F j) V k) <= omega j) ->
  (forall j, len (F j) <= weight j) -> (forall j, len (C j) <= residual j) ->
  Rabs (6 * sum (fun j => sum (fun i => first F V s v j i * second F V s v j i)) +
    2 * sum (fun j => sum (fun i => C j i * third F V s v j i))) <=
  sum (fun j => (4 * residual j * tau j * sqrt (phi j)
      + 6 * omega j * tau j * (sqrt (phi j) * sqrt (phi j) * sqrt (phi j))) * len (s j) * len (s j) * len (s j))
  + sum (fun j => (12 * tau j * (sqrt (phi j) * sqrt (phi j) * sqrt (phi j)) + 6 * residual j * phi j * sqrt 2
      + 6 * weight j * omega j * phi j) * len (s j) * len (s j) * len2 v)
  + sum (fun j => 12 * weight j * phi j * len (s j) * len2 v * len2 v).
Proof.
move=> W phi0 Hphi Ht Ho Hw Hr.
apply: (Rle_trans _ _ _ (third_derivative_le W phi0 Hphi Ht Ho Hw Hr (psi := fun j => sqrt 2 * phi j)
  (fun j => second_tilt_direction (s j) (W j) (Hphi j) v))); right.
by rewrite -!sum_plus; apply: sum_ext => j; ring.
Qed.
