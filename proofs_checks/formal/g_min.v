(* The minima in G3k, G3v and G6 of docs/claims.md: what balance gives in the place of the gradient,
   and 2 in the place of what the chords add up to. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose g g_alignment g_truncated.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Truncated.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (b : forall j, 'cV[R]_(u j)).
Variable Z : forall j, 'M[R]_(u j, N).
Variables (A : 'M[R]_(u 0%N)) (Delta : 'M[R]_(u 0%N, N)) (lam : R).
Variables (K : nat) (y : 'I_N -> 'I_K) (q : nat) (B : 'M[R]_(q, u 0%N)) (X : 'M[R]_(u 1%N, q)).
Notation V := (A *m top W 1).
Notation P := (X *m (B *m V)).
Notation Rg := (rgrad W lam Delta Z 1).
Hypothesis h : affine_head W 2 b Z.
Hypothesis hX : is_pinv (B *m V) X.
Hypothesis hA : proj A.

(* ||(I-P_j) W_l||^2 <= s_{j+1}^2 + lambda_max(-D_l)_+ + ||(I-A) W_L||^2. *)
Lemma truncated_layer s' e a : bnd ((1%:M - P) *m V^T) s' -> qneg (defect W 0) e -> 0 <= e ->
  bnd ((1%:M - A) *m W 0%N) a -> bnd ((1%:M - P) *m W 1%N) (Num.sqrt (s' ^+ 2 + e + a ^+ 2)).
Proof.
move=> hs hD e0 ha; have hP := projC (pinv_proj hX); have [t _] := hP.
have c0 : 0 <= s' ^+ 2 + e + a ^+ 2 by rewrite !addr_ge0 ?sqr_ge0.
rewrite -[_ *m W 1%N]trmxK; apply: bnd_trmx; split=> [|x]; first exact: sqrtr_ge0.
rewrite sqr_sqrtr // trmx_mul t -mulmxA; set z := (_ - _) *m x.
have zx : sqn z <= sqn x by exact: proj_le.
have Vz : sqn (A *m (W 0%N *m z)) <= s' ^+ 2 * sqn x.
  have tr : ((1%:M - P) *m V^T)^T = V *m (1%:M - P).
    by apply: trmx_inj; rewrite trmxK [RHS]trmx_mul t.
  have -> : A *m (W 0%N *m z) = ((1%:M - P) *m V^T)^T *m x by rewrite tr /z /= mul1mx !mulmxA.
  by have [_] := bnd_trmx hs; apply.
have Wz : sqn (W 0%N *m z) <= s' ^+ 2 * sqn x + a ^+ 2 * sqn x.
  rewrite (pythagoras (W 0%N *m z) hA); apply: lerD Vz _.
  rewrite mulmxA; apply: le_trans (bnd_mul _ ha) _; apply: ler_wpM2l zx; exact: sqr_ge0.
have [_ /(_ z)] := hD; rewrite /defect mulmxBl dotBr -!mulmxA.
have -> : dot z ((W 0%N)^T *m (W 0%N *m z)) = sqn (W 0%N *m z) by rewrite /sqn dot_mull.
have -> : dot z (W 1%N *m ((W 1%N)^T *m z)) = sqn ((W 1%N)^T *m z) by rewrite /sqn dot_mull trmxK.
rewrite lerBrDr addrC lerBlDr => dz; apply: le_trans dz _.
have ez : e * sqn z <= e * sqn x by exact: ler_wpM2l.
apply: le_trans (lerD Wz ez) _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.
Lemma truncated_rank : (\rank ((1%:M - P) *m W 1%N) <= minn (u 1%N - \rank (B *m V)) (u 2%N))%N.
Proof.
rewrite leq_min rank_leq_col andbT; apply: leq_trans (mxrankM_maxl _ _) _.
have := proj_trace (projC (pinv_proj hX)).
rewrite linearB /= mxtrace1 (proj_trace (pinv_proj hX)) (pinv_rank hX).
have le : (\rank (B *m V) <= u 1%N)%N by exact: rank_leq_col.
by rewrite -natrB // => /eqP; rewrite eqr_nat => /eqP ->.
Qed.

Hypothesis hD : A *m Delta = Delta.
Hypothesis l0 : lam != 0.
Variables (s' e a tail : R).
Hypothesis hs : bnd ((1%:M - P) *m V^T) s'.
Hypothesis he : qneg (defect W 0) e.
Hypothesis e0 : 0 <= e.
Hypothesis ha : bnd ((1%:M - A) *m W 0%N) a.
Hypothesis ht : topq (within y (Z 2%N))
  (minn (minn (u 1%N - \rank (B *m V)) (u 2%N)) (N - #|codom y|)) tail.

(* The gradient's half and the balance's half. *)
Definition by_gradient : R := ((nrm ((1%:M - P) *m (Rg *m within y (Z 2%N)))
  + s' * nrm (Delta *m (Z 2%N)^T *m within y (Z 2%N))) / `|lam|) ^+ 2.
Definition by_balance : R := (s' ^+ 2 + e + a ^+ 2) * tail.
Notation rest := (sqn ((1%:M - P) *m (W 1%N *m within y (Z 2%N)))).

Lemma rest_le : rest <= Num.min by_gradient by_balance.
Proof.
rewrite le_min; apply/andP; split.
  have le : nrm ((1%:M - P) *m (W 1%N *m within y (Z 2%N))) <=
    (nrm ((1%:M - P) *m (Rg *m within y (Z 2%N)))
      + s' * nrm (Delta *m (Z 2%N)^T *m within y (Z 2%N))) / `|lam| by exact: truncated_outside.
  by rewrite -nrm2 /by_gradient ler_sqr2 ?nrm_ge0 // (le_trans (nrm_ge0 _) le).
have c0 : 0 <= s' ^+ 2 + e + a ^+ 2 by rewrite !addr_ge0 ?sqr_ge0.
rewrite (mulmxA _ (W 1%N)); have := topq_bnd (truncated_layer hs he e0 ha) ht; rewrite sqr_sqrtr //; apply.
by rewrite leq_min !geq_min truncated_rank rank_within_le orbT.
Qed.
Theorem G3v_truncated : 0 < sqn (X *m (B *m (A *m between y (Z 0%N)))) ->
  NC1_weighted_le y (Z 1%N) ((sqn (X *m (B *m (A *m within y (Z 0%N)))) + Num.min by_gradient
    by_balance)
    / sqn (X *m (B *m (A *m between y (Z 0%N))))).
Proof.
move=> b0; have le := truncated_between y h hX; split; first exact: lt_le_trans le.
rewrite (truncated_within y h hX) mulrAC ler_pdivlMr //.
apply: ler_pM => //; rewrite ?addr_ge0 ?sqn_ge0 //.
by rewrite lerD2l rest_le.
Qed.
Theorem G3k_truncated sj s1 : low (B *m V) sj -> 0 < sj -> bnd V s1 ->
  0 < sqn (A *m between y (Z 0%N)) ->
  NC1_weighted_le y (Z 1%N)
    ((sqn (B *m (A *m within y (Z 0%N))) / sj ^+ 2 + Num.min by_gradient by_balance)
      / (sqn (A *m between y (Z 0%N)) / s1 ^+ 2)).
Proof.
move=> hj sj0 h1 b0; have hM : blind W b Z 1 (Pi y - J) by exact: blind_between.
have hi : sqn (A *m between y (Z 0%N)) <= s1 ^+ 2 * sqn (between y (Z 1%N)).
  by rewrite /between (blind_seen A hM); exact: bnd_mul.
split; first exact: positive_right b0 hi (sqn_ge0 _).
have m0 : 0 <= Num.min by_gradient by_balance by exact: le_trans (sqn_ge0 _) rest_le.
rewrite invf_div mulrA [_ * s1 ^+ 2]mulrC; apply: quotient_le => //.
  rewrite (truncated_within y h hX); apply: lerD rest_le.
  have := bnd_mul (B *m (A *m within y (Z 0%N))) (pinv_bnd hX hj sj0).
  by rewrite exprVn mulrC.
by rewrite addr_ge0 // divr_ge0 ?sqn_ge0 ?sqr_ge0.
Qed.
End Truncated.

Section Align.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (b : forall j, 'cV[R]_(u j)).
Variable Z : forall j, 'M[R]_(u j, N).
Variables (A : 'M[R]_(u 0%N)) (Delta : 'M[R]_(u 0%N, N)) (d : nat) (lam : R).
Variables (X : 'M[R]_(u d, u 0%N)) (K : nat) (y : 'I_N -> 'I_K).
Notation V := (A *m top W d).

Lemma mean_turn_le2 (p r : 'I_N -> 'cV[R]_(u d)) :
  mean (fun i => 1 - cosine (p i) (r i)) <= 2%:R.
Proof.
case: (posnP N) => [N0|N0].
  by rewrite /mean big1 ?mul0r ?ler0n // => i _; have := ltn_ord i; rewrite {2}N0.
rewrite /mean ler_pdivrMr ?ltr0n //.
have -> : 2%:R * N%:R = \sum_(i < N) 2%:R :> R by rewrite sumr_const card_ord mulr_natr.
apply: ler_sum => i _.
by rewrite lerBlDr -lerBlDl (_ : 1 - 2%:R = -1) ?cosine_ge_m1 //; ring.
Qed.
Theorem G6_alignment_min s1 sr : setting W A Delta lam X -> affine_head W d.+1 b Z ->
  (forall i, class_logits Z A y i != 0) -> bnd V s1 -> low_seen V sr ->
  mean (fun i => 1 - cosine (centred Z d i) (V^T *m class_logits Z A y i)) <= Num.min 2%:R
  ((Num.sqrt (mean (fun i => alpha2 V X (class_logits Z A y i)))
    + Num.sqrt (mean (fun i => turn2 s1 sr (class_logits Z A y i) (apart Z A y i)))
    + Num.sqrt (mean (fun i => turn3 s1 (class_logits Z A y i)
        (outside W Z A Delta lam X *m centred Z d.+1 i)))) ^+ 2).
Proof.
move=> hs h dist h1 hr; rewrite le_min mean_turn_le2 /=.
exact: (G6_alignment hs h dist h1 hr).
Qed.
End Align.
