(* The hypotheses of B4, B5, B6, B6s and H9_equal_norms hold where none of their conclusions is
   empty; and the quantities of h_samples.v's classifier lie in intervals from which decide.v
   accepts the bounds of section H. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral singular penrose b h h_algebraic h_means h_nearest
  h_layers.
From NCV Require Import decide rationals decided_a decided_h decided_h_nearest.
From NCV.instances Require Import h_samples h_any.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Section Layers.
Variable R : rcfType.
(* B4: leaky slopes 1 and 1/2; two units, one sample, W = (1, -1)^T, A = (1 2), delta = 1. *)
Definition leak (x : R) : R := if 0 <= x then 1 else 1 / 2%:R.
Definition leaky (x : R) : R := leak x * x.
Definition B4_below : 'M[R]_(2, 1) := \matrix_(i, j) nth 0 [:: 1; - 1] i.
Definition B4_above : 'M[R]_(1, 2) := \matrix_(i, j) nth 0 [:: 1; 2%:R] j.
Theorem instance_B4 : (forall x, leak x * x = leaky x) /\ leaky (- 1) = - (1 / 2%:R) /\
  (hadamard (map_mx leak (B4_below *m 1%:M)) (B4_above^T *m 1%:M) *m (1%:M : 'M_1)^T *m B4_below^T)
    ord_max ord_max = - 1.
Proof.
have l1 : leak (- 1) = 1 / 2%:R by rewrite /leak oppr_ge0 ler10.
split=> //; split; first by rewrite /leaky l1 mulrN1.
rewrite !(mxE, big_ord_recl, big_ord0) /= !(mulr1n, mulr1, mul1r, addr0, mulrN1) l1.
by field.
Qed.
(* B5: one output, two units below it, slopes 1 and 1/2, W = (1 0), E = 1, Z_1 = 1. *)
Definition B5_width (j : nat) : nat := if j is 0%N then 1%N else 2%N.
Definition B5_layer (j : nat) : 'M[R]_(B5_width j, B5_width j.+1) :=
  \matrix_(p, q) (p == q :> nat)%:R.
Definition B5_slopes (j : nat) : 'M[R]_(B5_width j.+1, 1) :=
  \matrix_(p, q) nth 0 [:: 1; 1 / 2%:R] p.
Definition B5_signal (j : nat) : 'M[R]_(B5_width j, 1) := \matrix_(p, q) (p == 0%N :> nat)%:R.
Theorem instance_B5 : [/\ forall j, (j < 1)%N ->
  B5_signal j.+1 = hadamard (B5_slopes j) ((B5_layer j)^T *m B5_signal j),
  forall j, (j < 1)%N -> 0 <= 1 / 2%:R :> R /\ forall p q, 1 / 2%:R <= B5_slopes j p q,
  forall j, (j < 1)%N -> low (B5_layer j) 1, low (1%:M : 'M[R]_1)^T 1 & sqn (B5_signal 0) = 1].
Proof.
split.
- case=> // _; apply/matrixP => -[[|[|//]] hp] q;
  rewrite (ord1 q) !(mxE, big_ord_recl, big_ord0) /=.
    by rewrite !mulr1n; ring.
  by rewrite !mulr0n; ring.
- case=> // _; split=> [|-[[|[|//]] hp] q]; rewrite ?mxE /= ?lexx ?divr_ge0 ?ler01 ?ler0n //.
  by rewrite mul1r invf_le1 ?ltr0n // ler1n.
- case=> // _; split=> [|x]; first exact: ler01.
  rewrite !sqnE !(mxE, big_ord_recl, big_ord0) /= mulr1n mulr0n !(mul1r, mul0r, addr0) expr1n mul1r.
  by rewrite lerDl sqr_ge0.
- by split=> [|x]; rewrite ?ler01 // trmx1 trmx1 mul1mx expr1n mul1r.
by rewrite sqnE !(mxE, big_ord_recl, big_ord0) /= mulr1n expr1n !addr0.
Qed.
(* B6 and B6s: theta = 1 and grad C_0 = 2 at C_0 = 2, so that a = 2. *)
Theorem instance_B6 : let theta : 'cV[R]_1 := 1%:M in let g : 'cV[R]_1 := 2%:R%:M in
  [/\ 0 < 2%:R :> R, 2%:R * 2%:R <= sqn g, nrm theta <= 1 & theta != 0].
Proof.
split; first by rewrite ltr0n.
- by rewrite sqn_scalar mxE eqxx mulr1n expr2.
- by rewrite /nrm sqn_scalar mxE eqxx mulr1n expr1n sqrtr1.
by apply/eqP => /matrixP /(_ 0 0); rewrite !mxE eqxx => /eqP; rewrite oner_eq0.
Qed.
(* H9, equal norms: leaky layers 2 and 1 of one unit, an input of -1, so that both slopes are 1/2.
   *)
Let u := fun _ : nat => 1%N.
Definition H9_layer (j : nat) : 'M[R]_(u j, u j.+1) := (if j is 0%N then 2%:R else 1)%:M.
Definition H9_features (j : nat) : 'M[R]_(u j, 1) :=
  const_mx (nth 0 [:: - (1 / 2%:R); - (1 / 2%:R); - 1] j).
Definition H9_slopes (j : nat) : 'M[R]_(u j, 1) := map_mx leak (H9_layer j *m H9_features j.+1).
Theorem instance_H9_equal_norms :
  (forall j, (j <= 1)%N -> times (H9_slopes j) (H9_layer j *m H9_features j.+1) = H9_features j) /\
  H9_slopes 1 = const_mx (1 / 2%:R) /\ nrm (H9_layer 0) != nrm (H9_layer 1).
Proof.
have neg (x : R) : 0 < x -> leak (- x) = 1 / 2%:R by move=> x0; rewrite /leak oppr_ge0 leNgt x0.
have h0 : 0 < 1 / 2%:R :> R by rewrite divr_gt0 ?ltr01 ?ltr0n.
have layer0 : H9_layer 0 *m H9_features 1 = const_mx (- 1).
  apply/matrixP => p q; rewrite !ord1 /H9_layer mul_scalar_mx !mxE /=; by field.
have layer1 : H9_layer 1 *m H9_features 2 = const_mx (- 1).
  by apply/matrixP => p q; rewrite !ord1 /H9_layer mul_scalar_mx !mxE /= mul1r.
split.
  case=> [|[|//]] _; rewrite /H9_slopes ?layer0 ?layer1; apply/matrixP => p q; rewrite !mxE /=.
    by rewrite neg ?ltr01 // mulrN1.
  by rewrite neg ?ltr01 // mulrN1.
split; first by rewrite /H9_slopes layer1; apply/matrixP => p q; rewrite !mxE neg ?ltr01.
have nE (x : R) : nrm (x%:M : 'M_1) = `|x| by rewrite /nrm sqn_scalar mxE eqxx mulr1n sqrtr_sqr.
by rewrite /H9_layer !nE normr1 normr_nat -subr_eq0 (_ : 2%:R - 1 = 1) ?oner_eq0 //; ring.
Qed.
Definition small_H9_equal_norms D0 := H9_equal_norms (l := 0%N) (k := 1%N) D0 ltr01
  instance_H9_equal_norms.1.
End Layers.

(* --- decide.v on h_samples.v's classifier. --- *)
Definition this_classifier : classifier := {|
  class_counts := [:: Zpos 2; Zpos 1]; residual := Interval (Qmake 0 1) (Qmake 9 2);
  margin := Interval (Qmake 2 1) (Qmake 2 1); S_within := Interval (Qmake 1 1) (Qmake 1 1);
  S_between := Interval (Qmake 17 4) (Qmake 17 4); E_weights := Interval (Qmake 1 1) (Qmake 1 1);
  P_within := Interval (Qmake 1 2) (Qmake 1 2); P_between := Interval (Qmake 4 1) (Qmake 4 1);
  not_projected := Interval (Qmake 3 4) (Qmake 3 4);
    projected_1 := Interval (Qmake 0 1) (Qmake 3 1);
  projected_least := Interval (Qmake 2 1) (Qmake 2 1) |}.
Section Classifier.
Variable R : rcfType.
Lemma QR_fraction n d : QR R (Qmake (Z.of_nat n) (Pos.of_succ_nat d)) = n%:R / d.+1%:R.
Proof. by rewrite QRE /= ZR_nat -[Zpos _]/(Z.of_nat d.+1) ZR_nat. Qed.
Lemma inside_point (a : R) q : a = QR R q -> inside a (Interval q q).
Proof. by move=> ->; split. Qed.
Theorem instance_classifier : classifier_in y (W R) (b R) (Z R) (X R) this_classifier /\
  [/\ H2m_decides this_classifier (Qmake 5 16), H2h_decides this_classifier (Qmake 5 16),
      H2h_least_decides this_classifier (Qmake 2 19), H3_decides this_classifier (Qmake 1 2) &
      H4_decides this_classifier (Qmake 2 1)].
Proof.
split; last by split; vm_compute.
have [hp hl _] := H4_instance R.
split => //=.
- exact: h_samples.pinvE.
- have s c : #|[pred i | y i == c]| = (if c == 0%N :> nat then 2 else 1)%N.
    by apply/eqP; rewrite -(eqr_nat R) -size_card sizeE; case: ifP.
  rewrite /counts_of (_ : enum 'I_2 = [:: ord0; lift ord0 ord0]) /= ?s //.
  by apply: (inj_map val_inj); rewrite val_enum_ord.
- split; first by rewrite (QR_fraction 0 0) mul0r nrm_ge0.
  rewrite (QR_fraction 9 1) nrm_le ?divr_ge0 ?ler0n // sqnE !(mxE, big_ord_recl, big_ord0) /=.
  rewrite -subr_ge0; have -> : forall x : R, x = 1 / 2%:R -> 0 <= x by move=> x ->;
    rewrite divr_ge0 ?ler01 ?ler0n.
    by [].
  by field.
- by apply: inside_point; rewrite (QR_fraction 2 0) divr1 tbarE.
- by apply: inside_point; rewrite (QR_fraction 1 0) divr1 S_WE.
- by apply: inside_point; rewrite (QR_fraction 17 3) S_BE.
- by apply: inside_point; rewrite (QR_fraction 1 0) divr1 E_WE.
- by apply: inside_point; rewrite (QR_fraction 1 1) P_WE.
- by apply: inside_point; rewrite (QR_fraction 4 0) divr1 P_BE.
- by apply: inside_point; rewrite (QR_fraction 3 3) restE.
- have [c hc] := norm_exists (X R *m Mu_C y (logits (W R) (b R) (Z R))); exists c => //; split.
    by rewrite (QR_fraction 0 0) mul0r; case: hc => /bnd_ge0.
  by rewrite (QR_fraction 3 0) divr1; exact: norm_least hc hp.
by exists 2%:R => //; apply: inside_point; rewrite (QR_fraction 2 0) divr1.
Qed.
(* The class means' distance is sqrt 17: 16/17 of a sample at most is not nearest to its own. *)
Definition these_means : means := {| apart := Interval (Qmake 17 1) (Qmake 17 1) |}.
Theorem instance_nearest : means_in y (Z R) these_means /\
  H6_count_decides this_classifier these_means (Qmake 0 1) /\
  H6_decides this_classifier these_means (Qmake 0 1).
Proof.
split; last by split; vm_compute.
move=> j k kj; rewrite (QR_fraction 17 0) divr1 /dist2 /mean_of MuE sqnE.
move: kj; case: j => [[|[|//]] hj]; case: k => [[|[|//]] hk] // _.
all: by rewrite !(mxE, big_ord_recl, big_ord0) /= le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.
End Classifier.
