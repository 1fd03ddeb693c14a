(* Section B's theorems with all of their hypotheses discharged: at the runs of gradient descent of
   b.v (two layers, out of balance), linear_run.v (two linear layers that decay from a fit) and
   leaky_run.v (two leaky layers below a linear one). *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b descent shorter_run smooth smooth_runs b8 composed fit flow
  growth
  growth_networks growth_areas b8_networks paper_forms h_exponential a_depth penrose.
From NCV.instances Require numbers b linear_run leaky_run small.
Import numbers.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* --- The run of b.v. --- *)
Section Unbalanced.
Variables (R : rcfType) (w0 v0 : R).
Hypothesis start : 0 <= w0 <= 1.
Notation lam := (4%:R^-1 : R).
Notation eta := (8%:R^-1 : R).
Notation W := (b.W w0 v0).
Notation Z := (b.Z w0).
Notation E := (b.E w0).
Notation C := (b.C w0 v0).
Notation G := (b.G w0 v0).
Notation rho i := (Num.sqrt (G i)).
Let run : forall i, linear_head (W i) 2 (Z i) := b.linear w0 v0.
Let step0 i := b.steps w0 v0 i (isT : (0 < 2)%N).
Let step1 i := b.steps w0 v0 i (isT : (1 < 2)%N).
Let one_two : (1 < 2)%N := isT.
Let eta0 : 0 < eta. Proof. numbers. Qed.
Let lam0 : 0 < lam. Proof. numbers. Qed.
Let tame : 2%:R * eta * lam <= 1. Proof. numbers. Qed.
Let tame1 : eta * 8%:R <= 1. Proof. numbers. Qed.
Let tame2 : eta * 8%:R < 2%:R. Proof. numbers. Qed.
Let rho0 i : bnd (rgrad (W i) lam (E i) (Z i) 0) (rho i).
Proof. by have [_ _ _ _] := b.instance_B v0 start; apply. Qed.
Let rho1 i : bnd (rgrad (W i) lam (E i) (Z i) 1) (rho i).
Proof. by have [_ _ _ _] := b.instance_B v0 start; apply. Qed.
Let rhoG i : rho i ^+ 2 <= G i.
Proof. by rewrite sqr_sqrtr // !addr_ge0 ?sqr_ge0. Qed.
Let C0 i : 0 <= C i. Proof. by have [_ _ _ [_ _ h _] _] := b.instance_B v0 start. Qed.
Let falls : descent eta 8%:R C G := b.descends v0 start.
Let d0 := nrm (defect (W 0%N) 0).
Let at_start : bnd (defect (W 0%N) 0) d0 := bnd_nrm _.
Let skew i : qneg (defect (W i) 0) (nrm (defect (W i) 0)).
Proof. by apply: bnd_qneg (bnd_nrm _); rewrite /defect linearB /= !trmx_mul !trmxK. Qed.
Let C_twice : C 0%N <= 2%:R * lam * (C 0%N * 2%:R).
Proof. by rewrite (_ : _ * _ = C 0%N) //; field. Qed.
Let above i : lam * (7%:R / 4%:R) / 2%:R <= C i.
Proof.
apply: (ge0_le (z := (b.w w0 i ^+ 2 - 3%:R / 4%:R) ^+ 2 / 2%:R + lam / 2%:R * b.v v0 i ^+ 2)).
  by rewrite /b.C; field.
by apply: addr_ge0; apply: mulr_ge0; rewrite ?sqr_ge0 //; numbers.
Qed.

Definition run_B1 i := B1_gradient_balance (E i) (run i) one_two.
Definition run_B2 i := B2_balancedness_recursion (E i) eta lam (run i) one_two.
Definition run_B2r i := B2r_full_gradient (E i) eta lam (run i) one_two.
Definition run_B2s k := B2s_balancedness_of_runs k run one_two step0 step1 tame at_start rho0 rho1.
Definition run_B3 i := B3_stationary_balance (run i) one_two lam0 (bnd_nrm (W i 0%N)) (bnd_nrm (W i
  1%N)) (rho0 i) (rho1 i).
Definition run_B9s k := B9s_balancedness_phase k run one_two step0 step1 eta0 lam0 tame tame1
  at_start rho0 rho1 rhoG C0 falls C_twice.
Definition run_B9u_step i := B9u_one_sided_step (run i) one_two tame (skew i) (rho1 i).
Definition run_B9u k := B9u_balancedness_phase k run one_two step0 step1 eta0 lam0 tame tame2 (skew
  0%N) rho1 rhoG C0 falls.
(* |theta|^2 is 7/4 at least. *)
Definition run_B9u_above k := B9u_balancedness_phase_above k run one_two step0 step1 eta0 lam0 tame
  tame2 (skew 0%N) rho1 rhoG above falls.
End Unbalanced.

(* --- The run of linear_run.v: C_lambda at the start is 2 lambda, S = 4, and the residual's norm is
   1/4 at most from then on. --- *)
Section Decaying.
Variable R : rcfType.
Notation lam := (64%:R^-1 : R).
Notation eta := (8%:R^-1 : R).
Notation size := linear_run.size.
Notation W := (linear_run.W R).
Notation Z := (linear_run.Z R).
Notation X := (linear_run.unit_rows R 2 2 : 'M[R]_(size 2, 2)).
Notation Y := (onehot linear_run.label : 'M[R]_(size 0, 2)).
Notation C := (fun i => loss X Y lam (W i)).
Notation beta := (curvature 2 lam 1 4%:R).
Notation S := (2%:R * C 0%N / lam).
Notation root2 := (Num.sqrt 2%:R : R).
Notation E i := (Z i 0%N - Y).
Let run i : linear_head (W i) 2 (Z i) := linear_run.linear R i.
Let inputs i : Z i 2 = X := linear_run.inputs R i.
Let steps i j : (j < 2)%N -> W i.+1 j = step (W i) (E i) (Z i) eta lam j := @linear_run.steps R i j.
Let below := @linear_run.smooth R.
Let tame2 : eta * beta < 2%:R := linear_run.step_size R.
Let eta0 : 0 < eta. Proof. numbers. Qed.
Let lam0 : 0 < lam. Proof. numbers. Qed.
Let tame : 2%:R * eta * lam <= 1. Proof. numbers. Qed.
Let X1 : bnd X 1 := linear_run.unit_bnd R 2 2.
Let one_two : (1 < 2)%N := isT.
Let balanced_start : bnd (defect (W 0%N) 0) 0.
Proof. by rewrite /defect /linear_run.W /= !scale1r !linear_run.units_tr subrr; apply: bnd0. Qed.
Let balanced_start' : qneg (defect (W 0%N) 0) 0.
Proof. by apply: bnd_qneg balanced_start; rewrite /defect linearB /= !trmx_mul !trmxK. Qed.
Let weights i j : (j < 2)%N -> bnd (W i j) 1.
Proof.
move=> _; have [a0 a1] := linear_run.a_in R i.
apply: (@bnd_weaken _ _ _ _ (`|linear_run.a R i| * 1)); first exact: bndZ (linear_run.unit_bnd _ _
  _).
by rewrite mulr1 ger0_norm.
Qed.
Let features i j : bnd (Z i j) 1.
Proof.
have [a0 a1] := linear_run.a_in R i; have p0 : 0 <= linear_run.a R i ^+ (2 - j) by exact: exprn_ge0.
apply: (@bnd_weaken _ _ _ _ (`|linear_run.a R i ^+ (2 - j)| * 1)).
  exact: bndZ (linear_run.unit_bnd _ _ _).
by rewrite mulr1 ger0_norm // exprn_ile1.
Qed.
Let positive j : (j < 2)%N -> 0 < (1 : R). Proof. by rewrite ltr01. Qed.
Let outputs i : top (W i) 2 *m X = Z i 0%N.
Proof. by rewrite -(inputs i); apply/esym/(head_output (run i)). Qed.

Definition run_B7s i V := B7s_linear V positive (@weights i) X1 (lexx (nrm (top (W i) 2 *m X - Y)))
  (ltW lam0).
Let curved A (hA : loss X Y lam A <= C 0%N) : hess X Y lam (fun j => - rgrad (W 0%N) lam (E 0%N) (Z
  0%N) j) A <=
  beta * full_sqn 2 Y lam (W 0%N) (Z 0%N).
Proof.
have := below (fun j => - rgrad (W 0%N) lam (E 0%N) (Z 0%N) j) hA; congr (_ <= _ * _).
by apply: eq_bigr => j _; rewrite sqnN.
Qed.
Definition run_B7 := B7_descent_linear (run 0%N) (inputs 0%N) (ltW eta0) tame2 curved.
Definition run_B7_descent := B7_descent_of_runs run inputs steps eta0 tame2 below.
Definition run_B9t_linear k := B9t_linear_networks run inputs steps eta0 tame2 below k one_two lam0
  tame balanced_start.
Let C_le k : C k <= C 0%N.
Proof.
by elim: k => // k; apply: le_trans; have [h _ _] := run_B9t_linear 0%N; exact: h.
Qed.
Let lossE k : sqn (Z k 0%N - Y) / 2%:R + lam / 2%:R * (\sum_(j < 2) sqn (W k j)) <= lam * S / 2%:R.
Proof.
rewrite -outputs; apply: le_trans (C_le k) _; rewrite le_eqVlt; apply/orP; left; apply/eqP.
by move: (C 0%N) => x; field.
Qed.
Let rootS : Num.sqrt (lam * S) = 4%:R^-1. Proof. by rewrite linear_run.SE linear_run.rootE. Qed.
Let fitted k : nrm (Z k 0%N - Y) <= 4%:R^-1.
Proof.
rewrite -rootS; apply: ler_wsqrtr; have := lossE k.
have : 0 <= \sum_(j < 2) sqn (W k j) by apply: sumr_ge0 => j _; exact: sqn_ge0.
move: (sqn _) (\sum_(j < 2) _) => x y y0 le.
apply: (ge0_le (z := 2%:R * (lam * S / 2%:R - (x / 2%:R + lam / 2%:R * y)) + lam * y)).
  by move: S => c; field.
by apply: addr_ge0; apply: mulr_ge0; rewrite ?subr_ge0 ?(ltW lam0) ?ler0n.
Qed.
Let short k j : (j <= 1)%N -> nrm (Z k j) <= nrm (W k j *m Z k j.+1).
Proof. by move=> j1; rewrite -(run k). Qed.
Let labels : nrm Y = root2 := linear_run.label_norm R.
Let small : 4%:R^-1 <= nrm Y.
Proof. by rewrite labels; apply: le_trans (linear_run.root2_in R).1; numbers. Qed.
Let small' : Num.sqrt (lam * S) <= nrm Y. Proof. by rewrite rootS. Qed.
Let fE : (root2 - 4%:R^-1) ^+ 2 = ((nrm Y - 4%:R^-1) / 1) ^+ 2. Proof. by rewrite labels divr1. Qed.
Let fE' : (root2 - 4%:R^-1) ^+ 2 = ((nrm Y - Num.sqrt (lam * S)) / 1) ^+ 2. Proof. by rewrite rootS.
  Qed.
Let f0 := linear_run.f_ge0 R.
Definition run_B10t_fit_norm k := B10t_fit_norm (@short k) (features k 2) ltr01 (fitted k) small f0
  fE.
Definition run_B10t_residual k := B10t_residual (@short k) (features k 2) ltr01 lam0 (lossE k)
  small' f0 fE'.

(* B9u's F: both singular values of Y are 1, so that 2 * (3/2) is a bound of |theta|^2 from below.
  *)
Let Y_unit : Y *m Y^T = 1%:M *m diag_mx (\row__ 1 ^+ 2) *m (1%:M)^T.
Proof. by rewrite linear_run.labels linear_run.unit_id !trmx1 !mulmx1 mul1mx; apply/matrixP => i j;
  rewrite !mxE expr1n. Qed.
Let gE : (3%:R / 4%:R) ^+ 2 = \prod_(i < 2) Num.max 0 (1 - 4%:R^-1) :> R.
Proof.
rewrite !big_ord_recl big_ord0 mulr1 max_r; last numbers.
numbers.
Qed.
Let gE' : (3%:R / 4%:R) ^+ 2 = \prod_(i < 2) Num.max 0 (1 - Num.sqrt (lam * S)) :> R.
Proof. by rewrite rootS. Qed.
Let uE : (3%:R / 2%:R) ^+ (2 + 0) = (2%:R : R) ^+ (2 + (0 < 0)) * (3%:R / 4%:R) ^+ 2 / 1 ^+ 2.
Proof. numbers. Qed.
Let none k l (l2 : (l < 2 + 0)%N) (le : (2 <= l)%N) : nrm (Z k l) <= nrm (W k l *m Z k l.+1).
Proof. by move: l2; rewrite addn0 ltnNge le. Qed.
Let g0 : 0 <= 3%:R / 4%:R :> R. Proof. numbers. Qed.
Let u0 : 0 <= 3%:R / 2%:R :> R. Proof. numbers. Qed.
Let id2 : (1%:M : 'M[R]_2)^T *m 1%:M = 1%:M. Proof. by rewrite trmx1 mul1mx. Qed.
Lemma run_B9u_fit k : 3%:R <= \sum_(j < 2) sqn (W k j).
Proof.
have := @B9u_fit_norm R size 2 (W k) (Z k) 2 0 1 4%:R^-1 (3%:R / 4%:R) (3%:R / 2%:R) Y 1%:M (fun=>
  1) (run k) (@none k)
  (features k 2) ltr01 isT id2 Y_unit (fitted k) g0 gE u0 uE.
by apply: le_trans; numbers.
Qed.
Notation rho i := (nrm (rgrad (W i) lam (E i) (Z i) 1)).
Notation G i := (full_sqn 2 Y lam (W i) (Z i)).
Let rhoG i : rho i ^+ 2 <= G i.
Proof. by rewrite nrm2 /full_sqn !big_ord_recl big_ord0 addr0 lerDr sqn_ge0. Qed.
Let CE i : C i = sqn (Z i 0%N - Y) / 2%:R + lam / 2%:R * (\sum_(j < 2 + 0) sqn (W i j)).
Proof. by rewrite -outputs. Qed.
Definition run_B9u_phase_with_fit k := B9u_phase_with_fit CE k run one_two none (fun i => features i
  (2 + 0)) ltr01
  (fun i => @steps i 0%N isT) (fun i => @steps i 1%N isT) eta0 lam0 tame tame2 balanced_start' (fun
    i => bnd_nrm _) rhoG run_B7_descent
  id2 Y_unit g0 gE' u0 uE.
(* B10t's collapse after k steps, as of a network and no run: e2 is the defect's own norm, 0. *)
Notation e1 := (Num.sqrt (lam * (S - 2%:R * (root2 - 4%:R^-1)))).
Let two_classes : (1 < size 0)%N := isT.
Let label_balanced : balanced R linear_run.label.
Proof.
move=> c0; rewrite divff ?pnatr_eq0 // /size_of (bigD1 c0) //= eqxx big1 ?addr0 // => i ic.
by rewrite (negPf (_ : linear_run.label i != c0)).
Qed.
Let lowY : low Y 1.
Proof. by rewrite linear_run.labels linear_run.unit_id; split=> [|v]; rewrite ?ler01 // trmx1 mul1mx
  expr1n mul1r. Qed.
Let e1_le := linear_run.e1_in R.
Let e1E : e1 ^+ 2 = lam * (S - 2%:R * (root2 - 4%:R^-1)). Proof. by rewrite sqr_sqrtr //; case:
  e1_le. Qed.
Let e1_lt1 : e1 < 1. Proof. by apply: le_lt_trans e1_le.2 _; numbers. Qed.
Definition run_B10t_collapse k := B10t_collapse (run k) (@short k) (features k 2) ltr01 lam0 (lossE
  k) small' f0 fE'
  (sqrtr_ge0 _) e1E lowY e1_lt1 (bnd_nrm (defect (W k) 0)) two_classes label_balanced (features k 1)
    (features k 2) (@weights k 0%N isT).
End Decaying.
