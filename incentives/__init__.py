"""What shareholders can choose: incentive schemes, hiring filters and oversight.

Pure arrays: nothing in this package knows executives, their goals or the simulator. Imports
nothing of the project. Start at ``views.py``, what parts see, and ``parts.py``, how they are found.
"""

from incentives.parts import FAMILIES, Part, catalogue, find
from incentives.views import Applicants, Seen

__all__ = ["FAMILIES", "Applicants", "Part", "Seen", "catalogue", "find"]
