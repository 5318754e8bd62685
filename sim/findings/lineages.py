"""docs/lab/proxies.md: lineages before and after a proxy no longer leads to offspring."""

from __future__ import annotations

from collections.abc import Callable

from sim.findings.elk import between, count
from sim.findings.lab import dialled, half_of, low_of, picture, result
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.text import num, pct, table
from sim.lab.base import Answer, Row, Triple

_LAB = "proxies"
TurnedDial = dict[str, float]
"""A parameter that is other than the lab's."""
_CLEAR, _FOG = (
    f"proxies and a {wish} for offspring{fog}"
    for wish, fog in (("clear wish", ""), ("wish", " in fog"))
)
_SHOWN = (
    ("proxies", "proxies", "goal"),
    ("proxies and a clear wish", _CLEAR, "goal"),
    ("proxies and a wish in fog", _FOG, "goal"),
    ("habit", "habit", "goal"),
    ("offspring themselves", "offspring themselves", "goal"),
    ("proxies, no change", "proxies", "none"),
    ("proxies, 2 plans after it", "proxies", "capability"),
)


def lineages(
    policy: str, shift: str = "goal", training: bool = False, dial: TurnedDial | None = None
) -> Row:
    """Lineages before or after a shift, at the lab's own parameters but for those of ``dial``."""
    where = ("none", "training") if training else (shift, "deployment")
    return next(
        row
        for row in (dialled if dial else result)(_LAB).rows
        if (row.policy, row.shift, row.environment) == (policy, *where)
        and dict(row.setting) == (dial or {})
    )


def before_and_after() -> str:
    """The table of policies."""
    rows = []
    for title, policy, shift in _SHOWN:
        trained, after = lineages(policy, training=True), lineages(policy, shift)
        more = [
            f"{_mean(trained.more[name])}, {_mean(after.more[name])}"
            for name in ("offspring", "proxy_met")
        ]
        rows.append(
            [
                title,
                *more,
                f"{_mean(trained.capability)}, {_mean(after.capability)}",
                f"{_mean(trained.alignment)}, {_mean(after.alignment)}",
                f"{count(after, after.malign_share)} of {after.training_seeds}",
                _recovery(after),
            ]
        )
    heads = ["offspring before, after", "mating met", "capability", "alignment", "malign"]
    return table(["", *heads, "generations to recover"], rows)


def _recovery(row: Row) -> str:
    known = count(row, row.more["recovered"])
    mean, low, high = row.more["recovery_generations"]
    if 2 * known < row.training_seeds:
        return f"({row.training_seeds - known} of {row.training_seeds} never)"
    if mean == 0.0:
        return "0"
    return f"{num(mean or 0.0, 1)} ({between(low, high, lambda value: num(value, 1))})"


def answer(words: str) -> Answer:
    """The lab's answer whose claim has these words."""
    (found,) = (one for one in result(_LAB).answers if words in one.claim)
    return found


def _difference(words: str, sign: int = 1) -> str:
    found = answer(words)
    low, high = sorted(sign * (end or 0.0) for end in (found.low, found.high))
    return f"{num(sign * (found.estimate or 0.0))} ({between(low, high)})"


def _mean(cell: Triple) -> str:
    return num(cell[0] or 0.0)


def _widest() -> float:
    rows = [lineages(policy, shift) for _, policy, shift in _SHOWN]
    rows += [lineages(policy, training=True) for _, policy, _ in _SHOWN]
    return max(half_of(cell) for row in rows for cell in (row.capability, row.alignment))


def _of_all(policy: str, measure: str) -> Callable[[], str]:
    def found() -> str:
        row = lineages(policy)
        share = row.malign_share if measure == "malign" else row.more[measure]
        return f"{count(row, share)} of {row.training_seeds}"

    return found


def _wish(dial: TurnedDial | None = None) -> str:
    return _mean(lineages(_FOG, training=True, dial=dial).more["wants_offspring"])


def _falls(*values: float | None) -> bool:
    known = [value or 0.0 for value in values]
    return known == sorted(known, reverse=True) and known[0] > known[-1]


def _extinct(dial: TurnedDial) -> str:
    row = lineages("proxies", dial=dial)
    return f"{count(row, row.more['extinct'])} of {row.training_seeds}"


_FOGS: tuple[TurnedDial, ...] = ({"fog": 0.25}, {}, {"fog": 1.0}, {"fog": 4.0})
_SEARCH, _WISH, _PLACE = "search does more harm", "a clear wish", "evolution puts proxies"

PROXIES_PAGE = Page(
    "docs/lab/proxies.md",
    findings={
        "lineages": lambda: str(lineages("proxies").training_seeds),
        "widest": lambda: num(_widest()),
        "table": lambda: block(before_and_after()),
        "better": _of_all("proxies", "proxy_better_than_ever"),
        "better-least": lambda: pct(low_of(lineages("proxies").more["proxy_better_than_ever"])),
        "recovery": lambda: num(lineages("proxies").more["recovery_generations"][0] or 0.0, 0),
        "extinct-02": lambda: _extinct({"mutation": 0.02}),
        "clear": lambda: _mean(lineages(_CLEAR, training=True).more["wants_offspring"]),
        "fog": _wish,
        "clear-over-fog": lambda: _difference(_PLACE),
        "fogs": lambda: ", ".join(_wish(dial) for dial in _FOGS),
        "softened": lambda: _mean(lineages(_CLEAR).alignment),
        "fallen": lambda: _mean(lineages("proxies").alignment),
        "habit-malign": _of_all("habit", "malign"),
        "search-over-habit": lambda: _difference(_SEARCH, -1),
        "hard": lambda: _mean(lineages("proxies", dial={"ease": 1.0}).alignment),
        "able": lambda: _mean(lineages("proxies").capability),
        "abler": lambda: _mean(lineages("proxies", dial={"plans": 128}).capability),
        "abler-aligned": lambda: _mean(lineages("proxies", dial={"plans": 128}).alignment),
    },
    claims={
        "The herd no longer replaces itself": lambda: (
            (lineages("proxies").more["offspring"][2] or 9) < 1
        ),
        "capability falls, alignment stays above 0, nothing is malign": lambda: (
            (lineages("proxies", "capability").capability[0] or 9) < 0.5
            and low_of(lineages("proxies", "capability").alignment) > 0
            and lineages("proxies", "capability").malign_share[0] == 0
        ),
        "the less the thicker the fog": lambda: _falls(
            *(lineages(_FOG, training=True, dial=dial).more["wants_offspring"][0] for dial in _FOGS)
        ),
        "softens the fall": lambda: (answer(_WISH).low or 0) > 0,
        "Search makes it worse": lambda: (answer(_SEARCH).high or 0) < 0,
        "Up to half the effect of mating can go, and proxies hold": lambda: all(
            lineages("proxies", dial={"contraception": share}).malign_share[0] == 0
            for share in (0.25, 0.5)
        ),
        "at three quarters all lineages are malign": lambda: (
            lineages("proxies", dial={"contraception": 0.75}).malign_share[0] == 1
        ),
        "it is met no better than ever": lambda: (
            (lineages("proxies", dial={"ease": 1.0}).more["proxy_better_than_ever"][0] or 0) < 0.1
        ),
    },
    pictures={"docs/lab/proxies.svg": picture(_LAB)},
)
