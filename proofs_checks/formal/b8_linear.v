(* B8t of docs/claims.md for linear networks, put together from B5, B6s, the singular values along
   the path and the descent inequality: of the run nothing is assumed but its steps, of the start
   the page's condition. Layers from the top: 0 to d - 1 are the page's l >= 3, d is W_2, d + 1 is
   W_1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms a_depth b descent b8 smooth smooth_runs.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* --- Families of matrices as one vector. --- *)
Section Families.
Variables (R : rcfType) (n : nat) (m p : nat -> nat).
Implicit Types A B : forall j, 'M[R]_(m j, p j).
Notation sum_sqn A := (\sum_(j < n) sqn (A j)).
Notation sum_dot A B := (\sum_(j < n) dot (A j) (B j)).

Lemma sum_sqn_ge0 A : 0 <= sum_sqn A.
Proof. by apply: sumr_ge0 => j _; exact: sqn_ge0. Qed.
Lemma sum_sqnD A B a : \sum_(j < n) sqn (A j + a *: B j) =
  sum_sqn A + 2%:R * a * sum_dot A B + a ^+ 2 * sum_sqn B.
Proof.
rewrite !mulr_sumr -!big_split /=; apply: eq_bigr => j _.
by rewrite sqnD sqnZ dotZr mulrA.
Qed.
Lemma sum_cauchy A B : sum_dot A B ^+ 2 <= sum_sqn A * sum_sqn B.
Proof.
apply: discriminant => [||t]; rewrite ?sum_sqn_ge0 //.
have := sum_sqnD A B t; rewrite [2%:R * t * _](_ : _ = 2%:R * (t * sum_dot A B));
  last by rewrite mulrA.
by move=> <-; apply: sumr_ge0 => j _; exact: sqn_ge0.
Qed.
Lemma sum_minkowski A B :
  Num.sqrt (\sum_(j < n) sqn (A j + B j)) <= Num.sqrt (sum_sqn A) + Num.sqrt (sum_sqn B).
Proof.
have [a0 b0] := (sum_sqn_ge0 A, sum_sqn_ge0 B).
apply: sqrt_le; first by rewrite addr_ge0 ?sqrtr_ge0.
have -> : \sum_(j < n) sqn (A j + B j) = sum_sqn A + 2%:R * sum_dot A B + sum_sqn B.
  have := sum_sqnD A B 1; rewrite mulr1 expr1n mul1r => <-.
  by apply: eq_bigr => j _; rewrite scale1r.
rewrite sqrrD !sqr_sqrtr // lerD2r lerD2l -[X in _ <= X]mulr_natl; apply: ler_wpM2l;
  first by rewrite ler0n.
rewrite -sqrtrM //; case: (lerP 0 (sum_dot A B)) => h; last exact: le_trans (ltW h) (sqrtr_ge0 _).
by apply: le_sqrt => //; exact: sum_cauchy.
Qed.

(* Two columns with the same products. *)
Lemma columns_of (a c e : R) : 0 <= a -> 0 <= c -> e ^+ 2 <= a * c ->
  exists v w : 'cV[R]_2, [/\ sqn v = a, sqn w = c & dot v w = e].
Proof.
move=> a0 c0 le; pose col2 (s t : R) : 'cV[R]_2 := \col_i (if i == 0 then s else t).
have dotc s t s' t' : dot (col2 s t) (col2 s' t') = s * s' + t * t'.
  by rewrite dotE !(big_ord_recl, big_ord0) /= !mxE /= !addr0.
case: (eqVneq c 0) => [z|cn].
  exists (col2 (Num.sqrt a) 0), 0; rewrite sqn0 dot0r /sqn dotc mulr0 addr0 -expr2 sqr_sqrtr // z.
  split=> //; apply/esym/eqP; rewrite -sqrf_eq0 eq_le sqr_ge0 andbT.
  by move: le; rewrite z mulr0.
have cp : 0 < c by rewrite lt_neqAle eq_sym cn.
have r0 : 0 < Num.sqrt c by rewrite sqrtr_gt0.
have r2 : Num.sqrt c ^+ 2 = c by rewrite sqr_sqrtr // ltW.
have q0 : 0 <= a - e ^+ 2 / c by rewrite subr_ge0 ler_pdivrMr.
exists (col2 (e / Num.sqrt c) (Num.sqrt (a - e ^+ 2 / c))), (col2 (Num.sqrt c) 0); split.
- by rewrite /sqn dotc -!expr2 sqr_sqrtr // expr_div_n r2 addrC subrK.
- by rewrite /sqn dotc mulr0 addr0 -expr2.
by rewrite dotc mulr0 addr0 mulfVK // gt_eqF.
Qed.
(* B6s for a family: A the gradients, B the weights. *)
Lemma shifted_family A B a C0 lam r t : 0 < a -> 0 <= lam -> 0 < t -> t < 1 ->
  a * C0 <= sum_sqn A -> Num.sqrt (sum_sqn B) <= r ->
  t * a * (C0 + lam / 2%:R * sum_sqn B - lam * (r ^+ 2 * (2%:R^-1 + lam / ((1 - t) * a)))) <=
  \sum_(j < n) sqn (A j + lam *: B j).
Proof.
move=> a0 l0 t0 t1 hC hr.
have [v [w [sv sw dv]]] := columns_of (sum_sqn_ge0 A) (sum_sqn_ge0 B) (sum_cauchy A B).
have nw : nrm w <= r by rewrite /nrm sw.
have hv : a * C0 <= sqn v by rewrite sv.
have := B6s_shifted_pl a0 l0 t0 t1 hv nw; rewrite sw; move/le_trans; apply.
by rewrite sum_sqnD sqnD sqnZ sv sw dotZr dv mulrA.
Qed.
End Families.

Section Linear.
Variables (R : rcfType) (u : nat -> nat) (N d : nat) (X : 'M[R]_(u d.+2, N)) (Y : 'M[R]_(u 0, N)).
Variables (W : nat -> forall j, 'M[R]_(u j, u j.+1)) (Z : nat -> forall j, 'M[R]_(u j, N)).
Variables (lam eta beta : R).
Notation D := d.+2.
Notation E i := (Z i 0%N - Y).
Notation cost := (loss X Y lam).
Notation C i := (cost (W i)).
Notation G i := (full_sqn D Y lam (W i) (Z i)).
Notation down i := (fun j => - rgrad (W i) lam (E i) (Z i) j : 'M[R]_(u j, u j.+1)).
Hypothesis linear : forall i, linear_head (W i) D (Z i).
Hypothesis inputs : forall i, Z i D = X.
Hypothesis steps : forall i j, (j < D)%N -> W i.+1 j = step (W i) (E i) (Z i) eta lam j.
Hypothesis e0 : 0 < eta.
Hypothesis beta0 : 0 <= beta.
Hypothesis eb : eta * beta <= 1.
Hypothesis smooth : smooth_below X Y lam beta (C 0%N).
Hypothesis l0 : 0 <= lam.

Definition along (k : nat) (r : R) : R := cost (moved (down k) (W k) r).
Lemma eb2 : eta * beta < 2%:R.
Proof. by apply: le_lt_trans eb _; rewrite ltr1n. Qed.
Lemma costs_below k : C k <= C 0%N.
Proof. exact: cost_below linear inputs steps e0 eb2 smooth k. Qed.
Lemma along_end k : along k eta = C k.+1.
Proof. by apply: loss_ext => j jd; rewrite steps // /step /moved scalerN. Qed.
Lemma curvature_down k A : cost A <= C 0%N -> hess X Y lam (down k) A <= beta * G k.
Proof.
move=> hA; have := smooth (down k) hA; congr (_ <= _ * _).
by apply: eq_bigr => j _; rewrite sqnN.
Qed.
Lemma along_falls k r : 0 <= r -> r <= eta -> along k r <= C k - r * (1 - r * beta / 2%:R) * G k.
Proof.
move=> r0 re; have rb : r * beta < 2%:R by apply: le_lt_trans eb2; exact: ler_wpM2r.
apply: (B7_descent_linear (linear k) (inputs k) r0 rb) => A hA.
by apply: curvature_down; exact: le_trans hA (costs_below k).
Qed.
Lemma G_ge0 k : 0 <= G k. Proof. by apply: sumr_ge0 => j _; exact: sqn_ge0. Qed.
Lemma along_below k r : 0 <= r -> r <= eta -> along k r <= C 0%N.
Proof.
move=> r0 re; apply: le_trans (along_falls k r0 re) _; apply: le_trans (costs_below k).
rewrite lerBlDr lerDl mulr_ge0 ?G_ge0 // mulr_ge0 // subr_ge0 ler_pdivrMr ?ltr0n //
  mul1r.
apply: le_trans (_ : eta * beta <= _); first exact: ler_wpM2r.
by apply: le_trans eb _; rewrite ler1n.
Qed.
(* The loss goes on falling to the end of a step, as eta beta <= 1. *)
Lemma slope_along k r : 0 <= r -> r <= eta ->
  slope X Y lam (down k) (moved (down k) (W k) r) <= (r * beta - 1) * G k.
Proof.
move=> r0 re; have [_ d2] := B7_line_derivatives X Y lam (down k) (W k).
have d3 := derives_add d2 (derives_scale (- (beta * G k)) (derives_id R)).
have h t : 0 <= t -> t <= r -> hess X Y lam (down k) (moved (down k) (W k) t) + - (beta * G k) * 1
  <= 0.
  move=> t0 tr; rewrite mulr1 subr_le0; apply: curvature_down; apply: along_below => //.
  exact: le_trans tr re.
have := le_of_derivative d3 r0 h.
rewrite (@slope_ext R u N D X Y lam (down k) (moved (down k) (W k) 0) (W k)) => [|j _];
  last exact: moved0.
rewrite (slope_down _ _ (linear k) (inputs k)) mulr0 addr0 => le.
apply: (ge0_le (z := - G k - (slope X Y lam (down k) (moved (down k) (W k) r) + - (beta * G k) *
  r))).
  by ring.
by rewrite subr_ge0.
Qed.
Lemma along_end_le k r : 0 <= r -> r <= eta -> C k.+1 <= along k r.
Proof.
move=> r0 re; pose A := moved (down k) (W k) r.
have [d1 _] := B7_line_derivatives X Y lam (down k) A.
have shift t j : (j < D)%N -> moved (down k) A t j = moved (down k) (W k) (r + t) j.
  by move=> _; rewrite /A /moved scalerDl addrA.
have h0 : 0 <= eta - r by rewrite subr_ge0.
have h t : 0 <= t -> t <= eta - r -> slope X Y lam (down k) (moved (down k) A t) <= 0.
  move=> t0 tr; rewrite (slope_ext _ _ _ _ (shift t)).
  have rt : r + t <= eta by rewrite addrC -lerBrDr.
  apply: le_trans (slope_along k (addr_ge0 r0 t0) rt) _.
  rewrite mulr_le0_ge0 ?G_ge0 // subr_le0; apply: le_trans eb; exact: ler_wpM2r.
have := le_of_derivative d1 h0 h.
rewrite -along_end (@loss_ext R u N D X Y lam (moved (down k) A (eta - r))
  (moved (down k) (W k) eta)) => [|j jd].
  by rewrite (@loss_ext R u N D X Y lam (moved (down k) A 0) A) // => j _; exact: moved0.
by rewrite shift // [r + _]addrC subrK.
Qed.

(* --- The path: x_k bounds how far the weights have come. --- *)
Notation g i := (Num.sqrt (G i)).
Notation x k := (\sum_(i < k) eta * g i).
Lemma path_far k : Num.sqrt (\sum_(j < D) sqn (W k j - W 0%N j)) <= x k.
Proof.
elim: k => [|k IH].
  rewrite big_ord0 big1 ?sqrtr0 // => j _; by rewrite subrr sqn0.
rewrite [X in _ <= X]big_ord_recr /=.
have -> : \sum_(j < D) sqn (W k.+1 j - W 0%N j) =
    \sum_(j < D) sqn ((W k j - W 0%N j) + eta *: down k j).
  by apply: eq_bigr => j _; rewrite steps // /step scalerN addrAC.
apply: le_trans (sum_minkowski _ (fun j => W k j - W 0%N j) (fun j => eta *: down k j)) _.
apply: lerD => //; have -> : \sum_(j < D) sqn (eta *: down k j) = eta ^+ 2 * G k.
  by rewrite mulr_sumr; apply: eq_bigr => j _; rewrite sqnZ sqnN.
by rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm // ltW.
Qed.

(* --- The singular values along the path, B5 and B6s: the hypothesis path_pl of b8.v. --- *)
Variables (sv : nat -> R) (sF b0 h s t : R).
(* The page's y_l: s_min(W_l) for l >= 3, and last lambda_F/||X||. *)
Definition yv (i : 'I_d.+1) : R := if (i < d)%N then sv i else sF / b0.
Notation a0 := (2%:R * (b0 * \prod_i yv i) ^+ 2).
Hypothesis hsv : forall j, (j < d)%N -> 0 < sv j /\ low (W 0%N j) (sv j).
Hypothesis hsF : 0 < sF /\ low (W 0%N d.+1 *m X)^T sF.
Hypothesis hb0 : 0 < b0 /\ bnd X b0.
Hypothesis h0 : 0 < h.
Hypothesis hE : h ^+ 2 = \sum_i yv i ^- 2.
Hypothesis s0 : 0 <= s.
Hypothesis hs : h * s < 1.
Hypothesis t01 : 0 < t /\ t < 1.

Lemma yv_gt0 i : 0 < yv i.
Proof.
rewrite /yv; case: ifP => [id|_]; first by have [] := hsv id.
by have [f0 _] := hsF; have [b1 _] := hb0; rewrite divr_gt0.
Qed.
(* What layer j has moved by; layer d + 1 stands last in yv. *)
Definition moved_by (k : nat) (i : 'I_d.+1) : R :=
  if (i < d)%N then nrm (W k i - W 0%N i) else nrm (W k d.+1 - W 0%N d.+1).
Lemma moved_by_sum k : \sum_i moved_by k i ^+ 2 <= x k ^+ 2.
Proof.
have x0 : 0 <= x k by apply: sumr_ge0 => i _; rewrite mulr_ge0 ?sqrtr_ge0 // ltW.
have S0 : 0 <= \sum_(j < D) sqn (W k j - W 0%N j) by apply: sumr_ge0 => j _; exact: sqn_ge0.
have := path_far k; rewrite -(ler_sqr2 (sqrtr_ge0 _) x0) sqr_sqrtr // => /(le_trans _); apply.
rewrite big_ord_recr /= /moved_by ltnn nrm2 [leRHS]big_ord_recr /= lerD2r.
rewrite [leRHS]big_ord_recr /= -[leLHS]addr0; apply: lerD; last exact: sqn_ge0.
by apply: ler_sum => i _; rewrite (ltn_ord i) nrm2.
Qed.
Lemma moved_by_le k i : x k <= s -> 0 <= moved_by k i <= yv i.
Proof.
move=> xs; have m0 : 0 <= moved_by k i by rewrite /moved_by; case: ifP => _; exact: nrm_ge0.
rewrite m0 /=; have x0 : 0 <= x k by apply: sumr_ge0 => l _; rewrite mulr_ge0 ?sqrtr_ge0 // ltW.
have mx : moved_by k i <= x k.
  rewrite -ler_sqr2 //; apply: le_trans (moved_by_sum k); rewrite (bigD1 i) //= lerDl.
  by apply: sumr_ge0 => l _; exact: sqr_ge0.
have y0 := yv_gt0 i; have hy : 1 <= h * yv i.
  have hi : (yv i)^-1 <= h.
    rewrite -ler_sqr2 ?invr_ge0 ?(ltW y0) ?(ltW h0) // hE exprVn (bigD1 i) //= lerDl.
    by apply: sumr_ge0 => l _; rewrite invr_ge0 sqr_ge0.
  have yn : yv i != 0 by rewrite gt_eqF.
  by rewrite -(mulVf yn) ler_pM2r.
have xh : h * x k <= 1 by apply: le_trans (ltW hs); rewrite ler_pM2l.
by apply: le_trans mx _; rewrite -(ler_pM2l h0) (le_trans xh hy).
Qed.
Lemma shares_along k : x k <= s -> (\prod_i yv i) * (1 - h * x k) <= \prod_i (yv i - moved_by k i).
Proof.
move=> xs; have x0 : 0 <= x k by apply: sumr_ge0 => l _; rewrite mulr_ge0 ?sqrtr_ge0 // ltW.
exact: (B8t_singular_values yv_gt0 (fun i => moved_by_le i xs) (ltW h0) hE x0 (moved_by_sum k)).
Qed.
(* B5 at W_k. *)
Lemma gradient_along k : x k <= s ->
  a0 * (1 - h * x k) ^+ 2 * (sqn (E k) / 2%:R) <= \sum_(j < D) sqn (grad (W k) (E k) (Z k) j).
Proof.
move=> xs; have [b1 hb] := hb0; have [f0 hf] := hsF.
have le0 i := moved_by_le i xs.
pose sk j := if insub j is Some i then yv (i : 'I_d.+1) - moved_by k i else 0.
have skE j (jd : (j < d)%N) : sk j = sv j - nrm (W k j - W 0%N j).
  rewrite /sk insubT; first exact: leqW.
  by move=> q /=; rewrite /moved_by /yv /= jd.
have low_k j : (j < d)%N -> low (W k j) (1 * sk j).
  move=> jd; rewrite mul1r skE //; have [_ hj] := hsv jd.
  have := le0 (Ordinal (leqW jd)); rewrite /moved_by /yv /= jd => /andP [_ le].
  by have := low_add hj (bnd_nrm (W k j - W 0%N j)) le; rewrite [W 0%N j + _]addrC subrK.
pose last : 'I_d.+1 := ord_max.
have lastE : yv last - moved_by k last = sF / b0 - nrm (W k d.+1 - W 0%N d.+1).
  by rewrite /moved_by /yv /last /= ltnn.
have low_Z : low (Z k d.+1)^T (b0 * (yv last - moved_by k last)).
  have -> : (Z k d.+1)^T = (W 0%N d.+1 *m X)^T + ((W k d.+1 - W 0%N d.+1) *m X)^T.
    by rewrite -linearD /= -mulmxDl addrC subrK -(inputs k) -(linear k).
  rewrite lastE mulrBr mulrCA mulfV ?gt_eqF // mulr1.
  have le : b0 * nrm (W k d.+1 - W 0%N d.+1) <= sF.
    have := le0 last; rewrite /moved_by /yv /last /= ltnn => /andP [_].
    by rewrite ler_pdivlMr // mulrC.
  apply: low_add hf _ le; apply/bnd_trmx; rewrite mulrC; exact: bnd_mulmx (bnd_nrm _) hb.
pose Dl j : 'M[R]_(u j, N) := (top (W k) j)^T *m E k.
have had m q (A : 'M[R]_(m, q)) : hadamard (const_mx 1) A = A.
  by apply/matrixP => i j; rewrite !mxE mul1r.
have back j : (j < d)%N -> Dl j.+1 = hadamard (const_mx 1) ((W k j)^T *m Dl j).
  by move=> _; rewrite had /Dl /= trmx_mul mulmxA.
have sl j : (j < d)%N -> 0 <= 1 :> R /\ forall (i : 'I_(u j.+1)) (l : 'I_N),
  1 <= (const_mx 1 : 'M[R]_(u j.+1, N)) i l.
  by move=> _; split=> [|i l]; rewrite ?ler01 ?mxE.
have low_k' j : (j < d)%N -> low (W k j) (sk j) by move=> jd; have := low_k j jd; rewrite mul1r.
have := B5_pyramid back sl low_k' low_Z.
have D0 : Dl 0%N = E k by rewrite /Dl /= trmx1 mul1mx.
have Dg : Dl d *m (Z k d.+1)^T = grad (W k) (E k) (Z k) d by [].
rewrite D0 Dg => five.
have prodE : b0 * (yv last - moved_by k last) * \prod_(j < d) (1 * sk j) =
  b0 * \prod_i (yv i - moved_by k i).
  rewrite [in RHS]big_ord_recr /= -/last mulrAC -mulrA; congr (_ * _); congr (_ * _).
  by apply: eq_bigr => j _; rewrite mul1r skE // /moved_by /yv /= !(ltn_ord j).
rewrite prodE in five.
have P0 : 0 <= \prod_i yv i by apply: prodr_ge0 => i _; exact/ltW/yv_gt0.
have one0 : 0 <= 1 - h * x k.
  by rewrite subr_ge0; apply: le_trans (ltW hs); rewrite ler_pM2l.
have root : (b0 * \prod_i yv i * (1 - h * x k)) ^+ 2 <= (b0 * \prod_i (yv i - moved_by k i)) ^+ 2.
  have le : b0 * \prod_i yv i * (1 - h * x k) <= b0 * \prod_i (yv i - moved_by k i).
    by rewrite -mulrA; apply: ler_wpM2l (shares_along xs); exact: ltW.
  rewrite ler_sqr2 //; first by rewrite !mulr_ge0 ?(ltW b1).
  by apply: le_trans le; rewrite !mulr_ge0 ?(ltW b1).
apply: (@le_trans _ _ (sqn (grad (W k) (E k) (Z k) d))).
  apply: le_trans five; apply: le_trans (ler_wpM2r (sqn_ge0 _) root).
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; rewrite exprMn; field.
rewrite (bigD1 (Ordinal (ltnW (ltnSn d.+1) : (d < D)%N))) //= lerDl.
by apply: sumr_ge0 => j _; exact: sqn_ge0.
Qed.

(* lambda m, m = R^2 (1/2 + lambda/((1-t) a)) with R = |theta_0| + s and a = a_0 (1 - h s)^2. *)
Notation radius := (Num.sqrt (\sum_(j < D) sqn (W 0%N j)) + s).
Definition target : R :=
  lam * (radius ^+ 2 * (2%:R^-1 + lam / ((1 - t) * (a0 * (1 - h * s) ^+ 2)))).
Lemma a0_gt0 : 0 < a0.
Proof.
have [b1 _] := hb0; rewrite mulr_gt0 ?ltr0n // exprn_gt0 // mulr_gt0 //.
by apply: prodr_gt0 => i _; exact: yv_gt0.
Qed.
Lemma pl_along k : x k <= s -> t * (a0 * (1 - h * x k) ^+ 2) * (C k - target) <= G k.
Proof.
move=> xs; have [t0 t1] := t01; have a0p := a0_gt0.
have x0 : 0 <= x k by apply: sumr_ge0 => i _; rewrite mulr_ge0 ?sqrtr_ge0 // ltW.
have one : 1 - h * s <= 1 - h * x k by rewrite lerD2l lerN2 ler_pM2l.
have ones : 0 < 1 - h * s by rewrite subr_gt0.
have onex : 0 < 1 - h * x k := lt_le_trans ones one.
set a := a0 * (1 - h * x k) ^+ 2; have ap : 0 < a by apply: mulr_gt0 => //; exact: exprn_gt0.
have far : Num.sqrt (\sum_(j < D) sqn (W k j)) <= radius.
  have -> : \sum_(j < D) sqn (W k j) = \sum_(j < D) sqn (W 0%N j + (W k j - W 0%N j)).
    by apply: eq_bigr => j _; rewrite [W 0%N j + _]addrC subrK.
  apply: le_trans (sum_minkowski _ (W 0%N) (fun j => W k j - W 0%N j)) _.
  by rewrite lerD2l; exact: le_trans (path_far k) xs.
have := shifted_family ap l0 t0 t1 (gradient_along xs) far.
have -> : \sum_(j < D) sqn (grad (W k) (E k) (Z k) j + lam *: W k j) = G k by [].
apply: le_trans; apply: ler_wpM2l; first by apply: mulr_ge0; exact: ltW.
have -> : C k = sqn (E k) / 2%:R + lam / 2%:R * \sum_(j < D) sqn (W k j).
  by rewrite /loss (outputsE (linear k) (inputs k)).
rewrite lerD2l lerN2 /target; apply: ler_wpM2l => //; apply: ler_wpM2l;
  first exact: sqr_ge0.
rewrite lerD2l; apply: ler_wpM2l => //.
have d0 : 0 < a0 * (1 - h * s) ^+ 2 by apply: mulr_gt0 => //; exact: exprn_gt0.
have da : a0 * (1 - h * s) ^+ 2 <= a by rewrite /a ler_pM2l // ler_sqr2 ?(ltW ones) ?(ltW onex).
have tp : 0 < 1 - t by rewrite subr_gt0.
have [q1 q2] : 0 < (1 - t) * a /\ 0 < (1 - t) * (a0 * (1 - h * s) ^+ 2) by split; exact: mulr_gt0.
by rewrite lef_pV2 ?posrE // ler_pM2l.
Qed.

(* B8t: until lambda m is reached the path is at most s and u falls by the factor 1 - eta c t a a
   step, a = (1 - 2hp) a_0. *)
Theorem B8t_linear_networks (c p : R) k : 0 < c -> eta * beta <= 2%:R * (1 - c) ->
  s - h * s ^+ 2 / 2%:R = p ->
  Num.sqrt (C 0%N - target) <= c / 2%:R * Num.sqrt (t * a0) * p ->
  eta * (c * (t * path_constant a0 h p)) <= 1 -> (forall i, (i < k)%N -> 0 < C i - target) ->
  C k - target <= (1 - eta * (c * (t * path_constant a0 h p))) ^+ k * (C 0%N - target) /\
  (x k <= s \/ C k <= target).
Proof.
move=> c0 ec rim start small above; have [t0 t1] := t01.
have g2 i : g i ^+ 2 = G i by rewrite sqr_sqrtr // G_ge0.
have ta : 0 < t * a0 by rewrite mulr_gt0 // a0_gt0.
have g0 i : 0 <= g i := sqrtr_ge0 _.
have falls i r : 0 <= r -> r <= eta -> x i + r * g i <= s ->
    along i r <= C i - r * (1 - r * beta / 2%:R) * g i ^+ 2.
  by move=> r0 re _; rewrite g2; exact: along_falls.
have ends_below i r : 0 <= r -> r <= eta -> along i r <= target ->
    C i.+1 <= C i - eta * (1 - eta * beta / 2%:R) * g i ^+ 2 /\ C i.+1 <= target.
  move=> r0 re le; rewrite g2 -along_end; split; first by apply: along_falls; rewrite ?(ltW e0).
  by rewrite along_end; exact: le_trans (along_end_le i r0 re) le.
have pl i : x i <= s -> t * (a0 * (1 - h * x i) ^+ 2) * (C i - target) <= g i ^+ 2.
  by move=> xs; rewrite g2; exact: pl_along.
exact (@B8t_phase R eta beta c t a0 h target (fun i => C i) (fun i => g i) along p s e0 c0 ec beta0
  ta h0 s0 g0 (ltW hs) rim start along_end falls ends_below pl k small above).
Qed.
End Linear.
