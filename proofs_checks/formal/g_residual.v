(* B12 and G6m of docs/claims.md: squared error, a linear head, any depth below the last two layers.
   The residual and the gradient of one layer, or its balance, bound the collapse. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose g g_balance g_means g_alignment.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Residual.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)).
Variables (y : 'I_N -> 'I_(u 0%N)) (X : 'M[R]_(u 1%N, u 0%N)).
Notation Y := (onehot y : 'M[R]_(u 0%N, N)).
Notation E := (Z 0%N - Y).
Notation P := (X *m W 0%N).
Notation K := (u 0%N).
Hypothesis linear : linear_head W 2 Z.
Hypothesis hX : is_pinv (W 0%N) X.
Variables s e1 : R.
Hypothesis hs : low Y s.
Hypothesis he : nrm E <= e1.
Hypothesis es : e1 < s.

Lemma top1 : 1%:M *m top W 1 = W 0%N. Proof. by rewrite /= !mul1mx. Qed.
Lemma residual_setting lam : lam != 0 -> setting W 1%:M E (d := 1) lam X.
Proof.
move=> l0; split=> //; [exact: proj_id | exact: mul1mx|].
by rewrite top1.
Qed.
Lemma e1_ge0 : 0 <= e1. Proof. exact: le_trans (nrm_ge0 _) he. Qed.
Lemma s_gt0 : 0 < s. Proof. exact: le_lt_trans e1_ge0 es. Qed.
Lemma classes : nonempty y. Proof. exact: sizes_pos hs s_gt0. Qed.
Lemma full_rank : row_free (W 0%N).
Proof.
have l : low (Z 0%N) (s - e1).
  have -> : Z 0%N = Y + E by rewrite addrC subrK.
  by apply: low_add => //; [apply: bnd_weaken he; exact: bnd_nrm | exact: ltW].
have f : row_free (Z 0%N) by apply: low_row_free l _; rewrite subr_gt0.
have zE : Z 0%N = W 0%N *m Z 1%N by exact: linear.
by rewrite /row_free eqn_leq rank_leq_row -{1}(eqP f) zE mxrankM_maxl.
Qed.
Lemma low_is_seen sr : low (W 0%N) sr -> 0 < sr -> low_seen (1%:M *m top W 1) sr.
Proof. by move=> l s0; rewrite top1; apply/(low_seen_bnd hX s0); exact: pinv_bnd hX l s0. Qed.
Lemma linear_affine : affine_head W 2 (fun j => 0 : 'cV[R]_(u j)) Z.
Proof. by move=> j hj; rewrite mul0mx addr0; exact: linear. Qed.

Section Gradient.
Variable lam : R.
Hypothesis l0 : lam != 0.
Notation Rg := (rgrad W lam E Z 1).
(* r bounds ||(I-P) R_{L-1}||: t is r/lambda. ||R_{L-1}|| is such an r. *)
Variable r : R.
Hypothesis hr : bnd ((1%:M - P) *m Rg) r.
Notation t := (r / `|lam|).
Notation hset := (residual_setting l0).

Lemma outside_t : bnd (outside W Z 1%:M E (d := 1) lam X) t.
Proof. by apply: outside_le hset _; rewrite top1. Qed.

Theorem B12_nc1 s1 sr e g c tail : (1 < K)%N -> bnd (W 0%N) s1 -> low (W 0%N) sr -> 0 < sr ->
  nrm (E *m (1%:M - J)) <= e -> e <= e1 -> 0 <= g -> g ^+ 2 = spread y ->
  topq (within y (Z 2%N)) (minn (minn (u 1%N - K) (u 2%N)) (N - K)) tail ->
  s1 ^+ 2 * tail * t ^+ 2 <= c ^+ 2 ->
  let k := s1 / sr in let b := Num.min e ((e ^+ 2 + c ^+ 2 / k ^+ 2) / g) in
  NC1_weighted_le y (Z 1%N) ((k ^+ 2 * (e ^+ 2 - b ^+ 2) + c ^+ 2) / (g - b) ^+ 2).
Proof.
move=> K1 h1 hl sr0 hee ee g0 hg ht hc k b.
have sg : s <= g by rewrite -ler_sqr2 ?(ltW s_gt0) // hg; exact: low_spread.
have N0 : (0 < N)%N.
  have [i _] := classes (Ordinal (ltnW K1)); exact: leq_ltn_trans (ltn_ord i).
apply: (G2t_any_target hset linear_affine _ (low_is_seen hl sr0) (T := Y)) => //.
- by rewrite top1.
- exact: onehot_Pi.
- by rewrite mul1mx.
- rewrite mul1mx le_nrm // hg -onehot_between // (sqn_split y) //.
  by rewrite onehot_within sqn0 add0r.
- by apply: le_lt_trans ee (lt_le_trans es sg).
apply: le_trans hc; rewrite -mulrA [tail * _]mulrC; apply: ler_wpM2l; first exact: sqr_ge0.
have := outside_tail (y := y) hset outside_t (tail := tail); apply.
rewrite top1 (eqP full_rank).
suff -> : #|codom y| = K by [].
rewrite -[RHS]card_ord; apply: eq_card => c'; rewrite [RHS]inE.
by have [i <-] := classes c'; rewrite codom_f.
Qed.

Theorem B12_nc2 s1 sr z2 : bnd (W 0%N) s1 -> low (W 0%N) sr -> 0 < sr -> bnd (Z 2%N) z2 ->
  let eta := e1 / s in
  NC2_le y (Z 1%N) (Num.sqrt ((s1 / sr) ^+ 2 * (1 + eta) ^+ 2 + s1 ^+ 2 * z2 ^+ 2 * t ^+ 2 / s ^+ 2)
    / (1 - eta)).
Proof.
move=> h1 hl sr0 hz eta; have s0 := s_gt0.
have ee : 0 <= eta by rewrite divr_ge0 ?e1_ge0 ?ltW.
have e11 : 0 < 1 - eta by rewrite subr_gt0 ltr_pdivrMr // mul1r.
have bA := averaging_bnd hs s0.
have bE : bnd (E *m averaging y) eta.
  by apply: bnd_mulmx bA; apply: bnd_weaken he; exact: bnd_nrm.
have mE : Mu y (Z 0%N) = 1%:M + E *m averaging y.
  by rewrite /Mu mulmxBl (onehot_averaging _ classes) addrC subrK.
have := @G5_class_means R u N W (fun j => 0 : 'cV[R]_(u j)) Z 1%:M E 1 lam X hset K y linear
  (1 + eta) (1 - eta) s1 sr (t * (z2 * s^-1)).
have := low_is_seen hl sr0; rewrite !mul1mx mE => ls /(_ _ ls _ _ e11 _) H.
have -> : Num.sqrt ((s1 / sr) ^+ 2 * (1 + eta) ^+ 2 + s1 ^+ 2 * z2 ^+ 2 * t ^+ 2 / s ^+ 2)
  / (1 - eta) =
  Num.sqrt ((s1 / sr) ^+ 2 * ((1 + eta) / (1 - eta)) ^+ 2 + s1 ^+ 2 * (t * (z2 / s)) ^+ 2 /
    (1 - eta) ^+ 2).
  have {1}-> : 1 - eta = Num.sqrt ((1 - eta) ^+ 2) by rewrite sqrtr_sqr ger0_norm // ltW.
  rewrite -sqrtrV ?sqr_ge0 // -sqrtrM.
    by congr Num.sqrt; move: (t) (eta) e11 => tt ff e11; field; rewrite !gt_eqF.
  apply: addr_ge0; first by rewrite mulr_ge0 ?sqr_ge0.
  apply: divr_ge0; last exact: sqr_ge0.
  by apply: mulr_ge0; [apply: mulr_ge0|]; exact: sqr_ge0.
apply: H.
- by rewrite /= mul1mx.
- by apply: bndD bE; exact: bnd1.
- split=> [|x]; first exact: ltW.
  have l1 : low ((1%:M + E *m averaging y)^T : 'M[R]_K) (1 - eta).
    rewrite linearD /= trmx1; apply: low_add; first 1 last.
    - exact: bnd_trmx.
    - by rewrite -subr_ge0 ltW.
    - by split=> [|v]; rewrite ?ler01 // trmx1 mul1mx expr1n mul1r.
  by have [_ /(_ x)] := l1; rewrite trmxK mul1mx.
- by apply: bnd_mulmx outside_t _; exact: bnd_mulmx.
Qed.
End Gradient.

(* --- NC3 --- *)
Lemma label_row i : (row (y i) (W 0%N))^T = (W 0%N)^T *m col i Y.
Proof.
rewrite tr_row colE; congr (_ *m _); apply/matrixP => c j.
by rewrite !mxE (ord1 j) eqxx andbT eq_sym.
Qed.
Lemma sqn_label i : sqn (col i Y) = 1.
Proof.
rewrite sqnE (bigD1 (y i)) //= big_ord1 !mxE eqxx expr1n.
by rewrite big1 ?addr0 // => c /negPf cy; rewrite big_ord1 !mxE eq_sym cy expr0n.
Qed.
Lemma features_split i :
  col i (Z 1%N) = X *m col i Y + col i ((1%:M - P) *m Z 1%N) + X *m col i E.
Proof.
rewrite addrAC -mulmxDr -!linearD /= -col_mulmx -linearD /=; congr col.
have -> : Y + E = W 0%N *m Z 1%N by rewrite addrC subrK; exact: linear.
by rewrite mulmxBl mul1mx !mulmxA addrC subrK.
Qed.
Lemma labels_alignment s1 sr o2 : (0 < N)%N -> bnd (W 0%N) s1 -> low (W 0%N) sr -> 0 < sr ->
  sqn ((1%:M - P) *m Z 1%N) <= o2 ->
  1 - NC3 y (Z 1%N) (W 0%N) <=
  (Num.sqrt (mean (fun i => alpha2 (W 0%N) X (col i Y)))
   + Num.sqrt (mean (fun i => turn2 s1 sr (col i Y) (col i E)))
   + Num.sqrt (s1 ^+ 2 * o2 / (2%:R * N%:R))) ^+ 2.
Proof.
move=> N0 h1 hl sr0 ho; have Np : N%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have VX := pinv_free hX full_rank.
have seen i : W 0%N *m X *m col i Y = col i Y by rewrite VX mul1mx.
have lseen := (low_seen_bnd hX sr0).2 (pinv_bnd hX hl sr0).
have -> : 1 - NC3 y (Z 1%N) (W 0%N) =
    mean (fun i => 1 - cosine (col i (Z 1%N)) ((W 0%N)^T *m col i Y)).
  rewrite /mean sumrB sumr_const card_ord mulrBl mulfV // /NC3; congr (_ - _ / _).
  by apply: eq_bigr => i _; rewrite label_row.
have orth i : X^T *m col i ((1%:M - P) *m Z 1%N) = 0.
  rewrite col_mulmx mulmxA.
  have -> : X^T *m (1%:M - P) = 0.
    have [t _] := projC (pinv_proj hX).
    by apply: trmx_inj; rewrite trmx_mul trmxK t pinv_kerX // trmx0.
  by rewrite mul0mx.
apply: le_trans (@minkowski R N (fun i => alpha2 (W 0%N) X (col i Y))
  (fun i => turn2 s1 sr (col i Y) (col i E))
    (fun i => turn3 s1 (col i Y) (col i ((1%:M - P) *m Z 1%N))) _ _ _ _ _) _.
- by move=> i; exact: alpha2_ge0 (seen i).
- by move=> i; exact: (turn2_ge0 s1 sr).
- by move=> i; exact: turn3_ge0.
- move=> i; rewrite features_split; apply: (sample hX h1 lseen) => //.
  by rewrite -sqn_gt0 sqn_label ltr01.
rewrite ler_sqr2 ?addr_ge0 ?sqrtr_ge0 // lerD2l; apply: ler_wsqrtr; rewrite /mean.
rewrite (eq_bigr (fun i => s1 ^+ 2 / 2%:R * sqn (col i ((1%:M - P) *m Z 1%N)))) => [|i _];
  last first.
  by rewrite /turn3 sqn_label mulr1 mulrAC.
rewrite -mulr_sumr -sqn_cols.
have -> : s1 ^+ 2 * o2 / (2%:R * N%:R) = s1 ^+ 2 / 2%:R * o2 / N%:R by field.
apply: ler_wpM2r; first by rewrite invr_ge0 ler0n.
by apply: ler_wpM2l ho; rewrite divr_ge0 ?sqr_ge0 ?ler0n.
Qed.

Lemma outside_rank_q : (\rank ((1%:M - P) *m W 1%N) <= minn (u 1%N - K) (u 2%N))%N.
Proof.
rewrite leq_min rank_leq_col andbT -(pinv_rankC hX full_rank); exact: mxrankM_maxl.
Qed.
Lemma features_outside : (1%:M - P) *m Z 1%N = (1%:M - P) *m W 1%N *m Z 2%N.
Proof. by rewrite -mulmxA; congr (_ *m _); exact: linear. Qed.

Theorem G6m_alignment_labels s1 sr z2 e : (0 < N)%N -> bnd (W 0%N) s1 -> low (W 0%N) sr -> 0 < sr ->
  bnd (Z 2%N) z2 -> qneg (defect W 0) e -> 0 <= e ->
  let q := minn (minn (u 1%N - K) (u 2%N)) N in
  1 - NC3 y (Z 1%N) (W 0%N) <=
  (Num.sqrt (mean (fun i => alpha2 (W 0%N) X (col i Y)))
   + Num.sqrt (mean (fun i => turn2 s1 sr (col i Y) (col i E)))
   + s1 * z2 * Num.sqrt (q%:R * e / (2%:R * N%:R))) ^+ 2.
Proof.
move=> N0 h1 hl sr0 hz hD e0 /=; set q := minn (minn _ _) N; have z0 := bnd_ge0 hz;
  have s10 := bnd_ge0 h1.
have b1 : bnd ((1%:M - P) *m W 1%N) (Num.sqrt e).
  rewrite -top1; apply: (@G3_balance R u W 1%:M 1 (fun=> e) 0) => //.
  - exact: proj_id.
  - by rewrite top1.
  - by case.
  - by rewrite subrr mul0mx; exact: bnd0.
  - exact: sqrtr_ge0.
  - by rewrite big_ord1 expr0n addr0 sqr_sqrtr.
have o2 : sqn ((1%:M - P) *m Z 1%N) <= (Num.sqrt e * z2) ^+ 2 * q%:R.
  rewrite features_outside; apply: le_trans (sqn_le_rank (bnd_mulmx b1 hz)) _.
  apply: ler_wpM2l; first exact: sqr_ge0.
  rewrite ler_nat leq_min rank_leq_col andbT.
  exact: leq_trans (mxrankM_maxl _ _) outside_rank_q.
have := labels_alignment N0 h1 hl sr0 o2.
have -> : Num.sqrt (s1 ^+ 2 * ((Num.sqrt e * z2) ^+ 2 * q%:R) / (2%:R * N%:R)) =
    s1 * z2 * Num.sqrt (q%:R * e / (2%:R * N%:R)).
  rewrite exprMn sqr_sqrtr //.
  have -> : s1 ^+ 2 * (e * z2 ^+ 2 * q%:R) / (2%:R * N%:R) =
    (s1 * z2) ^+ 2 * (q%:R * e / (2%:R * N%:R)).
    by rewrite exprMn; move: (_^-1) (q%:R : R) => ? ?; ring.
  by rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm // mulr_ge0.
by [].
Qed.

Theorem B12_nc3 lam r s1 sr tail : lam != 0 -> bnd ((1%:M - P) *m rgrad W lam E Z 1) r ->
  (0 < N)%N -> bnd (W 0%N) s1 -> low (W 0%N) sr -> 0 < sr ->
  topq (Z 2%N) (minn (minn (u 1%N - K) (u 2%N)) N) tail -> 0 <= tail ->
  let t := r / `|lam| in
  1 - NC3 y (Z 1%N) (W 0%N) <=
  (Num.sqrt (mean (fun i => alpha2 (W 0%N) X (col i Y)))
   + Num.sqrt (mean (fun i => turn2 s1 sr (col i Y) (col i E)))
   + s1 * t * Num.sqrt (tail / (2%:R * N%:R))) ^+ 2.
Proof.
move=> l0 hR N0 h1 hl sr0 ht t0 /=; set t := r / `|lam|; have s10 := bnd_ge0 h1.
have bt : bnd ((1%:M - P) *m W 1%N) t.
  have := outside_t l0 hR; rewrite (outsideE _ (residual_setting l0)) top1; exact.
have tt := bnd_ge0 bt.
have o2 : sqn ((1%:M - P) *m Z 1%N) <= t ^+ 2 * tail.
  rewrite features_outside; apply: topq_bnd bt ht _.
  by rewrite leq_min !geq_min outside_rank_q rank_leq_col orbT.
have := labels_alignment N0 h1 hl sr0 o2.
have -> : Num.sqrt (s1 ^+ 2 * (t ^+ 2 * tail) / (2%:R * N%:R)) =
  s1 * t * Num.sqrt (tail / (2%:R * N%:R)).
  rewrite mulrA -exprMn -mulrA sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm // mulr_ge0 //.
by [].
Qed.
End Residual.
