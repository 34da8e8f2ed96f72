(* One exact Newton step, in every dimension, for every (ell, M)-good gradient field G with Jacobian H:
   |z+ - z*| <= M / (2 (ell - M r)) r^2 with r = |z - z*| and M r < ell.

   The Jacobian is Lipschitz with constant M in the operator norm and at least ell at the stationary point z*. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype.
From PC Require Import Sums Softmax Curvature.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Newton.
Variable I : finType.
Notation vec := (I -> R).
Definition dot (u v : vec) := sum (fun i => u i * v i).
Definition norm (u : vec) := sqrt (square u).
Definition app (A : I -> I -> R) (u : vec) : vec := fun i => sum (fun j => A i j * u j).
Definition sub (u v : vec) : vec := fun i => u i - v i.
Variables (G : vec -> vec) (H : vec -> I -> I -> R) (zs z zp : vec) (ell M : R).
(* G is differentiable along lines with derivative H; both see only the entries of a vector. *)
Hypothesis dG : forall a e i t,
  is_derive (fun t => G (fun k => a k + t * e k) i) t (app (H (fun k => a k + t * e k)) e i).
Hypothesis extG : forall a b, (forall i, a i = b i) -> forall i, G a i = G b i.
Hypothesis M0 : 0 <= M.
Hypothesis LipH : forall a b u, norm (sub (app (H a) u) (app (H b) u)) <= M * norm (sub a b) * norm u.
Hypothesis stationary : forall i, G zs i = 0.
Hypothesis good : forall u, ell * square u <= dot u (app (H zs) u).
Let e := sub z zs.
Let r := norm e.
Hypothesis near : M * r < ell.
Hypothesis step : forall i, app (H z) (sub zp z) i = - G z i.

Lemma norm_ge0 u : 0 <= norm u. Proof. exact: sqrt_pos. Qed.
Lemma norm_sq u : norm u * norm u = square u. Proof. by apply: sqrt_sqrt; exact: square_ge0. Qed.
Lemma dot_le u v : dot u v <= norm u * norm v.
Proof. by rewrite -sqrt_mult; [apply: le_sqrt; exact: cauchy|exact: square_ge0|exact: square_ge0]. Qed.
Lemma norm_ext u v : (forall i, u i = v i) -> norm u = norm v.
Proof. by move=> E; rewrite /norm; congr sqrt; apply: sum_ext => i; rewrite E. Qed.
Lemma norm_scal c u : norm (fun i => c * u i) = Rabs c * norm u.
Proof.
rewrite /norm; have -> : square (fun i => c * u i) = c^2 * square u by rewrite -sum_scal; apply: sum_ext => i; ring.
by rewrite sqrt_mult; [rewrite -[c^2]/(c * (c * 1)) Rmult_1_r -/(Rsqr c) sqrt_Rsqr_abs
  |exact: pow2_ge_0|exact: square_ge0].
Qed.

Let w := sub (app (H z) e) (G z).
Let at_ t := fun k => zs k + t * e k.
(* |H(z) e - G(z)| <= M r^2 / 2 *)
Lemma remainder : norm w <= M * r^2 / 2.
Proof.
have main u : dot u w <= M * r^2 / 2 * norm u.
  pose psi t := t * dot u (app (H z) e) - dot u (G (at_ t)) - M * r^2 * norm u * (t - t^2 / 2).
  pose psi' t := dot u (app (H z) e) - dot u (app (H (at_ t)) e) - M * r^2 * norm u * (1 - t).
  have D t : is_derive psi t (psi' t).
    have D1 : is_derive (fun t => dot u (G (at_ t))) t (dot u (app (H (at_ t)) e)).
      by apply: is_derive_sum => i; apply: is_derive_scal; exact: dG.
    apply: (@is_derive_minus _ _ (fun t => t * dot u (app (H z) e) - dot u (G (at_ t)))
      (fun t => M * r^2 * norm u * (t - t^2 / 2))).
      by apply: (@is_derive_minus _ _ (fun t => t * dot u (app (H z) e)) (fun t => dot u (G (at_ t))))
        => //; auto_derive => //; ring.
    by auto_derive => //; field.
  have neg t : 0 <= t <= 1 -> psi' t <= 0.
    move=> Ht; rewrite /psi'.
    have -> : dot u (app (H z) e) - dot u (app (H (at_ t)) e) = dot u (sub (app (H z) e) (app (H (at_ t)) e)).
      by rewrite /dot -sum_minus; apply: sum_ext => i; rewrite /sub; ring.
    have A := dot_le u (sub (app (H z) e) (app (H (at_ t)) e)).
    have B := LipH z (at_ t) e.
    have N : norm (sub z (at_ t)) = (1 - t) * r.
      rewrite -[1 - t]Rabs_pos_eq; last lra.
      by rewrite /r -norm_scal; apply: norm_ext => i; rewrite /sub /at_ /e /sub; ring.
    rewrite N -/r in B; have := Rmult_le_compat_l _ _ _ (norm_ge0 u) B; lra.
  have [c [Hc E]] := MVT_gen psi 0 1 psi' (fun t _ => D t)
    (fun t _ => proj2 (continuity_pt_filterlim _ _) (ex_derive_continuous _ _ (ex_intro _ _ (D t)))).
  rewrite Rmin_left ?Rmax_right in Hc; try lra.
  have := neg c Hc; rewrite Rminus_0_r Rmult_1_r in E; rewrite -E /psi.
  have -> : dot u (G (at_ 0)) = 0.
    rewrite /dot (sum_ext (G := fun _ => 0)) ?sum_0 // => i; rewrite (extG (b := zs)) ?stationary; first by ring.
    by move=> k; rewrite /at_; ring.
  have -> : dot u (G (at_ 1)) = dot u (G z).
    by apply: sum_ext => i; congr (_ * _); apply: extG => k; rewrite /at_ /e /sub; ring.
  have -> : dot u w = dot u (app (H z) e) - dot u (G z)
    by rewrite /dot -sum_minus; apply: sum_ext => i; rewrite /w /sub; ring.
  lra.
have := main w; have -> : dot w w = norm w * norm w by rewrite norm_sq; apply: sum_ext => i; ring.
case: (Req_dec (norm w) 0) => [->|N0] K.
  by have := Rmult_le_pos _ _ M0 (pow2_ge_0 r); lra.
by apply: (Rmult_le_reg_r (norm w)) => //; have := norm_ge0 w; lra.
Qed.

Theorem R1_general : norm (sub zp zs) <= M / (2 * (ell - M * r)) * r^2.
Proof.
set d := sub zp zs; pose W := app (H z) d.
have Ew i : W i = w i.
  have -> : w i = app (H z) e i + app (H z) (sub zp z) i by rewrite step /w /sub; ring.
  by rewrite /W /app -sum_plus; apply: sum_ext => j; rewrite /d /e /sub; ring.
have low : (ell - M * r) * square d <= dot d W.
  have A := good d.
  have B := dot_le d (sub (app (H zs) d) (app (H z) d)); have C := LipH zs z d.
  have N : norm (sub zs z) = r.
    rewrite -[LHS]Rmult_1_l -[1]Rabs_R1 -[1]Ropp_involutive Rabs_Ropp -norm_scal.
    by apply: norm_ext => i; rewrite /e /sub; ring.
  rewrite N in C; have S : dot d (sub (app (H zs) d) (app (H z) d)) = dot d (app (H zs) d) - dot d W.
    by rewrite /dot -sum_minus; apply: sum_ext => i; rewrite /sub /W; ring.
  have := Rmult_le_compat_l _ _ _ (norm_ge0 d) C; rewrite S in B; rewrite -norm_sq in A *; lra.
have up := dot_le d W; rewrite (norm_ext Ew) in up; have R := remainder.
have up2 := Rmult_le_compat_l _ _ _ (norm_ge0 d) R; rewrite -norm_sq in low.
have p : 0 < ell - M * r by lra.
have -> : M / (2 * (ell - M * r)) * r^2 = M * r^2 / 2 / (ell - M * r) by field; lra.
apply: (Rmult_le_reg_l (ell - M * r)) => //.
have -> : (ell - M * r) * (M * r^2 / 2 / (ell - M * r)) = M * r^2 / 2 by field; lra.
case: (Req_dec (norm d) 0) => [->|N0]; first by have := Rmult_le_pos _ _ M0 (pow2_ge_0 r); lra.
by apply: (Rmult_le_reg_l (norm d)); have := norm_ge0 d; lra.
Qed.
End Newton.
