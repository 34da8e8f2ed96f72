(* Finite sums of reals over an arbitrary finite index type (mathcomp's `finType`) on the standard library's R.

   `sum F` is defined by recursion over the list of all indices rather than by mathcomp's big operators: their
   monoid instances are declared differently in mathcomp 1 and 2, and nothing here needs more than the lemmas below.
   The definitions `sum_over` and `sum` are part of the meaning of every generated statement. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* The sum of F over a list. *)
Definition sum_over (T : Type) (l : seq T) (F : T -> R) : R := foldr (fun i rest => F i + rest) 0 l.
(* The sum of F over all indices; 0 over none. *)
Definition sum (T : finType) (F : T -> R) : R := sum_over (enum T) F.
Arguments sum {T} F.
Arguments sum : simpl never.

(* Over lists, by induction. *)
Section Lists.
Variable T : Type.
Implicit Types (l : seq T) (F G : T -> R).

Lemma sum_over_nil F : sum_over [::] F = 0. Proof. by []. Qed.
Lemma sum_over_cons i l F : sum_over (i :: l) F = F i + sum_over l F. Proof. by []. Qed.
Lemma sum_over_ext l F G : (forall i, F i = G i) -> sum_over l F = sum_over l G.
Proof. by move=> H; elim: l => //= i l ->; rewrite H. Qed.
Lemma sum_over_plus l F G : sum_over l (fun i => F i + G i) = sum_over l F + sum_over l G.
Proof. by elim: l => [|i l IH] /=; [rewrite Rplus_0_r|rewrite IH; ring]. Qed.
Lemma sum_over_scal l c F : sum_over l (fun i => c * F i) = c * sum_over l F.
Proof. by elim: l => [|i l IH] /=; [rewrite Rmult_0_r|rewrite IH; ring]. Qed.
Lemma sum_over_0 l : sum_over l (fun _ => 0) = 0.
Proof. by elim: l => //= i l ->; rewrite Rplus_0_r. Qed.
Lemma sum_over_ge0 l F : (forall i, 0 <= F i) -> 0 <= sum_over l F.
Proof. by move=> H; elim: l => [|i l IH] /=; [exact: Rle_refl|have := H i; lra]. Qed.
Lemma sum_over_cat l k F : sum_over (l ++ k) F = sum_over l F + sum_over k F.
Proof. by elim: l => [|i l IH] /=; [rewrite Rplus_0_l|rewrite IH Rplus_assoc]. Qed.
Lemma sum_over_const l c : sum_over l (fun _ => c) = INR (size l) * c.
Proof. by elim: l => [|i l IH]; [rewrite /= Rmult_0_l|rewrite [size _]/= S_INR /= IH; ring]. Qed.
Lemma sum_over_map (U : Type) (h : U -> T) (l : seq U) F : sum_over (map h l) F = sum_over l (fun i => F (h i)).
Proof. by elim: l => //= i l ->. Qed.
End Lists.

Lemma sum_over_swap (T U : Type) (l : seq T) (k : seq U) (F : T -> U -> R) :
  sum_over l (fun i => sum_over k (F i)) = sum_over k (fun j => sum_over l (fun i => F i j)).
Proof. by elim: l => [|i l IH] /=; [rewrite sum_over_0|rewrite IH -sum_over_plus]. Qed.

(* Lists that are rearrangements of each other have the same sum; so a bijection between index types may rename. *)
Section Rearranged.
Variable T : eqType.
Lemma sum_over_rem (a : T) l F : a \in l -> sum_over l F = F a + sum_over (rem a l) F.
Proof.
elim: l => //= i l IH; rewrite inE eq_sym; case: eqP => [-> //|_ /= H].
by rewrite (IH H); ring.
Qed.
Lemma sum_over_perm (l k : seq T) F : perm_eq l k -> sum_over l F = sum_over k F.
Proof.
elim: l k => [|i l IH] k; first by rewrite perm_sym => /perm_nilP ->.
move=> P; have ik : i \in k by rewrite -(perm_mem P) mem_head.
by rewrite (sum_over_rem F ik) /= (IH (rem i k)) // -(perm_cons i) (perm_trans P) // perm_to_rem.
Qed.
End Rearranged.

Section Basic.
Variable T : finType.
Implicit Types F G : T -> R.

Lemma sum_ext F G : (forall i, F i = G i) -> sum F = sum G.
Proof. exact: sum_over_ext. Qed.
Lemma sum_plus F G : sum (fun i => F i + G i) = sum F + sum G.
Proof. exact: sum_over_plus. Qed.
Lemma sum_scal c F : sum (fun i => c * F i) = c * sum F.
Proof. exact: sum_over_scal. Qed.
Lemma sum_scal_r c F : sum (fun i => F i * c) = sum F * c.
Proof. by rewrite Rmult_comm -sum_scal; apply: sum_ext => i; exact: Rmult_comm. Qed.
Lemma sum_div c F : sum (fun i => F i / c) = sum F / c.
Proof. exact: sum_scal_r. Qed.
Lemma sum_opp F : sum (fun i => - F i) = - sum F.
Proof. rewrite -[RHS]Rmult_1_l -Ropp_mult_distr_r Ropp_mult_distr_l -sum_scal; apply: sum_ext => i; ring. Qed.
Lemma sum_minus F G : sum (fun i => F i - G i) = sum F - sum G.
Proof. by rewrite /Rminus -sum_opp -sum_plus. Qed.
Lemma sum_0 : sum (fun _ : T => 0) = 0.
Proof. exact: sum_over_0. Qed.
Lemma sum_eq0 F : (forall i, F i = 0) -> sum F = 0.
Proof. by move=> H; rewrite (sum_ext H) sum_0. Qed.
Lemma sum_const c : sum (fun _ : T => c) = INR #|T| * c.
Proof. by rewrite /sum sum_over_const -cardE. Qed.
Lemma sum_swap (U : finType) (F : T -> U -> R) : sum (fun i => sum (F i)) = sum (fun j => sum (fun i => F i j)).
Proof. exact: sum_over_swap. Qed.
Lemma sum_ge0 F : (forall i, 0 <= F i) -> 0 <= sum F.
Proof. exact: sum_over_ge0. Qed.
Lemma sum_le F G : (forall i, F i <= G i) -> sum F <= sum G.
Proof.
move=> H; suff: 0 <= sum (fun i => G i - F i) by rewrite sum_minus; lra.
by apply: sum_ge0 => i; have := H i; lra.
Qed.
Lemma sum_Rabs F : Rabs (sum F) <= sum (fun i => Rabs (F i)).
Proof.
apply: Rabs_le; split; last by apply: sum_le => i; exact: Rle_abs.
by rewrite -sum_opp; apply: sum_le => i; have := Rle_abs (- F i); rewrite Rabs_Ropp; lra.
Qed.

(* One term taken out. *)
Lemma sum_split1 F a : sum F = F a + sum_over (rem a (enum T)) F.
Proof. by apply: sum_over_rem; rewrite mem_enum. Qed.
(* Of nonnegative terms, one, or two at different indices, are at most the sum. *)
Lemma sum_ge1 F a : (forall i, 0 <= F i) -> F a <= sum F.
Proof. by move=> H; rewrite (sum_split1 F a); have := sum_over_ge0 (rem a (enum T)) H; lra. Qed.
Lemma sum_ge2 F a b : a != b -> (forall i, 0 <= F i) -> F a + F b <= sum F.
Proof.
move=> ab H; have b_in : b \in rem a (enum T).
  by rewrite mem_rem_uniq ?enum_uniq // !inE eq_sym ab mem_enum.
by rewrite (sum_split1 F a) (sum_over_rem F b_in); have := sum_over_ge0 (rem b (rem a (enum T))) H; lra.
Qed.
Lemma sum_gt0 F (a : T) : (forall i, 0 < F i) -> 0 < sum F.
Proof. move=> H; have := @sum_ge1 F a (fun i => Rlt_le _ _ (H i)); have := H a; lra. Qed.
(* Nonnegative terms whose sum is 0 are all 0. *)
Lemma sum_eq0_ge0 F : (forall i, 0 <= F i) -> sum F = 0 -> forall i, F i = 0.
Proof. by move=> H S i; have := sum_ge1 i H; have := H i; lra. Qed.
(* A sum with one index that counts. *)
Lemma sum_delta F a : sum (fun i => if i == a then F i else 0) = F a.
Proof.
rewrite (sum_split1 _ a) eqxx -[RHS]Rplus_0_r; congr (_ + _).
have : forall i, i \in rem a (enum T) -> i != a by move=> i; rewrite mem_rem_uniq ?enum_uniq // !inE => /andP [].
elim: (rem a (enum T)) => //= i l IH H.
rewrite (negbTE (H i (mem_head i l))) Rplus_0_l; apply: IH => j jl; apply: H.
by rewrite inE jl orbT.
Qed.

Lemma is_derive_sum (F : T -> R -> R) (dF : T -> R) t :
  (forall i, is_derive (F i) t (dF i)) -> is_derive (fun t => sum (fun i => F i t)) t (sum dF).
Proof.
move=> H; rewrite /sum; elim: (enum T) => [|i l IH] /=; first exact: is_derive_const.
exact: (is_derive_plus (F i) _ _ _ _ (H i) IH).
Qed.

(* Cauchy-Schwarz with weights. *)
Lemma cauchy_schwarz (w a b : T -> R) : (forall i, 0 <= w i) ->
  (sum (fun i => w i * a i * b i))^2 <= sum (fun i => w i * (a i)^2) * sum (fun i => w i * (b i)^2).
Proof.
move=> Hw; set P := sum _; set A := sum _; set B := sum (fun i => w i * (b i)^2).
have Q x y : 0 <= x^2 * A + 2 * x * y * P + y^2 * B.
  rewrite -!sum_scal -!sum_plus; apply: sum_ge0 => i.
  replace (_ + _) with (w i * (x * a i + y * b i)^2) by ring.
  by apply: Rmult_le_pos; [exact: Hw|exact: pow2_ge_0].
have HA : 0 <= A by apply: sum_ge0 => i; apply: Rmult_le_pos; [exact: Hw|exact: pow2_ge_0].
have HB : 0 <= B by apply: sum_ge0 => i; apply: Rmult_le_pos; [exact: Hw|exact: pow2_ge_0].
case: (Req_dec B 0) => [B0|B0].
  case: (Req_dec P 0) => [->|P0]; first by rewrite B0; nra.
  have := Q 1 (- (A + 1) / (2 * P)); rewrite B0.
  replace (_ + _) with (-1) by (field; exact: P0). lra.
have := Q B (-P); have : 0 < B by lra. nra.
Qed.
End Basic.

(* Other index types: renamed by a bijection, pairs, numbers below n. *)
Lemma sum_bij (T U : finType) (h : T -> U) (F : U -> R) : bijective h -> sum F = sum (fun i => F (h i)).
Proof.
move=> H; rewrite /sum -(sum_over_map h); apply: sum_over_perm; apply: uniq_perm; first exact: enum_uniq.
  by rewrite map_inj_uniq ?enum_uniq //; exact: bij_inj.
case: H => g _ gh u; rewrite mem_enum; apply/esym/mapP; exists (g u); by rewrite ?mem_enum ?gh.
Qed.
Lemma sum_const_ord n c : sum (fun _ : 'I_n => c) = INR n * c.
Proof. by rewrite sum_const card_ord. Qed.
Lemma sum_pair (T U : finType) (F : T -> U -> R) : sum (fun p : T * U => F p.1 p.2) = sum (fun i => sum (F i)).
Proof.
have E : perm_eq (enum {: T * U}) [seq (i, j) | i <- enum T, j <- enum U].
  apply: uniq_perm; first exact: enum_uniq.
    by apply: allpairs_uniq; rewrite ?enum_uniq // => [[a b] [c d]].
  by move=> [i j]; rewrite mem_enum; apply/esym/allpairsP; exists (i, j); rewrite !mem_enum.
rewrite /sum (sum_over_perm _ E); elim: (enum T) => //= i l IH.
by rewrite sum_over_cat IH sum_over_map.
Qed.
Lemma sum_ord0 (F : 'I_0 -> R) : sum F = 0.
Proof. by rewrite /sum enum_ord0. Qed.
Lemma sum_ord_recl n (F : 'I_n.+1 -> R) : sum F = F ord0 + sum (fun i : 'I_n => F (lift ord0 i)).
Proof. by rewrite /sum enum_ordSl /= sum_over_map. Qed.
Lemma sum_ord_recr n (F : 'I_n.+1 -> R) :
  sum F = sum (fun i : 'I_n => F (widen_ord (leqnSn n) i)) + F ord_max.
Proof. by rewrite /sum enum_ordSr -cats1 sum_over_cat sum_over_map /= Rplus_0_r. Qed.
