(* A run of gradient descent for B8t_linear_networks, with nothing assumed of it but its steps: two
   layers of one unit above an input 1 whose label is 1, both 63/64 at the start, lambda = 1/1024,
   steps of 1/16, s = 1/8, c = t = 1/2. Its loss begins above lambda m, and what is above falls by a
   fiftieth a step at least until lambda m is reached. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms a_depth b descent b8 smooth smooth_runs b8_linear.
From NCV.instances Require Import numbers.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Notation lam := (1024%:R^-1 : R).
Notation eta := (16%:R^-1 : R).
Notation first := (63%:R / 64%:R : R).
Notation s := (8%:R^-1 : R).
Notation h := (64%:R / 63%:R : R).
Notation half := (2%:R^-1 : R).
Definition one_unit (j : nat) : nat := 1%N.
Definition pull (x : R) : R := x * (x ^+ 2 - 1 + lam).
Fixpoint a (i : nat) : R := if i is k.+1 then a k - eta * pull (a k) else first.
Definition W (i j : nat) : 'M[R]_(one_unit j, one_unit j.+1) := (a i)%:M.
Definition Z (i j : nat) : 'M[R]_(one_unit j, 1) := (a i ^+ (2 - j))%:M.
Notation X := (1%:M : 'M[R]_(one_unit 2, 1)).
Notation Y := (1%:M : 'M[R]_(one_unit 0, 1)).
Notation C i := (loss X Y lam (W i)).
Notation path k := (\sum_(i < k) eta * Num.sqrt (full_sqn 2 Y lam (W i) (Z i))).

Lemma linear i : linear_head (W i) 2 (Z i).
Proof.
by case=> [|[|//]] _; rewrite /W /Z -scalar_mxM; congr (_%:M); rewrite /= ?mulr1 ?expr1 ?expr2.
Qed.
Lemma inputs i : Z i 2 = X.
Proof. by rewrite /Z subnn expr0. Qed.
Lemma gradients i j : (j < 2)%N -> rgrad (W i) lam (Z i 0%N - Y) (Z i) j = (pull (a i))%:M.
Proof.
have residual : Z i 0%N - Y = (a i ^+ 2 - 1)%:M by rewrite /Z raddfB.
rewrite /rgrad /grad residual; case: j => [|[|//]] _ /=.
  rewrite trmx1 mul1mx /Z /W tr_scalar_mx -scalar_mxM scale_scalar_mx -raddfD.
  by congr (_%:M); rewrite /pull /= expr1; ring.
rewrite mul1mx /Z /W !tr_scalar_mx -!scalar_mxM scale_scalar_mx -raddfD.
by congr (_%:M); rewrite /pull subnn expr0; ring.
Qed.
Lemma steps i j : (j < 2)%N -> W i.+1 j = step (W i) (Z i 0%N - Y) (Z i) eta lam j.
Proof. by move=> j2; rewrite /step gradients // scale_scalar_mx -raddfB. Qed.

Lemma weights : \sum_(j < 2) sqn (W 0 j) = 2%:R * first ^+ 2.
Proof. by rewrite !big_ord_recl big_ord0 /W !sqn_scalar !mxE /= !mulr1n; ring. Qed.
Lemma lossE : C 0 = (127%:R / 4096%:R) ^+ 2 / 2%:R + lam * first ^+ 2.
Proof.
rewrite /loss weights /= !mul1mx mulmx1 /W -scalar_mxM -raddfB sqn_scalar mxE /= mulr1n.
numbers.
Qed.
Notation beta := (curvature 2 lam 1 4%:R).
Lemma betaE : beta = 8%:R + 8%:R^-1 + lam.
Proof.
have r1 : Num.sqrt (lam * 4%:R) = 16%:R^-1 :> R.
  rewrite (_ : lam * 4%:R = 16%:R^-1 ^+ 2); last numbers.
  by rewrite sqrtr_sqr ger0_norm //; numbers.
have r2 : Num.sqrt 4%:R = 2%:R :> R.
  rewrite (_ : 4%:R = 2%:R ^+ 2); last numbers.
  by rewrite sqrtr_sqr ger0_norm // ler0n.
by rewrite /curvature r1 r2; numbers.
Qed.
Lemma smooth : smooth_below X Y lam beta (C 0).
Proof. by apply: B9t_smooth_below (bnd1 R 1); rewrite ?lossE; numbers. Qed.

Notation sv := (fun _ : nat => 1 : R).
Notation a_0 := (2%:R * (1 * \prod_(i < 1) yv sv first 1 i) ^+ 2).
Lemma a_0E : a_0 = 2%:R * first ^+ 2.
Proof. by rewrite big_ord1 /yv /= divr1 mul1r. Qed.
Notation aim := (@target R one_unit 0 W lam sv first 1 h s half).
Notation norm := (Num.sqrt (2%:R * first ^+ 2)).
Notation factor := (half + lam / ((1 - half) * (2%:R * first ^+ 2 * (1 - h * s) ^+ 2))).
Lemma aimE : aim = lam * ((norm + s) ^+ 2 * factor).
Proof. by rewrite /target weights a_0E. Qed.
Lemma norm_in : norm ^+ 2 = 2%:R * first ^+ 2 /\ norm <= 7%:R / 5%:R.
Proof. by split; [rewrite sqr_sqrtr //; numbers | apply: sqrt_le; numbers]. Qed.
Lemma begins_above : 0 < C 0 - aim.
Proof.
have [_ n1] := norm_in; have n0 : 0 <= norm := sqrtr_ge0 _.
rewrite subr_gt0 lossE aimE.
apply: (@le_lt_trans _ _ (lam * ((7%:R / 5%:R + s) ^+ 2 * factor))); last numbers.
apply: ler_wpM2l; first numbers.
apply: ler_wpM2r; first numbers.
by rewrite ler_sqr2 ?lerD2r //; [rewrite addr_ge0 //; numbers | numbers].
Qed.
Lemma begins_near : Num.sqrt (C 0 - aim) <=
  half / 2%:R * Num.sqrt (half * a_0) * (59%:R / 504%:R).
Proof.
rewrite a_0E (_ : half * (2%:R * first ^+ 2) = first ^+ 2); last numbers.
rewrite sqrtr_sqr ger0_norm; last numbers.
have [n2 _] := norm_in; have n0 : 0 <= norm := sqrtr_ge0 _.
apply: sqrt_le; first numbers.
apply: (@le_trans _ _ ((127%:R / 4096%:R) ^+ 2 / 2%:R)); last numbers.
rewrite lerBlDr lossE lerD2l aimE; apply: ler_wpM2l; first numbers.
apply: (@le_trans _ _ (norm ^+ 2 * half)); first by rewrite n2; numbers.
apply: ler_pM; [exact: sqr_ge0 | numbers | | numbers].
rewrite ler_sqr2 //; last by rewrite addr_ge0 //; numbers.
by rewrite lerDl; numbers.
Qed.
Lemma low_scalar (x : R) : 0 <= x -> low (x%:M : 'M_1) x.
Proof. by move=> x0; split=> // v; rewrite tr_scalar_mx mul_scalar_mx sqnZ. Qed.

Theorem instance_B8t_linear_networks k : 0 < C 0 - aim /\
  ((exists2 i, (i < k)%N & C i <= aim) \/
   C k - aim <= (49%:R / 50%:R) ^+ k * (C 0 - aim) /\ (path k <= s \/ C k <= aim)).
Proof.
split; first exact: begins_above.
case: (boolP [exists i : 'I_k, C i <= aim]) => [/existsP [i le]|none]; [left | right].
  by exists i.
have above i : (i < k)%N -> 0 < C i - aim.
  move=> ik; rewrite subr_gt0 ltNge; apply: contra none => le.
  by apply/existsP; exists (Ordinal ik).
have e0 : 0 < eta by numbers.
have b0 : 0 <= beta by rewrite betaE; numbers.
have eb : eta * beta <= 1 by rewrite betaE; numbers.
have l0 : 0 <= lam by numbers.
have none_above j : (j < 0)%N -> 0 < (1 : R) /\ low (W 0 j) 1 by [].
have f0 : 0 < first by numbers.
have below : 0 < first /\ low (W 0 1 *m X)^T first.
  by split=> //; rewrite mulmx1 /W tr_scalar_mx; exact: low_scalar (ltW f0).
have hE : h ^+ 2 = \sum_(i < 1) yv sv first 1 i ^- 2.
  by rewrite big_ord1 /yv /= divr1; numbers.
have h0 : 0 < h by numbers.
have s0 : 0 <= s by numbers.
have hs : h * s < 1 by numbers.
have t01 : 0 < half /\ half < 1 by split; numbers.
have c0 : 0 < half by numbers.
have ec : eta * beta <= 2%:R * (1 - half) by rewrite betaE; numbers.
have p : s - h * s ^+ 2 / 2%:R = 59%:R / 504%:R by numbers.
have rate : eta * (half * (half * path_constant a_0 h (59%:R / 504%:R))) =
  (55%:R / 64%:R) ^+ 2 / 32%:R by rewrite /path_constant a_0E; numbers.
have slow : eta * (half * (half * path_constant a_0 h (59%:R / 504%:R))) <= 1.
  by rewrite rate; numbers.
have [le far] := B8t_linear_networks linear inputs steps e0 b0 eb smooth l0 none_above below
  (conj ltr01 (bnd1 R 1)) h0 hE s0 hs t01 c0 ec p begins_near slow above.
split=> //; apply: le_trans le _; apply: ler_wpM2r; first exact/ltW/begins_above.
by rewrite rate; apply: lerXn2r; rewrite ?nnegrE; numbers.
Qed.
End Instance.
