"""Which column of a file of firms says what, in which unit; mappings that are ready made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import Field, field_validator

from incentives.sentences import shown
from sim.scenario.base import Spec

_THOUSANDS = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
AS_IN = "as in thousand dollars"


class Money(NamedTuple):
    """A unit of money: how much of a currency one is, as in 1000 and dollars."""

    factor: float
    currency: str

    def __str__(self) -> str:
        (word,) = (word for word, factor in _THOUSANDS.items() if factor == self.factor)
        return f"{word} {self.currency}".strip()


def money_of(text: str) -> Money:
    """What ``thousand dollars`` means.

    Raises:
        ValueError: If it is no unit of money.
    """
    found = re.fullmatch(r"(?:(thousand|million|billion)s?(?: of)? )?([^\W\d_]+)", text.strip())
    if found is None or found[2] in _THOUSANDS:
        raise ValueError(f"is {shown(text)}; expected a unit of money, {AS_IN}")
    return Money(_THOUSANDS[found[1] or ""], found[2])


class FirmColumns(Spec):
    """Columns of a file of firms by what they say; what is left out is the mapping's."""

    firm: str | None = Field(None, description="which firm; left out: every row is another one")
    year: str | None = Field(None, description="fiscal year, as in 2019, or a date within it")
    executive: str | None = Field(None, description="who leads the firm: a name or a number")
    chief: str | None = Field(
        None, description="rows count where this is CEO, yes or 1; left out: all do"
    )
    size: str | None = Field(None, description="size of the firm, as its market value")
    salary: str | None = Field(None, description="fixed pay of a year")
    tenure: str | None = Field(None, description="how long the executive has been in office")
    since: str | None = Field(None, description="when the executive took office, as in 2012-05-01")
    market_value: str | None = Field(None, description="market value at the end of the year")
    total: str | None = Field(None, description="total pay of the year, as granted")
    paid: str | None = Field(None, description="pay of the year at what it came to be worth")
    returns: str | None = Field(None, description="return to shareholders")
    peer_returns: str | None = Field(None, description="return to shareholders of its peers")
    income: str | None = Field(None, description="net income of the year")

    def named(self) -> dict[str, str]:
        """Those that somebody has named."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: column for name, column in given.items() if column is not None}


class FirmUnits(Spec):
    """Units of a file of firms; what is left out is the mapping's."""

    money: str | None = Field(None, description=f"of pay, {AS_IN}")
    size: str | None = Field(
        None, description="of size, market value and income; left out: that of pay"
    )
    tenure: Literal["years", "quarters"] | None = Field(None, description="of tenure; else years")
    returns: Literal["percent", "share", "value of 100"] | None = Field(
        None,
        description="of returns: 5, .05, or what 100 invested at the start have become, as the "
        "disclosures of pay versus performance say it; else percent",
    )

    @field_validator("money", "size")
    @classmethod
    def _is_money(cls, text: str | None) -> str | None:
        if text is not None:
            money_of(text)
        return text


class FileTerms(NamedTuple):
    """How a file is to be read: the fields of ``firms`` that say it."""

    source: str
    mapping: str | None
    columns: FirmColumns
    units: FirmUnits
    bad_rows: Literal["refuse", "leave-out"]


class ReadyMapping(NamedTuple):
    """A mapping for files that many have.

    Attributes:
        summary: What these files are.
        telling: FirmColumns by which such a file is recognised; they have to be there.
        columns: FirmColumns by what they say; those that are not telling may be missing.
        units: FirmUnits, as in ``FirmUnits``.
        year: Of all rows, if no column says it.
    """

    summary: str
    telling: tuple[str, ...]
    columns: Mapping[str, str]
    units: Mapping[str, str]
    year: int | None = None


READY = {
    "ceosal1": ReadyMapping(
        "Wooldridge's CEOSAL1: 209 firms of 1990, sized by sales; tenures are unknown",
        ("salary", "sales", "roe", "ros"),
        {"size": "sales", "salary": "salary"},
        {"money": "thousand dollars", "size": "million dollars"},
        1990,
    ),
    "ceosal2": ReadyMapping(
        "Wooldridge's CEOSAL2: 177 firms of 1990, sized by market value",
        ("salary", "mktval", "ceoten"),
        {"size": "mktval", "salary": "salary", "tenure": "ceoten", "market_value": "mktval"},
        {"money": "thousand dollars", "size": "million dollars", "tenure": "years"},
        1990,
    ),
    "execucomp": ReadyMapping(
        "ExecuComp's annual compensation, with market value",
        ("GVKEY", "YEAR", "SALARY", "MKTVAL", "BECAMECEO"),
        {
            "firm": "GVKEY",
            "year": "YEAR",
            "executive": "EXECID",
            "chief": "CEOANN",
            "size": "MKTVAL",
            "salary": "SALARY",
            "since": "BECAMECEO",
            "market_value": "MKTVAL",
            "total": "TDC1",
            "returns": "TRS1YR",
            "income": "NI",
        },
        {"money": "thousand dollars", "size": "million dollars", "returns": "percent"},
    ),
    "pay-versus-performance": ReadyMapping(
        "disclosures under Item 402(v) of Regulation S-K, by the names of their XBRL tags",
        (
            *("cik", "fy", "PeoName", "PeoTotalCompAmt", "PeoActuallyPaidCompAmt"),
            "TotalShareholderRtnAmt",
        ),
        {
            "firm": "cik",
            "year": "fy",
            "executive": "PeoName",
            "total": "PeoTotalCompAmt",
            "paid": "PeoActuallyPaidCompAmt",
            "returns": "TotalShareholderRtnAmt",
            "peer_returns": "PeerGroupTotalShareholderRtnAmt",
            "income": "NetIncomeLoss",
        },
        {"money": "dollars", "size": "dollars", "returns": "value of 100"},
    ),
}
"""Ready-made mappings by name."""
MappingName = Literal["ceosal1", "ceosal2", "execucomp", "pay-versus-performance"]
NO_TENURE = ("ceosal1",)
"""Mappings of data that know no tenure: all executives are new, as in synthetic firms."""
