(* Row quantities where scores move by at most delta and values by at most eps: with G = e^(2 delta),
   f' <= G f and f <= G f', |O' - O| <= eps + (G - 1) tau, tau' <= sqrt(G) (tau + eps), and so on. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma exp_le a b : a <= b -> exp a <= exp b.
Proof. by case/Rle_lt_or_eq_dec => [/exp_increasing /Rlt_le|->] //; exact: Rle_refl. Qed.

(* A softmax weight changes by a factor of at most e^(2 delta). *)
Lemma softmax_growth (T : finType) (x d : T -> R) delta k : (forall l, Rabs (d l) <= delta) ->
  softmax (fun l => x l + d l) k <= exp (2 * delta) * softmax x k.
Proof.
move=> H; have {}H l : - delta <= d l <= delta by have := H l; rewrite /Rabs; case: Rcase_abs => *; lra.
rewrite /softmax; set D := sum _; set D' := sum (fun l => exp (x l)).
have D0 : 0 < D by exact: (@denominator_gt0 T (fun l => x l + d l) k).
have D0' : 0 < D' by exact: (@denominator_gt0 T x k).
have A : exp (x k + d k) <= exp (x k) * exp delta by rewrite -exp_plus; apply: exp_le; have := H k; lra.
have C : D' <= exp delta * D.
  rewrite -sum_scal; apply: sum_le => l; rewrite -exp_plus; apply: exp_le; have := H l; lra.
apply: (Rmult_le_reg_r (D * D')); first exact: Rmult_lt_0_compat.
have -> : exp (x k + d k) / D * (D * D') = exp (x k + d k) * D' by field; lra.
have -> : exp (2 * delta) * (exp (x k) / D') * (D * D') = (exp (x k) * exp delta) * (exp delta * D).
  by have -> : 2 * delta = delta + delta by [ring]; rewrite exp_plus; field; lra.
by apply: Rmult_le_compat => //; [apply: Rlt_le; exact: exp_pos|lra].
Qed.

Section Growth.
Variables M K : finType.
Variables (f f' : M -> R) (V V' : M -> K -> R) (G eps : R).
Hypothesis W : weights f.
Hypothesis W' : weights f'.
Hypothesis G1 : 1 <= G.
Hypothesis up : forall k, f' k <= G * f k.
Hypothesis down : forall k, f k <= G * f' k.
Hypothesis Heps : forall k, len (fun i => V' k i - V k i) <= eps.
Let tau := spread f V.
Let f0 k : 0 <= f k. Proof. exact: (proj1 W). Qed.
Let f0' k : 0 <= f' k. Proof. exact: (proj1 W'). Qed.
Let tau0 : 0 <= tau. Proof. exact: sqrt_pos. Qed.
Let eps0 : 0 <= eps.
Proof. by have [k _] := weights_inhabited W; exact: (Rle_trans _ _ _ (len_ge0 _) (Heps k)). Qed.

(* E|V - O| <= tau. *)
Lemma mean_distance_le : sum (fun k => f k * len (value_rest f V k)) <= tau.
Proof.
apply: le_sqrt_of_sq; have := cauchy_schwarz (fun _ => 1) (fun k => len (value_rest f V k)) f0.
rewrite (sum_ext (F := fun k => f k * 1 ^ 2) (G := f)) => [|k]; last by ring.
rewrite (proj2 W) Rmult_1_l.
rewrite (sum_ext (F := fun k => f k * 1 * len (value_rest f V k)) (G := fun k => f k * len (value_rest f V k))) => [|k].
  rewrite (sum_ext (F := fun k => f k * len (value_rest f V k) ^ 2)
    (G := fun k => f k * len (value_rest f V k) * len (value_rest f V k))) => [|k]; last by ring.
  by rewrite /= Rmult_1_r.
by ring.
Qed.
Lemma weight_change k : Rabs (f' k - f k) <= (G - 1) * f k.
Proof.
have := up k; have := down k; have := f0 k; have := f0' k => *; apply: Rabs_le; split; last by lra.
have : (G - 1) * (G - 1) * f' k >= 0 by apply: Rle_ge; apply: Rmult_le_pos => //; exact: Rle_0_sqr.
case: (Rle_dec G 2) => C; last by nra.
by have := Rmult_le_compat_l (2 - G) _ _ ltac:(lra) (down k); nra.
Qed.
(* A combination with any coefficients. *)
Lemma len_sum_abs (w : M -> R) (z : M -> K -> R) :
  len (fun i => sum (fun k => w k * z k i)) <= sum (fun k => Rabs (w k) * len (z k)).
Proof.
apply: len_le_dual => [|u].
  by apply: sum_ge0 => k; apply: Rmult_le_pos; [exact: Rabs_pos|exact: len_ge0].
rewrite inner_sum -sum_scal_r; apply: sum_le => k; apply: (Rle_trans _ _ _ (Rle_abs _)); rewrite Rabs_mult.
have := Rmult_le_compat_l _ _ _ (Rabs_pos (w k)) (inner_abs_le u (z k)); lra.
Qed.
Lemma mean_change : len (fun i => mean f' V' i - mean f V i) <= eps + (G - 1) * tau.
Proof.
have E0 i : mean f' V' i - mean f V i = sum (fun k => f' k * (V' k i - V k i)) +
    sum (fun k => (f' k - f k) * value_rest f V k i).
  rewrite /mean -sum_minus -sum_plus; transitivity (sum (fun k => f' k * (V' k i - V k i) +
    (f' k - f k) * value_rest f V k i + mean f V i * (f' k - f k))); last first.
    by rewrite sum_plus sum_scal sum_minus (proj2 W) (proj2 W'); ring.
  by apply: sum_ext => k; rewrite /value_rest; ring.
rewrite (len_ext E0); apply: (Rle_trans _ _ _ (len_plus _ _)); apply: Rplus_le_compat.
  apply: (Rle_trans _ _ _ (len_sum (fun k i => V' k i - V k i) f0')).
  have -> : eps = sum (fun k => f' k * eps) by rewrite sum_scal_r (proj2 W') Rmult_1_l.
  by apply: sum_le => k; apply: Rmult_le_compat_l.
apply: (Rle_trans _ _ _ (len_sum_abs _ _)).
apply: (Rle_trans _ ((G - 1) * sum (fun k => f k * len (value_rest f V k)))); last first.
  by apply: Rmult_le_compat_l; [lra|exact: mean_distance_le].
rewrite -sum_scal; apply: sum_le => k; rewrite -Rmult_assoc; apply: Rmult_le_compat_r; first exact: len_ge0.
exact: weight_change.
Qed.
Lemma moved_rest k : len (fun i => V' k i - mean f V i) <= len (value_rest f V k) + eps.
Proof.
rewrite (len_ext (b := fun i => value_rest f V k i + (V' k i - V k i))) => [|i]; last by rewrite /value_rest; ring.
by apply: (Rle_trans _ _ _ (len_plus _ _)); apply: Rplus_le_compat_l.
Qed.
Theorem spread_growth : spread f' V' <= sqrt G * (tau + eps).
Proof.
have A0 : value_variance f' V' <= sum (fun k => f' k * sq (fun i => V' k i - mean f V i)).
  rewrite value_variance_columns.
  apply: (Rle_trans _ (sum (fun i => sum (fun k => f' k * (V' k i - mean f V i) ^ 2)))).
    by apply: sum_le => i; exact: (var_le _ _ W').
  right; rewrite sum_swap; apply: sum_ext => k; rewrite /sq -sum_scal; apply: sum_ext => i; ring.
rewrite spread_variance; apply: sqrt_le_of_sq; first by apply: Rmult_le_pos; [exact: sqrt_pos|lra].
have -> : sqrt G * (tau + eps) * (sqrt G * (tau + eps)) = (sqrt G * sqrt G) * ((tau + eps) * (tau + eps)) by ring.
rewrite sqrt_sqrt; last lra.
apply: (Rle_trans _ _ _ A0); have T2 : tau * tau = sum (fun k => f k * len (value_rest f V k) * len (value_rest f V k)).
  rewrite /tau /spread sqrt_sqrt //; apply: sum_ge0 => k; rewrite Rmult_assoc len_sq.
  by apply: Rmult_le_pos => //; exact: sq_ge0.
apply: (Rle_trans _ (G * sum (fun k => f k * len (value_rest f V k) * len (value_rest f V k) +
  2 * eps * (f k * len (value_rest f V k)) + eps * eps * f k))).
  rewrite -sum_scal; apply: sum_le => k; have L := moved_rest k.
  have L2 := Rmult_le_compat _ _ _ _ (len_ge0 _) (len_ge0 _) L L; rewrite len_sq in L2.
  have := Rmult_le_compat _ _ _ _ (f0' k) (sq_ge0 _) (up k) L2; lra.
apply: Rmult_le_compat_l; first lra.
rewrite !sum_plus !sum_scal (proj2 W) -T2; have := Rmult_le_compat_l _ _ _ (_ : 0 <= 2 * eps) mean_distance_le; lra.
Qed.
Theorem distance_growth k : len (value_rest f' V' k) <= len (value_rest f V k) + eps + (eps + (G - 1) * tau).
Proof.
rewrite (len_ext (b := fun i => (V' k i - mean f V i) - (mean f' V' i - mean f V i))) => [|i].
  by apply: (Rle_trans _ _ _ (len_minus _ _)); apply: Rplus_le_compat; [exact: moved_rest|exact: mean_change].
by rewrite /value_rest; ring.
Qed.
Theorem weight_growth : len f' <= G * len f.
Proof.
rewrite -[G in G * _]Rabs_pos_eq; last lra.
rewrite -len_scal; apply: len_mono => k; rewrite Rabs_pos_eq; [exact: up|exact: f0'].
Qed.
Theorem residual_growth B :
  len (fun i => mean f' V' i - B i) <= len (fun i => mean f V i - B i) + (eps + (G - 1) * tau).
Proof.
rewrite (len_ext (b := fun i => (mean f V i - B i) + (mean f' V' i - mean f V i))) => [|i]; last by ring.
by apply: (Rle_trans _ _ _ (len_plus _ _)); apply: Rplus_le_compat_l; exact: mean_change.
Qed.
End Growth.
