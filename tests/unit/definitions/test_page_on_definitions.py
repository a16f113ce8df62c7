"""The page on writing a definition names every key, and its example works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.definitions import checks, fields, questions, scales, survey, table

PAGE = (Path(__file__).parents[3] / "docs" / "writing_a_definition.md").read_text(encoding="utf-8")
MODELS = (
    survey.Survey, survey.Headline, survey.SeriesBreak, survey.WeightPlan,
    fields.Category, fields.Consent, fields.Count, fields.Date, fields.Number, fields.Reference,
    fields.Text, scales.Scale, questions.Question,
    checks.DaysBetween, checks.Minimum, checks.Routing, checks.Unique, table.TableContract,
)  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_explained(model):
    words = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    explained = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", words))))
    assert set(model.model_fields) <= explained | {"on"}


def test_the_example_reads_and_estimates_a_delivery(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]
    path = tmp_path / "survey.yaml"
    path.write_text(example, encoding="utf-8")
    delivery = pd.DataFrame(
        {
            "ID": [str(k) for k in range(40)],
            "DAY": "01/11/2007",
            "AGE": ["30", "999"] * 20,
            "SEX": ["1", "2"] * 20,
            "WT": ["1,5", "0,5"] * 20,
            "Q1": ["1", "5"] * 20,
            "Q2": ["1", "2"] * 20,
            "NOTE": "not named in the definition",
        }
    )
    delivery.to_csv(tmp_path / "returns.csv", index=False)
    read = sat.read_returns(tmp_path / "returns.csv", sat.load_survey(path))
    assert read.report.rejected == 0
    shares = sat.estimate(read.returns, measure="overall").table.set_index("statistic")["estimate"]
    assert shares["satisfied"] == pytest.approx(0.75)
