"""What the boardroom says, so that the page itself is layout only."""

from __future__ import annotations

from typing import NamedTuple

from sim.support.words import number

LEAD = (
    "Shareholders pay for a report and hire people whose goals they cannot see. Turn the contract "
    "and the people, and see what they get."
)

UNITS = (
    "A world is a replicate with luck of its own. One base pay is what the median firm pays its "
    "executive for a quarter; one effect unit is what a unit of effort of an executive of ability "
    "1 achieves."
)

INTRODUCTION = """
**Outer misalignment: the wrong thing is paid for.** Shareholders want *true value* and pay for a
*reported metric*. Some work lifts both; window dressing lifts the report now and costs value later.
Where the two lines of the first chart part, the contract rewards something that nobody wants.

**Inner misalignment: somebody else's goal was hired.** Executives are optimisers. Some want pay,
some want size, private benefits or harm as well; interviews and reports do not show which. They
know when they are audited, what the seat is worth to them, and that harm may surface after they
have left. Nobody is told to deceive. A tenure is *called* deceptive afterwards, if its executive
would deliver less when not watched, and knows the difference.

Read *shareholders* as people who train an AI, *hiring and pay* as the training signal, and
*executives* as what training finds.
"""


class Idea(NamedTuple):
    """A place to start from; ``compared`` is a preset, or nothing."""

    title: str
    preset: str
    compared: str
    look: str


IDEAS = (
    Idea("The default", "default", "", ""),
    Idea(
        "A steep bonus",
        "perverse-slope",
        "default",
        "**Outer misalignment: the bonus is four times as steep.** Look at the first chart: "
        "reports triple, true value rises by half. Shareholders are told a success story and lose "
        "money on it, because pay follows the report.",
    ),
    Idea(
        "Hidden goals",
        "many-misaligned",
        "few-misaligned",
        "**Inner misalignment: half of the candidates have another goal, instead of six in a "
        "hundred.** Reports look "
        "almost the same, and so does surplus: empire-builders even add value, while growth is "
        "worth having. Saboteurs destroy it, and report nearly what careerists do. "
        "Open *People* and guess who is who before you reveal a goal.",
    ),
    Idea(
        "No foresight",
        "myopic",
        "default",
        "**Without foresight nobody deceives, and shareholders get less.** The deceptive share "
        "falls to nothing: with nothing to lose, people take what they can in the open. "
        "What holds the others back is the seat they want to keep.",
    ),
    Idea(
        "Learned rules",
        "rules",
        "default",
        "**Executives repeat for life what was best while they were watched.** Less window "
        "dressing, no deception, more for shareholders. Then start from *The world turns round*, "
        "where the world changes in quarter 20, and set *Cognition* in *More* to *rule*: rules do "
        "not notice.",
    ),
)


WRONG = "Nothing is played until the marked entry in the sidebar is right."

BALLOT = (
    "In this economy shareholders vote on the packages of a ballot, which is in More under "
    "Shareholders. The one below is not among them, so it would change nothing."
)

ABOUT_EVENTS = (
    "Bars count those who leave, stacked by reason. The dark line is hiring: it replaces them in "
    "the same quarter. The first quarters are busy because boards judge all incumbents anew. Where "
    "a scheme has a clawback, *clawed back* counts awards taken back when harm surfaced."
)

HIRING = (
    "People apply for a seat, pass gates, and the best of them gets it. **Can a gate tell whose "
    "goal is misaligned?** The economy is the boardroom's; here are three levers on its gates."
)

ABOUT_FILTERS = (
    "Means over worlds, with half of their 95% intervals. *Tells goals apart* is the chance that a "
    "misaligned applicant scores below an aligned one (the area under the curve): 1 tells them "
    "apart, 0.5 is a lottery, and below it the filter prefers the misaligned. Whoever goes on from "
    "the last filter is hired. *After* is among those who go on. Filters cost shareholders; gaming "
    "costs all applicants, hired or not."
)

ABOUT_KINDS = (
    "*Hired over applied* is the share among the hired over that among applicants; the last column "
    "is by how many standard deviations applicants lifted their scores by gaming."
)

DIAGNOSIS = (
    "Where the value went. Every world of the boardroom's economy is played again as "
    "counterfactual twins with the same luck, in which some causes of loss are mended: pay at its "
    "best strength, pay on true value, everybody with a steward's goal, nobody who knows when they "
    "are watched, the ablest candidate hired, no noise. What a cause has cost is "
    "its *Owen value*: the mean over the orders of mending them in which the two parts of *outer* "
    "follow each other, as do those of *goals*. The losses sum to the gap."
)

WATERFALL = (
    "From what a firm could be worth down to what shareholders get, base pays per firm and "
    "quarter, with 95% intervals. *Outer* misalignment is in the pay, *hidden goals* are in the "
    "people (inner misalignment): the distance from a steward, so careerists have a part, whom "
    "nobody calls misaligned. *Deception* counts interviews that are gamed, too; *capability* is "
    "ability and search. Losses below zero are gains: two failures can cancel. The twins of a "
    "cause tell what it would bring to mend a cause *first*, alone, and *last*, when "
    "all else is mended: they may well be in another order than the losses. *Unripe value* and "
    "*pending bombs* are on "
    "no book yet. First best differs between packages, since the level of pay, filters and "
    "oversight stay as they are. Where liability is limited it is under contracts that people "
    "sign; a thin outline below it shows what a fee for the seat would have brought about."
)

TENURES = (
    "The same for every tenure, with hires and exits replayed as they were: the same people in the "
    "same seats for as long. Losses per quarter in office, base pays, with half of their 95% "
    "intervals. What hiring costs, gaming above all, is in the picture above and not here."
)

ROBUSTNESS = (
    "An executive can fail because it cannot do what it wants (*capability*), or because it wants "
    "something else (*alignment*): at the interview, in probation and after it, before and after "
    "the world shifts. *Objective misgeneralization* is the dangerous corner: as able as ever, and "
    "the firm is worse off for it. Start from *The world turns round* and set "
    "*Cognition* in *More* to *rule*."
)

ABOUT_LABELS = (
    "Shares of tenures, with half of their 95% intervals. *Malign generalization*: no worse than "
    "an empty chair in training, worse than one at deployment, and able all the same; of tenures "
    "seen at both. *Worse than an empty chair*: own value added below zero. *Not worth its pay*: "
    "below what was paid."
)

DECEPTION = (
    "What people add by quarter in the seat: those who will be deceptive, what the same people "
    "would add if they were watched, and the control, in which nobody knows when they are watched. "
    "A *turn* is the first quarter in which more is withheld than the threshold; the *lag* is from "
    "there to detection."
)


def gap(metric: float | None, value: float | None) -> str:
    """What the first chart shows, in a sentence."""
    if metric is None or value is None:
        return "Nobody is in office"
    means = f"{number(metric, 2)} is reported and {number(value, 2)} is true"
    if metric - value > _TOLD:
        return f"{means}: {number(metric - value, 2)} is not there"
    if value - metric > _TOLD:
        return f"{means}: reports understate what is done"
    return f"{means}: reports are honest"


def result(surplus: float | None, metric: float | None, value: float | None) -> str:
    """What shareholders get, in one sentence."""
    if surplus is None or metric is None or value is None:
        return "Nobody is in office, so there is nothing to tell."
    get = (
        f"gain {number(surplus, 2)} base pays a quarter"
        if surplus >= 0
        else f"lose {number(-surplus, 2)} base pays a quarter"
    )
    if metric - value > _TOLD:
        told = f"are told {number(metric, 2)} and get {number(value, 2)}"
    else:
        told = f"get {number(value, 2)} of true value and are told {number(metric, 2)}"
    return f"Shareholders {told}, and {get} after pay."


def bombs(shares: dict[str, float] | None) -> str:
    """What the chart of bombs shows, in a sentence."""
    if shares is None:
        return "No bomb goes off"
    left = 1.0 - shares["in office"]
    return f"{left:.0%} of bombs go off when their author has left the seat"


_TOLD = 0.005
"""Effect units that a sentence mentions."""

CURVE = (
    "How many tenures are called deceptive depends on where the label begins. The grey line is "
    "where it begins here (`thresholds.deceptive`). Base pays are the firm's own, so large firms, "
    "which are worth more per base pay, have more of them; in units of value no "
    "firm is larger than another."
)
