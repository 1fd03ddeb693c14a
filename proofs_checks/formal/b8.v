(* B8t and B10t of docs/claims.md from the descent inequality: along the path the singular values,
   and with them the Polyak-Lojasiewicz constant, lose what the path has length; and the norm that
   weights which fit must have.

   x k is the length of the path before step k, g k = |grad C_lambda| there, C k the loss, and C_at
   k t the loss a part t of the step further, 0 <= t <= eta. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b descent.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Shares.
Variable R : rcfType.

(* Weierstrass: prod (1 - a_i) >= 1 - sum a_i for 0 <= a_i <= 1. *)
Lemma weierstrass n (a : 'I_n -> R) : (forall i, 0 <= a i <= 1) ->
  1 - \sum_i a i <= \prod_i (1 - a i).
Proof.
elim: n a => [|n IH] a ha; first by rewrite !big_ord0 subr0.
rewrite !big_ord_recl; set s := \sum_(i < n) _; set p := \prod_(i < n) _.
have hp : 1 - s <= p by apply: IH => i; exact: ha.
have s0 : 0 <= s by apply: sumr_ge0 => i _; have /andP [] := ha (lift ord0 i).
have /andP [a0 a1] := ha ord0.
apply: (@le_trans _ _ ((1 - a ord0) * (1 - s))); last by apply: ler_wpM2l; rewrite ?subr_ge0.
apply: (@ge0_le _ _ _ (a ord0 * s)); [by ring | exact: mulr_ge0].
Qed.
Lemma cauchy_sum n (a c : 'I_n -> R) : (\sum_i a i * c i) ^+ 2 <=
  (\sum_i a i ^+ 2) * (\sum_i c i ^+ 2).
Proof.
have := dot_sqr_le (\row_i a i) (\row_i c i).
have -> : dot (\row_i a i) (\row_i c i) = \sum_i a i * c i.
  by rewrite dotE big_ord1; apply: eq_bigr => i _; rewrite !mxE.
have e (f : 'I_n -> R) : sqn (\row_i f i) = \sum_i f i ^+ 2.
  by rewrite sqnE big_ord1; apply: eq_bigr => i _; rewrite !mxE.
by rewrite !e.
Qed.
(* Layers moved by v_l, sum v_l^2 <= x^2: prod (y_l - v_l) >= prod y_l (1 - h x), h^2 = sum
   y_l^{-2}. *)
Theorem B8t_singular_values n (y v : 'I_n -> R) h x : (forall i, 0 < y i) ->
  (forall i, 0 <= v i <= y i) ->
  0 <= h -> h ^+ 2 = \sum_i y i ^- 2 -> 0 <= x -> \sum_i v i ^+ 2 <= x ^+ 2 ->
  (\prod_i y i) * (1 - h * x) <= \prod_i (y i - v i).
Proof.
move=> y0 hv h0 hh x0 hx.
have -> : \prod_i (y i - v i) = (\prod_i y i) * \prod_i (1 - v i / y i).
  rewrite -big_split /=; apply: eq_bigr => i _.
  by field; rewrite gt_eqF.
have p0 : 0 <= \prod_i y i by apply: prodr_ge0 => i _; exact: ltW.
apply: ler_wpM2l => //; apply: le_trans (weierstrass (a := fun i => v i / y i) _); last first.
  move=> i; have /andP [v0 vy] := hv i.
  by rewrite divr_ge0 ?(ltW (y0 i)) //= ler_pdivrMr ?mul1r.
rewrite lerD2l lerN2; have s0 : 0 <= \sum_i v i / y i.
  by apply: sumr_ge0 => i _; have /andP [v0 _] := hv i; rewrite divr_ge0 ?(ltW (y0 i)).
rewrite -ler_sqr2 ?mulr_ge0 //; apply: le_trans (cauchy_sum _ _) _.
rewrite mulrC exprMn hh; apply: ler_pM => //.
- by apply: sumr_ge0 => i _; exact: sqr_ge0.
- by apply: sumr_ge0 => i _; exact: sqr_ge0.
by rewrite le_eqVlt; apply/orP; left; apply/eqP/eq_bigr => i _; rewrite exprVn.
Qed.
End Shares.

(* --- B8t --- *)
Section Path.
Variables (R : rcfType) (eta beta c t a0 h lamm target : R) (C g : nat -> R) (C_at : nat -> R -> R).
Notation x k := (\sum_(i < k) eta * g i).
Notation u k := (C k - lamm).
(* The radius: 1 - h s = sqrt(1 - 2 h p). *)
Variables p s : R.
Hypothesis e0 : 0 < eta.
Hypothesis c0 : 0 < c.
Hypothesis step_size : eta * beta <= 2%:R * (1 - c).
Hypothesis beta0 : 0 <= beta.
Hypothesis ta0 : 0 < t * a0.
Hypothesis h0 : 0 < h.
Hypothesis s0 : 0 <= s.
Hypothesis g0 : forall k, 0 <= g k.
Hypothesis hs : h * s <= 1.
(* s - h s^2/2 = p, p = (2/c) sqrt(u_0/(t a_0)) at least. *)
Hypothesis rim : s - h * s ^+ 2 / 2%:R = p.
Hypothesis start : Num.sqrt (u 0%N) <= c / 2%:R * Num.sqrt (t * a0) * p.
Hypothesis u0 : 0 <= u 0%N.
Hypothesis ends : forall k, C_at k eta = C k.+1.
(* Descent in the ball, and that a step which passes lambda m inside it goes on falling. *)
Hypothesis descent_in : forall k r, 0 <= r -> r <= eta -> x k + r * g k <= s ->
  C_at k r <= C k - r * (1 - r * beta / 2%:R) * g k ^+ 2.
Hypothesis descent_below : forall k r, 0 <= r -> r <= eta -> C_at k r <= lamm ->
  C k.+1 <= C k - eta * (1 - eta * beta / 2%:R) * g k ^+ 2 /\ C k.+1 <= lamm.
(* B6s with B5 at one state of the path. *)
Definition pl_at k : Prop := x k <= s -> t * (a0 * (1 - h * x k) ^+ 2) * u k <= g k ^+ 2.
Notation w := (c / 2%:R * Num.sqrt (t * a0)).

Lemma x_ge0 k : 0 <= x k.
Proof. by apply: sumr_ge0 => i _; rewrite mulr_ge0 // ltW. Qed.
Lemma share r : 0 <= r -> r <= eta -> c <= 1 - r * beta / 2%:R.
Proof.
move=> r0 re; rewrite lerBrDr -lerBrDl ler_pdivrMr ?ltr0n // mulrC [leRHS]mulrC.
rewrite [beta * r]mulrC; apply: le_trans step_size; exact: ler_wpM2r.
Qed.
(* A part r of a step lowers sqrt(u) by w per unit of length, times 1 - h x. *)
Lemma root_falls k r : pl_at k -> 0 <= r -> r <= eta -> x k + r * g k <= s ->
    0 <= C_at k r - lamm ->
  Num.sqrt (C_at k r - lamm) + w * (r * g k * (1 - h * x k)) <= Num.sqrt (u k).
Proof.
move=> hpl r0 re hx hu; have xs : x k <= s.
  by apply: le_trans hx; rewrite lerDl mulr_ge0.
have f : C_at k r - lamm <= u k - r * c * g k ^+ 2.
  apply: (@le_trans _ _ (C k - r * (1 - r * beta / 2%:R) * g k ^+ 2 - lamm)).
    by rewrite lerD2r; exact: descent_in.
  rewrite addrAC lerD2l lerN2; apply: ler_wpM2r; first exact: sqr_ge0.
  by apply: ler_wpM2l => //; exact: share.
have uk : 0 <= u k.
  apply: le_trans hu _; apply: le_trans f _; rewrite lerBlDr lerDl.
  by rewrite mulr_ge0 ?sqr_ge0 // mulr_ge0 // ltW.
have pl := hpl xs; have q0 : 0 <= 1 - h * x k.
  rewrite subr_ge0; apply: le_trans hs; apply: ler_wpM2l => //; exact: ltW.
pose A := Num.sqrt (u k); pose B := Num.sqrt (C_at k r - lamm).
have A2 : A ^+ 2 = u k by rewrite sqr_sqrtr.
have B2 : B ^+ 2 = C_at k r - lamm by rewrite sqr_sqrtr.
have A0 : 0 <= A by exact: sqrtr_ge0.
have B0 : 0 <= B by exact: sqrtr_ge0.
pose T := Num.sqrt (t * a0); have T0 : 0 < T by rewrite sqrtr_gt0.
have T2 : T ^+ 2 = t * a0 by rewrite sqr_sqrtr // ltW.
have BA : B <= A.
  rewrite -ler_sqr2 // A2 B2; apply: le_trans f _; rewrite lerBlDr lerDl.
  by rewrite mulr_ge0 ?sqr_ge0 // mulr_ge0 // ltW.
have gT : T * (1 - h * x k) * A <= g k.
  rewrite -ler_sqr2 ?mulr_ge0 ?(ltW T0) // !exprMn T2 A2; apply: le_trans pl.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
rewrite -/A -/B; case: (eqVneq A 0) => [Az|An].
  have gz : r * g k ^+ 2 <= 0.
    have : 0 <= u k - r * c * g k ^+ 2 by exact: le_trans hu f.
    rewrite -A2 Az expr0n sub0r oppr_ge0 -mulrA mulrCA pmulr_rle0 //.
  have rg : r * g k = 0.
    apply/eqP; case: (eqVneq r 0) => [->|rn]; first by rewrite mul0r.
    have rp : 0 < r by rewrite lt_neqAle eq_sym rn.
    move: gz; rewrite pmulr_rle0 // => gz.
    have : g k ^+ 2 == 0 by rewrite eq_le gz sqr_ge0.
    by rewrite sqrf_eq0 => /eqP ->; rewrite mulr0.
  by rewrite rg mul0r mulr0 addr0.
have Ap : 0 < A by rewrite lt_neqAle eq_sym An.
rewrite -/T -(ler_pM2l (_ : 0 < 2%:R * A)) ?mulr_gt0 ?ltr0n //.
have m1 : r * c * g k * (T * (1 - h * x k) * A) <= r * c * g k ^+ 2.
  rewrite expr2 [leRHS]mulrA; apply: ler_wpM2l gT.
  by rewrite mulr_ge0 // mulr_ge0 // ltW.
have m2 : 2%:R * (A * B) <= A ^+ 2 + B ^+ 2.
  by apply: (@ge0_le _ _ _ ((A - B) ^+ 2)); [ring | exact: sqr_ge0].
have m3 : B ^+ 2 <= A ^+ 2 - r * c * g k ^+ 2 by rewrite A2 B2.
apply: (@ge0_le _ _ _ ((A ^+ 2 + B ^+ 2 - 2%:R * (A * B)) + (A ^+ 2 - r * c * g k ^+ 2 - B ^+ 2)
  + (r * c * g k ^+ 2 - r * c * g k * (T * (1 - h * x k) * A)))).
  by field.
by apply: addr_ge0; [apply: addr_ge0|]; rewrite subr_ge0.
Qed.

(* What the path has cost: sqrt(u_k) + w (x_k - h x_k^2/2) never grows. *)
Lemma potential_step k r : pl_at k -> 0 <= r -> r <= eta -> x k + r * g k <= s ->
    0 <= C_at k r - lamm ->
  Num.sqrt (u k) + w * (x k - h * x k ^+ 2 / 2%:R) <= Num.sqrt (u 0%N) ->
  Num.sqrt (C_at k r - lamm) + w * (x k + r * g k - h * (x k + r * g k) ^+ 2 / 2%:R)
    + w * (h * (r * g k) ^+ 2 / 2%:R) <= Num.sqrt (u 0%N).
Proof.
move=> hpl r0 re hx hu; apply: le_trans; have := root_falls hpl r0 re hx hu.
move: (x k) (r * g k) (Num.sqrt (t * a0)) (Num.sqrt (C_at k r - lamm)) (Num.sqrt (u k)) =>
  y l T A B le.
apply: (@ge0_le _ _ _ (B - (A + c / 2%:R * T * (l * (1 - h * y))))); last by rewrite subr_ge0.
by field.
Qed.

Notation potential k := (Num.sqrt (u k) + w * (x k - h * x k ^+ 2 / 2%:R) <= Num.sqrt (u 0%N)).
Lemma w_ge0 : 0 <= w. Proof. by rewrite mulr_ge0 ?sqrtr_ge0 // divr_ge0 ?ler0n // ltW. Qed.

(* One step from inside the ball, above lambda m: descent for all of it, and where it ends. *)
Lemma one_step k : pl_at k -> x k <= s -> potential k -> 0 < u k ->
  C k.+1 <= C k - eta * (1 - eta * beta / 2%:R) * g k ^+ 2 /\
  (x k.+1 <= s /\ potential k.+1 \/ C k.+1 <= lamm).
Proof.
move=> hpl xs pot uk; have ee := ltW e0; have xE : x k.+1 = x k + eta * g k by rewrite big_ord_recr.
case: (lerP (x k + eta * g k) s) => far.
  have d1 := descent_in ee (lexx eta) far; rewrite ends in d1; split=> //.
  case: (lerP 0 (u k.+1)) => un; last by right; rewrite ltW // -subr_lt0.
  left; rewrite xE; split=> //; have := potential_step hpl ee (lexx eta) far _ pot.
  rewrite ends => /(_ un); apply: le_trans; rewrite lerDl.
  by rewrite mulr_ge0 ?w_ge0 // divr_ge0 ?ler0n // mulr_ge0 ?sqr_ge0 // ltW.
have gk : 0 < g k.
  rewrite lt_neqAle g0 andbT eq_sym; apply: contraTneq far => ->.
  by rewrite mulr0 addr0 -leNgt.
pose r := (s - x k) / g k; have r0 : 0 <= r by rewrite divr_ge0 ?subr_ge0 ?g0.
have re : r <= eta by rewrite ler_pdivrMr // lerBlDl ltW.
have rx : x k + r * g k = s by rewrite /r divfK ?gt_eqF // addrC subrK.
have below : C_at k r <= lamm.
  rewrite leNgt -subr_gt0; apply/negP => pos.
  have := potential_step hpl r0 re _ (ltW pos) pot; rewrite rx => /(_ (lexx s)).
  have z0 : 0 < Num.sqrt (C_at k r - lamm) by rewrite sqrtr_gt0.
  have m0 : 0 <= w * (h * (r * g k) ^+ 2 / 2%:R).
    by rewrite mulr_ge0 ?w_ge0 // divr_ge0 ?ler0n // mulr_ge0 ?sqr_ge0 // ltW.
  rewrite rim => le; have := le_trans le start; rewrite leNgt => /negP; apply.
  by rewrite -addrA addrCA ltrDl ltr_pwDl.
by have [d1 d2] := descent_below r0 re below; split=> //; right.
Qed.
(* a = (1 - 2 h p) a_0. *)
Definition path_constant : R := (1 - 2%:R * h * p) * a0.
Lemma path_constantE : path_constant = a0 * (1 - h * s) ^+ 2.
Proof. by rewrite /path_constant -rim; field. Qed.
Lemma rate_step k : pl_at k -> x k <= s -> potential k -> 0 < u k ->
  u k.+1 <= (1 - eta * (c * (t * path_constant))) * u k.
Proof.
move=> hpl xs pot uk; have [d1 _] := one_step hpl xs pot uk; have pl := hpl xs.
have q1 : 0 <= 1 - h * s by rewrite subr_ge0.
have q2 : 1 - h * s <= 1 - h * x k.
  by rewrite lerD2l lerN2; apply: ler_wpM2l => //; exact: ltW.
have sq : (1 - h * s) ^+ 2 <= (1 - h * x k) ^+ 2 by rewrite ler_sqr2 // (le_trans q1).
have pa : t * path_constant * u k <= g k ^+ 2.
  rewrite path_constantE; apply: le_trans pl; apply: ler_wpM2r; first exact: ltW.
  by rewrite [leLHS]mulrA [leRHS]mulrA; apply: ler_wpM2l sq; exact: ltW.
have sh := share (ltW e0) (lexx eta).
apply: (@le_trans _ _ (u k - eta * c * g k ^+ 2)).
  rewrite addrAC lerD2r; apply: le_trans d1 _; rewrite lerD2l lerN2.
  by apply: ler_wpM2r; [exact: sqr_ge0 | apply: ler_wpM2l => //; exact: ltW].
apply: (@ge0_le _ _ _ (eta * c * (g k ^+ 2 - t * path_constant * u k))); first by ring.
by rewrite mulr_ge0 ?subr_ge0 // mulr_ge0 // ltW.
Qed.

(* B6s with B5 along the path. *)
Hypothesis path_pl : forall k, x k <= s -> t * (a0 * (1 - h * x k) ^+ 2) * u k <= g k ^+ 2.
Lemma in_ball k : (forall i, (i < k)%N -> 0 < u i) -> (x k <= s /\ potential k) \/ C k <= lamm.
Proof.
elim: k => [|k IH] hu.
  by left; rewrite big_ord0 expr0n mulr0 mul0r subrr mulr0 addr0.
have uk := hu k (ltnSn k); have [|[xs pot]|] := IH; first by move=> i ik; apply: hu; exact: ltnW.
  by have [] := one_step (@path_pl k) xs pot uk.
by rewrite leNgt -subr_gt0 uk.
Qed.
(* The path is at most s, or lambda m has been reached. *)
Theorem B8t_path k : (forall i, (i < k)%N -> 0 < u i) -> x k <= s \/ C k <= lamm.
Proof. by move=> /in_ball [[xs _]|le]; [left | right]. Qed.

Theorem B8t_rate k : (forall i, (i <= k)%N -> 0 < u i) ->
  u k.+1 <= (1 - eta * (c * (t * path_constant))) * u k.
Proof.
move=> hu; have uk := hu k (leqnn k).
have [|[xs pot]|] := @in_ball k; first by move=> i ik; apply: hu; exact: ltnW.
  exact: rate_step (@path_pl k) xs pot uk.
by rewrite leNgt -subr_gt0 uk.
Qed.
Theorem B8t_phase k : eta * (c * (t * path_constant)) <= 1 -> (forall i, (i < k)%N -> 0 < u i) ->
  u k <= (1 - eta * (c * (t * path_constant))) ^+ k * u 0%N /\ (x k <= s \/ C k <= lamm).
Proof.
move=> q1 hu; split; last exact: B8t_path.
elim: k hu => [|k IH] hu; first by rewrite mul1r.
apply: le_trans (B8t_rate _) _; first by move=> i ik; apply: hu.
rewrite exprS -mulrA; apply: ler_wpM2l; first by rewrite subr_ge0.
by apply: IH => i ik; apply: hu; exact: ltnW.
Qed.
End Path.

(* --- B10t: weights that fit have a norm. Layers from the top; the activations, linear or not, make
   their features no longer: |Z_j|_F <= |W_j Z_{j+1}|_F. --- *)
Section Fit.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)).

Lemma outputs_le L b : (forall j, (j <= L)%N -> nrm (Z j) <= nrm (W j *m Z j.+1)) ->
  bnd (Z L.+1) b ->
  nrm (Z 0%N) <= b * \prod_(j < L.+1) nrm (W j).
Proof.
move=> hZ hb; have b0 := bnd_ge0 hb.
have bottom : nrm (Z L) <= b * nrm (W L).
  apply: le_trans (hZ L (leqnn L)) _; rewrite nrm_le ?mulr_ge0 ?nrm_ge0 // exprMn nrm2.
  exact: bnd_mulr.
suff up j : (j <= L)%N -> nrm (Z 0%N) <= (\prod_(i < j) nrm (W i)) * nrm (Z j).
  apply: le_trans (up L (leqnn L)) _; rewrite big_ord_recr /= mulrCA; apply: ler_wpM2l bottom.
  by apply: prodr_ge0 => i _; exact: nrm_ge0.
elim: j => [|j IH] jL; first by rewrite big_ord0 mul1r.
apply: le_trans (IH (ltnW jL)) _; rewrite big_ord_recr /= -mulrA; apply: ler_wpM2l.
  by apply: prodr_ge0 => i _; exact: nrm_ge0.
by apply: le_trans (hZ j (ltnW jL)) _; exact/bnd_nrm_mul/bnd_nrm.
Qed.
(* f = ((|Y|_F - e)/||X||)^{2/L}, given as a number: L f <= |theta|^2. *)
Theorem B10t_fit_norm L b e f (Y : 'M[R]_(u 0, N)) :
  (forall j, (j <= L)%N -> nrm (Z j) <= nrm (W j *m Z j.+1)) -> bnd (Z L.+1) b -> 0 < b ->
  nrm (Z 0%N - Y) <= e -> e <= nrm Y -> 0 <= f -> f ^+ L.+1 = ((nrm Y - e) / b) ^+ 2 ->
  L.+1%:R * f <= \sum_(j < L.+1) sqn (W j).
Proof.
move=> hZ hb b0 he eY f0 hf; have out := outputs_le hZ hb.
have Lp : 0 < L.+1%:R :> R by rewrite ltr0n.
have far : nrm Y - e <= nrm (Z 0%N).
  have := nrm_sub_ge Y (Z 0%N - Y); rewrite [Y + _]addrC subrK; apply: le_trans.
  by rewrite lerD2l lerN2.
have fp : f ^+ L.+1 <= \prod_(j < L.+1) sqn (W j).
  have -> : \prod_(j < L.+1) sqn (W j) = (\prod_(j < L.+1) nrm (W j)) ^+ 2.
    by rewrite -prodrXl; apply: eq_bigr => j _; rewrite nrm2.
  rewrite hf ler_sqr2 ?divr_ge0 ?subr_ge0 ?(ltW b0) //; last by apply: prodr_ge0 => j _;
    exact: nrm_ge0.
  by rewrite ler_pdivrMr // mulrC; exact: le_trans far out.
have := (leif_AGM (A := predT) (E := fun j : 'I_L.+1 => sqn (W j)) (fun j _ => sqn_ge0 (W j))).1.
rewrite card_ord => agm.
have s0 : 0 <= \sum_(j < L.+1) sqn (W j) by apply: sumr_ge0 => j _; exact: sqn_ge0.
rewrite mulrC -ler_pdivlMr // -(ler_pXn2r (ltn0Sn L)) ?nnegrE ?divr_ge0 ?(ltW Lp) //.
exact: le_trans fp agm.
Qed.
(* eps1^2 = lambda (S - L f). *)
Theorem B10t_residual L b f S lam (Y : 'M[R]_(u 0, N)) :
  (forall j, (j <= L)%N -> nrm (Z j) <= nrm (W j *m Z j.+1)) -> bnd (Z L.+1) b -> 0 < b ->
    0 < lam ->
  sqn (Z 0%N - Y) / 2%:R + lam / 2%:R * (\sum_(j < L.+1) sqn (W j)) <= lam * S / 2%:R ->
  Num.sqrt (lam * S) <= nrm Y -> 0 <= f -> f ^+ L.+1 = ((nrm Y - Num.sqrt (lam * S)) / b) ^+ 2 ->
  sqn (Z 0%N - Y) <= lam * (S - L.+1%:R * f).
Proof.
move=> hZ hb b0 l0 hC eY f0 hf.
have h : sqn (Z 0%N - Y) + lam * (\sum_(j < L.+1) sqn (W j)) <= lam * S.
  by apply: (@ge0_le _ _ _ (2%:R * (lam * S / 2%:R - (sqn (Z 0%N - Y) / 2%:R
    + lam / 2%:R * (\sum_(j < L.+1) sqn (W j)))))); [field | rewrite mulr_ge0 ?ler0n ?subr_ge0].
have e : nrm (Z 0%N - Y) <= Num.sqrt (lam * S).
  apply: ler_wsqrtr; apply: le_trans h; rewrite lerDl mulr_ge0 ?(ltW l0) //.
  by apply: sumr_ge0 => j _; exact: sqn_ge0.
have := ler_wpM2l (ltW l0) (B10t_fit_norm hZ hb b0 e eY f0 hf) => le.
rewrite mulrBr lerBrDr; apply: le_trans h; by rewrite lerD2l.
Qed.
End Fit.
