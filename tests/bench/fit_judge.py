"""Fits the trees of the extraction judge to pages whose text is known, and says how well they do on unseen hosts.

    python tests/bench/fit_judge.py FOLDER [--write]

FOLDER holds truth.jsonl (one object a line: set, file, url, text, http_charset) and the pages. Needs scikit-learn and
numpy, which the product does not. `--write` replaces flows/ingest/judge_trees.py. Also prints the weights by which
flows/ingest/page_type.py doubts that a page is an article, and how many pages of either kind they get wrong on unseen
hosts; these are copied by hand.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from tercet.flows.ingest.blocks import Block, parse_html, prepare_html, read_blocks
from tercet.flows.ingest.decode import decode
from tercet.flows.ingest.features import block_features
from tercet.flows.ingest.judge import CUTS, expected_agreement
from tercet.flows.ingest.metadata import read_metadata
from tercet.flows.ingest.page_type import is_price_list
from tercet.flows.ingest.titles import choose_title
from tercet.flows.ingest.voters import Votes, ask_all, is_prose, vote, word_count, words_of

TREES = Path(__file__).parents[2] / "flows" / "ingest" / "judge_trees.py"
LEFT_OUT = "charset"
LISTINGS = "wcxb_nonarticle"
LISTING_WEIGHT = 4
DOUBT = 0.4
NO_VOTE = vote("")
SILENCED_WEIGHT = 0.15
"""Each page is learned from twice more with one extractor silent, so that the judge can do without it."""
FOLDS = 5
RISING = frozenset(
    "trafilatura readability trafilatura_around readability_around alike_trafilatura alike_readability topic is_ended "
    "parent_prose in_article article_body description section_prose wide_prose in_richest".split()
)
FALLING = frozenset(
    "links links_before links_after alike_links in_side_matter in_wide_side_matter in_figure is_repeated".split()
)
"""Features that may only speak for, and only against, a block."""


@dataclass
class Page:
    """A page with the features of its blocks and how much of each is in the true text."""

    set_name: str
    host: str
    truth: str
    texts: list[str]
    weights: list[int]
    labels: list[float]
    rows: list[list[float]]
    silenced: list[list[list[float]]]
    are_prose: list[bool]
    claims_article: bool
    is_website: bool
    is_shop: bool


def read_page(record: dict[str, Any], body: bytes) -> tuple[Page, list[str]] | None:
    """A page as the judge sees it, and the names of its features; None for a page without text."""
    url = record.get("url")
    text = prepare_html(decode(body, record.get("http_charset")).text)
    tree = parse_html(text)
    blocks = [] if tree is None else read_blocks(tree)
    if tree is None or not blocks:
        return None
    metadata = read_metadata(tree, url)
    title = choose_title(tree, metadata, url)
    votes = ask_all(tree, blocks, metadata)
    names, rows = rows_of(blocks, votes, title)
    silent = (replace(votes, readability=NO_VOTE), replace(votes, trafilatura=NO_VOTE))
    silenced = [rows_of(blocks, each, title)[1] for each in silent]
    truth = vote(record["text"])
    page = Page(
        set_name=record["set"],
        host=(urlsplit(url).hostname or "").removeprefix("www.") if url else record["file"],
        truth=record["text"],
        texts=[block.text for block in blocks],
        weights=[max(1, word_count(block.text)) for block in blocks],
        labels=[truth.share_of(words_of(block.text)) for block in blocks],
        rows=rows,
        silenced=silenced,
        are_prose=[is_prose(block) for block in blocks],
        claims_article=metadata.claims_article,
        is_website="website" in metadata.types,
        is_shop=is_price_list(blocks) and not metadata.published,
    )
    return page, names


def rows_of(blocks: list[Block], votes: Votes, title: str) -> tuple[list[str], list[list[float]]]:
    columns = block_features(blocks, votes, title=title)
    return list(columns), [list(row) for row in zip(*columns.values(), strict=True)]


def token_f1(found: str, truth: str) -> float:
    first, second = Counter(words_of(found)), Counter(words_of(truth))
    return 2 * (first & second).total() / max(1, first.total() + second.total())


def examples(pages: list[Page]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, labels and weights: every page counts about the same, a long block more than a short one."""
    rows, labels, weights = [], [], []
    for page in pages:
        total = len(words_of(page.truth)) + 30
        own = [(weight / total) ** 0.9 for weight in page.weights]
        for variant, factor in ((page.rows, 1.0), *((each, SILENCED_WEIGHT) for each in page.silenced)):
            rows.extend(variant)
            labels.extend(label >= 0.5 for label in page.labels)
            weights.extend(weight * factor for weight in own)
    return np.array(rows, dtype=np.float32), np.array(labels), np.array(weights) / np.mean(weights)


def fit(pages: list[Page], names: list[str]) -> HistGradientBoostingClassifier:
    rows, labels, weights = examples(pages)
    model = HistGradientBoostingClassifier(
        max_iter=60,
        learning_rate=0.12,
        max_depth=3,
        min_samples_leaf=40,
        l2_regularization=1.0,
        monotonic_cst=[(name in RISING) - (name in FALLING) for name in names],
        random_state=0,
    )
    return model.fit(rows, labels, sample_weight=weights)


def chances_of(model: HistGradientBoostingClassifier, page: Page) -> list[float]:
    return list(model.predict_proba(np.array(page.rows, dtype=np.float32))[:, 1])


def taken(page: Page, chances: list[float]) -> tuple[list[int], float]:
    """The places of the blocks that the judge takes, and the agreement it expects."""
    cut = max(CUTS, key=lambda cut: expected_agreement(chances, page.weights, cut))
    places = [place for place, chance in enumerate(chances) if chance >= cut]
    return places, expected_agreement(chances, page.weights, cut)


def cross_validate(pages: list[Page], names: list[str]) -> list[tuple[Page, list[float]]]:
    """Each page with the chances of its blocks by a model that has not seen its host."""
    judged = []
    hosts = [page.host for page in pages]
    for learned, held in GroupKFold(FOLDS).split(pages, groups=hosts):
        model = fit([pages[index] for index in learned if pages[index].set_name != LISTINGS], names)
        judged.extend((pages[index], chances_of(model, pages[index])) for index in held)
    return judged


def print_scores(judged: list[tuple[Page, list[float]]]) -> None:
    """Token F1 by set."""
    scores: dict[str, list[float]] = defaultdict(list)
    for page, chances in judged:
        if page.set_name != LISTINGS:
            text = "\n".join(page.texts[place] for place in taken(page, chances)[0])
            scores[page.set_name].append(token_f1(text, page.truth))
    for name, values in scores.items():
        print(f"{name:16}{sum(values) / len(values):.4f}")


def print_doubts(judged: list[tuple[Page, list[float]]]) -> None:
    """The weights of the doubt over pages that do not call themselves articles, and its mistakes."""
    asked = [(page, chances) for page, chances in judged if not page.claims_article]
    rows, hosts = [], [page.host for page, _ in asked]
    for page, chances in asked:
        places, agreement = taken(page, chances)
        prose = sum(page.weights[place] for place in places if page.are_prose[place])
        rows.append([page.is_website, agreement, page.is_shop, np.log1p(prose)])
    evidence, listed = np.array(rows, dtype=float), np.array([page.set_name == LISTINGS for page, _ in asked])
    spread = evidence.std(axis=0)
    evidence = evidence / spread
    model = LogisticRegression(class_weight={False: 1, True: LISTING_WEIGHT})
    doubts = cross_val_predict(model, evidence, listed, groups=hosts, cv=GroupKFold(FOLDS), method="decision_function")
    model.fit(evidence, listed)
    weights = dict(
        zip(("website", "agreement", "shop", "prose"), (model.coef_[0] / spread).round(2).tolist(), strict=True)
    )
    print("doubt", {"base": round(float(model.intercept_[0]), 2), **weights})
    print(
        f"listings accepted {sum(doubts[listed] <= DOUBT)} of {sum(listed)}, articles refused "
        f"{sum(doubts[~listed] > DOUBT)} of {sum(~listed)}"
    )


def tree_line(nodes: np.ndarray) -> str:
    """A tree as `feature threshold low high; ... | leaf ...`, leaves numbered from -1 down."""
    inner = [index for index, node in enumerate(nodes) if not node["is_leaf"]]
    leaves = [index for index, node in enumerate(nodes) if node["is_leaf"]]
    place = {old: new for new, old in enumerate(inner)} | {old: -1 - new for new, old in enumerate(leaves)}
    parts = [
        f"{nodes[old]['feature_idx']} {nodes[old]['num_threshold']:.4g} "
        f"{place[nodes[old]['left']]} {place[nodes[old]['right']]}"
        for old in inner
    ]
    return "; ".join(parts) + " | " + " ".join(f"{nodes[old]['value']:.3g}" for old in leaves)


def write_trees(model: HistGradientBoostingClassifier, names: list[str]) -> None:
    lines = [tree_line(predictors[0].nodes) for predictors in model._predictors]
    folded = "\n".join(line.replace(" | ", " |\\\n") for line in lines)
    listed = "".join(f'    "{name}",\n' for name in names)
    TREES.write_text(
        '"""The judge\'s trees. Written by tests/bench/fit_judge.py; not to be edited by hand."""\n\n'
        "from typing import Final\n\n"
        f"FEATURES: Final = (\n{listed})\n"
        f"BASE_SCORE: Final = {float(model._baseline_prediction[0, 0]):.4f}\n"
        f'TREES: Final = """\n{folded}\n"""\n',
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the extraction judge to pages with known text.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="replace flows/ingest/judge_trees.py")
    given = parser.parse_args()
    records = [json.loads(line) for line in (given.folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = [record for record in records if record["set"] != LEFT_OUT]
    read = [found for r in wanted if (found := read_page(r, (given.folder / r["file"]).read_bytes())) is not None]
    names, pages = read[0][1], [page for page, _ in read]
    judged = cross_validate(pages, names)
    print_scores(judged)
    print_doubts(judged)
    if given.write:
        write_trees(fit([page for page in pages if page.set_name != LISTINGS], names), names)


if __name__ == "__main__":
    main()
