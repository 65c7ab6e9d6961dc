"""Search equals truth: every answer of the index is compared with a plain scan over the folded texts."""

from __future__ import annotations

import random
import re
import sqlite3
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import find, indexing, zh

DOCUMENTS = 120
SEED = 20250307
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORDS = (
    "法治政府建设", "行政复议", "依法行政", "改革", "发展", "“放管服”改革", "《行政处罚法》", "重大行政决策", "合法性审查", "法治", "政府",
    "规范性文件", "全面\n推进", "县 委", "〇", "二〇二三年", "一", "法", "的", "办", "\u2f00般", "\u3400字", "\U00020000", "々",
    "2023年", "2023 年", "２０２４年", "5G网络", "5g", "A25290号", "１２３４５", "12345", "312345", "浙政办发〔2023〕28号", "95.6%", "3,000件",
    "①", "㈠", "Rule of Law", "ＲＵＬＥ", "e-mail", "caf\u00e9", "cafe\u0301", "ﬁne", "Straße", "½", "℃", "ｶﾞ",
)
MARKS = ("，", "。", "、", "；", "：", "（", "）", "—", "-", "\n", "\n\n", " ", "\u3000", "\u200b", "“", "”", '"', "'", "《", "》", "「",
         "」", "…", "·", "*", "_", "+", "", "", "", "", "")


def made_up(random_: random.Random, words: int) -> str:
    return "".join(random_.choice(WORDS) + random_.choice(MARKS) for _ in range(words))


def corpus() -> list[tuple[str, str]]:
    random_ = random.Random(SEED)
    return [(made_up(random_, random_.randint(0, 5)), made_up(random_, random_.randint(0, 60))) for _ in range(DOCUMENTS)]


CORPUS = corpus()


def archive_of(documents: list[tuple[str, str]]) -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    conn.execute("insert into meta values ('generation', '1')")
    for rowid, (title, text) in enumerate(documents, 1):
        conn.execute(
            """insert into documents (rowid, id, title, kind, verdict, first_seen, last_seen, text_sha256, text_chars,
            extractor, in_index) values (?, ?, ?, 'annual_report', 'ok', '', '', '', 0, '1', 1)""",
            (rowid, str(rowid), title),
        )
        conn.execute("insert into texts values (?, ?, ?)", (rowid, str(rowid), text))
        indexing.add(conn, rowid, title, text)
    return conn


@pytest.fixture(scope="module")
def conn():
    connection = archive_of(CORPUS)
    zh.register(connection)
    return connection


# The truth: no tokens, no index, no code of the package --------------------------------------------------------------

def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return re.sub(f"(?<=[{HAN}])(?:\\s|[\u200b“”‘’\"'《》〈〉「」])+(?=[{HAN}])", "", folded)


def is_han(character: str) -> bool:
    return re.match(f"[{HAN}]", character) is not None


def cut(text: str) -> list[str]:
    """Maximal runs of Chinese characters and of other letters and digits."""
    return re.findall(f"[{HAN}]+|(?:(?![{HAN}_])\\w)+", text)


def stands_in(term: str, text: str) -> bool:
    """Try every place of a folded text where the first run stands, and walk on run by run."""
    runs = cut(plain(term))
    return any(follows(runs, text, match.start()) for match in re.finditer(f"(?={re.escape(runs[0])})", text))


def follows(runs: list[str], text: str, place: int) -> bool:
    for number, run in enumerate(runs):
        while number and place < len(text) and not cut(text[place]):
            place += 1
        end = place + len(run)
        if text[place:end] != run:
            return False
        if not is_han(run[0]) and (joins(text, place) or joins(text, end)):
            return False
        place = end
    return True


def joins(text: str, place: int) -> bool:
    """Whether a word goes on over a place of the text."""
    both = text[max(place - 1, 0):place + 1] if place else ""
    return len(both) == 2 and cut(both) == [both] and not is_han(both[0])


PLAIN = [(plain(title), plain(text)) for title, text in CORPUS]


def truth(term: str, *, title_only: bool = False, text_only: bool = False) -> set[str]:
    return {
        str(rowid) for rowid, (title, text) in enumerate(PLAIN, 1)
        if (not text_only and stands_in(term, title)) or (not title_only and stands_in(term, text))
    }


def found(conn: sqlite3.Connection, query: str) -> set[str]:
    ids = find.all_ids(conn, query)
    assert len(ids) == len(set(ids)) == find.search(conn, query, limit=0).total
    return set(ids)


def by_match(conn: sqlite3.Connection, query: str) -> set[str]:
    sql = "select rowid from documents_fts where documents_fts match escape_fts(?)"
    return {str(row[0]) for row in conn.execute(sql, (query,))}


def copied(random_: random.Random) -> str:
    """A passage of one to twenty characters as a reader would copy it from a title or text."""
    while True:
        source = random_.choice(random_.choice(CORPUS))
        start = random_.randrange(max(len(source), 1))
        passage = source[start:start + random_.randint(1, 20)].replace('"', "")
        if cut(plain(passage)):
            return passage


# Search against truth -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("seed", range(4))
def test_every_copied_passage_finds_exactly_its_documents(conn, seed):
    random_ = random.Random(seed)
    for _ in range(150):
        passage = copied(random_)
        expected = truth(passage)
        assert found(conn, f'"{passage}"') == expected, passage
        assert by_match(conn, f'"{passage}"') == expected, passage


def test_a_copied_line_finds_its_document_without_quotes_too(conn):
    """Outside quotes blanks separate terms; only -, OR and fields could turn a copy into something else."""
    random_ = random.Random(7)
    for _ in range(300):
        rowid = random_.randrange(DOCUMENTS)
        text = CORPUS[rowid][1]
        start = random_.randrange(max(len(text), 1))
        passage = text[start:start + random_.randint(1, 20)]
        runs = cut(plain(passage))
        if runs and stands_in(passage, PLAIN[rowid][1]) and not re.search(r"(^|\s)-", passage):
            assert str(rowid + 1) in found(conn, passage), passage


@pytest.mark.parametrize("seed", range(3))
def test_and_or_not_and_title_equal_set_operations(conn, seed):
    random_ = random.Random(100 + seed)
    for _ in range(40):
        a, b, c = ('"' + copied(random_)[:random_.choice((1, 2, 2, 3, 6))] + '"' for _ in range(3))
        if not all(cut(plain(term)) for term in (a, b, c)):
            continue
        has_a, has_b, has_c = truth(a), truth(b), truth(c)
        for query, expected in (
            (f"{a} {b}", has_a & has_b),
            (f"{a} OR {b}", has_a | has_b),
            (f"{a} -{b}", has_a - has_b),
            (f"{a} {b} -{c}", has_a & has_b - has_c),
            (f"{a} OR {b} {c}", (has_a | has_b) & has_c),
            (f"{a} {b} OR {c}", has_a & (has_b | has_c)),
            (f"-{c} {a} OR {b}", (has_a | has_b) - has_c),
        ):
            assert found(conn, query) == expected, query
            assert by_match(conn, query) == expected, query
        titled = truth(a, title_only=True)
        assert found(conn, f"title:{a}") == titled, a
        assert by_match(conn, f"title:{a}") == titled, a
        assert found(conn, f"{b} -title:{a}") == has_b - titled


def test_filters_cut_what_is_found():
    random_ = random.Random(17)
    conn = archive_of(CORPUS)
    years, days = (2019, 2020, 2021), ("2020-01-05", "2020-02", None)
    facts = {str(n): (random_.choice(years), random_.choice(("city", "county")), random_.choice(days), random_.choice((0, 1)))
             for n in range(1, DOCUMENTS + 1)}
    for name, (year, level, day, in_index) in facts.items():
        conn.execute("update documents set report_year = ?, level = ?, date_published = ?, in_index = ? where id = ?",
                     (year, level, day, in_index, name))
    for _ in range(200):
        term, other = (f'"{copied(random_)[:random_.choice((1, 2, 4))]}"' for _ in range(2))
        if not cut(plain(term)) or not cut(plain(other)):
            continue
        year, level, since, text = random_.choice((None, *years)), random_.choice((None, "city")), random_.choice((None, "2020-02")), None
        expected = truth(term)
        if random_.random() < 0.3:
            text, expected = other, expected & truth(other, text_only=True)
        for name, (own_year, own_level, day, in_index) in facts.items():
            fits = in_index and year in {None, own_year} and level in {None, own_level} and (since is None or (day or "") >= since)
            if not fits:
                expected.discard(name)
        filters = find.Filters(year=year, level=level, since=since, text=text)
        assert set(find.all_ids(conn, term, filters)) == expected, (term, filters)
        assert find.search(conn, term, filters, limit=0).total == len(expected)


def test_every_single_character_of_the_corpus(conn):
    characters = {c for title, text in PLAIN for c in title + text if is_han(c)}
    assert len(characters) > 50
    for character in sorted(characters):
        expected = {str(n) for n, (title, text) in enumerate(PLAIN, 1) if character in title or character in text}
        assert found(conn, character) == expected == by_match(conn, character)
        titled = {str(n) for n, (title, _) in enumerate(PLAIN, 1) if character in title}
        assert found(conn, f"title:{character}") == titled == by_match(conn, f"title:{character}")


@pytest.mark.parametrize("breaks", [6, 9, 14])
def test_a_passage_with_more_breaks_than_the_index_can_tell_is_verified(breaks):
    random_ = random.Random(breaks)
    pieces = [random_.choice("法治政府建设改革发展") * random_.randint(1, 2) for _ in range(breaks + 1)]
    documents = [("", pieces[0] + "".join(random_.choice(("", "，", "、“")) + piece for piece in pieces[1:]))
                 for _ in range(30)]
    documents += [("", "，".join(pieces[:8]) + "。" + "，".join(pieces[7:])), ("", "，".join([*pieces[:3], "无", *pieces[3:]]))]
    documents += [("，".join(pieces[:4]), "，".join(pieces[4:])), ("".join(pieces), "")]
    conn = archive_of(documents)
    zh.register(conn)
    query = "、".join(pieces)
    expected = {str(n) for n, (title, text) in enumerate(documents, 1)
                if stands_in(query, plain(title)) or stands_in(query, plain(text))}
    assert 30 < len(expected) < len(documents)
    assert found(conn, query) == expected
    assert expected <= by_match(conn, query)
    assert found(conn, f"法 OR 治 OR 政 OR 府 OR 建 OR 设 OR 改 OR 革 OR 发 OR 展 -{query}") == (
        {str(n) for n in range(1, len(documents) + 1)} - expected)
    assert found(conn, f"title:{query}") == {str(len(documents))}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(max_size=20), text=st.text(max_size=80), data=st.data())
def test_any_text_at_all_is_found_by_its_own_passages(title, text, data):
    alphabet = st.sampled_from([*'法治政府建设改革发展，。“”《》 \n-"Aa1２é_ー々', *WORDS])
    made = "".join(data.draw(st.lists(alphabet, max_size=40)))
    conn = archive_of([(title, text), (made, text), (title, made), (text, made + title)])
    zh.register(conn)
    documents = [(plain(a), plain(b)) for a, b in ((title, text), (made, text), (title, made), (text, made + title))]
    source = data.draw(st.sampled_from([title, text, made]))
    start = data.draw(st.integers(0, max(len(source) - 1, 0)))
    passage = source[start:start + data.draw(st.integers(1, 20))].replace('"', "")
    if not cut(plain(passage)):
        return
    expected = {str(n) for n, pair in enumerate(documents, 1) if any(stands_in(passage, part) for part in pair)}
    assert found(conn, f'"{passage}"') == expected
    assert by_match(conn, f'"{passage}"') == expected


@settings(max_examples=150, deadline=None)
@given(st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(
        ['"', "'", "(", ")", "*", "^", ":", "-", "+", " ", "AND", "OR", "NOT", "NEAR", "NEAR(", ",2)", "{title}", "title:",
         "body:", "year:", "region:", "number:", "issuer:", "2020", "法", "治", "\ud800", "\x00", "ＯＲ", "“", "；", "--", ";"],
    ), max_size=14).map("".join),
))
def test_no_query_is_ever_an_error(query):
    results = find.search(HOSTILE, query, limit=3, facets=True)
    assert results.total >= len(results.hits)
    assert HOSTILE.execute(
        "select count(*) from documents_fts where documents_fts match escape_fts(?)",
        (query.replace("\ud800", ""),),
    ).fetchone()[0] >= 0


HOSTILE = archive_of(CORPUS[:10])
zh.register(HOSTILE)
