(* D.1 and D.8, transposed: the derivative of one entry of s = softmax(X W X^T) X V along every direction D, and along
   one row. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* A mean under the softmax of scores q, both moving. *)
Section Mean.
Variables (N : finType) (o : N) (q v : R -> N -> R) (dq dv : N -> R).
Hypothesis Dq : forall j, is_derive (q^~ j) 0 (dq j).
Hypothesis Dv : forall j, is_derive (v^~ j) 0 (dv j).
Let f := softmax (q 0).
Lemma mean_derive : is_derive (fun t => sum (fun j => exp (q t j) / sum (fun l => exp (q t l)) * v t j)) 0
  (sum (fun j => f j * dv j + (f j * v 0 j - sum (fun l => f l * v 0 l) * f j) * dq j)).
Proof.
pose S t := sum (fun l => exp (q t l)); have S0 : 0 < S 0 := denominator_gt0 (q 0) o.
have DS : is_derive S 0 (S 0 * sum (fun l => f l * dq l)).
  apply: (derive_as (is_derive_sum (F := fun l t => exp (q t l)) (fun l => derive_exp (Dq l)))).
  by rewrite -sum_scal; apply: sum_ext => l; rewrite /f /softmax -/(S 0); field; lra.
have Df j : is_derive (fun t => exp (q t j) / S t) 0 (f j * (dq j - sum (fun l => f l * dq l))).
  apply: (derive_as (derive_div (derive_exp (Dq j)) DS _)); first lra.
  by rewrite /f /softmax -/(S 0); field; lra.
apply: (derive_as (is_derive_sum (F := fun j t => exp (q t j) / S t * v t j) (fun j => derive_mult (Df j) (Dv j)))).
rewrite !sum_plus; set m := sum (fun l => f l * dq l); set w := sum (fun l => f l * v 0 l).
have -> : sum (fun j => (f j * v 0 j - w * f j) * dq j) = sum (fun j => f j * v 0 j * dq j) - w * m.
  by rewrite /m -sum_scal -sum_minus; apply: sum_ext => j; ring.
rewrite Rplus_comm; congr (_ + _).
rewrite Rmult_comm /w -sum_scal -sum_minus; apply: sum_ext => j; rewrite /m; ring.
Qed.
End Mean.

Section Output.
Variables (N K : finType) (o : N) (X D : N -> K -> R) (W : K -> K -> R) (V : K -> R).
Let moved t j l := X j l + t * D j l.
Let score t j := sum (fun l => sum (fun a => moved t o a * W a l) * moved t j l).
Let value t j := sum (fun l => moved t j l * V l).
Definition weight := softmax (fun j => sum (fun l => sum (fun a => X o a * W a l) * X j l)).
Definition values j := sum (fun l => X j l * V l).
Definition gap j := weight j * values j - sum (fun l => weight l * values l) * weight j.
(* (X_o W)_l, and W applied to the mean of gap. *)
Definition own l := sum (fun a => W a l * X o a).
Definition others a := sum (fun l => W a l * sum (fun j => X j l * gap j)).

Lemma moved_derive j l : is_derive (fun t => moved t j l) 0 (D j l).
Proof. by rewrite /moved; auto_derive => //; ring. Qed.
Lemma moved0 j l : moved 0 j l = X j l. Proof. by rewrite /moved; ring. Qed.
Lemma score0 : score 0 =1 (fun j => sum (fun l => sum (fun a => X o a * W a l) * X j l)).
Proof. by move=> j; apply: sum_ext => l; rewrite moved0; congr (_ * _); apply: sum_ext => a; rewrite moved0. Qed.
Lemma value0 : value 0 =1 values. Proof. by move=> j; apply: sum_ext => l; rewrite moved0. Qed.
Lemma score_derive j : is_derive (score^~ j) 0
  (sum (fun l => sum (fun a => D o a * W a l) * X j l + own l * D j l)).
Proof.
apply: (is_derive_sum (F := fun l t => sum (fun a => moved t o a * W a l) * moved t j l)) => l.
have DA : is_derive (fun t => sum (fun a => moved t o a * W a l)) 0 (sum (fun a => D o a * W a l)).
  apply: (is_derive_sum (F := fun a t => moved t o a * W a l)) => a.
  by apply: (derive_as (derive_mult (moved_derive o a) (derive_const (W a l) 0))); ring.
apply: (derive_as (derive_mult DA (moved_derive j l))); rewrite moved0; congr (_ + _ * _).
by apply: sum_ext => a; rewrite moved0; ring.
Qed.
Lemma value_derive j : is_derive (value^~ j) 0 (sum (fun l => D j l * V l)).
Proof.
apply: (is_derive_sum (F := fun l t => moved t j l * V l)) => l.
by apply: (derive_as (derive_mult (moved_derive j l) (derive_const (V l) 0))); ring.
Qed.
Theorem output_along :
  is_derive (fun t => sum (fun j => exp (score t j) / sum (fun l => exp (score t l)) * value t j)) 0
  (sum (fun j => sum (fun l => (gap j * own l + weight j * V l + (if o == j then 1 else 0) * others l) * D j l))).
Proof.
have F j : softmax (score 0) j = weight j.
  by rewrite /weight /softmax score0; congr (_ / _); apply: sum_ext => l; rewrite score0.
apply: (derive_as (mean_derive o score_derive value_derive)).
have -> : sum (fun l => softmax (score 0) l * value 0 l) = sum (fun l => weight l * values l).
  by apply: sum_ext => l; rewrite F value0.
pose turn j := sum (fun l => sum (fun a => D o a * W a l) * X j l).
have E j : softmax (score 0) j * sum (fun l => D j l * V l) + (softmax (score 0) j * value 0 j
    - sum (fun l => weight l * values l) * softmax (score 0) j)
    * sum (fun l => sum (fun a => D o a * W a l) * X j l + own l * D j l)
  = sum (fun l => (gap j * own l + weight j * V l) * D j l) + gap j * turn j.
  rewrite F value0 -/(gap j) sum_plus -/(turn j).
  have -> : sum (fun l => (gap j * own l + weight j * V l) * D j l) =
    gap j * sum (fun l => own l * D j l) + weight j * sum (fun l => D j l * V l).
    by rewrite -!sum_scal -sum_plus; apply: sum_ext => l; ring.
  ring.
rewrite (sum_ext E) sum_plus.
have -> : sum (fun j => gap j * turn j) = sum (fun a => others a * D o a).
  transitivity (sum (fun j => sum (fun l => sum (fun a => gap j * (D o a * W a l) * X j l)))).
    apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => l; rewrite -sum_scal_r -sum_scal.
    by apply: sum_ext => a; ring.
  rewrite sum_swap; transitivity (sum (fun l => sum (fun a => sum (fun j => gap j * (D o a * W a l) * X j l)))).
    by apply: sum_ext => l; rewrite sum_swap.
  rewrite sum_swap; apply: sum_ext => a; rewrite /others -sum_scal_r; apply: sum_ext => l.
  by rewrite -sum_scal -sum_scal_r; apply: sum_ext => j; ring.
have -> : sum (fun a => others a * D o a) = sum (fun j => sum (fun l => (if o == j then 1 else 0) * others l * D j l)).
  rewrite -(sum_delta (fun j => sum (fun a => others a * D j a)) o); apply: sum_ext => j; rewrite eq_sym.
  by case: eqP => _; [apply: sum_ext => l; ring|rewrite sum_eq0 // => l; ring].
by rewrite -sum_plus; apply: sum_ext => j; rewrite -sum_plus; apply: sum_ext => l; ring.
Qed.
End Output.

(* Along one row r: D = e in that row. *)
Lemma one_row (N K : finType) (r : N) (G : N -> K -> R) (e : K -> R) :
  sum (fun j => sum (fun l => G j l * ((if r == j then 1 else 0) * e l))) = sum (fun l => G r l * e l).
Proof.
rewrite -(sum_delta (fun j => sum (fun l => G j l * e l)) r); apply: sum_ext => j; rewrite eq_sym.
by case: eqP => _; [apply: sum_ext => l; ring|rewrite sum_eq0 // => l; ring].
Qed.
Theorem D_8_transposed_holds : D_8_transposed.statement.
Proof.
move=> n d X W V D; rewrite /D_8_transposed.claim.
have H := is_derive_unique _ _ _ (output_along ord0 X D W (fun l => V l ord0)).
rewrite -[Derive _ _]/(Derive_n _ 1 0) in H; apply: (eq_trans H).
apply: sum_ext => j; apply: sum_ext => l; congr (_ * _); congr (_ + _ * _).
pose f := weight ord0 X W; pose h := values X (fun l => V l ord0); pose s := sum (fun k => f k * h k).
pose P := own ord0 X W l.
by change ((f j * h j - s * f j) * P + f j * V l ord0 = - s * f j * P + f j * h j * P + f j * V l ord0); ring.
Qed.
Theorem D_1_1_transposed_holds : D_1_1_transposed.statement.
Proof.
move=> n d X W V e c.
have H := is_derive_unique _ _ _
  (output_along ord0 X (fun j l => (if ord0 == j then 1 else 0) * e l) W (fun l => V l c)).
rewrite -[Derive _ _]/(Derive_n _ 1 0) in H; apply: (eq_trans H); rewrite one_row eqxx.
pose f := weight ord0 X W; pose h := values X (fun l => V l c); pose s := sum (fun k => f k * h k).
pose P := own ord0 X W; pose every k := sum (fun j => X k j * sum (fun l => W l j * e l)).
change (sum (fun l => ((f ord0 * h ord0 - s * f ord0) * P l + f ord0 * V l c
    + 1 * others ord0 X W (fun l => V l c) l) * e l) =
  - s * f ord0 * sum (fun l => P l * e l) - s * sum (fun k => f k * every k)
  + f ord0 * h ord0 * sum (fun l => P l * e l)
  + sum (fun k => h k * (f k * every k)) + f ord0 * sum (fun l => V l c * e l)).
have Q : sum (fun l => others ord0 X W (fun l => V l c) l * e l) =
  sum (fun k => h k * (f k * every k)) - s * sum (fun k => f k * every k).
  transitivity (sum (fun k => (f k * h k - s * f k) * every k)); last first.
    by rewrite -sum_scal -sum_minus; apply: sum_ext => k; ring.
  transitivity (sum (fun l => sum (fun b => sum (fun k => (f k * h k - s * f k) * (X k b * (W l b * e l)))))).
    apply: sum_ext => l; rewrite /others -sum_scal_r; apply: sum_ext => b.
    rewrite -sum_scal -sum_scal_r; apply: sum_ext => k; pose w := f k * h k - s * f k.
    by change (W l b * (X k b * w) * e l = w * (X k b * (W l b * e l))); ring.
  rewrite sum_swap.
  transitivity (sum (fun b => sum (fun k => sum (fun l => (f k * h k - s * f k) * (X k b * (W l b * e l)))))).
    by apply: sum_ext => b; rewrite sum_swap.
  rewrite sum_swap; apply: sum_ext => k; rewrite /every -sum_scal; apply: sum_ext => b.
  by rewrite -!sum_scal.
transitivity ((f ord0 * h ord0 - s * f ord0) * sum (fun l => P l * e l) + f ord0 * sum (fun l => V l c * e l)
  + sum (fun l => others ord0 X W (fun l => V l c) l * e l)).
  by rewrite -!sum_scal -!sum_plus; apply: sum_ext => l; ring.
by rewrite Q; ring.
Qed.
Theorem D_1_2_transposed_holds : D_1_2_transposed.statement.
Proof.
move=> n d X W V e c.
have H := is_derive_unique _ _ _
  (output_along ord0 X (fun j l => (if inord 1 == j then 1 else 0) * e l) W (fun l => V l c)).
rewrite -[Derive _ _]/(Derive_n _ 1 0) in H; apply: (eq_trans H); rewrite one_row.
have -> : ((ord0 : 'I_n.+2) == inord 1) = false by rewrite -val_eqE /= inordK.
pose f := weight ord0 X W; pose h := values X (fun l => V l c); pose s := sum (fun k => f k * h k).
pose P := own ord0 X W; pose r : 'I_n.+2 := inord 1.
change (sum (fun l => ((f r * h r - s * f r) * P l + f r * V l c + 0 * others ord0 X W (fun l => V l c) l) * e l) =
  - s * f r * sum (fun l => P l * e l) + f r * h r * sum (fun l => P l * e l) + f r * sum (fun l => V l c * e l)).
transitivity ((f r * h r - s * f r) * sum (fun l => P l * e l) + f r * sum (fun l => V l c * e l)); last ring.
by rewrite -!sum_scal -sum_plus; apply: sum_ext => l; ring.
Qed.
