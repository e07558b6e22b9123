"""The judge of every HTML answer: what each page of the club must have, whoever asks for it."""

import itertools
from collections.abc import Callable
from typing import Any

from lxml import html

VOID_TYPES = {"hidden", "submit", "button", "image", "reset"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
READER = html.HTMLParser(encoding="utf-8")


def walked(browser: Any, address: str, titles: Callable[[Any], list[str]], pages: int) -> list[str]:
    """What so many pages of a list show, each led to by the one before; the last one leads nowhere."""
    seen: list[str] = []
    for _ in range(pages):
        answer = browser.get(address)
        seen += titles(answer)
        more = html.document_fromstring(answer.data, parser=READER).xpath("//a[@rel='next']/@href")
        address = str(more[0]) if more else ""
    assert not address
    return seen


def judge(answer: Any) -> None:
    """Assert what holds for all pages; what is not HTML is only asked for its headers."""
    assert answer.status_code < 500 or answer.status_code == 503, answer.text[:2000]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if answer.mimetype != "text/html" or b"<main" not in answer.data or 300 <= answer.status_code < 400:
        return  # a fragment, such as the preview, has no main part
    page = html.document_fromstring(answer.data, parser=READER)
    _judge_head(page)
    _judge_body(page)
    _judge_forms(page)


def _judge_head(page: Any) -> None:
    assert page.get("lang") == "fr"
    title = page.findtext("head/title")
    assert title is not None
    assert title.strip().endswith("— Le club"), title
    assert all(script.get("nonce") for script in page.iter("script")), "a script without nonce"


def _judge_body(page: Any) -> None:
    headings = list(page.iter(*HEADINGS))
    assert len([one for one in headings if one.tag == "h1"]) == 1, [one.text_content() for one in headings]
    ids: set[str] = set()
    for tag in page.iter(html.etree.Element):
        name = tag.get("id")
        assert name is None or name not in ids, f"twice the same id: {name}"
        ids.add(name)
        faults = [one for one in tag.attrib if one == "style" or one.startswith("on")]
        assert not faults, f"inline style or handler: {html.tostring(tag)[:200]}"
        assert tag.tag != "img" or tag.get("alt") is not None, "an image without alt"
    levels = [int(one.tag[1]) for one in headings]
    jumps = [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1]
    assert not jumps, f"headings jump: {levels}"


def _judge_forms(page: Any) -> None:
    labelled = {label.get("for") for label in page.iter("label")}
    for field in page.iter("input", "select", "textarea"):
        if field.get("type") not in VOID_TYPES:
            named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
            assert named, f"no label: {html.tostring(field)[:200]}"
    for form in page.iter("form"):
        if (form.get("method") or "get").lower() == "post":
            own = form.find(".//button") is not None or form.find(".//input[@type='submit']") is not None
            assert own or form.get("id") == "geste", f"no button: {html.tostring(form)[:300]}"
