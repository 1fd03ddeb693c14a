(* F7: B5 without a lower bound on the slopes. W_2 = -I sends every feature below zero,
   where ReLU is
   0 and its slope as well: no gradient comes back, whatever the loss. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose b.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F7.
Variable R : rcfType.

Definition relu (x : R) : R := if 0 < x then x else 0.
Definition slope (x : R) : R := (0 < x)%R%:R.
(* Z_1 = I; layers 2 and 3 have weights -I and I, Y = I. *)
Definition pre2 : 'M[R]_2 := (- 1%:M) *m 1%:M.
Definition Z2 : 'M[R]_2 := map_mx relu pre2.
Definition E : 'M[R]_2 := 1%:M *m Z2 - onehot (fun i : 'I_2 => i).
Definition Delta2 : 'M[R]_2 := hadamard (map_mx slope pre2) ((1%:M)^T *m E).

Lemma dead i j : (0 < pre2 i j) = false.
Proof.
rewrite /pre2 mulmx1 !mxE; apply/negbTE; rewrite -leNgt oppr_le0.
by case: (_ == _); rewrite ?ler01 ?lexx.
Qed.
Lemma Z2E : Z2 = 0. Proof. by apply/matrixP => i j; rewrite /Z2 mxE /relu dead mxE. Qed.
Lemma EE : E = - 1%:M.
Proof. by rewrite /E Z2E mulmx0 sub0r; apply/matrixP => i j; rewrite !mxE eq_sym. Qed.
Lemma Delta2E : Delta2 = 0.
Proof. by apply/matrixP => i j; rewrite /Delta2 mxE [map_mx _ _ _ _]mxE /slope dead mul0r mxE. Qed.
Lemma low1 n : low (1%:M : 'M[R]_n) 1.
Proof. by split=> [|x]; rewrite ?ler01 // trmx1 mul1mx expr1n mul1r. Qed.

(* ReLU's slopes count as 1, its best; the least singular values are 1. *)
Theorem F7_dead_units : [/\ forall x, slope x * x = relu x, low (1%:M : 'M[R]_2)^T 1,
  low (1%:M : 'M[R]_2) 1, 0 < sqn E &
  [/\ E *m Z2^T = 0, Delta2 *m (1%:M)^T = 0 & (- 1%:M)^T *m Delta2 = 0] /\
  ~ ((1 * (1 * 1)) ^+ 2 * sqn E <= sqn (Delta2 *m (1%:M)^T))].
Proof.
have E0 : 0 < sqn E.
  rewrite sqn_gt0 EE oppr_eq0; apply/eqP => /matrixP /(_ 0 0); rewrite !mxE => /eqP.
  by rewrite oner_eq0.
split=> //; rewrite ?trmx1; try exact: low1.
  by move=> x; rewrite /slope /relu; case: ifP; rewrite ?mul1r ?mul0r.
rewrite Z2E Delta2E trmx0 !mulmx0 mul0mx sqn0 !mulr1 expr1n mul1r; split=> //.
by apply/negP; rewrite -ltNge.
Qed.
End F7.
