(* B6 and B7 at a point: the generated statements from the bounds of the library. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms RowBounds LossBounds Peaks.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Point.
Variables n m k : nat.
Variables (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R).
Variables (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R).
Let F j := softmax (S j).
Let C j i := mean (F j) V i - B j i.
Let tau j := spread (F j) V.
Let omega j := maxi (fun l => len (value_rest (F j) V l)).
Let weight j := len (F j).
Let residual j := len (C j).
Let W j : weights (F j). Proof. exact: (softmax_weights (S j) ord0). Qed.
Let Homega j l : len (value_rest (F j) V l) <= omega j.
Proof. exact: (maxi_ge (fun l => len (value_rest (F j) V l))). Qed.
Let phi j := peak (F j).
Let phi0 j : 0 <= phi j. Proof. exact: (peak_ge0 (W j)). Qed.
Let Hphi j g : var (F j) g <= phi j * square g. Proof. exact: var_le_phi. Qed.
Let O1 := first F V s v.
Let O2 := second F V s v.
Let O3 := third F V s v.

Lemma output_le j : len (O1 j) <= tau j * sqrt (phi j) * len (s j) + weight j * len2 v.
Proof.
exact: (first_le (tau := tau) (weight := weight) s v W phi0 Hphi (fun j => Rle_refl _) (fun j => Rle_refl _)).
Qed.
Lemma gradient_le :
  Rabs (2 * sum (fun j => sum (fun i => O1 j i * O1 j i)) + 2 * sum (fun j => sum (fun i => C j i * O2 j i))) <=
  sum (fun j => (2 * phi j * (tau j * tau j) + 2 * residual j * omega j * phi j) * len (s j) * len (s j))
  + sum (fun j => (4 * residual j * phi j + 4 * weight j * tau j * sqrt (phi j)) * len (s j) * len2 v)
  + sum (fun j => 2 * (weight j * weight j) * len2 v * len2 v).
Proof.
rewrite -!sum_plus.
exact: (@curvature_le _ _ _ F V C s v phi tau omega weight residual W phi0 Hphi
  (fun j => Rle_refl _) Homega (fun j => Rle_refl _) (fun j => Rle_refl _)).
Qed.
(* Third derivative, for any phi that bounds variances and psi that bounds k(s, s, v). *)
Section Third.
Variables q psi : 'I_n.+1 -> R.
Hypothesis q0 : forall j, 0 <= q j.
Hypothesis Hq : forall j g, var (F j) g <= q j * square g.
Hypothesis Hpsi : forall j, len (second_tilt (F j) (s j) v) <= psi j * sq (s j) * len2 v.
Lemma hessian_le :
  Rabs (6 * sum (fun j => sum (fun i => O1 j i * O2 j i)) + 2 * sum (fun j => sum (fun i => C j i * O3 j i))) <=
  sum (fun j => (4 * residual j * tau j * sqrt (q j)
      + 6 * omega j * tau j * (sqrt (q j) * sqrt (q j) * sqrt (q j))) * len (s j) * len (s j) * len (s j))
  + sum (fun j => (12 * tau j * (sqrt (q j) * sqrt (q j) * sqrt (q j)) + 6 * residual j * psi j
      + 6 * weight j * omega j * q j) * len (s j) * len (s j) * len2 v)
  + sum (fun j => 12 * weight j * q j * len (s j) * len2 v * len2 v).
Proof.
rewrite -!sum_plus.
exact: (third_derivative_le W q0 Hq (fun j => Rle_refl _) Homega (fun j => Rle_refl _) (fun j => Rle_refl _) Hpsi).
Qed.
End Third.
(* With |k(s, s, v)| <= sqrt 2 phi x^2 b. *)
Lemma hessian_direction_le (q : 'I_n.+1 -> R) : (forall j, 0 <= q j) -> (forall j g, var (F j) g <= q j * square g) ->
  Rabs (6 * sum (fun j => sum (fun i => O1 j i * O2 j i)) + 2 * sum (fun j => sum (fun i => C j i * O3 j i))) <=
  sum (fun j => (4 * residual j * tau j * sqrt (q j)
      + 6 * omega j * tau j * (sqrt (q j) * sqrt (q j) * sqrt (q j))) * len (s j) * len (s j) * len (s j))
  + sum (fun j => (12 * tau j * (sqrt (q j) * sqrt (q j) * sqrt (q j)) + 6 * residual j * q j * sqrt 2
      + 6 * weight j * omega j * q j) * len (s j) * len (s j) * len2 v)
  + sum (fun j => 12 * weight j * q j * len (s j) * len2 v * len2 v).
Proof.
move=> q0 Hq.
exact: (third_derivative_direction_le s v W q0 Hq (fun j => Rle_refl _) Homega (fun j => Rle_refl _)
  (fun j => Rle_refl _)).
Qed.
(* On {||V|| <= rho}: phi = 1/2, tau = rho / sqrt 2, omega = sqrt 2 rho, |f| = 1, C = |B_j| + rho. *)
Section Set_.
Let rho := len2 V.
Let t := rho / sqrt 2.
Let w := rho * sqrt 2.
Let c j := len (B j) + rho.
Let half0 (j : 'I_n.+1) : 0 <= 1 / 2. Proof. lra. Qed.
Let Hhalf j g : var (F j) g <= 1 / 2 * square g. Proof. exact: var_le_half_of_weights. Qed.
Let Ht j : spread (F j) V <= t. Proof. exact: spread_le_set. Qed.
Let Hw j l : len (value_rest (F j) V l) <= w. Proof. exact: value_rest_le_set. Qed.
Let H1 j : len (F j) <= 1. Proof. exact: len_weights_le. Qed.
Let Hc j : len (C j) <= c j. Proof. exact: residual_le_set. Qed.
Lemma gradient_le_set :
  Rabs (2 * sum (fun j => sum (fun i => O1 j i * O1 j i)) + 2 * sum (fun j => sum (fun i => C j i * O2 j i))) <=
  sum (fun j => (t * t + 2 * c j * w * (1 / 2)) * len (s j) * len (s j))
  + sum (fun j => (4 * c j * (1 / 2) + 4 * t * sqrt (1 / 2)) * len (s j) * len2 v)
  + sum (fun j : 'I_n.+1 => 2 * len2 v * len2 v).
Proof.
apply: (Rle_trans _ _ _ (curvature_le s v W half0 Hhalf Ht Hw H1 Hc)); right.
by rewrite -!sum_plus; apply: sum_ext => j; field.
Qed.
Lemma hessian_le_set :
  Rabs (6 * sum (fun j => sum (fun i => O1 j i * O2 j i)) + 2 * sum (fun j => sum (fun i => C j i * O3 j i))) <=
  sum (fun j => (4 * c j * t * sqrt (1 / 2) + 6 * w * t * (sqrt (1 / 2) * sqrt (1 / 2) * sqrt (1 / 2)))
    * len (s j) * len (s j) * len (s j))
  + sum (fun j => (12 * t * (sqrt (1 / 2) * sqrt (1 / 2) * sqrt (1 / 2)) + 6 * c j * (1 / 2) * sqrt 2
    + 6 * w * (1 / 2)) * len (s j) * len (s j) * len2 v)
  + sum (fun j => 6 * len (s j) * len2 v * len2 v).
Proof.
apply: (Rle_trans _ _ _ (third_derivative_le W half0 Hhalf Ht Hw H1 Hc (psi := fun j => sqrt 2 * (1 / 2))
  (fun j => second_tilt_direction (s j) (W j) (Hhalf j) v))); right.
by rewrite -!sum_plus; apply: sum_ext => j; field.
Qed.
End Set_.
End Point.

Theorem B6_output_holds : B6_output.statement.
Proof. move=> n m k S V B s v j; exact: (output_le S V s v j). Qed.
Theorem B6_gradient_holds : B6_gradient.statement.
Proof. move=> n m k S V B s v; exact: (gradient_le S V B s v). Qed.
Theorem B7_holds : B7.statement.
Proof.
move=> n m k S V B s v; have W j := softmax_weights (S j) ord0.
exact: (hessian_direction_le V B s v (fun j => peak_ge0 (W j)) (fun j => var_le_phi (W j))).
Qed.
Theorem B7_one_hot_holds : B7_one_hot.statement.
Proof.
move=> n m k S V B s v; have W j := softmax_weights (S j) ord0.
exact: (hessian_direction_le V B s v (fun j => sharp_peak_ge0 (W j)) (fun j => var_le_sharp_peak (W j))).
Qed.
Theorem B6_holds : B6.statement.
Proof. by move=> n m k S V B s v; split; [exact: gradient_le_set|exact: hessian_le_set]. Qed.
