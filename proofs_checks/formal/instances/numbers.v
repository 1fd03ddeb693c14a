(* Comparisons of numbers that are written with digits, +, -, *, / and powers, decided by decide.v's
   fractions: `numbers` proves them. *)
From Coq Require Import ZArith QArith.
From mathcomp Require Import all_ssreflect all_algebra.
From NCV Require Import decide rationals.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Delimit Scope Q_scope with frac.
Local Open Scope ring_scope.

Inductive number := Zero | One | Whole of nat | Sum of number & number | Opposite of number |
  Product of number & number | Inverse of number | Power of number & nat.
Fixpoint fraction (x : number) : Q :=
  match x with
  | Zero => 0%frac | One => 1%frac | Whole n => whole (Z.of_nat n)
  | Sum a b => Qred (fraction a + fraction b)%frac | Opposite a => (- fraction a)%frac
  | Product a b => Qred (fraction a * fraction b)%frac | Inverse a => (/ fraction a)%frac
  | Power a n => Nat.iter n (fun p => Qred (fraction a * p)%frac) 1%frac
  end.

Arguments Qred : simpl never.

Section Value.
Variable R : rcfType.
Fixpoint value (x : number) : R :=
  match x with
  | Zero => 0 | One => 1 | Whole n => n%:R
  | Sum a b => value a + value b | Opposite a => - value a
  | Product a b => value a * value b | Inverse a => (value a)^-1
  | Power a n => value a ^+ n
  end.
Lemma QR_red x : QR R (Qred x) = QR R x.
Proof.
by apply/eqP; rewrite eq_le -!QR_at_most /at_most !(proj2 (Qle_bool_iff _ _)) // Qred_correct;
  exact: Qle_refl.
Qed.
Lemma fractionE x : QR R (fraction x) = value x.
Proof.
elim: x => /= [|| n | a ha b hb | a ha | a ha b hb | a ha | a ha n].
- exact: QR0.
- exact: QR1.
- by rewrite QR_whole ZR_nat.
- by rewrite QR_red QRD ha hb.
- by rewrite QRN ha.
- by rewrite QR_red QRM ha hb.
- by rewrite QRV ha.
by elim: n => [|n hn] /=; rewrite ?QR1 ?expr0 // QR_red QRM ha hn exprS.
Qed.
Lemma number_le x y : at_most (fraction x) (fraction y) -> value x <= value y.
Proof. by rewrite -!fractionE -QR_at_most. Qed.
Lemma number_lt x y : less (fraction x) (fraction y) -> value x < value y.
Proof. by rewrite -!fractionE -QR_less. Qed.
Lemma number_eq x y : at_most (fraction x) (fraction y) && at_most (fraction y) (fraction x) ->
  value x = value y.
Proof. by case/andP => a b; apply/eqP; rewrite eq_le !number_le. Qed.
Lemma number_neq x y : less (fraction x) (fraction y) || less (fraction y) (fraction x) ->
  value x != value y.
Proof. by case/orP => /number_lt h; rewrite neq_lt h ?orbT. Qed.
End Value.

Ltac number_of e := lazymatch e with
  | 0 => constr:(Zero) | 1 => constr:(One) | ?n%:R => constr:(Whole n)
  | ?a + ?b => let x := number_of a in let y := number_of b in constr:(Sum x y)
  | - ?a => let x := number_of a in constr:(Opposite x)
  | ?a * ?b => let x := number_of a in let y := number_of b in constr:(Product x y)
  | ?a^-1 => let x := number_of a in constr:(Inverse x)
  | ?a ^+ ?n => let x := number_of a in constr:(Power x n)
  end.
Ltac numbers := lazymatch goal with
  | |- is_true (?a <= ?b) => let x := number_of a in let y := number_of b in
    refine (@number_le _ x y _); vm_compute; reflexivity
  | |- is_true (?a < ?b) => let x := number_of a in let y := number_of b in
    refine (@number_lt _ x y _); vm_compute; reflexivity
  | |- is_true (?a != ?b) => let x := number_of a in let y := number_of b in
    refine (@number_neq _ x y _); vm_compute; reflexivity
  | |- ?a = ?b => let x := number_of a in let y := number_of b in
    refine (@number_eq _ x y _); vm_compute; reflexivity
  end.
