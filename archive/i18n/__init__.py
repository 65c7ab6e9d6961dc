"""Every word that the site shows, in one catalogue (about.py holds the long text of /about); templates hold none.

A second language is a second column here.
"""

from __future__ import annotations

from collections.abc import Mapping

from archive.i18n import governments, report

LANGUAGE = "zh-CN"

INTERFACE: Mapping[str, str] = {
    **report.WORDS,
    # frame
    "site.title": "法治政府建设年度报告档案",
    "site.short": "法治报告档案",
    "site.seal": "法",
    "site.lead": "汇集各级人民政府及其部门公开的法治政府建设年度报告，保存原始网页，逐字检索，长期可引用。",
    "site.skip": "跳到正文",
    "site.nav": "主导航",
    "site.demo": "演示数据：内容均为虚构，不代表任何机关。",
    "nav.search": "检索",
    "nav.status": "采集状态",
    "nav.data": "数据",
    "nav.about": "关于",
    "footer.note": "内容来自各机关门户网站的公开信息，以原网站为准。",
    "footer.license": "许可：{name}",
    "footer.source": "来源：{name}",
    "footer.feed": "订阅更新",
    "page.title": "{page} · {site}",
    # search box
    "search.label": "检索标题与全文",
    "search.placeholder": '例如：行政复议 "合法性审查" -营商环境',
    "search.button": "检索",
    "search.examples": "试试",
    # home
    "home.years": "按年度",
    "home.regions": "按地区",
    "home.newest": "最新入档",
    "home.more": "查看全部报告",
    "home.reports": "份报告",
    "home.chars": "字正文",
    "home.provinces": "个省级地区",
    "home.span": "报告年度",
    "home.empty": "档案中还没有报告。先运行采集（fazhi crawl）或导入（fazhi import），新报告会立即出现在这里。",
    # search page
    "results.title": "检索：{query}",
    "results.browse": "全部报告",
    "results.filtered": "浏览：{what}",
    "results.total": "共 {total} 份",
    "results.range": "第 {first}–{last} 份",
    "results.list": "检索结果",
    "results.sort": "排序",
    "results.sort.relevance": "相关",
    "results.sort.newest": "最新",
    "results.sort.oldest": "最早",
    "results.download": "下载结果",
    "results.feed": "订阅此检索",
    "results.api": "JSON",
    "results.facets": "筛选",
    "results.chosen": "已选条件",
    "results.remove": "去掉条件：{what}",
    "results.clear": "清除全部条件",
    "results.ignored": "已忽略无效的条件：{what}。",
    "results.pages": "分页",
    "results.previous": "上一页",
    "results.next": "下一页",
    "results.page": "第 {page} 页，共 {pages} 页",
    "results.none": "没有找到符合条件的报告",
    "results.none.beyond": "这一页之后没有结果了。",
    "results.none.first": "回到第一页",
    "results.none.words": "少用几个词，或换一种说法：空格隔开的每个词都必须出现。",
    "results.none.filters": "去掉筛选条件再试一次",
    "results.none.any": "在所有类型的文件中检索（不限于年度报告）",
    "results.none.all": "浏览全部报告",
    "results.none.help": "可以这样试",
    "help.title": "检索语法",
    "help.and.example": "行政复议 应诉",
    "help.or.example": "复议 OR 诉讼",
    "help.not.example": "复议 -诉讼",
    "help.phrase.example": '"合法性审查"',
    "help.field.example": "title:青田县",
    "help.and": "空格隔开：各词都要出现",
    "help.or": "任一词出现即可",
    "help.not": "不含该词",
    "help.phrase": "整句照原样出现",
    "help.field": "只在标题中找；另有 issuer:、publisher:、number:、year:、region:",
    "facet.year": "年度",
    "facet.region": "地区",
    "facet.level": "层级",
    "facet.kind": "类型",
    "facet.issuer": "报告机关",
    "facet.publisher": "发布机构",
    "facet.portal": "门户",
    "facet.more": "更多",
    "facet.any": "所有类型",
    # report page
    "report.crumbs": "当前位置",
    "report.home": "首页",
    "report.untitled": "（无标题）",
    "report.facts": "文件信息",
    "report.contents": "目录",
    "report.text": "正文",
    "report.no_text": "这份文件没有可读的正文。",
    "report.table": "表格（第 {number} 段）",
    "report.evidence": "依据",
    "report.evidence.rule": "规则",
    "report.evidence.where": "位置",
    "report.origin": "查看原网页",
    "report.no_origin": "无有效链接",
    "report.gone": "原文已下线（{date} 起无法访问），以下为存档文本。",
    "report.year": "{year} 年度",
    "report.downloads": "下载",
    "report.original": "原始网页",
    "report.attachments": "附件",
    "report.saved_copy": "存档副本",
    "report.not_fetched": "未存档",
    "report.archive": "存档记录",
    "report.captures": "抓取记录",
    "report.captures.note": "每次访问原网页的结果，时间为北京时间。",
    "report.captures.time": "时间",
    "report.captures.status": "结果",
    "report.captures.digest": "SHA-256 指纹",
    "report.captures.size": "大小",
    "report.captures.none": "没有抓取记录。",
    "report.captures.failed": "未取得",
    "report.revisions": "文本版本",
    "report.revision": "第 {number} 版",
    "report.addresses": "曾用地址",
    "report.warnings": "提取时的提示",
    "report.related": "同一机关的其他年度",
    "report.digest": "正文指纹（SHA-256）",
    "report.chars": "{count} 字",
    "report.live": "在线",
    "report.offline": "已下线",
    "number.valid": "校验码相符",
    "number.invalid": "校验码不符，未核实",
    "number.none": "此形式无校验码",
    # status page
    "status.title": "采集状态",
    "status.lead": "各门户最近一次采集的情况：网站自报的条数与实际收到的条数是否一致，未收齐的写明原因。",
    "status.portals": "门户",
    "status.portal": "门户",
    "status.region": "地区",
    "status.reports": "报告",
    "status.declared": "自报",
    "status.collected": "收到",
    "status.state": "状态",
    "status.complete": "收齐",
    "status.incomplete": "未收齐",
    "status.waiting": "尚未采集",
    "status.disabled": "停用",
    "status.none": "还没有登记任何门户。",
    "status.run": "最近一次运行：{command}，开始于 {started}",
    "status.run.ended": "，结束于 {ended}。",
    "status.run.open": "，尚未结束或被中断。",
    # data pages
    "data.title": "数据",
    "data.lead": "档案的结构化数据表，可逐行浏览，也可取 JSON 或 CSV。正文请从检索结果下载。",
    "data.rows": "{count} 行",
    "data.rows.many": "多行",
    "data.columns": "列：",
    "data.search": "在此表中检索",
    "data.unfiltered": "去掉筛选与排序",
    "data.formats": "此页数据：",
    "data.next": "下一页",
    "data.zero": "没有符合条件的行。",
    "data.row": "{table}：{key}",
    "data.scroll": "数据表，可横向滚动",
    # about
    "about.title": "关于本站",
    # errors
    "error.back": "回到首页",
    "error.search": "或者检索：",
    "error.400": "请求有误",
    "error.400.text": "网址中的参数不合规则，请检查后再试。",
    "error.403": "未开放",
    "error.403.text": "这里的内容没有开放。",
    "error.404": "没有这个页面",
    "error.404.text": "网址可能有误，或者内容从未存在。已入档的报告不会删除，可以检索标题或索引号找到它。",
    "error.405": "不支持这种请求",
    "error.405.text": "本站只供阅读，只接受 GET 与 HEAD 请求。",
    "error.414": "网址过长",
    "error.414.text": "请缩短检索词或去掉一些条件。",
    "error.500": "服务器出错",
    "error.500.text": "出现了意料之外的错误，已经记入日志。请稍后再试。",
    "error.503": "暂时繁忙",
    "error.503.text": "这个请求用时过长，或者同时下载的人太多。请缩小范围，或稍后再试。",
    # feeds
    "feed.title": "{site}：{what}",
    **governments.INTERFACE,
}

FIELDS: Mapping[str, str] = {
    "issuer": "报告机关", "publisher": "发布机构", "index_number": "索引号", "document_number": "文号",
    "date_published": "发布日期", "date_written": "成文日期", "report_year": "报告年度", "region_name": "地区",
    "level": "层级", "source": "来源", "topic": "主题分类", "genre": "体裁", "openness": "公开方式", "validity": "有效性",
    "kind": "类型", "verdict": "判定", "title": "标题", "url": "原网址", "encoding": "网页编码",
}

KINDS: Mapping[str, str] = {
    "annual_report": "法治政府建设年度报告", "info_disclosure_report": "政府信息公开年度报告", "work_report": "政府工作报告",
    "statistics_bulletin": "统计公报", "notice": "通知公告", "plan": "规划计划", "interpretation": "政策解读", "news": "动态信息",
    "policy": "政策文件", "template": "空白模板", "other": "其他", "any": "所有类型",
}

VERDICTS: Mapping[str, str] = {
    "ok": "正常", "blocked": "访问被拦截", "soft_404": "页面已不存在", "template": "空白模板", "mirror": "转载副本",
    "masked": "内容被遮盖", "attachment_only": "正文在附件中", "empty": "没有正文", "failed": "访问失败",
}

LEVELS: Mapping[str, str] = {
    "central": "中央", "province": "省级", "city": "市级", "county": "县级", "township": "乡镇", "department": "部门",
}

PLACES: Mapping[str, str] = {
    "meta": "网页头部", "head": "网页头部", "table": "信息表", "list": "信息列表", "dl": "信息列表", "grid": "信息栏",
    "inline": "标题下方", "comment": "源码注释", "shape": "按格式辨认", "body": "正文", "body head": "正文上方", "title": "标题",
    "url": "网址", "page": "整页", "opening": "正文开头", "headings": "各级标题", "end of the text": "正文末尾", "issuer": "报告机关",
    "index_number": "索引号", "witness": "旁证",
}

RULES: Mapping[str, str] = {
    "address of the capture": "抓取时的网址", "body in the title": "标题中的机关", "bytes": "网页字节", "check digits": "校验码",
    "date in the head of the page": "标题下方的日期", "date in the list": "列表中的日期", "date under the signature": "落款日期",
    "first heading": "第一个标题", "first sentence": "第一句话", "index number by its shape": "索引号的格式",
    "index number in the address": "网址中的索引号", "kind": "类型的判断", "level of the issuer": "报告机关的层级",
    "line of its own at the title": "标题旁的单独一行", "name of a region": "地区名称",
    "publisher stands in for the issuer": "以发布机构代替", "region in the first sentence": "第一句话中的地区",
    "region of the portal": "门户所在地区", "signature": "落款", "title in the list": "列表中的标题", "title line": "标题行",
    "verdict": "判定", "year in the title": "标题中的年份",
}

REASONS: Mapping[str, str] = {
    "address": "地址不在许可范围", "archive": "存档失败", "bad_answer": "应答不合规范", "blocked": "被拦截", "cap": "达到上限",
    "crashed": "程序中断", "dns": "域名无法解析", "empty": "没有内容", "error": "网站报错", "gone": "页面已下线", "incomplete": "未收齐",
    "layout": "版式不认识", "network": "网络故障", "paused": "网站要求暂缓", "redirect_loop": "循环跳转", "refused": "拒绝连接",
    "reset": "连接中断", "robots": "网站不允许抓取", "stopped": "已停止", "timeout": "超时", "tls": "加密连接失败",
    "too_large": "文件过大", "truncated": "内容不全",
}


def text(key: str, /, **values: object) -> str:
    """The words for a key of the interface; an unknown key is a programming error and raises KeyError.

    >>> text("results.total", total=3)
    '共 3 份'
    """
    words = INTERFACE[key]
    return words.format(**values) if values else words


def label(table: Mapping[str, str], value: object) -> str:
    """The words for a code of the data (kind, level, verdict, …); a code without words stands for itself."""
    return table.get(str(value), str(value)) if value is not None else ""


def place(where: str) -> str:
    """Where a value stood on its page, in words.

    >>> place("line 4")
    '第 4 行'
    """
    head, _, number = where.partition(" ")
    if head == "line" and number.isdigit():
        return f"第 {number} 行"
    return PLACES.get(where, where)


def rule(name: str) -> str:
    """The rule that gave a value, in words; a rule without words stands for itself.

    >>> rule("label 索引号"), rule("title line")
    ('标签“索引号”', '标题行')
    """
    head, _, printed = name.partition(" ")
    return f"标签“{printed}”" if head == "label" and printed else RULES.get(name, name)
