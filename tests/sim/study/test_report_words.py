"""One report in two vocabularies: the prose differs, names and numbers do not."""

import re

from fakecore import experiment, simulate

from sim.study import run_study

CELLS = re.compile(r"<td[^>]*>.*?</td>|<code>.*?</code>|<pre>.*?</pre>", re.DOTALL)


def prose(page):
    return re.sub(r"<svg.*?</svg>|<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)


def test_reports_speak_either_with_the_same_names_and_numbers(proxyfight, place):
    design = experiment(
        question="Do shareholders gain when executives are hired by an interview?",
        levers={
            "hiring": {
                "by lot": {"package.filters": ["lottery"]},
                "an interview": {"package.filters": ["interview"]},
            }
        },
    )
    run_study(design, place / "mine", workers=1, simulate=simulate)
    page = place / "mine" / "report.html"
    assert proxyfight("report", "./mine").returncode == 0
    firm = page.read_text()
    done = proxyfight("report", "./mine", "--words", "ai")
    assert (done.returncode, done.stdout.strip()) == (0, "mine/report.html")
    ai = page.read_text()
    assert "Do shareholders gain when executives are hired by" in firm
    assert "Do developers gain when models are selected by an interview?" in ai  # a level's name
    assert "median firm pays its model for a quarter" in " ".join(ai.split())
    assert "Developer surplus is highest with hiring" in " ".join(prose(ai).split())
    assert CELLS.findall(firm) == CELLS.findall(ai)
    numbers = re.compile(r"-?\d+(?:\.\d+)?")
    assert numbers.findall(prose(firm)) == numbers.findall(prose(ai))
