"""Effects and interactions of functions that are known."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from known import RANGES, SIZE, grid, luck, study

from sim.analysis.axes import Axis, CellMeans, cell_means
from sim.analysis.effects import main_effects, pair_effects
from sim.analysis.means import interval
from sim.report.report import write_report
from sim.support.inputs import InputError


def additive(a: float, b: float, c: float, firms: int) -> float:
    return 3 * a - (b - 0.5) ** 2 + firms / 10


def product(a: float, b: float, c: float, firms: int) -> float:
    return 8 * a * b + c


def test_effects_of_a_sum_are_exact(tmp_path: Path) -> None:
    made = study(tmp_path, additive, levers={**grid(3, "ab"), "size": SIZE}, worlds=4)
    found = made.effects()
    by = found.set_index(["lever", "level"])
    mean = 1.5 - 1 / 6 + 3 + luck(np.arange(4)).mean()
    assert by.loc[("a", 1.5), "mean"] == pytest.approx(mean)
    assert by.loc[("b", 0.5), "mean"] == pytest.approx(mean - 0.25 + 1 / 6)
    assert by.loc[("size", "large"), "mean"] == pytest.approx(mean + 1)
    size = found.drop_duplicates("lever").set_index("lever")
    assert size["size"].tolist() == pytest.approx([3, 0.25, 2])
    assert (size["size_high"] - size["size_low"]).abs().max() < 1e-9, "common luck cancels"
    assert (size.loc["size", "lowest"], size.loc["size", "highest"]) == ("small", "large")
    # the interval of a level is that of worlds
    told = interval(1.5 + 3 - 1 / 6 + luck(np.arange(4)))
    assert by.loc[("a", 1.5), "high"] == pytest.approx(told["high"])
    assert set(found["points"]) == {9} and set(found["worlds"]) == {4}


def test_a_sum_has_no_interactions_and_a_product_has(tmp_path: Path) -> None:
    made = study(tmp_path / "p", product, levers=grid(3), worlds=3)
    found = made.interactions().set_index(["a", "b"])
    assert found.loc[("a", "b"), "size"] == pytest.approx(8)
    assert found.loc[("a", "b"), "low"] == pytest.approx(8)
    assert found.loc[[("a", "c"), ("b", "c")], "size"].tolist() == pytest.approx([0, 0])
    assert found.index[0] == ("a", "b")
    plain = study(tmp_path / "s", additive, levers={**grid(3, "ab"), "size": SIZE})
    assert plain.interactions()["size"].tolist() == pytest.approx([0, 0, 0])  # the control
    assert plain.interactions()["low"].isna().all(), "one world has no interval"


def test_interactions_of_labels(tmp_path: Path) -> None:
    def where_large(a: float, b: float, c: float, firms: int) -> float:
        return a + 5 * a * (firms == 40)

    made = study(tmp_path, where_large, levers={**grid(2, "a"), "size": SIZE})
    (row,) = made.interactions().to_dict("records")
    assert row["size"] == pytest.approx(5)
    assert (row["a_from"], row["a_to"]) == (1.0, 2.0)
    assert (row["b_from"], row["b_to"]) == ("small", "large")


@pytest.mark.parametrize("design", ["random", "latin-hypercube", "sobol"])
def test_designs_that_sample(tmp_path: Path, design: str) -> None:
    made = study(tmp_path, product, design=design, points=200, worlds=2, common=0.01)
    found = made.effects()
    size = found.drop_duplicates("lever").set_index("lever")
    whole = 4 * 7 / 8  # from the mean of the first bin of eight to that of the last
    assert found["lever"].value_counts().tolist() == [8, 8, 8]
    assert size.loc[["a", "b"], "size"].tolist() == pytest.approx([whole, whole], abs=0.6)
    assert (size["size_low"][:2] > 0).all(), "there is an effect"
    pairs = made.interactions().set_index(["a", "b"])
    assert pairs.loc[("a", "b"), "size"] == pytest.approx(8, abs=0.3)
    others = pairs.loc[[("a", "c"), ("b", "c")]]
    assert (others["low"] < 0.1).all() and (others["high"] > -0.1).all()


def test_intervals_of_sampled_designs_hold_what_is_true() -> None:
    """Of a lever without effect they hold 0 about as often as they say; biased ones would not."""
    rng = np.random.default_rng(5)
    held = []
    for _ in range(300):
        x, z = rng.random((2, 60))
        axes = [Axis("x", x), Axis("z", np.floor(2 * z), ("no", "yes"))]
        y = 2 * x + rng.normal(size=60) * (0.5 + x)
        rows = main_effects(
            axes, cell_means(np.arange(60), np.zeros(60, int), y, 60), np.arange(60)
        )
        last = rows[-1]
        held.append(last["size_low"] <= 0)
    assert 0.91 <= np.mean(held) <= 0.99


def test_intervals_of_grids_hold_what_is_true() -> None:
    rng = np.random.default_rng(6)
    axes = [Axis("x", np.array([0.0, 0.0, 1.0, 1.0])), Axis("y", np.array([0.0, 1.0, 0.0, 1.0]))]
    held = []
    cell, world = np.repeat(np.arange(4), 6), np.tile(np.arange(6), 4)
    for _ in range(300):
        value = rng.normal(size=6)[world] * 5 + rng.normal(size=24) + axes[0].values[cell]
        found = cell_means(cell, world, value, 4)
        size = main_effects(axes, found, None)[0]
        held.append(size["size_low"] <= 1 <= size["size_high"])
    assert 0.91 <= np.mean(held) <= 0.99


def test_grids_with_holes_are_judged_as_if_they_had_none(tmp_path: Path) -> None:
    made = study(
        tmp_path, additive, levers={**grid(3, "ab"), "size": SIZE}, worlds=2,
        exclude=[{"a": 2.0, "size": ["large", "middle"]}, {"b": 0.5, "a": 1}],
    )  # fmt: skip
    size = made.effects().drop_duplicates("lever").set_index("lever")["size"]
    assert size.tolist() == pytest.approx([3, 0.25, 2])
    plain = made.summary().groupby("size", observed=True)["mean"].mean()
    assert plain["large"] - plain["small"] < 1.8, "plain means are misled: the control"


def test_one_at_a_time(tmp_path: Path) -> None:
    made = study(tmp_path, additive, levers=grid(3, "ab"), design="one-at-a-time", worlds=2)
    size = made.effects().drop_duplicates("lever").set_index("lever")["size"]
    assert size["a"] == pytest.approx(3) and size["b"] == pytest.approx(0.25, abs=0.02)
    with pytest.raises(InputError, match="no two levers vary together"):
        made.interactions()


def test_a_lever_with_a_condition(tmp_path: Path) -> None:
    def scheme(a: float, b: float, c: float, firms: int) -> float:
        return 4.0 * (firms == 30) + (2 * a if firms == 30 else 0)

    two = {name: SIZE[name] for name in ("small", "middle")}
    slope = {**RANGES["a"], "steps": 3, "when": {"size": "middle"}}
    made = study(tmp_path, scheme, levers={"size": two, "a": slope}, worlds=2)
    assert len(made.points) == 4
    size = made.effects().drop_duplicates("lever").set_index("lever")["size"]
    assert size.tolist() == pytest.approx([5, 2])


def test_worlds_that_lack_values_still_pair() -> None:
    """The jackknife is the interval over worlds where none lacks; else it is still about worlds."""
    rng = np.random.default_rng(3)
    cell, world = np.repeat([0, 1], 8), np.tile(np.arange(8), 2)
    common = 100 * rng.normal(size=8)
    value = common[world] + cell + 0.1 * rng.normal(size=16)
    whole = cell_means(cell, world, value, 2)
    assert np.array_equal(whole.by_world, value.reshape(2, 8).T)
    value[3] = value[12] = np.nan
    found = cell_means(cell, world, value, 2)
    assert found.mean == pytest.approx(found.by_world.mean(axis=0))
    single = cell_means(np.array([0, 0, 1]), np.array([0, 1, 0]), np.ones(3), 3)
    assert np.isnan(single.mean[2]) and np.isnan(single.by_world[0, 1])
    axes = [Axis("x", np.array([0.0, 1.0, 2.0]))]
    rows = main_effects(axes, single, None)
    assert [row["level"] for row in rows] == [0, 1] and np.isnan(rows[0]["size_low"])


def test_shares_stay_shares(tmp_path: Path) -> None:
    def rare(a: float, b: float, c: float, firms: int) -> float:
        return 0.004 * a

    made = study(tmp_path, rare, measure="deceptive_share", levers=grid(2, "ab"))
    assert made.effects()["low"].isna().all()
    axes = [Axis("x", np.array([0.0, 1.0]))]
    many = np.array([[0.0, 0.001], [0.0, 0.02], [0.002, 0.0]])
    for share, least in ((True, 0.0), (False, -0.1)):
        rows = main_effects(axes, CellMeans(many.mean(axis=0), many), None, share)
        lows = [row["low"] for row in rows]
        assert all(low > least for low in lows) and (share or all(low < 0 for low in lows))


def test_what_has_no_effects_is_told() -> None:
    nothing = cell_means(np.array([0]), np.array([0]), np.array([np.nan]), 2)
    with pytest.raises(InputError, match="no cell has a value"):
        main_effects([Axis("x", np.arange(2.0))], nothing, None)
    with pytest.raises(InputError, match="there is no lever"):
        main_effects([], nothing, None)
    some = cell_means(np.array([0, 1]), np.array([0, 0]), np.ones(2), 2)
    with pytest.raises(InputError, match="there is one lever"):
        pair_effects([Axis("x", np.arange(2.0))], some, None)


@pytest.mark.parametrize(("measure", "least"), [("deceptive_share", 0.0), ("rent", -1.0)])
def test_summaries_and_reports_show_shares_as_shares(
    tmp_path: Path, measure: str, least: float
) -> None:
    """Three worlds of about 0.005 each: the interval of another measure, the control, goes on."""
    made = study(
        tmp_path, lambda *_: 0.004, measure=measure, worlds=3, common=0.004, levers=grid(2, "a")
    )
    low = made.summary()["low"]
    assert (low > least).all() and (least == 0 or (low < 0).all())
    text = write_report(made).read_text(encoding="utf-8")
    shown = re.findall(r"[\u2212\d.]+ to [\d.]+", text)
    assert shown and any("\u2212" in one for one in shown) is (least < 0)
