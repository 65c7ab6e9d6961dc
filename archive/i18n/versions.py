"""Words of versions, differences and the comparison of two reports."""

from __future__ import annotations

from archive.i18n.pairs import Words

WORDS: Words = {
    # version
    "version.title": ("{title}（第 {number} 版文本）", "{title} (version {number} of the text)"),
    "version.old": (
        "这是第 {number} 版文本，{date} 存档。当前为第 {newest} 版。",
        "This is version {number} of the text, archived {date}. The current one is version {newest}.",
    ),
    "version.current": (
        "这是第 {number} 版文本，{date} 存档，也是当前版本。",
        "This is version {number} of the text, archived {date}, and the current one.",
    ),
    "version.newest": ("阅读当前版本", "Read the current version"),
    "version.list": ("各版文本", "Versions of the text"),
    "version.changes": ("与第 {number} 版对照", "Compare with version {number}"),
    "version.is_current": ("当前", "current"),
    # diff
    "diff.title": ("第 {old} 版与第 {new} 版的差异", "Changes from version {old} to version {new}"),
    "diff.of": ("{what}：{title}", "{what}: {title}"),
    "diff.from": ("第 {number} 版，{date} 存档", "Version {number}, archived {date}"),
    "diff.counts": ("改动统计", "Summary of changes"),
    "diff.changed": ("段有改动", "paragraphs changed"),
    "diff.gone": ("段删去", "removed"),
    "diff.new": ("段增加", "added"),
    "diff.same": ("段未变", "unchanged"),
    "diff.chars": ("字数：删去 {gone}，增加 {new}", "Characters: {gone} removed, {new} added"),
    "diff.equal": ("两版文字相同。", "Both versions have the same words."),
    "diff.legend": ("图例：", "Legend: "),
    "diff.legend.gone": ("删去的文字", "removed words"),
    "diff.legend.new": ("增加的文字", "added words"),
    "diff.mark.gone": ("删去：", "removed: "),
    "diff.mark.new": ("增加：", "added: "),
    "diff.mark.end": ("。", ". "),
    "diff.paragraph": ("第 {version} 版第 {number} 段", "Version {version}, paragraph {number}"),
    "diff.fold": ("{count} 段未变", "{count} {count:paragraph|paragraphs} unchanged"),
    "diff.text": ("对照", "Text"),
    "diff.heading": ("标题", "Title"),
    # compare
    "compare.title": ("比较两份报告", "Compare two reports"),
    "compare.of": ("比较：{one}与{other}", "Compare: {one} and {other}"),
    "compare.whose": ("{issuer} {year} 年度", "{issuer} {year}"),
    "compare.lead": (
        "输入两份报告的编号或网址。同一机关的两个年度、同一年度的两个机关，都可以并排阅读。",
        ("Enter the ids or addresses of two reports: two years of one body, or two bodies in one year, side "
        "by side."),
    ),
    "compare.a": ("第一份", "First report"),
    "compare.b": ("第二份", "Second report"),
    "compare.hint": (
        "编号在报告页的网址末尾，形如 331121-2023-1a2b3c4d。",
        "The id is the end of a report’s address, such as 331121-2023-1a2b3c4d.",
    ),
    "compare.without": (
        "不知道编号时，先检索其中一份，再点其页面上的“与其他报告比较”，或“同省同年度的报告”中的“比较”。",
        ("Without the ids: find one of the two, then follow “Compare with another report” on its page, or “compare” among the reports "
         "of the same province and year."),
    ),
    "compare.button": ("比较", "Compare"),
    "compare.unknown": (
        "没有编号为“{id}”的报告，请核对后再试。",
        "There is no report with the id “{id}”; please check it and try again.",
    ),
    "compare.same": ("两个编号相同，请另选一份。", "Both ids are the same; please choose another report."),
    "compare.swap": ("左右互换", "Swap sides"),
    "compare.other": ("换两份报告", "Compare two other reports"),
    "compare.figures": ("两份报告都有的数字", "Numbers that both reports state"),
    "compare.figures.none": ("没有两份报告都给出的数字。", "There is no number that both reports state."),
    "compare.role.preamble": ("引言", "Opening"),
    "compare.role.achievements": ("主要做法和成效", "Main work and results"),
    "compare.role.first_responsible_person": (
        "主要负责人履行第一责任人职责",
        "Duties of the first responsible person",
    ),
    "compare.role.problems": ("存在的问题", "Problems"),
    "compare.role.plan": ("下一步安排", "Plans for the next year"),
    "compare.role.other": ("其他部分", "Other parts"),
    "compare.none": ("这份报告没有这一部分。", "This report has no such part."),
    "compare.more": (
        "在报告中续读其余 {count} 字",
        "Read the other {count} {count:character|characters} in the report",
    ),
    "compare.table": ("第 {side} 份报告的表格（第 {number} 段）", "Table of report {side} (paragraph {number})"),
    "compare.length": ("{count} 字", "{count} {count:character|characters}"),
}
