(* Along the segment from (S, V) to (S + s, V + v): growth of the objective from curvature, and how far O moves. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds CurvatureForms Derivatives LossDerivatives
  Segments.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Taylor: a second derivative of at least 2 c on [0, 1]. *)
Lemma growth_from_curvature f f1 f2 f3 c : jet f f1 f2 f3 -> (forall t, 0 <= t <= 1 -> 2 * c <= f2 t) ->
  c <= f 1 - f 0 - f1 0.
Proof.
move=> [D1 D2 _] H.
have A t : 0 <= t <= 1 -> f1 0 + 2 * c * t <= f1 t.
  move=> Ht; suff : f1 0 - 2 * c * 0 <= f1 t - 2 * c * t by lra.
  apply: (@rise (fun t => f1 t - 2 * c * t) (fun t => f2 t - 2 * c)) => [|u|u Hu]; first lra.
    by apply: derive_minus => //; auto_derive => //; ring.
  by have := H u ltac:(lra); lra.
suff : f 0 - (f1 0 * 0 + c * 0 * 0) <= f 1 - (f1 0 * 1 + c * 1 * 1) by lra.
apply: (@rise (fun t => f t - (f1 0 * t + c * t * t)) (fun t => f1 t - (f1 0 + 2 * c * t))) => [|u|u Hu]; first lra.
  by apply: derive_minus => //; auto_derive => //; ring.
by have := A u Hu; lra.
Qed.

(* The mean value theorem for vectors: with |f'| <= c on [0, 1] the end is at most c away. *)
Lemma vector_increment (T : finType) (f df : R -> T -> R) c : 0 <= c ->
  (forall i t, is_derive (fun t => f t i) t (df t i)) -> (forall t, 0 <= t <= 1 -> len (df t) <= c) ->
  len (fun i => f 1 i - f 0 i) <= c.
Proof.
move=> c0 D H; apply: len_le_dual => // u.
have [t [Ht E0]] := @mean_value (fun t => inner u (f t)) (fun t => inner u (df t))
  (fun t => is_derive_sum (fun i => derive_scal (u i) (D i t))).
have -> : inner u (fun i => f 1 i - f 0 i) = inner u (f 1) - inner u (f 0).
  by rewrite /inner -sum_minus; apply: sum_ext => i; ring.
rewrite E0; apply: (Rle_trans _ _ _ (inner_le _ _)); rewrite Rmult_comm; apply: Rmult_le_compat_r; first exact: len_ge0.
exact: H.
Qed.

(* Balls are convex. *)
Lemma segment_len (N M : finType) (A b : N -> M -> R) rho t :
  len2 A <= rho -> len2 (fun j k => A j k + b j k) <= rho -> 0 <= t <= 1 ->
  len2 (fun j k => A j k + t * b j k) <= rho.
Proof.
move=> H0 H1 Ht.
rewrite (len2_ext (B := fun j k => (1 - t) * A j k + t * (A j k + b j k))) => [|j k]; last by ring.
apply: (Rle_trans _ _ _ (len2_plus (fun j k => (1 - t) * A j k) _)).
rewrite (len2_scal (1 - t) A) (len2_scal t (fun j k => A j k + b j k)) !Rabs_pos_eq; try lra.
have := Rmult_le_compat_l (1 - t) _ _ ltac:(lra) H0; have := Rmult_le_compat_l t _ _ ltac:(lra) H1; lra.
Qed.

Section Segment.
Variables N M K : finType.
Variables (S s : N -> M -> R) (V v : M -> K -> R) (B : N -> K -> R).
Variable k0 : M.
Let St t j k := S j k + t * s j k.
Let Vt t k i := V k i + t * v k i.
Let Ft t j := softmax (St t j).
Let Ct t j i := mean (Ft t j) (Vt t) i - B j i.
Let W t j : weights (Ft t j). Proof. exact: (softmax_weights _ k0). Qed.
Let O1 t := first (Ft t) (Vt t) s v.

(* Phi in natural coordinates, its slope along (s, v), and its growth. *)
Definition natural_phi (S : N -> M -> R) (V : M -> K -> R) wx wy :=
  sum (fun j => sum (fun i => (mean (softmax (S j)) V i - B j i) * (mean (softmax (S j)) V i - B j i)))
  + wx * wx * sq2 S + wy * wy * sq2 V.
Definition natural_slope wx wy :=
  2 * sum (fun j => sum (fun i => (mean (softmax (S j)) V i - B j i) * first (fun j => softmax (S j)) V s v j i))
  + 2 * (wx * wx * inner2 S s + wy * wy * inner2 V v).
Let end_S : St 1 = fun j k => S j k + s j k.
Proof. by apply: functional_extensionality => j; apply: functional_extensionality => k; rewrite /St; ring. Qed.
Let end_V : Vt 1 = fun k i => V k i + v k i.
Proof. by apply: functional_extensionality => k; apply: functional_extensionality => i; rewrite /Vt; ring. Qed.
Let start_S : St 0 = S.
Proof. by apply: functional_extensionality => j; apply: functional_extensionality => k; rewrite /St; ring. Qed.
Let start_V : Vt 0 = V.
Proof. by apply: functional_extensionality => k; apply: functional_extensionality => i; rewrite /Vt; ring. Qed.
Theorem segment_growth wx wy c :
  (forall t, 0 <= t <= 1 -> c <= half_loss_curvature (Ft t) (Vt t) (Ct t) s v + wx * wx * sq2 s + wy * wy * sq2 v) ->
  c <= natural_phi (fun j k => S j k + s j k) (fun k i => V k i + v k i) wx wy - natural_phi S V wx wy
    - natural_slope wx wy.
Proof.
move=> H; have J := jet_plus (jet_plus (loss_jet k0 S s V v B) (jet_scal (wx * wx) (jet_square_line S s)))
  (jet_scal (wy * wy) (jet_square_line V v)).
have G := growth_from_curvature J; have {}G := G c _.
have {}G : c <= natural_phi (St 1) (Vt 1) wx wy - natural_phi (St 0) (Vt 0) wx wy -
    (2 * sum (fun j => sum (fun i => Ct 0 j i * O1 0 j i)) + wx * wx * (2 * inner2 (St 0) s)
    + wy * wy * (2 * inner2 (Vt 0) v)).
  apply: G => t Ht; have := H t Ht; rewrite /half_loss_curvature.
  set a := sum _; set b := sum _; move=> Q.
  suff : 2 * c <= 2 * a + 2 * b + wx * wx * (2 * sq2 s) + wy * wy * (2 * sq2 v) by [].
  lra.
move: G; rewrite /Ct /O1 /Ft end_S end_V start_S start_V /natural_slope; lra.
Qed.

(* B6-c in natural coordinates: ||O(1) - O(0)|| <= rho / 2 a + sqrt(n) b where ||V|| <= rho at both ends. *)
Variable rho : R.
Hypothesis H0 : len2 V <= rho.
Hypothesis H1 : len2 (fun k i => V k i + v k i) <= rho.
Let speed := rho / sqrt 2 * sqrt (1 / 2).
Let speed0 : 0 <= speed.
Proof.
have r0 : 0 < sqrt 2 by apply: sqrt_lt_R0; lra.
apply: Rmult_le_pos; last exact: sqrt_pos.
by apply: Rmult_le_pos; [exact: (Rle_trans _ _ _ (len2_ge0 V) H0)|apply: Rlt_le; exact: Rinv_0_lt_compat].
Qed.
Lemma first_len t : 0 <= t <= 1 -> len2 (O1 t) <= speed * len2 s + sqrt (sum (fun _ : N => 1)) * len2 v.
Proof.
move=> Ht; have r0 : 0 < sqrt 2 by apply: sqrt_lt_R0; lra.
have rows j : len (O1 t j) <= speed * len (s j) + len2 v.
  have T i : spread (Ft t i) (Vt t) <= rho / sqrt 2.
    apply: (Rle_trans _ _ _ (spread_le_set (Vt t) (W t i))); apply: Rmult_le_compat_r.
      by apply: Rlt_le; exact: Rinv_0_lt_compat.
    exact: segment_len.
  have := first_le s v (W t) (phi := fun _ => 1 / 2) (tau := fun _ => rho / sqrt 2) (weight := fun _ => 1)
    (fun _ => ltac:(lra)) (fun i g => var_le_half_of_weights g (W t i)) T (fun i => len_weights_le (W t i)) j.
  by rewrite /speed -/(O1 t j); lra.
rewrite -(len2_len (O1 t)); apply: (Rle_trans _ (len (fun j => speed * len (s j) + len2 v))).
  by apply: len_mono => j; rewrite Rabs_pos_eq; [exact: rows|exact: len_ge0].
apply: (Rle_trans _ _ _ (len_plus _ _)); rewrite len_scal Rabs_pos_eq // len2_len; apply: Rplus_le_compat_l; right.
transitivity (sqrt (sum (fun _ : N => 1) * (len2 v * len2 v))).
  by congr sqrt; rewrite -sum_scal_r; apply: sum_ext => j; ring.
by rewrite sqrt_mult_alt; [rewrite sqrt_square //; exact: len2_ge0|apply: sum_ge0 => j; lra].
Qed.
Theorem output_change : len2 (fun j i =>
    (mean (softmax (fun k => S j k + s j k)) (fun k i => V k i + v k i) i - B j i)
    - (mean (softmax (S j)) V i - B j i)) <=
  speed * len2 s + sqrt (sum (fun _ : N => 1)) * len2 v.
Proof.
have c0 : 0 <= speed * len2 s + sqrt (sum (fun _ : N => 1)) * len2 v.
  by apply: Rplus_le_le_0_compat; apply: Rmult_le_pos => //; [exact: len2_ge0|exact: sqrt_pos|exact: len2_ge0].
have D (q : N * K) t : is_derive (fun t => Ct t q.1 q.2) t (O1 t q.1 q.2).
  have [Q _ _] := jet_shift (B q.1 q.2) (output_jet k0 (S q.1) (s q.1) (fun k => V k q.2) (fun k => v k q.2)); exact: Q.
have I := @vector_increment _ (fun t q => Ct t q.1 q.2) (fun t q => O1 t q.1 q.2) _ c0 D _.
have {}I := I (fun t Ht => ltac:(rewrite -len2_pair; exact: first_len)).
have := I; rewrite -(len2_pair (fun j i => Ct 1 j i - Ct 0 j i)) /Ct /Ft end_S end_V start_S start_V.
by [].
Qed.
End Segment.
