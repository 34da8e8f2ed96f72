(* Quadratic functions f(x) = <x, H x>/2 with H = T T^T: the descent lemma, co-coercivity and the longest step, with the
   trace of H as Lipschitz constant; traces of products; and what squares show at once. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Definition square (I : finType) (u : I -> R) := sum (fun i => u i * u i).
Lemma square_ge0 (I : finType) (u : I -> R) : 0 <= square u.
Proof. by apply: sum_ge0 => i; exact: Rle_0_sqr. Qed.
Lemma cauchy (I : finType) (u v : I -> R) : sum (fun i => u i * v i) * sum (fun i => u i * v i) <= square u * square v.
Proof.
have := @cauchy_schwarz I (fun _ => 1) u v (fun _ => Rle_0_1).
rewrite (sum_ext (F := fun i => 1 * u i * v i) (G := fun i => u i * v i)) => [|i]; last by ring.
rewrite (sum_ext (F := fun i => 1 * u i ^ 2) (G := fun i => u i * u i)) => [|i]; last by ring.
by rewrite (sum_ext (F := fun i => 1 * v i ^ 2) (G := fun i => v i * v i)) => [|i]; [rewrite /square; lra|ring].
Qed.

Section Gram.
Variables (I : finType) (T : I -> I -> R).
Implicit Types u v : I -> R.
Let H i j := sum (fun l => T i l * T j l).
Let apply_H u i := sum (fun j => H i j * u j).
Let back u l := sum (fun i => T i l * u i).
Let trace := sum (fun i => sum (fun j => H i j * (if i == j then 1 else 0))).

Lemma apply_back u i : apply_H u i = sum (fun l => T i l * back u l).
Proof.
rewrite /apply_H /back; transitivity (sum (fun j => sum (fun l => T i l * (T j l * u j)))).
  by apply: sum_ext => j; rewrite -sum_scal_r; apply: sum_ext => l; ring.
by rewrite sum_swap; apply: sum_ext => l; rewrite sum_scal.
Qed.
Lemma form_back u v : sum (fun i => u i * apply_H v i) = sum (fun l => back u l * back v l).
Proof.
transitivity (sum (fun i => sum (fun l => T i l * u i * back v l))).
  by apply: sum_ext => i; rewrite apply_back -sum_scal; apply: sum_ext => l; ring.
by rewrite sum_swap; apply: sum_ext => l; rewrite sum_scal_r.
Qed.
Lemma form_sym u v : sum (fun i => u i * apply_H v i) = sum (fun i => v i * apply_H u i).
Proof. by rewrite !form_back; apply: sum_ext => l; ring. Qed.
Lemma trace_rows : trace = sum (fun i => square (T i)).
Proof.
apply: sum_ext => i; rewrite -[RHS](sum_delta (fun j => H i j) i); apply: sum_ext => j.
by rewrite eq_sym; case: eqP => _; ring.
Qed.
Lemma trace_columns : trace = sum (fun l => square (fun i => T i l)).
Proof. by rewrite trace_rows sum_swap. Qed.
(* <u, H u> <= trace |u|^2 and |H u|^2 <= trace <u, H u>: Cauchy-Schwarz in each column, in each row. *)
Lemma form_le u : sum (fun i => u i * apply_H u i) <= trace * square u.
Proof.
rewrite form_back trace_columns -sum_scal_r; apply: sum_le => l.
by have := cauchy (fun i => T i l) u; rewrite -/(back u l).
Qed.
Lemma image_le u : square (apply_H u) <= trace * sum (fun i => u i * apply_H u i).
Proof.
rewrite form_back trace_rows -sum_scal_r; apply: sum_le => i; rewrite apply_back.
exact: (cauchy (T i) (back u)).
Qed.
Lemma apply_lin a b u v i : apply_H (fun j => a * u j + b * v j) i = a * apply_H u i + b * apply_H v i.
Proof. by rewrite /apply_H -!sum_scal -sum_plus; apply: sum_ext => j; ring. Qed.
Lemma form_lin a b u v : sum (fun i => (a * u i + b * v i) * apply_H (fun j => a * u j + b * v j) i) =
  a * a * sum (fun i => u i * apply_H u i) + 2 * a * b * sum (fun i => v i * apply_H u i)
  + b * b * sum (fun i => v i * apply_H v i).
Proof.
transitivity (a * a * sum (fun i => u i * apply_H u i) + a * b * sum (fun i => u i * apply_H v i)
  + (a * b * sum (fun i => v i * apply_H u i) + b * b * sum (fun i => v i * apply_H v i))).
  by rewrite -!sum_scal -!sum_plus; apply: sum_ext => i; rewrite apply_lin; ring.
by rewrite (form_sym u v); ring.
Qed.
Lemma trace_ge0 : 0 <= trace.
Proof. by rewrite trace_rows; apply: sum_ge0 => i; exact: square_ge0. Qed.

Lemma below_parabola x y : sum (fun i => y i * apply_H y i) / 2 <= sum (fun i => x i * apply_H x i) / 2
  + sum (fun i => apply_H x i * (y i - x i)) + trace * sum (fun i => (y i - x i) * (y i - x i)) / 2.
Proof.
pose d i := y i - x i; have B := form_le d; rewrite /square in B.
have -> : sum (fun i => y i * apply_H y i) = sum (fun i => (1 * x i + 1 * d i) * apply_H (fun j => 1 * x j + 1 * d j) i).
  by apply: sum_ext => i; congr (_ * _); [|apply: sum_ext => j; congr (_ * _)]; rewrite /d; ring.
rewrite form_lin; have -> : sum (fun i => apply_H x i * (y i - x i)) = sum (fun i => d i * apply_H x i).
  by apply: sum_ext => i; rewrite /d; ring.
by rewrite /d in B *; lra.
Qed.
Lemma longest_step x h : 0 < h -> 0 <= 2 - h * trace ->
  sum (fun i => (x i - h * apply_H x i) * apply_H (fun j => x j - h * apply_H x j) i) / 2
  <= sum (fun i => x i * apply_H x i) / 2.
Proof.
move=> h0 hT; pose g := apply_H x; have B := form_le g; have G := square_ge0 g.
have -> : sum (fun i => (x i - h * apply_H x i) * apply_H (fun j => x j - h * apply_H x j) i) =
  sum (fun i => (1 * x i + - h * g i) * apply_H (fun j => 1 * x j + - h * g j) i).
  by apply: sum_ext => i; congr (_ * _); [|apply: sum_ext => j; congr (_ * _)]; rewrite /g; ring.
rewrite form_lin -/(square g); have hh : 0 <= h * h by nra.
have := Rmult_le_compat_l _ _ _ hh B; have := Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ h0) hT) G; lra.
Qed.
End Gram.

Theorem descent_lemma_holds : descent_lemma.statement.
Proof. by move=> n T x y; exact: (below_parabola T x y). Qed.
Theorem baillon_haddad_holds : baillon_haddad.statement.
Proof.
move=> n T x y; have := image_le T (fun j => x j - y j).
rewrite (sum_ext (F := fun i => (x i - y i) * _) (G := fun i => baillon_haddad.product2 n T x y i * (x i - y i))) => [|i].
  by [].
by rewrite Rmult_comm.
Qed.
Theorem step_two_holds : step_two.statement.
Proof. by move=> n T x h hT h0; exact: (longest_step x h0 hT). Qed.

(* tr(S S^T T T^T) = |S^T T|^2. *)
Lemma trace_product (I : finType) (S T : I -> I -> R) :
  sum (fun i => sum (fun j => sum (fun l => S i l * S j l) * sum (fun l => T i l * T j l))) =
  sum (fun l => sum (fun k => sum (fun i => S i l * T i k) * sum (fun i => S i l * T i k))).
Proof.
transitivity (sum (fun i => sum (fun j => sum (fun l => sum (fun k => S i l * T i k * (S j l * T j k)))))).
  apply: sum_ext => i; apply: sum_ext => j; rewrite -sum_scal_r; apply: sum_ext => l; rewrite -sum_scal.
  by apply: sum_ext => k; ring.
transitivity (sum (fun l => sum (fun k => sum (fun i => sum (fun j => S i l * T i k * (S j l * T j k)))))).
  rewrite (sum_ext (fun i => sum_swap _)) sum_swap; apply: sum_ext => l.
  by rewrite (sum_ext (fun i => sum_swap _)) sum_swap.
apply: sum_ext => l; apply: sum_ext => k; rewrite -sum_scal_r; apply: sum_ext => i; rewrite sum_scal; ring.
Qed.
Lemma trace_product_ge0 (I : finType) (S T : I -> I -> R) :
  0 <= sum (fun i => sum (fun j => sum (fun l => S i l * S j l) * sum (fun l => T i l * T j l))).
Proof. by rewrite trace_product; apply: sum_ge0 => l; apply: sum_ge0 => k; exact: Rle_0_sqr. Qed.
Theorem products_trace_holds : products_trace.statement.
Proof. by move=> n S T; exact: trace_product_ge0. Qed.
Theorem squares_trace_holds : squares_trace.statement.
Proof.
move=> n S T; pose A := squares_trace.product n S; pose B i j := sum (fun l => T i l * T j l).
change (sum (fun i => sum (fun j => A i j * A i j)) <= sum (fun i => sum (fun j => (A i j + B i j) * (A i j + B i j)))).
have P : 0 <= sum (fun i => sum (fun j => A i j * B i j)) by exact: trace_product_ge0.
have Q : 0 <= sum (fun i => sum (fun j => B i j * B i j)) by apply: sum_ge0 => i; exact: square_ge0.
suff -> : sum (fun i => sum (fun j => (A i j + B i j) * (A i j + B i j))) = sum (fun i => sum (fun j => A i j * A i j))
  + (2 * sum (fun i => sum (fun j => A i j * B i j)) + sum (fun i => sum (fun j => B i j * B i j))) by lra.
rewrite -sum_scal -!sum_plus; apply: sum_ext => i; rewrite -sum_scal -!sum_plus; apply: sum_ext => j; ring.
Qed.

Theorem young_holds : young.statement.
Proof.
move=> n x y c c0; rewrite /young.claim.
have -> : sum (fun i => x i * x i) / (2 * c) + c * sum (fun i => y i * y i) / 2 =
  sum (fun i => / (2 * c) * (x i * x i) + c / 2 * (y i * y i)) by rewrite sum_plus !sum_scal; field; lra.
apply: sum_le => i; suff : 0 <= (x i - c * y i) * (x i - c * y i) / (2 * c).
  have -> : (x i - c * y i) * (x i - c * y i) / (2 * c) =
    / (2 * c) * (x i * x i) + c / 2 * (y i * y i) - x i * y i by field; lra.
  by lra.
by apply: Rmult_le_pos; [exact: Rle_0_sqr|apply: Rlt_le; apply: Rinv_0_lt_compat; lra].
Qed.
Theorem bregman_three_points_holds : bregman_three_points.statement.
Proof.
by move=> n x y z; rewrite /bregman_three_points.claim -!sum_plus; apply: sum_ext => i;
  rewrite /bregman_three_points.difference; ring.
Qed.

(* |(x + y)/2 - a|^2 <= (|x - a|^2 + |y - a|^2)/2, and the larger of two such sides. *)
Lemma square_middle (I : finType) (x y a : I -> R) :
  square (fun i => (x i + y i) / 2 - a i) <= (square (fun i => x i - a i) + square (fun i => y i - a i)) / 2.
Proof.
rewrite /square -sum_plus -sum_div; apply: sum_le => i; have := Rle_0_sqr (x i - y i); rewrite /Rsqr; lra.
Qed.
Theorem convex_maximum_holds : convex_maximum.statement.
Proof.
move=> n x y a b; have A := square_middle x y a; have B := square_middle x y b; rewrite /square in A B.
apply: Rmax_lub; [apply: (Rle_trans _ _ _ A)|apply: (Rle_trans _ _ _ B)];
  apply: Rmult_le_compat_r; try lra; apply: Rplus_le_compat; by [exact: Rmax_l|exact: Rmax_r].
Qed.

Theorem convex_product_fails : ~ convex_product.statement.
Proof.
move=> H; have := H 0%N (fun _ => 0) (fun _ => 2) (fun _ => 0) (fun _ => 2).
rewrite /convex_product.claim /convex_product.difference /convex_product.difference2 /convex_product.ratio.
by rewrite !sum_const_ord /=; lra.
Qed.

Theorem step_two_strictly_fails : ~ step_two_strictly.statement.
Proof.
move=> H; have := H 0%N (fun _ _ => 1) (fun _ => 1) 2.
rewrite /step_two_strictly.claim /step_two_strictly.difference /step_two_strictly.product2 /step_two_strictly.product.
rewrite !sum_ord_recl !sum_ord0 /=; lra.
Qed.

(* The matrices [[1, 1], [1, 1]] and [[1, 0], [0, 0]] at v = (1, -2). *)
Definition ones (i j : 'I_2) := if j == ord0 then 1 else 0.
Definition corner (i j : 'I_2) := if (i == ord0) && (j == ord0) then 1 else 0.
Definition probe (i : 'I_2) := if i == ord0 then 1 else -2.
Theorem products_semidefinite_fails : ~ products_semidefinite.statement.
Proof.
move=> H; have := H 1%N ones corner probe; rewrite /products_semidefinite.claim.
by rewrite !sum_ord_recl !sum_ord0 /ones /corner /probe /=; lra.
Qed.
Theorem squares_monotone_fails : ~ squares_monotone.statement.
Proof.
move=> H; have := H 1%N ones corner probe; rewrite /squares_monotone.claim.
rewrite /squares_monotone.product2 /squares_monotone.product3 /squares_monotone.product.
by rewrite !sum_ord_recl !sum_ord0 /ones /corner /probe /=; lra.
Qed.
