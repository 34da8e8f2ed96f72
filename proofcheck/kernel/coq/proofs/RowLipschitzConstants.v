(* B4-row and B5: the generated statements, two columns, from the theorems for every matrix in the library. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms BinaryForms Spectral RowLipschitz Matching.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma sum_pair2 (F : 'I_2 -> R) : sum F = F (ordi 0 2) + F (ordi 1 2).
Proof. by rewrite !sum_ord_recl sum_ord0 Rplus_0_r; congr (F _ + F _); exact: val_inj. Qed.
Section TwoColumns.
Variables (m : nat) (A : 'I_m.+1 -> 'I_2 -> R) (x y : 'I_2 -> R).
Let column i j := sum (fun k => A k i * A k j).
Let norm := larger_eigenvalue (column (ordi 0 2) (ordi 0 2)) (column (ordi 0 2) (ordi 1 2)) (column (ordi 1 2) (ordi 1
  2)).
Let bounded u : sq (apply A u) <= norm * sq u. Proof. exact: (gram_larger A sum_pair2). Qed.
Let scores u k := A k (ordi 0 2) * u (ordi 0 2) + A k (ordi 1 2) * u (ordi 1 2).
Let scores_apply u : (fun k => sum (fun p => A k p * u p)) = scores u.
Proof. by apply: functional_extensionality => k; rewrite sum_pair2. Qed.
Let moved := (x (ordi 0 2) - y (ordi 0 2)) * (x (ordi 0 2) - y (ordi 0 2))
  + (x (ordi 1 2) - y (ordi 1 2)) * (x (ordi 1 2) - y (ordi 1 2)).
Lemma row_form : sq (fun k => softmax (scores x) k - softmax (scores y) k) <= norm * moved / 4.
Proof. by have := row_lipschitz ord0 bounded x y; rewrite !scores_apply [sq (fun p => x p - y p)]sum_pair2. Qed.
Let square u := u (ordi 0 2) * u (ordi 0 2) + u (ordi 1 2) * u (ordi 1 2).
Let denominator u := sum (fun k => exp (scores u k)).
Let beta := Rmin (denominator x) (denominator y).
Lemma classical_form : sq (fun k => softmax (scores x) k - softmax (scores y) k) <=
  INR m.+1 * INR m.+1 * INR m.+1 * exp (6 * Rmax (Rmax norm (square x)) (square y)) / (beta * beta * beta * beta) *
    moved.
Proof.
have b0 : 0 < beta.
  by apply: Rmin_glb_lt; apply: (@sum_gt0 _ _ ord0) => k; exact: exp_pos.
set R2 := Rmax _ _.
have Hn : norm <= R2 by apply: (Rle_trans _ _ _ (Rmax_l _ _)); exact: Rmax_l.
have Hx : sq x <= R2 by rewrite /sq sum_pair2; apply: (Rle_trans _ _ _ (Rmax_r norm _)); exact: Rmax_l.
have Hy : sq y <= R2 by rewrite /sq sum_pair2; exact: Rmax_r.
have bx : beta <= sum (fun k => exp (sum (fun p => A k p * x p))).
  by apply: (Rle_trans _ _ _ (Rmin_l _ _)); right; apply: sum_ext => k; rewrite sum_pair2.
have by_ : beta <= sum (fun k => exp (sum (fun p => A k p * y p))).
  by apply: (Rle_trans _ _ _ (Rmin_r _ _)); right; apply: sum_ext => k; rewrite sum_pair2.
have := row_classical ord0 bounded Hn Hx Hy b0 bx by_.
by rewrite card_ord !scores_apply [sq (fun p => x p - y p)]sum_pair2.
Qed.
End TwoColumns.
(* norm is the larger eigenvalue of A^T A. *)
Theorem B4_row_holds : B4_row.statement.
Proof. by move=> m A x y; premises; by_form (row_form A x y). Qed.
Theorem B5_holds : B5.statement.
Proof. by move=> m A x y; premises; by_form (classical_form A x y). Qed.
