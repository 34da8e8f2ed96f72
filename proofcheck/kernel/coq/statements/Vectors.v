(* What the hand-written statements of Abstract.v speak of: vectors with entries indexed by any finite type I, matrices,
   inner products and their norms, twice continuously differentiable functions. Definitions only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrbool fintype.
From PC.library Require Import Sums.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Vectors.
Variable I : finType.
Notation vector := (I -> R).
Notation matrix := (I -> I -> R).

Definition zero : vector := fun _ => 0.
Definition add (u v : vector) : vector := fun i => u i + v i.
Definition sub (u v : vector) : vector := fun i => u i - v i.
Definition scale (c : R) (u : vector) : vector := fun i => c * u i.
(* The point a + t e of the line through a in direction e. *)
Definition line (a e : vector) (t : R) : vector := fun i => a i + t * e i.

Definition dot (u v : vector) : R := sum (fun i => u i * v i).
Definition apply (A : matrix) (u : vector) : vector := fun i => sum (fun j => A i j * u j).
(* u^T A v *)
Definition form (A : matrix) (u v : vector) : R := dot u (apply A v).
Definition symmetric_matrix (A : matrix) : Prop := forall i j, A i j = A j i.

(* A symmetric bilinear form; it is positive semidefinite, or an inner product. In finite dimensions an inner product
   dominates the Euclidean one, which is stated in place of B u u > 0 for u <> 0. *)
Record bilinear (B : vector -> vector -> R) : Prop := {
  bilinear_symmetric : forall u v, B u v = B v u;
  bilinear_add : forall u v w, B (add u v) w = B u w + B v w;
  bilinear_scale : forall c u w, B (scale c u) w = c * B u w }.
Definition semidefinite (B : vector -> vector -> R) : Prop := bilinear B /\ forall u, 0 <= B u u.
Definition definite (B : vector -> vector -> R) (lower : R) : Prop :=
  bilinear B /\ 0 < lower /\ forall u, lower * dot u u <= B u u.
Definition inner_product (B : vector -> vector -> R) : Prop := exists lower, definite B lower.

(* The length of a vector for a form B, and its Euclidean norm. *)
Definition length (B : vector -> vector -> R) (u : vector) : R := sqrt (B u u).
Definition norm : vector -> R := length dot.
(* |<g, u>| <= bound |u|: the dual norm of g is at most the bound. *)
Definition dual_at_most (B : vector -> vector -> R) (g : vector) (bound : R) : Prop :=
  forall u, dot g u <= bound * length B u.
(* The closed ball of radius r around z. *)
Definition ball_around (B : vector -> vector -> R) (z : vector) (r : R) (w : vector) : Prop := length B (sub w z) <= r.

(* Phi is twice continuously differentiable with gradient G and Hessian H: derivatives along lines, H continuous. *)
Record smooth (Phi : vector -> R) (G : vector -> vector) (H : vector -> matrix) : Prop := {
  smooth_gradient : forall a e t, is_derive (fun t => Phi (line a e t)) t (dot (G (line a e t)) e);
  smooth_hessian : forall a e i t, is_derive (fun t => G (line a e t) i) t (apply (H (line a e t)) e i);
  smooth_symmetric : forall a, symmetric_matrix (H a);
  smooth_continuous : forall a eps, 0 < eps ->
    exists delta, 0 < delta /\ forall b, norm (sub b a) < delta -> forall i j, Rabs (H b i j - H a i j) <= eps }.

(* H is M-Lipschitz on the set S in the norm of B: |u^T (H(a) - H(b)) v| <= M |a - b| |u| |v|. *)
Definition lipschitz (B : vector -> vector -> R) (H : vector -> matrix) (S : vector -> Prop) (M : R) : Prop :=
  forall a b u v, S a -> S b ->
    Rabs (form (H a) u v - form (H b) u v) <= M * length B (sub a b) * length B u * length B v.
(* u^T A u >= mu |u|^2 *)
Definition curved (B : vector -> vector -> R) (A : matrix) (mu : R) : Prop := forall u, mu * B u u <= form A u u.
(* (1 - e0) H <= A <= (1 + e0) H as quadratic forms, A symmetric. *)
Definition within (H A : matrix) (e0 : R) : Prop :=
  symmetric_matrix A /\ forall u, (1 - e0) * form H u u <= form A u u <= (1 + e0) * form H u u.
Definition stationary (G : vector -> vector) (z : vector) : Prop := G z = zero.
Definition strict_local_minimiser (Phi : vector -> R) (z : vector) : Prop :=
  exists delta, 0 < delta /\ forall w, norm (sub w z) < delta -> w <> z -> Phi z < Phi w.
Definition convex_set (S : vector -> Prop) : Prop :=
  forall a b t, S a -> S b -> 0 <= t <= 1 -> S (line a (sub b a) t).
End Vectors.
