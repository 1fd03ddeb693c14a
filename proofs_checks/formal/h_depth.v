(* H10 of docs/claims.md for a head of any depth d: sum_j l_j |W_j|^2 >= d (prod l_j)^{1/d} sum_i
   s_i(M)^{2/d}, with equality if and only if l_j W_j^T W_j = l_{j+1} W_{j+1} W_{j+1}^T. M M^T =
   O diag(s_i^2) O^T; t_i = s_i^{2/d} is given as the number with t_i^d = s_i^2, and so is rho with
   rho^d = prod l_j. H10_numbers says that every head has them. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral a_depth h_margin triangular.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Roots.
Variable R : rcfType.

Lemma nth_root d (a : R) : (0 < d)%N -> 0 <= a -> exists2 t, 0 <= t & t ^+ d = a.
Proof.
move=> d0 a0; pose p := 'X^d - a%:P.
have le : 0 <= 1 + a by rewrite addr_ge0 ?ler01.
have [|t /andP [t0 _] rt] := @poly_ivt R p _ _ le.
  rewrite /p !hornerE ?hornerXn expr0n eqn0Ngt d0 /= sub0r oppr_le0 a0 /= subr_ge0.
  apply: (@le_trans _ _ (1 + a)); first by rewrite lerDr ler01.
  by rewrite -{1}[1 + a]expr1; apply: ler_weXn2l => //; rewrite lerDl.
by exists t => //; move: rt; rewrite rootE /p !hornerE ?hornerXn subr_eq0 => /eqP.
Qed.
Lemma pow_inj d (a b : R) : (0 < d)%N -> 0 <= a -> 0 <= b -> a ^+ d = b ^+ d -> a = b.
Proof. by move=> d0 a0 b0 /eqP; rewrite eqrXn2 // => /eqP. Qed.

(* The means' inequality and when it is an equality, for a number y with y^d = prod x. *)
Lemma agm d (x : 'I_d -> R) y : (0 < d)%N -> (forall j, 0 <= x j) -> 0 <= y ->
  y ^+ d = \prod_j x j ->
  d%:R * y <= \sum_j x j /\ (d%:R * y = \sum_j x j -> forall i j, x i = x j).
Proof.
move=> d0 x0 y0 e.
have [le eq] := leif_AGM (A := predT) (E := x) (fun j _ => x0 j).
rewrite -e card_ord in le eq; have dp : 0 < d%:R :> R by rewrite ltr0n.
have s0 : 0 <= \sum_j x j by apply: sumr_ge0 => j _.
split; first by rewrite mulrC -ler_pdivlMr // -(ler_pXn2r d0) ?nnegrE ?divr_ge0 ?(ltW dp).
move=> E i j; have Ey : d%:R * y / d%:R = y by rewrite mulrC mulKf // gt_eqF.
move: eq; rewrite -E Ey eqxx => /esym/forallP /(_ i).
by move=> /forallP /(_ j) /eqP.
Qed.
End Roots.

(* What equality takes. *)
Section Equality.
Variable R : rcfType.

Lemma sum_eq n (F G : 'I_n -> R) : (forall i, F i <= G i) -> \sum_i G i <= \sum_i F i ->
  forall i, F i = G i.
Proof.
move=> le h i; have z : \sum_i (G i - F i) = 0.
  apply/le_anti/andP; split; first by rewrite sumrB subr_le0.
  by apply: sumr_ge0 => k _; rewrite subr_ge0.
have /eqP := z; rewrite psumr_eq0 => [/allP /(_ i)|k _]; last by rewrite subr_ge0.
by rewrite mem_index_enum => /(_ isT) /=; rewrite subr_eq0 => /eqP.
Qed.
Lemma diagonal_of_sqn r (T : 'M[R]_r) : sqn T <= \sum_i T i i ^+ 2 -> T = diag_mx (\row_i T i i).
Proof.
move=> le; pose v : 'rV_r := \row_i T i i; have dd (A : 'M_r) : dot A (diag_mx v) = \sum_i A i i *
  T i i.
  rewrite dotE; apply: eq_bigr => i _; rewrite (bigD1 i) //= !mxE eqxx mulr1n big1 ?addr0 // =>
    k ki.
  by rewrite !mxE eq_sym (negPf ki) mulr0n mulr0.
apply/eqP; rewrite -subr_eq0; apply/eqP/sqn_le0; rewrite sqnB [sqn (diag_mx _)]dd dd.
have -> : \sum_i diag_mx v i i * T i i = \sum_i T i i ^+ 2.
  by apply: eq_bigr => i _; rewrite !mxE eqxx mulr1n expr2.
have -> : \sum_i T i i * T i i = \sum_i T i i ^+ 2 by apply: eq_bigr => i _; rewrite expr2.
by rewrite [2%:R * _]mulr_natl mulr2n opprD addrA subrK subr_le0.
Qed.
Lemma scale_between m r n (A : 'M[R]_(m, r)) (X Y : 'M[R]_r) (C : 'M[R]_(r, n)) k l :
  k *: X = l *: Y -> k *: (A *m X *m C) = l *: (A *m Y *m C).
Proof. by move=> e; rewrite scalemxAl scalemxAr e -scalemxAr -scalemxAl. Qed.
(* A positive semidefinite matrix does to a vector what its d-th power says. *)
Lemma power_eigen n (B : 'M[R]_n) d y (x : 'cV[R]_n) : (0 < d)%N -> B^T = B ->
  (forall z : 'cV[R]_n, 0 <= dot z (B *m z)) -> 0 <= y -> mxpow B d *m x = y ^+ d *: x ->
  B *m x = y *: x.
Proof.
move=> d0 tB pB y0 e; have [P [b [PP PP' E b0 _]]] := root_spectral tB pB.
have [w wE] : exists w, P^T *m x = w by eexists.
have wk k : b 0 k * w k 0 = y * w k 0.
  have col_eigen : B *m col k P = b 0 k *: col k P by rewrite {1}E eigen_column.
  have dk (z : 'cV_n) : (P^T *m z) k 0 = dot (col k P) z.
    by rewrite dotE mxE; apply: eq_bigr => i _; rewrite big_ord1 !mxE.
  have := congr1 (dot (col k P)) e; rewrite dot_mulrl mxpow_sym // (mxpow_eigen _ col_eigen).
  rewrite dotZl dotZr -dk wE => h; case: (eqVneq (w k 0) 0) => [->|nz]; first by rewrite !mulr0.
  by congr (_ * _); apply: pow_inj d0 (b0 k) y0 _; exact: (mulIf nz).
apply: (can_inj (f := fun z : 'cV_n => P^T *m z) (g := fun z => P *m z)).
  by move=> z; rewrite mulmxA PP' mul1mx.
rewrite -scalemxAr wE {1}E !mulmxA PP mul1mx -mulmxA wE; apply/matrixP => k m.
by rewrite (ord1 m) mul_diag_mx !mxE wk.
Qed.
End Equality.

Section Depth.
Variables (R : rcfType) (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) (d : nat).
Variables (O : 'M[R]_(u 0%N)) (s2 : 'rV[R]_(u 0%N)) (lam : nat -> R).
Notation M := (top W d).
Hypothesis d0 : (0 < d)%N.
Hypothesis OO : O^T *m O = 1%:M.
Hypothesis OO' : O *m O^T = 1%:M.
Hypothesis singular_values : M *m M^T = O *m diag_mx s2 *m O^T.
Variables (t : 'I_(u 0%N) -> R) (rho : R).
Hypothesis t0 : forall i, 0 <= t i.
Hypothesis tE : forall i, t i ^+ d = s2 0 i.
Hypothesis l0 : forall j, (j < d)%N -> 0 < lam j.
Hypothesis r0 : 0 <= rho.
Hypothesis rE : rho ^+ d = \prod_(j < d) lam j.

(* The singular values that are not 0, and their left vectors as rows. *)
Definition seen : {set 'I_(u 0%N)} := [set i | 0 < s2 0 i].
Notation f := (@enum_val _ (mem seen)).
Definition left_rows : 'M[R]_(#|seen|, u 0%N) := rowsub f O^T.
Lemma left_rows_mul (X : 'M[R]_(u 0%N)) :
  left_rows *m X *m left_rows^T = mxsub f f (O^T *m X *m O).
Proof.
rewrite /left_rows mul_rowsub_mx trmx_mxsub trmxK mul_rowsub_mx mulmx_colsub.
by apply/matrixP => i j; rewrite !mxE.
Qed.
Lemma left_rows_orthonormal : left_rows *m left_rows^T = 1%:M.
Proof.
rewrite -{1}[left_rows]mulmx1 left_rows_mul mulmx1 OO; apply/matrixP => i j.
by rewrite !mxE (inj_eq enum_val_inj).
Qed.
Lemma left_rows_gram :
  left_rows *m M *m (left_rows *m M)^T = diag_mx (\row_i s2 0 (f i)).
Proof.
rewrite trmx_mul !mulmxA -(mulmxA left_rows) left_rows_mul singular_values !mulmxA OO mul1mx.
rewrite -mulmxA OO mulmx1; apply/matrixP => i j.
by rewrite !mxE (inj_eq enum_val_inj).
Qed.
Lemma seen_gt0 i : 0 < s2 0 (f i).
Proof. by have := enum_valP i; rewrite inE. Qed.
Lemma left_rows_free : row_free (left_rows *m M).
Proof.
apply: inj_row_free => v e; have z : v *m diag_mx (\row_i s2 0 (f i)) = 0.
  by rewrite -left_rows_gram mulmxA e mul0mx.
apply/rowP => i; have := congr1 (fun X : 'rV_#|seen| => X 0 i) z.
rewrite mul_mx_diag !mxE => /eqP; rewrite mulf_eq0 => /orP [/eqP //|/eqP q].
by have := seen_gt0 i; rewrite q ltxx.
Qed.
Lemma sum_seen : \sum_i t i = \sum_(i < #|seen|) t (f i).
Proof.
rewrite -(big_enum_val (A := mem seen) t) [RHS]big_mkcond; apply: eq_bigr => i _ /=.
rewrite inE; case: ltrP => // h; have e := tE i; have := exprn_ge0 d (t0 i); rewrite e => h2.
have z : s2 0 i = 0 by apply/le_anti/andP.
by apply/eqP; move: e; rewrite z => /eqP; rewrite expf_eq0 d0.
Qed.

(* What a head consists of, up to what M does not see. *)
Lemma chain_of_head : exists Q : forall j, 'M[R]_(#|seen|, u j), exists T : nat -> 'M[R]_#|seen|,
  [/\ forall j, (j <= d)%N -> Q j *m (Q j)^T = 1%:M,
      forall j, (j < d)%N -> Q j *m W j = T j *m Q j.+1 &
      forall i, (rho * t (f i)) ^+ d = \prod_(j < d) (lam j * T j i i ^+ 2)].
Proof.
have [Q [T [Q0 hQ hT QT]]] := triangular_chain left_rows_orthonormal left_rows_free.
have [P [tP dP E]] := chain_product hT QT.
exists Q, T; split=> // i.
have G : P *m P^T = diag_mx (\row_i s2 0 (f i)).
  rewrite -left_rows_gram -Q0 E trmx_mul !mulmxA -(mulmxA P) (hQ d (leqnn d)) mulmx1 //.
have [|_ /(_ i)] := trig_orthogonal tP _ G; first by move=> k; rewrite mxE seen_gt0.
rewrite mxE dP => e; rewrite exprMn rE tE -e -prodrXl -big_split /=.
by apply: eq_bigr => j _.
Qed.
Lemma layer_le (r : nat) (Q : forall j, 'M[R]_(r, u j)) (T : nat -> 'M[R]_r) j : (j < d)%N ->
  (forall j, (j <= d)%N -> Q j *m (Q j)^T = 1%:M) -> Q j *m W j = T j *m Q j.+1 ->
  \sum_i T j i i ^+ 2 <= sqn (T j) /\ sqn (T j) <= sqn (W j).
Proof.
move=> jd hQ e; split; first exact: sqn_diagonal_le.
by rewrite -(sqn_mulQ (T j) (hQ j.+1 jd)) -e; exact: sqn_rows_le (hQ j (ltnW jd)).
Qed.

Theorem H10_any_depth : d%:R * rho * (\sum_i t i) <= \sum_(j < d) lam j * sqn (W j).
Proof.
have [Q [T [hQ QT hP]]] := chain_of_head; rewrite sum_seen.
apply: (@le_trans _ _ (\sum_(j < d) lam j * (\sum_i T j i i ^+ 2))); last first.
  apply: ler_sum => j _; apply: ler_wpM2l; first exact/ltW/l0.
  by have [a b] := layer_le (ltn_ord j) hQ (QT j (ltn_ord j)); exact: le_trans a b.
under [leRHS]eq_bigr do rewrite mulr_sumr.
rewrite exchange_big mulr_sumr /=; apply: ler_sum => i _; rewrite -mulrA.
have x0 (j : 'I_d) : 0 <= lam j * T j i i ^+ 2 by rewrite mulr_ge0 ?sqr_ge0 // ltW // l0.
by have [] := agm d0 x0 (mulr_ge0 r0 (t0 _)) (hP i).
Qed.

(* #{i: t <= s_i} t^{2/d} is part of the sum. *)
Theorem H10_count tau : 0 <= tau ->
  #|[set i | tau <= t i]|%:R * (d%:R * rho * tau) <= \sum_(j < d) lam j * sqn (W j).
Proof.
move=> tau0; apply: le_trans H10_any_depth; rewrite mulrCA; apply: ler_wpM2l.
  by rewrite mulr_ge0 ?ler0n.
rewrite -sum1_card natr_sum mulr_suml big_mkcond; apply: ler_sum => i _; rewrite inE.
by case: ifP => h; rewrite ?mul1r.
Qed.

Notation balanced_layers := (forall j, (j.+1 < d)%N ->
  lam j *: ((W j)^T *m W j) = lam j.+1 *: (W j.+1 *m (W j.+1)^T)).
Lemma balanced_of_equality :
  d%:R * rho * (\sum_i t i) = \sum_(j < d) lam j * sqn (W j) -> balanced_layers.
Proof.
move=> eq; have [Q [T [hQ QT hP]]] := chain_of_head.
have le1 (j : 'I_d) : lam j * (\sum_i T j i i ^+ 2) <= lam j * sqn (W j).
  apply: ler_wpM2l; first exact/ltW/l0.
  by have [a b] := layer_le (ltn_ord j) hQ (QT j (ltn_ord j)); exact: le_trans a b.
have x0 i (j : 'I_d) : 0 <= lam j * T j i i ^+ 2 by rewrite mulr_ge0 ?sqr_ge0 // ltW // l0.
have le2 i : d%:R * (rho * t (enum_val i)) <= \sum_(j < d) lam j * T j i i ^+ 2.
  by have [] := agm d0 (x0 i) (mulr_ge0 r0 (t0 _)) (hP i).
have swap : \sum_(j < d) lam j * (\sum_i T j i i ^+ 2) = \sum_i \sum_(j < d) lam j * T j i i ^+ 2.
  by rewrite exchange_big; apply: eq_bigr => j _; rewrite mulr_sumr.
have total : \sum_(i < #|seen|) d%:R * (rho * t (enum_val i)) = \sum_(j < d) lam j * sqn (W j).
  by rewrite -eq sum_seen mulr_sumr; apply: eq_bigr => i _; rewrite mulrA.
have eq1 := sum_eq le1; have eq2 := sum_eq le2.
have {}eq1 (j : 'I_d) : \sum_i T j i i ^+ 2 = sqn (W j).
  apply: (mulfI (lt0r_neq0 (l0 (ltn_ord j)))); apply: eq1.
  by rewrite -total swap; apply: ler_sum => i _; exact: le2.
have {}eq2 i (j k : 'I_d) : lam j * T j i i ^+ 2 = lam k * T k i i ^+ 2.
  have [_ h] := agm d0 (x0 i) (mulr_ge0 r0 (t0 (enum_val i))) (hP i); apply: h; apply: eq2.
  by rewrite total -swap; apply: ler_sum => m _; exact: le1.
have layer (j : 'I_d) : T j = diag_mx (\row_i T j i i) /\ W j = (Q j)^T *m T j *m Q j.+1.
  have jd := ltn_ord j; have QQ := hQ j (ltnW jd); have [a b] := layer_le jd hQ (QT j jd).
  split; first by apply: diagonal_of_sqn; rewrite (eq1 j).
  have pj := proj_rows QQ; have [p1 p2] := pj.
  have part : sqn ((Q j)^T *m Q j *m W j) = sqn (W j).
    rewrite -sqn_rows_part // (QT j jd) (sqn_mulQ _ (hQ j.+1 jd)).
    by apply/le_anti/andP; split=> //; rewrite -eq1.
  have py := pythagoras (W j) pj; rewrite part in py.
  have z : (1%:M - (Q j)^T *m Q j) *m W j = 0.
    by apply: sqn_le0; move/eqP: py; rewrite -subr_eq0 opprD addrA subrr sub0r oppr_eq0 => /eqP ->.
  by rewrite -mulmxA -(QT j jd) mulmxA; move/eqP: z; rewrite mulmxBl mul1mx subr_eq0 => /eqP.
move=> j jd; have jd' := ltnW jd.
have [D1 E1] := layer (Ordinal jd'); have [D2 E2] := layer (Ordinal jd); move: D1 E1 D2 E2 => /=.
move=> D1 E1 D2 E2; rewrite {1 2}E1 E2 !trmx_mul !trmxK !mulmxA.
rewrite -(mulmxA _ (Q j)) hQ ?(ltnW jd') // mulmx1.
rewrite -(mulmxA _ (Q j.+2)) hQ // mulmx1.
rewrite D1 D2 !tr_diag_mx -!(mulmxA _ (diag_mx _) (diag_mx _)) !mulmx_diag.
apply: scale_between; apply/matrixP => i k; rewrite !mxE.
case: eqP => [_|]; rewrite ?mulr0n ?mulr0 // !mulr1n -!expr2.
exact: (eq2 i (Ordinal jd') (Ordinal jd)).
Qed.
Lemma equality_of_balanced : balanced_layers ->
  d%:R * rho * (\sum_i t i) = \sum_(j < d) lam j * sqn (W j).
Proof.
move=> bal; pose V j := Num.sqrt (lam j) *: W j.
have sq j : (j < d)%N -> Num.sqrt (lam j) ^+ 2 = lam j by move=> jd; rewrite sqr_sqrtr // ltW // l0.
have gramV j : (j < d)%N -> V j *m (V j)^T = lam j *: (W j *m (W j)^T) /\
    (V j)^T *m V j = lam j *: ((W j)^T *m W j).
  by move=> jd; rewrite /V linearZ /= -!scalemxAl -!scalemxAr !scalerA -expr2 sq.
have balV : balanced_head V d.
  move=> j; rewrite -ltnS prednK // => jd; rewrite /defect.
  have [_ ->] := gramV j (ltnW jd); have [-> _] := gramV j.+1 jd.
  by rewrite bal // subrr.
have topV k : top V k = (\prod_(j < k) Num.sqrt (lam j)) *: top W k.
  elim: k => [|k IH]; first by rewrite big_ord0 scale1r.
  by rewrite /= IH /V -scalemxAl -scalemxAr scalerA big_ord_recr.
pose B := V 0%N *m (V 0%N)^T.
have power : rho ^+ d *: (M *m M^T) = mxpow B d.
  rewrite -(balanced_product d0 balV) topV linearZ /= -scalemxAl -scalemxAr scalerA -expr2.
  congr (_ *: _); rewrite rE -prodrXl; apply: eq_bigr => j _; by rewrite sq.
have tB : B^T = B by rewrite trmx_mul trmxK.
have pB (z : 'cV_(u 0%N)) : 0 <= dot z (B *m z).
  by rewrite /B -mulmxA dot_mulrl sqn_ge0.
have eig i : B *m col i O = (rho * t i) *: col i O.
  apply: power_eigen d0 tB pB (mulr_ge0 r0 (t0 i)) _.
  by rewrite -power -scalemxAl singular_values eigen_column // scalerA exprMn tE.
have trB : \tr B = rho * (\sum_i t i).
  have BO : B *m O = O *m diag_mx (\row_i (rho * t i)).
    apply/matrixP => k i; have := congr1 (fun z : 'cV_(u 0%N) => z k 0) (eig i).
    by rewrite -col_mulmx mul_mx_diag !mxE [RHS]mulrC.
  rewrite -[B]mulmx1 -OO' mulmxA BO mxtrace_mulC mulmxA OO mul1mx mulr_sumr.
  by apply: eq_bigr => i _; rewrite !mxE eqxx mulr1n.
have each j : (j < d)%N -> lam j * sqn (W j) = \tr B.
  elim: j => [|j IH] jd.
    by have [e _] := gramV 0%N jd; rewrite /B e mxtraceZ /sqn -dot_tr /dot trmxK.
  rewrite -IH ?(ltnW jd) //; have := congr1 (fun X => \tr X) (bal j jd); rewrite !mxtraceZ => e.
  by rewrite -[sqn (W j.+1)]sqn_tr /sqn /dot trmxK -e.
rewrite [RHS](eq_bigr (fun=> \tr B)) => [|j _]; last exact: each (ltn_ord j).
by rewrite sumr_const card_ord trB -[in RHS]mulr_natl mulrA.
Qed.
Theorem H10_equality :
  d%:R * rho * (\sum_i t i) = \sum_(j < d) lam j * sqn (W j) <-> balanced_layers.
Proof. by split; [exact: balanced_of_equality | exact: equality_of_balanced]. Qed.
End Depth.

(* Every head has these numbers. *)
Theorem H10_numbers (R : rcfType) (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) d
    (lam : nat -> R) : (0 < d)%N -> (forall j, (j < d)%N -> 0 < lam j) ->
  exists O : 'M[R]_(u 0%N), exists s2 : 'rV[R]_(u 0%N), exists t : 'I_(u 0%N) -> R, exists rho : R,
  [/\ O^T *m O = 1%:M /\ O *m O^T = 1%:M, top W d *m (top W d)^T = O *m diag_mx s2 *m O^T,
      (forall i, 0 <= t i) /\ forall i, t i ^+ d = s2 0 i, 0 <= rho &
      rho ^+ d = \prod_(j < d) lam j].
Proof.
move=> d0 l0; have tM : (top W d *m (top W d)^T)^T = top W d *m (top W d)^T.
  by rewrite trmx_mul trmxK.
have pM (x : 'cV_(u 0%N)) : 0 <= dot x (top W d *m (top W d)^T *m x).
  by rewrite -mulmxA dot_mulrl sqn_ge0.
have [O [s2 [OO OO' E s0 _]]] := root_spectral tM pM.
have [t tE] := fin_all_exists (fun i => let: ex_intro2 t t0 e := nth_root d0 (s0 i) in
  ex_intro (fun t => 0 <= t /\ t ^+ d = s2 0 i) t (conj t0 e)).
have p0 : 0 <= \prod_(j < d) lam j by apply: prodr_ge0 => j _; exact/ltW/l0.
have [rho r0 rE] := nth_root d0 p0.
exists O, s2, t, rho; split=> //; by split=> i; have [] := tE i.
Qed.
