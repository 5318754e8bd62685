"""The claims in dispute say on the dashboard what they say in docs/findings.md."""

from __future__ import annotations

import re
from pathlib import Path

from sim.experiments.disputed import DISPUTES
from sim.findings.summary import quoted

PAGE = Path(__file__).resolve().parents[3] / "docs" / "findings.md"


def sections() -> list[str]:
    text = PAGE.read_text("utf-8").partition("## The claims in dispute")[2]
    text = re.sub(r"<!--.*?-->", "", text)
    return re.split(r"\n\*\*\d\. ", text)[1:]


def test_claims_answers_and_numbers_are_those_of_the_page():
    for one, section in zip(DISPUTES, sections(), strict=True):
        said = " ".join(section.split())
        assert said.startswith(one.claim.rstrip("."))
        assert one.answer in said
        for each in one.firm:
            number = quoted(each.experiment, each.claim)
            assert number in said and each.sentence().endswith(number)
        for tell in one.labs:
            for number in re.findall(r"-?\d\.\d\d \(\d\.\d\d\)", tell()):
                assert number in said


def test_every_claim_has_something_to_stand_on():
    assert len(DISPUTES) == 6
    assert all(one.labs and one.silent and not one.silent.endswith(".") for one in DISPUTES)
