"""Measurements of prover and implementation. Each figure is measured in the run that prints it; none is a test."""
