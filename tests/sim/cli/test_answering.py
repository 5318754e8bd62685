"""`effects`, `region` and `front` of a study on disk."""

import json

import pytest

EXPERIMENT = """
question: Does a steeper bonus serve shareholders?
settings: {worlds: 3, quarters: 4, burn_in: 0, firms.count: 10}
levers:
  slope: {path: package.schemes.linear-bonus.slope, values: [0.2, 0.8]}
  filter:
    lottery: {package.filters: [lottery]}
    interview: {package.filters: [interview]}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def swept(proxyfight, place):
    if not (place / "studies").exists():
        (place / "mine.yaml").write_text(EXPERIMENT)
        done = proxyfight("sweep", "mine.yaml", "--workers", "1")
        assert done.returncode == 0, done.stderr


def test_effects(swept, proxyfight):
    done = proxyfight("effects", "mine")
    assert done.returncode == 0 and done.stderr == ""
    assert "Effects of levers on shareholder_surplus" in done.stdout
    assert "Interactions" in done.stdout and "\x1b" not in done.stdout
    document = json.loads(
        proxyfight("effects", "mine", "--measure", "misaligned_share", "--json").stdout
    )
    levers = {row["lever"]: row for row in document["levers"]}
    assert levers.keys() == {"slope", "filter"} and document["measure"] == "misaligned_share"
    assert [row["level"] for row in levers["slope"]["levels"]] == [0.2, 0.8]
    for row in levers["filter"]["levels"]:
        assert 0 <= row["low"] <= row["mean"] <= row["high"] <= 1
    (pair,) = document["interactions"]
    assert pair["low"] <= pair["size"] <= pair["high"] and document["indices"] == []


def test_region(swept, proxyfight, place):
    means = json.loads(proxyfight("sweep", "mine.yaml", "--json").stdout)["cells"]
    bound = sorted(cell["shareholder_surplus"]["mean"] for cell in means)[2]
    done = proxyfight("region", "mine", "--above", str(bound - 1e-9))
    assert done.returncode == 0 and done.stdout.startswith("2 of 4 cells have shareholder_surplus")
    document = json.loads(
        proxyfight("region", "mine", "--below", str(bound - 1e-9), "--json").stdout
    )
    assert (document["cases"], document["rows"]) == (2, 4) and document["above"] is None
    assert {row["lever"] for row in document["levers"]} == {"slope", "filter"}


def test_front(swept, proxyfight):
    done = proxyfight("front", "mine", "--measures", "shareholder_surplus,-misaligned_share")
    assert done.returncode == 0 and "of 4 cells" in done.stdout
    asked = ("front", "mine", "--measures", "-misaligned_share,shareholder_surplus", "--json")
    document = json.loads(proxyfight(*asked).stdout)
    assert document["cells"] == 4 and any(row["front"] for row in document["front"])
    assert document["measures"] == ["-misaligned_share", "shareholder_surplus"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["effects", "nowhere"], "no study is there"),
        (["effects", "mine", "--measure", "surplos"], "no measure is called"),
        (["effects", "mine", "--measure", "rent,value"], "expected one of them"),
        (["region", "mine"], "expected one of them, as in --above 0.2"),
        (["region", "mine", "--above", "1", "--below", "2"], "expected one of them"),
        (["region", "mine", "--above", "high"], "--above: is 'high'; expected a number"),
        (["region", "mine", "--above", "inf"], "expected a number"),
        (["region", "mine", "--above", "1e9"], "no mean of a cell of shareholder_surplus is above"),
        (["front", "mine"], "--measures"),
        (["front", "mine", "--measures", "rent"], "expected two or more"),
        (["front", "mine", "--measures", ","], "is empty"),
        (["front", "mine", "--measures", "rent,-rent"], "has a measure twice"),
    ],
)
def test_bad_input_takes_one_line(swept, proxyfight, arguments, words):
    done = proxyfight(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and words in done.stderr
