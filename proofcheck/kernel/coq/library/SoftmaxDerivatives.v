(* First derivatives, at t = 0, of one row's exponentials, denominator, weights and output along a line of scores (I2).
   *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Scores Z t that are S + t a. *)
Section Row.
Variables (M : finType) (k0 : M) (Z : R -> M -> R) (S a h : M -> R) (b : R).
Hypothesis line : forall t k, Z t k = S k + t * a k.
Let u t k := exp (Z t k).
Let U k := exp (S k).
Let alpha t := sum (u t).
Let A := sum U.
Let f t k := u t k / alpha t.
Let F k := U k / A.
Let g := sum (fun k => U k * a k) / A.
Let A_gt0 : 0 < A. Proof. exact: (denominator_gt0 S k0). Qed.
Let u0 k : u 0 k = U k. Proof. by rewrite /u line Rmult_0_l Rplus_0_r. Qed.
Let alpha0 : alpha 0 = A. Proof. exact: sum_ext. Qed.
Let f0 k : f 0 k = F k. Proof. by rewrite /f u0 alpha0. Qed.
Lemma exponential_derive k : is_derive (fun t => u t k) 0 (U k * a k).
Proof.
have D : is_derive (Z ^~ k) 0 (a k).
  by apply: (is_derive_ext (fun t => S k + t * a k)) => [t|]; [rewrite line|auto_derive => //; ring].
by have := derive_exp D; rewrite -/(u 0 k) u0.
Qed.
Lemma total_derive : is_derive alpha 0 (sum (fun k => U k * a k)).
Proof. by apply: (is_derive_sum (F := fun k t => u t k)) => k; exact: exponential_derive. Qed.
Lemma inverse_derive : is_derive (fun t => 1 / alpha t) 0 (- g / A).
Proof.
apply: (derive_as (derive_div (derive_const 1 0) total_derive _)); rewrite alpha0; first lra.
by rewrite /g; field; lra.
Qed.
Lemma weight_derive k : is_derive (fun t => f t k) 0 (F k * a k - F k * g).
Proof.
apply: (derive_as (derive_div (exponential_derive k) total_derive _)); rewrite alpha0; first lra.
by rewrite u0 /F /g; field; lra.
Qed.
Lemma mean_derive : is_derive (fun t => sum (fun k => f t k * h k)) 0 (sum (fun k => F k * a k * h k)
  - sum (fun k => F k * h k) * g).
Proof.
apply: (derive_as (is_derive_sum (F := fun k t => f t k * h k) (fun k =>
  derive_mult (weight_derive k) (derive_const (h k) 0)))).
by rewrite -sum_scal_r -sum_minus; apply: sum_ext => k; ring.
Qed.
Lemma residual_derive : is_derive (fun t => sum (fun k => f t k * h k) - b) 0
  (sum (fun k => F k * a k * h k) - sum (fun k => F k * h k) * g).
Proof. by apply: (derive_as (derive_minus mean_derive (derive_const b 0))); ring. Qed.
Lemma square_derive : is_derive (fun t => (sum (fun k => f t k * h k) - b) * (sum (fun k => f t k * h k) - b)) 0
  (2 * (sum (fun k => F k * h k) - b) * (sum (fun k => F k * a k * h k) - sum (fun k => F k * h k) * g)).
Proof.
have E : sum (fun k => f 0 k * h k) = sum (fun k => F k * h k) by apply: sum_ext => k; rewrite f0.
by apply: (derive_as (derive_mult residual_derive residual_derive)); rewrite E; ring.
Qed.
End Row.
