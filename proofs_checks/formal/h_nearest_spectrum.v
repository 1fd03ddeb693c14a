(* H6 of docs/claims.md from what a certificate prints. A sample that is not nearest to its own mean
   is at least half as far from it as the nearest other mean is, whichever that is: no sum over
   pairs of classes is taken, and the share of such samples is at most 4 K max_c p_c S_W/D where
   |mu_j - mu_c|^2 >= D for all pairs. 2 s_{K-1}(M~)^2 is such a D. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_means h_nearest.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Spectrum.
Variables (R : rcfType) (N K p : nat) (y : 'I_N -> 'I_K) (Z : 'M[R]_(p, N)) (s pmax : R).
Notation n := (@size_of R N K y).
Hypothesis ne : nonempty y.
Hypothesis K0 : (0 < K)%N.
Hypothesis s0 : 0 < s.
Hypothesis hs : low_centred (Mu_C y Z) s.
Hypothesis hp : forall c, n c / N%:R <= pmax.

Lemma between_means c j : j != c -> 2%:R * s ^+ 2 <= dist2 y Z c j.
Proof.
move=> jc; pose v : 'cV[R]_K := delta_mx j 0 - delta_mx c 0.
have v1 : (const_mx 1 : 'rV[R]_K) *m v = 0.
  by apply/matrixP => a b; rewrite /v mulmxBr -!colE !mxE subrr.
have vn : sqn v = 2%:R.
  have d (a b : 'I_K) : dot (delta_mx a 0 : 'cV[R]_K) (delta_mx b 0) = (a == b)%:R.
    rewrite /dot trmx_delta; case: (eqVneq a b) => [->|ab];
      last by rewrite mul_delta_mx_0 ?mxtrace0.
    by rewrite mul_delta_mx trace_mx11 mxE !eqxx.
  by rewrite /v sqnB /sqn !d !eqxx (negPf jc) mulr0 subr0 -natrD.
have -> : dist2 y Z c j = sqn (Mu_C y Z *m v).
  rewrite /dist2 /mean_of; congr sqn.
  have -> : Mu_C y Z *m v = Mu y Z *m v.
    rewrite /Mu_C -mulmxA mulmxBl mul1mx (_ : const_mx _ *m v = 0) ?subr0 //.
    have -> : (const_mx K%:R^-1 : 'M[R]_K) = (const_mx K%:R^-1 : 'cV_K) *m (const_mx 1 : 'rV_K).
      by apply/matrixP => a b; rewrite !mxE big_ord1 !mxE mulr1.
    by rewrite -mulmxA v1 mulmx0.
  by rewrite /v mulmxBr -!colE.
by have [_ h] := hs; rewrite mulrC -vn; exact: h.
Qed.
Lemma variances_sum : \sum_c var_class y Z c = K%:R * S_W y Z.
Proof.
rewrite /S_W /bmean mulrCA mulfV ?mulr1 ?pnatr_eq0 -?lt0n //; apply: eq_bigr => c _.
rewrite /var_class /class_mean; congr (_ / _); apply: eq_bigr => i /eqP yi; congr sqn.
apply/matrixP => a b; rewrite /within mulmxBr mulmx1 mul_Pi /mean_of; move: (Mu y Z) => M.
have e : (M *m onehot y) a i = M a c.
  rewrite mxE (bigD1 c) //= [X in _ * X]mxE yi eqxx mulr1 big1 ?addr0 // => k kc.
  by rewrite [X in _ * X]mxE yi eq_sym (negPf kc) mulr0.
transitivity (Z a i - M a c); first by rewrite !mxE.
by rewrite -e [RHS]mxE [RHS]mxE [X in _ = _ + X]mxE.
Qed.
(* (|z - mu_j| + |z - mu_c|)^2 <= 4 |z - mu_c|^2 where j is as near as c. *)
Lemma not_nearest_far D i : (forall c j, j != c -> D <= dist2 y Z c j) -> not_nearest y Z i ->
  D <= 4%:R * sqn (col i Z - mean_of y Z (y i)).
Proof.
move=> hD /existsP [j /andP [ji near]]; apply: le_trans (hD _ _ ji) _; rewrite /dist2.
set a := col i Z - mean_of y Z (y i) in near *; set b := col i Z - mean_of y Z j in near.
have -> : mean_of y Z j - mean_of y Z (y i) = a - b by rewrite /a /b opprB [RHS]addrC addrA subrK.
have plus : 0 <= sqn (a + b) by exact: sqn_ge0.
rewrite sqnD in plus; rewrite sqnB; move: (sqn a) (sqn b) (dot a b) near plus => s2 t2 e le plus.
apply: (ge0_le (z := 2%:R * (s2 - t2) + (s2 + 2%:R * e + t2))); first by ring.
by rewrite addr_ge0 // mulr_ge0 ?ler0n // subr_ge0.
Qed.
Theorem H6_from_distances D : 0 < D -> (forall c j, j != c -> D <= dist2 y Z c j) ->
  #|not_nearest y Z|%:R / N%:R <= pmax * (K%:R * (4%:R * S_W y Z / D)).
Proof.
move=> D0 hD.
have V0 c : 0 <= var_class y Z c by apply: (class_mean_ge0 ne) => i; exact: sqn_ge0.
apply: le_trans (share_le ne (F := fun c => 4%:R / D * var_class y Z c) _) _ => [c|].
  rewrite -class_meanZ; apply: (class_mean_le ne) => i yc.
  have q0 : 0 <= 4%:R / D * sqn (col i Z - mean_of y Z c).
    by rewrite mulr_ge0 ?sqn_ge0 // divr_ge0 ?ler0n // ltW.
  case e : (not_nearest y Z i) => //.
  by rewrite mulrAC ler_pdivlMr // mul1r -yc; exact: not_nearest_far.
apply: (@le_trans _ _ (\sum_c pmax * (4%:R / D * var_class y Z c))).
  apply: ler_sum => c _; apply: ler_wpM2r (hp c).
  by rewrite mulr_ge0 // divr_ge0 ?ler0n // ltW.
rewrite -!mulr_sumr variances_sum le_eqVlt; apply/orP; left; apply/eqP.
by ring.
Qed.
Theorem H6_from_spectrum :
  #|not_nearest y Z|%:R / N%:R <= pmax * (K%:R * (2%:R * S_W y Z / s ^+ 2)).
Proof.
have s2 : 0 < s ^+ 2 by rewrite exprn_gt0.
apply: le_trans (H6_from_distances _ between_means) _; first by rewrite mulr_gt0 ?ltr0n.
rewrite le_eqVlt; apply/orP; left; apply/eqP; congr (_ * (_ * _)).
by move: (s ^+ 2) s2 => q q0; field; rewrite gt_eqF.
Qed.
End Spectrum.
