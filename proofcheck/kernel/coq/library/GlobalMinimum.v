(* A convex region with every stationary point of a sublevel set in it, on which the function is convex: a strict local
   minimiser there is the global one.

   The minimum exists because the sublevel set is bounded and a smooth function is continuous. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Segments Completeness LocalCertificate Compactness.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Smooth.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Hypothesis S : smooth Phi G H.
Let HS := @semidefinite_dot I.
Let count := sum (fun _ : I => 1).
Let count0 : 0 <= count. Proof. by apply: sum_ge0 => i; lra. Qed.

Lemma form_frobenius (A : I -> I -> R) u : Rabs (form A u u) <= sqrt (frobenius A) * dot u u.
Proof.
apply: Rle_trans (cauchy_abs HS _ _) _; rewrite -norm_sq -/(norm u).
have -> : sqrt (frobenius A) * (norm u * norm u) = norm u * (sqrt (frobenius A) * norm u) by ring.
apply: Rmult_le_compat_l; first exact: length_ge0.
have F0 : 0 <= frobenius A by apply: sum_ge0 => i; apply: sum_ge0 => j; exact: pow2_ge_0.
by rewrite /norm /length -sqrt_mult_alt //; apply: sqrt_le_1_alt; exact: apply_frobenius.
Qed.
(* |Phi(b) - Phi(a)| <= (|G(a)| + K) |b - a| close to a. *)
Lemma value_near a : exists K delta, 0 <= K /\ 0 < delta /\
  forall b, norm (sub b a) < delta -> Rabs (Phi b - Phi a) <= K * norm (sub b a).
Proof.
have [delta [d0 Hd]] := smooth_continuous S a Rlt_0_1.
pose k := sqrt (frobenius (H a)) + count.
have k0 : 0 <= k by have := sqrt_pos (frobenius (H a)); rewrite /k; lra.
exists (norm (G a) + k), (Rmin delta 1); split; first by have := length_ge0 (@dot I) (G a); rewrite /norm; lra.
split=> [|b Hb]; first by apply: Rmin_pos; lra.
set d := sub b a in Hb *; have n0 : 0 <= norm d by exact: length_ge0.
have [nd n1] : norm d < delta /\ norm d < 1.
  by split; [exact: Rlt_le_trans Hb (Rmin_l _ _)|exact: Rlt_le_trans Hb (Rmin_r _ _)].
have curve t : 0 <= t <= 1 -> Rabs (form (H (line a d t)) d d) <= k * dot d d.
  move=> Ht; have close : norm (sub (line a d t) a) < delta.
    rewrite line_sub /norm (length_scale HS) Rabs_pos_eq; last lra.
    have := Rmult_le_compat_r _ _ _ n0 (proj2 Ht); rewrite /norm in nd *; lra.
  have E := Hd _ close; have E' i j : Rabs (H a i j - H (line a d t) i j) <= 1 by rewrite Rabs_minus_sym.
  have := form_near d E; have := form_near d E'; have := form_frobenius (H a) d => /Rabs_le_between.
  rewrite /k -/count => L1 L2 L3; apply: Rabs_le; lra.
have sq : dot d d <= norm d.
  by rewrite -norm_sq; have := Rmult_le_compat_l _ _ _ n0 (Rlt_le _ _ n1); lra.
have g := cauchy_abs HS (G a) d; move/Rabs_le_between: g; rewrite -/(norm (G a)) -/(norm d) => g.
have ks := Rmult_le_compat_l _ _ _ k0 sq; have ks0 := Rmult_le_pos _ _ k0 (dot_ge0 d).
have up : Phi b <= Phi a + dot (G a) d + k * dot d d / 2 + 0 / 6.
  by apply: (taylor_above S) => t /curve /Rabs_le_between; rewrite -/d; lra.
have lo : Phi a + dot (G a) d + - (k * dot d d) / 2 + 0 / 6 <= Phi b.
  by apply: (taylor_below S) => t /curve /Rabs_le_between; rewrite -/d; lra.
apply: Rabs_le; lra.
Qed.
Lemma norm_le_entries (u : I -> R) e : 0 <= e -> (forall i, Rabs (u i) <= e) -> norm u <= e * (count + 1).
Proof.
move=> e0 Hu; apply: Rsqr_incr_0_var; last by apply: Rmult_le_pos; lra.
rewrite /Rsqr norm_sq.
apply: (Rle_trans _ (e^2 * count)).
  rewrite /count -sum_scal; apply: sum_le => i; rewrite Rmult_1_r.
  have -> : u i * u i = Rabs (u i) ^ 2 by rewrite pow2_abs; ring.
  by apply: pow_incr; split; [exact: Rabs_pos|].
have := Rmult_le_compat_l _ _ _ (pow2_ge_0 e) (ltac:(nra) : count <= (count + 1) * (count + 1)); lra.
Qed.
Lemma smooth_value a : continuous_at Phi a.
Proof.
move=> eps eps0; have [K [delta [K0 [d0 HK]]]] := value_near a.
pose c := count + 1; have c0 : 0 < c by rewrite /c; lra.
pose e := Rmin (delta / (2 * c)) (eps / (2 * (K + 1) * c)).
have p1 : 0 < 2 * (K + 1) * c by apply: Rmult_lt_0_compat; lra.
have e0 : 0 < e by apply: Rmin_pos; apply: Rdiv_lt_0_compat; lra.
exists e; split=> // w Hw; have := @norm_le_entries (sub w a) e (Rlt_le _ _ e0) (fun i => Rlt_le _ _ (Hw i)).
rewrite -/c => n; have n0 : 0 <= norm (sub w a) by exact: length_ge0.
have n1 : norm (sub w a) <= delta / 2.
  apply: Rle_trans n _.
  have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ c0) (Rmin_l (delta / (2 * c)) (eps / (2 * (K + 1) * c))).
  by have -> : delta / (2 * c) * c = delta / 2 by field; lra.
have n2 : (K + 1) * norm (sub w a) <= eps / 2.
  have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ c0) (Rmin_r (delta / (2 * c)) (eps / (2 * (K + 1) * c))); rewrite -/e.
  have -> : eps / (2 * (K + 1) * c) * c = eps / 2 / (K + 1) by field; lra.
  move=> m; have := Rmult_le_compat_l (K + 1) _ _ ltac:(lra) (Rle_trans _ _ _ n m).
  by have -> : (K + 1) * (eps / 2 / (K + 1)) = eps / 2 by field; lra.
have := HK w ltac:(lra); lra.
Qed.
(* A minimiser is stationary: Fermat's theorem along each line. *)
Lemma minimiser_stationary w : (forall v, Phi w <= Phi v) -> stationary G w.
Proof.
move=> least; have flat e : dot (G w) e = 0.
  have D := smooth_gradient S w e 0; rewrite line_0 in D.
  have := @deriv_minimum (fun t => Phi (line w e t)) (-1) 1 0 (exist _ _ (proj1 (is_derive_Reals _ _ _) D)).
  by move=> K; have := K ltac:(lra) ltac:(lra); rewrite /= line_0; apply.
apply: (length_eq (definite_dot I)); rewrite /length; have E : sub (G w) (@zero I) = G w.
  by apply: eq_vector => i; rewrite /sub /zero; ring.
by rewrite E flat sqrt_0; lra.
Qed.
End Smooth.

Section Region.
Variables (I : finType) (Phi : (I -> R) -> R) (G : (I -> R) -> I -> R) (H : (I -> R) -> I -> I -> R).
Variables (D : (I -> R) -> Prop) (z : I -> R).
Hypothesis S : smooth Phi G H.
Hypothesis bounded : exists bound, forall w, Phi w <= Phi z -> norm w <= bound.
Hypothesis convex : convex_set D.
Hypothesis region : forall w, stationary G w -> Phi w <= Phi z -> D w.

Lemma global_minimiser : exists w, [/\ forall v, Phi w <= Phi v, stationary G w & D w].
Proof.
have [bound Hb] := bounded.
have [w Hw] : exists w, forall v, Phi w <= Phi v.
  apply: (@minimum I Phi (smooth_value S) z bound) => w /Hb le i; exact: Rle_trans (norm_entry w i) le.
by exists w; have Gw := minimiser_stationary S Hw; split=> //; apply: region.
Qed.
(* Tangents lie below the function, in the region and under curvature. *)
Lemma tangent B mu a b : (forall w, D w -> curved B (H w) mu) -> D a -> D b ->
  Phi a + dot (G a) (sub b a) + mu / 2 * B (sub b a) (sub b a) <= Phi b.
Proof.
move=> C Da Db; suff: Phi a + dot (G a) (sub b a) + mu * B (sub b a) (sub b a) / 2 + 0 / 6 <= Phi b by lra.
by apply: (taylor_below S) => t Ht; have := C _ (convex Da Db Ht) (sub b a); lra.
Qed.

Section Global.
Hypothesis pos : forall w, D w -> curved (@dot I) (H w) 0.
Variable zs : I -> R.
Hypothesis Gs : stationary G zs.
Hypothesis below : Phi zs <= Phi z.
Theorem stationary_is_global v : Phi zs <= Phi v.
Proof.
have [w [least Gw Dw]] := global_minimiser; apply: Rle_trans (least v).
have := tangent pos (region Gs below) Dw; rewrite Gs.
have -> : dot (@zero I) (sub w zs) = 0 by apply: sum_eq0 => i; rewrite /zero; ring. lra.
Qed.
Theorem strict_is_only w : strict_local_minimiser Phi zs -> Phi w <= Phi zs -> w = zs.
Proof.
move=> [delta [d0 strict]] le; have Gw : stationary G w.
  by apply: (minimiser_stationary S) => v; exact: Rle_trans le (stationary_is_global v).
have Dw : D w by apply: region => //; lra.
have Ds := region Gs below; set d := sub w zs; have HS := @semidefinite_dot I.
case: (Req_dec (norm d) 0) => [Z|N].
  by apply: (length_eq (definite_dot I)); rewrite -/(norm _) -/d; lra.
have n0 : 0 < norm d by have := length_ge0 (@dot I) d; rewrite /norm in N *; lra.
pose t := Rmin 1 (delta / (2 * norm d)).
have t0 : 0 < t by apply: Rmin_pos; [lra|apply: Rdiv_lt_0_compat; lra].
have t1 : t <= 1 by exact: Rmin_l.
have tn : t * norm d <= delta / 2.
  have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ n0) (Rmin_r 1 (delta / (2 * norm d))); rewrite -/t.
  by have -> : delta / (2 * norm d) * norm d = delta / 2 by field; lra.
set p := line zs d t; have Dp : D p by apply: convex => //; lra.
have size_p : norm (sub p zs) = t * norm d by rewrite line_sub /norm (length_scale HS) Rabs_pos_eq; lra.
have up : Phi zs < Phi p.
  apply: strict; first lra. move=> E; have : norm (sub p zs) = 0 by rewrite E /norm (length_sub0 HS).
  by rewrite size_p; have := Rmult_lt_0_compat _ _ t0 n0; lra.
have a := tangent pos Dp Ds; have b := tangent pos Dp Dw.
have Ea : sub zs p = scale (- t) d by apply: eq_vector => i; rewrite /p /line /sub /scale; ring.
have Eb : sub w p = scale (1 - t) d by apply: eq_vector => i; rewrite /p /line /d /sub /scale; ring.
rewrite Ea dot_sym dot_scale in a; rewrite Eb dot_sym dot_scale in b.
have := Rmult_le_compat_l (1 - t) _ _ ltac:(lra) a; have := Rmult_le_compat_l t _ _ (Rlt_le _ _ t0) b => b' a'.
have tp := Rmult_le_compat_l t _ _ (Rlt_le _ _ t0) le.
lra.
Qed.
End Global.

(* The gap to the minimum from the gradient's dual norm and the region's curvature. *)
Theorem gap_to_minimum B mu g : semidefinite B -> 0 < mu -> (forall w, D w -> curved B (H w) mu) -> D z ->
  dual_at_most B (G z) g -> exists w, (forall v, Phi w <= Phi v) /\ Phi z - Phi w <= g^2 / (2 * mu).
Proof.
move=> HB mu0 C Dz Hg; have [w [least _ Dw]] := global_minimiser; exists w; split=> //.
have T := tangent C Dz Dw; set d := sub w z in T; set x := length B d.
have Hd : - (g * x) <= dot (G z) d.
  have := Hg (scale (-1) d); rewrite dot_sym dot_scale (length_scale HB) -/x (dot_sym d).
  by rewrite Rabs_Ropp Rabs_R1; lra.
have sq : B d d = x * x by rewrite (length_sq HB).
apply: (Rmult_le_reg_r (2 * mu)); first lra.
have -> : g^2 / (2 * mu) * (2 * mu) = g^2 by field; lra.
have := pow2_ge_0 (g - mu * x); rewrite sq in T.
have := Rmult_le_compat_r (2 * mu) _ _ ltac:(lra) (ltac:(lra) : Phi z - Phi w <= g * x - mu / 2 * (x * x)); lra.
Qed.
End Region.
