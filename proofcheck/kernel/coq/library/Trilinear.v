(* B3-diagonal: a symmetric trilinear form has its norm on the diagonal (Banach 1938, for three arguments in real
   vectors).

   In the plane of x and y, with the angle 3t from x to y, T(x, x, y) is a mean of T(z, z, z) at the three vectors z of
   angles t, t + 120 and t + 240 degrees, with weights (1 + 2 cos 2t)^2 / 9. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* The third part of an angle. *)
Lemma angle a b : a * a + b * b = 1 -> exists phi, cos phi = a /\ sin phi = b.
Proof.
move=> H; have Ha : -1 <= a <= 1 by nra.
have S : sin (acos a) = sqrt (1 - a²) by exact: sin_acos.
have E : 1 - a² = b * b by rewrite /Rsqr; lra.
rewrite E in S; case: (Rle_dec 0 b) => Hb.
  by exists (acos a); split; [exact: cos_acos|rewrite S sqrt_square].
exists (- acos a); rewrite cos_neg sin_neg S; split; first exact: cos_acos.
have -> : b * b = - b * - b by ring.
by rewrite sqrt_square; lra.
Qed.
Lemma third_angle a b : a * a + b * b = 1 ->
  exists c s, [/\ c * c + s * s = 1, a = c * c * c - 3 * c * s * s & b = 3 * c * c * s - s * s * s].
Proof.
move=> /angle [phi [<- <-]]; pose t := phi / 3; exists (cos t), (sin t).
have P : cos t * cos t + sin t * sin t = 1 by have := sin2_cos2 t; rewrite /Rsqr; lra.
have -> : phi = t + t + t by rewrite /t; field.
split => //; rewrite !(cos_plus, sin_plus); ring.
Qed.

(* A binary cubic with coefficients p, 3 q, 3 r, d, and its value p a + q b at two axes of the first and one of (a, b).
   *)
Definition cubic (p q r d c s : R) := p * c * c * c + 3 * q * c * c * s + 3 * r * c * s * s + d * s * s * s.
Section Nodes.
Variables p q r d c s : R.
Let h := sqrt 3.
Let c1 := (- c - h * s) / 2. Let s1 := (h * c - s) / 2.
Let c2 := (- c + h * s) / 2. Let s2 := (- h * c - s) / 2.
Let w c s := (3 * c * c - s * s) * (3 * c * c - s * s) / 9.
Let hh : h * h = 3. Proof. by apply: sqrt_sqrt; lra. Qed.
Lemma nodes_unit : c1 * c1 + s1 * s1 = c * c + s * s /\ c2 * c2 + s2 * s2 = c * c + s * s.
Proof.
have E1 : c1 * c1 + s1 * s1 = (c * c + s * s) * (1 + h * h) / 4 by rewrite /c1 /s1; field.
have E2 : c2 * c2 + s2 * s2 = (c * c + s * s) * (1 + h * h) / 4 by rewrite /c2 /s2; field.
by rewrite E1 E2 hh; split; field.
Qed.
(* Polynomials in h modulo h^2 = 3. *)
Lemma weights_identity : w c s + w c1 s1 + w c2 s2 = (c * c + s * s) * (c * c + s * s).
Proof. by rewrite /w /c1 /s1 /c2 /s2; move: h hh => g H; field [H]. Qed.
Lemma nodes_identity : w c s * cubic p q r d c s + w c1 s1 * cubic p q r d c1 s1 + w c2 s2 * cubic p q r d c2 s2 =
  (p * (c * c * c - 3 * c * s * s) + q * (3 * c * c * s - s * s * s)) * ((c * c + s * s) * (c * c + s * s)).
Proof. by rewrite /w /cubic /c1 /s1 /c2 /s2; move: h hh => g H; field [H]. Qed.
Lemma node_weights_ge0 : [/\ 0 <= w c s, 0 <= w c1 s1 & 0 <= w c2 s2].
Proof. by split; rewrite /w; apply: Rmult_le_pos; try lra; exact: Rle_0_sqr. Qed.
(* The mixed value is at most the largest of the three on the diagonal. *)
Theorem mixed_le_nodes K :
  Rabs (cubic p q r d c s) <= K -> Rabs (cubic p q r d c1 s1) <= K -> Rabs (cubic p q r d c2 s2) <= K ->
  Rabs (p * (c * c * c - 3 * c * s * s) + q * (3 * c * c * s - s * s * s)) <= K.
Proof.
move=> H0 H1 H2; have K0 := Rle_trans _ _ _ (Rabs_pos _) H0.
have I := nodes_identity; have S := weights_identity; have [w0 w1 w2] := node_weights_ge0.
case: (Req_dec (c * c + s * s) 0) => [Z|N0].
  have [c0 s0] : c = 0 /\ s = 0 by nra.
  by rewrite c0 s0; apply: (Rle_trans _ _ _ _ K0); right; rewrite -[RHS]Rabs_R0; congr Rabs; ring.
have P : 0 < (c * c + s * s) * (c * c + s * s) by nra.
apply: (Rmult_le_reg_r _ _ _ P); rewrite -{1}(Rabs_pos_eq _ (Rlt_le _ _ P)) -Rabs_mult -I -S; move: H0 H1 H2.
move: w0 w1 w2; set u0 := w c s; set u1 := w c1 s1; set u2 := w c2 s2 => w0 w1 w2.
move=> /Rabs_le_between [l0 h0] /Rabs_le_between [l1 h1] /Rabs_le_between [l2 h2].
have := Rmult_le_compat_l _ _ _ w0 l0; have := Rmult_le_compat_l _ _ _ w0 h0.
have := Rmult_le_compat_l _ _ _ w1 l1; have := Rmult_le_compat_l _ _ _ w1 h1.
have := Rmult_le_compat_l _ _ _ w2 l2; have := Rmult_le_compat_l _ _ _ w2 h2.
by move=> *; apply: Rabs_le; split; lra.
Qed.
End Nodes.
Theorem plane_form p q r d K a b : (forall c s, c * c + s * s = 1 -> Rabs (cubic p q r d c s) <= K) ->
  a * a + b * b = 1 -> Rabs (p * a + q * b) <= K.
Proof.
move=> H /third_angle [c [s [U -> ->]]]; have [U1 U2] := nodes_unit c s; rewrite U in U1 U2.
by apply: mixed_le_nodes => //; [exact: H|exact: (H _ _ U1)|exact: (H _ _ U2)].
Qed.

(* Any symmetric trilinear form on real vectors over a finite index type. *)
Section Form.
Variable I : finType.
Notation vec := (I -> R).
Variable T : vec -> vec -> vec -> R.
Hypothesis Text : forall x y z x' y' z', x =1 x' -> y =1 y' -> z =1 z' -> T x y z = T x' y' z'.
Hypothesis Tsym12 : forall x y z, T x y z = T y x z.
Hypothesis Tsym23 : forall x y z, T x y z = T x z y.
Hypothesis Tlin : forall a x b y z w, T (fun i => a * x i + b * y i) z w = a * T x z w + b * T y z w.
Variable K : R.
Hypothesis K0 : 0 <= K.
Hypothesis diagonal : forall z, Rabs (T z z z) <= K * (len z * len z * len z).

Lemma form_lin2 a x b y z w : T z (fun i => a * x i + b * y i) w = a * T z x w + b * T z y w.
Proof. by rewrite Tsym12 Tlin [T x z w]Tsym12 [T y z w]Tsym12. Qed.
Lemma form_lin3 a x b y z w : T z w (fun i => a * x i + b * y i) = a * T z w x + b * T z w y.
Proof. by rewrite Tsym23 form_lin2 [T z x w]Tsym23 [T z y w]Tsym23. Qed.
Lemma form_scal c x y z : T (fun i => c * x i) y z = c * T x y z.
Proof.
transitivity (T (fun i => c * x i + 0 * x i) y z); first by apply: Text => // i; ring.
by rewrite Tlin; ring.
Qed.
Lemma form_scal2 c x y z : T x (fun i => c * y i) z = c * T x y z. Proof. by rewrite Tsym12 form_scal Tsym12. Qed.
Lemma form_scal3 c x y z : T x y (fun i => c * z i) = c * T x y z. Proof. by rewrite Tsym23 form_scal2 Tsym23. Qed.

Lemma on_plane x e c s : T (fun i => c * x i + s * e i) (fun i => c * x i + s * e i) (fun i => c * x i + s * e i) =
  cubic (T x x x) (T x x e) (T x e e) (T e e e) c s.
Proof.
rewrite Tlin !form_lin2 !form_lin3 [T e x x]Tsym12 [T x e x]Tsym23 [T e x e]Tsym12 [T e e x]Tsym23 [T e x e]Tsym12.
by rewrite /cubic; ring.
Qed.
(* Orthonormal x and e: y = a x + b e. *)
Lemma form_unit_case x e a b : sq x = 1 -> sq e = 1 -> inner x e = 0 -> a * a + b * b = 1 ->
  Rabs (a * T x x x + b * T x x e) <= K.
Proof.
move=> ux ue xe ab; rewrite [a * _]Rmult_comm [b * _]Rmult_comm.
apply: (@plane_form _ _ (T x e e) (T e e e)) => // c s cs; rewrite -on_plane.
have L : len (fun i => c * x i + s * e i) = 1.
  rewrite /len -sqrt_1; congr sqrt; rewrite /sq.
  transitivity (sum (fun i => c * c * (x i * x i) + 2 * c * s * (x i * e i) + s * s * (e i * e i))).
    by apply: sum_ext => i; ring.
  by rewrite !sum_plus !sum_scal -/(sq x) -/(sq e) -/(inner x e) ux ue xe; lra.
by have := diagonal (fun i => c * x i + s * e i); rewrite L; lra.
Qed.
Lemma form_len0 (x : vec) : len x = 0 -> forall i, x i = 0.
Proof.
move=> L i; have S : sq x = 0 by rewrite -len_sq L; ring.
have := @sum_eq0_ge0 I (fun i => x i * x i) (fun i => Rle_0_sqr _) S i; exact: Rsqr_0_uniq.
Qed.
Lemma form_normalised (x : vec) : len x <> 0 -> sq (fun i => / len x * x i) = 1.
Proof.
move=> L; transitivity (/ len x * / len x * sq x); last by rewrite -len_sq; field.
by rewrite /sq -sum_scal; apply: sum_ext => i; ring.
Qed.
Lemma form_unit_pair x y : sq x = 1 -> sq y = 1 -> Rabs (T x x y) <= K.
Proof.
move=> ux uy; pose a := inner x y; pose w i := y i - a * x i.
have w2 : sq w = 1 - a * a.
  transitivity (sum (fun i => y i * y i - 2 * a * (x i * y i) + a * a * (x i * x i))).
    by apply: sum_ext => i; rewrite /w; ring.
  by rewrite sum_plus sum_minus !sum_scal -/(sq y) -/(sq x) -/(inner x y) -/a ux uy; ring.
have xw : inner x w = 0.
  transitivity (sum (fun i => x i * y i - a * (x i * x i))); first by apply: sum_ext => i; rewrite /w; ring.
  by rewrite sum_minus sum_scal -/(sq x) -/(inner x y) -/a ux; ring.
case: (Req_dec (len w) 0) => [L|L].
  have a2 : a * a = 1 by have := len_sq w; rewrite L w2; lra.
  have -> : T x x y = a * T x x x.
    by rewrite -form_scal3; apply: Text => // i; have := form_len0 L i; rewrite /w; lra.
  have lx : len x = 1 by rewrite /len ux sqrt_1.
  rewrite Rabs_mult; have -> : Rabs a = 1 by rewrite -sqrt_Rsqr_abs /Rsqr a2 sqrt_1.
  by have := diagonal x; rewrite lx; lra.
pose e i := / len w * w i.
have -> : T x x y = a * T x x x + len w * T x x e.
  by rewrite -form_lin3; apply: Text => // i; rewrite /e /w; field.
apply: form_unit_case => //; first exact: form_normalised.
  by rewrite /e (inner_scal (/ len w) w x) xw Rmult_0_r.
by rewrite len_sq w2; ring.
Qed.
Theorem norm_on_diagonal x y : Rabs (T x x y) <= K * (len x * len x) * len y.
Proof.
have Z : Rabs 0 <= K * (len x * len x) * len y.
  by rewrite Rabs_R0; apply: Rmult_le_pos; [apply: Rmult_le_pos => //; nra|exact: len_ge0].
case: (Req_dec (len x) 0) => [Lx|Lx].
  have -> : T x x y = 0; last exact: Z.
  rewrite -[RHS](Rmult_0_l (T x x y)) -form_scal; apply: Text => // i; rewrite (form_len0 Lx); ring.
case: (Req_dec (len y) 0) => [Ly|Ly].
  have -> : T x x y = 0; last exact: Z.
  rewrite -[RHS](Rmult_0_l (T x x y)) -form_scal3; apply: Text => // i; rewrite (form_len0 Ly); ring.
have := form_unit_pair (form_normalised Lx) (form_normalised Ly); rewrite form_scal form_scal2 form_scal3 => H.
have E : T x x y = len x * len x * len y * (/ len x * (/ len x * (/ len y * T x x y))) by field.
have P : 0 <= len x * len x * len y.
  by apply: Rmult_le_pos; [apply: Rmult_le_pos|]; exact: len_ge0.
rewrite E Rabs_mult (Rabs_pos_eq _ P); have := Rmult_le_compat_l _ _ _ P H; lra.
Qed.
End Form.
