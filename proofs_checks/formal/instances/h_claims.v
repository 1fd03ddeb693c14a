(* Section H's theorems at the classifier of h_samples.v, three samples of two classes, with all of
   their hypotheses discharged: S_W/S_B is 4/17, H2h's and H2m's bounds 5/16 as decide.v accepts,
     the
   least margin 5/2. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose h h_algebraic h_means h_nearest
  h_nearest_spectrum h_floors h_margin.
From NCV Require Import decide rationals decided_h decided_h_nearest.
From NCV.instances Require Import numbers h_samples h_any small.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Claims.
Variable R : rcfType.
Notation Z := (Z R).
Notation W := (W R).
Notation b := (b R).
Notation X := (X R).
Notation Lg := (logits W b Z).
Let two : (0 < 2)%N := isT.
Let pinvX := h_samples.pinvE R.
Let t0 : 0 < tbar y Lg. Proof. by rewrite tbarE; numbers. Qed.
Let t_neq0 : tbar y Lg != 0. Proof. by rewrite gt_eqF. Qed.
Let half1 : 1 / 2%:R < 1 :> R. Proof. numbers. Qed.

Definition samples_projected := H_projected_from_logits two b Z pinvX.
Definition samples_H2h_products := H2h_products ne two b Z pinvX.
Lemma samples_H2h : 2%:R / 19%:R <= S_W y Z / S_B y Z /\ S_W y Z / S_B y Z <= 5%:R / 16%:R.
Proof.
have [h1 h2] := H2h_collapse_from_head ne two b Z pinvX; rewrite P_BE P_WE restE /S_T S_WE S_BE in
  h1 h2.
rewrite S_WE S_BE; split.
  by apply: le_trans (h1 _); numbers.
by apply: le_trans (h2 _) _; numbers.
Qed.
Definition samples_H1 := H1_margins_from_squared_error y Lg half1.
Definition samples_H2m_identity := H2m_identity ne two t_neq0.
Definition samples_H2m := H2m_collapse_from_margin ne two t_neq0.
Definition samples_H2h_sharper := H2h_sharper ne two pinvX t_neq0.
Definition samples_H3 := H3_aligned_means ne two t0.
Definition samples_H3_between := H3_aligned_means_between ne two t0 (lexx _).
Let low2 := let: And3 _ h _ := H4_instance R in h.
Let up3 := let: And3 h _ _ := H4_instance R in h.
Let two0 : 0 < 2%:R :> R := ltr0n R 2.
Definition samples_H4 := H4_centred_class_means ne two pinvX up3 low2 two0.
Definition samples_H4_S_B := H4_centred_class_means_given_S_B ne two pinvX up3 low2 two0.
Lemma samples_H5 : exists t, bmean y (fun i => 1 - sample_cos y W Z i) <= t.
Proof.
have [r hr] := fin_all_exists (fun i => H5_instance (1 : R) i); eexists.
exact: (H5_centred_alignment_solved ne two pinvX ltr01 hr).
Qed.
Notation cp i := (pos (sample_cp y W b Z X i)).
Let multiplier i x : 0 <= x ->
  cp i * (1 - (Num.sqrt (1 + x))^-1) - 1 * sample_p2 y W b Z X i * x <= cp i.
Proof.
move=> x0; rewrite lerBlDr; apply: ler_wpDr.
  by rewrite mulr_ge0 // mulr_ge0 ?ler01 ?sqn_ge0.
rewrite -[leRHS]mulr1; apply: ler_wpM2l (pos_ge0 _) _ _ _.
by rewrite lerBlDr lerDl invr_ge0 sqrtr_ge0.
Qed.
Definition samples_H5_any := H5_centred_alignment ne two pinvX ler01 multiplier.
Let margins i j : j != y i -> 5%:R / 2%:R <= Lg (y i) i - Lg j i.
Proof.
case: i j => [[|[|[|//]]] hi] [[|[|//]] hj] // _.
all: by rewrite /logits !(mxE, big_ord_recl, big_ord0) /=; numbers.
Qed.
Definition samples_H7b := H7b_margin_between ne two (isT : (1 < 2)%N) margins.
Definition samples_H6 := H6_nearest_class_mean ne (@H6_instance R).
Definition samples_H6_term := H6_term_le ne Z ord0 (lift ord0 ord0).
Notation near i := (\sum_j `|nearness y Z i j|).
Let nearest i j : j != y i -> nearness y Z i j <= near i.
Proof.
move=> _; apply: le_trans (ler_norm _) _; rewrite (bigD1 j) //= lerDl.
by apply: sumr_ge0 => k _; exact: normr_ge0.
Qed.
Definition samples_H6j := H6j_nearest_class_mean (g := fun i => near i) ne nearest.
Definition samples_H6e := H6e_nearest_class_mean (g := fun i => near i) (h := fun=> 0) ne nearest
  (fun=> ltr01).
Let share c : size_of y c / 3%:R <= 2%:R / 3%:R :> R.
Proof. by rewrite sizeE; case: ifP => _; numbers. Qed.
Let apart17 c j : j != c -> 17%:R <= dist2 y Z c j.
Proof.
rewrite /dist2 /mean_of MuE sqnE; case: j => [[|[|//]] hj]; case: c => [[|[|//]] hc] // _.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /=; numbers.
Qed.
Let seventeen : 0 < 17%:R :> R := ltr0n R 17.
(* 16/17 of a sample is not nearest to its own class's mean, so none is. *)
Definition samples_H6_distances := H6_from_distances ne two share seventeen apart17.
Let lowM : low_centred (Mu_C y Z) 2%:R.
Proof.
split=> [|x]; first exact: ler0n.
move=> /matrixP /(_ ord0 ord0); rewrite Mu_CE !sqnE !(mxE, big_ord_recl, big_ord0) /=
  ?(mxE, big_ord_recl, big_ord0) /=.
move: (x _ _) (x _ _) => s t; rewrite !mul1r addr0 => h.
have -> : t = - s by apply/eqP; rewrite -addr_eq0; apply/eqP.
apply: (ge0_le (z := 9%:R * s ^+ 2)); first by field.
by rewrite mulr_ge0 ?ler0n ?sqr_ge0.
Qed.
Definition samples_H6_spectrum := H6_from_spectrum ne two two0 lowM share.
(* What decide.v accepts of this classifier. *)
Let inside := (instance_classifier R).1.
Lemma samples_decided : [/\ S_W y Z / S_B y Z <= QR R (Qmake 5 16), S_W y Z / S_B y Z <= QR R (Qmake
  5 16),
  QR R (Qmake 2 19) <= S_W y Z / S_B y Z, QR R (Qmake 1 2) <= cos_means y W Z &
  cond_centred (Mu_C y Z) (QR R (Qmake 2 1))].
Proof.
have [_ [h1 h2 h3 h4 h5]] := instance_classifier R; split.
- exact: H2m_decided inside _ h1.
- exact: H2h_decided inside _ h2.
- exact: H2h_least_decided inside _ h3.
- exact: H3_decided inside _ h4.
exact: H4_decided inside _ h5.
Qed.
End Claims.

(* H7 without the bias, for classes of two samples and one: the least margin is 2 and nuc, the trace
   of the root, is sqrt(3/2). *)
Section Sizes.
Variable R : rcfType.
Notation Z := (Z R).
Notation W := (W R).
Notation nuc := (Num.sqrt (3%:R / 2%:R) : R).
Notation root := (nuc^-1 *: size_form R y).
Lemma nuc2 : nuc ^+ 2 = 3%:R / 2%:R. Proof. by rewrite sqr_sqrtr //; numbers. Qed.
Lemma nuc_neq0 : nuc != 0. Proof. by rewrite gt_eqF // sqrtr_gt0; numbers. Qed.
Lemma middle : cen *m diag_mx (\row_c root_sizes R y c 0) *m (diag_mx (\row_c root_sizes R y c 0) *m
  cen) = (3%:R / 2%:R) *: (cen : 'M[R]_2).
Proof.
rewrite mulmxA -(mulmxA cen) (_ : diag_mx _ *m diag_mx _ = diag_mx (\row_c size_of y c));
  last first.
  rewrite mulmx_diag; congr diag_mx; apply/rowP => c.
  by rewrite !mxE -expr2 sqr_sqrtr // size_ge0.
apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0, sizeE) /=; field.
Qed.
Lemma samples_root : is_root (size_form R y) root.
Proof.
split.
- by rewrite linearZ /= /size_form linearB /= tr_diag_mx linearZ /= trmx_mul trmxK.
- by move=> x; rewrite -scalemxAl dotZr mulr_ge0 ?invr_ge0 ?sqrtr_ge0 ?size_form_psd.
rewrite -scalemxAl -scalemxAr scalerA.
have -> : size_form R y *m size_form R y = (3%:R / 2%:R) *: size_form R y.
  rewrite size_formE; move: middle; set D := diag_mx _ => mid.
  have -> : D *m cen *m D *m (D *m cen *m D) = D *m (cen *m D *m (D *m cen)) *m D.
    by rewrite !mulmxA.
  by rewrite mid -scalemxAr -scalemxAl.
by rewrite scalerA -invfM -expr2 nuc2 mulVf ?scale1r //; numbers.
Qed.
Lemma samples_trace : \tr root = nuc.
Proof.
rewrite mxtraceZ (_ : \tr (size_form R y) = nuc ^+ 2); first by rewrite expr2 mulKf ?nuc_neq0.
rewrite nuc2 /mxtrace !big_ord_recl big_ord0 /size_form !(mxE, big_ord1) /= !mulr1n -!expr2.
by rewrite !sqr_sqrtr ?sizeE ?ler0n ?ler01 //=; field.
Qed.
Definition samples_root_off := root_off_diagonal (@root_sizes_gt0 R 3 2 y ne)
  (size_form_psd y (isT : (0 < 2)%N)) samples_root (isT : ord0 != lift ord0 ord0).
Lemma plain : margins_ge y (W *m Z) 2%:R.
Proof.
move=> [[|[|[|//]]] hi] [[|[|//]] hj] // _; rewrite !(mxE, big_ord_recl, big_ord0) /=.
all: numbers.
Qed.
Lemma samples_H7 : 2%:R * nuc <= nrm (Wc W) * nrm Z.
Proof.
have [h1 h2 _] := H7_margin_unequal_classes ne (isT : (0 < 2)%N) samples_root plain.
by rewrite -samples_trace; exact: le_trans h1 h2.
Qed.
End Sizes.
