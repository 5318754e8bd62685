"""Pictures of every page for docs/dashboard/: ``python tests/dashboards/pictures.py [NAME]``."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from browsing import SCHEMES, serve, settled, watched
from PIL import Image

from sim.study import Experiment, run_study
from tests.browser import launch

OUT = Path(__file__).parents[2] / "docs" / "dashboard"
COLOURS = 96
"""Of a picture, which makes it a third as large."""
SETTLING = 2500
"""Milliseconds for charts to be drawn."""
STORY = {
    1: "&hired=B",
    2: "&shown=1&drawn=0.47+0.97+1.6+2.3+3+3.6",
    3: "&wicked=halves",
    4: "&dismissed=CF&told=1",
    5: "&unwatched=gain",
    6: "&higher-bar=fewer",
    7: "&hired=B&dismissed=CF&told=1",
}
SHOTS = {
    **{f"story-{step}": f"?step={step}{said}" for step, said in STORY.items()},
    "boardroom": "boardroom",
    "people": "people",
    "hiring": "hiring",
    "diagnosis": "diagnosis",
    "lab": "lab",
    "findings": "findings",
    "sweep": "sweep?study=slope-and-awareness",
}
SWEEP = {
    "name": "slope-and-awareness",
    "question": "How does shareholder surplus depend on slope and awareness?",
    "settings": {"worlds": 16},
    "levers": {
        "slope": {"path": "package.schemes.linear-bonus.slope", "from": 0, "to": 1, "steps": 6},
        "awareness": {"path": "executives.awareness", "from": 0, "to": 1, "steps": 5},
    },
}
"""What the page Sweep shows."""


def main(wanted: list[str]) -> None:
    """Take the pictures, light and dark."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        if not wanted or "sweep" in wanted:
            run_study(Experiment.model_validate(SWEEP), Path(place, "studies", SWEEP["name"]))
        for url in serve(Path(place)):
            for chromium in launch():
                for scheme in SCHEMES:
                    for name in wanted or SHOTS:
                        for page in watched(chromium, 1280, scheme):
                            _take(page, f"{url}/{SHOTS[name]}", OUT / f"{name}-{scheme}.png")


def _take(page: Any, address: str, path: Path) -> None:
    page.set_default_timeout(240_000)
    page.goto(address)
    settled(page)
    page.wait_for_timeout(SETTLING)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT).save(path, optimize=True)
    print(path.name, path.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main(sys.argv[1:])
