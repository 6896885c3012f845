"""Attacks: runs from the beginning that violate a property, found, minimised and replayed."""
