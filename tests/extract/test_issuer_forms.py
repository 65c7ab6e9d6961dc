"""Whose report it is, of which year and from where: titles and openings in many forms, real names of places, invented texts."""

from __future__ import annotations

import pytest

from archive.extract.document import extract

REST = (
    "全年办理行政复议案件12件，各项工作扎实推进，群众满意。继续做好依法行政各项工作，提升水平，建设法治政府。\n二、存在的问题\n"
    "执法力量不足，基层基础薄弱，仍需加强。\n三、下一步打算\n继续推进各项工作，提高依法行政水平，建设更高水平法治政府。"
)
FORMS = (
    ("法治政府建设年度报告",
     "三门县2023年法治政府建设年度报告\n2023年，三门县坚持…\n一、成效\n@",
     "http://www.sanmen.gov.cn/x", {"report_year": 2023}),
    ("三门县人民政府关于法治政府建设情况的报告",
     "（2024年5月28日在县人大常委会会议上）\n2023年以来，全县深入推进。\n一、成效\n@",
     "http://www.sanmen.gov.cn/x", {"report_year": 2023, "issuer": "三门县人民政府"}),
    ("三门县人民政府关于法治政府建设情况的报告", "现将2022年度法治政府建设情况报告如下：\n一、成效\n@", "", {"report_year": 2022}),
    ("三门县法治政府建设情况报告",
     "根据《法治政府建设实施纲要（2021-2025年）》要求，现将我县2023年度法治政府建设情况报告如下：\n一、成效\n@",
     "", {"report_year": 2023}),
    ("三门县法治政府建设工作总结", "县委：\n今年以来，我县…\n一、2021年工作开展情况\n@", "", {"report_year": 2021}),
    ("三门县2024年法治政府建设情况报告", "2023年，我县…\n一、2023年工作\n@", "", {"report_year": 2024}),
    ("三门县二○二三年度法治政府建设情况报告", "我县…\n一、成效\n@", "", {"report_year": 2023}),
    ("三门县二〇一九年法治政府建设情况报告", "我县…\n一、成效\n@", "", {"report_year": 2019}),
    ("三门县法治政府建设年度报告（2023）", "我县…\n一、成效\n@", "", {"report_year": 2023}),
    ("三门县司法局2023年度法治政府建设工作总结及2024年工作计划", "2023年，我局…\n一、成效\n@", "", {"report_year": 2023}),
    ("三门县司法局2023年度法治政府建设报告（2024年1月15日）", "一、成效\n@", "", {"report_year": 2023}),
    ("三门县民政局法治政府建设工作报告",
     "根据县委依法治县办通知要求，现将2023年法治政府建设工作情况报告如下。\n一、成效\n@",
     "", {"report_year": 2023, "issuer": "三门县民政局", "level": "department"}),
    ("三门县民政局法治政府建设工作报告", "一、成效\n@\n三门县民政局\n2024年1月20日", "", {"report_year": None, "date_written": "2024-01-20"}),
    ("西湖区2023年法治政府建设情况报告", "2023年，全区…\n一、成效\n@", "http://www.ncxh.gov.cn/x", {"report_year": 2023}),
    ("南昌市西湖区2023年法治政府建设情况报告", "2023年，全区…\n一、成效\n@", "", {"region_code": "360103"}),
    ("浙江省杭州市西湖区2023年法治政府建设情况报告", "2023年，全区…\n一、成效\n@", "", {"region_code": "330106"}),
    ("鼓楼区2023年法治政府建设情况报告", "2023年，福州市鼓楼区坚持…\n一、成效\n@", "", {"region_code": "350102"}),
    ("市水务局2023年法治政府建设情况报告", "2023年，市水务局…\n一、成效\n@", "http://slj.taizhou.gov.cn/x", {"level": "department"}),
    ("2023年度法治政府建设工作报告",
     "2023年，我局坚持…\n一、成效\n@\n台州市椒江区司法局\n2024年1月3日",
     "http://x.jj.gov.cn/x", {"region_code": "331002", "issuer": "台州市椒江区司法局", "level": "department", "date_written": "2024-01-03"}),
    ("2023年度法治政府建设工作报告",
     "2023年，椒江区坚持…\n一、成效\n@",
     "http://www.jj.gov.cn/x", {"region_code": "331002", "issuer": "椒江区人民政府", "level": "county"}),
    ("余杭市2005年度依法行政工作情况报告", "2005年…\n一、成效\n@", "", {"region_code": "330110", "report_year": 2005}),
    ("平湖市2023年度法治政府建设情况报告", "2023年…\n一、成效\n@", "", {"region_code": "330482", "level": "county"}),
    ("宣州区2023年度法治政府建设情况报告", "2023年…\n一、成效\n@", "", {"region_code": "341802", "level": "county"}),
    ("铜梁县2013年依法行政工作报告", "2013年…\n一、成效\n@", "", {"region_code": "500151", "level": "county"}),
    ("吉林省吉林市2023年度法治政府建设情况报告", "2023年…\n一、成效\n@", "", {"region_code": "220200", "level": "city"}),
    ("海南省2023年度法治政府建设情况报告", "2023年…\n一、成效\n@", "", {"region_code": "460000", "level": "province"}),
    ("海南州2023年度法治政府建设情况报告", "2023年…\n一、成效\n@", "", {"region_code": "632500", "level": "city"}),
    ("朝阳市2023年度法治政府建设情况报告", "2023年…\n一、成效\n@", "", {"region_code": "211300", "level": "city"}),
    ("大理白族自治州2023年法治政府建设年度报告", "2023年…\n一、成效\n@", "", {"region_code": "532900", "level": "city"}),
    ("黔东南州2023年法治政府建设年度报告", "2023年…\n一、成效\n@", "", {"region_code": "522600", "level": "city"}),
    ("重庆市渝中区2023年法治政府建设年度报告", "2023年…\n一、成效\n@", "", {"region_code": "500103", "level": "county"}),
    ("重庆市2023年法治政府建设年度报告", "2023年…\n一、成效\n@", "", {"region_code": "500000", "level": "province"}),
    ("东莞市石排镇2023年法治政府建设年度报告",
     "2023年…\n一、成效\n@",
     "", {"region_code": "441900", "level": "township", "issuer": "东莞市石排镇人民政府"}),
    ("延边朝鲜族自治州公安局2023年法治政府建设工作报告", "2023年…\n一、成效\n@", "", {"region_code": "222400", "level": "department"}),
    ("司法部2023年法治政府建设年度报告",
     "2023年，司法部坚持…\n一、成效\n@",
     "http://www.moj.gov.cn/x", {"region_code": None, "level": "central", "issuer": "司法部"}),
    ("国家税务总局2023年法治政府建设情况报告",
     "2023年，税务总局坚持…\n一、成效\n@",
     "http://www.chinatax.gov.cn/x", {"region_code": None, "level": "central", "issuer": "国家税务总局"}),
    ("审计署关于2023年度法治政府建设情况的报告", "2023年，…\n一、成效\n@", "", {"level": "central", "issuer": "审计署"}),
    ("中国证监会2023年法治政府建设情况", "2023年，…\n一、成效\n@", "", {"level": "central", "issuer": "中国证监会"}),
    ("教育部2023年法治政府建设年度报告", "2023年，教育部…\n一、成效\n@", "", {"level": "central", "issuer": "教育部", "region_code": None}),
    ("广东省司法厅2023年度法治政府建设情况报告",
     "2023年，…\n一、成效\n@",
     "", {"level": "department", "issuer": "广东省司法厅", "region_code": "440000"}),
    ("深圳市龙岗区坂田街道办事处2023年法治政府建设年度报告",
     "2023年，…\n一、成效\n@",
     "", {"level": "township", "issuer": "深圳市龙岗区坂田街道办事处", "region_code": "440307"}),
    ("广州市人民政府办公厅2023年法治政府建设年度报告", "2023年，…\n一、成效\n@", "", {"region_code": "440100"}),
    ("市场监管总局2023年法治政府建设年度报告", "2023年，…\n一、成效\n@", "", {"level": "central", "issuer": "市场监管总局"}),
    ("三门县海润街道办事处2023年法治政府建设工作情况", "2023年，…\n一、成效\n@", "", {"level": "township", "issuer": "三门县海润街道办事处"}),
    ("中共三门县委办公室2023年法治建设工作报告", "2023年，…\n一、成效\n@", "", {"issuer": "中共三门县委办公室"}),
    ("中国共产党三门县委员会 三门县人民政府关于2023年法治政府建设情况的报告",
     "2023年，…\n一、成效\n@",
     "", {"region_code": "331022", "level": "county"}),
    ("三门县委县政府关于2023年度法治政府建设情况的报告", "2023年，…\n一、成效\n@", "", {"region_code": "331022", "level": "county"}),
    ("三门县政府办2023年法治政府建设工作总结", "2023年，…\n一、成效\n@", "", {"region_code": "331022", "issuer": "三门县政府办"}),
    ("三门县供销合作社2023年法治政府建设工作总结", "2023年，…\n一、成效\n@", "", {"issuer": "三门县供销合作社", "level": "department"}),
    ("三门县消防救援大队2023年法治政府建设工作总结", "2023年，…\n一、成效\n@", "", {"issuer": "三门县消防救援大队", "level": "department"}),
    ("三门县医疗保障局健跳分局2023年法治政府建设情况", "2023年，…\n一、成效\n@", "", {"level": "department"}),
    ("浙江三门滨海新城管委会2023年法治政府建设情况", "2023年，…\n一、成效\n@", "", {"issuer": "浙江三门滨海新城管委会"}),
)


@pytest.mark.parametrize(("title", "opening", "url", "wanted"), FORMS)
def test_form(title, opening, url, wanted):
    paragraphs = "".join(f"<p>{line}</p>" for line in opening.replace("@", REST).split("\n"))
    page = f"<html><head><title>{title}_网站</title></head><body><h1>{title}</h1><div id=zoom>{paragraphs}</div></body></html>"
    document = extract(page.encode(), url=url or None)
    assert document.kind == "annual_report", document.kind_reason
    assert {name: getattr(document, name) for name in wanted} == wanted
