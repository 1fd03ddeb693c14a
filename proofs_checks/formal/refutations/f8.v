(* F8: B5 with a first layer narrower than the number of samples. One unit gives both samples the
   feature 1; at the outputs (1/2, 1/2) their residuals cancel in every gradient. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose b.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F8.
Variable R : rcfType.

Definition Z1 : 'M[R]_(1, 2) := const_mx 1.
Definition W2 : 'M[R]_(2, 1) := const_mx 2%:R^-1.
Definition E : 'M[R]_2 := W2 *m Z1 - onehot (fun i : 'I_2 => i).

Ltac entries := apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //;
  rewrite !(mxE, big_ord_recl, big_ord0) /=.

(* s_N(Z_1), N = 2 > n_1, counts as Z_1's one singular value, sqrt 2;
   layers from 3 on there are none. *)
Theorem F8_narrow_first_layer : [/\ low Z1 (Num.sqrt 2%:R), 0 < sqn E,
  E *m Z1^T = 0, W2^T *m E = 0 & ~ ((Num.sqrt 2%:R * 1) ^+ 2 * sqn E <= sqn (E *m Z1^T))].
Proof.
have G : E *m Z1^T = 0 by entries; field.
have E0 : 0 < sqn E.
  rewrite sqn_gt0; apply/eqP => /matrixP /(_ 0 1); rewrite !(mxE, big_ord_recl,
    big_ord0) /= => /eqP.
  by rewrite mulr1 addr0 subr0 invr_eq0 pnatr_eq0.
split=> //.
- split=> [|x]; first exact: sqrtr_ge0.
  rewrite sqr_sqrtr ?ler0n // !sqnE !(mxE, big_ord_recl, big_ord0) /= !mul1r !addr0.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
- by entries; field.
rewrite G sqn0 mulr1 sqr_sqrtr ?ler0n //; apply/negP.
by rewrite -ltNge mulr_gt0 ?ltr0n.
Qed.
End F8.
