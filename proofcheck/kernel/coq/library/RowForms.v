(* One row: the first and second derivative of the loss along scores s and values v as linear forms in (s, v), that is
   gradient and Hessian-vector product read off for every number of keys and columns (I5-blocks). *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax LossDerivatives.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* sum_k w_k <D, U_k> = sum_i D_i sum_k w_k U_ki *)
Lemma pull (M K : finType) (w : M -> R) (D : K -> R) (U : M -> K -> R) :
  sum (fun k => w k * sum (fun i => D i * U k i)) = sum (fun i => D i * sum (fun k => w k * U k i)).
Proof.
transitivity (sum (fun k => sum (fun i => D i * (w k * U k i)))).
  by apply: sum_ext => k; rewrite -sum_scal; apply: sum_ext => i; ring.
by rewrite sum_swap; apply: sum_ext => i; rewrite sum_scal.
Qed.

Section Row.
Variables (M K : finType) (f s : M -> R) (V v : M -> K -> R) (C : K -> R).
Hypothesis W : weights f.
Let O i := sum (fun k => f k * V k i).
Let z := sum (fun k => f k * s k).
Let kappa := sum (fun i => C i * O i).
Definition row_slope k := f k * (sum (fun i => C i * V k i) - sum (fun i => C i * O i)).
Definition row_dF k := f k * (s k - sum (fun l => f l * s l)).
Definition row_dC i := sum (fun k => row_dF k * V k i) + sum (fun k => f k * v k i).
Definition row_move k := row_dF k * (sum (fun i => C i * V k i) - sum (fun i => C i * O i)) +
  f k * (sum (fun i => row_dC i * V k i) + sum (fun i => C i * v k i) - sum (fun i => row_dC i * (O i + C i))).

(* <C, O'> = <P, s> + <F^T C, v> *)
Theorem row_gradient : sum (fun i => C i * output1 f s (fun k => V k i) (fun k => v k i)) =
  sum (fun k => row_slope k * s k) + sum (fun k => sum (fun i => f k * C i * v k i)).
Proof.
have -> : sum (fun k => sum (fun i => f k * C i * v k i)) = sum (fun i => C i * sum (fun k => f k * v k i)).
  by rewrite -pull; apply: sum_ext => k; rewrite -sum_scal; apply: sum_ext => i; ring.
have -> : sum (fun k => row_slope k * s k) = sum (fun i => C i * sum (fun k => f k * s k * V k i)) - kappa * z.
  rewrite -pull -sum_scal -sum_minus; apply: sum_ext => k; rewrite /row_slope -/kappa; ring.
rewrite /kappa -sum_scal_r -sum_minus -sum_plus; apply: sum_ext => i.
by rewrite output1_raw // -/(O i) -/z; ring.
Qed.

Lemma row_dC_output i : row_dC i = output1 f s (fun k => V k i) (fun k => v k i).
Proof. by []. Qed.
(* |O'|^2 + <C, O''> = <dP, s> + <dF^T C + F^T dC, v> *)
Theorem row_curvature :
  sum (fun i => output1 f s (fun k => V k i) (fun k => v k i) * output1 f s (fun k => V k i) (fun k => v k i)) +
  sum (fun i => C i * output2 f s (fun k => V k i) (fun k => v k i)) =
  sum (fun k => row_move k * s k) + sum (fun k => sum (fun i => (row_dF k * C i + f k * row_dC i) * v k i)).
Proof.
pose g i := row_dC i.
have -> : sum (fun k => sum (fun i => (row_dF k * C i + f k * row_dC i) * v k i)) =
  sum (fun i => C i * sum (fun k => row_dF k * v k i)) + sum (fun i => g i * sum (fun k => f k * v k i)).
  transitivity (sum (fun k => row_dF k * sum (fun i => C i * v k i) + f k * sum (fun i => g i * v k i))).
    apply: sum_ext => k; rewrite -!sum_scal -sum_plus; apply: sum_ext => i; rewrite -/(g i); ring.
  by rewrite sum_plus (pull _ C) (pull _ g).
pose lambda := sum (fun i => g i * (O i + C i)).
pose a := sum (fun k => row_dF k * s k).
have -> : sum (fun k => row_move k * s k) = sum (fun i => C i * sum (fun k => row_dF k * s k * V k i)) - kappa * a
  + sum (fun i => g i * sum (fun k => f k * s k * V k i)) + sum (fun i => C i * sum (fun k => f k * s k * v k i))
    - lambda * z.
  transitivity (sum (fun k => row_dF k * s k * sum (fun i => C i * V k i) - kappa * (row_dF k * s k) +
    f k * s k * sum (fun i => g i * V k i) + f k * s k * sum (fun i => C i * v k i) - lambda * (f k * s k))).
    by apply: sum_ext => k; rewrite /row_move -/kappa -/lambda /g; ring.
  by rewrite !(sum_plus, sum_minus) !sum_scal (pull _ C) (pull _ g) (pull _ C).
have dFh (h : M -> R) : sum (fun k => row_dF k * h k) = sum (fun k => f k * s k * h k) - z * sum (fun k => f k * h k).
  by rewrite -sum_scal -sum_minus; apply: sum_ext => k; rewrite /row_dF -/z; ring.
have dFs (h : M -> R) : sum (fun k => row_dF k * s k * h k) = sum (fun k => f k * s k * s k * h k)
  - z * sum (fun k => f k * s k * h k).
  by rewrite -sum_scal -sum_minus; apply: sum_ext => k; rewrite /row_dF -/z; ring.
have Ea : a = sum (fun k => f k * s k * s k) - z * z by exact: dFh.
transitivity (sum (fun i => C i * sum (fun k => row_dF k * s k * V k i) - a * (C i * O i)
  + g i * sum (fun k => f k * s k * V k i)
  + C i * sum (fun k => f k * s k * v k i) - z * (g i * (O i + C i)) + (C i * sum (fun k => row_dF k * v k i)
  + g i * sum (fun k => f k * v k i)))).
  rewrite -sum_plus; apply: sum_ext => i; rewrite dFh dFs Ea /g row_dC_output output2_raw // output1_raw // -/(O i) -/z;
    ring.
rewrite !(sum_plus, sum_minus) !sum_scal -/kappa -/lambda; ring.
Qed.
End Row.
