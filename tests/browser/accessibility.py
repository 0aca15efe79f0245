"""Rules of WCAG 2.2 that a program can check, run inside the page; each finding names its element."""

from __future__ import annotations

from typing import cast

from playwright.sync_api import Page

RULES = """
() => {
  const found = [];
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const name = (e) => e.outerHTML.slice(0, 80);
  const complain = (rule, elements) => elements.forEach((e) => found.push(`${rule}: ${name(e)}`));

  if (all("h1").length !== 1) found.push(`one h1, not ${all("h1").length}`);
  if (all("main").length !== 1 || all("header").length < 1) found.push("landmarks main and header");
  if (!/^(zh-CN|en(-GB)?)$/.test(document.documentElement.lang)) found.push("lang of the page");
  if (!document.title) found.push("title");
  complain("label", all("input, select, textarea").filter((e) => !e.labels?.length && !e.ariaLabel));
  complain("name", all("button, a").filter((e) => !e.textContent.trim() && !e.ariaLabel));
  complain("alt", all("img").filter((e) => !e.hasAttribute("alt")));
  complain("list", all("ul > :not(li), ol > :not(li)"));
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  complain("unique id", all("[id]").filter((e) => ids.indexOf(e.id) !== ids.lastIndexOf(e.id)));
  const levels = all("h1,h2,h3,h4").map((e) => Number(e.tagName[1]));
  levels.forEach((level, at) => at && level > levels[at - 1] + 1 && found.push(`heading skips to h${level}`));
  complain("target of 24 px", all("button, input, .bar a").filter((e) => e.getBoundingClientRect().height < 24));
  if (document.documentElement.scrollWidth > innerWidth) found.push("scrolls sideways");

  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const colour = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const back = colour(getComputedStyle(e).backgroundColor);
      if (back[3] === undefined || back[3] === 1) return back;
    }
    return [255, 255, 255];
  };
  const speaks = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  for (const e of all("body *").filter(speaks)) {
    const [a, b] = [light(colour(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)}: ${name(e)}`);
  }
  return found;
}
"""


def findings(page: Page) -> list[str]:
    """What is wrong with the page as it is shown now; nothing, if all is well."""
    return cast(list[str], page.evaluate(RULES))
