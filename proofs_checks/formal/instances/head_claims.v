(* Section C, H10 for two layers and H11 with their hypotheses discharged: at the head of
   nearly_balanced.v, whose tangent kernel is at most 81/8, at the start of linear_run.v, which is
   balanced and fits, and at the classifier of h_samples.v. C1s gives kappa(W_L) <= sqrt(5/3), C2s
   the fourth root of 2, C1d at a defect of 1/1024 kappa(W_L) <= 11/4; all are 1. C1w's weights
   under ReLU come last. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a_depth c c_more h_norms h_margin
  h_floors decided_a.
From NCV.instances Require a linear_run h_samples.
From NCV.instances Require nearly_balanced_claims.
From NCV.instances Require Import numbers a wide nearly_balanced.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Layers of norm 1 at most below each other, features of norm b: T is 2 b^2 for two layers. *)
Lemma kernel_two (R : rcfType) (u : nat -> nat) (N : nat) (W : forall j, 'M[R]_(u j, u j.+1))
    (Z : forall j, 'M[R]_(u j, N)) b : bnd (W 0%N) 1 -> bnd (Z 1%N) b -> bnd (Z 2%N) b ->
  NTK_le W Z 2 (2%:R * b ^+ 2).
Proof.
move=> w1 z1 z2 Psi; rewrite !big_ord_recl big_ord0 addr0 /grad /= trmx1 !mul1mx.
have le n (z : 'M[R]_(n, N)) m (V : 'M[R]_(m, N)) : bnd z b -> sqn (V *m z^T) <= b ^+ 2 * sqn V.
  by move=> hz; exact: bnd_mulr (bnd_trmx hz).
rewrite (_ : 2%:R * b ^+ 2 * sqn Psi = b ^+ 2 * sqn Psi + b ^+ 2 * sqn Psi); last by ring.
apply: lerD.
  exact: le.
apply: le_trans (le _ _ _ _ z2) _; apply: ler_wpM2l; first exact: sqr_ge0.
by have := bnd_mul Psi (bnd_trmx w1); rewrite expr1n mul1r.
Qed.

Section Near.
Variable R : rcfType.
Notation r := (9%:R / 4%:R : R).
Notation W := (near_layer R).
Notation Z := (near_features R).
Let two : (0 < 2)%N := isT.
Let four : (0 < 4)%N := isT.
Let run := near_linear R.
Let kernel : NTK_le W Z 2 (2%:R * r ^+ 2) := kernel_two (sees_bnd R) (near_bnd1 R) (near_bnd2 R).
Definition near_C2 := C2_condition two four run (labels_low R) (near_residual0 R) (e1_lt1 R) kernel
  (isT : (1 < 2)%N) (bnd_nrm (W 1)).
Definition near_C2s := C2s_condition two four run (labels_low R) (near_residual0 R) (e1_lt1 R) kernel
  (isT : (1 < 2)%N) (sees_bnd R) (bnd_nrm (W 1)).
Definition near_C2s_product := C2s_product two four run (labels_low R) (near_residual0 R) (e1_lt1 R)
  kernel (bnd_nrm (W 1)).
Lemma near_C2_layers : exists z t : R, z ^+ 2 * t ^+ 2 <= 2%:R * r ^+ 2.
Proof.
have [z hz] := norm_exists (Z 1); have [t ht] := norm_exists (top W 0); exists z, t.
exact: (@C2_layers R width 4 W Z two four 2 _ 0 t z kernel two hz ht).
Qed.
Let product : top W 2 = W 0%N.
Proof.
rewrite /= mul1mx; apply/matrixP => -[[|[|p]] hp] -[[|[|[|q]]] hq] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /=; numbers.
Qed.
Let rows1 : W 0%N *m W 1%N *m (W 0%N *m W 1%N)^T = 1%:M.
Proof.
have e : W 0%N *m W 1%N = top W 2 by rewrite /= mul1mx.
by rewrite e product seesE layerT layer_back.
Qed.
Let root1 : is_root (W 0%N *m W 1%N *m (W 0%N *m W 1%N)^T) 1%:M.
Proof.
by rewrite rows1; split=> [|x|]; rewrite ?trmx1 ?mulmx1 ?mul1mx ?sqn_ge0.
Qed.
Definition near_H10 := H10_two_layers ler01 ler01 root1.
Definition near_root_unique := root_unique root1 root1.
Lemma near_root_exists : exists S, is_root (W 0%N *m W 1%N *m (W 0%N *m W 1%N)^T) S.
Proof.
by rewrite rows1; apply: root_exists => [|x]; rewrite ?trmx1 // mul1mx sqn_ge0.
Qed.
(* C1d with lambda = 1/64, c = 65/256 and e = 33/128. *)
Notation lam := (64%:R^-1 : R).
Notation e := (33%:R / 128%:R : R).
Let lam0 : 0 < lam. Proof. numbers. Qed.
Lemma near_low_loss : sqn (Z 0%N - onehot y) / 2%:R +
  lam / 2%:R * (0 + \sum_(j < 2) sqn (W j)) <= lam / 2%:R * (65%:R / 256%:R + 2%:R * 2%:R).
Proof.
have sees2 : sqn (W 0%N) = 2%:R.
  by rewrite -sqn_tr seesE /sqn /dot trmxK layerT layer_back mxtrace1.
have below2 : sqn (W 1%N) = 2%:R + 1024%:R^-1.
  rewrite belowE /sqn /dot tr_diag_mx mulmx_diag mxtrace_diag !big_ord_recl big_ord0 !mxE /=.
  numbers.
have residual : sqn (Z 0%N - onehot y) <= 16%:R^-1 ^+ 2.
  by rewrite -nrm_le; [exact: near_residual0 | numbers].
rewrite !big_ord_recl big_ord0 sees2 below2.
apply: (@le_trans _ _ (16%:R^-1 ^+ 2 / 2%:R + lam / 2%:R * (0 + (2%:R + (2%:R + 1024%:R^-1 + 0)))));
  last numbers.
by rewrite lerD2r ler_pM2r; [exact: residual | numbers].
Qed.
Let defects j : (j < 1)%N -> bnd (defect W j) 1024%:R^-1.
Proof. by case: j => // _; exact: near_defect_bnd. Qed.
Let e0 : 0 <= e. Proof. numbers. Qed.
Let eE : e ^+ 2 = lam * (65%:R / 256%:R + 2%:R * 2%:R). Proof. numbers. Qed.
Let e1 : e < 1. Proof. numbers. Qed.
Let q0 : 0 < 4%:R^-1 :> R. Proof. numbers. Qed.
Let qE : (4%:R^-1 ^+ 2 + 1024%:R^-1) * r ^+ 2 <= (1 - e) ^+ 2. Proof. numbers. Qed.
Lemma near_C1d : cond (W 0%N) (11%:R / 4%:R).
Proof.
apply: cond_weaken (C1d_head_condition two two run defects (nearly_balanced_claims.near_A3 R).1
  (labels_low R) lam0 (lexx 0) near_low_loss e0 eE e1 (near_bnd2 R) q0 qE) _.
rewrite -[leRHS]ger0_norm; last numbers.
by rewrite -sqrtr_sqr; apply: ler_wsqrtr; numbers.
Qed.
End Near.

Section Fit.
Variable R : rcfType.
Notation lam := (64%:R^-1 : R).
Notation W := (linear_run.W R 0).
Notation Z := (linear_run.Z R 0).
Notation Y := (onehot linear_run.label : 'M[R]_(linear_run.size 0, 2)).
Let two : (0 < linear_run.size 0)%N := isT.
Let two2 : (0 < 2)%N := isT.
Let run : linear_head W 2 Z := linear_run.linear R 0.
Let fits : nrm (Z 0%N - Y) = 0.
Proof. by rewrite linear_run.residual /= expr1n subrr scale0r nrm0. Qed.
Let fits0 : nrm (Z 0%N - Y) <= 0. Proof. by rewrite fits. Qed.
Let unit1 m n : bnd (1 *: linear_run.unit_rows R m n) 1.
Proof. by rewrite scale1r; exact: linear_run.unit_bnd. Qed.
Let feature j : bnd (Z j) 1. Proof. by rewrite /linear_run.Z /= expr1n; exact: unit1. Qed.
Let balanced2 : balanced_head W 2.
Proof.
by case=> // _; rewrite /defect /linear_run.W /= !scale1r !linear_run.units_tr subrr.
Qed.
Let lowY : low Y 1.
Proof.
rewrite linear_run.labels linear_run.unit_id; split=> [|v]; rewrite ?ler01 //.
by rewrite trmx1 mul1mx expr1n mul1r.
Qed.
Let kernel : NTK_le W Z 2 (2%:R * 1 ^+ 2) := kernel_two (unit1 _ _) (feature 1) (feature 2).
Let fourth : Num.sqrt (Num.sqrt 2%:R) ^+ 2 = 1 * Num.sqrt (2%:R * 1 ^+ 2) / (1 - 0) :> R.
Proof. by rewrite sqr_sqrtr ?sqrtr_ge0 // mul1r subr0 divr1 expr1n mulr1. Qed.
Definition fit_C2s_balanced := C2s_balanced_head two two2 run lowY fits0 ltr01 kernel (unit1 _ _)
  balanced2 (sqrtr_ge0 _) fourth.
Let lam0 : 0 < lam. Proof. numbers. Qed.
Let weights : \sum_(j < 2) sqn (W j) = 4%:R.
Proof.
rewrite !big_ord_recl big_ord0 /linear_run.W /= !scale1r -[sqn (linear_run.unit_rows R 2 3)]sqn_tr.
by rewrite linear_run.units_tr !linear_run.unit_norm //; numbers.
Qed.
Let low_loss : sqn (Z 0%N - Y) / 2%:R + lam / 2%:R * (0 + \sum_(j < 2) sqn (W j)) <=
  lam / 2%:R * (0 + 2%:R * 2%:R).
Proof. by rewrite weights -nrm2 fits; numbers. Qed.
Let quarter : 4%:R^-1 ^+ 2 = lam * (0 + 2%:R * 2%:R). Proof. numbers. Qed.
Let quarter0 : 0 <= 4%:R^-1 :> R. Proof. numbers. Qed.
Let quarter1 : 4%:R^-1 < 1 :> R. Proof. numbers. Qed.
Let q0 : 0 < 3%:R / 4%:R :> R. Proof. numbers. Qed.
Let qE : (3%:R / 4%:R) ^+ 2 * 1 ^+ 2 <= (1 - 4%:R^-1) ^+ 2 :> R. Proof. numbers. Qed.
Definition fit_C1_residual := C1_residual lam0 (lexx 0) low_loss quarter0 quarter.
Definition fit_C1s := C1s_head_condition two two2 run balanced2 lowY lam0 (lexx 0) low_loss quarter0
  quarter quarter1 (feature 2) q0 qE.
Let bal : 1 *: ((W 0%N)^T *m W 0%N) = 1 *: (W 1%N *m (W 1%N)^T).
Proof. by congr (_ *: _); apply/eqP; rewrite -subr_eq0; apply/eqP; exact: (@balanced2 0%N isT). Qed.
Lemma fit_H10_balanced : exists S : 'M[R]_(linear_run.size 0),
  2%:R * Num.sqrt (1 * 1) * \tr S = 1 * sqn (W 0%N) + 1 * sqn (W 1%N).
Proof.
have [S hS] : exists S, is_root (W 0%N *m W 1%N *m (W 0%N *m W 1%N)^T) S.
  apply: root_exists => [|x]; first by rewrite trmx_mul trmxK.
  by rewrite -mulmxA -{1}[W 0%N *m W 1%N]trmxK -dot_mull sqn_ge0.
by exists S; exact: (H10_balanced ler01 ler01 ltr01 hS bal).
Qed.
End Fit.

Section Optimum.
Variable R : rcfType.
Let mu0 : 0 <= 4%:R^-1 :> R. Proof. numbers. Qed.
Definition samples_H11 := H11_distance_to_optimum (h_samples.W R) (h_samples.Z R) h_samples.ne mu0.
Definition samples_H11_floor := H11_floor (h_samples.W R) (h_samples.Z R) h_samples.ne mu0.
End Optimum.

(* C1w: four samples with independent features 2 e_i, layers of one unit more than classes. *)
Section Witness.
Variable R : rcfType.
Definition relu (x : R) : R := Num.max 0 x.
Let relu1 : relu 1 = 1. Proof. by apply/max_idPr; rewrite ler01. Qed.
Let relu0 : relu 0 = 0. Proof. by apply/max_idPr. Qed.
Let inverse : 2%:R^-1%:M *m 2%:R%:M = 1%:M :> 'M[R]_4.
Proof. by rewrite -scalar_mxM mulVf ?pnatr_eq0. Qed.
Notation one_more := (fun _ : nat => 1%N).
Lemma samples_C1w i : witness relu 1 one_more y 2%:R%:M 2%:R^-1%:M i = col_mx (onehot y) 0 /\
  sqn (reading 1 one_more y (2%:R^-1%:M : 'M[R]_4)) +
    \sum_(j < i) sqn (copying 1 2 one_more j : 'M[R]_(2 + 1, 2 + 1)) = 1 + i%:R * 2%:R.
Proof.
have [h ->] := C1w_witness one_more y relu1 relu0 inverse i; split=> //.
rewrite expr1n !mul1r mul_mx_scalar sqnZ sqnE !(mxE, big_ord_recl, big_ord0) /=.
by congr (_ + _); numbers.
Qed.
End Witness.
