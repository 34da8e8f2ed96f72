(* Third and fourth central moments of bounded values under weights: lemmas B3-skew, B3-range, B3-fourth. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* B3-skew for centred values in [-a, c]: E[(c - g)(g + y)^2] >= 0 for every y, and Var <= a c. *)
Section Skew.
Variables (M : finType) (f g : M -> R) (a c : R).
Hypothesis W : weights f.
Hypothesis mean0 : E f g = 0.
Hypothesis H : forall k, - a <= g k <= c.
Lemma skew_upper : 0 <= a -> 0 <= c -> sum (fun k => f k * (g k)^3) <= (a + c)^3 / (6 * sqrt 3).
Proof.
move=> a0 c0; set V2 := sum (fun k => f k * (g k)^2); set V3 := sum _.
have [f0 f1] := W.
have A y : 0 <= (c - 2 * y) * V2 + c * y^2 - V3.
  have -> : (c - 2 * y) * V2 + c * y^2 - V3 = sum (fun k => f k * ((c - g k) * (g k + y)^2)).
    transitivity (sum (fun k => (c - 2 * y) * (f k * (g k)^2) + c * y^2 * f k - f k * (g k)^3
      + (2 * c * y - y^2) * (f k * g k))).
      by rewrite !(sum_plus, sum_minus) !sum_scal f1 -/(E f g) mean0 -/V2 -/V3; ring.
    by apply: sum_ext => k; ring.
  apply: sum_ge0 => k; apply: Rmult_le_pos => //; apply: Rmult_le_pos; [have := H k; lra|exact: pow2_ge_0].
have B : V2 <= a * c.
  have : 0 <= sum (fun k => f k * ((c - g k) * (g k + a))).
    by apply: sum_ge0 => k; apply: Rmult_le_pos => //; apply: Rmult_le_pos; have := H k; lra.
  have -> : sum (fun k => f k * ((c - g k) * (g k + a))) = a * c - V2; last by lra.
  transitivity (sum (fun k => a * c * f k + (c - a) * (f k * g k) - f k * (g k)^2)); first by apply: sum_ext => k; ring.
  by rewrite sum_minus sum_plus !sum_scal f1 -/(E f g) mean0 -/V2; ring.
have V0 : 0 <= V2 by apply: sum_ge0 => k; apply: Rmult_le_pos => //; exact: pow2_ge_0.
pose q := sqrt 3; have q2 : q * q = 3 by apply: sqrt_sqrt; lra.
have q0 : 0 < q by apply: sqrt_lt_R0; lra.
rewrite -/q; apply: (Rmult_le_reg_r (6 * q)); first lra.
have -> : (a + c)^3 / (6 * q) * (6 * q) = (a + c)^3 by field; lra.
have q17 : q <= 7/4 by nra.
have r0 : 0 <= (a + c)^3 by apply: pow_le; lra.
case: (Rle_dec (2 * a) c) => D.
  (* V3 <= a c (c - a) <= r^3 / (6 sqrt 3) *)
  have V3a : V3 <= a * c * (c - a).
    have := A a; have := Rmult_le_compat_l (c - 2 * a) _ _ ltac:(lra) B; lra.
  apply: (Rle_trans _ (a * c * (c - a) * (6 * q))); first by apply: Rmult_le_compat_r; lra.
  (* with d = c - a, r = a + c: 4 a c = r^2 - d^2; r^3 - (3/2) q (r^2 - d^2) d = (r - q d)^2 (r + q d / 2) *)
  have E1 : (a + c)^3 - a * c * (c - a) * (6 * q) =
    ((a + c) - q * (c - a))^2 * ((a + c) + q * (c - a) / 2) - (q*q - 3) * (q * (c - a)^3 / 2) by field.
  have P : 0 <= a + c + q * (c - a) / 2 by have := Rmult_le_pos q (c - a) ltac:(lra) ltac:(lra); lra.
  have := Rmult_le_pos _ _ (pow2_ge_0 ((a + c) - q * (c - a))) P; rewrite q2 in E1; lra.
have V3c : V3 <= c^3 / 4 by have := A (c / 2); lra.
apply: (Rle_trans _ (c^3 / 4 * (6 * (7/4)))).
  have c3 : 0 <= c^3 by apply: pow_le.
  apply: (Rle_trans _ (c^3 / 4 * (6 * q))); first by apply: Rmult_le_compat_r; lra.
  by apply: Rmult_le_compat_l; lra.
have : (3/2 * c)^3 <= (a + c)^3 by apply: pow_incr; lra.
have c3 : 0 <= c^3 by apply: pow_le. lra.
Qed.
End Skew.

Section Bounded.
Variables (M : finType) (f s : M -> R) (lo hi : R).
Hypothesis W : weights f.
Hypothesis H : forall k, lo <= s k <= hi.
Let g k := s k - E f s.
Let f0 k : 0 <= f k. Proof. exact: (proj1 W). Qed.

Lemma centred_mean0 : E f g = 0.
Proof.
transitivity (sum (fun k => f k * s k - E f s * f k)); first by apply: sum_ext => k; rewrite /g; ring.
by rewrite sum_minus sum_scal (proj2 W) -/(E f s); ring.
Qed.
Lemma mean_between : lo <= E f s <= hi.
Proof.
split.
  have -> : lo = sum (fun k => lo * f k) by rewrite sum_scal (proj2 W); ring.
  by apply: sum_le => k; have := Rmult_le_compat_l _ _ _ (f0 k) (proj1 (H k)); lra.
have -> : hi = sum (fun k => hi * f k) by rewrite sum_scal (proj2 W); ring.
by apply: sum_le => k; have := Rmult_le_compat_l _ _ _ (f0 k) (proj2 (H k)); lra.
Qed.
(* B3-skew: both signs of the one-sided bound. *)
Theorem skew_bound : Rabs (sum (fun k => f k * (g k)^3)) <= (hi - lo)^3 / (6 * sqrt 3).
Proof.
have [l u] := mean_between.
have Hg k : - (E f s - lo) <= g k <= hi - E f s by have := H k; rewrite /g; lra.
have Hg' k : - (hi - E f s) <= - g k <= E f s - lo by have := Hg k; lra.
have E0' : E f (fun k => - g k) = 0.
  transitivity (- E f g); first by rewrite /E -sum_opp; apply: sum_ext => k; ring.
  by rewrite centred_mean0 Ropp_0.
have U := skew_upper W centred_mean0 Hg ltac:(lra) ltac:(lra).
have L := skew_upper W E0' Hg' ltac:(lra) ltac:(lra).
have Eq : sum (fun k => f k * (- g k)^3) = - sum (fun k => f k * (g k)^3) by rewrite -sum_opp; apply: sum_ext => k;
  ring.
rewrite Eq in L.
have E1 : E f s - lo + (hi - E f s) = hi - lo by ring.
have E2 : hi - E f s + (E f s - lo) = hi - lo by ring.
by rewrite E1 in U; rewrite E2 in L; apply: Rabs_le; split; lra.
Qed.
(* B3-range: s~^2 - 3 Var lies in [-3/4 R^2, R^2]; |s~| <= R and Popoviciu. *)
Theorem fourth_factor_range k : - (3 / 4 * (hi - lo)^2) <= (g k)^2 - 3 * var f s <= (hi - lo)^2.
Proof.
have [l u] := mean_between; have P := popoviciu W H; have V0 := var_ge0 s W; have := H k => K.
have q : (g k)^2 <= (hi - lo)^2 by rewrite /g; nra.
have := pow2_ge_0 (g k); lra.
Qed.
(* B3-fourth: Cauchy-Schwarz, and the factor's square is at most R^4. *)
Theorem fourth_bound v :
  (sum (fun k => f k * (g k * ((g k)^2 - 3 * var f s)) * (v k - E f v)))^2 <= (hi - lo)^4 * var f s * var f v.
Proof.
apply: (Rle_trans _ _ _ (cauchy_schwarz (fun k => g k * ((g k)^2 - 3 * var f s)) (fun k => v k - E f v) f0)).
apply: Rmult_le_compat_r; first exact: (var_ge0 v W).
rewrite -[X in _ <= _ * X]/(sum (fun k => f k * (g k)^2)) -sum_scal; apply: sum_le => k;
  have [l u] := fourth_factor_range k.
set w := (g k)^2 - 3 * var f s in l u *.
have q : w^2 <= ((hi - lo)^2)^2 by have := pow2_ge_0 (hi - lo); nra.
have := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ (f0 k) (pow2_ge_0 (g k))) q; lra.
Qed.
End Bounded.

(* The range of values, attained, is at most sqrt 2 times their length. *)
Lemma range_square (M : finType) (s : M -> R) a b : (s b - s a)^2 <= 2 * square s.
Proof.
have [/eqP ->|ab] := boolP (a == b); first by have := square_ge0 s; lra.
have := @sum_ge2 M (fun k => (s k)^2) a b ab (fun k => pow2_ge_0 (s k)); rewrite -/(square s).
have := pow2_ge_0 (s a + s b); lra.
Qed.
