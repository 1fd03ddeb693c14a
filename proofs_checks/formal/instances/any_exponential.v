(* Instances of what is said for any pair ex, ln (h_exponential.v's `exponential`). No real closed
   field with such a pair is at hand without axioms: one that is archimedean holds e, e^e and so on,
   and that their order is decidable is not known. So the pair is the one thing left open here: for
   every pair, each classifier and network below meets all other hypotheses, and the numbers show
   that what the theorem says of it is not empty. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_algebraic h_exponential h_floors a_depth c c_price.
From NCV.instances Require Import h_samples a_depth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* --- H1, H2, H3 and H11c at the classifier of h_samples.v. --- *)
Section Classifier.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.
Notation Z := (Z R).
Notation W := (W R).
Notation b := (b R).
Notation Lg := (logits W b Z).
Notation entropy := (cross_entropy ex ln y Lg).
Notation a := (ex (- 2%:R^-1)).

Lemma ex_halves n : ex (- (n%:R / 2%:R)) = a ^+ n.
Proof.
elim: n => [|n IH]; first by rewrite mul0r oppr0 (ex0 he) expr0.
rewrite exprS -IH -(exD he); congr (ex _); rewrite -addn1 natrD; by field.
Qed.
Lemma half_power : 1 / 2%:R <= a /\ a <= 2%:R / 3%:R.
Proof.
split.
  apply: le_trans (ex_tangent he _); rewrite -subr_ge0.
  by rewrite (_ : _ - _ = 0) //; field.
rewrite (exN he) -[leRHS]invrK lef_pV2 ?posrE ?(ex_gt0 he) ?invr_gt0 ?divr_gt0 ?ltr0n //.
by apply: le_trans (ex_tangent he _); rewrite -subr_ge0 (_ : _ - _ = 0) //; field.
Qed.
Lemma LgE : Lg = rows 2 3 [:: [:: 7%:R / 2%:R; 3%:R / 2%:R; - (3%:R / 2%:R)];
  [:: - 3%:R; - 1; 2%:R]].
Proof.
by apply/matrixP => -[[|[|i]] hi] -[[|[|[|j]]] hj] //; rewrite !(mxE, big_ord_recl, big_ord0) /=;
  field.
Qed.
(* The margins 13/2, 5/2 and 7/2, in halves. *)
Definition halves (i : 'I_3) : nat := nth 0%N [:: 13; 5; 7]%N i.
Lemma entropyE i : entropy i = ln (1 + a ^+ halves i).
Proof.
rewrite -[LHS](exK he) (ex_entropy he) /excess LgE; congr (ln (1 + _)).
case: i => [[|[|[|//]]] hi]; rewrite big_mkcond !big_ord_recl big_ord0 /= !mxE /= ?addr0 ?add0r.
all: by rewrite -ex_halves /halves /=; congr (ex _); field.
Qed.
Lemma ln_lt x z : 0 < x -> x < z -> ln x < ln z.
Proof. by move=> x0 xz; rewrite (ltr_ln he) // (lt_trans x0). Qed.
Lemma ln_le1 x z : 0 < x -> x <= z -> ln x <= ln z.
Proof. by move=> x0 xz; rewrite (ler_ln he) // (lt_le_trans x0). Qed.
Lemma power0 n : 0 < a ^+ n. Proof. exact/exprn_gt0/(ex_gt0 he). Qed.
Lemma over0 n : 0 < 1 + a ^+ n. Proof. by rewrite addr_gt0 ?ltr01 ?power0. Qed.
Lemma a_lt1 : a < 1.
Proof. by apply: le_lt_trans half_power.2 _; rewrite ltr_pdivrMr ?ltr0n // mul1r ltr_nat. Qed.
Lemma power_le m n : (m <= n)%N -> a ^+ n <= a ^+ m.
Proof. by move=> mn; apply: ler_wiXn2l mn; rewrite ?(ltW a_lt1) // ltW // (ex_gt0 he). Qed.

(* One margin of three is 3 at most, and H1's bound of that number is less than three. *)
Theorem instance_H1 : #|margin_le y Lg 3%:R| = 1%N /\
  1 < (\sum_i entropy i) / ln (1 + ex (- 3%:R)) < 3%:R.
Proof.
have e6 : ex (- 3%:R) = a ^+ 6 by rewrite -ex_halves; congr (ex _); field.
have l0 : 0 < ln (1 + a ^+ 6) by rewrite -(ln1 he) ln_lt ?ltr01 // ltrDl power0.
split.
  rewrite -sum1_card big_mkcond !big_ord_recl big_ord0 /= !unfold_in /margin_le LgE.
  have ex2 (P : pred 'I_2) : [exists j, P j] = P ord0 || P (lift ord0 ord0).
    apply/existsP/orP => [[j]|[p|p]]; [|by exists ord0|by exists (lift ord0 ord0)].
    case: j => [[|[|//]] hj] p; [left | right]; move: p; congr (is_true (P _)); exact: val_inj.
  rewrite !ex2 /= !mxE /=.
  have three n : (n%:R / 2%:R <= 3%:R :> R) = (n <= 6)%N.
    by rewrite ler_pdivrMr ?ltr0n // -natrM ler_nat.
  have -> : 7%:R / 2%:R - - 3%:R = 13%:R / 2%:R :> R by field.
  have -> : 3%:R / 2%:R - - 1 = 5%:R / 2%:R :> R by field.
  have -> : 2%:R - - (3%:R / 2%:R) = 7%:R / 2%:R :> R by field.
  rewrite !three.
  by [].
rewrite e6 !big_ord_recl big_ord0 !entropyE /halves /= addr0.
rewrite -!(lnM he) ?mulr_gt0 ?over0 // ltr_pdivlMr // mul1r ltr_pdivrMr //.
have -> : 3%:R * ln (1 + a ^+ 6) = ln ((1 + a ^+ 6) ^+ 3).
  have cube (x : R) : x ^+ 3 = x * (x * x) by ring.
  by rewrite cube !(lnM he) ?mulr_gt0 ?over0 //; ring.
apply/andP; split; apply: ln_lt; rewrite ?mulr_gt0 ?over0 //.
  have one n : 1 < 1 + a ^+ n by rewrite ltrDl power0.
  have p5 : 1 + a ^+ 6 < 1 + a ^+ 5.
    by rewrite ltrD2l [X in X < _]exprS gtr_pMl ?power0 // a_lt1.
  apply: (lt_trans p5); rewrite mulrCA -[X in X < _]mulr1 ltr_pM2l ?over0 //.
  by apply: (lt_trans (one 13%N)); rewrite -[X in X < _]mulr1 ltr_pM2l ?over0.
have [h1 h2] := half_power; have [p5 p7] := (power0 5, power0 7).
have [p8 p13] := (power_le (isT : (1 <= 8)%N), power_le (isT : (1 <= 13)%N)).
rewrite expr1 in p8 p13.
move: a h1 h2 p5 p7 (le_trans p8 h2) (le_trans p13 h2) => c h1 h2 p5 p7 p8' p13'.
rewrite -subr_gt0 (_ : _ - _ = c ^+ 5 * ((c - 1 / 2%:R) * (5%:R / 2%:R - c) + 1 / 4%:R +
  c ^+ 7 * ((2%:R / 3%:R - c) + (2%:R / 3%:R - c ^+ 8) + (2%:R / 3%:R - c ^+ 13)))); last by field.
apply: mulr_gt0 => //; apply: ltr_wpDr.
  apply: mulr_ge0; first exact: ltW.
  by apply: addr_ge0; [apply: addr_ge0|]; rewrite subr_ge0.
apply: ltr_wpDl; last by rewrite divr_gt0 ?ltr01 ?ltr0n.
apply: mulr_ge0; rewrite subr_ge0 //; apply: le_trans h2 _.
by rewrite -subr_ge0 (_ : _ - _ = 11%:R / 6%:R) ?divr_ge0 ?ler0n //; field.
Qed.
Definition samples_H1_margins := H1_margins_from_cross_entropy he y Lg 3%:R.
Definition samples_H1_errors := H1_errors_from_cross_entropy he y Lg.

(* CE < log 2, as each sample's is at most log(1 + e^(-5/2)); tau is 5/4 at least. H2's bound is
   then 59/25 at most, of a collapse of 4/17, and H3's is 3/5 at least. *)
Lemma entropy_le i : entropy i <= ln (1 + a ^+ 5).
Proof.
rewrite entropyE ln_le1 ?over0 // lerD2l; apply: power_le.
by case: i => [[|[|[|//]]] hi].
Qed.
Lemma CE_le : CE ex ln y Lg <= ln (1 + a ^+ 5).
Proof.
rewrite -[leRHS](bmean_const ne _ (isT : (0 < 2)%N)).
by apply: bmean_le => i; exact: entropy_le.
Qed.
Lemma chance : CE ex ln y Lg < ln 2%:R.
Proof.
apply: le_lt_trans CE_le _; apply: ln_lt; first exact: over0.
by rewrite -[2%:R]/(1 + 1) ltrD2l; apply: le_lt_trans (power_le (isT : (1 <= 5)%N)) a_lt1.
Qed.
Lemma tau_ge : 5%:R / 4%:R <= tau ex ln 2 (CE ex ln y Lg).
Proof.
have CE0 := CE_gt0 he Lg ne (isT : (1 < 2)%N); have e0 := ex_gt1 he CE0.
have le : ex (CE ex ln y Lg) - 1 <= a ^+ 5.
  by rewrite lerBlDl -[leRHS](lnK he) ?over0 // (ler_ex he); exact: CE_le.
rewrite /tau (_ : 2%:R - 1 = 1 :> R); last by ring.
have -> : 5%:R / 4%:R = 1 / 2%:R * (5%:R / 2%:R) :> R by field.
apply: ler_wpM2l; first by rewrite divr_ge0 ?ler01 ?ler0n.
rewrite -[leLHS](exK he); apply: ln_le1; first exact: (ex_gt0 he).
rewrite ler_pdivlMr // -[leRHS](exNr he (5%:R / 2%:R)) ex_halves.
by apply: ler_wpM2l le; exact/ltW/(ex_gt0 he).
Qed.
Definition samples_H2_chain := H2_chain he Lg ne (isT : (1 < 2)%N).
Definition samples_H2 := H2_collapse_from_cross_entropy he ne (isT : (1 < 2)%N) chance.
Definition samples_H2_classes := H2_collapse_from_classes he ne (isT : (1 < 2)%N) chance.
Definition samples_H2_samples := H2_collapse_from_samples he ne (isT : (1 < 2)%N) chance.
Definition samples_H3_entropy := H3_aligned_means_from_cross_entropy he ne (isT : (1 < 2)%N) chance.
Theorem instance_H2 : [/\ CE ex ln y Lg < ln 2%:R, 0 < S_W y Z / S_B y Z &
  E_W W * S_T y Z / tau ex ln 2 (CE ex ln y Lg) ^+ 2 - 1 <= 59%:R / 25%:R].
Proof.
have t := tau_ge; have t0 : 0 < 5%:R / 4%:R :> R by rewrite divr_gt0 ?ltr0n.
split; first exact: chance.
  by rewrite S_WE S_BE divr_gt0 ?ltr01 // divr_gt0 ?ltr0n.
rewrite E_WE /S_T S_WE S_BE mul1r lerBlDr.
have -> : 59%:R / 25%:R + 1 = (1 + 17%:R / 4%:R) / (5%:R / 4%:R) ^+ 2 :> R by field.
apply: ler_wpM2l; first by rewrite addr_ge0 ?ler01 // divr_ge0 ?ler0n.
rewrite lef_pV2 ?posrE ?exprn_gt0 ?(lt_le_trans t0) // ler_sqr2 ?(ltW t0) //.
exact: le_trans (ltW t0) t.
Qed.
Theorem instance_H3 : 3%:R / 5%:R <= tau ex ln 2 (CE ex ln y Lg) / Num.sqrt (E_W W * S_B y Z).
Proof.
rewrite E_WE S_BE mul1r; have s0 : 0 < Num.sqrt (17%:R / 4%:R) :> R.
  by rewrite sqrtr_gt0 divr_gt0 ?ltr0n.
rewrite ler_pdivlMr //; apply: le_trans tau_ge.
have q0 : 0 <= 25%:R / 12%:R :> R by rewrite divr_ge0 ?ler0n.
have le : Num.sqrt (17%:R / 4%:R) <= 25%:R / 12%:R :> R.
  apply: sqrt_le => //; rewrite -subr_ge0 (_ : _ - _ = 13%:R / 144%:R); last by field.
  by rewrite divr_ge0 ?ler0n.
have -> : 5%:R / 4%:R = 3%:R / 5%:R * (25%:R / 12%:R) :> R by field.
by apply: ler_wpM2l le; rewrite divr_ge0 ?ler0n.
Qed.

(* H11c with mu = 1/4, N_c >= 1: its floor is log(4/3) + log(3)/4 whatever t is, so that it is not
   near 0; log 2 = f(0) is the floor of W = 0. *)
Lemma floor_of_t t : ln (4%:R / 3%:R) + ln 3%:R / 4%:R <=
  entropy_of_margin ex ln 2 t + 2%:R * Num.sqrt 1 * (1 / 4%:R) * t.
Proof.
rewrite /entropy_of_margin sqrtr1 (_ : 2%:R - 1 = 1 :> R); last by ring.
rewrite (mul1r (ex _)) divr1; set x := ex (- (2%:R * t)); have x0 : 0 < x by exact: ex_gt0 he _.
have tE : 2%:R * t = - ln x by rewrite /x (exK he) opprK.
have -> : 2%:R * 1 * (1 / 4%:R) * t = (2%:R * t) / 4%:R by field.
rewrite tE -(ler_pM2l (ltr0n R 4 : 0 < 4%:R)) -(lerD2r (ln x)).
have -> : 4%:R * (ln (1 + x) + - ln x / 4%:R) + ln x = 4%:R * ln (1 + x) by field.
have -> : 4%:R * (ln (4%:R / 3%:R) + ln 3%:R / 4%:R) + ln x =
    4%:R * ln (4%:R / 3%:R) + (ln 3%:R + ln x) by field.
have four (z : R) : 0 < z -> 4%:R * ln z = ln (z * (z * (z * z))).
  by move=> z0; rewrite !(lnM he) ?mulr_gt0 //; ring.
have z0 : 0 < 4%:R / 3%:R :> R by rewrite divr_gt0 ?ltr0n.
have x1 : 0 < 1 + x by rewrite addr_gt0 ?ltr01.
rewrite !four // -!(lnM he) ?mulr_gt0 ?invr_gt0 ?ltr0n //.
apply: ln_le1; first by rewrite !mulr_gt0 ?invr_gt0 ?ltr0n.
apply: (ge0_le (z := (3%:R * x - 1) ^+ 2 * (3%:R * x ^+ 2 + 14%:R * x + 27%:R) / 27%:R)).
  by field.
apply: divr_ge0 (ler0n _ 27); apply: mulr_ge0 (sqr_ge0 _) _; apply: addr_ge0 (ler0n _ 27).
by apply: addr_ge0; apply: mulr_ge0; rewrite ?ler0n ?sqr_ge0 ?(ltW x0).
Qed.
Theorem instance_H11c : 0 < ln (4%:R / 3%:R) + ln 3%:R / 4%:R /\
  ln (4%:R / 3%:R) + ln 3%:R / 4%:R <= CE ex ln y Lg + 1 / 4%:R * (nrm W * nrm Z).
Proof.
split.
  have pos (z : R) : 1 < z -> 0 < ln z by move=> z1; rewrite -(ln1 he) ln_lt ?ltr01.
  rewrite addr_gt0 ?divr_gt0 ?pos ?ltr0n ?ltr1n // ltr_pdivlMr ?ltr0n // mul1r ltr_nat.
  by [].
have size1 c : 1 <= size_of y c :> R by rewrite sizeE; case: ifP; rewrite ?ler1n.
have [t _ le] := H11c_floor he W b Z ne (isT : (1 < 2)%N) (mu := 1 / 4%:R) (nmin := 1)
  (divr_ge0 ler01 (ler0n R 4)) ler01 size1.
exact: le_trans (floor_of_t t) le.
Qed.
End Classifier.

(* --- C1 and C1p: a head of two layers diag(1, 4/5) above a layer I, at the labels I, with
   lambda = 1/25 and c = 5. Its condition number is 5/4, C1's bound at most 6, C1p's at most 14.
   --- *)
Section Network.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.
Notation lower_diag := (4%:R / 5%:R : R).
Definition head_layer (j : nat) : 'M[R]_(size2 j, size2 j.+1) :=
  if (j < 2)%N then diag 1 lower_diag else 1%:M.
Definition head_features (j : nat) : 'M[R]_(size2 j, 2) :=
  nth 1%:M [:: diag 1 (16%:R / 25%:R); diag 1 lower_diag] j.
Notation W := head_layer.
Notation Z := head_features.
Notation Y := (1%:M : 'M[R]_2).
Notation lam := (1 / 25%:R : R).
Notation e := (3%:R / 5%:R : R).

Lemma diag_norm (x z : R) : sqn (diag x z) = x ^+ 2 + z ^+ 2.
Proof. by rewrite sqnE !(mxE, big_ord_recl, big_ord0) /=; ring. Qed.
Lemma head_linear : linear_head W 2 Z.
Proof.
case=> [|[|//]] _; rewrite /head_features /head_layer /= ?mulmx1 // diag_mul.
by congr (diag _ _); field.
Qed.
Lemma head_balanced : balanced_head W 2.
Proof. by case=> [|//] _; rewrite /defect /head_layer /= diag_tr subrr. Qed.
Lemma labels_low : low Y 1.
Proof. by split=> [|v]; rewrite ?ler01 // trmx1 mul1mx expr1n mul1r. Qed.
Lemma head_near t : t <= 2%:R -> sqn (Z 0%N - Y) / 2%:R +
  lam / 2%:R * (t + \sum_(j < 2) sqn (W j)) <= lam / 2%:R * (5%:R + 2%:R * 2%:R).
Proof.
move=> t2; have -> : sqn (Z 0%N - Y) = 81%:R / 625%:R.
  by rewrite sqnE !(mxE, big_ord_recl, big_ord0) /=; field.
rewrite !big_ord_recl big_ord0 /head_layer /= diag_norm.
apply: (ge0_le (z := lam / 2%:R * (2%:R - t) + 6%:R / 625%:R)); first by field.
by rewrite addr_ge0 ?divr_ge0 ?ler0n // mulr_ge0 ?subr_ge0 // !divr_ge0 ?ler01 ?ler0n.
Qed.
Lemma head_condition k : cond (W 0%N) k -> 5%:R / 4%:R <= k.
Proof.
move=> [_ _ /(_ (delta_mx 0 0) (delta_mx 1 0))]; rewrite /head_layer /= diag_tr.
have n0 : 0 <= lower_diag by rewrite divr_ge0 ?ler0n.
have -> : nrm (diag 1 lower_diag *m delta_mx 0 0 : 'cV_2) = 1.
  by rewrite /nrm diag_sqn !mxE /= !(mulr1n, mulr0n) expr0n !expr1n mulr0 addr0 mulr1 sqrtr1.
have -> : nrm (diag 1 lower_diag *m delta_mx 1 0 : 'cV_2) = lower_diag.
  rewrite /nrm diag_sqn !mxE /= !(mulr1n, mulr0n) expr0n !expr1n mulr0 add0r mulr1.
  by rewrite sqrtr_sqr ger0_norm.
have one (i : 'I_2) : nrm (delta_mx i 0 : 'cV[R]_2) = 1.
  rewrite /nrm sqn2; case: i => [[|[|//]] hi]; rewrite !mxE /= expr0n expr1n.
    by rewrite addr0 sqrtr1.
  by rewrite add0r sqrtr1.
rewrite !one !mulr1 => le; rewrite -(ler_pM2r (_ : 0 < lower_diag)) ?divr_gt0 ?ltr0n //.
by apply: le_trans le; rewrite -subr_ge0 (_ : _ - _ = 0) //; field.
Qed.
Lemma ex_three_quarters : ex (3%:R / 4%:R) <= 64%:R / 27%:R.
Proof.
have -> : 3%:R / 4%:R = 1 / 4%:R + (1 / 4%:R + 1 / 4%:R) :> R by field.
have q0 := ex_gt0 he (1 / 4%:R).
have q : ex (1 / 4%:R) <= 4%:R / 3%:R.
  have := ex_tangent he (- (1 / 4%:R)); rewrite (exN he) => le.
  have t0 : 0 < 1 + - (1 / 4%:R) :> R.
    by rewrite (_ : _ + _ = 3%:R / 4%:R); [rewrite divr_gt0 ?ltr0n | field].
  rewrite -[leLHS]invrK; have -> : 4%:R / 3%:R = (1 + - (1 / 4%:R))^-1 :> R by field.
  by rewrite lef_pV2 ?posrE // invr_gt0.
have -> : 64%:R / 27%:R = 4%:R / 3%:R * (4%:R / 3%:R * (4%:R / 3%:R)) :> R by field.
by rewrite !(exD he) !ler_pM ?mulr_ge0 // ltW.
Qed.
Theorem instance_C1 : exists2 k, cond (W 0%N) k & 5%:R / 4%:R <= k <= 6%:R.
Proof.
have e0 : 0 <= e by rewrite divr_ge0 ?ler0n.
have l0 : 0 < lam by rewrite divr_gt0 ?ltr01 ?ltr0n.
have eE : e ^+ 2 = lam * (5%:R + 2%:R * 2%:R) by field.
have es : e < 1 by rewrite ltr_pdivrMr ?ltr0n // mul1r ltr_nat.
have q0 : 0 < 2%:R / 5%:R :> R by rewrite divr_gt0 ?ltr0n.
have hq : (2%:R / 5%:R) ^+ 2 * 1 ^+ 2 <= (1 - e) ^+ 2.
  by rewrite -subr_ge0 (_ : _ - _ = 0) //; field.
have := C1_head_condition (isT : (0 < 2)%N) (isT : (0 < 2)%N) head_linear head_balanced labels_low
  l0 (ler0n R 2) (head_near (lexx _)) e0 eE es (bnd1 R 2) q0 hq he.
move=> h; eexists; first exact: h.
rewrite (head_condition h) /= sqr_sqrtr ?(ltW q0) //.
have -> : (5%:R - 2%:R) / (2%:R * 2%:R) = 3%:R / 4%:R :> R by field.
rewrite ler_pdivrMr //; apply: le_trans ex_three_quarters _.
by rewrite -subr_ge0 (_ : _ - _ = 4%:R / 135%:R) ?divr_ge0 ?ler0n //; field.
Qed.
Theorem instance_C1p : exists2 k, cond (W 0%N) k & 5%:R / 4%:R <= k <= 14%:R.
Proof.
have e0 : 0 <= e by rewrite divr_ge0 ?ler0n.
have l0 : 0 < lam by rewrite divr_gt0 ?ltr01 ?ltr0n.
have eE : e ^+ 2 = lam * (5%:R + 2%:R * 2%:R) by field.
have es : e < 1 by rewrite ltr_pdivrMr ?ltr0n // mul1r ltr_nat.
have one : sqn Y = 2%:R by rewrite -diag11 diag_norm; ring.
have contracts i : (i < 1)%N -> nrm (Z (2 + i)) <= nrm (W (2 + i) *m Z (2 + i).+1).
  by case: i => // _; rewrite /head_features /head_layer /= mul1mx.
have b0 : 0 < 3%:R / 2%:R :> R by rewrite divr_gt0 ?ltr0n.
have inputs : nrm (Z (2 + 1)) <= 3%:R / 2%:R.
  rewrite /head_features /= nrm_le ?(ltW b0) // one -subr_ge0 (_ : _ - _ = 1 / 4%:R).
    by rewrite divr_ge0 ?ler01 ?ler0n.
  by field.
have tE : \sum_(i < 1) sqn (W (2 + i)) <= 2%:R.
  by rewrite big_ord1 /head_layer /= one.
have := C1p_head_condition he (isT : (0 < 2)%N) (isT : (0 < 2)%N) (isT : (0 < 1)%N) head_linear
  head_balanced contracts inputs labels_low l0 (head_near tE) e0 eE es b0.
move=> h; eexists; first exact: h.
rewrite (head_condition h) /=.
have -> : (5%:R - 2%:R * 1%:R + 2%:R * 1%:R * ln 2%:R) / (2%:R * 2%:R) +
    2%:R / 2%:R * ln (3%:R / 2%:R / (1 - e)) =
  3%:R / 4%:R + (ln 2%:R / 2%:R + ln (3%:R / 2%:R / (1 - e))) :> R by field.
have r0 : 0 < 3%:R / 2%:R / (1 - e) by rewrite divr_gt0 // subr_gt0.
rewrite !(exD he) (lnK he) //.
have root : ex (ln 2%:R / 2%:R) <= 3%:R / 2%:R.
  rewrite -ler_sqr2 ?(ltW b0) ?(ltW (ex_gt0 he _)) // expr2 -(exD he).
  have -> : ln 2%:R / 2%:R + ln 2%:R / 2%:R = ln 2%:R :> R by field.
  rewrite (lnK he) ?ltr0n // -subr_ge0 (_ : _ - _ = 1 / 4%:R); last by field.
  by rewrite divr_ge0 ?ler01 ?ler0n.
have -> : 14%:R = 64%:R / 27%:R * (3%:R / 2%:R * (63%:R / 16%:R)) :> R by field.
have ge0 x : 0 <= ex x := ltW (ex_gt0 he x).
apply: ler_pM => //; [by rewrite mulr_ge0 ?(ltW r0) | exact: ex_three_quarters |].
apply: ler_pM => //; first exact: ltW.
rewrite -subr_ge0 (_ : _ - _ = 3%:R / 16%:R); last by field.
by rewrite divr_ge0 ?ler0n.
Qed.
End Network.
