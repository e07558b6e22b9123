"""The demonstration club: invented people on the real communes of the Indre, the same at each seeding."""

from club.demo.seeding import DemoRefused, accounts, seed

__all__ = ["DemoRefused", "accounts", "seed"]
