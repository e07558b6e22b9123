"""A worker whose time passes when it has nothing to do. Each line it reads starts one, whose number it answers.

The mother stays alive, so that starting again after a kill costs nothing; each worker has its own connections. What
time it is stands in a file, which survives the worker.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

from club import clock, create_app, events, jobs, mail
from club.notifications import rhythm

STEP = 10  # minutes that pass when nothing is due


def main() -> None:
    app = create_app()
    passed = Path(app.instance_path) / "minutes-passed"
    real = clock.now
    for _ in sys.stdin:
        child = os.fork()
        if child:
            print(child, flush=True)
            continue
        clock.now = lambda: real() + timedelta(minutes=int(passed.read_text()))
        while True:
            with jobs.background(app):
                done = events.sweep() + rhythm.write_soon() + rhythm.write_daily() + mail.deliver_due()
            if not done:
                later = passed.with_suffix(".new")
                later.write_text(str(int(passed.read_text()) + STEP))
                later.replace(passed)


if __name__ == "__main__":
    main()
