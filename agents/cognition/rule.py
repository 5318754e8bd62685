"""The learned rule."""

from agents.cognition.base import Cognition


class Rule(Cognition):
    """Repeats, for life, the response that was best while it was watched in the first regime.

    Such a policy is what selection in a training environment leaves behind; it has no goal,
    reacts to no audit and games no filter.
    """

    name = "rule"
    summary = "a fixed policy: what was best while watched, before any distribution shift"
    source = "Hubinger et al. 2019, Risks from learned optimization, arXiv 1906.01820"
    follows_rule = True
