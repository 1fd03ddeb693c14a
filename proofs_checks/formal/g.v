(* Section G of docs/claims.md: two or more affine layers at the end, any loss, biases, any depth.

   The head is numbered from the top as in defs.v: W_d here is W_l of the page, l = L - d, with d
   affine layers above it; Z_d is what layer l puts out, Z_{d+1} what it gets, V = A W_{L:l+1}.
   Delta is any matrix with A Delta = Delta for an orthogonal projection A: the gradient of any loss
   in the outputs Z_0 = Z_L. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* s is positive and at most V's least singular value other than 0: |V x| >= s |x| on V's row space.
   *)
Definition low_seen (R : rcfType) (m n : nat) (V : 'M[R]_(m, n)) (s : R) : Prop :=
  0 < s /\ forall t : 'cV[R]_m, s ^+ 2 * sqn (V^T *m t) <= sqn (V *m (V^T *m t)).

Section Seen.
Variable R : rcfType.

(* V^+'s norm is the inverse of that singular value. *)
Lemma low_seen_bnd m n (V : 'M[R]_(m, n)) X s : is_pinv V X -> 0 < s -> low_seen V s <-> bnd X s^-1.
Proof.
move=> h s0; have [a b c e] := h; have s20 : 0 < s ^+ 2 by rewrite exprn_gt0.
split=> [[_ l]|[_ l]]; split; rewrite ?invr_ge0 ?(ltW s0) // => x.
  have xE : X *m x = V^T *m (X^T *m (X *m x)) by rewrite !mulmxA -trmx_mul e b.
  rewrite exprVn mulrC ler_pdivlMr // mulrC xE; apply: le_trans (l _) _.
  by rewrite -xE mulmxA; exact/proj_le/(pinv_projr h).
have xE : V^T *m x = X *m (V *m (V^T *m x)).
  by rewrite !mulmxA; move/eqP: (pinv_kerT h); rewrite mulmxBl mul1mx subr_eq0 => /eqP {1}->.
rewrite {1}xE; apply: le_trans (ler_wpM2l (ltW s20) (l _)) _.
by rewrite exprVn mulrA mulfV ?mul1r // gt_eqF.
Qed.

(* What V has seen, V^+ makes neither longer than 1/s_rho nor shorter than 1/s_1 allows. *)
Lemma seen_le m n p (V : 'M[R]_(m, n)) X s (B : 'M_(m, p)) :
  is_pinv V X -> low_seen V s -> s ^+ 2 * sqn (X *m B) <= sqn B.
Proof.
move=> h l; have s0 : 0 < s by case: l.
have := bnd_mul B ((low_seen_bnd h s0).1 l).
by rewrite exprVn mulrC ler_pdivlMr ?exprn_gt0 // mulrC.
Qed.
Lemma seen_ge m n p (V : 'M[R]_(m, n)) X s (B : 'M_(m, p)) :
  V *m X *m B = B -> bnd V s -> sqn B <= s ^+ 2 * sqn (X *m B).
Proof. by move=> e l; rewrite -{1}e -mulmxA; exact: bnd_mul. Qed.

(* |O B|^2 <= ||O||^2 (the q largest squared singular values of B), q no less than either's rank. *)
Lemma topq_bnd m n p (O : 'M[R]_(m, n)) (B : 'M_(n, p)) o q t : bnd O o -> topq B q t ->
  (minn (\rank O) (\rank B) <= q)%N -> sqn (O *m B) <= o ^+ 2 * t.
Proof.
move=> hO ht; rewrite geq_min => /orP [r|r].
  have [X hX] := pinv_exists O; have hP := pinv_proj hX.
  have -> : O *m B = O *m (X *m O *m B) by case: hX => a _ _ _; rewrite !mulmxA a.
  apply: le_trans (bnd_mul _ hO) _; apply: ler_wpM2l; rewrite ?sqr_ge0 //.
  by apply: ht; rewrite ?(pinv_rank hX).
have [X hX] := pinv_exists B; have hP := pinv_projr hX.
have {1}-> : B = B *m X *m B by case: hX => a _ _ _; rewrite a.
apply: le_trans (bnd_mul _ hO) _; apply: ler_wpM2l; rewrite ?sqr_ge0 //.
by apply: ht => //; apply: leq_trans r; exact: mxrankM_maxl.
Qed.
End Seen.

(* Sums over samples that class parts and centred means have. *)
Section Sums.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Notation ones := (const_mx 1 : 'M[R]_(1, N)).

Lemma sum_within : ones *m (1%:M - Pi y) = 0.
Proof. by rewrite mulmxBr mulmx1 Pi_const subrr. Qed.
Lemma sum_J : ones *m J = ones.
Proof.
apply/matrixP => i j; rewrite !mxE (eq_bigr (fun=> N%:R^-1)) => [|k _]; last by rewrite !mxE mul1r.
rewrite sumr_const card_ord -[_ *+ N]mulr_natr mulVf // pnatr_eq0 -lt0n.
exact: leq_ltn_trans (ltn_ord j).
Qed.
Lemma sum_between : ones *m (Pi y - J) = 0.
Proof. by rewrite mulmxBr Pi_const sum_J subrr. Qed.
Lemma sum_centred : ones *m (1%:M - J) = 0.
Proof. by rewrite mulmxBr mulmx1 sum_J subrr. Qed.
Lemma sum_averaging : nonempty y -> ones *m averaging y = const_mx 1.
Proof.
move=> ne; apply/matrixP => i c; rewrite !mxE.
rewrite (eq_bigr (fun j => (y j == c)%:R / size_of y c)) => [|j _]; last by rewrite !mxE mul1r.
by rewrite -mulr_suml mulfV // gt_eqF // size_nonempty.
Qed.
(* The matrices that take features to Mu_G and Mu_C. *)
Lemma sum_means : nonempty y -> ones *m (averaging y - const_mx N%:R^-1) = 0.
Proof.
move=> ne; rewrite mulmxBr sum_averaging //; apply/matrixP => i c; rewrite !mxE.
rewrite (eq_bigr (fun=> N%:R^-1)) => [|k _]; last by rewrite !mxE mul1r.
rewrite sumr_const card_ord -[_ *+ N]mulr_natr mulVf ?subrr // pnatr_eq0 -lt0n.
by have [j _] := ne c; exact: leq_ltn_trans (ltn_ord j).
Qed.
Lemma sum_means_C : nonempty y -> ones *m (averaging y *m (1%:M - const_mx K%:R^-1)) = 0.
Proof.
move=> ne; rewrite mulmxA sum_averaging //; apply/matrixP => i c; rewrite mulmxBr mulmx1 !mxE.
rewrite (eq_bigr (fun=> K%:R^-1)) => [|k _]; last by rewrite !mxE mul1r.
rewrite sumr_const card_ord -[_ *+ K]mulr_natr mulVf ?subrr // pnatr_eq0 -lt0n.
exact: leq_ltn_trans (ltn_ord c).
Qed.
Lemma Mu_GE p (Z : 'M[R]_(p, N)) : Mu_G y Z = Z *m (averaging y - const_mx N%:R^-1).
Proof. by rewrite /Mu_G /Mu mulmxBr. Qed.
Lemma Mu_CE p (Z : 'M[R]_(p, N)) : Mu_C y Z = Z *m (averaging y *m (1%:M - const_mx K%:R^-1)).
Proof. by rewrite /Mu_C /Mu mulmxA. Qed.

(* Features less their class means have rank N - (number of classes that occur) at most. *)
Lemma rank_within : \rank (1%:M - Pi y : 'M[R]_N) = (N - #|codom y|)%N.
Proof.
have e : \tr (Pi y : 'M[R]_N) = #|codom y|%:R.
  rewrite /mxtrace (eq_bigr (fun i => (size_of y (y i))^-1)) => [|i _];
    last by rewrite PiE eqxx mul1r.
  rewrite (sum_classes y (fun c => (size_of y c)^-1)) -sum1_card natr_sum [RHS]big_mkcond /=.
  apply: eq_bigr => c _; case: ifP => [/codomP [i ->]|no].
    by rewrite mulfV // gt_eqF // size_gt0.
  rewrite /size_of big1 ?mul0r // => i _; case: eqP => // yi.
  by move: no; rewrite -yi codom_f.
have := proj_trace (projC (Pi_proj R y)).
rewrite linearB /= mxtrace1 e => h.
have le : (#|codom y| <= N)%N by rewrite -(ler_nat R) -subr_ge0 h ler0n.
by move: h; rewrite -natrB // => /eqP; rewrite eqr_nat => /eqP.
Qed.
Lemma rank_within_le p (Z : 'M[R]_(p, N)) : (\rank (within y Z) <= N - #|codom y|)%N.
Proof. by rewrite -rank_within /within mxrankM_maxr. Qed.
End Sums.

(* A quotient's bound: w <= x and v <= s^2 t give w/t <= s^2 x/v. *)
Lemma quotient_le (R : rcfType) (w x v t s : R) :
  0 < v -> v <= s ^+ 2 * t -> w <= x -> 0 <= x -> w <= s ^+ 2 * x / v * t.
Proof.
move=> v0 vt wx x0; apply: le_trans wx _.
have -> : s ^+ 2 * x / v * t = x * (s ^+ 2 * t / v) by ring.
rewrite -[leLHS]mulr1; apply: ler_wpM2l => //.
by rewrite ler_pdivlMr // mul1r.
Qed.
Lemma positive_right (R : rcfType) (v t s : R) : 0 < v -> v <= s ^+ 2 * t -> 0 <= t -> 0 < t.
Proof.
move=> v0 vt t0; rewrite lt_neqAle t0 andbT eq_sym; apply: contraTneq (lt_le_trans v0 vt) => ->.
by rewrite mulr0 ltxx.
Qed.

(* The greatest value of (k^2 (e^2 - b^2) + c^2)/(g - b)^2 over 0 <= b <= e < g. *)
Lemma worst_split (R : rcfType) (e g c k b : R) : 0 < k -> 0 <= b -> b <= e -> e < g ->
  let b' := Num.min e ((e ^+ 2 + c ^+ 2 / k ^+ 2) / g) in
  (k ^+ 2 * (e ^+ 2 - b ^+ 2) + c ^+ 2) / (g - b) ^+ 2 <=
  (k ^+ 2 * (e ^+ 2 - b' ^+ 2) + c ^+ 2) / (g - b') ^+ 2.
Proof.
move=> k0 b0 be eg /=; set p := e ^+ 2 + c ^+ 2 / k ^+ 2.
have g0 : 0 < g by apply: le_lt_trans (le_trans b0 be) eg.
have kk : 0 < k ^+ 2 by rewrite exprn_gt0.
have E x : k ^+ 2 * (e ^+ 2 - x ^+ 2) + c ^+ 2 = k ^+ 2 * (p - x ^+ 2).
  by rewrite /p; field; rewrite gt_eqF.
rewrite !E; clear E; clearbody p; move: (k ^+ 2) kk => kq kk.
have bg : b < g by apply: le_lt_trans be eg.
set b' := Num.min _ _; have b'e : b' <= e by rewrite /b' ge_min lexx.
have b'g : b' < g by apply: le_lt_trans b'e eg.
rewrite ler_pdivrMr ?exprn_gt0 ?subr_gt0 // [leRHS]mulrAC ler_pdivlMr ?exprn_gt0 ?subr_gt0 //.
rewrite -!mulrA ler_pM2l //; case: (lerP e (p / g)) => h.
  have -> : b' = e by rewrite /b'; apply/min_idPl.
  have h' : e * g <= p by rewrite -ler_pdivlMr.
  apply: (@ge0_le _ _ _ ((p - e * g) * ((e - b) * (g - b + (g - e))) + g * (g - e) * (e - b) ^+ 2)).
    by ring.
  have [eg' bg' g0'] : [/\ e <= g, b <= g & 0 <= g] by rewrite !ltW.
  apply: addr_ge0; last first.
    by apply: mulr_ge0 (sqr_ge0 _); rewrite mulr_ge0 // subr_ge0.
  apply: mulr_ge0; first by rewrite subr_ge0.
  by apply: mulr_ge0; [rewrite subr_ge0 | apply: addr_ge0; rewrite subr_ge0].
have -> : b' = p / g by rewrite /b'; apply/min_idPr/ltW.
have pE : p = g * (p / g) by field; rewrite gt_eqF.
have qg : p / g < g by apply: lt_trans eg.
move: (p / g) pE qg => q pE qg.
apply: (@ge0_le _ _ _ (g * (g - q) * (q - b) ^+ 2)); first by rewrite pE; ring.
by apply: mulr_ge0 (sqr_ge0 _); rewrite mulr_ge0 ?subr_ge0 ?ltW.
Qed.

Section Tail.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (b : forall j, 'cV[R]_(u j))
  (Z : forall j, 'M[R]_(u j, N)).
Variables (A : 'M[R]_(u 0%N)) (Delta : 'M[R]_(u 0%N, N)) (d : nat) (lam : R)
  (X : 'M[R]_(u d, u 0%N)).
Notation V := (A *m top W d).
Notation P := (X *m V).
Notation G := (grad W Delta Z d).
Notation Rg := (rgrad W lam Delta Z d).
Notation ones := (const_mx 1 : 'M[R]_(1, N)).

(* O = (I-P) R_l/lambda_l. *)
Definition outside : 'M[R]_(u d, u d.+1) := lam^-1 *: ((1%:M - P) *m Rg).

(* The loss does not see what A takes away; X = V^+; lambda_l is not 0. *)
Definition setting : Prop := [/\ proj A, A *m Delta = Delta, is_pinv V X & lam != 0].

Lemma invisible : proj A -> A *m Delta = Delta -> is_pinv V X -> (1%:M - P) *m G = 0.
Proof.
move=> [t _] hD h; rewrite /grad -{1}hD.
have -> : (top W d)^T *m (A *m Delta) *m (Z d.+1)^T = V^T *m (Delta *m (Z d.+1)^T).
  by rewrite trmx_mul t !mulmxA.
by rewrite (mulmxA _ V^T) pinv_kerT // mul0mx.
Qed.

(* --- G0 --- *)
Theorem G0_row_space : setting -> (1%:M - P) *m W d = lam^-1 *: ((1%:M - P) *m Rg).
Proof.
case=> hA hD h l0; rewrite /rgrad mulmxDr invisible // add0r -scalemxAr scalerA.
by rewrite mulVf // scale1r.
Qed.
Lemma outsideE : setting -> outside = (1%:M - P) *m W d.
Proof. by move=> s; rewrite G0_row_space. Qed.

(* Rank P W_l <= rank V, and W_l is ||O|| away from it. *)
Lemma svle_outside o : is_pinv V X -> bnd ((1%:M - P) *m W d) o -> svle (W d) (\rank V) o.
Proof.
move=> h hO; exists (P *m W d).
  by rewrite -(pinv_rank h) mxrankM_maxl.
by move: hO; rewrite mulmxBl mul1mx.
Qed.
Theorem G0r_numerical_rank o : setting -> bnd outside o -> svle (W d) (\rank V) o.
Proof. by move=> s; rewrite outsideE //; case: s => _ _ h _; exact: svle_outside. Qed.
Lemma outside_le r : setting -> bnd ((1%:M - P) *m Rg) r -> bnd outside (r / `|lam|).
Proof. by move=> _ h; rewrite mulrC -normfV; exact: bndZ. Qed.
Lemma outside_gradient r : setting -> bnd Rg r -> bnd ((1%:M - P) *m Rg) r.
Proof.
case=> _ _ h _ hR; rewrite -[r]mul1r; apply: bnd_mulmx => //.
exact/bnd_proj/projC/(pinv_proj h).
Qed.
Corollary G0r_numerical_rank_gradient r : setting -> bnd Rg r -> svle (W d) (\rank V) (r / `|lam|).
Proof. by move=> s hR; apply: G0r_numerical_rank => //; exact/outside_le/outside_gradient. Qed.

Theorem G0a_no_lambda mu : proj A -> A *m Delta = Delta -> is_pinv V X ->
  nrm ((1%:M - P) *m W d) <= nrm (mu *: G + W d).
Proof.
move=> hA hD h; have -> : (1%:M - P) *m W d = (1%:M - P) *m (mu *: G + W d).
  by rewrite mulmxDr -scalemxAr invisible // scaler0 add0r.
rewrite nrm_le ?nrm_ge0 // nrm2; exact/proj_le/projC/(pinv_proj h).
Qed.

(* --- G1 --- *)
Lemma affine_top : affine_head W d b Z -> exists c : 'cV[R]_(u 0%N),
  Z 0%N = top W d *m Z d + c *m ones.
Proof.
elim: d => [|e IH] h; first by exists 0; rewrite mul1mx mul0mx addr0.
have [|c ->] := IH; first by move=> j je; apply: h; exact: leqW.
exists (top W e *m b e + c); rewrite h //= mulmxDr mulmxDl !mulmxA addrA //.
Qed.
Lemma linear_top : linear_head W d Z -> Z 0%N = top W d *m Z d.
Proof.
elim: d => [|e IH] h; first by rewrite mul1mx.
rewrite IH; last by move=> j je; apply: h; exact: leqW.
by rewrite h //= mulmxA.
Qed.

(* M keeps what biases do not touch: its columns sum to 0, or there are no biases. *)
Definition blind p (M : 'M[R]_(N, p)) : Prop :=
  affine_head W d.+1 b Z /\ ones *m M = 0 \/ linear_head W d.+1 Z.

Lemma blind_seen p (M : 'M[R]_(N, p)) : blind M -> A *m (Z 0%N *m M) = V *m (Z d *m M).
Proof.
case=> [[h s]|h].
  have [|c ->] := affine_top; first by move=> j je; apply: h; exact: leqW.
  by rewrite mulmxDl -(mulmxA c) s mulmx0 addr0 !mulmxA.
rewrite linear_top ?mulmxA // => j je; apply: h; exact: leqW.
Qed.
Lemma blind_below p (M : 'M[R]_(N, p)) : blind M -> Z d *m M = W d *m (Z d.+1 *m M).
Proof.
case=> [[h s]|h]; rewrite h // ?mulmxDl -?(mulmxA (b d)) ?s ?mulmx0 ?addr0 ?mulmxA //.
Qed.
Lemma step p (M : 'M[R]_(N, p)) : setting -> blind M ->
  Z d *m M = X *m (A *m (Z 0%N *m M)) + outside *m (Z d.+1 *m M).
Proof.
move=> s hM; rewrite blind_seen // outsideE // -(mulmxA (1%:M - P)) -blind_below //.
by rewrite mulmxBl mul1mx -!mulmxA addrC subrK.
Qed.
Theorem G1_step p (M : 'M[R]_(N, p)) : setting -> affine_head W d.+1 b Z -> ones *m M = 0 ->
  Z d *m M = X *m (A *m (Z 0%N *m M)) + (lam^-1 *: ((1%:M - P) *m Rg)) *m (Z d.+1 *m M).
Proof. by move=> s h m0; apply: step => //; left. Qed.
Theorem G1_step_no_biases p (M : 'M[R]_(N, p)) : setting -> linear_head W d.+1 Z ->
  Z d *m M = X *m (A *m (Z 0%N *m M)) + (lam^-1 *: ((1%:M - P) *m Rg)) *m (Z d.+1 *m M).
Proof. by move=> s h; apply: step => //; right. Qed.
Theorem G1_orthogonal_ranges : setting -> X^T *m (lam^-1 *: ((1%:M - P) *m Rg)) = 0.
Proof.
case=> _ _ h _; have [t _] := projC (pinv_proj h).
have k : X^T *m (1%:M - P) = 0 by apply: trmx_inj; rewrite trmx_mul trmxK t pinv_kerX // trmx0.
by rewrite -scalemxAr (mulmxA X^T) k mul0mx scaler0.
Qed.
(* Pythagoras. *)
Lemma step_sqn p (M : 'M[R]_(N, p)) : setting -> blind M ->
  sqn (Z d *m M) = sqn (X *m (A *m (Z 0%N *m M))) + sqn (outside *m (Z d.+1 *m M)).
Proof.
move=> s hM; rewrite step //; apply: sqnD_orth.
by rewrite trmx_mul -mulmxA (mulmxA X^T) G1_orthogonal_ranges // mul0mx mulmx0.
Qed.
Lemma step_seen p (M : 'M[R]_(N, p)) : setting -> blind M ->
  V *m X *m (A *m (Z 0%N *m M)) = A *m (Z 0%N *m M).
Proof.
by move=> [_ _ [a _ _ _] _] hM; rewrite blind_seen // mulmxA a.
Qed.

(* --- G2, G2l, G2v: M is one of the two projections within and between, or makes class means --- *)
Lemma collapse_v p (M : 'M[R]_(N, p)) q (M' : 'M[R]_(N, q)) : setting -> blind M -> blind M' ->
  0 < sqn (X *m (A *m (Z 0%N *m M'))) -> 0 < sqn (Z d *m M') /\
  sqn (Z d *m M) <= (sqn (X *m (A *m (Z 0%N *m M))) + sqn (outside *m (Z d.+1 *m M)))
                      / sqn (X *m (A *m (Z 0%N *m M'))) * sqn (Z d *m M').
Proof.
move=> s hM hM' p0; rewrite !step_sqn //; split; first by rewrite ltr_wpDr ?sqn_ge0.
rewrite mulrAC ler_pdivlMr //; apply: ler_wpM2l; first by rewrite addr_ge0 ?sqn_ge0.
by rewrite lerDl sqn_ge0.
Qed.
Lemma collapse p (M : 'M[R]_(N, p)) q (M' : 'M[R]_(N, q)) s1 sr : setting -> blind M -> blind M' ->
  bnd V s1 -> low_seen V sr -> 0 < sqn (A *m (Z 0%N *m M')) -> 0 < sqn (Z d *m M') /\
  sqn (Z d *m M) <= ((s1 / sr) ^+ 2 * (sqn (A *m (Z 0%N *m M)) / sqn (A *m (Z 0%N *m M')))
     + s1 ^+ 2 * sqn (outside *m (Z d.+1 *m M)) / sqn (A *m (Z 0%N *m M'))) * sqn (Z d *m M').
Proof.
move=> s hM hM' h1 hr v0; have [_ _ h _] := s; have [r0 _] := hr.
have hi : sqn (A *m (Z 0%N *m M')) <= s1 ^+ 2 * sqn (Z d *m M').
  by rewrite blind_seen //; exact: bnd_mul.
split; first exact: positive_right v0 hi (sqn_ge0 _).
have lo : sqn (Z d *m M) <= sqn (A *m (Z 0%N *m M)) / sr ^+ 2 + sqn (outside *m (Z d.+1 *m M)).
  rewrite step_sqn // lerD2r ler_pdivlMr ?exprn_gt0 // mulrC; exact: seen_le h hr.
have := quotient_le v0 hi lo _; set x := _ + _ => /(_ _) H.
have x0 : 0 <= x by rewrite addr_ge0 ?sqn_ge0 // divr_ge0 ?sqn_ge0 ?sqr_ge0.
apply: le_trans (H x0) _; rewrite le_eqVlt; apply/orP; left; apply/eqP; rewrite /x.
by field; rewrite (gt_eqF r0) (gt_eqF v0).
Qed.

Section Classes.
Variables (K : nat) (y : 'I_N -> 'I_K).
Hypothesis s : setting.
Hypothesis h : affine_head W d.+1 b Z.

Lemma blind_within : blind (1%:M - Pi y). Proof. by left; rewrite sum_within. Qed.
Lemma blind_between : blind (Pi y - J). Proof. by left; rewrite sum_between. Qed.
Lemma blind_means : nonempty y -> blind (averaging y - const_mx N%:R^-1).
Proof. by left; rewrite sum_means. Qed.
Lemma blind_means_C : nonempty y -> blind (averaging y *m (1%:M - const_mx K%:R^-1)).
Proof. by left; rewrite sum_means_C. Qed.

(* The two squared norms themselves. *)
Theorem G2v_within :
  sqn (within y (Z d)) = sqn (X *m (A *m within y (Z 0%N))) + sqn (outside *m within y (Z d.+1)).
Proof. exact/step_sqn/blind_within. Qed.
Theorem G2v_between :
  sqn (between y (Z d)) = sqn (X *m (A *m between y (Z 0%N))) + sqn (outside *m between y (Z d.+1)).
Proof. exact/step_sqn/blind_between. Qed.
Theorem G2v_seen_collapse : 0 < sqn (X *m (A *m between y (Z 0%N))) ->
  NC1_weighted_le y (Z d) ((sqn (X *m (A *m within y (Z 0%N))) + sqn (outside *m within y (Z d.+1)))
                             / sqn (X *m (A *m between y (Z 0%N)))).
Proof. exact: (collapse_v s blind_within blind_between). Qed.

(* Class means alike, less the samples' mean or less their own: from sums to means. *)
Lemma means_of p (M : 'M[R]_(N, p)) (w v t m : R) : 0 < v -> 0 < sqn M ->
  w <= t / v * m -> w / N%:R <= t / N%:R / (v / p%:R) * (m / p%:R).
Proof.
move=> v0 M0 le.
have N0 : N%:R != 0 :> R.
  by apply: contraTneq M0 => /eqP; rewrite pnatr_eq0 => /eqP e; rewrite sqnE big1 ?ltxx // => i;
    have := ltn_ord i; rewrite {2}e.
have p0 : p%:R != 0 :> R.
  by apply: contraTneq M0 => /eqP; rewrite pnatr_eq0 => /eqP e; rewrite sqnE big1 ?ltxx // => i _;
    rewrite big1 // => j; have := ltn_ord j; rewrite {2}e.
have -> : t / N%:R / (v / p%:R) * (m / p%:R) = t / v * m / N%:R.
  by field; rewrite N0 p0 (gt_eqF v0).
by apply: ler_wpM2r; rewrite ?invr_ge0 ?ler0n.
Qed.
Lemma A_pos p (M : 'M[R]_(N, p)) : 0 < sqn (A *m (Z 0%N *m M)) -> 0 < sqn M.
Proof. by rewrite !sqn_gt0; apply: contraNneq => ->; rewrite !mulmx0. Qed.
Lemma XA_pos p (M : 'M[R]_(N, p)) : 0 < sqn (X *m (A *m (Z 0%N *m M))) -> 0 < sqn M.
Proof. by rewrite !sqn_gt0; apply: contraNneq => ->; rewrite !mulmx0. Qed.

Theorem G2v_unweighted : nonempty y -> 0 < sqn (X *m (A *m Mu_G y (Z 0%N))) ->
  NC1_le y (Z d) ((sqn (X *m (A *m within y (Z 0%N))) + sqn (outside *m within y (Z d.+1))) / N%:R
                    / (sqn (X *m (A *m Mu_G y (Z 0%N))) / K%:R)).
Proof.
move=> ne; rewrite /NC1_le !Mu_GE /within => v0.
have [m0 le] := collapse_v s blind_within (blind_means ne) v0; split=> //.
exact: means_of v0 (XA_pos v0) le.
Qed.
Theorem G2v_unweighted_centred : nonempty y -> 0 < sqn (X *m (A *m Mu_C y (Z 0%N))) ->
  NC1_centred_le y (Z d)
    ((sqn (X *m (A *m within y (Z 0%N))) + sqn (outside *m within y (Z d.+1))) / N%:R
       / (sqn (X *m (A *m Mu_C y (Z 0%N))) / K%:R)).
Proof.
move=> ne; rewrite /NC1_centred_le !Mu_CE /within => v0.
have [m0 le] := collapse_v s blind_within (blind_means_C ne) v0; split=> //.
exact: means_of v0 (XA_pos v0) le.
Qed.

Section Condition.
Variables s1 sr : R.
Hypothesis h1 : bnd V s1.
Hypothesis hr : low_seen V sr.
Notation k := (s1 / sr).

Theorem G2_logit_collapse : 0 < sqn (A *m between y (Z 0%N)) ->
  NC1_weighted_le y (Z d) (k ^+ 2 * (sqn (A *m within y (Z 0%N)) / sqn (A *m between y (Z 0%N)))
    + s1 ^+ 2 * sqn (outside *m within y (Z d.+1)) / sqn (A *m between y (Z 0%N))).
Proof. exact: (collapse s blind_within blind_between h1 hr). Qed.
Lemma unweighted_scalar a o v : (k ^+ 2 * (a / v) + s1 ^+ 2 * o / v) =
  (k ^+ 2 * a + s1 ^+ 2 * o) / v.
Proof. by rewrite mulrDl !mulrA. Qed.
Theorem G2_unweighted : nonempty y -> 0 < sqn (A *m Mu_G y (Z 0%N)) ->
  NC1_le y (Z d) (k ^+ 2 * ((sqn (A *m within y (Z 0%N)) / N%:R) /
    (sqn (A *m Mu_G y (Z 0%N)) / K%:R))
    + s1 ^+ 2 * (sqn (outside *m within y (Z d.+1)) / N%:R) / (sqn (A *m Mu_G y (Z 0%N)) / K%:R)).
Proof.
move=> ne; rewrite /NC1_le !Mu_GE /within => v0.
have [m0] := collapse s blind_within (blind_means ne) h1 hr v0.
rewrite !unweighted_scalar [k ^+ 2 * (_ / _)]mulrA [s1 ^+ 2 * (_ / _)]mulrA -mulrDl => le;
  split=> //.
exact: means_of v0 (A_pos v0) le.
Qed.
Theorem G2_unweighted_centred : nonempty y -> 0 < sqn (A *m Mu_C y (Z 0%N)) ->
  NC1_centred_le y (Z d)
    (k ^+ 2 * ((sqn (A *m within y (Z 0%N)) / N%:R) / (sqn (A *m Mu_C y (Z 0%N)) / K%:R))
    + s1 ^+ 2 * (sqn (outside *m within y (Z d.+1)) / N%:R) / (sqn (A *m Mu_C y (Z 0%N)) / K%:R)).
Proof.
move=> ne; rewrite /NC1_centred_le !Mu_CE /within => v0.
have [m0] := collapse s blind_within (blind_means_C ne) h1 hr v0.
rewrite !unweighted_scalar [k ^+ 2 * (_ / _)]mulrA [s1 ^+ 2 * (_ / _)]mulrA -mulrDl => le;
  split=> //.
exact: means_of v0 (A_pos v0) le.
Qed.

(* From the gradient alone: tail is the sum of Z^w_{l-1}'s q largest squared singular values. *)
Lemma outside_rank : (\rank outside <= minn (u d - \rank V) (u d.+1))%N.
Proof.
have [_ _ hX _] := s; rewrite leq_min rank_leq_col andbT outsideE //.
apply: leq_trans (mxrankM_maxl _ _) _.
have := proj_trace (projC (pinv_proj hX));
  rewrite linearB /= mxtrace1 (proj_trace (pinv_proj hX)) (pinv_rank hX).
have le : (\rank V <= u d)%N by exact: rank_leq_col.
by rewrite -natrB // => /eqP; rewrite eqr_nat => /eqP ->.
Qed.
Lemma outside_tail o tail :
  bnd outside o -> topq (within y (Z d.+1)) (minn (minn (u d - \rank V) (u d.+1)) (N - #|codom y|))
    tail ->
  sqn (outside *m within y (Z d.+1)) <= o ^+ 2 * tail.
Proof.
move=> ho ht; apply: topq_bnd ho ht _; rewrite leq_min !geq_min outside_rank rank_within_le.
by rewrite orbT.
Qed.
Theorem G2_logit_collapse_gradient r tail : bnd ((1%:M - P) *m Rg) r ->
  topq (within y (Z d.+1)) (minn (minn (u d - \rank V) (u d.+1)) (N - #|codom y|)) tail ->
  0 < sqn (A *m between y (Z 0%N)) ->
  NC1_weighted_le y (Z d) (k ^+ 2 * (sqn (A *m within y (Z 0%N)) / sqn (A *m between y (Z 0%N)))
    + s1 ^+ 2 * (r ^+ 2 * tail / lam ^+ 2) / sqn (A *m between y (Z 0%N))).
Proof.
move=> hR ht v0; have [b0 le] := G2_logit_collapse v0; split=> //; apply: le_trans le _.
apply: ler_wpM2r; first exact: ltW.
rewrite lerD2l; apply: ler_wpM2r; first by rewrite invr_ge0 ltW.
apply: ler_wpM2l; first exact: sqr_ge0.
have := outside_tail (outside_le s hR) ht.
by rewrite expr_div_n real_normK ?num_real // mulrAC.
Qed.

Theorem G2l_lower_bound : 0 < sqn (between y (Z d)) ->
  (sqn (A *m within y (Z 0%N)) / s1 ^+ 2 + sqn (outside *m within y (Z d.+1)))
    / (sqn (A *m between y (Z 0%N)) / sr ^+ 2 + sqn (outside *m between y (Z d.+1)))
  <= sqn (within y (Z d)) / sqn (between y (Z d)).
Proof.
move=> b0; have [_ _ hX _] := s; have [r0 _] := hr.
have lo : sqn (A *m within y (Z 0%N)) / s1 ^+ 2 + sqn (outside *m within y (Z d.+1)) <=
  sqn (within y (Z d)).
  rewrite G2v_within lerD2r; case: (eqVneq s1 0) => [->|n0].
    by rewrite expr0n invr0 mulr0 sqn_ge0.
  rewrite ler_pdivrMr ?exprn_even_gt0 // mulrC; apply: seen_ge h1.
  exact/step_seen/blind_within.
have hi : sqn (between y (Z d)) <= sqn (A *m between y (Z 0%N)) / sr ^+ 2
  + sqn (outside *m between y (Z d.+1)).
  rewrite G2v_between lerD2r ler_pdivlMr ?exprn_gt0 // mulrC; exact: seen_le hX hr.
apply: ler_pM => //; rewrite ?invr_ge0.
- by rewrite addr_ge0 ?sqn_ge0 // divr_ge0 ?sqn_ge0 ?sqr_ge0.
- exact/ltW/lt_le_trans/hi.
- by rewrite lef_pV2 ?posrE // (lt_le_trans b0).
Qed.

(* --- G2t: T is constant on classes; c^2 bounds s_1^2 ||O Z^w||^2 --- *)
Theorem G2t_any_target (T : 'M[R]_(u 0%N, N)) e g c : T *m Pi y = T ->
  nrm (A *m ((Z 0%N - T) *m (1%:M - J))) <= e -> g <= nrm (A *m (T *m (1%:M - J))) -> e < g ->
  s1 ^+ 2 * sqn (outside *m within y (Z d.+1)) <= c ^+ 2 ->
  let b := Num.min e ((e ^+ 2 + c ^+ 2 / k ^+ 2) / g) in
  NC1_weighted_le y (Z d) ((k ^+ 2 * (e ^+ 2 - b ^+ 2) + c ^+ 2) / (g - b) ^+ 2).
Proof.
move=> hT he hg eg hc; have [r0 _] := hr; have [_ _ hX _] := s.
have e0 : 0 <= e by apply: le_trans he; exact: nrm_ge0.
have g0 : 0 < g by apply: le_lt_trans eg.
have N0 : (0 < N)%N.
  case: (posnP N) => // n0; suff e1 : nrm (A *m (T *m (1%:M - J))) = 0 by move: (lt_le_trans g0 hg);
    rewrite e1 ltxx.
  apply/eqP; rewrite nrm_eq0; apply/eqP/matrixP => i j; exfalso.
  by have := ltn_ord j; rewrite {2}n0.
have Tw : T *m (1%:M - Pi y) = 0 by rewrite mulmxBr mulmx1 hT subrr.
have Tb : T *m (Pi y - J) = T *m (1%:M - J) by rewrite !mulmxBr mulmx1 hT.
pose F := A *m (Z 0%N - T).
have wE : A *m within y (Z 0%N) = within y F.
  by rewrite /within /F -(mulmxA A) (mulmxBl (Z 0%N)) Tw subr0.
have bE : A *m between y (Z 0%N) = A *m (T *m (1%:M - J)) + between y F.
  by rewrite -Tb /between /F -(mulmxA A) -(mulmxDr A) -mulmxDl [T + _]addrC subrK.
have split : sqn (within y F) + sqn (between y F) <= e ^+ 2.
  by rewrite -sqn_split // -nrm_le // -mulmxA.
pose bt := nrm (between y F).
have bt2 : sqn (between y F) = bt ^+ 2 by rewrite nrm2.
have bt0 : 0 <= bt by exact: nrm_ge0.
have bte : bt <= e.
  by rewrite -ler_sqr2 // -bt2; apply: le_trans split; rewrite lerDr sqn_ge0.
have btg : 0 < g - bt by rewrite subr_gt0; apply: le_lt_trans eg.
have lo : (g - bt) ^+ 2 <= sqn (A *m between y (Z 0%N)).
  rewrite -nrm2 ler_sqr2 ?nrm_ge0 ?(ltW btg) // bE.
  by apply: le_trans (nrm_sub_ge _ _); apply: lerB.
have hi : sqn (A *m between y (Z 0%N)) <= s1 ^+ 2 * sqn (between y (Z d)).
  by rewrite /between blind_seen ?bnd_mul //; exact: blind_between.
have gb : 0 < (g - bt) ^+ 2 by rewrite exprn_gt0.
have {}hi := le_trans lo hi; have b0 := positive_right gb hi (sqn_ge0 _).
have s0 : 0 < s1.
  rewrite lt_neqAle (bnd_ge0 h1) andbT eq_sym; apply: contraTneq (lt_le_trans gb hi) => ->.
  by rewrite expr0n mul0r ltxx.
have k0 : 0 < k by rewrite divr_gt0.
split=> //; apply: le_trans (ler_wpM2r (ltW b0) (worst_split c k0 bt0 bte eg)).
have w : sqn (within y (Z d)) <= sqn (within y F) / sr ^+ 2 + sqn (outside *m within y (Z d.+1)).
  rewrite G2v_within lerD2r ler_pdivlMr ?exprn_gt0 // mulrC -wE; exact: seen_le hX hr.
rewrite mulrAC ler_pdivlMr //; apply: le_trans (ler_pM (sqn_ge0 _) (ltW gb) w hi) _.
rewrite mulrA; apply: ler_wpM2r; first exact: ltW.
rewrite mulrDl (mulrC _ (s1 ^+ 2)) (mulrC _ (s1 ^+ 2)).
have -> : s1 ^+ 2 * (sqn (within y F) / sr ^+ 2) = k ^+ 2 * sqn (within y F).
  by field; rewrite gt_eqF.
apply: lerD hc; apply: ler_wpM2l; first exact: sqr_ge0.
by rewrite -bt2 lerBrDr.
Qed.
Corollary G2t_any_target_gradient (T : 'M[R]_(u 0%N, N)) e g c r tail : T *m Pi y = T ->
  nrm (A *m ((Z 0%N - T) *m (1%:M - J))) <= e -> g <= nrm (A *m (T *m (1%:M - J))) -> e < g ->
  bnd ((1%:M - P) *m Rg) r ->
  topq (within y (Z d.+1)) (minn (minn (u d - \rank V) (u d.+1)) (N - #|codom y|)) tail ->
  s1 ^+ 2 * tail * r ^+ 2 / lam ^+ 2 <= c ^+ 2 ->
  let b := Num.min e ((e ^+ 2 + c ^+ 2 / k ^+ 2) / g) in
  NC1_weighted_le y (Z d) ((k ^+ 2 * (e ^+ 2 - b ^+ 2) + c ^+ 2) / (g - b) ^+ 2).
Proof.
move=> hT he hg eg hR ht hc; apply: (G2t_any_target hT he hg eg); apply: le_trans hc.
have := outside_tail (outside_le s hR) ht; rewrite expr_div_n real_normK ?num_real // => o.
have -> : s1 ^+ 2 * tail * r ^+ 2 / lam ^+ 2 = s1 ^+ 2 * (r ^+ 2 / lam ^+ 2 * tail) by ring.
by apply: ler_wpM2l o; exact: sqr_ge0.
Qed.
End Condition.
End Classes.
End Tail.
