(* A twice differentiable function along a segment: what bounds of u^T Hess e give for gradients and values. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* The mean value theorem: a function with nonnegative derivative does not fall. *)
Lemma rise (f df : R -> R) s : 0 <= s -> (forall t, is_derive f t (df t)) -> (forall t, 0 <= t <= s -> 0 <= df t) ->
  f 0 <= f s.
Proof.
move=> s0 D P.
have [c [Hc E]] := MVT_gen f 0 s df (fun t _ => D t)
  (fun t _ => proj2 (continuity_pt_filterlim _ _) (ex_derive_continuous _ _ (ex_intro _ _ (D t)))).
rewrite Rmin_left ?Rmax_right // in Hc; have := P c Hc; rewrite Rminus_0_r in E.
by move=> d0; have := Rmult_le_pos _ _ d0 s0; lra.
Qed.

Section Segments.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Hypothesis S : smooth Phi G H.
Implicit Types (a b e u v w z : I -> R).

Lemma line_0 a e : line a e 0 = a. Proof. by apply: eq_vector => i; rewrite /line; ring. Qed.
Lemma line_1 a b : line a (sub b a) 1 = b. Proof. by apply: eq_vector => i; rewrite /line /sub; ring. Qed.
Lemma line_sub a e t : sub (line a e t) a = scale t e.
Proof. by apply: eq_vector => i; rewrite /line /scale /sub; ring. Qed.

Lemma derive_dot u a e t : is_derive (fun t => dot u (G (line a e t))) t (form (H (line a e t)) u e).
Proof. by apply: is_derive_sum => i; apply: is_derive_scal; exact: (smooth_hessian S). Qed.

(* <u, G(a + s e) - G(a)> lies between the integrals of bounds c0 + c1 t of u^T H(a + t e) e. *)
Lemma gradient_above u a e s c0 c1 : 0 <= s ->
  (forall t, 0 <= t <= s -> form (H (line a e t)) u e <= c0 + c1 * t) ->
  dot u (G (line a e s)) - dot u (G a) <= c0 * s + c1 * s^2 / 2.
Proof.
move=> s0 B; pose f t := c0 * t + c1 * t^2 / 2 - dot u (G (line a e t)).
suff: f 0 <= f s by rewrite /f line_0; lra.
apply: (@rise f (fun t => c0 + c1 * t - form (H (line a e t)) u e)); first by [].
- move=> t; apply: (@is_derive_minus _ _ (fun t => c0 * t + c1 * t^2 / 2)); last exact: derive_dot.
  by auto_derive => //; field.
- by move=> t /B; lra.
Qed.
Lemma gradient_below u a e s c0 c1 : 0 <= s ->
  (forall t, 0 <= t <= s -> c0 + c1 * t <= form (H (line a e t)) u e) ->
  c0 * s + c1 * s^2 / 2 <= dot u (G (line a e s)) - dot u (G a).
Proof.
move=> s0 B; pose f t := dot u (G (line a e t)) - (c0 * t + c1 * t^2 / 2).
suff: f 0 <= f s by rewrite /f line_0; lra.
apply: (@rise f (fun t => form (H (line a e t)) u e - (c0 + c1 * t))); first by [].
- move=> t; apply: (@is_derive_minus _ _ _ (fun t => c0 * t + c1 * t^2 / 2)); first exact: derive_dot.
  by auto_derive => //; field.
- by move=> t /B; lra.
Qed.
(* From one end of a segment to the other. *)
Lemma gradient_upper u a b c0 c1 :
  (forall t, 0 <= t <= 1 -> form (H (line a (sub b a) t)) u (sub b a) <= c0 + c1 * t) ->
  dot u (G b) - dot u (G a) <= c0 + c1 / 2.
Proof. by move=> K; have := gradient_above Rle_0_1 K; rewrite line_1; lra. Qed.
Lemma gradient_lower u a b c0 c1 :
  (forall t, 0 <= t <= 1 -> c0 + c1 * t <= form (H (line a (sub b a) t)) u (sub b a)) ->
  c0 + c1 / 2 <= dot u (G b) - dot u (G a).
Proof. by move=> K; have := gradient_below Rle_0_1 K; rewrite line_1; lra. Qed.

(* Taylor's formula: the value at the end of the segment from below and from above. *)
Lemma taylor_below a b c0 c1 :
  (forall t, 0 <= t <= 1 -> c0 + c1 * t <= form (H (line a (sub b a) t)) (sub b a) (sub b a)) ->
  Phi a + dot (G a) (sub b a) + c0 / 2 + c1 / 6 <= Phi b.
Proof.
move=> B; set e := sub b a in B *.
pose f t := Phi (line a e t) - (t * dot (G a) e + c0 * t^2 / 2 + c1 * t^3 / 6).
suff: f 0 <= f 1 by rewrite /f line_0 /e line_1 -/e; lra.
apply: (@rise f (fun t => dot (G (line a e t)) e - (dot (G a) e + c0 * t + c1 * t^2 / 2))); first lra.
- move=> t; apply: (@is_derive_minus _ _ _ (fun t => t * dot (G a) e + c0 * t^2 / 2 + c1 * t^3 / 6)).
    exact: (smooth_gradient S).
  by auto_derive => //; field.
- move=> t [t0 t1]; rewrite !(dot_sym _ e).
  have Bt s : 0 <= s <= t -> 0 <= s <= 1 by lra.
  by have := @gradient_below e a e t c0 c1 t0 (fun s Hs => B s (Bt s Hs)); lra.
Qed.
Lemma taylor_above a b c0 c1 :
  (forall t, 0 <= t <= 1 -> form (H (line a (sub b a) t)) (sub b a) (sub b a) <= c0 + c1 * t) ->
  Phi b <= Phi a + dot (G a) (sub b a) + c0 / 2 + c1 / 6.
Proof.
move=> B; set e := sub b a in B *.
pose f t := (t * dot (G a) e + c0 * t^2 / 2 + c1 * t^3 / 6) - Phi (line a e t).
suff: f 0 <= f 1 by rewrite /f line_0 /e line_1 -/e; lra.
apply: (@rise f (fun t => (dot (G a) e + c0 * t + c1 * t^2 / 2) - dot (G (line a e t)) e)); first lra.
- move=> t; apply: (@is_derive_minus _ _ (fun t => t * dot (G a) e + c0 * t^2 / 2 + c1 * t^3 / 6)).
    by auto_derive => //; field.
  exact: (smooth_gradient S).
- move=> t [t0 t1]; rewrite !(dot_sym _ e).
  have Bt s : 0 <= s <= t -> 0 <= s <= 1 by lra.
  by have := @gradient_above e a e t c0 c1 t0 (fun s Hs => B s (Bt s Hs)); lra.
Qed.

Section Ball.
Variable B : (I -> R) -> (I -> R) -> R.
Hypothesis HB : semidefinite B.
Lemma ball_centre z r : 0 <= r -> ball_around B z r z.
Proof. by rewrite /ball_around (length_sub0 HB). Qed.
(* Balls are convex. *)
Lemma ball_segment z r a b t : ball_around B z r a -> ball_around B z r b -> 0 <= t <= 1 ->
  ball_around B z r (line a (sub b a) t).
Proof.
move=> Ha Hb Ht; rewrite /ball_around.
have -> : sub (line a (sub b a) t) z = add (scale (1 - t) (sub a z)) (scale t (sub b z)).
  by apply: eq_vector => i; rewrite /line /add /scale /sub; ring.
apply: Rle_trans (length_add HB _ _) _; rewrite !(length_scale HB) !Rabs_pos_eq; try lra.
have := Rmult_le_compat_l (1 - t) _ _ ltac:(lra) Ha; have := Rmult_le_compat_l t _ _ ltac:(lra) Hb; lra.
Qed.
(* Curvature mu at z and a Lipschitz Hessian leave curvature mu - M |w - z| at w. *)
Lemma curvature_near z mu M r w : curved B (H z) mu -> lipschitz B H (ball_around B z r) M -> 0 <= M ->
  ball_around B z r w -> curved B (H w) (mu - M * length B (sub w z)).
Proof.
move=> C L M0 Hw u; have r0 : 0 <= r by apply: Rle_trans Hw; exact: length_ge0.
have := L _ _ u u Hw (ball_centre z r0); move/Rabs_le_between => [K _].
have := C u; rewrite -(length_sq HB); lra.
Qed.
Lemma curvature_in_ball z mu M r s w : curved B (H z) mu -> lipschitz B H (ball_around B z r) M -> 0 <= M ->
  s <= r -> ball_around B z s w -> curved B (H w) (mu - M * s).
Proof.
move=> C L M0 sr Hw u; have := curvature_near C L M0 (Rle_trans _ _ _ Hw sr) u.
have := Rmult_le_compat_l _ _ _ M0 Hw; have := proj2 HB u => B0 K; have := Rmult_le_compat_r _ _ _ B0 K; lra.
Qed.
End Ball.
End Segments.
