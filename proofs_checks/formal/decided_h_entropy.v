(* As decided_h.v, for the bounds of H1, H2 and H3 by the cross-entropy: for every pair ex, ln with
   the properties that h_exponential.v names, of which e^. and log of the reals are one, decide.v's
   rational numbers enclose ex. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp.zify Require Import ssrZ zify.
From NCV Require Import defs norms penrose h h_algebraic h_exponential.
From NCV Require Import decide rationals decided_a decided_h.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Enclosed.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.
Notation QR := (QR R).

Lemma round_below_le x : 0 <= QR x -> 0 <= QR (round_below x) /\ QR (round_below x) <= QR x.
Proof.
rewrite /round_below; move: (round_guess x) => r x0.
by case: andP => [[]|_]; rewrite ?(QR_at_most R) QR0.
Qed.
Lemma squared_below_le n x a : 0 <= QR x -> QR x <= a ->
  0 <= QR (squared_below n x) /\ QR (squared_below n x) <= a ^+ (2 ^ n).
Proof.
elim: n x a => [|n IH] x a x0 xa /=; first by rewrite expn0 expr1.
have s0 : 0 <= QR (sq x) by rewrite QRsq sqr_ge0.
have [r0 rx] := round_below_le s0; rewrite expnS exprM; apply: IH => //.
by apply: le_trans rx _; rewrite QRsq ler_sqr2 // (le_trans x0 xa).
Qed.
Lemma ex_doubled n x : ex (x / 2%:R ^+ n) ^+ (2 ^ n) = ex x.
Proof.
elim: n => [|n IH]; first by rewrite expr0 divr1 expn0 expr1.
rewrite expnS exprM -[in RHS]IH; congr (_ ^+ _); rewrite expr2 -(exD he); congr (ex _).
have t : (2%:R ^+ n : R) != 0 by rewrite expf_neq0 // pnatr_eq0.
by rewrite exprS; field.
Qed.
Lemma ZR_pow n : ZR R (2 ^ Z.of_nat n) = 2%:R ^+ n.
Proof.
elim: n => [|n IH]; first by [].
rewrite Nat2Z.inj_succ Z.pow_succ_r; last exact: Zle_0_nat.
by rewrite ZRM IH exprS (ZR_nat R 2).
Qed.
Lemma exp_with_le n x : 0 <= QR (exp_with n x) /\ QR (exp_with n x) <= ex (QR x).
Proof.
rewrite /exp_with; case: ifP => [h|_]; last by rewrite QR0 lexx ltW // (ex_gt0 he).
rewrite (QR_at_most R) QR0 in h; rewrite -(ex_doubled n); apply: squared_below_le => //.
by rewrite QRD QR1 QRdiv QR_whole ZR_pow; exact: ex_tangent he _.
Qed.
Lemma exp_below_le x : QR (exp_below x) <= ex (QR x).
Proof. by have [] := exp_with_le 64 x. Qed.
Lemma exp_above_ge x : less 0 (exp_below (- x)) -> ex (QR x) <= QR (exp_above x).
Proof.
rewrite (QR_less R) QR0 => h; rewrite /exp_above QRdiv QR1 div1r -[QR x]opprK (exN he) -QRN.
by rewrite lef_pV2 ?posrE ?(ex_gt0 he) // exp_below_le.
Qed.
End Enclosed.

Section Classifier.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Variables (p : nat) (W : 'M[R]_(K, p)) (b : 'cV[R]_K) (Z : 'M[R]_(p, N)) (X : 'M[R]_(p, K)).
Variables ex ln : R -> R.
Notation Lg := (logits W b Z).
Notation QR := (QR R).

Record entropies_in (n : entropies) : Prop := EntropiesIn {
  in_exponential : exponential ex ln;
  in_entropy : inside ((\sum_i cross_entropy ex ln y Lg i) / N%:R) (entropy n);
  in_entropy_balanced : inside (CE ex ln y Lg) (entropy_balanced n) }.

Variables (c : classifier) (n : entropies).
Hypothesis H : classifier_in y W b Z X c.

Theorem H1_entropy_decided g x : H1_entropy_decides c n g x -> entropies_in n ->
  #|margin_le y Lg (QR g)|%:R / N%:R <= QR x.
Proof.
move=> /andP [/andP [/andP [N0 x0]] pos] le [he [_ up] _].
have n0 : (0 < N)%N by move: N0; rewrite (in_class_counts H) (samples_of R); lia.
have Np : 0 < N%:R :> R by rewrite ltr0n.
rewrite (QR_less R) QR0 in x0.
have lower_log : QR (upper (entropy n)) / QR x <= ln (1 + ex (- QR g)).
  have q0 : 0 < 1 + ex (- QR g) by rewrite addr_gt0 ?ltr01 ?(ex_gt0 he).
  rewrite -(ler_ex he) (lnK he) // -QRdiv; apply: le_trans (exp_above_ge he pos) _.
  move: le; rewrite (QR_at_most R) QRD QR1 => /le_trans; apply.
  by rewrite lerD2l -QRN; exact: exp_below_le he _.
have l0 : 0 < ln (1 + ex (- QR g)).
  have q0 : 0 < 1 + ex (- QR g) by rewrite addr_gt0 ?ltr01 ?(ex_gt0 he).
  by rewrite -[X in X < _](ln1 he) (ltr_ln he ltr01 q0) ltrDl (ex_gt0 he).
have h := H1_margins_from_cross_entropy he y Lg (QR g).
rewrite ler_pdivrMr //; apply: le_trans h _; rewrite ler_pdivrMr //.
rewrite ler_pdivrMr // in up; rewrite ler_pdivrMr // in lower_log.
apply: le_trans up _; move: (ln _) lower_log => l lower_log.
by rewrite [leRHS](_ : _ = l * QR x * N%:R); [rewrite ler_pM2r | ring].
Qed.

Lemma tau_from r : tau_at_least c n r -> entropies_in n ->
  [/\ nonempty y, (1 < K)%N, 0 < QR r, CE ex ln y Lg < ln K%:R &
    QR r <= tau ex ln K (CE ex ln y Lg)].
Proof.
move=> /andP [/andP [/andP [/andP [/andP [/andP [K1 ne] r0] pa] pt] lt] le] [he _ [_ up]].
have [hne K0] := no_empty H ne.
have k1 : (1 < K)%N by move: K1; rewrite (in_class_counts H) classes_of; lia.
have KE : QR (whole (classes (class_counts c))) = K%:R.
  by rewrite QR_whole (in_class_counts H) classes_of ZR_nat.
rewrite (QR_less R) QR0 in r0; rewrite (QR_less R) KE in lt.
have w0 := wrong_gt0 R k1; have Kp := classes_gt0 R k1.
set a := upper (entropy_balanced n) in up pa lt le.
have c0 := CE_gt0 he Lg hne k1.
have exa : ex (CE ex ln y Lg) <= QR (exp_above a).
  by apply: le_trans (exp_above_ge he pa); rewrite (ler_ex he).
have below : CE ex ln y Lg < ln K%:R.
  by rewrite -(ltr_ex he) (lnK he) //; exact: le_lt_trans exa lt.
split=> //; have e1 := ex_gt1 he c0.
rewrite /tau -ler_pdivrMl ?divr_gt0 // -(ler_ex he) (lnK he) ?divr_gt0 //.
rewrite ler_pdivlMr //.
have t0 := exp_above_ge he pt.
have tE : QR (whole (classes (class_counts c)) * r / (whole (classes (class_counts c)) - 1))%frac
    = ((K%:R - 1) / K%:R)^-1 * QR r.
  by rewrite QRdiv QRM QRB KE QR1; field; rewrite !gt_eqF.
rewrite tE in t0; move: le; rewrite (QR_at_most R) QRB QR1 KE QRM QRB QR1 => le.
apply: le_trans le; rewrite mulrC; apply: ler_pM => //.
- exact: ltW.
- by apply/ltW/(ex_gt0 he).
- by rewrite lerD2r.
Qed.

Theorem H2_decided x : H2_decides c n x -> entropies_in n -> S_W y Z / S_B y Z <= QR x.
Proof.
move=> /andP [x0 ht] hn; have [he _ _] := hn; have [ne k1 r0 below le] := tau_from ht hn.
rewrite (QR_less R) QR0 QRD QR1 in x0.
apply: le_trans (H2_collapse_from_cross_entropy he ne k1 below) _.
rewrite lerBlDr ler_pdivrMr; last by rewrite exprn_gt0 // (lt_le_trans r0 le).
apply: le_trans (E_S_le H ne) _; set r := QR (H2_root c x) in r0 le.
have q : QR (upper (E_weights c)) * (QR (upper (S_within c)) + QR (upper (S_between c))) <=
  (QR x + 1) * r ^+ 2.
  rewrite -ler_pdivrMl // mulrC.
  have := root_above_ge R (upper (E_weights c) * (upper (S_within c) + upper (S_between c))
    / (x + 1))%frac.
  rewrite -/(H2_root c x) -/r QRdiv QRM !QRD QR1; move: (_ / _) => v hv.
  case: (lerP 0 v) => v0; last by apply: le_trans (ltW v0) _; exact: sqr_ge0.
  by rewrite -[leLHS]sqr_sqrtr // ler_sqr2 ?sqrtr_ge0 // ltW.
apply: le_trans q _; apply: ler_wpM2l; first exact: ltW.
by rewrite ler_sqr2 // ?(ltW r0) // (le_trans (ltW r0) le).
Qed.

Theorem H3_entropy_decided x : H3_entropy_decides c n x -> entropies_in n ->
  QR x <= cos_means y W Z.
Proof.
move=> /andP [x0 ht] hn; have [he _ _] := hn; have [ne k1 r0 below le] := tau_from ht hn.
rewrite (QR_less R) QR0 in x0.
apply: le_trans (H3_aligned_means_from_cross_entropy he ne k1 below).
have [_ sB] := in_S_between H; have [_ eW] := in_E_weights H.
have SB0 : 0 <= S_B y Z by exact: S_B_ge0.
have EW0 : 0 <= E_W W by rewrite /E_W divr_ge0 ?sqn_ge0 ?ler0n.
have rt : Num.sqrt (E_W W * S_B y Z) <= QR
  (root_above (upper (E_weights c) * upper (S_between c))%frac).
  apply: le_trans (root_above_ge R _); apply: ler_wsqrtr; rewrite QRM; exact: ler_pM.
have tp : 0 < tau ex ln K (CE ex ln y Lg) := lt_le_trans r0 le.
have tb : tau ex ln K (CE ex ln y Lg) <= tbar y Lg.
  by have [h1 h2 h3] := H2_chain he Lg ne k1; exact: le_trans (le_trans h1 h2) h3.
have [_ M0] : 0 < nrm (Wc W) /\ 0 < nrm (Mu_C y Z).
  by apply: (@margin_norms R N K y ne (ltnW k1) p W b Z); rewrite gt_eqF // (lt_le_trans tp tb).
have s0 : 0 < Num.sqrt (E_W W * S_B y Z).
  rewrite sqrtr_gt0; apply: lt_le_trans (margin_sqr ne (ltnW k1) W b Z).
  by rewrite exprn_gt0 // (lt_le_trans tp tb).
rewrite ler_pdivlMr //; apply: le_trans le; rewrite QRM.
by apply: ler_wpM2l rt; exact: ltW.
Qed.
End Classifier.
