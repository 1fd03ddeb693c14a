(* What G3 and G4 of docs/claims.md do not hold without. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Refutations.
Variable R : rcfType.

(* G3 without ||(I-A) W_L||^2: W_1 = W_2 = I are balanced, and with A = C their bound would be 0. *)
Theorem G3_needs_last_term :
  exists (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) (A : 'M[R]_(u 0%N)) (X : 'M[R]_(u 1%N, u 0%N)),
  [/\ proj A, is_pinv (A *m top W 1) X, qneg (defect W 0) 0 &
      ~ bnd ((1%:M - X *m (A *m top W 1)) *m W 1%N) 0].
Proof.
pose C : 'M[R]_2 := 1%:M - const_mx 2%:R^-1.
have hC : proj C by exact: (@center_proj R 2).
have [t i] := hC; have tE : C *m (1%:M *m 1%:M) = C by rewrite !mulmx1.
exists (fun=> 2%N), (fun=> 1%:M), C, C; split=> //.
- by split; rewrite /= tE ?i.
- by rewrite /defect trmx1 mulmx1 subrr; split=> [|x]; rewrite ?trmx0 // mul0mx dot0r mul0r oppr0.
rewrite /= tE i mulmx1 => h.
have : 1%:M - C = 0.
  by apply: sqn_le0; have := bnd_mul 1%:M h; rewrite mulmx1 expr0n mul0r.
rewrite /C opprB addrC subrK => /matrixP /(_ 0 0); rewrite !mxE => /eqP.
by rewrite invr_eq0 pnatr_eq0.
Qed.

(* G4 without g b^T: at a stationary point, b decayed by nothing, the defect is 3/4. *)
Theorem G4_needs_bias_term :
  exists (W : nat -> 'M[R]_1) (b : 'M[R]_1) (Z : nat -> 'M[R]_1) (Delta : 'M[R]_1),
  [/\ Z 0%N = W 0%N *m Z 1%N, Z 1%N = W 1%N *m Z 2%N + b *m const_mx 1,
      @rgrad R (fun=> 1%N) 1 W 1 Delta Z 0 = 0, @rgrad R (fun=> 1%N) 1 W 1 Delta Z 1 = 0 &
      @defect R (fun=> 1%N) W 0 = (3%:R / 4%:R)%:M].
Proof.
exists (fun j => if j is 0%N then 1%:M else (2%:R^-1)%:M), (3%:R / 4%:R)%:M,
  (fun j => if j is j.+2 then (2%:R^-1)%:M else 1%:M), (- 1)%:M.
by split; rewrite /rgrad /grad /defect /=; apply/matrixP => i j;
  rewrite !ord1 !(mxE, big_ord1) /= ?mulr1n; field.
Qed.
End Refutations.
