from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from desk import deliver, folder, key, ledger, load, survey

__all__ = ["deliver", "folder", "key", "ledger", "load", "survey"]
