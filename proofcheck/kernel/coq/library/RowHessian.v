(* One row: the blocks of the Hessian of L/2 applied to a direction, as linear forms in a column c of A2 or of A3.
   y = A1 dX (row j), so that s = A2 y, and v = A3 dY. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax LossDerivatives RowForms.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section RowHessian.
Variables M Q T K : finType.
Variables (f : M -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (V : M -> K -> R) (C : K -> R).
Variables (y : Q -> R) (dY : T -> K -> R) (c : M -> R).
Let s k := sum (fun l => y l * A2 k l).
Let v k i := sum (fun b => A3 k b * dY b i).
Let O i := sum (fun k => f k * V k i).
Let P := row_slope f V C.
Let z := sum (fun k => f k * s k).
Definition row_cross (a b : M -> R) := sum (fun k => f k * (a k * b k))
  - sum (fun k => f k * a k) * sum (fun k => f k * b k).
Let G (a : M -> R) i := sum (fun k => f k * (a k * V k i)) - sum (fun k => f k * a k) * O i.
Definition row_M (a b : M -> R) := sum (fun k => P k * (a k * b k))
  - sum (fun k => P k * a k) * sum (fun k => f k * b k)
  - sum (fun k => P k * b k) * sum (fun k => f k * a k) + sum (fun i => G a i * G b i).

Lemma linear_scores (w : M -> R) : sum (fun l => sum (fun k => w k * A2 k l) * y l) = sum (fun k => w k * s k).
Proof.
transitivity (sum (fun l => sum (fun k => w k * A2 k l * y l))); first by apply: sum_ext => l; rewrite sum_scal_r.
by rewrite sum_swap; apply: sum_ext => k; rewrite /s -sum_scal; apply: sum_ext => l; ring.
Qed.
Lemma linear_scores' (w e : M -> R) : sum (fun l => sum (fun k => w k * (e k * A2 k l)) * y l)
  = sum (fun k => w k * (e k * s k)).
Proof.
transitivity (sum (fun l => sum (fun k => w k * e k * A2 k l) * y l)).
  by apply: sum_ext => l; congr (_ * _); apply: sum_ext => k; ring.
by rewrite linear_scores; apply: sum_ext => k; ring.
Qed.
Lemma linear_means i : sum (fun l => (sum (fun k => f k * (A2 k l * V k i)) - sum (fun k => f k * A2 k l) * O i) * y l)
  = G s i.
Proof.
transitivity (sum (fun l => sum (fun k => f k * (V k i * A2 k l)) * y l)
  - sum (fun l => sum (fun k => f k * A2 k l) * y l) * O i).
  rewrite -sum_scal_r -sum_minus; apply: sum_ext => l.
  have -> : sum (fun k => f k * (V k i * A2 k l)) = sum (fun k => f k * (A2 k l * V k i)) by apply: sum_ext => k; ring.
  ring.
by rewrite linear_scores' linear_scores /G; congr (_ - _); apply: sum_ext => k; ring.
Qed.
(* xx block *)
Lemma row_xx : sum (fun l => row_M c (fun k => A2 k l) * y l) = row_M c s.
Proof.
rewrite /row_M; set pc := sum (fun k => P k * c k); set fc := sum (fun k => f k * c k).
transitivity (sum (fun l => sum (fun k => P k * (c k * A2 k l)) * y l - pc * (sum (fun k => f k * A2 k l) * y l)
  - fc * (sum (fun k => P k * A2 k l) * y l) + sum (fun i => G c i * (G (fun k => A2 k l) i * y l)))).
  apply: sum_ext => l; set g := sum (fun i => G c i * G _ i).
  have -> : sum (fun i => G c i * (G (fun k => A2 k l) i * y l)) = g * y l.
    by rewrite -sum_scal_r; apply: sum_ext => i; ring.
  ring.
rewrite sum_plus !sum_minus !sum_scal linear_scores' !linear_scores sum_swap; congr (_ - _ - _ + _); first by ring.
by apply: sum_ext => i; rewrite sum_scal linear_means.
Qed.
Let Ev i := sum (fun k => f k * v k i).
Lemma linear_values (w : M -> R) i : sum (fun b => sum (fun k => w k * A3 k b) * dY b i) = sum (fun k => w k * v k i).
Proof.
transitivity (sum (fun b => sum (fun k => w k * A3 k b * dY b i))); first by apply: sum_ext => b; rewrite sum_scal_r.
by rewrite sum_swap; apply: sum_ext => k; rewrite /v -sum_scal; apply: sum_ext => b; ring.
Qed.
(* xy block: E[a3] G + Cov(a2, a3) C *)
Lemma row_xy : sum (fun b => sum (fun i => (sum (fun k => f k * A3 k b) * G c i
  + row_cross c (fun k => A3 k b) * C i) * dY b i)) =
  sum (fun i => G c i * Ev i) + sum (fun i => C i * (sum (fun k => f k * (c k * v k i))
    - sum (fun k => f k * c k) * Ev i)).
Proof.
rewrite sum_swap -sum_plus; apply: sum_ext => i.
transitivity (sum (fun b => G c i * (sum (fun k => f k * A3 k b) * dY b i)
  + C i * (sum (fun k => f k * c k * A3 k b) * dY b i)
  - C i * sum (fun k => f k * c k) * (sum (fun k => f k * A3 k b) * dY b i))).
  apply: sum_ext => b; rewrite /row_cross.
  have -> : sum (fun k => f k * c k * A3 k b) = sum (fun k => f k * (c k * A3 k b)) by apply: sum_ext => k; ring.
  ring.
rewrite sum_minus sum_plus !sum_scal !linear_values -/(Ev i).
have -> : sum (fun k => f k * c k * v k i) = sum (fun k => f k * (c k * v k i)) by apply: sum_ext => k; ring.
ring.
Qed.
(* Together: <c, dP>. *)
Let CG : sum (fun k => P k * s k) = sum (fun i => C i * G s i).
Proof.
pose kappa := sum (fun i => C i * O i).
transitivity (sum (fun k => f k * s k * sum (fun i => C i * V k i) - kappa * (f k * s k))).
  by apply: sum_ext => k; rewrite /P /row_slope -/kappa; ring.
rewrite sum_minus sum_scal pull -/z /kappa -sum_scal_r -sum_minus; apply: sum_ext => i; rewrite /G.
have -> : sum (fun k => f k * (s k * V k i)) = sum (fun k => f k * s k * V k i) by apply: sum_ext => k; ring.
by rewrite -/z; ring.
Qed.
Lemma dC_parts i : row_dC f s V v i = G s i + Ev i.
Proof.
congr (_ + _); rewrite /G -sum_scal -?sum_minus; rewrite /row_dF.
transitivity (sum (fun k => f k * (s k * V k i) - z * (f k * V k i))); last by rewrite sum_minus sum_scal.
by apply: sum_ext => k; rewrite -/z; ring.
Qed.
Theorem row_hessian_c : row_M c s + (sum (fun i => G c i * Ev i)
    + sum (fun i => C i * (sum (fun k => f k * (c k * v k i)) - sum (fun k => f k * c k) * Ev i))) =
  sum (fun k => row_move f s V v C k * c k).
Proof.
pose kappa := sum (fun i => C i * O i). pose g i := row_dC f s V v i. pose fc := sum (fun k => f k * c k).
pose lambda := sum (fun i => g i * (O i + C i)).
transitivity (sum (fun k => P k * (c k * s k) - z * (P k * c k) + f k * c k * sum (fun i => g i * V k i)
  + f k * c k * sum (fun i => C i * v k i) - lambda * (f k * c k))); last first.
  by apply: sum_ext => k; rewrite /row_move {1}/row_dF /P /row_slope /lambda /g /O -/z; ring.
rewrite !(sum_plus, sum_minus) !sum_scal (pull _ g) (pull _ C) -/fc /row_M CG -/z -/fc.
suff : sum (fun i => G c i * G s i) - sum (fun i => C i * G s i) * fc + sum (fun i => G c i * Ev i)
    + sum (fun i => C i * (sum (fun k => f k * (c k * v k i)) - fc * Ev i)) =
  sum (fun i => g i * sum (fun k => f k * c k * V k i)) + sum (fun i => C i * sum (fun k => f k * c k * v k i))
    - lambda * fc by lra.
rewrite /lambda -!sum_scal_r -!sum_minus -!sum_plus -sum_minus; apply: sum_ext => i; rewrite /g dC_parts.
have -> : sum (fun k => f k * (c k * v k i)) = sum (fun k => f k * c k * v k i) by apply: sum_ext => k; ring.
have -> : sum (fun k => f k * c k * V k i) = G c i + fc * O i.
  rewrite /G -/fc; have -> : sum (fun k => f k * (c k * V k i)) = sum (fun k => f k * c k * V k i) by apply: sum_ext =>
    k; ring.
  ring.
ring.
Qed.
(* Values: <c, dF C + f dC> in one column i, c a column of A3. *)
Theorem row_hessian_v i :
  sum (fun l => (sum (fun k => f k * c k) * (sum (fun k => f k * (A2 k l * V k i)) - sum (fun k => f k * A2 k l) * O i)
    + row_cross (fun k => A2 k l) c * C i) * y l) + sum (fun k => f k * c k) * Ev i =
  sum (fun k => c k * (row_dF f s k * C i + f k * row_dC f s V v i)).
Proof.
set fc := sum (fun k => f k * c k).
transitivity (fc * G s i + C i * (sum (fun k => f k * (c k * s k)) - fc * z) + fc * Ev i).
  congr (_ + _); rewrite -linear_means.
  transitivity (sum (fun l => fc * ((sum (fun k => f k * (A2 k l * V k i)) - sum (fun k => f k * A2 k l) * O i) * y l)
    + C i * (sum (fun k => f k * (c k * A2 k l)) * y l - fc * (sum (fun k => f k * A2 k l) * y l)))).
    apply: sum_ext => l; rewrite /row_cross -/fc.
    have -> : sum (fun k => f k * (c k * A2 k l)) = sum (fun k => f k * (A2 k l * c k)) by apply: sum_ext => k; ring.
    ring.
  by rewrite sum_plus !sum_scal sum_minus sum_scal linear_scores' linear_scores.
rewrite dC_parts; transitivity (sum (fun k => C i * (f k * (c k * s k)) - C i * z * (f k * c k)
  + (G s i + Ev i) * (f k * c k))).
  by rewrite sum_plus sum_minus !sum_scal -/fc; ring.
by apply: sum_ext => k; rewrite /row_dF -/z; ring.
Qed.
End RowHessian.
