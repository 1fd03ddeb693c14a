(* F5: A7 with 1 in the place of kappa(M). A head of two layers A = diag(2, 1), exact and balanced:
   kappa(M) = 4, and NC2 = 2 is not 1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F5.
Variable R : rcfType.

Definition y : 'I_2 -> 'I_2 := id.
Definition W (j : nat) : 'M[R]_2 := diag_mx (\row_i nth 0 [:: 2%:R; 1] i).
Definition Z (j : nat) : 'M[R]_2 := diag_mx (\row_i nth 0 [:: (2%:R ^+ j)^-1; 1] i).

Lemma linear : linear_head (u := fun=> 2%N) W 2%N Z.
Proof.
move=> j _; rewrite /W /Z mulmx_diag; congr diag_mx.
apply/rowP => -[[|[|i]] hi] //; rewrite !mxE /=; last by rewrite mulr1.
by rewrite exprS invfM mulrA divff ?mul1r // pnatr_eq0.
Qed.
Lemma MuE : Mu y (Z 1) = Z 1.
Proof.
rewrite /Mu (_ : averaging y = 1%:M) ?mulmx1 //.
apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //;
  by rewrite !(mxE, big_ord_recl, big_ord0) /size_of !big_ord_recl big_ord0 /=; field.
Qed.

Theorem F5_ill_conditioned_head : [/\ nonempty y, linear_head (u := fun=> 2%N) W 2%N Z,
  Z 0 = onehot y,
  defect (u := fun=> 2%N) W 0 = 0 & ~ NC2_le y (Z 1) 1].
Proof.
split.
- by move=> c; exists c.
- exact: linear.
- by apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //; rewrite !mxE /= ?invr1.
- by rewrite /defect /W tr_diag_mx subrr.
rewrite /NC2_le MuE => -[_ _ /(_ (delta_mx ord_max 0) (delta_mx ord0 0))].
rewrite mul1r /Z trmxK !mul_diag_mx /nrm !sqnE !(big_ord_recl, big_ord0, mxE) /=.
rewrite ?(mulr0, mul0r, mulr1, mul1r, expr0n, expr1n, expr1, addr0, add0r, sqrtr1) /=.
rewrite ?(mulr0, mul0r, mulr1, mul1r, expr0n, expr1n, expr1, addr0, add0r, sqrtr1) /=.
rewrite sqrtr_sqr ger0_norm ?invr_ge0 ?ler0n // => h.
have : (1 : R) <= 2%:R^-1 by exact: h.
by rewrite leNgt invf_lt1 ?ltr0n // ltr1n.
Qed.
End F5.
