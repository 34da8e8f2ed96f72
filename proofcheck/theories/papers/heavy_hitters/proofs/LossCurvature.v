(* The second derivative of L_exp = |f - b|^2 / 2, f = softmax, along a line of scores, b a probability vector: by the
   tilt rule f_i' = f_i (s_i - m), m' = Var s; it is affine in b, so the target's vertices are enough. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives.
From PC.proofs Require Import TwoKeys CurvatureGraph.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma derive_twice (f f1 f2 : R -> R) t : (forall t, is_derive f t (f1 t)) -> (forall t, is_derive f1 t (f2 t)) ->
  Derive_n f 2 t = f2 t.
Proof.
move=> D1 D2; rewrite /= (Derive_ext _ f1); first exact: is_derive_unique.
by move=> u; exact: is_derive_unique.
Qed.

Section Line.
Variables (T : finType) (k0 : T) (x s b : T -> R).
Hypothesis B : weights b.
Let f t := softmax (fun k => x k + t * s k).
Let W t : weights (f t). Proof. exact: (softmax_weights _ k0). Qed.
Let mean t := E (f t) s.

Lemma E_0 (h : T -> R) : E h (fun _ => 0) = 0.
Proof. by rewrite /E (sum_ext (G := fun _ => 0)) ?sum_0 // => k; ring. Qed.
Lemma mean_derive t : is_derive mean t (var (f t) s).
Proof.
have := @tilt T x s (fun k _ => s k) (fun _ => 0) t k0 (fun k => is_derive_const _ _).
rewrite cov_var => D; apply: (derive_as D).
by rewrite E_0 Rplus_0_r.
Qed.
Lemma weight_derive i t : is_derive (fun t => f t i) t (f t i * (s i - mean t)).
Proof.
pose g k := if k == i then 1 else 0.
have Eg (h : T -> R) : E h g = h i.
  by rewrite /E -(sum_delta h i); apply: sum_ext => k; rewrite /g; case: eqP => _; ring.
have D := @tilt T x s (fun k _ => g k) (fun _ => 0) t k0 (fun k => is_derive_const _ _).
apply: (is_derive_ext _ _ _ _ (fun u => Eg (f u))); apply: (derive_as D).
rewrite cov_E; last exact: (W t).
rewrite E_0 -/(f t) -/(mean t) [X in _ - X * _](Eg (f t)).
have -> : E (f t) (fun k => g k * s k) = f t i * s i; last by ring.
by rewrite /E -(sum_delta (fun k => f t k * s k) i); apply: sum_ext => k; rewrite /g; case: eqP => _; ring.
Qed.
Lemma weight_second i t : is_derive (fun t => f t i * (s i - mean t)) t (f t i * ((s i - mean t)^2 - var (f t) s)).
Proof.
apply: (derive_as (derive_mult (weight_derive i t) (derive_minus (derive_const (s i) t) (mean_derive t)))).
by rewrite -/(mean t); ring.
Qed.

Definition loss t := sum (fun i => (f t i - b i) * (f t i - b i)) / 2.
Lemma loss_derive t : is_derive loss t (sum (fun i => (f t i - b i) * (f t i * (s i - mean t)))).
Proof.
have D i : is_derive (fun t => (f t i - b i) * (f t i - b i) / 2) t ((f t i - b i) * (f t i * (s i - mean t))).
  have R := derive_minus (weight_derive i t) (derive_const (b i) t).
  by apply: (derive_as (derive_mult (derive_mult R R) (derive_const (/ 2) t))); field.
apply: (is_derive_ext _ _ _ _ _ (is_derive_sum (F := fun i t => _) D)) => u.
by rewrite /loss -sum_div.
Qed.
Lemma loss_second t : is_derive (fun t => sum (fun i => (f t i - b i) * (f t i * (s i - mean t)))) t
  (sum (fun i => (f t i * (s i - mean t))^2 + (f t i - b i) * (f t i * ((s i - mean t)^2 - var (f t) s)))).
Proof.
apply: (is_derive_sum (F := fun i t => (f t i - b i) * (f t i * (s i - mean t)))) => i.
have R := derive_minus (weight_derive i t) (derive_const (b i) t).
by apply: (derive_as (derive_mult R (weight_second i t))); ring.
Qed.
(* Affine in the target: the average of the curvatures of its vertices. *)
Lemma second_average t :
  sum (fun i => (f t i * (s i - mean t))^2 + (f t i - b i) * (f t i * ((s i - mean t)^2 - var (f t) s))) =
  sum (fun e => b e * curvature (f t) s e).
Proof.
rewrite /curvature -/(mean t).
set Q := sum (fun i => (f t i)^2 * (s i - mean t)^2); set F := sum (fun i => (f t i)^2); set v := var _ _.
transitivity (2 * Q - F * v - sum (fun i => b i * f t i * ((s i - mean t)^2 - v))).
  rewrite /Q /F -sum_scal -sum_scal_r -!sum_minus; apply: sum_ext => i; ring.
rewrite (sum_ext (T := T) (F := fun e => b e * _) (G := fun e => (2 * Q - F * v) * b e - b e * f t e * ((s e - mean t)^2 - v))).
  by rewrite sum_minus sum_scal (proj2 B); ring.
by move=> e; ring.
Qed.
Theorem loss_curvature t : lower * square s <= Derive_n loss 2 t <= upper * square s.
Proof.
rewrite (derive_twice _ loss_derive loss_second) second_average.
have H e := curvature_bounds s e (W t); have [b0 b1] := B.
split.
  rewrite -[X in X <= _]Rmult_1_l -b1 -sum_scal_r; apply: sum_le => e; apply: Rmult_le_compat_l => //; exact: (proj1 (H e)).
rewrite -[X in _ <= X]Rmult_1_l -b1 -sum_scal_r; apply: sum_le => e; apply: Rmult_le_compat_l => //; exact: (proj2 (H e)).
Qed.
End Line.
