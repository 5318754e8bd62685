"""`proxyfight hiring`: the document, the tables, the picture, and bad input."""

from __future__ import annotations

import json

import pytest

SMALL = (
    "--worlds",
    "2",
    "--set",
    "quarters=8",
    "--set",
    "burn_in=0",
    "--set",
    "firms.source=synthetic",
)


def test_one_document_and_equal_runs_equal_bytes(proxyfight, apart):
    done = apart("hiring", "many-misaligned", *SMALL, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert set(document) == {"scenario", "vacancies", "filters", "kinds", "roc"}
    assert [row["name"] for row in document["filters"]] == ["interview", "pipeline"]
    assert set(document["roc"]) == {"interview", "pipeline"}
    assert proxyfight("hiring", "many-misaligned", *SMALL, "--json").stdout == done.stdout
    other = proxyfight("hiring", "many-misaligned", *SMALL, "--json", "--seed", "7")
    assert other.stdout != done.stdout


def test_tables_and_a_picture(proxyfight, place):
    done = proxyfight("hiring", *SMALL, "--out", "seen.svg")
    assert done.returncode == 0, done.stderr
    for word in ("interview", "pipeline", "looter", "cost per hire", "Picture in seen.svg"):
        assert word in done.stdout
    assert (place / "seen.svg").read_text().startswith("<svg")
    assert [file.name for file in place.iterdir()] == ["seen.svg"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("defualt",), "did you mean 'default'?"),
        (("--out", "seen.pdf"), "expected an ending of .svg or .png"),
        (("--out", "nowhere/seen.svg"), "expected a file in a folder that exists"),
        (("--set", "package.filters=[intervew]"), "did you mean 'interview'?"),
        (
            (
                "--set",
                "quarters=1",
                "--set",
                "burn_in=0",
                "--set",
                "firms.count=1",
                "--worlds",
                "1",
            ),
            "nobody was hired",
        ),
    ],
)
def test_bad_input_is_one_sentence(proxyfight, place, arguments, words):
    done = proxyfight("hiring", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr.strip().splitlines()[-1]
    assert not list(place.iterdir())
