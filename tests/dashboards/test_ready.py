"""Charts are made once for equal arguments, and nobody can change what is remembered."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboards.ready import remembered


def test_a_chart_is_made_once():
    made = []

    @remembered
    def chart(rows, title):
        made.append(title)
        return alt.Chart(rows, title=title).mark_point().encode(x="x:Q")

    one, two = (chart(pd.DataFrame({"x": [1.0, 2.0]}), "a title") for _ in range(2))
    assert made == ["a title"] and one.to_dict() == two.to_dict()
    one.to_dict()["mark"] = None
    assert one.to_dict()["mark"] is not None
    other = chart(pd.DataFrame({"x": [1.0, 3.0]}), "a title")
    assert len(made) == 2 and other.to_dict() != one.to_dict()
