(* C4-naive is false: [[10^8 + 1, 10^8], [10^8, 10^8 - 1]] has determinant -1, and its last pivot comes out as 2^-26. *)
From Coq Require Import Reals Lra Lia ZArith.
From Flocq Require Import Core.
From PC.statements Require Import FloatingPoint.
Local Open Scope R_scope.

(* A number within half a unit of n 2^e, between the powers of two that make e its unit, rounds to n 2^e. *)
Lemma nearest x n e : (-1074 <= e)%Z -> bpow radix2 (e + 52) <= x < bpow radix2 (e + 53) ->
  Rabs (x * bpow radix2 (- e) - IZR n) < / 2 -> rounded x = IZR n * bpow radix2 e.
Proof.
intros He Hx Hn; unfold rounded, round, scaled_mantissa, cexp.
assert (M : mag radix2 x = (e + 53)%Z :> Z).
{ apply mag_unique_pos; replace (e + 53 - 1)%Z with (e + 52)%Z by ring; exact Hx. }
rewrite M; unfold exponent, FLT_exp.
replace (Z.max (e + 53 - 53) (-1074)) with e by lia.
rewrite (Znearest_imp _ _ n Hn); reflexivity.
Qed.
Lemma integer_float64 n : (Z.abs n < 2 ^ 53)%Z -> float64 (IZR n).
Proof.
intros H; apply generic_format_FLT; exists (Float radix2 n 0); simpl; try lia.
unfold F2R; simpl; ring.
Qed.

(* The three roundings of the example: units 2^-39, 2^-39 and 2^-26. *)
Lemma first_root : rounded (sqrt (IZR 100000001)) = IZR 5497558166367791 * bpow radix2 (-39).
Proof.
pose (s := sqrt (IZR 100000001)); assert (s0 : 0 <= s) by apply sqrt_pos.
assert (s2 : s * s = 100000001) by (apply sqrt_sqrt; lra).
fold s; apply nearest; [lia| |].
- simpl; split; nra.
- assert (L : 549755813888 * s < 5497558166367791 + 1 / 2) by nra.
  assert (U : 5497558166367791 - 1 / 2 < 549755813888 * s) by nra.
  simpl bpow; apply Rabs_def1; lra.
Qed.
Lemma quotient : rounded (IZR 100000000 / (IZR 5497558166367791 * bpow radix2 (-39))) =
  IZR 5497558111392209 * bpow radix2 (-39).
Proof.
assert (E : IZR 100000000 / (IZR 5497558166367791 * bpow radix2 (-39)) = 54975581388800000000 / 5497558166367791).
{ change (bpow radix2 (-39)) with (/ 549755813888); unfold Rdiv; rewrite Rinv_mult, Rinv_inv; lra. }
rewrite E; apply nearest; [lia|simpl; lra|]; simpl; apply Rabs_def1; lra.
Qed.
Lemma square : rounded (IZR 5497558111392209 * bpow radix2 (-39) * (IZR 5497558111392209 * bpow radix2 (-39))) =
  IZR 6710886332891135 * bpow radix2 (-26).
Proof. apply nearest; [lia|simpl; lra|]; simpl; apply Rabs_def1; lra. Qed.
Lemma last_pivot : rounded (IZR 99999999 - IZR 6710886332891135 * bpow radix2 (-26)) = bpow radix2 (-26).
Proof.
replace (IZR 99999999 - IZR 6710886332891135 * bpow radix2 (-26)) with (bpow radix2 (-26)) by (simpl; lra).
apply round_generic; [apply valid_rnd_N|]; apply generic_format_bpow; unfold exponent, FLT_exp; lia.
Qed.
Theorem C4_naive_fails : ~ C4_naive.statement.
Proof.
intros H; assert (K := H (IZR 100000001) (IZR 100000000) (IZR 99999999)).
cbv zeta in K; rewrite first_root, quotient, square, last_pivot in K.
assert (P : 0 < IZR 100000001 * 100000000 ^ 2 + 2 * IZR 100000000 * (100000000 * - 100000001) +
  IZR 99999999 * (- 100000001) ^ 2).
{ apply K; try (apply integer_float64; simpl; lia); try lra; apply bpow_gt_0. }
lra.
Qed.
