"""Settings of the documentation."""

import importlib.metadata
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "Hipway"
author = "The Hipway contributors"
copyright = "The Hipway contributors"
release = importlib.metadata.version("hipway")

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "hipwaydocs"]
default_role = "code"
nitpicky = True
# What is not our own has no page here: the standard library, type variables.
nitpick_ignore_regex = [(r"py:.*", r"(?!hipspec\.).*"), (r"py:.*", r"hipspec\.language\.\w+\.[A-Z](_co)?")]
autodoc_member_order = "bysource"
add_module_names = False
toc_object_entries = False

html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["_static"]
html_copy_source = False
html_last_updated_fmt = None
