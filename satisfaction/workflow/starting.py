"""A first definition and configuration from a delivery that nobody has described yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.drafting import draft_survey
from satisfaction.errors import UsageError
from satisfaction.intake.observing import observe_columns
from satisfaction.workflow.outputs import staged_folder, write_text

if TYPE_CHECKING:
    from pathlib import Path

_CONFIG = """\
# CHECK: the quarter, and the files; * is allowed in file names.
survey = "{survey}"
period = ""                       # such as "2007/08 Q3"; empty if there are no interview dates
out = "out"
key_file = "pseudonym.key"        # made on the first run; keep it private

[inputs]
returns = ["{returns}"]
records = []                      # crime records, for the profile check and the weights

[settings]
unreachable = "refuse"            # "set aside": leave levels nobody was interviewed of out
"""


def start_from(file: Path, out: Path) -> tuple[Path, Path]:
    """Write ``survey.yaml`` and ``satisfaction.toml`` for ``file``; never overwrite.

    Raises
    ------
    UsageError
        If one of them is there already.
    """
    targets = (out / "survey.yaml", out / "satisfaction.toml")
    for target in targets:
        if target.exists():
            raise UsageError(f"'{target.name}' is there already. Move it, or choose another --out.")
    draft = draft_survey(observe_columns(file))
    config = _CONFIG.format(survey="survey.yaml", returns=file.name)
    with staged_folder(out) as folder:
        write_text(folder / "survey.yaml", draft)
        write_text(folder / "satisfaction.toml", config)
    return targets
