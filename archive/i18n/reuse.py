"""Words of the page that tells what a report repeats."""

from __future__ import annotations

from archive.i18n.pairs import Words

WORDS: Words = {
    # repeated text
    "reuse.title": ("重复的文字", "Repeated text"),
    "reuse.of": ("重复的文字：{title}", "Repeated text: {title}"),
    "reuse.previous": ("与上年重复 {percent}%", "{percent}% repeats last year’s report"),
    "reuse.other": ("与其他报告重复，最多 {percent}%", "repeats reports of other bodies, up to {percent}%"),
    "reuse.lead": (
        "由程序逐字比对得出，只计汉字、字母和数字；措辞相同而数字不同的，数字不计。文字相同不等于抄袭：许多段落是上级文件的通用表述。",
        ("Compared by program, character by character; only Chinese characters, letters and digits count. Where the words are the same "
         "and the numbers differ, the numbers do not count. Equal words are no proof of copying: many paragraphs quote orders from above."),
    ),
    "reuse.legend": ("两边不同之处标为：", "Where the two sides differ: "),
    "reuse.legend.example": ("不同", "different"),
    "reuse.heading.previous": ("上年报告（{year} 年度）", "Last year’s report ({year})"),
    "reuse.heading.other": ("{issuer}，{year} 年度", "{issuer}, {year}"),
    "reuse.share": (
        "本报告有 {percent}% 的文字见于该报告，共 {count} 段。",
        "{percent}% of this report stands in that one, in {count} {count:paragraph|paragraphs}.",
    ),
    "reuse.read": ("阅读该报告", "Read that report"),
    "reuse.here": ("本报告", "This report"),
    "reuse.there": ("该报告", "That report"),
    "reuse.paragraph.here": ("本报告第 {number} 段", "This report, paragraph {number}"),
    "reuse.paragraph.there": ("该报告第 {number} 段", "That report, paragraph {number}"),
    "reuse.more": ("另有 {count} 段，见 JSON。", "{count} more {count:paragraph|paragraphs} in the JSON."),
    "reuse.json": ("JSON 格式", "As JSON"),
}
