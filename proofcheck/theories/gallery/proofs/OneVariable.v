(* Claims about one coordinate: Huber's function and gradient descent on it, Motzkin's polynomial, the function of Polyak
   and Lojasiewicz, the heavy ball on a quadratic. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Definition clip x c := Rmin (Rmax x (- c)) c.
Lemma clip_cases x c : 0 < c -> [\/ - c <= x <= c /\ clip x c = x, c < x /\ clip x c = c | x < - c /\ clip x c = - c].
Proof.
move=> c0; rewrite /clip; case: (Rlt_le_dec x (- c)) => l.
  by apply: Or33; split=> //; rewrite Rmax_right ?Rmin_left; lra.
case: (Rlt_le_dec c x) => u; first by apply: Or32; split=> //; rewrite Rmax_left ?Rmin_right; lra.
by apply: Or31; split=> //; rewrite Rmax_left ?Rmin_left; lra.
Qed.

Theorem huber_holds : huber.statement.
Proof.
have inside c u : 0 < c -> 0 <= u <= c -> u - c / 2 <= u * u / 2 / c <= u.
  move=> c0 [u0 uc]; split; apply: (Rmult_le_reg_r c) => //; rewrite /Rdiv !Rmult_assoc Rinv_l; try lra.
    by have := Rle_0_sqr (u - c); rewrite /Rsqr; lra.
  by nra.
have ratio c x : 0 < c ->
  Rabs x - c / 2 <= (clip x c * x - clip x c * clip x c / 2) / c <= Rabs x.
  move=> c0; case: (clip_cases x c0) => [[H ->]|[H ->]|[H ->]].
  - have -> : (x * x - x * x / 2) / c = Rabs x * Rabs x / 2 / c by rewrite -Rabs_mult Rabs_pos_eq; [field; lra|nra].
    by apply: inside => //; split; [exact: Rabs_pos|exact: Rabs_le].
  - by rewrite Rabs_pos_eq; [have -> : (c * x - c * c / 2) / c = x - c / 2 by field; lra|]; lra.
  - by rewrite Rabs_left; [have -> : (- c * x - - c * - c / 2) / c = - x - c / 2 by field; lra|]; lra.
by move=> n x c c0; split=> i; have [] := ratio c (x i) c0.
Qed.

(* After k steps: 0, or as far from x as k steps of length c lead. *)
Definition after x c k y := y = 0 \/ Rabs x = Rabs y + k * c.
Lemma after_step x c k y : 0 < c -> after x c k y -> after x c (k + 1) (y - clip y c).
Proof.
move=> c0 [->|E]; first by left; case: (clip_cases 0 c0) => [[_ ->]|[]|[]]; lra.
case: (clip_cases y c0) => [[H ->]|[H ->]|[H ->]]; first by left; ring.
  by right; rewrite E !Rabs_pos_eq; lra.
by right; rewrite E (Rabs_left y) ?(Rabs_left (y - - c)); lra.
Qed.
Lemma value_after x c k y : 0 < c -> 0 <= k -> after x c k y ->
  clip y c * y - clip y c * clip y c / 2 <= x * x / (4 * k + 2).
Proof.
move=> c0 k0 A; apply: (Rmult_le_reg_r (4 * k + 2)); first lra.
have -> : x * x / (4 * k + 2) * (4 * k + 2) = x * x by field; lra.
have xx : x * x = Rabs x * Rabs x by rewrite -Rabs_mult Rabs_pos_eq //; nra.
have x0 := Rabs_pos x; case: A => [->|E].
  by case: (clip_cases 0 c0) => [[_ ->]|[]|[]]; nra.
rewrite xx E; case: (clip_cases y c0) => [[H ->]|[H ->]|[H ->]].
- have yy : y * y = Rabs y * Rabs y by rewrite -Rabs_mult Rabs_pos_eq //; nra.
  have y0 := Rabs_pos y; have yc : Rabs y <= c by exact: Rabs_le.
  have -> : (y * y - y * y / 2) * (4 * k + 2) = (2 * k + 1) * (Rabs y * Rabs y) by rewrite -yy; field.
  have := Rmult_le_compat_l _ _ _ k0 yc; have := Rmult_le_pos _ _ k0 y0; nra.
- by rewrite Rabs_pos_eq; [have := Rle_0_sqr (y + k * c - (2 * k + 1) * c); rewrite /Rsqr|]; lra.
- by rewrite Rabs_left; [have := Rle_0_sqr (- y + k * c - (2 * k + 1) * c); rewrite /Rsqr|]; lra.
Qed.
Theorem gradient_descent_holds : gradient_descent.statement.
Proof.
move=> x c c0; have A0 : after x c 0 x by right; ring.
have A1 := after_step c0 A0; have A2 := after_step c0 A1; have A3 := after_step c0 A2.
have A4 := after_step c0 A3; have A5 := after_step c0 A4.
have V k y d : 0 <= k -> 4 * k + 2 = d -> after x c k y -> clip y c * y - clip y c * clip y c / 2 <= x * x / d.
  by move=> k0 <-; exact: value_after.
by do !split; [apply: (V _ _ _ _ _ A1)|apply: (V _ _ _ _ _ A2)|apply: (V _ _ _ _ _ A3)|apply: (V _ _ _ _ _ A4)
  |apply: (V _ _ _ _ _ A5)]; lra.
Qed.

(* The difference times x^2 + y^2 + 1 is a sum of squares. *)
Theorem motzkin_holds : motzkin.statement.
Proof.
move=> x y; rewrite /motzkin.claim; apply: (Rmult_le_reg_l (x * x + y * y + 1)); first by nra.
have := pow2_ge_0 (x * x * y - y); have := pow2_ge_0 (x * y * y - x); have := pow2_ge_0 (x * x * y * y - 1).
have := pow2_ge_0 (x * y * y * y - x * x * x * y); have := pow2_ge_0 (x * y * y * y + x * x * x * y - 2 * x * y).
lra.
Qed.
Theorem motzkin_four_fails : ~ motzkin_four.statement.
Proof. by move=> H; have := H 1 1; rewrite /motzkin_four.claim; lra. Qed.

(* With z = 2 x >= 0: f <= z^2/4 + 3, and |z + 3 sin z| is at least z up to pi, 1 from there to 4, z - 3 from 4 on. *)
Lemma steep z : 0 <= z -> z * z / 4 + 3 * Rmin 1 (z * z / 4) <= 16 * ((z + 3 * sin z) * (z + 3 * sin z)).
Proof.
move=> z0; have m1 := Rmin_l 1 (z * z / 4); have m2 := Rmin_r 1 (z * z / 4); have pi3 : 3 < PI.
  by have := PI2_3_2; rewrite /PI2; lra.
have [sl su] := SIN_bound z; case: (Rle_lt_dec z PI) => zp.
  by have := sin_ge_0 z z0 zp; nra.
case: (Rle_lt_dec 4 z) => z4; first by nra.
suff : 1 <= z + 3 * sin z by nra.
have -> : sin z = - sin (z - PI) by rewrite sin_minus sin_PI cos_PI; ring.
by have := sin_lt_x (z - PI) ltac:(lra); lra.
Qed.
Theorem polyak_lojasiewicz_holds : polyak_lojasiewicz.statement.
Proof.
have nonneg x : 0 <= x -> x * x + 3 * (sin x * sin x) <= 16 * ((2 * x + 3 * sin (2 * x)) * (2 * x + 3 * sin (2 * x))).
  move=> x0; have := steep (z := 2 * x) ltac:(lra); have -> : 2 * x * (2 * x) / 4 = x * x by field.
  suff : sin x * sin x <= Rmin 1 (x * x) by lra.
  have [l u] := SIN_bound x; apply: Rmin_glb; first by nra.
  case: (Rle_lt_or_eq_dec _ _ x0) => [p|<-]; last by rewrite sin_0; lra.
  have sx := sin_lt_x x p; case: (Rle_lt_dec x 1) => x1; last by nra.
  by have := sin_ge_0 x x0 ltac:(have := PI2_3_2; rewrite /PI2; lra); nra.
move=> x; rewrite /polyak_lojasiewicz.claim /polyak_lojasiewicz.total; case: (Rle_lt_dec 0 x) => H.
  by have := nonneg x H; lra.
have := nonneg (- x) ltac:(lra); have -> : 2 * - x = - (2 * x) by ring.
by rewrite !sin_neg; lra.
Qed.

(* With s = (13 - h)/9 in [-4/3, 4/3], x_3 = (s^3 - 4 s^2/9 - 8 s/9 + 16/81) x. *)
Theorem heavy_ball_quadratic_holds : heavy_ball_quadratic.statement.
Proof.
move=> x h [l u]; rewrite /heavy_ball_quadratic.claim; pose s := (13 - h) / 9.
pose q := s ^ 3 - 4 / 9 * s ^ 2 - 8 / 9 * s + 16 / 81.
have -> : heavy_ball_quadratic.total2 x h = q * x.
  rewrite /heavy_ball_quadratic.total2 /heavy_ball_quadratic.total /heavy_ball_quadratic.difference /q /s; field.
have Hs : - (4 / 3) <= s <= 4 / 3 by rewrite /s; lra.
have low : - (16 / 9) <= q.
  have : 0 <= (s + 4 / 3) * ((s - 8 / 9) ^ 2 + 56 / 81).
    by apply: Rmult_le_pos; [lra|have := pow2_ge_0 (s - 8 / 9); lra].
  by rewrite /q; lra.
have high : q <= 16 / 9.
  have : 0 <= (4 / 3 - s) * ((s + 4 / 9) ^ 2 + 8 / 81).
    by apply: Rmult_le_pos; [lra|have := pow2_ge_0 (s + 4 / 9); lra].
  by rewrite /q; lra.
have Q : 0 <= (16 / 9 - q) * (16 / 9 + q) by apply: Rmult_le_pos; lra.
by have := Rmult_le_pos _ _ Q (Rle_0_sqr x); rewrite /Rsqr; lra.
Qed.

Theorem gradient_descent_faster_fails : ~ gradient_descent_faster.statement.
Proof.
move=> H; have [V _] := H 3 1 Rlt_0_1; move: V; rewrite /gradient_descent_faster.smaller.
have -> : gradient_descent_faster.difference 3 1 = 2.
  by rewrite /gradient_descent_faster.difference Rmax_left ?Rmin_right; lra.
by rewrite Rmax_left ?Rmin_right; lra.
Qed.

(* At pi/3 and 2 pi/3, with pi/2 between them. *)
Theorem lojasiewicz_convex_fails : ~ lojasiewicz_convex.statement.
Proof.
move=> H; have := H (PI / 3) (2 * (PI / 3)); rewrite /lojasiewicz_convex.claim /lojasiewicz_convex.sine.
have -> : lojasiewicz_convex.ratio (PI / 3) (2 * (PI / 3)) = PI / 2 by rewrite /lojasiewicz_convex.ratio; field.
rewrite sin_PI2 sin_PI3 sin_2PI3; have := sqrt_sqrt 3 ltac:(lra); have := PI_4; have := PI_RGT_0; nra.
Qed.

Lemma indicator_yes r : 0 <= r -> (if Rle_dec 0 r then 1 else 0) = 1. Proof. by case: (Rle_dec 0 r). Qed.
Lemma indicator_no r : r < 0 -> (if Rle_dec 0 r then 1 else 0) = 0.
Proof. by case: (Rle_dec 0 r) => //= H K; lra. Qed.
Theorem heavy_ball_converges_fails : ~ heavy_ball_converges.statement.
Proof.
move=> H; have := H (792 / 1225) (2592 / 1225); rewrite /heavy_ball_converges.claim.
have A : heavy_ball_converges.total (792 / 1225) (2592 / 1225) = - 2208 / 1225.
  rewrite /heavy_ball_converges.total /heavy_ball_converges.indicator /heavy_ball_converges.indicator2.
  by rewrite !indicator_yes; lra.
have B : heavy_ball_converges.total2 (792 / 1225) (2592 / 1225) = 2592 / 1225.
  rewrite /heavy_ball_converges.total2 /heavy_ball_converges.indicator3 /heavy_ball_converges.indicator4.
  by rewrite /heavy_ball_converges.product A !indicator_yes; lra.
rewrite /heavy_ball_converges.difference /heavy_ball_converges.difference2 /heavy_ball_converges.indicator5.
rewrite /heavy_ball_converges.indicator6 /heavy_ball_converges.product2 B A !indicator_no; lra.
Qed.
