(* F10: B8 with a step above 2/beta. Two layers of one unit, input 1 and label 1, lambda = 1/1024,
   W_2 = 0 and W_1 = 8: the initialisation is as B8 asks, the loss above its target, and one step of
   length 1 takes the loss from 0.53 to 1980, more than 600 times as much. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b descent smooth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F10.
Variable R : rcfType.
Let u := fun _ : nat => 1%N.
Notation lam := (1024%:R^-1 : R).
Definition pair (v w : R) (j : nat) : 'M[R]_(u j, u j.+1) := (nth 0 [:: v; w] j)%:M.
Definition outputs (v w : R) (j : nat) : 'M[R]_(u j, 1) := (nth 0 [:: v * w; w; 1] j)%:M.
Notation Y := (1%:M : 'M[R]_(u 0, 1)).
Notation X := (1%:M : 'M[R]_(u 2, 1)).
Notation start := (pair 0 8%:R).
Notation after := (step start (outputs 0 8%:R 0 - Y) (outputs 0 8%:R) 1 lam).

Lemma sqn1 (x : R) : sqn (x%:M : 'M_1) = x ^+ 2.
Proof. by rewrite sqn_scalar mxE eqxx mulr1n. Qed.
Lemma pair_linear v w : linear_head (pair v w) 2 (outputs v w).
Proof. by case=> [|[|//]] _; rewrite /pair /outputs -scalar_mxM //= mulr1. Qed.
Lemma top_pair v w : top (pair v w) 2 = (v * w)%:M.
Proof. by rewrite /= mul1mx /pair /= -scalar_mxM. Qed.
Lemma loss_pair v w : loss X Y lam (pair v w) =
  (v * w - 1) ^+ 2 / 2%:R + lam / 2%:R * (v ^+ 2 + w ^+ 2).
Proof.
rewrite /loss top_pair mulmx1 -raddfB sqn1 !big_ord_recl big_ord0 /= /pair /= !sqn1 addr0.
by [].
Qed.
Lemma after0 : after 0 = pair 8%:R (8%:R - 128%:R^-1) 0.
Proof.
apply/matrixP => p q; rewrite !ord1 /step /rgrad /grad /pair /outputs /= !(mxE, big_ord_recl,
  big_ord0) /=.
by rewrite !mulr1n; ring.
Qed.
Lemma after1 : after 1 = pair 8%:R (8%:R - 128%:R^-1) 1.
Proof.
apply/matrixP => p q; rewrite !ord1 /step /rgrad /grad /pair /outputs /= !(mxE, big_ord_recl,
  big_ord0) /=.
by rewrite !mulr1n; field.
Qed.

(* B8's constants: lambda_F = 8, ||X|| = 1, r0 = 4, a = 2 (8/2)^2 = 32, R = 12. *)
Theorem F10_large_step : let a := 32%:R in let m := 12%:R ^+ 2 * (2%:R^-1 + 4%:R * lam / a) in
  let C := loss X Y lam in let V := pair 1 0 in
  [/\ linear_head start 2 (outputs 0 8%:R), 8%:R ^+ 2 * (C start / a) < 4%:R ^+ 2,
    2%:R * lam * m < C start,
      2%:R * (\sum_(j < 2) sqn (V j)) < 1 * hess X Y lam V start & 600%:R * C start < C after].
Proof.
have e (A B : forall j, 'M[R]_(u j, u j.+1)) : A 0%N = B 0%N -> A 1%N = B 1%N ->
  loss X Y lam A = loss X Y lam B.
  by move=> h0 h1; apply: loss_ext => -[|[|//]] _.
move=> a m C V; rewrite /C (e _ _ after0 after1) !loss_pair /m /a; split.
- exact: pair_linear.
- by rewrite -subr_gt0 (_ : _ - _ = 239%:R / 16%:R); [rewrite divr_gt0 ?ltr0n | field].
- rewrite -subr_gt0 (_ : _ - _ = (199%:R + 503%:R / 512%:R) / 512%:R); last by field.
  apply: divr_gt0; last by rewrite ltr0n.
  by apply: addr_gt0; [rewrite ltr0n | apply: divr_gt0; rewrite ltr0n].
- rewrite /hess /V !big_ord_recl big_ord0 /= /pair /= !mul1mx !mul0mx !add0r !mulmx1 -!scalar_mxM.
  have z : 0%:M = 0 :> 'M[R]_1 by rewrite raddf0.
  rewrite !mulr0 mul0mx !z !addr0 dot0r !mulr0 ?addr0 sqn0 !addr0 !mul1r !sqn1 -subr_gt0.
  by rewrite (_ : _ - _ = 62%:R + lam); [apply: addr_gt0; rewrite ?invr_gt0 ltr0n | ring].
have w1 : 40%:R <= 8%:R * (8%:R - 128%:R^-1) - 1 :> R.
  by apply: (ge0_le (z := 367%:R / 16%:R)); [field | rewrite divr_ge0 ?ler0n].
apply: (@lt_le_trans _ _ (40%:R ^+ 2 / 2%:R)).
  by rewrite -subr_gt0 (_ : _ - _ = 1925%:R / 4%:R); [rewrite divr_gt0 ?ltr0n | field].
rewrite -[leLHS]addr0; apply: lerD.
  by apply: ler_wpM2r; rewrite ?invr_ge0 ?ler0n // ler_sqr2 ?ler0n ?(le_trans _ w1) ?ler0n.
by rewrite mulr_ge0 ?divr_ge0 ?invr_ge0 ?ler0n // addr_ge0 ?sqr_ge0.
Qed.
End F10.
