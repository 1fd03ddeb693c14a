(* Section A of docs/claims.md, the claims that need the whole head: A3, A4, A4s, A4e, A7, A7d. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import zify.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Powers.
Variable R : rcfType.

Lemma mxpowSr n (A : 'M[R]_n) d : mxpow A d.+1 = mxpow A d *m A.
Proof.
elim: d => [|d IH]; first by rewrite /= mul1mx mulmx1.
by change (A *m mxpow A d.+1 = A *m mxpow A d *m A); rewrite IH mulmxA.
Qed.
Lemma mxpow_bnd n (A : 'M[R]_n) a d : bnd A a -> bnd (mxpow A d) (a ^+ d).
Proof.
move=> h; elim: d => [|d IH]; first exact: bnd1.
by rewrite exprS; exact: bnd_mulmx.
Qed.
Lemma mxpow_sym n (A : 'M[R]_n) d : A^T = A -> (mxpow A d)^T = mxpow A d.
Proof.
move=> t; elim: d => [|d IH]; first by rewrite /= trmx1.
by rewrite {1}mxpowSr trmx_mul IH t.
Qed.
Lemma mxpow_eigen n (A : 'M[R]_n) d a (x : 'cV_n) : A *m x = a *: x -> mxpow A d *m x = a ^+ d *: x.
Proof.
move=> e; elim: d => [|d IH]; first by rewrite /= mul1mx scale1r.
by rewrite /= -mulmxA IH -scalemxAr e scalerA exprSr.
Qed.
(* (A A^T)^{p+1} = A (A^T A)^p A^T. *)
Lemma mxpow_turn m n (A : 'M[R]_(m, n)) p : mxpow (A *m A^T) p.+1 = A *m mxpow (A^T *m A) p *m A^T.
Proof.
elim: p => [|p IH]; first by rewrite /= !mulmx1.
by rewrite [LHS]/= -/(mxpow _ p.+1) IH /= !mulmxA.
Qed.
(* ||B^p - C^p|| <= (sum_{i<p} b^i c^{p-1-i}) ||B - C||. *)
Definition geom (a b : R) (p : nat) : R := \sum_(i < p) a ^+ i * b ^+ (p.-1 - i).
Lemma geomS a b p : geom a b p.+1 = b ^+ p + a * geom a b p.
Proof.
rewrite /geom big_ord_recl expr0 mul1r subn0 mulr_sumr; congr (_ + _).
apply: eq_bigr => i _; rewrite exprS mulrA; congr (_ * _ ^+ _).
by rewrite /bump /=; case: p i => [|p] [i] //= _; rewrite subSS.
Qed.
Lemma mxpow_sub n (A B : 'M[R]_n) a b e p : bnd A a -> bnd B b -> bnd (A - B) e ->
  bnd (mxpow A p - mxpow B p) (geom a b p * e).
Proof.
move=> hA hB hE; elim: p => [|p IH].
  by rewrite subrr /geom big_ord0 mul0r; exact: bnd0.
have -> : mxpow A p.+1 - mxpow B p.+1 = (A - B) *m mxpow B p + A *m (mxpow A p - mxpow B p).
  by rewrite /= mulmxBl mulmxBr [RHS]addrC addrA subrK.
rewrite geomS mulrDl; apply: bndD; last by rewrite -mulrA; exact: bnd_mulmx.
by rewrite mulrC; apply: bnd_mulmx hE _; exact: mxpow_bnd.
Qed.
Lemma geom_same r p : geom r r p = p%:R * r ^+ p.-1.
Proof.
rewrite /geom (eq_bigr (fun=> r ^+ p.-1)) => [|i _].
  by rewrite sumr_const card_ord mulr_natl.
by rewrite -exprD subnKC //; case: p i => [[]//|p] i /=; rewrite -ltnS.
Qed.

(* Least values of even quadratic forms. *)
Lemma mxpow_low n (B : 'M[R]_n) b d : B^T = B -> 0 <= b ->
  (forall x : 'cV_n, b * sqn x <= dot x (B *m x)) ->
  forall x : 'cV_n, b ^+ d * sqn x <= dot x (mxpow B d *m x).
Proof.
move=> t b0 h.
have hB (x : 'cV_n) : b ^+ 2 * sqn x <= sqn (B *m x).
  have l : (b * sqn x) ^+ 2 <= sqn x * sqn (B *m x).
    have p0 : 0 <= b * sqn x by rewrite mulr_ge0 ?sqn_ge0.
    apply: le_trans (dot_sqr_le _ _); rewrite ler_sqr2 //; exact: le_trans (h x).
  case: (eqVneq (sqn x) 0) => [->|n0]; first by rewrite mulr0; exact: sqn_ge0.
  have p0 : 0 < sqn x by rewrite lt_neqAle eq_sym n0 sqn_ge0.
  by rewrite -(ler_pM2l p0) (_ : sqn x * _ = (b * sqn x) ^+ 2) //; ring.
suff : (forall x : 'cV_n, b ^+ d * sqn x <= dot x (mxpow B d *m x)) /\
       (forall x : 'cV_n, b ^+ d.+1 * sqn x <= dot x (mxpow B d.+1 *m x)) by case.
elim: d => [|d [IH1 IH2]].
  by split=> x; rewrite /= ?mul1mx ?mulmx1 ?expr0 ?mul1r ?expr1.
split=> // x.
have -> : dot x (mxpow B d.+2 *m x) = dot (B *m x) (mxpow B d *m (B *m x)).
  by rewrite dot_mull t mxpowSr /= -!mulmxA.
apply: le_trans (IH1 _); rewrite -addn2 exprD -mulrA.
by apply: ler_wpM2l; rewrite ?exprn_ge0.
Qed.
End Powers.

Section Head.
Variables (R : rcfType) (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)).
Notation B j := (W j *m (W j)^T).
Notation M d := (top W d).

Lemma top_bnd r d : (forall j, (j < d)%N -> bnd (W j) r) -> bnd (M d) (r ^+ d).
Proof.
elim: d => [|d IH] h; first exact: bnd1.
rewrite exprSr; apply: bnd_mulmx; last exact: h.
by apply: IH => j jd; apply: h; exact: ltnW.
Qed.

(* A3 and A4s with every norm kept: nv j bounds ||W_{L:L-j+1}||, w j bounds ||W_{L-j}||,
   del j bounds ||D_{L-1-j}||; p = d - 1 - j. *)
Definition head_defect (nv w del : nat -> R) (d : nat) : R :=
  \sum_(j < d.-1) nv j.+1 ^+ 2 * geom (w j ^+ 2) (w j.+1 ^+ 2) (d.-1 - j) * del j.

Theorem A3_head_product_norms nv w del d : (0 < d)%N ->
  (forall j, (j < d)%N -> bnd (M j) (nv j)) -> (forall j, (j < d)%N -> bnd (W j) (w j)) ->
  (forall j, (j < d.-1)%N -> bnd (defect W j) (del j)) ->
  bnd (M d *m (M d)^T - mxpow (B 0) d) (head_defect nv w del d).
Proof.
case: d => // d _ hv hw hd; rewrite /head_defect succnK.
pose T j := M j *m mxpow (B j) (d.+1 - j) *m (M j)^T.
have step j : (j <= d)%N -> T j = M j.+1 *m mxpow ((W j)^T *m W j) (d - j) *m (M j.+1)^T.
  by move=> jd; rewrite /T subSn // mxpow_turn /= trmx_mul !mulmxA.
have T0 : T 0%N = mxpow (B 0) d.+1 by rewrite /T subn0 /= trmx1 mulmx1 mul1mx.
have Td : T d = M d.+1 *m (M d.+1)^T by rewrite step // subnn /= mulmx1.
rewrite -T0 -Td -[_ - _]opprB; apply: bndN.
have : forall k, (k <= d)%N -> bnd (T 0%N - T k)
    (\sum_(j < k) nv j.+1 ^+ 2 * geom (w j ^+ 2) (w j.+1 ^+ 2) (d - j) * del j); last exact.
elim=> [|k IH] kd; first by rewrite subrr big_ord0; exact: bnd0.
rewrite big_ord_recr /= -(subrK (T k) (T 0%N)) -(addrA (T 0%N - T k)); apply: bndD; first exact/IH/ltnW.
rewrite step; last exact: ltnW.
have -> : T k.+1 = M k.+1 *m mxpow (B k.+1) (d - k) *m (M k.+1)^T by rewrite /T subSS.
rewrite -mulmxBl -mulmxBr.
have -> : nv k.+1 ^+ 2 * geom (w k ^+ 2) (w k.+1 ^+ 2) (d - k) * del k =
  nv k.+1 * (geom (w k ^+ 2) (w k.+1 ^+ 2) (d - k) * del k) * nv k.+1 by ring.
have hv' := hv k.+1 kd; have hw1 := hw k.+1 kd; have hw0 := hw k (ltnW kd).
apply: bnd_mulmx; last exact: bnd_trmx.
apply: bnd_mulmx => //; apply: mxpow_sub; last exact: hd.
  by rewrite expr2; apply: bnd_mulmx => //; exact: bnd_trmx.
by rewrite expr2; apply: bnd_mulmx => //; exact: bnd_trmx.
Qed.

Lemma sum_nat_rev d : \sum_(j < d) (d - j)%:R = (d * d.+1)%:R / 2%:R :> R.
Proof.
elim: d => [|d IH]; first by rewrite big_ord0 mul0r.
rewrite big_ord_recl subn0 (eq_bigr (fun j : 'I_d => (d - j)%:R)) => [|j _]; last by rewrite subSS.
have e k : k.+1%:R = k%:R + 1 :> R by rewrite -addn1 natrD.
by rewrite IH !natrM !e; field.
Qed.

(* delta = L2 (L2 - 1)/2 r^{2 (L2 - 1)} eps2 of docs/claims.md. *)
Definition delta (d : nat) (r e2 : R) : R := (d * d.-1)%:R / 2%:R * r ^+ (2 * d.-1) * e2.

Theorem A3_head_product d r e2 : (0 < d)%N -> (forall j, (j < d)%N -> bnd (W j) r) ->
  (forall j, (j < d.-1)%N -> bnd (defect W j) e2) ->
  bnd (M d *m (M d)^T - mxpow (B 0) d) (delta d r e2).
Proof.
move=> d0 hw hd.
have := @A3_head_product_norms (fun j => r ^+ j) (fun=> r) (fun=> e2) d d0 _ hw hd.
have -> : head_defect (fun j => r ^+ j) (fun=> r) (fun=> e2) d = delta d r e2.
  rewrite /head_defect /delta; case: d d0 {hw hd} => // d _ /=.
  rewrite (eq_bigr (fun j : 'I_d => (d - j)%:R * (r ^+ (2 * d) * e2))) => [|j _].
    by rewrite -mulr_suml sum_nat_rev mulnC; ring.
  have -> : r ^+ (2 * d) = (r ^+ j.+1) ^+ 2 * (r ^+ 2) ^+ (d - j).-1.
    by rewrite -!exprM -exprD; congr (_ ^+ _); have := ltn_ord j; lia.
  by rewrite geom_same; ring.
by apply=> j jd; apply: top_bnd => i ij; apply: hw; exact: ltn_trans jd.
Qed.

(* --- A4: the last layer's condition number --- *)
Lemma gram_top (x : 'cV[R]_(u 0)) d dl : bnd (M d *m (M d)^T - mxpow (B 0) d) dl ->
  dot x (mxpow (B 0) d *m x) - dl * sqn x <= sqn ((M d)^T *m x) /\
  sqn ((M d)^T *m x) <= dot x (mxpow (B 0) d *m x) + dl * sqn x.
Proof.
move=> h; have sym : (M d *m (M d)^T - mxpow (B 0) d)^T = M d *m (M d)^T - mxpow (B 0) d.
  by rewrite linearB /= trmx_mul trmxK mxpow_sym // trmx_mul trmxK.
have [[_ lo] hi] := bnd_qbnd sym h.
have := lo x; have := hi x; rewrite mulmxBl dotBr -sqn_gramr => a b.
move: (sqn _) (dot x _) (dl * _) a b => S Q e a b; split.
  by apply: (@ge0_le _ _ _ (S - Q - - e)); [ring | rewrite subr_ge0].
by apply: (@ge0_le _ _ _ (e - (S - Q))); [ring | rewrite subr_ge0].
Qed.
Lemma A4_core d dl s1 sK c3 : (0 < u 0)%N -> is_norm (W 0) s1 -> is_low (W 0) sK ->
  bnd (M d *m (M d)^T - mxpow (B 0) d) dl -> cond (M d) c3 ->
  exists q : R, [/\ s1 ^+ (2 * d) <= c3 ^+ 2 * q + dl, q <= sK ^+ (2 * d) + dl &
    forall t, low (M d) t -> t ^+ 2 <= q].
Proof.
move=> K0 h1 hK hd [c0 _ hc]; have [x x0 xe] := norm_vector K0 h1;
  have [z z0 ze] := low_vector K0 hK.
have sx : 0 < sqn x by rewrite sqn_gt0.
have sz : 0 < sqn z by rewrite sqn_gt0.
exists (sqn ((M d)^T *m z) / sqn z); split.
- have [lo _] := gram_top x hd; move: lo; rewrite (mxpow_eigen _ xe) dotZr -exprM -/(sqn x) => lo.
  have := hc x z; rewrite -ler_sqr2 ?(mulr_ge0 c0) ?mulr_ge0 ?nrm_ge0 // !exprMn !nrm2 => hxz.
  rewrite -lerBlDr -(ler_pM2r sx) -(ler_pM2r sz) mulrBl.
  apply: le_trans (ler_wpM2r (ltW sz) lo) _; apply: le_trans hxz _.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; field; rewrite gt_eqF.
- have [_ hi] := gram_top z hd; move: hi; rewrite (mxpow_eigen _ ze) dotZr -exprM -/(sqn z) => hi.
  by rewrite ler_pdivrMr // mulrDl.
- by move=> t [_ h]; rewrite ler_pdivlMr.
Qed.

Variables (N : nat) (y : 'I_N -> 'I_(u 0)) (Z : forall j, 'M[R]_(u j, N)).
Notation Y := (onehot y : 'M[R]_(u 0, N)).

Theorem A4_head_condition d s e1 e2 r s1 sK c3 : (0 < u 0)%N -> (0 < d)%N -> linear_head W d Z ->
  low Y s -> nrm (Z 0%N - Y) <= e1 -> e1 < s -> bnd (Z 1%N) r ->
    (forall j, (j < d)%N -> bnd (W j) r) ->
  (forall j, (j < d.-1)%N -> bnd (defect W j) e2) -> is_norm (W 0) s1 -> is_low (W 0) sK ->
    cond (M d) c3 ->
  0 < sK /\ (s1 / sK) ^+ (2 * d) <= c3 ^+ 2 + (c3 ^+ 2 + 1) * delta d r e2
    * (r / (s - e1)) ^+ (2 * d).
Proof.
move=> K0 d0 hZ hl; rewrite (hZ 0%N d0) => he es hz hw hd h1 hK hc.
have a3 := A3_head_product d0 hw hd; have dl0 := bnd_ge0 a3.
have g0 : 0 < s - e1 by rewrite subr_gt0.
have r0 := features_pos K0 hl he es hz.
have a0 := A0a_head_conditioning hl he (ltW es) hz.
have gs : (s - e1) / r <= sK by exact: low_greatest K0 hK a0.
have sK0 : 0 < sK by apply: lt_le_trans gs; exact: divr_gt0.
have [q [q1 q2 _]] := A4_core K0 h1 hK a3 hc; split=> //.
have p0 : 0 < sK ^+ (2 * d) by rewrite exprn_gt0.
rewrite expr_div_n ler_pdivrMr //; move: (delta d r e2) dl0 q1 q2 => dl dl0 q1 q2 {a3}.
apply: le_trans q1 _; apply: (@le_trans _ _ (c3 ^+ 2 * (sK ^+ (2 * d) + dl) + dl)).
  by rewrite lerD2r; apply: ler_wpM2l; rewrite ?sqr_ge0.
have one : 1 <= (r / (s - e1)) ^+ (2 * d) * sK ^+ (2 * d).
  rewrite -exprMn; apply: exprn_ege1; rewrite mulrAC ler_pdivlMr // mul1r mulrC.
  by rewrite -ler_pdivrMr.
move: ((r / (s - e1)) ^+ (2 * d)) (sK ^+ (2 * d)) one => a b ab.
apply: (@ge0_le _ _ _ ((c3 ^+ 2 + 1) * dl * (a * b - 1))); first by ring.
by apply: mulr_ge0; rewrite ?subr_ge0 //; apply: mulr_ge0 => //; rewrite addr_ge0 ?sqr_ge0 ?ler01.
Qed.

(* What the head makes of Z_{L1}. *)
Lemma head_output d : linear_head W d Z -> forall j, (j <= d)%N -> Z 0%N = M j *m Z j.
Proof.
move=> hZ; elim=> [|j IH] jd; first by rewrite mul1mx.
by rewrite IH ?(ltnW jd) // (hZ j jd) mulmxA.
Qed.

Theorem A4s_head_condition nv w del d s e1 zf s1 sK c3 : (0 < u 0)%N -> (0 < d)%N ->
  linear_head W d Z ->
  low Y s -> nrm (Z 0%N - Y) <= e1 -> e1 < s -> bnd (Z d) zf ->
  (forall j, (j < d)%N -> bnd (M j) (nv j)) -> (forall j, (j < d)%N -> bnd (W j) (w j)) ->
  (forall j, (j < d.-1)%N -> bnd (defect W j) (del j)) ->
  is_norm (W 0) s1 -> is_low (W 0) sK -> cond (M d) c3 ->
  head_defect nv w del d * zf ^+ 2 / (s - e1) ^+ 2 < 1 ->
  0 < sK /\ (s1 / sK) ^+ (2 * d) <=
    (c3 ^+ 2 + head_defect nv w del d * zf ^+ 2 / (s - e1) ^+ 2) /
    (1 - head_defect nv w del d * zf ^+ 2 / (s - e1) ^+ 2).
Proof.
move=> K0 d0 hZ hl he es hz hv hw hd h1 hK hc.
have a3 := A3_head_product_norms d0 hv hw hd; have := bnd_ge0 a3.
have [q [q1 q2 q3]] := A4_core K0 h1 hK a3 hc;
  move: (head_defect _ _ _ _) q1 q2 {a3} => dl q1 q2 dl0.
have g0 : 0 < s - e1 by rewrite subr_gt0.
rewrite (head_output hZ (leqnn d)) in he.
have z0 := features_pos K0 hl he es hz.
have lM : low (M d) ((s - e1) / zf) by exact: A0a_head_conditioning hl he (ltW es) hz.
have := q3 _ lM; rewrite expr_div_n; have gz : 0 <
  (s - e1) ^+ 2 / zf ^+ 2 by rewrite divr_gt0 ?exprn_gt0.
have -> : dl * zf ^+ 2 / (s - e1) ^+ 2 = dl / ((s - e1) ^+ 2 / zf ^+ 2) by rewrite -[LHS]mulrA;
  congr (_ * _); rewrite invf_div.
move: ((s - e1) ^+ 2 / zf ^+ 2) gz => g2 g20 qg x1.
have dg : dl < g2 by rewrite -[ltRHS]mul1r -ltr_pdivrMr.
have p0 : 0 < sK ^+ (2 * d).
  have : 0 < q - dl by rewrite subr_gt0 (lt_le_trans dg).
  by move=> h; apply: lt_le_trans h _; rewrite lerBlDr.
have sK0 : 0 < sK.
  rewrite lt_neqAle (low_ge0 (proj1 hK)) andbT eq_sym; apply: contraTneq p0 => ->.
  by rewrite expr0n muln_eq0 /= eqn0Ngt d0 ltxx.
split=> //; rewrite expr_div_n ler_pdivrMr // mulrAC ler_pdivlMr ?subr_gt0 //.
have := exprn_ge0 (2 * d) (low_ge0 (proj1 hK)).
move: (s1 ^+ (2 * d)) (sK ^+ (2 * d)) q1 q2 p0 => a b q1 q2 p0 _.
apply: (@le_trans _ _ ((c3 ^+ 2 * q + dl) * (1 - dl / g2))).
  by apply: ler_wpM2r q1; rewrite subr_ge0 ltW.
apply: (@le_trans _ _ ((c3 ^+ 2 + dl / g2) * (q - dl))).
  apply: (@ge0_le _ _ _ (dl * (c3 ^+ 2 + 1) * (q / g2 - 1))); first by field; rewrite gt_eqF.
  apply: mulr_ge0; last by rewrite subr_ge0 ler_pdivlMr // mul1r.
  by apply: mulr_ge0 => //; rewrite addr_ge0 ?sqr_ge0 ?ler01.
apply: ler_wpM2l; last by rewrite lerBlDr.
by rewrite addr_ge0 ?sqr_ge0 // divr_ge0 // ltW.
Qed.

(* --- Balanced heads --- *)
Definition balanced_head (d : nat) : Prop := forall j, (j < d.-1)%N -> defect W j = 0.

Lemma balanced_product d : (0 < d)%N -> balanced_head d -> M d *m (M d)^T = mxpow (B 0) d.
Proof.
move=> d0 hb; apply/eqP; rewrite -subr_eq0; apply/eqP/bnd_eq0.
have := @A3_head_product_norms (fun j => nrm (M j)) (fun j => nrm (W j)) (fun=> 0) d d0.
have -> : head_defect (fun j => nrm (M j)) (fun j => nrm (W j)) (fun=> 0) d = 0.
  by rewrite /head_defect big1 // => j _; rewrite mulr0.
by apply=> j jd; rewrite ?hb //; first [exact: bnd_nrm | exact: bnd0].
Qed.

Theorem A4e_balanced_head d k : (0 < d)%N -> balanced_head d -> 0 <= k ->
  cond (W 0) k <-> cond (M d) (k ^+ d).
Proof.
move=> d0 hb k0; have E := balanced_product d0 hb.
case: (posnP (u 0)) => [K0|K0].
  have triv (n : nat) (A : 'M[R]_(u 0, n)) c : 0 <= c -> cond A c.
    by move: A; rewrite K0 => A; exact: cond_empty.
  by split=> _; apply: triv; rewrite ?exprn_ge0.
have [s1 h1] := norm_exists (W 0); have [sK hK] := low_exists (W 0).
have [b1 _] := h1; have [lK _] := hK; have s10 := bnd_ge0 b1; have sK0 := low_ge0 lK.
have Mx (x : 'cV_(u 0)) : sqn ((M d)^T *m x) = dot x (mxpow (B 0) d *m x) by rewrite sqn_gramr E.
have bM : bnd (M d) (s1 ^+ d).
  rewrite -[M d]trmxK; apply: bnd_trmx; split=> [|x]; first exact: exprn_ge0.
  rewrite Mx; apply: le_trans (dot_le _ _) _; rewrite -nrm2 [nrm x ^+ 2]expr2 mulrCA.
  apply: ler_wpM2l (nrm_ge0 _) _ _ _; rewrite -exprM mulnC exprM.
  apply: bnd_nrm_mul; apply: mxpow_bnd; rewrite expr2; apply: bnd_mulmx => //; exact: bnd_trmx.
have lM : low (M d) (sK ^+ d).
  split=> [|x]; first exact: exprn_ge0.
  rewrite Mx -exprM mulnC exprM; apply: mxpow_low; first by rewrite trmx_mul trmxK.
    exact: sqr_ge0.
  by move=> z; rewrite -sqn_gramr; case: lK.
split=> [hk|hk].
  have [p le] := (cond_kappa K0 h1 hK k0).1 hk.
  apply: (cond_of bM lM); rewrite ?exprn_gt0 ?exprn_ge0 // -exprMn.
  by apply: lerXn2r; rewrite ?nnegrE ?mulr_ge0.
have [x x0 xe] := norm_vector K0 h1; have [z z0 ze] := low_vector K0 hK.
have sx : 0 < sqn x by rewrite sqn_gt0.
have sz : 0 < sqn z by rewrite sqn_gt0.
have [_ f hc] := hk.
have Mxe : sqn ((M d)^T *m x) = s1 ^+ (2 * d) * sqn x by rewrite Mx (mxpow_eigen _ xe) dotZr -exprM.
have Mze : sqn ((M d)^T *m z) = sK ^+ (2 * d) * sqn z by rewrite Mx (mxpow_eigen _ ze) dotZr -exprM.
have p : 0 < sK.
  rewrite lt_neqAle sK0 andbT eq_sym; apply: contraNneq z0 => e.
  move: Mze; rewrite e expr0n muln_eq0 /= eqn0Ngt d0 /= mul0r => /eqP; rewrite sqn_eq0 => /eqP e'.
  apply/eqP/trmx_inj; rewrite trmx0; apply: (row_free_inj f).
  by rewrite /= mul0mx -[M d]trmxK -trmx_mul e' trmx0.
apply/(cond_kappa K0 h1 hK k0); split=> //.
have l : nrm ((M d)^T *m x) ^+ 2 * nrm z ^+ 2 <=
  (k ^+ d) ^+ 2 * (nrm ((M d)^T *m z) ^+ 2 * nrm x ^+ 2).
  by rewrite -!exprMn ler_sqr2 ?hc // ?mulr_ge0 ?nrm_ge0 ?exprn_ge0.
move: l; rewrite !nrm2 Mxe Mze.
have -> : (k ^+ d) ^+ 2 * (sK ^+ (2 * d) * sqn z * sqn x) = (k * sK) ^+ (2 * d) * (sqn x * sqn z).
  rewrite -exprM [(d * 2)%N]mulnC [(k * sK) ^+ _]exprMn.
  by move: (k ^+ (2 * d)) (sK ^+ (2 * d)) => p1 p2; ring.
rewrite -mulrA ler_pM2r ?mulr_gt0 // ler_pXn2r ?nnegrE ?mulr_ge0 //.
by rewrite muln_gt0 d0.
Qed.
End Head.
