(* G3k and G3v of docs/claims.md for the last hidden layer, from its gradient: only the part of the
   row space that is seen well counts. B stands for U_j^T, the leading left singular vectors, but
   may be any matrix; X is (B V)^+. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose g.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Truncated.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (b : forall j, 'cV[R]_(u j))
  (Z : forall j, 'M[R]_(u j, N)).
Variables (A : 'M[R]_(u 0%N)) (Delta : 'M[R]_(u 0%N, N)) (lam : R).
Variables (K : nat) (y : 'I_N -> 'I_K) (q : nat) (B : 'M[R]_(q, u 0%N)) (X : 'M[R]_(u 1%N, q)).
Notation V := (A *m top W 1).
Notation P := (X *m (B *m V)).
Notation Rg := (rgrad W lam Delta Z 1).
Hypothesis h : affine_head W 2 b Z.
Hypothesis hX : is_pinv (B *m V) X.

Lemma seenE p (M : 'M[R]_(N, p)) : blind W b Z 1 M -> A *m (Z 0%N *m M) = V *m (Z 1%N *m M).
Proof. exact: blind_seen. Qed.
Lemma truncated_within : sqn (within y (Z 1%N)) =
  sqn (X *m (B *m (A *m within y (Z 0%N)))) + sqn ((1%:M - P) *m (W 1%N *m within y (Z 2%N))).
Proof.
have hM : blind W b Z 1 (1%:M - Pi y) by exact: blind_within.
rewrite (pythagoras (within y (Z 1%N)) (pinv_proj hX)); congr (_ + _).
  by rewrite /within (seenE hM) !mulmxA.
by rewrite /within (blind_below hM).
Qed.
Lemma truncated_between : (sqn (X *m (B *m (A *m between y (Z 0%N)))) <= sqn (between y (Z 1%N))).
Proof.
have hM : blind W b Z 1 (Pi y - J) by exact: blind_between.
have -> : X *m (B *m (A *m between y (Z 0%N))) = P *m between y (Z 1%N).
  by rewrite /between (seenE hM) !mulmxA.
exact/proj_le/(pinv_proj hX).
Qed.

(* With B = U_j^T, ||V - U_j U_j^T V|| = s_{j+1} is such a bound. *)
Lemma truncated_singular s' : bnd ((1%:M - B^T *m B) *m V) s' -> bnd ((1%:M - P) *m V^T) s'.
Proof.
move=> hb; have e : (1%:M - P) *m V^T = (1%:M - P) *m ((1%:M - B^T *m B) *m V)^T.
  have -> : ((1%:M - B^T *m B) *m V)^T = V^T - (B *m V)^T *m B.
    by rewrite mulmxBl mul1mx linearB /= -mulmxA (trmx_mul B^T) trmxK.
  by rewrite mulmxBr (mulmxA (1%:M - P)) pinv_kerT // mul0mx subr0.
rewrite e -[s']mul1r; apply: bnd_mulmx; last exact: bnd_trmx.
exact/bnd_proj/projC/(pinv_proj hX).
Qed.

Hypothesis hA : proj A.
Hypothesis hD : A *m Delta = Delta.
Hypothesis l0 : lam != 0.

(* s' bounds s_{j+1}: ||(I-P_j) V^T||. *)
Lemma truncated_outside s' : bnd ((1%:M - P) *m V^T) s' ->
  nrm ((1%:M - P) *m (W 1%N *m within y (Z 2%N))) <=
  (nrm ((1%:M - P) *m (Rg *m within y (Z 2%N))) + s' * nrm (Delta *m (Z 2%N)^T *m within y (Z 2%N)))
    / `|lam|.
Proof.
move=> hs; have [t _] := hA.
have gE : grad W Delta Z 1 = V^T *m (Delta *m (Z 2%N)^T).
  have -> : V^T = (top W 1)^T *m A by rewrite (trmx_mul A) t.
  by rewrite /grad -{1}hD !mulmxA.
have wE : W 1%N = lam^-1 *: (Rg - grad W Delta Z 1).
  by rewrite /rgrad addrC addKr scalerA mulVf // scale1r.
rewrite {1}wE -scalemxAl -scalemxAr nrmZ normfV mulrC; apply: ler_wpM2r;
  first by rewrite invr_ge0.
rewrite (mulmxBl Rg) (mulmxBr (1%:M - P)); apply: le_trans (nrmB _ _) _; rewrite lerD2l gE.
by rewrite -(mulmxA V^T) (mulmxA (1%:M - P)); exact: bnd_nrm_mul.
Qed.
Theorem G3v_truncated_gradient s' : bnd ((1%:M - P) *m V^T) s' ->
  0 < sqn (X *m (B *m (A *m between y (Z 0%N)))) ->
  NC1_weighted_le y (Z 1%N) ((sqn (X *m (B *m (A *m within y (Z 0%N)))) +
    ((nrm ((1%:M - P) *m (Rg *m within y (Z 2%N)))
      + s' * nrm (Delta *m (Z 2%N)^T *m within y (Z 2%N))) / `|lam|) ^+ 2)
    / sqn (X *m (B *m (A *m between y (Z 0%N))))).
Proof.
move=> hs b0; have le := truncated_between; split; first exact: lt_le_trans le.
rewrite truncated_within mulrAC ler_pdivlMr //.
apply: ler_pM => //; rewrite ?addr_ge0 ?sqn_ge0 //.
rewrite lerD2l -nrm2 ler_sqr2 ?nrm_ge0 //; first exact: truncated_outside.
exact: le_trans (nrm_ge0 _) (truncated_outside hs).
Qed.
Theorem G3k_truncated_gradient s' sj s1 : bnd ((1%:M - P) *m V^T) s' -> low (B *m V) sj -> 0 < sj ->
  bnd V s1 -> 0 < sqn (A *m between y (Z 0%N)) ->
  NC1_weighted_le y (Z 1%N) ((sqn (B *m (A *m within y (Z 0%N))) / sj ^+ 2 +
    ((nrm ((1%:M - P) *m (Rg *m within y (Z 2%N)))
      + s' * nrm (Delta *m (Z 2%N)^T *m within y (Z 2%N))) / `|lam|) ^+ 2)
    / (sqn (A *m between y (Z 0%N)) / s1 ^+ 2)).
Proof.
move=> hs hj sj0 h1 b0.
have hM : blind W b Z 1 (Pi y - J) by exact: blind_between.
have hi : sqn (A *m between y (Z 0%N)) <= s1 ^+ 2 * sqn (between y (Z 1%N)).
  by rewrite /between (seenE hM); exact: bnd_mul.
split; first exact: positive_right b0 hi (sqn_ge0 _).
rewrite invf_div mulrA [_ * s1 ^+ 2]mulrC; apply: quotient_le => //.
  rewrite truncated_within; apply: lerD.
    have := bnd_mul (B *m (A *m within y (Z 0%N))) (pinv_bnd hX hj sj0).
    by rewrite exprVn mulrC.
  rewrite -nrm2 ler_sqr2 ?nrm_ge0 //; first exact: truncated_outside.
  exact: le_trans (nrm_ge0 _) (truncated_outside hs).
by rewrite addr_ge0 ?sqr_ge0 // divr_ge0 ?sqn_ge0 ?sqr_ge0.
Qed.
End Truncated.
