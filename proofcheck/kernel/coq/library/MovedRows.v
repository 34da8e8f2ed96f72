(* Row quantities at a moved point, in the words of Objective.v, and the Hessian's constant on the ball. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds BallGrowth.
From PC.library Require Import Euclidean Segments NaturalNorm HessianConstant.
From PC.statements Require Import Vectors Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Ball.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
Variable key : m.
Notation vector := (unknowns p q r k -> R).
Notation Phi := (objective A1 A2 A3 B wx wy lx ly).
Variables (form : vector -> vector -> R) (z w : vector) (at_z : rows n) (moves : reach n) (rho : R).
Let F0 j := softmax (score A1 A2 z j).
Let O0 j i := sum (fun l => F0 j l * value A3 z l i).
Hypothesis Hpeak : forall j l, F0 j l <= peak at_z j.
Hypothesis Hweight : forall j, norm (F0 j) <= weight at_z j.
Hypothesis Htau : forall j, sqrt (sum (fun l => F0 j l * norm (sub (value A3 z l) (O0 j)) ^ 2)) <= tau at_z j.
Hypothesis Homega : forall j l, norm (sub (value A3 z l) (O0 j)) <= omega at_z j.
Hypothesis Hgap : forall j, norm (Objective.residual A1 A2 A3 B z j) <= gap at_z j.
Hypothesis score0 : forall j, 0 <= score_reach moves j.
Hypothesis value0 : 0 <= value_reach moves.
Hypothesis rho0 : 0 <= rho.
Hypothesis Hscore : forall (d : vector) j l, Rabs (score A1 A2 d j l) <= score_reach moves j * Vectors.length form d.
Hypothesis Hvalue : forall (d : vector) l, norm (value A3 d l) <= value_reach moves * Vectors.length form d.
Hypothesis Hw : ball_around form z rho w.
Let G j := growth moves rho j.
Let eps := value_reach moves * rho.
Let W0 j : weights (F0 j). Proof. exact: (softmax_weights _ key). Qed.
Let W1 j : weights (F A1 A2 w j). Proof. exact: (softmax_weights _ key). Qed.

Lemma moved_scores j l : score A1 A2 w j l = score A1 A2 z j l + score A1 A2 (sub w z) j l.
Proof. by have := score_line A1 A2 z (sub w z) 1 j l; rewrite line_1 => ->; ring. Qed.
Lemma moved_values l i : value A3 w l i - value A3 z l i = value A3 (sub w z) l i.
Proof. by have := value_line A3 z (sub w z) 1 l i; rewrite line_1 => ->; ring. Qed.
Lemma moved_by j l : Rabs (score A1 A2 (sub w z) j l) <= rho * score_reach moves j.
Proof.
apply: Rle_trans (Hscore _ _ _) _; rewrite (Rmult_comm rho); exact: Rmult_le_compat_l.
Qed.
Lemma up j l : F A1 A2 w j l <= G j * F0 j l.
Proof.
rewrite /F; have -> : score A1 A2 w j = fun l => score A1 A2 z j l + score A1 A2 (sub w z) j l.
  by apply: functional_extensionality => h; exact: moved_scores.
exact: softmax_growth (moved_by j).
Qed.
Lemma down j l : F0 j l <= G j * F A1 A2 w j l.
Proof.
rewrite /F0; have -> : score A1 A2 z j = fun l => score A1 A2 w j l + - score A1 A2 (sub w z) j l.
  by apply: functional_extensionality => h; rewrite moved_scores; ring.
by apply: softmax_growth => h; rewrite Rabs_Ropp; exact: moved_by.
Qed.
Lemma growth1 j : 1 <= growth moves rho j.
Proof.
by rewrite -exp_0; apply: exp_le; have := Rmult_le_pos _ _ rho0 (score0 j); lra.
Qed.
Lemma moved_eps l : len (fun i => value A3 w l i - value A3 z l i) <= eps.
Proof.
rewrite (len_ext (b := value A3 (sub w z) l)) => [|i]; last exact: moved_values.
by apply: Rle_trans (Hvalue (sub w z) l) _; exact: Rmult_le_compat_l.
Qed.
Lemma spread_tau j : spread (F0 j) (value A3 z) <= tau at_z j.
Proof.
apply: Rle_trans (Htau j); apply: Req_le; congr sqrt; apply: sum_ext => l.
by rewrite -[norm _]/(len (value_rest (F0 j) (value A3 z) l)); ring.
Qed.
Lemma shift_le j : eps + (G j - 1) * spread (F0 j) (value A3 z) <= shift at_z moves rho j.
Proof.
apply: Rplus_le_compat_l; apply: Rmult_le_compat_l; last exact: spread_tau.
by have := growth1 j; rewrite -?/(G j); lra.
Qed.
Lemma phi_ball j g : var (F A1 A2 w j) g <= ball_phi at_z moves rho j * square g.
Proof.
apply: (Rmin_case _ _ (fun x => var (F A1 A2 w j) g <= x * square g)); last exact: var_le_half.
apply: var_le_peak => // l; apply: Rle_trans (up j l) _; apply: Rmult_le_compat_l; last exact: Hpeak.
by have := growth1 j; rewrite -?/(G j); lra.
Qed.
Lemma phi_ball0 j : 0 <= ball_phi at_z moves rho j.
Proof.
apply: Rmin_glb; last lra; apply: Rmult_le_pos; first by have := growth1 j; rewrite -?/(G j); lra.
exact: Rle_trans (proj1 (W0 j) key) (Hpeak j key).
Qed.
Lemma tau_ball j : spread (F A1 A2 w j) (value A3 w) <= ball_tau at_z moves rho j.
Proof.
apply: Rle_trans (spread_growth (W0 j) (W1 j) (growth1 j) (up j) moved_eps) _.
by apply: Rmult_le_compat_l; [exact: sqrt_pos|apply: Rplus_le_compat_r; exact: spread_tau].
Qed.
Lemma omega_ball j l : len (value_rest (F A1 A2 w j) (value A3 w) l) <= ball_omega at_z moves rho j.
Proof.
apply: Rle_trans (distance_growth (W0 j) (W1 j) (growth1 j) (up j) (down j) moved_eps l) _.
by apply: Rplus_le_compat; [apply: Rplus_le_compat_r; exact: Homega|exact: shift_le].
Qed.
Lemma weight_ball j : len (F A1 A2 w j) <= ball_weight at_z moves rho j.
Proof.
apply: Rmin_glb; last exact: len_weights_le.
apply: Rle_trans (weight_growth (W1 j) (growth1 j) (up j)) _; apply: Rmult_le_compat_l; last exact: Hweight.
by have := growth1 j; rewrite -?/(G j); lra.
Qed.
Lemma gap_ball j : len (C A1 A2 A3 B w j) <= ball_gap at_z moves rho j.
Proof.
apply: Rle_trans (residual_growth (W0 j) (W1 j) (growth1 j) (up j) (down j) moved_eps (B j)) _.
by apply: Rplus_le_compat; [exact: Hgap|exact: shift_le].
Qed.
Lemma third_on_ball d : let x j := len (score A1 A2 d j) in let b := len2 (value A3 d) in
  Rabs (slope Phi w d 3) <= sum (fun j => cubic at_z moves rho j * x j * x j * x j) +
    sum (fun j => mixed at_z moves rho j * x j * x j * b) + sum (fun j => linear at_z moves rho j * x j * b * b).
Proof.
rewrite /= (third_slope _ _ _ _ _ _ _ _ key).
apply: Rle_trans (third_derivative_direction_le _ _ W1 phi_ball0 phi_ball tau_ball omega_ball weight_ball gap_ball) _.
apply: Req_le; congr (_ + _ + _); apply: sum_ext => j; rewrite /cubic /mixed.
all: set s := sqrt (ball_phi _ _ _ _); have <- : s * s = ball_phi at_z moves rho j by exact: sqrt_sqrt (phi_ball0 j).
all: by ring.
Qed.
End Ball.
