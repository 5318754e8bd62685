"""The switch between the vocabularies of pages."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from dashboards.wording import say, words_switch

    words_switch(st.sidebar)
    st.write(say("An **executive** is hired; `executive` stays."))


FIRM = "An **executive** is hired; `executive` stays."
AI = "A **model** is selected; `executive` stays."


def test_pages_speak_of_firms_until_they_are_switched_and_back() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert app.markdown[0].value == FIRM
    app.sidebar.segmented_control[0].set_value("ai").run()
    assert (app.markdown[0].value, app.query_params["words"]) == (AI, "ai")
    app.sidebar.segmented_control[0].set_value("firm").run()
    assert app.markdown[0].value == FIRM
    assert "words" not in app.query_params


def test_the_address_says_it_too() -> None:
    for value, text in (("ai", AI), ("firm", FIRM), ("klingon", FIRM)):
        app = AppTest.from_function(page)
        app.query_params["words"] = value
        app.run()
        assert not app.exception
        assert app.markdown[0].value == text
        assert app.sidebar.segmented_control[0].value == ("ai" if text is AI else "firm")
