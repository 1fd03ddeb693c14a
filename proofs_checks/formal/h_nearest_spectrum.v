(* H6 of docs/claims.md without pairs of classes: |mu_j - mu_c|^2 >= 2 s_{K-1}(M~)^2, so that the
   share of samples that are not nearest to their own mean is at most 2 (K-1) K max_c p_c
   S_W/s_{K-1}(M~)^2: what a certificate prints is enough for it. *)
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
Theorem H6_from_spectrum :
  #|not_nearest y Z|%:R / N%:R <= pmax * (K%:R * (2%:R * (K%:R - 1) * S_W y Z / s ^+ 2)).
Proof.
have s2 : 0 < 2%:R * s ^+ 2 by rewrite mulr_gt0 ?ltr0n ?exprn_gt0.
have distinct c j : j != c -> mean_of y Z j != mean_of y Z c.
  move=> jc; rewrite -subr_eq0 -sqn_eq0 gt_eqF //; exact: lt_le_trans s2 (between_means jc).
apply: le_trans (H6_nearest_class_mean ne distinct) _.
have V0 c : 0 <= var_class y Z c by apply: (class_mean_ge0 ne) => i; exact: sqn_ge0.
have each c : n c / N%:R * Num.min 1 (\sum_(j | j != c)
    var_along y Z c j / (var_along y Z c j + dist2 y Z c j / 4%:R)) <=
    pmax * (2%:R * (K%:R - 1) / s ^+ 2 * var_class y Z c).
  have q0 : 0 <= n c / N%:R by rewrite divr_ge0 ?ler0n // size_ge0.
  have m0 : 0 <= 2%:R * (K%:R - 1) / s ^+ 2 * var_class y Z c.
    apply: mulr_ge0 (V0 c); apply: divr_ge0 (sqr_ge0 s); apply: mulr_ge0; first by rewrite ler0n.
    by rewrite subr_ge0 ler1n.
  apply: (@le_trans _ _ (n c / N%:R * (2%:R * (K%:R - 1) / s ^+ 2 * var_class y Z c))); last first.
    by apply: ler_wpmul2r.
  apply: ler_wpmul2l => //; rewrite le_minl; apply/orP; right.
  apply: (@le_trans _ _ (\sum_(j | j != c) 4%:R * (var_class y Z c / (2%:R * s ^+ 2)))).
    apply: ler_sum => j jc; apply: le_trans (H6_term_le ne Z c j) _.
    apply: ler_wpmul2l; first by rewrite ler0n.
    apply: ler_wpmul2l => //; rewrite lef_pinv ?posrE //; first exact: between_means.
    exact: lt_le_trans s2 (between_means jc).
  rewrite sumr_const cardC1 card_ord -[X in X <= _]mulr_natl.
  have -> : K.-1%:R = K%:R - 1 :> R by rewrite -[in RHS](prednK K0) -addn1 natrD addrK.
  rewrite le_eqVlt; apply/orP; left; apply/eqP; field; by rewrite gt_eqF.
apply: le_trans (ler_sum _ (fun c _ => each c)) _.
rewrite -!mulr_sumr variances_sum le_eqVlt; apply/orP; left; apply/eqP; field.
by rewrite gt_eqF.
Qed.
End Spectrum.
