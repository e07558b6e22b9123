"""axe before a page: every rule on the whole page, contrast where something is written in a look not judged yet.

Contrast costs three quarters of axe's time, and pages share their frame, rows and badges. What decides it is the tag,
the classes, the grounds and the opacity of an element and of all that holds it, its ink and the size of its letters:
an element equal in all of that to one that was accepted, at the same width and by the same light, is accepted. Where
axe was in doubt, as under something that hides the element, it is asked again on the next page.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

LOOKS = """() => {
  const looks = new Map([[null, [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches].join()]]);
  const look = (element) => {
    if (!looks.has(element)) {
      const style = getComputedStyle(element);
      const ground = [style.backgroundColor, style.backgroundImage, style.opacity];
      const name = [element.localName, element.getAttribute("class")];
      looks.set(element, [look(element.parentElement), ...name, ...ground].join());
    }
    return looks.get(element);
  };
  const has = (element) => [...element.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  const isField = (element) => element.matches("input, select, textarea");
  const says = (element) => (isField(element) || has(element)) && element.checkVisibility({ visibilityProperty: true });
  window.written = [...document.querySelectorAll("body *")].filter(says);
  return written.map((element) => {
    const { color, fill, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    return [look(element), color, fill, fontSize, fontWeight, textShadow, element.type, element.disabled].join();
  });
}"""
# Only what is refused comes back: the rest of the account, element by element, takes longer to carry than to find.
AXE = """async (places) => {
  const options = { resultTypes: ["violations"], preload: false };
  const { violations } = await axe.run({ ...options, rules: { "color-contrast": { enabled: false } } });
  if (!places.length) return { violations, doubts: [] };
  const include = places.map((place) => written[place]);
  const more = { resultTypes: ["violations", "incomplete"], runOnly: ["color-contrast"] };
  const contrast = await axe.run({ include }, { ...options, ...more });
  const nodes = contrast.incomplete.flatMap((rule) => rule.nodes);
  const unsure = nodes.map(({ target }) => document.querySelector(target[0]));
  const doubts = places.filter((place) => unsure.includes(written[place]));
  return { violations: [...violations, ...contrast.violations], doubts };
}"""
# Where scripts are off no timer ever rings: what axe puts off is done at once, and its account is asked for afterwards.
AXE_WITHOUT_TIMERS = f"""(places) => {{
  window.setTimeout = (later) => {{ Promise.resolve().then(later); return 0 }};
  ({AXE})(places).then((account) => {{ window.account = account }});
}}"""


class Judge:
    """What axe has accepted so far, look by look."""

    def __init__(self) -> None:
        self.accepted: set[str] = set()

    def looks_at(self, page: Page, *, javascript: bool) -> None:
        """Raises AssertionError with axe's report for what it refuses."""
        if not page.evaluate("'axe' in window"):  # it stays until the page is left
            page.evaluate(AXE_SCRIPT)
        places = {look: place for place, look in enumerate(page.evaluate(LOOKS))}
        new = [place for look, place in places.items() if look not in self.accepted]
        account = _account(page, new, javascript=javascript)
        found = AxeResults(account)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        self.accepted.update(look for look, place in places.items() if place not in account["doubts"])


def _account(page: Page, places: list[int], *, javascript: bool) -> Any:
    if javascript:
        return page.evaluate(AXE, places)
    page.evaluate(AXE_WITHOUT_TIMERS, places)
    return page.evaluate("window.account")
