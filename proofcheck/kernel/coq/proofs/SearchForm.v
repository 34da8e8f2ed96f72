(* The coefficients of the lower bound's quadratic: every part is linear in the directions. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean.
From PC.statements Require Import Vectors Abstract Objective Search SearchBound SearchForm.
From PC.proofs Require Import SearchSlopes SearchBound.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Directions.
Variables (D : finType) (H : D -> R).
Lemma inner_directions (I K : finType) (b : I -> K -> R) part :
  inner b (along_directions H part) = sum (fun d => H d * inner b (part d)).
Proof.
transitivity (sum (fun i => sum (fun d => H d * sum (fun k => b i k * part d i k)))).
  apply: sum_ext => i; transitivity (sum (fun k => sum (fun d => H d * (b i k * part d i k)))).
    by apply: sum_ext => k; rewrite -sum_scal; apply: sum_ext => d; ring.
  by rewrite sum_swap; apply: sum_ext => d; rewrite sum_scal.
by rewrite sum_swap; apply: sum_ext => d; rewrite sum_scal.
Qed.
Lemma inner_two_directions (I K : finType) (a b : D -> I -> K -> R) :
  inner (along_directions H a) (along_directions H b) = sum (fun d => sum (fun e => H d * H e * inner (a d) (b e))).
Proof.
rewrite inner_directions sum_swap; apply: sum_ext => e; rewrite inner_sym inner_directions -sum_scal.
by apply: sum_ext => d; rewrite (inner_sym (b e)); ring.
Qed.
Lemma product_directions (J I K : finType) (Z : J -> I -> R) (part : D -> I -> K -> R) :
  product Z (along_directions H part) = along_directions H (fun d => product Z (part d)).
Proof.
apply: ext2 => j k; transitivity (sum (fun i => sum (fun d => H d * (Z j i * part d i k)))).
  by apply: sum_ext => i; rewrite /along_directions -sum_scal; apply: sum_ext => d; ring.
by rewrite sum_swap; apply: sum_ext => d; rewrite sum_scal.
Qed.
Lemma moving_directions (J I K : finType) (part : D -> J -> I -> R) (y : I -> K -> R) :
  product (along_directions H part) y = along_directions H (fun d => product (part d) y).
Proof.
apply: ext2 => j k; transitivity (sum (fun i => sum (fun d => H d * (part d j i * y i k)))).
  by apply: sum_ext => i; rewrite /along_directions -sum_scal_r; apply: sum_ext => d; ring.
by rewrite sum_swap; apply: sum_ext => d; rewrite sum_scal.
Qed.
Lemma transposed_directions (J I K : finType) (part : D -> J -> I -> R) (C : J -> K -> R) :
  transposed (along_directions H part) C = along_directions H (fun d => transposed (part d) C).
Proof. exact: (moving_directions (fun d i j => part d j i) C). Qed.
End Directions.

Theorem Search_form_holds : Search_form.statement.
Proof.
move=> D J I K H Z Z1 Z2 E2 cubic B y x S Q c symQ quad; set C0 := gap0 Z B y.
have Ey : y_move (along_directions H x) S = along_directions H (y_part x S) by exact: product_directions.
have EL : linear_gap Z (along_directions H Z1) y (along_directions H x) S =
  along_directions H (line_part Z Z1 y x S).
  apply: ext2 => j k; rewrite /linear_gap Ey moving_directions product_directions /along_directions -sum_plus.
  by apply: sum_ext => d; rewrite /line_part; ring.
have Eq : inner C0 (product (quadratic_part E2 cubic) y) =
  sum (fun d => sum (fun e => H d * H e * inner C0 (product (Z2 d e) y))) / 2.
  have -> : quadratic_part E2 cubic = along_directions H (fun d => along_directions H (fun e j i => Z2 d e j i / 2)).
    apply: ext2 => j i; rewrite quad -sum_div; apply: sum_ext => d; rewrite -sum_div -sum_scal; apply: sum_ext => e.
    by field.
  rewrite moving_directions inner_directions -sum_div; apply: sum_ext => d.
  rewrite moving_directions inner_directions -sum_div -sum_scal; apply: sum_ext => e.
  have -> : inner C0 (product (fun j i => Z2 d e j i / 2) y) = inner C0 (product (Z2 d e) y) / 2; last by field.
  rewrite /inner -sum_div; apply: sum_ext => j; rewrite -sum_div; apply: sum_ext => k.
  have -> : product (fun j i => Z2 d e j i / 2) y j k = product (Z2 d e) y j k / 2; last by field.
  by rewrite /product -sum_div; apply: sum_ext => i; field.
have FQ : form Q (add c H) (add c H) = form Q c c + 2 * dot (apply Q c) H + form Q H H.
  have bil := bilinear_form symQ; rewrite (bilinear_add bil) !(bilinear_add_r bil) (form_sym c H symQ).
  by rewrite /form (dot_sym H (apply Q c)); ring.
rewrite FQ /polynomial -/C0 EL Ey Eq moving_directions transposed_directions.
rewrite inner_two_directions !inner_directions.
rewrite -[squares (along_directions H (line_part Z Z1 y x S))]/(inner _ _).
rewrite -[squares (along_directions H (y_part x S))]/(inner _ _) !inner_two_directions.
have Es : dot (slope_at Z Z1 B y x S Q c) H = 2 * dot (apply Q c) H +
  2 * sum (fun d => H d * inner C0 (product (Z1 d) y)) +
  2 * sum (fun d => H d * inner (half_slope Z B y) (y_part x S d)).
  rewrite /dot -!sum_scal -!sum_plus; apply: sum_ext => d; rewrite /slope_at -/C0; ring.
pose P d e := inner (pull_part Z Z1 B y d) (y_part x S e).
have Ef : form (form_at Z Z1 Z2 B y x S Q) H H = form Q H H +
  sum (fun d => sum (fun e => H d * H e * inner (line_part Z Z1 y x S d) (line_part Z Z1 y x S e))) +
  sum (fun d => sum (fun e => H d * H e * inner (y_part x S d) (y_part x S e))) +
  sum (fun d => sum (fun e => H d * H e * P d e)) + sum (fun d => sum (fun e => H d * H e * P e d)) +
  sum (fun d => sum (fun e => H d * H e * inner C0 (product (Z2 d e) y))).
  rewrite /form /dot -!sum_plus; apply: sum_ext => d; rewrite /apply -!sum_scal -!sum_plus; apply: sum_ext => e.
  by rewrite /form_at -/C0 /P; ring.
have Ep : sum (fun d => sum (fun e => H d * H e * P e d)) = sum (fun d => sum (fun e => H d * H e * P d e)).
  by rewrite sum_swap; apply: sum_ext => d; apply: sum_ext => e; ring.
rewrite Es Ef Ep /value_at -/C0 -[sum (fun d => sum (fun e => H d * H e * inner (transposed (Z1 d) C0) _))]/(sum
  (fun d => sum (fun e => H d * H e * P d e))); field.
Qed.
