(* Tactics that bring a generated statement and a theorem of the library together, whatever the generated names are:
   `plain` unfolds every definition down to sums, extrema and the functions of the standard library; `matching` proves
   an equation of two expressions of the same shape, by congruence and ring; `by_form H` closes a comparison by a
   theorem H whose sides have that shape. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema.
Local Open Scope R_scope.

Ltac plain :=
  repeat match goal with |- context [Finite.eqType (ordinal_finType ?n)] =>
    change (Finite.eqType (ordinal_finType n)) with (ordinal_eqType n) end;
  cbv -[sum maxi mini exp sqrt ln Rabs Rmin Rmax Rplus Rmult Rminus Rdiv Ropp Rinv IZR INR Derive_n Rle Rlt Rge Rgt
  ordinal_finType ordinal_eqType eq_op Finite.eqType Equality.sort ord0 inord Finite.sort ex_derive_n R0 R1];
  repeat match goal with |- context [Finite.sort (ordinal_finType ?n)] =>
    change (Finite.sort (ordinal_finType n)) with (ordinal n) end;
  repeat match goal with |- context [Equality.sort (ordinal_eqType ?n)] =>
    change (Equality.sort (ordinal_eqType n)) with (ordinal n) end;
  repeat match goal with |- context [Finite.eqType (ordinal_finType ?n)] =>
    change (Finite.eqType (ordinal_finType n)) with (ordinal_eqType n) end.
(* Unfolds a claim and drops its premises, however many: theorems hold on more than the claim's box. *)
Ltac premises := red; repeat match goal with |- _ -> _ => intros _ end.
Lemma le_form a b c d : c <= d -> a = c -> b = d -> a <= b. Proof. by move=> H -> ->. Qed.
Lemma eq_form (a b c d : R) : c = d -> a = c -> b = d -> a = b. Proof. by move=> H -> ->. Qed.
Lemma Derive_n_form f g n x : (forall t, f t = g t) -> Derive_n f n x = Derive_n g n x. Proof. by move=> H;
  exact: Derive_n_ext. Qed.
Ltac matching := lazymatch goal with
  | |- ?a = ?b => first [constr_eq a b; exact (@eq_refl R a) | lazymatch goal with
    | |- sum _ = sum _ => apply: sum_ext => ?; matching
    | |- maxi _ = maxi _ => apply: maxi_ext => ?; matching
    | |- mini _ = mini _ => apply: mini_ext => ?; matching
    | |- Derive_n _ _ _ = Derive_n _ _ _ => apply: Derive_n_form => ?; matching
    | |- exp _ = exp _ => apply: (f_equal exp); matching
    | |- sqrt _ = sqrt _ => apply: (f_equal sqrt); matching
    | |- Rabs _ = Rabs _ => apply: (f_equal Rabs); matching
    | |- Rmax _ _ = Rmax _ _ => apply: (f_equal2 Rmax); matching
    | |- Rmin _ _ = Rmin _ _ => apply: (f_equal2 Rmin); matching
    | |- _ => first [ring | lazymatch goal with
      | |- Rplus _ _ = Rplus _ _ => apply: (f_equal2 Rplus); matching
      | |- Rminus _ _ = Rminus _ _ => apply: (f_equal2 Rminus); matching
      | |- Rmult _ _ = Rmult _ _ => apply: (f_equal2 Rmult); matching
      | |- Rdiv _ _ = Rdiv _ _ => apply: (f_equal2 Rdiv); matching
      | |- Ropp _ = Ropp _ => apply: (f_equal Ropp); matching
      | |- Rinv _ = Rinv _ => apply: (f_equal Rinv); matching end] end] end.
Ltac by_form H := first [apply: (le_form _ _ _ _ H) | apply: (eq_form _ _ _ _ H)]; plain; matching.
