(* S3-global for the objective in (X, Y): where stationary points lie, growth in the region, the only global
   minimiser. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds BinaryForms Stationary Boxes ObjectiveBounds
  Euclidean GlobalMinimum GradientLipschitz.
From PC.statements Require Import Vectors Objective EverySize.
From PC.proofs Require Import Objective EverySize CertificateNumbers.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Stationary.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
Variable key : m.
Let Phi := objective A1 A2 A3 B wx wy lx ly.
Notation vector := (unknowns p q r k -> R).
Variable w : vector.
Hypothesis flat : forall d, slope Phi w d 1 = 0.
Let F j := softmax (score A1 A2 w j).
Let C j i := RowBounds.mean (F j) (value A3 w) i - B j i.
Let a := len2 (score A1 A2 w).
Let b := len2 (value A3 w).
Lemma flat_product (X : p -> q -> R) (Y : r -> k -> R) :
  Model.product (Model.gradient_X A1 A2 A3 B wx lx (entry_X w) (entry_Y w)) X +
  Model.product (Model.gradient_Y A1 A2 A3 B wy ly (entry_X w) (entry_Y w)) Y = 0.
Proof.
have G := Gradient.gradient_along key A1 A2 A3 B wx wy lx ly (entry_X w) X (entry_Y w) Y.
by rewrite -(is_derive_unique _ _ _ G); exact: (flat (joined X Y)).
Qed.
Lemma flat_X : Stationary.pairing_X A1 A2 A3 B (entry_X w) (entry_Y w) (wx * wx) lx F = 0.
Proof.
have := flat_product (entry_X w) (fun _ _ => 0); set y := Model.product _ (fun _ _ => 0).
have -> : y = 0 by apply: sum_eq0 => i; apply: sum_eq0 => j; ring.
rewrite Rplus_0_r => E0; rewrite -[LHS]/(Model.product _ (entry_X w) / 2) E0; lra.
Qed.
Lemma flat_Y : Stationary.pairing_Y A3 B (entry_Y w) (wy * wy) ly F = 0.
Proof.
have := flat_product (fun _ _ => 0) (entry_Y w); set x := Model.product _ (fun _ _ => 0).
have -> : x = 0 by apply: sum_eq0 => i; apply: sum_eq0 => j; ring.
rewrite Rplus_0_l => E0; rewrite -[LHS]/(Model.product _ (entry_Y w) / 2) E0; lra.
Qed.
Hypothesis wx0 : 0 < wx.
Hypothesis wy0 : 0 < wy.
Hypothesis lx0 : 0 <= lx.
Hypothesis ly0 : 0 <= ly.
Variable top : R.
Hypothesis Htop : Phi w <= top.
Let parts : sq2 C + wx * wx * (a * a) + wy * wy * (b * b) <= top.
Proof.
apply: Rle_trans Htop; rewrite !len2_sq.
have -> : Phi w = sq2 C + (wx * wx * sq2 (score A1 A2 w) + wy * wy * sq2 (value A3 w) + lx * sq2 (entry_X w)
  + ly * sq2 (entry_Y w)) by [].
have := Rmult_le_pos _ _ lx0 (sq2_ge0 (entry_X w)); have := Rmult_le_pos _ _ ly0 (sq2_ge0 (entry_Y w)); lra.
Qed.
Let a0 : 0 <= a. Proof. exact: len2_ge0. Qed.
Let b0 : 0 <= b. Proof. exact: len2_ge0. Qed.
Let sqa : 0 <= wx * wx * (a * a). Proof. by apply: Rmult_le_pos; exact: Rle_0_sqr. Qed.
Let sqb : 0 <= wy * wy * (b * b). Proof. by apply: Rmult_le_pos; exact: Rle_0_sqr. Qed.
Lemma le_ratio x y z : 0 < y -> y * x <= z -> x <= z / y.
Proof. by move=> y0 H; apply: (Rmult_le_reg_l y) => //; have -> : y * (z / y) = z by field; lra. Qed.
Lemma stationary_values_le : b <= Rmin (sqrt top / wy) (len2 B / (2 * wy)).
Proof.
have H := stationary_half_target A3 B (entry_Y w) (wy * wy) F ly0; rewrite flat_Y Rminus_0_r in H.
have {}H : wy * wy * (b * b) <= len2 B * len2 B / 4 by rewrite /b (len2_sq (value A3 w)); exact: H.
have B0 := len2_ge0 B; apply: Rmin_glb; apply: le_ratio; try lra.
  by apply: le_sqrt_of_sq; have := parts; have := sq2_ge0 C; lra.
suff : wy * b <= len2 B / 2 by lra.
by apply: le_of_sq; lra.
Qed.
Lemma stationary_scores_le : a <= Rmin (sqrt top / wx) (top / (4 * wx^2 * wy)).
Proof.
have W j : weights (F j) by exact: (softmax_weights _ key).
have H := stationary_scores A1 A2 A3 B (entry_X w) (entry_Y w) (wx * wx) W lx0 (ltac:(lra) : 0 <= 1 / 2)
  (fun j g => var_le_half_of_weights g (W j)).
rewrite flat_X Rminus_0_r in H.
have {}H : wx * wx * (a * a) <= 1 / 2 * len2 C * (a * b).
  by rewrite /a /b (len2_sq (score A1 A2 w)) -sqrt_mult; [exact: H|exact: sq2_ge0|exact: sq2_ge0].
have c0 := len2_ge0 C; have Q := parts; rewrite -len2_sq in Q; apply: Rmin_glb; apply: le_ratio; try lra.
  by apply: le_sqrt_of_sq; have := Rle_0_sqr (len2 C); rewrite /Rsqr; lra.
  by do 2 (apply: Rmult_lt_0_compat => //; try lra); nra.
have cb : len2 C * (wy * b) <= top / 2 by have := pow2_ge_0 (len2 C - wy * b); lra.
case: (Req_dec a 0) => [->|an].
  have := Rle_0_sqr (len2 C); rewrite /Rsqr Rmult_0_r; lra.
have {}H : wx * wx * a <= 1 / 2 * len2 C * b by apply: (Rmult_le_reg_r a); lra.
have := Rmult_le_compat_r wy _ _ ltac:(lra) H; lra.
Qed.
End Stationary.

Theorem S3_global_general_holds : S3_global_general.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly key Phi zs rho1 rho2 psi phi top below wx0 wy0 lx0 ly0 below0 Hbelow R1 R2 m1
  Epsi Ephi c Htop lambda lam0 flat.
have [G [H [S [E _]]]] := Attention_smooth_holds A1 A2 A3 B wx wy lx ly key; rewrite -/Phi in S E.
have stat w := stationary_slopes w (fun z d => proj1 (E z d)).
pose D (w : unknowns p q r k -> R) := sqrt (squares (score A1 A2 w)) <= rho1 /\ sqrt (squares (value A3 w)) <= rho2.
pose ridge (d : unknowns p q r k -> R) := lx * sq2 (entry_X d) + ly * sq2 (entry_Y d).
have ridge0 d : 0 <= ridge d.
  by apply: Rplus_le_le_0_compat; apply: Rmult_le_pos => //; exact: sq2_ge0.
have convexD : convex_set D by exact: convex_region.
have region w : stationary G w -> Phi w <= Phi zs -> D w.
  move=> /stat Gw le; split.
    exact: (Rle_trans _ _ _ (stationary_scores_le key Gw wx0 wy0 lx0 ly0 le) R1).
  exact: (Rle_trans _ _ _ (stationary_values_le key Gw wy0 lx0 ly0 le) R2).
have Gs : stationary G zs by apply/stat.
have Ds : D zs by apply: region => //; lra.
pose form2 (u v : unknowns p q r k -> R) := natural_square A1 A2 A3 u + ridge u / lambda.
have curved_D w : D w -> curved form2 (H w) (2 * lambda).
  move=> [H1 H2] d; rewrite (proj2 (E w d)); have Hd : size m - 1 = -1 + size m by ring.
  have d0 : 0 < size m - 1 by lra.
  have Hc j : residual_bound B (region_peak rho1 (size m) (size m - 1)) rho2 j <= top.
    by have := Htop j; rewrite /c Epsi.
  have Q := region_along_ge key wx wy lx ly (erefl (size m)) Hd d0 Hc (entry_X d) (entry_Y d) H1 H2.
  apply: Rle_trans Q; right; rewrite -/(ridge d).
  have El : region_modulus B wx wy rho1 rho2 (size m) (size m - 1) top = lambda.
    by rewrite /lambda /c Ephi Epsi smaller_eq !square2.
  by rewrite El /form2 Rmult_plus_distr_l; congr (_ + _); field; lra.
have grow w : D w -> Phi zs + lambda * natural_square A1 A2 A3 (sub w zs) + ridge (sub w zs) <= Phi w.
  move=> Dw; have Q := tangent S convexD curved_D Ds Dw; rewrite Gs in Q.
  have E0 : dot (@zero _) (sub w zs) = 0 by apply: sum_eq0 => i; rewrite /zero; ring.
  rewrite E0 /form2 in Q; apply: Rle_trans Q; right; field; lra.
have nat0 (d : unknowns p q r k -> R) : 0 <= natural_square A1 A2 A3 d by apply: Rplus_le_le_0_compat; exact: sq2_ge0.
have pos w : D w -> curved (@dot _) (H w) 0.
  move=> Dw d; rewrite Rmult_0_l; apply: Rle_trans (curved_D w Dw d).
  apply: Rmult_le_pos; first lra.
  apply: Rplus_le_le_0_compat => //; apply: Rmult_le_pos => //; apply: Rlt_le; exact: Rinv_0_lt_compat.
have global := stationary_is_global S (sublevel_bounded B zs below0 Hbelow) convexD region pos Gs (Rle_refl _).
split=> //; split=> [w le|w H1 H2]; last by have := grow w (conj H1 H2); have := ridge0 (sub w zs); lra.
have Gw : stationary G w by apply: (minimiser_stationary S) => v; exact: Rle_trans le (global v).
have Q := grow w (region w Gw le); set d := sub w zs in Q.
have ln := Rmult_le_pos _ _ (Rlt_le _ _ lam0) (nat0 d); have rd := ridge0 d.
have nz : natural_square A1 A2 A3 d = 0.
  by apply: (Rmult_eq_reg_l lambda); lra.
have Sz := sq2_ge0 (score A1 A2 d); have Vz := sq2_ge0 (value A3 d).
have nz' : sq2 (score A1 A2 d) + sq2 (value A3 d) = 0 by exact: nz.
have reg : regulariser A1 A2 A3 wx wy lx ly d = 0.
  have -> : regulariser A1 A2 A3 wx wy lx ly d = wx * wx * sq2 (score A1 A2 d) + wy * wy * sq2 (value A3 d)
    + lx * sq2 (entry_X d) + ly * sq2 (entry_Y d) by [].
  have -> : sq2 (score A1 A2 d) = 0 by lra.
  have -> : sq2 (value A3 d) = 0 by lra.
  by rewrite /ridge in Q rd; lra.
have := Hbelow d; rewrite reg => dd; have d0 := dot_ge0 d.
have z0 : dot d d = 0 by have := Rmult_le_pos _ _ (Rlt_le _ _ below0) d0 => u; apply: (Rmult_eq_reg_l below); lra.
by apply: (length_eq (definite_dot _)); rewrite -/d /length z0 sqrt_0; lra.
Qed.
