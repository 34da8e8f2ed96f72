(* Pinsker's inequality for softmax weights: the tangent of lse at x, at the point y + |p - q| sign(p - q), whose lse
   Taylor's formula bounds from above, as a variance of numbers between -1 and 1 is at most 1. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Derivatives.
From PC Require Import Generated.
From PC.proofs Require Import LogSumExp.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Taylor's formula of order two on [0, 1]. *)
Lemma taylor_two (f f1 f2 : R -> R) K : (forall t, is_derive f t (f1 t)) -> (forall t, is_derive f1 t (f2 t)) ->
  (forall t, f2 t <= K) -> f 1 <= f 0 + f1 0 + K / 2.
Proof.
move=> D1 D2 B; pose h t := f t + f1 t * (1 - t) + K / 2 * (1 - t) ^ 2.
have D t : is_derive h t ((f2 t - K) * (1 - t)).
  have L : is_derive (fun t => 1 - t) t (-1) by auto_derive => //; ring.
  have Q : is_derive (fun t => K / 2 * (1 - t) ^ 2) t (- K * (1 - t)) by auto_derive => //; field.
  by apply: (derive_as (derive_plus (derive_plus (D1 t) (derive_mult (D2 t) L)) Q)); ring.
have [c [Hc]] := mean_value D; rewrite /h.
have := B c => Bc; have : 0 <= (K - f2 c) * (1 - c) by apply: Rmult_le_pos; lra.
by lra.
Qed.

Section Bound.
Variables (T : finType) (k0 : T) (y g : T -> R).
Hypothesis g1 : forall k, -1 <= g k <= 1.
Lemma lse_along l : lse (fun k => y k + l * g k) <= lse y + l * E (softmax y) g + l ^ 2 / 2.
Proof.
pose d k := l * g k; pose at_ t := softmax (fun k => y k + t * d k).
have B t : var (at_ t) d <= l ^ 2.
  have W : weights (at_ t) by exact: (softmax_weights _ k0).
  have V := popoviciu W g1.
  have -> : var (at_ t) d = l ^ 2 * var (at_ t) g.
    rewrite /var -sum_scal; apply: sum_ext => k.
    have -> : E (at_ t) d = l * E (at_ t) g by rewrite /E -sum_scal; apply: sum_ext => j; rewrite /d; ring.
    by rewrite /d; ring.
  by have := pow2_ge_0 l; nra.
have := taylor_two (lse_derive k0 y d) (mean_derive k0 y d) B.
have -> : (fun k => y k + 1 * d k) = (fun k => y k + l * g k).
  by apply: functional_extensionality => k; rewrite /d; ring.
have -> : (fun k => y k + 0 * d k) = y by apply: functional_extensionality => k; ring.
have -> : E (softmax y) d = l * E (softmax y) g by rewrite /E -sum_scal; apply: sum_ext => k; rewrite /d; ring.
by [].
Qed.
End Bound.

Definition sign r := if Rle_dec 0 r then 1 else -1.
Lemma sign_mult r : sign r * r = Rabs r.
Proof. by rewrite /sign; case: (Rle_dec 0 r) => H /=; [rewrite Rabs_pos_eq|rewrite Rabs_left]; lra. Qed.

Theorem pinsker_holds : pinsker.statement.
Proof.
move=> n x y; set p := softmax x; set q := softmax y.
pose l := sum (fun i => Rabs (p i - q i)); pose g i := sign (p i - q i).
change (l * l / 2 <= sum (fun i => p i * (x i - y i)) - lse x + lse y).
have g1 k : -1 <= g k <= 1 by rewrite /g /sign; case: (Rle_dec 0) => H /=; lra.
have above := lse_along ord0 y g1 l; have tangent := lse_tangent ord0 x (fun k => y k + l * g k).
have Et : E (softmax x) (fun k => y k + l * g k - x k) = l * E p g - sum (fun i => p i * (x i - y i)).
  by rewrite /E -sum_scal -sum_minus; apply: sum_ext => k; rewrite -/p; ring.
have El : l = E p g - E q g.
  by rewrite /E -sum_minus; apply: sum_ext => k; rewrite -sign_mult -/(g k); ring.
rewrite Et in tangent; rewrite -/q in above; have : l * l = l * E p g - l * E q g by rewrite {2}El; ring.
by lra.
Qed.

(* p = (1, 1)/2 and q = (4, 1)/5: |p - q|^2 = 9/25 and the divergence is log(5/4) <= 1/4. *)
Theorem pinsker_one_fails : ~ pinsker_one.statement.
Proof.
move=> H; have := H 0%N (fun _ => 0) (fun i => if i == ord0 then ln 4 else 0).
rewrite /pinsker_one.claim /pinsker_one.total3 /pinsker_one.softmax /pinsker_one.total2 /pinsker_one.total.
rewrite !sum_ord_recl !sum_ord0 /= exp_0 exp_ln; last lra.
rewrite (Rabs_left (_ - 4 / _)) ?(Rabs_pos_eq (_ - 1 / _)); try lra.
have -> : 1 + (1 + 0) = 2 by ring. have -> : 4 + (1 + 0) = 5 by ring.
have -> : ln 5 = ln 4 + ln (5 / 4) by rewrite -ln_mult; try lra; congr ln; field.
have -> : ln 4 = ln 2 + ln 2 by rewrite -ln_mult; try lra; congr ln; ring.
by have := exp_ineq1_le (ln (5 / 4)); rewrite exp_ln; lra.
Qed.
