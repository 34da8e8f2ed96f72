(* Searches for the global minimum: least values on a box, how far a global minimiser is from the centre of its basin,
   that it is the certified one, and what the leaves of the tree give together. *)
From Coq Require Import Reals Lra Psatz List.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Segments Kantorovich Compactness GlobalMinimum.
From PC.statements Require Import Vectors Abstract Objective Search.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* H = w t, entry by entry, with |t| <= s. *)
Section Scaled.
Variables (I : finType) (w H : I -> R) (s : R).
Hypothesis Hw : forall i, Rabs (H i) <= s * w i.
Hypothesis s0 : 0 <= s.
Definition share i : R := H i / w i.
Lemma share_scaled i : H i = w i * share i.
Proof.
rewrite /share; case: (Req_dec (w i) 0) => [E|N]; last by field.
have := Hw i; rewrite E Rmult_0_r => Z; have := Rabs_pos (H i) => P; rewrite Rmult_0_l.
by case: (Req_dec (H i) 0) => // /Rabs_no_R0; lra.
Qed.
Lemma share_le i : 0 <= w i -> Rabs (share i) <= s.
Proof.
move=> w0; case: (Req_dec (w i) 0) => [E|N].
  have Z : share i = 0.
    have := Hw i; rewrite E Rmult_0_r => Z; have P := Rabs_pos (H i); rewrite /share.
    by have -> : H i = 0; [case: (Req_dec (H i) 0) => // /Rabs_no_R0; lra|rewrite /Rdiv Rmult_0_l].
  by rewrite Z Rabs_R0.
apply: (Rmult_le_reg_r (w i)); first lra.
by apply: Rle_trans (Hw i); right; rewrite [X in _ = Rabs X]share_scaled Rabs_mult (Rabs_pos_eq (w i)) //; ring.
Qed.
Lemma form_scaled (A : I -> I -> R) :
  form A H H = sum (fun i => sum (fun j => A i j * w i * w j * share i * share j)).
Proof.
apply: sum_ext => i; rewrite /apply -sum_scal; apply: sum_ext => j.
by rewrite (share_scaled i) (share_scaled j); ring.
Qed.
End Scaled.

Lemma axis_least_le d g t : 0 <= g -> Rabs t <= 1 -> axis_least d g <= d * t^2 - g * Rabs t.
Proof.
move=> g0 t1; have a0 := Rabs_pos t; rewrite -(pow2_abs t); set a := Rabs t in t1 a0 *.
rewrite /axis_least; case: Rle_dec => /= c.
  suff : 0 <= (1 - a) * (g - d * (1 + a)) by lra.
  apply: Rmult_le_pos; first lra. case: (Rle_dec 0 d) => d0; last by nra.
  have := Rmult_le_compat_l d _ _ d0 (ltac:(lra) : 1 + a <= 2); lra.
apply: (Rmult_le_reg_r (4 * d)); first lra.
have -> : - g^2 / (4 * d) * (4 * d) = - g^2 by field; lra.
have := pow2_ge_0 (2 * d * a - g); lra.
Qed.

Theorem Search_least_holds : Search_least.statement.
Proof.
move=> I A slope w d g H symA Hw Hd Hg.
have Hw1 i : Rabs (H i) <= 1 * w i by rewrite Rmult_1_l.
have w0 i : 0 <= w i by apply: Rle_trans (Rabs_pos _) (Hw i).
set t := share w H; have t1 i : Rabs (t i) <= 1 by exact: (share_le Hw1 Rle_0_1 (w0 i)).
pose off i j := (if j == i then 0 else Rabs (A i j) * w i * w j).
have offS i j : off i j = off j i.
  by rewrite /off eq_sym (symA i j); case: eqP => // _; ring.
have entry i j : (if j == i then A i i * w i * w i * t i ^ 2 else 0) - off i j * (t i ^ 2) / 2 - off i j * (t j ^ 2) / 2
    <= A i j * w i * w j * t i * t j.
  rewrite /off; case: eqP => [->|_]; first by right; field.
  have ww : 0 <= w i * w j by exact: Rmult_le_pos.
  have := Rabs_pos (A i j) => a0; have := Rmult_le_pos _ _ a0 ww => aw.
  have := Rle_abs (A i j); have := Rle_abs (- A i j); rewrite Rabs_Ropp => l r.
  have := Rmult_le_compat_r _ _ _ (Rmult_le_pos _ _ ww (pow2_ge_0 (t i + t j))) (ltac:(lra) : - Rabs (A i j) <= A i j).
  have := Rmult_le_compat_r _ _ _ (Rmult_le_pos _ _ ww (pow2_ge_0 (t i - t j))) r; lra.
have low : sum (fun i => A i i * w i * w i * t i ^ 2 - sum (off i) * t i ^ 2) <= form A H H.
  rewrite (form_scaled Hw1); apply: Rle_trans (sum_le (fun i => sum_le (fun j => entry i j))); right.
  transitivity (sum (fun i => A i i * w i * w i * t i ^ 2) - sum (fun i => sum (fun j => off i j * t i ^ 2) / 2)
    - sum (fun i => sum (fun j => off i j * t j ^ 2) / 2)).
    have -> : sum (fun i => sum (fun j => off i j * t j ^ 2) / 2) = sum (fun i => sum (fun j => off i j * t i ^ 2) / 2).
      rewrite !sum_div sum_swap; congr (_ / _); apply: sum_ext => i; apply: sum_ext => j; rewrite offS; ring.
    by rewrite -!sum_minus; apply: sum_ext => i; rewrite sum_scal_r; field.
  rewrite -!sum_minus; apply: sum_ext => i; rewrite !sum_minus !sum_div; congr (_ - _ - _).
  by rewrite sum_delta.
have lin : sum (fun i => - (g i * Rabs (t i))) <= dot slope H.
  apply: sum_le => i; rewrite (share_scaled Hw1 i) -/t.
  have := Rmult_le_compat_r _ _ _ (Rabs_pos (t i)) (Hg i).
  have := Rle_abs (- (slope i * (w i * t i))); rewrite Rabs_Ropp !Rabs_mult (Rabs_pos_eq (w i)) //; lra.
apply: (Rle_trans _ (sum (fun i => - (g i * Rabs (t i))) +
  sum (fun i => A i i * w i * w i * t i ^ 2 - sum (off i) * t i ^ 2))); last by lra.
rewrite -sum_plus; apply: sum_le => i.
have g0 : 0 <= g i by apply: Rle_trans (Hg i); apply: Rmult_le_pos; [exact: Rabs_pos|].
apply: Rle_trans (axis_least_le (d i) g0 (t1 i)) _.
have := Rmult_le_compat_r _ _ _ (pow2_ge_0 (t i)) (Hd i).
have -> : sum (off i) = sum (fun j => if j == i then 0 else Rabs (A i j) * w j) * w i.
  by rewrite -sum_scal_r; apply: sum_ext => j; rewrite /off; case: eqP => _; ring.
lra.
Qed.

Theorem Search_reach_holds : Search_reach.statement.
Proof.
move=> I A slope w H s defect above rest lambda g s0 low Hw [i [wi Ei]] rest0 rise defect0 above0 Hg bound root.
have s_pos : 0 <= s.
  by apply: (Rmult_le_reg_r (w i)) => //; rewrite Rmult_0_l -Ei; exact: Rabs_pos.
set t := share w H; have ti : t i ^ 2 = s^2.
  rewrite -(pow2_abs (t i)) -(pow2_abs s) (Rabs_pos_eq s) //; congr (_ ^ _).
  apply: (Rmult_eq_reg_r (w i)); last lra.
  by rewrite -Ei [X in _ = Rabs X](share_scaled Hw i) -/t Rabs_mult (Rabs_pos_eq (w i)); [ring|lra].
have curve : lambda * s^2 <= form A H H.
  rewrite (form_scaled Hw); apply: Rle_trans (low t); apply: Rmult_le_compat_l; first lra.
  rewrite -ti /dot; have -> : t i ^ 2 = t i * t i by ring.
  by apply: (@sum_ge1 I (fun i => t i * t i)) => j; exact: Rle_0_sqr.
have lin : - (g * s) <= dot slope H.
  have : - sum (fun j => Rabs (slope j) * w j) * s <= dot slope H; last first.
    by have := Rmult_le_compat_r _ _ _ s_pos Hg; lra.
  rewrite -Ropp_mult_distr_l -sum_scal_r -sum_opp; apply: sum_le => j.
  have := Rle_abs (- (slope j * H j)); rewrite Rabs_Ropp Rabs_mult.
  have := Rmult_le_compat_l _ _ _ (Rabs_pos (slope j)) (Hw j); lra.
set a := lambda - rest in rise root; apply: Rle_trans root.
have key : a * s^2 - g * s <= defect + above by rewrite /a; lra.
set q := g^2 + 4 * (defect + above) * a.
have sq : (2 * a * s - g)^2 <= q by rewrite /q; nra.
have up : 2 * a * s - g <= sqrt q.
  apply: Rle_trans (Rle_abs _) _; rewrite -sqrt_Rsqr_abs; apply: sqrt_le_1_alt; rewrite /Rsqr; lra.
by apply: (Rmult_le_reg_r (2 * a)); [lra|have -> : (g + sqrt q) / (2 * a) * (2 * a) = g + sqrt q by [field; lra]; lra].
Qed.

Theorem Search_basin_holds : Search_basin.statement.
Proof.
move=> I Phi G H B lower z zs w mu M rho r M' R stretch [S HB [mu0 C] [M0 L]] [Gz [Kz [only _]]] M'0 L' slope st0 Hst.
move=> near least.
have Gw := minimiser_stationary S least; have HS := definite_semidefinite HB.
have Kw : ball_around B z R w.
  apply: (Rle_trans _ (stretch * norm (sub w z))); last first.
    by have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ st0) near; have -> : stretch * (R / stretch) = R by field; lra.
  rewrite /norm /length -{1}(sqrt_pow2 stretch (Rlt_le _ _ st0)) -sqrt_mult_alt; last exact: pow2_ge_0.
  exact: sqrt_le_1_alt.
case: (Rle_dec R r) => c; first by apply: only => //; exact: Rle_trans Kw c.
have Kz' : ball_around B z R zs by apply: Rle_trans Kz _; lra.
exact: (unique S HB M'0 C L' (Rle_refl R) (ltac:(lra) : 0 < mu - M' * R) Gw Gz Kw Kz').
Qed.

Theorem Search_cube_holds : Search_cube.statement.
Proof.
move=> I J Phi u Q modulus upper half_width below mod0 curve Hh w Hw j; rewrite /cube /= Rminus_0_r.
apply: Rle_trans Hh; rewrite -sqrt_Rsqr_abs; apply: sqrt_le_1_alt.
apply: (Rmult_le_reg_l modulus) => //; have -> : modulus * (upper / modulus) = upper by field; lra.
apply: Rle_trans Hw; apply: Rle_trans (below w); apply: Rle_trans (curve (u w)); apply: Rmult_le_compat_l; first lra.
by apply: (@sum_ge1 J (fun j => u w j * u w j)) => i; exact: Rle_0_sqr.
Qed.

Section Tree.
Variables (J M : finType).
Lemma halves (b : box J) axis v : inside b v -> inside (half b axis (-1)) v \/ inside (half b axis 1) v.
Proof.
move=> Hv; case: (Rle_dec (v axis) (centre b axis)) => c; [left|right]; move=> j; have := Hv j; rewrite /half /=;
  case: eqP => [->|_] // /Rabs_le_between h; apply: Rabs_le; lra.
Qed.
Lemma walk_covers text (waiting : seq (box J)) leaves v : walk (M := M) text waiting = Some leaves ->
  (exists b, In b waiting /\ inside b v) -> exists l b, In (l, b) leaves /\ inside b v.
Proof.
elim: text waiting leaves => [|letter text IH] [|b waiting] leaves //=; first by move=> _ [b [[]]].
  by case: letter.
case: letter => [axis|found] W [c [Hc Hv]].
  apply: (IH _ _ W); case: Hc => [E|Hc]; last by exists c; split=> //; right; right.
  rewrite -{}E in Hv; case: (halves axis Hv) => K; eexists; (split; last exact: K); [by left|by right; left].
case E : (walk text waiting) W => [rest|] //= [<-]; case: Hc => [Eb|Hc].
  by exists found, b; split; [left|rewrite Eb].
have [l [b' [Hl Hb]]] := IH _ _ E (ex_intro _ c (conj Hc Hv)).
by exists l, b'; split=> //; right.
Qed.
End Tree.

Theorem Search_cover_holds : Search_cover.statement.
Proof.
move=> I J M Phi G H u best zs basins half_width lower upper text leaves S [bound Hb] best_le cubed W out inb openb only
  low.
have placed w : (forall v, Phi w <= Phi v) ->
  (exists i, w = zs i) \/ (exists b, In (@Open M, b) leaves) /\ lower <= Phi w.
  move=> least; have le : Phi w <= upper by apply: Rle_trans best_le.
  have [|l [b [Hl Hv]]] := walk_covers (v := u w) W; first by exists (cube J half_width); split; [left|exact: cubed].
  case: l Hl => [|i|] Hl.
  - by have := out b Hl w Hv; lra.
  - by left; exists i; apply: only => //; exact: inb Hl _ Hv.
  - by right; split; [exists b|exact: openb Hl _ Hv].
split=> [|closed w least].
  have [w Hw] : exists w, forall v, Phi w <= Phi v.
    apply: (@minimum I Phi (smooth_value S) best bound) => w /Hb le i; exact: Rle_trans (norm_entry w i) le.
  exists w; split=> //; split; last exact: Rle_trans (Hw best) best_le.
  by case: (placed w Hw) => [[i ->]|[]].
by case: (placed w least) => // [[[b Hl] _]]; case: (closed b Hl).
Qed.
