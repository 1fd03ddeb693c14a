(* G6 with c_i = 1 for every sample: one layer V = 1 above, a class of four samples of which one
   lies on the other side of the mean. Nothing is outside the rows, and alpha = 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose g g_alignment.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section G6.
Variable R : rcfType.

Definition G6_label (i : 'I_5) : 'I_2 := if (i < 4)%N then 0 else 1.
Definition G6_features (j : nat) : 'M[R]_(1, 5) :=
  \row_i nth 0 [:: 7%:R; 7%:R; 7%:R; - 1; - 20%:R] i.
Let one1 := fun _ : nat => 1%N.
Let id1 : forall j, 'M[R]_(one1 j, one1 j.+1) := fun=> 1%:M.

Lemma G6_sizes c : size_of G6_label c = (if c == 0 then 4%:R else 1) :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.
Lemma G6_means : Mu_G G6_label (G6_features 0) = \row_(c < 2) (if c == 0 then 5%:R else - 20%:R).
Proof.
have s0 : size_of G6_label 0 = 4%:R :> R by rewrite G6_sizes.
have s1 : size_of G6_label 1 = 1 :> R by rewrite G6_sizes.
apply/matrixP => p c; rewrite /Mu_G /Mu !mxE !big_ord_recl !big_ord0 !mxE /=.
case: c => [[|[|//]] hc] /=.
  by rewrite (_ : Ordinal hc = 0); [rewrite s0 /=; field | exact: val_inj].
by rewrite (_ : Ordinal hc = 1); [rewrite s1 /=; field | exact: val_inj].
Qed.
Lemma G6_logits i : class_logits G6_features 1%:M G6_label i =
  (if (i < 4)%N then 5%:R else - 20%:R)%:M.
Proof.
apply/matrixP => p q; rewrite /class_logits mul1mx G6_means !mxE !ord1 eqxx mulr1n /G6_label.
by case: (i < 4)%N.
Qed.
Lemma G6_apart i : apart G6_features 1%:M G6_label i =
  (nth 0 [:: 2%:R; 2%:R; 2%:R; - 6%:R; 0] i)%:M.
Proof.
have z : G6_features 0 *m (const_mx 5%:R^-1 : 'M[R]_(5, 2)) = 0.
  by apply/matrixP => r c; rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
have e : Mu G6_label (G6_features 0) = \row_(c < 2) (if c == 0 then 5%:R else - 20%:R).
  by rewrite -G6_means /Mu_G z subr0.
apply/matrixP => p q; rewrite /apart mul1mx /within mulmxBr mulmx1 mul_Pi e.
rewrite !(mxE, big_ord_recl, big_ord0) /= !ord1 /= mulr1n.
by case: i => [[|[|[|[|[|//]]]]] hi] /=; ring.
Qed.
Lemma G6_centred i j : centred G6_features j i = (nth 0 [:: 7%:R; 7%:R; 7%:R; - 1; - 20%:R] i)%:M.
Proof.
apply/matrixP => p q; rewrite /centred mulmxBr mulmx1 !(mxE, big_ord_recl, big_ord0) /= !ord1 eqxx
  mulr1n.
by field.
Qed.
Lemma cosine_scalar (a b : R) : cosine (a%:M : 'cV[R]_1) (b%:M) = Num.sg a * Num.sg b.
Proof.
rewrite /cosine /nrm !sqn_scalar !mxE !eqxx !mulr1n !sqrtr_sqr /dot tr_scalar_mx -scalar_mxM
  mxtrace_scalar mulr1n.
case: (eqVneq a 0) => [->|a0]; first by rewrite sgr0 !mul0r.
case: (eqVneq b 0) => [->|b0]; first by rewrite sgr0 !mulr0 mul0r.
have e : a * b = (Num.sg a * Num.sg b) * (`|a| * `|b|).
  by rewrite {1}[a]numEsg {1}[b]numEsg mulrACA.
by rewrite e mulfK // mulf_neq0 // normr_eq0.
Qed.
Theorem G6_needs_two : [/\ @setting R one1 5 id1 1%:M 0 1 1 1%:M,
  @affine_head R one1 5 id1 2 (fun=> 0) G6_features,
  forall i, class_logits G6_features 1%:M G6_label i != 0,
  bnd (1%:M *m @top R one1 id1 1 : 'M_1) 1 /\ low_seen (1%:M *m @top R one1 id1 1 : 'M_1) 1 &
  ~ mean (fun i => 1 - cosine (centred G6_features 1 i)
      ((1%:M *m @top R one1 id1 1)^T *m class_logits G6_features 1%:M G6_label i)) <=
  (Num.sqrt (mean (fun i => alpha2 (1%:M *m @top R one1 id1 1) 1%:M
    (class_logits G6_features 1%:M G6_label i)))
   + Num.sqrt (mean (fun i => 1 * (1 ^+ 2 * sqn (apart G6_features 1%:M G6_label i)
                                   / sqn (class_logits G6_features 1%:M G6_label i))))
   + Num.sqrt (mean (fun i => turn3 1 (class_logits G6_features 1%:M G6_label i)
       (@outside R one1 5 id1 G6_features 1%:M 0 1 1 1%:M *m centred G6_features 2 i)))) ^+ 2].
Proof.
have V1 : 1%:M *m @top R one1 id1 1 = 1%:M by rewrite /id1 /= !mulmx1.
have five : 0 < 5%:R :> R by rewrite ltr0n.
have twenty : 0 < 20%:R :> R by rewrite ltr0n.
have hs : @setting R one1 5 id1 1%:M 0 1 1 1%:M.
  split; rewrite ?V1 ?mulmx0 ?oner_eq0 //; first exact: proj_id.
  by split; rewrite ?mulmx1 ?trmx1.
split=> //.
- by move=> j _; rewrite /id1 mul1mx mul0mx addr0.
- move=> i; rewrite G6_logits -sqn_gt0 sqn_scalar mxE eqxx mulr1n exprn_even_gt0 //=.
  by case: ifP => _; rewrite ?oppr_eq0 gt_eqF.
- by rewrite V1; split; [exact: bnd1 | split=> [|t]; rewrite ?ltr01 // trmx1 !mul1mx expr1n mul1r].
rewrite V1.
have -> : mean (fun i => alpha2 1%:M 1%:M (class_logits G6_features 1%:M G6_label i)) = 0.
  rewrite /mean big1 ?mul0r // => i _; rewrite /alpha2 trmx1 !mul1mx -expr2 nrm2 mulfV ?subrr //.
  rewrite sqn_eq0 G6_logits -sqn_eq0 sqn_scalar mxE eqxx mulr1n sqrf_eq0.
  by case: ifP => _; rewrite ?oppr_eq0 gt_eqF.
have -> : mean (fun i => turn3 1 (class_logits G6_features 1%:M G6_label i)
       (@outside R one1 5 id1 G6_features 1%:M 0 1 1 1%:M *m centred G6_features 2 i)) = 0.
  rewrite /mean big1 ?mul0r // => i _; rewrite /turn3 (outsideE _ hs) V1 !mulmx1 subrr !mul0mx sqn0.
  by rewrite mulr0 mul0r.
have -> : mean (fun i => 1 - cosine (centred G6_features 1 i)
    ((1%:M : 'M_1)^T *m class_logits G6_features 1%:M G6_label i)) = 2%:R / 5%:R.
  rewrite /mean !big_ord_recl big_ord0 trmx1 !mul1mx !G6_logits !G6_centred !cosine_scalar /=.
  by rewrite !sgrN !gtr0_sg ?ltr0n ?ltr01 //; field.
have -> : mean (fun i => 1 * (1 ^+ 2 * sqn (apart G6_features 1%:M G6_label i)
    / sqn (class_logits G6_features 1%:M G6_label i))) = 48%:R / 125%:R.
  rewrite /mean !big_ord_recl big_ord0 !G6_logits !G6_apart !sqn_scalar !mxE !eqxx !mulr1n /=.
  by field.
have q0 : 0 <= 48%:R / 125%:R :> R by rewrite divr_ge0 ?ler0n.
rewrite sqrtr0 add0r addr0 sqr_sqrtr //; apply/negP; rewrite -ltNge -subr_gt0.
by rewrite (_ : _ - _ = 2%:R / 125%:R); [rewrite divr_gt0 ?ltr0n | field].
Qed.
End G6.
