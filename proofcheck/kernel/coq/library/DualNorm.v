(* The dual norm of a gradient g in the norm of <u, W u>, from any guess z of W^-1 g: with p = W^-1 g and x = |p|,
   x^2 = <z, g> + <g - W z, p> <= energy + delta x, so x is at most the root of x^2 = energy + delta x. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Completeness.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Dual.
Variables (I : finType) (W : I -> I -> R) (lower delta energy : R) (g z : I -> R).
Hypothesis symW : symmetric_matrix W.
Hypothesis lower0 : 0 < lower.
Hypothesis low : forall u, lower * dot u u <= form W u u.
Hypothesis Hdelta : norm (sub g (apply W z)) / sqrt lower <= delta.
Hypothesis energy0 : 0 <= energy.
Hypothesis Henergy : dot z g <= energy.
Theorem dual_norm : dual_at_most (form W) g ((delta + sqrt (delta^2 + 4 * energy)) / 2).
Proof.
have HB : definite (form W) lower by split; [exact: bilinear_form|].
have HS := definite_semidefinite HB; have s0 : 0 < sqrt lower by exact: sqrt_lt_R0.
have [K HK] := @invertible I W lower lower0 (fun u => low u).
pose p := apply K g; have Wp : apply W p = g by exact: HK.
pose x := length (form W) p; have x0 : 0 <= x by exact: length_ge0.
have E u : dot g u = form W u p by rewrite /form Wp dot_sym.
have x2 : x * x = dot z g + dot (sub g (apply W z)) p.
  have a : dot z g = form W z p by rewrite dot_sym E.
  have b : dot (apply W z) p = form W z p by rewrite dot_sym -/(form W p z) form_sym.
  by rewrite /x (length_sq HS) -E dot_sub_l a b; ring.
have d0 : 0 <= delta.
  by apply: Rle_trans Hdelta; apply: Rmult_le_pos; [exact: length_ge0|apply: Rlt_le; exact: Rinv_0_lt_compat].
have cs := inner_le (@semidefinite_dot I) (sub g (apply W z)) p; rewrite -/(norm p) -/(norm (sub g (apply W z))) in cs.
have px := norm_le_length HB p; rewrite -/x in px.
have k : dot (sub g (apply W z)) p <= delta * x.
  apply: Rle_trans cs _; have n0 : 0 <= norm p by exact: length_ge0.
  have a := Rmult_le_compat_r _ _ _ x0 Hdelta; apply: Rle_trans a.
  have -> : norm (sub g (apply W z)) / sqrt lower * x = norm (sub g (apply W z)) * (x / sqrt lower) by field; lra.
  apply: Rmult_le_compat_l; first exact: length_ge0.
  by apply: (Rmult_le_reg_l (sqrt lower)) => //; have -> : sqrt lower * (x / sqrt lower) = x by field; lra.
set root := sqrt _; have r0 : 0 <= root by exact: sqrt_pos.
have r2 : root * root = delta^2 + 4 * energy by apply: sqrt_sqrt; have := pow2_ge_0 delta; lra.
have bound : x <= (delta + root) / 2.
  suff : 2 * x - delta <= root by lra.
  apply: Rnot_lt_le => lt; have : root * root < (2 * x - delta) * (2 * x - delta) by apply: Rmult_le_0_lt_compat.
  by lra.
move=> u; rewrite E; apply: Rle_trans (inner_le HS u p) _; rewrite -/x Rmult_comm.
by apply: Rmult_le_compat_r; [exact: length_ge0|].
Qed.
End Dual.
