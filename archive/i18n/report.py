"""Words of the report page and of quoting."""

from __future__ import annotations

from archive.i18n.pairs import Words

WORDS: Words = {
    # report
    "report.crumbs": ("当前位置", "You are here"),
    "report.home": ("首页", "Home"),
    "report.untitled": ("（无标题）", "(untitled)"),
    "report.named": ("{body} {year} 年度报告（原文无标题）", "{body}, report for {year} (without a title of its own)"),
    "report.size": ("字号", "Text size"),
    "report.size.usual": ("标准", "normal"),
    "report.size.large": ("大", "large"),
    "report.size.larger": ("特大", "larger"),
    "report.facts": ("文件信息", "About this document"),
    "report.contents": ("目录", "Contents"),
    "report.text": ("正文", "Text"),
    "report.no_text": ("这份文件没有可读的正文。", "This document has no readable text."),
    "report.table": ("表格（第 {number} 段）", "Table (paragraph {number})"),
    "report.evidence": ("依据", "Evidence"),
    "report.evidence.rule": ("规则", "Rule"),
    "report.evidence.where": ("位置", "Place"),
    "report.origin": ("查看原网页", "Open the original page"),
    "report.no_origin": ("无有效链接", "no valid link"),
    "report.no_page": ("没有原网址（由文件导入）", "No address on the web (imported from a file)"),
    "report.gone": (
        "原文已下线（{date} 起无法访问），以下为存档文本。",
        "The original page is gone (unreachable since {date}); this is the archived text.",
    ),
    "report.year": ("{year} 年度", "Year {year}"),
    "report.downloads": ("下载", "Download"),
    "report.original": ("存档原件", "Archived original"),
    "report.attachments": ("附件", "Attachments"),
    "report.saved_copy": ("存档副本", "archived copy"),
    "report.not_fetched": ("未存档", "not archived"),
    "report.archive": ("存档记录", "Archive record"),
    "report.captures": ("抓取记录", "Captures"),
    "report.captures.note": (
        "每次访问原网页的结果，时间为北京时间。",
        "The result of every visit to the original page; times are Beijing time.",
    ),
    "report.captures.time": ("时间", "Time"),
    "report.captures.status": ("结果", "Result"),
    "report.captures.digest": ("SHA-256 指纹", "SHA-256 digest"),
    "report.captures.size": ("大小", "Size"),
    "report.captures.none": ("没有抓取记录。", "There are no captures."),
    "report.captures.failed": ("未取得", "not obtained"),
    "report.revisions": ("文本版本", "Versions of the text"),
    "report.revision": ("第 {number} 版", "Version {number}"),
    "report.addresses": ("曾用地址", "Addresses over time"),
    "report.warnings": ("提取时的提示", "Remarks of the extraction"),
    "report.related": ("同一机关的其他年度", "Other years of the same body"),
    "report.digest": ("正文指纹（SHA-256）", "Digest of the text (SHA-256)"),
    "report.chars": ("{count} 字", "{count} {count:character|characters}"),
    "report.live": ("在线", "online"),
    "report.offline": ("已下线", "gone"),
    # evidence
    "evidence.line": ("第 {number} 行", "line {number}"),
    "evidence.label": ("标签“{printed}”", "label “{printed}”"),
    # number
    "number.valid": ("校验码相符", "check digits agree"),
    "number.invalid": ("校验码不符，未核实", "check digits disagree, unverified"),
    "number.none": ("此形式无校验码", "a form without check digits"),
    # cite
    "cite.title": ("引用本报告", "Cite this report"),
    "cite.style": ("GB/T 7714 格式：", "In GB/T 7714 style: "),
    "cite.files": ("导入文献管理软件：", "For reference managers: "),
    "cite.version": ("此版文本的固定网址：", "Permanent address of this version of the text: "),
    "cite.note": (
        "引用日期为抓取原网页的日期。文献管理软件（如 Zotero）可直接从本页保存。",
        ("The access date is the day the original page was captured. Reference managers such as Zotero can "
        "save this page directly."),
    ),
    # stated
    "stated.title": ("报告中的数字", "Numbers in the report"),
    "stated.note": (
        "由程序从正文读出，可能有遗漏；原话链接到正文所在段落。",
        "Read from the text by a program and possibly incomplete; the words link to their paragraph.",
    ),
    "stated.table": ("报告中的数字，可横向滚动", "Numbers in the report, scrolls sideways"),
    "stated.indicator": ("指标", "Indicator"),
    "stated.value": ("数值", "Value"),
    "stated.quote": ("原话", "Words"),
    "stated.more": ("另有 {count} 条，见 JSON。", "{count} more in the JSON."),
    "stated.of_year": ("（{year} 年）", " ({year})"),
    # report
    "report.compare": ("与 {year} 年度比较", "Compare with {year}"),
    "report.compare.other": ("与其他报告比较", "Compare with another report"),
    # peers
    "peers.title": ("同省同年度的报告", "Reports of the same province and year"),
    "peers.compare": ("比较", "compare"),
    "peers.compare.with": ("与{issuer}比较", "Compare with {issuer}"),
    "peers.all": ("查看全部", "Show all"),
}
