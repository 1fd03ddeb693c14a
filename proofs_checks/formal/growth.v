(* B8u of docs/claims.md: in phase 1 |theta|^2 grows by Gamma at most. Its integrals are numbers
   between their lower and upper rectangles (area), its logarithm is of any pair ex, ln as in
   h_exponential.v. Along the path everything is as in b8.v, but that the Polyak-Lojasiewicz
   inequality is asked only of states with |theta|^2 <= R^2, which the theorem itself provides. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b descent b8 h_exponential.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* --- One network, layers from the top: pre_j = W_j Z_{j+1}, Z_j = sigma_j(pre_j), S_j its slopes
   sigma_j'(pre_j); back_j the gradient in Z_j of a loss with gradient E in the outputs; bend_j =
   S_j o pre_j - Z_j, 0 on linear layers. --- *)
Section Network.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z S : forall j, 'M[R]_(u j, N)).
Variable E : 'M[R]_(u 0%N, N).

Definition entrywise m n (A B : 'M[R]_(m, n)) : 'M[R]_(m, n) := \matrix_(i, k) (A i k * B i k).
Fixpoint back (j : nat) : 'M[R]_(u j, N) :=
  if j is i.+1 return 'M[R]_(u j, N) then (W i)^T *m entrywise (S i) (back i) else E.
Definition bend (j : nat) : 'M[R]_(u j, N) := entrywise (S j) (W j *m Z j.+1) - Z j.
(* The gradient in W_j of the loss without decay. *)
Definition slope_gradient (j : nat) : 'M[R]_(u j, u j.+1) :=
  entrywise (S j) (back j) *m (Z j.+1)^T.

Lemma dot_entrywise m n (A B C : 'M[R]_(m, n)) : dot (entrywise A B) C = dot B (entrywise A C).
Proof.
by rewrite !dotE; apply: eq_bigr => i _; apply: eq_bigr => k _; rewrite !mxE mulrCA mulrA.
Qed.
Lemma layer_product j : dot (W j) (slope_gradient j) = dot (back j) (Z j) + dot (back j) (bend j).
Proof.
rewrite /slope_gradient dotC dot_mulr trmxK dot_entrywise -dotDr; congr dot.
by rewrite /bend addrCA subrr addr0.
Qed.
Lemma layer_below j : dot (back j.+1) (Z j.+1) = dot (W j) (slope_gradient j).
Proof. by rewrite /slope_gradient [RHS]dotC dot_mulr trmxK /= dot_mull trmxK. Qed.
Lemma layer_sum j : dot (W j) (slope_gradient j) =
  dot E (Z 0%N) + \sum_(i < j.+1) dot (back i) (bend i).
Proof.
elim: j => [|j IH]; first by rewrite layer_product big_ord_recr /= big_ord0 add0r.
by rewrite layer_product layer_below IH [in RHS]big_ord_recr /= addrA.
Qed.
(* <theta, grad C_0> = L <E, Z_L> + sum_j j <W_{j+1}^T Delta_{j+1}, delta_j>, the page's j
   is D - i. *)
Theorem B8u_gradient_along_weights D : \sum_(j < D) dot (W j) (slope_gradient j) =
  D%:R * dot E (Z 0%N) + \sum_(i < D) (D - i)%:R * dot (back i) (bend i).
Proof.
elim: D => [|D IH]; first by rewrite !big_ord0 mul0r addr0.
rewrite big_ord_recr /= IH layer_sum [X in _ = _ + X]big_ord_recr /= subSn // subnn mul1r.
rewrite [in LHS]big_ord_recr /=.
have -> : \sum_(i < D) (D.+1 - i)%:R * dot (back i) (bend i) =
    \sum_(i < D) (D - i)%:R * dot (back i) (bend i) + \sum_(i < D) dot (back i) (bend i).
  rewrite -big_split /=; apply: eq_bigr => i _; have id := ltn_ord i.
  by rewrite subSn ?(ltnW id) // mulrS mulrDl mul1r addrC.
rewrite mulrS; move: (dot E _) (\sum_(i < D) _ * _) (\sum_(i < D) dot _ _) (dot (back D) _) => a x
  y z.
by ring.
Qed.

(* Slopes of absolute value 1 at most: |<back_j, bend_j>| <= |E| prod_{i above j} rho_i d_j. *)
Lemma sqn_entrywise_le m n (A B : 'M[R]_(m, n)) : (forall i k, `|A i k| <= 1) ->
  sqn (entrywise A B) <= sqn B.
Proof.
move=> h; rewrite !sqnE; apply: ler_sum => i _; apply: ler_sum => k _; rewrite !mxE exprMn.
rewrite -[leRHS]mul1r; apply: ler_wpM2r; first exact: sqr_ge0.
by rewrite -real_normK ?num_real // expr_le1.
Qed.
Lemma back_le rho j : (forall i, (i < j)%N -> bnd (W i) (rho i)) ->
  (forall i, (i < j)%N -> forall k m, `|S i k m| <= 1) ->
  nrm (back j) <= nrm E * \prod_(i < j) rho i.
Proof.
elim: j => [|j IH] hW hS; first by rewrite big_ord0 mulr1.
rewrite big_ord_recr /= mulrA mulrC; have hj := bnd_trmx (hW j (ltnSn j)).
apply: le_trans (bnd_nrm_mul _ hj) _; apply: ler_wpM2l; first exact: bnd_ge0 hj.
apply: le_trans (IH _ _); [|by move=> i ij; apply: hW; exact: ltnW|by move=> i ij; apply: hS;
  exact: ltnW].
by apply: ler_wsqrtr; apply: sqn_entrywise_le; exact: hS.
Qed.
Lemma bend_term_le rho d j : (forall i, (i < j)%N -> bnd (W i) (rho i)) ->
  (forall i, (i < j)%N -> forall k m, `|S i k m| <= 1) -> nrm (bend j) <= d ->
  - dot (back j) (bend j) <= nrm E * ((\prod_(i < j) rho i) * d).
Proof.
move=> hW hS hd; rewrite -dotNr; apply: le_trans (dot_le _ _) _; rewrite nrmN mulrA.
by apply: ler_pM; rewrite ?nrm_ge0 //; exact: back_le.
Qed.

(* One step. d_j as on the page: prod_{i>j} rho_i times a bound of |delta_j|. *)
Variables (lam eta : R) (Y : 'M[R]_(u 0%N, N)) (D : nat) (rho d : nat -> R).
Notation full j := (slope_gradient j + lam *: W j).
Definition bends : R := \sum_(i < D) (D - i)%:R * ((\prod_(k < i) rho k) * d i).
Theorem B8u_step : E = Z 0%N - Y -> 0 <= eta -> 0 <= lam ->
  (forall j, (j < D)%N -> bnd (W j) (rho j)) ->
  (forall j, (j < D)%N -> forall k m, `|S j k m| <= 1) ->
  (forall j, (j < D)%N -> nrm (bend j) <= d j) ->
  \sum_(j < D) sqn (W j - eta *: full j) <= \sum_(j < D) sqn (W j)
    + 2%:R * eta * (D%:R * (nrm Y * nrm E - nrm E ^+ 2) + nrm E * bends)
    + eta ^+ 2 * (\sum_(j < D) sqn (full j)).
Proof.
move=> EE e0 l0 hW hS hd.
have -> : \sum_(j < D) sqn (W j - eta *: full j) = \sum_(j < D) sqn (W j)
    - 2%:R * eta * (\sum_(j < D) dot (W j) (slope_gradient j))
    - 2%:R * eta * lam * (\sum_(j < D) sqn (W j)) + eta ^+ 2 * (\sum_(j < D) sqn (full j)).
  rewrite !mulr_sumr -!sumrB -big_split /=; apply: eq_bigr => j _.
  rewrite sqnB sqnZ dotZr dotDr dotZr -/(sqn (W j)).
  by move: (sqn (W j)) (dot (W j) _) (sqn (_ + _)) => x y z; ring.
rewrite lerD2r -[leRHS]addr0 -addrA -addrA; apply: lerD => //; apply: lerD; last first.
  by rewrite oppr_le0 mulr_ge0 ?mulr_ge0 ?ler0n // sumr_ge0 // => j _; exact: sqn_ge0.
rewrite -mulrN; apply: ler_wpM2l; first by rewrite mulr_ge0 ?ler0n.
rewrite B8u_gradient_along_weights opprD; apply: lerD.
  rewrite -mulrN; apply: ler_wpM2l; first exact: ler0n.
  have ZE : Z 0%N = E + Y by rewrite EE subrK.
  rewrite ZE dotDr opprD -/(sqn E) nrm2 [leRHS]addrC lerD2l.
  by rewrite -dotNr; apply: le_trans (dot_le _ _) _; rewrite nrmN mulrC.
rewrite /bends mulr_sumr -sumrN; apply: ler_sum => i _; have iD := ltn_ord i.
rewrite -mulrN mulrCA; apply: ler_wpM2l; first exact: ler0n.
by apply: bend_term_le => // [k ki|k ki|]; [apply: hW|apply: hS|exact: hd]; exact: ltn_trans ki _.
Qed.
End Network.

(* A number that lies where the integral of a falling function does: Phi y - Phi x between the
   rectangles of height phi y and phi x, for all 0 <= x <= y <= V. *)
Definition area (R : rcfType) (V : R) (phi Phi : R -> R) : Prop :=
  forall x y, 0 <= x -> x <= y -> y <= V ->
    (y - x) * phi y <= Phi y - Phi x /\ Phi y - Phi x <= (y - x) * phi x.

Section Growth.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.
Variables (eta beta c t a0 h lamm : R) (C g : nat -> R) (C_at : nat -> R -> R) (p s : R).
Notation x k := (\sum_(i < k) eta * g i).
Notation u k := (C k - lamm).
Notation w := (c / 2%:R * Num.sqrt (t * a0)).
(* As in b8.v. *)
Hypothesis e0 : 0 < eta.
Hypothesis c0 : 0 < c.
Hypothesis step_size : eta * beta <= 2%:R * (1 - c).
Hypothesis beta0 : 0 <= beta.
Hypothesis ta0 : 0 < t * a0.
Hypothesis h0 : 0 < h.
Hypothesis s0 : 0 <= s.
Hypothesis g0 : forall k, 0 <= g k.
Hypothesis hs : h * s < 1.
Hypothesis rim : s - h * s ^+ 2 / 2%:R = p.
Hypothesis start : Num.sqrt (u 0%N) <= c / 2%:R * Num.sqrt (t * a0) * p.
Hypothesis ends : forall k, C_at k eta = C k.+1.
Hypothesis descent_in : forall k r, 0 <= r -> r <= eta -> x k + r * g k <= s ->
  C_at k r <= C k - r * (1 - r * beta / 2%:R) * g k ^+ 2.
Hypothesis descent_below : forall k r, 0 <= r -> r <= eta -> C_at k r <= lamm ->
  C k.+1 <= C k - eta * (1 - eta * beta / 2%:R) * g k ^+ 2 /\ C k.+1 <= lamm.
(* The residual's norm, |theta|^2, |Y|, the number of layers, sum j d_j, and a bound of
   |theta|^2. *)
Variables (er th : nat -> R) (lam Yn L bends R2 : R).
Hypothesis l0 : 0 < lam.
Hypothesis er0 : forall k, 0 <= er k.
Hypothesis th0 : forall k, 0 <= th k.
Hypothesis Yn0 : 0 <= Yn.
Hypothesis L0 : 0 <= L.
Hypothesis bends0 : 0 <= bends.
Hypothesis lamm0 : 0 <= lamm.
Hypothesis CE : forall k, C k = er k ^+ 2 / 2%:R + lam / 2%:R * th k.
Hypothesis step_le : forall k, x k <= s ->
  th k.+1 <= th k + 2%:R * eta * (L * (Yn * er k - er k ^+ 2) + er k * bends) + eta ^+ 2 * g k ^+ 2.
(* 2 m >= R^2, and B6s with B5 where |theta| <= R. *)
Hypothesis m_le : lam * R2 <= 2%:R * lamm.
Hypothesis path_pl : forall k, x k <= s -> th k <= R2 ->
  t * (a0 * (1 - h * x k) ^+ 2) * u k <= g k ^+ 2.

(* V = sqrt(C_0), q = 2 h p, root = sqrt(2 lambda m). *)
Definition V : R := w * p.
Definition q : R := 2%:R * h * p.
Definition root : R := Num.sqrt (2%:R * lamm).
Definition phi_J (v : R) : R := (1 - q * (1 - v / V))^-1.
Definition phi_I (v : R) : R := Num.max 0 (Num.sqrt 2%:R * Yn - 2%:R * v) * phi_J v.
Variables (Phi_I Phi_J : R -> R).
Hypothesis area_I : area V phi_I Phi_I.
Hypothesis area_J : area V phi_J Phi_J.
Definition int_I : R := 2%:R / (c * (t * a0)) * (Phi_I V - Phi_I 0).
Definition int_J : R := 2%:R / (c * (t * a0)) * (Phi_J V - Phi_J 0).
Variables (goal tau : R).
Hypothesis goal0 : 0 < goal.
Hypothesis tauE : ln (u 0%N / goal) <= c * (t * path_constant a0 h p) * tau.
Definition Gamma : R := 2%:R * L * (int_I + Yn * root * tau)
  + 2%:R * bends * (Num.sqrt 2%:R * int_J + root * tau) + eta / c * C 0%N.
Hypothesis R2_le : forall z, z <= (Num.sqrt (th 0%N) + s) ^+ 2 -> z <= th 0%N + Gamma -> z <= R2.
Hypothesis far : forall k, x k <= s -> th k <= (Num.sqrt (th 0%N) + s) ^+ 2.

Notation potential k := (Num.sqrt (u k) + w * (x k - h * x k ^+ 2 / 2%:R) <= Num.sqrt (u 0%N)).
Notation v k := (Num.sqrt (u k)).

Lemma w_gt0 : 0 < w.
Proof. by rewrite mulr_gt0 ?divr_gt0 ?ltr0n // sqrtr_gt0. Qed.
Lemma w2E : w * Num.sqrt (t * a0) = c * (t * a0) / 2%:R.
Proof. by rewrite -mulrA -expr2 sqr_sqrtr ?(ltW ta0) //; field. Qed.
Lemma q_lt1 : q < 1.
Proof.
rewrite /q -rim -subr_gt0 (_ : 1 - _ = (1 - h * s) ^+ 2); last by field.
by rewrite exprn_gt0 // subr_gt0.
Qed.
Lemma p_ge0 : 0 <= p.
Proof. by have := le_trans (sqrtr_ge0 _) start; rewrite pmulr_rge0 // w_gt0. Qed.
Lemma q_ge0 : 0 <= q.
Proof. by rewrite /q mulr_ge0 ?p_ge0 // mulr_ge0 ?ler0n // ltW. Qed.
(* Where V > 0 the integrands are finite and positive on [0, V]. *)
Lemma den_gt0 y : 0 < V -> 0 <= y -> 0 < 1 - q * (1 - y / V).
Proof.
move=> V0 y0; apply: lt_le_trans (_ : 1 - q <= _); first by rewrite subr_gt0 q_lt1.
rewrite lerD2l lerN2 -[leRHS]mulr1; apply: ler_wpM2l; first exact: q_ge0.
by rewrite lerBlDr lerDl divr_ge0 // ltW.
Qed.

(* eta v_k (1 - q (1 - v_k/V)) <= (2/(c t a_0)) (v_k - v_{k+1}). *)
Lemma root_step k : pl_at eta t a0 h lamm C g s k -> 0 < V -> x k <= s -> x k.+1 <= s ->
  potential k -> 0 < u k -> 0 < u k.+1 ->
  v k.+1 <= v k /\ v k <= V /\ eta * v k <= 2%:R / (c * (t * a0)) * ((v k - v k.+1) * phi_J (v k)).
Proof.
move=> hpl V0 xs xs' pot uk uk'.
have xE : x k.+1 = x k + eta * g k by rewrite big_ord_recr.
have x0 : 0 <= x k by apply: sumr_ge0 => i _; rewrite mulr_ge0 // ltW.
have one0 : 0 < 1 - h * x k.
  by rewrite subr_gt0; apply: le_lt_trans hs; rewrite ler_pM2l.
have falls := root_falls c0 step_size beta0 ta0 h0 g0 (ltW hs) descent_in hpl (ltW e0) (lexx eta).
rewrite -xE ends in falls; have {}falls := falls xs' (ltW uk').
have vg : Num.sqrt (t * a0) * (1 - h * x k) * v k <= g k.
  rewrite -ler_sqr2 ?mulr_ge0 ?sqrtr_ge0 ?(ltW one0) // !exprMn !sqr_sqrtr ?(ltW ta0) ?(ltW uk) //.
  by apply: le_trans (hpl xs); rewrite le_eqVlt !mulrA eqxx.
have wide : c * (t * a0) / 2%:R * (eta * v k * (1 - h * x k) ^+ 2) <= v k - v k.+1.
  rewrite lerBrDl; apply: le_trans falls; rewrite lerD2l -w2E -mulrA.
  apply: ler_wpM2l; first exact: ltW w_gt0.
  have -> : Num.sqrt (t * a0) * (eta * v k * (1 - h * x k) ^+ 2) =
    eta * (Num.sqrt (t * a0) * (1 - h * x k) * v k) * (1 - h * x k) by ring.
  apply: ler_wpM2r; [exact: ltW | apply: ler_wpM2l vg; exact: ltW].
have cta : 0 < c * (t * a0) by rewrite mulr_gt0.
have vk0 : 0 <= v k := sqrtr_ge0 _.
have hx0 : 0 <= x k - h * x k ^+ 2 / 2%:R.
  have -> : x k - h * x k ^+ 2 / 2%:R = x k * ((1 - h * x k) + 1) / 2%:R by field.
  by rewrite divr_ge0 ?ler0n // mulr_ge0 // addr_ge0 ?ler01 // ltW.
have vV : v k + w * (x k - h * x k ^+ 2 / 2%:R) <= V by exact: le_trans pot start.
have vV' : v k <= V by apply: le_trans vV; rewrite lerDl mulr_ge0 // ltW // w_gt0.
have dn : 0 < 1 - q * (1 - v k / V) by exact: den_gt0.
have below : 1 - q * (1 - v k / V) <= (1 - h * x k) ^+ 2.
  have e : q * (1 - v k / V) = 2%:R * h * ((V - v k) / w).
    have pp : 0 < p by move: V0; rewrite /V pmulr_rgt0 // w_gt0.
    rewrite /q /V; move: (v k) w w_gt0 => z y y0; field; by rewrite !gt_eqF.
  have E : (1 - h * x k) ^+ 2 - (1 - q * (1 - v k / V)) =
      2%:R * h * ((V - v k) / w - (x k - h * x k ^+ 2 / 2%:R)).
    by rewrite e; move: (v k) (x k) w w_gt0 => z y b b0; field; rewrite gt_eqF.
  rewrite -subr_ge0 E mulr_ge0 ?(mulr_ge0 (ler0n _ 2) (ltW h0)) // subr_ge0 ler_pdivlMr
    ?w_gt0 //.
  by rewrite mulrC lerBrDl.
split; [|split] => //.
  rewrite -subr_ge0; apply: le_trans wide; rewrite mulr_ge0 ?divr_ge0 ?(ltW cta) ?ler0n //.
  by rewrite mulr_ge0 ?sqr_ge0 // mulr_ge0 // ltW.
rewrite /phi_J [leRHS]mulrA ler_pdivlMr //.
apply: (@le_trans _ _ (eta * v k * (1 - h * x k) ^+ 2)).
  by apply: ler_wpM2l below; rewrite mulr_ge0 // ltW.
rewrite -(ler_pM2l (_ : 0 < c * (t * a0) / 2%:R)) ?divr_gt0 ?ltr0n //; apply: le_trans wide _.
move: (c * (t * a0)) cta (v k - v k.+1) => y y0 z.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; field; rewrite gt_eqF.
Qed.

(* 2 v^2 <= |E|^2 <= 2 v^2 + 2 lambda m. *)
Lemma residual_of k : th k <= R2 -> 0 < u k ->
  2%:R * v k ^+ 2 <= er k ^+ 2 /\ er k <= Num.sqrt 2%:R * v k + root.
Proof.
move=> thk uk; have v2 : v k ^+ 2 = u k by rewrite sqr_sqrtr // ltW.
have eE : er k ^+ 2 = 2%:R * v k ^+ 2 + (2%:R * lamm - lam * th k).
  by rewrite v2 CE; field.
have t1 : lam * th k <= 2%:R * lamm by apply: le_trans m_le; exact: ler_wpM2l (ltW l0) _ _ thk.
have t2 : 0 <= lam * th k by rewrite mulr_ge0 // ltW.
split; first by rewrite eE lerDl subr_ge0.
have rr : root ^+ 2 = 2%:R * lamm by rewrite sqr_sqrtr // mulr_ge0 ?ler0n.
have s2 : Num.sqrt 2%:R ^+ 2 = 2%:R :> R by rewrite sqr_sqrtr ?ler0n.
have y0 : 0 <= Num.sqrt 2%:R * v k * root by rewrite mulr_ge0 ?sqrtr_ge0 // mulr_ge0 ?sqrtr_ge0.
rewrite -ler_sqr2 ?er0 ?addr_ge0 ?sqrtr_ge0 //; last by rewrite mulr_ge0 ?sqrtr_ge0.
rewrite sqrrD exprMn s2 rr eE; move: y0; move: (Num.sqrt 2%:R * v k * root) => y y0.
move: (v k ^+ 2) (lam * th k) t2 => z b b0.
apply: (@ge0_le _ _ _ (b + y *+ 2)); first by rewrite -mulr_natl; ring.
by rewrite addr_ge0 // mulrn_wge0.
Qed.

(* What phase 1 adds to |theta|^2, summed up. *)
Definition paid n : R :=
  2%:R * L * (2%:R / (c * (t * a0)) * (Phi_I (v 0%N) - Phi_I (v n)) + Yn * root * (eta * n%:R))
  + 2%:R * bends * (Num.sqrt 2%:R * (2%:R / (c * (t * a0)) * (Phi_J (v 0%N) - Phi_J (v n)))
    + root * (eta * n%:R)) + eta / c * (C 0%N - C n).
Lemma paid_step k : pl_at eta t a0 h lamm C g s k -> 0 < V -> x k <= s -> x k.+1 <= s ->
  potential k -> 0 < u k -> 0 < u k.+1 -> th k <= R2 ->
  th k.+1 - th k <= paid k.+1 - paid k.
Proof.
move=> hpl V0 xs xs' pot uk uk' thk.
have [fall [vV step]] := root_step hpl V0 xs xs' pot uk uk'.
have v0 : 0 <= v k.+1 := sqrtr_ge0 _; have vk0 : 0 <= v k := sqrtr_ge0 _.
have [aI _] := area_I v0 fall vV; have [aJ _] := area_J v0 fall vV.
have [r1 r2] := residual_of thk uk; have cta : 0 < c * (t * a0) by rewrite mulr_gt0.
have k0 : 0 <= 2%:R / (c * (t * a0)) by rewrite divr_ge0 ?ler0n // ltW.
pose top := Num.max 0 (Num.sqrt 2%:R * Yn - 2%:R * v k).
have top0 : 0 <= top by rewrite le_max lexx.
have stepI : eta * v k * top <= 2%:R / (c * (t * a0)) * (Phi_I (v k) - Phi_I (v k.+1)).
  apply: le_trans (ler_wpM2l k0 aI); rewrite /phi_I -/top.
  have -> : 2%:R / (c * (t * a0)) * ((v k - v k.+1) * (top * phi_J (v k))) =
    2%:R / (c * (t * a0)) * ((v k - v k.+1) * phi_J (v k)) * top by ring.
  exact: ler_wpM2r.
have stepJ : eta * v k <= 2%:R / (c * (t * a0)) * (Phi_J (v k) - Phi_J (v k.+1)).
  exact: le_trans step (ler_wpM2l k0 aJ).
have fallC : eta ^+ 2 * g k ^+ 2 <= eta / c * (C k - C k.+1).
  have xE : x k.+1 = x k + eta * g k by rewrite big_ord_recr.
  have := @descent_in k eta (ltW e0) (lexx eta); rewrite ends -xE => /(_ xs') d1; have sh := share
    step_size beta0 (ltW e0) (lexx eta).
  rewrite [leRHS]mulrAC ler_pdivlMr //; apply: (@le_trans _ _ (eta * (eta * c * g k ^+ 2))).
    by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
  apply: ler_wpM2l; first exact: ltW.
  rewrite lerBrDl; apply: le_trans (_ : eta * c * g k ^+ 2 + (C k - eta * c * g k ^+ 2) <= _);
    last by rewrite addrC subrK.
  rewrite addrC lerD2l; apply: le_trans d1 _; rewrite lerD2l lerN2.
  by apply: ler_wpM2r; [exact: sqr_ge0 | apply: ler_wpM2l => //; exact: ltW].
have main : Yn * er k - er k ^+ 2 <= v k * top + Yn * root.
  apply: (@le_trans _ _ (Yn * (Num.sqrt 2%:R * v k + root) - 2%:R * v k ^+ 2)).
    by apply: lerB => //; exact: ler_wpM2l.
  have -> : Yn * (Num.sqrt 2%:R * v k + root) - 2%:R * v k ^+ 2 =
    v k * (Num.sqrt 2%:R * Yn - 2%:R * v k) + Yn * root by ring.
  by rewrite lerD2r; apply: ler_wpM2l => //; rewrite le_max lexx orbT.
rewrite lerBlDl; apply: le_trans (step_le xs) _.
rewrite -addrA lerD2l.
apply: (@le_trans _ _ (2%:R * L * (eta * v k * top + Yn * root * eta)
    + 2%:R * bends * (Num.sqrt 2%:R * (eta * v k) + root * eta) + eta ^+ 2 * g k ^+ 2)).
  rewrite lerD2r.
  apply: (@le_trans _ _ (2%:R * eta * (L * (v k * top + Yn * root)
      + (Num.sqrt 2%:R * v k + root) * bends))).
    apply: ler_wpM2l; first by rewrite mulr_ge0 ?ler0n // ltW.
    by apply: lerD; [exact: ler_wpM2l | exact: ler_wpM2r].
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; move: (v k) root (Num.sqrt 2%:R) => ? ? ?; ring.
have -> : paid k.+1 - paid k =
  2%:R * L * (2%:R / (c * (t * a0)) * (Phi_I (v k) - Phi_I (v k.+1)) + Yn * root * eta)
  + 2%:R * bends * (Num.sqrt 2%:R * (2%:R / (c * (t * a0)) * (Phi_J (v k) - Phi_J (v k.+1)))
    + root * eta) + eta / c * (C k - C k.+1).
  rewrite /paid (mulrS _ k); move: (2%:R / (c * (t * a0))) (eta / c) (k%:R) root (Num.sqrt 2%:R).
  move: (Phi_I (v k)) (Phi_I (v k.+1)) (Phi_J (v k)) (Phi_J (v k.+1)) (Phi_I (v 0%N)).
  by move: (Phi_J (v 0%N)) (C k) (C k.+1) (C 0%N) => *; ring.
apply: lerD => //; apply: lerD; apply: ler_wpM2l; rewrite ?mulr_ge0 ?ler0n // lerD2r //.
by apply: ler_wpM2l => //; exact: sqrtr_ge0.
Qed.

Notation above n := (forall k, (k <= n)%N -> goal < u k).
Lemma V_gt0 : goal < u 0%N -> 0 < V.
Proof. by move=> h1; apply: lt_le_trans start; rewrite sqrtr_gt0; exact: lt_trans h1. Qed.
Lemma phi_J_ge0 y : 0 < V -> 0 <= y -> 0 <= phi_J y.
Proof. by move=> V0 y0; rewrite invr_ge0; exact/ltW/den_gt0. Qed.
Lemma phi_I_ge0 y : 0 < V -> 0 <= y -> 0 <= phi_I y.
Proof. by move=> V0 y0; rewrite mulr_ge0 ?phi_J_ge0 // le_max lexx. Qed.
Lemma area_le (phi Phi : R -> R) y z : 0 < V -> (forall b, 0 <= b -> 0 <= phi b) -> area V phi Phi
  ->
  0 <= y -> y <= V -> 0 <= z -> z <= V -> Phi y - Phi z <= Phi V - Phi 0.
Proof.
move=> V0 pos ar y0 yV z0 zV.
have [a1 _] := ar _ _ y0 yV (lexx V); have [a2 _] := ar _ _ (lexx 0) z0 zV.
have b1 : 0 <= Phi V - Phi y by apply: le_trans a1; rewrite mulr_ge0 ?subr_ge0 ?pos // ltW.
have b2 : 0 <= Phi z - Phi 0 by apply: le_trans a2; rewrite mulr_ge0 ?subr_ge0 ?pos.
apply: (@ge0_le _ _ _ ((Phi V - Phi y) + (Phi z - Phi 0))); first by ring.
exact: addr_ge0.
Qed.
Notation pace := (c * (t * path_constant a0 h p)).
Lemma pace_gt0 : 0 < pace.
Proof.
rewrite mulr_gt0 // /path_constant mulrCA mulr_gt0 //.
by rewrite subr_gt0; exact: q_lt1.
Qed.
(* A state above the goal has tau/eta steps before it at most. *)
Lemma time_le n : goal < u n -> goal < u 0%N -> u n <= ex (- (n%:R * (eta * pace))) * u 0%N ->
  eta * n%:R <= tau.
Proof.
move=> gn g1 le; have u0p : 0 < u 0%N by exact: lt_trans g1.
rewrite -(ler_pM2l pace_gt0); apply: le_trans tauE.
rewrite -(ler_ex he) (lnK he) ?divr_gt0 //.
rewrite ler_pdivlMr //.
have -> : pace * (eta * n%:R) = n%:R * (eta * pace) by ring.
have := ltW (lt_le_trans gn le); rewrite (exN he) mulrC ler_pdivlMr ?(ex_gt0 he) //.
by rewrite mulrC.
Qed.
Lemma paid_le n : 0 < V -> v n <= V -> v 0%N <= V -> eta * n%:R <= tau -> 0 <= C n ->
  paid n <= Gamma.
Proof.
move=> V0 nV zV time Cn; have cta : 0 < c * (t * a0) by rewrite mulr_gt0.
have k0 : 0 <= 2%:R / (c * (t * a0)) by rewrite divr_ge0 ?ler0n // ltW.
have r0 : 0 <= root := sqrtr_ge0 _.
have lI : Phi_I (v 0%N) - Phi_I (v n) <= Phi_I V - Phi_I 0.
  by apply: (area_le V0 _ area_I); rewrite ?sqrtr_ge0 // => b; exact: phi_I_ge0.
have lJ : Phi_J (v 0%N) - Phi_J (v n) <= Phi_J V - Phi_J 0.
  by apply: (area_le V0 _ area_J); rewrite ?sqrtr_ge0 // => b; exact: phi_J_ge0.
apply: lerD; first apply: lerD.
- apply: ler_wpM2l; first by rewrite mulr_ge0 ?ler0n.
  by apply: lerD; [exact: ler_wpM2l | apply: ler_wpM2l => //; exact: mulr_ge0].
- apply: ler_wpM2l; first by rewrite mulr_ge0 ?ler0n.
  apply: lerD; last exact: ler_wpM2l.
  by apply: ler_wpM2l; [exact: sqrtr_ge0 | exact: ler_wpM2l].
apply: ler_wpM2l; first by rewrite divr_ge0 // ltW.
by rewrite lerBlDr lerDl.
Qed.
Lemma invariant n : above n -> [/\ x n <= s, potential n, th n <= th 0%N + Gamma /\ th n <= R2,
  th n <= th 0%N + paid n & u n <= ex (- (n%:R * (eta * pace))) * u 0%N].
Proof.
move=> ab; have g1 := ab 0%N (leq0n n); have V0 := V_gt0 g1.
have Cge k : goal < u k -> 0 <= C k.
  by move=> gk; rewrite ltW // (le_lt_trans lamm0) // -subr_gt0 (lt_trans goal0).
have close k : goal < u k -> x k <= s -> potential k -> th k <= th 0%N + paid k ->
    u k <= ex (- (k%:R * (eta * pace))) * u 0%N ->
    [/\ x k <= s, potential k, th k <= th 0%N + Gamma /\ th k <= R2, th k <= th 0%N + paid k &
     u k <= ex (- (k%:R * (eta * pace))) * u 0%N].
  move=> gk xs pot tk uk; have x0 : 0 <= x k by apply: sumr_ge0 => i _; rewrite mulr_ge0 // ltW.
  have hx0 : 0 <= x k - h * x k ^+ 2 / 2%:R.
    have -> : x k - h * x k ^+ 2 / 2%:R = x k * ((1 - h * x k) + 1) / 2%:R by field.
    rewrite divr_ge0 ?ler0n // mulr_ge0 // addr_ge0 ?ler01 // subr_ge0.
    by apply: le_trans (ltW hs); rewrite ler_pM2l.
  have kV : v k <= V.
    by apply: le_trans start; apply: le_trans pot; rewrite lerDl mulr_ge0 // ltW // w_gt0.
  have G : th k <= th 0%N + Gamma.
    apply: le_trans tk _; rewrite lerD2l; apply: paid_le => //; last exact: Cge.
    exact: time_le.
  by split=> //; split=> //; exact: R2_le (far xs) G.
elim: n ab => [|n IH] ab.
  apply: close => //; rewrite ?big_ord0 //.
  - by rewrite expr0n mulr0 mul0r subrr mulr0 addr0.
  - have -> : paid 0%N = 0; last by rewrite addr0.
    by rewrite /paid !subrr mulr0n; move: (2%:R / (c * (t * a0))) (eta / c) => y z; ring.
  by rewrite mul0r oppr0 (ex0 he) mul1r.
have [|xs pot [_ tR] tp un] := IH; first by move=> k kn; apply: ab; exact: leqW.
have gn := ab n (leqnSn n); have gn1 := ab n.+1 (leqnn _).
have [un0 un1] := (lt_trans goal0 gn, lt_trans goal0 gn1).
have pl : pl_at eta t a0 h lamm C g s n by move=> _; exact: path_pl.
have [_ [[xs' pot']|le]] := one_step e0 c0 step_size beta0 ta0 h0 g0 (ltW hs) rim start ends
  descent_in descent_below pl xs pot un0; last by rewrite leNgt -subr_gt0 un1 in le.
have rate := rate_step e0 c0 step_size beta0 ta0 h0 g0 (ltW hs) rim start ends descent_in
  descent_below pl xs pot un0.
apply: close => //.
  have := paid_step pl V0 xs xs' pot un0 un1 tR; rewrite lerBlDr => le.
  apply: le_trans le _; rewrite -addrA [- _ + _]addrC addrA.
  apply: (@le_trans _ _ (paid n.+1 + (th 0%N + paid n) - paid n)).
    by rewrite lerD2r lerD2l.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
have q1 : 0 < (1 - eta * pace) * u n by exact: lt_le_trans un1 rate.
apply: le_trans rate _.
have -> : ex (- (n.+1%:R * (eta * pace))) = ex (- (eta * pace)) * ex (- (n%:R * (eta * pace))).
  by rewrite -(exD he) (mulrS _ n); congr ex; move: (eta * pace) => y; ring.
rewrite -mulrA.
apply: ler_pM un; [|exact: ltW un0|exact: (ex_tangent he)].
by apply: ltW; rewrite -(pmulr_lgt0 _ un0).
Qed.
(* |theta_k|^2 <= |theta_0|^2 + Gamma for all states above the goal, and so |theta_k| <= R. *)
Theorem B8u_growth n : above n -> [/\ th n <= th 0%N + Gamma, th n <= R2 & x n <= s].
Proof. by move=> /invariant [xs _ [g1 g2] _ _]. Qed.
End Growth.
