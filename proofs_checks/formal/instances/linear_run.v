(* A run of gradient descent that B9t_smooth_below, B9t_linear_networks and B10t_linear_networks are
   about, with nothing assumed of it but its steps: two linear layers of widths 2, 3 and 2 above two
   inputs, one sample a class, W_2 = a (I 0) and W_1 = a (I 0)^T. It starts at the fit a = 1 and
   falls as weight decay has it, lambda = 1/64, with steps of 1/8. After any number of steps B10t
   says NC1 <= 13/100. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose a a_depth b descent smooth smooth_runs composed
  decided_a.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Notation lam := (64%:R^-1 : R).
Notation eta := (8%:R^-1 : R).
Definition size (j : nat) : nat := if j is 1%N then 3%N else 2%N.
Definition unit_rows (m n : nat) : 'M[R]_(m, n) := \matrix_(p, q) (p == q :> nat)%:R.
Definition label (i : 'I_2) : 'I_(size 0) := i.
Definition pull (x : R) : R := x * (x ^+ 2 - 1 + lam).
Fixpoint a (i : nat) : R := if i is k.+1 then a k - eta * pull (a k) else 1.
Definition W (i j : nat) : 'M[R]_(size j, size j.+1) := a i *: unit_rows _ _.
Definition Z (i j : nat) : 'M[R]_(size j, 2) := a i ^+ (2 - j) *: unit_rows _ _.
Notation X := (unit_rows 2 2 : 'M[R]_(size 2, 2)).
Notation Y := (onehot label : 'M[R]_(size 0, 2)).
Notation loss0 := (loss X Y lam (W 0%N)).
Notation S := (2%:R * loss0 / lam).

Lemma units m n p : (minn m p <= n)%N -> unit_rows m n *m unit_rows n p = unit_rows m p.
Proof.
move=> le; apply/matrixP => i j; rewrite !mxE.
case: (ltnP i n) => [iN|ni].
  rewrite (bigD1 (Ordinal iN)) //= !mxE eqxx mul1r big1 ?addr0 // => k ki.
  rewrite !mxE (_ : (i == k :> nat) = false) ?mul0r //.
  by apply/negbTE; apply: contra ki => /eqP e; apply/eqP; apply: val_inj.
rewrite big1 => [|k _]; last first.
  rewrite !mxE (_ : (i == k :> nat) = false) ?mul0r //.
  by apply/negbTE; rewrite gtn_eqF ?(leq_trans _ ni).
rewrite (_ : (i == j :> nat) = false) //; apply/negbTE/eqP => e.
have : (i < minn m p)%N by rewrite leq_min ltn_ord e ltn_ord.
by move/leq_trans => /(_ _ le); rewrite ltnNge ni.
Qed.
Lemma units_tr m n : (unit_rows m n)^T = unit_rows n m.
Proof. by apply/matrixP => i j; rewrite !mxE eq_sym. Qed.
Lemma unit_id n : unit_rows n n = 1%:M.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma labels : Y = unit_rows 2 2.
Proof. by apply/matrixP => i j; rewrite !mxE eq_sym. Qed.
Lemma residual i : Z i 0%N - Y = (a i ^+ 2 - 1) *: unit_rows 2 2.
Proof. by rewrite labels /Z /= scalerBl scale1r. Qed.
Lemma linear i : linear_head (W i) 2 (Z i).
Proof.
case=> [|[|//]] _; rewrite /W /Z -scalemxAl -scalemxAr units //= scalerA.
  by rewrite expr1 -expr2.
by rewrite expr0 mulr1 expr1.
Qed.
Lemma gradients i j : (j < 2)%N ->
  rgrad (W i) lam (Z i 0%N - Y) (Z i) j = pull (a i) *: unit_rows _ _.
Proof.
rewrite /rgrad /grad residual; case: j => [|[|//]] _ /=.
  rewrite trmx1 mul1mx /Z /W linearZ /= units_tr -scalemxAl -scalemxAr units // !scalerA -scalerDl.
  by congr (_ *: _); rewrite /pull expr1; ring.
rewrite mul1mx /Z /W !linearZ /= !units_tr -!scalemxAl !units // !scalerA -scalerDl.
by congr (_ *: _); rewrite /pull subnn expr0; ring.
Qed.
Lemma steps i j : (j < 2)%N -> W i.+1 j = step (W i) (Z i 0%N - Y) (Z i) eta lam j.
Proof. by move=> j2; rewrite /step gradients // scalerA -scalerBl. Qed.
Lemma a_in i : 0 <= a i /\ a i <= 1.
Proof.
elim: i => [|i [a0 a1]] /=; first by rewrite lexx ler01.
move: (a i) a0 a1 => x x0 x1; have y0 : 0 <= 1 - x by rewrite subr_ge0.
have x2 : x ^+ 2 <= 1 by rewrite expr_le1.
split.
  have -> : x - eta * pull x = x * (eta * (8%:R - lam) + eta * (1 - x ^+ 2)).
    by rewrite /pull; field.
  rewrite mulr_ge0 // addr_ge0 // mulr_ge0 ?invr_ge0 ?ler0n ?subr_ge0 //.
  by apply: (@le_trans _ _ 1); rewrite ?ler1n // invf_le1 ?ltr0n // ler1n.
rewrite -subr_ge0 /pull.
have -> : 1 - (x - eta * (x * (x ^+ 2 - 1 + lam))) =
  (1 - x) * (eta * (6%:R + (1 - x ^+ 2) + (1 - x))) + eta * (lam * x) by field.
apply: addr_ge0; last by rewrite !mulr_ge0 ?invr_ge0 ?ler0n.
apply: mulr_ge0 => //; apply: mulr_ge0; first by rewrite invr_ge0 ler0n.
by apply: addr_ge0 => //; apply: addr_ge0 (ler0n _ 6) _; rewrite subr_ge0.
Qed.

Lemma inputs i : Z i 2 = X.
Proof. by rewrite /Z subnn expr0 scale1r. Qed.
Lemma unit_norm m n : (n <= m)%N -> sqn (unit_rows m n) = n%:R.
Proof.
move=> nm; rewrite /sqn /dot units_tr units; last by rewrite geq_min nm.
by rewrite unit_id mxtrace1.
Qed.
Lemma unit_bnd m n : bnd (unit_rows m n) 1.
Proof.
have tall k l : (l <= k)%N -> bnd (unit_rows k l) 1.
  move=> lk; split=> [|x]; first exact: ler01.
  rewrite expr1n mul1r /sqn dot_mull mulmxA units_tr units; last by rewrite geq_min lk.
  by rewrite unit_id mul1mx.
case: (leqP n m) => [|/ltnW]; first exact: tall.
by move=> mn; rewrite -[unit_rows m n]units_tr; apply/bnd_trmx/tall.
Qed.
Lemma lossE : loss0 = 2%:R * lam.
Proof.
rewrite /loss !big_ord_recl big_ord0 /= labels mul1mx /W /= !scale1r units // units // subrr sqn0.
by rewrite -[sqn (unit_rows 2 3)]sqn_tr units_tr !unit_norm //; field.
Qed.
Lemma SE : S = 4%:R.
Proof. by rewrite lossE; field. Qed.
Notation beta := (curvature 2 lam 1 4%:R).
Lemma rootE : Num.sqrt (lam * 4%:R) = 4%:R^-1 :> R.
Proof.
have -> : lam * 4%:R = (4%:R^-1) ^+ 2 :> R by field.
by rewrite sqrtr_sqr ger0_norm // invr_ge0 ler0n.
Qed.
Lemma root4 : Num.sqrt 4%:R = 2%:R :> R.
Proof.
have -> : 4%:R = 2%:R ^+ 2 :> R by ring.
by rewrite sqrtr_sqr ger0_norm // ler0n.
Qed.
Lemma betaE : beta = 8%:R + 1 / 2%:R + lam.
Proof. by rewrite /curvature rootE root4; field. Qed.
Lemma smooth : smooth_below X Y lam beta loss0.
Proof.
apply: B9t_smooth_below; rewrite ?invr_gt0 ?ltr0n //; last exact: unit_bnd.
by rewrite lossE le_eqVlt; apply/orP; left; apply/eqP; field.
Qed.
Lemma step_size : eta * beta < 2%:R.
Proof.
rewrite betaE -subr_gt0 (_ : _ - _ = 479%:R / 512%:R); last by field.
by rewrite divr_gt0 ?ltr0n.
Qed.

(* B10t: the two labels' norm is sqrt 2, f = sqrt 2 - 1/4 and e1^2 = (9/2 - 2 sqrt 2)/64. *)
Notation root2 := (Num.sqrt 2%:R : R).
Notation f := (root2 - 4%:R^-1).
Notation e1 := (Num.sqrt (lam * (S - 2%:R * f))).
Notation e2 := (eta * lam * S / (2%:R - eta * beta)).
Lemma root2_in : 7%:R / 5%:R <= root2 /\ root2 <= 3%:R / 2%:R.
Proof.
have q0 : 0 <= root2 by exact: sqrtr_ge0.
split; last first.
  apply: sqrt_le; rewrite ?divr_ge0 ?ler0n // -subr_ge0 (_ : _ - _ = 1 / 4%:R); last by field.
  by rewrite divr_ge0 ?ler01 ?ler0n.
rewrite -ler_sqr2 ?divr_ge0 ?ler0n // sqr_sqrtr ?ler0n // -subr_ge0.
by rewrite (_ : _ - _ = 1 / 25%:R) ?divr_ge0 ?ler01 ?ler0n //; field.
Qed.
Lemma label_norm : nrm Y = root2.
Proof. by rewrite labels /nrm unit_norm. Qed.
Lemma f_ge0 : 0 <= f.
Proof.
have [q1 _] := root2_in; rewrite subr_ge0; apply: le_trans q1.
rewrite -subr_ge0 (_ : _ - _ = 23%:R / 20%:R); last by field.
by rewrite divr_ge0 ?ler0n.
Qed.
Lemma e1_in : 0 <= lam * (S - 2%:R * f) /\ e1 <= 6%:R^-1.
Proof.
have [q1 q2] := root2_in; rewrite SE.
have l0 : 0 <= lam by rewrite invr_ge0 ler0n.
have le : lam * (4%:R - 2%:R * f) <= 6%:R^-1 ^+ 2.
  apply: (@le_trans _ _ (lam * (4%:R - 2%:R * (7%:R / 5%:R - 4%:R^-1)))).
    apply: ler_wpM2l => //; rewrite lerD2l lerN2; apply: ler_wpM2l; first exact: ler0n.
    by rewrite lerD2r.
  have -> : 6%:R^-1 ^+ 2 =
    lam * (4%:R - 2%:R * (7%:R / 5%:R - 4%:R^-1)) + 7%:R / (72%:R * 80%:R) :> R by field.
  by rewrite lerDl divr_ge0 ?mulr_ge0 ?ler0n.
split; last by apply: sqrt_le le; rewrite invr_ge0 ler0n.
apply: mulr_ge0 => //; rewrite subr_ge0; apply: (@le_trans _ _ (2%:R * (3%:R / 2%:R))).
  apply: ler_wpM2l; first exact: ler0n.
  by apply: le_trans q2; rewrite lerBlDr lerDl invr_ge0 ler0n.
by rewrite (_ : 2%:R * _ = 3%:R) ?ler_nat //; field.
Qed.
Lemma e2_in : 0 <= e2 /\ e2 <= 10%:R^-1 ^+ 2.
Proof.
have -> : e2 = 4%:R / 479%:R by rewrite SE betaE; field.
split; first by rewrite divr_ge0 ?ler0n.
have -> : 10%:R^-1 ^+ 2 = 4%:R / 479%:R + 79%:R / (479%:R * 100%:R) :> R by field.
by rewrite lerDl divr_ge0 ?mulr_ge0 ?ler0n.
Qed.
Theorem instance_B10t_linear_networks k : NC1_le label (Z k 1) (13%:R / 100%:R).
Proof.
have l0 : 0 < lam by rewrite invr_gt0 ltr0n.
have eta0 : 0 < eta by rewrite invr_gt0 ltr0n.
have el : 2%:R * eta * lam <= 1.
  rewrite -subr_ge0 (_ : _ - _ = 255%:R / 256%:R); last by field.
  by rewrite divr_ge0 ?ler0n.
have hd : bnd (defect (W 0) 0) 0.
  by rewrite /defect /W /= !scale1r !units_tr subrr; apply: bnd0.
have [q1 q2] := root2_in; have [e10 e1u] := e1_in; have [e20 e2u] := e2_in.
have rY : Num.sqrt (lam * S) <= nrm Y.
  rewrite SE rootE label_norm; apply: le_trans q1.
  rewrite -subr_ge0 (_ : _ - _ = 23%:R / 20%:R); last by field.
  by rewrite divr_ge0 ?ler0n.
have fE : f ^+ 2 = ((nrm Y - Num.sqrt (lam * S)) / 1) ^+ 2 by rewrite SE rootE label_norm divr1.
have e1E : e1 ^+ 2 = lam * (S - 2%:R * f) by rewrite sqr_sqrtr.
have lY : low Y 1.
  by rewrite labels unit_id; split=> [|v]; rewrite ?ler01 // trmx1 mul1mx expr1n mul1r.
have e11 : e1 < 1 by apply: le_lt_trans e1u _; rewrite invf_lt1 ?ltr0n // ltr1n.
have hB : balanced R label.
  move=> c0; rewrite divff ?pnatr_eq0 // /size_of (bigD1 c0) //= eqxx big1 ?addr0 // => i ic.
  by rewrite (negPf (_ : label i != c0)).
have [a0 a1] := a_in k.
have bZ j : bnd (Z k j) 1.
  have p0 : 0 <= a k ^+ (2 - j) by exact: exprn_ge0.
  apply: (@bnd_weaken _ _ _ _ (`|a k ^+ (2 - j)| * 1)); first exact: bndZ (unit_bnd _ _).
  by rewrite mulr1 ger0_norm // exprn_ile1.
have bW : bnd (W k 0) 1.
  apply: (@bnd_weaken _ _ _ _ (`|a k| * 1)); first exact: bndZ (unit_bnd _ _).
  by rewrite mulr1 ger0_norm.
have := B10t_linear_networks linear inputs steps eta0 step_size smooth l0 el hd (unit_bnd 2 2) ltr01
  rY f_ge0 fE (sqrtr_ge0 _) e1E lY e11 (isT : (1 < 2)%N) hB (bZ 1%N) (bZ 2%N) bW.
move/NC1_weaken; apply; rewrite mulr0 add0r expr1n.
have -> : Num.sqrt ((2%:R - 1) / 2%:R) = root2^-1 :> R.
  by rewrite -sqrtrV ?ler0n //; congr Num.sqrt; field.
have e1p : 0 <= e1 := sqrtr_ge0 _.
move: e1 e2 e1p e1u e20 e2u => d e d0 du eg eu {e10 e1E e11 fE}.
have d1 : 5%:R / 6%:R <= 1 - d.
  by rewrite lerBrDr -lerBrDl; apply: le_trans du _; rewrite -subr_ge0
    (_ : 1 - 5%:R / 6%:R - 6%:R^-1 = 0) //; field.
have d1p : 0 < 1 - d by apply: lt_le_trans d1; rewrite divr_gt0 ?ltr0n.
have r0 : root2 != 0 by rewrite gt_eqF // sqrtr_gt0 ltr0n.
have r2 : root2 ^+ 2 = 2%:R by rewrite sqr_sqrtr ?ler0n.
have psi : Psi 1 1 1 d (3%:R - 2%:R) e <= 3%:R / 10%:R.
  have -> : 3%:R / 10%:R = 1 / 5%:R + 10%:R^-1 :> R by field.
  rewrite /Psi !mul1r (_ : 3%:R - 2%:R = 1 :> R) ?mul1r; last by ring.
  apply: lerD; last by apply: sqrt_le eu; rewrite invr_ge0 ler0n.
  rewrite ler_pdivrMr // mulrC; apply: le_trans du _.
  have -> : 6%:R^-1 = 5%:R / 6%:R * 5%:R^-1 :> R by field.
  by apply: ler_wpM2r d1; rewrite invr_ge0 ler0n.
have psi0 : 0 <= Psi 1 1 1 d (3%:R - 2%:R) e.
  by rewrite /Psi !mul1r addr_ge0 ?sqrtr_ge0 ?divr_ge0 // ltW.
move: (Psi _ _ _ _ _ _) psi psi0 => x psi psi0.
have -> : 1 / 2%:R * x ^+ 2 / (root2^-1 - d / root2) ^+ 2 = (x / (1 - d)) ^+ 2.
  have -> : root2^-1 - d / root2 = (1 - d) / root2 by rewrite mulrBl mul1r.
  by rewrite !expr_div_n r2; field; rewrite gt_eqF.
have le : x / (1 - d) <= 9%:R / 25%:R.
  rewrite ler_pdivrMr //; apply: le_trans psi _.
  have -> : 3%:R / 10%:R = 9%:R / 25%:R * (5%:R / 6%:R) :> R by field.
  by apply: ler_wpM2l d1; rewrite divr_ge0 ?ler0n.
apply: (@le_trans _ _ ((9%:R / 25%:R) ^+ 2)).
  by rewrite ler_sqr2 ?divr_ge0 ?ler0n // ltW.
rewrite -subr_ge0 (_ : _ - _ = 1 / (25%:R * 100%:R)); last by field.
by rewrite divr_ge0 ?mulr_ge0 ?ler01 ?ler0n.
Qed.
End Instance.
