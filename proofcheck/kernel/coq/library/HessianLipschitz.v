(* From bounds of derivatives on the diagonal to Lipschitz constants in every direction, for scores and values that
   depend linearly on a vector: a bound of D^2 makes the gradient Lipschitz, a bound of D^3 (B7) the Hessian. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds Derivatives LossForms Trilinear Euclidean.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Lipschitz.
Variables I N M K : finType.
Variable k0 : M.
Notation vector := (I -> R).
Variables (sc : vector -> N -> M -> R) (va : vector -> M -> K -> R) (B : N -> K -> R).
Hypothesis sc_linear : forall a b x y j k, sc (fun i => a * x i + b * y i) j k = a * sc x j k + b * sc y j k.
Hypothesis va_linear : forall a b x y k i, va (fun i => a * x i + b * y i) k i = a * va x k i + b * va y k i.
Implicit Types x y z : vector.
Let Df1 := D1 sc va B.
Let Df2 := D2 sc va B.
Let Df3 := D3 sc va B.
Lemma D2_bilinear z : bilinear (Df2 z).
Proof.
split=> [u v|u v w|c u w]; first exact: D2_sym.
  have -> : add u v = fun i => 1 * u i + 1 * v i by apply: functional_extensionality => i; rewrite /add; ring.
  by rewrite /Df2 (D2_lin B sc_linear va_linear); ring.
have -> : scale c u = fun i => c * u i + 0 * u i by apply: functional_extensionality => i; rewrite /scale; ring.
by rewrite /Df2 (D2_lin B sc_linear va_linear); ring.
Qed.

(* |D3(h, h, h)| <= C |h|^3 gives |D3(x, x, y)| <= C |x|^2 |y| (B3-diagonal). *)
Lemma third_from_diagonal z C x y : 0 <= C -> (forall h, Rabs (Df3 z h h h) <= C * (len h * len h * len h)) ->
  Rabs (Df3 z x x y) <= C * (len x * len x) * len y.
Proof.
move=> C0 H; apply: (norm_on_diagonal _ _ _ _ C0 H).
- move=> u v w u' v' w' Hu Hv Hw.
  by rewrite (functional_extensionality _ _ Hu) (functional_extensionality _ _ Hv) (functional_extensionality _ _ Hw).
- move=> u v w; exact: D3_sym12.
- move=> u v w; exact: D3_sym23.
- move=> a u b v w p; exact: (D3_lin B sc_linear va_linear).
Qed.

Section Segment.
Variables (a b : vector) (C : R).
Hypothesis C0 : 0 <= C.
Let e := sub b a.
Let end_ : on a e 1 = b. Proof. by apply: functional_extensionality => i; rewrite /on /e /sub; ring. Qed.
Let start : on a e 0 = a. Proof. by apply: functional_extensionality => i; rewrite /on; ring. Qed.

(* The Hessian: |D2_b(x, y) - D2_a(x, y)| <= C |b - a| |x| |y|. *)
Theorem hessian_lipschitz x y :
  (forall t h, 0 <= t <= 1 -> Rabs (Df3 (on a e t) h h h) <= C * (len h * len h * len h)) ->
  Rabs (Df2 b x y - Df2 a x y) <= C * len e * len x * len y.
Proof.
move=> H; have diagonal u : Rabs (Df2 b u u - Df2 a u u) <= C * len e * dot u u.
  have [t [Ht E0]] := mean_value (fun t => D2_derivative k0 B sc_linear va_linear a e u u t).
  rewrite end_ start in E0; rewrite /Df2 E0; apply: (Rle_trans _ _ _ (third_from_diagonal u e C0 (fun h => H t h Ht))).
  by right; rewrite -[dot u u]/(sq u) -len_sq; ring.
have Q := @bounded_form _ (@dot _) (fun u v => Df2 b u v - Df2 a u v) (C * len e) (@semidefinite_dot _) _ _ diagonal
  x y.
apply: Q.
  have Hb := D2_bilinear b; have Ha := D2_bilinear a.
  split=> [u v|u v w|c u w]; first by rewrite (bilinear_symmetric Hb) (bilinear_symmetric Ha).
    by rewrite (bilinear_add Hb) (bilinear_add Ha); ring.
  by rewrite (bilinear_scale Hb) (bilinear_scale Ha); ring.
by apply: Rmult_le_pos => //; exact: len_ge0.
Qed.
(* The gradient: |D1_b(x) - D1_a(x)| <= C |b - a| |x|. *)
Theorem gradient_lipschitz x :
  (forall t h, 0 <= t <= 1 -> Rabs (Df2 (on a e t) h h) <= C * (len h * len h)) ->
  Rabs (Df1 b x - Df1 a x) <= C * len e * len x.
Proof.
move=> H; have [t [Ht E0]] := mean_value (fun t => D1_derivative k0 B sc_linear va_linear a e x t).
rewrite end_ start in E0; rewrite /Df1 E0.
have diagonal u : Rabs (Df2 (on a e t) u u) <= C * dot u u by rewrite -[dot u u]/(sq u) -len_sq; exact: H.
have Q := @bounded_form _ (@dot _) (Df2 (on a e t)) C (@semidefinite_dot _) (D2_bilinear (on a e t)) C0 diagonal x e.
by rewrite Rmult_assoc (Rmult_comm (len e)) -Rmult_assoc; exact: Q.
Qed.
End Segment.
End Lipschitz.

Lemma inl_inj (A B : Type) : injective (@inl A B). Proof. by move=> a b []. Qed.
Lemma inr_inj (A B : Type) : injective (@inr A B). Proof. by move=> a b []. Qed.
Lemma sum_sumtype (A B : finType) (F : A + B -> R) : sum F = sum (fun a => F (inl a)) + sum (fun b => F (inr b)).
Proof.
have E0 : perm_eq (enum {: A + B}) (map inl (enum A) ++ map inr (enum B)).
  apply: uniq_perm; first exact: enum_uniq.
    rewrite cat_uniq (map_inj_uniq (@inl_inj A B)) (map_inj_uniq (@inr_inj A B)) !enum_uniq andbT /=.
    by apply/hasPn => x /mapP [b _ ->]; apply/negP => /mapP [a _].
  move=> [a|b]; rewrite mem_enum mem_cat; apply: esym; apply/orP.
    by left; apply/mapP; exists a; rewrite ?mem_enum.
  by right; apply/mapP; exists b; rewrite ?mem_enum.
by rewrite /sum (sum_over_perm _ E0) sum_over_cat !sum_over_map.
Qed.

(* Two matrices as one vector: |(X, Y)|^2 = ||X||^2 + ||Y||^2. With scores and values in their place these are
   natural coordinates. *)
Section Pairs.
Variables P Q T K : finType.
Notation vector := ((P * Q) + (T * K) -> R).
Implicit Types x y z : vector.
Definition left_part x : P -> Q -> R := fun j k => x (inl (j, k)).
Definition right_part x : T -> K -> R := fun k i => x (inr (k, i)).
Lemma left_linear a b x y j k : left_part (fun i => a * x i + b * y i) j k = a * left_part x j k + b * left_part y j k.
Proof. by []. Qed.
Lemma right_linear a b x y k i :
  right_part (fun i => a * x i + b * y i) k i = a * right_part x k i + b * right_part y k i.
Proof. by []. Qed.
Lemma sq_parts x : sq x = sq2 (left_part x) + sq2 (right_part x).
Proof.
rewrite /sq sum_sumtype /sq2 -(sum_pair (fun j k => left_part x j k * left_part x j k)).
rewrite -(sum_pair (fun k i => right_part x k i * right_part x k i)).
by congr (_ + _); apply: sum_ext => -[a b].
Qed.
Definition joined (X : P -> Q -> R) (Y : T -> K -> R) : vector :=
  fun q => match q with inl (j, k) => X j k | inr (k, i) => Y k i end.
End Pairs.
