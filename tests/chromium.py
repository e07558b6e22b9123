"""Print the path of the Chromium that Playwright has downloaded; nothing when there is none."""

from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    path = Path(playwright.chromium.executable_path)
    if path.exists():
        print(path)
