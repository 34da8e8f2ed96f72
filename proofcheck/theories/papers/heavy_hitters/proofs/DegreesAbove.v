(* Twice the positive parts of the weights c_ij at one key stay below `upper`: inequalities in its mass, the target's
   mass p, the mass u that is counted and the sum S <= u^2 of its squares. F >= the sum of the squares of these. *)
From Coq Require Import Reals Lra Psatz.
Require Import PC.proofs.TwoKeys.
Local Open Scope R_scope.

(* at the target's key, q = 1 - p: all others merged are worst, and these are two keys *)
Lemma up_first_large q u S : 0 <= q <= 1/2 -> 0 <= u <= q -> 0 <= S <= u^2 ->
  2 * ((1 - q) * (u * (4 * (1 - q) - 1 - 3 * ((1 - q)^2 + S)) + 2 * S)) <= two_keys q.
Proof.
intros Hq Hu HS; unfold two_keys.
assert (X : S * (2 - 3 * u) <= u^2 * (2 - 3 * u)) by (apply Rmult_le_compat_r; lra).
assert (D : 0 <= (q - u) * (4 * q - 6 * q^2 + 2 * u - 3 * q * u - 3 * u^2)) by (apply Rmult_le_pos; nra).
assert (Y : u * (4 * (1 - q) - 1 - 3 * ((1 - q)^2 + S)) + 2 * S <= q^2 * (4 - 6 * q)) by lra.
assert (Z := Rmult_le_compat_l (1 - q) _ _ ltac:(lra) Y); lra.
Qed.
Lemma up_first p u S : 0 <= p -> 0 <= u -> p + u <= 1 -> 0 <= S <= u^2 ->
  2 * (p * (u * (4 * p - 1 - 3 * (p^2 + S)) + 2 * S)) <= upper.
Proof.
intros Hp Hu Hpu HS; assert (N := upper_number).
assert (B : S * (2 - 3 * u) <= 1318 / 10000 + S * 0 \/ 2/3 < u) .
{ destruct (Rle_dec u (2/3)); [left|right; lra].
  assert (S * (2 - 3 * u) <= u^2 * (2 - 3 * u)) by (apply Rmult_le_compat_r; lra).
  assert (0 <= (u - 4/9)^2 * (3 * u + 2/3)) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]). lra. }
destruct (Rle_dec (1/2) p) as [L|L].
- assert (T := two_keys_upper (1 - p) ltac:(lra)).
  assert (V := up_first_large (1 - p) u S ltac:(lra) ltac:(lra) HS).
  replace (1 - (1 - p)) with p in V by ring; lra.
- destruct B as [B|B].
  2:{ assert (A : 0 <= u * ((1 - p) * (1 - 3 * p))) by (repeat apply Rmult_le_pos; lra).
      assert (C : 0 <= S * (3 * u - 2)) by (apply Rmult_le_pos; lra).
      assert (Z : 0 <= p * (u * ((1 - p) * (1 - 3 * p)) + S * (3 * u - 2))) by (apply Rmult_le_pos; lra). lra. }
  assert (A : 0 <= u * (1 / 4 - (3 * p - 1) * (1 - p))) by (apply Rmult_le_pos; nra).
  assert (C : u * (4 * p - 1 - 3 * (p^2 + S)) + 2 * S <= u / 4 + 1318 / 10000) by nra.
  assert (Z := Rmult_le_compat_l p _ _ Hp C); nra.
Qed.

Lemma square_slack x : 2 * x - 3 * x^2 <= 1/3.
Proof. assert (H := pow2_ge_0 (x - 1/3)); lra. Qed.
Lemma symmetric_pair p w : 0 <= p -> 0 <= w -> p + 2 * w <= 1 ->
  w^2 * (2 * (p + 2 * w) - 3 * (p^2 + 2 * w^2)) <= 15405 / 100000.
Proof.
intros Hp Hw H; destruct (Rle_dec w (1/3)) as [O|O].
- assert (A := square_slack p).
  assert (B : 0 <= w^2 * (1/3 - (2 * p - 3 * p^2))) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
  assert (D : w^2 * (1/3 + 4 * w - 6 * w^2) <= 1/9).
    assert (E : 0 <= w^2 * (1 - 3 * w)) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
    assert (F : 0 <= (1/3 - w) * (1/3 + w + 2 * (w^2 * (1 - 3 * w)))) by (apply Rmult_le_pos; lra). lra.
  lra.
- assert (A : 0 <= (1 - 2 * w - p) * (2 - 3 * (1 - 2 * w + p))) by (apply Rmult_le_pos; lra).
  assert (B : 0 <= w^2 * ((1 - 2 * w - p) * (2 - 3 * (1 - 2 * w + p)))) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
  assert (C := pow2_ge_0 (w^2 - w/3 - 4494/100000)); assert (D := pow2_ge_0 (w - 43634/100000)).
  lra.
Qed.

(* at another key, of mass x, where the edge to the target is not counted *)
Lemma up_rest p x u S : 0 <= p -> 0 <= x -> 0 <= u -> p + x + u <= 1 -> 0 <= S <= u^2 ->
  2 * (x * (u * (2 * x + 2 * p - 3 * (p^2 + x^2 + S)) + 2 * S)) <= upper.
Proof.
intros Hp Hx Hu H HS; assert (N := upper_number).
destruct (Rle_dec u (2/3)) as [L|L].
- assert (X : S * (2 - 3 * u) <= u^2 * (2 - 3 * u)) by (apply Rmult_le_compat_r; lra).
  apply Rle_trans with (2 * (x * u * (2 * (p + x + u) - 3 * (p^2 + x^2 + u^2)))).
    assert (Y : u * (2 * x + 2 * p - 3 * (p^2 + x^2 + S)) + 2 * S <= u * (2 * (p + x + u) - 3 * (p^2 + x^2 + u^2))) by nra.
    assert (Z := Rmult_le_compat_l x _ _ ltac:(lra) Y); nra.
  assert (Sq := pow2_ge_0 (x - u)). assert (xu : 0 <= x * u) by (apply Rmult_le_pos; lra).
  assert (exists w, w = (x + u) / 2) as [w Ew] by eauto.
  assert (W : x * u <= w^2) by (rewrite Ew; lra).
  assert (V : 2 * w^2 <= x^2 + u^2) by (rewrite Ew; lra).
  assert (P : 0 <= w <= 1/2 /\ p + 2 * w <= 1) by lra.
  assert (I : x * u * (2 * (p + x + u) - 3 * (p^2 + x^2 + u^2)) <= x * u * (2 * (p + 2 * w) - 3 * (p^2 + 2 * w^2))).
    apply Rmult_le_compat_l; lra.
  destruct (Rle_dec (2 * (p + 2 * w) - 3 * (p^2 + 2 * w^2)) 0) as [K|K].
  { assert (0 <= x * u * - (2 * (p + 2 * w) - 3 * (p^2 + 2 * w^2))) by (apply Rmult_le_pos; lra); lra. }
  assert (M : x * u * (2 * (p + 2 * w) - 3 * (p^2 + 2 * w^2)) <= w^2 * (2 * (p + 2 * w) - 3 * (p^2 + 2 * w^2)))
    by (apply Rmult_le_compat_r; lra).
  assert (Q := symmetric_pair p w Hp ltac:(lra) ltac:(lra)); lra.
- assert (X : 0 <= S * (3 * u - 2)) by (apply Rmult_le_pos; lra).
  assert (Y := square_slack x); assert (Y2 := square_slack p).
  assert (Z : 0 <= x * (u * (2/3 - (2 * x - 3 * x^2) - (2 * p - 3 * p^2)) + S * (3 * u - 2))).
    apply Rmult_le_pos; [lra|apply Rplus_le_le_0_compat; [apply Rmult_le_pos; lra|lra]].
  assert (V : 0 <= (1 - u - x) * u) by (apply Rmult_le_pos; lra).
  assert (W : 0 <= (u - 2/3) * (u - 1/3)) by (apply Rmult_le_pos; lra).
  lra.
Qed.

(* no other key than those of masses x and y is counted *)
Lemma up_edge x y : 0 <= x -> 0 <= y -> x + y <= 1 -> y <= 2/3 ->
  2 * (x * (y * (4 * y - 1 + 2 * x - 3 * (y^2 + x^2)))) <= upper.
Proof.
intros Hx Hy H Hy2; assert (N := upper_number); assert (T := two_keys_upper x ltac:(lra)); unfold two_keys in T.
destruct (Rle_dec x (1/3)) as [L|L]; [|destruct (Rle_dec x (2/3)) as [M|M]].
- assert (A : 0 <= x * (2 - 3 * x)) by (apply Rmult_le_pos; lra).
  assert (B : 0 <= y * (2 - 3 * y)) by (apply Rmult_le_pos; lra).
  assert (C : 0 <= x * ((2/3 - y) * (1/3 + x * (2 - 3 * x) + y * (2 - 3 * y)))) by (repeat apply Rmult_le_pos; lra).
  assert (D := square_slack x).
  assert (F : 0 <= x * (1/3 - (2 * x - 3 * x^2))) by (apply Rmult_le_pos; lra). lra.
- assert (A : 0 <= (2 - 3 * x) * x) by (apply Rmult_le_pos; lra).
  assert (B : 0 <= y * (4 - 3 * (1 - x) - 3 * y)) by (apply Rmult_le_pos; lra).
  assert (C : 0 <= x * ((1 - x - y) * (2 * ((2 - 3 * x) * x) + y * (4 - 3 * (1 - x) - 3 * y)))) by (repeat apply Rmult_le_pos; lra).
  lra.
- assert (A : 0 <= x * (3 * x - 2)) by (apply Rmult_le_pos; lra).
  assert (B : 0 <= (1 - 3 * y) * (1 - y)) by (apply Rmult_le_pos; lra).
  assert (C : 0 <= x * (y * (x * (3 * x - 2) + (1 - 3 * y) * (1 - y)))) by (repeat apply Rmult_le_pos; lra).
  lra.
Qed.

(* y = p + u *)
Lemma up_crowded p x y : 0 <= p <= y -> 0 <= x -> x + y <= 1 -> 2/3 <= y ->
  2 * (x * (p^2 * (2 - 3 * y) + p * (2 * y - 1) + y * (2 * x - 3 * x^2))) <= 308 / 1000.
Proof.
intros Hp Hx H Hy.
assert (D : 0 <= x * (2 - 3 * x)) by (apply Rmult_le_pos; lra).
assert (D2 : 0 <= (1 - x - y) * (x * (2 - 3 * x))) by (apply Rmult_le_pos; lra).
assert (G : 0 <= x * ((1 - x - y) * (x * (2 - 3 * x)))) by (apply Rmult_le_pos; lra).
destruct (Rle_dec x (31/100)) as [L|L].
- assert (A : p^2 * (2 - 3 * y) + p * (2 * y - 1) <= 1/4).
  { destruct (Rle_dec p (2/3)).
    + assert (0 <= (1 - y) * (p * (2 - 3 * p))) by (repeat apply Rmult_le_pos; lra). assert (Sq := pow2_ge_0 (p - 1/2)). lra.
    + assert (0 <= (y - p) * (p * (3 * p - 2))) by (repeat apply Rmult_le_pos; lra).
      assert (0 <= (p - 74/100)^2 * (3 * p)) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
      assert (Sq := pow2_ge_0 (p - 74/100)). lra. }
  assert (B : 0 <= x * (1/4 - (p^2 * (2 - 3 * y) + p * (2 * y - 1)))) by (apply Rmult_le_pos; lra).
  assert (C : 0 <= x^2 * ((31/100 - x) * 1)) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
  assert (C2 : 0 <= x * (31/100 - x)) by (apply Rmult_le_pos; lra).
  assert (C3 : 0 <= x^2 * x^2) by (apply Rmult_le_pos; apply pow2_ge_0).
  nra.
- assert (A : p^2 * (2 - 3 * y) + p * (2 * y - 1) <= 235/1000).
  { destruct (Rle_dec p (2/3)).
    + assert (0 <= (69/100 - y) * (p * (2 - 3 * p))) by (repeat apply Rmult_le_pos; lra). nra.
    + assert (0 <= (y - p) * (p * (3 * p - 2))) by (repeat apply Rmult_le_pos; lra).
      assert (0 <= (p - 7384/10000)^2 * (3 * p)) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
      assert (Sq := pow2_ge_0 (p - 7384/10000)). lra. }
  assert (B : 0 <= x * (235/1000 - (p^2 * (2 - 3 * y) + p * (2 * y - 1)))) by (apply Rmult_le_pos; lra).
  nra.
Qed.

(* where it is; convex in u at given p + u <= 2/3 *)
Lemma up_other p x u S : 0 <= p -> 0 <= x -> 0 <= u -> p + x + u <= 1 -> 0 <= S <= u^2 ->
  2 * (x * (p * (4 * p - 1 + 2 * x - 3 * (p^2 + x^2 + S)) + u * (2 * x + 2 * p - 3 * (p^2 + x^2 + S)) + 2 * S)) <= upper.
Proof.
intros Hp Hx Hu H HS; assert (N := upper_number); assert (exists y, y = p + u) as [y Ey] by eauto.
assert (Ep : p = y - u) by lra; destruct (Rle_dec y (2/3)) as [L|L].
- assert (X : 0 <= x * ((u^2 - S) * (2 - 3 * y))) by (repeat apply Rmult_le_pos; lra).
  assert (A := up_edge x y Hx ltac:(lra) ltac:(lra) L).
  assert (B := up_rest 0 x y (y^2) ltac:(lra) Hx ltac:(lra) ltac:(lra) ltac:(assert (0 <= y^2) by apply pow2_ge_0; lra)).
  rewrite Ep in *; clear Ep p.
  destruct (Req_dec y 0) as [y0|y0]; [assert (u = 0) by lra; subst; lra|].
  apply Rmult_le_reg_l with y; [lra|].
  assert (C : 0 <= x * (u * (y - u) * (y * (4 - 6 * y)))) by (repeat apply Rmult_le_pos; lra).
  assert (D := Rmult_le_compat_l (y - u) _ _ ltac:(lra) A).
  assert (F := Rmult_le_compat_l u _ _ ltac:(lra) B).
  assert (X2 := Rmult_le_pos y _ ltac:(lra) X).
  lra.
- assert (X : 0 <= x * (S * (3 * y - 2))) by (repeat apply Rmult_le_pos; lra).
  assert (C := up_crowded p x y ltac:(lra) Hx ltac:(lra) ltac:(lra)).
  assert (Eu : u = y - p) by lra; rewrite Eu in *; lra.
Qed.
