(* Quantities that lie in intervals, and a bound that decide.v accepts for them: the network of
   instances/a.v, which has not collapsed, with NC1 <= 1/16 decided by A2s. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From NCV Require Import defs norms penrose spectral singular a7 decide rationals decided_a.
From NCV.instances Require Import a.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition this_head : head := {|
  head_counts := [:: Zpos 2; Zpos 2]; width := Zpos 2; width_below := Zpos 2;
  s_K_Y := Interval (Qmake 1 1) (Qmake 2 1); eps1 := Interval (Qmake 0 1) (Qmake 1 4);
  z1 := Interval (Qmake 0 1) (Qmake 4 1); z2 := Interval (Qmake 0 1) (Qmake 4 1);
  s1 := Interval (Qmake 1 1) (Qmake 1 1); s_K := Interval (Qmake 1 1) (Qmake 1 1);
  eD := Interval (Qmake 0 1) (Qmake 0 1) |}.

Section Instance.
Variable R : rcfType.
Notation Z := (Z R).
Notation I2 := (I2 R).
Notation Y := (onehot y : 'M[R]_(2, 4)).

Lemma QR4 : QR R (Qmake 4 1) = 4%:R. Proof. by rewrite -(ZR_nat R 4) -QR_whole. Qed.
Lemma QR_quarter : QR R (Qmake 1 4) = 4%:R^-1.
Proof. by rewrite QRE (ZR_nat R 1) (ZR_nat R 4) mul1r. Qed.
Lemma two_each c : #|[pred i | y i == c]| = 2%N.
Proof.
rewrite -sum1_card big_mkcond /= !big_ord_recl big_ord0.
by case: c => [[|[|//]] p].
Qed.
Lemma counts_y : counts_of y = [:: Zpos 2; Zpos 2].
Proof.
rewrite /counts_of (_ : enum 'I_2 = [:: ord0; lift ord0 ord0]); last first.
  by apply: (inj_map val_inj); rewrite val_enum_ord.
by rewrite /= !two_each.
Qed.
Lemma labels_bnd : bnd Y 2%:R.
Proof.
apply: onehot_bnd => [|c]; first by rewrite ler0n.
by rewrite -natrX -(size_sum R y) (bigD1 c) //= lerDl sumr_ge0 // => j _; exact: size_ge0.
Qed.
Lemma features_in : norm_in Z (Interval (Qmake 0 1) (Qmake 4 1)).
Proof.
have [c hc] := norm_exists Z; exists c => //; split; first by rewrite QR0; case: hc => /bnd_ge0.
rewrite QR4; apply: le_trans (norm_least hc (bndD labels_bnd (bnd_nrm (bump R)))) _.
rewrite bump_nrm; apply: (@le_trans _ _ (2%:R + 1)); last by rewrite -(natrD _ 2 1) ler_nat.
by rewrite lerD2l invf_le1 ?ltr0n // ler1n.
Qed.
Lemma ones_neq0 : (const_mx 1 : 'cV[R]_2) != 0.
Proof. by apply/eqP => /matrixP /(_ 0 0); rewrite !mxE => /eqP; rewrite oner_eq0. Qed.

Theorem instance_decided : head_in y I2 I2 Z Z this_head /\ A2s_decides this_head (Qmake 1 16).
Proof.
split; last by vm_compute.
have e1 : sqn (I2 *m (const_mx 1 : 'cV[R]_2)) = 1 ^+ 2 * sqn (const_mx 1 : 'cV[R]_2).
  by rewrite mul1mx expr1n mul1r.
split => //=.
- by rewrite mul1mx.
- by rewrite counts_y.
- have [s hs] := low_exists Y; exists s => //; split; rewrite ?QR1 ?QR2.
    exact: low_greatest hs (one_low R y_nonempty).
  by case: hs => ls _; exact: low_le_bnd ls labels_bnd.
- rewrite mul1mx /a.Z addrC addKr bump_nrm; split; rewrite ?QR0 ?QR_quarter //.
  by rewrite invr_ge0 ler0n.
- exact: features_in.
- exact: features_in.
- exists 1; last by split; rewrite QR1.
  by split; [exact: bnd1 | exists (const_mx 1); [exact: ones_neq0 | exact: e1]].
- exists 1; last by split; rewrite QR1.
  split; last by exists (const_mx 1); [exact: ones_neq0 | rewrite trmx1; exact: e1].
  by split=> [|v]; rewrite ?ler01 // trmx1 mul1mx expr1n mul1r.
- exists 0; last by split; rewrite QR0.
  have -> : I2^T *m I2 - I2 *m I2^T = 0 by rewrite trmx1 subrr.
  split; first by apply: bnd0.
  by exists (const_mx 1); [exact: ones_neq0 | rewrite mul0mx sqn0 expr0n mul0r].
Qed.
End Instance.
