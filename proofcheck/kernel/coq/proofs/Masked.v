(* The objective with a mask is a sum over queries, each with the keys that it sees, and the regulariser: its smoothness
   and the Hessian's constant follow from the theorems without a mask, one query at a time. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Derivatives Norms LossBounds Euclidean Segments Smooth ThirdDerivative.
From PC.library Require Import HessianConstant MovedRows MaskedRows.
From PC.statements Require Import Vectors Abstract Objective Masked.
From PC.proofs Require Import Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Section Masked.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R) (wx wy lx ly : R).
Variable seen : n -> m -> bool.
Hypothesis a_key : forall j, exists l, seen j l.
Notation vector := (unknowns p q r k -> R).
Let Phi := masked_objective A1 A2 A3 B wx wy lx ly seen.

(* Query j alone, with the keys that it sees. *)
Section Query.
Variable j : n.
Definition A1_row : 'I_1 -> p -> R := fun _ => A1 j.
Definition A2_seen : keys (seen j) -> q -> R := fun t => A2 (val t).
Definition A3_seen : keys (seen j) -> r -> R := fun t => A3 (val t).
Definition B_row : 'I_1 -> k -> R := fun _ => B j.
Definition query : vector -> R := objective A1_row A2_seen A3_seen B_row 0 0 0 0.
Lemma sum_one (F : 'I_1 -> R) : Sums.sum F = F ord0.
Proof. by rewrite sum_ord_recl sum_ord0 Rplus_0_r. Qed.
Notation residual_j z := (masked_residual A1 A2 A3 B seen z j).
Lemma query_residual z o i : Objective.residual A1_row A2_seen A3_seen B_row z o i = residual_j z i.
Proof. by rewrite /masked_residual /masked_output /masked_weight masked_mean. Qed.
Lemma query_loss z : query z = Sums.sum (fun i => residual_j z i * residual_j z i).
Proof.
rewrite /query /objective /regulariser !Rmult_0_l !Rplus_0_r /squares sum_one.
by apply: sum_ext => i; rewrite query_residual.
Qed.
Lemma seen_key : exists t : keys (seen j), True.
Proof. by have [l sl] := a_key j; exists (Sub l sl : keys (seen j)). Qed.
Lemma smooth3_query : smooth3 query.
Proof. by have [t _] := seen_key; exact: smooth3_objective t. Qed.
End Query.

Lemma masked_split z : Phi z = Sums.sum (fun j => query j z) + regulariser A1 A2 A3 wx wy lx ly z.
Proof. by congr (_ + _); apply: sum_ext => j; rewrite query_loss. Qed.
Lemma smooth3_regulariser : smooth3 (fun z : vector => regulariser A1 A2 A3 wx wy lx ly z).
Proof.
rewrite /regulariser; do 3 (try apply: smooth3_plus); apply: smooth3_scale; apply: smooth3_squares => a b.
- exact: smooth3_score.
- exact: smooth3_value.
- exact: smooth3_entry.
- exact: smooth3_entry.
Qed.
Lemma smooth3_masked : smooth3 Phi.
Proof.
apply: (smooth3_ext (smooth3_plus (smooth3_sum smooth3_query) smooth3_regulariser)) => z.
by rewrite masked_split.
Qed.

(* Derivatives along a line add up; the regulariser has no third ones. *)
Definition orders_are (f : vector -> R) w d c2 c3 :=
  exists f1 f2 f3, [/\ jet (fun t => f (line w d t)) f1 f2 f3, f2 0 = c2 & f3 0 = c3].
Lemma orders_plus f g w d a a' b b' : orders_are f w d a a' -> orders_are g w d b b' ->
  orders_are (fun z => f z + g z) w d (a + b) (a' + b').
Proof.
move=> [f1 [f2 [f3 [F <- <-]]]] [g1 [g2 [g3 [G <- <-]]]].
by do 3 eexists; split; first exact: jet_plus F G.
Qed.
Lemma orders_of f w d : smooth3 f -> orders_are f w d (slope f w d 2) (slope f w d 3).
Proof.
move=> [D1 [D2 [D3 F]]].
have J : jet (fun t => f (line w d t)) (fun t => D1 (line w d t) d) (fun t => D2 (line w d t) d d)
  (fun t => D3 (line w d t) d d d) by split=> t; [exact: (along1 F)|exact: (along2 F)|exact: (along3 F)].
by do 3 eexists; split; first exact: J; rewrite /slope ?(jet2 J) ?(jet3 J).
Qed.
Lemma orders_sum w d : orders_are (fun z => Sums.sum (fun j => query j z)) w d
  (Sums.sum (fun j => slope (query j) w d 2)) (Sums.sum (fun j => slope (query j) w d 3)).
Proof.
rewrite /Sums.sum; elim: (enum n) => [|j l IH] /=.
  by do 3 eexists; split; first by (split=> t; exact: derive_const).
exact: orders_plus (orders_of w d (smooth3_query j)) IH.
Qed.
Lemma orders_regulariser w d :
  orders_are (regulariser A1 A2 A3 wx wy lx ly) w d (2 * regulariser A1 A2 A3 wx wy lx ly d) 0.
Proof.
have J := jet_plus (jet_plus (jet_plus (jet_scal (wx * wx) (jet_square_line (score A1 A2 w) (score A1 A2 d)))
    (jet_scal (wy * wy) (jet_square_line (value A3 w) (value A3 d))))
    (jet_scal lx (jet_square_line (@entry_X p q r k w) (@entry_X p q r k d))))
    (jet_scal ly (jet_square_line (@entry_Y p q r k w) (@entry_Y p q r k d))).
have same t : wx * wx * Sums.sum (fun j => Sums.sum (fun l => (score A1 A2 w j l + t * score A1 A2 d j l) *
      (score A1 A2 w j l + t * score A1 A2 d j l))) +
    wy * wy * Sums.sum (fun l => Sums.sum (fun i => (value A3 w l i + t * value A3 d l i) *
      (value A3 w l i + t * value A3 d l i))) +
    lx * Sums.sum (fun a => Sums.sum (fun b => (entry_X w a b + t * entry_X d a b) *
      (entry_X w a b + t * entry_X d a b))) +
    ly * Sums.sum (fun c => Sums.sum (fun i => (entry_Y w c i + t * entry_Y d c i) *
      (entry_Y w c i + t * entry_Y d c i))) =
  regulariser A1 A2 A3 wx wy lx ly (line w d t).
  rewrite /regulariser /squares; congr (_ * _ + _ * _ + _ * _ + _ * _).
  - by apply: sum_ext => j; apply: sum_ext => l; rewrite score_line.
  - by apply: sum_ext => l; apply: sum_ext => i; rewrite value_line.
do 3 eexists; split; first exact: (jet_ext J same (fun _ => erefl) (fun _ => erefl) (fun _ => erefl)).
  by rewrite /= /regulariser /squares; ring.
by rewrite /= !Rmult_0_r !Rplus_0_r.
Qed.
Lemma masked_orders w d :
  slope Phi w d 2 = Sums.sum (fun j => slope (query j) w d 2) + 2 * regulariser A1 A2 A3 wx wy lx ly d /\
  slope Phi w d 3 = Sums.sum (fun j => slope (query j) w d 3).
Proof.
have [f1 [f2 [f3 [J E2 E3]]]] := orders_plus (orders_sum w d) (orders_regulariser w d).
have J' := jet_ext (g := fun t => Phi (line w d t)) J (fun t => esym (masked_split _)) (fun _ => erefl) (fun _ => erefl)
  (fun _ => erefl).
by rewrite /slope (jet2 J') (jet3 J') E2 E3 Rplus_0_r.
Qed.
End Masked.

Theorem Masked_smooth_holds : Masked_smooth.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly seen a_key Phi.
have [D1 [D2 [D3 F]]] := smooth3_masked A1 A2 A3 B wx wy lx ly a_key.
exists (gradient_of D1), (hessian_of D2); split; first exact: smooth_of F.
split=> [z d|form lower region M HF convex M0 H].
  by have [a b _] := derivatives_along F z d; rewrite (gradient_dot F) (hessian_form F) /slope a b.
apply: (lipschitz_of F HF convex M0) => w d Kw; have [_ _ c] := derivatives_along F w d.
by have := H w d Kw; rewrite /slope c.
Qed.

(* One term of a third derivative grows with the lengths in it. *)
Lemma terms_grow c x y u v s t : 0 <= c -> 0 <= x <= y -> 0 <= u <= v -> 0 <= s <= t -> c * x * u * s <= c * y * v * t.
Proof.
move=> c0 [x0 xy] [u0 uv] [s0 st]; have cx := Rmult_le_pos _ _ c0 x0.
have cu := Rmult_le_compat _ _ _ _ cx u0 (Rmult_le_compat_l _ _ _ c0 xy) uv.
exact: Rmult_le_compat (Rmult_le_pos _ _ cx u0) s0 cu st.
Qed.

Section Constant.
Variables n m p q r k : finType.
Variables (A1 : n -> p -> R) (A2 : m -> q -> R) (A3 : m -> r -> R) (B : n -> k -> R).
Variable seen : n -> m -> bool.
Hypothesis a_key : forall j, exists l, seen j l.
Notation vector := (unknowns p q r k -> R).
Let weights := @masked_weight n m p q r k A1 A2 seen.
Let outputs := @masked_output n m p q r k A1 A2 A3 seen.
Variables (form : vector -> vector -> R) (z w : vector) (at_z : rows n) (moves : reach n) (rho : R).
Hypothesis Hpeak : forall j l, seen j l -> weights z j l <= peak at_z j.
Hypothesis Hweight : forall j, norm (weights z j) <= weight at_z j.
Hypothesis Htau : forall j,
  sqrt (Sums.sum (fun l => weights z j l * norm (sub (value A3 z l) (outputs z j)) ^ 2)) <= tau at_z j.
Hypothesis Homega : forall j l, seen j l -> norm (sub (value A3 z l) (outputs z j)) <= omega at_z j.
Hypothesis Hgap : forall j, norm (masked_residual A1 A2 A3 B seen z j) <= gap at_z j.
Hypothesis score0 : forall j, 0 <= score_reach moves j.
Hypothesis value0 : 0 <= value_reach moves.
Hypothesis rho0 : 0 <= rho.
Hypothesis Hscore : forall (d : vector) j l, Rabs (score A1 A2 d j l) <= score_reach moves j * Vectors.length form d.
Hypothesis Hvalue : forall (d : vector) l, norm (value A3 d l) <= value_reach moves * Vectors.length form d.
Hypothesis Hw : ball_around form z rho w.

Section Row.
Variable j : n.
Let at_row : rows [finType of 'I_1] := {| peak := fun _ => peak at_z j; weight := fun _ => weight at_z j;
  tau := fun _ => tau at_z j; omega := fun _ => omega at_z j; gap := fun _ => gap at_z j |}.
Let moves_row : reach [finType of 'I_1] := {| alpha := fun _ => alpha moves j; all_rows := all_rows moves;
  beta := beta moves; score_reach := fun _ => score_reach moves j; value_reach := value_reach moves |}.
Let a1 := A1_row A1 j. Let a2 := A2_seen A2 (seen := seen) (j := j). Let a3 := A3_seen A3 (seen := seen) (j := j).
Let b1 := B_row B j.
Lemma row_weight (o : 'I_1) t : softmax (score a1 a2 z o) t = weights z j (val t).
Proof. by rewrite /weights /masked_weight masked_seen. Qed.
Lemma row_output (o : 'I_1) : (fun i => Sums.sum (fun t => softmax (score a1 a2 z o) t * value a3 z t i)) = outputs z j.
Proof. by apply: functional_extensionality => i; rewrite /outputs /masked_output /masked_weight masked_mean. Qed.
Lemma row_peak (o : 'I_1) t : softmax (score a1 a2 z o) t <= peak at_row o.
Proof. by rewrite row_weight; exact: Hpeak (valP t). Qed.
Lemma row_norm (o : 'I_1) : norm (softmax (score a1 a2 z o)) <= weight at_row o.
Proof.
apply: Rle_trans (Hweight j); apply: Req_le; congr sqrt; rewrite /dot /weights /masked_weight masked_mean.
by apply: sum_ext => t; rewrite masked_seen.
Qed.
Lemma row_tau (o : 'I_1) : sqrt (Sums.sum (fun t => softmax (score a1 a2 z o) t * norm (sub (value a3 z t)
  (fun i => Sums.sum (fun t => softmax (score a1 a2 z o) t * value a3 z t i))) ^ 2)) <= tau at_row o.
Proof.
by apply: Rle_trans (Htau j); apply: Req_le; congr sqrt; rewrite row_output /weights /masked_weight masked_mean.
Qed.
Lemma row_omega (o : 'I_1) t : norm (sub (value a3 z t) (fun i => Sums.sum (fun t => softmax (score a1 a2 z o) t *
  value a3 z t i))) <= omega at_row o.
Proof. by rewrite row_output; exact: Homega (valP t). Qed.
Lemma row_gap (o : 'I_1) : norm (Objective.residual a1 a2 a3 b1 z o) <= gap at_row o.
Proof.
apply: Rle_trans (Hgap j); apply: Req_le; congr norm; apply: functional_extensionality => i; exact: query_residual.
Qed.
Lemma query_third d : let x := len (score A1 A2 d j) in let b := len2 (value A3 d) in
  [/\ Rabs (slope (query A1 A2 A3 B seen j) w d 3) <= cubic at_z moves rho j * x * x * x +
    mixed at_z moves rho j * x * x * b + linear at_z moves rho j * x * b * b,
    0 <= cubic at_z moves rho j, 0 <= mixed at_z moves rho j & 0 <= linear at_z moves rho j].
Proof.
move=> x b; have [key _] := seen_key a_key j.
have Hs : forall (e : vector) (o : 'I_1) t, Rabs (score a1 a2 e o t) <= score_reach moves_row o * Vectors.length form e.
  by move=> e o t; exact: Hscore.
have Hv : forall (e : vector) t, norm (value a3 e t) <= value_reach moves_row * Vectors.length form e.
  by move=> e t; exact: Hvalue.
have s0 : forall o : 'I_1, 0 <= score_reach moves_row o by move=> o; exact: score0.
have third := third_on_ball 0 0 0 0 key row_peak row_norm row_tau row_omega row_gap s0 value0 rho0 Hs Hv Hw d.
have phi0 := phi_ball0 key row_peak s0 rho0 ord0.
have weight0 := Rle_trans _ _ _ (len_ge0 _) (weight_ball key row_norm s0 rho0 Hs Hw ord0).
have tau0 := Rle_trans _ _ _ (sqrt_pos _) (tau_ball key row_tau s0 value0 rho0 Hs Hv Hw ord0).
have omega0 := Rle_trans _ _ _ (len_ge0 _) (omega_ball key row_tau row_omega s0 value0 rho0 Hs Hv Hw ord0 key).
have gap0 := Rle_trans _ _ _ (len_ge0 _) (gap_ball key row_tau row_gap s0 value0 rho0 Hs Hv Hw ord0).
have cu0 : 0 <= cubic at_row moves_row rho ord0.
  by rewrite /cubic; apply: Rplus_le_le_0_compat; repeat apply: Rmult_le_pos => //; try lra; exact: sqrt_pos.
have mi0 : 0 <= mixed at_row moves_row rho ord0.
  rewrite /mixed; do 2 (try apply: Rplus_le_le_0_compat); repeat apply: Rmult_le_pos => //; try lra; exact: sqrt_pos.
have li0 : 0 <= linear at_row moves_row rho ord0 by repeat apply: Rmult_le_pos => //; lra.
split; [|exact: cu0|exact: mi0|exact: li0].
apply: Rle_trans third _; rewrite !sum_one.
have x1 : 0 <= len (score a1 a2 d ord0) <= x.
  split; first exact: len_ge0.
  apply: sqrt_le_1_alt; apply: (@seen_le _ (seen j) (fun l => score A1 A2 d j l * score A1 A2 d j l)) => l.
  exact: Rle_0_sqr.
have b0 : 0 <= len2 (value a3 d) <= b.
  split; first exact: len2_ge0.
  apply: sqrt_le_1_alt.
  apply: (@seen_le _ (seen j) (fun l => Sums.sum (fun i => value A3 d l i * value A3 d l i))) => l.
  by apply: sum_ge0 => i; exact: Rle_0_sqr.
apply: Rplus_le_compat; first apply: Rplus_le_compat; exact: terms_grow.
Qed.
End Row.
End Constant.

Theorem Masked_constant_holds : Masked_constant.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly seen a_key Phi weights outputs form lower z at_z moves rho c3 c2 M HF rho0 c30
  c20 M0.
move=> Hpeak Hweight Htau Homega Hgap value0 score0 beta0 a0 alpha0 Hscore Hvalue Hsplit Hc3 Hc2 HM w d Hw.
have row j := query_third a_key Hpeak Hweight Htau Homega Hgap score0 value0 rho0 Hscore Hvalue Hw j d.
have cu0 j : 0 <= cubic at_z moves rho j by have [] := row j.
have mi0 j : 0 <= mixed at_z moves rho j by have [] := row j.
have li0 j : 0 <= linear at_z moves rho j by have [] := row j.
rewrite /Phi (proj2 (masked_orders A1 A2 A3 B wx wy lx ly a_key w d)); apply: Rle_trans (sum_Rabs _) _.
pose x j := len (score A1 A2 d j); pose b := len2 (value A3 d).
apply: (Rle_trans _ (Sums.sum (fun j => cubic at_z moves rho j * x j * x j * x j) +
  Sums.sum (fun j => mixed at_z moves rho j * x j * x j * b) +
  Sums.sum (fun j => linear at_z moves rho j * x j * b * b))).
  by rewrite -!sum_plus; apply: sum_le => j; have [] := row j.
have [xi [ups [xi0 [ups0 [Hl [Hx [HS HV]]]]]]] := Hsplit d.
have x0 j : 0 <= x j by exact: len_ge0.
have b0 : 0 <= b by exact: len2_ge0.
have Hsum : norm x <= all_rows moves * xi.
  by apply: Rle_trans HS; apply: Req_le; exact: (len2_len (score A1 A2 d)).
have s3 := cubic_sum cu0 x0 xi0 c30 Hx Hsum Hc3.
have s2 := mixed_sum mi0 x0 b0 c20 Hx Hsum HV Hc2.
have s1 := linear_sum li0 x0 b0 Hx Hsum HV.
apply: Rle_trans (Rplus_le_compat _ _ _ _ (Rplus_le_compat _ _ _ _ s3 s2) s1) _.
apply: Rle_trans (on_circle xi0 ups0 (length_ge0 form d) M0 Hl HM).
by apply: Req_le; rewrite /K3 /K2 /K1; ring.
Qed.
