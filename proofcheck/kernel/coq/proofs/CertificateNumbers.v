(* S2, S3 and B7-local for the objective in (X, Y), every size: the numbers mu and M of a certificate. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds BinaryForms CurvatureForms Boxes HessianBall
  Model ObjectiveBounds.
From PC.statements Require Import Vectors Objective EverySize.
From PC.proofs Require Import EverySize.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Numbers.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
Variable key : m.
Let Phi := Objective.objective A1 A2 A3 B wx wy lx ly.
Notation vector := (unknowns p q r k -> R).
(* The objective of Objective.v is that of Model.v. *)
Lemma slope_along (z d : vector) order : slope Phi z d order =
  Derive_n (Gradient.along A1 A2 A3 B wx wy lx ly (entry_X z) (entry_X d) (entry_Y z) (entry_Y d)) order 0.
Proof. by []. Qed.
Lemma square2 x : x^2 = x * x. Proof. by ring. Qed.
Lemma cube3 x : x^3 = x * x * x. Proof. by ring. Qed.

Lemma ridge_le (x y : R) (X : p -> q -> R) (Y : r -> k -> R) c : 0 <= x -> 0 <= y ->
  c <= c + 2 * (x * sq2 X + y * sq2 Y).
Proof. by move=> x0 y0; have := Rmult_le_pos _ _ x0 (sq2_ge0 X); have := Rmult_le_pos _ _ y0 (sq2_ge0 Y); lra. Qed.
Theorem curvature_at z phi low mu : 0 <= lx -> 0 <= ly ->
  (forall j, 0 <= phi j /\ (1 / 2 <= phi j \/ forall l, weight_at A1 A2 z j l <= phi j)) ->
  (forall j, 0 <= low j /\ forall l, - dot (residual_at A1 A2 A3 B z j) (offset_at A1 A2 A3 z j l) <= low j) ->
  (forall j, phi j * low j <= mu) ->
  forall d : vector, 2 * smaller (wx^2 - mu) (norm (fun j => phi j * norm (residual_at A1 A2 A3 B z j))) (wy^2)
    * natural_square A1 A2 A3 d <= slope Phi z d 2.
Proof.
move=> lx0 ly0 Hphi Hlow Hmu d; rewrite slope_along smaller_eq !square2.
have W j : weights (weight_at A1 A2 z j) by exact: (softmax_weights _ key).
have p0 j : 0 <= phi j by have [] := Hphi j.
have Hv j g : var (weight_at A1 A2 z j) g <= phi j * square g.
  have [f0 [half|top]] := Hphi j; last exact: (var_le_peak g (W j) top).
  have := var_le_half_of_weights g (W j); have := Rmult_le_compat_r _ _ _ (square_ge0 g) half => a b.
  exact: (Rle_trans _ _ _ b a).
have l0 j : 0 <= low j by have [] := Hlow j.
have Hl j l : inner (residual_at A1 A2 A3 B z j) (RowBounds.mean (weight_at A1 A2 z j) (value A3 z))
    - inner (residual_at A1 A2 A3 B z j) (value A3 z l) <= low j.
  have [_ /(_ l) H] := Hlow j; apply: (Rle_trans _ _ _ _ H); right.
  have := inner_value_rest (weight_at A1 A2 z j) (value A3 z) (residual_at A1 A2 A3 B z j) l => E0.
  rewrite -[dot _ _]/(inner (residual_at A1 A2 A3 B z j) (value_rest (weight_at A1 A2 z j) (value A3 z) l)) E0.
  by ring.
have H := curvature_along_ge key wx wy lx ly p0 Hv l0 Hl Hmu (entry_X d) (entry_Y d).
by apply: (Rle_trans _ _ _ _ H); apply: ridge_le.
Qed.
Theorem third_at z peak tau omega length_f length_c rho K3 K2 M : 0 <= rho ->
  (forall j l, weight_at A1 A2 z j l <= peak j) -> (forall j, spread_at A1 A2 A3 z j <= tau j) ->
  (forall j l, norm (offset_at A1 A2 A3 z j l) <= omega j) -> (forall j, norm (weight_at A1 A2 z j) <= length_f j) ->
  (forall j, norm (residual_at A1 A2 A3 B z j) <= length_c j) ->
  0 <= K3 -> (forall j, B7_local_general.cubic peak tau omega length_c rho j <= K3) ->
  (forall j, B7_local_general.mixed peak tau omega length_f length_c rho j <= K2) ->
  (forall xi ups, 0 <= xi -> 0 <= ups -> xi^2 + ups^2 = 1 ->
    K3 * xi^3 + K2 * xi^2 * ups + norm (B7_local_general.linear peak length_f rho) * xi * ups^2 <= M) ->
  forall w d : vector, natural_square A1 A2 A3 (sub w z) <= rho^2 ->
  Rabs (slope Phi w d 3) <= M * sqrt (natural_square A1 A2 A3 d) ^ 3.
Proof.
move=> rho0 Hp Ht Ho Hf Hc K30 H3 H2 circle w d near; rewrite slope_along.
have h3 j : cubic_3 peak tau omega length_c rho j <= K3 by have := H3 j; rewrite /B7_local_general.cubic !cube3.
have h2 j : cubic_2 peak tau omega length_f length_c rho j <= K2.
  by have := H2 j; rewrite /B7_local_general.mixed !cube3.
have circle' x y : 0 <= x -> 0 <= y -> x * x + y * y = 1 ->
    K3 * (x * x * x) + K2 * (x * x * y) + len (cubic_1 peak length_f rho) * (x * y * y) <= M.
  move=> x0 y0 E0; have := circle x y x0 y0; rewrite !square2 !cube3 => /(_ E0).
  by rewrite -!Rmult_assoc.
have near' : sq2 (fun j l => score A1 A2 w j l - score A1 A2 z j l) +
    sq2 (fun l i => value A3 w l i - value A3 z l i) <= rho * rho.
  have ES j l : score A1 A2 (sub w z) j l = score A1 A2 w j l - score A1 A2 z j l.
    rewrite /score -sum_minus; apply: sum_ext => c; rewrite -Rmult_minus_distr_r -sum_minus; congr (_ * _).
    by apply: sum_ext => e; rewrite /entry_X /sub; ring.
  have EV l i : value A3 (sub w z) l i = value A3 w l i - value A3 z l i.
    by rewrite /value -sum_minus; apply: sum_ext => c; rewrite /entry_Y /sub; ring.
  rewrite -square2; apply: (Rle_trans _ _ _ _ near); right; rewrite /natural_square /squares; congr (_ + _).
    by apply: sum_ext => j; apply: sum_ext => l; rewrite ES.
  by apply: sum_ext => l; apply: sum_ext => i; rewrite EV.
exact: (third_along_le key wx wy lx ly rho0 Hp Ht Ho Hf Hc h3 h2 K30 circle' (entry_X d) (entry_Y d) near').
Qed.
End Numbers.

Theorem S2_general_holds : S2_general.statement.
Proof. by move=> n m p q r k A1 A2 A3 B wx wy lx ly key Phi z phi low mu lx0 ly0 H1 H2 H3 K d; exact: curvature_at. Qed.
Theorem B7_local_general_holds : B7_local_general.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly key Phi z peak tau omega lf lc rho K3 K2 M rho0 H1 H2 H3 H4 H5 K0 H6 H7 H8.
exact: (third_at wx wy lx ly key rho0 H1 H2 H3 H4 H5 K0 H6 H7 H8).
Qed.
Theorem S3_general_holds : S3_general.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly key Phi rho1 rho2 psi phi top lx0 ly0 m1 Epsi Ephi c Htop lambda z d H1 H2.
rewrite slope_along; have Hd : size m - 1 = -1 + size m by ring.
have d0 : 0 < size m - 1 by lra.
have Hc j : residual_bound B (region_peak rho1 (size m) (size m - 1)) rho2 j <= top.
  by have := Htop j; rewrite /c Epsi.
have H := region_along_ge key wx wy lx ly (erefl (size m)) Hd d0 Hc (entry_X d) (entry_Y d) H1 H2.
rewrite /lambda /c Ephi Epsi smaller_eq !square2; apply: (Rle_trans _ _ _ _ H); exact: ridge_le.
Qed.
