"""Parts of pages rendered once for all who see the same, and the words they are made of."""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from flask import has_request_context, request, url_for
from markupsafe import Markup


def field_extras(field: Any, autocomplete: str = "") -> dict[str, str]:
    """What every control of a form has beside its own attributes: what describes it, and whether it is wrong."""
    described = [f"{field.id}-aide"] if field.description else []
    described += [f"{field.id}-erreur"] if field.errors else []
    extras = {"aria-describedby": " ".join(described), "autocomplete": autocomplete}
    extras["aria-invalid"] = "true" if field.errors else ""
    return {name: value for name, value in extras.items() if value}


class Control(NamedTuple):
    """What a control of a form looks like, whatever is typed in it: words that `kept` can remember."""

    id: str
    name: str
    label: str
    hint: str
    is_wrong: bool
    attributes: tuple[tuple[str, str], ...]


def control(field: Any) -> Control:
    """The look of a field."""
    flags = field.flags
    attributes = [("minlength", str(flags.minlength))] if flags.minlength else []
    attributes += [("required", "")] if flags.required else []
    attributes += field_extras(field).items()
    label, hint = field.label.text, field.description
    return Control(field.id, field.name, label, hint, bool(field.errors), tuple(attributes))


def address(endpoint: str, **values: Any) -> str:
    """`url_for` for templates, remembered: a page of messages asks for the same addresses again and again."""
    if endpoint.startswith(".") or "_external" in values or not has_request_context():
        return url_for(endpoint, **values)
    try:
        return _remembered(request.script_root, endpoint, tuple(values.items()))
    except TypeError:  # a value that cannot be a key, such as a list
        return url_for(endpoint, **values)


@lru_cache(maxsize=4_096)
def _remembered(root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def kept(macro: Callable[..., str], *words: Hashable) -> str:
    """A part of a page rendered once for each set of words it is made of, then remembered.

    The macro must be imported without context and ask for nothing else: no person, no token, no request (a test looks).
    """
    return _fragment(request.script_root, macro, words)


def kept_all(macro: Callable[..., str], things: Iterable[Hashable]) -> Markup:
    """The same for each of many things, one behind the other."""
    root = request.script_root
    html = "".join([_fragment(root, macro, (thing,)) for thing in things])
    return Markup(html)  # noqa: S704 - what macros return is escaped


@lru_cache(maxsize=1024)  # about 4 MB of messages, the most read ones
def _fragment(root: str, macro: Callable[..., str], words: tuple[Hashable, ...]) -> str:
    return macro(*words)
