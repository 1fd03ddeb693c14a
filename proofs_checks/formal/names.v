(* The proofs are written with MathComp 2's names, which need nothing here; mathcomp1/names.v is this
   file's variant for MathComp 1, whose names of the same lemmas are others. *)
