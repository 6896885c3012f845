"""The test bed proves that it sees: bugs are seeded, and the comparison alone must catch each.

Three kinds of bugs:

- the *catalogue*: bugs that somebody could write, each in one place of the engine, with the guard or the rule that it
  breaks (`catalogue/engine/*.toml`). There is one for each guard that carries weight, each cell of the state table
  that changes a state, each timer, window and limit; what has none says why;
- *mutants*: every small change to the engine's files that a program can make (`mutating`), with a kill table;
- the *reverse*: changes to the specification instead of the engine (`catalogue/specification/*.toml`).

How it works. A process that has everything loaded forks a child for each bug. The child forgets the implementation and
the comparison, imports them again with the one changed text, and walks, by the same seeds as a campaign, until
something differs or a budget of compared events is used up. What it finds goes back through a pipe. Nothing looks at
the engine's own tests: only the comparison counts.
"""
