(* The curvature that a certificate states where no Hessian is formed: from bounds of two terms of each row, and such
   bounds from the largest weight of a row (S1) and from second moments of the data under the row's weights (S1-moments
   in `proofcheck/recheck/global_region.py`). With a mask, and without one where every key is seen. Definitions only. *)
From Coq Require Import Reals.
From mathcomp Require Import ssreflect ssrbool eqtype choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors Objective Masked EverySize.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Rows.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R).
Variable seen : n -> m -> bool.
Variable z : unknowns p q r k -> R.
Definition row_mean (j : n) (g : m -> R) : R := dot (masked_weight A1 A2 seen z j) g.
Definition centred (j : n) (g : m -> R) (l : m) : R := g l - row_mean j g.
(* c_j and q_jl = <c_j, V_l - O_j> *)
Definition offset (j : n) : k -> R := masked_residual A1 A2 A3 B seen z j.
Definition level (j : n) (l : m) : R := dot (offset j) (sub (value A3 z l) (masked_output A1 A2 A3 seen z j)).
(* E_j[s~^2 q_j] and Cov_j(g, h) *)
Definition bending (j : n) (s : m -> R) : R := row_mean j (fun l => level j l * (centred j s l)^2).
Definition covariance (j : n) (g h : m -> R) : R := row_mean j (fun l => centred j g l * centred j h l).
(* v c_j, for a move v of the values. *)
Definition met (j : n) (v : m -> k -> R) (l : m) : R := dot (v l) (offset j).
(* For moves of scores and values along every d: E_j[s~^2 q_j] >= -bend_j |s_j|^2, |Cov_j(s_j, v c_j)| <= turn_j |s_j|
   |v c_j|; lengths are over all keys. *)
Definition row_bounds (bend turn : n -> R) : Prop := forall (d : unknowns p q r k -> R) j,
  let s := score A1 A2 d j in let e := met j (value A3 d) in
  - bend j * dot s s <= bending j s /\ Rabs (covariance j s e) <= turn j * norm s * norm e.
(* M_j = E_j[q_j a2~ a2~^T] and K_j = Cov_j(a2, a3) of the rows a2, a3 of A2, A3. *)
Definition column (b : finType) (A : m -> b -> R) (i : b) (l : m) : R := A l i.
Definition moment_scores (j : n) (b b' : q) : R :=
  row_mean j (fun l => level j l * centred j (column A2 b) l * centred j (column A2 b') l).
Definition moment_mixed (j : n) (b : q) (c : r) : R := covariance j (column A2 b) (column A3 c).
End Rows.
Definition pairing (a b : finType) (A : a -> b -> R) (u : a -> R) (w : b -> R) : R :=
  sum (fun i => sum (fun j => u i * A i j * w j)).
(* |A T y|^2 >= l |y|^2 > 0 for a square T. *)
Definition whitens (a b : finType) (A : a -> b -> R) (T : b -> b -> R) (l : R) : Prop :=
  0 < l /\ forall y, l * dot y y <= dot (image A (apply T y)) (image A (apply T y)).

(* The least curvature in the natural norm with ridge ex, ey. *)
Module Rows_curvature.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (seen : n -> m -> bool),
  (forall j : n, exists l : m, seen j l) ->
  let Phi := @objective n m p q r k A1 A2 A3 B wx wy lx ly in
  let masked := @masked_objective n m p q r k A1 A2 A3 B wx wy lx ly seen in
  forall z bend turn loss mixed Wx Wy ex ey mu, row_bounds A1 A2 A3 B seen z bend turn ->
  0 <= loss -> (forall d : unknowns p q r k -> R,
    sum (fun j => bend j * dot (score A1 A2 d j) (score A1 A2 d j)) <= loss * squares (score A1 A2 d)) ->
  0 <= mixed -> (forall y, sum (fun j => (turn j * dot (offset A1 A2 A3 B seen z j) y)^2) <= mixed^2 * dot y y) ->
  0 <= ex -> 0 <= ey -> (forall d : unknowns p q r k -> R,
    Wx * (squares (score A1 A2 d) + ex * squares (entry_X d)) + Wy * (squares (value A3 d) + ey * squares (entry_Y d))
    <= regulariser A1 A2 A3 wx wy lx ly d) ->
  mu <= 2 * smaller (Wx - loss) mixed Wy ->
  (forall d, mu * natural A1 A2 A3 ex ey d d <= slope masked z d 2) /\
  ((forall j l, seen j l) -> forall d, mu * natural A1 A2 A3 ex ey d d <= slope Phi z d 2).
End Rows_curvature.

(* Bounds for it. Of rows: phi_j low_j and phi_j, by weights; those by moments; and of two bounds the smaller. Of all
   rows: the largest, or a mean under squares of entries of A1 T1; and the Frobenius norm in place of the spectral. *)
Module Rows_bounds.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 B (seen : n -> m -> bool),
  (forall j : n, exists l : m, seen j l) -> forall z : unknowns p q r k -> R,
  let bounds := @row_bounds n m p q r k A1 A2 A3 B seen z in
  let c := @offset n m p q r k A1 A2 A3 B seen z in
  (forall phi low : n -> R,
    (forall j, 0 <= phi j /\ (1 / 2 <= phi j \/ forall l, seen j l -> masked_weight A1 A2 seen z j l <= phi j)) ->
    (forall j, 0 <= low j /\ forall l, seen j l -> - level A1 A2 A3 B seen z j l <= low j) ->
    bounds (fun j => phi j * low j) phi) /\
  (forall T2 T3 l2 l3 (beta kappa : n -> R), whitens A2 T2 l2 -> whitens A3 T3 l3 ->
    (forall j, 0 <= beta j /\ forall y,
      - beta j * dot y y <= pairing (moment_scores A1 A2 A3 B seen z j) (apply T2 y) (apply T2 y)) ->
    (forall j, 0 <= kappa j /\ forall y w,
      Rabs (pairing (moment_mixed A1 A2 A3 seen z j) (apply T2 y) (apply T3 w)) <= kappa j * norm y * norm w) ->
    bounds (fun j => beta j / l2) (fun j => kappa j / sqrt (l2 * l3))) /\
  (forall bend bend' turn turn', bounds bend turn -> bounds bend' turn' ->
    bounds (fun j => Rmin (bend j) (bend' j)) (fun j => Rmin (turn j) (turn' j))) /\
  (forall bend loss, (forall j : n, bend j <= loss) -> forall d : unknowns p q r k -> R,
    sum (fun j => bend j * dot (score A1 A2 d j) (score A1 A2 d j)) <= loss * squares (score A1 A2 d)) /\
  (forall bend T1 l1 theta, whitens A1 T1 l1 -> 0 <= theta ->
    (forall y, sum (fun j => bend j * (image A1 (apply T1 y) j)^2) <= theta * dot y y) ->
    forall d : unknowns p q r k -> R,
    sum (fun j => bend j * dot (score A1 A2 d j) (score A1 A2 d j)) <= theta / l1 * squares (score A1 A2 d)) /\
  (forall turn y,
    sum (fun j => (turn j * dot (c j) y)^2) <= norm (fun j => turn j * norm (c j)) ^ 2 * dot y y).
End Rows_bounds.

(* The weights of the norm's parts that the regulariser pays for: all of wx^2 as far as the ridge reaches, or half of
   the ridge where ex is at least (|A1| |A2|)^2, and so for Y. *)
Module Rows_weights.
Definition share (W w l e square : R) : Prop := W <= w^2 /\ W * e <= l \/ square <= e /\ 0 <= W /\ 2 * W * e <= l.
Definition statement : Prop := forall (n m p q r k : finType) A1 A2 A3 n1 n2 n3 wx wy lx ly Wx Wy ex ey,
  @norm_at_most n p A1 n1 -> @norm_at_most m q A2 n2 -> @norm_at_most m r A3 n3 ->
  share Wx wx lx ex ((n1 * n2)^2) -> share Wy wy ly ey (n3^2) -> forall d : unknowns p q r k -> R,
  Wx * (squares (score A1 A2 d) + ex * squares (entry_X d)) + Wy * (squares (value A3 d) + ey * squares (entry_Y d))
    <= regulariser A1 A2 A3 wx wy lx ly d.
End Rows_weights.
