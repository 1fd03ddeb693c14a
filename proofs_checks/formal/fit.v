(* B9u's F of docs/claims.md: weights that fit have a norm, by geometric means. With d linear layers
   at the end and L1 layers below them, K = u 0 classes, s_i(Y) the singular values of Y and
   |Z_L - Y| <= e: |theta|^2 >= L (K^{d + min(1,L1)} g^2/||X||^2)^{1/L}, where g is the K-th root of
   prod (s_i(Y) - e)_+. No inequality of Weyl's or Horn's is taken: triangular.v has a diagonal
   entry of each layer for every s_i(Y). *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b descent shorter_run triangular.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Order.
Variable R : rcfType.

Lemma falling_order n (a : 'I_n -> R) : exists2 s : 'I_n -> 'I_n, injective s &
  forall i k : 'I_n, (k <= i)%N -> a (s i) <= a (s k).
Proof.
case: n a => [|n] a; first by exists id => // -[].
pose leT i k := a k <= a i; pose l := sort leT (enum 'I_n.+1).
have tot : total leT by move=> i k; exact: le_total.
have tr : transitive leT by move=> i k m ki im; exact: le_trans im ki.
have rf : reflexive leT by move=> i; exact: lexx.
have sl : size l = n.+1 by rewrite size_sort size_enum_ord.
exists (fun i => nth ord0 l i).
  move=> i k /eqP; rewrite nth_uniq ?sl ?ltn_ord ?sort_uniq ?enum_uniq // => /eqP e; exact: val_inj.
move=> i k ki; apply: (@sorted_leq_nth _ leT tr rf ord0 l) => //; rewrite ?inE ?sl ?ltn_ord //.
exact: sort_sorted.
Qed.

(* The inverse of a triangular matrix is triangular. *)
Lemma trig_inv r (T : 'M[R]_r) : is_trig_mx T -> T \in unitmx ->
  is_trig_mx (invmx T) /\ forall i, invmx T i i * T i i = 1.
Proof.
move=> tT uT; have /is_trig_mxP hT := tT; set X := invmx T.
have E : X *m T = 1%:M by rewrite mulVmx.
have nz i : T i i != 0.
  have : \det T != 0 by rewrite -unitfE -unitmxE.
  by rewrite det_trig // => /prodf_neq0; apply.
have above n : forall i k : 'I_r, (r - n <= k)%N -> (i < k)%N -> X i k = 0.
  elim: n => [|n IH] i k rk ik; first by move: rk; rewrite subn0 leqNgt ltn_ord.
  have := congr1 (fun A : 'M_r => A i k) E; rewrite !mxE (bigD1 k) //= big1 ?addr0 => [|m mk].
    have -> : (i == k) = false by apply/negbTE; rewrite -val_eqE /= ltn_eqF.
    by rewrite mulr0n => /eqP; rewrite mulf_eq0 (negPf (nz k)) orbF => /eqP.
  case: (ltngtP m k) => h; first by rewrite (hT m k) // mulr0.
    rewrite (IH i m) ?mul0r // ?(ltn_trans ik) //.
    by move: rk; rewrite !leq_subLR => rk; apply: leq_trans rk _; rewrite addSnnS leq_add2l.
  by move: mk; rewrite -val_eqE /= h eqxx.
split; first by apply/is_trig_mxP => i k ik; apply: (above r) => //; rewrite subnn.
move=> i; have := congr1 (fun A : 'M_r => A i i) E; rewrite !mxE eqxx (bigD1 i) //= big1 ?addr0 //.
move=> m mi; case: (ltngtP m i) => h; first by rewrite (hT m i) // mulr0.
  by rewrite (above r) ?mul0r // subnn.
by move: mi; rewrite -val_eqE /= h eqxx.
Qed.

(* Products of squares by the mean of the squares. *)
Lemma prod_sqr_le n (x : 'I_n -> R) q : (0 < n)%N -> \sum_i x i ^+ 2 <= n%:R * q ->
  \prod_i x i ^+ 2 <= q ^+ n.
Proof.
move=> n0 le; have np : 0 < n%:R :> R by rewrite ltr0n.
have := (leif_AGM (A := predT) (E := fun i : 'I_n => x i ^+ 2) (fun i _ => sqr_ge0 (x i))).1.
rewrite card_ord => agm; apply: le_trans agm _.
have s0 : 0 <= \sum_i x i ^+ 2 by apply: sumr_ge0 => i _; exact: sqr_ge0.
have m0 : 0 <= (\sum_i x i ^+ 2) / n%:R by rewrite divr_ge0 // ltW.
have mq : (\sum_i x i ^+ 2) / n%:R <= q by rewrite ler_pdivrMr // mulrC.
by rewrite ler_pXn2r // nnegrE //; exact: le_trans mq.
Qed.

Lemma sqn_orthogonal_rows r n (D : 'M[R]_(r, n)) (a : 'I_r -> R) (v : 'rV[R]_r) :
  D *m D^T = diag_mx (\row_i a i ^+ 2) -> sqn (v *m D) = \sum_k a k ^+ 2 * v 0 k ^+ 2.
Proof.
move=> E; rewrite /sqn dot_mulr -mulmxA E mul_mx_diag dotE big_ord1; apply: eq_bigr => k _.
by rewrite !mxE; set x := v 0 k; rewrite mulrA -expr2 mulrC.
Qed.

(* Rows C Y that are orthogonal, of falling norms a_i: those of C Z = T Q have T_ii >= a_i - e. *)
Lemma diagonal_ge r m n (C : 'M[R]_(r, m)) (Y Z : 'M[R]_(m, n)) (a : 'I_r -> R) e (T : 'M[R]_r)
    (Q : 'M[R]_(r, n)) :
  C *m C^T = 1%:M -> (C *m Y) *m (C *m Y)^T = diag_mx (\row_i a i ^+ 2) ->
  (forall i k : 'I_r, (k <= i)%N -> a i <= a k) -> nrm (Z - Y) <= e -> (forall i, e < a i) ->
  is_trig_mx T -> T \in unitmx -> Q *m Q^T = 1%:M -> C *m Z = T *m Q ->
  forall i, a i - e <= `|T i i|.
Proof.
move=> CC CY fall he ea tT uT QQ E i; have [/is_trig_mxP tX dX] := trig_inv tT uT.
have e0 : 0 <= e by apply: le_trans he; exact: nrm_ge0.
pose x := row i (invmx T); have x0 (k : 'I_r) : (i < k)%N -> x 0 k = 0.
  by move=> ik; rewrite mxE tX.
have xT : x *m T = delta_mx 0 i by rewrite -row_mul mulVmx // rowE mulmx1.
have one : nrm (x *m (C *m Z)) = 1.
  rewrite /nrm E mulmxA xT sqn_mulQ // sqnE big_ord1 (bigD1 i) //= mxE !eqxx expr1n big1 ?addr0
    ?sqrtr1 //.
  by move=> k ki; rewrite mxE eqxx (negPf ki) expr0n.
have xE : sqn x = \sum_k x 0 k ^+ 2 by rewrite sqnE big_ord1.
have far : a i * nrm x <= nrm (x *m (C *m Y)).
  rewrite le_nrm; last by rewrite mulr_ge0 ?nrm_ge0 // ltW // (le_lt_trans e0).
  rewrite (sqn_orthogonal_rows x CY) exprMn nrm2 xE mulr_sumr; apply: ler_sum => k _.
  case: (leqP k i) => ki; last by rewrite x0 // expr0n !mulr0.
  apply: ler_wpM2r; first exact: sqr_ge0.
  by rewrite ler_sqr2 ?fall // ltW // (le_lt_trans e0).
have near : nrm (x *m (C *m (Z - Y))) <= e * nrm x.
  apply: le_trans (_ : e * nrm (x *m C) <= _).
    rewrite mulmxA; have h : bnd (Z - Y) e.
      by apply: bnd_sqn => //; rewrite -nrm_le.
    rewrite nrm_le ?mulr_ge0 ?nrm_ge0 // exprMn nrm2; exact: bnd_mulr.
  by rewrite /nrm sqn_mulQ.
have low : (a i - e) * nrm x <= 1.
  have := nrm_sub_ge (x *m (C *m Y)) (x *m (C *m (Z - Y))).
  rewrite -mulmxDr -mulmxDr [Y + _]addrC subrK one => h.
  rewrite mulrBl; apply: le_trans h; exact: lerB.
have xi : `|x 0 i| <= nrm x.
  rewrite le_nrm // real_normK ?num_real // xE (bigD1 i) //= lerDl.
  by apply: sumr_ge0 => k _; exact: sqr_ge0.
have ti : `|x 0 i| * `|T i i| = 1 by rewrite -normrM mxE dX normr1.
have tp : 0 < `|T i i|.
  by rewrite normr_gt0; apply: contra_eq_neq ti => ->; rewrite normr0 mulr0 eq_sym oner_eq0.
have ap : 0 <= a i - e by rewrite subr_ge0 ltW.
have := le_trans (ler_wpM2l ap xi) low; rewrite -(ler_pM2r tp) -mulrA ti mulr1 mul1r.
by [].
Qed.
End Order.

Section Fit.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)).
Notation K := (u 0%N).

Lemma head_outputs d : linear_head W d Z -> Z 0%N = top W d *m Z d.
Proof.
move=> hZ; have h j : (j <= d)%N -> Z 0%N = top W j *m Z j.
  elim: j => [|j IH] jd; first by rewrite mul1mx.
  by rewrite IH ?(ltnW jd) // (hZ j jd) mulmxA.
exact: h.
Qed.
Lemma below_outputs d n b :
  (forall j, (j < d + n)%N -> (d <= j)%N -> nrm (Z j) <= nrm (W j *m Z j.+1)) ->
  bnd (Z (d + n)%N) b -> (0 < n)%N -> sqn (Z d) <= b ^+ 2 * \prod_(i < n) sqn (W (d + i)%N).
Proof.
elim: n b => // n IH b hZ hb _; rewrite big_ord_recr /=.
have last : sqn (Z (d + n)%N) <= b ^+ 2 * sqn (W (d + n)%N).
  have le := hZ (d + n)%N; rewrite addnS ltnSn leq_addr in le; have := le isT isT.
  rewrite nrm_le ?nrm_ge0 // nrm2 => h; apply: le_trans h _.
  by apply: bnd_mulr; rewrite -addnS.
case: n IH hZ hb last => [|n] IH hZ hb last.
  by move: last; rewrite !addn0 big_ord0 mul1r.
have hn : bnd (Z (d + n.+1)%N) (Num.sqrt (b ^+ 2 * sqn (W (d + n.+1)%N))).
  by apply: bnd_weaken (bnd_nrm _) _; apply: ler_wsqrtr.
have := IH _ _ hn isT; rewrite sqr_sqrtr ?(mulr_ge0 (sqr_ge0 _) (sqn_ge0 _)) // => h.
apply: le_trans (h _) _; first by move=> j jd; apply: hZ; rewrite addnS; exact: leqW.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; move: (sqn _) (\prod_(i < _) _) => ? ?; ring.
Qed.

(* K^d g^2 <= prod |W_j|^2 q, where q^K bounds what the layers below bring. *)
Lemma fit_product d e g (Y : 'M[R]_(K, N)) (A : 'M[R]_K) (a : 'I_K -> R) q :
  linear_head W d Z -> (0 < K)%N -> A^T *m A = 1%:M ->
  Y *m Y^T = A *m diag_mx (\row_i a i ^+ 2) *m A^T -> nrm (Z 0%N - Y) <= e ->
  0 <= g -> g ^+ K = \prod_i Num.max 0 (a i - e) -> 0 < g -> 0 <= q ->
  (forall (Q : 'M[R]_(K, u d)) (S : 'M[R]_K) (B : 'M[R]_(K, N)), Q *m Q^T = 1%:M ->
    B *m B^T = 1%:M -> Q *m Z d = S *m B -> \prod_i S i i ^+ 2 <= q ^+ K) ->
  K%:R ^+ d * g ^+ 2 <= \prod_(j < d) sqn (W j) * q.
Proof.
move=> hZ K0 AA YY he g0 gE gp q0 below.
have ea i : e < a i.
  rewrite ltNge; apply/negP => ae; have : g ^+ K = 0.
    rewrite gE (bigD1 i) //=; have -> : Num.max 0 (a i - e) = 0.
      by apply/max_idPl; rewrite subr_le0.
    by rewrite mul0r.
  by move/eqP; rewrite expf_eq0 gt_eqF // andbF.
have [s inj fall] := falling_order a.
have e0 : 0 <= e by apply: le_trans he; exact: nrm_ge0.
pose C := rowsub s A^T; pose as_ i := a (s i).
have sub (X : 'M[R]_K) : C *m X *m C^T = mxsub s s (A^T *m X *m A).
  by rewrite /C mul_rowsub_mx trmx_mxsub trmxK mul_rowsub_mx mulmx_colsub; apply/matrixP => i j;
    rewrite !mxE.
have CC : C *m C^T = 1%:M.
  rewrite -{1}[C]mulmx1 sub mulmx1 AA; apply/matrixP => i j.
  by rewrite !mxE (inj_eq inj).
have CY : (C *m Y) *m (C *m Y)^T = diag_mx (\row_i as_ i ^+ 2).
  rewrite trmx_mul !mulmxA -(mulmxA C) sub YY !mulmxA AA mul1mx -mulmxA AA mulmx1.
  by apply/matrixP => i j; rewrite !mxE (inj_eq inj).
have free : row_free (C *m Z 0%N).
  apply: inj_row_free => v z.
  have : nrm (v *m (C *m Y)) <= e * nrm v.
    have -> : v *m (C *m Y) = - (v *m C *m (Z 0%N - Y)).
      by rewrite mulmxBr -!mulmxA z sub0r opprK.
    have h : bnd (Z 0%N - Y) e by apply: bnd_sqn => //; rewrite -nrm_le.
    rewrite nrmN nrm_le ?mulr_ge0 ?nrm_ge0 // exprMn nrm2.
    by have := bnd_mulr (v *m C) h; rewrite (sqn_mulQ v CC).
  rewrite nrm_le ?mulr_ge0 ?nrm_ge0 // exprMn nrm2 => le.
  rewrite (sqn_orthogonal_rows v CY) sqnE big_ord1 mulr_sumr -subr_le0 -sumrB in le.
  have pos k : 0 <= (as_ k ^+ 2 - e ^+ 2) * v 0 k ^+ 2.
    rewrite mulr_ge0 ?sqr_ge0 // subr_ge0 ler_sqr2 ?(ltW (ea _)) //.
    exact: le_trans e0 (ltW (ea _)).
  have z0 : \sum_k (as_ k ^+ 2 - e ^+ 2) * v 0 k ^+ 2 = 0.
    apply/le_anti/andP; split; last exact: sumr_ge0.
    by apply: le_trans le; apply: ler_sum => k _; rewrite mulrBl.
  apply/rowP => k; rewrite mxE; have /eqP := z0.
  rewrite psumr_eq0 // => /allP /(_ k); rewrite mem_index_enum => /(_ isT) /=.
  rewrite mulf_eq0 sqrf_eq0 => /orP [|/eqP //]; rewrite subr_eq0 => /eqP h.
  by move: (ea (s k)); rewrite -(ltr_pXn2r (n := 2)) ?nnegrE ?(le_trans e0 (ltW (ea _))) //
    -/(as_ k) h ltxx.
have fW : row_free (C *m top W d).
  move: free; rewrite (head_outputs hZ) mulmxA /row_free => /eqP e1.
  by have := mxrankM_maxl (C *m top W d) (Z d); rewrite e1 => le; rewrite eqn_leq rank_leq_row le.
have [Q [T [Q0 hQ hT QT]]] := triangular_chain CC fW.
have [P [tP dP E]] := chain_product hT QT.
have CZ : C *m Z 0%N = P *m (Q d *m Z d) by rewrite (head_outputs hZ) mulmxA -Q0 E mulmxA.
have fQ : row_free (Q d *m Z d).
  move: free; rewrite CZ /row_free => /eqP e1.
  by have := mxrankM_maxr P (Q d *m Z d); rewrite e1 => le; rewrite eqn_leq rank_leq_row le.
have [S [B [tS BB QS]]] := orthonormal_rows fQ.
have [tPS dPS] := trig_mul tP tS.
have CZ' : C *m Z 0%N = (P *m S) *m B by rewrite CZ QS mulmxA.
have uPS : P *m S \in unitmx.
  rewrite -row_free_unit; move: free; rewrite CZ' /row_free => /eqP e1.
  by have := mxrankM_maxl (P *m S) B; rewrite e1 => le; rewrite eqn_leq rank_leq_row le.
have diag := diagonal_ge CC CY fall he (fun i => ea (s i)) tPS uPS BB CZ'.
have prod : (g ^+ K) ^+ 2 <= \prod_i (P *m S) i i ^+ 2.
  rewrite gE (reindex_inj inj) -prodrXl; apply: ler_prod => i _; rewrite sqr_ge0 /=.
  have ap : 0 <= a (s i) - e by rewrite subr_ge0 ltW.
  have -> : Num.max 0 (a (s i) - e) = a (s i) - e by apply/max_idPr.
  by rewrite -[X in _ <= X]real_normK ?num_real // ler_sqr2 //; exact: diag.
have layers : \prod_i P i i ^+ 2 <= (\prod_(j < d) (sqn (W j) / K%:R)) ^+ K.
  under eq_bigr do rewrite dP -prodrXl.
  rewrite exchange_big -prodrXl; apply: ler_prod => j _; apply/andP; split.
    by apply: prodr_ge0 => i _; exact: sqr_ge0.
  apply: prod_sqr_le => //; rewrite mulrC divfK ?pnatr_eq0 -?lt0n //.
  apply: le_trans (sqn_diagonal_le _) _; have jd := ltn_ord j.
  by rewrite -(sqn_mulQ (T j) (hQ j.+1 jd)) -(QT j jd); exact: sqn_rows_le (hQ j (ltnW jd)).
have rest := below _ _ _ (hQ d (leqnn d)) BB QS.
have Kp : 0 < K%:R :> R by rewrite ltr0n.
have w0 : 0 <= \prod_(j < d) (sqn (W j) / K%:R).
  by apply: prodr_ge0 => j _; rewrite divr_ge0 ?sqn_ge0 // ltW.
have : g ^+ 2 <= \prod_(j < d) (sqn (W j) / K%:R) * q.
  rewrite -(ler_pXn2r K0) ?nnegrE ?sqr_ge0 ?mulr_ge0 // -exprM mulnC exprM exprMn.
  apply: le_trans prod _; under eq_bigr do rewrite dPS exprMn.
  rewrite big_split /=; apply: ler_pM => //; apply: prodr_ge0 => i _; exact: sqr_ge0.
have -> : \prod_(j < d) (sqn (W j) / K%:R) = (\prod_(j < d) sqn (W j)) / K%:R ^+ d.
  by rewrite big_split /= prodr_const card_ord exprVn.
move=> h; rewrite mulrC -ler_pdivlMr ?exprn_gt0 //; apply: le_trans h _.
by rewrite le_eqVlt mulrAC eqxx.
Qed.

(* L f <= |theta|^2, f = (K^{d + min(1,L1)} g^2/||X||^2)^{1/L}. *)
Theorem B9u_fit_norm d L1 b e g f (Y : 'M[R]_(K, N)) (A : 'M[R]_K) (a : 'I_K -> R) :
  linear_head W d Z ->
  (forall j, (j < d + L1)%N -> (d <= j)%N -> nrm (Z j) <= nrm (W j *m Z j.+1)) ->
  bnd (Z (d + L1)%N) b -> 0 < b -> (0 < d + L1)%N ->
  A^T *m A = 1%:M -> Y *m Y^T = A *m diag_mx (\row_i a i ^+ 2) *m A^T ->
  nrm (Z 0%N - Y) <= e ->
  0 <= g -> g ^+ K = \prod_i Num.max 0 (a i - e) ->
  0 <= f -> f ^+ (d + L1) = K%:R ^+ (d + (0 < L1))%N * g ^+ 2 / b ^+ 2 ->
  (d + L1)%:R * f <= \sum_(j < d + L1) sqn (W j).
Proof.
move=> hZ hb bX b0 L0 AA YY he g0 gE f0 fE.
have s0 : 0 <= \sum_(j < d + L1) sqn (W j) by apply: sumr_ge0 => j _; exact: sqn_ge0.
have Lp : 0 < (d + L1)%:R :> R by rewrite ltr0n.
case: (posnP K) => [Kz|K0].
  have z : f ^+ (d + L1) = 0.
    rewrite fE [X in X%:R]Kz expr0n; case: (d) (L1) L0 => [|?] [|?] //= _; by rewrite !mul0r.
  by have /eqP := z; rewrite expf_eq0 L0 /= => /eqP ->; rewrite mulr0.
case: (eqVneq g 0) => [gz|gn].
  have z : f ^+ (d + L1) = 0 by rewrite fE gz expr0n mulr0 mul0r.
  by have /eqP := z; rewrite expf_eq0 L0 /= => /eqP ->; rewrite mulr0.
have gp : 0 < g by rewrite lt_neqAle eq_sym gn.
have Kp : 0 < K%:R :> R by rewrite ltr0n.
have fp : f ^+ (d + L1) <= \prod_(j < d + L1) sqn (W j).
  rewrite fE ler_pdivrMr ?exprn_gt0 // big_split_ord /=.
  have p0 : 0 <= \prod_(j < d) sqn (W j) by apply: prodr_ge0 => j _; exact: sqn_ge0.
  case: (posnP L1) => [Lz|Lp1]; last first.
    have le := @fit_product d e g Y A a (sqn (Z d) / K%:R) hZ K0 AA YY he g0 gE gp.
    rewrite addn1 exprS -mulrA; have := le _ _; rewrite divr_ge0 ?sqn_ge0 ?(ltW Kp) //.
    move=> /(_ isT) h; have {}h := h _.
    apply: le_trans (ler_wpM2l (ltW Kp) (h _)) _.
      move=> Q S B QQ BB E; apply: prod_sqr_le => //; rewrite mulrC divfK ?gt_eqF //.
      apply: le_trans (sqn_diagonal_le _) _; rewrite -(sqn_mulQ S BB) -E; exact: sqn_rows_le.
    rewrite mulrCA -mulrA; apply: ler_wpM2l => //; rewrite mulrC divfK ?gt_eqF // mulrC.
    exact: below_outputs hb bX Lp1.
  rewrite Lz /= addn0 big_ord0 mulr1.
  apply: (@fit_product d e g Y A a (b ^+ 2) hZ K0 AA YY he g0 gE gp (sqr_ge0 _)).
  move=> Q S B QQ BB E; rewrite -[X in _ <= _ ^+ X]card_ord -prodr_const.
  apply: ler_prod => i _; rewrite sqr_ge0 /=.
  have bd : bnd (Z d) b by move: bX; rewrite Lz addn0.
  have : sqn (row i Q *m Z d) <= b ^+ 2 * sqn (row i Q) := bnd_mulr _ bd.
  rewrite -row_mul E row_mul sqn_mulQ //.
  have -> : sqn (row i Q) = 1.
    have <- : (Q *m Q^T) i i = 1 by rewrite QQ mxE eqxx.
    by rewrite mxE sqnE big_ord1; apply: eq_bigr => k _; rewrite !mxE expr2.
  rewrite mulr1; apply: le_trans; rewrite sqnE big_ord1 (bigD1 i) //= !mxE lerDl.
  by apply: sumr_ge0 => k _; exact: sqr_ge0.
have := (leif_AGM (A := predT) (E := fun j : 'I_(d + L1) => sqn (W j))
  (fun j _ => sqn_ge0 (W j))).1.
rewrite card_ord => agm.
rewrite mulrC -ler_pdivlMr // -(ler_pXn2r L0) ?nnegrE ?divr_ge0 ?(ltW Lp) //.
exact: le_trans fp agm.
Qed.
End Fit.

(* Phase 2 with F = L f: on {C_lambda <= lambda S/2} the residual's norm is at most sqrt(lambda S),
   so that F <= |theta|^2 <= S and |E|^2 <= lambda (S - F); the defect from one side is B9u's. *)
Section Phase.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : nat -> forall j, 'M[R]_(u j, u j.+1)) (Z : nat -> forall j, 'M[R]_(u j, N)).
Variables (Y : 'M[R]_(u 0%N, N)) (d L1 : nat) (lam : R).
Notation L := (d + L1)%N.
Notation theta2 i := (\sum_(j < L) sqn (W i j)).
Variable C : nat -> R.
Hypothesis CE : forall i, C i = sqn (Z i 0%N - Y) / 2%:R + lam / 2%:R * (\sum_(j < L) sqn (W i j)).

Theorem B9u_phase_with_fit j eta beta (G rho : nat -> R) b d0 (A : 'M[R]_(u 0%N))
    (a : 'I_(u 0%N) -> R) g f k :
  (forall i, linear_head (W i) d (Z i)) -> (j.+1 < d)%N ->
  (forall i l, (l < L)%N -> (d <= l)%N -> nrm (Z i l) <= nrm (W i l *m Z i l.+1)) ->
  (forall i, bnd (Z i L) b) -> 0 < b ->
  (forall i, W i.+1 j = step (W i) (Z i 0%N - Y) (Z i) eta lam j) ->
  (forall i, W i.+1 j.+1 = step (W i) (Z i 0%N - Y) (Z i) eta lam j.+1) ->
  0 < eta -> 0 < lam -> 2%:R * eta * lam <= 1 -> eta * beta < 2%:R -> qneg (defect (W 0%N) j) d0 ->
  (forall i, bnd (rgrad (W i) lam (Z i 0%N - Y) (Z i) j.+1) (rho i)) ->
  (forall i, rho i ^+ 2 <= G i) -> descent eta beta C G ->
  let S := 2%:R * C 0%N / lam in
  A^T *m A = 1%:M -> Y *m Y^T = A *m diag_mx (\row_i a i ^+ 2) *m A^T ->
  0 <= g -> g ^+ u 0%N = \prod_i Num.max 0 (a i - Num.sqrt (lam * S)) ->
  0 <= f -> f ^+ L = (u 0%N)%:R ^+ (d + (0 < L1))%N * g ^+ 2 / b ^+ 2 ->
  [/\ forall i, C i.+1 <= C i, L%:R * f <= theta2 k <= S,
      sqn (Z k 0%N - Y) <= lam * (S - L%:R * f) &
      qneg (defect (W k) j) ((1 - 2%:R * eta * lam) ^+ k * d0
        + eta * lam * (S - L%:R * f) / (2%:R - eta * beta))].
Proof.
move=> hZ jd hb bX b0 h1 h2 e0 l0 c1 eb hd hr hG hC S AA YY g0 gE f0 fE.
have q0 : 0 < 1 - eta * beta / 2%:R by rewrite subr_gt0 ltr_pdivrMr ?ltr0n // mul1r.
have fall i : C i.+1 <= C i.
  apply: le_trans (hC i) _; rewrite lerBlDr lerDl mulr_ge0 //.
    by rewrite mulr_ge0 // ltW.
  by apply: le_trans (hG i); exact: sqr_ge0.
have Ck i : C i <= lam * S / 2%:R.
  have -> : lam * S / 2%:R = C 0%N by rewrite /S; field; rewrite gt_eqF.
  by elim: i => // i IH; exact: le_trans (fall i) IH.
have th0 i : 0 <= theta2 i by apply: sumr_ge0 => l _; exact: sqn_ge0.
have twice i : sqn (Z i 0%N - Y) + lam * theta2 i <= lam * S.
  apply: (@ge0_le _ _ _ (2%:R * (lam * S / 2%:R - C i))); last by rewrite mulr_ge0 ?ler0n ?subr_ge0.
  by rewrite CE; field.
have near i : nrm (Z i 0%N - Y) <= Num.sqrt (lam * S).
  by apply: ler_wsqrtr; apply: le_trans (twice i); rewrite lerDl mulr_ge0 // ltW.
have L0 : (0 < L)%N by rewrite addn_gt0 (leq_trans _ jd).
have fit i : L%:R * f <= theta2 i.
  exact: B9u_fit_norm (hZ i) (hb i) (bX i) b0 L0 AA YY (near i) g0 gE f0 fE.
have above i : lam * (L%:R * f) / 2%:R <= C i.
  rewrite CE -[leLHS]add0r; apply: lerD; first by rewrite divr_ge0 ?sqn_ge0 ?ler0n.
  by rewrite mulrAC; apply: ler_wpM2l (fit i); rewrite divr_ge0 ?ler0n // ltW.
split=> //.
- rewrite fit /= -(ler_pM2l l0); apply: le_trans (twice k); by rewrite lerDr sqn_ge0.
- rewrite mulrBr lerBrDr; apply: le_trans (twice k); rewrite lerD2l.
  by apply: ler_wpM2l (fit k); exact: ltW.
exact: (B9u_balancedness_phase_above (F := L%:R * f) k hZ jd h1 h2 e0 l0 c1 eb hd hr hG above hC).
Qed.
End Phase.

(* Nothing larger holds: every layer 1 on K classes, fitted, for every depth and K. B10t's bound is
   d K^{1/d} there. *)
Section Attained.
Variables (R : rcfType) (K d : nat).
Let u := fun _ : nat => K.
Let same : forall j, 'M[R]_(u j, u j.+1) := fun=> 1%:M.
Let seen : forall j, 'M[R]_(u j, K) := fun=> 1%:M.
Theorem B9u_fit_tight : (0 < d)%N ->
  [/\ linear_head same d seen /\ bnd (seen (d + 0)%N) 1,
      seen 0%N *m (seen 0%N)^T = 1%:M *m diag_mx (\row_i (1 : R) ^+ 2) *m 1%:M^T,
      (1 : R) ^+ K = \prod_(i < K) Num.max 0 (1 - 0),
      (K%:R : R) ^+ (d + 0) = K%:R ^+ (d + (0 < 0))%N * 1 ^+ 2 / 1 ^+ 2 &
      (d + 0)%:R * K%:R = \sum_(j < d + 0) sqn (same j)].
Proof.
move=> d0; have sqn1 : sqn (1%:M : 'M[R]_K) = K%:R by rewrite /sqn /dot trmx1 mulmx1 mxtrace1.
split.
- by split; [move=> j _; rewrite /same /seen mulmx1 | exact: bnd1].
- rewrite /seen !trmx1 !mulmx1 mul1mx; apply/matrixP => i j.
  by rewrite !mxE expr1n.
- by rewrite expr1n big1 // => i _; rewrite subr0; apply/max_idPr; rewrite ler01.
- by rewrite !expr1n divr1 mulr1.
by rewrite (eq_bigr (fun=> K%:R)) => [|j _ //]; rewrite sumr_const card_ord -[RHS]mulr_natl.
Qed.
End Attained.
