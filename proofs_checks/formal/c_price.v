(* C1p of docs/claims.md: C1 with nothing measured but the labels and the inputs, for any
   exponential with the properties that h_exponential.v names; x^r stands as ex (r ln x). Layers
   from the top: 0 to d - 1 are the linear head, d to d + k - 1 the k = L1 layers below it, whose
   activations make no feature longer. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth h_exponential c.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Price.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)) (Y : 'M[R]_(u 0, N)).
Variables (d k : nat) (lam c s e b : R) (ex ln : R -> R).
Notation K := (u 0).
Notation t := (\sum_(i < k) sqn (W (d + i))).
Hypothesis he : exponential ex ln.
Hypothesis K0 : (0 < K)%N.
Hypothesis d0 : (0 < d)%N.
Hypothesis k0 : (0 < k)%N.
Hypothesis linear : linear_head W d Z.
Hypothesis balance : balanced_head W d.
Hypothesis contracts : forall i, (i < k)%N -> nrm (Z (d + i)) <= nrm (W (d + i) *m Z (d + i).+1).
Hypothesis inputs : nrm (Z (d + k)) <= b.
Hypothesis hl : low Y s.
Hypothesis l0 : 0 < lam.
Hypothesis near : sqn (Z 0%N - Y) / 2%:R + lam / 2%:R * (t + \sum_(j < d) sqn (W j))
  <= lam / 2%:R * (c + K%:R * d%:R).
Hypothesis e0 : 0 <= e.
Hypothesis eE : e ^+ 2 = lam * (c + K%:R * d%:R).
Hypothesis es : e < s.

Lemma t_ge0 : 0 <= t. Proof. by apply: sumr_ge0 => i _; exact: sqn_ge0. Qed.
(* |Z_{L1}| <= |X| prod |W_l|, and the means' inequality. *)
Lemma features_price : nrm (Z d) ^+ 2 <= b ^+ 2 * (t / k%:R) ^+ k.
Proof.
have kp : 0 < k%:R :> R by rewrite ltr0n.
have up i : (i <= k)%N -> nrm (Z d) <= (\prod_(j < i) nrm (W (d + j))) * nrm (Z (d + i)).
  elim: i => [|i IH] ik; first by rewrite big_ord0 mul1r addn0.
  apply: le_trans (IH (ltnW ik)) _; rewrite big_ord_recr /= -mulrA addnS; apply: ler_wpM2l.
    by apply: prodr_ge0 => j _; exact: nrm_ge0.
  by apply: le_trans (contracts ik) _; exact/bnd_nrm_mul/bnd_nrm.
have p0 : 0 <= \prod_(j < k) nrm (W (d + j)) by apply: prodr_ge0 => j _; exact: nrm_ge0.
have b0 : 0 <= b := le_trans (nrm_ge0 _) inputs.
have le : nrm (Z d) <= b * \prod_(j < k) nrm (W (d + j)).
  by rewrite mulrC; apply: le_trans (up k (leqnn k)) _; exact: ler_wpM2l.
apply: (@le_trans _ _ ((b * \prod_(j < k) nrm (W (d + j))) ^+ 2)).
  by rewrite ler_sqr2 ?nrm_ge0 // mulr_ge0.
rewrite exprMn; apply: ler_wpM2l; first exact: sqr_ge0.
rewrite -prodrXl (eq_bigr (fun j : 'I_k => sqn (W (d + j)))) => [|j _]; last exact: nrm2.
have := (leif_AGM (A := predT) (E := fun j : 'I_k => sqn (W (d + j))) (fun j _ => sqn_ge0 _)).1.
by rewrite card_ord.
Qed.
Lemma ex_power n x : ex x ^+ n = ex (n%:R * x).
Proof.
elim: n => [|n IH]; first by rewrite mul0r (ex0 he) expr0.
by rewrite exprS IH -(exD he) -addn1 natrD mulrDl mul1r addrC.
Qed.
(* kap <= exp((c - K L1 + K L1 log K)/(2 L2)) (|X|_F/(s_K(Y) - e))^{K/L2}. *)
Theorem C1p_head_condition : 0 < b ->
  cond (W 0%N) (ex ((c - K%:R * k%:R + K%:R * k%:R * ln K%:R) / (2%:R * d%:R)
    + K%:R / d%:R * ln (b / (s - e)))).
Proof.
move=> b0; have dp : 0 < d%:R :> R by rewrite ltr0n.
have kp : 0 < k%:R :> R by rewrite ltr0n.
have Kp : 0 < K%:R :> R by rewrite ltr0n.
have g0 : 0 < s - e by rewrite subr_gt0.
have t0 : 0 < t.
  rewrite lt_neqAle t_ge0 andbT eq_sym; apply/negP => /eqP tz.
  have z : Z d = 0.
    apply: sqn_le0; rewrite -nrm2; apply: le_trans features_price _.
    by rewrite tz mul0r expr0n gtn_eqF // mulr0.
  have res := C1_residual l0 t_ge0 near e0 eE.
  have lZ : low (Z 0%N) (s - e).
    have -> : Z 0%N = Y + (Z 0%N - Y) by rewrite addrC subrK.
    by apply: low_add hl _ (ltW es); apply: bnd_weaken res; exact: bnd_nrm.
  have := low_le_bnd K0 lZ; rewrite (head_output linear (leqnn d)) z mulmx0 => /(_ 0).
  by move=> /(_ (bnd0 _ _ _)); rewrite lexx leNgt g0 => /(_ isT).
pose a := t / k%:R; have a0 : 0 < a by rewrite divr_gt0.
(* zf = |X| (t/L1)^{L1/2}, rho = zf/(s - e), q = rho^{-2/L2}. *)
pose lr := ln (b / (s - e)) + k%:R / 2%:R * ln a.
pose q := ex (- (2%:R / d%:R * lr)).
pose zf := (s - e) * ex lr.
have exb : ex (ln (b / (s - e))) = b / (s - e) by rewrite (lnK he) // divr_gt0.
have zf2 : zf ^+ 2 = b ^+ 2 * a ^+ k.
  have ek : ex (k%:R / 2%:R * ln a) ^+ 2 = a ^+ k.
    by rewrite ex_power mulrA mulrCA mulfV ?pnatr_eq0 // mulr1 -ex_power (lnK he).
  rewrite /zf /lr (exD he) exb exprMn exprMn ek mulrA -exprMn mulrCA mulfV ?gt_eqF //.
  by rewrite mulr1.
have hz : bnd (Z d) zf.
  apply: bnd_sqn; first by rewrite mulr_ge0 ?(ltW g0) // ltW // (ex_gt0 he).
  by rewrite zf2 -nrm2; exact: features_price.
have q0 : 0 < q by exact: ex_gt0 he _.
have hq : q ^+ d * zf ^+ 2 <= (s - e) ^+ 2.
  have -> : q ^+ d = ex (- (2%:R * lr)).
    by rewrite /q ex_power; congr ex; field; rewrite gt_eqF.
  rewrite /zf exprMn (ex_power 2 lr) mulrCA [ex (- _) * _]mulrC (exNr he) mulr1.
  exact: lexx.
have := C1_head_condition K0 d0 linear balance hl l0 t_ge0 near e0 eE es hz q0 hq he.
have sq : Num.sqrt q = ex (- (lr / d%:R)).
  have -> : q = ex (- (lr / d%:R)) ^+ 2 by rewrite /q ex_power; congr ex; field; rewrite gt_eqF.
  by rewrite sqrtr_sqr ger0_norm // ltW // (ex_gt0 he).
rewrite sq ex_power -(exN he) -(exD he) => h; have [h0 hf hc] := h.
split=> // [|v w]; first exact/ltW/(ex_gt0 he).
apply: le_trans (hc v w) _; apply: ler_wpM2r; first by rewrite mulr_ge0 ?nrm_ge0.
rewrite (ler_ex he).
(* -t + K L1 log(t/L1) <= -K L1 + K L1 log K, from log x <= x - 1 at x = t/(K L1). *)
have lx : ln a - ln K%:R <= a / K%:R - 1.
  rewrite -(ler_ex he) (exD he) (exN he) !(lnK he) //.
  by have := ex_tangent he (a / K%:R - 1); rewrite addrC subrK.
apply: (ge0_le (z := K%:R * k%:R / (2%:R * d%:R) * (a / K%:R - 1 - (ln a - ln K%:R)))); last first.
  by rewrite mulr_ge0 ?subr_ge0 // divr_ge0 ?mulr_ge0 ?ler0n.
by rewrite /lr /a; field; rewrite !gt_eqF.
Qed.
End Price.
