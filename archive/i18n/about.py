"""What the page /about says: headings with their paragraphs."""

from __future__ import annotations

from archive.i18n.pairs import Pair

ABOUT: tuple[tuple[Pair, tuple[Pair, ...]], ...] = (
    (("收录范围", "What is collected"), (
        (
            ("《法治政府建设与责任落实督察工作规定》要求地方各级政府和县级以上政府部门每年 4 月 1 日前向社会公开法治政府建设年度报告。"
             "这些报告分散在各机关的门户网站上，时有改版、迁移和下线。本站按门户逐一收集，集中保存，供研究者和公众查阅。"),
            ("Chinese rules of 2019 on supervising the building of a law-based government oblige local governments at all levels, and "
             "the departments of those from the county upwards, to publish an annual report by 1 April. The reports are scattered over "
             "portals that are redesigned, moved and closed. This archive collects them portal by portal and keeps them together for "
             "researchers and the public."),
        ),
        (
            "每份报告保留抓取当时的原始网页，另存提取出的正文与字段。字段旁的“依据”写明取自网页何处、原话如何，不作推测。",
            ("Of each report the original page is kept as it was captured, and beside it the text and the fields read from it. "
             "“Evidence” beside a field tells where on the page it stood and in which words; nothing is guessed."),
        ),
    )),
    (("检索方法", "How to search"), (
        (
            ("输入的汉字按原样在标题与正文中查找，任意长度都可以，不受分词影响；引号、书名号和字间空格不影响匹配。"
             "空格隔开的词都要出现；OR 表示任一；词前加减号表示排除；加引号表示整句。"),
            ("Reports are in Chinese, and so are the words to search for. Characters are found exactly as typed, in titles and texts, at "
             "any length; quotation marks and spaces between characters do not matter. Words separated by spaces must all occur; OR "
             "means either; a minus before a word excludes it; quotation marks keep words together."),
        ),
        (
            "检索结果可以按年度、地区、层级缩小范围，也可以整批下载，或者订阅更新。",
            "Results can be narrowed down by year, region and level, downloaded as a whole, or followed as a feed.",
        ),
    )),
    (("引用方法", "How to cite"), (
        (
            ("每份报告有固定编号和固定网址，不随原网站改版而变。报告页给出 GB/T 7714 格式的引文、正文指纹和历次抓取记录，可据以核对；"
             "引文也可以存入文献管理软件，每一段都有可链接的位置。"),
            ("Each report has a permanent id and address that no redesign of its portal changes. Its page offers a citation in GB/T 7714 "
             "style, the digest of the text and the record of captures, so that anybody can check it; reference managers can save it, "
             "and every paragraph can be linked to. The address of a citation has no language in it: it opens in that of the reader."),
        ),
        (
            "原网页下线后，存档文本仍可阅读；文本有改动时，各版本一并保留，各有网址，可以逐段对照。",
            ("When the original page goes, the archived text stays. When a text changes, all versions are kept, each under its own "
             "address, and can be compared paragraph by paragraph."),
        ),
    )),
    (("数据与程序", "Data and program"), (
        (
            "每份报告都可以取得纯文本、Markdown、JSON 与 HTML；检索结果可以取得 ZIP、CSV 与 JSON Lines；全部数据见“整库下载”。",
            ("Every report comes as plain text, Markdown, JSON and HTML; search results as ZIP, CSV and JSON Lines; the whole archive in "
             "“Dumps”."),
        ),
        (
            "本站程序为自由软件，以 Apache-2.0 许可发布。报告的著作权状况以法律规定和发布机关的声明为准。",
            ("The program is free software under the Apache-2.0 licence. The copyright status of the reports follows the law and what "
             "their publishers declare."),
        ),
    )),
    (("采集规范", "How the collecting is kept within bounds"), (
        (
            "采集程序遵守网站的 robots.txt，两次访问之间留出间隔，不破解任何访问限制；被拦截的页面只记录原因。",
            ("The crawler obeys each site’s robots.txt, waits between two visits and breaks no barrier; of a blocked page only the reason "
             "is recorded."),
        ),
        (
            "如发现错漏，请对照原网页核实，并告知本站管理者。",
            "If you find a mistake or a gap, please check it against the original page and tell the keeper of this site.",
        ),
    )),
)
