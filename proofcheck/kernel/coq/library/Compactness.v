(* A continuous function on R^I with a bounded sublevel set has a minimum.

   No sequences and no choice: an ideal of sets (closed under subsets and unions) that does not contain a box does not
   contain the small boxes around some point, coordinate after coordinate by the least upper bound. The ideals used are
   the sets on which the function is bounded below, and those on which it stays away from its infimum. *)
From Coq Require Import Reals Lra Psatz Classical_Prop.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Ideal.
Variables (I : finType) (J : ((I -> R) -> Prop) -> Prop) (b : R).
Hypothesis small : forall K K' : (I -> R) -> Prop, (forall w, K w -> K' w) -> J K' -> J K.
Hypothesis union : forall K K', J K -> J K' -> J (fun w => K w \/ K' w).
Hypothesis none : J (fun _ => False).
Let box (w : I -> R) := forall i, Rabs (w i) <= b.
Hypothesis large : ~ J box.

(* Coordinates of the list l are held near x. *)
Let near (l : seq I) x eps w := box w /\ forall i, i \in l -> Rabs (w i - x i) < eps.
Lemma hold_coordinates l : exists x, forall eps, 0 < eps -> ~ J (near l x eps).
Proof.
elim: l => [|j l [x Hx]].
  by exists (fun _ => 0) => eps _ K; apply: large; apply: small K => w Kw; split.
case jl : (j \in l).
  exists x => eps e0 K; apply: (Hx eps e0); apply: small K => w [Kw Hw]; split=> // i.
  by rewrite inE => /orP [/eqP ->|]; exact: Hw.
pose below eps t w := near l x eps w /\ w j <= t.
pose E t := exists eps, 0 < eps /\ J (below eps t).
have Ebound : bound E.
  exists b => t [eps [e0 K]]; apply: Rnot_lt_le => bt; apply: (Hx eps e0); apply: small K => w Kw; split=> //.
  by have [/(_ j) /Rabs_le_between wj _] := Kw; lra.
have Enonempty : exists t, E t.
  exists (- b - 1); exists 1; split; first lra; apply: small none => w [[/(_ j) /Rabs_le_between wj _] wt]; lra.
have [xj [upper least]] := completeness E Ebound Enonempty.
exists (fun i => if i == j then xj else x i) => eps e0 K.
have [t [[eps1 [e1 K1]] tj]] : exists t, E t /\ xj - eps < t.
  apply: NNPP => none_above; have : xj <= xj - eps; last lra.
  by apply: least => t Et; apply: Rnot_lt_le => lt; apply: none_above; exists t.
have Em := Rmin_pos _ _ e0 e1.
have : xj + eps / 2 <= xj; last lra.
apply: upper; exists (Rmin eps eps1); split=> //; apply: small (union K1 K) => w [[Kw Hw] wj].
have lt1 := Rmin_r eps eps1; have lt2 := Rmin_l eps eps1.
case: (Rle_dec (w j) t) => C; [left|right].
  by split=> //; split=> // i il; exact: Rlt_le_trans (Hw i il) lt1.
split=> // i; rewrite inE; case: eqP => [-> _|_ /= il]; first by apply: Rabs_def1; lra.
exact: Rlt_le_trans (Hw i il) lt2.
Qed.
Theorem condensation : exists x, forall eps, 0 < eps -> ~ J (fun w => forall i, Rabs (w i - x i) < eps).
Proof.
have [x Hx] := hold_coordinates (enum I); exists x => eps e0 K; apply: (Hx eps e0); apply: small K => w [_ Hw] i.
by apply: Hw; rewrite mem_enum.
Qed.
End Ideal.

Section Minimum.
Variables (I : finType) (f : (I -> R) -> R).
Definition continuous_at (x : I -> R) := forall eps, 0 < eps ->
  exists delta, 0 < delta /\ forall w, (forall i, Rabs (w i - x i) < delta) -> Rabs (f w - f x) < eps.
Hypothesis cont : forall x, continuous_at x.
Let box b (w : I -> R) := forall i, Rabs (w i) <= b.

Lemma bounded_below b : exists m, forall w, box b w -> m <= f w.
Proof.
apply: NNPP => unbounded.
have [|||| x Hx] := @condensation I (fun K => exists m, forall w, K w -> m <= f w) b.
- by move=> K K' KK [m Hm]; exists m => w /KK /Hm.
- move=> K K' [m Hm] [m' Hm']; exists (Rmin m m') => w [/Hm|/Hm'] le.
    exact: Rle_trans (Rmin_l _ _) le.
  exact: Rle_trans (Rmin_r _ _) le.
- by exists 0.
- exact: unbounded.
have [delta [d0 Hd]] := cont x Rlt_0_1; apply: (Hx delta d0); exists (f x - 1) => w /Hd /Rabs_lt_between; lra.
Qed.
(* The least value on a box is attained, perhaps outside of it: nothing in the box is lower. *)
Lemma least_on_box b v : box b v -> exists x, forall w, box b w -> f x <= f w.
Proof.
move=> Kv; have [m0 Hm0] := bounded_below b.
have [|| m [upper least]] := completeness (fun m => forall w, box b w -> m <= f w).
- by exists (f v) => m /(_ v Kv).
- by exists m0.
have [|||| x Hx] := @condensation I (fun K => exists m', m < m' /\ forall w, K w -> m' <= f w) b.
- by move=> K K' KK [m' [lt Hm]]; exists m'; split=> // w /KK /Hm.
- move=> K K' [m1 [lt1 Hm1]] [m2 [lt2 Hm2]]; exists (Rmin m1 m2); split; first exact: Rmin_glb_lt.
  move=> w [/Hm1|/Hm2] le; [exact: Rle_trans (Rmin_l _ _) le|exact: Rle_trans (Rmin_r _ _) le].
- by exists (m + 1); split=> //; lra.
- by move=> [m' [lt Hm']]; have := upper m' Hm'; lra.
exists x => w Kw; apply: (Rle_trans _ m); last by apply: least => m' /(_ w Kw).
apply: Rnot_lt_le => lt; pose gap := (f x - m) / 2; have g0 : 0 < gap by rewrite /gap; lra.
have [delta [d0 Hd]] := cont x g0; apply: (Hx delta d0); exists (m + gap); split; first lra.
by move=> u /Hd /Rabs_lt_between; rewrite /gap; lra.
Qed.
Theorem minimum z b : (forall w, f w <= f z -> box b w) -> exists x, forall w, f x <= f w.
Proof.
move=> bounded; have Kz : box b z by apply: bounded; lra.
have [x Hx] := least_on_box Kz; exists x => w.
case: (Rle_dec (f w) (f z)) => [/bounded /Hx //|/Rnot_le_lt lt].
by have := Hx z Kz; lra.
Qed.
End Minimum.
