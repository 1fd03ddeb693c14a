(* As decided_a.v, for A2 and A6s, whose bounds have square roots in them. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From NCV Require Import defs norms penrose spectral singular a a_sharp a7 a6s.
From NCV Require Import decide rationals decided_a.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Decided.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation D := (W^T *m W - V *m V^T).
Notation QR := (QR R).
Variable h : head.
Hypothesis H : head_in y W V Z1 Z2 h.
Notation s := (QR (lower (s_K_Y h))).
Notation e1 := (QR (upper (eps1 h))).
Notation k := (QR (upper (s1 h)) / QR (lower (s_K h))).
Notation e := (QR (upper (eD h))).

Lemma samplesE : samples (head_counts h) = Z.of_nat N.
Proof. by rewrite (in_counts H) (samples_of R). Qed.
Lemma classesE : classes (head_counts h) = Z.of_nat K.
Proof. by rewrite (in_counts H) classes_of. Qed.
(* A2's right side grows with Psi and falls with the root. *)
Lemma A2_scalar (r2 p p' d d' : R) : 0 <= r2 -> 0 <= p -> p <= p' -> 0 < d' -> d' <= d ->
  r2 * p ^+ 2 / d ^+ 2 <= r2 * p' ^+ 2 / d' ^+ 2.
Proof.
move=> r0 p0 pp d0 dd; have d1 := lt_le_trans d0 dd; apply: ler_pM.
- exact: mulr_ge0 r0 (sqr_ge0 _).
- by rewrite invr_ge0 sqr_ge0.
- by apply: ler_wpM2l => //; rewrite ler_sqr2 // (le_trans p0).
by rewrite lef_pV2 ?posrE ?exprn_gt0 // ler_sqr2 // ltW.
Qed.
Lemma radius_bounds : bnd Z1 (QR (upper (z1 h))) -> bnd Z2 (QR (upper (z2 h))) ->
  bnd W (QR (upper (s1 h))) ->
  [/\ bnd Z1 (QR (radius h)), bnd Z2 (QR (radius h)) & bnd W (QR (radius h))].
Proof.
move=> b1 b2 bW; rewrite /radius !QR_greater; split;
  [apply: bnd_weaken b1 _ | apply: bnd_weaken b2 _ | apply: bnd_weaken bW _];
  by rewrite !le_max lexx ?orbT.
Qed.

Theorem A2_decided b : A2_decides h b -> NC1_le y Z1 (QR b).
Proof.
rewrite /A2_decides /A2_bound /A2_root /psi samplesE classesE (in_width H).
have := root_below_le R ((whole (Z.of_nat K) - 1) / whole (Z.of_nat K))%frac.
have := root_above_ge R (1 / whole (Z.of_nat N))%frac.
have := root_above_ge R ((whole (Z.of_nat m) - whole (Z.of_nat K)) * upper (eD h))%frac.
move: (root_below _) (root_above (1 / _)%frac) (root_above _) => rb rN re_ hre hrN hrb.
move=> /andP [/andP [/andP [I alike]]] root0 le.
have [[K1 s0 lY re es] [[e10 hD e0 k0 hk] [b1 b2 bW]]] := at_ends H I.
have [X hX] := pinv_exists W.
rewrite (in_counts H) in alike; have hb := all_alike_balanced R (ltnW K1) alike.
have [r1 r2 r3] := radius_bounds b1 b2 bW; have r0 := bnd_ge0 r1.
have := A2_within_class_collapse K1 (in_layer H) hX hb lY re es hD r1 r2 r3.
move/NC1_weaken; apply; move: root0 le hre hrN hrb r0; move: (radius h) => r.
rewrite (QR_less R) (QR_at_most R) !(QR0, QR1, QRdiv, QRsq, QRB, QRD, QRM) !QR_whole !ZR_nat.
move=> root0 le hre hrN hrb r0; apply: le_trans le.
have se : 0 <= s - e1 by rewrite subr_ge0 ltW.
apply: A2_scalar => //.
- by rewrite divr_ge0 ?sqr_ge0 ?ler0n.
- exact: addr_ge0 (mulr_ge0 r0 (divr_ge0 e10 se)) (mulr_ge0 r0 (sqrtr_ge0 _)).
- by rewrite /Psi -mulrA lerD2l; apply: ler_wpM2l.
apply: lerB => //; apply: ler_wpM2l => //.
by move: hrN; rewrite mul1r sqrtrV ?ler0n.
Qed.

Theorem A6s_decided b : A6s_decides h b -> 1 - NC3 y Z1 W <= QR b.
Proof.
rewrite /A6s_decides /A6s_bound samplesE.
have := root_below_le R (sq (upper (s1 h) / lower (s_K h)) + 1)%frac.
have := root_above_ge R 2%frac.
have := root_above_ge R (1 / whole (Z.of_nat N))%frac.
have := root_above_ge R
  (whole (kernel_directions h) * upper (eD h) / (2 * whole (Z.of_nat N)))%frac.
move: (root_below _) (root_above 2%frac) (root_above (1 / _)%frac) (root_above (_ / (2 * _))%frac).
move=> rk r2 rN rq.
move=> hrq hrN hr2 hrk /andP [/andP [/andP [I]]].
have [[K1 s0 lY re es] [[e10 hD e0 k0 hk] [b1 b2 bW]]] := at_ends H I.
have [X hX] := pinv_exists W.
have := A6s_alignment (ltnW K1) (in_layer H) hX lY re es hD e0 b2 bW hk.
have [s10 z20] := (bnd_ge0 bW, bnd_ge0 b2); move: hrq hrN hr2 hrk.
rewrite !(QR_at_most R) (QR_less R) !(QR0, QR1, QR2, QRdiv, QRsq, QRB, QRD, QRM)
  !QR_whole !ZR_nat.
rewrite (kernel_directionsE H I); move: (NC3 y Z1 W) => nc3 hrq hrN hr2 hrk a6 k1 root0 le.
apply: le_trans a6 _; apply: le_trans le.
have k2 : 0 <= k - 1 by rewrite subr_ge0.
have t1 := divr_ge0 k2 (sqrtr_ge0 (k ^+ 2 + 1)).
have t2 := divr_ge0 (mulr_ge0 (mulr_ge0 (sqrtr_ge0 2%:R) (ltW k0)) e10) (sqrtr_ge0 (N%:R : R)).
have t3 := addr_ge0 (addr_ge0 t1 t2) (mulr_ge0 (mulr_ge0 s10 z20) (sqrtr_ge0 _)).
have mono (x z : R) : 0 <= x -> x <= z -> x ^+ 2 <= z ^+ 2.
  by move=> x0 xz; rewrite ler_sqr2 // (le_trans x0).
apply: mono; first exact: t3.
apply: lerD; last by apply: ler_wpM2l hrq; exact: mulr_ge0.
apply: lerD.
  apply: ler_wpM2l => //; rewrite lef_pV2 ?posrE //.
  by rewrite sqrtr_gt0 ltr_wpDl ?sqr_ge0 ?ltr01.
have rN0 : 0 <= QR rN by apply: le_trans hrN; exact: sqrtr_ge0.
rewrite mul1r sqrtrV ?ler0n // in hrN.
apply: ler_pM => //; rewrite ?invr_ge0 ?sqrtr_ge0 //.
  exact: mulr_ge0 (mulr_ge0 (sqrtr_ge0 _) (ltW k0)) e10.
by apply: ler_wpM2r => //; apply: ler_wpM2r => //; exact: ltW.
Qed.
End Decided.
