(* The re-checker's constant bounds third derivatives on the ball; by Attention_smooth the Hessian is then Lipschitz. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Softmax Norms Euclidean HessianConstant MovedRows.
From PC.statements Require Import Vectors Objective.
Local Open Scope R_scope.
Set Implicit Arguments. Unset Strict Implicit.

Theorem Hessian_constant_holds : Hessian_constant.statement.
Proof.
move=> n m p q r k A1 A2 A3 B wx wy lx ly key Phi outputs form lower z at_z moves rho c3 c2 M HF rho0 c30 c20 M0.
move=> Hpeak Hweight Htau Homega Hgap value0 score0 beta0 a0 alpha0 Hscore Hvalue Hsplit Hc3 Hc2 HM w d Hw.
apply: Rle_trans (third_on_ball wx wy lx ly key Hpeak Hweight Htau Homega Hgap score0 value0 rho0 Hscore Hvalue Hw d) _.
have [xi [ups [xi0 [ups0 [Hl [Hx [HS HV]]]]]]] := Hsplit d.
have phi0 := phi_ball0 key Hpeak score0 rho0.
have weight0 j := Rle_trans _ _ _ (len_ge0 _) (weight_ball key Hweight score0 rho0 Hscore Hw j).
have tau0 j := Rle_trans _ _ _ (sqrt_pos _) (tau_ball key Htau score0 value0 rho0 Hscore Hvalue Hw j).
have omega0 j := Rle_trans _ _ _ (len_ge0 _) (omega_ball key Htau Homega score0 value0 rho0 Hscore Hvalue Hw j key).
have gap0 j := Rle_trans _ _ _ (len_ge0 _) (gap_ball key Htau Hgap score0 value0 rho0 Hscore Hvalue Hw j).
have cu0 j : 0 <= cubic at_z moves rho j.
  by rewrite /cubic; apply: Rplus_le_le_0_compat; repeat apply: Rmult_le_pos => //; try lra; exact: sqrt_pos.
have mi0 j : 0 <= mixed at_z moves rho j.
  rewrite /mixed; do 2 (try apply: Rplus_le_le_0_compat); repeat apply: Rmult_le_pos => //; try lra; exact: sqrt_pos.
have li0 j : 0 <= linear at_z moves rho j by repeat apply: Rmult_le_pos => //; lra.
pose x j := len (score A1 A2 d j); have x0 j : 0 <= x j by exact: len_ge0.
have b0 : 0 <= len2 (value A3 d) by exact: len2_ge0.
have Hsum : norm x <= all_rows moves * xi.
  by apply: Rle_trans HS; apply: Req_le; exact: (len2_len (score A1 A2 d)).
have s3 := cubic_sum cu0 x0 xi0 c30 Hx Hsum Hc3.
have s2 := mixed_sum mi0 x0 b0 c20 Hx Hsum HV Hc2.
have s1 := linear_sum li0 x0 b0 Hx Hsum HV.
apply: Rle_trans (Rplus_le_compat _ _ _ _ (Rplus_le_compat _ _ _ _ s3 s2) s1) _.
apply: Rle_trans (on_circle xi0 ups0 (length_ge0 form d) M0 Hl HM).
by apply: Req_le; rewrite /K3 /K2 /K1; ring.
Qed.
