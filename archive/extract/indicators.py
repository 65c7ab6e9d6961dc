"""The table of indicators: the phrases with which reports count reconsideration, litigation, enforcement and all the rest.

To teach a new phrase, add a row; rows of one topic stand from the narrow to the wide, because a number serves the first row
that claims it. The marks in braces are spelled out by `MARKS`:

{N} a count with its unit, {H} one that begins the phrase · {P} a rate in per cent · {R} a bare ratio · {C} a change in per cent
{Z} none · {G} a few words without a number · {L} more names of rates that share the number
"""

from __future__ import annotations

_HAN = "一二三四五六七八九十"
_LEAD = r"(?:超过|超出|达到|共计|总计|合计|累计|多达|高达|[超约近逾达共为有均至计仅]){0,3}"
_LEADS = r"[》”]?(?P<more>" + _LEAD + r")\s?"
_NUMBER = (
    r"(?P<number>(?<![\d.])\d[\d,，]{0,14}(?:\.\d{1,6})?|(?<![第零〇" + _HAN + r"])[" + _HAN + r"百千两]{2,7})"
    r"\s?(?P<early>[余多])?(?P<scale>万亿|亿|万|千)?(?P<rest>余|多)?"
)
_UNIT = (
    r"\s?(?P<unit>件次|人次|场次|户次|份次|件|起|宗|例|份|次|项|个(?!工作|月|百分)|条|人|名|家|场|期|部|卷|册|本|户|篇|处|轮|批|亿元|万元|元)"
)
_STEPS = (
    r"连续[" + _HAN + r"两\d]+年|实现|始终|持续|保持|稳定|维持|提升|提高|上升|下降|降低|增长|达到|[两三四五]个|分别|继续|依然|全部"
    r"|已|也|均|都|为|在|是|仅|至|到|达|降|增"
)
_RATE = (
    r"(?:(?:仍|还|依然|相对|总体)*(?:[偏较过][高低大]|不高)[,，]?(?:20\d\d年度?)?)?"
    r"(?:[由从](?:20\d\d年度?)?[^,，。;；\d]{0,10}[\d.]+[%％]?[^,，。;；\d]{0,6}?)?(?:" + _STEPS + r"){0,6}(?<![升高长降低增])\s?"
)
"""Words between a rate and its number; 由88%提高到96% is a level, 提高6% is none: a word of change may not stand last."""
_MORE = r"(?P<more>超过|高达|超|约|近|逾|达)?\s?"
_PERCENT = (
    r"(?:(?P<number>(?<![\d.])\d{1,3}(?:\.\d{1,6})?)\s?(?P<unit>[%％])|百分之(?P<han>百(?!分)|[" + _HAN + r"]{1,3}(?:点[零〇" + _HAN + r"]{1,3})?))"
)
_CHANGE = (
    r"(?P<more>同比|较上年|比上年|较去年)?(?P<sense>下降|减少|降低|上升|增长|增加)\s?(?P<number>\d+(?:\.\d+)?)\s?(?P<unit>[%％]|个百分点)"
)
MARKS = {
    "{N}": _LEADS + _NUMBER + _UNIT,
    "{H}": r"(?=[超约近逾\d" + _HAN + r"两百])(?P<more>超过?|约|近|逾)?\s?" + _NUMBER + _UNIT,
    "{P}": _RATE + _MORE + _PERCENT,
    "{R}": _RATE + _MORE + r"(?P<number>(?<![\d.])\d{1,3}(?:\.\d+)?)(?![\d%％年.])(?:\s?[:：∶]\s?1(?!\d))?",
    "{C}": _CHANGE,
    "{Z}": r"(?P<number>零|无一?|未发生|未出现|未有|均未|没有)",
    "{G}": r"[^,，。;；:：\d]{0,12}?",
    "{L}": r"(?:[、和及与][^,，。;；、\d]{1,10}[率度])*",
}
"""Mark -> pattern; a hit has the groups number (or han, for 百分之百), unit, more, rest and scale where they occur."""

GAP = "同比|增长|下降|上升|减少|增加|时限|率"
"""Words that {G} may not hold: a number behind them is a change or a limit."""

# indicator, phrase (matched inside one sentence), words that must stand earlier in the sentence with no rival topic behind them.
TABLE: tuple[tuple[str, str, str], ...] = (
    # 行政复议
    ("reconsideration_against_government", r"为被申请人的(?:行政)?复议案件{N}", ""),
    ("reconsideration_and_litigation_cases", r"复议(?:案件|申请)?[、和及与](?:行政)?(?:应诉|诉讼)案件{N}", ""),
    ("reconsideration_concluded", r"复议(?:申请|案件)*[、,，]?(?:办结|审结|结案){N}", ""),
    ("reconsideration_received",
     r"(?:收到|接到|立案|登记|(?<!不予)受理|接收|新收|收|共有)(?:各类|公民|法人|其他组织|提出|当事人|[的、和]|或者?)*(?:行政)?复议(?:申请|案件)*{N}",
     ""),
    ("reconsideration_received", r"复议(?:申请|案件)*(?:立案)?(?:受理|收案|新收)[数量]?{N}", ""),
    ("reconsideration_received", r"(?:收到|接到|(?<!不予)受理|接收|新收)(?:案件|申请)*{N}", "复议"),
    ("reconsideration_cases_handled", r"(?:办理|承办)(?:各类)?(?:行政)?复议(?:申请|答复|案件)*{N}", ""),
    ("reconsideration_received", r"(?:收到|(?<!不予)受理|接收|新收){H}(?:各类)?(?:行政)?复议", ""),
    ("reconsideration_concluded", r"(?:办结|审结){H}(?:各类)?(?:行政)?复议", ""),
    ("reconsideration_cases_handled", r"{H}(?:各类)?(?:行政)?复议案件", ""),
    ("reconsideration_settled",
     r"(?:调解|和解|撤回|终止|[、和及与]|以|通过|经|等|方式){2,}结案(?:的)?(?:行政)?(?:复议)?(?:案件)?{N}", "复议"),
    ("reconsideration_settled", r"(?:和解|调解|撤回)(?:和解|调解|撤回|终止|结案|方式|案件|申请|化解|达成|[、和或等而后()（）])*{N}", "复议"),
    ("reconsideration_concluded", r"(?:办结|审结|结案|已结|审理终结)(?:行政)?(?:复议)?(?:案件)?{N}", "复议"),
    ("reconsideration_concluded", r"作出(?:行政)?复议决定书?{N}", ""),
    ("reconsideration_corrected", r"(?:直接|综合|共)?纠错(?:[(（][^()（）]*[)）])?(?:案件)?{N}", "复议"),
    ("reconsideration_corrected", r"纠正(?:违法|不当|错误|或|的|和|、){1,6}(?:具体)?行政行为{N}", "复议"),
    ("reconsideration_corrected", r"撤销(?:变更|确认|违法|责令|履行|决定|[、或和及与等]){2,}{N}", "复议"),
    ("reconsideration_corrected", r"{Z}纠错", "复议"),
    ("reconsideration_correction_rate", r"(?:直接|综合)?纠错率{L}{P}", "复议"),
    ("reconsideration_correction_rate", r"撤销(?:变更|确认违法|责令履行|[、和及或]){1,6}率{P}", "复议"),
    ("reconsideration_mediation_rate", r"(?:调解|调撤|调和|和解|撤回|[、和及与]){1,5}(?:结案)?率{P}", "复议"),
    ("reconsideration_litigation_ratio", r"(?:主渠道|复议(?:案件)?[与和、:：及]?(?:一审)?(?:行政)?诉讼{G})(?:比值|之比|比例|比){R}", ""),
    ("reconsideration_cases_handled", r"(?<!被申请人的行政)复议案件{N}", ""),
    # 行政应诉
    ("litigation_cases",
     r"(?:行政应诉|行政诉讼|(?<![民刑]事)诉讼|我[市县区省州旗]行政|(?<!出庭)应诉|一审行政(?:诉讼)?)案件{N}", ""),
    ("litigation_cases", r"{H}(?:一审)?行政(?:应诉|诉讼)案件", ""),
    ("litigation_cases", r"(?:(?<!出庭)应诉(?:行政案件)?|行政诉讼){N}", ""),
    ("litigation_cases", r"行政(?:诉讼|应诉|案件)(?:一审|案件|发案|收案|新收|新增|受理|发生|办理|代理|立案|涉诉|共|[量数]){1,4}{N}", ""),
    ("litigation_cases", r"(?<=\d年)(?:全年|总共|共)?(?:办理|受理|发生|新收|代理)(?:案件)?{N}", "应诉|诉讼|行政案件"),
    ("litigation_concluded", r"(?:审结|办结)(?:一审)?(?:行政)?(?:诉讼)?(?:案件)?{N}", "应诉|诉讼|行政案件"),
    ("litigation_lost", r"败诉(?:案件|的)*{N}", ""),
    ("litigation_lost", r"{Z}[^,，。;；、\d]{0,12}败诉", "应诉|诉讼|行政案件|复议"),
    ("litigation_loss_rate", r"败诉率{P}", ""),
    ("admin_litigation_first_instance_change", r"一审行政(?:诉讼)?(?:案件)?发案(?:量|数|率){C}", ""),
    ("head_attendance_rate", r"(?:负责人|机关|领导|正职)(?:应)?出庭(?:应诉)?率?{L}{P}", ""),
    ("head_attendance_rate", r"出庭(?:应诉)?率{L}{P}", "负责人|应诉"),
    ("judgment_performance_rate", r"(?:裁判|判决)[^,，。;；]{0,12}履行率{P}", ""),
    ("judicial_advice_reply_rate",
     r"(?:办复率|回复率|反馈率|采纳率|办结率)(?:[、和及](?:办复率|回复率|反馈率|采纳率|办结率))*{P}", "司法建议|检察建议"),
    # 人大代表建议、政协提案
    ("suggestions_and_proposals", r"建议(?:案|意见)?(?:(?:[、和及与]|以及){G}|(?:政协)?(?:委员)?)提案{N}", "代表|人大|委员|政协"),
    ("npc_suggestions", r"代表{G}(?:建议|议案)(?:、?批评和意见|意见)?{N}", ""),
    ("npc_suggestions", r"(?:办理|承办|办复|答复|办结)的?{H}(?:[一-鿿]{0,3}人大)?代表[^,，。;；\d]{0,4}建议", ""),
    ("npc_suggestions", r"人大(?:代表|常委会)?(?:议案|意见|批评|[、和及与])*建议{N}", ""),
    ("cppcc_proposals", r"{H}(?:[一-鿿]{0,2}政协)?(?:委员)?提案", "政协|委员|建议"),
    ("cppcc_proposals", r"(?:政协委员|政协)?提案{N}", "政协|委员|建议"),
    ("suggestion_satisfaction_rate", r"满意[率度]{L}{P}", "建议|提案"),
    ("suggestion_reply_rate", r"(?:办复率|办结率|答复率|回复率){L}{P}", "代表|委员|提案"),
    # 规范性文件
    ("normative_docs_made", r"(?:制定|制发|出台|印发|发布|公布)[^,，。;；]{0,16}规范性文件{N}", ""),
    ("normative_docs_made", r"(?<!清理)规范性文件{N}", "制定|制发|出台|印发"),
    ("normative_docs_filed", r"(?:备案|报备|备案审查)[^,，。;；]{0,14}规范性文件{N}", ""),
    ("normative_docs_filed", r"{H}[^,，。;；\d]{0,8}规范性文件[^,，。;；\d]{0,6}(?:备案|报备)", ""),
    ("normative_docs_made", r"(?:制定|制发|出台|印发|发布){H}[^,，。;；\d]{0,8}规范性文件", ""),
    ("normative_docs_filed", r"规范性文件(?:报送)?(?:备案|报备)(?:审查)?{N}", ""),
    ("normative_docs_filed", r"(?:报备|备案){N}", "规范性文件"),
    ("normative_docs_filing_rate", r"(?:报备|备案)(?:及时|合格)?率{L}{P}", ""),
    ("normative_docs_cleanups", r"(?:专项|集中|全面)?清理(?:工作|活动)?{N}", "规范性文件"),
    ("normative_docs_cleanups", r"清理[^,，。;；\d]{0,24}规范性文件(?:工作|活动)?{N}", ""),
    ("normative_docs_cleanups", r"(?:专项|集中|全面)清理(?:工作|活动)?{N}(?=[^。;；]{0,20}规范性文件)", ""),
    ("normative_docs_made", r"(?:制定|制发|出台|印发|发布){N}", "规范性文件"),
    ("normative_docs_amended", r"修[改订]{N}", "规范性文件"),
    ("normative_docs_amended", r"修[改订](?:行政)?规范性文件{N}", ""),
    ("normative_docs_lapsed", r"(?:宣布)?失效(?:行政|规范性文件)*{N}", "规范性文件"),
    ("normative_docs_repealed", r"废止{N}", "规范性文件"),
    ("normative_docs_repealed", r"废止(?:行政)?规范性文件{N}", ""),
    # 合法性审查
    ("legality_opinions", r"(?:合法性)?审[查核]意见书?{N}", ""),
    ("legality_opinions", r"法律意见书{N}", ""),
    ("legality_reviews", r"审[查核](?!备案)[^,，。;；\d]{0,24}(?:(?<!合同)(?<!同类)(?<!协议)文件(?:草案)?|涉法事[项务]|纪要|文书)[等共类]*{N}", ""),
    ("legality_reviews", r"规范性文件(?:草案)?(?:合法性)?审[查核]{N}", ""),
    ("legality_reviews", r"规范性文件{N}", "审查|审核"),
    ("legality_reviews", r"{H}[^,，。;；、\d]{0,6}规范性文件(?=[^。;；,，]{0,40}(?:合法性|法制)审[查核])", ""),
    ("contracts_reviewed", r"(?:合同|协议)(?:进行|开展)?(?:合法性)?审[查核]{N}", ""),
    ("contracts_reviewed", r"审[查核]{G}(?:合同|协议)(?:合同|协议|草案|文本|文件|类|书|[、及和等()（）])*{N}", ""),
    ("contracts_reviewed", r"(?:合同|协议)(?:合同|协议|草案|文本|文件|类|书|[、及和等()（）])*{N}", "审[查核]"),
    ("village_matters_reviewed", r"审查村(?:级|社)?事务{N}", ""),
    ("legal_opinions", r"(?:法律|审[查核]|修改)(?:咨询|审查)?(?:意见|建议)(?:和?建议)?{N}", ""),
    ("legal_opinions", r"(?:提出|出具|提供)(?:合理化|修改|整改|完善|书面|法律|审[查核]|的|、)*(?:意见|建议)+{N}", "合法性|审[查核]|法律顾问"),
    ("legality_reviews", r"(?:合法性|法制)审[查核]{G}{N}", ""),
    ("legality_reviews", r"对[^,，。;；\d]{0,8}?{H}[^,，。;；\d]{0,14}(?:进行|开展)了?(?:合法性|法制)审[查核]", ""),
    ("contracts_reviewed", r"{H}[^,，。;；、\d]{0,6}(?:合同|协议)(?=[^。;；,，]{0,40}审[查核])", ""),
    # 重大行政决策
    ("major_decisions", r"{H}(?:重大)?(?:行政)?(?:决策)?事项(?:为|列为|列入|纳入|作为)[^,，。;；]{0,16}重大行政决策", ""),
    ("major_decisions", r"{H}[^,，。;；、\d]{0,12}(?:列为|列入|纳入)[^,，。;；\d]{0,16}重大行政决策", ""),
    ("major_decisions", r"{H}(?:事项决策|重大行政决策|重大决策事项)", ""),
    ("major_decisions", r"重大行政决策(?:事项|目录|项目|清单|案件|草案)*{N}", ""),
    ("major_decisions", r"重大行政决策(?:事项|项目)?(?:目录|清单)[,，]?[^,，。;；\d对]{0,4}(?:事项|项目)?{N}", ""),
    ("major_decisions", r"(?:纳入|列入|涉及|包含|包括)(?:事项|项目)?{N}(?:事项|项目)?", "重大行政决策"),
    ("major_decisions", r"纳入目录(?:管理)?(?:的)?(?:事项|项目)?{N}", ""),
    ("major_decisions", r"(?:确定|完成|列入|公布|实施)(?:重大)?(?:行政)?决策(?:事项|项目){N}", ""),
    # 行政执法
    ("enforcement_bodies", r"执法(?:主体(?:资格)?(?:的)?(?:单位|部门|机关)?|机构|机关){N}", ""),
    ("enforcement_bodies", r"{H}(?:具有|具备)?(?:行政)?执法主体", ""),
    ("enforcement_certificates", r"(?:执法(?:人员)?证件?|执法资格证书?)(?:的)?(?:执法)?(?:人员)?{N}", ""),
    ("enforcement_certificates", r"{H}(?:行政)?执法人员(?:取得|持有|领取)", ""),
    ("enforcement_certificates", r"{H}(?:均)?持有?(?:有效)?(?:的)?(?:行政)?执法证", ""),
    ("enforcement_certificates", r"持证(?:上岗)?(?:行政)?(?:执法)?(?:人员)?{N}", "执法"),
    ("enforcement_staff_examined", r"执法人员{N}(?:参加|参与)[^,，。;；]{0,8}考试", ""),
    ("enforcement_staff_examined", r"{H}(?:行政)?执法人员(?:参加|参与|通过)[^,，。;；]{0,24}考试", ""),
    ("enforcement_staff_examined", r"{H}[^,，。;；\d]{0,10}(?:参加|参与)[^,，。;；\d]{0,16}执法[^,，。;；\d]{0,8}考试", ""),
    ("enforcement_staff_examined", r"{H}(?:参加|参与)考试", "执法"),
    ("enforcement_staff_examined", r"(?:参考|参加考试)(?:人数|人员)?{N}", "执法[^,，。;；]{0,12}考试"),
    ("enforcement_staff_examined", r"(?:参加|参与|组织)[^,，。;；\d]{0,10}执法[^,，。;；\d]{0,8}考试{N}", ""),
    ("enforcement_staff_tested", r"(?:抽测|测试){N}[^,，。;；]{0,6}执法人员", ""),
    ("enforcement_staff_test_pass_rate", r"(?:(?<!不)合格率|通过率){P}", "执法人员|执法证|执法资格"),
    ("training_participants", r"培训了?{H}[^,，。;；\d]{0,8}(?:人员|干部)", ""),
    ("enforcement_staff", r"{H}(?:在岗|在编)?(?:行政)?执法人员(?![^,，。;；\d]{0,8}(?:参加|参与|接受|进行))", ""),
    ("enforcement_staff", r"(?<!清理)(?<!不合格)(?<!培训)(?<!培训行政)执法人员{N}(?!参加|参与)", ""),
    ("case_files_reviewed", r"(?<!评选){H}(?:(?!部门|单位|机关|开展)[^,，。;；、\d]){0,6}案卷", "评查|抽[查取]|检查|执法|处罚"),
    ("case_files_reviewed", r"案卷(?:集中|交叉|专项|质量)?评查(?:工作|活动)?{N}", ""),
    ("case_files_reviewed", r"(?:评查|抽查)(?=\d[\d,]*余?[卷份宗本册]){N}", "案卷"),
    ("case_files_reviewed", r"案卷{N}", "评查|抽查|抽取"),
    ("enforcement_supervision_notices", r"监督通知书{N}", ""),
    ("enforcement_supervision_notices", r"{H}(?:行政)?(?:执法)?监督通知书", ""),
    ("enforcement_supervision_decisions", r"{H}(?:行政)?(?:执法)?监督决定书", ""),
    ("enforcement_supervision_decisions", r"监督决定书{N}", ""),
    ("enforcement_supervision_prompts", r"(?:监督|执法)(?:提示|督办|整改|建议|意见|提醒)(?:单|函|书|通知单|通知书){N}", ""),
    ("enforcement_supervision_prompts", r"(?:提示|督办|建议|意见|整改|提醒)(?:单|函|书){N}", "执法监督"),
    ("enforcement_supervision_decisions", r"(?<!处罚)决定书{N}", "执法监督"),
    ("supervision_problems_found", r"(?:发现|评查出|检查出|查出|查找|反馈|指出){G}问题(?:线索)?{N}", "执法|案卷"),
    ("leniency_first_violation_cases", r"首[违次](?:不罚|免罚|不予处罚){G}{N}", ""),
    ("leniency_first_violation_cases", r"{H}[^,，。;；\d]{0,8}(?:案件|违法行为|当事人)[^,，。;；\d]{0,6}(?:不予|免予|免于)(?:行政)?处罚", ""),
    ("leniency_first_violation_cases", r"(?:不予|免予|免于)(?:行政)?处罚(?:案件|决定)?{N}", ""),
    ("penalty_cases", r"(?<![减从]轻)(?<![不免]予)(?<!免于)(?:行政处罚|处罚案件|处罚决定)(?:案件|决定书?)?{N}", ""),
    ("penalty_cases", r"(?:立案查处|查处|查办|立案)(?:各类|行政|违法|违规|处罚|一般程序)*(?:案件)?{N}", "处罚|罚款|罚没|违法|执法"),
    ("penalty_cases", r"立案(?:查处)?{G}(?:案件)?{N}(?=[^。;；]{0,60}罚)", ""),
    ("penalty_cases", r"查处{G}(?:案件)?{N}(?=[^。;；]{0,60}罚[款没])", ""),
    ("penalty_cases", r"(?:办理|查办|办结)(?:各类|一般程序|普通程序|简易程序|违法|执法)*案件{N}(?=[^。;；]{0,30}罚[款没])", ""),
    ("penalty_cases", r"(?:查处|查办|立案查处|办理|作出){H}[^,，。;；\d]{0,8}(?:行政处罚|违法案件|违法行为)", ""),
    ("penalty_amount", r"(?<!减免)(?<!免除)(?:罚(?:没款?|款)|处罚(?=金额))(?:款?[项物]|财物|资金|到[账位]|金额|[共合]计|收入|[总数]额|入库)*{N}", ""),
    # 矛盾纠纷与法律服务
    ("disputes_registered", r"(?:排查|受理|摸排|登记)(?:出|各类|各种|社会|矛盾|民间|基层|信访)*纠纷(?:案件|隐患|线索)?{N}", ""),
    ("mediation_cases", r"(?:化解|调解|调处)(?:成功)?{G}纠纷(?:案件)?{N}", ""),
    ("mediation_cases", r"纠纷(?:案件)?(?:成功)?(?:化解|调解|调处)(?:成功)?{N}", ""),
    ("disputes_registered", r"纠纷(?:案件)?(?:排查|受理|登记){N}", ""),
    ("mediation_cases", r"(?:化解|调解|调处){H}[^,，。;；\d]{0,6}纠纷", ""),
    ("mediation_cases", r"(?<!复议)调解案件{N}", ""),
    ("mediation_cases", r"(?:成功)?(?:化解|调解|调处)(?:成功)?(?:案件)?{N}", "纠纷|人民调解|调解案件"),
    ("mediation_success_rate", r"(?:化解率|成功率){L}{P}", "纠纷|调解"),
    ("mediation_amount", r"(?:涉及|涉案|协议)(?:标的|协议|纠纷|资金)?(?:金额|资金|标的额?){N}", "纠纷|调解案件"),
    ("legal_help_cases", r"法律帮助(?:案件)?{N}", ""),
    ("legal_aid_cases", r"(?:法律援助|法援|援助案件)(?:案件|事项|办案|立案|受理|办理|办结)*{N}", ""),
    ("legal_aid_cases", r"法律援助[^,，。;；\d]{0,10}(?:办理|受理|办结)(?:各类)?案件{N}", ""),
    ("legal_aid_cases", r"(?:受理|办理|指派){H}(?:各类)?法律援助", ""),
    ("legal_service_cases", r"法律服务(?:事项|案件)?{N}", ""),
    ("consultations", r"咨询(?:解答|接待|服务|群众|人员|电话|问题)*{N}", ""),
    ("legal_service_satisfaction_rate", r"法律服务(?:中心|平台|工作|事项|的)*(?:群众|社会)?满意[率度]{P}", ""),
    ("legal_service_satisfaction_rate", r"满意[率度]{P}", "法律服务"),
    # 学法、述法、普法
    ("law_study_sessions", r"学法(?:活动|讲座|课|专题)?{N}", ""),
    ("law_study_sessions", r"(?:学习|研学|研讨)(?:贯彻|宣传|了)?[^,，。;；\d]{0,6}(?:法治(?:思想|内容)?|宪法|民法典|法律法规|法律知识){G}{N}", ""),
    ("law_study_sessions", r"(?:集中|专题|集体)(?:学习|研讨){N}", "学法|法治思想|法律法规|宪法"),
    ("law_study_sessions", r"法治(?:专题|主题|理论)?学习{N}", ""),
    ("law_study_sessions", r"{H}(?:专题|集中|会前)*学法", ""),
    ("executive_meetings", r"常务会议?{G}{N}", ""),
    ("executive_meetings", r"召开{H}(?:县|市|区|州|旗|省|政府|人民政府)*常务会", ""),
    ("executive_meetings", r"常务会议?[^,，。;；\d]{0,8}(?:研究|听取|审议|部署)[^,，。;；\d]{0,30}{N}", ""),
    ("officials_reported", r"{H}[^,，。;；\d]{0,30}述法", ""),
    ("officials_reported", r"述法(?:人员|干部|对象)?{N}", ""),
    ("training_sessions", r"[培轮]训(?![^,，。;；]{0,6}考试){G}{N}", ""),
    ("training_sessions", r"(?:提升|研修|进修)班{N}", ""),
    ("training_sessions", r"(?:培训|轮训)(?:班|会|活动|讲座|专题|[、和及])*{N}", ""),
    ("training_sessions", r"(?:举办|开展|组织){H}[^,，。;；\d]{0,10}培训", ""),
    ("training_participants", r"(?<!全员)培训(?![^,，。;；]{0,6}(?:调解员|明白人|网格员)){G}{N}", ""),
    ("training_participants", r"{H}[^,，。;；、\d]{0,14}(?:进行|参加|接受)[^,，。;；\d]{0,6}[培轮]训", ""),
    ("training_participants", r"参训(?:各类|行政|执法|领导|党员|基层|人员|干部|学员|工作人员)*{N}", ""),
    ("training_participants", r"[培轮]训[^,，。;；\d]{0,8}\d{1,3}余?(?:期|场次|场|次)[,，、]?(?:共|累计)?{N}", ""),
    ("publicity_events", r"(?:普法|法治|法律|宪法|民法典|送法){G}(?:宣传|宣讲|教育|讲座|活动|下乡|演出)等?{N}", ""),
    ("publicity_events", r"(?:普法|法治)(?:宣传|宣讲|教育)*{N}", ""),
    ("publicity_events", r"(?:法律|普法)(?:[四五六七八九十]?进|进[^,，。;；、\d]{1,8})”?(?:系列|主题|专项)?(?:活动)?{N}", ""),
    ("publicity_events", r"(?:宣传|宣讲)(?:教育|服务)?活动等?{N}", ""),
    ("publicity_events", r"活动{N}", "普法|法治宣传|宪法|民法典|法律[进四五六七八九十]"),
    ("publicity_events", r"(?:举办|开展|组织){H}[^,，。;；\d]{0,10}(?:普法|法治宣传|法治讲座|法律讲座|送法)", ""),
    ("publicity_participants",
     r"(?:覆盖|受众|惠及|受教育|受益|服务|参与|参加)(?:群众|人群|人员|职工|师生|干部|人数|达|各类|农民工|企业|青少年|学生|村民|居民)*{N}",
     "普法|宣传|宣讲|法治教育|法治文化|送法|讲座|法律[进四五六七八九十]|宪法"),
    ("publicity_participants", r"受教育(?:群众|人群|人员|职工|师生|干部|人数|达|各类)*{N}", ""),
    # 政务服务与信息公开
    ("online_service_rate", r"(?:网办|网上可办|可网办|全程网办|网上办理|一网通办)”?(?:可办|办理)?率{L}{P}", ""),
    ("service_rating_rate", r"好评率{L}{P}", ""),
    ("service_cases", r"(?:政务服务|审批服务|审批|服务)(?:事项|业务|办件)+{N}", "办理|办结|受理"),
    ("service_cases", r"(?:受理|办理|办结)(?:各类)?(?:业务量?|办件量?|事项|政务服务事项){N}", "政务服务|政务大厅|服务大厅|一网通办"),
    ("service_cases", r"办件(?:总?量|总?数)?{N}", "政务服务|网办|一网通办|可办率"),
    ("service_cases", r"行政许可(?:事项|业务|办件|服务)+{N}", "办理|办结|受理"),
    ("disclosure_requests", r"(?:依申请公开|公开申请)(?:收件|件|案件|政府信息|信息|事项|申请)*{N}", ""),
    ("disclosure_requests", r"依申请公开[^,，。;；\d]{0,8}申请{N}", ""),
    ("disclosure_requests", r"依申请公开(?:方面|工作)?[,，]?(?:全年|共|累计|新)*(?:受理|收到|接收|办理){N}", ""),
    ("task_orders_issued", r"任务清单{N}", ""),
    ("bodies_inspected", r"{H}单位[^,，。;；]{0,24}(?:督[查察]|监督检查)", ""),
    ("bodies_inspected", r"(?:检查|督察|督查)(?:了)?(?:单位|部门){N}", "监督|督[查察]"),
)
