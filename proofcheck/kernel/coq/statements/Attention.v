(* Statements written by hand about one-layer attention, where a lemma has no claim on arrays. Definitions only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrbool eqtype fintype.
From PC.library Require Import Sums.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* One row of the loss: L = |O - b|^2 with O = f V, f the softmax of the scores x. Along the line x + t s, V + t v it has the gradient
   2 p and 2 f c^T, and half its second derivative is the quadratic form of the blocks
   SS = diag(p) - p f^T - f p^T + J J^T, SV = diag(f) c + (J - f c) f^T, VV = f f^T. *)
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
Definition SS (k l : M) : R := one k l * slope k - slope k * weight l - weight k * slope l + sum (fun i => J k i * J l i).
Definition SV (k l : M) (i : K) : R := one k l * (weight k * residual i) + (J k i - weight k * residual i) * weight l.
Definition VV (k l : M) : R := weight k * weight l.
End Row.
Definition statement : Prop := forall (M K : finType) (k0 : M) (x s : M -> R) (V v : M -> K -> R) (b : K -> R),
  let along t := loss (fun k => x k + t * s k) (fun k i => V k i + t * v k i) b in
  is_derive along 0 (sum (fun k => 2 * slope x V b k * s k) + sum (fun k => sum (fun i => 2 * (weight x k * residual x V b i) * v k i))) /\
  ex_derive_n along 2 0 /\
  Derive_n along 2 0 / 2 = sum (fun k => sum (fun l => SS x V b k l * s k * s l))
    + 2 * sum (fun k => sum (fun l => sum (fun i => SV x V b k l i * s k * v l i)))
    + sum (fun k => sum (fun l => sum (fun i => VV x k l * v k i * v l i))).
End I5_blocks.
