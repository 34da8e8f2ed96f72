(* Statements written by hand, of lemmas that no claim on arrays can state: they speak of an arbitrary function Phi, of
   Newton runs and of matrices of every size. A report shows them as they stand here. Definitions only; the words are
   those of Vectors.v, the proofs are elsewhere.

   A module bears its lemma's name; NAME_general is the statement for every size of a lemma whose claim is a special
   family (a cubic in one dimension, two rows), which has a generated statement NAME of its own.

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

(* A point y of the ball given to many digits: its distance from zs and its value, by the gradient at y. *)
Module C_decimals.
Definition statement : Prop := forall (I : finType) Phi G H B lower (z zs y : I -> R) mu M rho t d,
  known Phi G H B lower z mu M rho -> t <= rho -> 0 < mu - M * t ->
  stationary G zs -> ball_around B z t zs -> ball_around B z t y -> d = norm (G y) / ((mu - M * t) * lower) ->
  norm (sub y zs) <= d /\ Phi y - norm (G y) * d <= Phi zs <= Phi y.
End C_decimals.

(* A good stationary point zs: Hess >= ell > 0 there, and M-Lipschitz on a ball of radius rho, Euclidean norm. *)
Record good (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R)
    (zs : I -> R) (ell M rho : R) : Prop := {
  good_smooth : smooth Phi G H;
  good_stationary : stationary G zs;
  good_curvature : 0 < ell /\ curved (@dot I) (H zs) ell;
  good_lipschitz : 0 <= M /\ lipschitz (@dot I) H (ball_around (@dot I) zs rho) M }.

(* One exact Newton step zp = z - H(z)^-1 G(z). *)
Module R1_general.
Definition statement : Prop := forall (I : finType) Phi G H (zs z zp : I -> R) ell M rho r,
  good Phi G H zs ell M rho -> r = norm (sub z zs) -> r <= rho -> M * r < ell ->
  apply (H z) (sub z zp) = G z ->
  norm (sub zp zs) <= M / (2 * (ell - M * r)) * r^2.
End R1_general.

(* Exact Newton steps from M r_0 <= ell / 10. *)
Module R1_run.
Definition statement : Prop := forall (I : finType) Phi G H (zs : I -> R) ell M rho (z : nat -> I -> R),
  good Phi G H zs ell M rho -> norm (sub (z 0%nat) zs) <= rho -> M * norm (sub (z 0%nat) zs) <= ell / 10 ->
  (forall t, apply (H (z t)) (sub (z t) (z (S t))) = G (z t)) ->
  forall t, M * norm (sub (z t) zs) < ell /\
    norm (sub (z (S t)) zs) <= M / (2 * (ell - M * norm (sub (z t) zs))) * norm (sub (z t) zs) ^ 2.
End R1_run.

(* A quadratic with matrix H and minimiser zs, a step with A in place of H, in the norm of H. *)
Module R3_quadratic_general.
Definition statement : Prop := forall (I : finType) (H A : I -> I -> R) (zs z zp : I -> R) e0,
  symmetric_matrix H -> inner_product (form H) -> within H A e0 -> 0 <= e0 < 1 ->
  apply A (sub z zp) = apply H (sub z zs) ->
  length (form H) (sub zp zs) <= e0 / (1 - e0) * length (form H) (sub z zs).
End R3_quadratic_general.

(* A step with A in place of H(z), in the norm of H(z). *)
Module R3.
Definition statement : Prop := forall (I : finType) Phi G H (zs z zp : I -> R) A ell M rho r e0,
  good Phi G H zs ell M rho -> r = norm (sub z zs) -> r <= rho -> M * r < ell ->
  0 <= e0 < 1 -> within (H z) A e0 -> apply A (sub z zp) = G z ->
  length (form (H z)) (sub zp zs) <=
    1 / (1 - e0) * (e0 + M * r / (2 * (ell - M * r))) * length (form (H z)) (sub z zs).
End R3.

(* Every step of a run whose points satisfy M r_t < ell, each in the norm of the Hessian at its own point. *)
Module R3_run.
Definition statement : Prop := forall (I : finType) Phi G H (zs : I -> R) ell M rho e0 (z : nat -> I -> R) A,
  good Phi G H zs ell M rho -> 0 <= e0 < 1 ->
  (forall t, norm (sub (z t) zs) <= rho /\ M * norm (sub (z t) zs) < ell) ->
  (forall t, within (H (z t)) (A t) e0 /\ apply (A t) (sub (z t) (z (S t))) = G (z t)) ->
  forall t, length (form (H (z t))) (sub (z (S t)) zs) <=
    1 / (1 - e0) * (e0 + M * norm (sub (z t) zs) / (2 * (ell - M * norm (sub (z t) zs)))) *
    length (form (H (z t))) (sub (z t) zs).
End R3_run.

(* How many steps reach accuracy eps; the error rho_t = |z_t - zs| in the norm of H(zs) falls by theta a step. *)
Module R4.
Definition statement : Prop := forall (I : finType) Phi G H (zs : I -> R) ell M rho e0 (z : nat -> I -> R) A
    rho0 delta theta,
  good Phi G H zs ell M rho -> 0 <= e0 < 1 ->
  rho0 = length (form (H zs)) (sub (z 0%nat) zs) -> rho0 / sqrt ell <= rho ->
  delta = M * rho0 / (ell * sqrt ell) -> delta < 1 ->
  theta = sqrt ((1 + delta) / (1 - delta)) * ((e0 + delta / (2 * (1 - delta))) / (1 - e0)) -> 0 < theta < 1 ->
  (forall t, within (H (z t)) (A t) e0 /\ apply (A t) (sub (z t) (z (S t))) = G (z t)) ->
  (forall t, length (form (H zs)) (sub (z (S t)) zs) <= theta * length (form (H zs)) (sub (z t) zs)) /\
  forall T eps, 0 < rho0 -> 0 < eps ->
    ln (rho0 / (sqrt ell * eps)) / ln (1 / theta) <= INR T -> norm (sub (z T) zs) <= eps.
End R4.

(* The certified point is the only global minimiser. The region is convex, holds every stationary point below the level
   of z, and Phi is convex on it; sublevel sets are bounded. That Phi has a minimum is part of the conclusion. *)
Module C3.
Definition statement : Prop := forall (I : finType) Phi G H (region : (I -> R) -> Prop) (z zs : I -> R),
  smooth Phi G H -> (exists bound, forall w, Phi w <= Phi z -> norm w <= bound) ->
  convex_set region -> (forall w, stationary G w -> Phi w <= Phi z -> region w) ->
  (forall w u, region w -> 0 <= form (H w) u u) ->
  stationary G zs -> Phi zs <= Phi z -> strict_local_minimiser Phi zs ->
  (forall w, Phi zs <= Phi w) /\ forall w, Phi w <= Phi zs -> w = zs.
End C3.

(* The gap from the minimum of Phi, by the region's curvature mu in the (semi-)norm of B and the dual norm of G(z). *)
Module C3_gap.
Definition statement : Prop := forall (I : finType) Phi G H (region : (I -> R) -> Prop) B (z : I -> R) mu g,
  smooth Phi G H -> (exists bound, forall w, Phi w <= Phi z -> norm w <= bound) ->
  convex_set region -> (forall w, stationary G w -> Phi w <= Phi z -> region w) -> region z ->
  semidefinite B -> 0 < mu -> (forall w, region w -> curved B (H w) mu) -> dual_at_most B (G z) g ->
  exists zs, (forall w, Phi zs <= Phi w) /\ Phi z - Phi zs <= g^2 / (2 * mu).
End C3_gap.

(* An eigenvalue bound from any factor F, whatever its shape: width is at least every absolute row sum of
   A - sigma I - F^T F. *)
Module C4_residual_general.
Definition statement : Prop := forall (I J : finType) (A : I -> I -> R) (F : J -> I -> R) sigma width,
  symmetric_matrix A ->
  (forall i, sum (fun j => Rabs (A i j - (if i == j then sigma else 0) - sum (fun l => F l i * F l j))) <= width) ->
  forall x, (sigma - width) * dot x x <= form A x x.
End C4_residual_general.

(* The dual norm of g from any guess z of W^-1 g. *)
Module C_dual_norm.
Definition statement : Prop := forall (I : finType) (W : I -> I -> R) (g z : I -> R) lower delta energy,
  symmetric_matrix W -> 0 < lower -> (forall u, lower * dot u u <= form W u u) ->
  norm (sub g (apply W z)) / sqrt lower <= delta -> 0 <= energy -> dot z g <= energy ->
  dual_at_most (form W) g ((delta + sqrt (delta^2 + 4 * energy)) / 2).
End C_dual_norm.
