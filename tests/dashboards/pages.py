"""Pages as Streamlit's AppTest runs them, small enough for tests."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from dashboards.plain import shown

SMALL = {"field.worlds": 2, "field.quarters": 8, "field.burn_in": "0"}


def story(**asked: str) -> AppTest:
    """The guided part, opened at an address."""

    def script() -> None:
        from dashboards.guard import guarded
        from dashboards.pages import story

        guarded(story.show)()

    page = AppTest.from_function(script, default_timeout=300)
    for name, value in asked.items():
        page.query_params[name] = value
    return _run(page, {})


def boardroom(**state: Any) -> AppTest:
    """The boardroom with two worlds of eight quarters."""

    def script() -> None:
        from dashboards.controls import keep
        from dashboards.guard import guarded
        from dashboards.pages import boardroom

        keep()
        guarded(boardroom.show)()

    return _run(AppTest.from_function(script, default_timeout=300), {**SMALL, **state})


def address(said: dict[str, str], alone: bool = False) -> AppTest:
    """The boardroom at an address; ``alone``: with the controls alone, and nothing is played."""

    def script() -> None:
        from dashboards.controls import keep
        from dashboards.guard import guarded
        from dashboards.pages import boardroom

        keep()
        guarded(boardroom.show)()

    def controls() -> None:
        from dashboards.pages import boardroom

        boardroom.controls()

    page = AppTest.from_function(controls if alone else script, default_timeout=300)
    for name, value in said.items():
        page.query_params[name] = value
    return _run(page, {})


def hiring(query: dict[str, str] | None = None, **state: Any) -> AppTest:
    """What filters let through, in two worlds of eight quarters."""

    def script() -> None:
        from dashboards.controls import keep
        from dashboards.guard import guarded
        from dashboards.pages import hiring

        keep()
        guarded(hiring.show)()

    page = AppTest.from_function(script, default_timeout=300)
    for name, value in (query or {}).items():
        page.query_params[name] = value
    return _run(page, {**SMALL, **state})


def people(query: dict[str, str] | None = None, **state: Any) -> AppTest:
    """The people of a world, with two worlds of eight quarters."""

    def script() -> None:
        from dashboards.controls import keep
        from dashboards.guard import guarded
        from dashboards.pages import people

        keep()
        guarded(people.show)()

    page = AppTest.from_function(script, default_timeout=300)
    for name, value in (query or {}).items():
        page.query_params[name] = value
    return _run(page, {**SMALL, **state})


def diagnosis(**state: Any) -> AppTest:
    """Where the value went, in two worlds of eight quarters."""

    def script() -> None:
        from dashboards.controls import keep
        from dashboards.guard import guarded
        from dashboards.pages import diagnosis

        keep()
        guarded(diagnosis.show)()

    return _run(AppTest.from_function(script, default_timeout=300), {**SMALL, **state})


def sweep(said: dict[str, str] | None = None, **state: Any) -> AppTest:
    """The page on which sweeps are designed and read, perhaps at an address."""

    def script() -> None:
        from dashboards.controls import keep
        from dashboards.guard import guarded
        from dashboards.pages import sweep

        keep()
        guarded(sweep.show)()

    page = AppTest.from_function(script, default_timeout=300)
    for name, value in (said or {}).items():
        page.query_params[name] = value
    return _run(page, state)


def sentences(page: AppTest) -> list[str]:
    """What the page complains about."""
    return [shown(str(error.value)) for error in page.error]


def texts(page: AppTest) -> str:
    """All that is written on the page."""
    kinds = (page.markdown, page.caption, page.info, page.success, page.subheader)
    return "\n".join(shown(str(element.value)) for kind in kinds for element in kind)


def _run(page: AppTest, state: dict[str, Any]) -> AppTest:
    for key, value in state.items():
        page.session_state[key.replace("__", ".")] = value
    page.run()
    assert not page.exception
    return page
