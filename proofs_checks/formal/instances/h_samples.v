(* A classifier that meets the hypotheses of H1 to H6 and of H7b, with its numbers: two classes of
   two samples and one, two features of which the last layer sees the first, a bias. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_algebraic h_means h_nearest.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.

Definition rows (m n : nat) (l : seq (seq R)) : 'M[R]_(m, n) :=
  \matrix_(i, j) nth 0 (nth [::] l i) j.

(* The first two of three samples are of class 0, the last is of class 1. *)
Definition y : 'I_3 -> 'I_2 := fun i => if (i < 2)%N then ord0 else lift ord0 ord0.
Definition Z := rows 2 3 [:: [:: 3%:R; 1; - 2%:R]; [:: 1; - 1; 1]].
Definition W := rows 2 2 [:: [:: 1; 0]; [:: - 1; 0]].
Definition b := rows 2 1 [:: [:: 1 / 2%:R]; [:: 0]].
Definition X := rows 2 2 [:: [:: 1 / 2%:R; - (1 / 2%:R)]; [:: 0; 0]].

Lemma two_neq0 : (2%:R : R) != 0. Proof. by rewrite pnatr_eq0. Qed.

Lemma ne : nonempty y.
Proof. by case=> [[|[|//]] h]; [exists ord0 | exists (lift ord0 (lift ord0 ord0))]; apply: val_inj.
  Qed.
Lemma sizeE c : size_of y c = (if (c == 0%N :> nat) then 2%:R else 1) :> R.
Proof.
by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring.
Qed.

Ltac entries := apply/matrixP => -[[|[|[|i]]] hi] -[[|[|[|j]]] hj] //;
  rewrite !(mxE, big_ord_recl, big_ord0, sizeE) /=.

Lemma MuE : Mu y Z = rows 2 2 [:: [:: 2%:R; - 2%:R]; [:: 0; 1]].
Proof. by entries; field. Qed.
Lemma withinE : within y Z = rows 2 3 [:: [:: 1; - 1; 0]; [:: 1; - 1; 0]].
Proof. by rewrite /within mulmxBr mulmx1 mul_Pi MuE; entries; field. Qed.
Lemma Mu_CE : Mu_C y Z = rows 2 2 [:: [:: 2%:R; - 2%:R]; [:: - (1 / 2%:R); 1 / 2%:R]].
Proof. by rewrite /Mu_C MuE; entries; field. Qed.
Lemma WcE : Wc W = W.
Proof. by rewrite /Wc; entries; field. Qed.
Lemma pinvE : is_pinv (Wc W) X.
Proof. by rewrite WcE; split; entries; field. Qed.

Lemma S_WE : S_W y Z = 1.
Proof.
rewrite /S_W bmean_weights !big_ord_recl big_ord0 withinE !sqnE !sizeE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma S_BE : S_B y Z = 17%:R / 4%:R.
Proof. by rewrite /S_B Mu_CE sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.
Lemma E_WE : E_W W = 1.
Proof. by rewrite /E_W WcE sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.
Lemma tbarE : tbar y (logits W b Z) = 2%:R.
Proof.
have e : 2%:R * tbar y (logits W b Z) = 4%:R.
  rewrite (H2m_margin ne) // WcE Mu_CE dotE !(mxE, big_ord_recl, big_ord0) /=.
  by field.
by apply: (mulfI two_neq0); rewrite e; ring.
Qed.
Lemma PE : X *m Wc W = rows 2 2 [:: [:: 1; 0]; [:: 0; 0]].
Proof. by rewrite WcE; entries; field. Qed.
Lemma P_BE : P_B y X (logits W b Z) = 4%:R.
Proof.
rewrite (h.P_BE ne _ b Z pinvE) // /S_B Mu_C_mul PE Mu_CE sqnE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma P_WE : P_W y X (logits W b Z) = 1 / 2%:R.
Proof.
rewrite (h.P_WE y _ b Z pinvE) // /S_W within_mul PE withinE bmean_weights !big_ord_recl big_ord0.
by rewrite !sqnE !sizeE !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma restE : rest y W b Z X = 3%:R / 4%:R.
Proof. by rewrite /rest /S_T S_WE S_BE P_BE P_WE; field. Qed.
End Instance.
