"""What is withheld, what goes with it, and what stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.disclosure import is_givable, protect
from satisfaction.disclosure.audit import attack_results
from satisfaction.errors import UsageError
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.results import Provenance, Result

NUMBERS = ["estimate", "standard_error", "lower", "upper", "unweighted"]
ANSWERS = ("satisfied", "neither", "dissatisfied")


def estimates(counts, *, group="area", period="2007/08 Q3", everyone=False, flags=None):
    """Return estimates of levels with so many satisfied, neither and dissatisfied."""
    if everyone:
        group, counts = "", {"everyone": [sum(c) for c in zip(*counts.values(), strict=True)]}
    rows = [
        {
            "question": "overall", "measure": "overall", "statistic": answer, "group": group,
            "level": level, "period": period, "base": sum(answers), "not_answered": 0,
            "effective_base": float(sum(answers)), "estimate": count / max(sum(answers), 1),
            "standard_error": 0.01, "lower": 0.1, "upper": 0.9,
            "unweighted": count / max(sum(answers), 1), "design_effect": 1.0, "df": 10.0,
            "flag": (flags or {}).get(level, ""),
        }
        for level, answers in counts.items()
        for answer, count in zip(ANSWERS, answers, strict=True)
    ]  # fmt: skip
    return Estimates(
        table=pd.DataFrame(rows),
        provenance=Provenance(survey="s", period=period, method="m"),
        confidence=0.95,
        interval="none",
    )


AREAS = {"north": [80, 20, 3], "south": [90, 30, 40], "east": [60, 20, 30], "west": [50, 30, 20]}


def withheld(result):
    table = result.table
    rows = table[table["suppressed"]]
    return set(zip(rows["level"], rows["statistic"], strict=True))


def test_a_small_count_is_withheld_with_others_that_it_would_follow_from():
    hidden = withheld(protect(estimates(AREAS), audience="internal"))
    assert ("north", "dissatisfied") in hidden
    assert len({level for level, _ in hidden}) >= 2
    assert len({answer for level, answer in hidden if level == "north"}) >= 2


def test_what_is_withheld_has_no_number_left_and_the_rest_is_untouched():
    result = estimates(AREAS)
    table = protect(result, audience="internal").table
    gone = table["suppressed"]
    assert table.loc[gone, NUMBERS].isna().all(axis=None)
    assert (table.loc[gone, "flag"] == "hidden").all()
    kept = table.loc[~gone, result.table.columns]
    pd.testing.assert_frame_equal(kept, result.table[~gone], check_dtype=False)


def test_it_cannot_be_told_which_count_is_small_and_which_protects_it():
    table = protect(estimates(AREAS), audience="internal").table
    gone = table[table["suppressed"]]
    assert len(gone) > 1
    assert set(gone["flag"]) == {"hidden"}


def test_without_small_counts_nothing_is_withheld():
    safe = {level: [80, 30, 40] for level in AREAS}
    found = protect(estimates(safe), audience="external")
    assert not found.table["suppressed"].any()
    assert "nothing had to be withheld" in found.caveats[-1].text


@pytest.mark.parametrize(("audience", "is_hidden"), [("internal", False), ("external", True)])
def test_seven_people_are_shown_within_the_force_only(audience, is_hidden):
    counts = {**AREAS, "north": [80, 20, 7]}
    hidden = withheld(protect(estimates(counts), audience=audience))
    assert (("north", "dissatisfied") in hidden) == is_hidden


def test_so_few_who_answered_otherwise_are_as_small_a_count():
    counts = {**AREAS, "north": [97, 3, 0]}
    assert ("north", "satisfied") in withheld(protect(estimates(counts), audience="internal"))


def test_a_group_that_answered_as_one_is_withheld():
    counts = {**AREAS, "north": [90, 0, 0]}
    hidden = withheld(protect(estimates(counts), audience="internal"))
    assert ("north", "satisfied") in hidden
    assert len({answer for level, answer in hidden if level == "north"}) >= 2


@pytest.mark.parametrize(("audience", "silent", "is_shown"), [
    ("internal", 7, True), ("internal", 2, False), ("external", 70, False),
])  # fmt: skip
def test_those_who_did_not_answer_are_not_counted_out(audience, silent, is_shown):
    result = estimates(AREAS)
    result = replace(result, table=result.table.assign(not_answered=silent))
    table = protect(result, audience=audience).table
    assert table["not_answered"].notna().any() == is_shown


def test_the_base_of_so_few_people_takes_all_numbers_of_its_rows_along():
    counts = {**AREAS, "north": [1, 1, 1]}
    table = protect(estimates(counts), audience="internal").table
    north = table[table["level"] == "north"]
    assert north[["base", "df", "effective_base", *NUMBERS]].isna().all(axis=None)


def test_what_a_table_withholds_does_not_follow_from_another_of_the_same_pack():
    parts = estimates(AREAS), estimates(AREAS, everyone=True)
    alone = attack_results([parts[0]], audience="internal")
    both = attack_results(parts, audience="internal")
    assert (both["width"] >= both["needed"] - 1e-6).all()
    assert (both["needed"] == 5).all()
    assert len(both) >= len(alone)


def test_the_same_count_in_two_results_is_withheld_in_both():
    first, second = protect([estimates(AREAS), estimates(AREAS)], audience="internal")
    assert withheld(first) == withheld(second) != set()


def test_the_month_left_of_a_quarter_is_protected():
    """Only the quarter less two of its months gives three people away."""
    month = {level: [30, 12, 20] for level in AREAS}
    quarter = {level: [90, 36, 60] for level in AREAS} | {"north": [90, 36, 43]}
    pack = [
        estimates(quarter),
        estimates(month, period="2007-10"),
        estimates(month, period="2007-11"),
    ]
    assert not protect(pack[0], audience="internal").table["suppressed"].any()
    assert any(result.table["suppressed"].any() for result in protect(pack, audience="internal"))


def test_an_earlier_edition_stays_as_it_is_and_is_not_given_away():
    month = {level: [30, 12, 20] for level in AREAS}
    quarter = {level: [90, 36, 60] for level in AREAS} | {"north": [90, 36, 43]}
    out = protect([estimates(month, period=p) for p in ("2007-10", "2007-11")], audience="internal")
    assert not any(result.table["suppressed"].any() for result in out)
    late = protect(estimates(quarter), audience="internal", published=out)
    assert ("north", "dissatisfied") in withheld(late)
    assert not protect(estimates(quarter), audience="internal").table["suppressed"].any()


def test_what_an_earlier_edition_withheld_stays_withheld():
    out = protect(estimates(AREAS), audience="internal")
    again = protect(estimates(AREAS), audience="internal", published=[out])
    assert withheld(again) == withheld(out)


def test_a_revised_figure_is_told_to_the_caller():
    out = protect(estimates(AREAS), audience="internal")
    revised = estimates({**AREAS, "south": [95, 30, 40]})
    found = protect(revised, audience="internal", published=[out])
    assert "disclosure-revised" in {caveat.code for caveat in found.caveats}


def test_rows_on_too_few_answers_are_blanked_but_need_no_protection_of_their_own():
    counts = {**AREAS, "north": [10, 7, 8]}
    table = protect(estimates(counts, flags={"north": "hidden"}), audience="internal").table
    assert set(table.loc[table["suppressed"], "level"]) == {"north"}
    assert table.loc[table["suppressed"], NUMBERS].isna().all(axis=None)


def test_protecting_twice_changes_nothing():
    once = protect(estimates(AREAS), audience="external")
    twice = protect(once, audience="external")
    pd.testing.assert_frame_equal(once.table, twice.table)
    assert once.caveats == twice.caveats


def test_what_was_protected_for_the_force_is_refused_for_others():
    once = protect(estimates(AREAS), audience="internal")
    with pytest.raises(UsageError, match="internal audience already"):
        protect(once, audience="external")


def test_counts_that_can_be_worked_out_whatever_is_withheld_are_told():
    few = {"north": [1, 1, 0], "south": [1, 0, 0]}
    codes = {caveat.code for caveat in protect(estimates(few), audience="internal").caveats}
    assert "disclosure-narrow" in codes


def test_a_gap_to_the_others_is_withheld_with_the_group_itself():
    row = {
        "question": "overall", "measure": "overall", "statistic": "dissatisfied", "group": "area",
        "level": "north", "other_level": "others", "estimate": 3 / 103, "other_estimate": 90 / 370,
        "lower": 0.0, "upper": 0.1, "other_lower": 0.2, "other_upper": 0.3, "base": 103,
        "other_base": 370, "gap": -0.2, "gap_standard_error": 0.01, "gap_lower": -0.3,
        "gap_upper": -0.1, "p_value": 0.01, "q_value": 0.01, "df": 10.0,
    }  # fmt: skip
    gap = Gap(
        table=pd.DataFrame([row]),
        provenance=Provenance(survey="s", period="2007/08 Q3", method="m"),
        confidence=0.95,
    )
    table = protect(gap, audience="internal").table
    assert table[["estimate", "other_estimate", "gap", "gap_lower"]].isna().all(axis=None)


def test_a_result_that_nobody_declared_is_refused():
    class Unheard(Result):
        pass

    result = Unheard(
        table=pd.DataFrame({"base": [3]}), provenance=Provenance(survey="", period="", method="")
    )
    with pytest.raises(UsageError, match="not declared where 'Unheard'"):
        protect(result, audience="internal")


def test_a_victim_profile_is_never_given_out(make_profile):
    cells = pd.DataFrame({"user_group": ["burglary"], "age": ["old"], "gender": ["male"]})
    with pytest.raises(UsageError, match="not given out"):
        protect(make_profile(cells.assign(victims=2)), audience="external")
    assert not is_givable(make_profile(cells.assign(victims=2)))
    assert is_givable(estimates(AREAS))


def test_an_unknown_audience_is_refused():
    with pytest.raises(UsageError, match="no audience 'press'"):
        protect(estimates(AREAS), audience="press")


def test_it_is_a_public_name():
    assert sat.protect is protect


def test_every_result_of_the_package_is_declared_or_refused():
    from satisfaction.disclosure.layouts import LAYOUTS, WITHHELD_KINDS

    def kinds(of):
        return {of.__name__ for of in of.__subclasses__()} | set().union(
            *(kinds(inner) for inner in of.__subclasses__()), set()
        )

    for name in ("drivers", "estimates", "exclusions", "requirements", "sampling", "weighting"):
        __import__(f"satisfaction.{name}")
    __import__("satisfaction.charts")
    found = {k for k in kinds(Result) if k != "Unheard"}
    assert found <= set(LAYOUTS) | WITHHELD_KINDS


def test_the_attack_needs_counts():
    with pytest.raises(UsageError, match="no counts"):
        attack_results([], audience="internal")


def test_a_share_of_nobody_is_no_count():
    counts = {**AREAS, "north": [0, 0, 0]}
    table = protect(estimates(counts), audience="internal").table
    assert np.isfinite(table.loc[~table["suppressed"], "base"]).all()
