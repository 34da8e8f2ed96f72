(* The natural norm: sums over the unknowns split into those over X and Y, and lower bounds of the data multiply. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Euclidean GradientLipschitz.
From PC.statements Require Import Vectors Abstract Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Natural.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (ex ey : R).
Notation vector := (unknowns p q r k -> R).
Notation form := (@natural n m p q r k A1 A2 A3 ex ey).

Definition product (a b : finType) (L : vector -> a -> b -> R) (u v : vector) :=
  sum (fun i => sum (fun j => L u i j * L v i j)).
Definition linear (a b : finType) (L : vector -> a -> b -> R) :=
  forall c u v i j, L (add (scale c u) v) i j = c * L u i j + L v i j.
Lemma semidefinite_product (a b : finType) (L : vector -> a -> b -> R) : linear L -> semidefinite (product L).
Proof.
move=> lin; have L0 i j : L (@zero _) i j = 0.
  have E : add (scale 1 (@zero _)) (@zero _) = @zero (unknowns p q r k).
    by apply: eq_vector => x; rewrite /add /scale /zero; ring.
  by have := lin 1 (@zero _) (@zero _) i j; rewrite E; lra.
split; last by move=> u; apply: sum_ge0 => i; apply: sum_ge0 => j; exact: Rle_0_sqr.
split=> [u v|u v w|c u w].
- by apply: sum_ext => i; apply: sum_ext => j; ring.
- rewrite -sum_plus; apply: sum_ext => i; rewrite -sum_plus; apply: sum_ext => j.
  have -> : add u v = add (scale 1 u) v by apply: eq_vector => x; rewrite /add /scale; ring.
  by rewrite lin; ring.
- rewrite -sum_scal; apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => j.
  have -> : scale c u = add (scale c u) (@zero _) by apply: eq_vector => x; rewrite /add /zero; ring.
  by rewrite lin L0; ring.
Qed.
Lemma score_linear : linear (score A1 A2).
Proof.
move=> c u v j l; rewrite /score -sum_scal -sum_plus; apply: sum_ext => b.
rewrite -Rmult_assoc -Rmult_plus_distr_r; congr (_ * _).
by rewrite -sum_scal -sum_plus; apply: sum_ext => a; rewrite /entry_X /add /scale; ring.
Qed.
Lemma value_linear : linear (value A3).
Proof.
by move=> c u v l i; rewrite /value -sum_scal -sum_plus; apply: sum_ext => a; rewrite /entry_Y /add /scale; ring.
Qed.
Lemma square_either (u : vector) : dot u u = product (@entry_X p q r k) u u + product (@entry_Y p q r k) u u.
Proof.
rewrite /dot sum_sumtype /product -(sum_pair (fun a b => entry_X u a b * entry_X u a b)).
rewrite -(sum_pair (fun c i => entry_Y u c i * entry_Y u c i)).
by congr (_ + _); apply: sum_ext => -[a b].
Qed.

Section Lower.
Variables l1 l2 l3 : R.
Hypothesis l10 : 0 <= l1.
Hypothesis l20 : 0 <= l2.
Hypothesis H1 : forall x : p -> R, l1 * dot x x <= sum (fun j => sum (fun a => A1 j a * x a) ^ 2).
Hypothesis H2 : forall x : q -> R, l2 * dot x x <= sum (fun l => sum (fun b => A2 l b * x b) ^ 2).
Hypothesis H3 : forall x : r -> R, l3 * dot x x <= sum (fun l => sum (fun c => A3 l c * x c) ^ 2).
(* |A1 X A2^T|^2 >= l2 |A1 X|^2 row by row, and |A1 X|^2 >= l1 |X|^2 column by column. *)
Lemma score_lower (u : vector) : l1 * l2 * product (@entry_X p q r k) u u <= product (score A1 A2) u u.
Proof.
pose T j b := sum (fun a => A1 j a * entry_X u a b).
apply: (Rle_trans _ (sum (fun j => l2 * dot (T j) (T j)))).
  rewrite sum_scal /dot sum_swap (Rmult_comm l1) Rmult_assoc; apply: Rmult_le_compat_l => //.
  rewrite /product sum_swap -sum_scal; apply: sum_le => b; apply: Rle_trans (H1 (fun a => entry_X u a b)) _.
  by apply: Req_le; apply: sum_ext => j; rewrite /T; ring.
apply: sum_le => j; apply: Rle_trans (H2 (T j)) _; apply: Req_le; apply: sum_ext => l.
have -> : score A1 A2 u j l = sum (fun b => A2 l b * T j b) by apply: sum_ext => b; exact: Rmult_comm.
by ring.
Qed.
Lemma value_lower (u : vector) : l3 * product (@entry_Y p q r k) u u <= product (value A3) u u.
Proof.
rewrite /product [X in _ * X]sum_swap [X in _ <= X]sum_swap -sum_scal; apply: sum_le => i.
apply: Rle_trans (H3 (fun c => entry_Y u c i)) _; apply: Req_le; apply: sum_ext => l; rewrite /value; ring.
Qed.
End Lower.

(* The norm: an inner product bounded below, in which a unit step moves rows by at most 1. *)
Hypothesis ex0 : 0 <= ex.
Hypothesis ey0 : 0 <= ey.
Lemma natural_sum u v : form u v = product (score A1 A2) u v + product (value A3) u v +
  ex * product (@entry_X p q r k) u v + ey * product (@entry_Y p q r k) u v.
Proof. by []. Qed.
Let SS := semidefinite_product score_linear.
Let SV := semidefinite_product value_linear.
Let SX : semidefinite (product (@entry_X p q r k)). Proof. exact: semidefinite_product. Qed.
Let SY : semidefinite (product (@entry_Y p q r k)). Proof. exact: semidefinite_product. Qed.
Theorem natural_bilinear : bilinear form.
Proof.
have [[[sS aS cS] _] [[sV aV cV] _]] := (SS, SV); have [[[sX aX cX] _] [[sY aY cY] _]] := (SX, SY).
split=> [u v|u v w|c u w]; rewrite !natural_sum.
- by rewrite sS sV sX sY.
- by rewrite aS aV aX aY; ring.
- by rewrite cS cV cX cY; ring.
Qed.
Lemma parts_le (u : vector) : product (score A1 A2) u u <= form u u /\ product (value A3) u u <= form u u.
Proof.
have a := proj2 SS u; have b := proj2 SV u; have c := Rmult_le_pos _ _ ex0 (proj2 SX u).
by have d := Rmult_le_pos _ _ ey0 (proj2 SY u); rewrite natural_sum; lra.
Qed.
Theorem rows_move u :
  (forall j, norm (score A1 A2 u j) <= length form u) /\ (forall l, norm (value A3 u l) <= length form u).
Proof.
have [a b] := parts_le u; split=> i; apply: sqrt_le_1_alt.
- by apply: Rle_trans a; apply: (sum_ge1 i (fun i => dot_ge0 (score A1 A2 u i))).
- by apply: Rle_trans b; apply: (sum_ge1 i (fun i => dot_ge0 (value A3 u i))).
Qed.
(* The parts of a step: those of X and of Y. *)
Theorem natural_split u : exists xi ups, [/\ 0 <= xi, 0 <= ups & xi ^ 2 + ups ^ 2 <= Vectors.length form u ^ 2] /\
  [/\ forall j, norm (score A1 A2 u j) <= xi, sqrt (squares (score A1 A2 u)) <= xi &
    sqrt (squares (value A3 u)) <= ups].
Proof.
have a := proj2 SS u; have b := proj2 SV u; have c := Rmult_le_pos _ _ ex0 (proj2 SX u).
have d := Rmult_le_pos _ _ ey0 (proj2 SY u); have E := natural_sum u u.
pose S2 := product (score A1 A2) u u + ex * product (@entry_X p q r k) u u.
pose V2 := product (value A3) u u + ey * product (@entry_Y p q r k) u u.
exists (sqrt S2), (sqrt V2); split; split; try exact: sqrt_pos.
- have -> : Vectors.length form u ^ 2 = form u u by rewrite pow2_sqrt // E; lra.
  by rewrite !pow2_sqrt /S2 /V2; lra.
- move=> j; apply: sqrt_le_1_alt; apply: (Rle_trans _ (product (score A1 A2) u u)); last by rewrite /S2; lra.
  exact: (sum_ge1 j (fun i => dot_ge0 (score A1 A2 u i))).
- by apply: sqrt_le_1_alt; rewrite /S2 -[squares _]/(product (score A1 A2) u u); lra.
- by apply: sqrt_le_1_alt; rewrite /V2 -[squares _]/(product (value A3) u u); lra.
Qed.
Theorem natural_definite l1 l2 l3 lower : 0 <= l1 -> 0 <= l2 ->
  (forall x : p -> R, l1 * dot x x <= sum (fun j => sum (fun a => A1 j a * x a) ^ 2)) ->
  (forall x : q -> R, l2 * dot x x <= sum (fun l => sum (fun b => A2 l b * x b) ^ 2)) ->
  (forall x : r -> R, l3 * dot x x <= sum (fun l => sum (fun c => A3 l c * x c) ^ 2)) ->
  lower = Rmin (l1 * l2 + ex) (l3 + ey) -> 0 < lower -> definite form lower.
Proof.
move=> l10 l20 H1 H2 H3 E pos; split; [exact: natural_bilinear|split=> // u].
have x0 := proj2 SX u; have y0 := proj2 SY u; rewrite square_either natural_sum.
have a := score_lower l20 H1 H2 u; have b := value_lower H3 u.
have c := Rmult_le_compat_r _ _ _ x0 (Rmin_l (l1 * l2 + ex) (l3 + ey)).
have d := Rmult_le_compat_r _ _ _ y0 (Rmin_r (l1 * l2 + ex) (l3 + ey)); rewrite -E in c d; lra.
Qed.
End Natural.
