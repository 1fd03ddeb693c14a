(* G2's factor k^2 is needed whatever k is: the layer above, diag(k, 1), stretches what lies between
   classes and not what lies within them. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose g.
From NCV.instances Require Import a_depth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Stretch.
Variables (R : rcfType) (k : R).
Hypothesis k1 : 1 <= k.
Let u := fun _ : nat => 2%N.
Definition label : 'I_4 -> 'I_2 := fun i => if (i < 2)%N then ord0 else lift ord0 ord0.
Definition below : 'M[R]_(2, 4) := \matrix_(i, j)
  nth 0 (nth [::] [:: [:: 1; 1; - 1; - 1]; [:: 1; - 1; 0; 0]] i) j.
Definition layers (j : nat) : 'M[R]_(u j, u j.+1) := if j is 0%N then diag k 1 else 1%:M.
Definition features (j : nat) : 'M[R]_(u j, 4) := if j is 0%N then diag k 1 *m below else below.
Notation X := (diag k^-1 1).
Notation V := (1%:M *m top layers 1).

Lemma k_gt0 : 0 < k. Proof. exact: lt_le_trans ltr01 k1. Qed.
Lemma VE : V = diag k 1. Proof. by rewrite /= !mul1mx. Qed.
Lemma label_size c : size_of label c = 2%:R :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.
Ltac entries := apply/matrixP => -[[|[|i]] hi] -[[|[|[|[|j]]]] hj] //;
  rewrite !(mxE, big_ord_recl, big_ord0, label_size) /=.
Lemma below_mean : Mu label below = \matrix_(i, j)
  nth 0 (nth [::] [:: [:: 1; - 1]; [:: 0; 0]] i) j.
Proof. by entries; field. Qed.
Lemma below_within : within label below = \matrix_(i, j)
  nth 0 (nth [::] [:: [:: 0; 0; 0; 0]; [:: 1; - 1; 0; 0]] i) j.
Proof. by rewrite /within mulmxBr mulmx1 mul_Pi below_mean; entries; ring. Qed.
Lemma below_between : between label below = \matrix_(i, j)
  nth 0 (nth [::] [:: [:: 1; 1; - 1; - 1]; [:: 0; 0; 0; 0]] i) j.
Proof. by rewrite /between mulmxBr mul_Pi below_mean; entries; field. Qed.
Lemma stretched_within : sqn (1%:M *m within label (features 0)) = 2%:R.
Proof.
rewrite mul1mx /within /= -mulmxA -/(within label below) below_within mul_diag_mx sqnE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; ring.
Qed.
Lemma stretched_between : sqn (1%:M *m between label (features 0)) = 4%:R * k ^+ 2.
Proof.
rewrite mul1mx /between /= -mulmxA -/(between label below) below_between mul_diag_mx sqnE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; ring.
Qed.
Lemma stretch_setting : @setting R u 4 layers 1%:M 0 1 1 X.
Proof.
split; rewrite ?oner_eq0 ?mulmx0 //; first exact: proj_id.
have k0 := k_gt0.
by rewrite VE; split; rewrite !diag_mul ?diag_tr; congr diag;
  rewrite ?mulr1 ?mulfV ?mulVf ?gt_eqF ?mul1r.
Qed.

Theorem G2_tight t : t < 1 ->
  [/\ @setting R u 4 layers 1%:M 0 1 1 X, affine_head layers 2 (fun=> 0) features,
      bnd V k /\ low_seen V 1, 0 < sqn (1%:M *m between label (features 0)) &
  ~ NC1_weighted_le label (features 1) (t * ((k / 1) ^+ 2 * (sqn (1%:M *m within label (features 0))
      / sqn (1%:M *m between label (features 0)))
    + k ^+ 2 * sqn (outside layers features 1%:M 0 (d := 1) 1 X *m within label (features 2))
      / sqn (1%:M *m between label (features 0))))].
Proof.
move=> t1; have k0 := k_gt0; have q (x : R) : x ^+ 2 <= k ^+ 2 * x ^+ 2.
  rewrite -[leLHS]mul1r; apply: ler_wpM2r; first exact: sqr_ge0.
  by rewrite -(expr1n _ 2) ler_sqr2 ?ler01 ?(ltW k0).
split; first exact: stretch_setting.
- by case=> [|[|//]] _; rewrite mul0mx addr0 //= mul1mx.
- rewrite VE; split; split.
  + exact: ltW.
  + by move=> x; rewrite diag_sqn sqn2 mulrDr expr1n mul1r lerD2l.
  + exact: ltr01.
  + by move=> x; rewrite expr1n mul1r [leRHS]diag_sqn sqn2 expr1n mul1r lerD2r.
- by rewrite stretched_between mulr_gt0 ?ltr0n // exprn_gt0.
have -> : outside layers features 1%:M 0 (d := 1) 1 X = 0.
  rewrite (outsideE _ stretch_setting) VE diag_mul mulVf ?gt_eqF // mulr1 diag11 subrr.
  exact: mul0mx.
rewrite mul0mx sqn0 mulr0 mul0r addr0 stretched_within stretched_between divr1 => -[_].
have -> : t * (k ^+ 2 * (2%:R / (4%:R * k ^+ 2))) = t / 2%:R by field; rewrite gt_eqF.
have -> : sqn (within label (features 1)) = 2%:R.
  by rewrite /= below_within sqnE !(mxE, big_ord_recl, big_ord0) /=; ring.
have -> : sqn (between label (features 1)) = 4%:R.
  by rewrite /= below_between sqnE !(mxE, big_ord_recl, big_ord0) /=; ring.
move=> le.
have : (2%:R : R) <= t * 2%:R.
  by apply: le_trans le _; rewrite -mulrA (_ : 2%:R^-1 * _ = 2%:R); [| field].
by rewrite -[leLHS]mul1r ler_pM2r ?ltr0n // leNgt t1.
Qed.
End Stretch.
