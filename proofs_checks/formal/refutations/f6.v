(* F6: B5 where the widths do not fall. Behind a bottleneck of one unit all gradients vanish at a
   positive loss, although Z_1 has independent samples and every layer its full rank. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose b.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F6.
Variable R : rcfType.

(* Two outputs, one unit below them, two units and two samples below that: Z_1 = I, Y = I. *)
Definition W3 : 'M[R]_(2, 1) := delta_mx 0 0.
Definition W2 : 'M[R]_(1, 2) := delta_mx 0 0.
Definition E : 'M[R]_2 := W3 *m W2 *m 1%:M - onehot (fun i : 'I_2 => i).

Lemma EE : E = - delta_mx 1 1.
Proof.
rewrite /E mulmx1 mul_delta_mx; apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //.
all: by rewrite !mxE /=; ring.
Qed.
Lemma unit_low n : low (delta_mx 0 0 : 'M[R]_(1, n.+1)) 1.
Proof.
split=> [|x]; first exact: ler01.
by rewrite expr1n mul1r trmx_delta /sqn dot_mull trmx_delta mulmxA mul_delta_mx [delta_mx _
  _]mx11_scalar mxE eqxx mul1mx.
Qed.
Lemma id_low n : low (1%:M : 'M[R]_n) 1.
Proof. by split=> [|x]; rewrite ?ler01 // trmx1 mul1mx expr1n mul1r. Qed.

(* Of B5's hypotheses all hold, but that W_3's least singular value is that of its one column. *)
Theorem F6_bottleneck : [/\ low (1%:M : 'M[R]_2)^T 1, low W3^T 1 /\ low W2 1, 0 < sqn E,
  [/\ E *m (W2 *m 1%:M)^T = 0, W3^T *m E *m (1%:M)^T = 0 & W2^T *m (W3^T *m E) = 0] &
  ~ ((1 * (1 * 1)) ^+ 2 * sqn E <= sqn (W3^T *m E *m (1%:M)^T))].
Proof.
have G2 : W3^T *m E = 0 by rewrite EE mulmxN trmx_delta mul_delta_mx_cond mulr0n oppr0.
have E0 : 0 < sqn E.
  rewrite sqn_gt0 EE oppr_eq0; apply/eqP => /matrixP /(_ 1 1); rewrite !mxE => /eqP.
  by rewrite oner_eq0.
split=> //; first by rewrite trmx1; exact: id_low.
- by rewrite /W3 trmx_delta; split; exact: unit_low.
- by split; rewrite ?G2 ?mul0mx ?mulmx0 // mulmx1 EE mulNmx trmx_delta mul_delta_mx_cond mulr0n
  oppr0.
by rewrite G2 mul0mx sqn0 !mulr1 expr1n mul1r; apply/negP; rewrite -ltNge.
Qed.
End F6.
