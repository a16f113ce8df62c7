"""Crime records and the engine that holds them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from satisfaction.exclusions import audit_exclusions
from satisfaction.intake.engines import EMBEDDED, is_embedded, open_engine
from satisfaction.intake.engines.failures import answer_of
from satisfaction.intake.profiles.record_checks import check_records
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.exclusions import ExclusionAudit
    from satisfaction.intake.engines import Engine
    from satisfaction.intake.profiles.relations import RecordSource
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.periods import Period
    from satisfaction.results import Provenance
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.record_checks import RecordChecks

    _Counted = TypeVar("_Counted", Profile, ExclusionAudit, RecordChecks)

_NOT_LISTED = Caveat(
    code="references_not_listed",
    text="Exclusions whose approval is not in order are counted and not listed: no record leaves "
    "the engine that holds them.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeRecords:
    """Where the crime records of a run are.

    Attributes
    ----------
    names : tuple of str or Path
        Files, or what the engine calls its tables.
    engine : str
        URL, as :func:`satisfaction.intake.engines.open_engine` takes it; never with a password.
    """

    names: tuple[str | Path, ...]
    engine: str = EMBEDDED

    @property
    def is_here(self) -> bool:
        """Whether they are files that this process reads."""
        return is_embedded(self.engine)

    def profile(self, survey: Survey, *, period: str | Period | None) -> Profile:
        """Count the victims of a period."""
        return self._counted(lambda tables: victim_profile(tables, survey, period=period))

    def audit(
        self,
        survey: Survey | str,
        *,
        period: str | Period | None,
        rules: Rules,
        key: PseudonymKey | None,
        contract: str | None = None,
    ) -> ExclusionAudit:
        """Audit the exclusions of a period; references are listed of files that are read here."""
        audit = self._counted(
            lambda tables: audit_exclusions(
                tables, survey, period=period, rules=rules, key=key, contract=contract
            )
        )
        if self.is_here or key is None:
            return audit
        return replace(audit, caveats=(*audit.caveats, _NOT_LISTED))

    def check(
        self,
        survey: str,
        *,
        period: str | Period | None,
        key: PseudonymKey | None,
        contract: str | None = None,
    ) -> RecordChecks:
        """Hold every record against the contract; with a key some at fault are listed."""
        return self._counted(
            lambda tables: check_records(tables, survey, period=period, contract=contract, key=key)
        )

    def _counted(self, count: Callable[[list[RecordSource]], _Counted]) -> _Counted:
        if self.is_here:
            return count(list(self.names))
        with open_engine(self.engine) as engine:
            tables = engine.tables(self.names)
            counted = answer_of(lambda: count(tables), engine=engine.name)
            return replace(counted, provenance=self._named(counted.provenance, engine))

    def _named(self, provenance: Provenance, engine: Engine) -> Provenance:
        """Say which engine counted, and name the tables as it does."""
        names = [Path(name).name for name in self.names]
        sources = (
            tuple(
                replace(source, name=name)
                for source, name in zip(provenance.sources, names, strict=True)
            )
            if len(names) == len(provenance.sources)
            else provenance.sources
        )
        method = f"{provenance.method} Counted in {engine.name}."
        return replace(provenance, method=method, sources=sources)
