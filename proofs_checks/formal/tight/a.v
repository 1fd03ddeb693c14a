(* Constants of section A that nothing smaller can replace: at these networks, which meet every
   hypothesis, the two sides are equal, so that the statement with t < 1 times its right side (t > 1
   where the claim is a bound from below) is false. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth a_sharp a7.
From NCV.instances Require Import a_depth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Two layers diag(1, 2), balanced, that fit the second of two samples and half of the first. *)
Section Halfway.
Variable R : rcfType.
Notation h := (2%:R^-1 : R).
Notation W := (diag 1 2%:R : 'M[R]_2).
Notation X := (diag 1 h).
Notation Z1 := (diag h h).
Notation Z2 := (diag h (4%:R^-1) : 'M[R]_2).
Notation id2 := (fun i : 'I_2 => i).
Notation Y := (onehot id2 : 'M[R]_(2, 2)).

Lemma labels1 : Y = diag 1 1.
Proof. by apply/matrixP => i j; rewrite diag11 !mxE eq_sym. Qed.
Lemma id2_nonempty : nonempty id2.
Proof. by move=> c; exists c. Qed.
Lemma diag_sub (a b c d : R) : diag a b - diag c d = diag (a - c) (b - d).
Proof. by rewrite /diag -raddfB; congr diag_mx; apply/rowP => j; rewrite !mxE; case: ifP. Qed.
Lemma sqn_diag (a b : R) : sqn (diag a b) = a ^+ 2 + b ^+ 2.
Proof. by rewrite sqnE !(big_ord_recl, big_ord0) /= !mxE /= !(mulr1n, mulr0n); ring. Qed.
Lemma nrm_diag (a : R) : 0 <= a -> nrm (diag (- a) 0) = a.
Proof.
move=> a0; rewrite /nrm sqn_diag sqrrN expr0n addr0 sqrtr_sqr; exact: ger0_norm.
Qed.
Lemma diag_bnd (a b c : R) : 0 <= a -> a <= c -> 0 <= b -> b <= c -> bnd (diag a b) c.
Proof.
move=> a0 ac b0 bc; have c0 := le_trans a0 ac; split=> // x.
rewrite diag_sqn sqn2 mulrDr; apply: lerD; apply: ler_wpM2r; rewrite ?sqr_ge0 //.
  by rewrite ler_sqr2.
by rewrite ler_sqr2.
Qed.
Lemma h0 : 0 < h. Proof. by rewrite invr_gt0 ltr0n. Qed.
Lemma h1 : h < 1. Proof. by rewrite invf_lt1 ?ltr0n // ltr1n. Qed.
Lemma hh : 1 - h = h.
Proof. by apply/eqP; rewrite subr_eq -mulr2n -[_ *+ 2]mulr_natr mulVf ?pnatr_eq0. Qed.
Lemma h_1 : h - 1 = - h. Proof. by rewrite -opprB hh. Qed.
Lemma pinvE : is_pinv W X.
Proof. by split; rewrite !diag_mul ?diag_tr; congr diag; field. Qed.
Lemma residualE : nrm (W *m Z1 - Y) = h.
Proof.
rewrite labels1 diag_mul diag_sub mul1r mulfV ?pnatr_eq0 // subrr h_1.
exact/nrm_diag/ltW/h0.
Qed.
Lemma distanceE : nrm (Z1 - X *m Y) = h.
Proof.
rewrite labels1 diag11 mulmx1 diag_sub subrr h_1; exact/nrm_diag/ltW/h0.
Qed.
Theorem instance_halfway : [/\ Z1 = W *m Z2, is_pinv W X, low Y 1, nrm (W *m Z1 - Y) <= h &
  h < 1] /\
  [/\ qneg (W^T *m W - W *m W^T) 0, bnd Z1 h & bnd Z2 h].
Proof.
have q0 : 0 <= 4%:R^-1 :> R by rewrite invr_ge0 ler0n.
have qh : 4%:R^-1 <= h by rewrite lef_pV2 ?posrE ?ltr0n // ler_nat.
have h0' := ltW h0; split; split.
- by rewrite diag_mul; congr diag; field.
- exact: pinvE.
- exact: one_low id2_nonempty.
- by rewrite residualE.
- exact: h1.
- by rewrite diag_tr subrr; split=> [|x]; rewrite ?trmx0 // mul0mx dot0r mul0r oppr0.
- exact: diag_bnd.
- exact: diag_bnd.
Qed.

Theorem A0a_tight t : 1 < t -> ~ low W (t * ((1 - h) / h)).
Proof.
move=> t1; rewrite hh mulfV ?gt_eqF ?h0 // mulr1 => -[_ /(_ (delta_mx 0 0))].
rewrite diag_tr diag_sqn sqn2 !mxE /= expr1n expr0n mulr0 !addr0 !mulr1 -[leRHS](expr1n _ 2).
by rewrite ler_sqr2 ?ler01 ?(le_trans ler01 (ltW t1)) // leNgt t1.
Qed.
Theorem A1_tight t : t < 1 -> ~ nrm (Z1 - X *m Y) <= t * Psi h h 1 h (2%:R - 2%:R) 0.
Proof.
move=> t1; rewrite distanceE /Psi hh mulfV ?gt_eqF ?h0 // mulr0 sqrtr0 mulr0 addr0 mulr1.
by rewrite -[leLHS]mul1r ler_pM2r ?h0 // leNgt t1.
Qed.
Theorem A1s_tight t : t < 1 ->
  ~ sqn (Z1 - X *m Y) <= t * ((h * h / (1 - h)) ^+ 2 + h ^+ 2 * (kernel_rank 2 2 2 2)%:R * 0).
Proof.
move=> t1; rewrite -nrm2 distanceE hh mulfK ?gt_eqF ?h0 // mulr0 addr0.
by rewrite -[leLHS]mul1r ler_pM2r ?exprn_gt0 ?h0 // leNgt t1.
Qed.
End Halfway.

(* One class of one sample, two features of which W = (1 0) sees one; V = I, so that D = diag(0,
   -1). *)
Section Kernel.
Variable R : rcfType.
Notation W := (delta_mx 0 0 : 'M[R]_(1, 2)).
Notation X := (delta_mx 0 0 : 'M[R]_(2, 1)).
Notation V := (1%:M : 'M[R]_2).
Notation y1 := (fun i : 'I_1 => i).
Notation Y := (onehot y1 : 'M[R]_(1, 1)).
Definition column (z : R) : 'M[R]_(2, 1) := \matrix_(i, j) (if i == 0 then 1 else z).

Lemma seenE : X *m W = delta_mx 0 0. Proof. exact: mul_delta_mx. Qed.
Lemma kernelE : 1%:M - X *m W = delta_mx 1 1.
Proof.
rewrite seenE; apply/matrixP => -[[|[|//]] hi] -[[|[|//]] hj]; rewrite !mxE /= ?subrr ?subr0 //.
Qed.
Lemma kernel_pinv : is_pinv W X.
Proof. by split; rewrite ?seenE ?trmx_delta ?mul_delta_mx ?trmx_delta ?mul_delta_mx. Qed.
Lemma kernel_free : row_free W.
Proof.
rewrite /row_free -mxrank_tr trmx_delta; apply/eqP; exact: mxrank_delta.
Qed.
Lemma defectE : W^T *m W - V *m V^T = - delta_mx 1 1.
Proof.
rewrite trmx_delta mul_delta_mx mul1mx trmx1 -kernelE seenE; by rewrite opprB.
Qed.
Lemma defect_qneg : qneg (W^T *m W - V *m V^T) 1.
Proof.
rewrite defectE; split=> [|x]; first by rewrite linearN /= trmx_delta.
rewrite mul1r mulNmx dotNr lerN2.
have P : proj (delta_mx 1 1 : 'M[R]_2) by rewrite /proj trmx_delta mul_delta_mx.
have [t i] := P; rewrite -{1}i -mulmxA dot_mulrl t; exact: proj_le.
Qed.
Theorem A0b_tight t : t < 1 -> [/\ is_pinv W X, row_free W, qneg (W^T *m W - V *m V^T) 1,
  ~ sqn ((1%:M - X *m W) *m V) <= t * ((2%:R - 1%:R) * 1) &
  ~ bnd ((1%:M - X *m W) *m V) (t * Num.sqrt 1)].
Proof.
move=> t1; split; [exact: kernel_pinv | exact: kernel_free | exact: defect_qneg | |].
  rewrite kernelE mulmx1 sqnE !(big_ord_recl, big_ord0) /= !mxE /= (_ : 2%:R - 1%:R = 1);
    last by ring.
  rewrite expr1n !expr0n !(addr0, add0r) !mulr1; apply/negP; by rewrite -ltNge.
rewrite kernelE mulmx1 sqrtr1 mulr1 => -[t0 /(_ (delta_mx 1 0))].
rewrite mul_delta_mx sqn2 !mxE /= expr1n expr0n add0r mulr1; apply/negP.
by rewrite -ltNge expr_lt1.
Qed.
(* The ratio tends to 1 as z grows: t < 1 fails for z = 1/(1 - t). *)
Theorem A1s_balance_tight t : 0 <= t -> t < 1 -> let z := (1 - t)^-1 in
  [/\ column z = V *m column z, low Y 1, W *m column z = Y &
  ~ sqn (column z - X *m Y) <= t * ((nrm (column z) * 0 / (1 - 0)) ^+ 2
      + nrm (column z) ^+ 2 * (kernel_rank 1 2 2 1)%:R * 1)].
Proof.
move=> t0 t1; set z := (1 - t)^-1 => /=.
have d0 : 0 < 1 - t by rewrite subr_gt0.
have z1 : 1 <= z by rewrite invf_ge1 // lerBlDr lerDl.
have zE : z * (1 - t) = 1 by rewrite mulVf // gt_eqF.
have Y1 : Y = 1%:M by apply/matrixP => i j; rewrite !ord1 !mxE.
split.
- by rewrite mul1mx.
- by apply: one_low => c; exists c.
- apply/matrixP => i j; rewrite !ord1 Y1 !(mxE, big_ord_recl, big_ord0) /=; by ring.
rewrite nrm2 (_ : kernel_rank 1 2 2 1 = 1%N) // !mulr1 mulr0 mul0r expr0n add0r.
have -> : column z - X *m Y = \matrix_(i, j) (if i == 0 then 0 else z).
  apply/matrixP => -[[|[|//]] hi] j; rewrite Y1 mulmx1 !mxE ord1 /= ?subrr ?subr0 //.
rewrite !sqn2 !mxE /= expr0n expr1n add0r => le; have : z ^+ 2 * (1 - t) <= t.
  by rewrite mulrBr mulr1 lerBlDr; apply: le_trans le _; rewrite mulrDr mulr1 [_ * t]mulrC.
by rewrite expr2 -mulrA zE mulr1 leNgt (lt_le_trans t1 z1).
Qed.
End Kernel.

(* A5s, and with it A5 and A7: an exact fit by diag(k, 1). *)
Section Means.
Variable R : rcfType.
Notation id2 := (fun i : 'I_2 => i).
Theorem A5s_tight (k t : R) : 1 <= k -> t < 1 ->
  let W := diag k 1 in let Z := diag k^-1 1 in let Y : 'M[R]_2 := onehot id2 in
  [/\ W *m Z = Y, cond W k, low Y 1 &
  ~ NC2_le id2 Z (t * (Num.sqrt (k ^+ 2 * (1 + 0 / 1) ^+ 2 + 0) / (1 - 0 / 1)))].
Proof.
move=> k1 t1 /=; have k0 : 0 < k := lt_le_trans ltr01 k1.
split.
- by rewrite labels1 diag_mul mulfV ?gt_eqF // mulr1.
- apply: (cond_of (s1 := k) (sK := 1)); rewrite ?ltr01 ?mulr1 ?(ltW k0) //.
    by apply: diag_bnd; rewrite ?ler01 ?(ltW k0).
  split=> [|x]; first exact: ler01.
  rewrite diag_tr diag_sqn sqn2 expr1n !mul1r lerD2r -[leLHS]mul1r.
  by apply: ler_wpM2r; [exact: sqr_ge0 | rewrite -(expr1n _ 2) ler_sqr2 ?ler01 ?(ltW k0)].
- exact: one_low id2_nonempty.
rewrite mul0r !addr0 subr0 expr1n mulr1 sqrtr_sqr (ger0_norm (ltW k0)) divr1 /NC2_le.
have -> : Mu id2 (diag k^-1 1 : 'M[R]_2) = diag k^-1 1.
  have e := onehot_averaging R id2_nonempty.
  by rewrite /Mu -[averaging _]mul1mx -diag11 -labels1 e mulmx1.
case=> tk _ /(_ (delta_mx 1 0) (delta_mx 0 0)); rewrite trmxK.
have n1 (a : R) (i : 'I_2) : nrm (delta_mx i 0 : 'cV[R]_2) = 1.
  by rewrite /nrm sqn2 !mxE; case: i => [[|[|//]] hi] /=;
    rewrite expr1n expr0n ?addr0 ?add0r sqrtr1.
have e1 : nrm (diag k^-1 1 *m (delta_mx 1 0 : 'cV_2)) = 1.
  by rewrite /nrm diag_sqn !mxE /= expr0n !expr1n mulr0 mulr1 add0r sqrtr1.
have e0 : nrm (diag k^-1 1 *m (delta_mx 0 0 : 'cV_2)) = k^-1.
  by rewrite /nrm diag_sqn !mxE /= expr0n expr1n mulr0 mulr1 addr0 sqrtr_sqr ger0_norm //
    invr_ge0 ltW.
rewrite e1 e0 !n1 // !mulr1 -mulrA mulfV ?gt_eqF // mulr1.
by rewrite leNgt t1.
Qed.
End Means.

(* A2s: W = I, four samples of two classes; of the residual's square 1 half is within classes, half
   between them. *)
Section Split.
Variable R : rcfType.
Definition label : 'I_4 -> 'I_2 := fun i => if (i < 2)%N then ord0 else lift ord0 ord0.
Definition features : 'M[R]_(2, 4) := \matrix_(i, j)
  (nth 0 (nth [::] [:: [:: 5%:R; 1; 1; 1]; [:: 1; 1; 3%:R; 3%:R]] i) j / 4%:R).
Notation Y := (onehot label : 'M[R]_(2, 4)).
Lemma label_ne : nonempty label.
Proof. by case=> [[|[|//]] h]; [exists ord0 | exists ord_max]; apply: val_inj. Qed.
Lemma label_size c : size_of label c = 2%:R :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.
Ltac entries := apply/matrixP => -[[|[|i]] hi] -[[|[|[|[|j]]]] hj] //;
  rewrite !(mxE, big_ord_recl, big_ord0, label_size) /=.
Lemma features_residual : sqn (1%:M *m features - Y) = 1.
Proof. by rewrite mul1mx sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.
Lemma features_mean : Mu label features =
  \matrix_(i, j) nth 0 (nth [::] [:: [:: 3%:R / 4%:R; 1 / 4%:R]; [:: 1 / 4%:R; 3%:R / 4%:R]] i) j.
Proof. by entries; field. Qed.
Lemma features_within : sqn (within label features) = 1 / 2%:R.
Proof.
rewrite /within mulmxBr mulmx1 mul_Pi features_mean sqnE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma features_between : sqn (between label features) = 1 / 2%:R.
Proof.
have mean : features *m J = const_mx (1 / 2%:R).
  by apply/matrixP => -[[|[|i]] hi] j //; rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
have := sqn_split label features (isT : (0 < 4)%N); rewrite features_within => h.
apply: (addrI (1 / 2%:R)); rewrite -h mulmxBr mulmx1 mean sqnE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma label_spread : spread label = 2%:R :> R.
Proof. by rewrite /spread !big_ord_recl big_ord0 !label_size; field. Qed.
Theorem A2s_tight t : t < 1 -> let g := Num.sqrt (2%:R : R) in let b := worst_part 1 0 1 g in
  [/\ nrm (1%:M *m features - Y) <= 1, 1 < g, low Y g, g ^+ 2 = spread label &
  ~ NC1_weighted_le label features (t * ((1 ^+ 2 * (1 ^+ 2 - b ^+ 2) + 0 ^+ 2) / (g - b) ^+ 2))].
Proof.
move=> t1 /=; set g := Num.sqrt 2%:R; have g2 : g ^+ 2 = 2%:R by rewrite sqr_sqrtr // ler0n.
have g1 : 1 < g by rewrite -[X in X < _]sqrtr1 ltr_sqrt ?ltr0n // ltr1n.
have g0 : 0 < g := lt_trans ltr01 g1.
split=> //.
- by rewrite /nrm features_residual sqrtr1.
- by apply: onehot_low => [|c]; [exact: ltW | rewrite g2 label_size].
- by rewrite g2 label_spread.
have -> : worst_part 1 0 1 g = g^-1.
  by rewrite /worst_part expr0n mul0r addr0 expr1n div1r min_r // invf_le1 // ltW.
have -> : (1 ^+ 2 * (1 ^+ 2 - g^-1 ^+ 2) + 0 ^+ 2) / (g - g^-1) ^+ 2 = 1.
  rewrite expr0n /= addr0 !expr1n mul1r (_ : (g - g^-1) ^+ 2 = g ^+ 2 - 2%:R + (g ^+ 2)^-1).
    by rewrite exprVn g2; field.
  by field; rewrite gt_eqF.
case=> _; rewrite mulr1 features_within features_between -[leLHS]mul1r ler_pM2r ?divr_gt0 ?ltr0n
  ?ltr01 //.
by apply/negP; rewrite -ltNge.
Qed.
End Split.

(* A3: two layers 1 and 0 of one unit, so that M = 0. A4: heads of any depth, exact and balanced. *)
Section Depth.
Variable R : rcfType.
Definition one_unit := fun _ : nat => 1%N.
Definition upper_only (j : nat) : 'M[R]_(one_unit j, one_unit j.+1) :=
  (if j is 0%N then 1 else 0)%:M.
Theorem A3_tight t : t < 1 ->
  [/\ forall j, bnd (upper_only j) 1, bnd (defect upper_only 0) 1 &
  ~ bnd (top upper_only 2 *m (top upper_only 2)^T - mxpow (upper_only 0 *m (upper_only 0)^T) 2)
        (t * delta 2 1 1)].
Proof.
move=> t1; have b01 (a : R) : 0 <= a -> a <= 1 -> bnd (a%:M : 'M_1) 1.
  move=> a0 a1; split=> [|x]; first exact: ler01.
  rewrite mul_scalar_mx sqnZ; apply: ler_wpM2r; first exact: sqn_ge0.
  by rewrite ler_sqr2 ?ler01.
split.
- by case=> [|j]; apply: b01; rewrite ?ler01 ?lexx.
- by rewrite /defect /upper_only !tr_scalar_mx -!scalar_mxM mulr0 mulr1 -raddfB subr0; apply: b01;
  rewrite ?ler01.
have -> : delta 2 1 1 = 1 :> R by rewrite /delta expr1n mulr1 mulr1 divff // pnatr_eq0.
have -> : top upper_only 2 = 0 by rewrite /= mul1mx /upper_only /= -scalar_mxM mulr0 raddf0.
have -> : mxpow (upper_only 0 *m (upper_only 0)^T) 2 =
  1%:M by rewrite /= /upper_only /= trmx1 !mulmx1.
rewrite mul0mx sub0r mulr1 => -[t0 /(_ 1%:M)].
rewrite mulmx1 sqnN sqn_scalar mxE eqxx mulr1n expr1n !mulr1.
by apply/negP; rewrite -ltNge expr_lt1.
Qed.
Theorem A4_tight d t : (1 < d)%N -> t < 1 ->
  [/\ is_norm (@layer R 0) 2%:R, is_low (@layer R 0) 1, cond (top (@layer R) d) (2%:R ^+ d) &
  ~ (2%:R / 1 : R) ^+ (2 * d) <= t * ((2%:R ^+ d) ^+ 2 + ((2%:R ^+ d) ^+ 2 + 1) * delta d 2%:R 0 *
    (2%:R / (1 - 0)) ^+ (2 * d))].
Proof.
move=> d1 t1; have [_ _ _ _ hc] := instance_A_depth R d1; split=> //.
- split; first by apply: diag_bnd; rewrite ?ler0n ?ler01 // ler1n.
  exists (delta_mx 0 0); last by rewrite diag_sqn sqn2 !mxE /= expr0n !mulr0 !addr0.
  by apply/eqP => /matrixP /(_ 0 0); rewrite !mxE => /eqP; rewrite oner_eq0.
- split; last first.
    exists (delta_mx 1 0); last by rewrite diag_tr diag_sqn sqn2 !mxE /= expr0n !mulr0 !add0r.
    by apply/eqP => /matrixP /(_ 1 0); rewrite !mxE => /eqP; rewrite oner_eq0.
  split=> [|x]; first exact: ler01.
  rewrite diag_tr diag_sqn sqn2 expr1n !mul1r lerD2r -[leLHS]mul1r.
  by apply: ler_wpM2r; [exact: sqr_ge0 | rewrite -natrX ler1n].
rewrite divr1 /delta !mulr0 mul0r addr0 -exprM mulnC -[leLHS]mul1r ler_pM2r ?exprn_gt0 ?ltr0n //.
by apply/negP; rewrite -ltNge.
Qed.
End Depth.
