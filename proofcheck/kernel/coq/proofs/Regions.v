(* S3: regions of minimisers and curvature on boxes, generated statements from the library. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Matching Softmax Norms RowBounds LossBounds Peaks BinaryForms CurvatureForms Boxes
  Stationary Spectral.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma keys_sum m : sum (fun _ : 'I_m => 1) = INR m.
Proof. by rewrite sum_const_ord; ring. Qed.
Lemma others_gt0 m : 0 < -1 + INR m.+2.
Proof. by rewrite !S_INR; have := pos_INR m; lra. Qed.

Theorem S3_peak_holds : S3_peak.statement.
Proof.
move=> m x; premises; apply: maxi_le => i.
exact: (softmax_peak (keys_sum m.+2) (erefl _) (others_gt0 m) (Rle_refl (len x)) i).
Qed.

Lemma sublevel l w1 w2 a b x y : 0 <= l -> 0 <= a -> 0 <= b -> 0 <= x -> 0 <= y ->
  l + w1 * w1 * a + w2 * w2 * b <= l + (w1 * w1 * a + w2 * w2 * b + x + y) /\
  w1 * w1 * a <= l + (w1 * w1 * a + w2 * w2 * b + x + y) /\ w2 * w2 * b <= l + (w1 * w1 * a + w2 * w2 * b + x + y).
Proof.
move=> l0 a0 b0 x0 y0; have := Rmult_le_pos _ _ (Rle_0_sqr w1) a0; have := Rmult_le_pos _ _ (Rle_0_sqr w2) b0.
by rewrite /Rsqr => *; lra.
Qed.
Theorem S3_sublevel_holds : S3_sublevel.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y wx wy lx ly _ _ lx0 ly0.
by apply: sublevel; try exact: sq2_ge0; apply: Rmult_le_pos => //; exact: sq2_ge0.
Qed.
Theorem S3_balance_holds : S3_balance.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y wx wy lx ly; premises; pose F j := softmax (scores A1 A2 X j).
split; first exact: (balance_Y A3 B Y (wy * wy) ly F).
exact: (balance_X A1 A2 A3 B X Y (wx * wx) lx F).
Qed.
Theorem S3_stationary_holds : S3_stationary.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y wx wy lx ly _ _ lx0 ly0.
pose F j := softmax (scores A1 A2 X j); have W j : weights (F j) by exact: (softmax_weights _ ord0).
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
Let others := -1 + INR m.+2.
Definition largest_weight := 1 / (1 + others * exp (- (rho1 * sqrt (c / others)))).
Definition box_phi := Rmin largest_weight (1 / 2).
Definition box_loss := box_phi * sqrt (1 + largest_weight) * rho2 * maxi (residual_bound B largest_weight rho2).
Definition box_mixed := box_phi * len (residual_bound B largest_weight rho2).
Definition box_eigenvalue := smaller_eigenvalue (Wx - box_loss) box_mixed Wy.
Lemma box_curvature_ge : box_eigenvalue * (sq2 s + sq2 v) <=
  half_loss_curvature F V (fun j i => mean (F j) V i - B j i) s v + Wx * sq2 s + Wy * sq2 v.
Proof.
have W j : weights (F j) by exact: (softmax_weights (S j) ord0).
have P j l : F j l <= largest_weight.
  exact: (softmax_peak (keys_sum m.+2) (erefl _) (others_gt0 m) (Rle_trans _ _ _ (len2_row S j) H1) l).
have p0 : 0 <= largest_weight by apply: (Rle_trans _ (F ord0 ord0)); [exact: (proj1 (W ord0))|exact: P].
apply: (box_modulus s v W P _ _ H2) => [|j g|j]; last exact: (maxi_ge (residual_bound B _ _)).
  by apply: Rmin_glb; lra.
apply: (Rmin_case _ _ (fun z => var (F j) g <= z * square g)); first exact: var_le_peak.
by have := var_le_half g ord0 (W j); lra.
Qed.
End Box.

(* One key: O = V, so that the loss along a line is a square. *)
Section OneKey.
Variables (n k : nat) (w s : 'I_n.+1 -> R) (V v : 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (mu K Wx Wy : R).
Hypothesis w1 : forall j, w j = 1.
Hypothesis mu0 : 0 <= mu.
Hypothesis K0 : 0 <= K.
Lemma one_key_curvature :
  smaller_eigenvalue (Wx - mu) K Wy * (sq s + sq v) <=
  (2 * sum (fun i => sum (fun j =>
    (w i * (s i - w i * s i) * V j + w i * v j) * (w i * (s i - w i * s i) * V j + w i * v j)))
  + 2 * sum (fun i => sum (fun j => (w i * V j - B i j) *
    (w i * ((s i - w i * s i) * (s i - w i * s i)) * V j - w i * ((s i - w i * s i) * (s i - w i * s i)) * (w i * V j)
    + 2 * (w i * (s i - w i * s i) * v j))))) / 2 + Wx * sq s + Wy * sq v.
Proof.
set a := sum (fun i => _); set b := sum (fun i => _).
have -> : b = 0 by apply: sum_eq0 => i; apply: sum_eq0 => j; rewrite w1; ring.
have a0 : 0 <= a by apply: sum_ge0 => i; apply: sum_ge0 => j; exact: Rle_0_sqr.
by have := smaller_eigenvalue_plain Wx mu K Wy (sq s) (sq v) mu0 K0 (sq_ge0 s) (sq_ge0 v); lra.
Qed.
End OneKey.
Lemma one_key_constants n k (B : 'I_n.+1 -> 'I_k.+1 -> R) (V : 'I_k.+1 -> R) e (rho := len V + e) : 0 <= e ->
  0 <= 1 / 2 * sqrt 2 * rho * maxi (fun i => len (B i) + rho) /\ 0 <= 1 / 2 * len (fun i => len (B i) + rho).
Proof.
move=> e0; have r0 : 0 <= rho by rewrite /rho; have := len_ge0 V; lra.
have m0 : 0 <= maxi (fun i => len (B i) + rho).
  apply: (Rle_trans _ (len (B ord0) + rho)); first by have := len_ge0 (B ord0); lra.
  exact: (maxi_ge (fun i => len (B i) + rho)).
split; last by apply: Rmult_le_pos; [lra|exact: len_ge0].
by repeat apply: Rmult_le_pos => //; [lra|lra|exact: sqrt_pos].
Qed.

Theorem S3_holds : S3.statement.
Proof.
split=> [n k|n m k] S V B s v wx wy e1 e2 _ _ H1 H2.
  have [r0 l0] := one_key_constants B (V (ordi 0 1)) H2.
  exact: (one_key_curvature (w := fun i => exp (S i (ordi 0 1)) / exp (S i (ordi 0 1))) (fun i => s i (ordi 0 1))
    (V (ordi 0 1)) (v (ordi 0 1)) B (wx * wx) (wy * wy) (fun i => Rinv_r _ (Rgt_not_eq _ _ (exp_pos _))) r0 l0).
move=> _ _ _ _ _.
by apply: (@box_curvature_ge n m k S V B s v (wx * wx) (wy * wy) (len2 S + e1) (len2 V + e2)); lra.
Qed.
