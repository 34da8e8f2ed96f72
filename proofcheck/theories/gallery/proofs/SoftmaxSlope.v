(* The Jacobian J of softmax has norm below 1/2 from three classes on; one output of self-attention on tokens of size
   R has slope at most 1 + 3 R^2 / 2. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Derivatives.
From PC Require Import Generated.
From PC.proofs Require Import Means.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* A variance is below half of the squared length as soon as a third index has a positive weight: Popoviciu's inequality
   needs all weight at two values, the bound of a range by the length that they are opposite and all others 0. *)
Section Variance.
Variables (T : finType) (f d : T -> R).
Hypotheses (W : weights f) (f0 : forall k, 0 < f k).
Lemma var_inside a b c : (forall k, d a <= d k <= d b) ->
  var f d <= (d b - d a) ^ 2 / 4 - f c * ((d c - d a) * (d b - d c)).
Proof.
move=> H; have V := var_le d ((d a + d b) / 2) W.
have P k : 0 <= f k * ((d k - d a) * (d b - d k)).
  by have [l u] := H k; apply: Rmult_le_pos; [exact: (proj1 W)|apply: Rmult_le_pos; lra].
have S := @sum_ge1 T (fun k => f k * ((d k - d a) * (d b - d k))) c P.
suff : sum (fun k => f k * (d k - (d a + d b) / 2) ^ 2) + sum (fun k => f k * ((d k - d a) * (d b - d k))) =
  (d b - d a) ^ 2 / 4 by lra.
rewrite -sum_plus -[RHS]Rmult_1_r -(proj2 W) -sum_scal; apply: sum_ext => k; field.
Qed.
Lemma square_ge3 a b c : a != b -> a != c -> b != c -> (d a) ^ 2 + (d b) ^ 2 + (d c) ^ 2 <= square d.
Proof.
move=> ab ac bc; pose g k := if k == c then 0 else (d k) ^ 2.
have -> : square d = sum g + (d c) ^ 2.
  rewrite -(sum_delta (fun k => (d k) ^ 2) c) -sum_plus; apply: sum_ext => k.
  by rewrite /g; case: eqP => _; ring.
have G k : 0 <= g k by rewrite /g; case: eqP => _; [lra|exact: pow2_ge_0].
by have := sum_ge2 ab G; rewrite /g (negbTE ac) (negbTE bc); lra.
Qed.
Lemma var_lt_half (k0 : T) : (forall a b : T, exists c, a != c /\ b != c) -> 0 < square d ->
  var f d < square d / 2.
Proof.
move=> third pos; have [a [b H]] := arg_extreme k0 d; have [c [ac bc]] := third a b.
have V := var_inside c H; have [l u] := H c.
have F : 0 <= f c * ((d c - d a) * (d b - d c)).
  by apply: Rmult_le_pos; [exact: (proj1 W)|apply: Rmult_le_pos; lra].
case: (altP (a =P b)) => ab; first by rewrite -ab in V F; nra.
have S := square_ge3 ab ac bc; have c0 := pow2_ge_0 (d c); have s0 := pow2_ge_0 (d a + d b).
case: (Rle_lt_dec (square d / 2) (var f d)) => // L; exfalso.
have dc : d c = 0 by nra.
have ds : d a = - d b by nra.
have db : d b = 0 by rewrite dc ds in F V S L; have := f0 c; nra.
have Z k : d k = 0 by have := H k; rewrite ds db; lra.
by move: pos; rewrite /square (sum_eq0 (F := fun k => _)) => [|k]; [lra|rewrite Z; ring].
Qed.
(* |J d|^2 = cov(J d, d). *)
Lemma slope_lt (k0 : T) : (forall a b : T, exists c, a != c /\ b != c) -> 0 < square d ->
  square (fun k => f k * (d k - E f d)) < square d / 4.
Proof.
move=> third pos; have V := var_lt_half k0 third pos; set u := fun k => _.
have C : cov f u d = square u.
  transitivity (sum (fun k => (u k) ^ 2 - E f u * (f k * d k) + E f u * E f d * f k)).
    by apply: sum_ext => k; rewrite /u; ring.
  by rewrite sum_plus sum_minus !sum_scal (proj2 W) -/(E f d) /square; ring.
have := cov_sq u d W; rewrite C => S; have U := var_le_half u k0 W; have u0 := square_ge0 u.
have v0 := var_ge0 d W; case: (Req_dec (square u) 0) => [->|un]; first by lra.
have B : (square u) ^ 2 <= 1 / 2 * square u * var f d by apply: (Rle_trans _ _ _ S); exact: Rmult_le_compat_r.
by apply: (Rle_lt_trans _ (1 / 2 * var f d)); [apply: (Rmult_le_reg_l (square u)); lra|lra].
Qed.
End Variance.

Theorem softmax_slope_three_holds : softmax_slope_three.statement.
Proof.
move=> n x d; rewrite /softmax_slope_three.claim.
have E2 : softmax_slope_three.square n d = square d by apply: sum_ext => k; ring.
rewrite E2 => pos; have W := softmax_weights x ord0.
have -> : sum (fun i => softmax_slope_three.product n x d i * softmax_slope_three.product n x d i) =
  square (fun k => softmax x k * (d k - E (softmax x) d)) by apply: sum_ext => k; rewrite -Rsqr_pow2.
apply: (slope_lt W (fun k => softmax_gt0 x k) ord0); last lra.
move=> a b; pose o : 'I_n.+3 := ord0; pose s : 'I_n.+3 := lift ord0 ord0; pose t : 'I_n.+3 := lift ord0 (lift ord0 ord0).
case: (altP (a =P o)) => [->|ao]; case: (altP (b =P o)) => [->|bo].
- by exists s.
- by case: (altP (b =P s)) => [->|bs]; [exists t|exists s].
- by case: (altP (a =P s)) => [->|as_]; [exists t|exists s].
- by exists o.
Qed.

(* Two polynomials, for the slope of attention. *)
Lemma slope_number_end q b : 0 <= q <= 1 -> 0 <= b <= 1 ->
  0 <= 1 / 2 - q * b * b + 2 * (q * b) * (q * b) - 3 * (q * b) * (1 - q) + (1 - q) * (1 - q).
Proof.
move=> [q0 q1] [b0 b1]; have sq := pow2_ge_0 (q - 1 / 2).
case: (Rle_lt_dec q (1 / 2)) => q2.
  have A : 0 <= q * (1 - 2 * q) * (b * (1 - b)) by apply: Rmult_le_pos; apply: Rmult_le_pos; lra.
  have B := Rmult_le_pos _ _ b0 sq; have C : 0 <= (1 - b) * (1 / 2 + (1 - q) ^ 2).
    by apply: Rmult_le_pos; [lra|have := pow2_ge_0 (1 - q); lra].
  by lra.
case: (Rle_lt_dec q (5 / 7)) => q3.
  have A : 0 <= (1 - b) * (q * (5 - 7 * q)) by apply: Rmult_le_pos; [lra|apply: Rmult_le_pos; lra].
  have B : 0 <= (1 - b) * (1 - b) * (q * (2 * q - 1)) by apply: Rmult_le_pos; apply: Rmult_le_pos; lra.
  by lra.
pose a := q * (2 * q - 1); pose s := 1 - q.
have a0 : 3 / 7 * q <= a by rewrite /a; nra.
apply: (Rmult_le_reg_l (4 * a)); first lra.
have D := pow2_ge_0 (2 * a * b - 3 * q * s).
have E1 : 0 <= 4 * a * (1 / 2 + s ^ 2) - (3 * q * s) ^ 2.
  have s2 : s ^ 2 <= 4 / 49 by rewrite /s; nra.
  have : (3 * q * s) ^ 2 <= 9 * q * (4 / 49) by have := pow2_ge_0 s; rewrite !Rpow_mult_distr; nra.
  by have := pow2_ge_0 s; nra.
by rewrite /a /s in D E1 *; lra.
Qed.
(* Var(y) <= r^2 - o^2 for the mean o; all but y_0 draw it down to no less than (1 - p_0)(-r). *)
Lemma slope_number q b o1 : 0 <= q <= 1 -> 0 <= b <= 1 -> q * b - (1 - q) <= o1 ->
  q * b * b - q * b * o1 - o1 * o1 <= 1 / 2.
Proof.
move=> [q0 q1] [b0 b1] low; have qb : 0 <= q * b by exact: Rmult_le_pos.
have bq : q * b <= q by rewrite -[X in _ <= X]Rmult_1_r; exact: Rmult_le_compat_l.
have bb : q * b * b <= q * b by rewrite -[X in _ <= X]Rmult_1_r; exact: Rmult_le_compat_l.
case: (Rle_lt_dec (3 * (q * b)) (2 * (1 - q))) => C.
  have s : (q * b) * (q * b) <= 2 / 5 * (2 / 5) by apply: Rmult_le_compat; lra.
  by have := pow2_ge_0 (o1 + q * b / 2); lra.
have F := slope_number_end (conj q0 q1) (conj b0 b1).
have : 0 <= (o1 - (q * b - (1 - q))) * (o1 + 2 * (q * b) - (1 - q)) by apply: Rmult_le_pos; lra.
lra.
Qed.

(* The slope of sum p y at 0, where the score of y_k moves with slope a_k and y_0 itself with slope 1. *)
Section Attention.
Variables (T : finType) (o : T) (y : T -> R).
Let token t k := y k + t * (if o == k then 1 else 0).
Let output t := sum (fun i => exp (token t o * token t i) / sum (fun j => exp (token t o * token t j)) * token t i).
Let p := softmax (fun k => y o * y k).
Let a k := y k + y o * (if o == k then 1 else 0).
Lemma output_derive : is_derive output 0 (sum (fun i => p i * (a i - E p a) * y i + p i * (if o == i then 1 else 0))).
Proof.
have Y k : is_derive (token ^~ k) 0 (if o == k then 1 else 0) by rewrite /token; auto_derive => //; ring.
have Z k : token 0 k = y k by rewrite /token; ring.
have S k : is_derive (fun t => exp (token t o * token t k)) 0 (exp (y o * y k) * a k).
  apply: (derive_as (derive_exp (derive_mult (Y o) (Y k)))); rewrite !Z /a eqxx; ring.
have D : is_derive (fun t => sum (fun j => exp (token t o * token t j))) 0 (sum (fun j => exp (y o * y j) * a j)).
  exact: is_derive_sum S.
have A : 0 < sum (fun j => exp (y o * y j)) by exact: (denominator_gt0 (fun k => y o * y k) o).
have A0 : sum (fun j => exp (token 0 o * token 0 j)) = sum (fun j => exp (y o * y j)).
  by apply: sum_ext => j; rewrite !Z.
have Ea : E p a = sum (fun j => exp (y o * y j) * a j) / sum (fun j => exp (y o * y j)).
  by rewrite /E -sum_div; apply: sum_ext => k; rewrite /p /softmax /Rdiv; ring.
apply: is_derive_sum => k.
apply: (derive_as (derive_mult (derive_div (S k) D _) (Y k))); rewrite A0 ?Z; first lra.
by rewrite Ea /p /softmax; field; lra.
Qed.
(* p_0 + Var(y) + p_0 y_0 (y_0 - E y). *)
Lemma output_slope : Derive_n output 1 0 = p o + var p y + p o * y o * (y o - E p y).
Proof.
have W : weights p by exact: (softmax_weights _ o).
rewrite -[LHS]/(Derive output 0) (is_derive_unique _ _ _ output_derive).
pose e k := if o == k then 1 else 0.
have Se (h : T -> R) : sum (fun k => h k * e k) = h o.
  by rewrite -(sum_delta h o); apply: sum_ext => k; rewrite /e eq_sym; case: eqP => _; ring.
have Ea : E p a = E p y + y o * p o.
  rewrite /E -[p o]Se -sum_scal -sum_plus; apply: sum_ext => k; rewrite /a -/(e k); ring.
have -> : var p y = sum (fun k => p k * y k * (y k - E p y)).
  rewrite -cov_var cov_E //; apply: esym.
  rewrite (sum_ext (G := fun k => p k * (y k * y k) - E p y * (p k * y k))) => [|k]; last by ring.
  by rewrite sum_minus sum_scal.
transitivity (sum (fun k => p k * y k * (y k - E p y)) + sum (fun k => y o * p k * y k * e k)
  + sum (fun k => p k * e k) - y o * p o * sum (fun k => p k * y k)); last by rewrite !Se -/(E p y); ring.
rewrite -sum_scal -!sum_plus -sum_minus; apply: sum_ext => k; rewrite Ea /a -/(e k); ring.
Qed.
Lemma output_slope_le r : 0 <= r -> (forall k, - r <= y k <= r) -> Rabs (Derive_n output 1 0) <= 1 + 3 * r * r / 2.
Proof.
move=> r0 H; rewrite output_slope; have W : weights p by exact: (softmax_weights _ o).
have V := var_ends W H; have v0 := var_ge0 y W; have p0 := proj1 W o; have p1 := weight_le1 o W.
set m := E p y in V *; have [l u] := H o.
have S c : sum (fun k => c * p k) = c by rewrite sum_scal (proj2 W); ring.
have low : p o * (y o + r) <= m + r.
  have -> : m + r = sum (fun k => p k * (y k + r)).
    by rewrite -{1}(S r) -sum_plus; apply: sum_ext => k; ring.
  by apply: (@sum_ge1 T (fun k => p k * (y k + r))) => k; have := H k => Hk; apply: Rmult_le_pos; [exact: (proj1 W)|lra].
have up : p o * (r - y o) <= r - m.
  have -> : r - m = sum (fun k => p k * (r - y k)).
    by rewrite -{1}(S r) -sum_minus; apply: sum_ext => k; ring.
  by apply: (@sum_ge1 T (fun k => p k * (r - y k))) => k; have := H k => Hk; apply: Rmult_le_pos; [exact: (proj1 W)|lra].
move: V low up v0 p0 p1 l u; move: (p o) (y o) m (var p y) => q z m v V low up v0 q0 q1 l u.
have bound : q * z * z - q * z * m - m * m <= r * r / 2.
  case: (Rle_lt_or_eq_dec _ _ r0) => [rp|r0']; last by (have -> : z = 0 by lra); rewrite -r0' in V *; nra.
  have E : r * / r = 1 by field; lra.
  have main c n : 0 <= c <= r -> q * (c + r) <= n + r -> q * c * c - q * c * n - n * n <= r * r / 2.
    move=> [c0 cr] low'; have N := @slope_number q (c / r) (n / r) (conj q0 q1).
    have c1 : 0 <= c / r <= 1.
      split; first by apply: Rmult_le_pos; [|apply: Rlt_le; exact: Rinv_0_lt_compat].
      by apply: (Rmult_le_reg_r r) => //; rewrite /Rdiv Rmult_assoc Rinv_l; lra.
    have l1 : q * (c / r) - (1 - q) <= n / r.
      apply: (Rmult_le_reg_r r) => //; have -> : n / r * r = n by field; lra.
      have -> : (q * (c / r) - (1 - q)) * r = q * c - (1 - q) * r by field; lra.
      by lra.
    have := Rmult_le_compat_l (r * r) _ _ ltac:(nra) (N c1 l1).
    have -> : r * r * (q * (c / r) * (c / r) - q * (c / r) * (n / r) - n / r * (n / r)) =
      q * c * c - q * c * n - n * n by field; lra.
    by lra.
  by case: (Rle_lt_dec 0 z) => z0; [have := main z m|have := main (- z) (- m)]; lra.
have mr : - r <= m <= r by split; have := Rmult_le_pos q (z + r); have := Rmult_le_pos q (r - z); lra.
have zz : - (r * r) <= z * (z - m).
  by have := Rmult_le_pos (r - z) (r + m); have := Rmult_le_pos (r + z) (r - m); have := Rle_0_sqr z; rewrite /Rsqr; lra.
have far : - (r * r) <= q * z * (z - m) by have := Rmult_le_compat_l q _ _ q0 zz; have := Rle_0_sqr r; rewrite /Rsqr; nra.
by apply: Rabs_le; split; nra.
Qed.
End Attention.

Theorem attention_bounded_holds : attention_bounded.statement.
Proof.
move=> n x r Hx Hr; apply: (@output_slope_le _ ord0 (fun k => r * x k)) => // k; have := Hx k; nra.
Qed.

(* Two equal weights and d = (1, -1): J d = d/2. Along (1, .., 1) log-sum-exp is linear. *)
Theorem softmax_slope_strict_fails : ~ softmax_slope_strict.statement.
Proof.
move=> H; have := H 0%N (fun _ => 0) (fun i => if i == ord0 then 1 else -1).
rewrite /softmax_slope_strict.claim /softmax_slope_strict.square /softmax_slope_strict.product.
rewrite /softmax_slope_strict.softmax !sum_ord_recl !sum_ord0 /= exp_0; lra.
Qed.
Theorem lse_strictly_convex_fails : ~ lse_strictly_convex.statement.
Proof.
move=> H; have := H 0%N (fun _ => 1); rewrite /lse_strictly_convex.claim /lse_strictly_convex.square.
by rewrite /lse_strictly_convex.total !sum_const_ord /=; lra.
Qed.
(* Tokens 0 and 40 have weights 1/2 each: the slope is 1/2 + 40^2/4. *)
Theorem attention_lipschitz_fails : ~ attention_lipschitz.statement.
Proof.
move=> H; pose x (i : 'I_2) := if i == ord0 then 0 else 40; have := H 0%N x.
rewrite /attention_lipschitz.claim; have := output_slope (ord0 : 'I_2) x; move=> /= ->.
have S : softmax (fun k => x ord0 * x k) = fun _ => / 2.
  apply: functional_extensionality => k; rewrite /softmax !sum_ord_recl sum_ord0 /x /= !Rmult_0_l exp_0; field.
rewrite S /var /E !sum_ord_recl !sum_ord0 /x /= => B; have := Rle_abs _ => L; have := Rle_trans _ _ _ (L _) B; lra.
Qed.
