(* The distance of two points from that of their coordinates. *)
From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean GradientLipschitz.
From PC.statements Require Import Vectors Abstract Objective Search SearchDistance.
From PC.proofs Require Import SearchSlopes.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem Search_distance_holds : Search_distance.statement.
Proof.
move=> p q r k L1 L2 z z0 u u0 w s values EX EX0 s0 Hu HY; pose h := sub u u0; apply: sqrt_le_1_alt.
have pairs v a b : sum (fun c => sum (fun d => L1 a c * v (c, d) * L2 b d)) =
  sum (fun e : (p * q)%type => L1 a e.1 * L2 b e.2 * v e).
  rewrite (sum_ext (F := fun e : (p * q)%type => L1 a e.1 * L2 b e.2 * v e)
    (G := fun e => L1 a e.1 * L2 b e.2 * v (e.1, e.2))); last by case.
  rewrite (sum_pair (fun c d => L1 a c * L2 b d * v (c, d))).
  by apply: sum_ext => c; apply: sum_ext => d; ring.
have ED a b : entry_X z a b - entry_X z0 a b = sum (fun e : (p * q)%type => L1 a e.1 * L2 b e.2 * h e).
  by rewrite EX EX0 !pairs -sum_minus; apply: sum_ext => e; rewrite /h /sub; ring.
have hw : dot h h <= s^2 * dot w w.
  rewrite /dot -sum_scal; apply: sum_le => e; have -> : s^2 * (w e * w e) = (s * w e)^2 by ring.
  have -> : h e * h e = Rabs (h e) ^ 2 by rewrite pow2_abs; ring.
  by apply: pow_incr; split; [exact: Rabs_pos|exact: Hu].
have XN : squares (fun a b => entry_X z a b - entry_X z0 a b) <= squares L1 * squares L2 * dot h h.
  apply: (Rle_trans _ (sum (fun a => sum (fun b =>
    sum (fun c => L1 a c * L1 a c) * sum (fun d => L2 b d * L2 b d) * dot h h)))); last first.
    right; rewrite /squares Rmult_assoc -sum_scal_r; apply: sum_ext => a.
    by rewrite -[X in _ * X]sum_scal_r -sum_scal; apply: sum_ext => b; ring.
  apply: sum_le => a; apply: sum_le => b; rewrite ED.
  have := @cauchy_schwarz _ (fun _ => 1) (fun e : (p * q)%type => L1 a e.1 * L2 b e.2) h (fun _ => Rle_0_1).
  have -> : sum (fun e : (p * q)%type => 1 * (L1 a e.1 * L2 b e.2) * h e) =
    sum (fun e : (p * q)%type => L1 a e.1 * L2 b e.2 * h e) by apply: sum_ext => e; ring.
  have -> : sum (fun e : (p * q)%type => 1 * (L1 a e.1 * L2 b e.2)^2) =
    sum (fun c => L1 a c * L1 a c) * sum (fun d => L2 b d * L2 b d).
    rewrite (sum_ext (G := fun e : (p * q)%type => L1 a e.1 * L1 a e.1 * (L2 b e.2 * L2 b e.2))); last first.
      by move=> e; ring.
    rewrite (sum_pair (fun c d => L1 a c * L1 a c * (L2 b d * L2 b d))) -sum_scal_r; apply: sum_ext => c.
    by rewrite sum_scal.
  have -> : sum (fun e : (p * q)%type => 1 * h e ^ 2) = dot h h by apply: sum_ext => e; ring.
  set t := sum (fun e : (p * q)%type => L1 a e.1 * L2 b e.2 * h e); lra.
have NN := Rmult_le_pos _ _ (squares_ge0 L1) (squares_ge0 L2).
have XB := Rle_trans _ _ _ XN (Rmult_le_compat_l _ _ _ NN hw).
have YB : squares (fun c i => entry_Y z c i - entry_Y z0 c i) <= values^2.
  have y0 := squares_ge0 (fun c i => entry_Y z c i - entry_Y z0 c i).
  by have := pow_incr _ _ 2 (conj (sqrt_pos _) HY); rewrite pow2_sqrt.
have -> : (sqrt (squares L1) * sqrt (squares L2) * s * norm w)^2 = squares L1 * squares L2 * (s^2 * dot w w).
  rewrite -(norm_sq w) -{2}(sqrt_sqrt _ (squares_ge0 L1)) -{2}(sqrt_sqrt _ (squares_ge0 L2)); ring.
suff -> : dot (sub z z0) (sub z z0) = squares (fun a b => entry_X z a b - entry_X z0 a b) +
  squares (fun c i => entry_Y z c i - entry_Y z0 c i) by lra.
rewrite /dot sum_sumtype; congr (_ + _).
  rewrite -[squares _](sum_pair (fun a b => (entry_X z a b - entry_X z0 a b) * (entry_X z a b - entry_X z0 a b))).
  by apply: sum_ext => [[a b]].
rewrite -[squares _](sum_pair (fun c i => (entry_Y z c i - entry_Y z0 c i) * (entry_Y z c i - entry_Y z0 c i))).
by apply: sum_ext => [[c i]].
Qed.
