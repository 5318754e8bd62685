"""Exact search."""

from agents.cognition.base import Cognition


class Exact(Cognition):
    """Takes the global best response of :mod:`agents.response` in every quarter."""

    name = "exact"
    summary = "the global best response in every quarter, given what it foresees and knows"
    source = "Holmstrom and Milgrom 1991, Multitask principal-agent analyses, JLEO 7"
