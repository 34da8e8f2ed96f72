(* R^I is complete: a contraction of a ball has a fixed point, and a positive definite matrix has an inverse. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype finfun.
From PC.library Require Import Sums Euclidean.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Limits.
Variable I : finType.
Lemma lim_sum (F : nat -> I -> R) (l : I -> R) :
  (forall i, is_lim_seq (fun k => F k i) (l i)) -> is_lim_seq (fun k => sum (F k)) (sum l).
Proof.
move=> H; rewrite /sum; elim: (enum I) => [|i s IH] /=; first exact: is_lim_seq_const.
exact: is_lim_seq_plus'.
Qed.

Definition basis (i : I) : I -> R := fun k => if i == k then 1 else 0.
Lemma sum_basis (u : I -> R) k : sum (fun i => u i * basis i k) = u k.
Proof.
rewrite -[RHS](sum_delta u k); apply: sum_ext => i; rewrite /basis; case: eqP => _; ring.
Qed.

Variables (B : (I -> R) -> (I -> R) -> R) (lower : R).
Hypothesis HB : definite B lower.
Let HS := definite_semidefinite HB.

(* The triangle inequality over all coordinates: |u| <= sum_i |u_i| |e_i|. *)
Lemma length_le_entries u : length B u <= sum (fun i => Rabs (u i) * length B (basis i)).
Proof.
have -> : u = fun k => sum (fun i => u i * basis i k) by apply: eq_vector => k; rewrite sum_basis.
have -> : sum (fun i => Rabs (sum (fun j => u j * basis j i)) * length B (basis i)) =
  sum (fun i => Rabs (u i) * length B (basis i)) by apply: sum_ext => i; rewrite sum_basis.
rewrite /sum; elim: (enum I) => [|i s IH] /=; first by rewrite (length_zero HS); lra.
apply: Rle_trans (length_add HS (scale (u i) (basis i)) _) _; rewrite (length_scale HS).
exact: Rplus_le_compat_l.
Qed.
Lemma entry_le_length u i : Rabs (u i) <= / sqrt lower * length B u.
Proof.
have l0 : 0 < sqrt lower by apply: sqrt_lt_R0; case: HB => _ [].
apply: (Rmult_le_reg_l (sqrt lower)) => //; rewrite -Rmult_assoc Rinv_r; last lra.
rewrite Rmult_1_l; apply: Rle_trans (norm_le_length HB u).
by apply: Rmult_le_compat_l; [lra|exact: norm_entry].
Qed.

(* Banach's fixed point theorem on the ball of radius r around 0. *)
Section Contraction.
Variables (T : (I -> R) -> I -> R) (r q : R).
Hypothesis q01 : 0 <= q < 1.
Hypothesis into : forall d, length B d <= r -> length B (T d) <= r.
Hypothesis contracts : forall d d', length B d <= r -> length B d' <= r ->
  length B (sub (T d) (T d')) <= q * length B (sub d d').
Hypothesis r0 : 0 <= r.

Fixpoint iterate (k : nat) : I -> R := if k is k.+1 then T (iterate k) else @zero I.
Lemma iterate_in k : length B (iterate k) <= r.
Proof. by elim: k => [|k IH] /=; [rewrite (length_zero HS)|exact: into]. Qed.
Lemma iterate_step k : length B (sub (iterate k.+1) (iterate k)) <= q^k * r.
Proof.
elim: k => [|k IH].
  have -> : sub (iterate 1) (iterate 0) = iterate 1 by apply: eq_vector => i; rewrite /sub /= /zero; ring.
  by have := iterate_in 1; rewrite /=; lra.
apply: Rle_trans (contracts (iterate_in k.+1) (iterate_in k)) _.
by have := Rmult_le_compat_l q _ _ (proj1 q01) IH; rewrite -[q^k.+1]/(q * q^k); lra.
Qed.
(* Each coordinate is a series dominated by a geometric one. *)
Lemma iterate_lim i : exists l : R, is_lim_seq (fun k => iterate k i) l.
Proof.
pose a k := iterate k.+1 i - iterate k i.
have [l Hl] : ex_series a.
  apply: (@ex_series_le _ _ _ (fun k => / sqrt lower * r * q^k)) => [k|].
    rewrite -[X in X <= _]/(Rabs (sub (iterate k.+1) (iterate k) i)).
    apply: Rle_trans (entry_le_length _ _) _; rewrite Rmult_assoc [r * _]Rmult_comm.
    apply: Rmult_le_compat_l; last exact: iterate_step.
    by apply: Rlt_le; apply: Rinv_0_lt_compat; apply: sqrt_lt_R0; case: HB => _ [].
  by apply: ex_series_scal; apply: ex_series_geom; rewrite Rabs_pos_eq; lra.
exists l; apply/is_lim_seq_incr_1.
apply: (@is_lim_seq_ext (sum_n a)) => [k|]; last exact: Hl.
elim: k => [|k IH]; first by rewrite sum_O /a /= /zero; ring.
by rewrite sum_Sn IH /a /plus /=; ring.
Qed.
Lemma fixed_point : exists d, length B d <= r /\ T d = d.
Proof.
pose d i := real (Lim_seq (fun k => iterate k i)).
have Hd i : is_lim_seq (fun k => iterate k i) (d i).
  by have [l Hl] := iterate_lim i; rewrite /d (is_lim_seq_unique _ _ Hl).
have Z : is_lim_seq (fun k => sum (fun i => Rabs (sub (iterate k) d i) * length B (basis i))) 0.
  have <- : sum (fun i => 0 * length B (basis i)) = 0.
    by rewrite -[RHS](@sum_0 I); apply: sum_ext => i; ring.
  apply: lim_sum => i; apply: is_lim_seq_mult'; last exact: is_lim_seq_const.
  apply: (proj1 (is_lim_seq_abs_0 _)); have <- : d i - d i = 0 by ring.
  by apply: (@is_lim_seq_minus' _ (fun _ => d i)); [exact: Hd|exact: is_lim_seq_const].
have close eps : 0 < eps -> exists k, length B (sub (iterate k) d) < eps /\ length B (sub (iterate k.+1) d) < eps.
  move=> e0; have [N HN] : eventually (fun k => length B (sub (iterate k) d) < eps).
    have [N HN] := proj2 (is_lim_seq_spec _ _) Z (mkposreal _ e0); exists N => k /HN /=.
    rewrite Rminus_0_r => /Rabs_lt_between [_ K]; exact: Rle_lt_trans (length_le_entries _) K.
  by exists N; split; apply: HN; apply/leP.
have dr : length B d <= r.
  apply: le_epsilon => eps e0; have [k [K _]] := close _ e0.
  have := length_sub HS d (iterate k) (@zero I); rewrite (length_sub_sym HS d (iterate k)).
  have E u : sub u (@zero I) = u by apply: eq_vector => i; rewrite /sub /zero; ring.
  by rewrite !E; have := iterate_in k; lra.
exists d; split=> //; apply: (length_eq HB); apply: le_epsilon => eps e0; rewrite Rplus_0_l.
have [k [K1 K2]] := close (eps / 2) ltac:(lra).
have := length_sub HS (T d) (T (iterate k)) d; have := contracts dr (iterate_in k).
rewrite (length_sub_sym HS d (iterate k)); rewrite -[T (iterate k)]/(iterate k.+1).
have := length_ge0 B (sub (iterate k) d) => n0 C Tr.
have : q * length B (sub (iterate k) d) <= 1 * length B (sub (iterate k) d) by apply: Rmult_le_compat_r; lra.
lra.
Qed.
End Contraction.
End Limits.

(* A matrix with |mu| positive curvature in the Euclidean norm has an inverse: Richardson's iteration converges. *)
Section Inverse.
Variables (I : finType) (A : I -> I -> R) (mu : R).
Hypothesis mu0 : 0 < mu.
Hypothesis C : curved (@dot I) A mu.

Definition frobenius := sum (fun i => sum (fun j => A i j ^ 2)).
Lemma apply_frobenius u : dot (apply A u) (apply A u) <= frobenius * dot u u.
Proof.
rewrite /frobenius -sum_scal_r; apply: sum_le => i.
have := @cauchy_schwarz I (fun _ => 1) (A i) u (fun _ => Rle_0_1).
have E (F F' : I -> R) : sum (fun j => 1 * F j * F' j) = sum (fun j => F j * F' j) by apply: sum_ext => j; ring.
rewrite (sum_ext (G := fun j => A i j * u j)); last by move=> j; ring.
rewrite (sum_ext (F := fun j => 1 * A i j ^ 2) (G := fun j => A i j ^ 2)); last by move=> j; ring.
rewrite (sum_ext (F := fun j => 1 * u j ^ 2) (G := fun j => u j * u j)); last by move=> j; ring.
by rewrite -/(apply A u i) -/(dot u u) /= Rmult_1_r.
Qed.
Lemma solvable b : exists x, apply A x = b.
Proof.
pose L := frobenius + mu + 1.
have F0 : 0 <= frobenius by apply: sum_ge0 => i; apply: sum_ge0 => j; exact: pow2_ge_0.
have Lp : 0 < L by rewrite /L; lra.
(* The step tau keeps q^2 = 1 - 2 tau mu + tau^2 |A|^2 <= 1 - tau mu < 1. *)
pose tau := Rmin (mu / L) (1 / (2 * mu)).
have tau0 : 0 < tau.
  by apply: Rmin_pos; [apply: Rdiv_lt_0_compat|apply: Rdiv_lt_0_compat; lra].
pose q := sqrt (1 - tau * mu).
have tm : tau * mu <= 1 / 2.
  have := Rmin_r (mu / L) (1 / (2 * mu)); rewrite -/tau => K.
  have := Rmult_le_compat_r mu _ _ (Rlt_le _ _ mu0) K; have -> : 1 / (2 * mu) * mu = 1 / 2 by field; lra. by [].
have tL : tau * L <= mu.
  have := Rmin_l (mu / L) (1 / (2 * mu)); rewrite -/tau => K.
  have := Rmult_le_compat_r L _ _ (Rlt_le _ _ Lp) K; have -> : mu / L * L = mu by field; lra. by [].
have tmu0 : 0 < tau * mu by exact: Rmult_lt_0_compat.
have q01 : 0 <= q < 1.
  split; first exact: sqrt_pos. rewrite -sqrt_1; apply: sqrt_lt_1_alt; lra.
pose T x := sub x (scale tau (sub (apply A x) b)).
have con x y : norm (sub (T x) (T y)) <= q * norm (sub x y).
  have -> : sub (T x) (T y) = sub (sub x y) (scale tau (apply A (sub x y))).
    by rewrite apply_sub; apply: eq_vector => i; rewrite /T /sub /scale; ring.
  move: (sub x y) => e; rewrite /norm /length -sqrt_mult_alt; last lra.
  apply: sqrt_le_1_alt; rewrite dot_sub_l !dot_sub_r !dot_scale !(dot_sym _ (scale _ _)) !dot_scale.
  have := C e; rewrite /form (dot_sym (apply A e)) => Ce; have := apply_frobenius e => Fe.
  have e0 := dot_ge0 e.
  have K1 := Rmult_le_compat_l (tau * tau) _ _ ltac:(nra) Fe.
  have K2 := Rmult_le_compat_l tau _ _ (Rlt_le _ _ tau0) Ce.
  have K3 : tau * (tau * frobenius) <= tau * mu.
    by apply: Rmult_le_compat_l; [lra|apply: Rle_trans tL; apply: Rmult_le_compat_l; rewrite /L; lra].
  have K4 := Rmult_le_compat_r _ _ _ e0 K3; lra.
pose r := norm (T (@zero I)) / (1 - q).
have r0 : 0 <= r.
  apply: Rmult_le_pos; first exact: length_ge0. by apply: Rlt_le; apply: Rinv_0_lt_compat; lra.
have HD := definite_dot I; have HS := semidefinite_dot I.
have E u : sub u (@zero I) = u by apply: eq_vector => i; rewrite /sub /zero; ring.
have [x [_ Hx]] : exists x, norm x <= r /\ T x = x.
  apply: (@fixed_point _ _ _ HD T r q q01 _ (fun x y _ _ => con x y) r0) => x xr.
  have := length_sub HS (T x) (T (@zero I)) (@zero I); have := con x (@zero I); rewrite !E.
  have : q * norm x <= q * r by apply: Rmult_le_compat_l; [lra|exact: xr].
  have : norm (T (@zero I)) = (1 - q) * r by rewrite /r; field; lra.
  rewrite /norm; lra.
exists x; apply: eq_vector => i; have : T x i = x i by rewrite Hx.
rewrite /T /sub /scale => K; have : tau * (apply A x i - b i) = 0 by lra.
by move/Rmult_integral => [|]; lra.
Qed.
(* The columns of the inverse solve A x = e_j. *)
Theorem invertible : exists K, forall b, apply A (apply K b) = b.
Proof.
have [x Hx] := @fin_all_exists I (fun _ => I -> R) (fun j x => apply A x = basis j) (fun j => solvable (basis j)).
exists (fun i j => x j i) => b; apply: eq_vector => k.
transitivity (sum (fun j => b j * basis j k)); last exact: sum_basis.
transitivity (sum (fun i => sum (fun j => A k i * (x j i * b j)))).
  by apply: sum_ext => i; rewrite -sum_scal.
rewrite sum_swap; apply: sum_ext => j; rewrite -(Hx j) /apply -sum_scal; apply: sum_ext => i; ring.
Qed.
End Inverse.
