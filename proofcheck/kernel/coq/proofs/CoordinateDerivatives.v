(* I2: first derivatives of one row's quantities along a coordinate, with derivability. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax SoftmaxDerivatives Hessian Matching.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Along coordinate i the scores move by column i of A. *)
Lemma coordinate_line (M D : finType) (A : M -> D -> R) (x : D -> R) i j t :
  sum (fun l => A j l * (x l + t * delta i l)) = sum (fun l => A j l * x l) + t * A j i.
Proof.
transitivity (sum (fun l => A j l * x l + delta i l * (t * A j l))); first by apply: sum_ext => l; ring.
by rewrite sum_plus delta_sum.
Qed.
Lemma Derive_1 (F : R -> R) d : is_derive F 0 d -> Derive_n F 1 0 = d.
Proof. exact: is_derive_unique. Qed.
Theorem I2_holds : I2.statement.
Proof.
move=> m d A x h b; premises.
have L i := coordinate_line A x i.
split; [|split; [|split; [|split; [|split; [|split]]]]].
- by move=> i j; by_form (Derive_1 (exponential_derive (fun t k => L i k t) j)).
- by move=> i; by_form (Derive_1 (total_derive (fun t k => L i k t))).
- by move=> i; by_form (Derive_1 (inverse_derive ord0 (fun t k => L i k t))).
- by move=> i j; by_form (Derive_1 (weight_derive ord0 (fun t k => L i k t) j)).
- by move=> i; by_form (Derive_1 (mean_derive ord0 h (fun t k => L i k t))).
- by move=> i; by_form (Derive_1 (residual_derive ord0 h b (fun t k => L i k t))).
- by move=> i; by_form (Derive_1 (square_derive ord0 h b (fun t k => L i k t))).
Qed.
