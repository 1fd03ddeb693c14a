(* B2f of docs/claims.md: gradient flow, d/dt W_l = - (G_l + lambda W_l), without limits. Curves are
   elements of a commutative ring with a derivation (smooth functions of the time are one), and for
   these d/dt D_l = - 2 lambda D_l, whatever the loss. Where a curve e has de/dt = 2 lambda e, as
   exp(2 lambda t), d/dt (e D_l) = 0, so that e D_l is a constant. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Flow.
Variables (A : comRingType) (dt : A -> A).
(* Leibniz's rule and sums. *)
Definition derivation : Prop :=
  (forall a b, dt (a + b) = dt a + dt b) /\ forall a b, dt (a * b) = dt a * b + a * dt b.
Hypothesis hd : derivation.
Definition dmx m n (M : 'M[A]_(m, n)) : 'M[A]_(m, n) := \matrix_(i, j) dt (M i j).

Lemma dt0 : dt 0 = 0.
Proof. by have := hd.1 0 0; rewrite addr0 => /eqP; rewrite -subr_eq0 opprD addrA subrr sub0r
  oppr_eq0 =>
  /eqP. Qed.
Lemma dmxD m n (M P : 'M[A]_(m, n)) : dmx (M + P) = dmx M + dmx P.
Proof. by apply/matrixP => i j; rewrite !mxE hd.1. Qed.
Lemma dmxN m n (M : 'M[A]_(m, n)) : dmx (- M) = - dmx M.
Proof. by apply/eqP; rewrite -subr_eq0 opprK -dmxD addNr; apply/eqP/matrixP => i j; rewrite !mxE
  dt0. Qed.
Lemma dmxB m n (M P : 'M[A]_(m, n)) : dmx (M - P) = dmx M - dmx P.
Proof. by rewrite dmxD dmxN. Qed.
Lemma dmx_tr m n (M : 'M[A]_(m, n)) : dmx M^T = (dmx M)^T.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma dmxM m n p (M : 'M[A]_(m, n)) (P : 'M[A]_(n, p)) : dmx (M *m P) = dmx M *m P + M *m dmx P.
Proof.
apply/matrixP => i j; rewrite !mxE -big_split /=.
rewrite (big_morph dt hd.1 dt0); apply: eq_bigr => k _; by rewrite !mxE hd.2.
Qed.
Lemma dmxZ m n a (M : 'M[A]_(m, n)) : dmx (a *: M) = dt a *: M + a *: dmx M.
Proof. by apply/matrixP => i j; rewrite !mxE hd.2. Qed.

(* V = W_{l+1}, W = W_l, both layers linear: Z_l = W Z_{l-1}; Delta the loss's gradient in Z_{l+1},
   so that the gradients are Delta Z_l^T and V^T Delta Z_{l-1}^T. Weight decay lam: any element. *)
Variables (m n p N : nat) (V : 'M[A]_(m, n)) (W : 'M[A]_(n, p)).
Variables (Delta : 'M[A]_(m, N)) (Z : 'M[A]_(p, N)) (lam : A).
Hypothesis flow_V : dmx V = - (Delta *m (W *m Z)^T + lam *: V).
Hypothesis flow_W : dmx W = - (V^T *m Delta *m Z^T + lam *: W).
Notation defect := (V^T *m V - W *m W^T).

Theorem B2f_balancedness_flow : dmx defect = - (2%:R * lam) *: defect.
Proof.
rewrite dmxB !dmxM !dmx_tr flow_V flow_W ![(- _)^T]linearN /= ![(_ + _)^T]linearD /=.
rewrite ![(_ *: _)^T]linearZ /= !trmx_mul !trmxK !mulNmx !mulmxN !mulmxDl !mulmxDr -!scalemxAl
  -!scalemxAr !mulmxA.
move: (V^T *m V) (W *m W^T) (W *m Z *m Delta^T *m V) (V^T *m Delta *m Z^T *m W^T) => a b x y.
by apply/matrixP => i j; rewrite !mxE; move: (a i j) (b i j) (x i j) (y i j) => *; ring.
Qed.
Theorem B2f_conserved e : dt e = 2%:R * lam * e -> dmx (e *: defect) = 0.
Proof.
move=> he; rewrite dmxZ B2f_balancedness_flow he scalerA -scalerDl.
by rewrite (_ : _ + _ = 0) ?scale0r //; ring.
Qed.
End Flow.

(* Polynomials in x = exp(- mu t), d/dt = - mu x d/dx, are curves; those with d/dt = - k mu (.) are
   the constants times x^k: D_l(t) = exp(- 2 lambda t) D_l(0) for such a flow. *)
Section Exponentials.
Variables (R : numDomainType) (mu : R).
Definition decay_derivation (f : {poly R}) : {poly R} := - (mu *: ('X * f^`())).
Lemma decay_derivationP : derivation decay_derivation.
Proof.
split=> a b; rewrite /decay_derivation.
  by rewrite derivD mulrDr scalerDr opprD.
rewrite derivM -!mul_polyC; move: ('X : {poly R}) mu%:P (a^`()) (b^`()) => x y z w; ring.
Qed.
Lemma decay_coef f i : (decay_derivation f)`_i = - (mu * (f`_i *+ i)).
Proof.
by rewrite /decay_derivation coefN coefZ coefXM coef_deriv; case: i => [|i] //=; rewrite mulr0n.
Qed.

Variables (m n p N : nat) (V : 'M[{poly R}]_(m, n)) (W : 'M[{poly R}]_(n, p)).
Variables (Delta : 'M[{poly R}]_(m, N)) (Z : 'M[{poly R}]_(p, N)).
Theorem B2f_exponential : mu != 0 ->
  dmx decay_derivation V = - (Delta *m (W *m Z)^T + mu%:P *: V) ->
  dmx decay_derivation W = - (V^T *m Delta *m Z^T + mu%:P *: W) ->
  exists D0 : 'M[R]_n, V^T *m V - W *m W^T = 'X^2 *: map_mx polyC D0.
Proof.
move=> mu0 hV hW; have := B2f_balancedness_flow decay_derivationP hV hW.
move: (_ - _) => D hD; exists (\matrix_(i, j) (D i j)`_2); apply/matrixP => i j.
have := congr1 (fun M : 'M_n => M i j) hD; rewrite !mxE => e; apply/polyP => k.
have := congr1 (fun f : {poly R} => f`_k) e; rewrite decay_coef mulNr coefN -mulrA mulr_natl.
rewrite coefMn coefCM => /oppr_inj; rewrite -mulrnAr => /(mulfI mu0) h.
have z : (k != 2)%N -> (D i j)`_k = 0.
  move=> k2; move/eqP: h; rewrite -[_ *+ k]mulr_natr -[_ *+ 2]mulr_natr -subr_eq0 -mulrBr.
  by rewrite mulf_eq0 subr_eq0 eqr_nat (negPf k2) orbF => /eqP.
rewrite coefXnM coefC; case: (eqVneq k 2%N) => [->|k2]; first by rewrite ltnn subnn.
rewrite z //; case: ltnP => // le; rewrite subn_eq0 leqNgt ltn_neqAle eq_sym k2 le //.
Qed.
End Exponentials.

(* A flow with a gradient that is not 0 and a defect that is not: V = diag(x^2, x), W = (x^2, 0)^T,
   x = exp(- mu t), Z = 1, Delta = (mu, 0)^T. *)
Section Instance.
Variables (R : numDomainType) (mu : R).
Let V : 'M[{poly R}]_2 := \matrix_(i, j) (if i == j then (if i == 0 then 'X^2 else 'X) else 0).
Let W : 'M[{poly R}]_(2, 1) := \matrix_(i, j) (if i == 0 then 'X^2 else 0).
Let Z : 'M[{poly R}]_1 := 1%:M.
Let Delta : 'M[{poly R}]_(2, 1) := \matrix_(i, j) (if i == 0 then mu%:P else 0).
Theorem instance_B2f :
  [/\ dmx (decay_derivation mu) V = - (Delta *m (W *m Z)^T + mu%:P *: V),
      dmx (decay_derivation mu) W = - (V^T *m Delta *m Z^T + mu%:P *: W) &
      (V^T *m V - W *m W^T) 1 1 = 'X^2].
Proof.
have d1 : decay_derivation mu 'X = - (mu%:P * 'X).
  by rewrite /decay_derivation derivX mulr1 mul_polyC.
have d2 : decay_derivation mu 'X^2 = - (mu%:P * 'X^2 + mu%:P * 'X^2).
  by rewrite /decay_derivation derivXn -mul_polyC /= expr1; ring.
have d0 : decay_derivation mu 0 = 0 by rewrite /decay_derivation deriv0 mulr0 scaler0 oppr0.
split.
- apply/matrixP => -[[|[|i]] hi] [[|[|j]] hj] //; rewrite /Z mulmx1 !mxE !big_ord1 !mxE /= ?d1 ?d2
    ?d0; ring.
- apply/matrixP => -[[|[|i]] hi] j //; rewrite (ord1 j) /Z trmx1 mulmx1 !mxE !big_ord_recl
  !big_ord0 !mxE /= ?d1 ?d2 ?d0; ring.
by rewrite !mxE !big_ord_recl !big_ord0 !mxE /=; ring.
Qed.
End Instance.
