"""The public face of the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.contractor.log import read_inspection_log
from satisfaction.definitions.library import load_survey
from satisfaction.definitions.survey import Survey
from satisfaction.errors import UsageError
from satisfaction.intake.pseudonyms import KEY_FILE_VARIABLE, default_key, session_key
from satisfaction.ledger.catalogue import Catalogue
from satisfaction.ledger.combining import combine
from satisfaction.ledger.entries import Entry, entries, find
from satisfaction.ledger.expiry import expire
from satisfaction.ledger.forgetting import forget
from satisfaction.ledger.identity import definition_mark, delivery_ref, known_files
from satisfaction.ledger.incoming import incoming
from satisfaction.ledger.inspection_logs import keep_log, log_versions
from satisfaction.ledger.loading import check_key, keep, receipt_of_known
from satisfaction.ledger.reading import read, rejected
from satisfaction.ledger.verification import verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from satisfaction.contractor.log import LogSource
    from satisfaction.intake.delivery import Delivery
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.ledger.inspection_logs import LogReceipt, LogVersion
    from satisfaction.ledger.loading import Receipt
    from satisfaction.ledger.removal import Removal
    from satisfaction.ledger.verification import Verification
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns


class Ledger:
    """Every delivery of the survey, kept whole; old versions stay readable.

    A folder with an SQLite catalogue and two immutable Parquet files a delivery: accepted rows, and
    rejected rows as they came. A delivery is in it whole or not at all, whatever stops a load.

    Parameters
    ----------
    path : str or pathlib.Path
        The folder; the first :meth:`load` makes it, private to its owner.
    wait_seconds : float
        How long to wait for another writer.
    """

    def __init__(self, path: str | Path, *, wait_seconds: float = 30.0) -> None:
        self._catalogue = Catalogue(folder=Path(path), wait_seconds=wait_seconds)

    def __repr__(self) -> str:
        return f"Ledger({self._catalogue.folder.name!r})"

    def load(
        self,
        source: str | Path | pd.DataFrame | Sequence[str | Path | pd.DataFrame],
        survey: Survey | str | Path,
        *,
        key: PseudonymKey | None = None,
        sheet: str | None = None,
    ) -> Receipt:
        """Read a delivery and keep it; rows of interviews that were there before replace them.

        Parameters
        ----------
        source : str, pathlib.Path, pandas.DataFrame, or a sequence of them
            As for :func:`satisfaction.read_returns`; several files are one delivery.
        survey : Survey, str or pathlib.Path
            The definition, its name, or the path of its file.
        key : PseudonymKey, optional
            Key of the pseudonyms; by default the key file that ``SATISFACTION_KEY_FILE`` names. It
            must last: by it a corrected interview is known from a new one.
        sheet : str, optional
            Sheet of a workbook.

        Returns
        -------
        Receipt
            ``.is_new`` is False, and nothing changed, where the same files were there already.

        Raises
        ------
        ContractError, DataRefusedError
            If the delivery does not fit the definition; nothing was kept.
        UsageError
            If there is no lasting key, or it is not the ledger's, or the folder holds other things.
        LedgerError
            If another writer does not finish in time, or the disk refuses; nothing was kept.
        """
        secret = key or default_key()
        _refuse_passing(secret)
        definition = survey if isinstance(survey, Survey) else load_survey(survey)
        known = self._known(source, definition, secret, sheet)
        if known:
            return known
        delivery = incoming(source, survey, definition, key=secret, sheet=sheet)
        self._catalogue.make()
        return keep(self._catalogue, delivery)

    @property
    def deliveries(self) -> tuple[Entry, ...]:
        """What the ledger holds, in the order of loading."""
        with self._catalogue.reading() as connection:
            return entries(connection)

    def delivery(self, ref: str | int) -> Entry:
        """Return one delivery by its number or the beginning of its reference."""
        return find(self.deliveries, ref)

    def returns(
        self,
        period: str | Period | None = None,
        *,
        survey: Survey | str | Path | None = None,
        as_at: str | int | None = None,
    ) -> Returns:
        """Return the trusted interviews of a period, over all deliveries.

        Of each interview the row of the last delivery counts. Rows that were read with an earlier
        version of the definition are brought under the newest one, and what differs is a caveat; so
        is each series break between the first and the last interview.

        Parameters
        ----------
        period : str or Period, optional
            Such as ``"12m to 2007-12"``; by default everything.
        survey : Survey, str or pathlib.Path, optional
            Which survey, where the ledger holds several. A name that the ledger knows means the
            newest definition it was loaded with; a Survey or a path is used as it is.
        as_at : str or int, optional
            A delivery: what the ledger gave after it was loaded, before anything later.

        Raises
        ------
        DataRefusedError
            If codes or a scale changed in a way that no rule brings under one definition.
        UsageError
            If there is no ledger, or the survey or the delivery is not clear.
        """
        return read(self._catalogue, period, survey=survey, as_at=as_at)

    def as_delivery(self, *, survey: Survey | str | Path | None = None) -> Delivery:
        """Return everything that stands as one delivery, with rejected rows and a report.

        It can stand in wherever the result of :func:`satisfaction.read_returns` is used. Rows that
        a later delivery replaced, or that were removed, are counted in the report's note only.
        """
        return combine(self._catalogue, survey=survey)

    def rejects(self, ref: str | int) -> pd.DataFrame:
        """Return the rejected rows of a delivery as they came, references as pseudonyms."""
        return rejected(self._catalogue, ref)

    def verify(self) -> Verification:
        """Prove that rows in = accepted + rejected + superseded + removed, and every checksum."""
        return verify(self._catalogue)

    def keep_inspections(self, source: LogSource, *, key: PseudonymKey | None = None) -> LogReceipt:
        """Keep the contractor's inspection log as it stands; no earlier version is ever changed.

        Parameters
        ----------
        source : str, pathlib.Path or mapping
            As for :func:`satisfaction.contractor.read_inspection_log`.
        key : PseudonymKey, optional
            As for :meth:`load`: by it an interviewer is known from one version to the next.

        Returns
        -------
        LogReceipt
            What was added, changed and taken out since the version before.

        Raises
        ------
        ContractError
            If any row does not fit: all faults at once, and nothing was kept.
        """
        secret = key or default_key()
        _refuse_passing(secret)
        log = read_inspection_log(source, key=secret)
        self._catalogue.make()
        return keep_log(self._catalogue, log, secret)

    def inspections(self) -> tuple[LogVersion, ...]:
        """Return every version of the inspection log that was kept, oldest first."""
        with self._catalogue.reading() as connection:
            return log_versions(connection)

    def expire(self, before: date, *, reason: str) -> Removal:
        """Remove interviews made before a day from every version, and prove that they are gone."""
        return expire(self._existing(), before, reason=reason)

    def forget(self, reference: str, *, key: PseudonymKey | None = None, reason: str) -> Removal:
        """Remove every row of a reference, and hold it back when it is delivered again.

        Parameters
        ----------
        reference : str
            A pseudonym; or, with ``key``, a reference as the force or the contractor writes it.
        key : PseudonymKey, optional
        reason : str
            For the history; never the reference.
        """
        return forget(self._existing(), reference, key=key, reason=reason)

    def history(self) -> pd.DataFrame:
        """Return everything that was done, oldest first; it can only be added to."""
        with self._catalogue.reading() as connection:
            rows = connection.execute("SELECT * FROM history ORDER BY number")
            columns = [part[0] for part in rows.description]
            return pd.DataFrame(rows.fetchall(), columns=columns)

    def _existing(self) -> Catalogue:
        with self._catalogue.reading():
            return self._catalogue

    def _known(
        self, source: object, survey: Survey, key: PseudonymKey, sheet: str | None
    ) -> Receipt | None:
        """Return the receipt of files that are in the ledger, without reading them as tables."""
        listed = [source] if isinstance(source, (str, Path, pd.DataFrame)) else source
        if not isinstance(listed, (list, tuple)) or not self._catalogue.path.is_file():
            return None
        if not all(isinstance(one, (str, Path)) for one in listed):
            return None
        checksums = known_files([Path(one) for one in listed])
        if checksums is None:
            return None
        with self._catalogue.reading() as connection:
            check_key(connection, key)
            return receipt_of_known(
                connection, delivery_ref(definition_mark(survey), checksums, sheet)
            )


def _refuse_passing(key: PseudonymKey) -> None:
    if key == session_key():
        raise UsageError(
            "A ledger needs a pseudonym key that lasts: with a new one each time, a corrected "
            f"interview could not be told from a new one. Give key=, or name a key file in "
            f"{KEY_FILE_VARIABLE}."
        )
