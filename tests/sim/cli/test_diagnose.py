"""`proxyfight diagnose`: the document, the tables, what it writes, and bad input."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from agents.cognition import catalogue

SMALL = (
    "--worlds",
    "2",
    "--set",
    "quarters=16",
    "--set",
    "burn_in=0",
    "--set",
    "firms.source=synthetic",
)
SMALL += ("--set", "firms.count=12")
GOALS = ("goals_misaligned", "goals_aligned")
CAUSES = ("intensity", "distortion", *GOALS, "deception", "capability", "luck")


def test_one_document_and_equal_runs_equal_bytes(proxyfight, apart):
    done = apart("diagnose", *SMALL, "--json", "--tenures")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    steps = {row["name"]: row["mean"] for row in document["attribution"]}
    left = steps["first_best"] - sum(steps[cause] for cause in CAUSES) - steps["governance"]
    assert left == pytest.approx(steps["total_surplus"], abs=1e-9)
    rows = {row["name"]: row for row in document["attribution"]}
    losses = [row for row in rows.values() if row["kind"] == "loss" and row["name"] != "rent"]
    left = steps["first_best"] - sum(row["mean"] for row in losses)
    assert left == pytest.approx(steps["total_surplus"], abs=1e-9)
    assert sum(steps[part] for part in GOALS) == pytest.approx(steps["goals"], abs=1e-9)
    assert [rows[part]["of"] for part in GOALS] == ["goals", "goals"]
    for name in (*CAUSES, "outer", "goals"):
        assert (
            rows[name]["first"]["low"] <= rows[name]["first"]["mean"] <= rows[name]["first"]["high"]
        )
        assert rows[name]["last"]["n"] == 2
    (contract,) = document["contracts"]
    assert contract["paid"] < contract["best_slope"] < contract["first_best"]
    share = contract["on_value"] / contract["first_best"]
    assert share == pytest.approx(contract["paid"] / contract["best_slope"])
    assert [row["name"] for row in document["tenures"]][-1] == "all"
    assert proxyfight("diagnose", *SMALL, "--json", "--tenures").stdout == done.stdout


def test_first_best_that_people_sign_and_the_fee_beside_it(proxyfight, place):
    limit = ("--set", "market.limited_liability=base-pay", "--out", "found")
    done = proxyfight("diagnose", *SMALL, *limit)
    assert done.returncode == 0, done.stderr
    assert "under contracts that people sign" in " ".join(done.stdout.split())
    document = json.loads((place / "found" / "diagnosis.json").read_text())
    (contract,) = document["contracts"]
    assert contract["first_best_base_pay"] == 0.0 > contract["unconstrained_base_pay"]
    rows = {row["name"]: row for row in document["attribution"]}
    fee = f"with a fee of {-contract['unconstrained_base_pay']:.1f} base pays a quarter"
    assert (rows["unconstrained"]["kind"], rows["unconstrained"]["label"]) == ("beside", fee)
    assert fee in done.stdout and fee in (place / "found" / "waterfall.svg").read_text()
    losses = (
        sum(row["mean"] for row in rows.values() if row["kind"] == "loss") - (rows["rent"]["mean"])
    )
    left = rows["first_best"]["mean"] - losses
    assert left == pytest.approx(rows["total_surplus"]["mean"], abs=1e-9)
    firms = pq.read_table(place / "found" / "firms.parquet").to_pandas()
    assert firms["unconstrained"].mean() == pytest.approx(rows["unconstrained"]["mean"])


def test_tables_and_pictures(proxyfight, place):
    done = proxyfight("diagnose", *SMALL, "--tenures", "--out", "found")
    assert done.returncode == 0, done.stderr
    words = ("first best", "  distortion", "those called aligned", "pending bombs", "looter")
    words += ("mended first", "mended last", "In found:")
    words += ("objective misgeneralization", "worse than an empty chair", "value lost unwatched")
    for word in words:
        assert word in done.stdout
    files = {file.name for file in (place / "found").iterdir()}
    pictures = {"waterfall.svg", "quadrants.svg", "transitions.svg", "turn.svg", "deceptive.svg"}
    tables = {"firms.parquet", "tenures.parquet", "contexts.parquet"}
    assert files == {"diagnosis.json", *tables, *pictures}
    for picture in pictures:
        assert (place / "found" / picture).read_text().startswith("<svg"), picture
    firms = pq.read_table(place / "found" / "firms.parquet").to_pandas()
    assert len(firms) == 24
    left = firms["first_best"] - firms[list(CAUSES)].sum(axis=1) - firms["governance"]
    assert left.to_numpy() == pytest.approx(firms["total_surplus"].to_numpy(), abs=1e-9)
    tenures = pq.read_table(place / "found" / "tenures.parquet").to_pandas()
    left = tenures["best"] - tenures[list(CAUSES)].sum(axis=1)
    assert left.to_numpy() == pytest.approx(tenures["surplus"].to_numpy(), abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("defualt",), "did you mean 'default'?"),
        (("--set", "package.schemes=[linaer-bonus]"), "did you mean 'linear-bonus'?"),
        (("--worlds", "0"), "--worlds"),
        (("--across", "scheme", "--out", "found"), "did you mean 'schemes'?"),
    ],
)
def test_bad_input_is_one_sentence(proxyfight, place, arguments, words):
    done = proxyfight("diagnose", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr.strip().splitlines()[-1]
    assert not list(place.iterdir())


@pytest.mark.study
def test_a_folder_holds_one_diagnosis(proxyfight, place):
    small = (
        "--worlds",
        "1",
        "--set",
        "quarters=4",
        "--set",
        "burn_in=0",
        "--set",
        "firms.source=synthetic",
    )
    small += ("--set", "firms.count=5", "--out", "found")
    assert proxyfight("diagnose", *small, "--tenures").returncode == 0
    before = {file.name: file.read_bytes() for file in (place / "found").iterdir()}
    other = proxyfight("diagnose", "flip", *small)
    assert other.returncode == 2 and "another scenario" in other.stderr
    assert {file.name: file.read_bytes() for file in (place / "found").iterdir()} == before
    assert proxyfight("diagnose", "flip", *small, "--fresh").returncode == 0
    assert "tenures.parquet" in before
    assert not (place / "found" / "tenures.parquet").exists()
    (place / "study").mkdir()
    (place / "study" / "manifest.json").write_text("{}")
    study = proxyfight("diagnose", *small[:-1], "study")
    assert study.returncode == 2 and "holds no diagnosis" in study.stderr


@pytest.mark.parametrize("impact", [0, 0.2])
def test_firms_that_nobody_can_help_have_a_diagnosis_too(proxyfight, impact):
    done = proxyfight("diagnose", *SMALL, "--set", f"firms.impact={impact}", "--json")
    assert done.returncode == 0, done.stderr


@pytest.mark.study
def test_labels_across_a_family(proxyfight):
    done = proxyfight("diagnose", *SMALL, "--across", "cognition", "--json")
    assert done.returncode == 0, done.stderr
    across = json.loads(done.stdout)["across"]
    assert [row["name"] for row in across["rows"]] == list(catalogue())
    text = proxyfight("diagnose", *SMALL, "--across", "cognition").stdout
    assert "The same worlds with other cognition" in text


def test_a_file_in_the_way_is_refused_before_anything_is_played(proxyfight, place):
    (place / "found").write_text("mine")
    done = proxyfight("diagnose", *SMALL, "--out", "found")
    assert done.returncode == 2 and "expected a folder" in done.stderr
    assert (place / "found").read_text() == "mine"


@pytest.mark.study
def test_boards_that_infer_goals_are_held_against_the_truth(proxyfight):
    infers = ("--set", "package.oversight=[goal-inference]")
    done = proxyfight("diagnose", *SMALL, *infers, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["goal_inference"]
    rows = {row["measure"]: row for row in found["measures"]}
    assert 0.3 < rows["auc"]["mean"] < 1.0 and rows["auc"]["n"] == 2
    for side in ("aligned_suspected", "misaligned_suspected"):
        assert found["roc"][side][0] == 0.0 and found["roc"][side][-1] == pytest.approx(1.0)
    assert sum(row["n"] for row in found["calibration"]) == 2 * 12 * 16
    assert "Goals that boards infer" in proxyfight("diagnose", *SMALL, *infers).stdout
