(* algorithm-4-minus: from x in [-1, 1] the Newton step with minus stays there, on the way the second derivative at most
   doubles, and so the loss does not rise. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms Derivatives Segments.
From PC.proofs Require Import TwoKeys CurvatureGraph LossCurvature LossOnLine Newton.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* A step of -G'/D where the second derivative stays below 2 D. *)
Lemma step_decreases (G G1 G2 : R -> R) D p : (forall t, is_derive G t (G1 t)) -> (forall t, is_derive G1 t (G2 t)) ->
  p * D = - G1 0 -> (forall t, 0 <= t <= 1 -> G2 (t * p) <= 2 * D) -> G p <= G 0.
Proof.
move=> D1 D2 Ep H.
have C (F F1 : R -> R) t : (forall t, is_derive F t (F1 t)) -> is_derive (fun t => F (t * p)) t (F1 (t * p) * p).
  move=> DF; have Dp : is_derive (fun t => t * p) t p by auto_derive => //; ring.
  by apply: (derive_as (is_derive_comp F (fun t => t * p) _ _ _ (DF _) Dp)); rewrite /scal /= /mult /=; ring.
pose k1 t := G1 0 * p + 2 * D * (p * p) * t - G1 (t * p) * p.
have K1 t : is_derive (fun t => G1 0 * p * t + D * (p * p) * t ^ 2 - G (t * p)) t (k1 t).
  by apply: derive_minus; [auto_derive => //; ring|exact: C].
have K2 t : is_derive k1 t (2 * D * (p * p) - G2 (t * p) * p * p).
  apply: derive_minus; first by auto_derive => //; ring.
  by apply: (derive_as (derive_mult (C _ _ t D2) (derive_const p t))); ring.
have P t : 0 <= t <= 1 -> 0 <= k1 t.
  move=> ht; have -> : 0 = k1 0 by rewrite /k1 Rmult_0_l; ring.
  apply: (rise (proj1 ht) K2) => u hu.
  have h : 0 <= 2 * D - G2 (u * p) by have := H u ltac:(lra); lra.
  by have := Rmult_le_pos _ _ h (Rle_0_sqr p); rewrite /Rsqr; lra.
have := rise Rle_0_1 K1 P; rewrite Rmult_0_l Rmult_1_l.
have E : G1 0 = - (p * D) by lra.
by rewrite E; lra.
Qed.

Section Step.
Variables (n : nat) (a b : 'I_n.+1 -> R) (x : R).
Hypothesis B : weights b.
Let S := sq a.
Hypothesis S1 : 1 <= S.
Hypothesis sizes : sum (fun i => Rabs (a i)) <= 100 * S.
Hypothesis a1 : forall i, -1 <= a i <= 1.
Hypothesis x1 : -1 <= x <= 1.
Let z i := a i * x.
Definition value t := loss z a b t + mass z a 0 t + 300 * sum (fun i => (z i + t * a i) * (z i + t * a i)).
Definition value1 t := fit1 z a b t + mass z a 1 t + 600 * sum (fun i => (z i + t * a i) * a i).
Definition value2 t := fit2 z a b t + mass z a 2 t + 600 * S.
Lemma value_derive t : is_derive value t (value1 t).
Proof.
apply: derive_plus; first by apply: derive_plus; [have [D _ _] := fit_jet ord0 z a b; exact: D|exact: mass_derive].
have D : is_derive (fun t => sum (fun i => (z i + t * a i) * (z i + t * a i))) t
  (sum (fun i => 2 * ((z i + t * a i) * a i))).
  by apply: (is_derive_sum (F := fun i t => (z i + t * a i) * (z i + t * a i))) => i; auto_derive => //; ring.
by apply: (derive_as (derive_scal 300 D)); rewrite sum_scal; ring.
Qed.
Lemma value1_derive t : is_derive value1 t (value2 t).
Proof.
apply: derive_plus; first by apply: derive_plus; [have [_ D _] := fit_jet ord0 z a b; exact: D|exact: mass_derive].
apply: derive_scal; apply: (is_derive_sum (F := fun i t => (z i + t * a i) * a i)) => i.
by auto_derive => //; ring.
Qed.

Lemma fit2_le t : - S <= fit2 z a b t <= S.
Proof.
have [L U] := loss_curvature ord0 z a B t; have [r0 r1] := root_33.
rewrite (jet2 (fit_jet ord0 z a b)) -sq_square in L; rewrite (jet2 (fit_jet ord0 z a b)) -sq_square in U.
have S0 : 0 <= S by lra.
have A := Rmult_le_compat_r S (-1) lower S0 ltac:(rewrite /lower; lra).
have C := Rmult_le_compat_r S upper 1 S0 ltac:(rewrite /upper; lra).
by rewrite -/S in L U; lra.
Qed.
Lemma exponential_le t i : -1 <= x + t <= 1 -> 0 < exp (z i + t * a i) <= 3.
Proof.
move=> h; split; first exact: exp_pos.
apply: (Rle_trans _ (exp 1)); last exact: exp_le_3.
apply: exp_mono; have -> : z i + t * a i = a i * (x + t) by rewrite /z; ring.
have := a1 i => [[l u]].
by have := Rmult_le_pos (1 - a i) (1 + (x + t)); have := Rmult_le_pos (1 + a i) (1 - (x + t)); lra.
Qed.
Lemma mass2_le t : -1 <= x + t <= 1 -> 0 <= mass z a 2 t <= 3 * S.
Proof.
move=> h; split.
  by apply: sum_ge0 => i; apply: Rmult_le_pos; [exact: pow2_ge_0|have := exponential_le i h; lra].
rewrite /S /sq -sum_scal; apply: sum_le => i; have [e0 e3] := exponential_le i h.
by have := Rmult_le_compat_l _ _ _ (Rle_0_sqr (a i)) e3; rewrite /Rsqr; lra.
Qed.
Lemma mass1_le : Rabs (mass z a 1 0) <= 300 * S.
Proof.
apply: (Rle_trans _ (3 * sum (fun i => Rabs (a i)))); last lra.
apply: (Rle_trans _ _ _ (sum_Rabs _)); rewrite -sum_scal; apply: sum_le => i.
have [e0 e3] := @exponential_le 0 i ltac:(lra).
rewrite pow_1 Rabs_mult (Rabs_pos_eq (exp _)); last lra.
by have := Rmult_le_compat_l _ _ _ (Rabs_pos (a i)) e3; lra.
Qed.
Lemma fit1_le : Rabs (fit1 z a b 0) <= S.
Proof.
apply: (Rle_trans _ (len a)); first exact: (first_le a (softmax_weights _ ord0) B).
by apply: sqrt_le_of_sq; [lra|rewrite -/S; have := Rmult_le_pos S (S - 1); lra].
Qed.
Lemma value1_0 : value1 0 = fit1 z a b 0 + mass z a 1 0 + 600 * (x * S).
Proof.
have E : sum (fun i => (z i + 0 * a i) * a i) = x * S.
  by rewrite /S /sq -sum_scal; apply: sum_ext => i; rewrite /z; ring.
by rewrite /value1 E.
Qed.
Theorem newton_step p : p * value2 0 = - value1 0 -> value p <= value 0.
Proof.
move=> E; have [f0 f1] := fit2_le 0; have [m0 m1] := @mass2_le 0 ltac:(lra).
have V : 599 * S <= value2 0 by rewrite /value2; lra.
have near : -1 <= x + p <= 1.
  have K : Rabs ((x + p) * value2 0) <= value2 0.
    apply: (Rle_trans _ (305 * S)); last lra.
    have -> : (x + p) * value2 0 = x * (fit2 z a b 0 + mass z a 2 0) - (fit1 z a b 0 + mass z a 1 0).
      by rewrite Rmult_plus_distr_r E value1_0 /value2; ring.
    have U : Rabs (x * (fit2 z a b 0 + mass z a 2 0)) <= 1 * (4 * S).
      rewrite Rabs_mult; apply: Rmult_le_compat; try exact: Rabs_pos; apply: Rabs_le; lra.
    have F := fit1_le; have M := mass1_le; have T := Rabs_triang (fit1 z a b 0) (mass z a 1 0).
    apply: (Rle_trans _ _ _ (Rabs_triang _ _)); rewrite Rabs_Ropp; lra.
  have v0 : 0 < value2 0 by lra.
  by move/Rabs_le_between: K => [l u]; split; apply: (Rmult_le_reg_r (value2 0)) => //; lra.
apply: (step_decreases value_derive value1_derive E) => t [t0 t1].
have h : -1 <= x + t * p <= 1.
  have := Rmult_le_pos (1 - t) (1 - x); have := Rmult_le_pos (1 - t) (1 + x).
  by have := Rmult_le_pos t (1 - (x + p)); have := Rmult_le_pos t (1 + (x + p)); lra.
by have [_ f] := fit2_le (t * p); have [_ m] := mass2_le h; rewrite /value2; lra.
Qed.
End Step.

Section Instance.
Variables (n : nat) (a b : 'I_n.+1 -> R) (x : 'I_1 -> R).
Let y := x (ordi 0 1).
Lemma generated_value t : algorithm_4_minus.total2 n a b x t = value a b y t.
Proof.
have P i : algorithm_4_minus.product n a x t i = a i * y + t * a i by rewrite /algorithm_4_minus.product /y; ring.
have E i : algorithm_4_minus.exponential n a x t i = exp (a i * y + t * a i).
  by rewrite /algorithm_4_minus.exponential P.
rewrite /algorithm_4_minus.total2 /value; congr (_ / 2 + _ + 300 * _).
- by apply: sum_ext => i; rewrite /algorithm_4_minus.difference /algorithm_4_minus.total (sum_ext E) E.
- by apply: sum_ext => i; rewrite E /=; ring.
- by apply: sum_ext => i; rewrite P.
Qed.
End Instance.
Theorem algorithm_4_minus_holds : algorithm_4_minus.statement.
Proof.
move=> n a b x size sizes Ha Hx b0 b1 nonzero.
set y := x (ordi 0 1); have W : weights b by [].
have G k := Derive_n_ext _ _ k 0 (generated_value a b x).
have G1 : Derive_n (algorithm_4_minus.total2 n a b x) 1 0 = value1 a b y 0.
  by rewrite G; exact: (is_derive_unique _ _ _ (value_derive a b y 0)).
have G2 : algorithm_4_minus.derivative n a b x = value2 a b y 0.
  by rewrite /algorithm_4_minus.derivative G; exact: (derive_twice 0 (value_derive a b y) (value1_derive a b y)).
set p := (- 1) * Derive_n (algorithm_4_minus.total2 n a b x) 1 0 / algorithm_4_minus.derivative n a b x.
have E : p * value2 a b y 0 = - value1 a b y 0.
  by rewrite /p G1 G2; field; rewrite -G2.
have S1 : 1 <= sq a by apply: (proj2 (Rminus_le_0 _ _)).
have Sz : sum (fun i => Rabs (a i)) <= 100 * sq a by apply: (proj2 (Rminus_le_0 _ _)).
have H := newton_step W S1 Sz Ha (Hx (ordi 0 1)) E.
rewrite -!(generated_value a b x) in H.
apply: (Rle_trans _ _ _ H); right; rewrite /algorithm_4_minus.total2.
have P0 i : algorithm_4_minus.product n a x 0 i = a i * y by rewrite /algorithm_4_minus.product Rplus_0_r.
have E0 i : algorithm_4_minus.exponential n a x 0 i = algorithm_4_minus.exponential3 n a x i.
  by rewrite /algorithm_4_minus.exponential P0.
congr (_ / 2 + _ + 300 * _); apply: sum_ext => i; rewrite ?P0 ?E0 //.
by rewrite /algorithm_4_minus.difference /algorithm_4_minus.total (sum_ext E0) E0.
Qed.
