"""The matrix: many specifications of one family under the same attacks, by attackers of growing strength."""
