"""docs/gallery.md: per part a picture, two sentences, its parameters and its source.

``python -m sim.gallery.document docs`` writes it.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

from incentives import FAMILIES, Part, catalogue
from sim.gallery.parameters import bounds, default, parameters
from sim.gallery.pictures import picture
from sim.pictures.charts import save

_HEAD = """# Gallery

Everything that shareholders can put into a governance package: {counts}.
Each is one class in one file, found by its name; [own-part.md](own-part.md) says how to add one of
your own. Pictures show parts with their defaults, and noise as in the default economy.

This page is written by `python -m sim.gallery.document docs`.

"""

_ABOUT = {
    "metrics": "What is measured of what was done.",
    "schemes": "What is paid for what is seen. A package may stack several; awards add up.",
    "filters": "Who gets through. Scores add up, and the best applicant is hired. In the pictures "
    "nobody games, traits are standard normal, one applicant in four is misaligned, or has a past, "
    "and a record correlates with ability by 0.6.",
    "oversight": "What is looked into, and what follows. Audits are independent; the hardest bar "
    "counts. Being found costs the fine and the seat.",
}


def write(folder: Path) -> None:
    """Write the page and its pictures into ``folder``."""
    pictures = folder / "gallery"
    pictures.mkdir(parents=True, exist_ok=True)
    for old in pictures.glob("*.svg"):
        old.unlink()
    shown = {family: own(family) for family in FAMILIES}
    for family, parts in shown.items():
        for part in parts:
            save(picture(part()), pictures / file_of(family, part))
    (folder / "gallery.md").write_text(page(shown), encoding="utf-8")


def own(family: str) -> list[type[Part]]:
    """The parts of a family that this distribution brings, by name."""
    return [p for p in catalogue(family).values() if p.__module__.startswith("incentives.")]


def file_of(family: str, part: type[Part]) -> str:
    """Name of the file of a part's picture."""
    return f"{family}-{part.name}.svg"


def page(shown: dict[str, list[type[Part]]]) -> str:
    """The page as Markdown."""
    counts = ", ".join(f"{len(parts)} {_plural(family)}" for family, parts in shown.items())
    text = _HEAD.format(counts=counts)
    for family, parts in shown.items():
        links = ", ".join(f"[{part.name}](#{family}-{part.name})" for part in parts)
        text += f"- **{family}**: {links}\n"
    for family, parts in shown.items():
        text += f"\n## {family.capitalize()}\n\n{_ABOUT[family]}\n"
        text += "".join(section(family, part) for part in parts)
    return text


def section(family: str, part: type[Part]) -> str:
    """Heading, picture, what it is, what it is for, parameters and source."""
    rows = "".join(
        f"| `{entry['name']}` | {default(entry)} | {bounds(entry)} | {entry['description']} |\n"
        for entry in parameters(part)
    )
    table = f"| parameter | default | may be | meaning |\n|---|---|---|---|\n{rows}\n"
    return (
        f'\n<a id="{family}-{part.name}"></a>\n\n'
        f"### {part.name}\n\n{sentence(part)} {part.purpose}\n\n"
        f"![{part.name}: {part.summary}](gallery/{file_of(family, part)})\n\n"
        f"{table if rows else ''}"
        f"*{part.source}.*\n"
    )


def sentence(part: type[Part]) -> str:
    """The first sentence of the class's docstring, in Markdown."""
    text = " ".join((inspect.getdoc(part) or "").split("\n\n")[0].split())
    first = re.split(r"(?<=[.;]) (?=[A-Z])", text)[0].replace("``", "`")
    return first if first.endswith(".") else f"{first}."


def _plural(family: str) -> str:
    return "kinds of oversight" if family == "oversight" else family


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
