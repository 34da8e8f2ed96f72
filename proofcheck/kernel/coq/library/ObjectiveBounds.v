(* The objective in (X, Y) along lines: its second derivative from below (S1, S2) and its third derivative on a natural
   ball around a point (B7-local), every size. These are the numbers mu and M of a certificate. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds BinaryForms CurvatureForms Boxes BallGrowth
  HessianBall Derivatives LossDerivatives Model Gradient.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Objective.
Variables N M P Q T K : finType.
Variable k0 : M.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R) (wx wy lx ly : R).
Notation S X := (scores A1 A2 X).
Notation V Y := (values A3 Y).
Let F X j := softmax (S X j).
Let C X Y j i := mean (F X j) (V Y) i - B j i.
Let order n X Y dX dY := Derive_n (along A1 A2 A3 B wx wy lx ly X dX Y dY) n 0.

(* The second derivative is twice the loss's half curvature and the regulariser's; the latter is at least its natural
   part. *)
Lemma second_along X Y dX dY : order 2 X Y dX dY =
  2 * half_loss_curvature (F X) (V Y) (C X Y) (S dX) (V dY)
  + 2 * (wx * wx * sq2 (S dX) + wy * wy * sq2 (V dY) + lx * sq2 dX + ly * sq2 dY).
Proof.
have [f1 [f2 [f3 [J _ E _]]]] := objective_jet k0 A1 A2 A3 B wx wy lx ly X dX Y dY.
rewrite /order (jet2 J) E; match goal with |- ?a + ?b + ?c = _ => have -> : a + b =
  2 * half_loss_curvature (F X) (V Y) (C X Y) (S dX) (V dY) end; last by [].
by rewrite /half_loss_curvature; match goal with |- _ = 2 * ((2 * ?a + 2 * ?b) / 2) =>
  rewrite -[LHS]/(2 * a + 2 * b) end; field.
Qed.
Notation ridge dX dY := (lx * sq2 dX + ly * sq2 dY).
Lemma second_along_ge X Y dX dY lambda :
  lambda * (sq2 (S dX) + sq2 (V dY)) <=
    half_loss_curvature (F X) (V Y) (C X Y) (S dX) (V dY) + wx * wx * sq2 (S dX) + wy * wy * sq2 (V dY) ->
  2 * lambda * (sq2 (S dX) + sq2 (V dY)) + 2 * ridge dX dY <= order 2 X Y dX dY.
Proof. by rewrite second_along; lra. Qed.
Section Point.
Variables (X : P -> Q -> R) (Y : T -> K -> R) (phi low : N -> R) (mu : R).
Hypothesis phi0 : forall j, 0 <= phi j.
Hypothesis Hphi : forall j g, var (F X j) g <= phi j * square g.
Hypothesis low0 : forall j, 0 <= low j.
Hypothesis Hlow : forall j k, inner (C X Y j) (mean (F X j) (V Y)) - inner (C X Y j) (V Y k) <= low j.
Hypothesis Hmu : forall j, phi j * low j <= mu.
Definition point_modulus := smaller_eigenvalue (wx * wx - mu) (len (fun j => phi j * len (C X Y j))) (wy * wy).
Theorem curvature_along_ge dX dY :
  2 * point_modulus * (sq2 (S dX) + sq2 (V dY)) + 2 * ridge dX dY <= order 2 X Y dX dY.
Proof.
apply: second_along_ge; have W j : weights (F X j) by exact: softmax_weights.
have H := half_loss_curvature_ge (S dX) (V dY) W phi0 Hphi low0 Hlow Hmu.
have G := smaller_eigenvalue_le (wx * wx - mu) (len (fun j => phi j * len (C X Y j))) (wy * wy) (len2 (S dX))
  (len2 (V dY)).
by rewrite -/point_modulus !len2_sq in G; lra.
Qed.
End Point.
Section Region.
Variables (rho1 rho2 c d top : R).
Hypothesis Hc : sum (fun _ : M => 1) = c.
Hypothesis Hd : d = -1 + c.
Hypothesis d0 : 0 < d.
Definition region_peak := 1 / (1 + d * exp (- (rho1 * sqrt (c / d)))).
Hypothesis Htop : forall j, residual_bound B region_peak rho2 j <= top.
Definition region_phi := Rmin region_peak (1 / 2).
Definition region_modulus := smaller_eigenvalue (wx * wx - region_phi * sqrt (1 + region_peak) * rho2 * top)
  (region_phi * len (residual_bound B region_peak rho2)) (wy * wy).
Theorem region_along_ge X Y dX dY : len2 (S X) <= rho1 -> len2 (V Y) <= rho2 ->
  2 * region_modulus * (sq2 (S dX) + sq2 (V dY)) + 2 * ridge dX dY <= order 2 X Y dX dY.
Proof.
move=> H1 H2; apply: second_along_ge; have W j : weights (F X j) by exact: softmax_weights.
have Hf j l : F X j l <= region_peak by exact: (softmax_peak Hc Hd d0 (Rle_trans _ _ _ (len2_row (S X) j) H1) l).
have p0 : 0 <= region_peak.
  have q0 : 0 < 1 + d * exp (- (rho1 * sqrt (c / d))).
    by have := Rmult_lt_0_compat _ _ d0 (exp_pos (- (rho1 * sqrt (c / d)))); lra.
  by rewrite /region_peak /Rdiv Rmult_1_l; apply: Rlt_le; exact: Rinv_0_lt_compat.
apply: (box_modulus (S dX) (V dY) W Hf _ _ H2 Htop) => [|j g]; first by apply: Rmin_glb; lra.
apply: (Rmin_case _ _ (fun z => var (F X j) g <= z * square g)); first exact: var_le_peak.
by have := var_le_half_of_weights g (W j); lra.
Qed.
End Region.

Section Ball.
Variables (X0 : P -> Q -> R) (Y0 : T -> K -> R).
Variables peak tau omega weight residual : N -> R.
Variable rho : R.
Hypothesis rho0 : 0 <= rho.
Hypothesis Hpeak : forall j k, F X0 j k <= peak j.
Hypothesis Htau : forall j, spread (F X0 j) (V Y0) <= tau j.
Hypothesis Homega : forall j k, len (value_rest (F X0 j) (V Y0) k) <= omega j.
Hypothesis Hweight : forall j, len (F X0 j) <= weight j.
Hypothesis Hresidual : forall j, len (C X0 Y0 j) <= residual j.
Variables K3 K2 Z : R.
Hypothesis H3 : forall j, cubic_3 peak tau omega residual rho j <= K3.
Hypothesis H2 : forall j, cubic_2 peak tau omega weight residual rho j <= K2.
Hypothesis K30 : 0 <= K3.
Hypothesis circle : forall x y, 0 <= x -> 0 <= y -> x * x + y * y = 1 ->
  K3 * (x * x * x) + K2 * (x * x * y) + len (cubic_1 peak weight rho) * (x * y * y) <= Z.
Theorem third_along_le X Y dX dY :
  sq2 (fun j k => S X j k - S X0 j k) + sq2 (fun k i => V Y k i - V Y0 k i) <= rho * rho ->
  Rabs (order 3 X Y dX dY) <= Z * (sqrt (sq2 (S dX) + sq2 (V dY))) ^ 3.
Proof.
move=> near; have [f1 [f2 [f3 [J _ _ E]]]] := objective_jet k0 A1 A2 A3 B wx wy lx ly X dX Y dY.
have HS j k : Rabs (S X j k - S X0 j k) <= rho.
  apply: abs_le_of_sq => //; apply: (Rle_trans _ _ _ _ near).
  have a := sq2_row (fun j k => S X j k - S X0 j k) j; have b := sq2_ge0 (fun k i => V Y k i - V Y0 k i).
  have d := sum_ge1 (F := fun k => (S X j k - S X0 j k) * (S X j k - S X0 j k)) k (fun l => Rle_0_sqr _).
  by rewrite /sq in a; lra.
have HV k : len (fun i => V Y k i - V Y0 k i) <= rho.
  apply: sqrt_le_of_sq => //; apply: (Rle_trans _ _ _ _ near).
  have a := sq2_row (fun k i => V Y k i - V Y0 k i) k; have b := sq2_ge0 (fun j k => S X j k - S X0 j k); lra.
have G := third_derivative_moved k0 rho0 Hpeak Htau Homega Hweight Hresidual H3 H2 K30 circle HS HV (S dX) (V dY).
rewrite /order (jet3 J) E; set r := sqrt _ in G *; have -> : r ^ 3 = r * r * r by ring.
exact: G.
Qed.
End Ball.
End Objective.
