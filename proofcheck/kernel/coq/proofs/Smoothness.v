(* I4 in general, the statement written by hand: the attention objective is twice continuously differentiable. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives Model Gradient Hessian GradientDerivative Continuity.
From PC.statements Require Import Vectors Attention.
From PC.statements Require Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* A sum over a disjoint union. *)
Lemma sum_union (I J : finType) (F : I + J -> R) :
  Sums.sum (F : [finType of I + J] -> R) = Sums.sum (fun i => F (inl i)) + Sums.sum (fun j => F (inr j)).
Proof.
have E : perm_eq (enum [finType of I + J]) (map inl (enum I) ++ map inr (enum J)).
  apply: uniq_perm; first exact: enum_uniq.
    have inj1 : injective (@inl I J) by move=> i j [].
    have inj2 : injective (@inr I J) by move=> i j [].
    rewrite cat_uniq (map_inj_uniq inj1) (map_inj_uniq inj2) !enum_uniq andbT.
    by apply/hasPn => u /mapP [j _ ->]; apply/mapP => [[i _]].
  move=> [i|j]; rewrite mem_enum mem_cat; apply/esym/orP; [left|right]; apply: map_f; exact: mem_enum.
by rewrite /Sums.sum (sum_over_perm _ E) sum_over_cat !sum_over_map.
Qed.
(* A derivative at t from one at 0 along the same line started at t. *)
Lemma derive_shift (f g : R -> R) t l : (forall h, f h = g (h - t)) -> is_derive g 0 l -> is_derive f t l.
Proof.
move=> E G; apply: (is_derive_ext (fun h => g (h - t))) => [h|]; first by rewrite E.
have S : is_derive (fun h => h - t) t 1 by apply: (derive_as (derive_minus (derive_id t) (derive_const t t))); ring.
have G' : is_derive g (t - t) l by rewrite Rminus_diag_eq.
by apply: (derive_as (is_derive_comp g (fun h => h - t) t _ _ G' S)); rewrite /scal /= /mult /=; ring.
Qed.

Section Smooth.
Variables N M P Q T K : finType.
Variable k0 : M.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R) (wx wy lx ly : R).
Notation index := (Objective.unknowns P Q T K).
Notation Xp := (@Objective.entry_X P Q T K).
Notation Yp := (@Objective.entry_Y P Q T K).
Let Phi := Objective.objective A1 A2 A3 B wx wy lx ly.
Let grad := I4_general.gradient A1 A2 A3 B wx wy lx ly.
Let hess := I4_general.hessian A1 A2 A3 B wx wy lx ly.
Lemma sum_index (F : index -> R) : Sums.sum F = Sums.sum (fun a => Sums.sum (fun l => F (inl (a, l))))
  + Sums.sum (fun b => Sums.sum (fun i => F (inr (b, i)))).
Proof.
rewrite (sum_union F); congr (_ + _).
  by rewrite -(sum_pair (fun a l => F (inl (a, l)))); apply: sum_ext => [[a l]].
by rewrite -(sum_pair (fun b i => F (inr (b, i)))); apply: sum_ext => [[b i]].
Qed.
Lemma X_line (z e : index -> R) t : Xp (line z e t) = fun a l => Xp z a l + t * Xp e a l. Proof. by []. Qed.
Lemma line_shift (z e : index -> R) t h : line z e h = line (line z e t) e (h - t).
Proof. by apply: functional_extensionality => u; rewrite /line; ring. Qed.
Lemma smooth_gradient_proof z e t : is_derive (fun t => Phi (line z e t)) t (dot (grad (line z e t)) e).
Proof.
apply: (derive_shift (g := fun h => Phi (line (line z e t) e h))) => [h|]; first by rewrite -line_shift.
move: (line z e t) => {}z; rewrite /dot sum_index.
exact: (gradient_along k0 A1 A2 A3 B wx wy lx ly (Xp z) (Xp e) (Yp z) (Yp e)).
Qed.
Lemma smooth_hessian_proof z e u t : is_derive (fun t => grad (line z e t) u) t (apply (hess (line z e t)) e u).
Proof.
apply: (derive_shift (g := fun h => grad (line (line z e t) e h) u)) => [h|]; first by rewrite -line_shift.
move: (line z e t) => {}z; rewrite /apply sum_index.
case: u => [[a l]|[b i]].
  apply: (derive_as (gradient_X_move k0 A1 A2 A3 B wx lx (Xp z) (Xp e) (Yp z) (Yp e) a l)).
  rewrite product_dense_X Rmult_plus_distr_l -!sum_scal; congr (_ + _); apply: sum_ext => a'; rewrite -sum_scal;
    apply: sum_ext => l'.
    by rewrite -Rmult_assoc.
  by rewrite -Rmult_assoc.
apply: (derive_as (gradient_Y_move k0 A1 A2 A3 B wy ly (Xp z) (Xp e) (Yp z) (Yp e) b i)).
rewrite product_dense_Y Rmult_plus_distr_l -!sum_scal; congr (_ + _); apply: sum_ext => a'; rewrite -sum_scal;
  apply: sum_ext => l'.
  by rewrite -Rmult_assoc.
by rewrite -Rmult_assoc.
Qed.
Lemma smooth_symmetric_proof z : symmetric_matrix (hess z).
Proof.
move=> [[a l]|[b i]] [[a' l']|[b' i']] //=; congr (2 * _).
  exact: (hessian_xx_sym A1 A2 A3 B wx lx (Xp z) (Yp z) a l a' l').
exact: (hessian_yy_sym A1 A2 A3 wy ly (Xp z) b i b' i').
Qed.
Section Continuous.
Variable z : index -> R.
Notation cont g := (cont z g).
Ltac continuity := lazymatch goal with
  | |- Continuity.cont _ (fun z => @?g z - @?h z) => apply: (@cont_minus _ _ g h); continuity
  | |- Continuity.cont _ (fun z => @?g z + @?h z) => apply: (@cont_plus _ _ g h); continuity
  | |- Continuity.cont _ (fun z => @?g z * @?h z) => apply: (@cont_mult _ _ g h); continuity
  | |- Continuity.cont _ (fun z => Sums.sum (fun j => _)) => apply: cont_sum => ?; continuity
  | |- _ => first [exact: cont_const | match goal with H : forall _, _ |- _ =>
    solve [apply: H] end | exact: cont_entry] end.
Let score_c j k : cont (fun z => score A1 A2 (Xp z) j k). Proof. by rewrite /score; continuity. Qed.
Let value_c k i : cont (fun z => value A3 (Yp z) k i). Proof. by rewrite /value; continuity. Qed.
Let weight_c j k : cont (fun z => weight A1 A2 (Xp z) j k).
Proof.
apply: cont_div; [exact: cont_exp|by apply: cont_sum => l; exact: cont_exp|].
by have := @sum_gt0 M (fun l => exp (score A1 A2 (Xp z) j l)) k (fun l => exp_pos _); lra.
Qed.
Let output_c j i : cont (fun z => output A1 A2 A3 (Xp z) (Yp z) j i). Proof. by rewrite /output; continuity. Qed.
Let residual_c j i : cont (fun z => residual A1 A2 A3 B (Xp z) (Yp z) j i). Proof. by rewrite /residual;
  continuity. Qed.
Let slope_c j k : cont (fun z => slope A1 A2 A3 B (Xp z) (Yp z) j k). Proof. by rewrite /slope; continuity. Qed.
Let mean2_c j l : cont (fun z => mean2 A1 A2 (Xp z) j l). Proof. by rewrite /mean2; continuity. Qed.
Let mean3_c j b : cont (fun z => mean3 A1 A2 A3 (Xp z) j b). Proof. by rewrite /mean3; continuity. Qed.
Let spread_c j l i : cont (fun z => spread A1 A2 A3 (Xp z) (Yp z) j l i). Proof. by rewrite /spread; continuity. Qed.
Let slope2_c j l : cont (fun z => slope2 A1 A2 A3 B (Xp z) (Yp z) j l). Proof. by rewrite /slope2; continuity. Qed.
Let block_c j l l' : cont (fun z => block A1 A2 A3 B (Xp z) (Yp z) j l l'). Proof. by rewrite /block; continuity. Qed.
Lemma hessian_cont u u' : cont (fun z => hess z u u').
Proof.
case: u u' => [[a l]|[b i]] [[a' l']|[b' i']]; rewrite /hess /I4_general.hessian /hessian_XX /hessian_XY /hessian_YY;
  continuity.
Qed.
End Continuous.
Lemma smooth_continuous_proof z eps : 0 < eps ->
  exists delta, 0 < delta /\ forall b, norm (Vectors.sub b z) < delta -> forall u u', Rabs (hess b u u' - hess z u u')
    <= eps.
Proof.
move=> e0; have [d [d0 H]] := cont_uniform (g := fun (p : prod index index) b => hess b p.1 p.2)
  (fun p => @hessian_cont z p.1 p.2) e0.
by exists d; split=> // b L u u'; exact: (H b L (u, u')).
Qed.
End Smooth.
Theorem I4_general_holds : I4_general.statement.
Proof.
move=> N M P Q T K k0 A1 A2 A3 B wx wy lx ly; constructor.
- exact: smooth_gradient_proof.
- exact: smooth_hessian_proof.
- exact: smooth_symmetric_proof.
- exact: smooth_continuous_proof.
Qed.
