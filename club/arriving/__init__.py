"""Large files arrive by slices: after a cut they go on where they were."""

from club.arriving.views import bp as bp
from club.arriving.views import received as received
from club.arriving.views import refusal as refusal
