(* F11: A7 with 1 in the place of kappa(M), classes of sixteen samples and of one,
   inputs I. The head
   fits exactly, is balanced, and no fit has a smaller norm; NC1 = 0, and NC2 = 2. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose a a_depth.
From NCV.instances Require Import a_depth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F11.
Variable R : rcfType.

Definition y (i : 'I_17) : 'I_2 := if (i < 16)%N then 0 else 1.
Definition W2 : 'M[R]_2 := diag 2%:R 1.
Definition W1 : 'M[R]_(2, 17) := diag 2%:R^-1 1 *m onehot y.
Notation Y := (onehot y : 'M[R]_(2, 17)).

Lemma ne : nonempty y.
Proof.
case=> [[|[|//]] h]; [exists ord0 | exists ord_max]; exact: val_inj.
Qed.
Lemma sizes c : size_of y c = (if c == 0 then 16%:R else 1) :> R.
Proof.
rewrite /size_of !big_ord_recl big_ord0 /y.
by case: c => [[|[|//]] h] /=; ring.
Qed.
Lemma gram : Y *m Y^T = diag 16%:R 1.
Proof. by rewrite onehot_gram; congr diag_mx; apply/rowP => c; rewrite !mxE sizes. Qed.
Lemma dot_diag (a b c e : R) : dot (diag a b) (diag c e) = a * c + b * e.
Proof. by rewrite dotE !big_ord_recl !big_ord0 /diag !mxE /=; ring. Qed.
Lemma fits : W2 *m W1 = Y.
Proof. by rewrite /W1 mulmxA diag_mul mulfV ?pnatr_eq0 // mul1r diag11 mul1mx. Qed.
Lemma balanced_layers : W2^T *m W2 - W1 *m W1^T = 0.
Proof.
rewrite /W1 trmx_mul !diag_tr diag_mul mulmxA -(mulmxA (diag _ _)) gram !diag_mul.
by rewrite (_ : 2%:R^-1 * 16%:R / 2%:R = 2%:R * 2%:R) ?mulr1 ?subrr //; field.
Qed.
Lemma norm_W : sqn W2 + sqn W1 = 10%:R.
Proof.
rewrite {1}/sqn dot_diag {1}/sqn /W1 dot_mulr -mulmxA gram diag_mul dot_diag.
by field.
Qed.
Lemma norm_least m (A : 'M[R]_(2, m)) (B : 'M[R]_(m, 17)) : A *m B = Y ->
  sqn W2 + sqn W1 <= sqn A + sqn B.
Proof.
move=> e; pose Q := diag 4%:R^-1 1 *m Y.
have QQ : Q *m Q^T = 1%:M.
  rewrite /Q trmx_mul diag_tr mulmxA -(mulmxA (diag _ _)) gram !diag_mul -diag11.
  by congr diag; [field | rewrite !mulr1].
have five : dot (A *m B) Q = 5%:R.
  by rewrite e dotC /Q dot_mulr gram dot_diag; field.
have bQ : sqn (A^T *m Q) <= sqn A.
  rewrite -sqn_tr trmx_mul trmxK -[leRHS]mul1r -(expr1n _ 2); apply: bnd_mul.
  apply: bnd_trmx; rewrite -[Q]trmxK; apply: bnd_trmx; split=> [|x]; first exact: ler01.
  by rewrite {1}/sqn dot_mull trmxK mulmxA QQ mul1mx expr1n mul1r.
have h : 0 <= sqn (B - A^T *m Q) by exact: sqn_ge0.
rewrite sqnB -dot_mull five in h.
rewrite norm_W; apply: (@le_trans _ _ (sqn (A^T *m Q) + sqn B)); last by rewrite lerD2r.
by apply: (@ge0_le _ _ _ _ _ h); ring.
Qed.
Lemma means : Mu y W1 = diag 2%:R^-1 1.
Proof. by rewrite /Mu /W1 -mulmxA onehot_averaging ?mulmx1 //; exact: ne. Qed.
Lemma inv2 : 0 <= 2%:R^-1 :> R. Proof. by rewrite invr_ge0 ler0n. Qed.
Lemma inv21 : 2%:R^-1 <= 1 :> R. Proof. by rewrite invf_le1 ?ltr0n // ler1n. Qed.
Lemma NC2E k : NC2_le y W1 k <-> 2%:R <= k.
Proof.
have d0 : nrm (delta_mx 0 0 : 'cV[R]_2) = 1 by rewrite /nrm sqn2 !mxE /= expr1n expr0n addr0 sqrtr1.
have d1 : nrm (delta_mx 1 0 : 'cV[R]_2) = 1 by rewrite /nrm sqn2 !mxE /= expr1n expr0n add0r sqrtr1.
rewrite /NC2_le means diag_tr; split=> [[_ _ /(_ (delta_mx 1 0) (delta_mx 0 0))]|k2].
  rewrite diag_tr d0 d1 /nrm !diag_sqn !mxE /= !expr1n !expr0n /= !mulr0 !mulr1 addr0 add0r sqrtr1.
  by rewrite sqrtr_sqr ger0_norm ?inv2 // ler_pdivlMr ?ltr0n // mul1r.
apply: (cond_of (s1 := 1) (sK := 2%:R^-1)); rewrite ?invr_gt0 ?ltr0n //.
- split=> [|x]; first exact: ler01.
  rewrite diag_sqn sqn2 !expr1n !mul1r lerD2r -[leRHS]mul1r; apply: ler_wpM2r;
    first exact: sqr_ge0.
  by rewrite -[X in _ <= X](expr1n _ 2) ler_sqr2 ?inv2 ?ler01 ?inv21.
- split=> [|x]; first exact: inv2.
  rewrite diag_tr diag_sqn sqn2 mulrDr lerD2l expr1n; apply: ler_wpM2r; first exact: sqr_ge0.
  by rewrite -[X in _ <= X](expr1n _ 2) ler_sqr2 ?inv2 ?ler01 ?inv21.
- by apply: le_trans k2; rewrite ler0n.
by rewrite ler_pdivlMr ?ltr0n // mul1r.
Qed.

Theorem F11_unbalanced_classes : [/\ W2 *m W1 = Y, W2^T *m W2 - W1 *m W1^T = 0,
  forall m (A : 'M[R]_(2, m)) (B : 'M[R]_(m, 17)), A *m B = Y -> sqn W2 + sqn W1 <= sqn A + sqn B,
  within y W1 = 0 & forall k, NC2_le y W1 k <-> 2%:R <= k].
Proof.
split; [exact: fits | exact: balanced_layers | exact: norm_least | | exact: NC2E].
by rewrite /within /W1 -mulmxA (_ : Y *m _ = 0) ?mulmx0 //; exact: onehot_within.
Qed.
End F11.
