"""Response rates against the AAPOR formulas, by hand."""

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.library import load_rules, load_table
from satisfaction.errors import DefinitionError, EstimationError
from satisfaction.requirements import response_rates

COUNTS = {
    "interviewed": 40,
    "interviewed in part": 4,
    "refused": 20,
    "broke off": 2,
    "reached, never available": 10,
    "unable to take part": 4,
    "no answer to any call": 16,
    "not eligible": 4,
}


def _tables(weights=None):
    outcome = np.repeat(list(COUNTS), list(COUNTS.values()))
    crime = [f"c{i}" for i in range(len(outcome))]
    levels = list(load_table("contact-outcomes").fields["outcome"].levels.values())
    groups = np.where(np.arange(len(outcome)) % 2, "burglary", "vehicle crime")
    issued = pd.DataFrame(
        {
            "crime": crime,
            "user_group": pd.Categorical(groups),
            "area": pd.Categorical(["North"] * len(outcome)),
            "base_weight": np.ones(len(outcome)) if weights is None else weights,
        }
    )
    outcomes = pd.DataFrame(
        {"crime": crime, "outcome": pd.Categorical(outcome, categories=levels), "attempts": 7}
    )
    return issued, outcomes


def _everyone(rates):
    table = rates.table[rates.table["user_group"] == "everyone"]
    return table.set_index("rate")


def test_rates_follow_the_standard_definitions():
    found = _everyone(response_rates(*_tables()))["estimate"]
    assert found["RR1"] == pytest.approx(40 / 96)
    assert found["RR2"] == pytest.approx(44 / 96)
    assert found["RR3"] == pytest.approx(40 / (80 + 16 * 80 / 84))
    assert found["COOP1"] == pytest.approx(40 / 70)
    assert found["REF1"] == pytest.approx(22 / 96)
    assert found["CON1"] == pytest.approx(70 / 96)


def test_equal_weights_leave_the_unweighted_rate():
    table = response_rates(*_tables()).table
    np.testing.assert_allclose(table["estimate"], table["unweighted"])


def test_a_weight_counts_as_that_many_victims():
    plain, outcomes = _tables()
    heavy = np.where(outcomes["outcome"] == "refused", 3.0, 1.0)
    found = _everyone(response_rates(plain.assign(base_weight=heavy), outcomes))["estimate"]
    assert found["REF1"] == pytest.approx((60 + 2) / (96 + 40))


def test_the_interval_holds_the_rate_and_shrinks_with_more_victims():
    issued, outcomes = _tables()
    small = _everyone(response_rates(issued, outcomes))
    copies = [t.assign(crime=t["crime"] + str(k)) for t in (issued, outcomes) for k in range(4)]
    large = _everyone(response_rates(pd.concat(copies[:4]), pd.concat(copies[4:])))
    assert (small["lower"] < small["estimate"]).all()
    assert (small["estimate"] < small["upper"]).all()
    width, wide = (t.loc["RR1", "upper"] - t.loc["RR1", "lower"] for t in (large, small))
    assert width == pytest.approx(wide / 2, rel=0.1)


def test_a_victim_without_an_outcome_counts_as_of_unknown_eligibility():
    issued, outcomes = _tables()
    rates = response_rates(issued, outcomes.iloc[1:])
    assert _everyone(rates)["estimate"]["RR1"] == pytest.approx(39 / 96)
    assert "no-outcome" in {caveat.code for caveat in rates.caveats}
    assert rates.dispositions["victims"].sum() == len(issued)


def test_an_outcome_of_nobody_issued_is_left_out_and_said():
    issued, outcomes = _tables()
    rates = response_rates(issued.iloc[1:], outcomes)
    assert "outcome-without-issue" in {caveat.code for caveat in rates.caveats}
    assert rates.dispositions["victims"].sum() == len(issued) - 1


def test_tables_with_other_pseudonyms_are_refused_with_the_remedy():
    issued, outcomes = _tables()
    with pytest.raises(EstimationError, match="same pseudonym key"):
        response_rates(issued, outcomes.assign(crime="x" + outcomes["crime"]))


def test_too_few_calls_are_counted_except_where_more_would_not_help():
    issued, outcomes = _tables()
    few = outcomes.assign(attempts=2)
    assert response_rates(issued, few).attempts["too_few"].sum() == 26
    levels = outcomes["outcome"].cat.categories
    dead = (
        few["outcome"]
        .astype(str)
        .replace("reached, never available", "number not working or wrong")
    )
    few = few.assign(outcome=pd.Categorical(dead, categories=levels))
    assert response_rates(issued, few).attempts["too_few"].sum() == 16


def test_an_outcome_without_a_category_is_an_error_that_names_it():
    issued, outcomes = _tables()
    rules = load_rules()
    rule = rules.rules["dispositions"]
    settings = {k: v for k, v in rule.settings.items() if k != "refused"}
    unverified = tuple(name for name in rule.unverified if name != "refused")
    changed = rule.model_copy(update={"settings": settings, "unverified": unverified})
    bare = rules.model_copy(update={"rules": {**rules.rules, "dispositions": changed}})
    with pytest.raises(DefinitionError, match="refused"):
        response_rates(issued, outcomes, rules=bare)


def test_every_outcome_of_the_contract_has_a_category():
    levels = set(load_table("contact-outcomes").fields["outcome"].levels.values())
    assert levels <= set(load_rules().rules["dispositions"].settings)
