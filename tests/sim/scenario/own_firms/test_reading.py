"""A file of firms: cells read or refused by name, years of a firm made one firm."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.scenario.firms import RealFirms, base_pay_usd, ceosal2, make_firms, mean_firm, real_firms
from sim.scenario.own_firms.reading import OwnFirms, firms_in
from sim.scenario.own_firms.values import Odd, date_in, number_in, year_in
from sim.scenario.presets import load_scenario, scenario_of
from sim.scenario.scenario import Firms, Scenario
from sim.support.inputs import InputError

HEAD = "GVKEY,CONAME,YEAR,CEOANN,EXECID,SALARY,TDC1,MKTVAL,TRS1YR,BECAMECEO\n"
THREE = (
    f"# invented\n{HEAD}"
    '7,"Big, Inc.",2019,CEO,1,"1,500.0",4000,"40,000",5,2012-05-01\n'
    "8,Middle,2019,CEO,2,1200,2500,10000,-3.5,2017-01-15\n"
    "\n"
    "9,Small,2019,CEO,3,960,,2500,n/a,2018-11-30\n"
)
TABLE = "firm,sales,pay,years\na,10,100,1\nb,20,200,2.5\nc,30,400,0\n"
BY_HAND = {"columns": {"size": "sales", "salary": "pay", "tenure": "years"}}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def firms(text: str | None = None, **fields: Any) -> Firms:
    if text is not None:
        Path("mine.csv").write_text(text, encoding="utf-8")
    return Firms.model_validate({"source": "mine.csv", **fields})


def own(text: str | None = None, **fields: Any) -> OwnFirms:
    terms = firms(text, **fields).file_terms()
    assert terms is not None
    return firms_in(terms)


def real(model: Firms) -> RealFirms:
    found = real_firms(model)
    assert found is not None
    return found


def sentence(text: str | None = None, **fields: Any) -> str:
    with pytest.raises(InputError) as refused:
        firms(text, **fields)
    return str(refused.value)


def test_annual_compensation_is_recognised_and_read():
    model = firms(THREE)
    assert model.count == 3
    made = make_firms(model, 1, np.arange(2))
    assert made.size.tolist() == [[4.0, 1.0, 0.25]] * 2
    assert made.base_pay.tolist() == [[1.25, 1.0, 0.8]] * 2
    assert made.tenure[0].tolist() == [30, 11, 4]  # to the end of the fiscal year
    assert base_pay_usd(Scenario(firms=model)) == 1200e3 / 4
    assert mean_firm(model)[1] == pytest.approx(np.mean([1.25, 1.0, 0.8]))


def test_others_than_the_chief_executive_do_not_count():
    text = THREE + "9,Small,2019,,4,700,,2500,,\n9,Small,2019,CFO,5,oops,,,,\n"
    found = own(text)
    assert (len(found.size), found.not_chief) == (3, 2)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_published_data_in_a_file_are_the_same_firms_to_the_bit(kind):
    table = pa.table(ceosal2())
    if kind == "parquet":
        pq.write_table(table, "mine.parquet")
    else:
        rows = zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True)
        lines = [table.column_names, *(map(repr, row) for row in rows)]
        Path("mine.csv").write_text("\n".join(",".join(line) for line in lines))
    mine = Firms(source=f"mine.{kind}")
    assert mine.count == 177
    for count in (177, 30):
        one = make_firms(mine.model_copy(update={"count": count}), 3, np.arange(2))
        other = make_firms(Firms(count=count), 3, np.arange(2))
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert mean_firm(mine) == mean_firm(Firms())
    assert base_pay_usd(Scenario(firms=mine)) == base_pay_usd(Scenario())


def test_ceosal1_is_the_published_data_set():
    """Wooldridge, Introductory Econometrics, example 2.11: 4.822 + .257 log(sales), 209 firms."""
    data = real(Firms(source="ceosal1"))
    slope, constant = np.polyfit(np.log(data.size), np.log(data.salary), 1)
    assert len(data.size) == Firms(source="ceosal1").count == 209
    assert (slope, constant) == pytest.approx((0.257, 4.822), abs=5e-4)
    assert not data.tenure.any()


def test_columns_are_named_by_hand_and_money_has_a_unit():
    found = own(TABLE, **BY_HAND, units={"money": "thousand euros"})
    assert found.size.tolist() == [10, 20, 30]
    assert found.base_pay.tolist() == [100, 200, 400]
    assert found.tenure.tolist() == [4, 10, 0]
    assert (found.money.factor, found.money.currency, found.mapping) == (1e3, "euros", None)
    quarters = own(TABLE, **BY_HAND, units={"money": "euros", "tenure": "quarters"})
    assert quarters.tenure.tolist() == [1, 2, 0]
    assert base_pay_usd(Scenario(firms=firms(**BY_HAND, units={"money": "euros"}))) is None


def test_a_column_that_is_named_replaces_that_of_the_mapping():
    text = THREE.replace("MKTVAL", "CAP").replace("BECAMECEO", "YEARS").replace("2012-05-01", "7")
    text = text.replace("2017-01-15", "2").replace("2018-11-30", "1")
    found = own(text, mapping="execucomp", columns={"size": "CAP", "tenure": "YEARS"})
    assert found.tenure.tolist() == [28, 8, 4]
    assert found.columns["size"] == "CAP" and "since" not in found.columns
    # large and small letters are told apart only where both are there
    assert own(THREE.replace("SALARY", "salary")).columns["salary"] == "salary"


YEARS = HEAD + (
    "7,A,2018,CEO,1,1000,3000,500,10,2012-05-01\n"
    "8,B,2019,CEO,4,900,3000,80,,2015-05-01\n"
    "7,A,2019,CEO,2,1100,3500,700,20,2019-02-01\n"
    "7,A,2017,CEO,1,950,2500,400,,2012-05-01\n"
)


def test_years_of_a_firm_become_the_firm_of_its_last():
    found = own(YEARS)
    assert found.base_pay.tolist() == [1100, 900]
    assert found.size.tolist() == [700, 80]
    assert found.tenure.tolist() == [3, 18]
    assert found.year.tolist() == [2019, 2019]
    assert found.years.year.tolist() == [2017, 2018, 2019, 2019]
    assert found.years.consecutive().tolist() == [False, True, True, False]


DISCLOSED = "cik,fy,PeoName,PeoTotalCompAmt,PeoActuallyPaidCompAmt,TotalShareholderRtnAmt"


def disclosures(*rows: str) -> str:
    head = f"{DISCLOSED},PeerGroupTotalShareholderRtnAmt,NetIncomeLoss\n"
    return head + "".join(f"{row}\n" for row in rows)


def test_disclosures_give_base_pay_at_par_and_tenures_that_are_counted():
    """Pay is constant * exp(.5 * excess return): what is left at no excess is the constant."""
    rows, gross, peers = [], {"1": 100.0, "2": 100.0}, 100.0
    excess = {"1": [0.3, -0.2, 0.1], "2": [-0.1, 0.4, 0.0]}
    for place, year in enumerate((2020, 2021, 2022)):
        peers *= 1.1
        for firm, base in (("1", 4e6), ("2", 1e6)):
            more = excess[firm][place]
            gross[firm] *= 1.1 + more
            name = "Ann  Lee" if place or firm == "1" else "Bo Fry"
            pay = base * np.exp(0.5 * more)
            rows.append(f"{firm},{year},{name},{pay},-5,{gross[firm]},{peers},{base * (place + 9)}")
    found = own(disclosures(*rows))
    assert found.mapping == "pay-versus-performance"
    assert found.base_pay == pytest.approx([4e6, 1e6])
    assert found.size == pytest.approx([4e7, 1e7])  # mean net income
    assert found.years.returns[:3] == pytest.approx(np.array(excess["1"]) + 0.1)
    assert found.years.excess() == pytest.approx([*excess["1"], *excess["2"]])
    assert found.tenure.tolist() == [10, 6]  # three years in a row, two years
    assert found.at_least.tolist() == [True, False]


def test_a_firm_without_income_above_0_needs_another_size():
    rows = ["1,2020,Ann,5,5,100,100,-7", "2,2020,Bo,5,5,100,100,8"]
    assert "line 2, column NetIncomeLoss: is -7 in the mean" in sentence(disclosures(*rows))
    found = own(disclosures(*rows), bad_rows="leave-out")
    assert found.base_pay == pytest.approx([5.0]) and found.rows_left_out == 1
    assert found.years.firm.tolist() == [0]


GOOD = "7,A,2019,CEO,1,1000,3000,500,10,2012-05-01\n"
BAD = {
    "SALARY: is empty; expected a number above 0": "8,B,2019,CEO,1,,3000,500,10,2012-05-01",
    "SALARY: is 'NA'": None,
    "SALARY: is '9,00'; expected a number above 0": '8,B,2019,CEO,1,"9,00",3,500,10,2012-05-01',
    "SALARY: is '6%'; expected a number above 0": "8,B,2019,CEO,1,6%,3000,500,10,2012-05-01",
    "MKTVAL: is '-500'; expected a number above 0": "8,B,2019,CEO,1,900,3,-500,10,2012-05-01",
    "MKTVAL: is 'inf'; expected a number above 0": "8,B,2019,CEO,1,900,3,inf,10,2012-05-01",
    "TDC1: is 'much'; expected a number of at least 0": "8,B,2019,CEO,1,9,much,5,10,2012-05-01",
    "TRS1YR: is '-120'; expected a return in percent": "8,B,2019,CEO,1,9,3,5,-120,2012-05-01",
    "YEAR: is '19'; expected a year, as in 2019": "8,B,19,CEO,1,9,3,5,10,2012-05-01",
    "BECAMECEO: is '05/01/2012'; expected a date": "8,B,2019,CEO,1,9,3,5,10,05/01/2012",
    "BECAMECEO: is '2012-02-30'; expected a date": "8,B,2019,CEO,1,9,3,5,10,2012-02-30",
    "BECAMECEO: is 2020-01-01; expected a date before": "8,B,2019,CEO,1,9,3,5,10,2020-01-01",
    "GVKEY: is 7 in 2019, as on line 2; expected one row": GOOD.strip(),
    "GVKEY: is empty; expected a firm": ",B,2019,CEO,1,9,3,5,10,2012-05-01",
    "has 3 cells; expected 10": "8,B,2019",
}


@pytest.mark.parametrize(("said", "row"), [pair for pair in BAD.items() if pair[1]])
def test_a_bad_row_is_named_by_line_and_column(said, row):
    place = "mine.csv, line 3" + ("" if said.startswith("has") else ", column")
    joint = ": " if said.startswith("has") else " "
    found = sentence(f"{HEAD}{GOOD}{row}\n")
    assert found.startswith(f"source: {place}{joint}{said}"), found
    left = own(f"{HEAD}{GOOD}{row}\n", bad_rows="leave-out")
    assert len(left.size) == 1 and left.left_out[0] in found


def test_lines_are_those_of_the_file_and_further_bad_rows_are_counted():
    text = f'# one\n\n{HEAD}7,"A\nof two lines",2019,CEO,1,1000,3,500,10,2012-05-01\n\n'
    text += "8,B,2019,CEO,1,x,3,500,10,2012-05-01\n9,C,2019,CEO,1,y,3,z,10,2012-05-01\n"
    said = sentence(text)
    assert said.startswith("source: mine.csv, line 7, column SALARY: is 'x'")
    assert said.endswith("; 1 more row is bad")
    assert own(text, bad_rows="leave-out").rows_left_out == 2
    assert "no use" not in sentence(text.replace("1000", "w"), bad_rows="leave-out")


def test_what_is_no_table_of_firms_is_a_sentence():
    assert sentence("") == ("source: mine.csv: is empty; expected a line with names of columns")
    assert sentence(HEAD).endswith("has no rows; expected firms")
    assert "its columns are those of no known file" in sentence(TABLE)
    assert sentence(TABLE, columns={"size": "sale"}).startswith(
        "columns.size: is 'sale', but mine.csv has no such column; did you mean 'sales'?"
    )
    assert sentence(TABLE, columns={"size": "sales"}).startswith("columns.salary: is missing")
    assert sentence(TABLE, **BY_HAND).startswith("units.money: is missing; expected the unit")
    assert sentence(TABLE, **BY_HAND, units={"money": "lots of it"}).startswith("units.money: is")
    assert sentence(TABLE, mapping="ceosal2").startswith(
        "mapping: is ceosal2, but mine.csv has no column mktval"
    )
    assert "has the column pay twice" in sentence(TABLE.replace("years", "pay"), **BY_HAND)
    Path("mine.csv").write_bytes(b"a,b\n1,\xff\n")
    assert sentence() == "source: mine.csv, line 2: expected text in UTF-8"
    Path("mine.csv").unlink()
    assert sentence() == "source: mine.csv: no such file; expected a CSV or Parquet file"
    os.mkfifo("mine.csv")
    assert "is a pipe; expected a file" in sentence()


NUMBERS = {
    "1234.5": 1234.5, "1,234.5": 1234.5, "$1,234": 1234.0, "(1,234)": -1234.0, "-$5": -5.0,
    "\u22125": -5.0, " 7 ": 7.0, "1e3": 1000.0, "\u20ac3": 3.0, ".5": 0.5, "+2": 2.0,
}  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_as_people_write_them(text):
    assert number_in(text, "a number") == NUMBERS[text]


@pytest.mark.parametrize("text", ["1,23", "1.234.567", "5%", "0x1", "1_000", "--1", "nan", "1 2"])
def test_numbers_that_could_mean_two_things_are_refused(text):
    with pytest.raises(Odd, match="expected a number"):
        number_in(text, "a number")


def test_dates_and_years():
    day = datetime.date(2012, 5, 1)
    assert date_in("2012-05-01") == date_in("20120501") == date_in(day) == day
    assert date_in("2012-05-01 00:00:00") == day
    assert date_in("2012") == datetime.date(2012, 7, 1)
    assert [year_in(cell) for cell in (2019, "2019", "2019.0", "2019-06-30", day)] == [
        2019, 2019, 2019, 2019, 2012,
    ]  # fmt: skip


def test_returns_in_three_units():
    head = "firm,year,sales,pay,years,tsr\n"
    for unit, cells in {
        "percent": ("10", "-5"), "share": (".1", "-.05"), "value of 100": ("110", "104.5"),
    }.items():  # fmt: skip
        text = f"{head}a,2019,1,1,1,{cells[0]}\na,2020,1,1,2,{cells[1]}\n"
        columns = {**BY_HAND["columns"], "firm": "firm", "year": "year", "returns": "tsr"}
        found = own(text, columns=columns, units={"money": "euros", "returns": unit})
        assert found.years.returns == pytest.approx([0.1, -0.05])
        assert found.size.tolist() == [1.0]
    marked = own(text.replace("104.5", "-5%"), columns=columns, units={"money": "euros"})
    assert marked.years.returns == pytest.approx([1.1, -0.05])


def test_a_file_is_seen_from_the_folder_of_the_scenario_that_names_it():
    Path("below").mkdir()
    Path("below/mine.csv").write_text(THREE)
    Path("below/mine.yaml").write_text("firms: {source: mine.csv}\n")
    found = load_scenario("below/mine.yaml")
    assert found.firms.source == str(Path("below/mine.csv").absolute())
    assert found.firms.count == 3
    again = Scenario.model_validate(found.model_dump(mode="json"))
    assert again == found
    Path("mine.csv").write_text(THREE)
    assert load_scenario(None, ["firms.source=mine.csv"]).firms.count == 3


def test_how_many_firms_follows_from_the_source_unless_it_is_said():
    Path("mine.csv").write_text(THREE)
    assert load_scenario(None, ["firms.source=ceosal1"]).firms.count == 209
    assert load_scenario(None, ["firms.source=mine.csv", "firms.count=5"]).firms.count == 5
    said = scenario_of({"firms": {"count": 177}}, {"firms.source": "mine.csv"})
    assert said.firms.count == 177
    assert set(real(said.firms).size) == {40000.0, 10000.0, 2500.0}
    assert scenario_of({"firms": {"source": "mine.csv"}}, {"quarters": 3}).firms.count == 3
    assert load_scenario(None, ["firms.source=synthetic"]).firms.count == 177


def test_a_file_that_changes_is_read_again():
    assert own(THREE).base_pay.tolist() == [1500, 1200, 960]
    assert own(THREE.replace("1200", "1300.25")).base_pay.tolist() == [1500, 1300.25, 960]
    model = firms()
    Path("mine.csv").write_text(HEAD)
    with pytest.raises(InputError, match=r"firms\.source: mine\.csv: has no rows"):
        make_firms(model, 0, np.arange(1))
