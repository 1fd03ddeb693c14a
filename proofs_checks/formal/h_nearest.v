(* The nearest class mean (H6, H6j, H6e): Cantelli's inequality, class by class. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section NearestMean.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).
Notation n := (@size_of R N K y).
Hypothesis ne : nonempty y.

(* The mean and the variance over the samples of a class. *)
Definition class_mean (F : 'I_N -> R) (c : 'I_K) : R := (\sum_(i | y i == c) F i) / n c.
Definition class_var (F : 'I_N -> R) (c : 'I_K) : R :=
  class_mean (fun i => (F i - class_mean F c) ^+ 2) c.

Variables (p : nat) (Z : 'M[R]_(p, N)).
Definition mean_of (c : 'I_K) : 'cV[R]_p := col c (Mu y Z).
(* d_cj^2, and <mu_j - mu_c, z_i - mu_c>. *)
Definition dist2 (c j : 'I_K) : R := sqn (mean_of j - mean_of c).
Definition along (c j : 'I_K) (i : 'I_N) : R := dot (mean_of j - mean_of c) (col i Z - mean_of c).
(* v_cj, the variance of class c along mu_j - mu_c; V_c, that of the whole class. *)
Definition var_along (c j : 'I_K) : R := class_mean (fun i => along c j i ^+ 2) c / dist2 c j.
Definition var_class (c : 'I_K) : R := class_mean (fun i => sqn (col i Z - mean_of c)) c.
(* Another class mean is as near as the own one. *)
Definition not_nearest : pred 'I_N := fun i =>
  [exists j, (j != y i) && (sqn (col i Z - mean_of j) <= sqn (col i Z - mean_of (y i)))].
(* 2 <mu_j - mu_c, z - mu_c>/d_cj^2, and 1 where means coincide: j is as near as c iff it is 1 or
   more. *)
Definition nearness (i : 'I_N) (j : 'I_K) : R :=
  if mean_of j == mean_of (y i) then 1 else 2%:R * along (y i) j i / dist2 (y i) j.

Lemma size_pos c : 0 < n c. Proof. exact: size_nonempty. Qed.
Lemma class_mean_le F G c : (forall i, y i = c -> F i <= G i) -> class_mean F c <= class_mean G c.
Proof.
move=> h; rewrite /class_mean ler_wpM2r ?invr_ge0 ?(ltW (size_pos c)) //.
by apply: ler_sum => i /eqP; exact: h.
Qed.
Lemma class_mean_ge0 F c : (forall i, 0 <= F i) -> 0 <= class_mean F c.
Proof. by move=> h; rewrite divr_ge0 ?(ltW (size_pos c)) // sumr_ge0. Qed.
Lemma class_meanD F G c : class_mean (fun i => F i + G i) c = class_mean F c + class_mean G c.
Proof. by rewrite /class_mean big_split mulrDl. Qed.
Lemma class_meanZ a F c : class_mean (fun i => a * F i) c = a * class_mean F c.
Proof. by rewrite /class_mean -mulr_sumr mulrA. Qed.
Lemma eq_class_mean F G c : F =1 G -> class_mean F c = class_mean G c.
Proof. by move=> h; congr (_ / _); apply: eq_bigr => i _; rewrite h. Qed.
Lemma class_mean_const a c : class_mean (fun=> a) c = a.
Proof.
rewrite /class_mean (eq_bigr (fun i => a * (y i == c)%:R)) => [|i /eqP ->];
  last by rewrite eqxx mulr1.
rewrite -mulr_sumr (_ : \sum_(i | y i == c) _ = n c) ?mulfK ?gt_eqF ?size_pos //.
by rewrite big_mkcond; apply: eq_bigr => i _; case: (y i == c).
Qed.
Lemma class_mean_sum (I : finType) (P : pred I) (F : I -> 'I_N -> R) c :
  class_mean (fun i => \sum_(j | P j) F j i) c = \sum_(j | P j) class_mean (F j) c.
Proof. by rewrite /class_mean exchange_big mulr_suml. Qed.

(* Cantelli: the share with F >= t, for t above the mean. *)
Lemma cantelli F c t : class_mean F c < t ->
  class_mean (fun i => (t <= F i)%R%:R) c <=
  class_var F c / (class_var F c + (t - class_mean F c) ^+ 2).
Proof.
set V := class_var F c; have eV : V = class_var F c by []; clearbody V.
rewrite /class_var in eV; set m := class_mean F c in eV * => mt.
have V0 : 0 <= V by rewrite eV; apply: class_mean_ge0 => i; exact: sqr_ge0.
pose s : R := t - m; rewrite -/s; have s0 : 0 < s by rewrite subr_gt0.
have s2 : 0 < s ^+ 2 by rewrite exprn_gt0.
have D0 : 0 < V + s ^+ 2 by rewrite ltr_wpDl.
rewrite ler_pdivlMr // -(ler_pM2r D0).
have e : class_mean (fun i => (s * (F i - m) + V) ^+ 2) c = V * (V + s ^+ 2).
  transitivity (class_mean (fun i => s ^+ 2 * (F i - m) ^+ 2 +
    (2%:R * s * V * F i + (V ^+ 2 - 2%:R * s * V * m))) c).
    by apply: eq_class_mean => i; ring.
  rewrite !class_meanD !class_meanZ !class_mean_const -eV.
  have -> : class_mean (fun i => F i) c = m by [].
  ring.
rewrite -mulrA -expr2 -e mulrC -class_meanZ; apply: class_mean_le => i _.
case: (lerP t (F i)) => h; last by rewrite mulr0 sqr_ge0.
rewrite mulr1 ler_sqr2 ?(ltW D0) //.
  by rewrite addrC lerD2r expr2 ler_pM2l // lerD2r.
by rewrite addr_ge0 // mulr_ge0 ?(ltW s0) // subr_ge0 (le_trans (ltW mt)).
Qed.

Lemma nearnessE i j :
  (sqn (col i Z - mean_of j) <= sqn (col i Z - mean_of (y i))) = (1 <= nearness i j).
Proof.
rewrite /nearness; case: eqVneq => [->|d]; first by rewrite !lexx.
have d0 : 0 < dist2 (y i) j by rewrite sqn_gt0 subr_eq0.
rewrite ler_pdivlMr // mul1r /dist2 /along; set f := mean_of j - _; set e := _ - mean_of (y i).
have -> : col i Z - mean_of j = e - f by rewrite /e /f opprB addrA subrK.
by rewrite sqnB addrAC -{2}[sqn e]addr0 -addrA lerD2l subr_le0 dotC.
Qed.
Lemma not_nearestE i : not_nearest i = [exists j, (j != y i) && (1 <= nearness i j)].
Proof. by apply: eq_existsb => j; rewrite nearnessE. Qed.

(* The share of samples that are not nearest to their own class mean, over classes. *)
Lemma share_classes (P : pred 'I_N) : #|P|%:R / N%:R =
  \sum_c n c / N%:R * class_mean (fun i => (P i)%:R) c.
Proof.
have -> : #|P|%:R = \sum_i (P i)%:R :> R.
  rewrite -sum1_card natr_sum big_mkcond; apply: eq_bigr => i _.
  by rewrite unfold_in; case: (P i).
rewrite mulr_suml (partition_big y xpredT) //=; apply: eq_bigr => c _.
rewrite -mulr_suml /class_mean; move: (\sum_(i | _) _) (N%:R^-1 : R) (size_pos c) => s k n0.
by field; rewrite gt_eqF.
Qed.
Lemma share_le (F : 'I_K -> R) : (forall c, class_mean (fun i => (not_nearest i)%:R) c <= F c) ->
  #|not_nearest|%:R / N%:R <= \sum_c n c / N%:R * F c.
Proof.
move=> h; rewrite share_classes; apply: ler_sum => c _.
by rewrite ler_wpM2l // divr_ge0 ?ler0n // ltW // size_pos.
Qed.
Lemma share_le1 c : class_mean (fun i => (not_nearest i)%:R) c <= 1.
Proof.
rewrite -[X in _ <= X](class_mean_const 1 c); apply: class_mean_le => i _.
by case: (not_nearest i); rewrite ?ler01 ?lexx.
Qed.

Lemma along_mean c j : class_mean (along c j) c = 0.
Proof.
rewrite /class_mean.
transitivity (dot (mean_of j - mean_of c) (\sum_(i | y i == c) (col i Z - mean_of c)) / n c).
  congr (_ / _); rewrite /dot mulmx_sumr raddf_sum; exact: eq_bigr.
suff -> : \sum_(i | y i == c) (col i Z - mean_of c) = 0 by rewrite dot0r mul0r.
apply/matrixP => k l; rewrite summxE (eq_bigr (fun i => Z k i - Mu y Z k c)) => [|i _]; last first.
  by rewrite /mean_of; move: (Mu y Z) => m; rewrite !mxE.
rewrite sumrB [RHS]mxE; apply/eqP; rewrite subr_eq0; apply/eqP.
have <- : class_mean (Z k) c = Mu y Z k c.
  rewrite /class_mean mxE mulr_suml big_mkcond; apply: eq_bigr => i _; rewrite mxE.
  by case: (y i == c); rewrite /= ?mul0r ?mulr0 // mul1r.
have <- : class_mean (fun=> class_mean (Z k) c) c = class_mean (Z k) c by rewrite class_mean_const.
rewrite {2}/class_mean.
have nz : n c != 0 by rewrite gt_eqF // size_pos.
apply: (mulIf (invr_neq0 nz)); rewrite -/(class_mean _ c) -/(class_mean _ c) class_mean_const.
by rewrite -/(class_mean _ c) class_mean_const.
Qed.

(* One pair of classes. *)
Lemma cantelli_pair c j : mean_of j != mean_of c ->
  class_mean (fun i => (dist2 c j <= 2%:R * along c j i)%R%:R) c <=
  var_along c j / (var_along c j + dist2 c j / 4%:R).
Proof.
move=> d; have d0 : 0 < dist2 c j by rewrite sqn_gt0 subr_eq0.
have := @cantelli (along c j) c (dist2 c j / 2%:R).
rewrite /class_var along_mean => /(_ (divr_gt0 d0 (ltr0Sn _ 1))).
rewrite (eq_class_mean (G := fun i => (dist2 c j <= 2%:R * along c j i)%R%:R)) => [|i]; last first.
  by rewrite ler_pdivrMr ?ltr0n // (mulrC 2%:R).
move=> /le_trans; apply; rewrite le_eqVlt; apply/orP; left; apply/eqP.
rewrite (eq_class_mean (G := fun i => along c j i ^+ 2)) => [|i]; last by rewrite subr0.
have A0 : 0 <= class_mean (fun i => along c j i ^+ 2) c by apply: class_mean_ge0 => i;
  exact: sqr_ge0.
rewrite /var_along subr0; move: (class_mean _ _) (dist2 c j) d0 A0 => a e e0 a0.
have h1 : 0 < a * 4%:R + e ^+ 2 by rewrite ltr_wpDl ?exprn_gt0 // mulr_ge0 ?ler0n.
by field; rewrite ?gt_eqF.
Qed.

(* share <= sum_c p_c min(1, sum_{j != c} v_cj/(v_cj + d_cj^2/4)). *)
Theorem H6_nearest_class_mean : (forall c j, j != c -> mean_of j != mean_of c) ->
  #|not_nearest|%:R / N%:R <= \sum_c n c / N%:R *
    Num.min 1 (\sum_(j | j != c) var_along c j / (var_along c j + dist2 c j / 4%:R)).
Proof.
move=> dm; apply: share_le => c; rewrite le_min share_le1 /=.
apply: le_trans (_ : \sum_(j | j != c) class_mean (fun i => (dist2 c j <= 2%:R * along c j i)%R%:R)
  c <= _).
  rewrite -class_mean_sum; apply: class_mean_le => i yc; rewrite not_nearestE.
  case: existsP => [[j /andP [ji h]]|_]; last by apply: sumr_ge0 => j _; rewrite ler0n.
  rewrite -yc (bigD1 j) //= -[X in X <= _]addr0; apply: lerD; last first.
    by apply: sumr_ge0 => k _; rewrite ler0n.
  have d := dm (y i) j ji; move: h; rewrite /nearness (negPf d) ler_pdivlMr ?mul1r => [->//|].
  by rewrite sqn_gt0 subr_eq0.
by apply: ler_sum => j ji; exact/cantelli_pair/dm.
Qed.

(* Each term is at most 4 V_c/d_cj^2. *)
Lemma var_along_le c j : var_along c j <= var_class c.
Proof.
rewrite /var_along; case: (eqVneq (dist2 c j) 0) => [->|d].
  by rewrite invr0 mulr0; apply: class_mean_ge0 => i; exact: sqn_ge0.
have d0 : 0 < dist2 c j by rewrite lt_neqAle eq_sym d sqn_ge0.
rewrite ler_pdivrMr // mulrC -class_meanZ; apply: class_mean_le => i _.
exact: dot_sqr_le.
Qed.
Theorem H6_term_le c j : var_along c j / (var_along c j + dist2 c j / 4%:R) <=
  4%:R * (var_class c / dist2 c j).
Proof.
have v0 : 0 <= var_along c j.
  by apply: divr_ge0; [apply: class_mean_ge0 => i; exact: sqr_ge0 | exact: sqn_ge0].
have le := var_along_le c j.
case: (eqVneq (dist2 c j) 0) => [e|d].
  by rewrite /var_along e !invr0 !mulr0 mul0r.
have d0 : 0 < dist2 c j by rewrite lt_neqAle eq_sym d sqn_ge0.
have D0 : 0 < var_along c j + dist2 c j / 4%:R by rewrite ltr_wpDl // divr_gt0 ?ltr0n.
rewrite ler_pdivrMr //; move: (var_along c j) (var_class c) (dist2 c j) v0 le d0 {d D0} =>
  v V e v0 le e0.
have V0 := le_trans v0 le.
apply: (ge0_le (z := (V - v) + 4%:R * (V / e) * v)); first by field; rewrite gt_eqF.
by rewrite addr_ge0 ?subr_ge0 // !mulr_ge0 ?ler0n // invr_ge0 ltW.
Qed.

(* H6j and H6e, g the largest nearness of each sample, or more. *)
Section Largest.
Variable g : 'I_N -> R.
Hypothesis g_max : forall i j, j != y i -> nearness i j <= g i.

Lemma not_nearest_g i : ((not_nearest i)%:R : R) <= (1 <= g i)%R%:R.
Proof.
rewrite not_nearestE; case: existsP => [[j /andP [ji h]]|_]; last by rewrite ler0n.
by rewrite (le_trans h) ?g_max.
Qed.
Theorem H6j_nearest_class_mean :
  #|not_nearest|%:R / N%:R <= \sum_c n c / N%:R *
    (if class_mean g c < 1 then class_var g c / (class_var g c + (1 - class_mean g c) ^+ 2) else 1).
Proof.
apply: share_le => c; case: ifP => [m1|_]; last exact: share_le1.
apply: le_trans (cantelli m1); apply: class_mean_le => i _; exact: not_nearest_g.
Qed.
Theorem H6e_nearest_class_mean (h : 'I_K -> R) : (forall c, h c < 1) ->
  #|not_nearest|%:R / N%:R <= \sum_c n c / N%:R *
    (class_mean (fun i => Num.max 0 (g i - h c)) c / (1 - h c)).
Proof.
move=> h1; apply: share_le => c; have d0 : 0 < 1 - h c by rewrite subr_gt0.
rewrite mulrC -class_meanZ; apply: class_mean_le => i _; apply: le_trans (not_nearest_g i) _.
have m0 : 0 <= Num.max 0 (g i - h c) by rewrite le_max lexx.
case: (lerP 1 (g i)) => [gi|_]; last by rewrite mulr_ge0 // invr_ge0 ltW.
rewrite mulrC ler_pdivlMr // mul1r le_max lerD2r gi orbT.
by [].
Qed.
End Largest.
End NearestMean.
