"""Words of the search page."""

from __future__ import annotations

from archive.i18n.pairs import Words

WORDS: Words = {
    # search
    "search.label": ("检索标题与全文", "Search titles and full text"),
    "search.placeholder": ('例如：行政复议 "合法性审查" -营商环境', 'e.g. 行政复议 "合法性审查" -营商环境'),
    "search.button": ("检索", "Search"),
    "search.examples": ("试试", "Try"),
    # results
    "results.title": ("检索：{query}", "Search: {query}"),
    "results.browse": ("全部报告", "All reports"),
    "results.filtered": ("浏览：{what}", "Browse: {what}"),
    "results.total": ("共 {total} 份", "{total} {total:report|reports}"),
    "results.range": ("第 {first}–{last} 份", "{first}–{last}"),
    "results.list": ("检索结果", "Results"),
    "results.sort": ("排序", "Order"),
    "results.sort.relevance": ("相关", "Relevance"),
    "results.sort.newest": ("最新", "Newest"),
    "results.sort.oldest": ("最早", "Oldest"),
    "results.download": ("下载结果", "Download"),
    "results.feed": ("订阅此检索", "Subscribe to this search"),
    "results.api": ("JSON", "JSON"),
    "results.facets": ("筛选", "Narrow down"),
    "results.chosen": ("已选条件", "Chosen conditions"),
    "results.remove": ("去掉条件：{what}", "Remove condition: {what}"),
    "results.clear": ("清除全部条件", "Clear all"),
    "results.ignored": ("已忽略无效的条件：{what}。", "Ignored as invalid: {what}."),
    "results.pages": ("分页", "Pages"),
    "results.previous": ("上一页", "Previous"),
    "results.next": ("下一页", "Next"),
    "results.page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "results.none": ("没有找到符合条件的报告", "No report matches"),
    "results.none.beyond": ("这一页之后没有结果了。", "There are no results beyond this page."),
    "results.none.first": ("回到第一页", "Back to the first page"),
    "results.none.words": (
        "少用几个词，或换一种说法：空格隔开的每个词都必须出现。",
        "Use fewer words, or other ones: words separated by spaces must all occur.",
    ),
    "results.none.filters": ("去掉筛选条件再试一次", "Try again without conditions"),
    "results.none.any": (
        "在所有类型的文件中检索（不限于年度报告）",
        "Search documents of all kinds, not only annual reports",
    ),
    "results.none.all": ("浏览全部报告", "Browse all reports"),
    "results.none.help": ("可以这样试", "What may help"),
    # help
    "help.title": ("检索语法", "Search syntax"),
    "help.and.example": ("行政复议 应诉", "行政复议 应诉"),
    "help.or.example": ("复议 OR 诉讼", "复议 OR 诉讼"),
    "help.not.example": ("复议 -诉讼", "复议 -诉讼"),
    "help.phrase.example": ('"合法性审查"', '"合法性审查"'),
    "help.field.example": ("title:青田县", "title:青田县"),
    "help.and": ("空格隔开：各词都要出现", "separated by spaces: all words occur"),
    "help.or": ("任一词出现即可", "either word occurs"),
    "help.not": ("不含该词", "without this word"),
    "help.phrase": ("整句照原样出现", "exactly these words in a row"),
    "help.field": (
        "只在标题中找；另有 issuer:、publisher:、number:、year:、region:",
        "only in the title; likewise issuer:, publisher:, number:, year:, region:",
    ),
    "search.note.long": (
        "检索词过长，只使用了前 {limit} 个字符。", "The query is too long; only its first {limit} characters were used.",
    ),
    "search.note.many": ("检索词过多，只使用了前 {limit} 个。", "There are too many terms; only the first {limit} were used."),
    "search.note.region": ("没有名为“{name}”的地区。", "There is no region called “{name}”."),
    "search.note.sections": (
        "按章节检索逐份核对正文，只核对了排在最前的 {limit} 份，总数与筛选数字均为“至少”。请增加条件以缩小范围。",
        ("A search in sections reads the texts; only the first {limit} reports were read, so that all counts mean “at least”. "
         "Add conditions to narrow it down."),
    ),
    # facet
    "facet.year": ("年度", "Year"),
    "facet.region": ("地区", "Region"),
    "facet.level": ("层级", "Level"),
    "facet.kind": ("类型", "Kind"),
    "facet.issuer": ("报告机关", "Issuing body"),
    "facet.publisher": ("发布机构", "Publisher"),
    "facet.portal": ("门户", "Portal"),
    "facet.more": ("更多", "More"),
    "facet.any": ("所有类型", "All kinds"),
}
