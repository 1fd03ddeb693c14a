(* A network that meets every hypothesis of section A's claims on two layers and has not collapsed:
   W_L = W_{L-1} = I, Z_{L-2} = Y but for 1/4 in one sample; four samples of two classes. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_sharp a7 a6s.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Definition y (i : 'I_4) : 'I_2 := if (i < 2)%N then 0 else 1.
Definition I2 : 'M[R]_2 := 1%:M.
Definition bump : 'M[R]_(2, 4) := 4%:R^-1 *: delta_mx 0 0.
Definition Z : 'M[R]_(2, 4) := onehot y + bump.

Lemma y_nonempty : nonempty y.
Proof. by case=> [[|[|//]] p]; [exists 0 | exists (inord 3)]; apply/val_inj; rewrite /y ?inordK.
  Qed.
Lemma bump_nrm : nrm bump = 4%:R^-1.
Proof.
rewrite nrmZ ger0_norm ?invr_ge0 ?ler0n // /nrm /sqn /dot trmx_delta mul_delta_mx.
rewrite /mxtrace (bigD1 0) //= mxE !eqxx big1 ?addr0 ?sqrtr1 ?mulr1 // => i /negPf i0.
by rewrite mxE i0.
Qed.
Theorem instance_A : exists X : 'M[R]_2,
  [/\ Z = I2 *m Z, is_pinv I2 X, low (onehot y : 'M[R]_(2, 4)) 1 &
    nrm (I2 *m Z - onehot y) <= 4%:R^-1] /\
  [/\ 4%:R^-1 < 1 :> R, qneg (I2^T *m I2 - I2 *m I2^T) 0, bnd I2 1, cond I2 1 & bnd Z (nrm Z)] /\
  [/\ within y Z != 0, balanced R y & row_free I2].
Proof.
exists I2; split; first split.
- by rewrite mul1mx.
- by split; rewrite !mul1mx ?trmx1.
- exact: one_low y_nonempty.
- by rewrite mul1mx /Z addrC addKr bump_nrm.
split; first split.
- by rewrite invf_lt1 ?ltr0n // ltr1n.
- by split=> [|x]; rewrite trmx1 subrr ?trmx0 // mul0mx dot0r mul0r oppr0 lexx.
- exact: (bnd1 R 2).
- by split=> [|| u v]; rewrite ?ler01 ?row_free_unit ?unitmx1 // trmx1 !mul1mx mul1r mulrC.
- exact: (bnd_nrm Z).
split.
- have -> : within y Z = bump *m (1%:M - Pi y).
    by rewrite /within /Z mulmxDl (_ : onehot y *m _ = 0) ?add0r //; exact: onehot_within.
  apply/eqP => /matrixP /(_ 0 0); rewrite mulmxBr mulmx1 !mxE /= big_ord_recl big1 => [|i _].
    rewrite PiE !mxE !eqxx /= mulr1 addr0 mul1r /size_of !big_ord_recl big_ord0 /= !addr0.
    by move/eqP; rewrite -[X in X - _]mulr1 -mulrBr mulf_eq0 invr_eq0 pnatr_eq0 /= subr_eq0 eq_sym
      invr_eq1 -natrD pnatr_eq1.
  by rewrite !mxE /= mulr0 mul0r.
- by case=> [[|[|//]] p]; rewrite /size_of !big_ord_recl big_ord0 /=; field.
- by rewrite row_free_unit unitmx1.
Qed.
End Instance.
