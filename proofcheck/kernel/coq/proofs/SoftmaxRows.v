(* B1, B2 and B4: one row of softmax weights, the generated statements from the theorems of the library. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms Peaks Matching.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma weights_ord0 n (x : 'I_n.+1 -> R) : weights (softmax x).
Proof. exact: (softmax_weights x ord0). Qed.

(* Each weight is at most 1, so the squares sum to at most 1; each exponential is at least e^-max|x|. *)
Theorem B1_holds : B1.statement.
Proof.
move=> m x; premises; have W := weights_ord0 x; split; [|split].
- have H : 0 <= mini (softmax x) by apply: mini_ge => i; exact: (proj1 W i).
  have H1 : 1 - mini (softmax x) <= 1 by lra.
  by_form H1.
- have H : sum (fun i => softmax x i * softmax x i) <= 1.
    rewrite -(proj2 W); apply: sum_le => i; have := weight_le1 i W; have := proj1 W i; nra.
  by_form H.
- have H : INR m.+1 * exp (- maxi (fun i => Rabs (x i))) <= sum (fun i => exp (x i)).
    rewrite -sum_const_ord; apply: sum_le => i; have := maxi_ge (fun i => Rabs (x i)) i; set M := maxi _ => Hi.
    have L : - M <= x i by move: Hi; rewrite /Rabs; case: Rcase_abs; lra.
    by case: (Rle_lt_or_eq_dec _ _ L) => [/exp_increasing /Rlt_le|->] //; exact: Rle_refl.
  by_form H.
Qed.

(* Two queries, one key, scores 0: the denominators are 1, not 2. *)
Theorem B1_queries_fails : ~ B1_queries.statement.
Proof.
move=> H; have B (i : 'I_2) (j : 'I_1) : - 4 <= 0 <= 4 by lra.
have := H 1%N 0%N (fun _ _ => 0) B ord0.
rewrite maxi1 !sum_ord_recl !sum_ord0 /= Rabs_R0 Ropp_0 exp_0; lra.
Qed.

(* Cauchy-Schwarz, column by column. *)
Theorem B1_mean_holds : B1_mean.statement.
Proof.
move=> m k x s v; premises; pose f := softmax x.
have H : sum (fun i => (sum (fun j => f j * v j i))^2) <= square f * sum (fun j => sum (fun i => v j i * v j i)).
  rewrite [X in _ <= _ * X]sum_swap -sum_scal; apply: sum_le => i; rewrite -sq_square.
  by have := inner_sq_le f (fun j => v j i); rewrite /inner /sq /= Rmult_1_r.
by_form H.
Qed.

(* Var <= 1/2 |s|^2 and Var <= max f |s|^2; Popoviciu. *)
Theorem B2_holds : B2.statement.
Proof.
move=> m x s; premises; have W := weights_ord0 x; split.
  have one : sum (softmax x) = 1 by exact: (proj2 W).
  have H := var_le_phi W s; rewrite /peak -[1 / 2]/(1 / 2) in H.
  have {}H : var (softmax x) s <= Rmin (sum (softmax x) / (2 * sum (softmax x))) (maxi (softmax x)) * square s.
    by rewrite one; replace (1 / (2 * 1)) with (1 / 2) by field.
  by_form H.
have H := popoviciu W (fun k => conj (mini_le (fun i => s i) k) (maxi_ge (fun i => s i) k)).
by_form H.
Qed.

(* The Jacobian J: |J s|^2 is the covariance of s and J s, at most half of |s| times half of |J s|. *)
Theorem jacobian_bound (M : finType) (k0 : M) (f s : M -> R) : weights f ->
  square (fun k => f k * (s k - E f s)) <= square s / 4.
Proof.
move=> W; pose w k := f k * (s k - E f s); rewrite -/w.
have C : cov f s w = square w.
  rewrite cov_E //; transitivity (sum (fun k => f k * (s k * w k) - E f s * (f k * w k)));
    first by rewrite sum_minus sum_scal.
  by apply: sum_ext => k; rewrite /w; ring.
have := cov_sq s w W; rewrite C => CS.
have B := Rmult_le_compat _ _ _ _ (var_ge0 s W) (var_ge0 w W) (var_le_half s k0 W) (var_le_half w k0 W).
have w0 := square_ge0 w; have s0 := square_ge0 s.
case: (Req_dec (square w) 0) => [->|u0]; first by lra.
apply: (Rmult_le_reg_l (square w)); lra.
Qed.
Theorem B2_jacobian_holds : B2_jacobian.statement.
Proof. by move=> m x s; premises; by_form (jacobian_bound ord0 s (weights_ord0 x)). Qed.

Theorem B2_cauchy_holds : B2_cauchy.statement.
Proof. by move=> m k x s v; premises; by_form (cov_sq s (fun i => v i ord0) (weights_ord0 x)). Qed.

(* Each value is at most the largest. *)
Theorem B2_one_sided_holds : B2_one_sided.statement.
Proof.
move=> m k x s v; premises; pose f := softmax x; pose g i := (s i - E f s) * (s i - E f s).
have H : sum (fun i => f i * g i * v i ord0) <= sum (fun i => f i * g i) * maxi (fun l => v l ord0).
  rewrite -sum_scal_r; apply: sum_le => i; apply: Rmult_le_compat_l; last exact: (maxi_ge (fun l => v l ord0)).
  by apply: Rmult_le_pos; [exact: (proj1 (weights_ord0 x) i)|exact: Rle_0_sqr].
by_form H.
Qed.

(* Cov(s, v_i)^2 <= Var(s) Var(v_i) in each column i, and each variance is at most phi times the square. *)
Theorem covariance_bound (M K : finType) (f s : M -> R) (v : M -> K -> R) phi : weights f -> 0 <= phi ->
  (forall g, var f g <= phi * square g) ->
  sum (fun i => (cov f s (fun k => v k i))^2) <= phi * square s * sum (fun i => var f (fun k => v k i)) /\
  sum (fun i => var f (fun k => v k i)) <= phi * sum (fun k => sum (fun i => v k i * v k i)).
Proof.
move=> W phi0 H; split.
  rewrite -sum_scal; apply: sum_le => i; apply: (Rle_trans _ _ _ (cov_sq _ _ W)).
  by apply: Rmult_le_compat_r; [exact: var_ge0|exact: H].
rewrite sum_swap -sum_scal; apply: sum_le => i; apply: (Rle_trans _ _ _ (H _)).
by right; congr (_ * _); apply: sum_ext => k; ring.
Qed.
Theorem B2_covariance_holds : B2_covariance.statement.
Proof.
move=> m k x s v; premises; have W := weights_ord0 x; set f := softmax x in W.
have p0 := peak_ge0 W; have [A B] := covariance_bound s v W p0 (var_le_phi W).
have E1 i : cov f s (fun l => v l i) = sum (fun j => f j * (s j - sum (fun l => f l * s l)) * v j i).
  rewrite cov_E //; transitivity (sum (fun j => f j * (s j * v j i) - E f s * (f j * v j i))).
    by rewrite sum_minus sum_scal.
  by apply: sum_ext => j; rewrite -/(E f s); ring.
have E2 : sum (fun i => var f (fun l => v l i)) =
  sum (fun j => f j * sum (fun i => (v j i - E f (fun l => v l i)) * (v j i - E f (fun l => v l i)))).
  by rewrite sum_swap; apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => i; ring.
rewrite (sum_ext (G := fun i => (sum (fun j => f j * (s j - sum (fun l => f l * s l)) * v j i))^2)) in A; last first.
  by move=> i; rewrite E1.
split.
  have q0 : 0 <= peak f * square s by apply: Rmult_le_pos => //; exact: square_ge0.
  have H := Rle_trans _ _ _ A (Rmult_le_compat_l _ _ _ q0 B).
  by_form H.
rewrite E2 in A; by_form A.
Qed.

(* Var <= 2 sum f (1 - f) s^2: pairs of keys. *)
Theorem B2_one_hot_holds : B2_one_hot.statement.
Proof. by move=> m k x s v; premises; by_form (var_le_sharp_peak (weights_ord0 x) s). Qed.

(* softmax is 1/2-Lipschitz: mean value theorem and the Jacobian. *)
Theorem B4_holds : B4.statement.
Proof. by move=> m x y; premises; by_form (softmax_lipschitz x y ord0). Qed.
