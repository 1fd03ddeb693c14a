(* decide.v's answers on section A can be relied on: where it says true and a network's quantities
   lie in the certificate's intervals, the theorem's conclusion holds with the printed bound. *)
From Coq Require Import ZArith QArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp.zify Require Import ssrZ zify.
From NCV Require Import defs norms penrose spectral singular a a_sharp a7 a6s g decide rationals.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

(* --- A matrix's norm, or its least singular value, lies in an interval. --- *)
Section Enclosed.
Variable R : rcfType.
Implicit Types I : interval.

Definition norm_in m n (A : 'M[R]_(m, n)) I : Prop := exists2 c, is_norm A c & inside c I.
Definition low_in m n (A : 'M[R]_(m, n)) I : Prop := exists2 s, is_low A s & inside s I.

Lemma norm_in_bnd m n (A : 'M[R]_(m, n)) I : norm_in A I -> bnd A (QR R (upper I)).
Proof. by move=> [c [b _] [_ u]]; exact: bnd_weaken b u. Qed.
Lemma low_in_low m n (A : 'M[R]_(m, n)) I :
  low_in A I -> 0 <= QR R (lower I) -> low A (QR R (lower I)).
Proof. by move=> [s [l _] [le _]] l0; exact: low_weaken l l0 le. Qed.
End Enclosed.

(* --- Class sizes. --- *)
Section Counts.
Variables (R : rcfType) (N K : nat) (y : 'I_N -> 'I_K).

(* N_0, N_1, ... *)
Definition counts_of : list Z := [seq Z.of_nat #|[pred i | y i == c]| | c <- enum 'I_K].

Lemma size_card c : size_of y c = #|[pred i | y i == c]|%:R :> R.
Proof. by rewrite /size_of -natr_sum -big_mkcond sum1_card. Qed.
Lemma classes_of : classes counts_of = Z.of_nat K.
Proof. by rewrite /classes -[length _]/(size _) size_map size_enum_ord. Qed.
Lemma ZR_inj m n : ZR R m = ZR R n -> m = n.
Proof.
by move=> e; apply: Z.le_antisymm; apply/Z.leb_spec0; rewrite (ZR_le R) e.
Qed.
Lemma fold_sum (G : Z -> Z) (s : seq Z) :
  ZR R (List.fold_right (fun n sum => Z.add (G n) sum) Z0 s) = \sum_(n <- s) ZR R (G n).
Proof. by elim: s => [|n s ih]; rewrite ?big_nil ?ZR0 // big_cons /= ZRD ih. Qed.
Lemma samples_of : samples counts_of = Z.of_nat N.
Proof.
apply: ZR_inj; rewrite (fold_sum id) /counts_of big_map big_enum /= ZR_nat -(size_sum R y).
by apply: eq_bigr => c _; rewrite ZR_nat size_card.
Qed.
Lemma spread_ofE : QR R (spread_of counts_of) = spread y.
Proof.
rewrite /spread_of !QR_all samples_of ZR_nat /spread; congr (_ - _ / _).
rewrite /squares (fold_sum (fun n => Z.mul n n)) /counts_of big_map big_enum /=.
by apply: eq_bigr => c _; rewrite ZRM ZR_nat -size_card expr2.
Qed.
Lemma forallb_counts (f : Z -> bool) c :
  List.forallb f counts_of -> f (Z.of_nat #|[pred i | y i == c]|).
Proof.
rewrite (_ : List.forallb f counts_of = all f counts_of); last by elim: counts_of => //= n l ->.
by rewrite /counts_of all_map => /allP /(_ c); rewrite mem_enum; exact.
Qed.
Lemma all_alike_balanced : (0 < K)%N -> all_alike counts_of -> balanced R y.
Proof.
move=> K0 /forallb_counts h c; move: (h c) => {h}.
rewrite classes_of samples_of => /Z.eqb_spec /(congr1 (ZR R)).
rewrite ZRM !ZR_nat -size_card => <-.
by rewrite mulfK // pnatr_eq0 -lt0n.
Qed.
End Counts.

Section Scalars.
Variable R : rcfType.
Notation QR := (QR R).

Lemma NC1_weighted_weaken p N K (y : 'I_N -> 'I_K) (Z : 'M[R]_(p, N)) t u :
  NC1_weighted_le y Z t -> t <= u -> NC1_weighted_le y Z u.
Proof. by move=> [b0 le] tu; split=> //; apply: le_trans le _; rewrite ler_pM2r. Qed.
Lemma NC1_weaken p N K (y : 'I_N -> 'I_K) (Z : 'M[R]_(p, N)) t u :
  NC1_le y Z t -> t <= u -> NC1_le y Z u.
Proof.
move=> [b0 le] tu; split=> //; apply: le_trans le _; apply: ler_wpM2r => //.
by rewrite divr_ge0 ?ler0n // ltW.
Qed.
Lemma cond_weaken m n (A : 'M[R]_(m, n)) k l : cond A k -> k <= l -> cond A l.
Proof.
move=> [k0 f h] kl; split=> // [|u v]; first exact: le_trans kl.
by apply: le_trans (h u v) _; rewrite ler_wpM2r // mulr_ge0 ?nrm_ge0.
Qed.

(* The quotient of A2s and G2t falls as g grows, so that a g from below gives a bound. *)
Lemma worst_quotient_ge (k c2 e g : Q) c g' : 0 < QR k -> 0 <= QR e -> QR e < QR g ->
  QR g <= g' -> c ^+ 2 = QR c2 ->
  let b := Num.min (QR e) ((QR e ^+ 2 + c ^+ 2 / QR k ^+ 2) / g') in
  (QR k ^+ 2 * (QR e ^+ 2 - b ^+ 2) + c ^+ 2) / (g' - b) ^+ 2 <= QR (worst_quotient k c2 e g).
Proof.
move=> k0 e0 eg gg hc /=; set b := Num.min _ _; have g0 : 0 < QR g by exact: le_lt_trans e0 eg.
have be : b <= QR e by rewrite /b ge_min lexx.
have b0 : 0 <= b.
  by rewrite /b le_min e0 divr_ge0 ?addr_ge0 ?divr_ge0 ?sqr_ge0 // (le_trans (ltW g0)).
rewrite /worst_quotient !QR_all -hc.
apply: le_trans (worst_split c k0 b0 be eg); have bg := le_lt_trans be eg.
apply: ler_wpM2l; first by rewrite addr_ge0 ?sqr_ge0 // mulr_ge0 ?sqr_ge0 // subr_ge0 ler_sqr2.
rewrite lef_pV2 ?posrE ?exprn_gt0 ?subr_gt0 ?(lt_le_trans bg) //.
by rewrite ler_sqr2 ?lerD2r // subr_ge0 ltW // (lt_le_trans bg).
Qed.
End Scalars.

Section Head.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation D := (W^T *m W - V *m V^T).
Notation QR := (QR R).

(* The network's quantities lie in h's intervals: W is W_L, V is W_{L-1}, Z1 and Z2 are Z_{L-1} and
   Z_{L-2}; what is below may be any network. *)
Record head_in (h : head) : Prop := HeadIn {
  in_layer : Z1 = V *m Z2;
  in_counts : head_counts h = counts_of y;
  in_width : width h = Z.of_nat m;
  in_width_below : width_below h = Z.of_nat n;
  in_s_K_Y : low_in Y (s_K_Y h);
  in_eps1 : inside (nrm (W *m Z1 - Y)) (eps1 h);
  in_z1 : norm_in Z1 (z1 h);
  in_z2 : norm_in Z2 (z2 h);
  in_s1 : norm_in W (s1 h);
  in_s_K : low_in W (s_K h);
  in_eD : norm_in D (eD h) }.

Variable h : head.
Hypothesis H : head_in h.
Hypothesis I : interpolates h.
Let s := QR (lower (s_K_Y h)).
Let e1 := QR (upper (eps1 h)).
Let k := QR (upper (s1 h) / lower (s_K h))%frac.

Lemma two_classes : (1 < K)%N.
Proof.
by move: I => /andP [/andP [/andP [k1 _] _] _]; move: k1; rewrite (in_counts H) classes_of; lia.
Qed.
Lemma labels_low : 0 < s /\ low Y s.
Proof.
move: I => /andP [/andP [/andP [_ s0] _] _]; rewrite (QR_less R) QR0 in s0; split=> //.
by apply: low_in_low (in_s_K_Y H) _; exact: ltW.
Qed.
Lemma residual_le : nrm (W *m Z1 - Y) <= e1. Proof. by case: (in_eps1 H). Qed.
Lemma residual_lt : e1 < s.
Proof. by move: I => /andP [/andP [_ es] _]; rewrite (QR_less R) in es. Qed.
Lemma defect_qneg : qneg D (QR (upper (eD h))).
Proof.
apply: bnd_qneg; last exact: norm_in_bnd (in_eD H).
by rewrite linearB /= !trmx_mul !trmxK.
Qed.
Lemma kappa_cond : 0 < k /\ cond W k.
Proof.
move: I => /andP [_ sK]; rewrite (QR_less R) QR0 in sK.
have b1 := norm_in_bnd (in_s1 H); have l := low_in_low (in_s_K H) (ltW sK).
have t0 : 0 < QR (upper (s1 h)) := lt_le_trans sK (low_le_bnd (ltnW two_classes) l b1).
rewrite /k QRdiv; split; first exact: divr_gt0.
apply: (cond_of b1 l sK); first exact: divr_ge0 (ltW t0) (ltW sK).
by rewrite divfK // gt_eqF.
Qed.
Lemma kernel_directionsE : ZR R (kernel_directions h) = (kernel_rank K m n N)%:R.
Proof.
rewrite /kernel_directions (in_counts H) classes_of (samples_of R) (in_width H) (in_width_below H).
by rewrite -ZR_nat /kernel_rank; congr (ZR R _); lia.
Qed.
Lemma within_directionsE : ZR R (within_directions h) = (minn (m - K) (minn n (N - K)))%:R.
Proof.
rewrite /within_directions (in_counts H) classes_of (samples_of R) (in_width H) (in_width_below H).
by rewrite -ZR_nat; congr (ZR R _); lia.
Qed.
End Head.

Section Decided.
Variables (R : rcfType) (K m n N : nat) (y : 'I_N -> 'I_K).
Variables (W : 'M[R]_(K, m)) (V : 'M[R]_(m, n)) (Z1 : 'M[R]_(m, N)) (Z2 : 'M[R]_(n, N)).
Notation Y := (onehot y : 'M[R]_(K, N)).
Notation D := (W^T *m W - V *m V^T).
Notation QR := (QR R).
Variable h : head.
Hypothesis H : head_in y W V Z1 Z2 h.
Notation s := (QR (lower (s_K_Y h))).
Notation e1 := (QR (upper (eps1 h))).
Notation k := (QR (upper (s1 h)) / QR (lower (s_K h))).
Notation e := (QR (upper (eD h))).

(* What the theorems ask for, at the ends of the intervals. *)
Lemma at_ends : interpolates h ->
  [/\ (1 < K)%N, 0 < s, low Y s, nrm (W *m Z1 - Y) <= e1 & e1 < s] /\
  [/\ 0 <= e1, qneg D e, 0 <= e, 0 < k & cond W k] /\
  [/\ bnd Z1 (QR (upper (z1 h))), bnd Z2 (QR (upper (z2 h))) & bnd W (QR (upper (s1 h)))].
Proof.
move=> I; have [s0 lY] := labels_low H I; have re := residual_le H; rewrite -QRdiv.
have [k0 hk] := kappa_cond H I; split; last split.
- by split=> //; [exact: two_classes H I | exact: residual_lt].
- split=> //; [exact: nrm_le_ge0 re | exact: defect_qneg H |].
  exact: bnd_ge0 (norm_in_bnd (in_eD H)).
by split; [move: (in_z1 H) | move: (in_z2 H) | move: (in_s1 H)] => /norm_in_bnd.
Qed.

Theorem A1s_decided b X : A1s_decides h b -> is_pinv W X -> sqn (Z1 - X *m Y) <= QR b.
Proof.
move=> /andP [I]; rewrite (QR_at_most R) => le hX.
have [[K1 s0 lY re es] [[e10 hD e0 k0 hk] [b1 b2 bW]]] := at_ends I.
apply: le_trans (A1s_distance_to_collapse (in_layer H) hX lY re es hD e0 b1 b2) _.
by move: le; rewrite /A1s_bound !QR_all (kernel_directionsE H).
Qed.

Theorem A2s_decided b : A2s_decides h b -> NC1_weighted_le y Z1 (QR b).
Proof.
move=> /andP [/andP [I]]; rewrite (QR_less R) (QR_at_most R) => eg le.
have [[K1 s0 lY re es] [[e10 hD e0 k0 hk] [b1 b2 bW]]] := at_ends I.
have [X hX] := pinv_exists W; pose g := Num.sqrt (spread y : R).
have sp : 0 <= spread y :> R by apply: le_trans (low_spread K1 lY); exact: sqr_ge0.
pose c2 := QR (upper (s1 h)) ^+ 2 * QR (upper (z2 h)) ^+ 2 *
           (minn (m - K) (minn n (N - K)))%:R * e.
have c20 : 0 <= c2 by exact: mulr_ge0 (mulr_ge0 (mulr_ge0 (sqr_ge0 _) (sqr_ge0 _)) (ler0n _ _)) e0.
have g0 : 0 <= g by exact: sqrtr_ge0.
have hg : g ^+ 2 = spread y by rewrite sqr_sqrtr.
have hc : Num.sqrt c2 ^+ 2 = c2 by rewrite sqr_sqrtr.
have := A2s_sharp_collapse K1 (in_layer H) hX lY re es hD e0 b2 bW hk g0 hg hc.
move/NC1_weighted_weaken; apply; apply: le_trans le; rewrite -QRdiv in k0 *.
apply: worst_quotient_ge => //; last by rewrite hc !QR_all (within_directionsE H).
by apply: le_trans (root_below_le _ _) _; rewrite (in_counts H) spread_ofE.
Qed.

Theorem A5s_decided b : A5s_decides h b -> NC2_le y Z1 (QR b).
Proof.
move=> /andP [/andP [I]]; rewrite !(QR_at_most R) QR0 => b0 le.
have [[K1 s0 lY re es] [[e10 hD e0 k0 hk] [b1 b2 bW]]] := at_ends I; have [X hX] := pinv_exists W.
have := A5s_class_mean_orthogonality (ltnW K1) (in_layer H) hX lY re es hD e0 b2 bW hk.
move/cond_weaken; apply.
have eta : 0 < 1 - e1 / s by rewrite subr_gt0 ltr_pdivrMr // mul1r.
rewrite ler_pdivrMr //; apply: sqrt_le; first exact: mulr_ge0 b0 (ltW eta).
move: le; rewrite /A5s_square !QR_all; set t := (if _ then _ else _)%Q.
rewrite (_ : QR t = if m == K then 0 else
  QR (upper (s1 h)) ^+ 2 * QR (upper (z2 h)) ^+ 2 * e / s ^+ 2) //.
rewrite /t (in_width H) (in_counts H) classes_of (_ : Z.eqb _ _ = (m == K)); last by lia.
by case: (m == K); rewrite !QR_all.
Qed.
End Decided.
