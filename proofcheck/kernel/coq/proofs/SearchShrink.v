(* What a search's lower bound misses is at most s^2 of it on boxes of half-widths s w, s <= 1, part by part. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums.
From PC.statements Require Import Vectors SearchShift.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Lemma Rmin_scale k x x' y y' : x' <= k * x -> y' <= k * y -> Rmin x' y' <= k * Rmin x y.
Proof.
move=> a b; rewrite [X in _ <= k * X]/Rmin; case: Rle_dec => _.
  exact: Rle_trans (Rmin_l _ _) a.
exact: Rle_trans (Rmin_r _ _) b.
Qed.
Lemma Rmax_scale k x x' y y' : 0 <= k -> x' <= k * x -> y' <= k * y -> Rmax x' y' <= k * Rmax x y.
Proof.
move=> k0 a b; apply: Rmax_lub; [apply: Rle_trans a _|apply: Rle_trans b _]; apply: Rmult_le_compat_l => //.
  exact: Rmax_l. exact: Rmax_r.
Qed.
Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof. by case => [lt|->]; [apply: Rlt_le; exact: exp_increasing|right]. Qed.
Section Sums.
Variable J : finType.
Lemma sum_scale k (F G : J -> R) : (forall j, F j <= k * G j) -> sum F <= k * sum G.
Proof. by move=> le; rewrite -sum_scal; exact: sum_le. Qed.
Lemma length_scale k (F G : J -> R) : 0 <= k -> (forall j, 0 <= F j <= k * G j) ->
  sqrt (sum (fun j => F j ^ 2)) <= k * sqrt (sum (fun j => G j ^ 2)).
Proof.
move=> k0 le; have -> : k * sqrt (sum (fun j => G j ^ 2)) = sqrt (k^2 * sum (fun j => G j ^ 2)).
  by rewrite sqrt_mult_alt ?sqrt_pow2 //; exact: pow2_ge_0.
apply: sqrt_le_1_alt; apply: sum_scale => j; have -> : k^2 * G j ^ 2 = (k * G j)^2 by ring.
exact: pow_incr.
Qed.
End Sums.

Section Row.
Variables sigma delta range s : R.
Hypothesis sigma0 : 0 <= sigma.
Hypothesis delta0 : 0 <= delta.
Hypothesis range0 : 0 <= range.
Hypothesis s01 : 0 <= s <= 1.
Let growth : 1 <= exp (s * delta) <= exp delta.
Proof. by split; [rewrite -exp_0|]; apply: exp_le; nra. Qed.
Lemma variance_ge0 : 0 <= row_variance sigma delta range.
Proof.
apply: Rmin_glb; first apply: Rmin_glb; [|exact: pow2_ge_0|by have := pow2_ge_0 range; lra].
by apply: Rmult_le_pos; [apply: Rlt_le; exact: exp_pos|exact: pow2_ge_0].
Qed.
Lemma distance_ge0 : 0 <= row_distance sigma delta range.
Proof. by apply: Rmin_glb => //; have := variance_ge0; lra. Qed.
Lemma variance_scale : row_variance (s * sigma) (s * delta) (s * range) <= s^2 * row_variance sigma delta range.
Proof.
apply: Rmin_scale; first apply: Rmin_scale; [|by right; ring|by right; field].
have := Rmult_le_compat_r _ _ _ (pow2_ge_0 (s * sigma)) (proj2 growth); lra.
Qed.
Lemma powers : s^2 <= s /\ s^3 <= s^2 /\ 0 <= s^2 /\ 0 <= s^3.
Proof. by case: s01 => a b; have := Rmult_le_pos _ _ a a; split; [|split; [|split]]; nra. Qed.
Lemma distance_scale : row_distance (s * sigma) (s * delta) (s * range) <= s * row_distance sigma delta range.
Proof.
apply: Rmin_scale; last by right.
by have := variance_scale; have := Rmult_le_compat_r _ _ _ variance_ge0 (proj1 powers); lra.
Qed.
Lemma first_scale : 0 <= row_first (s * sigma) (s * delta) <= s * row_first sigma delta.
Proof.
have ss : 0 <= s * sigma by apply: Rmult_le_pos; lra.
rewrite /row_first; split; first by apply: Rmult_le_pos => //; lra.
by rewrite -Rmult_assoc; apply: Rmult_le_compat_l => //; lra.
Qed.
End Row.
Section Later.
Variables sigma delta range s : R.
Hypothesis sigma0 : 0 <= sigma.
Hypothesis delta0 : 0 <= delta.
Hypothesis range0 : 0 <= range.
Hypothesis s01 : 0 <= s <= 1.
Let growth : 1 <= exp (s * delta) <= exp delta.
Proof. by split; [rewrite -exp_0|]; apply: exp_le; nra. Qed.
Let ss : 0 <= s * sigma. Proof. by apply: Rmult_le_pos; lra. Qed.
Let D0 : 0 <= row_distance (s * sigma) (s * delta) (s * range).
Proof. by apply: distance_ge0; apply: Rmult_le_pos; lra. Qed.
Lemma second_scale : 0 <= row_second (s * sigma) (s * delta) (s * range) <= s^2 * row_second sigma delta range.
Proof.
have Ds := distance_scale sigma range delta0 s01; have P := Rmult_le_pos _ _ ss D0.
rewrite /row_second; split; first by apply: Rmult_le_pos => //; lra.
have -> : s^2 * (sigma * row_distance sigma delta range * ((2 + exp delta) / 6)) =
  (s * sigma) * (s * row_distance sigma delta range) * ((2 + exp delta) / 6) by ring.
by apply: Rmult_le_compat => //; [lra|exact: Rmult_le_compat_l|lra].
Qed.
Lemma third_scale : 0 <= row_third (s * sigma) (s * delta) (s * range) <= s^3 * row_third sigma delta range.
Proof.
have Ds := distance_scale sigma range delta0 s01; have vs := variance_scale sigma range delta0 s01.
set C := Rmax (row_distance (s * sigma) (s * delta) (s * range) ^ 2)
  (3 * row_variance (s * sigma) (s * delta) (s * range)).
have C0 : 0 <= C by apply: Rle_trans (Rmax_l _ _); exact: pow2_ge_0.
have Cs : C <= s^2 * Rmax (row_distance sigma delta range ^ 2) (3 * row_variance sigma delta range).
  apply: Rmax_scale; [exact: pow2_ge_0| |lra].
  by have := pow_incr _ _ 2 (conj D0 Ds); lra.
have P := Rmult_le_pos _ _ ss C0; rewrite /row_third -/C; split; first by apply: Rmult_le_pos => //; lra.
set m := Rmax _ _ in Cs *.
have -> : s^3 * (sigma * m * ((3 + exp delta) / 24)) = (s * sigma) * (s^2 * m) * ((3 + exp delta) / 24) by ring.
by apply: Rmult_le_compat => //; [lra|exact: Rmult_le_compat_l|lra].
Qed.
End Later.

Section Rest.
Variables (J : finType) (sigma delta range gaps narrow values outputs slopes lines : J -> R).
Variables far steps bent wide close left e s : R.
Hypothesis H1 : forall j, 0 <= sigma j /\ 0 <= delta j /\ 0 <= range j /\ 0 <= gaps j /\ 0 <= narrow j /\ 0 <= values j.
Hypothesis H2 : forall j, 0 <= outputs j /\ 0 <= slopes j /\ 0 <= lines j.
Hypothesis far0 : 0 <= far.
Hypothesis steps0 : 0 <= steps.
Hypothesis bent0 : 0 <= bent.
Hypothesis wide0 : 0 <= wide.
Hypothesis close0 : 0 <= close.
Hypothesis left0 : 0 <= left.
Hypothesis s01 : 0 <= s <= 1.
Let one := conj Rle_0_1 (Rle_refl 1).
Let P := powers s01.
Let first := first sigma delta.
Let second := second sigma delta range.
Let third := third sigma delta range.
Let eps := eps sigma delta range narrow steps.
Lemma first_at j : 0 <= first s j <= s * first 1 j /\ 0 <= first 1 j.
Proof.
have [a [b [c _]]] := H1 j; have K := first_scale (sigma := sigma j) a b s01; have L := first_scale a b one.
by rewrite /first /SearchShift.first !Rmult_1_l; rewrite !Rmult_1_l in L; lra.
Qed.
Lemma second_at j : 0 <= second s j <= s^2 * second 1 j /\ 0 <= second 1 j.
Proof.
have [a [b [c _]]] := H1 j; have K := second_scale a b c s01; have L := second_scale a b c one.
by rewrite /second /SearchShift.second !Rmult_1_l; rewrite !Rmult_1_l in L; lra.
Qed.
Lemma third_at j : 0 <= third s j <= s^2 * third 1 j /\ 0 <= third 1 j.
Proof.
have [a [b [c _]]] := H1 j; have K := third_scale a b c s01; have L := third_scale a b c one.
rewrite /third /SearchShift.third !Rmult_1_l; rewrite !Rmult_1_l in L.
have t0 : 0 <= row_third (sigma j) (delta j) (range j) by lra.
by have := Rmult_le_compat_r _ _ _ t0 (proj1 (proj2 P)); lra.
Qed.
(* A product of a factor that scales and one that is fixed. *)
Lemma scaled k a a' b : 0 <= a <= k * a' -> 0 <= b -> 0 <= a * b <= k * (a' * b).
Proof.
move=> [a0 le] b0; split; first exact: Rmult_le_pos.
by have := Rmult_le_compat_r _ _ _ b0 le; lra.
Qed.
Lemma eps_at : 0 <= eps s <= s * eps 1.
Proof.
rewrite /eps /SearchShift.eps -/second; set q := sqrt (sum (fun j => (second 1 j * narrow j) ^ 2)).
have q0 : 0 <= q by exact: sqrt_pos.
have le : sqrt (sum (fun j => (second s j * narrow j) ^ 2)) <= s^2 * q.
  apply: (length_scale (proj1 (proj2 (proj2 P)))) => j; have [_ [_ [_ [_ [n0 _]]]]] := H1 j.
  exact: (scaled (proj1 (second_at j)) n0).
have l0 := sqrt_pos (sum (fun j => (second s j * narrow j) ^ 2)).
have := Rmult_le_compat_r _ _ _ q0 (proj1 P); have := Rmult_le_pos _ _ (proj1 s01) steps0; lra.
Qed.
Lemma eps_one : 0 <= eps 1.
Proof.
rewrite /eps /SearchShift.eps; have := sqrt_pos (sum (fun j => (second 1 j * narrow j) ^ 2)); rewrite /second; lra.
Qed.
Lemma bent_at : 0 <= bent_length sigma delta range narrow outputs far steps s <=
  s^2 * bent_length sigma delta range narrow outputs far steps 1.
Proof.
rewrite /bent_length -/second -/eps; set q := sqrt (sum (fun j => (second 1 j * outputs j) ^ 2)).
have le : sqrt (sum (fun j => (second s j * outputs j) ^ 2)) <= s^2 * q.
  apply: (length_scale (proj1 (proj2 (proj2 P)))) => j; have [o0 _] := H2 j.
  exact: (scaled (proj1 (second_at j)) o0).
have l0 := sqrt_pos (sum (fun j => (second s j * outputs j) ^ 2)).
have [e0 es] := eps_at; have sf : 0 <= s * far by apply: Rmult_le_pos; lra.
have := Rmult_le_compat_r _ _ _ sf es; have := Rmult_le_pos _ _ e0 sf; rewrite Rmult_1_l; lra.
Qed.
Lemma along_at : along sigma delta range narrow outputs lines far s <=
  s^2 * along sigma delta range narrow outputs lines far 1 /\ 0 <= along sigma delta range narrow outputs lines far 1.
Proof.
rewrite /along -/first -/second; have term j : 0 <= second 1 j * outputs j + first 1 j * narrow j * (1 * far) /\
  second s j * outputs j + first s j * narrow j * (s * far) <=
  s^2 * (second 1 j * outputs j + first 1 j * narrow j * (1 * far)).
  have [o0 _] := H2 j; have [_ [_ [_ [_ [n0 _]]]]] := H1 j; have [a a1] := second_at j; have [b b1] := first_at j.
  have so := scaled a o0; have fn := scaled b n0; have sf : 0 <= s * far by apply: Rmult_le_pos; lra.
  have ff := scaled fn sf; have o1 := Rmult_le_pos _ _ a1 o0.
  have n1 := Rmult_le_pos _ _ (Rmult_le_pos _ _ b1 n0) far0; rewrite Rmult_1_l; lra.
split; last first.
  apply: sum_ge0 => j; have [_ [_ l0]] := H2 j; have [t0 _] := term j; rewrite Rmult_1_l; exact: Rmult_le_pos.
apply: sum_scale => j; have [_ [_ l0]] := H2 j; have [t0 le] := term j; have sl := Rmult_le_pos _ _ (proj1 s01) l0.
have := Rmult_le_compat_l _ _ _ sl le; set t := _ + _ in t0 le *.
have := Rmult_le_compat_r _ _ _ (Rmult_le_pos _ _ l0 t0) (proj1 (proj2 P)); lra.
Qed.
Lemma curved_at : 0 <= curved sigma delta range gaps narrow bent s <= s^2 * curved sigma delta range gaps narrow bent 1.
Proof.
rewrite /curved -/third; have s2 := proj1 (proj2 (proj2 P)).
have term j : 0 <= gaps j * (third s j * narrow j) <= s^2 * (gaps j * (third 1 j * narrow j)).
  have [_ [_ [_ [g0 [n0 _]]]]] := H1 j; have := scaled (scaled (proj1 (third_at j)) n0) g0; lra.
have := sum_scale (fun j => proj2 (term j)); have := sum_ge0 (fun j => proj1 (term j)).
have := Rmult_le_pos _ _ s2 bent0; lra.
Qed.
Lemma wide_at (base : R) (spread : J -> R) : 0 <= base -> (forall j, 0 <= spread j) ->
  let part s := s^2 * base + sum (fun j => gaps j * (third s j * spread j) + s * lines j * (second s j * spread j)) in
  0 <= part s <= s^2 * part 1.
Proof.
move=> base0 spread0 part; have s2 := proj1 (proj2 (proj2 P)); rewrite /part.
have term j : 0 <= gaps j * (third s j * spread j) + s * lines j * (second s j * spread j) <=
  s^2 * (gaps j * (third 1 j * spread j) + 1 * lines j * (second 1 j * spread j)).
  have [_ [_ [_ [g0 _]]]] := H1 j; have [_ [_ l0]] := H2 j; have [a a1] := second_at j.
  have := scaled (scaled (proj1 (third_at j)) (spread0 j)) g0; have := scaled (scaled a (spread0 j)) l0.
  set u := second s j * spread j * lines j; set w := second 1 j * spread j * lines j => K G.
  have w0 : 0 <= s^2 * w by lra.
  have := Rmult_le_compat_l _ _ _ (proj1 s01) (proj2 K); have := Rmult_le_compat_r _ _ _ w0 (proj2 s01).
  have := Rmult_le_pos _ _ (proj1 s01) (proj1 K); rewrite /u /w; lra.
have := sum_scale (fun j => proj2 (term j)); have := sum_ge0 (fun j => proj1 (term j)).
have := Rmult_le_pos _ _ s2 base0; lra.
Qed.
Let room s := SearchShift.room sigma delta range narrow steps e s.
Let whole s := SearchShift.whole sigma delta range gaps narrow values outputs lines far steps wide close left e s.
Let rest s :=
  SearchShift.rest sigma delta range gaps narrow values outputs slopes lines far steps bent wide close left e s.
Lemma room_at : room 1 <= room s.
Proof.
rewrite /room /SearchShift.room -/eps; have := eps_at; have := Rmult_le_compat_r _ _ _ eps_one (proj2 s01); lra.
Qed.
Lemma whole_at : 0 < room 1 -> 0 <= whole s <= s * whole 1.
Proof.
move=> room1; have rs := room_at; have vs := wide_at wide0 (fun j => proj2 (proj2 (proj2 (proj2 (proj2 (H1 j)))))).
have cs := wide_at close0 (fun j => proj1 (proj2 (proj2 (proj2 (proj2 (H1 j)))))).
have bs := bent_at; have s1 := proj1 P; rewrite /whole /SearchShift.whole /by_values /by_room -/room -/second -/third.
set v1 := _ + sum (fun j => gaps j * (third 1 j * values j) + _) in vs *.
set v := _ + sum (fun j => gaps j * (third s j * values j) + _) in vs *.
set c1 := _ + sum (fun j => gaps j * (third 1 j * narrow j) + _) in cs *.
set c := _ + sum (fun j => gaps j * (third s j * narrow j) + _) in cs *.
set b1 := bent_length _ _ _ _ _ _ _ 1 in bs *; set b := bent_length _ _ _ _ _ _ _ s in bs *.
have s2 : 0 <= s^2 := proj1 (proj2 (proj2 P)).
have pos (k k1 : R) : 0 <= k <= s^2 * k1 -> k <= s * k1.
  move=> [k0 le]; case: (Rle_dec 0 k1) => k1p; first by have := Rmult_le_compat_r _ _ _ k1p s1; lra.
  case: (Req_dec s 0) => [Z|N]; first by rewrite Z in le *; lra.
  have sp : 0 < s^2 by apply: pow_lt; lra.
  have := Rmult_lt_compat_l _ _ _ sp (ltac:(lra) : k1 < 0); lra.
have vv := pos _ _ vs; have cc := pos _ _ cs; have bb := pos _ _ bs.
have ir : 0 < / room 1 by exact: Rinv_0_lt_compat.
have ir' : / room s <= / room 1 by exact: Rinv_le_contravar.
have ip : 0 < / room s by apply: Rinv_0_lt_compat; lra.
have quotient : c / room s <= s * (c1 / room 1).
  have a := Rmult_le_compat_l _ _ _ (proj1 cs) ir'; have d := Rmult_le_compat_r _ _ _ (Rlt_le _ _ ir) cc.
  by rewrite /Rdiv -Rmult_assoc; exact: Rle_trans a d.
have m0 : 0 <= Rmin v (c / room s).
  apply: Rmin_glb; [exact: (proj1 vs)|apply: Rmult_le_pos; [exact: (proj1 cs)|exact: Rlt_le]].
have le := Rmin_scale vv quotient; have := Rmult_le_pos _ _ (proj1 s01) left0; have b0 := proj1 bs.
by move: le m0; set m := Rmin v _; set m1 := Rmin v1 _ => le m0; lra.
Qed.
Lemma rest_at : 0 < room 1 -> rest s <= s^2 * rest 1.
Proof.
move=> room1; have [w0 ws] := whole_at room1; have s2 := proj1 (proj2 (proj2 P)).
have [aa a0] := along_at; have cv := curved_at.
rewrite /rest /SearchShift.rest -/third -/(whole s) -/(whole 1) Rmult_1_l.
have cross := sum_scale (k := s^2) (F := fun j => third s j * slopes j) (G := fun j => third 1 j * slopes j)
  (fun j => proj2 (scaled (proj1 (third_at j)) (proj1 (proj2 (H2 j))))).
have ww := pow_incr _ _ 2 (conj w0 ws).
set u := curved _ _ _ _ _ _ s in cv *; set u1 := curved _ _ _ _ _ _ 1 in cv *.
have uf := Rmult_le_compat_r _ _ _ far0 (proj2 cv); have u0 := Rmult_le_pos _ _ (proj1 cv) far0.
have := Rmult_le_compat_r _ _ _ u0 (proj2 s01).
have -> : (1 + / 2 ^ 10) = 1025 / 1024 by field. lra.
Qed.
Lemma shift_at : shift sigma delta gaps narrow outputs s <= s * shift sigma delta gaps narrow outputs 1.
Proof.
rewrite /shift -/first; have k := sum_scale (k := s) (F := fun j => gaps j * (first s j * narrow j))
  (G := fun j => gaps j * (first 1 j * narrow j)).
have l := length_scale (k := s) (F := fun j => first s j * outputs j) (G := fun j => first 1 j * outputs j) (proj1 s01).
have k' := k _; have := l (fun j => scaled (proj1 (first_at j)) (proj1 (H2 j))).
have : forall j, gaps j * (first s j * narrow j) <= s * (gaps j * (first 1 j * narrow j)); last by move=> /k; lra.
move=> j; have [_ [_ [_ [g0 [n0 _]]]]] := H1 j; have := scaled (scaled (proj1 (first_at j)) n0) g0; lra.
Qed.
End Rest.

Theorem Search_shrink_holds : Search_shrink.statement.
Proof.
move=> J sigma delta range gaps narrow values outputs slopes lines far steps bent wide close left e s H1 H2 far0 steps0.
move=> bent0 wide0 close0 left0 s01 rest room shift room1.
by split; [apply: room_at|split; [apply: rest_at|apply: shift_at]].
Qed.
