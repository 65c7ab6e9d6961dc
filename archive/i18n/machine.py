"""Words of what programs read (feeds, descriptions) and of the pages that tell people of it: interfaces, dumps."""

from __future__ import annotations

from archive.i18n.pairs import Words

WORDS: Words = {
    # footer
    "footer.api": ("数据接口", "API"),
    "footer.dumps": ("整库下载", "Dumps"),
    # feeds
    "status.last_good": ("最近一次成功抓取：{moment}", "Last good capture: {moment}"),
    "status.never": ("从未", "never"),
    "opensearch.example": ("行政复议", "行政复议"),
    # interfaces
    "api.title": ("数据接口", "Interfaces for programs (API)"),
    "api.lead": (
        "档案的内容都可以由程序读取，无需注册。全部接口只读；完整说明见 OpenAPI 文件。",
        "Programs may read everything in the archive, without registration. All interfaces are read-only; the OpenAPI file describes them in full.",
    ),
    "api.search": ("检索", "Search"),
    "api.search.text": (
        "与检索页相同的条件和语法；结果可以整批下载，格式有 ZIP、CSV、JSON Lines。",
        "The same conditions and syntax as on the search page; results download as ZIP, CSV and JSON Lines.",
    ),
    "api.reports": ("报告", "Reports"),
    "api.reports.text": (
        "每份报告的编号与网址不变。JSON 含全部字段、依据、章节与数字；按地区与年度也有固定网址。",
        "A report’s id and address never change. JSON holds all fields, their evidence, sections and figures; region and year are addresses too.",
    ),
    "api.governments": ("各地比较", "Governments"),
    "api.governments.text": ("收录、及时性与指标的数据。", "The data of coverage, timeliness and indicators."),
    "api.feeds": ("订阅（Atom）", "Feeds (Atom)"),
    "api.feeds.text": (
        "任一检索、地区、指标及采集状态都可订阅，先列最近入档或有改动的。",
        "Any search, region and indicator, and the collection, can be subscribed to; what came or changed last stands first.",
    ),
    "api.health": ("采集状态", "Collection"),
    "api.health.text": ("各门户的状态、原因和最近一次成功抓取。", "State, reasons and last good capture of every portal."),
    "api.dumps": ("整库下载", "Dumps"),
    "api.dumps.text": ("每晚生成的 SQLite、JSON Lines 与 Parquet 文件。", "Nightly files in SQLite, JSON Lines and Parquet."),
    "api.libraries": ("图书馆与搜索引擎", "Libraries and search engines"),
    "api.libraries.text": ("OAI-PMH 2.0（oai_dc）与 Sitemap。", "OAI-PMH 2.0 (oai_dc) and sitemaps."),
    "api.captures": ("历次抓取（Memento）", "Captures (Memento)"),
    "api.captures.text": (
        "原网址的全部存档时间，以及距某一时间最近的存档（RFC 7089）；存档原件只供下载，不在浏览器中打开。",
        "All captures of an original address, and the one nearest to a time (RFC 7089); originals are for download and never open in the browser.",
    ),
    "api.description": ("接口说明文件", "Descriptions"),
    "api.description.text": ("供程序和浏览器读取。", "For programs and browsers."),
    "api.rate": ("使用规范", "Fair use"),
    "api.rate.text": (
        "请逐个请求，并带上 If-None-Match：内容未变时应答为 304。收到 429 或 503 时，请按 Retry-After 稍候。需要全部数据，请下载整库。",
        ("Please ask one thing at a time and send If-None-Match: unchanged content is answered with 304. After a 429 or 503 "
        "wait as Retry-After says. Whoever needs everything takes the dumps."),
    ),
    "api.licence": ("许可", "Licence"),
    "api.licence.none": (
        "报告的著作权状况以法律规定和发布机关的声明为准；引用时请注明报告的固定网址。",
        "The law and the publishing authorities decide on copyright in the reports; please quote a report’s permanent address.",
    ),
    # dumps
    "dumps.title": ("整库下载", "Dumps"),
    "dumps.lead": (
        "全部报告的整库文件：可直接打开的 SQLite 档案、每行一份报告的 JSON Lines、供数据分析的 Parquet。",
        "All reports in one file: an archive that SQLite opens, JSON Lines with a report a line, and Parquet for data analysis.",
    ),
    "dumps.made": ("生成于 {moment}（北京时间），共 {count} 份报告。", "Made {moment} (Beijing time), {count} {count:report|reports}."),
    "dumps.none": (
        "还没有生成整库文件。可先在检索结果页下载 ZIP、CSV 或 JSONL：",
        "No dumps have been made yet. Until then, search results download as ZIP, CSV or JSONL:",
    ),
    "dumps.table": ("整库文件，可横向滚动", "Dumps, scrolls sideways"),
    "dumps.file": ("文件", "File"),
    "dumps.size": ("大小", "Size"),
    "dumps.digest": ("SHA-256 指纹", "SHA-256"),
    "dumps.check": ("核对用：", "To check them: "),
    "dumps.tables": ("逐表浏览数据", "Browse the tables"),
}
