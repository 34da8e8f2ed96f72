(* L_exp = |f - b|^2/2 along a line of scores z + t s, f the softmax, b a probability vector: its first and its third
   derivative are at most |s| and 3 |s|^3, by the tilts of f (RowBounds) with the unit vectors as values; the
   derivatives of L_sparse, the sum of exponentials. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds Derivatives LossDerivatives.
From PC.proofs Require Import LossCurvature.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Tilts.
Variables (M : finType) (f s b : M -> R).
Hypothesis W : weights f.
Hypothesis Wb : weights b.
Let unit k : M -> R := fun i => if k == i then 1 else 0.
Let C i := f i - b i.
Let zero := fun _ : M => 0.
Let phi g : var f g <= 1 / 2 * square g. Proof. exact: var_le_half_of_weights. Qed.
Definition weight1 i := output1 f s (unit^~ i) zero.
Definition weight2 i := output2 f s (unit^~ i) zero.
Definition weight3 i := output3 f s (unit^~ i) zero.

Let Z (g : M -> R) : sum (fun k => g k * zero k) = 0. Proof. by apply: sum_eq0 => k; rewrite /zero; ring. Qed.
Lemma weight1_tilt i : weight1 i = covariance f s unit i.
Proof. by rewrite /weight1 /output1 Z Rplus_0_r. Qed.
Lemma weight2_tilt i : weight2 i = second_tilt f s unit i.
Proof. by rewrite /weight2 /output2 Z /second_tilt /score_variance /variance /score_rest /mean /E; ring. Qed.
Lemma weight3_tilt i : weight3 i = third_tilt f s unit i.
Proof.
by rewrite /weight3 /output3 !Z /third_tilt /score_variance /variance /covariance /score_rest /mean /E; ring.
Qed.
Lemma unit_mean (g : M -> R) i : sum (fun k => g k * unit k i) = g i.
Proof.
transitivity (sum (fun k => if k == i then g k else 0)); last exact: sum_delta.
by apply: sum_ext => k; rewrite /unit; case: eqP => _; ring.
Qed.
Lemma unit_rest k : sq (value_rest f unit k) = 1 - 2 * f k + sq f.
Proof.
by rewrite -(unit_minus_weights f k); apply: sum_ext => i; rewrite /value_rest /mean unit_mean /unit eq_sym.
Qed.
Let sqf : sq f <= 1 := len_weights_le1 W.
Lemma unit_rest_le k : len (value_rest f unit k) <= sqrt 2.
Proof. by apply: sqrt_le_1_alt; rewrite unit_rest; have := proj1 W k; lra. Qed.
Lemma unit_variance : value_variance f unit <= 1.
Proof.
have -> : value_variance f unit = 1 - sq f.
  transitivity (sum (fun k => (1 + sq f) * f k - 2 * (f k * f k))).
    by apply: sum_ext => k; rewrite unit_rest; ring.
  by rewrite sum_minus !sum_scal (proj2 W) -/(sq f); ring.
by have := sq_ge0 f; lra.
Qed.

(* |f'| <= sqrt(1/2) |s|, |f''| <= sqrt 2/2 |s|^2, |c| <= sqrt 2. *)
Let half0 : 0 <= 1 / 2. Proof. lra. Qed.
Lemma weight1_le : len weight1 <= sqrt (1 / 2) * len s.
Proof.
rewrite (len_ext weight1_tilt); apply: (Rle_trans _ _ _ (covariance_tau s W half0 phi unit)).
apply: Rmult_le_compat_r; first exact: len_ge0.
rewrite -[X in _ <= X]Rmult_1_r -[X in _ <= _ * X]sqrt_1; apply: Rmult_le_compat_l; first exact: sqrt_pos.
exact: sqrt_le_1_alt unit_variance.
Qed.
Lemma weight2_le : len weight2 <= 1 / 2 * sq s * sqrt 2.
Proof. by rewrite (len_ext weight2_tilt); exact: (second_tilt_le s W phi unit_rest_le). Qed.
Lemma gap_square : sq C <= 2.
Proof.
have B : sq b <= 1 := len_weights_le1 Wb.
apply: (Rle_trans _ (sq f + sq b)); last lra.
rewrite -sum_plus; apply: sum_le => i; have := Rmult_le_pos _ _ (proj1 W i) (proj1 Wb i); rewrite /C; lra.
Qed.
Let gap_len : len C <= sqrt 2. Proof. exact: sqrt_le_1_alt gap_square. Qed.
Let r2 : sqrt (1 / 2) * sqrt 2 = 1. Proof.
rewrite -sqrt_mult; [|lra|lra]; have -> : 1 / 2 * 2 = 1 by field.
exact: sqrt_1.
Qed.

Lemma first_le : Rabs (sum (fun i => C i * weight1 i)) <= len s.
Proof.
apply: (Rle_trans _ _ _ (inner_abs_le C weight1)).
apply: (Rle_trans _ _ _ (Rmult_le_compat _ _ _ _ (len_ge0 C) (len_ge0 weight1) gap_len weight1_le)).
by right; transitivity (sqrt (1 / 2) * sqrt 2 * len s); [ring|rewrite r2; ring].
Qed.
(* <c, f'''> is the third tilt of the numbers c. *)
Let values : M -> 'I_1 -> R := fun k _ => C k.
Lemma third_gap : sum (fun i => C i * weight3 i) = third_tilt f s values ord0.
Proof.
pose g k := f k * (score_rest f s k * score_rest f s k * score_rest f s k) - f k * sum (fun k => f k * (score_rest f s k
  * score_rest f s k * score_rest f s k)) - 3 * score_variance f s * (f k * score_rest f s k).
have T (K : finType) (U : M -> K -> R) i : third_tilt f s U i = sum (fun k => g k * U k i).
  transitivity (sum (fun k => f k * (score_rest f s k * score_rest f s k * score_rest f s k) * U k i
    - sum (fun k => f k * (score_rest f s k * score_rest f s k * score_rest f s k)) * (f k * U k i)
    - 3 * score_variance f s * (f k * score_rest f s k * U k i))).
    by rewrite !sum_minus !sum_scal.
  by apply: sum_ext => k; rewrite /g; ring.
rewrite T; apply: sum_ext => i; rewrite weight3_tilt T unit_mean /values; ring.
Qed.
Lemma third_gap_le : Rabs (sum (fun i => C i * weight3 i)) <= sqrt 2 * (sq s * len s).
Proof.
have half : score_variance f s <= 1 / 2 * sq s by rewrite score_variance_var sq_square.
have L := third_tilt_le W half0 phi half values.
have V : value_variance f values <= 1.
  apply: (Rle_trans _ _ _ (value_variance_le phi values)).
  suff -> : sq2 values = sq C by have := gap_square; lra.
  by apply: sum_ext => k; rewrite sum_ord_recl sum_ord0 Rplus_0_r.
apply: (Rle_trans _ (len (third_tilt f s values))).
  rewrite third_gap -(sqrt_Rsqr_abs); apply: sqrt_le_1_alt.
  exact: (@sum_ge1 _ (fun i => third_tilt f s values i * third_tilt f s values i) ord0 (fun i => Rle_0_sqr _)).
apply: (Rle_trans _ _ _ L); apply: Rmult_le_compat_r.
  by apply: Rmult_le_pos; [exact: sq_ge0|exact: len_ge0].
have K : sqrt (value_variance f values) <= 1 by rewrite -sqrt_1; exact: sqrt_le_1_alt.
have := Rmult_le_compat_l _ _ _ (sqrt_pos (1 / 2)) K.
have E : sqrt 2 = 2 * sqrt (1 / 2).
  have := r2; have := sqrt_sqrt 2 ltac:(lra); have := sqrt_pos 2; have := sqrt_sqrt _ half0; have := sqrt_pos (1 / 2).
  set a := sqrt (1 / 2); set c := sqrt 2 => a0 aa c0 cc ac; have : a * (c * c) = 2 * a by rewrite cc; ring.
  by rewrite -Rmult_assoc ac; lra.
by rewrite E; lra.
Qed.
Lemma root_two_le : sqrt 2 <= 3 / 2.
Proof. by apply: sqrt_le_of_sq; lra. Qed.
Theorem third_le :
  Rabs (3 * sum (fun i => weight1 i * weight2 i) + sum (fun i => C i * weight3 i)) <= 3 * (sq s * len s).
Proof.
apply: (Rle_trans _ _ _ (Rabs_triang _ _)); have G := third_gap_le.
have A : Rabs (sum (fun i => weight1 i * weight2 i)) <= 1 / 2 * (sq s * len s).
  apply: (Rle_trans _ _ _ (inner_abs_le weight1 weight2)).
  apply: (Rle_trans _ _ _ (Rmult_le_compat _ _ _ _ (len_ge0 weight1) (len_ge0 weight2) weight1_le weight2_le)).
  by right; transitivity (sqrt (1 / 2) * sqrt 2 * (1 / 2 * (sq s * len s))); [ring|rewrite r2; ring].
have P : 0 <= sq s * len s by apply: Rmult_le_pos; [exact: sq_ge0|exact: len_ge0].
have := Rmult_le_compat_r _ _ _ P root_two_le.
by rewrite Rabs_mult (Rabs_pos_eq 3); lra.
Qed.
End Tilts.

(* Along the line. *)
Section Line.
Variables (M : finType) (k0 : M) (z s b : M -> R).
Let f t := softmax (fun k => z k + t * s k).
Definition fit1 t := sum (fun i => (f t i - b i) * weight1 (f t) s i).
Definition fit2 t := sum (fun i => weight1 (f t) s i * weight1 (f t) s i) +
  sum (fun i => (f t i - b i) * weight2 (f t) s i).
Definition fit3 t := 3 * sum (fun i => weight1 (f t) s i * weight2 (f t) s i) +
  sum (fun i => (f t i - b i) * weight3 (f t) s i).
Lemma weight_jet i :
  jet (fun t => f t i) (fun t => weight1 (f t) s i) (fun t => weight2 (f t) s i) (fun t => weight3 (f t) s i).
Proof.
have K (t : R) : (fun k => (if k == i then 1 else 0) + t * 0) = (fun k => if k == i then 1 else 0).
  by apply: functional_extensionality => k; ring.
apply: (jet_ext (output_jet k0 z s (fun k => if k == i then 1 else 0) (fun _ => 0))) => t; rewrite K //.
exact: (unit_mean (f t) i).
Qed.
Theorem fit_jet : jet (loss z s b) fit1 fit2 fit3.
Proof.
apply: (jet_ext (jet_scal (1 / 2) (jet_sum (fun i => jet_square (jet_shift (b i) (weight_jet i)))))) => t.
- by rewrite Rmult_comm /Rdiv Rmult_1_l.
- by rewrite /fit1 -sum_scal; apply: sum_ext => i; field.
- by rewrite /fit2 -sum_scal -sum_plus; apply: sum_ext => i; field.
- by rewrite /fit3 -!sum_scal -sum_plus; apply: sum_ext => i; field.
Qed.
(* L_sparse, the sum of exponentials. *)
Definition mass a t := sum (fun i => s i ^ a * exp (z i + t * s i)).
Lemma mass_derive a t : is_derive (mass a) t (mass a.+1 t).
Proof.
apply: (is_derive_sum (F := fun i t => s i ^ a * exp (z i + t * s i))) => i.
by auto_derive => //; rewrite /=; ring.
Qed.
Lemma mass_jet : jet (mass 0) (mass 1) (mass 2) (mass 3).
Proof. by split=> t; exact: mass_derive. Qed.
End Line.
