(* Bounds c0 + c1 t of a derivative of order one to three on [0, 1], integrated; and the chord of an exponential. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Segments.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma exp_above y z : exp y * (1 + (z - y)) <= exp z.
Proof.
have -> : exp z = exp y * exp (z - y) by rewrite -exp_plus; congr exp; ring.
by apply: Rmult_le_compat_l; [apply: Rlt_le; exact: exp_pos|exact: exp_ineq1_le].
Qed.
Lemma exp_chord delta t : 0 <= t <= 1 -> exp (t * delta) <= 1 + t * (exp delta - 1).
Proof.
move=> [t0 t1]; have a := exp_above (t * delta) 0; have b := exp_above (t * delta) delta; rewrite exp_0 in a.
have := Rmult_le_compat_l (1 - t) _ _ ltac:(lra) a; have := Rmult_le_compat_l t _ _ t0 b; lra.
Qed.
(* Integrals of a bound c0 + c1 t of the last derivative. *)
Section Taylor.
Variables (h h1 h2 h3 : R -> R) (c0 c1 : R).
Hypothesis D1 : forall t, is_derive h t (h1 t).
Hypothesis D2 : forall t, is_derive h1 t (h2 t).
Hypothesis D3 : forall t, is_derive h2 t (h3 t).
Lemma below_integral (g dg p dp : R -> R) s : 0 <= s -> (forall t, is_derive g t (dg t)) ->
  (forall t, is_derive p t (dp t)) -> (forall t, 0 <= t <= s -> dg t <= dp t) -> g s - g 0 <= p s - p 0.
Proof.
move=> s0 Dg Dp le; suff : p 0 - g 0 <= p s - g s by lra.
apply: (@rise (fun t => p t - g t) (fun t => dp t - dg t) s s0) => [t|t /le]; last by lra.
exact: (@is_derive_minus _ _ p g).
Qed.
Ltac poly := move=> ?; auto_derive => //; field.
Lemma taylor1 : (forall t, 0 <= t <= 1 -> h1 t <= c0 + c1 * t) -> h 1 - h 0 <= c0 + c1 / 2.
Proof.
move=> le; have := @below_integral h h1 (fun t => c0 * t + c1 * t^2 / 2) (fun t => c0 + c1 * t) 1 Rle_0_1 D1.
by move=> K; have := K ltac:(poly) le; lra.
Qed.
Lemma taylor2 : (forall t, 0 <= t <= 1 -> h2 t <= c0 + c1 * t) -> h 1 - h 0 - h1 0 <= c0 / 2 + c1 / 6.
Proof.
move=> le; have low s : 0 <= s <= 1 -> h1 s <= h1 0 + c0 * s + c1 * s^2 / 2.
  move=> [s0 s1]; have := @below_integral h1 h2 (fun t => c0 * t + c1 * t^2 / 2) (fun t => c0 + c1 * t) s s0 D2.
  by move=> K; have := K ltac:(poly) (fun t Ht => le t ltac:(lra)); lra.
have := @below_integral h h1 (fun t => h1 0 * t + c0 * t^2 / 2 + c1 * t^3 / 6)
  (fun t => h1 0 + c0 * t + c1 * t^2 / 2) 1 Rle_0_1 D1.
by move=> K; have := K ltac:(poly) low; lra.
Qed.
Lemma taylor3 : (forall t, 0 <= t <= 1 -> h3 t <= c0 + c1 * t) -> h 1 - h 0 - h1 0 - h2 0 / 2 <= c0 / 6 + c1 / 24.
Proof.
move=> le; have low2 s : 0 <= s <= 1 -> h2 s <= h2 0 + c0 * s + c1 * s^2 / 2.
  move=> [s0 s1]; have := @below_integral h2 h3 (fun t => c0 * t + c1 * t^2 / 2) (fun t => c0 + c1 * t) s s0 D3.
  by move=> K; have := K ltac:(poly) (fun t Ht => le t ltac:(lra)); lra.
have low s : 0 <= s <= 1 -> h1 s <= h1 0 + h2 0 * s + c0 * s^2 / 2 + c1 * s^3 / 6.
  move=> [s0 s1]; have := @below_integral h1 h2 (fun t => h2 0 * t + c0 * t^2 / 2 + c1 * t^3 / 6)
    (fun t => h2 0 + c0 * t + c1 * t^2 / 2) s s0 D2.
  by move=> K; have := K ltac:(poly) (fun t Ht => low2 t ltac:(lra)); lra.
have := @below_integral h h1 (fun t => h1 0 * t + h2 0 * t^2 / 2 + c0 * t^3 / 6 + c1 * t^4 / 24)
  (fun t => h1 0 + h2 0 * t + c0 * t^2 / 2 + c1 * t^3 / 6) 1 Rle_0_1 D1.
by move=> K; have := K ltac:(poly) low; lra.
Qed.
End Taylor.
