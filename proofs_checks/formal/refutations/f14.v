(* F14: H6 where class means coincide and such pairs add nothing. Two classes of two samples each,
   1 and -1, have the mean 0: no sample is nearest to its own, and the right side is 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h_nearest.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section F14.
Variable R : rcfType.

Definition y : 'I_4 -> 'I_2 := fun i => if (i < 2)%N then ord0 else lift ord0 ord0.
Definition Z : 'M[R]_(1, 4) := \matrix_(i, j) nth 0 [:: 1; - 1; 1; - 1] j.

Lemma ne : nonempty y.
Proof. by case=> [[|[|//]] h]; [exists ord0 | exists ord_max]; apply: val_inj. Qed.
Lemma sizeE c : size_of y c = 2%:R :> R.
Proof. by case: c => [[|[|//]] h]; rewrite /size_of !big_ord_recl big_ord0 /=; ring. Qed.
Lemma MuE : Mu y Z = 0.
Proof.
by apply/matrixP => -[[|i] hi] -[[|[|j]] hj] //; rewrite !(mxE, big_ord_recl, big_ord0, sizeE) /=;
  field.
Qed.
Lemma meanE c : mean_of y Z c = 0.
Proof. by rewrite /mean_of MuE linear0. Qed.
(* Classes of both kinds are not of one class alone. *)
Lemma other_class (c : 'I_2) : exists j : 'I_2, j != c.
Proof. by case: c => [[|[|//]] h]; [exists (lift ord0 ord0) | exists ord0]. Qed.
Lemma not_nearestT i : not_nearest y Z i.
Proof.
have [j ji] := other_class (y i); apply/existsP; exists j.
by rewrite ji !meanE lexx.
Qed.

Theorem F14_coinciding_means : [/\ nonempty y, Z != 0 &
  ~~ (#|not_nearest y Z|%:R / 4%:R <= \sum_c size_of y c / 4%:R *
    Num.min 1 (\sum_(j | j != c) var_along y Z c j / (var_along y Z c j + dist2 y Z c j / 4%:R)))].
Proof.
split; first exact: ne.
  apply/eqP => /matrixP /(_ ord0 ord0); rewrite !mxE /= => /eqP.
  by rewrite oner_eq0.
have d0 c j : dist2 y Z c j = 0 by rewrite /dist2 !meanE subrr sqn0.
have v0 c j : var_along y Z c j = 0 by rewrite /var_along d0 invr0 mulr0.
rewrite big1 => [|c _]; last first.
  rewrite big1 => [|j _]; last by rewrite v0 mul0r.
  by rewrite (min_idPr ler01) mulr0.
rewrite -ltNge (_ : #|_| = 4%N) ?divr_gt0 ?ltr0n //.
rewrite (eq_card (B := predT)) ?card_ord //.
by move=> i; rewrite !inE; exact: not_nearestT.
Qed.
End F14.
