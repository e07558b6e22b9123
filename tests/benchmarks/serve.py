"""One web server, as `club run` starts it: around the club, or around the bare page.

usage: python -m tests.benchmarks.serve club|bare PORT
"""

import gc
import sys

from club import config, create_app, serving
from tests.benchmarks import bare

if __name__ == "__main__":
    settings = config.read()
    app = create_app(settings) if sys.argv[1] == "club" else bare.app
    gc.freeze()  # as `club run` does
    serving.web(app, settings, host="127.0.0.1", port=int(sys.argv[2]))
