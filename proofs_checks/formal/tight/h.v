(* Constants of section H that nothing smaller can replace: at these classifiers the two sides are
   equal, so that the statement with t < 1 times its right side (t > 1 where the claim is a bound
   from below) is false. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_algebraic h_means h_nearest h_layers h_floors.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Two classes of one sample each at 1 and -1, which are their rows, too. *)
Section Opposite.
Variable R : rcfType.
Definition y : 'I_2 -> 'I_2 := fun i => if (i < 1)%N then ord0 else lift ord0 ord0.
Definition W : 'M[R]_(2, 1) := \matrix_(i, j) nth 0 [:: 1; - 1] i.
Definition Z : 'M[R]_(1, 2) := \matrix_(i, j) nth 0 [:: 1; - 1] j.
Definition X : 'M[R]_(1, 2) := \matrix_(i, j) nth 0 [:: 1 / 2%:R; - (1 / 2%:R)] j.
Notation Lg := (logits W 0 Z).

Lemma ne : nonempty y.
Proof. by case=> [[|[|//]] h]; [exists ord0 | exists ord_max]; apply: val_inj. Qed.
Lemma sizeE c : size_of y c = 1 :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.
Lemma balancedE : balanced R y.
Proof. by move=> c; rewrite sizeE; field. Qed.

Ltac entries := apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //;
  rewrite !(mxE, big_ord_recl, big_ord0, sizeE) /=.
Lemma MuE : Mu y Z = Z.
Proof. by entries; field. Qed.
Lemma withinE : within y Z = 0.
Proof. by rewrite /within mulmxBr mulmx1 mul_Pi MuE; entries; ring. Qed.
Lemma Mu_CE : Mu_C y Z = Z.
Proof. by rewrite /Mu_C MuE; entries; field. Qed.
Lemma WcE : Wc W = W.
Proof. by rewrite /Wc; entries; field. Qed.
Lemma pinvE : is_pinv (Wc W) X.
Proof. by rewrite WcE; split; entries; field. Qed.
Lemma S_WE : S_W y Z = 0.
Proof. by rewrite /S_W withinE bmean_weights big1 // => i _; rewrite linear0 sqn0 !mul0r. Qed.
Lemma S_BE : S_B y Z = 1.
Proof. by rewrite /S_B Mu_CE sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.
Lemma E_WE : E_W W = 1.
Proof. by rewrite /E_W WcE sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.
Lemma tbarE : tbar y Lg = 1.
Proof.
have t2 : (2%:R : R) != 0 by rewrite pnatr_eq0.
apply: (mulfI t2); rewrite (H2m_margin ne) // WcE Mu_CE dotE !(mxE, big_ord_recl, big_ord0) /=.
by ring.
Qed.
Lemma P_BE : P_B y X Lg = 1.
Proof.
rewrite (h.P_BE ne _ 0 Z pinvE) // /S_B Mu_C_mul Mu_CE WcE sqnE.
by rewrite !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
Lemma margin2 i j : j != y i -> 2%:R <= Lg (y i) i - Lg j i.
Proof.
case: i j => [[|[|//]] hi] [[|[|//]] hj] // _; rewrite !(mxE, big_ord_recl, big_ord0) /=.
all: by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

Theorem H2m_tight t : t < 1 ->
  ~ S_W y Z / S_B y Z <= t * (E_W W * S_T y Z / tbar y Lg ^+ 2) - 1.
Proof.
move=> t1; rewrite /S_T S_WE S_BE E_WE tbarE expr1n add0r !divr1 !mulr1 subr_ge0.
by apply/negP; rewrite -ltNge.
Qed.
Theorem H2h_tight t : t < 1 -> ~ S_W y Z / S_B y Z <= t * (S_T y Z / P_B y X Lg) - 1.
Proof.
move=> t1; rewrite /S_T S_WE S_BE P_BE add0r !divr1 !mulr1 subr_ge0.
by apply/negP; rewrite -ltNge.
Qed.
Theorem H3_tight t : 1 < t -> ~ t * (tbar y Lg / Num.sqrt (E_W W * S_T y Z)) <= cos_means y W Z.
Proof.
have t0 : tbar y Lg != 0 by rewrite tbarE oner_eq0.
move=> t1; rewrite (cos_meansE ne _ t0) // /S_T S_WE S_BE E_WE tbarE add0r mulr1 sqrtr1 divr1 mulr1.
by apply/negP; rewrite -ltNge.
Qed.
Theorem H7b_tight t : t < 1 -> (forall i j, j != y i -> 2%:R <= Lg (y i) i - Lg j i) /\
  ~ 2%:R <= t * (2%:R / (2%:R - 1) * Num.sqrt (E_W W * S_B y Z)).
Proof.
move=> t1; split; first exact: margin2.
rewrite E_WE S_BE mulr1 sqrtr1 mulr1 (_ : 2%:R - 1 = 1); last by ring.
by rewrite divr1 -[leLHS]mul1r ler_pM2r ?ltr0n //; apply/negP; rewrite -ltNge.
Qed.
Theorem H7_tight t : t < 1 -> margins_ge y Lg 2%:R /\
  ~ 2%:R * (Num.sqrt (2%:R / 2%:R) * (2%:R - 1)) <= t * (nrm (Wc W) * nrm (Z *m (1%:M - J))).
Proof.
move=> t1; split; first exact: margin2.
have ZJ : Z *m (1%:M - J) = Z by rewrite mulmxBr mulmx1; entries; field.
have nW : nrm (Wc W) ^+ 2 = 2%:R by rewrite nrm2 WcE sqnE !(mxE, big_ord_recl, big_ord0) /=; ring.
have nZ : nrm Z = nrm (Wc W).
  by rewrite WcE /nrm; congr Num.sqrt; rewrite !sqnE !(mxE, big_ord_recl, big_ord0) /=; ring.
rewrite ZJ nZ -expr2 nW mulfV ?pnatr_eq0 // sqrtr1 mul1r (_ : 2%:R - 1 = 1); last by ring.
by rewrite mulr1 -[leLHS]mul1r ler_pM2r ?ltr0n //; apply/negP; rewrite -ltNge.
Qed.
(* Their common size is 1, so that Q is I - 11^T/2: both floors are 2, and |W~|_F |Z|_F is 2. *)
Lemma H7_met : 2%:R * (Num.sqrt (2%:R / 2%:R) * (2%:R - 1)) <= nrm (Wc W) * nrm (Z *m (1%:M - J)) /\
  2%:R * (\sum_i (cen : 'M[R]_2) (y i) (y i)) <= dot (W *m Z) (cen *m onehot y).
Proof.
have margins := margin2; split.
  exact: H7_margin_equal_classes ne balancedE margins.
have plain : margins_ge y (W *m Z) 2%:R by move: margins; rewrite /logits mul0mx addr0.
have off j c : j != c -> (cen : 'M[R]_2) j c <= 0.
  by move=> /negPf jc; rewrite !mxE jc sub0r oppr_le0 invr_ge0 ler0n.
have sum0 : (const_mx 1 : 'rV[R]_2) *m cen = 0 by entries; field.
have low1 : bnd (cen *m onehot y : 'M[R]_(2, 2)) 1.
  rewrite (_ : onehot y = 1%:M) ?mulmx1; first exact: bnd_proj (cen_proj R (isT : (0 < 2)%N)).
  by entries; rewrite /y.
exact: (H7_margin_any_sizes (isT : (0 < 2)%N) off sum0 low1 plain).1.
Qed.
End Opposite.

(* H1: one sample, its two logits (1 + g)/2 and (1 - g)/2. *)
Section Errors.
Variable R : rcfType.
Definition first (i : 'I_1) : 'I_2 := ord0.
Definition pair (g : R) : 'M[R]_(2, 1) :=
  \matrix_(i, j) nth 0 [:: (1 + g) / 2%:R; (1 - g) / 2%:R] i.
Lemma pair_counted g : #|margin_le first (pair g) g| = 1%N.
Proof.
rewrite (eq_card (B := predT)) ?card_ord // => i; rewrite !inE; apply/existsP.
exists (lift ord0 ord0); rewrite /= !mxE /= (_ : _ - _ = g) ?lexx //; by field.
Qed.
Lemma pair_sqn g : sqn (pair g - onehot first) = (1 - g) ^+ 2 / 2%:R.
Proof. by rewrite sqnE !(mxE, big_ord_recl, big_ord0) /=; field. Qed.
Theorem H1_tight t g : t < 1 -> g < 1 ->
  ~ #|margin_le first (pair g) g|%:R <= t * (2%:R * sqn (pair g - onehot first) / (1 - g) ^+ 2).
Proof.
move=> t1 g1; rewrite pair_counted pair_sqn.
have g0 : 1 - g != 0 by rewrite subr_eq0 gt_eqF.
rewrite (_ : 2%:R * _ / _ = 1); last by field.
by rewrite mulr1; apply/negP; rewrite -ltNge.
Qed.
End Errors.

(* H8: W = I of two rows and one class, where nothing but weight decay acts: R = lam W. *)
Section Rank.
Variable R : rcfType.
Definition one_class (i : 'I_1) : 'I_1 := i.
Theorem H8_tight (lam t : R) : 0 < lam -> 0 <= t -> t < 1 ->
  let rem := remainder one_class 1%:M (0 : 'M_(2, 1)) 0 lam in
  bnd rem lam /\ ~ svle (1%:M : 'M[R]_2) 1 (t * (lam / lam)).
Proof.
move=> l0 t0 t1 /=; split.
  rewrite remainderE mul0mx addr0; have := bndZ lam (bnd1 R 2); by rewrite mulr1 gtr0_norm.
rewrite mulfV ?gt_eqF // mulr1 => -[B rB [_ h]].
have /rowV0Pn [v vB v0] : kermx B^T != 0.
  rewrite kermx_eq0 -row_leq_rank mxrank_tr -ltnNge; exact: leq_ltn_trans rB _.
have Bv : B *m v^T = 0 by apply: trmx_inj; rewrite trmx_mul trmxK trmx0; exact/sub_kermxP.
have := h v^T; rewrite mulmxBl mul1mx Bv subr0 sqn_tr -[leLHS]mul1r ler_pM2r ?sqn_gt0 //.
by apply/negP; rewrite -ltNge expr_lt1.
Qed.
End Rank.

(* H9, without biases: two layers a and 1 of one unit each, whose loss has the gradient -lam. *)
Section Norms.
Variable R : rcfType.
Let u := fun _ : nat => 1%N.
Definition layers (a : R) (j : nat) : 'M[R]_(u j, u j.+1) := (if j is 0%N then a else 1)%:M.
Definition outputs (a : R) (j : nat) : 'M[R]_(u j, 1) := (if j is 0%N then a else 1)%:M.
Notation Rl a lam := (layer_stationarity (layers a) (outputs a) (fun=> const_mx 1) (- lam)%:M lam).
Lemma linear_layers a j : times (const_mx 1) (layers a j *m outputs a j.+1) = outputs a j.
Proof.
apply/matrixP => p q; rewrite !ord1 mxE mxE mul1r /layers /outputs mul_scalar_mx !mxE eqxx !mulr1n
  mulr1.
by move: j {p}; case.
Qed.
Theorem H9_tight a lam t : 1 < a -> 0 < lam -> t < 1 ->
  (forall j, times (const_mx 1) (layers a j *m outputs a j.+1) = outputs a j) /\
  ~ `|nrm (layers a 0) - nrm (layers a 1)|
    <= t * (Num.max (nrm (Rl a lam 0)) (nrm (Rl a lam 1)) / lam).
Proof.
move=> a1 l0 t1; split; first exact: linear_layers.
have a0 : 0 < a := lt_trans ltr01 a1.
have nE (x : R) : nrm (x%:M : 'M_1) = `|x|.
  by rewrite /nrm sqn_scalar mxE eqxx mulr1n sqrtr_sqr.
have R0 : Rl a lam 0 = (lam * (a - 1))%:M.
  by apply/matrixP => p q; rewrite !ord1 !(mxE, big_ord_recl, big_ord0) /= !mulr1n; ring.
have R1 : Rl a lam 1 = (- (lam * (a - 1)))%:M.
  by apply/matrixP => p q; rewrite !ord1 !(mxE, big_ord_recl, big_ord0) /= !mulr1n; ring.
rewrite R0 R1 !nE normrN maxxx normr1 (gtr0_norm a0) normrM (gtr0_norm l0).
rewrite mulrAC mulfV ?gt_eqF // mul1r -[leLHS]mul1r ler_pM2r ?normr_gt0 ?subr_eq0 ?gt_eqF //.
by apply/negP; rewrite -ltNge.
Qed.
End Norms.

(* H6: class 0 has samples at 1 and -1, class 1 one at 2: the sample at 1 is as near to the other
   mean. *)
Section Nearest.
Variable R : rcfType.
Definition near_label : 'I_3 -> 'I_2 := fun i => if (i < 2)%N then ord0 else lift ord0 ord0.
Definition near : 'M[R]_(1, 3) := \matrix_(i, j) nth 0 [:: 1; - 1; 2%:R] j.
Lemma near_ne : nonempty near_label.
Proof. by case=> [[|[|//]] h]; [exists ord0 | exists ord_max]; apply: val_inj. Qed.
Lemma near_size c : size_of near_label c = (if (c == 0%N :> nat) then 2%:R else 1) :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.
Lemma near_mean c : mean_of near_label near c = (if (c == 0%N :> nat) then 0 else 2%:R)%:M.
Proof.
apply/matrixP => i j; rewrite !ord1 !(mxE, big_ord_recl, big_ord0, near_size) /= mulr1n.
by case: c => [[|[|//]] h] /=; field.
Qed.
Lemma near_wrong : #|not_nearest near_label near| = 1%N.
Proof.
have e i : not_nearest near_label near i = (i == ord0).
  apply/existsP/eqP => [[j]|->].
    rewrite !near_mean !sqn_scalar !(mxE, eqxx) /= !mulr1n.
    case: i j => [[|[|[|//]]] hi] [[|[|//]] hj] //=; rewrite ?andbF ?andbT //=.
    - by move=> _; apply: val_inj.
    - by rewrite subr0 sqrrN expr1n (_ : (_ - _) ^+ 2 = 9%:R); [rewrite lern1 | ring].
    by rewrite subrr subr0 expr0n /= -natrX lern0.
  exists (lift ord0 ord0); rewrite !near_mean !sqn_scalar !(mxE, eqxx) /= !mulr1n.
  by rewrite subr0 (_ : (_ - _) ^+ 2 = 1 ^+ 2) //; ring.
by rewrite (eq_card (B := pred1 ord0)) ?card1 // => i; rewrite !inE; exact: e.
Qed.
Lemma near_terms c : \sum_(j | j != c) var_along near_label near c j /
  (var_along near_label near c j + dist2 near_label near c j / 4%:R) =
    (if (c == 0%N :> nat) then 1 / 2%:R else 0).
Proof.
have d c' j : j != c' -> dist2 near_label near c' j = 4%:R.
  rewrite /dist2 !near_mean -raddfB sqn_scalar mxE eqxx mulr1n.
  by case: c' j => [[|[|//]] hc] [[|[|//]] hj] //= _; ring.
rewrite big_mkcond !big_ord_recl big_ord0 /=.
case: c => [[|[|//]] hc] /=; rewrite add0r ?addr0 /var_along d // /class_mean near_size /=.
  rewrite big_mkcond !big_ord_recl big_ord0 /= /along !near_mean -raddfB.
  by rewrite !dotE !(mxE, big_ord_recl, big_ord0) /= !mulr1n; field.
rewrite big_mkcond !big_ord_recl big_ord0 /= /along !near_mean -raddfB.
by rewrite !dotE !(mxE, big_ord_recl, big_ord0) /= !mulr1n; field.
Qed.
Theorem H6_tight t : t < 1 ->
  (forall c j, j != c -> mean_of near_label near j != mean_of near_label near c) /\
  ~ #|not_nearest near_label near|%:R / 3%:R <= t * (\sum_c size_of near_label c / 3%:R *
    Num.min 1 (\sum_(j | j != c) var_along near_label near c j /
      (var_along near_label near c j + dist2 near_label near c j / 4%:R))).
Proof.
move=> t1; split=> [c j jc|].
  rewrite !near_mean -subr_eq0 -raddfB -sqn_eq0 sqn_scalar mxE eqxx mulr1n sqrf_eq0.
  by case: c j jc => [[|[|//]] hc] [[|[|//]] hj] //= _; rewrite ?subr0 ?sub0r ?oppr_eq0 pnatr_eq0.
rewrite near_wrong (eq_bigr (fun c => size_of near_label c / 3%:R *
  Num.min 1 (if (c == 0%N :> nat) then 1 / 2%:R else 0))) => [|c _]; last by rewrite near_terms.
have h : 1 / 2%:R <= 1 :> R by rewrite mul1r invf_le1 ?ltr0n // ler1n.
rewrite !big_ord_recl big_ord0 /= !near_size /= (min_idPr h) (min_idPr ler01) mulr0 !addr0.
rewrite (_ : 2%:R / 3%:R * (1 / 2%:R) = 1 / 3%:R); last by field.
rewrite -[leLHS]mul1r ler_pM2r ?divr_gt0 ?ltr0n ?ltr01 //.
by apply/negP; rewrite -ltNge.
Qed.
End Nearest.
