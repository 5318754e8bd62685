"""The twin in full view: what every executive would have added, had it been watched.

In every quarter and state of the world as it was, the response is taken once more at the highest
chance of discovery that the executive has met in this seat, as for turns
(:class:`sim.observers.turns.Turns`). The twin is no run of its own: where it would have led, whom
it would have kept, is not in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.observers.turns import Turns
from sim.scenario.scenario import Scenario
from sim.world.election import Job
from sim.world.worlds import Worlds

if TYPE_CHECKING:
    import pandas as pd


def watched_twins(scenario: Scenario, world: int) -> pd.DataFrame:
    """How much more would have been added under watch.

    Args:
        scenario: The economy.
        world: Number of the world.

    Returns:
        A row per quarter and firm: ``quarter``, ``firm``, ``executive`` (-1: nobody) and
        ``withheld``, by how much the executive's efforts would add more, base pays.
    """
    import pandas as pd

    batch = Worlds([Job(scenario, [world])], books=False)
    turns = Turns(batch)
    rows: list[pd.DataFrame] = []

    def keep(batch: Worlds) -> None:
        if batch.counted < 0:
            return
        columns = {
            "quarter": batch.counted,
            "firm": np.arange(batch.firms),
            "executive": batch.seats.executive.copy(),
            "withheld": turns.withheld.copy(),
        }
        rows.append(pd.DataFrame(columns))

    batch.watch_efforts.append(keep)
    batch.run()
    return pd.concat(rows, ignore_index=True)
