(* Bounds of the two terms of a row that curvature is lost by: by the largest weight, and by second moments of the data
   under the row's weights, in coordinates in which the data are nearly orthonormal. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds MaskedRows SquareMatrices.
From PC.statements Require Import Vectors Objective Masked EverySize RowCurvature.
From PC.proofs Require Import EverySize.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* E[g a b] for linear combinations a = sum_i u_i a_i, b = sum_c w_c b_c. *)
Lemma pairing_means (m q r : finType) (f g : m -> R) (a : m -> q -> R) (b : m -> r -> R) u w :
  dot f (fun l => g l * Sums.sum (fun i => a l i * u i) * Sums.sum (fun c => b l c * w c)) =
    pairing (fun i c => dot f (fun l => g l * a l i * b l c)) u w.
Proof.
rewrite /dot /pairing; transitivity (Sums.sum (fun l => Sums.sum (fun i => Sums.sum (fun c =>
  u i * (f l * (g l * a l i * b l c)) * w c)))).
  apply: sum_ext => l.
  transitivity (Sums.sum (fun i => f l * g l * (a l i * u i) * Sums.sum (fun c => b l c * w c))).
    by rewrite sum_scal_r sum_scal; ring.
  by apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => c; ring.
rewrite sum_swap; apply: sum_ext => i; rewrite sum_swap; apply: sum_ext => c.
by rewrite sum_scal_r sum_scal.
Qed.
Lemma root_le (I : finType) l (x : I -> R) y : 0 < l -> l * dot x x <= y -> sqrt l * norm x <= sqrt y.
Proof. by move=> l0 H; rewrite /norm /Vectors.length -sqrt_mult_alt; [exact: sqrt_le_1_alt|lra]. Qed.
(* A square T with |A T y|^2 >= l |y|^2 is onto, so that every u is T y, and |y| <= |A u| / sqrt l. *)
Lemma whitened (m q : finType) (A : m -> q -> R) T l : whitens A T l ->
  forall u, exists y, u = apply T y /\ l * dot y y <= dot (image A u) (image A u).
Proof.
move=> [l0 H] u; have inj y : apply T y = @zero q -> y = @zero q.
  move=> Z; have := H y; rewrite Z.
  have -> : dot (image A (@zero q)) (image A (@zero q)) = 0.
    apply: sum_eq0 => i; rewrite /image (sum_eq0 (F := fun j => A i j * zero j)) => [|j]; rewrite /zero; ring.
  move=> L; have y0 : 0 <= dot y y by apply: sum_ge0 => i; exact: Rle_0_sqr.
  have E : dot y y = 0 by nra.
  apply: functional_extensionality => i; apply: Rsqr_0_uniq.
  exact: (sum_eq0_ge0 (fun i => Rle_0_sqr (y i)) E i).
have [Q HQ] := square_onto inj; exists (Q u); rewrite HQ; split=> //.
by have := H (Q u); rewrite HQ.
Qed.

Section Row.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R).
Variable seen : n -> m -> bool.
Hypothesis a_key : forall j, exists l, seen j l.
Notation vector := (unknowns p q r k -> R).
Variables (z : vector) (j : n).
Let f := masked_weight A1 A2 seen z j.
Let rest := centred A1 A2 seen z j.
Notation bends := (bending A1 A2 A3 B seen z j).
Notation turns := (covariance A1 A2 seen z j).
Lemma masked_weights : weights f.
Proof.
have [l sl] := a_key j; have P h : 0 <= factor (seen j h) * exp (score A1 A2 z j h).
  by apply: Rmult_le_pos; [case: (seen j h) => /=; lra|apply: Rlt_le; exact: exp_pos].
have d0 : 0 < Sums.sum (fun h => factor (seen j h) * exp (score A1 A2 z j h)).
  apply: (Rlt_le_trans _ _ _ _ (sum_ge1 l P)); rewrite sl /= Rmult_1_l; exact: exp_pos.
split=> [h|]; first by apply: Rmult_le_pos => //; apply: Rlt_le; exact: Rinv_0_lt_compat.
by rewrite /f /masked_weight /masked_row /Rdiv sum_scal_r; field; lra.
Qed.
Let f0 l : 0 <= f l. Proof. exact: (proj1 masked_weights). Qed.
Lemma unseen l : ~~ seen j l -> f l = 0.
Proof. by rewrite /f /masked_weight /masked_row; case: (seen j l) => //= _; rewrite /Rdiv !Rmult_0_l. Qed.

(* By weights: Var(g) <= phi |g|^2. *)
Section Weights.
Variables phi low : R.
Hypothesis phi0 : 0 <= phi.
Hypothesis Hphi : 1 / 2 <= phi \/ forall l, seen j l -> f l <= phi.
Hypothesis low0 : 0 <= low.
Hypothesis Hlow : forall l, seen j l -> - level A1 A2 A3 B seen z j l <= low.
Lemma variance_le g : dot f (fun l => (rest g l)^2) <= phi * dot g g.
Proof.
have -> : dot f (fun l => (rest g l)^2) = score_variance f g.
  apply: sum_ext => l; rewrite /rest /centred /score_rest -[row_mean _ _ _ _ _ _]/(Sums.sum (fun h => f h * g h)).
  by ring.
apply: score_variance_le => h; case: Hphi => [half|top].
  have := var_le_half_of_weights h masked_weights; have := Rmult_le_compat_r _ _ _ (square_ge0 h) half => a b.
  exact: (Rle_trans _ _ _ b a).
apply: (var_le_peak h masked_weights) => l; case E : (seen j l); first exact: top.
by rewrite unseen ?E.
Qed.
Lemma bending_by_weights s : - (phi * low) * dot s s <= bends s.
Proof.
apply: (Rle_trans _ (- low * dot f (fun l => (rest s l)^2))).
  have := Rmult_le_compat_l _ _ _ low0 (variance_le s); lra.
rewrite /bending /row_mean -/f /dot -sum_scal; apply: sum_le => l; rewrite -/rest.
case E : (seen j l); last by rewrite unseen ?E //; lra.
have := Hlow E => h; have := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ (f0 l) (pow2_ge_0 (rest s l))) h; lra.
Qed.
Lemma covariance_by_weights g h : Rabs (turns g h) <= phi * norm g * norm h.
Proof.
apply: abs_le_of_sq; first by do 2 (apply: Rmult_le_pos; try exact: sqrt_pos).
have -> : phi * norm g * norm h * (phi * norm g * norm h) =
  (phi * (norm g * norm g)) * (phi * (norm h * norm h)) by ring.
have CS := cauchy_schwarz (rest g) (rest h) f0.
have E : Sums.sum (fun l => f l * rest g l * rest h l) = turns g h.
  by apply: sum_ext => l; rewrite -/rest -/f; ring.
rewrite E in CS; have -> : turns g h * turns g h = (turns g h)^2 by ring.
apply: (Rle_trans _ _ _ CS); rewrite !norm_len !len_sq; apply: Rmult_le_compat.
- by apply: sum_ge0 => l; apply: Rmult_le_pos => //; exact: pow2_ge_0.
- by apply: sum_ge0 => l; apply: Rmult_le_pos => //; exact: pow2_ge_0.
- exact: variance_le.
- exact: variance_le.
Qed.
End Weights.

(* By moments: with s = A2 u and v c = A3 w, u^T M u and u^T K w. *)
Lemma centred_image (b : finType) (A : m -> b -> R) u l :
  rest (image A u) l = Sums.sum (fun i => rest (column A i) l * u i).
Proof.
transitivity (Sums.sum (fun i => A l i * u i - row_mean A1 A2 seen z j (column A i) * u i)); last first.
  by apply: sum_ext => i; rewrite /rest /centred /column; ring.
rewrite sum_minus; congr (_ - _); rewrite /row_mean /dot -/f.
transitivity (Sums.sum (fun h => Sums.sum (fun i => f h * A h i * u i))).
  by apply: sum_ext => h; rewrite -sum_scal; apply: sum_ext => i; ring.
by rewrite sum_swap; apply: sum_ext => i; rewrite sum_scal_r.
Qed.
Lemma bending_image u : bends (image A2 u) = pairing (moment_scores A1 A2 A3 B seen z j) u u.
Proof.
pose moved l b := rest (column A2 b) l; rewrite -(pairing_means f (level A1 A2 A3 B seen z j) moved moved).
by apply: sum_ext => l; rewrite -/rest -/f centred_image /moved; ring.
Qed.
Lemma covariance_image u w : turns (image A2 u) (image A3 w) = pairing (moment_mixed A1 A2 A3 seen z j) u w.
Proof.
transitivity (dot f (fun l => 1 * rest (image A2 u) l * rest (image A3 w) l)).
  by apply: sum_ext => l; rewrite -/rest -/f; ring.
transitivity (dot f (fun l => 1 * Sums.sum (fun i => rest (column A2 i) l * u i) *
  Sums.sum (fun i => rest (column A3 i) l * w i))); first by apply: sum_ext => l; rewrite !centred_image.
rewrite pairing_means; apply: sum_ext => b; apply: sum_ext => c; congr (_ * _ * _).
by apply: sum_ext => l; rewrite -/rest -/f; ring.
Qed.
Section Moments.
Variables (T2 : q -> q -> R) (T3 : r -> r -> R) (l2 l3 beta kappa : R).
Hypothesis H2 : whitens A2 T2 l2.
Hypothesis H3 : whitens A3 T3 l3.
Hypothesis beta0 : 0 <= beta.
Hypothesis Hbeta : forall y, - beta * dot y y <= pairing (moment_scores A1 A2 A3 B seen z j) (apply T2 y) (apply T2 y).
Hypothesis kappa0 : 0 <= kappa.
Hypothesis Hkappa : forall y w,
  Rabs (pairing (moment_mixed A1 A2 A3 seen z j) (apply T2 y) (apply T3 w)) <= kappa * norm y * norm w.
Let l20 : 0 < l2. Proof. exact: (proj1 H2). Qed.
Let l30 : 0 < l3. Proof. exact: (proj1 H3). Qed.
Lemma bending_by_moments u : - (beta / l2) * dot (image A2 u) (image A2 u) <= bends (image A2 u).
Proof.
have [y [-> L]] := whitened H2 u; rewrite bending_image; apply: Rle_trans (Hbeta y).
have i0 : 0 <= beta / l2 by apply: Rmult_le_pos => //; apply: Rlt_le; exact: Rinv_0_lt_compat.
have := Rmult_le_compat_l _ _ _ i0 L; have -> : beta / l2 * (l2 * dot y y) = beta * dot y y by field; lra.
by lra.
Qed.
Lemma covariance_by_moments u w : Rabs (turns (image A2 u) (image A3 w)) <=
  kappa / sqrt (l2 * l3) * norm (image A2 u) * norm (image A3 w).
Proof.
have [y [-> L]] := whitened H2 u; have [x [-> L']] := whitened H3 w; rewrite covariance_image.
apply: (Rle_trans _ _ _ (Hkappa y x)); rewrite sqrt_mult; try lra.
have a0 := sqrt_lt_R0 _ l20; have b0 := sqrt_lt_R0 _ l30.
have P : sqrt l2 * norm y <= norm (image A2 (apply T2 y)) by exact: root_le.
have P' : sqrt l3 * norm x <= norm (image A3 (apply T3 x)) by exact: root_le.
have y0 : 0 <= norm y by exact: sqrt_pos.
have x0 : 0 <= norm x by exact: sqrt_pos.
have i0 : 0 <= kappa / (sqrt l2 * sqrt l3).
  by apply: Rmult_le_pos => //; apply: Rlt_le; apply: Rinv_0_lt_compat; exact: Rmult_lt_0_compat.
have := Rmult_le_compat_l _ _ _ i0 (Rmult_le_compat _ _ _ _ (Rmult_le_pos _ _ (Rlt_le _ _ a0) y0)
  (Rmult_le_pos _ _ (Rlt_le _ _ b0) x0) P P').
have -> : kappa / (sqrt l2 * sqrt l3) * (sqrt l2 * norm y * (sqrt l3 * norm x)) = kappa * norm y * norm x.
  by field; lra.
lra.
Qed.
End Moments.
End Row.

(* Sums over rows. *)
Section Sums.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (d : unknowns p q r k -> R).
Let s := score A1 A2 d.
(* Column l of s is A1 g with g = dX a2_l, and g = T1 y. *)
Lemma averaged bend T1 l1 theta : whitens A1 T1 l1 -> 0 <= theta ->
  (forall y, Sums.sum (fun j => bend j * (image A1 (apply T1 y) j)^2) <= theta * dot y y) ->
  Sums.sum (fun j => bend j * dot (s j) (s j)) <= theta / l1 * squares s.
Proof.
move=> H1 theta0 H; have l0 := proj1 H1.
have -> : Sums.sum (fun j => bend j * dot (s j) (s j)) = Sums.sum (fun l => Sums.sum (fun j => bend j * (s j l)^2)).
  by rewrite sum_swap; apply: sum_ext => j; rewrite /dot -sum_scal; apply: sum_ext => l; ring.
rewrite /squares [X in _ * X]sum_swap -sum_scal; apply: sum_le => l.
pose g a := Sums.sum (fun b => entry_X d a b * A2 l b).
have E j : s j l = image A1 g j.
  rewrite /s /score /image /g; transitivity (Sums.sum (fun b => Sums.sum (fun a => A1 j a * (entry_X d a b * A2 l b)))).
    by apply: sum_ext => b; rewrite -sum_scal_r; apply: sum_ext => a; ring.
  by rewrite sum_swap; apply: sum_ext => a; rewrite sum_scal.
have [y [Ey L]] := whitened H1 g.
have -> : Sums.sum (fun j => s j l * s j l) = dot (image A1 g) (image A1 g) by apply: sum_ext => j; rewrite E.
apply: (Rle_trans _ (theta * dot y y)).
  by apply: Rle_trans (H y); right; apply: sum_ext => j; rewrite E Ey.
have i0 : 0 <= theta / l1 by apply: Rmult_le_pos => //; apply: Rlt_le; exact: Rinv_0_lt_compat.
have := Rmult_le_compat_l _ _ _ i0 L; have -> : theta / l1 * (l1 * dot y y) = theta * dot y y by field; lra.
by [].
Qed.
Lemma largest bend loss : (forall j, bend j <= loss) ->
  Sums.sum (fun j => bend j * dot (s j) (s j)) <= loss * squares s.
Proof.
by move=> H; rewrite -sum_scal; apply: sum_le => j; apply: Rmult_le_compat_r => //; exact: (sq_ge0 (s j)).
Qed.
End Sums.
Lemma frobenius_bound (n k : finType) (turn : n -> R) (c : n -> k -> R) y :
  Sums.sum (fun j => (turn j * dot (c j) y)^2) <= norm (fun j => turn j * norm (c j)) ^ 2 * dot y y.
Proof.
have -> : norm (fun j => turn j * norm (c j)) ^ 2 = sq (fun j => turn j * norm (c j)) by rewrite /= Rmult_1_r len_sq.
rewrite -sum_scal_r; apply: sum_le => j; have CS := inner_sq_le (c j) y.
have -> : (turn j * dot (c j) y)^2 = turn j^2 * (inner (c j) y * inner (c j) y) by rewrite /dot /inner; ring.
have -> : turn j * norm (c j) * (turn j * norm (c j)) * dot y y = turn j^2 * (sq (c j) * sq y).
  by rewrite -(len_sq (c j)) norm_len /dot /sq; ring.
by apply: Rmult_le_compat_l => //; exact: pow2_ge_0.
Qed.

Theorem Rows_bounds_holds : Rows_bounds.statement.
Proof.
move=> n m p q r k A1 A2 A3 B seen a_key z bounds c; split=> [phi low Hphi Hlow d j|].
  have [phi0 H] := Hphi j; have [low0 L] := Hlow j.
  by split; [exact: bending_by_weights|exact: covariance_by_weights].
split=> [T2 T3 l2 l3 beta kappa H2 H3 Hbeta Hkappa d j|].
  have [beta0 Hb] := Hbeta j; have [kappa0 Hk] := Hkappa j; move=> s e.
  have -> : s = image A2 (fun b => Sums.sum (fun a => A1 j a * entry_X d a b)).
    by apply: functional_extensionality => l; apply: sum_ext => b; exact: Rmult_comm.
  have -> : e = image A3 (fun b => Sums.sum (fun i => entry_Y d b i * c j i)).
    apply: functional_extensionality => l; rewrite /e /met /dot /value /image.
    transitivity (Sums.sum (fun i => Sums.sum (fun b => A3 l b * (entry_Y d b i * c j i)))).
      by apply: sum_ext => i; rewrite -/c -sum_scal_r; apply: sum_ext => b; ring.
    by rewrite sum_swap; apply: sum_ext => b; rewrite sum_scal.
  by split; [exact: (bending_by_moments H2 beta0 Hb)|exact: (covariance_by_moments H2 H3 kappa0 Hk)].
split=> [bend bend' turn turn' H H' d j s e|].
  have [a b] := H d j; have [a' b'] := H' d j.
  by split; [apply: (Rmin_case _ _ (fun x => - x * _ <= _))|apply: (Rmin_case _ _ (fun x => _ <= x * _ * _))].
split=> [bend loss H d|]; first exact: largest.
split=> [bend T1 l1 theta H1 theta0 H d|turn y]; first exact: averaged H.
exact: frobenius_bound.
Qed.
