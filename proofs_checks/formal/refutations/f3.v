(* F3: A2 without two linear layers. With one linear layer the features are free in the kernel of
   W_L: the residual is 0, NC1 exceeds every bound t. K = 2 classes of two samples, m = 3. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F3.
Variable R : rcfType.
Definition label (i : 'I_4) : 'I_2 := if (i < 2)%N then 0 else 1.
Definition W : 'M[R]_(2, 2 + 1) := row_mx 1%:M 0.
(* The third feature differs within the first class. *)
Definition Z (a : R) : 'M[R]_(2 + 1, 4) := col_mx (onehot label) (a *: within label (delta_mx 0 0)).

Lemma label_nonempty : nonempty label.
Proof. by case=> [[|[|//]] p]; [exists 0 | exists (inord 3)]; apply/val_inj; rewrite /label ?inordK.
  Qed.
Lemma delta_within : (delta_mx 0 0 : 'M[R]_(1, 4)) *m (1%:M - Pi label) != 0.
Proof.
apply/eqP => /matrixP /(_ 0 0); rewrite mulmxBr mulmx1 !mxE /= big_ord_recl big1 => [|i _].
  rewrite PiE !mxE !eqxx /= addr0 mul1r /size_of !big_ord_recl big_ord0 /= !addr0 mul1r.
  move/eqP; rewrite subr_eq0 eq_sym invr_eq1 -natrD pnatr_eq1 //.
by rewrite !mxE /= mul0r.
Qed.
Lemma sqn_col_mx m n p (A : 'M[R]_(m, p)) (B : 'M[R]_(n, p)) : sqn (col_mx A B) = sqn A + sqn B.
Proof. by rewrite -sqn_tr tr_col_mx sqn_row_mx !sqn_tr. Qed.

(* Whatever t: a network with residual 0, balanced classes and a head of rank K whose NC1 is above
   t. *)
Theorem F3_two_linear_layers t : exists a, [/\ W *m Z a = onehot label, row_free W,
  balanced R label &
  ~ NC1_weighted_le label (Z a) t].
Proof.
set w := within label (delta_mx 0 0 : 'M[R]_(1, 4)).
have dw : 0 < sqn w by rewrite sqn_gt0; exact: delta_within.
pose b := sqn (between label (onehot label : 'M[R]_(2, 4))); have b0 : 0 <= b by exact: sqn_ge0.
have [tP iP] := projC (Pi_proj R label).
have r0 : 0 <= (`|t| * b + 1) / sqn w by rewrite divr_ge0 ?sqn_ge0 // addr_ge0 ?ler01 // mulr_ge0.
exists (Num.sqrt ((`|t| * b + 1) / sqn w)); split.
- by rewrite /W mul_row_col mul1mx mul0mx addr0.
- rewrite /row_free eqn_leq rank_leq_row; apply: leq_trans (mxrankM_maxl W (col_mx 1%:M 0)).
  by rewrite /W mul_row_col mul1mx mul0mx addr0 mxrank1.
- by case=> [[|[|//]] p]; rewrite /size_of !big_ord_recl big_ord0 /=; field.
rewrite /NC1_weighted_le /Z -/w; set a := Num.sqrt _; case=> _.
have -> : between label (col_mx (onehot label) (a *: w)) = col_mx (between label (onehot label)) 0.
  rewrite /between mul_col_mx -scalemxAl /w /within -mulmxA; congr col_mx.
  have -> : (1%:M - Pi label) *m (Pi label - J) = 0 :> 'M[R]_4.
    by rewrite mulmxBl mul1mx Pi_PiJ subrr.
  by rewrite mulmx0 scaler0.
have -> : within label (col_mx (onehot label) (a *: w)) = col_mx 0 (a *: w).
  rewrite [LHS]/within mul_col_mx -scalemxAl; congr col_mx; first exact: onehot_within.
  by congr (_ *: _); rewrite /w /within -mulmxA iP.
rewrite !sqn_col_mx !sqn0 add0r addr0 -/b sqnZ /a sqr_sqrtr // divfK ?gt_eqF //.
apply/negP; rewrite -ltNge; apply: (@le_lt_trans _ _ (`|t| * b)); last by rewrite ltrDl ltr01.
by apply: ler_wpM2r; rewrite // ler_norm.
Qed.
End F3.
