(* The row of a query with a mask is the softmax row of the keys that it sees, an index type of their own: sums over all
   keys with factors 1 and 0 are sums over that type. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms.
From PC.statements Require Import Vectors Objective Masked.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Keys.
Variables (m : finType) (s : m -> bool).
Definition keys : finType := [finType of {l : m | s l}].
Lemma sum_over_factor (l : seq m) (F : m -> R) :
  sum_over l (fun h => factor (s h) * F h) = sum_over (filter s l) F.
Proof. by elim: l => //= h l ->; case: (s h) => /=; rewrite ?Rmult_1_l ?Rmult_0_l ?Rplus_0_l. Qed.
Lemma sum_seen (F : m -> R) : Sums.sum (fun h => factor (s h) * F h) = Sums.sum (fun t : keys => F (val t)).
Proof.
have E : perm_eq (filter s (enum m)) (map val (enum keys)).
  apply: uniq_perm; first by rewrite filter_uniq // enum_uniq.
    by rewrite map_inj_uniq ?enum_uniq //; exact: val_inj.
  move=> h; rewrite mem_filter mem_enum andbT; apply/idP/mapP => [sh|[t _ ->]]; last exact: (valP t).
  by exists (Sub h sh : keys); rewrite ?mem_enum ?SubK.
by rewrite /Sums.sum sum_over_factor (sum_over_perm _ E) sum_over_map.
Qed.
Lemma masked_seen x (t : keys) : masked_row s x (val t) = softmax (fun u : keys => x (val u)) t.
Proof. by rewrite /masked_row sum_seen /softmax (valP t) /= Rmult_1_l. Qed.
Lemma masked_mean x (F : m -> R) :
  Sums.sum (fun l => masked_row s x l * F l) =
    Sums.sum (fun t : keys => softmax (fun u : keys => x (val u)) t * F (val t)).
Proof.
rewrite -(sum_ext (F := fun t : keys => masked_row s x (val t) * F (val t))) => [|t]; last by rewrite masked_seen.
rewrite -(sum_seen (fun l => masked_row s x l * F l)); apply: sum_ext => l.
by rewrite /masked_row; case: (s l) => /=; rewrite ?Rmult_1_l // !Rmult_0_l /Rdiv !Rmult_0_l.
Qed.
(* Sums of nonnegative terms over the keys that are seen are no larger than over all. *)
Lemma seen_le (F : m -> R) : (forall l, 0 <= F l) -> Sums.sum (fun t : keys => F (val t)) <= Sums.sum F.
Proof.
move=> F0; rewrite -sum_seen; apply: sum_le => l; have := F0 l; case: (s l) => /=; lra.
Qed.
End Keys.
