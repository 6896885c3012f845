"""Lifting: from the text of a function to the set of its paths, each a condition and a result."""
