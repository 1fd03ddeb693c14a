(* H7, H11 and H11c of docs/claims.md: what a last layer without bias can do for its norms. The
   nuclear
   norm is not needed: |W|_F |H|_F is at least <W H, B> for every B of norm 1,
     and the B that serves is
   written down. Of H7 the root of an M-matrix is left out: Q stands for D^{-1/2} A^{1/2} D^{-1/2},
     any
   matrix with the two properties that the proof uses; for equal classes it is a multiple of C. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose g h h_algebraic h_exponential.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* <W H, B> <= ||B|| |W|_F |H|_F. *)
Lemma dot_product_le (R : rcfType) K p N (W : 'M[R]_(K, p)) (H : 'M[R]_(p, N)) (B : 'M[R]_(K,
  N)) c :
  bnd B c -> dot (W *m H) B <= c * (nrm W * nrm H).
Proof.
move=> hB; have c0 := bnd_ge0 hB; rewrite dot_mull; apply: le_trans (dot_le _ _) _.
rewrite [leLHS]mulrC mulrA; apply: ler_wpM2r; first exact: nrm_ge0.
rewrite nrm_le ?mulr_ge0 ?nrm_ge0 // exprMn nrm2 -(sqn_tr W); exact: bnd_mulr.
Qed.

Section Labels.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Notation n := (@size_of R N K y).
Notation Y := (onehot y : 'M[R]_(K, N)).

Lemma mul_onehot m (Q : 'M[R]_(m, K)) i k : (Q *m Y) i k = Q i (y k).
Proof.
rewrite mxE (bigD1 (y k)) //= mxE eqxx mulr1 big1 ?addr0 // => c /negPf cy.
by rewrite mxE eq_sym cy mulr0.
Qed.
(* Rows of Y scaled by a. *)
Lemma scaled_sqn (a : 'rV[R]_K) : sqn (diag_mx a *m Y) = \sum_c a 0 c ^+ 2 * n c.
Proof.
rewrite sqnE; apply: eq_bigr => c _; rewrite /size_of mulr_sumr; apply: eq_bigr => i _.
by rewrite mul_diag_mx !mxE exprMn; case: (y i == c); rewrite ?expr1n ?expr0n.
Qed.
Lemma scaled_bnd (a : 'rV[R]_K) mu : 0 <= mu -> (forall c, a 0 c ^+ 2 * n c <= mu ^+ 2) ->
  bnd (diag_mx a *m Y) mu.
Proof.
move=> m0 h; rewrite -[_ *m Y]trmxK; apply: bnd_trmx; split=> // x.
have -> : sqn ((diag_mx a *m Y)^T *m x) = \sum_c a 0 c ^+ 2 * n c * x c 0 ^+ 2.
  rewrite trmx_mul tr_diag_mx -mulmxA {1}/sqn dot_mull trmxK mulmxA onehot_gram dotE.
  apply: eq_bigr => c _; rewrite big_ord1 !mul_diag_mx !mxE.
  by move: (a 0 c) (x c 0) (n c) => ? ? ?; ring.
rewrite sqnE mulr_sumr; apply: ler_sum => c _; rewrite big_ord1.
by apply: ler_wpM2r; rewrite ?sqr_ge0.
Qed.
End Labels.

Section Floor.
Variables (R : rcfType) (N K p : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, p)) (H : 'M[R]_(p, N)) (mu : R).
Notation n := (@size_of R N K y).
Notation Y := (onehot y : 'M[R]_(K, N)).
Hypothesis ne : nonempty y.
Hypothesis mu0 : 0 <= mu.

(* Z*: class c of Y times (1 - mu/sqrt N_c)_+; F* and F. *)
Definition kept : 'rV[R]_K := \row_c Num.max 0 (1 - mu / Num.sqrt (n c)).
Definition best_outputs : 'M[R]_(K, N) := diag_mx kept *m Y.
Definition objective : R := sqn (W *m H - Y) / 2%:R + mu * (nrm W * nrm H).
Definition best_objective : R :=
  \sum_c (Num.min (n c) (mu ^+ 2) / 2%:R + mu * Num.max 0 (Num.sqrt (n c) - mu)).

Lemma root_gt0 c : 0 < Num.sqrt (n c). Proof. by rewrite sqrtr_gt0 size_nonempty. Qed.
Lemma root2 c : Num.sqrt (n c) ^+ 2 = n c.
Proof. by rewrite sqr_sqrtr // ltW // size_nonempty. Qed.
Lemma keptE c : kept 0 c = if mu <= Num.sqrt (n c) then 1 - mu / Num.sqrt (n c) else 0.
Proof.
have r0 := root_gt0 c; rewrite mxE; case: (lerP mu (Num.sqrt (n c))) => h.
  by apply/max_idPr; rewrite subr_ge0 ler_pdivrMr // mul1r.
by apply/max_idPl; rewrite subr_le0 ler_pdivlMr // mul1r ltW.
Qed.
Lemma lost_bnd : bnd (Y - best_outputs) mu.
Proof.
have -> : Y - best_outputs = diag_mx (\row_c (1 - kept 0 c)) *m Y.
  rewrite /best_outputs -[X in X - _]mul1mx -mulmxBl; congr (_ *m _).
  by apply/matrixP => i j; rewrite !mxE; case: eqP => _; rewrite ?mulr1n ?mulr0n ?subrr.
apply: scaled_bnd => // c; rewrite mxE keptE.
move: (n c) (Num.sqrt (n c)) (root_gt0 c) (root2 c) => k r r0 <-; case: (lerP mu r) => h.
  by rewrite (_ : _ * _ = mu ^+ 2) //; field; rewrite gt_eqF.
by rewrite subr0 expr1n mul1r ler_sqr2 // ltW.
Qed.
Lemma best_objectiveE : best_objective = (sqn Y - sqn best_outputs) / 2%:R.
Proof.
have -> : sqn Y = \sum_c n c.
  rewrite -[Y]mul1mx -[1%:M]/(scalar_mx 1) -diag_const_mx scaled_sqn.
  by apply: eq_bigr => c _; rewrite mxE expr1n mul1r.
rewrite scaled_sqn -sumrB mulr_suml; apply: eq_bigr => c _; rewrite keptE.
move: (n c) (Num.sqrt (n c)) (root_gt0 c) (root2 c) => k r r0 <-; have r0' := ltW r0;
  case: (lerP mu r) => h.
  have -> : Num.min (r ^+ 2) (mu ^+ 2) = mu ^+ 2 by apply/min_idPr; rewrite ler_sqr2.
  have -> : Num.max 0 (r - mu) = r - mu by apply/max_idPr; rewrite subr_ge0.
  by field; rewrite gt_eqF.
have -> : Num.min (r ^+ 2) (mu ^+ 2) = r ^+ 2 by apply/min_idPl; rewrite ler_sqr2 // ltW.
have -> : Num.max 0 (r - mu) = 0 by apply/max_idPl; rewrite subr_le0 ltW.
by rewrite mulr0 addr0 expr0n mul0r subr0.
Qed.

Theorem H11_distance_to_optimum :
  sqn (W *m H - best_outputs) <= 2%:R * (objective - best_objective).
Proof.
have := dot_product_le W H lost_bnd; rewrite /objective best_objectiveE.
move: (W *m H) (mu * _) best_outputs => Z q B; rewrite dotBr !sqnB => le.
have h2 : (2%:R : R) != 0 by rewrite pnatr_eq0.
by apply: (@ge0_le _ _ _ (2%:R * (q - (dot Z Y - dot Z B))));
  [field | rewrite mulr_ge0 ?ler0n ?subr_ge0].
Qed.
Corollary H11_floor : best_objective <= objective.
Proof.
have := le_trans (sqn_ge0 _) H11_distance_to_optimum.
by rewrite pmulr_rge0 ?ltr0n // subr_ge0.
Qed.
End Floor.

Section Margin.
Variables (R : rcfType) (N K p : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, p)) (Z : 'M[R]_(p, N)).
Notation n := (@size_of R N K y).
Notation Y := (onehot y : 'M[R]_(K, N)).

(* The least margin is at least gamma. *)
Definition margins_ge (Lg : 'M[R]_(K, N)) (gamma : R) : Prop :=
  forall i j, j != y i -> gamma <= Lg (y i) i - Lg j i.

Lemma margin_dot (Lg : 'M[R]_(K, N)) (Q : 'M[R]_K) gamma : (forall j c, j != c -> Q j c <= 0) ->
  (const_mx 1 : 'rV[R]_K) *m Q = 0 -> margins_ge Lg gamma -> gamma * (\sum_i Q (y i) (y i)) <= dot
    Lg (Q *m Y).
Proof.
move=> hQ s hg.
have sum0 c : Q c c = - \sum_(j | j != c) Q j c.
  have /matrixP /(_ 0 c) := s; rewrite !mxE (bigD1 c) //= mxE mul1r => /eqP.
  rewrite addr_eq0 => /eqP ->; congr (- _); apply: eq_bigr => j _; by rewrite mxE mul1r.
have -> : dot Lg (Q *m Y) = \sum_i \sum_j Lg j i * Q j (y i).
  rewrite dotE exchange_big /=; apply: eq_bigr => i _; apply: eq_bigr => j _.
  by rewrite mul_onehot.
rewrite mulr_sumr; apply: ler_sum => i _; rewrite [X in _ <= X](bigD1 (y i)) //= !sum0.
rewrite !mulrN !mulr_sumr -!sumrN -big_split /=; apply: ler_sum => j ji.
apply: (@ge0_le _ _ _ ((Lg (y i) i - Lg j i - gamma) * - Q j (y i))); first by ring.
by rewrite mulr_ge0 ?subr_ge0 ?hg // oppr_ge0 hQ.
Qed.
Lemma margin_norms (Q : 'M[R]_K) (H : 'M[R]_(p, N)) : (0 < K)%N ->
  (const_mx 1 : 'rV[R]_K) *m Q = 0 ->
  bnd (Q *m Y) 1 -> dot (W *m H) (Q *m Y) <= nrm (Wc W) * nrm H.
Proof.
move=> K0 s hB; have [t _] := cen_proj R K0.
have cQ : cen *m Q = Q.
  rewrite /cen mulmxBl mul1mx (_ : const_mx _ *m Q = 0) ?subr0 //.
  apply/matrixP => i j; have /matrixP /(_ 0 j) := s; rewrite !mxE => e.
  rewrite (eq_bigr (fun k => K%:R^-1 * (1 * Q k j))) => [|k _]; last by rewrite mxE mul1r.
  rewrite -mulr_sumr -[RHS](mulr0 K%:R^-1) -[in RHS]e; congr (_ * _).
  by apply: eq_bigr => k _; rewrite mxE.
have := dot_product_le (Wc W) H hB; rewrite mul1r; apply: le_trans.
by rewrite /Wc -mulmxA [leRHS]dot_mull t mulmxA cQ.
Qed.

(* No bias, classes of any sizes: gamma nuc <= <Z_L, B> <= |W~|_F |Z|_F,
   nuc the sum of Q_cc over samples. *)
Theorem H7_margin_any_sizes (Q : 'M[R]_K) gamma : (0 < K)%N -> (forall j c, j != c -> Q j c <= 0) ->
  (const_mx 1 : 'rV[R]_K) *m Q = 0 -> bnd (Q *m Y) 1 -> margins_ge (W *m Z) gamma ->
  gamma * (\sum_i Q (y i) (y i)) <= dot (W *m Z) (Q *m Y) /\
  dot (W *m Z) (Q *m Y) <= nrm (Wc W) * nrm Z.
Proof. by move=> K0 hQ s hB hg; split; [exact: margin_dot | exact: margin_norms]. Qed.

(* Equal classes, any bias, Z less its mean column: nuc = sqrt(N/K) (K-1). *)
Theorem H7_margin_equal_classes (b : 'cV[R]_K) gamma : (0 < K)%N -> nonempty y -> balanced R y ->
  margins_ge (logits W b Z) gamma ->
  gamma * (Num.sqrt (N%:R / K%:R) * (K%:R - 1)) <= nrm (Wc W) * nrm (Z *m (1%:M - J)).
Proof.
move=> K0 ne hb hg; have [i0 _] := ne (Ordinal K0); have N0 := leq_ltn_trans (leq0n _) (ltn_ord i0).
have Kp : 0 < K%:R :> R by rewrite ltr0n.
have Np : 0 < N%:R :> R by rewrite ltr0n.
pose w := Num.sqrt (N%:R / K%:R : R); have w0 : 0 < w by rewrite sqrtr_gt0 divr_gt0.
have w2 : w ^+ 2 = N%:R / K%:R by rewrite sqr_sqrtr // ltW // divr_gt0.
pose Q : 'M[R]_K := w^-1 *: cen.
have s : (const_mx 1 : 'rV[R]_K) *m Q = 0.
  rewrite -scalemxAr /cen mulmxBr mulmx1 (_ : _ *m _ = const_mx 1) ?subrr ?scaler0 //.
  apply/matrixP => i j; rewrite !mxE (eq_bigr (fun=> K%:R^-1)) => [|k _];
    last by rewrite !mxE mul1r.
  by rewrite sumr_const card_ord -[_ *+ K]mulr_natr mulVf // gt_eqF.
have hQ j c : j != c -> Q j c <= 0.
  move=> /negPf jc; rewrite !mxE jc sub0r mulrN oppr_le0 mulr_ge0 ?invr_ge0 ?(ltW w0) ?(ltW Kp) //.
have hB : bnd (Q *m Y) 1.
  have bY : bnd Y w by apply: onehot_bnd; [exact: ltW | move=> c; rewrite hb w2].
  have bC : bnd (cen *m Y) (1 * w) by apply: bnd_mulmx bY; exact/bnd_proj/cen_proj.
  rewrite -scalemxAl; have := bndZ w^-1 bC.
  by rewrite mul1r ger0_norm ?invr_ge0 ?(ltW w0) // mulVf // gt_eqF.
have QJ : Q *m Y *m J = 0.
  apply/matrixP => i j; rewrite mxE [RHS]mxE.
  have QY1 : \sum_k (Q *m Y) i k = \sum_k Q i (y k) by apply: eq_bigr => k _; exact: mul_onehot.
  rewrite (eq_bigr (fun k => (Q *m Y) i k * N%:R^-1)) => [|k _]; last by rewrite [J _ _]mxE.
  rewrite -mulr_suml QY1 (sum_classes y (fun c => Q i c)).
  rewrite (eq_bigr (fun c => N%:R / K%:R * (w^-1 * cen i c))) => [|c _]; last by rewrite hb /Q mxE.
  rewrite -!mulr_sumr (_ : \sum_c cen i c = 0) ?mulr0 ?mul0r //.
  rewrite (eq_bigr (fun c => (i == c)%:R - K%:R^-1)) => [|c _]; last by rewrite !mxE.
  rewrite sumrB sumr_const card_ord -[_ *+ K]mulr_natr mulVf ?gt_eqF //.
  by rewrite (bigD1 i) //= eqxx big1 ?addr0 ?subrr // => c /negPf; rewrite eq_sym => ->.
have nuc : \sum_i Q (y i) (y i) = w * (K%:R - 1).
  rewrite (sum_classes y (fun c => Q c c)) (eq_bigr (fun=> N%:R / K%:R * (w^-1 * (1 - K%:R^-1))))
    => [|c _].
    rewrite sumr_const card_ord -[_ *+ K]mulr_natr -w2.
    by field; rewrite !gt_eqF.
  by rewrite hb !mxE eqxx.
have := margin_dot hQ s hg; rewrite nuc -/w; move/le_trans; apply.
have -> : dot (logits W b Z) (Q *m Y) = dot (W *m (Z *m (1%:M - J))) (Q *m Y).
  have [tJ _] := J_proj R N0.
  have -> : W *m (Z *m (1%:M - J)) = logits W b Z *m (1%:M - J).
    by rewrite /logits mulmxDl -(mulmxA b) sum_centred mulmx0 addr0 mulmxA.
  rewrite dot_mulr; congr (dot _ _).
  by rewrite linearB /= trmx1 tJ mulmxBr mulmx1 QJ subr0.
exact: margin_norms.
Qed.
End Margin.

(* --- H11c: cross-entropy, classes alike, any bias; nmin is no more than any N_c --- *)
Section CrossEntropy.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.
Variables (N K p : nat) (y : 'I_N -> 'I_K) (W : 'M[R]_(K, p)) (b : 'cV[R]_K) (Z : 'M[R]_(p, N)).
Notation n := (@size_of R N K y).
Notation Lg := (logits W b Z).
Hypothesis ne : nonempty y.
Hypothesis K1 : (1 < K)%N.

(* H2's f(t) = log(1 + (K-1) e^{-K t/(K-1)}). *)
Definition entropy_of_margin (t : R) : R := ln (1 + (K%:R - 1) * ex (- (K%:R * t / (K%:R - 1)))).
Notation f := entropy_of_margin.

Lemma f_arg_gt0 t : 0 < 1 + (K%:R - 1) * ex (- (K%:R * t / (K%:R - 1))).
Proof. by rewrite addr_gt0 ?ltr01 // mulr_gt0 ?(ex_gt0 he) // (wrong_gt0 R K1). Qed.
Lemma f_falls t t' : t <= t' -> f t' <= f t.
Proof.
move=> tt; rewrite /f (ler_ln he) ?f_arg_gt0 // lerD2l; apply: ler_wpM2l.
  by rewrite ltW // (wrong_gt0 R K1).
rewrite (ler_ex he) lerN2; apply: ler_wpM2r.
  by rewrite invr_ge0 ltW // (wrong_gt0 R K1).
by apply: ler_wpM2l; rewrite ?ler0n.
Qed.
Lemma entropy_ge_f : f (tbar y Lg) <= CE ex ln y Lg.
Proof.
have k0 := wrong_gt0 R K1; have kk := classes_gt0 R K1.
have [h1 h2 h3] := H2_chain he Lg ne K1; have h := le_trans h1 (le_trans h2 h3).
have c0 := CE_gt0 he Lg ne K1; have e0 := ex_gt1 he c0.
move: (tbar y Lg) (CE ex ln y Lg) h c0 e0 => t a h c0 e0.
rewrite -(ler_ex he) /f (lnK he) ?f_arg_gt0 // -lerBrDl.
rewrite -(ler_pM2l (ex_gt0 he (K%:R * t / (K%:R - 1)))) mulrCA (exNr he) mulr1.
rewrite -ler_pdivrMr // -[leLHS](lnK he) ?divr_gt0 // (ler_ex he) ler_pdivlMr //.
have := ler_wpM2l (ltW kk) h; rewrite /tau; move: (ln _) => l.
by rewrite (_ : K%:R * ((K%:R - 1) / K%:R * l) = l * (K%:R - 1)) //; field; rewrite gt_eqF.
Qed.

Theorem H11c_floor mu nmin : 0 <= mu -> 0 <= nmin -> (forall c, nmin <= n c) ->
  exists2 t, 0 <= t &
  f t + K%:R * Num.sqrt nmin * mu * t <= CE ex ln y Lg + mu * (nrm W * nrm Z).
Proof.
move=> mu0 n0 hn; have K0 := ltnW K1; have hf := entropy_ge_f.
case: (lerP 0 (tbar y Lg)) => t0; last first.
  exists 0 => //; rewrite mulr0 addr0; apply: le_trans (f_falls (ltW t0)) _; apply: le_trans hf _.
  by rewrite lerDl mulr_ge0 // mulr_ge0 ?nrm_ge0.
exists (tbar y Lg) => //; apply: lerD => //.
have -> : K%:R * Num.sqrt nmin * mu * tbar y Lg = mu * (Num.sqrt nmin * (K%:R * tbar y Lg)) by ring.
apply: ler_wpM2l => //; rewrite (H2m_margin ne K0).
apply: (@le_trans _ _ (Num.sqrt nmin * (nrm (Wc W) * nrm (Mu_C y Z)))).
  apply: ler_wpM2l; first exact: sqrtr_ge0.
  by rewrite -(nrm_tr (Wc W)); exact: dot_le.
rewrite mulrCA; apply: ler_pM; rewrite ?nrm_ge0 ?mulr_ge0 ?sqrtr_ge0 ?nrm_ge0 //.
  by rewrite nrm_le ?nrm_ge0 // nrm2; apply: proj_le; exact: cen_proj.
rewrite -ler_sqr2 ?mulr_ge0 ?sqrtr_ge0 ?nrm_ge0 // exprMn !nrm2 sqr_sqrtr //.
apply: (@le_trans _ _ (nmin * sqn (Mu y Z))).
  by apply: ler_wpM2l => //; exact/proj_le_r/center_proj.
apply: le_trans (proj_le_r Z (Pi_proj R y)).
rewrite mul_Pi sqn_cols (sqn_cols (Mu y Z *m _)) mulr_sumr.
rewrite (eq_bigr (fun i => sqn (col (y i) (Mu y Z)))) => [|i _]; last first.
  rewrite col_mulmx; congr sqn; rewrite [RHS]colE; congr (_ *m _); apply/matrixP => c j.
  by rewrite !mxE (ord1 j) eqxx andbT eq_sym.
rewrite (sum_classes y (fun c => sqn (col c (Mu y Z)))); apply: ler_sum => c _.
by apply: ler_wpM2r => //; exact: sqn_ge0.
Qed.
End CrossEntropy.
