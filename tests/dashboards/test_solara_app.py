"""SolaraViz opens on an economy, steps it and resets it; needs the extra ``viz``."""

from __future__ import annotations

import pytest


@pytest.fixture
def solara():
    for name in ("solara", "networkx", "matplotlib"):
        pytest.importorskip(name, reason=f"SolaraViz needs {name}, which mesa[viz] brings")
    import solara

    if not hasattr(solara.v, "TabsItems"):
        pytest.skip("SolaraViz of this Mesa needs ipyvuetify below 2")
    return solara


def test_the_page_opens_steps_and_resets(solara):
    import ipyvuetify
    import ipywidgets

    from dashboards.solara_app import PLOTS, SLIDERS, viewer

    _, page = solara.render(solara.AppLayout(children=[viewer()]), handle_error=False)

    def press(label):
        page.find(ipyvuetify.Btn, children=[label]).widget.click()

    def steps():
        return [found.children[0] for found in page.find(ipyvuetify.Html).widgets if found.children]

    assert len(page.find(ipyvuetify.Slider).widgets) == len(SLIDERS) + 2  # and Mesa's own
    assert "Step: 0" in str(steps())
    press("Step")
    press("Step")
    assert "Step: 2" in str(steps())
    press("Reset")
    assert "Step: 0" in str(steps())
    assert len(page.find(ipywidgets.Image).widgets) == len(PLOTS)
    page.close()


def test_sliders_start_at_the_defaults_and_stay_within_bounds(solara):
    from dashboards.solara_app import SLIDERS, STARTS
    from sim.scenario.presets import scenario_of

    assert scenario_of(None, STARTS) == scenario_of(None, {})
    for path, (start, low, high, _) in SLIDERS.items():
        assert low <= start <= high, path
        for value in (low, high):
            scenario_of(None, {path: value})
