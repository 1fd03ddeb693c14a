(* B8t and B8u of docs/claims.md for networks with nonlinear layers, put together from B5, B6s and
   the singular values along the path. The run's steps, the slopes (gam_j at least, 1 on the last
   layer) and that the first layer's activation is 1-Lipschitz are what is said of the network;
   descent (B7) is a hypothesis, as in b8.v. Layers from the top: d is W_2, d + 1 is W_1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms a_depth b descent b8 b8_linear h_exponential growth
  growth_networks.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Networks.
Variables (R : rcfType) (u : nat -> nat) (N d : nat).
Variables (W : nat -> forall j, 'M[R]_(u j, u j.+1)) (Z S : nat -> forall j, 'M[R]_(u j, N)).
Variables (Y : 'M[R]_(u 0%N, N)) (lam eta : R).
Notation D := d.+2.
Notation E i := (Z i 0%N - Y).
Notation full i j := (slope_gradient (W i) (Z i) (S i) (E i) j + lam *: W i j).
Variables th g C : nat -> R.
Hypothesis thE : forall i, th i = \sum_(j < D) sqn (W i j).
Hypothesis gE : forall i, g i = Num.sqrt (\sum_(j < D) sqn (full i j)).
Hypothesis CE : forall i, C i = nrm (E i) ^+ 2 / 2%:R + lam / 2%:R * th i.
Notation x k := (\sum_(i < k) eta * g i).
Hypothesis e0 : 0 < eta.
Hypothesis l0 : 0 < lam.
Hypothesis steps : forall i j, (j < D)%N -> W i.+1 j = W i j - eta *: full i j.

(* The page's y_l: s_min(W_l) for l >= 3, and last lambda_F/||X||, b0 = ||X||. *)
Variables (sv gam : nat -> R) (sF b0 h s t : R).
Definition share_of (i : 'I_d.+1) : R := if (i < d)%N then sv i else sF / b0.
Notation yv := share_of.
Definition rate0 : R := 2%:R * (b0 * (\prod_i yv i) * \prod_(j < d) gam j) ^+ 2.
Notation a0 := rate0.
Hypothesis last_linear : forall k, S k 0%N = const_mx 1.
Hypothesis slopes : forall k j, (j < d)%N -> 0 < gam j /\ forall i l, gam j <= S k j.+1 i l.
Hypothesis hsv : forall j, (j < d)%N -> 0 < sv j /\ low (W 0%N j) (sv j).
Hypothesis hsF : 0 < sF /\ low (Z 0%N d.+1)^T sF.
Hypothesis b1 : 0 < b0.
Hypothesis first_layer : forall k,
  nrm (Z k d.+1 - Z 0%N d.+1) <= b0 * nrm (W k d.+1 - W 0%N d.+1).
Hypothesis h0 : 0 < h.
Hypothesis hE : h ^+ 2 = \sum_i yv i ^- 2.
Hypothesis s0 : 0 <= s.
Hypothesis hs : h * s < 1.
Hypothesis t01 : 0 < t /\ t < 1.

Lemma share_gt0 i : 0 < yv i.
Proof.
rewrite /share_of; case: ifP => [id|_]; first by have [] := hsv id.
by have [f0 _] := hsF; rewrite divr_gt0.
Qed.
Lemma g_ge0 k : 0 <= g k. Proof. by rewrite gE sqrtr_ge0. Qed.
Lemma path_ge0 k : 0 <= x k.
Proof. by apply: sumr_ge0 => l _; rewrite mulr_ge0 ?g_ge0 // ltW. Qed.
Definition layer_moved (k : nat) (i : 'I_d.+1) : R :=
  if (i < d)%N then nrm (W k i - W 0%N i) else nrm (W k d.+1 - W 0%N d.+1).
Lemma layer_moved_sum k : \sum_i layer_moved k i ^+ 2 <= x k ^+ 2.
Proof.
have S0 : 0 <= \sum_(j < D) sqn (W k j - W 0%N j) by apply: sumr_ge0 => j _; exact: sqn_ge0.
have := run_far gE e0 steps k; rewrite -(ler_sqr2 (sqrtr_ge0 _) (path_ge0 k)) (sqr_sqrtr S0).
move/(le_trans _); apply.
rewrite big_ord_recr /= /layer_moved ltnn nrm2 [leRHS]big_ord_recr /= lerD2r.
rewrite [leRHS]big_ord_recr /= -[leLHS]addr0; apply: lerD; last exact: sqn_ge0.
by apply: ler_sum => i _; rewrite (ltn_ord i) nrm2.
Qed.
Lemma layer_moved_le k i : x k <= s -> 0 <= layer_moved k i <= yv i.
Proof.
move=> xs; have m0 : 0 <= layer_moved k i by rewrite /layer_moved; case: ifP => _; exact: nrm_ge0.
rewrite m0 /=; have x0 := path_ge0 k.
have mx : layer_moved k i <= x k.
  rewrite -ler_sqr2 //; apply: le_trans (layer_moved_sum k); rewrite (bigD1 i) //= lerDl.
  by apply: sumr_ge0 => l _; exact: sqr_ge0.
have y0 := share_gt0 i; have hy : 1 <= h * yv i.
  have hi : (yv i)^-1 <= h.
    rewrite -ler_sqr2 ?invr_ge0 ?(ltW y0) ?(ltW h0) // hE exprVn (bigD1 i) //= lerDl.
    by apply: sumr_ge0 => l _; rewrite invr_ge0 sqr_ge0.
  have yn : yv i != 0 by rewrite gt_eqF.
  by rewrite -(mulVf yn) ler_pM2r.
have xh : h * x k <= 1 by apply: le_trans (ltW hs); rewrite ler_pM2l.
by apply: le_trans mx _; rewrite -(ler_pM2l h0) (le_trans xh hy).
Qed.
Lemma shares_left k : x k <= s ->
  (\prod_i yv i) * (1 - h * x k) <= \prod_i (yv i - layer_moved k i).
Proof.
move=> xs; have y0 := share_gt0.
exact: (B8t_singular_values y0 (fun i => layer_moved_le i xs) (ltW h0) hE (path_ge0 k)
  (layer_moved_sum k)).
Qed.
(* B5 at W_k. *)
Lemma slope_gradient_along k : x k <= s -> a0 * (1 - h * x k) ^+ 2 * (nrm (E k) ^+ 2 / 2%:R) <=
  \sum_(j < D) sqn (slope_gradient (W k) (Z k) (S k) (E k) j).
Proof.
move=> xs; have le0 i := layer_moved_le i xs; have [f0 hf] := hsF.
pose sk j : R := if insub j is Some i then yv i - layer_moved k i else 1.
have skE j (jd : (j < d)%N) : sk j = sv j - nrm (W k j - W 0%N j).
  rewrite /sk insubT; first exact: leqW.
  by move=> q /=; rewrite /layer_moved /share_of /= jd.
have low_k j : (j < d)%N -> low (W k j) (sk j).
  move=> jd; rewrite skE //; have [_ hj] := hsv jd.
  have := le0 (Ordinal (leqW jd)); rewrite /layer_moved /share_of /= jd => /andP [_ le].
  by have := low_add hj (bnd_nrm (W k j - W 0%N j)) le; rewrite [W 0%N j + _]addrC subrK.
pose last : 'I_d.+1 := ord_max.
have lastE : yv last - layer_moved k last = sF / b0 - nrm (W k d.+1 - W 0%N d.+1).
  by rewrite /layer_moved /share_of /last /= ltnn.
have low_Z : low (Z k d.+1)^T (b0 * (yv last - layer_moved k last)).
  have -> : (Z k d.+1)^T = (Z 0%N d.+1)^T + (Z k d.+1 - Z 0%N d.+1)^T.
    by rewrite -linearD /= addrC subrK.
  rewrite lastE mulrBr mulrCA mulfV ?gt_eqF // mulr1.
  have le : b0 * nrm (W k d.+1 - W 0%N d.+1) <= sF.
    have := le0 last; rewrite /layer_moved /share_of /last /= ltnn => /andP [_].
    by rewrite ler_pdivlMr // mulrC.
  apply: low_add hf _ le; apply/bnd_trmx; exact: bnd_weaken (bnd_nrm _) (first_layer k).
pose Dl j : 'M[R]_(u j, N) := entrywise (S k j) (back (W k) (S k) (E k) j).
have back_step j : (j < d)%N -> Dl j.+1 = hadamard (S k j.+1) ((W k j)^T *m Dl j) by [].
have sl j : (j < d)%N -> 0 <= gam j /\ forall i l, gam j <= S k j.+1 i l.
  by move=> jd; have [p q] := slopes k jd; split=> //; exact: ltW.
have five := B5_pyramid back_step sl low_k low_Z.
have D0 : Dl 0%N = E k.
  by apply/matrixP => i l; rewrite /Dl /= last_linear !mxE mul1r.
rewrite D0 in five.
have prodE : b0 * (yv last - layer_moved k last) * \prod_(j < d) (gam j * sk j) =
  b0 * (\prod_i (yv i - layer_moved k i)) * \prod_(j < d) gam j.
  rewrite big_split /= [\prod_i (yv i - layer_moved k i)]big_ord_recr /= -/last.
  have -> : \prod_(j < d) sk j = \prod_(i < d) (yv (widen_ord (leqnSn d) i) -
      layer_moved k (widen_ord (leqnSn d) i)).
    by apply: eq_bigr => j _; rewrite skE // /layer_moved /share_of /= !(ltn_ord j).
  by move: (\prod_(j < d) gam j) (\prod_(i < d) _) => p q; ring.
rewrite prodE in five.
have P0 : 0 <= \prod_i yv i by apply: prodr_ge0 => i _; exact/ltW/share_gt0.
have g0 : 0 <= \prod_(j < d) gam j.
  by apply: prodr_ge0 => j _; have [] := sl j (ltn_ord j).
have one0 : 0 <= 1 - h * x k.
  by rewrite subr_ge0; apply: le_trans (ltW hs); rewrite ler_pM2l.
have le : b0 * (\prod_i yv i) * (\prod_(j < d) gam j) * (1 - h * x k) <=
    b0 * (\prod_i (yv i - layer_moved k i)) * \prod_(j < d) gam j.
  rewrite mulrAC; apply: ler_wpM2r => //; rewrite -mulrA.
  by apply: ler_wpM2l (shares_left xs); exact: ltW.
have n0 : 0 <= b0 * (\prod_i yv i) * (\prod_(j < d) gam j) * (1 - h * x k).
  by rewrite !mulr_ge0 ?(ltW b1).
have root := le; rewrite -ler_sqr2 // in root; last exact: le_trans n0 le.
apply: (@le_trans _ _ (sqn (slope_gradient (W k) (Z k) (S k) (E k) d))).
  apply: le_trans five; rewrite -[sqn (E k)]nrm2.
  apply: le_trans (ler_wpM2r (sqr_ge0 _) root).
  rewrite /rate0 le_eqVlt; apply/orP; left; apply/eqP.
  by move: (b0 * _ * _) (1 - h * _) (nrm _ ^+ 2) => a c e; field.
rewrite (bigD1 (Ordinal (ltnW (ltnSn d.+1) : (d < D)%N))) //= lerDl.
by apply: sumr_ge0 => j _; exact: sqn_ge0.
Qed.
Lemma rate0_gt0 : 0 < a0.
Proof.
rewrite mulr_gt0 ?ltr0n // exprn_gt0 // mulr_gt0 //; last first.
  by apply: prodr_gt0 => j _; have [] := slopes 0%N (ltn_ord j).
by rewrite mulr_gt0 //; apply: prodr_gt0 => i _; exact: share_gt0.
Qed.

(* lambda m, m = r^2 (1/2 + lambda/((1-t) a)) with a = a_0 (1 - h s)^2, where |theta| <= r: the
   hypothesis path_pl of b8.v and of growth_networks.v. *)
Definition level (r : R) : R :=
  lam * (r ^+ 2 * (2%:R^-1 + lam / ((1 - t) * (a0 * (1 - h * s) ^+ 2)))).
Theorem B8t_path_pl k r : x k <= s -> Num.sqrt (th k) <= r ->
  t * (a0 * (1 - h * x k) ^+ 2) * (C k - level r) <= g k ^+ 2.
Proof.
move=> xs far; have [t0 t1] := t01; have a0p := rate0_gt0; have x0 := path_ge0 k.
have one : 1 - h * s <= 1 - h * x k by rewrite lerD2l lerN2 ler_pM2l.
have ones : 0 < 1 - h * s by rewrite subr_gt0.
have onex : 0 < 1 - h * x k := lt_le_trans ones one.
set a := a0 * (1 - h * x k) ^+ 2; have ap : 0 < a by apply: mulr_gt0 => //; exact: exprn_gt0.
rewrite thE in far; have := shifted_family ap (ltW l0) t0 t1 (slope_gradient_along xs) far.
have G0 : 0 <= \sum_(j < D) sqn (full k j) by apply: sumr_ge0 => j _; exact: sqn_ge0.
rewrite gE (sqr_sqrtr G0); apply: le_trans; apply: ler_wpM2l.
  by apply: mulr_ge0; exact: ltW.
rewrite CE thE lerD2l lerN2 /level; apply: ler_wpM2l; first exact: ltW.
apply: ler_wpM2l; first exact: sqr_ge0.
rewrite lerD2l; apply: ler_wpM2l; first exact: ltW.
have d0 : 0 < a0 * (1 - h * s) ^+ 2 by apply: mulr_gt0 => //; exact: exprn_gt0.
have da : a0 * (1 - h * s) ^+ 2 <= a by rewrite /a ler_pM2l // ler_sqr2 ?(ltW ones) ?(ltW onex).
have tp : 0 < 1 - t by rewrite subr_gt0.
have [q1 q2] : 0 < (1 - t) * a /\ 0 < (1 - t) * (a0 * (1 - h * s) ^+ 2) by split; exact: mulr_gt0.
by rewrite lef_pV2 ?posrE // ler_pM2l.
Qed.

(* B8t, from descent. *)
Notation goal := (level (Num.sqrt (th 0%N) + s)).
Theorem B8t_networks (c p beta : R) (C_at : nat -> R -> R) k :
  0 < c -> eta * beta <= 2%:R * (1 - c) -> 0 <= beta -> s - h * s ^+ 2 / 2%:R = p ->
  Num.sqrt (C 0%N - goal) <= c / 2%:R * Num.sqrt (t * a0) * p ->
  (forall i, C_at i eta = C i.+1) ->
  (forall i z, 0 <= z -> z <= eta -> x i + z * g i <= s ->
    C_at i z <= C i - z * (1 - z * beta / 2%:R) * g i ^+ 2) ->
  (forall i z, 0 <= z -> z <= eta -> C_at i z <= goal ->
    C i.+1 <= C i - eta * (1 - eta * beta / 2%:R) * g i ^+ 2 /\ C i.+1 <= goal) ->
  eta * (c * (t * path_constant a0 h p)) <= 1 -> (forall i, (i < k)%N -> 0 < C i - goal) ->
  C k - goal <= (1 - eta * (c * (t * path_constant a0 h p))) ^+ k * (C 0%N - goal) /\
  (x k <= s \/ C k <= goal).
Proof.
move=> c0 ec beta0 rim start ends d1 d2 small above; have [t0 t1] := t01.
have ta : 0 < t * a0 by rewrite mulr_gt0 // rate0_gt0.
have pl i : x i <= s -> t * (a0 * (1 - h * x i) ^+ 2) * (C i - goal) <= g i ^+ 2.
  move=> xs; apply: B8t_path_pl => //.
  have n0 : 0 <= Num.sqrt (th 0%N) + s by rewrite addr_ge0 // sqrtr_ge0.
  by apply: sqrt_le n0 _; exact: norm_far thE gE e0 steps _ _ s0 xs.
exact: (B8t_phase e0 c0 ec beta0 ta h0 s0 g_ge0 (ltW hs) rim start ends d1 d2 pl small above).
Qed.

(* B8u, from descent: |theta|^2 grows by Gamma at most while u > u_goal, for any r with r^2 no less
   than the smaller of (|theta_0| + s)^2 and |theta_0|^2 + Gamma(m(r)). *)
Theorem B8u_from_descent (ex ln : R -> R) (c p beta r u_goal tau : R) (C_at : nat -> R -> R)
    (w delta : nat -> R) Phi_I Phi_J n :
  exponential ex ln ->
  0 < c -> eta * beta <= 2%:R * (1 - c) -> 0 <= beta -> s - h * s ^+ 2 / 2%:R = p -> 0 <= r ->
  Num.sqrt (C 0%N - level r) <= c / 2%:R * Num.sqrt (t * a0) * p ->
  (forall i, C_at i eta = C i.+1) ->
  (forall i z, 0 <= z -> z <= eta -> x i + z * g i <= s ->
    C_at i z <= C i - z * (1 - z * beta / 2%:R) * g i ^+ 2) ->
  (forall i z, 0 <= z -> z <= eta -> C_at i z <= level r ->
    C i.+1 <= C i - eta * (1 - eta * beta / 2%:R) * g i ^+ 2 /\ C i.+1 <= level r) ->
  (forall j, (j < D)%N -> bnd (W 0%N j) (w j)) ->
  (forall k, x k <= s -> forall j, (j < D)%N -> forall i l, `|S k j i l| <= 1) ->
  (forall k, x k <= s -> forall j, (j < D)%N -> nrm (bend (W k) (Z k) (S k) j) <= delta j) ->
  area (V c t a0 p) (phi_I c t a0 h p (nrm Y)) Phi_I ->
  area (V c t a0 p) (phi_J c t a0 h p) Phi_J ->
  0 < u_goal -> ln ((C 0%N - level r) / u_goal) <= c * (t * path_constant a0 h p) * tau ->
  let growth := Gamma eta c t a0 (level r) C p (nrm Y) D%:R (bends D (fun j => w j + s) delta)
    Phi_I Phi_J tau in
  Num.min ((Num.sqrt (th 0%N) + s) ^+ 2) (th 0%N + growth) <= r ^+ 2 ->
  (forall k, (k <= n)%N -> u_goal < C k - level r) ->
  [/\ th n <= th 0%N + growth, th n <= r ^+ 2 & x n <= s].
Proof.
move=> he c0 ec beta0 rim r0 start ends d1 d2 hw hS hd aI aJ g0 ht growth hr above.
have [t0 t1] := t01; have ta : 0 < t * a0 by rewrite mulr_gt0 // rate0_gt0.
have ones : 0 < 1 - h * s by rewrite subr_gt0.
have q0 : 0 <= lam / ((1 - t) * (a0 * (1 - h * s) ^+ 2)).
  rewrite divr_ge0 ?(ltW l0) // mulr_ge0 ?subr_ge0 ?(ltW t1) //.
  by rewrite mulr_ge0 ?sqr_ge0 // ltW // rate0_gt0.
have le2 : lam * r ^+ 2 <= 2%:R * level r.
  rewrite /level; move: (lam / _) q0 => q q0.
  apply: (@ge0_le _ _ _ (2%:R * lam * r ^+ 2 * q)); first by field.
  by rewrite mulr_ge0 // mulr_ge0 ?sqr_ge0 // mulr_ge0 ?ler0n // ltW.
have m0 : 0 <= level r.
  rewrite -(pmulr_rge0 _ (ltr0n R 2 : 0 < 2%:R)); apply: le_trans le2.
  by rewrite mulr_ge0 ?sqr_ge0 // ltW.
have pl k : x k <= s -> th k <= r ^+ 2 ->
    t * (a0 * (1 - h * x k) ^+ 2) * (C k - level r) <= g k ^+ 2.
  by move=> xs tk; apply: B8t_path_pl => //; exact: sqrt_le.
apply: (B8u_networks thE gE CE e0 l0 steps he c0 ec beta0 ta h0 s0 hs rim start ends d1 d2 hw hS hd
  m0 le2 pl aI aJ g0 ht _ above) => z z1 z2.
by apply: le_trans hr; rewrite le_min z1 z2.
Qed.
End Networks.
