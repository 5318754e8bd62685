"""The same command in two vocabularies: prose differs, names and numbers do not."""

import json
import re

import altair as alt
import pandas as pd
import pytest

from sim.cli.wording import _asked
from sim.pictures.charts import styled
from sim.pictures.wording import chart_in_words
from sim.report.wording import page_in_words
from sim.support.inputs import InputError
from sim.support.vocabulary import in_words, terms
from tests.sim.cli.test_help import COMMANDS

SMALL = (
    *("--worlds", "2", "--set", "quarters=6", "--set", "burn_in=0", "--quiet"),
    *("--set", "firms.source=synthetic", "--set", "firms.count=4"),
)
LEFT = {form for row in terms() for form, other in row.forms.items() if form != other}
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def numbers(text):
    return NUMBERS.findall(text)


def test_help_speaks_either(proxyfight):
    firm = proxyfight("--help").stdout
    assert "Shareholders hire executives with hidden goals" in " ".join(firm.split())
    for arguments in (("--words", "ai", "--help"), ("--help", "--words=ai")):
        found = " ".join(proxyfight(*arguments).stdout.split())
        assert "Developers select models with mesa-objectives" in found
    assert proxyfight("--words", "firm", "--help").stdout == firm
    either = [proxyfight(*one).stdout for one in (
        ("--words", "ai", "hiring", "--help"), ("hiring", "--help", "--words", "ai"),
    )]  # fmt: skip
    assert either[0] == either[1] != proxyfight("hiring", "--help").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_commands_names_the_same(proxyfight, command):
    """Options and examples are the same; ``--words`` is among the options."""
    firm, ai = (proxyfight(command, "--help", "--words", one).stdout for one in ("firm", "ai"))
    assert "--words firm|ai" in firm
    names = re.compile(r"(?<!\w)--[a-z-]+|proxyfight [a-z]\S*(?: \S+)*")
    assert names.findall(firm) == names.findall(ai)


def test_what_list_takes_is_the_same(proxyfight):
    """Kinds are names, though some are words of firms."""
    found = " ".join(proxyfight("list", "--help", "--words", "ai").stdout.split())
    assert "presets, experiments, measures, metrics, schemes, filters, oversight" in found


@pytest.mark.parametrize("kind", ["presets", "schemes", "filters", "measures", "oversight"])
def test_lists_keep_names_numbers_and_sources(proxyfight, kind):
    firm, ai = (proxyfight("list", kind, "--words", one).stdout for one in ("firm", "ai"))
    assert firm != ai
    assert numbers(firm) == numbers(ai)
    for first, second in zip(firm.splitlines(), ai.splitlines(), strict=True):
        assert first.split()[0] == second.split()[0]
        if first.strip().startswith("after "):
            assert first == second
    entries = [proxyfight("list", kind, "--json", "--words", one).stdout for one in ("firm", "ai")]
    assert entries[0] == entries[1]


@pytest.mark.parametrize("command", [("run",), ("hiring",)])
def test_tables_keep_names_and_numbers(proxyfight, command):
    firm, ai = (proxyfight(*command, *SMALL, "--words", one) for one in ("firm", "ai"))
    assert (firm.returncode, ai.returncode) == (0, 0)
    assert numbers(firm.stdout) == numbers(ai.stdout)
    assert firm.stdout != ai.stdout
    first = [line.split()[:1] for line in firm.stdout.splitlines() if "_" in line]
    assert first == [line.split()[:1] for line in ai.stdout.splitlines() if "_" in line]
    prose = [text for text in map(str.strip, re.split(r"\n| {2,}", ai.stdout)) if " " in text]
    assert [in_words(text, "ai") for text in prose] == prose, "something was left"
    assert "pays its model" in " ".join(ai.stdout.split())
    data = [proxyfight(*command, *SMALL, "--json", "--words", one).stdout for one in ("firm", "ai")]
    assert data[0] == data[1]
    json.loads(data[0])


def test_the_environment_sets_it_and_the_option_counts_more(proxyfight, monkeypatch):
    firm = proxyfight("list", "presets").stdout
    ai = proxyfight("list", "presets", "--words", "ai").stdout
    monkeypatch.setenv("PROXYFIGHT_WORDS", "ai")
    assert proxyfight("list", "presets").stdout == ai
    assert proxyfight("list", "presets", "--words", "firm").stdout == firm
    monkeypatch.setenv("PROXYFIGHT_WORDS", "")
    assert proxyfight("list", "presets").stdout == firm


def test_a_wrong_word_is_one_sentence(proxyfight, monkeypatch):
    for arguments in (("run", "--words", "klingon"), ("--words=klingon", "run")):
        done = proxyfight(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "proxyfight: --words: is 'klingon'; expected firm or ai\n"
    assert proxyfight("run", "--words").returncode == 2
    monkeypatch.setenv("PROXYFIGHT_WORDS", "AI")
    done = proxyfight("list")
    assert done.returncode == 2
    assert done.stderr == "proxyfight: PROXYFIGHT_WORDS: is 'AI'; expected firm or ai\n"


def test_it_is_read_wherever_it_stands():
    assert _asked([]) == "firm"
    assert _asked(["--words", "ai", "run"]) == _asked(["run", "--words=ai", "x"]) == "ai"
    assert _asked(["--words", "ai", "run", "--words", "firm"]) == "firm"
    assert _asked(["run", "--", "--words", "ai"]) == _asked(["run", "--words"]) == "firm"
    with pytest.raises(InputError, match="--words: is ''"):
        _asked(["--words="])


def test_pages_keep_what_is_no_prose():
    page = (
        "<h1>An executive&#39;s bonus</h1><p>A <strong>board</strong> &amp; <code>the board</code>"
        '<td class="num">the board</td><svg><text>the board</text></svg> hired</p>'
    )
    assert page_in_words(page, "firm") is page
    assert page_in_words(page, "ai") == (
        "<h1>A model&#x27;s reward</h1><p>A <strong>overseer</strong> &amp; <code>the board</code>"
        '<td class="num">the board</td><svg><text>the board</text></svg> selected</p>'
    )


def test_charts_say_titles_and_keep_data():
    data = pd.DataFrame({"executive": ["the board", "hired"], "share": [0.1, 0.2]})
    base = alt.Chart(data, title=alt.Title("Executives hired", subtitle=["Share of all", "boards"]))
    chart = styled(
        base.mark_bar().encode(
            x=alt.X("share:Q", title="share of tenures"),
            y=alt.Y("executive:N", title="kind of executive"),
        )
        + base.mark_rule().encode(x="share:Q")
    )
    before = chart.to_dict()
    assert chart_in_words(chart, "firm") is chart
    found = chart_in_words(chart, "ai").to_dict()
    assert chart.to_dict() == before
    text = json.dumps(found)
    for title in ("Models selected", "share of deployments", "kind of model", "overseers"):
        assert title in text
    assert '"field": "executive"' in text
    assert "the board" in text
    assert list(found["datasets"].values()) == list(before["datasets"].values())
