(* F15: H2 where the loss is above chance. Three of four samples of each class are on the wrong side
   as far as the fourth is on the right one: tbar = -1/2, tau is below it, and its square is above
   1/4, so that the bound is below the collapse 3. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_algebraic h_exponential.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F15.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.

Definition y : 'I_8 -> 'I_2 := fun i => if (i < 4)%N then ord0 else lift ord0 ord0.
Definition W : 'M[R]_(2, 1) := \matrix_(i, j) nth 0 [:: 1; - 1] i.
Definition Z : 'M[R]_(1, 8) := \matrix_(i, j) nth 0 [:: - 1; - 1; - 1; 1; 1; 1; 1; - 1] j.
Notation Lg := (logits W 0 Z).

Lemma ne : nonempty y.
Proof. by case=> [[|[|//]] h]; [exists ord0 | exists ord_max]; apply: val_inj. Qed.
Lemma sizeE c : size_of y c = 4%:R :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.

Ltac entries := apply/matrixP => -[[|[|i]] hi] -[[|[|[|[|[|[|[|[|j]]]]]]]] hj] //;
  rewrite !(mxE, big_ord_recl, big_ord0, sizeE) /=.
Lemma MuE : Mu y Z = \matrix_(i, j) nth 0 [:: - (1 / 2%:R); 1 / 2%:R] j.
Proof. by entries; field. Qed.
Lemma withinE : within y Z = \matrix_(i, j) nth 0
  [:: - (1 / 2%:R); - (1 / 2%:R); - (1 / 2%:R); 3%:R / 2%:R; 1 / 2%:R; 1 / 2%:R; 1 / 2%:R;
    - (3%:R / 2%:R)] j.
Proof. by rewrite /within mulmxBr mulmx1 mul_Pi MuE; entries; field. Qed.
Lemma Mu_CE : Mu_C y Z = \matrix_(i, j) nth 0 [:: - (1 / 2%:R); 1 / 2%:R] j.
Proof. by rewrite /Mu_C MuE; entries; field. Qed.
Lemma WcE : Wc W = W.
Proof. by rewrite /Wc; entries; field. Qed.
Lemma S_WE : S_W y Z = 3%:R / 4%:R.
Proof.
rewrite /S_W bmean_weights !big_ord_recl big_ord0 withinE !sqnE !sizeE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma S_BE : S_B y Z = 1 / 4%:R.
Proof. by rewrite /S_B Mu_CE sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.
Lemma E_WE : E_W W = 1.
Proof. by rewrite /E_W WcE sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.

Lemma logitE c i : Lg c i = W c 0 * Z 0 i.
Proof. by rewrite /logits mul0mx addr0 mxE big_ord1. Qed.
(* The loss on the right side is less by 2 than on the wrong one. *)
Lemma entropyE i : cross_entropy ex ln y Lg i =
  ln (1 + ex 2%:R) - nth 0 [:: 0; 0; 0; 2%:R; 0; 0; 0; 2%:R] i.
Proof.
have e2 : 0 < ex 2%:R := ex_gt0 he _.
have p : 0 < 1 + ex 2%:R by rewrite addr_gt0 ?ltr01.
have right : ln (1 + ex (- 2%:R)) = ln (1 + ex 2%:R) - 2%:R.
  rewrite -{3}(exK he 2%:R); apply/eqP; rewrite eq_sym subr_eq -(lnM he) ?addr_gt0 ?ltr01
    ?(ex_gt0 he) //.
  by rewrite mulrDl mul1r [ex (- _) * _]mulrC (exNr he) addrC.
rewrite -[LHS](exK he) (ex_entropy he) /excess big_mkcond !big_ord_recl big_ord0 !logitE.
case: i => [[|[|[|[|[|[|[|[|i]]]]]]]] hi] //; rewrite !mxE /= ?subr0 -?right; congr (ln (1 + _));
  rewrite ?add0r ?addr0; congr ex; ring.
Qed.

Theorem F15_above_chance : [/\ nonempty y, ln 2%:R < CE ex ln y Lg &
  ~~ (S_W y Z / S_B y Z <= E_W W * S_T y Z / tau ex ln 2 (CE ex ln y Lg) ^+ 2 - 1)].
Proof.
have e2 : 0 < ex 2%:R := ex_gt0 he _.
have p : 0 < 1 + ex 2%:R by rewrite addr_gt0 ?ltr01.
have t2 : (2%:R : R) != 0 by rewrite pnatr_eq0.
have -> : CE ex ln y Lg = ln (1 + ex 2%:R) - 1 / 2%:R.
  by rewrite /CE bmean_weights !big_ord_recl big_ord0 !entropyE !sizeE /=; move: (ln _) => l; field.
set a := ln _ - _.
pose u := ex (1 / 2%:R).
have u1 : 1 < u by rewrite /u -[X in X < _](ex0 he) (ltr_ex he) divr_gt0 ?ltr01 ?ltr0n.
have u0 : 0 < u := lt_trans ltr01 u1.
have uu : ex 1 = u ^+ 2 by rewrite expr2 /u -(exD he); congr ex; field.
have ea : ex a = (1 + u ^+ 4) / u.
  rewrite /a (exD he) (lnK he) // (exN he) -/u; congr ((1 + _) / _).
  by rewrite (_ : 2%:R = 1 + 1) ?(exD he) ?uu -?exprD //; ring.
have big : 1 + ex 1 < ex a.
  rewrite ea uu ltr_pdivlMr // -subr_gt0.
  have -> : 1 + u ^+ 4 - (1 + u ^+ 2) * u = (u - 1) ^+ 2 * (u ^+ 2 + u + 1) by ring.
  have s0 : 0 < u ^+ 2 + u + 1 by apply: addr_gt0; rewrite ?ltr01 // addr_gt0 // exprn_gt0.
  by apply: mulr_gt0 => //; rewrite exprn_gt0 // subr_gt0.
have e1 : 1 < ex 1 by rewrite -[X in X < _](ex0 he) (ltr_ex he) ltr01.
split; first exact: ne.
  rewrite -(ltr_ex he) (lnK he) ?ltr0n //; apply: lt_trans big.
  by rewrite ltrD2l.
have d0 : ex 1 < ex a - 1 by rewrite ltrBrDl.
have dp : 0 < ex a - 1 := lt_trans (lt_trans ltr01 e1) d0.
have l1 : 1 < ln (ex a - 1) by rewrite -(ltr_ex he) (lnK he).
have -> : tau ex ln 2 a = - (ln (ex a - 1) / 2%:R).
  have i0 : 0 < 1 / (ex a - 1) by rewrite divr_gt0 ?ltr01.
  have e : ln (1 / (ex a - 1)) = - ln (ex a - 1).
    by apply/eqP; rewrite -addr_eq0 -(lnM he) // (divfK (lt0r_neq0 dp)) (ln1 he).
  rewrite /tau (_ : 2%:R - 1 = 1); last by ring.
  by rewrite e; field.
move: (ln (ex a - 1)) l1 => l l1; have lp : 0 < l := lt_trans ltr01 l1.
rewrite -ltNge E_WE /S_T S_WE S_BE -subr_gt0.
have -> : 3%:R / 4%:R / (1 / 4%:R) - (1 * (3%:R / 4%:R + 1 / 4%:R) / (- (l / 2%:R)) ^+ 2 - 1) =
  4%:R * ((l - 1) * (l + 1)) / l ^+ 2 by field; rewrite gt_eqF.
by rewrite divr_gt0 ?exprn_gt0 // !mulr_gt0 ?ltr0n ?subr_gt0 // addr_gt0 ?ltr01.
Qed.
End F15.
