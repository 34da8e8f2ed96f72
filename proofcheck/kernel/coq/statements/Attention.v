(* Statements written by hand about one-layer attention, where a lemma has no claim on arrays. Definitions only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrbool eqtype fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors.
From PC.statements Require Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* One row of the loss: L = |O - b|^2 with O = f V, f the softmax of the scores x. Along the line x + t s, V + t v it
   has the gradient 2 p and 2 f c^T, and half its second derivative is the quadratic form of the blocks SS = diag(p) -
   p f^T - f p^T + J J^T, SV = diag(f) c + (J - f c) f^T, VV = f f^T. *)
Module I5_blocks.
Section Row.
Variables M K : finType.
Variables (x : M -> R) (V : M -> K -> R) (b : K -> R).
Definition weight (k : M) : R := exp (x k) / sum (fun l => exp (x l)).
Definition output (i : K) : R := sum (fun k => weight k * V k i).
Definition residual (i : K) : R := output i - b i.
Definition loss : R := sum (fun i => residual i * residual i).
Definition slope (k : M) : R := weight k * (sum (fun i => residual i * V k i) - sum (fun i => residual i * output i)).
Definition J (k : M) (i : K) : R := weight k * (V k i - output i).
Definition one (k l : M) : R := if k == l then 1 else 0.
Definition SS (k l : M) : R := one k l * slope k - slope k * weight l - weight k * slope l
  + sum (fun i => J k i * J l i).
Definition SV (k l : M) (i : K) : R := one k l * (weight k * residual i) + (J k i - weight k * residual i) * weight l.
Definition VV (k l : M) : R := weight k * weight l.
End Row.
Definition statement : Prop := forall (M K : finType) (k0 : M) (x s : M -> R) (V v : M -> K -> R) (b : K -> R),
  let along t := loss (fun k => x k + t * s k) (fun k i => V k i + t * v k i) b in
  is_derive along 0 (sum (fun k => 2 * slope x V b k * s k)
    + sum (fun k => sum (fun i => 2 * (weight x k * residual x V b i) * v k i))) /\
  ex_derive_n along 2 0 /\
  Derive_n along 2 0 / 2 = sum (fun k => sum (fun l => SS x V b k l * s k * s l))
    + 2 * sum (fun k => sum (fun l => sum (fun i => SV x V b k l i * s k * v l i)))
    + sum (fun k => sum (fun l => sum (fun i => VV x k l * v k i * v l i))).
End I5_blocks.

(* The problem, for index types of every size: scores, softmax weights, outputs, objective, gradient and the blocks of
   half the Hessian. *)
Section Model.
Variables N M P Q T K : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R) (wx wy lx ly : R).
Variables (X : P -> Q -> R) (Y : T -> K -> R).
Definition square (I J : finType) (U : I -> J -> R) : R := sum (fun i => sum (fun j => U i j * U i j)).
Definition score (j : N) (k : M) : R := sum (fun l => sum (fun a => A1 j a * X a l) * A2 k l).
Definition weight (j : N) (k : M) : R := exp (score j k) / sum (fun l => exp (score j l)).
Definition value (k : M) (i : K) : R := sum (fun b => A3 k b * Y b i).
Definition output (j : N) (i : K) : R := sum (fun k => weight j k * value k i).
Definition residual (j : N) (i : K) : R := output j i - B j i.
Definition objective : R := square residual +
  (wx * wx * square score + wy * wy * square value + lx * square X + ly * square Y).
Definition slope (j : N) (k : M) : R := weight j k * (sum (fun i => residual j i * value k i)
  - sum (fun i => residual j i * output j i)).
Definition gradient_X (a : P) (l : Q) : R := 2 * (sum (fun k =>
  sum (fun j => A1 j a * (slope j k + wx * wx * score j k)) * A2 k l) + lx * X a l).
Definition gradient_Y (b : T) (i : K) : R :=
  2 * (sum (fun k => A3 k b * (sum (fun j => weight j k * residual j i) + wy * wy * value k i)) + ly * Y b i).
Definition mean2 (j : N) (l : Q) : R := sum (fun k => weight j k * A2 k l).
Definition mean3 (j : N) (b : T) : R := sum (fun k => weight j k * A3 k b).
Definition spread (j : N) (l : Q) (i : K) : R := sum (fun k => weight j k * (A2 k l * value k i))
  - mean2 j l * output j i.
Definition slope2 (j : N) (l : Q) : R := sum (fun k => slope j k * A2 k l).
Definition block (j : N) (l l' : Q) : R := sum (fun k => slope j k * (A2 k l * A2 k l')) - slope2 j l * mean2 j l'
  - slope2 j l' * mean2 j l
  + sum (fun i => spread j l i * spread j l' i).
Definition one (I : finType) (i j : I) : R := if i == j then 1 else 0.
Definition hessian_XX (a : P) (l : Q) (a' : P) (l' : Q) : R := sum (fun j => A1 j a * A1 j a' * block j l l')
  + wx * wx * (sum (fun j => A1 j a * A1 j a') * sum (fun k => A2 k l * A2 k l')) + lx * (one a a' * one l l').
Definition hessian_XY (a : P) (l : Q) (b : T) (i : K) : R := sum (fun j => A1 j a * (mean3 j b * spread j l i
  + (sum (fun k => weight j k * (A2 k l * A3 k b)) - mean2 j l * mean3 j b) * residual j i)).
Definition hessian_YY (b : T) (i : K) (b' : T) (i' : K) : R :=
  (sum (fun j => mean3 j b * mean3 j b') + wy * wy * sum (fun k => A3 k b * A3 k b')) * one i i'
    + ly * (one b b' * one i i').
(* G Y = (F A3)^T B with G = (F A3)^T F A3 + wy^2 A3^T A3 + ly. *)
Definition normal_equations : Prop := forall b i,
  sum (fun b' => (sum (fun j => mean3 j b * mean3 j b') + wy * wy * sum (fun k => A3 k b * A3 k b')) * Y b' i)
    + ly * Y b i =
  sum (fun j => mean3 j b * B j i).
End Model.

(* Variable projection, for every size: c > 0 is a lower bound of ly |u|^2 + wy^2 |A3 u|^2 over |u| = 1 (c = ly will do
   when ly > 0, and wy^2 times the square of the smallest singular value of A3 when ly = 0). For every X the normal
   equations have exactly one solution Y, it minimises Phi(X, .), and the least value phi(X) = |B|^2 - <B, O> + R_X has
   the gradient of Phi in X at that Y. *)
Module I6_reduced_general.
Definition statement : Prop := forall (N M P Q T K : finType) (k0 : M) (A1 : N -> P -> R) (A2 : M -> Q -> R)
    (A3 : M -> T -> R)
    (B : N -> K -> R) (wx wy lx ly c : R), 0 < c ->
  (forall u : T -> R, c * sum (fun b => u b * u b) <=
    ly * sum (fun b => u b * u b) + wy * wy * sum (fun k =>
      sum (fun b => A3 k b * u b) * sum (fun b => A3 k b * u b))) ->
  let solves := normal_equations A1 A2 A3 B wy ly in
  let Phi := objective A1 A2 A3 B wx wy lx ly in
  (forall X, exists Y, solves X Y /\ (forall Y', solves X Y' -> forall b i, Y' b i = Y b i) /\
    forall Y', Phi X Y <= Phi X Y') /\
  forall phi, (forall X, exists Y, solves X Y /\ phi X = Phi X Y) -> forall X Y, solves X Y ->
    phi X = square B - sum (fun j => sum (fun i => B j i * output A1 A2 A3 X Y j i)) + wx * wx * square (score A1 A2 X)
      + lx * square X /\
    forall dX, is_derive (fun t => phi (fun a l => X a l + t * dX a l)) 0
      (sum (fun a => sum (fun l => gradient_X A1 A2 A3 B wx lx X Y a l * dX a l))).
End I6_reduced_general.

(* The best Y, when ly > 0, or when wy <> 0 and A3 has full column rank: for every X there is exactly one Y at which
   the gradient in Y is zero; it solves the normal equations and minimises Phi(X, .). *)
Module I6_general.
Definition statement : Prop := forall (N M P Q T K : finType) (k0 : M) (A1 : N -> P -> R) (A2 : M -> Q -> R)
    (A3 : M -> T -> R)
    (B : N -> K -> R) (wx wy lx ly : R),
  (0 < ly \/ 0 <= ly /\ wy <> 0 /\ forall u : T -> R, (forall k, sum (fun b => A3 k b * u b) = 0) ->
    forall b, u b = 0) ->
  forall X, exists Y, (forall b i, gradient_Y A1 A2 A3 B wy ly X Y b i = 0) /\ normal_equations A1 A2 A3 B wy ly X Y /\
    (forall Y', (forall b i, gradient_Y A1 A2 A3 B wy ly X Y' b i = 0) -> forall b i, Y' b i = Y b i) /\
    forall Y', objective A1 A2 A3 B wx wy lx ly X Y <= objective A1 A2 A3 B wx wy lx ly X Y'.
End I6_general.

(* The objective as a function of all entries of X and Y together is twice continuously differentiable, with the
   gradient and the Hessian above. With it every theorem about smooth functions (Abstract.v) is one about attention. *)
Module I4_general.
Section Stacked.
Variables N M P Q T K : finType.
Variables (A1 : N -> P -> R) (A2 : M -> Q -> R) (A3 : M -> T -> R) (B : N -> K -> R) (wx wy lx ly : R).
Notation unknowns := (Objective.unknowns P Q T K).
Notation X_part := (@Objective.entry_X P Q T K).
Notation Y_part := (@Objective.entry_Y P Q T K).
Definition gradient (z : unknowns -> R) (u : unknowns) : R :=
  match u with
  | inl (a, l) => gradient_X A1 A2 A3 B wx lx (X_part z) (Y_part z) a l
  | inr (b, i) => gradient_Y A1 A2 A3 B wy ly (X_part z) (Y_part z) b i
  end.
Definition hessian (z : unknowns -> R) (u u' : unknowns) : R :=
  match u, u' with
  | inl (a, l), inl (a', l') => 2 * hessian_XX A1 A2 A3 B wx lx (X_part z) (Y_part z) a l a' l'
  | inl (a, l), inr (b, i) | inr (b, i), inl (a, l) => 2 * hessian_XY A1 A2 A3 B (X_part z) (Y_part z) a l b i
  | inr (b, i), inr (b', i') => 2 * hessian_YY A1 A2 A3 wy ly (X_part z) b i b' i'
  end.
End Stacked.
Definition statement : Prop := forall (N M P Q T K : finType) (k0 : M) (A1 : N -> P -> R) (A2 : M -> Q -> R)
    (A3 : M -> T -> R)
    (B : N -> K -> R) (wx wy lx ly : R),
  smooth (Objective.objective A1 A2 A3 B wx wy lx ly) (gradient A1 A2 A3 B wx wy lx ly) (hessian A1 A2 A3 B wx wy lx
    ly).
End I4_general.
