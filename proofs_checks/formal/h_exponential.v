(* What the cross-entropy says (H1, H2, H3), for any pair of functions ex and ln with the properties
   that the proofs use. Over the reals exp and log are such a pair, which takes the axioms of
   analysis; instances/any_exponential.v has instances for every pair. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_algebraic.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Exponential.
Variables (R : rcfType) (ex ln : R -> R).

(* ex takes sums to products and lies above its tangent at 0; ln is its inverse. *)
Definition exponential : Prop :=
  [/\ forall x y, ex (x + y) = ex x * ex y, forall x, 1 + x <= ex x & forall x, 0 < x ->
    ex (ln x) = x].
Hypothesis he : exponential.

Lemma exD x y : ex (x + y) = ex x * ex y. Proof. by case: he. Qed.
Lemma ex_tangent x : 1 + x <= ex x. Proof. by case: he. Qed.
Lemma lnK x : 0 < x -> ex (ln x) = x. Proof. by case: he => _ _; apply. Qed.

Lemma ex0 : ex 0 = 1.
Proof.
have e : ex 0 * ex 0 = ex 0 * 1 by rewrite -exD addr0 mulr1.
apply: mulfI e; rewrite gt_eqF //; apply: lt_le_trans (ex_tangent 0).
by rewrite addr0 ltr01.
Qed.
Lemma exNr x : ex x * ex (- x) = 1. Proof. by rewrite -exD subrr ex0. Qed.
Lemma ex_gt0 x : 0 < ex x.
Proof.
have h : ex x = ex (x / 2%:R) ^+ 2 by rewrite expr2 -exD -mulrDl -mulr2n -[x *+ 2]mulr_natr mulfK //
  pnatr_eq0.
rewrite lt_neqAle {2}h sqr_ge0 andbT; apply/eqP => e.
by have := exNr x; rewrite -e mul0r => /eqP; rewrite eq_sym oner_eq0.
Qed.
Lemma exN x : ex (- x) = (ex x)^-1.
Proof. by apply: (mulfI (lt0r_neq0 (ex_gt0 x))); rewrite exNr divff // lt0r_neq0 // ex_gt0. Qed.
Lemma ex_lt x y : x < y -> ex x < ex y.
Proof.
move=> xy; rewrite -(subrK x y) exD -{1}[ex x]mul1r ltr_pM2r ?ex_gt0 //.
by apply: lt_le_trans (ex_tangent _); rewrite ltrDl subr_gt0.
Qed.
Lemma ler_ex x y : (ex x <= ex y) = (x <= y).
Proof.
case: (lerP x y) => [|h]; first by rewrite le_eqVlt => /orP [/eqP ->|/ex_lt/ltW]; rewrite ?lexx.
by apply/negbTE; rewrite -ltNge ex_lt.
Qed.
Lemma ltr_ex x y : (ex x < ex y) = (x < y).
Proof. by rewrite !ltNge ler_ex. Qed.
Lemma exK x : ln (ex x) = x.
Proof. by apply/eqP; rewrite eq_le -(ler_ex (ln _)) -(ler_ex x) lnK ?ex_gt0 // lexx. Qed.
Lemma ler_ln x y : 0 < x -> 0 < y -> (ln x <= ln y) = (x <= y).
Proof. by move=> x0 y0; rewrite -ler_ex !lnK. Qed.
Lemma ltr_ln x y : 0 < x -> 0 < y -> (ln x < ln y) = (x < y).
Proof. by move=> x0 y0; rewrite -ltr_ex !lnK. Qed.
Lemma ln1 : ln 1 = 0. Proof. by rewrite -ex0 exK. Qed.
Lemma lnM x y : 0 < x -> 0 < y -> ln (x * y) = ln x + ln y.
Proof. by move=> x0 y0; rewrite -{1}(lnK x0) -{1}(lnK y0) -exD exK. Qed.

(* Bernoulli: p e^h - (p - 1) <= e^{p h} for p >= 1. *)
Lemma ex_power (p h : R) : 1 <= p -> p * ex h - (p - 1) <= ex (p * h).
Proof.
move=> p1; rewrite -(ler_pM2r (ex_gt0 (- h))).
have -> : (p * ex h - (p - 1)) * ex (- h) = p - (p - 1) * ex (- h).
  by rewrite mulrBl -mulrA exNr mulr1.
rewrite -exD lerBlDr.
have -> : p * h - h = (p - 1) * h by ring.
apply: le_trans (_ : 1 + (p - 1) * h + (p - 1) * (1 - h) <= _).
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
by apply: lerD; rewrite ?ex_tangent // ler_wpM2l ?subr_ge0 ?ex_tangent.
Qed.

Section Tau.
Variable K : nat.
Hypothesis K1 : (1 < K)%N.

Lemma wrong_gt0 : 0 < K%:R - 1 :> R. Proof. by rewrite subr_gt0 ltr1n. Qed.
Lemma classes_gt0 : 0 < K%:R :> R. Proof. by rewrite ltr0n ltnW. Qed.

(* tau = ((K-1)/K) log((K-1)/(e^CE - 1)). *)
Definition tau (CE : R) : R := (K%:R - 1) / K%:R * ln ((K%:R - 1) / (ex CE - 1)).

Lemma ex_gt1 a : 0 < a -> 0 < ex a - 1.
Proof. by move=> a0; rewrite subr_gt0 -ex0 ltr_ex. Qed.
Lemma tauE a : 0 < a -> tau a = (K%:R - 1) / K%:R * (ln (K%:R - 1) - ln (ex a - 1)).
Proof.
move=> a0; have e0 := ex_gt1 a0; rewrite /tau; congr (_ * _).
by apply/eqP; rewrite eq_sym subr_eq -lnM ?divr_gt0 ?wrong_gt0 // divfK // gt_eqF.
Qed.
(* tau is convex: it lies above its tangents. *)
Lemma tau_tangent a c : 0 < a -> 0 < c ->
  tau c - (K%:R - 1) / K%:R * (ex c / (ex c - 1)) * (a - c) <= tau a.
Proof.
move=> a0 c0; rewrite !tauE // -(mulrA ((K%:R - 1) / K%:R) (ex c / _)) -mulrBr.
rewrite ler_pM2l ?divr_gt0 ?wrong_gt0 ?classes_gt0 //.
have ea := ex_gt1 a0; have ec := ex_gt1 c0; have ncc : ex c - 1 != 0 by rewrite gt_eqF.
rewrite -addrA lerD2l -opprD lerN2 -ler_ex lnK // exD lnK //.
have p1 : 1 <= ex c / (ex c - 1) by rewrite ler_pdivlMr // mul1r lerBlDr lerDl ler01.
apply: le_trans (ler_wpM2l (ltW ec) (ex_power (a - c) p1)).
have -> : ex a = ex c * ex (a - c) by rewrite -exD addrC subrK.
rewrite le_eqVlt; apply/orP; left; apply/eqP; move: (ex c) (ex (a - c)) ncc => s t h.
by field.
Qed.
Lemma jensen (I : finType) (P : pred I) (w a : I -> R) :
  (forall i, P i -> 0 <= w i) -> \sum_(i | P i) w i = 1 -> (forall i, P i -> 0 < a i) ->
  tau (\sum_(i | P i) w i * a i) <= \sum_(i | P i) w i * tau (a i).
Proof.
move=> w0 w1 a0; set c := \sum_(i | P i) w i * a i.
have c0 : 0 < c.
  rewrite lt_neqAle sumr_ge0 ?andbT => [|i iP]; last by rewrite mulr_ge0 ?w0 // ltW // a0.
  apply/eqP => /esym /eqP; rewrite psumr_eq0 => [/allP z|i iP];
    last by rewrite mulr_ge0 ?w0 // ltW // a0.
  have : \sum_(i | P i) w i = 0.
    apply: big1 => i iP; have := z i; rewrite mem_index_enum => /(_ isT) /implyP /(_ iP).
    by rewrite mulf_eq0 [a i == 0]gt_eqF ?a0 // orbF => /eqP.
  by rewrite w1 => /eqP; rewrite oner_eq0.
pose b := (K%:R - 1) / K%:R * (ex c / (ex c - 1)).
apply: le_trans (_ : \sum_(i | P i) w i * (tau c - b * (a i - c)) <= _); last first.
  by apply: ler_sum => i iP; rewrite ler_wpM2l ?w0 // tau_tangent ?a0.
rewrite (eq_bigr (fun i => w i * (tau c + b * c) - b * (w i * a i))) => [|i _]; last by ring.
rewrite sumrB -mulr_suml -mulr_sumr w1 mul1r -/c addrK.
by [].
Qed.
Lemma tau_gt0 a : 0 < a -> a < ln K%:R -> 0 < tau a.
Proof.
move=> a0 aK; have e0 := ex_gt1 a0; rewrite mulr_gt0 ?divr_gt0 ?wrong_gt0 ?classes_gt0 //.
rewrite -ln1 ltr_ln ?ltr01 ?divr_gt0 ?wrong_gt0 // ltr_pdivlMr // mul1r ltrD2r.
by rewrite -[K%:R]lnK ?classes_gt0 // ltr_ex.
Qed.
End Tau.

Section Samples.
Variables (N K : nat) (y : 'I_N -> 'I_K).
Notation n := (@size_of R N K y).
Variable Lg : 'M[R]_(K, N).

(* The cross-entropy -log softmax of a sample, the balanced mean CE and the mean CE_c of a class. *)
Definition cross_entropy (i : 'I_N) : R := - ln (ex (Lg (y i) i) / \sum_j ex (Lg j i)).
Definition CE : R := bmean y cross_entropy.
Definition CE_class (c : 'I_K) : R := (\sum_(i | y i == c) cross_entropy i) / n c.
Definition excess (i : 'I_N) : R := \sum_(j | j != y i) ex (Lg j i - Lg (y i) i).

Lemma ex_entropy i : ex (cross_entropy i) = 1 + excess i.
Proof.
have s0 : 0 < \sum_j ex (Lg j i).
  rewrite (bigD1 (y i)) //=; apply: ltr_wpDr; rewrite ?ex_gt0 //.
  by apply: sumr_ge0 => j _; rewrite ltW // ex_gt0.
rewrite /cross_entropy exN lnK ?divr_gt0 ?ex_gt0 // invf_div mulr_suml (bigD1 (y i)) //=.
rewrite divff ?gt_eqF ?ex_gt0 //; congr (_ + _); apply: eq_bigr => j _.
by rewrite exD exN.
Qed.
Lemma excess_ge j i : j != y i -> ex (Lg j i - Lg (y i) i) <= excess i.
Proof.
move=> ji; rewrite /excess (bigD1 j) //= lerDl; apply: sumr_ge0 => k _.
by rewrite ltW // ex_gt0.
Qed.
Lemma entropy_ge0 i : 0 <= cross_entropy i.
Proof.
rewrite -ler_ex ex0 ex_entropy lerDl; apply: sumr_ge0 => j _.
by rewrite ltW // ex_gt0.
Qed.

(* #{margin <= g} <= N CE/log(1 + e^-g), CE the mean over samples; errors <= N CE/log 2. *)
Theorem H1_margins_from_cross_entropy g :
  #|margin_le y Lg g|%:R <= (\sum_i cross_entropy i) / ln (1 + ex (- g)).
Proof.
have e0 : 0 < 1 + ex (- g) by rewrite addr_gt0 ?ltr01 ?ex_gt0.
have l0 : 0 < ln (1 + ex (- g)) by rewrite -ln1 ltr_ln ?ltr01 // ltrDl ex_gt0.
rewrite ler_pdivlMr //; apply: count_le => i; first exact: entropy_ge0.
move=> /existsP [j /andP [ji h]]; rewrite -ler_ex lnK // ex_entropy lerD2l.
by apply: le_trans (excess_ge ji); rewrite ler_ex lerNl opprB.
Qed.
Theorem H1_errors_from_cross_entropy : #|margin_le y Lg 0|%:R <= (\sum_i cross_entropy i) / ln 2%:R.
Proof. by have := H1_margins_from_cross_entropy 0; rewrite oppr0 ex0. Qed.

Hypothesis ne : nonempty y.
Hypothesis K1 : (1 < K)%N.

Lemma other_class i : exists j, j != y i.
Proof.
have K0 : (0 < K)%N := ltnW K1.
case: (eqVneq (y i) (Ordinal K0)) => [->|d]; last by exists (Ordinal K0); rewrite eq_sym.
by exists (Ordinal K1).
Qed.
Lemma excess_gt0 i : 0 < excess i.
Proof. by have [j ji] := other_class i; apply: lt_le_trans (excess_ge ji); rewrite ex_gt0. Qed.
Lemma entropy_gt0 i : 0 < cross_entropy i.
Proof. by rewrite -ltr_ex ex0 ex_entropy ltrDl excess_gt0. Qed.

(* The means' inequality over the wrong classes. *)
Lemma tau_le_margin i : tau K (cross_entropy i) <= mean_margin y Lg i.
Proof.
have k0 := wrong_gt0 K1; have kk := classes_gt0 K1; have s0 := excess_gt0 i.
rewrite /tau ex_entropy (addrC 1) addrK.
rewrite -(ler_pM2l kk) mulrA mulrCA divff ?gt_eqF // mulr1 mean_margin_sum ?(ltnW K1) //.
rewrite (bigD1 (y i)) //= subrr add0r mulrC -ler_pdivlMr //.
set m := (\sum_(j | _) (Lg (y i) i - Lg j i)) / _;
  rewrite -ler_ex lnK ?divr_gt0 // ler_pdivrMr // mulrC /excess mulr_suml.
apply: le_trans (_ : \sum_(j | j != y i) (1 + (Lg j i - Lg (y i) i + m)) <= _); last first.
  by apply: ler_sum => j _; rewrite -exD ex_tangent.
have e : (K%:R - 1) = \sum_(j | j != y i) 1 :> R.
  by rewrite sumr_const cardC1 card_ord -subn1 natrB // ltnW.
have em : \sum_(j | j != y i) (Lg j i - Lg (y i) i) = - (m * (K%:R - 1)).
  by rewrite /m divfK ?gt_eqF // -sumrN; apply: eq_bigr => j _; rewrite opprB.
rewrite big_split big_split /= em -e.
have -> : \sum_(j | j != y i) m = m * (K%:R - 1) by rewrite e mulr_sumr; apply: eq_bigr => j _;
  rewrite mulr1.
by rewrite addNr addr0.
Qed.

(* tau(CE) <= mean_c tau(CE_c) <= balanced mean of tau(CE_i) <= tbar; tau(CE_i) is
   -((K-1)/K) log mean_{j != c} e^{z_j - z_c}. *)
Definition tau_classes : R := (\sum_c tau K (CE_class c)) / K%:R.
Definition tau_samples : R := bmean y (fun i => tau K (cross_entropy i)).

Lemma tau_samplesE i : tau K (cross_entropy i) =
  - ((K%:R - 1) / K%:R * ln ((\sum_(j | j != y i) ex (Lg j i - Lg (y i) i)) / (K%:R - 1))).
Proof.
have k0 := wrong_gt0 K1; have s0 := excess_gt0 i.
rewrite /tau ex_entropy (addrC 1) addrK -mulrN; congr (_ * _); rewrite -/(excess i).
apply/eqP; rewrite -addr_eq0 -lnM ?divr_gt0 //.
have kn : (K%:R - 1) / excess i != 0 by rewrite gt_eqF // divr_gt0.
by rewrite -[X in _ * X]invf_div divff // ln1.
Qed.
Lemma CE_class_gt0 c : 0 < CE_class c.
Proof.
rewrite divr_gt0 ?size_nonempty //; have [i yi] := ne c.
rewrite (bigD1 i) ?yi ?eqxx //=; apply: ltr_wpDr; rewrite ?entropy_gt0 //.
by apply: sumr_ge0 => j _; exact: entropy_ge0.
Qed.
Lemma CE_gt0 : 0 < CE.
Proof.
rewrite divr_gt0 ?classes_gt0 // (bigD1 (Ordinal K1)) //=; apply: ltr_wpDr;
  last exact: CE_class_gt0.
by apply: sumr_ge0 => c _; exact/ltW/CE_class_gt0.
Qed.
Theorem H2_chain : [/\ tau K CE <= tau_classes, tau_classes <= tau_samples &
  tau_samples <= tbar y Lg].
Proof.
have kk := classes_gt0 K1; split.
- rewrite /tau_classes /CE /bmean !mulr_suml.
  rewrite (eq_bigr (fun c => K%:R^-1 * CE_class c)) => [|c _]; last by rewrite mulrC.
  rewrite [X in _ <= X](eq_bigr (fun c => K%:R^-1 * tau K (CE_class c))) => [|c _];
    last by rewrite mulrC.
  apply: jensen => // [c _||c _]; first by rewrite invr_ge0 ltW.
    by rewrite sumr_const card_ord -(mulr_natl K%:R^-1) divff // gt_eqF.
  exact: CE_class_gt0.
- rewrite /tau_classes /tau_samples /bmean ler_wpM2r ?invr_ge0 ?(ltW kk) //;
  apply: ler_sum => c _.
  have n0 := size_nonempty R c ne.
  rewrite /CE_class !mulr_suml.
  rewrite (eq_bigr (fun i => (n c)^-1 * cross_entropy i)) => [|i _]; last by rewrite mulrC.
  rewrite [X in _ <= X](eq_bigr (fun i => (n c)^-1 * tau K (cross_entropy i))) => [|i _];
    last by rewrite mulrC.
  apply: jensen => // [i _||i _]; first by rewrite invr_ge0 ltW.
    rewrite (eq_bigr (fun i => (n c)^-1 * (y i == c)%:R)) => [|i ->]; last by rewrite mulr1.
    rewrite -mulr_sumr (_ : \sum_(i | _) _ = n c) ?mulVf ?gt_eqF //.
    by rewrite big_mkcond; apply: eq_bigr => i _; case: (y i == c).
  exact: entropy_gt0.
by apply: bmean_le => i; exact: tau_le_margin.
Qed.
End Samples.

Section AnyClassifier.
Variables (N K : nat) (y : 'I_N -> 'I_K).
Hypothesis ne : nonempty y.
Hypothesis K1 : (1 < K)%N.
Variables (p : nat) (W : 'M[R]_(K, p)) (b : 'cV[R]_K) (Z : 'M[R]_(p, N)).
Notation Lg := (logits W b Z).

Lemma collapse_from t : 0 < t -> t <= tbar y Lg ->
  S_W y Z / S_B y Z <= E_W W * S_T y Z / t ^+ 2 - 1.
Proof.
move=> t0 le; have tp := lt_le_trans t0 le.
apply: le_trans (H2m_collapse_from_margin ne (ltnW K1) (lt0r_neq0 tp)) _; rewrite lerD2r.
apply: ler_wpM2l.
  apply: mulr_ge0; first by apply: divr_ge0; rewrite ?sqn_ge0 ?ler0n.
  by apply: addr_ge0; [exact: S_W_ge0 | exact: S_B_ge0].
by rewrite lef_pV2 ?posrE ?exprn_gt0 // ler_sqr2 ?(ltW t0) ?(ltW tp) //.
Qed.
(* CE < log K: NC1_bal <= E_W S_T/tau^2 - 1, tau of the balanced mean ... *)
Theorem H2_collapse_from_cross_entropy : CE y Lg < ln K%:R ->
  S_W y Z / S_B y Z <= E_W W * S_T y Z / tau K (CE y Lg) ^+ 2 - 1.
Proof.
move=> h; have [h1 h2 h3] := H2_chain Lg ne K1; apply: collapse_from.
  by apply: tau_gt0 => //; exact: CE_gt0.
exact: le_trans h1 (le_trans h2 h3).
Qed.
(* ... or, sharper, the mean over classes of each class's, or over samples. *)
Theorem H2_collapse_from_classes : CE y Lg < ln K%:R ->
  S_W y Z / S_B y Z <= E_W W * S_T y Z / tau_classes y Lg ^+ 2 - 1.
Proof.
move=> h; have [h1 h2 h3] := H2_chain Lg ne K1; apply: collapse_from.
  by apply: lt_le_trans h1; apply: tau_gt0 => //; exact: CE_gt0.
exact: le_trans h2 h3.
Qed.
Theorem H2_collapse_from_samples : CE y Lg < ln K%:R ->
  S_W y Z / S_B y Z <= E_W W * S_T y Z / tau_samples y Lg ^+ 2 - 1.
Proof.
move=> h; have [h1 h2 h3] := H2_chain Lg ne K1; apply: collapse_from => //.
by apply: lt_le_trans h2; apply: lt_le_trans h1; apply: tau_gt0 => //; exact: CE_gt0.
Qed.
(* cos(W~^T, M~) >= tau/sqrt(E_W S_B). *)
Theorem H3_aligned_means_from_cross_entropy : CE y Lg < ln K%:R ->
  tau K (CE y Lg) / Num.sqrt (E_W W * S_B y Z) <= cos_means y W Z.
Proof.
move=> h; have [h1 h2 h3] := H2_chain Lg ne K1; have t := le_trans h1 (le_trans h2 h3).
apply: (@H3_aligned_means_between _ _ _ _ ne (ltnW K1) _ W b) => //.
by apply: lt_le_trans t; apply: tau_gt0 => //; exact: CE_gt0.
Qed.
End AnyClassifier.
End Exponential.
