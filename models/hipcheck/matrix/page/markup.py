"""Elements of HTML as text."""

from html import escape as escaped
from urllib.parse import quote

__all__ = ["escaped", "fragment", "tag"]


def tag(name: str, *inner: str, **attributes: str) -> str:
    """Return an element.

    Args:
        name: of the element.
        inner: what stands in it, as HTML.
        attributes: by name; an underscore stands for a hyphen, and one at the end for nothing (`class_`).
    """
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>{''.join(inner)}</{name}>"


def fragment(kind: str, *names: str) -> str:
    """Return the identifier of a part of the page, which is also the fragment of its address."""
    return f"{kind}={'.'.join(quote(name, safe='') for name in names)}"
