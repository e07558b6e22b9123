"""Libraries that few requests need are read when something of them is first asked for: each process starts lighter."""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def module(name: str) -> ModuleType:
    """The module of a name, read at its first use (recipe of the documentation of importlib).

    Raises ModuleNotFoundError at once when it is not installed.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    spec.loader = LazyLoader(spec.loader)
    found = module_from_spec(spec)
    sys.modules[name] = found
    spec.loader.exec_module(found)
    return found
