(* A third reader of certificates: which of a certificate's printed bounds follow from its printed
   quantities, decided by exact rational arithmetic.

   Nothing here is proved and nothing but Coq's integers and fractions is used: this is the program
   that vm_compute runs. That its answer can be relied on is proved in decided_a.v, decided_g.v,
   decided_h.v and their like: if it answers true and each quantity lies in its interval, the
   theorem's conclusion holds with the printed bound. Every bound is a theorem of sections A, G and
   H at the ends of the intervals where it is largest. *)
From Coq Require Import ZArith QArith List Bool.
Local Open Scope Q_scope.

(* A double: m 2^e. *)
Definition dyadic (m e : Z) : Q :=
  if (0 <=? e)%Z then inject_Z (m * 2 ^ e) else Qmake m (Z.to_pos (2 ^ (- e))).
Definition whole (n : Z) : Q := inject_Z n.
Definition at_most (x y : Q) : bool := Qle_bool x y.
Definition less (x y : Q) : bool := negb (Qle_bool y x).
Definition lesser (x y : Q) : Q := if Qle_bool x y then x else y.
Definition greater (x y : Q) : Q := if Qle_bool x y then y else x.
Definition sq (x : Q) : Q := x * x.

(* Square roots from below and from above, in 256 bits after the point. The integer root is a
   guess: its square is compared, and what does not fit gives way to a coarse bound. *)
Definition root_guess (x : Q) (units : Z) : Q :=
  Qmake (Z.sqrt (Qnum x * 2 ^ 512 / QDen x) + units) (2 ^ 256).
Definition root_below (x : Q) : Q :=
  let r := root_guess x 0 in if at_most 0 r && at_most (sq r) x then r else 0.
Definition root_above (x : Q) : Q :=
  let r := root_guess x 1 in if at_most 0 r && at_most x (sq r) then r else 1 + sq x.

(* The exponential from below: 1 + x/2^n <= e^(x/2^n), squared n times, rounded down to 160 bits
   after the point each time. From above it is 1/e^(-x). *)
Definition round_guess (x : Q) : Q := Qmake (Qnum x * 2 ^ 160 / QDen x) (2 ^ 160).
Definition round_below (x : Q) : Q :=
  let r := round_guess x in if at_most 0 r && at_most r x then r else 0.
Fixpoint squared_below (n : nat) (x : Q) : Q :=
  match n with O => x | S m => squared_below m (round_below (sq x)) end.
Definition exp_with (n : nat) (x : Q) : Q :=
  let y := 1 + x / whole (2 ^ Z.of_nat n) in if at_most 0 y then squared_below n y else 0.
Definition exp_below : Q -> Q := exp_with 64.
Definition exp_above (x : Q) : Q := 1 / exp_below (- x).

Record interval := Interval { lower : Q; upper : Q }.

(* --- Class sizes. --- *)
Definition classes (counts : list Z) : Z := Z.of_nat (length counts).
Definition samples (counts : list Z) : Z := fold_right Z.add 0%Z counts.
Definition squares (counts : list Z) : Z := fold_right (fun n sum => n * n + sum)%Z 0%Z counts.
(* N (1 - sum_c p_c^2). *)
Definition spread_of (counts : list Z) : Q :=
  whole (samples counts) - whole (squares counts) / whole (samples counts).
Definition all_alike (counts : list Z) : bool :=
  forallb (fun n => Z.eqb (n * classes counts) (samples counts)) counts.

(* (k^2 (e^2 - b^2) + c^2)/(g - b)^2 at the b where it is largest: A2s's and G2t's right side. *)
Definition worst_quotient (k c2 e g : Q) : Q :=
  let b := lesser e ((sq e + c2 / sq k) / g) in (sq k * (sq e - sq b) + c2) / sq (g - b).

(* --- Section A: a linear head without biases. --- *)
Record head := Head {
  head_counts : list Z;          (* N_c *)
  width : Z;                     (* m = n_{L-1} *)
  width_below : Z;               (* n_{L-2} *)
  s_K_Y : interval;              (* s_K(Y) *)
  eps1 : interval;               (* |Z_L - Y|_F *)
  z1 : interval;                 (* ||Z_{L-1}|| *)
  z2 : interval;                 (* ||Z_{L-2}|| *)
  s1 : interval;                 (* s_1(W_L) *)
  s_K : interval;                (* s_K(W_L) *)
  eD : interval                  (* ||D_{L-1}|| *)
}.

Section Head.
Variable h : head.
Let K := classes (head_counts h).
Let N := samples (head_counts h).
Let s := lower (s_K_Y h).
Let e1 := upper (eps1 h).
Let kappa := upper (s1 h) / lower (s_K h).

(* K >= 2, interpolation and a last layer of rank K. *)
Definition interpolates : bool := (1 <? K)%Z && less 0 s && less e1 s && less 0 (lower (s_K h)).

(* min(m-K, n_{L-2}, N), with N-K in the place of N for what varies within classes. *)
Definition kernel_directions : Z := Z.max 0 (Z.min (width h - K) (Z.min (width_below h) N)).
Definition within_directions : Z := Z.max 0 (Z.min (width h - K) (Z.min (width_below h) (N - K))).

Definition A1s_bound : Q :=
  sq (upper (z1 h) * e1 / (s - e1)) + sq (upper (z2 h)) * whole kernel_directions * upper (eD h).
Definition A1s_decides (b : Q) : bool := interpolates && at_most A1s_bound b.

Definition g_below : Q := root_below (spread_of (head_counts h)).
Definition A2s_bound : Q :=
  let c2 := sq (upper (s1 h)) * sq (upper (z2 h)) * whole within_directions * upper (eD h) in
  worst_quotient kappa c2 e1 g_below.
Definition A2s_decides (b : Q) : bool := interpolates && less e1 g_below && at_most A2s_bound b.

(* The page's r is no less than this one, of the last two layers alone. *)
Definition radius : Q := greater (upper (z1 h)) (greater (upper (z2 h)) (upper (s1 h))).
Definition psi : Q :=
  radius * e1 / (s - e1) + radius * root_above ((whole (width h) - whole K) * upper (eD h)).
Definition A2_root : Q :=
  root_below ((whole K - 1) / whole K) - e1 * root_above (1 / whole N).
Definition A2_bound : Q := sq radius / whole N * sq psi / sq A2_root.
Definition A2_decides (b : Q) : bool :=
  interpolates && all_alike (head_counts h) && less 0 A2_root && at_most A2_bound b.

Definition A5s_square : Q :=
  sq kappa * sq (1 + e1 / s) +
  (if (width h =? K)%Z then 0 else sq (upper (s1 h)) * sq (upper (z2 h)) * upper (eD h) / sq s).
Definition A5s_decides (b : Q) : bool :=
  interpolates && at_most 0 b && at_most A5s_square (sq (b * (1 - e1 / s))).

Definition A6s_bound : Q :=
  sq ((kappa - 1) / root_below (sq kappa + 1) +
      root_above 2 * kappa * e1 * root_above (1 / whole N) +
      upper (s1 h) * upper (z2 h) *
      root_above (whole kernel_directions * upper (eD h) / (2 * whole N))).
Definition A6s_decides (b : Q) : bool :=
  interpolates && at_most 1 kappa && less 0 (root_below (sq kappa + 1)) && at_most A6s_bound b.
End Head.

(* --- Section G: affine layers at the end, any loss. One layer l of them. --- *)
Record tail := Tail {
  tail_counts : list Z;
  logits_within : interval;      (* |A Z_L^w|_F *)
  logits_between : interval;     (* |A Z_L^b|_F *)
  logits_means : interval;       (* |A Mu_L|_F *)
  misfit : interval;             (* |A (Z_L - Y) (I-J)|_F *)
  label_spread : interval;       (* |A Y (I-J)|_F *)
  s_1 : interval;                (* s_1(V), V = A W_{L:l+1} *)
  s_rho : interval;              (* V's least singular value that is not 0 *)
  outside_within : interval      (* |(I-P) W_l Z_{l-1}^w|_F *)
}.

Section Tail.
Variable t : tail.
Let K := classes (tail_counts t).
Let N := samples (tail_counts t).
Let kappa := upper (s_1 t) / lower (s_rho t).
Let c2 := sq (upper (s_1 t)) * sq (upper (outside_within t)).

Definition seen : bool := less 0 (lower (s_rho t)).
Definition G2_within : Q := sq kappa * sq (upper (logits_within t)) + c2.
Definition G2_bound : Q := G2_within / sq (lower (logits_between t)).
Definition G2_decides (b : Q) : bool :=
  seen && less 0 (lower (logits_between t)) && at_most G2_bound b.
Definition G2_means_bound : Q := G2_within / sq (lower (logits_means t)) * whole K / whole N.
Definition G2_means_decides (b : Q) : bool :=
  seen && forallb (Z.ltb 0) (tail_counts t) && less 0 (lower (logits_means t)) &&
  at_most G2_means_bound b.
Definition G2t_bound : Q := worst_quotient kappa c2 (upper (misfit t)) (lower (label_spread t)).
Definition G2t_decides (b : Q) : bool :=
  seen && less 0 (upper (s_1 t)) && less (upper (misfit t)) (lower (label_spread t)) &&
  at_most G2t_bound b.
End Tail.

(* --- Section H: any classifier, from its last layer. --- *)
Record classifier := Classifier {
  class_counts : list Z;
  residual : interval;           (* |Z_L - Y|_F *)
  margin : interval;             (* tbar *)
  S_within : interval;           (* S_W *)
  S_between : interval;          (* S_B *)
  E_weights : interval;          (* E_W *)
  P_within : interval;           (* P_W *)
  P_between : interval;          (* P_B *)
  not_projected : interval;      (* q^2 = S_T - P_B - P_W *)
  projected_1 : interval;        (* s_1(P M~) *)
  projected_least : interval     (* s_{K-1}(P M~) *)
}.

Section Classifier.
Variable c : classifier.
Let K := classes (class_counts c).
Let N := samples (class_counts c).
Let S_total := upper (S_within c) + upper (S_between c).

Definition no_class_empty : bool := (0 <? K)%Z && forallb (Z.ltb 0) (class_counts c).

(* The share of margins of at most g, from the squared error. *)
Definition H1_bound (g : Q) : Q := 2 * sq (upper (residual c)) / (sq (1 - g) * whole N).
Definition H1_decides (g b : Q) : bool := less g 1 && (0 <? N)%Z && at_most (H1_bound g) b.

Definition H2m_bound : Q := upper (E_weights c) * S_total / sq (lower (margin c)) - 1.
Definition H2m_decides (b : Q) : bool :=
  no_class_empty && less 0 (lower (margin c)) && at_most H2m_bound b.

Definition H2h_bound : Q := S_total / lower (P_between c) - 1.
Definition H2h_decides (b : Q) : bool :=
  no_class_empty && less 0 (lower (P_between c)) && at_most H2h_bound b.
(* Its lower bound of NC1. *)
Definition H2h_least : Q := lower (P_within c) / (upper (P_between c) + upper (not_projected c)).
Definition H2h_least_decides (b : Q) : bool :=
  no_class_empty && at_most 0 (lower (P_within c)) && less 0 (lower (S_between c)) &&
  less 0 (upper (P_between c) + upper (not_projected c)) && at_most b H2h_least.

Definition H3_least : Q := lower (margin c) / root_above (upper (E_weights c) * S_total).
Definition H3_decides (b : Q) : bool :=
  no_class_empty && less 0 (lower (margin c)) &&
  less 0 (root_above (upper (E_weights c) * S_total)) && at_most b H3_least.

Definition H4_square : Q :=
  (sq (upper (projected_1 c)) + whole K * upper (not_projected c)) /
  sq (lower (projected_least c)).
Definition H4_decides (b : Q) : bool :=
  no_class_empty && less 0 (lower (projected_least c)) && at_most 0 b && at_most H4_square (sq b).
End Classifier.

(* --- Section H, from the cross-entropy: no logarithm is taken, e^. of the other side is. --- *)
Record entropies := Entropies {
  entropy : interval;            (* mean over samples *)
  entropy_balanced : interval    (* mean over classes *)
}.

Section Entropy.
Variables (c : classifier) (n : entropies).
Let K := classes (class_counts c).
Let N := samples (class_counts c).

(* N CE/log(1 + e^-g) <= N b. *)
Definition H1_entropy_decides (g b : Q) : bool :=
  (0 <? N)%Z && less 0 b && less 0 (exp_below (- (upper (entropy n) / b))) &&
  at_most (exp_above (upper (entropy n) / b)) (1 + exp_below (- g)).

(* tau >= r > 0: (e^CE - 1) e^(K r/(K-1)) <= K - 1. *)
Definition tau_at_least (r : Q) : bool :=
  let a := upper (entropy_balanced n) in
  let t := whole K * r / (whole K - 1) in
  (1 <? K)%Z && no_class_empty c && less 0 r &&
  less 0 (exp_below (- a)) && less 0 (exp_below (- t)) &&
  less (exp_above a) (whole K) && at_most ((exp_above a - 1) * exp_above t) (whole K - 1).
Definition H2_root (b : Q) : Q :=
  root_above (upper (E_weights c) * (upper (S_within c) + upper (S_between c)) / (b + 1)).
Definition H2_decides (b : Q) : bool := less 0 (b + 1) && tau_at_least (H2_root b).
Definition H3_entropy_decides (b : Q) : bool :=
  less 0 b && tau_at_least (b * root_above (upper (E_weights c) * upper (S_between c))).
End Entropy.

(* --- Section H, the nearest class mean. --- *)
Record means := Means {
  apart : interval               (* the least |mu_j - mu_c|^2 of two classes *)
}.

Section Nearest.
Variables (c : classifier) (m : means).
Let K := classes (class_counts c).
Let N := samples (class_counts c).
Definition largest (counts : list Z) : Z := fold_right Z.max 0%Z counts.

(* At most so many samples are not nearest to their own class's mean: 4 K max_c N_c S_W/D, rounded
   down, as their number is whole. *)
Definition not_nearest_bound : Q :=
  whole (largest (class_counts c)) * (whole K * (4 * upper (S_within c) / lower (apart m))).
Definition not_nearest_count : Z := (Qnum not_nearest_bound / QDen not_nearest_bound)%Z.
Definition apart_means : bool := no_class_empty c && less 0 (lower (apart m)).
Definition H6_count_decides (b : Q) : bool := apart_means && at_most (whole not_nearest_count) b.
(* As a share of the samples. *)
Definition H6_decides (b : Q) : bool :=
  apart_means && at_most (whole not_nearest_count / whole N) b.
End Nearest.
