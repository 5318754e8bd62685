"""Terms of office: when everybody has to go, known from the first day."""

from __future__ import annotations

from sim.scenario.market import Market
from sim.scenario.package import Package


def tenure_limit(market: Market, package: Package) -> int | None:
    """Quarters that a tenure lasts at most: what the market and the package's parts say.

    The smallest counts; None if nobody sets a term.
    """
    terms = [market.tenure_limit, *(part.term() for part in package.oversight)]
    return min((term for term in terms if term is not None), default=None)


def set_by(market: Market, package: Package) -> str:
    """Who sets the term: the name of a part, or the field of the market."""
    limit = tenure_limit(market, package)
    names = (part.name for part in package.oversight if part.term() == limit)
    return "market.tenure_limit" if market.tenure_limit == limit else next(names)
