"""How to cite a study: what it asks, and all that one needs to make it again."""

from __future__ import annotations

import re

from sim.study.store.study import Study

_SIGNS = re.compile(r"[\\{}%&#$_~^]")


def citation(study: Study) -> str:
    """A BibTeX entry of a study. Its note says what the study's rows depend on."""
    manifest = study.manifest
    worlds = f"{study.worlds} worlds" if study.worlds != 1 else "1 world"
    cells = f"{len(study.points)} cells" if len(study.points) != 1 else "1 cell"
    name = re.sub(r"[^A-Za-z0-9-]", "", study.name) or "study"
    return (
        f"@misc{{proxyfight-{name},\n"
        "  author = {{The proxyfight authors}},\n"
        f"  title = {{{_text(study.question)}}},\n"
        f"  howpublished = {{proxyfight {_text(str(manifest['version']))}, a laboratory of the "
        "principal-agent problem},\n"
        f"  note = {{Study {_text(study.name)}: {cells}, {worlds}, seed {manifest['seed']}, "
        f"identity {study.identity}, points {_text(str(manifest['points']))}}},\n"
        "}\n"
    )


def _text(text: str) -> str:
    """In one line, with nothing in it that TeX would act on."""
    return _SIGNS.sub(" ", " ".join(text.split()))
