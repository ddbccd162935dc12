"""Tells people outside that a run went wrong: which run, how it ended, and where its report is. Never article text."""

from __future__ import annotations

import json
import logging
import urllib.request
from dataclasses import asdict, dataclass
from typing import Any

from tercet.flows.sections.notify import NotifySettings

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told. `fault` is the name of the error's class: its message may quote what was read."""

    flow: str
    run: str
    state: str
    fault: str
    link: str
    report: str

    @property
    def text(self) -> str:
        """The notice in a sentence; chat programs show the key `text` of what a webhook is sent."""
        fault = f" ({self.fault})" if self.fault else ""
        return f"Tercet: the run {self.run!r} ended as {self.state}{fault}. See {self.link} or the file {self.report}."


def notify(settings: NotifySettings, notice: Notice) -> None:
    """Tell the webhook and the Prefect block that are configured. Failing to is logged, and never an error."""
    for name, tell in (("webhook", _post), ("prefect_block", _tell_block)):
        target = getattr(settings, name)
        if target is None:
            continue
        try:
            tell(target, notice)
        except Exception as error:
            # Telling is a courtesy; whatever goes wrong with it must not touch the run.
            logger.warning("notify.failed to=%s error=%s", name, type(error).__name__)
        else:
            logger.info("notify.sent to=%s state=%s", name, notice.state)


def _post(address: str, notice: Notice) -> None:
    body = json.dumps({"text": notice.text, **asdict(notice)}, ensure_ascii=False).encode()
    request = urllib.request.Request(address, data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        response.read(1024)


def _tell_block(name: str, notice: Notice) -> None:
    from prefect.blocks.abstract import NotificationBlock
    from prefect.blocks.core import Block

    block = Block.load(name)
    if not isinstance(block, NotificationBlock):
        raise TypeError(f"{name} is no notification block")
    # Outside of an event loop, as here, the block's method has sent when it returns.
    send: Any = block.notify
    send(notice.text, subject="Tercet")
