(* decide.v is right about section H's nearest class mean: where H6_count_decides answers true, no
   more samples than it says have another class's mean as near as their own. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.zify Require Import ssrZ zify.
From NCV Require Import defs norms penrose h h_means h_nearest h_nearest_spectrum decide rationals
  decided_a decided_h.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Largest.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).

Lemma size_largest j : size_of y j <= QR R (whole (largest (counts_of y))) :> R.
Proof.
rewrite QR_whole size_card -(ZR_nat R) -ZR_le /counts_of; apply/Z.leb_spec0.
have : j \in enum 'I_K by rewrite mem_enum.
elim: (enum 'I_K) => [//|k l IH]; rewrite inE /= => /orP [/eqP ->|/IH].
  exact: Z.le_max_l.
by move=> le; apply: Z.le_trans le _; exact: Z.le_max_r.
Qed.
Lemma QR_floor (x : Q) n : n%:R <= QR R x -> Z.le (Z.of_nat n) (Z.div (Qnum x) (QDen x)).
Proof.
rewrite QRE ler_pdivlMr ?ZR_gt0 // -(ZR_nat R) -ZRM -ZR_le => /Z.leb_spec0 le.
by apply: Z.div_le_lower_bound; [| rewrite Z.mul_comm].
Qed.
End Largest.

Section Nearest.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Variables (p : nat) (W : 'M[R]_(K, p)) (b : 'cV[R]_K) (Z : 'M[R]_(p, N)) (X : 'M[R]_(p, K)).
Notation QR := (QR R).

(* Each two class means are as far apart as the interval's lower end says. *)
Definition means_in (m : means) : Prop :=
  forall j k : 'I_K, k != j -> QR (lower (apart m)) <= dist2 y Z j k.

Variables (c : classifier) (m : means).
Hypothesis H : classifier_in y W b Z X c.
Hypothesis M : means_in m.

Lemma not_nearest_le : apart_means c m ->
  #|not_nearest y Z|%:R <= QR (whole (not_nearest_count c m)).
Proof.
move=> /andP [/(no_empty H) [ne K0]]; rewrite (QR_less R) QR0 => d0.
have N0 : (0 < N)%N.
  by have [i _] := ne (Ordinal K0); case: i => i; exact: leq_ltn_trans.
have n0 : 0 < N%:R :> R by rewrite ltr0n.
rewrite QR_whole -ZR_nat -ZR_le; apply/Z.leb_spec0; apply: (@QR_floor R).
pose nmax := QR (whole (largest (counts_of y))).
have hp j : size_of y j / N%:R <= nmax / N%:R :> R.
  by apply: ler_wpM2r (size_largest R y j); rewrite invr_ge0 ltW.
have := H6_from_distances ne K0 hp d0 M.
rewrite ler_pdivrMr // => /le_trans; apply.
rewrite /not_nearest_bound (in_class_counts H) classes_of QRM QRM QRdiv QRM !QR_whole.
rewrite (ZR_nat R 4) (ZR_nat R K) -QR_whole -/nmax mulrAC divfK ?gt_eqF //.
have m0 : 0 <= nmax.
  by apply: le_trans (size_largest R y (Ordinal K0)); exact: size_ge0.
apply: ler_wpM2l => //; apply: ler_wpM2l; first exact: ler0n.
apply: ler_wpM2r; first by rewrite invr_ge0 ltW.
by apply: ler_wpM2l; [exact: ler0n | have [_ u] := in_S_within H].
Qed.
Theorem H6_count_decided x : H6_count_decides c m x -> #|not_nearest y Z|%:R <= QR x.
Proof.
move=> /andP [ok]; rewrite (QR_at_most R); apply: le_trans; exact: not_nearest_le.
Qed.
Theorem H6_decided x : H6_decides c m x -> #|not_nearest y Z|%:R / N%:R <= QR x.
Proof.
move=> /andP [ok]; rewrite (QR_at_most R) QRdiv; apply: le_trans.
rewrite (in_class_counts H) (samples_of R) [QR (whole (Z.of_nat N))]QR_whole ZR_nat.
by apply: ler_wpM2r (not_nearest_le ok); rewrite invr_ge0 ler0n.
Qed.
End Nearest.
