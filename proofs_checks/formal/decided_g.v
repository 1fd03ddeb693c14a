(* As decided_a.v, for section G: affine layers at the end, any loss, biases. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp.zify Require Import ssrZ zify.
From NCV Require Import defs norms penrose g decide rationals decided_a.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Scalars.
Variable R : rcfType.
Notation QR := (QR R).

Lemma low_seen_weaken m n (V : 'M[R]_(m, n)) s t : low_seen V s -> 0 < t -> t <= s -> low_seen V t.
Proof.
move=> [s0 l] t0 ts; split=> // x; apply: le_trans (l x); apply: ler_wpM2r; first exact: sqn_ge0.
by rewrite ler_sqr2 // ltW.
Qed.
Lemma sqn_inside m n (A : 'M[R]_(m, n)) I : inside (nrm A) I -> sqn A <= QR (upper I) ^+ 2.
Proof. by move=> [_ u]; rewrite -nrm_le // (le_trans (nrm_ge0 A)). Qed.
Lemma inside_sqn m n (A : 'M[R]_(m, n)) I :
  inside (nrm A) I -> 0 < QR (lower I) -> 0 < QR (lower I) ^+ 2 /\ QR (lower I) ^+ 2 <= sqn A.
Proof. by move=> [l _] l0; rewrite exprn_gt0 // -le_nrm // ltW. Qed.
Lemma quotient_mono (k2 s2 w o v w' o' v' : R) :
  0 <= k2 -> 0 <= s2 -> 0 <= w -> w <= w' -> 0 <= o -> o <= o' ->
  0 < v' -> v' <= v -> (k2 * w + s2 * o) / v <= (k2 * w' + s2 * o') / v'.
Proof.
move=> k0 s0 w0 ww o0 oo v0 vv; apply: ler_pM.
- exact: addr_ge0 (mulr_ge0 k0 w0) (mulr_ge0 s0 o0).
- by rewrite invr_ge0 (le_trans (ltW v0)).
- by apply: lerD; apply: ler_wpM2l.
by rewrite lef_pV2 ?posrE // (lt_le_trans v0).
Qed.
End Scalars.

Section Tail.
Variables (R : rcfType) (u : nat -> nat) (N : nat) (y : 'I_N -> 'I_(u 0%N)).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (b : forall j, 'cV[R]_(u j)).
Variables (Z : forall j, 'M[R]_(u j, N)).
Variables (A : 'M[R]_(u 0%N)) (Delta : 'M[R]_(u 0%N, N)) (d : nat) (lam : R).
Variables (X : 'M[R]_(u d, u 0%N)).
Notation V := (A *m top W d).
Notation P := (X *m V).
Notation Y := (onehot y : 'M[R]_(u 0%N, N)).
Notation QR := (QR R).

(* The network's quantities lie in t's intervals, for the layer l = L - d that g.v speaks of. *)
Record tail_in (t : tail) : Prop := TailIn {
  in_setting : setting W A Delta lam X;
  in_affine : affine_head W d.+1 b Z;
  in_tail_counts : tail_counts t = counts_of y;
  in_logits_within : inside (nrm (A *m within y (Z 0%N))) (logits_within t);
  in_logits_between : inside (nrm (A *m between y (Z 0%N))) (logits_between t);
  in_logits_means : inside (nrm (A *m Mu_G y (Z 0%N))) (logits_means t);
  in_misfit : inside (nrm (A *m ((Z 0%N - Y) *m (1%:M - J)))) (misfit t);
  in_label_spread : inside (nrm (A *m (Y *m (1%:M - J)))) (label_spread t);
  in_s_1 : norm_in V (s_1 t);
  in_s_rho : exists2 s, low_seen V s & inside s (s_rho t);
  in_outside_within : inside (nrm ((1%:M - P) *m W d *m within y (Z d.+1))) (outside_within t) }.

Variable t : tail.
Hypothesis H : tail_in t.
Notation s1 := (QR (upper (s_1 t))).
Notation sr := (QR (lower (s_rho t))).
Notation O := (outside W Z A Delta lam X).

Lemma spectrum : seen t -> bnd V s1 /\ low_seen V sr.
Proof.
rewrite /seen (QR_less R) QR0 => r0; split; first exact: norm_in_bnd (in_s_1 H).
by have [s l [le _]] := in_s_rho H; exact: low_seen_weaken l r0 le.
Qed.
Lemma outside_le : sqn (O *m within y (Z d.+1)) <= QR (upper (outside_within t)) ^+ 2.
Proof. by have := sqn_inside (in_outside_within H); rewrite -(outsideE Z (in_setting H)). Qed.
Lemma seen_bound v v' : seen t -> 0 < v' -> v' <= v ->
  ((s1 / sr) ^+ 2 * sqn (A *m within y (Z 0%N)) + s1 ^+ 2 * sqn (O *m within y (Z d.+1))) / v <=
  QR (G2_within t) / v'.
Proof.
move=> st v0 vv; rewrite /G2_within !QR_all.
apply: quotient_mono; rewrite ?sqr_ge0 ?sqn_ge0 //; last exact: outside_le.
exact: sqn_inside (in_logits_within H).
Qed.

Theorem G2_decided x : G2_decides t x -> NC1_weighted_le y (Z d) (QR x).
Proof.
move=> /andP [/andP [st]]; rewrite (QR_less R) (QR_at_most R) QR0 => l0 le.
have [h1 hr] := spectrum st; have [v0 vv] := inside_sqn (in_logits_between H) l0.
have := G2_logit_collapse (in_setting H) (in_affine H) h1 hr (lt_le_trans v0 vv).
move/NC1_weighted_weaken; apply; rewrite unweighted_scalar.
apply: le_trans (seen_bound st v0 vv) _; apply: le_trans le.
by rewrite /G2_bound QRdiv QRsq.
Qed.

Lemma all_nonempty : List.forallb (Z.ltb 0) (tail_counts t) -> nonempty y.
Proof.
rewrite (in_tail_counts H) => /forallb_counts h c.
have /card_gt0P [i] : (0 < #|[pred i | y i == c]|)%N by have := h c; lia.
by rewrite inE => /eqP e; exists i.
Qed.
Theorem G2_means_decided x : G2_means_decides t x -> NC1_le y (Z d) (QR x).
Proof.
move=> /andP [/andP [/andP [st ne]]]; rewrite (QR_less R) (QR_at_most R) QR0 => l0 le.
have [h1 hr] := spectrum st; have [v0 vv] := inside_sqn (in_logits_means H) l0.
have := G2_unweighted (in_setting H) (in_affine H) h1 hr (all_nonempty ne) (lt_le_trans v0 vv).
move/NC1_weaken; apply; apply: le_trans le; move: (seen_bound st v0 vv).
rewrite /G2_means_bound QRdiv QRM QRdiv QRsq !QR_whole (in_tail_counts H).
rewrite classes_of (samples_of R) !ZR_nat; move: (QR (G2_within t) / _) => B.
move: (sqn (A *m within _ _)) (sqn (O *m _)) (sqn (A *m Mu_G _ _)) ((s1 / sr) ^+ 2) => a o v k2 h.
have -> : k2 * (a / N%:R / (v / (u 0%N)%:R)) + s1 ^+ 2 * (o / N%:R) / (v / (u 0%N)%:R) =
    (k2 * a + s1 ^+ 2 * o) / v * (u 0%N)%:R / N%:R.
  by rewrite !invf_div; move: (v^-1) (N%:R^-1) ((u 0%N)%:R : R) => r n K; ring.
by rewrite ler_wpM2r ?invr_ge0 ?ler0n // ler_wpM2r ?ler0n.
Qed.

Theorem G2t_decided x : G2t_decides t x -> NC1_weighted_le y (Z d) (QR x).
Proof.
move=> /andP [/andP [/andP [st]]]; rewrite !(QR_less R) (QR_at_most R) QR0 => s10 eg le.
have [h1 hr] := spectrum st; have r0 : 0 < sr by case: hr.
have [_ he] := in_misfit H; have [hg _] := in_label_spread H.
have e0 := le_trans (nrm_ge0 _) he.
pose c := s1 * QR (upper (outside_within t)).
have hc : s1 ^+ 2 * sqn (O *m within y (Z d.+1)) <= c ^+ 2.
  rewrite /c exprMn; apply: ler_wpM2l; [exact: sqr_ge0 | exact: outside_le].
have := G2t_any_target (in_setting H) (in_affine H) h1 hr (onehot_Pi R y) he hg eg hc.
move/NC1_weighted_weaken; apply; apply: le_trans le.
rewrite /G2t_bound -QRdiv; apply: worst_quotient_ge => //; first by rewrite QRdiv divr_gt0.
by rewrite /c exprMn QRM !QRsq.
Qed.
End Tail.
