(* The error of a dot product in float64: gamma_k sum |x_i y_i| + k eta, whatever the order of summation.

   With g(k) = 1 / (1 - k u) = 1 + gamma_k: one more rounding turns g(k - 1) into (1 + u) g(k - 1) <= g(k). *)
From Coq Require Import Reals Lra Psatz ZArith.
From Flocq Require Import Core Relative Plus_error.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean.
From PC.statements Require Import Vectors FloatingPoint.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* The standard model. *)
#[local] Instance digits_positive : Prec_gt_0 53. Proof. by []. Qed.
#[local] Instance exponent_valid : Valid_exp exponent. Proof. exact: FLT_exp_valid. Qed.
Lemma roundoff_half : / 2 * bpow radix2 (- 53 + 1) = roundoff.
Proof.
rewrite /roundoff; change (-53 + 1)%Z with (-52)%Z; change (/ 2) with (bpow radix2 (-1)).
by rewrite -bpow_plus.
Qed.
Lemma rounded_float64 x : float64 (rounded x).
Proof. by apply: generic_format_round; apply: valid_rnd_N. Qed.
Lemma rounded_normal x : bpow radix2 (-1022) <= Rabs x -> Rabs (rounded x - x) <= roundoff * Rabs x.
Proof. by move=> H; rewrite -roundoff_half; exact: relative_error_N_FLT. Qed.
Lemma rounded_error x : Rabs (rounded x - x) <= roundoff * Rabs x + tiny / 2.
Proof.
have t0 : 0 < tiny by exact: bpow_gt_0.
have u0 : 0 < roundoff by exact: bpow_gt_0.
case: (Rle_dec (bpow radix2 (-1022)) (Rabs x)) => [/rounded_normal|/Rnot_le_lt lt]; first lra.
have := @error_le_half_ulp radix2 exponent exponent_valid (fun n => negb (Z.even n)) x; rewrite -/(rounded x) => H.
have U : ulp radix2 exponent x = tiny.
  apply: ulp_FLT_small; apply: Rlt_le_trans lt _; apply: bpow_le; exact: Zle_bool_imp_le.
rewrite U in H; have := Rmult_le_pos _ _ (Rlt_le _ _ u0) (Rabs_pos x); lra.
Qed.
Lemma rounded_sum x y : float64 x -> float64 y -> Rabs (rounded (x + y) - (x + y)) <= roundoff * Rabs (x + y).
Proof.
move=> Fx Fy; case: (Rle_dec (bpow radix2 (-1022)) (Rabs (x + y))) => [/rounded_normal //|/Rnot_le_lt lt].
rewrite /rounded round_generic; last first.
  apply: FLT_format_plus_small => //; apply: Rle_trans (Rlt_le _ _ lt) _; apply: bpow_le; exact: Zle_bool_imp_le.
rewrite Rminus_eq_0 Rabs_R0; apply: Rmult_le_pos (Rabs_pos _); apply: bpow_ge_0.
Qed.

Section Growth.
Definition growth (k : R) := 1 / (1 - k * roundoff).
Let u0 : 0 < roundoff. Proof. exact: bpow_gt_0. Qed.
Lemma gamma_growth k : k * roundoff < 1 -> gamma k = growth k - 1.
Proof. by move=> H; rewrite /gamma /growth; field; lra. Qed.
Lemma growth_step j k : 0 <= j -> j + 1 <= k -> k * roundoff < 1 -> growth j * (1 + roundoff) <= growth k.
Proof.
move=> j0 jk ku; have jku := Rmult_le_compat_r _ _ _ (Rlt_le _ _ u0) jk.
have p : 0 < 1 - k * roundoff by lra.
have q : 0 < 1 - j * roundoff by lra.
apply: (Rmult_le_reg_r ((1 - j * roundoff) * (1 - k * roundoff))); first exact: Rmult_lt_0_compat.
have -> : growth j * (1 + roundoff) * ((1 - j * roundoff) * (1 - k * roundoff)) = (1 + roundoff) * (1 - k * roundoff).
  by rewrite /growth; field; lra.
have -> : growth k * ((1 - j * roundoff) * (1 - k * roundoff)) = 1 - j * roundoff by rewrite /growth; field; lra.
have := Rmult_le_pos _ _ (Rlt_le _ _ u0) (Rlt_le _ _ u0) => uu.
have := Rmult_le_compat_r _ _ _ uu (ltac:(lra) : 0 <= k); lra.
Qed.
Lemma growth_mono j k : 0 <= j -> j <= k -> k * roundoff < 1 -> 1 <= growth j <= growth k.
Proof.
move=> j0 jk ku; have jku := Rmult_le_compat_r _ _ _ (Rlt_le _ _ u0) jk.
have j0u := Rmult_le_pos _ _ j0 (Rlt_le _ _ u0).
split.
  by apply: (Rmult_le_reg_r (1 - j * roundoff)); [lra|rewrite /growth /Rdiv Rmult_assoc Rinv_l; lra].
by rewrite /growth /Rdiv !Rmult_1_l; apply: Rinv_le_contravar; lra.
Qed.
End Growth.

Section Product.
Variables (T : Type) (x y : T -> R).
Notation terms l := (sum_over l (fun i => x i * y i)).
Notation sizes l := (sum_over l (fun i => Rabs (x i) * Rabs (y i))).
Notation count l := (INR (size l)).
Let u0 : 0 < roundoff. Proof. exact: bpow_gt_0. Qed.
Let t0 : 0 < tiny. Proof. exact: bpow_gt_0. Qed.
Lemma sizes_ge0 l : 0 <= sizes l.
Proof. by apply: sum_over_ge0 => i; apply: Rmult_le_pos; exact: Rabs_pos. Qed.
Lemma terms_le l : Rabs (terms l) <= sizes l.
Proof.
elim: l => [|i l IH] /=; first by rewrite Rabs_R0; lra.
by apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_mult; lra.
Qed.
Definition within_growth l v (k : R) :=
  Rabs (v - terms l) <= (growth k - 1) * sizes l + count l * tiny / 2 * growth k.
Lemma computed_size l v : computed x y l v -> 1 <= count l.
Proof.
elim=> [i|k k' w w' _ IH _ IH'|k i w _ IH] /=; first lra.
- by rewrite size_cat plus_INR; lra.
- by rewrite size_cat plus_INR /=; lra.
Qed.
Lemma computed_float64 l v : computed x y l v -> float64 v.
Proof. by case=> *; exact: rounded_float64. Qed.
Lemma computed_error l v : computed x y l v -> count l * roundoff < 1 -> within_growth l v (count l).
Proof.
elim=> [i|k k' w w' C IH C' IH'|k i w C IH] ku; rewrite /within_growth.
- have := rounded_error (x i * y i); have u1 : 1 * roundoff < 1 by move: ku; rewrite /=; lra.
  have [g1 _] := growth_mono Rle_0_1 (Rle_refl 1) u1.
  have gs := growth_step (Rle_refl 0) (ltac:(lra) : 0 + 1 <= 1) u1.
  have g0 : growth 0 = 1 by rewrite /growth; field.
  rewrite g0 in gs; rewrite /= !Rplus_0_r Rabs_mult => H.
  have a0 := Rmult_le_pos _ _ (Rabs_pos (x i)) (Rabs_pos (y i)).
  have := Rmult_le_compat_r _ _ _ a0 gs; have := Rmult_le_compat_l (tiny / 2) _ _ ltac:(lra) g1; lra.
- rewrite size_cat plus_INR in ku *; have s1 := computed_size C; have s2 := computed_size C'.
  set n := count k in ku s1 IH *; set n' := count k' in ku s2 IH' *.
  have nu := Rmult_le_compat_r _ _ _ (Rlt_le _ _ u0) s1; have nu' := Rmult_le_compat_r _ _ _ (Rlt_le _ _ u0) s2.
  have {}IH := IH ltac:(lra); have {}IH' := IH' ltac:(lra); rewrite /within_growth -/n -/n' in IH IH'.
  pose h := growth (n + n' - 1).
  have [g1 m] : 1 <= growth n <= h by apply: growth_mono; lra.
  have [g1' m'] : 1 <= growth n' <= h by apply: growth_mono; lra.
  have step : h * (1 + roundoff) <= growth (n + n') by apply: growth_step; lra.
  rewrite !sum_over_cat; have a0 := sizes_ge0 k; have a0' := sizes_ge0 k'.
  have := rounded_sum (computed_float64 C) (computed_float64 C') => R.
  set s := terms k in IH *; set s' := terms k' in IH' *; set a := sizes k in IH a0 *; set a' := sizes k' in IH' a0' *.
  have sa : Rabs (s + s') <= a + a'.
    by apply: Rle_trans (Rabs_triang _ _) _; have := terms_le k; have := terms_le k'; rewrite -/s -/s' -/a -/a'; lra.
  pose e := (h - 1) * (a + a') + (n + n') * tiny / 2 * h.
  have err : Rabs (w + w' - (s + s')) <= e.
    have -> : w + w' - (s + s') = (w - s) + (w' - s') by ring.
    apply: Rle_trans (Rabs_triang _ _) _; rewrite /e.
    have := Rmult_le_compat_r _ _ _ a0 m; have := Rmult_le_compat_r _ _ _ a0' m'.
    have := Rmult_le_compat_l (n * tiny / 2) _ _ ltac:(apply: Rmult_le_pos; [apply: Rmult_le_pos; lra|lra]) m.
    have := Rmult_le_compat_l (n' * tiny / 2) _ _ ltac:(apply: Rmult_le_pos; [apply: Rmult_le_pos; lra|lra]) m'.
    lra.
  have size_w : Rabs (w + w') <= a + a' + e.
    have -> : w + w' = (s + s') + (w + w' - (s + s')) by ring.
    by apply: Rle_trans (Rabs_triang _ _) _; lra.
  have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ u0) size_w => us.
  have -> : rounded (w + w') - (s + s') = (rounded (w + w') - (w + w')) + (w + w' - (s + s')) by ring.
  apply: Rle_trans (Rabs_triang _ _) _.
  have aa : 0 <= a + a' by lra.
  have tt : 0 <= (n + n') * tiny / 2 by apply: Rmult_le_pos; [apply: Rmult_le_pos; lra|lra].
  have := Rmult_le_compat_r _ _ _ aa step; have := Rmult_le_compat_l _ _ _ tt step; rewrite /e in us err *; lra.
- rewrite size_cat plus_INR [INR (size [:: i])]/= in ku *; have s1 := computed_size C.
  set n := count k in ku s1 IH *; have nu := Rmult_le_compat_r _ _ _ (Rlt_le _ _ u0) s1.
  have {}IH := IH ltac:(lra); rewrite /within_growth -/n in IH.
  have [g1 gk] : 1 <= growth n <= growth (n + 1) by apply: growth_mono; lra.
  have step : growth n * (1 + roundoff) <= growth (n + 1) by apply: growth_step; lra.
  rewrite !sum_over_cat [sum_over [:: i] _]/= [sum_over [:: i] (fun i => Rabs _ * _)]/= !Rplus_0_r.
  have a0 := sizes_ge0 k; have b0 := Rmult_le_pos _ _ (Rabs_pos (x i)) (Rabs_pos (y i)).
  have R := rounded_error (w + x i * y i).
  have sa := terms_le k; set s := terms k in IH sa *; set a := sizes k in IH sa a0 *.
  have ib := Rabs_mult (x i) (y i); set p := x i * y i in ib R *; set b := Rabs (x i) * Rabs (y i) in b0 ib *.
  set e := (growth n - 1) * a + n * tiny / 2 * growth n in IH.
  have size_w : Rabs (w + p) <= a + b + e.
    have -> : w + p = s + p + (w - s) by ring.
    by apply: Rle_trans (Rabs_triang _ _) _; have := Rabs_triang s p; lra.
  have us := Rmult_le_compat_l _ _ _ (Rlt_le _ _ u0) size_w.
  have -> : rounded (w + p) - (s + p) = (rounded (w + p) - (w + p)) + (w - s) by ring.
  apply: Rle_trans (Rabs_triang _ _) _.
  have tt : 0 <= n * tiny / 2 by apply: Rmult_le_pos; [apply: Rmult_le_pos; lra|lra].
  have := Rmult_le_compat_r _ _ _ a0 step; have := Rmult_le_compat_l _ _ _ tt step.
  have := Rmult_le_compat_r _ _ _ b0 (ltac:(nra) : roundoff <= growth (n + 1) - 1).
  have := Rmult_le_compat_l (tiny / 2) _ _ ltac:(lra) (Rle_trans _ _ _ g1 gk); rewrite /e in us IH *; lra.
Qed.
End Product.
