(* A network whose last layer does not see all features: two affine layers below two outputs, three
   features of which W_L = (I 0) sees two, W_{L-1} = I. What it does not see varies within classes.
   It meets every hypothesis of section G's theorems, with biases, and of A2b; without biases those
   of B12; and its quantities lie in intervals from which decide.v accepts bounds. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a7 g g_balance g_means g_alignment
  g_residual g_bias.
From NCV Require Import decide rationals decided_a decided_g.
From NCV.instances Require Import a decided.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Definition width (j : nat) : nat := if j is 0%N then 2%N else 3%N.
Definition layer (j : nat) : 'M[R]_(width j, width j.+1) := \matrix_(p, q) (p == q :> nat)%:R.
Definition table (p i : nat) : R := nth 0 (nth [::] [:: [:: 5%:R / 4%:R; 1; 0; 0]; [:: 0; 0; 1; 1];
  [:: 1 / 4%:R; - (1 / 4%:R); 1 / 4%:R; - (1 / 4%:R)]] p) i.
(* c is the bias of every unit. *)
Definition features (c : R) (j : nat) : 'M[R]_(width j, 4) := \matrix_(p, i) (table p i - c * j%:R).
Definition biases (c : R) (j : nat) : 'cV[R]_(width j) := const_mx c.
Definition back : 'M[R]_(3, 2) := \matrix_(p, q) (p == q :> nat)%:R.
Notation Y := (onehot y : 'M[R]_(2, 4)).
Notation V := (1%:M *m top layer 1).
Notation P := (back *m V).

Ltac cases := apply/matrixP => -[[|[|[|p]]] hp] -[[|[|[|[|i]]]] hi] //;
  rewrite !(mxE, big_ord_recl, big_ord0) /=.

Lemma layer1 : layer 1 = 1%:M.
Proof. by apply/matrixP => p q; rewrite !mxE. Qed.
Lemma layer_mul n (A : 'M[R]_(3, n)) : layer 0 *m A =
  \matrix_(p, i) A (widen_ord (isT : (2 <= 3)%N) p) i.
Proof.
apply/matrixP => p i; rewrite mxE [RHS]mxE (bigD1 (widen_ord (isT : (2 <= 3)%N) p)) //= mxE eqxx.
rewrite mul1r big1 ?addr0 // => q qp; rewrite mxE (_ : (p == q :> nat) = false) ?mul0r //=.
by apply/negbTE; apply: contra qp => /eqP e; apply/eqP/val_inj; rewrite /= e.
Qed.
Lemma wide_affine c : affine_head layer 2 (biases c) (features c).
Proof.
case=> [|[|//]] _; rewrite ?layer_mul ?layer1 ?mul1mx.
  by apply/matrixP => p i; rewrite !mxE big_ord1 !mxE /=; ring.
by apply/matrixP => p i; rewrite !mxE big_ord1 !mxE /=; ring.
Qed.
Lemma wide_linear : linear_head layer 2 (features 0).
Proof.
by move=> j jd; rewrite (wide_affine 0 jd) (_ : biases 0 j = 0) ?mul0mx ?addr0.
Qed.
Lemma VE : V = layer 0. Proof. by rewrite /= !mul1mx. Qed.
Lemma layer_back : layer 0 *m back = 1%:M.
Proof. by cases; rewrite ?mulr0n ?mulr1n; ring. Qed.
Lemma back_layer : back *m layer 0 = diag_mx (\row_q (q < 2)%N%:R).
Proof. by apply/matrixP => -[[|[|[|p]]] hp] -[[|[|[|q]]] hq] //;
  rewrite !(mxE, big_ord_recl, big_ord0) /=; ring. Qed.
Lemma wide_pinv : is_pinv V back.
Proof.
rewrite VE; split; rewrite ?layer_back ?mul1mx ?trmx1 //.
  by rewrite -mulmxA layer_back mulmx1.
by rewrite back_layer tr_diag_mx.
Qed.
Lemma wide_setting (Delta : 'M[R]_(2, 4)) lam : lam != 0 ->
  @setting R width 4 layer 1%:M Delta 1 lam back.
Proof. by move=> l0; split=> //; [exact: proj_id | exact: mul1mx | exact: wide_pinv]. Qed.
Lemma layerT : (layer 0)^T = back.
Proof. by apply/matrixP => p q; rewrite !mxE eq_sym. Qed.
Lemma wide_low : low (layer 0) 1.
Proof.
split=> [|x]; first exact: ler01.
by rewrite sqn_gramr layerT layer_back mul1mx expr1n mul1r.
Qed.
Lemma wide_norm : is_norm V 1.
Proof.
rewrite VE; split; last first.
  exists (back *m delta_mx 0 0); last first.
    rewrite mulmxA layer_back mul1mx expr1n mul1r -layerT sqn_gramr layerT layer_back mul1mx //.
  apply/eqP => e; have := congr1 (fun z => layer 0 *m z) e; rewrite mulmxA layer_back mul1mx mulmx0.
  by move=> /matrixP /(_ 0 0); rewrite !mxE => /eqP; rewrite oner_eq0.
rewrite -[layer 0]trmxK; apply: bnd_trmx; split=> [|x]; first exact: ler01.
by rewrite sqn_gramr layerT layer_back mul1mx expr1n mul1r.
Qed.
Lemma wide_seen : low_seen V 1.
Proof.
split; first exact: ltr01.
by move=> t; rewrite VE layerT mulmxA layer_back mul1mx -layerT sqn_gramr layerT layer_back mul1mx
  expr1n mul1r.
Qed.
Lemma wide_fit c : features c 0 = Y + bump R.
Proof. by rewrite /features /bump; cases; rewrite /table /=; field. Qed.
Lemma wide_residual c : nrm (features c 0 - Y) = 4%:R^-1.
Proof. by rewrite wide_fit addrC addKr bump_nrm. Qed.
Lemma wide_sizes c : size_of y c = 2%:R :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.
(* Biases leave what is centred as it is. *)
Lemma wide_shift c j : features c j = features 0 j - const_mx (c * j%:R).
Proof. by apply/matrixP => p i; rewrite !mxE mul0r subr0. Qed.
Lemma within_shift c j : within y (features c j) = within y (features 0 j).
Proof. by rewrite /within wide_shift mulmxBl [X in _ - X]mulmxBr mulmx1 Pi_const subrr subr0. Qed.
Lemma wide_Mu0 : Mu y (features 0 0) = \matrix_(p, q)
  nth 0 (nth [::] [:: [:: 9%:R / 8%:R; 0]; [:: 0; 1]] p) q.
Proof.
apply/matrixP => -[[|[|p]] hp] -[[|[|q]] hq] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0, wide_sizes) /= /table /=; field.
Qed.
Lemma wide_Mu2 : Mu y (features 0 2) = \matrix_(p, q)
  nth 0 (nth [::] [:: [:: 9%:R / 8%:R; 0]; [:: 0; 1]; [:: 0; 0]] p) q.
Proof.
apply/matrixP => -[[|[|[|p]]] hp] -[[|[|q]] hq] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0, wide_sizes) /= /table /=; field.
Qed.
Lemma wide_within0 : within y (features 0 0) = \matrix_(p, i)
  nth 0 (nth [::] [:: [:: 1 / 8%:R; - (1 / 8%:R); 0; 0]; [:: 0; 0; 0; 0]] p) i.
Proof.
rewrite /within mulmxBr mulmx1 mul_Pi wide_Mu0;
  apply/matrixP => -[[|[|p]] hp] -[[|[|[|[|i]]]] hi] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /= /table /=; field.
Qed.
Lemma wide_within2 : within y (features 0 2) = \matrix_(p, i) nth 0 (nth [::]
  [:: [:: 1 / 8%:R; - (1 / 8%:R); 0; 0]; [:: 0; 0; 0; 0];
    [:: 1 / 4%:R; - (1 / 4%:R); 1 / 4%:R; - (1 / 4%:R)]] p) i.
Proof.
rewrite /within mulmxBr mulmx1 mul_Pi wide_Mu2;
  apply/matrixP => -[[|[|[|p]]] hp] -[[|[|[|[|i]]]] hi] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /= /table /=; field.
Qed.
(* What the last layer does not see: it is not constant on classes. *)
Lemma wide_within c : sqn ((1%:M - P) *m layer 1 *m within y (features c 2)) = 4%:R^-1.
Proof.
rewrite VE layer1 mulmx1 back_layer within_shift wide_within2.
have -> : 1%:M - diag_mx (\row_q (q < 2)%N%:R) =
  diag_mx (\row_(q < 3) (q == 2%N :> nat)%:R) :> 'M[R]_3.
  by apply/matrixP => -[[|[|[|p]]] hp] -[[|[|[|q]]] hq] //; rewrite !mxE /=; ring.
by rewrite mul_diag_mx sqnE !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma wide_outside c (Delta : 'M[R]_(2, 4)) lam (l0 : lam != 0) :
  sqn (@outside R width 4 layer (features c) 1%:M Delta 1 lam back *m within y (features c 2)) =
    4%:R^-1.
Proof. by rewrite (outsideE _ (wide_setting _ l0)) wide_within. Qed.
Lemma wide_Mu_G c : Mu_G y (features c 0) = \matrix_(p, q)
  nth 0 (nth [::] [:: [:: 9%:R / 16%:R; - (9%:R / 16%:R)]; [:: - (1 / 2%:R); 1 / 2%:R]] p) q.
Proof.
have -> : features c 0 = features 0 0 by rewrite wide_shift mulr0 (_ : const_mx 0 = 0) ?subr0.
rewrite /Mu_G wide_Mu0; apply/matrixP => -[[|[|p]] hp] -[[|[|q]] hq] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /= /table /=; field.
Qed.
Lemma wide_between c : sqn (between y (features c 0)) = 145%:R / 64%:R.
Proof.
rewrite sqn_between !big_ord_recl big_ord0 !wide_sizes wide_Mu_G !sqnE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma wide_logits_within c : sqn (within y (features c 0)) = 1 / 32%:R.
Proof.
by rewrite within_shift wide_within0 sqnE !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma wide_defect : layer 0 = layer 0 /\ qneg (defect layer 0) 1.
Proof.
split=> //; have -> : defect layer 0 = - diag_mx (\row_(q < 3) (q == 2%N :> nat)%:R).
  rewrite /defect layer1 trmx1 mulmx1 layerT back_layer.
  by apply/matrixP => -[[|[|[|p]]] hp] -[[|[|[|q]]] hq] //; rewrite !mxE /=; ring.
split=> [|x]; first by rewrite linearN /= tr_diag_mx.
rewrite mul1r mulNmx dotNr lerN2 mul_diag_mx /sqn !dotE; apply: ler_sum => q _;
  rewrite !big_ord1 mxE mxE.
case: (q == 2%N :> nat); first by rewrite mul1r.
by rewrite mul0r mulr0 -expr2 sqr_ge0.
Qed.

(* Section G: the setting, biases, the two singular values, classes that the logits tell apart; and
   the part that is not seen is not 0. *)
Theorem instance_wide lam : lam != 0 -> let Delta := features 1 0 - Y in
  [/\ @setting R width 4 layer 1%:M Delta 1 lam back, affine_head layer 2 (biases 1) (features 1),
      is_norm V 1 /\ low_seen V 1,
      0 < sqn (1%:M *m between y (features 1 0)) /\ qneg (defect layer 0) 1 &
      sqn (@outside R width 4 layer (features 1) 1%:M Delta 1 lam back *m within y (features 1 2)) =
        4%:R^-1].
Proof.
move=> l0 /=; split; [exact: wide_setting | exact: wide_affine | | | exact: wide_outside].
  by split; [exact: wide_norm | exact: wide_seen].
by rewrite mul1mx wide_between divr_gt0 ?ltr0n //; split=> //; have [] := wide_defect.
Qed.
(* A2b. *)
Lemma labels_centred : Y *m (1%:M - J) = Y - const_mx 2%:R^-1.
Proof.
rewrite mulmxBr mulmx1; congr (_ - _); apply/matrixP => -[[|[|p]] hp] i //.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma wide_spread : low_on (1%:M - const_mx 2%:R^-1 : 'M[R]_2) ((Y *m (1%:M - J))^T) 1.
Proof.
split=> [|x]; first exact: ler01.
have -> : (Y *m (1%:M - J))^T *m x = \matrix_(i, j)
  (if (i < 2)%N then (x ord0 0 - x (lift ord0 ord0) 0) / 2%:R
    else (x (lift ord0 ord0) 0 - x ord0 0) / 2%:R).
  rewrite labels_centred; apply/matrixP => -[[|[|[|[|i]]]] hi] j //;
    by rewrite (ord1 j) !(mxE, big_ord_recl, big_ord0) /=; field.
rewrite !sqnE !(mxE, big_ord_recl, big_ord0) /=.
move: (x ord0 0) (x (lift ord0 ord0) 0) => s t; apply: (ge0_le (z := (s - t) ^+ 2 / 2%:R));
  first by field.
by rewrite divr_ge0 ?sqr_ge0 ?ler0n.
Qed.
Theorem instance_A2b : let Z0 := features 1 0 in let Z1 := features 1 1 in let Z2 := features 1 2 in
  [/\ Z0 = layer 0 *m Z1 + biases 1 0 *m const_mx 1, Z1 = layer 1 *m Z2 + biases 1 1 *m const_mx 1,
      low_on (1%:M - const_mx 2%:R^-1) ((Y *m (1%:M - J))^T) 1 &
      [/\ nrm (Z0 - Y) <= 4%:R^-1, (4%:R^-1 : R) < 1,
        bnd (Z1 *m (1%:M - J)) (nrm (Z1 *m (1%:M - J))),
          bnd (within y Z2) (nrm (within y Z2)) &
          qneg ((layer 0)^T *m layer 0 - layer 1 *m (layer 1)^T) 1]].
Proof.
move=> Z0 Z1 Z2; split; [exact (wide_affine 1 (isT : (0 < 2)%N)) | exact
  (wide_affine 1 (isT : (1 < 2)%N)) |
  exact: wide_spread |].
split; [by rewrite wide_residual | by rewrite invf_lt1 ?ltr0n // ltr1n | exact: bnd_nrm | exact:
  bnd_nrm |].
by have [] := wide_defect.
Qed.
(* B12. *)
Theorem instance_B12 lam : lam != 0 -> let Z := features 0 in let Rg :=
  rgrad layer lam (Z 0%N - Y) Z 1 in
  [/\ linear_head layer 2 Z, is_pinv (layer 0) back, low Y 1, nrm (Z 0%N - Y) <= 4%:R^-1 &
    (4%:R^-1 : R) < 1] /\
  [/\ bnd ((1%:M - back *m layer 0) *m Rg) `|lam|, bnd (layer 0) 1, low (layer 0) 1 &
      (1%:M - back *m layer 0) *m Rg != 0].
Proof.
move=> l0 /=; split; split.
- exact: wide_linear.
- by rewrite -VE; exact: wide_pinv.
- exact: one_low y_nonempty.
- by rewrite wide_residual.
- by rewrite invf_lt1 ?ltr0n // ltr1n.
- have := G0_row_space (features 0) (wide_setting (features 0 0 - Y) l0).
  rewrite VE layer1 mulmx1 => e; have ->
    : (1%:M - back *m layer 0) *m rgrad layer lam (features 0 0 - Y) (features 0) 1
      = lam *: (1%:M - back *m layer 0) by rewrite [X in lam *: X]e scalerA mulfV // scale1r.
  have hp : proj (back *m layer 0) by rewrite -VE; exact: pinv_proj wide_pinv.
  by have := bndZ lam (bnd_proj (projC hp)); rewrite mulr1.
- by have [h _] := wide_norm; rewrite VE in h.
- exact: wide_low.
have := G0_row_space (features 0) (wide_setting (features 0 0 - Y) l0).
rewrite VE layer1 mulmx1 => e; apply/eqP => z; move: e; rewrite z scaler0 back_layer.
move/matrixP => /(_ ord_max ord_max); rewrite !mxE /= subr0 => /eqP.
by rewrite oner_eq0.
Qed.

(* decide.v accepts 5/16 for NC1, and 3/4 by G2t. *)
Definition this_tail : tail := {|
  tail_counts := [:: Zpos 2; Zpos 2];
  logits_within := Interval (Qmake 0 1) (Qmake 1 4);
    logits_between := Interval (Qmake 1 1) (Qmake 2 1);
  logits_means := Interval (Qmake 1 1) (Qmake 2 1); misfit := Interval (Qmake 0 1) (Qmake 1 4);
  label_spread := Interval (Qmake 1 1) (Qmake 2 1); s_1 := Interval (Qmake 1 1) (Qmake 1 1);
  s_rho := Interval (Qmake 1 1) (Qmake 1 1); outside_within := Interval (Qmake 1 2) (Qmake 1 2) |}.
Theorem instance_tail lam : lam != 0 ->
  tail_in y layer (biases 1) (features 1) 1%:M (features 1 0 - Y) (d := 1) lam back this_tail /\
  [/\ G2_decides this_tail (Qmake 5 16), G2_means_decides this_tail (Qmake 5 16) &
    G2t_decides this_tail (Qmake 3 4)].
Proof.
move=> l0; split; last by split; vm_compute.
have q4 : QR R (Qmake 1 4) = 4%:R^-1 by exact: QR_quarter.
have n4 : (4%:R : R) != 0 by rewrite pnatr_eq0.
have two : (2%:R : R) != 0 by rewrite pnatr_eq0.
have i4 : 0 <= 4%:R^-1 :> R by rewrite invr_ge0 ler0n.
have le_of (a b : R) : 0 <= b - a -> a <= b by rewrite subr_ge0.
split => //=.
- exact: wide_setting.
- exact: wide_affine.
- by rewrite counts_y.
- rewrite mul1mx; split; rewrite ?QR0 ?q4 ?nrm_ge0 // nrm_le // wide_logits_within; apply: le_of.
  by rewrite (_ : _ - _ = 1 / 32%:R); [rewrite divr_ge0 ?ler0n ?ler01 | field].
- rewrite mul1mx; split; rewrite ?QR1 ?QR2 ?le_nrm ?nrm_le ?ler01 ?ler0n // wide_between;
  apply: le_of.
    by rewrite (_ : _ - _ = 81%:R / 64%:R); [rewrite divr_ge0 ?ler0n | field].
  by rewrite (_ : _ - _ = 111%:R / 64%:R); [rewrite divr_ge0 ?ler0n | field].
- have m : sqn (Mu_G y (features 1 0)) = 145%:R / 128%:R.
    by rewrite wide_Mu_G sqnE !(mxE, big_ord_recl, big_ord0) /=; field.
  rewrite mul1mx; split; rewrite ?QR1 ?QR2 ?le_nrm ?nrm_le ?ler01 ?ler0n // m; apply: le_of.
    by rewrite (_ : _ - _ = 17%:R / 128%:R); [rewrite divr_ge0 ?ler0n | field].
  by rewrite (_ : _ - _ = 367%:R / 128%:R); [rewrite divr_ge0 ?ler0n | field].
- rewrite mul1mx; split; rewrite ?QR0 ?q4 ?nrm_ge0 // nrm_le //.
  apply: le_trans (proj_le_r _ (projC (J_proj R (isT : (0 < 4)%N)))) _.
  by rewrite -nrm_le // wide_residual.
- have m : sqn (Y *m (1%:M - J)) = 2%:R.
    by rewrite labels_centred sqnE !(mxE, big_ord_recl, big_ord0) /=; field.
  rewrite mul1mx; split; rewrite ?QR1 ?QR2 ?le_nrm ?nrm_le ?ler01 ?ler0n // m ?expr1n ?ler1n //.
  by rewrite -natrX ler_nat.
- by exists 1; [exact: wide_norm | split; rewrite QR1].
- by exists 1; [exact: wide_seen | split; rewrite QR1].
have h2 : QR R (Qmake 1 2) = 2%:R^-1 by rewrite QRE /= (ZR1 R) (ZR_nat R 2) div1r.
have e : nrm ((1%:M - P) *m layer 1 *m within y (features 1 2)) = 2%:R^-1.
  rewrite /nrm wide_within (_ : 4%:R^-1 = 2%:R^-1 ^+ 2); last by rewrite exprVn -natrX.
  by rewrite sqrtr_sqr ger0_norm // invr_ge0 ler0n.
by split; rewrite h2 e.
Qed.
End Instance.
