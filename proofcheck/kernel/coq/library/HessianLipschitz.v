(* From bounds of derivatives on the diagonal to Lipschitz constants, in the natural norm
   |x|_nat^2 = ||scores of x||^2 + ||values of x||^2: B7 makes the Hessian Lipschitz,
   B6 makes the gradient Lipschitz. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds Derivatives LossForms Trilinear Euclidean.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

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

Section Natural.
Variables N M K : finType.
Variable k0 : M.
Variable B : N -> K -> R.
(* Coordinates are the scores and the values themselves. *)
Notation I := ((N * M) + (M * K))%type.
Notation vector := (I -> R).
Implicit Types x y z : vector.
Definition score_part x : N -> M -> R := fun j k => x (inl (j, k)).
Definition value_part x : M -> K -> R := fun k i => x (inr (k, i)).
Lemma score_linear a b x y j k :
  score_part (fun i => a * x i + b * y i) j k = a * score_part x j k + b * score_part y j k.
Proof. by []. Qed.
Lemma value_linear a b x y k i :
  value_part (fun i => a * x i + b * y i) k i = a * value_part x k i + b * value_part y k i.
Proof. by []. Qed.
Lemma sq_parts x : sq x = sq2 (score_part x) + sq2 (value_part x).
Proof.
rewrite /sq sum_sumtype /sq2 -(sum_pair (fun j k => score_part x j k * score_part x j k)).
rewrite -(sum_pair (fun k i => value_part x k i * value_part x k i)).
by congr (_ + _); apply: sum_ext => -[a b].
Qed.
Let D1n := D1 score_part value_part B.
Let D2n := D2 score_part value_part B.
Let D3n := D3 score_part value_part B.
Lemma D2_bilinear z : bilinear (D2n z).
Proof.
split=> [u v|u v w|c u w]; first exact: D2_sym.
  have -> : add u v = fun i => 1 * u i + 1 * v i by apply: functional_extensionality => i; rewrite /add; ring.
  by rewrite /D2n (D2_lin B score_linear value_linear); ring.
have -> : scale c u = fun i => c * u i + 0 * u i by apply: functional_extensionality => i; rewrite /scale; ring.
by rewrite /D2n (D2_lin B score_linear value_linear); ring.
Qed.

(* |D3(h, h, h)| <= C |h|^3 gives |D3(x, x, y)| <= C |x|^2 |y| (B3-diagonal). *)
Lemma third_from_diagonal z C x y : 0 <= C -> (forall h, Rabs (D3n z h h h) <= C * (len h * len h * len h)) ->
  Rabs (D3n z x x y) <= C * (len x * len x) * len y.
Proof.
move=> C0 H; apply: (norm_on_diagonal _ _ _ _ C0 H).
- move=> u v w u' v' w' Hu Hv Hw.
  by rewrite (functional_extensionality _ _ Hu) (functional_extensionality _ _ Hv) (functional_extensionality _ _ Hw).
- move=> u v w; exact: D3_sym12.
- move=> u v w; exact: D3_sym23.
- move=> a u b v w p; exact: (D3_lin B score_linear value_linear).
Qed.

Section Segment.
Variables (a b : vector) (C : R).
Hypothesis C0 : 0 <= C.
Let e := sub b a.
Let end_ : on a e 1 = b. Proof. by apply: functional_extensionality => i; rewrite /on /e /sub; ring. Qed.
Let start : on a e 0 = a. Proof. by apply: functional_extensionality => i; rewrite /on; ring. Qed.

(* The Hessian: |D2_b(x, y) - D2_a(x, y)| <= C |b - a| |x| |y|. *)
Theorem hessian_lipschitz x y :
  (forall t h, 0 <= t <= 1 -> Rabs (D3n (on a e t) h h h) <= C * (len h * len h * len h)) ->
  Rabs (D2n b x y - D2n a x y) <= C * len e * len x * len y.
Proof.
move=> H; have diagonal u : Rabs (D2n b u u - D2n a u u) <= C * len e * dot u u.
  have [t [Ht E0]] := mean_value (fun t => D2_derivative k0 B score_linear value_linear a e u u t).
  rewrite end_ start in E0; rewrite /D2n E0; apply: (Rle_trans _ _ _ (third_from_diagonal u e C0 (fun h => H t h Ht))).
  by right; rewrite -[dot u u]/(sq u) -len_sq; ring.
have Q := @bounded_form _ (@dot _) (fun u v => D2n b u v - D2n a u v) (C * len e) (@semidefinite_dot _) _ _ diagonal
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
  (forall t h, 0 <= t <= 1 -> Rabs (D2n (on a e t) h h) <= C * (len h * len h)) ->
  Rabs (D1n b x - D1n a x) <= C * len e * len x.
Proof.
move=> H; have [t [Ht E0]] := mean_value (fun t => D1_derivative k0 B score_linear value_linear a e x t).
rewrite end_ start in E0; rewrite /D1n E0.
have diagonal u : Rabs (D2n (on a e t) u u) <= C * dot u u by rewrite -[dot u u]/(sq u) -len_sq; exact: H.
have Q := @bounded_form _ (@dot _) (D2n (on a e t)) C (@semidefinite_dot _) (D2_bilinear (on a e t)) C0 diagonal x e.
by rewrite Rmult_assoc (Rmult_comm (len e)) -Rmult_assoc; exact: Q.
Qed.
End Segment.
End Natural.
