(* The pseudo-inverse of a matrix of any rank, the projections that come with it, and those of
   labels. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Penrose.
Variable R : rcfType.

Lemma gram_unit m n (F : 'M[R]_(m, n)) : row_free F -> F *m F^T \in unitmx.
Proof.
move=> f; rewrite -row_free_unit -kermx_eq0; apply/eqP.
have e : kermx (F *m F^T) *m F = 0.
  by apply: sqn_le0; rewrite /sqn dot_mulr -mulmxA mulmx_ker dot0r.
by apply: (row_free_inj f); rewrite /= mul0mx.
Qed.

Theorem pinv_exists m n (V : 'M[R]_(m, n)) : exists X, is_pinv V X.
Proof.
have b := mulmx_base V; have f := row_base_free V.
have g : row_free (col_base V)^T by rewrite /row_free mxrank_tr; exact: col_base_full.
move: (\rank V) (col_base V) (row_base V) b f g => r C F b f g.
have uF := gram_unit f; have := gram_unit g; rewrite trmxK => uC.
set A := F *m F^T in uF; set B := C^T *m C in uC.
have tA : (invmx A)^T = invmx A by rewrite trmx_inv trmx_mul trmxK.
have tB : (invmx B)^T = invmx B by rewrite trmx_inv trmx_mul trmxK.
pose X := F^T *m invmx A *m (invmx B *m C^T).
have VX : V *m X = C *m invmx B *m C^T.
  by rewrite -b /X !mulmxA -(mulmxA C F) -/A mulmxK.
have XV : X *m V = F^T *m invmx A *m F.
  by rewrite -b /X !mulmxA -(mulmxA _ C^T) -/B mulmxKV.
exists X; split.
- by rewrite VX -{1}b -{1}b !mulmxA -(mulmxA _ C^T) -/B mulmxKV // b.
- by rewrite XV /X !mulmxA -(mulmxA _ F) -/A mulmxKV.
- by rewrite VX !trmx_mul trmxK tB mulmxA.
- by rewrite XV !trmx_mul trmxK tA mulmxA.
Qed.

Theorem pinv_unique m n (V : 'M[R]_(m, n)) X X' : is_pinv V X -> is_pinv V X' -> X = X'.
Proof.
move=> [a1 a2 a3 a4] [b1 b2 b3 b4].
have e1 : V *m X = V *m X'.
  by rewrite -a3 -{1}b1 -(mulmxA _ V X) trmx_mul a3 b3 mulmxA a1.
have e2 : X *m V = X' *m V.
  by rewrite -a4 -{1}b1 -!mulmxA mulmxA trmx_mul b4 a4 -!mulmxA (mulmxA V X) a1.
by rewrite -a2 e2 -mulmxA e1 mulmxA b2.
Qed.

Lemma pinv_sym m n (V : 'M[R]_(m, n)) X : is_pinv V X -> is_pinv X V.
Proof. by case=> a b c d; split. Qed.
Lemma pinv_tr m n (V : 'M[R]_(m, n)) X : is_pinv V X -> is_pinv V^T X^T.
Proof.
case=> a b c d; split.
- by rewrite -!trmx_mul mulmxA a.
- by rewrite -!trmx_mul mulmxA b.
- by rewrite -!trmx_mul d.
- by rewrite -!trmx_mul c.
Qed.

(* P = X V projects on V's row space, V X on its column space. *)
Lemma pinv_proj m n (V : 'M[R]_(m, n)) X : is_pinv V X -> proj (X *m V).
Proof. by case=> a b _ d; split=> //; rewrite mulmxA b. Qed.
Lemma pinv_projr m n (V : 'M[R]_(m, n)) X : is_pinv V X -> proj (V *m X).
Proof. by case=> a b c _; split=> //; rewrite mulmxA a. Qed.
Lemma pinv_ker m n (V : 'M[R]_(m, n)) X : is_pinv V X -> V *m (1%:M - X *m V) = 0.
Proof. by case=> a _ _ _; rewrite mulmxBr mulmx1 mulmxA a subrr. Qed.
Lemma pinv_kerT m n (V : 'M[R]_(m, n)) X : is_pinv V X -> (1%:M - X *m V) *m V^T = 0.
Proof.
move=> h; have [t _] := projC (pinv_proj h).
by rewrite -t -trmx_mul (pinv_ker h) trmx0.
Qed.
Lemma pinv_kerX m n (V : 'M[R]_(m, n)) X : is_pinv V X -> (1%:M - X *m V) *m X = 0.
Proof. by case=> _ a _ _; rewrite mulmxBl mul1mx a subrr. Qed.
Lemma pinv_rank m n (V : 'M[R]_(m, n)) X : is_pinv V X -> \rank (X *m V) = \rank V.
Proof.
case=> a _ _ _; apply/eqP; rewrite eqn_leq mxrankM_maxr /=.
by rewrite -{1}a -mulmxA mxrankM_maxr.
Qed.
(* Of free rows X is an inverse from the right. *)
Lemma pinv_free m n (V : 'M[R]_(m, n)) X : is_pinv V X -> row_free V -> V *m X = 1%:M.
Proof.
case=> a _ _ _ f; apply: (row_free_inj f).
by rewrite /= mul1mx.
Qed.
(* |V^+ B| <= |B|/s, s at most V's least singular value. *)
Lemma pinv_bnd m n (V : 'M[R]_(m, n)) X s : is_pinv V X -> low V s -> 0 < s -> bnd X (s^-1).
Proof.
move=> h l s0; have f := low_row_free l s0; have VX := pinv_free h f.
have s20 : 0 < s ^+ 2 by rewrite exprn_gt0.
split=> [|x]; first by rewrite invr_ge0 ltW.
have e : X *m x = V^T *m (X^T *m (X *m x)).
  have [_ b _ d] := h.
  by rewrite mulmxA -trmx_mul d !mulmxA b.
have h1 : s ^+ 2 * sqn (X^T *m (X *m x)) <= sqn (X *m x) by rewrite {2}e; case: l.
have h2 : sqn (X *m x) ^+ 2 <= sqn x * sqn (X^T *m (X *m x)).
  by rewrite {1}/sqn dot_mull; exact: dot_sqr_le.
have h3 : sqn (X *m x) ^+ 2 * s ^+ 2 <= sqn x * sqn (X *m x).
  apply: le_trans (ler_wpM2r (ltW s20) h2) _.
  by rewrite -mulrA; apply: ler_wpM2l; rewrite ?sqn_ge0 // mulrC.
case: (eqVneq (sqn (X *m x)) 0) => [->|n0]; first by rewrite mulr_ge0 ?sqr_ge0 ?sqn_ge0.
have p0 : 0 < sqn (X *m x) by rewrite lt_neqAle eq_sym n0 sqn_ge0.
by rewrite exprVn mulrC ler_pdivlMr // -(ler_pM2r p0) mulrAC -expr2.
Qed.

(* |A|_F^2 <= rank(A) ||A||^2. *)
Lemma sqn_le_rank m n (A : 'M[R]_(m, n)) c : bnd A c -> sqn A <= c ^+ 2 * (\rank A)%:R.
Proof.
move=> h; have [X hX] := pinv_exists A; have hP := pinv_projr hX.
have e : A *m X *m A = A by case: hX.
apply: le_trans (sqn_le_trace hP e h) _; rewrite (proj_trace hP).
by apply: ler_wpM2l; rewrite ?sqr_ge0 // ler_nat mxrankM_maxl.
Qed.
Lemma pinv_trace m n (V : 'M[R]_(m, n)) X : is_pinv V X -> row_free V ->
  \tr (1%:M - X *m V) = n%:R - m%:R.
Proof.
by move=> h /eqP f; rewrite linearB /= mxtrace1 (proj_trace (pinv_proj h)) (pinv_rank h) f.
Qed.
Lemma pinv_rankC m n (V : 'M[R]_(m, n)) X : is_pinv V X -> row_free V ->
  \rank (1%:M - X *m V) = (n - m)%N.
Proof.
move=> h f; have := pinv_trace h f; rewrite (proj_trace (projC (pinv_proj h))).
have mn : (m <= n)%N by rewrite -(eqP f) rank_leq_col.
by rewrite -natrB // => /eqP; rewrite eqr_nat => /eqP.
Qed.
End Penrose.

Section Labels.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation A := (averaging y : 'M[R]_(N, K)).
Notation n := (@size_of R N K y).
Notation Pi := (Pi y : 'M[R]_N).
Notation J := (J : 'M[R]_N).

Lemma size_ge0 c : 0 <= n c.
Proof. by apply: sumr_ge0 => i _; rewrite ler0n. Qed.
Lemma size_gt0 i : 0 < n (y i).
Proof.
rewrite /size_of (bigD1 i) //= eqxx; apply: ltr_wpDr; rewrite ?ltr01 //.
by apply: sumr_ge0 => j _; rewrite ler0n.
Qed.
Lemma size_nonempty c : nonempty y -> 0 < n c.
Proof. by move=> /(_ c) [i <-]; exact: size_gt0. Qed.
Lemma size_sum : \sum_c n c = N%:R.
Proof.
rewrite /size_of exchange_big /= (eq_bigr (fun=> 1)) ?sumr_const ?card_ord // => i _.
by rewrite (bigD1 (y i)) //= eqxx big1 ?addr0 // => c /negPf; rewrite eq_sym => ->.
Qed.
Lemma sum_indicator (F : 'I_K -> R) i : \sum_c (y i == c)%:R * F c = F (y i).
Proof.
rewrite (bigD1 (y i)) //= eqxx mul1r big1 ?addr0 // => c /negPf.
by rewrite eq_sym => ->; rewrite mul0r.
Qed.
Lemma sum_classes (F : 'I_K -> R) : \sum_i F (y i) = \sum_c n c * F c.
Proof.
transitivity (\sum_i \sum_c (y i == c)%:R * F c).
  by apply: eq_bigr => i _; rewrite sum_indicator.
by rewrite exchange_big /=; apply: eq_bigr => c _; rewrite -mulr_suml.
Qed.

Lemma PiE i j : Pi i j = (y i == y j)%:R / n (y j).
Proof.
rewrite mxE (eq_bigr (fun c => (y j == c)%:R * ((y i == c)%:R / n c))).
  by rewrite (sum_indicator (fun c => (y i == c)%:R / n c)).
by move=> c _; rewrite !mxE mulrC.
Qed.
Lemma averagingE : A = Pi *m A.
Proof.
apply/matrixP => i c; rewrite [RHS]mxE.
rewrite (eq_bigr (fun j => (y i == y j)%:R * ((y j == c)%:R / n c / n (y j)))); last first.
  by move=> j _; rewrite PiE mxE; ring.
rewrite (sum_classes (fun d => (y i == d)%:R * ((d == c)%:R / n c / n d))).
rewrite (eq_bigr (fun d => (y i == d)%:R * (n d * ((d == c)%:R / n c / n d)))); last first.
  by move=> d _; ring.
rewrite (sum_indicator (fun d => n d * ((d == c)%:R / n c / n d))) mxE.
by rewrite [RHS]mulrC divfK // gt_eqF // size_gt0.
Qed.
Lemma Pi_proj : proj Pi.
Proof.
split; last by rewrite {2}/defs.Pi mulmxA -averagingE.
apply/matrixP => i j; rewrite mxE !PiE eq_sym.
by case: eqP => [->|_] //; rewrite !mul0r.
Qed.
Lemma J_proj : (0 < N)%N -> proj J.
Proof.
move=> N0; split; first by rewrite trmx_const.
apply/matrixP => i j; rewrite !mxE (eq_bigr (fun=> N%:R^-1 * N%:R^-1)) => [|k _];
  last by rewrite !mxE.
rewrite sumr_const card_ord -mulr_natr -mulrA mulVf ?mulr1 // pnatr_eq0.
by case: (N) N0.
Qed.
Lemma Pi_const m (a : R) : (const_mx a : 'M_(m, N)) *m Pi = const_mx a.
Proof.
apply/matrixP => i j; rewrite !mxE.
rewrite (eq_bigr (fun k => a / n (y j) * (y k == y j)%:R)) => [|k _].
  by rewrite -mulr_sumr -/(n (y j)) divfK // gt_eqF // size_gt0.
by rewrite PiE mxE; ring.
Qed.
Lemma J_Pi : J *m Pi = J. Proof. exact: Pi_const. Qed.
Lemma Pi_J : Pi *m J = J.
Proof.
have [t _] := Pi_proj; apply: trmx_inj.
by rewrite trmx_mul t trmx_const J_Pi.
Qed.
Lemma PiJ_proj : (0 < N)%N -> proj (Pi - J).
Proof.
move=> N0; have [t1 i1] := Pi_proj; have [t2 i2] := J_proj N0; split.
  by rewrite linearB /= t1 t2.
by rewrite mulmxBl !mulmxBr i1 i2 J_Pi Pi_J subrr subr0.
Qed.
Lemma Pi_PiJ : Pi *m (Pi - J) = Pi - J.
Proof. by have [_ i] := Pi_proj; rewrite mulmxBr i Pi_J. Qed.
Lemma onehot_Pi : Y *m Pi = Y.
Proof.
have [t _] := Pi_proj; apply/matrixP => c j; rewrite !mxE.
rewrite (eq_bigr (fun i => (y j == c)%:R / n (y j) * (y i == y j)%:R)) => [|i _].
  by rewrite -mulr_sumr -/(n (y j)) divfK // gt_eqF // size_gt0.
by rewrite PiE !mxE; case: (y i =P y j) => [->|_]; rewrite ?mul1r ?mulr1 ?mul0r ?mulr0.
Qed.
(* One-hot labels have no within-class part. *)
Lemma onehot_within : within y Y = 0.
Proof. by rewrite /within mulmxBr mulmx1 onehot_Pi subrr. Qed.
Lemma onehot_gram : Y *m Y^T = diag_mx (\row_c n c).
Proof.
apply/matrixP => c d; rewrite !mxE.
case: (eqVneq c d) => [<-|cd].
  by rewrite mulr1n; apply: eq_bigr => i _; rewrite !mxE -natrM mulnb andbb.
rewrite mulr0n big1 // => i _; rewrite !mxE; case: (y i =P c) => [->|_]; last by rewrite mul0r.
by rewrite (negPf cd) mulr0.
Qed.
Lemma onehot_averaging : nonempty y -> Y *m A = 1%:M.
Proof.
move=> ne; apply/matrixP => c d; rewrite !mxE.
rewrite (eq_bigr (fun i => (y i == c)%:R * ((y i == d)%:R / n d))) => [|i _]; last by rewrite !mxE.
rewrite (eq_bigr (fun i => (c == d)%:R / n d * (y i == c)%:R)) => [|i _].
  rewrite -mulr_sumr -/(n c); case: (eqVneq c d) => [->|_]; last by rewrite !mul0r.
  by rewrite mul1r mulVf // gt_eqF // size_nonempty.
by case: (y i =P c) => [->|_]; rewrite ?mul1r ?mulr1 // mul0r mulr0.
Qed.
Lemma mul_Pi p (Z : 'M[R]_(p, N)) : Z *m Pi = Mu y Z *m Y.
Proof. by rewrite /Mu mulmxA. Qed.

(* A classless and a class part, orthogonal. *)
Lemma sqn_split p (Z : 'M[R]_(p, N)) : (0 < N)%N ->
  sqn (Z *m (1%:M - J)) = sqn (within y Z) + sqn (between y Z).
Proof.
move=> N0; rewrite (pythagoras_r _ Pi_proj) [LHS]addrC /within /between -!mulmxA.
have -> : (1%:M - J) *m (1%:M - Pi) = 1%:M - Pi.
  by rewrite mulmxBl mul1mx mulmxBr mulmx1 J_Pi subrr subr0.
by rewrite mulmxBl mul1mx J_Pi.
Qed.

(* s_K(Y)^2 = min N_c. *)
Lemma onehot_lowE s : low Y s -> forall c, s ^+ 2 <= n c.
Proof.
move=> [_ h] c; have := h (delta_mx c 0).
have -> : sqn (delta_mx c 0 : 'cV[R]_K) = 1.
  rewrite sqnE (bigD1 c) //= big_ord1 mxE !eqxx expr1n big1 ?addr0 // => d /negPf dc.
  by rewrite big_ord1 mxE dc expr0n.
by rewrite mulr1 {1}/sqn dot_mull trmxK mulmxA onehot_gram -colE /dot trmx_delta -rowE trace_mx11
  !mxE eqxx mulr1n.
Qed.
Lemma onehot_low s : 0 <= s -> (forall c, s ^+ 2 <= n c) -> low Y s.
Proof.
move=> s0 h; split=> // v; rewrite {2}/sqn dot_mull trmxK mulmxA onehot_gram dotE sqnE mulr_sumr.
apply: ler_sum => c _; rewrite !big_ord1 mul_diag_mx !mxE.
by rewrite (_ : v c 0 * (n c * v c 0) = n c * v c 0 ^+ 2); [rewrite ler_wpM2r ?sqr_ge0 | ring].
Qed.
Lemma onehot_bnd s : 0 <= s -> (forall c, n c <= s ^+ 2) -> bnd Y s.
Proof.
move=> s0 h; rewrite -[Y]trmxK; apply: bnd_trmx; split=> // v.
rewrite {1}/sqn dot_mull trmxK mulmxA onehot_gram dotE sqnE mulr_sumr.
apply: ler_sum => c _; rewrite !big_ord1 mul_diag_mx !mxE.
by rewrite (_ : v c 0 * (n c * v c 0) = n c * v c 0 ^+ 2); [rewrite ler_wpM2r ?sqr_ge0 | ring].
Qed.
(* ||averaging|| <= 1/s_K(Y). *)
Lemma averaging_bnd s : low Y s -> 0 < s -> bnd A (s^-1).
Proof.
move=> hl s0; have h := onehot_lowE hl; split=> [|v]; first by rewrite invr_ge0 ltW.
rewrite [sqn (_ *m _)]sqnE (eq_bigr (fun i => (v (y i) 0 / n (y i)) ^+ 2)) => [|i _].
  rewrite (sum_classes (fun c => (v c 0 / n c) ^+ 2)) sqnE mulr_sumr.
  apply: ler_sum => c _; rewrite big_ord1.
  have nc : 0 < n c by apply: lt_le_trans (h c); rewrite exprn_gt0.
  have -> : n c * (v c 0 / n c) ^+ 2 = (n c)^-1 * v c 0 ^+ 2 by field; rewrite gt_eqF.
  by rewrite ler_wpM2r ?sqr_ge0 // exprVn lef_pV2 ?posrE ?exprn_gt0.
rewrite big_ord1 mxE (eq_bigr (fun c => (y i == c)%:R * ((n c)^-1 * v c 0))) => [|c _].
  by rewrite (sum_indicator (fun c => (n c)^-1 * v c 0)) mulrC.
by rewrite mxE mulrA.
Qed.
Lemma onehot_between : (0 < N)%N -> sqn (between y Y) = spread y.
Proof.
move=> N0; have [tJ iJ] := J_proj N0.
have := sqn_split Y N0; rewrite onehot_within sqn0 add0r => <-.
rewrite mulmxBr mulmx1 sqnB /sqn.
have sY : dot Y Y = N%:R.
  rewrite -size_sum dotE; apply: eq_bigr => c _; apply: eq_bigr => i _.
  by rewrite mxE -natrM mulnb andbb.
have -> : dot (Y *m J) (Y *m J) = dot Y (Y *m J) by rewrite dot_mulr tJ -mulmxA iJ.
rewrite sY.
have -> : dot Y (Y *m J) = (\sum_c n c ^+ 2) / N%:R.
  rewrite dotE mulr_suml; apply: eq_bigr => c _; rewrite expr2 -mulrA {1}/size_of mulr_suml.
  apply: eq_bigr => i _; rewrite !mxE; congr (_ * _).
  by rewrite /size_of mulr_suml; apply: eq_bigr => j _; rewrite !mxE.
by rewrite /spread; ring.
Qed.
(* s_K(Y)^2 is at most the spread, K >= 2. *)
Lemma low_spread s : (1 < K)%N -> low Y s -> s ^+ 2 <= spread y.
Proof.
move=> K1 hl; have h := onehot_lowE hl.
case: (posnP N) => [N0|N0].
  have e : N%:R = 0 :> R by rewrite N0.
  rewrite /spread e invr0 mulr0 subr0 -e -size_sum.
  by rewrite (bigD1 (Ordinal (ltnW K1))) //= ler_wpDr // sumr_ge0 // => c _; rewrite size_ge0.
have Np : 0 < N%:R :> R by rewrite ltr0n.
have s2 : 0 <= s ^+ 2 by rewrite sqr_ge0.
have pair c : n c <= N%:R - s ^+ 2.
  rewrite lerBrDl -size_sum (bigD1 c) //= [leLHS]addrC lerD2l.
  have [d dc] : exists d, d != c.
    case: (eqVneq (Ordinal (ltnW K1)) c) => [<-|]; last by exists (Ordinal (ltnW K1)).
    by exists (Ordinal K1).
  by rewrite (bigD1 d) //= ler_wpDr ?h // sumr_ge0 // => e _; rewrite size_ge0.
have each c : s ^+ 2 * (N%:R - s ^+ 2) <= n c * (N%:R - n c).
  apply: (@ge0_le _ _ _ ((n c - s ^+ 2) * (N%:R - s ^+ 2 - n c))); first by ring.
  by rewrite mulr_ge0 // subr_ge0.
have big : K%:R * (s ^+ 2 * (N%:R - s ^+ 2)) <= N%:R * spread y.
  have -> : N%:R * spread y = \sum_c n c * (N%:R - n c).
    rewrite (eq_bigr (fun c => n c * N%:R - n c ^+ 2)) => [|c _]; last by rewrite mulrBr expr2.
    by rewrite sumrB -mulr_suml size_sum /spread mulrBr [N%:R * (_ / _)]mulrCA mulfV ?mulr1 //
      gt_eqF.
  rewrite mulr_natl -{1}(card_ord K) -sumr_const; apply: ler_sum => c _; exact: each.
have KN : K%:R * s ^+ 2 <= N%:R.
  by rewrite -size_sum mulr_natl -{1}(card_ord K) -sumr_const; apply: ler_sum => c _; exact: h.
rewrite -(ler_pM2l Np); apply: le_trans big.
have K2 : 2%:R <= K%:R :> R by rewrite ler_nat.
apply: (@ge0_le _ _ _ (s ^+ 2 * ((K%:R - 2%:R) * (N%:R - s ^+ 2) + (N%:R - 2%:R * s ^+ 2)))).
  by ring.
apply: mulr_ge0 => //; apply: addr_ge0.
  apply: mulr_ge0; rewrite subr_ge0 //; apply: le_trans (h (y (Ordinal N0))) _.
  by apply: le_trans (pair _) _; rewrite lerBlDr lerDl.
rewrite subr_ge0; apply: le_trans KN; exact: ler_wpM2r.
Qed.

Lemma sizes_pos s : low Y s -> 0 < s -> nonempty y.
Proof.
move=> /onehot_lowE h s0 c; have := lt_le_trans (exprn_gt0 2 s0) (h c).
rewrite /size_of; case: (pickP (fun i => y i == c)) => [i /eqP <-|none]; first by exists i.
by rewrite big1 ?ltxx // => i _; rewrite none.
Qed.
Lemma trace_PiC : nonempty y -> \tr (1%:M - Pi) = N%:R - K%:R.
Proof.
by move=> ne; rewrite linearB /= mxtrace1 mxtrace_mulC onehot_averaging // mxtrace1.
Qed.
Lemma rank_PiC : nonempty y -> \rank (1%:M - Pi) = (N - K)%N.
Proof.
move=> ne; have := trace_PiC ne; rewrite (proj_trace (projC Pi_proj)) => e.
have KN : (K <= N)%N.
  by rewrite -(ler_nat R) -subr_ge0 -e ler0n.
by move: e; rewrite -natrB // => /eqP; rewrite eqr_nat => /eqP.
Qed.
Lemma betweenE p (Z : 'M[R]_(p, N)) : between y Z = Mu_G y Z *m Y.
Proof.
rewrite /between /Mu_G /Mu mulmxBr mulmxBl -!mulmxA; congr (_ - Z *m _).
apply/matrixP => i j; rewrite !mxE (eq_bigr (fun c => N%:R^-1 * (y j == c)%:R)) => [|c _];
  last by rewrite !mxE.
by rewrite (eq_bigr (fun c => (y j == c)%:R * N%:R^-1)) => [|c _];
  rewrite ?(sum_indicator (fun=> N%:R^-1)) // mulrC.
Qed.
Lemma sqn_between p (Z : 'M[R]_(p, N)) : sqn (between y Z) = \sum_c n c * sqn (col c (Mu_G y Z)).
Proof.
rewrite betweenE; set M := Mu_G y Z; rewrite (sqn_cols (M *m Y)).
rewrite (eq_bigr (fun i => sqn (col (y i) M))) => [|i _].
  exact: (sum_classes (fun c => sqn (col c M))).
rewrite col_mulmx [col (y i) M]colE; congr (sqn (_ *m _)).
by apply/matrixP => c j; rewrite !mxE (ord1 j) eqxx andbT eq_sym.
Qed.
Lemma sqn_between_balanced p (Z : 'M[R]_(p, N)) : balanced R y ->
  sqn (between y Z) = N%:R / K%:R * sqn (Mu_G y Z).
Proof.
by move=> h; rewrite sqn_between sqn_cols mulr_sumr; apply: eq_bigr => c _; rewrite h.
Qed.
(* Less their own mean class means are no longer than less the samples'. *)
Lemma center_proj : (0 < K)%N -> proj (1%:M - const_mx (K%:R^-1) : 'M[R]_K).
Proof.
move=> K0; apply: projC; split; first by rewrite trmx_const.
apply/matrixP => i j; rewrite !mxE (eq_bigr (fun=> K%:R^-1 * K%:R^-1)) => [|k _];
  last by rewrite !mxE.
by rewrite sumr_const card_ord -mulr_natr -mulrA mulVf ?mulr1 // pnatr_eq0 -lt0n.
Qed.
Lemma Mu_C_le p (Z : 'M[R]_(p, N)) : (0 < K)%N -> sqn (Mu_C y Z) <= sqn (Mu_G y Z).
Proof.
move=> K0; suff -> : Mu_C y Z = Mu_G y Z
  *m (1%:M - const_mx (K%:R^-1)) by exact/proj_le_r/center_proj.
rewrite /Mu_G mulmxBl -(mulmxA Z (const_mx _)); set B := const_mx _ *m _;
  suff -> : B = 0 by rewrite mulmx0 subr0.
rewrite /B mulmxBr mulmx1; apply/matrixP => i j; rewrite !mxE.
rewrite (eq_bigr (fun=> N%:R^-1 * K%:R^-1)) => [|k _]; last by rewrite !mxE.
by rewrite sumr_const card_ord -[_ *+ K]mulr_natr -mulrA mulVf ?mulr1 ?subrr // pnatr_eq0 -lt0n.
Qed.
End Labels.
