"""Every kind of wrong input gets its sentence: where, what was written, what was expected."""

import datetime
import re
import time
from pathlib import Path

import pytest
import yaml

import sim
from incentives.schemes.linear_bonus import LinearBonus
from incentives.sentences import one_line, suggest
from sim.cli.main import _run
from sim.scenario.presets import _OF_EXPERIMENTS, load_scenario, scenario_of
from sim.scenario.scenario import Scenario
from sim.study import Experiment, load_experiment
from sim.support.inputs import InputError, parse_yaml, read_yaml, whole_number

TABLE = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=f"{kind} {n}") for kind in TABLE for n, row in enumerate(TABLE[kind])]
OF_PYTHON = re.compile(
    r"\b(dict|NoneType|None|True|False|str|float|tuple|datetime|pydantic|Input should|\w+_type)\b"
    r"|<class|\w+Error"
)


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def sentence(row, capsys):
    """What is said about a row, by the functions that read it."""
    if "command" in row:
        assert _run(row["command"]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.endswith("\n")
        return said.err[:-1]
    with pytest.raises(InputError) as refused:
        if "file" in row:
            Path("mine.yaml").write_text(row["file"], encoding="utf-8")
            load_scenario("mine.yaml")
        elif "experiment" in row:
            Path("mine.yaml").write_text(row["experiment"], encoding="utf-8")
            load_experiment("mine.yaml").cells()
        elif "set" in row:
            load_scenario(None, row["set"])
        else:
            known = {name: getattr(sim, name) for name in sim.__all__}
            eval(row["python"], {"datetime": datetime, "LinearBonus": LinearBonus, **known})
    return str(refused.value)


@pytest.mark.parametrize("row", ROWS)
def test_wrong_input_gets_its_sentence(row, capsys):
    said = sentence(row, capsys)
    assert said == row["says"]
    assert said.isprintable()
    assert not OF_PYTHON.search(said)
    assert {path.name for path in Path().iterdir()} <= {"mine.yaml"}


def test_a_refused_word_is_never_proposed():
    for row in (row for rows in TABLE.values() for row in rows):
        for proposed in re.findall(r"did you mean '([^']+)'", row["says"]):
            assert not re.search(rf"(^|[. ]){re.escape(proposed)}: unknown field", row["says"])
    assert suggest("metric", ["metric", "slope"]) == "expected slope"
    assert suggest("metric", ["metric"]) == "expected none"


NUMBERS = {
    "010": 10, "08": 8, "0o10": 8, "0x1F": 31, "1e3": 1000, "+7": 7, "'12'": 12, "1.0": 1, "-0": 0,
}  # fmt: skip
TEXTS = ["1_000", "1:30", "2024-01-15", "0b11", "yes", "on", "1,5", "0o9", "1e", "nan", "inf"]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_the_same_wherever_it_is_written(text, capsys):
    Path("mine.yaml").write_text(f"seed: {text}\n")
    assert load_scenario("mine.yaml").seed == NUMBERS[text]
    assert load_scenario(None, [f"seed={text}"]).seed == NUMBERS[text]
    plain = text.strip("'")
    for given in ({"seed": plain}, {"seed": NUMBERS[text]}):
        assert scenario_of(given, {}).seed == NUMBERS[text]
        assert Scenario(**given).seed == NUMBERS[text]
    assert whole_number("--seed", plain, 0) == NUMBERS[text]
    assert _run(["show", "--seed", plain]) == 0
    assert f"\nseed: {NUMBERS[text]}\n" in capsys.readouterr().out


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_no_number_wherever_it_is_written(text, capsys):
    assert parse_yaml(text, "here") == text
    with pytest.raises(InputError, match=f"seed: is '{text}'; expected a whole number"):
        load_scenario(None, [f"seed={text}"])
    with pytest.raises(InputError, match=f"seed: is '{text}'; expected a whole number"):
        Scenario(seed=text)
    assert _run(["show", "--seed", text]) == 2
    assert f"--seed: is '{text}'; expected a whole number" in capsys.readouterr().err


def test_dates_are_text():
    assert load_scenario(None, ["description=2024-01-15"]).description == "2024-01-15"
    assert Scenario(description=datetime.date(2024, 1, 15)).description == "2024-01-15"
    day = {"question": "why?", "levers": {"day": {"2024-01-15": {"quarters": 4}}}}
    text = "question: why?\nlevers: {day: {2024-01-15: {quarters: 4}}}"
    assert Experiment(**day) == Experiment.read(parse_yaml(text, "here"))


def test_a_short_form_takes_what_the_long_form_takes():
    for share in ("5e-1", '"0.5"', "0.5", ".5", "5E-1"):
        for form in (share, f"{{share: {share}}}"):
            text = f"executives: {{population: {{steward: {form}, careerist: {form}}}}}"
            shares = Scenario.read(parse_yaml(text, "here")).executives.population
            assert [member.share for member in shares.values()] == [0.5, 0.5]
    both = ["executives.population.steward='2.5e-1'", "executives.population.steward.awareness=0"]
    steward = load_scenario(None, both).executives.population["steward"]
    assert (steward.share, steward.awareness) == (0.25, 0.0)


def test_a_line_is_a_line_whatever_the_text_has():
    assert str(InputError("a\r\nb\x1b[31m\u2028\u202e")) == r"a\r\nb\x1b[31m\u2028\u202e"
    assert one_line("säulen, 柱") == "säulen, 柱"


@pytest.mark.parametrize(
    "text",
    [
        "[" + "1, " * 330_000 + "1]",
        "".join(f"key{n}: {n}\n" for n in range(70_000)),
        "".join(f"key{n}: {n}\n" for n in range(20_000)),
        "[" * 500_000,
        "".join(f"key{n}: {'x' * 80}\n" for n in range(11_000)),
        "#\n" * 499_000,
    ],
    ids=["flow", "block", "half", "deep", "long", "comments"],
)
def test_a_megabyte_is_read_or_refused_at_once(text):
    Path("mine.yaml").write_text(text[:1_000_000])
    begun = time.process_time()
    try:
        read_yaml(Path("mine.yaml"))
    except InputError as error:
        assert "expected plain YAML" in str(error)
    assert time.process_time() - begun < 1.0


def test_what_tells_an_experiment_is_what_an_experiment_has():
    own = Experiment.model_fields.keys() - Scenario.model_fields.keys()
    assert set(_OF_EXPERIMENTS) == own - {"name", "overrides"}
