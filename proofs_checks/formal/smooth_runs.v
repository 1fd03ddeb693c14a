(* B9t of docs/claims.md for linear networks, from the first step to the last with nothing assumed
   of the run but its steps: the loss falls because below its first value the curvature is bounded.
   *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms a_depth b descent smooth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Runs.
Variables (R : rcfType) (u : nat -> nat) (N d : nat) (X : 'M[R]_(u d, N)).
Variables (Y : 'M[R]_(u 0, N)) (lam : R).
Notation cost := (loss X Y lam).

(* The curvature is at most beta wherever the loss is at most c. *)
Definition smooth_below (beta c : R) : Prop := forall V A : forall j, 'M[R]_(u j, u j.+1),
  cost A <= c -> hess X Y lam V A <= beta * \sum_(j < d) sqn (V j).

(* B7s on {C <= lambda S/2}: every layer's norm is at most sqrt(S) there. *)
Definition curvature (b S : R) : R := b ^+ 2 * S ^+ d * (d%:R / S)
  + Num.sqrt (lam * S) * (b * Num.sqrt S ^+ d * (d%:R / S)) + lam.
Theorem B9t_smooth_below (b S c : R) : 0 < lam -> 0 < S -> 2%:R * c <= lam * S -> bnd X b ->
  smooth_below (curvature b S) c.
Proof.
move=> l0 S0 hS hX V A hA; pose rho (_ : nat) := Num.sqrt S.
have r0 : 0 < Num.sqrt S by rewrite sqrtr_gt0.
have r2 : Num.sqrt S ^+ 2 = S by rewrite sqr_sqrtr // ltW.
have h2 : 0 < 2%:R :> R by rewrite ltr0n.
have hc : sqn (top A d *m X - Y) + lam * (\sum_(j < d) sqn (A j)) <= lam * S.
  apply: le_trans hS; apply: le_trans (ler_wpM2l (ltW h2) hA).
  by rewrite /loss le_eqVlt; apply/orP; left; apply/eqP; field.
have s0 : 0 <= \sum_(j < d) sqn (A j) by apply: sumr_ge0 => j _; exact: sqn_ge0.
have hE : nrm (top A d *m X - Y) <= Num.sqrt (lam * S).
  apply: ler_wsqrtr; apply: le_trans hc; by rewrite lerDl mulr_ge0 // ltW.
have hW j : (j < d)%N -> bnd (A j) (rho j).
  move=> jd; apply: bnd_sqn; first exact: ltW.
  rewrite /rho r2 -(ler_pM2l l0); apply: le_trans hc.
  apply: (@le_trans _ _ (lam * (\sum_(j < d) sqn (A j)))); last by rewrite lerDr sqn_ge0.
  apply: ler_wpM2l; first exact: ltW.
  by rewrite (bigD1 (Ordinal jd)) //= lerDl; apply: sumr_ge0 => i _; exact: sqn_ge0.
have := B7s_linear V (fun j _ => r0 : 0 < rho j) hW hX hE (ltW l0).
have -> : \prod_(i < d) rho i = Num.sqrt S ^+ d by rewrite prodr_const card_ord.
have -> : \sum_(i < d) rho i ^- 2 = d%:R / S.
  by rewrite /rho r2 sumr_const card_ord -[S^-1 *+ d]mulr_natl.
rewrite -exprM mulnC exprM r2; exact/le_trans/ler_norm.
Qed.

Variables (W : nat -> forall j, 'M[R]_(u j, u j.+1)) (Z : nat -> forall j, 'M[R]_(u j, N)).
Variables (eta beta : R).
Notation E i := (Z i 0%N - Y).
Hypothesis linear : forall i, linear_head (W i) d (Z i).
Hypothesis inputs : forall i, Z i d = X.
Hypothesis steps : forall i j, (j < d)%N -> W i.+1 j = step (W i) (E i) (Z i) eta lam j.
Hypothesis e0 : 0 < eta.
Hypothesis eb : eta * beta < 2%:R.
Hypothesis smooth : smooth_below beta (cost (W 0%N)).
Notation G i := (full_sqn d Y lam (W i) (Z i)).

Lemma next_cost i : cost (W i) <= cost (W 0%N) ->
  cost (W i.+1) <= cost (W i) - eta * (1 - eta * beta / 2%:R) * G i.
Proof.
move=> hi; pose down j : 'M[R]_(u j, u j.+1) := - rgrad (W i) lam (E i) (Z i) j.
have -> : cost (W i.+1) = cost (moved down (W i) eta).
  by apply: loss_ext => j jd; rewrite steps // /step /moved /down scalerN.
apply: (B7_descent_linear (linear i) (inputs i) (ltW e0) eb) => A hA.
have := smooth down (le_trans hA hi); congr (_ <= _ * _).
by apply: eq_bigr => j _; rewrite /down sqnN.
Qed.
Lemma share_gt0 : 0 < 1 - eta * beta / 2%:R.
Proof. by rewrite subr_gt0 ltr_pdivrMr ?ltr0n // mul1r. Qed.
Lemma cost_below i : cost (W i) <= cost (W 0%N).
Proof.
elim: i => // i IH; apply: (le_trans _ IH); apply: le_trans (next_cost IH) _.
rewrite lerBlDr lerDl; apply: mulr_ge0; last by apply: sumr_ge0 => j _; exact: sqn_ge0.
by apply: mulr_ge0; apply/ltW; rewrite ?share_gt0.
Qed.
(* The hypothesis `descent` of B9s and B9t. *)
Theorem B7_descent_of_runs : descent eta beta (fun i => cost (W i)) (fun i => G i).
Proof. by move=> i; exact/next_cost/cost_below. Qed.

Theorem B9t_linear_networks j d0 k : (j.+1 < d)%N -> 0 < lam -> 2%:R * eta * lam <= 1 ->
  bnd (defect (W 0%N) j) d0 ->
  let S := 2%:R * cost (W 0%N) / lam in
  [/\ forall i, cost (W i.+1) <= cost (W i), \sum_(l < d) sqn (W k l) <= S &
  bnd (defect (W k) j)
    ((1 - 2%:R * eta * lam) ^+ k * d0 + eta * lam * S / (2%:R - eta * beta))].
Proof.
move=> jd l0 c1 hd; pose rho i := Num.sqrt (G i).
have G0 i : 0 <= G i by apply: sumr_ge0 => l _; exact: sqn_ge0.
have hr l i : (l < d)%N -> bnd (rgrad (W i) lam (E i) (Z i) l) (rho i).
  move=> ld; apply: bnd_sqn; first exact: sqrtr_ge0.
  rewrite sqr_sqrtr // /full_sqn (bigD1 (Ordinal ld)) //= lerDl.
  by apply: sumr_ge0 => r _; exact: sqn_ge0.
have C0 i : 0 <= cost (W i).
  apply: addr_ge0; first by rewrite divr_ge0 ?sqn_ge0 ?ler0n.
  apply: mulr_ge0; first by rewrite divr_ge0 ?ler0n // ltW.
  by apply: sumr_ge0 => r _; exact: sqn_ge0.
have hG i : rho i ^+ 2 <= G i by rewrite sqr_sqrtr.
have [h1 h2 h3] := B9t_balancedness_phase (d := d) k linear jd (fun i => steps i (ltnW jd))
  (fun i => steps i jd) e0 l0 c1 eb hd (fun i => hr j i (ltnW jd)) (fun i => hr j.+1 i jd) hG C0
  B7_descent_of_runs.
split=> //; apply: h2; rewrite /loss lerDr.
by rewrite divr_ge0 ?sqn_ge0 ?ler0n.
Qed.
End Runs.
