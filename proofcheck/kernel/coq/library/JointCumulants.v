(* One row and one column of values: joint cumulants of scores x, y and moving values (V, v) under softmax
   weights, in raw moments. The derivative along a line raises the order by one:
   d/dt k(V) = k(z; V), d/dt k(x; V) = k(x, z; V), where (z, v_z) is the direction of the line. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Moments.
Variable M : finType.
Implicit Types (f x y z u w p q : M -> R).
Definition E1 f u := sum (fun k => f k * u k).
Definition E2 f u w := sum (fun k => f k * u k * w k).
Definition E3 f u w p := sum (fun k => f k * u k * w k * p k).

(* Covariance and third joint cumulant. *)
Definition c2 f x V := E2 f x V - E1 f x * E1 f V.
Definition c3 f x y V := E3 f x y V - E1 f x * E2 f y V - E1 f y * E2 f x V - E1 f V * E2 f x y
  + 2 * E1 f x * E1 f y * E1 f V.
Lemma E2_sym f u w : E2 f u w = E2 f w u. Proof. by apply: sum_ext => k; ring. Qed.
Lemma E3_sym12 f u w p : E3 f u w p = E3 f w u p. Proof. by apply: sum_ext => k; ring. Qed.
Lemma c2_sym f x V : c2 f x V = c2 f V x. Proof. by rewrite /c2 E2_sym; ring. Qed.
Lemma c3_sym12 f x y V : c3 f x y V = c3 f y x V.
Proof. by rewrite /c3 E3_sym12 (E2_sym f x y); ring. Qed.

(* Linear in the first argument. *)
Section Linear.
Variables (f : M -> R) (a b : R) (u w : M -> R).
Let m k := a * u k + b * w k.
Lemma E1_lin : E1 f m = a * E1 f u + b * E1 f w.
Proof. by rewrite /E1 -!sum_scal -sum_plus; apply: sum_ext => k; rewrite /m; ring. Qed.
Lemma E2_lin p : E2 f m p = a * E2 f u p + b * E2 f w p.
Proof. by rewrite /E2 -!sum_scal -sum_plus; apply: sum_ext => k; rewrite /m; ring. Qed.
Lemma E3_lin p q : E3 f m p q = a * E3 f u p q + b * E3 f w p q.
Proof. by rewrite /E3 -!sum_scal -sum_plus; apply: sum_ext => k; rewrite /m; ring. Qed.
Lemma c2_lin V : c2 f m V = a * c2 f u V + b * c2 f w V.
Proof. by rewrite /c2 E2_lin E1_lin; ring. Qed.
Lemma c3_lin y V : c3 f m y V = a * c3 f u y V + b * c3 f w y V.
Proof. by rewrite /c3 E3_lin !E2_lin E1_lin; ring. Qed.
End Linear.
End Moments.

Section Line.
Variables (M : finType) (k0 : M) (S z : M -> R) (V v : M -> R).
Let f t := softmax (fun k => S k + t * z k).
Let V' t k := V k + t * v k.
Let W t : weights (f t). Proof. exact: (softmax_weights _ k0). Qed.

(* d/dt E[u V^j] = E[u V^j z] - E[u V^j] E[z] + E[u v] for u fixed. *)
Lemma moment_derivative (g : M -> R -> R) (dg : M -> R) t : (forall k, is_derive (g k) t (dg k)) ->
  is_derive (fun t => E1 (f t) (fun k => g k t)) t
    (E2 (f t) (fun k => g k t) z - E1 (f t) (fun k => g k t) * E1 (f t) z + E1 (f t) dg).
Proof.
move=> D; have := tilt S z k0 D; rewrite -/(f t) cov_E // => H; apply: (derive_as H).
by congr (_ - _ + _); apply: sum_ext => k; ring.
Qed.
Let at_ (h g : R -> R) t d : is_derive g t d -> (forall t, g t = h t) -> is_derive h t d.
Proof. by move=> D E; apply: (is_derive_ext g). Qed.
Lemma d1 u t : is_derive (fun t => E1 (f t) u) t (E2 (f t) u z - E1 (f t) u * E1 (f t) z).
Proof.
apply: (derive_as (moment_derivative (fun k => derive_const (u k) t))).
by rewrite (_ : E1 (f t) (fun _ => 0) = 0) ?Rplus_0_r //; apply: sum_eq0 => k; ring.
Qed.
Lemma d2 u w t : is_derive (fun t => E2 (f t) u w) t (E3 (f t) u w z - E2 (f t) u w * E1 (f t) z).
Proof.
have E0 t0 : E1 (f t0) (fun k => u k * w k) = E2 (f t0) u w by apply: sum_ext => k; ring.
by apply: (derive_as (at_ (d1 (fun k => u k * w k) t) E0)); rewrite E0; congr (_ - _); apply: sum_ext => k; ring.
Qed.
Let moving c k t : is_derive (fun t => c k * V' t k) t (c k * v k).
Proof. by rewrite /V'; auto_derive => //; ring. Qed.
Lemma e1 t : is_derive (fun t => E1 (f t) (V' t)) t (E2 (f t) z (V' t) - E1 (f t) (V' t) * E1 (f t) z + E1 (f t) v).
Proof.
have E0 t0 : E1 (f t0) (fun k => 1 * V' t0 k) = E1 (f t0) (V' t0) by apply: sum_ext => k; ring.
apply: (derive_as (at_ (moment_derivative (fun k => moving (fun _ => 1) k t)) E0)); rewrite E0.
by congr (_ - _ + _); apply: sum_ext => k; ring.
Qed.
Lemma e2 u t : is_derive (fun t => E2 (f t) u (V' t)) t
  (E3 (f t) u z (V' t) - E2 (f t) u (V' t) * E1 (f t) z + E2 (f t) u v).
Proof.
have E0 t0 : E1 (f t0) (fun k => u k * V' t0 k) = E2 (f t0) u (V' t0) by apply: sum_ext => k; ring.
apply: (derive_as (at_ (moment_derivative (fun k => moving u k t)) E0)); rewrite E0.
by congr (_ - _ + _); apply: sum_ext => k; ring.
Qed.
(* O, its derivative along (x, v_x), and along (x, v_x) and (y, v_y). *)
Definition g0 t := E1 (f t) (V' t).
Definition g1 t x vx := c2 (f t) x (V' t) + E1 (f t) vx.
Definition g2 t x vx y vy := c3 (f t) x y (V' t) + c2 (f t) x vy + c2 (f t) y vx.
Ltac derive := match goal with
  | |- is_derive (fun t => _ + _) _ _ => apply: derive_plus; derive
  | |- is_derive (fun t => _ - _) _ _ => apply: derive_minus; derive
  | |- is_derive (fun t => _ * _) _ _ => apply: derive_mult; derive
  | |- is_derive (fun t => E1 _ (V' _)) _ _ => exact: e1
  | |- is_derive (fun t => E2 _ _ (V' _)) _ _ => exact: e2
  | |- is_derive (fun t => E1 _ _) _ _ => exact: d1
  | |- is_derive (fun t => E2 _ _ _) _ _ => exact: d2
  | |- is_derive (fun t => ?c) _ _ => exact: derive_const end.
Lemma g0_derivative t : is_derive g0 t (g1 t z v).
Proof. by apply: (derive_as (e1 t)); rewrite /g1 /c2; ring. Qed.
Lemma g1_derivative x vx t : is_derive (fun t => g1 t x vx) t (g2 t x vx z v).
Proof.
apply: derive_as; first by rewrite /g1 /c2; derive.
by rewrite /g2 /c3 /c2 (E2_sym _ vx z); ring.
Qed.
End Line.
