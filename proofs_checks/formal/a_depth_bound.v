(* A7d of docs/claims.md away from exactness: what the residual and the balance allow NC1 of any
   layer of the head, as A2v with W_{L:l+1} in the place of W_L. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth a_sharp g g_balance.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Depth.
Variables (R : rcfType) (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) (N : nat).
Variables (y : 'I_N -> 'I_(u 0)) (Z : forall j, 'M[R]_(u j, N)) (d j : nat).
Notation K := (u 0).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation V := (top W j).
Variables (X : 'M[R]_(u j, K)) (s e1 z1 z2 : R) (e : nat -> R).
Hypothesis linear : linear_head W d Z.
Hypothesis jd : (j < d)%N.
Hypothesis hX : is_pinv V X.
Hypothesis hs : low Y s.
Hypothesis he : nrm (Z 0%N - Y) <= e1.
Hypothesis es : e1 < s.
Hypothesis hD : forall i, (i < j)%N -> qneg (defect W i) (e i).
Hypothesis e0 : forall i, (i < j)%N -> 0 <= e i.
Hypothesis hz1 : bnd (Z j) z1.
Hypothesis hz2 : bnd (Z j.+1) z2.

Lemma seen_outputs : Z 0%N = V *m Z j.
Proof. exact (head_output linear (ltnW jd)). Qed.
(* ||(I-P) Z_l||_F^2 <= q sum_{j >= l} ||D_j|| ||Z_{l-1}||^2, q = min(n_l - K, n_{l-1}, N). *)
Lemma outside_features : sqn ((1%:M - X *m V) *m Z j) <=
  z2 ^+ 2 * (minn (u j - K) (minn (u j.+1) N))%:R * \sum_(i < j) e i.
Proof.
have S0 : 0 <= \sum_(i < j) e i by apply: sumr_ge0 => i _; exact: e0.
pose c := Num.sqrt (\sum_(i < j) e i).
have c2 : c ^+ 2 = \sum_(i < j) e i by rewrite sqr_sqrtr.
have top1 : 1%:M *m V = V by rewrite mul1mx.
have hX' : is_pinv (1%:M *m V) X by rewrite top1.
have h0 : bnd ((1%:M - 1%:M) *m W 0%N) 0 by rewrite subrr mul0mx; exact: bnd0.
have := G3_balance (A := 1%:M) (a := 0) (c := c) (proj_id R K) hX' hD e0 h0 (sqrtr_ge0 _).
rewrite expr0n addr0 c2 lexx top1 => /(_ isT) hb.
have ZE : Z j = W j *m Z j.+1 := linear jd.
have hq := bnd_mulmx hb hz2; rewrite -mulmxA -ZE in hq.
apply: le_trans (sqn_le_rank hq) _; rewrite exprMn c2 [leRHS]mulrAC [_ * z2 ^+ 2]mulrC.
apply: ler_wpM2l; first by rewrite mulr_ge0 ?sqr_ge0.
have free : row_free V.
  apply: (head_rank (y := y) (Z1 := Z j) hs _ es); by rewrite -seen_outputs.
rewrite ler_nat !leq_min -(pinv_rankC hX free) mxrankM_maxl rank_leq_col andbT /= ZE mulmxA.
by apply: leq_trans (mxrankM_maxl _ _) (rank_leq_col _).
Qed.

(* A1s with W_{L:l+1} for W_L. *)
Theorem A7d_distance_to_collapse : sqn (Z j - X *m Y) <= (z1 * e1 / (s - e1)) ^+ 2 +
  z2 ^+ 2 * (minn (u j - K) (minn (u j.+1) N))%:R * \sum_(i < j) e i.
Proof.
have he' : nrm (V *m Z j - Y) <= e1 by rewrite -seen_outputs.
have -> : Z j - X *m Y = X *m (V *m Z j - Y) + (1%:M - X *m V) *m Z j.
  by rewrite mulmxBr mulmxBl mul1mx !mulmxA [RHS]addrC addrA subrK.
rewrite sqnD_orth; last first.
  have [t _] := projC (pinv_proj hX).
  have XQ : X^T *m (1%:M - X *m V) = 0.
    by apply: trmx_inj; rewrite trmx_mul trmxK t pinv_kerX // trmx0.
  by rewrite trmx_mul -!mulmxA (mulmxA X^T) XQ mul0mx mulmx0.
apply: lerD; last exact: outside_features.
rewrite -nrm_le; first by rewrite -mulrA; exact: residual_part hX hs he' es hz1.
by rewrite -mulrA mulr_ge0 ?(bnd_ge0 hz1) // divr_ge0 ?(nrm_le_ge0 he) // subr_ge0 ltW.
Qed.

(* A7d: NC1(Z_l) <= (s1^2/N) B/(sqrt((K-1)/K) - e1/(sqrt K s))^2, B the right side above and s1 the
   norm of W_{L:l+1}. *)
Theorem A7d_nc1_bound s1 : (1 < K)%N -> bnd V s1 ->
  NC1_centred_le y (Z j) (s1 ^+ 2 / N%:R * ((z1 * e1 / (s - e1)) ^+ 2 +
      z2 ^+ 2 * (minn (u j - K) (minn (u j.+1) N))%:R * \sum_(i < j) e i) /
    (Num.sqrt ((K%:R - 1) / K%:R) - e1 / (Num.sqrt K%:R * s)) ^+ 2).
Proof.
move=> K1 hV; have s0 := le_lt_trans (nrm_le_ge0 he) es.
have he' : nrm (V *m Z j - Y) <= e1 by rewrite -seen_outputs.
have a1 := le_trans (within_le y (Z j) X) A7d_distance_to_collapse.
have [] := output_means K1 hs he' es; move: (_ + _) a1 => B hB.
have Kp : 0 < K%:R :> R by rewrite ltr0n ltnW.
have Np : 0 < N%:R :> R by rewrite ltr0n (samples_pos (ltnW K1) hs).
have B0 : 0 <= B by apply: le_trans hB; exact: sqn_ge0.
rewrite sqrtrM ?subr_ge0 ?ler1n ?(ltnW K1) // sqrtrV ?(ltW Kp) //.
have w0 : 0 < Num.sqrt K%:R :> R by rewrite sqrtr_gt0.
have w2 : Num.sqrt K%:R ^+ 2 = K%:R :> R by rewrite sqr_sqrtr // ltW.
move: (Num.sqrt (K%:R - 1)) => c ce hm.
have d0 : 0 < c - e1 / s by rewrite subr_gt0.
have {hm} hm : (c - e1 / s) ^+ 2 <= s1 ^+ 2 * sqn (Mu_C y (Z j)).
  rewrite le_nrm ?(ltW d0) // in hm; apply: le_trans hm _.
  have -> : Mu_C y (V *m Z j) = V *m Mu_C y (Z j) by rewrite /Mu_C /Mu !mulmxA.
  exact: bnd_mul.
have dd : 0 < (c - e1 / s) ^+ 2 by rewrite exprn_gt0.
have b0 : 0 < sqn (Mu_C y (Z j)).
  rewrite sqn_gt0; apply: contraTneq (lt_le_trans dd hm) => ->.
  by rewrite sqn0 mulr0 ltxx.
split=> //.
have -> : c / Num.sqrt K%:R - e1 / (Num.sqrt K%:R * s) = (c - e1 / s) / Num.sqrt K%:R.
  by field; rewrite !gt_eqF.
rewrite expr_div_n w2; move: (c - e1 / s) d0 dd hm => q q0 dd hm.
rewrite [leRHS](_ : _ = s1 ^+ 2 * sqn (Mu_C y (Z j)) * B / q ^+ 2 / N%:R); last by field;
  rewrite !gt_eqF.
apply: ler_wpM2r; rewrite ?invr_ge0 ?(ltW Np) //; apply: le_trans hB _.
by rewrite ler_pdivlMr // mulrC; apply: ler_wpM2r.
Qed.
End Depth.
