(* Coq's fractions within any real closed field: the operations of decide.v are the field's own. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp.zify Require Import ssrZ zify.
From NCV Require Import defs norms decide.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Embedding.
Variable R : rcfType.
Implicit Types (x y z : Q) (I : interval).

Definition ZR (n : Z) : R := (int_of_Z n)%:~R.
(* The fraction q as an element of R; locked, so that no proof unfolds it. *)
Fact QR_key : unit. Proof. exact: tt. Qed.
Definition QR (q : Q) : R := locked_with QR_key (ZR (Qnum q) / ZR (Zpos (Qden q))).
(* a lies in the interval I. *)
Definition inside (a : R) I : Prop := QR (lower I) <= a /\ a <= QR (upper I).

Lemma ZRD m n : ZR (Z.add m n) = ZR m + ZR n.
Proof. by rewrite /ZR -intrD; congr (_%:~R); lia. Qed.
Lemma ZRM m n : ZR (Z.mul m n) = ZR m * ZR n.
Proof. by rewrite /ZR -intrM; congr (_%:~R); lia. Qed.
Lemma ZRN m : ZR (Z.opp m) = - ZR m.
Proof. by rewrite /ZR -rmorphN; congr (_%:~R); lia. Qed.
Lemma ZR_le m n : Z.leb m n = (ZR m <= ZR n).
Proof. by rewrite /ZR ler_int; apply/idP/idP; lia. Qed.
Lemma ZR_gt0 p : 0 < ZR (Zpos p).
Proof. by rewrite /ZR ltr0z; lia. Qed.
Lemma ZR_nat n : ZR (Z.of_nat n) = n%:R.
Proof. by rewrite /ZR (_ : int_of_Z _ = n) //; lia. Qed.
Lemma ZR0 : ZR 0 = 0. Proof. by []. Qed.
Lemma ZR1 : ZR 1 = 1. Proof. by []. Qed.

Lemma QRE x : QR x = ZR (Qnum x) / ZR (Zpos (Qden x)).
Proof. by rewrite /QR unlock. Qed.
Lemma QR_whole n : QR (whole n) = ZR n. Proof. by rewrite QRE /= ZR1 divr1. Qed.
Lemma QR0 : QR 0%frac = 0. Proof. exact: (QR_whole 0). Qed.
Lemma QR1 : QR 1%frac = 1. Proof. exact: (QR_whole 1). Qed.
Lemma QR2 : QR 2%frac = 2%:R. Proof. by rewrite (QR_whole 2) (ZR_nat 2). Qed.
Lemma QRD x y : QR (x + y)%frac = QR x + QR y.
Proof. by rewrite !QRE /= ZRD !ZRM Pos2Z.inj_mul ZRM; field; rewrite !gt_eqF ?ZR_gt0. Qed.
Lemma QRN x : QR (- x)%frac = - QR x.
Proof. by rewrite !QRE /= ZRN mulNr. Qed.
Lemma QRB x y : QR (x - y)%frac = QR x - QR y.
Proof. by rewrite /Qminus QRD QRN. Qed.
Lemma QRM x y : QR (x * y)%frac = QR x * QR y.
Proof. by rewrite !QRE /= ZRM Pos2Z.inj_mul ZRM; field; rewrite !gt_eqF ?ZR_gt0. Qed.
Lemma QRV x : QR (/ x)%frac = (QR x)^-1.
Proof.
case: x => [[|p|p] d]; rewrite /Qinv /= !QRE /=; first by rewrite !ZR0 !mul0r invr0.
  by rewrite invf_div.
by rewrite -!Pos2Z.opp_pos !ZRN !mulNr invrN invf_div.
Qed.
Lemma QRdiv x y : QR (x / y)%frac = QR x / QR y.
Proof. by rewrite /Qdiv QRM QRV. Qed.
Lemma QRsq x : QR (sq x) = QR x ^+ 2.
Proof. by rewrite /sq QRM expr2. Qed.
Lemma QR_at_most x y : at_most x y = (QR x <= QR y).
Proof.
rewrite /at_most /Qle_bool ZR_le !ZRM !QRE; have [a b] := (ZR_gt0 (Qden x), ZR_gt0 (Qden y)).
by rewrite ler_pdivrMr // mulrAC ler_pdivlMr.
Qed.
Lemma QR_less x y : less x y = (QR x < QR y).
Proof. by rewrite /less -/(at_most y x) QR_at_most -ltNge. Qed.
Lemma QR_lesser x y : QR (lesser x y) = Num.min (QR x) (QR y).
Proof. by rewrite /lesser -/(at_most x y) QR_at_most minElt; case: ltgtP => // ->. Qed.
Lemma QR_greater x y : QR (greater x y) = Num.max (QR x) (QR y).
Proof. by rewrite /greater -/(at_most x y) QR_at_most maxElt; case: ltgtP => // ->. Qed.

Definition QR_all := (QRsq, QRB, QRD, QRdiv, QRM, QR_whole, QR_lesser, QR_greater, QR0, QR1, QR2).

Lemma root_below_ge0 x : 0 <= QR (root_below x).
Proof.
rewrite /root_below; move: (root_guess _ _) => r.
by case: andP => [[]|_]; rewrite ?QR_at_most QR0.
Qed.
Lemma root_below_le x : QR (root_below x) <= Num.sqrt (QR x).
Proof.
rewrite /root_below; move: (root_guess _ _) => r.
case: andP => [[]|_]; last by rewrite QR0 sqrtr_ge0.
by rewrite !QR_at_most QR0 QRsq; exact: le_sqrt.
Qed.
Lemma root_above_ge0 x : 0 <= QR (root_above x).
Proof.
rewrite /root_above; move: (root_guess _ _) => r.
case: andP => [[]|_]; first by rewrite !QR_at_most QR0.
by rewrite QRD QR1 QRsq addr_ge0 ?sqr_ge0 ?ler01.
Qed.
Lemma root_above_ge x : Num.sqrt (QR x) <= QR (root_above x).
Proof.
rewrite /root_above; move: (root_guess _ _) => r; case: andP => [[]|_].
  by rewrite !QR_at_most QR0 QRsq; exact: sqrt_le.
rewrite QRD QR1 QRsq; move: (QR x) => a; apply: sqrt_le; first by rewrite addr_ge0 ?sqr_ge0 ?ler01.
have h2 : (2%:R : R) != 0 by rewrite pnatr_eq0.
apply: (@ge0_le _ _ _ (a ^+ 2 * a ^+ 2 + a ^+ 2 + ((a - 1 / 2%:R) ^+ 2 + 3%:R / 4%:R))).
  by field.
have s0 := sqr_ge0 a; apply: addr_ge0; first exact: addr_ge0 (mulr_ge0 s0 s0) s0.
by apply: addr_ge0; [exact: sqr_ge0 | rewrite divr_ge0 ?ler0n].
Qed.
End Embedding.
Arguments ZR R n : clear implicits.
Arguments QR R q : clear implicits.
(* Nor the digits of a root. *)
Global Opaque QR ZR root_guess root_below root_above.
