(* S3-global: growth of the objective along a segment of the box, from its curvature there. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Norms RowBounds LossBounds BinaryForms CurvatureForms LossSegments.
From PC Require Import Generated.
From PC.proofs Require Import Regions.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section OneKey.
Variables (n k : nat) (w w' S s : 'I_n.+1 -> R) (V v : 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R).
Variables mu K Wx Wy : R.
Hypothesis w1 : forall j, w j = 1.
Hypothesis w1' : forall j, w' j = 1.
Hypothesis mu0 : 0 <= mu.
Hypothesis K0 : 0 <= K.
Lemma one_key_growth :
  smaller_eigenvalue (Wx - mu) K Wy * (sq s + sq v) <=
  sum (fun i => sum (fun j => (w' i * (V j + v j) - B i j) * (w' i * (V j + v j) - B i j)))
  + Wx * sq (fun i => S i + s i) + Wy * sq (fun j => V j + v j)
  - (sum (fun i => sum (fun j => (w i * V j - B i j) * (w i * V j - B i j))) + Wx * sq S + Wy * sq V)
  - (2 * sum (fun i => sum (fun j => (w i * V j - B i j) * (w i * (s i - w i * s i) * V j + w i * v j)))
    + 2 * (Wx * inner S s + Wy * inner V v)).
Proof.
set a := sum (fun i => _); set b := sum (fun i => _); set c := sum (fun i => _).
have E0 : a - b - 2 * c = sum (fun i : 'I_n.+1 => sq v).
  rewrite /a /b /c -sum_scal -!sum_minus; apply: sum_ext => i; rewrite -sum_scal -!sum_minus; apply: sum_ext => j.
  by rewrite w1 w1'; ring.
have a0 : 0 <= sum (fun i : 'I_n.+1 => sq v) by apply: sum_ge0 => i; exact: sq_ge0.
have square (T : finType) (x y : T -> R) : sq (fun i => x i + y i) = sq x + 2 * inner x y + sq y.
  by rewrite /sq /inner -sum_scal -!sum_plus; apply: sum_ext => i; ring.
rewrite !square; have := smaller_eigenvalue_plain Wx mu K Wy (sq s) (sq v) mu0 K0 (sq_ge0 s) (sq_ge0 v); lra.
Qed.
End OneKey.

Theorem S3_global_holds : S3_global.statement.
Proof.
split=> [n k|n m k] S V B s v wx wy e1 e2 _ _ H1 H2.
  pose V0 := V (ordi 0 1); pose v0 := v (ordi 0 1); pose S0 i := S i (ordi 0 1); pose s0 i := s i (ordi 0 1).
  have top : 0 <= Rmax (len V0) (len (fun j => V0 j + v0 j)) - len V0 + e2.
    by have := Rmax_l (len V0) (len (fun j => V0 j + v0 j)); lra.
  have [r0 l0] := one_key_constants B V0 top.
  have E0 : len V0 + (Rmax (len V0) (len (fun j => V0 j + v0 j)) - len V0 + e2) =
    Rmax (len V0) (len (fun j => V0 j + v0 j)) + e2 by ring.
  rewrite E0 in r0 l0.
  have one x : exp x / exp x = 1 by apply: Rinv_r; apply: Rgt_not_eq; exact: exp_pos.
  exact: (one_key_growth (w := fun i => exp (S0 i) / exp (S0 i)) (w' := fun i => exp (S0 i + s0 i) / exp (S0 i + s0 i))
    S0 s0 V0 v0 B (wx * wx) (wy * wy) (fun i => one _) (fun i => one _) r0 l0).
do ?move=> _.
pose rho1 := Rmax (len2 S) (len2 (fun i j => S i j + s i j)) + e1.
pose rho2 := Rmax (len2 V) (len2 (fun i j => V i j + v i j)) + e2.
have S0 : len2 S <= rho1 by have := Rmax_l (len2 S) (len2 (fun i j => S i j + s i j)); rewrite /rho1; lra.
have S1 : len2 (fun i j => S i j + s i j) <= rho1.
  by have := Rmax_r (len2 S) (len2 (fun i j => S i j + s i j)); rewrite /rho1; lra.
have V0 : len2 V <= rho2 by have := Rmax_l (len2 V) (len2 (fun i j => V i j + v i j)); rewrite /rho2; lra.
have V1 : len2 (fun i j => V i j + v i j) <= rho2.
  by have := Rmax_r (len2 V) (len2 (fun i j => V i j + v i j)); rewrite /rho2; lra.
have G := @segment_growth _ _ _ S s V v B ord0 wx wy
  (box_eigenvalue m B (wx * wx) (wy * wy) rho1 rho2 * (sq2 s + sq2 v)).
apply: G => t Ht.
exact: (@box_curvature_ge n m k (fun j l => S j l + t * s j l) (fun l i => V l i + t * v l i) B s v
  (wx * wx) (wy * wy) rho1 rho2 (segment_len S0 S1 Ht) (segment_len V0 V1 Ht)).
Qed.
