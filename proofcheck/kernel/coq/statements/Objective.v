(* The attention objective as a function on R^N, N = p q + r k, and how the theorems of Abstract.v apply to it: it is
   twice continuously differentiable, and bounds of its derivatives along lines are bounds of its gradient, its Hessian
   and the Hessian's Lipschitz constant. Definitions only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrbool eqtype choice fintype.
From PC.library Require Import Sums Softmax.
From PC.statements Require Import Vectors Abstract.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Objective.
(* n queries, m keys, p, q and r columns of the data, k outputs, as finite types. *)
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
(* The unknowns: entries of X (p x q) and of Y (r x k). *)
Definition unknowns : finType := [finType of (p * q) + (r * k)].
Implicit Type z : unknowns -> R.

Definition entry_X z (a : p) (b : q) : R := z (inl (a, b)).
Definition entry_Y z (c : r) (i : k) : R := z (inr (c, i)).
(* S = A1 X A2^T, V = A3 Y, C = softmax(S) V - B row by row. *)
Definition score z (j : n) (l : m) : R := sum (fun b => sum (fun a => A1 j a * entry_X z a b) * A2 l b).
Definition value z (l : m) (i : k) : R := sum (fun c => A3 l c * entry_Y z c i).
Definition residual z (j : n) (i : k) : R := sum (fun l => softmax (score z j) l * value z l i) - B j i.
Definition squares (a b : finType) (F : a -> b -> R) : R := sum (fun i => sum (fun j => F i j * F i j)).
Definition regulariser z : R :=
  wx * wx * squares (score z) + wy * wy * squares (value z) + lx * squares (entry_X z) + ly * squares (entry_Y z).
Definition objective z : R := squares (residual z) + regulariser z.
End Objective.

(* The order-th derivative of Phi along the line through z in direction d. *)
Definition slope (I : finType) (Phi : (I -> R) -> R) (z d : I -> R) (order : nat) : R :=
  Derive_n (fun t => Phi (line z d t)) order 0.

(* The objective satisfies the hypotheses of C1, C2, C3 and of R1 to R4: a gradient and a Hessian exist, are what the
   derivatives along lines say, and a bound of third derivatives along lines is a Lipschitz constant of the Hessian.
   `key` is any key: there must be one, m >= 1. *)
Module Attention_smooth.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (key : m),
  let Phi := @objective n m p q r k A1 A2 A3 B wx wy lx ly in
  exists G H, smooth Phi G H /\
    (forall z d, dot (G z) d = slope Phi z d 1 /\ form (H z) d d = slope Phi z d 2) /\
    forall form lower region M, definite form lower -> convex_set region -> 0 <= M ->
      (forall w d, region w -> Rabs (slope Phi w d 3) <= M * length form d ^ 3) -> lipschitz form H region M.
End Attention_smooth.

(* C1 and C2 for the objective, in derivatives along lines only. *)
Module Attention_certificate.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (key : m),
  let Phi := @objective n m p q r k A1 A2 A3 B wx wy lx ly in
  let stationary w := forall d, slope Phi w d 1 = 0 in
  forall form lower z mu M rho g h radius, definite form lower ->
  0 < mu -> (forall d, mu * form d d <= slope Phi z d 2) ->
  0 <= M -> (forall w d, ball_around form z rho w -> Rabs (slope Phi w d 3) <= M * length form d ^ 3) ->
  0 <= g -> (forall d, slope Phi z d 1 <= g * length form d) ->
  h = M * g / mu^2 -> h < 1 / 2 -> radius = 2 * g / (mu * (1 + sqrt (1 - 2 * h))) -> radius <= rho ->
  exists zs, stationary zs /\ ball_around form z radius zs /\
    (forall w, stationary w -> ball_around form z radius w -> w = zs) /\
    strict_local_minimiser Phi zs /\ 0 <= Phi z - Phi zs <= g^2 / (2 * (mu - M * radius / 3)).
End Attention_certificate.

(* C3 for the objective on the region |S| <= rho1, |V| <= rho2, where the regulariser is at least c |z|^2, c > 0: a
   strict local minimiser zs with a value of at most Phi(z) is the only global minimiser. *)
Module Attention_global.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (key : m),
  let Phi := @objective n m p q r k A1 A2 A3 B wx wy lx ly in
  let stationary w := forall d, slope Phi w d 1 = 0 in
  forall c rho1 rho2 z zs, 0 < c -> 
    (forall w : unknowns p q r k -> R, c * dot w w <= regulariser A1 A2 A3 wx wy lx ly w) ->
  let region w := sqrt (squares (score A1 A2 w)) <= rho1 /\ sqrt (squares (value A3 w)) <= rho2 in
  (forall w, stationary w -> Phi w <= Phi z -> region w) -> (forall w d, region w -> 0 <= slope Phi w d 2) ->
  stationary zs -> Phi zs <= Phi z -> strict_local_minimiser Phi zs ->
  (forall w, Phi zs <= Phi w) /\ forall w, Phi w <= Phi zs -> w = zs.
End Attention_global.

(* The natural norm with ridge ex, ey: an inner product on the unknowns with a lower bound from those of the data,
   |A1 x|^2 >= l1 |x|^2 and so on. A step of length 1 moves no row of S and no row of V by more than 1, and splits as
   Hessian_constant asks with alpha = all_rows = beta = 1. *)
Definition natural (n m p q r k : finType) (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (ex ey : R)
    (u v : unknowns p q r k -> R) : R :=
  sum (fun j => sum (fun l => score A1 A2 u j l * score A1 A2 v j l)) +
  sum (fun l => sum (fun i => value A3 u l i * value A3 v l i)) +
  ex * sum (fun a => sum (fun b => entry_X u a b * entry_X v a b)) +
  ey * sum (fun c => sum (fun i => entry_Y u c i * entry_Y v c i)).
Module Natural_norm.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 ex ey l1 l2 l3 lower,
  let form := @natural n m p q r k A1 A2 A3 ex ey in
  0 <= ex -> 0 <= ey -> 0 <= l1 -> 0 <= l2 ->
  (forall x : p -> R, l1 * dot x x <= sum (fun j => sum (fun a => A1 j a * x a) ^ 2)) ->
  (forall x : q -> R, l2 * dot x x <= sum (fun l => sum (fun b => A2 l b * x b) ^ 2)) ->
  (forall x : r -> R, l3 * dot x x <= sum (fun l => sum (fun c => A3 l c * x c) ^ 2)) ->
  lower = Rmin (l1 * l2 + ex) (l3 + ey) -> 0 < lower ->
  definite form lower /\
  (forall u j, norm (score A1 A2 u j) <= length form u) /\ (forall u l, norm (value A3 u l) <= length form u) /\
  (forall u j l, Rabs (score A1 A2 u j l) <= length form u) /\
  (forall u, exists xi ups, 0 <= xi /\ 0 <= ups /\ xi^2 + ups^2 <= length form u ^ 2 /\
    (forall j, norm (score A1 A2 u j) <= xi) /\
    sqrt (squares (score A1 A2 u)) <= xi /\ sqrt (squares (value A3 u)) <= ups).
End Natural_norm.

(* The Hessian's constant on the ball of radius rho around z, as the re-checker computes it. *)
Section Constant.
Variable n : finType.
(* A step of length 1 splits into parts xi, ups >= 0, xi^2 + ups^2 <= 1, that move row j of S by alpha_j xi, S by a xi,
   V by beta ups; it moves the entries of row j of S by reach_j and the rows of V by value_reach. *)
Record reach : Type := { alpha : n -> R; all_rows : R; beta : R; score_reach : n -> R; value_reach : R }.
(* At z, by rows: bounds of the weights, of |f|, of tau, of |V_k - O| and of |c|. *)
Record rows : Type := { peak : n -> R; weight : n -> R; tau : n -> R; omega : n -> R; gap : n -> R }.
Variables (at_z : rows) (r : reach) (rho : R).
Definition growth j := exp (2 * (rho * score_reach r j)).
Definition shift j := value_reach r * rho + (growth j - 1) * tau at_z j.
(* The same on the ball. *)
Definition ball_phi j := Rmin (growth j * peak at_z j) (1 / 2).
Definition ball_weight j := Rmin (growth j * weight at_z j) 1.
Definition ball_tau j := sqrt (growth j) * (tau at_z j + value_reach r * rho).
Definition ball_omega j := omega at_z j + value_reach r * rho + shift j.
Definition ball_gap j := gap at_z j + shift j.
(* Coefficients of x^3, x^2 b and x b^2 in the third derivative, b = |v|. *)
Definition cubic j := 6 * ball_phi j * sqrt (ball_phi j) * ball_tau j * ball_omega j +
  4 * ball_gap j * sqrt (ball_phi j) * ball_tau j.
Definition mixed j := 12 * ball_phi j * sqrt (ball_phi j) * ball_tau j + 6 * ball_weight j * ball_phi j * ball_omega j +
  6 * sqrt 2 * ball_gap j * ball_phi j.
Definition linear j := 12 * ball_weight j * ball_phi j.
(* K3 xi^3 + K2 xi^2 ups + K1 xi ups^2; c3 and c2 are bounds of all cubic_j alpha_j and of all mixed_j. *)
Definition K3 c3 := Rmin (c3 * all_rows r ^ 2) (sum (fun j => cubic j * alpha r j ^ 3)).
Definition K2 c2 := Rmin (c2 * all_rows r ^ 2) (sum (fun j => mixed j * alpha r j ^ 2)) * beta r.
Definition K1 := Rmin (norm linear * all_rows r) (sum (fun j => linear j * alpha r j)) * beta r ^ 2.
End Constant.
Module Hessian_constant.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (key : m),
  let Phi := @objective n m p q r k A1 A2 A3 B wx wy lx ly in
  let outputs z j i := sum (fun l => softmax (score A1 A2 z j) l * value A3 z l i) in
  forall form lower z (at_z : rows n) (reached : reach n) rho c3 c2 M, definite form lower -> 0 <= rho ->
  0 <= c3 -> 0 <= c2 -> 0 <= M ->
  (forall j l, softmax (score A1 A2 z j) l <= peak at_z j) ->
  (forall j, norm (softmax (score A1 A2 z j)) <= weight at_z j) ->
  (forall j, sqrt (sum (fun l => softmax (score A1 A2 z j) l * norm (sub (value A3 z l) (outputs z j)) ^ 2))
    <= tau at_z j) ->
  (forall j l, norm (sub (value A3 z l) (outputs z j)) <= omega at_z j) ->
  (forall j, norm (residual A1 A2 A3 B z j) <= gap at_z j) ->
  0 <= value_reach reached -> (forall j, 0 <= score_reach reached j) ->
  0 <= beta reached -> 0 <= all_rows reached -> (forall j, 0 <= alpha reached j) ->
  (forall d j l, Rabs (score A1 A2 d j l) <= score_reach reached j * length form d) ->
  (forall d l, norm (value A3 d l) <= value_reach reached * length form d) ->
  (forall d, exists xi ups, 0 <= xi /\ 0 <= ups /\ xi^2 + ups^2 <= length form d ^ 2 /\
    (forall j, norm (score A1 A2 d j) <= alpha reached j * xi) /\
    sqrt (squares (score A1 A2 d)) <= all_rows reached * xi /\ sqrt (squares (value A3 d)) <= beta reached * ups) ->
  (forall j, cubic at_z reached rho j * alpha reached j <= c3) -> (forall j, mixed at_z reached rho j <= c2) ->
  (forall xi ups, 0 <= xi -> 0 <= ups -> xi^2 + ups^2 = 1 ->
    K3 at_z reached rho c3 * xi^3 + K2 at_z reached rho c2 * xi^2 * ups + K1 at_z reached rho * xi * ups^2 <= M) ->
  forall w d, ball_around form z rho w -> Rabs (slope Phi w d 3) <= M * length form d ^ 3.
End Hessian_constant.
