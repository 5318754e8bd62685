"""docs/validation.md: a table of all checks, and a page section with a picture for each.

``python -m sim.checks.document docs`` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from sim.checks.base import SIGMAS, Result, run_check
from sim.checks.catalogue import catalogue
from sim.pictures.charts import save
from sim.support.words import short

_HEAD = """# Theory checks

`proxyfight validate` compares textbook results with what the simulator's own core makes of the
same model. {summary}

Each theoretical value is computed by itself (closed form, quadrature, root finding or dynamic
programming). Each simulated one comes from the core that plays every scenario: a part, the best
response, or the step loop; that of `lande` comes from the generation that the lab's herds live.
No check has a loop of its own. A value passes if it misses the theory by at most {sigmas:g}
standard errors plus a hundred-thousandth; "exact" stands where the core's answer involves no
chance. Every check has a control, the same model with something wrong, which must fail. Parameters
are set with `--set name=value`:

```
proxyfight validate hurdle --set K=1.2 --set s=0.3
```

This page is written by `python -m sim.checks.document docs`.

"""


def summary(results: Iterable[Result]) -> str:
    """The one line that the README quotes."""
    found = list(results)
    passed = sum(result.passed for result in found)
    loops = sum(result.check.exercises == "the step loop" for result in found)
    values = sum(len(result.theory) for result in found)
    return (
        f"{passed} of {len(found)} textbook models agree with the simulator in all their "
        f"{values} outputs, {loops} of them through its step loop."
    )


def checked() -> list[Result]:
    """The results of all checks."""
    return [run_check(check()) for check in catalogue().values()]


def write(folder: Path, found: list[Result] | None = None) -> None:
    """Write the page and its pictures into ``folder``; checks are run, unless they have been."""
    results = checked() if found is None else found
    pictures = folder / "validation"
    pictures.mkdir(parents=True, exist_ok=True)
    text = _HEAD.format(summary=summary(results), sigmas=SIGMAS) + _table(results)
    for result in results:
        save(result.check.picture(), pictures / f"{result.check.name}.svg")
        text += _section(result)
    (folder / "validation.md").write_text(text, encoding="utf-8")


def _table(results: Iterable[Result]) -> str:
    lines = [
        "| check | output | theory | simulated | standard error | from |",
        "|---|---|---|---|---|---|",
    ]
    for result in results:
        check = result.check
        for row, output in enumerate(check.outputs):
            error = result.standard_error[output]
            lines.append(
                f"| {f'[{check.name}](#{check.name})' if row == 0 else ''} | {output} "
                f"| {short(result.theory[output])} | {short(result.simulated[output])} "
                f"| {short(error) if error > 0 else 'exact'} "
                f"| {check.exercises if row == 0 else ''} |"
            )
    return "\n".join(lines) + "\n"


def _section(result: Result) -> str:
    check = result.check
    parameters = ", ".join(f"`{name}` {value}" for name, value in check.model_dump().items())
    outputs = "; ".join(f"`{name}`: {text}" for name, text in check.outputs.items())
    return (
        f"\n## {check.name}\n\n"
        f"{check.summary[:1].upper()}{check.summary[1:]}. *{check.source}.* {check.assumptions}\n\n"
        f"![{check.name}: theory and simulation](validation/{check.name}.svg)\n\n"
        f"Parameters here: {parameters}. Outputs: {outputs}. Control: {check.control_text}.\n"
    )


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
