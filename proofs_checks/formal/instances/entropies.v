(* decide.v on the cross-entropy of h_samples.v's classifier: for any pair ex, ln its entropies lie
   in [0, 32/243], and from that Coq decides that less than one sample of three is wrong, a bound of
   NC1 and one of the means' alignment. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_algebraic h_exponential.
From NCV Require Import decide rationals decided_a decided_h decided_h_entropy.
From NCV.instances Require Import h_samples any_exponential small.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Definition these_entropies : entropies := {|
  entropy := Interval (Qmake 0 1) (Qmake 32 243);
  entropy_balanced := Interval (Qmake 0 1) (Qmake 32 243) |}.

Section Instance.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.
Notation Lg := (logits (W R) (b R) (Z R)).

Lemma sample_le i : cross_entropy ex ln y Lg i <= 32%:R / 243%:R.
Proof.
have [_ a2] := half_power he; apply: le_trans (entropy_le he i) _.
rewrite -(ler_ex he) (lnK he) ?(over0 he) //; apply: le_trans (ex_tangent he _).
rewrite lerD2l (_ : 32%:R / 243%:R = (2%:R / 3%:R) ^+ 5) //; last by field.
by apply: lerXn2r; rewrite ?nnegrE ?divr_ge0 ?ler0n // ltW // (ex_gt0 he).
Qed.
Lemma upper_end : QR R (Qmake 32 243) = 32%:R / 243%:R.
Proof. exact: (QR_fraction R 32 242). Qed.
Theorem instance_entropies : entropies_in y (W R) (b R) (Z R) ex ln these_entropies /\
  [/\ H1_entropy_decides this_classifier these_entropies (Qmake 0 1) (Qmake 1 5),
      H2_decides this_classifier these_entropies (Qmake 5 1) &
      H3_entropy_decides this_classifier these_entropies (Qmake 2 5)].
Proof.
split; last by split; vm_compute.
split=> //; rewrite /inside /= upper_end (QR_fraction R 0 0) mul0r; split.
- by rewrite divr_ge0 ?ler0n // sumr_ge0 // => i _; exact: entropy_ge0.
- rewrite ler_pdivrMr ?ltr0n // mulr_natr.
  have -> : (32%:R / 243%:R) *+ 3 = \sum_(i < 3) 32%:R / 243%:R :> R.
    by rewrite sumr_const card_ord.
  by apply: ler_sum => i _; exact: sample_le.
- by apply: bmean_ge0 => i; exact: entropy_ge0.
by rewrite -[leRHS](bmean_const ne _ (isT : (0 < 2)%N)); apply: bmean_le => i; exact: sample_le.
Qed.
End Instance.
