"""What shareholders can choose: incentive schemes, hiring filters and oversight.

Pure arrays: nothing in this package knows executives, their goals or the simulator. Imports
nothing of the project. Start at ``views.py``, what parts see, and ``parts.py``, how they are found.
Names are imported when somebody asks for them (PEP 562): what is said of wrong input needs no part.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from incentives.parts import FAMILIES, Part, catalogue, find
    from incentives.views import Applicants, Seen

__all__ = ["FAMILIES", "Applicants", "Part", "Seen", "catalogue", "find"]

_VIEWS = {"Applicants", "Seen"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{'views' if name in _VIEWS else 'parts'}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
