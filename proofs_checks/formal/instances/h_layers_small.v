(* The hypotheses of H8 and H9 hold at two linear layers of size one and two with a bias, and of
   H9's second form at a network without biases. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h_layers.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.

(* H8: one class, a layer diag(2, 1), whose squared singular values fall. *)
Definition d : 'rV[R]_2 := \row_j nth 0 [:: 4%:R; 1] j.
Definition W : 'M[R]_2 := diag_mx (\row_j nth 0 [:: 2%:R; 1] j).
Theorem H8_instance : [/\ W *m W^T = 1%:M *m diag_mx d *m (1%:M)^T,
  forall i j : 'I_2, (i <= j)%N -> d 0 j <= d 0 i &
  0 < \sum_(i : 'I_2 | (1 <= i)%N) d 0 i].
Proof.
split.
- rewrite mul1mx trmx1 mulmx1 tr_diag_mx mulmx_diag; congr diag_mx.
  by apply/rowP => -[[|[|j]] hj] //; rewrite !mxE /=; ring.
- case=> [[|[|i]] hi] [[|[|j]] hj] // _; rewrite !mxE /= ?lexx //.
  by rewrite ler1n.
by rewrite big_mkcond !big_ord_recl big_ord0 /= !mxE /= add0r addr0 ltr01.
Qed.

(* H9: leaky slopes 1 and 1/2 by sign, Z_j = S_j o pre_j; W_j = 1, b_j = 1, outputs of any size. *)
Definition slope (x : R) : R := if 0 <= x then 1 else 1 / 2%:R.
Fixpoint act (k : nat) : R := if k is i.+1 then slope (act i + 1) * (act i + 1) else - 3%:R.
Definition Zs (j : nat) : 'M[R]_(1, 1) := const_mx (act (2 - j)).
Definition pres (j : nat) : 'M[R]_(1, 1) := const_mx (act (1 - j) + 1).
Definition slopes (j : nat) : 'M[R]_(1, 1) := const_mx (slope (act (1 - j) + 1)).
Theorem H9_instance : forall j, (j <= 1)%N ->
  pres j = (const_mx 1 : 'M_1) *m Zs j.+1 + (const_mx 1 : 'M_1) *m const_mx 1 /\
  times (slopes j) (pres j) = Zs j.
Proof.
case=> [|[|//]] _; split; apply/matrixP => a c; rewrite !(mxE, big_ord1) /=.
- by rewrite !mul1r.
- by [].
- by rewrite !mul1r.
by [].
Qed.
(* The lower layer's output is negative, so that its slope is 1/2. *)
Theorem H9_instance_slope : slopes 1 = const_mx (1 / 2%:R).
Proof.
rewrite /slopes /slope /= (_ : - 3%:R + 1 = - 2%:R); last by ring.
by rewrite oppr_ge0 lern0.
Qed.
End Instance.
