(* Newton and Kantorovich: a small gradient, curvature and a Lipschitz Hessian at z give a stationary point near z.

   With H = Hess(z), T(d) = -H^-1 (grad(z + d) - H d) maps the ball of radius r into itself and contracts it, in the
   norm of any inner product B. Its fixed point d makes z + d stationary. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Segments Completeness.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Remainder.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Variables (B : (I -> R) -> (I -> R) -> R) (K : (I -> R) -> Prop) (M : R).
Hypothesis S : smooth Phi G H.
Hypothesis HB : semidefinite B.
Hypothesis L : lipschitz B H K M.

(* The gradient leaves its linearisation at z by at most M |d|^2 / 2. *)
Lemma remainder z w u : K z -> (forall t, 0 <= t <= 1 -> K (line z (sub w z) t)) ->
  Rabs (form (H z) u (sub w z) - (dot u (G w) - dot u (G z))) <= M * length B (sub w z) ^ 2 / 2 * length B u.
Proof.
move=> Kz Kw; set d := sub w z in Kw *; set x := length B d.
have near t : 0 <= t <= 1 ->
  Rabs (form (H (line z d t)) u d - form (H z) u d) <= M * (t * x) * length B u * x.
  move=> Ht; have := L u d (Kw t Ht) Kz.
  by rewrite line_sub (length_scale HB) (Rabs_pos_eq t); [|lra].
have Up : dot u (G w) - dot u (G z) <= form (H z) u d + M * x^2 * length B u / 2.
  by apply: (gradient_upper S) => t /near /Rabs_le_between; rewrite -/d; lra.
have Lo : form (H z) u d + - (M * x^2 * length B u) / 2 <= dot u (G w) - dot u (G z).
  by apply: (gradient_lower S) => t /near /Rabs_le_between; rewrite -/d; lra.
by apply: Rabs_le; lra.
Qed.
End Remainder.

Section Kantorovich.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Variables (B : (I -> R) -> (I -> R) -> R) (lower : R) (z : I -> R) (mu M rho r : R).
Hypothesis S : smooth Phi G H.
Hypothesis HB : definite B lower.
Hypothesis mu0 : 0 < mu.
Hypothesis M0 : 0 <= M.
Hypothesis C : curved B (H z) mu.
Hypothesis L : lipschitz B H (ball_around B z rho) M.
Hypothesis r_rho : r <= rho.
Hypothesis slope : 0 < mu - M * r.
Let HS := definite_semidefinite HB.
Let Ball w := ball_around B z r w.

Lemma curved_in_ball w : Ball w -> curved B (H w) (mu - M * r).
Proof. exact: (curvature_in_ball HS C L M0 r_rho). Qed.
Lemma segment_in_ball a b t : Ball a -> Ball b -> 0 <= t <= 1 -> Ball (line a (sub b a) t).
Proof. exact: (ball_segment HS). Qed.
Lemma in_rho w : Ball w -> ball_around B z rho w.
Proof. by move=> K; exact: Rle_trans K r_rho. Qed.
Lemma euclidean_curvature A nu : 0 < nu -> curved B A nu -> curved (@dot I) A (nu * lower).
Proof.
move=> n0 CA u; apply: Rle_trans (CA u); case: HB => _ [_ Hl].
by have := Rmult_le_compat_l nu _ _ (Rlt_le _ _ n0) (Hl u); lra.
Qed.

(* <grad(a) - grad(b), a - b> >= (mu - M r) |a - b|^2 in the ball. *)
Lemma monotone a b : Ball a -> Ball b ->
  (mu - M * r) * B (sub a b) (sub a b) <= dot (sub a b) (G a) - dot (sub a b) (G b).
Proof.
move=> Ka Kb; suff: (mu - M * r) * B (sub a b) (sub a b) + 0 / 2 <= dot (sub a b) (G a) - dot (sub a b) (G b) by lra.
apply: (gradient_lower S) => t Ht; have := curved_in_ball (segment_in_ball Kb Ka Ht) (sub a b); lra.
Qed.
Theorem unique a b : stationary G a -> stationary G b -> Ball a -> Ball b -> a = b.
Proof.
move=> Ga Gb Ka Kb; apply: (length_eq HB); have := monotone Ka Kb.
rewrite Ga Gb Rminus_eq_0 -(length_sq HS); have := length_ge0 B (sub a b) => n0 K.
case: (Req_dec (length B (sub a b)) 0) => [->|N]; first lra.
have p : 0 < length B (sub a b) by lra.
by have := Rmult_lt_0_compat _ _ slope (Rmult_lt_0_compat _ _ p p); lra.
Qed.
(* Phi lies above its tangents in the ball, by (mu - M r) / 2 |b - a|^2; at a stationary point it grows. *)
Lemma above_tangent a b : Ball a -> Ball b ->
  Phi a + dot (G a) (sub b a) + (mu - M * r) / 2 * length B (sub b a) ^ 2 <= Phi b.
Proof.
move=> Ka Kb; rewrite -[_ ^ 2]/(length B (sub b a) * (length B (sub b a) * 1)) Rmult_1_r (length_sq HS).
suff: Phi a + dot (G a) (sub b a) + (mu - M * r) * B (sub b a) (sub b a) / 2 + 0 / 6 <= Phi b by lra.
apply: (taylor_below S) => t Ht; have := curved_in_ball (segment_in_ball Ka Kb Ht) (sub b a); lra.
Qed.
Theorem growth zs w : stationary G zs -> Ball zs -> Ball w ->
  Phi zs + (mu - M * r) / 2 * length B (sub w zs) ^ 2 <= Phi w.
Proof.
move=> Gz Kz Kw; have := above_tangent Kz Kw; rewrite Gz.
have -> : dot (@zero I) (sub w zs) = 0 by [apply: sum_eq0 => i; rewrite /zero; ring]; lra.
Qed.
(* The distance of any point of the ball from z*, by its gradient: in the Euclidean norm. *)
Theorem distance_by_gradient zs y : stationary G zs -> Ball zs -> Ball y ->
  (mu - M * r) * lower * norm (sub y zs) <= norm (G y).
Proof.
move=> Gz Kz Ky; have := monotone Ky Kz; rewrite Gz.
have -> : dot (sub y zs) (@zero I) = 0 by apply: sum_eq0 => i; rewrite /zero; ring.
have [_ [_ low]] := HB; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ slope) (low (sub y zs)).
have := inner_le (@semidefinite_dot I) (sub y zs) (G y); rewrite -!/(@norm I _) -norm_sq => a b c.
case: (Req_dec (norm (sub y zs)) 0) => [->|N]; first by have := length_ge0 (@dot I) (G y); rewrite /norm; lra.
have n0 : 0 <= norm (sub y zs) by exact: length_ge0.
by apply: (Rmult_le_reg_r (norm (sub y zs))); lra.
Qed.

(* Existence, from a bound e of the Newton step with mu e + M r^2 / 2 <= mu r. *)
Section Existence.
Variables (p : I -> R) (e : R).
Hypothesis step : apply (H z) p = G z.
Hypothesis step_length : length B p <= e.
Hypothesis room : mu * e + M * r^2 / 2 <= mu * r.

Lemma radius_ge0 : 0 <= r.
Proof.
have e0 : 0 <= e by apply: Rle_trans step_length; exact: length_ge0.
have := Rmult_le_pos _ _ (Rlt_le _ _ mu0) e0; have := Rmult_le_pos _ _ M0 (pow2_ge_0 r) => a b.
by apply: (Rmult_le_reg_l mu) => //; lra.
Qed.
Theorem existence : exists zs, stationary G zs /\ Ball zs.
Proof.
have l0 : 0 < lower by case: HB => _ [].
have [K HK] := invertible (Rmult_lt_0_compat _ _ mu0 l0) (euclidean_curvature mu0 C).
pose T d := apply K (sub (apply (H z) d) (G (add z d))).
have HT d : apply (H z) (T d) = sub (apply (H z) d) (G (add z d)) by exact: HK.
have E d : sub (add z d) z = d by apply: eq_vector => i; rewrite /sub /add; ring.
have in_ball d : length B d <= r -> Ball (add z d) by rewrite /Ball /ball_around E.
have Kz : Ball z by apply: (ball_centre HS); exact: radius_ge0.
have into d : length B d <= r -> length B (T d) <= r.
  move=> dr; have Kd := in_ball d dr.
  have bound : mu * length B (add (T d) p) <= M * r^2 / 2.
    apply: (solution_size HS (A := H z) mu0 _ C); first by have := Rmult_le_pos _ _ M0 (pow2_ge_0 r); lra.
      by rewrite apply_add HT step.
    set u := add (T d) p.
    have := remainder S HS L u (in_rho Kz) (fun t Ht => in_rho (segment_in_ball Kz Kd Ht)).
    rewrite E => /Rabs_le_between [_ R1].
    have -> : dot u (add (sub (apply (H z) d) (G (add z d))) (G z)) =
      form (H z) u d - (dot u (G (add z d)) - dot u (G z)).
      by rewrite dot_sym dot_add dot_sub_l !(dot_sym _ u) /form; ring.
    apply: Rle_trans R1 _; apply: Rmult_le_compat_r; first exact: length_ge0.
    have := pow_incr _ _ 2 (conj (length_ge0 B d) dr) => sq; have := Rmult_le_compat_l _ _ _ M0 sq; lra.
  have Ed : T d = sub (add (T d) p) p by apply: eq_vector => i; rewrite /sub /add; ring.
  have := length_add HS (add (T d) p) (scale (-1) p); rewrite -sub_add -Ed (length_scale HS) Rabs_Ropp Rabs_R1.
  move=> Tr; apply: (Rmult_le_reg_l mu) => //.
  have := Rmult_le_compat_l mu _ _ (Rlt_le _ _ mu0) Tr.
  have := Rmult_le_compat_l mu _ _ (Rlt_le _ _ mu0) step_length; lra.
pose q := M * r / mu.
have q0 : 0 <= M * r by apply: Rmult_le_pos; [|exact: radius_ge0].
have q01 : 0 <= q < 1.
  split; first by apply: Rmult_le_pos => //; apply: Rlt_le; exact: Rinv_0_lt_compat.
  by apply: (Rmult_lt_reg_r mu) => //; rewrite /q /Rdiv Rmult_assoc Rinv_l; lra.
have contracts d d' : length B d <= r -> length B d' <= r -> length B (sub (T d) (T d')) <= q * length B (sub d d').
  move=> dr dr'; set x := sub (T d) (T d'); set n := length B (sub d d').
  suff bound : mu * length B x <= M * r * n.
    apply: (Rmult_le_reg_l mu) => //; have -> : mu * (q * n) = M * r * n by rewrite /q; field; lra. by [].
  have n0 : 0 <= n by exact: length_ge0.
  apply: (solution_size HS (A := H z) mu0 _ C erefl); first exact: Rmult_le_pos.
  have ee : sub d d' = sub (add z d) (add z d') by apply: eq_vector => i; rewrite /sub /add; ring.
  have -> : apply (H z) x = sub (apply (H z) (sub d d')) (sub (G (add z d)) (G (add z d'))).
    by rewrite /x !apply_sub !HT; apply: eq_vector => i; rewrite /sub; ring.
  rewrite !dot_sub_r.
  suff: (form (H z) x (sub d d') - M * r * n * length B x) + 0 / 2 <= dot x (G (add z d)) - dot x (G (add z d')).
    by rewrite /form; lra.
  apply: (gradient_lower S) => t Ht; rewrite -ee; have Kt : Ball (line (add z d') (sub d d') t).
    by rewrite ee; apply: segment_in_ball Ht; exact: in_ball.
  have := L x (sub d d') (in_rho Kt) (in_rho Kz) => /Rabs_le_between [Lt _].
  rewrite -/n -/x in Lt; set y := length B (sub (line _ _ _) z) in Lt; have x0 := length_ge0 B x.
  suff: M * y * length B x * n <= M * r * n * length B x by lra.
  have := Rmult_le_compat_l _ _ _ M0 (Kt : y <= r) => k1.
  have := Rmult_le_compat_r _ _ _ (Rmult_le_pos _ _ x0 n0) k1; lra.
have [d [dr Td]] := fixed_point HB q01 into contracts radius_ge0.
exists (add z d); split; last exact: in_ball.
have := HT d; rewrite Td => Ed; apply: eq_vector => i.
have : apply (H z) d i = apply (H z) d i - G (add z d) i by rewrite {1}Ed.
by rewrite /zero; lra.
Qed.
End Existence.
End Kantorovich.
