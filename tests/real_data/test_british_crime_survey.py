"""11,676 interviews with a weight that 16 of them lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import satisfaction as sat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from satisfaction.intake.delivery import Delivery

AGES = ("16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")


@pytest.fixture(scope="module")
def delivery(data: Path, definitions: Path) -> Delivery:
    file = data / "bcs_2007_08_teaching" / "bcs_0708.csv.gz"
    return sat.read_returns(file, definitions / "british_crime_survey.yaml")


def test_interviews_without_a_weight_are_rejected_and_say_so(delivery: Delivery) -> None:
    assert (delivery.report.rows_in, delivery.report.accepted) == (11_676, 11_660)
    assert delivery.report.rejected_by == {"blank_not_allowed": 16}
    assert set(delivery.rejects["why"]) == {"`tcindwt`: The cell is blank and must not be."}


def test_a_weight_column_may_not_be_blank_even_where_the_definition_forgets_to_say_so(
    data: Path, definitions: Path, tmp_path: Path
) -> None:
    text = (definitions / "british_crime_survey.yaml").read_text(encoding="utf-8")
    path = tmp_path / "survey.yaml"
    path.write_text(text.replace(", may_be_blank: false", ""), encoding="utf-8")
    delivery = sat.read_returns(data / "bcs_2007_08_teaching" / "bcs_0708.csv.gz", path)
    assert delivery.report.rejected == 16
    assert sat.estimate(delivery.returns).table["base"].iloc[0] == 11_609


def test_the_weighted_share_and_its_error_are_those_of_the_reference(
    delivery: Delivery, reference: Callable[..., dict[str, float]]
) -> None:
    expected = reference("bcs_2007_08", "unsafe walking alone after dark (3,4), tcindwt", "unsafe")
    row = sat.estimate(delivery.returns).table.set_index("statistic").loc["dissatisfied"]
    assert row["base"] == expected["n"]
    assert row["estimate"] == pytest.approx(expected["estimate"], rel=1e-10)
    assert row["standard_error"] == pytest.approx(expected["se"], rel=1e-8)


@pytest.mark.parametrize(
    ("by", "what", "terms"),
    [
        ("gender", "sex", {"male": "1", "female": "2"}),
        ("age", "ageg", dict(zip(AGES, AGES, strict=True))),
        (
            "ethnicity",
            "eth",
            {"White": "1", "Mixed": "2", "Asian": "3", "Black": "4", "Chinese or other": "5"},
        ),
    ],
)
def test_weighted_groups_are_those_of_the_reference(
    delivery: Delivery,
    reference: Callable[..., dict[str, float]],
    by: str,
    what: str,
    terms: dict[str, str],
) -> None:
    table = sat.estimate(delivery.returns, by=by).table
    table = table[table["statistic"] == "dissatisfied"].set_index("level")
    for level, term in terms.items():
        expected = reference("bcs_2007_08", f"unsafe by {what}, tcindwt", term)
        assert table.loc[level, "base"] == expected["n"]
        assert table.loc[level, "estimate"] == pytest.approx(expected["estimate"], rel=1e-10)
        assert table.loc[level, "standard_error"] == pytest.approx(expected["se"], rel=1e-8)


def test_the_stata_file_holds_the_same_answers(
    delivery: Delivery, data: Path, definitions: Path
) -> None:
    file = data / "bcs_2007_08_teaching" / "bcs_0708.dta"
    other = sat.read_returns(file, definitions / "british_crime_survey.yaml")
    for name in ("after_dark", "gender", "age", "ethnicity", "victim"):
        assert (
            other.returns.frame[name].to_numpy() == delivery.returns.frame[name].to_numpy()
        ).all()
    # The Stata file stores weights in 32 bits; the text file has more digits than that.
    ratio = other.returns.frame["weight"] / delivery.returns.frame["weight"]
    assert ratio.sub(1).abs().max() < 1e-6
    assert any("ethgrp2" in caveat.text for caveat in other.report.caveats)
