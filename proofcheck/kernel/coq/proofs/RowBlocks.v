(* I5-blocks, the statement written by hand: gradient and Hessian blocks of one row. *)
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives LossDerivatives RowForms Hessian.
From PC.statements Require Import Attention.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Row.
Variables (M K : finType) (k0 : M) (x s : M -> R) (V v : M -> K -> R) (b : K -> R).
Let f := softmax x.
Let W : weights f. Proof. exact: (softmax_weights x k0). Qed.
Let C := I5_blocks.residual x V b.
Let O := I5_blocks.output x V.
Let p := I5_blocks.slope x V b.
Let J := I5_blocks.J x V.
Let O1 i := output1 f s (fun k => V k i) (fun k => v k i).
Let O2 i := output2 f s (fun k => V k i) (fun k => v k i).
Let along t := I5_blocks.loss (fun k => x k + t * s k) (fun k i => V k i + t * v k i) b.
Lemma row_jet : exists f1 f2 f3, [/\ jet along f1 f2 f3, f1 0 = 2 * sum (fun i => C i * O1 i) &
  f2 0 = 2 * (sum (fun i => O1 i * O1 i) + sum (fun i => C i * O2 i))].
Proof.
have J' := jet_sum (fun i => jet_square (jet_shift (b i) (output_jet k0 x s (fun k => V k i) (fun k => v k i)))).
have Z (I : Type) (u w : I -> R) : (fun k => u k + 0 * w k) = u by apply: functional_extensionality => k; ring.
do 3 eexists; split; first exact: J'.
  by rewrite -sum_scal; apply: sum_ext => i; rewrite !Z.
by rewrite -sum_plus -sum_scal; apply: sum_ext => i; rewrite !Z -/f -/(O1 i) -/(O2 i) -[E f _ - _]/(C i); ring.
Qed.
Let z := sum (fun k => f k * s k).
Let g i := sum (fun k => J k i * s k).
Let Ev i := sum (fun k => f k * v k i).
(* The score block: sum p s^2 - 2 (sum p s)(sum f s) + sum_i (sum J s)^2. *)
Lemma score_block : sum (fun k => sum (fun l => I5_blocks.SS x V b k l * s k * s l)) =
  sum (fun k => p k * s k * s k) - 2 * (sum (fun k => p k * s k) * z) + sum (fun i => g i * g i).
Proof.
have -> : sum (fun i => g i * g i) = sum (fun k => sum (fun l => sum (fun i => J k i * J l i) * s k * s l)).
  transitivity (sum (fun k => sum (fun i => sum (fun l => J k i * J l i * s k * s l)))).
    rewrite sum_swap; apply: sum_ext => i; rewrite {1}/g -sum_scal_r; apply: sum_ext => k.
    by rewrite /g -sum_scal; apply: sum_ext => l; ring.
  apply: sum_ext => k; rewrite sum_swap; apply: sum_ext => l.
  by rewrite -!sum_scal_r.
transitivity (sum (fun k => p k * s k * s k - z * (p k * s k) - sum (fun l => p l * s l) * (f k * s k)
  + sum (fun l => sum (fun i => J k i * J l i) * s k * s l))).
  apply: sum_ext => k.
  transitivity (sum (fun l => delta k l * (p k * s k * s l) - p k * s k * (f l * s l) - f k * s k * (p l * s l)
    + sum (fun i => J k i * J l i) * s k * s l)).
    by apply: sum_ext => l; rewrite /I5_blocks.SS -[I5_blocks.one k l]/(delta k l) -/p -/J -[I5_blocks.weight x]/f;
      ring.
  by rewrite sum_plus !sum_minus !sum_scal delta_sum -/z; ring.
by rewrite sum_plus !sum_minus !sum_scal -/z; ring.
Qed.
Lemma mixed_block : sum (fun k => sum (fun l => sum (fun i => I5_blocks.SV x V b k l i * s k * v l i))) =
  sum (fun i => C i * sum (fun k => f k * s k * v k i)) + sum (fun i => (g i - z * C i) * Ev i).
Proof.
transitivity (sum (fun k => sum (fun i => C i * (f k * s k * v k i) + (J k i * s k - C i * (f k * s k)) * Ev i))).
  apply: sum_ext => k; rewrite sum_swap; apply: sum_ext => i.
  transitivity (sum (fun l => delta k l * (f k * C i * s k * v l i) + (J k i - f k * C i) * s k * (f l * v l i))).
    by apply: sum_ext => l; rewrite /I5_blocks.SV -[I5_blocks.one k l]/(delta k l) -/(C i) -/(J k i) -[I5_blocks.weight
      x]/f; ring.
  by rewrite sum_plus delta_sum sum_scal -/(Ev i); ring.
rewrite sum_swap -sum_plus; apply: sum_ext => i; rewrite sum_plus sum_scal sum_scal_r sum_minus sum_scal -/z -/(g i);
  ring.
Qed.
Lemma value_block : sum (fun k => sum (fun l => sum (fun i => I5_blocks.VV x k l * v k i * v l i)))
  = sum (fun i => Ev i * Ev i).
Proof.
transitivity (sum (fun k => sum (fun i => f k * v k i * Ev i))).
  by apply: sum_ext => k; rewrite sum_swap; apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => l;
    rewrite /I5_blocks.VV -[I5_blocks.weight x]/f; ring.
by rewrite sum_swap; apply: sum_ext => i; rewrite sum_scal_r.
Qed.
Lemma slopes_raw (h : M -> R) : sum (fun k => p k * h k) =
  sum (fun i => C i * (sum (fun k => f k * h k * V k i) - O i * sum (fun k => f k * h k))).
Proof.
pose kappa := sum (fun i => C i * O i).
transitivity (sum (fun k => f k * h k * sum (fun i => C i * V k i) - kappa * (f k * h k))).
  by apply: sum_ext => k; rewrite -[p k]/(f k * (sum (fun i => C i * V k i) - kappa)); ring.
rewrite sum_minus sum_scal pull /kappa -sum_scal_r -sum_minus; apply: sum_ext => i; ring.
Qed.
Lemma g_raw i : g i = sum (fun k => f k * s k * V k i) - z * O i.
Proof.
rewrite /g /z -sum_scal_r -sum_minus; apply: sum_ext => k; rewrite -[J k i]/(f k * (V k i - O i)); ring.
Qed.
(* Both sides in raw moments, output by output. *)
Lemma blocks_curvature : sum (fun i => O1 i * O1 i) + sum (fun i => C i * O2 i) =
  sum (fun k => sum (fun l => I5_blocks.SS x V b k l * s k * s l))
  + 2 * sum (fun k => sum (fun l => sum (fun i => I5_blocks.SV x V b k l i * s k * v l i)))
  + sum (fun k => sum (fun l => sum (fun i => I5_blocks.VV x k l * v k i * v l i))).
Proof.
rewrite score_block mixed_block value_block.
have -> : sum (fun k => p k * s k * s k) = sum (fun k => p k * (s k * s k)) by apply: sum_ext => k; ring.
rewrite !slopes_raw -sum_scal_r -!sum_plus -!sum_scal -sum_minus -!sum_plus; apply: sum_ext => i.
have -> : sum (fun k => f k * (s k * s k) * V k i) = sum (fun k => f k * s k * s k * V k i) by apply: sum_ext => k;
  ring.
have -> : sum (fun k => f k * (s k * s k)) = sum (fun k => f k * s k * s k) by apply: sum_ext => k; ring.
by rewrite /O1 /O2 output2_raw // output1_raw g_raw -/z -/(Ev i) -[sum (fun k => f k * V k i)]/(O i); ring.
Qed.
End Row.
Theorem I5_blocks_holds : I5_blocks.statement.
Proof.
move=> M K k0 x s V v b along.
have [f1 [f2 [f3 [J1 E1 E2]]]] := row_jet k0 x s V v b; split; [|split].
- have [D _ _] := J1; have := D 0; rewrite E1 => H; apply: (derive_as H).
  rewrite -[sum (fun i => I5_blocks.residual x V b i * _)]/(sum (fun i => I5_blocks.residual x V b i *
    output1 (softmax x) s (fun k => V k i) (fun k => v k i))) row_gradient Rmult_plus_distr_l -!sum_scal; congr (_ + _).
    by apply: sum_ext => k; rewrite -[row_slope _ _ _ k]/(I5_blocks.slope x V b k); ring.
  by apply: sum_ext => k; rewrite -sum_scal; apply: sum_ext => i; rewrite -[I5_blocks.weight x k]/(softmax x k); ring.
- by have [_ D _] := jet_derivable J1 0.
- by rewrite (jet2 J1) E2 (blocks_curvature k0); field.
Qed.
