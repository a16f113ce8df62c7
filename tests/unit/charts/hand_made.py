"""Results written by hand, for figures and packs: every number is chosen, none computed."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.dimensions import Dimension
from satisfaction.definitions.library import load_survey
from satisfaction.definitions.rules import Rule, Rules
from satisfaction.drivers.result import Drivers
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.representativeness.result import ProfileCheck, Tolerance
from satisfaction.requirements.evidence import Evidence
from satisfaction.requirements.result import RequirementsStatement
from satisfaction.results import Caveat, Provenance, SourceFile
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import Returns
from satisfaction.weighting.result import WeightDiagnostics, Weighted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.survey import Survey

NAN = math.nan
GRADES = (
    "completely satisfied",
    "very satisfied",
    "fairly satisfied",
    "neither satisfied nor dissatisfied",
    "fairly dissatisfied",
    "very dissatisfied",
    "completely dissatisfied",
)
MEASURES = ("contact", "action", "follow_up", "treatment", "overall")
GROUPS = ("burglary", "violent crime", "vehicle crime", "road traffic collision", "racist incident")


def provenance(period: str = "2007/08 Q3") -> Provenance:
    return Provenance(
        survey="user-satisfaction-2007",
        period=period,
        method="Shares of valid answers; weights: rake to age, gender, ethnicity; design-based 95% "
        "intervals (Korn-Graubard).",
        sources=(SourceFile(name="returns_2007-10_to_12.csv", sha256="ab" * 32, rows=2478),),
    )


def row(
    share: float = 0.75,
    half: float = 0.02,
    *,
    statistic: str = "satisfied",
    question: str = "overall",
    group: str = "",
    level: str = "everyone",
    period: str = "2007/08 Q3",
    base: int = 2400,
    flag: str = "",
) -> dict[str, object]:
    return {
        "question": question,
        "measure": question,
        "statistic": statistic,
        "group": group,
        "level": level,
        "period": period,
        "base": base,
        "not_answered": 12,
        "effective_base": base / 1.2,
        "estimate": share,
        "standard_error": half / 1.96,
        "lower": max(share - half, 0.0),
        "upper": min(share + half, 1.0),
        "unweighted": share,
        "design_effect": 1.2,
        "df": base - 160.0,
        "flag": flag,
    }


def estimates(rows: Sequence[dict[str, object]], caveats: tuple[Caveat, ...] = ()) -> Estimates:
    return Estimates(
        table=pd.DataFrame(rows),
        provenance=provenance(),
        caveats=caveats,
        confidence=0.95,
        interval="korn_graubard",
    )


def headline(share: float = 0.769, half: float = 0.018) -> Estimates:
    return estimates(
        [
            row(share, half, statistic="satisfied"),
            row(0.482, 0.02, statistic="top"),
            row(0.157, 0.015, statistic="dissatisfied"),
            row(1 - share - 0.157, 0.011, statistic="neither"),
        ]
    )


def measures(shares: Sequence[float] = (0.82, 0.71, 0.61, 0.88, 0.77)) -> Estimates:
    rows = [
        row(value, 0.03, question=question, statistic=statistic, base=2100 + 60 * k)
        for k, (question, share) in enumerate(zip(MEASURES, shares, strict=True))
        for statistic, value in (("satisfied", share), ("dissatisfied", 0.9 - share))
    ]
    return estimates(rows)


def groups(flags: Sequence[str] = ("", "", "", "small base", "hidden")) -> Estimates:
    shares = (0.81, 0.66, 0.74, 0.79, 0.5)
    bases = (620, 590, 610, 64, 17)
    halves = (0.03, 0.035, 0.032, 0.1, 0.25)
    parts = zip(GROUPS, shares, bases, halves, flags, strict=True)
    rows = [
        row(value, half, statistic=s, group="user_group", level=level, base=base, flag=flag)
        for level, share, base, half, flag in parts
        for s, value in (("satisfied", share), ("dissatisfied", 0.93 - share))
    ]
    return estimates(rows)


def boroughs() -> Estimates:
    rows = [
        row(
            0.7 + 0.01 * (k * 7 % 13) if s == "satisfied" else 0.22 - 0.01 * (k * 7 % 13),
            0.08 + 0.002 * (k % 5),
            statistic=s,
            group="area",
            level=f"Borough of Long Name Number {k + 1}",
            base=70 + k,
            flag="small base" if k < 5 else "",
        )
        for k in range(32)
        for s in ("satisfied", "dissatisfied")
    ]
    return estimates(rows)


def quarters(count: int = 8) -> tuple[str, ...]:
    found = [(2008 - (k + 1) // 4, 4 - (k + 1) % 4) for k in range(1, count + 1)]
    labels = [f"{year - 1}/{year % 100:02d} Q{quarter}" for year, quarter in found]
    return tuple(reversed(labels))


def series(
    shares: Sequence[float] = (0.74, 0.75, 0.73, 0.76, 0.75, 0.77, 0.78, 0.74),
    *,
    half: float = 0.02,
    flags: Sequence[str] = (),
) -> Estimates:
    marked = tuple(flags) or ("",) * len(shares)
    rows = [
        row(value, half, statistic=s, period=period, flag=flag)
        for period, share, flag in zip(quarters(len(shares)), shares, marked, strict=True)
        for s, value in (("satisfied", share), ("dissatisfied", 0.92 - share))
    ]
    return estimates(rows)


def grades(labels: Sequence[str] = GRADES, questions: Sequence[str] = MEASURES) -> Estimates:
    middle = len(labels) // 2
    rows = []
    for place, question in enumerate(questions):
        raw = [abs(k - middle) + 1.0 + (place if k < middle else 0) for k in range(len(labels))]
        raw = [value * (2.0 if k < middle else 0.8) for k, value in enumerate(raw)]
        total = sum(raw)
        rows += [
            row(value / total, 0.012, statistic=grade, question=question)
            for grade, value in zip(labels, raw, strict=True)
        ]
    return estimates(rows)


def gap(difference: float = 0.048, half: float = 0.019) -> Gap:
    rows = [
        {
            "question": "overall",
            "measure": "overall",
            "statistic": statistic,
            "group": "ethnicity",
            "level": "White",
            "other_level": "BME",
            "estimate": share,
            "other_estimate": share - shift,
            "lower": share - 0.02,
            "upper": share + 0.02,
            "other_lower": share - shift - 0.03,
            "other_upper": share - shift + 0.03,
            "base": 1600,
            "other_base": 820,
            "flag": "",
            "other_flag": "",
            "gap": shift,
            "gap_standard_error": half / 1.96,
            "gap_lower": shift - half,
            "gap_upper": shift + half,
            "p_value": 0.01,
            "df": 2200.0,
        }
        for statistic, share, shift in (
            ("satisfied", 0.78, difference),
            ("dissatisfied", 0.15, -0.6 * difference),
        )
    ]
    return Gap(table=pd.DataFrame(rows), provenance=provenance(), confidence=0.95)


def level_check(
    period: str,
    dimension: str,
    level: str,
    difference: float,
    half: float,
    verdict: str,
    direction: str = "",
) -> dict[str, object]:
    return {
        "period": period,
        "dimension": dimension,
        "level": level,
        "victims": 9000,
        "profile_share": 0.15,
        "profile_share_lower": 0.13,
        "profile_share_upper": 0.2,
        "respondents": 350,
        "unweighted_share": 0.15 + difference,
        "sample_share": 0.15 + difference,
        "difference": difference,
        "standard_error": half / 2.8,
        "lower": difference - half,
        "upper": difference + half,
        "tolerance_lower": -0.03,
        "tolerance_upper": 0.03,
        "design_effect": 1.3,
        "verdict": verdict,
        "direction": direction,
        "base_to_settle": 4100.0 if verdict == "too few to tell" else NAN,
    }


def profile_check(*, rolling: bool = True, all_within: bool = False) -> ProfileCheck:
    now = "2007/08 Q3"
    rows = [
        level_check(now, "age", "16-24", -0.06, 0.02, "outside", "under"),
        level_check(now, "age", "25-34", -0.01, 0.015, "within"),
        level_check(now, "age", "35-44", 0.004, 0.015, "within"),
        level_check(now, "age", "45-54", 0.02, 0.018, "too few to tell"),
        level_check(now, "age", "75+", 0.046, 0.012, "outside", "over"),
        level_check(now, "gender", "female", 0.012, 0.016, "within"),
        level_check(now, "gender", "male", -0.012, 0.016, "within"),
        level_check(now, "ethnicity", "White", 0.018, 0.02, "profile too incomplete"),
        level_check(now, "ethnicity", "Asian", -0.016, 0.02, "too few to tell"),
        level_check(now, "ethnicity", "Black", -0.002, 0.02, "within"),
    ]
    if all_within:
        rows = [{**r, "verdict": "within", "direction": ""} for r in rows]
    if rolling:
        rows += [{**r, "period": "12m to 2007-12"} for r in rows]
    table = pd.DataFrame(rows)
    goodness = pd.DataFrame(
        [{"period": now, "dimension": "age", "chi_square": 71.2, "df": 6, "p_value": 1e-9}]
    )
    coverage = pd.DataFrame(
        [{"period": now, "dimension": "ethnicity", "profile_unknown": 0.27, "sample_unknown": 0.02}]
    )
    return ProfileCheck(
        table=table,
        provenance=provenance(),
        caveats=(
            Caveat(code="profile-unknown", text="The ethnicity of 27% of victims is not recorded."),
        ),
        goodness=goodness,
        coverage=coverage,
        within_groups=table.iloc[:0].assign(user_group=""),
        tolerance=Tolerance(),
        confidence=0.95,
        critical_value=2.8,
    )


DRIVERS = (
    ("told_progress", "Being told of progress", "kept informed", 0.31, 0.05, True),
    ("taken_seriously", "Taken seriously", "treatment", 0.24, 0.06, True),
    ("investigated", "Thoroughness of the investigation", "action", 0.12, 0.05, False),
    ("arrival_time", "Time to arrive", "action", 0.05, 0.04, False),
    ("answer_time", "Time to answer", "contact", -0.01, 0.03, False),
)


def drivers(first: float = 0.93, *, leading: bool = True) -> Drivers:
    rows = [
        {
            "driver": name,
            "label": label,
            "stage": stage,
            "base": 2300,
            "low_base": 420,
            "reach": 0.34,
            "reach_lower": 0.32,
            "reach_upper": 0.36,
            "penalty": 0.22,
            "penalty_lower": 0.18,
            "penalty_upper": 0.26,
            "reward": 0.05,
            "reward_lower": 0.01,
            "reward_upper": 0.09,
            "asymmetry": 0.17,
            "asymmetry_lower": 0.1,
            "asymmetry_upper": 0.24,
            "kind": "dissatisfier",
            "total_share": share + 0.05,
            "total_share_lower": share + 0.05 - half,
            "total_share_upper": share + 0.05 + half,
            "dominance": share / 5,
            "dominance_lower": share / 6,
            "dominance_upper": share / 4,
            "dominance_leading": lead and leading,
            "agreed": lead and leading,
            "share_bootstrap_error": half / 1.96,
            "share": share,
            "share_lower": share - half,
            "share_upper": share + half,
            "share_standard_error": half / 1.96,
            "p_value": 0.001,
            "p_holm": 0.01,
            "rank_lower": 1,
            "rank_upper": 3,
            "among_first_five": 0.99,
            "first": first if place == 0 else 1 - first,
            "leading": lead and leading,
        }
        for place, (name, label, stage, share, half, lead) in enumerate(DRIVERS)
    ]
    table = pd.DataFrame(rows)
    names, size = table[["driver", "label"]], len(table)
    return Drivers(
        table=table,
        rank_chances=names.merge(pd.DataFrame({"rank": range(1, size + 1)}), how="cross").assign(
            chance=1 / size
        ),
        across_scale=names[["driver"]]
        .merge(pd.DataFrame({"cut": [1, 2, 3, 5]}), how="cross")
        .assign(
            grades="completely dissatisfied, very dissatisfied",
            side=["poor", "poor", "poor", "top"] * size,
            base=300,
            effect=0.2,
            effect_lower=0.15,
            effect_upper=0.25,
        ),
        ordinal_check=pd.DataFrame(),
        sensitivity=pd.DataFrame(),
        flips=(),
        quality=None,
        null_line=0.002,
        bootstraps=1000,
        provenance=Provenance(
            survey="user-satisfaction-2007",
            period="",
            method="Attributable shares from a weighted logit; design-based 95% intervals.",
        ),
        not_analysed=pd.DataFrame(
            [
                {
                    "driver": "support_offered",
                    "label": "Support offered",
                    "low_base": 12,
                    "why": "few",
                }
            ]
        ),
        estimand="Share of dissatisfaction associated with a poor rating, all else as it is. "
        "Shares overlap and are not added up.",
        base=2390,
        dissatisfied=371,
        design_effect=1.2,
        confidence=0.95,
    )


def weighted() -> Weighted:
    rows = [
        ("age", "16-24", 300, 0.18, 0.12, 0.18),
        ("age", "25+", 2178, 0.82, 0.88, 0.82),
        ("gender", "female", 1300, 0.5, 0.53, 0.5),
        ("gender", "male", 1178, 0.5, 0.47, 0.5),
    ]
    columns = ["margin", "level", "respondents", "target", "base_share", "share"]
    return Weighted(
        table=pd.DataFrame(rows, columns=columns).assign(policy="none unknown"),
        provenance=provenance(),
        returns=Returns(frame=pd.DataFrame({"secret": ["a victim"]}), survey=survey()),
        diagnostics=WeightDiagnostics(
            respondents=2478,
            design_effect=1.18,
            effective_base=2100.0,
            smallest=0.6,
            largest=2.4,
            rounds=5,
            margin_error=1e-9,
            converged=True,
        ),
    )


def profile() -> Profile:
    cells = [("not recorded", 270), ("White", 500), ("BME", 230)]
    ethnicity = Dimension(
        name="ethnicity", levels=("White", "BME"), unknown=("not recorded",), source="recorded"
    )
    return Profile(
        table=pd.DataFrame(cells, columns=["ethnicity", "victims"]),
        provenance=provenance(),
        reported_from=None,
        reported_to=None,
        period_basis="interview",
        unit="one victim in one crime",
        dimensions={"ethnicity": ethnicity},
    )


def survey() -> Survey:
    return load_survey("user-satisfaction-2007")


def rules() -> Rules:
    return Rules(
        title="Rulebook",
        rules={
            "suppression": Rule(
                number=23,
                says="Shares on small bases are hidden or flagged",
                settings={
                    "hidden_below": "30",
                    "disclosure_internal": "5",
                    "disclosure_external": "10",
                },
                source="GLA; ONS",
                confidence="medium",
                unverified=("hidden_below",),
                recommendation="c",
            ),
            "profile_check": Rule(
                number=17,
                says="The sample is checked against the victim profile every quarter",
                source="recommendation 10(b)",
                confidence="high",
                recommendation="b",
                owner="Head of performance",
                last_reviewed=date(2007, 11, 1),
            ),
        },
    )


def statement(**found: Evidence) -> RequirementsStatement:
    rows = [
        {
            "number": rule.number,
            "rule": name,
            "part": rule.recommendation,
            "says": rule.says,
            "status": found[name].status if name in found else "cannot be told",
            "evidence": found[name].sentence if name in found else "Nothing shows it.",
            "standing": rule.standing,
            "source": rule.source,
            "confidence": rule.confidence,
            "owner": rule.owner,
            "last_reviewed": rule.last_reviewed,
            "next_review": rule.next_review,
        }
        for name, rule in rules().rules.items()
    ]
    return RequirementsStatement(
        table=pd.DataFrame(rows), provenance=provenance(), breaches=pd.DataFrame(), rates=None
    )


def evidence(status: str, sentence: str) -> Evidence:
    return Evidence(status=status, sentence=sentence)
