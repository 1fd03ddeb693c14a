(* The remaining theorems' hypotheses discharged: the third reader's at this folder's networks, H10
   and the triangular factors at the head of nearly_balanced.v, where |W_L|^2 + |W_{L-1}|^2 is 4 and
   1/1024 and H10's bound 4. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose h_exponential triangular fit h_depth.
From NCV Require Import decide rationals decided_a decided_a_roots decided_h decided_h_entropy
  decided_h_nearest.
From NCV.instances Require a h_samples.
From NCV.instances Require Import numbers decided wide nearly_balanced small entropies.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Decided.
Variable R : rcfType.
Let in_head := (instance_decided R).1.
Definition read_A2s := A2s_decided in_head (instance_decided R).2.
Let A1s2 : A1s_decides this_head (Qmake 2 1). Proof. by vm_compute. Qed.
Let A2_30 : A2_decides this_head (Qmake 30 1). Proof. by vm_compute. Qed.
Let A5s2 : A5s_decides this_head (Qmake 2 1). Proof. by vm_compute. Qed.
Let A6s1 : A6s_decides this_head (Qmake 1 10). Proof. by vm_compute. Qed.
Let pinv1 : is_pinv (a.I2 R) (a.I2 R). Proof. by split; rewrite !mul1mx ?trmx1. Qed.
Definition read_A1s := A1s_decided in_head A1s2 pinv1.
Definition read_A2 := A2_decided in_head A2_30.
Definition read_A5s := A5s_decided in_head A5s2.
Definition read_A6s := A6s_decided in_head A6s1.
Let in_classifier := (instance_classifier R).1.
Let H1_20 : H1_decides this_classifier (Qmake 0 1) (Qmake 20 1). Proof. by vm_compute. Qed.
Definition read_H1 := H1_decided in_classifier H1_20.
End Decided.

Section Nearest.
Variable R : rcfType.
Let means := (instance_nearest R).1.
Let count := (instance_nearest R).2.1.
Let share := (instance_nearest R).2.2.
Definition read_H6_count := H6_count_decided (instance_classifier R).1 means count.
Definition read_H6 := H6_decided (instance_classifier R).1 means share.
End Nearest.

Section Head.
Variable R : rcfType.
Notation W := (near_layer R).
Let two : (0 < 2)%N := isT.
Let rows1 : W 0%N *m (W 0%N)^T = 1%:M.
Proof. by rewrite seesE layerT layer_back. Qed.
Let product : top W 2 = W 0%N.
Proof.
rewrite /= mul1mx; apply/matrixP => -[[|[|p]] hp] -[[|[|[|q]]] hq] //.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /=; numbers.
Qed.
Definition head_rows := orthonormal_rows (sees_free R).
Let free2 : row_free (1%:M *m top W 2). Proof. by rewrite mul1mx product; exact: sees_free. Qed.
Let id2 : (1%:M : 'M[R]_(width 0)) *m 1%:M^T = 1%:M. Proof. by rewrite trmx1 mulmx1. Qed.
Let id2' : (1%:M : 'M[R]_(width 0))^T *m 1%:M = 1%:M. Proof. by rewrite trmx1 mulmx1. Qed.
Definition head_chain := triangular_chain id2 free2.
Definition tight_fit := @B9u_fit_tight R 2 3 isT.
Let gram : top W 2 *m (top W 2)^T = 1%:M *m diag_mx (const_mx 1) *m (1%:M : 'M[R]_(width 0))^T.
Proof. by rewrite product rows1 trmx1 mulmx1 mul1mx diag_const_mx. Qed.
Let t0 (i : 'I_(width 0)) : 0 <= 1 :> R := ler01.
Let tE (i : 'I_(width 0)) : 1 ^+ 2 = (const_mx 1 : 'rV[R]_(width 0)) 0 i.
Proof. by rewrite mxE expr1n. Qed.
Let decay (j : nat) : (j < 2)%N -> 0 < 1 :> R := fun=> ltr01.
Let rhoE : 1 ^+ 2 = \prod_(j < 2) 1 :> R. Proof. by rewrite big1 // expr1n. Qed.
Definition head_H10 := H10_any_depth (lam := fun=> 1) (t := fun=> 1) two id2' gram t0 tE decay ler01
  rhoE.
Definition head_H10_count := H10_count (lam := fun=> 1) (t := fun=> 1) two id2' gram t0 tE decay
  ler01 rhoE ler01.
Definition head_H10_equality := H10_equality (lam := fun=> 1) (t := fun=> 1) two id2' id2 gram t0 tE
  decay ler01 rhoE.
Definition head_H10_numbers := H10_numbers W (lam := fun=> 1) two decay.
End Head.

Section Entropies.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.
Let inside := instance_entropies he.
Let entropy_H1 := let: conj _ (And3 h _ _) := inside in h.
Let entropy_H2 := let: conj _ (And3 _ h _) := inside in h.
Let entropy_H3 := let: conj _ (And3 _ _ h) := inside in h.
Definition read_entropy_H1 := H1_entropy_decided (instance_classifier R).1 entropy_H1 inside.1.
Definition read_entropy_H2 :=
  decided_h_entropy.H2_decided (instance_classifier R).1 entropy_H2 inside.1.
Definition read_entropy_H3 := H3_entropy_decided (instance_classifier R).1 entropy_H3 inside.1.
End Entropies.
