(* The step of a row's scores on a box: its deviation, its distance from its mean and its range, by columns of the keys,
   and what is linear and quadratic in it. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Euclidean.
From PC.statements Require Import Vectors Simplex Abstract Objective Search SearchRows SearchForm SearchMeans.
From PC.proofs Require Import SearchSlopes SearchForm SearchMeans.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Step.
Variables (M P Q : finType) (q : P -> R) (k : M -> Q -> R) (H w : (P * Q)%type -> R) (f : M -> R).
Hypothesis Hw : forall d, Rabs (H d) <= w d.
Hypothesis f0 : forall l, 0 <= f l.
Let sigma := step q k H.
Let reach := reach_of q w.
Let slope (b : Q) := sum (fun a => q a * H (a, b)).
Lemma slope_le b : Rabs (slope b) <= reach b.
Proof.
apply: Rle_trans (sum_Rabs _) _; apply: sum_le => a; rewrite Rabs_mult.
by apply: Rmult_le_compat_l => //; exact: Rabs_pos.
Qed.
Lemma step_keys l : sigma l = sum (fun b => slope b * k l b).
Proof.
rewrite /sigma /step (sum_ext (G := fun d => H (d.1, d.2) * (q d.1 * k l d.2))); last by case.
rewrite (sum_pair (fun a b => H (a, b) * (q a * k l b))) sum_swap; apply: sum_ext => b.
by rewrite /slope -sum_scal_r; apply: sum_ext => a; ring.
Qed.
Lemma mean_sum (D : finType) (c : D -> R) (g : D -> M -> R) :
  expectation f (fun l => sum (fun d => c d * g d l)) = sum (fun d => c d * expectation f (g d)).
Proof.
rewrite /expectation; transitivity (sum (fun l => sum (fun d => c d * (f l * g d l)))).
  by apply: sum_ext => l; rewrite -sum_scal; apply: sum_ext => d; ring.
by rewrite sum_swap; apply: sum_ext => d; rewrite sum_scal.
Qed.
Lemma centred_keys l : centred f sigma l = sum (fun b => slope b * centred f (fun l => k l b) l).
Proof.
have E : sigma = fun l => sum (fun b => slope b * k l b) by apply: functional_extensionality => h; exact: step_keys.
by rewrite /centred {2}E mean_sum step_keys -sum_minus; apply: sum_ext => b; ring.
Qed.
Lemma centred_step l : centred f sigma l = sum (fun d : (P * Q)%type => H d * (q d.1 * centred f (fun l => k l d.2) l)).
Proof.
have E : sigma = fun l => sum (fun d : (P * Q)%type => (H d * q d.1) * k l d.2).
  by apply: functional_extensionality => h; apply: sum_ext => d; ring.
by rewrite /centred E (mean_sum _ (fun d l => k l d.2)) -sum_minus; apply: sum_ext => d; ring.
Qed.
Lemma deviation_le : sqrt (variance_of f sigma) <= sum (fun b => reach b * sqrt (variance_of f (fun l => k l b))).
Proof.
pose part (b : Q) (l : M) (_ : 'I_1) := sqrt (f l) * centred f (fun l => k l b) l.
have sq (c : M -> R) : squares (fun l (_ : 'I_1) => sqrt (f l) * c l) = sum (fun l => f l * c l ^ 2).
  apply: sum_ext => l; rewrite sum_ord_recl sum_ord0; have := sqrt_sqrt _ (f0 l) => ff.
  by rewrite -{3}ff; ring.
have := length_directions slope_le part.
have -> : along_directions slope part = fun l (_ : 'I_1) => sqrt (f l) * centred f sigma l.
  apply: functional_extensionality => l; apply: functional_extensionality => i.
  by rewrite centred_keys -sum_scal; apply: sum_ext => b; rewrite /part; ring.
by rewrite sq => le; apply: Rle_trans le _; right; apply: sum_ext => b; rewrite /part sq.
Qed.
Lemma combined_le (c far : Q -> R) : (forall b, Rabs (c b) <= far b) ->
  Rabs (sum (fun b => slope b * c b)) <= sum (fun b => reach b * far b).
Proof.
move=> Hc; apply: Rle_trans (sum_Rabs _) _; apply: sum_le => b; rewrite Rabs_mult.
by apply: Rmult_le_compat; [exact: Rabs_pos|exact: Rabs_pos|exact: slope_le|exact: Hc].
Qed.
End Step.

Theorem Search_orders_holds : Search_orders.statement.
Proof.
move=> M P Q I q k x T H w far span Hw f sigma reach.
have f0 l : 0 <= f l.
  by apply: Rlt_le; exact: (softmax_gt0 x l).
split; first exact: deviation_le.
split; first by move=> Hf l; rewrite centred_keys; exact: (combined_le q Hw (Hf l)).
split.
  move=> Hs l h; rewrite /sigma !step_keys -sum_minus; apply: Rle_trans (Rle_abs _) _.
  rewrite (sum_ext (G := fun b => sum (fun a => q a * H (a, b)) * (k l b - k h b))); last by move=> b; ring.
  exact: (combined_le q Hw (Hs l h)).
split; apply: functional_extensionality => i.
  rewrite /order1 -/f; pose g d l := q d.1 * centred f (fun l => k l d.2) l * centred f (fun l => T l i) l.
  transitivity (expectation f (fun l => sum (fun d => H d * g d l))).
    apply: sum_ext => l; congr (_ * _); rewrite centred_step -sum_scal_r; apply: sum_ext => d; rewrite /g; ring.
  rewrite mean_sum; apply: sum_ext => d; congr (_ * _); rewrite /first_part -/f /expectation -sum_scal.
  by apply: sum_ext => l; rewrite /g; ring.
rewrite /order2 -/f /Rdiv; congr (_ * _).
pose g d e l := q d.1 * q e.1 * (centred f (fun l => k l d.2) l * centred f (fun l => k l e.2) l *
  centred f (fun l => T l i) l).
transitivity (expectation f (fun l => sum (fun d => H d * sum (fun e => H e * g d e l)))).
  apply: sum_ext => l; congr (_ * _).
  have -> : centred f sigma l ^ 2 = centred f sigma l * centred f sigma l by ring.
  rewrite {1}centred_step Rmult_assoc -sum_scal_r; apply: sum_ext => d.
  rewrite centred_step -sum_scal_r -!sum_scal; apply: sum_ext => e; rewrite /g; ring.
rewrite mean_sum; apply: sum_ext => d; rewrite mean_sum -sum_scal; apply: sum_ext => e.
rewrite Rmult_assoc; congr (_ * (_ * _)); rewrite /second_part -/f /expectation -sum_scal.
by apply: sum_ext => l; rewrite /g; ring.
Qed.
