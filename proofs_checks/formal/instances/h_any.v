(* The hypotheses of H2h, H2m, H3, H4, H5, H6 and H7b hold at the classifier of h_samples.v, and
   what H2h and H2m say of it is neither 0 nor an equality. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms penrose h h_algebraic h_means h_nearest.
From NCV.instances Require Import h_samples.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Instance.
Variable R : rcfType.
Notation Z := (Z R).
Notation W := (W R).
Notation b := (b R).
Notation X := (X R).
Notation Lg := (logits W b Z).

Lemma frac_gt0 (x : R) (a c : nat) : x = a.+1%:R / c.+1%:R -> 0 < x.
Proof. by move=> ->; rewrite divr_gt0 ?ltr0Sn. Qed.

Theorem H2h_instance : [/\ nonempty y, is_pinv (Wc W) X, 0 < S_B y Z, 0 < P_B y X Lg &
  [/\ 0 < P_W y X Lg / (P_B y X Lg + rest y W b Z X),
      P_W y X Lg / (P_B y X Lg + rest y W b Z X) < S_W y Z / S_B y Z &
      S_W y Z / S_B y Z < S_T y Z / P_B y X Lg - 1]].
Proof.
rewrite /S_T S_WE S_BE P_BE P_WE restE; split; rewrite ?ltr0n //; first exact: ne.
- exact: pinvE.
- by apply: (@frac_gt0 _ 16 3).
split; last first.
- by rewrite -subr_gt0; apply: (@frac_gt0 _ 20 271); field.
- by rewrite -subr_gt0; apply: (@frac_gt0 _ 41 322); field.
by apply: (@frac_gt0 _ 1 18); field.
Qed.
(* H2m's bound is 5/16, the collapse 4/17. *)
Theorem H2m_instance : 0 < tbar y Lg /\
  S_W y Z / S_B y Z < E_W W * S_T y Z / tbar y Lg ^+ 2 - 1.
Proof.
rewrite tbarE E_WE /S_T S_WE S_BE; split; first exact: ltr0n.
by rewrite -subr_gt0; apply: (@frac_gt0 _ 20 271); field.
Qed.
Theorem H4_instance : [/\ bnd (X *m Mu_C y Lg) 3%:R, low_centred (X *m Mu_C y Lg) 2%:R &
  0 < 2%:R :> R].
Proof.
have e : X *m Mu_C y Lg = rows 2 2 [:: [:: 2%:R; - 2%:R]; [:: 0; 0]].
  rewrite (PME (ne) _ b Z (pinvE R)) // PE Mu_CE.
  by apply/matrixP => -[[|[|i]] hi] -[[|[|j]] hj] //; rewrite !(mxE, big_ord_recl, big_ord0) /=;
    field.
rewrite e; split; last exact: ltr0n.
- split=> [|x]; first exact: ler0n.
  rewrite !sqnE !(mxE, big_ord_recl, big_ord0) /= ?(mxE, big_ord_recl, big_ord0) /=.
  move: (x _ _) (x _ _) => s t.
  apply: (ge0_le (z := (5%:R * s ^+ 2 + 4%:R * (2%:R * s * t) + 5%:R * t ^+ 2))); first by ring.
  have -> : 5%:R * s ^+ 2 + 4%:R * (2%:R * s * t) + 5%:R * t ^+ 2 =
    s ^+ 2 + t ^+ 2 + (2%:R * (s + t)) ^+ 2 by ring.
  by rewrite !addr_ge0 ?sqr_ge0.
split=> [|x]; first exact: ler0n.
move=> /matrixP /(_ ord0 ord0); rewrite !sqnE !(mxE, big_ord_recl, big_ord0) /=
  ?(mxE, big_ord_recl, big_ord0) /=.
move: (x _ _) (x _ _) => s t; rewrite !mul1r addr0 => h.
have -> : t = - s by apply/eqP; rewrite -addr_eq0; apply/eqP.
apply: (ge0_le (z := 8%:R * s ^+ 2)); first by ring.
by rewrite mulr_ge0 ?ler0n ?sqr_ge0.
Qed.
(* Multipliers of H5 exist at every sample, for every classifier: best_root_exists. *)
Theorem H5_instance (mu : R) i : exists r, best_root y W b Z X mu i r.
Proof. exact: best_root_exists. Qed.
Theorem H6_instance : forall c j : 'I_2, j != c -> mean_of y Z j != mean_of y Z c.
Proof.
have d : mean_of y Z ord0 != mean_of y Z (lift ord0 ord0).
  apply/eqP => /matrixP /(_ ord0 ord0); rewrite /mean_of MuE !mxE /= => /eqP.
  by rewrite -subr_eq0 opprK -natrD pnatr_eq0.
have e0 (h : (0 < 2)%N) : Ordinal h = ord0 by apply: val_inj.
have e1 (h : (1 < 2)%N) : Ordinal h = lift ord0 ord0 by apply: val_inj.
by case=> [[|[|i]] hi] [[|[|j]] hj] //; rewrite ?e0 ?e1 ?eqxx // => _; rewrite // eq_sym.
Qed.
End Instance.
