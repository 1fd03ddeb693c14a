(* F9: A7s with 1 in the place of its right side, as if depth were infinite;
   and that A7s is attained.
   The last layer is diag(k, 1) turned by 45 degrees, the others are diag(k, 1): kappa(M) = k^d. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth a7.
From NCV.instances Require Import a_depth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F9.
Variable R : rcfType.
Let u := fun _ : nat => 2%N.
Let id2 := fun i : 'I_2 => i.

Definition half : R := Num.sqrt 2%:R^-1.
Definition turn : 'M[R]_2 := \matrix_(i, j) (if (i == 0) && (j == 1) then - half else half).
Definition head (k : R) (j : nat) : 'M[R]_(u j, u j.+1) := if j is 0%N then turn *m diag k 1 else
  diag k 1.
Definition outputs (k : R) (j : nat) : 'M[R]_(u j, 2) :=
  if j is _.+1 then diag (k^-1 ^+ j) 1 *m turn^T else 1%:M.

Lemma half2 : half ^+ 2 = 2%:R^-1.
Proof. by rewrite sqr_sqrtr // invr_ge0 ler0n. Qed.
Lemma turnTturn : turn^T *m turn = 1%:M.
Proof.
have e : half * half + half * half = 1 by rewrite -!expr2 half2; field.
apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //; rewrite !(mxE, big_ord_recl, big_ord0) /=.
all: by rewrite -?e; ring.
Qed.
Lemma turnturnT : turn *m turn^T = 1%:M. Proof. exact: mulmx1C turnTturn. Qed.
Lemma turn_bnd : bnd turn 1.
Proof.
split=> [|x]; first exact: ler01.
by rewrite {1}/sqn dot_mull mulmxA turnTturn mul1mx expr1n mul1r.
Qed.
Lemma turn_low : low turn 1.
Proof.
split=> [|x]; first exact: ler01.
by rewrite {2}/sqn dot_mull trmxK mulmxA turnturnT mul1mx expr1n mul1r.
Qed.
Lemma diag_bnd (k : R) : 1 <= k -> bnd (diag k 1) k.
Proof.
move=> k1; have k0 : 0 <= k := le_trans ler01 k1; split=> // x.
rewrite diag_sqn sqn2 mulrDr lerD2l; apply: ler_wpM2r; first exact: sqr_ge0.
by rewrite ler_sqr2 ?ler01.
Qed.
Lemma diag_low (k : R) : 1 <= k -> low (diag k 1) 1.
Proof.
move=> k1; split=> [|x]; first exact: ler01.
rewrite diag_tr diag_sqn sqn2 !expr1n !mul1r lerD2r -[leLHS]mul1r.
by apply: ler_wpM2r; [exact: sqr_ge0 | rewrite -[X in X <= _](expr1n _ 2) ler_sqr2 ?ler01
  ?(le_trans ler01)].
Qed.
Lemma head_linear k d : k != 0 -> linear_head (head k) d (outputs k).
Proof.
move=> k0; case=> [|j] _; rewrite /head /outputs.
  by rewrite expr1 mulmxA -(mulmxA turn) diag_mul mulfV // mul1r diag11 mulmx1 turnturnT.
by rewrite mulmxA diag_mul mul1r [k^-1 ^+ j.+2]exprS mulrA mulfV // mul1r.
Qed.
Lemma head_balanced k d : balanced_head (head k) d.
Proof.
case=> [|j] _; rewrite /defect /head !diag_tr ?subrr //.
by rewrite trmx_mul diag_tr mulmxA -(mulmxA (diag k 1)) turnTturn mulmx1 subrr.
Qed.
Lemma head_cond k d : 1 <= k -> (0 < d)%N -> cond (top (head k) d) (k ^+ d).
Proof.
move=> k1 d0; have k0 : 0 <= k := le_trans ler01 k1.
apply/(A4e_balanced_head (W := head k) d0 (@head_balanced k d) k0).
apply: (cond_of (bnd_mulmx turn_bnd (diag_bnd k1)) (low_mulmx turn_low (diag_low k1))) => //.
  by rewrite mulr1 ltr01.
by rewrite mul1r !mulr1.
Qed.
Lemma features_sqn k i : sqn (col i (outputs k 1)) = (k^-1 ^+ 2 + 1) / 2%:R.
Proof.
rewrite /outputs expr1 col_mulmx diag_sqn !mxE expr1n -half2 mul1r mulrDl mul1r.
by case: i => [[|[|//]] hi] /=; rewrite ?sqrrN.
Qed.
Lemma row_sqn k i : sqn (row i (head k 0))^T = (k ^+ 2 + 1) / 2%:R.
Proof.
rewrite sqn_tr row_mul -sqn_tr trmx_mul diag_tr diag_sqn !mxE expr1n -half2 mul1r mulrDl mul1r.
by case: i => [[|[|//]] hi] /=; rewrite ?sqrrN.
Qed.
Lemma cosine_at k i : 0 < k -> cosine (col i (outputs k 1)) (row (id2 i) (head k 0))^T = 2%:R * k /
  (k ^+ 2 + 1).
Proof.
move=> k0; rewrite /cosine dot_row_col.
have -> : head k 0 *m outputs k 1 = 1%:M by rewrite -(@head_linear k 1 _ 0%N) // gt_eqF.
rewrite mxE eqxx mulr1n /nrm -sqrtrM ?sqn_ge0 // features_sqn row_sqn.
have q0 : 0 < k ^+ 2 + 1 by rewrite ltr_wpDl ?ltr01 ?sqr_ge0.
have -> : (k^-1 ^+ 2 + 1) / 2%:R * ((k ^+ 2 + 1) / 2%:R) = ((k ^+ 2 + 1) / (2%:R * k)) ^+ 2.
  by field; rewrite gt_eqF.
rewrite sqrtr_sqr ger0_norm ?divr_ge0 ?mulr_ge0 ?ler0n ?(ltW k0) ?(ltW q0) //.
by field; rewrite !gt_eqF.
Qed.

(* A7s is attained at every depth and for every kappa(M) = k^d. *)
Theorem A7s_attained k d : 1 <= k -> (1 < d)%N ->
  [/\ linear_head (head k) d (outputs k), balanced_head (head k) d, outputs k 0 = onehot id2,
      cond (top (head k) d) (k ^+ d) & NC3 id2 (outputs k 1) (head k 0) = 2%:R * k / (k ^+ 2 + 1)].
Proof.
move=> k1 d1; have k0 : 0 < k := lt_le_trans ltr01 k1; split.
- by apply: head_linear; rewrite gt_eqF.
- exact: head_balanced.
- by apply/matrixP => i j; rewrite !mxE eq_sym.
- by apply: head_cond => //; exact: ltnW.
by rewrite /NC3 (eq_bigr _ (fun i _ => cosine_at i k0)) sumr_const card_ord -(mulr_natr (2%:R * k /
  _) 2) mulfK // pnatr_eq0.
Qed.

(* kappa(M) = 4^d: NC3 = 8/17 however deep the head. *)
Theorem F9_finite_depth d : (1 < d)%N ->
  exists (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, 2)),
  [/\ linear_head W d Z, balanced_head W d, Z 0%N = onehot id2, cond (top W d) (4%:R ^+ d) &
      ~ 1 <= NC3 id2 (Z 1%N) (W 0%N)].
Proof.
move=> d1; have k1 : (1 : R) <= 4%:R by rewrite ler1n.
have [h1 h2 h3 h4 h5] := A7s_attained k1 d1.
exists (head 4%:R), (outputs 4%:R); split=> //; rewrite h5; apply/negP; rewrite -ltNge.
by rewrite (_ : _ / _ = 8%:R / 17%:R); [rewrite ltr_pdivrMr ?ltr0n // mul1r ltr_nat | field].
Qed.
End F9.
