(* A square matrix with trivial kernel is onto. With A = K^T K and its inverse P, s_i = e_i - K P K^T e_i is orthogonal
   to all K x, so that |s_i|^2 is its entry i; these add up to |I| less the trace of K P K^T, that of A P = 1. *)
From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Euclidean Completeness FullRank.
From PC.statements Require Import Vectors.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Square.
Variables (I : finType) (K : I -> I -> R).
Hypothesis injective_K : forall x, apply K x = @zero I -> x = @zero I.

Let gram (a b : I) : R := sum (fun i => K i a * K i b).
Let transposed (b : I -> R) : I -> R := fun a => sum (fun i => K i a * b i).
Lemma dot_transposed b x : dot b (apply K x) = dot (transposed b) x.
Proof.
rewrite /dot /transposed /apply; transitivity (sum (fun i => sum (fun a => b i * K i a * x a))).
  by apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => a; ring.
by rewrite sum_swap; apply: sum_ext => a; rewrite -sum_scal_r; apply: sum_ext => i; ring.
Qed.
Lemma transposed_apply x : transposed (apply K x) = apply gram x.
Proof.
apply: eq_vector => a; rewrite /transposed /apply.
transitivity (sum (fun i => sum (fun b => K i a * K i b * x b))).
  by apply: sum_ext => i; rewrite -sum_scal; apply: sum_ext => b; ring.
by rewrite sum_swap; apply: sum_ext => b; rewrite /gram -sum_scal_r.
Qed.
Lemma gram_inverse : exists P, forall b, apply gram (apply P b) = b.
Proof.
have inj u : (forall i, sum (fun a => K i a * u a) = 0) -> forall a, u a = 0.
  by move=> Hu a; have -> : u = @zero I by apply: injective_K; apply: eq_vector => i; exact: Hu.
have [c [c0 Hc]] := full_rank_bound inj; apply: (invertible c0 (A := gram)) => u; apply: Rle_trans (Hc u) _.
by rewrite /form -transposed_apply dot_sym -dot_transposed; right.
Qed.

Section Inverse.
Variable P : I -> I -> R.
Hypothesis HP : forall b, apply gram (apply P b) = b.
Let back b := apply P (transposed b).
Let left b := sub b (apply K (back b)).

Lemma left_square b : dot (left b) (left b) = dot (left b) b.
Proof.
have -> : dot (left b) (left b) = dot (left b) b - dot (left b) (apply K (back b)) by exact: dot_sub_r.
rewrite dot_transposed; have -> : transposed (left b) = @zero I.
  have E : transposed (left b) = sub (transposed b) (transposed (apply K (back b))).
    by apply: eq_vector => a; rewrite /transposed /left /sub -sum_minus; apply: sum_ext => i; ring.
  by rewrite E transposed_apply /back HP; apply: eq_vector => a; rewrite /sub /zero; ring.
have -> : dot (@zero I) (back b) = 0 by apply: sum_eq0 => a; rewrite /zero; ring. ring.
Qed.
Lemma dot_basis (u : I -> R) i : dot u (basis i) = u i.
Proof.
rewrite -[RHS](sum_delta u i); apply: sum_ext => k; rewrite /basis eq_sym; case: eqP => _; ring.
Qed.
Lemma apply_basis (A : I -> I -> R) i k : apply A (basis i) k = A k i.
Proof. exact: dot_basis. Qed.
Lemma trace : sum (fun i => apply K (back (basis i)) i) = sum (fun i : I => 1).
Proof.
have T i b : transposed (basis i) b = K i b.
  by rewrite -[RHS](dot_basis (fun j => K j b) i).
transitivity (sum (fun i => sum (fun a => sum (fun b => P a b * (K i a * K i b))))).
  apply: sum_ext => i; apply: sum_ext => a; rewrite /back /apply -sum_scal; apply: sum_ext => b; rewrite T; ring.
rewrite sum_swap.
transitivity (sum (fun a => sum (fun b => P a b * gram b a))).
  apply: sum_ext => a; rewrite sum_swap; apply: sum_ext => b; rewrite sum_scal /gram; congr (_ * _).
  by apply: sum_ext => i; ring.
rewrite sum_swap; apply: sum_ext => b; transitivity (apply gram (apply P (basis b)) b).
  by apply: sum_ext => a; rewrite apply_basis; ring.
by rewrite HP /basis eqxx.
Qed.
Lemma left_basis i : left (basis i) = @zero I.
Proof.
have S : sum (fun i => dot (left (basis i)) (left (basis i))) = 0.
  rewrite (sum_ext (G := fun i => 1 - apply K (back (basis i)) i)); last first.
    by move=> k; rewrite left_square dot_basis /left /sub /basis eqxx.
  by rewrite sum_minus trace; ring.
have Z := sum_eq0_ge0 (fun i => dot_ge0 (left (basis i))) S i.
by apply: eq_vector => k; apply: Rsqr_0_uniq; exact: (sum_eq0_ge0 (fun k => Rle_0_sqr (left (basis i) k)) Z k).
Qed.
Lemma inverse_onto d : apply K (back d) = d.
Proof.
have D : d = fun k => sum (fun i => d i * basis i k) by apply: eq_vector => k; rewrite sum_basis.
apply: eq_vector => k; rewrite {1}D.
have -> : back (fun k => sum (fun i => d i * basis i k)) = fun a => sum (fun i => d i * back (basis i) a).
  apply: eq_vector => a; rewrite /back /apply /transposed.
  transitivity (sum (fun b => sum (fun i => d i * (P a b * sum (fun j => K j b * basis i j))))); last first.
    by rewrite sum_swap; apply: sum_ext => i; rewrite sum_scal.
  apply: sum_ext => b; transitivity (P a b * sum (fun i => d i * sum (fun j => K j b * basis i j))); last first.
    by rewrite -sum_scal; apply: sum_ext => i; ring.
  congr (_ * _); transitivity (sum (fun j => sum (fun i => d i * (K j b * basis i j)))).
    by apply: sum_ext => j; rewrite -sum_scal; apply: sum_ext => i; ring.
  by rewrite sum_swap; apply: sum_ext => i; rewrite sum_scal.
transitivity (sum (fun a => sum (fun i => d i * (K k a * back (basis i) a)))).
  by apply: sum_ext => a; rewrite -sum_scal; apply: sum_ext => i; ring.
rewrite sum_swap -[RHS](sum_basis d k); apply: sum_ext => i.
rewrite sum_scal; congr (_ * _); have := left_basis i => /(f_equal (fun v => v k)).
by rewrite /left /sub /zero /apply; lra.
Qed.
End Inverse.

Theorem square_onto : exists Q : (I -> R) -> I -> R, forall d, apply K (Q d) = d.
Proof. have [P HP] := gram_inverse; eexists; exact: (inverse_onto HP). Qed.
End Square.
