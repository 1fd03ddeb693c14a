(* F1: A2 without the term of the balancedness defect. Two linear layers, V = I and W = [I 0], fit
   the labels exactly; what the features have in the kernel of W is free, so that NC1 is not 0.
   Without V the same is F3: of one linear layer nothing follows. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose a.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F1.
Variable R : rcfType.

Definition y : 'I_4 -> 'I_2 := fun i => if (i < 2)%N then ord0 else lift ord0 ord0.
Definition W : 'M[R]_(2, 3) := \matrix_(i, j) (i == j :> nat)%:R.
Definition Z : 'M[R]_(3, 4) := \matrix_(i, j)
  nth 0 (nth [::] [:: [:: 1; 1; 0; 0]; [:: 0; 0; 1; 1]; [:: 1; - 1; 1; - 1]] i) j.

Lemma sizeE c : size_of y c = 2%:R :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.
Lemma balancedE : balanced R y.
Proof. by move=> c; rewrite sizeE; field. Qed.
Lemma fits : W *m Z = onehot y.
Proof.
by apply/matrixP => -[[|[|i]] hi] -[[|[|[|[|j]]]] hj] //; rewrite !(mxE, big_ord_recl, big_ord0) /=;
  ring.
Qed.
Lemma within_entry : within y Z ord_max ord0 = 1.
Proof.
rewrite /within mulmxBr mulmx1 mul_Pi.
by rewrite !(mxE, big_ord_recl, big_ord0, sizeE) /=; field.
Qed.

(* Of A2's hypotheses all hold but qneg D 0, for every r that bounds the norms. *)
Theorem F1_unbalanced_head r s : [/\ Z = 1%:M *m Z, balanced R y, nrm (W *m Z - onehot y) = 0 &
  ~ NC1_le y Z (r ^+ 2 / 4%:R * Psi r r s 0 (3%:R - 2%:R) 0 ^+ 2 /
    (Num.sqrt ((2%:R - 1) / 2%:R) - 0 / Num.sqrt 4%:R) ^+ 2)].
Proof.
split; [by rewrite mul1mx | exact: balancedE | by rewrite fits subrr nrm0 |].
have -> : Psi r r s 0 (3%:R - 2%:R) 0 = 0 by rewrite /Psi !mulr0 sqrtr0 !(mulr0, mul0r) addr0.
rewrite expr0n mulr0 !mul0r => -[_]; rewrite mul0r.
rewrite pmulr_lle0 ?invr_gt0 ?ltr0n // => /sqn_le0 e.
have := within_entry; rewrite e mxE => /eqP.
by rewrite eq_sym oner_eq0.
Qed.
End F1.
