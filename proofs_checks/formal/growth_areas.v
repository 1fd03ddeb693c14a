(* B8u's integrals in closed form, for any pair ex, ln as in h_exponential.v: growth.v's areas exist
   wherever there is a logarithm, and J is the page's (2 V/(c t a_0)) (-log(1-q)/q). *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms h_exponential growth.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Areas.
Variables (R : rcfType) (ex ln : R -> R).
Hypothesis he : exponential ex ln.

Lemma ln_le b : 0 < b -> ln b <= b - 1.
Proof. by move=> b0; rewrite lerBrDl; have := ex_tangent he (ln b); rewrite (lnK he). Qed.
Lemma ln_div b c : 0 < b -> 0 < c -> ln (b / c) = ln b - ln c.
Proof.
move=> b0 c0; rewrite -[RHS](exK he) (exD he) (exN he) !(lnK he) //.
Qed.
Lemma ln_between b c : 0 < b -> 0 < c ->
  1 - b / c <= ln c - ln b /\ ln c - ln b <= c / b - 1.
Proof.
move=> b0 c0; split; last by rewrite -ln_div //; apply: ln_le; exact: divr_gt0.
by rewrite -[leRHS]opprB -ln_div // -[leLHS]opprB lerN2; apply: ln_le; exact: divr_gt0.
Qed.

Variables (al be : R).
Hypothesis al0 : 0 < al.
Hypothesis be0 : 0 < be.
Notation den v := (al + be * v).
Lemma line_gt0 v : 0 <= v -> 0 < den v.
Proof. by move=> v0; rewrite ltr_wpDr // mulr_ge0 // ltW. Qed.
Lemma ln_rectangles x y : 0 <= x -> x <= y ->
  (y - x) * (be / den y) <= ln (den y) - ln (den x) /\
  ln (den y) - ln (den x) <= (y - x) * (be / den x).
Proof.
move=> x0 xy; have dx := line_gt0 x0; have dy := line_gt0 (le_trans x0 xy).
have [lo hi] := ln_between dx dy; split.
  by apply: le_trans lo; rewrite le_eqVlt; apply/orP; left; apply/eqP; field; rewrite gt_eqF.
by apply: le_trans hi _; rewrite le_eqVlt; apply/orP; left; apply/eqP; field; rewrite gt_eqF.
Qed.
Lemma area_inverse V : area V (fun v => (den v)^-1) (fun v => ln (den v) / be).
Proof.
move=> x y x0 xy _; have [lo hi] := ln_rectangles x0 xy.
rewrite -mulrBl ler_pdivlMr // ler_pdivrMr // -!mulrA ![_^-1 * be]mulrC.
by split.
Qed.
(* (A - 2 v)_+/(al + be v). *)
Variable A : R.
Hypothesis A0 : 0 <= A.
Notation psi v := ((A + 2%:R * al / be) / be * ln (den v) - 2%:R / be * v).
Notation phi v := ((A - 2%:R * v) / den v).
Lemma psi_rectangles x y : 0 <= x -> x <= y ->
  (y - x) * phi y <= psi y - psi x /\ psi y - psi x <= (y - x) * phi x.
Proof.
move=> x0 xy; have [lo hi] := ln_rectangles x0 xy.
have dx := line_gt0 x0; have dy := line_gt0 (le_trans x0 xy).
have k0 : 0 <= (A + 2%:R * al / be) / be.
  by rewrite divr_ge0 ?(ltW be0) // addr_ge0 // divr_ge0 ?(ltW be0) // mulr_ge0 ?ler0n // ltW.
have E : psi y - psi x = (A + 2%:R * al / be) / be * (ln (den y) - ln (den x))
    - 2%:R / be * (y - x).
  by move: (_ / be) (_ / be) => p q; ring.
have rect z : 0 < den z -> (y - x) * phi z =
    (A + 2%:R * al / be) / be * ((y - x) * (be / den z)) - 2%:R / be * (y - x).
  by move=> dz; field; rewrite !gt_eqF.
by rewrite E !rect // !lerD2r; split; apply: ler_wpM2l.
Qed.
Lemma area_positive V : area V (fun v => Num.max 0 (A - 2%:R * v) * (den v)^-1)
  (fun v => psi (Num.min v (A / 2%:R))).
Proof.
move=> x y x0 xy _ /=; set m := A / 2%:R; have m0 : 0 <= m by rewrite divr_ge0 ?ler0n.
have Am : A = 2%:R * m by rewrite /m; field.
have pos v : v <= m -> Num.max 0 (A - 2%:R * v) = A - 2%:R * v.
  by move=> vm; apply/max_idPr; rewrite Am -mulrBr mulr_ge0 ?ler0n // subr_ge0.
have zero v : m <= v -> Num.max 0 (A - 2%:R * v) = 0.
  by move=> vm; apply/max_idPl; rewrite Am -mulrBr pmulr_rle0 ?ltr0n // subr_le0.
have sm v : v <= m -> Num.min v m = v by move=> vm; apply/min_idPl.
have lm v : m <= v -> Num.min v m = m by move=> vm; apply/min_idPr.
have [ym|my] : y <= m \/ m <= y by apply/orP; exact: le_total.
  have xm := le_trans xy ym; rewrite !sm // !pos //; exact: psi_rectangles.
rewrite [Num.min y m]lm // zero // mul0r mulr0.
have [xm|mx] : x <= m \/ m <= x by apply/orP; exact: le_total.
  2: by rewrite lm // zero // subrr mul0r mulr0.
rewrite sm // pos //; have [lo hi] := psi_rectangles x0 xm; split.
  apply: le_trans lo; rewrite mulr_ge0 ?subr_ge0 // divr_ge0 //; last exact/ltW/line_gt0.
  by rewrite Am subrr.
apply: le_trans hi _; apply: ler_wpM2r; last by rewrite lerD2r.
rewrite divr_ge0 //; last exact/ltW/line_gt0.
by rewrite Am -mulrBr mulr_ge0 ?ler0n // subr_ge0.
Qed.
End Areas.

Section Integrals.
Variables (R : rcfType) (ex ln : R -> R) (c t a0 h p Yn : R).
Hypothesis he : exponential ex ln.
Notation V := (V c t a0 p).
Notation q := (q h p).
Notation phi_J := (phi_J c t a0 h p).
Notation phi_I := (phi_I c t a0 h p Yn).
Hypothesis V0 : 0 < V.
Hypothesis q0 : 0 < q.
Hypothesis q1 : q < 1.
Hypothesis Yn0 : 0 <= Yn.
Definition Phi_J (v : R) : R := ln (1 - q + q / V * v) / (q / V).
Lemma phi_JE v : phi_J v = (1 - q + q / V * v)^-1.
Proof.
by rewrite /growth.phi_J; congr (_^-1); move: q V V0 => a b b0; field; rewrite gt_eqF.
Qed.
Theorem B8u_area_J : area V phi_J Phi_J.
Proof.
move=> x y x0 xy yV; rewrite !phi_JE; apply: (area_inverse he _ _ x0 xy yV).
  by rewrite subr_gt0.
exact: divr_gt0.
Qed.
Theorem B8u_area_I : exists Phi, area V phi_I Phi.
Proof.
have al0 : 0 < 1 - q by rewrite subr_gt0.
have A0 : 0 <= Num.sqrt 2%:R * Yn by rewrite mulr_ge0 ?sqrtr_ge0.
have h1 := area_positive he al0 (divr_gt0 q0 V0) A0 (V := V).
by eexists; move=> x y x0 xy yV; rewrite /growth.phi_I !phi_JE; exact: h1.
Qed.
(* J = (2 V/(c t a_0)) (-log(1-q)/q). *)
Theorem B8u_integral_J : c * (t * a0) != 0 ->
  int_J c t a0 p Phi_J = 2%:R * V / (c * (t * a0)) * (- ln (1 - q) / q).
Proof.
move=> cta; rewrite /int_J /Phi_J mulr0 addr0 divfK ?gt_eqF // subrK (ln1 he) mul0r sub0r.
have [qn vn] : q != 0 /\ V != 0 by rewrite !gt_eqF.
move: (ln (1 - q)) (c * (t * a0)) cta => b d dn; move: qn vn; move: q V => e v en vn.
by field; rewrite ?en ?vn ?dn.
Qed.
End Integrals.
