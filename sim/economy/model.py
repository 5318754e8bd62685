"""The Mesa face: one world as a ``mesa.Model`` whose agents are live rows of the core."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, Self

import mesa
import numpy as np

from sim.economy.batches import refuse_lost_reporters, warn_of_copies
from sim.economy.reporters import REPORTERS, Collector, picklable
from sim.economy.rows import Executive, Firm, Shareholder
from sim.quarter.decisions import Decision
from sim.quarter.state import GONE
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario
from sim.scenario.settings import settings_of
from sim.support.inputs import InputError, plain_data, shown, suggest
from sim.support.showing import html
from sim.tables.columns import COLUMNS, EVENTS, RECORDS, tables_of
from sim.tables.from_state import last_quarter
from sim.tables.keeper import Keeper
from sim.tables.memory import refuse_run
from sim.tables.refusals import refuse_tables
from sim.world.election import Job
from sim.world.worlds import Worlds

if TYPE_CHECKING:
    import pandas as pd

    from sim.economy.dossier import Dossier

_KEYWORDS = ("world", "rng", "decisions", "record")
_SHOWN = ("shareholder_surplus", "total_surplus", "metric", "value", "exits")
_HELD = ("runs", "quarters", "tenures")
"""Tables that can be read off the arrays at any time."""


class Economy(mesa.Model):  # type: ignore[misc]
    """One world of a scenario; a step plays a quarter, and after the last it stops itself.

    Luck: with neither ``rng``, ``world`` nor a ``seed`` among the settings it is new every time,
    as in any Mesa model. An integer ``rng`` is the seed. ``world`` alone is that world of the
    scenario's own seed, the same to the bit as in a study. ``model.rng`` and ``model.random`` are
    for your own code; the core does not use them.

    The quarters of a burn-in are played when it is made, with the same decisions.

    Args:
        scenario: A scenario, the name of a preset, or a YAML file; left out: the default.
        world: Number of the world; left out: 0.
        rng: An integer, or whatever ``numpy.random.default_rng`` takes.
        decisions: Callables in place of decisions of the model's, see :mod:`sim.quarter.decisions`.
        record: ``events``, ``ledger``, ``conduct``, ..., to have these tables, too.
        model_reporters: In place of ``sim.economy.reporters.REPORTERS``; ``{}`` for none.
        agent_reporters: Off unless given, for they cost much more than the step.
        agenttype_reporters: The same by type: ``{Firm: {"belief": "belief"}}``. Not in Mesa's
            ``batch_run``, which keeps nothing of what they report.
        kwargs: Fields of the scenario by path, as in ``--set``: ``quarters=20``,
            ``package__base_pay=1.2`` or ``**{"package.base_pay": 1.2}``.

    Attributes:
        spec: The scenario as it is played.
        batch: The core: a batch of one world.
        datacollector: Holds one row per quarter played.
        kinds: Names of the kinds of executive; ``tasks``: of the tasks, in the order of efforts.

    Raises:
        InputError: If an argument is wrong; the sentence names it.
    """

    running: bool

    def __init__(
        self,
        scenario: Scenario | str | PathLike[str] | None = None,
        *,
        world: int | None = None,
        rng: Any = None,
        decisions: Mapping[str, Decision] | None = None,
        record: str | Iterable[str] = (),
        model_reporters: Mapping[str, Any] | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
        agenttype_reporters: Mapping[type, Mapping[str, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        settings = settings_of(None, kwargs, _KEYWORDS)
        warn_of_copies(rng, others=world is not None or "seed" in settings)
        refuse_lost_reporters(agenttype_reporters)
        if rng is not None and "seed" in settings:
            raise InputError("rng and seed are both given; expected one of them")
        if rng is not None or (world is None and "seed" not in settings):
            settings["seed"] = _seed(rng)
        self.spec = scenario_of(_scenario(scenario), settings)
        world, tables = _world(world), tables_of(record)
        self._world = world
        super().__init__(rng=rng if _is_generator(rng) else [self.spec.seed, world])
        refuse_tables(self.spec, tables)
        refuse_run(self.spec, 1, tables, 1)
        self.batch = Worlds([Job(self.spec, [world])], decisions)
        self._keeper = Keeper(self.batch, {*_HELD, *tables}, dossiers=True)
        self._keeper.burn_in()
        self.kinds = tuple(self.spec.executives.population)
        self.tasks = tuple(task.name for task in self.spec.technology.tasks)
        self.datacollector = Collector(
            model_reporters=REPORTERS if model_reporters is None else model_reporters,
            agent_reporters=picklable(agent_reporters),
            agenttype_reporters={
                kind: picklable(reporters)
                for kind, reporters in (agenttype_reporters or {}).items()
            },
        )
        self._measures: dict[str, Any] = {}
        self._identities = 0
        self._own_watches = len(self.batch.watch_efforts)
        self._unwatched = False  # whether nobody can look at anything between two quarters
        self._shareholders = [
            Shareholder(self, row) for row in range(self.spec.shareholders.holders)
        ]
        self._firms = [Firm(self, row) for row in range(self.batch.firms)]
        self._executives: dict[int, Executive] = {}
        self._known: list[int] = []  # unique_id of every executive so far
        self._in_market: set[int] = set()
        self._follow_market()

    def __repr__(self) -> str:
        return f"<Economy, {self._where()}>"

    def _repr_html_(self) -> str:
        rows = []
        if self.batch.counted:
            known = COLUMNS["quarters"]
            rows = [
                {"measure": name, "last quarter": self.measures[name], "unit": known[name].unit}
                for name in _SHOWN
            ]
        return html(
            self.spec.description or "An economy", rows, notes=[f"It is in {self._where()}."]
        )

    def _where(self) -> str:
        firms = f"{self.batch.firms} firm{'s' * (self.batch.firms > 1)}"
        return (
            f"quarter {self.batch.counted} of {self.spec.quarters}: {firms}, world {self._world} "
            f"of seed {self.spec.seed}"
        )

    # Playing ------------------------------------------------------------------------------------

    def step(self) -> None:
        """Play a quarter, then collect; after the last quarter nothing more happens."""
        if self.batch.quarter < self.batch.quarters:
            self._keeper.before_step()
            self.batch.step()
            self._keeper.after_step()
            self._measures = {}
            if not self._unwatched:
                self._follow_market()
            self.running = self.running and self.batch.quarter < self.batch.quarters
            if self._unwatched:
                self.datacollector.put_off(self)
            else:
                self.datacollector.collect(self)
        else:
            self.running = False
            self.steps = self.batch.counted  # Mesa has counted a step that was none

    def run(self) -> Self:
        """Play the remaining quarters."""
        self._unwatched = (
            hasattr(mesa.Agent, "_ids")  # from Mesa 3.5 on, agents get other numbers
            and type(self).step is Economy.step
            and type(self).run_model is Economy.run_model
            and type(self.datacollector) is Collector
            and self.datacollector.looks_at_no_agents
            and self.batch.decisions is None
            and len(self.batch.watch_efforts) == self._own_watches
        )
        try:
            self.run_model()
        finally:
            self._unwatched = False
            if isinstance(self.datacollector, Collector):
                self.datacollector.catch_up(self)
            self._follow_market()
        return self

    def _follow_market(self) -> None:
        """Newcomers become agents; who has left the market leaves the sets of agents.

        Who has come and gone since nobody looked becomes one when asked for.
        """
        known = len(self._known)
        hired = int(self.batch.pools.hired[0])
        status = self.batch.executives.status[0, :hired].tolist()
        self._known += range(self._identities + 1, self._identities + 1 + hired - known)
        for row in range(known, hired):
            if status[row] != GONE:
                self._executives[row] = self._agent(row)
                self._in_market.add(row)
        self._identities += hired - known
        for row in [row for row in self._in_market if status[row] == GONE]:
            self._in_market.remove(row)
            self._executives[row].remove()

    def _agent(self, row: int) -> Executive:
        """A new agent for an executive, with the ``unique_id`` that it has had from the start."""
        counted, self._identities = self._identities, self._known[row] - 1
        agent = Executive(self, row)
        self._identities = counted
        return agent

    def next_id(self) -> int:
        """A ``unique_id`` that no agent of this economy has had."""
        self._identities += 1
        return self._identities

    # Looking ------------------------------------------------------------------------------------

    def firm(self, row: int) -> Firm:
        """The firm in that row."""
        return self._firms[row]

    def executive(self, row: int) -> Executive:
        """The executive in that row, also one who has left the market."""
        row = range(len(self._known))[row]
        if row not in self._executives:
            self._executives[row] = self._agent(row)
            self._executives[row].remove()
        return self._executives[row]

    def shareholder(self, row: int) -> Shareholder:
        """The shareholder in that row, largest stakes first but for luck."""
        return self._shareholders[row]

    @property
    def measures(self) -> Mapping[str, Any]:
        """The row of the table ``quarters`` for the quarter that was played last."""
        if not self._measures:
            self._played()
            self._measures = last_quarter(self.batch)
        return self._measures

    def table(self, name: str) -> pd.DataFrame:
        """A table of what has been played: ``runs``, ``quarters``, ``tenures``, or a recorded one.

        Raises:
            InputError: If there is none of that name, or it was not recorded.
        """
        import pandas as pd

        if name not in RECORDS:
            raise InputError(f"no table is called {name!r}; {suggest(name, list(RECORDS))}")
        if name not in self._keeper.record:
            raise InputError(
                f"the table {name!r} is not recorded; expected Economy(..., record=[{name!r}])"
            )
        self._played()
        return pd.DataFrame(self._keeper.table(name))

    def events(self, **where: Any) -> pd.DataFrame:
        """Rows of the table ``events``: all, or those with these entries.

        ``events(event="turned")``, ``events(quarter=economy.steps - 1)``, ``events(firm=3)``.

        Raises:
            InputError: If it was not recorded, or has no such column, or no event has that name.
        """
        frame = self.table("events")
        asked, known = where.get("event"), list(EVENTS)
        known += [part.remover for part in self.batch.segments[0].package.oversight if part.remover]
        if asked is not None and asked not in known:
            raise InputError(f"no event is called {asked!r}; {suggest(str(asked), known)}")
        for name, value in where.items():
            if name not in frame:
                raise InputError(
                    f"events have no {name!r}; {suggest(name, list(COLUMNS['events']))}"
                )
            frame = frame[frame[name] == value]
        return frame.reset_index(drop=True)

    def dossier(self, executive: int | Executive) -> Dossier:
        """The file on an executive: seats and events in order, the goal last.

        Raises:
            InputError: If there is no such executive, none that was in office yet, or events were
                not recorded.
        """
        from sim.economy.dossier import Dossier

        row = executive.row if isinstance(executive, Executive) else executive
        events = self.events(executive=row)
        summary = self._keeper.table("dossiers")
        (place,) = np.nonzero(summary["executive"] == row)
        if not place.size:
            raise InputError(
                f"executive {row!r} has not been in office; expected the row of one who has"
            )
        tenures = self.table("tenures")
        who = self.executive(row)
        return Dossier(
            {name: column[place[0]] for name, column in summary.items()},
            tenures[tenures["executive"] == row].sort_values("start", ignore_index=True),
            events,
            who.kind,
            who.goal,
        )

    def _played(self) -> None:
        if self.batch.counted == 0:
            raise InputError("no quarter has been played yet; expected a step first")


def _scenario(given: Any) -> Any:
    if isinstance(given, tuple):  # a field of a Scenario that Mesa took apart
        raise InputError(
            "scenario: is a tuple; expected a Scenario, the name of a preset, a YAML file or a "
            "mapping of fields (in mesa.batch_run, a Scenario stands in a list)"
        )
    # Mesa 3.5's visualisation fills a parameter of this name with an empty scenario of its own.
    return None if type(given).__module__.startswith("mesa.") else given


def _is_generator(rng: Any) -> bool:
    return isinstance(rng, np.random.Generator | np.random.BitGenerator)


def _seed(rng: Any) -> Any:
    """The seed that ``rng`` stands for, a new one for None."""
    if rng is None:
        return secrets.randbits(63)
    if isinstance(rng, int | np.integer):
        return plain_data(rng)
    try:
        return int(np.random.default_rng(rng).integers(2**63))
    except (TypeError, ValueError):
        raise InputError(
            f"rng: is {shown(rng)}; expected an integer, a SeedSequence or a Generator"
        ) from None


def _world(world: Any) -> int:
    world = 0 if world is None else plain_data(world)
    if not isinstance(world, int) or isinstance(world, bool) or not 0 <= world < 2**32:
        raise InputError(f"world: is {shown(world)}; expected the number of a world, from 0")
    return world
