"""Unstructured interview."""

from pydantic import Field

from incentives.filters.interview import Interview


class UnstructuredInterview(Interview):
    """A conversation: ``validity * ability + noise + gaming``, and gaming is cheap."""

    name = "unstructured-interview"
    summary = "a conversation: little validity, and easily talked around"
    source = (
        "Sackett, Zhang, Berry and Lievens 2022, JAP 107 (validity .19); Barrick, Shaffer and "
        "DeGrassi 2009, JAP 94 (self-presentation)"
    )
    purpose = (
        "It rewards those who present themselves well, and whoever wants the seat most prepares "
        "most: mostly gaming is selected, and hardly any ability."
    )

    cost_each: float = Field(
        0.005, ge=0, le=100, description="base pays per applicant who takes it"
    )
    validity: float = Field(0.19, ge=0, le=1, description="correlation of signal and ability")
    kappa: float = Field(
        2.0,
        ge=1e-6,
        le=1e6,
        description="gaming cost, base pays per squared standard deviation of the signal",
    )
