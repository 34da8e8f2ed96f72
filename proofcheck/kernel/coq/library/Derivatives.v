(* Derivatives up to order three of functions of one real variable, as a calculus of quadruples: `jet f f1 f2 f3` says
   that f, f1, f2 are differentiable everywhere, each with the next one as its derivative. `Derive_n` is total, so
   theorems state this and not its value alone. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma derive_as (h : R -> R) (t a b : R) : is_derive h t a -> a = b -> is_derive h t b. Proof. by move=> H <-. Qed.
(* Coquelicot's rules with the operations of R in place of those of its algebraic hierarchy. *)
Lemma derive_const (c t : R) : is_derive (fun _ => c) t 0. Proof. exact: is_derive_const. Qed.
Lemma derive_id t : is_derive (fun t => t) t 1. Proof. exact: is_derive_id. Qed.
Lemma derive_plus (f g : R -> R) (t a b : R) : is_derive f t a -> is_derive g t b ->
  is_derive (fun t => f t + g t) t (a + b).
Proof. exact: is_derive_plus. Qed.
Lemma derive_minus (f g : R -> R) (t a b : R) : is_derive f t a -> is_derive g t b ->
  is_derive (fun t => f t - g t) t (a - b).
Proof. exact: is_derive_minus. Qed.
Lemma derive_mult (f g : R -> R) (t a b : R) : is_derive f t a -> is_derive g t b ->
  is_derive (fun t => f t * g t) t (a * g t + f t * b).
Proof. by move=> F G; exact: (is_derive_mult _ _ _ _ _ F G Rmult_comm). Qed.
Lemma derive_scal (c : R) (f : R -> R) (t a : R) : is_derive f t a -> is_derive (fun t => c * f t) t (c * a).
Proof. by move=> F; apply: (derive_as (derive_mult (derive_const c t) F)); ring. Qed.
Lemma derive_div (f g : R -> R) (t a b : R) : is_derive f t a -> is_derive g t b -> g t <> 0 ->
  is_derive (fun t => f t / g t) t ((a * g t - f t * b) / (g t * g t)).
Proof.
move=> F G g0; apply: (derive_as (is_derive_div _ _ _ _ _ F G g0)).
by cbv -[Rdiv Rmult Rminus Rplus Ropp]; rewrite Rmult_1_r; congr (_ / _); ring.
Qed.
Lemma derive_exp (f : R -> R) (t a : R) : is_derive f t a -> is_derive (fun t => exp (f t)) t (exp (f t) * a).
Proof. by move=> F; apply: (derive_as (is_derive_comp exp f _ _ _ (is_derive_exp _) F)); exact: Rmult_comm. Qed.
(* Mean value theorem on [0, 1]. *)
Lemma mean_value (h dh : R -> R) : (forall t, is_derive h t (dh t)) -> exists c, 0 <= c <= 1 /\ h 1 - h 0 = dh c.
Proof.
move=> D; have [c [Hc E]] := MVT_gen h 0 1 dh (fun t _ => D t)
  (fun t _ => proj2 (continuity_pt_filterlim _ _) (ex_derive_continuous _ _ (ex_intro _ _ (D t)))).
exists c; rewrite Rmin_left ?Rmax_right in Hc; try lra; split => //; lra.
Qed.

Definition jet (f f1 f2 f3 : R -> R) :=
  [/\ forall t, is_derive f t (f1 t), forall t, is_derive f1 t (f2 t) & forall t, is_derive f2 t (f3 t)].

(* What a jet says of Derive_n: its values, and that the derivatives exist. *)
Section Values.
Variables f f1 f2 f3 : R -> R.
Hypothesis J : jet f f1 f2 f3.
Lemma jet1 t : Derive_n f 1 t = f1 t.
Proof. by have [D _ _] := J; exact: (is_derive_unique _ _ _ (D t)). Qed.
Lemma jet2 t : Derive_n f 2 t = f2 t.
Proof. by have [_ D _] := J; rewrite /= (Derive_ext _ f1) ?(is_derive_unique _ _ _ (D t)) // => u; exact: jet1. Qed.
Lemma jet3 t : Derive_n f 3 t = f3 t.
Proof.
have [_ _ D] := J; rewrite -[LHS]/(Derive (Derive_n f 2) t) (Derive_ext _ f2) ?(is_derive_unique _ _ _ (D t)) // => u.
exact: jet2.
Qed.
Theorem jet_derivable t : [/\ ex_derive_n f 1 t, ex_derive_n f 2 t & ex_derive_n f 3 t].
Proof.
have [D1 D2 D3] := J; split; first by exists (f1 t); exact: D1.
  by exists (f2 t); apply: (is_derive_ext f1) => // u; rewrite jet1.
by exists (f3 t); apply: (is_derive_ext f2) => // u; rewrite jet2.
Qed.
End Values.

Lemma jet_ext f f1 f2 f3 g g1 g2 g3 : jet f f1 f2 f3 -> (forall t, f t = g t) -> (forall t, f1 t = g1 t) ->
  (forall t, f2 t = g2 t) -> (forall t, f3 t = g3 t) -> jet g g1 g2 g3.
Proof.
move=> [D1 D2 D3] E E1 E2 E3; split=> t; rewrite -?E1 -?E2 -?E3.
- exact: (is_derive_ext f).
- exact: (is_derive_ext f1).
- exact: (is_derive_ext f2).
Qed.
(* Rules. *)
Lemma jet_line a b : jet (fun t => a + t * b) (fun _ => b) (fun _ => 0) (fun _ => 0).
Proof. by split=> t; [auto_derive => //; ring|exact: derive_const|exact: derive_const]. Qed.
Lemma jet_plus f f1 f2 f3 g g1 g2 g3 : jet f f1 f2 f3 -> jet g g1 g2 g3 ->
  jet (fun t => f t + g t) (fun t => f1 t + g1 t) (fun t => f2 t + g2 t) (fun t => f3 t + g3 t).
Proof. by move=> [F1 F2 F3] [G1 G2 G3]; split=> t; exact: derive_plus. Qed.
Lemma jet_scal c f f1 f2 f3 : jet f f1 f2 f3 -> jet (fun t => c * f t) (fun t => c * f1 t) (fun t =>
  c * f2 t) (fun t => c * f3 t).
Proof. by move=> [F1 F2 F3]; split=> t; exact: derive_scal. Qed.
Lemma jet_shift c f f1 f2 f3 : jet f f1 f2 f3 -> jet (fun t => f t - c) f1 f2 f3.
Proof.
move=> [F1 F2 F3]; split=> // t.
by apply: (derive_as (derive_minus (F1 t) (derive_const c t))); ring.
Qed.
(* The square of a function: 2 f f', 2 f'^2 + 2 f f'', 6 f' f'' + 2 f f'''. *)
Lemma jet_square f f1 f2 f3 : jet f f1 f2 f3 ->
  jet (fun t => f t * f t) (fun t => 2 * (f t * f1 t)) (fun t => 2 * (f1 t * f1 t) + 2 * (f t * f2 t))
    (fun t => 6 * (f1 t * f2 t) + 2 * (f t * f3 t)).
Proof.
move=> [F1 F2 F3]; split=> t.
- by apply: (derive_as (derive_mult (F1 t) (F1 t))); ring.
- by apply: (derive_as (derive_scal 2 (derive_mult (F1 t) (F2 t)))); ring.
- apply: (derive_as (derive_plus (derive_scal 2 (derive_mult (F2 t) (F2 t))) (derive_scal 2 (derive_mult (F1 t) (F3
  t))))).
  ring.
Qed.
Lemma jet_sum (I : finType) (f f1 f2 f3 : I -> R -> R) : (forall i, jet (f i) (f1 i) (f2 i) (f3 i)) ->
  jet (fun t => sum (fun i => f i t)) (fun t => sum (fun i => f1 i t)) (fun t => sum (fun i => f2 i t)) (fun t =>
    sum (fun i => f3 i t)).
Proof. by move=> J; split=> t; apply: is_derive_sum => i; have [] := J i. Qed.

(* |f|^2 for a matrix f of functions. *)
Section SquareSum.
Variables (I K : finType) (f f1 f2 f3 : I -> K -> R -> R).
Hypothesis J : forall i k, jet (f i k) (f1 i k) (f2 i k) (f3 i k).
Lemma jet_square_sum :
  jet (fun t => sum (fun i => sum (fun k => f i k t * f i k t)))
    (fun t => 2 * sum (fun i => sum (fun k => f i k t * f1 i k t)))
    (fun t => 2 * sum (fun i => sum (fun k => f1 i k t * f1 i k t))
      + 2 * sum (fun i => sum (fun k => f i k t * f2 i k t)))
    (fun t => 6 * sum (fun i => sum (fun k => f1 i k t * f2 i k t))
      + 2 * sum (fun i => sum (fun k => f i k t * f3 i k t))).
Proof.
apply: (jet_ext (jet_sum (fun i => jet_sum (fun k => jet_square (J i k))))) => // t.
- by rewrite -sum_scal; apply: sum_ext => i; rewrite -sum_scal.
- by rewrite -!sum_scal -sum_plus; apply: sum_ext => i; rewrite -!sum_scal -sum_plus.
- by rewrite -!sum_scal -sum_plus; apply: sum_ext => i; rewrite -!sum_scal -sum_plus.
Qed.
End SquareSum.
(* |a + t b|^2 for matrices a and b. *)
Lemma jet_square_line (I K : finType) (a b : I -> K -> R) :
  jet (fun t => sum (fun i => sum (fun k => (a i k + t * b i k) * (a i k + t * b i k))))
    (fun t => 2 * sum (fun i => sum (fun k => (a i k + t * b i k) * b i k)))
    (fun _ => 2 * sum (fun i => sum (fun k => b i k * b i k))) (fun _ => 0).
Proof.
have Z (g : I -> K -> R) : sum (fun i => sum (fun k => g i k * 0)) = 0.
  by rewrite -[RHS](@sum_0 I); apply: sum_ext => i; rewrite -[RHS](@sum_0 K); apply: sum_ext => k; ring.
apply: (jet_ext (jet_square_sum (fun i k => jet_line (a i k) (b i k)))) => // t; rewrite ?Z; ring.
Qed.
