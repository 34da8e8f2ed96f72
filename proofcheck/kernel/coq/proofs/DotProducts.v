(* C4-product: the error of a floating-point product, entry by entry, from the error of a dot product in any order. *)
From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean DotProduct.
From PC.statements Require Import Vectors FloatingPoint.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem C4_product_holds : C4_product.statement.
Proof.
move=> T x y l v C P k ku.
have Ek : k = INR (size l) by rewrite /k sum_const Rmult_1_r (perm_size P) -cardE.
have k1 : 1 <= k by rewrite Ek; exact: computed_size C.
have k2 : k * roundoff < 1 by lra.
have := computed_error C; rewrite -Ek => /(_ k2); rewrite /within_growth -Ek.
rewrite !(sum_over_perm _ P) -!/(sum _) -/(dot x y) -(gamma_growth k2) => H.
have t0 : 0 < tiny by exact: Flocq.Core.Raux.bpow_gt_0.
have g2 : growth k <= 2.
  by apply: (Rmult_le_reg_r (1 - k * roundoff)); [lra|rewrite /growth /Rdiv Rmult_assoc Rinv_l; lra].
have tail : k * tiny / 2 * growth k <= k * tiny.
  have := Rmult_le_compat_l (k * tiny / 2) _ _ ltac:(apply: Rmult_le_pos; [apply: Rmult_le_pos; lra|lra]) g2; lra.
have main : Rabs (v - dot x y) <= gamma k * sum (fun i => Rabs (x i) * Rabs (y i)) + k * tiny by lra.
split=> //; apply: Rle_trans main _; apply: Rplus_le_compat_r; apply: Rmult_le_compat_l.
  have [g1 _] := growth_mono (Rle_trans _ _ _ Rle_0_1 k1) (Rle_refl k) k2; rewrite (gamma_growth k2); lra.
have abs (u : T -> R) : norm (fun i => Rabs (u i)) = norm u.
  by rewrite /norm /length /dot; congr sqrt; apply: sum_ext => i; rewrite -Rabs_mult Rabs_pos_eq //; exact: Rle_0_sqr.
by rewrite -(abs x) -(abs y); exact: (inner_le (@semidefinite_dot T) (fun i => Rabs (x i)) (fun i => Rabs (y i))).
Qed.
