(* Section B of docs/claims.md: gradients, weight decay and balancedness. Layer l of the page is
   L - l here, so that B1's l + 1 and l are j and j + 1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section OneStep.
Variable R : rcfType.

(* Two neighbours A = W_{l+1}, B = W_l and their gradients. *)
Lemma step_defect m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) (G : 'M_(m, n)) (H : 'M_(n, p))
  (c eta : R) :
  A^T *m G = H *m B^T ->
  (c *: A - eta *: G)^T *m (c *: A - eta *: G) - (c *: B - eta *: H) *m (c *: B - eta *: H)^T =
  c ^+ 2 *: (A^T *m A - B *m B^T) + eta ^+ 2 *: (G^T *m G - H *m H^T).
Proof.
move=> e; have e' : G^T *m A = B *m H^T by rewrite -[RHS]trmxK trmx_mul trmxK -e trmx_mul trmxK.
rewrite ![(_ - _)^T]linearB /= ![(_ *: _)^T]linearZ /= !mulmxBl !mulmxBr.
rewrite -!scalemxAl -!scalemxAr !scalerA e e'.
move: (A^T *m A) (B *m B^T) (G^T *m G) (H *m H^T) (H *m B^T) (B *m H^T) => a b g h x z.
apply/matrixP => i j; rewrite !mxE.
by move: (a i j) (b i j) (g i j) (h i j) (x i j) (z i j) => a1 b1 g1 h1 x1 z1; ring.
Qed.
Lemma step_defect_r m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) (G : 'M_(m, n)) (H : 'M_(n, p))
  (lam eta : R) :
  A^T *m G = H *m B^T ->
  let r := G + lam *: A in let q := H + lam *: B in
  (A - eta *: r)^T *m (A - eta *: r) - (B - eta *: q) *m (B - eta *: q)^T =
  (1 - 2%:R * eta * lam) *: (A^T *m A - B *m B^T) + eta ^+ 2 *: (r^T *m r - q *m q^T).
Proof.
move=> e r q; have e' : G^T *m A = B *m H^T by rewrite -[RHS]trmxK trmx_mul trmxK -e trmx_mul trmxK.
have Ar : A^T *m r = H *m B^T + lam *: (A^T *m A) by rewrite mulmxDr e -scalemxAr.
have rA : r^T *m A = B *m H^T + lam *: (A^T *m A).
  by rewrite [r^T]linearD /= linearZ /= mulmxDl e' -scalemxAl.
have qB : q *m B^T = H *m B^T + lam *: (B *m B^T) by rewrite mulmxDl -scalemxAl.
have Bq : B *m q^T = B *m H^T + lam *: (B *m B^T).
  by rewrite [q^T]linearD /= linearZ /= mulmxDr -scalemxAr.
rewrite ![(_ - _)^T]linearB /= ![(eta *: _)^T]linearZ /= !mulmxBl !mulmxBr.
rewrite -!scalemxAl -!scalemxAr !scalerA Ar rA qB Bq; clearbody r q.
move: (A^T *m A) (B *m B^T) (r^T *m r) (q *m q^T) (H *m B^T) (B *m H^T) => a b g h x z.
apply/matrixP => i j; rewrite !mxE.
by move: (a i j) (b i j) (g i j) (h i j) (x i j) (z i j) => a1 b1 g1 h1 x1 z1; ring.
Qed.
Lemma stationary_defect m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) (G : 'M_(m, n)) (H : 'M_(n, p))
  (lam : R) :
  A^T *m G = H *m B^T -> A^T *m (G + lam *: A) - (H + lam *: B) *m B^T =
    lam *: (A^T *m A - B *m B^T).
Proof.
move=> e; rewrite mulmxDr mulmxDl e -scalemxAr -scalemxAl scalerBr.
by rewrite opprD addrACA subrr add0r.
Qed.

(* Two positive semidefinite matrices differ by no more than the larger one. *)
Lemma gram_difference m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) c : bnd A c -> bnd B c ->
  bnd (A^T *m A - B *m B^T) (c ^+ 2).
Proof.
move=> hA hB; apply: qbnd_bnd; first exact: sqr_ge0.
have gA (x : 'cV_n) : dot x (A^T *m A *m x) = sqn (A *m x) by rewrite -mulmxA dot_mulrl trmxK.
have gB (x : 'cV_n) : dot x (B *m B^T *m x) = sqn (B^T *m x) by rewrite sqn_gramr.
split; first split; first by rewrite linearB /= !trmx_mul !trmxK.
  move=> x; rewrite mulmxBl dotBr gA gB lerBrDl; apply: le_trans (_ : 0 <= _);
    last exact: sqn_ge0.
  by rewrite subr_le0; case: (bnd_trmx hB).
move=> x; rewrite mulmxBl dotBr gA gB lerBlDr; apply: ler_wpDr; first exact: sqn_ge0.
by case: hA.
Qed.
End OneStep.

Section Head.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Implicit Types (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)).
Implicit Types (Delta : 'M[R]_(u 0, N)).

(* The gradient is the gradient: the exact expansion of the squared error in one layer's direction
   X. The outputs are linear in each layer. *)
Theorem B_gradient W Z Y j (X : 'M_(u j, u j.+1)) t :
  let out V := top W j *m V *m Z j.+1 in
  sqn (out (W j + t *: X) - Y) / 2%:R =
  sqn (out (W j) - Y) / 2%:R + t * dot (grad W (out (W j) - Y) Z j) X +
  t ^+ 2 / 2%:R * sqn (top W j *m X *m Z j.+1).
Proof.
move=> out; have -> : out (W j + t *: X) - Y = (out (W j) - Y) + t *: (top W j *m X *m Z j.+1).
  by rewrite /out mulmxDr mulmxDl -scalemxAr -scalemxAl addrAC.
rewrite sqnD sqnZ dotZr dot_mulrr dot_mulrl /grad mulmxA.
by move: (sqn _) (sqn _) (dot _ _) => a b c; field.
Qed.
Lemma output_of_layer W Z d j : linear_head W d Z -> (j < d)%N -> Z 0%N = top W j *m W j *m Z j.+1.
Proof.
move=> hZ; elim: j => [|j IH] jd; first by rewrite mul1mx (hZ 0%N).
by rewrite IH ?(ltnW jd) // (hZ j.+1 jd) !mulmxA.
Qed.

Theorem B1_gradient_balance W Z Delta d j : linear_head W d Z -> (j.+1 < d)%N ->
  (W j)^T *m grad W Delta Z j = grad W Delta Z j.+1 *m (W j.+1)^T.
Proof.
by move=> hZ jd; rewrite /grad (hZ _ jd) /= !trmx_mul !mulmxA.
Qed.

(* One step W' = W - eta (G + lam W). *)
Definition step W Delta Z (eta lam : R) : forall j, 'M[R]_(u j, u j.+1) :=
  fun j => W j - eta *: rgrad W lam Delta Z j.

Theorem B2_balancedness_recursion W Z Delta d j eta lam : linear_head W d Z -> (j.+1 < d)%N ->
  defect (step W Delta Z eta lam) j = (1 - eta * lam) ^+ 2 *: defect W j +
    eta ^+ 2 *: ((grad W Delta Z j)^T *m grad W Delta Z j - grad W Delta Z j.+1 *m
      (grad W Delta Z j.+1)^T).
Proof.
move=> hZ jd; rewrite /defect -step_defect; last exact: B1_gradient_balance hZ jd.
have e i : step W Delta Z eta lam i = (1 - eta * lam) *: W i - eta *: grad W Delta Z i.
  by rewrite /step /rgrad scalerDr scalerA scalerBl scale1r opprD addrCA addrC.
by rewrite !e.
Qed.
Theorem B2r_full_gradient W Z Delta d j eta lam : linear_head W d Z -> (j.+1 < d)%N ->
  defect (step W Delta Z eta lam) j = (1 - 2%:R * eta * lam) *: defect W j +
    eta ^+ 2 *: ((rgrad W lam Delta Z j)^T *m rgrad W lam Delta Z j -
                 rgrad W lam Delta Z j.+1 *m (rgrad W lam Delta Z j.+1)^T).
Proof. by move=> hZ jd; rewrite /defect -step_defect_r //; exact: B1_gradient_balance hZ jd. Qed.

(* Any run of gradient descent; rho i bounds both full gradients of step i. *)
Theorem B2s_balancedness_of_runs (W : nat -> forall j, 'M[R]_(u j, u j.+1))
  (Z : nat -> forall j, 'M[R]_(u j, N))
    (Delta : nat -> 'M[R]_(u 0, N)) d j eta lam (rho : nat -> R) d0 k :
  (forall i, linear_head (W i) d (Z i)) -> (j.+1 < d)%N ->
  (forall i, W i.+1 j = step (W i) (Delta i) (Z i) eta lam j) ->
  (forall i, W i.+1 j.+1 = step (W i) (Delta i) (Z i) eta lam j.+1) ->
  2%:R * eta * lam <= 1 -> bnd (defect (W 0%N) j) d0 ->
  (forall i, bnd (rgrad (W i) lam (Delta i) (Z i) j) (rho i)) ->
  (forall i, bnd (rgrad (W i) lam (Delta i) (Z i) j.+1) (rho i)) ->
  bnd (defect (W k) j) ((1 - 2%:R * eta * lam) ^+ k * d0 +
    eta ^+ 2 * \sum_(i < k) (1 - 2%:R * eta * lam) ^+ (k.-1 - i) * rho i ^+ 2).
Proof.
move=> hZ jd h1 h2 c1 hd r1 r2; set c := 1 - _; have c0 : 0 <= c by rewrite subr_ge0.
elim: k => [|k IH]; first by rewrite big_ord0 mulr0 addr0 mul1r.
have -> : defect (W k.+1) j = defect (step (W k) (Delta k) (Z k) eta lam) j by rewrite /defect
  h1 h2.
rewrite (B2r_full_gradient _ eta lam (hZ k) jd) -/c.
have -> : c ^+ k.+1 * d0 + eta ^+ 2 * (\sum_(i < k.+1) c ^+ (k.+1.-1 - i) * rho i ^+ 2) =
  `|c| * (c ^+ k * d0 + eta ^+ 2 * (\sum_(i < k) c ^+ (k.-1 - i) * rho i ^+ 2)) + `|eta ^+ 2|
    * rho k ^+ 2.
  rewrite !ger0_norm ?sqr_ge0 // big_ord_recr /= subnn expr0 mul1r.
  rewrite (eq_bigr (fun i : 'I_k => c * (c ^+ (k.-1 - i) * rho i ^+ 2))) => [|i _].
    rewrite -mulr_sumr exprS; move: (\sum_i _) (c ^+ k) (rho k) => s p q; ring.
  by rewrite mulrA -exprS; congr (_ ^+ _ * _); case: (k) i => [[]//|k'] i /=;
    rewrite subSn // -ltnS.
apply: bndD; first exact: bndZ.
by apply: bndZ; apply: gram_difference.
Qed.

Theorem B3_stationary_balance W Z Delta d j lam a b ra rb : linear_head W d Z -> (j.+1 < d)%N ->
  0 < lam ->
  bnd (W j) a -> bnd (W j.+1) b -> bnd (rgrad W lam Delta Z j) ra ->
    bnd (rgrad W lam Delta Z j.+1) rb ->
  bnd (defect W j) ((a * ra + b * rb) / lam).
Proof.
move=> hZ jd l0 ha hb hra hrb; have e := stationary_defect lam (B1_gradient_balance Delta hZ jd).
have -> : defect W j = lam^-1 *: ((W j)^T *m rgrad W lam Delta Z j - rgrad W lam Delta Z j.+1 *m
  (W j.+1)^T).
  by rewrite e scalerA mulVf ?scale1r // gt_eqF.
have h : bnd ((W j)^T *m rgrad W lam Delta Z j - rgrad W lam Delta Z j.+1 *m (W j.+1)^T)
  (a * ra + b * rb).
  apply: bndD; first by apply: bnd_mulmx => //; exact: bnd_trmx.
  by apply: bndN; rewrite mulrC; apply: bnd_mulmx => //; exact: bnd_trmx.
by have := bndZ lam^-1 h; rewrite mulrC ger0_norm // invr_ge0 ltW.
Qed.
End Head.

(* B4: sg positively homogeneous with slope sg', sg' x x = sg x. A = W_{l+1}, W = W_l, H = Z_{l-1},
   Dl the gradient in the outputs of layer l + 1 before its activation. *)
Section Homogeneous.
Variables (R : rcfType) (sg slope : R -> R).
Definition hadamard m n (A B : 'M[R]_(m, n)) : 'M[R]_(m, n) := \matrix_(i, j) (A i j * B i j).

Theorem B4_homogeneous_balance k m n N (A : 'M[R]_(k, m)) (W : 'M_(m, n)) (H : 'M_(n, N))
  (Dl : 'M_(k, N)) i :
  (forall x, slope x * x = sg x) ->
  (A^T *m (Dl *m (map_mx sg (W *m H))^T)) i i =
  (hadamard (map_mx slope (W *m H)) (A^T *m Dl) *m H^T *m W^T) i i.
Proof.
move=> h; rewrite mulmxA -[_ *m H^T *m W^T]mulmxA -trmx_mul.
move: (W *m H) (A^T *m Dl) => P B; rewrite !mxE; apply: eq_bigr => j _; rewrite !mxE -h.
by rewrite mulrA [B i j * _]mulrC.
Qed.
End Homogeneous.

(* B5: gradients pass back through a pyramid without dying. Layers from the top: Delta_0 = E,
   Delta_{j+1} = S_j o (W_j^T Delta_j), S_j the slopes, at least gam j each (1 on linear layers). *)
Section Pyramid.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (S : forall j, 'M[R]_(u j.+1, N))
  (Delta : forall j, 'M[R]_(u j, N)).
Variables (gam s : nat -> R).

Lemma hadamard_low m n (A B : 'M[R]_(m, n)) g : 0 <= g -> (forall i j, g <= A i j) ->
  g ^+ 2 * sqn B <= sqn (hadamard A B).
Proof.
move=> g0 h; rewrite !sqnE mulr_sumr; apply: ler_sum => i _; rewrite mulr_sumr;
  apply: ler_sum => j _.
rewrite mxE exprMn; apply: ler_wpM2r; first exact: sqr_ge0.
by rewrite ler_sqr2 // (le_trans g0).
Qed.

Theorem B5_pyramid d m (Z1 : 'M[R]_(m, N)) sF :
  (forall j, (j < d)%N -> Delta j.+1 = hadamard (S j) ((W j)^T *m Delta j)) ->
  (forall j, (j < d)%N -> 0 <= gam j /\ forall i k, gam j <= S j i k) ->
  (forall j, (j < d)%N -> low (W j) (s j)) -> low Z1^T sF ->
  (sF * \prod_(j < d) (gam j * s j)) ^+ 2 * sqn (Delta 0%N) <= sqn (Delta d *m Z1^T).
Proof.
move=> hD hS hW hF.
have back : (\prod_(j < d) (gam j * s j)) ^+ 2 * sqn (Delta 0%N) <= sqn (Delta d).
  elim: d hD hS hW => [|d IH] hD hS hW; first by rewrite big_ord0 expr1n mul1r.
  have {}IH := IH (fun j jd => hD j (ltnW jd)) (fun j jd => hS j (ltnW jd))
    (fun j jd => hW j (ltnW jd)).
  have [g0 g1] := hS d (ltnSn d); rewrite hD // big_ord_recr /=.
  apply: le_trans (hadamard_low _ g0 g1).
  apply: le_trans (ler_wpM2l (sqr_ge0 (gam d)) (low_mul (Delta d) (hW d (ltnSn d)))).
  move: (\prod_(i < d) _) IH => P IH.
  have -> : (P * (gam d * s d)) ^+ 2 * sqn (Delta 0%N) =
    gam d ^+ 2 * (s d ^+ 2 * (P ^+ 2 * sqn (Delta 0%N))) by ring.
  by apply: ler_wpM2l (sqr_ge0 _) _ _ _; apply: ler_wpM2l (sqr_ge0 _) _ _ _.
rewrite -(sqn_tr (_ *m Z1^T)) trmx_mul.
apply: le_trans (low_mul _ hF); rewrite sqn_tr exprMn -mulrA.
by apply: ler_wpM2l; rewrite ?sqr_ge0.
Qed.
(* |grad C_0|^2 >= a C_0, a = 2 (s_N(Z_1) prod gam s_min)^2, C_0 = |E|^2/2. *)
Corollary B5_polyak_lojasiewicz d m (Z1 : 'M[R]_(m, N)) sF rest :
  (forall j, (j < d)%N -> Delta j.+1 = hadamard (S j) ((W j)^T *m Delta j)) ->
  (forall j, (j < d)%N -> 0 <= gam j /\ forall i k, gam j <= S j i k) ->
  (forall j, (j < d)%N -> low (W j) (s j)) -> low Z1^T sF -> 0 <= rest ->
  2%:R * (sF * \prod_(j < d) (gam j * s j)) ^+ 2 * (sqn (Delta 0%N) / 2%:R) <=
    sqn (Delta d *m Z1^T) + rest.
Proof.
move=> hD hS hW hF r0; apply: ler_wpDr => //; apply: le_trans (B5_pyramid hD hS hW hF).
by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
Qed.
End Pyramid.

(* B6, B6s: theta and g = grad C_0 as columns. *)
Section Shifted.
Variables (R : rcfType) (n : nat) (g theta : 'cV[R]_n).

Theorem B6s_shifted_pl a C0 lam r t : 0 < a -> 0 <= lam -> 0 < t -> t < 1 ->
  a * C0 <= sqn g -> nrm theta <= r ->
  t * a * (C0 + lam / 2%:R * sqn theta - lam * (r ^+ 2 * (2%:R^-1 + lam / ((1 - t) * a)))) <=
  sqn (g + lam *: theta).
Proof.
move=> a0 l0 t0 t1 hg hr; have r0 : 0 <= r := le_trans (nrm_ge0 _) hr.
have q0 : 0 < 1 - t by rewrite subr_gt0.
have th : sqn theta <= r ^+ 2 by rewrite -nrm_le.
pose p := nrm g; have p0 : 0 <= p by exact: nrm_ge0.
have lp : p - lam * r <= nrm (g + lam *: theta).
  apply: le_trans (nrm_sub_ge _ _); rewrite lerD2l lerN2 nrmZ ger0_norm //.
  exact: ler_wpM2l.
apply: (@le_trans _ _ (t * p ^+ 2 - t * (lam * r) ^+ 2 / (1 - t))).
  rewrite /p nrm2; apply: (@ge0_le _ _ _
    (t * (sqn g - a * C0) + t * a * (lam / 2%:R) * (r ^+ 2 - sqn theta))).
    by field; rewrite !gt_eqF.
  rewrite addr_ge0 //; first by rewrite mulr_ge0 ?subr_ge0 // ltW.
  apply: mulr_ge0; rewrite ?subr_ge0 //; apply: mulr_ge0; first exact/ltW/mulr_gt0.
  by rewrite divr_ge0 ?ler0n.
case: (lerP (lam * r) p) => h.
  apply: (@le_trans _ _ ((p - lam * r) ^+ 2)); last first.
    by rewrite -nrm2 ler_sqr2 ?nrm_ge0 // subr_ge0.
  apply: (@ge0_le _ _ _ ((1 - t) * (p - lam * r / (1 - t)) ^+ 2)); first by field; rewrite gt_eqF.
  by rewrite mulr_ge0 ?sqr_ge0 // ltW.
apply: le_trans (sqn_ge0 _); rewrite subr_le0 -mulrA; apply: ler_wpM2l; first exact: ltW.
rewrite ler_pdivlMr //; apply: (@le_trans _ _ (p ^+ 2)).
  by rewrite -[leRHS]mulr1; apply: ler_wpM2l; rewrite ?sqr_ge0 // lerBlDr lerDl ltW.
by rewrite ler_sqr2 ?(ltW h) // mulr_ge0.
Qed.
Theorem B6_shifted_pl a C0 lam r : 0 < a -> 0 <= lam -> a * C0 <= sqn g -> nrm theta <= r ->
  a / 4%:R * (C0 + lam / 2%:R * sqn theta - lam * (r ^+ 2 * (2%:R^-1 + 4%:R * lam / a))) <=
  sqn (g + lam *: theta).
Proof.
move=> a0 l0 hg hr; have t0 : 0 < 4%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have t1 : 4%:R^-1 < 1 :> R by rewrite invf_lt1 ?ltr0n // ltr1n.
apply: le_trans (B6s_shifted_pl a0 l0 t0 t1 hg hr).
apply: (@ge0_le _ _ _ (2%:R / 3%:R * lam ^+ 2 * r ^+ 2)); first by field; rewrite gt_eqF.
by rewrite mulr_ge0 ?sqr_ge0 // mulr_ge0 ?sqr_ge0 // divr_ge0 // ler0n.
Qed.
End Shifted.
