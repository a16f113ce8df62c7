"""Draw a sample from files, and give the contractor the force's own references.

The verb works on pseudonyms and gives the place of each victim drawn in the frame's file. The
references are taken from that file again, by file and row, and go nowhere but to the private file
that is sent to the contractor: no reference is kept in a result, a record or a log.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fieldwork_tables import fieldwork_contract
from satisfaction.definitions.library import load_survey
from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.intake.contents import table_contents
from satisfaction.intake.loading import load_tables
from satisfaction.intake.pseudonyms import KEY_FILE_VARIABLE, default_key
from satisfaction.intake.tables import read_table
from satisfaction.sampling import IssuedSample, draw_sample
from satisfaction.tables.spreadsheets import csv_of
from satisfaction.workflow.keys import key_from
from satisfaction.workflow.outputs import staged_folder, write_text
from satisfaction.workflow.sample_planning import read_plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from satisfaction.definitions.table import TableContract

_FRAME, _ISSUED = "frame", "issued-sample"
# Columns that the sample takes from the frame's file as they stand there.
_COPIED = ("crime", "user_group", "area")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """A sample, and how many rows of the frame were rejected on the way in."""

    sample: IssuedSample
    rejected: int


def draw_from_files(
    frame: Path,
    *,
    plan: Path,
    seed: int,
    out: Path,
    survey: str = "",
    exclude: Sequence[Path] = (),
    issued_on: date | None = None,
    batch: str = "1",
    key_file: Path | None = None,
) -> Drawn:
    """Draw the sample and write it as the contract ``issued-sample`` has it.

    Raises
    ------
    UsageError
        If no lasting key is given, or the output is no CSV file.
    DataRefusedError
        If the output would overwrite one of the inputs.
    """
    _refuse_output(out, (frame, plan, *exclude))
    _refuse_session_key(key_file)
    key = key_from(key_file) or default_key()
    definition = load_survey(survey) if survey else None
    of_frame, of_issued = (fieldwork_contract(n, definition) for n in (_FRAME, _ISSUED))
    read = read_table(frame, of_frame, key=key)
    before = [read_table(path, of_issued, key=key).frame for path in exclude]
    sample = draw_sample(
        read.frame, read_plan(plan), rng=seed, exclude=before, issued_on=issued_on, batch=batch
    )
    with staged_folder(out.resolve().parent) as folder:
        table = _source_form(sample, frame, source=of_frame, contract=of_issued)
        write_text(folder / out.name, csv_of(table))
    return Drawn(sample=sample, rejected=len(read.rejects))


def _refuse_output(out: Path, inputs: Sequence[Path]) -> None:
    if out.suffix.lower() != ".csv" or out.is_dir():
        raise UsageError(f"'{out.name}' is no CSV file. Name the file to write, ending in .csv.")
    if out.resolve() in [path.resolve() for path in inputs]:
        raise DataRefusedError(f"'{out.name}' is one of the inputs. Choose another output.")


def _refuse_session_key(key_file: Path | None) -> None:
    """Stop without a lasting key: pseudonyms order the frame, so the draw could not be repeated."""
    if key_file is None and not os.environ.get(KEY_FILE_VARIABLE):
        raise UsageError(
            "A draw can only be repeated with the same pseudonym key. Give --key-file, or name the "
            f"file in the variable {KEY_FILE_VARIABLE}."
        )


def _source_form(
    sample: IssuedSample, frame: Path, *, source: TableContract, contract: TableContract
) -> pd.DataFrame:
    """Return the sample under the contract's columns, references and codes as in the file."""
    loaded = load_tables(frame, table_contents(source))
    place = pd.Series(np.arange(len(loaded.row)), index=loaded.row)
    rows = loaded.text.iloc[place.reindex(sample.table["row"]).to_numpy(np.int64)]
    columns = {
        contract.fields[name].column: rows[source.fields[name].column].to_numpy()
        for name in _COPIED
    }
    days = sample.table["issued_on"]
    return pd.DataFrame(
        {
            **columns,
            contract.fields["batch"].column: sample.table["batch"].astype(str),
            contract.fields["issued_on"].column: days.dt.strftime("%Y-%m-%d").fillna(""),
            # Every digit, so that 1 over it is the probability of selection.
            contract.fields["base_weight"].column: [
                repr(float(w)) for w in sample.table["base_weight"]
            ],
        }
    )
