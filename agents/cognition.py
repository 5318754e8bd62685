"""How an executive arrives at its efforts.

``exact`` searches: it takes the global best response of :mod:`agents.response` in every quarter.
``rule`` does not: it repeats, for life, the response that was best while it was watched in the
first regime. Such a policy is what selection in a training environment leaves behind; it has no
goal, reacts to no audit and games no filter.
"""

from __future__ import annotations

COGNITION: dict[str, str] = {
    "exact": "the global best response in every quarter, given what it foresees and knows",
    "rule": "a fixed policy: what was best while watched, before any distribution shift",
}
