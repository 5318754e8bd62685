"""What there is of memory, who says so, and refusing what does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.support import memory
from sim.support.inputs import InputError
from sim.support.memory import Limit


def test_the_tightest_limit_counts():
    limit = memory.available()
    assert limit is None or 0 < limit.free < 1 << 50


@pytest.mark.parametrize(
    ("member", "folder", "names"),
    [
        ("0::/jobs/mine\n", "jobs/mine", ("memory.max", "memory.current")),
        ("0::/\n", ".", ("memory.max", "memory.current")),
        (
            "5:cpu,memory:/mine\n1:name=x:/\n",
            "memory/mine",
            ("memory.limit_in_bytes", "memory.usage_in_bytes"),
        ),
    ],
)
def test_control_groups_of_both_versions(tmp_path: Path, member, folder, names):
    place = tmp_path / folder
    place.mkdir(parents=True, exist_ok=True)
    (tmp_path / "cgroup").write_text(member)
    (place / names[0]).write_text("3000000000\n")
    (place / names[1]).write_text("2500000000\n")
    (place / "memory.stat").write_text("anon 5\ninactive_file 500000000\n")
    found = list(memory._of_groups(tmp_path, tmp_path / "cgroup"))
    assert Limit(1_000_000_000, "a control group allows 3.0 GB") in found
    (place / names[0]).write_text("max\n")
    assert list(memory._of_groups(tmp_path, tmp_path / "cgroup")) == []


def test_refused_with_both_figures_unless_somebody_insists(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: Limit(3_600_000_000, "a reason"))
    with pytest.raises(InputError) as caught:
        memory.refuse_too_much(7.1e12, "worlds and firms")
    assert str(caught.value) == (
        "worlds and firms together need about 7.1 TB of memory, and 3.6 GB is free (a reason); "
        "expected fewer (--insist, or PROXYFIGHT_INSIST=1, plays all the same)"
    )
    memory.refuse_too_much(3e9, "worlds")
    monkeypatch.setenv("PROXYFIGHT_INSIST", "1")
    memory.refuse_too_much(7.1e12, "worlds")
