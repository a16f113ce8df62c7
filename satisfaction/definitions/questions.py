"""Questions of a survey and what each is for."""

from __future__ import annotations

from collections.abc import Mapping

from satisfaction.definitions.parsing import Definition
from satisfaction.definitions.scalars import Name


class Question(Definition):
    """One question as the contractor asks it.

    Attributes
    ----------
    column : str
        Column of the delivery.
    text : str
        Wording read to the respondent.
    scale : str
        Name of an answer scale of the survey.
    measure : str
        Published measure that the question gives, such as ``follow_up``; empty if none.
    outcome : bool
        Whether it is the overall judgement that drivers are to explain.
    driver : bool
        Whether it may be associated with dissatisfaction.
    stage : str
        Stage of the victim's journey.
    asked_if : mapping of str to tuple of str
        Question or field to the answers (labels) of those who are asked; all must hold.
    """

    column: Name
    text: Name
    scale: Name
    label: str = ""
    measure: str = ""
    outcome: bool = False
    driver: bool = False
    stage: str = ""
    asked_if: Mapping[str, tuple[Name, ...]] = {}
    required: bool = True
