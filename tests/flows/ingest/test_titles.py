"""The headline is found among a page's titles and stripped of the site, the rubric and the day."""

from __future__ import annotations

import pytest

from tercet.flows.ingest.blocks import parse_html
from tercet.flows.ingest.metadata import read_metadata
from tercet.flows.ingest.titles import choose_title

URL = "https://www.ostreymail.example/2026/kilns"


def titled(document_title: str, *, heading: str = "", claim: str = "") -> str:
    tree = parse_html(
        f'<html><head><title>{document_title}</title><meta property="og:title" content="{claim}"></head>'
        f"<body>{heading}<p>The kilns are cold.</p></body></html>"
    )
    assert tree is not None
    return choose_title(tree, read_metadata(tree, URL), URL)


def test_a_slogan_behind_the_site_s_name_goes_with_it() -> None:
    assert (
        titled("Kilns of Ostrey stand cold | ostreymail.example - all the news there is")
        == "Kilns of Ostrey stand cold"
    )


@pytest.mark.parametrize("heading", ["Business: Kilns of Ostrey stand cold", "Бізнес : Kilns of Ostrey stand cold"])
def test_a_rubric_set_into_the_heading_is_left_out(heading: str) -> None:
    assert (
        titled("Ostrey", heading=f"<h1>{heading}</h1>", claim="Kilns of Ostrey stand cold")
        == "Kilns of Ostrey stand cold"
    )


def test_a_quote_before_the_colon_is_part_of_the_headline() -> None:
    headline = "Enough to make bricks weep: kilns of Ostrey stand cold"

    assert titled(headline, heading=f"<h1>{headline}</h1>") == headline


@pytest.mark.parametrize("stamp", ["05.01.12 13:00", "(05.01.2012)", "05.01.2012, 13:00"])
def test_the_day_behind_the_heading_is_left_out(stamp: str) -> None:
    headline = "Kilns of Ostrey stand cold"

    assert titled(headline, heading=f"<h1>{headline} {stamp}</h1>") == headline


def test_a_long_heading_on_the_page_outranks_what_is_said_elsewhere_in_other_words() -> None:
    heading = "After forty days of strike the kilns of Ostrey are cold on Sunday"

    assert titled("Kilns cold: Ostrey in pictures", heading=f"<h1>{heading}</h1>") == heading


def test_a_heading_about_something_else_is_no_title() -> None:
    claim = "Kilns of Ostrey stand cold on Sunday"

    assert titled(claim, heading="<h1>Choose your town from the list below, please</h1>", claim=claim) == claim
