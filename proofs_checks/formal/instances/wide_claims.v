(* Section G, A2b and B12 at the network of wide.v, lambda = 1 and the squared error's gradient,
   with all of their hypotheses discharged. Where a definition has no statement of its own the
   conclusion is the theorem's at these numbers: NC1's bounds are met by features that have not
   collapsed. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a7 g g_balance g_means g_alignment
  g_residual g_bias g_truncated g_min decide rationals decided_g.
From NCV.instances Require Import a numbers wide.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Claims.
Variable R : rcfType.
Notation W := (layer R).
Notation Z := (features (1 : R)).
Notation Z0 := (features (0 : R)).
Notation b := (biases (1 : R)).
Notation X := (back R).
Notation Y := (onehot y : 'M[R]_(2, 4)).
Notation Delta := (Z 0%N - Y).
Notation I2 := (1%:M : 'M[R]_(width 0)).
Let l0 : (1 : R) != 0 := oner_neq0 R.
Let hS : @setting R width 4 W I2 Delta 1 1 X := wide_setting Delta l0.
Let hS0 : @setting R width 4 W I2 (Z0 0%N - Y) 1 1 X := wide_setting _ l0.
Let hZ : affine_head W 2 b Z := wide_affine 1.
Let hZ0 : linear_head W 2 Z0 := wide_linear R.
Let s1 := (wide_norm R).1.
Let sr := wide_seen R.
Let pinvX := wide_pinv R.
Let fixed : I2 *m Delta = Delta := mul1mx _.
Let id_proj := proj_id R (width 0).
Lemma back_sqn m (M : 'M[R]_(2, m)) : sqn (X *m M) = sqn M.
Proof.
have e : X^T = W 0 by rewrite -layerT trmxK.
by rewrite {1}/sqn dot_mull mulmxA e layer_back mul1mx.
Qed.
Lemma between0 : 0 < sqn (I2 *m between y (Z 0%N)).
Proof. by rewrite mul1mx wide_between; numbers. Qed.
Lemma seen_between : 0 < sqn (X *m (I2 *m between y (Z 0%N))).
Proof. by rewrite back_sqn between0. Qed.
Lemma means0 : 0 < sqn (I2 *m Mu_G y (Z 0%N)).
Proof. by rewrite mul1mx wide_Mu_G sqnE !(mxE, big_ord_recl, big_ord0) /=; numbers. Qed.
Lemma seen_means : 0 < sqn (X *m (I2 *m Mu_G y (Z 0%N))). Proof. by rewrite back_sqn means0. Qed.
Let labels : nonempty y := y_nonempty.
Lemma q_any p (M : 'M[R]_(p, 4)) q : topq M q (sqn M).
Proof. by move=> Q hQ _; exact: proj_le. Qed.
Lemma one_J : const_mx 1 *m (1%:M - J) = 0 :> 'M[R]_(1, 4).
Proof. by apply/matrixP => i j; rewrite mulmxBr mulmx1 !(mxE, big_ord_recl, big_ord0) /=; numbers.
Qed.

Definition wide_G0r := G0r_numerical_rank hS (bnd_nrm (@outside R width 4 W Z I2 Delta 1 1 X)).
Definition wide_G0r_gradient := G0r_numerical_rank_gradient hS (bnd_nrm (rgrad W 1 Delta Z 1)).
Definition wide_G0a mu := @G0a_no_lambda R width 4 W Z I2 Delta 1 X mu id_proj fixed pinvX.
Definition wide_G1 := G1_step hS hZ one_J.
Definition wide_G1_no_biases := G1_step_no_biases b Y^T hS0 hZ0.
Definition wide_G1_orthogonal := G1_orthogonal_ranges Z hS.
Definition wide_G2v_within := G2v_within y hS hZ.
Definition wide_G2v_between := G2v_between y hS hZ.
Definition wide_G2v := G2v_seen_collapse hS hZ seen_between.
Definition wide_G2v_unweighted := G2v_unweighted hS hZ labels seen_means.
Definition wide_G2_unweighted := G2_unweighted hS hZ s1 sr labels means0.
Definition wide_G2_gradient := G2_logit_collapse_gradient hS hZ s1 sr
  (bnd_nrm ((1%:M - X *m (I2 *m top W 1)) *m rgrad W 1 Delta Z 1)) (@q_any _ _ _) between0.
Lemma below_between : 0 < sqn (between y (Z 1%N)).
Proof. by rewrite (wide_G2v_between) -[ltLHS]addr0; apply: ltr_leD seen_between (sqn_ge0 _). Qed.
Definition wide_G2l := G2l_lower_bound hS hZ s1 sr below_between.
Lemma centredE : Mu_C y (Z 0%N) = Mu_G y (Z 0%N).
Proof.
rewrite wide_Mu_G wide_shift mulr0 (_ : const_mx 0 = 0) ?subr0 // /Mu_C wide_Mu0.
apply/matrixP => -[[|[|p]] hp] -[[|[|q]] hq] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /=; numbers.
Qed.
Lemma means_C : 0 < sqn (I2 *m Mu_C y (Z 0%N)). Proof. by rewrite centredE means0. Qed.
Lemma seen_means_C : 0 < sqn (X *m (I2 *m Mu_C y (Z 0%N))).
Proof. by rewrite centredE seen_means. Qed.
Definition wide_G2v_centred := G2v_unweighted_centred hS hZ labels seen_means_C.
Definition wide_G2_centred := G2_unweighted_centred hS hZ s1 sr labels means_C.
(* G2t with the labels for target: e = 1/4, g = 1, c = 1/2. *)
Let Y_classes : Y *m Pi y = Y := onehot_Pi R y.
Lemma misfit : nrm (I2 *m ((Z 0%N - Y) *m (1%:M - J))) <= 4%:R^-1.
Proof.
rewrite mul1mx nrm_le; last numbers.
apply: le_trans (proj_le_r _ (projC (J_proj R (isT : (0 < 4)%N)))) _.
by rewrite -nrm_le ?wide_residual //; numbers.
Qed.
Lemma label_spread : 1 <= nrm (I2 *m (Y *m (1%:M - J))).
Proof.
rewrite mul1mx le_nrm ?ler01 // labels_centred sqnE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; numbers.
Qed.
Lemma apart : 4%:R^-1 < 1 :> R. Proof. numbers. Qed.
Lemma rest_c : 1 ^+ 2 * sqn (@outside R width 4 W Z I2 Delta 1 1 X *m within y (Z 2)) <=
  2%:R^-1 ^+ 2.
Proof. by rewrite wide_outside //; numbers. Qed.
Definition wide_G2t := G2t_any_target hS hZ s1 sr Y_classes misfit label_spread apart rest_c.
Notation Rg := ((1%:M - X *m (I2 *m top W 1)) *m rgrad W 1 Delta Z 1).
Notation c_Rg := (Num.sqrt (1 ^+ 2 * sqn (within y (Z 2)) * nrm Rg ^+ 2 / 1 ^+ 2)).
Lemma c_RgE : 1 ^+ 2 * sqn (within y (Z 2)) * nrm Rg ^+ 2 / 1 ^+ 2 <= c_Rg ^+ 2.
Proof. by rewrite sqr_sqrtr // divr_ge0 ?sqr_ge0 // mulr_ge0 ?sqr_ge0 // mulr_ge0 ?sqr_ge0 ?sqn_ge0.
  Qed.
Definition wide_G2t_gradient := G2t_any_target_gradient hS hZ s1 sr Y_classes misfit label_spread
  apart
  (bnd_nrm Rg) (@q_any _ _ _) c_RgE.
(* The residual is 0 for the second class: W_L's second row is -R_L's by lambda. *)
Lemma blind_row : (delta_mx 0 (lift ord0 ord0) : 'M[R]_(1, 2)) *m Delta = 0.
Proof.
by rewrite wide_fit addrC addKr -scalemxAr mul_delta_mx_0 ?scaler0.
Qed.
Definition wide_G0_last_layer := G0_last_layer W Z blind_row l0.
Let hZ1 : Z 1%N = W 1 *m Z 2 + b 1 *m const_mx 1 := hZ (isT : (1 < 2)%N).
Definition wide_G4_gradient := G4_bias_gradient Delta hZ1.
Definition wide_G4_balance := G4_bias_balance Delta (fun=> 1) hZ1.
Definition wide_G4_augmented := G4_augmented Delta hZ1.
Definition wide_G4_recursion := G4_recursion Delta 8%:R^-1 1 hZ1.
Lemma skew j : (j < 1)%N -> qneg (defect W j) 1.
Proof. by case: j => // _; have [] := wide_defect R. Qed.
Let ones (j : nat) : (j < 1)%N -> 0 <= 1 :> R := fun=> ler01.
Lemma sees_all : bnd ((1%:M - I2) *m W 0%N) 0.
Proof. by rewrite subrr mul0mx; exact: bnd0. Qed.
Lemma sum1 : \sum_(j < 1) 1 + 0 ^+ 2 <= 1 ^+ 2 :> R.
Proof. by rewrite big_ord1; numbers. Qed.
Definition wide_G3 := G3_balance (e := fun=> 1) id_proj pinvX skew ones sees_all ler01 sum1.
Notation D_b j := (nrm (defect W j - b j.+1 *m (b j.+1)^T)).
Lemma skew_b j : (j < 1)%N -> qneg (defect W j - b j.+1 *m (b j.+1)^T) (D_b j).
Proof.
move=> _; apply: bnd_qneg (bnd_nrm _).
by rewrite /defect !linearB /= !trmx_mul !trmxK.
Qed.
Let D_b_ge0 j : (j < 1)%N -> 0 <= D_b j := fun=> nrm_ge0 _.
Notation c_b := (Num.sqrt (\sum_(j < 1) D_b j + 0 ^+ 2)).
Lemma c_bE : \sum_(j < 1) D_b j + 0 ^+ 2 <= c_b ^+ 2.
Proof. by rewrite sqr_sqrtr // big_ord1 addr_ge0 ?nrm_ge0 ?sqr_ge0. Qed.
Definition wide_G3_biases := G3_balance_biases (e := fun j => D_b j) id_proj pinvX skew_b D_b_ge0
  sees_all (sqrtr_ge0 _) c_bE.

(* Class means, centred with biases, uncentred without. *)
Let Mu0E : Mu y (Z0 0%N) = \matrix_(p, q) nth 0 (nth [::] [:: [:: 9%:R / 8%:R; 0]; [:: 0; 1]] p) q
  := wide_Mu0 R.
Lemma means_low : low_on 1%:M (I2 *m Mu y (Z0 0%N)) 1.
Proof.
split=> [|x]; first exact: ler01.
rewrite mul1mx mul1mx Mu0E !sqnE !(mxE, big_ord_recl, big_ord0) /=; move: (x _ _) (x _ _) => p q.
apply: (ge0_le (z := ((9%:R / 8%:R) ^+ 2 - 1) * q ^+ 2)); first by ring.
by apply: mulr_ge0; [numbers | exact: sqr_ge0].
Qed.
Lemma seen_low : low_on 1%:M (X *m (I2 *m Mu y (Z0 0%N))) 1.
Proof. by have [p h] := means_low; split=> // x; rewrite -mulmxA back_sqn; exact: h. Qed.
Definition wide_G5v := G5v_class_means b hS0 hZ0 (bnd_nrm _) seen_low ltr01 (bnd_nrm _).
Definition wide_G5 := G5_class_means b hS0 hZ0 s1 sr (bnd_nrm _) means_low ltr01 (bnd_nrm _).
(* The logits' centred means (9/16 -9/16; -1/2 1/2) leave of 1^perp no less than |x|. *)
Lemma centred_low : low_on (1%:M - const_mx 2%:R^-1) (I2 *m Mu_C y (Z 0%N)) 1.
Proof.
split=> [|x]; first exact: ler01.
rewrite mul1mx centredE wide_Mu_G !sqnE !(mxE, big_ord_recl, big_ord0) /=; move: (x _ _) (x _ _).
move=> p q; apply: (ge0_le (z := 17%:R / 256%:R * (q - p) ^+ 2)); first by field.
by apply: mulr_ge0; [numbers | exact: sqr_ge0].
Qed.
Lemma seen_centred_low : low_on (1%:M - const_mx 2%:R^-1) (X *m (I2 *m Mu_C y (Z 0%N))) 1.
Proof. by have [p h] := centred_low; split=> // x; rewrite -mulmxA back_sqn; exact: h. Qed.
Definition wide_G5v_centred := G5v_centred_class_means hS hZ labels (bnd_nrm _) seen_centred_low
  ltr01 (bnd_nrm _).
Definition wide_G5_centred := G5_centred_class_means hS hZ labels s1 sr (bnd_nrm _) centred_low
  ltr01 (bnd_nrm _).
Lemma distinct i : class_logits Z I2 y i != 0.
Proof.
rewrite /class_logits mul1mx wide_Mu_G; apply/eqP => /matrixP /(_ 0 0); rewrite !mxE /=.
by case: (y i) => [[|[|//]] hi] /= /eqP; apply/negP; numbers.
Qed.
Definition wide_G6v := G6v_alignment hS hZ distinct.
Definition wide_G6_min := G6_alignment_min hS hZ distinct s1 sr.
Definition wide_G6_alpha i := G6_alpha hS hZ distinct i s1 sr.

(* One direction of two, B = (1 0): what the other lets through is s'. *)
Notation B := (delta_mx 0 0 : 'M[R]_(1, 2)).
Notation X1 := (delta_mx 0 0 : 'M[R]_(3, 1)).
Lemma BE : B *m (I2 *m top W 1) = delta_mx 0 0.
Proof.
rewrite VE; apply/matrixP => -[[|//] hp] -[[|[|[|q]]] hq] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /=; numbers.
Qed.
Lemma pinvB : is_pinv (B *m (I2 *m top W 1)) X1.
Proof. by rewrite BE; split; rewrite ?trmx_delta ?mul_delta_mx ?trmx_delta ?mul_delta_mx. Qed.
Notation hidden := ((1%:M - X1 *m (B *m (I2 *m top W 1))) *m (I2 *m top W 1)^T).
Lemma lowB : low (B *m (I2 *m top W 1)) 1.
Proof.
rewrite BE; split=> [|x]; first exact: ler01.
by rewrite trmx_delta !sqnE !(mxE, big_ord_recl, big_ord0) /= !(mul0r, mul1r, addr0, add0r, expr0n,
  expr1n).
Qed.
Definition wide_G3k_gradient := G3k_truncated_gradient hZ pinvB id_proj fixed l0 (bnd_nrm hidden)
  lowB ltr01 s1 between0.
Let skew0 : qneg (defect W 0) 1 := skew (isT : (0 < 1)%N).
Definition wide_G3k := G3k_truncated hZ pinvB id_proj fixed l0 (bnd_nrm hidden) skew0 ler01 sees_all
  (@q_any _ _ _) lowB ltr01 s1 between0.

Lemma seenB : 0 < sqn (X1 *m (B *m (I2 *m between y (Z 0%N)))).
Proof.
rewrite mul1mx betweenE wide_Mu_G mulmxA mul_delta_mx sqn_gt0; apply/eqP => /matrixP /(_ 0 0).
by rewrite !(mxE, big_ord_recl, big_ord0) /= => /eqP; apply/negP; numbers.
Qed.
Definition wide_G3v_gradient := G3v_truncated_gradient hZ pinvB id_proj fixed l0 (bnd_nrm hidden)
  seenB.
Definition wide_G3v := G3v_truncated hZ pinvB id_proj fixed l0 (bnd_nrm hidden) skew0 ler01 sees_all
  (@q_any _ _ _) seenB.

(* G6m, B12 and A2b. *)
Lemma pinv0 : is_pinv (W 0%N) X. Proof. by rewrite -VE. Qed.
Let lowY : low Y 1 := one_low R y_nonempty.
Lemma fit0 : nrm (Z0 0%N - Y) <= 4%:R^-1. Proof. by rewrite wide_residual. Qed.
Lemma w1 : bnd (W 0%N) 1. Proof. by rewrite -VE. Qed.
Let wl := wide_low R.
Let four : (0 < 4)%N := isT.
Let two : (1 < width 0)%N := isT.
Definition wide_G6m := G6m_alignment_labels hZ0 pinv0 lowY fit0 apart four w1 wl ltr01 (bnd_nrm (Z0
  2)) skew0 ler01.
Notation R0 := ((1%:M - X *m W 0%N) *m rgrad W 1 (Z0 0%N - Y) Z0 1).
Notation c0 := (Num.sqrt (1 ^+ 2 * sqn (within y (Z0 2)) * (nrm R0 / `|1|) ^+ 2)).
Lemma c0E : 1 ^+ 2 * sqn (within y (Z0 2)) * (nrm R0 / `|1|) ^+ 2 <= c0 ^+ 2.
Proof. by rewrite sqr_sqrtr // mulr_ge0 ?sqr_ge0 // mulr_ge0 ?sqr_ge0 ?sqn_ge0. Qed.
Lemma misfit0 : nrm ((Z0 0%N - Y) *m (1%:M - J)) <= 4%:R^-1.
Proof.
rewrite nrm_le; last numbers.
apply: le_trans (proj_le_r _ (projC (J_proj R (isT : (0 < 4)%N)))) _.
by rewrite -nrm_le ?wide_residual //; numbers.
Qed.
Lemma root2 : Num.sqrt 2%:R ^+ 2 = spread y :> R.
Proof.
rewrite sqr_sqrtr ?ler0n // /spread !(big_ord_recl, big_ord0) /= !wide_sizes; numbers.
Qed.
Definition wide_B12_nc1 := B12_nc1 hZ0 pinv0 lowY fit0 apart l0 (bnd_nrm R0) two w1 wl ltr01 misfit0
  (lexx _)
  (sqrtr_ge0 2%:R) root2 (@q_any _ _ _) c0E.
Definition wide_B12_nc2 := B12_nc2 hZ0 pinv0 lowY fit0 apart l0 (bnd_nrm R0) w1 wl ltr01 (bnd_nrm
  (Z0 2)).
Definition wide_B12_nc3 := B12_nc3 hZ0 pinv0 lowY fit0 apart l0 (bnd_nrm R0) four w1 wl ltr01
  (@q_any _ _ _) (sqn_ge0 _).
Let a2b := instance_A2b R.
Lemma wide_A2b : exists t, sqn (within y (Z 1%N)) <= t.
Proof.
have [h1 h2 h3 [h4 h5 h6 h7 h8]] := a2b; eexists.
exact: (A2b_biases h1 h2 two h3 h4 h5 h6 h7 h8 ler01).
Qed.

(* What decide.v accepts of this network. *)
Let decided := instance_tail l0.
Lemma wide_decided : [/\ NC1_weighted_le y (Z 1%N) (QR R (Qmake 5 16)), NC1_le y (Z 1%N) (QR R
  (Qmake 5 16)) &
  NC1_weighted_le y (Z 1%N) (QR R (Qmake 3 4))].
Proof.
have [h [h1 h2 h3]] := decided.
split.
- exact: (@G2_decided R width 4 y W b Z I2 Delta 1 1 X this_tail h _ h1).
- exact: (@G2_means_decided R width 4 y W b Z I2 Delta 1 1 X this_tail h _ h2).
exact: (@G2t_decided R width 4 y W b Z I2 Delta 1 1 X this_tail h _ h3).
Qed.
End Claims.
