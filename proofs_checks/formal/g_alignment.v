(* G6 and G6v of docs/claims.md: features align with what the layers above make of their class's
   logits. The cosine of arcsin v is sqrt(1 - v^2), that of arctan r is 1/sqrt(1 + r^2). *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral penrose g.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Chords.
Variables (R : rcfType) (m : nat).
Implicit Types a b c w x o z : 'cV[R]_m.

Definition unit_of a : 'cV[R]_m := (nrm a)^-1 *: a.
Lemma cosine_unit a b : cosine a b = dot (unit_of a) (unit_of b).
Proof. by rewrite /cosine /unit_of dotZl dotZr invfM mulrC -mulrA. Qed.
Lemma cosineC a b : cosine a b = cosine b a.
Proof. by rewrite /cosine dotC [nrm a * _]mulrC. Qed.
Lemma sqn_unit a : a != 0 -> sqn (unit_of a) = 1.
Proof. by move=> a0; rewrite sqnZ -nrm2 -exprMn mulVf ?expr1n // nrm_eq0. Qed.
Lemma half_chord a b : a != 0 -> b != 0 -> sqn (unit_of a - unit_of b) = 2%:R * (1 - cosine a b).
Proof. by move=> a0 b0; rewrite sqnB !sqn_unit // -cosine_unit; ring. Qed.
Lemma turn_chord a b : a != 0 -> b != 0 ->
  Num.sqrt 2%:R * Num.sqrt (1 - cosine a b) = nrm (unit_of a - unit_of b).
Proof. by move=> a0 b0; rewrite /nrm half_chord // sqrtrM ?ler0n. Qed.
Lemma turn_triangle a b c : a != 0 -> b != 0 -> c != 0 ->
  Num.sqrt (1 - cosine a c) <= Num.sqrt (1 - cosine a b) + Num.sqrt (1 - cosine b c).
Proof.
move=> a0 b0 c0; have s2 : 0 < Num.sqrt 2%:R :> R by rewrite sqrtr_gt0 ltr0n.
rewrite -(ler_pM2l s2) mulrDr !turn_chord //.
have -> : unit_of a - unit_of c = (unit_of a - unit_of b)
  + (unit_of b - unit_of c) by rewrite addrA subrK.
exact: nrmD.
Qed.
Lemma cosine_ge_m1 a b : -1 <= cosine a b.
Proof.
have p0 : 0 <= nrm a * nrm b by rewrite mulr_ge0 ?nrm_ge0.
rewrite /cosine; move: p0; rewrite le_eqVlt => /predU1P [<-|p0].
  by rewrite invr0 mulr0 oppr_le0 ler01.
by rewrite ler_pdivlMr // mulN1r dot_ge.
Qed.

(* A vector v times as long turns by arcsin v at most. *)
Lemma turn_by a x v : a != 0 -> 0 <= v -> v < 1 -> nrm x <= v * nrm a ->
  Num.sqrt (1 - v ^+ 2) <= cosine a (a + x).
Proof.
move=> a0 v0 v1 xv; have na : 0 < nrm a by rewrite nrm_gt0.
have xa : nrm x < nrm a by apply: le_lt_trans xv _; rewrite -[ltRHS]mul1r ltr_pM2r.
have z0 : 0 < nrm (a + x).
  by apply: lt_le_trans (nrm_sub_ge _ _); rewrite subr_gt0.
have v2 : 0 <= 1 - v ^+ 2.
  by rewrite subr_ge0 -(expr1n R 2) ler_sqr2 ?ler01 // ltW.
have d0 : 0 <= dot a (a + x).
  rewrite dotDr -/(sqn a) -nrm2 -lerBlDl sub0r; apply: le_trans (dot_ge _ _).
  by rewrite lerN2 expr2; apply: ler_wpM2l; exact: ltW.
rewrite /cosine ler_pdivlMr ?mulr_gt0 //.
rewrite -ler_sqr2 ?mulr_ge0 ?sqrtr_ge0 ?nrm_ge0 // !exprMn !nrm2 sqr_sqrtr //.
have Q : (1 - v ^+ 2) * sqn a <= sqn a - sqn x.
  rewrite mulrBl mul1r lerD2l lerN2 -(nrm2 a) -exprMn -nrm_le // mulr_ge0 //; exact: ltW.
rewrite mulrA; apply: le_trans (ler_wpM2r (sqn_ge0 _) Q) _.
rewrite sqnD dotDr -/(sqn a); move: (sqn a) (dot a x) (sqn x) => S p T.
by apply: (@ge0_le _ _ _ ((p + T) ^+ 2)); [ring | exact: sqr_ge0].
Qed.
(* A right angle's leg: the turn is arctan r. *)
Lemma turn_right a o : a != 0 -> dot a o = 0 ->
  cosine a (a + o) = (Num.sqrt (1 + (nrm o / nrm a) ^+ 2))^-1.
Proof.
move=> a0 ao; have na : 0 < nrm a by rewrite nrm_gt0.
have e : nrm (a + o) = nrm a * Num.sqrt (1 + (nrm o / nrm a) ^+ 2).
  rewrite {1}/nrm sqnD ao mulr0 addr0 -(nrm2 a) -(nrm2 o).
  have -> : nrm a ^+ 2 + nrm o ^+ 2 = nrm a ^+ 2 * (1 + (nrm o / nrm a) ^+ 2) by field;
    rewrite gt_eqF.
  by rewrite sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm // ltW.
have w0 : 0 < Num.sqrt (1 + (nrm o / nrm a) ^+ 2).
  by rewrite sqrtr_gt0 ltr_wpDr ?ltr01 ?sqr_ge0.
rewrite /cosine dotDr ao addr0 -/(sqn a) -nrm2 e; move: (Num.sqrt _) w0 => t t0.
by field; rewrite !gt_eqF.
Qed.
End Chords.

Section Sample.
Variables (R : rcfType) (K m : nat) (V : 'M[R]_(K, m)) (X : 'M[R]_(m, K)).
Hypothesis hX : is_pinv V X.

(* The turns of one sample: u is what V has seen of the class, f of the sample besides, o not at
   all. *)
Definition alpha2 (u : 'cV[R]_K) : R := 1 - sqn u / (nrm (X *m u) * nrm (V^T *m u)).
Definition arcsin_turn (v : R) : R := if v < 1 then 1 - Num.sqrt (1 - v ^+ 2) else 2%:R.
Definition arctan_turn (r : R) : R := 1 - (Num.sqrt (1 + r ^+ 2))^-1.

Lemma seen_neq0 (u : 'cV[R]_K) : V *m X *m u = u -> u != 0 -> X *m u != 0 /\ V^T *m u != 0.
Proof.
move=> e u0; split; apply: contraNneq u0 => z; first by rewrite -e -mulmxA z mulmx0.
have [_ _ t _] := hX; apply/eqP; apply: sqn_le0.
by rewrite /sqn -{1}e -{1}t trmx_mul -mulmxA z mulmx0 dot0l.
Qed.
Lemma cosine_seen (u : 'cV[R]_K) : V *m X *m u = u -> 1 - cosine (X *m u) (V^T *m u) = alpha2 u.
Proof. by move=> e; rewrite /cosine dot_mulrl trmxK mulmxA e. Qed.

Lemma sample_v (u f : 'cV[R]_K) (o : 'cV[R]_m) : V *m X *m u = u -> u != 0 -> X^T *m o = 0 ->
  Num.sqrt (1 - cosine (X *m u + o + X *m f) (V^T *m u)) <=
  Num.sqrt (alpha2 u) + Num.sqrt (arcsin_turn (nrm (X *m f) / nrm (X *m u)))
    + Num.sqrt (arctan_turn (nrm o / nrm (X *m u))).
Proof.
move=> e u0 ho; have [a0 w0] := seen_neq0 e u0.
have ao : dot (X *m u) o = 0 by rewrite dot_mull ho dot0r.
have na : 0 < nrm (X *m u) by rewrite nrm_gt0.
have a1n : nrm (X *m u) <= nrm (X *m u + o).
  by rewrite nrm_le ?nrm_ge0 // nrm2 sqnD ao mulr0 addr0 lerDl sqn_ge0.
have a1 : X *m u + o != 0 by rewrite -nrm_gt0; apply: lt_le_trans a1n.
rewrite /arcsin_turn; case: ltrP => v1; last first.
  apply: le_trans (_ : Num.sqrt 2%:R <= _).
    by apply: ler_wsqrtr; rewrite lerBlDr -lerBlDl (_ : 1 - 2%:R = -1) ?cosine_ge_m1 //;
      ring.
  by rewrite -addrA addrCA lerDl addr_ge0 ?sqrtr_ge0.
have v0 : 0 <= nrm (X *m f) / nrm (X *m u) by rewrite divr_ge0 ?nrm_ge0.
have xv : nrm (X *m f) <= nrm (X *m f) / nrm (X *m u) * nrm (X *m u + o).
  by rewrite -mulrA -[leLHS]mulr1; apply: ler_wpM2l;
    rewrite ?nrm_ge0 // mulrC ler_pdivlMr // mul1r.
have t1 := turn_by a1 v0 v1 xv.
have z0 : X *m u + o + X *m f != 0.
  rewrite -nrm_gt0; apply: lt_le_trans (nrm_sub_ge _ _); rewrite subr_gt0.
  by apply: lt_le_trans a1n; rewrite -[ltRHS]mul1r -ltr_pdivrMr.
apply: le_trans (turn_triangle z0 a1 w0) _.
apply: le_trans (lerD (lexx _) (turn_triangle a1 a0 w0)) _.
rewrite [leRHS]addrAC [leRHS]addrC; apply: lerD.
  by apply: ler_wsqrtr; rewrite cosineC lerD2l lerN2.
by rewrite addrC cosine_seen // cosineC turn_right.
Qed.

Lemma alpha2_ge0 (u : 'cV[R]_K) : V *m X *m u = u -> 0 <= alpha2 u.
Proof.
move=> e; rewrite -cosine_seen // subr_ge0 /cosine.
have p0 : 0 <= nrm (X *m u) * nrm (V^T *m u) by rewrite mulr_ge0 ?nrm_ge0.
move: p0; rewrite le_eqVlt => /predU1P [<-|p0]; first by rewrite invr0 mulr0 ler01.
by rewrite ler_pdivrMr // mul1r dot_le.
Qed.
Lemma arcsin_turn_ge0 v : 0 <= v -> 0 <= arcsin_turn v.
Proof.
move=> v0; rewrite /arcsin_turn; case: ifP => _; last exact: ler0n.
by rewrite subr_ge0; apply: sqrt_le; rewrite ?ler01 // expr1n lerBlDr lerDl sqr_ge0.
Qed.
Lemma arctan_turn_ge0 r : 0 <= arctan_turn r.
Proof.
rewrite /arctan_turn subr_ge0 invf_le1.
  by apply: le_sqrt; rewrite ?ler01 // expr1n lerDl sqr_ge0.
by rewrite sqrtr_gt0 ltr_wpDr ?ltr01 ?sqr_ge0.
Qed.
Lemma sqrt1_ge (t : R) : 0 <= t <= 1 -> t <= Num.sqrt t.
Proof.
move=> /andP [t0 t1]; apply: le_sqrt => //; rewrite expr2 -[leRHS]mulr1; exact: ler_wpM2l.
Qed.
Lemma arcsin_turn_le v : 0 <= v -> arcsin_turn v <= (if v < 1 then 1 else 2%:R) * v ^+ 2.
Proof.
move=> v0; rewrite /arcsin_turn; case: ltrP => v1.
  rewrite mul1r lerBlDr -lerBlDl; apply: sqrt1_ge.
  rewrite subr_ge0 lerBlDr lerDl sqr_ge0 andbT.
  by rewrite -(expr1n R 2) ler_sqr2 ?ler01 // ltW.
by rewrite -[leLHS]mulr1 ler_pM2l ?ltr0n // -(expr1n R 2) ler_sqr2 ?ler01.
Qed.
Lemma arctan_turn_le r : arctan_turn r <= r ^+ 2 / 2%:R.
Proof.
rewrite /arctan_turn; have t0 : 0 < 1 + r ^+ 2 by rewrite ltr_wpDr ?ltr01 ?sqr_ge0.
have w0 : 0 < Num.sqrt (1 + r ^+ 2) by rewrite sqrtr_gt0.
have w2 : Num.sqrt (1 + r ^+ 2) ^+ 2 = 1 + r ^+ 2 by rewrite sqr_sqrtr // ltW.
have w1 : 1 <= Num.sqrt (1 + r ^+ 2).
  by apply: le_sqrt; rewrite ?ler01 // expr1n lerDl sqr_ge0.
move: (Num.sqrt _) w0 w1 w2 => w w0 w1 w2.
have -> : r ^+ 2 = w ^+ 2 - 1 by rewrite w2 addrC addKr.
apply: (@ge0_le _ _ _ ((w - 1) ^+ 2 * (w + 2%:R) / (2%:R * w))).
  by field; rewrite gt_eqF.
have w0' := ltW w0; apply: divr_ge0; last by rewrite mulr_ge0 ?ler0n.
by apply: mulr_ge0 (sqr_ge0 _) _; rewrite addr_ge0 ?ler0n.
Qed.

Section Condition.
Variables s1 sr : R.
Hypothesis h1 : bnd V s1.
Hypothesis hr : low_seen V sr.
Notation k := (s1 / sr).

(* The sample's turns in norms of what the logits have. *)
Definition turn2 (u f : 'cV[R]_K) : R :=
  (if k * nrm f < nrm u then 1 else 2%:R) * (k ^+ 2 * sqn f / sqn u).
Definition turn3 (u : 'cV[R]_K) (o : 'cV[R]_m) : R := s1 ^+ 2 * sqn o / (2%:R * sqn u).

Lemma turn2_ge0 u f : 0 <= turn2 u f.
Proof.
apply: mulr_ge0; first by case: ifP; rewrite ?ler01 ?ler0n.
by apply: divr_ge0; [apply: mulr_ge0|]; rewrite ?sqr_ge0 ?sqn_ge0.
Qed.
Lemma turn3_ge0 u o : 0 <= turn3 u o.
Proof. by apply: divr_ge0; apply: mulr_ge0; rewrite ?sqr_ge0 ?sqn_ge0 ?ler0n. Qed.
Lemma seen_norm_ge (u : 'cV[R]_K) : V *m X *m u = u -> nrm u <= s1 * nrm (X *m u).
Proof.
move=> e; rewrite nrm_le ?mulr_ge0 ?(bnd_ge0 h1) ?nrm_ge0 // exprMn nrm2; exact: seen_ge e h1.
Qed.
Lemma sample (u f : 'cV[R]_K) (o : 'cV[R]_m) : V *m X *m u = u -> u != 0 -> X^T *m o = 0 ->
  Num.sqrt (1 - cosine (X *m u + o + X *m f) (V^T *m u)) <=
  Num.sqrt (alpha2 u) + Num.sqrt (turn2 u f) + Num.sqrt (turn3 u o).
Proof.
move=> e u0 ho; apply: le_trans (sample_v f e u0 ho) _; have [a0 w0] := seen_neq0 e u0.
have na : 0 < nrm (X *m u) by rewrite nrm_gt0.
have nu : 0 < nrm u by rewrite nrm_gt0.
have ug := seen_norm_ge e; have [r0 _] := hr.
have s0 : 0 < s1 by have := lt_le_trans nu ug; rewrite pmulr_lgt0.
have fl : nrm (X *m f) <= nrm f / sr.
  by rewrite mulrC; apply: bnd_nrm_mul; exact/low_seen_bnd/hr.
have inv : (nrm (X *m u))^-1 <= s1 / nrm u.
  by rewrite -[leLHS]mul1r ler_pdivrMr // mulrAC ler_pdivlMr // mul1r.
have vk : nrm (X *m f) / nrm (X *m u) <= k * nrm f / nrm u.
  have -> : k * nrm f / nrm u = nrm f / sr * (s1 / nrm u) by ring.
  by apply: ler_pM => //; rewrite ?nrm_ge0 ?invr_ge0 ?nrm_ge0.
have rk : nrm o / nrm (X *m u) <= s1 * nrm o / nrm u.
  have -> : s1 * nrm o / nrm u = nrm o * (s1 / nrm u) by ring.
  by apply: ler_wpM2l; rewrite ?nrm_ge0.
have v0 : 0 <= nrm (X *m f) / nrm (X *m u) by rewrite divr_ge0 ?nrm_ge0.
have o0 : 0 <= nrm o / nrm (X *m u) by rewrite divr_ge0 ?nrm_ge0.
apply: lerD; [apply: lerD => //|]; apply: ler_wsqrtr.
  have kv : (k * nrm f < nrm u) = (k * nrm f / nrm u < 1) by rewrite ltr_pdivrMr // mul1r.
  have E : k ^+ 2 * sqn f / sqn u = (k * nrm f / nrm u) ^+ 2.
    by rewrite -!nrm2; field; rewrite !gt_eqF.
  rewrite /turn2 kv E; move: (_ / nrm (X *m u)) (_ / nrm u) vk v0 => v w vw v0.
  have w0' := le_trans v0 vw; apply: le_trans (arcsin_turn_le v0) _.
  apply: ler_pM; rewrite ?sqr_ge0 ?ler_sqr2 //; first by case: ifP; rewrite ?ler01 ?ler0n.
  case: (ltrP w 1) => w1; first by rewrite (le_lt_trans vw w1).
  by case: ifP => _; rewrite ?ler1n.
apply: le_trans (arctan_turn_le _) _; rewrite /turn3.
have -> : s1 ^+ 2 * sqn o / (2%:R * sqn u) = (s1 * nrm o / nrm u) ^+ 2 / 2%:R.
  by rewrite -!nrm2; field; rewrite gt_eqF.
apply: ler_wpM2r; first by rewrite invr_ge0 ler0n.
by rewrite ler_sqr2 // (le_trans o0).
Qed.

(* Kantorovich: alpha^2 <= (k-1)^2/(k^2+1). *)
Lemma kantorovich (u : 'cV[R]_K) : V *m X *m u = u ->
  (s1 * sr) ^+ 2 * sqn (X *m u) + sqn (V^T *m u) <= (s1 ^+ 2 + sr ^+ 2) * sqn u.
Proof.
move=> e; have [r0 hl] := hr; have [_ b _ d] := hX.
pose t := X^T *m (X *m u).
have xt : X *m u = V^T *m t by rewrite /t mulmxA -trmx_mul d !mulmxA b.
have ut : u = V *m V^T *m t by rewrite -mulmxA -xt mulmxA e.
have tG : (V *m V^T)^T = V *m V^T by rewrite trmx_mul trmxK.
have [O [g [OO OO' E]]] := spectral tG.
have iso (x : 'cV[R]_K) : sqn (O *m x) = sqn x by rewrite /sqn dot_mull mulmxA OO mul1mx.
have gram (x : 'cV[R]_K) : sqn (V^T *m x) = \sum_i g 0 i * (O^T *m x) i 0 ^+ 2.
  rewrite /sqn dot_mull trmxK mulmxA E -!mulmxA dot_mulrl dotE; apply: eq_bigr => i _.
  by move: (O^T *m x) => z; rewrite big_ord1 mul_diag_mx mxE; move: (g 0 i) (z i 0) => ? ?; ring.
have gE (i : 'I_K) : 0 <= g 0 i /\ g 0 i * (g 0 i - sr ^+ 2) * (s1 ^+ 2 - g 0 i) >= 0.
  pose x : 'cV[R]_K := O *m delta_mx i 0.
  have x1 : sqn x = 1 by rewrite iso /sqn /dot trmx_delta mul_delta_mx trace_mx11 mxE !eqxx.
  have gx : V *m (V^T *m x) = g 0 i *: x.
    rewrite mulmxA E -!mulmxA (mulmxA O^T) OO mul1mx scalemxAr; congr (_ *m _).
    apply/matrixP => p q; rewrite mul_diag_mx !mxE (ord1 q) eqxx andbT.
    by case: (eqVneq p i) => [->|_] //; rewrite !mulr0.
  have g1 : sqn (V^T *m x) = g 0 i.
    by rewrite {1}/sqn dot_mull trmxK gx dotZr -/(sqn x) x1 mulr1.
  have g0 : 0 <= g 0 i by rewrite -g1 sqn_ge0.
  split=> //; have := hl x; rewrite gx sqnZ x1 g1 mulr1 => lo.
  have hi : g 0 i <= s1 ^+ 2.
    by have := bnd_mul x (bnd_trmx h1); rewrite g1 x1 mulr1.
  apply: mulr_ge0; last by rewrite subr_ge0.
  by rewrite mulrBr subr_ge0 -expr2 mulrC.
have s2 : sqn (X *m u) = \sum_i g 0 i * (O^T *m t) i 0 ^+ 2 by rewrite xt gram.
have Ou : O^T *m u = diag_mx g *m (O^T *m t) by rewrite ut E -!mulmxA (mulmxA O^T) OO mul1mx.
have s3 : sqn (V^T *m u) = \sum_i g 0 i ^+ 3 * (O^T *m t) i 0 ^+ 2.
  rewrite gram Ou; apply: eq_bigr => i _; move: (O^T *m t) => z.
  by rewrite mul_diag_mx mxE; move: (g 0 i) (z i 0) => ? ?; ring.
have s4 : sqn u = \sum_i g 0 i ^+ 2 * (O^T *m t) i 0 ^+ 2.
  have -> : sqn u = sqn (O^T *m u) by rewrite /sqn dot_mull trmxK mulmxA OO' mul1mx.
  rewrite Ou sqnE; apply: eq_bigr => i _; rewrite big_ord1; move: (O^T *m t) => z.
  by rewrite mul_diag_mx mxE; move: (g 0 i) (z i 0) => ? ?; ring.
rewrite s2 s3 s4 !mulr_sumr -big_split /=; apply: ler_sum => i _.
have [g0 g1] := gE i; move: (g 0 i) ((O^T *m t) i 0) g0 g1 => c y c0 c1.
apply: (@ge0_le _ _ _ (c * (c - sr ^+ 2) * (s1 ^+ 2 - c) * y ^+ 2)); first by ring.
by rewrite mulr_ge0 ?sqr_ge0.
Qed.
Lemma alpha2_le (u : 'cV[R]_K) : V *m X *m u = u -> u != 0 ->
  alpha2 u <= (k - 1) ^+ 2 / (k ^+ 2 + 1).
Proof.
move=> e u0; have [a0 w0] := seen_neq0 e u0; have [r0 _] := hr.
have na : 0 < nrm (X *m u) by rewrite nrm_gt0.
have nw : 0 < nrm (V^T *m u) by rewrite nrm_gt0.
have nu : 0 < nrm u by rewrite nrm_gt0.
have s0 : 0 < s1 by have := lt_le_trans nu (seen_norm_ge e); rewrite pmulr_lgt0.
have := kantorovich e; rewrite /alpha2 -!nrm2;
  move: (nrm (X *m u)) (nrm (V^T *m u)) (nrm u) na nw nu => a w v na nw nu h.
have E : (k - 1) ^+ 2 / (k ^+ 2 + 1) = 1 - 2%:R * s1 * sr / (s1 ^+ 2 + sr ^+ 2).
  field; rewrite (gt_eqF r0) gt_eqF ?addr_gt0 ?exprn_gt0 //= gt_eqF // addr_gt0 ?exprn_gt0 // .
have {}h : 2%:R * s1 * sr * (a * w) <= (s1 ^+ 2 + sr ^+ 2) * v ^+ 2.
  apply: le_trans h; apply: (@ge0_le _ _ _ ((s1 * sr * a - w) ^+ 2)); [by ring | exact: sqr_ge0].
have q0 : 0 < s1 ^+ 2 + sr ^+ 2 by rewrite addr_gt0 ?exprn_gt0.
rewrite E lerD2l lerN2 ler_pdivlMr ?mulr_gt0 // mulrAC ler_pdivrMr //.
by rewrite [leRHS]mulrC.
Qed.
End Condition.
End Sample.

(* Means of samples. *)
Definition mean (R : rcfType) (N : nat) (f : 'I_N -> R) : R := (\sum_i f i) / N%:R.

Section Minkowski.
Variables (R : rcfType) (N : nat).
Implicit Types p q r x : 'I_N -> R.
Lemma mean_row p : (forall i, 0 <= p i) ->
  Num.sqrt (mean p) = nrm (\row_i Num.sqrt (p i) : 'rV[R]_N) / Num.sqrt N%:R.
Proof.
move=> p0; rewrite /mean sqrtrM ?sumr_ge0 // sqrtrV ?ler0n //; congr (_ / _).
by rewrite /nrm sqnE big_ord1; congr Num.sqrt; apply: eq_bigr => i _; rewrite mxE sqr_sqrtr.
Qed.
Lemma minkowski p q r x : (forall i, 0 <= p i) -> (forall i, 0 <= q i) -> (forall i, 0 <= r i) ->
  (forall i, Num.sqrt (x i) <= Num.sqrt (p i) + Num.sqrt (q i) + Num.sqrt (r i)) ->
  mean x <= (Num.sqrt (mean p) + Num.sqrt (mean q) + Num.sqrt (mean r)) ^+ 2.
Proof.
move=> p0 q0 r0 h; rewrite !mean_row // -!mulrDl expr_div_n sqr_sqrtr ?ler0n //.
apply: ler_wpM2r; first by rewrite invr_ge0 ler0n.
set P := \row_i _; set Q := \row_i _; set T := \row_i _.
apply: (@le_trans _ _ (sqn (P + Q + T))); last first.
  rewrite -nrm_le ?addr_ge0 ?nrm_ge0 //; apply: le_trans (nrmD _ _) _.
  by rewrite lerD2r nrmD.
rewrite sqnE big_ord1; apply: ler_sum => i _; rewrite !mxE.
apply: le_trans (_ : Num.sqrt (x i) ^+ 2 <= _).
  by case: (lerP 0 (x i)) => x0; [rewrite sqr_sqrtr | rewrite (le_trans (ltW x0)) ?sqr_ge0].
by rewrite ler_sqr2 ?sqrtr_ge0 // (le_trans (sqrtr_ge0 _) (h i)).
Qed.
Lemma mean_le p q : (forall i, p i <= q i) -> mean p <= mean q.
Proof. by move=> h; apply: ler_wpM2r; [rewrite invr_ge0 ler0n | apply: ler_sum]. Qed.
End Minkowski.

Section Align.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (b : forall j, 'cV[R]_(u j))
  (Z : forall j, 'M[R]_(u j, N)).
Variables (A : 'M[R]_(u 0%N)) (Delta : 'M[R]_(u 0%N, N)) (d : nat) (lam : R)
  (X : 'M[R]_(u d, u 0%N)).
Variables (K : nat) (y : 'I_N -> 'I_K).
Notation V := (A *m top W d).
Notation outside := (outside W Z A Delta lam X).
Hypothesis hs : setting W A Delta lam X.
Hypothesis h : affine_head W d.+1 b Z.

(* u_c of sample i's class, and the sample's features less the mean of all. *)
Definition class_logits (i : 'I_N) : 'cV[R]_(u 0%N) := col (y i) (A *m Mu_G y (Z 0%N)).
Definition centred (j : nat) (i : 'I_N) : 'cV[R]_(u j) := col i (Z j *m (1%:M - J)).
Definition apart (i : 'I_N) : 'cV[R]_(u 0%N) := col i (A *m within y (Z 0%N)).
Hypothesis distinct : forall i, class_logits i != 0.

Lemma class_logitsE i : class_logits i = col i (A *m between y (Z 0%N)).
Proof.
rewrite /class_logits betweenE mulmxA [RHS]colE -mulmxA -colE.
rewrite [LHS]colE; congr (_ *m _); apply/matrixP => c j.
by rewrite !mxE (ord1 j) eqxx andbT eq_sym.
Qed.
Lemma class_seen i : V *m X *m class_logits i = class_logits i.
Proof.
rewrite class_logitsE -col_mulmx /between; congr col; apply: (step_seen (b := b)) hs _.
exact: blind_between.
Qed.
Lemma centred_split i :
  centred d i = X *m class_logits i + outside *m centred d.+1 i + X *m apart i.
Proof.
rewrite class_logitsE /apart /centred -!col_mulmx (step (b := b) hs); last by left;
  rewrite sum_centred.
have -> : A *m (Z 0%N *m (1%:M - J)) = A *m between y (Z 0%N) + A *m within y (Z 0%N).
  by rewrite -mulmxDr -mulmxDr [_ - J + _]addrC addrA subrK.
by rewrite (mulmxDr X) addrAC !linearD.
Qed.
Lemma outside_orthogonal i : X^T *m (outside *m centred d.+1 i) = 0.
Proof. by rewrite mulmxA (G1_orthogonal_ranges Z hs) mul0mx. Qed.

Notation misalignment := (mean (fun i => 1 - cosine (centred d i) (V^T *m class_logits i))).
Theorem G6v_alignment : misalignment <=
  (Num.sqrt (mean (fun i => alpha2 V X (class_logits i)))
   + Num.sqrt (mean (fun i => arcsin_turn (nrm (X *m apart i) / nrm (X *m class_logits i))))
   + Num.sqrt (mean (fun i => arctan_turn
     (nrm (outside *m centred d.+1 i) / nrm (X *m class_logits i))))) ^+ 2.
Proof.
have [_ _ hX _] := hs; apply: minkowski => i.
- exact/alpha2_ge0/class_seen.
- by apply: arcsin_turn_ge0; rewrite divr_ge0 ?nrm_ge0.
- exact: arctan_turn_ge0.
- rewrite centred_split; apply: sample_v => //; [exact: class_seen | exact: outside_orthogonal].
Qed.
Theorem G6_alignment s1 sr : bnd V s1 -> low_seen V sr -> misalignment <=
  (Num.sqrt (mean (fun i => alpha2 V X (class_logits i)))
   + Num.sqrt (mean (fun i => turn2 s1 sr (class_logits i) (apart i)))
   + Num.sqrt (mean (fun i => turn3 s1 (class_logits i) (outside *m centred d.+1 i)))) ^+ 2.
Proof.
move=> h1 hr; have [_ _ hX _] := hs; apply: minkowski => i.
- exact/alpha2_ge0/class_seen.
- exact: turn2_ge0.
- exact: turn3_ge0.
- rewrite centred_split; apply: sample => //; [exact: class_seen | exact: outside_orthogonal].
Qed.
Theorem G6_alpha s1 sr i : bnd V s1 -> low_seen V sr ->
  alpha2 V X (class_logits i) <= (s1 / sr - 1) ^+ 2 / ((s1 / sr) ^+ 2 + 1).
Proof.
by move=> h1 hr; have [_ _ hX _] := hs; apply: (alpha2_le hX) => //; exact: class_seen.
Qed.
End Align.
