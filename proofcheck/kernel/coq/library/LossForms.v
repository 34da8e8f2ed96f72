(* The loss as a function of a vector z on which scores and values depend linearly: its first two derivatives as forms
   D1 and D2, linear in each direction, D2 symmetric, with the line derivatives of LossBounds on the diagonal. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms RowBounds LossBounds Derivatives LossDerivatives JointCumulants.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Forms.
Variables I N M K : finType.
Variable k0 : M.
Notation vector := (I -> R).
Variables (sc : vector -> N -> M -> R) (va : vector -> M -> K -> R) (B : N -> K -> R).
Hypothesis sc_linear : forall a b x y j k, sc (fun i => a * x i + b * y i) j k = a * sc x j k + b * sc y j k.
Hypothesis va_linear : forall a b x y k i, va (fun i => a * x i + b * y i) k i = a * va x k i + b * va y k i.
Implicit Types x y z w e : vector.

Definition row z j := softmax (sc z j).
Definition column z i := fun k => va z k i.
Definition output z j i := E1 (row z j) (column z i).
Definition gap z j i := output z j i - B j i.
Definition k1 z x j i := c2 (row z j) (sc x j) (column z i) + E1 (row z j) (column x i).
Definition k2 z x y j i := c3 (row z j) (sc x j) (sc y j) (column z i) + c2 (row z j) (sc x j) (column y i)
  + c2 (row z j) (sc y j) (column x i).
Definition total (f : N -> K -> R) := sum (fun j => sum (f j)).
Definition loss z := total (fun j i => gap z j i * gap z j i).
Definition D1 z x := 2 * total (fun j i => gap z j i * k1 z x j i).
Definition D2 z x y := 2 * total (fun j i => k1 z x j i * k1 z y j i + gap z j i * k2 z x y j i).
Lemma total_ext f g : (forall j i, f j i = g j i) -> total f = total g.
Proof. by move=> H; apply: sum_ext => j; apply: sum_ext => i; exact: H. Qed.
Lemma total_lin a b f g : total (fun j i => a * f j i + b * g j i) = a * total f + b * total g.
Proof.
rewrite /total -!sum_scal -sum_plus; apply: sum_ext => j; rewrite -!sum_scal -sum_plus; exact: sum_ext.
Qed.
Let combine a b x y : vector := fun i => a * x i + b * y i.
Lemma sc_combine a b x y j : sc (combine a b x y) j = fun k => a * sc x j k + b * sc y j k.
Proof. by apply: functional_extensionality => k; exact: sc_linear. Qed.
Lemma column_combine a b x y i : column (combine a b x y) i = fun k => a * column x i k + b * column y i k.
Proof. by apply: functional_extensionality => k; exact: va_linear. Qed.

(* Linear in the first direction, symmetric. *)
Lemma k1_lin z a b x y j i : k1 z (combine a b x y) j i = a * k1 z x j i + b * k1 z y j i.
Proof. by rewrite /k1 sc_combine column_combine c2_lin E1_lin; ring. Qed.
Lemma k2_lin z a b x y w j i : k2 z (combine a b x y) w j i = a * k2 z x w j i + b * k2 z y w j i.
Proof.
rewrite /k2 sc_combine column_combine c3_lin c2_lin (c2_sym _ (sc w j)) c2_lin (c2_sym _ (column x i)).
by rewrite (c2_sym _ (column y i)); ring.
Qed.
Lemma k2_sym z x y j i : k2 z x y j i = k2 z y x j i.
Proof. by rewrite /k2 c3_sym12; ring. Qed.
Theorem D1_lin z a b x y : D1 z (combine a b x y) = a * D1 z x + b * D1 z y.
Proof.
transitivity (2 * (a * total (fun j i => gap z j i * k1 z x j i) + b * total (fun j i => gap z j i * k1 z y j i)));
  last by rewrite /D1; ring.
by rewrite -total_lin; congr (_ * _); apply: total_ext => j i; rewrite k1_lin; ring.
Qed.
Theorem D2_lin z a b x y w : D2 z (combine a b x y) w = a * D2 z x w + b * D2 z y w.
Proof.
rewrite /D2 -!Rmult_assoc !(Rmult_comm _ 2) !Rmult_assoc -Rmult_plus_distr_l -total_lin; congr (_ * _).
by apply: total_ext => j i; rewrite k1_lin k2_lin; ring.
Qed.
Theorem D2_sym z x y : D2 z x y = D2 z y x.
Proof. by congr (_ * _); apply: total_ext => j i; rewrite k2_sym; ring. Qed.

(* Along a line. *)
Definition on z e t : vector := fun i => z i + t * e i.
Lemma sc_on z e t j : sc (on z e t) j = fun k => sc z j k + t * sc e j k.
Proof.
have -> : on z e t = combine 1 t z e by apply: functional_extensionality => i; rewrite /on /combine; ring.
by rewrite sc_combine; apply: functional_extensionality => k; ring.
Qed.
Lemma column_on z e t i : column (on z e t) i = fun k => column z i k + t * column e i k.
Proof.
have -> : on z e t = combine 1 t z e by apply: functional_extensionality => a; rewrite /on /combine; ring.
by rewrite column_combine; apply: functional_extensionality => k; ring.
Qed.
Section Derivatives.
Variables (z e : vector).
Let moved t := on z e t.
Lemma gap_derivative j i t : is_derive (fun t => gap (moved t) j i) t (k1 (moved t) e j i).
Proof.
have := g0_derivative k0 (sc z j) (sc e j) (column z i) (column e i) t => H.
apply: (derive_as (derive_minus (is_derive_ext _ (fun t => output (moved t) j i) _ _ _ H) (derive_const (B j i) t))).
  by move=> u; rewrite /output /row /moved sc_on column_on.
by rewrite Rminus_0_r /k1 /row /moved sc_on column_on.
Qed.
Lemma k1_derivative x j i t : is_derive (fun t => k1 (moved t) x j i) t (k2 (moved t) x e j i).
Proof.
have := g1_derivative k0 (sc z j) (sc e j) (column z i) (column e i) (sc x j) (column x i) t => H.
apply: (derive_as (is_derive_ext _ _ _ _ _ H)); first by move=> u; rewrite /k1 /row /moved sc_on column_on.
by rewrite /k2 /row /moved sc_on column_on.
Qed.
Lemma total_derivative (f : R -> N -> K -> R) df t : (forall j i, is_derive (fun t => f t j i) t (df j i)) ->
  is_derive (fun t => total (f t)) t (total df).
Proof. by move=> D; apply: is_derive_sum => j; apply: is_derive_sum => i; exact: D. Qed.
Theorem loss_derivative t : is_derive (fun t => loss (moved t)) t (D1 (moved t) e).
Proof.
apply: derive_as; first by apply: total_derivative => j i; apply: derive_mult; exact: gap_derivative.
rewrite /D1 -[2 * total _]Rplus_0_r -[0](Rmult_0_l (total (fun _ _ => 0))) -total_lin; apply: total_ext => j i; ring.
Qed.
Theorem D1_derivative x t : is_derive (fun t => D1 (moved t) x) t (D2 (moved t) x e).
Proof.
apply: derive_as; first by apply: derive_scal; apply: total_derivative => j i; apply: derive_mult;
  [exact: gap_derivative|exact: k1_derivative].
by congr (_ * _); apply: total_ext => j i; ring.
Qed.
End Derivatives.

(* On the diagonal. *)
Let W z j : weights (row z j). Proof. exact: (softmax_weights _ k0). Qed.
Let F z j := row z j.
Lemma k1_first z h j i : k1 z h j i = first (F z) (va z) (sc h) (va h) j i.
Proof.
have := output1_raw (row z j) (sc h j) (column z i) (column h i) => E0.
by rewrite -[RHS]/(output1 (row z j) (sc h j) (column z i) (column h i)) E0.
Qed.
Lemma k2_second z h j i : k2 z h h j i = second (F z) (va z) (sc h) (va h) j i.
Proof.
have := output2_raw (sc h j) (column z i) (column h i) (W z j) => E0.
by rewrite -[RHS]/(output2 (row z j) (sc h j) (column z i) (column h i)) E0 /k2 /c3 /c2 /E1 /E2 /E3; ring.
Qed.
Let O1 z h := first (F z) (va z) (sc h) (va h).
Let O2 z h := second (F z) (va z) (sc h) (va h).
Let C z j i := mean (F z j) (va z) i - B j i.
Theorem D2_diagonal z h : D2 z h h =
  2 * sum (fun j => sum (fun i => O1 z h j i * O1 z h j i)) + 2 * sum (fun j => sum (fun i => C z j i * O2 z h j i)).
Proof.
rewrite -[RHS]/(2 * total (fun j i => O1 z h j i * O1 z h j i) + 2 * total (fun j i => C z j i * O2 z h j i)).
rewrite -total_lin /D2 -[2 * total _]Rplus_0_r -[0](Rmult_0_l (total (fun _ _ => 0))) -total_lin.
by apply: total_ext => j i; rewrite k1_first k2_second -/(O1 z h j i) -/(O2 z h j i) -[C z j i]/(gap z j i); ring.
Qed.
End Forms.
