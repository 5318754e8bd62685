"""One economy to watch in a browser: ``solara run dashboards.solara_app`` (needs ``mesa[viz]``)."""

from __future__ import annotations

from functools import partial
from typing import Any

from matplotlib.axes import Axes
from mesa.visualization import Slider, SolaraViz, make_plot_component

from sim.economy.model import Economy
from sim.tables.columns import COLUMNS

_Range = tuple[float, float, float, float]

SLIDERS: dict[str, _Range] = {
    "package.base_pay": (1.0, 0.0, 3.0, 0.1),
    "package.schemes.linear-bonus.slope": (0.4, 0.0, 2.0, 0.1),
    "package.oversight.random-audits.rate": (0.05, 0.0, 0.5, 0.01),
    "executives.awareness": (1.0, 0.0, 1.0, 0.1),
    "executives.foresight": (16, 0, 40, 1),
    "market.poaching": (0.03, 0.0, 0.3, 0.01),
    "quarters": (40, 4, 120, 4),
    "seed": (0, 0, 99, 1),
}
"""Fields of the scenario: value at the start, least, largest, step."""

STARTS: dict[str, Any] = {path: start for path, (start, *_) in SLIDERS.items()}

PLOTS: tuple[dict[str, str], ...] = (
    {"metric": "#1f77b4", "value": "#2ca02c"},
    {"pending_harm": "#d62728", "pending_benefit": "#2ca02c"},
    {"shareholder_surplus": "#1f77b4", "rent": "#ff7f0e"},
    {"deceptive_share": "#d62728"},
)
"""Measures, with their colours, that share a chart."""


def _label(axes: Axes, name: str) -> None:
    """Put the unit of a measure at the axis of a chart."""
    unit = COLUMNS["quarters" if name in COLUMNS["quarters"] else "runs"][name].unit
    axes.set_ylabel(unit)
    axes.grid(alpha=0.3)


def viewer() -> Any:
    """The page: sliders, which count from the next reset on, and charts over quarters."""
    return SolaraViz(
        Economy(**STARTS),
        components=[
            make_plot_component(dict(plot), post_process=partial(_label, name=next(iter(plot))))
            for plot in PLOTS
        ],
        model_params={
            path: Slider(path, value=start, min=low, max=high, step=step)
            for path, (start, low, high, step) in SLIDERS.items()
        },
        name="proxyfight",
    )


page = viewer()
