(* The objective along a line X + t dX, Y + t dY, for all sizes: it is three times differentiable, its slope is <grad,
   (dX, dY)> (I3), its second derivative is <(dX, dY), product> with the Hessian-vector product's formula (I4,
   I4-product). *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives LossDerivatives RowForms Model.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma ext2 (I J : Type) (U W : I -> J -> R) : (forall i j, U i j = W i j) -> U = W.
Proof. by move=> H; apply: functional_extensionality => i; apply: functional_extensionality => j. Qed.

Section Adjoints.
Variables N M P Q T K : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R).
(* <G, A1 X A2^T> = <A1^T G A2, X> and <G, A3 Y> = <A3^T G, Y>. *)
Lemma scores_adjointness G X : product G (scores A1 A2 X) = product (scores_adjoint A1 A2 G) X.
Proof.
transitivity (sum (fun j => sum (fun k => sum (fun l => sum (fun a => G j k * A1 j a * X a l * A2 k l))))).
  apply: sum_ext => j; apply: sum_ext => k; rewrite -sum_scal; apply: sum_ext => l.
  by rewrite -sum_scal_r -sum_scal; apply: sum_ext => a; ring.
transitivity (sum (fun a => sum (fun l => sum (fun k => sum (fun j => G j k * A1 j a * X a l * A2 k l))))); last first.
  apply: sum_ext => a; apply: sum_ext => l; rewrite -sum_scal_r; apply: sum_ext => k.
  by rewrite -!sum_scal_r; apply: sum_ext => j; ring.
rewrite (sum_swap (fun a l => sum (fun k => sum (fun j => G j k * A1 j a * X a l * A2 k l)))).
rewrite (sum_swap (fun j k => sum (fun l => sum (fun a => G j k * A1 j a * X a l * A2 k l)))).
transitivity (sum (fun k => sum (fun l => sum (fun j => sum (fun a => G j k * A1 j a * X a l * A2 k l))))).
  by apply: sum_ext => k; rewrite sum_swap.
rewrite sum_swap; apply: sum_ext => l.
transitivity (sum (fun k => sum (fun a => sum (fun j => G j k * A1 j a * X a l * A2 k l)))).
  by apply: sum_ext => k; rewrite sum_swap.
by rewrite sum_swap.
Qed.
Lemma values_adjointness G (Y : T -> K -> R) : product G (values A3 Y) = product (values_adjoint A3 G) Y.
Proof.
transitivity (sum (fun k => sum (fun i => sum (fun b => G k i * A3 k b * Y b i)))).
  by apply: sum_ext => k; apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => b; ring.
transitivity (sum (fun b => sum (fun i => sum (fun k => G k i * A3 k b * Y b i)))); last first.
  by apply: sum_ext => b; apply: sum_ext => i; rewrite -sum_scal_r; apply: sum_ext => k; ring.
transitivity (sum (fun k => sum (fun b => sum (fun i => G k i * A3 k b * Y b i)))).
  by apply: sum_ext => k; rewrite sum_swap.
by rewrite sum_swap; apply: sum_ext => b; rewrite sum_swap.
Qed.
Lemma scores_line X dX t : scores A1 A2 (fun a l => X a l + t * dX a l) = fun j k => scores A1 A2 X j k
  + t * scores A1 A2 dX j k.
Proof.
apply: ext2 => j k; rewrite /scores -sum_scal -sum_plus; apply: sum_ext => l.
transitivity ((sum (fun a => A1 j a * X a l) + t * sum (fun a => A1 j a * dX a l)) * A2 k l); last by ring.
by rewrite -sum_scal -sum_plus; congr (_ * _); apply: sum_ext => a; ring.
Qed.
Lemma values_line (Y dY : T -> K -> R) t :
  values A3 (fun b i => Y b i + t * dY b i) = fun k i => values A3 Y k i + t * values A3 dY k i.
Proof. by apply: ext2 => k i; rewrite /values -sum_scal -sum_plus; apply: sum_ext => b; ring. Qed.
Lemma product_plus (I J : finType) (U W H : I -> J -> R) :
  product (fun i j => U i j + W i j) H = product U H + product W H.
Proof. by rewrite -sum_plus; apply: sum_ext => i; rewrite -sum_plus; apply: sum_ext => j; ring. Qed.
Lemma product_scal (I J : finType) c (U H : I -> J -> R) : product (fun i j => c * U i j) H = c * product U H.
Proof. by rewrite -sum_scal; apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => j; ring. Qed.
Lemma product_sym (I J : finType) (U H : I -> J -> R) : product U H = product H U.
Proof. by apply: sum_ext => i; apply: sum_ext => j; ring. Qed.
Lemma pairing_X G S X H c l :
  product (fun a b => 2 * (scores_adjoint A1 A2 (fun j k => G j k + c * S j k) a b + l * X a b)) H =
  2 * (product G (scores A1 A2 H) + c * product S (scores A1 A2 H) + l * product X H).
Proof. by rewrite product_scal product_plus product_scal -scores_adjointness product_plus product_scal. Qed.
Lemma pairing_Y G V (Y H : T -> K -> R) c l :
  product (fun a b => 2 * (values_adjoint A3 (fun j k => G j k + c * V j k) a b + l * Y a b)) H =
  2 * (product G (values A3 H) + c * product V (values A3 H) + l * product Y H).
Proof. by rewrite product_scal product_plus product_scal -values_adjointness product_plus product_scal. Qed.
End Adjoints.

Section Line.
Variables N M P Q T K : finType.
Variable k0 : M.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R) (wx wy lx ly : R).
Variables (X dX : P -> Q -> R) (Y dY : T -> K -> R).
Let S := scores A1 A2 X. Let s := scores A1 A2 dX. Let V := values A3 Y. Let v := values A3 dY.
Let F := attention A1 A2 X. Let C := residual A1 A2 A3 B X Y.
Let O1 j i := output1 (F j) (s j) (fun k => V k i) (fun k => v k i).
Let O2 j i := output2 (F j) (s j) (fun k => V k i) (fun k => v k i).
Let O3 j i := output3 (F j) (s j) (fun k => V k i) (fun k => v k i).
Let W j : weights (F j). Proof. exact: (softmax_weights _ k0). Qed.
Definition along t := objective A1 A2 A3 B wx wy lx ly (fun a l => X a l + t * dX a l) (fun b i => Y b i + t * dY b i).

Theorem objective_jet : exists f1 f2 f3, [/\ jet along f1 f2 f3,
  f1 0 = 2 * product C O1 + 2 * (wx * wx * product S s + wy * wy * product V v + lx * product X dX + ly * product Y dY),
  f2 0 = 2 * product O1 O1 + 2 * product C O2
    + 2 * (wx * wx * product s s + wy * wy * product v v + lx * product dX dX + ly * product dY dY) &
  f3 0 = 6 * product O1 O2 + 2 * product C O3].
Proof.
have [f1 [f2 [f3 [J E1 E2 E3]]]] := natural_jet k0 S s V v B wx wy.
have JX := jet_scal lx (jet_square_line X dX); have JY := jet_scal ly (jet_square_line Y dY).
have J' := jet_plus (jet_plus J JX) JY.
do 3 eexists; split.
- apply: (jet_ext J') => t //; rewrite /natural_objective /along /objective scores_line values_line -/S -/s -/V -/v.
  have -> : loss_at S s V v B t = loss A1 A2 A3 B (fun a l => X a l + t * dX a l) (fun b i => Y b i + t * dY b i).
    by rewrite /loss /residual /outputs /attention scores_line values_line.
  by rewrite /squares; ring.
- rewrite /= E1; set L := sum _; have -> : L = product C O1.
    rewrite /L /output_at /weights_at; apply: sum_ext => j; apply: sum_ext => i; rewrite /O1 /C /residual /outputs.
    have Z (I : Type) (u w : I -> R) : (fun k => u k + 0 * w k) = u by apply: functional_extensionality => k; ring.
    by rewrite !Z.
  rewrite /product; have -> : sum (fun i => sum (fun k => (X i k + 0 * dX i k) * dX i k))
    = sum (fun i => sum (fun j => X i j * dX i j)).
    by apply: sum_ext => i; apply: sum_ext => j; ring.
  have -> : sum (fun i => sum (fun k => (Y i k + 0 * dY i k) * dY i k)) = sum (fun i => sum (fun j => Y i j * dY i j)).
    by apply: sum_ext => i; apply: sum_ext => j; ring.
  ring.
- rewrite /= E2 /output_at /weights_at.
  have Z (I : Type) (u w : I -> R) : (fun k => u k + 0 * w k) = u by apply: functional_extensionality => k; ring.
  have E : forall j, (fun k => S j k + 0 * s j k) = S j by move=> j; exact: Z.
  rewrite /product; set a := sum _; set b := sum (fun j => sum (fun i => (_ - _) * _)).
  have -> : a = product O1 O1 by apply: sum_ext => j; apply: sum_ext => i; rewrite !Z.
  have -> : b = product C O2 by apply: sum_ext => j; apply: sum_ext => i; rewrite !Z.
  by rewrite /product; ring.
- rewrite /= E3 /output_at /weights_at.
  have Z (I : Type) (u w : I -> R) : (fun k => u k + 0 * w k) = u by apply: functional_extensionality => k; ring.
  set a := sum _; set b := sum (fun j => sum (fun i => (_ - _) * _)).
  have -> : a = product O1 O2 by apply: sum_ext => j; apply: sum_ext => i; rewrite !Z.
  have -> : b = product C O3 by apply: sum_ext => j; apply: sum_ext => i; rewrite !Z.
  by rewrite !Rmult_0_r !Rplus_0_r.
Qed.
Theorem objective_derivable : [/\ ex_derive_n along 1 0, ex_derive_n along 2 0 & ex_derive_n along 3 0].
Proof. by have [f1 [f2 [f3 [J _ _ _]]]] := objective_jet; exact: jet_derivable J 0. Qed.

(* I3. *)
Theorem gradient_along : is_derive along 0 (product (gradient_X A1 A2 A3 B wx lx X Y) dX
  + product (gradient_Y A1 A2 A3 B wy ly X Y) dY).
Proof.
have [f1 [f2 [f3 [[D _ _] E _ _]]]] := objective_jet; have := D 0; rewrite E.
suff -> : 2 * product C O1 + 2 * (wx * wx * product S s + wy * wy * product V v + lx * product X dX
  + ly * product Y dY) =
  product (gradient_X A1 A2 A3 B wx lx X Y) dX + product (gradient_Y A1 A2 A3 B wy ly X Y) dY by [].
rewrite (pairing_X A1 A2 (score_slope A1 A2 A3 B X Y)) (pairing_Y A3 (value_slope A1 A2 A3 B X Y)) -/S -/s -/V -/v.
have -> : product C O1 = product (score_slope A1 A2 A3 B X Y) s + product (value_slope A1 A2 A3 B X Y) v; last by ring.
rewrite [product (value_slope _ _ _ _ _ _) v]/product.
transitivity (sum (fun j => sum (fun k => score_slope A1 A2 A3 B X Y j k * s j k)
  + sum (fun k => sum (fun i => F j k * C j i * v k i)))).
  by apply: sum_ext => j; rewrite -(row_gradient (F j) (s j) V v (C j)).
rewrite sum_plus; congr (_ + _); rewrite sum_swap; apply: sum_ext => k; rewrite sum_swap; apply: sum_ext => i.
by rewrite sum_scal_r.
Qed.
(* I4 along lines, with the Hessian-vector product's formula. *)
Theorem curvature_along : Derive_n along 2 0 =
  product (product_X A1 A2 A3 B wx lx X Y dX dY) dX + product (product_Y A1 A2 A3 B wy ly X Y dX dY) dY.
Proof.
have [f1 [f2 [f3 [J _ E _]]]] := objective_jet; rewrite (jet2 J) E; set L1 := product O1 O1; set L2 := product C O2.
rewrite (pairing_X A1 A2 (dP A1 A2 A3 B X Y s v)) (pairing_Y A3 (dFC A1 A2 A3 B X Y s v)) -/s -/v.
suff -> : L2 = product (dP A1 A2 A3 B X Y s v) s + product (dFC A1 A2 A3 B X Y s v) v - L1 by ring.
suff : L1 + L2 = product (dP A1 A2 A3 B X Y s v) s + product (dFC A1 A2 A3 B X Y s v) v by lra.
rewrite /L1 /L2 /product -!sum_plus.
transitivity (sum (fun j => sum (fun k => dP A1 A2 A3 B X Y s v j k * s j k) + sum (fun k => sum (fun i =>
  (dF A1 A2 X s j k * C j i + F j k * dC A1 A2 A3 X Y s v j i) * v k i)))).
  by apply: sum_ext => j; exact: (row_curvature (s j) V v (C j) (W j)).
rewrite sum_plus; congr (_ + _); rewrite sum_swap; apply: sum_ext => k; rewrite sum_swap; apply: sum_ext => i.
by rewrite sum_scal_r /dFC -sum_plus.
Qed.
End Line.
