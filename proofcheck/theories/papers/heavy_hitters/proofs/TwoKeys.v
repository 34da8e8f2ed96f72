(* The curvature of L_exp with two keys, the target's of mass 1 - u: 4 u^2 (1 - u) (2 - 3 u), with its largest and least
   values on [0, 1], attained at u = (15 -+ sqrt 33)/24. They are those for every number of keys (LossCurvature). *)
From Coq Require Import Reals Lra Psatz.
Local Open Scope R_scope.

Definition upper := (39 + 55 * sqrt 33) / 1152.
Definition lower := (39 - 55 * sqrt 33) / 1152.
Definition two_keys u := 4 * u^2 * (1 - u) * (2 - 3 * u).

Lemma root_33 : sqrt 33 * sqrt 33 = 33 /\ 57445 / 10000 < sqrt 33 < 57446 / 10000.
Proof.
assert (r2 : sqrt 33 * sqrt 33 = 33) by (apply sqrt_sqrt; lra).
assert (r0 := sqrt_pos 33); repeat split; [exact r2|nra|nra].
Qed.
Lemma upper_number : 30811 / 100000 < upper.
Proof. unfold upper; destruct root_33 as [_ H]; lra. Qed.
Lemma lower_number : lower < - (24040 / 100000).
Proof. unfold lower; destruct root_33 as [_ H]; lra. Qed.

Lemma two_keys_upper u : 0 <= u <= 1 -> two_keys u <= upper.
Proof.
intros H; destruct root_33 as [r2 Hr]; unfold two_keys, upper; set (r := sqrt 33) in *.
assert (F : 0 <= (u - (15 - r) / 24)^2 * (7 / 8 + 5 * r / 24 + (5 + r) * u - 12 * u^2)).
  apply Rmult_le_pos; [apply pow2_ge_0|nra].
assert (E : (39 + 55 * r) / 1152 - 4 * u^2 * (1 - u) * (2 - 3 * u) =
  (u - (15 - r) / 24)^2 * (7 / 8 + 5 * r / 24 + (5 + r) * u - 12 * u^2)
  - (r * r - 33) * (24 * r * u + 5 * r + 864 * u^2 - 360 * u - 129) / 13824) by field.
rewrite r2 in E; lra.
Qed.
Lemma two_keys_lower u : 0 <= u -> lower <= two_keys u.
Proof.
intros H; destruct root_33 as [r2 Hr]; unfold two_keys, lower; set (r := sqrt 33) in *.
assert (F : 0 <= (u - (15 + r) / 24)^2 * (12 * u^2 - (5 - r) * u - 7 / 8 + 5 * r / 24)).
  apply Rmult_le_pos; [apply pow2_ge_0|nra].
assert (E : 4 * u^2 * (1 - u) * (2 - 3 * u) - (39 - 55 * r) / 1152 =
  (u - (15 + r) / 24)^2 * (12 * u^2 - (5 - r) * u - 7 / 8 + 5 * r / 24)
  - (r * r - 33) * (24 * r * u + 5 * r - 864 * u^2 + 360 * u + 129) / 13824) by field.
rewrite r2 in E; lra.
Qed.
