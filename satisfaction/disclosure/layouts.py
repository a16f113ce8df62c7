"""Where each kind of result holds counts of people.

Kinds are known by name: a verb may not import another. A kind that is not here is refused, so that
a new result is never given out by oversight.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Counts in the rows of one frame.

    Attributes
    ----------
    frame : str
        Attribute of the result.
    base : str
        Column with the number of people; empty where only ``count`` is given.
    count : str
        Column with how many of them it is about.
    shares : tuple of str
        Columns with that as a share of the base; the first that is there is used.
    subject, group, level, period, answer : str
        Columns that say what is counted; after ``=`` the text itself; after ``@`` an attribute of
        the result. A subject ``*`` is every count of that group and level.
    within : tuple of str
        Columns whose levels are crossed with ``level``.
    flag : str
        Column that says ``hidden`` where too few answered.
    tells : tuple of str
        Columns to blank; empty for every number but those of another family in the same row.
    is_timed : bool
        Whether a longer period holds the people of the shorter ones, and no others.
    is_opinion : bool
        Whether that all people of a group answered the same would say what each of them thinks.
    is_additive : bool
        Whether each person is in one level only, so that levels add up to everyone.
    """

    frame: str = "table"
    base: str = ""
    count: str = ""
    shares: tuple[str, ...] = ()
    subject: str = "=people"
    group: str = "="
    level: str = "=everyone"
    period: str = "="
    answer: str = "="
    within: tuple[str, ...] = ()
    flag: str = ""
    tells: tuple[str, ...] = ()
    is_timed: bool = True
    is_opinion: bool = False
    is_additive: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a kind of result holds counts.

    Attributes
    ----------
    cells : tuple of Cells
    emptied : tuple of str
        Frames about single persons: only within the force; emptied for anybody else.
    aside : tuple of str
        Columns of ``table`` with counts beside the base: blanked altogether where one is small, and
        always for anybody outside the force.
    words : tuple of str
        Columns with words that a withheld number would follow from.
    """

    cells: tuple[Cells, ...] = ()
    emptied: tuple[str, ...] = ()
    aside: tuple[str, ...] = ("not_answered",)
    words: tuple[str, ...] = ()


_ESTIMATES = Cells(
    base="base", shares=("unweighted", "estimate"), subject="question", group="group",
    level="level", period="period", answer="statistic", flag="flag", is_opinion=True,
)  # fmt: skip
_VICTIMS_TELL = (
    "victims", "profile_share", "profile_share_lower", "profile_share_upper", "difference",
    "standard_error", "lower", "upper", "power", "detectable", "base_to_settle",
)  # fmt: skip
_RESPONDENTS_TELL = (
    "respondents", "unweighted_share", "sample_share", "design_effect", "power_effect",
    "difference", "standard_error", "lower", "upper", "power", "detectable", "base_to_settle",
)  # fmt: skip


def _check(frame: str, within: tuple[str, ...] = ()) -> tuple[Cells, ...]:
    """Return the victims and the respondents of a table of the profile check."""
    told = " told" if frame == "self_described" else ""
    return tuple(
        Cells(
            frame=frame, base=name, subject=f"={name}{told}",
            group="dimension", level="level", period="period", within=within, tells=tells,
            # Victims of a period are those whom its interviews could be about: windows overlap.
            is_timed=name == "respondents",
        )
        for name, tells in (("victims", _VICTIMS_TELL), ("respondents", _RESPONDENTS_TELL))
    )  # fmt: skip


def _change(when: str) -> Cells:
    return Cells(
        base=f"base_{when}", shares=(when,), subject="question", group="group", level="level",
        period=f"period_{when}", answer="statistic", flag=f"flag_{when}",
        is_opinion=True,
    )  # fmt: skip


def _gap(prefix: str) -> Cells:
    return Cells(
        base=f"{prefix}base", shares=(f"{prefix}estimate",), subject="question", group="group",
        level=f"{prefix}level", period="@period", answer="statistic", is_opinion=True,
    )  # fmt: skip


def _lone(frame: str, column: str, named: str, tells: tuple[str, ...] = ()) -> Cells:
    """Return a count that adds up with nothing else that is told."""
    return Cells(
        frame=frame, base=column, subject=f"={frame}: {column}", group=f"={frame}", level=named,
        tells=(column, *tells), is_additive=False,
    )  # fmt: skip


def _linked(frame: str, group: str, level: str) -> Cells:
    """Return numbers without counts, blanked with any count of the same level."""
    return Cells(frame=frame, subject=ANY, group=group, level=level)


_REASON_COUNTS = (
    "beyond_rule", "cannot_apply", "wrong_alone", "age_unknown", "no_approver", "no_date",
    "date_in_doubt", "undocumented", "would_return",
)  # fmt: skip
_STEP_TELLS = (
    "weighted_before", "weighted_after", "share_before", "share_after", "difference", "lower",
    "upper", "retention_unweighted", "retention_ratio", "ratio_lower", "ratio_upper", "p_adjusted",
)  # fmt: skip

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "Estimates": Layout(cells=(_ESTIMATES,)),
        "QualityIndicators": Layout(cells=(_ESTIMATES,)),
        "Funnel": Layout(cells=(_ESTIMATES,)),
        "Trend": Layout(cells=(_ESTIMATES,)),
        "Gap": Layout(cells=(_gap(""), _gap("other_"))),
        "Change": Layout(cells=(_change("before"), _change("after")), words=("verdict",)),
        "ControlChart": Layout(
            cells=(
                Cells(
                    base="base", shares=("estimate",), subject="@question", period="period",
                    answer="@statistic", flag="flag", is_opinion=True,
                ),
            )
        ),
        "AssociationTest": Layout(
            cells=(
                Cells(
                    base="base", shares=("within",), subject="question", group="group",
                    level="level", period="period", answer="answer", is_opinion=True,
                ),
            )
        ),
        "PrecisionPlan": Layout(
            cells=(
                Cells(
                    base="base", shares=("expected",), subject="question", group="group",
                    level="level", period="period", answer="statistic", flag="flag",
                    is_opinion=True,
                ),
            )
        ),
        "ProfileCheck": Layout(
            cells=(
                *_check("table"),
                *_check("within_groups", ("user_group",)),
                *_check("self_described"),
                _linked("residuals", "dimension", "level"),
            ),
        ),
        "History": Layout(cells=_check("table")),
        "Cascade": Layout(
            cells=(
                Cells(
                    base="count_before", subject="before", group="dimension", level="level",
                    period="@period", tells=("count_before", *_STEP_TELLS),
                ),
                Cells(
                    base="count_after", subject="after", group="dimension", level="level",
                    period="@period", tells=("count_after", *_STEP_TELLS),
                ),
                _linked("summary", "dimension", "level"),
                _lone("joins", "interviews", "reason", ("share",)),
            )
        ),
        "ResponsePropensity": Layout(
            cells=(
                Cells(
                    frame="levels", base="issued", count="responded", subject="part",
                    group="variable", level="level", answer="=responded",
                ),
            )
        ),
        "ResponseRates": Layout(
            cells=(
                Cells(
                    base="issued", shares=("unweighted",), subject="rate", group="=user_group",
                    level="user_group", answer="rate",
                ),
                Cells(
                    frame="dispositions", base="victims", subject="=dispositions",
                    group="=outcome", level="outcome",
                ),
                _lone("attempts", "victims", "category", ("mean_attempts",)),
                _lone("attempts", "too_few", "category"),
            )
        ),
        "RequirementsStatement": Layout(emptied=("breaches",)),
        "ExclusionAudit": Layout(
            cells=(
                Cells(
                    frame="levels", base="victims", count="removed", subject="=recorded victims",
                    group="dimension", level="level", answer="reason",
                ),
                *(
                    Cells(
                        frame="without", base=name, subject=f"={name} without ", group="dimension",
                        level="level", within=("dropped",),
                    )
                    for name in ("recorded", "eligible", "eligible_without")
                ),
                _lone("table", "removed", "reason", ("rate", "alone", "together", "would_return")),
                _lone("table", "alone", "reason", ("together", "would_return")),
                _lone("table", "together", "reason", ("alone", "would_return")),
                *(_lone("table", name, "reason") for name in _REASON_COUNTS),
                *(
                    _lone("undocumented", name, "reason")
                    for name in (
                        "removed", "no_approver", "no_date", "unreadable_date", "before_report",
                        "too_late", "undocumented",
                    )
                ),
                _lone("steps", "taken", "reason", ("remaining",)),
                _lone("by_authority", "removed", "authority", ("rate",)),
            ),
            emptied=("references",),
        ),
        "RecordedComparison": Layout(
            cells=(
                Cells(
                    frame="cross", count="interviews", subject="=recorded and told",
                    group="dimension", level="recorded", answer="self_defined",
                ),
                Cells(
                    frame="observed", count="interviews", subject="=observed and told",
                    group="=observed", level="observed", answer="self_defined",
                ),
                Cells(
                    frame="levels", subject="=recorded and told", group="dimension",
                    level="level", answer="level",
                ),
            )
        ),
        "Weighted": Layout(
            cells=(
                Cells(
                    base="respondents", subject="=respondents", group="margin",
                    level="level", period="weight_period",
                ),
            )
        ),
        "SamplePlan": Layout(
            cells=(
                *(
                    Cells(
                        frame=frame, base="frame", subject="=frame", group=group, level=level,
                        tells=("frame", "response_rate"),
                    )
                    for frame, group, level in (
                        ("groups", "=user_group", "user_group"), ("levels", "dimension", "level"))
                ),
                Cells(
                    frame="rates", base="issued", count="interviewed", subject="=rates",
                    group="dimension", level="level", answer="=interviewed", is_additive=False,
                ),
            ),
            emptied=("table", "strata"),
        ),
        "Drivers": Layout(
            cells=(
                Cells(base="base", count="low_base", subject="driver", answer="=rated poor"),
                _lone("not_analysed", "low_base", "driver"),
                Cells(
                    frame="across_scale", base="base", subject="driver", group="=across_scale",
                    level="grades", within=("side",), is_additive=False,
                ),
            ),
        ),
        "Verbatims": Layout(
            cells=(
                _lone("table", "respondents", "term", ("share", "other_share", "log_odds",
                    "standard_error", "lower", "upper", "z", "p_value", "q_value")),
                _lone("codes", "mentions", "code", ("share", "standard_error", "lower", "upper")),
                _lone("uncovered", "respondents", "term", ("share",)),
            )
        ),
        "Segments": Layout(
            cells=(
                Cells(
                    base="base", count="dissatisfied", subject="=segments", group="=segments",
                    level="group", answer="=dissatisfied", is_additive=False,
                ),
            )
        ),
        "ActionPlan": Layout(
            cells=(
                Cells(
                    frame="series", base="base", shares=("estimate",), subject="action",
                    period="period", answer="=measure", flag="flag",
                ),
            )
        ),
        # Of the whole force, or of no people at all.
        "ForcesComparison": Layout(),
        "Impact": Layout(),
        "OddsRatios": Layout(),
    }
)  # fmt: skip

# Single persons, every kind of person, or working papers about a handful of them: never given out.
WITHHELD_KINDS = frozenset(
    {
        "Profile", "IssuedSample", "FocusGroups", "DiscussionGuide", "GroupFindings",
        "ContractorReview", "RecordChecks",
    }
)  # fmt: skip
