(* The least curvature in the natural norm from bounds of two terms of each row. Of each query, with the keys that it
   sees, half the second derivative is |O'|^2 + E[s~^2 q] + 2 Cov(s, <c, v>); Cauchy-Schwarz adds the rows up. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds CurvatureForms BinaryForms NaturalNorm
  ObjectiveBounds MaskedRows.
From PC.statements Require Import Vectors Objective Masked EverySize RowCurvature.
From PC.proofs Require Import EverySize CertificateNumbers Masked.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Query.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R).
Variable seen : n -> m -> bool.
Hypothesis a_key : forall j, exists l, seen j l.
Notation vector := (unknowns p q r k -> R).
Variables (z : vector) (j : n).
Let f := softmax (fun u : keys (seen j) => score A1 A2 z j (val u)).
Let V (t : keys (seen j)) := value A3 z (val t).
Lemma row_mean_seen g : row_mean A1 A2 seen z j g = Sums.sum (fun t => f t * g (val t)).
Proof. exact: masked_mean. Qed.
Lemma centred_seen g t : centred A1 A2 seen z j g (val t) = score_rest f (fun u => g (val u)) t.
Proof. by rewrite /centred row_mean_seen. Qed.
Lemma output_seen i : masked_output A1 A2 A3 seen z j i = mean f V i.
Proof. exact: (row_mean_seen (fun l => value A3 z l i)). Qed.
Let c := offset A1 A2 A3 B seen z j.
Lemma level_seen t : level A1 A2 A3 B seen z j (val t) = inner c (value_rest f V t).
Proof. by apply: inner_ext => // i; rewrite /sub output_seen. Qed.
Lemma bending_seen s : bending A1 A2 A3 B seen z j s = inner c (second_tilt f (fun t => s (val t)) V).
Proof.
rewrite /bending row_mean_seen inner_second_tilt; apply: sum_ext => t; rewrite centred_seen level_seen; ring.
Qed.
Lemma covariance_seen s (v : m -> k -> R) :
  covariance A1 A2 seen z j s (met A1 A2 A3 B seen z j v) =
    inner c (RowBounds.covariance f (fun t => s (val t)) (fun t => v (val t))).
Proof.
have [l sl] := a_key j; have W : weights f := softmax_weights _ (Sub l sl : keys (seen j)).
rewrite /covariance row_mean_seen inner_sum; set e := met A1 A2 A3 B seen z j v.
pose x t := score_rest f (fun u => s (val u)) t; pose eta := row_mean A1 A2 seen z j e.
transitivity (Sums.sum (fun t => f t * x t * e (val t) - eta * (f t * x t))).
  by apply: sum_ext => t; rewrite centred_seen /centred -/eta -/(x t); ring.
rewrite sum_minus sum_scal (score_rest_mean _ W) Rmult_0_r Rminus_0_r; apply: sum_ext => t; congr (_ * _).
by apply: sum_ext => i; rewrite Rmult_comm.
Qed.
Theorem query_second (d : vector) : let s := score A1 A2 d j in
  2 * (bending A1 A2 A3 B seen z j s + 2 * covariance A1 A2 seen z j s (met A1 A2 A3 B seen z j (value A3 d)))
    <= slope (query A1 A2 A3 B seen j) z d 2.
Proof.
move=> s; have [l sl] := a_key j; pose key : keys (seen j) := Sub l sl.
rewrite /query slope_along (second_along key) !Rmult_0_l !Rplus_0_r Rmult_0_r Rplus_0_r.
apply: Rmult_le_compat_l; first lra.
apply: Rle_trans (half_loss_parts_ge _ _ _ _ _); rewrite sum_one bending_seen covariance_seen; right.
have E i : c i = mean f V i - B j i by rewrite -output_seen.
by congr (_ + 2 * _); apply: inner_ext.
Qed.
End Query.

Section Rows.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
Variable seen : n -> m -> bool.
Hypothesis a_key : forall j, exists l, seen j l.
Notation vector := (unknowns p q r k -> R).
Variables (z d : vector) (bend turn : n -> R) (loss mixed : R).
Hypothesis Hrows : row_bounds A1 A2 A3 B seen z bend turn.
Let s := score A1 A2 d.
Let v := value A3 d.
Let c := offset A1 A2 A3 B seen z.
Let e j := met A1 A2 A3 B seen z j v.
Hypothesis Hloss : Sums.sum (fun j => bend j * dot (s j) (s j)) <= loss * squares s.
Hypothesis mixed0 : 0 <= mixed.
Hypothesis Hmixed : forall y, Sums.sum (fun j => (turn j * dot (c j) y)^2) <= mixed^2 * dot y y.
(* sum_j turn_j^2 |v c_j|^2 = sum_l |diag(turn) C v_l|^2 *)
Lemma turned : len (fun j => turn j * norm (e j)) <= mixed * len2 v.
Proof.
apply: sqrt_le_of_sq; first by apply: Rmult_le_pos => //; exact: len2_ge0.
have -> : mixed * len2 v * (mixed * len2 v) = mixed^2 * (len2 v * len2 v) by ring.
rewrite len2_sq -sum_scal.
apply: (Rle_trans _ (Sums.sum (fun l => Sums.sum (fun j => (turn j * dot (c j) (v l))^2)))); last first.
  by apply: sum_le => l; exact: Hmixed.
rewrite sum_swap; apply: sum_le => j; right.
have -> : turn j * norm (e j) * (turn j * norm (e j)) = turn j^2 * (len (e j) * len (e j)).
  by rewrite norm_len; ring.
rewrite len_sq -sum_scal; apply: sum_ext => l.
have -> : dot (c j) (v l) = e j l by apply: sum_ext => i; exact: Rmult_comm.
by ring.
Qed.
Theorem loss_second_ge :
  - loss * sq2 s - 2 * mixed * (len2 s * len2 v) <= Sums.sum (fun j => slope (query A1 A2 A3 B seen j) z d 2) / 2.
Proof.
have T := Rle_trans _ _ _ (inner_le (fun j => turn j * norm (e j)) (fun j => len (s j))) (Rmult_le_compat_r _ _ _
  (len_ge0 _) turned).
rewrite len2_len in T.
have R j : - bend j * dot (s j) (s j) - 2 * (turn j * norm (e j) * len (s j)) <=
    slope (query A1 A2 A3 B seen j) z d 2 / 2.
  have := @query_second n m p q r k A1 A2 A3 B seen a_key z j d => /= Q; have [b t] := Hrows d j; move: t b Q.
  rewrite -/(s j) -/v -/(e j) norm_len => /Rabs_le_between [t _] b Q; lra.
have := sum_le R; rewrite sum_minus sum_scal.
have -> : Sums.sum (fun j => slope (query A1 A2 A3 B seen j) z d 2 / 2) =
  Sums.sum (fun j => slope (query A1 A2 A3 B seen j) z d 2) / 2 by rewrite /Rdiv sum_scal_r.
have -> : Sums.sum (fun j => - bend j * dot (s j) (s j)) = - Sums.sum (fun j => bend j * dot (s j) (s j)).
  by rewrite -sum_opp; apply: sum_ext => j; ring.
move: Hloss T; rewrite -[squares s]/(sq2 s) /inner; lra.
Qed.

Variables Wx Wy ex ey mu : R.
Hypothesis loss0 : 0 <= loss.
Hypothesis ex0 : 0 <= ex.
Hypothesis ey0 : 0 <= ey.
Let X := entry_X d. Let Y := entry_Y d.
Hypothesis Hreg : Wx * (squares s + ex * squares X) + Wy * (squares v + ey * squares Y) <=
  regulariser A1 A2 A3 wx wy lx ly d.
Hypothesis Hmu : mu <= 2 * smaller_eigenvalue (Wx - loss) mixed Wy.
Theorem masked_second_ge :
  mu * natural A1 A2 A3 ex ey d d <= slope (masked_objective A1 A2 A3 B wx wy lx ly seen) z d 2.
Proof.
rewrite (proj1 (masked_orders A1 A2 A3 B wx wy lx ly a_key z d)).
have L := loss_second_ge; have s0 := sq2_ge0 s; have v0 := sq2_ge0 v.
have x0 := Rmult_le_pos _ _ ex0 (sq2_ge0 X); have y0 := Rmult_le_pos _ _ ey0 (sq2_ge0 Y).
pose a := sqrt (sq2 s + ex * sq2 X); pose b := sqrt (sq2 v + ey * sq2 Y).
have a2 : a * a = sq2 s + ex * sq2 X by apply: sqrt_sqrt; lra.
have b2 : b * b = sq2 v + ey * sq2 Y by apply: sqrt_sqrt; lra.
have N : natural A1 A2 A3 ex ey d d = a * a + b * b.
  by rewrite a2 b2 natural_sum /NaturalNorm.product -/s -/v -/X -/Y /sq2; ring.
have la : len2 s <= a by apply: sqrt_le_1_alt; lra.
have lb : len2 v <= b by apply: sqrt_le_1_alt; lra.
have ab := Rmult_le_compat _ _ _ _ (len2_ge0 s) (len2_ge0 v) la lb.
have q1 := Rmult_le_compat_l _ _ _ mixed0 ab; have q2 := Rmult_le_pos _ _ loss0 x0.
have E := smaller_eigenvalue_le (Wx - loss) mixed Wy a b.
have ab0 : 0 <= a * a + b * b by have := Rle_0_sqr a; have := Rle_0_sqr b; rewrite /Rsqr; lra.
have M := Rmult_le_compat_r _ _ _ ab0 Hmu; rewrite N.
move: Hreg; rewrite -[squares s]/(sq2 s) -[squares X]/(sq2 X) -[squares v]/(sq2 v) -[squares Y]/(sq2 Y) -a2 -b2 => G.
have F2 : (Wx - loss) * (a * a) - 2 * mixed * (a * b) + Wy * (b * b) <=
    regulariser A1 A2 A3 wx wy lx ly d - loss * sq2 s - 2 * mixed * (len2 s * len2 v).
  rewrite a2 b2; rewrite a2 b2 in G; lra.
lra.
Qed.
End Rows.

(* Where every key is seen, and what the regulariser pays for. *)
Lemma masked_all (n m p q r k : finType) A1 A2 A3 B wx wy lx ly (seen : n -> m -> bool) (w : unknowns p q r k -> R) :
  (forall j l, seen j l) ->
  masked_objective A1 A2 A3 B wx wy lx ly seen w = objective A1 A2 A3 B wx wy lx ly w.
Proof.
move=> all; congr (_ + _); apply: sum_ext => j; apply: sum_ext => i.
suff -> : masked_residual A1 A2 A3 B seen w j i = Objective.residual A1 A2 A3 B w j i by [].
rewrite /masked_residual /masked_output /Objective.residual; congr (_ - _); apply: sum_ext => l; congr (_ * _).
rewrite /masked_weight /masked_row /softmax all /= Rmult_1_l; congr (_ / _); apply: sum_ext => h.
by rewrite all /= Rmult_1_l.
Qed.
Theorem Rows_curvature_holds : Rows_curvature.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly seen a_key Phi masked z bend turn loss mixed Wx Wy ex ey mu Hrows loss0 Hloss
  mixed0 Hmixed ex0 ey0 Hreg; rewrite smaller_eq => Hmu.
have H d : mu * natural A1 A2 A3 ex ey d d <= slope masked z d 2.
  exact: (masked_second_ge a_key Hrows (Hloss d) mixed0 Hmixed loss0 ex0 ey0 (Hreg d) Hmu).
split=> // all d; apply: Rle_trans (H d) _; right; apply: Derive_n_ext => t; exact: masked_all.
Qed.
Lemma share_le W w l e square a x : 0 <= a -> 0 <= x -> a <= square * x -> Rows_weights.share W w l e square ->
  W * (a + e * x) <= w * w * a + l * x.
Proof.
move=> a0 x0 H [[W1 W2]|[E [W0 W1]]].
  by have := Rmult_le_compat_r _ _ _ a0 W1; have := Rmult_le_compat_r _ _ _ x0 W2; lra.
have ax : a <= e * x by apply: Rle_trans H _; exact: Rmult_le_compat_r.
have := Rmult_le_compat_l _ _ _ W0 ax; have := Rmult_le_compat_r _ _ _ x0 W1.
by have := Rmult_le_pos _ _ (Rle_0_sqr w) a0; rewrite /Rsqr; lra.
Qed.
Theorem Rows_weights_holds : Rows_weights.statement.
Proof.
move=> n m p q r k A1 A2 A3 n1 n2 n3 wx wy lx ly Wx Wy ex ey H1 H2 H3 Hx Hy d.
have [a b] := weights_le (entry_X d) (entry_Y d) H1 H2 H3.
have X := share_le (sq2_ge0 (score A1 A2 d)) (sq2_ge0 (entry_X d)) a Hx.
have Y := share_le (sq2_ge0 (value A3 d)) (sq2_ge0 (entry_Y d)) b Hy.
rewrite /regulariser -[squares (score A1 A2 d)]/(sq2 (score A1 A2 d)) -[squares (value A3 d)]/(sq2 (value A3 d)).
by rewrite -[squares (entry_X d)]/(sq2 (entry_X d)) -[squares (entry_Y d)]/(sq2 (entry_Y d)); lra.
Qed.
