(* B7-sharp: the residual's part of the mixed term with min(phi, 1 / (3 sqrt 3)), by B3-polar. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms RowBounds LossBounds Peaks ThirdMoment.
From PC Require Import Generated.
From PC.proofs Require Import Lipschitz.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma second_tilt_polar (M K : finType) (k0 : M) (f s : M -> R) (v : M -> K -> R) : weights f ->
  len (second_tilt f s v) <= sqrt 2 * (1 / 9 * sqrt 3) * sq s * len2 v.
Proof.
move=> W; have P := polar_bound k0 W s v.
have r3 : sqrt 3 * sqrt 3 = 3 by apply: sqrt_sqrt; lra.
have r0 : 0 < sqrt 3 by apply: sqrt_lt_R0; lra.
have E0 : polar_constant = sqrt 2 * (1 / 9 * sqrt 3).
  have -> : 1 / 9 * sqrt 3 = sqrt 3 * sqrt 3 / (9 * sqrt 3) by field; lra.
  by rewrite r3 /polar_constant; field; lra.
rewrite -E0 (len_ext (b := fun i => sum (fun k => f k * (rest f s k * rest f s k) * rest f (fun k => v k i) k))) //.
by move=> i; exact: (tilted_rest f (fun k => score_rest f s k * score_rest f s k) v).
Qed.
Theorem B7_sharp_holds : B7_sharp.statement.
Proof.
move=> n m k S V B s v; have W j := softmax_weights (S j) ord0; pose phi j := peak (softmax (S j)).
have H j : len (second_tilt (softmax (S j)) (s j) v) <= sqrt 2 * Rmin (phi j) (1 / 9 * sqrt 3) * sq (s j) * len2 v.
  apply: (Rmin_case _ _ (fun z => len _ <= sqrt 2 * z * sq (s j) * len2 v)).
  2: exact: second_tilt_polar ord0 _ _ _ (W j).
  exact: (second_tilt_direction (s j) (W j) (var_le_phi (W j)) v).
have Q := hessian_le V B (fun j => peak_ge0 (W j)) (fun j => var_le_phi (W j)) H.
apply: (Rle_trans _ _ _ Q); right; congr (_ + _ + _).
by apply: sum_ext => j; rewrite -(Rmult_assoc (6 * _) (sqrt 2)).
Qed.
