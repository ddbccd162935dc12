"""chrF, the character n-gram F-score (Popović 2015), as sacrebleu computes it by default: n to 6, beta 2, no spaces.

For scoring inside the nightly flow, which installs no scorer.
"""

from __future__ import annotations

from collections import Counter

ORDER = 6
BETA = 2


def chrf(output: str, reference: str) -> float:
    """0 to 100; 0 where one of the texts is empty. The mean is over the orders both texts are long enough for."""
    ours, theirs = "".join(output.split()), "".join(reference.split())
    precisions, recalls = 0.0, 0.0
    orders = 0
    for size in range(1, ORDER + 1):
        made, wanted = _grams(ours, size), _grams(theirs, size)
        if made and wanted:
            common = (made & wanted).total()
            precisions += common / made.total()
            recalls += common / wanted.total()
            orders += 1
    if orders == 0 or precisions + recalls == 0:
        return 0.0
    precision, recall = precisions / orders, recalls / orders
    return 100 * (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall)


def _grams(text: str, size: int) -> Counter[str]:
    return Counter(text[start : start + size] for start in range(len(text) - size + 1))
