"""What reports repeat: exact passages, the same rows in whatever order reports arrive, bounded candidates."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest

from archive import read, reuse
from archive.model import Document
from archive.reuse import neighbours, rows, settling, sketch
from archive.reuse.align import Words, passages
from archive.store import Archive

SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 1200)]


def sentence(dice: random.Random, length: int = 40) -> str:
    return "".join(dice.choices(SIGNS, k=length // 2)) + "，" + "".join(dice.choices(SIGNS, k=length // 2)) + "。"


def report(body: str, year: int, text: str, **changes: object) -> Document:
    values = {"title": f"{body}{year}年法治政府建设年度报告", "kind": "annual_report", "report_year": year, "issuer": body,
              "region_code": None, "text": text} | changes
    return Document(**values)


def put(archive: Archive, doc: Document, url: str | None = None) -> str:
    return archive.upsert(doc, url=url or f"http://a.gov.cn/{doc.issuer}/{doc.report_year}").id


def table(archive: Archive) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in archive.conn.execute(
        "select document_id, other_id, kind, share, passages, marks, rare from reuse"))


# Passages ---------------------------------------------------------------------------------------------------------


def test_passages_are_the_same_words_at_exact_offsets():
    dice = random.Random(1)
    common = [sentence(dice) for _ in range(6)]
    one = "\n".join([sentence(dice), common[0] + common[1], sentence(dice), *common[2:4]])
    other = "\n".join([common[3], sentence(dice), common[0].replace("，", ", "), common[1], sentence(dice), common[2]])
    share, found = passages(Words(one), Words(other))
    assert {one[start:end].strip("。") for start, end, _, _ in found} >= {common[2].strip("。"), common[3].strip("。")}
    for start, end, there, last in found:
        assert sketch._NO_WORD.sub("", one[start:end]) == sketch._NO_WORD.sub("", other[there:last])
        assert "\n" not in one[start:end] + other[there:last]
    assert share == pytest.approx(4 / 6, abs=0.02)


def test_the_same_words_with_other_numbers_count_without_the_numbers():
    one, other = (f"办理行政复议案件{a}件，审结{b}件，综合纠错{c}件，行政机关负责人出庭应诉率达到百分之百，连续三年居全市前列。"
                  for a, b, c in ((128, 97, 5), (96, 101, 12)))
    opening = "本年度全县各级行政机关持续推进依法行政，"
    quoted = "甲" * 9 + opening + one
    share, found = passages(Words(quoted), Words(opening + other))
    assert [quoted[start:end] for start, end, _, _ in found][1:3] == ["件，审结", "件，综合纠错"]
    assert 0.75 < share < 0.95


def test_wide_letters_and_punctuation_are_no_difference():
    share, found = passages(Words("推行“ＡＢＣ”工作法，办结１２件，群众满意度不断提高"), Words("推行ABC工作法;办结12件,群众满意度不断提高"))
    assert share == 1
    assert found == [[0, 26, 0, 24]]


@pytest.mark.parametrize(("one", "other"), [("", "甲"), ("甲", ""), ("", ""), ("12", "12"), ("，。\n", "\n\n")])
def test_texts_with_nothing_in_common(one, other):
    assert passages(Words(one), Words(other)) == (0.0, [])


def test_runs_never_overlap_in_the_text_that_is_judged():
    dice = random.Random(3)
    for _ in range(60):
        parts = [sentence(dice, 20) for _ in range(5)]
        one, other = ("".join(dice.choices(parts, k=8)) for _ in range(2))
        share, found = passages(Words(one), Words(other))
        ends = sorted((start, end) for start, end, _, _ in found)
        assert all(before[1] <= after[0] for before, after in pairwise(ends))
        assert 0 < share <= 1


# Rows -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def parts() -> list[str]:
    dice = random.Random(7)
    return [sentence(dice, 60) for _ in range(40)]


def test_last_years_report_and_other_bodies_are_told(archive, parts):
    old = put(archive, report("甲县人民政府", 2022, "\n".join(parts[:10])))
    own = put(archive, report("甲县人民政府", 2023, "\n".join(parts[4:14])))
    far = put(archive, report("乙县人民政府", 2021, "\n".join(parts[10:14] + parts[20:26])))
    put(archive, report("丙县人民政府", 2023, "\n".join(parts[30:40])))
    assert reuse.settle(archive) == 4
    found = rows.pairs(archive.conn, own)
    assert [(row["id"], row["kind"], round(row["share"], 1)) for row in found] == [(old, "previous_year", 0.6), (far, "other", 0.4)]
    text = read.document(archive.conn, own)["text"]
    assert [text[start:end] + "。" for start, end, _, _ in found[1]["passages"]] == parts[10:14]
    assert read.answer(archive.conn, own)["reuse"] == rows.brief(archive.conn, own)
    assert rows.reused(archive.conn, own) == {"kind": "previous", "percent": 60}
    assert rows.reused(archive.conn, far) is None
    assert reuse.settle(archive) == 0


def test_a_later_arrival_changes_its_follower(archive, parts):
    own = put(archive, report("甲县人民政府", 2023, "\n".join(parts[:10])))
    reuse.settle(archive)
    assert rows.pairs(archive.conn, own) == []
    before = archive.generation
    put(archive, report("甲县人民政府", 2022, "\n".join(parts[:10])))
    reuse.settle(archive)
    assert rows.reused(archive.conn, own) == {"kind": "previous", "percent": 100}
    assert archive.generation > before


def test_a_revision_is_compared_anew(archive, parts):
    put(archive, report("甲县人民政府", 2022, "\n".join(parts[:10])))
    own = put(archive, report("甲县人民政府", 2023, "\n".join(parts[:10])))
    reuse.settle(archive)
    assert put(archive, report("甲县人民政府", 2023, "\n".join(parts[:5] + parts[20:25]))) == own
    reuse.settle(archive)
    assert rows.reused(archive.conn, own) == {"kind": "previous", "percent": 50}
    put(archive, report("甲县人民政府", 2023, "\n".join(parts[:5] + parts[20:25]), verdict="masked"))
    reuse.settle(archive)
    assert archive.conn.execute("select count(*) from reuse where document_id = ?", (own,)).fetchone()[0] == 0


def test_no_masks_templates_and_other_papers_and_nothing_of_the_same_body(archive, parts):
    text = "\n".join(parts[:10])
    own = put(archive, report("甲省甲县司法局", 2023, text, region_code="330100"))
    put(archive, report("乙县人民政府", 2023, text, verdict="masked"))
    put(archive, report("丙县人民政府", 2023, text, kind="work_report"))
    put(archive, report("丁县人民政府", None, text))
    put(archive, report("戊县人民政府", 2024, text))
    put(archive, report("甲县司法局", 2021, text + "\n" + "\n".join(parts[20:30]), region_code="330100"))
    reuse.settle(archive)
    assert archive.conn.execute("select * from reuse where document_id = ?", (own,)).fetchall() == []


def test_a_formula_of_the_trade_proposes_nobody(archive, parts, monkeypatch):
    for module, names in ((neighbours, ("PROPOSED",)), (settling, ("HOLDERS",))):
        for name in names:
            limited = getattr(module, name).replace("offset 101", "offset 6").replace("offset 100", "offset 5")
            monkeypatch.setattr(module, name, limited)
    dice = random.Random(5)
    text = "\n".join(parts[:6])
    for number in range(7):
        put(archive, report(f"{SIGNS[number] * 2}县人民政府", 2023, text + "\n" + sentence(dice, 60)))
        reuse.settle(archive)
        assert bool(table(archive)) == (0 < number < 5)


def test_rows_do_not_depend_on_the_order_of_arrival(tmp_path, monkeypatch):
    monkeypatch.setattr(neighbours, "PROPOSED", neighbours.PROPOSED.replace("offset 100", "offset 8"))
    monkeypatch.setattr(settling, "HOLDERS", settling.HOLDERS.replace("offset 101", "offset 9").replace("offset 100", "offset 8"))
    dice = random.Random(11)
    pool = [sentence(dice, 60) for _ in range(30)]
    made = [report(f"{SIGNS[body] * 2}县人民政府", year, "\n".join([*dice.choices(pool, k=8), sentence(dice, 60)]))
            for body in range(8) for year in (2021, 2022, 2023)]
    found = []
    for turn in range(3):
        order = random.Random(turn)
        order.shuffle(made)
        with Archive.open(tmp_path / str(turn)) as archive:
            for doc in made:
                if order.random() < 0.3:
                    put(archive, report(doc.issuer, doc.report_year, "\n".join(order.choices(pool, k=9))))
                    reuse.settle(archive)
                put(archive, doc)
                if order.random() < 0.5:
                    reuse.settle(archive)
            reuse.settle(archive)
            found.append(table(archive))
            reuse.rebuild(archive)
            reuse.settle(archive)
            assert table(archive) == found[-1]
    assert found[0] == found[1] == found[2]
    assert {row[2] for row in found[0]} == {"previous_year", "other"}


def test_a_kill_between_two_steps_loses_nothing(archive, parts, monkeypatch):
    for year in (2021, 2022, 2023):
        put(archive, report("甲县人民政府", year, "\n".join(parts[:10])))

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(settling, "measure", killed)
        with pytest.raises(KeyboardInterrupt):
            reuse.settle(archive)
    assert [row[3] for row in table(archive)] == [None, None]
    assert reuse.settle(archive) == 0
    assert [row[3] for row in table(archive)] == [1.0, 1.0]


def test_an_archive_that_other_rules_compared_is_compared_anew(archive, parts):
    put(archive, report("甲县人民政府", 2022, "\n".join(parts[:10])))
    reuse.settle(archive)
    archive.set_meta("reuse", "0")
    assert reuse.settle(archive) == 1


def test_texts_of_any_shape_have_bounded_sketches(archive: Archive, tmp_path: Path):
    assert sketch.marks("") == sketch.marks("\n" * 9) == []
    assert len(sketch.marks("".join(random.Random(2).choices(SIGNS, k=100_000)))) == sketch.MOST
    assert sketch.marks("\ud800" * 30) == sketch.marks("\ud800" * 60)
    assert json.loads(json.dumps(sketch.marks(sentence(random.Random(4), 80))))


@pytest.mark.parametrize(("one", "other", "wanted"), [
    ("县政府常务会议研究部署法治政府建设工作，办理行政复议案件128件。", "县政府常务会议研究部署法治政府建设工作，办理行政复议案件12件。",
     ["县政府常务会议研究部署法治政府建设工作，办理行政复议案件"]),
    ("2023年12月5日，县政府召开常务会议研究法治政府建设工作。", "2022年11月3日，县政府召开常务会议研究法治政府建设工作。",
     ["县政府召开常务会议研究法治政府建设工作"]),
    ("全县行政机关负责人出庭应诉率达到96.5%", "全县行政机关负责人出庭应诉率达到96.3%", ["全县行政机关负责人出庭应诉率达到"]),
    ("群众对法治建设工作满意，化解矛盾一百二十三件", "群众对法治建设工作满意，化解矛盾一百三十五件", ["群众对法治建设工作满意，化解矛盾"]),
    ("全县依法行政能力持续提升，平台ABCD上线", "全县依法行政能力持续提升，平台ABCE上线", ["全县依法行政能力持续提升，平台"]),
    ("截至2023年12月31日全县共有行政执法持证人员1313人", "截至2022年12月31日全县共有行政执法持证人员1310人", ["全县共有行政执法持证人员"]),
    ("省\n存在的问题和不足之处不少，需要认真解决", "省\n存在的问题和不足之处不少，需要认真解决", ["存在的问题和不足之处不少，需要认真解决"]),
])
def test_passages_hold_whole_numbers_dates_and_words_and_the_share_counts_what_is_shown(one, other, wanted):
    share, found = passages(Words(one), Words(other))
    assert [one[start:end] for start, end, _, _ in found] == wanted
    assert [other[start:end] for _, _, start, end in found] == wanted
    words = sum(char.isalnum() for char in "".join(wanted))
    assert share == pytest.approx(words / sum(char.isalnum() for char in one))


def test_no_passage_cuts_a_number_or_is_shorter_than_three_characters():
    dice = random.Random(11)
    parts = [f"{dice.choice(('办理', '审结', '制发'))}{sentence(dice, 8)}{{}}件，{sentence(dice, 6)}{{}}年{{}}月{{}}日\n" for _ in range(30)]
    one, other = ("".join(part.format(*(dice.choice((2, 23, 231, 2023)) for _ in range(4))) for part in parts) for _ in range(2))
    share, found = passages(Words(one), Words(other))
    assert found
    for start, end, there, last in found:
        assert end - start >= 3
        for text, edge in ((one, start), (one, end), (other, there), (other, last)):
            assert not (text[edge - 1:edge].isdigit() and text[edge:edge + 1].isdigit())
            assert text[edge:edge + 1] not in set("年月日") or not text[edge - 1:edge].isdigit()
    assert share == pytest.approx(sum(sum(map(str.isalnum, one[start:end])) for start, end, _, _ in found) / sum(map(str.isalnum, one)))
