(* Continuity of functions of finitely many reals in the Euclidean norm, through the filter of the neighbourhoods of a
   point. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Near.
Variable I : finType.
Notation vec := (I -> R).
Variable a : vec.
Definition near (S : vec -> Prop) : Prop := exists delta, 0 < delta /\ forall b, norm (Vectors.sub b a) < delta -> S b.
Global Instance near_filter : Filter near.
Proof.
constructor.
- by exists 1; split; [lra|].
- move=> S S' [d [d0 H]] [d' [d0' H']]; exists (Rmin d d'); split; first exact: Rmin_pos.
  by move=> b L; split; [apply: H|apply: H']; apply: (Rlt_le_trans _ _ _ L); [exact: Rmin_l|exact: Rmin_r].
- by move=> S S' H [d [d0 K]]; exists d; split=> // b L; apply: H; exact: K.
Qed.
Definition cont (g : vec -> R) : Prop := filterlim g near (locally (g a)).
Lemma cont_const c : cont (fun _ => c). Proof. exact: filterlim_const. Qed.
Lemma cont_entry i : cont (fun z => z i).
Proof.
move=> S [eps H]; exists eps; split; first exact: cond_pos.
move=> b L; apply: H; apply: (Rle_lt_trans _ _ _ _ L); exact: (norm_entry (Vectors.sub b a) i).
Qed.
Lemma cont_plus g h : cont g -> cont h -> cont (fun z => g z + h z).
Proof. by move=> G H; apply: (filterlim_comp_2 _ _ _ G H); exact: (filterlim_plus (g a) (h a)). Qed.
Lemma cont_mult g h : cont g -> cont h -> cont (fun z => g z * h z).
Proof. by move=> G H; apply: (filterlim_comp_2 _ _ _ G H); exact: (filterlim_mult (g a) (h a)). Qed.
Lemma cont_comp (f : R -> R) g : continuous f (g a) -> cont g -> cont (fun z => f (g z)).
Proof. by move=> F G; exact: (filterlim_comp _ _ _ _ _ _ _ _ G F). Qed.
Lemma cont_opp g : cont g -> cont (fun z => - g z).
Proof. by move=> G; apply: (cont_comp _ G); exact: (continuous_opp (fun x => x) _ (continuous_id _)). Qed.
Lemma cont_minus g h : cont g -> cont h -> cont (fun z => g z - h z).
Proof. by move=> G H; apply: cont_plus => //; exact: cont_opp. Qed.
Lemma cont_exp g : cont g -> cont (fun z => exp (g z)).
Proof. by move=> G; apply: (cont_comp _ G); exact: continuous_exp. Qed.
Lemma cont_div g h : cont g -> cont h -> h a <> 0 -> cont (fun z => g z / h z).
Proof. by move=> G H h0; apply: cont_mult => //; apply: (cont_comp _ H); exact: continuous_Rinv. Qed.
Lemma cont_sum (J : finType) (g : J -> vec -> R) : (forall j, cont (g j)) -> cont (fun z => Sums.sum (fun j => g j z)).
Proof.
move=> H; rewrite /Sums.sum; elim: (enum J) => [|j l IH] /=; first exact: cont_const.
exact: cont_plus.
Qed.
Lemma near_all (J : finType) (S : J -> vec -> Prop) : (forall j, near (S j)) -> near (fun z => forall j, S j z).
Proof.
move=> H; suff : near (fun z => forall j, j \in enum J -> S j z).
  by apply: (@filter_imp _ near near_filter) => z K j; apply: K; rewrite mem_enum.
elim: (enum J) => [|j l IH]; first exact: (@filter_forall _ near near_filter).
by apply: (@filter_imp _ near near_filter _ _ _ (@filter_and _ near near_filter _ _ (H j) IH)) => z [K L] j';
  rewrite inE => /orP [/eqP ->|/L].
Qed.
Theorem cont_uniform (J : finType) (g : J -> vec -> R) eps : (forall j, cont (g j)) -> 0 < eps ->
  exists delta, 0 < delta /\ forall b, norm (Vectors.sub b a) < delta -> forall j, Rabs (g j b - g j a) <= eps.
Proof.
move=> H e0; apply: (near_all (S := fun j z => Rabs (g j z - g j a) <= eps)) => j.
apply: (H j (fun y => Rabs (y - g j a) <= eps)).
by exists (mkposreal _ e0) => y L; apply: Rlt_le; exact: L.
Qed.
End Near.
