(* A head of any depth d >= 2 that meets every hypothesis of A3, A4, A4e, A4s, A7, A7d, A7s with
   residual 0 and kappa(M) = 2^d: every layer diag(2, 1). *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth a7.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Definition diag (a b : R) : 'M[R]_2 := diag_mx (\row_j (if j == 0 then a else b)).
Definition size2 (j : nat) : nat := 2.
Definition layer (j : nat) : 'M[R]_(size2 j, size2 j.+1) := diag 2%:R 1.
Definition label (i : 'I_2) : 'I_2 := i.
Definition features (j : nat) : 'M[R]_(size2 j, 2) := mxpow (diag 2%:R^-1 1) j *m onehot label.

Lemma diag_mul a b c d : diag a b *m diag c d = diag (a * c) (b * d).
Proof.
apply/matrixP => i j; rewrite mul_diag_mx !mxE.
by case: (i == j); rewrite ?mulr1n ?mulr0n ?mulr0 //; case: ifP.
Qed.
Lemma diag11 : diag 1 1 = 1%:M.
Proof. by apply/matrixP => i j; rewrite !mxE if_same. Qed.
Lemma diag_sqn a b (x : 'cV[R]_2) : sqn (diag a b *m x) = a ^+ 2 * x 0 0 ^+ 2 + b ^+ 2 * x 1 0 ^+ 2.
Proof.
rewrite sqnE !big_ord_recl !big_ord0 /= !addr0 !mul_diag_mx !mxE /= !exprMn.
by rewrite (_ : lift 0 0 = 1) //; apply/val_inj.
Qed.
Lemma sqn2 (x : 'cV[R]_2) : sqn x = x 0 0 ^+ 2 + x 1 0 ^+ 2.
Proof. by rewrite -[x]mul1mx -diag11 diag_sqn !expr1n !mul1r diag11 mul1mx. Qed.
Lemma diag_tr a b : (diag a b)^T = diag a b.
Proof. exact: tr_diag_mx. Qed.
Lemma layer_cond : cond (diag 2%:R 1) 2%:R.
Proof.
apply: (cond_of (s1 := 2%:R) (sK := 1)); rewrite ?ltr01 ?ler0n ?mulr1 //.
  split=> [|x]; first by rewrite ler0n.
  rewrite diag_sqn sqn2 mulrDr lerD2l; apply: ler_wpM2r; first exact: sqr_ge0.
  by rewrite expr1n -natrX ler1n.
split=> [|x]; first exact: ler01.
rewrite diag_tr diag_sqn sqn2 expr1n !mul1r lerD2r -[leLHS]mul1r.
by apply: ler_wpM2r; [exact: sqr_ge0 | rewrite -natrX ler1n].
Qed.
Lemma layer_balanced d : balanced_head layer d.
Proof. by move=> j _; rewrite /defect /layer !diag_tr subrr. Qed.

Theorem instance_A_depth d : (1 < d)%N ->
  [/\ linear_head layer d features, features 0%N = onehot label, balanced_head layer d,
    nonempty label &
      cond (top layer d) (2%:R ^+ d)].
Proof.
move=> d1; split.
- move=> j _; rewrite /features /layer /= !mulmxA diag_mul mulfV ?pnatr_eq0 // mul1r.
  by rewrite diag11 mul1mx.
- by rewrite /features mul1mx.
- exact: layer_balanced.
- by move=> c; exists c.
- apply/(A4e_balanced_head (W := layer) (ltnW d1) (layer_balanced (d := d)));
  first by rewrite ler0n.
  exact: layer_cond.
Qed.
End Instance.
