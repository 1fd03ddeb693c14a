(* The theorems below B8t_networks and B8u_from_descent at the run of leaky_run.v, with all of their
   hypotheses discharged: B5, B8t's parts, and those of B8u for every pair ex, ln. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From NCV Require Import defs norms b b8 h_exponential growth growth_networks growth_areas
  b8_networks.
From NCV.instances Require Import numbers leaky_run.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Claims.
Variable R : rcfType.
Notation leak := (leak R).
Notation eta := (eta R).
Notation lam := (lam R).
Notation W := (W R).
Notation Z := (Z R).
Notation S := (S R).
Notation Y := (Y R).
Notation C := (C R).
Notation g := (g R).
Notation th := (th R).
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
Let e0 : 0 < eta := eta_gt0 R.
Let l0 : 0 < lam := lam0 R.
Let s0 : 0 <= s. Proof. numbers. Qed.
Let h0 : 0 < h. Proof. numbers. Qed.
Let share0 : 0 < share. Proof. numbers. Qed.
Let hs1 : h * s <= 1 := ltW (hs R).
Let r0 : 0 <= r. Proof. by rewrite addr_ge0 ?sqrtr_ge0. Qed.
Let ta0 : 0 < t * a0.
Proof. by rewrite a0E mulr_gt0 ?mulr_gt0 ?exprn_gt0 ?c0 //; numbers. Qed.
Let ends i : C_at i eta = C i.+1 := esym (lossE R i.+1).
Let inside i z z0 ze (_ : \sum_(j < i) eta * g j + z * g i <= s) := @falls R i z z0 ze.
Let far k : \sum_(i < k) eta * g i <= s -> th k <= r ^+ 2.
Proof.
exact: (norm_far (fun=> erefl) (fun=> erefl) e0 (@steps R)).
Qed.
Let along k := @B8t_path_pl R one 1 1 W Z S Y lam eta th g C (fun=> erefl) (fun=> erefl)
  (fun=> erefl) e0 l0 (@steps R) sv gam leak 1 h s t (fun=> erefl) (@slopes R) (@start_singular R)
  (start_features R) ltr01 (@first_layer R) h0 (h2E R) (hs R) (half_share R) k.
Let no_path : \sum_(i < 0) eta * g i <= s. Proof. by rewrite big_ord0; exact: s0. Qed.
Definition leaky_B8t_path_pl := @B8t_path_pl R one 1 1 W Z S Y lam eta th g C (fun=> erefl)
  (fun=> erefl) (fun=> erefl) e0 l0 (@steps R) sv gam leak 1 h s t (fun=> erefl) (@slopes R)
  (@start_singular R) (start_features R) ltr01 (@first_layer R) h0 (h2E R) (hs R) (half_share R) 0 _
  no_path (lexx _).
Let pl k (xs : \sum_(i < k) eta * g i <= s) : t * (a0 * (1 - h * (\sum_(i < k) eta * g i)) ^+ 2) *
  (C k - goal) <= g k ^+ 2.
Proof. by apply: along => //; apply: sqrt_le r0 (far xs). Qed.
(* The run is above lambda m at its start and after a step. *)
Let above k : (k <= 1)%N -> 1 / (4%:R * 1000%:R) < C k - goal.
Proof.
case: k => [|[|//]] _; last exact: above1.
by apply: lt_le_trans (above0 R); numbers.
Qed.
Let up k : (k <= 1)%N -> 0 < C k - goal.
Proof. by move=> k1; apply: lt_trans (above k1); numbers. Qed.
Let up' k : (k < 1)%N -> 0 < C k - goal. Proof. by move=> k1; exact/up/ltnW. Qed.
Let small : eta * (share * (t * path_constant a0 h p)) <= 1.
Proof. by rewrite contraction; numbers. Qed.
Definition leaky_B8t_path := B8t_path e0 share0 (step_size R) (ler0n _ 3) ta0 h0 s0
  (fun k => sqrtr_ge0 _) hs1 (radius R) (start_in R) ends inside (@below R) pl up'.
Definition leaky_B8t_rate := B8t_rate e0 share0 (step_size R) (ler0n _ 3) ta0 h0 s0
  (fun k => sqrtr_ge0 _) hs1 (radius R) (start_in R) ends inside (@below R) pl up.
Definition leaky_B8t_phase := B8t_phase e0 share0 (step_size R) (ler0n _ 3) ta0 h0 s0
  (fun k => sqrtr_ge0 _) hs1 (radius R) (start_in R) ends inside (@below R) pl small up'.

(* B8t's product of singular values: two that lose 1/10 and 1/20, h^2 = 25/9. *)
Lemma shares_example : let y := fun i : 'I_2 => share_of (d := 1) sv leak 1 i in
  let v := fun i : 'I_2 => if i == 0 then 1 / 10%:R else 1 / 20%:R in
  (\prod_i y i) * (1 - h * (1 / 8%:R)) <= \prod_i (y i - v i).
Proof.
apply: B8t_singular_values => [i | i | | | |].
- by case: i => [[|[|//]] hi]; rewrite /share_of /= /leaky_run.leak; numbers.
- by case: i => [[|[|//]] hi]; rewrite /share_of /= /leaky_run.leak; apply/andP; split; numbers.
- exact: ltW.
- exact: h2E.
- numbers.
by rewrite !(big_ord_recl, big_ord0) /=; numbers.
Qed.

(* B8u for one step, while u is above 1/4000. *)
Notation u_goal := (1 / (4%:R * 1000%:R) : R).
Notation bends0 := (bends 3 (fun=> 1 + s) (fun=> 0 : R)).
Let u_goal0 : 0 < u_goal. Proof. numbers. Qed.
Let weight k j : bnd (W k j) (nrm (W k j)) := bnd_nrm _.
Definition leaky_B8u_step k := B8u_step (rho := fun j => nrm (W k j)) (d := fun=> 0) (erefl (Z k 0%N
  - Y)) (ltW e0) (ltW l0)
  (fun j _ => weight k j) (@slope_le1 R k) (@no_bend R k).
Let V0 : 0 < V share t a0 p.
Proof. by rewrite /V ta0E; apply: mulr_gt0; [apply: mulr_gt0 (c0 R); numbers | numbers]. Qed.
Let q34 : q h p = 3%:R / 4%:R. Proof. by rewrite /q; numbers. Qed.
Let q0 : 0 < q h p. Proof. by rewrite q34; numbers. Qed.
Let q1 : q h p < 1. Proof. by rewrite q34; numbers. Qed.
Let rate_neq0 : share * (t * a0) != 0.
Proof. by rewrite gt_eqF // mulr_gt0. Qed.
Definition leaky_B8u_integral_J (ex ln : R -> R) (he : exponential ex ln) := B8u_integral_J he V0 q0
  rate_neq0.
Let bends_ge0 : 0 <= bends0.
Proof. by apply: sumr_ge0 => i _; rewrite mulr0 mulr0. Qed.
Let th_ge0 k : 0 <= th k. Proof. by apply: sumr_ge0 => j _; exact: sqn_ge0. Qed.
Let goal0 : 0 <= goal.
Proof. by apply: le_trans (goal_in R).1; rewrite mulr_ge0 ?(ltW l0) //; numbers. Qed.
Let goal_r : lam * r ^+ 2 <= 2%:R * goal.
Proof.
rewrite goalE; apply: (ge0_le (z := 2%:R * lam * r ^+ 2 * (lam * (1024%:R / 81%:R)))); first by
  field.
have q : 0 <= 1024%:R / 81%:R :> R by numbers.
by apply: mulr_ge0; apply: mulr_ge0; rewrite ?sqr_ge0 ?(ltW l0) //; apply: mulr_ge0; rewrite ?(ltW
  l0) ?ler0n.
Qed.
Let pl_r k (xs : \sum_(i < k) eta * g i <= s) (_ : th k <= r ^+ 2) := pl xs.
Let rate_gt0 : 0 < share * (t * path_constant a0 h p).
Proof. by rewrite -(pmulr_rgt0 _ e0) contraction; numbers. Qed.
Lemma leaky_B8u (ex ln : R -> R) : exponential ex ln -> exists Phi_I Phi_J tau,
  let growth := Gamma eta share t a0 goal C p (nrm Y) 3%:R bends0 Phi_I Phi_J tau in
  [/\ th 1 <= th 0 + growth, th 1 <= r ^+ 2 & \sum_(i < 1) eta * g i <= s] /\
  [/\ th 1 <= th 0 + growth, th 1 <= r ^+ 2 & \sum_(i < 1) eta * g i <= s].
Proof.
move=> he; have [Phi_I areaI] := B8u_area_I he V0 q0 q1 (nrm_ge0 Y).
have areaJ := B8u_area_J he V0 q0 q1.
exists Phi_I, (Phi_J ln share t a0 h p), (ln ((C 0 - goal) / u_goal) / (share * (t * path_constant
  a0 h p))).
have tauE : ln ((C 0 - goal) / u_goal) <=
  share * (t * path_constant a0 h p) * (ln ((C 0 - goal) / u_goal) / (share * (t * path_constant a0
    h p))).
  by rewrite [leRHS]mulrC divfK // gt_eqF.
move=> growth; split.
  exact: (B8u_networks (fun=> erefl) (fun=> erefl) (fun=> erefl) e0 l0 (@steps R) he share0
    (step_size R) (ler0n _ 3) ta0 h0 s0
    (hs R) (radius R) (start_in R) ends inside (@below R) (@weights R) (fun k _ => @slope_le1 R k)
      (fun k _ => @no_bend R k)
    goal0 goal_r pl_r areaI areaJ u_goal0 tauE (fun z z1 _ => z1) above).
have step_le k : \sum_(i < k) eta * g i <= s -> th k.+1 <= th k + 2%:R * eta *
    (3%:R * (nrm Y * nrm (Z k 0%N - Y) - nrm (Z k 0%N - Y) ^+ 2) + nrm (Z k 0%N - Y) * bends0) + eta
      ^+ 2 * g k ^+ 2.
  move=> xs; have -> : g k ^+ 2 =
    \sum_(j < 3) sqn (slope_gradient (W k) (Z k) (S k) (Z k 0%N - Y) j + lam *: W k j).
    by rewrite /leaky_run.g sqr_sqrtr //; apply: sumr_ge0 => j _; exact: sqn_ge0.
  have -> : th k.+1 = \sum_(j < 3) sqn (W k j - eta *: (slope_gradient (W k) (Z k) (S k) (Z k 0%N -
    Y) j + lam *: W k j)).
    by apply: eq_bigr => j _; rewrite steps.
  apply: (B8u_step (rho := fun=> 1 + s) (d := fun=> 0) erefl (ltW e0) (ltW l0) _ (@slope_le1 R k)
    (@no_bend R k)) => j j3.
  exact: (layer_far (fun=> erefl) e0 (@steps R) j3 xs (@weights R j j3)).
exact: (B8u_growth he e0 share0 (step_size R) (ler0n _ 3) ta0 h0 s0 (fun k => sqrtr_ge0 _) (hs R)
  (radius R) (start_in R)
  ends inside (@below R) l0 (fun k => nrm_ge0 _) th_ge0 (nrm_ge0 Y) (ler0n R 3) bends_ge0 goal0
    (fun=> erefl) step_le goal_r pl_r
  areaI areaJ u_goal0 tauE (fun z z1 _ => z1) far above).
Qed.

(* B5 at the start, where Delta is the residual 1: a gradient of square (9/16)^2 or more. *)
Lemma leaky_B5 : let Delta := fun j => const_mx (leak ^+ j) : 'M[R]_(one j, 1) in
  (leak * \prod_(j < 1) (leak * 1)) ^+ 2 * sqn (Delta 0%N) <= sqn (Delta 1%N *m (Z 0 2)^T) /\
  2%:R * (leak * \prod_(j < 1) (leak * 1)) ^+ 2 * (sqn (Delta 0%N) / 2%:R) <= sqn (Delta 1%N *m (Z 0
    2)^T) + 1.
Proof.
move=> Delta.
have backward j : (j < 1)%N -> Delta j.+1 = hadamard (S 0 j.+1) ((W 0 j)^T *m Delta j).
  by case: j => // _; apply/matrixP => i k; rewrite S1 !mxE big_ord1 !mxE /= expr0 expr1 !mulr1.
have hs' j (j1 : (j < 1)%N) : 0 <= leak /\ forall i k, leak <= S 0 j.+1 i k.
  by have [l1 l2] := @slopes R 0%N j j1; split=> //; exact: ltW.
have low0 j (j1 : (j < 1)%N) : low (W 0 j) 1 := (@start_singular R j j1).2.
have lowZ := (start_features R).2.
split; first exact: (B5_pyramid (s := sv) (gam := gam) backward hs' low0 lowZ).
exact: (B5_polyak_lojasiewicz (s := sv) (gam := gam) backward hs' low0 lowZ ler01).
Qed.
End Claims.
