(* The spectral theorem of symmetric matrices, and what Rayleigh's quotients make of it. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.real_closed Require Import complex.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Spectral.
Variable R : rcfType.

(* Every complex matrix has an eigenvalue; a symmetric real one's is real. *)
Lemma sym_eigen n (A : 'M[R]_n.+1) : A^T = A ->
  exists a, exists2 v : 'cV[R]_n.+1, v != 0 & A *m v = a *: v.
Proof.
move=> tA; pose f := real_complex R.
have [c /eigenvalueP [v vA v0]] := Theorem7' (map_mx f A) (ltn0Sn n).
pose x := map_mx (@complex.Re R) v; pose z := map_mx (@complex.Im R) v.
have ex : x *m A = complex.Re c *: x - complex.Im c *: z.
  apply/matrixP => i j; have := congr1 (fun w : 'M[R[i]]_(1, n.+1) => complex.Re (w i j)) vA;
    rewrite /= !mxE.
  rewrite raddf_sum /= => e; transitivity (complex.Re (c * v i j));
    last by case: (c) (v i j) => ? ? [].
  by rewrite -e; apply: eq_bigr => k _; rewrite !mxE; case: (v i k) => a b /=; ring.
have ez : z *m A = complex.Im c *: x + complex.Re c *: z.
  apply/matrixP => i j; have := congr1 (fun w : 'M[R[i]]_(1, n.+1) => complex.Im (w i j)) vA;
    rewrite /= !mxE.
  rewrite raddf_sum /= => e; transitivity (complex.Im (c * v i j)).
    by rewrite -e; apply: eq_bigr => k _; rewrite !mxE; case: (v i k) => a b /=; ring.
  by case: (c) (v i j) => ? ? [] a b /=; ring.
have im : complex.Im c * (sqn x + sqn z) = 0.
  have : dot (x *m A) z = dot x (z *m A) by rewrite dot_mulr tA.
  rewrite ex ez dotBl dotDr !dotZl !dotZr -/(sqn x) -/(sqn z) => e.
  apply/eqP; rewrite -[_ == _](inj_eq (addrI (complex.Re c * dot x z - complex.Im c * sqn z))).
  by apply/eqP; rewrite addr0 {2}e; ring.
have n0 : sqn x + sqn z != 0.
  apply: contraNneq v0 => e; have x0 : x = 0.
    by apply: sqn_le0; rewrite -e lerDl sqn_ge0.
  have z0 : z = 0 by apply: sqn_le0; rewrite -e lerDr sqn_ge0.
  apply/eqP/matrixP => i j; have := congr1 (fun w : 'M[R]_(1, n.+1) => w i j) x0;
    have := congr1 (fun w : 'M[R]_(1, n.+1) => w i j) z0.
  by rewrite !mxE; case: (v i j) => a b /= -> ->.
have {im} i0 : complex.Im c = 0 by move/eqP: im; rewrite mulf_eq0 (negPf n0) orbF => /eqP.
have real (w : 'rV[R]_n.+1) : w != 0 -> w *m A = complex.Re c *: w ->
    exists a, exists2 v : 'cV[R]_n.+1, v != 0 & A *m v = a *: v.
  move=> w0 e; exists (complex.Re c); exists w^T; first by rewrite trmx_eq0.
  by rewrite -{1}tA -trmx_mul e linearZ.
case: (eqVneq x 0) => [x0|/real]; last by apply; rewrite ex i0 scale0r subr0.
apply: (real z); last by rewrite ez i0 scale0r add0r.
by apply: contraNneq n0 => z0; rewrite x0 z0 !sqn0 addr0.
Qed.

Lemma dot_cVE n (a b : 'cV[R]_n) : a^T *m b = (dot a b)%:M.
Proof. by rewrite [LHS]mx11_scalar /dot trace_mx11. Qed.

(* Householder: a reflection takes one unit vector to another. *)
Lemma householder n (e w : 'cV[R]_n) : sqn e = 1 -> sqn w = 1 ->
  exists H : 'M[R]_n, [/\ H^T = H, H *m H = 1%:M & H *m e = w].
Proof.
move=> e1 w1; pose u := w - e; pose t := 2%:R / sqn u.
have tu : t = 2%:R / sqn u by []. 
have uE : u = w - e by []. clearbody t u.
case: (eqVneq u 0) => [u0|un].
  exists 1%:M; rewrite trmx1 mulmx1 mul1mx; split=> //.
  by apply/esym/eqP; rewrite -subr_eq0 -uE u0.
have s0 : sqn u != 0 by rewrite sqn_eq0.
exists (1%:M - t *: (u *m u^T)); split.
- by rewrite linearB /= trmx1 linearZ /= trmx_mul trmxK.
- have MM : u *m u^T *m (u *m u^T) = sqn u *: (u *m u^T).
    by rewrite mulmxA -(mulmxA u) dot_cVE mul_mx_scalar -scalemxAl.
  move: (u *m u^T) MM => M MM.
  rewrite mulmxBl mul1mx mulmxBr mulmx1 -scalemxAl -scalemxAr MM !scalerA.
  have -> : t * t * sqn u = t + t by rewrite tu; field.
  rewrite scalerDl; move: (t *: M) => B;
    have -> : B - (B + B) = - B by rewrite opprD addrA subrr sub0r.
  by rewrite opprK subrK.
- rewrite mulmxBl mul1mx -scalemxAl -mulmxA dot_cVE mul_mx_scalar scalerA.
  have -> : t * dot u e = -1.
    have E : dot u e = - (sqn u / 2%:R).
      by rewrite uE sqnB dotBl -/(sqn e) e1 w1; field.
    by rewrite E tu; field.
  by rewrite scaleN1r opprK uE addrC subrK.
Qed.

Theorem spectral n (A : 'M[R]_n) : A^T = A ->
  exists O : 'M[R]_n, exists d : 'rV[R]_n,
  [/\ O^T *m O = 1%:M, O *m O^T = 1%:M & A = O *m diag_mx d *m O^T].
Proof.
elim: n A => [|n IH] A tA.
  by exists 1%:M; exists 0; split; apply/matrixP => -[].
have [a [v v0 Av]] := sym_eigen tA.
pose w := (nrm v)^-1 *: v.
have w1 : sqn w = 1.
  by rewrite sqnZ exprVn nrm2 mulVf // sqn_eq0.
have Aw : A *m w = a *: w by rewrite -scalemxAr Av !scalerA mulrC.
pose e : 'cV[R]_(1 + n) := delta_mx 0 0.
have e1 : sqn e = 1 by rewrite /sqn /dot trmx_delta mul_delta_mx trace_mx11 mxE !eqxx.
have [H [tH HH He]] := householder e1 w1.
pose B : 'M[R]_(1 + n) := H *m A *m H.
have tB : B^T = B by rewrite !trmx_mul tH tA mulmxA.
have Be : B *m e = a *: e by rewrite -mulmxA He -mulmxA Aw -scalemxAr -He mulmxA HH mul1mx.
have eE : e = col_mx 1%:M 0.
  by apply/matrixP => i j; rewrite !mxE (ord1 j) andbT -val_eqE /=; case: splitP => k ->;
    rewrite !mxE ?(ord1 k).
have Bb := submxK B; move: Be; rewrite -Bb eE mul_block_col scale_col_mx !mulmx1 !mulmx0 !addr0
  scaler0.
move/eq_col_mx => [Bul Bdl].
have Bur : ursubmx B = 0 by rewrite -[ursubmx B]trmxK trmx_ursub tB Bdl trmx0.
have tD : (drsubmx B)^T = drsubmx B by rewrite trmx_drsub tB.
have [O [d [OO OO' Bdr]]] := IH _ tD.
pose Q : 'M[R]_(1 + n) := block_mx 1%:M 0 0 O.
have tQ : Q^T = block_mx 1%:M 0 0 O^T by rewrite tr_block_mx trmx1 !trmx0.
have QQ : Q^T *m Q = 1%:M.
  by rewrite tQ mulmx_block !mul1mx !mulmx0 !mul0mx !addr0 !add0r OO -scalar_mx_block.
have QQ' : Q *m Q^T = 1%:M.
  by rewrite tQ mulmx_block !mul1mx !mulmx0 !mul0mx !addr0 !add0r OO' -scalar_mx_block.
exists (H *m Q); exists (row_mx (const_mx a : 'rV_1) d); split.
- by rewrite trmx_mul tH -mulmxA (mulmxA H) HH mul1mx.
- by rewrite trmx_mul tH -mulmxA (mulmxA Q) QQ' mul1mx.
- have EB : B = Q *m diag_mx (row_mx (const_mx a : 'rV_1) d) *m Q^T.
    rewrite -Bb Bul Bur Bdl Bdr diag_mx_row tQ !mulmx_block.
    rewrite !mul1mx !mulmx1 !mulmx0 !mul0mx !addr0 !add0r.
    by rewrite diag_const_mx scalemx1 mul0mx.
  rewrite trmx_mul tH; transitivity (H *m B *m H); last by rewrite EB !mulmxA.
  by rewrite /B !mulmxA HH mul1mx -mulmxA HH mulmx1.
Qed.

(* A quadratic form's greatest and least values on the sphere are eigenvalues. *)
Lemma rayleigh_max n (A : 'M[R]_n) : A^T = A -> (0 < n)%N ->
  exists a, (exists2 x : 'cV[R]_n, x != 0 & A *m x = a *: x) /\
            forall x : 'cV[R]_n, dot x (A *m x) <= a * sqn x.
Proof.
move=> tA n0; have [O [d [OO OO' E]]] := spectral tA.
pose i := [arg max_(i > Ordinal n0) d 0 i]%O.
have imax j : d 0 j <= d 0 i.
  by rewrite /i; case: Order.TotalTheory.arg_maxP => //= k _; apply.
exists (d 0 i); split.
  exists (O *m delta_mx i 0).
    apply/eqP => e; have := congr1 (mulmx O^T) e; rewrite mulmxA OO mul1mx mulmx0.
    by move/matrixP => /(_ i 0) /eqP; rewrite !mxE !eqxx oner_eq0.
  rewrite E -!mulmxA (mulmxA O^T) OO mul1mx scalemxAr; congr (_ *m _).
  apply/matrixP => k j; rewrite mul_diag_mx !mxE (ord1 j) eqxx andbT.
  by case: (eqVneq k i) => [->|_] //; rewrite !mulr0.
move=> x; rewrite E -!mulmxA dot_mulrl.
have -> : sqn x = sqn (O^T *m x) by rewrite /sqn dot_mull trmxK mulmxA OO' mul1mx.
move: (O^T *m x) => z; rewrite dotE sqnE mulr_sumr; apply: ler_sum => j _.
by rewrite !big_ord1 mul_diag_mx !mxE mulrCA -expr2 ler_wpM2r ?sqr_ge0.
Qed.
Lemma rayleigh_min n (A : 'M[R]_n) : A^T = A -> (0 < n)%N ->
  exists a, (exists2 x : 'cV[R]_n, x != 0 & A *m x = a *: x) /\
            forall x : 'cV[R]_n, a * sqn x <= dot x (A *m x).
Proof.
move=> tA n0; have tN : (- A)^T = - A by rewrite linearN /= tA.
have [a [[x x0 xe] h]] := rayleigh_max tN n0.
exists (- a); split; first by exists x => //; rewrite scaleNr -xe mulNmx opprK.
by move=> z; have := h z; rewrite mulNmx dotNr mulNr lerNl.
Qed.

(* Quadratic bounds are norms. *)
Lemma qbnd_bnd n (D : 'M[R]_n) e : 0 <= e -> qbnd D e -> bnd D e.
Proof.
move=> e0 [[tD lo] hi]; have [O [d [OO OO' E]]] := spectral tD; split=> // x.
have dj j : `|d 0 j| <= e.
  have s1 : sqn (O *m delta_mx j 0 : 'cV_n) = 1.
    by rewrite /sqn dot_mull mulmxA OO mul1mx /dot trmx_delta mul_delta_mx trace_mx11 mxE !eqxx.
  have q : dot (O *m delta_mx j 0 : 'cV_n) (D *m (O *m delta_mx j 0)) = d 0 j.
    rewrite E -!mulmxA (mulmxA O^T) OO mul1mx dot_mull (mulmxA O^T) OO mul1mx.
    by rewrite /dot trmx_delta mul_diag_mx -rowE trace_mx11 !mxE !eqxx mulr1.
  have := lo (O *m delta_mx j 0); have := hi (O *m delta_mx j 0); rewrite q s1 mulr1 => h1 h2.
  by rewrite ler_norml h1 h2.
rewrite E -!mulmxA.
have iso (z : 'cV[R]_n) : sqn (O *m z) = sqn z by rewrite /sqn dot_mull mulmxA OO mul1mx.
have -> : sqn x = sqn (O^T *m x) by rewrite /sqn dot_mull trmxK mulmxA OO' mul1mx.
rewrite iso; move: (O^T *m x) => z; rewrite !sqnE mulr_sumr; apply: ler_sum => j _.
rewrite !big_ord1 mul_diag_mx !mxE exprMn ler_wpM2r ?sqr_ge0 //.
by rewrite -real_normK ?num_real // ler_sqr2.
Qed.
End Spectral.
