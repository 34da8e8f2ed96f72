(* The Jacobian J of softmax has norm below 1/2 from three classes on, and one output of self-attention on tokens of size
   R has slope at most 1 + 3 R^2. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Derivatives.
From PC Require Import Generated.
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
Lemma output_slope_le r : 0 <= r -> (forall k, - r <= y k <= r) -> Rabs (Derive_n output 1 0) <= 1 + 3 * r * r.
Proof.
move=> r0 H; rewrite output_slope; have W : weights p by exact: (softmax_weights _ o).
have V := popoviciu W H; have v0 := var_ge0 y W; have p0 := proj1 W o; have p1 := weight_le1 o W.
have M : - r <= E p y <= r.
  have S c : sum (fun k => c * p k) = c by rewrite sum_scal (proj2 W); ring.
  split; [rewrite -(S (- r))|rewrite -(S r)]; apply: sum_le => k; have := proj1 W k; have := H k; nra.
have Q : Rabs (p o * y o * (y o - E p y)) <= 1 * r * (r + r).
  rewrite (Rabs_mult (p o * y o)) (Rabs_mult (p o)) (Rabs_pos_eq (p o)) //; have [l u] := H o.
  apply: Rmult_le_compat; [apply: Rmult_le_pos => //; exact: Rabs_pos|exact: Rabs_pos| |by apply: Rabs_le; lra].
  by apply: Rmult_le_compat => //; [exact: Rabs_pos|exact: Rabs_le].
apply: Rabs_le; move/Rabs_le_between: Q; nra.
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
