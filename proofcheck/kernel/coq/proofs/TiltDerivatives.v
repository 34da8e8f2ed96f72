(* The statements of Tilt.v: derivatives of an output in centred moments, and of every order in cumulants. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype binomial.
From PC.library Require Import Sums Softmax Moments Derivatives LossDerivatives SoftmaxDerivatives Model Gradient.
From PC.statements Require Import Simplex Tilt.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Centred values in place of values: E[w V~] = E[w V] - E[w] E[V]. *)
Section Forms.
Variables (M : finType) (f s : M -> R).
Hypothesis W : weights f.
Let c := centred f s.
Let mean a g := expectation f (fun k => c k ^ a * centred f g k).
Let centred_mean (w : M -> R) g : expectation f (fun k => w k * centred f g k) =
  sum (fun k => f k * w k * g k) - sum (fun k => f k * w k) * sum (fun k => f k * g k).
Proof. rewrite -sum_scal_r -sum_minus; apply: sum_ext => k; rewrite /centred /expectation; ring. Qed.
Lemma mean1 g : mean 1 g = sum (fun k => f k * c k * g k).
Proof.
have c0 : sum (fun k => f k * c k) = 0.
  transitivity (sum (fun k => f k * s k - expectation f s * f k)); first by apply: sum_ext => k; rewrite /c /centred;
    ring.
  by rewrite sum_minus sum_scal (proj2 W) -/(expectation f s); ring.
rewrite /mean (centred_mean (fun k => c k ^ 1)).
have E1 (h : M -> R) : sum (fun k => f k * c k ^ 1 * h k) = sum (fun k => f k * c k * h k) by apply: sum_ext => k; ring.
have E0 : sum (fun k => f k * c k ^ 1) = sum (fun k => f k * c k) by apply: sum_ext => k; ring.
by rewrite E1 E0 c0; ring.
Qed.
Lemma mean2 g : mean 2 g = sum (fun k => f k * (c k * c k) * g k) - variance f s * sum (fun k => f k * g k).
Proof.
rewrite /mean (centred_mean (fun k => c k ^ 2)); congr (_ - _ * _); apply: sum_ext => k;
  rewrite /c /centred /expectation -?/(E f s); ring.
Qed.
Lemma mean3 g : mean 3 g = sum (fun k => f k * (c k * c k * c k) * g k)
  - sum (fun k => f k * (c k * c k * c k)) * sum (fun k => f k * g k).
Proof. by rewrite /mean (centred_mean (fun k => c k ^ 3)); congr (_ - _ * _); apply: sum_ext => k; ring. Qed.
Lemma variance_form : variance_of f s = variance f s.
Proof. by apply: sum_ext => k; rewrite /centred /expectation -/(E f s); ring. Qed.
Variables V v : M -> R.
Lemma output1_form : output1 f s V v = mean 1 V + expectation f v. Proof. by rewrite mean1. Qed.
Lemma output2_form : output2 f s V v = mean 2 V + 2 * mean 1 v. Proof. by rewrite mean2 mean1. Qed.
Lemma output3_form : output3 f s V v = mean 3 V - 3 * variance_of f s * mean 1 V + 3 * mean 2 v.
Proof. by rewrite mean3 mean2 mean1 variance_form. Qed.
End Forms.
Theorem I5_general_holds : I5_general.statement.
Proof.
move=> M k0 x s V v t f Vt mean O; have J := output_jet k0 x s V v; have W : weights f by exact: (softmax_weights _ k0).
split; first exact: (jet_derivable J t).
by split; [rewrite (jet1 J) output1_form|rewrite (jet2 J) output2_form|rewrite (jet3 J) output3_form].
Qed.
Theorem I5_objective_general_holds : I5_objective_general.statement.
Proof.
move=> N M P Q T K k0 A1 A2 A3 B wx wy lx ly X dX Y dY along S s V v C f column mean O1 O2 O3.
have W j : weights (f j) by exact: (softmax_weights _ k0).
have [f1 [f2 [f3 [J E1 E2 E3]]]] := objective_jet k0 A1 A2 A3 B wx wy lx ly X dX Y dY.
split; first exact: (jet_derivable J 0).
have F1 : (fun j i => output1 (f j) (s j) (column V i) (column v i)) = O1.
  by apply: ext2 => j i; rewrite (output1_form (s j) (W j)).
have F2 : (fun j i => output2 (f j) (s j) (column V i) (column v i)) = O2.
  by apply: ext2 => j i; rewrite (output2_form (s j) (W j)).
have F3 : (fun j i => output3 (f j) (s j) (column V i) (column v i)) = O3.
  by apply: ext2 => j i; rewrite (output3_form (s j) (W j)).
rewrite -[f1 0](jet1 J) in E1; rewrite -[f2 0](jet2 J) in E2; rewrite -[f3 0](jet3 J) in E3.
by rewrite -F1 -F2 -F3; split; [exact: E1|exact: E2|exact: E3].
Qed.

(* Along x + t s. *)
Theorem I2_general_holds : I2_general.statement.
Proof.
move=> M k0 x s h b u alpha f c slope; pose L t k := erefl (x k + t * s k).
have A0 := denominator_gt0 x k0.
have G : sum (fun k => exp (x k) * s k) / sum (fun k => exp (x k)) = expectation f s.
  by rewrite -sum_div; apply: sum_ext => k; rewrite /f /softmax_of /Rdiv; ring.
split; first exact: (exponential_derive L).
split; first exact: (total_derive L).
split; first by apply: (derive_as (inverse_derive k0 L)); rewrite G; field; lra.
split; first by move=> k; apply: (derive_as (weight_derive k0 L k)); rewrite G.
have E : sum (fun k => f k * s k * h k) - sum (fun k => f k * h k) * expectation f s = slope.
  rewrite /slope Rmult_comm; congr (_ - _); apply: sum_ext => k; ring.
split; first by apply: (derive_as (residual_derive k0 h b L)); rewrite G.
by apply: (derive_as (square_derive k0 h b L)); rewrite G E.
Qed.

(* Sums of F 0 ... F (n - 1). *)
Section Below.
Implicit Types F G : nat -> R.
Definition below n F := sum (fun b : 'I_n => F b).
Lemma below_last n F : below n.+1 F = below n F + F n. Proof. exact: sum_ord_recr. Qed.
Lemma below_first n F : below n.+1 F = F 0%N + below n (fun b => F b.+1).
Proof. by rewrite /below sum_ord_recl; congr (_ + _); apply: sum_ext => b; rewrite /= lift0. Qed.
Lemma below_ext n F G : (forall b, (b < n)%N -> F b = G b) -> below n F = below n G.
Proof. by move=> H; apply: sum_ext => b; exact: H (ltn_ord b). Qed.
(* Pascal's rule under the sum. *)
Lemma pascal a F G : F = G ->
  below a.+1 (fun b => INR 'C(a.+1, b) * F b) = INR 'C(a, a) * F a + below a (fun b => INR 'C(a, b) * (F b.+1 + F b)).
Proof.
move=> _; rewrite below_first bin0.
have -> : below a (fun b => INR 'C(a.+1, b.+1) * F b.+1) = below a (fun b => INR 'C(a, b.+1) * F b.+1)
  + below a (fun b => INR 'C(a, b) * F b.+1).
  by rewrite /below -sum_plus; apply: sum_ext => b; rewrite binS plus_INR; ring.
have -> : below a (fun b => INR 'C(a, b) * (F b.+1 + F b)) = below a (fun b => INR 'C(a, b) * F b.+1)
  + below a (fun b => INR 'C(a, b) * F b).
  by rewrite /below -sum_plus; apply: sum_ext => b; ring.
suff : INR 1 * F 0%N + below a (fun b => INR 'C(a, b.+1) * F b.+1) = INR 'C(a, a) * F a
  + below a (fun b => INR 'C(a, b) * F b) by lra.
by rewrite -(bin0 a) -(below_first a (fun b => INR 'C(a, b) * F b)) below_last; ring.
Qed.
End Below.

Section Cumulants.
Variables (M : finType) (k0 : M) (x s : M -> R).
Let f := weights_at x s.
Let m t a g := I5_cumulants_general.moment (f t) s a g.
Let z t a := m t a (fun _ => 1).
Let z0 t : z t 0 = 1.
Proof.
have [_ <-] : weights (f t) by exact: (softmax_weights _ k0).
by apply: sum_ext => k; rewrite /=; ring.
Qed.
(* The tilt rule for moments. *)
Lemma moment_derive V v a t : is_derive (fun t => m t a (fun k => V k + t * v k)) t
  (m t a.+1 (fun k => V k + t * v k) - m t a (fun k => V k + t * v k) * z t 1 + m t a v).
Proof.
apply: (derive_as (Moments.dP k0 x s V v a t)); congr (_ - _ * _ + _); apply: sum_ext => k; congr (_ * _); rewrite /=;
  ring.
Qed.
Lemma power_derive a t : is_derive (fun t => z t a) t (z t a.+1 - z t a * z t 1).
Proof.
have := moment_derive (fun _ => 1) (fun _ => 0) a t.
have E b u : m u b (fun _ => 1 + u * 0) = z u b by apply: sum_ext => k; congr (_ * _); ring.
have E0 : m t a (fun _ => 0) = 0 by apply: sum_eq0 => k; ring.
rewrite !E E0 => D; apply: (derive_as (is_derive_ext _ _ _ _ (E a) D)); ring.
Qed.
Variables (V v : M -> R) (kV kv : R -> nat -> R).
Hypothesis HV : forall t, I5_cumulants_general.is_cumulant (f t) s (fun k => V k + t * v k) (kV t).
Hypothesis Hv : forall t, I5_cumulants_general.is_cumulant (f t) s v (kv t).
Lemma cumulant_last t g (k : nat -> R) a : I5_cumulants_general.is_cumulant (f t) s g k ->
  k a = m t a g - below a (fun b => INR 'C(a, b) * k b * z t (a - b)).
Proof.
by move=> H; have := H a; rewrite -/(m t a g) -/(below a.+1 (fun b =>
  INR 'C(a, b) * k b * z t (a - b))) below_last binn subnn z0 /=; lra.
Qed.
Lemma cumulant_derive a : forall t, is_derive (fun t => kV t a) t (kV t a.+1 + kv t a).
Proof.
elim/ltn_ind: a => a IH t; set W := fun t k => V k + t * v k.
have E u : m u a (W u) - below a (fun b => INR 'C(a, b) * kV u b * z u (a - b))
  = kV u a by rewrite -(cumulant_last a (HV u)).
apply: (is_derive_ext _ _ _ _ E).
apply: (derive_as (derive_minus (moment_derive V v a t) (is_derive_sum (fun b : 'I_a => derive_mult
  (derive_scal (INR 'C(a, b)) (IH b (ltn_ord b) t)) (power_derive (a - b) t))))).
rewrite -/(W t).
have R1 := cumulant_last a.+1 (HV t); have R0 := cumulant_last a (HV t); have r0 := cumulant_last a (Hv t).
rewrite -/(W t) in R1 R0; rewrite R1 r0.
pose F b := kV t b * z t (a.+1 - b).
have Pa := @pascal a F F erefl; rewrite binn /F subSnn in Pa.
have -> : below a.+1 (fun b => INR 'C(a.+1, b) * kV t b * z t (a.+1 - b)) =
  INR 1 * (kV t a * z t 1) + below a (fun b => INR 'C(a, b) * (kV t b.+1 * z t (a.+1 - b.+1)
    + kV t b * z t (a.+1 - b))).
  by rewrite -Pa; apply: below_ext => b _; ring.
have -> : m t a (W t) = kV t a + below a (fun b => INR 'C(a, b) * kV t b * z t (a - b)) by rewrite R0; ring.
rewrite -/(below a (fun b => INR 'C(a, b) * (kV t b.+1 + kv t b) * z t (a - b)
  + INR 'C(a, b) * kV t b * (z t (a - b).+1 - z t (a - b) * z t 1))).
have -> : below a (fun b => INR 'C(a, b) * (kV t b.+1 + kv t b) * z t (a - b)
  + INR 'C(a, b) * kV t b * (z t (a - b).+1 - z t (a - b) * z t 1)) =
  below a (fun b => INR 'C(a, b) * (kV t b.+1 * z t (a.+1 - b.+1) + kV t b * z t (a.+1 - b)))
  + below a (fun b => INR 'C(a, b) * kv t b * z t (a - b))
    - z t 1 * below a (fun b => INR 'C(a, b) * kV t b * z t (a - b)).
  rewrite /below -sum_scal -sum_plus -sum_minus; apply: sum_ext => b.
  by rewrite subSS subSn; [ring|exact: ltnW].
by rewrite /=; ring.
Qed.
End Cumulants.
(* Induction on the order; the cumulants with constant values v have the next one as derivative. *)
Theorem I5_cumulants_general_holds : I5_cumulants_general.statement.
Proof.
move=> M k0 x s V v kV kv HV Hv; have DV := cumulant_derive k0 HV Hv; split; first by move=> a t; exact: DV.
have Dv a t : is_derive (fun t => kv t a) t (kv t a.+1).
  have Hv' u : I5_cumulants_general.is_cumulant (weights_at x s u) s (fun k => v k + u * 0) (kv u).
    by move=> b; rewrite -(Hv u b); apply: sum_ext => k; congr (_ * (_ * _)); ring.
  have H0 u : I5_cumulants_general.is_cumulant (weights_at x s u) s (fun _ => 0) (fun _ => 0).
    by move=> b; rewrite [LHS]sum_eq0 ?[RHS]sum_eq0 // => k; ring.
  by have := cumulant_derive k0 Hv' H0 a t; rewrite Rplus_0_r.
pose O := output_at x s V v.
suff H r : forall t, (forall q, (q <= r)%N -> ex_derive_n O q t) /\ Derive_n O r t = kV t r + INR r * kv t r.-1.
  by move=> r t; have [E D] := H r t; split; [exact: E|exact: D].
elim: r => [|r IH] t.
  split; first by move=> q; rewrite leqn0 => /eqP ->.
  rewrite (cumulant_last k0 0 (HV t)) /below sum_ord0 /= Rmult_0_l Rplus_0_r Rminus_0_r.
  by apply: sum_ext => k; rewrite /=; ring.
have D : is_derive (Derive_n O r) t (kV t r.+1 + INR r.+1 * kv t r).
  apply: (is_derive_ext (fun u => kV u r + INR r * kv u r.-1)) => [u|]; first by rewrite (proj2 (IH u)).
  apply: (derive_as (derive_plus (DV r t) (derive_scal (INR r) (Dv r.-1 t)))).
  by case: r {IH} => [|r]; rewrite ?S_INR /=; ring.
split; last by exact: (is_derive_unique _ _ _ D).
move=> q; rewrite leq_eqVlt => /orP [/eqP ->|L]; first by exists (kV t r.+1 + INR r.+1 * kv t r); exact: D.
by apply: (proj1 (IH t)); rewrite -ltnS.
Qed.
