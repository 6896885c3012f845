"""Hipway's command line, and everything that compares, checks and shows."""
