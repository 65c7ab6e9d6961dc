"""Text dumps: what stands around the text goes, the text stays whole, broken lines are joined."""

from __future__ import annotations

import pytest

from archive.extract.page import read_page

BODY = """2022年，云溪区坚持依法行政，认真贯彻落实法治政府建设部署，取得了明显成效。现将有关情况报告如下：
一、主要举措和成效
（一）依法履职。全年办理行政复议案件12件，纠错1件。
二、存在问题
执法力量不足。
三、下一步打算
继续推进各项工作。
云溪区人民政府
2023年1月20日"""
TITLE = "云溪区人民政府2022年法治政府建设年度报告"


@pytest.mark.parametrize("head", [
    TITLE + "\n",
    f">政务公开 >法治政府建设报告\n首页\n{TITLE}\n索引号: 008123451/2023-1 发布机构: 云溪区司法局 发布时间: 2023-01-30\n\n文号:\n\n",
    f"{TITLE}\n原文链接:点击查看源文件\n政策解读链接:点击查看政策解读\n\n",
    f"您现在的位置: 首页 >> 新闻中心 >>公示公告\n\n{TITLE}\n\n信息来源:云溪区司法局 发布时间:2023-01-30 浏览: 次 选择阅读字体:[ ]\n\n",
    f"今天是:2019年10月31日 星期三 农历十月初七\n当前位置 : 首页 \n> 云溪动态 > 政务公告\n{TITLE}\n字号: 大 中 小\n【打印】 【字体:\n分享到:\n",
    f"索引号\n008123451/2023-1\n文件类型\n报告\n成文日期\n2023年1月20日\n\n{TITLE}\n",
    f"# {TITLE}\n\n**索引号**：008123451/2023-1  **发布机构**：云溪区司法局\n\n---\n\n",
    f"内部资料 请勿外传\n某某文库\n会员群：     QQ群：   \n\n\n{TITLE}\n",
    "云溪区人民政府\n2022年法治政府建设年度报告\n（公开稿）\n发布日期：2023-01-30\n",
])
@pytest.mark.parametrize("tail", [
    "", "\n\n附件:\n附件:", "\n\n\n扫一扫打开当前页",
    "\n【打印】 【关闭】\n上一篇：某通知\n下一篇：某公告\n主办：某办 版权所有\n某ICP备00000000号-1\n",
    "\n扫一扫在手机打开当前页\n 解读\n 某某办法政策解读\n 关于同意列入目录的函\n 登录\n 注册", "\n责任编辑：张某\n浏览次数：12",
])
def test_head_and_tail_go(head, tail):
    page = read_page((head + BODY + tail).encode())
    assert page.form == "text"
    assert page.text == BODY
    assert page.body_rule == "text-dump"
    assert page.titles[0].startswith(TITLE)
    assert page.lines == [*page.head_lines, *BODY.split("\n"), *page.tail_lines]


def test_pipe_table_without_a_title():
    head = "索引号: | 008123451/2023-1 | 公开方式: | 主动公开 |\n文号: | 公开日期: | 2023-03-05 | |\n发布单位: | 区府办 | 有效性: |\n"
    page = read_page((head + BODY).encode())
    assert page.text == BODY
    assert [(label.field, label.value) for label in page.labels] == [
        ("index_number", "008123451/2023-1"), ("openness", "主动公开"), ("document_number", ""), ("date_published", "2023-03-05"),
        ("publisher", "区府办"), ("validity", ""),
    ]


def test_title_over_three_lines_and_the_note_under_it():
    page = read_page(f"云溪区人民政府\n关于2022年度法治政府建设情况的\n报告\n\n（2023年1月5日在区人大常委会会议上）\n\n市人民政府：\n{BODY}".encode())
    assert page.titles[0] == "云溪区人民政府关于2022年度法治政府建设情况的报告"
    assert page.text.startswith("（2023年1月5日在区人大常委会会议上）\n市人民政府：\n2022年，")


def test_lines_broken_by_a_converter_are_joined():
    broken = BODY.replace("（一）依法履职。全年办理", "  4. 从严压实工作责任召开全区行政\n\n    复议推进会。\n\n（一）依法履职。全年办理")
    page = read_page(broken.encode())
    assert "4. 从严压实工作责任召开全区行政复议推进会。" in page.text.split("\n")
    wide = BODY.replace("执法力量不足。", "全区在村居建立起覆盖城乡、便捷高效、普惠均等的公共法律服务站点体系以及各村居\n\n(社区)公共法律服务点。")
    assert "服务站点体系以及各村居(社区)公共法律服务点。" in read_page(wide.encode()).text


def test_fixed_width_is_undone():
    page = read_page("""云溪区2022年法治政府建设年度报告
来源：云溪区司法局

    2022年，云溪区坚持依法行政，把法治建设与中心工作
同部署、同推进，各项任务取得了新的进展，群众满意度有
新的提高。现将有关情况报告如下：
    一、主要举措和成效
    （一）加强组织领导。区政府常务会议专题研究法治政
府建设工作3次，听取工作汇报5次，把法治政府建设纳入年
度考核，层层压实责任，推动各项任务落到实处见到实效。
    （二）规范执法行为。组织开展行政执法案卷评查，抽
查案卷120份，发现问题35个，均已整改到位。全面推行行政
执法公示、全过程记录、重大执法决定法制审核三项制度。
    二、存在的不足
    基层执法人员力量不足，专业化水平有待进一步提高。
""".encode())
    assert [len(line) for line in page.text.split("\n")] == [68, 9, 77, 79, 7, 24]


def test_a_missing_full_stop_joins_nothing():
    page = read_page(BODY.replace("执法力量不足。", "基层执法力量不足，专业化水平不高，学习培训的针对性还不够强\n工作经费保障有待加强。").encode())
    assert "学习培训的针对性还不够强\n工作经费保障有待加强。" in page.text


def test_markdown_links_and_files():
    page = read_page(f"# {TITLE}\n\n{BODY}\n\n附件：[任务表.docx](/upload/a.docx)\n\n[返回顶部](#)\n".encode(), url="http://www.example.gov.cn/x/y.md")
    assert page.text == BODY
    assert [(file.name, file.href) for file in page.attachments] == [("任务表.docx", "http://www.example.gov.cn/upload/a.docx")]


def test_table_rows_and_bullets_in_a_text():
    page = read_page(f"{TITLE}\n{BODY}\n| 项目 | 数量 |\n| --- | --- |\n| 行政复议 | 12 |\n- 第一点内容如下。\n".encode())
    assert page.text.endswith("2023年1月20日\n项目 | 数量\n行政复议 | 12\n第一点内容如下。")


def test_media_type_decides_what_the_bytes_leave_open():
    text = f"{TITLE}\n{BODY}\n公式 a<b> 与 <p> 标记"
    assert read_page(text.encode(), media_type="text/plain").form == "text"
    assert read_page(b"<p>x</p><p>y</p><p>z</p>", media_type="text/html").form == "html"
