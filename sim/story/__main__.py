"""``python -m sim.story``: compute what the guided part of the dashboard shows, and store it."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context

import pandas as pd

from sim.scenario.scenario import Scenario
from sim.story.casts import applicants, faces
from sim.story.cells import WORLDS_PER_CELL, places, play_cell
from sim.story.stored import (
    CAST_FILE,
    CELLS_FILE,
    SEASONS_FILE,
    SHIPPED,
    STORY_COMMAND,
    WORLDS_FILE,
)


def main() -> None:
    """Play every cell, and write four files."""
    everywhere = list(places())
    cells, seasons, worlds = [], [], []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for done, played in enumerate(pool.map(play_cell, everywhere, chunksize=4), 1):
            cells += played.rows
            seasons += played.seasons
            worlds += played.worlds
            if done % 50 == 0 or done == len(everywhere):
                print(f"{done} of {len(everywhere)} cells", file=sys.stderr)
    SHIPPED.mkdir(exist_ok=True)
    for name, rows in ((CELLS_FILE, cells), (SEASONS_FILE, seasons), (WORLDS_FILE, worlds)):
        frame = pd.DataFrame(rows)
        numbers = [column for column in ("mean", "low", "high") if column in frame]
        frame = frame.astype(dict.fromkeys(numbers, float))
        frame.to_parquet(SHIPPED / name, index=False, compression="zstd")
    origin = {
        "version": version("proxyfight"),
        "seed": Scenario().seed,
        "worlds": WORLDS_PER_CELL,
        "cells": len(everywhere),
        "command": STORY_COMMAND,
    }
    cast = {"origin": origin, "applicants": applicants(), "faces": faces()}
    (SHIPPED / CAST_FILE).write_text(json.dumps(cast, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
