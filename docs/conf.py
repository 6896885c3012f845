"""Settings of the documentation."""

import importlib.metadata

project = "Hipway"
author = "The Hipway contributors"
copyright = "The Hipway contributors"
release = importlib.metadata.version("hipway")

extensions: list[str] = []
exclude_patterns: list[str] = []
nitpicky = True

html_theme = "furo"
html_title = f"{project} {release}"
