(* Softmax weights of bounded scores, and the curvature on a box ||S|| <= rho1, ||V|| <= rho2. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds BinaryForms CurvatureForms.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* f_k = 1 / sum_l exp(x_l - x_k); exp is above its tangent at the mean y of the other x_l - x_k, and
   y >= -rho sqrt(c/d) by Cauchy-Schwarz, c = d + 1 the number of keys. *)
Section Peak.
Variable T : finType.
Variables (x : T -> R) (c d rho : R).
Hypothesis Hc : sum (fun _ : T => 1) = c.
Hypothesis Hd : d = -1 + c.
Hypothesis d0 : 0 < d.
Hypothesis Hrho : len x <= rho.
Variable k : T.
Let y := (sum x - c * x k) / d.
Let Ec : c = 1 + d. Proof. by rewrite Hd; ring. Qed.
Let delta l := if l == k then 1 else 0.
Lemma denominator_ge : 1 + d * exp y <= sum (fun l => exp (x l - x k)).
Proof.
pose G l := exp y * (1 + (x l - x k) - y).
have -> : 1 + d * exp y = sum (fun l => G l + (if l == k then 1 - G l else 0)).
  rewrite sum_plus (sum_delta (fun l => 1 - G l)) /G sum_scal sum_minus sum_plus sum_minus Hc.
  have -> : sum (fun _ : T => x k) = c * x k by rewrite -Hc -sum_scal_r; apply: sum_ext => l; ring.
  have -> : sum (fun _ : T => y) = c * y by rewrite -Hc -sum_scal_r; apply: sum_ext => l; ring.
  have -> : sum x = c * x k + d * y by rewrite /y; field; lra.
  by rewrite Ec; ring.
apply: sum_le => l; case: eqP => [->|_]; first by rewrite (Rminus_diag_eq (x k)) // exp_0; lra.
have -> : exp (x l - x k) = exp y * exp (x l - x k - y) by rewrite -exp_plus; congr exp; ring.
rewrite Rplus_0_r; apply: Rmult_le_compat_l; first by apply: Rlt_le; exact: exp_pos.
by have := exp_ineq1_le (x l - x k - y); lra.
Qed.
Lemma mean_difference_ge : - (rho * sqrt (c / d)) <= y.
Proof.
pose w l := (c * delta l - 1) / d.
have Ey : y = - inner x w.
  rewrite /inner /y; have -> : sum (fun l => x l * w l) = (c * x k - sum x) / d; last by field; lra.
  transitivity (sum (fun l => (if l == k then c / d * x l else 0) - / d * x l)).
    by apply: sum_ext => l; rewrite /w /delta; case: eqP => _; field; lra.
  by rewrite sum_minus (sum_delta (fun l => c / d * x l)) sum_scal; field; lra.
have Ew : len w = sqrt (c / d).
  rewrite /len /sq; congr sqrt.
  transitivity (sum (fun l => (if l == k then (c - 2) * c / (d * d) else 0) + / (d * d) * 1)).
    by apply: sum_ext => l; rewrite /w /delta; case: eqP => _; field; lra.
  by rewrite sum_plus (sum_delta (fun _ => (c - 2) * c / (d * d))) sum_scal Hc Ec; field; lra.
have := inner_le x w; rewrite Ew Ey; have := Rmult_le_compat_r _ _ _ (sqrt_pos (c / d)) Hrho; lra.
Qed.
Theorem softmax_peak : softmax x k <= 1 / (1 + d * exp (- (rho * sqrt (c / d)))).
Proof.
have -> : softmax x k = 1 / sum (fun l => exp (x l - x k)).
  have Ed : sum (fun l => exp (x l - x k)) = sum (fun l => exp (x l)) / exp (x k).
    by rewrite -sum_div; apply: sum_ext => l; rewrite /Rminus exp_plus exp_Ropp.
  rewrite Ed /softmax; have := exp_pos (x k); have := denominator_gt0 x k => *; field; lra.
have p : 0 < 1 + d * exp (- (rho * sqrt (c / d))).
  by have := Rmult_lt_0_compat _ _ d0 (exp_pos (- (rho * sqrt (c / d)))); lra.
rewrite /Rdiv !Rmult_1_l; apply: Rinv_le_contravar => //; apply: (Rle_trans _ _ _ _ denominator_ge).
apply: Rplus_le_compat_l; apply: Rmult_le_compat_l; first lra.
case: (Rle_lt_or_eq_dec _ _ mean_difference_ge) => [/exp_increasing /Rlt_le|->] //; exact: Rle_refl.
Qed.
End Peak.

(* |O_j| <= |f_j| b, |f_j|^2 <= psi, |f_j - e_k|^2 <= 1 + psi for weights at most psi. *)
Section Box.
Variables N M K : finType.
Variables (F : N -> M -> R) (V : M -> K -> R) (B : N -> K -> R) (s : N -> M -> R) (v : M -> K -> R).
Variables psi phi rho top : R.
Hypothesis W : forall j, weights (F j).
Hypothesis Hpsi : forall j k, F j k <= psi.
Hypothesis phi0 : 0 <= phi.
Hypothesis Hphi : forall j g, var (F j) g <= phi * square g.
Hypothesis Hrho : len2 V <= rho.
Let C j i := mean (F j) V i - B j i.
Definition residual_bound j := len (B j) + sqrt psi * rho.
Hypothesis Htop : forall j, residual_bound j <= top.

Let rho0 : 0 <= rho. Proof. exact: (Rle_trans _ _ _ (len2_ge0 V) Hrho). Qed.
Let sq_weights j : sq (F j) <= psi.
Proof.
have -> : psi = sum (fun k => psi * F j k) by rewrite sum_scal (proj2 (W j)) Rmult_1_r.
by apply: sum_le => k; apply: Rmult_le_compat_r; [exact: (proj1 (W j))|exact: Hpsi].
Qed.
Lemma residual_le j : len (C j) <= residual_bound j.
Proof.
apply: (Rle_trans _ _ _ (len_minus _ _)); rewrite /residual_bound Rplus_comm; apply: Rplus_le_compat_l.
apply: (Rle_trans _ _ _ (mean_le (F j) V)); apply: Rmult_le_compat => //; [exact: len_ge0|exact: len2_ge0|].
by apply: sqrt_le_1_alt; exact: sq_weights.
Qed.
Lemma drop_le j k : inner (C j) (mean (F j) V) - inner (C j) (V k) <= sqrt (1 + psi) * rho * residual_bound j.
Proof.
have -> : inner (C j) (mean (F j) V) - inner (C j) (V k) = - inner (C j) (value_rest (F j) V k).
  by rewrite inner_value_rest; ring.
have D : len (value_rest (F j) V k) <= sqrt (1 + psi) * rho.
  apply: (Rle_trans _ _ _ (value_rest_le (F j) V k)); apply: Rmult_le_compat => //; [exact: sqrt_pos|exact: len2_ge0|].
  by apply: sqrt_le_1_alt; have := sq_weights j; have := proj1 (W j) k; lra.
have A := inner_abs_le (C j) (value_rest (F j) V k).
have P := Rmult_le_compat _ _ _ _ (len_ge0 (C j)) (len_ge0 _) (residual_le j) D.
by move: A; rewrite /Rabs; case: Rcase_abs => *; lra.
Qed.
Theorem box_curvature :
  - (phi * sqrt (1 + psi) * rho * top) * sq2 s - 2 * (phi * len residual_bound) * (len2 s * len2 v) <=
  half_loss_curvature F V C s v.
Proof.
have r0 j : 0 <= residual_bound j by exact: (Rle_trans _ _ _ (len_ge0 _) (residual_le j)).
have q0 : 0 <= sqrt (1 + psi) * rho by apply: Rmult_le_pos; [exact: sqrt_pos|].
have H := @half_loss_curvature_ge _ _ _ F V C s v (fun _ => phi) W (fun _ => phi0) Hphi
  (fun j => sqrt (1 + psi) * rho * residual_bound j) (phi * sqrt (1 + psi) * rho * top)
  (fun j => Rmult_le_pos _ _ q0 (r0 j)) drop_le.
have {}H := H (fun j => ltac:(have := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ phi0 q0) (Htop j); lra)).
apply: (Rle_trans _ _ _ _ H); apply: Rplus_le_compat_l; apply: Ropp_le_contravar.
apply: Rmult_le_compat_r; first by apply: Rmult_le_pos; exact: len2_ge0.
apply: Rmult_le_compat_l; first lra.
rewrite -[phi in _ <= phi * _]Rabs_pos_eq // -len_scal; apply: len_mono => j.
rewrite Rabs_pos_eq; last by apply: Rmult_le_pos => //; exact: len_ge0.
by apply: Rmult_le_compat_l => //; exact: residual_le.
Qed.
Theorem box_modulus Wx Wy :
  smaller_eigenvalue (Wx - phi * sqrt (1 + psi) * rho * top) (phi * len residual_bound) Wy * (sq2 s + sq2 v) <=
  half_loss_curvature F V C s v + Wx * sq2 s + Wy * sq2 v.
Proof.
have := smaller_eigenvalue_le (Wx - phi * sqrt (1 + psi) * rho * top) (phi * len residual_bound) Wy (len2 s) (len2 v).
by rewrite !len2_sq; have := box_curvature; lra.
Qed.
End Box.
