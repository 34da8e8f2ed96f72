(* B3: third and fourth central moments of one row, the generated statements from the theorems of the library. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms RowBounds Peaks CentralMoments Trilinear ThirdMoment Matching.
From PC Require Import Generated.
From PC.proofs Require Import SoftmaxRows.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Row.
Variables (m k : nat) (x s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R).
Let f := softmax x.
Let W : weights f. Proof. exact: weights_ord0. Qed.
Let g i := s i - E f s.
Let h i j := v i j - E f (fun l => v l j).
Let lo := mini (fun i => s i).
Let hi := maxi (fun i => s i).
Let between i : lo <= s i <= hi. Proof. by split; [exact: (mini_le (fun i => s i))|exact: (maxi_ge (fun i =>
  s i))]. Qed.

(* E[s~^2 v~] <= Var(s) max|v~|, and |v~_k| <= sqrt 2 |v|. *)
Lemma third_form :
  len (fun i => sum (fun j => f j * (g j * g j) * h j i)) <=
    sum (fun j => f j * (g j * g j)) * maxi (fun j => len (h j)) /\
  sum (fun j => f j * (g j * g j)) * maxi (fun j => len (h j)) <=
    sqrt 2 * peak f * sq s * len2 v.
Proof.
split.
  have H := @tilted_le_max _ _ f W (fun j => g j * g j) v _ (fun j => Rle_0_sqr _) (fun j =>
    maxi_ge (fun j => len (h j)) j).
  by rewrite (len_ext (b := tilted f (fun j => g j * g j) v)) // => i; rewrite tilted_rest.
have p0 := peak_ge0 W; have V : score_variance f s <= peak f * sq s := score_variance_le s (var_le_phi W).
have V0 := score_variance_ge0 s W.
have D : maxi (fun j => len (h j)) <= sqrt 2 * len2 v by apply: maxi_le => j; exact: (value_rest_le2 W v j).
have P : 0 <= sqrt 2 * len2 v by apply: Rmult_le_pos; [exact: sqrt_pos|exact: len2_ge0].
apply: (Rle_trans _ _ _ (Rmult_le_compat_l _ _ _ V0 D)).
have := Rmult_le_compat_r _ _ _ P V; rewrite /score_variance; lra.
Qed.
Lemma skew_form : Rabs (sum (fun j => f j * (g j * g j * g j))) <= (hi - lo) * (hi - lo) * (hi - lo) / (6 * sqrt 3).
Proof.
have := skew_bound W between; rewrite -/f.
have -> : sum (fun j => f j * (s j - E f s)^3) = sum (fun j => f j * (g j * g j * g j)).
  by apply: sum_ext => j; rewrite -/(g j); ring.
by have -> : (hi - lo)^3 = (hi - lo) * (hi - lo) * (hi - lo) by ring.
Qed.
Lemma range_form :
  maxi (fun j => g j * g j - 3 * sum (fun l => f l * (g l * g l))) <= (hi - lo) * (hi - lo) /\
  - mini (fun j => g j * g j - 3 * sum (fun l => f l * (g l * g l))) <= 3 * ((hi - lo) * (hi - lo)) / 4.
Proof.
have Ev : sum (fun l => f l * (g l * g l)) = var f s by apply: sum_ext => l; rewrite /g; ring.
have R j := fourth_factor_range W between j; rewrite Ev; split.
  by apply: maxi_le => j; have := R j; rewrite -/(g j); lra.
suff : - (3 * ((hi - lo) * (hi - lo)) / 4) <= mini (fun j => g j * g j - 3 * var f s) by lra.
by apply: mini_ge => j; have := R j; rewrite -/(g j); lra.
Qed.
Let variance := sum (fun j => f j * (g j * g j)).
Let variance_var : variance = var f s. Proof. by apply: sum_ext => l; rewrite /g; ring. Qed.
(* One column. *)
Lemma fourth_column i :
  (sum (fun j => f j * g j * (g j * g j - 3 * variance) * h j i))^2 <=
  (hi - lo) * (hi - lo) * (hi - lo) * (hi - lo) * variance * sum (fun j => f j * (h j i * h j i)).
Proof.
have := fourth_bound W between (fun l => v l i); rewrite -variance_var.
have -> : sum (fun j => f j * ((s j - E f s) * ((s j - E f s)^2 - 3 * variance)) * (v j i - E f (fun l => v l i))) =
  sum (fun j => f j * g j * (g j * g j - 3 * variance) * h j i).
  by apply: sum_ext => j; rewrite /h /g; ring.
have -> : var f (fun l => v l i) = sum (fun j => f j * (h j i * h j i)) by apply: sum_ext => j; rewrite /h; ring.
have -> : (hi - lo) * (hi - lo) * (hi - lo) * (hi - lo) = (hi - lo)^4 by ring.
by [].
Qed.
Lemma fourth_form :
  sum (fun i => (sum (fun j => f j * g j * (g j * g j - 3 * variance) * h j i))^2) <=
    (hi - lo) * (hi - lo) * (hi - lo) * (hi - lo) * variance * sum (fun j => f j * sum (fun i => h j i * h j i)) /\
  (hi - lo) * (hi - lo) * (hi - lo) * (hi - lo) * variance <= 4 * peak f * (sq s * sq s * sq s).
Proof.
split.
  have -> : sum (fun j => f j * sum (fun i => h j i * h j i)) = sum (fun i => sum (fun j => f j * (h j i * h j i))).
    by rewrite sum_swap; apply: sum_ext => j; rewrite sum_scal.
  rewrite -sum_scal; apply: sum_le => i; exact: fourth_column.
have [a Ha] := mini_attained (fun i => s i); have [b Hb] := maxi_attained (fun i => s i).
have D : (hi - lo)^2 <= 2 * sq s by rewrite /hi /lo Ha Hb sq_square; exact: range_square.
have q0 := sq_ge0 s; have p0 := peak_ge0 W.
have V : variance <= peak f * sq s by rewrite variance_var sq_square; exact: var_le_phi.
have V0 : 0 <= variance by rewrite variance_var; exact: var_ge0.
have D2 : (hi - lo)^2 * (hi - lo)^2 <= (2 * sq s) * (2 * sq s).
  by apply: Rmult_le_compat => //; exact: pow2_ge_0.
apply: (Rle_trans _ ((2 * sq s) * (2 * sq s) * variance)).
  by have := Rmult_le_compat_r _ _ _ V0 D2; lra.
have Q : 0 <= (2 * sq s) * (2 * sq s) by nra.
have := Rmult_le_compat_l _ _ _ Q V; lra.
Qed.
(* B3, first part: one column, in absolute values. *)
Lemma third_column_form i :
  Rabs (sum (fun j => f j * (g j * g j) * h j i)) <= variance * maxi (fun j => Rabs (h j i)).
Proof.
apply: (Rle_trans _ _ _ (sum_Rabs _)); rewrite -sum_scal_r; apply: sum_le => j.
have q : 0 <= f j * (g j * g j) by apply: Rmult_le_pos; [exact: (proj1 W)|exact: Rle_0_sqr].
rewrite Rabs_mult (Rabs_pos_eq _ q); apply: Rmult_le_compat_l => //; exact: (maxi_ge (fun j => Rabs (h j i))).
Qed.
End Row.

Theorem B3_third_holds : B3_third.statement.
Proof. by move=> m k x s v; premises; have [A B] := third_form x s v; split; [by_form A|by_form B]. Qed.
Theorem B3_skew_holds : B3_skew.statement.
Proof. by move=> m k x s v; premises; by_form (skew_form x s). Qed.
Theorem B3_range_holds : B3_range.statement.
Proof. by move=> m k x s v; premises; have [A B] := range_form x s; split; [by_form A|by_form B]. Qed.
Theorem B3_fourth_holds : B3_fourth.statement.
Proof. by move=> m k x s v; premises; have [A B] := fourth_form x s v; split; [by_form A|by_form B]. Qed.
Theorem B3_holds : B3.statement.
Proof.
move=> m k x s v; premises; split; [|split]; [by_form (third_column_form x s v ord0)|by_form (skew_form x s)|].
by_form (fourth_column x s v ord0).
Qed.
(* The form (s, t, u) -> E[s~ t~ u~] has its norm on the diagonal. *)
Theorem B3_polar_holds : B3_polar.statement.
Proof. by move=> m k x s v; premises; by_form (polar_bound ord0 (weights_ord0 x) s v). Qed.
(* The three nodes of the plane: the vector itself and turned by 120 and 240 degrees. *)
Theorem B3_diagonal_holds : B3_diagonal.statement.
Proof.
move=> T z; premises; set c := z (ordi 0 2); set d := z (ordi 1 2).
have H := @mixed_le_nodes (T (ordi 0 4)) (T (ordi 1 4)) (T (ordi 2 4)) (T (ordi 3 4)) c d _
  (Rle_trans _ _ _ (Rmax_l _ _) (Rmax_l _ _)) (Rle_trans _ _ _ (Rmax_r _ _) (Rmax_l _ _)) (Rmax_r _ _).
rewrite /cubic in H; by_form H.
Qed.
