(* Statements written by hand about an output O(t) = E_t[V + t v] along a line of scores x + t s, E_t the expectation
   under their softmax. Definitions only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrbool ssrnat fintype binomial.
From PC.library Require Import Sums.
From PC.statements Require Import Simplex.
From PC.statements Require Attention.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Line.
Variable M : finType.
Variables (x s : M -> R).
Definition weights_at (t : R) : M -> R := softmax_of (fun k => x k + t * s k).
Definition output_at (V v : M -> R) (t : R) : R := expectation (weights_at t) (fun k => V k + t * v k).
End Line.

(* The first three derivatives, at every t; they exist. *)
Module I5_general.
Definition statement : Prop := forall (M : finType) (k0 : M) (x s V v : M -> R) (t : R),
  let f := weights_at x s t in let Vt k := V k + t * v k in
  let mean a g := expectation f (fun k => centred f s k ^ a * centred f g k) in
  let O := output_at x s V v in
  [/\ ex_derive_n O 1 t, ex_derive_n O 2 t & ex_derive_n O 3 t] /\
  [/\ Derive_n O 1 t = mean 1%N Vt + expectation f v, Derive_n O 2 t = mean 2%N Vt + 2 * mean 1%N v &
    Derive_n O 3 t = mean 3%N Vt - 3 * variance_of f s * mean 1%N Vt + 3 * mean 2%N v].
End I5_general.

(* Joint cumulants of a copies of s and one g, by the recursion E[s^a g] = sum over b <= a of C(a, b) k(s^b, g)
   E[s^(a-b)]. The r-th derivative of the output, which exists for every r, is k(s^r, V) + r k(s^(r-1), v); and d/dt
   k(s^a, V) = k(s^(a+1), V) + k(s^a, v). *)
Module I5_cumulants_general.
Section Cumulants.
Variable M : finType.
Definition moment (f s : M -> R) (a : nat) (g : M -> R) : R := expectation f (fun k => s k ^ a * g k).
Definition is_cumulant (f s g : M -> R) (kappa : nat -> R) : Prop := forall a : nat,
  moment f s a g = sum (fun b : 'I_a.+1 => INR 'C(a, b) * kappa b * moment f s (a - b) (fun _ => 1)).
End Cumulants.
Definition statement : Prop := forall (M : finType) (k0 : M) (x s V v : M -> R) (kV kv : R -> nat -> R),
  (forall t, is_cumulant (weights_at x s t) s (fun k => V k + t * v k) (kV t)) ->
    (forall t, is_cumulant (weights_at x s t) s v (kv t)) ->
  (forall a t, is_derive (fun t => kV t a) t (kV t a.+1 + kv t a)) /\
  forall r t, ex_derive_n (output_at x s V v) r t /\ Derive_n (output_at x s V v) r t = kV t r + INR r * kv t r.-1.
End I5_cumulants_general.

(* One row's quantities along a line of scores: u = exp, alpha = <u, 1>, 1 / alpha, f, <f, h>, c = <f, h> - b and c^2;
   they are differentiable. *)
Module I2_general.
Definition statement : Prop := forall (M : finType) (k0 : M) (x s h : M -> R) (b : R),
  let u t k := exp (x k + t * s k) in let alpha t := sum (u t) in
  let f := softmax_of x in let c t := expectation (weights_at x s t) h - b in
  let slope := expectation f (fun k => s k * h k) - expectation f s * expectation f h in
  (forall k, is_derive (fun t => u t k) 0 (exp (x k) * s k)) /\
  is_derive alpha 0 (sum (fun k => exp (x k) * s k)) /\
  is_derive (fun t => 1 / alpha t) 0 (- (expectation f s / sum (fun k => exp (x k)))) /\
  (forall k, is_derive (fun t => weights_at x s t k) 0 (f k * s k - f k * expectation f s)) /\
  is_derive c 0 slope /\ is_derive (fun t => c t * c t) 0 (2 * (expectation f h - b) * slope).
End I2_general.

(* The objective along a line through (X, Y): three derivatives exist, with every term of the regulariser. *)
Module I5_objective_general.
Definition pairing (I J : finType) (U W : I -> J -> R) : R := sum (fun i => sum (fun j => U i j * W i j)).
Definition statement : Prop := forall (N M P Q T K : finType) (k0 : M) (A1 : N -> P -> R) (A2 : M -> Q -> R)
    (A3 : M -> T -> R)
    (B : N -> K -> R) (wx wy lx ly : R) (X dX : P -> Q -> R) (Y dY : T -> K -> R),
  let along t := Attention.objective A1 A2 A3 B wx wy lx ly (fun a l => X a l + t * dX a l) (fun b i => Y b i
    + t * dY b i) in
  let S := Attention.score A1 A2 X in let s := Attention.score A1 A2 dX in
  let V := Attention.value A3 Y in let v := Attention.value A3 dY in let C := Attention.residual A1 A2 A3 B X Y in
  let f j := softmax_of (S j) in let column (U : M -> K -> R) i k := U k i in
  let mean a j g := expectation (f j) (fun k => centred (f j) (s j) k ^ a * centred (f j) g k) in
  let O1 j i := mean 1%N j (column V i) + expectation (f j) (column v i) in
  let O2 j i := mean 2%N j (column V i) + 2 * mean 1%N j (column v i) in
  let O3 j i := mean 3%N j (column V i) - 3 * variance_of (f j) (s j) * mean 1%N j (column V i)
    + 3 * mean 2%N j (column v i) in
  [/\ ex_derive_n along 1 0, ex_derive_n along 2 0 & ex_derive_n along 3 0] /\
  [/\ Derive_n along 1 0 = 2 * pairing C O1
      + 2 * (wx * wx * pairing S s + wy * wy * pairing V v + lx * pairing X dX + ly * pairing Y dY),
    Derive_n along 2 0 = 2 * pairing O1 O1 + 2 * pairing C O2
      + 2 * (wx * wx * pairing s s + wy * wy * pairing v v + lx * pairing dX dX + ly * pairing dY dY) &
    Derive_n along 3 0 = 6 * pairing O1 O2 + 2 * pairing C O3].
End I5_objective_general.
