(* B9u and the bound of B10u: balance from one side, and A2 with the two orthogonal pieces of A1s. B9u's
   rows are W_{l+1} = W j and W_l = W j.+1, whose gradient alone is asked for. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_sharp b descent.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section OneSide.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Implicit Types (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)).

(* lambda_max(-D_l')_+ <= (1 - 2 eta lambda) lambda_max(-D_l)_+ + eta^2 ||R_l||^2. *)
Theorem B9u_one_sided_step W Z Delta d j eta lam e rho : linear_head W d Z -> (j.+1 < d)%N ->
  2%:R * eta * lam <= 1 -> qneg (defect W j) e -> bnd (rgrad W lam Delta Z j.+1) rho ->
  qneg (defect (step W Delta Z eta lam) j) ((1 - 2%:R * eta * lam) * e + eta ^+ 2 * rho ^+ 2).
Proof.
move=> hZ jd c1 [tD hD] hr; rewrite (B2r_full_gradient Delta eta lam hZ jd).
set c := 1 - _; have c0 : 0 <= c by rewrite subr_ge0.
move: (rgrad W lam Delta Z j) (rgrad W lam Delta Z j.+1) hr => P Q hr; split.
  have tG : (P^T *m P - Q *m Q^T)^T = P^T *m P - Q *m Q^T by rewrite linearB /= !trmx_mul !trmxK.
  by rewrite linearD /= !linearZ /= tD tG.
move=> x; have [_ /(_ x) hq] := bnd_trmx hr.
rewrite mulmxDl dotDr -!scalemxAl !dotZr (mulmxBl (P^T *m P)) dotBr -!mulmxA.
have -> : dot x (P^T *m (P *m x)) = sqn (P *m x) by rewrite /sqn dot_mull.
have -> : dot x (Q *m (Q^T *m x)) = sqn (Q^T *m x) by rewrite /sqn dot_mull trmxK.
have hd : c * - (e * sqn x) <= c * dot x (defect W j *m x) by apply: ler_wpM2l.
have hg : eta ^+ 2 * - (rho ^+ 2 * sqn x) <= eta ^+ 2 * (sqn (P *m x) - sqn (Q^T *m x)).
  apply: ler_wpM2l; first exact: sqr_ge0.
  by rewrite lerBrDl; apply: le_trans (sqn_ge0 _); rewrite subr_le0.
apply: le_trans (lerD hd hg); rewrite le_eqVlt; apply/orP; left; apply/eqP.
by move: (eta ^+ 2) (rho ^+ 2) (sqn x) => ? ? ?; ring.
Qed.

Variables (W : nat -> forall j, 'M[R]_(u j, u j.+1)) (Z : nat -> forall j, 'M[R]_(u j, N)).
Variable Delta : nat -> 'M[R]_(u 0, N).

Theorem B9u_balancedness_phase d j eta lam beta (C G rho : nat -> R) d0 k :
  (forall i, linear_head (W i) d (Z i)) -> (j.+1 < d)%N ->
  (forall i, W i.+1 j = step (W i) (Delta i) (Z i) eta lam j) ->
  (forall i, W i.+1 j.+1 = step (W i) (Delta i) (Z i) eta lam j.+1) ->
  0 < eta -> 0 < lam -> 2%:R * eta * lam <= 1 -> eta * beta < 2%:R -> qneg (defect (W 0%N) j) d0 ->
  (forall i, bnd (rgrad (W i) lam (Delta i) (Z i) j.+1) (rho i)) ->
  (forall i, rho i ^+ 2 <= G i) -> (forall i, 0 <= C i) -> descent eta beta C G ->
  qneg (defect (W k) j) ((1 - 2%:R * eta * lam) ^+ k * d0
    + eta * lam * (2%:R * C 0%N / lam) / (2%:R - eta * beta)).
Proof.
move=> hZ jd h1 h2 e0 l0 c1 eb hd hr hG C0 hC; set c := 1 - 2%:R * eta * lam.
have cc0 : 0 <= c by rewrite subr_ge0.
have cc1 : c <= 1.
  by rewrite lerBlDr lerDl; exact: mulr_ge0 (mulr_ge0 (ler0n _ 2) (ltW e0)) (ltW l0).
have sum : qneg (defect (W k) j) (c ^+ k * d0 + eta ^+ 2 * \sum_(i < k) G i).
  elim: k => [|k IH]; first by rewrite big_ord0 mulr0 addr0 mul1r.
  have -> : defect (W k.+1) j = defect (step (W k) (Delta k) (Z k) eta lam) j by rewrite /defect
    h1 h2.
  apply: qnegW (B9u_one_sided_step (hZ k) jd c1 IH (hr k)) _;
    rewrite -/c big_ord_recr /= [c ^+ k.+1]exprS.
  have S0 : 0 <= \sum_(i < k) G i by apply: sumr_ge0 => i _; apply: le_trans (hG i); exact: sqr_ge0.
  have gk := hG k; have q0 : 0 <= eta ^+ 2 by exact: sqr_ge0.
  move: (\sum_(i < k) G i) (c ^+ k) S0 => S p S0.
  apply: (@ge0_le _ _ _ (eta ^+ 2 * ((1 - c) * S) + eta ^+ 2 * (G k - rho k ^+ 2))).
    by move: (rho k ^+ 2) (eta ^+ 2) => ? ?; ring.
  by apply: addr_ge0; apply: mulr_ge0 => //; rewrite ?mulr_ge0 ?subr_ge0.
apply: qnegW sum _; rewrite lerD2l; have ds := descent_sum k hC.
have e2 : 0 < 2%:R - eta * beta by rewrite subr_gt0.
move: (\sum_(i < k) G i) ds => S ds; rewrite ler_pdivlMr //.
have -> : eta * lam * (2%:R * C 0%N / lam) = 2%:R * eta * C 0%N by field; rewrite gt_eqF.
have -> : eta ^+ 2 * S * (2%:R - eta * beta) = 2%:R * eta * (eta * (1 - eta * beta / 2%:R) * S).
  by field.
apply: ler_wpM2l; first exact: mulr_ge0 (ler0n _ 2) (ltW e0).
by apply: le_trans ds _; rewrite lerBlDr lerDl.
Qed.

(* The same where C never falls below lam F/2: weights that fit have |theta|^2 >= F. *)
Theorem B9u_balancedness_phase_above d j eta lam beta (C G rho : nat -> R) d0 F k :
  (forall i, linear_head (W i) d (Z i)) -> (j.+1 < d)%N ->
  (forall i, W i.+1 j = step (W i) (Delta i) (Z i) eta lam j) ->
  (forall i, W i.+1 j.+1 = step (W i) (Delta i) (Z i) eta lam j.+1) ->
  0 < eta -> 0 < lam -> 2%:R * eta * lam <= 1 -> eta * beta < 2%:R -> qneg (defect (W 0%N) j) d0 ->
  (forall i, bnd (rgrad (W i) lam (Delta i) (Z i) j.+1) (rho i)) ->
  (forall i, rho i ^+ 2 <= G i) -> (forall i, lam * F / 2%:R <= C i) -> descent eta beta C G ->
  qneg (defect (W k) j) ((1 - 2%:R * eta * lam) ^+ k * d0
    + eta * lam * (2%:R * C 0%N / lam - F) / (2%:R - eta * beta)).
Proof.
move=> hZ jd h1 h2 e0 l0 c1 eb hd hr hG CF hC.
have C0 i : 0 <= C i - lam * F / 2%:R by rewrite subr_ge0.
have hC' : descent eta beta (fun i => C i - lam * F / 2%:R) G.
  by move=> i; rewrite addrAC lerD2r; exact: hC.
have := B9u_balancedness_phase k hZ jd h1 h2 e0 l0 c1 eb hd hr hG C0 hC'.
suff -> : 2%:R * (C 0%N - lam * F / 2%:R) / lam = 2%:R * C 0%N / lam - F by [].
by field; rewrite gt_eqF.
Qed.
End OneSide.

Section Orthogonal.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation D := (W^T *m W - V *m V^T).
Notation Psi2 r s e1 e := ((r * e1 / (s - e1)) ^+ 2 + r ^+ 2 * (m - K)%:R * e).

(* A2u with Psi^2 = (r eps1/gap)^2 + r^2 (m-K) eps2, g^2 = N (1 - sum p_c^2). *)
Theorem B10u_any_class_sizes X s e1 e r g : (1 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> 0 <= e ->
  bnd Z1 r -> bnd Z2 r -> bnd W r -> 0 <= g -> g ^+ 2 = spread y ->
  NC1_weighted_le y Z1 (r ^+ 2 * Psi2 r s e1 e / (g - e1) ^+ 2).
Proof.
move=> K1 hZ h hl he es hD e0 hz1 hz2 hW g0 hg.
have a1 := A1s_distance_to_collapse hZ h hl he es hD e0 hz1 hz2.
have B : sqn (within y Z1) <= Psi2 r s e1 e.
  apply: le_trans (within_le y Z1 X) _; apply: le_trans a1 _; rewrite lerD2l.
  apply: ler_wpM2r => //; apply: ler_wpM2l; first exact: sqr_ge0.
  by rewrite ler_nat /kernel_rank geq_minl.
by apply: (nc1_of K1 hl he es g0 hg hW _ B); exact: le_trans (sqn_ge0 _) B.
Qed.
(* Balanced classes: A2 with that Psi. *)
Theorem B10u_within_class_collapse X s e1 e r : (1 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  balanced R y -> low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> 0 <= e ->
  bnd Z1 r -> bnd Z2 r -> bnd W r ->
  NC1_le y Z1 (r ^+ 2 / N%:R * Psi2 r s e1 e /
    (Num.sqrt ((K%:R - 1) / K%:R) - e1 / Num.sqrt N%:R) ^+ 2).
Proof.
move=> K1 hZ h hb hl he es hD e0 hz1 hz2 hW; have s0 := le_lt_trans (nrm_le_ge0 he) es.
have N0 := samples_pos (ltnW K1) hl s0; have Np : 0 < N%:R :> R by rewrite ltr0n.
have Kp : 0 < K%:R :> R by rewrite ltr0n ltnW.
have q0 : 0 <= (K%:R - 1) / K%:R :> R by rewrite divr_ge0 ?(ltW Kp) // subr_ge0 ler1n ltnW.
pose w := Num.sqrt (N%:R : R); have w0 : 0 < w by rewrite sqrtr_gt0.
have w2 : w ^+ 2 = N%:R by rewrite sqr_sqrtr // ltW.
pose g := w * Num.sqrt ((K%:R - 1) / K%:R).
have g0 : 0 <= g by rewrite mulr_ge0 ?sqrtr_ge0.
have hg : g ^+ 2 = spread y.
  by rewrite exprMn w2 sqr_sqrtr // spread_share // (balanced_share (ltnW K1) N0 hb).
have [b0 le] := B10u_any_class_sizes K1 hZ h hl he es hD e0 hz1 hz2 hW g0 hg.
rewrite sqn_between_balanced // in b0 le; split; first by move: b0; rewrite pmulr_rgt0 // divr_gt0.
rewrite ler_pdivrMr //; apply: le_trans le _; rewrite /g -/w -{1}w2.
move: (Psi2 _ _ _ _) (Num.sqrt _) => B q; have wn : w != 0 by rewrite gt_eqF.
have -> : w * q - e1 = w * (q - e1 / w) by field.
rewrite exprMn invfM; move: ((q - e1 / w) ^+ 2)^-1 (sqn (Mu_G y Z1)) => i s2.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; rewrite -w2; field; rewrite wn gt_eqF.
Qed.
End Orthogonal.
