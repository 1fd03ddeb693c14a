(* Claims that put others together: B11 (section A from the measured gradients), the last line of
   B10t (NC1 at the end of a run), for linear networks with nothing assumed of the run, and C1w's
   fit. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_sharp a6s b descent b8 smooth
  smooth_runs.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma defect_sym (R : rcfType) (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) j :
  (defect W j)^T = defect W j.
Proof. by rewrite /defect linearB /= !trmx_mul !trmxK. Qed.
Lemma defect_qneg (R : rcfType) (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) j e :
  bnd (defect W j) e -> qneg (defect W j) e.
Proof. exact/bnd_qneg/defect_sym. Qed.

(* --- B11: any network with a linear head of two layers or more, at any time; B3's right side for
   eD. --- *)
Section Gradients.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)).
Variables (y : 'I_N -> 'I_(u 0)) (Delta : 'M[R]_(u 0, N)) (d : nat) (lam : R).
Notation K := (u 0).
Notation Y := (onehot y : 'M[R]_(K, N)).
Hypothesis linear : linear_head W d Z.
Hypothesis d1 : (1 < d)%N.
Hypothesis l0 : 0 < lam.
Variables (s e1 a b ra rb : R).
Hypothesis hs : low Y s.
Hypothesis he : nrm (Z 0%N - Y) <= e1.
Hypothesis es : e1 < s.
Hypothesis ha : bnd (W 0%N) a.
Hypothesis hb : bnd (W 1%N) b.
Hypothesis hra : bnd (rgrad W lam Delta Z 0) ra.
Hypothesis hrb : bnd (rgrad W lam Delta Z 1) rb.
Notation e := ((a * ra + b * rb) / lam).

Lemma gradient_defect : qneg (defect W 0) e.
Proof. by apply: defect_qneg; exact: B3_stationary_balance linear d1 l0 ha hb hra hrb. Qed.
Lemma gradient_defect_ge0 : 0 <= e.
Proof. exact: bnd_ge0 (B3_stationary_balance linear d1 l0 ha hb hra hrb). Qed.
Lemma gradient_fit : nrm (W 0%N *m Z 1%N - Y) <= e1.
Proof. by rewrite -(linear (ltnW d1)). Qed.
Lemma gradient_layer : Z 1%N = W 1%N *m Z 2%N. Proof. exact: linear. Qed.

(* A2 with B3. *)
Theorem B11_collapse r : (1 < K)%N -> balanced R y -> bnd (Z 1%N) r -> bnd (Z 2%N) r ->
  bnd (W 0%N) r ->
  NC1_le y (Z 1%N) (r ^+ 2 / N%:R * Psi r r s e1 ((u 1)%:R - K%:R) e ^+ 2 /
    (Num.sqrt ((K%:R - 1) / K%:R) - e1 / Num.sqrt N%:R) ^+ 2).
Proof.
move=> K1 hB h1 h2 hW; have [X hX] := pinv_exists (W 0%N).
exact: (A2_within_class_collapse K1 gradient_layer hX hB hs gradient_fit es gradient_defect h1 h2
  hW).
Qed.
(* A2s, A5s and A6s with B3. *)
Theorem B11_collapse_sharp z2 k g c : (1 < K)%N -> bnd (Z 2%N) z2 -> cond (W 0%N) k -> 0 <= g ->
  g ^+ 2 = spread y ->
  c ^+ 2 = a ^+ 2 * z2 ^+ 2 * (minn (u 1 - K) (minn (u 2) (N - K)))%:R * e ->
  NC1_weighted_le y (Z 1%N) ((k ^+ 2 * (e1 ^+ 2 - worst_part k c e1 g ^+ 2) + c ^+ 2) /
    (g - worst_part k c e1 g) ^+ 2).
Proof.
move=> K1 hz hk g0 hg hc; have [X hX] := pinv_exists (W 0%N).
exact: (A2s_sharp_collapse K1 gradient_layer hX hs gradient_fit es gradient_defect
  gradient_defect_ge0 hz ha hk g0 hg hc).
Qed.
Theorem B11_class_means z2 k : (0 < K)%N -> bnd (Z 2%N) z2 -> cond (W 0%N) k ->
  NC2_le y (Z 1%N) (Num.sqrt (k ^+ 2 * (1 + e1 / s) ^+ 2 +
    (if u 1 == K then 0 else a ^+ 2 * z2 ^+ 2 * e / s ^+ 2)) / (1 - e1 / s)).
Proof.
move=> K0 hz hk; have [X hX] := pinv_exists (W 0%N).
exact: (A5s_class_mean_orthogonality K0 gradient_layer hX hs gradient_fit es gradient_defect
  gradient_defect_ge0 hz ha hk).
Qed.
Theorem B11_alignment z2 k : (0 < K)%N -> bnd (Z 2%N) z2 -> cond (W 0%N) k ->
  1 - NC3 y (Z 1%N) (W 0%N) <= ((k - 1) / Num.sqrt (k ^+ 2 + 1) + Num.sqrt 2%:R * k * e1 / Num.sqrt
    N%:R +
    a * z2 * Num.sqrt ((kernel_rank K (u 1) (u 2) N)%:R * e / (2%:R * N%:R))) ^+ 2.
Proof.
move=> K0 hz hk; have [X hX] := pinv_exists (W 0%N).
exact: (A6s_alignment K0 gradient_layer hX hs gradient_fit es gradient_defect gradient_defect_ge0 hz
  ha hk).
Qed.
End Gradients.

(* --- B10t, its last line: weights with C_lambda <= lambda S/2, balanced to eps2, features no
   longer than their layers make them (linear layers, or |sigma(x)| <= |x|). --- *)
Section End.
Variables (R : rcfType) (u : nat -> nat) (N : nat) (y : 'I_N -> 'I_(u 0)).
Notation K := (u 0).
Notation Y := (onehot y : 'M[R]_(K, N)).
Theorem B10t_collapse (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)) L b f S lam
  s e1 e2 r :
  linear_head W 2 Z -> (forall j, (j <= L)%N -> nrm (Z j) <= nrm (W j *m Z j.+1)) ->
    bnd (Z L.+1) b -> 0 < b -> 0 < lam ->
  sqn (Z 0%N - Y) / 2%:R + lam / 2%:R * (\sum_(j < L.+1) sqn (W j)) <= lam * S / 2%:R ->
  Num.sqrt (lam * S) <= nrm Y -> 0 <= f -> f ^+ L.+1 = ((nrm Y - Num.sqrt (lam * S)) / b) ^+ 2 ->
  0 <= e1 -> e1 ^+ 2 = lam * (S - L.+1%:R * f) -> low Y s -> e1 < s -> bnd (defect W 0) e2 ->
  (1 < K)%N -> balanced R y -> bnd (Z 1%N) r -> bnd (Z 2%N) r -> bnd (W 0%N) r ->
  NC1_le y (Z 1%N) (r ^+ 2 / N%:R * Psi r r s e1 ((u 1)%:R - K%:R) e2 ^+ 2 /
    (Num.sqrt ((K%:R - 1) / K%:R) - e1 / Num.sqrt N%:R) ^+ 2).
Proof.
move=> lin hZ hb b0 l0 hC eY f0 hf e10 e1E hs es hD K1 hB h1 h2 hW.
have [X hX] := pinv_exists (W 0%N).
have he : nrm (W 0%N *m Z 1%N - Y) <= e1.
  rewrite -(lin 0%N isT) nrm_le // e1E; exact: B10t_residual hZ hb b0 l0 hC eY f0 hf.
exact: (A2_within_class_collapse K1 (lin 1%N isT) hX hB hs he es (defect_qneg hD) h1 h2 hW).
Qed.

(* Gradient descent on a linear network, assumed but for its steps nothing: B9t gives the balance
   and the loss, B10t the residual, A2 the collapse after k steps. *)
Theorem B10t_linear_networks (L : nat) (X : 'M[R]_(u L.+2, N))
  (W : nat -> forall j, 'M[R]_(u j, u j.+1))
    (Z : nat -> forall j, 'M[R]_(u j, N)) eta lam beta b f s e1 d0 r k :
  (forall i, linear_head (W i) L.+2 (Z i)) -> (forall i, Z i L.+2 = X) ->
  (forall i j, (j < L.+2)%N -> W i.+1 j = step (W i) (Z i 0%N - Y) (Z i) eta lam j) ->
  0 < eta -> eta * beta < 2%:R -> smooth_below X Y lam beta (loss X Y lam (W 0%N)) ->
  0 < lam -> 2%:R * eta * lam <= 1 -> bnd (defect (W 0%N) 0) d0 -> bnd X b -> 0 < b ->
  let S := 2%:R * loss X Y lam (W 0%N) / lam in
  let e2 := (1 - 2%:R * eta * lam) ^+ k * d0 + eta * lam * S / (2%:R - eta * beta) in
  Num.sqrt (lam * S) <= nrm Y -> 0 <= f -> f ^+ L.+2 = ((nrm Y - Num.sqrt (lam * S)) / b) ^+ 2 ->
  0 <= e1 -> e1 ^+ 2 = lam * (S - L.+2%:R * f) -> low Y s -> e1 < s ->
  (1 < K)%N -> balanced R y -> bnd (Z k 1%N) r -> bnd (Z k 2%N) r -> bnd (W k 0%N) r ->
  NC1_le y (Z k 1%N) (r ^+ 2 / N%:R * Psi r r s e1 ((u 1)%:R - K%:R) e2 ^+ 2 /
    (Num.sqrt ((K%:R - 1) / K%:R) - e1 / Num.sqrt N%:R) ^+ 2).
Proof.
move=> lin inp steps eta0 eb sm l0 el hd hX b0 S e2 eY f0 hf e10 e1E hs es K1 hB h1 h2 hW.
have [falls _ hD] := B9t_linear_networks lin inp steps eta0 eb sm k (isT : (1 < L.+2)%N) l0 el hd.
have below : loss X Y lam (W k) <= loss X Y lam (W 0%N) by exact: cost_below lin inp steps eta0 eb
  sm k.
have lin2 : linear_head (W k) 2 (Z k) by move=> j j2; apply: lin; exact: leq_trans j2 _.
apply: (B10t_collapse (L := L.+1) (b := b) (f := f) (S := S) (lam := lam) lin2) => //.
- by move=> j jL; rewrite -(lin k j).
- by rewrite inp.
have -> : lam * S / 2%:R = loss X Y lam (W 0%N) by rewrite /S; field; rewrite gt_eqF.
apply: le_trans below; rewrite /loss.
by rewrite (outputsE (lin k) (inp k)).
Qed.
End End.
