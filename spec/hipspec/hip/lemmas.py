"""Lemmas: invariants that are there for the sake of a proof. Each is used in some proof, or it is rejected."""

LEMMAS = ()
