(* The dense Hessian of the objective, for all sizes: its product with a direction is the Hessian-vector product
   (I4-product), and its quadratic form is the second derivative along every line (I4). *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax RowForms RowHessian Model Gradient.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Delta.
Variables I J : finType.
Definition delta (i j : I) : R := if i == j then 1 else 0.
Lemma delta_sum (U : I -> R) a : sum (fun i => delta a i * U i) = U a.
Proof.
rewrite -[RHS](sum_delta U a); apply: sum_ext => i; rewrite /delta eq_sym; by case: (i == a); ring.
Qed.
Lemma delta_sym a b : delta a b = delta b a. Proof. by rewrite /delta eq_sym. Qed.
End Delta.
Lemma delta_sum2 (I J : finType) (U : I -> J -> R) a b c :
  sum (fun i => sum (fun j => c * (delta a i * delta b j) * U i j)) = c * U a b.
Proof.
transitivity (sum (fun i => delta a i * (c * U i b))); last by rewrite delta_sum.
apply: sum_ext => i; transitivity (sum (fun j => delta b j * (delta a i * (c * U i j)))).
  by apply: sum_ext => j; ring.
by rewrite delta_sum.
Qed.

Section Hessian.
Variables N M P Q T K : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R) (wx wy lx ly : R).
Variables (X : P -> Q -> R) (Y : T -> K -> R).
Let F := attention A1 A2 X. Let V := values A3 Y. Let C := residual A1 A2 A3 B X Y. Let O := outputs A1 A2 A3 X Y.
Let mean2 j l := sum (fun k => F j k * A2 k l).
Let mean3 j b := sum (fun k => F j k * A3 k b).
Let G j l i := sum (fun k => F j k * (A2 k l * V k i)) - mean2 j l * O j i.
Let P2 j l := sum (fun k => score_slope A1 A2 A3 B X Y j k * A2 k l).
Let block j l l' := sum (fun k => score_slope A1 A2 A3 B X Y j k * (A2 k l * A2 k l')) - P2 j l * mean2 j l'
  - P2 j l' * mean2 j l
  + sum (fun i => G j l i * G j l' i).
Definition hessian_xx a l a' l' := sum (fun j => A1 j a * A1 j a' * block j l l')
  + wx * wx * (sum (fun j => A1 j a * A1 j a') * sum (fun k => A2 k l * A2 k l')) + lx * (delta a a' * delta l l').
Definition hessian_xy l a b i := sum (fun j => A1 j a * (mean3 j b * G j l i
  + (sum (fun k => F j k * (A2 k l * A3 k b)) - mean2 j l * mean3 j b) * C j i)).
Definition hessian_yy b (i : K) b' (i' : K) := (sum (fun j => mean3 j b * mean3 j b')
  + wy * wy * sum (fun k => A3 k b * A3 k b')) * delta i i'
  + ly * (delta b b' * delta i i').

Lemma block_sym j l l' : block j l l' = block j l' l.
Proof.
have E1 : sum (fun k => score_slope A1 A2 A3 B X Y j k * (A2 k l * A2 k l'))
  = sum (fun k => score_slope A1 A2 A3 B X Y j k * (A2 k l' * A2 k l)).
  by apply: sum_ext => k; ring.
have E2 : sum (fun i => G j l i * G j l' i) = sum (fun i => G j l' i * G j l i) by apply: sum_ext => i; ring.
by rewrite /block E1 E2; ring.
Qed.
Theorem hessian_xx_sym a l a' l' : hessian_xx a l a' l' = hessian_xx a' l' a l.
Proof.
rewrite /hessian_xx (delta_sym a) (delta_sym l); congr (_ + _ * (_ * _) + _); apply: sum_ext => j;
  rewrite ?(block_sym j l); ring.
Qed.
Theorem hessian_yy_sym b i b' i' : hessian_yy b i b' i' = hessian_yy b' i' b i.
Proof.
rewrite /hessian_yy (delta_sym b) (delta_sym i); congr ((_ + _ * _) * _ + _); apply: sum_ext => j; ring.
Qed.

Variables (dX : P -> Q -> R) (dY : T -> K -> R).
Let s := scores A1 A2 dX. Let v := values A3 dY.
Let y j l := sum (fun a => A1 j a * dX a l).
(* Rows one by one: sums over a are taken first. *)
Lemma rows_first (c : N -> R) (D : N -> Q -> R) :
  sum (fun a => sum (fun l => sum (fun j => c j * A1 j a * D j l) * dX a l))
    = sum (fun j => c j * sum (fun l => D j l * y j l)).
Proof.
transitivity (sum (fun a => sum (fun l => sum (fun j => c j * A1 j a * D j l * dX a l)))).
  by apply: sum_ext => a; apply: sum_ext => l; rewrite sum_scal_r.
transitivity (sum (fun a => sum (fun j => sum (fun l => c j * A1 j a * D j l * dX a l)))).
  by apply: sum_ext => a; rewrite sum_swap.
rewrite sum_swap; apply: sum_ext => j; rewrite sum_swap -sum_scal; apply: sum_ext => l.
by rewrite /y -!sum_scal; apply: sum_ext => a; ring.
Qed.
Lemma rows_out (c : N -> R) (E : N -> T -> K -> R) :
  sum (fun b => sum (fun i => sum (fun j => c j * E j b i) * dY b i))
    = sum (fun j => c j * sum (fun b => sum (fun i => E j b i * dY b i))).
Proof.
transitivity (sum (fun b => sum (fun j => sum (fun i => c j * (E j b i * dY b i))))).
  apply: sum_ext => b; rewrite -[RHS]sum_swap; apply: sum_ext => i.
  by rewrite -sum_scal_r; apply: sum_ext => j; ring.
by rewrite sum_swap; apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => b; rewrite sum_scal.
Qed.
Lemma adjoint_rows (H : N -> M -> R) a l : scores_adjoint A1 A2 H a l
  = sum (fun j => A1 j a * sum (fun k => H j k * A2 k l)).
Proof.
transitivity (sum (fun k => sum (fun j => A1 j a * H j k * A2 k l))); first by apply: sum_ext => k; rewrite sum_scal_r.
by rewrite sum_swap; apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => k; ring.
Qed.
Lemma gram_scores a l : sum (fun a' => sum (fun l' => sum (fun j => A1 j a * A1 j a') * sum (fun k =>
  A2 k l * A2 k l') * dX a' l')) =
  scores_adjoint A1 A2 s a l.
Proof.
transitivity (sum (fun j => A1 j a * sum (fun l' => sum (fun k => A2 k l * A2 k l') * y j l'))).
  rewrite -rows_first; apply: sum_ext => a'; apply: sum_ext => l'; rewrite -sum_scal_r; congr (_ * _).
rewrite adjoint_rows; apply: sum_ext => j; congr (_ * _); rewrite linear_scores; apply: sum_ext => k.
exact: Rmult_comm.
Qed.
(* I4-product. *)
Theorem product_dense_X a l : product_X A1 A2 A3 B wx lx X Y dX dY a l =
  2 * (sum (fun a' => sum (fun l' => hessian_xx a l a' l' * dX a' l'))
    + sum (fun b => sum (fun i => hessian_xy l a b i * dY b i))).
Proof.
congr (2 * _).
have -> : sum (fun a' => sum (fun l' => hessian_xx a l a' l' * dX a' l')) =
  sum (fun j => A1 j a * sum (fun l' => block j l l' * y j l')) + wx * wx * scores_adjoint A1 A2 s a l + lx * dX a l.
  rewrite -gram_scores -rows_first -(delta_sum2 dX a l lx) -sum_scal -!sum_plus; apply: sum_ext => a'.
  by rewrite -sum_scal -!sum_plus; apply: sum_ext => l'; rewrite /hessian_xx; ring.
have -> : scores_adjoint A1 A2 (fun j k => dP A1 A2 A3 B X Y (scores A1 A2 dX) (values A3 dY) j k
  + wx * wx * scores A1 A2 dX j k) a l =
  scores_adjoint A1 A2 (dP A1 A2 A3 B X Y s v) a l + wx * wx * scores_adjoint A1 A2 s a l.
  rewrite !adjoint_rows -sum_scal -sum_plus; apply: sum_ext => j; rewrite -!sum_scal -sum_plus.
  by apply: sum_ext => k; rewrite -/s -/v; ring.
suff : scores_adjoint A1 A2 (dP A1 A2 A3 B X Y s v) a l =
  sum (fun j => A1 j a * sum (fun l' => block j l l' * y j l'))
    + sum (fun b => sum (fun i => hessian_xy l a b i * dY b i)) by lra.
rewrite adjoint_rows (rows_out (fun j => A1 j a)) -sum_plus; apply: sum_ext => j; rewrite -Rmult_plus_distr_l;
  congr (_ * _).
have := row_hessian_c (F j) A2 A3 (fun k i => V k i) (C j) (y j) dY (fun k => A2 k l) => <-.
by congr (_ + _); [rewrite -row_xx|rewrite -row_xy].
Qed.
Theorem product_dense_Y b i : product_Y A1 A2 A3 B wy ly X Y dX dY b i =
  2 * (sum (fun a => sum (fun l => hessian_xy l a b i * dX a l))
    + sum (fun b' => sum (fun i' => hessian_yy b i b' i' * dY b' i'))).
Proof.
congr (2 * _).
have -> : sum (fun b' => sum (fun i' => hessian_yy b i b' i' * dY b' i')) =
  sum (fun j => mean3 j b * sum (fun k => F j k * v k i)) + wy * wy * values_adjoint A3 v b i + ly * dY b i.
  transitivity (sum (fun b' => (sum (fun j => mean3 j b * mean3 j b')
    + wy * wy * sum (fun k => A3 k b * A3 k b')) * dY b' i)
    + ly * dY b i).
    rewrite -(delta_sum2 dY b i ly) -sum_plus; apply: sum_ext => b'.
    rewrite -(delta_sum (fun i' => (_ + _) * dY b' i') i) -sum_plus; apply: sum_ext => i'; rewrite /hessian_yy; ring.
  congr (_ + _).
  transitivity (sum (fun b' => sum (fun j => mean3 j b * mean3 j b') * dY b' i)
    + wy * wy * sum (fun b' => sum (fun k => A3 k b * A3 k b') * dY b' i)).
    by rewrite -sum_scal -sum_plus; apply: sum_ext => b'; ring.
  congr (_ + _ * _); last exact: (linear_values A3 dY (fun k => A3 k b) i).
  transitivity (sum (fun b' => sum (fun j => mean3 j b * mean3 j b' * dY b' i))); first by apply: sum_ext => b';
    rewrite sum_scal_r.
  rewrite sum_swap; apply: sum_ext => j; rewrite -(linear_values A3 dY (F j) i) -sum_scal; apply: sum_ext => b';
    rewrite /mean3; ring.
have -> : values_adjoint A3 (fun k i => dFC A1 A2 A3 B X Y (scores A1 A2 dX) (values A3 dY) k i
  + wy * wy * values A3 dY k i) b i =
  values_adjoint A3 (dFC A1 A2 A3 B X Y s v) b i + wy * wy * values_adjoint A3 v b i.
  by rewrite /values_adjoint -sum_scal -sum_plus; apply: sum_ext => k; rewrite -/s -/v; ring.
suff : values_adjoint A3 (dFC A1 A2 A3 B X Y s v) b i =
  sum (fun a => sum (fun l => hessian_xy l a b i * dX a l))
    + sum (fun j => mean3 j b * sum (fun k => F j k * v k i)) by lra.
have -> : sum (fun a => sum (fun l => hessian_xy l a b i * dX a l)) = sum (fun j => sum (fun l => (mean3 j b * G j l i
  + (sum (fun k => F j k * (A2 k l * A3 k b)) - mean2 j l * mean3 j b) * C j i) * y j l)).
  transitivity (sum (fun j => 1 * sum (fun l => (mean3 j b * G j l i
    + (sum (fun k => F j k * (A2 k l * A3 k b)) - mean2 j l * mean3 j b) * C j i) * y j l)));
      last by apply: sum_ext => j; ring.
  rewrite -rows_first; apply: sum_ext => a; apply: sum_ext => l; congr (_ * _); apply: sum_ext => j; ring.
rewrite -sum_plus.
transitivity (sum (fun j => sum (fun k => A3 k b * (dF A1 A2 X s j k * C j i + F j k * dC A1 A2 A3 X Y s v j i)))).
  by rewrite sum_swap; apply: sum_ext => k; rewrite /dFC -sum_plus -sum_scal.
by apply: sum_ext => j; rewrite -(row_hessian_v (F j) A2 A3 (fun k i => V k i) (C j) (y j) dY (fun k => A3 k b) i).
Qed.
(* I4: the second derivative along a line is the quadratic form of the dense Hessian. *)
Theorem hessian_along (k0 : M) : Derive_n (along A1 A2 A3 B wx wy lx ly X dX Y dY) 2 0 =
  sum (fun a => sum (fun l => (sum (fun a' => sum (fun l' => dX a' l' * (2 * hessian_xx a' l' a l)))
    + sum (fun b => sum (fun i => dY b i * (2 * hessian_xy l a b i)))) * dX a l)) +
  sum (fun b => sum (fun i => (sum (fun a => sum (fun l => dX a l * (2 * hessian_xy l a b i)))
    + sum (fun b' => sum (fun i' => dY b' i' * (2 * hessian_yy b' i' b i)))) * dY b i)).
Proof.
rewrite (curvature_along k0); congr (_ + _); apply: sum_ext => a; apply: sum_ext => l; congr (_ * _).
  rewrite product_dense_X Rmult_plus_distr_l -!sum_scal; congr (_ + _); apply: sum_ext => b; rewrite -sum_scal;
    apply: sum_ext => i.
    by rewrite (hessian_xx_sym a); ring.
  by ring.
rewrite product_dense_Y Rmult_plus_distr_l -!sum_scal; congr (_ + _); apply: sum_ext => b; rewrite -sum_scal;
  apply: sum_ext => i.
  by ring.
by rewrite (hessian_yy_sym a); ring.
Qed.
End Hessian.
