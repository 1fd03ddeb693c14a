(* Constants of sections B and C that nothing smaller can replace: in networks of one unit a layer
   the two sides are equal. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms a_depth b b8 c.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section OneUnit.
Variable R : rcfType.
Let u := fun _ : nat => 1%N.
Lemma nrm_scalar (x : R) : nrm (x%:M : 'M_1) = `|x|.
Proof. by rewrite /nrm sqn_scalar mxE eqxx mulr1n sqrtr_sqr. Qed.
Lemma bnd_scalar (x c : R) : bnd (x%:M : 'M_1) c <-> `|x| <= c.
Proof.
split=> [h|h].
  have := bnd_nrm_mul (1%:M : 'M_1) h; by rewrite mulmx1 !nrm_scalar normr1 mulr1.
by apply: bnd_weaken h; rewrite -nrm_scalar; exact: bnd_nrm.
Qed.

(* W_2 = 1 and W_1 = 0, input 1, so that the outputs are 0; the loss has the gradient 1 there. *)
Definition half (j : nat) : 'M[R]_(u j, u j.+1) := (if j is 0%N then 1 else 0)%:M.
Definition signal (x : R) (j : nat) : 'M[R]_(u j, 1) := (if j is 2%N then x else 0)%:M.
Notation one := (1%:M : 'M[R]_(u 0, 1)).
Lemma half_linear x : linear_head half 2 (signal x).
Proof. by case=> [|[|//]] _; rewrite /half /signal -scalar_mxM ?mulr0 ?mul0r. Qed.
Lemma half_defect : defect half 0 = 1%:M.
Proof. by rewrite /defect /half !tr_scalar_mx -!scalar_mxM mulr0 mulr1 -raddfB subr0. Qed.
Lemma half_grad0 : grad half one (signal 1) 0 = 0.
Proof. by rewrite /grad /signal /= raddf0 trmx0 mulmx0. Qed.
Lemma half_grad1 : grad half one (signal 1) 1 = 1%:M.
Proof. by rewrite /grad /signal /half /= !mulmx1 !trmx1 mulmx1. Qed.
Lemma half_step : defect (step half one (signal 1) 1 0) 0 = 0.
Proof.
rewrite /defect /step /rgrad half_grad0 half_grad1 !scale0r !addr0 !scale1r subr0 /half.
by rewrite raddf0 sub0r linearN /= !trmx1 mulNmx mulmxN opprK !mulmx1 subrr.
Qed.
(* Neither identity holds with another factor than eta^2; lambda = 0, eta = 1. *)
Theorem B2_tight t : t != 1 -> linear_head half 2 (signal 1) /\
  defect (step half one (signal 1) 1 0) 0 <> (1 - 1 * 0) ^+ 2 *: defect half 0 +
    (t * 1 ^+ 2) *: ((grad half one (signal 1) 0)^T *m grad half one (signal 1) 0 -
                     grad half one (signal 1) 1 *m (grad half one (signal 1) 1)^T).
Proof.
move=> t1; split; first exact: half_linear.
rewrite half_step half_defect half_grad0 half_grad1 mulr0 subr0 !expr1n scale1r mulr1 mulmx0 trmx1.
rewrite mulmx1 sub0r scalerN scalemx1 -raddfB => /matrixP /(_ 0 0); rewrite !mxE eqxx mulr1n.
by move/esym/eqP; rewrite subr_eq0 eq_sym (negPf t1).
Qed.
Theorem B2r_tight t : t != 1 ->
  defect (step half one (signal 1) 1 0) 0 <> (1 - 2%:R * 1 * 0) *: defect half 0 +
    (t * 1 ^+ 2) *: ((rgrad half 0 one (signal 1) 0)^T *m rgrad half 0 one (signal 1) 0 -
                     rgrad half 0 one (signal 1) 1 *m (rgrad half 0 one (signal 1) 1)^T).
Proof.
move=> t1; rewrite /rgrad !scale0r !addr0 half_step half_defect half_grad0 half_grad1.
rewrite mulr0 subr0 expr1n scale1r mulr1 mulmx0 trmx1 mulmx1 sub0r scalerN scalemx1 -raddfB.
by move=> /matrixP /(_ 0 0); rewrite !mxE eqxx mulr1n => /esym/eqP;
  rewrite subr_eq0 eq_sym (negPf t1).
Qed.
(* No input and no signal: R_2 = lambda, R_1 = 0, D = 1. *)
Theorem B3_tight lam t : 0 < lam -> t < 1 ->
  [/\ linear_head half 2 (signal 0), bnd (half 0) 1 /\ bnd (half 1) 0,
      bnd (rgrad half lam one (signal 0) 0) lam /\ bnd (rgrad half lam one (signal 0) 1) 0 &
      ~ bnd (defect half 0) (t * ((1 * lam + 0 * 0) / lam))].
Proof.
move=> l0 t1; have z j : signal 0 j = 0 by case: j => [|[|[|j]]]; rewrite /signal raddf0.
split; first exact: half_linear.
- by split; rewrite /half; apply/bnd_scalar; rewrite ?normr1 ?normr0.
- split; rewrite /rgrad /grad z trmx0 mulmx0 add0r /half.
    by have := bndZ lam (bnd1 R 1); rewrite mulr1 gtr0_norm.
  by rewrite raddf0 scaler0; exact: bnd0.
rewrite half_defect mul1r mul0r addr0 mulfV ?gt_eqF // mulr1 => /bnd_scalar.
by rewrite normr1 leNgt t1.
Qed.

(* Pyramids of any depth of units 1, slopes 1. *)
Notation ones := (fun _ : nat => 1%:M : 'M[R]_1).
Theorem B5_tight d t : 1 < t ->
  [/\ forall j, ones j.+1 = hadamard (const_mx 1) ((ones j)^T *m ones j), low (ones 0%N) 1 &
  ~ t * (2%:R * (1 * \prod_(j < d) (1 * 1)) ^+ 2 * (sqn (ones 0%N) / 2%:R)) <=
    sqn (ones d *m (ones 0%N)^T) + 0].
Proof.
move=> t1; split.
- by move=> j; apply/matrixP => p q; rewrite trmx1 mulmx1 [RHS]mxE [X in X * _]mxE mul1r.
- by split=> [|x]; rewrite ?ler01 // trmx1 mul1mx expr1n mul1r.
have -> : \prod_(j < d) (1 * 1) = 1 :> R by rewrite big1 // => j _; rewrite mulr1.
rewrite mulr1 expr1n mulr1 trmx1 mulmx1 addr0 sqn_scalar mxE eqxx mulr1n expr1n.
by rewrite mul1r mulfV ?pnatr_eq0 // mulr1 leNgt t1.
Qed.

(* theta = 1, grad C_0 = -1, a = C_0 = 1, lambda = 1 - t: the least m that B6s allows is its own. *)
Theorem B6s_tight t m : 0 < t -> t < 1 ->
  let g : 'cV[R]_1 := - 1%:M in let theta : 'cV[R]_1 := 1%:M in let lam := 1 - t in
  [/\ 1 * 1 <= sqn g, nrm theta <= 1 &
      t * 1 * (1 + lam / 2%:R * sqn theta - lam * m) <= sqn (g + lam *: theta) ->
      1 ^+ 2 * (2%:R^-1 + lam / ((1 - t) * 1)) <= m].
Proof.
move=> t0 t1 /=; have l0 : 0 < 1 - t by rewrite subr_gt0.
have s1 : sqn (1%:M : 'cV[R]_1) = 1 by rewrite sqn_scalar mxE eqxx mulr1n expr1n.
split; first by rewrite sqnN s1 mulr1.
  by rewrite /nrm s1 sqrtr1.
have -> : - 1%:M + (1 - t) *: 1%:M = (- t)%:M :> 'cV[R]_1.
  by apply/matrixP => p q; rewrite !ord1 !mxE eqxx !mulr1n; ring.
rewrite s1 sqn_scalar mxE eqxx mulr1n sqrrN !mulr1 expr1n mul1r mulfV ?gt_eqF // expr2.
rewrite ler_pM2l // => le; rewrite -(ler_pM2l l0).
apply: (ge0_le (z := t - (1 + (1 - t) / 2%:R - (1 - t) * m))); last by rewrite subr_ge0.
by field.
Qed.

(* One layer: what the singular value y loses is all of x. *)
Theorem B8t_tight (y x t : R) : 0 < y -> 0 < x -> x < y -> 1 < t ->
  ~ t * ((\prod_(i < 1) y) * (1 - y^-1 * x)) <= \prod_(i < 1) (y - x).
Proof.
move=> y0 x0 xy t1; rewrite !big_ord1 mulrBr mulr1 mulrA mulfV ?gt_eqF // mul1r.
by rewrite -[leRHS]mul1r ler_pM2r ?subr_gt0 // leNgt t1.
Qed.
(* Every layer 1: the norm of weights that fit. *)
Theorem B10t_tight L t : 1 < t ->
  [/\ forall j, nrm (ones j) <= nrm (ones j *m ones j.+1), nrm (ones 0%N - 1%:M) <= 0,
      1 ^+ L.+1 = ((nrm (ones 0%N) - 0) / 1) ^+ 2 :> R &
      ~ t * (L.+1%:R * 1) <= \sum_(j < L.+1) sqn (ones j)].
Proof.
move=> t1; have s1 : sqn (1%:M : 'M[R]_1) = 1 by rewrite sqn_scalar mxE eqxx mulr1n expr1n.
split.
- by move=> j; rewrite mulmx1.
- by rewrite subrr nrm0.
- by rewrite nrm_scalar normr1 subr0 divr1 !expr1n.
rewrite mulr1 sumr_const card_ord s1 -[leRHS]mul1r ler_pM2r ?ltr0n //.
by rewrite leNgt t1.
Qed.
(* The tangent kernel of d layers 1 is d, and C2t says no less. *)
Theorem C2t_tight d t : (0 < d)%N -> t < 1 ->
  [/\ @NTK_le R u 1 ones ones d d%:R, is_norm (ones 0%N) 1 &
      ~ (\sum_(j < d) 1 ^- 2 : R) * 1 ^+ 2 <= t * d%:R].
Proof.
move=> d0 t1; have top1 j : @top R u ones j = 1%:M by elim: j => //= j ->; rewrite mulmx1.
split.
- move=> Psi; rewrite (eq_bigr (fun=> sqn Psi)) => [|j _].
    by rewrite sumr_const card_ord mulr_natl.
  by rewrite /grad top1 !trmx1 mul1mx mulmx1.
- split; first exact: bnd1.
  exists 1%:M; last by rewrite mulmx1 expr1n mul1r.
  by apply/eqP => /matrixP /(_ 0 0); rewrite !mxE eqxx => /eqP; rewrite oner_eq0.
rewrite sumr_const card_ord !expr1n invr1 mulr1 -[leLHS]mul1r ler_pM2r ?ltr0n //.
by rewrite leNgt t1.
Qed.
Lemma C2t_met d : (0 < d)%N -> (\sum_(j < d) 1 ^- 2 : R) * 1 ^+ 2 <= d%:R /\
  d%:R * 1 ^+ 2 / 1 ^+ 2 <= d%:R :> R.
Proof.
move=> d0; have [kernel norm _] := C2t_tight d0 ltr01.
have run : linear_head ones d ones by move=> j _; rewrite mulmx1.
have small j : (j < d)%N -> bnd (ones j) 1 by move=> _; exact: bnd1.
split; first exact: (@C2t_outputs R u 1 ones ones d d%:R (fun=> 1) 1 isT isT run kernel small norm).
exact: (@C2t_depth R u 1 ones ones d d%:R 1 1 isT isT run kernel small norm).
Qed.
End OneUnit.
