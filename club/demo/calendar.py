"""When things happened in the demonstration: the same gaps each time, counted back from the seeding."""

from datetime import datetime, timedelta
from random import Random

from club import clock

SEED = 36
EVENING, MORNING = 20, 6  # hours in UTC between which nobody writes


class Calendar:
    """Moments of the past, at plausible hours; the same for the same day of seeding."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.random = Random(SEED)

    def ago(self, days: int) -> datetime:
        """A moment of the morning, so many days ago."""
        day = (self.now - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.past(day + timedelta(hours=6, minutes=self.random.randrange(300)))

    def after(self, start: datetime, hours: int, previous: datetime | None = None) -> datetime:
        """So many hours after a moment, never at night, and after what was written before."""
        moment = self._awake(start + timedelta(hours=hours, minutes=self.random.randrange(50)))
        if previous is not None:
            moment = max(moment, previous + timedelta(minutes=4))
        return self.past(moment)

    def past(self, moment: datetime) -> datetime:
        """Nothing happens in the future."""
        return min(moment, self.now - timedelta(minutes=1))

    def _awake(self, moment: datetime) -> datetime:
        if MORNING <= moment.hour < EVENING:
            return moment
        day = moment if moment.hour < MORNING else moment + timedelta(days=1)
        return day.replace(hour=MORNING) + timedelta(minutes=self.random.randrange(90))
