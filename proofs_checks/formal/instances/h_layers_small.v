(* H8 at a layer diag(2, 1) of one class and H9 at two leaky layers of one unit with biases; H9's
   second form, without biases, is in small.v. *)
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
(* One sample at (1, 0) with the gradient (-2, 0) in the outputs, lam = 1: of W the remainder leaves
   diag(0, 1), so that s_2(W) = 1 meets its bound. *)
Definition only_class (i : 'I_1) : 'I_1 := i.
Definition sample : 'cV[R]_2 := delta_mx 0 0.
Lemma remainder_small : remainder only_class W (- 2%:R *: sample) sample 1 =
  delta_mx ord_max ord_max.
Proof.
rewrite remainderE scale1r (_ : Pi only_class = 1%:M).
  rewrite mulmx1 trmx_delta -scalemxAl mul_delta_mx.
  by apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //; rewrite !mxE /=; ring.
apply/matrixP => i j; rewrite !ord1 !(mxE, big_ord_recl, big_ord0) /= /size_of.
by rewrite big_ord_recl big_ord0 /=; field.
Qed.
Lemma remainder_norm : bnd (remainder only_class W (- 2%:R *: sample) sample 1) 1 /\
  nrm (remainder only_class W (- 2%:R *: sample) sample 1) = 1.
Proof.
have n1 : nrm (delta_mx ord_max ord_max : 'M[R]_2) = 1.
  by rewrite /nrm sqnE !(mxE, big_ord_recl, big_ord0) /= !expr0n !add0r !addr0 expr1n sqrtr1.
rewrite remainder_small n1; split=> //; rewrite -[X in bnd _ X]n1; exact: bnd_nrm.
Qed.
Lemma small_H8 : svle W 1 1 /\
  exists2 Q : 'M[R]_2, proj Q /\ (\rank Q <= 1)%N & nrm ((1%:M - Q) *m W) <= 1.
Proof.
have [h n1] := remainder_norm; split.
  by have := H8_next_singular_value ltr01 h; rewrite divr1.
have [Q hQ le] := H8_projection only_class W (- 2%:R *: sample) sample ltr01.
by exists Q => //; move: le; rewrite n1 divr1.
Qed.
Lemma small_H8_low_rank : Num.sqrt (\sum_(i : 'I_2 | (1 <= i)%N) d 0 i) <= 1.
Proof.
have [h1 h2 _] := H8_instance; have [_ n1] := remainder_norm.
rewrite -[leRHS]divr1 -[X in _ <= X / _]n1.
by apply: H8_low_rank ltr01 _ _ h1 h2; rewrite ?trmx1 ?mulmx1.
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
Definition small_H9 D0 := H9_stationary_norms D0 (fun j hj => (H9_instance hj).1)
  (fun j hj => (H9_instance hj).2).
(* The lower layer's output is negative, so that its slope is 1/2. *)
Theorem H9_instance_slope : slopes 1 = const_mx (1 / 2%:R).
Proof.
rewrite /slopes /slope /= (_ : - 3%:R + 1 = - 2%:R); last by ring.
by rewrite oppr_ge0 lern0.
Qed.
End Instance.
