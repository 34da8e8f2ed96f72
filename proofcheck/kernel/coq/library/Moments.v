(* One output along a line of scores x + t s and values V + t v: derivatives of orders 1 to 3 in raw moments.

   P a, Q a and Z a are the raw moments of order a in s, with the moving values, with v, and alone; each has the
   derivative that the tilt rule gives. The derivatives of the output are polynomials in them. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype.
From PC Require Import Sums Softmax Derivatives.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Line.
Variables (M : finType) (k0 : M) (x s V v : M -> R).
Let f t := softmax (fun k => x k + t * s k).
Let P a t := E (f t) (fun k => s k ^ a * (V k + t * v k)).
Let Q a t := E (f t) (fun k => s k ^ a * v k).
Let Z a t := E (f t) (fun k => s k ^ a).
Let W t : weights (f t). Proof. exact: (softmax_weights _ k0). Qed.

Lemma dP a t : is_derive (P a) t (P a.+1 t - P a t * Z 1 t + Q a t).
Proof.
have D k : is_derive (fun t => s k ^ a * (V k + t * v k)) t (s k ^ a * v k) by auto_derive => //; ring.
have := tilt x s k0 D; rewrite -/(f t) cov_E // /P /Q /Z.
have -> : E (f t) (fun k => s k ^ a * (V k + t * v k) * s k) = E (f t) (fun k => s k ^ a.+1 * (V k + t * v k)).
  by apply: sum_ext => k; rewrite /=; ring.
by have -> : E (f t) s = E (f t) (fun k => s k ^ 1) by apply: sum_ext => k; ring.
Qed.
Lemma dconst (h : M -> R) t : is_derive (fun t => E (f t) h) t (E (f t) (fun k => h k * s k) - E (f t) h * Z 1 t).
Proof.
have := @tilt _ x s (fun k _ => h k) (fun _ => 0) t k0 (fun k => is_derive_const _ _).
rewrite -/(f t) cov_E // /Z.
have -> : E (f t) (fun _ => 0) = 0 by rewrite /E (sum_ext (G := fun _ => 0)) ?sum_0 // => k; ring.
have -> : E (f t) s = E (f t) (fun k => s k ^ 1) by apply: sum_ext => k; ring.
by rewrite Rplus_0_r.
Qed.
Lemma dQ a t : is_derive (Q a) t (Q a.+1 t - Q a t * Z 1 t).
Proof.
have := dconst (fun k => s k ^ a * v k) t; rewrite -/(Q a t).
by have -> : E (f t) (fun k => s k ^ a * v k * s k) = Q a.+1 t by apply: sum_ext => k; rewrite /=; ring.
Qed.
Lemma dZ a t : is_derive (Z a) t (Z a.+1 t - Z a t * Z 1 t).
Proof.
have := dconst (fun k => s k ^ a) t; rewrite -/(Z a t).
by have -> : E (f t) (fun k => s k ^ a * s k) = Z a.+1 t by apply: sum_ext => k; rewrite /=; ring.
Qed.

(* The derivatives of the output P 0, as polynomials in the moments. *)
Let O1 t := P 1 t - P 0 t * Z 1 t + Q 0 t.
Let O2 t := P 2 t - P 0 t * Z 2 t - 2 * P 1 t * Z 1 t + 2 * P 0 t * Z 1 t ^ 2 + 2 * Q 1 t - 2 * Q 0 t * Z 1 t.
Let O3 t := P 3 t - 3 * P 2 t * Z 1 t - 3 * P 1 t * Z 2 t + 6 * P 1 t * Z 1 t ^ 2
  - P 0 t * Z 3 t + 6 * P 0 t * Z 1 t * Z 2 t
  - 6 * P 0 t * Z 1 t ^ 3 + 3 * Q 2 t - 6 * Q 1 t * Z 1 t - 3 * Q 0 t * Z 2 t + 6 * Q 0 t * Z 1 t ^ 2.
(* Derivatives of polynomials in the moments, by the shape of the expression. *)
Ltac derive := match goal with
  | |- is_derive (fun t => _ + _) _ _ => apply: is_derive_plus; derive
  | |- is_derive (fun t => _ - _) _ _ => apply: is_derive_minus; derive
  | |- is_derive (fun t => _ * _) _ _ => apply: is_derive_mult; [derive|derive|exact: Rmult_comm]
  | |- is_derive (fun t => _ ^ _) _ _ => apply: is_derive_pow; derive
  | |- is_derive (P _) _ _ => exact: dP | |- is_derive (fun t => P _ t) _ _ => exact: dP
  | |- is_derive (Q _) _ _ => exact: dQ | |- is_derive (Z _) _ _ => exact: dZ
  | |- is_derive (fun t => Q _ t) _ _ => exact: dQ | |- is_derive (fun t => Z _ t) _ _ => exact: dZ
  | |- is_derive (fun t => ?c) _ _ => exact: is_derive_const end.
Lemma d1 t : is_derive (P 0) t (O1 t). Proof. exact: dP. Qed.
Lemma d2 t : is_derive O1 t (O2 t).
Proof.
apply: derive_as; first by rewrite /O1; derive.
rewrite /plus /minus /mult /opp /= /scal /= /mult /= /O2 /plus /opp /=; ring.
Qed.
Lemma d3 t : is_derive O2 t (O3 t).
Proof.
apply: derive_as; first by rewrite /O2; derive.
rewrite /zero /plus /minus /mult /opp /scal /= /mult /= /O3 /plus /opp /zero /=; ring.
Qed.
End Line.
