(* Inner products on R^I: Cauchy-Schwarz, the triangle inequality, forms bounded by their values on the diagonal. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma quadratic A P C : (forall x y, 0 <= x^2 * A + 2 * x * y * P + y^2 * C) -> P^2 <= A * C.
Proof.
move=> Q; have HA := Q 1 0; have HC := Q 0 1.
case: (Req_dec C 0) => [C0|C0].
  case: (Req_dec P 0) => [->|P0]; first by rewrite C0; lra.
  have := Q 1 (- (A + 1) / (2 * P)); rewrite C0.
  replace (_ + _) with (-1) by (field; exact: P0). lra.
have := Q C (-P); have : 0 < C by lra. nra.
Qed.

Section Vectors.
Variable I : finType.
Implicit Types (u v w : I -> R) (B D : (I -> R) -> (I -> R) -> R) (A : I -> I -> R).

Lemma eq_vector u v : (forall i, u i = v i) -> u = v.
Proof. exact: functional_extensionality. Qed.
Lemma dot_sym u v : dot u v = dot v u.
Proof. by apply: sum_ext => i; ring. Qed.
Lemma dot_add u v w : dot (add u v) w = dot u w + dot v w.
Proof. by rewrite /dot -sum_plus; apply: sum_ext => i; rewrite /add; ring. Qed.
Lemma dot_scale c u w : dot (scale c u) w = c * dot u w.
Proof. by rewrite /dot -sum_scal; apply: sum_ext => i; rewrite /scale; ring. Qed.
Lemma bilinear_dot : bilinear (@dot I).
Proof. by split; [exact: dot_sym|exact: dot_add|exact: dot_scale]. Qed.
Lemma dot_ge0 u : 0 <= dot u u.
Proof. by apply: sum_ge0 => i; exact: Rle_0_sqr. Qed.
Lemma semidefinite_dot : semidefinite (@dot I).
Proof. by split; [exact: bilinear_dot|exact: dot_ge0]. Qed.
Lemma definite_dot : definite (@dot I) 1.
Proof. by split; [exact: bilinear_dot|split => [|u]; lra]. Qed.
Lemma dot_sub_l u v w : dot (sub u v) w = dot u w - dot v w.
Proof. by rewrite /dot -sum_minus; apply: sum_ext => i; rewrite /sub; ring. Qed.
Lemma dot_sub_r u v w : dot w (sub u v) = dot w u - dot w v.
Proof. by rewrite !(dot_sym w) dot_sub_l. Qed.

Lemma apply_add A u v : apply A (add u v) = add (apply A u) (apply A v).
Proof. by apply: eq_vector => i; rewrite /apply /add -sum_plus; apply: sum_ext => j; ring. Qed.
Lemma apply_sub A u v : apply A (sub u v) = sub (apply A u) (apply A v).
Proof. by apply: eq_vector => i; rewrite /apply /sub -sum_minus; apply: sum_ext => j; ring. Qed.
Lemma apply_scale A c u : apply A (scale c u) = scale c (apply A u).
Proof. by apply: eq_vector => i; rewrite /apply /scale -sum_scal; apply: sum_ext => j; ring. Qed.
Lemma form_sym A u v : symmetric_matrix A -> form A u v = form A v u.
Proof.
move=> S; rewrite /form /dot /apply.
transitivity (sum (fun i => sum (fun j => u i * A i j * v j))).
  by apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => j; ring.
by rewrite sum_swap; apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => i; rewrite (S i j); ring.
Qed.
Lemma bilinear_form A : symmetric_matrix A -> bilinear (form A).
Proof.
by move=> S; split=> [u v|u v w|c u w]; [exact: form_sym|exact: dot_add|exact: dot_scale].
Qed.

(* The other argument. *)
Section Bilinear.
Variable B : (I -> R) -> (I -> R) -> R.
Hypothesis HB : bilinear B.
Lemma bilinear_add_r u v w : B w (add u v) = B w u + B w v.
Proof. by rewrite !(bilinear_symmetric HB w) (bilinear_add HB). Qed.
Lemma bilinear_scale_r c u w : B w (scale c u) = c * B w u.
Proof. by rewrite !(bilinear_symmetric HB w) (bilinear_scale HB). Qed.
Lemma sub_add u v : sub u v = add u (scale (-1) v).
Proof. by apply: eq_vector => i; rewrite /sub /add /scale; ring. Qed.
Lemma bilinear_sub_r u v w : B w (sub u v) = B w u - B w v.
Proof. by rewrite sub_add bilinear_add_r bilinear_scale_r; ring. Qed.
Lemma bilinear_sub_l u v w : B (sub u v) w = B u w - B v w.
Proof. by rewrite !(bilinear_symmetric HB _ w) bilinear_sub_r. Qed.
Lemma bilinear_square x y u v :
  B (add (scale x u) (scale y v)) (add (scale x u) (scale y v)) = x^2 * B u u + 2 * x * y * B u v + y^2 * B v v.
Proof.
rewrite (bilinear_add HB) !bilinear_add_r !(bilinear_scale HB) !bilinear_scale_r (bilinear_symmetric HB v u); ring.
Qed.
End Bilinear.

Lemma length_ge0 B u : 0 <= length B u. Proof. exact: sqrt_pos. Qed.

(* A form D with |D(u, u)| <= e B(u, u) has |D(u, v)| <= e |u| |v|: by polarisation, no eigenvectors. *)
Lemma bounded_form B D e : semidefinite B -> bilinear D -> 0 <= e -> (forall u, Rabs (D u u) <= e * B u u) ->
  forall u v, Rabs (D u v) <= e * length B u * length B v.
Proof.
move=> [HB B0] HD e0 H u v.
have Q x y : 0 <= x^2 * (e * B u u) + 2 * x * y * D u v + y^2 * (e * B v v).
  have := H (add (scale x u) (scale y v)); have := H (add (scale x u) (scale (-y) v)).
  rewrite !(bilinear_square HB) !(bilinear_square HD).
  move=> /Rabs_le_between [_ K] /Rabs_le_between [L _]; lra.
have := quadratic Q => {}Q.
have -> : e * length B u * length B v = sqrt (e * B u u * (e * B v v)).
  rewrite /length; have eu := Rmult_le_pos _ _ e0 (B0 u).
  rewrite sqrt_mult_alt // !sqrt_mult_alt // -{1}(sqrt_sqrt e) //; ring.
by rewrite -sqrt_Rsqr_abs; apply: sqrt_le_1_alt; rewrite /Rsqr; lra.
Qed.

Section Length.
Variable B : (I -> R) -> (I -> R) -> R.
Hypothesis HB : semidefinite B.
Let bil := proj1 HB.
Lemma length_sq u : length B u * length B u = B u u.
Proof. by apply: sqrt_sqrt; exact: (proj2 HB). Qed.
Lemma cauchy_abs u v : Rabs (B u v) <= length B u * length B v.
Proof.
have := @bounded_form B B 1 HB bil Rle_0_1 _ u v; rewrite Rmult_1_l; apply.
by move=> w; rewrite Rabs_pos_eq ?(proj2 HB); [lra|exact: (proj2 HB)].
Qed.
Lemma inner_le u v : B u v <= length B u * length B v.
Proof. by apply: Rle_trans (cauchy_abs u v); exact: Rle_abs. Qed.
Lemma length_scale c u : length B (scale c u) = Rabs c * length B u.
Proof.
rewrite /length (bilinear_scale bil) (bilinear_scale_r bil) -Rmult_assoc sqrt_mult_alt; last exact: Rle_0_sqr.
by rewrite -/(Rsqr c) sqrt_Rsqr_abs.
Qed.
Lemma length_zero : length B (@zero I) = 0.
Proof.
have -> : @zero I = scale 0 (@zero I) by apply: eq_vector => i; rewrite /scale /zero; ring.
by rewrite length_scale Rabs_R0 Rmult_0_l.
Qed.
Lemma length_add u v : length B (add u v) <= length B u + length B v.
Proof.
apply: Rsqr_incr_0_var; last by have := length_ge0 B u; have := length_ge0 B v; lra.
rewrite /Rsqr length_sq (bilinear_add bil) !(bilinear_add_r bil) (bilinear_symmetric bil v u).
have := inner_le u v; have := length_sq u; have := length_sq v; lra.
Qed.
Lemma length_sub_sym u v : length B (sub u v) = length B (sub v u).
Proof.
have -> : sub u v = scale (-1) (sub v u) by apply: eq_vector => i; rewrite /scale /sub; ring.
by rewrite length_scale Rabs_Ropp Rabs_R1 Rmult_1_l.
Qed.
Lemma length_sub u v w : length B (sub u w) <= length B (sub u v) + length B (sub v w).
Proof.
have -> : sub u w = add (sub u v) (sub v w) by apply: eq_vector => i; rewrite /add /sub; ring.
exact: length_add.
Qed.
Lemma length_sub0 u : length B (sub u u) = 0.
Proof. by have -> : sub u u = @zero I by [apply: eq_vector => i; rewrite /sub /zero; ring]; exact: length_zero. Qed.
(* In the norm of a form, curvature of a matrix and a bound on its value give the size of a solution. *)
Lemma solution_size A u b mu k : 0 < mu -> 0 <= k -> curved B A mu -> apply A u = b -> dot u b <= k * length B u ->
  mu * length B u <= k.
Proof.
move=> mu0 k0 C E K; have := C u; rewrite /form E -length_sq => L.
case: (Req_dec (length B u) 0) => [->|N]; first lra.
by apply: (Rmult_le_reg_r (length B u)); have := length_ge0 B u; lra.
Qed.
End Length.

Lemma norm_sq u : norm u * norm u = dot u u.
Proof. exact: (length_sq semidefinite_dot). Qed.
Lemma norm_entry u i : Rabs (u i) <= norm u.
Proof.
rewrite -sqrt_Rsqr_abs; apply: sqrt_le_1_alt.
by apply: (@sum_ge1 I (fun i => u i * u i)) => j; exact: Rle_0_sqr.
Qed.
Section Definite.
Variables (B : (I -> R) -> (I -> R) -> R) (lower : R).
Hypothesis HB : definite B lower.
Lemma definite_semidefinite : semidefinite B.
Proof.
case: HB => bil [l0 H]; split=> // u; apply: Rle_trans (H u).
by apply: Rmult_le_pos; [lra|exact: dot_ge0].
Qed.
Lemma norm_le_length u : sqrt lower * norm u <= length B u.
Proof. case: HB => _ [l0 H]; rewrite -sqrt_mult_alt; [exact: sqrt_le_1_alt|lra]. Qed.
Lemma length_eq u v : length B (sub u v) <= 0 -> u = v.
Proof.
move=> L; have l0 : 0 < sqrt lower by apply: sqrt_lt_R0; case: HB => _ [].
have N := norm_le_length (sub u v).
have Z : norm (sub u v) <= 0 by apply: (Rmult_le_reg_l (sqrt lower)) => //; lra.
apply: eq_vector => i; have := norm_entry (sub u v) i; rewrite {1}/sub => K.
have := Rabs_pos (u i - v i); case: (Req_dec (u i - v i) 0) => [|/Rabs_no_R0]; lra.
Qed.
End Definite.
End Vectors.
