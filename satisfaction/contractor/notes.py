"""What a reader of a review must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from satisfaction.contractor.fieldwork import Fieldwork
    from satisfaction.contractor.log import InspectionLog


def review_caveats(
    log: InspectionLog, fieldwork: Fieldwork | None, weekly: pd.DataFrame
) -> tuple[Caveat, ...]:
    """Return the caveats in the order in which they matter."""
    return tuple(_caveats(log, fieldwork, weekly))


def _caveats(
    log: InspectionLog, fieldwork: Fieldwork | None, weekly: pd.DataFrame
) -> Iterator[Caveat]:
    if log.absent:
        yield Caveat(
            code="sheets-absent",
            text=f"The log has no row on the sheets {', '.join(log.absent)}: nothing is told about "
            "them.",
        )
    if not weekly.empty:
        yield Caveat(
            code="checks-added-up",
            text="Monitoring, recordings and back-checks are added up; an interview checked in two "
            "ways counts twice, so the share validated may be less than shown.",
        )
    if fieldwork is None:
        yield Caveat(
            code="no-returns",
            text="No returns were given: nothing is told about interviewers, and nobody can be "
            "said to be unreviewed.",
        )
        return
    yield Caveat(
        code="no-accusation",
        text="Who is to be listened to stands out from peers with the same sort of victims. There "
        "may be good reasons, such as shifts or difficult cases: only listening tells. About one "
        "in twenty may stand out by chance.",
    )
    yield Caveat(
        code="what-can-be-found",
        text="That somebody does not stand out is no proof. In simulation, at 50 interviews or "
        "more, faults in most interviews are nearly always found; of faults half as strong, one "
        "grade throughout, copied answers and gaps always, calls outside the window in 78%, "
        "hurried interviews in 25%, a shift of satisfaction in 15%.",
    )
    yield Caveat(
        code="icc-of-rare-marks",
        text="How much of a mark's variation lies between interviewers has an interval that is too "
        "narrow for rare marks: where one interview in fifty has the mark, a 95% interval held the "
        "truth in 55% to 90% of simulations; for satisfaction in 87% to 96%.",
    )
    small = _small(fieldwork)
    if small:
        yield Caveat(code="too-few", text=small)
    for number, text in enumerate(fieldwork.not_told, start=1):
        yield Caveat(code=f"not-told-{number}", text=text)


def _small(fieldwork: Fieldwork) -> str:
    if fieldwork.peers is None:
        return ""
    flags = fieldwork.peers.interviewers["flag"]
    few, small = int((flags == "too few").sum()), int((flags == "small base").sum())
    return (
        f"{few} interviewers have too few interviews to be compared, {small} have a small base: "
        "that they do not stand out says little."
        if few or small
        else ""
    )
