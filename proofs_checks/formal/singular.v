(* Singular values: that norms and least singular values exist and are unique, and how they are
   condition numbers. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms spectral.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Singular.
Variable R : rcfType.

Lemma sqn_gramr m n (A : 'M[R]_(m, n)) (y : 'cV_m) : sqn (A^T *m y) = dot y (A *m A^T *m y).
Proof. by rewrite /sqn dot_mull trmxK mulmxA. Qed.

Lemma gram_sym m n (A : 'M[R]_(m, n)) : (A *m A^T)^T = A *m A^T.
Proof. by rewrite trmx_mul trmxK. Qed.

(* The greatest and the least singular value with a singular vector each. *)
Lemma top_singular m n (A : 'M[R]_(m, n)) : (0 < m)%N ->
  exists s, bnd A s /\ exists2 x : 'cV[R]_m, x != 0 & A *m A^T *m x = s ^+ 2 *: x.
Proof.
move=> m0; have [a [[x x0 xe] h]] := rayleigh_max (gram_sym A) m0.
have ax : a * sqn x = sqn (A^T *m x) by rewrite sqn_gramr xe dotZr.
have a0 : 0 <= a by rewrite -(pmulr_lge0 _ (_ : 0 < sqn x)) ?sqn_gt0 // ax sqn_ge0.
exists (Num.sqrt a); split; last by exists x; rewrite // sqr_sqrtr.
rewrite -[A]trmxK; apply: bnd_trmx; split=> [|z]; first exact: sqrtr_ge0.
by rewrite sqr_sqrtr // sqn_gramr.
Qed.
Lemma bottom_singular m n (A : 'M[R]_(m, n)) : (0 < m)%N ->
  exists s, low A s /\ exists2 x : 'cV[R]_m, x != 0 & A *m A^T *m x = s ^+ 2 *: x.
Proof.
move=> m0; have [a [[x x0 xe] h]] := rayleigh_min (gram_sym A) m0.
have ax : a * sqn x = sqn (A^T *m x) by rewrite sqn_gramr xe dotZr.
have a0 : 0 <= a by rewrite -(pmulr_lge0 _ (_ : 0 < sqn x)) ?sqn_gt0 // ax sqn_ge0.
exists (Num.sqrt a); split; last by exists x; rewrite // sqr_sqrtr.
split=> [|z]; first exact: sqrtr_ge0.
by rewrite sqr_sqrtr // sqn_gramr.
Qed.
Lemma singular_sqn m n (A : 'M[R]_(m, n)) s (x : 'cV_m) :
  A *m A^T *m x = s ^+ 2 *: x -> sqn (A^T *m x) = s ^+ 2 * sqn x.
Proof. by move=> e; rewrite sqn_gramr e dotZr. Qed.

Theorem low_exists m n (A : 'M[R]_(m, n)) : exists s, is_low A s.
Proof.
case: m A => [|m] A.
  exists 0; split=> //; split=> // y; by rewrite expr0n mul0r sqn_ge0.
have [s [h [x x0 xe]]] := bottom_singular A (ltn0Sn m).
by exists s; split=> //; exists x => //; exact: singular_sqn.
Qed.
Theorem norm_exists m n (A : 'M[R]_(m, n)) : exists c, is_norm A c.
Proof.
case: n A => [|n] A.
  by exists 0; split=> //; split=> // x; rewrite (flatmx0 x) mulmx0 !sqn0 mulr0.
have [s [h [x x0 xe]]] := top_singular A^T (ltn0Sn n).
exists s; split; first by rewrite -[A]trmxK; exact: bnd_trmx.
by exists x => //; rewrite -[A]trmxK; exact: singular_sqn.
Qed.

(* The norm is the least upper bound, s_m the greatest lower one: "for all c with bnd A c" and "for
   c = ||A||" are one claim. *)
Theorem norm_least m n (A : 'M[R]_(m, n)) c d : is_norm A c -> bnd A d -> c <= d.
Proof.
case=> hc; case: n A hc => [|n] A hc; first by move=> -> [].
move=> [x x0 xe] hd; rewrite -ler_sqr2 ?(bnd_ge0 hc) ?(bnd_ge0 hd) //.
have sx : 0 < sqn x by rewrite sqn_gt0.
by rewrite -(ler_pM2r sx) -xe; case: hd.
Qed.
Theorem low_greatest m n (A : 'M[R]_(m, n)) s t : (0 < m)%N -> is_low A s -> low A t -> t <= s.
Proof.
move=> m0; case=> ls; case: m A m0 ls => // m A _ ls [x x0 xe] ht.
rewrite -ler_sqr2 ?(low_ge0 ls) ?(low_ge0 ht) //.
have sx : 0 < sqn x by rewrite sqn_gt0.
by rewrite -(ler_pM2r sx) -xe; case: ht.
Qed.
Theorem norm_unique m n (A : 'M[R]_(m, n)) c d : is_norm A c -> is_norm A d -> c = d.
Proof.
move=> hc hd; apply: le_anti; apply/andP; split; first by apply: (norm_least hc); case: hd.
by apply: (norm_least hd); case: hc.
Qed.

Lemma cV0_eq0 (x : 'cV[R]_0) : x = 0. Proof. exact: flatmx0. Qed.

Lemma row_free_low m n (A : 'M[R]_(m, n)) s : (0 < m)%N -> is_low A s -> row_free A -> 0 < s.
Proof.
move=> m0 [ls]; case: m A ls m0 => // m A ls _ [x x0 xe] f.
rewrite lt_neqAle (low_ge0 ls) andbT eq_sym; apply: contraNneq x0 => s0.
move: xe; rewrite s0 expr0n mul0r => /eqP; rewrite sqn_eq0 => /eqP e.
apply/eqP/trmx_inj; rewrite trmx0; apply: (row_free_inj f).
by rewrite /= mul0mx -[A]trmxK -trmx_mul e trmx0.
Qed.

(* kappa(A) <= k from bounds of the two singular values ... *)
Lemma cond_of m n (A : 'M[R]_(m, n)) s1 sK k :
  bnd A s1 -> low A sK -> 0 < sK -> 0 <= k -> s1 <= k * sK -> cond A k.
Proof.
move=> h1 hK sK0 k0 le; split=> // [|u v]; first exact: low_row_free hK sK0.
have nu := nrm_ge0 u; have nv := nrm_ge0 v.
apply: le_trans (_ : k * sK * nrm u * nrm v <= _).
  apply: ler_wpM2r => //; apply: le_trans (bnd_nrm_mul _ (bnd_trmx h1)) _.
  exact: ler_wpM2r.
have -> : k * sK * nrm u * nrm v = k * (sK * nrm v * nrm u) by ring.
by apply: ler_wpM2l => //; apply: ler_wpM2r => //; exact: low_nrm_mul.
Qed.
(* ... and back. *)
Lemma cond_le m n (A : 'M[R]_(m, n)) s1 sK k : (0 < m)%N ->
  cond A k -> is_low A sK -> (exists2 x : 'cV[R]_m, x != 0 & s1 ^+ 2 * sqn x <= sqn (A^T *m x)) ->
  0 <= s1 -> s1 <= k * sK.
Proof.
move=> m0 [k0 f h] [lK]; case: m A m0 f h lK => // m A _ f h lK [v v0 ve] [u u0 ue] s10.
have sK0 := low_ge0 lK.
have nu : 0 < nrm u by rewrite nrm_gt0.
have nv : 0 < nrm v by rewrite nrm_gt0.
have e : nrm (A^T *m v) = sK * nrm v.
  by rewrite /nrm ve sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm.
have l : s1 * nrm u <= nrm (A^T *m u).
  by rewrite le_nrm ?mulr_ge0 ?nrm_ge0 // exprMn nrm2.
have nn : 0 < nrm u * nrm v by rewrite mulr_gt0.
rewrite -(ler_pM2r nn).
have -> : k * sK * (nrm u * nrm v) = k * (nrm (A^T *m v) * nrm u) by rewrite e; ring.
apply: le_trans (h u v); rewrite mulrA.
by apply: ler_wpM2r l; exact: ltW.
Qed.

(* The norm's own singular vectors. *)
Lemma norm_vector m n (A : 'M[R]_(m, n)) s : (0 < m)%N -> is_norm A s ->
  exists2 x : 'cV[R]_m, x != 0 & A *m A^T *m x = s ^+ 2 *: x.
Proof.
move=> m0 hs; have [t [ht [x x0 xe]]] := top_singular A m0.
have st := norm_least hs ht; have bs : bnd A s by case: hs.
have sx : 0 < sqn x by rewrite sqn_gt0.
have ts : t <= s.
  rewrite -ler_sqr2 ?(bnd_ge0 ht) ?(bnd_ge0 bs) // -(ler_pM2r sx) -(singular_sqn xe).
  by case: (bnd_trmx bs).
by exists x => //; rewrite (le_anti (_ : s <= t <= s)) // st ts.
Qed.
Lemma low_vector m n (A : 'M[R]_(m, n)) s : (0 < m)%N -> is_low A s ->
  exists2 x : 'cV[R]_m, x != 0 & A *m A^T *m x = s ^+ 2 *: x.
Proof.
move=> m0 hs; have [t [ht [x x0 xe]]] := bottom_singular A m0.
have ts := low_greatest m0 hs ht; have ls : low A s by case: hs.
have sx : 0 < sqn x by rewrite sqn_gt0.
have st : s <= t.
  rewrite -ler_sqr2 ?(low_ge0 ht) ?(low_ge0 ls) // -(ler_pM2r sx) -(singular_sqn xe).
  by case: ls.
by exists x => //; rewrite (le_anti (_ : s <= t <= s)) // st ts.
Qed.
(* kappa = s_1/s_m. *)
Theorem cond_kappa m n (A : 'M[R]_(m, n)) s1 sK k : (0 < m)%N -> is_norm A s1 -> is_low A sK ->
  0 <= k ->
  cond A k <-> 0 < sK /\ s1 <= k * sK.
Proof.
move=> m0 h1 hK k0; split=> [hk|[sK0 le]]; last first.
  by have [b1 _] := h1; have [lK _] := hK; exact: cond_of b1 lK sK0 k0 le.
have [_ f _] := hk; split; first exact: row_free_low m0 hK f.
have [x x0 xe] := norm_vector m0 h1.
apply: (cond_le m0 hk hK); last by case: h1 => /bnd_ge0.
by exists x; rewrite // (singular_sqn xe).
Qed.
Lemma cond_empty n (A : 'M[R]_(0, n)) k : 0 <= k -> cond A k.
Proof.
move=> k0; split=> [//||x z]; first by rewrite /row_free (flatmx0 A) mxrank0.
by rewrite (flatmx0 z) !nrm0 mulr0 mulr_ge0 ?mulr_ge0 ?nrm_ge0.
Qed.
Lemma bnd_eq0 m n (A : 'M[R]_(m, n)) : bnd A 0 -> A = 0.
Proof. by move=> h; apply: sqn_le0; rewrite -[A]mulmx1; have := bnd_mul 1%:M h;
  rewrite expr0n mul0r. Qed.
End Singular.
