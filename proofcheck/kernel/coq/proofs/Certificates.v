(* The theorems of certificates: C1 and C2 with their parts, and what the re-checker concludes. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Segments Kantorovich LocalCertificate DualNorm.
From PC.statements Require Import Vectors Abstract.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma root_of_gradient mu M g h r : 0 < mu -> 0 <= M -> 0 <= g -> h = M * g / mu^2 -> h < 1 / 2 ->
  r = 2 * g / (mu * (1 + sqrt (1 - 2 * h))) ->
  [/\ 0 <= r, mu * r - M * r^2 / 2 = g, mu - M * r = mu * sqrt (1 - 2 * h) & 0 < mu - M * r].
Proof.
move=> mu0 M0 g0 Eh h2 Er; have E : M * (g / mu) / mu = h by rewrite Eh; field; lra.
have e0 : 0 <= g / mu by apply: Rmult_le_pos => //; apply: Rlt_le; exact: Rinv_0_lt_compat.
have Er' : r = 2 * (g / mu) / (1 + sqrt (1 - 2 * h)) by rewrite Er; field; have := sqrt_pos (1 - 2 * h); split; lra.
have := smaller_root mu0 M0 e0; rewrite E => /(_ r h2 Er') [r0 root slope pos]; split=> //.
by rewrite root; field; lra.
Qed.
Theorem C1_root_holds : C1_root.statement.
Proof.
move=> mu M g h r mu0 M0 g0 Eh h2 Er; have [r0 root slope pos] := root_of_gradient mu0 M0 g0 Eh h2 Er.
by split; [lra|].
Qed.

Section Known.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Variables (B : (I -> R) -> (I -> R) -> R) (lower : R) (z : I -> R) (mu M rho r : R).
Hypothesis K : known Phi G H B lower z mu M rho.
Hypothesis r_rho : r <= rho.
Hypothesis slope : 0 < mu - M * r.
Let S := known_smooth K.
Let HB := known_norm K.
Let mu0 := proj1 (known_curvature K).
Let C := proj2 (known_curvature K).
Let M0 := proj1 (known_lipschitz K).
Let L := proj2 (known_lipschitz K).

(* A stationary point in the ball is the certified minimiser. *)
Lemma certified zs : stationary G zs -> ball_around B z r zs -> certified_minimiser Phi G B z r zs.
Proof.
move=> Gz Kz; have CE := curved_in_ball HB M0 C L r_rho Kz.
split=> //; split=> //; split=> [w Gw Kw|]; first exact: (unique S HB M0 C L r_rho slope Gw Gz Kw Kz).
split=> [|w Kw].
  have l0 : 0 < lower by case: HB => _ [].
  exact: (strict_minimiser S (Rmult_lt_0_compat _ _ slope l0) Gz (euclidean_curvature HB slope CE)).
have := growth S HB M0 C L r_rho Gz Kz Kw.
have := Rmult_le_pos _ _ (Rlt_le _ _ slope) (pow2_ge_0 (length B (sub w zs))); lra.
Qed.
Lemma certified_exists p e : apply (H z) p = G z -> length B p <= e -> mu * e + M * r^2 / 2 <= mu * r ->
  exists zs, certified_minimiser Phi G B z r zs.
Proof.
move=> Hp pe room; have [zs [Gz Kz]] := existence S HB mu0 M0 C L r_rho slope Hp pe room.
by exists zs; exact: certified.
Qed.
(* From a witness of the step: its length and residual bound the length of the step. *)
Lemma certified_witness w res : 0 <= res -> dual_at_most B (sub (G z) (apply (H z) w)) res ->
  mu * length B w + res <= mu * r - M * r^2 / 2 -> exists zs, certified_minimiser Phi G B z r zs.
Proof.
move=> res0 D room; have [p [Hp pw]] := newton_step HB mu0 C res0 D.
have pe : length B p <= length B w + res / mu.
  have := length_add (definite_semidefinite HB) w (sub p w).
  have -> : add w (sub p w) = p by apply: eq_vector => i; rewrite /add /sub; ring.
  have : length B (sub p w) <= res / mu; last lra.
  by apply: (Rmult_le_reg_l mu) => //; have -> : mu * (res / mu) = res by field; lra.
apply: (certified_exists Hp pe); have -> : mu * (length B w + res / mu) = mu * length B w + res by field; lra. lra.
Qed.
Lemma certified_gradient g : 0 <= g -> dual_at_most B (G z) g -> g <= mu * r - M * r^2 / 2 ->
  exists zs, certified_minimiser Phi G B z r zs.
Proof.
move=> g0 D room; apply: (@certified_witness (@zero I) g g0).
  2: by rewrite (length_zero (definite_semidefinite HB)); lra.
suff -> : sub (G z) (apply (H z) (@zero I)) = G z by [].
apply: eq_vector => i; rewrite /sub; have -> : apply (H z) (@zero I) i = 0; last ring.
by apply: sum_eq0 => j; rewrite /zero; ring.
Qed.
Lemma certified_gap g zs : 0 <= g -> dual_at_most B (G z) g -> certified_minimiser Phi G B z r zs ->
  [/\ 0 <= Phi z - Phi zs, exists t, 0 <= t <= r /\ Phi z - Phi zs <= g * t - mu / 2 * t^2 + M / 6 * t^3 &
    Phi z - Phi zs <= g^2 / (2 * (mu - M * r / 3))].
Proof.
move=> g0 D [Gz [Kz [_ [_ least]]]]; have HS := definite_semidefinite HB.
have T := gap_at S HB M0 C L r_rho D Kz.
have r0 : 0 <= r by apply: Rle_trans Kz; exact: length_ge0.
have Mr := Rmult_le_pos _ _ M0 r0.
split; first by have := least z (ball_centre HS z r0); lra.
  by exists (length B (sub zs z)); split=> //; split; [exact: length_ge0|].
apply: Rle_trans T _; apply: (largest_gap g M0 _ (conj (length_ge0 _ _) Kz)); lra.
Qed.
End Known.

Theorem C1_outward_holds : C1_outward.statement.
Proof.
move=> I Phi G H B lower z mu M rho g h r [S HB [mu0 C] [M0 L]] g0 D Eh h2 Er rr w Ew.
have [r0 root slope pos] := root_of_gradient mu0 M0 g0 Eh h2 Er.
have := outward S HB M0 C L rr D Ew; have -> : mu * r - M * r ^ 2 / 2 - g = 0 by lra.
rewrite Rmult_0_r => K; split=> //; have -> : mu * r - M / 2 * r ^ 2 - g = 0 by lra.
by rewrite Rmult_0_r.
Qed.
Theorem C1_unique_holds : C1_unique.statement.
Proof.
move=> I Phi G H B lower z mu M rho g h r [S HB [mu0 C] [M0 L]] g0 D Eh h2 Er rr.
have [r0 root slope pos] := root_of_gradient mu0 M0 g0 Eh h2 Er.
split=> [a b Ga Gb Ka Kb|a w Ga Ka Kw]; first exact: (unique S HB M0 C L rr pos Ga Gb Ka Kb).
by have := growth S HB M0 C L rr Ga Ka Kw; lra.
Qed.
Theorem C1_holds : C1.statement.
Proof.
move=> I Phi G H B lower z mu M rho g h r K g0 D Eh h2 Er rr.
have [r0 root slope pos] := root_of_gradient (proj1 (known_curvature K)) (proj1 (known_lipschitz K)) g0 Eh h2 Er.
by apply: (certified_gradient K rr pos g0 D); lra.
Qed.
Theorem C1_newton_holds : C1_newton.statement.
Proof.
move=> I Phi G H B lower z p mu M rho e h r K Hp pe Eh h2 Er rr; have mu0 := proj1 (known_curvature K).
have e0 : 0 <= e by apply: Rle_trans pe; exact: length_ge0.
rewrite Eh in h2 Er; have [r0 root slope pos] := smaller_root mu0 (proj1 (known_lipschitz K)) e0 h2 Er.
by apply: (certified_exists K rr pos Hp pe); lra.
Qed.
Theorem C2_holds : C2.statement.
Proof.
move=> I Phi G H B lower z mu M rho g h r K g0 D Eh h2 Er rr.
have [r0 root slope pos] := root_of_gradient (proj1 (known_curvature K)) (proj1 (known_lipschitz K)) g0 Eh h2 Er.
have [|zs Kz] := certified_gradient K rr pos g0 D; first lra.
by exists zs; have [a b c] := certified_gap K rr pos g0 D Kz.
Qed.
Theorem C_recheck_holds : C_recheck.statement.
Proof.
move=> I Phi G H B lower z w mu M rho g res r K g0 D res0 Dw rr room pos.
have [zs Kz] : exists zs, certified_minimiser Phi G B z r zs.
  move: room; rewrite /Rmin; case: Rle_dec => _ room; first exact: (certified_gradient K rr pos g0 D room).
  exact: (certified_witness K rr pos res0 Dw room).
exists zs; have [a b c] := certified_gap K rr pos g0 D Kz; split=> //; split=> // r1 Ks r1r.
case: Kz => [Gz _]; case: K => S HB [mu0 C] [M0 L]; have rr1 : r1 <= rho by lra.
split; first exact: (distance S HB mu0 M0 C L rr1 res0 Dw Gz Ks).
split; last split; last exact: (newton_gap S HB mu0 M0 C L rr1 D res0 Dw Ks g0).
  have l0 : 0 < sqrt lower by apply: sqrt_lt_R0; case: HB => _ [].
  apply: (Rmult_le_reg_l (sqrt lower)) => //; have -> : sqrt lower * (r1 / sqrt lower) = r1 by field; lra.
  exact: Rle_trans (norm_le_length HB _) Ks.
exact: (euclidean_distance S HB mu0 M0 C L rr1 res0 Dw Gz Ks).
Qed.
Theorem C_decimals_holds : C_decimals.statement.
Proof.
move=> I Phi G H B lower z zs y mu M rho t d [S HB [mu0 C] [M0 L]] tr slope Gz Kz Ky ->.
have l0 : 0 < lower by case: HB => _ [].
have p := Rmult_lt_0_compat _ _ slope l0; have g0 : 0 <= norm (G y) by exact: length_ge0.
have dist : norm (sub y zs) <= norm (G y) / ((mu - M * t) * lower).
  apply: (Rmult_le_reg_l ((mu - M * t) * lower)) => //.
  have -> : (mu - M * t) * lower * (norm (G y) / ((mu - M * t) * lower)) = norm (G y) by field; lra.
  exact: (distance_by_gradient S HB M0 C L tr slope Gz Kz Ky).
split=> //; split; last first.
  have := growth S HB M0 C L tr Gz Kz Ky.
  by have := Rmult_le_pos _ _ (Rlt_le _ _ slope) (pow2_ge_0 (length B (sub y zs))); lra.
have := above_tangent S HB M0 C L tr Ky Kz.
have := Rmult_le_pos _ _ (Rlt_le _ _ slope) (pow2_ge_0 (length B (sub zs y))).
have := cauchy_abs (@semidefinite_dot I) (G y) (sub zs y) => /Rabs_le_between [a _].
rewrite -!/(norm _) in a; have E : norm (sub zs y) = norm (sub y zs) by exact: (length_sub_sym (@semidefinite_dot I)).
by rewrite E in a; have := Rmult_le_compat_l _ _ _ g0 dist; lra.
Qed.
Theorem C_dual_norm_holds : C_dual_norm.statement.
Proof. by move=> I W g z lower delta energy symW l0 low Hd e0 He; exact: (dual_norm symW l0 low Hd e0 He). Qed.
