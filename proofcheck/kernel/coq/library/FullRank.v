(* A matrix of full column rank is bounded below: |A u|^2 >= c |u|^2 with c > 0. The function |A u|^2 + (|u|^2 - 1)^2
   has a least value, which is positive, and equals |A u|^2 on the unit sphere. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Compactness Continuity.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Continuity in the Euclidean norm is continuity in the largest entry. *)
Section Norms.
Variable I : finType.
Lemma norm_le_sum (u : I -> R) : norm u <= sum (fun i => Rabs (u i)).
Proof.
have S0 : 0 <= sum (fun i => Rabs (u i)) by apply: sum_ge0 => i; exact: Rabs_pos.
rewrite -(sqrt_square _ S0); apply: sqrt_le_1_alt; rewrite -[X in _ <= X]sum_scal_r; apply: sum_le => i.
have A := @sum_ge1 I (fun i => Rabs (u i)) i (fun i => Rabs_pos _).
have -> : u i * u i = Rabs (u i) * Rabs (u i) by rewrite -Rabs_mult Rabs_pos_eq //; exact: Rle_0_sqr.
by apply: Rmult_le_compat_l => //; exact: Rabs_pos.
Qed.
Lemma cont_entries (g : (I -> R) -> R) x : cont x g -> continuous_at g x.
Proof.
move=> C eps e0; have L0 : locally (g x) (fun y => Rabs (y - g x) < eps) by exists (mkposreal _ e0) => y L; exact: L.
have [d [d0 H]] := C _ L0.
pose n := INR #|I|; have n0 : 0 <= n by exact: pos_INR.
have d' : 0 < d / (n + 1) by apply: Rdiv_lt_0_compat; lra.
exists (d / (n + 1)); split=> // w Hw; apply: H; apply: (Rle_lt_trans _ _ _ (norm_le_sum _)).
apply: (Rle_lt_trans _ (sum (fun _ : I => d / (n + 1)))); first by apply: sum_le => i; apply: Rlt_le; exact: Hw.
rewrite sum_const -/n; apply: (Rmult_lt_reg_r (n + 1)); first lra.
have -> : n * (d / (n + 1)) * (n + 1) = n * d by field; lra.
lra.
Qed.
End Norms.

Section Rank.
Variables (M T : finType) (A : M -> T -> R).
Hypothesis injective_A : forall u, (forall k, sum (fun b => A k b * u b) = 0) -> forall b, u b = 0.
Let size u := sum (fun k => sum (fun b => A k b * u b) * sum (fun b => A k b * u b)).
Let f u := size u + (dot u u - 1) * (dot u u - 1).
Lemma f_continuous x : continuous_at f x.
Proof.
apply: cont_entries; rewrite /f /size /dot.
apply: cont_plus; first by apply: cont_sum => k; apply: cont_mult; apply: cont_sum => b; apply: cont_mult;
  [exact: cont_const|exact: cont_entry|exact: cont_const|exact: cont_entry].
by apply: cont_mult; apply: cont_minus; try exact: cont_const; apply: cont_sum => b; apply: cont_mult;
  exact: cont_entry.
Qed.
Lemma size_ge0 u : 0 <= size u. Proof. by apply: sum_ge0 => k; exact: Rle_0_sqr. Qed.
Theorem full_rank_bound : exists c, 0 < c /\ forall u, c * dot u u <= size u.
Proof.
have E0 : f (@zero T) = 1.
  have Z : dot (@zero T) (@zero T) = 0 by apply: sum_eq0 => b; rewrite /zero; ring.
  have S : size (@zero T) = 0 by apply: sum_eq0 => k; rewrite (sum_eq0 (F := fun b => A k b * zero b)) => [|b];
    rewrite /zero; ring.
  by rewrite /f Z S; ring.
have [x Hx] : exists x, forall w, f x <= f w.
  apply: (minimum f_continuous (z := @zero T) (b := 2)) => w; rewrite E0 => L b.
  have q : (dot w w - 1) * (dot w w - 1) <= 1 by have := size_ge0 w; rewrite /f in L; lra.
  have d2 : dot w w <= 2 by nra.
  have e : w b * w b <= dot w w by exact: (@sum_ge1 T (fun b => w b * w b) b (fun b => Rle_0_sqr _)).
  by apply: Rabs_le; nra.
exists (f x); split.
  have x0 := size_ge0 x; have q0 : 0 <= (dot x x - 1) * (dot x x - 1) by exact: Rle_0_sqr.
  case: (Rle_lt_or_eq_dec 0 (f x)) => // [|Z]; first by rewrite /f; lra.
  have S0 : size x = 0 by rewrite /f in Z; lra.
  have one : dot x x = 1 by have := Rsqr_0_uniq (dot x x - 1); rewrite /Rsqr /f in Z *; lra.
  have Ax k : sum (fun b => A k b * x b) = 0 by apply: Rsqr_0_uniq;
    exact: (@sum_eq0_ge0 M _ (fun k => Rle_0_sqr _) S0 k).
  by move: one; rewrite /dot sum_eq0 => [|b]; [lra|rewrite (injective_A Ax); ring].
move=> u; have u0 : 0 <= dot u u by apply: sum_ge0 => b; exact: Rle_0_sqr.
case: (Req_dec (dot u u) 0) => [->|N]; first by rewrite Rmult_0_r; exact: size_ge0.
pose r := / norm u; have rr : r * r * dot u u = 1.
  have nn : norm u * norm u = dot u u by exact: sqrt_sqrt.
  by rewrite /r -nn; field => n0; apply: N; rewrite -nn n0; ring.
have := Hx (fun b => r * u b); rewrite {2}/f.
have -> : dot (fun b => r * u b) (fun b => r * u b) = 1.
  by rewrite -rr /dot -sum_scal; apply: sum_ext => b; ring.
have -> : size (fun b => r * u b) = r * r * size u.
  rewrite /size -sum_scal; apply: sum_ext => k.
  have -> : sum (fun b => A k b * (r * u b)) = r * sum (fun b => A k b * u b) by rewrite -sum_scal;
    apply: sum_ext => b; ring.
  ring.
move=> L; have {}L : f x <= r * r * size u by lra.
have := Rmult_le_compat_r _ _ _ u0 L.
have -> : r * r * size u * dot u u = size u * (r * r * dot u u) by ring.
by rewrite rr Rmult_1_r.
Qed.
End Rank.
