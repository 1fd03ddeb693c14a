(* Section A's theorems on two layers, those of heads with two layers, B10u and B11 at the network
   of nearly_balanced.v, with all of their hypotheses discharged. A lemma says what its bound comes
   to; of the definitions the conclusion is the theorem's own at these numbers. NC1 is 1/100 at most
   by A2s, kappa of the class means 781/499 by A5. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth a_sharp a7 a6s a_depth_bound
  decided_a composed b shorter_run paper_forms.
From NCV.instances Require Import a numbers wide nearly_balanced.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Claims.
Variable R : rcfType.
Notation h := (32%:R^-1 : R).
Notation e := (1024%:R^-1 : R).
Notation e1 := (16%:R^-1 : R).
Notation r := (9%:R / 4%:R : R).
Notation W := (near_layer R 0).
Notation V := (near_layer R 1).
Notation Z := (near_features R).
Notation X := (back R).
Notation Y := (onehot y : 'M[R]_(2, 4)).
Let l1 : Z 1 = V *m Z 2 := near_linear1 R.
Let pinvX := near_pinv R.
Let lowY := labels_low R.
Let fit := near_residual R.
Let fit0 := near_residual0 R.
Let small := e1_lt1 R.
Let small' := ltW small.
Let skew := near_qneg R.
Let e0 := e_ge0 R.
Let b1 := near_bnd1 R.
Let b2 := near_bnd2 R.
Let w1 := sees_bnd R.
Let wr := sees_bnd_r R.
Let k1 := sees_cond R.
Let labels := y_balanced R.
Let two : (1 < 2)%N := isT.
Let pos : (0 < 2)%N := isT.
Let root2 : Num.sqrt 2%:R ^+ 2 = spread y :> R.
Proof. by rewrite y_spread sqr_sqrtr ?ler0n. Qed.

Lemma near_A0a : low W (5%:R / 12%:R).
Proof. by apply: low_weaken (A0a_head_conditioning lowY fit small' b1) _ _; numbers. Qed.
Lemma near_A0b : sqn ((1%:M - X *m W) *m V) <= e /\ bnd ((1%:M - X *m W) *m V) h.
Proof.
split.
  by apply: le_trans (A0b_frobenius pinvX (sees_free R) skew) _; numbers.
rewrite -root_e (_ : _ * e = e); first exact: A0b_operator pinvX skew e0.
numbers.
Qed.
Lemma near_A1 : nrm (Z 1 - X *m Y) <= 141%:R / 640%:R.
Proof. by have := A1_distance_to_collapse l1 pinvX lowY fit small skew b1 b2; rewrite PsiE. Qed.
Lemma near_A1s : sqn (Z 1 - X *m Y) <= 3%:R / 100%:R.
Proof. by apply: le_trans (A1s_distance_to_collapse l1 pinvX lowY fit small skew e0 b1 b2) _;
  numbers. Qed.
Definition near_A2u := A2u_any_class_sizes two l1 pinvX lowY fit small skew b1 b2 w1 (sqrtr_ge0
  2%:R) root2.
Definition near_A2u_r := A2u_any_class_sizes_r two l1 pinvX lowY fit small skew b1 b2 wr.
Definition near_A2 := A2_within_class_collapse two l1 pinvX labels lowY fit small skew b1 b2 wr.
Definition near_A2v := A2v_unweighted_any_sizes two l1 pinvX lowY fit small skew e0 b1 b2 w1.
Lemma near_A2s : NC1_weighted_le y (Z 1) (1 / 100%:R).
Proof.
have c2 : (9%:R / 128%:R) ^+ 2 = 1 ^+ 2 * r ^+ 2 * (minn (3 - 2) (minn 3 (4 - 2)))%:R * e by
  numbers.
apply: NC1_weighted_weaken (A2s_sharp_collapse two l1 pinvX lowY fit small skew e0 b2 w1 k1
  (sqrtr_ge0 2%:R) root2 c2) _.
set g := Num.sqrt _; have g1 : 141%:R / 100%:R <= g.
  by rewrite -[leLHS]ger0_norm -?sqrtr_sqr; [apply: ler_wsqrtr; numbers | numbers].
have wb : worst_part 1 (9%:R / 128%:R) e1 g <= e1 by rewrite /worst_part ge_min lexx.
have w0 : 0 <= worst_part 1 (9%:R / 128%:R) e1 g.
  rewrite /worst_part le_min; apply/andP; split; first numbers.
  by rewrite divr_ge0 ?sqrtr_ge0 //; numbers.
set w := worst_part _ _ _ _ in wb w0 *.
have gw : 13%:R / 10%:R <= g - w.
  apply: (@le_trans _ _ (141%:R / 100%:R - e1)); first numbers.
  by apply: lerB.
have gw0 : 0 < g - w by apply: lt_le_trans gw; numbers.
rewrite ler_pdivrMr ?exprn_gt0 //; apply: (@le_trans _ _ (1 / 100%:R * (13%:R / 10%:R) ^+ 2)).
  rewrite expr1n mul1r; apply: (@le_trans _ _ (e1 ^+ 2 + (9%:R / 128%:R) ^+ 2)); last numbers.
  by rewrite lerD2r lerBlDr lerDl sqr_ge0.
apply: ler_wpM2l; first numbers.
by rewrite ler_sqr2 ?(ltW gw0) //; numbers.
Qed.
Lemma near_A2v_samples_mean : NC1_le y (Z 1) (1 ^+ 2 / 4%:R * ((r * e1 / (1 - e1)) ^+ 2 +
  r ^+ 2 * (kernel_rank 2 3 3 4)%:R * e) / (Num.sqrt ((2%:R - 1) / 2%:R) - e1 / (Num.sqrt 2%:R * 1))
    ^+ 2).
Proof.
by apply: A2v_samples_mean near_A2v => //; rewrite divr_ge0 ?sqr_ge0 //; numbers.
Qed.
Definition near_A1_paper := A1_paper_form l1 pinvX lowY fit small skew e0 b1 b2.
Definition near_A6 := A6_alignment pos l1 pinvX lowY fit small skew b1 b2 w1 k1.
Definition near_A6s := A6s_alignment pos l1 pinvX lowY fit small skew e0 b2 w1 k1.
Definition near_A5s := A5s_class_mean_orthogonality pos l1 pinvX lowY fit small skew e0 b2 w1 k1.
Lemma near_A5 : NC2_le y (Z 1) (781%:R / 499%:R).
Proof.
have s : 1 * Psi r r 1 e1 (3%:R - 2%:R) e < 1 by rewrite PsiE; numbers.
apply: cond_weaken (A5_class_mean_orthogonality pos l1 pinvX lowY fit small skew b1 b2 w1 k1 s) _.
by rewrite PsiE; numbers.
Qed.
Lemma paper_psi : r * Psi r r 1 e1 3%:R e < 1.
Proof.
apply: (@le_lt_trans _ _ (r * (r * (e1 / (1 - e1)) + r * 16%:R^-1))); last numbers.
apply: ler_wpM2l; first numbers.
by rewrite lerD2l; apply: ler_wpM2l; [numbers | exact: root_3e].
Qed.
Definition near_A5_paper := A5_paper_form l1 pinvX lowY fit small skew e0 b1 b2 pos wr k1 paper_psi.
Lemma paper_fit : 2%:R * e1 / Num.sqrt 4%:R < Num.sqrt ((2%:R - 1) / 2%:R).
Proof.
rewrite (_ : 4%:R = 2%:R ^+ 2); last numbers.
rewrite sqrtr_sqr ger0_norm ?ler0n //.
apply: (@lt_le_trans _ _ (Num.sqrt (4%:R^-1 ^+ 2))); last by apply: ler_wsqrtr; numbers.
by rewrite sqrtr_sqr ger0_norm; numbers.
Qed.
Definition near_A2_paper := A2_paper_form l1 pinvX lowY fit small skew e0 b1 b2 two labels wr
  paper_fit.
End Claims.

(* --- Heads of more than two layers, here two, and section B's theorems that end in section A. ---
  *)
Section Heads.
Variable R : rcfType.
Notation e := (1024%:R^-1 : R).
Notation e1 := (16%:R^-1 : R).
Notation r := (9%:R / 4%:R : R).
Notation W := (near_layer R).
Notation Z := (near_features R).
Notation X := (back R).
Notation Y := (onehot y : 'M[R]_(2, 4)).
Let run : linear_head W 2 Z := near_linear R.
Let fit := near_residual0 R.
Let lowY := labels_low R.
Let small := e1_lt1 R.
Let e0 := e_ge0 R.
Let two : (0 < 2)%N := isT.
Let one_two : (1 < 2)%N := isT.
Let below_norm : bnd (W 1) 1.
Proof.
split=> [|x]; first exact: ler01.
rewrite expr1n mul1r !sqnE !(mxE, big_ord_recl, big_ord0) /=.
move: (x _ _) (x _ _) (x _ _) => p q s.
apply: (ge0_le (z := (1 - 32%:R^-1 ^+ 2) * p ^+ 2)); first by ring.
by apply: mulr_ge0; [numbers | exact: sqr_ge0].
Qed.
Let norms j : (j < 2)%N -> bnd (W j) 1.
Proof. by case: j => [|[|//]] _; [exact: sees_bnd | exact: below_norm]. Qed.
Let norms_r j : (j < 2)%N -> bnd (W j) r.
Proof. by move=> j2; apply: bnd_weaken (norms j2) _; numbers. Qed.
Let defects j : (j < 1)%N -> bnd (defect W j) e.
Proof. by case: j => // _; exact: near_defect_bnd. Qed.
Let skews i : (i < 1)%N -> qneg (defect W i) e.
Proof. by case: i => // _; exact: near_qneg. Qed.
Let tops j : (j < 2)%N -> bnd (top W j) 1.
Proof. by case: j => [|[|//]] _ /=; rewrite ?mul1mx; [exact: bnd1 | exact: sees_bnd]. Qed.
Let sees_is_low : is_low (W 0%N) 1.
Proof.
split; first exact: sees_low.
exists (delta_mx 0 0); last by rewrite seesE sqn_gramr layerT layer_back mul1mx expr1n mul1r.
by apply/eqP => /matrixP /(_ 0 0); rewrite !mxE => /eqP; rewrite oner_eq0.
Qed.
Let product : top W 2 = W 0%N.
Proof.
rewrite /= mul1mx; apply/matrixP => -[[|[|p]] hp] -[[|[|[|q]]] hq] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /=; ring.
Qed.
Let product_cond : cond (top W 2) 1. Proof. by rewrite product; exact: sees_cond. Qed.
Lemma near_A3 : bnd (top W 2 *m (top W 2)^T - mxpow (W 0%N *m (W 0%N)^T) 2) e /\
  bnd (top W 2 *m (top W 2)^T - mxpow (W 0%N *m (W 0%N)^T) 2) (2%:R * e).
Proof.
split.
  by apply: bnd_weaken (A3_head_product two norms defects) _; rewrite /delta /=; numbers.
apply: bnd_weaken (A3_head_product_norms (nv := fun=> 1) (w := fun=> 1) (del := fun=> e) two tops
  norms defects) _.
by rewrite /head_defect /geom !(big_ord_recl, big_ord0) /=; numbers.
Qed.
Let near_delta : head_defect (fun=> 1) (fun=> 1) (fun=> e) 2 * r ^+ 2 / (1 - e1) ^+ 2 < 1.
Proof. by rewrite /head_defect /geom !(big_ord_recl, big_ord0) /=; numbers. Qed.
Definition near_A4 := A4_head_condition two two run lowY fit small (near_bnd1 R) norms_r defects
  (sees_norm R) sees_is_low product_cond.
Definition near_A4s := A4s_head_condition two two run lowY fit small (near_bnd2 R) tops norms
  defects (sees_norm R) sees_is_low product_cond near_delta.
Let pinv1 : is_pinv (top W 1) X. Proof. by rewrite /= mul1mx; exact: near_pinv. Qed.
Let es (i : nat) : (i < 1)%N -> 0 <= e := fun=> e0.
Definition near_A7d := A7d_distance_to_collapse (e := fun=> e) run one_two pinv1 lowY fit small
  skews es (near_bnd1 R) (near_bnd2 R).
Definition near_A7d_nc1 := A7d_nc1_bound (e := fun=> e) run one_two pinv1 lowY fit small skews es
  (near_bnd1 R) (near_bnd2 R) one_two (tops one_two).
Lemma near_low_greatest : 0 <= 1 :> R.
Proof. exact: low_greatest two sees_is_low (low0 (W 0%N)). Qed.
Definition near_norm_unique := norm_unique (sees_norm R) (sees_norm R).
Lemma near_cond_kappa : cond (W 0%N) 1 <-> 0 < 1 :> R /\ 1 <= 1 * 1 :> R.
Proof. exact: cond_kappa two (sees_norm R) sees_is_low ler01. Qed.
Lemma near_pinv_unique : (X^T)^T = X. Proof. by apply: (@pinv_unique _ _ _ (W 0%N)); rewrite ?trmxK;
  exact: near_pinv. Qed.
Lemma near_spectral : exists (O : 'M[R]_3) (d : 'rV_3), [/\ O^T *m O = 1%:M, O *m O^T = 1%:M &
  defect W 0 = O *m diag_mx d *m O^T].
Proof. by apply: spectral; case: (near_qneg R). Qed.

(* B10u and B11. *)
Let l1 := near_linear1 R.
Let pinvX := near_pinv R.
Let residual := near_residual R.
Let skew := near_qneg R.
Let b1 := near_bnd1 R.
Let b2 := near_bnd2 R.
Let root2 : Num.sqrt 2%:R ^+ 2 = spread y :> R.
Proof. by rewrite y_spread sqr_sqrtr ?ler0n. Qed.
Definition near_B10u_any_sizes := B10u_any_class_sizes one_two l1 pinvX lowY residual small skew e0
  b1 b2 (sees_bnd_r R) (sqrtr_ge0 2%:R) root2.
Definition near_B10u := B10u_within_class_collapse one_two l1 pinvX (y_balanced R) lowY residual
  small skew e0 b1 b2 (sees_bnd_r R).

Let lam0 : 0 < 1 :> R := ltr01.
Let Delta := Z 0%N - Y.
Let g0 := bnd_nrm (rgrad W 1 Delta Z 0).
Let g1 := bnd_nrm (rgrad W 1 Delta Z 1).
Notation e_B3 := ((1 * nrm (rgrad W 1 Delta Z 0) + 1 * nrm (rgrad W 1 Delta Z 1)) / 1).
Let e_B3_ge0 : 0 <= e_B3. Proof. by rewrite divr_ge0 ?addr_ge0 ?mulr_ge0 ?nrm_ge0 ?ler01. Qed.
Let c_B3 : Num.sqrt (1 ^+ 2 * r ^+ 2 * (minn (3 - 2) (minn 3 (4 - 2)))%:R * e_B3) ^+ 2 =
  1 ^+ 2 * r ^+ 2 * (minn (3 - 2) (minn 3 (4 - 2)))%:R * e_B3.
Proof. by rewrite sqr_sqrtr // mulr_ge0 //; numbers. Qed.
Definition near_B11 := B11_collapse (Delta := Delta) run one_two lam0 lowY fit small (norms two)
  (norms one_two) g0 g1
  one_two (y_balanced R) (near_bnd1 R) (near_bnd2 R) (norms_r two).
Definition near_B11_sharp := B11_collapse_sharp (Delta := Delta) run one_two lam0 lowY fit small
  (norms two) (norms one_two) g0 g1
  one_two (near_bnd2 R) (sees_cond R) (sqrtr_ge0 2%:R) root2 c_B3.
Definition near_B11_class_means := B11_class_means (Delta := Delta) run one_two lam0 lowY fit small
  (norms two) (norms one_two) g0 g1
  two (near_bnd2 R) (sees_cond R).
Definition near_B11_alignment := B11_alignment (Delta := Delta) run one_two lam0 lowY fit small
  (norms two) (norms one_two) g0 g1
  two (near_bnd2 R) (sees_cond R).
End Heads.
