(* Queries with a mask are queries that have their allowed keys alone: the lemmas of I7. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat choice fintype.
From PC.library Require Import Sums.
From PC Require Generated.
Local Open Scope R_scope.

(* What is zero for every key that is not allowed. *)
Lemma quotient0 x : 0 / x = 0. Proof. by rewrite /Rdiv Rmult_0_l. Qed.
Lemma sum_weight0 (T : finType) (F : T -> R) x : sum (fun a => 0 / x * F a) = 0.
Proof. by apply: sum_eq0 => a; rewrite quotient0 Rmult_0_l. Qed.

Theorem I7_holds : Generated.I7.statement.
Proof.
move=> m l k s V U; split=> //; split=> i; first exact: quotient0.
by rewrite /Generated.I7.ratio sum_weight0 Rplus_0_r.
Qed.

Theorem I7_gradient_holds : Generated.I7_gradient.statement.
Proof.
move=> n m l p q r k A1 A2 A3 D2 D3 B X Y.
pose masked := Generated.I7_gradient.total2 n m l p q r k A1 A2 A3 D3 X Y.
have E : masked = Generated.I7_gradient.mean n m p q r k A1 A2 A3 X Y.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /masked /Generated.I7_gradient.total2 /Generated.I7_gradient.ratio sum_weight0 Rplus_0_r.
have C : Generated.I7_gradient.difference n m l p q r k A1 A2 A3 D3 B X Y =
  Generated.I7_gradient.difference2 n m p q r k A1 A2 A3 B X Y.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_gradient.difference -/masked E.
rewrite /Generated.I7_gradient.claim /Generated.I7_gradient.total3 C -/masked E.
split=> i j; congr (2 * _); rewrite -[RHS]Rplus_0_r; congr (_ + _); apply: sum_eq0 => a.
  rewrite sum_eq0 ?Rmult_0_l // => b.
  by rewrite /Generated.I7_gradient.ratio quotient0 Rmult_0_l Rmult_0_r.
rewrite sum_eq0 ?Rmult_0_r // => b.
by rewrite /Generated.I7_gradient.ratio quotient0 Rmult_0_l.
Qed.

Theorem I7_hessian_holds : Generated.I7_hessian.statement.
Proof.
move=> n m l p q r k A1 A2 A3 D2 D3 B X Y.
have E2 : Generated.I7_hessian.total2 n m l p q r k A1 A2 A3 D3 X Y =
  Generated.I7_hessian.mean n m p q r k A1 A2 A3 X Y.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_hessian.total2 /Generated.I7_hessian.ratio sum_weight0 Rplus_0_r.
have EC : Generated.I7_hessian.difference n m l p q r k A1 A2 A3 D3 B X Y =
  Generated.I7_hessian.difference3 n m p q r k A1 A2 A3 B X Y.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_hessian.difference E2.
have EP : Generated.I7_hessian.product3 n m l p q r k A1 A2 A3 D3 B X Y =
  Generated.I7_hessian.product7 n m p q r k A1 A2 A3 B X Y.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_hessian.product3 /Generated.I7_hessian.total3 EC E2.
have EQ : Generated.I7_hessian.product4 n m l p q r k A1 A2 A3 D3 B X Y = fun _ _ => 0.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_hessian.product4 /Generated.I7_hessian.ratio quotient0 Rmult_0_l.
have E4 : Generated.I7_hessian.total4 n m l p q A1 A2 D2 X = Generated.I7_hessian.mean2 n m p q A1 A2 X.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_hessian.total4 /Generated.I7_hessian.ratio sum_weight0 Rplus_0_r.
have E5 : Generated.I7_hessian.total5 n m l p q r A1 A2 A3 D3 X = Generated.I7_hessian.mean3 n m p q r A1 A2 A3 X.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_hessian.total5 /Generated.I7_hessian.ratio sum_weight0 Rplus_0_r.
have E55 : Generated.I7_hessian.product5 n m l p q r k A1 A2 A3 D2 D3 B X Y =
  Generated.I7_hessian.product8 n m p q r k A1 A2 A3 B X Y.
  do 3 (apply: functional_extensionality => ?).
  rewrite /Generated.I7_hessian.product5 EP EQ E4 [X in _ + X]sum_eq0 ?Rplus_0_r // => b; exact: Rmult_0_l.
have ED : Generated.I7_hessian.difference2 n m l p q r k A1 A2 A3 D2 D3 X Y =
  Generated.I7_hessian.difference4 n m p q r k A1 A2 A3 X Y.
  do 3 (apply: functional_extensionality => ?).
  by rewrite /Generated.I7_hessian.difference2 /Generated.I7_hessian.ratio sum_weight0 Rplus_0_r E4 E2.
have E9 : Generated.I7_hessian.product9 n m l p q r k A1 A2 A3 D2 D3 B X Y =
  Generated.I7_hessian.product10 n m p q r k A1 A2 A3 B X Y.
  do 4 (apply: functional_extensionality => ?); apply: sum_ext => c.
  by rewrite ED EC E4 E5 /Generated.I7_hessian.ratio sum_weight0 Rplus_0_r.
rewrite /Generated.I7_hessian.claim E55 EP EQ ED E9 E5; split=> // i j a b; congr (2 * _); apply: sum_ext => c.
rewrite [X in _ + X - _ - _ + _]sum_eq0 ?Rplus_0_r // => d; exact: Rmult_0_l.
Qed.

Theorem I7_product_holds : Generated.I7_product.statement.
Proof.
move=> n m l p q r k A1 A2 A3 D2 D3 B X Y dX dY.
have E2 : Generated.I7_product.total2 n m l p q A1 A2 D2 X dX =
  fun i => sum (Generated.I7_product.product3 n m p q A1 A2 X dX i).
  apply: functional_extensionality => i.
  by rewrite /Generated.I7_product.total2 /Generated.I7_product.ratio sum_weight0 Rplus_0_r.
have E3 : Generated.I7_product.total3 n m l p q r k A1 A2 A3 D3 X Y =
  Generated.I7_product.mean n m p q r k A1 A2 A3 X Y.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_product.total3 /Generated.I7_product.ratio sum_weight0 Rplus_0_r.
have EC : Generated.I7_product.difference n m l p q r k A1 A2 A3 D3 B X Y =
  Generated.I7_product.difference2 n m p q r k A1 A2 A3 B X Y.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_product.difference E3.
have E5 : Generated.I7_product.product5 n m l p q A1 A2 D2 X dX =
  Generated.I7_product.product11 n m p q A1 A2 X dX.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_product.product5 E2.
have E8 : Generated.I7_product.product8 n m l p q A1 A2 D2 X dX = fun _ _ => 0.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  by rewrite /Generated.I7_product.product8 /Generated.I7_product.ratio quotient0 Rmult_0_l.
have ET : Generated.I7_product.total5 n m l p q r k A1 A2 A3 D2 D3 X Y dX dY =
  Generated.I7_product.total8 n m p q r k A1 A2 A3 X Y dX dY.
  apply: functional_extensionality => i; apply: functional_extensionality => j.
  rewrite /Generated.I7_product.total5 /Generated.I7_product.ratio sum_weight0 E5 E8 Rplus_0_r; congr (_ + _).
  by rewrite [X in _ + X]sum_eq0 ?Rplus_0_r // => a; exact: Rmult_0_l.
rewrite /Generated.I7_product.claim /Generated.I7_product.total7 /Generated.I7_product.total4.
rewrite /Generated.I7_product.total6 E3 EC E5 E8 ET.
split=> i j; congr (2 * _); rewrite -[RHS]Rplus_0_r; congr (_ + _); apply: sum_eq0 => a.
  rewrite sum_eq0 ?Rmult_0_l // => b.
  by rewrite /Generated.I7_product.ratio quotient0 !Rmult_0_l Rplus_0_r Rmult_0_r.
rewrite !sum_eq0 ?Rplus_0_r ?Rmult_0_r // => b; last exact: Rmult_0_l.
by rewrite /Generated.I7_product.ratio quotient0 Rmult_0_l.
Qed.

Theorem I7_scale_holds : Generated.I7_scale.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y M c wx wy lx ly M0 c0 _ _ _ _; congr (_ + _).
apply: sum_ext => i; apply: sum_ext => j.
suff -> : Generated.I7_scale.difference2 n m p q r k A1 A2 A3 B X Y M c i j =
  Generated.I7_scale.difference n m p q r k A1 A2 A3 B X Y M i j by [].
congr (_ - _); apply: sum_ext => l; congr (_ * _).
pose F := Generated.I7_scale.product2 n m p q A1 A2 X M i.
have scaled h : Generated.I7_scale.product4 n m p q A1 A2 X M c i h = c i * F h.
  by rewrite /Generated.I7_scale.product4 /F /Generated.I7_scale.product2 Rmult_assoc.
have pos : 0 < sum F.
  by apply: (@sum_gt0 _ _ ord0) => h; apply: Rmult_lt_0_compat; [exact: M0|exact: exp_pos].
rewrite scaled (sum_ext (G := fun h => c i * F h)) // sum_scal -[RHS]/(F l / sum F).
by move: (F l) (sum F) (c i) (c0 i) pos => u s a a0 s0; field; lra.
Qed.
