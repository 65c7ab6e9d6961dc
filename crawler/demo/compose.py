"""Reports put together from the sentence tables: who speaks, how the parts follow each other, how headings stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from crawler.demo.blocks import Block, chinese
from crawler.demo.phrases import Dice, Topic, fill, table

SENTENCES = 3
"""Fewest sentences of a topic; some have two more."""


@dataclass(frozen=True)
class Structure:
    """How a report is built: its parts in order, and how topics, problems, duty and plan stand in them."""

    parts: tuple[str, ...]
    topics: str
    problems: str = "inline"
    plan: str = "run"
    person: str = "paragraph"


STRUCTURES: dict[str, Structure] = {
    "classic": Structure(("achievements", "problems", "person", "plan"), topics="level3"),
    "runin": Structure(("achievements", "problems", "person", "plan"), topics="run", plan="inline"),
    "person_first": Structure(("person", "achievements", "problems", "plan"), topics="lines", person="inline"),
    "listed": Structure(("achievements", "person", "problems", "plan"), topics="listed", problems="run", plan="listed"),
    "flat": Structure(("topics", "mixed", "ahead"), topics="flat"),
    "open": Structure(("topics", "mixed", "ahead"), topics="open"),
    "unheaded": Structure(("achievements", "mixed", "plan"), topics="level3"),
    "town": Structure(("achievements", "problems", "plan"), topics="numbered", plan="numbered"),
    "bureau": Structure(("achievements", "person", "problems", "plan"), topics="lines", person="run"),
}
"""Structures seen on real portals: the skeleton of the rules of 2019, its shuffled forms and the older free forms."""


@dataclass(frozen=True)
class Voice:
    """Who speaks: government, department or town, and the names that fill the sentences."""

    kind: str
    names: Mapping[str, str]
    trade: str = ""


def government(name: str, *, prefecture: bool = False) -> Voice:
    """Return the voice of a county's or district's government, or of a prefecture-level city's."""
    unit = name[-1]
    above = "省委、省政府" if prefecture else "市委、市政府"
    low = "县（市、区）" if prefecture else "乡镇（街道）"
    return Voice("government", {"name": name, "org": unit, "we": f"我{unit}", "all": f"全{unit}", "low": low,
                                "up": above})


def department(name: str, trade: str, over: str) -> Voice:
    """Return the voice of a bureau; `trade` picks its topics, `over` is 县 or 市."""
    unit = name[-1]
    return Voice("department", {"name": name, "org": unit, "we": f"我{unit}", "all": f"全{over}", "low": "下属单位",
                                "up": f"{over}委、{over}政府"}, trade)


def town(name: str, over: str) -> Voice:
    """Return the voice of a township or subdistrict."""
    unit = "街道" if name.endswith("街道") else name[-1]
    return Voice("town", {"name": name, "org": unit, "we": f"我{unit}", "all": f"全{unit}", "low": "村（社区）",
                          "up": f"{over}委、{over}政府"})


class Report:
    """One report in the making; words and figures have dice of their own, so that a year can repeat the words."""

    def __init__(self, voice: Voice, year: int, seed: str, structure: str, size: int) -> None:
        """Take `size` topics."""
        self.voice = voice
        self.form = STRUCTURES[structure]
        self.size = size
        self.words = Dice(seed)
        self.figures = Dice(f"{seed}:{year}")
        outline = "（2015—2020年）" if year <= 2020 else "（2021—2025年）"
        self.names = {**voice.names, "y": str(year), "next": str(year + 1), "outline": outline}
        self.blocks: list[Block] = []
        self.ordinal = 0

    def build(self) -> list[Block]:
        """Write all parts and return the blocks."""
        frame = table("frame")
        self._plain(frame[f"preamble_{self.voice.kind}"])
        for part in self.form.parts:
            if part in ("mixed", "ahead"):
                self._plain(frame[part])
            elif part == "topics":
                self._topics()
            else:
                self._part(part, frame[f"person_{self.voice.kind}" if part == "person" else part])
        return self.blocks

    def _plain(self, topic: Topic) -> None:
        """Add one paragraph without a heading."""
        self.blocks.append(Block("p", self._fill(self._pick([words for _, words in topic.sentences]))))

    def _part(self, part: str, topic: Topic) -> None:
        """Add a part with a heading of level 1."""
        self.ordinal += 1
        self.blocks.append(Block("heading", level=1, ordinal=self.ordinal, heading=self._heading(topic)))
        if part == "achievements":
            self._topics()
            return
        sizes = {"problems": self.words.between(3, 4), "person": self.words.between(3, 4), "plan": 5}
        styles = {"problems": self.form.problems, "person": self.form.person, "plan": self.form.plan}
        STYLES[styles[part]](self, self._points(topic, sizes[part], ordered=part == "person"))

    def _topics(self) -> None:
        """Add the chosen topics in a drawn order."""
        topics = self._chosen()
        for place, topic in enumerate(topics, 1):
            points = self._points(topic, SENTENCES + self.words.below(3))
            self._topic(place, self._heading(topic), points)

    def _chosen(self) -> list[Topic]:
        """Choose topics: a department has one general topic and those of its trade."""
        if self.voice.kind == "department":
            topics = table("department")
            common, trade = topics["common_lead"], topics[self.voice.trade]
            order = self.words.sample(len(trade.sentences), len(trade.sentences))
            halves = [[trade.sentences[place] for place in order[half::2]] for half in (0, 1)]
            split = [Topic(trade.name, [head], half) for head, half in zip(trade.headings, halves, strict=True)]
            return [common, *split]
        topics = table(self.voice.kind)
        first, *rest = topics.values()
        return [first] + [rest[place] for place in self.words.sample(len(rest), self.size - 1)]

    def _topic(self, place: int, heading: str, points: list[tuple[str, str]]) -> None:
        """Add one topic in the report's own style."""
        style, body = self.form.topics, "".join(words for _, words in points)
        if style == "flat":
            self.blocks.append(Block("run", body, 1, place, heading))
        elif style == "open":
            self.blocks.append(Block("heading", level=1, ordinal=place, heading=heading))
            self.blocks += [Block("run", words, 2, n, label) for n, (label, words) in enumerate(points, 1)]
        elif style == "numbered":
            self.blocks.append(Block("run", body, 3, place, heading))
        elif style == "run":
            self.blocks.append(Block("run", _inline(points), 2, place, heading))
        else:
            self.blocks.append(Block("heading", level=2, ordinal=place, heading=heading))
            DETAILS[style](self, points)

    def _points(self, topic: Topic, size: int, *, ordered: bool = False) -> list[tuple[str, str]]:
        """Draw sentences of a topic as (label, words that end in a stop)."""
        chosen = self.words.sample(len(topic.sentences), size)
        chosen = sorted(chosen) if ordered else chosen
        filled = ((topic.sentences[place][0], self._fill(topic.sentences[place][1])) for place in chosen)
        return [(label, words if words[-1] in "。：" else f"{words}。") for label, words in filled]

    def _heading(self, topic: Topic) -> str:
        return self._fill(self._pick(topic.headings))

    def _fill(self, template: str) -> str:
        return fill(template, self.words, self.figures, self.names)

    def _pick(self, options: list[str]) -> str:
        return options[self.words.below(len(options))]

    # Styles in which points stand below a heading

    def paragraph(self, points: list[tuple[str, str]]) -> None:
        """All points in one paragraph."""
        self.blocks.append(Block("p", "".join(words for _, words in points)))

    def inline(self, points: list[tuple[str, str]]) -> None:
        """One paragraph: 一是… 二是…."""
        self.blocks.append(Block("p", _inline(points)))

    def listed(self, points: list[tuple[str, str]]) -> None:
        """A paragraph for each point: 一是…."""
        self.blocks += [Block("p", words) for words in _listed(points)]

    def run(self, points: list[tuple[str, str]]) -> None:
        """Headings of level 2 that run into their words; a problem has no label, so it stands as it is."""
        if not all(label for label, _ in points):
            self.listed(points)
            return
        self.blocks += [Block("run", words, 2, n, label) for n, (label, words) in enumerate(points, 1)]

    def level3(self, points: list[tuple[str, str]]) -> None:
        """Headings of level 3 that run into their words."""
        self.blocks += [Block("run", words, 3, n, label) for n, (label, words) in enumerate(points, 1)]


def _inline(points: list[tuple[str, str]]) -> str:
    return "".join(_listed(points))


def _listed(points: list[tuple[str, str]]) -> Iterator[str]:
    """Yield 一是label。words; problems have no label."""
    for place, (label, words) in enumerate(points, 1):
        lead = f"{label}。" if label else ""
        yield f"{chinese(place)}是{lead}{words}"


Style = Callable[[Report, list[tuple[str, str]]], None]
STYLES: dict[str, Style] = {
    "paragraph": Report.paragraph, "inline": Report.inline, "listed": Report.listed, "run": Report.run,
    "numbered": Report.level3,
}
DETAILS: dict[str, Style] = {"level3": Report.level3, "lines": Report.paragraph, "listed": Report.listed}


def report(voice: Voice, *, year: int, seed: str, structure: str, size: int = 5) -> list[Block]:
    """Compose the body of one report, without addressee and signature."""
    return Report(voice, year, seed, structure, size).build()
