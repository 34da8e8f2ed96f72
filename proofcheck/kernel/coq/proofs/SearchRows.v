(* Remainders of softmax means along scores x + t sigma: f_t <= e^(t delta) f by Jensen, so that variances grow by at
   most e^(t delta) <= 1 + t (e^delta - 1); derivatives of orders one to three are bounded by them, and integrated. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Euclidean Segments IntegralBounds.
From PC.statements Require Import Vectors Simplex Tilt SearchRows.
From PC.proofs Require Import TiltDerivatives.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Row.
Variables (M : finType) (k0 : M) (x sigma : M -> R) (deviation delta range v Delta : R).
Let f t : M -> R := weights_at x sigma t.
Hypothesis Hdev : sqrt (variance_of (f 0) sigma) <= deviation.
Hypothesis Hdelta : forall k, Rabs (centred (f 0) sigma k) <= delta.
Hypothesis Hrange : forall k l, sigma k - sigma l <= range.
Hypothesis Hv : Rmin (Rmin (exp delta * deviation^2) (delta^2)) (range^2 / 4) <= v.
Hypothesis HDelta : Rmin (delta + v) range <= Delta.
Let W t : weights (f t). Proof. exact: (softmax_weights _ k0). Qed.
Let mean t := expectation (f t) sigma.

Let delta0 : 0 <= delta. Proof. by apply: Rle_trans (Hdelta k0); exact: Rabs_pos. Qed.
Let dev0 : 0 <= deviation. Proof. by apply: Rle_trans Hdev; exact: sqrt_pos. Qed.
(* The weights grow by at most e^(t delta). *)
Lemma growth t k : 0 <= t -> f t k <= exp (t * delta) * f 0 k.
Proof.
move=> t0; pose a l := exp (x l); have a0 l : 0 < a l by exact: exp_pos.
have A0 : 0 < sum a by apply: (@sum_gt0 M _ k0).
have f0 l : f 0 l = a l / sum a.
  rewrite /f /weights_at /softmax_of /a; congr (exp _ / _); first by ring.
  by apply: sum_ext => h; congr exp; ring.
have ft : f t k = f 0 k * exp (t * sigma k) / sum (fun l => f 0 l * exp (t * sigma l)).
  have S0 : sum (fun l => f 0 l * exp (t * sigma l)) = sum (fun l => exp (x l + t * sigma l)) / sum a.
    by rewrite -sum_div; apply: sum_ext => l; rewrite f0 exp_plus -/(a l); field; lra.
  have B0 : 0 < sum (fun l => exp (x l + t * sigma l)) by apply: (@sum_gt0 M _ k0) => l; exact: exp_pos.
  have Ek : exp (x k + t * sigma k) = a k * exp (t * sigma k) by rewrite exp_plus.
  by rewrite S0 f0 /f /weights_at /softmax_of Ek; field; split; lra.
have jensen : exp (t * mean 0) <= sum (fun l => f 0 l * exp (t * sigma l)).
  apply: (Rle_trans _ (sum (fun l => f 0 l * (exp (t * mean 0) * (1 + (t * sigma l - t * mean 0)))))).
    right; transitivity (sum (fun l => exp (t * mean 0) * (1 - t * mean 0) * f 0 l +
      exp (t * mean 0) * t * (f 0 l * sigma l))); last by apply: sum_ext => l; ring.
    rewrite sum_plus !sum_scal (proj2 (W 0)) -[sum (fun l => f 0 l * sigma l)]/(mean 0); ring.
  by apply: sum_le => l; apply: Rmult_le_compat_l; [exact: (proj1 (W 0))|exact: exp_above].
have E0 := exp_pos (t * mean 0); rewrite ft.
apply: (Rmult_le_reg_r (sum (fun l => f 0 l * exp (t * sigma l)))); first lra.
have -> : f 0 k * exp (t * sigma k) / sum (fun l => f 0 l * exp (t * sigma l)) *
  sum (fun l => f 0 l * exp (t * sigma l)) = f 0 k * exp (t * sigma k) by field; lra.
have w0 := proj1 (W 0) k.
apply: (Rle_trans _ (exp (t * delta) * f 0 k * exp (t * mean 0))); last first.
  by apply: Rmult_le_compat_l => //; apply: Rmult_le_pos => //; apply: Rlt_le; exact: exp_pos.
have -> : exp (t * delta) * f 0 k * exp (t * mean 0) = f 0 k * exp (t * delta + t * mean 0) by rewrite exp_plus; ring.
apply: Rmult_le_compat_l => //; have := Hdelta k => /Rabs_le_between [_]; rewrite /centred -/(mean 0) => le.
case: (Rle_lt_or_eq_dec _ _ (ltac:(nra) : t * sigma k <= t * delta + t * mean 0)) => [lt|->]; last by right.
by apply: Rlt_le; exact: exp_increasing.
Qed.
Lemma moment_growth t (g : M -> R) : 0 <= t -> (forall k, 0 <= g k) ->
  expectation (f t) g <= exp (t * delta) * expectation (f 0) g.
Proof.
move=> t0 g0; rewrite /expectation -sum_scal; apply: sum_le => k; rewrite -Rmult_assoc.
by apply: Rmult_le_compat_r => //; exact: growth.
Qed.
Lemma variance_growth t g : 0 <= t -> var (f t) g <= exp (t * delta) * var (f 0) g.
Proof.
move=> t0; apply: Rle_trans (var_le g (E (f 0) g) (W t)) _.
by apply: (moment_growth (g := fun k => (g k - E (f 0) g)^2)) => // k; exact: pow2_ge_0.
Qed.
Lemma spread0 : variance_of (f 0) sigma <= deviation^2.
Proof.
have V0 : 0 <= variance_of (f 0) sigma by exact: (var_ge0 sigma (W 0)).
rewrite -[X in X <= _](sqrt_sqrt _ V0) -[_ * _]/(Rsqr _).
have -> : deviation^2 = Rsqr deviation by rewrite /Rsqr; ring.
by apply: Rsqr_incr_1 => //; exact: sqrt_pos.
Qed.
Lemma variance_le t : 0 <= t <= 1 -> var (f t) sigma <= v.
Proof.
move=> [t0 t1]; apply: Rle_trans Hv; apply: Rmin_glb; first apply: Rmin_glb.
- apply: Rle_trans (variance_growth sigma t0) _; apply: Rmult_le_compat; [..|exact: spread0].
  + by apply: Rlt_le; exact: exp_pos.
  + exact: (var_ge0 sigma (W 0)).
  case: (Rle_lt_or_eq_dec _ _ (ltac:(nra) : t * delta <= delta)) => [lt|->]; last by right.
  by apply: Rlt_le; exact: exp_increasing.
- apply: Rle_trans (var_le sigma (mean 0) (W t)) _.
  have -> : delta^2 = sum (fun k => delta^2 * f t k) by rewrite sum_scal (proj2 (W t)); ring.
  apply: sum_le => k; rewrite Rmult_comm; apply: Rmult_le_compat_r; first exact: (proj1 (W t)).
  by rewrite -pow2_abs; apply: pow_incr; split; [exact: Rabs_pos|exact: Hdelta].
- have [a [b H]] := arg_extreme k0 sigma; apply: Rle_trans (popoviciu (W t) H) _.
  have := H a; have := Hrange b a => r [_ ab].
  by apply: Rmult_le_compat_r; [lra|apply: pow_incr; lra].
Qed.
(* Derivatives of the mean of a column Y. *)
Definition m1 (Y : M -> R) t := expectation (f t) (fun k => centred (f t) sigma k * centred (f t) Y k).
Definition m2 (Y : M -> R) t := expectation (f t) (fun k => centred (f t) sigma k ^ 2 * centred (f t) Y k).
Definition m3 (Y : M -> R) t := expectation (f t) (fun k => centred (f t) sigma k ^ 3 * centred (f t) Y k)
  - 3 * variance_of (f t) sigma * m1 Y t.
Lemma mean_derivatives Y t : [/\ is_derive (fun t => expectation (f t) Y) t (m1 Y t), is_derive (m1 Y) t (m2 Y t) &
  is_derive (m2 Y) t (m3 Y t)].
Proof.
pose O := output_at x sigma Y (fun _ => 0).
have none s a : expectation (f s) (fun k => centred (f s) sigma k ^ a * centred (f s) (fun _ => 0) k) = 0.
  apply: sum_eq0 => k; have -> : centred (f s) (fun _ => 0) k = 0; last by ring.
  by rewrite /centred /expectation sum_eq0 => [|l]; ring.
have still s : (fun k => Y k + s * 0) = Y by apply: functional_extensionality => k; ring.
have jet s : [/\ ex_derive_n O 1 s, ex_derive_n O 2 s & ex_derive_n O 3 s] /\
  [/\ Derive_n O 1 s = m1 Y s, Derive_n O 2 s = m2 Y s & Derive_n O 3 s = m3 Y s].
  have [ex [E1 E2 E3]] := I5_general_holds k0 x sigma Y (fun _ => 0) s; split=> //.
  rewrite -/(f s) still in E1 E2 E3.
  have e1 : expectation (f s) (fun k => centred (f s) sigma k ^ 1 * centred (f s) Y k) = m1 Y s.
    by apply: sum_ext => k; rewrite pow_1.
  split; [rewrite E1 e1|rewrite E2 (none s 1%N)|rewrite E3 (none s 2%N) e1]; rewrite /m2 /m3; try ring.
  by have -> : expectation (f s) (fun _ => 0) = 0; [apply: sum_eq0 => k; ring|ring].
have [[x1 x2 x3] [E1 E2 E3]] := jet t; split.
- apply: (@is_derive_ext _ _ O) => [s|]; first by rewrite /O /output_at still.
  by rewrite -E1; exact: Derive_correct.
- apply: (@is_derive_ext _ _ (Derive_n O 1)) => [s|]; first by have [_ []] := jet s.
  by rewrite -E2; exact: Derive_correct.
- apply: (@is_derive_ext _ _ (Derive_n O 2)) => [s|]; first by have [_ []] := jet s.
  by rewrite -E3; exact: Derive_correct.
Qed.
Lemma mean_moves t : 0 <= t <= 1 -> Rabs (mean t - mean 0) <= v.
Proof.
move=> [t0 t1]; have D s : is_derive mean s (var (f s) sigma).
  have [K _ _] := mean_derivatives sigma s.
  have E1 : m1 sigma s = var (f s) sigma by apply: sum_ext => k; rewrite /centred /expectation /E; ring.
  by rewrite -E1.
have up := @rise mean _ t t0 D (fun s _ => var_ge0 sigma (W s)).
have v0 : 0 <= v by apply: Rle_trans (variance_le (conj Rle_0_1 (Rle_refl 1))); exact: (var_ge0 sigma (W 1)).
have := @below_integral mean _ (fun s => v * s) (fun _ => v) t t0 D.
move=> K; have := K ltac:(move=> ?; auto_derive => //; ring) (fun s Hs => variance_le (ltac:(lra) : 0 <= s <= 1)).
have := Rmult_le_compat_l _ _ _ v0 t1 => a b; apply: Rabs_le; lra.
Qed.
Lemma centred_le t k : 0 <= t <= 1 -> Rabs (centred (f t) sigma k) <= Delta.
Proof.
move=> Ht; apply: Rle_trans HDelta; apply: Rmin_glb.
  have := mean_moves Ht; have := Hdelta k; rewrite /centred -/(mean t) -/(mean 0).
  by move=> /Rabs_le_between a /Rabs_le_between b; apply: Rabs_le; lra.
have W1 := proj2 (W t); have f0 := proj1 (W t).
have E0 : centred (f t) sigma k = sum (fun l => f t l * (sigma k - sigma l)).
  rewrite /centred /expectation -[X in X - _]Rmult_1_r -W1 -sum_scal -sum_minus; apply: sum_ext => l; ring.
have Er : range = sum (fun l => f t l * range) by rewrite sum_scal_r W1; ring.
rewrite E0; apply: Rabs_le; split; last by rewrite Er; apply: sum_le => l; apply: Rmult_le_compat_l.
rewrite Er -sum_opp; apply: sum_le => l; have := Rmult_le_compat_l _ _ _ (f0 l) (Hrange l k); lra.
Qed.

(* Sums with a bounded factor, and what the spreads have grown by. *)
Lemma weighted t (c Y : M -> R) C : 0 <= t <= 1 -> 0 <= C -> (forall k, Rabs (c k) <= C) ->
  expectation (f t) (fun k => c k * centred (f t) sigma k * centred (f t) Y k) <=
    C * deviation * sqrt (variance_of (f 0) Y) * (1 + t * (exp delta - 1)).
Proof.
move=> Ht C0 Hc; have f0 := proj1 (W t); pose a k := Rabs (centred (f t) sigma k); pose b k := Rabs (centred (f t) Y k).
apply: (Rle_trans _ (C * sum (fun k => f t k * a k * b k))).
  rewrite -sum_scal; apply: sum_le => k.
  have := Rmult_le_pos _ _ (Rabs_pos (centred (f t) sigma k)) (Rabs_pos (centred (f t) Y k)) => ab0.
  have := Rmult_le_compat_r _ _ _ (Rmult_le_pos _ _ (f0 k) ab0) (Hc k).
  have := Rmult_le_compat_l _ _ _ (f0 k) (Rle_abs (c k * centred (f t) sigma k * centred (f t) Y k)).
  rewrite !Rabs_mult /a /b; lra.
rewrite !Rmult_assoc; apply: Rmult_le_compat_l => //.
have := @cauchy_schwarz M (f t) a b f0.
have sq (g h : M -> R) : (forall k, h k = Rabs (centred (f t) g k)) -> sum (fun k => f t k * h k ^ 2) = var (f t) g.
  by move=> E0; apply: sum_ext => k; rewrite E0 pow2_abs.
rewrite (sq sigma a) // (sq Y b) // => CS; set e := exp (t * delta).
have e0 : 0 < e by exact: exp_pos.
have Vs := variance_growth sigma (proj1 Ht); have VY := variance_growth Y (proj1 Ht); rewrite -/e in Vs VY.
have s0 := var_ge0 sigma (W t); have y0 := var_ge0 Y (W t); have Y0 := var_ge0 Y (W 0); have S0 := var_ge0 sigma (W 0).
set y := sqrt (variance_of (f 0) Y); have yy : y * y = var (f 0) Y by exact: sqrt_sqrt.
have yp : 0 <= y by exact: sqrt_pos.
apply: (Rle_trans _ (deviation * (y * e))); last first.
  by do 2 (apply: Rmult_le_compat_l => //); exact: exp_chord.
have p0 : 0 <= deviation * (y * e) by apply: Rmult_le_pos => //; apply: Rmult_le_pos; lra.
apply: Rle_trans (Rle_abs _) _; apply: Rsqr_incr_0_var => //; rewrite -Rsqr_abs /Rsqr.
have sd : var (f 0) sigma <= deviation^2 by exact: spread0.
have step : var (f t) sigma * var (f t) Y <= (e * deviation^2) * (e * var (f 0) Y).
  apply: Rmult_le_compat => //; apply: Rle_trans Vs _; apply: Rmult_le_compat_l => //; lra.
by move: CS; rewrite -yy in step; lra.
Qed.
Lemma remainders Y : let K := deviation * sqrt (variance_of (f 0) Y) in
  [/\ expectation (f 1) Y - expectation (f 0) Y <= K * ((1 + exp delta) / 2),
    expectation (f 1) Y - expectation (f 0) Y - m1 Y 0 <= Delta * K * ((2 + exp delta) / 6) &
    expectation (f 1) Y - expectation (f 0) Y - m1 Y 0 - m2 Y 0 / 2 <=
      Rmax (Delta^2) (3 * v) * K * ((3 + exp delta) / 24)].
Proof.
move=> K; have D t := mean_derivatives Y t.
have D1 t : is_derive (fun t => expectation (f t) Y) t (m1 Y t) by case: (D t).
have D2 t : is_derive (m1 Y) t (m2 Y t) by case: (D t).
have D3 t : is_derive (m2 Y) t (m3 Y t) by case: (D t).
have Dp : 0 <= Delta by apply: Rle_trans (centred_le k0 (conj (Rle_refl 0) Rle_0_1)); exact: Rabs_pos.
have E0 C : C * K + C * K * (exp delta - 1) / 2 = C * K * ((1 + exp delta) / 2) by field.
split.
- have := taylor1 (c0 := 1 * K) (c1 := 1 * K * (exp delta - 1)) D1.
  move=> T; apply: Rle_trans (T _) _; last by right; field.
  move=> t Ht; apply: Rle_trans (Rle_trans _ _ _ (weighted (c := fun _ => 1) Y Ht Rle_0_1 _) _).
  + by right; apply: sum_ext => k; ring.
  + by move=> k; rewrite Rabs_R1; right.
  by right; rewrite /K; ring.
- have := taylor2 (c0 := Delta * K) (c1 := Delta * K * (exp delta - 1)) D1 D2.
  move=> T; apply: Rle_trans (T _) _; last by right; field.
  move=> t Ht; apply: Rle_trans (Rle_trans _ _ _ (weighted Y Ht Dp (fun k => centred_le k Ht)) _).
  + by right; apply: sum_ext => k; ring.
  by right; rewrite /K; ring.
- set C := Rmax _ _; have C0 : 0 <= C by apply: Rle_trans (Rmax_l _ _); exact: pow2_ge_0.
  have := taylor3 (c0 := C * K) (c1 := C * K * (exp delta - 1)) D1 D2 D3.
  move=> T; apply: Rle_trans (T _) _; last by right; field.
  move=> t Ht; pose c k := centred (f t) sigma k ^ 2 - 3 * variance_of (f t) sigma.
  apply: Rle_trans (Rle_trans _ _ _ (weighted (c := c) Y Ht C0 _) _).
  + right; rewrite /m3 /m1 /expectation -sum_scal -sum_minus; apply: sum_ext => k; rewrite /c; ring.
  + move=> k; have q0 := pow2_ge_0 (centred (f t) sigma k).
    have s0 : 0 <= variance_of (f t) sigma <= v by split; [exact: (var_ge0 sigma (W t))|exact: (variance_le Ht)].
    have := Rmax_l (Delta^2) (3 * v); have := Rmax_r (Delta^2) (3 * v); rewrite -/C => r l.
    have q : centred (f t) sigma k ^ 2 <= Delta^2.
      by rewrite -pow2_abs; apply: pow_incr; split; [exact: Rabs_pos|exact: centred_le].
    by apply: Rabs_le; rewrite /c; lra.
  by right; rewrite /K; ring.
Qed.
End Row.

(* From the functional <u, X> with u the remainder itself to its length. *)
Section Columns.
Variables (M P : finType) (g : M -> R) (u : P -> R).
Hypothesis Wg : weights g.
Let along (X : M -> P -> R) k := dot u (X k).
Lemma mean_along (a : M -> R) X : sum (fun i => u i * expectation g (fun k => a k * X k i)) =
  expectation g (fun k => a k * along X k).
Proof.
rewrite /expectation; transitivity (sum (fun i => sum (fun k => u i * (g k * (a k * X k i))))).
  by apply: sum_ext => i; rewrite -sum_scal.
by rewrite sum_swap; apply: sum_ext => k; rewrite /along /dot -!sum_scal; apply: sum_ext => i; ring.
Qed.
Lemma plain_along X : sum (fun i => u i * expectation g (fun k => X k i)) = expectation g (along X).
Proof.
have -> : expectation g (along X) = expectation g (fun k => 1 * along X k) by apply: sum_ext => k; ring.
rewrite -mean_along; apply: sum_ext => i; congr (_ * _); apply: sum_ext => k; ring.
Qed.
Lemma centred_along X k : centred g (along X) k = dot u (fun i => centred g (fun h => X h i) k).
Proof. by rewrite /centred -plain_along /along /dot -sum_minus; apply: sum_ext => i; ring. Qed.
Lemma centred_mean_along (a : M -> R) X :
  sum (fun i => u i * expectation g (fun k => a k * centred g (fun h => X h i) k)) =
  expectation g (fun k => a k * centred g (along X) k).
Proof.
by rewrite (mean_along a (fun k i => centred g (fun h => X h i) k)); apply: sum_ext => k; rewrite centred_along.
Qed.
Lemma along_length X C : 0 <= C -> dot u u <= C * sqrt (variance_of g (along X)) ->
  norm u <= C * sqrt (sum (fun i => variance_of g (fun k => X k i))).
Proof.
move=> C0 le; set s := sum _; have g0 := proj1 Wg; have n0 : 0 <= norm u by exact: length_ge0.
have V : variance_of g (along X) <= dot u u * s.
  rewrite /s sum_swap -sum_scal; apply: sum_le => k.
  have -> : sum (fun i => g k * centred g (fun h => X h i) k ^ 2) =
    g k * sum (fun i => centred g (fun h => X h i) k ^ 2) by exact: sum_scal.
  rewrite centred_along.
  have := @cauchy_schwarz P (fun _ => 1) u (fun i => centred g (fun k => X k i) k) (fun _ => Rle_0_1).
  rewrite (sum_ext (G := fun i => u i * centred g (fun k => X k i) k)); last by move=> i; ring.
  rewrite (sum_ext (F := fun i => 1 * u i ^ 2) (G := fun i => u i * u i)); last by move=> i; ring.
  rewrite (sum_ext (F := fun i => 1 * _) (G := fun i => centred g (fun k => X k i) k ^ 2)); last by move=> i; ring.
  by rewrite -/(dot u u) -/(dot u _) => CS; have := Rmult_le_compat_l _ _ _ (g0 k) CS; lra.
case: (Req_dec (norm u) 0) => [->|N]; first by apply: Rmult_le_pos => //; exact: sqrt_pos.
apply: (Rmult_le_reg_r (norm u)); first lra.
rewrite norm_sq Rmult_assoc; apply: Rle_trans le _; apply: Rmult_le_compat_l => //.
have -> : sqrt s * norm u = sqrt (dot u u * s) by rewrite sqrt_mult_alt; [rewrite Rmult_comm|exact: dot_ge0].
exact: sqrt_le_1_alt.
Qed.
End Columns.

Theorem Search_rows_holds : Search_rows.statement.
Proof.
move=> M P k0 x sigma X deviation delta range v Delta f Hdev Hdelta Hrange Hv HDelta first second.
have E0 : weights_at x sigma 0 = f.
  apply: functional_extensionality => k; rewrite /f /weights_at; congr (softmax_of _ k).
  by apply: functional_extensionality => l; ring.
have E1 : weights_at x sigma 1 = softmax_of (fun k => x k + sigma k).
  apply: functional_extensionality => k; rewrite /weights_at; congr (softmax_of _ k).
  by apply: functional_extensionality => l; ring.
have W : weights f by exact: (softmax_weights _ k0).
have dev0 : 0 <= deviation by apply: Rle_trans Hdev; exact: sqrt_pos.
have e0 := exp_pos delta; rewrite -E0 in Hdev Hdelta.
have Dp : 0 <= Delta.
  apply: Rle_trans (centred_le k0 Hdev Hdelta Hrange Hv HDelta k0 (conj (Rle_refl 0) Rle_0_1)); exact: Rabs_pos.
have C0 : 0 <= Rmax (Delta^2) (3 * v) by apply: Rle_trans (Rmax_l _ _); exact: pow2_ge_0.
have T u := remainders k0 Hdev Hdelta Hrange Hv HDelta (fun k => dot u (X k)).
have at0 u : dot u (order0 x X) = expectation f (fun k => dot u (X k)) by exact: plain_along.
have at1 u : dot u (moved x sigma X) = expectation (weights_at x sigma 1) (fun k => dot u (X k)).
  by rewrite E1; exact: plain_along.
have lin u : dot u (order1 x sigma X) = m1 x sigma (fun k => dot u (X k)) 0.
  by rewrite /m1 E0; exact: centred_mean_along.
have quad u : dot u (order2 x sigma X) = m2 x sigma (fun k => dot u (X k)) 0 / 2.
  rewrite /m2 E0 -(centred_mean_along f u (fun k => centred f sigma k ^ 2) X) -sum_div; apply: sum_ext => i.
  by rewrite /order2 /Rdiv Rmult_assoc.
split; last split; (apply: (along_length W) => [|]; first by do ![apply: Rmult_le_pos => //]; lra).
- rewrite {2}/first dot_sub_r at1 at0 -{1}E0; have [B _ _] := T first; apply: Rle_trans B _; rewrite E0; right; ring.
- have -> : dot second second = dot second (moved x sigma X) - dot second (order0 x X) - dot second (order1 x sigma X).
    by rewrite /second !dot_sub_r.
  rewrite at1 at0 lin -{1}E0; have [_ B _] := T second; apply: Rle_trans B _; rewrite E0; right; ring.
set third := sub second _; have -> : dot third third = dot third (moved x sigma X) - dot third (order0 x X)
  - dot third (order1 x sigma X) - dot third (order2 x sigma X) by rewrite /third !dot_sub_r.
rewrite at1 at0 lin quad -{1}E0; have [_ _ B] := T third; apply: Rle_trans B _; rewrite E0; right; ring.
Qed.
