(* Statements written by hand, of lemmas that no claim on arrays can state: they speak of an arbitrary function Phi, of
   Newton runs and of matrices of every size. A report shows them as they stand here. Definitions only; the words are
   those of Vectors.v, the proofs are elsewhere.

   Throughout, I is any finite type of coordinates, so that I -> R is R^N for every N >= 0; Phi : R^N -> R is twice
   continuously differentiable with gradient G and Hessian H. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrbool eqtype fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* What a certificate knows of the point z in the norm of an inner product B with |u|^2 >= lower |u|_2^2: curvature
   mu > 0 at z, and a Hessian that is M-Lipschitz on the ball of radius rho around z. *)
Record known (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R)
    (B : (I -> R) -> (I -> R) -> R) (lower : R) (z : I -> R) (mu M rho : R) : Prop := {
  known_smooth : smooth Phi G H;
  known_norm : definite B lower;
  known_curvature : 0 < mu /\ curved B (H z) mu;
  known_lipschitz : 0 <= M /\ lipschitz B H (ball_around B z rho) M }.

Definition strict_local_minimiser (I : finType) (Phi : (I -> R) -> R) (z : I -> R) : Prop :=
  exists delta, 0 < delta /\ forall w, norm (sub w z) < delta -> w <> z -> Phi z < Phi w.
(* zs is the only stationary point within r of z; it is a strict local minimiser and has the least value within r. *)
Definition certified_minimiser (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R)
    (B : (I -> R) -> (I -> R) -> R) (z : I -> R) (r : R) (zs : I -> R) : Prop :=
  stationary G zs /\ ball_around B z r zs /\
  (forall w, stationary G w -> ball_around B z r w -> w = zs) /\
  strict_local_minimiser Phi zs /\ forall w, ball_around B z r w -> Phi zs <= Phi w.

(* The radius is the smaller root of mu r - M r^2 / 2 = g, where the slope is positive. *)
Module C1_root.
Definition statement : Prop := forall mu M g h r : R, 0 < mu -> 0 <= M -> 0 <= g ->
  h = M * g / mu^2 -> h < 1 / 2 -> r = 2 * g / (mu * (1 + sqrt (1 - 2 * h))) ->
  mu * r - M / 2 * r^2 = g /\ mu - M * r = mu * sqrt (1 - 2 * h) /\ 0 < mu - M * r.
End C1_root.

(* On the certified sphere the gradient has no component inwards. *)
Module C1_outward.
Definition statement : Prop := forall (I : finType) Phi G H B lower (z : I -> R) mu M rho g h r,
  known Phi G H B lower z mu M rho -> 0 <= g -> dual_at_most B (G z) g ->
  h = M * g / mu^2 -> h < 1 / 2 -> r = 2 * g / (mu * (1 + sqrt (1 - 2 * h))) -> r <= rho ->
  forall w, length B (sub w z) = r ->
  r * (mu * r - M / 2 * r^2 - g) <= dot (G w) (sub w z) /\ 0 <= dot (G w) (sub w z).
End C1_outward.

(* At most one stationary point in the ball, and growth around it. *)
Module C1_unique.
Definition statement : Prop := forall (I : finType) Phi G H B lower (z : I -> R) mu M rho g h r,
  known Phi G H B lower z mu M rho -> 0 <= g -> dual_at_most B (G z) g ->
  h = M * g / mu^2 -> h < 1 / 2 -> r = 2 * g / (mu * (1 + sqrt (1 - 2 * h))) -> r <= rho ->
  (forall a b, stationary G a -> stationary G b -> ball_around B z r a -> ball_around B z r b -> a = b) /\
  (forall a w, stationary G a -> ball_around B z r a -> ball_around B z r w ->
    (mu - M * r) / 2 * length B (sub w a) ^ 2 <= Phi w - Phi a).
End C1_unique.

(* Exactly one stationary point within the certified radius: existence included. *)
Module C1.
Definition statement : Prop := forall (I : finType) Phi G H B lower (z : I -> R) mu M rho g h r,
  known Phi G H B lower z mu M rho -> 0 <= g -> dual_at_most B (G z) g ->
  h = M * g / mu^2 -> h < 1 / 2 -> r = 2 * g / (mu * (1 + sqrt (1 - 2 * h))) -> r <= rho ->
  exists zs, certified_minimiser Phi G B z r zs.
End C1.

(* The same from the length of the Newton step p = H(z)^-1 G(z). *)
Module C1_newton.
Definition statement : Prop := forall (I : finType) Phi G H B lower (z p : I -> R) mu M rho e h r,
  known Phi G H B lower z mu M rho -> apply (H z) p = G z -> length B p <= e ->
  h = M * e / mu -> h < 1 / 2 -> r = 2 * e / (1 + sqrt (1 - 2 * h)) -> r <= rho ->
  exists zs, certified_minimiser Phi G B z r zs.
End C1_newton.

(* How much lower the minimiser of C1 is: the sharp form at t = |z - zs|, and its bound. *)
Module C2.
Definition statement : Prop := forall (I : finType) Phi G H B lower (z : I -> R) mu M rho g h r,
  known Phi G H B lower z mu M rho -> 0 <= g -> dual_at_most B (G z) g ->
  h = M * g / mu^2 -> h < 1 / 2 -> r = 2 * g / (mu * (1 + sqrt (1 - 2 * h))) -> r <= rho ->
  exists zs, certified_minimiser Phi G B z r zs /\ 0 <= Phi z - Phi zs /\
    (exists t, 0 <= t <= r /\ Phi z - Phi zs <= g * t - mu / 2 * t^2 + M / 6 * t^3) /\
    Phi z - Phi zs <= g^2 / (2 * (mu - M * r / 3)).
End C2.

(* What the re-checker concludes from the numbers that a certificate stores. w is a witness of the Newton step and
   res >= |G(z) - H(z) w|_*; r need not be the root. Every bound r1 of the distance gives sharper ones. *)
Module C_recheck.
Definition statement : Prop := forall (I : finType) Phi G H B lower (z w : I -> R) mu M rho g res r,
  known Phi G H B lower z mu M rho -> 0 <= g -> dual_at_most B (G z) g ->
  0 <= res -> dual_at_most B (sub (G z) (apply (H z) w)) res ->
  r <= rho -> Rmin g (mu * length B w + res) <= mu * r - M * r^2 / 2 -> 0 < mu - M * r ->
  exists zs, certified_minimiser Phi G B z r zs /\
    0 <= Phi z - Phi zs <= g^2 / (2 * (mu - M * r / 3)) /\
    forall r1, length B (sub zs z) <= r1 -> r1 <= r ->
      length B (sub zs z) <= length B w + (res + M * r1^2 / 2) / mu /\
      norm (sub zs z) <= r1 / sqrt lower /\
      norm (sub zs z) <= norm w + (res + M * r1^2 / 2) / (mu * sqrt lower) /\
      Phi z - Phi zs <= (dot (G z) w + g * res / mu) / 2 + M * r1^3 / 6.
End C_recheck.
