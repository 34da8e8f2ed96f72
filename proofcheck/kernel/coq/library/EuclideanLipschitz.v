(* B6-c in the Euclidean norm of (X, Y), every size: alpha and beta bound X -> A1 X A2^T and Y -> A3 Y. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds Spectral LossSegments.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma scores_linear (N M P Q : finType) (A1 : N -> P -> R) (A2 : M -> Q -> R) (X X2 : P -> Q -> R) c a l :
  scores A1 A2 (fun i j => X i j + c * X2 i j) a l = scores A1 A2 X a l + c * scores A1 A2 X2 a l.
Proof.
rewrite /scores -sum_scal -sum_plus; apply: sum_ext => j; rewrite -!sum_scal_r -sum_scal -sum_plus.
by apply: sum_ext => i; ring.
Qed.
Lemma times_linear (M T K : finType) (A : M -> T -> R) (Y Y2 : T -> K -> R) c l j :
  times A (fun i j => Y i j + c * Y2 i j) l j = times A Y l j + c * times A Y2 l j.
Proof. by rewrite /times -sum_scal -sum_plus; apply: sum_ext => i; ring. Qed.

Section Points.
Variables N M P Q T K : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R).
Variables (X X2 : P -> Q -> R) (Y Y2 : T -> K -> R).
Variable k0 : M.
Variables alpha beta : R.
Hypothesis beta0 : 0 <= beta.
Hypothesis Halpha : forall X, len2 (scores A1 A2 X) <= alpha * len2 X.
Hypothesis Hbeta : forall Y : T -> K -> R, len2 (times A3 Y) <= beta * len2 Y.
Let rho := beta * Rmax (len2 Y) (len2 Y2).
Let c (X : P -> Q -> R) (Y : T -> K -> R) j i := mean (softmax (scores A1 A2 X j)) (times A3 Y) i - B j i.
Theorem residual_lipschitz :
  len2 (fun j i => c X Y j i - c X2 Y2 j i) <=
  rho / sqrt 2 * sqrt (1 / 2) * alpha * len2 (fun i j => X i j - X2 i j)
  + sqrt (sum (fun _ : N => 1)) * beta * len2 (fun i j => Y i j - Y2 i j).
Proof.
pose s := scores A1 A2 (fun i j => X i j - X2 i j); pose v := times A3 (fun i j => Y i j - Y2 i j).
have ES : scores A1 A2 X = fun a l => scores A1 A2 X2 a l + s a l.
  apply: functional_extensionality => a; apply: functional_extensionality => l.
  have -> : X = fun i j => X2 i j + 1 * (X i j - X2 i j).
    by apply: functional_extensionality => i; apply: functional_extensionality => j; ring.
  by rewrite scores_linear /s Rmult_1_l; do 2 congr (_ + _);
    apply: sum_ext => j; congr (_ * _); apply: sum_ext => i; ring.
have EV : times A3 Y = fun l j => times A3 Y2 l j + v l j.
  apply: functional_extensionality => l; apply: functional_extensionality => j.
  have -> : Y = fun i j => Y2 i j + 1 * (Y i j - Y2 i j).
    by apply: functional_extensionality => i; apply: functional_extensionality => a; ring.
  by rewrite times_linear /v Rmult_1_l; congr (_ + _); apply: sum_ext => i; ring.
have V0 : len2 (times A3 Y2) <= rho.
  by apply: (Rle_trans _ _ _ (Hbeta Y2)); apply: Rmult_le_compat_l => //; exact: Rmax_r.
have V1 : len2 (fun l j => times A3 Y2 l j + v l j) <= rho.
  by rewrite -EV; apply: (Rle_trans _ _ _ (Hbeta Y)); apply: Rmult_le_compat_l => //; exact: Rmax_l.
have H := output_change (scores A1 A2 X2) s B k0 V0 V1.
have r0 : 0 < sqrt 2 by apply: sqrt_lt_R0; lra.
have speed0 : 0 <= rho / sqrt 2 * sqrt (1 / 2).
  apply: Rmult_le_pos; last exact: sqrt_pos.
  by apply: Rmult_le_pos; [exact: (Rle_trans _ _ _ (len2_ge0 _) V0)|apply: Rlt_le; exact: Rinv_0_lt_compat].
have -> : len2 (fun j i => c X Y j i - c X2 Y2 j i) =
  len2 (fun j i =>
    (mean (softmax (fun l => scores A1 A2 X2 j l + s j l)) (fun l i => times A3 Y2 l i + v l i) i - B j i)
  - (mean (softmax (scores A1 A2 X2 j)) (times A3 Y2) i - B j i)) by rewrite /c ES EV.
apply: (Rle_trans _ _ _ H).
have a := Rmult_le_compat_l _ _ _ speed0 (Halpha (fun i j => X i j - X2 i j)).
have b := Rmult_le_compat_l _ _ _ (sqrt_pos (sum (fun _ : N => 1))) (Hbeta (fun i j => Y i j - Y2 i j)).
by rewrite -/s in a; rewrite -/v in b; lra.
Qed.
End Points.
