"""What changed between two versions of a text: paragraphs aligned, words marked inside changed ones, equal ones folded.

Paragraphs that stand exactly once on both sides are anchors; only the gaps between them are compared one with another. So the time
stays in proportion to the text, whatever a hostile page repeats.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

CONTEXT = 1
"""Equal paragraphs that stay open on each side of a change."""
FOLD_FROM = 2
"""Fewer equal paragraphs than this are not worth a fold."""
ALIKE = 0.35
"""Share of common character pairs from which two paragraphs count as one that was changed; two paragraphs of one report that have
only their set phrases in common stay below a fifth."""
GAP_MOST = 10_000
"""Pairs of paragraphs in one gap that are weighed; a bigger gap was rewritten."""
WORK_MOST = 300_000
"""Pairs of equal tokens that one diff looks at, a measure of its time; paragraphs behind that are shown as gone and new whole.
Two versions of a Chinese paragraph of 300 characters have about 1,500."""
LIKENESS_MOST = 6_000_000
"""Character pairs weighed in one gap."""
KEEP_FROM = 2
"""Characters of an equal piece between two changes that are worth showing apart; one character alone only makes it flicker."""

_TOKENS = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*[%％]?|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters inside a paragraph."""

    form: str
    """same, gone or new."""
    text: str


@dataclass(slots=True)
class Change:
    """One paragraph of the comparison."""

    form: str
    """same, gone, new or changed."""
    pieces: list[Piece]
    old: int | None = None
    """Number of the paragraph in the older text, from 1."""
    new: int | None = None


@dataclass(slots=True)
class Fold:
    """Neighbouring paragraphs that are shown together."""

    closed: bool
    """Equal ones far from any change."""
    changes: list[Change]


@dataclass(slots=True)
class Counts:
    """How much changed: paragraphs, and characters inside them."""

    same: int = 0
    changed: int = 0
    gone: int = 0
    new: int = 0
    chars_gone: int = 0
    chars_new: int = 0

    @property
    def equal(self) -> bool:
        """Whether the two texts are the same."""
        return not (self.changed or self.gone or self.new)


@dataclass(slots=True)
class _Work:
    """What may still be spent on comparing tokens."""

    left: int = field(default_factory=lambda: WORK_MOST)

    def take(self, amount: int) -> bool:
        """Whether so much is left; it is spent then."""
        if amount > self.left:
            return False
        self.left -= amount
        return True


def paragraphs(text: str) -> list[str]:
    r"""The lines that hold something, without the blanks around them.

    >>> paragraphs("一、成效\n\n　　正文。 ")
    ['一、成效', '正文。']
    """
    return [bare for line in text.split("\n") if (bare := line.strip())]


def compare(old: str, new: str) -> list[Change]:
    r"""Every paragraph of both texts in reading order; blanks around lines and empty lines do not count.

    >>> [(change.form, [piece.text for piece in change.pieces]) for change in compare("标题\n办结12件。", "标题\n办结15件。\n补充。")]
    [('same', ['标题']), ('changed', ['办结', '12', '15', '件。']), ('new', ['补充。'])]
    """
    before, after, work = paragraphs(old), paragraphs(new), _Work()
    found: list[Change] = []
    for i1, i2, j1, j2, equal in _ranges(before, after):
        if equal:
            found += [_same(before[i1 + k], i1 + k + 1, j1 + k + 1) for k in range(i2 - i1)]
        else:
            found += _gap(before, after, (i1, i2, j1, j2), work)
    return found


def count(changes: Sequence[Change]) -> Counts:
    """How much changed."""
    forms = Counter(change.form for change in changes)
    chars: Counter[str] = Counter()
    for change in changes:
        for piece in change.pieces:
            chars[piece.form] += len(piece.text)
    return Counts(forms["same"], forms["changed"], forms["gone"], forms["new"], chars["gone"], chars["new"])


def folded(changes: Sequence[Change], context: int = CONTEXT) -> list[Fold]:
    """The paragraphs in groups: equal ones further than `context` from a change are closed, unless they are very few."""
    open_ = [False] * len(changes)
    for at, change in enumerate(changes):
        if change.form != "same":
            near = range(max(at - context, 0), min(at + context + 1, len(changes)))
            for place in near:
                open_[place] = True
    found: list[Fold] = []
    for change, is_open in zip(changes, open_, strict=True):
        if not found or found[-1].closed == is_open:
            found.append(Fold(not is_open, []))
        found[-1].changes.append(change)
    for fold in found:
        fold.closed = fold.closed and len(fold.changes) >= FOLD_FROM
    return found


def _same(text: str, old: int, new: int) -> Change:
    return Change("same", [Piece("same", text)], old, new)


def _ranges(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int, int, int, bool]]:
    """Equal and unequal ranges (i1, i2, j1, j2, equal) that together cover both lists."""
    i = j = 0
    for x, y in [*_anchors(a, b), (len(a), len(b))]:
        if x < i or y < j:
            continue  # swallowed by the run of an earlier anchor
        up = 0
        while x - up > i and y - up > j and a[x - up - 1] == b[y - up - 1]:
            up += 1
        down = 0
        while i + down < x - up and j + down < y - up and a[i + down] == b[j + down]:
            down += 1
        if down:
            yield i, i + down, j, j + down, True
        i, j = i + down, j + down
        if i < x - up or j < y - up:
            yield i, x - up, j, y - up, False
        end = 0
        while x + end < len(a) and y + end < len(b) and a[x + end] == b[y + end]:
            end += 1
        if up + end:
            yield x - up, x + end, y - up, y + end, True
        i, j = x + end, y + end


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places of the lines that stand once on both sides: the longest list that rises on both."""
    once_a, once_b = Counter(a), Counter(b)
    place = {line: j for j, line in enumerate(b) if once_b[line] == 1}
    pairs = [(i, place[line]) for i, line in enumerate(a) if once_a[line] == 1 and line in place]
    tops: list[int] = []
    heads: list[int] = []
    back: list[int] = []
    for at, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        back.append(heads[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            heads.append(at)
        else:
            tops[pile], heads[pile] = j, at
    chain: list[tuple[int, int]] = []
    at = heads[-1] if heads else -1
    while at >= 0:
        chain.append(pairs[at])
        at = back[at]
    return chain[::-1]


def _gap(a: Sequence[str], b: Sequence[str], where: tuple[int, int, int, int], work: _Work) -> list[Change]:
    """The paragraphs between two anchors: alike ones become one changed paragraph, the rest is gone or new."""
    i, i2, j, j2 = where
    found: list[Change] = []
    for x, y in [*_alike(a[i:i2], b[j:j2]), (i2 - i, j2 - j)]:
        found += [Change("gone", [Piece("gone", a[k])], k + 1) for k in range(i, where[0] + x)]
        found += [Change("new", [Piece("new", b[k])], None, k + 1) for k in range(j, where[2] + y)]
        i, j = where[0] + x, where[2] + y
        if i < i2 and j < j2:
            one, other = a[i], b[j]
            equal = one == other
            found.append(_same(one, i + 1, j + 1) if equal else Change("changed", _inside(one, other, work), i + 1, j + 1))
            i, j = i + 1, j + 1
    return found


def _alike(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places whose paragraphs are alike, rising on both sides, with the greatest sum of likeness."""
    chars = len(b) * sum(map(len, a)) + len(a) * sum(map(len, b))
    if not a or not b or len(a) * len(b) > GAP_MOST or chars > LIKENESS_MOST:
        return []
    grams_a, grams_b = [_grams(text) for text in a], [_grams(text) for text in b]
    score = [[_likeness(one, other) for other in grams_b] for one in grams_a]
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            pair = score[i][j] + best[i + 1][j + 1] if score[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair)
    chosen, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if score[i][j] >= ALIKE and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            chosen.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return chosen


def _grams(text: str) -> Counter[str]:
    """Pairs of neighbouring characters; a lone character stands for itself."""
    return Counter(text[k:k + 2] for k in range(max(len(text) - 1, 1)))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's measure on character pairs, 0 to 1."""
    return 2 * (one & other).total() / (one.total() + other.total())


def _inside(old: str, new: str, work: _Work) -> list[Piece]:
    """The marks inside a changed paragraph: by character in Chinese, by word in Latin letters, by number in digits."""
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    in_b = Counter(b)
    if not work.take(sum(number * in_b[token] for token, number in Counter(a).items())):
        return [Piece("gone", old), Piece("new", new)]
    steps = [("".join(a[i1:i2]), "".join(b[j1:j2]), tag == "equal") for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b).get_opcodes()]
    found: list[Piece] = []
    gone = new_ = ""
    for at, (left, right, equal) in enumerate(steps):
        if equal and (len(left) >= KEEP_FROM or at in {0, len(steps) - 1}):
            found += [*_pieces(gone, new_), Piece("same", left)]
            gone = new_ = ""
        else:
            gone, new_ = gone + left, new_ + right
    return found + _pieces(gone, new_)


def _pieces(gone: str, new: str) -> list[Piece]:
    return [Piece(form, text) for form, text in (("gone", gone), ("new", new)) if text]
