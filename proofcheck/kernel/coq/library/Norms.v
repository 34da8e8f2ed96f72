(* Inner products and lengths of vectors and matrices over finite types,
   in the form that generated statements have: x * x. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma abs_le_of_sq x y : 0 <= y -> x * x <= y * y -> Rabs x <= y.
Proof. by move=> y0 H; apply: Rabs_le; nra. Qed.
Lemma le_of_sq x y : 0 <= y -> x * x <= y * y -> x <= y.
Proof. by move=> y0 H; nra. Qed.
Lemma sqrt_le_of_sq x y : 0 <= y -> x <= y * y -> sqrt x <= y.
Proof. by move=> y0 H; rewrite -(sqrt_square _ y0); exact: sqrt_le_1_alt. Qed.
Lemma le_sqrt_of_sq x y : x * x <= y -> x <= sqrt y.
Proof.
move=> H; have y0 : 0 <= y by nra.
by apply: le_of_sq; [exact: sqrt_pos|rewrite sqrt_sqrt].
Qed.

Section Vectors.
Variable T : finType.
Implicit Types a b u : T -> R.

Definition inner a b := sum (fun i => a i * b i).
Definition sq a := sum (fun i => a i * a i).
Definition len a := sqrt (sq a).

Lemma sq_ge0 a : 0 <= sq a.
Proof. by apply: sum_ge0 => i; nra. Qed.
Lemma sq_square a : sq a = square a.
Proof. by apply: sum_ext => i; ring. Qed.
Lemma len_ge0 a : 0 <= len a.
Proof. exact: sqrt_pos. Qed.
Lemma len_sq a : len a * len a = sq a.
Proof. by apply: sqrt_sqrt; exact: sq_ge0. Qed.
Lemma inner_self a : inner a a = sq a. Proof. by []. Qed.
Lemma inner_ext a b a' b' : a =1 a' -> b =1 b' -> inner a b = inner a' b'.
Proof. by move=> H K; apply: sum_ext => i; rewrite H K. Qed.
Lemma sq_ext a b : a =1 b -> sq a = sq b.
Proof. by move=> H; exact: inner_ext. Qed.
Lemma len_ext a b : a =1 b -> len a = len b.
Proof. by move=> H; rewrite /len (sq_ext H). Qed.
Lemma inner_plus a b u : inner u (fun i => a i + b i) = inner u a + inner u b.
Proof. by rewrite /inner -sum_plus; apply: sum_ext => i; ring. Qed.
Lemma inner_scal c a u : inner u (fun i => c * a i) = c * inner u a.
Proof. by rewrite /inner -sum_scal; apply: sum_ext => i; ring. Qed.
Lemma inner_sum (M : finType) (w : M -> R) (z : M -> T -> R) u :
  inner u (fun i => sum (fun k => w k * z k i)) = sum (fun k => w k * inner u (z k)).
Proof.
rewrite /inner; transitivity (sum (fun i => sum (fun k => w k * (u i * z k i)))).
  by apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => k; ring.
by rewrite sum_swap; apply: sum_ext => k; rewrite sum_scal.
Qed.

(* Cauchy-Schwarz. *)
Lemma inner_sq_le a b : inner a b * inner a b <= sq a * sq b.
Proof.
have := @cauchy_schwarz T (fun _ => 1) a b (fun _ => Rle_0_1).
rewrite (sum_ext (G := fun i => a i * b i)) => [|i]; last by ring.
rewrite (sum_ext (F := fun i => 1 * a i ^ 2) (G := fun i => a i * a i)) => [|i]; last by ring.
rewrite (sum_ext (F := fun i => 1 * b i ^ 2) (G := fun i => b i * b i)) => [|i]; last by ring.
by rewrite /= Rmult_1_r.
Qed.
Lemma inner_abs_le a b : Rabs (inner a b) <= len a * len b.
Proof.
apply: abs_le_of_sq; first by apply: Rmult_le_pos; exact: len_ge0.
have -> : len a * len b * (len a * len b) = (len a * len a) * (len b * len b) by ring.
by rewrite !len_sq; exact: inner_sq_le.
Qed.
Lemma inner_le a b : inner a b <= len a * len b.
Proof. by apply: (Rle_trans _ _ _ (Rle_abs _)); exact: inner_abs_le. Qed.

(* A length is at most c when every inner product is at most c times the other length. *)
Lemma len_le_dual a c : 0 <= c -> (forall u, inner u a <= c * len u) -> len a <= c.
Proof.
move=> c0 H; have := H a; rewrite inner_self -len_sq; have := len_ge0 a.
case: (Req_dec (len a) 0) => [->|N0] l0 K; first exact: c0.
by apply: (Rmult_le_reg_r (len a)); lra.
Qed.
Lemma len_scal c a : len (fun i => c * a i) = Rabs c * len a.
Proof.
rewrite /len; have -> : sq (fun i => c * a i) = c * c * sq a by rewrite /sq -sum_scal; apply: sum_ext => i; ring.
rewrite sqrt_mult; [|by nra|exact: sq_ge0]; congr (_ * _); exact: sqrt_Rsqr_abs.
Qed.
Lemma len_opp a : len (fun i => - a i) = len a.
Proof. by rewrite /len; congr sqrt; apply: sum_ext => i; ring. Qed.
Lemma len_plus a b : len (fun i => a i + b i) <= len a + len b.
Proof.
apply: len_le_dual => [|u]; first by have := len_ge0 a; have := len_ge0 b; lra.
by rewrite inner_plus; have := inner_le u a; have := inner_le u b; lra.
Qed.
Lemma len_minus a b : len (fun i => a i - b i) <= len a + len b.
Proof. by rewrite -(len_opp b); exact: (len_plus a (fun i => - b i)). Qed.
(* A combination with nonnegative weights. *)
Lemma len_sum (M : finType) (w : M -> R) (z : M -> T -> R) : (forall k, 0 <= w k) ->
  len (fun i => sum (fun k => w k * z k i)) <= sum (fun k => w k * len (z k)).
Proof.
move=> w0; apply: len_le_dual => [|u].
  by apply: sum_ge0 => k; apply: Rmult_le_pos => //; exact: len_ge0.
rewrite inner_sum -sum_scal_r; apply: sum_le => k; have := inner_le u (z k) => H.
by have := Rmult_le_compat_l _ _ _ (w0 k) H; lra.
Qed.
Lemma len_le_sq a b : sq a <= sq b -> len a <= len b.
Proof. exact: sqrt_le_1_alt. Qed.
Lemma len_mono a b : (forall i, Rabs (a i) <= b i) -> len a <= len b.
Proof.
move=> H; apply: len_le_sq; apply: sum_le => i; have := H i; rewrite /Rabs.
by case: Rcase_abs => C K; nra.
Qed.
End Vectors.

Section Matrices.
Variables N K : finType.
Implicit Types A B : N -> K -> R.

Definition sq2 A := sum (fun i => sum (fun j => A i j * A i j)).
Definition len2 A := sqrt (sq2 A).
Definition inner2 A B := sum (fun i => sum (fun j => A i j * B i j)).

Lemma sq2_ge0 A : 0 <= sq2 A.
Proof. by apply: sum_ge0 => i; exact: sq_ge0. Qed.
Lemma len2_ge0 A : 0 <= len2 A. Proof. exact: sqrt_pos. Qed.
Lemma len2_sq A : len2 A * len2 A = sq2 A.
Proof. by apply: sqrt_sqrt; exact: sq2_ge0. Qed.
Lemma sq2_row A i : sq (A i) <= sq2 A.
Proof. by apply: (@sum_ge1 _ (fun i => sq (A i)) i) => j; exact: sq_ge0. Qed.
Lemma len2_row A i : len (A i) <= len2 A.
Proof. by apply: sqrt_le_1_alt; exact: sq2_row. Qed.
Lemma sq2_len A : sq (fun i => len (A i)) = sq2 A.
Proof. by apply: sum_ext => i; rewrite len_sq. Qed.
Lemma len2_len A : len (fun i => len (A i)) = len2 A.
Proof. by rewrite /len sq2_len. Qed.
Lemma inner2_abs_le A B : Rabs (inner2 A B) <= len2 A * len2 B.
Proof.
rewrite -!len2_len; apply: Rabs_le; split.
  suff : - inner2 A B <= len (fun i => len (A i)) * len (fun i => len (B i)) by lra.
  apply: (Rle_trans _ _ _ _ (inner_le _ _)); rewrite -[- _]sum_opp; apply: sum_le => i.
  by have := inner_abs_le (A i) (B i); rewrite /Rabs /inner; case: Rcase_abs => *; lra.
apply: (Rle_trans _ _ _ _ (inner_le _ _)); apply: sum_le => i; exact: inner_le.
Qed.
End Matrices.

Lemma sq2_swap (N K : finType) (A : N -> K -> R) : sq2 A = sq2 (fun j i => A i j).
Proof. exact: sum_swap. Qed.

Section Stacked.
Variables N K : finType.
Implicit Types A B : N -> K -> R.
(* Lengths of matrices behave as lengths of vectors over the pairs of indices. *)
Lemma len2_pair A : len2 A = len (fun q : prod N K => A q.1 q.2).
Proof. by rewrite /len2 /sq2 -(sum_pair (fun i j => A i j * A i j)). Qed.
Lemma len2_plus A B : len2 (fun i j => A i j + B i j) <= len2 A + len2 B.
Proof. by rewrite !len2_pair; exact: (len_plus (fun q : prod N K => A q.1 q.2)). Qed.
Lemma len2_scal c A : len2 (fun i j => c * A i j) = Rabs c * len2 A.
Proof. by rewrite !len2_pair; exact: (len_scal c (fun q : prod N K => A q.1 q.2)). Qed.
Lemma len2_ext A B : (forall i j, A i j = B i j) -> len2 A = len2 B.
Proof. by move=> H; rewrite /len2 /sq2; congr sqrt; apply: sum_ext => i; apply: sum_ext => j; rewrite H. Qed.
End Stacked.
