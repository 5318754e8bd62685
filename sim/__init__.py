"""proxyfight: an agent-based laboratory of the principal-agent problem.

``from sim import Scenario, simulate`` plays a scenario and returns tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.economy import Economy
    from sim.play import simulate
    from sim.scenario import Scenario

__version__ = "0.1.0"
__all__ = ["Economy", "Scenario", "__version__", "simulate"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``import sim`` stays light."""
    if name == "Scenario":
        from sim.scenario import Scenario

        return Scenario
    if name == "Economy":
        from sim.economy import Economy

        return Economy
    if name == "simulate":
        from sim.play import simulate

        return simulate
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
