"""Addresses of articles: which are web addresses at all, and which of them name the same article."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_WEB = re.compile(r"https?://[^/\s?#]", re.I)
_TRACKING_PREFIXES = (
    "utm_",
    "pk_",
    "piwik_",
    "matomo_",
    "mtm_",
    "hsa_",
    "fb_",
    "ga_",
    "wt_",
    "guce",
    "at_",
    "ns_",
    "vero_",
)
_TRACKING = frozenset(
    (
        *("fbclid", "gclid", "gclsrc", "dclid", "wbraid", "gbraid", "yclid", "ysclid", "msclkid", "twclid", "ttclid"),
        *("igshid", "igsh", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "_openstat", "xtor", "spm"),
        *("ocid", "ito", "smid", "cmp", "cmpid", "campaign", "s_cid", "cid_source", "ref_src", "ref_url", "referrer"),
        *("guccounter", "rb_clickid", "tblci", "tpcc", "sr_share", "share", "shared", "sharetype", "si", "feature"),
        *("phpsessid", "jsessionid", "sessionid", "amp", "amp_js_v", "amp_gsa", "usqp", "outputtype", "nocache"),
        *("print", "printable", "rss", "_x_tr_sl", "_x_tr_tl", "_x_tr_hl", "_x_tr_pto"),
    )
)
_SOURCE_NAMES = frozenset(("from", "ref", "source", "src", "via", "medium", "origin"))
"""Parameters that usually say where a reader came from; dropped unless their value is a number, which may be an id."""
_MOBILE_LABELS = frozenset(("m", "mobile", "mobi", "touch", "wap", "pda", "amp", "www"))
_AMP_HOSTS = re.compile(
    r"^https?://(?:(?:www\.)?google\.[a-z.]+/amp|[\w-]+\.cdn\.ampproject\.org/[cv])/(s/)?(?=[^/]+\.)", re.I
)
_AMP_END = re.compile(r"(?:/amp|\.amp)(\.html?)?$", re.I)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.I)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.I)
_SAFE_IN_SEGMENT = ":@!$&'()*+,;=-._~"


def web_url(value: object, base_url: str | None = None) -> str | None:
    """An http or https address, made absolute; None for anything else, such as `tag:` or a mail address."""
    text = re.sub(r"[\r\n\t]+", "", str(value or "")).strip()
    try:
        absolute = urljoin(base_url or "", text) if text else ""
        parts = urlsplit(absolute)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return absolute if is_whole and _WEB.match(absolute) else None


def canonical_url(url: str) -> str:
    """The one address by which an article is known, whichever way a reader came to it.

    Gone are tracking parameters, fragments, AMP and mobile variants, `www.`, default ports, user names, index pages
    and trailing slashes; http becomes https; parameters that remain are sorted. Addresses of machines (IP numbers,
    names without a dot, odd ports) keep their scheme. What is no web address is returned as it is.
    """
    try:
        parts = urlsplit(_AMP_HOSTS.sub(lambda match: "https://" if match[1] else "http://", url.strip()))
        port, name = parts.port, _host_name(parts.hostname or "")
    except ValueError:
        return url.strip()
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not name:
        return url.strip()
    is_site = "." in name and not _is_address(name)
    if port is None or port == (443 if scheme == "https" else 80):
        host, scheme = name, "https" if is_site else scheme
    else:
        host = f"{name}:{port}"
    return urlunsplit((scheme, host, _path(parts.path), _query(parts.query), _fragment(parts)))


def _host_name(host: str) -> str:
    """The host in lower case and ASCII, without the labels of mobile sites: `m.site.ua` is `site.ua`."""
    name = host.rstrip(".").lower()
    if _is_address(name):
        return f"[{name}]" if ":" in name else name
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    labels = name.split(".")
    while len(labels) > 2 and labels[0] in _MOBILE_LABELS:
        labels.pop(0)
    return ".".join(labels)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _path(path: str) -> str:
    """The path in one spelling, without dot segments, AMP parts, session ids, index pages and slashes at the end."""
    whole = _SESSION_IN_PATH.sub("", path)
    if "/." in whole and not whole.startswith("//"):
        whole = urljoin("/", whole)
    segments = (unquote(part, errors="surrogateescape") for part in whole.split("/"))
    plain = "/".join(quote(segment, _SAFE_IN_SEGMENT, errors="surrogateescape") for segment in segments)
    plain = _INDEX.sub("/", plain).rstrip("/")
    plain = _AMP_END.sub(lambda match: match[1] or "", plain)
    if plain.startswith("/amp/"):
        plain = plain.removeprefix("/amp")
    return plain.rstrip("/") or "/"


def _query(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        if not _is_tracking(name.lower(), value)
    ]
    return urlencode(sorted(kept), errors="surrogateescape")


def _is_tracking(name: str, value: str) -> bool:
    if name in _SOURCE_NAMES:
        return not value.isdigit()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _fragment(parts: SplitResult) -> str:
    """Only `#!` fragments choose a page."""
    return parts.fragment if parts.fragment.startswith("!") else ""
