(* Statements written by hand about an output O(t) = E_t[V + t v] along a line of scores x + t s, E_t the expectation under their softmax.
   Definitions only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrbool ssrnat fintype binomial.
From PC.library Require Import Sums.
From PC.statements Require Import Simplex.
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

(* Joint cumulants of a copies of s and one g, by the recursion E[s^a g] = sum over b <= a of C(a, b) k(s^b, g) E[s^(a-b)]. The r-th derivative
   of the output, which exists for every r, is k(s^r, V) + r k(s^(r-1), v); and d/dt k(s^a, V) = k(s^(a+1), V) + k(s^a, v). *)
Module I5_cumulants_general.
Section Cumulants.
Variable M : finType.
Definition moment (f s : M -> R) (a : nat) (g : M -> R) : R := expectation f (fun k => s k ^ a * g k).
Definition is_cumulant (f s g : M -> R) (kappa : nat -> R) : Prop := forall a : nat,
  moment f s a g = sum (fun b : 'I_a.+1 => INR 'C(a, b) * kappa b * moment f s (a - b) (fun _ => 1)).
End Cumulants.
Definition statement : Prop := forall (M : finType) (k0 : M) (x s V v : M -> R) (kV kv : R -> nat -> R),
  (forall t, is_cumulant (weights_at x s t) s (fun k => V k + t * v k) (kV t)) -> (forall t, is_cumulant (weights_at x s t) s v (kv t)) ->
  (forall a t, is_derive (fun t => kV t a) t (kV t a.+1 + kv t a)) /\
  forall r t, ex_derive_n (output_at x s V v) r t /\ Derive_n (output_at x s V v) r t = kV t r + INR r * kv t r.-1.
End I5_cumulants_general.
