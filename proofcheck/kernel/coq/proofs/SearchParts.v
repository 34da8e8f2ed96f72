(* The parts of the lower bound on a box by rows: Cauchy-Schwarz row by row, and lengths of sums. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean.
From PC.statements Require Import Vectors Abstract Objective Search SearchBound.
From PC.proofs Require Import SearchSlopes SearchBound.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Lengths.
Variables (I K : finType).
Implicit Types a b : I -> K -> R.
Lemma squares_rows a : squares a = sum (fun i => norm (a i) ^ 2).
Proof. by apply: sum_ext => i; rewrite -[sum _]/(dot (a i) (a i)) -norm_sq; ring. Qed.
Lemma length_sum a b : sqrt (squares (fun i k => a i k + b i k)) <= sqrt (squares a) + sqrt (squares b).
Proof.
have a0 := sqrt_pos (squares a); have b0 := sqrt_pos (squares b).
apply: Rsqr_incr_0_var; last lra. rewrite /Rsqr sqrt_sqrt; last exact: squares_ge0.
have := sqrt_sqrt _ (squares_ge0 a); have := sqrt_sqrt _ (squares_ge0 b); have := inner_le a b.
rewrite squares_add; nra.
Qed.
Lemma length_rows a (w : I -> R) : (forall i, norm (a i) <= w i) -> sqrt (squares a) <= sqrt (sum (fun i => w i ^ 2)).
Proof.
move=> le; apply: sqrt_le_1_alt; rewrite squares_rows; apply: sum_le => i.
by apply: pow_incr; split; [exact: length_ge0|].
Qed.
Lemma inner_rows a b (v w : I -> R) : (forall i, norm (a i) <= v i) -> (forall i, norm (b i) <= w i) ->
  Rabs (inner a b) <= sum (fun i => v i * w i).
Proof.
move=> Ha Hb; apply: Rle_trans (sum_Rabs _) _; apply: sum_le => i.
apply: Rle_trans (cauchy_abs (@semidefinite_dot K) (a i) (b i)) _.
by apply: Rmult_le_compat; [exact: length_ge0|exact: length_ge0|exact: Ha|exact: Hb].
Qed.
End Lengths.
Lemma norm_add (I : finType) (u v : I -> R) : norm (fun i => u i + v i) <= norm u + norm v.
Proof. exact: (length_add (@semidefinite_dot I)). Qed.
Lemma product_product (J I L K : finType) (E : J -> I -> R) (S : I -> L -> R) (x : L -> K -> R) j k :
  product E (product S x) j k = product (product E S) x j k.
Proof.
transitivity (sum (fun i => sum (fun a => E j i * (S i a * x a k)))).
  by apply: sum_ext => i; rewrite -sum_scal.
by rewrite sum_swap; apply: sum_ext => a; rewrite /product -sum_scal_r; apply: sum_ext => i; ring.
Qed.
Lemma transposed_product (J I L K : finType) (E : J -> I -> R) (S : I -> L -> R) (C : J -> K -> R) :
  transposed S (transposed E C) = transposed (product E S) C.
Proof.
apply: ext2 => a k; transitivity (sum (fun i => sum (fun j => S i a * (E j i * C j k)))).
  by apply: sum_ext => i; rewrite -sum_scal.
by rewrite sum_swap; apply: sum_ext => j; rewrite /product -sum_scal_r; apply: sum_ext => i; ring.
Qed.
Lemma entry_square (I : finType) (u v : I -> R) : sum (fun a => u a * v a) ^ 2 <= norm u ^ 2 * dot v v.
Proof.
have := cauchy_abs (@semidefinite_dot I) u v; rewrite -/(norm u) -/(norm v) => CS.
have -> : norm u ^ 2 * dot v v = (norm u * norm v) ^ 2 by rewrite -norm_sq; ring.
by rewrite -(pow2_abs (sum _)); apply: pow_incr; split; [exact: Rabs_pos|exact: CS].
Qed.
Lemma row_product (J I K : finType) (E : J -> I -> R) (x : I -> K -> R) j :
  norm (product E x j) <= norm (E j) * sqrt (squares x).
Proof.
have e0 : 0 <= norm (E j) by exact: length_ge0.
apply: Rsqr_incr_0_var; last by apply: Rmult_le_pos => //; exact: sqrt_pos.
rewrite /Rsqr norm_sq; have -> : norm (E j) * sqrt (squares x) * (norm (E j) * sqrt (squares x)) =
  norm (E j) ^ 2 * (sqrt (squares x) * sqrt (squares x)) by ring.
rewrite (sqrt_sqrt _ (squares_ge0 x)) squares_columns -sum_scal; apply: sum_le => k.
by have := entry_square (E j) (fun i => x i k); rewrite /product; lra.
Qed.
(* The length of sum_j E_j C_j^T. *)
Lemma length_outer (J I K : finType) (E : J -> I -> R) (C : J -> K -> R) (v w : J -> R) :
  (forall j, norm (C j) <= v j) -> (forall j, norm (E j) <= w j) ->
  sqrt (squares (transposed E C)) <= sum (fun j => v j * w j).
Proof.
move=> Hv Hw; set T := transposed E C; set t := sqrt (squares T); have t0 : 0 <= t by exact: sqrt_pos.
have vw0 : 0 <= sum (fun j => v j * w j).
  apply: sum_ge0 => j; apply: Rmult_le_pos; [apply: Rle_trans (Hv j)|apply: Rle_trans (Hw j)]; exact: length_ge0.
have tt : t * t = inner C (product E T) by rewrite adjoint; exact: sqrt_sqrt (squares_ge0 T).
have le : t * t <= sum (fun j => v j * w j) * t.
  rewrite tt; apply: Rle_trans (Rle_abs _) _; apply: Rle_trans (inner_rows Hv (w := fun j => w j * t) _) _.
    by move=> j; apply: Rle_trans (row_product E T j) _; apply: Rmult_le_compat_r.
  by right; rewrite -sum_scal_r; apply: sum_ext => j; ring.
case: (Req_dec t 0) => [->|N] //; apply: (Rmult_le_reg_r t); lra.
Qed.

Theorem Search_parts_holds : Search_parts.statement.
Proof.
move=> J I K Z E1 E2 cubic B y x S first second third values narrow outputs slopes gaps lines far steps bent wide close.
move=> eps C0 L A image [f1 v2 n2 o2 v3 n3 s3 Hgaps Hlines] Hfar steps0 Hsteps Hbent Hwide Hclose Eeps.
have ES j a : product (moved_by E1 E2) S j a = product E1 S j a + product E2 S j a by exact: product_shifted.
have Q : E2 = shifted (quadratic_part E2 cubic) cubic by apply: ext2 => j i; rewrite /shifted /quadratic_part; ring.
have Himage v : image (moved_by E1 E2) v <= eps * norm v.
  pose row (M : J -> I -> R) j (_ : 'I_1) := sum (fun a => product M S j a * v a).
  have one (M : J -> I -> R) : image M v = sqrt (squares (row M)).
    congr sqrt; apply: sum_ext => j; rewrite sum_ord_recl sum_ord0 /row; ring.
  rewrite one; have -> : row (moved_by E1 E2) = fun j k => row E1 j k + row E2 j k.
    by apply: ext2 => j k; rewrite /row -sum_plus; apply: sum_ext => a; rewrite ES; ring.
  apply: Rle_trans (length_sum _ _) _; rewrite -!one Eeps Rmult_plus_distr_r; apply: Rplus_le_compat => //.
  have n0 : 0 <= norm v by exact: length_ge0.
  have -> : sqrt (sum (fun j => (second j * narrow j) ^ 2)) * norm v =
    sqrt (sum (fun j => (second j * narrow j) ^ 2) * norm v ^ 2).
    by rewrite sqrt_mult_alt ?sqrt_pow2 //; apply: sum_ge0 => j; exact: pow2_ge_0.
  apply: sqrt_le_1_alt; rewrite -sum_scal_r; apply: sum_le => j; apply: Rle_trans (entry_square _ _) _.
  rewrite -norm_sq; have -> : norm v * norm v = norm v ^ 2 by ring.
  by apply: Rmult_le_compat_r; [exact: pow2_ge_0|apply: pow_incr; split; [exact: length_ge0|exact: n2]].
have bent_row j : norm (bent_gap E1 E2 y x S j) <= second j * outputs j + first j * narrow j * far.
  apply: Rle_trans (norm_add _ _) _; apply: Rplus_le_compat => //.
  have -> : product (moved_by E1 E2) (y_move x S) j = product (product (moved_by E1 E2) S) x j.
    by apply: functional_extensionality => k; exact: product_product.
  apply: Rle_trans (row_product _ _ _) _.
  by apply: Rmult_le_compat; [exact: length_ge0|exact: sqrt_pos|exact: f1|exact: Hfar].
split=> //; split.
  have -> : 2 * inner C0 (product cubic y) = sum (fun j => sum (fun k => 2 * C0 j k * product cubic y j k)).
    by rewrite /inner -sum_scal; apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => k; ring.
  by apply: Rle_trans (sum_Rabs _) _; exact: sum_le.
split; first exact: inner_rows.
split.
  apply: Rle_trans (length_sum _ _) _; apply: Rplus_le_compat; first exact: length_rows.
  have -> : product (moved_by E1 E2) (y_move x S) = product (product (moved_by E1 E2) S) x.
    by apply: ext2 => j k; exact: product_product.
  have eps0 : 0 <= eps by rewrite Eeps; have := sqrt_pos (sum (fun j => (second j * narrow j) ^ 2)); lra.
  apply: (Rle_trans _ (eps * sqrt (squares x))); last exact: Rmult_le_compat_l.
  have -> : eps * sqrt (squares x) = sqrt (eps ^ 2 * squares x).
    by rewrite sqrt_mult_alt ?sqrt_pow2 //; exact: pow2_ge_0.
  apply: sqrt_le_1_alt; rewrite !squares_columns -sum_scal; apply: sum_le => k.
  set v : I -> R := fun i => x i k; have n0 : 0 <= norm v by exact: length_ge0.
  have i0 : 0 <= image (moved_by E1 E2) v by exact: sqrt_pos.
  have := pow_incr _ _ 2 (conj i0 (Himage v)).
  have -> : image (moved_by E1 E2) v ^ 2 = dot (fun j => product (product (moved_by E1 E2) S) x j k)
    (fun j => product (product (moved_by E1 E2) S) x j k).
    rewrite -[_ ^ 2]/(image _ v * (image _ v * 1)) Rmult_1_r sqrt_sqrt; last first.
      by apply: sum_ge0 => j; exact: pow2_ge_0.
    by apply: sum_ext => j; rewrite -[product _ x j k]/(sum (fun a => product (moved_by E1 E2) S j a * v a)); ring.
  have -> : (eps * norm v) ^ 2 = eps ^ 2 * dot v v by rewrite -(norm_sq v); ring.
  by [].
split.
  rewrite {1}Q transposed_product.
  have -> : transposed (product (shifted (quadratic_part E2 cubic) cubic) S) C0 = fun i k =>
    transposed (product (quadratic_part E2 cubic) S) C0 i k + transposed (product cubic S) C0 i k.
    rewrite -!transposed_product; apply: ext2 => i k; rewrite -transposed_add; congr transposed.
    by apply: ext2 => a b; exact: transposed_shifted.
  apply: Rle_trans (length_sum _ _) _; apply: Rplus_le_compat; first by rewrite -transposed_product.
  exact: length_outer.
have EA : A = fun i k => second_order Z E1 E2 cubic B y x S i k + (transposed cubic C0 i k + transposed E2 L i k).
  apply: ext2 => i k; rewrite /A /bent_slope /second_order -/C0 -/L.
  have -> : transposed E2 C0 i k = transposed (quadratic_part E2 cubic) C0 i k + transposed cubic C0 i k.
    by rewrite {1}Q transposed_shifted.
  have -> : transposed (moved_by E1 E2) L i k = transposed E1 L i k + transposed E2 L i k by exact: transposed_shifted.
  ring.
split.
  rewrite EA; apply: Rle_trans (length_sum _ _) _; apply: Rplus_le_compat => //.
  apply: Rle_trans (length_sum _ _) _; rewrite sum_plus.
  by apply: Rplus_le_compat; [exact: (length_outer Hgaps v3)|exact: (length_outer Hlines v2)].
have -> : transposed S A = fun i k => transposed S (second_order Z E1 E2 cubic B y x S) i k +
  (transposed (product cubic S) C0 i k + transposed (product E2 S) L i k).
  rewrite EA -!transposed_product; apply: ext2 => i k.
  rewrite (transposed_add S _ (fun i k => transposed cubic C0 i k + transposed E2 L i k)); congr (_ + _).
  exact: transposed_add.
apply: Rle_trans (length_sum _ _) _; apply: Rplus_le_compat => //.
apply: Rle_trans (length_sum _ _) _; rewrite sum_plus.
by apply: Rplus_le_compat; [exact: (length_outer Hgaps n3)|exact: (length_outer Hlines n2)].
Qed.
