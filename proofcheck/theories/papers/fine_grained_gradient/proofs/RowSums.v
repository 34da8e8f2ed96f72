(* Inequalities (7), (9) and (10) in the proof of E.3, for one row B u of A and lambda = ln t, and E.3-growth. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Derivatives.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma square_le x y : 0 <= x <= y -> x * x <= y * y.
Proof. by move=> [x0 xy]; apply: Rmult_le_compat. Qed.
Lemma ln_ge0 t : 1 <= t -> 0 <= ln t.
Proof. by move=> t1; rewrite -ln_1; case: (Req_dec 1 t) => [->|N]; [right|left; apply: ln_increasing; lra]. Qed.

(* exp((ln t + w) B u_j) lies between 0 and exp(B ln t) where w = 0. *)
Section Row.
Variables (n : nat) (u : 'I_n.+1 -> R) (B t : R).
Hypothesis Hu : forall j, 0 <= u j <= 1.
Hypothesis B0 : 0 < B.
Definition moving w j := exp ((ln t + w * (t / t)) * B * u j).
Let top := exp (B * ln t).
Lemma top_square : exp (2 * B * ln t) = top * top.
Proof. by rewrite -exp_plus; congr exp; ring. Qed.
Lemma moving_gt0 w j : 0 < moving w j. Proof. exact: exp_pos. Qed.
Lemma moving_ge0 w j : 0 <= moving w j. Proof. by apply: Rlt_le; exact: moving_gt0. Qed.
Lemma exp_mono x y : x <= y -> exp x <= exp y.
Proof. by move=> [H | ->]; [left; exact: exp_increasing|right]. Qed.
Lemma moving_le j : 1 <= t -> moving 0 j <= top.
Proof.
move=> /ln_ge0 l; apply: exp_mono; have h := Hu j.
have := Rmult_le_pos (B * ln t) (1 - u j) (Rmult_le_pos _ _ (Rlt_le _ _ B0) l); lra.
Qed.
Lemma moving_top j : 0 <= u j - 1 -> moving 0 j = top.
Proof. by move=> H; have h := Hu j; rewrite /moving (_ : u j = 1); [congr exp; ring|lra]. Qed.

Lemma total_le : 1 <= t -> 0 <= sum (moving 0) <= INR n.+1 * top.
Proof.
move=> t1; split; first by apply: sum_ge0 => j; exact: moving_ge0.
by rewrite -sum_const_ord; apply: sum_le => j; exact: moving_le.
Qed.
(* Half of the entries are largest. *)
Lemma total_ge : 0 <= 2 * sum (fun j => if Rle_dec 0 (u j - 1) then 1 else 0) - INR n.+1 ->
  0 <= INR n.+1 * top / 2 <= sum (moving 0).
Proof.
move=> half; have top0 : 0 < top by exact: exp_pos.
split; first by have := Rmult_le_pos _ _ (pos_INR n.+1) (Rlt_le _ _ top0); lra.
apply: (Rle_trans _ (sum (fun j => (if Rle_dec 0 (u j - 1) then 1 else 0) * top))).
  by rewrite sum_scal_r; have := Rmult_le_pos _ _ half (Rlt_le _ _ top0); lra.
apply: sum_le => j; case: Rle_dec => H; first by rewrite (moving_top H) Rmult_1_l; exact: Rle_refl.
by rewrite Rmult_0_l; exact: moving_ge0.
Qed.

(* The same over the ones of a column: v in [0, 1]. *)
Section Column.
Variable v : 'I_n.+1 -> R.
Hypothesis Hv : forall j, 0 <= v j <= 1.
Definition part w := sum (fun j => moving w j * v j).
Lemma part_ge0 w : 0 <= part w.
Proof. by apply: sum_ge0 => j; apply: Rmult_le_pos; [exact: moving_ge0|have := Hv j; lra]. Qed.
Lemma part_le : 1 <= t -> part 0 <= INR n.+1 * top.
Proof.
move=> t1; apply: (Rle_trans _ (sum (moving 0))); last by have := total_le t1; lra.
apply: sum_le => j; have := Hv j; have := moving_gt0 0 j => *.
by rewrite -[X in _ <= X]Rmult_1_r; apply: Rmult_le_compat_l; lra.
Qed.
Definition part' := sum (fun j => B * u j * (moving 0 j * v j)).
Lemma part_derive : 0 < t -> is_derive part 0 part'.
Proof.
move=> t0; apply: (is_derive_sum (F := fun j w => moving w j * v j)) => j.
have D : is_derive (fun w => (ln t + w * (t / t)) * B * u j) 0 (B * u j).
  by auto_derive => //; field; lra.
by apply: (derive_as (derive_mult (derive_exp D) (derive_const (v j) 0))); rewrite /moving; ring.
Qed.
Lemma part'_le : 0 <= part' <= B * part 0.
Proof.
have W j : 0 <= moving 0 j * v j by apply: Rmult_le_pos; [exact: moving_ge0|have := Hv j; lra].
split; first by apply: sum_ge0 => j; do 2 (apply: Rmult_le_pos => //); [lra|have := Hu j; lra].
rewrite -sum_scal; apply: sum_le => j; apply: Rmult_le_compat_r => //.
by rewrite -[X in _ <= X]Rmult_1_r; apply: Rmult_le_compat_l; [lra|have := Hu j; lra].
Qed.
End Column.
End Row.

Theorem E_3__7__upward_holds : E_3__7__upward.statement.
Proof.
move=> n d u B t V half Hu B0 t1 _ _; rewrite /E_3__7__upward.claim /E_3__7__upward.product top_square.
have L := total_ge B t Hu half; have U := total_le Hu B0 t1.
split; last by apply: (Rle_trans _ _ _ (square_le U)); right; ring.
by apply: (Rle_trans _ _ _ _ (square_le L)); right; field.
Qed.
Theorem E_3__9__columns_holds : E_3__9__columns.statement.
Proof.
move=> n d u B t V Hu B0 t1 HV _; split; first by apply: sum_ge0 => l; exact: Rle_0_sqr.
rewrite top_square; set e := exp (B * ln t).
apply: (Rle_trans _ (sum (fun _ : 'I_d.+1 => INR n.+1 * e * (INR n.+1 * e)))).
  apply: sum_le => l; apply: square_le; split; first exact: (part_ge0 u B t (fun j => HV j l)).
  exact: (part_le Hu B0 (fun j => HV j l)).
by rewrite sum_const_ord; right; ring.
Qed.
Theorem E_3__10__upper_holds : E_3__10__upper.statement.
Proof.
move=> n d u B t V Hu B0 t0 HV _; rewrite /E_3__10__upper.claim /E_3__10__upper.derivative.
pose S l := part u B t (fun j => V j l); pose S' l := part' u B t (fun j => V j l).
have D : is_derive (E_3__10__upper.square n d u B t V) 0 (sum (fun l => S' l * S l 0 + S l 0 * S' l)).
  apply: (is_derive_sum (F := fun l w => S l w * S l w)) => l.
  by apply: derive_mult; exact: part_derive.
rewrite /= (is_derive_unique _ _ _ D).
have H l : 0 <= S' l <= B * S l 0 by exact: (part'_le t Hu B0 (fun j => HV j l)).
have S0 l : 0 <= S l 0 by exact: (part_ge0 u B t (fun j => HV j l)).
split; first by apply: sum_ge0 => l; have := Rmult_le_pos _ _ (proj1 (H l)) (S0 l); lra.
rewrite /E_3__10__upper.square -sum_scal; apply: sum_le => l; have := Rmult_le_compat_r _ _ _ (S0 l) (proj2 (H l)).
by change (S' l * S l 0 <= B * S l 0 * S l 0 -> S' l * S l 0 + S l 0 * S' l <= 2 * B * (S l 0 * S l 0)); lra.
Qed.

(* Two keys: one entry is g = e/(e + 1), e = exp(ln t + u B), with g' = B g (1 - g). *)
Section Growth.
Variables (B t : R).
Let g u := exp (ln t + u * B) / (exp (ln t + u * B) + 1).
Lemma g_derive u : is_derive g u (B * (g u * (1 - g u))).
Proof.
have e0 := exp_pos (ln t + u * B).
have D : is_derive (fun u => ln t + u * B) u B by auto_derive => //; ring.
apply: (derive_as (derive_div (derive_exp D) (derive_plus (derive_exp D) (derive_const 1 u)) _)); first lra.
by rewrite /g; field; lra.
Qed.
Lemma growth c : 0 < t ->
  Derive_n (fun u => c * (g u * g u)) 1 0 = c * (2 * t * t * B / ((1 + t) * (1 + t) * (1 + t))) /\
  Derive_n (fun u => c * (g u * g u)) 2 0 = c * (2 * t * t * (2 - t) * B * B / ((1 + t) * (1 + t) * (1 + t) * (1 + t))).
Proof.
move=> t0.
have D u : is_derive (fun u => c * (g u * g u)) u (c * (2 * B * (g u * g u * (1 - g u)))).
  by apply: (derive_as (derive_scal c (derive_mult (g_derive u) (g_derive u)))); ring.
have D2 u : is_derive (fun u => c * (2 * B * (g u * g u * (1 - g u)))) u
  (c * (2 * B * B * (g u * g u * (1 - g u) * (2 - 3 * g u)))).
  have K := derive_mult (derive_mult (g_derive u) (g_derive u)) (derive_minus (derive_const 1 u) (g_derive u)).
  by apply: (derive_as (derive_scal c (derive_scal (2 * B) K))); ring.
have g0 : g 0 = t / (t + 1) by rewrite /g Rmult_0_l Rplus_0_r exp_ln.
split; first by rewrite /= (is_derive_unique _ _ _ (D 0)) g0; field; lra.
rewrite /= (Derive_ext _ (fun u => c * (2 * B * (g u * g u * (1 - g u))))) => [|u]; last exact: is_derive_unique.
by rewrite (is_derive_unique _ _ _ (D2 0)) g0; field; lra.
Qed.
End Growth.
Theorem E_3_growth_holds : E_3_growth.statement.
Proof.
move=> d B t ones B0 t0 H1 _ _; rewrite /E_3_growth.claim.
have [G1 G2] := growth B (2 * INR d.+1) t0.
have E u : E_3_growth.total d B t ones u = 2 * INR d.+1 *
  (exp (ln t + u * B) / (exp (ln t + u * B) + 1) * (exp (ln t + u * B) / (exp (ln t + u * B) + 1))).
  have X : E_3_growth.exponential2 B t u = exp (ln t + u * B).
    have := exp_pos (ln t / B); rewrite /E_3_growth.exponential2 /E_3_growth.exponential ln_exp => e0.
    by congr exp; field; lra.
  rewrite /E_3_growth.total /E_3_growth.product X; set q := _ / _.
  have -> : sum (fun i => q * ones i * (q * ones i)) = INR d.+1 * (q * q).
    by rewrite -sum_const_ord; apply: sum_ext => i; rewrite (_ : ones i = 1); [ring|have := H1 i; lra].
  ring.
rewrite !(Derive_n_ext _ _ _ _ E) G1 G2 /E_3_growth.product4 /E_3_growth.product3 /E_3_growth.product2.
by split; field; lra.
Qed.
