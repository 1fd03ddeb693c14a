(* What G0, G3 and G4 of docs/claims.md do not hold without. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose b.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Refutations.
Variable R : rcfType.

Ltac entries := apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //;
  rewrite !(mxE, big_ord_recl, big_ord0) /=.
Definition two (a b c d : R) : 'M[R]_2 :=
  \matrix_(i, j) nth 0 (nth [::] [:: [:: a; b]; [:: c; d]] i) j.

(* G0 with a layer above that is not affine: ReLU. W_1 is stationary, lambda = 1, and has a part
   outside the rows of W_2. *)
Theorem G0_needs_affine_layers :
  let X := two 1 (- (1 / 4%:R)) (- (1 / 4%:R)) 1 in
  let W1 := two (- (1 / 2%:R)) 2%:R 1 (- (1 / 4%:R)) in
  let W2 := two 1 1 0 0 in
  let Delta := two (- 1) (- 2%:R) 0 0 in
  let V := two (1 / 2%:R) 0 (1 / 2%:R) 0 in
  let slopes : 'M[R]_2 := map_mx (fun x => (0 < x)%R%:R) (W1 *m X) in
  [/\ is_pinv W2 V, hadamard slopes (W2^T *m Delta) *m X^T + 1 *: W1 = 0 &
      sqn ((1%:M - V *m W2) *m W1) = 117%:R / 32%:R].
Proof.
move=> X W1 W2 Delta V slopes.
have e : W1 *m X = two (- 1) (17%:R / 8%:R) (17%:R / 16%:R) (- (1 / 2%:R)) by entries; field.
have eS : slopes = two 0 1 1 0.
  have p1 : 0 < 17%:R / 8%:R :> R by rewrite divr_gt0 ?ltr0n.
  have p2 : 0 < 17%:R / 16%:R :> R by rewrite divr_gt0 ?ltr0n.
  rewrite /slopes e; entries.
  - by rewrite oppr_gt0 ltr10.
  - by rewrite p1.
  - by rewrite p2.
  by rewrite oppr_gt0 ltNge divr_ge0 ?ler01 ?ler0n.
split; first by split; entries; field.
  by rewrite eS; entries; field.
by rewrite sqnE !(mxE, big_ord_recl, big_ord0) /=; field.
Qed.
(* G0 with lambda_l = 0: R_1 = 0, and W_1 = I has a part outside the row of V = (1 0). *)
Theorem G0_needs_weight_decay :
  exists (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, 1))
    (Delta : 'M[R]_(u 0%N, 1)) X,
  [/\ proj (1%:M : 'M[R]_(u 0%N)), is_pinv (1%:M *m top W 1) X, rgrad W 0 Delta Z 1 = 0 &
      (1%:M - X *m (1%:M *m top W 1)) *m W 1%N != 0].
Proof.
exists (fun j => if j is 0%N then 1%N else 2%N),
  (fun j => if j is 0%N return 'M[R]_(if j is 0%N then 1%N else 2%N, 2) then delta_mx 0 0 else
    1%:M),
  (fun=> 0), 0, (delta_mx 0 0).
split; first exact: proj_id.
- rewrite /= !mul1mx; split; rewrite ?trmx_mul ?trmx_delta ?mul_delta_mx //.
- by rewrite /rgrad /grad !mulmx0 mul0mx scale0r addr0.
rewrite /= !mul1mx mulmx1 mul_delta_mx; apply/eqP => /matrixP /(_ 1 1);
  rewrite !mxE /= subr0 => /eqP.
by rewrite oner_eq0.
Qed.
(* G0 with A = C for the squared error, whose gradient Z_2 - Y has a part along 1: W_2 = I, W_1 =
   I/2, labels and inputs I, lambda = 1. *)
Theorem G0_needs_invisible_part :
  exists (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, 2))
    (Y : 'M[R]_(u 0%N, 2))
    (A : 'M[R]_(u 0%N)) (X : 'M[R]_(u 1%N, u 0%N)),
  [/\ proj A, is_pinv (A *m top W 1) X, linear_head W 2 Z, rgrad W 1 (Z 0%N - Y) Z 1 = 0 &
      (1%:M - X *m (A *m top W 1)) *m W 1%N != 0].
Proof.
pose C : 'M[R]_2 := 1%:M - const_mx 2%:R^-1.
have hC : proj C by exact: (@center_proj R 2).
have [t i] := hC; have tE : C *m (1%:M *m 1%:M) = C by rewrite !mulmx1.
exists (fun=> 2%N), (fun j => if j is 0%N then 1%:M else (2%:R^-1)%:M),
  (fun j => if j is _.+2 then 1%:M else (2%:R^-1)%:M), 1%:M, C, C; split=> //.
- by split; rewrite /= tE ?i.
- by case=> [|[|//]] _; rewrite -scalar_mxM ?mul1r ?mulr1.
- rewrite /rgrad /grad /= mulmx1 trmx1 mul1mx mulmx1 scale1r -raddfB -raddfD /=.
  by rewrite (_ : _ + _ = 0) ?raddf0 //; field.
rewrite /= tE i /C opprB addrC subrK; apply/eqP => /matrixP /(_ 0 0).
by rewrite mul_mx_scalar !mxE => /eqP; rewrite mulf_eq0 !invr_eq0 !pnatr_eq0.
Qed.

(* G3 without ||(I-A) W_L||^2: W_1 = W_2 = I are balanced, and with A = C their bound would be 0. *)
Theorem G3_needs_last_term :
  exists (u : nat -> nat) (W : forall j, 'M[R]_(u j, u j.+1)) (A : 'M[R]_(u 0%N))
    (X : 'M[R]_(u 1%N, u 0%N)),
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
