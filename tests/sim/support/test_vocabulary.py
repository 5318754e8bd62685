"""One table of terms: what becomes what, and what stays."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives.sentences import InputError
from sim.support.vocabulary import (
    VOCABULARIES,
    in_words,
    sources,
    terms,
    vocabulary_named,
    without_counterpart,
)

PAIRS = {form: other for row in terms() for form, other in row.forms.items()}
CHANGED = {form: other for form, other in PAIRS.items() if form != other}
WORDS = st.sampled_from(
    [*PAIRS, "an", "a", "the", "of", "is", "able", "and", "or", "model", "hour"]
)
SIGNS = st.sampled_from([" ", ", ", ". ", "; ", " - ", " (", ") ", " *", "* ", "\n", "'s ", ": "])
CAPITALS = st.sampled_from([str, str.capitalize, str.upper])


@st.composite
def sentences(draw):
    """Terms, other words and signs in any order, as Markdown may have them."""
    parts = draw(st.lists(st.tuples(WORDS, CAPITALS, SIGNS), min_size=1, max_size=12))
    return "".join(capital(word) + sign for word, capital, sign in parts)


NAMES = st.from_regex(r"[a-z]{1,9}[_.][a-z]{1,9}", fullmatch=True)
PARTS = st.sampled_from(["hidden-goal", "boards-imitate", "linear-bonus", "perfect-interview"])
CODE = st.sampled_from(list(PAIRS)).map(lambda term: f"`{term}`")
FIXED = st.one_of(
    NAMES,
    PARTS,
    CODE,
    st.sampled_from(list(PAIRS)).map(lambda term: f"{term.split()[0]}_share"),
    st.sampled_from(list(PAIRS)).map(lambda term: f"executives.{term.split()[0]}=3"),
    st.sampled_from(list(PAIRS)).map(lambda term: f"'{term.split()[0]}'"),
    st.sampled_from(list(PAIRS)).map(lambda term: f"docs/{term.split()[0]}.md"),
    st.sampled_from(list(PAIRS)).map(lambda term: f"--{term.split()[0]}"),
)


@given(st.one_of(sentences(), st.text()))
def test_words_of_the_firm_are_the_text_itself(text):
    assert in_words(text, "firm") is text


@given(st.one_of(sentences(), st.text()))
@settings(max_examples=300)
def test_what_is_translated_has_nothing_left_to_translate(text):
    once = in_words(text, "ai")
    assert in_words(once, "ai") == once


@settings(max_examples=50)
@given(st.recursive(
    st.one_of(st.none(), st.integers(), sentences()),
    lambda inner: st.dictionaries(sentences(), inner, max_size=3) | st.lists(inner, max_size=3),
).filter(lambda value: isinstance(value, dict | list)))  # fmt: skip
def test_json_never_changes(document):
    text = json.dumps(document, indent=2, ensure_ascii=False)
    assert in_words(text, "ai") == text


@given(sentences(), FIXED, sentences())
def test_names_never_change(before, name, after):
    assert f" {name} " in in_words(f"{before}. {name} is {after}", "ai")


@given(sentences())
def test_articles_fit_what_follows(text):
    """Wherever a term has an article in front that fitted it, the counterpart's fits, too."""
    fitting = re.sub(r"(?i)\b(a)n?\b(?=\s+[*(]*([a-z]))", _fitted, text)
    found = in_words(fitting, "ai")
    for match in re.finditer(r"\b([Aa]n?)\s+[*(]*([A-Za-z])", found):
        assert (match[1].lower() == "an") is (match[2].lower() in "aeiou"), (match[0], found)


def _fitted(match):
    return match[1] + ("n" if match[2].lower() in "aeiou" else "")


@pytest.mark.parametrize("form", CHANGED)
def test_every_form_becomes_its_counterpart_in_any_case(form):
    other = CHANGED[form]
    assert in_words(f"see {form}.", "ai") == f"see {other}."
    assert in_words(f"{form[0].upper()}{form[1:]} is", "ai") == f"{other[0].upper()}{other[1:]} is"
    assert in_words(form.upper(), "ai") == other.upper()
    assert in_words(form.replace(" ", "\n"), "ai") == other
    assert in_words(f"**{form}**'s", "ai") == f"**{other}**'s"


@pytest.mark.parametrize("other", sorted(set(CHANGED.values())))
def test_no_counterpart_is_a_term_of_the_firm(other):
    """So that a sentence of one vocabulary is never read as one of the other."""
    assert in_words(f"see {other}.", "ai") == f"see {other}."


def test_a_term_without_a_counterpart_stays_and_says_why():
    none = [row for row in terms() if row.ai is None]
    assert len(none) >= 8
    for row in none:
        assert len(row.note.split()) >= 8
        assert not row.sources
        for form in row.forms:
            assert in_words(f"one {form} more", "ai") == f"one {form} more"
            assert without_counterpart(f"One {form} more, {form}") == (row,)
    assert without_counterpart("executives and `poaching`, market.poaching") == ()


def test_every_pair_has_a_source_and_every_source_a_pair():
    named = {source for row in terms() for source in row.sources}
    assert named == sources().keys()
    assert all(row.sources for row in terms() if row.ai is not None)
    assert all(re.search(r"(19|20)\d\d, ", work) for work in sources().values())
    forms = [form.lower() for row in terms() for form in row.forms]
    assert len(forms) == len(set(forms))


def cited(work):
    """A work as the page's tables cite it: two names at most, and the year."""
    names, year = re.match(r"(.+?) ((?:19|20)\d\d), ", work).groups()
    people = re.split(r", | and ", names)
    return f"{names if len(people) < 3 else f'{people[0]} et al.'} {year}"


def test_the_page_shows_the_table():
    page = (Path(__file__).parents[3] / "docs" / "analogy.md").read_text(encoding="utf-8")
    lines = page.splitlines()
    shown = [line for line in lines if line.startswith("| ") and not line.startswith("| term |")]
    wanted = []
    for row in terms():
        works = "; ".join(cited(sources()[name]) for name in row.sources)
        counterpart = [] if row.ai in (None, row.firm) else [row.ai]
        wanted.append(" | ".join([row.firm, *counterpart, *filter(None, [works]), row.note]))
    assert sorted(line.strip("| ") for line in shown[1:]) == sorted(wanted)
    assert all(f"- {work}." in lines for work in sources().values())


SENTENCES = {
    "Shareholders hire executives with hidden goals.":
        "Developers select models with mesa-objectives.",
    "An executive in a probation, an interview and an empty chair: a hire.":
        "A model in a staged deployment, an evaluation and an inaction baseline: a selection.",
    "an *applicant* (a bonus, a clawback)":
        "a *candidate* (a reward, a rollback with liability)",
    "The board dismisses nobody in an audit season; the boards' beliefs stay.":
        "The overseer shuts down nobody in a stretch of monitored traffic; "
        "the overseers' beliefs stay.",
    "In an interview, hiring an executive costs hiring nobody; by hiring it is settled.":
        "In an evaluation, selecting a model costs selecting nobody; "
        "by selection by training it is settled.",
    "after Baker 1992, Incentive contracts and performance measurement, JPE 100; a bonus":
        "after Baker 1992, Incentive contracts and performance measurement, JPE 100; a reward",
    "proxyfight hiring --json          what hiring filters let through":
        "proxyfight hiring --json          what selection filters let through",
    "tenures: one row per tenure\nruns,quarters,tenures":
        "tenures: one row per deployment\nruns,quarters,tenures",
    "[the board](docs/board.md) says <b>hired</b>":
        "[the overseer](docs/board.md) says <b>selected</b>",
    "A dashboard of boardrooms, and on board": "A dashboard of boardrooms, and on board",
}  # fmt: skip


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences(text):
    assert in_words(text, "ai") == SENTENCES[text]


def test_names_that_look_like_words_can_be_kept():
    assert in_words("Hiring of executives by interview", "ai", keep=["interview", "Hiring"]) == (
        "Hiring of models by interview"
    )
    assert in_words("interviews", "ai", keep=["interview"]) == "evaluations"


def test_another_vocabulary_is_refused():
    assert [vocabulary_named(one) for one in VOCABULARIES] == ["firm", "ai"]
    with pytest.raises(InputError, match=r"^--words: is 'klingon'; expected firm or ai$"):
        vocabulary_named("klingon")
    with pytest.raises(InputError, match="expected firm or ai"):
        in_words("an executive", "AI")


def test_a_long_text_takes_no_time():
    text = "The board dismisses whoever is found out in an audit season. " * 2_000 + "x" * 20_000
    in_words("an executive", "ai")
    begun = time.perf_counter()
    in_words(text, "ai")
    first = time.perf_counter() - begun
    assert first < 2
    begun = time.perf_counter()
    in_words(text, "ai")
    assert time.perf_counter() - begun < first / 4


def test_the_table_is_not_read_where_nothing_is_translated():
    code = (
        "import sys; from sim.support.vocabulary import in_words; in_words('a board', 'firm'); "
        "sys.exit('yaml' in sys.modules or 'sim.support.plain_yaml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
