(* The gradient's Lipschitz constant from a bound of D^2 on the diagonal, for scores and values that depend linearly on
   a vector: polarisation, and the mean value theorem along the segment. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds Derivatives LossForms Euclidean.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Gradient.
Variables I N M K : finType.
Variable k0 : M.
Notation vector := (I -> R).
Variables (sc : vector -> N -> M -> R) (va : vector -> M -> K -> R) (B : N -> K -> R).
Hypothesis sc_linear : forall a b x y j k, sc (fun i => a * x i + b * y i) j k = a * sc x j k + b * sc y j k.
Hypothesis va_linear : forall a b x y k i, va (fun i => a * x i + b * y i) k i = a * va x k i + b * va y k i.
Implicit Types x y z : vector.
Let Df1 := D1 sc va B.
Let Df2 := D2 sc va B.
Lemma D2_bilinear z : bilinear (Df2 z).
Proof.
split=> [u v|u v w|c u w]; first exact: D2_sym.
  have -> : add u v = fun i => 1 * u i + 1 * v i by apply: functional_extensionality => i; rewrite /add; ring.
  by rewrite /Df2 (D2_lin B sc_linear va_linear); ring.
have -> : scale c u = fun i => c * u i + 0 * u i by apply: functional_extensionality => i; rewrite /scale; ring.
by rewrite /Df2 (D2_lin B sc_linear va_linear); ring.
Qed.

Section Segment.
Variables (a b : vector) (C : R).
Hypothesis C0 : 0 <= C.
Let e := sub b a.
Let end_ : on a e 1 = b. Proof. by apply: functional_extensionality => i; rewrite /on /e /sub; ring. Qed.
Let start : on a e 0 = a. Proof. by apply: functional_extensionality => i; rewrite /on; ring. Qed.

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
End Gradient.

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
Lemma sq_parts x : sq x = sq2 (left_part x) + sq2 (right_part x).
Proof.
rewrite /sq sum_sumtype /sq2 -(sum_pair (fun j k => left_part x j k * left_part x j k)).
rewrite -(sum_pair (fun k i => right_part x k i * right_part x k i)).
by congr (_ + _); apply: sum_ext => -[a b].
Qed.
Definition joined (X : P -> Q -> R) (Y : T -> K -> R) : vector :=
  fun q => match q with inl (j, k) => X j k | inr (k, i) => Y k i end.
End Pairs.
