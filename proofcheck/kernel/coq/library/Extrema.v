(* Largest and smallest of the values at the indices 0 ... n, and fixed indices.

   The index type has n + 1 elements, so both exist. The definitions are part of the meaning of generated statements. *)
From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype.
From PC Require Import Sums.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Definition maxi n (F : 'I_n.+1 -> R) : R := foldr (fun i rest => Rmax (F i) rest) (F ord0) (enum 'I_n.+1).
Definition mini n (F : 'I_n.+1 -> R) : R := foldr (fun i rest => Rmin (F i) rest) (F ord0) (enum 'I_n.+1).
Arguments maxi : simpl never.
Arguments mini : simpl never.
(* Index i of d. *)
Notation ordi i d := (@Ordinal d i isT).

Section Extrema.
Variables (n : nat) (F : 'I_n.+1 -> R).
Lemma maxi_ge i : F i <= maxi F.
Proof.
rewrite /maxi; have : i \in enum 'I_n.+1 by rewrite mem_enum.
elim: (enum _) => // j l IH; rewrite inE /= => /orP [/eqP ->|/IH H]; first exact: Rmax_l.
by apply: (Rle_trans _ _ _ H); exact: Rmax_r.
Qed.
Lemma maxi_le c : (forall i, F i <= c) -> maxi F <= c.
Proof. by move=> H; rewrite /maxi; elim: (enum _) => //= j l IH; exact: Rmax_lub. Qed.
Lemma mini_le i : mini F <= F i.
Proof.
rewrite /mini; have : i \in enum 'I_n.+1 by rewrite mem_enum.
elim: (enum _) => // j l IH; rewrite inE /= => /orP [/eqP ->|/IH H]; first exact: Rmin_l.
by apply: (Rle_trans _ _ _ _ H); exact: Rmin_r.
Qed.
Lemma mini_ge c : (forall i, c <= F i) -> c <= mini F.
Proof. by move=> H; rewrite /mini; elim: (enum _) => //= j l IH; exact: Rmin_glb. Qed.
(* The extreme values are attained. *)
Lemma maxi_attained : exists i, maxi F = F i.
Proof.
rewrite /maxi; elim: (enum _) => /= [|j l [i ->]]; first by exists ord0.
by rewrite /Rmax; case: Rle_dec => _; [exists i|exists j].
Qed.
Lemma mini_attained : exists i, mini F = F i.
Proof.
rewrite /mini; elim: (enum _) => /= [|j l [i ->]]; first by exists ord0.
by rewrite /Rmin; case: Rle_dec => _; [exists j|exists i].
Qed.
Lemma mini_le_maxi : mini F <= maxi F.
Proof. exact: (Rle_trans _ _ _ (mini_le ord0) (maxi_ge ord0)). Qed.
Lemma maxi_ext (G : 'I_n.+1 -> R) : (forall i, F i = G i) -> maxi F = maxi G.
Proof. by move=> H; rewrite /maxi H; elim: (enum _) => //= i l ->; rewrite H. Qed.
Lemma mini_ext (G : 'I_n.+1 -> R) : (forall i, F i = G i) -> mini F = mini G.
Proof. by move=> H; rewrite /mini H; elim: (enum _) => //= i l ->; rewrite H. Qed.
Lemma maxi_mono (G : 'I_n.+1 -> R) : (forall i, F i <= G i) -> maxi F <= maxi G.
Proof.
move=> H; have [i ->] := maxi_attained; apply: (Rle_trans _ _ _ (H i)); rewrite /maxi.
have : i \in enum 'I_n.+1 by rewrite mem_enum.
elim: (enum _) => // j l IH; rewrite inE /= => /orP [/eqP ->|/IH K]; first exact: Rmax_l.
by apply: (Rle_trans _ _ _ K); exact: Rmax_r.
Qed.
End Extrema.

(* At one index and at two. *)
Lemma maxi1 (F : 'I_1 -> R) : maxi F = F ord0.
Proof. by have [i ->] := maxi_attained F; rewrite (ord1 i). Qed.
Lemma mini1 (F : 'I_1 -> R) : mini F = F ord0.
Proof. by have [i ->] := mini_attained F; rewrite (ord1 i). Qed.
Lemma maxi_recl n (F : 'I_n.+2 -> R) : maxi F = Rmax (F ord0) (maxi (fun i : 'I_n.+1 => F (lift ord0 i))).
Proof.
apply: Rle_antisym.
  apply: maxi_le => i; case: (unliftP ord0 i) => [j|] ->; last exact: Rmax_l.
  by apply: (Rle_trans _ _ _ (maxi_ge (fun i => F (lift ord0 i)) j)); exact: Rmax_r.
by apply: Rmax_lub; [exact: maxi_ge|apply: maxi_le => i; exact: maxi_ge].
Qed.
