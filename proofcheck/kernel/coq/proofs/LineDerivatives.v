(* I1, I3 and I5: the tensor trick, the gradient and the moment form, the generated statements from the theorems of the
   library. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Softmax Derivatives LossDerivatives RowForms Model Gradient Matching.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* Order of summation. *)
Lemma tensor_form (P Q : finType) (a : P -> R) (b : Q -> R) (X : P -> Q -> R) :
  sum (fun l => sum (fun a' => a a' * X a' l) * b l) = sum (fun a' => sum (fun l => a a' * b l * X a' l)).
Proof.
by rewrite [RHS]sum_swap; apply: sum_ext => l; rewrite -sum_scal_r; apply: sum_ext => a'; ring.
Qed.
Lemma gram_form (N M : finType) (a a' : N -> R) (b b' : M -> R) :
  sum (fun j => sum (fun k => a j * b k * (a' j * b' k))) = sum (fun j => a j * a' j) * sum (fun k => b k * b' k).
Proof. by rewrite -sum_scal_r; apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => k; ring. Qed.
Theorem I1_holds : I1.statement.
Proof.
move=> n m p q r k A1 A2 X; premises; split; first by move=> i j; by_form (tensor_form (A1 i) (A2 j) X).
move=> i j l a; by_form (gram_form (fun b => A1 b i) (fun b => A1 b l) (fun c => A2 c j) (fun c => A2 c a)).
Qed.

(* The slope along every line; derivability is `objective_derivable`. *)
Theorem I3_holds : I3.statement.
Proof.
move=> n m p q r k A1 A2 A3 B X Y dX dY wx wy lx ly; premises.
have H := is_derive_unique _ _ _ (gradient_along (ord0 : 'I_m.+1) A1 A2 A3 B wx wy lx ly X dX Y dY).
rewrite -[Derive _ _]/(Derive_n _ 1 0) in H; by_form H.
Qed.

(* One output: derivatives of orders 1 to 3, at t = 0. *)
Lemma at0 (I : Type) (u w : I -> R) : (fun k => u k + 0 * w k) = u.
Proof. by apply: functional_extensionality => k; ring. Qed.
Section Output.
Variables (M : finType) (k0 : M) (x s V v : M -> R).
Let O t := E (softmax (fun k => x k + t * s k)) (fun k => V k + t * v k).
Lemma output_orders : [/\ Derive_n O 1 0 = output1 (softmax x) s V v, Derive_n O 2 0 = output2 (softmax x) s V v &
  Derive_n O 3 0 = output3 (softmax x) s V v].
Proof.
have J := output_jet k0 x s V v; split; [rewrite (jet1 J)|rewrite (jet2 J)|rewrite (jet3 J)]; by rewrite !at0.
Qed.
Theorem output_derivable : [/\ ex_derive_n O 1 0, ex_derive_n O 2 0 & ex_derive_n O 3 0].
Proof. exact: jet_derivable (output_jet k0 x s V v) 0. Qed.
End Output.
Theorem I5_holds : I5.statement.
Proof.
move=> n m k S V B s v; split; [|split]; move=> i j.
all: have [D1 D2 D3] := output_orders ord0 (S i) (s i) (fun l => V l j) (fun l => v l j).
- by_form D1.
- by_form D2.
- by_form D3.
Qed.
(* Constant values: v = 0. *)
Lemma cumulant_orders (M : finType) (k0 : M) (x s V : M -> R) (f := softmax x) (c := fun k => s k - E f s)
  (O := fun t => E (softmax (fun k => x k + t * s k)) V) :
  [/\ Derive_n O 1 0 = sum (fun k => f k * c k * V k),
    Derive_n O 2 0 = sum (fun k => f k * (c k * c k) * V k) - variance f s * sum (fun k => f k * V k) &
    Derive_n O 3 0 = sum (fun k => f k * (c k * c k * c k) * V k)
      - sum (fun k => f k * (c k * c k * c k)) * sum (fun k => f k * V k)
      - 3 * variance f s * sum (fun k => f k * c k * V k)].
Proof.
have [D1 D2 D3] := output_orders k0 x s V (fun _ => 0).
have Z (h : M -> R) : sum (fun k => h k * 0) = 0 by apply: sum_eq0 => k; ring.
have EO n : Derive_n O n 0 = Derive_n (fun t => E (softmax (fun k => x k + t * s k)) (fun k => V k + t * 0)) n 0.
  by apply: Derive_n_ext => t; apply: sum_ext => k; congr (_ * _); ring.
by split; rewrite EO ?D1 ?D2 ?D3 /output1 /output2 /output3 -/f ?Z /c; ring.
Qed.
Theorem I5_cumulants_holds : I5_cumulants.statement.
Proof.
move=> n m k S V B s v; split; [|split]; move=> i j.
all: have [D1 D2 D3] := cumulant_orders ord0 (S i) (s i) (fun l => V l j).
- by_form D1.
- by_form D2.
- by_form D3.
Qed.

(* Phi', Phi'' and Phi''' along a line of scores and values, in raw moments and in centred ones. *)
Section Objective.
Variables (n m k : nat) (S s : 'I_n.+1 -> 'I_m.+1 -> R) (V v : 'I_m.+1 -> 'I_k.+1 -> R) (B : 'I_n.+1 -> 'I_k.+1 ->
  R) (wx wy : R).
Let F j := softmax (S j).
Let C j i := E (F j) (fun k => V k i) - B j i.
Let O1 j i := output1 (F j) (s j) (fun k => V k i) (fun k => v k i).
Let O2 j i := output2 (F j) (s j) (fun k => V k i) (fun k => v k i).
Let O3 j i := output3 (F j) (s j) (fun k => V k i) (fun k => v k i).
Let Phi := natural_objective S s V v B wx wy.
Let R1 := wy * (wy * (product V v * 2)) + wx * (wx * (product S s * 2)).
Let R2 := wy * (wy * (product v v * 2)) + wx * (wx * (product s s * 2)).
Lemma objective_orders : [/\ Derive_n Phi 1 0 = 2 * product C O1 + R1,
  Derive_n Phi 2 0 = 2 * product O1 O1 + 2 * product C O2 + R2 & Derive_n Phi 3 0 = 6 * product O1 O2
    + 2 * product C O3].
Proof.
have [f1 [f2 [f3 [J E1 E2 E3]]]] := natural_jet (ord0 : 'I_m.+1) S s V v B wx wy.
have Z j : (fun k => S j k + 0 * s j k) = S j by exact: at0.
have ZV i : (fun k => V k i + 0 * v k i) = (fun k => V k i) by exact: at0.
rewrite /output_at /weights_at in E1 E2 E3.
split; [rewrite (jet1 J) E1 /R1|rewrite (jet2 J) E2 /R2|rewrite (jet3 J) E3]; rewrite /product.
- set a := sum _; have -> : a = product C O1 by apply: sum_ext => j; apply: sum_ext => i; rewrite !Z !ZV.
  by rewrite /product; ring.
- set a := sum _; set b := sum (fun j => sum (fun i => (_ - _) * _)).
  have -> : a = product O1 O1 by apply: sum_ext => j; apply: sum_ext => i; rewrite !Z !ZV.
  have -> : b = product C O2 by apply: sum_ext => j; apply: sum_ext => i; rewrite !Z !ZV.
  by rewrite /product; ring.
- set a := sum _; set b := sum (fun j => sum (fun i => (_ - _) * _)).
  have -> : a = product O1 O2 by apply: sum_ext => j; apply: sum_ext => i; rewrite !Z !ZV.
  have -> : b = product C O3 by apply: sum_ext => j; apply: sum_ext => i; rewrite !Z !ZV.
  by [].
Qed.
(* The same with the outputs' derivatives in raw moments, as a sum over the outputs. *)
Let W j : weights (F j). Proof. exact: (softmax_weights (S j) ord0). Qed.
Let raw1 j i := sum (fun l => F j l * s j l * V l i) - sum (fun l => F j l * s j l) * sum (fun l => F j l * V l i)
  + sum (fun l => F j l * v l i).
Let raw2 j i := sum (fun l => F j l * s j l * s j l * V l i)
  - sum (fun l => F j l * s j l * s j l) * sum (fun l => F j l * V l i)
  - 2 * sum (fun l => F j l * s j l) * sum (fun l => F j l * s j l * V l i)
  + 2 * (sum (fun l => F j l * s j l) * sum (fun l => F j l * s j l)) * sum (fun l => F j l * V l i)
  + 2 * sum (fun l => F j l * s j l * v l i) - 2 * sum (fun l => F j l * s j l) * sum (fun l => F j l * v l i).
Let raw3 j i := let z := sum (fun l => F j l * s j l) in let z2 := sum (fun l => F j l * s j l * s j l) in
  let p0 := sum (fun l => F j l * V l i) in let p1 := sum (fun l => F j l * s j l * V l i) in
  let q0 := sum (fun l => F j l * v l i) in
  sum (fun l => F j l * s j l * s j l * s j l * V l i) - 3 * z * sum (fun l => F j l * s j l * s j l * V l i)
    - 3 * z2 * p1
  + 6 * (z * z) * p1 - sum (fun l => F j l * s j l * s j l * s j l) * p0 + 6 * z * z2 * p0 - 6 * (z * z * z) * p0
  + 3 * sum (fun l => F j l * s j l * s j l * v l i) - 6 * z * sum (fun l => F j l * s j l * v l i) - 3 * z2 * q0
    + 6 * (z * z) * q0.
Lemma objective_raw : [/\ Derive_n Phi 1 0 = sum (fun j => sum (fun i => 2 * (C j i * raw1 j i))) + R1,
  Derive_n Phi 2 0 = sum (fun j => sum (fun i => 2 * (raw1 j i * raw1 j i) + 2 * (C j i * raw2 j i))) + R2 &
  Derive_n Phi 3 0 = sum (fun j => sum (fun i => 6 * (raw1 j i * raw2 j i) + 2 * (C j i * raw3 j i)))].
Proof.
have E1 j i : raw1 j i = O1 j i by rewrite /O1 output1_raw.
have E2 j i : raw2 j i = O2 j i by rewrite /O2 output2_raw.
have E3 j i : raw3 j i = O3 j i by rewrite /O3 output3_raw.
have [D1 D2 D3] := objective_orders; rewrite /product in D1 D2 D3; split; rewrite ?D1 ?D2 ?D3.
- congr (_ + _); rewrite -sum_scal; apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => i; by rewrite E1.
- congr (_ + _); rewrite -!sum_scal -sum_plus; apply: sum_ext => j; rewrite -!sum_scal -sum_plus; apply: sum_ext => i.
  by rewrite E1 E2.
- rewrite -!sum_scal -sum_plus; apply: sum_ext => j; rewrite -!sum_scal -sum_plus; apply: sum_ext => i.
  by rewrite E1 E2 E3.
Qed.
End Objective.
Theorem I5_objective_holds : I5_objective.statement.
Proof.
move=> n m k S V B s v wx wy; premises.
have [D1 D2 D3] := objective_orders S s V v B wx wy; have [E1 E2 E3] := objective_raw S s V v B wx wy.
split; [by_form E1|split; [by_form E2|split; [by_form E3|split; [by_form D1|split; [by_form D2|by_form D3]]]]].
Qed.
