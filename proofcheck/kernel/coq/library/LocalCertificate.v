(* What a certificate says of the stationary point z* within r of z: a strict local minimiser, its distance from the
   Newton iterate, and how much lower its value is. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Segments Completeness Kantorovich.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* The smaller root of mu r - M r^2 / 2 = mu e. *)
Lemma smaller_root mu M e r : 0 < mu -> 0 <= M -> 0 <= e -> M * e / mu < 1 / 2 ->
  r = 2 * e / (1 + sqrt (1 - 2 * (M * e / mu))) ->
  [/\ 0 <= r, mu * r - M * r^2 / 2 = mu * e, mu - M * r = mu * sqrt (1 - 2 * (M * e / mu)) & 0 < mu - M * r].
Proof.
move=> mu0 M0 e0; set h := M * e / mu => h2 ->; set s := sqrt _.
have s0 : 0 < s by apply: sqrt_lt_R0; lra.
have s2 : s * s = 1 - 2 * h by apply: sqrt_sqrt; lra.
have Me : M * e = mu * (1 - s * s) / 2 by rewrite s2 /h; field; lra.
have slope : mu - M * (2 * e / (1 + s)) = mu * s.
  have -> : M * (2 * e / (1 + s)) = 2 * (M * e) / (1 + s) by field; lra.
  by rewrite Me; field; lra.
split; [| |exact: slope|rewrite slope; exact: Rmult_lt_0_compat].
- by apply: Rmult_le_pos; [lra|apply: Rlt_le; apply: Rinv_0_lt_compat; lra].
- have -> : mu * (2 * e / (1 + s)) - M * (2 * e / (1 + s))^2 / 2 = 2 * e / (1 + s) * mu - (M * e) * (2 * e / (1 + s)^2).
    by field; lra.
  by rewrite Me; field; lra.
Qed.

(* Completing the square: the largest value of g t - mu t^2 / 2 + M t^3 / 6 on [0, r]. *)
Lemma largest_gap g mu M r t : 0 <= M -> M * r / 3 < mu -> 0 <= t <= r ->
  g * t - mu / 2 * t^2 + M / 6 * t^3 <= g^2 / (2 * (mu - M * r / 3)).
Proof.
move=> M0 s0 [t0 tr]; set s := mu - M * r / 3; have sp : 0 < s by rewrite /s; lra.
apply: (Rmult_le_reg_r (2 * s)); first by lra.
have -> : g^2 / (2 * s) * (2 * s) = g^2 by field; lra.
have k : 0 <= M * t^2 * (r - t) * s.
  by do 2 (apply: Rmult_le_pos; last lra); apply: Rmult_le_pos => //; exact: pow2_ge_0.
have := pow2_ge_0 (g - s * t); have -> : mu = s + M * r / 3 by rewrite /s; ring.
lra.
Qed.

Section StrictMinimiser.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Hypothesis S : smooth Phi G H.
Let count := sum (fun _ : I => 1).

(* Entries within eps make forms within eps |I| |u|^2. *)
Lemma form_near (A A' : I -> I -> R) u eps : (forall i j, Rabs (A i j - A' i j) <= eps) ->
  form A' u u - eps * count * dot u u <= form A u u.
Proof.
move=> E; suff: 0 <= sum (fun i => sum (fun j => (A i j - A' i j) * u i * u j + eps * (u i * u i + u j * u j) / 2)).
  have -> : sum (fun i => sum (fun j => (A i j - A' i j) * u i * u j + eps * (u i * u i + u j * u j) / 2)) =
    form A u u - form A' u u + eps * count * dot u u; last lra.
  transitivity (sum (fun i => u i * apply A u i - u i * apply A' u i + (eps / 2 * count) * (u i * u i)
    + eps / 2 * dot u u * 1)).
    apply: sum_ext => i; rewrite /apply /dot /count -!sum_scal -!sum_scal_r -sum_minus -!sum_plus.
    by apply: sum_ext => j; field.
  rewrite 2!sum_plus sum_minus !sum_scal -/count -/(dot u (apply A u)) -/(dot u (apply A' u)) -/(dot u u) /form.
  by field.
apply: sum_ge0 => i; apply: sum_ge0 => j; have := E i j => /Rabs_le_between [a b].
have k1 := Rmult_le_compat_r _ _ _ (pow2_ge_0 (u i + u j)) a.
have k2 := Rmult_le_compat_r _ _ _ (pow2_ge_0 (u i - u j)) b.
lra.
Qed.
Lemma strict_minimiser z nu : 0 < nu -> stationary G z -> curved (@dot I) (H z) nu ->
  exists delta, 0 < delta /\ forall w, norm (sub w z) < delta -> w <> z -> Phi z < Phi w.
Proof.
move=> nu0 Gz C; have c0 : 0 <= count by apply: sum_ge0 => i; lra.
pose eps := nu / (2 * (count + 1)).
have e0 : 0 < eps by apply: Rdiv_lt_0_compat; lra.
have ec : eps * count <= nu / 2.
  have -> : nu / 2 = eps * (count + 1) by rewrite /eps; field; lra.
  by apply: Rmult_le_compat_l; lra.
have [delta [d0 Hd]] := smooth_continuous S z e0; exists delta; split=> // w wd wz.
have HS := @semidefinite_dot I; set x := dot (sub w z) (sub w z).
have x0 : 0 < x.
  case: (Req_dec x 0) => [Z|N]; last by have := dot_ge0 (sub w z); rewrite -/x; lra.
  case: wz; apply: (length_eq (definite_dot I)); rewrite /length -/x Z sqrt_0; lra.
suff: Phi z + dot (G z) (sub w z) + nu / 2 * x / 2 + 0 / 6 <= Phi w.
  rewrite Gz; have -> : dot (@zero I) (sub w z) = 0 by apply: sum_eq0 => i; rewrite /zero; ring.
  have := Rmult_lt_0_compat _ _ nu0 x0; lra.
apply: (taylor_below S) => t Ht.
have near : norm (sub (line z (sub w z) t) z) < delta.
  rewrite line_sub /norm (length_scale HS) Rabs_pos_eq; last lra.
  apply: Rle_lt_trans wd; rewrite -[X in _ <= X]Rmult_1_l; apply: Rmult_le_compat_r; [exact: length_ge0|lra].
have := form_near (sub w z) (Hd _ near); have := C (sub w z); rewrite -/x.
have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ x0) ec; lra.
Qed.
End StrictMinimiser.

Section Certified.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Variables (B : (I -> R) -> (I -> R) -> R) (lower : R) (z : I -> R) (mu M rho r g : R).
Hypothesis S : smooth Phi G H.
Hypothesis HB : definite B lower.
Hypothesis mu0 : 0 < mu.
Hypothesis M0 : 0 <= M.
Hypothesis C : curved B (H z) mu.
Hypothesis L : lipschitz B H (ball_around B z rho) M.
Hypothesis r_rho : r <= rho.
Hypothesis Hg : dual_at_most B (G z) g.
Let HS := definite_semidefinite HB.
Let Ball w := ball_around B z r w.

Lemma dual_opposite v k u : dual_at_most B v k -> - (k * length B u) <= dot v u.
Proof.
move=> D; have := D (scale (-1) u); rewrite dot_sym dot_scale (length_scale HS) Rabs_Ropp Rabs_R1 (dot_sym u); lra.
Qed.
(* Curvature along the segment from z to a point of the ball. *)
Lemma curvature_along w t : Ball w -> 0 <= t <= 1 ->
  mu * length B (sub w z) ^ 2 + - (M * length B (sub w z) ^ 3) * t <= form (H (line z (sub w z) t)) (sub w z) (sub w z).
Proof.
move=> Kw Ht; set x := length B (sub w z).
have Kz : ball_around B z rho z.
  by apply: (ball_centre HS); apply: Rle_trans r_rho; exact: Rle_trans (length_ge0 _ _) Kw.
have Kt := ball_segment HS Kz (Rle_trans _ _ _ Kw r_rho) Ht.
have := curvature_near HS C L M0 Kt (sub w z).
rewrite line_sub (length_scale HS) (Rabs_pos_eq t); last lra.
rewrite -(length_sq HS) -/x; lra.
Qed.
(* On the sphere around z the gradient points outward. *)
Lemma outward w : length B (sub w z) = r ->
  r * (mu * r - M * r^2 / 2 - g) <= dot (G w) (sub w z).
Proof.
move=> E; have Kw : Ball w by rewrite /Ball /ball_around E; lra.
suff: mu * r^2 + - (M * r^3) / 2 <= dot (sub w z) (G w) - dot (sub w z) (G z).
  have := dual_opposite (sub w z) Hg; rewrite E !(dot_sym (sub w z)); lra.
by apply: (gradient_lower S) => t Ht; have := curvature_along Kw Ht; rewrite E.
Qed.
(* Taylor's formula at z. *)
Lemma gap_at w : Ball w -> Phi z - Phi w <=
  g * length B (sub w z) - mu / 2 * length B (sub w z) ^ 2 + M / 6 * length B (sub w z) ^ 3.
Proof.
move=> Kw; set x := length B (sub w z).
suff: Phi z + dot (G z) (sub w z) + mu * x^2 / 2 + - (M * x^3) / 6 <= Phi w.
  have := dual_opposite (sub w z) Hg; rewrite -/x; lra.
by apply: (taylor_below S) => t Ht; exact: curvature_along.
Qed.

(* A Newton step w with what it leaves of the gradient. *)
Section Witness.
Variables (w : I -> R) (res : R).
Hypothesis res0 : 0 <= res.
Hypothesis Hres : dual_at_most B (sub (G z) (apply (H z) w)) res.

Lemma newton_step : exists p, apply (H z) p = G z /\ mu * length B (sub p w) <= res.
Proof.
have l0 : 0 < lower by case: HB => _ [].
have [K HK] := invertible (Rmult_lt_0_compat _ _ mu0 l0) (euclidean_curvature HB mu0 C).
exists (apply K (G z)); split; first exact: HK.
apply: (solution_size HS (A := H z) mu0 res0 C erefl).
by rewrite apply_sub HK dot_sym; exact: Hres.
Qed.
Section Stationary.
Variables (zs : I -> R).
Hypothesis Gs : stationary G zs.
Hypothesis Ks : Ball zs.
Let x := length B (sub zs z).
Let x0 : 0 <= x := length_ge0 B (sub zs z).
Let powers : x^2 <= r^2 /\ x^3 <= r^3.
Proof. by split; apply: pow_incr. Qed.
(* z* lies within (res + M r^2 / 2) / mu of the Newton iterate z - w. *)
Lemma from_newton_iterate : mu * length B (add (sub zs z) w) <= res + M * r^2 / 2.
Proof.
have k0 : 0 <= M * r^2 / 2 by have := Rmult_le_pos _ _ M0 (pow2_ge_0 r); lra.
set y := add (sub zs z) w; apply: (solution_size HS (A := H z) mu0 _ C erefl); first lra.
have Kz : Ball z by apply: (ball_centre HS); exact: Rle_trans x0 Ks.
have := remainder S HS L y (Rle_trans _ _ _ Kz r_rho) (fun t Ht => Rle_trans _ _ _ (ball_segment HS Kz Ks Ht) r_rho).
rewrite Gs => /Rabs_le_between [_]; have -> : dot y (@zero I) = 0 by apply: sum_eq0 => i; rewrite /zero; ring.
have := dual_opposite y Hres; rewrite !(dot_sym _ y) dot_sub_r -/x => a b.
have -> : dot y (apply (H z) y) = form (H z) y (sub zs z) + dot y (apply (H z) w).
  by rewrite /form -!(dot_sym _ y) -dot_add -apply_add.
have := Rmult_le_compat_r _ _ _ (length_ge0 B y) (Rmult_le_compat_l _ _ _ M0 (proj1 powers)); lra.
Qed.
Lemma distance : length B (sub zs z) <= length B w + (res + M * r^2 / 2) / mu.
Proof.
have := length_add HS (add (sub zs z) w) (scale (-1) w); rewrite -sub_add (length_scale HS) Rabs_Ropp Rabs_R1.
have -> : sub (add (sub zs z) w) w = sub zs z by apply: eq_vector => i; rewrite /sub /add; ring.
have : length B (add (sub zs z) w) <= (res + M * r^2 / 2) / mu; last lra.
apply: (Rmult_le_reg_l mu) => //; have -> : mu * ((res + M * r^2 / 2) / mu) = res + M * r^2 / 2 by field; lra.
exact: from_newton_iterate.
Qed.
Lemma euclidean_distance : norm (sub zs z) <= norm w + (res + M * r^2 / 2) / (mu * sqrt lower).
Proof.
have HD := @semidefinite_dot I.
have l0 : 0 < sqrt lower by apply: sqrt_lt_R0; case: HB => _ [].
have := length_add HD (add (sub zs z) w) (scale (-1) w); rewrite -sub_add (length_scale HD).
rewrite Rabs_Ropp Rabs_R1 -!/(norm _).
have -> : sub (add (sub zs z) w) w = sub zs z by apply: eq_vector => i; rewrite /sub /add; ring.
have : norm (add (sub zs z) w) <= (res + M * r^2 / 2) / (mu * sqrt lower); last lra.
have ml := Rmult_lt_0_compat _ _ mu0 l0; apply: (Rmult_le_reg_l (mu * sqrt lower)) => //.
have -> : mu * sqrt lower * ((res + M * r^2 / 2) / (mu * sqrt lower)) = res + M * r^2 / 2 by field; lra.
have := norm_le_length HB (add (sub zs z) w) => K; have := Rmult_le_compat_l mu _ _ (Rlt_le _ _ mu0) K.
have := from_newton_iterate; lra.
Qed.
(* The model <g, d> + <d, H d> / 2 is at least -<g, H^-1 g> / 2, and <g, H^-1 g> <= <g, w> + g res / mu. *)
Lemma newton_gap : 0 <= g -> Phi z - Phi zs <= (dot (G z) w + g * res / mu) / 2 + M * r^3 / 6.
Proof.
move=> g0; set d := sub zs z; have [p [Hp pw]] := newton_step.
have Kz : ball_around B z rho z by apply: (ball_centre HS); apply: Rle_trans r_rho; exact: Rle_trans x0 Ks.
have T : Phi z + dot (G z) d + form (H z) d d / 2 + - (M * x^3) / 6 <= Phi zs.
  apply: (taylor_below S) => t Ht; rewrite -/d.
  have := L d d (ball_segment HS Kz (Rle_trans _ _ _ Ks r_rho) Ht) Kz.
  rewrite line_sub (length_scale HS) (Rabs_pos_eq t); last lra.
  by move=> /Rabs_le_between [a _]; rewrite -/d -/x in a *; lra.
have Q : 0 <= form (H z) (add d p) (add d p).
  by apply: Rle_trans (C _); apply: Rmult_le_pos; [lra|exact: (proj2 HS)].
have bil := bilinear_form (smooth_symmetric S z).
have E u : form (H z) (add u p) (add u p) = form (H z) u u + 2 * dot (G z) u + dot (G z) p.
  rewrite (bilinear_add bil) !(bilinear_add_r bil) (bilinear_symmetric bil p u) /form Hp !(dot_sym _ (G z)); ring.
have P : dot (G z) p <= dot (G z) w + g * res / mu.
  have := Hg (sub p w); rewrite dot_sub_r.
  have k : length B (sub p w) <= res / mu.
    by apply: (Rmult_le_reg_l mu) => //; have -> : mu * (res / mu) = res by field; lra.
  have := Rmult_le_compat_l _ _ _ g0 k; rewrite /Rdiv Rmult_assoc; lra.
rewrite E in Q; have := Rmult_le_compat_l _ _ _ M0 (proj2 powers); lra.
Qed.
End Stationary.
End Witness.
End Certified.
