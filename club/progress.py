"""Progress bars of the commands, on stderr and for people only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

Progress = Callable[[int, int], None]


@contextmanager
def bar(label: str) -> Iterator[Progress]:
    """A progress bar on stderr, fed with (done, total)."""
    with tqdm(desc=label, file=sys.stderr, leave=False, disable=not sys.stderr.isatty()) as shown:

        def progress(done: int, total: int) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield progress
