(* As decided_a.v, for section H: any classifier, from its last layer. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp.zify Require Import ssrZ zify.
From NCV Require Import defs norms penrose h h_algebraic h_means decide rationals decided_a.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Scalars.
Variable R : rcfType.

Lemma ratio_mono (a c a' c' : R) : 0 <= a -> a <= a' -> 0 < c' -> c' <= c -> a / c <= a' / c'.
Proof.
move=> a0 aa c0 cc; apply: ler_pM => //; first by rewrite invr_ge0 (le_trans (ltW c0)).
by rewrite lef_pV2 ?posrE // (lt_le_trans c0).
Qed.
Lemma cond_centred_weaken m K (A : 'M[R]_(m, K)) k l :
  cond_centred A k -> k <= l -> cond_centred A l.
Proof.
move=> [k0 f h] kl; split=> // [|u v u0 v0]; first exact: le_trans kl.
by apply: le_trans (h u v u0 v0) _; rewrite ler_wpM2r // mulr_ge0 ?nrm_ge0.
Qed.
Lemma low_centred_weaken m K (A : 'M[R]_(m, K)) s t :
  low_centred A s -> 0 <= t -> t <= s -> low_centred A t.
Proof.
move=> [s0 l] t0 ts; split=> // v v0; apply: le_trans (l v v0).
by apply: ler_wpM2r; [exact: sqn_ge0 | rewrite ler_sqr2].
Qed.
End Scalars.

Section Classifier.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Variables (p : nat) (W : 'M[R]_(K, p)) (b : 'cV[R]_K) (Z : 'M[R]_(p, N)) (X : 'M[R]_(p, K)).
Notation Lg := (logits W b Z).
Notation QR := (QR R).

(* The quantities of the last layer lie in c's intervals; W~ and M~ as in h.v, X is W~^+. *)
Record classifier_in (c : classifier) : Prop := ClassifierIn {
  in_pinv : is_pinv (Wc W) X;
  in_class_counts : class_counts c = counts_of y;
  in_residual : inside (nrm (Lg - onehot y)) (residual c);
  in_margin : inside (tbar y Lg) (margin c);
  in_S_within : inside (S_W y Z) (S_within c);
  in_S_between : inside (S_B y Z) (S_between c);
  in_E_weights : inside (E_W W) (E_weights c);
  in_P_within : inside (P_W y X Lg) (P_within c);
  in_P_between : inside (P_B y X Lg) (P_between c);
  in_not_projected : inside (rest y W b Z X) (not_projected c);
  in_projected_1 : norm_in (X *m Mu_C y Lg) (projected_1 c);
  in_projected_least :
    exists2 s, low_centred (X *m Mu_C y Lg) s & inside s (projected_least c) }.

Variable c : classifier.
Hypothesis H : classifier_in c.
Notation ST := (QR (upper (S_within c)) + QR (upper (S_between c))).

Theorem H1_decided g x : H1_decides c g x -> #|margin_le y Lg (QR g)|%:R / N%:R <= QR x.
Proof.
move=> /andP [/andP [g1 N0]]; rewrite (QR_at_most R); rewrite (QR_less R) QR1 in g1 => le.
have n0 : (0 < N)%N by move: N0; rewrite (in_class_counts H) (samples_of R); lia.
apply: le_trans le; rewrite /H1_bound QRdiv QRM QR2 QRsq QRM QRsq QRB QR1.
rewrite QR_whole (in_class_counts H) (samples_of R) ZR_nat.
have [_ u] := in_residual H; have le2 : sqn (Lg - onehot y) <= QR (upper (residual c)) ^+ 2.
  by rewrite -nrm_le // (le_trans (nrm_ge0 _) u).
rewrite invfM mulrA; apply: ler_wpM2r; first by rewrite invr_ge0 ler0n.
apply: le_trans (H1_margins_from_squared_error y Lg g1) _.
by apply: ler_wpM2r; [rewrite invr_ge0 sqr_ge0 | apply: ler_wpM2l; rewrite ?ler0n].
Qed.

Lemma no_empty : no_class_empty c -> nonempty y /\ (0 < K)%N.
Proof.
rewrite /no_class_empty (in_class_counts H) classes_of => /andP [k0 /forallb_counts h].
split; last by lia.
move=> j; have /card_gt0P [i] : (0 < #|[pred i | y i == j]|)%N by have := h j; lia.
by rewrite inE => /eqP e; exists i.
Qed.
Lemma S_T_le : S_T y Z <= ST.
Proof. by apply: lerD; [case: (in_S_within H) | case: (in_S_between H)]. Qed.
Lemma S_T_ge0 : nonempty y -> 0 <= S_T y Z.
Proof. by move=> ne; rewrite addr_ge0 ?S_W_ge0 ?S_B_ge0. Qed.
Lemma E_W_ge0 : 0 <= E_W W. Proof. by rewrite divr_ge0 ?sqn_ge0 ?ler0n. Qed.
Lemma E_S_le : nonempty y -> E_W W * S_T y Z <= QR (upper (E_weights c)) * ST.
Proof.
move=> ne; have [_ u] := in_E_weights H.
exact: ler_pM E_W_ge0 (S_T_ge0 ne) u S_T_le.
Qed.

Theorem H2m_decided x : H2m_decides c x -> S_W y Z / S_B y Z <= QR x.
Proof.
move=> /andP [/andP [/no_empty [ne K0]]]; rewrite (QR_less R) (QR_at_most R) QR0 => t0 le.
have [tl _] := in_margin H; have tp := lt_le_trans t0 tl.
have tn : tbar y Lg != 0 by rewrite gt_eqF.
apply: le_trans (H2m_collapse_from_margin ne K0 tn) _; apply: le_trans le.
rewrite /H2m_bound QRB QR1 lerD2r QRdiv QRM QRD QRsq; apply: ratio_mono.
- exact: mulr_ge0 E_W_ge0 (S_T_ge0 ne).
- exact: E_S_le.
- by rewrite exprn_gt0.
by rewrite ler_sqr2 // ltW.
Qed.

Theorem H2h_decided x : H2h_decides c x -> S_W y Z / S_B y Z <= QR x.
Proof.
move=> /andP [/andP [/no_empty [ne K0]]]; rewrite (QR_less R) (QR_at_most R) QR0 => p0 le.
have [pl _] := in_P_between H.
have [_ h2] := H2h_collapse_from_head ne K0 b Z (in_pinv H).
apply: le_trans (h2 (lt_le_trans p0 pl)) _; apply: le_trans le.
rewrite /H2h_bound QRB QR1 lerD2r QRdiv QRD; apply: ratio_mono => //; first exact: S_T_ge0.
exact: S_T_le.
Qed.
Theorem H2h_least_decided x : H2h_least_decides c x -> QR x <= S_W y Z / S_B y Z.
Proof.
move=> /andP [/andP [/andP [/andP [/no_empty [ne K0]]]]].
rewrite !(QR_less R) !(QR_at_most R) QR0 => w0 s0 d0 le.
have [wl _] := in_P_within H; have [_ bu] := in_P_between H; have [_ ru] := in_not_projected H.
have [sl _] := in_S_between H; have sp := lt_le_trans s0 sl.
have [h1 _] := H2h_collapse_from_head ne K0 b Z (in_pinv H).
apply: le_trans le _; apply: le_trans (h1 sp).
rewrite /H2h_least QRdiv QRD; apply: ratio_mono => //.
  have wS := P_W_le y K0 b Z (in_pinv H).
  rewrite /rest /S_T (_ : _ + _ = S_B y Z + (S_W y Z - P_W y X Lg)); last by ring.
  by rewrite ltr_wpDr // subr_ge0.
exact: lerD.
Qed.

Theorem H3_decided x : H3_decides c x -> QR x <= cos_means y W Z.
Proof.
move=> /andP [/andP [/andP [/no_empty [ne K0]]]].
rewrite !(QR_less R) (QR_at_most R) QR0 => t0 r0 le.
have [tl _] := in_margin H; have tp := lt_le_trans t0 tl.
apply: le_trans le _; apply: le_trans (H3_aligned_means ne K0 tp).
have es : 0 < E_W W * S_T y Z.
  have := margin_sqr ne K0 W b Z; have t2 : 0 < tbar y Lg ^+ 2 by rewrite exprn_gt0.
  move/(lt_le_trans t2) => h; apply: lt_le_trans h _.
  by apply: ler_wpM2l E_W_ge0 _ _ _; rewrite lerDr S_W_ge0.
rewrite /H3_least QRdiv; apply: ratio_mono; rewrite ?(ltW t0) ?sqrtr_gt0 //.
apply: le_trans (root_above_ge _ _); rewrite QRM QRD ler_sqrt; first exact: E_S_le.
by have b0 := lt_le_trans es (E_S_le ne); rewrite // ltW.
Qed.

Theorem H4_decided x : H4_decides c x -> cond_centred (Mu_C y Z) (QR x).
Proof.
move=> /andP [/andP [/andP [/no_empty [ne K0]]]].
rewrite (QR_less R) !(QR_at_most R) QR0 => s0 x0 le.
have b1 := norm_in_bnd (in_projected_1 H); have [s l [sl _]] := in_projected_least H.
have ls := low_centred_weaken l (ltW s0) sl; have [_ ru] := in_not_projected H.
have := H4_centred_class_means ne K0 (in_pinv H) b1 ls s0.
move/cond_centred_weaken; apply; apply: sqrt_le => //.
move: le; rewrite QRsq; apply: le_trans.
rewrite /H4_square QRdiv QRD QRM !QRsq QR_whole.
rewrite (in_class_counts H) classes_of ZR_nat.
apply: ler_wpM2r; first by rewrite invr_ge0 sqr_ge0.
by rewrite lerD2l; apply: ler_wpM2l; rewrite ?ler0n.
Qed.
End Classifier.
