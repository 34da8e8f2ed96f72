(* The gradient's formula, differentiated along a line entry by entry, is the Hessian-vector product: the product rule
   on P = F o level, with F' = F o (s - E[s]). *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives SoftmaxDerivatives Model Gradient Hessian.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Moves.
Variables N M P Q T K : finType.
Variable k0 : M.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R) (wx wy lx ly : R).
Variables (X dX : P -> Q -> R) (Y dY : T -> K -> R).
Let Xt t a l := X a l + t * dX a l.
Let Yt t b i := Y b i + t * dY b i.
Let s := scores A1 A2 dX. Let v := values A3 dY.
Let X0 : Xt 0 = X. Proof. by apply: ext2 => a l; rewrite /Xt; ring. Qed.
Let Y0 : Yt 0 = Y. Proof. by apply: ext2 => b i; rewrite /Yt; ring. Qed.

Lemma line_derive a b : is_derive (fun t => a + t * b) 0 b.
Proof. by apply: (derive_as (derive_plus (derive_const a 0) (derive_mult (derive_id 0) (derive_const b 0)))); ring. Qed.
Lemma scores_move j k : is_derive (fun t => scores A1 A2 (Xt t) j k) 0 (s j k).
Proof. by apply: (is_derive_ext _ _ _ _ _ (line_derive (scores A1 A2 X j k) (s j k))) => t; rewrite scores_line. Qed.
Lemma values_move k i : is_derive (fun t => values A3 (Yt t) k i) 0 (v k i).
Proof. by apply: (is_derive_ext _ _ _ _ _ (line_derive (values A3 Y k i) (v k i))) => t; rewrite values_line. Qed.
Lemma weights_move j k : is_derive (fun t => attention A1 A2 (Xt t) j k) 0 (dF A1 A2 X s j k).
Proof.
have L t k' : scores A1 A2 (Xt t) j k' = scores A1 A2 X j k' + t * s j k' by rewrite scores_line.
apply: (derive_as (weight_derive k0 L k)); rewrite /dF /attention /softmax; set al := sum _.
have -> : sum (fun k' => exp (scores A1 A2 X j k') * s j k') / al
  = sum (fun l => exp (scores A1 A2 X j l) / al * s j l); last by ring.
by rewrite -sum_div; apply: sum_ext => l; rewrite /Rdiv; ring.
Qed.
Lemma outputs_move j i : is_derive (fun t => outputs A1 A2 A3 (Xt t) (Yt t) j i) 0 (dC A1 A2 A3 X Y s v j i).
Proof.
apply: (derive_as (is_derive_sum (fun k => derive_mult (weights_move j k) (values_move k i)))).
by rewrite X0 Y0 sum_plus.
Qed.
Lemma residual_move j i : is_derive (fun t => residual A1 A2 A3 B (Xt t) (Yt t) j i) 0 (dC A1 A2 A3 X Y s v j i).
Proof. by apply: (derive_as (derive_minus (outputs_move j i) (derive_const (B j i) 0))); ring. Qed.
Lemma level_move j k : is_derive (fun t => level A1 A2 A3 B (Xt t) (Yt t) j k) 0 (slope A1 A2 A3 B X Y s v j k).
Proof.
apply: (derive_as (derive_minus (is_derive_sum (fun i => derive_mult (residual_move j i) (values_move k i)))
  (is_derive_sum (fun i => derive_mult (residual_move j i) (outputs_move j i))))).
rewrite X0 Y0 sum_plus /slope; congr (_ - _); apply: sum_ext => i; ring.
Qed.
Lemma score_slope_move j k : is_derive (fun t => score_slope A1 A2 A3 B (Xt t) (Yt t) j k) 0 (dP A1 A2 A3 B X Y s v j
  k).
Proof. by apply: (derive_as (derive_mult (weights_move j k) (level_move j k))); rewrite X0 Y0. Qed.
Lemma value_slope_move k i : is_derive (fun t => value_slope A1 A2 A3 B (Xt t) (Yt t) k i) 0 (dFC A1 A2 A3 B X Y s v k
  i).
Proof.
apply: (derive_as (is_derive_sum (fun j => derive_mult (weights_move j k) (residual_move j i)))).
by rewrite X0 Y0 sum_plus.
Qed.
Theorem gradient_X_move a l : is_derive (fun t => gradient_X A1 A2 A3 B wx lx (Xt t) (Yt t) a l) 0 (product_X A1 A2 A3 B
  wx lx X Y dX dY a l).
Proof.
apply: derive_scal; apply: derive_plus; last by apply: derive_scal; exact: line_derive.
apply: is_derive_sum => k; apply: (derive_as (derive_mult (is_derive_sum (fun j => derive_scal (A1 j a)
  (derive_plus (score_slope_move j k) (derive_scal (wx * wx) (scores_move j k))))) (derive_const (A2 k l) 0))).
by rewrite -/s -/v; ring.
Qed.
Theorem gradient_Y_move b i : is_derive (fun t => gradient_Y A1 A2 A3 B wy ly (Xt t) (Yt t) b i) 0 (product_Y A1 A2 A3 B
  wy ly X Y dX dY b i).
Proof.
apply: derive_scal; apply: derive_plus; last by apply: derive_scal; exact: line_derive.
apply: is_derive_sum => k; apply: derive_scal; apply: derive_plus; first exact: value_slope_move.
by apply: derive_scal; exact: values_move.
Qed.
End Moves.
