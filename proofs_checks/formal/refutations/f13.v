(* F13: H2 with the mean of the cross-entropy over samples, where classes of four samples and of one
   count by their sizes. A bias alone makes it small: W = 0, b = (log 4, 0), any features. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_algebraic h_exponential.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F13.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.

Definition y : 'I_5 -> 'I_2 := fun i => if (i < 4)%N then ord0 else lift ord0 ord0.
Definition W : 'M[R]_(2, 1) := 0.
Definition b : 'cV[R]_2 := \matrix_(i, j) (if i == ord0 then ln 4%:R else 0).

Lemma ne : nonempty y.
Proof. by case=> [[|[|//]] h]; [exists ord0 | exists ord_max]; apply: val_inj. Qed.

Lemma logitE (Z : 'M[R]_(1, 5)) c i : logits W b Z c i = if c == ord0 then ln 4%:R else 0.
Proof. by rewrite /logits mul0mx add0r mxE big_ord1 !mxE mulr1. Qed.
Lemma entropyE (Z : 'M[R]_(1, 5)) i :
  cross_entropy ex ln y (logits W b Z) i = ln (if y i == ord0 then 5%:R / 4%:R else 5%:R).
Proof.
have f0 : (4%:R : R) != 0 by rewrite pnatr_eq0.
rewrite -[LHS](exK he) (ex_entropy he) /excess; congr ln.
rewrite big_mkcond !big_ord_recl big_ord0 !logitE /=.
have [e|e] : y i = ord0 \/ y i = lift ord0 ord0 by rewrite /y; case: ifP => _; [left | right].
  by rewrite e /= add0r addr0 sub0r (exN he) (lnK he) ?ltr0n //; field.
rewrite e /= subr0 !addr0 (lnK he) ?ltr0n //; ring.
Qed.

Theorem F13_mean_over_samples (Z : 'M[R]_(1, 5)) :
  let CE_samples := (\sum_i cross_entropy ex ln y (logits W b Z) i) / 5%:R in
  [/\ nonempty y, CE_samples < ln 2%:R &
      ~~ (S_W y Z / S_B y Z <= E_W W * S_T y Z / tau ex ln 2 CE_samples ^+ 2 - 1)].
Proof.
move=> CE_samples; split; first exact: ne.
  have p5 : 0 < 5%:R / 4%:R :> R by rewrite divr_gt0 ?ltr0n.
  have q5 : 0 < 5%:R :> R by rewrite ltr0n.
  have t2 : 0 < 2%:R :> R by rewrite ltr0n.
  have -> : CE_samples = ln ((5%:R / 4%:R) ^+ 4 * 5%:R) / 5%:R.
    rewrite /CE_samples !big_ord_recl big_ord0 !entropyE /= addr0; congr (_ / _).
    move: (5%:R / 4%:R) p5 => q q0.
    by rewrite !exprS expr0 mulr1 !(lnM he) ?mulr_gt0 //; ring.
  rewrite ltr_pdivrMr //.
  have -> : ln 2%:R * 5%:R = ln (2%:R ^+ 5).
    by rewrite !exprS expr0 mulr1 !(lnM he) ?mulr_gt0 //; ring.
  rewrite (ltr_ln he (mulr_gt0 (exprn_gt0 4 p5) q5) (exprn_gt0 5 t2)) -subr_gt0.
  have -> : 2%:R ^+ 5 - (5%:R / 4%:R) ^+ 4 * 5%:R = 5067%:R / 256%:R :> R by field.
  by rewrite divr_gt0 ?ltr0n.
have -> : E_W W = 0 by rewrite /E_W /Wc /W mulmx0 sqn0 mul0r.
rewrite !mul0r sub0r -ltNge; apply: (@lt_le_trans _ _ 0); first by rewrite oppr_lt0 ltr01.
by apply: divr_ge0; [exact: S_W_ge0 | exact: S_B_ge0].
Qed.
End F13.
