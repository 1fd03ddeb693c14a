(* B9 of docs/claims.md: the balancedness phase with a bound of the gradients for B9s's decrease of
   the loss. Layers from the top; the activations, linear or not, make their features no longer:
   |Z_j|_F <= |W_j Z_{j+1}|_F. The descent inequality (B7) is a hypothesis, as in descent.v. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b descent.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* --- One network: |G_j|_F <= |Delta|_F ||X|| prod_{i != j} |W_i|_F. --- *)
Section Gradient.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)).
Variables (L : nat) (b : R).
Hypothesis shorter : forall j, (j < L)%N -> nrm (Z j) <= nrm (W j *m Z j.+1).
Hypothesis inputs : bnd (Z L) b.

Lemma feature_le n k : (k + n.+1)%N = L -> nrm (Z k) <= b * \prod_(k <= i < L) nrm (W i).
Proof.
have b0 := bnd_ge0 inputs; elim: n k => [|n IH] k e.
  have kL : L = k.+1 by rewrite -e addn1.
  apply: le_trans (shorter _) _; first by rewrite kL.
  move: inputs; rewrite kL big_nat1 => hX.
  rewrite -[nrm (_ *m _)]nrm_tr trmx_mul -[nrm (W k)]nrm_tr.
  by apply: bnd_nrm_mul; exact: bnd_trmx.
have kL : (k < L)%N by rewrite -e addnS ltnS leq_addr.
have next : (k.+1 + n.+1)%N = L by rewrite -e addSnnS.
apply: le_trans (shorter kL) _; rewrite big_ltn // mulrCA.
apply: le_trans (bnd_nrm_mul _ (bnd_nrm (W k))) _; apply: ler_wpM2l (IH _ next).
exact: nrm_ge0.
Qed.
Lemma times_feature m (A : 'M[R]_(m, N)) k : (k <= L)%N ->
  nrm (A *m (Z k)^T) <= nrm A * (b * \prod_(k <= i < L) nrm (W i)).
Proof.
rewrite leq_eqVlt => /orP [/eqP ->|kL].
  rewrite big_geq // mulr1 -[leLHS]nrm_tr trmx_mul trmxK -[nrm A]nrm_tr mulrC.
  exact: bnd_nrm_mul.
apply: le_trans (bnd_nrm_mul _ (bnd_nrm A)) _; rewrite nrm_tr.
apply: ler_wpM2l; first exact: nrm_ge0.
by apply: (@feature_le (L - k.+1)); rewrite addnS -addSn subnKC.
Qed.
Lemma top_le (Delta : 'M[R]_(u 0, N)) j :
  nrm ((top W j)^T *m Delta) <= nrm Delta * \prod_(0 <= i < j) nrm (W i).
Proof.
elim: j => [|j IH]; first by rewrite big_geq // mulr1 trmx1 mul1mx.
rewrite /= trmx_mul -mulmxA big_nat_recr //= mulrA mulrC -[nrm (W j)]nrm_tr.
apply: le_trans (bnd_nrm_mul _ (bnd_nrm _)) _; apply: ler_wpM2l IH; exact: nrm_ge0.
Qed.
Lemma means_inequality j : (j < L)%N ->
  \prod_(0 <= i < j) sqn (W i) * \prod_(j.+1 <= i < L) sqn (W i) <=
  ((\sum_(i < L) sqn (W i)) / L.-1%:R) ^+ L.-1.
Proof.
move=> jL; pose F i := if i == j then 1 else sqn (W i).
have -> : \prod_(0 <= i < j) sqn (W i) * \prod_(j.+1 <= i < L) sqn (W i) =
    \prod_(i < L | i != Ordinal jL) sqn (W i).
  rewrite [RHS]big_mkcond /= (eq_bigr (fun i : 'I_L => F i)) => [|i _]; last first.
    by rewrite /F -(inj_eq val_inj) /=; case: (nat_of_ord i == j).
  rewrite -(big_mkord xpredT F) [RHS](@big_cat_nat _ _ _ j) ?(ltnW jL) //=; congr (_ * _).
    by apply: eq_big_nat => i /andP [_ ij]; rewrite /F ltn_eqF.
  rewrite [RHS]big_ltn // /F eqxx mul1r; apply: eq_big_nat => i /andP [ji _].
  by rewrite gtn_eqF.
have := (leif_AGM (A := predC1 (Ordinal jL)) (E := fun i : 'I_L => sqn (W i))
  (fun i _ => sqn_ge0 (W i))).1.
rewrite cardC1 card_ord => agm; apply: le_trans agm _.
apply: lerXn2r; rewrite ?nnegrE.
- by apply: divr_ge0 (ler0n _ _); apply: sumr_ge0 => i _; exact: sqn_ge0.
- by apply: divr_ge0 (ler0n _ _); apply: sumr_ge0 => i _; exact: sqn_ge0.
apply: ler_wpM2r; first by rewrite invr_ge0 ler0n.
by rewrite [leRHS](bigD1 (Ordinal jL)) //= lerDr sqn_ge0.
Qed.
Lemma gradient_le (Delta : 'M[R]_(u 0, N)) j : (j < L)%N ->
  sqn (grad W Delta Z j) <=
  sqn Delta * b ^+ 2 * ((\sum_(i < L) sqn (W i)) / L.-1%:R) ^+ L.-1.
Proof.
move=> jL; have b0 := bnd_ge0 inputs.
have p0 k l : 0 <= \prod_(k <= i < l) nrm (W i) by apply: prodr_ge0 => i _; exact: nrm_ge0.
have le : nrm (grad W Delta Z j) <= nrm Delta * \prod_(0 <= i < j) nrm (W i) *
    (b * \prod_(j.+1 <= i < L) nrm (W i)).
  apply: le_trans (times_feature _ jL) _; apply: ler_wpM2r (top_le Delta j).
  by rewrite mulr_ge0.
have sqr k l : (\prod_(k <= i < l) nrm (W i)) ^+ 2 = \prod_(k <= i < l) sqn (W i).
  by rewrite -prodrXl; apply: eq_bigr => i _; rewrite nrm2.
rewrite -nrm2; apply: le_trans (_ : (nrm Delta * \prod_(0 <= i < j) nrm (W i) *
    (b * \prod_(j.+1 <= i < L) nrm (W i))) ^+ 2 <= _).
  by rewrite ler_sqr2 ?nrm_ge0 // !mulr_ge0 ?nrm_ge0.
rewrite 2![in leLHS]exprMn [in leLHS]exprMn !sqr nrm2 mulrACA.
apply: ler_wpM2l; last exact: means_inequality.
by rewrite mulr_ge0 ?sqn_ge0 ?sqr_ge0.
Qed.
End Gradient.

(* --- The run. --- *)
Section Phase.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : nat -> forall j, 'M[R]_(u j, u j.+1)) (Z : nat -> forall j, 'M[R]_(u j, N)).
Variables (Y : 'M[R]_(u 0%N, N)) (d L j : nat) (eta lam b : R).
Notation E i := (Z i 0%N - Y).
Hypothesis linear : forall i, linear_head (W i) d (Z i).
Hypothesis jd : (j.+1 < d)%N.
Hypothesis dL : (d <= L)%N.
Hypothesis steps : forall i l, (l < d)%N -> W i.+1 l = step (W i) (E i) (Z i) eta lam l.
Hypothesis e0 : 0 < eta.
Hypothesis l0 : 0 < lam.
Hypothesis el : eta * lam <= 1.

(* Gradients of norm g at most. *)
Lemma balance_from_gradients g d0 k : bnd (defect (W 0%N) j) d0 ->
  (forall i, bnd (grad (W i) (E i) (Z i) j) g) ->
  (forall i, bnd (grad (W i) (E i) (Z i) j.+1) g) ->
  bnd (defect (W k) j) ((1 - eta * lam) ^+ (2 * k) * d0 + eta * g ^+ 2 / lam).
Proof.
move=> hd g1 g2; have x0 : 0 <= eta * lam := mulr_ge0 (ltW e0) (ltW l0).
have q0 : 0 <= eta * g ^+ 2 / lam := divr_ge0 (mulr_ge0 (ltW e0) (sqr_ge0 g)) (ltW l0).
elim: k => [|k IH]; first by rewrite muln0 mul1r; apply: bnd_weaken hd _; rewrite lerDl.
have -> : defect (W k.+1) j = defect (step (W k) (E k) (Z k) eta lam) j.
  by rewrite /defect !steps // (leq_trans _ jd).
rewrite (B2_balancedness_recursion _ eta lam (linear k) jd).
have c2 : 0 <= (1 - eta * lam) ^+ 2 by exact: sqr_ge0.
apply: bnd_weaken (bndD (bndZ _ IH) (bndZ (eta ^+ 2) (gram_difference (g1 k) (g2 k)))) _.
rewrite !ger0_norm ?sqr_ge0 // mulnS exprD.
move: ((1 - eta * lam) ^+ (2 * k)) => p.
apply: (ge0_le (z := eta ^+ 2 * g ^+ 2 * (1 - eta * lam))); first by field; rewrite gt_eqF.
by rewrite mulr_ge0 ?subr_ge0 // mulr_ge0 ?sqr_ge0.
Qed.

(* r is the page's R2, 2 sqrt(m) + 1, or any other with 4 m <= r^2. *)
Variables (beta m r : R) (C G : nat -> R).
Hypothesis CE : forall i, C i = sqn (E i) / 2%:R + lam / 2%:R * \sum_(l < L) sqn (W i l).
Hypothesis G0 : forall i, 0 <= G i.
Hypothesis eb : eta * beta <= 1.
Hypothesis hC : descent eta beta C G.
Hypothesis start : C 0%N <= 2%:R * lam * m.
Hypothesis hr : 4%:R * m <= r ^+ 2.
Hypothesis shorter : forall i l, (l < L)%N -> nrm (Z i l) <= nrm (W i l *m Z i l.+1).
Hypothesis inputs : forall i, bnd (Z i L) b.
Theorem B9_balancedness_phase d0 k : bnd (defect (W 0%N) j) d0 ->
  (forall i, C i.+1 <= C i) /\
  bnd (defect (W k) j) ((1 - eta * lam) ^+ (2 * k) * d0 +
    eta * (4%:R * lam * m * b ^+ 2 * (r ^+ 2 / L.-1%:R) ^+ L.-1) / lam).
Proof.
move=> hd; have falls i : C i.+1 <= C i.
  apply: le_trans (hC i) _; rewrite lerBlDr lerDl mulr_ge0 // mulr_ge0 ?(ltW e0) //.
  rewrite subr_ge0 ler_pdivrMr ?ltr0n // mul1r; apply: le_trans eb _; by rewrite ler1n.
have below i : C i <= 2%:R * lam * m by elim: i => // i IH; exact: le_trans (falls i) IH.
split=> //; have s0 i : 0 <= \sum_(l < L) sqn (W i l) by apply: sumr_ge0 => l _; exact: sqn_ge0.
have eE i : sqn (E i) <= 4%:R * lam * m.
  have := below i; rewrite CE => h.
  apply: (ge0_le (z := 2%:R * (2%:R * lam * m - (sqn (E i) / 2%:R + lam / 2%:R *
    (\sum_(l < L) sqn (W i l)))) + lam * (\sum_(l < L) sqn (W i l)))); first by field.
  by rewrite addr_ge0 ?mulr_ge0 ?ler0n ?subr_ge0 // ltW.
have th i : \sum_(l < L) sqn (W i l) <= r ^+ 2.
  apply: le_trans hr; have := below i; rewrite CE => h; rewrite -(ler_pM2l l0).
  apply: (ge0_le (z := 2%:R * (2%:R * lam * m - (sqn (E i) / 2%:R + lam / 2%:R *
    (\sum_(l < L) sqn (W i l)))) + sqn (E i))); first by field.
  by rewrite addr_ge0 ?sqn_ge0 // mulr_ge0 ?ler0n ?subr_ge0.
pose g2 := 4%:R * lam * m * b ^+ 2 * (r ^+ 2 / L.-1%:R) ^+ L.-1.
have gp l i : (l < L)%N -> sqn (grad (W i) (E i) (Z i) l) <= g2.
  move=> lL; apply: le_trans (gradient_le (@shorter i) (inputs i) (E i) lL) _.
  apply: ler_pM.
  - by rewrite mulr_ge0 ?sqn_ge0 ?sqr_ge0.
  - by apply: exprn_ge0; apply: divr_ge0 (s0 i) (ler0n _ _).
  - by apply: ler_wpM2r; [exact: sqr_ge0 | exact: eE].
  apply: lerXn2r; rewrite ?nnegrE ?divr_ge0 ?sqr_ge0 ?ler0n //.
  by apply: ler_wpM2r; rewrite ?invr_ge0 ?ler0n.
have jL : (j.+1 < L)%N := leq_trans jd dL.
have g20 : 0 <= g2 := le_trans (sqn_ge0 _) (gp j 0%N (ltnW jL)).
have gb l i : (l < L)%N -> bnd (grad (W i) (E i) (Z i) l) (Num.sqrt g2).
  by move=> lL; apply: bnd_sqn; rewrite ?sqrtr_ge0 // sqr_sqrtr // gp.
have := balance_from_gradients k hd (fun i => gb j i (ltnW jL)) (fun i => gb j.+1 i jL).
by rewrite sqr_sqrtr.
Qed.
End Phase.
