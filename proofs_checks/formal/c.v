(* Section C of docs/claims.md: conditioning of the head, near an optimum (C1, C1s) and where the
   neural tangent kernel is bounded (C2, C2s, C2t). Layers are numbered from the top as in defs.v.
     *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth h_exponential.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Tools.
Variable R : rcfType.

Lemma sqn_outer m n (p : 'cV[R]_m) (q : 'cV[R]_n) : sqn (p *m q^T) = sqn p * sqn q.
Proof.
rewrite sqnE (sqnE p) mulr_suml; apply: eq_bigr => i _.
rewrite big_ord1 (sqnE q) mulr_sumr; apply: eq_bigr => j _.
by rewrite big_ord1 !mxE big_ord1 !mxE exprMn.
Qed.
Lemma norm_attained m n (A : 'M[R]_(m, n)) c : (0 < n)%N -> is_norm A c ->
  exists2 x : 'cV[R]_n, x != 0 & sqn (A *m x) = c ^+ 2 * sqn x.
Proof. by case: n A => // n A _ [_ h]; exact: h. Qed.
(* S <= a^2 T: S/a^2 <= T, also where a = 0. *)
Lemma divide_square (a S T : R) : 0 <= T -> S <= a ^+ 2 * T -> a ^- 2 * S <= T.
Proof.
move=> T0 h; case: (eqVneq a 0) => [->|a0]; first by rewrite expr0n invr0 mul0r.
by rewrite mulrC ler_pdivrMr 1?mulrC // exprn_even_gt0.
Qed.

(* kappa(W) <= k from the eigenvalues of W W^T. *)
Lemma cond_eigen m n (W : 'M[R]_(m, n)) (O : 'M[R]_m) (d : 'rV[R]_m) k : (0 < m)%N ->
  O^T *m O = 1%:M -> O *m O^T = 1%:M -> W *m W^T = O *m diag_mx d *m O^T ->
  (forall i, 0 < d 0 i) -> (forall i j, d 0 i <= k ^+ 2 * d 0 j) -> 0 <= k -> cond W k.
Proof.
move=> m0 OO OO' E d0 dk k0.
have form (x : 'cV[R]_m) : sqn (W^T *m x) = \sum_i d 0 i * (O^T *m x) i 0 ^+ 2.
  rewrite sqn_gramr E -!mulmxA dot_mulrl dotE; apply: eq_bigr => i _.
  move: (O^T *m x) => z; rewrite big_ord1 mul_diag_mx mxE.
  by move: (d 0 i) (z i 0) => ? ?; ring.
have iso (x : 'cV[R]_m) : sqn x = \sum_i (O^T *m x) i 0 ^+ 2.
  have -> : sqn x = sqn (O^T *m x) by rewrite /sqn dot_mull trmxK mulmxA OO' mul1mx.
  by rewrite sqnE; apply: eq_bigr => i _; rewrite big_ord1.
pose j := [arg min_(i < Ordinal m0) d 0 i]%O.
have jmin i : d 0 j <= d 0 i.
  by rewrite /j; case: Order.TotalTheory.arg_minP => //= l _; apply.
have sj : 0 < Num.sqrt (d 0 j) by rewrite sqrtr_gt0.
have s2 : Num.sqrt (d 0 j) ^+ 2 = d 0 j by rewrite sqr_sqrtr // ltW.
apply: (cond_of (s1 := k * Num.sqrt (d 0 j)) (sK := Num.sqrt (d 0 j))) => //; last first.
  split=> [|x]; first exact: ltW.
  rewrite s2 form iso mulr_sumr; apply: ler_sum => i _; apply: ler_wpM2r => //; exact: sqr_ge0.
rewrite -[W]trmxK; apply: bnd_trmx; split=> [|x]; first by rewrite mulr_ge0 // ltW.
rewrite exprMn s2 form iso mulr_sumr; apply: ler_sum => i _; apply: ler_wpM2r => //;
  exact: sqr_ge0.
Qed.
End Tools.

Section Tangent.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)).
Notation M d := (top W d).

(* ||NTK|| <= T. Psi^T NTK Psi is the sum of |J_l^T Psi|^2 over the layers;
   here it is that of the head
   alone, so that the whole network's T is one. J_l^T Psi is the gradient of a loss whose gradient
     in
   the outputs is Psi: see C2_jacobian and B_gradient. *)
Definition NTK_le (d : nat) (T : R) : Prop :=
  forall Psi : 'M[R]_(u 0, N), \sum_(j < d) sqn (grad W Psi Z j) <= T * sqn Psi.

(* The outputs change by top_j X Z_{j+1} where layer j changes by X. *)
Theorem C2_jacobian j (Psi : 'M[R]_(u 0, N)) (X : 'M_(u j, u j.+1)) :
  dot (grad W Psi Z j) X = dot Psi (M j *m X *m Z j.+1).
Proof. by rewrite /grad dot_mulr trmxK dot_mull trmxK mulmxA. Qed.

Lemma layer_term j (a : 'cV[R]_(u 0)) (x : 'cV[R]_N) :
  sqn (grad W (a *m x^T) Z j) = sqn ((M j)^T *m a) * sqn (Z j.+1 *m x).
Proof. by rewrite -sqn_outer /grad trmx_mul !mulmxA. Qed.
Lemma NTK_rank_one d T (a : 'cV[R]_(u 0)) (x : 'cV[R]_N) : NTK_le d T ->
  \sum_(j < d) sqn ((M j)^T *m a) * sqn (Z j.+1 *m x) <= T * (sqn a * sqn x).
Proof.
move=> h; rewrite -sqn_outer; apply: le_trans (h _).
by rewrite le_eqVlt; apply/orP; left; apply/eqP/eq_bigr => j _; rewrite layer_term.
Qed.
Lemma NTK_layer d T j (a : 'cV[R]_(u 0)) (x : 'cV[R]_N) : NTK_le d T -> (j < d)%N ->
  sqn ((M j)^T *m a) * sqn (Z j.+1 *m x) <= T * (sqn a * sqn x).
Proof.
move=> h jd; apply: le_trans (NTK_rank_one a x h); rewrite (bigD1 (Ordinal jd)) //= lerDl.
by apply: sumr_ge0 => i _; rewrite mulr_ge0 ?sqn_ge0.
Qed.
Lemma NTK_two_layers d T j (a : 'cV[R]_(u 0)) (x : 'cV[R]_N) : NTK_le d T -> (j.+1 < d)%N ->
  sqn ((M j)^T *m a) * sqn (Z j.+1 *m x) + sqn ((M j.+1)^T *m a) * sqn (Z j.+2 *m x) <= T * (sqn a
    * sqn x).
Proof.
move=> h jd; apply: le_trans (NTK_rank_one a x h).
rewrite (bigD1 (Ordinal (ltnW jd))) //= (bigD1 (Ordinal jd)) /=;
  last by rewrite -val_eqE /= gtn_eqF.
rewrite addrA lerDl; apply: sumr_ge0 => i _; rewrite mulr_ge0 ?sqn_ge0 //.
Qed.

Section Norms.
Hypothesis K0 : (0 < u 0)%N.
Hypothesis N0 : (0 < N)%N.

Theorem C2_layers d T j t z : NTK_le d T -> (j < d)%N -> is_norm (Z j.+1) z -> is_norm (M j) t ->
  z ^+ 2 * t ^+ 2 <= T.
Proof.
move=> h jd hz ht; have [x x0 xe] := norm_attained N0 hz; have [a a0 ae] := norm_vector K0 ht.
have := NTK_layer a x h jd; rewrite (singular_sqn ae) xe.
have p0 : 0 < sqn a * sqn x by rewrite mulr_gt0 ?sqn_gt0.
by rewrite (_ : _ * _ = z ^+ 2 * t ^+ 2 * (sqn a * sqn x)) ?ler_pM2r //; ring.
Qed.

Variables (Y : 'M[R]_(u 0, N)) (s e1 : R) (d : nat) (T : R).
Hypothesis linear : linear_head W d Z.
Hypothesis hl : low Y s.
Hypothesis he : nrm (Z 0%N - Y) <= e1.
Hypothesis es : e1 < s.
Hypothesis hT : NTK_le d T.
Notation gap := (s - e1).

Lemma gap_gt0 : 0 < gap. Proof. by rewrite subr_gt0. Qed.
Lemma low_outputs : low (Z 0%N) gap.
Proof.
have -> : Z 0%N = Y + (Z 0%N - Y) by rewrite addrC subrK.
by apply: low_add hl _ (ltW es); apply: bnd_weaken he; exact: bnd_nrm.
Qed.

(* From ||V||^2 ||H||^2 <= S with Z_L = V H. *)
Lemma condition_of_factor m (V : 'M[R]_(u 0, m)) (H : 'M[R]_(m, N)) h S : Z 0%N = V *m H ->
  bnd H h ->
  (forall t, is_norm V t -> h ^+ 2 * t ^+ 2 <= S) -> cond V (Num.sqrt S / gap).
Proof.
move=> e hH hS; have [t ht] := norm_exists V; have [bt _] := ht; have g0 := gap_gt0.
have t0 := bnd_ge0 bt; have h0 := bnd_ge0 hH.
have gth : gap <= t * h by apply: low_le_bnd K0 low_outputs _; rewrite e; exact: bnd_mulmx.
have hp : 0 < h.
  rewrite lt_neqAle h0 andbT eq_sym; apply: contraTneq (lt_le_trans g0 gth) => ->.
  by rewrite mulr0 ltxx.
have lV : low V (gap / h) by apply: (low_factor (B := H) _ hH hp); rewrite -e; exact: low_outputs.
have th : h * t <= Num.sqrt S by apply: le_sqrt; rewrite ?mulr_ge0 // exprMn; exact: hS.
apply: (cond_of bt lV); rewrite ?divr_gt0 // ?divr_ge0 ?sqrtr_ge0 ?(ltW g0) //.
have -> : Num.sqrt S / gap * (gap / h) = Num.sqrt S / h by field; rewrite !gt_eqF.
by rewrite ler_pdivlMr // mulrC.
Qed.

(* kappa(W_{L:l+1}) <= r sqrt(T)/gap, r bounds ||W_l||. *)
Theorem C2_condition j r : (j < d)%N -> bnd (W j) r -> cond (M j) (r * Num.sqrt T / gap).
Proof.
move=> jd hr; have r0 := bnd_ge0 hr; have [z hz] := norm_exists (Z j.+1); have [bz _] := hz.
have e : Z 0%N = M j *m (W j *m Z j.+1).
  by rewrite (head_output linear (ltnW jd)) (linear jd).
have -> : r * Num.sqrt T = Num.sqrt (r ^+ 2 * T) by rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm.
apply: condition_of_factor e (bnd_mulmx hr bz) _ => t ht.
rewrite exprMn -mulrA; apply: ler_wpM2l; first exact: sqr_ge0.
exact: C2_layers hT jd hz ht.
Qed.

(* Layers l and l + 1 together. *)
Theorem C2s_condition j a b : (j.+1 < d)%N -> bnd (W j) a -> bnd (W j.+1) b ->
  cond (M j.+1) (Num.sqrt (T / (a ^- 2 + b ^- 2)) / gap).
Proof.
move=> jd ha hb; have [z hz] := norm_exists (Z j.+1); have [bz _] := hz.
have e : Z 0%N = M j.+1 *m Z j.+1 by rewrite -(head_output linear (ltnW jd)).
have an0 : a != 0.
  apply/eqP => az; rewrite az in ha.
  have z0 : Z 0%N = 0 by rewrite e /= (bnd_eq0 ha) mulmx0 mul0mx.
  have : gap <= 0 by apply: (low_le_bnd K0 low_outputs); rewrite z0; exact: bnd0.
  by rewrite leNgt gap_gt0.
have p0 : 0 < a ^- 2 + b ^- 2.
  by rewrite ltr_pwDl ?invr_ge0 ?sqr_ge0 // invr_gt0 exprn_even_gt0.
apply: condition_of_factor e bz _ => t ht.
have [x x0 xe] := norm_attained N0 hz; have [c c0 ce] := norm_vector K0 ht.
have q0 : 0 < sqn c * sqn x by rewrite mulr_gt0 ?sqn_gt0.
rewrite ler_pdivlMr // -(ler_pM2r q0); apply: le_trans (NTK_two_layers c x hT jd).
have -> : z ^+ 2 * t ^+ 2 * (a ^- 2 + b ^- 2) * (sqn c * sqn x) =
    a ^- 2 * (t ^+ 2 * sqn c) * (z ^+ 2 * sqn x) + (t ^+ 2 * sqn c) * (b ^- 2 * (z ^+ 2 * sqn x)).
  by move: (a ^- 2) (b ^- 2) => ? ?; ring.
rewrite -(singular_sqn ce) -xe; apply: lerD.
  apply: ler_wpM2r; first exact: sqn_ge0.
  apply: divide_square; first exact: sqn_ge0.
  by rewrite /= trmx_mul -mulmxA; exact/bnd_mul/bnd_trmx.
apply: ler_wpM2l; first exact: sqn_ge0.
apply: divide_square; first exact: sqn_ge0.
by rewrite (linear jd) -mulmxA; exact: bnd_mul.
Qed.
End Norms.

(* The head's product; w bounds ||W_{L1+1}||. *)
Theorem C2s_product d (Y : 'M[R]_(u 0, N)) s e1 T w : (0 < u 0)%N -> (0 < N)%N ->
  linear_head W d.+1 Z ->
  low Y s -> nrm (Z 0%N - Y) <= e1 -> e1 < s -> NTK_le d.+1 T -> bnd (W d) w ->
  cond (M d.+1) (w * Num.sqrt T / (s - e1)).
Proof.
move=> K0 N0 hZ hl he es hT hw; have w0 := bnd_ge0 hw.
have [z hz] := norm_exists (Z d.+1); have [bz _] := hz.
have -> : w * Num.sqrt T = Num.sqrt (w ^+ 2 * T) by rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm.
apply: (condition_of_factor K0 hl he es (head_output hZ (leqnn _)) bz) => t ht.
have [x x0 xe] := norm_attained N0 hz; have [c c0 ce] := norm_vector K0 ht.
have q0 : 0 < sqn c * sqn x by rewrite mulr_gt0 ?sqn_gt0.
rewrite -(ler_pM2r q0) -(mulrA (w ^+ 2)).
apply: le_trans (ler_wpM2l (sqr_ge0 w) (NTK_layer c x hT (ltnSn d))).
have -> : z ^+ 2 * t ^+ 2 * (sqn c * sqn x) = (t ^+ 2 * sqn c) * (z ^+ 2 * sqn x) by ring.
rewrite -(singular_sqn ce) -xe mulrA; apply: ler_wpM2r; first exact: sqn_ge0.
by rewrite /= trmx_mul -mulmxA; exact/bnd_mul/bnd_trmx.
Qed.
(* A balanced head: kappa(W_L) <= (||W_{L1+1}|| sqrt(T)/gap)^{1/L2}, the root k given. *)
Theorem C2s_balanced_head d (Y : 'M[R]_(u 0, N)) s e1 T w k : (0 < u 0)%N -> (0 < N)%N ->
  linear_head W d.+1 Z ->
  low Y s -> nrm (Z 0%N - Y) <= e1 -> e1 < s -> NTK_le d.+1 T -> bnd (W d) w ->
    balanced_head W d.+1 ->
  0 <= k -> k ^+ d.+1 = w * Num.sqrt T / (s - e1) -> cond (W 0%N) k.
Proof.
move=> K0 N0 hZ hl he es hT hw hb k0 hk; apply/(A4e_balanced_head (ltn0Sn d) hb k0); rewrite hk.
exact: C2s_product K0 N0 hZ hl he es hT hw.
Qed.

(* No residual is asked for: the outputs' norm alone. *)
Theorem C2t_outputs d T (w : nat -> R) s : (0 < u 0)%N -> (0 < N)%N -> linear_head W d Z ->
  NTK_le d T ->
  (forall j, (j < d)%N -> bnd (W j) (w j)) -> is_norm (Z 0%N) s ->
    (\sum_(j < d) w j ^- 2) * s ^+ 2 <= T.
Proof.
move=> K0 N0 hZ hT hw hs; have [x x0 xe] := norm_attained N0 hs; pose a := Z 0%N *m x.
have sx : 0 < sqn x by rewrite sqn_gt0.
case: (eqVneq s 0) => [->|sn0].
  rewrite expr0n mulr0; have [b b0 be] := norm_vector K0 hs.
  have q0 : 0 < sqn b * sqn x by rewrite mulr_gt0 ?sqn_gt0.
  have := NTK_rank_one b x hT; rewrite -(pmulr_lge0 _ q0); apply: le_trans.
  by apply: sumr_ge0 => j _; rewrite mulr_ge0 ?sqn_ge0.
have s0 : 0 < s ^+ 2 by rewrite exprn_even_gt0.
have := NTK_rank_one a x hT; rewrite /a xe -/a => le.
have q0 : 0 < s ^+ 2 * sqn x * sqn x by rewrite mulr_gt0 // mulr_gt0.
rewrite -(ler_pM2r q0); apply: le_trans le.
rewrite -[leLHS]mulrA mulr_suml; apply: ler_sum => j _.
have -> : s ^+ 2 * (s ^+ 2 * sqn x * sqn x) = sqn a ^+ 2 by rewrite /a xe; ring.
apply: divide_square; first by rewrite mulr_ge0 ?sqn_ge0.
have jd := ltn_ord j.
have -> : sqn a = dot ((M j)^T *m a) (W j *m (Z j.+1 *m x)).
  rewrite dot_mull trmxK (mulmxA (W j)) -(hZ _ jd) (mulmxA (M j)) -(head_output hZ (ltnW jd)) //.
apply: le_trans (dot_sqr_le _ _) _; rewrite [leRHS]mulrCA.
by apply: ler_wpM2l; [exact: sqn_ge0 | exact: bnd_mul (hw _ jd)].
Qed.
Theorem C2t_depth d T r s : (0 < u 0)%N -> (0 < N)%N -> linear_head W d Z -> NTK_le d T ->
  (forall j, (j < d)%N -> bnd (W j) r) -> is_norm (Z 0%N) s -> d%:R * s ^+ 2 / r ^+ 2 <= T.
Proof.
move=> K0 N0 hZ hT hw hs; have := @C2t_outputs d T (fun=> r) s K0 N0 hZ hT hw hs.
by apply: le_trans; rewrite sumr_const card_ord -[r ^- 2 *+ d]mulr_natl mulrAC lexx.
Qed.
End Tangent.

(* --- C1, C1s. The loss is near lambda/2 (c + K L2); t is the lower layers' squared norm, zf bounds
   ||Z_{L1}||, q stands for rho^{-2/L2}, rho = zf/(s_K(Y) - e). --- *)
Section NearOptimum.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)) (Y : 'M[R]_(u 0, N)).
Variables (d : nat) (lam c t s e zf q : R).
Notation K := (u 0).
Hypothesis K0 : (0 < K)%N.
Hypothesis d0 : (0 < d)%N.
Hypothesis linear : linear_head W d Z.
Hypothesis balance : balanced_head W d.
Hypothesis hl : low Y s.
Hypothesis l0 : 0 < lam.
Hypothesis t0 : 0 <= t.
Hypothesis near : sqn (Z 0%N - Y) / 2%:R + lam / 2%:R * (t + \sum_(j < d) sqn (W j)) <= lam / 2%:R
  * (c + K%:R * d%:R).
Hypothesis e0 : 0 <= e.
Hypothesis eE : e ^+ 2 = lam * (c + K%:R * d%:R).
Hypothesis es : e < s.
Hypothesis hz : bnd (Z d) zf.
Hypothesis q0 : 0 < q.
Hypothesis hq : q ^+ d * zf ^+ 2 <= (s - e) ^+ 2.

Theorem C1_residual : nrm (Z 0%N - Y) <= e.
Proof.
have h : sqn (Z 0%N - Y) / 2%:R <= lam / 2%:R * (c + K%:R * d%:R).
  apply: le_trans near; rewrite lerDl mulr_ge0 ?divr_ge0 ?(ltW l0) ?ler0n // addr_ge0 //.
  by apply: sumr_ge0 => j _; exact: sqn_ge0.
rewrite nrm_le // eE.
apply: (@ge0_le _ _ _ (2%:R * (lam / 2%:R * (c + K%:R * d%:R) - sqn (Z 0%N - Y) / 2%:R)));
  first by field.
by rewrite mulr_ge0 ?ler0n // subr_ge0.
Qed.
Lemma layer_norms j : (j < d)%N -> sqn (W j) = sqn (W 0%N).
Proof.
elim: j => // j IH jd; rewrite -IH ?(ltnW jd) //.
have jd' : (j < d.-1)%N by rewrite -ltnS prednK.
have := balance jd'; rewrite /defect => /eqP; rewrite subr_eq0 => /eqP h.
by rewrite -(sqn_tr (W j.+1)) /sqn /dot trmxK -h.
Qed.
Lemma norm_sum : sqn (W 0%N) <= K%:R + (c - t) / d%:R.
Proof.
have dp : 0 < d%:R :> R by rewrite ltr0n.
have l2 : 0 < lam / 2%:R by rewrite divr_gt0 ?ltr0n.
have h : t + \sum_(j < d) sqn (W j) <= c + K%:R * d%:R.
  rewrite -(ler_pM2l l2); apply: le_trans near; rewrite lerDr divr_ge0 ?sqn_ge0 ?ler0n //.
move: h; rewrite (eq_bigr (fun=> sqn (W 0%N))) => [|j _]; last exact: layer_norms.
rewrite sumr_const card_ord -[_ *+ d]mulr_natr => h.
rewrite -(ler_pM2r dp); apply: (@ge0_le _ _ _ (c + K%:R * d%:R - (t + sqn (W 0%N) * d%:R))).
  by field; rewrite gt_eqF.
by rewrite subr_ge0.
Qed.
(* The squared singular values x_i of W_L: each is at least q, their sum is bounded. *)
Lemma head_eigen : exists (O : 'M[R]_K) (x : 'rV[R]_K), [/\ O^T *m O = 1%:M, O *m O^T = 1%:M,
  W 0%N *m (W 0%N)^T = O *m diag_mx x *m O^T, forall i, q <= x 0 i & \sum_i x 0 i <= K%:R + (c - t)
    / d%:R].
Proof.
have [O [x [OO OO' E]]] := spectral (gram_sym (W 0%N)); exists O, x; split=> //; last first.
  have -> : \sum_i x 0 i = sqn (W 0%N).
    rewrite -(sqn_tr (W 0%N)) /sqn /dot trmxK E mxtrace_mulC mulmxA OO mul1mx mxtrace_diag.
    by [].
  exact: norm_sum.
move=> i; pose v : 'cV[R]_K := O *m delta_mx i 0.
have v1 : sqn v = 1.
  by rewrite /v /sqn dot_mull mulmxA OO mul1mx /dot trmx_delta mul_delta_mx trace_mx11 mxE !eqxx.
have ve : W 0%N *m (W 0%N)^T *m v = x 0 i *: v.
  rewrite E /v -!mulmxA (mulmxA O^T) OO mul1mx scalemxAr; congr (_ *m _).
  apply/matrixP => p r; rewrite mul_diag_mx !mxE (ord1 r) eqxx andbT.
  by case: (eqVneq p i) => [->|_] //; rewrite !mulr0.
have x0 : 0 <= x 0 i.
  have := sqn_ge0 ((W 0%N)^T *m v).
  by rewrite sqn_gramr ve dotZr -/(sqn v) v1 mulr1.
have g0 : 0 < s - e by rewrite subr_gt0.
have lZ : low (Z 0%N) (s - e).
  have -> : Z 0%N = Y + (Z 0%N - Y) by rewrite addrC subrK.
  by apply: low_add hl _ (ltW es); apply: bnd_weaken C1_residual; exact: bnd_nrm.
have := head_output linear (leqnn d) => ZE; have z0 := bnd_ge0 hz.
have zp : 0 < zf.
  have [m hm] := norm_exists (top W d); have [bm _] := hm.
  have : s - e <= m * zf by apply: low_le_bnd K0 lZ _; rewrite ZE; exact: bnd_mulmx.
  move=> le; rewrite lt_neqAle z0 andbT eq_sym; apply: contraTneq (lt_le_trans g0 le) => ->.
  by rewrite mulr0 ltxx.
have lM : low (top W d) ((s - e) / zf) by apply: (low_factor (B := Z d) _ hz zp); rewrite -ZE.
have [_ /(_ v)] := lM.
rewrite sqn_gramr (balanced_product d0 balance) (mxpow_eigen _ ve) dotZr -/(sqn v) v1 !mulr1.
move=> h; rewrite -(ler_pXn2r d0) ?nnegrE ?(ltW q0) //; apply: le_trans h.
by rewrite expr_div_n ler_pdivlMr // exprn_gt0.
Qed.

Theorem C1s_head_condition :
  cond (W 0%N) (Num.sqrt ((1 + (c - t) / d%:R + (K%:R - 1) * (1 - q)) / q)).
Proof.
have [O [x [OO OO' E lo hi]]] := head_eigen.
have each i : x 0 i <= 1 + (c - t) / d%:R + (K%:R - 1) * (1 - q).
  have rest : (K%:R - 1) * q <= \sum_(j | j != i) x 0 j.
    have -> : (K%:R - 1) * q = \sum_(j : 'I_K | j != i) q.
      rewrite sumr_const cardC1 card_ord -[q *+ _]mulr_natl; congr (_ * _).
      by rewrite -{1}(prednK K0) -addn1 natrD addrK.
    by apply: ler_sum => j _; exact: lo.
  rewrite (bigD1 i) //= in hi; move: (\sum_(j | _) _) rest hi => r rest hi.
  apply: (@ge0_le _ _ _ ((K%:R + (c - t) / d%:R - (x 0 i + r)) + (r - (K%:R - 1) * q)));
    first by ring.
  by rewrite addr_ge0 // subr_ge0.
have p0 : 0 <= (1 + (c - t) / d%:R + (K%:R - 1) * (1 - q)) / q.
  by rewrite divr_ge0 ?(ltW q0) // (le_trans _ (each (Ordinal K0))) // (le_trans (ltW q0)).
apply: (cond_eigen K0 OO OO' E) => [i|i j|]; last exact: sqrtr_ge0.
  exact: lt_le_trans q0 (lo i).
rewrite sqr_sqrtr // mulrAC ler_pdivlMr //.
have n0 : 0 <= 1 + (c - t) / d%:R + (K%:R - 1) * (1 - q).
  by rewrite (le_trans _ (each i)) // (le_trans (ltW q0)).
by apply: ler_pM => //; [exact: le_trans (ltW q0) (lo i) | exact: ltW].
Qed.

(* C1 without its max(1, .), for any exponential: exp((c - t)/(2 L2)) rho^{K/L2}. *)
Theorem C1_head_condition (ex ln : R -> R) : exponential ex ln ->
  cond (W 0%N) (ex ((c - t) / (2%:R * d%:R)) / Num.sqrt q ^+ K).
Proof.
move=> he; have [O [x [OO OO' E lo hi]]] := head_eigen.
have xp i : 0 < x 0 i := lt_le_trans q0 (lo i).
have dn0 : d%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
pose S := (c - t) / d%:R.
have prods : \prod_i x 0 i <= ex S.
  apply: (@le_trans _ _ (ex (\sum_i (x 0 i - 1)))); last first.
    by rewrite (ler_ex he) sumrB sumr_const card_ord lerBlDl.
  suff [] : 0 <= \prod_i x 0 i /\ \prod_i x 0 i <= ex (\sum_i (x 0 i - 1)) by [].
  apply: (big_ind2 (fun a b => 0 <= a /\ a <= ex b)) => [|a a' v v' [a0 le] [v0 le']|i _].
  - by rewrite (ex0 he) ler01.
  - by rewrite mulr_ge0 // (exD he); split=> //; exact: ler_pM.
  - split; first exact: ltW.
    by have := ex_tangent he (x 0 i - 1); rewrite addrC subrK.
have main i j : x 0 i * q ^+ K <= ex S * x 0 j.
  have qK : q ^+ K = \prod_(l : 'I_K) q by rewrite prodr_const card_ord.
  case: (eqVneq i j) => [<-|ij].
    rewrite mulrC; apply: ler_wpM2r; first exact: ltW.
    by rewrite qK; apply: le_trans prods; apply: ler_prod => l _; rewrite (ltW q0) lo.
  pose P := \prod_(l | (l != i) && (l != j)) x 0 l.
  pose Q := \prod_(l | (l != i) && (l != j)) q.
  have e1 : \prod_l x 0 l = x 0 i * (x 0 j * P) by rewrite (bigD1 i) //= (bigD1 j) //= eq_sym.
  have e2 : \prod_(l : 'I_K) q = q * (q * Q) by rewrite (bigD1 i) //= (bigD1 j) //= eq_sym.
  have Q0 : 0 <= Q by apply: prodr_ge0 => l _; exact: ltW.
  have QP : Q <= P by apply: ler_prod => l _; rewrite (ltW q0) lo.
  have le : q * (q * Q) <= x 0 j * (x 0 j * P).
    by apply: ler_pM; rewrite ?lo ?mulr_ge0 ?(ltW q0) //; apply: ler_pM; rewrite ?lo ?(ltW q0).
  rewrite qK e2; apply: le_trans (ler_wpM2r (ltW (xp j)) prods).
  rewrite e1 -mulrA; apply: ler_wpM2l; first exact: ltW.
  by rewrite [leRHS]mulrC.
have kk : (ex ((c - t) / (2%:R * d%:R)) / Num.sqrt q ^+ K) ^+ 2 = ex S / q ^+ K.
  rewrite expr_div_n -exprM mulnC exprM sqr_sqrtr ?(ltW q0) // expr2 -(exD he).
  by congr (ex _ / _); rewrite /S; field.
apply: (cond_eigen K0 OO OO' E) => [i|i j|]; first exact: xp.
  by rewrite kk mulrAC ler_pdivlMr ?exprn_gt0.
by rewrite divr_ge0 ?exprn_ge0 ?sqrtr_ge0 // ltW // (ex_gt0 he).
Qed.
End NearOptimum.
