"""Pages that are no annual report: notices, news, plans, bulletins, interpretations and the masked template."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.demo.blocks import Block
from crawler.demo.phrases import Dice, fill, table

KINDS = {
    "notice": "notice", "duty_notice": "notice", "arrangement": "notice", "news": "news", "out_news": "news",
    "review_meeting": "news", "plan": "plan", "interpretation": "interpretation", "policy": "policy",
    "info_disclosure_report": "info_disclosure_report", "statistics_bulletin": "statistics_bulletin",
    "work_report": "work_report", "masked": "template",
}
"""Topic of sentences/neighbours.txt -> kind of the contract."""
INDICATORS = (
    ("行政复议办结数（件）", 90, 420), ("一审行政诉讼应诉数（件）", 40, 190), ("行政规范性文件制定数（件）", 6, 28),
    ("合法性审核数（件）", 310, 980), ("法律援助办案数（件）", 420, 1500), ("人民调解数（件）", 3600, 15000),
)
"""Rows of the figures table: indicator, lowest and highest value."""
RESELLER = ("【资料仅供会员学习参考】", "加入会员群，海量范文每日更新，续费八折优惠")
"""Lines with which resellers frame a masked template."""


def page(topic: str, seed: str, names: Mapping[str, str]) -> tuple[str, str, tuple[Block, ...]]:
    """Compose one neighbour: its kind, title and body."""
    words, dice = table("neighbours")[topic], Dice(seed)
    title = fill(words.headings[dice.below(len(words.headings))], dice, dice, names) if words.headings else ""
    lines = [fill(sentence, dice, dice, names) for _, sentence in words.sentences]
    if topic == "masked":
        lines = [*RESELLER, *lines]
    return KINDS[topic], title, tuple(Block("p", line) for line in lines)


def figures(year: int, dice: Dice) -> tuple[tuple[str, ...], ...]:
    """Draw a table of figures for a year and the year before."""
    rows = [("指标", f"{year}年", f"{year - 1}年")]
    for name, low, high in INDICATORS:
        rows.append((name, str(dice.between(low, high)), str(dice.between(low, high))))
    return tuple(rows)
