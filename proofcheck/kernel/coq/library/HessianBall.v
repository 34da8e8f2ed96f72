(* The certificate's constant: from row quantities at (S, V), a bound C |h|^3 of the loss's third derivative along
   every h, everywhere on the ball of radius rho around (S, V) in natural coordinates (B7-growth, B7). *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds BallGrowth.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* K3 a^3 + K2 a^2 b + K1 a b^2 <= C r^3, r^2 = a^2 + b^2, when it holds on the unit circle. *)
Lemma cubic_homogeneous K3 K2 K1 C a b r : 0 <= a -> 0 <= b -> 0 <= r -> r * r = a * a + b * b ->
  (forall x y, 0 <= x -> 0 <= y -> x * x + y * y = 1 -> K3 * (x * x * x) + K2 * (x * x * y) + K1 * (x * y * y) <= C) ->
  K3 * (a * a * a) + K2 * (a * a * b) + K1 * (a * b * b) <= C * (r * r * r).
Proof.
move=> a0 b0 r0 E0 H; case: (Req_dec r 0) => [r00|rn].
  have a00 : a = 0 by nra.
  have b00 : b = 0 by nra.
  by rewrite a00 b00 r00; lra.
have ri : 0 < / r by apply: Rinv_0_lt_compat; lra.
have := H (a / r) (b / r) (Rmult_le_pos _ _ a0 (Rlt_le _ _ ri)) (Rmult_le_pos _ _ b0 (Rlt_le _ _ ri)).
have -> : a / r * (a / r) + b / r * (b / r) = 1.
  have -> : a / r * (a / r) + b / r * (b / r) = (a * a + b * b) / (r * r) by field.
  by rewrite -E0; field.
move=> /(_ erefl) Q; have r3 : 0 <= r * r * r by apply: Rmult_le_pos => //; exact: Rle_0_sqr.
have := Rmult_le_compat_r _ _ _ r3 Q.
have -> : (K3 * (a / r * (a / r) * (a / r)) + K2 * (a / r * (a / r) * (b / r))
  + K1 * (a / r * (b / r) * (b / r))) * (r * r * r) = K3 * (a * a * a) + K2 * (a * a * b) + K1 * (a * b * b) by field.
by [].
Qed.
(* Sums over rows of cubic terms. *)
Lemma rows_cubic (N : finType) (c3 c2 c1 x : N -> R) top3 top2 b : 0 <= b -> 0 <= top3 -> (forall j, 0 <= x j) ->
  (forall j, c3 j <= top3) -> (forall j, c2 j <= top2) ->
  sum (fun j => c3 j * x j * x j * x j) + sum (fun j => c2 j * x j * x j * b) + sum (fun j => c1 j * x j * b * b) <=
  top3 * (len x * len x * len x) + top2 * (len x * len x * b) + len c1 * (len x * b * b).
Proof.
move=> b0 top0 x0 H3 H2.
have x_le j : x j <= len x.
  apply: le_sqrt_of_sq; exact: (sum_ge1 (F := fun j => x j * x j) j (fun i => Rle_0_sqr _)).
have q j : 0 <= x j * x j by exact: Rle_0_sqr.
apply: Rplus_le_compat; first apply: Rplus_le_compat.
- have -> : top3 * (len x * len x * len x) = sum (fun j => top3 * len x * (x j * x j)).
    by rewrite len_sq sum_scal -/(sq x); ring.
  apply: sum_le => j; have A := Rmult_le_compat_r _ _ _ (Rmult_le_pos _ _ (q j) (x0 j)) (H3 j).
  by have := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ top0 (q j)) (x_le j); lra.
- have -> : top2 * (len x * len x * b) = sum (fun j => top2 * b * (x j * x j)).
    by rewrite len_sq sum_scal -/(sq x); ring.
  by apply: sum_le => j; have := Rmult_le_compat_r _ _ _ (Rmult_le_pos _ _ (q j) b0) (H2 j); lra.
- have -> : sum (fun j => c1 j * x j * b * b) = inner c1 x * (b * b) by rewrite -sum_scal_r; apply: sum_ext => j; ring.
  by have := Rmult_le_compat_r _ _ _ (Rle_0_sqr b) (Norms.inner_le c1 x); rewrite /Rsqr; lra.
Qed.

Section Ball.
Variables N M K : finType.
Variable k0 : M.
Variables (S : N -> M -> R) (V : M -> K -> R) (B : N -> K -> R).
Let F j := softmax (S j).
Variables peak tau omega weight residual : N -> R.
Variable rho : R.
Hypothesis rho0 : 0 <= rho.
Hypothesis Hpeak : forall j k, F j k <= peak j.
Hypothesis Htau : forall j, spread (F j) V <= tau j.
Hypothesis Homega : forall j k, len (value_rest (F j) V k) <= omega j.
Hypothesis Hweight : forall j, len (F j) <= weight j.
Hypothesis Hresidual : forall j, len (fun i => mean (F j) V i - B j i) <= residual j.
Definition ball_growth := exp (2 * rho).
Definition ball_shift j := rho + (ball_growth - 1) * tau j.
Definition ball_phi j := Rmin (ball_growth * peak j) (1 / 2).
Definition ball_tau j := sqrt ball_growth * (tau j + rho).
Definition ball_omega j := omega j + rho + ball_shift j.
Definition ball_weight j := Rmin (ball_growth * weight j) 1.
Definition ball_residual j := residual j + ball_shift j.
Definition cubic_3 j := 4 * ball_residual j * ball_tau j * sqrt (ball_phi j)
  + 6 * ball_omega j * ball_tau j * (sqrt (ball_phi j) * sqrt (ball_phi j) * sqrt (ball_phi j)).
Definition cubic_2 j := 12 * ball_tau j * (sqrt (ball_phi j) * sqrt (ball_phi j) * sqrt (ball_phi j))
  + 6 * ball_residual j * ball_phi j * sqrt 2 + 6 * ball_weight j * ball_omega j * ball_phi j.
Definition cubic_1 j := 12 * ball_weight j * ball_phi j.
Variables K3 K2 C : R.
Hypothesis H3 : forall j, cubic_3 j <= K3.
Hypothesis H2 : forall j, cubic_2 j <= K2.
Hypothesis K30 : 0 <= K3.
Hypothesis circle : forall x y, 0 <= x -> 0 <= y -> x * x + y * y = 1 ->
  K3 * (x * x * x) + K2 * (x * x * y) + len cubic_1 * (x * y * y) <= C.

Section Moved.
Variables (S' : N -> M -> R) (V' : M -> K -> R).
Hypothesis HS : forall j k, Rabs (S' j k - S j k) <= rho.
Hypothesis HV : forall k, len (fun i => V' k i - V k i) <= rho.
Let F' j := softmax (S' j).
Let W j : weights (F j). Proof. exact: (softmax_weights _ k0). Qed.
Let W' j : weights (F' j). Proof. exact: (softmax_weights _ k0). Qed.
Let G1 : 1 <= ball_growth. Proof. by rewrite -exp_0; apply: exp_le; lra. Qed.
Let up j k : F' j k <= ball_growth * F j k.
Proof.
have -> : F' j = softmax (fun l => S j l + (S' j l - S j l)).
  by congr softmax; apply: functional_extensionality => l; ring.
exact: softmax_growth (HS j).
Qed.
Let down j k : F j k <= ball_growth * F' j k.
Proof.
have -> : F j = softmax (fun l => S' j l + (S j l - S' j l)).
  by congr softmax; apply: functional_extensionality => l; ring.
by apply: softmax_growth => l; rewrite Rabs_minus_sym; exact: HS.
Qed.
Let shift_le j : rho + (ball_growth - 1) * spread (F j) V <= ball_shift j.
Proof. by apply: Rplus_le_compat_l; apply: Rmult_le_compat_l; [lra|exact: Htau]. Qed.
Theorem third_derivative_moved (s : N -> M -> R) (v : M -> K -> R) :
  Rabs (6 * sum (fun j => sum (fun i => first F' V' s v j i * second F' V' s v j i)) +
    2 * sum (fun j => sum (fun i => (mean (F' j) V' i - B j i) * third F' V' s v j i))) <=
  C * (sqrt (sq2 s + sq2 v) * sqrt (sq2 s + sq2 v) * sqrt (sq2 s + sq2 v)).
Proof.
have p0 j : 0 <= peak j.
  by have [k _] := weights_inhabited (W j); apply: (Rle_trans _ _ _ (proj1 (W j) k)); exact: Hpeak.
have P0 j : 0 <= ball_phi j by apply: Rmin_glb; [apply: Rmult_le_pos => //; lra|lra].
have HP j g : var (F' j) g <= ball_phi j * square g.
  apply: (Rmin_case _ _ (fun z => var (F' j) g <= z * square g)); last by have := var_le_half_of_weights g (W' j); lra.
  apply: var_le_peak => // k; apply: (Rle_trans _ _ _ (up j k)); apply: Rmult_le_compat_l; [lra|exact: Hpeak].
have HT j : spread (F' j) V' <= ball_tau j.
  apply: (Rle_trans _ _ _ (spread_growth (W j) (W' j) G1 (up j) HV)); apply: Rmult_le_compat_l; first exact: sqrt_pos.
  by have := Htau j; lra.
have HO j k : len (value_rest (F' j) V' k) <= ball_omega j.
  apply: (Rle_trans _ _ _ (distance_growth (W j) (W' j) G1 (up j) (down j) HV k)).
  by have := Homega j k; have := shift_le j; rewrite /ball_omega; lra.
have HW j : len (F' j) <= ball_weight j.
  apply: Rmin_glb; last exact: len_weights_le.
  apply: (Rle_trans _ _ _ (weight_growth (W' j) G1 (up j))); apply: Rmult_le_compat_l; [lra|exact: Hweight].
have HR j : len (fun i => mean (F' j) V' i - B j i) <= ball_residual j.
  apply: (Rle_trans _ _ _ (residual_growth (W j) (W' j) G1 (up j) (down j) HV (B j))).
  by have := Hresidual j; have := shift_le j; rewrite /ball_residual; lra.
apply: (Rle_trans _ _ _ (third_derivative_direction_le s v W' P0 HP HT HO HW HR)).
have Q := @rows_cubic _ cubic_3 cubic_2 cubic_1 (fun j => len (s j)) K3 K2 (len2 v) (len2_ge0 v) K30
  (fun j => len_ge0 (s j)) H3 H2.
apply: (Rle_trans _ _ _ Q); rewrite len2_len.
apply: cubic_homogeneous => //; [exact: len2_ge0|exact: len2_ge0|exact: sqrt_pos|].
by rewrite !len2_sq sqrt_sqrt //; apply: Rplus_le_le_0_compat; exact: sq2_ge0.
Qed.
End Moved.
End Ball.
