(* The attention objective is smooth, and the theorems of certificates hold for it. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Euclidean Segments Smooth ThirdDerivative NaturalNorm.
From PC.statements Require Import Vectors Abstract Objective.
From PC.proofs Require Import Certificates GlobalMinima.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Objective.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
Variable key : m.
Let Phi := objective A1 A2 A3 B wx wy lx ly.

Lemma smooth3_scale (I : finType) (f : (I -> R) -> R) c : smooth3 f -> smooth3 (fun z => c * f z).
Proof. by move=> F; apply: smooth3_mult F; exact: smooth3_const. Qed.
Lemma smooth3_score j l : smooth3 (fun z : unknowns p q r k -> R => score A1 A2 z j l).
Proof.
apply: smooth3_sum => b; apply: smooth3_mult; last exact: smooth3_const.
by apply: smooth3_sum => a; apply: smooth3_scale; exact: smooth3_entry.
Qed.
Lemma smooth3_value l i : smooth3 (fun z : unknowns p q r k -> R => value A3 z l i).
Proof. by apply: smooth3_sum => c; apply: smooth3_scale; exact: smooth3_entry. Qed.
Lemma smooth3_squares (a b : finType) (F : a -> b -> (unknowns p q r k -> R) -> R) :
  (forall i j, smooth3 (F i j)) -> smooth3 (fun z => squares (fun i j => F i j z)).
Proof. by move=> H; apply: smooth3_sum => i; apply: smooth3_sum => j; exact: smooth3_mult. Qed.
Lemma smooth3_softmax j l : smooth3 (fun z : unknowns p q r k -> R => softmax (score A1 A2 z j) l).
Proof.
apply: smooth3_mult; first by apply: smooth3_exp; exact: smooth3_score.
apply: smooth3_inv => [|z]; last exact: (denominator_gt0 _ key).
by apply: smooth3_sum => h; apply: smooth3_exp; exact: smooth3_score.
Qed.
Lemma smooth3_objective : smooth3 Phi.
Proof.
apply: smooth3_plus.
  apply: smooth3_squares => j i; apply: smooth3_plus; last exact: smooth3_const.
  by apply: smooth3_sum => l; apply: smooth3_mult; [exact: smooth3_softmax|exact: smooth3_value].
rewrite /regulariser; do 3 (try apply: smooth3_plus); apply: smooth3_scale; apply: smooth3_squares => a b.
- exact: smooth3_score.
- exact: smooth3_value.
- exact: smooth3_entry.
- exact: smooth3_entry.
Qed.
End Objective.

Theorem Attention_smooth_holds : Attention_smooth.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly key Phi.
have [D1 [D2 [D3 F]]] := smooth3_objective A1 A2 A3 B wx wy lx ly key.
exists (gradient_of D1), (hessian_of D2); split; first exact: smooth_of F.
split=> [z d|form lower region M HF convex M0 H].
  by have [a b _] := derivatives_along F z d; rewrite (gradient_dot F) (hessian_form F) /slope a b.
apply: (lipschitz_of F HF convex M0) => w d Kw; have [_ _ c] := derivatives_along F w d.
by have := H w d Kw; rewrite /slope c.
Qed.

(* A gradient whose product with every direction is 0. *)
Lemma stationary_slopes (I : finType) (Phi : (I -> R) -> R) G w : (forall z d, dot (G z) d = slope Phi z d 1) ->
  stationary G w <-> forall d, slope Phi w d 1 = 0.
Proof.
move=> E; split=> [Gw d|H].
  by rewrite -E Gw; apply: sum_eq0 => i; rewrite /zero; ring.
apply: (length_eq (definite_dot I)); have Z : sub (G w) (@zero I) = G w.
  by apply: eq_vector => i; rewrite /sub /zero; ring.
by rewrite /length Z E H sqrt_0; lra.
Qed.
Theorem Attention_certificate_holds : Attention_certificate.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly key Phi st form lower z mu M rho g h radius HF mu0 C M0 L g0 D Eh h2 Er rr.
have [G [H [S [E lip]]]] := Attention_smooth_holds A1 A2 A3 B wx wy lx ly key; rewrite -/Phi in S E lip.
have HS := definite_semidefinite HF; have stat w := stationary_slopes w (fun z d => proj1 (E z d)).
have K : known Phi G H form lower z mu M rho.
  split=> //; split=> //; first by move=> d; rewrite (proj2 (E z d)); exact: C.
  by apply: (lip form lower) => // a b t Ka Kb Ht; exact: (ball_segment HS Ka Kb Ht).
have Dz : dual_at_most form (G z) g by move=> d; rewrite (proj1 (E z d)); exact: D.
have [zs [[Gz [Kz [only [strict _]]]] [low [_ up]]]] := C2_holds K g0 Dz Eh h2 Er rr.
exists zs; split; first exact/stat; split=> //; split=> [w /stat Gw Kw|]; first exact: only.
by split.
Qed.

(* |S| and |V| are lengths of forms, so that the region is convex; the regulariser bounds sublevel sets. *)
Section Region.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
Notation vector := (unknowns p q r k -> R).

Lemma convex_region rho1 rho2 :
  convex_set (fun w : vector => sqrt (squares (score A1 A2 w)) <= rho1 /\ sqrt (squares (value A3 w)) <= rho2).
Proof.
have E (w : vector) : sub w (@zero _) = w by apply: eq_vector => x; rewrite /sub /zero; ring.
move=> a b t [a1 a2] [b1 b2] Ht; split.
- have := @ball_segment _ _ (semidefinite_product (score_linear A1 A2)) (@zero _) rho1 a b t.
  by rewrite /ball_around !E; apply.
- have := @ball_segment _ _ (semidefinite_product (value_linear A3)) (@zero _) rho2 a b t.
  by rewrite /ball_around !E; apply.
Qed.
Lemma sublevel_bounded c (z : vector) : 0 < c ->
  (forall w : vector, c * dot w w <= regulariser A1 A2 A3 wx wy lx ly w) ->
  exists bound, forall w, objective A1 A2 A3 B wx wy lx ly w <= objective A1 A2 A3 B wx wy lx ly z -> norm w <= bound.
Proof.
move=> c0 H; exists (sqrt (objective A1 A2 A3 B wx wy lx ly z / c)) => w le; apply: sqrt_le_1_alt.
apply: (Rmult_le_reg_l c) => //; have := H w; have sq : 0 <= squares (residual A1 A2 A3 B w).
  by apply: sum_ge0 => i; apply: sum_ge0 => j; exact: Rle_0_sqr.
have -> : c * (objective A1 A2 A3 B wx wy lx ly z / c) = objective A1 A2 A3 B wx wy lx ly z by field; lra.
by rewrite {1}/objective in le; lra.
Qed.
End Region.
Theorem Attention_global_holds : Attention_global.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly key Phi st c rho1 rho2 z zs c0 Hc region holds pos Gs below strict.
have [G [H [S [E _]]]] := Attention_smooth_holds A1 A2 A3 B wx wy lx ly key; rewrite -/Phi in S E.
have stat w := stationary_slopes w (fun z d => proj1 (E z d)).
apply: (C3_holds S (sublevel_bounded _ z c0 Hc) (@convex_region _ _ _ _ _ _ A1 A2 A3 rho1 rho2)) => //.
- by move=> w /stat; exact: holds.
- by move=> w u Kw; rewrite (proj2 (E w u)); exact: pos.
- exact/stat.
Qed.

Theorem Natural_norm_holds : Natural_norm.statement.
Proof.
move=> n m p q r k A1 A2 A3 ex ey l1 l2 l3 lower form ex0 ey0 l10 l20 H1 H2 H3 E pos.
split; first exact: (natural_definite k l10 l20 H1 H2 H3 E pos).
have rows_le (u : unknowns p q r k -> R) := rows_move A1 A2 A3 ex0 ey0 u.
split=> [u j|]; first exact: (proj1 (rows_le u) j).
split=> [u l|]; first exact: (proj2 (rows_le u) l).
split=> [u j l|u]; first exact: Rle_trans (norm_entry _ l) (proj1 (rows_le u) j).
by have [xi [ups [[a b c] [d e f]]]] := natural_split A1 A2 A3 ex0 ey0 u; exists xi, ups.
Qed.
