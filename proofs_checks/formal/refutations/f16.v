(* F16: H3 where the mean margin is negative. The class means -1 and 1 are opposite to their rows,
   the samples 2 to either side of them: the cosine is -1, the bound -1/sqrt(5). *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_algebraic.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F16.
Variable R : rcfType.

Definition y : 'I_4 -> 'I_2 := fun i => if (i < 2)%N then ord0 else lift ord0 ord0.
Definition W : 'M[R]_(2, 1) := \matrix_(i, j) nth 0 [:: 1; - 1] i.
Definition Z : 'M[R]_(1, 4) := \matrix_(i, j) nth 0 [:: 1; - 3%:R; 3%:R; - 1] j.

Lemma ne : nonempty y.
Proof. by case=> [[|[|//]] h]; [exists ord0 | exists ord_max]; apply: val_inj. Qed.
Lemma sizeE c : size_of y c = 2%:R :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.

Ltac entries := apply/matrixP => -[[|[|i]] hi] -[[|[|[|[|j]]]] hj] //;
  rewrite !(mxE, big_ord_recl, big_ord0, sizeE) /=.
Lemma MuE : Mu y Z = \matrix_(i, j) nth 0 [:: - 1; 1] j.
Proof. by entries; field. Qed.
Lemma withinE : within y Z = \matrix_(i, j) nth 0 [:: 2%:R; - 2%:R; 2%:R; - 2%:R] j.
Proof. by rewrite /within mulmxBr mulmx1 mul_Pi MuE; entries; ring. Qed.
Lemma Mu_CE : Mu_C y Z = \matrix_(i, j) nth 0 [:: - 1; 1] j.
Proof. by rewrite /Mu_C MuE; entries; field. Qed.
Lemma WcE : Wc W = W.
Proof. by rewrite /Wc; entries; field. Qed.
Lemma S_WE : S_W y Z = 4%:R.
Proof.
rewrite /S_W bmean_weights !big_ord_recl big_ord0 withinE !sqnE !sizeE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma S_BE : S_B y Z = 1.
Proof. by rewrite /S_B Mu_CE sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.
Lemma E_WE : E_W W = 1.
Proof. by rewrite /E_W WcE sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.
Lemma tbarE : tbar y (logits W 0 Z) = - 1.
Proof.
have e : 2%:R * tbar y (logits W 0 Z) = - 2%:R.
  rewrite (H2m_margin ne) // WcE Mu_CE dotE !(mxE, big_ord_recl, big_ord0) /=.
  by ring.
have t2 : (2%:R : R) != 0 by rewrite pnatr_eq0.
by apply: (mulfI t2); rewrite e; ring.
Qed.

Theorem F16_negative_margin : [/\ nonempty y, tbar y (logits W 0 Z) < 0 &
  ~~ (tbar y (logits W 0 Z) / Num.sqrt (E_W W * S_T y Z) <= cos_means y W Z)].
Proof.
have t0 : tbar y (logits W 0 Z) != 0 by rewrite tbarE oppr_eq0 oner_eq0.
rewrite (cos_meansE ne _ t0) // tbarE E_WE /S_T S_WE S_BE !mul1r sqrtr1 divr1; split.
- exact: ne.
- by rewrite oppr_lt0 ltr01.
have s1 : 1 < Num.sqrt (4%:R + 1) :> R.
  by rewrite -[X in X < _]sqrtr1 ltr_sqrt ?ltrDr ?ltr0n // addr_gt0 ?ltr01 ?ltr0n.
rewrite -ltNge mulN1r ltrN2 invf_lt1 //.
exact: lt_trans ltr01 s1.
Qed.
End F16.
