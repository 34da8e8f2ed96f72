(* Generated from the Python sides of the claims; do not edit. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema.
Local Open Scope R_scope.
Unset Implicit Arguments.

(* I1: Tensor trick; every n, m, p, q, r, k >= 1. *)
Module I1.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Definition claim : Prop :=
  (forall (i : 'I_n.+1) (j : 'I_m.+1), sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l) = sum (fun l : 'I_p.+1 => sum (fun a : 'I_q.+1 => A1 i l * A2 j a * X l a))) /\
  (forall (i : 'I_p.+1) (j : 'I_q.+1) (l : 'I_p.+1) (a : 'I_q.+1), sum (fun b : 'I_n.+1 => sum (fun c : 'I_m.+1 => A1 b i * A2 c j * (A1 b l * A2 c a))) = sum (fun b : 'I_n.+1 => A1 b i * A1 b l) * sum (fun b : 'I_m.+1 => A2 b j * A2 b a)).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R),
  claim n m p q A1 A2 X.
End I1.

(* I2: First derivatives along a coordinate; every m, d >= 1. *)
Module I2.
Section Sides.
Variables m d : nat.
Variable A : 'I_m.+1 -> 'I_d.+1 -> R.
Variable x : 'I_d.+1 -> R.
Variable h : 'I_m.+1 -> R.
Variable b : R.
Definition exponential (t : R) (i : 'I_d.+1) (j : 'I_m.+1) : R := exp (sum (fun l : 'I_d.+1 => A j l * (x l + t * (if i == l then 1 else 0)))).
Definition exponential2 (i : 'I_m.+1) : R := exp (sum (fun j : 'I_d.+1 => A i j * x j)).
Definition product (i : 'I_d.+1) (j : 'I_m.+1) : R := exponential2 j * A j i.
Definition total (t : R) (i : 'I_d.+1) : R := sum (fun j : 'I_m.+1 => exponential t i j).
Definition total2 (i : 'I_d.+1) : R := sum (fun j : 'I_m.+1 => product i j).
Definition total3 : R := sum (fun i : 'I_m.+1 => exponential2 i).
Definition ratio (i : 'I_d.+1) : R := total2 i / total3.
Definition softmax (t : R) (i : 'I_d.+1) (j : 'I_m.+1) : R := exponential t i j / total t i.
Definition softmax2 (i : 'I_m.+1) : R := exponential2 i / total3.
Definition product2 (i : 'I_d.+1) (j : 'I_m.+1) : R := softmax2 j * A j i.
Definition mean (t : R) (i : 'I_d.+1) : R := sum (fun j : 'I_m.+1 => softmax t i j * h j).
Definition mean2 : R := sum (fun i : 'I_m.+1 => softmax2 i * h i).
Definition difference (i : 'I_d.+1) : R := sum (fun j : 'I_m.+1 => product2 i j * h j) - mean2 * ratio i.
Definition difference2 (t : R) (i : 'I_d.+1) : R := mean t i - b.
Definition claim : Prop :=
  (forall (i : 'I_d.+1) (j : 'I_m.+1), Derive_n (fun t : R => exponential t i j) 1 0 = product i j) /\
  (forall (i : 'I_d.+1), Derive_n (fun t : R => total t i) 1 0 = total2 i) /\
  (forall (i : 'I_d.+1), Derive_n (fun t : R => 1 / total t i) 1 0 = - (ratio i) / total3) /\
  (forall (i : 'I_d.+1) (j : 'I_m.+1), Derive_n (fun t : R => softmax t i j) 1 0 = product2 i j - softmax2 j * ratio i) /\
  (forall (i : 'I_d.+1), Derive_n (fun t : R => mean t i) 1 0 = difference i) /\
  (forall (i : 'I_d.+1), Derive_n (fun t : R => difference2 t i) 1 0 = difference i) /\
  (forall (i : 'I_d.+1), Derive_n (fun t : R => difference2 t i * difference2 t i) 1 0 = 2 * (mean2 - b) * difference i).
End Sides.
Definition statement : Prop := forall (m d : nat) (A : 'I_m.+1 -> 'I_d.+1 -> R) (x : 'I_d.+1 -> R) (h : 'I_m.+1 -> R) (b : R),
  claim m d A x h b.
End I2.

(* I3: Gradient in matrix form; every n, m, p, q, r, k >= 1. *)
Module I3.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable dX : 'I_p.+1 -> 'I_q.+1 -> R.
Variable dY : 'I_r.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Definition total (t : R) (i : 'I_p.+1) (j : 'I_q.+1) : R := X i j + t * dX i j.
Definition product (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * total t a l) * A2 j l).
Definition exponential (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product t i j).
Definition total2 (t : R) (i : 'I_r.+1) (j : 'I_k.+1) : R := Y i j + t * dY i j.
Definition product2 (t : R) (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * total2 t l j).
Definition difference (t : R) (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => exponential t i l / sum (fun a : 'I_m.+1 => exponential t i a) * product2 t l j) - B i j.
Definition total3 (t : R) : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference t i j * difference t i j)) + (wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => product t i j * product t i j)) + wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => product2 t i j * product2 t i j)) + lx * sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => total t i j * total t i j)) + ly * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => total2 t i j * total2 t i j))).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l).
Definition exponential2 (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product3 i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential2 i j / sum (fun l : 'I_m.+1 => exponential2 i l).
Definition product4 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * product4 l j).
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition total4 : R := sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => 2 * (sum (fun l : 'I_m.+1 => sum (fun a : 'I_n.+1 => A1 a i * (softmax a l * (sum (fun b : 'I_k.+1 => difference2 a b * product4 l b) - sum (fun b : 'I_k.+1 => difference2 a b * mean a b)) + wx * wx * product3 a l)) * A2 l j) + lx * X i j) * dX i j)) + sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => 2 * (sum (fun l : 'I_m.+1 => A3 l i * (sum (fun a : 'I_n.+1 => softmax a l * difference2 a j) + wy * wy * product4 l j)) + ly * Y i j) * dY i j)).
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (Derive_n (fun t : R => total3 t) 1 0 = total4).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (dX : 'I_p.+1 -> 'I_q.+1 -> R) (dY : 'I_r.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R),
  claim n m p q r k A1 A2 A3 B X Y dX dY wx wy lx ly.
End I3.

(* I4: Hessian blocks; every n, m, p, q, r, k >= 1. *)
Module I4.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable dX : 'I_p.+1 -> 'I_q.+1 -> R.
Variable dY : 'I_r.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Definition total (t : R) (i : 'I_p.+1) (j : 'I_q.+1) : R := X i j + t * dX i j.
Definition product (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * total t a l) * A2 j l).
Definition exponential (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product t i j).
Definition total2 (t : R) (i : 'I_r.+1) (j : 'I_k.+1) : R := Y i j + t * dY i j.
Definition product2 (t : R) (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * total2 t l j).
Definition difference (t : R) (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => exponential t i l / sum (fun a : 'I_m.+1 => exponential t i a) * product2 t l j) - B i j.
Definition total3 (t : R) : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference t i j * difference t i j)) + (wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => product t i j * product t i j)) + wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => product2 t i j * product2 t i j)) + lx * sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => total t i j * total t i j)) + ly * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => total2 t i j * total2 t i j))).
Definition exponential2 (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l)).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential2 i j / sum (fun l : 'I_m.+1 => exponential2 i l).
Definition product3 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * product3 l j).
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition product4 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (sum (fun l : 'I_k.+1 => difference2 i l * product3 j l) - sum (fun l : 'I_k.+1 => difference2 i l * mean i l)).
Definition mean2 (i : 'I_n.+1) (j : 'I_q.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * A2 l j).
Definition product5 (i : 'I_n.+1) (j : 'I_q.+1) (l : 'I_q.+1) : R := sum (fun a : 'I_m.+1 => product4 i a * A2 a j) * mean2 i l.
Definition difference3 (i : 'I_n.+1) (j : 'I_q.+1) (l : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * (A2 a j * product3 a l)) - mean2 i j * mean i l.
Definition product6 (i : 'I_p.+1) (j : 'I_q.+1) (l : 'I_p.+1) (a : 'I_q.+1) : R := 2 * (sum (fun b : 'I_n.+1 => A1 b i * A1 b l * (sum (fun c : 'I_m.+1 => product4 b c * (A2 c j * A2 c a)) - product5 b j a - product5 b a j + sum (fun c : 'I_k.+1 => difference3 b j c * difference3 b a c))) + wx * wx * (sum (fun b : 'I_n.+1 => A1 b i * A1 b l) * sum (fun b : 'I_m.+1 => A2 b j * A2 b a)) + lx * ((if i == l then 1 else 0) * (if j == a then 1 else 0))).
Definition mean3 (i : 'I_n.+1) (j : 'I_r.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * A3 l j).
Definition product7 (i : 'I_q.+1) (j : 'I_p.+1) (l : 'I_r.+1) (a : 'I_k.+1) : R := sum (fun b : 'I_n.+1 => A1 b j * (mean3 b l * difference3 b i a + (sum (fun c : 'I_m.+1 => softmax b c * (A2 c i * A3 c l)) - mean2 b i * mean3 b l) * difference2 b a)).
Definition total4 : R := sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => (sum (fun l : 'I_p.+1 => sum (fun a : 'I_q.+1 => dX l a * product6 l a i j)) + sum (fun l : 'I_r.+1 => sum (fun a : 'I_k.+1 => dY l a * (2 * product7 j i l a)))) * dX i j)) + sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => (sum (fun l : 'I_p.+1 => sum (fun a : 'I_q.+1 => dX l a * (2 * product7 a l i j))) + sum (fun l : 'I_r.+1 => sum (fun a : 'I_k.+1 => dY l a * (2 * ((sum (fun b : 'I_n.+1 => mean3 b l * mean3 b i) + wy * wy * sum (fun b : 'I_m.+1 => A3 b l * A3 b i)) * (if a == j then 1 else 0) + ly * ((if l == i then 1 else 0) * (if a == j then 1 else 0))))))) * dY i j)).
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (Derive_n (fun t : R => total3 t) 2 0 = total4).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (dX : 'I_p.+1 -> 'I_q.+1 -> R) (dY : 'I_r.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R),
  claim n m p q r k A1 A2 A3 B X Y dX dY wx wy lx ly.
End I4.

(* I4-product: Hessian-vector product without a Hessian; every n, m, p, q, r, k >= 1. *)
Module I4_product.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable dX : 'I_p.+1 -> 'I_q.+1 -> R.
Variable dY : 'I_r.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l)).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / sum (fun l : 'I_m.+1 => exponential i l).
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * dX a l) * A2 j l).
Definition product2 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (product i j - sum (fun l : 'I_m.+1 => softmax i l * product i l)).
Definition product3 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * product3 l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition difference2 (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_k.+1 => difference i l * product3 j l) - sum (fun l : 'I_k.+1 => difference i l * mean i l).
Definition product4 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * dY l j).
Definition total (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product2 i l * product3 l j) + sum (fun l : 'I_m.+1 => softmax i l * product4 l j).
Definition product5 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * difference2 i j.
Definition mean2 (i : 'I_n.+1) (j : 'I_q.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * A2 l j).
Definition product6 (i : 'I_n.+1) (j : 'I_q.+1) (l : 'I_q.+1) : R := sum (fun a : 'I_m.+1 => product5 i a * A2 a j) * mean2 i l.
Definition difference3 (i : 'I_n.+1) (j : 'I_q.+1) (l : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * (A2 a j * product3 a l)) - mean2 i j * mean i l.
Definition product7 (i : 'I_p.+1) (j : 'I_q.+1) (l : 'I_p.+1) (a : 'I_q.+1) : R := 2 * (sum (fun b : 'I_n.+1 => A1 b i * A1 b l * (sum (fun c : 'I_m.+1 => product5 b c * (A2 c j * A2 c a)) - product6 b j a - product6 b a j + sum (fun c : 'I_k.+1 => difference3 b j c * difference3 b a c))) + wx * wx * (sum (fun b : 'I_n.+1 => A1 b i * A1 b l) * sum (fun b : 'I_m.+1 => A2 b j * A2 b a)) + lx * ((if i == l then 1 else 0) * (if j == a then 1 else 0))).
Definition mean3 (i : 'I_n.+1) (j : 'I_r.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * A3 l j).
Definition product8 (i : 'I_q.+1) (j : 'I_p.+1) (l : 'I_r.+1) (a : 'I_k.+1) : R := sum (fun b : 'I_n.+1 => A1 b j * (mean3 b l * difference3 b i a + (sum (fun c : 'I_m.+1 => softmax b c * (A2 c i * A3 c l)) - mean2 b i * mean3 b l) * difference b a)).
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (forall (i : 'I_p.+1) (j : 'I_q.+1), 2 * (sum (fun l : 'I_m.+1 => sum (fun a : 'I_n.+1 => A1 a i * (product2 a l * difference2 a l + softmax a l * (sum (fun b : 'I_k.+1 => total a b * product3 l b) + sum (fun b : 'I_k.+1 => difference a b * product4 l b) - sum (fun b : 'I_k.+1 => total a b * (mean a b + difference a b))) + wx * wx * product a l)) * A2 l j) + lx * dX i j) = sum (fun l : 'I_p.+1 => sum (fun a : 'I_q.+1 => product7 i j l a * dX l a)) + sum (fun l : 'I_r.+1 => sum (fun a : 'I_k.+1 => 2 * product8 j i l a * dY l a))) /\
  (forall (i : 'I_r.+1) (j : 'I_k.+1), 2 * (sum (fun l : 'I_m.+1 => A3 l i * (sum (fun a : 'I_n.+1 => product2 a l * difference a j) + sum (fun a : 'I_n.+1 => softmax a l * total a j) + wy * wy * product4 l j)) + ly * dY i j) = sum (fun l : 'I_p.+1 => sum (fun a : 'I_q.+1 => 2 * product8 a l i j * dX l a)) + sum (fun l : 'I_r.+1 => sum (fun a : 'I_k.+1 => 2 * ((sum (fun b : 'I_n.+1 => mean3 b i * mean3 b l) + wy * wy * sum (fun b : 'I_m.+1 => A3 b i * A3 b l)) * (if j == a then 1 else 0) + ly * ((if i == l then 1 else 0) * (if j == a then 1 else 0))) * dY l a))).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (dX : 'I_p.+1 -> 'I_q.+1 -> R) (dY : 'I_r.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R),
  claim n m p q r k A1 A2 A3 B X Y dX dY wx wy lx ly.
End I4_product.

(* I7: A masked row is the row of its allowed keys; every m, l, k >= 1. *)
Module I7.
Section Sides.
Variables m l k : nat.
Variable s : 'I_m.+1 -> R.
Variable t : 'I_l.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable U : 'I_l.+1 -> 'I_k.+1 -> R.
Definition total : R := sum (fun i : 'I_m.+1 => exp (s i)).
Definition softmax (i : 'I_m.+1) : R := exp (s i) / total.
Definition ratio : R := 0 / total.
Definition claim : Prop :=
  (forall (i : 'I_m.+1), softmax i = softmax i) /\
  (forall (i : 'I_l.+1), ratio = 0) /\
  (forall (i : 'I_k.+1), sum (fun j : 'I_m.+1 => softmax j * V j i) + sum (fun j : 'I_l.+1 => ratio * U j i) = sum (fun j : 'I_m.+1 => softmax j * V j i)).
End Sides.
Definition statement : Prop := forall (m l k : nat) (s : 'I_m.+1 -> R) (t : 'I_l.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (U : 'I_l.+1 -> 'I_k.+1 -> R),
  claim m l k s V U.
End I7.

(* I7-scale: The objective with a mask; every n, m, p, q, r, k >= 1. *)
Module I7_scale.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable M : 'I_n.+1 -> 'I_m.+1 -> R.
Variable c : 'I_n.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l).
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product i j).
Definition product2 (i : 'I_n.+1) (j : 'I_m.+1) : R := M i j * exponential i j.
Definition product3 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product2 i l / sum (fun a : 'I_m.+1 => product2 i a) * product3 l j) - B i j.
Definition total : R := wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => product i j * product i j)) + wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => product3 i j * product3 i j)) + lx * sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => X i j * X i j)) + ly * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => Y i j * Y i j)).
Definition product4 (i : 'I_n.+1) (j : 'I_m.+1) : R := c i * M i j * exponential i j.
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product4 i l / sum (fun a : 'I_m.+1 => product4 i a) * product3 l j) - B i j.
Definition claim : Prop :=
  (forall (x0 : 'I_n.+1) (x1 : 'I_m.+1), 0 < M x0 x1) ->
  (forall (x0 : 'I_n.+1), 0 < c x0) ->
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * difference i j)) + total = sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference2 i j * difference2 i j)) + total).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (M : 'I_n.+1 -> 'I_m.+1 -> R) (c : 'I_n.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R),
  claim n m p q r k A1 A2 A3 B X Y M c wx wy lx ly.
End I7_scale.

(* I7-gradient: The gradient's formula with a mask; every n, m, l, p, q, r, k >= 1. *)
Module I7_gradient.
Section Sides.
Variables n m l p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable D2 : 'I_l.+1 -> 'I_q.+1 -> R.
Variable D3 : 'I_l.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (sum (fun a : 'I_q.+1 => sum (fun b : 'I_p.+1 => A1 i b * X b a) * A2 j a)).
Definition total (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => exponential i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / total i.
Definition product (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_r.+1 => A3 i a * Y a j).
Definition ratio (i : 'I_n.+1) : R := 0 / total i.
Definition product2 (i : 'I_l.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_r.+1 => D3 i a * Y a j).
Definition total2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * product a j) + sum (fun a : 'I_l.+1 => ratio i * product2 a j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := total2 i j - B i j.
Definition total3 (i : 'I_n.+1) : R := sum (fun j : 'I_k.+1 => difference i j * total2 i j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * product a j).
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition claim : Prop :=
  (forall (i : 'I_p.+1) (j : 'I_q.+1), 2 * (sum (fun a : 'I_m.+1 => sum (fun b : 'I_n.+1 => A1 b i * (softmax b a * (sum (fun c : 'I_k.+1 => difference b c * product a c) - total3 b))) * A2 a j) + sum (fun a : 'I_l.+1 => sum (fun b : 'I_n.+1 => A1 b i * (ratio b * (sum (fun c : 'I_k.+1 => difference b c * product2 a c) - total3 b))) * D2 a j)) = 2 * sum (fun a : 'I_m.+1 => sum (fun b : 'I_n.+1 => A1 b i * (softmax b a * (sum (fun c : 'I_k.+1 => difference2 b c * product a c) - sum (fun c : 'I_k.+1 => difference2 b c * mean b c)))) * A2 a j)) /\
  (forall (i : 'I_r.+1) (j : 'I_k.+1), 2 * (sum (fun a : 'I_m.+1 => A3 a i * sum (fun b : 'I_n.+1 => softmax b a * difference b j)) + sum (fun a : 'I_l.+1 => D3 a i * sum (fun b : 'I_n.+1 => ratio b * difference b j))) = 2 * sum (fun a : 'I_m.+1 => A3 a i * sum (fun b : 'I_n.+1 => softmax b a * difference2 b j))).
End Sides.
Definition statement : Prop := forall (n m l p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (D2 : 'I_l.+1 -> 'I_q.+1 -> R) (D3 : 'I_l.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R),
  claim n m l p q r k A1 A2 A3 D2 D3 B X Y.
End I7_gradient.

(* I7-hessian: The Hessian's formula with a mask; every n, m, l, p, q, r, k >= 1. *)
Module I7_hessian.
Section Sides.
Variables n m l p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable D2 : 'I_l.+1 -> 'I_q.+1 -> R.
Variable D3 : 'I_l.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (sum (fun a : 'I_q.+1 => sum (fun b : 'I_p.+1 => A1 i b * X b a) * A2 j a)).
Definition total (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => exponential i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / total i.
Definition product (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_r.+1 => A3 i a * Y a j).
Definition ratio (i : 'I_n.+1) : R := 0 / total i.
Definition product2 (i : 'I_l.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_r.+1 => D3 i a * Y a j).
Definition total2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * product a j) + sum (fun a : 'I_l.+1 => ratio i * product2 a j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := total2 i j - B i j.
Definition total3 (i : 'I_n.+1) : R := sum (fun j : 'I_k.+1 => difference i j * total2 i j).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (sum (fun a : 'I_k.+1 => difference i a * product j a) - total3 i).
Definition product4 (i : 'I_n.+1) (j : 'I_l.+1) : R := ratio i * (sum (fun a : 'I_k.+1 => difference i a * product2 j a) - total3 i).
Definition total4 (i : 'I_n.+1) (j : 'I_q.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * A2 a j) + sum (fun a : 'I_l.+1 => ratio i * D2 a j).
Definition product5 (i : 'I_n.+1) (j : 'I_q.+1) (a : 'I_q.+1) : R := (sum (fun b : 'I_m.+1 => product3 i b * A2 b j) + sum (fun b : 'I_l.+1 => product4 i b * D2 b j)) * total4 i a.
Definition product6 (i : 'I_m.+1) (j : 'I_q.+1) (a : 'I_k.+1) : R := A2 i j * product i a.
Definition difference2 (i : 'I_n.+1) (j : 'I_q.+1) (a : 'I_k.+1) : R := sum (fun b : 'I_m.+1 => softmax i b * product6 b j a) + sum (fun b : 'I_l.+1 => ratio i * (D2 b j * product2 b a)) - total4 i j * total2 i a.
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * product a j).
Definition difference3 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition product7 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (sum (fun a : 'I_k.+1 => difference3 i a * product j a) - sum (fun a : 'I_k.+1 => difference3 i a * mean i a)).
Definition mean2 (i : 'I_n.+1) (j : 'I_q.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * A2 a j).
Definition product8 (i : 'I_n.+1) (j : 'I_q.+1) (a : 'I_q.+1) : R := sum (fun b : 'I_m.+1 => product7 i b * A2 b j) * mean2 i a.
Definition difference4 (i : 'I_n.+1) (j : 'I_q.+1) (a : 'I_k.+1) : R := sum (fun b : 'I_m.+1 => softmax i b * product6 b j a) - mean2 i j * mean i a.
Definition total5 (i : 'I_n.+1) (j : 'I_r.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * A3 a j) + sum (fun a : 'I_l.+1 => ratio i * D3 a j).
Definition product9 (i : 'I_q.+1) (j : 'I_p.+1) (a : 'I_r.+1) (b : 'I_k.+1) : R := sum (fun c : 'I_n.+1 => A1 c j * (total5 c a * difference2 c i b + (sum (fun d : 'I_m.+1 => softmax c d * (A2 d i * A3 d a)) + sum (fun d : 'I_l.+1 => ratio c * (D2 d i * D3 d a)) - total4 c i * total5 c a) * difference c b)).
Definition mean3 (i : 'I_n.+1) (j : 'I_r.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * A3 a j).
Definition product10 (i : 'I_q.+1) (j : 'I_p.+1) (a : 'I_r.+1) (b : 'I_k.+1) : R := sum (fun c : 'I_n.+1 => A1 c j * (mean3 c a * difference4 c i b + (sum (fun d : 'I_m.+1 => softmax c d * (A2 d i * A3 d a)) - mean2 c i * mean3 c a) * difference3 c b)).
Definition claim : Prop :=
  (forall (i : 'I_p.+1) (j : 'I_q.+1) (a : 'I_p.+1) (b : 'I_q.+1), 2 * sum (fun c : 'I_n.+1 => A1 c i * A1 c a * (sum (fun d : 'I_m.+1 => product3 c d * (A2 d j * A2 d b)) + sum (fun d : 'I_l.+1 => product4 c d * (D2 d j * D2 d b)) - product5 c j b - product5 c b j + sum (fun d : 'I_k.+1 => difference2 c j d * difference2 c b d))) = 2 * sum (fun c : 'I_n.+1 => A1 c i * A1 c a * (sum (fun d : 'I_m.+1 => product7 c d * (A2 d j * A2 d b)) - product8 c j b - product8 c b j + sum (fun d : 'I_k.+1 => difference4 c j d * difference4 c b d)))) /\
  (forall (i : 'I_p.+1) (j : 'I_q.+1) (a : 'I_r.+1) (b : 'I_k.+1), 2 * product9 j i a b = 2 * product10 j i a b) /\
  (forall (i : 'I_r.+1) (j : 'I_k.+1) (a : 'I_p.+1) (b : 'I_q.+1), 2 * product9 b a i j = 2 * product10 b a i j) /\
  (forall (i : 'I_r.+1) (j : 'I_k.+1) (a : 'I_r.+1) (b : 'I_k.+1), 2 * (sum (fun c : 'I_n.+1 => total5 c i * total5 c a) * (if j == b then 1 else 0)) = 2 * (sum (fun c : 'I_n.+1 => mean3 c i * mean3 c a) * (if j == b then 1 else 0))).
End Sides.
Definition statement : Prop := forall (n m l p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (D2 : 'I_l.+1 -> 'I_q.+1 -> R) (D3 : 'I_l.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R),
  claim n m l p q r k A1 A2 A3 D2 D3 B X Y.
End I7_hessian.

(* I7-product: The Hessian-vector product's formula with a mask; every n, m, l, p, q, r, k >= 1. *)
Module I7_product.
Section Sides.
Variables n m l p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable D2 : 'I_l.+1 -> 'I_q.+1 -> R.
Variable D3 : 'I_l.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable dX : 'I_p.+1 -> 'I_q.+1 -> R.
Variable dY : 'I_r.+1 -> 'I_k.+1 -> R.
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (sum (fun a : 'I_q.+1 => sum (fun b : 'I_p.+1 => A1 i b * X b a) * A2 j a)).
Definition total (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => exponential i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / total i.
Definition product (i : 'I_n.+1) (j : 'I_q.+1) : R := sum (fun a : 'I_p.+1 => A1 i a * dX a j).
Definition product2 (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun a : 'I_q.+1 => product i a * A2 j a).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * product2 i j.
Definition ratio (i : 'I_n.+1) : R := 0 / total i.
Definition product4 (i : 'I_n.+1) (j : 'I_l.+1) : R := sum (fun a : 'I_q.+1 => product i a * D2 j a).
Definition total2 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product3 i j) + sum (fun j : 'I_l.+1 => ratio i * product4 i j).
Definition product5 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (product2 i j - total2 i).
Definition product6 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_r.+1 => A3 i a * Y a j).
Definition product7 (i : 'I_l.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_r.+1 => D3 i a * Y a j).
Definition total3 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * product6 a j) + sum (fun a : 'I_l.+1 => ratio i * product7 a j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := total3 i j - B i j.
Definition total4 (i : 'I_n.+1) : R := sum (fun j : 'I_k.+1 => difference i j * total3 i j).
Definition product8 (i : 'I_n.+1) (j : 'I_l.+1) : R := ratio i * (product4 i j - total2 i).
Definition product9 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_r.+1 => A3 i a * dY a j).
Definition product10 (i : 'I_l.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_r.+1 => D3 i a * dY a j).
Definition total5 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => product5 i a * product6 a j) + sum (fun a : 'I_l.+1 => product8 i a * product7 a j) + (sum (fun a : 'I_m.+1 => softmax i a * product9 a j) + sum (fun a : 'I_l.+1 => ratio i * product10 a j)).
Definition total6 (i : 'I_n.+1) : R := sum (fun j : 'I_k.+1 => total5 i j * (total3 i j + difference i j)).
Definition total7 (i : 'I_p.+1) (j : 'I_q.+1) : R := sum (fun a : 'I_m.+1 => sum (fun b : 'I_n.+1 => A1 b i * (product5 b a * (sum (fun c : 'I_k.+1 => difference b c * product6 a c) - total4 b) + softmax b a * (sum (fun c : 'I_k.+1 => total5 b c * product6 a c) + sum (fun c : 'I_k.+1 => difference b c * product9 a c) - total6 b))) * A2 a j) + sum (fun a : 'I_l.+1 => sum (fun b : 'I_n.+1 => A1 b i * (product8 b a * (sum (fun c : 'I_k.+1 => difference b c * product7 a c) - total4 b) + ratio b * (sum (fun c : 'I_k.+1 => total5 b c * product7 a c) + sum (fun c : 'I_k.+1 => difference b c * product10 a c) - total6 b))) * D2 a j).
Definition product11 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (product2 i j - sum (fun a : 'I_m.+1 => product3 i a)).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => softmax i a * product6 a j).
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition total8 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun a : 'I_m.+1 => product11 i a * product6 a j) + sum (fun a : 'I_m.+1 => softmax i a * product9 a j).
Definition claim : Prop :=
  (forall (i : 'I_p.+1) (j : 'I_q.+1), 2 * total7 i j = 2 * sum (fun a : 'I_m.+1 => sum (fun b : 'I_n.+1 => A1 b i * (product11 b a * (sum (fun c : 'I_k.+1 => difference2 b c * product6 a c) - sum (fun c : 'I_k.+1 => difference2 b c * mean b c)) + softmax b a * (sum (fun c : 'I_k.+1 => total8 b c * product6 a c) + sum (fun c : 'I_k.+1 => difference2 b c * product9 a c) - sum (fun c : 'I_k.+1 => total8 b c * (mean b c + difference2 b c))))) * A2 a j)) /\
  (forall (i : 'I_r.+1) (j : 'I_k.+1), 2 * (sum (fun a : 'I_m.+1 => A3 a i * (sum (fun b : 'I_n.+1 => product5 b a * difference b j) + sum (fun b : 'I_n.+1 => softmax b a * total5 b j))) + sum (fun a : 'I_l.+1 => D3 a i * (sum (fun b : 'I_n.+1 => product8 b a * difference b j) + sum (fun b : 'I_n.+1 => ratio b * total5 b j)))) = 2 * sum (fun a : 'I_m.+1 => A3 a i * (sum (fun b : 'I_n.+1 => product11 b a * difference2 b j) + sum (fun b : 'I_n.+1 => softmax b a * total8 b j)))).
End Sides.
Definition statement : Prop := forall (n m l p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (D2 : 'I_l.+1 -> 'I_q.+1 -> R) (D3 : 'I_l.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (dX : 'I_p.+1 -> 'I_q.+1 -> R) (dY : 'I_r.+1 -> 'I_k.+1 -> R),
  claim n m l p q r k A1 A2 A3 D2 D3 B X Y dX dY.
End I7_product.

(* I5: Moment form of the derivatives; every n, m, k >= 1. *)
Module I5.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition exponential (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j + t * s i j).
Definition mean (t : R) (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => exponential t i l / sum (fun a : 'I_m.+1 => exponential t i a) * (V l j + t * v l j)).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition product2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product i l * V l j).
Definition mean2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition mean3 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product3 i j).
Definition mean4 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition product4 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j * centred i j).
Definition claim : Prop :=
  (forall (i : 'I_n.+1) (j : 'I_k.+1), Derive_n (fun t : R => mean t i j) 1 0 = product2 i j + mean2 i j) /\
  (forall (i : 'I_n.+1) (j : 'I_k.+1), Derive_n (fun t : R => mean t i j) 2 0 = sum (fun l : 'I_m.+1 => product3 i l * V l j) - mean3 i * mean4 i j + 2 * sum (fun l : 'I_m.+1 => product i l * v l j)) /\
  (forall (i : 'I_n.+1) (j : 'I_k.+1), Derive_n (fun t : R => mean t i j) 3 0 = sum (fun l : 'I_m.+1 => product4 i l * V l j) - sum (fun l : 'I_m.+1 => product4 i l) * mean4 i j - 3 * mean3 i * product2 i j + 3 * (sum (fun l : 'I_m.+1 => product3 i l * v l j) - mean3 i * mean2 i j)).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V s v.
End I5.

(* I5-cumulants: Derivatives under the tilt are cumulants; every n, m, k >= 1. *)
Module I5_cumulants.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition exponential (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j + t * s i j).
Definition mean (t : R) (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => exponential t i l / sum (fun a : 'I_m.+1 => exponential t i a) * V l j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * centred i l * V l j).
Definition product2 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition mean2 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product2 i j).
Definition mean3 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j * centred i j).
Definition claim : Prop :=
  (forall (i : 'I_n.+1) (j : 'I_k.+1), Derive_n (fun t : R => mean t i j) 1 0 = product i j) /\
  (forall (i : 'I_n.+1) (j : 'I_k.+1), Derive_n (fun t : R => mean t i j) 2 0 = sum (fun l : 'I_m.+1 => product2 i l * V l j) - mean2 i * mean3 i j) /\
  (forall (i : 'I_n.+1) (j : 'I_k.+1), Derive_n (fun t : R => mean t i j) 3 0 = sum (fun l : 'I_m.+1 => product3 i l * V l j) - sum (fun l : 'I_m.+1 => product3 i l) * mean3 i j - 3 * mean2 i * product i j).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V s.
End I5_cumulants.

(* I5-objective: Phi', Phi'' and Phi''' in moments; every n, m, k >= 1. *)
Module I5_objective.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Definition total (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := S i j + t * s i j.
Definition exponential (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (total t i j).
Definition total2 (t : R) (i : 'I_m.+1) (j : 'I_k.+1) : R := V i j + t * v i j.
Definition difference (t : R) (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => exponential t i l / sum (fun a : 'I_m.+1 => exponential t i a) * total2 t l j) - B i j.
Definition total3 (t : R) : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference t i j * difference t i j)) + wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => total t i j * total t i j)) + wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => total2 t i j * total2 t i j)).
Definition derivative : R := Derive_n (fun t : R => total3 t) 1 0.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition mean2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition product (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j * 2.
Definition product2 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * s i j.
Definition product3 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product2 i l * V l j).
Definition mean3 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product2 i j).
Definition product4 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j * (mean2 i j * (- 2)).
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j - B i j.
Definition difference3 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j - difference2 i j.
Definition product5 (i : 'I_n.+1) (j : 'I_k.+1) : R := difference3 i j * (- 2).
Definition product6 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j * (difference3 i j * 2).
Definition total4 : R := wy * (wy * (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => V i j * v i j)) * 2)) + wx * (wx * (sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => S i j * s i j)) * 2)).
Definition derivative2 : R := Derive_n (fun t : R => total3 t) 2 0.
Definition product7 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product2 i l * v l j).
Definition product8 (i : 'I_n.+1) (j : 'I_m.+1) : R := product2 i j * s i j.
Definition product9 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product8 i l * V l j).
Definition product10 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j * (- 8).
Definition total5 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product8 i j).
Definition product11 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j * 6.
Definition product12 (i : 'I_n.+1) (j : 'I_k.+1) : R := difference3 i j * (- 4).
Definition product13 (i : 'I_n.+1) (j : 'I_k.+1) : R := difference3 i j * 4.
Definition total6 (i : 'I_n.+1) (j : 'I_k.+1) : R := total5 i * product4 i j + (mean3 i * (mean3 i * (mean2 i j * product11 i j)) + (product7 i j * product12 i j + (product9 i j * product5 i j + (mean i j * (mean3 i * product13 i j) + (mean3 i * (product3 i j * product13 i j) + (total5 i * product6 i j + mean3 i * (mean3 i * (mean2 i j * product12 i j)))))))).
Definition total7 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j * (mean i j * 2) + (mean i j * (product3 i j * 4) + (product3 i j * (product3 i j * 2) + (product7 i j * (mean2 i j * 4) + (product9 i j * product i j + (mean i j * (mean3 i * product10 i j) + (mean3 i * (product3 i j * product10 i j) + total6 i j)))))).
Definition total8 : R := wy * (wy * (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j)) * 2)) + wx * (wx * (sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => s i j * s i j)) * 2)).
Definition derivative3 : R := Derive_n (fun t : R => total3 t) 3 0.
Definition product14 (i : 'I_n.+1) (j : 'I_m.+1) : R := product8 i j * s i j.
Definition product15 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product14 i l * V l j).
Definition product16 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product8 i l * v l j).
Definition product17 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j * (- 12).
Definition product18 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j * (- 24).
Definition product19 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j * 36.
Definition total9 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product14 i j).
Definition product20 (i : 'I_n.+1) (j : 'I_k.+1) : R := difference3 i j * 6.
Definition product21 (i : 'I_n.+1) (j : 'I_k.+1) : R := difference3 i j * 12.
Definition product22 (i : 'I_n.+1) (j : 'I_k.+1) : R := difference3 i j * (- 12).
Definition total10 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j * (mean3 i * (mean3 i * product22 i j)) + (total5 i * (product3 i j * product20 i j) + (mean3 i * (mean3 i * (product3 i j * product22 i j)) + (total9 i * product6 i j + (total5 i * (mean3 i * (mean2 i j * product22 i j)) + mean3 i * (mean3 i * (mean3 i * (mean2 i j * product21 i j))))))).
Definition total11 (i : 'I_n.+1) (j : 'I_k.+1) : R := total5 i * (mean3 i * (mean2 i j * (mean2 i j * 18))) + (mean3 i * (mean3 i * (mean3 i * (mean2 i j * product18 i j))) + (product15 i j * product5 i j + (product16 i j * (difference3 i j * (- 6)) + (mean i j * (total5 i * product20 i j) + (product7 i j * (mean3 i * product21 i j) + (product9 i j * (mean3 i * product20 i j) + total10 i j)))))).
Definition total12 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j * (total5 i * product17 i j) + (product7 i j * (mean3 i * product18 i j) + (product9 i j * (mean3 i * product17 i j) + (mean i j * (mean3 i * (mean3 i * product19 i j)) + (total5 i * (product3 i j * product17 i j) + (mean3 i * (mean3 i * (product3 i j * product19 i j)) + (total9 i * product4 i j + total11 i j)))))).
Definition total13 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j * (mean i j * (mean3 i * (- 12))) + (product7 i j * (product3 i j * 12) + (product9 i j * (product3 i j * 6) + (mean i j * (mean3 i * (product3 i j * (- 24))) + (mean3 i * (product3 i j * (product3 i j * (- 12))) + (product15 i j * product i j + (product16 i j * product11 i j + total12 i j)))))).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - mean3 i.
Definition product23 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition product24 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product23 i l * V l j).
Definition total14 (i : 'I_n.+1) (j : 'I_k.+1) : R := product24 i j + mean i j.
Definition product25 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition mean4 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product25 i j).
Definition total15 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product25 i l * V l j) - mean4 i * mean2 i j + 2 * sum (fun l : 'I_m.+1 => product23 i l * v l j).
Definition product26 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j * centred i j).
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (derivative = sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => mean i j * product i j + (product3 i j * product i j + (mean3 i * product4 i j + (mean i j * product5 i j + (product3 i j * product5 i j + mean3 i * product6 i j)))))) + total4) /\
  (derivative2 = sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total7 i j)) + total8) /\
  (derivative3 = sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => mean i j * (product7 i j * 12) + (mean i j * (product9 i j * 6) + total13 i j)))) /\
  (derivative = 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference2 i j * total14 i j)) + total4) /\
  (derivative2 = 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total14 i j * total14 i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference2 i j * total15 i j)) + total8) /\
  (derivative3 = 6 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total14 i j * total15 i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference2 i j * (sum (fun l : 'I_m.+1 => product26 i l * V l j) - sum (fun l : 'I_m.+1 => product26 i l) * mean2 i j - 3 * mean4 i * product24 i j + 3 * (sum (fun l : 'I_m.+1 => product25 i l * v l j) - mean4 i * mean i j))))).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R),
  claim n m k S V B s v wx wy.
End I5_objective.

(* I5-blocks: not traced: lemma I5-blocks has no claim with two sides *)

(* I6: The best Y is a ridge solution; every n, m, p, q, r, k >= 1. *)
Module I6.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l)).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / sum (fun l : 'I_m.+1 => exponential i l).
Definition product (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition mean (i : 'I_n.+1) (j : 'I_r.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * A3 l j).
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (forall (i : 'I_r.+1) (j : 'I_k.+1), 2 * (sum (fun l : 'I_m.+1 => A3 l i * (sum (fun a : 'I_n.+1 => softmax a l * (sum (fun b : 'I_m.+1 => softmax a b * product b j) - B a j)) + wy * wy * product l j)) + ly * Y i j) = 2 * (sum (fun l : 'I_r.+1 => (sum (fun a : 'I_n.+1 => mean a i * mean a l) + wy * wy * sum (fun a : 'I_m.+1 => A3 a i * A3 a l)) * Y l j) + ly * Y i j - sum (fun l : 'I_n.+1 => mean l i * B l j))).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R) (Y : 'I_r.+1 -> 'I_k.+1 -> R),
  claim n m p q r k A1 A2 A3 B X wx wy lx ly Y.
End I6.

(* I6-reduced: Reduced objective and its gradient; every n, m, p, q, r, k >= 1. *)
Module I6_reduced.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable dX : 'I_p.+1 -> 'I_q.+1 -> R.
Variable dY : 'I_r.+1 -> 'I_k.+1 -> R.
Definition total (t : R) (i : 'I_p.+1) (j : 'I_q.+1) : R := X i j + t * dX i j.
Definition product (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * total t a l) * A2 j l).
Definition exponential (t : R) (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product t i j).
Definition total2 (t : R) (i : 'I_r.+1) (j : 'I_k.+1) : R := Y i j + t * dY i j.
Definition product2 (t : R) (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * total2 t l j).
Definition difference (t : R) (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => exponential t i l / sum (fun a : 'I_m.+1 => exponential t i a) * product2 t l j) - B i j.
Definition total3 (t : R) : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference t i j * difference t i j)) + (wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => product t i j * product t i j)) + wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => product2 t i j * product2 t i j)) + lx * sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => total t i j * total t i j)) + ly * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => total2 t i j * total2 t i j))).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l).
Definition exponential2 (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product3 i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential2 i j / sum (fun l : 'I_m.+1 => exponential2 i l).
Definition mean (i : 'I_n.+1) (j : 'I_r.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * A3 l j).
Definition difference2 (i : 'I_r.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => (sum (fun a : 'I_n.+1 => mean a i * mean a l) + wy * wy * sum (fun a : 'I_m.+1 => A3 a i * A3 a l)) * Y l j) + ly * Y i j - sum (fun l : 'I_n.+1 => mean l i * B l j).
Definition product4 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition mean2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * product4 l j).
Definition difference3 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j - B i j.
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (Derive_n (fun t : R => total3 t) 1 0 - 2 * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => difference2 i j * dY i j)) = sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => 2 * (sum (fun l : 'I_m.+1 => sum (fun a : 'I_n.+1 => A1 a i * (softmax a l * (sum (fun b : 'I_k.+1 => difference3 a b * product4 l b) - sum (fun b : 'I_k.+1 => difference3 a b * mean2 a b)) + wx * wx * product3 a l)) * A2 l j) + lx * X i j) * dX i j))) /\
  (total3 0 - sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => difference2 i j * Y i j)) = sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => B i j * B i j)) - sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => B i j * mean2 i j)) + wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => product3 i j * product3 i j)) + lx * sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => X i j * X i j))).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (dX : 'I_p.+1 -> 'I_q.+1 -> R) (dY : 'I_r.+1 -> 'I_k.+1 -> R),
  claim n m p q r k A1 A2 A3 B X wx wy lx ly Y dX dY.
End I6_reduced.

(* I6-optimal: The ridge solution is optimal; every n, m, p, q, r, k >= 1. *)
Module I6_optimal.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable dY : 'I_r.+1 -> 'I_k.+1 -> R.
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l).
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / sum (fun l : 'I_m.+1 => exponential i l).
Definition product2 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * product2 l j) - B i j.
Definition product3 : R := wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => product i j * product i j)).
Definition product4 : R := lx * sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => X i j * X i j)).
Definition mean (i : 'I_n.+1) (j : 'I_r.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * A3 l j).
Definition total : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * difference i j)) + (product3 + wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => product2 i j * product2 i j)) + product4 + ly * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => Y i j * Y i j))) + 2 * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => (sum (fun l : 'I_r.+1 => (sum (fun a : 'I_n.+1 => mean a i * mean a l) + wy * wy * sum (fun a : 'I_m.+1 => A3 a i * A3 a l)) * Y l j) + ly * Y i j - sum (fun l : 'I_n.+1 => mean l i * B l j)) * dY i j)).
Definition product5 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * (Y l j + dY l j)).
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * product5 l j) - B i j.
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (total <= sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference2 i j * difference2 i j)) + (product3 + wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => product5 i j * product5 i j)) + product4 + ly * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => (Y i j + dY i j) * (Y i j + dY i j))))).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (dY : 'I_r.+1 -> 'I_k.+1 -> R),
  claim n m p q r k A1 A2 A3 B X wx wy lx ly Y dY.
End I6_optimal.

(* E1: not traced: lemma E1 has no claim with two sides *)

(* B1: Softmax weights; every m >= 1. *)
Module B1.
Section Sides.
Variables m : nat.
Variable x : 'I_m.+1 -> R.
Definition total : R := sum (fun i : 'I_m.+1 => exp (x i)).
Definition softmax (i : 'I_m.+1) : R := exp (x i) / total.
Definition claim : Prop :=
  (1 - mini (fun i : 'I_m.+1 => softmax i) <= 1) /\
  (sum (fun i : 'I_m.+1 => softmax i * softmax i) <= 1) /\
  (INR m.+1 * exp (- (maxi (fun i : 'I_m.+1 => Rabs (x i)))) <= total).
End Sides.
Definition statement : Prop := forall (m : nat) (x : 'I_m.+1 -> R),
  claim m x.
End B1.

(* B1-queries: Softmax denominators by the number of queries; every n, m >= 1. *)
Module B1_queries.
Section Sides.
Variables n m : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Definition claim : Prop :=
  (forall (x0 : 'I_n.+1) (x1 : 'I_m.+1), (- 4) <= S x0 x1 <= 4) ->
  (forall (i : 'I_n.+1), INR n.+1 * exp (- (maxi (fun j : 'I_m.+1 => Rabs (S i j)))) <= sum (fun j : 'I_m.+1 => exp (S i j))).
End Sides.
Definition statement : Prop := forall (n m : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R),
  claim n m S.
End B1_queries.

(* B2: Variance under softmax weights; every m >= 1. *)
Module B2.
Section Sides.
Variables m : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition mean : R := sum (fun i : 'I_m.+1 => softmax i * (centred i * centred i)).
Definition total : R := sum (fun i : 'I_m.+1 => softmax i).
Definition difference : R := maxi (fun i : 'I_m.+1 => s i) - mini (fun i : 'I_m.+1 => s i).
Definition claim : Prop :=
  (mean <= Rmin (total / (2 * total)) (maxi (fun i : 'I_m.+1 => softmax i)) * sum (fun i : 'I_m.+1 => s i * s i)) /\
  (mean <= difference * difference / 4).
End Sides.
Definition statement : Prop := forall (m : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R),
  claim m x s.
End B2.

(* B2-jacobian: Softmax Jacobian; every m >= 1. *)
Module B2_jacobian.
Section Sides.
Variables m : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition product (i : 'I_m.+1) : R := softmax i * (s i - sum (fun j : 'I_m.+1 => softmax j * s j)).
Definition claim : Prop :=
  (sum (fun i : 'I_m.+1 => product i * product i) <= sum (fun i : 'I_m.+1 => s i * s i) / 4).
End Sides.
Definition statement : Prop := forall (m : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R),
  claim m x s.
End B2_jacobian.

(* B4: Softmax is 1/2-Lipschitz; every m >= 1. *)
Module B4.
Section Sides.
Variables m : nat.
Variable x : 'I_m.+1 -> R.
Variable y : 'I_m.+1 -> R.
Definition difference (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)) - exp (y i) / sum (fun j : 'I_m.+1 => exp (y j)).
Definition claim : Prop :=
  (sum (fun i : 'I_m.+1 => difference i * difference i) <= sum (fun i : 'I_m.+1 => (x i - y i) * (x i - y i)) / 4).
End Sides.
Definition statement : Prop := forall (m : nat) (x : 'I_m.+1 -> R) (y : 'I_m.+1 -> R),
  claim m x y.
End B4.

(* B4-row: A softmax row is ||A_j||/2-Lipschitz; every m >= 1. *)
Module B4_row.
Section Sides.
Variables m : nat.
Variable A : 'I_m.+1 -> 'I_2 -> R.
Variable x : 'I_2 -> R.
Variable y : 'I_2 -> R.
Definition exponential (i : 'I_m.+1) : R := exp (A i (ordi 0 2) * x (ordi 0 2) + A i (ordi 1 2) * x (ordi 1 2)).
Definition exponential2 (i : 'I_m.+1) : R := exp (A i (ordi 0 2) * y (ordi 0 2) + A i (ordi 1 2) * y (ordi 1 2)).
Definition difference (i : 'I_m.+1) : R := exponential i / sum (fun j : 'I_m.+1 => exponential j) - exponential2 i / sum (fun j : 'I_m.+1 => exponential2 j).
Definition square : R := sum (fun i : 'I_m.+1 => A i (ordi 0 2) * A i (ordi 0 2)).
Definition square2 : R := sum (fun i : 'I_m.+1 => A i (ordi 1 2) * A i (ordi 1 2)).
Definition ratio : R := (square - square2) / 2.
Definition product : R := sum (fun i : 'I_m.+1 => A i (ordi 0 2) * A i (ordi 1 2)).
Definition claim : Prop :=
  (sum (fun i : 'I_m.+1 => difference i * difference i) <= ((square + square2) / 2 + sqrt (ratio * ratio + product * product)) * ((x (ordi 0 2) - y (ordi 0 2)) * (x (ordi 0 2) - y (ordi 0 2)) + (x (ordi 1 2) - y (ordi 1 2)) * (x (ordi 1 2) - y (ordi 1 2))) / 4).
End Sides.
Definition statement : Prop := forall (m : nat) (A : 'I_m.+1 -> 'I_2 -> R) (x : 'I_2 -> R) (y : 'I_2 -> R),
  claim m A x y.
End B4_row.

(* B5: Classical Lipschitz constant of a softmax row; every m >= 1. *)
Module B5.
Section Sides.
Variables m : nat.
Variable A : 'I_m.+1 -> 'I_2 -> R.
Variable x : 'I_2 -> R.
Variable y : 'I_2 -> R.
Definition exponential (i : 'I_m.+1) : R := exp (A i (ordi 0 2) * x (ordi 0 2) + A i (ordi 1 2) * x (ordi 1 2)).
Definition total : R := sum (fun i : 'I_m.+1 => exponential i).
Definition exponential2 (i : 'I_m.+1) : R := exp (A i (ordi 0 2) * y (ordi 0 2) + A i (ordi 1 2) * y (ordi 1 2)).
Definition total2 : R := sum (fun i : 'I_m.+1 => exponential2 i).
Definition difference (i : 'I_m.+1) : R := exponential i / total - exponential2 i / total2.
Definition square : R := sum (fun i : 'I_m.+1 => A i (ordi 0 2) * A i (ordi 0 2)).
Definition square2 : R := sum (fun i : 'I_m.+1 => A i (ordi 1 2) * A i (ordi 1 2)).
Definition ratio : R := (square - square2) / 2.
Definition product : R := sum (fun i : 'I_m.+1 => A i (ordi 0 2) * A i (ordi 1 2)).
Definition smaller : R := Rmin total total2.
Definition product2 : R := smaller * smaller * smaller * smaller.
Definition ratio2 : R := INR m.+1 * INR m.+1 * INR m.+1 * exp (6 * Rmax (Rmax ((square + square2) / 2 + sqrt (ratio * ratio + product * product)) (x (ordi 0 2) * x (ordi 0 2) + x (ordi 1 2) * x (ordi 1 2))) (y (ordi 0 2) * y (ordi 0 2) + y (ordi 1 2) * y (ordi 1 2))) / product2.
Definition claim : Prop :=
  (product2 <> 0) ->
  (sum (fun i : 'I_m.+1 => difference i * difference i) <= ratio2 * ((x (ordi 0 2) - y (ordi 0 2)) * (x (ordi 0 2) - y (ordi 0 2)) + (x (ordi 1 2) - y (ordi 1 2)) * (x (ordi 1 2) - y (ordi 1 2)))).
End Sides.
Definition statement : Prop := forall (m : nat) (A : 'I_m.+1 -> 'I_2 -> R) (x : 'I_2 -> R) (y : 'I_2 -> R),
  claim m A x y.
End B5.

(* B2-one-hot: Variance under nearly one-hot weights; every m, k >= 1. *)
Module B2_one_hot.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition claim : Prop :=
  (sum (fun i : 'I_m.+1 => softmax i * (centred i * centred i)) <= Rmin (maxi (fun i : 'I_m.+1 => softmax i)) (2 * maxi (fun i : 'I_m.+1 => softmax i * (1 - softmax i))) * sum (fun i : 'I_m.+1 => s i * s i)).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m x s.
End B2_one_hot.

(* B2-cauchy: Cauchy-Schwarz under softmax weights; every m, k >= 1. *)
Module B2_cauchy.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition total : R := sum (fun i : 'I_m.+1 => softmax i * centred i * (v i ord0 - sum (fun j : 'I_m.+1 => softmax j * v j ord0))).
Definition centred2 (i : 'I_m.+1) : R := v i ord0 - sum (fun j : 'I_m.+1 => softmax j * v j ord0).
Definition claim : Prop :=
  (total * total <= sum (fun i : 'I_m.+1 => softmax i * (centred i * centred i)) * sum (fun i : 'I_m.+1 => softmax i * (centred2 i * centred2 i))).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m k x s v.
End B2_cauchy.

(* B1-mean: A mean of values; every m, k >= 1. *)
Module B1_mean.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition mean (i : 'I_k.+1) : R := sum (fun j : 'I_m.+1 => softmax j * v j i).
Definition claim : Prop :=
  (sum (fun i : 'I_k.+1 => mean i * mean i) <= sum (fun i : 'I_m.+1 => softmax i * softmax i) * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j))).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m k x v.
End B1_mean.

(* B2-covariance: Covariance of scores and values; every m, k >= 1. *)
Module B2_covariance.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition product (i : 'I_k.+1) : R := sum (fun j : 'I_m.+1 => softmax j * (s j - sum (fun l : 'I_m.+1 => softmax l * s l)) * v j i).
Definition square : R := sum (fun i : 'I_k.+1 => product i * product i).
Definition smaller : R := Rmin (1 / 2) (maxi (fun i : 'I_m.+1 => softmax i)).
Definition product2 : R := smaller * sum (fun i : 'I_m.+1 => s i * s i).
Definition centred (i : 'I_m.+1) (j : 'I_k.+1) : R := v i j - sum (fun l : 'I_m.+1 => softmax l * v l j).
Definition claim : Prop :=
  (square <= product2 * (smaller * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j)))) /\
  (square <= product2 * sum (fun i : 'I_m.+1 => softmax i * sum (fun j : 'I_k.+1 => centred i j * centred i j))).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m k x s v.
End B2_covariance.

(* B2-one-sided: One-sided bound of a third moment; every m, k >= 1. *)
Module B2_one_sided.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition product (i : 'I_m.+1) : R := softmax i * (centred i * centred i).
Definition claim : Prop :=
  (sum (fun i : 'I_m.+1 => product i * v i ord0) <= sum (fun i : 'I_m.+1 => product i) * maxi (fun i : 'I_m.+1 => v i ord0)).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m k x s v.
End B2_one_sided.

(* B3-third: Third cumulant against values; every m, k >= 1. *)
Module B3_third.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition product (i : 'I_m.+1) : R := softmax i * (centred i * centred i).
Definition centred2 (i : 'I_m.+1) (j : 'I_k.+1) : R := v i j - sum (fun l : 'I_m.+1 => softmax l * v l j).
Definition product2 (i : 'I_k.+1) : R := sum (fun j : 'I_m.+1 => product j * centred2 j i).
Definition product3 : R := sum (fun i : 'I_m.+1 => product i) * maxi (fun i : 'I_m.+1 => sqrt (sum (fun j : 'I_k.+1 => centred2 i j * centred2 i j))).
Definition claim : Prop :=
  (sqrt (sum (fun i : 'I_k.+1 => product2 i * product2 i)) <= product3) /\
  (product3 <= sqrt 2 * Rmin (1 / 2) (maxi (fun i : 'I_m.+1 => softmax i)) * sum (fun i : 'I_m.+1 => s i * s i) * sqrt (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j)))).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m k x s v.
End B3_third.

(* B3-skew: Third central moment; every m, k >= 1. *)
Module B3_skew.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition difference : R := maxi (fun i : 'I_m.+1 => s i) - mini (fun i : 'I_m.+1 => s i).
Definition claim : Prop :=
  (Rabs (sum (fun i : 'I_m.+1 => softmax i * (centred i * centred i * centred i))) <= difference * difference * difference / (6 * sqrt 3)).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m x s.
End B3_skew.

(* B3-range: Range of the fourth-cumulant factor; every m, k >= 1. *)
Module B3_range.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition difference (i : 'I_m.+1) : R := centred i * centred i - 3 * sum (fun j : 'I_m.+1 => softmax j * (centred j * centred j)).
Definition difference2 : R := maxi (fun i : 'I_m.+1 => s i) - mini (fun i : 'I_m.+1 => s i).
Definition claim : Prop :=
  (maxi (fun i : 'I_m.+1 => difference i) <= difference2 * difference2) /\
  (- (mini (fun i : 'I_m.+1 => difference i)) <= 3 * (difference2 * difference2) / 4).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m x s.
End B3_range.

(* B3-fourth: Fourth cumulant against values; every m, k >= 1. *)
Module B3_fourth.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition mean : R := sum (fun i : 'I_m.+1 => softmax i * (centred i * centred i)).
Definition centred2 (i : 'I_m.+1) (j : 'I_k.+1) : R := v i j - sum (fun l : 'I_m.+1 => softmax l * v l j).
Definition product (i : 'I_k.+1) : R := sum (fun j : 'I_m.+1 => softmax j * centred j * (centred j * centred j - 3 * mean) * centred2 j i).
Definition difference : R := maxi (fun i : 'I_m.+1 => s i) - mini (fun i : 'I_m.+1 => s i).
Definition product2 : R := difference * difference * difference * difference * mean.
Definition square : R := sum (fun i : 'I_m.+1 => s i * s i).
Definition claim : Prop :=
  (sum (fun i : 'I_k.+1 => product i * product i) <= product2 * sum (fun i : 'I_m.+1 => softmax i * sum (fun j : 'I_k.+1 => centred2 i j * centred2 i j))) /\
  (product2 <= 4 * Rmin (1 / 2) (maxi (fun i : 'I_m.+1 => softmax i)) * (square * square * square)).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m k x s v.
End B3_fourth.

(* B3: Third and fourth moments under softmax weights; every m, k >= 1. *)
Module B3.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition product (i : 'I_m.+1) : R := softmax i * (centred i * centred i).
Definition centred2 (i : 'I_m.+1) : R := v i ord0 - sum (fun j : 'I_m.+1 => softmax j * v j ord0).
Definition mean : R := sum (fun i : 'I_m.+1 => product i).
Definition difference : R := maxi (fun i : 'I_m.+1 => s i) - mini (fun i : 'I_m.+1 => s i).
Definition product2 : R := difference * difference * difference.
Definition product3 : R := sum (fun i : 'I_m.+1 => softmax i * centred i * (centred i * centred i - 3 * mean) * centred2 i).
Definition claim : Prop :=
  (Rabs (sum (fun i : 'I_m.+1 => product i * centred2 i)) <= mean * maxi (fun i : 'I_m.+1 => Rabs (centred2 i))) /\
  (Rabs (sum (fun i : 'I_m.+1 => softmax i * (centred i * centred i * centred i))) <= product2 / (6 * sqrt 3)) /\
  (product3 * product3 <= product2 * difference * mean * sum (fun i : 'I_m.+1 => softmax i * (centred2 i * centred2 i))).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m k x s v.
End B3.

(* B3-diagonal: A symmetric trilinear form has its norm on the diagonal; no sizes. *)
Module B3_diagonal.
Section Sides.
Variable T : 'I_4 -> R.
Variable z : 'I_2 -> R.
Definition ratio : R := (- (z (ordi 0 2)) - sqrt 3 * z (ordi 1 2)) / 2.
Definition ratio2 : R := (sqrt 3 * z (ordi 0 2) - z (ordi 1 2)) / 2.
Definition product : R := (- 1) * sqrt 3.
Definition ratio3 : R := (- (z (ordi 0 2)) - product * z (ordi 1 2)) / 2.
Definition ratio4 : R := (product * z (ordi 0 2) - z (ordi 1 2)) / 2.
Definition larger : R := Rmax (Rmax (Rabs (T (ordi 0 4) * z (ordi 0 2) * z (ordi 0 2) * z (ordi 0 2) + 3 * T (ordi 1 4) * z (ordi 0 2) * z (ordi 0 2) * z (ordi 1 2) + 3 * T (ordi 2 4) * z (ordi 0 2) * z (ordi 1 2) * z (ordi 1 2) + T (ordi 3 4) * z (ordi 1 2) * z (ordi 1 2) * z (ordi 1 2))) (Rabs (T (ordi 0 4) * ratio * ratio * ratio + 3 * T (ordi 1 4) * ratio * ratio * ratio2 + 3 * T (ordi 2 4) * ratio * ratio2 * ratio2 + T (ordi 3 4) * ratio2 * ratio2 * ratio2))) (Rabs (T (ordi 0 4) * ratio3 * ratio3 * ratio3 + 3 * T (ordi 1 4) * ratio3 * ratio3 * ratio4 + 3 * T (ordi 2 4) * ratio3 * ratio4 * ratio4 + T (ordi 3 4) * ratio4 * ratio4 * ratio4)).
Definition claim : Prop :=
  (Rabs (T (ordi 0 4) * (z (ordi 0 2) * z (ordi 0 2) * z (ordi 0 2) - 3 * z (ordi 0 2) * z (ordi 1 2) * z (ordi 1 2)) + T (ordi 1 4) * (3 * z (ordi 0 2) * z (ordi 0 2) * z (ordi 1 2) - z (ordi 1 2) * z (ordi 1 2) * z (ordi 1 2))) <= larger).
End Sides.
Definition statement : Prop := forall (T : 'I_4 -> R) (z : 'I_2 -> R),
  claim T z.
End B3_diagonal.

(* B3-polar: Third cumulant, sharp for large weights; every m, k >= 1. *)
Module B3_polar.
Section Sides.
Variables m k : nat.
Variable x : 'I_m.+1 -> R.
Variable s : 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_m.+1) : R := exp (x i) / sum (fun j : 'I_m.+1 => exp (x j)).
Definition centred (i : 'I_m.+1) : R := s i - sum (fun j : 'I_m.+1 => softmax j * s j).
Definition product (i : 'I_k.+1) : R := sum (fun j : 'I_m.+1 => softmax j * (centred j * centred j) * (v j i - sum (fun l : 'I_m.+1 => softmax l * v l i))).
Definition claim : Prop :=
  (sqrt (sum (fun i : 'I_k.+1 => product i * product i)) <= sqrt 2 / (3 * sqrt 3) * sum (fun i : 'I_m.+1 => s i * s i) * sqrt (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j)))).
End Sides.
Definition statement : Prop := forall (m k : nat) (x : 'I_m.+1 -> R) (s : 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim m k x s v.
End B3_polar.

(* B6-output: Lipschitz constant of c; every n, m, k >= 1. *)
Module B6_output.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition total (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * (s i l - sum (fun a : 'I_m.+1 => softmax i a * s i a)) * V l j) + sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - sum (fun a : 'I_m.+1 => softmax i a * V a l).
Definition norm (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred i j l * centred i j l)).
Definition claim : Prop :=
  (forall (i : 'I_n.+1), sqrt (sum (fun j : 'I_k.+1 => total i j * total i j)) <= sqrt (sum (fun j : 'I_m.+1 => softmax i j * norm i j * norm i j)) * sqrt (Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j))) * sqrt (sum (fun j : 'I_m.+1 => s i j * s i j)) + sqrt (sum (fun j : 'I_m.+1 => softmax i j * softmax i j)) * sqrt (sum (fun j : 'I_m.+1 => sum (fun l : 'I_k.+1 => v j l * v j l)))).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V s v.
End B6_output.

(* B6-gradient: Lipschitz constant of the gradient, at a point; every n, m, k >= 1. *)
Module B6_gradient.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition total (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product i l * V l j) + sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition product2 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition smaller (i : 'I_n.+1) : R := Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j)).
Definition centred2 (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - mean i l.
Definition norm (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred2 i j l * centred2 i j l)).
Definition root (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * norm i j * norm i j)).
Definition norm2 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition norm3 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition norm4 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * softmax i j)).
Definition norm5 : R := sqrt (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j))).
Definition total2 : R := sum (fun i : 'I_n.+1 => (2 * smaller i * (root i * root i) + 2 * norm2 i * maxi (fun j : 'I_m.+1 => norm i j) * smaller i) * norm3 i * norm3 i) + sum (fun i : 'I_n.+1 => (4 * norm2 i * smaller i + 4 * norm4 i * root i * sqrt (smaller i)) * norm3 i * norm5).
Definition claim : Prop :=
  (Rabs (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total i j * total i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product2 i l * V l j) - sum (fun l : 'I_m.+1 => product2 i l) * mean i j + 2 * sum (fun l : 'I_m.+1 => product i l * v l j))))) <= total2 + sum (fun i : 'I_n.+1 => 2 * (norm4 i * norm4 i) * norm5 * norm5)).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V B s v.
End B6_gradient.

(* B7: Lipschitz constant of the Hessian, at a point; every n, m, k >= 1. *)
Module B7.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition product2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product i l * V l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition mean2 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product3 i j).
Definition mean3 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean3 i j - B i j.
Definition product4 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j * centred i j).
Definition total : R := 6 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => (product2 i j + mean i j) * (sum (fun l : 'I_m.+1 => product3 i l * V l j) - mean2 i * mean3 i j + 2 * sum (fun l : 'I_m.+1 => product i l * v l j)))) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product4 i l * V l j) - sum (fun l : 'I_m.+1 => product4 i l) * mean3 i j - 3 * mean2 i * product2 i j + 3 * (sum (fun l : 'I_m.+1 => product3 i l * v l j) - mean2 i * mean i j)))).
Definition norm (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition centred2 (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - mean3 i l.
Definition norm2 (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred2 i j l * centred2 i j l)).
Definition root (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * norm2 i j * norm2 i j)).
Definition smaller (i : 'I_n.+1) : R := Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j)).
Definition root2 (i : 'I_n.+1) : R := sqrt (smaller i).
Definition largest (i : 'I_n.+1) : R := maxi (fun j : 'I_m.+1 => norm2 i j).
Definition product5 (i : 'I_n.+1) : R := root2 i * root2 i * root2 i.
Definition norm3 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition norm4 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * softmax i j)).
Definition norm5 : R := sqrt (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j))).
Definition total2 : R := sum (fun i : 'I_n.+1 => (4 * norm i * root i * root2 i + 6 * largest i * root i * product5 i) * norm3 i * norm3 i * norm3 i) + sum (fun i : 'I_n.+1 => (12 * root i * product5 i + 6 * norm i * smaller i * sqrt 2 + 6 * norm4 i * largest i * smaller i) * norm3 i * norm3 i * norm5).
Definition claim : Prop :=
  (Rabs total <= total2 + sum (fun i : 'I_n.+1 => 12 * norm4 i * smaller i * norm3 i * norm5 * norm5)).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V B s v.
End B7.

(* B7-sharp: Lipschitz constant of the Hessian, sharper mixed term; every n, m, k >= 1. *)
Module B7_sharp.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition product2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product i l * V l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition mean2 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product3 i j).
Definition mean3 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean3 i j - B i j.
Definition product4 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j * centred i j).
Definition total : R := 6 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => (product2 i j + mean i j) * (sum (fun l : 'I_m.+1 => product3 i l * V l j) - mean2 i * mean3 i j + 2 * sum (fun l : 'I_m.+1 => product i l * v l j)))) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product4 i l * V l j) - sum (fun l : 'I_m.+1 => product4 i l) * mean3 i j - 3 * mean2 i * product2 i j + 3 * (sum (fun l : 'I_m.+1 => product3 i l * v l j) - mean2 i * mean i j)))).
Definition norm (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition centred2 (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - mean3 i l.
Definition norm2 (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred2 i j l * centred2 i j l)).
Definition root (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * norm2 i j * norm2 i j)).
Definition smaller (i : 'I_n.+1) : R := Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j)).
Definition root2 (i : 'I_n.+1) : R := sqrt (smaller i).
Definition largest (i : 'I_n.+1) : R := maxi (fun j : 'I_m.+1 => norm2 i j).
Definition product5 (i : 'I_n.+1) : R := root2 i * root2 i * root2 i.
Definition norm3 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition norm4 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * softmax i j)).
Definition norm5 : R := sqrt (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j))).
Definition total2 : R := sum (fun i : 'I_n.+1 => (4 * norm i * root i * root2 i + 6 * largest i * root i * product5 i) * norm3 i * norm3 i * norm3 i) + sum (fun i : 'I_n.+1 => (12 * root i * product5 i + 6 * norm i * sqrt 2 * Rmin (smaller i) ((1 / 9) * sqrt 3) + 6 * norm4 i * largest i * smaller i) * norm3 i * norm3 i * norm5).
Definition claim : Prop :=
  (Rabs total <= total2 + sum (fun i : 'I_n.+1 => 12 * norm4 i * smaller i * norm3 i * norm5 * norm5)).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V B s v.
End B7_sharp.

(* B7-one-hot: Lipschitz constant of the Hessian under nearly one-hot weights; every n, m, k >= 1. *)
Module B7_one_hot.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition product2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product i l * V l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition mean2 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product3 i j).
Definition mean3 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean3 i j - B i j.
Definition product4 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j * centred i j).
Definition total : R := 6 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => (product2 i j + mean i j) * (sum (fun l : 'I_m.+1 => product3 i l * V l j) - mean2 i * mean3 i j + 2 * sum (fun l : 'I_m.+1 => product i l * v l j)))) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product4 i l * V l j) - sum (fun l : 'I_m.+1 => product4 i l) * mean3 i j - 3 * mean2 i * product2 i j + 3 * (sum (fun l : 'I_m.+1 => product3 i l * v l j) - mean2 i * mean i j)))).
Definition norm (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition centred2 (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - mean3 i l.
Definition norm2 (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred2 i j l * centred2 i j l)).
Definition root (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * norm2 i j * norm2 i j)).
Definition smaller (i : 'I_n.+1) : R := Rmin (maxi (fun j : 'I_m.+1 => softmax i j)) (2 * maxi (fun j : 'I_m.+1 => softmax i j * (1 - softmax i j))).
Definition root2 (i : 'I_n.+1) : R := sqrt (smaller i).
Definition largest (i : 'I_n.+1) : R := maxi (fun j : 'I_m.+1 => norm2 i j).
Definition product5 (i : 'I_n.+1) : R := root2 i * root2 i * root2 i.
Definition norm3 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition norm4 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * softmax i j)).
Definition norm5 : R := sqrt (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j))).
Definition total2 : R := sum (fun i : 'I_n.+1 => (4 * norm i * root i * root2 i + 6 * largest i * root i * product5 i) * norm3 i * norm3 i * norm3 i) + sum (fun i : 'I_n.+1 => (12 * root i * product5 i + 6 * norm i * smaller i * sqrt 2 + 6 * norm4 i * largest i * smaller i) * norm3 i * norm3 i * norm5).
Definition claim : Prop :=
  (Rabs total <= total2 + sum (fun i : 'I_n.+1 => 12 * norm4 i * smaller i * norm3 i * norm5 * norm5)).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V B s v.
End B7_one_hot.

(* B6: Lipschitz constants on a set; every n, m, k >= 1. *)
Module B6.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition product2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product i l * V l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition total (i : 'I_n.+1) (j : 'I_k.+1) : R := product2 i j + mean i j.
Definition mean2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j - B i j.
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition mean3 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product3 i j).
Definition total2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product3 i l * V l j) - mean3 i * mean2 i j + 2 * sum (fun l : 'I_m.+1 => product i l * v l j).
Definition norm : R := sqrt (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => V i j * V i j))).
Definition ratio : R := norm / sqrt 2.
Definition total3 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => B i j * B i j)) + norm.
Definition product4 : R := norm * sqrt 2.
Definition norm2 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition product5 (i : 'I_n.+1) : R := 4 * total3 i.
Definition norm3 : R := sqrt (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j))).
Definition product6 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j * centred i j).
Definition magnitude : R := Rabs (6 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total i j * total2 i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product6 i l * V l j) - sum (fun l : 'I_m.+1 => product6 i l) * mean2 i j - 3 * mean3 i * product2 i j + 3 * (sum (fun l : 'I_m.+1 => product3 i l * v l j) - mean3 i * mean i j))))).
Definition product7 : R := 6 * product4.
Definition product8 : R := sqrt (1 / 2) * sqrt (1 / 2) * sqrt (1 / 2).
Definition total4 : R := sum (fun i : 'I_n.+1 => (product5 i * ratio * sqrt (1 / 2) + product7 * ratio * product8) * norm2 i * norm2 i * norm2 i) + sum (fun i : 'I_n.+1 => (12 * ratio * product8 + 6 * total3 i * (1 / 2) * sqrt 2 + product7 * (1 / 2)) * norm2 i * norm2 i * norm3).
Definition claim : Prop :=
  (Rabs (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total i j * total i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * total2 i j))) <= sum (fun i : 'I_n.+1 => (ratio * ratio + 2 * total3 i * product4 * (1 / 2)) * norm2 i * norm2 i) + sum (fun i : 'I_n.+1 => (product5 i * (1 / 2) + 4 * ratio * sqrt (1 / 2)) * norm2 i * norm3) + sum (fun i : 'I_n.+1 => 2 * norm3 * norm3)) /\
  (magnitude <= total4 + sum (fun i : 'I_n.+1 => 6 * norm2 i * norm3 * norm3)).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V B s v.
End B6.

(* B6-euclidean: The gradient is Lipschitz in the Euclidean norm; every n, k >= 1, every m >= 2. *)
Module B6_euclidean.
Section Sides.
Variables n m k : nat.
Variable A1 : 'I_n.+1 -> 'I_2 -> R.
Variable A2 : 'I_m.+2 -> 'I_2 -> R.
Variable A3 : 'I_m.+2 -> 'I_2 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_2 -> 'I_2 -> R.
Variable X2 : 'I_2 -> 'I_2 -> R.
Variable Y : 'I_2 -> 'I_k.+1 -> R.
Variable Y2 : 'I_2 -> 'I_k.+1 -> R.
Definition exponential (i : 'I_n.+1) (j : 'I_m.+2) : R := exp ((A1 i (ordi 0 2) * X (ordi 0 2) (ordi 0 2) + A1 i (ordi 1 2) * X (ordi 1 2) (ordi 0 2)) * A2 j (ordi 0 2) + (A1 i (ordi 0 2) * X (ordi 0 2) (ordi 1 2) + A1 i (ordi 1 2) * X (ordi 1 2) (ordi 1 2)) * A2 j (ordi 1 2)).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+2) : R := exponential i j / sum (fun l : 'I_m.+2 => exponential i l).
Definition total (i : 'I_m.+2) (j : 'I_k.+1) : R := A3 i (ordi 0 2) * Y (ordi 0 2) j + A3 i (ordi 1 2) * Y (ordi 1 2) j.
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+2 => softmax i l * total l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition product (i : 'I_n.+1) (j : 'I_m.+2) : R := softmax i j * (sum (fun l : 'I_k.+1 => difference i l * total j l) - sum (fun l : 'I_k.+1 => difference i l * mean i l)).
Definition product2 (i : 'I_m.+2) : R := sum (fun j : 'I_n.+1 => A1 j (ordi 0 2) * product j i).
Definition exponential2 (i : 'I_n.+1) (j : 'I_m.+2) : R := exp ((A1 i (ordi 0 2) * X2 (ordi 0 2) (ordi 0 2) + A1 i (ordi 1 2) * X2 (ordi 1 2) (ordi 0 2)) * A2 j (ordi 0 2) + (A1 i (ordi 0 2) * X2 (ordi 0 2) (ordi 1 2) + A1 i (ordi 1 2) * X2 (ordi 1 2) (ordi 1 2)) * A2 j (ordi 1 2)).
Definition softmax2 (i : 'I_n.+1) (j : 'I_m.+2) : R := exponential2 i j / sum (fun l : 'I_m.+2 => exponential2 i l).
Definition total2 (i : 'I_m.+2) (j : 'I_k.+1) : R := A3 i (ordi 0 2) * Y2 (ordi 0 2) j + A3 i (ordi 1 2) * Y2 (ordi 1 2) j.
Definition mean2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+2 => softmax2 i l * total2 l j).
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j - B i j.
Definition product3 (i : 'I_n.+1) (j : 'I_m.+2) : R := softmax2 i j * (sum (fun l : 'I_k.+1 => difference2 i l * total2 j l) - sum (fun l : 'I_k.+1 => difference2 i l * mean2 i l)).
Definition product4 (i : 'I_m.+2) : R := sum (fun j : 'I_n.+1 => A1 j (ordi 0 2) * product3 j i).
Definition difference3 : R := 2 * sum (fun i : 'I_m.+2 => product2 i * A2 i (ordi 0 2)) - 2 * sum (fun i : 'I_m.+2 => product4 i * A2 i (ordi 0 2)).
Definition difference4 : R := 2 * sum (fun i : 'I_m.+2 => product2 i * A2 i (ordi 1 2)) - 2 * sum (fun i : 'I_m.+2 => product4 i * A2 i (ordi 1 2)).
Definition product5 (i : 'I_m.+2) : R := sum (fun j : 'I_n.+1 => A1 j (ordi 1 2) * product j i).
Definition product6 (i : 'I_m.+2) : R := sum (fun j : 'I_n.+1 => A1 j (ordi 1 2) * product3 j i).
Definition difference5 : R := 2 * sum (fun i : 'I_m.+2 => product5 i * A2 i (ordi 0 2)) - 2 * sum (fun i : 'I_m.+2 => product6 i * A2 i (ordi 0 2)).
Definition difference6 : R := 2 * sum (fun i : 'I_m.+2 => product5 i * A2 i (ordi 1 2)) - 2 * sum (fun i : 'I_m.+2 => product6 i * A2 i (ordi 1 2)).
Definition mean3 (i : 'I_m.+2) (j : 'I_k.+1) : R := sum (fun l : 'I_n.+1 => softmax l i * difference l j).
Definition mean4 (i : 'I_m.+2) (j : 'I_k.+1) : R := sum (fun l : 'I_n.+1 => softmax2 l i * difference2 l j).
Definition difference7 (i : 'I_k.+1) : R := 2 * sum (fun j : 'I_m.+2 => A3 j (ordi 0 2) * mean3 j i) - 2 * sum (fun j : 'I_m.+2 => A3 j (ordi 0 2) * mean4 j i).
Definition difference8 (i : 'I_k.+1) : R := 2 * sum (fun j : 'I_m.+2 => A3 j (ordi 1 2) * mean3 j i) - 2 * sum (fun j : 'I_m.+2 => A3 j (ordi 1 2) * mean4 j i).
Definition square : R := sum (fun i : 'I_m.+2 => A3 i (ordi 0 2) * A3 i (ordi 0 2)).
Definition square2 : R := sum (fun i : 'I_m.+2 => A3 i (ordi 1 2) * A3 i (ordi 1 2)).
Definition ratio : R := (square - square2) / 2.
Definition product7 : R := sum (fun i : 'I_m.+2 => A3 i (ordi 0 2) * A3 i (ordi 1 2)).
Definition root : R := sqrt ((square + square2) / 2 + sqrt (ratio * ratio + product7 * product7)).
Definition product8 : R := root * Rmax (sqrt (sum (fun i : 'I_k.+1 => Y (ordi 0 2) i * Y (ordi 0 2) i) + sum (fun i : 'I_k.+1 => Y (ordi 1 2) i * Y (ordi 1 2) i))) (sqrt (sum (fun i : 'I_k.+1 => Y2 (ordi 0 2) i * Y2 (ordi 0 2) i) + sum (fun i : 'I_k.+1 => Y2 (ordi 1 2) i * Y2 (ordi 1 2) i))).
Definition ratio2 : R := product8 / sqrt 2.
Definition total3 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => B i j * B i j)) + product8.
Definition square3 : R := sum (fun i : 'I_n.+1 => A1 i (ordi 0 2) * A1 i (ordi 0 2)).
Definition square4 : R := sum (fun i : 'I_n.+1 => A1 i (ordi 1 2) * A1 i (ordi 1 2)).
Definition ratio3 : R := (square3 - square4) / 2.
Definition product9 : R := sum (fun i : 'I_n.+1 => A1 i (ordi 0 2) * A1 i (ordi 1 2)).
Definition square5 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 0 2) * A2 i (ordi 0 2)).
Definition square6 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 1 2) * A2 i (ordi 1 2)).
Definition ratio4 : R := (square5 - square6) / 2.
Definition product10 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 0 2) * A2 i (ordi 1 2)).
Definition product11 : R := sqrt ((square3 + square4) / 2 + sqrt (ratio3 * ratio3 + product9 * product9)) * sqrt ((square5 + square6) / 2 + sqrt (ratio4 * ratio4 + product10 * product10)).
Definition product12 : R := maxi (fun i : 'I_n.+1 => ratio2 * ratio2 + 2 * total3 i * (product8 * sqrt 2) * (1 / 2)) * product11 * product11.
Definition product13 : R := sum (fun i : 'I_n.+1 => 2) * root * root.
Definition ratio5 : R := (product12 - product13) / 2.
Definition total4 (i : 'I_n.+1) : R := 4 * total3 i * (1 / 2) + 4 * ratio2 * sqrt (1 / 2).
Definition ratio6 : R := sqrt (sum (fun i : 'I_n.+1 => total4 i * total4 i)) * product11 * root / 2.
Definition total5 : R := (X (ordi 0 2) (ordi 0 2) - X2 (ordi 0 2) (ordi 0 2)) * (X (ordi 0 2) (ordi 0 2) - X2 (ordi 0 2) (ordi 0 2)) + (X (ordi 0 2) (ordi 1 2) - X2 (ordi 0 2) (ordi 1 2)) * (X (ordi 0 2) (ordi 1 2) - X2 (ordi 0 2) (ordi 1 2)) + (X (ordi 1 2) (ordi 0 2) - X2 (ordi 1 2) (ordi 0 2)) * (X (ordi 1 2) (ordi 0 2) - X2 (ordi 1 2) (ordi 0 2)) + (X (ordi 1 2) (ordi 1 2) - X2 (ordi 1 2) (ordi 1 2)) * (X (ordi 1 2) (ordi 1 2) - X2 (ordi 1 2) (ordi 1 2)) + sum (fun i : 'I_k.+1 => (Y (ordi 0 2) i - Y2 (ordi 0 2) i) * (Y (ordi 0 2) i - Y2 (ordi 0 2) i)) + sum (fun i : 'I_k.+1 => (Y (ordi 1 2) i - Y2 (ordi 1 2) i) * (Y (ordi 1 2) i - Y2 (ordi 1 2) i)).
Definition claim : Prop :=
  (sqrt (difference3 * difference3 + difference4 * difference4 + difference5 * difference5 + difference6 * difference6 + sum (fun i : 'I_k.+1 => difference7 i * difference7 i) + sum (fun i : 'I_k.+1 => difference8 i * difference8 i)) <= ((product12 + product13) / 2 + sqrt (ratio5 * ratio5 + ratio6 * ratio6)) * sqrt total5).
End Sides.
Definition statement : Prop := forall (n m k : nat) (A1 : 'I_n.+1 -> 'I_2 -> R) (A2 : 'I_m.+2 -> 'I_2 -> R) (A3 : 'I_m.+2 -> 'I_2 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_2 -> 'I_2 -> R) (X2 : 'I_2 -> 'I_2 -> R) (Y : 'I_2 -> 'I_k.+1 -> R) (Y2 : 'I_2 -> 'I_k.+1 -> R),
  claim n m k A1 A2 A3 B X X2 Y Y2.
End B6_euclidean.

(* B6-c: c is Lipschitz in the Euclidean norm; every n, k >= 1, every m >= 2. *)
Module B6_c.
Section Sides.
Variables n m k : nat.
Variable A1 : 'I_n.+1 -> 'I_2 -> R.
Variable A2 : 'I_m.+2 -> 'I_2 -> R.
Variable A3 : 'I_m.+2 -> 'I_2 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_2 -> 'I_2 -> R.
Variable X2 : 'I_2 -> 'I_2 -> R.
Variable Y : 'I_2 -> 'I_k.+1 -> R.
Variable Y2 : 'I_2 -> 'I_k.+1 -> R.
Definition exponential (i : 'I_n.+1) (j : 'I_m.+2) : R := exp ((A1 i (ordi 0 2) * X (ordi 0 2) (ordi 0 2) + A1 i (ordi 1 2) * X (ordi 1 2) (ordi 0 2)) * A2 j (ordi 0 2) + (A1 i (ordi 0 2) * X (ordi 0 2) (ordi 1 2) + A1 i (ordi 1 2) * X (ordi 1 2) (ordi 1 2)) * A2 j (ordi 1 2)).
Definition exponential2 (i : 'I_n.+1) (j : 'I_m.+2) : R := exp ((A1 i (ordi 0 2) * X2 (ordi 0 2) (ordi 0 2) + A1 i (ordi 1 2) * X2 (ordi 1 2) (ordi 0 2)) * A2 j (ordi 0 2) + (A1 i (ordi 0 2) * X2 (ordi 0 2) (ordi 1 2) + A1 i (ordi 1 2) * X2 (ordi 1 2) (ordi 1 2)) * A2 j (ordi 1 2)).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+2 => exponential i l / sum (fun a : 'I_m.+2 => exponential i a) * (A3 l (ordi 0 2) * Y (ordi 0 2) j + A3 l (ordi 1 2) * Y (ordi 1 2) j)) - B i j - (sum (fun l : 'I_m.+2 => exponential2 i l / sum (fun a : 'I_m.+2 => exponential2 i a) * (A3 l (ordi 0 2) * Y2 (ordi 0 2) j + A3 l (ordi 1 2) * Y2 (ordi 1 2) j)) - B i j).
Definition square : R := sum (fun i : 'I_m.+2 => A3 i (ordi 0 2) * A3 i (ordi 0 2)).
Definition square2 : R := sum (fun i : 'I_m.+2 => A3 i (ordi 1 2) * A3 i (ordi 1 2)).
Definition ratio : R := (square - square2) / 2.
Definition product : R := sum (fun i : 'I_m.+2 => A3 i (ordi 0 2) * A3 i (ordi 1 2)).
Definition root : R := sqrt ((square + square2) / 2 + sqrt (ratio * ratio + product * product)).
Definition square3 : R := sum (fun i : 'I_n.+1 => A1 i (ordi 0 2) * A1 i (ordi 0 2)).
Definition square4 : R := sum (fun i : 'I_n.+1 => A1 i (ordi 1 2) * A1 i (ordi 1 2)).
Definition ratio2 : R := (square3 - square4) / 2.
Definition product2 : R := sum (fun i : 'I_n.+1 => A1 i (ordi 0 2) * A1 i (ordi 1 2)).
Definition square5 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 0 2) * A2 i (ordi 0 2)).
Definition square6 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 1 2) * A2 i (ordi 1 2)).
Definition ratio3 : R := (square5 - square6) / 2.
Definition product3 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 0 2) * A2 i (ordi 1 2)).
Definition product4 : R := maxi (fun i : 'I_n.+1 => root * Rmax (sqrt (sum (fun j : 'I_k.+1 => Y (ordi 0 2) j * Y (ordi 0 2) j) + sum (fun j : 'I_k.+1 => Y (ordi 1 2) j * Y (ordi 1 2) j))) (sqrt (sum (fun j : 'I_k.+1 => Y2 (ordi 0 2) j * Y2 (ordi 0 2) j) + sum (fun j : 'I_k.+1 => Y2 (ordi 1 2) j * Y2 (ordi 1 2) j))) / sqrt 2 * sqrt (1 / 2)) * (sqrt ((square3 + square4) / 2 + sqrt (ratio2 * ratio2 + product2 * product2)) * sqrt ((square5 + square6) / 2 + sqrt (ratio3 * ratio3 + product3 * product3))).
Definition total : R := product4 * sqrt ((X (ordi 0 2) (ordi 0 2) - X2 (ordi 0 2) (ordi 0 2)) * (X (ordi 0 2) (ordi 0 2) - X2 (ordi 0 2) (ordi 0 2)) + (X (ordi 0 2) (ordi 1 2) - X2 (ordi 0 2) (ordi 1 2)) * (X (ordi 0 2) (ordi 1 2) - X2 (ordi 0 2) (ordi 1 2)) + (X (ordi 1 2) (ordi 0 2) - X2 (ordi 1 2) (ordi 0 2)) * (X (ordi 1 2) (ordi 0 2) - X2 (ordi 1 2) (ordi 0 2)) + (X (ordi 1 2) (ordi 1 2) - X2 (ordi 1 2) (ordi 1 2)) * (X (ordi 1 2) (ordi 1 2) - X2 (ordi 1 2) (ordi 1 2))) + sqrt (sum (fun i : 'I_n.+1 => 1)) * root * sqrt (sum (fun i : 'I_k.+1 => (Y (ordi 0 2) i - Y2 (ordi 0 2) i) * (Y (ordi 0 2) i - Y2 (ordi 0 2) i)) + sum (fun i : 'I_k.+1 => (Y (ordi 1 2) i - Y2 (ordi 1 2) i) * (Y (ordi 1 2) i - Y2 (ordi 1 2) i))).
Definition claim : Prop :=
  (sqrt (sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * difference i j))) <= total).
End Sides.
Definition statement : Prop := forall (n m k : nat) (A1 : 'I_n.+1 -> 'I_2 -> R) (A2 : 'I_m.+2 -> 'I_2 -> R) (A3 : 'I_m.+2 -> 'I_2 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_2 -> 'I_2 -> R) (X2 : 'I_2 -> 'I_2 -> R) (Y : 'I_2 -> 'I_k.+1 -> R) (Y2 : 'I_2 -> 'I_k.+1 -> R),
  claim n m k A1 A2 A3 B X X2 Y Y2.
End B6_c.

(* B7-growth: Row quantities on a ball; every n, m, k >= 1. *)
Module B7_growth.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable dS : 'I_n.+1 -> 'I_m.+1 -> R.
Variable dV : 'I_m.+1 -> 'I_k.+1 -> R.
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j + dS i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / sum (fun l : 'I_m.+1 => exponential i l).
Definition exponential2 (i : 'I_n.+1) : R := exp (2 * maxi (fun j : 'I_m.+1 => Rabs (dS i j))).
Definition softmax2 (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * (V l j + dV l j)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l + dV j l - mean i l.
Definition norm (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred i j l * centred i j l)).
Definition mean2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax2 i l * V l j).
Definition centred2 (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - mean2 i l.
Definition norm2 (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred2 i j l * centred2 i j l)).
Definition root (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax2 i j * norm2 i j * norm2 i j)).
Definition largest : R := maxi (fun i : 'I_m.+1 => sqrt (sum (fun j : 'I_k.+1 => dV i j * dV i j))).
Definition total (i : 'I_n.+1) : R := largest + (exponential2 i - 1) * root i.
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := mean2 i j - B i j.
Definition claim : Prop :=
  (forall (i : 'I_n.+1), Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j)) <= Rmin (exponential2 i * Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax2 i j))) (1 / 2)) /\
  (forall (i : 'I_n.+1), sqrt (sum (fun j : 'I_m.+1 => softmax i j * norm i j * norm i j)) <= sqrt (exponential2 i) * (root i + largest)) /\
  (forall (i : 'I_n.+1), maxi (fun j : 'I_m.+1 => norm i j) <= maxi (fun j : 'I_m.+1 => norm2 i j) + largest + total i) /\
  (forall (i : 'I_n.+1), sqrt (sum (fun j : 'I_m.+1 => softmax i j * softmax i j)) <= Rmin (exponential2 i * sqrt (sum (fun j : 'I_m.+1 => softmax2 i j * softmax2 i j))) 1) /\
  (forall (i : 'I_n.+1), sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)) <= sqrt (sum (fun j : 'I_k.+1 => difference2 i j * difference2 i j)) + total i).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (dS : 'I_n.+1 -> 'I_m.+1 -> R) (dV : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V B dS dV.
End B7_growth.

(* B7-local: Lipschitz constant of the Hessian on a ball; every n, m, k >= 1. *)
Module B7_local.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable dS : 'I_n.+1 -> 'I_m.+1 -> R.
Variable dV : 'I_m.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j + dS i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / sum (fun l : 'I_m.+1 => exponential i l).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition product2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product i l * (V l j + dV l j)).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition mean2 (i : 'I_n.+1) : R := sum (fun j : 'I_m.+1 => product3 i j).
Definition mean3 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * (V l j + dV l j)).
Definition product4 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j * centred i j).
Definition total : R := 6 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => (product2 i j + mean i j) * (sum (fun l : 'I_m.+1 => product3 i l * (V l j + dV l j)) - mean2 i * mean3 i j + 2 * sum (fun l : 'I_m.+1 => product i l * v l j)))) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => (mean3 i j - B i j) * (sum (fun l : 'I_m.+1 => product4 i l * (V l j + dV l j)) - sum (fun l : 'I_m.+1 => product4 i l) * mean3 i j - 3 * mean2 i * product2 i j + 3 * (sum (fun l : 'I_m.+1 => product3 i l * v l j) - mean2 i * mean i j)))).
Definition softmax2 (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition mean4 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax2 i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean4 i j - B i j.
Definition largest : R := maxi (fun i : 'I_m.+1 => sqrt (sum (fun j : 'I_k.+1 => dV i j * dV i j))).
Definition exponential2 (i : 'I_n.+1) : R := exp (2 * maxi (fun j : 'I_m.+1 => Rabs (dS i j))).
Definition centred2 (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - mean4 i l.
Definition norm (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred2 i j l * centred2 i j l)).
Definition root (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax2 i j * norm i j * norm i j)).
Definition total2 (i : 'I_n.+1) : R := largest + (exponential2 i - 1) * root i.
Definition total3 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)) + total2 i.
Definition product5 (i : 'I_n.+1) : R := sqrt (exponential2 i) * (root i + largest).
Definition smaller (i : 'I_n.+1) : R := Rmin (exponential2 i * Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax2 i j))) (1 / 2).
Definition root2 (i : 'I_n.+1) : R := sqrt (smaller i).
Definition total4 (i : 'I_n.+1) : R := maxi (fun j : 'I_m.+1 => norm i j) + largest + total2 i.
Definition product6 (i : 'I_n.+1) : R := root2 i * root2 i * root2 i.
Definition norm2 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition smaller2 (i : 'I_n.+1) : R := Rmin (exponential2 i * sqrt (sum (fun j : 'I_m.+1 => softmax2 i j * softmax2 i j))) 1.
Definition norm3 : R := sqrt (sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j))).
Definition total5 : R := sum (fun i : 'I_n.+1 => (4 * total3 i * product5 i * root2 i + 6 * total4 i * product5 i * product6 i) * norm2 i * norm2 i * norm2 i) + sum (fun i : 'I_n.+1 => (12 * product5 i * product6 i + 6 * total3 i * smaller i * sqrt 2 + 6 * smaller2 i * total4 i * smaller i) * norm2 i * norm2 i * norm3).
Definition claim : Prop :=
  (Rabs total <= total5 + sum (fun i : 'I_n.+1 => 12 * smaller2 i * smaller i * norm2 i * norm3 * norm3)).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (dS : 'I_n.+1 -> 'I_m.+1 -> R) (dV : 'I_m.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R),
  claim n m k S V B dS dV s v.
End B7_local.

(* S1: A quadratic form below the curvature; every n, m, k >= 1. *)
Module S1.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition smaller (i : 'I_n.+1) : R := Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j)).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition square : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition product (i : 'I_n.+1) : R := smaller i * sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition square2 : R := sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j)).
Definition product2 : R := wy * wy * square2.
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition total (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product3 i l * V l j) + sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition product4 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  ((wx * wx - maxi (fun i : 'I_n.+1 => smaller i * Rmax 0 (maxi (fun j : 'I_m.+1 => sum (fun l : 'I_k.+1 => difference i l * mean i l) - sum (fun l : 'I_k.+1 => difference i l * V j l))))) * square - 2 * sqrt (sum (fun i : 'I_n.+1 => product i * product i)) * (sqrt square * sqrt square2) + product2 <= (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total i j * total i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product4 i l * V l j) - sum (fun l : 'I_m.+1 => product4 i l) * mean i j + 2 * sum (fun l : 'I_m.+1 => product3 i l * v l j))))) / 2 + wx * wx * square + product2).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R),
  claim n m k S V B s v wx wy.
End S1.

(* S1-upper: A quadratic form above the curvature; every n, m, k >= 1. *)
Module S1_upper.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition total (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product i l * V l j) + sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition product2 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition square : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition square2 : R := sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j)).
Definition total2 : R := (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total i j * total i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product2 i l * V l j) - sum (fun l : 'I_m.+1 => product2 i l) * mean i j + 2 * sum (fun l : 'I_m.+1 => product i l * v l j))))) / 2 + wx * wx * square + wy * wy * square2.
Definition smaller (i : 'I_n.+1) : R := Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j)).
Definition centred2 (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - mean i l.
Definition norm (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred2 i j l * centred2 i j l)).
Definition root (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * norm i j * norm i j)).
Definition norm2 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * softmax i j)).
Definition total3 (i : 'I_n.+1) : R := norm2 i * sqrt (smaller i) * root i + smaller i * sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition total4 : R := (wx * wx + maxi (fun i : 'I_n.+1 => smaller i * (root i * root i + Rmax 0 (maxi (fun j : 'I_m.+1 => sum (fun l : 'I_k.+1 => difference i l * V j l) - sum (fun l : 'I_k.+1 => difference i l * mean i l)))))) * square + 2 * sqrt (sum (fun i : 'I_n.+1 => total3 i * total3 i)) * (sqrt square * sqrt square2) + (wy * wy + sum (fun i : 'I_n.+1 => norm2 i * norm2 i)) * square2.
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (total2 <= total4).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R),
  claim n m k S V B s v wx wy.
End S1_upper.

(* S2: Strong convexity at a point; every n, m, k >= 1. *)
Module S2.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition smaller (i : 'I_n.+1) : R := Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j)).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition difference2 : R := wx * wx - maxi (fun i : 'I_n.+1 => smaller i * Rmax 0 (maxi (fun j : 'I_m.+1 => sum (fun l : 'I_k.+1 => difference i l * mean i l) - sum (fun l : 'I_k.+1 => difference i l * V j l)))).
Definition ratio : R := (difference2 - wy * wy) / 2.
Definition product (i : 'I_n.+1) : R := smaller i * sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition norm : R := sqrt (sum (fun i : 'I_n.+1 => product i * product i)).
Definition square : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition square2 : R := sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product2 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred i j.
Definition total (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product2 i l * V l j) + sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition total2 : R := (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total i j * total i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product3 i l * V l j) - sum (fun l : 'I_m.+1 => product3 i l) * mean i j + 2 * sum (fun l : 'I_m.+1 => product2 i l * v l j))))) / 2 + wx * wx * square + wy * wy * square2.
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (((difference2 + wy * wy) / 2 - sqrt (ratio * ratio + norm * norm)) * (square + square2) <= total2).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R),
  claim n m k S V B s v wx wy.
End S2.

(* S2-threshold: Weights from which S2 applies; no sizes. *)
Module S2_threshold.
Section Sides.
Variable mu : R.
Variable K : R.
Variable more : R.
Definition ratio : R := (1 + more) * (mu + sqrt (mu * mu + 4 * K * K)) / 2.
Definition claim : Prop :=
  (0 <= mu) ->
  (0 < K) ->
  (0 <= more) ->
  (K * K <= (ratio - mu) * ratio).
End Sides.
Definition statement : Prop := forall (mu : R) (K : R) (more : R),
  claim mu K more.
End S2_threshold.

(* S2-euclidean: From the natural to the Euclidean modulus; every n, m >= 2, every k >= 1. *)
Module S2_euclidean.
Section Sides.
Variables n m k : nat.
Variable A1 : 'I_n.+2 -> 'I_2 -> R.
Variable A2 : 'I_m.+2 -> 'I_2 -> R.
Variable A3 : 'I_m.+2 -> 'I_2 -> R.
Variable dX : 'I_2 -> 'I_2 -> R.
Variable dY : 'I_2 -> 'I_k.+1 -> R.
Definition square : R := sum (fun i : 'I_n.+2 => A1 i (ordi 0 2) * A1 i (ordi 0 2)).
Definition square2 : R := sum (fun i : 'I_n.+2 => A1 i (ordi 1 2) * A1 i (ordi 1 2)).
Definition ratio : R := (square - square2) / 2.
Definition product : R := sum (fun i : 'I_n.+2 => A1 i (ordi 0 2) * A1 i (ordi 1 2)).
Definition square3 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 0 2) * A2 i (ordi 0 2)).
Definition square4 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 1 2) * A2 i (ordi 1 2)).
Definition ratio2 : R := (square3 - square4) / 2.
Definition product2 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 0 2) * A2 i (ordi 1 2)).
Definition square5 : R := sum (fun i : 'I_m.+2 => A3 i (ordi 0 2) * A3 i (ordi 0 2)).
Definition square6 : R := sum (fun i : 'I_m.+2 => A3 i (ordi 1 2) * A3 i (ordi 1 2)).
Definition ratio3 : R := (square5 - square6) / 2.
Definition product3 : R := sum (fun i : 'I_m.+2 => A3 i (ordi 0 2) * A3 i (ordi 1 2)).
Definition smaller : R := Rmin (((square + square2) / 2 - sqrt (ratio * ratio + product * product)) * ((square3 + square4) / 2 - sqrt (ratio2 * ratio2 + product2 * product2))) ((square5 + square6) / 2 - sqrt (ratio3 * ratio3 + product3 * product3)).
Definition total (i : 'I_n.+2) (j : 'I_m.+2) : R := (A1 i (ordi 0 2) * dX (ordi 0 2) (ordi 0 2) + A1 i (ordi 1 2) * dX (ordi 1 2) (ordi 0 2)) * A2 j (ordi 0 2) + (A1 i (ordi 0 2) * dX (ordi 0 2) (ordi 1 2) + A1 i (ordi 1 2) * dX (ordi 1 2) (ordi 1 2)) * A2 j (ordi 1 2).
Definition total2 (i : 'I_m.+2) (j : 'I_k.+1) : R := A3 i (ordi 0 2) * dY (ordi 0 2) j + A3 i (ordi 1 2) * dY (ordi 1 2) j.
Definition claim : Prop :=
  (smaller * (dX (ordi 0 2) (ordi 0 2) * dX (ordi 0 2) (ordi 0 2) + dX (ordi 0 2) (ordi 1 2) * dX (ordi 0 2) (ordi 1 2) + dX (ordi 1 2) (ordi 0 2) * dX (ordi 1 2) (ordi 0 2) + dX (ordi 1 2) (ordi 1 2) * dX (ordi 1 2) (ordi 1 2) + (sum (fun i : 'I_k.+1 => dY (ordi 0 2) i * dY (ordi 0 2) i) + sum (fun i : 'I_k.+1 => dY (ordi 1 2) i * dY (ordi 1 2) i))) <= sum (fun i : 'I_n.+2 => sum (fun j : 'I_m.+2 => total i j * total i j)) + sum (fun i : 'I_m.+2 => sum (fun j : 'I_k.+1 => total2 i j * total2 i j))).
End Sides.
Definition statement : Prop := forall (n m k : nat) (A1 : 'I_n.+2 -> 'I_2 -> R) (A2 : 'I_m.+2 -> 'I_2 -> R) (A3 : 'I_m.+2 -> 'I_2 -> R) (dX : 'I_2 -> 'I_2 -> R) (dY : 'I_2 -> 'I_k.+1 -> R),
  claim n m k A1 A2 A3 dX dY.
End S2_euclidean.

(* S4: Joint modulus from blocks; every p, q >= 1. *)
Module S4.
Section Sides.
Variables p q : nat.
Variable a1 : R.
Variable a2 : R.
Variable a3 : R.
Variable u : 'I_p.+1 -> R.
Variable v : 'I_q.+1 -> R.
Variable C : 'I_p.+1 -> 'I_q.+1 -> R.
Definition ratio : R := (a1 - a3) / 2.
Definition square : R := sum (fun i : 'I_p.+1 => u i * u i).
Definition square2 : R := sum (fun i : 'I_q.+1 => v i * v i).
Definition norm : R := sqrt (sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => C i j * C i j))).
Definition claim : Prop :=
  (0 <= a2) ->
  (((a1 + a3) / 2 - sqrt (ratio * ratio + a2 * a2)) * (square + square2) * norm <= (a1 * square + a3 * square2) * norm + 2 * a2 * sum (fun i : 'I_q.+1 => sum (fun j : 'I_p.+1 => u j * C j i) * v i)).
End Sides.
Definition statement : Prop := forall (p q : nat) (a1 : R) (a2 : R) (a3 : R) (u : 'I_p.+1 -> R) (v : 'I_q.+1 -> R) (C : 'I_p.+1 -> 'I_q.+1 -> R),
  claim p q a1 a2 a3 u v C.
End S4.

(* S5: Spectral sandwich of the xx block; every n, m, k >= 1. *)
Module S5.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * centred i l * V l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition product2 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred i j * centred i j).
Definition ratio : R := (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => product i j * product i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product2 i l * V l j) - sum (fun l : 'I_m.+1 => product2 i l) * mean i j)))) / 2.
Definition smaller (i : 'I_n.+1) : R := Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j)).
Definition centred2 (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - mean i l.
Definition norm (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred2 i j l * centred2 i j l)).
Definition root (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * norm i j * norm i j)).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_k.+1 => difference i l * V j l).
Definition total (i : 'I_n.+1) : R := sum (fun j : 'I_k.+1 => difference i j * mean i j).
Definition square : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition claim : Prop :=
  (ratio <= maxi (fun i : 'I_n.+1 => smaller i * (root i * root i + Rmax 0 (maxi (fun j : 'I_m.+1 => product3 i j - total i)))) * square) /\
  (- ratio <= maxi (fun i : 'I_n.+1 => smaller i * Rmax 0 (maxi (fun j : 'I_m.+1 => total i - product3 i j))) * square).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R),
  claim n m k S V B s.
End S5.

(* S3-sublevel: Where a sublevel set lies; every n, m, p, q, r, k >= 1. *)
Module S3_sublevel.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l).
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product i j).
Definition product2 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => exponential i l / sum (fun a : 'I_m.+1 => exponential i a) * product2 l j) - B i j.
Definition square : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition product3 : R := wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => product i j * product i j)).
Definition product4 : R := wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => product2 i j * product2 i j)).
Definition total : R := square + (product3 + product4 + lx * sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => X i j * X i j)) + ly * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => Y i j * Y i j))).
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (square + product3 + product4 <= total) /\
  (product3 <= total) /\
  (product4 <= total).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R),
  claim n m p q r k A1 A2 A3 B X Y wx wy lx ly.
End S3_sublevel.

(* S3-convex: Sublevel sets are convex; no sizes. *)
Module S3_convex.
Section Sides.
Variable x : R.
Variable y : R.
Variable t : R.
Variable w : R.
Definition product : R := (- 1) * (t / 2).
Definition difference : R := (1 / 2) * (t / 2) + (1 / 2) * product - 2.
Definition exponential : R := exp (x * (- 1)).
Definition total : R := exp x + exponential.
Definition difference2 : R := exp x / total * y + exponential / total * ((- 1) * y) - 2.
Definition exponential2 : R := exp (- x).
Definition product2 : R := - x * (- 1).
Definition exponential3 : R := exp product2.
Definition total2 : R := exponential2 + exponential3.
Definition product3 : R := (- 1) * (t - y).
Definition difference3 : R := exponential2 / total2 * (t - y) + exponential3 / total2 * product3 - 2.
Definition larger : R := Rmax (difference2 * difference2 + (w * w * (x * x + x * (- 1) * (x * (- 1))) + w * w * (y * y + (- 1) * y * ((- 1) * y)))) (difference3 * difference3 + (w * w * (- x * - x + product2 * product2) + w * w * ((t - y) * (t - y) + product3 * product3))).
Definition claim : Prop :=
  ((- 3) <= x <= 3) ->
  ((- 3) <= y <= 3) ->
  ((- 1) <= t <= 1) ->
  (0 <= w <= (1 / 2)) ->
  (difference * difference + w * w * (t / 2 * (t / 2) + product * product) <= larger).
End Sides.
Definition statement : Prop := forall (x : R) (y : R) (t : R) (w : R),
  claim x y t w.
End S3_convex.

(* S3-balance: What stationarity balances; every n, m, p, q, r, k >= 1. *)
Module S3_balance.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l).
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / sum (fun l : 'I_m.+1 => exponential i l).
Definition product2 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * product2 l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => 2 * (sum (fun l : 'I_m.+1 => A3 l i * (sum (fun a : 'I_n.+1 => softmax a l * difference a j) + wy * wy * product2 l j)) + ly * Y i j) * Y i j)) / 2 = sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * difference i j)) + wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => product2 i j * product2 i j)) + ly * sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => Y i j * Y i j)) + sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * B i j))) /\
  (sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => 2 * (sum (fun l : 'I_m.+1 => sum (fun a : 'I_n.+1 => A1 a i * (softmax a l * (sum (fun b : 'I_k.+1 => difference a b * product2 l b) - sum (fun b : 'I_k.+1 => difference a b * mean a b)) + wx * wx * product a l)) * A2 l j) + lx * X i j) * X i j)) / 2 = wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => product i j * product i j)) + lx * sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => X i j * X i j)) + sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * sum (fun l : 'I_m.+1 => softmax i l * (product i l - sum (fun a : 'I_m.+1 => softmax i a * product i a)) * product2 l j)))).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R),
  claim n m p q r k A1 A2 A3 B X Y wx wy lx ly.
End S3_balance.

(* S3-stationary: Where stationary points lie; every n, m, p, q, r, k >= 1. *)
Module S3_stationary.
Section Sides.
Variables n m p q r k : nat.
Variable A1 : 'I_n.+1 -> 'I_p.+1 -> R.
Variable A2 : 'I_m.+1 -> 'I_q.+1 -> R.
Variable A3 : 'I_m.+1 -> 'I_r.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable X : 'I_p.+1 -> 'I_q.+1 -> R.
Variable Y : 'I_r.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable lx : R.
Variable ly : R.
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_q.+1 => sum (fun a : 'I_p.+1 => A1 i a * X a l) * A2 j l).
Definition exponential (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (product i j).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exponential i j / sum (fun l : 'I_m.+1 => exponential i l).
Definition product2 (i : 'I_m.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_r.+1 => A3 i l * Y l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * product2 l j).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition square : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition square2 : R := sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => product2 i j * product2 i j)).
Definition difference2 : R := wy * wy * square2 - sum (fun i : 'I_r.+1 => sum (fun j : 'I_k.+1 => 2 * (sum (fun l : 'I_m.+1 => A3 l i * (sum (fun a : 'I_n.+1 => softmax a l * difference a j) + wy * wy * product2 l j)) + ly * Y i j) * Y i j)) / 2.
Definition norm : R := sqrt square.
Definition norm2 : R := sqrt (sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => B i j * B i j))).
Definition square3 : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => product i j * product i j)).
Definition difference3 : R := wx * wx * square3 - sum (fun i : 'I_p.+1 => sum (fun j : 'I_q.+1 => 2 * (sum (fun l : 'I_m.+1 => sum (fun a : 'I_n.+1 => A1 a i * (softmax a l * (sum (fun b : 'I_k.+1 => difference a b * product2 l b) - sum (fun b : 'I_k.+1 => difference a b * mean a b)) + wx * wx * product a l)) * A2 l j) + lx * X i j) * X i j)) / 2.
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= lx) ->
  (0 <= ly) ->
  (square + difference2 <= norm * norm2) /\
  (difference2 <= norm2 * norm2 / 4) /\
  (difference2 <= norm * sqrt (INR n.+1 * maxi (fun i : 'I_n.+1 => maxi (fun j : 'I_m.+1 => softmax i j))) * sqrt square2) /\
  (difference3 <= maxi (fun i : 'I_n.+1 => Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j))) * norm * sqrt (square3 * square2)).
End Sides.
Definition statement : Prop := forall (n m p q r k : nat) (A1 : 'I_n.+1 -> 'I_p.+1 -> R) (A2 : 'I_m.+1 -> 'I_q.+1 -> R) (A3 : 'I_m.+1 -> 'I_r.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (X : 'I_p.+1 -> 'I_q.+1 -> R) (Y : 'I_r.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R) (lx : R) (ly : R),
  claim n m p q r k A1 A2 A3 B X Y wx wy lx ly.
End S3_stationary.

(* S3-weights: Ridge terms as natural weights; every n, m >= 2, every k >= 1. *)
Module S3_weights.
Section Sides.
Variables n m k : nat.
Variable A1 : 'I_n.+2 -> 'I_2 -> R.
Variable A2 : 'I_m.+2 -> 'I_2 -> R.
Variable A3 : 'I_m.+2 -> 'I_2 -> R.
Variable X : 'I_2 -> 'I_2 -> R.
Variable Y : 'I_2 -> 'I_k.+1 -> R.
Definition total (i : 'I_n.+2) (j : 'I_m.+2) : R := (A1 i (ordi 0 2) * X (ordi 0 2) (ordi 0 2) + A1 i (ordi 1 2) * X (ordi 1 2) (ordi 0 2)) * A2 j (ordi 0 2) + (A1 i (ordi 0 2) * X (ordi 0 2) (ordi 1 2) + A1 i (ordi 1 2) * X (ordi 1 2) (ordi 1 2)) * A2 j (ordi 1 2).
Definition square : R := sum (fun i : 'I_n.+2 => A1 i (ordi 0 2) * A1 i (ordi 0 2)).
Definition square2 : R := sum (fun i : 'I_n.+2 => A1 i (ordi 1 2) * A1 i (ordi 1 2)).
Definition ratio : R := (square - square2) / 2.
Definition product : R := sum (fun i : 'I_n.+2 => A1 i (ordi 0 2) * A1 i (ordi 1 2)).
Definition square3 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 0 2) * A2 i (ordi 0 2)).
Definition square4 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 1 2) * A2 i (ordi 1 2)).
Definition ratio2 : R := (square3 - square4) / 2.
Definition product2 : R := sum (fun i : 'I_m.+2 => A2 i (ordi 0 2) * A2 i (ordi 1 2)).
Definition product3 : R := ((square + square2) / 2 + sqrt (ratio * ratio + product * product)) * ((square3 + square4) / 2 + sqrt (ratio2 * ratio2 + product2 * product2)) * (X (ordi 0 2) (ordi 0 2) * X (ordi 0 2) (ordi 0 2) + X (ordi 0 2) (ordi 1 2) * X (ordi 0 2) (ordi 1 2) + X (ordi 1 2) (ordi 0 2) * X (ordi 1 2) (ordi 0 2) + X (ordi 1 2) (ordi 1 2) * X (ordi 1 2) (ordi 1 2)).
Definition total2 (i : 'I_m.+2) (j : 'I_k.+1) : R := A3 i (ordi 0 2) * Y (ordi 0 2) j + A3 i (ordi 1 2) * Y (ordi 1 2) j.
Definition square5 : R := sum (fun i : 'I_m.+2 => A3 i (ordi 0 2) * A3 i (ordi 0 2)).
Definition square6 : R := sum (fun i : 'I_m.+2 => A3 i (ordi 1 2) * A3 i (ordi 1 2)).
Definition ratio3 : R := (square5 - square6) / 2.
Definition product4 : R := sum (fun i : 'I_m.+2 => A3 i (ordi 0 2) * A3 i (ordi 1 2)).
Definition claim : Prop :=
  (sum (fun i : 'I_n.+2 => sum (fun j : 'I_m.+2 => total i j * total i j)) <= product3) /\
  (sum (fun i : 'I_m.+2 => sum (fun j : 'I_k.+1 => total2 i j * total2 i j)) <= ((square5 + square6) / 2 + sqrt (ratio3 * ratio3 + product4 * product4)) * (sum (fun i : 'I_k.+1 => Y (ordi 0 2) i * Y (ordi 0 2) i) + sum (fun i : 'I_k.+1 => Y (ordi 1 2) i * Y (ordi 1 2) i))).
End Sides.
Definition statement : Prop := forall (n m k : nat) (A1 : 'I_n.+2 -> 'I_2 -> R) (A2 : 'I_m.+2 -> 'I_2 -> R) (A3 : 'I_m.+2 -> 'I_2 -> R) (X : 'I_2 -> 'I_2 -> R) (Y : 'I_2 -> 'I_k.+1 -> R),
  claim n m k A1 A2 A3 X Y.
End S3_weights.

(* S3-peak: Largest softmax weight within a score radius; every m >= 2. *)
Module S3_peak.
Section Sides.
Variables m : nat.
Variable x : 'I_m.+2 -> R.
Definition ratio : R := INR m.+2 / ((- 1) + INR m.+2).
Definition total : R := 1 + ((- 1) + INR m.+2) * exp (- (sqrt (sum (fun i : 'I_m.+2 => x i * x i)) * sqrt ratio)).
Definition claim : Prop :=
  ((- 1) + INR m.+2 <> 0) ->
  (0 <= ratio) ->
  (total <> 0) ->
  (maxi (fun i : 'I_m.+2 => exp (x i) / sum (fun j : 'I_m.+2 => exp (x j))) <= 1 / total).
End Sides.
Definition statement : Prop := forall (m : nat) (x : 'I_m.+2 -> R),
  claim m x.
End S3_peak.

(* S3: Strong convexity on a box; every n, k >= 1, m = 1 and every n, k >= 1, every m >= 2. *)
Module S3.
Module Case1.
Section Sides.
Variables n k : nat.
Variable S : 'I_n.+1 -> 'I_1 -> R.
Variable V : 'I_1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_1 -> R.
Variable v : 'I_1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable e1 : R.
Variable e2 : R.
Definition total : R := sqrt (sum (fun i : 'I_k.+1 => V (ordi 0 1) i * V (ordi 0 1) i)) + e2.
Definition total2 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => B i j * B i j)) + total.
Definition difference : R := wx * wx - (1 / 2) * sqrt 2 * total * maxi (fun i : 'I_n.+1 => total2 i).
Definition ratio : R := (difference - wy * wy) / 2.
Definition product : R := (1 / 2) * sqrt (sum (fun i : 'I_n.+1 => total2 i * total2 i)).
Definition square : R := sum (fun i : 'I_n.+1 => s i (ordi 0 1) * s i (ordi 0 1)).
Definition square2 : R := sum (fun i : 'I_k.+1 => v (ordi 0 1) i * v (ordi 0 1) i).
Definition ratio2 (i : 'I_n.+1) : R := exp (S i (ordi 0 1)) / exp (S i (ordi 0 1)).
Definition difference2 (i : 'I_n.+1) : R := s i (ordi 0 1) - ratio2 i * s i (ordi 0 1).
Definition product2 (i : 'I_n.+1) : R := ratio2 i * difference2 i.
Definition total3 (i : 'I_n.+1) (j : 'I_k.+1) : R := product2 i * V (ordi 0 1) j + ratio2 i * v (ordi 0 1) j.
Definition product3 (i : 'I_n.+1) (j : 'I_k.+1) : R := ratio2 i * V (ordi 0 1) j.
Definition product4 (i : 'I_n.+1) : R := ratio2 i * (difference2 i * difference2 i).
Definition total4 : R := (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total3 i j * total3 i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => (product3 i j - B i j) * (product4 i * V (ordi 0 1) j - product4 i * product3 i j + 2 * (product2 i * v (ordi 0 1) j))))) / 2 + wx * wx * square + wy * wy * square2.
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= e1) ->
  (0 <= e2) ->
  (((difference + wy * wy) / 2 - sqrt (ratio * ratio + product * product)) * (square + square2) <= total4).
End Sides.
Definition statement : Prop := forall (n k : nat) (S : 'I_n.+1 -> 'I_1 -> R) (V : 'I_1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_1 -> R) (v : 'I_1 -> 'I_k.+1 -> R) (wx : R) (wy : R) (e1 : R) (e2 : R),
  claim n k S V B s v wx wy e1 e2.
End Case1.
Module Case2.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+2 -> R.
Variable V : 'I_m.+2 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+2 -> R.
Variable v : 'I_m.+2 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable e1 : R.
Variable e2 : R.
Definition ratio : R := INR m.+2 / ((- 1) + INR m.+2).
Definition total : R := 1 + ((- 1) + INR m.+2) * exp (- ((sqrt (sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+2 => S i j * S i j))) + e1) * sqrt ratio)).
Definition ratio2 : R := 1 / total.
Definition smaller : R := Rmin ratio2 (1 / 2).
Definition total2 : R := 1 + ratio2.
Definition total3 : R := sqrt (sum (fun i : 'I_m.+2 => sum (fun j : 'I_k.+1 => V i j * V i j))) + e2.
Definition total4 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => B i j * B i j)) + sqrt ratio2 * total3.
Definition difference : R := wx * wx - smaller * sqrt total2 * total3 * maxi (fun i : 'I_n.+1 => total4 i).
Definition ratio3 : R := (difference - wy * wy) / 2.
Definition product : R := smaller * sqrt (sum (fun i : 'I_n.+1 => total4 i * total4 i)).
Definition square : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+2 => s i j * s i j)).
Definition square2 : R := sum (fun i : 'I_m.+2 => sum (fun j : 'I_k.+1 => v i j * v i j)).
Definition softmax (i : 'I_n.+1) (j : 'I_m.+2) : R := exp (S i j) / sum (fun l : 'I_m.+2 => exp (S i l)).
Definition centred (i : 'I_n.+1) (j : 'I_m.+2) : R := s i j - sum (fun l : 'I_m.+2 => softmax i l * s i l).
Definition product2 (i : 'I_n.+1) (j : 'I_m.+2) : R := softmax i j * centred i j.
Definition total5 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+2 => product2 i l * V l j) + sum (fun l : 'I_m.+2 => softmax i l * v l j).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+2 => softmax i l * V l j).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+2) : R := softmax i j * (centred i j * centred i j).
Definition total6 : R := (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total5 i j * total5 i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => (mean i j - B i j) * (sum (fun l : 'I_m.+2 => product3 i l * V l j) - sum (fun l : 'I_m.+2 => product3 i l) * mean i j + 2 * sum (fun l : 'I_m.+2 => product2 i l * v l j))))) / 2 + wx * wx * square + wy * wy * square2.
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= e1) ->
  (0 <= e2) ->
  ((- 1) + INR m.+2 <> 0) ->
  (0 <= ratio) ->
  (total <> 0) ->
  (0 <= total2) ->
  (0 <= ratio2) ->
  (((difference + wy * wy) / 2 - sqrt (ratio3 * ratio3 + product * product)) * (square + square2) <= total6).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+2 -> R) (V : 'I_m.+2 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+2 -> R) (v : 'I_m.+2 -> 'I_k.+1 -> R) (wx : R) (wy : R) (e1 : R) (e2 : R),
  claim n m k S V B s v wx wy e1 e2.
End Case2.
Definition statement : Prop := Case1.statement /\ Case2.statement.
End S3.

(* S3-global: The stationary point in the region is the global minimiser; every n, k >= 1, m = 1 and every n, k >= 1, every m >= 2. *)
Module S3_global.
Module Case1.
Section Sides.
Variables n k : nat.
Variable S : 'I_n.+1 -> 'I_1 -> R.
Variable V : 'I_1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_1 -> R.
Variable v : 'I_1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable e1 : R.
Variable e2 : R.
Definition square : R := sum (fun i : 'I_k.+1 => V (ordi 0 1) i * V (ordi 0 1) i).
Definition square2 : R := sum (fun i : 'I_k.+1 => (V (ordi 0 1) i + v (ordi 0 1) i) * (V (ordi 0 1) i + v (ordi 0 1) i)).
Definition total : R := Rmax (sqrt square) (sqrt square2) + e2.
Definition total2 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => B i j * B i j)) + total.
Definition difference : R := wx * wx - (1 / 2) * sqrt 2 * total * maxi (fun i : 'I_n.+1 => total2 i).
Definition ratio : R := (difference - wy * wy) / 2.
Definition product : R := (1 / 2) * sqrt (sum (fun i : 'I_n.+1 => total2 i * total2 i)).
Definition exponential (i : 'I_n.+1) : R := exp (S i (ordi 0 1) + s i (ordi 0 1)).
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := exponential i / exponential i * (V (ordi 0 1) j + v (ordi 0 1) j) - B i j.
Definition ratio2 (i : 'I_n.+1) : R := exp (S i (ordi 0 1)) / exp (S i (ordi 0 1)).
Definition difference3 (i : 'I_n.+1) (j : 'I_k.+1) : R := ratio2 i * V (ordi 0 1) j - B i j.
Definition difference4 : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference2 i j * difference2 i j)) + wx * wx * sum (fun i : 'I_n.+1 => (S i (ordi 0 1) + s i (ordi 0 1)) * (S i (ordi 0 1) + s i (ordi 0 1))) + wy * wy * square2 - (sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference3 i j * difference3 i j)) + wx * wx * sum (fun i : 'I_n.+1 => S i (ordi 0 1) * S i (ordi 0 1)) + wy * wy * square).
Definition difference5 : R := difference4 - (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference3 i j * (ratio2 i * (s i (ordi 0 1) - ratio2 i * s i (ordi 0 1)) * V (ordi 0 1) j + ratio2 i * v (ordi 0 1) j))) + 2 * (wx * wx * sum (fun i : 'I_n.+1 => S i (ordi 0 1) * s i (ordi 0 1)) + wy * wy * sum (fun i : 'I_k.+1 => V (ordi 0 1) i * v (ordi 0 1) i))).
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= e1) ->
  (0 <= e2) ->
  (((difference + wy * wy) / 2 - sqrt (ratio * ratio + product * product)) * (sum (fun i : 'I_n.+1 => s i (ordi 0 1) * s i (ordi 0 1)) + sum (fun i : 'I_k.+1 => v (ordi 0 1) i * v (ordi 0 1) i)) <= difference5).
End Sides.
Definition statement : Prop := forall (n k : nat) (S : 'I_n.+1 -> 'I_1 -> R) (V : 'I_1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_1 -> R) (v : 'I_1 -> 'I_k.+1 -> R) (wx : R) (wy : R) (e1 : R) (e2 : R),
  claim n k S V B s v wx wy e1 e2.
End Case1.
Module Case2.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+2 -> R.
Variable V : 'I_m.+2 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+2 -> R.
Variable v : 'I_m.+2 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Variable e1 : R.
Variable e2 : R.
Definition square : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+2 => S i j * S i j)).
Definition square2 : R := sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+2 => (S i j + s i j) * (S i j + s i j))).
Definition ratio : R := INR m.+2 / ((- 1) + INR m.+2).
Definition total : R := 1 + ((- 1) + INR m.+2) * exp (- ((Rmax (sqrt square) (sqrt square2) + e1) * sqrt ratio)).
Definition ratio2 : R := 1 / total.
Definition smaller : R := Rmin ratio2 (1 / 2).
Definition total2 : R := 1 + ratio2.
Definition square3 : R := sum (fun i : 'I_m.+2 => sum (fun j : 'I_k.+1 => V i j * V i j)).
Definition square4 : R := sum (fun i : 'I_m.+2 => sum (fun j : 'I_k.+1 => (V i j + v i j) * (V i j + v i j))).
Definition total3 : R := Rmax (sqrt square3) (sqrt square4) + e2.
Definition total4 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_k.+1 => B i j * B i j)) + sqrt ratio2 * total3.
Definition difference : R := wx * wx - smaller * sqrt total2 * total3 * maxi (fun i : 'I_n.+1 => total4 i).
Definition ratio3 : R := (difference - wy * wy) / 2.
Definition product : R := smaller * sqrt (sum (fun i : 'I_n.+1 => total4 i * total4 i)).
Definition exponential (i : 'I_n.+1) (j : 'I_m.+2) : R := exp (S i j + s i j).
Definition difference2 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+2 => exponential i l / sum (fun a : 'I_m.+2 => exponential i a) * (V l j + v l j)) - B i j.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+2) : R := exp (S i j) / sum (fun l : 'I_m.+2 => exp (S i l)).
Definition difference3 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+2 => softmax i l * V l j) - B i j.
Definition total5 : R := 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference3 i j * (sum (fun l : 'I_m.+2 => softmax i l * (s i l - sum (fun a : 'I_m.+2 => softmax i a * s i a)) * V l j) + sum (fun l : 'I_m.+2 => softmax i l * v l j)))) + 2 * (wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+2 => S i j * s i j)) + wy * wy * sum (fun i : 'I_m.+2 => sum (fun j : 'I_k.+1 => V i j * v i j))).
Definition claim : Prop :=
  (0 <= wx) ->
  (0 <= wy) ->
  (0 <= e1) ->
  (0 <= e2) ->
  ((- 1) + INR m.+2 <> 0) ->
  (0 <= ratio) ->
  (total <> 0) ->
  (0 <= total2) ->
  (0 <= ratio2) ->
  (((difference + wy * wy) / 2 - sqrt (ratio3 * ratio3 + product * product)) * (sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+2 => s i j * s i j)) + sum (fun i : 'I_m.+2 => sum (fun j : 'I_k.+1 => v i j * v i j))) <= sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference2 i j * difference2 i j)) + wx * wx * square2 + wy * wy * square4 - (sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference3 i j * difference3 i j)) + wx * wx * square + wy * wy * square3) - total5).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+2 -> R) (V : 'I_m.+2 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+2 -> R) (v : 'I_m.+2 -> 'I_k.+1 -> R) (wx : R) (wy : R) (e1 : R) (e2 : R),
  claim n m k S V B s v wx wy e1 e2.
End Case2.
Definition statement : Prop := Case1.statement /\ Case2.statement.
End S3_global.

(* R1: Exact Newton contracts quadratically; no sizes. *)
Module R1.
Section Sides.
Variable a : R.
Variable M : R.
Variable r : R.
Definition difference : R := 1 - a * r.
Definition difference2 : R := r - (r - a * r * r / 2) / difference.
Definition difference3 : R := 1 - M * r.
Definition product : R := 2 * difference3.
Definition ratio : R := M * r * r / product.
Definition claim : Prop :=
  (0 <= M - a) ->
  (0 <= M + a) ->
  (0 <= difference3 - M * r / 9) ->
  (0 <= M) ->
  (0 < r) ->
  (difference <> 0) ->
  (product <> 0) ->
  (difference2 * difference2 <= ratio * ratio).
End Sides.
Definition statement : Prop := forall (a : R) (M : R) (r : R),
  claim a M r.
End R1.

(* R1-run: not traced: lemma R1-run has no claim with two sides *)

(* R2: Classical Euclidean form of the approximate step; no sizes. *)
Module R2.
Section Sides.
Variable s : R.
Variable e0 : R.
Variable e : 'I_2 -> R.
Definition product : R := s * s * e (ordi 1 2).
Definition difference : R := s * s - e0 * s * (e0 * s).
Definition difference2 : R := e (ordi 0 2) - (s * s * e (ordi 0 2) - e0 * s * product) / difference.
Definition difference3 : R := e (ordi 1 2) - (product - e0 * s * e (ordi 0 2)) / difference.
Definition difference4 : R := 1 + e0 - 1.
Definition difference5 : R := (1 + e0) * (s * s) - s * s.
Definition difference6 : R := 0 - e0 * s.
Definition difference7 : R := 1 - (1 - e0).
Definition difference8 : R := s * s - (1 - e0) * (s * s).
Definition claim : Prop :=
  (0 <= difference4) ->
  (0 <= difference5) ->
  (0 <= difference4 * difference5 - difference6 * difference6) ->
  (0 <= difference7) ->
  (0 <= difference8) ->
  (0 <= difference7 * difference8 - e0 * s * (e0 * s)) ->
  (1 <= s) ->
  (0 <= e0 < 1) ->
  (difference <> 0) ->
  (difference2 * difference2 + difference3 * difference3 <= 2 * e0 * (2 * e0) * (e (ordi 0 2) * e (ordi 0 2) + e (ordi 1 2) * e (ordi 1 2))).
End Sides.
Definition statement : Prop := forall (s : R) (e0 : R) (e : 'I_2 -> R),
  claim s e0 e.
End R2.

(* R3-quadratic: The approximate step on a quadratic, local norm; no sizes. *)
Module R3_quadratic.
Section Sides.
Variable s : R.
Variable e0 : R.
Variable e : 'I_2 -> R.
Definition product : R := s * s * e (ordi 1 2).
Definition difference : R := s * s - e0 * s * (e0 * s).
Definition difference2 : R := e (ordi 0 2) - (s * s * e (ordi 0 2) - e0 * s * product) / difference.
Definition difference3 : R := e (ordi 1 2) - (product - e0 * s * e (ordi 0 2)) / difference.
Definition ratio : R := e0 / (1 - e0).
Definition difference4 : R := 1 + e0 - 1.
Definition difference5 : R := (1 + e0) * (s * s) - s * s.
Definition difference6 : R := 0 - e0 * s.
Definition difference7 : R := 1 - (1 - e0).
Definition difference8 : R := s * s - (1 - e0) * (s * s).
Definition claim : Prop :=
  (0 <= difference4) ->
  (0 <= difference5) ->
  (0 <= difference4 * difference5 - difference6 * difference6) ->
  (0 <= difference7) ->
  (0 <= difference8) ->
  (0 <= difference7 * difference8 - e0 * s * (e0 * s)) ->
  (1 <= s) ->
  (0 <= e0 < 1) ->
  (difference <> 0) ->
  (1 - e0 <> 0) ->
  (difference2 * difference2 + s * s * difference3 * difference3 <= ratio * ratio * (e (ordi 0 2) * e (ordi 0 2) + product * e (ordi 1 2))).
End Sides.
Definition statement : Prop := forall (s : R) (e0 : R) (e : 'I_2 -> R),
  claim s e0 e.
End R3_quadratic.

(* R3: not traced: lemma R3 has no claim with two sides *)

(* R3-run: not traced: lemma R3-run has no claim with two sides *)

(* R4: not traced: lemma R4 has no claim with two sides *)

(* R5: The Kronecker step's e0; every n, m, k >= 1. *)
Module R5.
Section Sides.
Variables n m k : nat.
Variable S : 'I_n.+1 -> 'I_m.+1 -> R.
Variable V : 'I_m.+1 -> 'I_k.+1 -> R.
Variable B : 'I_n.+1 -> 'I_k.+1 -> R.
Variable s : 'I_n.+1 -> 'I_m.+1 -> R.
Variable v : 'I_m.+1 -> 'I_k.+1 -> R.
Variable wx : R.
Variable wy : R.
Definition softmax (i : 'I_n.+1) (j : 'I_m.+1) : R := exp (S i j) / sum (fun l : 'I_m.+1 => exp (S i l)).
Definition smaller (i : 'I_n.+1) : R := Rmin (1 / 2) (maxi (fun j : 'I_m.+1 => softmax i j)).
Definition mean (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => softmax i l * V l j).
Definition centred (i : 'I_n.+1) (j : 'I_m.+1) (l : 'I_k.+1) : R := V j l - mean i l.
Definition norm (i : 'I_n.+1) (j : 'I_m.+1) : R := sqrt (sum (fun l : 'I_k.+1 => centred i j l * centred i j l)).
Definition root (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * norm i j * norm i j)).
Definition difference (i : 'I_n.+1) (j : 'I_k.+1) : R := mean i j - B i j.
Definition product (i : 'I_n.+1) (j : 'I_m.+1) : R := sum (fun l : 'I_k.+1 => difference i l * V j l).
Definition total (i : 'I_n.+1) : R := sum (fun j : 'I_k.+1 => difference i j * mean i j).
Definition total2 : R := 1 + maxi (fun i : 'I_n.+1 => smaller i * (root i * root i + Rmax 0 (maxi (fun j : 'I_m.+1 => product i j - total i)))) / (wx * wx).
Definition norm2 (i : 'I_n.+1) : R := sqrt (sum (fun j : 'I_m.+1 => softmax i j * softmax i j)).
Definition total3 : R := 1 + sum (fun i : 'I_n.+1 => norm2 i * norm2 i) / (wy * wy).
Definition ratio : R := (total2 - total3) / 2.
Definition product2 (i : 'I_n.+1) : R := smaller i * sqrt (sum (fun j : 'I_k.+1 => difference i j * difference i j)).
Definition total4 (i : 'I_n.+1) : R := norm2 i * sqrt (smaller i) * root i + product2 i.
Definition ratio2 : R := sqrt (sum (fun i : 'I_n.+1 => total4 i * total4 i)) / (wx * wy).
Definition total5 : R := (total2 + total3) / 2 + sqrt (ratio * ratio + ratio2 * ratio2).
Definition difference2 : R := 1 - maxi (fun i : 'I_n.+1 => smaller i * Rmax 0 (maxi (fun j : 'I_m.+1 => total i - product i j))) / (wx * wx).
Definition ratio3 : R := (difference2 - 1) / 2.
Definition ratio4 : R := sqrt (sum (fun i : 'I_n.+1 => product2 i * product2 i)) / (wx * wy).
Definition difference3 : R := (difference2 + 1) / 2 - sqrt (ratio3 * ratio3 + ratio4 * ratio4).
Definition total6 : R := total5 + difference3.
Definition ratio5 : R := (total5 - difference3) / total6.
Definition centred2 (i : 'I_n.+1) (j : 'I_m.+1) : R := s i j - sum (fun l : 'I_m.+1 => softmax i l * s i l).
Definition product3 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * centred2 i j.
Definition total7 (i : 'I_n.+1) (j : 'I_k.+1) : R := sum (fun l : 'I_m.+1 => product3 i l * V l j) + sum (fun l : 'I_m.+1 => softmax i l * v l j).
Definition product4 (i : 'I_n.+1) (j : 'I_m.+1) : R := softmax i j * (centred2 i j * centred2 i j).
Definition product5 : R := wx * wx * sum (fun i : 'I_n.+1 => sum (fun j : 'I_m.+1 => s i j * s i j)).
Definition product6 : R := wy * wy * sum (fun i : 'I_m.+1 => sum (fun j : 'I_k.+1 => v i j * v i j)).
Definition total8 : R := (2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => total7 i j * total7 i j)) + 2 * sum (fun i : 'I_n.+1 => sum (fun j : 'I_k.+1 => difference i j * (sum (fun l : 'I_m.+1 => product4 i l * V l j) - sum (fun l : 'I_m.+1 => product4 i l) * mean i j + 2 * sum (fun l : 'I_m.+1 => product3 i l * v l j))))) / 2 + product5 + product6.
Definition product7 : R := 2 * difference3 * total5 / total6 * (product5 + product6).
Definition claim : Prop :=
  (0 <= 64 * difference3 - 1) ->
  (0 < wx) ->
  (0 < wy) ->
  (wx * wx <> 0) ->
  (wy * wy <> 0) ->
  (total6 <> 0) ->
  ((1 - ratio5) * total8 <= product7) /\
  (product7 <= (1 + ratio5) * total8).
End Sides.
Definition statement : Prop := forall (n m k : nat) (S : 'I_n.+1 -> 'I_m.+1 -> R) (V : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 -> R) (s : 'I_n.+1 -> 'I_m.+1 -> R) (v : 'I_m.+1 -> 'I_k.+1 -> R) (wx : R) (wy : R),
  claim n m k S V B s v wx wy.
End R5.

(* R6-moment: Second moment of a TensorSketch product; a = 1, b = 1. *)
Module R6_moment.
Section Sides.
Variable M : 'I_4 -> 'I_1 -> R.
Variable N : 'I_4 -> 'I_1 -> R.
Definition total : R := M (ordi 0 4) (ordi 0 1) * N (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1) * N (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1) * N (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1) * N (ordi 3 4) (ordi 0 1).
Definition difference : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + N (ordi 1 4) (ordi 0 1) + N (ordi 2 4) (ordi 0 1) + N (ordi 3 4) (ordi 0 1)) - total.
Definition difference2 : R := (M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + (- 1) * N (ordi 1 4) (ordi 0 1) + N (ordi 2 4) (ordi 0 1) + (- 1) * N (ordi 3 4) (ordi 0 1)) - total.
Definition difference3 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + N (ordi 1 4) (ordi 0 1) + (- 1) * N (ordi 2 4) (ordi 0 1) + (- 1) * N (ordi 3 4) (ordi 0 1)) - total.
Definition difference4 : R := (M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + (- 1) * N (ordi 1 4) (ordi 0 1) + (- 1) * N (ordi 2 4) (ordi 0 1) + N (ordi 3 4) (ordi 0 1)) - total.
Definition difference5 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + N (ordi 2 4) (ordi 0 1)) + (M (ordi 1 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (N (ordi 1 4) (ordi 0 1) + N (ordi 3 4) (ordi 0 1)) - total.
Definition difference6 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + N (ordi 2 4) (ordi 0 1)) + ((- 1) * M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1)) * ((- 1) * N (ordi 1 4) (ordi 0 1) + (- 1) * N (ordi 3 4) (ordi 0 1)) - total.
Definition total2 : R := M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1).
Definition total3 : R := N (ordi 0 4) (ordi 0 1) + (- 1) * N (ordi 2 4) (ordi 0 1).
Definition difference7 : R := total2 * total3 + (M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1)) * (N (ordi 1 4) (ordi 0 1) + (- 1) * N (ordi 3 4) (ordi 0 1)) - total.
Definition difference8 : R := total2 * total3 + ((- 1) * M (ordi 1 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * ((- 1) * N (ordi 1 4) (ordi 0 1) + N (ordi 3 4) (ordi 0 1)) - total.
Definition difference9 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + N (ordi 1 4) (ordi 0 1)) + (M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (N (ordi 2 4) (ordi 0 1) + N (ordi 3 4) (ordi 0 1)) - total.
Definition total4 : R := M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 1 4) (ordi 0 1).
Definition total5 : R := N (ordi 0 4) (ordi 0 1) + (- 1) * N (ordi 1 4) (ordi 0 1).
Definition difference10 : R := total4 * total5 + (M (ordi 2 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1)) * (N (ordi 2 4) (ordi 0 1) + (- 1) * N (ordi 3 4) (ordi 0 1)) - total.
Definition difference11 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + N (ordi 1 4) (ordi 0 1)) + ((- 1) * M (ordi 2 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1)) * ((- 1) * N (ordi 2 4) (ordi 0 1) + (- 1) * N (ordi 3 4) (ordi 0 1)) - total.
Definition total6 : R := difference * difference + difference2 * difference2 + difference3 * difference3 + difference4 * difference4 + difference5 * difference5 + difference6 * difference6 + difference7 * difference7 + difference8 * difference8 + difference9 * difference9 + difference10 * difference10 + difference11 * difference11.
Definition difference12 : R := total4 * total5 + ((- 1) * M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * ((- 1) * N (ordi 2 4) (ordi 0 1) + N (ordi 3 4) (ordi 0 1)) - total.
Definition difference13 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + N (ordi 3 4) (ordi 0 1)) + (M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) * (N (ordi 1 4) (ordi 0 1) + N (ordi 2 4) (ordi 0 1)) - total.
Definition total7 : R := M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1).
Definition total8 : R := N (ordi 0 4) (ordi 0 1) + (- 1) * N (ordi 3 4) (ordi 0 1).
Definition difference14 : R := total7 * total8 + ((- 1) * M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) * ((- 1) * N (ordi 1 4) (ordi 0 1) + N (ordi 2 4) (ordi 0 1)) - total.
Definition difference15 : R := total7 * total8 + (M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1)) * (N (ordi 1 4) (ordi 0 1) + (- 1) * N (ordi 2 4) (ordi 0 1)) - total.
Definition difference16 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) + N (ordi 3 4) (ordi 0 1)) + ((- 1) * M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1)) * ((- 1) * N (ordi 1 4) (ordi 0 1) + (- 1) * N (ordi 2 4) (ordi 0 1)) - total.
Definition claim : Prop :=
  ((total6 + difference12 * difference12 + difference13 * difference13 + difference14 * difference14 + difference15 * difference15 + difference16 * difference16) / 16 <= (M (ordi 0 4) (ordi 0 1) * M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1) * M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1) * M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1) * M (ordi 3 4) (ordi 0 1)) * (N (ordi 0 4) (ordi 0 1) * N (ordi 0 4) (ordi 0 1) + N (ordi 1 4) (ordi 0 1) * N (ordi 1 4) (ordi 0 1) + N (ordi 2 4) (ordi 0 1) * N (ordi 2 4) (ordi 0 1) + N (ordi 3 4) (ordi 0 1) * N (ordi 3 4) (ordi 0 1)) * 8 / 2).
End Sides.
Definition statement : Prop := forall (M : 'I_4 -> 'I_1 -> R) (N : 'I_4 -> 'I_1 -> R),
  claim M N.
End R6_moment.

(* R6-rows: Rows from the second moment; no sizes. *)
Module R6_rows.
Section Sides.
Variable M : 'I_4 -> 'I_1 -> R.
Variable t : R.
Definition total : R := M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1).
Definition total2 : R := M (ordi 0 4) (ordi 0 1) * M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1) * M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1) * M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1) * M (ordi 3 4) (ordi 0 1).
Definition difference : R := total * total - total2.
Definition total3 : R := M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1).
Definition difference2 : R := total3 * total3 - total2.
Definition total4 : R := M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1).
Definition difference3 : R := total4 * total4 - total2.
Definition total5 : R := M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1).
Definition difference4 : R := total5 * total5 - total2.
Definition difference5 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) * (M (ordi 0 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) + (M (ordi 1 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (M (ordi 1 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) - total2.
Definition total6 : R := (- 1) * M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1).
Definition difference6 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) * (M (ordi 0 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) + total6 * total6 - total2.
Definition total7 : R := (if Rle_dec 0 (difference * difference - t) then 1 else 0) + (if Rle_dec 0 (difference2 * difference2 - t) then 1 else 0) + (if Rle_dec 0 (difference3 * difference3 - t) then 1 else 0) + (if Rle_dec 0 (difference4 * difference4 - t) then 1 else 0) + (if Rle_dec 0 (difference5 * difference5 - t) then 1 else 0) + (if Rle_dec 0 (difference6 * difference6 - t) then 1 else 0).
Definition total8 : R := M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1).
Definition total9 : R := M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1).
Definition difference7 : R := total8 * total8 + total9 * total9 - total2.
Definition total10 : R := (- 1) * M (ordi 1 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1).
Definition difference8 : R := total8 * total8 + total10 * total10 - total2.
Definition difference9 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1)) * (M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1)) + (M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) - total2.
Definition total11 : R := M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 1 4) (ordi 0 1).
Definition total12 : R := M (ordi 2 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1).
Definition difference10 : R := total11 * total11 + total12 * total12 - total2.
Definition total13 : R := (- 1) * M (ordi 2 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1).
Definition difference11 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1)) * (M (ordi 0 4) (ordi 0 1) + M (ordi 1 4) (ordi 0 1)) + total13 * total13 - total2.
Definition total14 : R := (- 1) * M (ordi 2 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1).
Definition difference12 : R := total11 * total11 + total14 * total14 - total2.
Definition total15 : R := total7 + (if Rle_dec 0 (difference7 * difference7 - t) then 1 else 0) + (if Rle_dec 0 (difference8 * difference8 - t) then 1 else 0) + (if Rle_dec 0 (difference9 * difference9 - t) then 1 else 0) + (if Rle_dec 0 (difference10 * difference10 - t) then 1 else 0) + (if Rle_dec 0 (difference11 * difference11 - t) then 1 else 0) + (if Rle_dec 0 (difference12 * difference12 - t) then 1 else 0).
Definition difference13 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (M (ordi 0 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) + (M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) * (M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1)) - total2.
Definition total16 : R := M (ordi 0 4) (ordi 0 1) + (- 1) * M (ordi 3 4) (ordi 0 1).
Definition total17 : R := (- 1) * M (ordi 1 4) (ordi 0 1) + M (ordi 2 4) (ordi 0 1).
Definition difference14 : R := total16 * total16 + total17 * total17 - total2.
Definition total18 : R := M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1).
Definition difference15 : R := total16 * total16 + total18 * total18 - total2.
Definition total19 : R := (- 1) * M (ordi 1 4) (ordi 0 1) + (- 1) * M (ordi 2 4) (ordi 0 1).
Definition difference16 : R := (M (ordi 0 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) * (M (ordi 0 4) (ordi 0 1) + M (ordi 3 4) (ordi 0 1)) + total19 * total19 - total2.
Definition claim : Prop :=
  (0 < t) ->
  (t * (total15 + (if Rle_dec 0 (difference13 * difference13 - t) then 1 else 0) + (if Rle_dec 0 (difference14 * difference14 - t) then 1 else 0) + (if Rle_dec 0 (difference15 * difference15 - t) then 1 else 0) + (if Rle_dec 0 (difference16 * difference16 - t) then 1 else 0)) / 16 <= total2 * total2 * 8 / 2).
End Sides.
Definition statement : Prop := forall (M : 'I_4 -> 'I_1 -> R) (t : R),
  claim M t.
End R6_rows.

(* R6: not traced: lemma R6 has no claim with two sides *)

(* R7-lapack: not traced: lemma R7-lapack has no claim with two sides *)

(* R7: not traced: lemma R7 has no claim with two sides *)

(* R7-product: not traced: lemma R7-product has no claim with two sides *)

(* R7-hessian: not traced: lemma R7-hessian has no claim with two sides *)

(* R7-exact: not traced: lemma R7-exact has no claim with two sides *)

(* R7-projected: not traced: lemma R7-projected has no claim with two sides *)

(* R7-coordinates: not traced: lemma R7-coordinates has no claim with two sides *)

(* R7-kronecker: not traced: lemma R7-kronecker has no claim with two sides *)

(* R7-sketched: not traced: lemma R7-sketched has no claim with two sides *)

(* R7-tensorsketch: not traced: lemma R7-tensorsketch has no claim with two sides *)

(* C1-root: not traced: lemma C1-root has no claim with two sides *)

(* C1-outward: not traced: lemma C1-outward has no claim with two sides *)

(* C1-unique: not traced: lemma C1-unique has no claim with two sides *)

(* C1: not traced: lemma C1 has no claim with two sides *)

(* C1-newton: not traced: lemma C1-newton has no claim with two sides *)

(* C2: not traced: lemma C2 has no claim with two sides *)

(* C2-form: Closed form of the objective gap; no sizes. *)
Module C2_form.
Section Sides.
Variable s : R.
Variable g : R.
Variable M : R.
Variable t : R.
Variable d : R.
Definition claim : Prop :=
  (0 < s) ->
  (0 <= g) ->
  (0 <= M) ->
  (0 <= t) ->
  (0 <= d) ->
  (g * t - (s + M * (t + d) / 3) * t * t / 2 + M * t * t * t / 6 <= g * g / (2 * s)).
End Sides.
Definition statement : Prop := forall (s : R) (g : R) (M : R) (t : R) (d : R),
  claim s g M t d.
End C2_form.

(* C-solver: not traced: lemma C-solver has no claim with two sides *)

(* C3: not traced: lemma C3 has no claim with two sides *)

(* C3-gap: not traced: lemma C3-gap has no claim with two sides *)

(* C4-product: not traced: lemma C4-product has no claim with two sides *)

(* C4-residual: Eigenvalue bound from any factor; every n, l >= 1. *)
Module C4_residual.
Section Sides.
Variables n l : nat.
Variable A : 'I_n.+1 -> 'I_n.+1 -> R.
Variable R_ : 'I_l.+1 -> 'I_n.+1 -> R.
Variable sigma : R.
Variable x : 'I_n.+1 -> R.
Definition ratio (i : 'I_n.+1) (j : 'I_n.+1) : R := (A i j + A j i) / 2.
Definition claim : Prop :=
  ((sigma - maxi (fun i : 'I_n.+1 => sum (fun j : 'I_n.+1 => Rabs (ratio i j - sum (fun a : 'I_l.+1 => R_ a i * R_ a j) - (if i == j then 1 else 0) * sigma)))) * sum (fun i : 'I_n.+1 => x i * x i) <= sum (fun i : 'I_n.+1 => x i * sum (fun j : 'I_n.+1 => ratio i j * x j))).
End Sides.
Definition statement : Prop := forall (n l : nat) (A : 'I_n.+1 -> 'I_n.+1 -> R) (R_ : 'I_l.+1 -> 'I_n.+1 -> R) (sigma : R) (x : 'I_n.+1 -> R),
  claim n l A R_ sigma x.
End C4_residual.

(* C4-cholesky: not traced: lemma C4-cholesky has no claim with two sides *)

(* C4-naive: not traced: lemma C4-naive has no claim with two sides *)
