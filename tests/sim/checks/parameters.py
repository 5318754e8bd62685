"""Parameters of checks at random."""

from hypothesis import strategies as st

from incentives.bounds import LEAST


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers as users may write them: 0, or some way off it."""
    return st.floats(low, high).filter(lambda x: x == 0.0 or abs(x) >= LEAST)
