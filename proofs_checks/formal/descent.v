(* Section B of docs/claims.md, phase 2 (B9s, B9t) from the descent inequality: C falls by at least
   eta (1 - eta beta/2) |R_i|^2 a step. That it does under a smooth activation is B7's Hessian
   bound, which needs analysis and is a hypothesis here, `descent`. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Descent.
Variable R : rcfType.

(* C i is C_lambda after i steps, G i is |R|_F^2 of the full gradient there. *)
Definition descent (eta beta : R) (C G : nat -> R) : Prop :=
  forall i, C i.+1 <= C i - eta * (1 - eta * beta / 2%:R) * G i.

Lemma descent_sum eta beta C G k : descent eta beta C G ->
  eta * (1 - eta * beta / 2%:R) * (\sum_(i < k) G i) <= C 0%N - C k.
Proof.
move=> h; elim: k => [|k IH]; first by rewrite big_ord0 mulr0 subrr.
rewrite big_ord_recr /=; move: (h k) IH;
  move: (eta * (1 - _)) (C 0%N) (C k) (C k.+1) (G k) (\sum_(i < k) G i).
move=> f p q r g s hk IH.
apply: (@ge0_le _ _ _ ((p - q - f * s) + (q - f * g - r))); first by ring.
by rewrite addr_ge0 // subr_ge0.
Qed.

Variables (u : nat -> nat) (N : nat).
Variables (W : nat -> forall j, 'M[R]_(u j, u j.+1)) (Z : nat -> forall j, 'M[R]_(u j, N)).
Variables (Delta : nat -> 'M[R]_(u 0, N)).

Theorem B9t_balancedness_phase d j eta lam beta (C G rho : nat -> R) d0 k :
  (forall i, linear_head (W i) d (Z i)) -> (j.+1 < d)%N ->
  (forall i, W i.+1 j = step (W i) (Delta i) (Z i) eta lam j) ->
  (forall i, W i.+1 j.+1 = step (W i) (Delta i) (Z i) eta lam j.+1) ->
  0 < eta -> 0 < lam -> 2%:R * eta * lam <= 1 -> eta * beta < 2%:R -> bnd (defect (W 0%N) j) d0 ->
  (forall i, bnd (rgrad (W i) lam (Delta i) (Z i) j) (rho i)) ->
  (forall i, bnd (rgrad (W i) lam (Delta i) (Z i) j.+1) (rho i)) ->
  (forall i, rho i ^+ 2 <= G i) -> (forall i, 0 <= C i) -> descent eta beta C G ->
  let S := 2%:R * C 0%N / lam in
  [/\ forall i, C i.+1 <= C i, forall th, lam / 2%:R * th <= C k -> th <= S &
  bnd (defect (W k) j) ((1 - 2%:R * eta * lam) ^+ k * d0 + eta * lam * S / (2%:R - eta * beta))].
Proof.
move=> hZ jd h1 h2 e0 l0 c1 eb hd r1 r2 hG C0 hC S.
have q0 : 0 < 1 - eta * beta / 2%:R by rewrite subr_gt0 ltr_pdivrMr ?ltr0n // mul1r.
have G0 i : 0 <= G i by apply: le_trans (hG i); exact: sqr_ge0.
have fall i : C i.+1 <= C i.
  apply: le_trans (hC i) _; rewrite lerBlDr lerDl.
  by apply: mulr_ge0 => //; apply: mulr_ge0; exact: ltW.
have Ck : C k <= C 0%N by elim: (k) => // i IH; exact: le_trans (fall i) IH.
split=> //.
  move=> th ht; rewrite /S ler_pdivlMr //; have := le_trans ht Ck.
  rewrite -(ler_pM2l (_ : 0 < 2%:R)) ?ltr0n //.
  by rewrite (_ : 2%:R * (lam / 2%:R * th) = th * lam) //; field.
apply: bnd_weaken (B2s_balancedness_of_runs k hZ jd h1 h2 c1 hd r1 r2) _.
rewrite lerD2l; set c := 1 - 2%:R * eta * lam.
have cc : 0 <= c <= 1.
  by rewrite subr_ge0 c1 lerBlDr lerDl;
    exact: mulr_ge0 (mulr_ge0 (ler0n _ 2) (ltW e0)) (ltW l0).
have [cc0 cc1] := andP cc.
apply: (@le_trans _ _ (eta ^+ 2 * \sum_(i < k) G i)).
  apply: ler_wpM2l; first exact: sqr_ge0.
  apply: ler_sum => i _; rewrite -[leRHS]mul1r; 
  exact: ler_pM (exprn_ge0 _ cc0) (sqr_ge0 _) (exprn_ile1 _ cc0 cc1) (hG i).
have ds := descent_sum k hC; move: (\sum_(i < k) G i) ds => s ds.
have e2 : 0 < 2%:R - eta * beta by rewrite subr_gt0.
rewrite /S ler_pdivlMr //.
have -> : eta * lam * (2%:R * C 0%N / lam) = 2%:R * eta * C 0%N by field; rewrite gt_eqF.
have -> : eta ^+ 2 * s * (2%:R - eta * beta) =
  2%:R * eta * (eta * (1 - eta * beta / 2%:R) * s) by field.
apply: ler_wpM2l; first exact: mulr_ge0 (ler0n _ 2) (ltW e0).
by apply: le_trans ds _; rewrite lerBlDr lerDl.
Qed.

(* From C_0 <= 2 lam m with eta beta <= 1. *)
Corollary B9s_balancedness_phase d j eta lam beta (C G rho : nat -> R) d0 k m :
  (forall i, linear_head (W i) d (Z i)) -> (j.+1 < d)%N ->
  (forall i, W i.+1 j = step (W i) (Delta i) (Z i) eta lam j) ->
  (forall i, W i.+1 j.+1 = step (W i) (Delta i) (Z i) eta lam j.+1) ->
  0 < eta -> 0 < lam -> 2%:R * eta * lam <= 1 -> eta * beta <= 1 -> bnd (defect (W 0%N) j) d0 ->
  (forall i, bnd (rgrad (W i) lam (Delta i) (Z i) j) (rho i)) ->
  (forall i, bnd (rgrad (W i) lam (Delta i) (Z i) j.+1) (rho i)) ->
  (forall i, rho i ^+ 2 <= G i) -> (forall i, 0 <= C i) -> descent eta beta C G ->
    C 0%N <= 2%:R * lam * m ->
  bnd (defect (W k) j) ((1 - 2%:R * eta * lam) ^+ k * d0 + 4%:R * eta * lam * m).
Proof.
move=> hZ jd h1 h2 e0 l0 c1 eb hd r1 r2 hG C0 hC hm.
have eb2 : eta * beta < 2%:R by apply: le_lt_trans eb _; rewrite ltr1n.
have [_ _ h] := B9t_balancedness_phase k hZ jd h1 h2 e0 l0 c1 eb2 hd r1 r2 hG C0 hC.
apply: bnd_weaken h _; rewrite lerD2l.
have -> : eta * lam * (2%:R * C 0%N / lam) = 2%:R * eta * C 0%N by field; rewrite gt_eqF.
rewrite ler_pdivrMr ?subr_gt0 //; apply: (@le_trans _ _ (2%:R * eta * (2%:R * lam * m))).
  exact: ler_wpM2l (mulr_ge0 (ler0n _ 2) (ltW e0)) _ _ hm.
have m0 : 0 <= 4%:R * eta * lam * m.
  have -> : 4%:R * eta * lam * m = 2%:R * eta * (2%:R * lam * m) by ring.
  exact: mulr_ge0 (mulr_ge0 (ler0n _ 2) (ltW e0)) (le_trans (C0 0%N) hm).
apply: (@ge0_le _ _ _ (4%:R * eta * lam * m * (1 - eta * beta))); first by ring.
by rewrite mulr_ge0 // subr_ge0.
Qed.
End Descent.
