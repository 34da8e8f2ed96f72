(* Statements written by hand for every size: of lemmas whose claims are made for two columns, with operator norms and
   singular values given by their inequalities, and of the numbers mu and M of a certificate for the objective in
   (X, Y). Definitions only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrbool eqtype choice fintype.
From PC.library Require Import Sums Softmax.
From PC.statements Require Import Vectors Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* A u, A Y and A1 X A2^T; Frobenius norms. *)
Section Matrices.
Variables n m p q r k : finType.
Definition image (A : m -> p -> R) (u : p -> R) (l : m) : R := sum (fun i => A l i * u i).
Definition left_image (A : m -> r -> R) (Y : r -> k -> R) (l : m) (i : k) : R := sum (fun c => A l c * Y c i).
Definition two_sided (A1 : n -> p -> R) (A2 : m -> q -> R) (X : p -> q -> R) (j : n) (l : m) : R :=
  sum (fun b => sum (fun a => A1 j a * X a b) * A2 l b).
Definition frobenius (F : m -> k -> R) : R := sqrt (squares F).
Definition norm_at_most (A : m -> p -> R) (c : R) : Prop := 0 <= c /\ forall u, norm (image A u) <= c * norm u.
Definition norm_at_least (A : m -> p -> R) (c : R) : Prop := 0 <= c /\ forall u, c * norm u <= norm (image A u).
Definition difference (a b : finType) (F G : a -> b -> R) (i : a) (j : b) : R := F i j - G i j.
End Matrices.
(* The smaller and the larger eigenvalue of ((P, K), (K, Q)). *)
Definition smaller (P K Q : R) : R := (P + Q) / 2 - sqrt (((P - Q) / 2)^2 + K^2).
Definition larger (P K Q : R) : R := (P + Q) / 2 + sqrt (((P - Q) / 2)^2 + K^2).

Module S2_euclidean_general.
Definition statement : Prop := forall (n m p q r k : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R)
  s1 s2 s3 (X : p -> q -> R) (Y : r -> k -> R), norm_at_least A1 s1 -> norm_at_least A2 s2 -> norm_at_least A3 s3 ->
  Rmin (s1^2 * s2^2) (s3^2) * (squares X + squares Y) <= squares (two_sided A1 A2 X) + squares (left_image A3 Y).
End S2_euclidean_general.

Module S3_weights_general.
Definition statement : Prop := forall (n m p q r k : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R)
  n1 n2 n3 (X : p -> q -> R) (Y : r -> k -> R), norm_at_most A1 n1 -> norm_at_most A2 n2 -> norm_at_most A3 n3 ->
  squares (two_sided A1 A2 X) <= (n1 * n2)^2 * squares X /\ squares (left_image A3 Y) <= n3^2 * squares Y.
End S3_weights_general.

(* Blocks xx, xy, yy of any sizes. *)
Module S4_general.
Definition statement : Prop := forall (p q : finType) (xx : p -> p -> R) (xy : p -> q -> R) (yy : q -> q -> R) a1 a2 a3,
  (forall u, a1 * dot u u <= dot u (image xx u)) -> (forall v, a3 * dot v v <= dot v (image yy v)) ->
  (forall u v, Rabs (dot u (image xy v)) <= a2 * norm u * norm v) ->
  (forall u v, smaller a1 a2 a3 * (dot u u + dot v v) <=
    dot u (image xx u) + 2 * dot u (image xy v) + dot v (image yy v)) /\
  (0 < a1 + a3 -> 0 < smaller a1 a2 a3 <-> a2^2 < a1 * a3).
End S4_general.

(* c = softmax(A1 X A2^T) A3 Y - B, and the gradient of |c|^2: 2 A1^T P A2 and 2 A3^T F^T c. *)
Section Loss.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R).
Variables (X : p -> q -> R) (Y : r -> k -> R).
Definition attention (j : n) (l : m) : R := softmax (two_sided A1 A2 X j) l.
Definition mean_value (j : n) (i : k) : R := sum (fun l => attention j l * left_image A3 Y l i).
Definition gap (j : n) (i : k) : R := mean_value j i - B j i.
Definition slope_of_scores (j : n) (l : m) : R :=
  attention j l * (sum (fun i => gap j i * left_image A3 Y l i) - sum (fun i => gap j i * mean_value j i)).
Definition gradient_X (a : p) (b : q) : R := 2 * sum (fun l => sum (fun j => A1 j a * slope_of_scores j l) * A2 l b).
Definition gradient_Y (c : r) (i : k) : R := 2 * sum (fun l => A3 l c * sum (fun j => attention j l * gap j i)).
End Loss.
Definition size (n : finType) : R := sum (fun _ : n => 1).

Module B6_c_general.
Definition statement : Prop := forall (n m p q r k : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R)
  (B : n -> k -> R) X Y X' Y' n1 n2 n3 radius (key : m),
  norm_at_most A1 n1 -> norm_at_most A2 n2 -> norm_at_most A3 n3 -> frobenius Y <= radius -> frobenius Y' <= radius ->
  frobenius (difference (gap A1 A2 A3 B X Y) (gap A1 A2 A3 B X' Y')) <=
  1 / 2 * n1 * n2 * n3 * radius * frobenius (difference X X') + sqrt (size n) * n3 * frobenius (difference Y Y').
End B6_c_general.

Module B6_euclidean_general.
Section Constant.
Variables (n k : finType) (B : n -> k -> R) (rho : R).
Definition kappa_20 (j : n) : R := rho^2 / 2 + sqrt 2 * rho * (norm (B j) + rho).
Definition kappa_11 (j : n) : R := 2 * (norm (B j) + rho) + 2 * rho.
End Constant.
Definition statement : Prop := forall (n m p q r k : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R)
  (B : n -> k -> R) X Y X' Y' n1 n2 n3 radius top (key : m),
  norm_at_most A1 n1 -> norm_at_most A2 n2 -> norm_at_most A3 n3 -> frobenius Y <= radius -> frobenius Y' <= radius ->
  0 <= top -> (forall j, kappa_20 B (n3 * radius) j <= top) ->
  let G := larger (top * (n1 * n2)^2) (norm (kappa_11 B (n3 * radius)) * (n1 * n2) * n3 / 2) (2 * size n * n3^2) in
  sqrt (squares (difference (gradient_X A1 A2 A3 B X Y) (gradient_X A1 A2 A3 B X' Y')) +
    squares (difference (gradient_Y A1 A2 A3 B X Y) (gradient_Y A1 A2 A3 B X' Y'))) <=
  G * sqrt (squares (difference X X') + squares (difference Y Y')).
End B6_euclidean_general.

(* The numbers of a certificate. z = (X, Y); |d|_nat^2 = ||A1 dX A2^T||^2 + ||A3 dY||^2. *)
Section Point.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R).
Variable z : unknowns p q r k -> R.
Definition weight_at (j : n) (l : m) : R := softmax (score A1 A2 z j) l.
Definition mean_at (j : n) (i : k) : R := sum (fun l => weight_at j l * value A3 z l i).
Definition offset_at (j : n) (l : m) (i : k) : R := value A3 z l i - mean_at j i.
Definition spread_at (j : n) : R := sqrt (sum (fun l => weight_at j l * norm (offset_at j l) * norm (offset_at j l))).
Definition residual_at (j : n) (i : k) : R := mean_at j i - B j i.
Definition natural_square (d : unknowns p q r k -> R) : R := squares (score A1 A2 d) + squares (value A3 d).
End Point.

(* The curvature along every line from the quantities at z; phi_j >= min(1/2, max_l f_jl). *)
Module S2_general.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (key : m),
  let Phi := @objective n m p q r k A1 A2 A3 B wx wy lx ly in
  forall z phi low mu, 0 <= lx -> 0 <= ly ->
  (forall j, 0 <= phi j /\ (1 / 2 <= phi j \/ forall l, weight_at A1 A2 z j l <= phi j)) ->
  (forall j, 0 <= low j /\ forall l, - dot (residual_at A1 A2 A3 B z j) (offset_at A1 A2 A3 z j l) <= low j) ->
  (forall j, phi j * low j <= mu) ->
  let K := norm (fun j => phi j * norm (residual_at A1 A2 A3 B z j)) in
  forall d, 2 * smaller (wx^2 - mu) K (wy^2) * natural_square A1 A2 A3 d <= slope Phi z d 2.
End S2_general.

(* The curvature on ||S|| <= rho1, ||V|| <= rho2, for at least two keys. *)
Module S3_general.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (key : m),
  let Phi := @objective n m p q r k A1 A2 A3 B wx wy lx ly in
  forall rho1 rho2 psi phi top, 0 <= lx -> 0 <= ly -> 1 < size m ->
  psi = 1 / (1 + (size m - 1) * exp (- (rho1 * sqrt (size m / (size m - 1))))) -> phi = Rmin psi (1 / 2) ->
  let c := fun j => norm (B j) + sqrt psi * rho2 in
  (forall j, c j <= top) ->
  let lambda := smaller (wx^2 - phi * sqrt (1 + psi) * rho2 * top) (phi * norm c) (wy^2) in
  forall z d, sqrt (squares (score A1 A2 z)) <= rho1 -> sqrt (squares (value A3 z)) <= rho2 ->
  2 * lambda * natural_square A1 A2 A3 d <= slope Phi z d 2.
End S3_general.

(* The third derivative along every line, on the natural ball of radius rho around z, from row quantities at z: the
   constant M of a certificate. The cubic in (xi, ups) is what a unit step of length xi in scores and ups
   in values can reach. *)
Module B7_local_general.
Section Coefficients.
Variable n : finType.
Variables (peak tau omega length_f length_c : n -> R) (rho : R).
Definition growth : R := exp (2 * rho).
Definition shift (j : n) : R := rho + (growth - 1) * tau j.
Definition phi (j : n) : R := Rmin (growth * peak j) (1 / 2).
Definition tau' (j : n) : R := sqrt growth * (tau j + rho).
Definition omega' (j : n) : R := omega j + rho + shift j.
Definition f' (j : n) : R := Rmin (growth * length_f j) 1.
Definition c' (j : n) : R := length_c j + shift j.
Definition cubic (j : n) : R := 4 * c' j * tau' j * sqrt (phi j) + 6 * omega' j * tau' j * sqrt (phi j) ^ 3.
Definition mixed (j : n) : R :=
  12 * tau' j * sqrt (phi j) ^ 3 + 6 * c' j * phi j * sqrt 2 + 6 * f' j * omega' j * phi j.
Definition linear (j : n) : R := 12 * f' j * phi j.
End Coefficients.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (key : m),
  let Phi := @objective n m p q r k A1 A2 A3 B wx wy lx ly in
  forall z peak tau omega length_f length_c rho K3 K2 M, 0 <= rho ->
  (forall j l, weight_at A1 A2 z j l <= peak j) -> (forall j, spread_at A1 A2 A3 z j <= tau j) ->
  (forall j l, norm (offset_at A1 A2 A3 z j l) <= omega j) -> (forall j, norm (weight_at A1 A2 z j) <= length_f j) ->
  (forall j, norm (residual_at A1 A2 A3 B z j) <= length_c j) ->
  0 <= K3 -> (forall j, cubic peak tau omega length_c rho j <= K3) ->
  (forall j, mixed peak tau omega length_f length_c rho j <= K2) ->
  (forall xi ups, 0 <= xi -> 0 <= ups -> xi^2 + ups^2 = 1 ->
    K3 * xi^3 + K2 * xi^2 * ups + norm (linear peak length_f rho) * xi * ups^2 <= M) ->
  forall w d, natural_square A1 A2 A3 (sub w z) <= rho^2 ->
  Rabs (slope Phi w d 3) <= M * sqrt (natural_square A1 A2 A3 d) ^ 3.
End B7_local_general.

(* A stationary point whose region has positive curvature is the only global minimiser. The region contains every
   stationary point that is not higher; the regulariser is at least c |z|^2 for some c > 0, so that a minimiser exists. *)
Module S3_global_general.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (key : m),
  let Phi := @objective n m p q r k A1 A2 A3 B wx wy lx ly in
  forall zs rho1 rho2 psi phi top below, 0 < wx -> 0 < wy -> 0 <= lx -> 0 <= ly ->
  0 < below -> (forall w : unknowns p q r k -> R, below * dot w w <= regulariser A1 A2 A3 wx wy lx ly w) ->
  Rmin (sqrt (Phi zs) / wx) (Phi zs / (4 * wx^2 * wy)) <= rho1 ->
  Rmin (sqrt (Phi zs) / wy) (frobenius B / (2 * wy)) <= rho2 ->
  1 < size m -> psi = 1 / (1 + (size m - 1) * exp (- (rho1 * sqrt (size m / (size m - 1))))) ->
  phi = Rmin psi (1 / 2) ->
  let c := fun j => norm (B j) + sqrt psi * rho2 in
  (forall j, c j <= top) ->
  let lambda := smaller (wx^2 - phi * sqrt (1 + psi) * rho2 * top) (phi * norm c) (wy^2) in
  0 < lambda -> (forall d, slope Phi zs d 1 = 0) ->
  (forall w, Phi zs <= Phi w) /\ (forall w, Phi w <= Phi zs -> w = zs) /\
  forall w, sqrt (squares (score A1 A2 w)) <= rho1 -> sqrt (squares (value A3 w)) <= rho2 ->
    Phi zs + lambda * natural_square A1 A2 A3 (sub w zs) <= Phi w.
End S3_global_general.
