from __future__ import annotations

import pytest

from archive.extract.sections import role_of, sections

REPORT = """县人民政府：
2023年，云和县坚持依法行政，现报告如下：
一、2023年主要举措和成效
（一）加强领导。县政府常务会议学法12次，带头推进各项工作落实，形成齐抓共管的良好局面，各项任务圆满完成。
1.健全机制。印发工作要点，明确责任分工，推动各部门把法治建设任务落到实处，按季度通报进展情况并督促整改。
2、宣传学习云和街道以各种形式开展宣传教育活动没有句号的一整行文字，文字一直写下去，写得很长很长也不停顿，直到一行结束才罢休，无法拆分出标题来
（二）规范执法
一是开展培训。全年培训执法人员300余人次，组织考试两次，合格率达到百分之九十以上，执法水平稳步提升。
二、存在的不足和原因
执法力量不足。
三、党政主要负责人履行推进法治建设第一责任人职责有关情况
定期听取汇报。
四、2024年主要安排
继续努力。
云和县人民政府
2024年2月3日"""


def tree(text, **known):
    return [(item.level, item.role, item.heading) for item in sections(text, **known)]


def test_the_skeleton_of_the_rule_with_its_roles():
    top = [(role, heading) for level, role, heading in tree(REPORT, year=2023) if level == 1]
    assert top == [
        ("preamble", "县人民政府"),
        ("achievements", "一、2023年主要举措和成效"),
        ("problems", "二、存在的不足和原因"),
        ("first_responsible_person", "三、党政主要负责人履行推进法治建设第一责任人职责有关情况"),
        ("plan", "四、2024年主要安排"),
        ("signature", "云和县人民政府"),
    ]


def test_run_in_headings_end_at_the_first_stop_and_endless_ones_are_text():
    low = [(level, heading) for level, role, heading in tree(REPORT, year=2023) if level > 1]
    assert low == [(2, "（一）加强领导"), (3, "1.健全机制"), (2, "（二）规范执法"), (4, "一是开展培训")]


def test_offsets_cut_the_text_and_ends_include_sub_sections():
    found = {item.heading: item for item in sections(REPORT, year=2023)}
    first = found["一、2023年主要举措和成效"]
    assert REPORT[first.start:].startswith("一、2023年")
    assert REPORT[first.start:first.end].rstrip().endswith("执法水平稳步提升。")
    inner = found["（一）加强领导"]
    assert first.start < inner.start < inner.end <= first.end
    assert REPORT[inner.start:inner.end].rstrip().endswith("罢休，无法拆分出标题来")
    assert found["云和县人民政府"].end == len(REPORT)


def test_problems_and_plan_without_headings_are_found_in_the_last_paragraphs():
    text = ("2023年，云和县坚持依法行政。\n一、加强领导\n" + "县政府认真落实各项任务。\n" * 12
            + "虽然我县工作取得了成效，但仍存在执法力量不足等问题。2024年，我们将继续加强队伍建设。")
    found = sections(text, year=2023)
    roles = {item.role: item for item in found}
    assert text[roles["problems"].start:].startswith("虽然我县")
    assert text[roles["plan"].start:].startswith("2024年，我们将")
    assert roles["problems"].end == roles["plan"].start


def test_lost_list_numbers_before_the_second_part_get_their_levels_back():
    text = "1. 坚持党的领导\n2. 健全机制。全年召开会议若干次，研究解决重大问题，形成工作合力，确保各项任务落到实处。\n二、规范执法\n（一）加强培训\n"
    assert [(level, heading) for level, _, heading in tree(text, year=2023)][:3] == [
        (1, "1. 坚持党的领导"), (2, "2. 健全机制"), (1, "二、规范执法"),
    ]


def test_other_documents_get_a_tree_without_roles():
    found = tree("一、总体要求\n坚持原则。\n（一）目标\n二、保障措施\n", report=False)
    assert [item[:2] for item in found] == [(1, "other"), (2, "other"), (1, "other")]


@pytest.mark.parametrize("line", ["1.5亿元用于建设", "12.4国家宪法日", "三、 | 四、", "十分重视", "一般工作"])
def test_what_only_looks_like_a_mark_is_no_heading(line):
    assert sections(line, report=False) == []


@pytest.mark.parametrize(("heading", "role"), [
    ("二、2024年重点工作", "plan"), ("二、2023年重点工作开展情况", "achievements"), ("三、下一步打算", "plan"),
    ("八、存在的不足及下步工作打算", "problems"), ("（二）着力解决突出问题", "other"), ("一、法治宣传", "other"),
])
def test_roles_by_words(heading, role):
    assert role_of(heading, 2023) == role


def test_an_empty_text_has_no_sections():
    assert sections("") == []
    assert sections("\n \n", year=2020) == []
