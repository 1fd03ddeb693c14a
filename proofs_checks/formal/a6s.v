(* Section A of docs/claims.md, A6s: second order in kappa - 1, by chords between unit vectors. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth a_sharp a7.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Chords.
Variable R : rcfType.

Definition unit_of n (a : 'cV[R]_n) : 'cV[R]_n := (nrm a)^-1 *: a.

Lemma sqn_unit n (a : 'cV[R]_n) : a != 0 -> sqn (unit_of a) = 1.
Proof. by move=> a0; rewrite sqnZ exprVn nrm2 mulVf // sqn_eq0. Qed.
Lemma chord_cosine n (a b : 'cV[R]_n) : a != 0 -> b != 0 ->
  sqn (unit_of a - unit_of b) = 2%:R * (1 - cosine a b).
Proof.
move=> a0 b0; rewrite sqnB !sqn_unit // dotZl dotZr /cosine invfM.
by move: ((nrm a)^-1) ((nrm b)^-1) (dot a b) => x z d; ring.
Qed.
Lemma cosineC n (a b : 'cV[R]_n) : cosine a b = cosine b a.
Proof. by rewrite /cosine dotC [nrm a * _]mulrC. Qed.
Lemma nrm_dist n (a b : 'cV[R]_n) : `|nrm a - nrm b| <= nrm (a - b).
Proof.
rewrite ler_norml; apply/andP; split; last by rewrite -(nrmN b); exact: nrm_sub_ge.
by rewrite lerNl opprB nrmBC -(nrmN a); exact: nrm_sub_ge.
Qed.
Lemma chord_step n (a h : 'cV[R]_n) : a != 0 -> a + h != 0 ->
  nrm (unit_of a - unit_of (a + h)) <= 2%:R * nrm h / nrm a.
Proof.
move=> a0 b0; have na : 0 < nrm a by rewrite nrm_gt0.
have nb : 0 < nrm (a + h) by rewrite nrm_gt0.
have -> : unit_of a - unit_of (a + h) =
    (nrm a)^-1 *: (- h) + ((nrm (a + h) - nrm a) / nrm a) *: unit_of (a + h).
  rewrite /unit_of scalerA; have -> : (nrm (a + h) - nrm a) / nrm a / nrm (a + h) =
    (nrm a)^-1 - (nrm (a + h))^-1.
    by field; rewrite !gt_eqF.
  by rewrite scalerBl addrA -scalerDr addrCA addNr addr0.
have u1 : nrm (unit_of (a + h)) = 1 by rewrite {1}/nrm sqn_unit // sqrtr1.
apply: le_trans (nrmD _ _) _; rewrite (nrmZ _ (- h)) (nrmZ _ (unit_of _)) u1 nrmN mulr1 normrM
  ger0_norm ?invr_ge0 ?(ltW na) //.
rewrite (_ : 2%:R * nrm h / nrm a = (nrm a)^-1 * nrm h + nrm h / nrm a); last by field;
  rewrite gt_eqF.
rewrite lerD2l; apply: ler_wpM2r; first by rewrite invr_ge0 ltW.
by apply: le_trans (nrm_dist _ _) _; rewrite addrC addKr.
Qed.
Lemma chord_orthogonal n (a h : 'cV[R]_n) : a != 0 -> dot a h = 0 ->
  a + h != 0 /\ nrm (unit_of a - unit_of (a + h)) <= nrm h / nrm a.
Proof.
move=> a0 o; have na : 0 < nrm a by rewrite nrm_gt0.
have sq : sqn (a + h) = sqn a + sqn h by rewrite sqnD o mulr0 addr0.
have b0 : a + h != 0.
  by rewrite -sqn_gt0 sq; apply: ltr_wpDr; [exact: sqn_ge0 | rewrite sqn_gt0].
split=> //; have nb : 0 < nrm (a + h) by rewrite nrm_gt0.
rewrite nrm_le; last by rewrite divr_ge0 ?nrm_ge0.
have hh : nrm h ^+ 2 = nrm (a + h) ^+ 2 - nrm a ^+ 2 by rewrite !nrm2 sq addrC addKr.
have aa : dot a a = nrm a ^+ 2 by rewrite nrm2.
rewrite chord_cosine // /cosine dotDr o addr0 expr_div_n hh aa {hh aa sq}.
move: (nrm a) (nrm (a + h)) na nb => r s r0 s0.
apply: (@ge0_le _ _ _ ((s - r) ^+ 2 * (s + 2%:R * r) / (r ^+ 2 * s))); first by field;
  rewrite !gt_eqF.
rewrite divr_ge0 //; last by rewrite mulr_ge0 ?sqr_ge0 // ltW.
by rewrite mulr_ge0 ?sqr_ge0 // addr_ge0 ?(ltW s0) // mulr_ge0 ?ler0n // ltW.
Qed.
End Chords.

Section LastTwo.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation D := (W^T *m W - V *m V^T).

(* One sample: three chords. *)
Lemma three_chords X k s1 i : (0 < K)%N -> is_pinv W X -> bnd W s1 -> cond W k ->
  2%:R * (1 - cosine (col i Z1) (row (y i) W)^T) <=
  (Num.sqrt 2%:R * ((k - 1) / Num.sqrt (k ^+ 2 + 1)) + s1 * nrm (col i ((1%:M - X *m W) *m Z1)) +
   2%:R * k * nrm (col i (W *m Z1 - Y))) ^+ 2.
Proof.
move=> K0 h hW hk; have f : row_free W by case: hk. have k0 : 0 <= k by case: hk.
have [sK hK] := low_exists W; have [t ht] := norm_exists W.
have [sK0 tk] := (cond_kappa K0 ht hK k0).1 hk.
have [lK _] := hK; have [bt _] := ht; have sKt := low_le_bnd K0 lK bt.
have t0 : 0 < t := lt_le_trans sK0 sKt; have ts := norm_least ht hW.
have k1 : 1 <= k by rewrite -(ler_pM2r sK0) mul1r; exact: le_trans sKt tk.
pose e : 'cV[R]_K := delta_mx (y i) 0; pose E := col i (W *m Z1 - Y);
  pose q := col i ((1%:M - X *m W) *m Z1).
have e1 : sqn e = 1 by rewrite /sqn /dot trmx_delta mul_delta_mx trace_mx11 mxE !eqxx.
have ne1 : nrm e = 1 by rewrite /nrm e1 sqrtr1.
have we : (row (y i) W)^T = W^T *m e by rewrite tr_row colE.
have WX := pinv_free h f; have [tP iP] := pinv_proj h.
pose p0 := X *m e.
have zE : col i Z1 = p0 + q + X *m E.
  have -> : X *m E = col i (X *m W *m Z1) - p0.
    have -> : E = col i (W *m Z1) - e.
      by apply/matrixP => c j; rewrite !mxE (ord1 j) eqxx andbT eq_sym.
    by rewrite mulmxBr -col_mulmx mulmxA.
  rewrite /q mulmxBl mul1mx; apply/matrixP => c j; rewrite !mxE.
  by move: (p0 c j) (Z1 c i) (\sum_l _) => a1 b1 c1; ring.
have d1 : dot p0 (W^T *m e) = 1 by rewrite dot_mulrl trmxK mulmxA WX mul1mx -/(sqn e) e1.
have p00 : p0 != 0 by apply: contra_eq_neq d1 => ->; rewrite dot0l eq_sym oner_neq0.
have w0 : W^T *m e != 0 by apply: contra_eq_neq d1 => ->; rewrite dot0r eq_sym oner_neq0.
have np : 0 < nrm p0 by rewrite nrm_gt0.
have tp : 1 <= t * nrm p0.
  by have := bnd_nrm_mul p0 bt; rewrite mulmxA WX mul1mx ne1.
have o : dot p0 q = 0.
  rewrite /q col_mulmx dot_mulrl; have [tC _] := projC (pinv_proj h).
  by rewrite tC /p0 mulmxA pinv_kerX // mul0mx dot0l.
have [p10 c1] := chord_orthogonal p00 o.
have tp1 : 1 <= t * nrm (p0 + q).
  apply: le_trans tp _; apply: ler_wpM2l; first exact: ltW.
  by rewrite -ler_sqr2 ?nrm_ge0 // !nrm2 sqnD o mulr0 addr0 lerDl sqn_ge0.
have c0 : sqn (unit_of (W^T *m e) - unit_of p0) <= 2%:R * ((k - 1) ^+ 2 / (k ^+ 2 + 1)).
  rewrite chord_cosine // cosineC; apply: ler_wpM2l; first by rewrite ler0n.
  have := cosine_ge (_ : 0 <= dot p0 (W^T *m e)) (kantorovich_pinv K0 h hk e1).
  rewrite d1 ler01 invf_div mul1r => /(_ isT) kan.
  have kk : 0 < k ^+ 2 + 1 by rewrite ltr_pwDr ?ltr01 ?sqr_ge0.
  apply: (@le_trans _ _ (1 - 2%:R * k / (k ^+ 2 + 1))); first by rewrite lerD2l lerN2.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; field; rewrite gt_eqF.
pose al := Num.sqrt 2%:R * ((k - 1) / Num.sqrt (k ^+ 2 + 1)).
have al0 : 0 <= al by rewrite mulr_ge0 ?sqrtr_ge0 // divr_ge0 ?sqrtr_ge0 // subr_ge0.
have {}c0 : nrm (unit_of (W^T *m e) - unit_of p0) <= al.
  rewrite nrm_le //; apply: le_trans c0 _; rewrite exprMn expr_div_n !sqr_sqrtr ?ler0n //.
  by rewrite addr_ge0 ?sqr_ge0 ?ler01.
have {}c1 : nrm (unit_of p0 - unit_of (p0 + q)) <= s1 * nrm q.
  apply: le_trans c1 _; rewrite mulrC; apply: ler_wpM2r; first exact: nrm_ge0.
  by apply: le_trans ts; rewrite -[leLHS]mul1r ler_pdivrMr.
have XE : nrm (X *m E) <= k * nrm E * nrm (p0 + q).
  apply: le_trans (bnd_nrm_mul E (pinv_bnd h lK sK0)) _.
  rewrite mulrAC; apply: ler_wpM2r; first exact: nrm_ge0.
  rewrite -[leLHS]mul1r ler_pdivrMr //; apply: le_trans tp1 _.
  by rewrite mulrAC; apply: ler_wpM2r; first exact: nrm_ge0.
have b0 : 0 <= s1 * nrm q by rewrite mulr_ge0 ?nrm_ge0 ?(bnd_ge0 hW).
have g0 : 0 <= 2%:R * k * nrm E by rewrite !mulr_ge0 ?ler0n ?nrm_ge0.
have np1 : 0 < nrm (p0 + q) by rewrite nrm_gt0.
rewrite we -/E -/q -/al; case: (eqVneq (col i Z1) 0) => [z0|z0].
  rewrite z0 /cosine dot0l mul0r subr0 mulr1.
  have one : 1 <= k * nrm E.
    have nn : nrm (p0 + q) = nrm (X *m E).
      by rewrite -nrmN; congr nrm; apply/eqP; rewrite eq_sym -addr_eq0 addrC -zE z0.
    by rewrite -(ler_pM2r np1) mul1r {1}nn.
  apply: (@le_trans _ _ (2%:R ^+ 2)).
    by rewrite -natrX ler_nat.
  rewrite ler_sqr2 ?ler0n ?addr_ge0 //; apply: ler_wpDl; first exact: addr_ge0.
  by rewrite -mulrA ler_pMr ?ltr0n.
rewrite -chord_cosine // sqnBC -nrm2 ler_sqr2 ?nrm_ge0 ?addr_ge0 //.
have -> : unit_of (W^T *m e) - unit_of (col i Z1) = (unit_of (W^T *m e) - unit_of p0) +
   (unit_of p0 - unit_of (p0 + q)) + (unit_of (p0 + q) - unit_of (col i Z1)).
  by rewrite !addrA !subrK.
apply: le_trans (nrmD _ _) _; apply: lerD.
  by apply: le_trans (nrmD _ _) _; apply: lerD.
rewrite zE in z0 *; apply: le_trans (chord_step p10 z0) _.
by rewrite ler_pdivrMr // -!mulrA ler_pM2l ?ltr0n // mulrA.
Qed.

(* Minkowski over samples. *)
Lemma minkowski (a : R) (B : 'M[R]_(m, N)) (C : 'M[R]_(K, N)) b c : 0 <= a -> 0 <= b -> 0 <= c ->
  \sum_i (a + b * nrm (col i B) + c * nrm (col i C)) ^+ 2 <=
    (Num.sqrt N%:R * a + b * nrm B + c * nrm C) ^+ 2.
Proof.
move=> a0 b0 c0.
pose r1 : 'rV[R]_N := const_mx a; pose r2 : 'rV[R]_N := \row_i (b * nrm (col i B)).
pose r3 : 'rV[R]_N := \row_i (c * nrm (col i C)).
have -> : \sum_i (a + b * nrm (col i B) + c * nrm (col i C)) ^+ 2 = sqn (r1 + r2 + r3).
  by rewrite sqnE big_ord1; apply: eq_bigr => i _; rewrite !mxE.
have n1 : nrm r1 = Num.sqrt N%:R * a.
  rewrite /nrm sqnE big_ord1 (eq_bigr (fun=> a ^+ 2)) => [|i _]; last by rewrite mxE.
  by rewrite sumr_const card_ord -mulr_natl sqrtrM ?ler0n // sqrtr_sqr ger0_norm.
have nr p (x : R) (A : 'M[R]_(p, N)) : 0 <= x ->
  nrm (\row_i (x * nrm (col i A)) : 'rV[R]_N) = x * nrm A.
  move=> x0; rewrite /nrm sqnE big_ord1 (eq_bigr (fun i => x ^+ 2 * sqn (col i A))) => [|i _].
    by rewrite -mulr_sumr -(sqn_cols A) sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm.
  by rewrite mxE exprMn nrm2.
rewrite -nrm_le; last by rewrite !addr_ge0 ?mulr_ge0 ?sqrtr_ge0 ?nrm_ge0.
apply: le_trans (nrmD _ _) _; rewrite -(nr _ c C c0); apply: lerD => //.
by apply: le_trans (nrmD _ _) _; rewrite -(nr _ b B b0) -n1.
Qed.

Theorem A6s_alignment X s e1 e s1 z2 k : (0 < K)%N -> Z1 = V *m Z2 -> is_pinv W X ->
  low Y s -> nrm (W *m Z1 - Y) <= e1 -> e1 < s -> qneg D e -> 0 <= e -> bnd Z2 z2 -> bnd W s1 ->
    cond W k ->
  1 - NC3 y Z1 W <= ((k - 1) / Num.sqrt (k ^+ 2 + 1) + Num.sqrt 2%:R * k * e1 / Num.sqrt N%:R +
    s1 * z2 * Num.sqrt ((kernel_rank K m n N)%:R * e / (2%:R * N%:R))) ^+ 2.
Proof.
move=> K0 hZ h hl he es hD e0 hz2 hW hk; have e10 := nrm_le_ge0 he; have s0 := le_lt_trans e10 es.
have N0 := samples_pos K0 hl s0; have f := head_rank hl he es; have k0 : 0 <= k by case: hk.
have Np : 0 < N%:R :> R by rewrite ltr0n.
have s10 := bnd_ge0 hW; have z20 := bnd_ge0 hz2.
have [sK hK] := low_exists W; have [t ht] := norm_exists W.
have [sK0 tk] := (cond_kappa K0 ht hK k0).1 hk.
have k1 : 1 <= k.
  rewrite -(ler_pM2r sK0) mul1r; apply: le_trans tk.
  have [lK _] := hK; have [bt _] := ht; exact: low_le_bnd K0 lK bt.
pose be := (k - 1) / Num.sqrt (k ^+ 2 + 1).
have be0 : 0 <= be by rewrite divr_ge0 ?sqrtr_ge0 // subr_ge0.
have al0 : 0 <= Num.sqrt 2%:R * be by rewrite mulr_ge0 ?sqrtr_ge0.
have sum : 2%:R * N%:R * (1 - NC3 y Z1 W) <=
  (Num.sqrt N%:R * (Num.sqrt 2%:R * be) + s1 * nrm ((1%:M - X *m W) *m Z1) + 2%:R * k * nrm
    (W *m Z1 - Y)) ^+ 2.
  have -> : 2%:R * N%:R * (1 - NC3 y Z1 W) = \sum_i 2%:R * (1 - cosine (col i Z1) (row (y i) W)^T).
    rewrite /NC3 -mulr_sumr sumrB sumr_const card_ord; move: (\sum_i _) => S.
    by field; rewrite gt_eqF.
  apply: le_trans (minkowski _ _ al0 s10 _); last by rewrite mulr_ge0 ?ler0n.
  by apply: ler_sum => i _; exact: three_chords K0 h hW hk.
have q := kernel_sqn hZ h f hD e0 hz2.
have qn : nrm ((1%:M - X *m W) *m Z1) <= z2 * Num.sqrt ((kernel_rank K m n N)%:R * e).
  have r0 : 0 <= (kernel_rank K m n N)%:R * e by rewrite mulr_ge0 ?ler0n.
  by rewrite nrm_le ?mulr_ge0 ?sqrtr_ge0 // exprMn sqr_sqrtr // mulrA.
have two : 0 < Num.sqrt 2%:R :> R by rewrite sqrtr_gt0 ltr0n.
have two2 : Num.sqrt 2%:R ^+ 2 = 2%:R :> R by rewrite sqr_sqrtr // ler0n.
have w0 : 0 < Num.sqrt N%:R :> R by rewrite sqrtr_gt0.
have w2 : Num.sqrt N%:R ^+ 2 = N%:R :> R by rewrite sqr_sqrtr // ltW.
have -> : Num.sqrt ((kernel_rank K m n N)%:R * e / (2%:R * N%:R)) =
    Num.sqrt ((kernel_rank K m n N)%:R * e) / (Num.sqrt 2%:R * Num.sqrt N%:R).
  have r0 : 0 <= (kernel_rank K m n N)%:R * e by rewrite mulr_ge0 ?ler0n.
  have N2 : 0 <= 2%:R * N%:R :> R by rewrite mulr_ge0 ?ler0n.
  by rewrite (sqrtrM _ r0) (sqrtrV N2) (@sqrtrM _ 2%:R) ?ler0n.
have k20 : 0 <= 2%:R * k by rewrite mulr_ge0 ?ler0n.
rewrite -/be; move: qn; set S := Num.sqrt (_ * e) => qn; have S0 : 0 <= S by exact: sqrtr_ge0.
have all : 2%:R * N%:R * (1 - NC3 y Z1 W) <=
    (Num.sqrt N%:R * (Num.sqrt 2%:R * be) + s1 * (z2 * S) + 2%:R * k * e1) ^+ 2.
  apply: le_trans sum _; rewrite ler_sqr2.
  - apply: lerD; last by apply: ler_wpM2l; rewrite ?mulr_ge0 ?ler0n.
    by rewrite lerD2l; apply: ler_wpM2l.
  - exact: addr_ge0 (addr_ge0 (mulr_ge0 (sqrtr_ge0 _) al0) (mulr_ge0 s10 (nrm_ge0 _)))
    (mulr_ge0 k20 (nrm_ge0 _)).
  - exact: addr_ge0 (addr_ge0 (mulr_ge0 (sqrtr_ge0 _) al0) (mulr_ge0 s10 (mulr_ge0 z20 S0)))
    (mulr_ge0 k20 e10).
rewrite -(ler_pM2l (_ : 0 < 2%:R * N%:R)); last by rewrite mulr_gt0 ?ltr0n.
apply: le_trans all _; move: (Num.sqrt N%:R) (Num.sqrt 2%:R) w0 two two2 w2 => w v w0 v0 v2 w2.
rewrite -[in leRHS]w2.
have F : w * (v * be) + s1 * (z2 * S) + v ^+ 2 * k * e1 =
    v * w * (be + v * k * e1 / w + s1 * z2 * (S / (v * w))) by field; rewrite !gt_eqF.
by rewrite v2 in F; rewrite F exprMn exprMn v2.
Qed.
End LastTwo.
