(* Any classifier: what the last affine layer's weights and logits say about its features.

   Z_L = W Z + b 1^T of any features Z, any bias b, classes of any size that count alike. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).

(* The balanced mean: over classes of each class's mean. *)
Definition bmean (F : 'I_N -> R) : R :=
  (\sum_c (\sum_(i | y i == c) F i) / size_of y c) / K%:R.

(* I - 11^T/K takes the mean off K rows, or off K columns. *)
Definition cen : 'M[R]_K := 1%:M - const_mx (K%:R^-1).

(* S_W, the balanced mean of |z_i - mu_c|^2, which is the mean over classes of their variances;
   S_B = |M~|_F^2/K of the class means less their own mean; S_T = S_W + S_B. *)
Section Features.
Variables (p : nat) (Z : 'M[R]_(p, N)).
Definition S_W : R := bmean (fun i => sqn (col i (within y Z))).
Definition S_B : R := sqn (Mu_C y Z) / K%:R.
Definition S_T : R := S_W + S_B.
(* Samples less the mean of the class means. *)
Definition centred : 'M[R]_(p, N) := Z - Mu y Z *m const_mx (K%:R^-1).
End Features.

(* t_i = z_c - mean_j z_j of the logits of a sample of class c, and tbar its balanced mean. *)
Definition mean_margin (Lg : 'M[R]_(K, N)) (i : 'I_N) : R := Lg (y i) i - (\sum_j Lg j i) / K%:R.
Definition tbar (Lg : 'M[R]_(K, N)) : R := bmean (mean_margin Lg).

Section Layer.
Variables (p : nat) (W : 'M[R]_(K, p)) (b : 'cV[R]_K) (Z : 'M[R]_(p, N)).
Definition logits : 'M[R]_(K, N) := W *m Z + b *m const_mx 1.
Definition Wc : 'M[R]_(K, p) := cen *m W.                   (* W~ *)
Definition E_W : R := sqn Wc / K%:R.
(* What W~^+ makes of the logits, X in its place: P_B, P_W and q^2 = S_T - P_B - P_W. *)
Variable X : 'M[R]_(p, K).
Definition P_B (Lg : 'M[R]_(K, N)) : R := S_B (X *m Lg).
Definition P_W (Lg : 'M[R]_(K, N)) : R := S_W (X *m Lg).
Definition rest : R := S_T Z - P_B logits - P_W logits.
End Layer.
End Definitions.
Arguments cen {R K}.

Section BalancedMeans.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Notation n := (@size_of R N K y).
Notation bmean := (@bmean R N K y).
Hypothesis ne : nonempty y.
Implicit Types F G : 'I_N -> R.

Lemma bmean_weights F : bmean F = \sum_i F i / n (y i) / K%:R.
Proof.
rewrite /h.bmean mulr_suml [RHS](partition_big y xpredT) //=; apply: eq_bigr => c _.
by rewrite !mulr_suml; apply: eq_bigr => i /eqP ->.
Qed.
Lemma weight_ge0 i : 0 <= (n (y i))^-1 * (K%:R^-1 : R).
Proof. by rewrite mulr_ge0 ?invr_ge0 ?ler0n ?size_ge0. Qed.
Lemma eq_bmean F G : F =1 G -> bmean F = bmean G.
Proof. by move=> h; rewrite !bmean_weights; apply: eq_bigr => i _; rewrite h. Qed.
Lemma bmeanD F G : bmean (fun i => F i + G i) = bmean F + bmean G.
Proof. by rewrite !bmean_weights -big_split; apply: eq_bigr => i _ /=; rewrite !mulrDl. Qed.
Lemma bmeanZ a F : bmean (fun i => a * F i) = a * bmean F.
Proof. by rewrite !bmean_weights mulr_sumr; apply: eq_bigr => i _; rewrite !mulrA. Qed.
Lemma bmeanN F : bmean (fun i => - F i) = - bmean F.
Proof. by rewrite -mulN1r -bmeanZ; apply: eq_bmean => i; rewrite mulN1r. Qed.
Lemma bmean_le F G : (forall i, F i <= G i) -> bmean F <= bmean G.
Proof.
move=> h; rewrite !bmean_weights; apply: ler_sum => i _.
by rewrite -!mulrA ler_wpM2r // weight_ge0.
Qed.
Lemma bmean_ge0 F : (forall i, 0 <= F i) -> 0 <= bmean F.
Proof.
by move=> h; rewrite bmean_weights; apply: sumr_ge0 => i _; rewrite -mulrA mulr_ge0 ?weight_ge0.
Qed.
Lemma bmean_class (F : 'I_K -> R) : bmean (fun i => F (y i)) = (\sum_c F c) / K%:R.
Proof.
rewrite /h.bmean; congr (_ / _); apply: eq_bigr => c _.
rewrite (eq_bigr (fun i => F c * (y i == c)%:R)) => [|i yc]; last by rewrite (eqP yc) eqxx mulr1.
rewrite -mulr_sumr.
have -> : \sum_(i | y i == c) (y i == c)%:R = n c.
  by rewrite big_mkcond; apply: eq_bigr => i _; case: (y i == c).
by rewrite mulfK // gt_eqF // size_nonempty.
Qed.
Lemma bmean_const a : (0 < K)%N -> bmean (fun=> a) = a.
Proof.
move=> K0; rewrite (bmean_class (fun=> a)) sumr_const card_ord -(mulr_natr a).
by rewrite mulfK // pnatr_eq0 -lt0n.
Qed.
End BalancedMeans.

Section Parts.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Notation n := (@size_of R N K y).
Notation bmean := (@bmean R N K y).
Hypothesis ne : nonempty y.

Lemma cen_proj : (0 < K)%N -> proj (cen : 'M[R]_K).
Proof. exact: center_proj. Qed.
Lemma class_exists : (0 < N)%N -> (0 < K)%N.
Proof. by move=> N0; case: (y (Ordinal N0)) => m; case: (K). Qed.

Lemma S_W_ge0 p (Z : 'M[R]_(p, N)) : 0 <= S_W y Z.
Proof. by apply: bmean_ge0 => // i; exact: sqn_ge0. Qed.
Lemma S_B_ge0 p (Z : 'M[R]_(p, N)) : 0 <= S_B y Z.
Proof. by rewrite divr_ge0 ?sqn_ge0 ?ler0n. Qed.

Lemma within_mul m p (A : 'M[R]_(m, p)) (Z : 'M_(p, N)) : within y (A *m Z) = A *m within y Z.
Proof. by rewrite /within mulmxA. Qed.
Lemma Mu_mul m p (A : 'M[R]_(m, p)) (Z : 'M_(p, N)) : Mu y (A *m Z) = A *m Mu y Z.
Proof. by rewrite /Mu mulmxA. Qed.
Lemma Mu_C_mul m p (A : 'M[R]_(m, p)) (Z : 'M_(p, N)) : Mu_C y (A *m Z) = A *m Mu_C y Z.
Proof. by rewrite /Mu_C Mu_mul mulmxA. Qed.
Lemma centred_mul m p (A : 'M[R]_(m, p)) (Z : 'M_(p, N)) : centred y (A *m Z) = A *m centred y Z.
Proof. by rewrite /centred Mu_mul mulmxBr (mulmxA A (Mu y Z)). Qed.

Lemma S_W_proj p (P : 'M[R]_p) (Z : 'M_(p, N)) : proj P ->
  S_W y Z = S_W y (P *m Z) + S_W y ((1%:M - P) *m Z).
Proof.
move=> hP; rewrite /S_W -bmeanD //; apply: eq_bmean => // i.
by rewrite !within_mul !col_mulmx; exact: pythagoras.
Qed.
Lemma S_B_proj p (P : 'M[R]_p) (Z : 'M_(p, N)) : proj P ->
  S_B y Z = S_B y (P *m Z) + S_B y ((1%:M - P) *m Z).
Proof. by move=> hP; rewrite /S_B !Mu_C_mul -mulrDl -pythagoras. Qed.

(* What a sample is apart from its class's mean adds up to nothing in each class. *)
Lemma within_sum p (Z : 'M[R]_(p, N)) k c : \sum_(i | y i == c) within y Z k i = 0.
Proof.
have h : within y Z *m averaging y = 0.
  rewrite /within -mulmxA mulmxBl mul1mx.
  suff -> : Pi y *m averaging y = averaging y :> 'M[R]_(N, K) by rewrite subrr mulmx0.
  by rewrite /Pi -mulmxA onehot_averaging // mulmx1.
have n0 : n c != 0 by rewrite gt_eqF // size_nonempty.
have := congr1 (fun B : 'M_(p, K) => B k c) h; rewrite !mxE => e.
apply: (mulIf (invr_neq0 n0)); rewrite mul0r -[RHS]e mulr_suml big_mkcond.
by apply: eq_bigr => i _; rewrite !mxE; case: (y i == c); rewrite /= ?mul0r ?mulr0 // mul1r.
Qed.
Lemma bmean_within p (Z : 'M[R]_(p, N)) (G : 'I_K -> 'cV[R]_p) :
  bmean (fun i => dot (col i (within y Z)) (G (y i))) = 0.
Proof.
rewrite /h.bmean big1 ?mul0r // => c _; apply/eqP; rewrite mulf_eq0; apply/orP; left; apply/eqP.
transitivity (\sum_k (\sum_(i | y i == c) within y Z k i) * G c k 0).
  rewrite (eq_bigr (fun i => \sum_k within y Z k i * G c k 0)) => [|i /eqP <-].
    by rewrite exchange_big /=; apply: eq_bigr => k _; rewrite mulr_suml.
  by rewrite dotE; apply: eq_bigr => k _; rewrite big_ord1 mxE.
by rewrite big1 // => k _; rewrite within_sum mul0r.
Qed.

Lemma centredE p (Z : 'M[R]_(p, N)) i :
  col i (centred y Z) = col i (within y Z) + col (y i) (Mu_C y Z).
Proof.
rewrite /centred /within /Mu_C mulmxBr mulmx1 mul_Pi mulmxBr mulmx1.
have e m : (m *m onehot y) = (\matrix_(k, j) m k (y j)) :> 'M[R]_(p, N).
  apply/matrixP => k j; rewrite !mxE (eq_bigr (fun c => (y j == c)%:R * m k c)) ?sum_indicator // =>
    c _.
  by rewrite mxE mulrC.
rewrite e; move: (Mu y Z) => m; apply/matrixP => k j; rewrite !mxE.
rewrite (eq_bigr (fun c => m k c * K%:R^-1)) => [|c _]; last by rewrite !mxE.
rewrite [in RHS](eq_bigr (fun c => m k c * K%:R^-1)) => [|c _]; last by rewrite !mxE.
by rewrite addrA subrK.
Qed.
(* S_T is the balanced mean of the squared distances from the means' mean. *)
Lemma S_T_total p (Z : 'M[R]_(p, N)) : bmean (fun i => sqn (col i (centred y Z))) = S_T y Z.
Proof.
transitivity (bmean (fun i => sqn (col i (within y Z)) +
   (2%:R * dot (col i (within y Z)) (col (y i) (Mu_C y Z)) + sqn (col (y i) (Mu_C y Z))))).
  by apply: eq_bmean => // i; rewrite centredE sqnD addrA.
rewrite !bmeanD // bmeanZ // (bmean_within Z (fun c => col c (Mu_C y Z))) mulr0 add0r.
by rewrite (bmean_class ne (fun c => sqn (col c (Mu_C y Z)))) -sqn_cols.
Qed.
End Parts.

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

Lemma const_averaging : (const_mx 1 : 'rV[R]_N) *m averaging y = const_mx 1.
Proof.
apply/matrixP => i c; rewrite !mxE.
rewrite (eq_bigr (fun j => (y j == c)%:R / n c)) => [|j _]; last by rewrite !mxE mul1r.
by rewrite -mulr_suml divff // gt_eqF // size_nonempty.
Qed.
Lemma const_cen : (const_mx 1 : 'rV[R]_K) *m cen = 0.
Proof.
apply/matrixP => i c; rewrite mulmxBr mulmx1 !mxE.
rewrite (eq_bigr (fun=> K%:R^-1)) => [|j _]; last by rewrite !mxE mul1r.
by rewrite sumr_const card_ord -(mulr_natr K%:R^-1) mulVf ?subrr // pnatr_eq0 -lt0n.
Qed.
Lemma Mu_C_cen m (A : 'M[R]_(m, N)) : Mu_C y A *m cen = Mu_C y A.
Proof. by have [_ i] := cen_proj R K0; rewrite /Mu_C -mulmxA i. Qed.
Lemma Mu_C_1 m (A : 'M[R]_(m, N)) : Mu_C y A *m const_mx 1 = 0 :> 'cV_m.
Proof.
have [t _] := cen_proj R K0; rewrite /Mu_C -mulmxA -[_ *m const_mx 1]trmxK trmx_mul t trmx_const.
by rewrite const_cen trmx0 mulmx0.
Qed.
Lemma Mu_C_logits : Mu_C y Lg = W *m M.
Proof.
rewrite /Mu_C /Mu /logits !mulmxDl -!mulmxA (mulmxA (const_mx 1)) const_averaging.
by rewrite (_ : const_mx 1 *m _ = 0) ?mulmx0 ?addr0 //; exact: const_cen.
Qed.
Lemma within_logits : within y Lg = W *m within y Z.
Proof.
rewrite /within /logits mulmxDl -!mulmxA (_ : const_mx 1 *m _ = 0) ?mulmx0 ?addr0 //.
by rewrite mulmxBr mulmx1 Pi_const subrr.
Qed.
Lemma centred_logits : centred y Lg = W *m centred y Z.
Proof.
have eM : Mu y Lg = W *m Mu y Z + b *m const_mx 1.
  by rewrite /Mu /logits mulmxDl -!mulmxA const_averaging.
have e1 : (const_mx 1 : 'rV[R]_K) *m const_mx K%:R^-1 = const_mx 1 :> 'rV[R]_N.
  apply/matrixP => i j; rewrite !mxE (eq_bigr (fun=> K%:R^-1)) => [|k _];
    last by rewrite !mxE mul1r.
  by rewrite sumr_const card_ord -(mulr_natr K%:R^-1) mulVf // pnatr_eq0 -lt0n.
rewrite /centred eM mulmxDl -!mulmxA e1 /logits opprD addrACA subrr addr0.
by rewrite mulmxBr.
Qed.

Lemma logits_col i : col i Lg = W *m col i Z + b.
Proof.
rewrite /logits linearD /= !col_mulmx (_ : col i (const_mx 1) = 1%:M) ?mulmx1 //.
by apply/matrixP => k l; rewrite !mxE !ord1.
Qed.

(* W~^+ sees what is left of the logits when their mean is taken off: W~^+ W = P. *)
Lemma pinv_W (X : 'M[R]_(p, K)) : is_pinv Wc X -> X *m W = X *m Wc.
Proof.
move=> h; have [_ a c _] := h; have [t i] := cen_proj R K0.
have e2 : Wc *m X *m cen = Wc *m X.
  rewrite -{1}c trmx_mul -mulmxA (_ : Wc^T *m cen = Wc^T); first by rewrite -trmx_mul c.
  by rewrite -{1}t -trmx_mul /Wc mulmxA i.
have e : X *m cen = X by rewrite -{1}a -(mulmxA X Wc X) -(mulmxA X (Wc *m X)) e2 mulmxA a.
by rewrite /Wc mulmxA e.
Qed.

Section Inverse.
Variable X : 'M[R]_(p, K).
Hypothesis hX : is_pinv Wc X.
Notation P := (X *m Wc).

(* P z is a function of the logits. *)
Theorem H_projected_from_logits i j :
  P *m (col i Z - col j Z) = X *m (col i Lg - col j Lg).
Proof.
rewrite !logits_col opprD addrACA subrr addr0 -mulmxBr.
by rewrite [RHS]mulmxA (pinv_W hX).
Qed.
Lemma P_BE : P_B y X Lg = S_B y (P *m Z).
Proof. by rewrite /P_B /S_B Mu_C_mul Mu_C_logits mulmxA (pinv_W hX) Mu_C_mul. Qed.
Lemma P_WE : P_W y X Lg = S_W y (P *m Z).
Proof.
rewrite /P_W /S_W; apply: eq_bmean => // i.
by rewrite within_mul within_logits mulmxA (pinv_W hX) within_mul.
Qed.
Lemma restE : rest y W b Z X = S_W y ((1%:M - P) *m Z) + S_B y ((1%:M - P) *m Z).
Proof.
have hP := pinv_proj hX; rewrite /rest P_BE P_WE /S_T (S_W_proj y Z hP) (S_B_proj y Z hP).
move: (S_W y (P *m Z)) (S_B y (P *m Z)) (S_W y ((1%:M - P) *m Z)) (S_B y ((1%:M - P) *m Z)) =>
  a c d e.
ring.
Qed.
Lemma rest_ge0 : 0 <= rest y W b Z X.
Proof. by rewrite restE addr_ge0 ?S_W_ge0 ?S_B_ge0. Qed.
Lemma P_B_ge0 : 0 <= P_B y X Lg. Proof. exact: S_B_ge0. Qed.
Lemma P_W_ge0 : 0 <= P_W y X Lg. Proof. exact: S_W_ge0. Qed.
Lemma P_B_le : P_B y X Lg <= S_B y Z.
Proof. by rewrite P_BE (S_B_proj y Z (pinv_proj hX)) lerDl S_B_ge0. Qed.
Lemma P_W_le : P_W y X Lg <= S_W y Z.
Proof. by rewrite P_WE (S_W_proj y Z (pinv_proj hX)) lerDl S_W_ge0. Qed.

(* Without a denominator, whatever vanishes. *)
Theorem H2h_products :
  P_W y X Lg * S_B y Z <= S_W y Z * (P_B y X Lg + rest y W b Z X) /\
  S_W y Z * P_B y X Lg <= (S_T y Z - P_B y X Lg) * S_B y Z.
Proof.
have sb := S_B_ge0 y Z; have sw := S_W_ge0 y Z; have wl := P_W_le; have bl := P_B_le.
rewrite /rest /S_T; move: (P_W y X Lg) (P_B y X Lg) (S_W y Z) (S_B y Z) sb sw wl bl =>
  pw pb w s s0 w0 wl bl.
split.
  apply: (ge0_le (z := (w - pw) * (s + w))); first ring.
  by rewrite mulr_ge0 ?subr_ge0 ?addr_ge0.
apply: (ge0_le (z := (s - pb) * (w + s))); first ring.
by rewrite mulr_ge0 ?subr_ge0 ?addr_ge0.
Qed.

(* P_W/(P_B + q^2) <= NC1_bal <= S_T/P_B - 1, for W~ of any rank. *)
Theorem H2h_collapse_from_head :
  (0 < S_B y Z -> P_W y X Lg / (P_B y X Lg + rest y W b Z X) <= S_W y Z / S_B y Z) /\
  (0 < P_B y X Lg -> S_W y Z / S_B y Z <= S_T y Z / P_B y X Lg - 1).
Proof.
have [h1 h2] := H2h_products; have wl := P_W_le; have bl := P_B_le; move: h1 h2 wl bl.
rewrite /rest /S_T; move: (P_W y X Lg) (P_B y X Lg) (S_W y Z) (S_B y Z) => pw pb w s h1 h2 wl bl.
split=> [s0|p0].
  have d0 : 0 < pb + (w + s - pb - pw).
    by rewrite (_ : _ + _ = s + (w - pw)); [rewrite ltr_wpDr // subr_ge0 | ring].
  by rewrite ler_pdivrMr // mulrAC ler_pdivlMr.
have s0 : 0 < s := lt_le_trans p0 bl.
have -> : (w + s) / pb - 1 = (w + s - pb) / pb by field; rewrite gt_eqF.
by rewrite ler_pdivrMr // mulrAC ler_pdivlMr.
Qed.
End Inverse.

Lemma tbar_trace (A : 'M[R]_(K, N)) : tbar y A = \tr (cen *m A *m averaging y) / K%:R.
Proof.
rewrite /tbar /h.bmean; congr (_ / _); apply: eq_bigr => c _.
rewrite [RHS]mxE big_mkcond mulr_suml; apply: eq_bigr => j _; rewrite [averaging y j c]mxE.
case: (eqVneq (y j) c) => [jc|_]; last by rewrite /= !mul0r mulr0.
rewrite mul1r; congr (_ / _); rewrite mulmxBl mul1mx /mean_margin jc !mxE; congr (_ - _).
by rewrite mulr_suml; apply: eq_bigr => k _; rewrite !mxE mulrC.
Qed.

(* K tbar = <W~^T, M~>: of the balanced mean the bias drops out. *)
Theorem H2m_margin : K%:R * tbar y Lg = dot Wc^T M.
Proof.
have kn : K%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have [t i] := cen_proj R K0.
rewrite tbar_trace mulrC divfK // -mulmxA mxtrace_mulC -(mulmxA Lg).
have -> : dot Wc^T M = \tr (W *m M).
  by rewrite /dot trmxK /Wc -mulmxA mxtrace_mulC -mulmxA Mu_C_cen.
by rewrite -Mu_C_logits /Mu_C /Mu -!mulmxA.
Qed.
End AnyClassifier.
