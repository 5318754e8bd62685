"""`sweep` and the commands that read what it leaves: `export`, `report`, `status`, `list`."""

import csv
import io
import json
import shutil

import pytest

from tests.commands import apart

EXPERIMENT = """
question: Does a steeper bonus serve shareholders?
settings: {worlds: 3, quarters: 6, burn_in: 0, firms.count: 10}
levers:
  slope: {path: package.schemes.linear-bonus.slope, values: [0.2, 0.8]}
  filter:
    lottery: {package.filters: [lottery]}
    interview: {package.filters: [interview]}
  oversight:
    usual: {}
    none: {package.oversight: []}
"""


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A folder in which the installed command has swept, and what it printed."""
    folder = tmp_path_factory.mktemp("swept")
    (folder / "mine.yaml").write_text(EXPERIMENT)
    done = apart(["sweep", "mine.yaml", "--workers", "1"], folder)
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture
def swept(once, place):
    folder, done = once
    shutil.copytree(folder, place, dirs_exist_ok=True)
    return done


def test_sweep_shows_every_cell_and_its_files(swept, place):
    text = swept.stdout
    assert "mine: Does a steeper bonus serve shareholders?" in text
    assert "oversight: usual" in text
    assert "oversight: none" in text
    assert text.count(" ± ") == 8
    assert text.count("Shareholder surplus is highest with slope ") == 2
    assert text.replace("\n  ", " ").count(" above the lowest, ") == 2
    assert "\noversight: none\n  Shareholder surplus" in text
    assert "median firm pays its executive" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "…" not in text
    written = [line.strip() for line in text.split("Written:\n")[1].splitlines()]
    assert {"studies/mine/report.html", "studies/mine/runs.parquet"} <= set(written)
    assert any("heatmap" in name for name in written)
    assert all((place / name).is_file() for name in written)


def test_the_same_command_continues_and_another_design_is_refused(swept, proxyfight, place):
    again = proxyfight("sweep", "mine.yaml")
    assert (again.returncode, again.stdout) == (0, swept.stdout)
    resumed = proxyfight("sweep", "mine.yaml", "--resume", "--json")
    document = json.loads(resumed.stdout)
    assert len(document["cells"]) == 8
    assert document["cells"][0]["slope"] == 0.2
    assert document["cells"][0]["shareholder_surplus"]["n"] == 3
    manifest = (place / "studies/mine/manifest.json").read_bytes()
    other = proxyfight("sweep", "mine.yaml", "--seed", "9", "--json")
    assert (other.returncode, other.stdout) == (2, "")
    assert "seed is 0 there and 9 here" in other.stderr
    assert (place / "studies/mine/manifest.json").read_bytes() == manifest
    fresh = proxyfight("sweep", "mine.yaml", "--seed", "9", "--fresh", "--workers", "1")
    assert fresh.returncode == 0
    assert fresh.stdout != swept.stdout


def test_the_table_shows_four_measures_and_the_rest_is_kept(proxyfight, place):
    measures = "[rent, value, metric, paid, misaligned_share, monitoring]"
    (place / "wide.yaml").write_text(f"{EXPERIMENT}measures: {measures}\n")
    text = proxyfight("sweep", "wide.yaml", "--workers", "1").stdout
    assert "In the report and with --json: misaligned share, monitoring." in text
    assert max(map(len, text.splitlines())) <= 80
    document = json.loads(proxyfight("sweep", "wide.yaml", "--json").stdout)
    assert "monitoring" in document["cells"][0]
    assert "misaligned share" in (place / "studies/wide/report.html").read_text()


def test_commands_that_read_a_study(swept, proxyfight, place):
    text = proxyfight("export", "mine", "--out", "-").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 24
    assert {"slope", "filter", "oversight", "world", "rent"} <= set(rows[0])
    named = proxyfight("export", "studies/mine", "--out", "runs.json")
    assert (named.returncode, named.stdout) == (0, "runs.json\n")
    assert len(json.loads((place / "runs.json").read_text())) == 24
    for arguments, words in (
        (("--table", "tenures", "--out", "x.csv"), "was not recorded"),
        (("--table", "run", "--out", "x.csv"), "did you mean 'runs'?"),
        (("--format", "parkuet", "--out", "x"), "did you mean 'parquet'?"),
        (("--format", "parquet", "--out", "-"), "expected csv, json or jsonl"),
        (("--out", "x.xls"), "--out x.xls: the name tells no format; expected an ending of .csv"),
        (("--out", "x"), "or --format"),
        (("--out", "nowhere/x.csv"), "expected a file name in a folder that exists"),
    ):
        wrong = proxyfight("export", "mine", *arguments)
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert words in wrong.stderr
        assert wrong.stderr.count("\n") == 1
    assert not list(place.glob("x*"))
    assert proxyfight("export", "mine", "--format", "csv", "--out", "x.txt").returncode == 0
    assert proxyfight("export", "mine", "--out", "X.CSV").returncode == 0
    assert (place / "x.txt").read_text() == (place / "X.CSV").read_text() == text
    (place / "studies/mine/report.html").unlink()
    assert proxyfight("report", "mine").stdout == "studies/mine/report.html\n"
    assert (place / "studies/mine/report.html").is_file()
    assert proxyfight("status").stdout == "studies/mine: 24 of 24 runs done\n"
    assert "mine" in proxyfight("list", "studies").stdout
    assert "did you mean 'mine'?" in proxyfight("status", "mien").stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("levers: {x: {a: {quaters: 3}}}", "quaters: unknown field"),
        ("levers: {x: {a: {quarters: 0}}}", "quarters: is 0"),
        ("levrs: {}", "did you mean 'levers'?"),
        ("measures: [surplus]", "no measure is called 'surplus'"),
        ("base: defautl", "did you mean 'default'?"),
    ],
)
def test_a_wrong_experiment_writes_nothing(proxyfight, place, change, words):
    (place / "mine.yaml").write_text(f"question: What?\n{change}\n")
    done = proxyfight("sweep", "mine.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in place.iterdir()] == ["mine.yaml"]


def test_levels_are_called_what_the_user_wrote(proxyfight, place):
    levels = "{on: {executives.awareness: 1}, off: {executives.awareness: 0}}"
    (place / "mine.yaml").write_text(
        "question: What?\nsettings: {worlds: 1, quarters: 2, burn_in: 0, firms.count: 5}\n"
        f"levers: {{awareness: {levels}}}\n"
    )
    document = json.loads(proxyfight("sweep", "mine.yaml", "--workers", "1", "--json").stdout)
    assert document["levers"] == {"awareness": ["on", "off"]}


def test_list_measures_names_what_experiments_can_report(proxyfight, place):
    entries = json.loads(proxyfight("list", "measures", "--json").stdout)
    rent = next(entry for entry in entries if entry["name"] == "rent")
    assert rent["unit"] == "base pays per firm and quarter"
    assert rent["summary"] == "what executives gain over their outside option"
    text = proxyfight("list", "measures").stdout
    assert "  what executives gain over their outside option (base pays per firm and qu" in text
    names = ", ".join(entry["name"] for entry in entries)
    (place / "all.yaml").write_text(
        "question: What?\nsettings: {worlds: 1, quarters: 2, burn_in: 0, firms.count: 5}\n"
        f"measures: [{names}]\n"
    )
    assert proxyfight("sweep", "all.yaml", "--workers", "1").returncode == 0
