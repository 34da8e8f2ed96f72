(* Twice the negative parts of the weights c_ij at one key stay below -`lower`: inequalities in its mass, the target's
   mass p, the mass u that is counted, the rest v, and the sums S <= u^2 and G <= v^2 of their squares. *)
From Coq Require Import Reals Lra Psatz.
Require Import PC.proofs.TwoKeys.
Local Open Scope R_scope.

Ltac positive := repeat first [lra | apply pow2_ge_0 | apply Rmult_le_pos].

Lemma cubic_slack p : 0 <= p <= 1 -> p - 4 * p^2 + 3 * p^3 <= 75/1000.
Proof. intros H; assert (A : 0 <= (p - 15/100)^2 * (31/10 - 3 * p)) by positive; lra. Qed.
(* 4 s^3 / 27 is the largest v^2 (s - v) *)
Lemma split_mass v s : 0 <= v <= s -> v^2 * (s - v) <= 4/27 * s^3.
Proof. intros H; assert (A : 0 <= (v - 2/3 * s)^2 * (v + s/3)) by positive; lra. Qed.
Lemma quartic_slack u : u * (1 - u)^3 <= 27/256.
Proof.
assert (A : 0 <= (u - 1/4)^2 * (u^2 - 5/2 * u + 27/16)); [|lra].
apply Rmult_le_pos; [apply pow2_ge_0|assert (B := pow2_ge_0 (u - 5/4)); lra].
Qed.

(* at the target's key *)
Lemma down_first p u v S G : 0 <= p -> 0 <= u -> 0 <= v -> p + u + v = 1 -> 0 <= S <= u^2 -> 0 <= G <= v^2 ->
  2 * (p * (u * (1 - 4 * p + 3 * (p^2 + S + G)) - 2 * S)) <= - lower.
Proof.
intros Hp Hu Hv H HS HG; assert (N := lower_number).
destruct (Rle_dec u (2/3)) as [L|L].
- assert (A : 0 <= p * (S * (2 - 3 * u))) by positive.
  assert (B : 0 <= p * (u * (v^2 - G))) by positive.
  assert (C := cubic_slack p ltac:(lra)); assert (D := split_mass v (1 - u) ltac:(lra)); assert (F := quartic_slack u).
  assert (C1 : 0 <= u * (75/1000 - (p - 4 * p^2 + 3 * p^3))) by positive.
  assert (D1 : 0 <= u * (4/27 * (1 - u)^3 - v^2 * (1 - u - v))) by positive.
  replace p with (1 - u - v) in * by lra; lra.
- assert (T := two_keys_lower (1 - p) ltac:(lra)); unfold two_keys in T.
  assert (A : 0 <= p * ((u^2 - S) * (3 * u - 2))) by positive.
  assert (B : 0 <= p * (u * (v^2 - G))) by positive.
  assert (C : 0 <= v * (1/3 - p - v)) by positive.
  assert (D : 0 <= p * (v * (12 * (u + v)^2 - 6 * (u + v) - v * (12 * (u + v) - 2) + 6 * v^2))) by
    (repeat apply Rmult_le_pos; try lra; nra).
  replace p with (1 - u - v) in * by lra; lra.
Qed.

(* keys of masses x and y whose common part is not positive; v the mass of all others *)
Lemma down_pair x y v : 0 <= x -> 0 <= y -> 0 <= v -> x + y + v = 1 -> x <= 79/100 ->
  2 * (x * (75/1000 + y * (3 * x^2 - 2 * x + 3 * v^2))) <= 2404 / 10000.
Proof.
intros Hx Hy Hv H L; assert (D := split_mass v (1 - x) ltac:(lra)).
assert (D1 : 0 <= x * (4/27 * (1 - x)^3 - v^2 * (1 - x - v))) by positive.
destruct (Rle_dec x (2/3)) as [M|M].
- assert (F := quartic_slack x). assert (A : 0 <= x * (y * (x * (2 - 3 * x)))) by positive.
  replace y with (1 - x - v) in * by lra; lra.
- assert (A : 0 <= x * (v * (x * (3 * x - 2)))) by positive.
  assert (B : 0 <= x * ((1/3 - (1 - x)) * (1/3 + (1 - x)) * (1 - x))) by positive.
  replace y with (1 - x - v) in * by lra.
  assert (C : 0 <= x * ((x - 79/100)^2 * (3 * x - 26/100))) by positive.
  assert (F : 0 <= x * (79/100 - x)) by positive.
  lra.
Qed.
Lemma down_pair_any x y v : 0 <= x -> 0 <= y -> 0 <= v -> x + y + v = 1 ->
  2 * (x * (y * (3 * x^2 - 2 * x + 3 * v^2))) <= 2404 / 10000.
Proof.
intros Hx Hy Hv H; destruct (Rle_dec x (79/100)) as [L|L].
  assert (A := down_pair x y v Hx Hy Hv H L); lra.
assert (A : 0 <= v * (x * (3 * x - 2))) by positive.
assert (C := cubic_slack (1 - x) ltac:(lra)); assert (D := split_mass v (1 - x) ltac:(lra)).
assert (F : 0 <= (21/100 - (1 - x)) * (1 - x)^2) by positive.
assert (G : 0 <= (21/100 - (1 - x)) * (1 - x)) by positive.
assert (B : 0 <= x * (1/10 - y * (3 * x^2 - 2 * x + 3 * v^2))); [|lra].
apply Rmult_le_pos; [lra|]; replace y with (1 - x - v) in * by lra; lra.
Qed.

(* at another key, of mass x, where the edge to the target is not counted, and where it is *)
Lemma down_rest p x u v S G : 0 <= p -> 0 <= x -> 0 <= u -> 0 <= v -> p + x + u + v = 1 -> 0 <= S <= u^2 -> 0 <= G <= v^2 ->
  2 * (x * (u * (3 * (p^2 + x^2 + S + G) - 2 * x - 2 * p) - 2 * S)) <= - lower.
Proof.
intros Hp Hx Hu Hv H HS HG; assert (N := lower_number).
assert (B : 0 <= x * (u * (v^2 - G))) by positive.
assert (P : 0 <= x * (u * (p * v))) by positive. assert (P2 : 0 <= x * (u * p)) by positive.
destruct (Rle_dec u (2/3)) as [L|L].
- assert (A : 0 <= x * (S * (2 - 3 * u))) by positive.
  assert (T := down_pair_any x u (p + v) Hx Hu ltac:(lra) ltac:(lra)). lra.
- assert (A : 0 <= x * ((u^2 - S) * (3 * u - 2))) by positive.
  assert (C : 0 <= (p + v) * x) by positive.
  assert (D : 0 <= x * (u * ((p + v) * x))) by positive.
  assert (Q : x * (u * (6 * u^2 - 8 * u + 3)) <= (1 - u) * (u * (6 * u^2 - 8 * u + 3))).
  { apply Rmult_le_compat_r; [apply Rmult_le_pos; assert (Sq := pow2_ge_0 (u - 2/3)); lra|lra]. }
  assert (R : (1 - u) * (u * (6 * u^2 - 8 * u + 3)) <= 1/9).
  { assert (0 <= (u - 2/3) * (6 * u^2 - 10 * u + 13/3)) by (apply Rmult_le_pos; assert (Sq := pow2_ge_0 (u - 5/6)); lra).
    assert (0 <= (1 - u) * ((1 - u) * (6 * u^2 - 8 * u + 3))) by
      (repeat apply Rmult_le_pos; assert (Sq := pow2_ge_0 (u - 2/3)); lra). lra. }
  assert (E2 : 0 <= x * (u * x)) by positive.
  replace p with (1 - u - x - v) in * by lra. nra.
Qed.

(* y = p + u *)
Lemma down_edge p x y v : 0 <= p <= y -> 0 <= x -> 0 <= v -> x + y + v = 1 -> y <= 2/3 ->
  2 * (x * (p^2 * (3 * y - 2) + p * (1 - 2 * y) + y * (3 * x^2 - 2 * x + 3 * v^2))) <= - lower.
Proof.
intros Hp Hx Hv H Hy; assert (N := lower_number).
destruct (Rle_dec x (79/100)) as [L|L].
- assert (A := down_pair x y v Hx ltac:(lra) Hv H L).
  assert (C := cubic_slack p ltac:(lra)).
  assert (B : 0 <= x * (75/1000 - (p - 4 * p^2 + 3 * p^3))) by positive.
  assert (D : 0 <= x * ((y - p) * (p * (2 - 3 * p)))) by positive.
  lra.
- assert (T := two_keys_lower x Hx); unfold two_keys in T.
  assert (A : 0 <= x * ((y - p) * (1 - 2 * y - (2 - 3 * y) * (y + p)))) by (repeat apply Rmult_le_pos; try lra; nra).
  assert (B : 0 <= x * (v * (12 * (1 - x)^2 - 12 * (1 - x) + 2 - 12 * (1 - x) * v + 4 * v + 6 * v^2))) by
    (repeat apply Rmult_le_pos; try lra; nra).
  replace y with (1 - x - v) in * by lra; lra.
Qed.

Lemma down_other p x u v S G :
  0 <= p -> 0 <= x -> 0 <= u -> 0 <= v -> p + x + u + v = 1 -> 0 <= S <= u^2 -> 0 <= G <= v^2 ->
  2 * (x * (p * (1 + 3 * (p^2 + x^2 + S + G) - 4 * p - 2 * x) + u * (3 * (p^2 + x^2 + S + G) - 2 * x - 2 * p) - 2 * S))
  <= - lower.
Proof.
intros Hp Hx Hu Hv H HS HG; assert (N := lower_number); assert (exists y, y = p + u) as [y Ey] by eauto.
assert (B : 0 <= x * (y * (v^2 - G))) by positive.
destruct (Rle_dec y (2/3)) as [L|L].
- assert (A : 0 <= x * (S * (2 - 3 * y))) by positive.
  assert (T := down_edge p x y v ltac:(lra) Hx Hv ltac:(lra) L).
  replace u with (y - p) in * by lra; lra.
- assert (A : 0 <= x * ((u^2 - S) * (3 * y - 2))) by positive.
  assert (C : 0 <= x * (p * (2 * y - 1))) by positive.
  assert (D : 0 <= x * (p * u * (3 * y - 2))) by positive.
  assert (F : 0 <= x * (y * (v * (1/3 - x - v)))) by positive.
  assert (F2 : 0 <= x * (y * v)) by positive.
  assert (J := pow2_ge_0 (x * (1 - x) - 1/12)).
  replace u with (y - p) in * by lra.
  assert (K : x * (y * (1 - 6 * x + 6 * x^2)) <= 1/20).
  { destruct (Rle_dec (1 - 6 * x + 6 * x^2) 0) as [M|M].
    assert (0 <= x * (y * - (1 - 6 * x + 6 * x^2))) by positive; lra.
    assert (0 <= x * (v * (1 - 6 * x + 6 * x^2))) by positive. replace y with (1 - x - v) in * by lra. lra. }
  replace y with (1 - x - v) in * by lra. lra.
Qed.
