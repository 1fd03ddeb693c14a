(* A2b of docs/claims.md: within-class collapse of the last two layers with biases. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral penrose g g_means.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Rows.
Variables (R : rcfType) (K m : nat).

(* W = O M, O orthogonal, M's rows orthogonal with squares d: M^T diag(1/d) is M^+, 1/0 being 0. *)
Lemma rows_pinv (M : 'M[R]_(K, m)) (d : 'rV[R]_K) : M *m M^T = diag_mx d ->
  is_pinv M (M^T *m diag_mx (\row_i (d 0 i)^-1)).
Proof.
move=> e; set D := diag_mx (\row_i _).
have tD : D^T = D by rewrite tr_diag_mx.
have cD : diag_mx d *m D = D *m diag_mx d by rewrite /D !mulmx_diag; congr diag_mx; apply/rowP => i;
  rewrite !mxE mulrC.
have row0 i : d 0 i = 0 -> row i M = 0.
  move=> di; apply: sqn_le0; rewrite -sqn_tr tr_row colE.
  have -> : sqn (M^T *m (delta_mx i 0 : 'cV[R]_K)) = d 0 i.
    rewrite /sqn dot_mull trmxK mulmxA e -colE /dot trmx_delta -rowE trace_mx11 !mxE eqxx mulr1n //.
  by rewrite di.
have DDM : diag_mx d *m D *m M = M.
  rewrite /D mulmx_diag; apply/row_matrixP => i; apply/rowP => j.
  rewrite mul_diag_mx !mxE; case: (eqVneq (d 0 i) 0) => [d0|dn].
    by have /rowP /(_ j) := row0 i d0; rewrite !mxE => ->; rewrite mulr0.
  by rewrite mulfV // mul1r.
split.
- by rewrite !mulmxA e DDM.
- have MDD : M^T *m (D *m diag_mx d) = M^T.
    apply: trmx_inj; rewrite trmxK !trmx_mul trmxK tD tr_diag_mx; exact: DDM.
  rewrite -(mulmxA (M^T *m D)) (mulmxA M) e -mulmxA (mulmxA D) (mulmxA M^T) MDD //.
- by rewrite mulmxA e trmx_mul tD tr_diag_mx cD.
- by rewrite !trmx_mul trmxK tD mulmxA.
Qed.
Lemma rows_sqn (M : 'M[R]_(K, m)) (d : 'rV[R]_K) p (F : 'M[R]_(K, p)) : M *m M^T = diag_mx d ->
  sqn (M^T *m diag_mx (\row_i (d 0 i)^-1) *m F) = \sum_i (d 0 i)^-1 * sqn (row i F).
Proof.
move=> e; rewrite -mulmxA {1}/sqn dot_mull trmxK (mulmxA M) e -dot_tr dot_cols;
  apply: eq_bigr => i _.
rewrite -!tr_row dot_tr !dotE sqnE !big_ord1 mulr_sumr; apply: eq_bigr => j _.
rewrite !mul_diag_mx !mxE; case: (eqVneq (d 0 i) 0) => [->|dn]; first by rewrite invr0 !mul0r.
by move: (F i j) (d 0 i) dn => f x dn; field; rewrite dn.
Qed.
Lemma dot_delta (i j : 'I_K) : dot (delta_mx i 0 : 'cV[R]_K) (delta_mx j 0) = (i == j)%:R.
Proof.
rewrite /dot trmx_delta mul_delta_mx_cond; case: (i == j); last by rewrite mulr0n mxtrace0.
by rewrite mulr1n trace_mx11 mxE !eqxx.
Qed.
End Rows.

(* Two of three orthogonal directions meet 1^perp. *)
Section Bias.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (b : 'cV[R]_K) (V : 'M[R]_(m, n)) (c : 'cV[R]_m).
Variables (Z0 : 'M[R]_(K, N)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation D := (W^T *m W - V *m V^T).
Notation ones := (const_mx 1 : 'M[R]_(1, N)).
Notation C := (1%:M - const_mx K%:R^-1 : 'M[R]_K).
Hypothesis top_layer : Z0 = W *m Z1 + b *m ones.
Hypothesis next_layer : Z1 = V *m Z2 + c *m ones.

(* h <= s_{K-1}(Y (I-J)). *)
Theorem A2b_biases h e1 r zw e : (1 < K)%N -> low_on C ((Y *m (1%:M - J))^T) h ->
  nrm (Z0 - Y) <= e1 -> e1 < h -> bnd (Z1 *m (1%:M - J)) r -> bnd (within y Z2) zw ->
  qneg D e -> 0 <= e ->
  sqn (within y Z1) <= (r * e1 / (h - e1)) ^+ 2 + (if (K <= m)%N then zw * e1 else 0)
    + (m.+1 - K)%:R * (zw ^+ 2 * e).
Proof.
move=> K1 [h0 hl] he eh hr hz hD e0; have e10 : 0 <= e1 by apply: le_trans he; exact: nrm_ge0.
have g0 : 0 < h - e1 by rewrite subr_gt0.
have r0 := bnd_ge0 hr; have z0 := bnd_ge0 hz.
have Ww : W *m within y Z1 = within y (Z0 - Y).
  rewrite /within top_layer mulmxBl mulmxDl -(mulmxA b) sum_within mulmx0 addr0.
  by have := onehot_within R y; rewrite /within => ->; rewrite subr0 mulmxA.
have Vw : within y Z1 = V *m within y Z2.
  by rewrite /within next_layer mulmxDl -(mulmxA c) sum_within mulmx0 addr0 mulmxA.
(* On 1^perp W^T is no shorter than (h - e1)/r. *)
have WJ : W *m (Z1 *m (1%:M - J)) = (Y + (Z0 - Y)) *m (1%:M - J).
  by rewrite [Y + _]addrC subrK top_layer mulmxDl -(mulmxA b) sum_centred mulmx0 addr0 mulmxA.
case: (posnP N) => [n0|N0].
  rewrite sqnE big1 => [|i _]; last by rewrite big1 // => j; have := ltn_ord j; rewrite {2}n0.
  apply: addr_ge0; last by rewrite mulr_ge0 ?ler0n // mulr_ge0 ?sqr_ge0.
  by rewrite addr_ge0 ?sqr_ge0 //; case: ifP => // _; rewrite mulr_ge0.
have perp (a : 'cV[R]_K) : C *m a = a -> (h - e1) * nrm a <= r * nrm (W^T *m a).
  move=> Ca.
  have l1 : h * nrm a <= nrm ((Y *m (1%:M - J))^T *m a).
    by rewrite le_nrm ?mulr_ge0 ?nrm_ge0 // exprMn nrm2 -{1}Ca.
  have l2 : nrm (((Z0 - Y) *m (1%:M - J))^T *m a) <= e1 * nrm a.
    rewrite trmx_mul -mulmxA; apply: le_trans (_ : nrm ((Z0 - Y)^T *m a) <= _).
      rewrite nrm_le ?nrm_ge0 // nrm2.
      have hJ := projC (J_proj R N0); have [t _] := hJ; rewrite t; exact: proj_le.
    by apply: bnd_nrm_mul; apply: bnd_trmx; apply: bnd_weaken he; exact: bnd_nrm.
  have l3 : nrm ((W *m (Z1 *m (1%:M - J)))^T *m a) <= r * nrm (W^T *m a).
    by rewrite trmx_mul -mulmxA; apply: bnd_nrm_mul; exact: bnd_trmx.
  apply: le_trans l3; rewrite WJ mulmxDl linearD /= mulmxDl mulrBl.
  by apply: le_trans (nrm_sub_ge _ _); exact: lerB.
have tG : (W *m W^T)^T = W *m W^T by rewrite trmx_mul trmxK.
have [O [d [OO OO' E]]] := spectral tG.
pose M := O^T *m W.
have MM : M *m M^T = diag_mx d.
  rewrite /M trmx_mul trmxK -mulmxA (mulmxA W) E -!mulmxA OO mulmx1 mulmxA OO mul1mx //.
have dE i : d 0 i = sqn (row i M).
  rewrite -sqn_tr tr_row colE /sqn dot_mull trmxK mulmxA MM -colE /dot trmx_delta -rowE trace_mx11
    !mxE eqxx mulr1n //.
have d0 i : 0 <= d 0 i by rewrite dE sqn_ge0.
pose i0 := [arg min_(i < Ordinal (ltnW K1)) d 0 i]%O.
have imin j : d 0 i0 <= d 0 j.
  by rewrite /i0; case: Order.TotalTheory.arg_minP => //= k _; apply.
(* The other squared singular values are at least ((h-e1)/r)^2. *)
have second j : j != i0 -> (h - e1) ^+ 2 <= r ^+ 2 * d 0 j.
  move=> ji.
  pose f (i : 'I_K) : 'cV[R]_K := O *m delta_mx i 0.
  pose s (i : 'I_K) : R := \sum_k f i k 0.
  have [al [be [nz z]]] : exists al be : R, (al != 0) || (be != 0) /\ al * s i0 + be * s j = 0.
    case: (eqVneq (s j) 0) => [sj|sj].
      by exists 0, 1; rewrite oner_neq0 orbT; split=> //; rewrite sj; ring.
    by exists (s j), (- s i0); rewrite sj; split=> //; ring.
  pose w : 'cV[R]_K := al *: delta_mx i0 0 + be *: delta_mx j 0.
  pose a : 'cV[R]_K := O *m w.
  have Ca : C *m a = a.
    rewrite mulmxBl mul1mx; suff -> : (const_mx K%:R^-1 : 'M[R]_K) *m a = 0 by rewrite subr0.
    apply/matrixP => p q; rewrite (ord1 q) mxE [RHS]mxE.
    rewrite (eq_bigr (fun k => K%:R^-1 * (al * f i0 k 0 + be * f j k 0))) => [|k _].
      by rewrite -mulr_sumr big_split /= -!mulr_sumr z mulr0.
    have -> : a k 0 = al * f i0 k 0 + be * f j k 0.
      by rewrite /a /w mulmxDr -!scalemxAr mxE; congr (_ + _); rewrite [LHS]mxE.
    by rewrite [const_mx _ _ _]mxE.
  have sa : sqn a = al ^+ 2 + be ^+ 2.
    rewrite /a {1}/sqn dot_mull mulmxA OO mul1mx /w dotDl !dotDr !dotZl !dotZr.
    by rewrite !dot_delta !eqxx (eq_sym i0) (negPf ji) /=; ring.
  have sW : sqn (W^T *m a) = al ^+ 2 * d 0 i0 + be ^+ 2 * d 0 j.
    rewrite {1}/sqn dot_mull trmxK mulmxA E /a -!mulmxA (mulmxA O^T) OO mul1mx dot_mull mulmxA OO
      mul1mx.
    rewrite /w mulmxDr -!scalemxAr.
    have ge k : diag_mx d *m (delta_mx k 0 : 'cV[R]_K) = d 0 k *: (delta_mx k 0 : 'cV[R]_K).
      apply/matrixP => p q; rewrite mul_diag_mx !mxE (ord1 q) eqxx andbT.
      by case: (eqVneq p k) => [->|_] //; rewrite !mulr0.
    rewrite !ge dotDl !dotDr !dotZl !dotZr !dot_delta !eqxx (eq_sym i0) (negPf ji) /=.
    by move: (d 0 i0) (d 0 j) => ? ?; ring.
  have := perp a Ca; rewrite -ler_sqr2 ?mulr_ge0 ?nrm_ge0 ?(ltW g0) // !exprMn !nrm2 sa sW => le.
  have ab : 0 < al ^+ 2 + be ^+ 2.
    by case/orP: nz => nz; [apply: ltr_wpDr | apply: ltr_wpDl]; rewrite ?sqr_ge0 ?exprn_even_gt0.
  rewrite -(ler_pM2r ab); apply: le_trans le _; rewrite -(mulrA (r ^+ 2)); apply: ler_wpM2l;
    first exact: sqr_ge0.
  rewrite mulrDr ![d 0 j * _]mulrC; apply: lerD => //; apply: ler_wpM2l => //; exact: sqr_ge0.
have WO : W = O *m M by rewrite /M mulmxA OO' mul1mx.
have hE : sqn (within y (Z0 - Y)) <= e1 ^+ 2.
  apply: le_trans (proj_le_r _ (projC (Pi_proj R y))) _; by rewrite -nrm_le.
clearbody M; move: (within y Z1) (within y Z2) (within y (Z0 - Y)) Vw Ww hz hE =>
  Zw Zv Ew Vw Ww hz hE.
pose F := M *m Zw.
have hF : sqn F <= e1 ^+ 2.
  apply: le_trans hE; rewrite -Ww WO -mulmxA {2}/sqn dot_mull mulmxA OO mul1mx //.
have hX := rows_pinv MM; have hP := pinv_proj hX.
rewrite (pythagoras Zw hP) -mulmxA -/F (rows_sqn F MM) (bigD1 i0) //= -!addrA.
have G2 : 0 < (h - e1) ^+ 2 by rewrite exprn_gt0.
have dpos j : j != i0 -> 0 < d 0 j.
  move=> ji; rewrite lt_neqAle d0 andbT eq_sym;
    apply: contraTneq (lt_le_trans G2 (second j ji)) => ->.
  by rewrite mulr0 ltxx.
have leading : \sum_(j | j != i0) (d 0 j)^-1 * sqn (row j F) <= (r * e1 / (h - e1)) ^+ 2.
  apply: (@le_trans _ _ (r ^+ 2 / (h - e1) ^+ 2 * \sum_(j | j != i0) sqn (row j F))).
    rewrite mulr_sumr; apply: ler_sum => j ji; apply: ler_wpM2r; first exact: sqn_ge0.
    by rewrite ler_pdivlMr // mulrC ler_pdivrMr ?dpos // second.
  have -> : (r * e1 / (h - e1)) ^+ 2 = r ^+ 2 / (h - e1) ^+ 2 * e1 ^+ 2 by field; rewrite gt_eqF.
  apply: ler_wpM2l; first by rewrite divr_ge0 ?sqr_ge0.
  by apply: le_trans hF; rewrite [leRHS]sqn_rows [leRHS](bigD1 i0) //= lerDr sqn_ge0.
have lastly : (d 0 i0)^-1 * sqn (row i0 F) <= (d 0 i0 != 0)%:R * (zw * e1 + zw ^+ 2 * e).
  case: (eqVneq (d 0 i0) 0) => [->|xn]; first by rewrite invr0 !mul0r.
  have xp : 0 < d 0 i0 by rewrite lt_neqAle eq_sym xn d0.
  have f1 : sqn (row i0 F) <= e1 ^+ 2.
    by apply: le_trans hF; rewrite [leRHS]sqn_rows (bigD1 i0) //= lerDl sumr_ge0 // => j _;
      exact: sqn_ge0.
  have f2 : sqn (row i0 F) <= zw ^+ 2 * (d 0 i0 ^+ 2 + e * d 0 i0).
    pose v : 'cV[R]_m := (row i0 M)^T.
    have -> : row i0 F = v^T *m V *m Zv by rewrite /v trmxK -mulmxA -Vw -row_mul.
    apply: le_trans (bnd_mulr _ hz) _; apply: ler_wpM2l; first exact: sqr_ge0.
    have vv : sqn v = d 0 i0 by rewrite /v sqn_tr dE.
    have Wv : sqn (W *m v) = d 0 i0 ^+ 2.
      rewrite WO -mulmxA {1}/sqn dot_mull mulmxA OO mul1mx -/(sqn _) /v tr_row colE mulmxA MM -colE.
      rewrite sqnE (bigD1 i0) //= big_ord1 !mxE eqxx mulr1n big1 ?addr0 // => k /negPf ki.
      by rewrite big_ord1 !mxE ki mulr0n expr0n.
    have [_ /(_ v)] := hD; rewrite vv mulmxBl dotBr -!mulmxA.
    have -> : dot v (W^T *m (W *m v)) = sqn (W *m v) by rewrite /sqn dot_mull.
    have -> : dot v (V *m (V^T *m v)) = sqn (V^T *m v) by rewrite /sqn dot_mull trmxK.
    rewrite Wv -(sqn_tr (v^T *m V)) trmx_mul trmxK lerBrDr addrC lerBlDr //.
  rewrite mul1r -subr_ge0; move: (sqn (row i0 F)) (d 0 i0) xp f1 f2 => f x xp f1 f2;
    rewrite subr_ge0.
  rewrite mulrC ler_pdivrMr //.
  have f3 : f - zw ^+ 2 * e * x <= e1 ^+ 2.
    by apply: le_trans f1; rewrite lerBlDr lerDl mulr_ge0 ?(ltW xp) // mulr_ge0 ?sqr_ge0.
  have f4 : f - zw ^+ 2 * e * x <= (zw * x) ^+ 2.
    by rewrite lerBlDr; apply: le_trans f2 _; rewrite le_eqVlt; apply/orP; left; apply/eqP;
      ring.
  suff : f - zw ^+ 2 * e * x <= e1 * (zw * x).
    by rewrite lerBlDr => /le_trans; apply; rewrite le_eqVlt; apply/orP; left; apply/eqP;
      ring.
  have zx : 0 <= zw * x by rewrite mulr_ge0 // ltW.
  case: (lerP e1 (zw * x)) => c1.
    by apply: le_trans f3 _; rewrite expr2; apply: ler_wpM2l.
  by apply: le_trans f4 _; rewrite expr2; apply: ler_wpM2r => //; exact: ltW.
pose B := 1%:M - M^T *m diag_mx (\row_i (d 0 i)^-1) *m M.
have hB : proj B := projC hP.
have WB : W *m B = 0 by rewrite WO -mulmxA pinv_ker // mulmx0.
have trB : sqn B = m%:R + 1 - K%:R - (d 0 i0 != 0)%:R.
  have [tB iB] := hB; rewrite /sqn /dot tB iB /B linearB /= mxtrace1 mxtrace_mulC mulmxA MM
    mulmx_diag mxtrace_diag.
  rewrite (bigD1 i0) //= (eq_bigr (fun=> 1)) => [|j ji]; last by rewrite !mxE mulfV // gt_eqF ?dpos.
  rewrite sumr_const cardC1 card_ord !mxE.
  have -> : K%:R = K.-1%:R + 1 :> R by rewrite -{1}(prednK (ltnW K1)) -addn1 natrD.
  by case: (eqVneq (d 0 i0) 0) => [->|xn]; rewrite ?invr0 ?mulr0 ?mulfV //=; ring.
have outer : sqn (B *m Zw) <= zw ^+ 2 * (e * sqn B).
  rewrite Vw mulmxA; apply: le_trans (bnd_mulr _ hz) _; apply: ler_wpM2l; first exact: sqr_ge0.
  have [tB _] := hB; have := qneg_mx B hD.
  rewrite mulmxBl dotBr -!mulmxA WB mulmx0 dot0r sub0r lerN2 => le.
  apply: le_trans le; have -> : sqn (B *m V) = sqn (V^T *m B) by rewrite -sqn_tr trmx_mul tB.
  by rewrite {1}/sqn dot_mull trmxK.
have natE : (m.+1 - K)%:R = m%:R + 1 - K%:R :> R /\ ((d 0 i0 != 0) -> (K <= m)%N).
  have m1 : m%:R + 1 = m.+1%:R :> R by rewrite -addn1 natrD.
  have := sqn_ge0 B; rewrite trB m1 subr_ge0 lerBrDr -natrD ler_nat => le.
  split; last by move=> xn; move: le; rewrite xn.
  by rewrite natrB // (leq_trans _ le) // leq_addl.
case: natE => -> Km; rewrite -/B in outer *.
apply: le_trans (lerD lastly (lerD leading outer)) _; rewrite trB.
set I := if _ then _ else _; have I0 : 0 <= I by rewrite /I; case: ifP => // _; rewrite mulr_ge0.
move: Km; case: eqP => /= _ Km; last first.
  by rewrite /I Km // le_eqVlt; apply/orP; left; apply/eqP; ring.
by apply: (@ge0_le _ _ _ I) => //; ring.
Qed.
End Bias.
