"""A hand on a phone: it finds things by what is written on them, and counts what it does.

It reads and touches a page only once all of it is there, its scripts too, however slow the machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


@dataclass
class Act:
    """What one act of somebody's work took."""

    name: str
    taps: int = 0
    fields: int = 0
    keys: int = 0


@dataclass
class Hand:
    page: Page
    acts: list[Act] = field(default_factory=list)

    def begin(self, act: str) -> Act:
        self.acts.append(Act(act))
        return self.acts[-1]

    def tap(self, words: str, *, within: str = "body", nth: int = 0) -> None:
        """A link, button or choice with these words on it, as far as it is visible."""
        self.acts[-1].taps += 1
        self.touch(self._named(words, within).nth(nth))

    def touch(self, found: Locator) -> None:
        """What was found otherwise; whoever counts taps counts it."""
        self._there(found).click()
        self._whole()

    def press(self, key: str) -> None:
        self.acts[-1].keys += 1
        self.page.wait_for_load_state()  # whoever presses a key has seen the whole page
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()

    def type(self, label: str, text: str) -> None:
        self.acts[-1].fields += 1
        typable = self.page.locator("input, textarea")  # a section may be labelled alike
        self._there(self.page.get_by_label(label).and_(typable).locator("visible=true").first).fill(text)

    def choose(self, label: str, option: str) -> None:
        self.acts[-1].taps += 1
        found = self.page.get_by_label(label).locator("visible=true").first
        self._there(found).select_option(label=option)

    def upload(self, label: str, file: Path) -> None:
        self.acts[-1].taps += 1
        self.page.get_by_label(label).first.set_input_files(file)

    def sees(self, *words: str) -> None:
        for text in words:
            expect(self.page.locator("body")).to_contain_text(text)
        self._whole()

    def _there(self, found: Locator) -> Locator:
        found.wait_for()
        self._whole()
        return found

    def _whole(self) -> None:
        self.page.wait_for_load_state("domcontentloaded")

    def _named(self, words: str, within: str) -> Locator:
        place = self.page.locator(within)
        found = place.locator("summary", has_text=words)
        for role in ("link", "button", "checkbox", "radio"):
            found = found.or_(place.get_by_role(role, name=words))
        return found.locator("visible=true")

    def home(self) -> None:
        """Back to the first page behind one's own door, by the sign at the top; this is not part of an act."""
        self.page.locator(".mb-brand").first.click()
        self.page.wait_for_load_state()
