"""Words for the codes of the data: fields, kinds, verdicts, levels, evidence, reasons."""

from __future__ import annotations

from archive.i18n.pairs import Words

FIELDS: Words = {
    "issuer": ("报告机关", "Issuing body"),
    "publisher": ("发布机构", "Publisher"),
    "index_number": ("索引号", "Index number"),
    "document_number": ("文号", "Document number"),
    "date_published": ("发布日期", "Published"),
    "date_written": ("成文日期", "Written"),
    "report_year": ("报告年度", "Report year"),
    "region_name": ("地区", "Region"),
    "level": ("层级", "Level"),
    "source": ("来源", "Source"),
    "topic": ("主题分类", "Subject"),
    "genre": ("体裁", "Genre"),
    "openness": ("公开方式", "Manner of disclosure"),
    "validity": ("有效性", "Validity"),
    "kind": ("类型", "Kind"),
    "verdict": ("判定", "Verdict"),
    "title": ("标题", "Title"),
    "url": ("原网址", "Original address"),
    "encoding": ("网页编码", "Encoding"),
}

KINDS: Words = {
    "annual_report": ("法治政府建设年度报告", "annual report on building a law-based government"),
    "info_disclosure_report": ("政府信息公开年度报告", "annual report on government information disclosure"),
    "work_report": ("政府工作报告", "government work report"),
    "statistics_bulletin": ("统计公报", "statistical bulletin"),
    "notice": ("通知公告", "notice"),
    "plan": ("规划计划", "plan"),
    "interpretation": ("政策解读", "policy interpretation"),
    "news": ("动态信息", "news"),
    "policy": ("政策文件", "policy document"),
    "template": ("空白模板", "blank template"),
    "other": ("其他", "other"),
    "any": ("所有类型", "all kinds"),
}

VERDICTS: Words = {
    "ok": ("正常", "readable"),
    "blocked": ("访问被拦截", "access blocked"),
    "soft_404": ("页面已不存在", "page no longer exists"),
    "template": ("空白模板", "blank template"),
    "mirror": ("转载副本", "reprinted copy"),
    "masked": ("内容被遮盖", "content masked"),
    "attachment_only": ("正文在附件中", "text is in an attachment"),
    "empty": ("没有正文", "no text"),
    "failed": ("访问失败", "visit failed"),
}

LEVELS: Words = {
    "central": ("中央", "central"),
    "province": ("省级", "province"),
    "city": ("市级", "city"),
    "county": ("县级", "county"),
    "township": ("乡镇", "township"),
    "department": ("部门", "department"),
}

PLACES: Words = {
    "meta": ("网页头部", "head of the page’s source"),
    "head": ("网页头部", "head of the page’s source"),
    "table": ("信息表", "information table"),
    "header row": ("信息表（标签行）", "information table, row of labels"),
    "above the annex": ("附件之前", "above the annex"),
    "above the text": ("正文之前", "above the text"),
    "list": ("信息列表", "information list"),
    "dl": ("信息列表", "information list"),
    "grid": ("信息栏", "information box"),
    "inline": ("标题下方", "below the title"),
    "comment": ("源码注释", "comment in the source"),
    "shape": ("按格式辨认", "recognised by its form"),
    "body": ("正文", "text"),
    "body head": ("正文上方", "above the text"),
    "title": ("标题", "title"),
    "url": ("网址", "address"),
    "page": ("整页", "whole page"),
    "opening": ("正文开头", "opening of the text"),
    "headings": ("各级标题", "headings"),
    "end of the text": ("正文末尾", "end of the text"),
    "issuer": ("报告机关", "issuing body"),
    "index_number": ("索引号", "index number"),
    "witness": ("旁证", "circumstantial evidence"),
}
"""Where on its page a value stood."""

RULES: Words = {
    "address of the capture": ("抓取时的网址", "address that was fetched"),
    "body in the title": ("标题中的机关", "body named in the title"),
    "bytes": ("网页字节", "bytes of the page"),
    "check digits": ("校验码", "check digits"),
    "date in the head of the page": ("标题下方的日期", "date below the title"),
    "date in the list": ("列表中的日期", "date in the list"),
    "date under the signature": ("落款日期", "date under the signature"),
    "first heading": ("第一个标题", "first heading"),
    "first line of the text": ("正文第一行", "first line of the text"),
    "first sentence": ("第一句话", "first sentence"),
    "index number by its shape": ("索引号的格式", "form of the index number"),
    "index number in the address": ("网址中的索引号", "index number in the address"),
    "kind": ("类型的判断", "judgement of the kind"),
    "level of the issuer": ("报告机关的层级", "level of the issuing body"),
    "line of its own at the title": ("标题旁的单独一行", "line of its own at the title"),
    "name of a region": ("地区名称", "name of a region"),
    "publisher stands in for the issuer": ("以发布机构代替", "publisher stands in for the issuing body"),
    "region in the first sentence": ("第一句话中的地区", "region in the first sentence"),
    "region of the portal": ("门户所在地区", "region of the portal"),
    "signature": ("落款", "signature"),
    "title in the list": ("列表中的标题", "title in the list"),
    "title line": ("标题行", "title line"),
    "verdict": ("判定", "verdict"),
    "year in the title": ("标题中的年份", "year in the title"),
}
"""Rule that gave a value."""

UNITS: Words = {
    "件": ("件", "cases or items"), "件次": ("件次", "cases, each time counted"), "人": ("人", "persons"),
    "人次": ("人次", "persons, each time counted"), "份": ("份", "copies"), "份次": ("份次", "copies, each time counted"), "次": ("次", "times"),
    "轮": ("轮", "rounds"), "场": ("场", "events"), "期": ("期", "courses"), "个": ("个", "items"), "条": ("条", "items"), "项": ("项", "matters"),
    "处": ("处", "places"), "部": ("部", "documents"), "篇": ("篇", "documents"), "本": ("本", "volumes"), "册": ("册", "volumes"),
    "卷": ("卷", "files"), "家": ("家", "bodies"), "万元": ("万元", "10,000 yuan"),
}
"""Units of numbers in reports, as they are explained beside a chart."""

RUNS: Words = {"crawl": ("采集", "crawl"), "demo": ("演示采集", "demonstration crawl"), "import": ("导入", "import")}
"""What made a run."""

TABLES: Words = {
    "documents": ("文件", "Documents"),
    "addresses": ("网址", "Addresses"),
    "attachments": ("附件", "Attachments"),
    "sections": ("章节", "Sections"),
    "figures": ("数字", "Figures"),
    "evidence": ("依据", "Evidence"),
    "portals": ("门户", "Portals"),
    "ledger": ("收齐对账", "Ledger"),
    "regions": ("行政区划", "Regions"),
}

TABLE_MEANINGS: Words = {
    "documents": (
        "每份文件一行，不含正文；正文请从报告页或检索结果下载。",
        "One row for each document, without its text: take texts from report pages or search results.",
    ),
    "addresses": ("一份文件先后出现过的网址。", "The addresses under which a document has stood."),
    "attachments": ("网页链接的文件。", "The files that a page links to."),
    "sections": (
        "各级标题；start 与 end 为正文中的字符位置。", "Headings of all levels; start and end are places in the text, in characters.",
    ),
    "figures": ("报告中的数字及其原话。", "Numbers that reports state, with their words."),
    "evidence": ("每个字段的依据：规则、位置、原话。", "Why a field has its value: rule, place, words of the page."),
    "portals": ("已登记的门户网站。", "The registered portals."),
    "ledger": (
        "每次采集中各栏目自报条数与实收条数。", "How many items each column declared and how many came in, for each run.",
    ),
    "regions": ("行政区划代码及其有效年份（GB/T 2260）。", "Codes of administrative divisions with the years of their validity (GB/T 2260)."),
}

REASONS: Words = {
    "address": ("地址不在许可范围", "address not allowed"),
    "archive": ("存档失败", "archiving failed"),
    "bad_answer": ("应答不合规范", "malformed answer"),
    "blocked": ("被拦截", "blocked"),
    "cap": ("达到上限", "limit reached"),
    "crashed": ("程序中断", "program broke off"),
    "dns": ("域名无法解析", "domain name not found"),
    "empty": ("没有内容", "no content"),
    "error": ("网站报错", "error of the site"),
    "foreign_host": ("指向其他网站", "leads to another site"),
    "gone": ("页面已下线", "page gone"),
    "incomplete": ("未收齐", "incomplete"),
    "layout": ("版式不认识", "unknown layout"),
    "network": ("网络故障", "network failure"),
    "paused": ("网站要求暂缓", "site asked for a pause"),
    "redirect_loop": ("循环跳转", "redirect loop"),
    "refused": ("拒绝连接", "connection refused"),
    "reset": ("连接中断", "connection reset"),
    "robots": ("网站不允许抓取", "site forbids collecting"),
    "stale": ("四百天没有新条目", "nothing new for 400 days"),
    "status": ("返回错误状态", "error status"),
    "stopped": ("已停止", "stopped"),
    "timeout": ("超时", "timed out"),
    "tls": ("加密连接失败", "encrypted connection failed"),
    "too_large": ("文件过大", "file too large"),
    "truncated": ("内容不全", "content cut off"),
}
"""Why a visit to a portal failed."""
