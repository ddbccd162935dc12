"""`notify`: who is told when a run fails."""

from __future__ import annotations

from pydantic import Field

from tercet.flows.fields import WebAddress
from tercet.flows.sections.base import Section


class NotifySettings(Section):
    """Who is told when a run fails or crashes. Without any key nobody is, and nothing leaves the machine.

    `webhook` is sent a JSON object by POST; `prefect_block` names a notification block of the Prefect UI as
    TYPE/NAME. Neither is told any text of an article.
    """

    webhook: WebAddress | None = None
    prefect_block: str | None = Field(default=None, pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")

    @property
    def is_wanted(self) -> bool:
        return self.webhook is not None or self.prefect_block is not None
