(* G5 and G5v of docs/claims.md: centred class means are conditioned as the logits' are. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose g.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* E projects on a space of dimension q outside which M is 0: E = I - 11^T/K and q = K-1, or E = I
   and q = K. Then s <= s_q(M), and kappa_q(M) <= k. *)
Definition low_on (R : rcfType) (n K : nat) (E : 'M[R]_K) (M : 'M[R]_(n, K)) (s : R) : Prop :=
  0 <= s /\ forall x : 'cV[R]_K, s ^+ 2 * sqn (E *m x) <= sqn (M *m x).
Definition cond_on (R : rcfType) (n K : nat) (E : 'M[R]_K) (M : 'M[R]_(n, K)) (k : R) : Prop :=
  [/\ 0 <= k, forall x : 'cV[R]_K, M *m x = 0 -> E *m x = 0 &
      forall v w : 'cV[R]_K, nrm (M *m v) * nrm (E *m w) <= k * (nrm (M *m w) * nrm (E *m v))].

Section Conditioned.
Variable R : rcfType.

(* With E = I this is defs.v's condition number. *)
Lemma cond_on1 n K (M : 'M[R]_(n, K)) k : cond_on 1%:M M k <-> cond M^T k.
Proof.
split=> [[k0 f h]|[k0 f h]]; split=> //.
- rewrite -kermx_eq0; apply/eqP/row_matrixP => i; rewrite row0; apply: trmx_inj; rewrite trmx0.
  rewrite -[_^T]mul1mx; apply: f; apply: trmx_inj; rewrite trmx_mul trmxK trmx0.
  by rewrite -row_mul mulmx_ker row0.
- by move=> v w; have := h v w; rewrite !mul1mx trmxK.
- move=> x e; rewrite mul1mx; apply: trmx_inj; apply: (row_free_inj f).
  by rewrite /= -!trmx_mul e mulmx0.
- by move=> v w; have := h v w; rewrite !mul1mx trmxK.
Qed.

(* From bounds of the greatest and the least singular value on E's range. *)
Lemma cond_on_of n K (E : 'M[R]_K) (M : 'M[R]_(n, K)) h l : proj E -> M *m E = M ->
  (forall x : 'cV[R]_K, sqn (M *m x) <= h * sqn (E *m x)) ->
  (forall x : 'cV[R]_K, l * sqn (E *m x) <= sqn (M *m x)) -> 0 <= h -> 0 < l ->
  cond_on E M (Num.sqrt (h / l)).
Proof.
move=> hE ME hh hl h0 l0; split=> [|x e|v w]; first exact: sqrtr_ge0.
  apply: sqn_le0; have := hl x; rewrite e sqn0 pmulr_rle0 //.
rewrite -ler_sqr2 ?mulr_ge0 ?nrm_ge0 ?sqrtr_ge0 // !exprMn !nrm2 sqr_sqrtr ?divr_ge0 ?(ltW l0) //.
apply: le_trans (_ : h * sqn (E *m v) * sqn (E *m w) <= _).
  by apply: ler_wpM2r; rewrite ?sqn_ge0.
have -> : h / l * (sqn (M *m w) * sqn (E *m v)) = h * sqn (E *m v) * (sqn (M *m w) / l) by ring.
apply: ler_wpM2l; first by rewrite mulr_ge0 ?sqn_ge0.
by rewrite ler_pdivlMr // mulrC.
Qed.
End Conditioned.

Section Means.
Variables (R : rcfType) (u : nat -> nat) (N : nat).
Variables (W : forall j, 'M[R]_(u j, u j.+1)) (b : forall j, 'cV[R]_(u j))
  (Z : forall j, 'M[R]_(u j, N)).
Variables (A : 'M[R]_(u 0%N)) (Delta : 'M[R]_(u 0%N, N)) (d : nat) (lam : R)
  (X : 'M[R]_(u d, u 0%N)).
Notation V := (A *m top W d).
Notation outside := (outside W Z A Delta lam X).
Hypothesis hs : setting W A Delta lam X.

(* Columns of Z M for any M that biases do not touch. *)
Lemma means_v K (E : 'M[R]_K) (M : 'M[R]_(N, K)) v1 vK o : proj E -> M *m E = M ->
  blind W b Z d M ->
  bnd (X *m (A *m (Z 0%N *m M))) v1 -> low_on E (X *m (A *m (Z 0%N *m M))) vK -> 0 < vK ->
  bnd (outside *m (Z d.+1 *m M)) o ->
  cond_on E (Z d *m M) (Num.sqrt ((v1 ^+ 2 + o ^+ 2) / vK ^+ 2)).
Proof.
move=> hE ME hM h1 [_ hK] v0 ho.
have sx (x : 'cV[R]_K) : sqn (Z d *m M *m x) =
    sqn (X *m (A *m (Z 0%N *m M)) *m x) + sqn (outside *m (Z d.+1 *m M) *m x).
  rewrite (step hs hM) mulmxDl; apply: sqnD_orth.
  rewrite !trmx_mul -!mulmxA (mulmxA X^T) (G1_orthogonal_ranges Z hs) !(mul0mx, mulmx0) //.
apply: cond_on_of => //; first by rewrite -mulmxA ME.
- move=> x; have -> : Z d *m M *m x = Z d *m M
  *m (E *m x) by rewrite [RHS]mulmxA -[Z d *m M *m E]mulmxA ME.
  by rewrite sx mulrDl; apply: lerD; [case: h1 => _; apply | case: ho => _; apply].
- by move=> x; apply: le_trans (hK x) _; rewrite sx lerDl sqn_ge0.
- by rewrite addr_ge0 ?sqr_ge0.
- by rewrite exprn_gt0.
Qed.
Lemma means K (E : 'M[R]_K) (M : 'M[R]_(N, K)) u1 uK s1 sr o : proj E -> M *m E = M ->
  blind W b Z d M ->
  bnd V s1 -> low_seen V sr ->
  bnd (A *m (Z 0%N *m M)) u1 -> low_on E (A *m (Z 0%N *m M)) uK -> 0 < uK ->
  bnd (outside *m (Z d.+1 *m M)) o ->
  cond_on E (Z d *m M) (Num.sqrt ((s1 / sr) ^+ 2 * (u1 / uK) ^+ 2 + s1 ^+ 2 * o ^+ 2 / uK ^+ 2)).
Proof.
move=> hE ME hM h1 hr hu1 hK u0 ho; have [_ _ hX _] := hs; have [r0 _] := hr.
case: (eqVneq E 0) => [E0|En].
  have M0 : M = 0 by rewrite -ME E0 mulmx0.
  split=> [|x _|v w]; rewrite ?sqrtr_ge0 ?E0 ?mul0mx // nrm0 !mulr0 //.
have s0 : 0 < s1.
  rewrite lt_neqAle (bnd_ge0 h1) andbT eq_sym; apply: contraNneq En => s10.
  apply/eqP; apply: sqn_le0; have [_ hl] := hK.
  have : uK ^+ 2 * sqn E <= 0.
    rewrite (sqn_cols E) mulr_sumr; apply: (@le_trans _ _ (\sum_(j < K) 0)); last by rewrite big1.
    apply: ler_sum => j _; rewrite colE.
    apply: le_trans (hl _) _; have -> : A *m (Z 0%N *m M) = V *m (Z d *m M) by exact: blind_seen hM.
    rewrite -mulmxA.
    by apply: le_trans (bnd_mul _ h1) _; rewrite s10 expr0n mul0r.
  by rewrite pmulr_rle0 // exprn_gt0.
have -> : (s1 / sr) ^+ 2 * (u1 / uK) ^+ 2 + s1 ^+ 2 * o ^+ 2 / uK ^+ 2 =
    ((u1 / sr) ^+ 2 + o ^+ 2) / (uK / s1) ^+ 2.
  by field; rewrite !gt_eqF.
apply: means_v => //.
- by rewrite mulrC; apply: bnd_mulmx => //; exact/low_seen_bnd/hr.
- split=> [|x]; first by rewrite divr_ge0 // ltW.
  rewrite expr_div_n mulrAC ler_pdivrMr ?exprn_gt0 // [leRHS]mulrC.
  have [_ hl] := hK; apply: le_trans (hl x) _.
  rewrite -[X *m _ *m x]mulmxA; apply: seen_ge h1.
  by rewrite (mulmxA (V *m X)) (step_seen hs hM).
- by rewrite divr_gt0.
Qed.

Section Classes.
Variables (K : nat) (y : 'I_N -> 'I_K).
Notation C := (1%:M - const_mx K%:R^-1 : 'M[R]_K).
Hypothesis h : affine_head W d.+1 b Z.
Hypothesis ne : nonempty y.

Lemma centre : proj C.
Proof.
case: K y ne => [|k] ? ?; last exact: center_proj.
by split; apply/matrixP => -[].
Qed.
Lemma centre_means : averaging y *m C *m C = averaging y *m C.
Proof. by have [_ i] := centre; rewrite -mulmxA i. Qed.

Theorem G5v_centred_class_means v1 vK o :
  bnd (X *m (A *m Mu_C y (Z 0%N))) v1 -> low_on C (X *m (A *m Mu_C y (Z 0%N))) vK -> 0 < vK ->
  bnd (outside *m Mu_C y (Z d.+1)) o ->
  cond_on C (Mu_C y (Z d)) (Num.sqrt ((v1 ^+ 2 + o ^+ 2) / vK ^+ 2)).
Proof.
rewrite !Mu_CE; apply: means_v; [exact: centre | exact: centre_means|].
by left; rewrite sum_means_C.
Qed.
Theorem G5_centred_class_means u1 uK s1 sr o : bnd V s1 -> low_seen V sr ->
  bnd (A *m Mu_C y (Z 0%N)) u1 -> low_on C (A *m Mu_C y (Z 0%N)) uK -> 0 < uK ->
  bnd (outside *m Mu_C y (Z d.+1)) o ->
  cond_on C (Mu_C y (Z d)) (Num.sqrt ((s1 / sr) ^+ 2 * (u1 / uK) ^+ 2 + s1 ^+ 2 * o ^+ 2 / uK ^+
    2)).
Proof.
rewrite !Mu_CE; apply: means; [exact: centre | exact: centre_means|].
by left; rewrite sum_means_C.
Qed.
End Classes.

(* Without biases in l .. L means need no centring. *)
Section Uncentred.
Variables (K : nat) (y : 'I_N -> 'I_K).
Hypothesis h : linear_head W d.+1 Z.

Theorem G5v_class_means v1 vK o :
  bnd (X *m (A *m Mu y (Z 0%N))) v1 -> low_on 1%:M (X *m (A *m Mu y (Z 0%N))) vK -> 0 < vK ->
  bnd (outside *m Mu y (Z d.+1)) o ->
  NC2_le y (Z d) (Num.sqrt ((v1 ^+ 2 + o ^+ 2) / vK ^+ 2)).
Proof.
move=> h1 hK v0 ho; apply/cond_on1; apply: means_v h1 hK v0 ho; rewrite ?mulmx1 //;
  first exact: proj_id.
by right.
Qed.
Theorem G5_class_means u1 uK s1 sr o : bnd V s1 -> low_seen V sr ->
  bnd (A *m Mu y (Z 0%N)) u1 -> low_on 1%:M (A *m Mu y (Z 0%N)) uK -> 0 < uK ->
  bnd (outside *m Mu y (Z d.+1)) o ->
  NC2_le y (Z d) (Num.sqrt ((s1 / sr) ^+ 2 * (u1 / uK) ^+ 2 + s1 ^+ 2 * o ^+ 2 / uK ^+ 2)).
Proof.
move=> h1 hr hu1 hK u0 ho; apply/cond_on1; apply: means h1 hr hu1 hK u0 ho; rewrite ?mulmx1 //;
  first exact: proj_id.
by right.
Qed.
End Uncentred.
End Means.
