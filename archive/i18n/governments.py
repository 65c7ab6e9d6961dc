"""Words of the pages that compare governments: coverage, timeliness, places, figures."""

from __future__ import annotations

from archive.i18n.pairs import Words

WORDS: Words = {
    # nav
    "nav.coverage": ("收录", "Coverage"),
    "nav.timeliness": ("及时性", "Timeliness"),
    "nav.figures": ("指标", "Indicators"),
    # table
    "table.formats": ("下载此表：", "This table as: "),
    # home
    "home.compare": ("比较各地", "Compare regions"),
    "home.coverage": (
        "哪些政府、哪些年度的报告已经入档，哪些还没有，原因何在。",
        "Which governments’ reports of which years the archive holds, which it does not, and why.",
    ),
    "home.timeliness": (
        "报告的公开日期比规定的期限（次年 4 月 1 日）早或晚多少天。",
        "How many days before or after the due date, 1 April of the following year, reports came out.",
    ),
    "home.figures": (
        "同一指标的历年变化，或者同一年度的各地比较，每个数字都链接到报告原文。",
        "One indicator over the years, or across regions in one year; every number leads to the words of its report.",
    ),
    # trail
    "trail.nation": ("全国", "All of China"),
    # coverage
    "coverage.title": ("收录情况：政府 × 年度", "Coverage: governments × years"),
    "coverage.title.in": ("收录情况：{region}", "Coverage: {region}"),
    "coverage.lead": (
        "范围内共 {count} 个人民政府（省、市、县三级，以现行行政区划为准）。每格是该政府自己的年度报告；部门与乡镇的报告另行计数。",
        ("{count} people’s {count:government|governments} in scope (provinces, cities and counties as they "
        "stand today). Each cell is the government’s own annual report; those of departments and townships "
        "are counted apart."),
    ),
    "coverage.table": ("政府与年度的收录表，可横向滚动", "Coverage by government and year, scrolls sideways"),
    "coverage.government": ("政府", "Government"),
    "coverage.watch": ("门户采集情况", "State of its portal"),
    "coverage.state": ("状态", "State"),
    "coverage.totals": ("逐年合计", "Totals by year"),
    "coverage.share": ("入档率（占应公开者）", "Share held (of those due)"),
    "coverage.every": ("全部下辖政府（CSV）", "All governments within (CSV)"),
    "coverage.below": ("下辖已有", "held within"),
    "coverage.reading": (
        "格中数字：▲ 后为逾期天数；分数为下辖政府中已有报告的个数与总数。",
        "Numbers in cells: after ▲ the days late; a fraction tells of how many governments within the report is held.",
    ),
    "coverage.earlier": (
        "表中只列最近 {years} 个年度，更早的见 CSV 与 JSON。",
        "The table shows the newest {years} years; the CSV and JSON have earlier ones too.",
    ),
    "coverage.note": (
        ("“未见”只说明本站在该门户没有找到，不等于没有公开；“未监测”是本站尚未采集该门户。报告应于次年 "
        "4 月 1 日前公开；同一年度有多份的，以最早公开的一份为准。"),
        ("“Not seen” only says that this archive did not find it on that portal, not that it was never published;"
        " “not watched” means that this archive does not collect from that portal yet. Reports are due "
        "by 1 April of the following year; of several for one year, the earliest counts."),
    ),
    "coverage.found": ("已有", "held"),
    "coverage.late": ("逾期公开", "published late"),
    "coverage.missing": ("未见", "not seen"),
    "coverage.blocked": ("受阻", "blocked"),
    "coverage.not_due": ("未到期", "not due"),
    "coverage.unwatched": ("未监测", "not watched"),
    "coverage.found.means": (
        "已入档，次年 4 月 1 日前公开，或公开日期不详",
        "archived, published by 1 April of the following year or on an unknown date",
    ),
    "coverage.late.means": (
        "已入档，次年 4 月 1 日之后公开",
        "archived, published after 1 April of the following year",
    ),
    "coverage.missing.means": ("门户已采集，没有找到", "the portal was read in full, no report was found"),
    "coverage.blocked.means": (
        "门户无法访问或未收齐，不能判断",
        "the portal could not be reached or not be read in full: undecided",
    ),
    "coverage.not_due.means": ("公开期限未到", "the date of publication is still to come"),
    "coverage.unwatched.means": (
        "本级政府门户未登记、停用，或到期后尚未采集",
        "the government’s own portal is not registered, disabled, or not collected since the report was due",
    ),
    "coverage.apart.department": ("部门报告（份）", "Reports of departments"),
    "coverage.apart.township": ("乡镇、街道报告（份）", "Reports of townships and subdistricts"),
    "coverage.why.found": ("{date} 公开", "published {date}"),
    "coverage.why.undated": ("已入档，公开日期不详", "archived, date of publication unknown"),
    "coverage.why.late": ("{date} 公开，逾期 {days} 天", "published {date}, {days} {days:day|days} late"),
    "coverage.why.missing": ("{watch}，其中未见该年度报告", "{watch}; no report of that year among it"),
    "coverage.why.early": (
        "{watch}，早于该年度的公开期限（{date}）",
        "{watch}, before that year’s report was due ({date})",
    ),
    "coverage.why.watched": ("“{portal}”于 {date} 采集收齐", "“{portal}” collected in full on {date}"),
    "coverage.why.blocked": (
        "“{portal}”{date} 采集受阻：{reasons}",
        "“{portal}” could not be collected on {date}: {reasons}",
    ),
    "coverage.why.not_due": ("期限为 {date}", "due by {date}"),
    "coverage.why.nobody": ("尚未登记本级政府门户", "the government’s own portal is not registered"),
    "coverage.why.disabled": ("“{portal}”已停用", "“{portal}” is disabled"),
    "coverage.why.waiting": ("“{portal}”已登记，尚未采集", "“{portal}” is registered but not collected yet"),
    # timeliness
    "timeliness.title": ("及时性：距 4 月 1 日的天数", "Timeliness: days from 1 April"),
    "timeliness.title.in": ("及时性：{region}", "Timeliness: {region}"),
    "timeliness.lead": (
        ("按《法治政府建设与责任落实督察工作规定》，年度报告应于次年 4 月 1 日前公开。这里只统计公开日期完整的报告，"
        "日期以网页所载为准；门户迁移可能改写日期。同一政府同一年度有多份的，以最早公开的一份为准。"),
        ("The rules on supervising the building of a law-based government (2019) ask for publication by 1 "
        "April of the following year. Only reports with a full date of publication are counted, as printed "
        "on the page; a portal’s relaunch may have rewritten it. Of several reports of one government for one "
        "year, the earliest counts."),
    ),
    "timeliness.scope": ("统计范围", "Whose reports"),
    "timeliness.scope.governments": ("各级政府", "governments"),
    "timeliness.scope.departments": ("部门", "departments"),
    "timeliness.scope.townships": ("乡镇、街道", "townships and subdistricts"),
    "timeliness.scope.all": ("全部", "all"),
    "timeliness.share": ("按期率", "On time"),
    "timeliness.median": ("中位数", "Median"),
    "timeliness.latest": ("最迟", "Slowest"),
    "timeliness.count": ("份数", "Reports"),
    "timeliness.dated": ("份有完整日期", "reports with a full date"),
    "timeliness.undated": ("份日期不全，未计", "reports without one, not counted"),
    "timeliness.years": ("按年度", "By year"),
    "timeliness.years.note": (
        "柱高为报告份数，柱上为按期率。",
        "The height of a bar is the number of reports; the share on time stands above it.",
    ),
    "timeliness.days": ("天数分布", "Distribution of days"),
    "timeliness.days.note": (
        "柱高为报告份数；横轴为距 4 月 1 日的天数，每柱 15 天，标出该柱的最大值，0 及以下为按期。",
        ("The height of a bar is the number of reports. Days from 1 April; each bar spans 15 days and is "
        "labelled with its upper end; 0 and below is on time."),
    ),
    "timeliness.on_time": ("按期", "on time"),
    "timeliness.late": ("逾期", "late"),
    "timeliness.data.years": ("各年度数据", "Numbers by year"),
    "timeliness.data.places": ("各地数据", "Numbers by region"),
    "timeliness.own": ("{region}（本级）", "{region} (itself)"),
    "timeliness.list": ("逾期最久的报告", "Reports published latest after the due date"),
    "timeliness.late.by": ("逾期 {days} 天", "{days} {days:day|days} late"),
    "timeliness.none": ("没有公开日期完整的报告。", "There is no report with a full date of publication."),
    "timeliness.chart.year": (
        "{year} 年度按期 {share}，共 {count} 份",
        "{year}: {share} on time, {count} {count:report|reports}",
    ),
    # days
    "days.early": ("提前 {days} 天", "{days} {days:day|days} early"),
    "days.late": ("晚 {days} 天", "{days} {days:day|days} late"),
    "days.due": ("当天", "on the day"),
    # place
    "place.open": ("地区页", "Page of this region"),
    "place.none": ("档案中没有{region}人民政府的报告。", "The archive holds no report of the government of {region}."),
    "place.none.year": ("档案中没有{region}人民政府 {year} 年度的报告。", "The archive holds no report of the government of {region} for {year}."),
    "place.search": ("全部报告", "All reports"),
    "place.feed": ("订阅本地区", "Subscribe to this region"),
    "place.reports": ("本级政府历年报告", "The government’s own reports by year"),
    "place.report": ("报告", "Report"),
    "place.lags": (
        "公开日期完整的 {count} 份报告中，{on_time} 份按期；与 4 月 1 日相比，中位数为{median}。",
        ("Of {count} {count:report|reports} with a full date of publication, {on_time} came out on time; the "
        "median against 1 April is {median}."),
    ),
    "place.figures": ("报告中的指标", "Indicators in the reports"),
    "place.figures.all": ("全部指标", "All indicators"),
    "place.parts": ("下辖地区", "Regions within"),
    "place.parts.note": (
        "数字为已入档的年度数与应有的年度数；点开各地可看缺哪些年度。",
        "Years held, of the years there should be; each region’s page tells which ones are not held.",
    ),
    "place.part": ("{held}/{years} 年", "{held} of {years} {years:year|years}"),
    "place.others.department": ("部门报告", "Reports of departments"),
    "place.others.township": ("乡镇、街道报告", "Reports of townships and subdistricts"),
    "place.others.all": ("查看全部 {count} 份", "Show all {count}"),
    "place.others.within": ("查看全部 {count} 份（含下辖地区）", "Show all {count} (with those of the regions within)"),
    # figures
    "figures.title": ("指标", "Indicators"),
    "figures.lead": (
        "从各级政府自己的报告中提取的数字。选一个指标：写明地区，看历年变化；写明年度，比较各地。",
        ("Numbers from governments’ own reports. Choose an indicator; name a region to follow it over the "
        "years, or a year to compare regions."),
    ),
    "figures.indicator": ("指标", "Indicator"),
    "figures.region.hint": ("名称或代码，可不填", "name or code, optional"),
    "figures.year.hint": ("可不填", "optional"),
    "figures.show": ("查看", "Show"),
    "figures.over_years": ("{name}：{region}历年", "{name}: {region} over the years"),
    "figures.over_places": ("{name}：{year} 年度，{region}各地", "{name}: {region}, {year}"),
    "figures.of": ("{name}：{region}各地", "{name}: {region}"),
    "figures.nation": ("全国", "all of China"),
    "figures.levels": ("各级", "all levels"),
    "figures.value": ("数值", "Value"),
    "figures.quote": ("报告原文", "Quoted from the report"),
    "figures.unit": (
        "图中单位：{unit}。单位不同的数值只列在表中。",
        "Unit of the chart: {unit}. Values in other units stand in the table only.",
    ),
    "figures.no_unit": ("无单位", "none"),
    "figures.drawn": ("图中只画最大的 {count} 个。", "The chart shows the {count} highest only."),
    "figures.more": (
        "表中为最大的 {shown} 个，共 {total} 个；CSV 含全部。",
        "The table shows the {shown} highest of {total}; the CSV holds all.",
    ),
    "figures.none": (
        "在这个范围内没有找到给出此指标的报告。可以改看：",
        "No report within this scope was found to state this indicator. Look instead at:",
    ),
    "figures.none.nation": ("全国各地", "all of China"),
    "figures.none.years": ("其他年度", "other years"),
    "figures.none.all": ("全部指标", "all indicators"),
    "figures.unknown": ("没有名为“{region}”的地区。", "There is no region named “{region}”."),
    "figures.several": ("“{region}”可能指：", "“{region}” may mean: "),
    "figures.note": (
        "数字由程序按固定句式提取，各地口径不一，比较前请核对原文；“余”“超”“约”等限定词照录。",
        ("Numbers are read by a program from recurring phrases, and places count differently: check the original "
        "words before comparing. Qualifiers such as 余 (over), 超 (above) and 约 (about) are kept as printed."),
    ),
}
