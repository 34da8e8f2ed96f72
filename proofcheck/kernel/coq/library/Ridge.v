(* The best Y for a fixed X, for all sizes: the gradient in Y is twice the residual of the normal equations (I6), the
   objective is above its tangent in Y (I6-optimal), and the value and slope of the reduced objective (I6-reduced). *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax RowHessian Model Gradient.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma squares_plus (I J : finType) (U D : I -> J -> R) :
  squares (fun i j => U i j + D i j) = squares U + 2 * product U D + squares D.
Proof.
rewrite /squares /product -sum_scal -!sum_plus; apply: sum_ext => i; rewrite -sum_scal -!sum_plus; apply: sum_ext => j;
  ring.
Qed.
Lemma squares_ge0 (I J : finType) (U : I -> J -> R) : 0 <= squares U.
Proof. by apply: sum_ge0 => i; apply: sum_ge0 => j; exact: Rle_0_sqr. Qed.

Section Ridge.
Variables N M P Q T K : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R) (wx wy lx ly : R).
Variables (X : P -> Q -> R).
Let F := attention A1 A2 X.
Definition mean_values j b := sum (fun k => F j k * A3 k b).
Definition normal (Y : T -> K -> R) b i := sum (fun b' => (sum (fun j => mean_values j b * mean_values j b')
  + wy * wy * sum (fun k => A3 k b * A3 k b')) * Y b' i) + ly * Y b i - sum (fun j => mean_values j b * B j i).
Let grad := gradient_Y A1 A2 A3 B wy ly X.

Lemma outputs_means (Y : T -> K -> R) j i : outputs A1 A2 A3 X Y j i = sum (fun b => mean_values j b * Y b i).
Proof. exact: (esym (linear_values A3 Y (F j) i)). Qed.
(* I6: C = F A3 Y - B in A3^T (F^T C + wy^2 A3 Y) + ly Y. *)
Theorem gradient_normal Y b i : grad Y b i = 2 * normal Y b i.
Proof.
congr (2 * _); rewrite /normal.
have -> : sum (fun b' => (sum (fun j => mean_values j b * mean_values j b')
  + wy * wy * sum (fun k => A3 k b * A3 k b')) * Y b' i) =
  sum (fun j => mean_values j b * outputs A1 A2 A3 X Y j i) + wy * wy * values_adjoint A3 (values A3 Y) b i.
  transitivity (sum (fun b' => sum (fun j => mean_values j b * mean_values j b') * Y b' i)
    + wy * wy * sum (fun b' => sum (fun k => A3 k b * A3 k b') * Y b' i)).
    by rewrite -sum_scal -sum_plus; apply: sum_ext => b'; ring.
  congr (_ + _ * _); last exact: (linear_values A3 Y (fun k => A3 k b) i).
  transitivity (sum (fun b' => sum (fun j => mean_values j b * mean_values j b' * Y b' i))).
    by apply: sum_ext => b'; rewrite sum_scal_r.
  by rewrite sum_swap; apply: sum_ext => j; rewrite outputs_means -sum_scal; apply: sum_ext => b'; ring.
have -> : values_adjoint A3 (fun k i => value_slope A1 A2 A3 B X Y k i + wy * wy * values A3 Y k i) b i =
  values_adjoint A3 (value_slope A1 A2 A3 B X Y) b i + wy * wy * values_adjoint A3 (values A3 Y) b i.
  by rewrite /values_adjoint -sum_scal -sum_plus; apply: sum_ext => k; ring.
suff : values_adjoint A3 (value_slope A1 A2 A3 B X Y) b i = sum (fun j => mean_values j b * outputs A1 A2 A3 X Y j i)
  - sum (fun j => mean_values j b * B j i) by lra.
rewrite -sum_minus; transitivity (sum (fun k => sum (fun j => A3 k b * (F j k * residual A1 A2 A3 B X Y j i)))).
  by apply: sum_ext => k; rewrite sum_scal.
rewrite sum_swap; apply: sum_ext => j; rewrite /mean_values -!sum_scal_r -sum_minus; apply: sum_ext => k.
by rewrite /residual; ring.
Qed.

(* <C, F v> = <F^T C, v>. *)
Lemma outputs_pairing (Y : T -> K -> R) (v : M -> K -> R) :
  product (residual A1 A2 A3 B X Y) (fun j i => sum (fun k => F j k * v k i)) = product (value_slope A1 A2 A3 B X Y) v.
Proof.
transitivity (sum (fun j => sum (fun k => sum (fun i => F j k * residual A1 A2 A3 B X Y j i * v k i)))).
  apply: sum_ext => j; rewrite sum_swap; apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => k; ring.
rewrite sum_swap; apply: sum_ext => k; rewrite sum_swap; apply: sum_ext => i; by rewrite sum_scal_r.
Qed.
Lemma normal_pairing Y H : product (normal Y) H = product (value_slope A1 A2 A3 B X Y) (values A3 H)
  + wy * wy * product (values A3 Y) (values A3 H) + ly * product Y H.
Proof.
have : product (grad Y) H = 2 * product (normal Y) H.
  by rewrite -product_scal; apply: sum_ext => b; apply: sum_ext => i; rewrite gradient_normal.
rewrite /grad (pairing_Y A3 (value_slope A1 A2 A3 B X Y)); lra.
Qed.
Definition excess (D : T -> K -> R) :=
  squares (fun j i => sum (fun k => F j k * values A3 D k i)) + wy * wy * squares (values A3 D) + ly * squares D.
Let Phi := objective A1 A2 A3 B wx wy lx ly X.
(* Phi is quadratic in Y. *)
Theorem objective_quadratic Y D :
  Phi (fun b i => Y b i + D b i) = Phi Y + 2 * product (normal Y) D + excess D.
Proof.
have EV : values A3 (fun b i => Y b i + D b i) = fun k i => values A3 Y k i + values A3 D k i.
  by apply: ext2 => k i; rewrite /values -sum_plus; apply: sum_ext => b; ring.
rewrite /Phi /objective /loss.
have -> : residual A1 A2 A3 B X (fun b i => Y b i + D b i) =
  fun j i => residual A1 A2 A3 B X Y j i + sum (fun k => F j k * values A3 D k i).
  apply: ext2 => j i; rewrite /residual /outputs EV /E.
  suff -> : sum (fun k => attention A1 A2 X j k * (values A3 Y k i + values A3 D k i)) =
    sum (fun k => F j k * values A3 Y k i) + sum (fun k => F j k * values A3 D k i) by rewrite /F; ring.
  by rewrite -sum_plus; apply: sum_ext => k; rewrite /F; ring.
rewrite EV !squares_plus outputs_pairing normal_pairing /excess; ring.
Qed.
Lemma excess_ge D : 0 <= ly -> ly * squares D <= excess D.
Proof.
move=> l0; rewrite /excess; have w0 : 0 <= wy * wy by exact: Rle_0_sqr.
have := Rmult_le_pos _ _ w0 (squares_ge0 (values A3 D)).
have := squares_ge0 (fun j i => sum (fun k => F j k * values A3 D k i)); lra.
Qed.
(* I6-optimal: above the tangent in Y. *)
Theorem objective_above_tangent Y D : 0 <= ly -> Phi Y + 2 * product (normal Y) D <= Phi (fun b i => Y b i + D b i).
Proof.
move=> l0; rewrite objective_quadratic; have := excess_ge D l0; have := Rmult_le_pos _ _ l0 (squares_ge0 D); lra.
Qed.
(* I6-reduced, the value: Phi - <normal, Y> = |B|^2 - <B, O> + R_X. *)
Theorem objective_balance Y : Phi Y - product (normal Y) Y =
  squares B - product B (outputs A1 A2 A3 X Y) + wx * wx * squares (scores A1 A2 X) + lx * squares X.
Proof.
rewrite normal_pairing -outputs_pairing /Phi /objective /loss.
have -> : product (residual A1 A2 A3 B X Y) (fun j i => sum (fun k => F j k * values A3 Y k i)) =
  squares (residual A1 A2 A3 B X Y) - squares B + product B (outputs A1 A2 A3 X Y).
  rewrite /squares /product -sum_minus -sum_plus; apply: sum_ext => j; rewrite -sum_minus -sum_plus;
    apply: sum_ext => i.
  by rewrite /residual /outputs /E -/F; ring.
by rewrite /squares /product; ring.
Qed.
End Ridge.
