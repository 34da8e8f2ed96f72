(* Newton steps with a matrix A known up to a factor: (1 - e0) H <= A <= (1 + e0) H, H the Hessian at the point.

   In the norm of H the error falls by (e0 + M r / (2 (ell - M r))) / (1 - e0). No eigenvalues of H^-1 A are needed:
   the form A - H is at most e0 |.|_H^2 on the diagonal, hence e0 |x|_H |e|_H off it. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Segments Kantorovich Newton.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Step.
Variables (I : finType) (H A : I -> I -> R) (e0 : R).
Hypothesis symH : symmetric_matrix H.
Hypothesis near : within H A e0.
Hypothesis e01 : 0 <= e0 < 1.
Hypothesis pos : forall u, 0 <= form H u u.
Let HS : semidefinite (form H) := conj (bilinear_form symH) pos.
Notation size := (length (form H)).

Lemma difference x e : Rabs (form A x e - form H x e) <= e0 * size x * size e.
Proof.
have [symA between] := near; have bA := bilinear_form symA; have bH := bilinear_form symH.
apply: (@bounded_form I (form H) (fun u v => form A u v - form H u v)) => //; last first.
- by move=> u; apply: Rabs_le; have := between u; lra.
- exact: (proj1 e01).
split=> [u v|u v w|c u w].
- by rewrite (bilinear_symmetric bA) (bilinear_symmetric bH).
- by rewrite (bilinear_add bA) (bilinear_add bH); ring.
- by rewrite (bilinear_scale bA) (bilinear_scale bH); ring.
Qed.
(* A (z - z+) = H e - w with |<u, w>| <= k |u|_H: the step's inexactness and what is not linear. *)
Lemma step_error zs z zp w k : 0 <= k -> apply A (sub z zp) = sub (apply H (sub z zs)) w ->
  (forall u, dot u w <= k * size u) -> (1 - e0) * size (sub zp zs) <= e0 * size (sub z zs) + k.
Proof.
move=> k0 step Hw; set x := sub zp zs; set e := sub z zs.
have E : form A x x = (form A x e - form H x e) + dot x w.
  have Ex : apply A x = add (sub (apply A e) (apply H e)) w.
    have -> : x = sub e (sub z zp) by apply: eq_vector => i; rewrite /x /e /sub; ring.
    by rewrite apply_sub step -/e; apply: eq_vector => i; rewrite /sub /add; ring.
  by rewrite /form Ex dot_sym dot_add dot_sub_l !(dot_sym _ x).
have [_ between] := near; have [low _] := between x.
have := difference x e => /Rabs_le_between [_ D]; have := Hw x.
rewrite -(length_sq HS) E in low; have n0 := length_ge0 (form H) x; have m0 := length_ge0 (form H) e.
case: (Req_dec (size x) 0) => [->|N] W.
  by have := Rmult_le_pos _ _ (proj1 e01) m0; lra.
by apply: (Rmult_le_reg_r (size x)); lra.
Qed.
Theorem quadratic_step zs z zp : apply A (sub z zp) = apply H (sub z zs) ->
  size (sub zp zs) <= e0 / (1 - e0) * size (sub z zs).
Proof.
move=> step; have := @step_error zs z zp (@zero I) 0 (Rle_refl _) => K.
have {K} : (1 - e0) * size (sub zp zs) <= e0 * size (sub z zs) + 0.
  apply: K => [|u].
  - by rewrite step; apply: eq_vector => i; rewrite /sub /zero; ring.
  - have -> : dot u (@zero I) = 0 by [apply: sum_eq0 => i; rewrite /zero; ring]; lra.
move=> K; apply: (Rmult_le_reg_l (1 - e0)); first lra.
have -> : (1 - e0) * (e0 / (1 - e0) * size (sub z zs)) = e0 * size (sub z zs) by field; lra.
lra.
Qed.
End Step.

Section Approximate.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Variables (zs : I -> R) (ell M rho e0 : R).
Hypothesis S : smooth Phi G H.
Hypothesis Gs : stationary G zs.
Hypothesis C : curved (@dot I) (H zs) ell.
Hypothesis M0 : 0 <= M.
Hypothesis L : lipschitz (@dot I) H (ball_around (@dot I) zs rho) M.
Hypothesis e01 : 0 <= e0 < 1.

Theorem approximate_step z zp A : norm (sub z zs) <= rho -> M * norm (sub z zs) < ell -> within (H z) A e0 ->
  apply A (sub z zp) = G z ->
  length (form (H z)) (sub zp zs) <=
    1 / (1 - e0) * (e0 + M * norm (sub z zs) / (2 * (ell - M * norm (sub z zs)))) * length (form (H z)) (sub z zs).
Proof.
set r := norm (sub z zs) => inside near hA step; set lam := ell - M * r.
have l0 : 0 < lam by rewrite /lam; lra.
have symH := smooth_symmetric S z.
have HD : definite (form (H z)) lam.
  by split; [exact: bilinear_form|split=> //; exact: (curved_at_point C M0 L inside)].
have [_ pos] := definite_semidefinite HD.
have n0 := length_ge0 (form (H z)) (sub z zs); have r0 : 0 <= r by exact: length_ge0.
have s0 : 0 < sqrt lam by exact: sqrt_lt_R0.
have s2 : sqrt lam * sqrt lam = lam by apply: sqrt_sqrt; lra.
have Mr := Rmult_le_pos _ _ M0 r0.
pose k := M * r / (2 * lam) * length (form (H z)) (sub z zs).
have q0 : 0 <= M * r / (2 * lam) by apply: Rmult_le_pos => //; apply: Rlt_le; apply: Rinv_0_lt_compat; lra.
have k0 : 0 <= k by exact: Rmult_le_pos.
have := @step_error I (H z) A e0 symH hA e01 pos zs z zp (sub (apply (H z) (sub z zs)) (G z)) k k0 => K.
have {K} : (1 - e0) * length (form (H z)) (sub zp zs) <= e0 * length (form (H z)) (sub z zs) + k.
  apply: K => [|u].
  - by rewrite step; apply: eq_vector => i; rewrite /sub; ring.
  - apply: Rle_trans (linearisation S Gs L inside u) _; rewrite -/r.
    have a := norm_le_length HD (sub z zs); have b := norm_le_length HD u; rewrite -/r in a.
    have u0 := length_ge0 (@dot I) u.
    have := Rmult_le_compat _ _ _ _ (Rmult_le_pos _ _ (Rlt_le _ _ s0) r0) (Rmult_le_pos _ _ (Rlt_le _ _ s0) u0) a b.
    have -> : sqrt lam * r * (sqrt lam * norm u) = lam * (r * norm u) by rewrite -{3}s2; ring.
    move=> K; have := Rmult_le_compat_l _ _ _ q0 K.
    have -> : M * r / (2 * lam) * (lam * (r * norm u)) = M * r^2 / 2 * norm u by field; lra.
    by rewrite /k; lra.
rewrite /k => K; apply: (Rmult_le_reg_l (1 - e0)); first lra.
have E q n : (1 - e0) * (1 / (1 - e0) * (e0 + q) * n) = e0 * n + q * n by field; lra.
by rewrite E.
Qed.

(* In the fixed norm of H* = Hess z*: with M |e|_* <= delta ell^(3/2), H lies within 1 -/+ delta of H*. *)
Section Fixed.
Variable delta : R.
Hypothesis ell0 : 0 < ell.
Hypothesis delta1 : 0 <= delta < 1.
Notation size := (length (form (H zs))).
Let factor := 1 / (1 - e0) * (e0 + delta / (2 * (1 - delta))).

Lemma fixed_definite : definite (form (H zs)) ell.
Proof. by split; [exact: (bilinear_form (smooth_symmetric S zs))|]. Qed.
Lemma norm_le_size u : norm u <= size u / sqrt ell.
Proof.
have s0 : 0 < sqrt ell by exact: sqrt_lt_R0.
apply: (Rmult_le_reg_l (sqrt ell)) => //; have -> : sqrt ell * (size u / sqrt ell) = size u by field; lra.
exact: norm_le_length fixed_definite u.
Qed.
Lemma norms_close z u : M * norm (sub z zs) <= delta * ell -> norm (sub z zs) <= rho ->
  (1 - delta) * form (H zs) u u <= form (H z) u u <= (1 + delta) * form (H zs) u u.
Proof.
move=> Hd inside; have HS := @semidefinite_dot I.
have Ks : ball_around (@dot I) zs rho zs.
  by apply: (ball_centre HS); apply: Rle_trans inside; exact: length_ge0.
have := L u u (inside : ball_around _ zs rho z) Ks; rewrite -!/(norm _) Rmult_assoc norm_sq => /Rabs_le_between.
have := Rmult_le_compat_r _ _ _ (dot_ge0 u) Hd; have := Rmult_le_compat_l _ _ _ (proj1 delta1) (C u); lra.
Qed.
Theorem fixed_step z zp A : M * size (sub z zs) <= delta * (ell * sqrt ell) -> size (sub z zs) / sqrt ell <= rho ->
  within (H z) A e0 -> apply A (sub z zp) = G z ->
  size (sub zp zs) <= sqrt ((1 + delta) / (1 - delta)) * factor * size (sub z zs).
Proof.
move=> small inside hA step; set r := norm (sub z zs).
have s0 : 0 < sqrt ell by exact: sqrt_lt_R0.
have rn := norm_le_size (sub z zs); rewrite -/r in rn.
have r0 : 0 <= r by exact: length_ge0.
have Hd : M * r <= delta * ell.
  apply: Rle_trans (Rmult_le_compat_l _ _ _ M0 rn) _; apply: (Rmult_le_reg_r (sqrt ell)) => //.
  by have -> : M * (size (sub z zs) / sqrt ell) * sqrt ell = M * size (sub z zs) by [field; lra]; lra.
have dl : delta * ell < ell by have := Rmult_lt_compat_r _ _ _ ell0 (proj2 delta1); lra.
have inr := Rle_trans _ _ _ rn inside; have nr : M * r < ell by lra.
have main := approximate_step inr nr hA step; rewrite -/r in main.
have [close_e close_x] := (norms_close (sub z zs) Hd inr, norms_close (sub zp zs) Hd inr).
have n0 := length_ge0 (form (H zs)) (sub z zs); have m0 := length_ge0 (form (H z)) (sub z zs).
have bound : M * r / (2 * (ell - M * r)) <= delta / (2 * (1 - delta)).
  apply: (Rmult_le_reg_r (2 * (ell - M * r) * (1 - delta))).
    by apply: Rmult_lt_0_compat; lra.
  have -> : M * r / (2 * (ell - M * r)) * (2 * (ell - M * r) * (1 - delta)) = M * r * (1 - delta) by field; lra.
  have -> : delta / (2 * (1 - delta)) * (2 * (ell - M * r) * (1 - delta)) = delta * (ell - M * r) by field; lra.
  lra.
have i0 : 0 < 1 / (1 - e0) by apply: Rdiv_lt_0_compat; lra.
have f0 : 0 <= factor.
  apply: Rmult_le_pos; first lra. have : 0 <= delta / (2 * (1 - delta)); last lra.
  by apply: Rmult_le_pos; [lra|apply: Rlt_le; apply: Rinv_0_lt_compat; lra].
have K1 : length (form (H z)) (sub zp zs) <= factor * length (form (H z)) (sub z zs).
  apply: Rle_trans main _; apply: Rmult_le_compat_r => //; apply: Rmult_le_compat_l; lra.
have K2 : sqrt (1 - delta) * size (sub zp zs) <= length (form (H z)) (sub zp zs).
  by rewrite /length -sqrt_mult_alt; [apply: sqrt_le_1_alt; lra|lra].
have K3 : length (form (H z)) (sub z zs) <= sqrt (1 + delta) * size (sub z zs).
  by rewrite /length -sqrt_mult_alt; [apply: sqrt_le_1_alt; lra|lra].
have t0 : 0 < sqrt (1 - delta) by apply: sqrt_lt_R0; lra.
rewrite sqrt_div_alt; last lra. apply: (Rmult_le_reg_l (sqrt (1 - delta))) => //.
set a := sqrt (1 + delta) in K3 *; set b := sqrt (1 - delta) in K2 t0 *; set n := size (sub z zs) in K3 *.
have -> : b * (a / b * factor * n) = factor * (a * n) by field; lra.
have := Rmult_le_compat_l _ _ _ f0 K3; lra.
Qed.
End Fixed.

(* Runs: the error in the norm of H* falls by theta a step: log(rho0 / (sqrt ell eps)) / log(1 / theta) steps do. *)
Section Run.
Variables (z : nat -> I -> R) (A : nat -> I -> I -> R).
Notation size := (length (form (H zs))).
Let rho0 := size (sub (z 0%N) zs).
Let delta := M * rho0 / (ell * sqrt ell).
Let theta := sqrt ((1 + delta) / (1 - delta)) * (1 / (1 - e0) * (e0 + delta / (2 * (1 - delta)))).
Hypothesis ell0 : 0 < ell.
Hypothesis delta1 : delta < 1.
Hypothesis theta1 : 0 < theta < 1.
Hypothesis inside : rho0 / sqrt ell <= rho.
Hypothesis hA : forall t, within (H (z t)) (A t) e0.
Hypothesis step : forall t, apply (A t) (sub (z t) (z t.+1)) = G (z t).
Let s0 : 0 < sqrt ell. Proof. exact: sqrt_lt_R0. Qed.
Let es0 : 0 < ell * sqrt ell. Proof. exact: Rmult_lt_0_compat. Qed.
Let delta0 : 0 <= delta.
Proof.
by apply: Rmult_le_pos; [apply: Rmult_le_pos => //; exact: length_ge0|apply: Rlt_le; exact: Rinv_0_lt_compat].
Qed.

Lemma run_contracts t : size (sub (z t) zs) <= rho0 -> size (sub (z t.+1) zs) <= theta * size (sub (z t) zs).
Proof.
move=> rt; apply: (@fixed_step delta ell0 (conj delta0 delta1) _ _ (A t)) => //.
- have -> : delta * (ell * sqrt ell) = M * rho0 by rewrite /delta; field; split; lra.
  exact: Rmult_le_compat_l.
- apply: Rle_trans inside; apply: Rmult_le_compat_r => //; apply: Rlt_le; exact: Rinv_0_lt_compat.
Qed.
Lemma run_powers t : size (sub (z t) zs) <= theta^t * rho0 /\ theta^t * rho0 <= rho0.
Proof.
have r0 : 0 <= rho0 by exact: length_ge0.
elim: t => [|t [IH1 IH2]]; first by rewrite /= -/rho0; lra.
have := run_contracts (Rle_trans _ _ _ IH1 IH2); have k := Rmult_le_compat_l theta _ _ ltac:(lra) IH1.
have p0 : 0 <= theta^t * rho0 by apply: Rmult_le_pos => //; apply: pow_le; lra.
have := Rmult_le_compat_r _ _ _ p0 (Rlt_le _ _ (proj2 theta1)); rewrite -[theta^t.+1]/(theta * theta^t); lra.
Qed.
Theorem iterations T eps : 0 < rho0 -> 0 < eps ->
  ln (rho0 / (sqrt ell * eps)) / ln (1 / theta) <= INR T -> norm (sub (z T) zs) <= eps.
Proof.
move=> r0 eps0 HT; have [K _] := run_powers T.
have t0 := proj1 theta1.
have lt : ln (1 / theta) = - ln theta by rewrite /Rdiv Rmult_1_l ln_Rinv.
have lneg : ln theta < 0 by rewrite -ln_1; apply: ln_increasing; lra.
have {}HT : ln (rho0 / (sqrt ell * eps)) <= INR T * - ln theta.
  have := Rmult_le_compat_r (- ln theta) _ _ ltac:(lra) HT; rewrite lt.
  by have -> : ln (rho0 / (sqrt ell * eps)) / - ln theta * - ln theta = ln (rho0 / (sqrt ell * eps)) by field; lra.
have se := Rmult_lt_0_compat _ _ s0 eps0.
rewrite ln_div // in HT.
have power : theta^T = exp (INR T * ln theta) by rewrite -Rpower_pow.
have : theta^T * rho0 <= sqrt ell * eps.
  rewrite power -{1}(exp_ln rho0) // -exp_plus -[X in _ <= X]exp_ln //.
  have [lt2|->] : INR T * ln theta + ln rho0 < ln (sqrt ell * eps) \/
    INR T * ln theta + ln rho0 = ln (sqrt ell * eps) by lra.
    by apply: Rlt_le; exact: exp_increasing.
  exact: Rle_refl.
move=> K2; apply: Rle_trans (norm_le_size ell0 _) _; apply: (Rmult_le_reg_l (sqrt ell)) => //.
have -> : sqrt ell * (size (sub (z T) zs) / sqrt ell) = size (sub (z T) zs) by field; lra.
lra.
Qed.
End Run.
End Approximate.
