"""The governance package: what shareholders choose."""

from __future__ import annotations

from typing import Annotated, Self, cast

from pydantic import Field, model_validator

from incentives.explained import Inside
from incentives.filters import Filter
from incentives.linear import is_linear
from incentives.metrics import EARNINGS, Metric
from incentives.oversight import Oversight
from incentives.oversight.base import common_period
from incentives.parts import UnknownPart, find
from incentives.schemes import Scheme
from incentives.sentences import shown
from sim.scenario.base import Spec
from sim.scenario.base_pay import BasePay
from sim.scenario.part_field import PartOf


class Package(Spec):
    """A governance package: what shareholders choose."""

    base_pay: BasePay = Field(
        1.0,
        description="in units of the firm's base pay; below 0: a fee; clearing: at which people "
        "are just willing; matched: that, by firm size",
    )
    metrics: tuple[Annotated[Metric, PartOf("metrics")], ...] = Field(
        default=(),
        max_length=8,
        description="metrics that schemes name, where parameters differ from the defaults",
    )
    schemes: tuple[Annotated[Scheme, PartOf("schemes")], ...] = Field(
        default=({"name": "linear-bonus"},), min_length=1, max_length=8, validate_default=True
    )
    filters: tuple[Annotated[Filter, PartOf("filters")], ...] = Field(
        default=({"name": "interview"},), min_length=1, max_length=16, validate_default=True
    )
    oversight: tuple[Annotated[Oversight, PartOf("oversight")], ...] = Field(
        default=(
            {"name": "random-audits"},
            {"name": "seasonal-audits"},
            {"name": "probation", "bar": -0.51},
            {"name": "belief-dismissal", "bar": -0.51},
        ),
        max_length=16,
        validate_default=True,
    )

    def classes(self) -> tuple[type, ...]:
        """Of its parts. The same may be written of a class that has been defined anew."""
        parts = (*self.metrics, *self.schemes, *self.filters, *self.oversight)
        return tuple(type(part) for part in parts)

    def metrics_of(self, scheme: Scheme) -> list[tuple[float, Metric]]:
        """The metrics of a scheme: the package's by their labels, or the parts of that name.

        Raises:
            UnknownPart: If there is none.
        """
        own = {metric.called: metric for metric in self.metrics}
        found = []
        for weight, on in scheme.paid_on():
            if isinstance(on, Metric):
                found.append((weight, on))
            else:
                found.append(
                    (weight, own[on] if on in own else cast(Metric, find("metrics", on)()))
                )
        return found

    @model_validator(mode="after")
    def _calendars_come_round(self) -> Self:
        common_period(self.oversight)
        return self

    @model_validator(mode="after")
    def _shortlists_have_a_next_stage(self) -> Self:
        last = self.filters[-1]
        if last.shortlist is not None:
            raise Inside(
                f"filters.{len(self.filters) - 1}.shortlist",
                f"is {last.shortlist}, but no filter follows {last.name}; expected one, or no "
                "shortlist",
            )
        return self

    @model_validator(mode="after")
    def _metrics_are_known(self) -> Self:
        labels = [metric.called for metric in self.metrics]
        for metric in self.metrics:
            label = metric.called
            if labels.count(label) > 1 or (label == EARNINGS and metric.name != EARNINGS):
                raise Inside(
                    "metrics", f"{shown(label)} is taken; expected another label for every metric"
                )
        used = {metric.called: metric for metric in self.metrics}
        for place, scheme in enumerate(self.schemes):
            try:
                metrics = self.metrics_of(scheme)
            except UnknownPart as error:
                raise Inside(f"schemes.{place} ({scheme.name})", str(error)) from None
            on = [(weight, metric.called) for weight, metric in metrics]
            for _, metric in metrics:
                if used.setdefault(metric.called, metric) != metric:
                    raise Inside(
                        f"schemes.{place} ({scheme.name})",
                        f"{shown(metric.called)} is another metric here than for a scheme before "
                        "it; expected one metric per label",
                    )
            if on != [(1.0, EARNINGS)] and not is_linear(scheme):
                raise Inside(
                    f"schemes.{place} ({scheme.name})",
                    f"its pay bends, so it can be on {EARNINGS} only, not on "
                    f"{' and '.join(name for _, name in on)}; expected that, or a scheme that is "
                    "linear in its metric",
                )
        return self
