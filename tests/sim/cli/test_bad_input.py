"""Wrong input: status 2, one sentence that names the place, nothing on stdout, nothing written."""

import pytest

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

FILES = {
    "wrong field": ("quaters: 20\n", "quaters: unknown field; did you mean 'quarters'?"),
    "wrong nested field": (
        "technology: {tasks: [{name: a, valeu: 1}]}\n",
        "technology.tasks.0.valeu: unknown field; did you mean 'value'?",
    ),
    "wrong value": (
        "quarters: soon\n",
        "quarters: is 'soon'; expected a whole number",
    ),
    "unknown part": (
        "package: {schemes: [linear-bonsu]}\n",
        "package.schemes.0: no part of the family schemes is called 'linear-bonsu'; "
        "did you mean 'linear-bonus'?",
    ),
    "wrong parameter": (
        "package: {schemes: [{name: linear-bonus, slpe: 1}]}\n",
        "package.schemes.0.slpe: unknown field; did you mean 'slope'?",
    ),
    "parameter out of bounds": (
        "package: {filters: [{name: interview, validity: 2}]}\n",
        "package.filters.0.validity: is 2; expected a number from 0 to 1",
    ),
    "a board of two minds": (
        "package: {oversight: [no-dismissal, random-audits, probation]}\n",
        "package: with no-dismissal the board dismisses nobody, but probation has a bar below "
        "which it does; expected one of them",
    ),
    "vesting after a part's term": (
        "package: {schemes: [restricted-stock], oversight: [{name: tenure-limit, quarters: 9}]}\n",
        "package: restricted-stock vests after 12 quarters, but tenure-limit ends a tenure after 9",
    ),
    "unknown archetype": (
        "executives: {population: {villain: 1}}\n",
        "villain: is no archetype",
    ),
    "NaN": ("firms: {impact: .nan}\n", "firms.impact: is nan; expected a finite number"),
    "infinity": ("metric: {noise: .inf}\n", "metric.noise: is inf; expected a finite number"),
    "negative count": (
        "firms: {count: -5}\n",
        "firms.count: is -5; expected a whole number",
    ),
    "share sum": (
        "executives: {population: {steward: 0.5, looter: 0.2}}\n",
        "executives.population: the shares sum to 0.7; expected 1",
    ),
    "unknown task": (
        "regimes: [{start: 3, tasks: {biuld: {value: 1}}}]\n",
        "no task is called 'biuld'",
    ),
    "unsafe": ("a: !!python/object/apply:os.system [touch pwned]\n", "is not for plain data"),
    "alias bomb": (BOMB, "expands to more than 50000 values"),
    "endless alias": ("a: &a [*a]\n", "*a stands within &a and never ends"),
    "too deep": ("[" * 5000, "nested too deeply"),
    "key given twice": ("quarters: 3\nquarters: 4\n", "line 2: the key 'quarters' is given twice"),
    "no mapping": ("- 1\n- 2\n", "is a list; expected fields and their values"),
    "no YAML": ("quarters: [3\n", "expected plain YAML"),
    "two documents": ("quarters: 3\n---\nquarters: 4\n", "another document"),
}


@pytest.mark.parametrize("case", FILES)
@pytest.mark.parametrize("command", [["show"], ["run", "--json", "--out", "kept"]], ids=" ".join)
def test_files(proxyfight, place, case, command):
    text, words = FILES[case]
    (place / "mine.yaml").write_text(text)
    check(proxyfight(*command, "mine.yaml"), place, "mine.yaml", words)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("worlds=-3", "worlds: is -3; expected a whole number from 1 to"),
        ("firms.impact=nan", "firms.impact: is 'nan'; expected a number"),
        ("quarter=3", "quarter: unknown field; did you mean 'quarters'?"),
        ("technology.tasks.bild.value=1", "technology.tasks.bild: no such entry"),
        ("technology.tasks.build.value=x", "technology.tasks.0.value: is 'x'"),
        ("executives.population.looter.share=0.9", "the shares sum to 1.74; expected 1"),
        ("package.filters=lottery", "package.filters: is 'lottery'; expected a list"),
        ("quarters", "expected path=value"),
        ("=3", "expected path=value"),
        ("quarters=[", "expected plain YAML"),
        ("quarters=!!python/name:os.system", "is not for plain data"),
    ],
)
def test_assignments(proxyfight, place, value, words):
    (place / "mine.yaml").write_text("quarters: 4\n")
    check(proxyfight("show", "mine.yaml", "--set", value), place, "--set", words)


def test_unknown_preset(apart, place):
    check(apart("run", "many-misalignd"), place, "did you mean 'many-misaligned'?")


def test_no_such_file(proxyfight, place):
    check(proxyfight("show", "mine.yaml"), place, "mine.yaml: no such file")


def test_folder(proxyfight, place):
    (place / "mine.yaml").mkdir()
    check(proxyfight("show", "mine.yaml"), place, "mine.yaml: no such file")


@pytest.mark.parametrize("content", [b"\x00\xff\xfe\x00", b"\x89PNG\r\n\x1a\n\x00"])
def test_binary(proxyfight, place, content):
    (place / "mine.yaml").write_bytes(content)
    check(proxyfight("show", "mine.yaml"), place, "mine.yaml")


def test_huge(proxyfight, place):
    (place / "mine.yaml").write_bytes(b"#" * 2_000_000)
    check(proxyfight("show", "mine.yaml"), place, "larger than")


def test_file_where_a_folder_is_expected(proxyfight, place):
    (place / "kept").write_text("mine\n")
    check(proxyfight("run", "--out", "kept"), place, "kept is a file; expected a folder")
    assert (place / "kept").read_text() == "mine\n"


def test_unequal_luck_is_not_compared(proxyfight, place):
    (place / "mine.yaml").write_text("seed: 1\n")
    check(proxyfight("compare", "default", "mine.yaml"), place, "seed: is 0 in A and 1 in B")


def check(done, place, *words):
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("proxyfight: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr
    assert {path.name for path in place.iterdir()} <= {"mine.yaml", "kept"}
    assert not (place / "kept").is_dir()
