(* H7 of docs/claims.md for classes of any sizes, with nuc itself: the root of D - sqrt(n)
   sqrt(n)^T/K has no positive entry off its diagonal. No theory of M-matrices and no series: for a
   diagonal matrix less one of rank one, A = D - v v^T/K with v^2 = D, an eigenvector of A to the
   eigenvalue l has (v_i^2 - l)(v_j^2 - l) u_i u_j = v_i v_j (<v, u>/K)^2 >= 0, and sqrt(l) lies
   below the chord of the root through v_i^2 and v_j^2 where that product is not positive, and above
   it where it is not negative; so entry (i, j) of the root is at most the chord's, A_ij/(v_i + v_j)
   < 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose h h_floors.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* B = A^{1/2}: symmetric, positive semidefinite, of square A. *)
Definition is_root (R : rcfType) n (A B : 'M[R]_n) : Prop :=
  [/\ B^T = B, forall x : 'cV[R]_n, 0 <= dot x (B *m x) & B *m B = A].

Section Root.
Variables (R : rcfType) (n : nat).
Implicit Types A B : 'M[R]_n.

Lemma eigen_column (O : 'M[R]_n) (d : 'rV[R]_n) k :
  O^T *m O = 1%:M -> O *m diag_mx d *m O^T *m col k O = d 0 k *: col k O.
Proof.
move=> OO; have e : O^T *m col k O = delta_mx k 0.
  by rewrite colE mulmxA OO mul1mx.
rewrite -mulmxA e -mulmxA [in RHS]colE scalemxAr; congr (_ *m _).
apply/matrixP => p r; rewrite mul_diag_mx !mxE (ord1 r) eqxx andbT.
by case: (eqVneq p k) => [->|_] //; rewrite !mulr0.
Qed.
Lemma spectral_entry (O : 'M[R]_n) (d : 'rV[R]_n) i j :
  (O *m diag_mx d *m O^T) i j = \sum_k d 0 k * (O i k * O j k).
Proof.
by rewrite mxE; apply: eq_bigr => k _; rewrite mul_mx_diag !mxE -mulrA mulrCA.
Qed.

(* A positive semidefinite matrix by its eigenvectors, with its root beside it. *)
Lemma root_spectral A : A^T = A -> (forall x : 'cV[R]_n, 0 <= dot x (A *m x)) ->
  exists (O : 'M[R]_n) (d : 'rV[R]_n), [/\ O^T *m O = 1%:M, O *m O^T = 1%:M,
    A = O *m diag_mx d *m O^T, forall k, 0 <= d 0 k &
    is_root A (O *m diag_mx (\row_k Num.sqrt (d 0 k)) *m O^T)].
Proof.
move=> tA pA; have [O [d [OO OO' E]]] := spectral tA; exists O, d.
have d0 k : 0 <= d 0 k.
  have := pA (col k O); rewrite E eigen_column // dotZr -/(sqn _).
  have -> : sqn (col k O) = 1.
    by rewrite colE /sqn dot_mull mulmxA OO mul1mx /dot trmx_delta mul_delta_mx trace_mx11 mxE
      !eqxx.
  by rewrite mulr1.
split=> //; split.
- by rewrite !trmx_mul trmxK tr_diag_mx mulmxA.
- move=> x; rewrite -!mulmxA dot_mulrl dotE; apply: sumr_ge0 => k _.
  move: (O^T *m x) => z; rewrite big_ord1 mul_diag_mx !mxE mulrCA mulr_ge0 ?sqrtr_ge0 //.
  by rewrite -expr2 sqr_ge0.
rewrite !mulmxA -(mulmxA _ O^T O) OO mulmx1 -(mulmxA O) mulmx_diag {1}E;
  congr (_ *m diag_mx _ *m _).
by apply/rowP => k; rewrite !mxE -expr2 sqr_sqrtr.
Qed.
Theorem root_exists A : A^T = A -> (forall x : 'cV[R]_n, 0 <= dot x (A *m x)) -> exists B,
  is_root A B.
Proof. by move=> tA pA; have [O [d [_ _ _ _ h]]] := root_spectral tA pA; eexists; exact: h. Qed.

(* Roots are unique. *)
Theorem root_unique A B B' : is_root A B -> is_root A B' -> B = B'.
Proof.
move=> [tB pB eB] [tB' pB' eB'].
have [O [d [OO OO' E d0 _]]] := root_spectral tB pB.
(* In B's eigenbasis. *)
apply/eqP; rewrite -subr_eq0; apply/eqP.
suff z k : (B - B') *m col k O = 0.
  rewrite -[B - B']mulmx1 -OO' mulmxA.
  have -> : (B - B') *m O = 0; last by rewrite mul0mx.
  by apply/matrixP => i k; have /matrixP /(_ i 0) := z k; rewrite -col_mulmx !mxE.
have ek : B *m col k O = d 0 k *: col k O by rewrite {1}E eigen_column.
pose w := (B - B') *m col k O.
(* (B + d) w' = 0 with w' = B' v - d v, as B'^2 v = d^2 v. *)
have w_eq : B' *m w = - d 0 k *: w.
  rewrite /w mulmxBl mulmxBr ek -scalemxAr (mulmxA B') eB' -eB -(mulmxA B) ek -scalemxAr ek.
  by rewrite scalerBr !scaleNr opprK scalerA addrC.
apply: sqn_le0; rewrite -/w; case: (eqVneq (d 0 k) 0) => [z|nz].
  have := w_eq; rewrite z oppr0 scale0r => Bw0; rewrite /sqn {1}/w.
  by rewrite mulmxBl ek z scale0r sub0r dotNl dot_mull tB' Bw0 dot0r oppr0.
have dk : 0 < d 0 k by rewrite lt_neqAle eq_sym nz d0.
have := pB' w; rewrite w_eq dotZr -/(sqn w) mulNr oppr_ge0 pmulr_rle0 //.
Qed.
End Root.

Section OffDiagonal.
Variables (R : rcfType) (n : nat) (v : 'cV[R]_n) (c : R).
Hypothesis v0 : forall i, 0 < v i 0.
Notation A := (diag_mx (\row_i v i 0 ^+ 2) - c *: (v *m v^T)).
Hypothesis psd : forall x : 'cV[R]_n, 0 <= dot x (A *m x).

Lemma A_sym : A^T = A.
Proof. by rewrite linearB /= tr_diag_mx linearZ /= trmx_mul trmxK. Qed.

(* B_ij (v_i + v_j) <= A_ij. *)
Theorem root_off_diagonal B i j : is_root A B -> i != j -> B i j * (v i 0 + v j 0) <= A i j.
Proof.
move=> hB ij; have [O [d [OO OO' E d0 hB']]] := root_spectral A_sym psd.
have vij : 0 < v i 0 + v j 0 by rewrite addr_gt0.
rewrite (root_unique hB hB') spectral_entry E spectral_entry.
have orth : \sum_k O i k * O j k = 0.
  transitivity ((1%:M : 'M[R]_n) i j); last by rewrite mxE (negPf ij).
  by rewrite -OO' mxE; apply: eq_bigr => k _; rewrite mxE.
(* Under the sum: sqrt(l) (v_i + v_j) = l + v_i v_j - (sqrt l - v_i)(sqrt l - v_j). *)
have <- : \sum_k (d 0 k + v i 0 * v j 0) * (O i k * O j k) = \sum_k d 0 k * (O i k * O j k).
  rewrite (eq_bigr (fun k => d 0 k * (O i k * O j k) + v i 0 * v j 0 * (O i k * O j k))) => [|k _].
    by rewrite big_split /= -mulr_sumr orth mulr0 addr0.
  exact: mulrDl.
rewrite mulr_suml; apply: ler_sum => k _; rewrite mxE; set l := d 0 k; set r := Num.sqrt l.
have r2 : r ^+ 2 = l by rewrite sqr_sqrtr ?d0.
have r0 : 0 <= r := sqrtr_ge0 l.
(* The eigenvector's equation. *)
have eig p : (v p 0 ^+ 2 - l) * O p k = c * dot v (col k O) * v p 0.
  have /matrixP /(_ p 0) : A *m col k O = l *: col k O by rewrite {1}E eigen_column.
  rewrite mulmxBl mul_diag_mx -scalemxAl -mulmxA dot_cVE mul_mx_scalar scalerA.
  rewrite !mxE => e; apply/eqP; rewrite mulrBl subr_eq; apply/eqP.
  by rewrite addrC -[in RHS]e subrK.
have pos : 0 <= (v i 0 ^+ 2 - l) * O i k * ((v j 0 ^+ 2 - l) * O j k).
  rewrite !eig mulrACA -expr2; apply: mulr_ge0; first exact: sqr_ge0.
  by rewrite mulr_ge0 ?(ltW (v0 _)).
have split_pos : (v i 0 ^+ 2 - l) * O i k * ((v j 0 ^+ 2 - l) * O j k) =
    (v i 0 + r) * (v j 0 + r) * ((r - v i 0) * (r - v j 0) * (O i k * O j k)).
  by rewrite -r2; ring.
have vr p : 0 < v p 0 + r by rewrite ltr_wpDr.
move: pos; rewrite split_pos pmulr_rge0 ?mulr_gt0 // => pos.
by apply: (ge0_le (z := (r - v i 0) * (r - v j 0) * (O i k * O j k))) => //; rewrite -r2; ring.
Qed.
End OffDiagonal.

Section Margin.
Variables (R : rcfType) (N K p : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, p)) (Z : 'M[R]_(p, N)).
Notation n := (@size_of R N K y).
Notation Y := (onehot y : 'M[R]_(K, N)).
Hypothesis ne : nonempty y.
Hypothesis K0 : (0 < K)%N.

(* sqrt(n), D - sqrt(n) sqrt(n)^T/K, nuc = tr of its root, and B of the page. *)
Definition root_sizes : 'cV[R]_K := \col_c Num.sqrt (n c).
Definition size_form : 'M[R]_K :=
  diag_mx (\row_c root_sizes c 0 ^+ 2) - K%:R^-1 *: (root_sizes *m root_sizes^T).
Notation T := (diag_mx (\row_c (root_sizes c 0)^-1)).

Lemma root_sizes_gt0 c : 0 < root_sizes c 0.
Proof. by rewrite mxE sqrtr_gt0 size_nonempty. Qed.
Lemma root_sizes2 c : root_sizes c 0 ^+ 2 = n c.
Proof. by rewrite mxE sqr_sqrtr // size_ge0. Qed.
(* D^{-1/2} (D - ..) D^{-1/2} = C, and back. *)
Lemma size_formE : size_form = diag_mx (\row_c root_sizes c 0) *m cen
  *m diag_mx (\row_c root_sizes c 0).
Proof.
apply/matrixP => i j; rewrite mul_mx_diag mul_diag_mx !mxE big_ord1 !mxE.
by case: (eqVneq i j) => [->|_]; rewrite ?mulr1n ?mulr0n; ring.
Qed.
Lemma T_inv : T *m diag_mx (\row_c root_sizes c 0) = 1%:M.
Proof.
rewrite mulmx_diag -diag_const_mx; congr diag_mx; apply/rowP => c; rewrite !mxE.
by rewrite mulVf // gt_eqF // sqrtr_gt0 size_nonempty.
Qed.
Lemma inv_T : diag_mx (\row_c root_sizes c 0) *m T = 1%:M.
Proof. exact: mulmx1C T_inv. Qed.
Lemma T_form : T *m size_form *m T = cen.
Proof. by rewrite size_formE !mulmxA T_inv mul1mx -mulmxA inv_T mulmx1. Qed.
Lemma size_form_psd (x : 'cV[R]_K) : 0 <= dot x (size_form *m x).
Proof.
have [tC iC] := cen_proj R K0.
rewrite size_formE -iC -!mulmxA dot_mulrl tr_diag_mx dot_mulrl tC; exact: sqn_ge0.
Qed.

(* H7: gamma nuc <= <Z_L, B> <= |W~|_F |Z|_F, no bias, classes of any sizes. *)
Theorem H7_margin_unequal_classes (S : 'M[R]_K) gamma : is_root size_form S ->
  margins_ge y (W *m Z) gamma ->
  let B := T *m S *m T *m Y in
  [/\ gamma * \tr S <= dot (W *m Z) B, dot (W *m Z) B <= nrm (Wc W) * nrm Z & bnd B 1].
Proof.
move=> hS hg; have [tS pS eS] := hS; have [tC iC] := cen_proj R K0.
pose Q := T *m S *m T.
have QE i j : Q i j = (root_sizes i 0)^-1 * S i j * (root_sizes j 0)^-1.
  by rewrite /Q mul_mx_diag mxE mul_diag_mx !mxE.
have hQ j c : j != c -> Q j c <= 0.
  move=> jc; have vv : 0 < root_sizes j 0 + root_sizes c 0 by rewrite addr_gt0 ?root_sizes_gt0.
  have k0 : 0 <= K%:R^-1 :> R by rewrite invr_ge0 ler0n.
  have := root_off_diagonal root_sizes_gt0 size_form_psd hS jc.
  have -> : size_form j c = - (K%:R^-1 * (root_sizes j 0 * root_sizes c 0)).
    by rewrite !mxE big_ord1 !mxE (negPf jc) mulr0n sub0r.
  move=> le; have {le} Sn : S j c <= 0.
    rewrite -(ler_pM2r vv) mul0r; apply: le_trans le _.
    by rewrite oppr_le0 !mulr_ge0 ?(ltW (root_sizes_gt0 _)).
  rewrite QE mulrAC; apply: mulr_ge0_le0 Sn.
  by rewrite mulr_ge0 // invr_ge0 ltW // root_sizes_gt0.
(* S D^{-1/2} 1 = 0. *)
have ST0 : (const_mx 1 : 'rV[R]_K) *m (T *m S) = 0.
  apply: trmx_inj; rewrite trmx0 trmx_mul trmx_mul tS tr_diag_mx trmx_const.
  rewrite -mulmxA; apply: sqn_le0; rewrite {1}/sqn dot_mull tS (mulmxA S S) eS dot_mull tr_diag_mx.
  rewrite (mulmxA T size_form) (mulmxA _ T) T_form (_ : cen *m const_mx 1 = 0) ?dot0r //.
  by apply: trmx_inj; rewrite trmx_mul trmx_const tC const_cen // trmx0.
have s : (const_mx 1 : 'rV[R]_K) *m Q = 0 by rewrite /Q mulmxA ST0 mul0mx.
have hB : bnd (Q *m Y) 1.
  have QQ : (Q *m Y) *m (Q *m Y)^T = cen.
    rewrite trmx_mul mulmxA -(mulmxA Q Y) onehot_gram /Q !trmx_mul tS !tr_diag_mx.
    have -> : diag_mx (\row_c n c) = diag_mx (\row_c root_sizes c 0)
      *m diag_mx (\row_c root_sizes c 0).
      by rewrite mulmx_diag; congr diag_mx; apply/rowP => c;
        rewrite !mxE -expr2 sqr_sqrtr // size_ge0.
    rewrite -!mulmxA (mulmxA T (diag_mx _)) T_inv mul1mx (mulmxA (diag_mx _) T) inv_T mul1mx.
    by rewrite (mulmxA S S) eS mulmxA T_form.
  rewrite -[Q *m Y]trmxK; apply: bnd_trmx; split=> [|x]; first exact: ler01.
  rewrite {1}/sqn dot_mull trmxK mulmxA QQ expr1n mul1r -iC -mulmxA dot_mulrl tC.
  exact: proj_le (cen_proj R K0).
have [le1 le2] := H7_margin_any_sizes K0 hQ s hB hg; split=> //.
suff -> : \tr S = \sum_i Q (y i) (y i) by [].
have each (c : 'I_K) : S c c = n c * Q c c.
  have r0 : root_sizes c 0 != 0 by rewrite gt_eqF // root_sizes_gt0.
  by rewrite QE -root_sizes2; field.
by rewrite (sum_classes y (fun c => Q c c)); apply: eq_bigr => c _; exact: each.
Qed.
End Margin.
