(* L_exp'' for the target e_e as a sum over pairs of keys, c_ij (s_i - s_j)^2, and its bounds for every number of keys:
   (s_i - s_j)^2 <= 2 s_i^2 + 2 s_j^2 leaves the sums of the parts of c of one sign at each key. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax.
From PC.proofs Require Import TwoKeys DegreesAbove DegreesBelow.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Graph.
Variables (T : finType) (f s : T -> R) (e : T).
Hypothesis W : weights f.
Let f0 i : 0 <= f i. Proof. exact: (proj1 W). Qed.
Let total : sum f = 1. Proof. exact: (proj2 W). Qed.
Let F := sum (fun i => (f i)^2).
Let p := f e.
Let mean := E f s.

(* L_exp'' for the target e_e, along scores of slope s *)
Definition curvature := 2 * sum (fun i => (f i)^2 * (s i - mean)^2) - F * var f s - p * (s e - mean)^2 + p * var f s.

Let weight i := 2 * f i - F + p - (if i == e then 1 else 0).
Definition c i j := f i * f j * (weight i + weight j - F).

Lemma sum_f2 : sum (fun i => f i * f i) = F.
Proof. by apply: sum_ext => i; ring. Qed.
Lemma sum_at (g : T -> R) : sum (fun i => (if i == e then 1 else 0) * g i) = g e.
Proof. rewrite -(sum_delta g e); apply: sum_ext => i; case: eqP => _; ring. Qed.

Lemma moments : let y i := s i - mean in sum (fun i => f i * y i) = 0 /\ sum (fun i => f i * (y i)^2) = var f s.
Proof.
split; last by [].
rewrite (sum_ext (G := fun i => f i * s i - mean * f i)); last by move=> i; ring.
by rewrite sum_minus sum_scal total -/(E f s) -/mean; ring.
Qed.

Lemma sum_weight : sum (fun i => f i * weight i) = F.
Proof.
rewrite (sum_ext (G := fun i => 2 * (f i * f i) + (p - F) * f i - (if i == e then 1 else 0) * f i)); last first.
  by move=> i; rewrite /weight; ring.
by rewrite sum_minus sum_plus !sum_scal sum_f2 total sum_at -/p; ring.
Qed.

Lemma curvature_graph : curvature = sum (fun i => sum (fun j => c i j * (s i - s j)^2)) / 2.
Proof.
pose y i := s i - mean; have [Y1 Y2] := moments; rewrite -/y in Y1 Y2.
pose a i := f i * weight i.
have A : sum a = F by exact: sum_weight.
pose B := sum (fun i => a i * (y i)^2).
have BE : B = 2 * sum (fun i => (f i)^2 * (y i)^2) + (p - F) * var f s - p * (y e)^2.
  rewrite /B (sum_ext (G := fun i => 2 * ((f i)^2 * (y i)^2) + (p - F) * (f i * (y i)^2)
    - (if i == e then 1 else 0) * (f i * (y i)^2))); last by move=> i; rewrite /a /weight; ring.
  by rewrite sum_minus sum_plus !sum_scal sum_at -/p Y2.
have row i : sum (fun j => c i j * (s i - s j)^2) =
  a i * (y i)^2 + a i * var f s + f i * (y i)^2 * F + f i * B - F * (f i * (y i)^2) - F * f i * var f s
  - 2 * f i * y i * sum (fun j => a j * y j).
  rewrite (sum_ext (G := fun j => (a i * (y i)^2 - F * f i * (y i)^2) * f j + (a i - F * f i) * (f j * (y j)^2)
    + (f i * (y i)^2) * a j + f i * (a j * (y j)^2) - (2 * (a i - F * f i) * y i) * (f j * y j)
    - (2 * f i * y i) * (a j * y j))); last by move=> j; rewrite /c /a /y; ring.
  by rewrite !sum_minus !sum_plus !sum_scal total Y1 Y2 A -/B; ring.
rewrite (sum_ext row) (sum_ext (G := fun i => a i * (y i)^2 + var f s * a i + B * f i - F * var f s * f i
   - (2 * sum (fun j => a j * y j)) * (f i * y i))); last by move=> i; ring.
rewrite !sum_minus !sum_plus !sum_scal total Y1 A -/B.
have -> : curvature = B by rewrite BE /curvature /y; ring.
by field.
Qed.

(* Weights of vertices: of nonnegative weights of edges that are not loops, twice the largest sum at a vertex. *)
Lemma graph_upper (g : T -> T -> R) C : (forall i j, g i j = g j i) -> (forall i j, 0 <= g i j) ->
  (forall i, 2 * sum (fun j => if j == i then 0 else g i j) <= C) ->
  sum (fun i => sum (fun j => g i j * (s i - s j)^2)) / 2 <= C * square s.
Proof.
move=> sym g0 bound; pose h i j := if j == i then 0 else g i j.
have h0 i j : 0 <= h i j by rewrite /h; case: eqP => _; [lra|exact: g0].
have hsym i j : h i j = h j i by rewrite /h eq_sym; case: eqP => // _; exact: sym.
apply: (Rle_trans _ (sum (fun i => sum (fun j => h i j * (2 * (s i)^2 + 2 * (s j)^2))) / 2)).
  apply: Rmult_le_compat_r; first lra.
  apply: sum_le => i; apply: sum_le => j; rewrite /h; case: eqP => [->|_]; first by rewrite Rminus_diag_eq //; lra.
  by apply: Rmult_le_compat_l; [exact: g0|have := pow2_ge_0 (s i + s j); lra].
have -> : sum (fun i => sum (fun j => h i j * (2 * (s i)^2 + 2 * (s j)^2))) / 2 = sum (fun i => 2 * sum (h i) * (s i)^2).
  have -> : sum (fun i => sum (fun j => h i j * (2 * (s i)^2 + 2 * (s j)^2))) =
    sum (fun i => 2 * (s i)^2 * sum (h i)) + sum (fun i => sum (fun j => h i j * (2 * (s j)^2))).
    rewrite -sum_plus; apply: sum_ext => i; rewrite -sum_scal -sum_plus; apply: sum_ext => j; ring.
  rewrite [X in _ + X]sum_swap.
  have -> : sum (fun j => sum (fun i => h i j * (2 * (s j)^2))) = sum (fun i => 2 * (s i)^2 * sum (h i)).
    apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => i; rewrite hsym; ring.
  rewrite -sum_plus /Rdiv -sum_scal_r; apply: sum_ext => i; field.
rewrite /square -sum_scal; apply: sum_le => i; apply: Rmult_le_compat_r; first exact: pow2_ge_0.
exact: bound.
Qed.

(* Sums over a part of the indices. *)
Definition part (A : pred T) (g : T -> R) := sum (fun j => if A j then g j else 0).
Lemma part_ge0 A (g : T -> R) : (forall j, 0 <= g j) -> 0 <= part A g.
Proof. by move=> g0; apply: sum_ge0 => j; case: (A j); [exact: g0|lra]. Qed.
Lemma squares_le A : 0 <= part A (fun j => (f j)^2) <= (part A f)^2.
Proof.
split; first by apply: part_ge0 => j; exact: pow2_ge_0.
pose g j := if A j then f j else 0; have g0 j : 0 <= g j by rewrite /g; case: (A j); [exact: f0|lra].
rewrite -/(sum g) -[X in _ <= X]/(sum g * (sum g * 1)) Rmult_1_r -sum_scal_r; apply: sum_le => j.
rewrite -/(g j); have := sum_ge1 j g0; rewrite /g; case: (A j) => H; last lra.
by rewrite /= Rmult_1_r; apply: Rmult_le_compat_l; [exact: f0|].
Qed.
Lemma masses2 (A : pred T) (g : T -> R) : A e = false ->
  sum g = g e + part A g + part (fun j => ~~ A j && (j != e)) g.
Proof.
move=> Ae; rewrite /part -{1}(sum_delta g e) -!sum_plus; apply: sum_ext => j /=.
by case: (j =P e) => [->|_]; rewrite ?Ae /=; [ring|case: (A j) => /=; ring].
Qed.
Lemma masses3 (A : pred T) (g : T -> R) i : A e = false -> A i = false -> i != e ->
  sum g = g e + g i + part A g + part (fun j => ~~ A j && (j != e) && (j != i)) g.
Proof.
move=> Ae Ai /eqP ie; rewrite /part -{1}(sum_delta g e) -{1}(sum_delta g i) -!sum_plus; apply: sum_ext => j /=.
case: (j =P e) => [->|_]; first by rewrite Ae /=; case: eqP => [E|_]; [case: ie|rewrite /=; ring].
by case: (j =P i) => [->|_]; rewrite ?Ai /=; [ring|case: (A j) => /=; ring].
Qed.

(* The positive parts of x f_j (alpha + beta f_j) over all j outside X. *)
Lemma positive_part (X : pred T) x alpha beta : 0 <= x -> exists A : pred T, (forall j, X j -> A j = false) /\
  sum (fun j => if X j then 0 else Rmax 0 (x * f j * (alpha + beta * f j))) =
  x * (part A f * alpha + beta * part A (fun j => (f j)^2)).
Proof.
move=> x0; pose A j := ~~ X j && (if Rle_dec 0 (alpha + beta * f j) then true else false).
exists A; split; first by move=> j Xj; rewrite /A Xj.
rewrite /part -sum_scal_r -[beta * _]sum_scal -sum_plus -sum_scal; apply: sum_ext => j; rewrite /A.
have xf := Rmult_le_pos _ _ x0 (f0 j); case: (X j) => /=; first ring.
case: Rle_dec => H /=; first by rewrite Rmax_right; [ring|exact: Rmult_le_pos].
by rewrite Rmax_left; [ring|have := Rmult_le_pos _ _ xf (Rlt_le _ _ (Ropp_0_gt_lt_contravar _ (Rnot_le_lt _ _ H))); lra].
Qed.

Lemma c_target j : j != e -> c e j = p * f j * ((4 * p - 1 - 3 * F) + 2 * f j).
Proof. by move=> /negbTE je; rewrite /c /weight eqxx je -/p; ring. Qed.
Lemma c_other i j : i != e -> j != e -> c i j = f i * f j * ((2 * f i + 2 * p - 3 * F) + 2 * f j).
Proof. by move=> /negbTE ie /negbTE je; rewrite /c /weight ie je; ring. Qed.
Lemma c_sym i j : c i j = c j i.
Proof. by rewrite /c; ring. Qed.
(* Sums of parts at a vertex, theta = 1 or -1 for the positive or the negative ones. *)
Lemma at_target theta : exists A : pred T, A e = false /\
  sum (fun j => if j == e then 0 else Rmax 0 (theta * c e j)) =
  p * (part A f * (theta * (4 * p - 1 - 3 * F)) + theta * 2 * part A (fun j => (f j)^2)).
Proof.
have [A [HA E]] := positive_part (pred1 e) (theta * (4 * p - 1 - 3 * F)) (theta * 2) (f0 e).
exists A; split; first by apply: HA; rewrite /= eqxx.
rewrite -E; apply: sum_ext => j /=; case: eqP => // /eqP je; congr (Rmax 0 _); rewrite c_target // /p; ring.
Qed.
Lemma at_other theta i : i != e -> exists A : pred T, A e = false /\ A i = false /\
  sum (fun j => if j == i then 0 else Rmax 0 (theta * c i j)) =
  Rmax 0 (theta * c e i)
  + f i * (part A f * (theta * (2 * f i + 2 * p - 3 * F)) + theta * 2 * part A (fun j => (f j)^2)).
Proof.
move=> ie; have [A [HA E]] := positive_part (pred2 e i) (theta * (2 * f i + 2 * p - 3 * F)) (theta * 2) (f0 i).
exists A; split; [by apply: HA; rewrite /= eqxx|split; first by apply: HA; rewrite /= eqxx orbT].
rewrite -E -{1}(sum_delta (fun _ => Rmax 0 (theta * c e i)) e) -sum_plus; apply: sum_ext => j /=.
case: (j =P e) => [->|/eqP je] /=; first by rewrite eq_sym (negbTE ie) c_sym; ring.
case: (j =P i) => [_|_]; first ring.
by rewrite Rplus_0_l; congr (Rmax 0 _); rewrite c_other //; ring.
Qed.

Lemma masses_target (A : pred T) : A e = false -> exists v G : R,
  p + part A f + v = 1 /\ F = p^2 + part A (fun j => (f j)^2) + G /\ 0 <= v /\ 0 <= G <= v^2.
Proof.
move=> Ae; exists (part (fun j => ~~ A j && (j != e)) f), (part (fun j => ~~ A j && (j != e)) (fun j => (f j)^2)).
split; first by rewrite -total (masses2 f Ae).
split; first exact: (masses2 (fun j => (f j)^2) Ae).
by split; [exact: part_ge0|exact: squares_le].
Qed.
Lemma masses_other (A : pred T) i : A e = false -> A i = false -> i != e -> exists v G : R,
  p + f i + part A f + v = 1 /\ F = p^2 + (f i)^2 + part A (fun j => (f j)^2) + G /\ 0 <= v /\ 0 <= G <= v^2.
Proof.
move=> Ae Ai ie; pose X := fun j => ~~ A j && (j != e) && (j != i).
exists (part X f), (part X (fun j => (f j)^2)).
split; first by rewrite -total (masses3 f Ae Ai ie).
split; first exact: (masses3 (fun j => (f j)^2) Ae Ai ie).
by split; [exact: part_ge0|exact: squares_le].
Qed.

Lemma degree_upper i : 2 * sum (fun j => if j == i then 0 else Rmax 0 (c i j)) <= upper.
Proof.
rewrite (sum_ext (G := fun j => if j == i then 0 else Rmax 0 (1 * c i j))); last by move=> j; rewrite Rmult_1_l.
case: (i =P e) => [->|/eqP ie].
  have [A [Ae ->]] := at_target 1; have [v [G [M1 [M2 [v0 G0]]]]] := masses_target Ae.
  have u0 : 0 <= part A f by exact: part_ge0.
  have p0 : 0 <= p by exact: f0.
  have := @up_first p _ _ p0 u0 ltac:(lra) (squares_le A); rewrite M2.
  have := Rmult_le_pos _ _ p0 (Rmult_le_pos _ _ u0 (proj1 G0)); lra.
have [A [Ae [Ai ->]]] := at_other 1 ie; have [v [G [M1 [M2 [v0 G0]]]]] := masses_other Ae Ai ie.
have u0 : 0 <= part A f by exact: part_ge0.
have Sq := squares_le A; have fi := f0 i; have p0 : 0 <= p by exact: f0.
have D1 := Rmult_le_pos _ _ fi (Rmult_le_pos _ _ u0 (proj1 G0)).
have D2 := Rmult_le_pos _ _ fi (Rmult_le_pos _ _ p0 (proj1 G0)).
have B1 := @up_rest p (f i) _ _ p0 fi u0 ltac:(lra) Sq; have B2 := @up_other p (f i) _ _ p0 fi u0 ltac:(lra) Sq.
rewrite c_target // !Rmult_1_l; rewrite /Rmax; case: Rle_dec => _; rewrite M2; lra.
Qed.
Lemma degree_lower i : 2 * sum (fun j => if j == i then 0 else Rmax 0 (- c i j)) <= - lower.
Proof.
rewrite (sum_ext (G := fun j => if j == i then 0 else Rmax 0 (-1 * c i j))); last first.
  by move=> j; congr (if _ then _ else Rmax 0 _); ring.
case: (i =P e) => [->|/eqP ie].
  have [A [Ae ->]] := at_target (-1); have [v [G [M1 [M2 [v0 G0]]]]] := masses_target Ae.
  have u0 : 0 <= part A f by exact: part_ge0.
  have p0 : 0 <= p by exact: f0.
  have := @down_first p _ v _ G p0 u0 v0 M1 (squares_le A) G0; rewrite M2; lra.
have [A [Ae [Ai ->]]] := at_other (-1) ie; have [v [G [M1 [M2 [v0 G0]]]]] := masses_other Ae Ai ie.
have u0 : 0 <= part A f by exact: part_ge0.
have Sq := squares_le A; have fi := f0 i; have p0 : 0 <= p by exact: f0.
have B1 := @down_rest p (f i) _ v _ G p0 fi u0 v0 M1 Sq G0; have B2 := @down_other p (f i) _ v _ G p0 fi u0 v0 M1 Sq G0.
rewrite c_target //; rewrite /Rmax; case: Rle_dec => _; rewrite M2; lra.
Qed.

Theorem curvature_bounds : lower * square s <= curvature <= upper * square s.
Proof.
rewrite curvature_graph; split; last first.
  apply: (Rle_trans _ (sum (fun i => sum (fun j => Rmax 0 (c i j) * (s i - s j)^2)) / 2)).
    apply: Rmult_le_compat_r; first lra; apply: sum_le => i; apply: sum_le => j.
    by apply: Rmult_le_compat_r; [exact: pow2_ge_0|exact: Rmax_r].
  apply: graph_upper => [i j|i j|]; [by rewrite c_sym|exact: Rmax_l|exact: degree_upper].
have H : sum (fun i => sum (fun j => Rmax 0 (- c i j) * (s i - s j)^2)) / 2 <= - lower * square s.
  by apply: graph_upper => [i j|i j|]; [rewrite c_sym|exact: Rmax_l|exact: degree_lower].
suff : - (sum (fun i => sum (fun j => c i j * (s i - s j)^2)) / 2) <=
  sum (fun i => sum (fun j => Rmax 0 (- c i j) * (s i - s j)^2)) / 2 by lra.
rewrite /Rdiv Ropp_mult_distr_l; apply: Rmult_le_compat_r; first lra; rewrite -sum_opp; apply: sum_le => i.
rewrite -sum_opp; apply: sum_le => j; rewrite Ropp_mult_distr_l.
by apply: Rmult_le_compat_r; [exact: pow2_ge_0|exact: Rmax_r].
Qed.
End Graph.
