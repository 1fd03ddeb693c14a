(* A run of gradient descent on a network with nonlinear layers that B8t and B8u are about: one unit
   a layer, W_3 linear above two leaky layers of slope 3/4 below 0, one sample, input -1. The three
   weights are equal, start at 1 and rise towards A; both leaky layers are below 0 all along. The
   target is -(9/16) A^3 - (16/9) l and lambda is A l, with A = 31/30, l = 1/2000 and steps of 1/8.
   Descent is proved, as are the basin's condition and that one step does not reach lambda m. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b8 h_exponential growth growth_areas b8_networks.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Definition leak : R := 3%:R / 4%:R.
Definition c : R := leak ^+ 2.
Definition eta : R := 8%:R^-1.
Definition A : R := 31%:R / 30%:R.
Definition l : R := (20%:R * 100%:R)^-1.
Definition lam : R := A * l.
Definition target : R := c * A ^+ 3 + l / c.
(* Minus the residual, minus each weight's gradient, and C_lambda, of three weights x. *)
Definition short (x : R) : R := target - c * x ^+ 3.
Definition pull (x : R) : R := short x * (c * x ^+ 2) - lam * x.
Definition cost (x : R) : R := short x ^+ 2 / 2%:R + 3%:R / 2%:R * lam * x ^+ 2.
Fixpoint a (i : nat) : R := if i is k.+1 then a k + eta * pull (a k) else 1.

(* The network: unit j of sample 1, layers from the top, and its slopes. *)
Definition one (j : nat) : nat := 1.
Definition relu (x : R) : R := if 0 <= x then x else leak * x.
Definition slope (x : R) : R := if 0 <= x then 1 else leak.
Definition W (i j : nat) : 'M[R]_(one j, one j.+1) := const_mx (a i).
Definition inner (i : nat) : 'M[R]_1 := W i 2 *m const_mx (- 1).
Definition outer (i : nat) : 'M[R]_1 := W i 1 *m map_mx relu (inner i).
Definition Z (i j : nat) : 'M[R]_(one j, 1) := nth (const_mx (- 1))
  [:: W i 0 *m map_mx relu (outer i); map_mx relu (outer i); map_mx relu (inner i)] j.
Definition S (i j : nat) : 'M[R]_(one j, 1) := nth (const_mx 1)
  [:: const_mx 1; map_mx slope (outer i); map_mx slope (inner i)] j.
Definition Y : 'M[R]_(one 0, 1) := const_mx (- target).
Notation E i := (Z i 0%N - Y).
Notation full i j := (slope_gradient (u := one) (W i) (Z i) (S i) (E i) j + lam *: W i j).
Definition th (i : nat) : R := \sum_(j < 3) sqn (W i j).
Definition g (i : nat) : R := Num.sqrt (\sum_(j < 3) sqn (full i j)).
Definition C (i : nat) : R := nrm (E i) ^+ 2 / 2%:R + lam / 2%:R * th i.

(* --- Numbers. --- *)
Lemma leak0 : 0 < leak. Proof. by rewrite divr_gt0 ?ltr0n. Qed.
Lemma c_val : c = 9%:R / 16%:R. Proof. by rewrite /c /leak; field. Qed.
Lemma c0 : 0 < c. Proof. exact/exprn_gt0/leak0. Qed.
Lemma l0 : 0 < l. Proof. by rewrite invr_gt0 mulr_gt0 ?ltr0n. Qed.
Lemma A_le : 1 < A /\ A <= 11%:R / 10%:R.
Proof.
split; rewrite -subr_gt0 || rewrite -subr_ge0.
  by rewrite (_ : _ - _ = 1 / 30%:R) ?divr_gt0 ?ltr01 ?ltr0n // /A; field.
by rewrite (_ : _ - _ = 1 / 15%:R) ?divr_ge0 ?ler01 ?ler0n // /A; field.
Qed.
Lemma A4 : A ^+ 4 <= 3%:R / 2%:R.
Proof.
have [a1 a2] := A_le; apply: (@le_trans _ _ ((11%:R / 10%:R) ^+ 4)).
  by apply: lerXn2r; rewrite ?nnegrE ?divr_ge0 ?ler0n // (le_trans ler01 (ltW a1)).
rewrite -subr_ge0 (_ : _ - _ = 359%:R / (10%:R * 1000%:R)); last by field.
by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
Qed.
Lemma lam0 : 0 < lam. Proof. by rewrite mulr_gt0 ?l0 // (lt_trans ltr01 A_le.1). Qed.
Lemma l_le : l <= 1 / 1000%:R.
Proof.
rewrite -subr_ge0 (_ : _ - _ = 1 / (20%:R * 100%:R)); last by rewrite /l; field.
by rewrite divr_ge0 ?mulr_ge0 ?ler01 ?ler0n.
Qed.
Lemma lam_le : lam <= 1 / 1000%:R.
Proof.
apply: (@le_trans _ _ (11%:R / 10%:R * l)); first by apply: ler_wpM2r A_le.2; exact: ltW l0.
by rewrite -subr_ge0 (_ : _ - _ = 9%:R / (20%:R * 1000%:R)) ?divr_ge0 ?mulr_ge0 ?ler0n // /l; field.
Qed.

(* --- The recursion: it rises towards A and does not pass it. --- *)
Definition rate (x : R) : R := x * (c ^+ 2 * (x * (A ^+ 2 + A * x + x ^+ 2)) - l).
Lemma pullE x : pull x = (A - x) * rate x.
Proof.
have n0 : c != 0 by rewrite gt_eqF ?c0.
by rewrite /pull /short /target /lam /rate; field.
Qed.
Lemma rate_in x : 1 <= x -> x <= A -> 0 < rate x /\ rate x <= 2%:R.
Proof.
move=> x1 xA; have x0 := lt_le_trans ltr01 x1; have A0 := lt_le_trans x0 xA.
have c2 : c ^+ 2 = 81%:R / 256%:R by rewrite c_val; field.
have lo : 1 <= x * (A ^+ 2 + A * x + x ^+ 2).
  have xx : 1 <= x * x by exact: mulr_ege1.
  apply: le_trans (mulr_ege1 x1 xx) _; apply: ler_wpM2l; first exact: ltW.
  by rewrite expr2 lerDr addr_ge0 ?sqr_ge0 // mulr_ge0 // ltW.
have up : x * (x * (A ^+ 2 + A * x + x ^+ 2)) <= 3%:R * A ^+ 4.
  have -> : 3%:R * A ^+ 4 = A * (A * (A ^+ 2 + A * A + A ^+ 2)) by ring.
  have p0 : 0 <= A ^+ 2 + A * x + x ^+ 2 by rewrite !addr_ge0 ?sqr_ge0 // mulr_ge0 // ltW.
  have q : A ^+ 2 + A * x + x ^+ 2 <= A ^+ 2 + A * A + A ^+ 2.
    apply: lerD; last by rewrite ler_sqr2 // ltW.
    by rewrite lerD2l; apply: ler_wpM2l => //; exact: ltW.
  by rewrite !ler_pM ?mulr_ge0 // ltW.
split.
  rewrite /rate mulr_gt0 // subr_gt0; apply: (@lt_le_trans _ _ (c ^+ 2 * 1)).
    rewrite mulr1 c2; apply: le_lt_trans l_le _.
    rewrite -subr_gt0 (_ : _ - _ = (81%:R * 1000%:R - 256%:R) / (256%:R * 1000%:R)); last by field.
    rewrite divr_gt0 ?mulr_gt0 ?ltr0n // subr_gt0.
    apply: (@lt_le_trans _ _ (1 * 1000%:R)); first by rewrite mul1r ltr_nat.
    by apply: ler_wpM2r; rewrite ?ler0n // ler1n.
  by apply: ler_wpM2l lo; exact: sqr_ge0.
have -> : rate x = c ^+ 2 * (x * (x * (A ^+ 2 + A * x + x ^+ 2))) - x * l by rewrite /rate; ring.
rewrite lerBlDr; apply: ler_wpDr; first by rewrite mulr_ge0 // ltW // l0.
apply: (@le_trans _ _ (c ^+ 2 * (3%:R * (3%:R / 2%:R)))).
  apply: ler_wpM2l; first exact: sqr_ge0.
  by apply: le_trans up _; apply: ler_wpM2l A4; exact: ler0n.
by rewrite c2 -subr_ge0 (_ : _ - _ = 295%:R / 512%:R) ?divr_ge0 ?ler0n //; field.
Qed.
Lemma a_in i : 1 <= a i /\ a i <= A.
Proof.
elim: i => [|i [a1 aA]] /=; first by rewrite lexx ltW // A_le.1.
have [r0 r2] := rate_in a1 aA; rewrite pullE; have e0 : 0 <= eta by rewrite invr_ge0 ler0n.
have s0 : 0 <= A - a i by rewrite subr_ge0.
split; first by apply: ler_wpDr => //; rewrite mulr_ge0 // mulr_ge0 // ltW.
rewrite -subr_ge0 (_ : _ - _ = (A - a i) * (1 - eta * rate (a i))); last by ring.
rewrite mulr_ge0 // subr_ge0; apply: (@le_trans _ _ (eta * 2%:R)); first exact: ler_wpM2l.
by rewrite /eta mulrC ler_pdivrMr ?ltr0n // mul1r ler_nat.
Qed.
Lemma a_gt0 i : 0 < a i. Proof. exact: lt_le_trans ltr01 (a_in i).1. Qed.
Lemma pull_ge0 i : 0 <= pull (a i).
Proof.
have [a1 aA] := a_in i; have [r0 _] := rate_in a1 aA.
by rewrite pullE mulr_ge0 ?subr_ge0 // ltW.
Qed.

(* --- Descent: along a part z of a step the cost falls as for curvature 3, and it falls from 1 to
   A. --- *)
Lemma cost_taylor x t : 1 <= x -> 0 <= t -> x + t <= A ->
  cost (x + t) <= cost x - 3%:R * pull x * t + 9%:R / 2%:R * t ^+ 2.
Proof.
move=> x1 t0 xtA; have x0 := le_trans ler01 x1; have c1 := c0.
have n0 : c != 0 by rewrite gt_eqF ?c0.
have A0 := lt_trans ltr01 A_le.1.
pose top := (x + t) ^+ 4; have top4 : top <= 3%:R / 2%:R.
  apply: le_trans A4; apply: lerXn2r; rewrite ?nnegrE ?addr_ge0 // ltW //.
have y0 : 0 <= target.
  apply: addr_ge0 (divr_ge0 (ltW l0) (ltW c1)).
  exact: mulr_ge0 (ltW c1) (exprn_ge0 3 (ltW A0)).
have c2 : c ^+ 2 = 81%:R / 256%:R by rewrite c_val; field.
have bound : c ^+ 2 / 2%:R * (15%:R * top) + 3%:R / 2%:R * lam <= 9%:R / 2%:R.
  apply: (@le_trans _ _ (81%:R / 256%:R / 2%:R * (15%:R * (3%:R / 2%:R))
    + 3%:R / 2%:R * (1 / 1000%:R))).
    rewrite c2; apply: lerD; apply: ler_wpM2l; rewrite ?divr_ge0 ?ler0n ?lam_le //.
    by apply: ler_wpM2l top4; exact: ler0n.
  rewrite -subr_ge0 (_ : _ - _ = (963%:R / 1024%:R) - 3%:R / 2%:R / 1000%:R); last by field.
  rewrite subr_ge0; apply: (@le_trans _ _ (1 / 2%:R)).
    rewrite -subr_ge0 (_ : _ - _ = 997%:R / (2%:R * 1000%:R)); last by field.
    by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
  by rewrite -subr_ge0 (_ : _ - _ = 451%:R / 1024%:R) ?divr_ge0 ?ler0n //; field.
have more : 0 <= c ^+ 2 / 2%:R * (40%:R * (x ^+ 3 * t) + 75%:R * (x ^+ 2 * t ^+ 2)
    + 54%:R * (x * t ^+ 3) + 14%:R * t ^+ 4).
  apply: mulr_ge0; first by rewrite divr_ge0 ?sqr_ge0 ?ler0n.
  have [xp tp] : (forall k, 0 <= x ^+ k) /\ forall k, 0 <= t ^+ k by split=> k; exact: exprn_ge0.
  by rewrite !addr_ge0 ?mulr_ge0 ?ler0n ?xp ?tp.
have less : 0 <= target * c * (3%:R * x + t).
  apply: mulr_ge0 (mulr_ge0 y0 (ltW c1)) _.
  by rewrite addr_ge0 ?mulr_ge0 ?ler0n.
apply: (ge0_le (z := t ^+ 2 * ((9%:R / 2%:R - (c ^+ 2 / 2%:R * (15%:R * top) + 3%:R / 2%:R * lam))
  + c ^+ 2 / 2%:R * (40%:R * (x ^+ 3 * t) + 75%:R * (x ^+ 2 * t ^+ 2) + 54%:R * (x * t ^+ 3)
    + 14%:R * t ^+ 4) + target * c * (3%:R * x + t)))).
  by rewrite /cost /pull /short /top; move: target lam c => y b d; field.
by apply: mulr_ge0 (sqr_ge0 _) _; apply: addr_ge0 less; apply: addr_ge0 more; rewrite subr_ge0.
Qed.
Lemma cost_falls x b : 1 <= x -> x <= b -> b <= A -> cost b <= cost x.
Proof.
move=> x1 xb bA; have b1 := le_trans x1 xb; have xA := le_trans xb bA.
have n0 : c != 0 by rewrite gt_eqF ?c0.
have [A1 _] := A_le; have A1' := ltW A1.
have [x0 b0] : 0 <= x /\ 0 <= b by split; exact: le_trans ler01 _.
pose p := A - x; pose q := A - b.
have [p0 q0] : 0 <= p /\ 0 <= q by rewrite !subr_ge0.
have three (v w : R) : 1 <= v -> 1 <= w -> 3%:R <= v ^+ 2 + v * w + w ^+ 2.
  move=> v1 w1; have -> : 3%:R = 1 + 1 + 1 :> R by ring.
  rewrite !expr2; by rewrite !lerD // mulr_ege1.
have [[k1 k2] k3] := (three _ _ b1 x1, three _ _ A1' x1, three _ _ A1' b1).
have cl : 3%:R * (A * l) <= 9%:R * c ^+ 2.
  apply: (@le_trans _ _ (3%:R * (1 / 1000%:R))); first by apply: ler_wpM2l lam_le; exact: ler0n.
  rewrite c_val -subr_ge0 (_ : _ - _ = 729%:R / 256%:R - 3%:R / 1000%:R); last by field.
  rewrite subr_ge0; apply: (@le_trans _ _ 1).
    by rewrite ler_pdivrMr ?ltr0n // mul1r ler_nat.
  by rewrite ler_pdivlMr ?ltr0n // mul1r ler_nat.
have main : 9%:R * (p + q) <= (b ^+ 2 + b * x + x ^+ 2) *
    (p * (A ^+ 2 + A * x + x ^+ 2) + q * (A ^+ 2 + A * b + b ^+ 2)).
  have -> : 9%:R * (p + q) = 3%:R * (p * 3%:R + q * 3%:R) by ring.
  apply: ler_pM; rewrite ?ler0n ?addr_ge0 ?mulr_ge0 ?ler0n //.
  by apply: lerD; exact: ler_wpM2l.
apply: (ge0_le (z := (b - x) * (c ^+ 2 / 2%:R * ((b ^+ 2 + b * x + x ^+ 2) *
    (p * (A ^+ 2 + A * x + x ^+ 2) + q * (A ^+ 2 + A * b + b ^+ 2)) - 9%:R * (p + q))
  + (9%:R * c ^+ 2 - 3%:R * (A * l)) / 2%:R * (p + q) + l * (p ^+ 2 + p * q + q ^+ 2)))).
  by rewrite /cost /short /target /lam /p /q; move: c A l n0 => d B m n0; field.
apply: mulr_ge0; [by rewrite subr_ge0 | apply: addr_ge0; [apply: addr_ge0|]].
- by apply: mulr_ge0; [rewrite divr_ge0 ?sqr_ge0 ?ler0n | rewrite subr_ge0].
- apply: mulr_ge0 (addr_ge0 p0 q0); apply: divr_ge0 (ler0n _ 2); by rewrite subr_ge0.
by apply: mulr_ge0 (ltW l0) _; rewrite !addr_ge0 ?sqr_ge0 ?mulr_ge0.
Qed.

(* --- The network's numbers. --- *)
Notation m x := (const_mx x : 'M[R]_1).
Lemma mul1 (x z : R) : m x *m m z = m (x * z).
Proof. by apply/matrixP => i j; rewrite !mxE big_ord1 !mxE. Qed.
Lemma times1 (x z : R) : entrywise (m x) (m z) = m (x * z).
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma map1 (f : R -> R) (x : R) : map_mx f (m x) = m (f x).
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma norm1 (x : R) : sqn (m x) = x ^+ 2.
Proof. by rewrite sqn_scalar mxE. Qed.
Lemma relu_neg x : 0 < x -> relu (- x) = - (leak * x).
Proof. by move=> x0; rewrite /relu oppr_ge0 leNgt x0 /= mulrN. Qed.
Lemma slope_neg x : 0 < x -> slope (- x) = leak.
Proof. by move=> x0; rewrite /slope oppr_ge0 leNgt x0. Qed.
Lemma innerE i : inner i = m (- a i).
Proof. by rewrite /inner mul1 mulrN mulr1. Qed.
Lemma outerE i : outer i = m (- (leak * a i ^+ 2)).
Proof.
rewrite /outer innerE map1 relu_neg ?a_gt0 // mul1; congr const_mx.
by move: (a i) leak => x k; ring.
Qed.
Lemma outer_gt0 i : 0 < leak * a i ^+ 2.
Proof. by rewrite mulr_gt0 ?leak0 // exprn_gt0 // a_gt0. Qed.
Lemma Z2 i : Z i 2 = m (- (leak * a i)).
Proof. by rewrite /Z /= innerE map1 relu_neg ?a_gt0. Qed.
Lemma Z1 i : Z i 1 = m (- (c * a i ^+ 2)).
Proof. by rewrite /Z /= outerE map1 relu_neg ?outer_gt0 // mulrA. Qed.
Lemma Z0 i : Z i 0 = m (- (c * a i ^+ 3)).
Proof.
have -> : Z i 0 = W i 0 *m Z i 1 by [].
by rewrite Z1 mul1; congr const_mx; move: (a i) c => x k; ring.
Qed.
Lemma residual i : E i = m (short (a i)).
Proof. by rewrite Z0; apply/matrixP => j k; rewrite !mxE /short opprK addrC. Qed.
Lemma S2 i : S i 2 = m leak. Proof. by rewrite /S /= innerE map1 slope_neg ?a_gt0. Qed.
Lemma S1 i : S i 1 = m leak. Proof. by rewrite /S /= outerE map1 slope_neg ?outer_gt0. Qed.
Lemma gradient i j : (j < 3)%N -> full i j = m (- pull (a i)).
Proof.
rewrite residual /slope_gradient.
case: j => [|[|[|//]]] _ /=; rewrite ?residual ?Z2 ?Z1 ?S1 ?S2 /W ?trmx_const ?times1 ?mul1 ?times1
  ?mul1 ?times1 ?mul1.
all: apply/matrixP => p q; rewrite !mxE /pull.
all: by move: (short (a i)) (a i) => x z; rewrite /c; ring.
Qed.

(* --- The run. --- *)
Lemma normsE i : th i = 3%:R * a i ^+ 2.
Proof. by rewrite /th !big_ord_recl big_ord0 /W !norm1; ring. Qed.
Lemma gradsE i : \sum_(j < 3) sqn (full i j) = 3%:R * pull (a i) ^+ 2.
Proof. by rewrite !big_ord_recl big_ord0 !gradient // !norm1; ring. Qed.
Lemma g2 i : g i ^+ 2 = 3%:R * pull (a i) ^+ 2.
Proof. by rewrite /g gradsE sqr_sqrtr // mulr_ge0 ?ler0n ?sqr_ge0. Qed.
Lemma lossE i : C i = cost (a i).
Proof. by rewrite /C nrm2 residual norm1 normsE /cost; move: (short (a i)) (a i) => x z; field. Qed.
Lemma steps i j : (j < 3)%N -> W i.+1 j = W i j - eta *: full i j.
Proof.
move=> j3; rewrite gradient //; apply/matrixP => p q; rewrite !mxE /=.
by move: (pull (a i)) (a i) => x z; ring.
Qed.
Lemma eta_gt0 : 0 < eta. Proof. by rewrite invr_gt0 ltr0n. Qed.
Definition C_at (i : nat) (z : R) : R := cost (a i + z * pull (a i)).
Lemma inside_step i z : 0 <= z -> z <= eta -> 1 <= a i + z * pull (a i) /\
  a i + z * pull (a i) <= a i.+1 /\ a i.+1 <= A.
Proof.
move=> z0 ze; have [a1 aA] := a_in i; have [_ b] := a_in i.+1; split.
  by apply: ler_wpDr a1; rewrite mulr_ge0 ?pull_ge0.
by split=> //=; rewrite lerD2l; apply: ler_wpM2r ze; exact: pull_ge0.
Qed.
Lemma falls i z : 0 <= z -> z <= eta ->
  C_at i z <= C i - z * (1 - z * 3%:R / 2%:R) * g i ^+ 2.
Proof.
move=> z0 ze; have [_ [le leA]] := inside_step i z0 ze.
have t0 : 0 <= z * pull (a i) by rewrite mulr_ge0 ?pull_ge0.
rewrite lossE g2; apply: le_trans (cost_taylor (a_in i).1 t0 (le_trans le leA)) _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; move: (pull (a i)) (cost (a i)) => k e; field.
Qed.
Lemma last_part i z : 0 <= z -> z <= eta -> C i.+1 <= C_at i z.
Proof.
move=> z0 ze; have [x1 [le leA]] := inside_step i z0 ze.
by rewrite lossE; exact: cost_falls.
Qed.

(* --- B8t's numbers: its h, radius s, t, c and p. --- *)
Notation sv := (fun _ : nat => 1 : R).
Notation gam := (fun _ : nat => leak).
Notation h := (5%:R / 3%:R : R).
Notation s := (3%:R / 10%:R : R).
Notation t := (1 / 2%:R : R).
Notation share := (3%:R / 4%:R : R).
Notation p := (9%:R / 40%:R : R).
Notation a0 := (rate0 1 sv gam leak 1).
Notation r := (Num.sqrt (th 0) + s).
Notation goal := (level 1 lam sv gam leak 1 h s t r).
Lemma a0E : a0 = 2%:R * c ^+ 2.
Proof.
rewrite /rate0 /share_of !big_ord_recl !big_ord0 /= divr1 !mulr1 !mul1r /c.
by move: leak => k; ring.
Qed.
Lemma ta0E : Num.sqrt (t * a0) = c.
Proof.
have -> : t * a0 = c ^+ 2 by rewrite a0E; field.
by rewrite sqrtr_sqr ger0_norm // ltW // c0.
Qed.
Lemma th0E : th 0 = 3%:R. Proof. by rewrite normsE /= expr1n mulr1. Qed.
Lemma radius_in : 3%:R <= r ^+ 2 /\ r ^+ 2 <= 17%:R / 4%:R.
Proof.
rewrite th0E; have q0 : 0 <= Num.sqrt 3%:R :> R by exact: sqrtr_ge0.
have s0 : 0 <= s by rewrite divr_ge0 ?ler0n.
have q3 : Num.sqrt 3%:R ^+ 2 = 3%:R :> R by rewrite sqr_sqrtr ?ler0n.
split.
  by rewrite -[leLHS]q3 ler_sqr2 ?addr_ge0 // lerDl.
have q1 : Num.sqrt 3%:R <= 7%:R / 4%:R :> R.
  apply: sqrt_le; rewrite ?divr_ge0 ?ler0n // -subr_ge0 (_ : _ - _ = 1 / 16%:R); last by field.
  by rewrite divr_ge0 ?ler01 ?ler0n.
apply: (@le_trans _ _ ((7%:R / 4%:R + s) ^+ 2)).
  by rewrite ler_sqr2 ?addr_ge0 ?divr_ge0 ?ler0n // lerD2r.
rewrite -subr_ge0 (_ : _ - _ = 19%:R / 400%:R); last by field.
by rewrite divr_ge0 ?ler0n.
Qed.
Lemma goalE : goal = lam * (r ^+ 2 * (1 / 2%:R + lam * (1024%:R / 81%:R))).
Proof.
rewrite /level a0E c_val; move: (Num.sqrt _ + s) lam => x d; congr (_ * (_ * _)).
by field.
Qed.
Lemma goal_in : 3%:R / 2%:R * lam <= goal /\ goal <= 11%:R / 5%:R * lam.
Proof.
have [r3 r17] := radius_in; have d0 := lam0; have d1 := lam_le; rewrite goalE [3%:R / _ * _]mulrC.
rewrite [11%:R / _ * _]mulrC.
move: (r ^+ 2) lam r3 r17 d0 d1 => x d x3 x17 d0 d1.
have k0 : 0 <= d * (1024%:R / 81%:R) by rewrite mulr_ge0 ?divr_ge0 ?ler0n // ltW.
have x0 : 0 <= x by apply: le_trans x3; exact: ler0n.
have h0 : 0 <= 1 / 2%:R :> R by rewrite divr_ge0 ?ler01 ?ler0n.
split; apply: ler_wpM2l; rewrite ?(ltW d0) //.
  apply: (@le_trans _ _ (x * (1 / 2%:R))); last by apply: ler_wpM2l; rewrite ?lerDl.
  by rewrite mul1r; apply: ler_wpM2r; rewrite ?invr_ge0 ?ler0n.
apply: (@le_trans _ _ (17%:R / 4%:R * (1 / 2%:R + 1 / 1000%:R * (1024%:R / 81%:R)))).
  apply: ler_pM; rewrite ?addr_ge0 //= lerD2l; apply: ler_wpM2r d1.
  by rewrite divr_ge0 ?ler0n.
rewrite -subr_ge0 (_ : _ - _ = 1723%:R / (81%:R * 1000%:R)); last by field.
by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
Qed.

(* The start's residual, and that lambda m is not reached at once. *)
Lemma short_in : 11%:R / 200%:R <= short (a 0) /\ short (a 0) <= 3%:R / 50%:R.
Proof.
rewrite /short /target c_val /A /l /= expr1n mulr1; split; rewrite -subr_ge0.
  rewrite (_ : _ - _ = 581%:R / (144%:R * 1000%:R)); last by field.
  by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
rewrite (_ : _ - _ = 139%:R / (144%:R * 1000%:R)); last by field.
by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
Qed.
Lemma C0E : C 0 = short (a 0) ^+ 2 / 2%:R + 3%:R / 2%:R * lam.
Proof. by rewrite lossE /cost /= expr1n !mulr1. Qed.
Lemma start_in : Num.sqrt (C 0 - goal) <= share / 2%:R * Num.sqrt (t * a0) * p.
Proof.
have [e1 e2] := short_in; have [lo _] := goal_in.
have e0 : 0 <= short (a 0) by apply: le_trans e1; rewrite divr_ge0 ?ler0n.
have f0 : 0 <= 3%:R / 50%:R :> R by rewrite divr_ge0 ?ler0n.
apply: (@le_trans _ _ (9%:R / 200%:R)).
  apply: sqrt_le; first by rewrite divr_ge0 ?ler0n.
  have sq : short (a 0) ^+ 2 <= (3%:R / 50%:R) ^+ 2 by rewrite ler_sqr2.
  apply: (@le_trans _ _ ((3%:R / 50%:R) ^+ 2 / 2%:R)).
    rewrite C0E lerBlDr; apply: lerD lo; apply: ler_wpM2r sq.
    by rewrite invr_ge0 ler0n.
  rewrite (_ : (9%:R / 200%:R) ^+ 2 = (3%:R / 50%:R) ^+ 2 * (9%:R / 16%:R)); last by field.
  apply: ler_wpM2l; first exact: sqr_ge0.
  rewrite -subr_ge0 (_ : _ - _ = 1 / 16%:R); last by field.
  by rewrite divr_ge0 ?ler01 ?ler0n.
rewrite ta0E c_val -subr_ge0 (_ : _ - _ = 9%:R / 40%:R * (7%:R / 640%:R)); last by field.
by rewrite mulr_ge0 ?divr_ge0 ?ler0n.
Qed.
Lemma above0 : 13%:R / (16%:R * 1000%:R) <= C 0 - goal.
Proof.
have [e1 _] := short_in; have [_ up] := goal_in.
have f0 : 0 <= 11%:R / 200%:R :> R by rewrite divr_ge0 ?ler0n.
have sq : (11%:R / 200%:R) ^+ 2 <= short (a 0) ^+ 2 by rewrite ler_sqr2 // (le_trans f0).
have d1 := lam_le; rewrite C0E; move: goal up => y up.
move: (short _ ^+ 2) lam up sq d1 => e d up sq d1.
apply: (ge0_le (z := (e - (11%:R / 200%:R) ^+ 2) / 2%:R + (11%:R / 5%:R * d - y)
  + 7%:R / 10%:R * (1 / 1000%:R - d))); first by field.
apply: addr_ge0; [apply: addr_ge0|]; last by rewrite mulr_ge0 ?divr_ge0 ?ler0n // subr_ge0.
  by rewrite divr_ge0 ?ler0n // subr_ge0.
by rewrite subr_ge0.
Qed.
Lemma cost_above d : 0 <= d -> d <= 1 / 10%:R ->
  cost 1 - 3%:R * pull 1 * d - 2%:R * d ^+ 2 <= cost (1 + d).
Proof.
move=> d0 d1; have cE := c_val; have c1 := ltW c0; have lp := ltW lam0.
have y1 : target <= 5%:R / 8%:R.
  have [_ e2] := short_in; move: e2.
  rewrite /short /= expr1n mulr1 lerBlDr => /le_trans; apply.
  rewrite cE -subr_ge0 (_ : _ - _ = 1 / 400%:R); last by field.
  by rewrite divr_ge0 ?ler01 ?ler0n.
have ty : target * c * (3%:R + d) <= 2%:R.
  have dn : 3%:R + d <= 31%:R / 10%:R.
    by rewrite -lerBrDl (_ : _ - _ = 1 / 10%:R) //; field.
  have d3 : 0 <= 3%:R + d by rewrite addr_ge0 ?ler0n.
  apply: (@le_trans _ _ (5%:R / 8%:R * c * (31%:R / 10%:R))).
    apply: (@le_trans _ _ (5%:R / 8%:R * c * (3%:R + d))).
      by apply: ler_wpM2r d3 _ _ _; apply: ler_wpM2r.
    by apply: ler_wpM2l dn; rewrite mulr_ge0 ?divr_ge0 ?ler0n.
  rewrite cE -subr_ge0 (_ : _ - _ = 233%:R / 256%:R); last by field.
  by rewrite divr_ge0 ?ler0n.
have dk k : 0 <= d ^+ k by exact: exprn_ge0.
have c2 : 0 <= c ^+ 2 / 2%:R by rewrite divr_ge0 ?sqr_ge0 ?ler0n.
apply: (ge0_le (z := d ^+ 2 * (c ^+ 2 / 2%:R * (15%:R + 20%:R * d + 15%:R * d ^+ 2 + 6%:R * d ^+ 3
  + d ^+ 4) + 3%:R / 2%:R * lam + (2%:R - target * c * (3%:R + d))))).
  by rewrite /cost /pull /short; move: target lam c => y b e; field.
apply: mulr_ge0 (sqr_ge0 _) _; apply: addr_ge0; last by rewrite subr_ge0.
apply: addr_ge0; last exact: mulr_ge0 (divr_ge0 (ler0n _ 3) (ler0n _ 2)) lp.
by apply: mulr_ge0 c2 _; rewrite !addr_ge0 ?mulr_ge0 ?ler0n.
Qed.
Lemma pull_start : 0 < pull (a 0) /\ pull (a 0) <= 27%:R / 800%:R.
Proof.
have [e1 e2] := short_in; split.
  have [a1 aA] := a_in 0; have [r0 _] := rate_in a1 aA.
  by rewrite pullE mulr_gt0 // subr_gt0; exact: A_le.1.
rewrite /pull /= expr1n !mulr1 lerBlDr; apply: (@le_trans _ _ (3%:R / 50%:R * c)).
  by apply: ler_wpM2r e2; exact/ltW/c0.
rewrite c_val (_ : 3%:R / 50%:R * (9%:R / 16%:R) = 27%:R / 800%:R); last by field.
by rewrite lerDl ltW // lam0.
Qed.
Lemma above1 : 1 / (4%:R * 1000%:R) < C 1 - goal.
Proof.
have [k0 k1] := pull_start; have up := above0; rewrite !lossE in up *.
have kk : pull (a 0) ^+ 2 <= (27%:R / 800%:R) ^+ 2.
  by rewrite ler_sqr2 ?divr_ge0 ?ler0n // ltW.
have e1 : eta * pull (a 0) <= 1 / 10%:R.
  rewrite /eta mulrC ler_pdivrMr ?ltr0n //; apply: le_trans k1 _.
  rewrite -subr_ge0 (_ : _ - _ = 613%:R / 800%:R); last by field.
  by rewrite divr_ge0 ?ler0n.
have le : cost (a 0) - 3%:R * pull (a 0) * (eta * pull (a 0)) - 2%:R * (eta * pull (a 0)) ^+ 2 <=
  cost (a 1) := cost_above (mulr_ge0 (ltW eta_gt0) (ltW k0)) e1.
move: goal up => y up; move: (cost (a 0)) (cost (a 1)) (pull (a 0)) up le kk {e1 k0 k1}.
move=> x z k up le kk.
apply: (@lt_le_trans _ _ (x - 3%:R * k * (eta * k) - 2%:R * (eta * k) ^+ 2 - y)); last first.
  by rewrite lerD2r.
have -> : x - 3%:R * k * (eta * k) - 2%:R * (eta * k) ^+ 2 - y = (x - y) - 13%:R / 32%:R * k ^+ 2.
  by rewrite /eta; field.
apply: (@lt_le_trans _ _ (13%:R / (16%:R * 1000%:R)
  - 13%:R / 32%:R * (27%:R / 800%:R) ^+ 2)); last first.
  by apply: lerB up _; apply: ler_wpM2l kk; rewrite divr_ge0 ?ler0n.
have small : (27%:R / 800%:R) ^+ 2 < 6%:R / (5%:R * 1000%:R) :> R.
  rewrite -subr_gt0 (_ : _ - _ = 39%:R / (800%:R * 800%:R)); last by field.
  by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
apply: (@lt_trans _ _ (13%:R / (16%:R * 1000%:R) - 13%:R / 32%:R * (6%:R / (5%:R * 1000%:R)))).
  have -> : 13%:R / (16%:R * 1000%:R) - 13%:R / 32%:R * (6%:R / (5%:R * 1000%:R)) =
    1 / (4%:R * 1000%:R) + 3%:R / (40%:R * 1000%:R) :> R by field.
  by rewrite ltrDl divr_gt0 ?mulr_gt0 ?ltr0n.
rewrite ltrD2l ltrN2 ltr_pM2l // divr_gt0 ?ltr0n //.
Qed.

(* --- What B8t_networks and B8u_from_descent ask for. --- *)
Lemma slopes k j : (j < 1)%N -> 0 < leak /\ forall p q, leak <= S k j.+1 p q.
Proof. by case: j => // _; split=> [|p q]; rewrite ?leak0 // S1 mxE. Qed.
Lemma low1 x : 0 <= x -> low (m x) x.
Proof.
by move=> x0; split=> // v; rewrite !sqn_scalar mxE big_ord1 !mxE exprMn.
Qed.
Lemma start_singular j : (j < 1)%N -> 0 < (1 : R) /\ low (W 0 j) 1.
Proof. by move=> _; split; [exact: ltr01 | apply: low1; exact: ler01]. Qed.
Lemma start_features : 0 < leak /\ low (Z 0 2)^T leak.
Proof.
split; first exact: leak0.
have -> : (Z 0 2)^T = - m leak.
  by rewrite Z2 trmx_const /= mulr1; apply/matrixP => i j; rewrite !mxE.
have [k0 h] := low1 (ltW leak0); split=> // v; rewrite linearN mulNmx sqnN; exact: h.
Qed.
Lemma first_layer k : nrm (Z k 2 - Z 0 2) <= 1 * nrm (W k 2 - W 0 2).
Proof.
have sub (x z : R) : m x - m z = m (x - z) by apply/matrixP => i j; rewrite !mxE.
rewrite mul1r !Z2 /W !sub /nrm !norm1; apply: ler_wsqrtr.
have -> : - (leak * a k) - - (leak * a 0) = - (leak * (a k - a 0)) by ring.
rewrite sqrrN exprMn -[leRHS]mul1r; apply: ler_wpM2r; first exact: sqr_ge0.
by rewrite -/c c_val ler_pdivrMr ?ltr0n // mul1r ler_nat.
Qed.
Lemma h2E : h ^+ 2 = \sum_i share_of (d := 1) sv leak 1 i ^- 2.
Proof. by rewrite /share_of !big_ord_recl big_ord0 /= /leak; field. Qed.
Lemma below i z : 0 <= z -> z <= eta -> C_at i z <= goal ->
  C i.+1 <= C i - eta * (1 - eta * 3%:R / 2%:R) * g i ^+ 2 /\ C i.+1 <= goal.
Proof.
move=> z0 ze le; split; last exact: le_trans (last_part i z0 ze) le.
have -> : C i.+1 = C_at i eta by exact: lossE.
exact: falls (ltW eta_gt0) (lexx eta).
Qed.
Lemma positive (n d : nat) : (0 < n.+1%:R / d.+1%:R :> R).
Proof. by rewrite divr_gt0 ?ltr0n. Qed.
Lemma radius : s - h * s ^+ 2 / 2%:R = p.
Proof.
have e : 3%:R / 10%:R - 5%:R / 3%:R * (3%:R / 10%:R) ^+ 2 / 2%:R = 9%:R / 40%:R :> R by field.
exact: e.
Qed.
Lemma half_share : 0 < t /\ t < 1.
Proof. by split; [exact: (positive 0 1) | rewrite ltr_pdivrMr ?ltr0n // mul1r ltr1n]. Qed.
Lemma hs : h * s < 1.
Proof.
have e : 5%:R / 3%:R * (3%:R / 10%:R) = 1 / 2%:R :> R by field.
by rewrite e; case: half_share.
Qed.
Lemma step_size : eta * 3%:R <= 2%:R * (1 - share).
Proof.
rewrite /eta -subr_ge0 (_ : _ - _ = 1 / 8%:R); last by field.
exact/ltW/(positive 0 7).
Qed.
Lemma contraction : eta * (share * (t * path_constant a0 h p)) = 3%:R / 64%:R * (81%:R / 512%:R).
Proof. by rewrite /path_constant a0E c_val /eta; field. Qed.

(* The run starts above lambda m, is above it after a step, and falls towards it at B8t's rate. *)
Theorem instance_B8t_networks : [/\ 0 < C 0 - goal, 0 < C 1 - goal &
  forall k, (forall i, (i < k)%N -> 0 < C i - goal) ->
    C k - goal <= (1 - 3%:R / 64%:R * (81%:R / 512%:R)) ^+ k * (C 0 - goal) /\
    (\sum_(i < k) eta * g i <= s \/ C k <= goal)].
Proof.
split.
- by apply: lt_le_trans above0; rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
- by apply: lt_trans above1; rewrite divr_gt0 ?mulr_gt0 ?ltr01 ?ltr0n.
move=> k above; have small : eta * (share * (t * path_constant a0 h p)) <= 1.
  rewrite contraction mulr_ile1 ?divr_ge0 ?ler0n // ler_pdivrMr ?ltr0n // mul1r ler_nat //.
rewrite -contraction.
exact: (@B8t_networks R one 1 1 W Z S Y lam eta th g C (fun=> erefl) (fun=> erefl) (fun=> erefl)
  eta_gt0 lam0 steps sv gam leak 1 h s t (fun=> erefl) slopes start_singular start_features ltr01
  first_layer (positive 4 2) h2E (ltW (positive 2 9)) hs half_share share p 3%:R C_at k
  (positive 2 3) step_size (ler0n _ 3) radius start_in (fun i => esym (lossE i.+1))
  (fun i z z0 ze _ => falls i z0 ze) below small above).
Qed.

(* B8u, for every pair ex, ln: the areas and tau exist, |theta|^2 grows in the first step, by Gamma
   at most. *)
Lemma slope_le1 k j : (j < 3)%N -> forall i q, `|S k j i q| <= 1.
Proof.
have k1 : `|leak| <= 1.
  by rewrite ger0_norm ?(ltW leak0) // /leak ler_pdivrMr ?ltr0n // mul1r ler_nat.
by case: j => [|[|[|//]]] _ i q; rewrite ?S1 ?S2 mxE ?normr1.
Qed.
Lemma no_bend k j : (j < 3)%N -> nrm (bend (u := one) (W k) (Z k) (S k) j) <= 0.
Proof.
move=> j3; suff -> : bend (u := one) (W k) (Z k) (S k) j = 0 by rewrite nrm0.
case: j j3 => [|[|[|//]]] _; apply/matrixP => i q; rewrite /bend ?S1 ?S2 ?Z0 ?Z1 ?Z2 /W /=.
all: by rewrite ?mul1 ?times1 !mxE; move: (a k) => x; rewrite /c; ring.
Qed.
Lemma weights j : (j < 3)%N -> bnd (W 0 j) 1.
Proof.
by move=> _; apply: bnd_sqn; rewrite ?ler01 // /W norm1 /= expr1n.
Qed.
Theorem instance_B8u (ex ln : R -> R) : exponential ex ln -> exists Phi_I Phi_J tau,
  [/\ area (V share t a0 p) (phi_I share t a0 h p (nrm Y)) Phi_I,
      area (V share t a0 p) (phi_J share t a0 h p) Phi_J,
      ln ((C 0 - goal) / (1 / (4%:R * 1000%:R))) = share * (t * path_constant a0 h p) * tau,
      th 0 < th 1 &
      [/\ th 1 <= th 0 + Gamma eta share t a0 goal C p (nrm Y) 3%:R
            (bends 3 (fun=> 1 + s) (fun=> 0)) Phi_I Phi_J tau,
          th 1 <= r ^+ 2 & \sum_(i < 1) eta * g i <= s]].
Proof.
move=> he; have V0 : 0 < V share t a0 p.
  rewrite /V ta0E; apply: mulr_gt0; last exact: (positive 8 39).
  by apply: mulr_gt0 c0; rewrite divr_gt0 ?ltr0n // (positive 2 3).
have q34 : q h p = 3%:R / 4%:R.
  have e : 2%:R * (5%:R / 3%:R) * (9%:R / 40%:R) = 3%:R / 4%:R :> R by field.
  exact: e.
have q0 : 0 < q h p by rewrite q34; exact: (positive 2 3).
have q1 : q h p < 1 by rewrite q34 ltr_pdivrMr ?ltr0n // mul1r ltr_nat.
have [Phi_I areaI] := B8u_area_I he V0 q0 q1 (nrm_ge0 Y).
have areaJ := B8u_area_J he V0 q0 q1.
have rate_gt0 : 0 < share * (t * path_constant a0 h p).
  rewrite -(pmulr_rgt0 _ eta_gt0) contraction.
  exact: mulr_gt0 (positive 2 63) (positive 80 511).
pose tau := ln ((C 0 - goal) / (1 / (4%:R * 1000%:R))) / (share * (t * path_constant a0 h p)).
have tauE : ln ((C 0 - goal) / (1 / (4%:R * 1000%:R))) = share * (t * path_constant a0 h p) * tau.
  by rewrite [RHS]mulrC divfK // gt_eqF.
exists Phi_I, (Phi_J ln share t a0 h p), tau; split=> //.
  rewrite !normsE ltr_pM2l ?ltr0n // ltr_pXn2r ?nnegrE ?(ltW (a_gt0 _)) // ltrDl.
  by apply: mulr_gt0 eta_gt0 _; case: pull_start.
have u0 : 0 < 1 / (4%:R * 1000%:R) :> R by rewrite divr_gt0 ?mulr_gt0 ?ltr01 ?ltr0n.
have r0 : 0 <= r by rewrite addr_ge0 ?sqrtr_ge0 // ltW // (positive 2 9).
apply: (@B8u_from_descent R one 1 1 W Z S Y lam eta th g C (fun=> erefl) (fun=> erefl) (fun=> erefl)
  eta_gt0 lam0 steps sv gam leak 1 h s t (fun=> erefl) slopes start_singular start_features ltr01
  first_layer (positive 4 2) h2E (ltW (positive 2 9)) hs half_share ex ln share p 3%:R r
  (1 / (4%:R * 1000%:R)) tau C_at sv (fun=> 0) Phi_I (Phi_J ln share t a0 h p) 1 he
  (positive 2 3) step_size (ler0n _ 3) radius r0 start_in (fun i => esym (lossE i.+1))
  (fun i z z0 ze _ => falls i z0 ze) below weights (fun k _ => @slope_le1 k) (fun k _ => @no_bend k)
  areaI areaJ u0 _ _ _).
- by rewrite tauE.
- by rewrite ge_min lexx.
case=> [|[|//]] _; last exact: above1.
apply: lt_le_trans above0; have -> : 13%:R / (16%:R * 1000%:R) =
  1 / (4%:R * 1000%:R) + 9%:R / (16%:R * 1000%:R) :> R by field.
by rewrite ltrDl divr_gt0 ?mulr_gt0 ?ltr0n.
Qed.
End Instance.
