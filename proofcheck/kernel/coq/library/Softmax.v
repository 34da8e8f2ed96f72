(* Softmax weights, and expectations, variances and covariances under them.

   Any index type: `softmax x` are weights as soon as there is one index. Here are positivity and sum 1, moments,
   Popoviciu's inequality and the bounds of a variance by the square norm, the derivative of an expectation along a
   line of scores (the tilt rule), and that softmax is 1/2-Lipschitz in the Euclidean norm. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype.
From PC Require Import Sums.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Weights.
Variable T : finType.
Implicit Types f g h s x : T -> R.

Definition softmax x : T -> R := fun k => exp (x k) / sum (fun l => exp (x l)).
Definition E f g := sum (fun k => f k * g k).
Definition cov f g h := sum (fun k => f k * (g k - E f g) * (h k - E f h)).
Definition var f g := sum (fun k => f k * (g k - E f g)^2).
Definition weights f := (forall k, 0 <= f k) /\ sum f = 1.
Definition square g := sum (fun k => (g k)^2).

(* Positive, with sum 1. *)
Lemma denominator_gt0 x (k : T) : 0 < sum (fun l => exp (x l)).
Proof. by apply: (@sum_gt0 T _ k) => i; exact: exp_pos. Qed.
Theorem softmax_gt0 x k : 0 < softmax x k.
Proof. apply: Rdiv_lt_0_compat; [exact: exp_pos|exact: (denominator_gt0 x k)]. Qed.
Theorem softmax_sum1 x (k : T) : sum (softmax x) = 1.
Proof. rewrite /softmax sum_div; apply: Rinv_r; have := denominator_gt0 x k; lra. Qed.
Lemma softmax_weights x (k : T) : weights (softmax x).
Proof. by split=> [l|]; [apply: Rlt_le; exact: softmax_gt0|exact: softmax_sum1 k]. Qed.

(* Moments. *)
Lemma cov_var f g : cov f g g = var f g.
Proof. by apply: sum_ext => k; ring. Qed.
Lemma cov_E f g h : weights f -> cov f g h = E f (fun k => g k * h k) - E f g * E f h.
Proof.
move=> [_ f1]; rewrite /cov.
transitivity (sum (fun k => f k * (g k * h k) - E f g * (f k * h k) - E f h * (f k * g k) + E f g * E f h * f k)).
  by apply: sum_ext => k; ring.
rewrite sum_plus !sum_minus !sum_scal f1 -/(E f h) -/(E f g) -/(E f (fun k => g k * h k)); ring.
Qed.
Lemma var_shift f g c : weights f -> var f g = sum (fun k => f k * (g k - c)^2) - (E f g - c)^2.
Proof.
move=> [f0 f1]; rewrite /var.
transitivity (sum (fun k => f k * (g k - c)^2 - 2 * (E f g - c) * (f k * g k) + (E f g - c) * (E f g + c) * f k)).
  by apply: sum_ext => k; ring.
rewrite sum_plus sum_minus !sum_scal f1 -/(E f g); ring.
Qed.
Lemma var_le f g c : weights f -> var f g <= sum (fun k => f k * (g k - c)^2).
Proof. move=> W; rewrite (var_shift g c W); have := pow2_ge_0 (E f g - c); lra. Qed.
Lemma var_ge0 f g : weights f -> 0 <= var f g.
Proof. move=> [f0 _]; apply: sum_ge0 => k; apply: Rmult_le_pos; [exact: f0|exact: pow2_ge_0]. Qed.
Lemma square_ge0 g : 0 <= square g.
Proof. by apply: sum_ge0 => k; exact: pow2_ge_0. Qed.

(* Popoviciu's inequality. *)
Theorem popoviciu f g a b : weights f -> (forall k, a <= g k <= b) -> var f g <= (b - a)^2 / 4.
Proof.
move=> W H; apply: (Rle_trans _ _ _ (var_le g ((a + b) / 2) W)).
have -> : (b - a)^2 / 4 = sum (fun k => (b - a)^2 / 4 * f k) by rewrite sum_scal (proj2 W); ring.
apply: sum_le => k; have f0 := proj1 W k; have [l u] := H k.
rewrite Rmult_comm; apply: Rmult_le_compat_r => //.
have := Rmult_le_pos (g k - a) (b - g k); lra.
Qed.
Lemma weight_le1 f k : weights f -> f k <= 1.
Proof. by move=> [f0 <-]; exact: sum_ge1. Qed.
Lemma var_le_peak f g p : weights f -> (forall k, f k <= p) -> var f g <= p * square g.
Proof.
move=> W H; apply: (Rle_trans _ _ _ (var_le g 0 W)); rewrite -sum_scal; apply: sum_le => k.
by rewrite Rminus_0_r; apply: Rmult_le_compat_r; [exact: pow2_ge_0|exact: H].
Qed.
(* The largest and the smallest value, at two indices or at one. *)
Lemma arg_extreme (k0 : T) g : exists a b, forall k, g a <= g k <= g b.
Proof.
suff [a Ha] : exists a, forall k, g a <= g k.
  suff [b Hb] : exists b, forall k, g k <= g b by exists a, b => k; split.
  have [b Hb] : exists b, forall k, k \in enum T -> g k <= g b.
    elim: (enum T) => [|i l [b IH]]; first by exists k0.
    case: (Rle_dec (g i) (g b)) => C; [exists b|exists i] => k; rewrite inE => /orP [/eqP ->|/IH]; lra.
  by exists b => k; apply: Hb; rewrite mem_enum.
have [b Hb] : exists b, forall k, k \in enum T -> g b <= g k.
  elim: (enum T) => [|i l [b IH]]; first by exists k0.
  case: (Rle_dec (g i) (g b)) => C; [exists i|exists b] => k; rewrite inE => /orP [/eqP ->|/IH]; lra.
by exists b => k; apply: Hb; rewrite mem_enum.
Qed.
Theorem var_le_half f g (k0 : T) : weights f -> var f g <= 1 / 2 * square g.
Proof.
move=> W; have [a [b H]] := arg_extreme k0 g; have P := popoviciu W H.
have [ab|/negP ab] := boolP (a == b).
  move: P; rewrite (eqP ab); have := square_ge0 g; nra.
have := @sum_ge2 T (fun k => (g k)^2) a b (introN idP ab) (fun k => pow2_ge_0 (g k)).
rewrite -/(square g); have := pow2_ge_0 (g a + g b); nra.
Qed.
(* Cauchy-Schwarz for the covariance. *)
Theorem cov_sq f g h : weights f -> (cov f g h)^2 <= var f g * var f h.
Proof. by move=> [f0 _]; exact: (@cauchy_schwarz T f (fun k => g k - E f g) (fun k => h k - E f h)). Qed.

(* The tilt rule: d/dt E_f[g] = Cov_f(g, s) + E_f[g'], along the line x + t s, g depending on t too. *)
Theorem tilt x s (g : T -> R -> R) (dg : T -> R) t (k0 : T) :
  (forall k, is_derive (g k) t (dg k)) ->
  is_derive (fun t => E (softmax (fun k => x k + t * s k)) (fun k => g k t)) t
    (cov (softmax (fun k => x k + t * s k)) (fun k => g k t) s + E (softmax (fun k => x k + t * s k)) dg).
Proof.
move=> Dg; set f := softmax _; have W : weights f by exact: softmax_weights.
pose alpha t := sum (fun l => exp (x l + t * s l)).
have Du k : is_derive (fun t => exp (x k + t * s k)) t (s k * exp (x k + t * s k)) by auto_derive => //; ring.
have Da : is_derive alpha t (sum (fun l => s l * exp (x l + t * s l))) by exact: is_derive_sum.
have a0 : alpha t <> 0 by have := denominator_gt0 (fun k => x k + t * s k) k0; rewrite -/(alpha t); lra.
have fk k : f k = exp (x k + t * s k) / alpha t by [].
have dlog : sum (fun l => s l * exp (x l + t * s l)) = alpha t * E f s.
  by rewrite /E -sum_scal; apply: sum_ext => l; rewrite fk; field.
apply: (@is_derive_ext _ _ (fun t => sum (fun k => exp (x k + t * s k) / alpha t * g k t))); first by [].
rewrite cov_E // -[X in is_derive _ _ X]/(_ + _ : R).
have -> : E f (fun k => g k t * s k) - E f (fun k => g k t) * E f s + E f dg =
  sum (fun k => f k * (s k - E f s) * g k t + f k * dg k).
  transitivity (sum (fun k => f k * (g k t * s k) - E f s * (f k * g k t) + f k * dg k)).
    by rewrite sum_plus sum_minus sum_scal -!/(E f _); ring.
  by apply: sum_ext => k; ring.
apply: is_derive_sum => k.
have Df : is_derive (fun t => exp (x k + t * s k) / alpha t) t (f k * (s k - E f s)).
  have := is_derive_div _ _ _ _ _ (Du k) Da a0; rewrite dlog => D.
  suff -> : f k * (s k - E f s) =
    (s k * exp (x k + t * s k) * alpha t - exp (x k + t * s k) * (alpha t * E f s)) / (alpha t)^2 by exact: D.
  by rewrite fk; field.
exact: (is_derive_mult _ _ _ _ _ Df (Dg k) Rmult_comm).
Qed.

(* Softmax is 1/2-Lipschitz in the Euclidean norm, in squared form: the mean value theorem along x - y. *)
Theorem softmax_lipschitz x y (k0 : T) :
  square (fun k => softmax x k - softmax y k) <= square (fun k => x k - y k) / 4.
Proof.
set u := fun k => softmax x k - softmax y k; set D := fun k => x k - y k.
pose h t := E (softmax (fun k => y k + t * D k)) u.
pose h' t := cov (softmax (fun k => y k + t * D k)) u D.
have Dh t : is_derive h t (h' t).
  have := @tilt y D (fun k _ => u k) (fun _ => 0) t k0 (fun k => is_derive_const _ _).
  rewrite {2}/E (sum_ext (G := fun _ => 0)) ?sum_0 ?Rplus_0_r //; by move=> k; ring.
have [c Hc] : exists c, square u = h' c.
  have [c [_ Eq]] := MVT_gen h 0 1 h' (fun t _ => Dh t)
    (fun t _ => proj2 (continuity_pt_filterlim _ _) (ex_derive_continuous _ _ (ex_intro _ _ (Dh t)))).
  exists c; rewrite -[h' c]Rmult_1_r -[X in _ * X](Rminus_0_r 1) -Eq /h /E -sum_minus.
  have Sx : softmax (fun k => y k + 1 * D k) =1 softmax x.
    by move=> k; rewrite /softmax /D; congr (exp _ / _); [ring|apply: sum_ext => l; congr exp; ring].
  have Sy : softmax (fun k => y k + 0 * D k) =1 softmax y.
    by move=> k; rewrite /softmax /D; congr (exp _ / _); [ring|apply: sum_ext => l; congr exp; ring].
  by apply: sum_ext => k; rewrite Sx Sy /u; ring.
have W := softmax_weights (fun k => y k + c * D k) k0.
have C := cov_sq u D W; have Vu := var_le_half u k0 W; have VD := var_le_half D k0 W.
have := var_ge0 u W; have := var_ge0 D W; have := square_ge0 u; have := square_ge0 D.
move: C; rewrite /h' in Hc; rewrite -Hc => C sD su vD vu.
have B : var (softmax (fun k => y k + c * D k)) u * var (softmax (fun k => y k + c * D k)) D
  <= (1/2 * square u) * (1/2 * square D) by apply: Rmult_le_compat.
case: (Req_dec (square u) 0) => [->|u0]; first by lra.
apply: (Rmult_le_reg_l (square u)); lra.
Qed.
End Weights.
