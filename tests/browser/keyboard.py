"""Somebody who uses no mouse: goes by Tab from one thing to the next, and must see each time where they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.people import wait_until

FURTHEST = 60  # presses from one thing to the next that is wanted
WHERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const shown = here.closest("label") || here;
  const box = shown.getBoundingClientRect();
  const on = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  return {
    words: [here.innerText, here.getAttribute("aria-label"), ...[...(here.labels || [])].map((one) => one.innerText)]
      .join(" ").replace(/\\s+/g, " "),
    ring: [here, shown].some((one) => parseFloat(getComputedStyle(one).outlineWidth) > 0
      && getComputedStyle(one).outlineStyle !== "none"),
    seen: !!on && (shown.contains(on) || on.contains(shown)),
  };
}"""


@dataclass
class Keyboard:
    page: Page

    def __post_init__(self) -> None:
        """The browser tells of file choosers from here on; asked only at the key, it may hear of it after the key."""
        self.page.on("filechooser", lambda _: None)

    def reach(self, words: str, *, within: int = FURTHEST) -> None:
        """Tab by tab to what says these words; wherever it stops is seen and marked."""
        for _ in range(within):
            self.page.keyboard.press("Tab")
            where = self.page.evaluate(WHERE)
            if where is None:
                continue  # the browser's own bar lies between the end of a page and its beginning
            assert where["ring"], f"nothing shows that the keyboard is at {where['words']!r}"
            assert where["seen"], f"something covers {where['words']!r}"
            if words in where["words"]:
                return
        raise AssertionError(f"{words!r} is not within {within} steps on {self.page.url}")

    @property
    def at(self) -> str:
        """What the keyboard is at says; a page that has just come may be about to choose."""
        wait_until(self.page, "document.activeElement !== document.body")
        where = self.page.evaluate(WHERE)
        return where["words"] if where else ""

    def follow(self, words: str, **given: int) -> None:
        """To a link or a button, press it, and wait for what is behind it: a page, or a form that has to be mended."""
        self.reach(words, **given)
        self.page.evaluate("document.querySelector('main').dataset.left = ''")
        self.page.keyboard.press("Enter")
        self.page.locator("main:not([data-left])").wait_for()
        self.page.wait_for_load_state()

    def type(self, label: str, text: str, **given: int) -> None:
        self.reach(label, **given)
        self.retype(text)

    def retype(self, text: str) -> None:
        """In place of what stands in the field."""
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def unfold(self, words: str) -> None:
        self.reach(words)
        self.page.keyboard.press("Enter")

    def bring(self, label: str, file: Path) -> None:
        self.reach(label)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(file)
