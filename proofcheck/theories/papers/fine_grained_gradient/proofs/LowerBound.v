(* E.3: |f'| <= (8/27) B n d and |f''| <= (39 + 55 sqrt 33)/2304 B^2 n d for f = |softmax(lambda A) V|_F^2, and how both
   grow with d: each of the n d entries is a mean of V under weights that move along A, whose derivatives SlopeAndBend
   bounds. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives LossDerivatives.
From PC.proofs Require Import SlopeAndBend.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* One entry: weights f, the row b u of A with u in [0, 1], a column V of zeros and ones. *)
Section Entry.
Variables (M : finType) (f u V : M -> R) (b : R).
Hypothesis W : weights f.
Hypothesis Hu : forall k, 0 <= u k <= 1.
Hypothesis HV : forall k, V k = 0 \/ V k = 1.
Let p := sum (fun k => f k * V k).
Let a1 := sum (fun k => f k * (V k * u k)).
Let a2 := sum (fun k => f k * (V k * (u k * u k))).
Let c1 := sum (fun k => f k * ((1 - V k) * u k)).
Let c2 := sum (fun k => f k * ((1 - V k) * (u k * u k))).
Let f0 k : 0 <= f k. Proof. exact: (proj1 W). Qed.

Lemma complement (g : M -> R) : sum (fun k => f k * (V k * g k)) + sum (fun k => f k * ((1 - V k) * g k)) =
  sum (fun k => f k * g k).
Proof. by rewrite -sum_plus; apply: sum_ext => k; ring. Qed.
Lemma rest_mass : 1 - p = sum (fun k => f k * (1 - V k)).
Proof. by rewrite /p -[X in X - _](proj2 W) -sum_minus; apply: sum_ext => k; ring. Qed.
(* 0 <= g <= h passes to the sums over the set and over its complement. *)
Lemma means_le (E g h : M -> R) : (forall k, E k = 0 \/ E k = 1) -> (forall k, 0 <= g k <= h k) ->
  0 <= sum (fun k => f k * (E k * g k)) <= sum (fun k => f k * (E k * h k)).
Proof.
move=> HE G; split.
  by apply: sum_ge0 => k; apply: Rmult_le_pos => //; have := G k; case: (HE k) => ->; lra.
by apply: sum_le => k; apply: Rmult_le_compat_l => //; have := G k; case: (HE k) => ->; lra.
Qed.
(* Cauchy-Schwarz. *)
Lemma means_square (E : M -> R) : (forall k, E k = 0 \/ E k = 1) ->
  sum (fun k => f k * (E k * u k)) * sum (fun k => f k * (E k * u k)) <=
  sum (fun k => f k * E k) * sum (fun k => f k * (E k * (u k * u k))).
Proof.
move=> HE; have := @cauchy_schwarz M (fun k => f k * E k) (fun _ => 1) u.
have w0 k : 0 <= f k * E k by apply: Rmult_le_pos => //; case: (HE k) => ->; lra.
move=> /(_ w0).
rewrite (sum_ext (F := fun k => f k * E k * 1 * u k) (G := fun k => f k * (E k * u k))) => [|k]; last by ring.
rewrite (sum_ext (F := fun k => f k * E k * 1 ^ 2) (G := fun k => f k * E k)) => [|k]; last by ring.
rewrite (sum_ext (F := fun k => f k * E k * u k ^ 2) (G := fun k => f k * (E k * (u k * u k)))) => [|k]; last by ring.
by rewrite /= Rmult_1_r.
Qed.
Let HE k : 1 - V k = 0 \/ 1 - V k = 1. Proof. by case: (HV k) => ->; [right|left]; ring. Qed.
Let Hone k : 0 <= u k <= 1 := Hu k.
Let Hsq k : 0 <= u k * u k <= u k. Proof. have := Hu k => h; split; nra. Qed.
Let mass (E : M -> R) : sum (fun k => f k * (E k * 1)) = sum (fun k => f k * E k).
Proof. by apply: sum_ext => k; ring. Qed.
Let P : 0 <= p <= 1.
Proof.
have One (k : M) : 0 <= 1 <= 1 by lra.
have [h _] := @means_le V (fun _ => 1) (fun _ => 1) HV One.
have [h' _] := @means_le (fun k => 1 - V k) (fun _ => 1) (fun _ => 1) HE One.
by rewrite mass -/p in h; rewrite mass -rest_mass in h'; lra.
Qed.
Let A : 0 <= a1 <= p. Proof. by have := @means_le V u (fun _ => 1) HV Hone; rewrite mass. Qed.
Let C : 0 <= c1 <= 1 - p.
Proof. by have := @means_le (fun k => 1 - V k) u (fun _ => 1) HE Hone; rewrite mass -rest_mass. Qed.
Let A2 : a2 <= a1. Proof. by have := @means_le V (fun k => u k * u k) u HV Hsq; rewrite -/a1 -/a2; lra. Qed.
Let C2 : 0 <= c2 <= c1. Proof. exact: (@means_le (fun k => 1 - V k) (fun k => u k * u k) u HE Hsq). Qed.
Let VA : a1 * a1 <= p * a2. Proof. exact: means_square. Qed.
Let VC : c1 * c1 <= (1 - p) * c2. Proof. by rewrite rest_mass; exact: means_square. Qed.

Let s k := b * u k.
Let z := fun _ : M => 0.
Let Z (g : M -> R) : sum (fun k => g k * z k) = 0. Proof. by apply: sum_eq0 => k; rewrite /z; ring. Qed.
Let s1 : sum (fun k => f k * s k) = b * (a1 + c1).
Proof. by rewrite complement -sum_scal; apply: sum_ext => k; rewrite /s; ring. Qed.
Let s2 : sum (fun k => f k * s k * s k) = b * b * (a2 + c2).
Proof. by rewrite (complement (fun k => u k * u k)) -sum_scal; apply: sum_ext => k; rewrite /s; ring. Qed.
Let sV : sum (fun k => f k * s k * V k) = b * a1.
Proof. by rewrite -sum_scal; apply: sum_ext => k; rewrite /s; ring. Qed.
Let ssV : sum (fun k => f k * s k * s k * V k) = b * b * a2.
Proof. by rewrite -sum_scal; apply: sum_ext => k; rewrite /s; ring. Qed.
Lemma slope_moments : output1 f s V z = b * (a1 - (a1 + c1) * p).
Proof. by rewrite output1_raw Z s1 sV -/p; ring. Qed.
Lemma bend_moments : output2 f s V z =
  b * b * (a2 - (a2 + c2) * p - 2 * (a1 + c1) * a1 + 2 * ((a1 + c1) * (a1 + c1)) * p).
Proof. by rewrite (output2_raw _ _ _ W) !Z s1 s2 sV ssV -/p; ring. Qed.

Lemma entry_slope : 0 <= b -> Rabs (p * output1 f s V z) <= 4 / 27 * b.
Proof.
move=> b0; rewrite slope_moments !Rabs_mult (Rabs_pos_eq p) ?(Rabs_pos_eq b) //; last exact: (proj1 P).
have H := slope_le P A C; have K := cubic_le (proj1 P).
have := Rmult_le_compat_l (p * b) _ _ (Rmult_le_pos _ _ (proj1 P) b0) H; have := Rmult_le_compat_r _ _ _ b0 K; lra.
Qed.
Lemma entry_bend : Rabs (output1 f s V z * output1 f s V z + p * output2 f s V z) <= most * (b * b).
Proof.
have b2 : 0 <= b * b by exact: Rle_0_sqr.
rewrite slope_moments bend_moments.
set x := a1 - _; set y := a2 - _ - _ + _.
have -> : b * x * (b * x) + p * (b * b * y) = (x * x + p * y) * (b * b) by ring.
by rewrite Rabs_mult (Rabs_pos_eq (b * b)) //; apply: Rmult_le_compat_r => //; exact: (bend_le P A C A2 C2 VA VC).
Qed.
End Entry.

(* All entries, along the line of scores X + t b U. *)
Section Curve.
Variables n d : nat.
Variables (X U : 'I_n.+1 -> 'I_n.+1 -> R) (V : 'I_n.+1 -> 'I_d.+1 -> R) (b : R).
Hypothesis b0 : 0 <= b.
Hypothesis HU : forall i k, 0 <= U i k <= 1.
Hypothesis HV : forall k l, V k l = 0 \/ V k l = 1.
Let F t i := softmax (fun k => X i k + t * (b * U i k)).
Let O t i l := E (F t i) (fun k => V k l).
Let O1 t i l := output1 (F t i) (fun k => b * U i k) (fun k => V k l) (fun _ => 0).
Let O2 t i l := output2 (F t i) (fun k => b * U i k) (fun k => V k l) (fun _ => 0).
Let O3 t i l := output3 (F t i) (fun k => b * U i k) (fun k => V k l) (fun _ => 0).
Definition curve t := sum (fun i => sum (fun l => O t i l * O t i l)).
Lemma entry_jet i l : jet (fun t => O t i l) (fun t => O1 t i l) (fun t => O2 t i l) (fun t => O3 t i l).
Proof.
have K (t : R) : (fun k => V k l + t * 0) = (fun k => V k l) by apply: functional_extensionality => k; ring.
by apply: (jet_ext (output_jet ord0 (X i) (fun k => b * U i k) (fun k => V k l) (fun _ => 0))) => t; rewrite K.
Qed.
Let W t i : weights (F t i). Proof. exact: (softmax_weights _ ord0). Qed.
Let J := jet_square_sum entry_jet.
Lemma sums_le (G : 'I_n.+1 -> 'I_d.+1 -> R) c : (forall i l, Rabs (G i l) <= c) ->
  Rabs (sum (fun i => sum (fun l => G i l))) <= INR n.+1 * (INR d.+1 * c).
Proof.
move=> H; rewrite -sum_const_ord; apply: (Rle_trans _ _ _ (sum_Rabs _)); apply: sum_le => i.
by rewrite -sum_const_ord; apply: (Rle_trans _ _ _ (sum_Rabs _)); apply: sum_le => l.
Qed.
Theorem curve_slope t : Rabs (Derive_n curve 1 t) <= 8 * b * INR n.+1 * INR d.+1 / 27.
Proof.
rewrite (jet1 J) Rabs_mult Rabs_pos_eq; last lra.
have H : Rabs (sum (fun i => sum (fun l => O t i l * O1 t i l))) <= _ :=
  sums_le (fun i l => entry_slope (W t i) (HU i) (fun k => HV k l) b0).
lra.
Qed.
Theorem curve_bend t :
  Rabs (Derive_n curve 2 t) <= (39 + 55 * sqrt 33) * b * b * INR n.+1 * INR d.+1 / 2304.
Proof.
rewrite (jet2 J).
have -> : 2 * sum (fun i => sum (fun l => O1 t i l * O1 t i l)) + 2 * sum (fun i => sum (fun l => O t i l * O2 t i l)) =
  2 * sum (fun i => sum (fun l => O1 t i l * O1 t i l + O t i l * O2 t i l)).
  by rewrite -Rmult_plus_distr_l -sum_plus; congr (_ * _); apply: sum_ext => i; rewrite -sum_plus.
rewrite Rabs_mult Rabs_pos_eq; last lra.
have H : Rabs (sum (fun i => sum (fun l => O1 t i l * O1 t i l + O t i l * O2 t i l))) <= _ :=
  sums_le (fun i l => entry_bend b (W t i) (HU i) (fun k => HV k l)).
by rewrite /most in H; lra.
Qed.
End Curve.

(* Integers in [0, 1]. *)
Lemma zero_or_one v : 0 <= v <= 1 -> (exists z : Z, v = IZR z) -> v = 0 \/ v = 1.
Proof.
move=> [v0 v1] [z E]; move: v0 v1; rewrite E => /le_IZR z0 /le_IZR z1.
by have [-> | ->] : z = 0%Z \/ z = 1%Z; [Lia.lia|left|right].
Qed.
(* The generated curve: lambda = ln t + u, A = B U. *)
Lemma curve_form n d (U : 'I_n.+1 -> 'I_n.+1 -> R) (V : 'I_n.+1 -> 'I_d.+1 -> R) B t order : 0 < t ->
  Derive_n (fun u => sum (fun i => sum (fun j => E_3_first.mean n d U B t V u i j * E_3_first.mean n d U B t V u i j)))
    order 0 = Derive_n (curve (fun i k => ln t * B * U i k) U V B) order 0.
Proof.
move=> t0; apply: Derive_n_ext => u; apply: sum_ext => i; apply: sum_ext => j.
have H l : E_3_first.exponential n U B t u i l = exp (ln t * B * U i l + u * (B * U i l)).
  by rewrite /E_3_first.exponential; congr exp; field; lra.
by congr (_ * _); apply: sum_ext => l; congr (_ * _); rewrite /softmax -(sum_ext H) H.
Qed.
Theorem E_3_first_holds : E_3_first.statement.
Proof.
move=> n d U B t V HU B0 t0 H1 HZ; rewrite curve_form //; apply: curve_slope => // [|k l]; first lra.
exact: zero_or_one.
Qed.
Theorem E_3_second_holds : E_3_second.statement.
Proof.
move=> n d U B t V HU B0 t0 H1 HZ; rewrite (curve_form U V B 2 t0); apply: curve_bend => // k l.
exact: zero_or_one.
Qed.
