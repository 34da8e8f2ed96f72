(* Functions on R^I with three derivatives, closed under sums, products and composition with smooth functions of one
   variable: enough for the attention objective to be twice continuously differentiable, with no formula written out.

   D1, D2, D3 are derivatives in one, two, three directions: multilinear and symmetric. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Derivatives Euclidean Segments Completeness.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma derive_comp (p : R -> R) (f : R -> R) (t a b : R) : is_derive p (f t) b -> is_derive f t a ->
  is_derive (fun t => p (f t)) t (b * a).
Proof. by move=> P F; apply: (derive_as (is_derive_comp p f _ _ _ P F)); exact: Rmult_comm. Qed.

Section Calculus.
Variable I : finType.
Notation vector := (I -> R).
Lemma cont_plus (f g : vector -> R) z : continuous f z -> continuous g z -> continuous (fun z => f z + g z) z.
Proof. exact: continuous_plus. Qed.
Lemma cont_mult (f g : vector -> R) z : continuous f z -> continuous g z -> continuous (fun z => f z * g z) z.
Proof. exact: (@continuous_mult _ R_AbsRing). Qed.
Implicit Types (f g : vector -> R) (z a e u v w : vector).
Lemma cont_sum (J : finType) (F : J -> vector -> R) z : (forall j, continuous (F j) z) ->
  continuous (fun z => sum (fun j => F j z)) z.
Proof.
move=> C; rewrite /sum; elim: (enum J) => [|j l IH] /=; first exact: continuous_const.
exact: cont_plus (C j) IH.
Qed.

Record three_derivatives f (D1 : vector -> vector -> R) (D2 : vector -> vector -> vector -> R)
    (D3 : vector -> vector -> vector -> vector -> R) : Prop := {
  along1 : forall a e t, is_derive (fun t => f (line a e t)) t (D1 (line a e t) e);
  along2 : forall a e u t, is_derive (fun t => D1 (line a e t) u) t (D2 (line a e t) u e);
  along3 : forall a e u v t, is_derive (fun t => D2 (line a e t) u v) t (D3 (line a e t) u v e);
  linear1 : forall z c u v, D1 z (add (scale c u) v) = c * D1 z u + D1 z v;
  linear2 : forall z c u v w, D2 z (add (scale c u) v) w = c * D2 z u w + D2 z v w;
  swap2 : forall z u v, D2 z u v = D2 z v u;
  linear3 : forall z c u v w x, D3 z (add (scale c u) v) w x = c * D3 z u w x + D3 z v w x;
  swap3 : forall z u v w, D3 z u v w = D3 z v u w;
  turn3 : forall z u v w, D3 z u v w = D3 z u w v;
  continuous0 : forall z, continuous f z;
  continuous1 : forall z u, continuous (fun z => D1 z u) z;
  continuous2 : forall z u v, continuous (fun z => D2 z u v) z }.
Definition smooth3 f : Prop := exists D1 D2 D3, three_derivatives f D1 D2 D3.

Lemma smooth3_ext f g : smooth3 f -> (forall z, f z = g z) -> smooth3 g.
Proof.
move=> [D1 [D2 [D3 F]]] E; exists D1, D2, D3; case: F => *; split=> //.
- by move=> a e t; apply: (is_derive_ext (fun t => f (line a e t))).
- by move=> z; apply: (continuous_ext f).
Qed.
Lemma smooth3_const c : smooth3 (fun _ => c).
Proof.
exists (fun _ _ => 0), (fun _ _ _ => 0), (fun _ _ _ _ => 0); split=> *; try ring; try exact: continuous_const.
all: exact: derive_const.
Qed.
Lemma smooth3_entry i : smooth3 (fun z => z i).
Proof.
exists (fun _ u => u i), (fun _ _ _ => 0), (fun _ _ _ _ => 0); split=> *; rewrite ?/add ?/scale; try ring;
  try exact: continuous_const.
- by rewrite /line; auto_derive => //; ring.
- exact: derive_const.
- exact: derive_const.
- move=> P [d Hd]; exists d => w Hw; apply: Hd; exact: Hw.
Qed.
Lemma smooth3_plus f g : smooth3 f -> smooth3 g -> smooth3 (fun z => f z + g z).
Proof.
move=> [D1 [D2 [D3 F]]] [E1 [E2 [E3 E]]].
exists (fun z u => D1 z u + E1 z u), (fun z u v => D2 z u v + E2 z u v), (fun z u v w => D3 z u v w + E3 z u v w).
split.
- by move=> *; apply: derive_plus; [exact: (along1 F)|exact: (along1 E)].
- by move=> *; apply: derive_plus; [exact: (along2 F)|exact: (along2 E)].
- by move=> *; apply: derive_plus; [exact: (along3 F)|exact: (along3 E)].
- by move=> *; rewrite (linear1 F) (linear1 E); ring.
- by move=> *; rewrite (linear2 F) (linear2 E); ring.
- by move=> *; rewrite (swap2 F) (swap2 E).
- by move=> *; rewrite (linear3 F) (linear3 E); ring.
- by move=> *; rewrite (swap3 F) (swap3 E).
- by move=> *; rewrite (turn3 F) (turn3 E).
- by move=> *; apply: cont_plus; [exact: (continuous0 F)|exact: (continuous0 E)].
- by move=> *; apply: cont_plus; [exact: (continuous1 F)|exact: (continuous1 E)].
- by move=> *; apply: cont_plus; [exact: (continuous2 F)|exact: (continuous2 E)].
Qed.
Lemma smooth3_mult f g : smooth3 f -> smooth3 g -> smooth3 (fun z => f z * g z).
Proof.
move=> [D1 [D2 [D3 F]]] [E1 [E2 [E3 E]]].
exists (fun z u => D1 z u * g z + f z * E1 z u),
  (fun z u v => (D2 z u v * g z + D1 z u * E1 z v) + (D1 z v * E1 z u + f z * E2 z u v)),
  (fun z u v w => D3 z u v w * g z + D2 z u v * E1 z w + D2 z u w * E1 z v + D1 z u * E2 z v w +
    D2 z v w * E1 z u + D1 z v * E2 z u w + D1 z w * E2 z u v + f z * E3 z u v w).
split.
- move=> *; exact: (derive_mult (along1 F _ _ _) (along1 E _ _ _)).
- move=> *; apply: (derive_as (derive_plus (derive_mult (along2 F _ _ _ _) (along1 E _ _ _))
    (derive_mult (along1 F _ _ _) (along2 E _ _ _ _)))); ring.
- move=> *; apply: (derive_as (derive_plus
    (derive_plus (derive_mult (along3 F _ _ _ _ _) (along1 E _ _ _))
      (derive_mult (along2 F _ _ _ _) (along2 E _ _ _ _)))
    (derive_plus (derive_mult (along2 F _ _ _ _) (along2 E _ _ _ _))
      (derive_mult (along1 F _ _ _) (along3 E _ _ _ _ _))))).
  ring.
- by move=> *; rewrite (linear1 F) (linear1 E); ring.
- by move=> *; rewrite (linear2 F) (linear2 E) (linear1 F) (linear1 E); ring.
- by move=> *; rewrite (swap2 F) (swap2 E); ring.
- by move=> *; rewrite (linear3 F) (linear3 E) !(linear2 F) !(linear2 E) (linear1 F) (linear1 E); ring.
- by move=> z u v w; rewrite (swap3 F) (swap3 E) (swap2 F z u v) (swap2 E z u v); ring.
- by move=> z u v w; rewrite (turn3 F) (turn3 E) (swap2 F z v w) (swap2 E z v w); ring.
- by move=> *; apply: cont_mult; [exact: (continuous0 F)|exact: (continuous0 E)].
- move=> *; apply: cont_plus; apply: cont_mult; try exact: (continuous0 F); try exact: (continuous0 E).
    exact: (continuous1 F).
  exact: (continuous1 E).
- move=> *; apply: cont_plus; apply: cont_plus; apply: cont_mult;
    first [exact: (continuous0 F)|exact: (continuous0 E)|exact: (continuous1 F)|exact: (continuous1 E)
      |exact: (continuous2 F)|exact: (continuous2 E)].
Qed.
(* p(f) where p has derivatives p1, p2, p3 at the values of f. *)
Lemma smooth3_comp (p p1 p2 p3 : R -> R) f : smooth3 f -> (forall z, is_derive p (f z) (p1 (f z))) ->
  (forall z, is_derive p1 (f z) (p2 (f z))) -> (forall z, is_derive p2 (f z) (p3 (f z))) -> smooth3 (fun z => p (f z)).
Proof.
move=> [D1 [D2 [D3 F]]] P1 P2 P3.
exists (fun z u => p1 (f z) * D1 z u), (fun z u v => p2 (f z) * D1 z v * D1 z u + p1 (f z) * D2 z u v),
  (fun z u v w => p3 (f z) * D1 z u * D1 z v * D1 z w +
    p2 (f z) * (D2 z u v * D1 z w + D2 z u w * D1 z v + D2 z v w * D1 z u) + p1 (f z) * D3 z u v w).
have cont (q : R -> R) (c : R) z : is_derive q (f z) c -> continuous (fun z => q (f z)) z.
  move=> Q; apply: (continuous_comp f q); first exact: (continuous0 F).
  by apply: ex_derive_continuous; exists c.
split.
- move=> *; exact: (derive_comp (P1 _) (along1 F _ _ _)).
- move=> *; exact: (derive_as (derive_mult (derive_comp (P2 _) (along1 F _ _ _)) (along2 F _ _ _ _)) erefl).
- move=> *; apply: (derive_as (derive_plus
    (derive_mult (derive_mult (derive_comp (P3 _) (along1 F _ _ _)) (along2 F _ _ _ _)) (along2 F _ _ _ _))
    (derive_mult (derive_comp (P2 _) (along1 F _ _ _)) (along3 F _ _ _ _ _)))); ring.
- by move=> *; rewrite (linear1 F); ring.
- by move=> *; rewrite (linear2 F) (linear1 F); ring.
- by move=> *; rewrite (swap2 F); ring.
- by move=> *; rewrite (linear3 F) !(linear2 F) (linear1 F); ring.
- by move=> z u v w; rewrite (swap3 F) (swap2 F z u v); ring.
- by move=> z u v w; rewrite (turn3 F) (swap2 F z v w); ring.
- move=> *; exact: cont (P1 _).
- by move=> *; apply: cont_mult; [exact: cont (P2 _)|exact: (continuous1 F)].
- move=> *; apply: cont_plus; apply: cont_mult.
  + by apply: cont_mult; [exact: cont (P3 _)|exact: (continuous1 F)].
  + exact: (continuous1 F).
  + exact: cont (P2 _).
  + exact: (continuous2 F).
Qed.
Lemma smooth3_exp f : smooth3 f -> smooth3 (fun z => exp (f z)).
Proof. by move=> F; apply: (smooth3_comp F (p1 := exp) (p2 := exp) (p3 := exp)) => z; exact: is_derive_exp. Qed.
Lemma smooth3_inv f : smooth3 f -> (forall z, 0 < f z) -> smooth3 (fun z => / f z).
Proof.
move=> F pos.
apply: (smooth3_comp F (p := Rinv) (p1 := fun x => - / (x * x)) (p2 := fun x => 2 / (x * x * x))
  (p3 := fun x => - 6 / (x * x * x * x))) => z; have p := pos z.
all: have p2 := Rmult_lt_0_compat _ _ p p; have p3 := Rmult_lt_0_compat _ _ p2 p; have p4 := Rmult_lt_0_compat _ _ p3 p.
all: auto_derive; [lra|field; lra].
Qed.
Lemma smooth3_sum (J : finType) (F : J -> vector -> R) : (forall j, smooth3 (F j)) ->
  smooth3 (fun z => sum (fun j => F j z)).
Proof.
move=> H; rewrite /sum; elim: (enum J) => [|j l IH] /=; first exact: smooth3_const.
exact: smooth3_plus (H j) IH.
Qed.
End Calculus.
