(* Forms of claims that follow from the checked ones: A1, A2 and A5 as the paper has them, with m
   for m - K and 2 eps1 for eps1, and B6s with all its t at once. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose a b decided_a.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Paper.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation D := (W^T *m W - V *m V^T).
Variables (X : 'M[R]_(m, K)) (s e1 e r : R).
Hypothesis layer : Z1 = V *m Z2.
Hypothesis hX : is_pinv W X.
Hypothesis hs : low Y s.
Hypothesis he : nrm (W *m Z1 - Y) <= e1.
Hypothesis es : e1 < s.
Hypothesis hD : qneg D e.
Hypothesis e0 : 0 <= e.
Hypothesis h1 : bnd Z1 r.
Hypothesis h2 : bnd Z2 r.
(* Psi with m for m - K, and without. *)
Notation psi_m := (Psi r r s e1 m%:R e).
Notation psi := (Psi r r s e1 (m%:R - K%:R) e).

Lemma psi_le : psi <= psi_m.
Proof.
rewrite /Psi lerD2l; apply: ler_wpM2l; first exact: bnd_ge0 h1.
apply: ler_wsqrtr; apply: ler_wpM2r => //.
by rewrite lerBlDr lerDl ler0n.
Qed.
Lemma psi_ge0 : 0 <= psi.
Proof. exact: le_trans (nrm_ge0 _) (A1_distance_to_collapse layer hX hs he es hD h1 h2). Qed.
Theorem A1_paper_form : nrm (Z1 - X *m Y) <= psi_m.
Proof. exact: le_trans (A1_distance_to_collapse layer hX hs he es hD h1 h2) psi_le. Qed.

(* The paper's condition is eps1 < sqrt((K-1) N/(4K)). *)
Theorem A2_paper_form : (1 < K)%N -> balanced R y -> bnd W r ->
  2%:R * e1 / Num.sqrt N%:R < Num.sqrt ((K%:R - 1) / K%:R) ->
  NC1_le y Z1 (r ^+ 2 / N%:R * psi_m ^+ 2 /
    (Num.sqrt ((K%:R - 1) / K%:R) - 2%:R * e1 / Num.sqrt N%:R) ^+ 2).
Proof.
move=> K1 hB hW; rewrite -mulrA.
move: (A2_within_class_collapse K1 layer hX hB hs he es hD h1 h2 hW).
have q0 : 0 <= e1 / Num.sqrt N%:R.
  by rewrite divr_ge0 ?sqrtr_ge0 // (le_trans (nrm_ge0 _) he).
move: (Num.sqrt ((K%:R - 1) / K%:R)) (e1 / Num.sqrt N%:R) q0 => g q q0 h gap.
have p0 : 0 < g - 2%:R * q by rewrite subr_gt0.
have pq : g - 2%:R * q <= g - q.
  by rewrite lerD2l lerN2 -{1}[q]mul1r; apply: ler_wpM2r q0 _ _ _; rewrite ler1n.
apply: NC1_weaken h _; apply: ler_pM.
- by apply: mulr_ge0 (sqr_ge0 _); rewrite divr_ge0 ?sqr_ge0 ?ler0n.
- by rewrite invr_ge0 sqr_ge0.
- apply: ler_wpM2l; first by rewrite divr_ge0 ?sqr_ge0 ?ler0n.
  by rewrite ler_sqr2 ?psi_le // ?psi_ge0 // (le_trans psi_ge0 psi_le).
rewrite lef_pV2 ?posrE ?exprn_gt0 ?(lt_le_trans p0 pq) // ler_sqr2 ?(ltW p0) //.
exact: le_trans (ltW p0) pq.
Qed.
Theorem A5_paper_form k : (0 < K)%N -> bnd W r -> cond W k -> r * psi_m < s ->
  NC2_le y Z1 ((k + r * psi_m / s) / (1 - r * psi_m / s)).
Proof.
move=> K0 hW hk small; have r0 := bnd_ge0 h1.
have s0 : 0 < s by apply: le_lt_trans es; exact: le_trans (nrm_ge0 _) he.
have le : r * psi <= r * psi_m by apply: ler_wpM2l psi_le.
have := A5_class_mean_orthogonality K0 layer hX hs he es hD h1 h2 hW hk (le_lt_trans le small).
have k0 : 0 <= k by case: hk.
have p0 : 0 <= r * psi by rewrite mulr_ge0 // psi_ge0.
move: (r * psi) (r * psi_m) le small p0 => x z le small x0 h.
have xs : x / s <= z / s by apply: ler_wpM2r le; rewrite invr_ge0 ltW.
have z1 : z / s < 1 by rewrite ltr_pdivrMr // mul1r.
apply: cond_weaken h _; apply: ler_pM.
- by rewrite addr_ge0 // divr_ge0 // ltW.
- by rewrite invr_ge0 subr_ge0 (le_trans xs) // ltW.
- by rewrite lerD2l.
by rewrite lef_pV2 ?posrE ?subr_gt0 ?(le_lt_trans xs) // lerD2l lerN2.
Qed.
End Paper.

(* B6s for all t together: |grad C_lambda|^2 >= (sqrt(a C_0) - lambda R)_+^2, which is at least
   t a (C_lambda - lambda m_t) for every t between 0 and 1. *)
Section Shifted.
Variables (R : rcfType) (n : nat) (g theta : 'cV[R]_n) (a C0 lam r : R).
Hypothesis a0 : 0 < a.
Hypothesis C00 : 0 <= C0.
Hypothesis l0 : 0 <= lam.
Hypothesis hr : nrm theta <= r.
Notation joint := (Num.max 0 (Num.sqrt (a * C0) - lam * r)).
Theorem B6s_joint : a * C0 <= sqn g -> joint ^+ 2 <= sqn (g + lam *: theta).
Proof.
move=> hg; have j0 : 0 <= joint by rewrite le_max lexx.
rewrite -nrm2 ler_sqr2 ?nrm_ge0 // ge_max nrm_ge0 /=.
apply: le_trans (nrm_sub_ge _ _); rewrite nrmZ ger0_norm //.
apply: lerB; last exact: ler_wpM2l.
exact: ler_wsqrtr.
Qed.
Theorem B6s_joint_is_more t : 0 < t -> t < 1 ->
  t * a * (C0 + lam / 2%:R * sqn theta - lam * (r ^+ 2 * (2%:R^-1 + lam / ((1 - t) * a)))) <=
  joint ^+ 2.
Proof.
move=> t0 t1; have r0 : 0 <= r := le_trans (nrm_ge0 _) hr.
have q0 : 0 < 1 - t by rewrite subr_gt0.
have th : sqn theta <= r ^+ 2 by rewrite -nrm_le.
pose p := Num.sqrt (a * C0); have p0 : 0 <= p by exact: sqrtr_ge0.
have p2 : p ^+ 2 = a * C0 by rewrite sqr_sqrtr // mulr_ge0 // ltW.
apply: (@le_trans _ _ (t * p ^+ 2 - t * (lam * r) ^+ 2 / (1 - t))).
  rewrite p2; apply: (@ge0_le _ _ _ (t * a * (lam / 2%:R) * (r ^+ 2 - sqn theta))).
    by field; rewrite !gt_eqF.
  apply: mulr_ge0; rewrite ?subr_ge0 //; apply: mulr_ge0; first exact/ltW/mulr_gt0.
  by rewrite divr_ge0 ?ler0n.
rewrite -/p; case: (lerP (lam * r) p) => h.
  rewrite (max_idPr _) ?subr_ge0 //.
  apply: (@ge0_le _ _ _ ((1 - t) * (p - lam * r / (1 - t)) ^+ 2)); first by field; rewrite gt_eqF.
  by rewrite mulr_ge0 ?sqr_ge0 // ltW.
apply: le_trans (sqr_ge0 _); rewrite subr_le0 -mulrA; apply: ler_wpM2l; first exact: ltW.
rewrite ler_pdivlMr //; apply: (@le_trans _ _ (p ^+ 2)).
  by rewrite -[leRHS]mulr1; apply: ler_wpM2l; rewrite ?sqr_ge0 // lerBlDr lerDl ltW.
by rewrite ler_sqr2 ?(ltW h) // mulr_ge0.
Qed.
End Shifted.
