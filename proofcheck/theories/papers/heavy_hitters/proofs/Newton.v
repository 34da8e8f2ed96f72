(* D.48 and algorithm 4: the exponentials and the Hessian are Lipschitz, a Newton step with minus decreases the loss. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms Derivatives LossDerivatives Segments.
From PC.proofs Require Import TwoKeys CurvatureGraph LossCurvature LossOnLine.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma exp_mono x y : x <= y -> exp x <= exp y.
Proof. by move=> [H | ->]; [left; exact: exp_increasing|right]. Qed.
(* |e^x - e^y| <= e^M |x - y|. *)
Lemma exp_change x y M : x <= M -> y <= M -> (exp x - exp y) * (exp x - exp y) <= exp M * exp M * ((x - y) * (x - y)).
Proof.
have K u v : v <= u -> u <= M -> 0 <= exp u - exp v <= exp M * (u - v).
  move=> vu uM; split; first by have := exp_mono vu; lra.
  have := exp_ineq1_le (v - u); have E : exp u * exp (v - u) = exp v by rewrite -exp_plus; congr exp; ring.
  move=> /(Rmult_le_compat_l _ _ _ (Rlt_le _ _ (exp_pos u))); rewrite E => L.
  by have := Rmult_le_compat_r (u - v) _ _ ltac:(lra) (exp_mono uM); lra.
move=> xM yM; case: (Rle_dec y x) => H.
  have [a b] := K x y H xM; have := Rmult_le_compat _ _ _ _ a a b b; lra.
have [a b] := K y x ltac:(lra) yM; have := Rmult_le_compat _ _ _ _ a a b b; lra.
Qed.

(* Rows of A, of length up to R together: scores and their changes. *)
Section Rows.
Variables (n d : nat) (A : 'I_n.+1 -> 'I_d.+1 -> R) (R_ : R).
Hypothesis R0 : 0 <= R_.
Hypothesis HA : 0 <= R_ * R_ - sum (fun i => sum (fun j => A i j * A i j)).
Let score (x : 'I_d.+1 -> R) i := inner (A i) x.
Lemma score_le x i : 0 <= R_ * R_ - sum (fun j => x j * x j) -> score x i <= R_ * R_.
Proof.
move=> Hx; apply: (Rle_trans _ _ _ (inner_le (A i) x)); apply: Rmult_le_compat; try exact: len_ge0.
  by apply: sqrt_le_of_sq => //; have := sq2_row A i; rewrite /sq2 /sq; lra.
by apply: sqrt_le_of_sq => //; rewrite /sq; lra.
Qed.
Lemma scores_le x : sq (score x) <= R_ * R_ * sq x.
Proof.
apply: (Rle_trans _ (sum (fun i => sq (A i) * sq x))); first by apply: sum_le => i; exact: inner_sq_le.
by rewrite sum_scal_r; apply: Rmult_le_compat_r; [exact: sq_ge0|rewrite /sq; lra].
Qed.
Lemma exponentials_change x y : 0 <= R_ * R_ - sum (fun j => x j * x j) -> 0 <= R_ * R_ - sum (fun j => y j * y j) ->
  sq (fun i => exp (score x i) - exp (score y i)) <=
  R_ * exp (R_ * R_) * (R_ * exp (R_ * R_)) * sq (fun j => x j - y j).
Proof.
move=> Hx Hy; set e := exp _; have E0 : 0 <= e * e by exact: Rle_0_sqr.
apply: (Rle_trans _ (sum (fun i => e * e * (score (fun j => x j - y j) i * score (fun j => x j - y j) i)))).
  apply: sum_le => i; have -> : score (fun j => x j - y j) i = score x i - score y i.
    by rewrite /score /inner -sum_minus; apply: sum_ext => j; ring.
  by apply: exp_change; exact: score_le.
by rewrite sum_scal; have := Rmult_le_compat_l _ _ _ E0 (scores_le (fun j => x j - y j)); rewrite /sq; lra.
Qed.
End Rows.
Theorem D_48_step_sharp_holds : D_48_step_sharp.statement.
Proof. move=> n d A x y r HA Hx Hy r0; exact: exponentials_change. Qed.
Theorem D_48_step_holds : D_48_step.statement.
Proof.
move=> n d A x y r HA Hx Hy r0; have H := exponentials_change r0 HA Hx Hy.
apply: (Rle_trans _ _ _ H); apply: Rmult_le_compat_r; first exact: sq_ge0.
rewrite -[X in X <= _]Rmult_1_l; apply: Rmult_le_compat_r; first exact: Rle_0_sqr.
by have := pos_INR n; rewrite S_INR; lra.
Qed.

(* The third derivative of L_exp + L_sparse along a line. *)
Section Third.
Variables (n : nat) (z s b : 'I_n.+1 -> R) (r : R).
Hypothesis B : weights b.
Hypothesis Hz : forall i, z i <= r.
Let L t := loss z s b t + mass z s 0 t.
Lemma third_derivative : Derive_n L 3 0 = fit3 z s b 0 + mass z s 3 0.
Proof. exact: (jet3 (jet_plus (fit_jet ord0 z s b) (mass_jet z s)) 0). Qed.
Lemma cubes_le : Rabs (mass z s 3 0) <= exp r * (sq s * len s).
Proof.
apply: (Rle_trans _ _ _ (sum_Rabs _)).
apply: (Rle_trans _ (sum (fun i => exp r * len s * (s i * s i)))); last by rewrite sum_scal -/(sq s); right; ring.
apply: sum_le => i; rewrite Rabs_mult (Rabs_pos_eq (exp _)); last exact: Rlt_le (exp_pos _).
have S : Rabs (s i) <= len s.
  rewrite -sqrt_Rsqr_abs; apply: sqrt_le_1_alt.
  exact: (@sum_ge1 _ (fun i => s i * s i) i (fun j => Rle_0_sqr _)).
have -> : Rabs (s i ^ 3) = Rabs (s i) * (s i * s i).
  have -> : s i ^ 3 = s i * (s i * s i) by ring.
  by rewrite Rabs_mult (Rabs_pos_eq (s i * s i)) //; exact: Rle_0_sqr.
have e : exp (z i + 0 * s i) <= exp r by apply: exp_mono; rewrite Rmult_0_l Rplus_0_r.
have q : 0 <= Rabs (s i) * (s i * s i) by apply: Rmult_le_pos; [exact: Rabs_pos|exact: Rle_0_sqr].
have := Rmult_le_compat_l _ _ _ q e; have := Rmult_le_compat_r _ _ _ (Rle_0_sqr (s i)) S.
move=> /(Rmult_le_compat_l _ _ _ (Rlt_le _ _ (exp_pos r))); rewrite /Rsqr; lra.
Qed.
Theorem third_derivative_bound : Rabs (Derive_n L 3 0) <= (exp r + 3) * (sq s * len s).
Proof.
rewrite third_derivative; apply: (Rle_trans _ _ _ (Rabs_triang _ _)).
have F := @third_le _ (softmax (fun k => z k + 0 * s k)) s b (softmax_weights _ ord0) B.
have G := cubes_le; rewrite -/(fit3 z s b 0) in F; lra.
Qed.
End Third.
Section Instances.
Variables (n d : nat) (A : 'I_n.+1 -> 'I_d.+1 -> R) (x d2 : 'I_d.+1 -> R) (b : 'I_n.+1 -> R).
Let z i := sum (fun j => A i j * x j).
Let s i := sum (fun j => A i j * d2 j).
Lemma generated_line : D_48_sharp.derivative n d A x d2 b = Derive_n (fun t => loss z s b t + mass z s 0 t) 3 0.
Proof.
apply: Derive_n_ext => t.
have E i : D_48_sharp.exponential n d A x d2 t i = exp (z i + t * s i).
  by congr exp; rewrite /z /s -sum_scal -sum_plus; apply: sum_ext => j; ring.
congr (_ / 2 + _); last by apply: sum_ext => i; rewrite E /=; ring.
by apply: sum_ext => i; rewrite /D_48_sharp.difference /D_48_sharp.total (sum_ext E) E.
Qed.
End Instances.
Lemma square_of_abs x y : Rabs x <= y -> x * x <= y * y.
Proof. by move=> H; apply: Rsqr_le_abs_1; apply: (Rle_trans _ _ _ H); exact: Rle_abs. Qed.
Theorem D_48_sharp_holds : D_48_sharp.statement.
Proof.
move=> n d A x d2 b r near b0 b1; rewrite /D_48_sharp.claim generated_line.
have near' i : sum (fun j => A i j * x j) <= r by exact: (proj2 (Rminus_le_0 _ _) (near i)).
have T := square_of_abs (third_derivative_bound (D_48_sharp.product n d A d2) (conj b0 b1) near').
set s := D_48_sharp.product n d A d2 in T; have S := len_sq s.
have Q : D_48_sharp.square n d A d2 = len s * len s by rewrite S.
by apply: (Rle_trans _ _ _ T); right; rewrite Q -S /D_48_sharp.total2; ring.
Qed.
(* (e^y + 3) R^3 <= e^(40 y) for y = R^2 >= 100. *)
Lemma wide r : 10 <= r -> (exp (r * r) + 3) * (r * r * r) <= exp (40 * r * r).
Proof.
move=> r10; set y := r * r; have y1 : 100 <= y by rewrite /y; nra.
have E1 := exp_ineq1_le y; set e := exp y in E1 *.
have -> : exp (40 * r * r) = exp (36 * y) * (e * e * (e * e)).
  by rewrite /e -!exp_plus; congr exp; rewrite /y; ring.
have big : 1 <= exp (36 * y) by have := exp_ineq1_le (36 * y); lra.
have ee : 0 <= e * e by exact: Rle_0_sqr.
have cube : y * r <= e * e.
  apply: Rmult_le_compat; try lra.
  by apply: (Rle_trans _ y); [rewrite /y; nra|lra].
have sum4 : e + 3 <= e * e by nra.
have P : (e + 3) * (y * r) <= e * e * (e * e).
  by apply: Rmult_le_compat => //; [lra|apply: Rmult_le_pos; lra].
have Q : 0 <= e * e * (e * e) by exact: Rmult_le_pos.
by have := Rmult_le_compat_r _ _ _ Q big; lra.
Qed.
Theorem D_48_holds : D_48.statement.
Proof.
move=> n d A x d2 b r HA Hx r10 b0 b1; have r0 : 0 <= r by lra.
change (D_48_sharp.derivative n d A x d2 b * D_48_sharp.derivative n d A x d2 b <= D_48.product n r * D_48.product n r *
  (sq d2 * sq d2 * sq d2)); rewrite generated_line.
set s := fun i => sum (fun j => A i j * d2 j).
have near' i : sum (fun j => A i j * x j) <= r * r := score_le r0 HA i Hx.
have T := third_derivative_bound s (conj b0 b1) near'.
have S : sq s <= r * r * sq d2 := scores_le HA d2.
have Sl : len s <= r * len d2.
  apply: sqrt_le_of_sq; first by apply: Rmult_le_pos => //; exact: len_ge0.
  by apply: (Rle_trans _ _ _ S); right; rewrite -(len_sq d2); ring.
have C : sq s * len s <= r * r * r * (sq d2 * len d2).
  have := Rmult_le_compat _ _ _ _ (sq_ge0 s) (len_ge0 s) S Sl; lra.
have D0 : 0 <= sq d2 * len d2 by apply: Rmult_le_pos; [exact: sq_ge0|exact: len_ge0].
have e0 : 0 <= exp (r * r) + 3 by have := exp_pos (r * r); lra.
have N1 : 1 <= INR n.+1 * INR n.+1.
  by have := pos_INR n; rewrite S_INR => h; have := Rmult_le_compat 1 (INR n + 1) 1 (INR n + 1); lra.
have F : Rabs (Derive_n (fun t => loss (fun i => sum (fun j => A i j * x j)) s b t
  + mass (fun i => sum (fun j => A i j * x j)) s 0 t) 3 0) <= D_48.product n r * (sq d2 * len d2).
  apply: (Rle_trans _ _ _ T); apply: (Rle_trans _ _ _ (Rmult_le_compat_l _ _ _ e0 C)).
  rewrite -Rmult_assoc; apply: Rmult_le_compat_r => //; apply: (Rle_trans _ _ _ (wide r10)).
  by rewrite -[X in X <= _]Rmult_1_l; apply: Rmult_le_compat_r => //; exact: Rlt_le (exp_pos _).
by apply: (Rle_trans _ _ _ (square_of_abs F)); right; rewrite -(len_sq d2); ring.
Qed.
