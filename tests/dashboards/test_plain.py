"""Text of users is shown as it is: what Streamlit would read in it is broken up."""

import re

import pytest

from dashboards.guard import sentence
from dashboards.plain import JOINER, plain, shown

HOSTILE = (
    "![x](http://192.0.2.1/a.png) [y](http://192.0.2.1) <img src=http://192.0.2.1/b> "
    "<http://192.0.2.1> https://192.0.2.1 www.example.com me@example.com :smile: "
    ":material/home: :red[z] `code` $x^2$ **b** _i_ ~~s~~ &amp; a | b \\ # h"
)


@pytest.mark.parametrize(
    "text", [HOSTILE, "- item", "1. item", "12) item", "# head", "> quote", "+ x", "=1+1", "a:b: c"]
)
def test_a_reader_sees_the_text(text: str) -> None:
    assert shown(plain(text)) == text


def test_nothing_is_left_that_streamlit_reads() -> None:
    """Links, addresses, icons and colours are looked for after the signs were read."""
    read = re.sub(r"\\(.)", r"\1", plain(HOSTILE))  # as a parser of Markdown would hand it on
    for pattern in (r"https?://", r"www\.", r"\w@\w", r":\w+:", r":material/", r":red\["):
        assert re.search(pattern, HOSTILE) and not re.search(pattern, read)
    bare = re.sub(r"\\.", "", plain(HOSTILE))
    assert not set("*_`$[]<>~&|\\") & set(bare)


@pytest.mark.parametrize("text", ["- item", "1. item", "# head", "> quote", "+ x", "=x"])
def test_no_list_or_heading_begins(text: str) -> None:
    assert re.match(r"\d*\\", plain(text))


def test_one_line_without_control_characters() -> None:
    assert plain("a\n\n# b\tc\x1b[31m\u202ed") == "a # b c\N{REPLACEMENT CHARACTER}\\[31m" + (
        "\N{REPLACEMENT CHARACTER}d"
    )


def test_sentences_of_complaint_are_plain() -> None:
    said = sentence("a.yaml: no field is called 'http://x'; expected one")
    assert said == f"a.yaml: no field is called 'http:{JOINER}//x'; expected one."
