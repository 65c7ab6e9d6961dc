"""Paragraphs as reports write them: a topic that runs over sentences, verbs behind nouns, shared numbers, parts of a whole."""

from __future__ import annotations

import pytest

from archive.extract.figures import figures
from archive.extract.page import read_page
from archive.extract.titles import find_title
from archive.model import Hints

RUNS = """
reconsideration_received=64 reconsideration_concluded=57 reconsideration_settled=19 reconsideration_corrected=4|\
共接到复议申请64件，补正5件。已办结57件，其中因双方达成和解而终止19件，撤销、确认违法4件。
reconsideration_corrected=9 reconsideration_received=71|收到行政复议申请71宗，作出撤销或责令履行决定9宗。
reconsideration_mediation_rate=35.5|行政复议调解结案率35.5%。
reconsideration_correction_rate=7.7|行政复议纠错率偏高，达到7.7%。
reconsideration_cases_handled=13|行政诉讼无变化，行政复议案件13宗均获维持。
reconsideration_against_government=6|以区政府为被申请人的行政复议案件6件。
litigation_cases=88|全市行政诉讼一审收案88件。
litigation_cases=41|一审行政诉讼新收案件41宗。
litigation_cases=12 litigation_lost=0|参与行政诉讼12件，未出现败诉案件。
head_attendance_rate=38|正职负责人出庭率不高，2023年为38%。
normative_docs_made=6|公布行政规范性文件6件。
legality_reviews=17|审查各部门拟出台的规范性文件17件。
legality_reviews=9 contracts_reviewed=55|审查政府合同55件、规范性文件9件。
legality_reviews=11 contracts_reviewed=64|对11份规范性文件、64份合同进行合法性审查。
legality_reviews=240|审查区政府文件、会议纪要等各类文书240件次。
legality_reviews=4|完成规范性文件审查4件。
contracts_reviewed=29|审查以区政府名义签订的合同29份。
contracts_reviewed=31|完成合同审查31件。
contracts_reviewed=37|对政府协议进行审核37件次。
normative_docs_filing_rate=100|规范性文件报备率、及时率保持两个100%。
normative_docs_cleanups=2|清理涉及营商环境的规范性文件2次。
major_decisions=3|将3项民生工程纳入重大行政决策目录。
major_decisions=7|印发《重大行政决策事项目录》，纳入目录事项7项。
enforcement_certificates=640|共有640人持有效行政执法证。
enforcement_staff_examined=95 enforcement_staff_test_pass_rate=91.6|组织95人参加全省行政执法证考试，合格率91.6%。
enforcement_staff_examined=530|组织执法资格考试3批次，530人参加考试。
case_files_reviewed=40 case_files_reviewed=25|抽查行政处罚案卷40宗、行政许可案卷25宗。
case_files_reviewed=130|评查案卷130份，其中行政处罚案卷90份、行政许可案卷40份。
case_files_reviewed=65|评查案卷65份，评出优秀案卷12份、合格案卷53份。
case_files_reviewed=48|随机抽取15家单位的48份案卷集中评查。
case_files_reviewed=720|开展执法案卷评查720卷。
supervision_problems_found=118|行政执法专项检查评查出问题118个。
enforcement_supervision_notices=15 enforcement_supervision_prompts=22 enforcement_supervision_decisions=3|\
制发行政执法监督通知书15份、建议书22份、决定书3份。
leniency_first_violation_cases=14|对符合条件的14件案件不予处罚。
penalty_cases=16 penalty_amount=9.4|查处非法营运16起，罚款9.4万元。
mediation_cases=480 mediation_amount=1260|调解纠纷480件，涉及协议金额1260万元。
legal_aid_cases=205|“法律援助惠民生”办理案件205件。
legal_aid_cases=77|法律援助立案77件。
law_study_sessions=5|理论学习中心组集体学习习近平法治思想5次。
executive_meetings=4|县政府常务会议听取法治政府建设、行政应诉等汇报4次。
training_sessions=2 training_participants=310|举办轮训2期、310人次。
training_sessions=3 training_participants=260|举办行政执法能力提升班3期，培训执法骨干260人次。
training_participants=83|对83名新申领证件人员进行培训。
publicity_events=19|强化普法宣传。围绕安全生产月开展宣传活动19场次。
publicity_events=140 publicity_participants=60000|开展“法律八进”140余场，覆盖农民工6万余人次。
service_cases=134000|推行“一网通办”，全年办件量达13.4万件。
npc_suggestions=44 cppcc_proposals=52 suggestion_reply_rate=100 suggestion_satisfaction_rate=100|\
办理人大代表建议44件、政协提案52件，办复率、满意率均为100%。
npc_suggestions=610|办理全国和省人大代表建议610件。
case_files_reviewed=212|开展行政执法案卷交叉评查，共评查212卷。
mediation_cases=300 mediation_amount=1.4|调解纠纷300件，协议金额1.4亿元。
penalty_cases=1830 penalty_amount=640|全年办理普通程序案件1830件，罚没款640万元。
enforcement_certificates=406|年审行政执法人员证件406个。
legal_opinions=88|开展合法性审查，法律顾问出具意见建议88条。
publicity_participants=400000|普法活动受众达40余万人次。
"""

NONE = """
注销调离人员执法证件54个。
个别单位败诉率达25%。
部分单位负责人出庭应诉率不足60%。
法律顾问列席政府常务会议18次。
案卷评查不合格率2.8%。
对招标文件开展公平竞争审查，公平竞争审查文件33件。
组织60名执法人员及工作人员参加学法考试，通过率100%。
办理行政复议应诉工作。信访部门办结48件。
"""


def counted(text, year=2023):
    return sorted((item.indicator, item.value) for item in figures(text, [], year))


@pytest.mark.parametrize("row", RUNS.strip().splitlines())
def test_paragraph(row):
    wanted, text = row.split("|", 1)
    pairs = (item.split("=") for item in wanted.split())
    assert counted(text) == sorted((name, float(value)) for name, value in pairs)


@pytest.mark.parametrize("text", NONE.strip().splitlines())
def test_parts_and_other_things_are_no_figures(text):
    assert counted(text) == []


def test_a_topic_does_not_run_into_the_next_paragraph():
    assert counted("全年收到行政复议申请20件。\n已办结18件。") == [("reconsideration_received", 20.0)]


@pytest.mark.parametrize("text", [
    "收到复议申请58件，较2022年增长20%，审结49件", "受理复议申请58件（含2022年结转6件），审结49件", "对2022年底前制发的规范性文件进行清理，废止4件",
])
def test_a_year_that_is_only_compared_with_is_not_the_year_of_the_figures_behind_it(text):
    assert {item.year for item in figures(text, [], 2023)} == {2023}


TITLE = "临海县2023年法治政府建设年度报告"
BODY = "\n2023年，临海县坚持依法行政，现将有关情况报告如下：\n一、主要工作\n全年收到行政复议申请12件。\n"


def test_a_title_is_not_the_value_of_the_empty_label_above_it():
    page = read_page(f"索引号：003456789/2024-00012\n发布机构：临海县司法局\n文号：\n{TITLE}{BODY}".encode())
    assert [label.value for label in page.labels if label.field == "document_number"] == [""]
    assert find_title(page, Hints()).text == TITLE


def test_a_label_without_a_colon_is_no_part_of_the_title():
    page = read_page(f"索引号 ZX00119-0200-2024-00003\n发布机构 临海县司法局\n标题 {TITLE}\n发布日期：2024-01-10{BODY}".encode())
    assert find_title(page, Hints()).text == TITLE
