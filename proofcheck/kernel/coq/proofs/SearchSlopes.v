(* Searches for the global minimum: the bound of min over y, dual lengths of slopes, and the distance of the best y. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Residual SquareMatrices.
From PC.statements Require Import Vectors Abstract Objective Search.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Matrices.
Variables (I K : finType).
Implicit Types (r d : I -> K -> R).
Let flat r : (I * K)%type -> R := fun p => r p.1 p.2.
Lemma inner_flat r d : inner r d = dot (flat r) (flat d).
Proof. by rewrite /dot (sum_pair (fun i k => r i k * d i k)). Qed.
Lemma squares_ge0 r : 0 <= squares r.
Proof. by apply: sum_ge0 => i; apply: sum_ge0 => k; exact: Rle_0_sqr. Qed.
Lemma inner_le r d : inner r d <= sqrt (squares r) * sqrt (squares d).
Proof.
by rewrite -[squares r]/(inner r r) -[squares d]/(inner d d) !inner_flat; exact: (inner_le (@semidefinite_dot _)).
Qed.
Lemma squares_add r d : squares (fun i k => r i k + d i k) = squares r + 2 * inner r d + squares d.
Proof.
rewrite /squares /inner -sum_scal -!sum_plus; apply: sum_ext => i.
by rewrite -sum_scal -!sum_plus; apply: sum_ext => k; ring.
Qed.
Lemma inner_add r r' d : inner (fun i k => r i k + r' i k) d = inner r d + inner r' d.
Proof.
by rewrite /inner -sum_plus; apply: sum_ext => i; rewrite -sum_plus; apply: sum_ext => k; ring.
Qed.
Lemma squares_columns r : squares r = sum (fun k => dot (fun i => r i k) (fun i => r i k)).
Proof. exact: sum_swap. Qed.
End Matrices.

Section Regression.
Variables (J I K : finType) (Z : J -> I -> R).
Lemma adjoint (C : J -> K -> R) (d : I -> K -> R) : inner C (product Z d) = inner (transposed Z C) d.
Proof.
transitivity (sum (fun j => sum (fun i => sum (fun k => Z j i * C j k * d i k)))).
  apply: sum_ext => j; rewrite sum_swap; apply: sum_ext => k; rewrite /product -sum_scal.
  by apply: sum_ext => i; ring.
rewrite sum_swap; apply: sum_ext => i; rewrite sum_swap; apply: sum_ext => k.
by rewrite /transposed -sum_scal_r.
Qed.
Lemma energy_ge0 (d : I -> K -> R) : 0 <= energy Z d.
Proof. by apply: Rplus_le_le_0_compat; exact: squares_ge0. Qed.
Lemma regression_add (B : J -> K -> R) y d : regression Z B (fun i k => y i k + d i k) =
  regression Z B y + 2 * inner (half_slope Z B y) d + energy Z d.
Proof.
rewrite /regression (squares_add y d).
have -> : squares (residue Z B (fun i k => y i k + d i k)) =
  squares (fun j k => residue Z B y j k + product Z d j k).
  apply: sum_ext => j; apply: sum_ext => k; suff -> : residue Z B (fun i k => y i k + d i k) j k =
    residue Z B y j k + product Z d j k by [].
  rewrite /residue /product; have -> : sum (fun i => Z j i * (y i k + d i k)) =
    sum (fun i => Z j i * y i k) + sum (fun i => Z j i * d i k).
    by rewrite -sum_plus; apply: sum_ext => i; ring.
  ring.
by rewrite squares_add adjoint /half_slope inner_add /energy; ring.
Qed.
Lemma projection (B : J -> K -> R) y0 y rho : slope_at_most Z (half_slope Z B y0) rho ->
  regression Z B y0 - rho^2 <= regression Z B y.
Proof.
move=> D; pose e i k := y i k - y0 i k.
have E1 : regression Z B y = regression Z B (fun i k => y0 i k + e i k).
  suff -> : (fun i k => y0 i k + e i k) = y by [].
  by apply: functional_extensionality => i; apply: eq_vector => k; rewrite /e; ring.
rewrite E1 regression_add.
have := D (fun i k => - e i k).
have -> : energy Z (fun i k => - e i k) = energy Z e.
  rewrite /energy /squares; congr (_ + _); apply: sum_ext => i; apply: sum_ext => k; last by ring.
  rewrite /product; have -> : sum (fun a => Z i a * - e a k) = - sum (fun a => Z i a * e a k).
    by rewrite -sum_opp; apply: sum_ext => a; ring.
  ring.
have -> : inner (half_slope Z B y0) (fun i k => - e i k) = - inner (half_slope Z B y0) e.
  by rewrite /inner -sum_opp; apply: sum_ext => i; rewrite -sum_opp; apply: sum_ext => k; ring.
have := sqrt_sqrt _ (energy_ge0 e); set t := sqrt (energy Z e) => tt.
have := pow2_ge_0 (t - rho); nra.
Qed.
End Regression.
Theorem Search_projection_holds : Search_projection.statement.
Proof. by move=> J I K Z B y0 y rho; exact: projection. Qed.

Section Room.
Variables (J I : finType) (Z E : J -> I -> R) (S : I -> I -> R) (room : R).
Hypothesis HR : room_of Z E S room.

(* room |x| <= |[Z + E; 1] S x| for a vector x. *)
Let image (F : J -> I -> R) (x : I -> R) : J -> R := fun j => sum (fun a => product F S j a * x a).
Lemma gram_form x : form (gram Z S) x x = dot (image Z x) (image Z x) + dot (apply S x) (apply S x).
Proof.
have square (T : finType) (F : T -> I -> R) :
  dot (fun j => sum (fun a => F j a * x a)) (fun j => sum (fun a => F j a * x a)) =
  sum (fun a => sum (fun b => x a * (sum (fun j => F j a * F j b) * x b))).
  rewrite /dot; transitivity (sum (fun j => sum (fun a => sum (fun b => x a * (F j a * F j b * x b))))).
    apply: sum_ext => j; rewrite -sum_scal_r; apply: sum_ext => a; rewrite -sum_scal; apply: sum_ext => b; ring.
  rewrite sum_swap; apply: sum_ext => a; rewrite sum_swap; apply: sum_ext => b.
  by rewrite sum_scal sum_scal_r.
rewrite /image square -/(apply S x) /apply (square _ S) /form /dot -sum_plus; apply: sum_ext => a.
rewrite /apply -sum_scal -sum_plus; apply: sum_ext => b; rewrite /gram; ring.
Qed.
Lemma gram_symmetric : symmetric_matrix (gram Z S).
Proof. by move=> a b; rewrite /gram; congr (_ + _); apply: sum_ext => i; ring. Qed.
Lemma room_vector x : room^2 * dot x x <=
  dot (image (shifted Z E) x) (image (shifted Z E) x) + dot (apply S x) (apply S x).
Proof.
case: HR => room0 [e [eps [Er [rows shift]]]]; set n := norm x; have n0 : 0 <= n by exact: length_ge0.
have nn : n * n = dot x x by exact: norm_sq.
have EZ : image (shifted Z E) x = add (image Z x) (image E x).
  apply: eq_vector => j; rewrite /add /image -sum_plus; apply: sum_ext => a; rewrite /product.
  by rewrite -Rmult_plus_distr_r -sum_plus; congr (_ * _); apply: sum_ext => i; rewrite /shifted; ring.
have HS := @semidefinite_dot J.
have tri : norm (image Z x) <= norm (image (shifted Z E) x) + norm (image E x).
  have -> : image Z x = add (image (shifted Z E) x) (scale (-1) (image E x)).
    by rewrite EZ; apply: eq_vector => j; rewrite /add /scale; ring.
  by apply: Rle_trans (length_add HS _ _) _; rewrite (length_scale HS) Rabs_Ropp Rabs_R1 Rmult_1_l; right.
have small : norm (image E x) <= eps * n.
  apply: Rle_trans (shift x); right; congr sqrt; apply: sum_ext => j; rewrite /image; ring.
have low : (1 - e) * dot x x <= dot (image Z x) (image Z x) + dot (apply S x) (apply S x).
  have rows' a : sum (fun b => Rabs (gram Z S a b - (if a == b then 1 else 0) - sum (fun l : 'I_0 => 0 * 0))) <= e.
    by apply: Rle_trans (rows a); right; apply: sum_ext => b; rewrite sum_ord0 Rminus_0_r.
  by have := Residual.residual (F := fun _ _ => 0) gram_symmetric rows' x; rewrite gram_form.
rewrite -!norm_sq; move: tri small low; rewrite -!norm_sq -/n.
set p := norm (image Z x); set q := norm (image E x); set P := norm (image _ x); set c := norm (apply S x).
have [p0 [q0 [P0 c0]]] : 0 <= p /\ 0 <= q /\ 0 <= P /\ 0 <= c by do ![split]; exact: length_ge0.
move=> tri small low; set s := sqrt (1 - e); have s0 : 0 <= s by exact: sqrt_pos.
have low' : (s * n)^2 <= p * p + c * c.
  case: (Rle_dec 0 (1 - e)) => [pos|neg].
    have := sqrt_sqrt _ pos; rewrite -/s => ss; have -> : (s * n)^2 = s * s * (n * n) by ring.
    by rewrite ss.
  have -> : s = 0 by apply: sqrt_neg_0; lra.
  have := Rle_0_sqr p; have := Rle_0_sqr c; rewrite /Rsqr => a b; lra.
have Er' : room * n = s * n - eps * n by rewrite Er -/s; ring.
have rn : 0 <= room * n by apply: Rmult_le_pos; lra.
set t := sqrt (P * P + c * c); have tt : t * t = P * P + c * c.
  by apply: sqrt_sqrt; have := Rle_0_sqr P; have := Rle_0_sqr c; rewrite /Rsqr; lra.
have t0 : 0 <= t by exact: sqrt_pos.
have Pt : P <= t.
  by apply: Rsqr_incr_0_var => //; rewrite /Rsqr tt; have := Rle_0_sqr c; rewrite /Rsqr; lra.
have up : p * p + c * c <= (t + q)^2.
  have : p * p <= (P + q) * (P + q) by apply: Rmult_le_compat; lra.
  have := Rmult_le_compat_r _ _ _ q0 Pt; nra.
have st : s * n <= t + q.
  apply: Rsqr_incr_0_var; last lra. rewrite /Rsqr; nra.
have : room * n <= t by lra.
move=> rt; have := Rmult_le_compat _ _ _ _ rn rn rt rt; rewrite tt; nra.
Qed.
Lemma image_apply (F : J -> I -> R) x j : image F x j = sum (fun i => F j i * apply S x i).
Proof.
transitivity (sum (fun a => sum (fun i => F j i * (S i a * x a)))).
  by apply: sum_ext => a; rewrite /product -sum_scal_r; apply: sum_ext => i; ring.
by rewrite sum_swap; apply: sum_ext => i; rewrite sum_scal.
Qed.
Lemma dot_zero (T : finType) (x : T -> R) : dot x x <= 0 -> x = @zero T.
Proof.
move=> le; apply: eq_vector => i; apply: Rsqr_0_uniq; have D : dot x x = 0 by have := dot_ge0 x; lra.
exact: (sum_eq0_ge0 (fun i => Rle_0_sqr (x i)) D i).
Qed.
Lemma room_onto : exists Q : (I -> R) -> I -> R, forall d, apply S (Q d) = d.
Proof.
apply: square_onto => x Sx; apply: dot_zero; have := room_vector x.
have -> : dot (image (shifted Z E) x) (image (shifted Z E) x) = 0.
  by apply: sum_eq0 => j; rewrite image_apply Sx sum_eq0 => [|i]; rewrite /zero; ring.
have -> : dot (apply S x) (apply S x) = 0 by rewrite Sx; apply: sum_eq0 => i; rewrite /zero; ring.
case: HR => room0 _ le; have r2 : 0 < room^2 by exact: pow_lt.
apply: (Rmult_le_reg_l (room^2)) => //; lra.
Qed.

Section Columns.
Variable K : finType.
Implicit Types x d r : I -> K -> R.
Lemma columns_onto d : exists x, product S x = d.
Proof.
have [Q HQ] := room_onto; exists (fun a k => Q (fun i => d i k) a).
apply: functional_extensionality => i; apply: eq_vector => k.
exact: (f_equal (fun v => v i) (HQ (fun i => d i k))).
Qed.
Lemma room_columns x : room * sqrt (squares x) <= sqrt (energy (shifted Z E) (product S x)).
Proof.
case: (HR) => room0 _; have E2 : room * sqrt (squares x) = sqrt (room^2 * squares x).
  rewrite sqrt_mult_alt; last exact: pow2_ge_0.
  by rewrite sqrt_pow2 //; exact: Rlt_le.
rewrite E2; apply: sqrt_le_1_alt; rewrite /energy !squares_columns -sum_scal -sum_plus; apply: sum_le => k.
apply: Rle_trans (room_vector _) _; right; congr (_ + _).
by apply: sum_ext => j; rewrite image_apply.
Qed.
Lemma slope_by_room r : slope_at_most (shifted Z E) r (sqrt (squares (transposed S r)) / room).
Proof.
move=> d; have [x Ex] := columns_onto d; case: (HR) => room0 _.
rewrite -Ex adjoint; apply: Rle_trans (inner_le _ _) _; rewrite /Rdiv Rmult_assoc.
apply: Rmult_le_compat_l; first exact: sqrt_pos.
apply: (Rmult_le_reg_l room) => //; apply: Rle_trans (room_columns x) _; right; field; lra.
Qed.

(* The best y: N (best - y) = - r, so that best - y = S x with S^T N S x = - S^T r. *)
Lemma best_distance (P : finType) (M : P -> I -> R) (B : J -> K -> R) y best :
  (forall i k, half_slope (shifted Z E) B best i k = 0) ->
  sqrt (squares (product M (fun i k => best i k - y i k))) <=
    sqrt (squares (product M S)) * (sqrt (squares (transposed S (half_slope (shifted Z E) B y))) / (room * room)).
Proof.
move=> best0; set F := shifted Z E; set r := half_slope F B y; pose d i k := best i k - y i k.
have [x Ex] := columns_onto d; case: (HR) => room0 _.
have Eb : best = fun i k => y i k + d i k.
  by apply: functional_extensionality => i; apply: eq_vector => k; rewrite /d; ring.
(* The energy of d is - <r, d>. *)
have En : energy F d = - inner r d.
  have S0 : inner (half_slope F B best) d = 0.
    by apply: sum_eq0 => i; apply: sum_eq0 => k; rewrite best0; ring.
  have : inner (half_slope F B best) d = inner r d + energy F d; last by lra.
  have -> : half_slope F B best = fun i k => r i k + (transposed F (product F d) i k + d i k).
    apply: functional_extensionality => i; apply: eq_vector => k; rewrite /r /half_slope.
    have -> : transposed F (residue F B best) i k = transposed F (residue F B y) i k + transposed F (product F d) i k.
      rewrite /transposed -sum_plus; apply: sum_ext => j; rewrite -Rmult_plus_distr_l; congr (_ * _).
      rewrite Eb /residue /product; have -> : sum (fun i => F j i * (y i k + d i k)) =
        sum (fun i => F j i * y i k) + sum (fun i => F j i * d i k).
        by rewrite -sum_plus; apply: sum_ext => a; ring.
      ring.
    have -> : best i k = y i k + d i k by rewrite /d; ring.
    ring.
  by rewrite inner_add inner_add -[X in _ + (X + _)]adjoint.
have x0 := sqrt_pos (squares x); set n := sqrt (squares x) in x0 *.
have small : n * (room * room) <= sqrt (squares (transposed S r)).
  have e0 := energy_ge0 F d; have rc := room_columns x; rewrite Ex -/n -/F in rc.
  have up : energy F d <= sqrt (squares (transposed S r)) * n.
    have := inner_le (transposed S r) (fun i k => - x i k).
    have -> : squares (fun i k => - x i k) = squares x.
      by apply: sum_ext => i; apply: sum_ext => k; ring.
    have -> : inner (transposed S r) (fun i k => - x i k) = - inner (transposed S r) x.
      by rewrite /inner -sum_opp; apply: sum_ext => i; rewrite -sum_opp; apply: sum_ext => k; ring.
    by rewrite -adjoint Ex -En.
  have rn : 0 <= room * n by apply: Rmult_le_pos; lra.
  have := Rmult_le_compat _ _ _ _ rn rn rc rc; rewrite sqrt_sqrt // => sq.
  case: (Req_dec n 0) => [->|N]; first by rewrite Rmult_0_l; exact: sqrt_pos.
  apply: (Rmult_le_reg_r n); first lra. lra.
apply: (Rle_trans _ (sqrt (squares (product M S)) * n)); last first.
  apply: Rmult_le_compat_l; first exact: sqrt_pos.
  apply: (Rmult_le_reg_r (room * room)); first exact: Rmult_lt_0_compat.
  by apply: Rle_trans small _; right; field; lra.
rewrite -/d -Ex -sqrt_mult_alt; last exact: squares_ge0.
apply: sqrt_le_1_alt; rewrite [squares x]squares_columns -sum_scal squares_columns; apply: sum_le => k.
rewrite /squares -sum_scal_r; apply: sum_le => p.
have := @cauchy_schwarz I (fun _ => 1) (fun a => product M S p a) (fun a => x a k) (fun _ => Rle_0_1).
have -> : product M (product S x) p k = sum (fun a => product M S p a * x a k).
  transitivity (sum (fun i => sum (fun a => M p i * (S i a * x a k)))).
    by apply: sum_ext => i; rewrite -sum_scal.
  by rewrite sum_swap; apply: sum_ext => a; rewrite /product -sum_scal_r; apply: sum_ext => i; ring.
rewrite (sum_ext (G := fun a => product M S p a * x a k)); last by move=> a; ring.
rewrite (sum_ext (F := fun a => 1 * product M S p a ^ 2) (G := fun a => product M S p a * product M S p a)); last first.
  by move=> a; ring.
rewrite (sum_ext (F := fun a => 1 * x a k ^ 2) (G := fun a => x a k * x a k)); last by move=> a; ring.
by rewrite /dot /= Rmult_1_r.
Qed.
End Columns.
End Room.

Theorem Search_slope_holds : Search_slope.statement.
Proof.
move=> J I K Z E S r room; split=> [d|HR]; last exact: slope_by_room.
apply: Rle_trans (inner_le _ _) _; apply: Rmult_le_compat_l; first exact: sqrt_pos.
by apply: sqrt_le_1_alt; rewrite /energy; have := squares_ge0 (product Z d); lra.
Qed.
Theorem Search_values_holds : Search_values.statement.
Proof. by move=> J I K P Z E S M B y best room HR; exact: best_distance. Qed.
