(* The generated statements of R1, R2, R3-quadratic and C2-form, as far as their claims go: cubics in one dimension,
   quadratics in two; their theorems for every dimension are in Rates.v. C4-residual for every size. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema Matching Residual.
From PC.statements Require Import Vectors.
From PC Require Import Generated.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

(* R1 on Phi'(t) = t - a t^2 / 2 with |a| <= M: the error after the step is -a r^2 / (2 (1 - a r)). *)
Lemma cubic_step a M r : - M <= a <= M -> 0 <= r -> M * r < 1 ->
  (r - (r - a * r * r / 2) / (1 - a * r)) * (r - (r - a * r * r / 2) / (1 - a * r)) <=
  (M * r * r / (2 * (1 - M * r))) * (M * r * r / (2 * (1 - M * r))).
Proof.
move=> aM r0 Mr; have q : 1 - M * r <= 1 - a * r by nra.
have -> : r - (r - a * r * r / 2) / (1 - a * r) = - (a * r * r) / (2 * (1 - a * r)) by field; lra.
have M0 : 0 <= M by lra.
have rr := Rmult_le_pos _ _ r0 r0.
apply: Rsqr_le_abs_1; rewrite [X in _ <= X]Rabs_pos_eq; last first.
  by apply: Rmult_le_pos; [nra|apply: Rlt_le; apply: Rinv_0_lt_compat; lra].
rewrite Rabs_div; last lra.
rewrite Rabs_Ropp [Rabs (2 * _)]Rabs_pos_eq; last lra.
apply: Rmult_le_compat; [exact: Rabs_pos|apply: Rlt_le; apply: Rinv_0_lt_compat; lra| |apply: Rinv_le_contravar; lra].
by rewrite !Rmult_assoc Rabs_mult (Rabs_pos_eq (r * r)) //; apply: Rmult_le_compat_r => //; apply: Rabs_le; lra.
Qed.
Theorem R1_holds : R1.statement.
Proof.
move=> a M r; plain; intros; have K := @cubic_step a M r ltac:(lra) ltac:(lra) ltac:(nra).
by_form K.
Qed.

(* R2 at s = 10, e0 = 1/10, z - z* = (0, 1), where the error after the step is (100/99, -1/99). *)
Theorem R2_fails : ~ R2.statement.
Proof.
move=> H; have := H 10 (1/10) (fun i => if i == ordi 0 2 then 0 else 1); plain.
repeat (match goal with |- (?A -> ?B) -> False =>
  move=> K; have {K} := K ltac:(first [lra|by move=> i; case: ifP; lra]) end).
by rewrite /=; lra.
Qed.

(* R3-quadratic on H = diag(1, s^2), H~ = [[1, e0 s], [e0 s, s^2]]: with y = s e_2 the error in the norm of H is
   e0 (y - e0 e_1, e_1 - e0 y) / (1 - e0^2). *)
Lemma quadratic_pair s e0 a b : 1 <= s -> 0 <= e0 < 1 ->
  let u := a - (s * s * a - e0 * s * (s * s * b)) / (s * s - e0 * s * (e0 * s)) in
  let v := b - (s * s * b - e0 * s * a) / (s * s - e0 * s * (e0 * s)) in
  u * u + s * s * v * v <= e0 / (1 - e0) * (e0 / (1 - e0)) * (a * a + s * s * b * b).
Proof.
move=> s1 e01 /=; have E : 0 < 1 - e0 * e0 by nra.
have d : s * s - e0 * s * (e0 * s) = s * s * (1 - e0 * e0) by ring.
have s0 : s <> 0 by lra.
have -> : a - (s * s * a - e0 * s * (s * s * b)) / (s * s - e0 * s * (e0 * s)) =
  e0 / (1 - e0) * ((s * b - e0 * a) / (1 + e0)) by rewrite d; field; split; lra.
set v := b - _; have -> : s * s * v * v = (s * v) * (s * v) by ring.
have -> : s * v = e0 / (1 - e0) * ((a - e0 * (s * b)) / (1 + e0)) by rewrite /v d; field; split; lra.
set k := e0 / (1 - e0); set y := s * b.
have -> : a * a + s * s * b * b = a * a + y * y by rewrite /y; ring.
have k0 : 0 <= k * k by exact: Rle_0_sqr.
suff : ((y - e0 * a) / (1 + e0)) ^ 2 + ((a - e0 * y) / (1 + e0)) ^ 2 <= a * a + y * y.
  by move=> K; have := Rmult_le_compat_l _ _ _ k0 K; lra.
apply: (Rmult_le_reg_r ((1 + e0) * (1 + e0))); first by nra.
have -> : (((y - e0 * a) / (1 + e0)) ^ 2 + ((a - e0 * y) / (1 + e0)) ^ 2) * ((1 + e0) * (1 + e0)) =
  (y - e0 * a) ^ 2 + (a - e0 * y) ^ 2 by field; lra.
have := Rmult_le_pos _ _ (proj1 e01) (pow2_ge_0 (a + y)); lra.
Qed.
Theorem R3_quadratic_holds : R3_quadratic.statement.
Proof.
move=> s e0 e; plain; intros.
have K := @quadratic_pair s e0 (e (ordi 0 2)) (e (ordi 1 2)) ltac:(lra) ltac:(lra); cbv zeta in K.
by_form K.
Qed.
(* C2-form: M t^3 <= M r t^2, then completing the square. *)
Theorem C2_form_holds : C2_form.statement.
Proof.
move=> s g M t d; plain; intros; have s0 : 0 < s by lra.
apply: (Rmult_le_reg_r (2 * s)); first by lra.
have -> : g * g / (2 * s) * (2 * s) = g * g by field; lra.
have : 0 <= M * t * t * d * s by do 4 (apply: Rmult_le_pos; last lra); lra.
have := pow2_ge_0 (g - s * t); lra.
Qed.

(* C4-residual, every size: the theorem of the library for the symmetric part of A. *)
Theorem C4_residual_holds : C4_residual.statement.
Proof.
move=> n l A F sigma x; rewrite /C4_residual.claim; intros.
pose S i j := (A i j + A j i) / 2.
have symS : symmetric_matrix S by move=> i j; rewrite /S Rplus_comm.
pose E i j := S i j - (if i == j then sigma else 0) - sum (fun l => F l i * F l j).
have K := @residual _ _ S F sigma (maxi (fun i => sum (fun j => Rabs (E i j)))) symS
  (fun i => maxi_ge (fun i => sum (fun j => Rabs (E i j))) i) x.
apply: (le_form _ _ _ _ K).
  congr ((_ - _) * _); apply: maxi_ext => i; apply: sum_ext => j; congr Rabs.
  by rewrite /E /S; have [->|/negbTE N] := eqVneq i j; rewrite ?eqxx ?N; plain; ring.
by apply: sum_ext => i; congr (_ * _); apply: sum_ext => j.
Qed.
