(* The Jacobian of softmax in l_1, l_4 and l_inf: its entries have absolute values f_i (d_ik (1 - 2 f_k) + f_k), its
   rows and columns the sums 2 f_i (1 - f_i) <= 1/2. In l_4, Jensen's inequality for each row. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Jacobian.
Variable T : finType.
Variable f : T -> R.
Hypothesis W : weights f.
Let f0 i : 0 <= f i. Proof. exact: (proj1 W). Qed.
Let f1 i : f i <= 1. Proof. exact: weight_le1. Qed.

Definition moved (h : T -> R) i := f i * (h i - sum (fun k => f k * h k)).
Definition size i k := f i * ((if k == i then 1 - 2 * f i else 0) + f k).
Definition row i := 2 * f i * (1 - f i).

Lemma row_le_half i : 0 <= row i <= 1 / 2.
Proof.
rewrite /row; split; last by have := pow2_ge_0 (f i - 1 / 2); lra.
by have := f1 i; have a := f0 i => b; apply: Rmult_le_pos; lra.
Qed.
Lemma size_ge0 i k : 0 <= size i k.
Proof.
apply: Rmult_le_pos => //; case: eqP => [->|_]; first by have := f1 i; lra.
by have := f0 k; lra.
Qed.
Lemma size_row i : sum (size i) = row i.
Proof.
rewrite /size sum_scal sum_plus (proj2 W) (sum_delta (fun _ => 1 - 2 * f i) i) /row; ring.
Qed.
Lemma size_column k : sum (fun i => size i k) = row k.
Proof.
transitivity (sum (fun i => (if i == k then f k * (1 - 2 * f k) else 0) + f k * f i)).
  by apply: sum_ext => i; rewrite /size eq_sym; case: eqP => [->|_]; ring.
by rewrite sum_plus sum_scal (proj2 W) (sum_delta (fun _ => f k * (1 - 2 * f k)) k) /row; ring.
Qed.
(* |(J h)_i| is at most the row of absolute values times |h|. *)
Lemma moved_le h i : Rabs (moved h i) <= sum (fun k => size i k * Rabs (h k)).
Proof.
have -> : moved h i = sum (fun k => (if k == i then f i * h i else 0) - f i * (f k * h k)).
  by rewrite sum_minus sum_scal (sum_delta (fun _ => f i * h i) i) /moved; ring.
apply: (Rle_trans _ _ _ (sum_Rabs _)); apply: sum_le => k; rewrite /size; case: eqP => [->|_].
  have -> : f i * h i - f i * (f i * h i) = f i * (1 - f i) * h i by ring.
  by rewrite Rabs_mult Rabs_right; [right; ring|have := f0 i; have := f1 i; nra].
rewrite Rminus_0_l Rabs_Ropp !Rabs_mult (Rabs_right (f i)) ?(Rabs_right (f k)); try exact: Rle_ge.
by right; ring.
Qed.

Theorem moved_sum_le h : sum (fun i => Rabs (moved h i)) <= sum (fun i => Rabs (h i)) / 2.
Proof.
apply: (Rle_trans _ _ _ (sum_le (moved_le h))); rewrite sum_swap -sum_div; apply: sum_le => k.
rewrite (sum_scal_r (Rabs (h k))) size_column.
by have := Rabs_pos (h k); have := row_le_half k; nra.
Qed.
Theorem moved_entry_le h c i : (forall k, Rabs (h k) <= c) -> Rabs (moved h i) <= c / 2.
Proof.
move=> H; apply: (Rle_trans _ _ _ (moved_le h i)).
apply: (Rle_trans _ (sum (fun k => size i k * c))).
  by apply: sum_le => k; apply: Rmult_le_compat_l; [exact: size_ge0|exact: H].
rewrite sum_scal_r size_row; have := Rle_trans _ _ _ (Rabs_pos (h i)) (H i); have := row_le_half i; nra.
Qed.

(* Jensen's inequality: (sum w a)^4 <= (sum w)^3 sum w a^4 for weights of any sum. *)
Lemma fourth_le (w a : T -> R) : (forall k, 0 <= w k) ->
  (sum (fun k => w k * a k)) ^ 4 <= (sum w) ^ 3 * sum (fun k => w k * a k ^ 4).
Proof.
move=> w0; set W1 := sum w; set S1 := sum (fun k => w k * a k); set S4 := sum (fun k => w k * a k ^ 4).
pose S2 := sum (fun k => w k * a k ^ 2).
have A : S1 ^ 2 <= W1 * S2.
  have := cauchy_schwarz (fun _ => 1) a w0.
  rewrite (sum_ext (G := fun k => w k * a k)) => [|k]; last by ring.
  by rewrite (sum_ext (F := fun k => w k * 1 ^ 2) (G := w)) => [|k]; last by ring.
have B : S2 ^ 2 <= W1 * S4.
  have := cauchy_schwarz (fun _ => 1) (fun k => a k ^ 2) w0.
  rewrite (sum_ext (G := fun k => w k * a k ^ 2)) => [|k]; last by ring.
  rewrite (sum_ext (F := fun k => w k * 1 ^ 2) (G := w)) => [|k]; last by ring.
  by rewrite (sum_ext (F := fun k => w k * (a k ^ 2) ^ 2) (G := fun k => w k * a k ^ 4)) => [|k]; last by ring.
have W0 : 0 <= W1 by exact: sum_ge0.
have C : (S1 ^ 2) ^ 2 <= (W1 * S2) ^ 2 by apply: pow_incr; split => //; exact: pow2_ge_0.
have D : W1 ^ 2 * S2 ^ 2 <= W1 ^ 2 * (W1 * S4) by apply: Rmult_le_compat_l => //; exact: pow2_ge_0.
lra.
Qed.
Definition column k := sum (fun i => row i ^ 3 * size i k).
Lemma moved_fourth_le h : sum (fun i => moved h i ^ 4) <= sum (fun k => column k * h k ^ 4).
Proof.
have -> : sum (fun k => column k * h k ^ 4) = sum (fun i => row i ^ 3 * sum (fun k => size i k * h k ^ 4)).
  transitivity (sum (fun k => sum (fun i => row i ^ 3 * (size i k * h k ^ 4)))).
    by apply: sum_ext => k; rewrite /column -sum_scal_r; apply: sum_ext => i; ring.
  by rewrite sum_swap; apply: sum_ext => i; rewrite sum_scal.
apply: sum_le => i.
have E x : x ^ 4 = Rabs x ^ 4 by rewrite RPow_abs Rabs_right //; apply: Rle_ge; have := pow2_ge_0 (x ^ 2); nra.
rewrite E; apply: (Rle_trans _ (sum (fun k => size i k * Rabs (h k)) ^ 4)).
  by apply: pow_incr; split; [exact: Rabs_pos|exact: moved_le].
apply: (Rle_trans _ _ _ (fourth_le _ (size_ge0 i))); rewrite size_row; right.
by congr (_ * _); apply: sum_ext => k; rewrite -E.
Qed.
Lemma cube_row_le i : 0 <= row i ^ 3 <= 1 / 8.
Proof.
have [a b] := row_le_half i; split; first exact: pow_le.
have -> : 1 / 8 = (1 / 2) ^ 3 by lra.
exact: pow_incr.
Qed.
Lemma column_le k : column k <= 1 / 16.
Proof.
apply: (Rle_trans _ (sum (fun i => 1 / 8 * size i k))); last first.
  by rewrite sum_scal size_column; have := row_le_half k; lra.
by apply: sum_le => i; apply: Rmult_le_compat_r; [exact: size_ge0|have := cube_row_le i; lra].
Qed.
Lemma fourth_ge0 x : 0 <= x ^ 4. Proof. by have := pow2_ge_0 (x ^ 2); nra. Qed.
Theorem moved_fourth_sixteenth h : sum (fun i => moved h i ^ 4) <= sum (fun k => h k ^ 4) / 16.
Proof.
apply: (Rle_trans _ _ _ (moved_fourth_le h)); rewrite -sum_div; apply: sum_le => k.
by have := column_le k; have := fourth_ge0 (h k); nra.
Qed.
(* Strictly, as soon as no weight is 0 and one is not 1/2. *)
Theorem moved_fourth_strictly h a : (forall i, 0 < f i < 1) -> f a <> 1 / 2 -> 0 < sum (fun k => h k ^ 4) ->
  sum (fun i => moved h i ^ 4) < sum (fun k => h k ^ 4) / 16.
Proof.
move=> F Ha h0.
have C k : column k < 1 / 16.
  apply: (Rlt_le_trans _ (sum (fun i => 1 / 8 * size i k))); last first.
    by rewrite sum_scal size_column; have := row_le_half k; lra.
  suff : 0 < sum (fun i => (1 / 8 - row i ^ 3) * size i k).
    rewrite (sum_ext (G := fun i => 1 / 8 * size i k - row i ^ 3 * size i k)) => [|i]; last by ring.
    by rewrite sum_minus -/(column k); lra.
  apply: (Rlt_le_trans _ ((1 / 8 - row a ^ 3) * size a k)); last first.
    apply: (@sum_ge1 _ (fun i => (1 / 8 - row i ^ 3) * size i k) a) => i.
    by apply: Rmult_le_pos; [have := cube_row_le i; lra|exact: size_ge0].
  have [Fa Fa1] := F a; have [Fk _] := F k.
  apply: Rmult_lt_0_compat.
    have q : 0 < (f a - 1 / 2) * (f a - 1 / 2) by apply: Rsqr_pos_lt; lra.
    have [r0 _] := row_le_half a; have r : row a < 1 / 2 by rewrite /row; lra.
    have := Rmult_lt_0_compat (1 / 2 - row a) (1 / 4 + row a / 2 + row a ^ 2); have := pow2_ge_0 (row a); lra.
  by apply: Rmult_lt_0_compat => //; case: eqP => [->|_]; lra.
apply: (Rle_lt_trans _ _ _ (moved_fourth_le h)).
suff : 0 < sum (fun k => (1 / 16 - column k) * h k ^ 4).
  rewrite (sum_ext (G := fun k => h k ^ 4 / 16 - column k * h k ^ 4)) => [|k]; last by lra.
  by rewrite sum_minus sum_div; lra.
have P k : 0 <= (1 / 16 - column k) * h k ^ 4.
  by apply: Rmult_le_pos; [have := C k; lra|exact: fourth_ge0].
case: (Rle_lt_or_eq_dec _ _ (sum_ge0 P)) => // Z; exfalso.
have Z4 k : h k ^ 4 = 0.
  have := sum_eq0_ge0 P (esym Z) k => /Rmult_integral [|//]; by have := C k; lra.
by move: h0; rewrite (sum_eq0 Z4); lra.
Qed.
End Jacobian.

Lemma fourth a : a * a * a * a = a ^ 4. Proof. ring. Qed.

Theorem l1_holds : l1.statement.
Proof. move=> m x h; exact: (moved_sum_le (softmax_weights x ord0)). Qed.
Theorem l_inf_holds : l_inf.statement.
Proof.
move=> m x h; apply: maxi_le => i; apply: (moved_entry_le (softmax_weights x ord0)) => k.
exact: (maxi_ge (fun k => Rabs (h k))).
Qed.
Theorem l4_holds : l4.statement.
Proof.
move=> m x h; have := moved_fourth_sixteenth (softmax_weights x ord0) h.
by rewrite /l4.claim (sum_ext (fun i => fourth (h i))) (sum_ext (fun i => fourth (l4.product m x h i))).
Qed.
(* Of three positive weights that sum to 1, the first two are not both 1/2. *)
Theorem strict_three_holds : strict_three.statement.
Proof.
move=> m x h H; rewrite /strict_three.claim /strict_three.total in H *.
rewrite (sum_ext (fun i => fourth (h i))) in H *; rewrite (sum_ext (fun i => fourth (strict_three.product m x h i))).
have W := softmax_weights x ord0; have F i := softmax_gt0 x i.
pose a : 'I_m.+3 := ord0; pose b : 'I_m.+3 := lift ord0 ord0; pose c : 'I_m.+3 := lift ord0 (lift ord0 ord0).
have S : softmax x a + (softmax x b + softmax x c) <= 1.
  rewrite -(softmax_sum1 x a) !sum_ord_recl -/a -/b -/c -[X in X <= _]Rplus_0_r !Rplus_assoc.
  by do 3 apply: Rplus_le_compat_l; apply: sum_ge0 => i; exact: Rlt_le.
have L i : 0 < softmax x i < 1.
  split; first exact: F.
  have [k ki] : exists k, k != i by case: (altP (i =P a)) => [->|]; [exists b|exists a; rewrite eq_sym].
  have := @sum_ge2 _ (softmax x) k i ki (proj1 W); rewrite (proj2 W); have := F k; lra.
case: (Req_dec (softmax x a) (1 / 2)) => [A|A].
  apply: (moved_fourth_strictly W (a := b)) => //; last lra.
  by have := F c; lra.
by apply: (moved_fourth_strictly W (a := a)) => //; lra.
Qed.
