"""A track record is made of reports: whoever dressed them up is hired again."""

from tests.incentives.filters.hires import hire, same, t_of

DRESSERS = {
    "technology__tasks": [
        {"name": "work", "value": 1.0, "loading": 1.0, "cap": 50.0},
        {"name": "dress", "value": -1.0, "visible": 0.0, "loading": 0.8, "cap": 50.0, "proxy": 1.0},
    ],
    "metric__matured_weight": 0.0,
    "executives__population": {
        "careerist": 0.5,
        "dresser": {"share": 0.5, "goal": {"pay": 1.0, "proxy": 1.0}},
    },
    "market__poaching": 0.25,
    "market__poaching_slope": 0.0,
    "market__retirement": 0.05,
    "market__experienced": 4,
    "quarters": 16,
}


def test_it_hires_those_who_dressed_up_and_their_harm():
    record, lottery = hire("track-record", **DRESSERS), hire("lottery", **DRESSERS)
    assert t_of(record.kinds["dresser"] - lottery.kinds["dresser"]) > 4
    assert t_of(record.harm - lottery.harm) > 4


def test_control_where_nobody_has_a_record_it_is_a_lottery():
    newcomers = {**DRESSERS, "market__experienced": 0}
    assert same(hire("track-record", **newcomers), hire("lottery", **newcomers))
