(* x^T A x >= (sigma - w) |x|^2 for any factor R, w a bound of the absolute row sums of E = A - sigma I - R^T R:
   x^T A x = sigma |x|^2 + |R x|^2 + x^T E x, and 2 |x_i x_j| <= x_i^2 + x_j^2 bounds the last term. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Residual.
Variables (I J : finType) (A : I -> I -> R) (F : J -> I -> R) (sigma width : R).
Let E i j := A i j - (if i == j then sigma else 0) - sum (fun l => F l i * F l j).
Hypothesis symA : symmetric_matrix A.
Hypothesis rows : forall i, sum (fun j => Rabs (E i j)) <= width.

Lemma defect_symmetric i j : E i j = E j i.
Proof. by rewrite /E symA eq_sym; congr (_ - _); apply: sum_ext => l; ring. Qed.
Lemma defect_form x : - (width * dot x x) <= sum (fun i => sum (fun j => E i j * x i * x j)).
Proof.
pose a i := x i * x i; have a0 i : 0 <= a i by exact: Rle_0_sqr.
apply: (Rle_trans _ (- sum (fun i => sum (fun j => Rabs (E i j) * (a i + a j) / 2)))).
  apply: Ropp_le_contravar; apply: (Rle_trans _ (sum (fun i => sum (fun j => Rabs (E i j)) * a i))).
    have -> : sum (fun i => sum (fun j => Rabs (E i j) * (a i + a j) / 2)) =
      (sum (fun i => sum (fun j => Rabs (E i j) * a i)) + sum (fun i => sum (fun j => Rabs (E i j) * a j))) / 2.
      rewrite -sum_plus -sum_div; apply: sum_ext => i; rewrite -sum_plus -sum_div.
      by apply: sum_ext => j; field.
    rewrite [X in _ + X]sum_swap.
    have -> : sum (fun j => sum (fun i => Rabs (E i j) * a j)) = sum (fun i => sum (fun j => Rabs (E i j) * a i)).
      by apply: sum_ext => i; apply: sum_ext => j; rewrite defect_symmetric.
    have -> : sum (fun i => sum (fun j => Rabs (E i j) * a i)) = sum (fun i => sum (fun j => Rabs (E i j)) * a i).
      by apply: sum_ext => i; rewrite sum_scal_r.
    lra.
  rewrite /dot -sum_scal; apply: sum_le => i; exact: Rmult_le_compat_r.
rewrite -sum_opp; apply: sum_le => i; rewrite -sum_opp; apply: sum_le => j.
rewrite /a; have e0 := Rabs_pos (E i j); have := Rmult_le_compat_l _ _ _ e0 (pow2_ge_0 (x i + x j)).
have := Rmult_le_compat_l _ _ _ e0 (pow2_ge_0 (x i - x j)).
by rewrite /Rabs; case: Rcase_abs => s; lra.
Qed.
Theorem residual x : (sigma - width) * dot x x <= form A x x.
Proof.
have -> : form A x x = sigma * dot x x + sum (fun l => sum (fun i => F l i * x i) * sum (fun j => F l j * x j))
  + sum (fun i => sum (fun j => E i j * x i * x j)).
  have -> : sum (fun l => sum (fun i => F l i * x i) * sum (fun j => F l j * x j)) =
    sum (fun i => sum (fun j => sum (fun l => F l i * F l j) * x i * x j)).
    transitivity (sum (fun l => sum (fun i => sum (fun j => F l i * F l j * x i * x j)))).
      apply: sum_ext => l; rewrite -sum_scal_r; apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => j; ring.
    rewrite sum_swap; apply: sum_ext => i; rewrite sum_swap; apply: sum_ext => j.
    by rewrite -!sum_scal_r.
  have -> : sigma * dot x x = sum (fun i => sum (fun j => (if j == i then sigma else 0) * x i * x j)).
    rewrite /dot -sum_scal; apply: sum_ext => i; rewrite -(sum_delta (fun j => sigma * (x i * x j)) i).
    by apply: sum_ext => j; case: eqP => _; ring.
  rewrite -!sum_plus; apply: sum_ext => i; rewrite -!sum_plus /apply -sum_scal; apply: sum_ext => j.
  by rewrite /E eq_sym; ring.
have sq : 0 <= sum (fun l => sum (fun i => F l i * x i) * sum (fun j => F l j * x j)).
  by apply: sum_ge0 => l; exact: Rle_0_sqr.
have := defect_form x; lra.
Qed.
End Residual.
