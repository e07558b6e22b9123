"""The judge of every HTML answer: what each page of the club must have, whoever asks for it."""

import itertools
from typing import Any

from bs4 import BeautifulSoup

VOID_NAMES = {"hidden", "submit", "button", "image", "reset"}


def judge(answer: Any) -> None:
    """Assert what holds for all pages; what is not HTML is only asked for its headers."""
    assert answer.status_code < 500 or answer.status_code == 503, answer.text[:2000]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if answer.mimetype != "text/html" or not answer.data or 300 <= answer.status_code < 400:
        return
    soup = BeautifulSoup(answer.text, "lxml")
    if soup.body is None or soup.find("main") is None:
        return  # a fragment, such as the preview
    _judge_head(soup)
    _judge_body(soup)
    _judge_forms(soup)


def _judge_head(soup: BeautifulSoup) -> None:
    html = soup.find("html")
    assert html is not None
    assert html.get("lang") == "fr"
    assert soup.title is not None
    assert soup.title.get_text().strip().endswith("— Le club"), soup.title
    assert all(script.get("nonce") for script in soup.find_all("script")), "a script without nonce"


def _judge_body(soup: BeautifulSoup) -> None:
    assert len(soup.find_all("h1")) == 1, [h.get_text() for h in soup.find_all("h1")]
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})
    assert all(image.has_attr("alt") for image in soup.find_all("img")), "an image without alt"
    for tag in soup.find_all(True):
        assert not tag.has_attr("style"), f"inline style: {tag}"
        assert not [name for name in tag.attrs if name.startswith("on")], f"inline handler: {tag}"
    levels = [int(tag.name[1]) for tag in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])]
    jumps = [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1]
    assert not jumps, f"headings jump: {levels}"


def _judge_forms(soup: BeautifulSoup) -> None:
    labelled = {label.get("for") for label in soup.find_all("label")}
    for field in soup.find_all(["input", "select", "textarea"]):
        if field.get("type") in VOID_NAMES:
            continue
        named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
        assert named, f"no label: {field}"
    for form in soup.find_all("form"):
        if (form.get("method") or "get").lower() == "post":
            own = form.find("button") or form.find("input", type="submit")
            assert own or form.get("id") == "geste", f"no button: {form}"
