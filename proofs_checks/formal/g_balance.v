(* G3, G4 and G0's last layer of docs/claims.md: balance, and what biases do to it. The head's
   numbers are g.v's. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose g.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Balance.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (b : forall j, 'cV[R]_(u j))
  (Z : forall j, 'M[R]_(u j, N)).
Variables (A : 'M[R]_(u 0%N)) (Delta : 'M[R]_(u 0%N, N)).
Notation ones := (const_mx 1 : 'M[R]_(1, N)).

(* --- G0 at l = L: what no output's gradient has, as 1^T for the cross-entropy --- *)
Theorem G0_last_layer p lam (a : 'M[R]_(p, u 0%N)) : a *m Delta = 0 -> lam != 0 ->
  a *m W 0%N = lam^-1 *: (a *m rgrad W lam Delta Z 0).
Proof.
move=> h l0; rewrite /rgrad /grad /= trmx1 mul1mx mulmxDr mulmxA h mul0mx add0r.
by rewrite -scalemxAr scalerA mulVf // scale1r.
Qed.

(* --- G4: g_l = Delta_l 1 is the gradient in b_l --- *)
Definition bias_grad (j : nat) : 'cV[R]_(u j) := (top W j)^T *m Delta *m const_mx 1.

Theorem G4_bias_gradient j : Z j.+1 = W j.+1 *m Z j.+2 + b j.+1 *m ones ->
  (W j)^T *m grad W Delta Z j = grad W Delta Z j.+1 *m (W j.+1)^T + bias_grad j.+1 *m (b j.+1)^T.
Proof.
move=> e; by rewrite /grad /bias_grad e linearD /= !trmx_mul trmx_const !mulmxDr !mulmxA.
Qed.
Theorem G4_bias_balance j (lam : nat -> R) : Z j.+1 = W j.+1 *m Z j.+2 + b j.+1 *m ones ->
  lam j *: ((W j)^T *m W j) - lam j.+1 *: (W j.+1 *m (W j.+1)^T) =
  (W j)^T *m rgrad W (lam j) Delta Z j - rgrad W (lam j.+1) Delta Z j.+1 *m (W j.+1)^T
    - bias_grad j.+1 *m (b j.+1)^T.
Proof.
move=> /G4_bias_gradient e; rewrite /rgrad mulmxDr mulmxDl e -scalemxAr -scalemxAl.
move: (grad _ _ _ _ *m _) (bias_grad _ *m _) => a c.
move: (lam j *: _) (lam j.+1 *: _) => x z.
by apply/matrixP => i k; rewrite !mxE; ring.
Qed.
(* The lower layer's augmented weights and gradient, [W_l b_l] and [G_l g_l]: B1 and B2 for them. *)
Definition augmented j : 'M[R]_(u j, u j.+1 + 1) := row_mx (W j) (b j).
Definition augmented_grad j : 'M[R]_(u j, u j.+1 + 1) := row_mx (grad W Delta Z j) (bias_grad j).
Theorem G4_augmented j : Z j.+1 = W j.+1 *m Z j.+2 + b j.+1 *m ones ->
  (W j)^T *m grad W Delta Z j = augmented_grad j.+1 *m (augmented j.+1)^T.
Proof. by move=> /G4_bias_gradient ->; rewrite tr_row_mx mul_row_col. Qed.
Lemma balance_step p q r (f t : R) (M G : 'M[R]_(q, p)) (M' G' : 'M[R]_(p, r)) : M^T *m G =
  G' *m M'^T ->
  (f *: M - t *: G)^T *m (f *: M - t *: G) - (f *: M' - t *: G') *m (f *: M' - t *: G')^T =
  f ^+ 2 *: (M^T *m M - M' *m M'^T) + t ^+ 2 *: (G^T *m G - G' *m G'^T).
Proof.
move=> e; have e' : G^T *m M = M' *m G'^T by apply: trmx_inj; rewrite !trmx_mul !trmxK.
have T a c (B C : 'M[R]_(a, c)) : (f *: B - t *: C)^T = f *: B^T - t *: C^T.
  by rewrite linearB /= !linearZ.
rewrite !T !mulmxBl !mulmxBr -!scalemxAl -!scalemxAr e e'.
move: (M^T *m M) (G' *m M'^T) (M' *m G'^T) (G^T *m G) (M' *m M'^T) (G' *m G'^T) =>
  a1 a2 a3 a4 a5 a6.
apply/matrixP => i k; rewrite !mxE.
by move: (a1 i k) (a2 i k) (a3 i k) (a4 i k) (a5 i k) (a6 i k) => ? ? ? ? ? ?; ring.
Qed.
(* One step of gradient descent with the two weights and the bias decayed alike. *)
Theorem G4_recursion j eta lam : Z j.+1 = W j.+1 *m Z j.+2 + b j.+1 *m ones ->
  let G := grad W Delta Z j in let G' := augmented_grad j.+1 in
  let W' : 'M[R]_(u j, u j.+1) := (1 - eta * lam) *: W j - eta *: G in
  let W'' : 'M[R]_(u j.+1, u j.+2 + 1) := (1 - eta * lam) *: augmented j.+1 - eta *: G' in
  W'^T *m W' - W'' *m W''^T =
  (1 - eta * lam) ^+ 2 *: ((W j)^T *m W j - augmented j.+1 *m (augmented j.+1)^T)
    + eta ^+ 2 *: (G^T *m G - G' *m G'^T).
Proof. by move=> /G4_augmented e /=; exact: balance_step. Qed.

(* --- G3 --- *)
(* The diagonal of layers l .. L-1: e_j bounds lambda_max(-D_j)_+, a bounds ||(I-A) W_L||. *)
Theorem G3_balance d (e : nat -> R) a c X : proj A -> is_pinv (A *m top W d) X ->
  (forall j, (j < d)%N -> qneg (defect W j) (e j)) -> (forall j, (j < d)%N -> 0 <= e j) ->
  bnd ((1%:M - A) *m W 0%N) a -> 0 <= c -> \sum_(j < d) e j + a ^+ 2 <= c ^+ 2 ->
  bnd ((1%:M - X *m (A *m top W d)) *m W d) c.
Proof.
move=> hA hX hD he ha c0 hc.
suff h (x : 'cV[R]_(u d)) : sqn ((W d)^T *m ((1%:M - X *m (A *m top W d)) *m x)) <=
  (\sum_(j < d) e j + a ^+ 2) * sqn x.
  have [t _] := projC (pinv_proj hX).
  rewrite -[_ *m W d]trmxK; apply: bnd_trmx; split=> // x; rewrite trmx_mul t -mulmxA.
  by apply: le_trans (h x) _; apply: ler_wpM2r; rewrite ?sqn_ge0.
elim: d X x hX hD he {c c0 hc} => [|d IH] X x hX hD he.
  have hA' : is_pinv (A *m top W 0) A by have [t i] := hA; split; rewrite /= mulmx1 ?i.
  rewrite (pinv_unique hX hA') /= mulmx1; have [t i] := hA; have [tC _] := projC hA.
  rewrite i big_ord0 add0r mulmxA.
  have -> : (W 0%N)^T *m (1%:M - A) = ((1%:M - A) *m W 0%N)^T by rewrite trmx_mul tC.
  by have [_] := bnd_trmx ha; apply.
have [X' hX'] := pinv_exists (A *m top W d).
have {}IH := IH X' _ hX' (fun j jd => hD j (leqW jd)) (fun j jd => he j (leqW jd)).
set z := (_ - _) *m x; have hP := projC (pinv_proj hX).
have zx : sqn z <= sqn x by exact: proj_le.
have kz : A *m top W d *m (W d *m z) = 0.
  have -> : A *m top W d *m (W d *m z) = A *m top W d.+1 *m z by rewrite /= !mulmxA.
  by rewrite /z (mulmxA (A *m top W d.+1)) pinv_ker // mul0mx.
have wz : sqn (W d *m z) <= (\sum_(j < d) e j + a ^+ 2) * sqn z.
  have zE : W d *m z = (1%:M - X' *m (A *m top W d)) *m (W d *m z).
    by rewrite mulmxBl mul1mx -mulmxA kz mulmx0 subr0.
  have hP' := projC (pinv_proj hX'); have [t' _] := hP'.
  have hc : 0 <= \sum_(j < d) e j + a ^+ 2.
    by rewrite addr_ge0 ?sqr_ge0 // sumr_ge0 // => j _; apply: he; exact: leqW.
  have bT : bnd ((1%:M - X' *m (A *m top W d)) *m W d) (Num.sqrt (\sum_(j < d) e j + a ^+ 2)).
    rewrite -[_ *m W d]trmxK; apply: bnd_trmx; split=> [|v]; first exact: sqrtr_ge0.
    by rewrite sqr_sqrtr // trmx_mul t' -mulmxA; exact: IH.
  by rewrite zE (mulmxA _ (W d)); have [_ /(_ z)] := bT; rewrite sqr_sqrtr.
have [_ /(_ z)] := hD d (ltnSn d); rewrite /defect mulmxBl dotBr => dz.
have wE : dot z ((W d)^T *m W d *m z) = sqn (W d *m z) by rewrite /sqn dot_mull mulmxA.
have wE' : dot z (W d.+1 *m (W d.+1)^T *m z) =
  sqn ((W d.+1)^T *m z) by rewrite /sqn dot_mull trmxK mulmxA.
rewrite wE wE' in dz; have {}dz : sqn ((W d.+1)^T *m z) <= sqn (W d *m z) + e d * sqn z.
  by move: dz; rewrite lerBrDr addrC lerBlDr.
apply: le_trans dz _; apply: (@le_trans _ _ ((\sum_(j < d) e j + a ^+ 2 + e d) * sqn z)).
  by rewrite mulrDl lerD2r.
rewrite big_ord_recr /= addrAC; apply: ler_wpM2l zx.
by rewrite addr_ge0 ?addr_ge0 ?sqr_ge0 ?he // sumr_ge0 // => j _; apply: he; exact: leqW.
Qed.
(* With biases: D_j - b_j b_j^T in place of D_j bounds no less. *)
Lemma defect_bias j e : qneg (defect W j - b j.+1 *m (b j.+1)^T) e -> qneg (defect W j) e.
Proof.
case=> t h; split; first by rewrite /defect linearB /= !trmx_mul !trmxK.
move=> x; apply: le_trans (h x) _; rewrite mulmxBl dotBr lerBlDr lerDl.
by rewrite -mulmxA dot_mulrl sqn_ge0.
Qed.
Corollary G3_balance_biases d (e : nat -> R) a c X : proj A -> is_pinv (A *m top W d) X ->
  (forall j, (j < d)%N -> qneg (defect W j - b j.+1 *m (b j.+1)^T) (e j)) ->
  (forall j, (j < d)%N -> 0 <= e j) ->
  bnd ((1%:M - A) *m W 0%N) a -> 0 <= c -> \sum_(j < d) e j + a ^+ 2 <= c ^+ 2 ->
  bnd ((1%:M - X *m (A *m top W d)) *m W d) c.
Proof. by move=> hA hX hD; apply: G3_balance => // j /hD /defect_bias. Qed.
End Balance.
