(* Any classifier, from its logits and weights: errors, collapse, alignment, condition of means and
   the nearest class mean, as far as no exponential is in the statement. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* --- H1: a sample of margin at most g costs (1 - g)^2/2 at least. --- *)
Lemma count_le (R : rcfType) (I : finType) (P : pred I) (F : I -> R) a :
  (forall i, 0 <= F i) -> (forall i, P i -> a <= F i) -> #|P|%:R * a <= \sum_i F i.
Proof.
move=> F0 h; rewrite mulr_natl -sumr_const [X in _ <= X](bigID P) /=.
by apply: ler_wpDr; [apply: sumr_ge0 | apply: ler_sum].
Qed.

Section Errors.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).

(* z_c - max_{j != c} z_j <= g: some wrong logit is as near as g. Errors are those of g = 0, ties
   too. *)
Definition margin_le (Lg : 'M[R]_(K, N)) (g : R) : pred 'I_N :=
  fun i => [exists j, (j != y i) && (Lg (y i) i - Lg j i <= g)].

Lemma two_squares (a c g : R) : g <= 1 -> a - c <= g ->
  (1 - g) ^+ 2 / 2%:R <= (a - 1) ^+ 2 + c ^+ 2.
Proof.
move=> g1 h; have h2 : (2%:R : R) != 0 by rewrite pnatr_eq0.
have -> : (a - 1) ^+ 2 + c ^+ 2 = (1 - (a - c)) ^+ 2 / 2%:R + (a - 1 + c) ^+ 2 / 2%:R by field.
apply: ler_wpDr; first by rewrite divr_ge0 ?sqr_ge0 ?ler0n.
rewrite ler_pM2r ?invr_gt0 ?ltr0n // ler_sqr2 ?subr_ge0 //; last exact: le_trans g1.
by rewrite lerD2l lerN2.
Qed.

Lemma col_residual (Lg : 'M[R]_(K, N)) g i : g <= 1 -> margin_le Lg g i ->
  (1 - g) ^+ 2 / 2%:R <= sqn (col i (Lg - onehot y)).
Proof.
move=> g1 /existsP [j /andP [ji h]]; apply: le_trans (two_squares g1 h) _.
rewrite sqnE (bigD1 (y i)) //= (bigD1 j) //= !big_ord1 !mxE eqxx eq_sym (negPf ji) subr0 addrA.
rewrite lerDl; apply: sumr_ge0 => k _; rewrite big_ord1; exact: sqr_ge0.
Qed.

(* #{margin <= g} (1 - g)^2 <= 2 eps1^2. *)
Theorem H1_margins_from_squared_error (Lg : 'M[R]_(K, N)) g : g < 1 ->
  #|margin_le Lg g|%:R <= 2%:R * sqn (Lg - onehot y) / (1 - g) ^+ 2.
Proof.
move=> g1; have d0 : 0 < (1 - g) ^+ 2 by rewrite exprn_gt0 // subr_gt0.
have h2 : (2%:R : R) != 0 by rewrite pnatr_eq0.
rewrite ler_pdivlMr //.
have -> : #|margin_le Lg g|%:R * (1 - g) ^+ 2 =
  2%:R * (#|margin_le Lg g|%:R * ((1 - g) ^+ 2 / 2%:R)) by field.
rewrite ler_pM2l ?ltr0n // sqn_cols; apply: count_le => i; first exact: sqn_ge0.
exact/col_residual/ltW.
Qed.

(* Errors <= 2 eps1^2. *)
Theorem H1_errors_from_squared_error (Lg : 'M[R]_(K, N)) :
  #|margin_le Lg 0|%:R <= 2%:R * sqn (Lg - onehot y).
Proof. by have := H1_margins_from_squared_error Lg ltr01; rewrite subr0 expr1n divr1. Qed.
End Errors.

(* --- H2m, H3, H4, H5, H7b. --- *)
Section AnyClassifier.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Notation n := (@size_of R N K y).
Notation bmean := (@bmean R N K y).
Hypothesis ne : nonempty y.
Hypothesis K0 : (0 < K)%N.
Variables (p : nat) (W : 'M[R]_(K, p)) (b : 'cV[R]_K) (Z : 'M[R]_(p, N)).
Notation Lg := (logits W b Z).
Notation Wc := (Wc W).
Notation M := (Mu_C y Z).

(* cos(W~^T, M~). *)
Definition cos_means : R := dot Wc^T M / (nrm Wc * nrm M).

Lemma S_B_sqn : S_B y Z = nrm M ^+ 2 / K%:R. Proof. by rewrite nrm2. Qed.
Lemma E_W_sqn : E_W W = nrm Wc ^+ 2 / K%:R. Proof. by rewrite nrm2. Qed.
Lemma tbarE : tbar y Lg = dot Wc^T M / K%:R.
Proof. by rewrite -(H2m_margin ne K0 W b Z) mulrC mulKf // pnatr_eq0 -lt0n. Qed.
Lemma K_gt0 : 0 < K%:R :> R. Proof. by rewrite ltr0n. Qed.

Lemma margin_norms : tbar y Lg != 0 -> 0 < nrm Wc /\ 0 < nrm M.
Proof.
rewrite tbarE !nrm_gt0 => h; split; apply: contraNneq h => ->.
  by rewrite trmx0 dot0l mul0r.
by rewrite dot0r mul0r.
Qed.
Lemma cos_means_le1 : cos_means ^+ 2 <= 1.
Proof.
rewrite /cos_means; case: (eqVneq (nrm Wc * nrm M) 0) => [->|d0].
  by rewrite invr0 mulr0 expr0n ler01.
have d1 : 0 < (nrm Wc * nrm M) ^+ 2 by rewrite lt_neqAle eq_sym sqrf_eq0 d0 sqr_ge0.
by rewrite expr_div_n ler_pdivrMr // mul1r exprMn !nrm2 -(sqn_tr Wc) dot_sqr_le.
Qed.

(* NC1_bal = cos^2 E_W S_T/tbar^2 - 1. *)
Theorem H2m_identity : tbar y Lg != 0 ->
  S_W y Z / S_B y Z = cos_means ^+ 2 * (E_W W * S_T y Z / tbar y Lg ^+ 2) - 1.
Proof.
move=> t0; have [w0 m0] := margin_norms t0; have k0 := K_gt0; move: t0.
rewrite /S_T S_B_sqn E_W_sqn tbarE /cos_means => t0.
have d0 : dot Wc^T M != 0 by apply: contraNneq t0 => ->; rewrite mul0r.
move: (dot _ _) (nrm _) (nrm _) (S_W y Z) (K%:R : R) w0 m0 k0 d0 => d w m s k w0 m0 k0 d0.
by field; rewrite d0 !gt_eqF.
Qed.
(* NC1_bal <= E_W S_T/tbar^2 - 1. *)
Theorem H2m_collapse_from_margin : tbar y Lg != 0 ->
  S_W y Z / S_B y Z <= E_W W * S_T y Z / tbar y Lg ^+ 2 - 1.
Proof.
move=> t0; rewrite H2m_identity // lerD2r ler_piMl ?cos_means_le1 //.
rewrite divr_ge0 ?sqr_ge0 // mulr_ge0 //; first by rewrite divr_ge0 ?sqn_ge0 ?ler0n.
by rewrite addr_ge0 ?S_W_ge0 ?S_B_ge0.
Qed.

(* tbar^2 <= E_W S_B; what of S_B the logits see suffices. *)
Lemma margin_sqr : tbar y Lg ^+ 2 <= E_W W * S_B y Z.
Proof.
rewrite tbarE S_B_sqn E_W_sqn expr_div_n !nrm2 -(sqn_tr Wc).
rewrite (_ : _ / K%:R * _ = sqn Wc^T * sqn M / K%:R ^+ 2); last first.
  by field; rewrite pnatr_eq0 -lt0n.
by rewrite ler_wpM2r ?dot_sqr_le // invr_ge0 sqr_ge0.
Qed.
Lemma margin_sqr_P (X : 'M[R]_(p, K)) : is_pinv Wc X -> tbar y Lg ^+ 2 <= E_W W * P_B y X Lg.
Proof.
move=> hX; have [t i] := pinv_proj hX.
have e : dot Wc^T M = dot Wc^T (X *m Wc *m M).
  have [a _ _ _] := hX.
  by rewrite -{1}a -mulmxA trmx_mul t dot_mull t.
rewrite (P_BE ne K0 b Z hX) /S_B Mu_C_mul E_W_sqn tbarE e expr_div_n nrm2 -(sqn_tr Wc).
move: (X *m Wc *m M) => B.
rewrite (_ : _ / K%:R * _ = sqn Wc^T * sqn B / K%:R ^+ 2); last first.
  by field; rewrite pnatr_eq0 -lt0n.
by rewrite ler_wpM2r ?dot_sqr_le // invr_ge0 sqr_ge0.
Qed.
(* H2h's bound is never above H2m's. *)
Theorem H2h_sharper (X : 'M[R]_(p, K)) : is_pinv Wc X -> tbar y Lg != 0 ->
  0 < P_B y X Lg /\ S_T y Z / P_B y X Lg - 1 <= E_W W * S_T y Z / tbar y Lg ^+ 2 - 1.
Proof.
move=> hX t0; have h := margin_sqr_P hX.
have tp : 0 < tbar y Lg ^+ 2 by rewrite lt_neqAle eq_sym sqrf_eq0 t0 sqr_ge0.
have ST : 0 <= S_T y Z by rewrite addr_ge0 ?S_W_ge0 ?S_B_ge0.
have [w0 _] := margin_norms t0.
have ep : 0 < E_W W by rewrite E_W_sqn divr_gt0 ?exprn_gt0 ?K_gt0.
have pp : 0 < P_B y X Lg by rewrite -(pmulr_rgt0 _ ep); exact: lt_le_trans h.
split=> //; rewrite lerD2r ler_pdivrMr // mulrAC ler_pdivlMr //.
by rewrite (mulrC (E_W W)) -mulrA ler_wpM2l.
Qed.

(* cos(W~^T, M~) = tbar/sqrt(E_W S_B) >= tbar/sqrt(E_W S_T). *)
Lemma cos_meansE : tbar y Lg != 0 -> cos_means = tbar y Lg / Num.sqrt (E_W W * S_B y Z).
Proof.
move=> t0; have [w0 m0] := margin_norms t0; have k0 := K_gt0.
have -> : Num.sqrt (E_W W * S_B y Z) = nrm Wc * nrm M / K%:R.
  rewrite S_B_sqn E_W_sqn (_ : _ * _ = (nrm Wc * nrm M / K%:R) ^+ 2); last first.
    by field; rewrite gt_eqF.
  by rewrite sqrtr_sqr ger0_norm // !divr_ge0 ?mulr_ge0 // ltW.
rewrite tbarE /cos_means; field.
by rewrite !gt_eqF.
Qed.
Theorem H3_aligned_means : 0 < tbar y Lg ->
  tbar y Lg / Num.sqrt (E_W W * S_T y Z) <= cos_means.
Proof.
move=> t0; rewrite cos_meansE ?gt_eqF // ler_pM2l //.
have ep : 0 <= E_W W by rewrite E_W_sqn divr_ge0 ?sqr_ge0 ?ler0n.
have bp : 0 < E_W W * S_B y Z by apply: lt_le_trans margin_sqr; rewrite exprn_gt0.
have le : E_W W * S_B y Z <= E_W W * S_T y Z by rewrite ler_wpM2l // lerDr S_W_ge0.
rewrite lef_pV2 ?posrE ?sqrtr_gt0 //; last exact: lt_le_trans le.
have bt := lt_le_trans bp le; by rewrite ler_sqrt // ?ltW.
Qed.
(* Any lower bound tau of tbar does for S_B: H2's tau is one. *)
Theorem H3_aligned_means_between tau : 0 < tbar y Lg -> tau <= tbar y Lg ->
  tau / Num.sqrt (E_W W * S_B y Z) <= cos_means.
Proof. by move=> t0 h; rewrite cos_meansE ?gt_eqF // ler_wpM2r // invr_ge0 sqrtr_ge0. Qed.

(* H7b: gamma <= (K/(K-1)) sqrt(E_W S_B), gamma at most each margin. *)
Lemma mean_margin_sum (A : 'M[R]_(K, N)) i : K%:R * mean_margin y A i = \sum_j (A (y i) i - A j i).
Proof.
rewrite /mean_margin mulrBr mulrCA divff ?mulr1 ?pnatr_eq0 -?lt0n //.
by rewrite sumrB sumr_const card_ord mulr_natl.
Qed.
Theorem H7b_margin_between gamma : (1 < K)%N ->
  (forall i j, j != y i -> gamma <= Lg (y i) i - Lg j i) ->
  gamma <= K%:R / (K%:R - 1) * Num.sqrt (E_W W * S_B y Z).
Proof.
move=> K1 h; have k1 : 0 < K%:R - 1 :> R by rewrite subr_gt0 ltr1n.
have k0 := K_gt0.
have le : (K%:R - 1) / K%:R * gamma <= tbar y Lg.
  rewrite -[X in X <= _](bmean_const ne _ K0); apply: bmean_le => i.
  rewrite mulrAC ler_pdivrMr // [X in _ <= X]mulrC mean_margin_sum.
  rewrite [X in _ <= X](bigD1 (y i)) //= subrr add0r.
  apply: le_trans (_ : \sum_(j | j != y i) gamma <= _); last by apply: ler_sum => j; exact: h.
  by rewrite sumr_const cardC1 card_ord (_ : K%:R - 1 = K.-1%:R) ?mulr_natl // -subn1 natrB.
have t1 : tbar y Lg <= Num.sqrt (E_W W * S_B y Z).
  case: (lerP 0 (tbar y Lg)) => [t0|/ltW t0]; last by apply: le_trans (sqrtr_ge0 _).
  exact/le_sqrt/margin_sqr.
rewrite -ler_pdivrMl ?divr_gt0 // invf_div.
exact: le_trans le t1.
Qed.
End AnyClassifier.
