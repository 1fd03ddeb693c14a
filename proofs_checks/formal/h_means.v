(* Any classifier: the condition of its centred class means (H4), how samples align with the last
   layer's rows (H5), and the nearest class mean (H6). *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* --- Singular values of class means that add up to 0: the K-th is 0, the least of the others is
   the least along vectors that add up to 0. --- *)
Section CentredCondition.
Variables (R : rcfType) (m K : nat).
Implicit Types A B : 'M[R]_(m, K).

Definition sums0 (v : 'cV[R]_K) : Prop := (const_mx 1 : 'rV[R]_K) *m v = 0.
(* s <= s_{K-1}(A). *)
Definition low_centred A (s : R) : Prop :=
  0 <= s /\ forall v : 'cV[R]_K, sums0 v -> s ^+ 2 * sqn v <= sqn (A *m v).
(* kappa_{K-1}(A) <= k, and A has rank K - 1. *)
Definition cond_centred A (k : R) : Prop :=
  [/\ 0 <= k, (forall v : 'cV[R]_K, sums0 v -> A *m v = 0 -> v = 0) &
      forall u v : 'cV[R]_K, sums0 u -> sums0 v ->
        nrm (A *m u) * nrm v <= k * (nrm (A *m v) * nrm u)].

(* It is a singular value: of all A - B, B of rank K - 2, none has a smaller norm. *)
Lemma low_centred_svle A s c : (1 < K)%N -> low_centred A s -> svle A (K - 2) c -> s <= c.
Proof.
move=> K1 [s0 h] [B rB hB]; have c0 := bnd_ge0 hB.
pose C := col_mx B (const_mx 1 : 'rV[R]_K).
have rC : (\rank C < K)%N.
  have le : (\rank C <= \rank B + \rank (const_mx 1%R : 'rV[R]_K))%N.
    by rewrite /C -addsmxE; exact: mxrank_adds_leqif.
  apply: leq_ltn_trans le _; apply: leq_ltn_trans (leq_add rB (rank_leq_row _)) _.
  by rewrite addn1 -subSn // subSS ltn_subrL /= (ltn_trans _ K1).
have : kermx C^T != 0 by rewrite kermx_eq0 /row_free mxrank_tr neq_ltn rC.
case/rowV0Pn=> v /sub_kermxP vC v0.
have e : C *m v^T = 0 by apply: trmx_inj; rewrite trmx_mul trmxK vC trmx0.
move: e; rewrite /C mul_col_mx -[0]vsubmxK => /eq_col_mx [e1 e2].
have z1 : B *m v^T = 0 by rewrite e1; apply/matrixP => i j; rewrite !mxE.
have z2 : sums0 v^T by rewrite /sums0 e2; apply/matrixP => i j; rewrite !mxE.
have vp : 0 < sqn v^T by rewrite sqn_tr sqn_gt0.
rewrite -ler_sqr2 // -(ler_pM2r vp); apply: le_trans (h _ z2) _.
by rewrite -[A *m _](subr0 _) -z1 -mulmxBl; case: hB.
Qed.
End CentredCondition.

Section AnyClassifier.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Notation n := (@size_of R N K y).
Notation bmean := (@bmean R N K y).
Hypothesis ne : nonempty y.
Hypothesis K0 : (0 < K)%N.
Variables (p : nat) (W : 'M[R]_(K, p)) (b : 'cV[R]_K) (Z : 'M[R]_(p, N)).
Notation Lg := (logits W b Z).
Notation Wc := (Wc W).
Notation M := (Mu_C y Z).
Variable X : 'M[R]_(p, K).
Hypothesis hX : is_pinv Wc X.
Notation P := (X *m Wc).
(* P M~ as the logits give it. *)
Notation PM := (X *m Mu_C y Lg).
Notation q2 := (rest y W b Z X).

Lemma PME : PM = P *m M.
Proof. by rewrite (Mu_C_logits ne K0) mulmxA (pinv_W K0 hX). Qed.

Lemma cond_centred_of s1 s t : bnd PM s1 -> low_centred PM s -> 0 < s -> 0 <= t ->
  sqn ((1%:M - P) *m M) <= t -> cond_centred M (Num.sqrt ((s1 ^+ 2 + t) / s ^+ 2)).
Proof.
rewrite PME => h1 [s0' hs] s0 t0 ht; have hP := pinv_proj hX.
have s2 : 0 < s ^+ 2 by rewrite exprn_gt0.
have up (u : 'cV[R]_K) : sqn (M *m u) <= (s1 ^+ 2 + t) * sqn u.
  rewrite (pythagoras _ hP) mulrDl (mulmxA P M u) (mulmxA (1%:M - P) M u).
  apply: lerD; first exact: (proj2 h1 u).
  apply: le_trans (_ : sqn ((1%:M - P) *m M) * sqn u <= _); last by rewrite ler_wpM2r ?sqn_ge0.
  by rewrite -(nrm2 (_ *m M)); have [_ ->] := bnd_nrm ((1%:M - P) *m M).
have lo v : sums0 v -> s ^+ 2 * sqn v <= sqn (M *m v).
  by move=> v0; apply: le_trans (hs v v0) _; rewrite -(mulmxA P) proj_le.
split; first exact: sqrtr_ge0.
- move=> v v0 e; apply: sqn_le0; have := lo v v0; rewrite e sqn0.
  by rewrite pmulr_rle0.
move=> u v u0 v0; set k2 := (_ + _) / _.
have k0 : 0 <= k2 by rewrite divr_ge0 ?addr_ge0 ?sqr_ge0.
rewrite -ler_sqr2 ?mulr_ge0 ?nrm_ge0 ?sqrtr_ge0 // !exprMn !nrm2 sqr_sqrtr //.
apply: le_trans (ler_wpM2r (sqn_ge0 v) (up u)) _.
have -> : (s1 ^+ 2 + t) * sqn u * sqn v = k2 * (s ^+ 2 * sqn v * sqn u).
  move: (sqn u) (sqn v) => a c; rewrite /k2; field.
  by rewrite gt_eqF.
by rewrite ler_wpM2l // ler_wpM2r ?sqn_ge0 // lo.
Qed.

Lemma K_S_B (A : 'M[R]_p) : K%:R * S_B y (A *m Z) = sqn (A *m M).
Proof. by rewrite /S_B Mu_C_mul mulrC divfK // pnatr_eq0 -lt0n. Qed.

(* kappa_{K-1}(M~)^2 <= (s_1(P M~)^2 + K q^2)/s_{K-1}(P M~)^2. *)
Theorem H4_centred_class_means s1 s : bnd PM s1 -> low_centred PM s -> 0 < s ->
  cond_centred M (Num.sqrt ((s1 ^+ 2 + K%:R * q2) / s ^+ 2)).
Proof.
have k0 : 0 < K%:R :> R by rewrite ltr0n.
move=> h1 h2 s0; apply: (cond_centred_of h1 h2 s0); first by rewrite mulr_ge0 ?rest_ge0 // ltW.
rewrite (restE ne K0 b Z hX) mulrDr K_S_B.
by rewrite lerDr mulr_ge0 ?S_W_ge0 // ltW.
Qed.
(* With K (S_B - P_B) in the place of K q^2. *)
Theorem H4_centred_class_means_given_S_B s1 s : bnd PM s1 -> low_centred PM s -> 0 < s ->
  cond_centred M (Num.sqrt ((s1 ^+ 2 + K%:R * (S_B y Z - P_B y X Lg)) / s ^+ 2)).
Proof.
have k0 : 0 < K%:R :> R by rewrite ltr0n.
move=> h1 h2 s0; apply: (cond_centred_of h1 h2 s0).
  by rewrite mulr_ge0 ?subr_ge0 ?(P_B_le ne K0 b Z hX) // ltW.
rewrite (P_BE ne K0 b Z hX) (S_B_proj y Z (pinv_proj hX)) addrAC subrr add0r.
by rewrite K_S_B.
Qed.

(* --- H5. p_i = |P z|, cp_i = cos(P z, w~_c): functions of the logits. --- *)
Definition pos (a : R) : R := Num.max 0 a.
Definition sample_cos (i : 'I_N) : R := cosine (col i (centred y Z)) (row (y i) Wc)^T.
Definition sample_p2 (i : 'I_N) : R := sqn (X *m col i (centred y Lg)).
Definition sample_cp (i : 'I_N) : R := cosine (X *m col i (centred y Lg)) (row (y i) Wc)^T.

Lemma pos_ge0 a : 0 <= pos a. Proof. by rewrite le_max lexx. Qed.
Lemma pos_ge a : a <= pos a. Proof. by rewrite le_max lexx orbT. Qed.

Lemma projected_centred i : X *m col i (centred y Lg) = P *m col i (centred y Z).
Proof. by rewrite (centred_logits ne K0) col_mulmx mulmxA (pinv_W K0 hX). Qed.
Lemma rest_mean : bmean (fun i => sqn ((1%:M - P) *m col i (centred y Z))) = q2.
Proof.
rewrite (restE ne K0 b Z hX) -[RHS](S_T_total ne); apply: eq_bmean => i.
by rewrite centred_mul col_mulmx.
Qed.

(* 1 - cos(z, w~_c) <= 1 - cp + cp^+ (1 - 1/sqrt(1 + x)), x = q_i^2/p_i^2. *)
Lemma sample_cos_le i : exists2 x : R, 0 <= x &
  sample_p2 i * x <= sqn ((1%:M - P) *m col i (centred y Z)) /\
  1 - sample_cos i <= 1 - sample_cp i + pos (sample_cp i) * (1 - (Num.sqrt (1 + x))^-1).
Proof.
rewrite /sample_cos /sample_cp /sample_p2 projected_centred /cosine.
set z := col i _; set w := (row _ _)^T.
have hP := pinv_proj hX; have [tP iP] := hP.
have ew : P *m w = w.
  have [a _ _ _] := hX.
  by rewrite /w tr_row -{1}tP -col_mulmx -trmx_mul mulmxA a.
have ed : dot z w = dot (P *m z) w by rewrite dot_mull tP ew.
have pz := pythagoras z hP.
set a := P *m z in ed pz *; set q := sqn ((1%:M - P) *m z) in pz *.
have q0 : 0 <= q by exact: sqn_ge0.
case: (eqVneq (sqn a) 0) => [a0|a0].
  have ae : a = 0 by apply/eqP; rewrite -sqn_eq0 a0.
  exists 0 => //; split; first by rewrite mulr0.
  by rewrite ed ae dot0l !mul0r !subr0 addr0 sqrtr1 invr1 subrr mulr0 addr0.
have ap : 0 < sqn a by rewrite lt_neqAle eq_sym a0 sqn_ge0.
exists (q / sqn a); first by rewrite divr_ge0 // ltW.
split; first by rewrite mulrC divfK.
have nz : nrm z = nrm a * Num.sqrt (1 + q / sqn a).
  rewrite /nrm -sqrtrM ?sqn_ge0 // mulrDr mulr1 mulrCA divff // mulr1.
  by rewrite pz.
set r := Num.sqrt (1 + q / sqn a) in nz *.
have r2 : 1 <= r by apply: le_sqrt; rewrite ?ler01 // expr1n lerDl divr_ge0 // ltW.
have r0 : r != 0 by rewrite gt_eqF // (lt_le_trans ltr01).
have -> : dot z w / (nrm z * nrm w) = dot a w / (nrm a * nrm w) / r.
  rewrite ed nz -!mulrA; congr (_ * _); rewrite -!invfM; congr (_^-1); ring.
set cp := dot a w / _.
apply: (ge0_le (z := (pos cp - cp) * (1 - r^-1))); first ring.
by rewrite mulr_ge0 ?subr_ge0 ?pos_ge // invf_le1 // (lt_le_trans ltr01).
Qed.

(* The balanced mean of 1 - cos <= 1 - mean cp + mean l + mu q^2, l_i at least
   max_{x >= 0} cp_i^+ (1 - (1+x)^{-1/2}) - mu p_i^2 x. *)
Theorem H5_centred_alignment mu (l : 'I_N -> R) : 0 <= mu ->
  (forall i x, 0 <= x ->
     pos (sample_cp i) * (1 - (Num.sqrt (1 + x))^-1) - mu * sample_p2 i * x <= l i) ->
  bmean (fun i => 1 - sample_cos i) <= 1 - bmean sample_cp + bmean l + mu * q2.
Proof.
move=> mu0 hl.
have -> : 1 - bmean sample_cp + bmean l + mu * q2 =
  bmean (fun i => 1 - sample_cp i + l i + mu * sqn ((1%:M - P) *m col i (centred y Z))).
  by rewrite !bmeanD bmeanN (bmean_const ne _ K0) bmeanZ rest_mean.
apply: bmean_le => i; have [x x0 [le1 le2]] := sample_cos_le i.
apply: le_trans le2 _; rewrite -(addrA (1 - sample_cp i) (l i)) lerD2l.
have := hl i x x0; rewrite lerBlDr => /le_trans; apply.
by rewrite lerD2l -mulrA ler_wpM2l.
Qed.

(* The maximum is at 1 + x = r^2, r^3 = max(1, cp^+/(2 mu p^2)). *)
Definition best_root (mu : R) (i : 'I_N) (r : R) : Prop :=
  0 <= r /\ r ^+ 3 = Num.max 1 (pos (sample_cp i) / (2%:R * mu * sample_p2 i)).
Lemma cube_root (a : R) : 1 <= a -> exists2 r : R, 0 <= r & r ^+ 3 = a.
Proof.
move=> a1; pose f : {poly R} := 'X ^+ 3 - a%:P.
have e x : f.[x] = x ^+ 3 - a by rewrite /f hornerD hornerN hornerC hornerXn.
have a0 : 0 <= a := le_trans ler01 a1.
have [|r /andP [r0 _] /rootP] := @poly_ivt R f 0 a a0.
  rewrite !e expr0n /= sub0r oppr_le0 a0 /= subr_ge0 exprS ler_peMr //.
  by rewrite exprn_ege1.
by rewrite e => /eqP; rewrite subr_eq0 => /eqP; exists r.
Qed.
Lemma best_root_exists mu i : exists r, best_root mu i r.
Proof. by have [|r r0 e] := @cube_root (Num.max 1 (pos (sample_cp i) / (2%:R * mu * sample_p2 i)));
  [rewrite le_max lexx | exists r]. Qed.

Lemma best_root_max mu i r x : 0 < mu -> best_root mu i r -> 0 <= x ->
  pos (sample_cp i) * (1 - (Num.sqrt (1 + x))^-1) - mu * sample_p2 i * x <=
  pos (sample_cp i) * (1 - r^-1) - mu * sample_p2 i * (r ^+ 2 - 1).
Proof.
move=> mu0 [r0 er] x0.
have x1 : 0 <= 1 + x by rewrite addr_ge0 ?ler01.
set s := Num.sqrt (1 + x); have ex : x = s ^+ 2 - 1 by rewrite sqr_sqrtr // addrC addKr.
have s1 : 1 <= s by apply: le_sqrt; rewrite ?ler01 // expr1n lerDl.
have s0 : 0 < s := lt_le_trans ltr01 s1.
have r1 : 1 <= r by rewrite -(ler_pXn2r (_ : 0 < 3)%N) ?nnegrE ?ler01 // expr1n er le_max lexx.
have rp : 0 < r := lt_le_trans ltr01 r1.
rewrite {}ex; move: er; set c := pos _; set p2 := sample_p2 i => er.
have c0 : 0 <= c by exact: pos_ge0.
have p0 : 0 <= p2 by exact: sqn_ge0.
case: (eqVneq p2 0) => [pe|pn].
  have -> : c = 0.
    have ae : X *m col i (centred y Lg) = 0 by apply/eqP; rewrite -sqn_eq0 -/(sample_p2 i) -/p2 pe.
    by rewrite /c /sample_cp /cosine ae dot0l mul0r /pos maxxx.
  by rewrite !mul0r pe !mulr0 !mul0r.
have pp : 0 < p2 by rewrite lt_neqAle eq_sym pn.
have mp : 0 < mu * p2 by rewrite mulr_gt0.
move: er; rewrite -(mulrA 2%:R); move: (mu * p2) mp => m mp er.
case: (lerP (c / (2%:R * m)) 1) => [le|gt].
  move: er; rewrite (max_idPl le) => er.
  have -> : r = 1.
    apply/eqP; rewrite -(@eqrXn2 _ 3 r 1) ?er ?expr1n ?ler01 //.
  have le2 : c <= 2%:R * m by rewrite -[X in _ <= X]mul1r -ler_pdivrMr // mulr_gt0 ?ltr0n.
  apply: (ge0_le (z := (2%:R * m - c) * ((s - 1) / s) + m * (s - 1) ^+ 2 * (s + 2%:R) / s)).
    by field; rewrite gt_eqF.
  have sm : 0 <= (s - 1) / s by rewrite divr_ge0 ?subr_ge0 // ltW.
  have s2 : 0 <= s + 2%:R by rewrite addr_ge0 ?ler0n // ltW.
  apply: addr_ge0; first by rewrite mulr_ge0 // subr_ge0.
  apply: divr_ge0; last exact: ltW.
  by apply: mulr_ge0 => //; rewrite mulr_ge0 ?sqr_ge0 // ltW.
move: er; rewrite (max_idPr (ltW gt)) => er.
have -> : c = 2%:R * m * r ^+ 3 by rewrite er mulrC divfK // gt_eqF // mulr_gt0 ?ltr0n.
apply: (ge0_le (z := m * (s - r) ^+ 2 * (s + 2%:R * r) / s)).
  by field; rewrite !gt_eqF.
have s2 : 0 <= s + 2%:R * r by rewrite addr_ge0 ?mulr_ge0 ?ler0n // ltW.
apply: divr_ge0; last exact: ltW.
by apply: mulr_ge0 => //; rewrite mulr_ge0 ?sqr_ge0 // ltW.
Qed.

(* The page's H5, its maximum taken. *)
Theorem H5_centred_alignment_solved mu (r : 'I_N -> R) : 0 < mu ->
  (forall i, best_root mu i (r i)) ->
  bmean (fun i => 1 - sample_cos i) <= 1 - bmean sample_cp +
    bmean (fun i => pos (sample_cp i) * (1 - (r i)^-1) - mu * sample_p2 i * (r i ^+ 2 - 1)) + mu
      * q2.
Proof.
move=> mu0 hr; apply: H5_centred_alignment => [|i x x0]; first exact: ltW.
exact: best_root_max.
Qed.
End AnyClassifier.
