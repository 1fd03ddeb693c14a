(* Rows made orthonormal from the first to the last: A = T Q with T triangular. Along a product of
   matrices it gives what Horn's inequalities are otherwise taken for: every singular value of the
   product as a product of diagonal entries, one of each factor. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Triangular.
Variable R : rcfType.

Lemma row_of_dot n (a b : 'rV[R]_n) : a *m b^T = (dot a b)%:M.
Proof. by rewrite [LHS]mx11_scalar -trace_mx11 /dot mxtrace_mulC -mxtrace_tr trmx_mul trmxK. Qed.

Theorem orthonormal_rows r n (A : 'M[R]_(r, n)) : row_free A ->
  exists T : 'M[R]_r, exists Q : 'M[R]_(r, n), [/\ is_trig_mx T, Q *m Q^T = 1%:M & A = T *m Q].
Proof.
elim: r A => [|r IH] A fA.
  by exists 0, 0; split; rewrite ?mx0_is_trig //; [rewrite [RHS]flatmx0 [LHS]flatmx0 | rewrite
    [LHS]flatmx0 [RHS]flatmx0].
pose a : 'rV_n := usubmx (A : 'M_(1 + r, n)); pose B : 'M_(r, n) := dsubmx (A : 'M_(1 + r, n)).
have AE : A = col_mx a B by rewrite vsubmxK.
have inj (v : 'rV_(1 + r)) : v *m col_mx a B = 0 -> v = 0.
  by rewrite -AE => e; apply: (row_free_inj fA); rewrite /= e mul0mx.
have a0 : 0 < nrm a.
  rewrite nrm_gt0; apply/eqP => az.
  have := inj (row_mx 1%:M 0); rewrite mul_row_col mul1mx mul0mx az addr0 => /(_ erefl).
  by move/matrixP/(_ 0 (lshift r 0)); rewrite row_mxEl !mxE eqxx => /eqP; rewrite oner_eq0.
have an : nrm a != 0 by rewrite gt_eqF.
pose q := (nrm a)^-1 *: a; have aq : a = nrm a *: q by rewrite scalerA mulfV // scale1r.
have qq : q *m q^T = 1%:M.
  by rewrite row_of_dot -/(sqn q) sqnZ exprVn nrm2 mulVf // sqn_eq0 -nrm_gt0.
pose P := 1%:M - q^T *m q; have Pq : P *m q^T = 0 by rewrite mulmxBl mul1mx -mulmxA qq mulmx1 subrr.
have fB : row_free (B *m P).
  apply: inj_row_free => v; rewrite mulmxBr mulmx1 mulmxBr !mulmxA => /eqP; rewrite subr_eq0 =>
    /eqP e.
  have [b eb] : exists b, v *m B *m q^T = b%:M by eexists; exact: mx11_scalar.
  have := inj (row_mx (- (b / nrm a))%:M v); rewrite mul_row_col mul_scalar_mx e eb mul_scalar_mx.
  rewrite /q scalerA -scalerDl addNr scale0r => /(_ erefl) z.
  by have := congr1 rsubmx z; rewrite row_mxKr linear0.
have [T [Q [hT QQ BE]]] := IH _ fB.
have uT : T \in unitmx.
  rewrite -row_free_unit /row_free eqn_leq rank_leq_row /=.
  by have := fB; rewrite BE => /eqP e; have := mxrankM_maxl T Q; rewrite e.
have Qq : Q *m q^T = 0.
  by rewrite -(mulKmx uT (Q *m q^T)) [T *m _]mulmxA -BE -mulmxA Pq !mulmx0.
pose S : 'M_(1 + r) := block_mx (nrm a)%:M 0 (B *m q^T) T.
have hS : is_trig_mx S by rewrite is_trig_block_mx // eqxx scalar_mx_is_trig hT.
have QQ' : col_mx q Q *m (col_mx q Q)^T = 1%:M.
  rewrite tr_col_mx mul_col_row qq QQ Qq -[q *m Q^T]trmxK trmx_mul trmxK Qq trmx0.
  by rewrite -scalar_mx_block.
have SE : col_mx a B = S *m col_mx q Q.
  rewrite /S mul_block_col mul_scalar_mx -aq mul0mx addr0 -BE mulmxBr mulmx1 [B *m (_ *m _)]mulmxA.
  by congr col_mx; rewrite addrC subrK.
by exists S, (col_mx q Q); split=> //; rewrite AE SE.
Qed.

(* Rows that are orthonormal keep norms: on the right of T, and what they leave of W. *)
Lemma sqn_mulQ r m n (T : 'M[R]_(m, r)) (Q : 'M[R]_(r, n)) : Q *m Q^T = 1%:M -> sqn (T *m Q) = sqn
  T.
Proof.
by move=> QQ; rewrite /sqn dot_mulr -mulmxA QQ mulmx1.
Qed.
Lemma proj_rows r n (Q : 'M[R]_(r, n)) : Q *m Q^T = 1%:M -> proj (Q^T *m Q).
Proof. by move=> QQ; split; rewrite ?trmx_mul ?trmxK // mulmxA -(mulmxA Q^T) QQ mulmx1. Qed.
Lemma sqn_rows_part r n p (Q : 'M[R]_(r, n)) (W : 'M[R]_(n, p)) : Q *m Q^T = 1%:M ->
  sqn (Q *m W) = sqn (Q^T *m Q *m W).
Proof.
by move=> QQ; rewrite /sqn [RHS]dot_mull trmx_mul trmxK !mulmxA -(mulmxA Q^T) QQ mulmx1 dot_mull
  mulmxA.
Qed.
Lemma sqn_rows_le r n p (Q : 'M[R]_(r, n)) (W : 'M[R]_(n, p)) : Q *m Q^T = 1%:M ->
  sqn (Q *m W) <= sqn W.
Proof. by move=> QQ; rewrite sqn_rows_part //; exact: proj_le (proj_rows QQ). Qed.

(* Q_0 W_0 W_1 ... = T_0 Q_1 W_1 ... = T_0 T_1 ... T_{d-1} Q_d. *)
Lemma top_below (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) d :
  top W d.+1 = W 0%N *m top (u := fun j => u j.+1) (fun j => W j.+1) d.
Proof.
elim: d => [|d IH]; first by rewrite /= mul1mx mulmx1.
by rewrite [top W d.+2]/= -/(top W d.+1) IH /= mulmxA.
Qed.
Theorem triangular_chain d (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) r
    (C : 'M[R]_(r, u 0%N)) : C *m C^T = 1%:M -> row_free (C *m top W d) ->
  exists Q : forall j, 'M[R]_(r, u j), exists T : nat -> 'M[R]_r,
  [/\ Q 0%N = C, forall j, (j <= d)%N -> Q j *m (Q j)^T = 1%:M,
      forall j, (j < d)%N -> is_trig_mx (T j) &
      forall j, (j < d)%N -> Q j *m W j = T j *m Q j.+1].
Proof.
elim: d u W C => [|d IH] u W C CC.
  move=> _; exists (fun j => if j is i.+1 return 'M[R]_(r, u j) then 0 else C), (fun=> 0).
  by split=> // -[].
rewrite top_below mulmxA => fr.
have fW : row_free (C *m W 0%N).
  rewrite /row_free eqn_leq rank_leq_row /=.
  by have := mxrankM_maxl (C *m W 0%N) (top (u := fun j => u j.+1) (fun j => W j.+1) d);
    rewrite (eqP fr).
have [T [Q1 [hT QQ E]]] := orthonormal_rows fW.
have fr' : row_free (Q1 *m top (u := fun j => u j.+1) (fun j => W j.+1) d).
  rewrite /row_free eqn_leq rank_leq_row /=.
  have := mxrankM_maxr T (Q1 *m top (u := fun j => u j.+1) (fun j => W j.+1) d).
  by rewrite mulmxA -E (eqP fr).
have [Q [S [Q0 hQ hS QS]]] := IH (fun j => u j.+1) (fun j => W j.+1) Q1 QQ fr'.
exists (fun j => if j is i.+1 return 'M[R]_(r, u j) then Q i else C).
exists (fun j => if j is i.+1 then S i else T).
split=> //; first by case.
  by case.
by case=> [|j] jd; [rewrite E Q0 | exact: QS].
Qed.

Lemma trig_mul r (T S : 'M[R]_r) : is_trig_mx T -> is_trig_mx S ->
  is_trig_mx (T *m S) /\ forall i, (T *m S) i i = T i i * S i i.
Proof.
move=> /is_trig_mxP hT /is_trig_mxP hS; split.
  apply/is_trig_mxP => i j ij; rewrite mxE big1 // => k _.
  case: (ltnP i k) => ik; first by rewrite hT // mul0r.
  by rewrite hS ?mulr0 // (leq_ltn_trans ik).
move=> i; rewrite mxE (bigD1 i) //= big1 ?addr0 // => k ki.
case: (ltngtP i k) => h; [by rewrite hT // mul0r | by rewrite hS // mulr0 |].
by move: ki; rewrite -val_eqE /= h eqxx.
Qed.
(* C W_0 ... W_{d-1} is triangular times orthonormal rows, with the diagonals multiplied. *)
Lemma chain_product d (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) r
    (Q : forall j, 'M[R]_(r, u j)) (T : nat -> 'M[R]_r) :
  (forall j, (j < d)%N -> is_trig_mx (T j)) ->
  (forall j, (j < d)%N -> Q j *m W j = T j *m Q j.+1) ->
  exists P : 'M[R]_r, [/\ is_trig_mx P, forall i, P i i = \prod_(j < d) T j i i &
    Q 0%N *m top W d = P *m Q d].
Proof.
elim: d => [|d IH] hT hQ.
  exists 1%:M; split; first exact: scalar_mx_is_trig.
    by move=> i; rewrite big_ord0 mxE eqxx.
  by rewrite mul1mx mulmx1.
have [||P [tP dP E]] := IH; [by move=> j jd; apply: hT; exact: ltnW | by move=> j jd; apply: hQ;
  exact: ltnW |].
have [tPT dPT] := trig_mul tP (hT d (ltnSn d)); exists (P *m T d); split=> //.
  by move=> i; rewrite dPT dP big_ord_recr.
by rewrite /= mulmxA E -!mulmxA hQ.
Qed.

(* A triangular matrix with orthogonal rows that are not 0 is diagonal. *)
Lemma trig_orthogonal r (T : 'M[R]_r) (d : 'rV[R]_r) : is_trig_mx T -> (forall i, 0 < d 0 i) ->
  T *m T^T = diag_mx d -> is_diag_mx T /\ forall i, T i i ^+ 2 = d 0 i.
Proof.
move=> /is_trig_mxP hT d0 E.
have below n : forall i j : 'I_r, (j < n)%N -> (j < i)%N -> T i j = 0.
  elim: n => [//|n IH] i j jn ji.
  have row k : (forall m : 'I_r, (m < j)%N -> T k m = 0) -> (T *m T^T) k j = T k j * T j j.
    move=> z; rewrite mxE (bigD1 j) //= mxE big1 ?addr0 // => m mj; rewrite mxE.
    case: (ltngtP m j) => h; first by rewrite z // mul0r.
      by rewrite (hT j m) // mulr0.
    by move: mj; rewrite -val_eqE /= h eqxx.
  have zj (m : 'I_r) : (m < j)%N -> T j m = 0 by move=> mj; apply: IH => //; exact: leq_trans mj jn.
  have zi (m : 'I_r) : (m < j)%N -> T i m = 0.
    by move=> mj; apply: IH; [exact: leq_trans mj jn | exact: ltn_trans ji].
  have := row j zj; rewrite E mxE eqxx mulr1n => ej; have := row i zi; rewrite E mxE.
  have -> : (i == j) = false by apply/negbTE; rewrite -val_eqE /= gtn_eqF.
  rewrite mulr0n => /esym/eqP; rewrite mulf_eq0 => /orP [/eqP //|/eqP z].
  by have := d0 j; rewrite ej z mulr0 ltxx.
split.
  apply/is_diag_mxP => i j; case: (ltngtP i j) => // h _; first exact: hT.
  exact: (below j.+1).
move=> i; have := congr1 (fun X : 'M_r => X i i) E; rewrite !mxE eqxx mulr1n => <-.
rewrite (bigD1 i) //= mxE -expr2 big1 ?addr0 // => m mi; rewrite mxE.
case: (ltngtP m i) => h; first by rewrite (below m.+1) // mul0r.
  by rewrite hT // mul0r.
by move: mi; rewrite -val_eqE /= h eqxx.
Qed.
Lemma sqn_diagonal_le r (T : 'M[R]_r) : \sum_i T i i ^+ 2 <= sqn T.
Proof.
rewrite sqnE; apply: ler_sum => i _; rewrite (bigD1 i) //= lerDl.
by apply: sumr_ge0 => j _; exact: sqr_ge0.
Qed.
End Triangular.
