(* Section A of docs/claims.md: the generic theorem of neural collapse, of any depth.

   Each claim of the last two layers is about W = W_L, V = W_{L-1}, Z1 = Z_{L-1} = V Z2, Z2 =
   Z_{L-2}; what is below them may be any network. Every claim stands first with a number of its own
   for each norm (z1, z2, s1), then with the page's single r. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section LastTwo.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation D := (W^T *m W - V *m V^T).                        (* D_{L-1} *)
Implicit Types (s e r k : R) (X : 'M[R]_(m, K)).

(* A1's Psi; d = m - K. *)
Definition Psi z1 z2 s e1 (d : R) e : R := z1 * (e1 / (s - e1)) + z2 * Num.sqrt (d * e).

Lemma nrm_bnd a b (A : 'M[R]_(a, b)) c : nrm A <= c -> bnd A c.
Proof. exact/bnd_weaken/bnd_nrm. Qed.
Lemma nrm_le_ge0 a b (A : 'M[R]_(a, b)) c : nrm A <= c -> 0 <= c.
Proof. exact/le_trans/nrm_ge0. Qed.

(* s_K(Z_L) >= s_K(Y) - eps1. *)
Lemma low_output s e1 : low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 <= s -> low (W *m Z1) (s - e1).
Proof.
move=> hl he es; rewrite -[W *m Z1](subrK Y) addrC.
exact/low_add/es/nrm_bnd.
Qed.

Theorem A0a_head_conditioning s e1 z1 : low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 <= s ->
  bnd Z1 z1 ->
  low W ((s - e1) / z1).
Proof.
move=> hl he es hz; have := bnd_ge0 hz; rewrite le_eqVlt => /predU1P [<-|z0].
  by rewrite invr0 mulr0; exact: low0.
exact: low_factor (low_output hl he es) hz z0.
Qed.

(* If there is a class, features are not zero and the last layer's rows are free. *)
Lemma features_pos s e1 z1 : (0 < K)%N -> low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s ->
  bnd Z1 z1 -> 0 < z1.
Proof.
move=> K0 hl he es hz; have := bnd_ge0 hz; rewrite le_eqVlt => /predU1P [z0|//].
have Z0 : Z1 = 0.
  apply: sqn_le0; have := bnd_mul 1%:M hz.
  by rewrite mulmx1 -z0 expr0n mul0r.
have := low_le_bnd K0 (low_output hl he (ltW es)) (_ : bnd _ 0).
rewrite subr_le0 leNgt es => h; exfalso; have : false; last by [].
by apply: h; rewrite Z0 mulmx0; exact: bnd0.
Qed.
Lemma head_rank s e1 : low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> row_free W.
Proof.
move=> hl he es; have h := low_output hl he (ltW es).
have f : row_free (W *m Z1) by apply: low_row_free h _; rewrite subr_gt0.
by rewrite /row_free eqn_leq rank_leq_row -{1}(eqP f) mxrankM_maxl.
Qed.

(* (I - P) V V^T (I - P) = -(I - P) D (I - P). *)
Lemma kernel_gram X : is_pinv W X -> forall p (A : 'M[R]_(m, p)),
  sqn (V^T *m ((1%:M - X *m W) *m A)) = - dot ((1%:M - X *m W) *m A) (D *m ((1%:M - X *m W) *m A)).
Proof.
move=> h p A; set B := (_ - _) *m A.
have WB : W *m B = 0 by rewrite /B mulmxA pinv_ker // mul0mx.
by rewrite mulmxBl -!mulmxA WB mulmx0 sub0r dotNr opprK /sqn dot_mull trmxK.
Qed.
Theorem A0b_frobenius X e : is_pinv W X -> row_free W -> qneg D e ->
  sqn ((1%:M - X *m W) *m V) <= (m%:R - K%:R) * e.
Proof.
move=> h f hD; have hP := projC (pinv_proj h); have [t i] := hP.
rewrite -sqn_tr trmx_mul t -[1%:M - _]mulmx1 kernel_gram // mulmx1 lerNl.
apply: le_trans (qneg_mx _ hD); rewrite lerN2 mulrC.
by rewrite /sqn /dot t i pinv_trace.
Qed.
Theorem A0b_operator X e : is_pinv W X -> qneg D e -> 0 <= e ->
  bnd ((1%:M - X *m W) *m V) (Num.sqrt e).
Proof.
move=> h hD e0; have hP := projC (pinv_proj h); have [t i] := hP.
rewrite -[_ *m V]trmxK; apply: bnd_trmx; split=> [|x]; first exact: sqrtr_ge0.
rewrite sqr_sqrtr // trmx_mul t -mulmxA kernel_gram // lerNl.
apply: le_trans (qneg_mx _ hD); rewrite lerN2; apply: ler_wpM2l => //.
exact: proj_le.
Qed.

(* Z_{L-1} - W_L^+ Y = W_L^+ E + (I - P) W_{L-1} Z_{L-2}. *)
Lemma distance_split X : Z1 = V *m Z2 ->
  Z1 - X *m Y = X *m (W *m Z1 - Y) + (1%:M - X *m W) *m V *m Z2.
Proof.
move=> ->; rewrite mulmxBr !mulmxBl !mul1mx !mulmxA.
by rewrite [RHS]addrC addrA subrK.
Qed.
Lemma residual_part s e1 z1 X : is_pinv W X -> low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s ->
  bnd Z1 z1 ->
  nrm (X *m (W *m Z1 - Y)) <= z1 * (e1 / (s - e1)).
Proof.
move=> h hl he es hz; have e0 := nrm_le_ge0 he; have g0 : 0 < s - e1 by rewrite subr_gt0.
case: (posnP K) => [K0|K0].
  have -> : nrm (X *m (W *m Z1 - Y)) = 0.
    apply/eqP; rewrite nrm_eq0; apply/eqP/matrixP => i j; rewrite !mxE big1 // => k.
    by have := ltn_ord k; rewrite {2}K0.
  by rewrite mulr_ge0 ?(bnd_ge0 hz) // divr_ge0 // ltW.
have z0 := features_pos K0 hl he es hz.
have lW := A0a_head_conditioning hl he (ltW es) hz.
have := bnd_nrm_mul (W *m Z1 - Y) (pinv_bnd h lW (divr_gt0 g0 z0)).
move=> h1; apply: le_trans h1 _; rewrite invf_div.
have -> : z1 * (e1 / (s - e1)) = z1 / (s - e1) * e1 by ring.
by apply: ler_wpM2l he; rewrite divr_ge0 // ltW.
Qed.

Theorem A1_distance_to_collapse X s e1 e z1 z2 : Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> bnd Z1 z1 -> bnd Z2 z2 ->
  nrm (Z1 - X *m Y) <= Psi z1 z2 s e1 (m%:R - K%:R) e.
Proof.
move=> hZ h hl he es hD hz1 hz2; rewrite distance_split //.
apply: le_trans (nrmD _ _) _; apply: lerD; first exact: residual_part.
rewrite nrm_le ?mulr_ge0 ?sqrtr_ge0 ?(bnd_ge0 hz2) //.
apply: le_trans (bnd_mulr _ hz2) _; rewrite exprMn; apply: ler_wpM2l; first exact: sqr_ge0.
have a0b := A0b_frobenius h (head_rank hl he es) hD.
by rewrite sqr_sqrtr // (le_trans _ a0b) ?sqn_ge0.
Qed.

(* --- NC1 --- *)
Lemma within_le X : sqn (within y Z1) <= sqn (Z1 - X *m Y).
Proof.
have -> : within y Z1 = (Z1 - X *m Y) *m (1%:M - Pi y).
  rewrite mulmxBl -(mulmxA X) (_ : Y *m (1%:M - Pi y) = 0) ?mulmx0 ?subr0 //.
  exact: onehot_within.
exact/proj_le_r/projC/Pi_proj.
Qed.
Lemma output_between s e1 g : (1 < K)%N -> low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s ->
  0 <= g -> g ^+ 2 = spread y -> e1 < g /\ (g - e1) ^+ 2 <= sqn (between y (W *m Z1)).
Proof.
move=> K1 hl he es g0 hg; have e0 := nrm_le_ge0 he.
have s0 : 0 <= s by apply: le_trans (ltW es).
have sg : s <= g by rewrite -ler_sqr2 // hg low_spread.
have eg : e1 < g by apply: lt_le_trans sg.
split=> //; rewrite -nrm2 ler_sqr2 ?nrm_ge0 ?subr_ge0 ?(ltW eg) //.
have N0 : (0 < N)%N.
  have [i _] := sizes_pos hl (le_lt_trans e0 es) (Ordinal (ltnW K1)).
  exact: leq_ltn_trans (ltn_ord i).
have -> : between y (W *m Z1) = between y Y + between y (W *m Z1 - Y).
  by rewrite /between -mulmxDl [Y + _]addrC subrK.
apply: le_trans (nrm_sub_ge _ _); apply: lerB.
  by rewrite le_nrm // hg onehot_between.
by apply: le_trans he; rewrite nrm_le ?nrm_ge0 // nrm2; exact/proj_le_r/PiJ_proj.
Qed.
Lemma between_mul : between y (W *m Z1) = W *m between y Z1.
Proof. by rewrite /between mulmxA. Qed.

(* NC1 from a bound of the within part; g^2 = N (1 - sum p_c^2). *)
Lemma nc1_of s e1 s1 g B : (1 < K)%N -> low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s ->
  0 <= g -> g ^+ 2 = spread y -> bnd W s1 -> 0 <= B -> sqn (within y Z1) <= B ->
  NC1_weighted_le y Z1 (s1 ^+ 2 * B / (g - e1) ^+ 2).
Proof.
move=> K1 hl he es g0 hg hW B0 hB; have [eg] := output_between K1 hl he es g0 hg.
have d0 : 0 < (g - e1) ^+ 2 by rewrite exprn_gt0 // subr_gt0.
rewrite between_mul => hb; have {hb} hb := le_trans hb (bnd_mul _ hW).
have s0 : 0 < s1 ^+ 2 * sqn (between y Z1) by apply: lt_le_trans hb.
have b0 : 0 < sqn (between y Z1).
  rewrite lt_neqAle sqn_ge0 andbT eq_sym; apply: contraTneq s0 => ->.
  by rewrite mulr0 ltxx.
split=> //; rewrite mulrAC ler_pdivlMr //.
apply: le_trans (ler_pM (sqn_ge0 _) (ltW d0) hB hb) _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

Theorem A2u_any_class_sizes X s e1 e s1 z1 z2 g : (1 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> bnd Z1 z1 -> bnd Z2 z2 -> bnd W s1 ->
  0 <= g -> g ^+ 2 = spread y ->
  NC1_weighted_le y Z1 (s1 ^+ 2 * Psi z1 z2 s e1 (m%:R - K%:R) e ^+ 2 / (g - e1) ^+ 2).
Proof.
move=> K1 hZ h hl he es hD hz1 hz2 hW g0 hg.
have a1 := A1_distance_to_collapse hZ h hl he es hD hz1 hz2.
apply: nc1_of => //; try eassumption; first exact: sqr_ge0.
apply: le_trans (within_le X) _; rewrite -nrm_le //; exact: nrm_le_ge0 a1.
Qed.

Lemma spread_share : (0 < N)%N ->
  spread y = N%:R * (1 - \sum_c (size_of y c / N%:R) ^+ 2) :> R.
Proof.
move=> N0; rewrite /spread mulrBr mulr1; congr (_ - _); rewrite mulr_suml mulr_sumr.
by apply: eq_bigr => c _; field; rewrite pnatr_eq0 -lt0n.
Qed.
Lemma samples_pos s : (0 < K)%N -> low Y s -> 0 < s -> (0 < N)%N.
Proof.
move=> K0 hl s0; have [i _] := sizes_pos hl s0 (Ordinal K0).
exact: leq_ltn_trans (ltn_ord i).
Qed.

(* The page's form: one r, p_c = N_c/N. *)
Corollary A2u_any_class_sizes_r X s e1 e r : (1 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> bnd Z1 r -> bnd Z2 r -> bnd W r ->
  NC1_weighted_le y Z1 (r ^+ 2 / N%:R * Psi r r s e1 (m%:R - K%:R) e ^+ 2 /
    (Num.sqrt (1 - \sum_c (size_of y c / N%:R) ^+ 2) - e1 / Num.sqrt N%:R) ^+ 2).
Proof.
move=> K1 hZ h hl he es hD hz1 hz2 hW; have e0 := nrm_le_ge0 he.
have s0 := le_lt_trans e0 es; have N0 := samples_pos (ltnW K1) hl s0.
have Np : 0 < N%:R :> R by rewrite ltr0n.
have q0 : 0 <= 1 - \sum_c (size_of y c / N%:R) ^+ 2 :> R.
  rewrite -(pmulr_rge0 _ Np) -spread_share //.
  by apply: le_trans (low_spread K1 hl); rewrite sqr_ge0.
have g2 : Num.sqrt (spread y : R) ^+ 2 = spread y.
  by rewrite sqr_sqrtr // spread_share // mulr_ge0 // ltW.
have := A2u_any_class_sizes K1 hZ h hl he es hD hz1 hz2 hW (sqrtr_ge0 _) g2.
rewrite spread_share // sqrtrM ?ler0n //.
have r0 : Num.sqrt N%:R != 0 :> R by rewrite sqrtr_eq0 -ltNge.
have NE : N%:R = Num.sqrt N%:R ^+ 2 :> R by rewrite sqr_sqrtr // ltW.
move: (Num.sqrt (1 - _)) (Psi _ _ _ _ _ _) => a psi.
rewrite {2}NE; move: (Num.sqrt N%:R) r0 => w r0.
suff -> : r ^+ 2 * psi ^+ 2 / (w * a - e1) ^+ 2 =
  r ^+ 2 / w ^+ 2 * psi ^+ 2 / (a - e1 / w) ^+ 2 by [].
have -> : w * a - e1 = w * (a - e1 / w) by field.
by rewrite exprMn invfM mulrA; congr (_ * _); exact: mulrAC.
Qed.

Lemma balanced_share : (0 < K)%N -> (0 < N)%N -> balanced R y ->
  1 - \sum_c (size_of y c / N%:R) ^+ 2 = (K%:R - 1) / K%:R :> R.
Proof.
move=> K0 N0 h; rewrite (eq_bigr (fun=> (K%:R^-1) ^+ 2)) => [|c _]; last first.
  by rewrite h; field; rewrite !pnatr_eq0 -!lt0n K0 N0.
by rewrite sumr_const card_ord -[_ *+ K]mulr_natr; field; rewrite pnatr_eq0 -lt0n.
Qed.

Theorem A2_within_class_collapse X s e1 e r : (1 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  balanced R y ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> bnd Z1 r -> bnd Z2 r -> bnd W r ->
  NC1_le y Z1 (r ^+ 2 / N%:R * Psi r r s e1 (m%:R - K%:R) e ^+ 2 /
    (Num.sqrt ((K%:R - 1) / K%:R) - e1 / Num.sqrt N%:R) ^+ 2).
Proof.
move=> K1 hZ h hb hl he es hD hz1 hz2 hW; have s0 := le_lt_trans (nrm_le_ge0 he) es.
have N0 := samples_pos (ltnW K1) hl s0.
have := A2u_any_class_sizes_r K1 hZ h hl he es hD hz1 hz2 hW.
rewrite balanced_share ?(ltnW K1) // /NC1_weighted_le /NC1_le sqn_between_balanced //.
have Kp : 0 < K%:R :> R by rewrite ltr0n ltnW.
have Np : 0 < N%:R :> R by rewrite ltr0n.
set t := _ / (_ - _) ^+ 2; move: t => t [b0 le]; split.
  by move: b0; rewrite pmulr_rgt0 // divr_gt0.
rewrite ler_pdivrMr //; apply: le_trans le _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

(* --- NC2 --- *)
Lemma mu_split X : nonempty y -> Mu y Z1 = X + (Z1 - X *m Y) *m averaging y.
Proof. by move=> ne; rewrite mulmxBl -mulmxA onehot_averaging // mulmx1 addrC subrK. Qed.

(* ||W^+|| <= 1/s_K(W), and |W^+ u| >= |u|/||W||. *)
Lemma pinv_low X s1 : is_pinv W X -> row_free W -> bnd W s1 -> low (X^T) (s1^-1).
Proof.
move=> h f hW; split=> [|u]; first by rewrite invr_ge0 (bnd_ge0 hW).
rewrite trmxK; have := bnd_ge0 hW; rewrite le_eqVlt => /predU1P [<-|s0].
  by rewrite invr0 expr0n mul0r sqn_ge0.
rewrite exprVn mulrC ler_pdivrMr ?exprn_gt0 // mulrC.
by rewrite -{1}[u]mul1mx -(pinv_free h f) -mulmxA; exact: bnd_mul.
Qed.

Theorem A5_class_mean_orthogonality X s e1 e s1 z1 z2 k : (0 < K)%N -> Z1 = V *m Z2 ->
  is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> bnd Z1 z1 -> bnd Z2 z2 -> bnd W s1 ->
    cond W k ->
  s1 * Psi z1 z2 s e1 (m%:R - K%:R) e < s ->
  NC2_le y Z1 ((k + s1 * Psi z1 z2 s e1 (m%:R - K%:R) e / s) /
    (1 - s1 * Psi z1 z2 s e1 (m%:R - K%:R) e / s)).
Proof.
move=> K0 hZ h hl he es hD hz1 hz2 hW hk; have s0 := le_lt_trans (nrm_le_ge0 he) es.
have := A1_distance_to_collapse hZ h hl he es hD hz1 hz2.
move: (Psi _ _ _ _ _ _) => psi a1 sm; have ne := sizes_pos hl s0.
have f := head_rank hl he es; have [sK hK] := low_exists W.
have sK0 := row_free_low K0 hK f; have [lK _] := hK.
have [t [ht [x x0 xe]]] := top_singular W K0.
have tk : t <= k * sK.
  by apply: (cond_le K0 hk hK) (bnd_ge0 ht); exists x; rewrite // (singular_sqn xe).
have sKs : sK <= s1 by exact: low_le_bnd K0 lK hW.
have s10 : 0 < s1 by apply: lt_le_trans sKs.
have psi0 := nrm_le_ge0 a1.
have bF : bnd ((Z1 - X *m Y) *m averaging y) (psi / s).
  by apply: bnd_mulmx; [exact: nrm_bnd | exact: averaging_bnd].
have bX := pinv_bnd h lK sK0.
have t0 : 0 < t := lt_le_trans sK0 (low_le_bnd K0 lK ht).
have lX := pinv_low h f ht.
have q1 : s1 * psi / s < 1 by rewrite ltr_pdivrMr // mul1r.
have ts : t <= s1.
  have sx : 0 < sqn x by rewrite sqn_gt0.
  rewrite -ler_sqr2 ?(ltW t0) ?(ltW s10) // -(ler_pM2r sx) -(singular_sqn xe).
  by have [] := bnd_trmx hW.
have kq : 0 <= psi / s by rewrite divr_ge0 // ltW.
have f1 : psi / s < t^-1.
  have : psi / s < s1^-1 by rewrite -[ltRHS]mul1r ltr_pdivlMr // mulrC mulrA.
  by move=> u; apply: lt_le_trans u _; rewrite lef_pV2 ?posrE.
rewrite /NC2_le (mu_split X ne) linearD /=.
apply: (cond_of (s1 := sK^-1 + psi / s) (sK := t^-1 - psi / s)).
- by rewrite -linearD; apply: bnd_trmx; exact: bndD.
- by apply: low_add => //; [exact: bnd_trmx | exact: ltW].
- by rewrite subr_gt0.
- apply: divr_ge0; last by rewrite subr_ge0 ltW.
  by have [k0 _ _] := hk; rewrite addr_ge0 // -mulrA mulr_ge0 // ltW.
(* (1/s_K + f) (1 - s1 f) <= (k + s1 f) (1/t - f) for t <= k s_K, t <= s1. *)
have {kq f1 q1 sm bF a1 psi0} [g0 g1 g2] : [/\ 0 <= psi / s, psi / s < t^-1 & s1 * (psi / s) < 1].
  by rewrite kq f1 mulrA q1.
rewrite -mulrA; move: (psi / s) g0 g1 g2 => g g0 g1 g2.
rewrite mulrAC ler_pdivlMr ?subr_gt0 //.
have [k0 _ _] := hk.
have kt : sK^-1 <= k / t by rewrite ler_pdivlMr // mulrC ler_pdivrMr.
apply: (@le_trans _ _ ((k / t + g) * (1 - s1 * g))).
  by apply: ler_wpM2r; rewrite ?subr_ge0 ?(ltW g2) // lerD2r.
have r1 : 1 <= s1 / t by rewrite ler_pdivlMr // mul1r.
have gt1 : g * t <= 1 by rewrite -ler_pdivlMr // mul1r ltW.
apply: (@ge0_le _ _ _ ((s1 / t - 1) * (g + k * g))); first by field; rewrite gt_eqF.
by rewrite mulr_ge0 ?subr_ge0 // addr_ge0 // mulr_ge0.
Qed.

(* --- NC3 --- *)
Lemma cosine_ge (a b : 'cV[R]_m) t : 0 <= dot a b -> nrm a * nrm b <= t ->
  dot a b / t <= cosine a b.
Proof.
move=> d0 h; have p0 : 0 <= nrm a * nrm b by rewrite mulr_ge0 ?nrm_ge0.
rewrite /cosine; move: p0; rewrite le_eqVlt => /predU1P [z|p0].
  have : dot a b <= 0 by rewrite [leRHS]z dot_le.
  by move=> d1; rewrite (le_anti (_ : dot a b <= 0 <= dot a b)) ?mul0r // d1 d0.
by apply: ler_wpM2l; rewrite // lef_pV2 ?posrE // (lt_le_trans p0).
Qed.
Lemma cosine_lo (a b : 'cV[R]_m) : -1 <= cosine a b.
Proof.
have p0 : 0 <= nrm a * nrm b by rewrite mulr_ge0 ?nrm_ge0.
rewrite /cosine; move: p0; rewrite le_eqVlt => /predU1P [<-|p0].
  by rewrite invr0 mulr0 oppr_le0 ler01.
by rewrite ler_pdivlMr // mulN1r dot_ge.
Qed.

(* The sum of norms, by Cauchy and Schwarz. *)
Lemma sum_nrm_le p (A : 'M[R]_(p, N)) : \sum_i nrm (col i A) <= Num.sqrt N%:R * nrm A.
Proof.
pose a : 'rV[R]_N := \row_i nrm (col i A); pose o : 'rV[R]_N := const_mx 1.
have -> : \sum_i nrm (col i A) = dot o a.
  by rewrite dotE big_ord1; apply: eq_bigr => i _; rewrite !mxE mul1r.
have -> : nrm A = nrm a.
  rewrite /nrm (sqn_cols A) sqnE big_ord1; congr Num.sqrt; apply: eq_bigr => i _.
  by rewrite mxE nrm2.
apply: le_trans (dot_le _ _) _; apply: ler_wpM2r; first exact: nrm_ge0.
rewrite /nrm sqnE big_ord1 (eq_bigr (fun=> 1)) => [|i _]; last by rewrite mxE expr1n.
by rewrite sumr_const card_ord.
Qed.
Lemma sum_abs_le (a : 'I_N -> R) (A : 'M[R]_(K, N)) : (forall i, `|a i| <= nrm (col i A)) ->
  \sum_i `|a i| <= Num.sqrt N%:R * nrm A.
Proof. by move=> h; apply: le_trans (sum_nrm_le A); apply: ler_sum => i _. Qed.


Lemma dot_row_col c i : dot (col i Z1) (row c W)^T = (W *m Z1) c i.
Proof.
rewrite dotC /dot trmxK trace_mx11 !mxE; apply: eq_bigr => j _; by rewrite !mxE.
Qed.
Lemma entry_le p (A : 'M[R]_(p, N)) c i : `|A c i| <= nrm (col i A).
Proof.
rewrite -ler_sqr2 ?nrm_ge0 // nrm2 real_normK ?num_real // sqnE (bigD1 c) //= big_ord1 mxE.
by rewrite lerDl sumr_ge0 // => j _; rewrite big_ord1 sqr_ge0.
Qed.
Lemma col_le p (A : 'M[R]_(p, N)) i : nrm (col i A) <= nrm A.
Proof.
rewrite nrm_le ?nrm_ge0 // nrm2 (sqn_cols A) (bigD1 i) //= lerDl.
by apply: sumr_ge0 => j _; exact: sqn_ge0.
Qed.
Lemma nrm_onehot i : nrm (col i Y) = 1.
Proof.
rewrite /nrm (_ : sqn _ = 1) ?sqrtr1 // sqnE (bigD1 (y i)) //= big_ord1 !mxE eqxx expr1n.
by rewrite big1 ?addr0 // => c /negPf cy; rewrite big_ord1 !mxE eq_sym cy expr0n.
Qed.
Lemma nrm_row c s1 : bnd W s1 -> nrm (row c W)^T <= s1.
Proof.
move=> /bnd_trmx h; rewrite tr_row colE.
apply: le_trans (bnd_nrm_mul _ h) _; rewrite -[leRHS]mulr1; apply: ler_wpM2l (bnd_ge0 h) _ _ _.
by rewrite /nrm /sqn /dot trmx_delta mul_delta_mx trace_mx11 mxE !eqxx sqrtr1.
Qed.

(* One sample: <z, w_c> = 1 + a, |z| |w_c| <= k + x. *)
Lemma alignment_scalar (a x k c : R) : 0 < k -> 0 <= x -> `|a| <= 1 ->
  (1 + a) / (k + x) <= c -> k^-1 * (1 - `|a| - x / k) <= c.
Proof.
move=> k0 x0 a1; apply: le_trans; have kx : 0 < k + x by rewrite ltr_wpDr.
rewrite ler_pdivlMr //; apply: (@le_trans _ _ (1 - `|a|)).
  apply: (@ge0_le _ _ _ (`|a| * x / k + x ^+ 2 / k ^+ 2)); first by field; rewrite gt_eqF.
  by rewrite addr_ge0 // divr_ge0 ?mulr_ge0 ?sqr_ge0 // ltW.
by rewrite lerD2l lerNl -normrN ler_norm.
Qed.

Theorem A6_alignment X s e1 e s1 z1 z2 k : (0 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> bnd Z1 z1 -> bnd Z2 z2 -> bnd W s1 ->
    cond W k ->
  k^-1 * (1 - e1 / Num.sqrt N%:R - s1 * Psi z1 z2 s e1 (m%:R - K%:R) e / (k * Num.sqrt N%:R))
    - (if e1 <= 1 then 0 else 2%:R * e1 ^+ 2 / N%:R) <= NC3 y Z1 W.
Proof.
move=> K0 hZ h hl he es hD hz1 hz2 hW hk; have e0 := nrm_le_ge0 he; have s0 := le_lt_trans e0 es.
have N0 := samples_pos K0 hl s0.
have := A1_distance_to_collapse hZ h hl he es hD hz1 hz2.
move: (Psi _ _ _ _ _ _) => psi a1.
have f := head_rank hl he es; have [sK hK] := low_exists W.
have sK0 := row_free_low K0 hK f; have [lK _] := hK.
have [t [ht [x x0 xe]]] := top_singular W K0.
have tk : t <= k * sK.
  by apply: (cond_le K0 hk hK) (bnd_ge0 ht); exists x; rewrite // (singular_sqn xe).
have t0 : 0 < t := lt_le_trans sK0 (low_le_bnd K0 lK ht).
have k0 : 0 < k by have := lt_le_trans t0 tk; rewrite pmulr_lgt0.
have k1 : 1 <= k by rewrite -(ler_pM2r sK0) mul1r; apply: le_trans tk; exact: low_le_bnd K0 lK ht.
have ts : t <= s1.
  have sx : 0 < sqn x by rewrite sqn_gt0.
  rewrite -ler_sqr2 ?(ltW t0) ?(bnd_ge0 hW) // -(ler_pM2r sx) -(singular_sqn xe).
  by have [] := bnd_trmx hW.
have s10 := bnd_ge0 hW.
pose E := W *m Z1 - Y; pose F := Z1 - X *m Y; pose a i := E (y i) i; pose g i := nrm (col i F).
pose o i : R := (1 < `|a i|)%R%:R.
have each i : k^-1 * (1 - `|a i| - s1 * g i / k) - 2%:R * o i <= cosine (col i Z1) (row (y i) W)^T.
  have x0' : 0 <= s1 * g i by rewrite mulr_ge0 ?nrm_ge0.
  have d : dot (col i Z1) (row (y i) W)^T = 1 + a i.
    by rewrite dot_row_col /a [E _ _]mxE [(- Y) _ _]mxE [Y _ _]mxE eqxx addrC subrK.
  rewrite /o; case: (lerP `|a i| 1) => ai; last first.
    apply: le_trans (cosine_lo _ _); rewrite mulr1 lerBlDr (_ : -1 + 2%:R = 1); last by ring.
    apply: (@le_trans _ _ 0); last exact: ler01.
    rewrite pmulr_rle0 ?invr_gt0 // -addrA -opprD subr_le0 -[leLHS]addr0.
    by apply: lerD; [exact: ltW | rewrite divr_ge0 // ltW].
  rewrite mulr0 subr0; apply: alignment_scalar => //; rewrite -d; apply: cosine_ge.
    by rewrite d -lerBlDl sub0r lerNl -normrN in ai *; apply: le_trans (ler_norm _) ai.
  have zF : col i Z1 = X *m col i Y + col i F.
    by rewrite -col_mulmx /F; apply/matrixP => p q; rewrite !mxE addrC subrK.
  have n1 : nrm (col i Z1) <= sK^-1 + g i.
    rewrite zF; apply: le_trans (nrmD _ _) _; rewrite lerD2r.
    by have := bnd_nrm_mul (col i Y) (pinv_bnd h lK sK0); rewrite nrm_onehot mulr1.
  apply: le_trans (ler_pM (nrm_ge0 _) (nrm_ge0 _) n1 (nrm_row _ ht)) _.
  rewrite mulrDl; apply: lerD; first by rewrite mulrC ler_pdivrMr.
  by rewrite mulrC; apply: ler_wpM2r; rewrite ?nrm_ge0.
have w0 : 0 < Num.sqrt N%:R :> R by rewrite sqrtr_gt0 ltr0n.
have w2 : Num.sqrt N%:R ^+ 2 = N%:R :> R by rewrite sqr_sqrtr // ler0n.
have sa : \sum_i `|a i| <= Num.sqrt N%:R * e1.
  apply: le_trans (sum_abs_le (A := E) _) _ => [i|]; first exact: entry_le.
  by apply: ler_wpM2l; rewrite ?sqrtr_ge0.
have sg : \sum_i g i <= Num.sqrt N%:R * psi.
  by apply: le_trans (sum_nrm_le F) _; apply: ler_wpM2l; rewrite ?sqrtr_ge0.
have so : \sum_i o i <= (if e1 <= 1 then 0 else e1 ^+ 2).
  case: (lerP e1 1) => e11.
    rewrite big1 // => i _; rewrite /o ltNge (le_trans _ e11) //.
    exact: le_trans (entry_le _ _ _) (le_trans (col_le _ _) he).
  apply: (@le_trans _ _ (sqn E)); last by rewrite -nrm_le.
  rewrite (sqn_cols E); apply: ler_sum => i _; rewrite /o.
  case: (lerP `|a i| 1) => ai; first exact: sqn_ge0.
  rewrite -nrm2 -(expr1n _ 2) ler_sqr2 ?nrm_ge0 ?ler01 //.
  by apply: le_trans (ltW ai) (entry_le _ _ _).
rewrite /NC3 ler_pdivlMr ?ltr0n //.
apply: (@le_trans _ _ (\sum_i (k^-1 * (1 - `|a i| - s1 * g i / k) - 2%:R * o i))); last first.
  by apply: ler_sum => i _.
rewrite sumrB -!mulr_sumr !sumrB sumr_const card_ord -mulr_suml -mulr_sumr.
move: (\sum_i _) (\sum_i _) (\sum_i _) sa sg so => A G O sa sg so.
rewrite (_ : (if e1 <= 1 then 0 else _) = 2%:R * (if e1 <= 1 then 0 else e1 ^+ 2) / N%:R);
  last first.
  by case: ifP => _; rewrite ?mulr0 ?mul0r.
move: (if e1 <= 1 then _ else _) so => B so.
rewrite mulrBl divfK ?pnatr_eq0 -?lt0n //; apply: lerB; last by rewrite ler_pM2l ?ltr0n.
rewrite -[_ * _ * N%:R]mulrA; apply: ler_wpM2l; first by rewrite invr_ge0 ltW.
move: w2 w0 sa sg; move: (Num.sqrt N%:R) => w <- w0 sa sg.
have -> : (1 - e1 / w - s1 * psi / (k * w)) * w ^+ 2 = w ^+ 2 - w * e1 - s1 * (w * psi) / k.
  by field; rewrite !gt_eqF.
apply: lerB; first by rewrite lerB.
by apply: ler_wpM2r; [rewrite invr_ge0 ltW | apply: ler_wpM2l].
Qed.

End LastTwo.
