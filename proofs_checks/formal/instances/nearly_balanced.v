(* A network that meets every hypothesis of section A on two layers, is not balanced and has not
   collapsed: W_L = (I 0) sees two of three features, W_{L-1} = diag(1, 1, 1/32) lets 1/32 of the
   third pass; four samples of two classes, fitted but for 1/16 in one of them. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth a_sharp a7 a6s a_depth_bound
  decided_a composed b shorter_run paper_forms.
From NCV.instances Require Import a numbers wide.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Notation h := (32%:R^-1 : R).
Notation e := (1024%:R^-1 : R).
Notation e1 := (16%:R^-1 : R).
Notation r := (9%:R / 4%:R : R).
Definition near_layer (j : nat) : 'M[R]_(width j, width j.+1) := \matrix_(p, q)
  (if (j == 1%N) && (p == 2%N :> nat) && (q == 2%N :> nat) then h else (p == q :> nat)%:R).
Definition near_features (j : nat) : 'M[R]_(width j, 4) := \matrix_(p, i)
  (nth 0 (nth [::] [:: [:: 17%:R / 16%:R; 1; 0; 0]; [:: 0; 0; 1; 1];
    [:: 1 / 4%:R; - (1 / 4%:R); 1 / 4%:R; - (1 / 4%:R)]] p) i *
  (if (p == 2%N :> nat) && (j == 1%N) then h else 1)).
Notation W := (near_layer 0).
Notation V := (near_layer 1).
Notation Z := near_features.
Notation X := (back R).
Notation Y := (onehot y : 'M[R]_(2, 4)).

Lemma seesE : W = layer R 0.
Proof. by apply/matrixP => p q; rewrite !mxE. Qed.
Lemma belowE : V = diag_mx (\row_q (if q == 2%N :> nat then h else 1)).
Proof.
apply/matrixP => p q; rewrite !mxE /=; case: (eqVneq p q) => [->|pq]; last first.
  rewrite (_ : (p == q :> nat) = false) ?mulr0n; last exact/negbTE.
  by case: ifP => // /andP [/eqP p2 /eqP q2]; case/eqP: pq; apply: val_inj; rewrite /= p2 q2.
by rewrite eqxx mulr1n andbb.
Qed.
Lemma near_linear : linear_head near_layer 2 Z.
Proof.
case=> [|[|//]] _.
  by rewrite seesE layer_mul; apply/matrixP => -[[|[|p]] hp] i; rewrite // !mxE /= !mulr1.
rewrite -/V belowE mul_diag_mx; apply/matrixP => -[[|[|[|p]]] hp] i //; rewrite !mxE /=.
all: by rewrite ?mulr1 ?mul1r 1?[LHS]mulrC.
Qed.
Lemma near_linear1 : Z 1 = V *m Z 2. Proof. exact: (near_linear (isT : (1 < 2)%N)). Qed.
Lemma near_pinv : is_pinv W X.
Proof. by have := @wide_pinv R; rewrite seesE /= !mul1mx. Qed.
Lemma labels_low : low Y 1. Proof. exact: one_low y_nonempty. Qed.
Lemma outputsE : Z 0 - Y = 4%:R^-1 *: bump R.
Proof.
apply/matrixP => -[[|[|p]] hp] -[[|[|[|[|i]]]] hi] //; rewrite !mxE /=; numbers.
Qed.
Lemma near_residual0 : nrm (Z 0 - Y) <= e1.
Proof. by rewrite outputsE nrmZ bump_nrm ger0_norm; numbers. Qed.
Lemma near_residual : nrm (W *m Z 1 - Y) <= e1.
Proof. by rewrite -(near_linear (isT : (0 < 2)%N)); exact: near_residual0. Qed.
Lemma e1_lt1 : e1 < 1. Proof. numbers. Qed.
Lemma e_ge0 : 0 <= e. Proof. numbers. Qed.
Lemma near_defect : defect near_layer 0 = - (e *: delta_mx ord_max ord_max).
Proof.
rewrite /defect seesE layerT back_layer -/V belowE tr_diag_mx mulmx_diag.
apply/matrixP => -[[|[|[|p]]] hp] -[[|[|[|q]]] hq] //; rewrite !mxE /=.
all: by rewrite ?mulr1n ?mulr0n; numbers.
Qed.
Lemma near_defect_bnd : bnd (defect near_layer 0) e.
Proof.
rewrite near_defect; apply/bndN/bnd_sqn; first exact: e_ge0.
rewrite sqnZ /sqn /dot trmx_delta mul_delta_mx /mxtrace (bigD1 ord_max) //= mxE !eqxx big1 ?addr0.
  by rewrite mulr1.
by move=> i /negPf i2; rewrite mxE i2.
Qed.
Lemma near_qneg : qneg (W^T *m W - V *m V^T) e.
Proof.
apply: bnd_qneg near_defect_bnd; rewrite near_defect linearN linearZ /=; congr (- (_ *: _)).
exact: trmx_delta.
Qed.
Lemma near_bnd1 : bnd (Z 1) r.
Proof.
by apply: bnd_sqn; [numbers | rewrite sqnE !(mxE, big_ord_recl, big_ord0) /=; numbers].
Qed.
Lemma near_bnd2 : bnd (Z 2) r.
Proof.
by apply: bnd_sqn; [numbers | rewrite sqnE !(mxE, big_ord_recl, big_ord0) /=; numbers].
Qed.
Lemma sees_norm : is_norm W 1.
Proof. by have := wide_norm R; rewrite seesE /= !mul1mx. Qed.
Lemma sees_bnd : bnd W 1. Proof. by case: sees_norm. Qed.
Lemma sees_bnd_r : bnd W r. Proof. by apply: bnd_weaken sees_bnd _; numbers. Qed.
Lemma sees_low : low W 1. Proof. by rewrite seesE; exact: wide_low. Qed.
Lemma sees_cond : cond W 1.
Proof. by apply: (cond_of sees_bnd sees_low); rewrite ?mulr1 ?ltr01 ?ler01. Qed.
Lemma sees_free : row_free W. Proof. exact: low_row_free sees_low ltr01. Qed.
Lemma y_balanced : balanced R y.
Proof. by move=> c; rewrite wide_sizes; numbers. Qed.
Lemma y_spread : spread y = 2%:R :> R.
Proof. by rewrite /spread !(big_ord_recl, big_ord0) /= !wide_sizes; numbers. Qed.
(* sqrt(d e) for d = 1, and for the page's d = m = 3 from above. *)
Lemma root_e : Num.sqrt ((3%:R - 2%:R) * e) = h.
Proof.
rewrite (_ : _ * _ = h ^+ 2); last numbers.
by rewrite sqrtr_sqr ger0_norm //; numbers.
Qed.
Lemma root_3e : Num.sqrt (3%:R * e) <= 16%:R^-1.
Proof.
rewrite -[leRHS]ger0_norm; last numbers.
by rewrite -sqrtr_sqr; apply: ler_wsqrtr; numbers.
Qed.
Lemma PsiE : Psi r r 1 e1 (3%:R - 2%:R) e = 141%:R / 640%:R.
Proof. by rewrite /Psi root_e; numbers. Qed.
End Instance.
