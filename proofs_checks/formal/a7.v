(* Section A of docs/claims.md, exact interpolation by a balanced head: A7, A7d, A7s. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import zify.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Tools.
Variable R : rcfType.

Lemma cond_pinv m n (W : 'M[R]_(m, n)) X k : is_pinv W X -> row_free W -> cond W k -> cond X^T k.
Proof.
move=> h f hk; have k0 : 0 <= k by case: hk.
case: (posnP m) => [m0|m0].
  by move: X {W h f hk}; rewrite m0 => X; apply: cond_empty.
have [sK hK] := low_exists W; have [t ht] := norm_exists W.
have [sK0 tk] := (cond_kappa m0 ht hK k0).1 hk.
have [lK _] := hK; have [bt _] := ht; have t0 : 0 < t := lt_le_trans sK0 (low_le_bnd m0 lK bt).
apply: (cond_of (bnd_trmx (pinv_bnd h lK sK0)) (pinv_low h f bt)) => //; first by rewrite invr_gt0.
by rewrite -[leLHS]mul1r ler_pdivrMr // mulrAC ler_pdivlMr // mul1r.
Qed.
Lemma cond_pinv_iff m n (W : 'M[R]_(m, n)) X k : is_pinv W X -> row_free W -> cond W k <->
  cond X^T k.
Proof.
move=> h f; split=> [|hk]; first exact: cond_pinv.
have f' : row_free X^T by case: hk.
by rewrite -[W]trmxK; apply: cond_pinv hk => //; exact/pinv_tr/pinv_sym.
Qed.
Lemma one_low N K (y : 'I_N -> 'I_K) : nonempty y -> low (onehot y : 'M[R]_(K, N)) 1.
Proof.
move=> ne; apply: onehot_low; rewrite ?ler01 // => c; rewrite expr1n.
have [i <-] := ne c; rewrite /size_of (bigD1 i) //= eqxx lerDl.
by apply: sumr_ge0 => j _; rewrite ler0n.
Qed.

(* (A A^T)^p x = 0 only where A^T x = 0, p >= 1. *)
Lemma mxpow_kernel m n q (A : 'M[R]_(m, n)) p (x : 'M[R]_(m, q)) :
  mxpow (A *m A^T) p.+1 *m x = 0 -> A^T *m x = 0.
Proof.
set B := A *m A^T; have tB : B^T = B by rewrite trmx_mul trmxK.
elim: p => [|p IH] e.
  apply: sqn_le0; rewrite /sqn dot_mull trmxK mulmxA -/B.
  by move: e; rewrite /= mulmx1 => ->; rewrite dot0r.
apply: IH; apply: sqn_le0.
have -> : sqn (mxpow B p.+1 *m x) = dot (mxpow B p *m x) (mxpow B p.+2 *m x).
  have -> : mxpow B p.+2 *m x = B *m (mxpow B p.+1 *m x) by rewrite mulmxA.
  by rewrite dot_mulrl tB mulmxA.
by rewrite e dot0r.
Qed.

(* Kantorovich: W p = e, w = W^T e, p in the row space: |w|^2 + a b |p|^2 <= (a + b) |e|^2. *)
Lemma kantorovich n (G : 'M[R]_n) al be (f : 'cV_n) : G^T = G -> 0 <= al ->
  (forall x : 'cV_n, al * sqn x <= dot x (G *m x)) ->
    (forall x : 'cV_n, dot x (G *m x) <= be * sqn x) ->
  dot (G *m f) (G *m (G *m f)) + al * be * dot f (G *m f) <= (al + be) * sqn (G *m f).
Proof.
move=> tG a0 lo hi; have [O [d [OO OO' E]]] := spectral tG.
have dj j : al <= d 0 j /\ d 0 j <= be.
  have s1 : sqn (O *m delta_mx j 0 : 'cV_n) = 1.
    by rewrite /sqn dot_mull mulmxA OO mul1mx /dot trmx_delta mul_delta_mx trace_mx11 mxE !eqxx.
  have q : dot (O *m delta_mx j 0 : 'cV_n) (G *m (O *m delta_mx j 0)) = d 0 j.
    rewrite E -!mulmxA (mulmxA O^T) OO mul1mx dot_mull (mulmxA O^T) OO mul1mx.
    by rewrite /dot trmx_delta mul_diag_mx -rowE trace_mx11 !mxE !eqxx mulr1.
  by have := lo (O *m delta_mx j 0); have := hi (O *m delta_mx j 0); rewrite q s1 !mulr1.
have iso (x z : 'cV[R]_n) : dot (O *m x) (O *m z) = dot x z by rewrite dot_mull mulmxA OO mul1mx.
have GO (z : 'cV[R]_n) : G *m (O *m z) = O *m (diag_mx d *m z).
  by rewrite E -!mulmxA (mulmxA O^T) OO mul1mx.
have -> : f = O *m (O^T *m f) by rewrite mulmxA OO' mul1mx.
move: (O^T *m f) => z; rewrite /sqn !GO !iso !dotE !mulr_sumr -big_split /=.
apply: ler_sum => j _; rewrite !big_ord1 !mul_diag_mx !mxE.
have [h1 h2] := dj j; move: (d 0 j) (z j 0) h1 h2 => x t h1 h2.
apply: (@ge0_le _ _ _ (t ^+ 2 * x * ((be - x) * (x - al)))); first by ring.
apply: mulr_ge0; first by rewrite mulr_ge0 ?sqr_ge0 // (le_trans a0).
by rewrite mulr_ge0 ?subr_ge0.
Qed.
(* |W^+ e| |W^T e| <= (k + 1/k)/2 for unit e and kappa(W) <= k. *)
Lemma kantorovich_pinv m n (W : 'M[R]_(m, n)) X k (e : 'cV_m) : (0 < m)%N -> is_pinv W X ->
  cond W k -> sqn e = 1 ->
  nrm (X *m e) * nrm (W^T *m e) <= (k ^+ 2 + 1) / (2%:R * k).
Proof.
move=> m0 h hk e1; have k0 : 0 <= k by case: hk. have f : row_free W by case: hk.
have [sK hK] := low_exists W; have [t ht] := norm_exists W.
have [sK0 tk] := (cond_kappa m0 ht hK k0).1 hk.
have [lK _] := hK; have [bt _] := ht; have sKt := low_le_bnd m0 lK bt.
have t0 : 0 < t := lt_le_trans sK0 sKt.
have kp : 0 < k by have := lt_le_trans t0 tk; rewrite pmulr_lgt0.
have WX := pinv_free h f.
have k1 : 1 <= k by rewrite -(ler_pM2r sK0) mul1r; exact: le_trans sKt tk.
pose G := W *m W^T; pose v := X^T *m (X *m e).
have tG : G^T = G by rewrite trmx_mul trmxK.
have Xv : W^T *m v = X *m e.
  by have [_ b _ d] := h; rewrite /v mulmxA -trmx_mul d !mulmxA b.
have Gv : G *m v = e by rewrite /G -mulmxA Xv mulmxA WX mul1mx.
have := @kantorovich _ G (sK ^+ 2) (t ^+ 2) v tG (sqr_ge0 _).
have lo (x : 'cV_m) : sK ^+ 2 * sqn x <= dot x (G *m x) by rewrite -sqn_gramr; case: lK.
have hi (x : 'cV_m) : dot x (G *m x) <= t ^+ 2 * sqn x by rewrite -sqn_gramr; case: (bnd_trmx bt).
move=> /(_ lo hi).
rewrite -(sqn_gramr W v) Xv Gv e1 mulr1 -(sqn_gramr W e).
rewrite -!nrm2; move: (nrm (X *m e)) (nrm (W^T *m e)) (nrm_ge0 (X *m e)) (nrm_ge0 (W^T *m e)) =>
  p w p0 w0 kan.
have st : 0 < 2%:R * (sK * t) by rewrite mulr_gt0 ?ltr0n // mulr_gt0.
apply: (@le_trans _ _ ((sK ^+ 2 + t ^+ 2) / (2%:R * (sK * t)))).
  rewrite ler_pdivlMr //; apply: le_trans kan.
  by apply: (@ge0_le _ _ _ ((w - sK * t * p) ^+ 2)); rewrite ?sqr_ge0 //; ring.
rewrite ler_pdivrMr // mulrAC ler_pdivlMr; last by rewrite mulr_gt0 ?ltr0n.
apply: (@ge0_le _ _ _ (2%:R * ((k * sK - t) * (k * t - sK)))); first by ring.
apply: mulr_ge0; first by rewrite ler0n.
apply: mulr_ge0; rewrite subr_ge0 //; apply: le_trans sKt _.
rewrite -[leLHS]mul1r; apply: ler_wpM2r; first exact: ltW.
exact: k1.
Qed.
End Tools.

Section Exact.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (Z1 : 'M[R]_(m, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).

(* Features in the row space of what makes Y of them are W^+ Y. *)
Lemma exact_features X : nonempty y -> is_pinv W X -> W *m Z1 = Y -> (1%:M - X *m W) *m Z1 = 0 ->
  [/\ row_free W, Z1 = X *m Y, within y Z1 = 0 & Mu y Z1 = X].
Proof.
move=> ne h e q0; have eq : Z1 = X *m Y.
  by apply/eqP; rewrite -subr_eq0 -e mulmxA -[X in X - _]mul1mx -mulmxBl q0.
split=> //.
- by apply: (head_rank (Z1 := Z1) (e1 := 0) (one_low R ne)); rewrite ?ltr01 // e subrr nrm0.
- by rewrite /within eq -mulmxA (_ : Y *m (1%:M - Pi y) = 0) ?mulmx0 //; exact: onehot_within.
- by rewrite /Mu eq -mulmxA onehot_averaging // mulmx1.
Qed.
Lemma exact_nc3 X k : (0 < K)%N -> nonempty y -> is_pinv W X -> W *m Z1 = Y -> Z1 = X *m Y ->
  cond W k ->
  2%:R * k / (k ^+ 2 + 1) <= NC3 y Z1 W.
Proof.
move=> K0 ne h e eq hk; have N0 : (0 < N)%N.
  by have [i _] := ne (Ordinal K0); exact: leq_ltn_trans (ltn_ord i).
rewrite /NC3 ler_pdivlMr ?ltr0n // mulr_natr -{1}(card_ord N) -sumr_const; apply: ler_sum => i _.
have zi : col i Z1 = X *m delta_mx (y i) 0.
  rewrite eq col_mulmx; congr (_ *m _); apply/matrixP => c j.
  by rewrite !mxE (ord1 j) eqxx andbT eq_sym.
have u1 : sqn (delta_mx (y i) 0 : 'cV[R]_K) = 1.
  by rewrite /sqn /dot trmx_delta mul_delta_mx trace_mx11 mxE !eqxx.
have d : dot (col i Z1) (row (y i) W)^T = 1 by rewrite dot_row_col e mxE eqxx.
have := kantorovich_pinv K0 h hk u1; rewrite -zi -[_ *m delta_mx _ _]colE -tr_row => kan.
have := cosine_ge (_ : 0 <= dot (col i Z1) (row (y i) W)^T) kan.
by rewrite d ler01 invf_div mul1r; apply.
Qed.
End Exact.

Section Depth.
Variables (R : rcfType) (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) (N : nat).
Variables (y : 'I_N -> 'I_(u 0)) (Z : forall j, 'M[R]_(u j, N)).
Notation Y := (onehot y : 'M[R]_(u 0, N)).
Notation M d := (top W d).

Lemma top_gram j : (forall i, (i < j)%N -> defect W i = 0) ->
  (M j)^T *m M j = mxpow (W j *m (W j)^T) j.
Proof.
elim: j => [|j IH] hb; first by rewrite /= trmx1 mulmx1.
have -> : M j.+1 = M j *m W j by [].
rewrite trmx_mul -mulmxA (mulmxA (M j)^T) IH; last by move=> i ij; apply: hb; exact: ltnW.
have -> : W j.+1 *m (W j.+1)^T = (W j)^T *m ((W j)^T)^T.
  by rewrite trmxK; apply/esym/eqP; rewrite -subr_eq0; apply/eqP/hb.
by rewrite mxpow_turn !trmxK !mulmxA.
Qed.
(* (I - P) Z_l = 0 for every layer of the head but its first. *)
Lemma head_kernel d j X : linear_head W d Z -> balanced_head W d -> (0 < j)%N -> (j < d)%N ->
  is_pinv (M j) X ->
  (1%:M - X *m M j) *m Z j = 0.
Proof.
move=> hZ hb j0 jd h; rewrite (hZ j jd) mulmxA.
suff e : (W j)^T *m (1%:M - X *m M j) = 0.
  have [t _] := projC (pinv_proj h).
  by rewrite -[_ *m W j]trmxK trmx_mul t e trmx0 mul0mx.
case: j j0 jd X h => // j _ jd X h; apply: (@mxpow_kernel _ _ _ _ _ j).
rewrite -top_gram => [|i ij]; last by apply: hb; apply: leq_trans ij _; case: (d) jd.
by rewrite -mulmxA pinv_ker // mulmx0.
Qed.

(* NC2(Z_l) <= kappa(M)^{(L-l)/L2} for l = L - j, an equality: both sides are equivalent. *)
Theorem A7d_head_layers d j k : (0 < u 0)%N -> nonempty y -> linear_head W d Z ->
  balanced_head W d -> Z 0%N = Y ->
  (0 < j)%N -> (j < d)%N -> 0 <= k ->
  within y (Z j) = 0 /\ (cond (M d) (k ^+ d) <-> NC2_le y (Z j) (k ^+ j)).
Proof.
move=> K0 ne hZ hb e j0 jd k0; have [X h] := pinv_exists (M j).
have MZ : M j *m Z j = Y by rewrite -e; apply/esym/(head_output hZ); exact: ltnW.
have [f _ w mu] := exact_features ne h MZ (head_kernel hZ hb j0 jd h); split=> //.
have hbj : balanced_head W j by move=> i ij; apply: hb; lia.
have a4d := A4e_balanced_head (leq_ltn_trans (leq0n j) jd) hb k0.
have a4j := A4e_balanced_head j0 hbj k0.
rewrite /NC2_le mu; have cp := cond_pinv_iff (k ^+ j) h f.
by split=> [/a4d/a4j/cp | /cp/a4j/a4d].
Qed.
(* NC1(Z_l) = 0, its denominator being positive. *)
Corollary A7d_nc1 d j : (1 < u 0)%N -> nonempty y -> linear_head W d Z -> balanced_head W d ->
  Z 0%N = Y ->
  (0 < j)%N -> (j < d)%N -> NC1_weighted_le y (Z j) 0.
Proof.
move=> K1 ne hZ hb e j0 jd; have [w _] :=
  A7d_head_layers (ltnW K1) ne hZ hb e j0 jd (ler01 : 0 <= 1 :> R).
have MZ : M j *m Z j = Y by rewrite -e; apply/esym/(head_output hZ); exact: ltnW.
split; last by rewrite w sqn0 mul0r.
have N0 : (0 < N)%N by have [i _] := ne (Ordinal (ltnW K1)); exact: leq_ltn_trans (ltn_ord i).
rewrite sqn_gt0; apply/eqP => b0.
have : 0 < spread y :> R.
  by apply: lt_le_trans (low_spread K1 (one_low R ne)); rewrite expr1n ltr01.
by rewrite -onehot_between // -MZ between_mul b0 mulmx0 sqn0 ltxx.
Qed.

Theorem A7_depth_nc2 d k : (0 < u 0)%N -> (1 < d)%N -> nonempty y -> linear_head W d Z ->
  balanced_head W d ->
  Z 0%N = Y -> 0 <= k -> cond (M d) (k ^+ d) <-> NC2_le y (Z 1%N) k.
Proof.
by move=> K0 d1 ne hZ hb e k0; have [_] := A7d_head_layers K0 ne hZ hb e (ltn0Sn 0) d1 k0;
  rewrite expr1.
Qed.
(* With k^L2 = kappa(M): NC3 >= 2 k/(k^2 + 1) = sech(log k). *)
Theorem A7s_depth_sharp d k : (0 < u 0)%N -> (1 < d)%N -> nonempty y -> linear_head W d Z ->
  balanced_head W d ->
  Z 0%N = Y -> 0 <= k -> cond (M d) (k ^+ d) -> 2%:R * k / (k ^+ 2 + 1) <= NC3 y (Z 1%N) (W 0).
Proof.
move=> K0 d1 ne hZ hb e k0 hk; have d0 := ltnW d1.
have hk0 : cond (W 0) k by apply/(A4e_balanced_head d0 hb k0).
have [X h] := pinv_exists (W 0).
have WZ : W 0 *m Z 1%N = Y by rewrite -e; apply/esym/hZ.
have M1 : M 1 = W 0 by rewrite /= mul1mx.
have q := head_kernel (X := X) hZ hb (ltn0Sn 0) d1; rewrite M1 in q.
have [f eq _ _] := exact_features ne h WZ (q h).
exact: exact_nc3 K0 ne h WZ eq hk0.
Qed.
Theorem A7_depth_nc3 d k : (0 < u 0)%N -> (1 < d)%N -> nonempty y -> linear_head W d Z ->
  balanced_head W d ->
  Z 0%N = Y -> 0 <= k -> cond (M d) (k ^+ d) -> k^-1 <= NC3 y (Z 1%N) (W 0).
Proof.
move=> K0 d1 ne hZ hb e k0 hk; have := A7s_depth_sharp K0 d1 ne hZ hb e k0 hk; apply: le_trans.
have hk0 : cond (W 0) k by apply/(A4e_balanced_head (ltnW d1) hb k0).
have [sK hK] := low_exists (W 0); have [t ht] := norm_exists (W 0).
have [sK0 tk] := (cond_kappa K0 ht hK k0).1 hk0.
have [lK _] := hK; have [bt _] := ht; have sKt := low_le_bnd K0 lK bt.
have k1 : 1 <= k by rewrite -(ler_pM2r sK0) mul1r; exact: le_trans sKt tk.
have kp : 0 < k := lt_le_trans ltr01 k1.
rewrite -[leLHS]mul1r ler_pdivrMr // mulrAC ler_pdivlMr;
  last by rewrite ltr_pwDr ?ltr01 ?sqr_ge0.
rewrite mul1r -subr_ge0 (_ : _ - _ = (k - 1) * (k + 1)); last by ring.
by rewrite mulr_ge0 ?subr_ge0 // addr_ge0 ?ler01.
Qed.
End Depth.
