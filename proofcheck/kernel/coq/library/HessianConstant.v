(* The Hessian's Lipschitz constant on a ball, as the re-checker computes it: the third derivative at a moved point by
   rows (B7), row quantities that grow with the move, and sums over rows in two ways. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives LossDerivatives Norms RowBounds LossBounds BallGrowth.
From PC.library Require Import Euclidean Segments NaturalNorm.
From PC.statements Require Import Vectors Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Third.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
Variable key : m.
Notation vector := (unknowns p q r k -> R).
Notation Phi := (objective A1 A2 A3 B wx wy lx ly).
Implicit Types z w d : vector.
Definition F w j := softmax (score A1 A2 w j).
Definition C w j i := E (F w j) (fun l => value A3 w l i) - B j i.

Lemma score_line w d t j l : score A1 A2 (line w d t) j l = score A1 A2 w j l + t * score A1 A2 d j l.
Proof.
have -> : line w d t = add (scale t d) w by apply: eq_vector => x; rewrite /line /add /scale; ring.
by rewrite score_linear; ring.
Qed.
Lemma value_line w d t l i : value A3 (line w d t) l i = value A3 w l i + t * value A3 d l i.
Proof.
have -> : line w d t = add (scale t d) w by apply: eq_vector => x; rewrite /line /add /scale; ring.
by rewrite value_linear; ring.
Qed.
(* D^3 Phi in moments: the regulariser is quadratic. *)
Theorem third_slope w d : slope Phi w d 3 =
  6 * sum (fun j => sum (fun i => first (F w) (value A3 w) (score A1 A2 d) (value A3 d) j i *
    second (F w) (value A3 w) (score A1 A2 d) (value A3 d) j i)) +
  2 * sum (fun j => sum (fun i => C w j i * third (F w) (value A3 w) (score A1 A2 d) (value A3 d) j i)).
Proof.
have J := jet_plus (loss_jet key (score A1 A2 w) (score A1 A2 d) (value A3 w) (value A3 d) B)
  (jet_plus (jet_plus (jet_plus (jet_scal (wx * wx) (jet_square_line (score A1 A2 w) (score A1 A2 d)))
    (jet_scal (wy * wy) (jet_square_line (value A3 w) (value A3 d))))
    (jet_scal lx (jet_square_line (@entry_X p q r k w) (@entry_X p q r k d))))
    (jet_scal ly (jet_square_line (@entry_Y p q r k w) (@entry_Y p q r k d)))).
have same t : Phi (line w d t) = loss_at (score A1 A2 w) (score A1 A2 d) (value A3 w) (value A3 d) B t +
  (wx * wx * sum (fun j => sum (fun l => (score A1 A2 w j l + t * score A1 A2 d j l) *
     (score A1 A2 w j l + t * score A1 A2 d j l))) +
   wy * wy * sum (fun l => sum (fun i => (value A3 w l i + t * value A3 d l i) *
     (value A3 w l i + t * value A3 d l i))) +
   lx * sum (fun a => sum (fun b => (entry_X w a b + t * entry_X d a b) * (entry_X w a b + t * entry_X d a b))) +
   ly * sum (fun c => sum (fun i => (entry_Y w c i + t * entry_Y d c i) * (entry_Y w c i + t * entry_Y d c i)))).
  rewrite /objective /regulariser /squares /loss_at; congr (_ + (_ * _ + _ * _ + _ * _ + _ * _)).
  - apply: sum_ext => j; apply: sum_ext => i.
    have -> : residual A1 A2 A3 B (line w d t) j i =
      output_at (score A1 A2 w) (score A1 A2 d) (value A3 w) (value A3 d) t j i - B j i; last by [].
    congr (_ - _); apply: sum_ext => l; rewrite value_line; congr (_ * _).
    rewrite /weights_at /softmax score_line; congr (_ / _); apply: sum_ext => h; by rewrite score_line.
  - by apply: sum_ext => j; apply: sum_ext => l; rewrite score_line.
  - by apply: sum_ext => j; apply: sum_ext => l; rewrite value_line.
rewrite /slope (Derive_n_ext _ _ 3 0 same) (jet3 J).
have F0 j : weights_at (score A1 A2 w) (score A1 A2 d) 0 j = F w j.
  rewrite /weights_at /F; congr softmax; apply: functional_extensionality => l; ring.
have V0 i : (fun l => value A3 w l i + 0 * value A3 d l i) = (fun l => value A3 w l i).
  by apply: functional_extensionality => l; ring.
rewrite !Rmult_0_r !Rplus_0_r; congr (_ * _ + _ * _); apply: sum_ext => j; apply: sum_ext => i; rewrite F0 V0.
- by congr (_ * _).
- by rewrite /output_at F0 V0; congr (_ * _).
Qed.
End Third.

(* Sums over rows, each in two ways. *)
Section RowSums.
Variables (n : finType) (cu mi li x alpha : n -> R) (a beta xi ups b c3 c2 : R).
Hypothesis cu0 : forall j, 0 <= cu j.
Hypothesis mi0 : forall j, 0 <= mi j.
Hypothesis li0 : forall j, 0 <= li j.
Hypothesis x0 : forall j, 0 <= x j.
Hypothesis alpha0 : forall j, 0 <= alpha j.
Hypothesis xi0 : 0 <= xi.
Hypothesis a0 : 0 <= a.
Hypothesis b0 : 0 <= b.
Hypothesis c30 : 0 <= c3.
Hypothesis c20 : 0 <= c2.
Hypothesis Hx : forall j, x j <= alpha j * xi.
Hypothesis Hsum : norm x <= a * xi.
Hypothesis Hb : b <= beta * ups.
Hypothesis H3 : forall j, cu j * alpha j <= c3.
Hypothesis H2 : forall j, mi j <= c2.
Let sum2 : dot x x <= (a * xi) ^ 2.
Proof. by rewrite -norm_sq; have := pow_incr _ _ 2 (conj (length_ge0 (@dot n) x) Hsum); rewrite /norm; lra. Qed.
Let square_le j : x j * x j <= (alpha j * xi) * (alpha j * xi).
Proof. by apply: Rmult_le_compat; try exact: x0; exact: Hx. Qed.
Let ax0 j : 0 <= alpha j * xi. Proof. exact: Rmult_le_pos. Qed.
Lemma cubic_sum : sum (fun j => cu j * x j * x j * x j) <=
  Rmin (c3 * a ^ 2) (sum (fun j => cu j * alpha j ^ 3)) * xi ^ 3.
Proof.
apply: (Rmin_case _ _ (fun z => _ <= z * xi ^ 3)).
  apply: (Rle_trans _ (sum (fun j => c3 * xi * (x j * x j)))); last first.
    rewrite sum_scal -/(dot x x); have := Rmult_le_compat_l (c3 * xi) _ _ ltac:(exact: Rmult_le_pos) sum2; lra.
  apply: sum_le => j; have := Rmult_le_compat_l _ _ _ (cu0 j) (Hx j) => k1.
  have k2 := Rmult_le_compat_r _ _ _ xi0 (H3 j).
  have k3 : cu j * x j <= c3 * xi by lra.
  have := Rmult_le_compat_r _ _ _ (Rle_0_sqr (x j)) k3; rewrite /Rsqr; lra.
rewrite -sum_scal_r; apply: sum_le => j; have k := square_le j.
have := Rmult_le_compat _ _ _ _ (Rle_0_sqr (x j)) (x0 j) k (Hx j) => k3.
have := Rmult_le_compat_l _ _ _ (cu0 j) k3; rewrite /Rsqr; lra.
Qed.
Lemma mixed_sum : sum (fun j => mi j * x j * x j * b) <=
  Rmin (c2 * a ^ 2) (sum (fun j => mi j * alpha j ^ 2)) * beta * xi ^ 2 * ups.
Proof.
have key : sum (fun j => mi j * (x j * x j)) <= Rmin (c2 * a ^ 2) (sum (fun j => mi j * alpha j ^ 2)) * xi ^ 2.
  apply: (Rmin_case _ _ (fun z => _ <= z * xi ^ 2)).
    apply: (Rle_trans _ (c2 * dot x x)); last by have := Rmult_le_compat_l _ _ _ c20 sum2; lra.
    by rewrite -sum_scal; apply: sum_le => j; apply: Rmult_le_compat_r; [exact: Rle_0_sqr|].
  rewrite -sum_scal_r; apply: sum_le => j; have := Rmult_le_compat_l _ _ _ (mi0 j) (square_le j); lra.
have s0 : 0 <= sum (fun j => mi j * (x j * x j)).
  by apply: sum_ge0 => j; apply: Rmult_le_pos; [|exact: Rle_0_sqr].
have -> : sum (fun j => mi j * x j * x j * b) = sum (fun j => mi j * (x j * x j)) * b.
  by rewrite -sum_scal_r; apply: sum_ext => j; ring.
have := Rmult_le_compat _ _ _ _ s0 b0 key Hb; lra.
Qed.
Lemma linear_sum : sum (fun j => li j * x j * b * b) <=
  Rmin (norm li * a) (sum (fun j => li j * alpha j)) * beta ^ 2 * xi * ups ^ 2.
Proof.
have key : sum (fun j => li j * x j) <= Rmin (norm li * a) (sum (fun j => li j * alpha j)) * xi.
  apply: (Rmin_case _ _ (fun z => _ <= z * xi)).
    apply: Rle_trans (inner_le (@semidefinite_dot n) li x) _.
    by have := Rmult_le_compat_l _ _ _ (length_ge0 (@dot n) li) Hsum; rewrite /norm; lra.
  by rewrite -sum_scal_r; apply: sum_le => j; have := Rmult_le_compat_l _ _ _ (li0 j) (Hx j); lra.
have s0 : 0 <= sum (fun j => li j * x j) by apply: sum_ge0 => j; exact: Rmult_le_pos.
have -> : sum (fun j => li j * x j * b * b) = sum (fun j => li j * x j) * (b * b).
  by rewrite -sum_scal_r; apply: sum_ext => j; ring.
have bb := Rmult_le_compat _ _ _ _ b0 b0 Hb Hb.
have := Rmult_le_compat _ _ _ _ s0 (Rle_0_sqr b) key bb; rewrite /Rsqr; lra.
Qed.
End RowSums.
(* A cubic form of two nonnegative numbers from its values on the circle. *)
Lemma on_circle k3 k2 k1 M xi ups l : 0 <= xi -> 0 <= ups -> 0 <= l -> 0 <= M -> xi ^ 2 + ups ^ 2 <= l ^ 2 ->
  (forall x y, 0 <= x -> 0 <= y -> x ^ 2 + y ^ 2 = 1 -> k3 * x ^ 3 + k2 * x ^ 2 * y + k1 * x * y ^ 2 <= M) ->
  k3 * xi ^ 3 + k2 * xi ^ 2 * ups + k1 * xi * ups ^ 2 <= M * l ^ 3.
Proof.
move=> x0 y0 l0 M0 Hl H; set s := sqrt (xi ^ 2 + ups ^ 2).
have q0 : 0 <= xi ^ 2 + ups ^ 2 by have := pow2_ge_0 xi; have := pow2_ge_0 ups; lra.
have s2 : s * s = xi ^ 2 + ups ^ 2 by exact: sqrt_sqrt.
have s0 : 0 <= s by exact: sqrt_pos.
have sl : s <= l by apply: Rsqr_incr_0_var => //; rewrite /Rsqr s2; lra.
have cube : M * s ^ 3 <= M * l ^ 3 by apply: Rmult_le_compat_l => //; exact: pow_incr.
case: (Req_dec s 0) => [Z|N].
  have [-> ->] : xi = 0 /\ ups = 0 by rewrite Z in s2; split; nra.
  by apply: Rle_trans cube; rewrite Z; lra.
have p : 0 < s by lra.
have i0 : 0 <= / s by apply: Rlt_le; exact: Rinv_0_lt_compat.
have unit : (xi / s) ^ 2 + (ups / s) ^ 2 = 1.
  have -> : (xi / s) ^ 2 + (ups / s) ^ 2 = (xi ^ 2 + ups ^ 2) / (s * s) by field; lra.
  by rewrite s2 -s2; field; lra.
have := H (xi / s) (ups / s) (Rmult_le_pos _ _ x0 i0) (Rmult_le_pos _ _ y0 i0) unit => K.
have := Rmult_le_compat_l (s ^ 3) _ _ (pow_le _ 3 s0) K.
have -> : s ^ 3 * (k3 * (xi / s) ^ 3 + k2 * (xi / s) ^ 2 * (ups / s) + k1 * (xi / s) * (ups / s) ^ 2) =
  k3 * xi ^ 3 + k2 * xi ^ 2 * ups + k1 * xi * ups ^ 2 by field; lra.
lra.
Qed.
