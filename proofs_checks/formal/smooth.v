(* B7s of docs/claims.md for linear networks, with nothing of analysis: along a line of weights the
   loss is a polynomial, whose derivatives are those of polynomials. Its second derivative is
     bounded as
   the page says, and from that the descent inequality follows,
     by the mean value theorem that a real
   closed field has. So B9t holds for linear networks without the hypothesis `descent` of
     descent.v. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import polyrcf.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms a_depth b descent.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Derivative.
Variable R : rcfType.
Implicit Types f g : R -> R.

(* f is a polynomial function and f' is its derivative. *)
Definition derives f f' : Prop := exists p : {poly R}, (forall t, f t = p.[t]) /\ (forall t,
  f' t = p^`().[t]).

Lemma derives_ext f f' g g' : derives f f' -> f =1 g -> f' =1 g' -> derives g g'.
Proof. by move=> [p [h h']] e e'; exists p; split=> t; rewrite -?e -?e'. Qed.
Lemma derives_const c : derives (fun=> c) (fun=> 0).
Proof. by exists c%:P; split=> t; rewrite ?derivC ?hornerC ?horner0. Qed.
Lemma derives_id : derives id (fun=> 1).
Proof. by exists 'X; split=> t; rewrite ?derivX ?hornerX ?hornerC. Qed.
Lemma derives_add f f' g g' : derives f f' -> derives g g' ->
  derives (fun t => f t + g t) (fun t => f' t + g' t).
Proof. by move=> [p [h h']] [q [k k']]; exists (p + q); split=> t;
  rewrite ?derivD hornerD ?h ?k ?h' ?k'. Qed.
Lemma derives_mul f f' g g' : derives f f' -> derives g g' ->
  derives (fun t => f t * g t) (fun t => f' t * g t + f t * g' t).
Proof.
move=> [p [h h']] [q [k k']]; exists (p * q); split=> t; first by rewrite hornerM h k.
by rewrite derivM hornerD !hornerM h k h' k'.
Qed.
Lemma derives_scale c f f' : derives f f' -> derives (fun t => c * f t) (fun t => c * f' t).
Proof.
move=> h; apply: derives_ext (derives_mul (derives_const c) h) _ _ => t //=.
by rewrite mul0r add0r.
Qed.
Lemma derives_sum n (F F' : 'I_n -> R -> R) : (forall i, derives (F i) (F' i)) ->
  derives (fun t => \sum_i F i t) (fun t => \sum_i F' i t).
Proof.
elim: n F F' => [|n IH] F F' h.
  by apply: derives_ext (derives_const 0) _ _ => t; rewrite big_ord0.
by apply: derives_ext (derives_add (h ord0) (IH _ _ (fun i => h (lift ord0 i)))) _ _ => t;
  rewrite big_ord_recl.
Qed.

Lemma le_of_derivative f f' h : derives f f' -> 0 <= h -> (forall t, 0 <= t -> t <= h ->
  f' t <= 0) -> f h <= f 0.
Proof.
move=> [p [hf hf']] h0 neg; move: h0; rewrite le_eqVlt => /predU1P [<-//|h0].
have [c ci e] := mvt p h0; move: ci; rewrite in_itv /= => /andP [c0 ch].
rewrite -subr_le0 !hf e subr0; apply: mulr_le0_ge0; last exact: ltW.
by rewrite -hf' neg // ltW.
Qed.
Lemma taylor f f' f'' B h : derives f f' -> derives f' f'' -> 0 <= h ->
  (forall t, 0 <= t -> t <= h -> f'' t <= B) -> f h <= f 0 + h * f' 0 + h ^+ 2 / 2%:R * B.
Proof.
move=> d1 d2 h0 hB.
have r t : 0 <= t -> t <= h -> f' t + - B * t + - f' 0 <= 0.
  move=> t0 th; pose g s := f' s + - B * s + - f' 0.
  have dg : derives g (fun s => f'' s + - B * 1 + 0).
    by apply: derives_add (derives_const _); apply: derives_add d2 _;
      exact: derives_scale derives_id.
  have : g t <= g 0.
    apply: le_of_derivative dg t0 _ => s s0 st; rewrite mulr1 addr0 subr_le0.
    by apply: hB => //; exact: le_trans th.
  by rewrite /g mulr0 addr0 subrr.
pose q s := f s + - f' 0 * s + - (B / 2%:R) * (s * s).
have dq : derives q (fun s => f' s + - f' 0 * 1 + - (B / 2%:R) * (1 * s + s * 1)).
  apply: derives_add; last exact/derives_scale/derives_mul/derives_id/derives_id.
  by apply: derives_add d1 _; exact: derives_scale derives_id.
have : q h <= q 0.
  apply: le_of_derivative dq h0 _ => s s0 sh; apply: le_trans (r s s0 sh).
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
rewrite /q !mulr0 !addr0 => le.
by apply: (@ge0_le _ _ _ (f 0 - (f h + - f' 0 * h + - (B / 2%:R) * (h * h))));
  [field | rewrite subr_ge0].
Qed.

(* Matrices entry by entry. *)
Definition mderives m n (A A' : R -> 'M[R]_(m, n)) : Prop :=
  forall i j, derives (fun t => A t i j) (fun t => A' t i j).
Lemma mderives_ext m n (A A' B B' : R -> 'M[R]_(m, n)) : mderives A A' -> A =1 B -> A' =1 B' ->
  mderives B B'.
Proof. by move=> h e e' i j; apply: derives_ext (h i j) _ _ => t; rewrite ?e ?e'. Qed.
Lemma mderives_const m n (A : 'M[R]_(m, n)) : mderives (fun=> A) (fun=> 0).
Proof. by move=> i j; apply: derives_ext (derives_const (A i j)) _ _ => t; rewrite ?mxE. Qed.
Lemma mderives_add m n (A A' B B' : R -> 'M[R]_(m, n)) : mderives A A' -> mderives B B' ->
  mderives (fun t => A t + B t) (fun t => A' t + B' t).
Proof. by move=> h k i j; apply: derives_ext (derives_add (h i j) (k i j)) _ _ => t;
  rewrite mxE. Qed.
Lemma mderives_mul m n p (A A' : R -> 'M[R]_(m, n)) (B B' : R -> 'M[R]_(n, p)) : mderives A A' ->
  mderives B B' ->
  mderives (fun t => A t *m B t) (fun t => A' t *m B t + A t *m B' t).
Proof.
move=> h k i j.
apply: derives_ext (derives_sum (fun l => derives_mul (h i l) (k l j))) _ _ => t; rewrite !mxE //.
by rewrite -big_split.
Qed.
Lemma mderives_line m n (A B : 'M[R]_(m, n)) : mderives (fun t => A + t *: B) (fun=> B).
Proof.
move=> i j; apply: derives_ext (derives_add (derives_const (A i j)) (derives_scale (B i j)
  derives_id)) _ _ => t.
  by rewrite !mxE mulrC.
by rewrite add0r mulr1.
Qed.
Lemma derives_dot m n (A A' B B' : R -> 'M[R]_(m, n)) : mderives A A' -> mderives B B' ->
  derives (fun t => dot (A t) (B t)) (fun t => dot (A' t) (B t) + dot (A t) (B' t)).
Proof.
move=> h k.
apply: derives_ext (derives_sum (fun i => derives_sum (fun j => derives_mul (h i j) (k i j)))) _ _
  => t.
  by rewrite dotE.
rewrite !dotE -big_split; apply: eq_bigr => i _; rewrite -big_split //.
Qed.
End Derivative.

Section Line.
Variables (R : rcfType) (u : nat -> nat) (N d : nat) (X : 'M[R]_(u d, N)) (Y : 'M[R]_(u 0,
  N)) (lam : R).
Implicit Types W V : forall j, 'M[R]_(u j, u j.+1).

(* C_lambda of a linear network of d layers with inputs X and targets Y. *)
Definition loss W : R := sqn (top W d *m X - Y) / 2%:R + lam / 2%:R * \sum_(j < d) sqn (W j).

(* The product's first derivative along V and half its second. *)
Fixpoint top1 V W (j : nat) : 'M[R]_(u 0, u j) :=
  if j is i.+1 return 'M[R]_(u 0, u j) then top1 V W i *m W i + top W i *m V i else 0.
Fixpoint top2 V W (j : nat) : 'M[R]_(u 0, u j) :=
  if j is i.+1 return 'M[R]_(u 0, u j) then top2 V W i *m W i + top1 V W i *m V i else 0.
Definition slope V W : R := dot (top W d *m X - Y) (top1 V W d *m X) + lam * \sum_(j < d) dot (W j)
  (V j).
(* The second derivative: <V, Hessian V>. *)
Definition hess V W : R := sqn (top1 V W d *m X) + 2%:R * dot (top W d *m X - Y) (top2 V W d *m X)
  + lam * \sum_(j < d) sqn (V j).
Definition moved V W (t : R) : forall j, 'M[R]_(u j, u j.+1) := fun j => W j + t *: V j.

Lemma top_derives V W j : mderives (fun t => top (moved V W t) j) (fun t => top1 V (moved V W t) j).
Proof. by elim: j => [|j IH]; [exact: mderives_const | exact/mderives_mul/mderives_line]. Qed.
Lemma top1_derives V W j :
  mderives (fun t => top1 V (moved V W t) j) (fun t => 2%:R *: top2 V (moved V W t) j).
Proof.
elim: j => [|j IH]; first by apply: mderives_ext (mderives_const 0) _ _ => t; rewrite ?scaler0.
have h := mderives_add (mderives_mul IH (mderives_line (W j) (V j)))
  (mderives_mul (@top_derives V W j) (mderives_const (V j))).
apply: mderives_ext h _ _ => // t /=.
rewrite mulmx0 addr0 -scalemxAl scalerDr -addrA; congr (_ + _).
by rewrite scaler_nat mulr2n.
Qed.
Lemma outputs_derive V W : mderives (fun t => top (moved V W t) d *m X - Y) (fun t => top1 V (moved
  V W t) d *m X).
Proof.
apply: mderives_ext (mderives_add (mderives_mul (@top_derives V W d) (mderives_const X))
  (mderives_const (- Y))) _ _ => // t.
by rewrite mulmx0 !addr0.
Qed.

(* slope and hess are the derivatives of the loss along the line. *)
Theorem B7_line_derivatives V W :
  derives (fun t => loss (moved V W t)) (fun t => slope V (moved V W t)) /\
  derives (fun t => slope V (moved V W t)) (fun t => hess V (moved V W t)).
Proof.
have line j : mderives (fun t => moved V W t j) (fun=> V j) by exact: mderives_line.
have h2 : (2%:R : R) != 0 by rewrite pnatr_eq0.
split.
  apply: derives_ext (derives_add (derives_scale 2%:R^-1 (derives_dot (outputs_derive V W)
    (outputs_derive V W)))
    (derives_scale (lam / 2%:R) (derives_sum (fun j : 'I_d => derives_dot (line j) (line j))))) _ _
      => t.
    by rewrite /loss; congr (_ + _); exact: mulrC.
  rewrite /slope (dotC (top1 _ _ _ *m _)); congr (_ + _); first by field.
  rewrite -(mulrA lam) mulr_sumr; congr (_ * _); apply: eq_bigr => j _.
  by rewrite (dotC (V j)); field.
apply: derives_ext (derives_add (derives_dot (outputs_derive V W) (mderives_mul (@top1_derives V W
  d) (mderives_const X)))
  (derives_scale lam (derives_sum (fun j : 'I_d => derives_dot (line j) (mderives_const (V j))))))
    _ _ => // t.
rewrite /hess mulmx0 addr0 -scalemxAl dotZr; congr (_ + _ * _).
by apply: eq_bigr => j _; rewrite dot0r addr0.
Qed.

(* --- The bound --- *)
Section Bound.
Variables (V W : forall j, 'M[R]_(u j, u j.+1)) (rho : nat -> R) (b e : R).
Hypothesis r0 : forall j, (j < d)%N -> 0 < rho j.
Hypothesis hW : forall j, (j < d)%N -> bnd (W j) (rho j).
Hypothesis hX : bnd X b.
Hypothesis he : nrm (top W d *m X - Y) <= e.
Hypothesis l0 : 0 <= lam.
Notation P j := (\prod_(i < j) rho i).
Notation S j := (\sum_(i < j) nrm (V i) / rho i).
Notation q := (\sum_(i < d) rho i ^- 2).

Lemma prod_ge0 j : (j <= d)%N -> 0 <= P j.
Proof. by move=> jd; apply: prodr_ge0 => i _; apply/ltW/r0/leq_trans/jd. Qed.
Lemma sum_ge0 j : (j <= d)%N -> 0 <= S j.
Proof.
move=> jd; apply: sumr_ge0 => i _; rewrite divr_ge0 ?nrm_ge0 //.
by apply/ltW/r0/leq_trans/jd.
Qed.
Lemma top_prod_bnd j : (j <= d)%N -> bnd (top W j) (P j).
Proof.
elim: j => [|j IH] jd; first by rewrite big_ord0; exact: bnd1.
by rewrite big_ord_recr /=; apply: bnd_mulmx (IH (ltnW jd)) (hW jd).
Qed.
Lemma nrm_mulr m n p (A : 'M[R]_(m, n)) (B : 'M_(n, p)) c : bnd B c -> nrm (A *m B) <= nrm A * c.
Proof.
move=> hB; have c0 := bnd_ge0 hB; rewrite nrm_le ?mulr_ge0 ?nrm_ge0 // exprMn nrm2 mulrC.
exact: bnd_mulr.
Qed.
Lemma top1_le j : (j <= d)%N -> nrm (top1 V W j) <= P j * S j.
Proof.
elim: j => [|j IH] jd; first by rewrite nrm0 big_ord0 big_ord0 mulr0.
have rj := r0 jd; rewrite !big_ord_recr /=; apply: le_trans (nrmD _ _) _.
have -> : P j * rho j * (S j + nrm (V j) / rho j) = P j * S j * rho j + P j * nrm (V j).
  by field; rewrite gt_eqF.
apply: lerD.
  apply: le_trans (nrm_mulr _ (hW jd)) _; apply: ler_wpM2r; [exact: ltW | exact: IH (ltnW jd)].
exact: bnd_nrm_mul (top_prod_bnd (ltnW jd)).
Qed.
Lemma top2_le j : (j <= d)%N -> nrm (top2 V W j) <= P j * (S j ^+ 2 / 2%:R).
Proof.
elim: j => [|j IH] jd; first by rewrite nrm0 big_ord0 big_ord0 expr0n mul0r mulr0.
have rj := r0 jd; have jd' := ltnW jd; rewrite !big_ord_recr /=; apply: le_trans (nrmD _ _) _.
apply: (@le_trans _ _ (P j * (S j ^+ 2 / 2%:R) * rho j + P j * S j * nrm (V j))).
  apply: lerD.
    apply: le_trans (nrm_mulr _ (hW jd)) _; apply: ler_wpM2r; [exact: ltW | exact: IH].
  apply: le_trans (nrm_mulr _ (bnd_nrm _)) _; apply: ler_wpM2r; [exact: nrm_ge0 | exact: top1_le].
move: (P j) (S j) (prod_ge0 jd') => p s p0.
apply: (@ge0_le _ _ _ (p * rho j * ((nrm (V j) / rho j) ^+ 2 / 2%:R))); first by field;
  rewrite gt_eqF.
by apply: mulr_ge0; [rewrite mulr_ge0 // ltW | rewrite divr_ge0 ?sqr_ge0 ?ler0n].
Qed.
Lemma cauchy : S d ^+ 2 <= q * \sum_(j < d) sqn (V j).
Proof.
have := dot_sqr_le (\row_(i < d) nrm (V i)) (\row_(i < d) (rho i)^-1).
have -> : dot (\row_(i < d) nrm (V i)) (\row_(i < d) (rho i)^-1) = S d.
  by rewrite dotE big_ord1; apply: eq_bigr => i _; rewrite !mxE.
have -> : sqn (\row_(i < d) nrm (V i)) = \sum_(j < d) sqn (V j).
  by rewrite sqnE big_ord1; apply: eq_bigr => i _; rewrite !mxE nrm2.
have -> : sqn (\row_(i < d) (rho i)^-1) = q.
  by rewrite sqnE big_ord1; apply: eq_bigr => i _; rewrite !mxE exprVn.
by rewrite mulrC.
Qed.

Theorem B7s_linear : `|hess V W| <=
  (b ^+ 2 * P d ^+ 2 * q + e * (b * P d * q) + lam) * \sum_(j < d) sqn (V j).
Proof.
have b0 := bnd_ge0 hX; have e0 := le_trans (nrm_ge0 _) he; have P0 := prod_ge0 (leqnn d).
set v2 := \sum_(j < d) sqn (V j); have v0 : 0 <= v2 by apply: sumr_ge0 => j _; exact: sqn_ge0.
have c := cauchy; rewrite -/v2 in c; have S0 := sum_ge0 (leqnn d).
have h1 : sqn (top1 V W d *m X) <= b ^+ 2 * P d ^+ 2 * q * v2.
  apply: (@le_trans _ _ ((P d * S d * b) ^+ 2)).
    rewrite -nrm_le ?mulr_ge0 //; apply: le_trans (nrm_mulr _ hX) _.
    by apply: ler_wpM2r => //; exact: top1_le.
  have -> : (P d * S d * b) ^+ 2 = b ^+ 2 * P d ^+ 2 * S d ^+ 2 by ring.
  rewrite -(mulrA _ q); apply: ler_wpM2l c; by rewrite mulr_ge0 ?sqr_ge0.
have n2 : nrm (top2 V W d *m X) <= b * P d * q * v2 / 2%:R.
  apply: le_trans (nrm_mulr _ hX) _; apply: (@le_trans _ _ (P d * (S d ^+ 2 / 2%:R) * b)).
    by apply: ler_wpM2r => //; exact: top2_le.
  have -> : P d * (S d ^+ 2 / 2%:R) * b = b * P d / 2%:R * S d ^+ 2 by ring.
  have -> : b * P d * q * v2 / 2%:R = b * P d / 2%:R * (q * v2) by ring.
  by apply: ler_wpM2l c; rewrite divr_ge0 ?mulr_ge0 ?ler0n.
have h2 : `|2%:R * dot (top W d *m X - Y) (top2 V W d *m X)| <= e * (b * P d * q) * v2.
  rewrite normrM ger0_norm ?ler0n //.
  have -> : e * (b * P d * q) * v2 = 2%:R * (e * (b * P d * q * v2 / 2%:R)) by field.
  apply: ler_wpM2l; first exact: ler0n.
  apply: (@le_trans _ _ (nrm (top W d *m X - Y) * nrm (top2 V W d *m X)));
    first by rewrite ler_norml dot_ge dot_le.
  by apply: ler_pM; rewrite ?nrm_ge0.
rewrite /hess -/v2; apply: le_trans (ler_normD _ _) _; rewrite [leRHS]mulrDl; apply: lerD;
  last first.
  by rewrite ger0_norm // mulr_ge0.
apply: le_trans (ler_normD _ _) _; rewrite [leRHS]mulrDl; apply: lerD h2.
by rewrite ger0_norm ?sqn_ge0.
Qed.
End Bound.

(* --- Descent --- *)
Section Descent.
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (Z : forall j, 'M[R]_(u j, N)).
Hypothesis linear : linear_head W d Z.
Hypothesis inputs : Z d = X.
Notation E := (Z 0%N - Y).
Notation full := (fun j => rgrad W lam E Z j).
Notation down := (fun j => - rgrad W lam E Z j : 'M[R]_(u j, u j.+1)).

(* |grad C_lambda|_F^2. *)
Definition full_sqn : R := \sum_(j < d) sqn (full j).

Lemma outputsE : top W d *m X = Z 0%N.
Proof. by rewrite -inputs; apply/esym/(head_output linear). Qed.
Lemma top1_layers V j : (j <= d)%N -> top1 V W j *m Z j = \sum_(i < j) top W i *m V i *m Z i.+1.
Proof.
elim: j => [|j IH] jd; first by rewrite mul0mx big_ord0.
by rewrite big_ord_recr /= mulmxDl -mulmxA -(linear jd) IH // ltnW.
Qed.
Lemma slope_gradient V : slope V W = \sum_(j < d) dot (full j) (V j).
Proof.
rewrite /slope outputsE -inputs top1_layers // dot_sumr mulr_sumr -big_split; apply: eq_bigr => j _.
rewrite /= /rgrad dotDl dotZl; congr (_ + _).
by rewrite /grad dot_mulr trmxK dot_mull trmxK mulmxA.
Qed.
Lemma slope_down : slope down W = - full_sqn.
Proof. by rewrite slope_gradient /full_sqn -sumrN; apply: eq_bigr => j _; rewrite dotNr. Qed.
Lemma down_sqn : \sum_(j < d) sqn (down j) = full_sqn.
Proof. by apply: eq_bigr => j _; rewrite sqnN. Qed.
Lemma moved0 V : forall j, moved V W 0 j = W j.
Proof. by move=> j; rewrite /moved scale0r addr0. Qed.
Lemma top_ext (A B : forall j, 'M[R]_(u j, u j.+1)) k : (forall j, (j < k)%N -> A j = B j) ->
  top A k = top B k.
Proof.
elim: k => //= k IH h; rewrite IH => [|j jk]; last by apply: h; exact: ltnW.
by rewrite h.
Qed.
Lemma loss_ext (A B : forall j, 'M[R]_(u j, u j.+1)) : (forall j, (j < d)%N -> A j = B j) ->
  loss A = loss B.
Proof.
move=> h; rewrite /loss (top_ext h); congr (_ + _ * _); apply: eq_bigr => j _.
by rewrite h.
Qed.
Lemma top1_ext V (A B : forall j, 'M[R]_(u j, u j.+1)) k : (forall j, (j < k)%N -> A j = B j) ->
  top1 V A k = top1 V B k.
Proof.
elim: k => //= k IH h; rewrite IH => [|j jk]; last by apply: h; exact: ltnW.
by rewrite h // (@top_ext A B) // => j jk; apply: h; exact: ltnW.
Qed.
Lemma slope_ext V (A B : forall j, 'M[R]_(u j, u j.+1)) : (forall j, (j < d)%N -> A j = B j) ->
  slope V A = slope V B.
Proof.
move=> h; rewrite /slope (top_ext h) (top1_ext V h); congr (_ + _ * _); apply: eq_bigr => j _.
by rewrite h.
Qed.

(* The step to the length h, beta bounding the curvature along it. *)
Lemma descent_along h beta : 0 <= h ->
  (forall t, 0 <= t -> t <= h -> hess down (moved down W t) <= beta * full_sqn) ->
  loss (moved down W h) <= loss W - h * (1 - h * beta / 2%:R) * full_sqn.
Proof.
move=> h0 hB; have [d1 d2] := B7_line_derivatives down W.
have := taylor d1 d2 h0 hB.
rewrite (@loss_ext (moved down W 0) W) => [|j _]; last exact: moved0.
rewrite (@slope_ext down (moved down W 0) W) => [|j _]; last exact: moved0.
rewrite slope_down; move: full_sqn => G le; apply: le_trans le _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
Qed.
Lemma full_sqn_ge0 : 0 <= full_sqn.
Proof. by apply: sumr_ge0 => j _; exact: sqn_ge0. Qed.

(* The first root of a polynomial in an interval. *)
Lemma seq_least (T : seq R) : T != [::] -> exists2 x, x \in T & forall z, z \in T -> x <= z.
Proof.
elim: T => // a [|c s] IH _; first by exists a; rewrite ?inE // => z; rewrite inE => /eqP ->.
have [x xs hx] := IH isT; case: (lerP a x) => ax.
  exists a; first by rewrite inE eqxx.
  by move=> z; rewrite inE => /predU1P [->//|zs]; apply: le_trans ax (hx z zs).
exists x; first by rewrite inE xs orbT.
by move=> z; rewrite inE => /predU1P [->|zs]; [exact: ltW | exact: hx].
Qed.
Lemma first_root (p : {poly R}) c : 0 < c -> p.[0] < 0 -> 0 < p.[c] ->
  exists z, [/\ 0 < z, z <= c, p.[z] = 0 & forall t, 0 <= t -> t <= z -> p.[t] <= 0].
Proof.
move=> c0 p0 pc; have pn0 : p != 0 by apply: contraTneq p0 => ->; rewrite horner0 ltxx.
have rootbetween x : 0 < x -> 0 < p.[x] -> exists2 z, 0 < z < x & p.[z] = 0.
  move=> x0 px; have [|z zi rz] := @ivt_sign R p 0 x (ltW x0).
    by rewrite (ltr0_sg p0) (gtr0_sg px) mulr1.
  by exists z; [move: zi; rewrite in_itv | exact/eqP].
have T0 : roots p 0 c != [::].
  have [z zi rz] := rootbetween c c0 pc.
  apply/eqP => e; have := roots_on_roots 0 c pn0 z; rewrite e in_nil in_itv /= zi /root rz eqxx //.
have [z zT zmin] := seq_least T0.
have := roots_on_roots 0 c pn0 z; rewrite zT in_itv /= => /andP [/andP [z0 zc] /eqP rz].
exists z; split=> //; first exact: ltW.
move=> t t0 tz; rewrite leNgt; apply/negP => pt.
have tp : 0 < t by rewrite lt_neqAle t0 andbT; apply: contraTneq pt => <-; rewrite -leNgt ltW.
have [x /andP [x0 xt] rx] := rootbetween t tp pt.
have xT : x \in roots p 0 c.
  by rewrite -(roots_on_roots 0 c pn0 x) in_itv /= x0 (lt_le_trans (lt_le_trans xt tz) (ltW zc))
    /root rx eqxx.
by have := zmin x xT; rewrite leNgt (lt_le_trans xt tz).
Qed.

(* beta need bound the curvature no further than where the loss is at most what it is at the start.
   *)
Theorem B7_descent_linear eta beta : 0 <= eta -> eta * beta < 2%:R ->
  (forall A, loss A <= loss W -> hess down A <= beta * full_sqn) ->
  loss (moved down W eta) <= loss W - eta * (1 - eta * beta / 2%:R) * full_sqn.
Proof.
move=> e0 eb hB; apply: descent_along => // c c0 ce; apply: (hB); rewrite leNgt; apply/negP => up.
have G0 := full_sqn_ge0; have [[p [hp hp']] _] := B7_line_derivatives down W.
have l0 : p.[0] = loss W by rewrite -hp; apply: loss_ext => j _; exact: moved0.
have s0 : p^`().[0] = - full_sqn.
  by rewrite -hp' -slope_down; apply: slope_ext => j _; exact: moved0.
have lc : loss W < p.[c] by rewrite -hp.
have c1 : 0 < c.
  by rewrite lt_neqAle c0 andbT; apply: contraTneq lc => <-; rewrite l0 ltxx.
have [q qE] : exists q : {poly R}, p - p.[0]%:P = q * 'X.
  have : root (p - p.[0]%:P) 0 by rewrite /root !hornerE subrr.
  by move/factor_theorem => [q]; rewrite subr0; exists q.
have pt t : p.[t] = p.[0] + q.[t] * t.
  have := congr1 (fun r : {poly R} => r.[t]) qE; rewrite /= !hornerE => /eqP.
  by rewrite subr_eq addrC => /eqP.
have q0 : q.[0] = - full_sqn.
  rewrite -s0; have := congr1 (fun r : {poly R} => r^`().[0]) qE.
  by rewrite derivB derivC subr0 derivM derivX mulr1 !hornerE ?mulr0 ?add0r => ->.
case: (eqVneq full_sqn 0) => [Gz|Gn].
  have down0 j : (j < d)%N -> down j = 0.
    move=> jd; apply/eqP; rewrite oppr_eq0 -sqn_eq0.
    move: Gz; rewrite /full_sqn (bigD1 (Ordinal jd)) //= => /eqP; rewrite paddr_eq0 ?sqn_ge0 //;
      last first.
      by apply: sumr_ge0 => i _; exact: sqn_ge0.
    by case/andP.
  move: up; rewrite (@loss_ext (moved down W c) W) ?ltxx // => j jd.
  by rewrite /moved down0 // scaler0 addr0.
have Gp : 0 < full_sqn by rewrite lt_neqAle eq_sym Gn.
have qc : 0 < q.[c].
  by move: lc; rewrite pt l0 ltrDl pmulr_lgt0.
have [|z [z0 zc rz neg]] := first_root c1 _ qc; first by rewrite q0 oppr_lt0.
have hz : loss (moved down W z) <= loss W - z * (1 - z * beta / 2%:R) * full_sqn.
  apply: descent_along; first exact: ltW.
  move=> t t0 tz; apply: hB; rewrite hp pt l0 gerDl.
  by apply: mulr_le0_ge0 => //; exact: neg.
have zE : loss (moved down W z) = loss W by rewrite hp pt rz mul0r addr0 l0.
move: hz; rewrite zE leNgt ltrBlDr ltrDl => /negP; apply.
rewrite mulr_gt0 // mulr_gt0 // subr_gt0 ltr_pdivrMr ?ltr0n // mul1r.
case: (lerP 0 beta) => b0; last first.
  by apply: lt_le_trans (_ : 0 <= _); rewrite ?ler0n // pmulr_rlt0.
by apply: le_lt_trans eb; apply: ler_wpM2r => //; exact: le_trans zc ce.
Qed.
End Descent.
End Line.
