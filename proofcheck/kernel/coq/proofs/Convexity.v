(* S1, S2, S4, S5, R5: curvature at a point, generated statements from the forms of the library. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Matching Softmax Norms RowBounds LossBounds Peaks BinaryForms CurvatureForms.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Point.
Variables n m k : nat.
Variables (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R).
Variables (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R) (Wx Wy : R).
Let F j := softmax (S j).
Let C j i := mean (F j) V i - B j i.
Let W j : weights (F j). Proof. exact: (softmax_weights (S j) ord0). Qed.
Let phi j := peak (F j).
Let phi0 j : 0 <= phi j. Proof. exact: (peak_ge0 (W j)). Qed.
Let Hphi j g : var (F j) g <= phi j * square g. Proof. exact: var_le_phi. Qed.
Let tau j := spread (F j) V.
Definition drop j := Rmax 0 (maxi (fun l => inner (C j) (mean (F j) V) - inner (C j) (V l))).
Definition rise j := Rmax 0 (maxi (fun l => inner (C j) (V l) - inner (C j) (mean (F j) V))).
Definition curvature_loss := maxi (fun j => phi j * drop j).
Definition curvature_mixed := len (fun j => phi j * len (C j)).
Definition curvature_rise := maxi (fun j => phi j * (tau j * tau j + rise j)).
Definition curvature_gain := len (fun j => len (F j) * sqrt (phi j) * tau j + phi j * len (C j)).
Definition weight_squares := sum (fun j => len (F j) * len (F j)).
Definition half_curvature := half_loss_curvature F V C s v + Wx * sq2 s + Wy * sq2 v.

Lemma loss_curvature_ge :
  - curvature_loss * sq2 s - 2 * curvature_mixed * (len2 s * len2 v) <= half_loss_curvature F V C s v.
Proof.
apply: (half_loss_curvature_ge s v W phi0 Hphi (low := drop)) => [j|j l|j]; first exact: Rmax_l.
  apply: (Rle_trans _ _ _ _ (Rmax_r _ _)).
  exact: (maxi_ge (fun l => inner (C j) (mean (F j) V) - inner (C j) (V l))).
exact: (maxi_ge (fun j => phi j * drop j)).
Qed.
Lemma loss_curvature_le :
  half_loss_curvature F V C s v <=
  curvature_rise * sq2 s + 2 * curvature_gain * (len2 s * len2 v) + weight_squares * sq2 v.
Proof.
apply: (half_loss_curvature_le s v W phi0 Hphi (tau := tau) (top := rise)) => [j|j l|j|j]; first exact: Rmax_l.
- apply: (Rle_trans _ _ _ _ (Rmax_r _ _)).
  exact: (maxi_ge (fun l => inner (C j) (V l) - inner (C j) (mean (F j) V))).
- exact: Rle_refl.
- exact: (maxi_ge (fun j => phi j * (tau j * tau j + rise j))).
Qed.

(* S1 and S1-upper: the forms below and above. *)
Lemma half_curvature_ge :
  (Wx - curvature_loss) * sq2 s - 2 * curvature_mixed * (len2 s * len2 v) + Wy * sq2 v <= half_curvature.
Proof. by rewrite /half_curvature; have := loss_curvature_ge; lra. Qed.
Lemma half_curvature_le :
  half_curvature <= (Wx + curvature_rise) * sq2 s + 2 * curvature_gain * (len2 s * len2 v)
    + (Wy + weight_squares) * sq2 v.
Proof. by rewrite /half_curvature; have := loss_curvature_le; lra. Qed.
(* S2: the smaller eigenvalue of the form below. *)
Lemma modulus_le :
  smaller_eigenvalue (Wx - curvature_loss) curvature_mixed Wy * (sq2 s + sq2 v) <= half_curvature.
Proof.
have := smaller_eigenvalue_le (Wx - curvature_loss) curvature_mixed Wy (len2 s) (len2 v); rewrite !len2_sq.
by have := half_curvature_ge; lra.
Qed.
End Point.

Theorem S1_holds : S1.statement.
Proof. by move=> n m k S V B s v wx wy; premises; exact: (half_curvature_ge S V B s v (wx * wx) (wy * wy)). Qed.
Theorem S1_upper_holds : S1_upper.statement.
Proof. by move=> n m k S V B s v wx wy; premises; exact: (half_curvature_le S V B s v (wx * wx) (wy * wy)). Qed.
Theorem S2_holds : S2.statement.
Proof. by move=> n m k S V B s v wx wy; premises; exact: (modulus_le S V B s v (wx * wx) (wy * wy)). Qed.
Theorem S2_threshold_holds : S2_threshold.statement.
Proof. by move=> mu K more m0 _ e0; exact: threshold. Qed.
Lemma opp_le a b c : - a * b <= c -> - c <= a * b. Proof. lra. Qed.
Theorem S5_holds : S5.statement.
Proof.
move=> n m k S V B s; set none := fun (_ : 'I_m.+1) (_ : 'I_k.+1) => 0.
have A := loss_curvature_le S V B s none; have D := loss_curvature_ge S V B s none.
rewrite /len2 !sq2_none sqrt_0 !Rmult_0_r Rplus_0_r ?Rplus_0_r ?Rminus_0_r in A D.
rewrite score_curvature_line in A D; split; first exact: A.
exact: (opp_le D).
Qed.
Theorem S4_holds : S4.statement.
Proof.
move=> p q a1 a2 a3 u v C Ha2.
pose w i := sum (fun j => u j * C j i); pose c := len2 C.
have c0 : 0 <= c by exact: len2_ge0.
have mixed : Rabs (a2 * inner w v) <= a2 * c * (len u * len v).
  rewrite Rabs_mult Rabs_pos_eq; last lra.
  rewrite Rmult_assoc; apply: Rmult_le_compat_l; first lra.
  apply: (Rle_trans _ _ _ (inner_abs_le _ _)); rewrite -Rmult_assoc; apply: Rmult_le_compat_r; first exact: len_ge0.
  apply: sqrt_le_of_sq; first by apply: Rmult_le_pos; [|exact: len_ge0].
  have -> : c * len u * (c * len u) = (c * c) * (len u * len u) by ring.
  rewrite len2_sq len_sq sq2_swap Rmult_comm -sum_scal; apply: sum_le => i; exact: (inner_sq_le u (fun j => C j i)).
have P := len_sq u; have Q := len_sq v.
have J := @joint_modulus (a1 * c) (a2 * c) (a3 * c) (len u) (len v) (a1 * c * sq u) (a2 * inner w v) (a3 * c * sq v)
  (len_ge0 u) (len_ge0 v) (Req_le _ _ (f_equal _ P)) (Req_le _ _ (f_equal _ Q)) mixed.
have E0 : smaller_eigenvalue (a1 * c) (a2 * c) (a3 * c) = smaller_eigenvalue a1 a2 a3 * c.
  rewrite /smaller_eigenvalue.
  have -> : (a1 * c - a3 * c) / 2 * ((a1 * c - a3 * c) / 2) + a2 * c * (a2 * c) =
    ((a1 - a3) / 2 * ((a1 - a3) / 2) + a2 * a2) * (c * c) by field.
  rewrite sqrt_mult; last exact: Rle_0_sqr.
    by rewrite (sqrt_square _ c0); field.
  by apply: Rplus_le_le_0_compat; exact: Rle_0_sqr.
rewrite E0 P Q in J.
suff : smaller_eigenvalue a1 a2 a3 * (sq u + sq v) * c <= (a1 * sq u + a3 * sq v) * c + 2 * a2 * inner w v by [].
by lra.
Qed.
Theorem R5_holds : R5.statement.
Proof.
move=> n m k S V B s v wx wy; rewrite /R5.claim => Hlo Hx Hy; do ?move=> _.
pose mu := curvature_loss S V B; pose nu := curvature_rise S V B.
pose K := curvature_mixed S V B; pose G := curvature_gain S V B; pose w := weight_squares S.
pose lo := smaller_eigenvalue (1 - mu / (wx * wx)) (K / (wx * wy)) 1.
pose hi := larger_eigenvalue (1 + nu / (wx * wx)) (G / (wx * wy)) (1 + w / (wy * wy)).
pose D := wx * wx * sq2 s + wy * wy * sq2 v; pose H := half_curvature S V B s v (wx * wx) (wy * wy).
have lo0 : 0 < lo.
  by have {}Hlo : 0 <= 64 * lo - 1 by []; lra.
have ED : D = (wx * len2 s) * (wx * len2 s) + (wy * len2 v) * (wy * len2 v) by rewrite /D -!len2_sq; ring.
have below : lo * D <= H.
  rewrite ED; apply: (Rle_trans _ _ _ (smaller_eigenvalue_le _ _ _ _ _)).
  apply: (Rle_trans _ _ _ _ (half_curvature_ge S V B s v (wx * wx) (wy * wy))); right.
  by rewrite -!len2_sq -/mu -/K; field; lra.
have above : H <= hi * D.
  rewrite ED; apply: (Rle_trans _ _ _ _ (larger_eigenvalue_ge _ _ _ _ _)).
  apply: (Rle_trans _ _ _ (half_curvature_le S V B s v (wx * wx) (wy * wy))); right.
  by rewrite -!len2_sq -/nu -/G -/w; field; lra.
have lo1 := smaller_eigenvalue_le (1 - mu / (wx * wx)) (K / (wx * wy)) 1 0 1.
have hi1 := larger_eigenvalue_ge (1 + nu / (wx * wx)) (G / (wx * wy)) (1 + w / (wy * wy)) 0 1.
rewrite -/lo in lo1; rewrite -/hi in hi1.
have w0 : 0 <= w / (wy * wy).
  apply: Rmult_le_pos; first by apply: sum_ge0 => j; exact: Rle_0_sqr.
  by apply: Rlt_le; apply: Rinv_0_lt_compat; nra.
have A := @relative_approximation lo hi D H lo0 ltac:(lra) below above ltac:(lra).
(* One layer of the generated definitions at a time: comparing whole sides takes many times as long. *)
match goal with |- (1 - ?e) * ?h <= ?d /\ _ => have -> : h = H by [];
  let e' := eval red in e in let d' := eval red in d in change ((1 - e') * H <= d' /\ d' <= (1 + e') * H) end.
match goal with |- (1 - (?h - ?l) / ?k) * _ <= 2 * _ * _ / _ * ?d /\ _ =>
  have El : l = lo by []; have Eh : h = hi by []; have -> : d = D by [];
  let k' := eval red in k in change k with k' end.
by rewrite El Eh.
Qed.
