"""Words of the frame around every page, of the home page, the small pages and the error pages."""

from __future__ import annotations

from archive.i18n.pairs import Words

WORDS: Words = {
    # site
    "site.title": ("法治政府建设年度报告档案", "Archive of Annual Reports on Law-Based Government"),
    "site.short": ("法治报告档案", "Rule-of-Law Reports"),
    "site.seal": ("法", "法"),
    "site.lead": (
        "汇集各级人民政府及其部门公开的法治政府建设年度报告，保存原始网页，逐字检索，长期可引用。",
        ("The annual reports on building a law-based government that China’s governments and their departments "
        "publish: original pages kept, every word searchable, citable for good."),
    ),
    "site.skip": ("跳到正文", "Skip to the content"),
    "site.nav": ("主导航", "Main navigation"),
    "site.demo": (
        "演示数据：内容均为虚构，不代表任何机关。",
        "Demonstration data: everything here is made up.",
    ),
    # nav
    "nav.search": ("检索", "Search"),
    "nav.compare": ("比较", "Compare"),
    "nav.status": ("采集状态", "Collection"),
    "nav.data": ("数据", "Data"),
    "nav.about": ("关于", "About"),
    # footer
    "footer.note": (
        "内容来自各机关门户网站的公开信息，以原网站为准。",
        "Content comes from what authorities publish on their portals; the original pages prevail.",
    ),
    "footer.license": ("许可：{name}", "Licence: {name}"),
    "footer.source": ("来源：{name}", "Source: {name}"),
    "footer.feed": ("订阅更新", "Subscribe"),
    # page
    "number.large": ("{amount} 万", "{amount} million"),
    "join.list": ("、", ", "),
    "join.clauses": ("；", "; "),
    "join.colon": ("：", ": "),
    "page.title": ("{page} · {site}", "{page} · {site}"),
    # home
    "home.years": ("按年度", "By year"),
    "home.regions": ("按地区", "By region"),
    "home.newest": ("最新入档", "Latest additions"),
    "home.more": ("查看全部报告", "All reports"),
    "home.reports": ("份报告", "reports"),
    "home.chars": ("字正文", "characters of text"),
    "home.provinces": ("个省级地区", "provinces"),
    "home.span": ("报告年度", "report years"),
    "home.empty": (
        "档案中还没有报告。先运行采集（fazhi crawl）或导入（fazhi import），新报告会立即出现在这里。",
        ("There are no reports in the archive yet. Run a crawl (fazhi crawl) or an import (fazhi import); "
        "new reports appear here at once."),
    ),
    # status
    "status.title": ("采集状态", "State of collection"),
    "status.lead": (
        "各门户最近一次采集的情况：网站自报的条数与实际收到的条数是否一致，未收齐的写明原因。时间为北京时间。",
        ("How the last visit to each portal went: whether as many items came in as the portal itself declares,"
        " and if not, why. Times are Beijing time."),
    ),
    "status.portals": ("门户", "Portals"),
    "status.portal": ("门户", "Portal"),
    "status.region": ("地区", "Region"),
    "status.reports": ("报告", "Reports"),
    "status.declared": ("自报", "Declared"),
    "status.collected": ("收到", "Collected"),
    "status.good": ("最近一次成功抓取", "Last good capture"),
    "status.state": ("状态", "State"),
    "status.complete": ("收齐", "complete"),
    "status.incomplete": ("未收齐", "incomplete"),
    "status.waiting": ("尚未采集", "not collected yet"),
    "status.disabled": ("停用", "disabled"),
    "status.none": ("还没有登记任何门户。", "No portal has been registered yet."),
    "status.run": ("最近一次运行（{command}）：开始于 {started}", "Last run ({command}): started {started}"),
    "status.run.ended": ("，结束于 {ended}。", ", ended {ended}."),
    "status.run.open": ("，尚未结束或被中断。", ", still running or interrupted."),
    # data
    "data.title": ("数据", "Data"),
    "data.lead": (
        "档案的结构化数据表，可逐行浏览，也可取 JSON 或 CSV。正文请从检索结果下载。",
        ("The archive’s structured tables, to browse row by row or to take as JSON or CSV. For full texts,"
        " download from search results."),
    ),
    "data.rows": ("{count} 行", "{count} {count:row|rows}"),
    "data.rows.many": ("多行", "many rows"),
    "data.columns": ("列：", "Columns: "),
    "data.search": ("在此表中检索", "Search this table"),
    "data.unfiltered": ("去掉筛选与排序", "Remove filters and order"),
    "data.formats": ("此页数据：", "This page as: "),
    "data.next": ("下一页", "Next page"),
    "data.zero": ("没有符合条件的行。", "No row fits."),
    "data.row": ("{table}：{key}", "{table}: {key}"),
    "data.scroll": ("数据表，可横向滚动", "Data table, scrolls sideways"),
    # about
    "about.title": ("关于本站", "About this site"),
    "about.contact": ("本站管理者：", "The keeper of this site: "),
    # error
    "error.back": ("回到首页", "Back to the home page"),
    "error.search": ("或者检索：", "Or search: "),
    "error.400": ("请求有误", "Bad request"),
    "error.400.text": (
        "网址中的参数不合规则，请检查后再试。",
        "A parameter in the address breaks the rules; please check it and try again.",
    ),
    "error.403": ("未开放", "Not open"),
    "error.403.text": ("这里的内容没有开放。", "What is here is not open to readers."),
    "error.404": ("没有这个页面", "No such page"),
    "error.404.text": (
        "网址可能有误，或者内容从未存在。已入档的报告不会删除，可以检索标题或索引号找到它。",
        ("The address may be wrong, or nothing was ever here. Archived reports are never deleted: search for "
        "the title or the index number to find one."),
    ),
    "error.405": ("不支持这种请求", "Method not supported"),
    "error.405.text": (
        "本站只供阅读，只接受 GET 与 HEAD 请求。",
        "This site is for reading: it takes GET and HEAD requests only.",
    ),
    "error.414": ("网址过长", "Address too long"),
    "error.414.text": ("请缩短检索词或去掉一些条件。", "Please shorten the query or remove some conditions."),
    "error.429": ("请求太频繁", "Too many requests"),
    "error.429.text": (
        "来自您的网络的请求太多，请稍等片刻再试。批量使用请下载整个检索结果，不要逐页抓取。",
        "Too many requests come from your network; please wait a moment. To use many reports, download a whole search at once.",
    ),
    "error.500": ("服务器出错", "Server error"),
    "error.500.text": (
        "出现了意料之外的错误，已经记入日志。请稍后再试。",
        "Something unexpected went wrong and has been logged. Please try again later.",
    ),
    "error.503": ("暂时繁忙", "Busy"),
    "error.503.text": (
        "这个请求用时过长，或者同时下载的人太多。请缩小范围，或稍后再试。",
        "This request took too long, or too many people are downloading. Narrow it down, or try again later.",
    ),
    # feed
    "feed.title": ("{site}：{what}", "{site}: {what}"),
}
