"""The economy that a visitor has put together: in the session, in the address, beside another one.

It is a preset, eight handles, and whatever else differs. All of that stands in the address, as
``?preset=unaware&slope=1.6&changes={"market.outside":0.1}``: a preset by name, a handle by its
name where it differs from the preset's, and all other fields by dotted path in one JSON object.
``a`` is the same for another economy with which this one is compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from dashboards.address import json_object
from dashboards.controls import PREFIX, Data, collect, forget, forget_field
from dashboards.fields import scenario_fields, scenario_of, value_at
from sim.scenario.handles import HANDLES
from sim.scenario.presets import DEFAULT, preset_names, scenario_data, title
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError, assign

PRESET = f"{PREFIX}preset"
OPENED = "opened-scenario"
"""JSON of a scenario that another page wants opened."""
OPENED_FROM = "opened-from"
"""Where that comes from, in words."""
_CHANGES, _A, _SEEN, _WRITTEN, _FROM, _REFUSED = (
    f"economy.{name}" for name in ("changes", "a", "seen", "written", "from", "refused")
)
IN_ADDRESS = ("preset", *HANDLES, "changes", "a")
"""Parameters of an address that belong to the economy."""

Address = dict[str, str]


class Put(NamedTuple):
    """What a visitor has put together.

    Attributes:
        preset: Its name.
        start: All fields of the preset.
        base: The same with what was changed before, from which controls start.
        data: All fields as they are now, as far as they could be read.
        scenario: None if something is wrong.
        changed: Dotted paths in which it differs from the preset.
        unread: What controls say that could not be read.
        wrong: The same, or why it is no scenario.
    """

    preset: str
    start: Data
    base: Data
    data: Data
    scenario: Scenario | None
    changed: list[str]
    unread: list[InputError]
    wrong: list[InputError]

    def name(self) -> str:
        """What to call it."""
        if self.preset == DEFAULT and (opened := st.session_state.get(_FROM)):
            return str(opened)
        return f"{title(self.preset)}, changed" if self.changed else title(self.preset)


def put_together() -> Put:
    """The economy as it stands, whatever of it is shown; the address follows."""
    _arrive()
    preset = _preset()
    start = preset_data(preset)
    base = preset_data(preset)
    for path, value in st.session_state.get(_CHANGES, {}).items():
        assign(base, path, deepcopy(value))
    data = deepcopy(base)
    unread = collect(scenario_fields().values(), base, data)
    scenario, wrong = None, [*unread]
    if not unread:
        try:
            scenario = scenario_of(data)
        except InputError as error:
            wrong.append(error)
    if scenario is None:
        changed = list(differences(data, start))
        return Put(preset, start, base, data, None, changed, unread, wrong)
    data = scenario.model_dump(mode="json")
    st.session_state[_CHANGES] = differences(data, start)
    st.session_state["boardroom"] = scenario.model_dump_json()
    _write(address(preset, data))
    return Put(preset, start, base, data, scenario, list(st.session_state[_CHANGES]), [], [])


def refusal() -> str:
    """What was wrong with the address that was opened; nothing if all was well, or told before."""
    return str(st.session_state.pop(_REFUSED, ""))


def choose(preset: str, compared: str = "") -> None:
    """Begin with a preset as it is, and perhaps compare it with another one."""
    forget()
    st.session_state[PRESET], st.session_state[_CHANGES] = preset, {}
    st.session_state[_FROM] = ""
    st.session_state[_A] = urlencode({"preset": compared}) if compared else ""


def another_preset() -> None:
    """Begin with the preset that is in the select box, and go on comparing with what one did."""
    preset, kept = _preset(), st.session_state.get(_A, "")
    choose(preset)
    st.session_state[_A] = kept


def turn(handle: str, value: object) -> None:
    """Turn one handle of the economy as it stands."""
    preset = _preset()
    start, data = preset_data(preset), preset_data(preset)
    for path, known in st.session_state.get(_CHANGES, {}).items():
        assign(data, path, deepcopy(known))
    now = HANDLES[handle].turned(data, value, start)
    with suppress(InputError):  # else the page says what is wrong
        now = scenario_of(now).model_dump(mode="json")
    touched = differences(now, data)
    st.session_state[_CHANGES] = differences(now, start)
    for path in touched:
        forget_field(path)


def undo(path: str) -> None:
    """Set a field back to what the preset says."""
    st.session_state[_CHANGES] = {
        known: value for known, value in st.session_state.get(_CHANGES, {}).items() if known != path
    }
    forget_field(path)


def keep_as_a() -> None:
    """Compare with the economy as it stands from now on."""
    data = scenario_of(json.loads(st.session_state["boardroom"])).model_dump(mode="json")
    preset = _preset()
    st.session_state[_A] = urlencode({"preset": preset, **address(preset, data)})


def drop_a() -> None:
    """Compare with nothing that was kept."""
    st.session_state[_A] = ""


def kept() -> tuple[str, str] | None:
    """What A is called, and its scenario as JSON; None if there is none."""
    text = st.session_state.get(_A, "")
    return _other(text) if text else None


@lru_cache(maxsize=64)
def _other(text: str) -> tuple[str, str]:
    preset, data = read_address(dict(parse_qsl(text)))
    changed = differences(data, preset_data(preset))
    name = f"{title(preset)}, changed" if changed else title(preset)
    return name, scenario_of(data).model_dump_json()


def preset_data(preset: str) -> Data:
    """All fields of a preset."""
    return deepcopy(_preset_data(preset))


@lru_cache(maxsize=32)
def _preset_data(preset: str) -> Data:
    return scenario_data(preset)


@lru_cache(maxsize=1)
def presets() -> dict[str, str]:
    """Every preset with its description."""
    return preset_names()


def differences(data: Data, other: Data) -> Data:
    """Values by dotted path of the fields in which plain data of a scenario differ."""
    return {
        path: value_at(data, path)
        for path in scenario_fields()
        if value_at(data, path) != value_at(other, path)
    }


def address(preset: str, data: Data) -> Address:
    """What the address says of an economy: as little as possible.

    Args:
        preset: From which it comes.
        data: All fields of a validated scenario.
    """
    return dict(_address(preset, json.dumps(data)))


@lru_cache(maxsize=64)
def _address(preset: str, text: str) -> Address:
    data, start = json.loads(text), preset_data(preset)
    found = {} if preset == DEFAULT else {"preset": preset}
    there = preset_data(preset)
    for name, handle in HANDLES.items():
        value = handle.get(data)
        if value is None or value == handle.get(there) or handle.blocked(there):
            continue
        try:
            turned = scenario_of(handle.turned(there, value, start)).model_dump(mode="json")
        except InputError:  # not by itself: then it stands in the changes
            continue
        there, found[name] = turned, str(value)
    if rest := differences(data, there):
        found["changes"] = json.dumps(rest, separators=(",", ":"), ensure_ascii=False)
    return found


def read_address(said: Mapping[str, str]) -> tuple[str, Data]:
    """The preset that an address names, and all fields of its economy.

    Raises:
        InputError: If there is no such preset, or the economy is none; nothing is read from files.
    """
    preset = said.get("preset", DEFAULT)
    if preset not in presets():
        raise InputError(f"preset: {preset[:40]!r} is none; expected {', '.join(presets())}")
    start, data = preset_data(preset), preset_data(preset)
    for name, handle in HANDLES.items():
        if name in said:
            data = handle.turned(data, handle.read(said[name]), start)
            data = scenario_of(data).model_dump(mode="json")
    for path, value in _changes(said.get("changes", "")).items():
        if path not in scenario_fields():
            raise InputError(f"changes: {path[:60]!r} is no field of a scenario")
        assign(data, path, value)
    sources = scenario_fields()["firms.source"].choices
    if data["firms"]["source"] not in sources:  # anything else is a file of this machine
        raise InputError(f"firms.source: an address may say {', '.join(sources)}, and no file")
    return preset, scenario_of(data).model_dump(mode="json")


def _changes(text: str) -> Data:
    """Values by path, from JSON."""
    return json_object("changes", text) if text else {}


def _preset() -> str:
    preset = st.session_state.get(PRESET, DEFAULT)
    if preset not in presets():  # a browser may send any text
        preset = DEFAULT
    st.session_state[PRESET] = preset
    return str(preset)


def _arrive() -> None:
    """Take what another page wants opened, or what an address says that is not our own."""
    seen = {name: st.query_params[name] for name in IN_ADDRESS if name in st.query_params}
    before, written = st.session_state.get(_SEEN), st.session_state.get(_WRITTEN)
    st.session_state[_SEEN] = seen
    if OPENED in st.session_state:
        _open(st.session_state.pop(OPENED), st.session_state.pop(OPENED_FROM, ""))
    elif seen and seen not in (before, written):
        a = seen.get("a", "")
        try:
            preset, data = read_address(seen)
            if a:
                _other(a)
        except InputError as error:
            st.session_state[_REFUSED] = f"The address was not opened. {error}"
        else:
            choose(preset)
            st.session_state[_CHANGES] = differences(data, preset_data(preset))
            st.session_state[_A] = a


def _open(text: str, origin: str) -> None:
    data = Scenario.model_validate_json(text).model_dump(mode="json")
    choose(DEFAULT)
    st.session_state[_CHANGES] = differences(data, preset_data(DEFAULT))
    st.session_state[_FROM] = origin or "Opened from a sweep"


def _write(found: Address) -> None:
    """Put the economy into the address; what else is there stays."""
    if a := st.session_state.get(_A, ""):
        found["a"] = a
    st.session_state[_WRITTEN] = dict(found)
    for name in IN_ADDRESS:
        if name in found:
            if st.query_params.get(name) != found[name]:
                st.query_params[name] = found[name]
        elif name in st.query_params:
            del st.query_params[name]
