(* B8u for networks: a run of gradient descent on the squared error with weight decay, any layers
   with slopes of absolute value 1 at most. That it stays near its start, each step's growth of
   |theta|^2 and rho_i = ||W_i(theta_0)|| + s are proved; descent and the Polyak-Lojasiewicz
   inequality (B7, B5 with B6s) are hypotheses, as in b8.v. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b descent b8 b8_linear h_exponential growth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Networks.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : nat -> forall j, 'M[R]_(u j, u j.+1)) (Z S : nat -> forall j, 'M[R]_(u j, N)).
Variables (Y : 'M[R]_(u 0%N, N)) (D : nat) (lam eta : R).
Notation E i := (Z i 0%N - Y).
Notation full i j := (slope_gradient (W i) (Z i) (S i) (E i) j + lam *: W i j).
Notation G i := (\sum_(j < D) sqn (full i j)).
(* |theta|^2, |grad C_lambda| and C_lambda. *)
Variables th g C : nat -> R.
Hypothesis thE : forall i, th i = \sum_(j < D) sqn (W i j).
Hypothesis gE : forall i, g i = Num.sqrt (G i).
Hypothesis CE : forall i, C i = nrm (E i) ^+ 2 / 2%:R + lam / 2%:R * th i.
Notation x k := (\sum_(i < k) eta * g i).
Hypothesis e0 : 0 < eta.
Hypothesis l0 : 0 < lam.
Hypothesis steps : forall i j, (j < D)%N -> W i.+1 j = W i j - eta *: full i j.

Lemma run_far k : Num.sqrt (\sum_(j < D) sqn (W k j - W 0%N j)) <= x k.
Proof.
elim: k => [|k IH].
  by rewrite big_ord0 big1 ?sqrtr0 // => j _; rewrite subrr sqn0.
rewrite [X in _ <= X]big_ord_recr /=.
have -> : \sum_(j < D) sqn (W k.+1 j - W 0%N j) =
    \sum_(j < D) sqn ((W k j - W 0%N j) + eta *: - full k j).
  by apply: eq_bigr => j _; rewrite steps // scalerN addrAC.
apply: le_trans (sum_minkowski _ (fun j => W k j - W 0%N j) (fun j => eta *: - full k j)) _.
apply: lerD => //; have -> : \sum_(j < D) sqn (eta *: - full k j) = eta ^+ 2 * G k.
  by rewrite mulr_sumr; apply: eq_bigr => j _; rewrite sqnZ sqnN.
by rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm ?gE // ltW.
Qed.
Lemma norm_far s k : 0 <= s -> x k <= s -> th k <= (Num.sqrt (th 0%N) + s) ^+ 2.
Proof.
move=> s0 xs; have th0 i : 0 <= th i by rewrite thE; apply: sumr_ge0 => j _; exact: sqn_ge0.
rewrite -[leLHS]sqr_sqrtr // ler_sqr2 ?sqrtr_ge0 ?addr_ge0 ?sqrtr_ge0 // !thE.
have -> : \sum_(j < D) sqn (W k j) = \sum_(j < D) sqn (W 0%N j + (W k j - W 0%N j)).
  by apply: eq_bigr => j _; rewrite [W 0%N j + _]addrC subrK.
apply: le_trans (sum_minkowski _ (W 0%N) (fun j => W k j - W 0%N j)) _.
by rewrite lerD2l; exact: le_trans (run_far k) xs.
Qed.
Lemma layer_far s k j r : (j < D)%N -> x k <= s -> bnd (W 0%N j) r -> bnd (W k j) (r + s).
Proof.
move=> jD xs hr; have -> : W k j = W 0%N j + (W k j - W 0%N j) by rewrite addrC subrK.
apply: bndD hr _; apply: bnd_weaken (bnd_nrm _) _; apply: le_trans xs.
apply: le_trans (run_far k); apply: ler_wsqrtr; rewrite (bigD1 (Ordinal jD)) //= lerDl.
by apply: sumr_ge0 => i _; exact: sqn_ge0.
Qed.

Variables (ex ln : R -> R) (beta c t a0 h lamm p s : R) (C_at : nat -> R -> R) (r d : nat -> R).
Notation rho := (fun j => r j + s).
Theorem B8u_networks R2 goal tau Phi_I Phi_J n :
  exponential ex ln ->
  0 < c -> eta * beta <= 2%:R * (1 - c) -> 0 <= beta -> 0 < t * a0 -> 0 < h -> 0 <= s ->
  h * s < 1 -> s - h * s ^+ 2 / 2%:R = p ->
  Num.sqrt (C 0%N - lamm) <= c / 2%:R * Num.sqrt (t * a0) * p ->
  (forall k, C_at k eta = C k.+1) ->
  (forall k z, 0 <= z -> z <= eta -> x k + z * g k <= s ->
    C_at k z <= C k - z * (1 - z * beta / 2%:R) * g k ^+ 2) ->
  (forall k z, 0 <= z -> z <= eta -> C_at k z <= lamm ->
    C k.+1 <= C k - eta * (1 - eta * beta / 2%:R) * g k ^+ 2 /\ C k.+1 <= lamm) ->
  (forall j, (j < D)%N -> bnd (W 0%N j) (r j)) ->
  (forall k, x k <= s -> forall j, (j < D)%N -> forall i l, `|S k j i l| <= 1) ->
  (forall k, x k <= s -> forall j, (j < D)%N -> nrm (bend (W k) (Z k) (S k) j) <= d j) ->
  0 <= lamm -> lam * R2 <= 2%:R * lamm ->
  (forall k, x k <= s -> th k <= R2 -> t * (a0 * (1 - h * x k) ^+ 2) * (C k - lamm) <= g k ^+ 2) ->
  area (V c t a0 p) (phi_I c t a0 h p (nrm Y)) Phi_I ->
  area (V c t a0 p) (phi_J c t a0 h p) Phi_J ->
  0 < goal -> ln ((C 0%N - lamm) / goal) <= c * (t * path_constant a0 h p) * tau ->
  let growth :=
    Gamma eta c t a0 lamm C p (nrm Y) D%:R (bends D rho d) Phi_I Phi_J tau in
  (forall z, z <= (Num.sqrt (th 0%N) + s) ^+ 2 -> z <= th 0%N + growth -> z <= R2) ->
  (forall k, (k <= n)%N -> goal < C k - lamm) ->
  [/\ th n <= th 0%N + growth, th n <= R2 & x n <= s].
Proof.
move=> he c0 ec b0 ta h0 s0 hs rim start ends d1 d2 hr hS hd m0 mR pl aI aJ g0 ht growth hR above.
have G0 k : 0 <= G k by apply: sumr_ge0 => j _; exact: sqn_ge0.
have g0' k : 0 <= g k by rewrite gE sqrtr_ge0.
have th0 k : 0 <= th k by rewrite thE; apply: sumr_ge0 => j _; exact: sqn_ge0.
have bends0 : 0 <= bends D rho d.
  apply: sumr_ge0 => i _; rewrite mulr_ge0 ?ler0n // mulr_ge0 //.
    apply: prodr_ge0 => j _; rewrite addr_ge0 //.
    by apply: bnd_ge0 (hr j _); exact: ltn_trans (ltn_ord j) (ltn_ord i).
  apply: le_trans (hd 0%N _ i (ltn_ord i)); first exact: nrm_ge0.
  by rewrite big_ord0.
have step_le k : x k <= s -> th k.+1 <= th k + 2%:R * eta *
    (D%:R * (nrm Y * nrm (E k) - nrm (E k) ^+ 2) + nrm (E k) * bends D rho d) + eta ^+ 2 * g k ^+ 2.
  move=> xs; rewrite gE (sqr_sqrtr (G0 k)) !thE.
  have -> : \sum_(j < D) sqn (W k.+1 j) = \sum_(j < D) sqn (W k j - eta *: full k j).
    by apply: eq_bigr => j _; rewrite steps.
  have h1 j : (j < D)%N -> bnd (W k j) (r j + s) by move=> jD; exact: layer_far xs (hr j jD).
  exact: (B8u_step (rho := rho) (d := d) erefl (ltW e0) (ltW l0) h1 (hS k xs) (hd k xs)).
have far k : x k <= s -> th k <= (Num.sqrt (th 0%N) + s) ^+ 2 by exact: norm_far.
exact: (B8u_growth he e0 c0 ec b0 ta h0 s0 g0' hs rim start ends d1 d2 l0 (fun k => nrm_ge0 (E k))
  th0 (nrm_ge0 Y) (ler0n R D) bends0 m0 CE step_le mR pl aI aJ g0 ht hR far above).
Qed.
End Networks.
