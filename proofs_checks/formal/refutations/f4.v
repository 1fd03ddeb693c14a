(* F4: B3 without weight decay. W_1 = 2 I and W_2 = I/2 fit the labels I exactly: at lambda = 0
   this is
   a critical point with D_1 = -15/4 I, and gradient descent with any step leaves it as it is. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose b.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F4.
Variable R : rcfType.
Let u := fun _ : nat => 2%N.

Definition W (j : nat) : 'M[R]_(u j, u j.+1) := (if j is 0%N then 2%:R^-1 else 2%:R)%:M.
(* Outputs, features, inputs. *)
Definition Z (j : nat) : 'M[R]_(u j, 2) := (if j is 1%N then 2%:R else 1)%:M.
Notation E := (Z 0%N - onehot (fun i : 'I_2 => i)).

Lemma fits : E = 0.
Proof. by apply/matrixP => i j; rewrite !mxE eq_sym subrr. Qed.
Lemma W_step eta j : step W E Z eta 0 j = W j.
Proof. by rewrite /step /rgrad /grad fits mulmx0 mul0mx scale0r addr0 scaler0 subr0. Qed.
Lemma defectE : @defect R u W 0 = (- (15%:R / 4%:R))%:M.
Proof.
rewrite /defect /W !tr_scalar_mx -!scalar_mxM -raddfB; congr (_%:M).
by field.
Qed.

Theorem F4_no_weight_decay : [/\ linear_head W 2 Z,
  rgrad W 0 E Z 0 = 0 /\ rgrad W 0 E Z 1 = 0,
  forall eta, @defect R u (step W E Z eta 0) 0 = defect W 0 &
  forall c, bnd (@defect R u W 0) c -> 15%:R / 4%:R <= c].
Proof.
split.
- by case=> [|[|//]] _; rewrite /W /Z -scalar_mxM ?mulr1 // mulVf // pnatr_eq0.
- by split; rewrite /rgrad /grad fits mulmx0 mul0mx scale0r addr0.
- by move=> eta; rewrite /defect !W_step.
move=> c h; have c0 := bnd_ge0 h; have [_ /(_ (delta_mx 0 0))] := h.
rewrite defectE mul_scalar_mx sqnZ sqrrN ler_pM2r; last first.
  rewrite sqn_gt0; apply/eqP => /matrixP /(_ 0 0); rewrite !mxE => /eqP.
  by rewrite oner_eq0.
by rewrite ler_sqr2 // divr_ge0 ?ler0n.
Qed.
End F4.
