"""The runner: it asks an implementation, and holds its answers against the vectors."""
