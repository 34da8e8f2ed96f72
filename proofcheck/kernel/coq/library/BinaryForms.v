(* Binary quadratic forms P a^2 +- 2 K a b + Q b^2 lie between their eigenvalues times a^2 + b^2. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool.
Local Open Scope R_scope.

Definition smaller_eigenvalue P K Q := (P + Q) / 2 - sqrt ((P - Q) / 2 * ((P - Q) / 2) + K * K).
Definition larger_eigenvalue P K Q := (P + Q) / 2 + sqrt ((P - Q) / 2 * ((P - Q) / 2) + K * K).

Section Forms.
Variables P K Q : R.
Let h := (P - Q) / 2.
Let r := sqrt (h * h + K * K).
Let r2 : r * r = h * h + K * K.
Proof. by apply: sqrt_sqrt; apply: Rplus_le_le_0_compat; exact: Rle_0_sqr. Qed.
Let r0 : 0 <= r. Proof. exact: sqrt_pos. Qed.

(* (r + h) (r - h) = K^2, so the form with r is a square over r + h. *)
Lemma form_ge0 a b : 0 <= (r + h) * (a * a) - 2 * K * (a * b) + (r - h) * (b * b).
Proof.
have rh : 0 <= r + h by nra.
have rh' : 0 <= r - h by nra.
case: (Req_dec (r + h) 0) => [E0|N0].
  have -> : K = 0 by nra.
  by rewrite E0; have := Rmult_le_pos _ _ rh' (Rle_0_sqr b); rewrite /Rsqr; lra.
apply: (Rmult_le_reg_l (r + h)); first lra.
by have := pow2_ge_0 ((r + h) * a - K * b); nra.
Qed.
Theorem smaller_eigenvalue_le a b :
  smaller_eigenvalue P K Q * (a * a + b * b) <= P * (a * a) - 2 * K * (a * b) + Q * (b * b).
Proof.
have := form_ge0 a b; rewrite /smaller_eigenvalue -/h -/r.
by have -> : P = Q + 2 * h by [rewrite /h; lra]; lra.
Qed.
Theorem larger_eigenvalue_ge a b :
  P * (a * a) + 2 * K * (a * b) + Q * (b * b) <= larger_eigenvalue P K Q * (a * a + b * b).
Proof.
have := form_ge0 b a; rewrite /larger_eigenvalue -/h -/r.
by have -> : P = Q + 2 * h by [rewrite /h; lra]; lra.
Qed.
(* The eigenvalues are the roots of (P - z) (Q - z) = K^2; 
   the smaller one is positive exactly when P > 0 and P Q > K^2. *)
Lemma smaller_eigenvalue_root : (P - smaller_eigenvalue P K Q) * (Q - smaller_eigenvalue P K Q) = K * K.
Proof. by rewrite /smaller_eigenvalue -/h -/r; have -> : P = Q + 2 * h by [rewrite /h; lra]; nra. Qed.
Theorem smaller_eigenvalue_gt0 : 0 < smaller_eigenvalue P K Q <-> 0 < P /\ K * K < P * Q.
Proof.
rewrite /smaller_eigenvalue -/h -/r; have EP : P = (P + Q) / 2 + h by rewrite /h; lra.
have EQ : Q = (P + Q) / 2 - h by rewrite /h; lra.
set c := (P + Q) / 2 in EP EQ *.
split=> [p|[p q]]; first by split; nra.
have c0 : 0 < c by nra.
suff : r < c by lra.
by apply: Rsqr_incrst_0; rewrite /Rsqr //; nra.
Qed.
End Forms.
(* P - mu and Q with 0 <= mu, 0 <= K: no better than P and Q. *)
Lemma smaller_eigenvalue_plain P mu K Q A B : 0 <= mu -> 0 <= K -> 0 <= A -> 0 <= B ->
  smaller_eigenvalue (P - mu) K Q * (A + B) <= P * A + Q * B.
Proof.
move=> m0 K0 A0 B0; have := smaller_eigenvalue_le (P - mu) K Q (sqrt A) (sqrt B); rewrite !sqrt_sqrt //.
have := Rmult_le_pos _ _ K0 (Rmult_le_pos _ _ (sqrt_pos A) (sqrt_pos B)); have := Rmult_le_pos _ _ m0 A0; lra.
Qed.
(* Equal weights P = Q = w^2 from which P (P - mu) >= K^2. *)
Theorem threshold mu K more (w := (1 + more) * (mu + sqrt (mu * mu + 4 * K * K)) / 2) : 0 <= mu -> 0 <= more ->
  K * K <= (w - mu) * w.
Proof.
move=> m0 e0; set r := sqrt _ in w *; have r2 : r * r = mu * mu + 4 * K * K by apply: sqrt_sqrt; nra.
have r0 : 0 <= r by exact: sqrt_pos.
have rm : mu <= r by nra.
pose t := (mu + r) / 2; have tt : t * (t - mu) = K * K by rewrite /t; nra.
have t0 : 0 <= t - mu by rewrite /t; lra.
have -> : w = t + more * t by rewrite /w /t; field.
have d0 : 0 <= more * t by apply: Rmult_le_pos; rewrite /t; lra.
by rewrite -tt; nra.
Qed.

(* A form H between lo D and hi D, 0 < lo: the multiple 2 lo hi / (lo + hi) of D approximates H up to the factor
   1 +- e0, e0 = (hi - lo) / (hi + lo). *)
Section Relative.
Variables lo hi D H : R.
Hypothesis lo0 : 0 < lo.
Hypothesis lohi : 0 < hi + lo.
Hypothesis below : lo * D <= H.
Hypothesis above : H <= hi * D.
Hypothesis hi0 : 0 <= hi.
Theorem relative_approximation :
  (1 - (hi - lo) / (hi + lo)) * H <= 2 * lo * hi / (hi + lo) * D /\
  2 * lo * hi / (hi + lo) * D <= (1 + (hi - lo) / (hi + lo)) * H.
Proof.
have q0 : 0 < / (hi + lo) by exact: Rinv_0_lt_compat.
split.
  have -> : (1 - (hi - lo) / (hi + lo)) * H = 2 * lo * / (hi + lo) * H by field; lra.
  have -> : 2 * lo * hi / (hi + lo) * D = 2 * lo * / (hi + lo) * (hi * D) by field; lra.
  by apply: Rmult_le_compat_l => //; apply: Rmult_le_pos; lra.
have -> : (1 + (hi - lo) / (hi + lo)) * H = 2 * hi * / (hi + lo) * H by field; lra.
have -> : 2 * lo * hi / (hi + lo) * D = 2 * hi * / (hi + lo) * (lo * D) by field; lra.
by apply: Rmult_le_compat_l => //; apply: Rmult_le_pos; lra.
Qed.
End Relative.

(* A bilinear form between blocks: xx >= a1, yy >= a3 and |xy| <= a2 give the joint modulus. *)
Theorem joint_modulus a1 a2 a3 x y xx xy yy : 0 <= x -> 0 <= y ->
  a1 * (x * x) <= xx -> a3 * (y * y) <= yy -> Rabs xy <= a2 * (x * y) ->
  smaller_eigenvalue a1 a2 a3 * (x * x + y * y) <= xx + 2 * xy + yy.
Proof.
move=> x0 y0 A C B; have := smaller_eigenvalue_le a1 a2 a3 x y.
by move: B; rewrite /Rabs; case: Rcase_abs => *; lra.
Qed.
