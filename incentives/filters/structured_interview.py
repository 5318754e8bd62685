"""Structured interview."""

from pydantic import Field

from incentives.filters.interview import Interview


class StructuredInterview(Interview):
    """The same questions and the same scale for all: ``validity * ability + noise + gaming``.

    Answers to fixed questions leave less room for impression management, so gaming is dearer.
    """

    name = "structured-interview"
    summary = "the same questions for all; the most valid single procedure"
    source = (
        "Sackett, Zhang, Berry and Lievens 2022, JAP 107 (validity .42); Levashina, Hartwell, "
        "Morgeson and Campion 2014, Personnel Psychology 67"
    )
    purpose = (
        "It finds more ability than any other single procedure, and is hard to talk around: "
        "what it lets through is able, not well-meaning."
    )

    cost_each: float = Field(0.01, ge=0, le=100, description="base pays per applicant who takes it")
    validity: float = Field(0.42, ge=0, le=1, description="correlation of signal and ability")
    kappa: float = Field(
        6.0,
        ge=1e-6,
        le=1e6,
        description="gaming cost, base pays per squared standard deviation of the signal",
    )
