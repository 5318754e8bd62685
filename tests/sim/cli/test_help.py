"""Help, usage errors, and what the command does not import to print them."""

import subprocess
import sys

import pytest

COMMANDS = [
    "run",
    "sweep",
    "compare",
    "hiring",
    "lab",
    "dashboard",
    "export",
    "query",
    "codebook",
    "report",
    "status",
    "effects",
    "region",
    "front",
    "list",
    "show",
    "schema",
    "bench",
]
HEAVY = ["numpy", "numba", "pandas", "scipy", "pyarrow", "altair", "streamlit", "mesa"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(proxyfight, command):
    done = proxyfight(command, "--help")
    assert done.returncode == 0
    assert "Examples:\n" in done.stdout
    assert f"proxyfight {command}" in done.stdout.split("Examples:")[1]
    assert "..." not in done.stdout


def test_bare_command_introduces_itself(proxyfight, apart):
    done = apart()
    assert done.returncode == 0
    assert all(f"  {command} " in done.stdout for command in COMMANDS)
    assert done.stdout == proxyfight("--help").stdout


def test_version(apart):
    done = apart("--version")
    assert (done.returncode, done.stdout) == (0, "proxyfight 0.1.0\n")


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    program = (
        "import sys\nfrom sim.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        f"print('loaded:', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.endswith("loaded: []\n"), done.stdout[-200:] + done.stderr


def test_run_imports_neither_pandas_nor_charts(place):
    program = (
        "import sys\nfrom sim.cli import main\n"
        "try: main(['run', '--worlds', '1', '--json'])\nexcept SystemExit: pass\n"
        "print(sorted({'pandas', 'altair', 'streamlit', 'mesa'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=place
    )
    assert done.stdout.endswith("\n[]\n"), done.stdout[-200:] + done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["swep"], "did you mean 'sweep'?"),
        (["run", "--worls", "3"], "--worlds"),
        (["run", "--worlds", "-3"], "--worlds"),
        (["run", "--worlds", "many"], "--worlds"),
        (["run", "--seed", "-1"], "--seed"),
        (["run", "a", "b"], "unexpected extra argument"),
        (["compare", "default"], "missing argument 'B'"),
        (["list", "preset"], "did you mean 'presets'?"),
        (["run", "--record", "quaters", "--out", "x"], "did you mean 'quarters'?"),
        (["run", "--record", "quarters"], "expected --out DIR"),
        (["export", "nowhere", "--out", "x.csv"], "no study is there"),
        (["status", "nowhere"], "no study is there"),
        (["sweep", "headlin"], "did you mean 'headline'?"),
        (["sweep", "headline", "--workers", "0"], "--workers"),
    ],
)
def test_usage_errors_take_one_line(proxyfight, place, arguments, words):
    done = proxyfight(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert not list(place.iterdir())
