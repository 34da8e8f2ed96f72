(* One exact Newton step in every dimension: |z+ - z*| <= M / (2 (ell - M r)) r^2 with r = |z - z*| and M r < ell.

   The Hessian is at least ell at the stationary point z* and M-Lipschitz on a ball around it that contains z. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Segments Kantorovich.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Newton.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Variables (zs : I -> R) (ell M rho : R).
Hypothesis S : smooth Phi G H.
Hypothesis Gs : stationary G zs.
Hypothesis C : curved (@dot I) (H zs) ell.
Hypothesis M0 : 0 <= M.
Hypothesis L : lipschitz (@dot I) H (ball_around (@dot I) zs rho) M.
Let HS := @semidefinite_dot I.

Section Point.
Variable z : I -> R.
Let r := norm (sub z zs).
Hypothesis inside : r <= rho.
Hypothesis near : M * r < ell.

Lemma curved_at_point : curved (@dot I) (H z) (ell - M * r).
Proof. exact: (curvature_near HS C L M0 inside). Qed.
(* What the gradient leaves of H(z) e, e = z - z*: at most M r^2 / 2. *)
Lemma linearisation u : dot u (sub (apply (H z) (sub z zs)) (G z)) <= M * r^2 / 2 * norm u.
Proof.
have Ks : ball_around (@dot I) zs rho zs.
  by apply: (ball_centre HS); apply: Rle_trans inside; exact: length_ge0.
have := remainder S HS L u (inside : ball_around _ zs rho z) (fun t Ht => ball_segment HS inside Ks Ht).
rewrite Gs (length_sub_sym HS zs z) -!/(norm _) -/r => /Rabs_le_between [K _].
rewrite dot_sub_r; have -> : sub z zs = scale (-1) (sub zs z) by apply: eq_vector => i; rewrite /sub /scale; ring.
have Z : dot u (@zero I) = 0 by apply: sum_eq0 => i; rewrite /zero; ring.
by rewrite Z in K; rewrite apply_scale dot_sym dot_scale (dot_sym _ u) -/(form (H z) u _); lra.
Qed.
Theorem newton_error zp : apply (H z) (sub z zp) = G z -> norm (sub zp zs) <= M / (2 * (ell - M * r)) * r^2.
Proof.
move=> step; have p : 0 < ell - M * r by lra.
have k : 0 <= M * r^2 / 2 by have := Rmult_le_pos _ _ M0 (pow2_ge_0 r); lra.
suff : (ell - M * r) * norm (sub zp zs) <= M * r^2 / 2.
  move=> K; apply: (Rmult_le_reg_l (ell - M * r)) => //.
  by have -> : (ell - M * r) * (M / (2 * (ell - M * r)) * r^2) = M * r^2 / 2 by field; lra.
apply: (solution_size HS (A := H z) p k curved_at_point erefl); set d := sub zp zs.
suff -> : apply (H z) d = sub (apply (H z) (sub z zs)) (G z) by exact: linearisation.
by rewrite -step -apply_sub; congr (apply _ _); apply: eq_vector => i; rewrite /d /sub; ring.
Qed.
End Point.

(* Along a run: from M r_0 <= ell / 10 the distance falls eighteenfold a step, so the step's hypotheses stay. *)
Section Run.
Variable z : nat -> I -> R.
Let r t := norm (sub (z t) zs).
Hypothesis inside : r 0 <= rho.
Hypothesis near : M * r 0 <= ell / 10.
Hypothesis ell0 : 0 < ell.
Hypothesis step : forall t, apply (H (z t)) (sub (z t) (z t.+1)) = G (z t).

Lemma run_falls t : r t <= r 0 /\ r t.+1 <= r t / 18.
Proof.
have fall s : r s <= r 0 -> r s.+1 <= r s / 18.
  move=> rs; have r0 : 0 <= r s by exact: length_ge0.
  have Ms := Rmult_le_compat_l _ _ _ M0 rs.
  have := newton_error (Rle_trans _ _ _ rs inside) (ltac:(lra) : M * r s < ell) (step s); rewrite -/(r s) => K.
  apply: Rle_trans K _; have -> : r s / 18 = (ell - M * r s) / 9 * (1 / (2 * (ell - M * r s)) * r s) by field; lra.
  have -> : M / (2 * (ell - M * r s)) * r s ^ 2 = M * r s * (1 / (2 * (ell - M * r s)) * r s) by field; lra.
  apply: Rmult_le_compat_r; last lra.
  by apply: Rmult_le_pos r0; apply: Rlt_le; apply: Rdiv_lt_0_compat; lra.
elim: t => [|t [IH1 IH2]]; first by split; [lra|apply: fall; lra].
by have r0 := length_ge0 (@dot I) (sub (z t.+1) zs); split; [|apply: fall]; rewrite /r /norm in IH1 IH2 *; lra.
Qed.
Theorem newton_run t : M * r t < ell /\ r t.+1 <= M / (2 * (ell - M * r t)) * r t ^ 2.
Proof.
have [rt _] := run_falls t; have Mt := Rmult_le_compat_l _ _ _ M0 rt; have Ml : M * r t < ell by lra.
by split=> //; exact: (newton_error (Rle_trans _ _ _ rt inside) Ml (step t)).
Qed.
End Run.
End Newton.
