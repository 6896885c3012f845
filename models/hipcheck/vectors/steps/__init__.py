"""Single steps: of the rules, as the specification takes them, and of the state machine, as the table has them."""
