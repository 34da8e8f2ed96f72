(* The reduced objective phi(X) = min_Y Phi(X, Y), for all sizes: its minimiser solves the normal equations, uniquely,
   and phi has slope <grad_X Phi(X, Ys), dX> along every line (I6-reduced). No derivative of Ys is taken: with n(t) the
   residual at X + t dX of the normal equations at the old Ys, Phi(X + t dX, Ys) - |n(t)|^2 / c <= phi(X + t dX) <=
   Phi(X + t dX, Ys), and n(0) = 0. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives RowHessian Model Gradient Hessian Ridge Completeness.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Between U and U - N / c, with N and its slope zero at 0. *)
Lemma squeezed_derivative (U N phi : R -> R) l c : 0 < c -> is_derive U 0 l -> is_derive N 0 0 -> N 0 = 0 ->
  (forall t, U t - N t / c <= phi t <= U t) -> is_derive phi 0 l.
Proof.
move=> c0 /is_derive_Reals DU /is_derive_Reals DN N0 H; apply/is_derive_Reals => eps e0.
have E0 : phi 0 = U 0 by have := H 0; rewrite N0; lra.
have [d1 H1] := DU (eps / 2) ltac:(lra); have ec : 0 < c * (eps / 2) by apply: Rmult_lt_0_compat; lra.
have [d2 H2] := DN _ ec.
have dm : 0 < Rmin d1 d2 by apply: Rmin_pos; [exact: cond_pos|exact: cond_pos].
exists (mkposreal _ dm) => h h0 /= Hh.
have A := H1 h h0 (Rlt_le_trans _ _ _ Hh (Rmin_l _ _)); have B := H2 h h0 (Rlt_le_trans _ _ _ Hh (Rmin_r _ _)).
rewrite Rplus_0_l in A B *; rewrite N0 in B; have [L1 L2] := H h.
pose w := U h - phi h; have W : Rabs w <= Rabs (N h / c) by rewrite !Rabs_pos_eq /w; lra.
have -> : (phi h - phi 0) / h - l = ((U h - U 0) / h - l) - w / h by rewrite E0 /w; field.
apply: (Rle_lt_trans _ _ _ (Rabs_triang _ _)); rewrite Rabs_Ropp.
suff : Rabs (w / h) < eps / 2 by lra.
rewrite Rabs_div //; rewrite !Rminus_0_r Rabs_div // in B.
have hp : 0 < Rabs h by exact: Rabs_pos_lt.
rewrite Rabs_div in W; last by lra. rewrite (Rabs_pos_eq c) in W; last lra.
apply: (Rmult_lt_reg_r _ _ _ hp); have -> : Rabs w / Rabs h * Rabs h = Rabs w by field; lra.
have B2 := Rmult_lt_compat_r _ _ _ hp B; have E1 : Rabs (N h) / Rabs h * Rabs h = Rabs (N h) by field; lra.
rewrite E1 in B2; apply: (Rle_lt_trans _ _ _ W).
apply: (Rmult_lt_reg_r _ _ _ c0); have -> : Rabs (N h) / c * c = Rabs (N h) by field; lra.
lra.
Qed.

Section Reduced.
Variables N M P Q T K : finType.
Variable k0 : M.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R) (wx wy lx ly c : R).
Hypothesis c0 : 0 < c.
Hypothesis coercive : forall u : T -> R, c * dot u u <= ly * dot u u
  + wy * wy * sum (fun k => sum (fun b => A3 k b * u b) ^ 2).
Let Phi := objective A1 A2 A3 B wx wy lx ly.
Let residual X Y := normal A1 A2 A3 B wy ly X Y.

Lemma excess_coercive X (D : T -> K -> R) : c * squares D <= excess A1 A2 A3 wy ly X D.
Proof.
have S0 := squares_ge0 (fun j i => sum (fun k => attention A1 A2 X j k * values A3 D k i)).
suff : c * squares D <= ly * squares D + wy * wy * squares (values A3 D) by rewrite /excess; lra.
have sw (I J : finType) (U : I -> J -> R) : squares U = sum (fun j => sum (fun i => U i j * U i j)) by exact: sum_swap.
rewrite !sw -!sum_scal -sum_plus; apply: sum_le => i; have := coercive (fun b => D b i); rewrite /dot.
suff -> : sum (fun k => values A3 D k i * values A3 D k i) = sum (fun k => sum (fun b => A3 k b * D b i) ^ 2) by [].
by apply: sum_ext => k; rewrite /values; ring.
Qed.
Lemma objective_above X Y D : Phi X Y - squares (residual X Y) / c <= Phi X (fun b i => Y b i + D b i).
Proof.
rewrite /Phi objective_quadratic; have E := excess_coercive X D.
suff : 0 <= squares (residual X Y) / c + 2 * product (residual X Y) D + c * squares D by rewrite /residual; lra.
have -> : squares (residual X Y) / c + 2 * product (residual X Y) D + c * squares D =
  c * squares (fun b i => D b i + / c * residual X Y b i).
  rewrite squares_plus; have -> : product D (fun b i => / c * residual X Y b i) = / c * product (residual X Y) D.
    by rewrite -product_scal product_sym.
  have -> : squares (fun b i => / c * residual X Y b i) = / c * / c * squares (residual X Y).
    by rewrite /squares -sum_scal; apply: sum_ext => b; rewrite -sum_scal; apply: sum_ext => i; ring.
  by field; lra.
by apply: Rmult_le_pos; [lra|exact: squares_ge0].
Qed.
Theorem solution_optimal X Ys Y : (forall b i, residual X Ys b i = 0) -> Phi X Ys <= Phi X Y.
Proof.
move=> H; have := objective_above X Ys (fun b i => Y b i - Ys b i).
have -> : squares (residual X Ys) = 0 by apply: sum_eq0 => b; apply: sum_eq0 => i; rewrite H; ring.
have -> : (fun b i => Ys b i + (Y b i - Ys b i)) = Y by apply: ext2 => b i; ring.
by rewrite /Rdiv Rmult_0_l; lra.
Qed.
(* Uniqueness: the difference of two solutions has no excess. *)
Theorem solution_unique X Y Y' : (forall b i, residual X Y b i = 0) -> (forall b i, residual X Y' b i = 0) ->
  forall b i, Y' b i = Y b i.
Proof.
move=> H H'; have L := solution_optimal Y H'; pose D b i := Y' b i - Y b i.
have := objective_quadratic A1 A2 A3 B wx wy lx ly X Y D; rewrite -/(Phi X) -/(residual X Y).
have -> : product (residual X Y) D = 0 by apply: sum_eq0 => b; apply: sum_eq0 => i; rewrite H; ring.
have -> : (fun b i => Y b i + D b i) = Y' by apply: ext2 => b i; rewrite /D; ring.
have X0 := excess_coercive X D; have S0 := squares_ge0 D => E.
have Z : squares D = 0 by have : c * squares D <= c * 0;
  [rewrite -/(Phi X) in E; lra|move/(Rmult_le_reg_l _ _ _ c0); lra].
move=> b i; have Zb := @sum_eq0_ge0 T _ (fun b => sum_ge0 (fun i => Rle_0_sqr (D b i))) Z b.
have := @sum_eq0_ge0 K _ (fun i => Rle_0_sqr (D b i)) Zb i; move/Rsqr_0_uniq; rewrite /D; lra.
Qed.
(* Existence: the Gram matrix is positive definite, one system for each column. *)
Theorem solution_exists X : exists Y, forall b i, residual X Y b i = 0.
Proof.
pose m := mean_values A1 A2 A3 X.
pose G b b' := sum (fun j => m j b * m j b') + wy * wy * sum (fun k => A3 k b * A3 k b') + ly * delta b b'.
have form_G u : form G u u = sum (fun j => sum (fun b => m j b * u b) ^ 2)
  + wy * wy * sum (fun k => sum (fun b => A3 k b * u b) ^ 2)
  + ly * dot u u.
  have sq (J : finType) (a : J -> T -> R) :
      sum (fun b => sum (fun b' => u b * (sum (fun j => a j b * a j b') * u b')))
        = sum (fun j => sum (fun b => a j b * u b) ^ 2).
    transitivity (sum (fun b => sum (fun j => a j b * u b * sum (fun b' => a j b' * u b')))).
      apply: sum_ext => b; transitivity (sum (fun b' => sum (fun j => u b * (a j b * a j b' * u b')))).
        by apply: sum_ext => b'; rewrite -sum_scal_r -sum_scal.
      by rewrite sum_swap; apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => b'; ring.
    by rewrite sum_swap; apply: sum_ext => j; rewrite sum_scal_r; ring.
  rewrite /form /dot /apply -!sq -!sum_scal -!sum_plus; apply: sum_ext => b.
  rewrite -!sum_scal -(delta_sum (fun b' => ly * (u b * u b')) b) -!sum_plus; apply: sum_ext => b'; rewrite /G; ring.
have curved_G : curved (@dot T) G c.
  move=> u; rewrite form_G; have := coercive u.
  suff : 0 <= sum (fun j => sum (fun b => m j b * u b) ^ 2) by lra.
  by apply: sum_ge0 => j; exact: pow2_ge_0.
have [H HG] := invertible c0 curved_G.
exists (fun b i => apply H (fun b => sum (fun j => m j b * B j i)) b) => b i; rewrite /residual /normal -/m.
set y := fun i b => apply H (fun b => sum (fun j => m j b * B j i)) b.
have E : apply G (y i) b = sum (fun j => m j b * B j i) by rewrite /y HG.
rewrite -E /apply -(delta_sum (fun b' => ly * y i b') b) -sum_plus -sum_minus; apply: sum_eq0 => b'.
by rewrite -/(apply H _ b') -/(y i b') /G; ring.
Qed.
Section Line.
Variables (X dX : P -> Q -> R) (Y : T -> K -> R).
Hypothesis solved : forall b i, residual X Y b i = 0.
Let at_ t a l := X a l + t * dX a l.
Lemma at_0 : at_ 0 = X. Proof. by apply: ext2 => a l; rewrite /at_; ring. Qed.
Lemma means_derivable j b : exists d, is_derive (fun t => mean_values A1 A2 A3 (at_ t) j b) 0 d.
Proof.
have := @tilt M (scores A1 A2 X j) (scores A1 A2 dX j) (fun k _ => A3 k b) (fun _ => 0) 0 k0 (fun k =>
  derive_const _ _).
move=> D; eexists; apply: (is_derive_ext _ _ _ _ _ D) => t; rewrite /mean_values /attention /at_ scores_line.
by [].
Qed.
Lemma residual_derivable b i : exists d, is_derive (fun t => residual (at_ t) Y b i) 0 d.
Proof.
have [m Hm] : exists m : N -> T -> R, forall j b, is_derive (fun t => mean_values A1 A2 A3 (at_ t) j b) 0 (m j b).
  exists (fun j b => Derive (fun t => mean_values A1 A2 A3 (at_ t) j b) 0) => j b'.
  by apply: Derive_correct; have [d D] := means_derivable j b'; exists d.
eexists; apply: derive_minus; last by apply: is_derive_sum => j; apply: derive_mult; [exact: Hm|exact: derive_const].
apply: derive_plus; last exact: derive_const.
apply: is_derive_sum => b'; apply: derive_mult; last exact: derive_const.
by apply: derive_plus; [apply: is_derive_sum => j; apply: derive_mult; exact: Hm|exact: derive_const].
Qed.
Lemma residuals_flat : is_derive (fun t => squares (residual (at_ t) Y)) 0 0.
Proof.
have D b i : is_derive (fun t => residual (at_ t) Y b i * residual (at_ t) Y b i) 0 0.
  have [d Hd] := residual_derivable b i; apply: (derive_as (derive_mult Hd Hd)).
  by rewrite at_0 solved; ring.
apply: (derive_as (is_derive_sum (fun b => is_derive_sum (fun i => D b i)))).
by apply: sum_eq0 => b; exact: sum_0.
Qed.
Theorem reduced_slope (phi : (P -> Q -> R) -> R) :
  (forall X, exists Y, (forall b i, residual X Y b i = 0) /\ phi X = Phi X Y) ->
  is_derive (fun t => phi (at_ t)) 0 (product (gradient_X A1 A2 A3 B wx lx X Y) dX).
Proof.
move=> Hphi; have U := gradient_along k0 A1 A2 A3 B wx wy lx ly X dX Y (fun _ _ => 0).
have Z : product (gradient_Y A1 A2 A3 B wy ly X Y) (fun _ _ => 0) = 0.
  by apply: sum_eq0 => b; apply: sum_eq0 => i; ring.
rewrite Z Rplus_0_r in U; have EU t : along A1 A2 A3 B wx wy lx ly X dX Y (fun _ _ => 0) t = Phi (at_ t) Y.
  by rewrite /along /Phi; congr (objective _ _ _ _ _ _ _ _ _ _); apply: ext2 => b i; ring.
apply: (squeezed_derivative c0 (is_derive_ext _ _ _ _ EU U) residuals_flat).
  by rewrite at_0; apply: sum_eq0 => b; apply: sum_eq0 => i; rewrite solved; ring.
move=> t; have [Yt [Ht ->]] := Hphi (at_ t); split; last exact: solution_optimal.
have := objective_above (at_ t) Y (fun b i => Yt b i - Y b i).
by have -> : (fun b i => Y b i + (Yt b i - Y b i)) = Yt by apply: ext2 => b i; ring.
Qed.
End Line.
End Reduced.
