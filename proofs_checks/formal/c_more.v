(* Section C of docs/claims.md, C1w and C1d: weights that fit at a known cost, and C1s for a head
   that is balanced to e2 and not exactly. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth c.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* --- C1w. Layer 2 reads Z_1 by its pseudo-inverse, the layers above it copy K units; they have K +
   r i units, i counted from layer 2. --- *)
Section Witness.
Variables (R : rcfType) (sg : R -> R) (a : R) (N K n : nat) (r : nat -> nat).
Variables (y : 'I_N -> 'I_K) (Z1 : 'M[R]_(n, N)) (X : 'M[R]_(N, n)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Hypothesis sg1 : sg a = 1.
Hypothesis sg0 : sg 0 = 0.
Hypothesis independent : X *m Z1 = 1%:M.

Definition reading : 'M[R]_(K + r 0, n) := a *: (col_mx Y 0 *m X).
Definition copying (i : nat) : 'M[R]_(K + r i.+1, K + r i) := a *: block_mx 1%:M 0 0 0.
Fixpoint witness (i : nat) : 'M[R]_(K + r i, N) := if i is k.+1 return 'M[R]_(K + r i, N)
  then map_mx sg (copying k *m witness k) else map_mx sg (reading *m Z1).

Lemma sg_labels m : map_mx sg (a *: col_mx Y (0 : 'M_(m, N))) = col_mx Y 0.
Proof.
apply/matrixP => p i; rewrite !mxE; case: (split p) => q; rewrite !mxE ?mulr0 //.
by case: (y i == q); rewrite ?mulr1 ?mulr0.
Qed.
(* Z_{L1} = [Y; 0], and what it costs beside |W_1|^2. *)
Theorem C1w_witness i : witness i = col_mx Y 0 /\
  sqn reading + \sum_(j < i) sqn (copying j) = a ^+ 2 * sqn (Y *m X) + i%:R * (a ^+ 2 * K%:R).
Proof.
split.
  elim: i => [|i IH] /=.
    by rewrite /reading -scalemxAl -mulmxA independent mulmx1 sg_labels.
  by rewrite IH /copying -scalemxAl mul_block_col mul1mx !mul0mx !addr0 sg_labels.
have col_sqn m m' p (A : 'M[R]_(m, p)) (B : 'M[R]_(m', p)) : sqn (col_mx A B) = sqn A + sqn B.
  by rewrite -sqn_tr tr_col_mx sqn_row_mx !sqn_tr.
congr (_ + _); first by rewrite /reading sqnZ mul_col_mx col_sqn mul0mx sqn0 addr0.
rewrite (eq_bigr (fun=> a ^+ 2 * K%:R)) => [|j _].
  by rewrite sumr_const card_ord mulr_natl.
rewrite /copying sqnZ /block_mx col_sqn !sqn_row_mx !sqn0 !addr0.
by rewrite /sqn /dot trmx1 mulmx1 mxtrace1.
Qed.
End Witness.

(* --- The layers of a head have much the same K largest singular values (Ky Fan, Weyl). --- *)
Section Shares.
Variables (R : rcfType) (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)).

Lemma proj_sqn n (P : 'M[R]_n) : proj P -> sqn P = (\rank P)%:R.
Proof. by move=> h; have [t i] := h; rewrite /sqn /dot t i proj_trace. Qed.
Lemma next_share j k e (Q : 'M[R]_(u j)) : proj Q -> (\rank Q <= k)%N -> bnd (defect W j) e ->
  exists P : 'M[R]_(u j.+1), [/\ proj P, (\rank P <= k)%N &
    sqn (Q *m W j) <= sqn (P *m W j.+1) + k%:R * e].
Proof.
move=> hQ rQ hD; have [X hX] := pinv_exists (Q *m W j); have e0 := bnd_ge0 hD.
pose P := X *m (Q *m W j); have hP : proj P := pinv_proj hX; have [tP iP] := hP.
have rP : (\rank P <= k)%N.
  by rewrite /P (pinv_rank hX); apply: leq_trans rQ; exact: mxrankM_maxl.
exists P; split=> //.
have [VXV _ _ _] := hX.
have -> : Q *m W j = Q *m (W j *m P) by rewrite /P !mulmxA -[in LHS]VXV !mulmxA.
apply: le_trans (proj_le _ hQ) _.
have -> : sqn (P *m W j.+1) = dot P (W j.+1 *m (W j.+1)^T *m P).
  by rewrite -sqn_tr trmx_mul tP /sqn dot_mull trmxK mulmxA.
have -> : sqn (W j *m P) = dot P ((W j)^T *m W j *m P) by rewrite /sqn dot_mull mulmxA.
rewrite addrC -lerBlDr -dotBr -mulmxBl -/(defect W j).
apply: le_trans (dot_le _ _) _; apply: (@le_trans _ _ (e * sqn P)).
  by rewrite -nrm2 expr2 mulrCA; apply: ler_wpM2l; [exact: nrm_ge0 | exact: bnd_nrm_mul].
by rewrite mulrC; apply: ler_wpM2r => //; rewrite proj_sqn // ler_nat.
Qed.
Lemma share_of_layer d e j : (forall i, (i < d.-1)%N -> bnd (defect W i) e) -> (j < d)%N ->
  exists P : 'M[R]_(u j), [/\ proj P, (\rank P <= u 0)%N &
    sqn (W 0%N) <= sqn (P *m W j) + j%:R * ((u 0)%:R * e)].
Proof.
move=> hD; elim: j => [|j IH] jd.
  exists 1%:M; rewrite mxrank1 mul1mx mul0r addr0; split=> //; exact: proj_id.
have [P [hP rP le]] := IH (ltnW jd).
have jd' : (j < d.-1)%N by case: d {hD IH} jd.
have [P' [hP' rP' le']] := next_share hP rP (hD j jd').
exists P'; split=> //; apply: le_trans le _.
have jE : j.+1%:R = j%:R + 1 :> R by rewrite -addn1 natrD.
by rewrite jE mulrDl mul1r [X in _ <= X]addrCA [X in X <= _]addrC lerD2l.
Qed.
(* L2 |W_L|_F^2 <= sum_l |W_l|_F^2 + K e2 L2 (L2-1)/2. *)
Lemma layer_norms_near d e : (forall i, (i < d.-1)%N -> bnd (defect W i) e) ->
  d%:R * sqn (W 0%N) <= \sum_(j < d) sqn (W j) + (u 0)%:R * e * (d%:R * (d%:R - 1) / 2%:R).
Proof.
move=> hD; have sumE m : \sum_(j < m) (j : nat)%:R = m%:R * (m%:R - 1) / 2%:R :> R.
  elim: m => [|m IH]; first by rewrite big_ord0 !mul0r.
  by rewrite big_ord_recr /= IH -addn1 natrD; field.
have -> : \sum_(j < d) sqn (W j) + (u 0)%:R * e * (d%:R * (d%:R - 1) / 2%:R) =
    \sum_(j < d) (sqn (W j) + (u 0)%:R * e * (j : nat)%:R) by rewrite big_split /= -mulr_sumr sumE.
have -> : d%:R * sqn (W 0%N) = \sum_(j < d) sqn (W 0%N) by rewrite sumr_const card_ord mulr_natl.
apply: ler_sum => j _; have [P [hP _ le]] := share_of_layer hD (ltn_ord j).
apply: le_trans le _; rewrite [(u 0)%:R * e * _]mulrC lerD2r; exact: proj_le.
Qed.
End Shares.

(* --- C1d. --- *)
Section NearBalance.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)) (Y : 'M[R]_(u 0, N)).
Variables (d : nat) (lam c t s e zf q e2 dl : R).
Notation K := (u 0).
Hypothesis K0 : (0 < K)%N.
Hypothesis d0 : (0 < d)%N.
Hypothesis linear : linear_head W d Z.
Hypothesis balance : forall j, (j < d.-1)%N -> bnd (defect W j) e2.
(* A3's delta, or A4s's d'. *)
Hypothesis product : bnd (top W d *m (top W d)^T - mxpow (W 0%N *m (W 0%N)^T) d) dl.
Hypothesis hl : low Y s.
Hypothesis l0 : 0 < lam.
Hypothesis t0 : 0 <= t.
Hypothesis near : sqn (Z 0%N - Y) / 2%:R + lam / 2%:R * (t + \sum_(j < d) sqn (W j))
  <= lam / 2%:R * (c + K%:R * d%:R).
Hypothesis e0 : 0 <= e.
Hypothesis eE : e ^+ 2 = lam * (c + K%:R * d%:R).
Hypothesis es : e < s.
Hypothesis hz : bnd (Z d) zf.
Hypothesis q0 : 0 < q.
(* q^L2 <= rho^{-2} - delta. *)
Hypothesis hq : (q ^+ d + dl) * zf ^+ 2 <= (s - e) ^+ 2.

Lemma near_residual : nrm (Z 0%N - Y) <= e.
Proof.
rewrite nrm_le // eE; have l2 : 0 < lam / 2%:R by rewrite divr_gt0 ?ltr0n.
have S0 : 0 <= t + \sum_(j < d) sqn (W j) by rewrite addr_ge0 // sumr_ge0 // => j _; exact: sqn_ge0.
apply: (@ge0_le _ _ _ (2%:R * (lam / 2%:R * (c + K%:R * d%:R)
  - (sqn (Z 0%N - Y) / 2%:R + lam / 2%:R * (t + \sum_(j < d) sqn (W j))))
  + lam * (t + \sum_(j < d) sqn (W j)))); first by field.
by rewrite addr_ge0 ?mulr_ge0 ?ler0n ?subr_ge0 ?(ltW l0).
Qed.
Lemma near_norm : sqn (W 0%N) <= K%:R + (c - t) / d%:R + K%:R * (d%:R - 1) * e2 / 2%:R.
Proof.
have dp : 0 < d%:R :> R by rewrite ltr0n.
have l2 : 0 < lam / 2%:R by rewrite divr_gt0 ?ltr0n.
have h : t + \sum_(j < d) sqn (W j) <= c + K%:R * d%:R.
  rewrite -(ler_pM2l l2); apply: le_trans near; rewrite lerDr divr_ge0 ?sqn_ge0 ?ler0n //.
have le := layer_norms_near balance.
rewrite -(ler_pM2l dp); apply: le_trans le _; move: (\sum_(j < d) _) h => S h.
apply: (@ge0_le _ _ _ (c + K%:R * d%:R - (t + S))); last by rewrite subr_ge0.
by field; rewrite gt_eqF.
Qed.
Theorem C1d_head_condition :
  cond (W 0%N) (Num.sqrt ((1 + (c - t) / d%:R + K%:R * (d%:R - 1) * e2 / 2%:R + (K%:R - 1)
    * (1 - q)) / q)).
Proof.
have [O [x [OO OO' E]]] := spectral (gram_sym (W 0%N)).
have hi : \sum_i x 0 i <= K%:R + (c - t) / d%:R + K%:R * (d%:R - 1) * e2 / 2%:R.
  have -> : \sum_i x 0 i = sqn (W 0%N).
    by rewrite -(sqn_tr (W 0%N)) /sqn /dot trmxK E mxtrace_mulC mulmxA OO mul1mx mxtrace_diag.
  exact: near_norm.
have lo i : q <= x 0 i.
  pose v : 'cV[R]_K := O *m delta_mx i 0.
  have v1 : sqn v = 1.
    by rewrite /v /sqn dot_mull mulmxA OO mul1mx /dot trmx_delta mul_delta_mx trace_mx11 mxE !eqxx.
  have ve : W 0%N *m (W 0%N)^T *m v = x 0 i *: v.
    rewrite E /v -!mulmxA (mulmxA O^T) OO mul1mx scalemxAr; congr (_ *m _).
    apply/matrixP => p r; rewrite mul_diag_mx !mxE (ord1 r) eqxx andbT.
    by case: (eqVneq p i) => [->|_] //; rewrite !mulr0.
  have x0 : 0 <= x 0 i.
    by have := sqn_ge0 ((W 0%N)^T *m v); rewrite sqn_gramr ve dotZr -/(sqn v) v1 mulr1.
  have g0 : 0 < s - e by rewrite subr_gt0.
  have lZ : low (Z 0%N) (s - e).
    have -> : Z 0%N = Y + (Z 0%N - Y) by rewrite addrC subrK.
    by apply: low_add hl _ (ltW es); apply: bnd_weaken near_residual; exact: bnd_nrm.
  have := head_output linear (leqnn d) => ZE; have z0 := bnd_ge0 hz.
  have zp : 0 < zf.
    have [m hm] := norm_exists (top W d); have [bm _] := hm.
    have : s - e <= m * zf by apply: low_le_bnd K0 lZ _; rewrite ZE; exact: bnd_mulmx.
    move=> le; rewrite lt_neqAle z0 andbT eq_sym; apply: contraTneq (lt_le_trans g0 le) => ->.
    by rewrite mulr0 ltxx.
  have lM : low (top W d) ((s - e) / zf) by apply: (low_factor (B := Z d) _ hz zp); rewrite -ZE.
  have [_ /(_ v)] := lM; rewrite v1 mulr1 => lo.
  have [_ up] := gram_top v product; rewrite (mxpow_eigen _ ve) dotZr -/(sqn v) v1 !mulr1 in up.
  rewrite -(ler_pXn2r d0) ?nnegrE ?(ltW q0) // -(lerD2r dl); apply: le_trans up;
    apply: le_trans lo.
  by rewrite expr_div_n ler_pdivlMr // exprn_gt0.
have each i : x 0 i <= 1 + (c - t) / d%:R + K%:R * (d%:R - 1) * e2 / 2%:R + (K%:R - 1) * (1 - q).
  have rest : (K%:R - 1) * q <= \sum_(j | j != i) x 0 j.
    have -> : (K%:R - 1) * q = \sum_(j : 'I_K | j != i) q.
      rewrite sumr_const cardC1 card_ord -[q *+ _]mulr_natl; congr (_ * _).
      by rewrite -{1}(prednK K0) -addn1 natrD addrK.
    by apply: ler_sum => j _; exact: lo.
  rewrite (bigD1 i) //= in hi; move: (\sum_(j | _) _) rest hi => r rest hi.
  apply: (@ge0_le _ _ _ ((K%:R + (c - t) / d%:R + K%:R * (d%:R - 1) * e2 / 2%:R - (x 0 i + r))
    + (r - (K%:R - 1) * q))); first by ring.
  by rewrite addr_ge0 // subr_ge0.
have n0 (i : 'I_K) : 0 <= 1 + (c - t) / d%:R + K%:R * (d%:R - 1) * e2 / 2%:R + (K%:R - 1) * (1 - q).
  by rewrite (le_trans _ (each i)) // (le_trans (ltW q0)).
apply: (cond_eigen K0 OO OO' E) => [i|i j|]; last exact: sqrtr_ge0.
  exact: lt_le_trans q0 (lo i).
rewrite sqr_sqrtr ?divr_ge0 ?(n0 i) ?(ltW q0) // mulrAC ler_pdivlMr //.
by apply: ler_pM => //; [exact: le_trans (ltW q0) (lo i) | exact: ltW].
Qed.
End NearBalance.
