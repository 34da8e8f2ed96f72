(* phi = min(1/2, max f) and its sharper form min(max f, 2 max f (1 - f)):
   both bound variances under softmax weights. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms RowBounds LossBounds.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Peaks.
Variable m : nat.
Variable f : 'I_m.+1 -> R.
Hypothesis W : weights f.

Definition peak := Rmin (1 / 2) (maxi f).
Definition sharp_peak := Rmin (maxi f) (2 * maxi (fun k => f k * (1 - f k))).

Lemma maxi_weights_ge0 : 0 <= maxi f.
Proof. by apply: (Rle_trans _ (f ord0)); [exact: (proj1 W)|exact: maxi_ge]. Qed.
Lemma peak_ge0 : 0 <= peak.
Proof. by apply: Rmin_glb; [lra|exact: maxi_weights_ge0]. Qed.
Lemma peak_le_half : peak <= 1 / 2. Proof. exact: Rmin_l. Qed.
Lemma var_le_maxi g : var f g <= maxi f * square g.
Proof. by apply: var_le_peak => // k; exact: maxi_ge. Qed.
Lemma var_le_phi g : var f g <= peak * square g.
Proof.
rewrite /peak; apply: (Rmin_case _ _ (fun z => var f g <= z * square g)); last exact: var_le_maxi.
by have := var_le_half g ord0 W; lra.
Qed.

(* Var(s) = 1/2 sum_kl f_k f_l (s_k - s_l)^2 <= 2 sum_k f_k (1 - f_k) s_k^2. *)
Lemma var_pairs g : 2 * var f g = sum (fun k => sum (fun l => f k * f l * (g k - g l) ^ 2)).
Proof.
have -> : var f g = E f (fun k => g k * g k) - E f g * E f g by rewrite -cov_var cov_E.
transitivity (sum (fun k => f k * (g k * g k) + f k * E f (fun l => g l * g l) - 2 * (E f g * (f k * g k)))).
  rewrite sum_minus sum_plus !sum_scal sum_scal_r (proj2 W) -/(E f g) -/(E f (fun l => g l * g l)); ring.
apply: sum_ext => k; rewrite /E.
transitivity (f k * sum (fun l => f l * (g k * g k) + f l * (g l * g l) - 2 * (g k * (f l * g l)))).
  by rewrite sum_minus sum_plus !sum_scal sum_scal_r (proj2 W); ring.
by rewrite -sum_scal; apply: sum_ext => l; ring.
Qed.
Lemma var_le_spread_weights g : var f g <= 2 * sum (fun k => f k * (1 - f k) * (g k) ^ 2).
Proof.
have P := var_pairs g; have [f0 f1] := W.
suff : sum (fun k => sum (fun l => f k * f l * (g k - g l) ^ 2)) <=
    4 * sum (fun k => f k * (1 - f k) * (g k) ^ 2) by lra.
have A : sum (fun k => sum (fun l => if l == k then 0 else f k * f l * (2 * (g k) ^ 2 + 2 * (g l) ^ 2))) =
  4 * sum (fun k => f k * (1 - f k) * (g k) ^ 2).
  transitivity (sum (fun k => 2 * (f k * (1 - f k) * (g k) ^ 2) +
    2 * (f k * E f (fun l => g l ^ 2) - f k ^ 2 * (g k) ^ 2))).
    apply: sum_ext => k; transitivity (sum (fun l => f k * f l * (2 * (g k) ^ 2 + 2 * (g l) ^ 2) -
      (if l == k then 4 * (f k ^ 2 * g k ^ 2) else 0))).
      by apply: sum_ext => l; case: eqP => [->|_]; ring.
    rewrite sum_minus; have -> : sum (fun l => if l == k then 4 * (f k ^ 2 * g k ^ 2) else 0) = 4 * (f k ^ 2 * g k ^ 2).
      exact: (sum_delta (fun _ => _) k).
    have -> : sum (fun l => f k * f l * (2 * g k ^ 2 + 2 * g l ^ 2)) =
      sum (fun l => 2 * (f k * g k ^ 2) * f l + 2 * f k * (f l * g l ^ 2)) by apply: sum_ext => l; ring.
    by rewrite sum_plus !sum_scal f1 -/(E f (fun l => g l ^ 2)); ring.
  rewrite sum_plus !sum_scal sum_minus sum_scal_r f1.
  have -> : E f (fun l => g l ^ 2) = sum (fun k => f k * (1 - f k) * g k ^ 2) + sum (fun k => f k ^ 2 * g k ^ 2).
    by rewrite -sum_plus; apply: sum_ext => k; ring.
  ring.
rewrite -A; apply: sum_le => k; apply: sum_le => l; case: eqP => [->|_].
  by right; ring.
apply: Rmult_le_compat_l; first exact: Rmult_le_pos.
by have := pow2_ge_0 (g k + g l); lra.
Qed.
Lemma var_le_sharp_peak g : var f g <= sharp_peak * square g.
Proof.
rewrite /sharp_peak; apply: (Rmin_case _ _ (fun z => var f g <= z * square g)); first exact: var_le_maxi.
apply: (Rle_trans _ _ _ (var_le_spread_weights g)); rewrite Rmult_assoc; apply: Rmult_le_compat_l; first lra.
rewrite -sum_scal; apply: sum_le => k; apply: Rmult_le_compat_r; first exact: pow2_ge_0.
exact: (maxi_ge (fun k => f k * (1 - f k))).
Qed.
Lemma sharp_peak_ge0 : 0 <= sharp_peak.
Proof.
apply: Rmin_glb; first exact: maxi_weights_ge0.
apply: Rmult_le_pos; first lra.
apply: (Rle_trans _ (f ord0 * (1 - f ord0))); last exact: (maxi_ge (fun k => f k * (1 - f k))).
by apply: Rmult_le_pos; [exact: (proj1 W)|have := weight_le1 ord0 W; lra].
Qed.
End Peaks.
