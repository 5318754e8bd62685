"""Charts that are made once: Altair takes longer to make one than a page may take to be drawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import streamlit as st

from sim.pictures.charts import Chart


class ReadyChart(NamedTuple):
    """A chart as its specification, which is all that a page asks of it."""

    spec: str

    def to_dict(self) -> dict[str, Any]:
        """A specification of one's own, to be changed."""
        found: dict[str, Any] = json.loads(self.spec)
        return found


def remembered(make: Callable[..., Chart]) -> Callable[..., ReadyChart]:
    """The same function, which makes a chart once for equal arguments."""

    @st.cache_data(max_entries=200, show_spinner=False)
    @wraps(make)
    def spec(*given: Any) -> str:
        return json.dumps(make(*given).to_dict())

    @wraps(make)
    def ready(*given: Any) -> ReadyChart:
        return ReadyChart(spec(*given))

    return ready
