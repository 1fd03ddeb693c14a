(* Section A of docs/claims.md, the sharp forms: A1s, A2s, A2v, A5s. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Scalars.
Variable R : rcfType.
(* A2s's b, and that the quotient is largest there: (k^2 (e^2 - x^2) + c^2)/(g - x)^2 for 0 <= x <=
   e < g. *)
Definition worst_part (k c e g : R) : R := Num.min e ((e ^+ 2 + c ^+ 2 / k ^+ 2) / g).

Lemma worst_part_largest k c e g x : 0 < k -> 0 <= e -> e < g -> 0 <= x -> x <= e ->
  (k ^+ 2 * (e ^+ 2 - x ^+ 2) + c ^+ 2) * (g - worst_part k c e g) ^+ 2 <=
  (k ^+ 2 * (e ^+ 2 - worst_part k c e g ^+ 2) + c ^+ 2) * (g - x) ^+ 2.
Proof.
move=> k0 e0 eg x0 xe; rewrite /worst_part; set A := e ^+ 2 + c ^+ 2 / k ^+ 2.
have g0 : 0 < g by exact: le_lt_trans e0 eg.
have cE t : k ^+ 2 * (e ^+ 2 - t ^+ 2) + c ^+ 2 = k ^+ 2 * (A - t ^+ 2).
  by rewrite /A; field; rewrite gt_eqF.
have A0 : 0 <= A by rewrite /A addr_ge0 ?divr_ge0 ?sqr_ge0.
rewrite !cE -!(mulrA (k ^+ 2)); apply: ler_wpM2l; first exact: sqr_ge0.
move: A A0 {cE} => A A0; case: (lerP e (A / g)) => h.
  have Ag : e * g <= A by rewrite -ler_pdivlMr.
  apply: (@ge0_le _ _ _ ((e - x) * ((A - e * g) * ((g - x) + (g - e)) + g * (e - x) * (g - e)))).
    by ring.
  have gx : 0 <= g - x by rewrite subr_ge0 (le_trans xe) // ltW.
  have ge : 0 <= g - e by rewrite subr_ge0 ltW.
  apply: mulr_ge0; rewrite ?subr_ge0 //; apply: addr_ge0.
    by apply: mulr_ge0; rewrite ?subr_ge0 // addr_ge0.
  by apply: mulr_ge0 => //; apply: mulr_ge0; rewrite ?subr_ge0 // ltW.
have h2 : 0 <= g - A / g by rewrite subr_ge0 ltW // (lt_trans h).
apply: (@ge0_le _ _ _ ((g - A / g) * (A / g - x) ^+ 2 * g)); first by field; rewrite gt_eqF.
by apply: mulr_ge0; [apply: mulr_ge0; rewrite ?sqr_ge0 | exact: ltW].
Qed.
End Scalars.

Section LastTwo.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation D := (W^T *m W - V *m V^T).
Implicit Types (s e k : R) (X : 'M[R]_(m, K)).

(* (I - P) Z_{L-1}, all of it or what a projection of samples keeps. *)
Lemma kernel_part X e z2 p (C : 'M[R]_(N, p)) c : Z1 = V *m Z2 -> is_pinv W X -> qneg D e ->
  0 <= e ->
  bnd Z2 z2 -> bnd C c -> bnd ((1%:M - X *m W) *m Z1 *m C) (Num.sqrt e * z2 * c).
Proof.
move=> -> h hD e0 hz hC; rewrite mulmxA; apply: bnd_mulmx hC.
exact: bnd_mulmx (A0b_operator h hD e0) hz.
Qed.
Definition kernel_rank := minn (m - K) (minn n N).

Lemma kernel_sqn X e z2 : Z1 = V *m Z2 -> is_pinv W X -> row_free W -> qneg D e -> 0 <= e ->
  bnd Z2 z2 ->
  sqn ((1%:M - X *m W) *m Z1) <= z2 ^+ 2 * kernel_rank%:R * e.
Proof.
move=> hZ h f hD e0 hz; have := kernel_part hZ h hD e0 hz (bnd1 R N).
rewrite mulmx1 mulr1 => hb; apply: le_trans (sqn_le_rank hb) _.
rewrite exprMn sqr_sqrtr // [leRHS]mulrAC [e * _]mulrC.
apply: ler_wpM2l; first by rewrite mulr_ge0 ?sqr_ge0.
rewrite ler_nat.
rewrite /kernel_rank !leq_min -(pinv_rankC h f) mxrankM_maxl rank_leq_col andbT /= hZ mulmxA.
by apply: leq_trans (mxrankM_maxl _ _) (rank_leq_col _).
Qed.

Theorem A1s_distance_to_collapse X s e1 e z1 z2 : Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> 0 <= e -> bnd Z1 z1 -> bnd Z2 z2 ->
  sqn (Z1 - X *m Y) <= (z1 * e1 / (s - e1)) ^+ 2 + z2 ^+ 2 * kernel_rank%:R * e.
Proof.
move=> hZ h hl he es hD e0 hz1 hz2; rewrite (distance_split y W X hZ) sqnD_orth; last first.
  have [t _] := projC (pinv_proj h).
  have XQ : X^T *m (1%:M - X *m W) = 0.
    by apply: trmx_inj; rewrite trmx_mul trmxK t pinv_kerX // trmx0.
  by rewrite trmx_mul -!mulmxA (mulmxA X^T) XQ mul0mx mulmx0.
apply: lerD.
  rewrite -nrm_le; first by rewrite -mulrA; exact: residual_part.
  by rewrite -mulrA mulr_ge0 ?(bnd_ge0 hz1) // divr_ge0 ?(nrm_le_ge0 he) // subr_ge0 ltW.
by rewrite -mulmxA -hZ; apply: kernel_sqn => //; exact: head_rank hl he es.
Qed.

(* A2v: class means of Z_L are I + Ebar. *)
Lemma output_means s e1 : (1 < K)%N -> low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s ->
  e1 / s < Num.sqrt (K%:R - 1) /\ Num.sqrt (K%:R - 1) - e1 / s <= nrm (Mu_C y (W *m Z1)).
Proof.
move=> K1 hl he es; have e0 := nrm_le_ge0 he; have s0 := le_lt_trans e0 es.
have ne := sizes_pos hl s0; have K0 := ltnW K1.
have hC := center_proj R K0; have [tC iC] := hC.
split.
  apply: (@lt_le_trans _ _ 1); first by rewrite ltr_pdivrMr // mul1r.
  by apply: le_sqrt; rewrite ?ler01 // expr1n lerBrDr -(natrD _ 1 1) ler_nat.
rewrite /Mu_C; set C := 1%:M - _ in hC tC iC *.
have -> : Mu y (W *m Z1) *m C = C + (W *m Z1 - Y) *m averaging y *m C.
  by rewrite mulmxBl onehot_averaging // mulmxBl mul1mx addrC subrK.
apply: le_trans (nrm_sub_ge _ _); apply: lerB.
  rewrite le_nrm ?sqrtr_ge0 // sqr_sqrtr ?subr_ge0 ?ler1n //.
  rewrite /sqn /dot tC iC linearB /= mxtrace1 /mxtrace (eq_bigr (fun=> K%:R^-1)) => [|i _];
    last by rewrite mxE.
  by rewrite sumr_const card_ord -[K%:R^-1 *+ K]mulr_natr mulVf // pnatr_eq0 -lt0n.
rewrite nrm_le ?divr_ge0 ?(ltW s0) //; apply: le_trans (proj_le_r _ hC) _.
apply: le_trans (bnd_mulr _ (averaging_bnd hl s0)) _.
by rewrite [leRHS]exprMn [leLHS]mulrC; apply: ler_wpM2r;
  [exact: sqr_ge0 | rewrite -nrm_le // (nrm_le_ge0 he)].
Qed.
Theorem A2v_unweighted_any_sizes X s e1 e s1 z1 z2 : (1 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> 0 <= e -> bnd Z1 z1 -> bnd Z2 z2 ->
    bnd W s1 ->
  NC1_centred_le y Z1 (s1 ^+ 2 / N%:R * ((z1 * e1 / (s - e1)) ^+ 2 + z2 ^+ 2 * kernel_rank%:R * e) /
    (Num.sqrt ((K%:R - 1) / K%:R) - e1 / (Num.sqrt K%:R * s)) ^+ 2).
Proof.
move=> K1 hZ h hl he es hD e0 hz1 hz2 hW; have s0 := le_lt_trans (nrm_le_ge0 he) es.
have a1 := le_trans (within_le y Z1 X) (A1s_distance_to_collapse hZ h hl he es hD e0 hz1 hz2).
have [] := output_means K1 hl he es; move: (_ + _) a1 => B hB.
have Kp : 0 < K%:R :> R by rewrite ltr0n ltnW.
have Np : 0 < N%:R :> R by rewrite ltr0n (samples_pos (ltnW K1) hl).
have B0 : 0 <= B by apply: le_trans hB; exact: sqn_ge0.
rewrite sqrtrM ?subr_ge0 ?ler1n ?(ltnW K1) // sqrtrV ?(ltW Kp) //.
have w0 : 0 < Num.sqrt K%:R :> R by rewrite sqrtr_gt0.
have w2 : Num.sqrt K%:R ^+ 2 = K%:R :> R by rewrite sqr_sqrtr // ltW.
move: (Num.sqrt (K%:R - 1)) => c ce hm.
have d0 : 0 < c - e1 / s by rewrite subr_gt0.
have {hm} hm : (c - e1 / s) ^+ 2 <= s1 ^+ 2 * sqn (Mu_C y Z1).
  rewrite le_nrm ?(ltW d0) // in hm; apply: le_trans hm _.
  have -> : Mu_C y (W *m Z1) = W *m Mu_C y Z1 by rewrite /Mu_C /Mu !mulmxA.
  exact: bnd_mul.
have dd : 0 < (c - e1 / s) ^+ 2 by rewrite exprn_gt0.
have b0 : 0 < sqn (Mu_C y Z1).
  rewrite sqn_gt0; apply: contraTneq (lt_le_trans dd hm) => ->.
  by rewrite sqn0 mulr0 ltxx.
split=> //.
have -> : c / Num.sqrt K%:R - e1 / (Num.sqrt K%:R * s) = (c - e1 / s) / Num.sqrt K%:R.
  by field; rewrite !gt_eqF.
rewrite expr_div_n w2; move: (c - e1 / s) d0 dd hm => q q0 dd hm.
rewrite [leRHS](_ : _ = s1 ^+ 2 * sqn (Mu_C y Z1) * B / q ^+ 2 / N%:R); last by field;
  rewrite !gt_eqF.
apply: ler_wpM2r; rewrite ?invr_ge0 ?(ltW Np) //; apply: le_trans hB _.
by rewrite ler_pdivlMr // mulrC; apply: ler_wpM2r.
Qed.
(* The page's NC1 is no larger, its mean being the samples'. *)
Corollary A2v_samples_mean t : (0 < K)%N -> 0 <= t -> NC1_centred_le y Z1 t -> NC1_le y Z1 t.
Proof.
move=> K0 t0 [b0 h]; have l := Mu_C_le y Z1 K0; split; first exact: lt_le_trans l.
apply: le_trans h _; apply: ler_wpM2l => //.
by apply: ler_wpM2r l; rewrite invr_ge0 ler0n.
Qed.

(* A5s: Mu = W^+ (I + Ebar) + (I - P) Mu with orthogonal ranges. *)
Theorem A5s_class_mean_orthogonality X s e1 e s1 z2 k : (0 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> 0 <= e -> bnd Z2 z2 -> bnd W s1 ->
    cond W k ->
  NC2_le y Z1 (Num.sqrt (k ^+ 2 * (1 + e1 / s) ^+ 2 +
    (if m == K then 0 else s1 ^+ 2 * z2 ^+ 2 * e / s ^+ 2))
    / (1 - e1 / s)).
Proof.
move=> K0 hZ h hl he es hD e0 hz2 hW hk; have s0 := le_lt_trans (nrm_le_ge0 he) es.
have ne := sizes_pos hl s0; have f := head_rank hl he es.
have [sK hK] := low_exists W; have [t ht] := norm_exists W.
have k0 : 0 <= k by case: hk.
have [sK0 tk] := (cond_kappa K0 ht hK k0).1 hk.
have [lK _] := hK; have [bt _] := ht.
have t0 : 0 < t := lt_le_trans sK0 (low_le_bnd K0 lK bt).
have ts := norm_least ht hW.
set eta := e1 / s; have eta0 : 0 <= eta by rewrite divr_ge0 ?(nrm_le_ge0 he) // ltW.
have eta1 : 0 < 1 - eta by rewrite subr_gt0 ltr_pdivrMr // mul1r.
pose G := 1%:M + (W *m Z1 - Y) *m averaging y.
have GE : W *m Mu y Z1 = G by rewrite /G mulmxBl onehot_averaging // addrC subrK /Mu mulmxA.
have bE : bnd ((W *m Z1 - Y) *m averaging y) eta.
  by apply: bnd_mulmx; [exact: nrm_bnd | exact: averaging_bnd].
have bG : bnd G (1 + eta) by apply: bndD => //; exact: bnd1.
have lG : low (Mu y Z1)^T ((1 - eta) / t).
  have l1 : low (G^T) (1 - eta).
    rewrite linearD /= trmx1; apply: low_add; [|exact: bnd_trmx | by rewrite -subr_ge0 ltW].
    by split=> [|v]; rewrite ?ler01 // expr1n mul1r trmx1 mul1mx.
  by apply: low_factor t0; [rewrite -GE trmx_mul in l1; exact: l1 | exact: bnd_trmx].
pose q2 := k ^+ 2 * (1 + eta) ^+ 2 + (if m == K then 0 else s1 ^+ 2 * z2 ^+ 2 * e / s ^+ 2).
have q20 : 0 <= q2.
  apply: addr_ge0; first by rewrite mulr_ge0 ?sqr_ge0.
  by case: (m == K) => //; rewrite divr_ge0 ?sqr_ge0 //; apply: mulr_ge0 => //;
    rewrite mulr_ge0 ?sqr_ge0.
have bMu : bnd (Mu y Z1) (Num.sqrt q2 / t).
  split=> [|v]; first by rewrite divr_ge0 ?sqrtr_ge0 // ltW.
  rewrite expr_div_n sqr_sqrtr // (pythagoras _ (pinv_proj h)) /q2 mulrDl mulrDl; apply: lerD.
    have -> : X *m W *m (Mu y Z1 *m v) = X *m (G *m v) by rewrite -GE -!mulmxA.
    apply: le_trans (bnd_mul _ (pinv_bnd h lK sK0)) _.
    apply: le_trans (ler_wpM2l _ (bnd_mul _ bG)) _; first exact: sqr_ge0.
    rewrite mulrA; apply: ler_wpM2r; first exact: sqn_ge0.
    rewrite [leRHS]mulrAC; apply: ler_wpM2r; first exact: sqr_ge0.
    rewrite -expr_div_n ler_sqr2 ?invr_ge0 ?(ltW sK0) // ?divr_ge0 ?(ltW t0) //.
    by rewrite ler_pdivlMr // mulrC ler_pdivrMr.
  case: eqP => [mK|_].
    have Q0 : 1%:M - X *m W = 0.
      by apply/eqP; rewrite -mxrank_eq0 (pinv_rankC h f) mK subnn.
    by rewrite Q0 mul0mx sqn0 mul0r mul0r.
  have := kernel_part hZ h hD e0 hz2 (averaging_bnd hl s0).
  rewrite -mulmxA -/(Mu y Z1) => hb; rewrite mulmxA; have [_ {}hb] := hb.
  apply: le_trans (hb v) _; apply: ler_wpM2r; first exact: sqn_ge0.
  rewrite !exprMn sqr_sqrtr // exprVn.
  rewrite ler_pdivlMr ?exprn_gt0 //.
  rewrite (_ : e * z2 ^+ 2 / s ^+ 2 * t ^+ 2 = t ^+ 2 * (z2 ^+ 2 * e / s ^+ 2)); last by field;
    rewrite gt_eqF.
  rewrite (_ : s1 ^+ 2 * z2 ^+ 2 * e / s ^+ 2 = s1 ^+ 2 * (z2 ^+ 2 * e / s ^+ 2)); last by field;
    rewrite gt_eqF.
  apply: ler_wpM2r; first by rewrite divr_ge0 ?sqr_ge0 // mulr_ge0 ?sqr_ge0.
  by rewrite ler_sqr2 ?(ltW t0) ?(bnd_ge0 hW).
rewrite /NC2_le -/eta -/q2.
apply: (cond_of (bnd_trmx bMu) lG); rewrite ?divr_gt0 ?divr_ge0 ?sqrtr_ge0 ?(ltW eta1) //.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; field; rewrite !gt_eqF.
Qed.

(* A2s: E's part within classes and its part between them share eps1^2. *)
Theorem A2s_sharp_collapse X s e1 e s1 z2 k g c : (1 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> 0 <= e -> bnd Z2 z2 -> bnd W s1 ->
    cond W k ->
  0 <= g -> g ^+ 2 = spread y ->
  c ^+ 2 = s1 ^+ 2 * z2 ^+ 2 * (minn (m - K) (minn n (N - K)))%:R * e ->
  NC1_weighted_le y Z1 ((k ^+ 2 * (e1 ^+ 2 - worst_part k c e1 g ^+ 2) + c ^+ 2) /
    (g - worst_part k c e1 g) ^+ 2).
Proof.
move=> K1 hZ h hl he es hD e0 hz2 hW hk g0 hg hc; have K0 := ltnW K1.
have e10 := nrm_le_ge0 he; have s0 := le_lt_trans e10 es.
have ne := sizes_pos hl s0; have f := head_rank hl he es; have N0 := samples_pos K0 hl s0.
have [sK hK] := low_exists W; have [t ht] := norm_exists W.
have k0 : 0 <= k by case: hk.
have [sK0 tk] := (cond_kappa K0 ht hK k0).1 hk.
have [lK _] := hK; have [bt _] := ht.
have t0 : 0 < t := lt_le_trans sK0 (low_le_bnd K0 lK bt).
have kp : 0 < k by have := lt_le_trans t0 tk; rewrite pmulr_lgt0.
have ts := norm_least ht hW; have [eg _] := output_between K1 hl he es g0 hg.
pose E := W *m Z1 - Y; pose a2 := sqn (within y E); pose x := nrm (between y E).
have ax : a2 + x ^+ 2 <= e1 ^+ 2.
  rewrite /x nrm2 /a2 -sqn_split //; apply: le_trans (proj_le_r _ (projC (J_proj R N0))) _.
  by rewrite -nrm_le.
have x0 : 0 <= x by exact: nrm_ge0.
have xe : x <= e1.
  by rewrite -ler_sqr2 //; apply: le_trans ax; rewrite lerDr; exact: sqn_ge0.
have hb : (g - x) ^+ 2 <= t ^+ 2 * sqn (between y Z1).
  have hbn : g - x <= nrm (between y (W *m Z1)).
    have -> : between y (W *m Z1) = between y Y + between y E.
      by rewrite /between -mulmxDl [Y + _]addrC subrK.
    apply: le_trans (nrm_sub_ge _ _); rewrite lerD2r le_nrm // hg onehot_between //.
  move: hbn; rewrite le_nrm ?subr_ge0 ?(le_trans xe) ?(ltW eg) // between_mul => hbn.
  exact: le_trans hbn (bnd_mul _ bt).
have hw : t ^+ 2 * sqn (within y Z1) <= k ^+ 2 * (e1 ^+ 2 - x ^+ 2) + c ^+ 2.
  have wE : within y E = W *m within y Z1.
    rewrite /within mulmxBl mulmxA (_ : Y *m (1%:M - Pi y) = 0) ?subr0 //; exact: onehot_within.
  rewrite (pythagoras _ (pinv_proj h)) [leLHS]mulrDr; apply: lerD.
    apply: (@le_trans _ _ (k ^+ 2 * a2)); last first.
      by apply: ler_wpM2l; rewrite ?sqr_ge0 // lerBrDr.
    rewrite -mulmxA -wE; apply: le_trans
      (ler_wpM2l (sqr_ge0 t) (bnd_mul _ (pinv_bnd h lK sK0))) _.
    rewrite mulrA; apply: ler_wpM2r; first exact: sqn_ge0.
    rewrite -exprMn ler_sqr2 ?mulr_ge0 ?invr_ge0 ?(ltW t0) ?(ltW sK0) //.
    by rewrite ler_pdivrMr.
  have := kernel_part hZ h hD e0 hz2 (bnd_proj (projC (Pi_proj R y))).
  rewrite mulr1 -mulmxA -/(within y Z1) => hb'.
  apply: le_trans (ler_wpM2l (sqr_ge0 t) (sqn_le_rank hb')) _.
  have rk : (\rank ((1%:M - X *m W) *m within y Z1) <= minn (m - K) (minn n (N - K)))%N.
    rewrite !leq_min -(pinv_rankC h f) mxrankM_maxl /= -(rank_PiC R ne); apply/andP; split.
      rewrite /within hZ -(mulmxA V) (mulmxA (1%:M - _)).
      by apply: leq_trans (mxrankM_maxl _ _) (rank_leq_col _).
    by rewrite /within mulmxA; exact: mxrankM_maxr.
  rewrite hc exprMn sqr_sqrtr //; move: (\rank _) (minn _ _) rk => r q rk.
  have rq : r%:R <= q%:R :> R by rewrite ler_nat.
  have -> : s1 ^+ 2 * z2 ^+ 2 * q%:R * e = s1 ^+ 2 * (z2 ^+ 2 * e * q%:R) by ring.
  have -> : t ^+ 2 * (e * z2 ^+ 2 * r%:R) = t ^+ 2 * (z2 ^+ 2 * e * r%:R) by ring.
  have z0 : 0 <= z2 ^+ 2 * e by rewrite mulr_ge0 ?sqr_ge0.
  apply: ler_pM; rewrite ?sqr_ge0 //; first by rewrite mulr_ge0 ?ler0n.
    by rewrite ler_sqr2 ?(ltW t0) ?(bnd_ge0 hW).
  exact: ler_wpM2l.
have wp := worst_part_largest c kp e10 eg x0 xe.
have b1 : worst_part k c e1 g <= e1 by rewrite /worst_part ge_min lexx.
have b0 : 0 <= worst_part k c e1 g.
  by rewrite /worst_part le_min e10 divr_ge0 // addr_ge0 ?divr_ge0 ?sqr_ge0.
move: (worst_part k c e1 g) b0 b1 wp => b b0 b1 wp.
have gb : 0 < (g - b) ^+ 2 by rewrite exprn_gt0 // subr_gt0 (le_lt_trans b1).
have gx : 0 < (g - x) ^+ 2 by rewrite exprn_gt0 // subr_gt0 (le_lt_trans xe).
have t20 : 0 < t ^+ 2 by rewrite exprn_gt0.
have nb : 0 <= k ^+ 2 * (e1 ^+ 2 - b ^+ 2) + c ^+ 2.
  by rewrite addr_ge0 ?sqr_ge0 // mulr_ge0 ?sqr_ge0 // subr_ge0 ler_sqr2.
split; first by have := lt_le_trans gx hb; rewrite pmulr_rgt0.
rewrite mulrAC ler_pdivlMr // -(ler_pM2l t20) [leLHS]mulrA [leRHS]mulrCA.
apply: le_trans (ler_wpM2r (ltW gb) hw) _; apply: le_trans wp _.
exact: ler_wpM2l.
Qed.
End LastTwo.
