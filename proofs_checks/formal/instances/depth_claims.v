(* A7 and A7d at the head of a_depth.v for every depth d >= 2: kappa(M) is 2^d, kappa of the class
   means below it 2, and 4/5 a bound of NC3 from below; B4, B6 and B6s at the numbers of small.v;
     and
   a flow for B2f that conserves a defect of 1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth a7 b paper_forms flow.
From NCV.instances Require Import numbers a_depth small.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Depth.
Variable R : rcfType.
Notation W := (layer R).
Notation Z := (features R).
Let two : (0 < size2 0)%N := isT.
Let two0 : 0 <= 2%:R :> R := ler0n R 2.
Lemma depth_A7 d : (1 < d)%N ->
  [/\ NC2_le label (Z 1) 2%:R, within label (Z 1) = 0, NC1_weighted_le label (Z 1) 0,
    4%:R / 5%:R <= NC3 label (Z 1) (W 0) & 2%:R^-1 <= NC3 label (Z 1) (W 0)].
Proof.
move=> d1; have [run fit bal ne kappa] := instance_A_depth R d1; split.
- by apply/(A7_depth_nc2 two d1 ne run bal fit two0).
- by have [] := A7d_head_layers (j := 1) two ne run bal fit isT d1 two0.
- exact: (A7d_nc1 (u := size2) (j := 1) isT ne run bal fit isT d1).
- by apply: le_trans (A7s_depth_sharp two d1 ne run bal fit two0 kappa); numbers.
exact: A7_depth_nc3 two d1 ne run bal fit two0 kappa.
Qed.
End Depth.

Section Layers.
Variable R : rcfType.
Definition leaky_B4 := B4_homogeneous_balance (B4_above R) (B4_below R) (1%:M : 'M_1) (1%:M : 'M_1)
  ord_max
  (fun x : R => erefl (leaky x)).
(* theta = 1 and grad C_0 = 2 at C_0 = 2, a = 2, lambda = 1/4, t = 1/2. *)
Notation theta := (1%:M : 'cV[R]_1).
Notation g := (2%:R%:M : 'cV[R]_1).
Let lam0 : 0 <= 4%:R^-1 :> R. Proof. numbers. Qed.
Let half0 : 0 < 2%:R^-1 :> R. Proof. numbers. Qed.
Let half1 : 2%:R^-1 < 1 :> R. Proof. numbers. Qed.
Let a0 : 0 < 2%:R :> R. Proof. numbers. Qed.
Let pl : 2%:R * 2%:R <= sqn g. Proof. by have [] := instance_B6 R. Qed.
Let far : nrm theta <= 1. Proof. by have [] := instance_B6 R. Qed.
Definition shifted_B6 := B6_shifted_pl a0 lam0 pl far.
Definition shifted_B6s := B6s_shifted_pl a0 lam0 half0 half1 pl far.
Definition shifted_B6s_joint := B6s_joint lam0 far pl.
Definition shifted_B6s_more := B6s_joint_is_more a0 (ltW a0) lam0 far half0 half1.
End Layers.

(* V = (x, 1)^T and W = (x, 0) where x' = - mu x, without weight decay: V^T V - W W^T = 1. *)
Section Flow.
Variables (R : rcfType) (mu : R).
Notation dt := (decay_derivation mu).
Let V : 'M[{poly R}]_(2, 1) := \matrix_(i, j) (if i == 0 then 'X else 1).
Let W : 'M[{poly R}]_(1, 2) := \matrix_(i, j) (if j == 0 then 'X else 0).
Let Z : 'M[{poly R}]_(2, 1) := \matrix_(i, j) (if i == 0 then 1 else 0).
Let Delta : 'M[{poly R}]_(2, 1) := \matrix_(i, j) (if i == 0 then mu%:P else 0).
Let dX : dt 'X = - (mu%:P * 'X). Proof. by rewrite /decay_derivation derivX mulr1 mul_polyC. Qed.
Let d1 : dt 1 = 0. Proof. by rewrite /decay_derivation -[1]/(1%:P) derivC mulr0 scaler0 oppr0. Qed.
Let d0 : dt 0 = 0. Proof. by rewrite /decay_derivation deriv0 mulr0 scaler0 oppr0. Qed.
Let pulls_V : dmx dt V = - (Delta *m (W *m Z)^T + 0 *: V).
Proof.
apply/matrixP => -[[|[|i]] hi] j //; rewrite (ord1 j) !(mxE, big_ord_recl, big_ord0) /= ?dX ?d1;
  ring.
Qed.
Let pulls_W : dmx dt W = - (V^T *m Delta *m Z^T + 0 *: W).
Proof.
apply/matrixP => i -[[|[|j]] hj] //; rewrite (ord1 i) !(mxE, big_ord_recl, big_ord0) /= ?dX ?d0;
  ring.
Qed.
Let weight_one : dt 1 = 2%:R * 0 * 1. Proof. by rewrite d1; ring. Qed.
Definition conserved_B2f := B2f_conserved (decay_derivationP mu) pulls_V pulls_W weight_one.
Definition flow_B2f := B2f_balancedness_flow (decay_derivationP mu) pulls_V pulls_W.
Lemma conserved_defect : V^T *m V - W *m W^T = 1%:M.
Proof.
by apply/matrixP => i j; rewrite (ord1 i) (ord1 j) !(mxE, big_ord_recl, big_ord0) /=; ring.
Qed.
Hypothesis mu0 : mu != 0.
Definition decay_B2f := let: And3 h1 h2 _ := instance_B2f mu in B2f_exponential mu0 h1 h2.
End Flow.
