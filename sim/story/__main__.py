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
from sim.story.cells import WORLDS, places, play_cell
from sim.story.stored import CAST, CELLS, COMMAND, FOLDER, SEASONS, WORLDS_OF_CELLS


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
    FOLDER.mkdir(exist_ok=True)
    for name, rows in ((CELLS, cells), (SEASONS, seasons), (WORLDS_OF_CELLS, worlds)):
        frame = pd.DataFrame(rows)
        numbers = [column for column in ("mean", "low", "high") if column in frame]
        frame = frame.astype(dict.fromkeys(numbers, float))
        frame.to_parquet(FOLDER / name, index=False, compression="zstd")
    origin = {
        "version": version("proxyfight"),
        "seed": Scenario().seed,
        "worlds": WORLDS,
        "cells": len(everywhere),
        "command": COMMAND,
    }
    cast = {"origin": origin, "applicants": applicants(), "faces": faces()}
    (FOLDER / CAST).write_text(json.dumps(cast, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
