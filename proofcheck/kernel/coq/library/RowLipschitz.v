(* A softmax row as a function of x through scores A x, for every size (B4-row, B5): A is bounded by |A u|^2 <= norm
   |u|^2 for all u. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Scores at most r apart from 0 and denominators at least beta: f - f' = (u - u') / alpha + u' (alpha' - alpha) /
   (alpha alpha'). *)
Section Classical.
Variable M : finType.
Variables (k0 : M) (a b : M -> R) (r beta : R).
Hypothesis Ha : forall k, Rabs (a k) <= r.
Hypothesis Hb : forall k, Rabs (b k) <= r.
Let n := INR #|M|.
Let alpha x := sum (fun k : M => exp (x k)).
Hypothesis beta0 : 0 < beta.
Hypothesis beta_a : beta <= alpha a.
Hypothesis beta_b : beta <= alpha b.
Let d k := a k - b k.
Let u k := exp (a k) - exp (b k).
Let r0 : 0 <= r. Proof. exact: (Rle_trans _ _ _ (Rabs_pos _) (Ha k0)). Qed.
Let exp_mono x : x <= r -> exp x <= exp r.
Proof. by case=> [/exp_increasing /Rlt_le|->] //; exact: Rle_refl. Qed.
(* e^x - e^y = e^x (1 - e^(y - x)) <= e^x (x - y). *)
Lemma exp_difference x y : exp x - exp y <= exp x * (x - y).
Proof.
have -> : exp y = exp x * exp (y - x) by rewrite -exp_plus; congr exp; ring.
by have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ (exp_pos x)) (exp_ineq1_le (y - x)); lra.
Qed.
Lemma exponential_move k : Rabs (u k) <= exp r * Rabs (d k).
Proof.
have one x y : Rabs x <= r -> exp x - exp y <= exp r * Rabs (x - y).
  move=> /Rabs_le_between [_ H]; apply: (Rle_trans _ _ _ (exp_difference x y)).
  apply: (Rle_trans _ (exp x * Rabs (x - y))).
    by apply: Rmult_le_compat_l; [exact: Rlt_le (exp_pos _)|exact: Rle_abs].
  by apply: Rmult_le_compat_r; [exact: Rabs_pos|exact: exp_mono].
have A := one (a k) (b k) (Ha k); have B := one (b k) (a k) (Hb k); rewrite Rabs_minus_sym in B.
by apply: Rabs_le; rewrite /u /d; lra.
Qed.
Lemma exponentials_move : len u <= exp r * len d.
Proof.
apply: (Rle_trans _ (len (fun k => exp r * Rabs (d k)))); first by apply: len_mono; exact: exponential_move.
rewrite len_scal Rabs_pos_eq; last exact: Rlt_le (exp_pos _).
by right; congr (_ * _); rewrite /len /sq; congr sqrt; apply: sum_ext => k; rewrite -Rabs_mult Rabs_pos_eq //;
  exact: Rle_0_sqr.
Qed.
Lemma card_ge1 : 1 <= n.
Proof. by rewrite /n -[1]/(INR 1); apply: le_INR; apply/leP; rewrite -/(_ < _)%N; apply/card_gt0P; exists k0. Qed.
Lemma denominator_le x : (forall k, Rabs (x k) <= r) -> alpha x <= n * exp r.
Proof.
move=> H; rewrite /n -sum_const; apply: sum_le => k; apply: exp_mono; have := H k; have := Rle_abs (x k); lra.
Qed.
(* |alpha - alpha'| <= sqrt n |u - u'|, |u'| <= sqrt n e^r. *)
Lemma denominators_move : Rabs (alpha a - alpha b) <= sqrt n * len u.
Proof.
have -> : alpha a - alpha b = inner (fun _ => 1) u by rewrite /inner -sum_minus; apply: sum_ext => k; rewrite /u; ring.
apply: (Rle_trans _ _ _ (inner_abs_le _ _)); right; congr (_ * _); rewrite /len; congr sqrt.
by rewrite /sq sum_const /n; ring.
Qed.
Lemma exponentials_le : len (fun k => exp (b k)) <= sqrt n * exp r.
Proof.
apply: sqrt_le_of_sq; first by apply: Rmult_le_pos; [exact: sqrt_pos|exact: Rlt_le (exp_pos _)].
have -> : sqrt n * exp r * (sqrt n * exp r) = sqrt n * sqrt n * (exp r * exp r) by ring.
rewrite sqrt_sqrt; last by have := card_ge1; lra.
rewrite -sum_const; apply: sum_le => k.
have E : exp (b k) <= exp r by apply: exp_mono; have := Hb k; have := Rle_abs (b k); lra.
by have := exp_pos (b k); nra.
Qed.
Theorem classical_bound : len (fun k => softmax a k - softmax b k) <= 2 * n * (exp r * exp r) / (beta * beta) * len d.
Proof.
have pa : 0 < alpha a by lra. have pb : 0 < alpha b by lra.
have er := exp_pos r. have n1 := card_ge1. have d0 := len_ge0 d. have u0 := len_ge0 u.
have -> : len (fun k => softmax a k - softmax b k) =
  len (fun k => / alpha a * u k + (alpha b - alpha a) / (alpha a * alpha b) * exp (b k)).
  by apply: len_ext => k; rewrite /softmax -/(alpha a) -/(alpha b) /u; field; lra.
apply: (Rle_trans _ _ _ (len_plus _ _)); rewrite !len_scal.
have I1 : Rabs (/ alpha a) <= / beta.
  by rewrite Rabs_pos_eq; [apply: Rinv_le_contravar|apply: Rlt_le; exact: Rinv_0_lt_compat].
have I2 : Rabs ((alpha b - alpha a) / (alpha a * alpha b)) <= sqrt n * len u * (/ beta * / beta).
  rewrite Rabs_mult Rabs_minus_sym; apply: Rmult_le_compat; [exact: Rabs_pos|exact: Rabs_pos|exact: denominators_move|].
  rewrite Rinv_mult_distr; [|lra|lra]; rewrite Rabs_pos_eq; last first.
    by apply: Rlt_le; apply: Rmult_lt_0_compat; exact: Rinv_0_lt_compat.
  by apply: Rmult_le_compat; try (apply: Rlt_le; exact: Rinv_0_lt_compat); exact: Rinv_le_contravar.
have ib : 0 < / beta by exact: Rinv_0_lt_compat.
have U := exponentials_move; have L := exponentials_le; have sn := sqrt_pos n;
  have s2 : sqrt n * sqrt n = n by apply: sqrt_sqrt; lra.
have T1 : Rabs (/ alpha a) * len u <= / beta * (exp r * len d) by apply: Rmult_le_compat => //; exact: Rabs_pos.
have T2 : Rabs ((alpha b - alpha a) / (alpha a * alpha b)) * len (fun k => exp (b k)) <=
  sqrt n * (exp r * len d) * (/ beta * / beta) * (sqrt n * exp r).
  apply: Rmult_le_compat; [exact: Rabs_pos|exact: len_ge0| |exact: L]; apply: (Rle_trans _ _ _ I2).
  by apply: Rmult_le_compat_r; [nra|apply: Rmult_le_compat_l].
have B : / beta <= n * exp r * (/ beta * / beta).
  have := Rle_trans _ _ _ beta_a (denominator_le Ha) => H.
  apply: (Rle_trans _ (beta * (/ beta * / beta))); first by right; field; lra.
  by apply: Rmult_le_compat_r => //; nra.
have T3 := Rmult_le_compat_r (exp r * len d) _ _ ltac:(nra) B.
have -> : 2 * n * (exp r * exp r) / (beta * beta) * len d
  = 2 * (n * exp r * (/ beta * / beta) * (exp r * len d)) by field; lra.
have E : sqrt n * (exp r * len d) * (/ beta * / beta) * (sqrt n * exp r)
  = (sqrt n * sqrt n) * exp r * (/ beta * / beta) * (exp r * len d) by ring.
rewrite s2 in E; lra.
Qed.
End Classical.

(* Scores A x. *)
Section Rows.
Variables (M P : finType) (k0 : M) (A : M -> P -> R) (norm : R).
Let app (u : P -> R) k := sum (fun p => A k p * u p).
Hypothesis bounded : forall u, sq (app u) <= norm * sq u.
Variables x y : P -> R.
Let d p := x p - y p.
Let app_minus : sq (fun k => app x k - app y k) = sq (app d).
Proof.
apply: sum_ext => k; suff -> : app x k - app y k = app d k by [].
by rewrite /app -sum_minus; apply: sum_ext => p; rewrite /d; ring.
Qed.
(* B4-row. *)
Theorem row_lipschitz : sq (fun k => softmax (app x) k - softmax (app y) k) <= norm * sq d / 4.
Proof.
have := softmax_lipschitz (app x) (app y) k0; rewrite -!sq_square app_minus; have := bounded d; lra.
Qed.
(* B5, with R^2 any bound of the norms of A, x and y squared: |A_k x| <= R^2, and 2 R <= e^(R^2). *)
Let n := INR #|M|.
Theorem row_classical R2 beta : norm <= R2 -> sq x <= R2 -> sq y <= R2 -> 0 < beta ->
  beta <= sum (fun k => exp (app x k)) -> beta <= sum (fun k => exp (app y k)) ->
  sq (fun k => softmax (app x) k - softmax (app y) k) <= n * n * n * exp (6 * R2) / (beta * beta * beta * beta) * sq d.
Proof.
move=> Hn Hx Hy b0 bx by_; have R0 : 0 <= R2 by have := sq_ge0 x; lra.
have entry u k : sq u <= R2 -> Rabs (app u k) <= R2.
  move=> H; apply: abs_le_of_sq => //.
  apply: (Rle_trans _ (sq (app u))); first exact: (sum_ge1 (F := fun k => app u k * app u k) k (fun k => Rle_0_sqr _)).
  apply: (Rle_trans _ _ _ (bounded u)); have := sq_ge0 u => u0.
  by apply: (Rle_trans _ (R2 * sq u)); [exact: Rmult_le_compat_r|exact: Rmult_le_compat_l].
have C := classical_bound k0 (fun k => entry x k Hx) (fun k => entry y k Hy) b0 bx by_; rewrite -/n in C.
have n1 : 1 <= n := card_ge1 k0; have e0 := exp_pos R2; have bb : 0 < beta * beta by nra.
set c := 2 * n * (exp R2 * exp R2) / (beta * beta) in C.
have c0 : 0 <= c by apply: Rmult_le_pos; [nra|exact: Rlt_le (Rinv_0_lt_compat _ bb)].
have S : sq (fun k => softmax (app x) k - softmax (app y) k) <= c * c * sq (app d).
  have l0 := len_ge0 (fun k => softmax (app x) k - softmax (app y) k).
  have C2 := Rmult_le_compat _ _ _ _ l0 l0 C C; rewrite len_sq in C2; apply: (Rle_trans _ _ _ C2).
  by rewrite -app_minus -len_sq; right; ring.
apply: (Rle_trans _ _ _ S); have d0 := sq_ge0 d.
apply: (Rle_trans _ (c * c * (R2 * sq d))).
  apply: Rmult_le_compat_l; first exact: Rmult_le_pos.
  by apply: (Rle_trans _ _ _ (bounded d)); exact: Rmult_le_compat_r.
rewrite -Rmult_assoc; apply: Rmult_le_compat_r => //.
have E6 : exp (6 * R2) = exp R2 * exp R2 * exp R2 * exp R2 * (exp R2 * exp R2).
  by rewrite -!exp_plus; congr exp; ring.
have E1 : 4 * R2 <= exp R2 * exp R2 by have := exp_ineq1_le R2; have := pow2_ge_0 (R2 - 1); nra.
have b4 : 0 < beta * beta * beta * beta by nra.
have -> : c * c * R2 = n * n * (exp R2 * exp R2 * exp R2 * exp R2) * (4 * R2) / (beta * beta * beta * beta).
  by rewrite /c; field; lra.
rewrite E6; apply: Rmult_le_compat_r; first exact: Rlt_le (Rinv_0_lt_compat _ b4).
set e4 := exp R2 * exp R2 * exp R2 * exp R2; have e40 : 0 <= e4 by rewrite /e4; repeat apply: Rmult_le_pos; lra.
have nn : 0 <= n * n by nra.
have -> : n * n * n * (e4 * (exp R2 * exp R2)) = n * n * e4 * (n * (exp R2 * exp R2)) by ring.
apply: Rmult_le_compat_l; first exact: Rmult_le_pos.
by have := Rmult_le_compat_r (exp R2 * exp R2) _ _ ltac:(nra) n1; lra.
Qed.
End Rows.
