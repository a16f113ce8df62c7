"""``satisfaction.toml``: which files make a quarter."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from satisfaction.errors import UsageError, did_you_mean
from satisfaction.intake.engines.urls import DUCKDB, parse_engine

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = 5
_LONGEST_KEY = 200


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Inputs(_Part):
    """Files, relative to the configuration file; ``*`` is allowed.

    Attributes
    ----------
    returns : tuple of str
        Returns of the contractor; or the ledger has them.
    ledger : str
        Folder of a ledger, instead of returns.
    records : tuple of str
        Crime records, for the victim profile: files, or tables of the ``engine``.
    engine : str
        URL of the engine that holds the records, such as ``"postgres://analyst@host/database"``;
        never with a password. Without it they are files.
    frame, issued, outcomes : tuple of str
        The quarter's frame, issued sample and contact outcomes, by their shipped contracts.
    notes, actions, inspections : str
        Coded notes of focus groups; the improvement plan; the contractor's inspection log, a
        workbook or a folder.
    """

    returns: tuple[str, ...] = ()
    ledger: str = ""
    records: tuple[str, ...] = ()
    engine: str = DUCKDB
    frame: tuple[str, ...] = ()
    issued: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    notes: str = ""
    actions: str = ""
    inspections: str = ""

    @field_validator("engine")
    @classmethod
    def _an_engine(cls, url: str) -> str:
        parse_engine(url)
        return url

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.returns) == bool(self.ledger):
            raise ValueError("give either returns or a ledger")
        return self


class Settings(_Part):
    """What the quarter goes by; the rulebook decides whatever is left out.

    Attributes
    ----------
    describe : {"recorded", "self-defined"}
        Whose description of the respondents the profile check compares with the crime records: the
        records' own, joined by crime (like with like), or what respondents said.
    """

    tolerance_points: float | None = Field(default=None, gt=0, lt=100)
    population: Literal["recorded", "eligible"] = "recorded"
    method: Literal["rake", "linear"] = "rake"
    unreachable: Literal["refuse", "set aside"] = "refuse"
    gap: tuple[str, str] | None = None
    history: int = Field(default=8, ge=1)
    describe: Literal["recorded", "self-defined"] = "recorded"


class FocusGroupWishes(_Part):
    """Focus groups of dissatisfied victims to choose, for the pack; the lists are a command's.

    Attributes
    ----------
    groups, size, reserves : int
    purpose : str
        What victims must have agreed to, as consent has it.
    seed : int
    support_contact : str
        Service that a participant can turn to.
    """

    groups: int = Field(ge=1)
    size: int = Field(ge=2)
    reserves: int = Field(default=4, ge=0)
    purpose: str = "focus group"
    seed: int = Field(ge=0)
    support_contact: str = ""


class Board(_Part):
    """What goes into the Board's pack beside the results.

    Attributes
    ----------
    commentary : str
        The analyst's Markdown, relative to the configuration file; it need not be there yet.
    """

    commentary: str = ""


class QuarterConfig(_Part):
    """One run of ``satisfaction quarter``.

    Attributes
    ----------
    survey : str
        Name of a shipped definition, or the path of a YAML file.
    period : str
        Quarter, as in ``"2007/08 Q3"``; may be empty for a survey without interview dates.
    out : str
        Folder for the outputs.
    key_file : str
        File with the pseudonym key; made on the first run if it is not there.
    rules : str
        A force's own ``rules.yaml``; empty for the shipped one.
    focus_groups : FocusGroupWishes or None
        None: none are chosen.
    """

    survey: str
    period: str = ""
    out: str = "out"
    key_file: str = ""
    rules: str = ""
    title: str = ""
    inputs: Inputs
    settings: Settings = Settings()
    focus_groups: FocusGroupWishes | None = None
    board: Board = Board()


def read_config(path: Path) -> QuarterConfig:
    """Read a configuration file; paths in it become absolute.

    Raises
    ------
    UsageError
        If the file is missing, is not TOML, or has a key that is not known: all faults at once.
    """
    if not path.is_file():
        near = [p.name for p in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        raise UsageError(
            f"There is no configuration file '{path.name}'.{did_you_mean(path.name, near)}"
        )
    fault = ""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _with_absolute_paths(QuarterConfig.model_validate(content), path.parent.resolve())
    except tomllib.TOMLDecodeError as error:
        fault = f"is not TOML: {error}"
    except UnicodeDecodeError:
        fault = "is not UTF-8 text"
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        fault = "; ".join(_sentence(f["loc"], f["type"], f["msg"]) for f in faults[:_SHOWN])
    except (ValueError, RecursionError):
        fault = "holds a number of thousands of digits, or lists and tables too deep to be read"
    raise UsageError(f"{path.name}: {fault}. See the README for an example.")


def _sentence(place: tuple[int | str, ...], kind: str, message: str) -> str:
    key = ".".join(map(str, place))[:_LONGEST_KEY]
    if kind == "extra_forbidden":
        parts = (QuarterConfig, Inputs, Settings, FocusGroupWishes, Board)
        known = [name for part in parts for name in part.model_fields]
        return f"`{key}` is not known here.{did_you_mean(str(place[-1]), known)}".rstrip(".")
    if kind == "missing":
        return f"`{key}` is required and missing"
    if kind == "tuple_type":
        return f'`{key}` must be a list, as in ["file.csv"]'
    return f"`{key}`: {message}"


def _with_absolute_paths(config: QuarterConfig, folder: Path) -> QuarterConfig:
    def absolute(text: str) -> str:
        return str(folder / text) if text else ""

    is_path = config.survey.lower().endswith((".yaml", ".yml"))
    return config.model_copy(
        update={
            "survey": absolute(config.survey) if is_path else config.survey,
            "out": absolute(config.out),
            "key_file": absolute(config.key_file),
            "rules": absolute(config.rules),
            "board": Board(commentary=absolute(config.board.commentary)),
            "inputs": config.inputs.model_copy(
                update={
                    name: absolute(given) if isinstance(given, str) else tuple(map(absolute, given))
                    for name, given in config.inputs
                    if name not in _as_written(config.inputs)
                }
            ),
        }
    )


def _as_written(inputs: Inputs) -> tuple[str, ...]:
    """Return what is no path: the engine, and the tables of one that is not this process."""
    is_here = parse_engine(inputs.engine).kind == DUCKDB
    return ("engine",) if is_here else ("engine", "records")
