(* From third derivatives along lines to a Lipschitz Hessian, in the norm of any inner product.

   Banach: a symmetric trilinear form has its norm on the diagonal, so |D^3 Phi(w)[d, d, d]| <= M |d|^3 on a convex set
   bounds D^3 Phi(w)[u, u, d], which is the derivative of u^T Hess u in direction d. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Derivatives Trilinear Euclidean Segments Completeness Smooth.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Diagonal.
Variables (I : finType) (B : (I -> R) -> (I -> R) -> R) (lower : R).
Hypothesis HB : definite B lower.
Variable T : (I -> R) -> (I -> R) -> (I -> R) -> R.
Hypothesis linear : forall c u v w x, T (add (scale c u) v) w x = c * T u w x + T v w x.
Hypothesis swap : forall u v w, T u v w = T v u w.
Hypothesis turn : forall u v w, T u v w = T u w v.
Variable K : R.
Hypothesis K0 : 0 <= K.
Hypothesis diagonal : forall d, Rabs (T d d d) <= K * length B d ^ 3.
Let HS := definite_semidefinite HB.
Let bil := proj1 HS.
Notation len := (length B).

Lemma linear_zero w x : T (@zero I) w x = 0.
Proof.
have E : add (scale 1 (@zero I)) (@zero I) = @zero I by apply: eq_vector => i; rewrite /add /scale /zero; ring.
by have := linear 1 (@zero I) (@zero I) w x; rewrite E; lra.
Qed.
Lemma linear_scale c u w x : T (scale c u) w x = c * T u w x.
Proof.
have E : scale c u = add (scale c u) (@zero I) by apply: eq_vector => i; rewrite /add /zero; ring.
by rewrite E linear linear_zero; ring.
Qed.
Lemma linear_plus c s u v w x : T (add (scale c u) (scale s v)) w x = c * T u w x + s * T v w x.
Proof. by rewrite linear linear_scale. Qed.
Lemma linear_plus2 c s u v w x : T w (add (scale c u) (scale s v)) x = c * T w u x + s * T w v x.
Proof. by rewrite swap linear_plus !(swap _ w). Qed.
Lemma linear_plus3 c s u v w x : T w x (add (scale c u) (scale s v)) = c * T w x u + s * T w x v.
Proof. by rewrite turn linear_plus2 !(turn w _ x). Qed.
Lemma linear_scales c s u v : T (scale c u) (scale c u) (scale s v) = c ^ 2 * s * T u u v.
Proof.
rewrite linear_scale (swap u (scale c u)) linear_scale (turn u u (scale s v)) (swap u (scale s v)) linear_scale.
by rewrite (swap v u) (turn u v u); ring.
Qed.
Lemma length_normalised u : 0 < len u -> len (scale (/ len u) u) = 1.
Proof.
move=> p; rewrite (length_scale HS) Rabs_pos_eq; first by field; lra.
by apply: Rlt_le; exact: Rinv_0_lt_compat.
Qed.
(* Unit vectors: y = a x + b e with e orthogonal to x. *)
Lemma unit_vectors x y : len x = 1 -> len y = 1 -> Rabs (T x x y) <= K.
Proof.
move=> x1 y1; pose a := B x y; pose w := sub y (scale a x).
have Bx : B x x = 1 by rewrite -(length_sq HS) x1; ring.
have By : B y y = 1 by rewrite -(length_sq HS) y1; ring.
have Bw : B w w = 1 - a * a.
  rewrite /w (bilinear_sub_l bil) !(bilinear_sub_r bil) !(bilinear_scale bil) !(bilinear_scale_r bil) Bx By.
  by rewrite (bilinear_symmetric bil y x) -/a; ring.
have Bxw : B x w = 0 by rewrite /w (bilinear_sub_r bil) (bilinear_scale_r bil) Bx -/a; ring.
have Ey : y = add (scale a x) (scale 1 w) by apply: eq_vector => i; rewrite /w /add /scale /sub; ring.
have w0 := length_ge0 B w; have w2 := length_sq HS w; rewrite Bw in w2.
case: (Req_dec (len w) 0) => [Z|N].
  have wz : w = @zero I.
    apply: (length_eq HB); have -> : sub w (@zero I) = w by apply: eq_vector => i; rewrite /sub /zero; ring. lra.
  have a1 : Rabs a = 1 by rewrite -sqrt_Rsqr_abs /Rsqr -[RHS]sqrt_1; congr sqrt; rewrite Z in w2; lra.
  rewrite Ey linear_plus3 wz; have -> : T x x (@zero I) = 0 by rewrite turn swap linear_zero.
  by rewrite Rmult_0_r Rplus_0_r Rabs_mult a1; have := diagonal x; rewrite x1; lra.
have p : 0 < len w by lra.
pose e := scale (/ len w) w; have e1 : len e = 1 by exact: length_normalised.
have Be : B e e = 1 by rewrite -(length_sq HS) e1; ring.
have Bxe : B x e = 0 by rewrite /e (bilinear_scale_r bil) Bxw; ring.
have -> : T x x y = T x x x * a + T x x e * len w.
  have -> : y = add (scale a x) (scale (len w) e).
    by rewrite {1}Ey /e; apply: eq_vector => i; rewrite /add /scale; field; lra.
  by rewrite linear_plus3; ring.
apply: (@plane_form _ _ (T x e e) (T e e e)) => [c s cs|]; last by rewrite w2; ring.
set d := add (scale c x) (scale s e); have <- : T d d d = cubic (T x x x) (T x x e) (T x e e) (T e e e) c s.
  rewrite /d linear_plus !linear_plus2 !linear_plus3 /cubic.
  rewrite (turn x e x) (swap e x x) (turn x e x) (swap e x e) (turn e e x) (swap e x e); ring.
have d1 : len d = 1.
  by rewrite /length /d (bilinear_square bil) Bx Be Bxe -[RHS]sqrt_1; congr sqrt; lra.
by have := diagonal d; rewrite d1; lra.
Qed.
Theorem norm_on_diagonal x y : Rabs (T x x y) <= K * len x ^ 2 * len y.
Proof.
have zero_of u : len u = 0 -> u = @zero I.
  move=> Z; apply: (length_eq HB); have -> : sub u (@zero I) = u by apply: eq_vector => i; rewrite /sub /zero; ring.
  lra.
have x0 := length_ge0 B x; have y0 := length_ge0 B y.
have right : 0 <= K * len x ^ 2 * len y by apply: Rmult_le_pos => //; apply: Rmult_le_pos => //; exact: pow2_ge_0.
case: (Req_dec (len x) 0) => [/zero_of Z|Nx]; first by rewrite {1 2}Z linear_zero Rabs_R0.
case: (Req_dec (len y) 0) => [/zero_of Z|Ny]; first by rewrite {1}Z turn swap linear_zero Rabs_R0.
have := unit_vectors (length_normalised (ltac:(lra) : 0 < len x)) (length_normalised (ltac:(lra) : 0 < len y)).
set u := scale _ x; set v := scale _ y.
have -> : T x x y = len x ^ 2 * len y * T u u v by rewrite linear_scales; field.
rewrite Rabs_mult (Rabs_pos_eq (_ * _)); last by apply: Rmult_le_pos => //; exact: pow2_ge_0.
move=> k; have := Rmult_le_compat_l (len x ^ 2 * len y) _ _ _ k => m.
have := m ltac:(by apply: Rmult_le_pos => //; exact: pow2_ge_0); lra.
Qed.
End Diagonal.

(* The gradient and the Hessian of a function with three derivatives. *)
Section Gradient.
Variables (I : finType) (Phi : (I -> R) -> R).
Variables (D1 : (I -> R) -> (I -> R) -> R) (D2 : (I -> R) -> (I -> R) -> (I -> R) -> R).
Variable D3 : (I -> R) -> (I -> R) -> (I -> R) -> (I -> R) -> R.
Hypothesis F : three_derivatives Phi D1 D2 D3.
Definition gradient_of z i := D1 z (basis i).
Definition hessian_of z i j := D2 z (basis i) (basis j).

Lemma linear_entries (L : (I -> R) -> R) u : (forall c u v, L (add (scale c u) v) = c * L u + L v) ->
  L u = sum (fun i => u i * L (basis i)).
Proof.
move=> lin; have -> : u = fun k => sum (fun i => u i * basis i k) by apply: eq_vector => k; rewrite sum_basis.
have -> : sum (fun i => sum (fun j => u j * basis j i) * L (basis i)) = sum (fun i => u i * L (basis i)).
  by apply: sum_ext => i; rewrite sum_basis.
rewrite /sum; elim: (enum I) => [|i l IH] /=; last by rewrite -IH -lin.
have E : add (scale 1 (@zero I)) (@zero I) = @zero I by apply: eq_vector => i; rewrite /add /scale /zero; ring.
by have := lin 1 (@zero I) (@zero I); rewrite E; rewrite /zero; lra.
Qed.
Lemma gradient_dot z u : dot (gradient_of z) u = D1 z u.
Proof.
rewrite (linear_entries (L := D1 z) u (linear1 F z)); apply: sum_ext => i; exact: Rmult_comm.
Qed.
Lemma hessian_apply z v i : apply (hessian_of z) v i = D2 z (basis i) v.
Proof.
rewrite (swap2 F) (linear_entries (L := fun v => D2 z v (basis i))) => [|c u w]; last exact: (linear2 F).
by apply: sum_ext => j; rewrite /hessian_of (swap2 F) Rmult_comm.
Qed.
Lemma hessian_form z u v : form (hessian_of z) u v = D2 z u v.
Proof.
rewrite (linear_entries (L := fun u => D2 z u v)) => [|c w x]; last exact: (linear2 F).
by apply: sum_ext => i; rewrite hessian_apply.
Qed.
Lemma smooth_of : smooth Phi gradient_of hessian_of.
Proof.
split=> [a e t|a e i t|a i j|a eps e0].
- by rewrite gradient_dot; exact: (along1 F).
- by rewrite hessian_apply; exact: (along2 F).
- exact: (swap2 F).
pose off b := sum (fun i => sum (fun j => Rabs (hessian_of b i j - hessian_of a i j))).
have C : continuous off a.
  apply: cont_sum => i; apply: cont_sum => j; apply: (continuous_comp _ Rabs); last exact: continuous_Rabs.
  by apply: cont_plus; [exact: (continuous2 F)|exact: continuous_const].
have off0 : off a = 0 by apply: sum_eq0 => i; apply: sum_eq0 => j; rewrite Rminus_eq_0 Rabs_R0.
have close : locally (off a) (fun x => Rabs (x - off a) < eps) by exists (mkposreal _ e0).
have [delta Hd] := C _ close.
exists delta; split=> [|b Hb i j]; first exact: cond_pos.
have near : Rabs (off b - off a) < eps.
  by apply: Hd => k; apply: Rle_lt_trans Hb; exact: (norm_entry (sub b a) k).
rewrite off0 Rminus_0_r in near; apply: Rlt_le; apply: Rle_lt_trans near; apply: Rle_trans (Rle_abs _).
apply: Rle_trans (sum_ge1 j (fun j => Rabs_pos (hessian_of b i j - hessian_of a i j))) _.
apply: (@sum_ge1 I (fun i => sum (fun j => Rabs (hessian_of b i j - hessian_of a i j)))) => k.
by apply: sum_ge0 => l; exact: Rabs_pos.
Qed.

Lemma derivatives_along z d : [/\ Derive_n (fun t => Phi (line z d t)) 1 0 = D1 z d,
  Derive_n (fun t => Phi (line z d t)) 2 0 = D2 z d d & Derive_n (fun t => Phi (line z d t)) 3 0 = D3 z d d d].
Proof.
have J : jet (fun t => Phi (line z d t)) (fun t => D1 (line z d t) d) (fun t => D2 (line z d t) d d)
  (fun t => D3 (line z d t) d d d).
  by split=> t; [exact: (along1 F)|exact: (along2 F)|exact: (along3 F)].
by rewrite (jet1 J) (jet2 J) (jet3 J) line_0.
Qed.
Theorem lipschitz_of B lower K M : definite B lower -> convex_set K -> 0 <= M ->
  (forall w d, K w -> Rabs (D3 w d d d) <= M * length B d ^ 3) -> lipschitz B hessian_of K M.
Proof.
move=> HB convex M0 H a b u v Ka Kb; have HS := definite_semidefinite HB.
have bil z : bilinear (form (hessian_of z)) by apply: bilinear_form; exact: (smooth_symmetric smooth_of).
have k0 : 0 <= M * length B (sub a b) by apply: Rmult_le_pos => //; exact: length_ge0.
apply: (@bounded_form I B (fun u v => form (hessian_of a) u v - form (hessian_of b) u v)) => // [|{u v}u].
  split=> [x y|x y w|c x w].
  - by rewrite (bilinear_symmetric (bil a)) (bilinear_symmetric (bil b)).
  - by rewrite (bilinear_add (bil a)) (bilinear_add (bil b)); ring.
  - by rewrite (bilinear_scale (bil a)) (bilinear_scale (bil b)); ring.
rewrite !hessian_form; set d := sub a b.
have [c [c01 E]] := mean_value (fun t => along3 F b d u u t).
rewrite line_0 /d line_1 -/d in E; rewrite E.
have := @norm_on_diagonal I B lower HB (D3 (line b d c)) (linear3 F _) (swap3 F _) (turn3 F _) M M0
  (fun x => H _ x (convex b a c Kb Ka c01)) u d.
by rewrite -(length_sq HS); lra.
Qed.
End Gradient.
