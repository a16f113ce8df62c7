"""``satisfaction``: the entry point, its sub-commands loaded when they are called."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module

import click

from satisfaction import __version__
from satisfaction.errors import LedgerError, MissingExtraError, SatisfactionError, UsageError

DONE, ATTENTION, USAGE, REFUSED, FAILED = 0, 1, 2, 3, 4

_COMMANDS = {
    "demo": "Run a whole quarter on the synthetic data that comes with the package.",
    "quarter": "Run a quarter on your own files: validate, check, weigh, estimate, pack.",
    "board-pack": "The Board's pack by itself: each quarter or month, for the force or boroughs.",
    "validate": "Check a delivery against its survey definition; nothing is lost.",
    "load": "Keep a delivery in the ledger, whole or not at all.",
    "ledger": "What the ledger holds; prove it, export it, remove what is due.",
    "pseudonymise": "Put keyed pseudonyms in the place of references, for a table that goes on.",
    "check-records": "Do the crime records keep to their contract? Every field, where they are.",
    "profile": "Count the victim profile from crime records.",
    "check-profile": "Does the sample reflect the victims by age, gender and ethnicity?",
    "sample-plan": "How many victims to issue next, by stratum, and whom at a higher rate.",
    "draw-sample": "Draw the victims to issue by a plan, with a seed.",
    "cascade": "Who is lost at which step, from recorded victims to valid answers?",
    "requirements": "Is each requirement on the survey met? With evidence.",
    "exclusions": "Who was excluded from the survey, why, and on whose authority?",
    "estimate": "Shares satisfied and dissatisfied, with intervals.",
    "gap": "The difference between two groups, with both levels.",
    "change": "The change from one period to another, tested; they may overlap.",
    "trend": "A share over time, and how it moves a year.",
    "control-chart": "Each month against what chance would do.",
    "funnel": "Every area against the overall rate, with limits of chance; no ranks.",
    "precision": "Margins, bases needed for a target, and changes that would show.",
    "quality-report": "Indicators by borough and month, for the Crime Data Quality Report.",
    "drivers": "What is associated with dissatisfaction.",
    "segments": "Which groups of victims are dissatisfied more often than others.",
    "focus-groups": "Whom of the dissatisfied victims to ask into focus groups.",
    "verbatims": "What dissatisfied respondents say that satisfied ones do not.",
    "discussion-guide": "A guide for focus groups: topics, evidence, neutral prompts.",
    "actions": "The improvement plan: overdue, due soon, done; whether the measures moved.",
    "contractor": "Inspection log, fieldwork quality, and the pack of a visit.",
    "describe-survey": "Print the data dictionary for the contractor.",
    "start": "Draft a survey definition and a configuration from a delivery.",
    "synthesise": "Make synthetic data with a known truth.",
}


class _Commands(click.Group):
    """Lists every command without importing it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        module = import_module(f"satisfaction.cli.{name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="satisfaction")
def cli() -> None:
    """Victim satisfaction survey: from the contractor's returns to what the Board needs to know.

    Exit codes: 0 done; 1 done and something needs attention; 2 wrong usage; 3 the data were
    refused; 4 the job failed.
    """


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Read when numpy is loaded, which is later. The matrices here are small: several threads for
    # one product wait for each other longer than they work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run ``arguments`` and return the exit code; the only place where errors become text."""
    try:
        code = cli.main(args=arguments, prog_name="satisfaction", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        return _say("Stopped. Nothing was half-written; run the same command again.", FAILED)
    except Exception as error:  # noqa: BLE001 - the last resort: a traceback may hold personal data
        return _explain(error)
    return code if isinstance(code, int) else DONE


def _explain(error: Exception) -> int:
    match error:
        case click.ClickException():
            error.show()
            return USAGE
        case UsageError():
            return _say(str(error), USAGE)
        case SatisfactionError():
            failed = isinstance(error, (LedgerError, MissingExtraError))
            return _say(str(error), FAILED if failed else REFUSED)
        case OSError():
            return _say(f"The job failed: {error.strerror or type(error).__name__}.", FAILED)
        case _:
            return _unexpected(error)


def _say(text: str, code: int) -> int:
    click.echo(f"Error: {text}", err=True)
    return code


def _unexpected(error: Exception) -> int:
    if os.environ.get("SATISFACTION_DEBUG"):
        traceback.print_exception(error)
    return _say(
        f"The job failed in a way that it should not ({type(error).__name__}). Set "
        "SATISFACTION_DEBUG=1 to see where; what is shown then may hold values from the data.",
        FAILED,
    )
