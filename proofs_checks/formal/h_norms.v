(* H10 of docs/claims.md for a head of two layers: l_1 |A|_F^2 + l_0 |B|_F^2 >= 2 sqrt(l_0 l_1)
   sum_i s_i(A B), with equality for layers that their decays balance. S is the root of M M^T, so
   that tr S is the sum of M's singular values and #{i: s_i >= t} t <= tr S. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose h h_floors h_margin.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section TwoLayers.
Variables (R : rcfType) (K m p : nat) (A : 'M[R]_(K, m)) (B : 'M[R]_(m, p)) (a b : R).
Notation M := (A *m B).
Hypothesis a0 : 0 <= a.
Hypothesis b0 : 0 <= b.

(* <P, T P> = tr S for T = S^+, and ||T P|| <= 1. *)
Lemma polar (P : 'M[R]_(K, p)) S : is_root (P *m P^T) S -> exists T : 'M[R]_K, bnd (T *m P) 1 /\
  dot P (T *m P) = \tr S.
Proof.
move=> [tS pS eS]; have [T hT] := pinv_exists S; exists T.
have hT' : is_pinv S T^T by have := pinv_tr hT; rewrite tS.
have tT : T^T = T := pinv_unique hT' hT.
have [SSS _ _ _] := hT; split.
  rewrite -[T *m P]trmxK; apply: bnd_trmx; split=> [|x]; first exact: ler01.
  have -> : sqn ((T *m P)^T *m x) = sqn (S *m T *m x).
    rewrite sqn_gramr trmx_mul tT [RHS]/sqn dot_mull trmx_mul tT tS; congr (dot x _).
    by rewrite !mulmxA -(mulmxA T P) -eS !mulmxA.
  by rewrite expr1n mul1r; exact: proj_le (pinv_projr hT).
by rewrite /dot mxtrace_mulC -mulmxA -eS mxtrace_mulC -mulmxA mxtrace_mulC SSS.
Qed.
Theorem H10_two_layers (S : 'M[R]_K) : is_root (M *m M^T) S ->
  2%:R * Num.sqrt (a * b) * \tr S <= a * sqn A + b * sqn B.
Proof.
move=> hS; have [T [hT <-]] := polar hS.
have le := dot_product_le A B hT; rewrite mul1r in le.
apply: (@le_trans _ _ (2%:R * Num.sqrt (a * b) * (nrm A * nrm B))).
  by apply: ler_wpM2l le; rewrite mulr_ge0 ?ler0n ?sqrtr_ge0.
rewrite sqrtrM // -!nrm2; move: (nrm A) (nrm B) => v w.
have sa := sqr_sqrtr a0; have sb := sqr_sqrtr b0.
apply: (ge0_le (z := (Num.sqrt a * v - Num.sqrt b * w) ^+ 2)); last exact: sqr_ge0.
by rewrite -[in X in X - _ = _]sa -[in X in X - _ = _]sb; ring.
Qed.
(* Equality, where a A^T A = b B B^T. *)
Theorem H10_balanced (S : 'M[R]_K) : 0 < b -> is_root (M *m M^T) S ->
  a *: (A^T *m A) = b *: (B *m B^T) ->
  2%:R * Num.sqrt (a * b) * \tr S = a * sqn A + b * sqn B.
Proof.
move=> bp hS bal; pose r := Num.sqrt (a / b);
  have r2 : r ^+ 2 = a / b by rewrite sqr_sqrtr // divr_ge0 // ltW.
have r0 : 0 <= r := sqrtr_ge0 _.
have BB : B *m B^T = r ^+ 2 *: (A^T *m A).
  by rewrite r2 mulrC -scalerA bal scalerA mulVf ?scale1r // gt_eqF.
have hS' : is_root (M *m M^T) (r *: (A *m A^T)).
  split.
  - by rewrite linearZ /= trmx_mul trmxK.
  - move=> x; rewrite -scalemxAl dotZr mulr_ge0 // -mulmxA dot_mulrl; exact: sqn_ge0.
  have -> : M *m M^T = A *m (B *m B^T) *m A^T by rewrite trmx_mul !mulmxA.
  by rewrite BB -!scalemxAl -!scalemxAr -!scalemxAl !scalerA -expr2 !mulmxA.
rewrite (root_unique hS hS') mxtraceZ.
have -> : \tr (A *m A^T) = sqn A by rewrite -sqn_tr /sqn /dot trmxK.
have sB : b * sqn B = a * sqn A.
  have := congr1 (fun Q => \tr Q) bal; rewrite !mxtraceZ => e.
  by rewrite [sqn A]/sqn /dot e -sqn_tr /sqn /dot trmxK.
have ab : Num.sqrt (a * b) * r = a.
  rewrite -sqrtrM ?mulr_ge0 ?(ltW bp) // (_ : a * b * (a / b) = a ^+ 2); last by field;
    rewrite gt_eqF.
  by rewrite sqrtr_sqr ger0_norm.
by rewrite sB mulrA -(mulrA 2%:R) ab; ring.
Qed.
End TwoLayers.
