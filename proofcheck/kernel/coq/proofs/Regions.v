(* S3: regions of minimisers and curvature on boxes, generated statements from the library. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms RowBounds LossBounds Peaks BinaryForms CurvatureForms Boxes
  Stationary.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma keys_sum m : sum (fun _ : 'I_m => 1) = INR m.
Proof. by rewrite sum_const_ord; ring. Qed.
Lemma keys_gt1 m : 1 < INR m.+2.
Proof. by rewrite !S_INR; have := pos_INR m; lra. Qed.

Theorem S3_peak_holds : S3_peak.statement.
Proof.
move=> m x _; apply: maxi_le => i; exact: (softmax_peak (keys_sum m.+2) (keys_gt1 m) (Rle_refl (len x)) i).
Qed.

Theorem S3_sublevel_holds : S3_sublevel.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y wx wy lx ly _ _ _ _ _ _ _ _ Hlx Hly.
have L : 0 <= S3_sublevel.square_sum n m p q r k A1 A2 A3 B X Y by exact: sq2_ge0.
have a0 : 0 <= wx * wx * sq2 (S3_sublevel.scores n m p q A1 A2 X).
  by apply: Rmult_le_pos; [exact: Rle_0_sqr|exact: sq2_ge0].
have b0 : 0 <= wy * wy * sq2 (S3_sublevel.lengths m r k A3 Y).
  by apply: Rmult_le_pos; [exact: Rle_0_sqr|exact: sq2_ge0].
have X0 : 0 <= lx * sq2 X by apply: Rmult_le_pos; [lra|exact: sq2_ge0].
have Y0 : 0 <= ly * sq2 Y by apply: Rmult_le_pos; [lra|exact: sq2_ge0].
suff H l a b x y : 0 <= l -> 0 <= a -> 0 <= b -> 0 <= x -> 0 <= y ->
  l + a + b <= l + (a + b + x + y) /\ a <= l + (a + b + x + y) /\ b <= l + (a + b + x + y).
  exact: (H _ _ _ _ _ L a0 b0 X0 Y0).
by move=> *; lra.
Qed.
Theorem S3_balance_holds : S3_balance.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y wx wy lx ly _ _ _ _ _ _ _ _ _ _; split.
  exact: (balance_Y A3 B Y (wy * wy) ly (fun i => softmax (S3_balance.scores n m p q A1 A2 X i))).
have W j : weights (softmax (S3_balance.scores n m p q A1 A2 X j)) by exact: (softmax_weights _ ord0).
exact: (balance_X A1 A2 A3 B X Y (wx * wx) lx).
Qed.
Theorem S3_stationary_holds : S3_stationary.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y wx wy lx ly _ _ _ _ _ _ _ _ [lx0 _] [ly0 _].
pose F j := softmax (S3_stationary.scores n m p q A1 A2 X j).
have W j : weights (F j) by exact: (softmax_weights _ ord0).
have P j l : F j l <= maxi (fun j => maxi (F j)).
  by apply: (Rle_trans _ _ _ (maxi_ge (F j) l)); exact: (maxi_ge (fun j => maxi (F j))).
have q0 : 0 <= maxi (fun j => peak (F j)).
  by apply: (Rle_trans _ _ _ (peak_ge0 (W ord0))); exact: (maxi_ge (fun j => peak (F j))).
have Hq j g : var (F j) g <= maxi (fun j => peak (F j)) * square g.
  apply: (Rle_trans _ _ _ (var_le_phi (W j) g)); apply: Rmult_le_compat_r; first exact: square_ge0.
  exact: (maxi_ge (fun j => peak (F j))).
split; [|split; [|split]].
- exact: (stationary_loss A3 B Y (wy * wy) F ly0).
- exact: (stationary_half_target A3 B Y (wy * wy) F ly0).
- exact: (stationary_values A3 B Y (wy * wy) W ly0 P (keys_sum n.+1)).
- exact: (stationary_scores A1 A2 A3 B X Y (wx * wx) W lx0 q0 Hq).
Qed.
(* Keys 1 and -1, target 2: O = y tanh x, so (1, 2) and (-1, -2) have the same value,
   below the 4 of the point between. *)
Theorem S3_convex_fails : ~ S3_convex.statement.
Proof.
move=> H; have {H} := H 1 2 0 (1 / 8).
cbv -[exp Rmax Rplus Rmult Rminus Rdiv Ropp Rinv IZR Rle not].
have -> : 1 * -1 = - (1) by ring.
have -> : - (1) * -1 = 1 by ring.
pose p := exp 1 / (exp 1 + exp (- (1))).
have e0 := exp_pos 1; have e0' := exp_pos (- (1)).
have e2 : 2 <= exp 1 by have := exp_ineq1_le 1; lra.
have ee : exp 1 * exp (- (1)) = 1 by rewrite -exp_plus Rplus_opp_r exp_0.
have -> : exp (- (1)) / (exp 1 + exp (- (1))) = 1 - p by rewrite /p; field; lra.
have -> : exp (- (1)) / (exp (- (1)) + exp 1) = 1 - p by rewrite /p; field; lra.
have -> : exp 1 / (exp (- (1)) + exp 1) = p by rewrite /p; field; lra.
rewrite -/p; have p1 : p <= 1.
  by rewrite /p; apply: (Rmult_le_reg_r (exp 1 + exp (- (1)))); [lra|rewrite /Rdiv Rmult_assoc Rinv_l; lra].
have p45 : 4 / 5 <= p.
  rewrite /p; apply: (Rmult_le_reg_r (exp 1 + exp (- (1)))); first lra.
  by rewrite /Rdiv [X in _ <= X]Rmult_assoc Rinv_l; [nra|lra].
have b : (2 * p - 2) * (2 * p - 2) <= 4 / 25 by nra.
by move=> H; have {H} := H ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra); rewrite /Rmax; case: Rle_dec => _; nra.
Qed.

Section Box.
Variables n m k : nat.
Variables (S : 'I_n.+1 -> 'I_m.+2 -> R) (V : 'I_m.+2 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R).
Variables (s : 'I_n.+1 -> 'I_m.+2 -> R) (v : 'I_m.+2 -> 'I_k.+1 -> R).
Variables Wx Wy rho1 rho2 : R.
Hypothesis H1 : len2 S <= rho1.
Hypothesis H2 : len2 V <= rho2.
Let F j := softmax (S j).
Let c := INR m.+2.
Definition largest_weight := 1 / (1 + (c - 1) * exp (- (rho1 * sqrt (c / (c - 1))))).
Definition box_phi := Rmin largest_weight (1 / 2).
Definition box_loss := box_phi * sqrt (1 + largest_weight) * rho2 * maxi (residual_bound B largest_weight rho2).
Definition box_mixed := box_phi * len (residual_bound B largest_weight rho2).
Definition box_eigenvalue := smaller_eigenvalue (Wx - box_loss) box_mixed Wy.
Lemma box_curvature_ge : box_eigenvalue * (sq2 s + sq2 v) <=
  half_loss_curvature F V (fun j i => mean (F j) V i - B j i) s v + Wx * sq2 s + Wy * sq2 v.
Proof.
have W j : weights (F j) by exact: (softmax_weights (S j) ord0).
have P j l : F j l <= largest_weight.
  exact: (softmax_peak (keys_sum m.+2) (keys_gt1 m) (Rle_trans _ _ _ (len2_row S j) H1) l).
have p0 : 0 <= largest_weight by apply: (Rle_trans _ (F ord0 ord0)); [exact: (proj1 (W ord0))|exact: P].
apply: (box_modulus s v W P _ _ H2) => [|j g|j]; last exact: (maxi_ge (residual_bound B _ _)).
  by apply: Rmin_glb; lra.
apply: (Rmin_case _ _ (fun z => var (F j) g <= z * square g)); first exact: var_le_peak.
by have := var_le_half g ord0 (W j); lra.
Qed.
End Box.

Theorem S3_case2_holds : S3_case2.statement.
Proof.
move=> n m k S V B s v wx wy e1 e2 _ _ H1 H2.
apply: (@box_curvature_ge n m k S V B s v (wx * wx) (wy * wy) (len2 S + e1) (len2 V + e2)); lra.
Qed.
