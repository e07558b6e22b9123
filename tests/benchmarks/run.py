"""Measure the club and write docs/benchmarks.md: every figure is a ratio first, to a bare page of the same run.

usage: python -m tests.benchmarks.run [--postgresql URL] [--folder FOLDER] [--rounds N] [--seconds S]
"""

import argparse
import contextlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.benchmarks import load, site

DOCUMENT = site.ROOT / "docs" / "benchmarks.md"
BARE = "Page Flask et Jinja nue de même poids"
WHOLE = site.WHOLE
TOPIC, FIRST, FAR = "Page d’un sujet (20 messages)", "Liste des sujets, 1re page", "Liste des sujets, 200e page"
LEAST = {"sqlite": 0.4, "postgresql": 0.2}
MOST_MEMORY, LONGEST_START, MOST_GROWTH, LEAST_FAR = 250, 3.0, 2.0, 0.9
INTRODUCTION = """# Mesures

Faites le {day:%Y-%m-%d} par `make bench`. Les rapports comptent plus que les durées : ils dépendent peu de la machine
(ici deux cœurs partagés avec d’autres travaux, le client et la base compris).

- Serveur web de `club run` : gunicorn, deux processus ; quatre clients demandent sans cesse, HTML non compressé.
- Chaque page est mesurée {rounds} fois {seconds:g} s, à tour de rôle avec la page nue et avec la même page d’un petit
  club ; les rapports et les requêtes par seconde sont ceux du meilleur passage, le reste des médianes.
- Le membre se connecte par le formulaire, comme dans un navigateur, et renvoie son cookie et les jetons reçus.
- Grand club : 10 000 sujets, 200 000 messages, 2 000 expériences. Petit club : 500 sujets, 2 000 messages,
  50 expériences. Chacun a un sujet de 1 000 messages, 20 messages avec le mot rare et 40 expériences qui passent les
  trois filtres (thème, stade, coût). La liste du petit n’a que 25 pages : la dernière y tient lieu de 200e.
- Un export entier grandit comme ce qu’il contient : il est mesuré, sans borne de croissance.
- Calcul : temps de processeur des deux processus pour une page ; il souffre moins que les durées d’une machine chargée.
- Charge moyenne de la machine pendant la mesure : {load:.1f} pour {cores} cœurs (au-delà de leur nombre, les durées
  s’allongent et les rapports flottent).
- Mémoire : celle des deux processus qui répondent, ce qu’ils partagent compté une fois ; le maître, qui ne fait que les
  surveiller, garde en plus les pages qu’ils ont tous deux récrites (comptées à part).
"""


@dataclass
class Figures:
    """What was measured of one page in the rounds."""

    rates: list[float] = field(default_factory=list)
    middles: list[float] = field(default_factory=list)
    slows: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)  # milliseconds of processor a request

    def add(self, seen: load.Measure, computed: float) -> None:
        self.costs.append(computed * 1000 / len(seen.latencies))
        self.rates.append(seen.rate)
        self.middles.append(seen.percentile(0.5))
        self.slows.append(seen.percentile(0.95))

    @property
    def rate(self) -> float:
        """Of the best round: what else the machine does only ever slows a page down."""
        return max(self.rates)


@dataclass
class Report:
    """One database: its pages at both sizes, memory and start."""

    name: str
    weight: int
    pages: dict[str, dict[str, Figures]]  # size → page → figures
    memory: tuple[float, float]  # of the workers, of all
    start: float

    def ratio(self, page: str) -> float:
        return self.pages["large"][page].rate / self.pages["large"][BARE].rate

    def growth(self, page: str) -> float:
        """Time at 200,000 messages by time at 2,000."""
        return self.pages["small"][page].rate / self.pages["large"][page].rate

    def far(self) -> float:
        return self.pages["large"][FAR].rate / self.pages["large"][FIRST].rate


def measured(name: str, folder: Path, server: str | None, *, rounds: int, seconds: float) -> Report:
    """Both sizes of one database, page after page in turn, so that the machine's moods touch all alike."""
    settings = {size: site.prepare(folder / f"{name}-{size}", size, server) for size in site.SIZES}
    start = min(site.start_time(settings["large"]) for _ in range(3))
    with contextlib.ExitStack() as running:
        servers = {size: running.enter_context(site.serve(known)) for size, known in settings.items()}
        asked = {size: site.pages(servers[size], site.sign_in(servers[size], settings[size])) for size in settings}
        weight = _weight(servers["large"].port, asked["large"][TOPIC])
        naked = settings["small"] | {"BARE_WEIGHT": str(weight)}
        bare = running.enter_context(site.serve(naked, "bare"))
        seen: dict[str, dict[str, Figures]] = {size: {} for size in settings}
        for _ in range(rounds):
            _round(seen, servers, asked, bare, seconds)
        return Report(name, weight, seen, servers["large"].memory(), start)


def _weight(port: int, make: Callable[[int], bytes]) -> int:
    """Bytes of a page, without its headers."""
    return len(load.ask(port, make(0)).partition(b"\r\n\r\n")[2])


def _round(
    seen: dict[str, dict[str, Figures]],
    servers: dict[str, site.Server],
    asked: dict[str, dict[str, site.Request]],
    bare: site.Server,
    seconds: float,
) -> None:
    empty = load.request(bare.port, "GET", "/")
    for page in [BARE, *asked["large"]]:
        for size, server in servers.items():
            make, host = (asked[size][page], server) if page != BARE else ((lambda number: empty), bare)
            before = host.computed()
            once = load.measure(host.port, make, seconds=seconds)
            if once.failures:
                raise SystemExit(f"{page} : {once.failures[0]}")
            seen[size].setdefault(page, Figures()).add(once, host.computed() - before)


def table(report: Report) -> list[str]:
    """One line a page."""
    lines = [
        "| Page, à 200 000 messages | Rapport à la nue | Temps rapporté à 2 000 | Requêtes/s | p50 | p95 | Calcul |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for page, figures in report.pages["large"].items():
        growth = "" if page == BARE else f"× {report.growth(page):.2f}"
        times = [f"{median(some):.1f} ms" for some in (figures.middles, figures.slows, figures.costs)]
        lines.append(f"| {page} | {report.ratio(page):.2f} | {growth} | {figures.rate:.0f} | {' | '.join(times)} |")
    return lines


def aims(report: Report) -> list[str]:
    """What was wanted and what was found."""
    slowest = max((page for page in report.pages["large"] if page not in {BARE, WHOLE}), key=report.growth)
    wanted = [
        ("page d’un sujet, rapport à la page nue", report.ratio(TOPIC), ">=", LEAST[report.name]),
        ("200e page de la liste, rapport à la première", report.far(), ">=", LEAST_FAR),
        (f"plus forte croissance (« {slowest} »)", report.growth(slowest), "<=", MOST_GROWTH),
        ("mémoire des deux processus, en Mo", report.memory[0], "<=", MOST_MEMORY),
        ("démarrage de `club run`, en secondes", report.start, "<=", LONGEST_START),
    ]
    return [_aim(*one) for one in wanted]


def _aim(what: str, found: float, sign: str, limit: float) -> str:
    reached = found >= limit if sign == ">=" else found <= limit
    shown = {">=": "au moins", "<=": "au plus"}[sign]
    return f"- {'Atteint' if reached else '**Manqué**'} : {what} : {found:.2f} (voulu : {shown} {limit:g})"


def document(reports: list[Report], options: argparse.Namespace) -> str:
    """docs/benchmarks.md."""
    parts = [
        INTRODUCTION.format(
            day=datetime.now(UTC),
            rounds=options.rounds,
            seconds=options.seconds,
            load=os.getloadavg()[1],
            cores=os.cpu_count(),
        )
    ]
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    for report in reports:
        whole = f"- Mémoire, processus maître compris : {report.memory[1]:.0f} Mo"
        parts += [f"## {names[report.name]}\n", *table(report), "", *aims(report), whole, ""]
    return "\n".join(parts)


def main() -> None:
    """Run it all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", help="a server where two databases may be made")
    parser.add_argument("--folder", type=Path, help="where the filled databases are kept for the next time")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="club-bench-") as scratch:
        folder = options.folder or Path(scratch)
        servers = {"sqlite": None} | ({"postgresql": options.postgresql} if options.postgresql else {})
        reports = []
        for name, server in servers.items():
            reports.append(measured(name, folder, server, rounds=options.rounds, seconds=options.seconds))
            print("\n".join([f"\n{name}", *table(reports[-1]), *aims(reports[-1])]), flush=True)
    DOCUMENT.write_text(document(reports, options), encoding="utf-8")


if __name__ == "__main__":
    main()
