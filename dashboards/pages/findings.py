"""Named experiments, theory checks that recompute, facts against simulation, claims in dispute."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import finding_charts as charts
from dashboards.address import chosen
from dashboards.doors import link
from dashboards.figures import draw, figure, foot
from dashboards.plain import plain
from dashboards.wording import say
from sim.checks.dials import DIALLED_CHECKS, DialledCheck
from sim.experiments.disputed import DISPUTES
from sim.experiments.stored import command, settled_names, stored
from sim.facts.stored import stored_facts
from sim.support.words import short

FIRST_EXPERIMENT = "does-search-matter"
"""The experiment that is shown at first."""
FINDING_PARTS = {
    "experiments": "Experiments",
    "checks": "Theory checks",
    "facts": "Facts",
    "claims": "Claims in dispute",
}
VERDICT_TITLES = {
    "robust": "Robust",
    "conditional": "Conditional",
    "fragile": "Fragile",
}
VERDICTS_MEAN = (
    "Robust: the same sign in at least 90% of 20 draws of all parameters that the finding does not "
    "name. Fragile: in fewer than 70%. Conditional: in between, or the sign turns under a change "
    "that must not matter, such as other seeds."
)
HYPOTHESIS_SAYS = {
    "as expected": "As expected",
    "against": "Against the hypothesis",
    "open": "Open: the interval holds 0",
}


def show() -> None:
    """The page."""
    st.title(say("Findings and theory"))
    part = chosen(
        st.segmented_control,
        say("Part"),
        FINDING_PARTS,
        "experiments",
        "part",
        required=True,
        label_visibility="collapsed",
    )
    {"experiments": _experiments, "checks": _checks, "facts": _facts, "claims": _claims}[part]()


def _experiments() -> None:
    """One experiment: question, what was expected, picture, answer, how sure."""
    names = settled_names()
    titles = {name: titled(name) for name in names}
    name = chosen(st.selectbox, say("Experiment"), titles, FIRST_EXPERIMENT, "experiment")
    found = experiment(name)
    rows = finding_rows(found["findings"])
    st.markdown(f"### {plain(say(found['question']))}")
    if found["stale"]:
        st.warning(plain(say("The experiment has changed since these results were stored.")))
    left, right = st.columns([3, 5], gap="large")
    with left:
        st.markdown(f"**{say('Expected beforehand')}.** {plain(say(found['hypothesis']))}")
        st.markdown(f"**{say('Answer')}.** {plain(say(charts.signs(found['answer'])))}")
        if found["source"]:
            st.caption(plain(say(f"Published: {found['source'].rstrip('.')}.")))
    with right:
        figure(
            _counted(found["findings"]),
            "What each change does, with its 95% interval; every row has its own scale, and its "
            "number the unit of its measure. What reaches the tick in the middle is open.",
            charts.findings_chart(rows),
            key=f"experiment-{name}",
            data=rows,
            source=command(name),
        )
    _verdicts(found["findings"])


def _verdicts(findings: list[dict[str, Any]]) -> None:
    """Every finding in words: what came out, whether that was expected, how sure."""
    st.markdown(f"#### {say('How sure')}")
    lines = []
    for one in findings:
        verdict = VERDICT_TITLES[one["verdict"]]
        condition = f" ({plain(say(one['condition']))})" if one["condition"] else ""
        outcome = HYPOTHESIS_SAYS[one["hypothesis"]]
        strong = f"**{say(outcome)}**" if one["hypothesis"] == "against" else say(outcome)
        same = f"{round(one['same_sign_share'] * one['draws'])} of {one['draws']} draws"
        lines.append(
            f"- {plain(say(one['sentence']))} {strong}. {say(verdict)}{condition}, {say(same)}."
        )
    st.markdown("\n".join(lines))
    st.caption(plain(say(VERDICTS_MEAN)))


def _counted(findings: list[dict[str, Any]]) -> str:
    """How many findings came out as expected, in a sentence."""
    count = {word: sum(one["hypothesis"] == word for one in findings) for word in HYPOTHESIS_SAYS}
    parts = [f"{count['as expected']} of {len(findings)} came out as expected"]
    if count["against"]:
        parts.append(f"{count['against']} against the hypothesis")
    if count["open"]:
        parts.append(f"{count['open']} open")
    robust = sum(one["verdict"] == "robust" for one in findings)
    return f"{', '.join(parts)}; {robust} robust"


def finding_rows(findings: list[dict[str, Any]]) -> pd.DataFrame:
    """A row per finding."""
    rows = []
    for one in findings:
        mean, low, high = one["estimate"]
        rows.append(
            {
                "finding": one["sentence"],
                "measure": one["measure"],
                "estimate": mean,
                "low": low,
                "high": high,
                "same_sign_share": one["same_sign_share"],
                "hypothesis": one["hypothesis"],
                "verdict": one["verdict"],
            }
        )
    return pd.DataFrame(rows)


def titled(name: str) -> str:
    """An experiment's name as a title."""
    return name.replace("-", " ").capitalize()


@st.cache_data(show_spinner=False)
def experiment(name: str) -> dict[str, Any]:
    """What is stored of an experiment, with its words."""
    return stored(name)


def _checks() -> None:
    """A textbook model with dials, and the simulator's value recomputed at every turn."""
    labels = {name: one.label for name, one in DIALLED_CHECKS.items()}
    name = chosen(st.selectbox, say("Model"), labels, "baker", "check")
    one = DIALLED_CHECKS[name]
    left, right = st.columns([2, 5], gap="large")
    with left:
        values = {key: _dial(name, key, one) for key in one.fields}
        st.caption(plain(say(f"Published: {one.check.source}.")))
        st.caption(plain(say(f"Taken for granted: {one.check.assumptions}")))
    turned = json.dumps(values, sort_keys=True)
    line = pd.DataFrame(theory_line(name, turned))
    with right:
        point = pd.DataFrame(recomputed(name, turned))
        figure(
            one.title,
            f"Lines: the textbook's closed form, by {one.fields[one.across].label}; {one.unit}. "
            "Points: the simulator, recomputed now at the dials.",
            charts.check_chart(line, point, one.fields[one.across].label),
            key=f"check-{name}",
            data=line,
            source=f"proxyfight validate {name}",
        )
        st.markdown("\n".join(f"- {plain(say(text))}" for text in misses(point)))


def _dial(name: str, key: str, one: DialledCheck) -> float:
    """One slider; its place is in the address under a name of its own."""
    dial = one.fields[key]
    whole = float(dial.step).is_integer() and float(dial.low).is_integer() and dial.step >= 1
    kind = int if whole else float
    value = st.slider(
        say(dial.label[:1].upper() + dial.label[1:]),
        kind(dial.low),
        kind(dial.high),
        kind(dial.start),
        kind(dial.step),
        key=f"{name}-{key}",
        bind="query-params",
        persist_state="session",
    )
    return kind(value) if whole else round(float(value), 4)


def misses(point: pd.DataFrame) -> list[str]:
    """Simulated against theory, in words."""
    texts = []
    for row in point.to_dict("records"):
        off, error = abs(row["y"] - row["theory"]), row["error"]
        agree = off <= 4 * error + 1e-5 * max(1.0, abs(row["theory"]))
        sure = f"standard error {short(error)}" if error > 0 else "which is exact"
        verdict = "They agree" if agree else f"They do not agree: off by {short(off)}"
        texts.append(
            f"{row['output'].capitalize()}: simulated {short(row['y'])}, {sure}; theory "
            f"{short(row['theory'])}. {verdict}."
        )
    return texts


@st.cache_data(max_entries=300, show_spinner=False)
def theory_line(name: str, values: str) -> list[dict[str, Any]]:
    """Theory over the field that is drawn, at dials given as JSON."""
    return DIALLED_CHECKS[name].line(json.loads(values))


@st.cache_data(max_entries=300, show_spinner="Recomputing")
def recomputed(name: str, values: str) -> list[dict[str, Any]]:
    """The simulator's values at dials given as JSON."""
    return DIALLED_CHECKS[name].point(json.loads(values))


def _facts() -> None:
    """Published ranges against simulated values, and field experiments."""
    found = stored_facts()
    rows = fact_rows(found["facts"])
    tests = rows[rows["used"] != "true by construction"]
    inside = int((tests["verdict"] == "holds").sum())
    figure(
        f"{inside} of {len(tests)} published facts hold in the calibrated economy",
        "Simulated value (point, with 95% interval) and published number (tick) within the "
        "published range (band), which is drawn as long for every fact; those that do not hold "
        "come first.",
        None,
        key="facts",
    )
    half = (len(rows) + 1) // 2
    for column, some, place in zip(
        st.columns(2, gap="large"), (rows[:half], rows[half:]), ("first", "last"), strict=True
    ):
        with column:
            draw(charts.facts_chart(some), f"facts-{place}", "Facts, published and simulated")
    foot(
        "facts",
        rows.drop(columns=["place", "low_place", "high_place", "published_place"]),
        "python -m sim.findings docs/facts.md: preset us-listed, 64 worlds of 177 firms",
    )
    field = field_rows(found["experiments"])
    agreeing = int(field["sign"].eq("agrees").sum())
    title = f"{agreeing} of {len(field)} field effects move as they were published"
    st.markdown(f"#### {plain(say(title))}")
    st.caption(
        plain(
            say(
                "The lever that somebody moved in the field is moved here, in an economy that was "
                "not fitted to it. Same order: from half of the published effect to twice as much."
            )
        )
    )
    st.table(field.set_index("experiment"))


def fact_rows(facts: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Facts with a range, those that do not hold first, and places as shares of their range."""
    rows = []
    for one in facts:
        low, high, (mean, start, end) = one["low"], one["high"], one["simulated"]
        if low is None or high is None or mean is None or one["constraint"]:
            continue

        def place(value: float | None, low: float = low, high: float = high) -> float | None:
            return None if value is None else min(max((value - low) / (high - low), -0.6), 1.6)

        used = "fitted to it" if one["in_sample"] else "not fitted to it"
        rows.append(
            {
                "fact": one["fact"],
                "verdict": "holds" if one["inside"] else "does not hold",
                "used": "true by construction" if one["input"] else used,
                "simulated": mean,
                "simulated_low": start,
                "simulated_high": end,
                "published": one["value"],
                "low": low,
                "high": high,
                "unit": one["unit"],
                "source": one["source"],
                "place": place(mean),
                "low_place": place(start),
                "high_place": place(end),
                "published_place": place(one["value"]),
            }
        )
    frame = pd.DataFrame(rows)
    order = ["fitted to it", "not fitted to it", "true by construction"]
    frame["order"] = frame["used"].map(order.index) + 10 * frame["verdict"].eq("holds")
    return frame.sort_values(["order", "place"]).drop(columns="order").reset_index(drop=True)


def field_rows(experiments: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Field experiments, in words."""
    signs = {True: "agrees", False: "does not agree", None: ""}
    orders = {True: "yes", False: "no", None: "no size published"}
    return pd.DataFrame(
        [
            {
                "experiment": one["experiment"],
                "effect of": one["effect"],
                "published": _published(one),
                "simulated": charts.signs("{} ({} to {})".format(*map(short, one["simulated"]))),
                "sign": signs[one["sign_agrees"]],
                "same order": orders[one["inside"]],
            }
            for one in experiments
        ]
    )


def _published(one: Mapping[str, Any]) -> str:
    """The published effect, or in which direction it goes where that is all that is known."""
    if one["published"] is not None:
        return charts.signs(f"{one['published']:g}")
    return "falls" if (one["simulated"][0] < 0) == one["sign_agrees"] else "rises"


def _claims() -> None:
    """The six claims in dispute."""
    st.markdown(say("What the firm and the labs say about six claims that the sources dispute."))
    columns = st.columns(2, gap="medium")
    for number, one in enumerate(DISPUTES, 1):
        with columns[(number - 1) % 2].container(border=True):
            st.markdown(f"**{number}. {plain(say(one.claim))}** *{plain(say(one.answer))}*")
            lines = [
                f"- {say('Firm')}: {plain(say(charts.signs(each.sentence())))}."
                for each in one.firm
            ]
            lines += [f"- {say('Labs')}: {plain(say(tell()))}." for tell in one.labs]
            st.markdown("\n".join(lines))
            st.caption(plain(say(f"Cannot say: {one.silent}.")))
            with st.container(horizontal=True):
                for name in dict.fromkeys(each.experiment for each in one.firm):
                    st.button(
                        say(titled(name)),
                        key=f"to-{number}-{name}",
                        type="tertiary",
                        icon=":material/arrow_forward:",
                        on_click=_to_experiment,
                        args=(name,),
                    )
    link("lab", "See it selected, step by step")


def _to_experiment(name: str) -> None:
    st.session_state["part"] = "experiments"
    st.session_state["experiment"] = name
