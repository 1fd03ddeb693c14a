(* Single layers at any point: their rank above collapsed features (H8), and their norms (H9). *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* --- H8. A layer of m rows acts as W Z + b 1^T; whatever its activation, Delta is the gradient in
   its outputs before it, so that G = Delta Z^T; R = G + lam W; H what Z has within classes. --- *)
Section LowRank.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Variables (m p : nat) (W : 'M[R]_(m, p)) (Delta : 'M[R]_(m, N)) (Z : 'M[R]_(p, N)) (lam : R).

Definition gradient : 'M[R]_(m, p) := Delta *m Z^T.
Definition stationarity : 'M[R]_(m, p) := gradient + lam *: W.
(* R_l - Delta_l H^T. *)
Definition remainder : 'M[R]_(m, p) := stationarity - Delta *m (within y Z)^T.

(* To first order the loss changes by <Delta, X Z> where W changes by X. *)
Lemma gradientE (X : 'M[R]_(m, p)) : dot gradient X = dot Delta (X *m Z).
Proof. by rewrite /gradient dot_mulr trmxK. Qed.

Lemma remainderE : remainder = lam *: W + Delta *m (Z *m Pi y)^T.
Proof.
rewrite /remainder /stationarity /gradient addrAC -mulmxBr -linearB /= addrC; congr (_ + _ *m _^T).
by rewrite /within mulmxBr mulmx1 opprB addrC subrK.
Qed.
(* Up to a matrix of rank K, lam W is the remainder. *)
Lemma low_rank_part : lam != 0 ->
  exists2 B : 'M[R]_(m, p), (\rank B <= K)%N & W - B = lam^-1 *: remainder.
Proof.
move=> l0; exists (- (lam^-1 *: (Delta *m (Z *m Pi y)^T))); last first.
  by rewrite remainderE scalerDr scalerA mulVf // scale1r opprK.
rewrite -scaleNr; apply: leq_trans (mxrank_scale _ _) _.
apply: leq_trans (mxrankM_maxr _ _) _; rewrite mxrank_tr /Pi mulmxA.
by apply: leq_trans (mxrankM_maxr _ _) _; exact: rank_leq_row.
Qed.

(* s_{K+1}(W) <= ||R - Delta H^T||/lam. *)
Theorem H8_next_singular_value c : 0 < lam -> bnd remainder c -> svle W K (c / lam).
Proof.
move=> l0 h; have [B rB e] := low_rank_part (lt0r_neq0 l0); exists B => //; rewrite e.
have := bndZ lam^-1 h; rewrite gtr0_norm ?invr_gt0 //.
by rewrite mulrC.
Qed.
(* Some projection Q of rank K leaves of W no more than (|R - Delta H^T|_F/lam)^2. *)
Theorem H8_projection : 0 < lam -> exists2 Q : 'M[R]_m, proj Q /\ (\rank Q <= K)%N &
  nrm ((1%:M - Q) *m W) <= nrm remainder / lam.
Proof.
move=> l0; have [B rB e] := low_rank_part (lt0r_neq0 l0); have [X hX] := pinv_exists B.
have hQ := pinv_projr hX; exists (B *m X).
  by split=> //; apply: leq_trans (mxrankM_maxl _ _) rB.
have e2 : (1%:M - B *m X) *m W = (1%:M - B *m X) *m (W - B).
  have [a _ _ _] := hX.
  by rewrite mulmxBr (mulmxBl _ _ B) mul1mx a subrr subr0.
rewrite e2 e nrm_le ?divr_ge0 ?nrm_ge0 ?(ltW l0) //.
apply: le_trans (proj_le _ (projC hQ)) _.
by rewrite sqnZ expr_div_n nrm2 exprVn mulrC.
Qed.
End LowRank.

(* What a projection of rank r leaves is no less than the eigenvalues after the r first. *)
Section Tail.
Variable R : rcfType.

Lemma proj_diag n (Q : 'M[R]_n) i : proj Q -> 0 <= Q i i <= 1.
Proof.
move=> hQ; have [t q] := hQ.
have e : Q i i = sqn (Q *m (delta_mx i 0 : 'cV_n)).
  rewrite /sqn dot_mull t mulmxA q dotE (bigD1 i) //= big_ord1 mxE !eqxx mul1r big1 ?addr0.
    by rewrite -colE mxE.
  by move=> k ki; rewrite big_ord1 mxE (negPf ki) mul0r.
rewrite e sqn_ge0 /=; apply: le_trans (proj_le _ hQ) _.
rewrite sqnE (bigD1 i) //= big_ord1 mxE !eqxx expr1n big1 ?addr0 ?lexx // => k ki.
by rewrite big_ord1 mxE (negPf ki) expr0n.
Qed.

Lemma tail_le n (d q : 'I_n -> R) (r : nat) :
  (forall i j : 'I_n, (i <= j)%N -> d j <= d i) -> (forall i, 0 <= d i) ->
  (forall i, 0 <= q i <= 1) -> \sum_i q i <= r%:R ->
  \sum_(i : 'I_n | (r <= i)%N) d i <= \sum_i (1 - q i) * d i.
Proof.
move=> dec d0 q01 qr; case: (leqP n r) => [nr|rn].
  rewrite [X in X <= _]big_pred0 => [|i]; last by rewrite leqNgt (leq_trans (ltn_ord i) nr).
  by apply: sumr_ge0 => i _; have /andP [_ q1] := q01 i; rewrite mulr_ge0 ?subr_ge0.
pose e := d (Ordinal rn).
rewrite -subr_ge0; apply: le_trans (_ : e * (r%:R - \sum_i q i) <= _).
  by rewrite mulr_ge0 ?subr_ge0 // d0.
have -> : (r%:R : R) = \sum_(i : 'I_n) (i < r)%N%:R.
  rewrite -natr_sum; congr (_%:R).
  have -> : (\sum_(i < n) (i < r) = \sum_(0 <= i < n) (i < r))%N by rewrite big_mkord.
  rewrite (big_cat_nat _ (n := r)) //=; last exact: ltnW.
  rewrite [X in (_ + X)%N]big_nat_cond [X in (_ + X)%N]big1 => [|i /andP [/andP [ri _] _]];
    last first.
    by rewrite ltnNge ri.
  rewrite addn0 big_nat_cond (eq_bigr (fun=> 1%N)) => [|i /andP [/andP [_ ->] _]] //.
  by rewrite -big_nat_cond sum_nat_const_nat subn0 muln1.
rewrite -sumrB mulr_sumr [X in _ <= _ - X]big_mkcond -sumrB; apply: ler_sum => i _.
have /andP [q0 q1] := q01 i; case: (ltnP i r) => ir.
  have h : e <= d i by apply: dec; exact: ltnW.
  rewrite subr0 mulrC ler_wpM2l ?subr_ge0 //.
have h : d i <= e by apply: dec.
apply: (ge0_le (z := (e - d i) * q i)); first by rewrite /=; ring.
by rewrite mulr_ge0 ?subr_ge0.
Qed.

(* With W W^T = O diag(d) O^T, d falling, the d_i are the squares of W's singular values. *)
Lemma tail_projection m p (W : 'M[R]_(m, p)) (O : 'M[R]_m) (d : 'rV[R]_m) (Q : 'M[R]_m) r :
  O^T *m O = 1%:M -> O *m O^T = 1%:M -> W *m W^T = O *m diag_mx d *m O^T ->
  (forall i j : 'I_m, (i <= j)%N -> d 0 j <= d 0 i) -> proj Q -> (\rank Q <= r)%N ->
  \sum_(i : 'I_m | (r <= i)%N) d 0 i <= sqn ((1%:M - Q) *m W).
Proof.
move=> OO OO' E dec hQ rQ; pose q (i : 'I_m) := (O^T *m Q *m O) i i.
have hq : proj (O^T *m Q *m O).
  have [t i] := hQ; split; first by rewrite !trmx_mul trmxK t mulmxA.
  by rewrite !mulmxA -(mulmxA _ O) OO' mulmx1 -(mulmxA O^T Q Q) i.
have d0 i : 0 <= d 0 i.
  have e : d 0 i = sqn (W^T *m (O *m (delta_mx i 0 : 'cV_m))).
    rewrite /sqn dot_mull trmxK mulmxA E !mulmxA dot_mull -!mulmxA.
    rewrite (mulmxA O^T O) OO mul1mx (mulmxA O^T O) OO mul1mx mul_diag_mx dotE (bigD1 i) //=
      big_ord1.
    rewrite !mxE !eqxx mul1r mulr1 big1 ?addr0 // => k ki.
    by rewrite big_ord1 !mxE (negPf ki) mul0r.
  by rewrite e sqn_ge0.
have -> : sqn ((1%:M - Q) *m W) = \sum_i (1 - q i) * d 0 i.
  have [t i] := projC hQ.
  rewrite /sqn dot_mull t mulmxA i /dot mxtrace_mulC -mulmxA E.
  have -> : \tr ((1%:M - Q) *m (O *m diag_mx d *m O^T)) = \tr ((1%:M - O^T *m Q *m O) *m diag_mx d).
    rewrite mulmxA mxtrace_mulC !mulmxA (mulmxBr O^T) mulmx1 (mulmxBl _ _ O) OO.
    by [].
  rewrite mul_mx_diag; apply: eq_bigr => j _; rewrite mxE /q; move: (O^T *m Q *m O) => A.
  by rewrite !mxE eqxx.
apply: tail_le => // [i|]; first exact: proj_diag.
have -> : \sum_i q i = \tr Q by rewrite -/(mxtrace _) mxtrace_mulC mulmxA OO' mul1mx.
by rewrite (proj_trace hQ) ler_nat.
Qed.

(* sqrt(sum_{i > K} s_i(W)^2) <= |R - Delta H^T|_F/lam. *)
Theorem H8_low_rank N K (y : 'I_N -> 'I_K) m p (W : 'M[R]_(m, p)) (Delta : 'M[R]_(m, N))
    (Z : 'M[R]_(p, N)) lam (O : 'M[R]_m) (d : 'rV[R]_m) :
  0 < lam -> O^T *m O = 1%:M -> O *m O^T = 1%:M -> W *m W^T = O *m diag_mx d *m O^T ->
  (forall i j : 'I_m, (i <= j)%N -> d 0 j <= d 0 i) ->
  Num.sqrt (\sum_(i : 'I_m | (K <= i)%N) d 0 i) <= nrm (remainder y W Delta Z lam) / lam.
Proof.
move=> l0 OO OO' E dec; have [Q [hQ rQ] h] := H8_projection y W Delta Z l0.
apply: le_trans h; apply: sqrt_le; first exact: nrm_ge0.
rewrite nrm2; apply: tail_projection OO OO' E dec hQ rQ.
Qed.
End Tail.

(* --- H9. Layers from the top: W_0 is the last. Z_j = sigma_j(pre_j), pre_j = W_j Z_{j+1} + b_j
   1^T, S_j the slopes sigma_j'(pre_j); D_j the gradient of any loss in Z_j, delta_j that in pre_j.
   --- *)
Section Norms.
Variables (R : rcfType) (N : nat) (u : nat -> nat).
Variable W : forall j, 'M[R]_(u j, u j.+1).
Variable b : forall j, 'cV[R]_(u j).
Variables Z pre S : forall j, 'M[R]_(u j, N).
Variable D0 : 'M[R]_(u 0, N).

Definition times m n (A B : 'M[R]_(m, n)) : 'M[R]_(m, n) := \matrix_(i, j) (A i j * B i j).
Fixpoint D (j : nat) : 'M[R]_(u j, N) :=
  if j is i.+1 return 'M[R]_(u j, N) then (W i)^T *m times (S i) (D i) else D0.
Definition delta (j : nat) : 'M[R]_(u j, N) := times (S j) (D j).
Definition layer_gradient (j : nat) : 'M[R]_(u j, u j.+1) := delta j *m (Z j.+1)^T.
Definition bias_gradient (j : nat) : 'cV[R]_(u j) := delta j *m const_mx 1.
Definition layer_stationarity (lam : R) (j : nat) : 'M[R]_(u j, u j.+1) :=
  layer_gradient j + lam *: W j.

Variable l : nat.
Hypothesis affine : forall j, (j <= l)%N -> pre j = W j *m Z j.+1 + b j *m const_mx 1.
(* Linear layers have S = 1 and Z = pre; positively homogeneous ones sigma'(x) x = sigma(x). *)
Hypothesis homogeneous : forall j, (j <= l)%N -> times (S j) (pre j) = Z j.

Lemma dot_times m n (A B C : 'M[R]_(m, n)) : dot (times A B) C = dot B (times A C).
Proof.
rewrite !dotE; apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite !mxE.
by rewrite mulrCA mulrA.
Qed.
Lemma gradient_along j : (j <= l)%N ->
  dot (layer_gradient j) (W j) = dot (D j) (Z j) - dot (bias_gradient j) (b j).
Proof.
move=> jl; rewrite /layer_gradient dot_mulr trmxK.
have -> : W j *m Z j.+1 = pre j - b j *m const_mx 1 by rewrite affine // addrK.
rewrite dotBr {1}/delta dot_times homogeneous // /bias_gradient; congr (_ - _).
by rewrite dot_mulrr trmx_const.
Qed.
Lemma outputs_along j : (j <= l)%N ->
  dot (layer_gradient j) (W j) = dot D0 (Z 0) - \sum_(i < j.+1) dot (bias_gradient i) (b i).
Proof.
elim: j => [|j IH] jl; first by rewrite gradient_along // big_ord1.
rewrite gradient_along // big_ord_recr /= opprD addrA -IH ?(ltnW jl) //; congr (_ - _).
rewrite -/(delta j) /layer_gradient dot_mull trmxK dot_mulr trmxK.
by [].
Qed.

(* |lam |W_l|_F^2 + <D_L, Z_L> - sum_{j >= l} <g_j, b_j>| <= |R_l|_F |W_l|_F. *)
Theorem H9_stationary_norms lam :
  `|lam * sqn (W l) + dot D0 (Z 0) - \sum_(i < l.+1) dot (bias_gradient i) (b i)| <=
  nrm (layer_stationarity lam l) * nrm (W l).
Proof.
have -> : lam * sqn (W l) + dot D0 (Z 0) - \sum_(i < l.+1) dot (bias_gradient i) (b i) =
          dot (layer_stationarity lam l) (W l).
  by rewrite /layer_stationarity dotDl outputs_along // dotZl -addrA addrC.
by rewrite ler_norml dot_ge dot_le.
Qed.
End Norms.

Section EqualNorms.
Variables (R : rcfType) (N : nat) (u : nat -> nat).
Variable W : forall j, 'M[R]_(u j, u j.+1).
Variables Z S : forall j, 'M[R]_(u j, N).
Variable D0 : 'M[R]_(u 0, N).
Notation Rl := (layer_stationarity W Z S D0).

Lemma norms_near (lam a c r s d : R) : 0 < lam -> 0 <= a -> 0 <= c -> 0 <= r -> 0 <= s ->
  `|lam * a ^+ 2 + d| <= r * a -> `|lam * c ^+ 2 + d| <= s * c -> c <= a ->
    a - c <= Num.max r s / lam.
Proof.
move=> l0 a0 c0 r0 s0; rewrite !ler_norml => /andP [_ h1] /andP [h2 _] ca.
rewrite ler_pdivlMr //; case: (eqVneq (a + c) 0) => [e|n0].
  have -> : a = 0 by apply/eqP; rewrite eq_le a0 -e lerDl c0.
  by rewrite sub0r mulNr (le_trans (_ : _ <= 0)) ?oppr_le0 ?mulr_ge0 ?(ltW l0) // le_max r0.
have p0 : 0 < a + c by rewrite lt_neqAle eq_sym n0 addr_ge0.
rewrite -(ler_pM2r p0).
have -> : (a - c) * lam * (a + c) = (lam * a ^+ 2 + d) - (lam * c ^+ 2 + d) by ring.
rewrite mulrDr; apply: lerD.
  by apply: le_trans h1 _; rewrite ler_wpM2r // le_max lexx.
by rewrite lerNl; apply: le_trans h2; rewrite lerN2 ler_wpM2r // le_max lexx orbT.
Qed.

(* Without biases, with one lam > 0: ||W_l|_F - |W_k|_F| <= max(|R_l|_F, |R_k|_F)/lam. *)
Theorem H9_equal_norms lam l k : 0 < lam ->
  (forall j, (j <= maxn l k)%N -> times (S j) (W j *m Z j.+1) = Z j) ->
  `|nrm (W l) - nrm (W k)| <= Num.max (nrm (Rl lam l)) (nrm (Rl lam k)) / lam.
Proof.
move=> l0 hom.
have h i : (i <= maxn l k)%N -> `|lam * nrm (W i) ^+ 2 + dot D0 (Z 0)|
  <= nrm (Rl lam i) * nrm (W i).
  move=> il; have := @H9_stationary_norms R N u W (fun=> 0) Z (fun j => W j *m Z j.+1) S D0 i.
  move=> /(_ _ _ lam); rewrite big1 ?subr0 ?nrm2 => [|j _]; last by rewrite dot0r.
  apply=> j ji; first by rewrite mul0mx addr0.
  by apply: hom; exact: leq_trans ji il.
have hl := h l (leq_maxl l k); have hk := h k (leq_maxr l k).
case: (lerP (nrm (W k)) (nrm (W l))) => [le|/ltW le].
  by apply: (@norms_near lam _ _ _ _ (dot D0 (Z 0))); rewrite ?nrm_ge0.
rewrite maxC.
by apply: (@norms_near lam _ _ _ _ (dot D0 (Z 0))); rewrite ?nrm_ge0.
Qed.
End EqualNorms.
