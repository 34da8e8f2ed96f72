(* Numbers behind E.3: one entry p of softmax(lambda A) V, V in {0, 1}, is the mass of a set of keys. With a and b the
   means of the row of A over the set and over its complement, v and w its variances there, all of A / B,

     p' = p (1 - p) (a - b),   p'^2 + p p'' = p^2 (1 - p) ((2 - 3 p) (a - b)^2 + v - w),
     0 <= v <= a (1 - a),      0 <= w <= b (1 - b). *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Definition most := (39 + 55 * sqrt 33) / 4608.
Let s := sqrt 33.
Let ss : s * s = 33. Proof. by apply: sqrt_sqrt; lra. Qed.
Lemma root_between : 574 / 100 <= s <= 575 / 100.
Proof.
have s0 : 0 <= s by exact: sqrt_pos.
by split; apply: Rnot_lt_le => H; have := ss; nra.
Qed.
Lemma most_between : 769 / 10000 <= most <= 771 / 10000.
Proof. by have := root_between; rewrite /most -/s; lra. Qed.

(* p^2 (1 - p) <= 4/27, hence 2 p |p'| <= 8/27. *)
Lemma cubic_le p : 0 <= p -> p * p * (1 - p) <= 4 / 27.
Proof. by move=> p0; have := Rmult_le_pos ((p - 2 / 3) ^ 2) (p + 1 / 3) (pow2_ge_0 _); lra. Qed.
Lemma cubic_ge0 p : 0 <= p <= 1 -> 0 <= p * p * (1 - p).
Proof. by move=> H; apply: Rmult_le_pos; [exact: Rle_0_sqr|lra]. Qed.

(* The largest value of p^2 (1 - p) (2 - 3 p) up to 1/2 has a double root at (15 - sqrt 33)/24. *)
Lemma quartic_le p : 0 <= p <= 1 / 2 -> p * p * (1 - p) * (2 - 3 * p) <= most.
Proof.
move=> [p0 p1]; have [s0 s1] := root_between.
pose r := (15 - s) / 24; pose g := 7 / 32 + 5 * s / 96.
have K : 0 <= (p - r) ^ 2 * (3 * (p * (1 / 2 - p)) + (s / 4 - 1 / 4) * p + g).
  apply: Rmult_le_pos; first exact: pow2_ge_0.
  have A : 0 <= p * (1 / 2 - p) by apply: Rmult_le_pos; lra.
  have B : 0 <= (s / 4 - 1 / 4) * p by apply: Rmult_le_pos; lra.
  by rewrite /g; lra.
suff : most - p * p * (1 - p) * (2 - 3 * p) = (p - r) ^ 2 * (3 * (p * (1 / 2 - p)) + (s / 4 - 1 / 4) * p + g) by lra.
pose k := (- (p / 2304) - 5 / 55296) * s - p * p / 64 + 5 * p / 768 + 43 / 18432.
by have : k * (s * s) = k * 33; [rewrite ss|rewrite /most -/s /r /g /k; lra].
Qed.
(* The largest value of p^2 (1 - p) (3 p - 2). *)
Lemma other_quartic_le p : 0 <= p <= 1 -> p * p * (1 - p) * (3 * p - 2) <= most.
Proof.
move=> [p0 p1]; have [m0 m1] := most_between.
have A := pow2_ge_0 (p * p - 5 / 6 * p - 1 / 100).
have B : 0 <= p * (1 - p) by apply: Rmult_le_pos; lra.
have C : 0 <= (1 - p) * (most - 3 / 10000) by apply: Rmult_le_pos; lra.
have D : 0 <= p * (most - 3 / 10000 - 11 / 150) by apply: Rmult_le_pos; lra.
lra.
Qed.

Section Bend.
Variables p a b v w : R.
Hypotheses (P : 0 <= p <= 1) (A : 0 <= a <= 1) (B : 0 <= b <= 1).
Hypotheses (Hv : 0 <= v <= a * (1 - a)) (Hw : 0 <= w <= b * (1 - b)).
Let X := (2 - 3 * p) * ((a - b) * (a - b)) + v - w.
(* |a - b| is at most one of a, 1 - a, and one of b, 1 - b. *)
Lemma gap_le x y : 0 <= x <= 1 -> 0 <= y <= 1 ->
  exists z, [/\ 0 <= z <= 1, x * (1 - x) = z * (1 - z) & (x - y) * (x - y) <= z * z].
Proof.
move=> hx hy; case: (Rle_dec y x) => H; [exists x|exists (1 - x)]; split; try lra.
  by have := Rmult_le_pos (x - (x - y)) (x + (x - y)); lra.
by have := Rmult_le_pos (1 - x - (y - x)) (1 - x + (y - x)); lra.
Qed.
Lemma quarter y : y * (1 - y) <= 1 / 4. Proof. by have := pow2_ge_0 (y - 1 / 2); lra. Qed.
Let cubic0 := cubic_ge0 P.
Let cubic1 : p * p * (1 - p) <= 4 / 27 := cubic_le (proj1 P).

Lemma bend_above : p * p * (1 - p) * X <= most.
Proof.
have [m0 m1] := most_between; have [z [hz Ez Dz]] := gap_le A B.
case: (Rle_dec p (2 / 3)) => [p23|p23]; last first.
  have q := quarter a; have D : 0 <= (3 * p - 2) * ((a - b) * (a - b)).
    by apply: Rmult_le_pos; [lra|exact: Rle_0_sqr].
  have : X <= 1 / 4 by rewrite /X; lra.
  by move=> /(Rmult_le_compat_l _ _ _ cubic0); lra.
have D : (2 - 3 * p) * ((a - b) * (a - b)) <= (2 - 3 * p) * (z * z) by apply: Rmult_le_compat_l => //; lra.
have XZ : X <= (2 - 3 * p) * (z * z) + z * (1 - z) by rewrite /X; lra.
case: (Rle_dec p (1 / 2)) => [p12|p12]; last first.
  have Z : 0 <= (3 * p - 3 / 2) * (z * z) by apply: Rmult_le_pos; [lra|exact: Rle_0_sqr].
  have : X <= 1 / 2 by have := pow2_ge_0 (1 - z); lra.
  by move=> /(Rmult_le_compat_l _ _ _ cubic0); lra.
have Z : 0 <= (1 / 2 - p) * ((1 - z) * (1 + z)) by apply: Rmult_le_pos; [lra|apply: Rmult_le_pos; lra].
have : X <= 2 - 3 * p by have := pow2_ge_0 (1 - z); lra.
by move=> /(Rmult_le_compat_l _ _ _ cubic0) H; have := @quartic_le p; lra.
Qed.
Lemma bend_below : - most <= p * p * (1 - p) * X.
Proof.
have [m0 m1] := most_between; have BA : (a - b) * (a - b) = (b - a) * (b - a) by ring.
have [z [hz Ez Dz]] := gap_le B A; rewrite -BA in Dz.
case: (Rle_dec p (2 / 3)) => p23.
  have q := quarter b; have D : 0 <= (2 - 3 * p) * ((a - b) * (a - b)).
    by apply: Rmult_le_pos; [lra|exact: Rle_0_sqr].
  have : - (1 / 4) <= X by rewrite /X; lra.
  by move=> /(Rmult_le_compat_l _ _ _ cubic0); lra.
have D : (3 * p - 2) * ((a - b) * (a - b)) <= (3 * p - 2) * (z * z) by apply: Rmult_le_compat_l => //; lra.
have XZ : - (z - 3 * (1 - p) * (z * z)) <= X by rewrite /X; lra.
move: XZ => /(Rmult_le_compat_l _ _ _ cubic0) XZ.
pose k := (1 - p) * z; have k0 : 0 <= k by apply: Rmult_le_pos; lra.
have k1 : k <= 1 - p by have := Rmult_le_pos (1 - p) (1 - z); rewrite /k; lra.
have E : p * p * (1 - p) * - (z - 3 * (1 - p) * (z * z)) = - (p * p * (k - 3 * (k * k))) by rewrite /k; ring.
suff : p * p * (k - 3 * (k * k)) <= most by lra.
have p2 : 0 <= p * p by exact: Rle_0_sqr.
case: (Rle_dec p (5 / 6)) => p56.
  have : k - 3 * (k * k) <= 1 / 12 by have := pow2_ge_0 (k - 1 / 6); lra.
  by move=> /(Rmult_le_compat_l _ _ _ p2); have := Rmult_le_pos (5 / 6 - p) (5 / 6 + p); lra.
have : k - 3 * (k * k) <= (1 - p) - 3 * ((1 - p) * (1 - p)).
  by have := Rmult_le_pos (1 - p - k) (1 - 3 * (1 - p + k)); lra.
by move=> /(Rmult_le_compat_l _ _ _ p2); have := other_quartic_le P; lra.
Qed.
End Bend.

(* The same for sums over the set and over its complement, which may be empty: a1 = p a, a2 = p (v + a^2), and so on. *)
Section Moments.
Variables p a1 a2 c1 c2 : R.
Local Notation q := (1 - p).
Local Notation m := (a1 + c1).
Hypotheses (P : 0 <= p <= 1) (A : 0 <= a1 <= p) (C : 0 <= c1 <= q).
Hypotheses (A2 : a2 <= a1) (C2 : 0 <= c2 <= c1) (VA : a1 * a1 <= p * a2) (VC : c1 * c1 <= q * c2).

Lemma slope_le : Rabs (a1 - m * p) <= p * (1 - p).
Proof.
have u : 0 <= q * a1 <= q * p by split; [apply: Rmult_le_pos|apply: Rmult_le_compat_l]; lra.
have w : 0 <= p * c1 <= p * q by split; [apply: Rmult_le_pos|apply: Rmult_le_compat_l]; lra.
by apply: Rabs_le; lra.
Qed.
Lemma bend_le :
  Rabs ((a1 - m * p) * (a1 - m * p) + p * (a2 - (a2 + c2) * p - 2 * m * a1 + 2 * (m * m) * p)) <= most.
Proof.
have [m0 _] := most_between.
case: (Req_dec p 0) => [p0|p0].
  have a0 : a1 = 0 by lra.
  by rewrite p0 a0 (_ : _ + _ = 0); [rewrite Rabs_R0; lra|ring].
case: (Req_dec q 0) => [q0|q0].
  have c0 : c1 = 0 by lra.
  have p1 : p = 1 by lra.
  have d0 : c2 = 0 by lra.
  by rewrite p1 c0 d0 (_ : _ + _ = 0); [rewrite Rabs_R0; lra|ring].
have p1 : 0 < p by lra.
have q1 : 0 < q by lra.
pose a := a1 / p; pose b := c1 / q; pose v := a2 / p - a * a; pose w := c2 / q - b * b.
have Ea : a1 = p * a by rewrite /a; field.
have Eb : c1 = q * b by rewrite /b; field.
have Ev : a2 = p * (v + a * a) by rewrite /v; field.
have Ew : c2 = q * (w + b * b) by rewrite /w; field.
have ha : 0 <= a <= 1 by split; apply: (Rmult_le_reg_l p) => //; lra.
have hb : 0 <= b <= 1 by split; apply: (Rmult_le_reg_l q) => //; lra.
have hv : 0 <= v <= a * (1 - a).
  by split; [apply: (Rmult_le_reg_l (p * p)); [nra|]|apply: (Rmult_le_reg_l p) => //]; move: A2 VA; rewrite Ev Ea; lra.
have hw : 0 <= w <= b * (1 - b).
  by split; [apply: (Rmult_le_reg_l (q * q)); [nra|]|apply: (Rmult_le_reg_l q) => //]; move: C2 VC; rewrite Ew Eb; lra.
have -> : (a1 - m * p) * (a1 - m * p) + p * (a2 - (a2 + c2) * p - 2 * m * a1 + 2 * (m * m) * p) =
  p * p * (1 - p) * ((2 - 3 * p) * ((a - b) * (a - b)) + v - w).
  by rewrite Ea Eb Ev Ew; ring.
by apply: Rabs_le; split; [exact: bend_below|exact: bend_above].
Qed.
End Moments.
