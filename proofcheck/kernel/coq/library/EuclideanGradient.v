(* B6-euclidean, every size: the gradient of the loss in (X, Y) is Lipschitz on ||A3 Y|| <= rho; its constant is the
   larger eigenvalue of the form (kappa_20 alpha^2, kappa_11 alpha beta / 2, kappa_02 beta^2). *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds BinaryForms CurvatureForms Spectral Stationary
  Derivatives JointCumulants LossForms GradientLipschitz LossSegments EuclideanLipschitz.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* sum_j c_20 x_j^2 + c_11 x_j b + c_02 b^2 against max c_20, |c_11| and sum c_02. *)
Lemma rows_form (N : finType) (c20 c11 c02 x : N -> R) top b alpha beta p q : 0 <= b -> 0 <= top ->
  (forall j, c20 j <= top) -> (forall j, 0 <= c02 j) -> len x <= alpha * p -> b <= beta * q -> 0 <= p -> 0 <= q ->
  sum (fun j => c20 j * x j * x j) + sum (fun j => c11 j * x j * b) + sum (fun j => c02 j * b * b) <=
  larger_eigenvalue (top * alpha * alpha) (len c11 * alpha * beta / 2) (sum c02 * beta * beta) * (p * p + q * q).
Proof.
move=> b0 top0 H20 H02 Hx Hb p0 q0.
have x0 := len_ge0 x; have xx := Rmult_le_compat _ _ _ _ x0 x0 Hx Hx; have bb := Rmult_le_compat _ _ _ _ b0 b0 Hb Hb.
have xb := Rmult_le_compat _ _ _ _ x0 b0 Hx Hb.
have first_ : sum (fun j => c20 j * x j * x j) <= top * (alpha * p * (alpha * p)).
  apply: (Rle_trans _ (top * (len x * len x))); last exact: Rmult_le_compat_l.
  rewrite len_sq -sum_scal; apply: sum_le => j; rewrite Rmult_assoc; apply: Rmult_le_compat_r => //; exact: Rle_0_sqr.
have mixed : sum (fun j => c11 j * x j * b) <= len c11 * (alpha * p * (beta * q)).
  rewrite sum_scal_r; apply: (Rle_trans _ (len c11 * len x * b)).
    by apply: Rmult_le_compat_r => //; exact: inner_le.
  by rewrite Rmult_assoc; apply: Rmult_le_compat_l => //; exact: len_ge0.
have last_ : sum (fun j => c02 j * b * b) <= sum c02 * (beta * q * (beta * q)).
  rewrite (sum_ext (G := fun j => c02 j * (b * b))) => [|j]; last by ring.
  by rewrite sum_scal_r; apply: Rmult_le_compat_l => //; exact: sum_ge0.
have := larger_eigenvalue_ge (top * alpha * alpha) (len c11 * alpha * beta / 2) (sum c02 * beta * beta) p q; lra.
Qed.

Section Gradient.
Variables N M P Q T K : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R).
Variable k0 : M.
Variables alpha beta rho top : R.
Hypothesis beta0 : 0 <= beta.
Hypothesis Halpha : forall X, len2 (scores A1 A2 X) <= alpha * len2 X.
Hypothesis Hbeta : forall Y : T -> K -> R, len2 (times A3 Y) <= beta * len2 Y.
Hypothesis rho0 : 0 <= rho.
Definition set_tau := rho / sqrt 2.
Definition set_residual j := len (B j) + rho.
Definition set_20 j := set_tau * set_tau + 2 * set_residual j * (rho * sqrt 2) * (1 / 2).
Definition set_11 j := 4 * set_residual j * (1 / 2) + 4 * set_tau * sqrt (1 / 2).
Lemma set_20_ge0 j : 0 <= set_20 j.
Proof.
have r0 : 0 < sqrt 2 by apply: sqrt_lt_R0; lra.
have s0 : 0 <= set_residual j by rewrite /set_residual; have := len_ge0 (B j); lra.
have := Rmult_le_pos _ _ s0 (Rmult_le_pos _ _ rho0 (Rlt_le _ _ r0)); have := Rle_0_sqr set_tau.
by rewrite /set_20 /Rsqr; lra.
Qed.
Hypothesis Htop : forall j, set_20 j <= top.
Hypothesis top0 : 0 <= top.
Definition set_constant := larger_eigenvalue (top * alpha * alpha) (len set_11 * alpha * beta / 2)
  (sum (fun _ : N => 2) * beta * beta).

(* The gradient's two parts, as generated statements have them. *)
Section Point.
Variables (X : P -> Q -> R) (Y : T -> K -> R).
Let F j := softmax (scores A1 A2 X j).
Let C j i := mean (F j) (times A3 Y) i - B j i.
Definition score_gradient i j := 2 * sum (fun l => sum (fun a => A1 a i *
  (F a l * (sum (fun b => C a b * times A3 Y l b) - sum (fun c => C a c * mean (F a) (times A3 Y) c)))) * A2 l j).
Definition value_gradient i j := 2 * sum (fun l => A3 l i * sum (fun a => F a l * C a j)).
Lemma gradient_pairing dX (dY : T -> K -> R) : inner2 score_gradient dX + inner2 value_gradient dY =
  2 * sum (fun a => sum (fun j => C a j * first F (times A3 Y) (scores A1 A2 dX) (times A3 dY) a j)).
Proof.
have EX : inner2 score_gradient dX = 2 * sum (fun a => inner (C a) (covariance (F a) (scores A1 A2 dX a) (times A3 Y))).
  pose G a l := F a l * (sum (fun b => C a b * times A3 Y l b) - sum (fun c => C a c * mean (F a) (times A3 Y) c)).
  transitivity (2 * sum (fun i => sum (fun j => sum (fun l => sum (fun a => A1 a i * G a l) * A2 l j) * dX i j))).
    rewrite /inner2 -sum_scal; apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => j.
    by rewrite /score_gradient /G; ring.
  rewrite adjoint2; congr (_ * _); apply: sum_ext => a.
  by rewrite -(slope_pairing (F a) (scores A1 A2 dX a) (times A3 Y) (C a)).
have EY : inner2 value_gradient dY = 2 * sum (fun a => inner (C a) (mean (F a) (times A3 dY))).
  transitivity (2 * sum (fun i => sum (fun j => sum (fun l => A3 l i * sum (fun a => F a l * C a j)) * dY i j))).
    rewrite /inner2 -sum_scal; apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => j.
    by rewrite /value_gradient; ring.
  by rewrite (adjoint A3 (fun l j => sum (fun a => F a l * C a j)) dY) (adjoint F C (times A3 dY)).
rewrite EX EY -Rmult_plus_distr_l -sum_plus; congr (_ * _); apply: sum_ext => a.
by rewrite /inner -sum_plus; apply: sum_ext => j; rewrite /first; ring.
Qed.
End Point.

Notation vector := ((P * Q) + (T * K) -> R).
Let sc (z : vector) := scores A1 A2 (left_part z).
Let va (z : vector) := times A3 (right_part z).
Let sc_linear a b (x y : vector) j k : sc (fun i => a * x i + b * y i) j k = a * sc x j k + b * sc y j k.
Proof.
rewrite /sc /scores -!sum_scal -sum_plus; apply: sum_ext => l.
rewrite -!sum_scal_r -!sum_scal -sum_plus; apply: sum_ext => i; rewrite /left_part; ring.
Qed.
Let va_linear a b (x y : vector) k i : va (fun i => a * x i + b * y i) k i = a * va x k i + b * va y k i.
Proof. by rewrite /va /times -!sum_scal -sum_plus; apply: sum_ext => l; rewrite /right_part; ring. Qed.
Lemma slope_pairing_vector (z x : vector) : D1 sc va B z x =
  inner2 (score_gradient (left_part z) (right_part z)) (left_part x) +
  inner2 (value_gradient (left_part z) (right_part z)) (right_part x).
Proof.
rewrite gradient_pairing; congr (_ * _); apply: sum_ext => j; apply: sum_ext => i.
by rewrite k1_first.
Qed.
Lemma curvature_on_set (z h : vector) : len2 (va z) <= rho -> Rabs (D2 sc va B z h h) <= set_constant * (len h * len h).
Proof.
move=> Hz; have r0 : 0 < sqrt 2 by apply: sqrt_lt_R0; lra.
have W j : weights (softmax (sc z j)) by exact: softmax_weights.
have Ht j : spread (softmax (sc z j)) (va z) <= set_tau.
  apply: (Rle_trans _ _ _ (spread_le_set _ (W j))); apply: Rmult_le_compat_r => //.
  by apply: Rlt_le; exact: Rinv_0_lt_compat.
have Ho j k : len (value_rest (softmax (sc z j)) (va z) k) <= rho * sqrt 2.
  apply: (Rle_trans _ _ _ (value_rest_le_set _ (W j) k)); apply: Rmult_le_compat_r => //; lra.
have Hr j : len (fun i => mean (softmax (sc z j)) (va z) i - B j i) <= set_residual j.
  by apply: (Rle_trans _ _ _ (residual_le_set _ (W j) _)); apply: Rplus_le_compat_l.
rewrite (D2_diagonal k0).
have H := curvature_le (phi := fun _ => 1 / 2) (sc h) (va h) W (fun _ => ltac:(lra))
  (fun j g => var_le_half_of_weights g (W j)) Ht Ho (fun j => len_weights_le (W j)) Hr.
apply: (Rle_trans _ _ _ H).
have x0 j : 0 <= len (sc h j) by exact: len_ge0.
rewrite len_sq sq_parts -!len2_sq.
apply: (Rle_trans _ (sum (fun j => set_20 j * len (sc h j) * len (sc h j)) +
  sum (fun j => set_11 j * len (sc h j) * len2 (va h)) + sum (fun j : N => 2 * len2 (va h) * len2 (va h)))).
  by right; rewrite -!sum_plus; apply: sum_ext => j; rewrite /set_20 /set_11; field.
apply: rows_form => //; try exact: len2_ge0; try (by move=> j; lra).
- by rewrite len2_len; exact: Halpha.
- exact: Hbeta.
Qed.
Theorem gradient_change X Y X2 Y2 : len2 (times A3 Y) <= rho -> len2 (times A3 Y2) <= rho ->
  let DX i j := score_gradient X Y i j - score_gradient X2 Y2 i j in
  let DY i j := value_gradient X Y i j - value_gradient X2 Y2 i j in
  sqrt (sq2 DX + sq2 DY) <=
  set_constant * sqrt (sq2 (fun i j => X i j - X2 i j) + sq2 (fun i j => Y i j - Y2 i j)).
Proof.
move=> H1 H2 DX DY; pose b : vector := joined X Y; pose a : vector := joined X2 Y2; pose x : vector := joined DX DY.
have G0 : 0 <= set_constant.
  have := larger_eigenvalue_ge (top * alpha * alpha) (len set_11 * alpha * beta / 2)
    (sum (fun _ : N => 2) * beta * beta) 1 0.
  by have := Rmult_le_pos _ _ top0 (Rle_0_sqr alpha); rewrite /set_constant /Rsqr; lra.
have Hseg t : 0 <= t <= 1 -> len2 (va (on a (sub b a) t)) <= rho.
  move=> Ht; have E0 : va (on a (sub b a) t) = fun l j => times A3 Y2 l j + t * (times A3 Y l j - times A3 Y2 l j).
    apply: functional_extensionality => l; apply: functional_extensionality => j.
    rewrite /va /times -sum_minus -sum_scal -sum_plus; apply: sum_ext => i.
    by rewrite /right_part /on /sub /a /b /joined; ring.
  rewrite E0; apply: segment_len => //.
  by rewrite (len2_ext (B := times A3 Y)) // => l j; ring.
have L := @gradient_lipschitz _ _ _ _ k0 sc va B sc_linear va_linear a b set_constant G0 x
  (fun t h Ht => curvature_on_set h (Hseg t Ht)).
rewrite !slope_pairing_vector in L.
have Ex : sq x = inner2 (score_gradient X Y) DX + inner2 (value_gradient X Y) DY
  - (inner2 (score_gradient X2 Y2) DX + inner2 (value_gradient X2 Y2) DY).
  rewrite sq_parts -[left_part x]/DX -[right_part x]/DY.
  have minus (I J : finType) (U W D : I -> J -> R) : (forall i j, D i j = U i j - W i j) ->
      sq2 D = inner2 U D - inner2 W D.
    move=> E0; rewrite /sq2 /inner2 -sum_minus; apply: sum_ext => i; rewrite -sum_minus; apply: sum_ext => j.
    by rewrite {1}E0; ring.
  rewrite (minus _ _ (score_gradient X Y) (score_gradient X2 Y2) DX) //.
  by rewrite (minus _ _ (value_gradient X Y) (value_gradient X2 Y2) DY) //; ring.
have {}L : sq x <= set_constant * len (sub b a) * len x.
  by apply: (Rle_trans _ _ _ _ L); rewrite Ex; exact: Rle_abs.
have -> : sqrt (sq2 DX + sq2 DY) = len x by rewrite /len sq_parts.
have -> : sqrt (sq2 (fun i j => X i j - X2 i j) + sq2 (fun i j => Y i j - Y2 i j)) = len (sub b a).
  by rewrite /len sq_parts.
case: (Req_dec (len x) 0) => [->|N0]; first by apply: Rmult_le_pos => //; exact: len_ge0.
by apply: (Rmult_le_reg_r (len x)); have := len_ge0 x; rewrite -len_sq in L; lra.
Qed.
End Gradient.
