(* The definitions that every statement here is made of, to be read beside docs/claims.md.

   R is any real closed field: the reals are one, so are the real algebraic numbers. Nothing is
   assumed of it but what MathComp proves. Division by zero is zero, as everywhere in MathComp. *)
From mathcomp Require Import all_ssreflect all_algebra.
From NCV Require Export names.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variable R : rcfType.

(* --- Norms: <A, B>, |A|_F^2 and |A|_F. Of a column |.|_F is the Euclidean norm. --- *)
Definition dot (m n : nat) (A B : 'M[R]_(m, n)) : R := \tr (A^T *m B).
Definition sqn (m n : nat) (A : 'M[R]_(m, n)) : R := dot A A.
Definition nrm (m n : nat) (A : 'M[R]_(m, n)) : R := Num.sqrt (sqn A).

(* ||A|| <= c, the operator norm. *)
Definition bnd (m n : nat) (A : 'M[R]_(m, n)) (c : R) : Prop :=
  0 <= c /\ forall x : 'cV[R]_n, sqn (A *m x) <= c ^+ 2 * sqn x.

(* s <= s_m(A), the least singular value of a matrix of m rows; 0 if it has more rows than columns.
   *)
Definition low (m n : nat) (A : 'M[R]_(m, n)) (s : R) : Prop :=
  0 <= s /\ forall y : 'cV[R]_m, s ^+ 2 * sqn y <= sqn (A^T *m y).

(* c = ||A||, and 0 where A has no columns. *)
Definition is_norm (m n : nat) (A : 'M[R]_(m, n)) (c : R) : Prop :=
  bnd A c /\ (if n is 0%N then c = 0 else exists2 x : 'cV[R]_n, x != 0 & sqn (A *m x) = c ^+ 2 *
    sqn x).

(* s = s_m(A), and 0 where A has no rows. *)
Definition is_low (m n : nat) (A : 'M[R]_(m, n)) (s : R) : Prop :=
  low A s /\ (if m is 0%N then s = 0 else exists2 y : 'cV[R]_m, y != 0 & sqn (A^T *m y) = s ^+ 2 *
    sqn y).

(* kappa(A) <= k for a matrix whose rows are free: s_1(A) <= k s_m(A). Class means have their
   columns free, so that NC2 <= k is cond (Mu^T) k. *)
Definition cond (m n : nat) (A : 'M[R]_(m, n)) (k : R) : Prop :=
  [/\ 0 <= k, row_free A &
      forall u v : 'cV[R]_m, nrm (A^T *m u) * nrm v <= k * (nrm (A^T *m v) * nrm u)].

(* D is symmetric and -e I <= D; besides D <= e I. *)
Definition qneg (n : nat) (D : 'M[R]_n) (e : R) : Prop :=
  D^T = D /\ forall x : 'cV[R]_n, - (e * sqn x) <= dot x (D *m x).
Definition qbnd (n : nat) (D : 'M[R]_n) (e : R) : Prop :=
  qneg D e /\ forall x : 'cV[R]_n, dot x (D *m x) <= e * sqn x.

(* X = V^+, Moore's and Penrose's inverse. *)
Definition is_pinv (m n : nat) (V : 'M[R]_(m, n)) (X : 'M[R]_(n, m)) : Prop :=
  [/\ V *m X *m V = V, X *m V *m X = X, (V *m X)^T = V *m X & (X *m V)^T = X *m V].

(* P projects orthogonally. *)
Definition proj (n : nat) (P : 'M[R]_n) : Prop := P^T = P /\ P *m P = P.

(* s_{i+1}(A) <= c. *)
Definition svle (m n : nat) (A : 'M[R]_(m, n)) (i : nat) (c : R) : Prop :=
  exists2 B : 'M[R]_(m, n), (\rank B <= i)%N & bnd (A - B) c.

(* The q largest squared singular values of Z sum up to t at most. *)
Definition topq (m n : nat) (Z : 'M[R]_(m, n)) (q : nat) (t : R) : Prop :=
  forall Q : 'M[R]_m, proj Q -> (\rank Q <= q)%N -> sqn (Q *m Z) <= t.

(* --- Labels, N samples of K classes, and what is done with features Z of these samples. --- *)
Section Labels.
Variables (N K : nat) (y : 'I_N -> 'I_K).

Definition onehot : 'M[R]_(K, N) := \matrix_(c, i) (y i == c)%:R.
Definition size_of (c : 'I_K) : R := \sum_i (y i == c)%:R.                      (* N_c *)
Definition averaging : 'M[R]_(N, K) := \matrix_(i, c) ((y i == c)%:R / size_of c).
Definition Pi : 'M[R]_N := averaging *m onehot.            (* Z Pi: each sample's class mean *)
Definition J : 'M[R]_N := const_mx (N%:R^-1).              (* Z J: the samples' mean *)
(* N (1 - sum_c p_c^2), p_c = N_c/N: the square of A2s's g. *)
Definition spread : R := N%:R - (\sum_c size_of c ^+ 2) / N%:R.
Definition balanced : Prop := forall c, size_of c = N%:R / K%:R.
Definition nonempty : Prop := forall c, exists i, y i = c.

Variables (p : nat) (Z : 'M[R]_(p, N)).
Definition Mu : 'M[R]_(p, K) := Z *m averaging.             (* the class means *)
Definition within : 'M[R]_(p, N) := Z *m (1%:M - Pi).
Definition between : 'M[R]_(p, N) := Z *m (Pi - J).
(* Class means less the samples' mean, and less their own mean. *)
Definition Mu_G : 'M[R]_(p, K) := Mu - Z *m const_mx (N%:R^-1).
Definition Mu_C : 'M[R]_(p, K) := Mu *m (1%:M - const_mx (K%:R^-1)).

(* NC1 <= t as a quotient, its denominator positive: Sigma_B over classes alike, less the samples'
   mean (the page's NC1); the same less the means' own mean; Sigma_B weighted by N_c/N. *)
Definition NC1_le (t : R) : Prop := 0 < sqn Mu_G /\ sqn within / N%:R <= t * (sqn Mu_G / K%:R).
Definition NC1_centred_le (t : R) : Prop :=
  0 < sqn Mu_C /\ sqn within / N%:R <= t * (sqn Mu_C / K%:R).
Definition NC1_weighted_le (t : R) : Prop := 0 < sqn between /\ sqn within <= t * sqn between.

(* NC2 <= k: kappa of the class means, uncentred, of rank K. *)
Definition NC2_le (k : R) : Prop := cond (Mu^T) k.

(* NC3: the samples' mean cosine between features and the row of their class; cos(0, .) = 0. *)
Definition cosine (n : nat) (a b : 'cV[R]_n) : R := dot a b / (nrm a * nrm b).
Definition NC3 (W : 'M[R]_(K, p)) : R :=
  (\sum_i cosine (col i Z) (row (y i) W)^T) / N%:R.
End Labels.

(* --- The head, its layers numbered from the top: W_j here is W_{L-j} of the page, W_0 the last
   layer; u j is n_{L-j}, u 0 = K. Z_j is the output of layer L-j, so that Z_0 = Z_L. --- *)
Section Head.
Variables (u : nat -> nat) (N : nat).
Variable W : forall j, 'M[R]_(u j, u j.+1).

(* V_j = W_0 ... W_{j-1}: the page's W_{L:L-j+1}. M = V_{L2}. *)
Fixpoint top (j : nat) : 'M[R]_(u 0, u j) :=
  if j is i.+1 return 'M[R]_(u 0, u j) then top i *m W i else 1%:M.

(* The d uppermost layers are linear: Z_j = W_j Z_{j+1}; or affine with biases b_j. *)
Definition linear_head (d : nat) (Z : forall j, 'M[R]_(u j, N)) : Prop :=
  forall j, (j < d)%N -> Z j = W j *m Z j.+1.
Definition affine_head (d : nat) (b : forall j, 'cV[R]_(u j)) (Z : forall j, 'M[R]_(u j, N)) :
  Prop :=
  forall j, (j < d)%N -> Z j = W j *m Z j.+1 + b j *m const_mx 1.

(* D_{L-1-j} = W_j^T W_j - W_{j+1} W_{j+1}^T, the balancedness defect of two neighbours. *)
Definition defect (j : nat) : 'M[R]_(u j.+1) := (W j)^T *m W j - W j.+1 *m (W j.+1)^T.

(* The gradient in W_j of a loss whose gradient in the outputs Z_0 is Delta, and the same with
   weight decay lam. B_gradient in b.v proves that it is the gradient. *)
Definition grad (Delta : 'M[R]_(u 0, N)) (Z : forall j, 'M[R]_(u j, N)) (j : nat) :
  'M[R]_(u j, u j.+1) :=
  (top j)^T *m Delta *m (Z j.+1)^T.
Definition rgrad (lam : R) (Delta : 'M[R]_(u 0, N)) (Z : forall j, 'M[R]_(u j, N)) (j : nat) :
  'M[R]_(u j, u j.+1) := grad Delta Z j + lam *: W j.
End Head.

(* Powers of a square matrix of any size. *)
Fixpoint mxpow (n : nat) (A : 'M[R]_n) (d : nat) : 'M[R]_n :=
  if d is e.+1 then A *m mxpow A e else 1%:M.

End Definitions.

Arguments onehot {R N K} y.
Arguments size_of {R N K} y c.
Arguments averaging {R N K} y.
Arguments Pi {R N K} y.
Arguments J {R N}.
Arguments spread {R N K} y.
Arguments balanced R {N K} y.
