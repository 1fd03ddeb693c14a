(* Inner products, norms and projections: what every proof uses. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* x y <= z from z - x y being shown as something nonnegative. *)
Lemma ge0_le (R : numDomainType) (x y z : R) : y - x = z -> 0 <= z -> x <= y.
Proof. by move=> <-; rewrite subr_ge0. Qed.

Section Scalars.
Variable R : rcfType.
Implicit Types a b c x y : R.

Lemma ler_sqr2 a b : 0 <= a -> 0 <= b -> (a ^+ 2 <= b ^+ 2) = (a <= b).
Proof. by move=> a0 b0; rewrite ler_pXn2r. Qed.

Lemma sqrt_le a b : 0 <= b -> a <= b ^+ 2 -> Num.sqrt a <= b.
Proof.
move=> b0 h; case: (lerP 0 a) => [a0|/ltW a0]; last by rewrite ler0_sqrtr.
by rewrite -(ler_pXn2r (_ : 0 < 2)%N) ?nnegrE ?sqrtr_ge0 // sqr_sqrtr.
Qed.

Lemma le_sqrt a b : 0 <= a -> a ^+ 2 <= b -> a <= Num.sqrt b.
Proof.
move=> a0 h; have b0 : 0 <= b by apply: le_trans h; rewrite sqr_ge0.
by rewrite -(ler_pXn2r (_ : 0 < 2)%N) ?nnegrE ?sqrtr_ge0 // sqr_sqrtr.
Qed.

(* A quadratic that is never negative has no positive discriminant. *)
Lemma discriminant a b c : 0 <= a -> 0 <= c ->
  (forall t, 0 <= a + 2%:R * (t * b) + t ^+ 2 * c) -> b ^+ 2 <= a * c.
Proof.
move=> a0 c0 h; case: (eqVneq c 0) => [c00|cn0].
  case: (eqVneq b 0) => [->|bn0]; first by rewrite expr0n mulr_ge0.
  have := h (- (a + 1) / (2%:R * b)); rewrite c00 mulr0 addr0.
  have -> : a + 2%:R * (- (a + 1) / (2%:R * b) * b) = -1 by field.
  by rewrite oppr_ge0 ler10.
have cp : 0 < c by rewrite lt_neqAle eq_sym cn0.
have := h (- b / c).
have -> : a + 2%:R * (- b / c * b) + (- b / c) ^+ 2 * c = (a * c - b ^+ 2) / c by field.
by rewrite pmulr_lge0 ?invr_gt0 // subr_ge0.
Qed.
End Scalars.

Section Dot.
Variable R : rcfType.

Lemma dotC m n (A B : 'M[R]_(m, n)) : dot A B = dot B A.
Proof. by rewrite /dot -mxtrace_tr trmx_mul trmxK. Qed.

Lemma dotE m n (A B : 'M[R]_(m, n)) : dot A B = \sum_i \sum_j A i j * B i j.
Proof.
rewrite /dot /mxtrace exchange_big /=; apply: eq_bigr => j _; rewrite mxE.
by apply: eq_bigr => i _; rewrite mxE.
Qed.

Lemma dotDl m n (A B C : 'M[R]_(m, n)) : dot (A + B) C = dot A C + dot B C.
Proof. by rewrite /dot linearD mulmxDl linearD. Qed.
Lemma dotDr m n (A B C : 'M[R]_(m, n)) : dot A (B + C) = dot A B + dot A C.
Proof. by rewrite /dot mulmxDr linearD. Qed.
Lemma dotNl m n (A B : 'M[R]_(m, n)) : dot (- A) B = - dot A B.
Proof. by rewrite /dot linearN mulNmx linearN. Qed.
Lemma dotNr m n (A B : 'M[R]_(m, n)) : dot A (- B) = - dot A B.
Proof. by rewrite dotC dotNl dotC. Qed.
Lemma dotBl m n (A B C : 'M[R]_(m, n)) : dot (A - B) C = dot A C - dot B C.
Proof. by rewrite dotDl dotNl. Qed.
Lemma dotBr m n (A B C : 'M[R]_(m, n)) : dot A (B - C) = dot A B - dot A C.
Proof. by rewrite dotDr dotNr. Qed.
Lemma dotZl m n a (A B : 'M[R]_(m, n)) : dot (a *: A) B = a * dot A B.
Proof. by rewrite /dot linearZ -scalemxAl linearZ. Qed.
Lemma dotZr m n a (A B : 'M[R]_(m, n)) : dot A (a *: B) = a * dot A B.
Proof. by rewrite dotC dotZl dotC. Qed.
Lemma dot0l m n (A : 'M[R]_(m, n)) : dot 0 A = 0.
Proof. by rewrite /dot linear0 mul0mx linear0. Qed.
Lemma dot0r m n (A : 'M[R]_(m, n)) : dot A 0 = 0.
Proof. by rewrite dotC dot0l. Qed.
Lemma dot_suml m n (I : finType) (F : I -> 'M[R]_(m, n)) B : dot (\sum_i F i) B =
  \sum_i dot (F i) B.
Proof. by rewrite /dot raddf_sum mulmx_suml raddf_sum. Qed.
Lemma dot_sumr m n (I : finType) (F : I -> 'M[R]_(m, n)) B : dot B (\sum_i F i) =
  \sum_i dot B (F i).
Proof. by rewrite dotC dot_suml; apply: eq_bigr => i _; rewrite dotC. Qed.

Lemma dot_tr m n (A B : 'M[R]_(m, n)) : dot A^T B^T = dot A B.
Proof. by rewrite /dot trmxK mxtrace_mulC -mxtrace_tr trmx_mul trmxK. Qed.

(* Factors move to the other side. *)
Lemma dot_mull m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) C : dot (A *m B) C = dot B (A^T *m C).
Proof. by rewrite /dot trmx_mul mulmxA. Qed.
Lemma dot_mulr m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) C : dot (A *m B) C = dot A (C *m B^T).
Proof. by rewrite /dot trmx_mul -mulmxA mxtrace_mulC mulmxA. Qed.
Lemma dot_mulrl m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) C : dot C (A *m B) = dot (A^T *m C) B.
Proof. by rewrite dotC dot_mull dotC. Qed.
Lemma dot_mulrr m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) C : dot C (A *m B) = dot (C *m B^T) A.
Proof. by rewrite dotC dot_mulr dotC. Qed.

Lemma sqnE m n (A : 'M[R]_(m, n)) : sqn A = \sum_i \sum_j A i j ^+ 2.
Proof. by rewrite /sqn dotE; apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite expr2. Qed.
Lemma sqn_ge0 m n (A : 'M[R]_(m, n)) : 0 <= sqn A.
Proof. by rewrite sqnE; apply: sumr_ge0 => i _; apply: sumr_ge0 => j _; rewrite sqr_ge0. Qed.
Lemma sqn_eq0 m n (A : 'M[R]_(m, n)) : (sqn A == 0) = (A == 0).
Proof.
apply/eqP/eqP => [|->]; last by rewrite /sqn dot0l.
rewrite sqnE => /eqP; rewrite psumr_eq0 => [/allP h|i _]; last first.
  by apply: sumr_ge0 => j _; rewrite sqr_ge0.
apply/matrixP => i j; rewrite mxE.
have := h i; rewrite mem_index_enum => /(_ isT) /implyP /(_ isT).
rewrite psumr_eq0 => [/allP /(_ j)|k _]; last by rewrite sqr_ge0.
by rewrite mem_index_enum => /(_ isT) /implyP /(_ isT); rewrite sqrf_eq0 => /eqP.
Qed.
Lemma sqn_gt0 m n (A : 'M[R]_(m, n)) : (0 < sqn A) = (A != 0).
Proof. by rewrite lt_neqAle sqn_ge0 andbT eq_sym sqn_eq0. Qed.
Lemma sqn_le0 m n (A : 'M[R]_(m, n)) : sqn A <= 0 -> A = 0.
Proof. by move=> h; apply/eqP; rewrite -sqn_eq0 eq_le h sqn_ge0. Qed.
Lemma sqn0 m n : sqn (0 : 'M[R]_(m, n)) = 0.
Proof. by rewrite /sqn dot0l. Qed.
Lemma sqnN m n (A : 'M[R]_(m, n)) : sqn (- A) = sqn A.
Proof. by rewrite /sqn dotNl dotNr opprK. Qed.
Lemma sqnZ m n a (A : 'M[R]_(m, n)) : sqn (a *: A) = a ^+ 2 * sqn A.
Proof. by rewrite /sqn dotZl dotZr mulrA expr2. Qed.
Lemma sqn_tr m n (A : 'M[R]_(m, n)) : sqn A^T = sqn A.
Proof. by rewrite /sqn dot_tr. Qed.
Lemma sqnD m n (A B : 'M[R]_(m, n)) : sqn (A + B) = sqn A + 2%:R * dot A B + sqn B.
Proof. by rewrite /sqn dotDl !dotDr (dotC B A); ring. Qed.
Lemma sqnB m n (A B : 'M[R]_(m, n)) : sqn (A - B) = sqn A - 2%:R * dot A B + sqn B.
Proof. by rewrite sqnD sqnN dotNr mulrN. Qed.
Lemma sqnBC m n (A B : 'M[R]_(m, n)) : sqn (A - B) = sqn (B - A).
Proof. by rewrite -sqnN opprB. Qed.
Lemma sqn_scalar (a : 'M[R]_1) : sqn a = a 0 0 ^+ 2.
Proof. by rewrite sqnE !big_ord1. Qed.
Lemma sqn_row_mx m n p (A : 'M[R]_(m, n)) (B : 'M_(m, p)) : sqn (row_mx A B) = sqn A + sqn B.
Proof.
rewrite !sqnE -big_split /=; apply: eq_bigr => i _; rewrite big_split_ord /=.
by congr (_ + _); apply: eq_bigr => j _; rewrite ?row_mxEl ?row_mxEr.
Qed.
Lemma sqn_cols m n (A : 'M[R]_(m, n)) : sqn A = \sum_j sqn (col j A).
Proof.
rewrite sqnE exchange_big /=; apply: eq_bigr => j _; rewrite sqnE.
by apply: eq_bigr => i _; rewrite big_ord1 mxE.
Qed.
Lemma sqn_rows m n (A : 'M[R]_(m, n)) : sqn A = \sum_i sqn (row i A).
Proof. by rewrite -sqn_tr sqn_cols; apply: eq_bigr => i _; rewrite -tr_row sqn_tr. Qed.
Lemma dot_cols m n (A B : 'M[R]_(m, n)) : dot A B = \sum_j dot (col j A) (col j B).
Proof.
rewrite dotE exchange_big /=; apply: eq_bigr => j _; rewrite dotE.
by apply: eq_bigr => i _; rewrite big_ord1 !mxE.
Qed.

Lemma nrm_ge0 m n (A : 'M[R]_(m, n)) : 0 <= nrm A.
Proof. exact: sqrtr_ge0. Qed.
Lemma nrm2 m n (A : 'M[R]_(m, n)) : nrm A ^+ 2 = sqn A.
Proof. by rewrite sqr_sqrtr // sqn_ge0. Qed.
Lemma nrm_le m n (A : 'M[R]_(m, n)) c : 0 <= c -> (nrm A <= c) = (sqn A <= c ^+ 2).
Proof. by move=> c0; rewrite -nrm2 ler_sqr2 // nrm_ge0. Qed.
Lemma le_nrm m n (A : 'M[R]_(m, n)) c : 0 <= c -> (c <= nrm A) = (c ^+ 2 <= sqn A).
Proof. by move=> c0; rewrite -nrm2 ler_sqr2 // nrm_ge0. Qed.
Lemma nrm_eq0 m n (A : 'M[R]_(m, n)) : (nrm A == 0) = (A == 0).
Proof. by rewrite -sqn_eq0 -nrm2 sqrf_eq0. Qed.
Lemma nrm_gt0 m n (A : 'M[R]_(m, n)) : (0 < nrm A) = (A != 0).
Proof. by rewrite lt_neqAle nrm_ge0 andbT eq_sym nrm_eq0. Qed.
Lemma nrm0 m n : nrm (0 : 'M[R]_(m, n)) = 0.
Proof. by apply/eqP; rewrite nrm_eq0. Qed.
Lemma nrmN m n (A : 'M[R]_(m, n)) : nrm (- A) = nrm A.
Proof. by rewrite /nrm sqnN. Qed.
Lemma nrm_tr m n (A : 'M[R]_(m, n)) : nrm A^T = nrm A.
Proof. by rewrite /nrm sqn_tr. Qed.
Lemma nrmZ m n a (A : 'M[R]_(m, n)) : nrm (a *: A) = `|a| * nrm A.
Proof. by rewrite /nrm sqnZ sqrtrM ?sqr_ge0 // sqrtr_sqr. Qed.
Lemma nrmBC m n (A B : 'M[R]_(m, n)) : nrm (A - B) = nrm (B - A).
Proof. by rewrite /nrm sqnBC. Qed.

(* Cauchy and Schwarz. *)
Lemma dot_sqr_le m n (A B : 'M[R]_(m, n)) : dot A B ^+ 2 <= sqn A * sqn B.
Proof.
apply: discriminant; rewrite ?sqn_ge0 // => t.
by have := sqn_ge0 (A + t *: B); rewrite sqnD sqnZ dotZr.
Qed.
Lemma dot_le m n (A B : 'M[R]_(m, n)) : dot A B <= nrm A * nrm B.
Proof.
have n0 : 0 <= nrm A * nrm B by rewrite mulr_ge0 ?nrm_ge0.
case: (lerP 0 (dot A B)) => [d0|/ltW d0]; last exact: le_trans n0.
by rewrite -ler_sqr2 // exprMn !nrm2 dot_sqr_le.
Qed.
Lemma dot_ge m n (A B : 'M[R]_(m, n)) : - (nrm A * nrm B) <= dot A B.
Proof. by rewrite lerNl -dotNr -(nrmN B) dot_le. Qed.

Lemma nrmD m n (A B : 'M[R]_(m, n)) : nrm (A + B) <= nrm A + nrm B.
Proof.
rewrite nrm_le ?addr_ge0 ?nrm_ge0 // sqnD sqrrD !nrm2 -(mulr_natl (nrm A * nrm B)).
by rewrite lerD2r lerD2l ler_pM2l ?ltr0n // dot_le.
Qed.
Lemma nrmB m n (A B : 'M[R]_(m, n)) : nrm (A - B) <= nrm A + nrm B.
Proof. by rewrite -(nrmN B) nrmD. Qed.
Lemma nrm_sub_ge m n (A B : 'M[R]_(m, n)) : nrm A - nrm B <= nrm (A + B).
Proof. by rewrite lerBlDr -{1}(addrK B A) -(nrmN B) nrmD. Qed.
End Dot.

Section Bounds.
Variable R : rcfType.

Lemma bnd_ge0 m n (A : 'M[R]_(m, n)) c : bnd A c -> 0 <= c. Proof. by case. Qed.
Lemma low_ge0 m n (A : 'M[R]_(m, n)) c : low A c -> 0 <= c. Proof. by case. Qed.

Lemma col_mulmx m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) j : col j (A *m B) = A *m col j B.
Proof. by rewrite !colE mulmxA. Qed.

(* What holds for columns holds for matrices. *)
Lemma bnd_mul m n p (A : 'M[R]_(m, n)) c (B : 'M_(n, p)) : bnd A c ->
  sqn (A *m B) <= c ^+ 2 * sqn B.
Proof.
case=> _ h; rewrite (sqn_cols (A *m B)) (sqn_cols B) mulr_sumr; apply: ler_sum => j _.
by rewrite col_mulmx.
Qed.
Lemma low_mul m n p (A : 'M[R]_(m, n)) s (B : 'M_(m, p)) : low A s ->
  s ^+ 2 * sqn B <= sqn (A^T *m B).
Proof.
case=> _ h; rewrite (sqn_cols (_ *m B)) (sqn_cols B) mulr_sumr; apply: ler_sum => j _.
by rewrite col_mulmx.
Qed.
Lemma bnd_nrm_mul m n p (A : 'M[R]_(m, n)) c (B : 'M_(n, p)) : bnd A c -> nrm (A *m B) <= c * nrm B.
Proof.
move=> h; have c0 := bnd_ge0 h; rewrite nrm_le ?mulr_ge0 ?nrm_ge0 // exprMn nrm2.
exact: bnd_mul.
Qed.

Lemma bnd_trmx m n (A : 'M[R]_(m, n)) c : bnd A c -> bnd A^T c.
Proof.
move=> h; have c0 := bnd_ge0 h; split=> // x.
have : sqn (A^T *m x) ^+ 2 <= c ^+ 2 * sqn x * sqn (A^T *m x).
  rewrite {1}/sqn dot_mull trmxK; apply: le_trans (dot_sqr_le _ _) _.
  by rewrite (mulrC (c ^+ 2)) -mulrA ler_wpM2l ?sqn_ge0 // bnd_mul.
rewrite expr2; case: (eqVneq (sqn (A^T *m x)) 0) => [->|n0].
  by rewrite mulr_ge0 ?sqr_ge0 ?sqn_ge0.
by rewrite ler_pM2r // lt_neqAle eq_sym n0 sqn_ge0.
Qed.
Lemma bnd_mulr m n p (A : 'M[R]_(m, n)) c (B : 'M_(p, m)) : bnd A c ->
  sqn (B *m A) <= c ^+ 2 * sqn B.
Proof.
move=> /bnd_trmx h; rewrite -sqn_tr trmx_mul -(sqn_tr B); exact: bnd_mul.
Qed.

Lemma bnd_weaken m n (A : 'M[R]_(m, n)) c d : bnd A c -> c <= d -> bnd A d.
Proof.
move=> [c0 h] cd; split=> [|x]; first exact: le_trans cd.
apply: le_trans (h x) _; apply: ler_wpM2r; rewrite ?sqn_ge0 // ler_sqr2 //.
exact: le_trans cd.
Qed.
Lemma bnd0 m n c : 0 <= c -> bnd (0 : 'M[R]_(m, n)) c.
Proof. by move=> c0; split=> // x; rewrite mul0mx sqn0 mulr_ge0 ?sqr_ge0 ?sqn_ge0. Qed.
Lemma bnd1 n : bnd (1%:M : 'M[R]_n) 1.
Proof. by split=> [|x]; rewrite ?ler01 // mul1mx expr1n mul1r. Qed.
Lemma bnd_mulmx m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) a b :
  bnd A a -> bnd B b -> bnd (A *m B) (a * b).
Proof.
move=> hA hB; have a0 := bnd_ge0 hA; have b0 := bnd_ge0 hB; split=> [|x].
  exact: mulr_ge0.
rewrite -mulmxA exprMn -mulrA; apply: le_trans (bnd_mul _ hA) _.
by apply: ler_wpM2l; rewrite ?sqr_ge0 //; case: hB.
Qed.
Lemma bndN m n (A : 'M[R]_(m, n)) c : bnd A c -> bnd (- A) c.
Proof. by case=> c0 h; split=> // x; rewrite mulNmx sqnN. Qed.
Lemma bndD m n (A B : 'M[R]_(m, n)) a b : bnd A a -> bnd B b -> bnd (A + B) (a + b).
Proof.
move=> hA hB; have a0 := bnd_ge0 hA; have b0 := bnd_ge0 hB; split=> [|x].
  exact: addr_ge0.
rewrite mulmxDl -(nrm2 x) -exprMn -nrm_le ?mulr_ge0 ?addr_ge0 ?nrm_ge0 // mulrDl.
by apply: le_trans (nrmD _ _) _; apply: lerD; exact: bnd_nrm_mul.
Qed.
Lemma bndZ m n (A : 'M[R]_(m, n)) c a : bnd A c -> bnd (a *: A) (`|a| * c).
Proof.
case=> c0 h; split=> [|x]; first by rewrite mulr_ge0.
by rewrite -scalemxAl sqnZ exprMn real_normK ?num_real // -(mulrA (a ^+ 2)); apply: ler_wpM2l;
  rewrite ?sqr_ge0.
Qed.
Lemma bnd_nrm m n (A : 'M[R]_(m, n)) : bnd A (nrm A).
Proof.
split=> [|x]; first exact: nrm_ge0.
rewrite nrm2 (sqn_rows A) mulr_suml (sqn_rows (A *m x)); apply: ler_sum => i _.
rewrite row_mul sqn_scalar -(sqn_tr (row i A)).
have -> : (row i A *m x) 0 0 = dot (row i A)^T x by rewrite /dot trmxK trace_mx11.
exact: dot_sqr_le.
Qed.
Lemma bnd_sqn m n (A : 'M[R]_(m, n)) c : 0 <= c -> sqn A <= c ^+ 2 -> bnd A c.
Proof. by move=> c0; rewrite -nrm_le // => h; apply: bnd_weaken h; exact: bnd_nrm. Qed.
(* A column's operator norm is its norm. *)
Lemma bnd_cV m (a : 'cV[R]_m) c : bnd a c <-> 0 <= c /\ sqn a <= c ^+ 2.
Proof.
split=> [h|[c0 h]]; last exact: bnd_sqn.
split; first exact: bnd_ge0 h.
by have := (proj2 h) 1%:M; rewrite mulmx1 sqn_scalar mxE /= expr1n mulr1.
Qed.

Lemma low0 m n (A : 'M[R]_(m, n)) : low A 0.
Proof. by split=> // y; rewrite expr0n mul0r sqn_ge0. Qed.
Lemma low_weaken m n (A : 'M[R]_(m, n)) s t : low A s -> 0 <= t -> t <= s -> low A t.
Proof.
move=> [s0 h] t0 ts; split=> // y; apply: le_trans (h y).
by apply: ler_wpM2r; rewrite ?sqn_ge0 // ler_sqr2.
Qed.
Lemma low_nrm_mul m n p (A : 'M[R]_(m, n)) s (B : 'M_(m, p)) : low A s ->
  s * nrm B <= nrm (A^T *m B).
Proof.
move=> h; have s0 := low_ge0 h; rewrite le_nrm ?mulr_ge0 ?nrm_ge0 // exprMn nrm2.
exact: low_mul.
Qed.
Lemma low_mulmx m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) a b :
  low A a -> low B b -> low (A *m B) (a * b).
Proof.
move=> hA hB; have a0 := low_ge0 hA; have b0 := low_ge0 hB; split=> [|y]; first exact: mulr_ge0.
rewrite trmx_mul -mulmxA; apply: le_trans (low_mul _ hB).
by rewrite exprMn (mulrC (a ^+ 2)) -mulrA; apply: ler_wpM2l; rewrite ?sqr_ge0 //; case: hA.
Qed.
(* Weyl. *)
Lemma low_add m n (A E : 'M[R]_(m, n)) s e : low A s -> bnd E e -> e <= s -> low (A + E) (s - e).
Proof.
move=> hA hE es; split=> [|y]; first by rewrite subr_ge0.
rewrite -(nrm2 y) -exprMn -le_nrm ?mulr_ge0 ?nrm_ge0 ?subr_ge0 //.
rewrite [(A + E)^T]linearD mulmxDl mulrBl; apply: le_trans (nrm_sub_ge _ _).
apply: lerB; first exact: low_nrm_mul.
exact/bnd_nrm_mul/bnd_trmx.
Qed.
(* s_K(A B) <= s_K(A) ||B||. *)
Lemma low_factor m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) s b :
  low (A *m B) s -> bnd B b -> 0 < b -> low A (s / b).
Proof.
move=> h hB b0; have s0 := low_ge0 h; split=> [|y]; first by rewrite divr_ge0 // ltW.
rewrite expr_div_n mulrAC ler_pdivrMr ?exprn_gt0 // (mulrC _ (b ^+ 2)).
apply: le_trans (_ : sqn ((A *m B)^T *m y) <= _); first by case: h.
rewrite trmx_mul -mulmxA; exact/bnd_mul/bnd_trmx.
Qed.
Lemma low_row_free m n (A : 'M[R]_(m, n)) s : low A s -> 0 < s -> row_free A.
Proof.
move=> h s0; rewrite -kermx_eq0; apply/eqP/trmx_inj.
rewrite trmx0; apply: sqn_le0; have := low_mul (kermx A)^T h.
by rewrite -trmx_mul mulmx_ker trmx0 sqn0 pmulr_rle0 // exprn_gt0.
Qed.
Lemma low_le_bnd m n (A : 'M[R]_(m, n)) s c : (0 < m)%N -> low A s -> bnd A c -> s <= c.
Proof.
move=> m0 hs hc; have s0 := low_ge0 hs; have c0 := bnd_ge0 hc.
pose y : 'cV[R]_m := \col_i (i == Ordinal m0)%:R.
have y0 : 0 < sqn y.
  rewrite sqn_gt0; apply/eqP => /matrixP /(_ (Ordinal m0) 0); rewrite !mxE eqxx.
  by move/eqP; rewrite oner_eq0.
rewrite -ler_sqr2 // -(ler_pM2r y0); apply: le_trans (proj2 hs y) _.
by case: (bnd_trmx hc).
Qed.
End Bounds.

Section Projections.
Variable R : rcfType.

Lemma proj_id n : proj (1%:M : 'M[R]_n).
Proof. by rewrite /proj trmx1 mulmx1. Qed.
Lemma projC n (P : 'M[R]_n) : proj P -> proj (1%:M - P).
Proof.
case=> t i; split; first by rewrite linearB /= trmx1 t.
by rewrite mulmxBl mul1mx mulmxBr mulmx1 i subrr subr0.
Qed.
Lemma projN n (P : 'M[R]_n) : proj P -> P *m (1%:M - P) = 0.
Proof. by case=> _ i; rewrite mulmxBr mulmx1 i subrr. Qed.
Lemma projNl n (P : 'M[R]_n) : proj P -> (1%:M - P) *m P = 0.
Proof. by case=> _ i; rewrite mulmxBl mul1mx i subrr. Qed.

(* Pythagoras, from the left and from the right. *)
Lemma pythagoras m n (P : 'M[R]_m) (A : 'M_(m, n)) :
  proj P -> sqn A = sqn (P *m A) + sqn ((1%:M - P) *m A).
Proof.
move=> hP; have [t _] := hP; have [tC _] := projC hP.
rewrite -{1}[A](_ : P *m A + (1%:M - P) *m A = A); last by rewrite -mulmxDl addrC subrK mul1mx.
by rewrite sqnD dot_mull t mulmxA projN // mul0mx dot0r mulr0 addr0.
Qed.
Lemma pythagoras_r m n (P : 'M[R]_n) (A : 'M_(m, n)) :
  proj P -> sqn A = sqn (A *m P) + sqn (A *m (1%:M - P)).
Proof.
move=> hP; have [t _] := hP; have [tC _] := projC hP.
by rewrite -sqn_tr (pythagoras A^T hP) -!(sqn_tr (_ *m A^T)) !trmx_mul !trmxK tC t.
Qed.
Lemma proj_le m n (P : 'M[R]_m) (A : 'M_(m, n)) : proj P -> sqn (P *m A) <= sqn A.
Proof. by move=> h; rewrite (pythagoras A h) lerDl sqn_ge0. Qed.
Lemma proj_le_r m n (P : 'M[R]_n) (A : 'M_(m, n)) : proj P -> sqn (A *m P) <= sqn A.
Proof. by move=> h; rewrite (pythagoras_r A h) lerDl sqn_ge0. Qed.
Lemma bnd_proj n (P : 'M[R]_n) : proj P -> bnd P 1.
Proof. by move=> h; split=> [|x]; rewrite ?ler01 // expr1n mul1r proj_le. Qed.

(* Ranges that are orthogonal: |A + B|^2 = |A|^2 + |B|^2. *)
Lemma sqnD_orth m n (A B : 'M[R]_(m, n)) : A^T *m B = 0 -> sqn (A + B) = sqn A + sqn B.
Proof. by move=> h; rewrite sqnD /dot h mxtrace0 mulr0 addr0. Qed.

(* An orthogonal projection's trace is its rank. *)
Lemma proj_trace n (P : 'M[R]_n) : proj P -> \tr P = (\rank P)%:R.
Proof.
case=> _ i; have b := mulmx_base P; have f := row_base_free P.
have /row_freeP [X hX] : row_free (col_base P)^T by rewrite /row_free mxrank_tr;
  exact: col_base_full.
move: (col_base P) (row_base P) b f hX => C F b f hX.
have c0 : C *m (F *m C) *m F = C *m 1%:M *m F by rewrite mulmx1 mulmxA -mulmxA b i.
have {}c0 := row_free_inj f c0.
have e : X^T *m C = 1%:M by rewrite -[C]trmxK -trmx_mul hX trmx1.
have := congr1 (fun B => X^T *m B) c0; rewrite /= !mulmxA e !mul1mx => FC.
by have := congr1 mxtrace b; rewrite mxtrace_mulC FC mxtrace1 => <-.
Qed.

(* |A|_F^2 <= rank ||A||^2, the rank counted by a projection that keeps A. *)
Lemma sqn_le_trace m n (P : 'M[R]_m) (A : 'M_(m, n)) c :
  proj P -> P *m A = A -> bnd A c -> sqn A <= c ^+ 2 * \tr P.
Proof.
move=> [t i] hA h; rewrite -sqn_tr -{1}hA trmx_mul t.
apply: le_trans (bnd_mul _ (bnd_trmx h)) _.
by rewrite {1}/sqn /dot t i.
Qed.

(* From x^T D x >= -e |x|^2 to traces. *)
Lemma qneg_mx n p (D : 'M[R]_n) e (A : 'M_(n, p)) : qneg D e -> - (e * sqn A) <= dot A (D *m A).
Proof.
case=> _ h; rewrite dot_cols (sqn_cols A) mulr_sumr -sumrN; apply: ler_sum => j _.
by rewrite col_mulmx.
Qed.
Lemma qnegW n (D : 'M[R]_n) e f : qneg D e -> e <= f -> qneg D f.
Proof.
case=> t h ef; split=> // x; apply: le_trans (h x).
by rewrite lerNr opprK ler_wpM2r // sqn_ge0.
Qed.
Lemma bnd_qbnd n (D : 'M[R]_n) e : D^T = D -> bnd D e -> qbnd D e.
Proof.
move=> t h; have e0 := bnd_ge0 h; split=> [|x]; first split=> // x.
  apply: le_trans (dot_ge _ _); rewrite lerN2 -nrm2 expr2 mulrCA.
  by apply: ler_wpM2l (nrm_ge0 _) _ _ (bnd_nrm_mul _ h).
apply: le_trans (dot_le _ _) _; rewrite -nrm2 expr2 mulrCA.
by apply: ler_wpM2l (nrm_ge0 _) _ _ (bnd_nrm_mul _ h).
Qed.
Lemma bnd_qneg n (D : 'M[R]_n) e : D^T = D -> bnd D e -> qneg D e.
Proof. by move=> t h; case: (bnd_qbnd t h). Qed.
End Projections.
