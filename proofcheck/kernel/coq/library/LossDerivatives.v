(* Derivatives along a line, orders 1 to 3, of the outputs O, of the loss |O - B|^2 and of the objective in natural
   coordinates (scores S + t s, values V + t v), in moments centred at the point: lemmas I5, I5-cumulants and
   I5-objective, with derivability. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Moments Derivatives.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* E[s~ V] + E[v], and so on, for weights f, scores s and one column of values V moving along v. *)
Section Forms.
Variables (M : finType) (f s V v : M -> R).
Let c k := s k - E f s.
Definition variance := sum (fun k => f k * (c k * c k)).
Definition output1 := sum (fun k => f k * c k * V k) + sum (fun k => f k * v k).
Definition output2 := sum (fun k => f k * (c k * c k) * V k) - variance * sum (fun k => f k * V k)
  + 2 * sum (fun k => f k * c k * v k).
Definition output3 := sum (fun k => f k * (c k * c k * c k) * V k)
  - sum (fun k => f k * (c k * c k * c k)) * sum (fun k => f k * V k)
  - 3 * variance * sum (fun k => f k * c k * V k) + 3 * (sum (fun k => f k * (c k * c k) * v k)
    - variance * sum (fun k => f k * v k)).
End Forms.

(* In raw moments, as the calculus of the theory has them. *)
Section Raw.
Variables (M : finType) (f s V v : M -> R).
Hypothesis W : weights f.
Let z := sum (fun k => f k * s k).
Let z2 := sum (fun k => f k * s k * s k).
Let z3 := sum (fun k => f k * s k * s k * s k).
Let p0 := sum (fun k => f k * V k). Let p1 := sum (fun k => f k * s k * V k).
Let p2 := sum (fun k => f k * s k * s k * V k). Let p3 := sum (fun k => f k * s k * s k * s k * V k).
Let q0 := sum (fun k => f k * v k). Let q1 := sum (fun k => f k * s k * v k). Let q2 :=
  sum (fun k => f k * s k * s k * v k).
Let f1 : sum f = 1. Proof. exact: (proj2 W). Qed.
Let shift1 (h : M -> R) : sum (fun k => f k * (s k - E f s) * h k) = sum (fun k => f k * s k * h k)
  - z * sum (fun k => f k * h k).
Proof.
transitivity (sum (fun k => f k * s k * h k - z * (f k * h k))); last by rewrite sum_minus sum_scal.
by apply: sum_ext => k; rewrite -[E f s]/z; ring.
Qed.
Let shift2 (h : M -> R) : sum (fun k => f k * ((s k - E f s) * (s k - E f s)) * h k) =
  sum (fun k => f k * s k * s k * h k) - 2 * z * sum (fun k => f k * s k * h k) + z * z * sum (fun k => f k * h k).
Proof.
transitivity (sum (fun k => f k * s k * s k * h k - 2 * z * (f k * s k * h k) + z * z * (f k * h k))).
  by apply: sum_ext => k; rewrite -[E f s]/z; ring.
by rewrite sum_plus sum_minus !sum_scal.
Qed.
Let shift3 (h : M -> R) : sum (fun k => f k * ((s k - E f s) * (s k - E f s) * (s k - E f s)) * h k) =
  sum (fun k => f k * s k * s k * s k * h k) - 3 * z * sum (fun k => f k * s k * s k * h k)
  + 3 * (z * z) * sum (fun k => f k * s k * h k) - z * z * z * sum (fun k => f k * h k).
Proof.
transitivity (sum (fun k => f k * s k * s k * s k * h k - 3 * z * (f k * s k * s k * h k)
  + 3 * (z * z) * (f k * s k * h k)
  - z * z * z * (f k * h k))); first by apply: sum_ext => k; rewrite -[E f s]/z; ring.
by rewrite !(sum_minus, sum_plus) !sum_scal.
Qed.
Let unit (h : M -> R) : sum (fun k => h k * 1) = sum h. Proof. by apply: sum_ext => k; ring. Qed.
Lemma variance_raw : variance f s = z2 - z * z.
Proof.
rewrite /variance -unit (shift2 (fun _ => 1)) !unit f1 -/z -/z2; ring.
Qed.
Lemma output1_raw : output1 f s V v = p1 - z * p0 + q0.
Proof. by rewrite /output1 shift1. Qed.
Lemma output2_raw : output2 f s V v = p2 - z2 * p0 - 2 * z * p1 + 2 * (z * z) * p0 + 2 * q1 - 2 * z * q0.
Proof. by rewrite /output2 variance_raw shift1 shift2 -/p0 -/p1 -/p2 -/q0 -/q1; ring. Qed.
Lemma output3_raw : output3 f s V v = p3 - 3 * z * p2 - 3 * z2 * p1 + 6 * (z * z) * p1 - z3 * p0 + 6 * z * z2 * p0
  - 6 * (z * z * z) * p0 + 3 * q2 - 6 * z * q1 - 3 * z2 * q0 + 6 * (z * z) * q0.
Proof.
have c3 : sum (fun k => f k * ((s k - E f s) * (s k - E f s) * (s k - E f s))) = z3 - 3 * z * z2 + 3 * (z * z) * z
  - z * z * z.
  by rewrite -unit (shift3 (fun _ => 1)) !unit f1 -/z -/z2 -/z3; ring.
by rewrite /output3 c3 variance_raw !shift1 !shift2 !shift3 -/z -/z2 -/z3 -/p0 -/p1 -/p2 -/p3 -/q0 -/q1 -/q2; ring.
Qed.
End Raw.

Section Output.
Variables (M : finType) (k0 : M) (x s V v : M -> R).
Let f t := softmax (fun k => x k + t * s k).
Let V' t k := V k + t * v k.
Let W t : weights (f t). Proof. exact: (softmax_weights _ k0). Qed.
(* The derivatives of Moments.v, in powers of s, are those above in raw moments. *)
Theorem output_jet :
  jet (fun t => E (f t) (V' t)) (fun t => output1 (f t) s (V' t) v) (fun t => output2 (f t) s (V' t) v)
    (fun t => output3 (f t) s (V' t) v).
Proof.
have m0 t h : E (f t) (fun k => s k ^ 0 * h k) = sum (fun k => f t k * h k) by apply: sum_ext => k; rewrite /=; ring.
have m1 t h : E (f t) (fun k => s k ^ 1 * h k) = sum (fun k => f t k * s k * h k) by apply: sum_ext => k; rewrite /=;
  ring.
have m2 t h : E (f t) (fun k => s k ^ 2 * h k) = sum (fun k => f t k * s k * s k * h k) by apply: sum_ext => k;
  rewrite /=; ring.
have m3 t h : E (f t) (fun k => s k ^ 3 * h k) = sum (fun k => f t k * s k * s k * s k * h k).
  by apply: sum_ext => k; rewrite /=; ring.
have z1 t : E (f t) (fun k => s k ^ 1) = sum (fun k => f t k * s k) by apply: sum_ext => k; rewrite /=; ring.
have z2 t : E (f t) (fun k => s k ^ 2) = sum (fun k => f t k * s k * s k) by apply: sum_ext => k; rewrite /=; ring.
have z3 t : E (f t) (fun k => s k ^ 3) = sum (fun k => f t k * s k * s k * s k) by apply: sum_ext => k; rewrite /=;
  ring.
apply: (jet_ext (And3 (d1 k0 x s V v) (d2 k0 x s V v) (d3 k0 x s V v))) => t; rewrite -/(f t).
- exact: m0.
- by rewrite output1_raw !m0 m1 z1 /V'; ring.
- by rewrite (output2_raw _ _ _ (W t)) !m0 !m1 !m2 z1 z2 /V'; ring.
- by rewrite (output3_raw _ _ _ (W t)) !m0 !m1 !m2 !m3 z1 z2 z3 /V'; ring.
Qed.
End Output.

(* The objective in natural coordinates along a line. *)
Section Natural.
Variables N M K : finType.
Variable k0 : M.
Variables (S s : N -> M -> R) (V v : M -> K -> R) (B : N -> K -> R) (wx wy : R).
Definition weights_at t j := softmax (fun k => S j k + t * s j k).
Definition output_at t j i := E (weights_at t j) (fun k => V k i + t * v k i).
Definition loss_at t := sum (fun j => sum (fun i => (output_at t j i - B j i) * (output_at t j i - B j i))).
Definition natural_objective t := loss_at t + wx * wx * sum (fun j =>
  sum (fun k => (S j k + t * s j k) * (S j k + t * s j k)))
  + wy * wy * sum (fun k => sum (fun i => (V k i + t * v k i) * (V k i + t * v k i))).
Let O1 t j i := output1 (weights_at t j) (s j) (fun k => V k i + t * v k i) (fun k => v k i).
Let O2 t j i := output2 (weights_at t j) (s j) (fun k => V k i + t * v k i) (fun k => v k i).
Let O3 t j i := output3 (weights_at t j) (s j) (fun k => V k i + t * v k i) (fun k => v k i).
Let C t j i := output_at t j i - B j i.

Theorem loss_jet : jet loss_at (fun t => 2 * sum (fun j => sum (fun i => C t j i * O1 t j i)))
  (fun t => 2 * sum (fun j => sum (fun i => O1 t j i * O1 t j i))
    + 2 * sum (fun j => sum (fun i => C t j i * O2 t j i)))
  (fun t => 6 * sum (fun j => sum (fun i => O1 t j i * O2 t j i))
    + 2 * sum (fun j => sum (fun i => C t j i * O3 t j i))).
Proof.
exact: (jet_square_sum (fun j i => jet_shift (B j i) (output_jet k0 (S j) (s j) (fun k => V k i) (fun k => v k i)))).
Qed.
Theorem natural_jet : exists f1 f2 f3, [/\ jet natural_objective f1 f2 f3,
  f1 0 = 2 * sum (fun j => sum (fun i => C 0 j i * O1 0 j i))
    + wx * wx * (2 * sum (fun j => sum (fun k => S j k * s j k)))
    + wy * wy * (2 * sum (fun k => sum (fun i => V k i * v k i))),
  f2 0 = 2 * sum (fun j => sum (fun i => O1 0 j i * O1 0 j i)) + 2 * sum (fun j => sum (fun i => C 0 j i * O2 0 j i))
    + wx * wx * (2 * sum (fun j => sum (fun k => s j k * s j k)))
      + wy * wy * (2 * sum (fun k => sum (fun i => v k i * v k i))) &
  f3 0 = 6 * sum (fun j => sum (fun i => O1 0 j i * O2 0 j i)) + 2 * sum (fun j => sum (fun i => C 0 j i * O3 0 j i))].
Proof.
have := jet_plus (jet_plus loss_jet (jet_scal (wx * wx) (jet_square_line S s))) (jet_scal (wy * wy) (jet_square_line V
  v)).
move=> J; eexists; eexists; eexists; split; first exact: J.
- by congr (_ + _ * (_ * _) + _ * (_ * _)); apply: sum_ext => j; apply: sum_ext => k; ring.
- by [].
- by rewrite !Rmult_0_r !Rplus_0_r.
Qed.
End Natural.
