(* The rows of E X by the means of T X, and sums over the axes of a box. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Euclidean.
From PC.statements Require Import Vectors Simplex Abstract Objective Search SearchRows SearchBound SearchForm.
From PC.statements Require Import SearchShift SearchMeans.
From PC.proofs Require Import SearchSlopes SearchBound SearchParts SearchForm SearchRows.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem Search_means_holds : Search_means.statement.
Proof.
move=> M I K k0 x sigma T X deviation delta range f Hdev Hdelta Hrange E E2 cubic times width.
have [a [b c]] := Search_rows_holds k0 (product T X) Hdev Hdelta Hrange (Rle_refl _) (Rle_refl _).
have along k : (fun l => product T X l k) = fun l => dot (fun i => X i k) (T l).
  by apply: functional_extensionality => l; apply: sum_ext => i; ring.
have turn (row : I -> R) k : times row k = sum (fun i => X i k * row i) by apply: sum_ext => i; ring.
have t0 : times (order0 x T) = order0 x (product T X).
  by apply: functional_extensionality => k; rewrite turn /order0 along; exact: plain_along.
have tm : times (moved x sigma T) = moved x sigma (product T X).
  by apply: functional_extensionality => k; rewrite turn /moved along; exact: plain_along.
have t1 : times (order1 x sigma T) = order1 x sigma (product T X).
  by apply: functional_extensionality => k; rewrite turn /order1 along; exact: centred_mean_along.
have t2 : times (order2 x sigma T) = order2 x sigma (product T X).
  apply: functional_extensionality => k; rewrite turn /order2 along.
  rewrite -(centred_mean_along f (fun i => X i k) (fun l => centred f sigma l ^ 2) T) -sum_div.
  by apply: sum_ext => i; rewrite /Rdiv Rmult_assoc.
have ts u v : times (sub u v) = sub (times u) (times v).
  apply: functional_extensionality => k; rewrite /times /sub -sum_minus; apply: sum_ext => i; ring.
by rewrite /cubic /E2 /E !ts t0 tm t1 t2.
Qed.

Section Axes.
Variables (D : finType) (H w : D -> R).
Hypothesis Hw : forall d, Rabs (H d) <= w d.
Lemma length_directions (I K : finType) (part : D -> I -> K -> R) :
  sqrt (squares (along_directions H part)) <= sum (fun d => w d * sqrt (squares (part d))).
Proof.
set a := along_directions H part; set t := sqrt (squares a); have t0 : 0 <= t by exact: sqrt_pos.
have w0 d : 0 <= w d by apply: Rle_trans (Hw d); exact: Rabs_pos.
have b0 : 0 <= sum (fun d => w d * sqrt (squares (part d))).
  by apply: sum_ge0 => d; apply: Rmult_le_pos => //; exact: sqrt_pos.
have tt : t * t = inner a a by exact: sqrt_sqrt (squares_ge0 a).
have le : t * t <= sum (fun d => w d * sqrt (squares (part d))) * t.
  rewrite tt {2}/a inner_directions -sum_scal_r; apply: sum_le => d.
  apply: Rle_trans (Rle_abs _) _; rewrite Rabs_mult Rmult_assoc; apply: Rmult_le_compat => //; try exact: Rabs_pos.
  by rewrite Rmult_comm; exact: inner_abs.
case: (Req_dec t 0) => [->|N] //; apply: (Rmult_le_reg_r t); lra.
Qed.
Lemma length_pairs (I K : finType) (part : D -> D -> I -> K -> R) :
  sqrt (squares (along_directions H (fun d => along_directions H (part d)))) <=
    sum (fun d => sum (fun e => w d * w e * sqrt (squares (part d e)))).
Proof.
apply: Rle_trans (length_directions _) _; apply: sum_le => d.
have w0 : 0 <= w d by apply: Rle_trans (Hw d); exact: Rabs_pos.
apply: Rle_trans (Rmult_le_compat_l _ _ _ w0 (length_directions (part d))) _.
by right; rewrite -sum_scal; apply: sum_ext => e; ring.
Qed.
Lemma directions_add (I K : finType) (a b : D -> I -> K -> R) :
  along_directions H (fun d i k => a d i k + b d i k) = fun i k => along_directions H a i k + along_directions H b i k.
Proof. by apply: ext2 => i k; rewrite /along_directions -sum_plus; apply: sum_ext => d; ring. Qed.
Lemma pairs_swap (I K : finType) (a : D -> D -> I -> K -> R) :
  along_directions H (fun d => along_directions H (a d)) = along_directions H (fun d => along_directions H (a^~ d)).
Proof.
apply: ext2 => i k; rewrite /along_directions.
transitivity (sum (fun d => sum (fun e => H d * (H e * a d e i k)))); first by apply: sum_ext => d; rewrite sum_scal.
by rewrite sum_swap; apply: sum_ext => e; rewrite -sum_scal; apply: sum_ext => d; ring.
Qed.
End Axes.

Theorem Search_lengths_holds : Search_lengths.statement.
Proof.
move=> D J I K H w Hw; split; [exact: length_directions|split; [exact: length_pairs|]].
move=> Z Z1 Z2 E2 cubic B y x S quad E1 C0 line bent.
have ext (A C : finType) (a b : D -> A -> C -> R) : (forall d i k, a d i k = b d i k) ->
  along_directions H a = along_directions H b.
  by move=> E; apply: ext2 => i k; apply: sum_ext => d; rewrite E.
have Ey : y_move (along_directions H x) S = along_directions H (y_part x S) by exact: product_directions.
have EL : linear_gap Z E1 y (along_directions H x) S = along_directions H line.
  have -> : along_directions H line = fun j k => along_directions H (fun d => product (Z1 d) y) j k +
    along_directions H (fun d => product Z (y_part x S d)) j k by rewrite -directions_add.
  by apply: ext2 => j k; rewrite /linear_gap Ey /E1 moving_directions product_directions.
have pulled (F : J -> I -> R) (C : D -> J -> K -> R) :
  transposed F (along_directions H C) = along_directions H (fun d => transposed F (C d)).
  exact: (product_directions H (fun i j => F j i) C).
have Eq : transposed (quadratic_part E2 cubic) C0 = along_directions H (fun d => along_directions H (bent d)).
  have -> : quadratic_part E2 cubic = along_directions H (fun d => along_directions H (fun e j i => Z2 d e j i / 2)).
    apply: ext2 => j i; rewrite quad -sum_div; apply: sum_ext => d; rewrite -sum_div -sum_scal; apply: sum_ext => e.
    by field.
  rewrite transposed_directions; apply: (ext _ _ _ _) => d i k; rewrite transposed_directions.
  apply: sum_ext => e; congr (_ * _); rewrite /bent /transposed -sum_div; apply: sum_ext => j; field.
split=> //; split.
  rewrite /left_slope -/E1 -/C0; apply: ext2 => i k; rewrite EL Ey pulled /E1 transposed_directions.
  by rewrite !directions_add.
split=> //; rewrite /second_order -/E1 -/C0 EL Eq; pose T d e := transposed (Z1 d) (line e).
have ET : transposed E1 (along_directions H line) = along_directions H (fun d => along_directions H (T d)).
  by rewrite /E1 transposed_directions; apply: (ext _ _ _ _) => d i k; rewrite pulled.
have half : along_directions H (fun d => along_directions H (T d)) = along_directions H (fun d =>
  along_directions H (fun e i k => (T d e i k + T e d i k) / 2)).
  have sw := pairs_swap H T; apply: ext2 => i k; have := f_equal (fun F => F i k) sw => /= swik.
  have -> : along_directions H (fun d => along_directions H (fun e i k => (T d e i k + T e d i k) / 2)) i k =
    (along_directions H (fun d => along_directions H (T d)) i k +
     along_directions H (fun d => along_directions H (T^~ d)) i k) / 2; last by rewrite -swik; field.
  rewrite /along_directions -sum_plus -sum_div; apply: sum_ext => d.
  rewrite -Rmult_plus_distr_l -sum_plus /Rdiv Rmult_assoc; congr (_ * _); rewrite -sum_scal_r.
  by apply: sum_ext => e; field.
rewrite ET half; apply: ext2 => i k; rewrite -[LHS]/((fun i k => _ + _) i k).
rewrite -(directions_add H (fun d => along_directions H (bent d))
  (fun d => along_directions H (fun e i k => (T d e i k + T e d i k) / 2))).
by apply: sum_ext => d; congr (_ * _); rewrite /along_directions -sum_plus; apply: sum_ext => e; rewrite /T; field.
Qed.
