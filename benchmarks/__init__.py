"""Measurements of the prover. Every figure is measured in the run that prints it; nothing here is a test."""
