"""What the warehouse says of files that are kept beside it, when these go."""

from __future__ import annotations

from collections.abc import Collection

from tercet.warehouse.columns import columns, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.staging import stage

RELEASE = """
UPDATE documents SET warc_file = NULL, warc_offset = NULL WHERE warc_file IN (SELECT warc_file FROM gone_files)
"""


def release_archives(warehouse: Warehouse, files: Collection[str]) -> int:
    """No document says any longer that its raw page is kept in one of these archive files; return how many did."""
    if not files:
        return 0
    with warehouse.transaction() as cursor:
        stage(cursor, columns(warc_file=texts(sorted(files))), "gone_files")
        row = cursor.execute(RELEASE).fetchone()
    return 0 if row is None else int(row[0])
