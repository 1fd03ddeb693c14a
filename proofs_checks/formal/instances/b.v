(* A run of gradient descent that section B's theorems on runs are about: two linear layers, widths
   1, 2 and 2, one sample. W_2 = (w 0) and W_1 = diag(w, v): w learns, v only decays and keeps the
   head out of balance. The step is 1/8 and lambda 1/4; the start is any w in [0, 1] and any v. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b descent b9.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Variables w0 v0 : R.
Notation lam := (4%:R^-1 : R).
Notation eta := (8%:R^-1 : R).
Definition width (j : nat) : nat := if j is 0%N then 1%N else 2%N.
Definition pull (w : R) : R := w * (w ^+ 2 - 1 + lam).

Fixpoint w (i : nat) : R := if i is k.+1 then w k - eta * pull (w k) else w0.
Fixpoint v (i : nat) : R := if i is k.+1 then v k - eta * (lam * v k) else v0.
Definition W (i j : nat) : 'M[R]_(width j, width j.+1) := \matrix_(a, c)
  (if (a == 0%N :> nat) && (c == 0%N :> nat) then w i
   else if (j == 1)%N && (a == 1%N :> nat) && (c == 1%N :> nat) then v i else 0).
Definition Z (i j : nat) : 'M[R]_(width j, 1) := \matrix_(a, c)
  (if a == 0%N :> nat then (if j is 0%N then w i ^+ 2 else if j is 1%N then w i else 1) else 0).
Definition E (i : nat) : 'M[R]_(width 0, 1) := (w i ^+ 2 - 1)%:M.
Definition C (i : nat) : R :=
  (w i ^+ 2 - 1) ^+ 2 / 2%:R + lam / 2%:R * (w i ^+ 2 + (w i ^+ 2 + v i ^+ 2)).
Definition G (i : nat) : R := pull (w i) ^+ 2 + (pull (w i) ^+ 2 + (lam * v i) ^+ 2).

Lemma linear i : linear_head (W i) 2 (Z i).
Proof.
case=> [|[|//]] _; apply/matrixP => -[[|[|a]] ha] c //; rewrite (ord1 c) /W /Z !mxE.
- by rewrite !big_ord_recl big_ord0 !mxE /=; ring.
- by rewrite !big_ord_recl big_ord0 !mxE /=; ring.
by rewrite !big_ord_recl big_ord0 !mxE /=; ring.
Qed.
Lemma residual i : Z i 0%N - 1%:M = E i.
Proof. by apply/matrixP => a c; rewrite !(ord1 a, ord1 c) !mxE /= mulr1n. Qed.
Lemma gradient0 i : rgrad (W i) lam (E i) (Z i) 0 =
  \matrix_(a, c) (if c == 0%N :> nat then pull (w i) else 0).
Proof.
apply/matrixP => a c; rewrite (ord1 a) /rgrad /grad /= trmx1 mul1mx /E mul_scalar_mx !mxE /=.
by case: c => [[|[|c]] hc] //=; rewrite /pull; ring.
Qed.
Lemma gradient1 i : rgrad (W i) lam (E i) (Z i) 1 = \matrix_(a, c)
  (if (a == 0%N :> nat) && (c == 0%N :> nat) then pull (w i)
   else if (a == 1%N :> nat) && (c == 1%N :> nat) then lam * v i else 0).
Proof.
apply/matrixP => a c; rewrite /rgrad /grad /= mul1mx /E mul_mx_scalar -scalemxAl !mxE big_ord1
  !mxE /=.
by case: a => [[|[|a]] ha]; case: c => [[|[|c]] hc] //=; rewrite /pull; ring.
Qed.
Lemma steps i j : (j < 2)%N -> W i.+1 j = step (W i) (E i) (Z i) eta lam j.
Proof.
case: j => [|[|//]] _; rewrite /step ?gradient0 ?gradient1; apply/matrixP => a c; rewrite !mxE /=.
  by case: a => [[|a] ha] //; case: c => [[|[|c]] hc] //=; ring.
by case: a => [[|[|a]] ha] //; case: c => [[|[|c]] hc] //=; ring.
Qed.
Lemma norms i : sqn (rgrad (W i) lam (E i) (Z i) 0) + sqn (rgrad (W i) lam (E i) (Z i) 1) = G i.
Proof.
rewrite gradient0 gradient1 !sqnE !big_ord_recl !big_ord0 !mxE /= /G.
by move: (pull (w i)) (lam * v i) => p q; ring.
Qed.
Lemma C_loss i : sqn (E i) / 2%:R + lam / 2%:R * (sqn (W i 0%N) + sqn (W i 1%N)) = C i.
Proof.
rewrite /E sqn_scalar !sqnE !big_ord_recl !big_ord0 !mxE /= /C.
by rewrite mulr1n; field.
Qed.

Hypothesis start : 0 <= w0 <= 1.
Lemma w_in i : 0 <= w i <= 1.
Proof.
elim: i => // i /= /andP [a0 a1]; move: (w i) a0 a1 => x a0 a1.
have q : x ^+ 2 <= 1 by rewrite -(expr1n R 2) ler_sqr2 ?ler01.
have x2 : 0 <= x ^+ 2 by exact: sqr_ge0.
apply/andP; split.
  have -> : x - eta * pull x = x * (8%:R^-1 * (8%:R - lam + (1 - x ^+ 2))) by rewrite /pull; field.
  apply: mulr_ge0 => //; apply: mulr_ge0; first by rewrite invr_ge0 ler0n.
  rewrite addr_ge0 ?subr_ge0 //; apply: (@le_trans _ _ 1); last by rewrite ler1n.
  by rewrite invf_le1 ?ltr0n // ler1n.
have m : 0 <= (1 - x) * (8%:R - x * (1 + x)) + lam * x.
  rewrite addr_ge0 ?mulr_ge0 ?invr_ge0 ?ler0n ?subr_ge0 //.
  apply: (@le_trans _ _ (1 * (1 + 1))); last by rewrite mul1r -(natrD _ 1 1) ler_nat.
  by apply: ler_pM; rewrite ?addr_ge0 ?ler01 // lerD2l.
by apply: (@ge0_le _ _ _ (8%:R^-1 * ((1 - x) * (8%:R - x * (1 + x)) + lam * x)));
  [rewrite /pull; field | rewrite mulr_ge0 ?invr_ge0 ?ler0n].
Qed.

(* The descent inequality holds with beta = 8, so that eta beta = 1. *)
Lemma descends : descent eta 8%:R C G.
Proof.
move=> i; have /andP [a0 a1] := w_in i; rewrite /C /G /=; move: (w i) (v i) a0 a1 => x z a0 a1.
set h := eta * pull x.
have q : x ^+ 2 <= 1 by rewrite -(expr1n R 2) ler_sqr2 ?ler01.
have x2 : 0 <= x ^+ 2 by exact: sqr_ge0.
have hE : eta * pull x = h by [].
have pE : pull x = 8%:R * h by rewrite /h; field.
have pE' : x * (x ^+ 2 - 1 + lam) = 8%:R * h by rewrite -pE.
have hx : h = 8%:R^-1 * (x ^+ 3 - x + lam * x) by rewrite /h /pull; ring.
have h1 : h <= 1.
  apply: (@ge0_le _ _ _ (8%:R^-1 * ((8%:R - 1 - lam) + (1 - x * x ^+ 2) + x + lam * (1 - x)))).
    by rewrite hx; field.
  have c : 0 <= 8%:R - 1 - lam :> R.
    by rewrite (_ : _ - _ = 27%:R / 4%:R); [rewrite divr_ge0 ?ler0n | field].
  have x3 : 0 <= 1 - x * x ^+ 2 by rewrite subr_ge0 -[leRHS](mulr1 1); apply: ler_pM.
  have t2 : 0 <= lam * (1 - x) by rewrite mulr_ge0 ?invr_ge0 ?ler0n // subr_ge0.
  apply: mulr_ge0; first by rewrite invr_ge0 ler0n.
  by apply: addr_ge0 => //; apply: addr_ge0 => //; apply: addr_ge0.
have hm1 : - 1 <= h.
  apply: (@ge0_le _ _ _ (8%:R^-1 * (7%:R + (1 - x) + x * x ^+ 2 + lam * x))); first by rewrite hx;
    field.
  have t1 : 0 <= 7%:R + (1 - x) by apply: addr_ge0; rewrite ?ler0n ?subr_ge0.
  have t2 : 0 <= x * x ^+ 2 by exact: mulr_ge0.
  have t3 : 0 <= lam * x by rewrite mulr_ge0 ?invr_ge0 ?ler0n.
  apply: mulr_ge0; first by rewrite invr_ge0 ler0n.
  by apply: addr_ge0 => //; apply: addr_ge0.
have hh : h ^+ 2 <= 1.
  rewrite -subr_ge0 (_ : 1 - h ^+ 2 = (1 - h) * (h - - 1)); last by ring.
  by rewrite mulr_ge0 ?subr_ge0.
(* The fall less what is promised: h^2 (8 - 3 x^2 + 1 - lambda + 2 x h - h^2/2), and v's own share.
   *)
apply: (@ge0_le _ _ _ (h ^+ 2 * (8%:R - 3%:R * x ^+ 2 + 1 - lam + 2%:R * (x * h) - h ^+ 2 / 2%:R)
  + (eta * lam * z) ^+ 2 * (8%:R / 2%:R - lam / 2%:R))).
  have e1 : x ^+ 3 = 8%:R * h + x - lam * x by rewrite -pE'; ring.
  have e2 : pull x ^+ 2 = 64%:R * h ^+ 2 by rewrite pE; ring.
  have e3 : h * (8%:R * h) = h * (x ^+ 3 - x + lam * x) by rewrite e1; ring.
  rewrite e2; apply/eqP; rewrite -subr_eq0; apply/eqP.
  set D := (X in X = 0).
  have -> : D = 2%:R * (h * (x ^+ 3 - x + lam * x) - h * (8%:R * h)) by rewrite /D; field.
  by rewrite e3 subrr mulr0.
apply: addr_ge0; apply: mulr_ge0; rewrite ?sqr_ge0 //.
  have xh : - 1 <= x * h.
    apply: (@le_trans _ _ (x * - 1)); last by apply: ler_wpM2l.
    by rewrite mulrN1 lerN2.
  apply: (@le_trans _ _ (8%:R - 3%:R + 1 - lam - 2%:R - 2%:R^-1)).
    by rewrite (_ : _ - _ = 13%:R / 4%:R); [rewrite divr_ge0 ?ler0n | field].
  apply: (@ge0_le _ _ _ (3%:R * (1 - x ^+ 2) + 2%:R * (x * h - - 1) + (1 - h ^+ 2) / 2%:R)).
    by field.
  have t1 : 0 <= 3%:R * (1 - x ^+ 2) by rewrite mulr_ge0 ?ler0n // subr_ge0.
  have t2 : 0 <= 2%:R * (x * h - - 1) by rewrite mulr_ge0 ?ler0n // subr_ge0.
  have t3 : 0 <= (1 - h ^+ 2) / 2%:R by rewrite divr_ge0 ?ler0n // subr_ge0.
  by apply: addr_ge0 => //; apply: addr_ge0.
by rewrite (_ : _ - _ = 31%:R / 8%:R); [rewrite divr_ge0 ?ler0n | field].
Qed.

(* Every hypothesis of B1, B2, B2r, B2s, B3, B9s, B9t; the defect diag(0, -v^2) is not 0. *)
Theorem instance_B : [/\ forall i, linear_head (W i) 2 (Z i),
  forall i j, (j < 2)%N -> W i.+1 j = step (W i) (E i) (Z i) eta lam j,
  forall i, Z i 0%N - 1%:M = E i,
  [/\ 2%:R * eta * lam <= 1, eta * 8%:R <= 1, forall i, 0 <= C i & descent eta 8%:R C G] &
  forall i j, (j < 2)%N -> bnd (rgrad (W i) lam (E i) (Z i) j) (Num.sqrt (G i))].
Proof.
split; [exact: linear | exact: steps | exact: residual | |].
  split; last exact: descends.
  - by rewrite (_ : _ * _ = 16%:R^-1); [rewrite invf_le1 ?ltr0n // ler1n | field].
  - by rewrite mulVf // pnatr_eq0.
  move=> i; apply: addr_ge0; first by rewrite divr_ge0 ?sqr_ge0 ?ler0n.
  by rewrite mulr_ge0 ?divr_ge0 ?invr_ge0 ?ler0n // !addr_ge0 ?sqr_ge0.
move=> i j jd; have G0 : 0 <= G i by rewrite !addr_ge0 ?sqr_ge0.
apply: bnd_sqn; first exact: sqrtr_ge0.
rewrite sqr_sqrtr // -norms; case: j jd => [|[|//]] _; first by rewrite lerDl sqn_ge0.
by rewrite lerDr sqn_ge0.
Qed.
Theorem instance_B_defect i : @defect R width (W i) 0 = \matrix_(a, c)
  (if (a == 1%N :> nat) && (c == 1%N :> nat) then - v i ^+ 2 else 0).
Proof.
apply/matrixP => a c; rewrite !mxE !big_ord_recl !big_ord0 !mxE /=.
by case: a => [[|[|a]] ha]; case: c => [[|[|c]] hc] //=; ring.
Qed.
(* B9t for this run. *)
Theorem instance_B9t k d0 : bnd (@defect R width (W 0%N) 0) d0 ->
  bnd (@defect R width (W k) 0) ((1 - 2%:R * eta * lam) ^+ k * d0
    + eta * lam * (2%:R * C 0%N / lam) / (2%:R - eta * 8%:R)).
Proof.
move=> hd; have [h1 h2 _ [h3 h4 h5 h6] h7] := instance_B.
have G0 i : 0 <= G i by rewrite !addr_ge0 ?sqr_ge0.
have e0 : 0 < eta by rewrite invr_gt0 ltr0n.
have l0 : 0 < lam by rewrite invr_gt0 ltr0n.
have eb : eta * 8%:R < 2%:R by apply: le_lt_trans h4 _; rewrite ltr1n.
have hG i : Num.sqrt (G i) ^+ 2 <= G i by rewrite sqr_sqrtr.
have [_ _] := B9t_balancedness_phase (d := 2) (j := 0) k h1 isT (fun i => h2 i 0%N isT)
  (fun i => h2 i 1%N isT) e0 l0 h3 eb hd (fun i => h7 i 0%N isT) (fun i => h7 i 1%N isT) hG h5 h6.
by [].
Qed.
(* B9 for this run: m is C_0/(2 lambda), R2 is 2 sqrt(m). *)
Theorem instance_B9 k d0 : bnd (@defect R width (W 0%N) 0) d0 ->
  let m := C 0%N / (2%:R * lam) in
  bnd (@defect R width (W k) 0) ((1 - eta * lam) ^+ (2 * k) * d0
    + eta * (4%:R * lam * m * 1 ^+ 2 * ((2%:R * Num.sqrt m) ^+ 2 / 1%:R) ^+ 1) / lam).
Proof.
move=> hd m; have [h1 h2 h3 [_ h4 h5 h6] _] := instance_B.
have m0 : 0 <= m by rewrite divr_ge0 ?mulr_ge0 ?invr_ge0 ?ler0n.
have G0 i : 0 <= G i by rewrite !addr_ge0 ?sqr_ge0.
have e0 : 0 < eta by rewrite invr_gt0 ltr0n.
have l0 : 0 < lam by rewrite invr_gt0 ltr0n.
have el : eta * lam <= 1.
  by rewrite -subr_ge0 (_ : _ - _ = 31%:R / 32%:R); [rewrite divr_ge0 ?ler0n | field].
have hs i j : (j < 2)%N -> W i.+1 j = step (W i) (Z i 0%N - 1%:M) (Z i) eta lam j.
  by move=> j2; rewrite h3; exact: h2.
have CE i : C i = sqn (Z i 0%N - 1%:M) / 2%:R + lam / 2%:R * \sum_(l < 2) sqn (W i l).
  by rewrite h3 !big_ord_recl big_ord0 addr0 C_loss.
have hm : C 0%N <= 2%:R * lam * m by rewrite /m mulrC divfK // mulf_neq0 ?pnatr_eq0 ?gt_eqF.
have hr : 4%:R * m <= (2%:R * Num.sqrt m) ^+ 2 by rewrite exprMn sqr_sqrtr // -natrX.
have hZ i l : (l < 2)%N -> nrm (Z i l) <= nrm (W i l *m Z i l.+1) by move=> l2; rewrite -h1.
have hX i : bnd (Z i 2) 1.
  by apply: bnd_sqn; rewrite ?ler01 // sqnE !big_ord_recl !big_ord0 !mxE /= expr0n expr1n !addr0.
by have [_] := B9_balancedness_phase h1 (isT : (1 < 2)%N) (isT : (2 <= 2)%N) hs e0 l0 el CE G0 h4 h6
  hm hr hZ hX k hd.
Qed.
End Instance.
