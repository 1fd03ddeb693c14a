(* A network that satisfies what the theorems of section G ask: three layers of one unit with
   biases, three samples of two classes, features that vary within a class and between them. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose g g_means g_alignment.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Let u := fun _ : nat => 1%N.
Definition label (i : 'I_3) : 'I_2 := if i is Ordinal 2 _ then 1 else 0.
Definition weight (j : nat) : 'M[R]_1 := 1%:M.
Definition bias (j : nat) : 'cV[R]_1 := const_mx 1.
(* Features (3, 1, -4), and one more for each layer above. *)
Definition feature (j : nat) : 'M[R]_(1, 3) :=
  \row_(i < 3) (nth 0 [:: 3%:R; 1; - 4%:R] i - j%:R).
Definition delta : 'M[R]_(1, 3) := \row_(i < 3) (nth 0 [:: 1; 2%:R; - 1] i).

Lemma instance_setting lam : lam != 0 -> @setting R u 3 weight 1%:M delta 1 lam 1%:M.
Proof.
move=> l0; split=> //; [exact: proj_id | exact: mul1mx|].
by rewrite /weight /=; split; rewrite ?mulmx1 ?trmx1.
Qed.
Lemma instance_head : @affine_head R u 3 weight 2 bias feature.
Proof.
move=> j _; apply/matrixP => p i; rewrite /weight mul1mx !mxE big_ord1 !mxE mulr1.
by rewrite -[j.+1]addn1 natrD; ring.
Qed.
Lemma instance_norm : bnd (1%:M *m @top R u weight 1 : 'M_(1, 1)) 1.
Proof. by rewrite /weight /= !mulmx1; exact: bnd1. Qed.
Lemma instance_seen : low_seen (1%:M *m @top R u weight 1 : 'M_(1, 1)) 1.
Proof.
rewrite /weight /= !mulmx1; split=> [|t]; first exact: ltr01.
by rewrite trmx1 !mul1mx expr1n mul1r.
Qed.
Lemma instance_nonempty : nonempty label.
Proof.
case=> [[|[|//]] hc]; [exists ord0 | exists (Ordinal (isT : (2 < 3)%N))]; exact: val_inj.
Qed.
Lemma instance_size : (@size_of R 3 2 label 0 = 2%:R) /\ (@size_of R 3 2 label 1 = 1).
Proof. by split; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.
(* Between classes (2, 2, -4). *)
Lemma instance_means : Mu_G label (feature 0) = \row_(c < 2) (if c == 0 then 2%:R else - 4%:R).
Proof.
have [s0 s1] := instance_size.
apply/matrixP => p c; rewrite /Mu_G /Mu !mxE !big_ord_recl !big_ord0 !mxE /=.
case: c => [[|[|//]] hc] /=.
  rewrite (_ : Ordinal hc = 0); last exact: val_inj.
  by rewrite s0 /=; field.
rewrite (_ : Ordinal hc = 1); last exact: val_inj.
by rewrite s1 /=; field.
Qed.
Lemma instance_distinct i : class_logits feature 1%:M label i != 0.
Proof.
rewrite /class_logits mul1mx instance_means; apply/eqP => /matrixP /(_ 0 0); rewrite !mxE.
by case: ifP => _ /eqP; rewrite ?oppr_eq0 pnatr_eq0.
Qed.
Lemma instance_between : 0 < sqn (1%:M *m between label (feature 0)).
Proof.
rewrite mul1mx sqn_gt0 betweenE instance_means; apply/eqP => /matrixP /(_ 0 0).
by rewrite !mxE !big_ord_recl big_ord0 !mxE /= mulr1 mulr0 !addr0 => /eqP; rewrite pnatr_eq0.
Qed.

(* G2 and G6 for it. *)
Theorem instance_G2 (lam : R) : lam != 0 -> exists t, NC1_weighted_le label (feature 1) t.
Proof.
move=> l0; eexists.
exact: (G2_logit_collapse (instance_setting l0) instance_head instance_norm instance_seen
  instance_between).
Qed.
Theorem instance_G6 (lam : R) (l0 : lam != 0) :
  mean (fun i => 1 - cosine (centred feature 1 i)
    ((1%:M *m @top R u weight 1)^T *m class_logits feature 1%:M label i)) <=
  (Num.sqrt (mean (fun i => alpha2 (1%:M *m @top R u weight 1) 1%:M
    (class_logits feature 1%:M label i)))
   + Num.sqrt (mean (fun i => turn2 1 1 (class_logits feature 1%:M label i)
     (apart feature 1%:M label i)))
   + Num.sqrt (mean (fun i => turn3 1 (class_logits feature 1%:M label i)
       (@outside R u 3 weight feature 1%:M delta 1 lam 1%:M *m centred feature 2 i)))) ^+ 2.
Proof.
exact: (G6_alignment (instance_setting l0) instance_head instance_distinct instance_norm
  instance_seen).
Qed.
End Instance.
