(* E.4: on each interval of length h, |f(x + h) - f(x) - h f'(x)| <= b h^2/2; m of them make b/(2 m). *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Derivatives.
From PC.statements Require Import LeftSums.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Rule.
Variables (f f1 f2 : R -> R) (b : R).
Hypothesis D : forall x, 0 <= x <= 1 -> is_derive f x (f1 x).
Hypothesis C : forall x, 0 <= x <= 1 -> continuity_pt f1 x.
Hypothesis D1 : forall x, 0 < x < 1 -> is_derive f1 x (f2 x).
Hypothesis B : forall x, 0 < x < 1 -> Rabs (f2 x) <= b.

Lemma slope_change x y : 0 <= x <= y -> y <= 1 -> Rabs (f1 y - f1 x) <= b * (y - x).
Proof.
move=> [x0 xy] y1; case: (Req_dec x y) => [->|N].
  by rewrite Rminus_eq_0 Rabs_R0 Rminus_eq_0 Rmult_0_r; exact: Rle_refl.
have lo : Rmin x y = x by apply: Rmin_left.
have hi : Rmax x y = y by apply: Rmax_right.
have [c [Hc E]] : exists c, x < c < y /\ f1 y - f1 x = f2 c * (y - x).
  have P (z : R) : x < z < y -> derivable_pt f1 z.
    by move=> hz; exists (f2 z); apply/is_derive_Reals; apply: D1; lra.
  have Q (z : R) : x < z < y -> derivable_pt Ranalysis1.id z by move=> _; exact: derivable_pt_id.
  have xy' : x < y by lra.
  have [c [hc E]] := MVT f1 Ranalysis1.id x y P Q xy' (fun z hz => @C z ltac:(lra))
    (fun z _ => derivable_continuous_pt _ _ (derivable_pt_id z)).
  exists c; split => //; move: E; rewrite /Ranalysis1.id.
  rewrite (derive_pt_eq_0 _ _ _ _ (proj1 (is_derive_Reals _ _ _) (@D1 c ltac:(lra)))).
  by rewrite (derive_pt_eq_0 _ _ _ (Q c hc) (derivable_pt_lim_id c)); lra.
rewrite E Rabs_mult (Rabs_pos_eq (y - x)); last lra.
by apply: Rmult_le_compat_r; [lra|apply: B; lra].
Qed.
(* A function that is 0 at x and whose derivative is nonnegative is nonnegative at y. *)
Lemma rises (g dg : R -> R) x y : x <= y -> (forall z, x <= z <= y -> is_derive g z (dg z)) ->
  (forall z, x <= z <= y -> 0 <= dg z) -> g x <= g y.
Proof.
move=> xy G P; have lo : Rmin x y = x by apply: Rmin_left.
have hi : Rmax x y = y by apply: Rmax_right.
have [|z|c [hc E]] := MVT_gen g x y dg; rewrite ?lo ?hi.
- by move=> z hz; apply: G; lra.
- by move=> hz; exact: (proj2 (continuity_pt_filterlim _ _) (ex_derive_continuous _ _ (ex_intro _ _ (G z hz)))).
by rewrite lo hi in hc; have := Rmult_le_pos _ _ (P c hc) (_ : 0 <= y - x); lra.
Qed.
Lemma one_interval x y : 0 <= x <= y -> y <= 1 -> Rabs (f y - f x - (y - x) * f1 x) <= b * (y - x) ^ 2 / 2.
Proof.
move=> xy y1; have S z : x <= z <= y -> Rabs (f1 z - f1 x) <= b * (z - x) by move=> hz; apply: slope_change; lra.
have F (e : R) z : x <= z <= y -> is_derive (fun z => b * (z - x) ^ 2 / 2 + e * (f z - f x - (z - x) * f1 x)) z
    (b * (z - x) + e * (f1 z - f1 x)).
  move=> hz; apply: derive_plus; first by auto_derive => //; field.
  apply: derive_scal.
  apply: (derive_as (derive_minus (derive_minus (D _) (derive_const (f x) z)) (_ : is_derive _ z (f1 x)))); try lra.
  by auto_derive => //; ring.
have G e : Rabs e <= 1 -> 0 <= b * (y - x) ^ 2 / 2 + e * (f y - f x - (y - x) * f1 x).
  move=> e1; have := @rises _ _ x y (proj2 xy) (F e); move=> K.
  suff : b * (x - x) ^ 2 / 2 + e * (f x - f x - (x - x) * f1 x) <=
    b * (y - x) ^ 2 / 2 + e * (f y - f x - (y - x) * f1 x) by lra.
  apply: K => z hz; have := Rmult_le_compat _ _ _ _ (Rabs_pos _) (Rabs_pos _) e1 (S z hz); rewrite -Rabs_mult.
  by have := Rle_abs (- (e * (f1 z - f1 x))); rewrite Rabs_Ropp; lra.
have a := G 1; have c := G (- 1); rewrite Rabs_R1 in a; rewrite Rabs_Ropp Rabs_R1 in c.
by apply: Rabs_le; split; [have := a (Rle_refl _)|have := c (Rle_refl _)]; lra.
Qed.
(* The sum of m increments of f is f 1 - f 0. *)
Lemma telescope (g : nat -> R) m : sum (fun i : 'I_m => g i.+1 - g i) = g m - g 0%N.
Proof.
elim: m => [|m IH]; first by rewrite sum_ord0; ring.
by rewrite sum_ord_recr /= IH; ring.
Qed.
Theorem rectangle_rule m : (0 < m)%N ->
  Rabs (sum (fun i : 'I_m => f1 (INR i / INR m) / INR m) - (f 1 - f 0)) <= b / (2 * INR m).
Proof.
move=> /ltP m0; have M0 := lt_0_INR _ m0.
have -> : f 1 - f 0 = sum (fun i : 'I_m => f (INR i.+1 / INR m) - f (INR i / INR m)).
  by rewrite (telescope (fun i => f (INR i / INR m))); congr (f _ - f _); rewrite /=; field; lra.
rewrite -sum_minus; apply: (Rle_trans _ _ _ (sum_Rabs _)).
apply: (Rle_trans _ (sum (fun _ : 'I_m => b / (2 * (INR m * INR m))))); last first.
  by rewrite sum_const_ord; right; field; lra.
apply: sum_le => i; set x := INR i / INR m; set y := INR i.+1 / INR m.
have E : y - x = / INR m by rewrite /x /y S_INR; field; lra.
have x0 : 0 <= x by apply: Rmult_le_pos; [exact: pos_INR|apply: Rlt_le; exact: Rinv_0_lt_compat].
have y1 : y <= 1.
  apply: (Rmult_le_reg_r (INR m)) => //; rewrite /y /Rdiv Rmult_assoc Rinv_l; last lra.
  by rewrite Rmult_1_r Rmult_1_l; apply: le_INR; apply/leP; exact: ltn_ord.
have h0 := Rinv_0_lt_compat _ M0.
have xy : x <= y by lra.
have K := one_interval (conj x0 xy) y1.
rewrite -Rabs_Ropp; rewrite E in K.
have -> : - (f1 x / INR m - (f y - f x)) = f y - f x - / INR m * f1 x by rewrite /Rdiv; ring.
by apply: (Rle_trans _ _ _ K); right; field; lra.
Qed.
End Rule.

Theorem E_4_sharp_holds : E_4_sharp.statement.
Proof. move=> f f1 f2 b m m0 D C D1 B; exact: (rectangle_rule D C D1 B m0). Qed.
Theorem E_4_holds : E_4.statement.
Proof.
move=> f f1 f2 b m m0 D C D1 H; have B := rectangle_rule D C D1 H m0; move/ltP in m0; have M0 := lt_0_INR _ m0.
apply: (Rle_trans _ _ _ B); have := Rle_trans _ _ _ (Rabs_pos _) B.
have -> : b / INR m = b / (2 * INR m) + b / (2 * INR m) by field; lra.
lra.
Qed.
