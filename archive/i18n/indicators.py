"""The names of the indicators that archive/extract/figures.py reads from reports, grouped as readers look for them."""

from __future__ import annotations

from collections.abc import Mapping

from archive.i18n.pairs import Pair, Words

GROUPS: Mapping[Pair, Words] = {
    ("行政复议", "Administrative reconsideration"): {
        "reconsideration_received": ("收到行政复议申请", "reconsideration applications received"),
        "reconsideration_cases_handled": ("办理行政复议案件", "reconsideration cases handled"),
        "reconsideration_concluded": ("办结行政复议案件", "reconsideration cases concluded"),
        "reconsideration_settled": ("行政复议调解和解结案", "reconsideration cases settled"),
        "reconsideration_corrected": ("行政复议纠错案件", "acts corrected on reconsideration"),
        "reconsideration_correction_rate": ("行政复议纠错率", "rate of correction on reconsideration"),
        "reconsideration_mediation_rate": ("行政复议调解和解率", "rate of settlement on reconsideration"),
        "reconsideration_litigation_ratio": ("复议与诉讼之比（主渠道比值）", "reconsiderations per lawsuit (main-channel ratio)"),
        "reconsideration_against_government": ("以本级政府为被申请人的复议案件", "reconsideration cases against this government"),
        "reconsideration_and_litigation_cases": ("行政复议与应诉案件合计", "reconsideration and litigation cases together"),
    },
    ("行政应诉", "Administrative litigation"): {
        "litigation_cases": ("行政应诉案件", "lawsuits answered"),
        "litigation_concluded": ("审结行政诉讼案件", "lawsuits concluded"),
        "litigation_lost": ("败诉案件", "lawsuits lost"),
        "litigation_loss_rate": ("败诉率", "rate of lawsuits lost"),
        "admin_litigation_first_instance_change": ("一审行政案件发案变化", "change in first-instance lawsuits"),
        "head_attendance_rate": ("负责人出庭应诉率", "rate of heads appearing in court"),
        "judgment_performance_rate": ("生效裁判履行率", "rate of judgments performed"),
        "judicial_advice_reply_rate": ("司法建议、检察建议回复率", "rate of replies to courts’ and procurators’ advice"),
    },
    ("制度与决策", "Rules and decisions"): {
        "normative_docs_made": ("制定规范性文件", "normative documents made"),
        "normative_docs_filed": ("备案规范性文件", "normative documents filed for record"),
        "normative_docs_filing_rate": ("规范性文件报备率", "normative documents filed, share"),
        "normative_docs_cleanups": ("规范性文件清理", "clean-ups of normative documents"),
        "normative_docs_amended": ("修改规范性文件", "normative documents amended"),
        "normative_docs_lapsed": ("宣布失效规范性文件", "normative documents declared void"),
        "normative_docs_repealed": ("废止规范性文件", "normative documents repealed"),
        "legality_reviews": ("合法性审查", "legality reviews"),
        "legality_opinions": ("合法性审查意见书", "opinions on legality"),
        "legal_opinions": ("法律意见", "legal opinions"),
        "contracts_reviewed": ("审查合同", "contracts reviewed"),
        "village_matters_reviewed": ("审查村（社）事务", "village matters reviewed"),
        "major_decisions": ("重大行政决策事项", "major administrative decisions"),
    },
    ("行政执法", "Law enforcement"): {
        "enforcement_bodies": ("执法主体", "enforcement bodies"),
        "enforcement_certificates": ("执法证件", "enforcement certificates"),
        "enforcement_staff": ("执法人员", "enforcement officers"),
        "enforcement_staff_examined": ("参加考试的执法人员", "officers examined"),
        "enforcement_staff_tested": ("抽测执法人员", "officers tested at random"),
        "enforcement_staff_test_pass_rate": ("执法人员考试合格率", "pass rate of officers’ examinations"),
        "case_files_reviewed": ("评查案卷", "case files reviewed"),
        "enforcement_supervision_notices": ("执法监督通知书", "notices of enforcement supervision"),
        "enforcement_supervision_decisions": ("执法监督决定书", "decisions of enforcement supervision"),
        "enforcement_supervision_prompts": ("执法监督提示单、意见书", "enforcement supervision prompts and opinions"),
        "supervision_problems_found": ("执法监督发现问题", "problems found by enforcement supervision"),
        "leniency_first_violation_cases": ("首违不罚案件", "first violations left unpunished"),
        "penalty_cases": ("行政处罚案件", "penalty cases"),
        "penalty_amount": ("罚没款金额", "fines and confiscations"),
    },
    ("纠纷化解与法律服务", "Disputes and legal services"): {
        "mediation_cases": ("调解纠纷", "disputes mediated"),
        "disputes_registered": ("排查受理纠纷", "disputes registered"),
        "mediation_success_rate": ("调解成功率", "rate of successful mediation"),
        "mediation_amount": ("调解涉及金额", "amounts in mediated disputes"),
        "legal_aid_cases": ("法律援助案件", "legal aid cases"),
        "legal_help_cases": ("法律帮助案件", "legal help cases"),
        "legal_service_cases": ("法律服务事项", "legal service matters"),
        "legal_service_satisfaction_rate": ("法律服务满意度", "satisfaction with legal services"),
        "online_service_rate": ("政务服务网办率", "government services done online, share"),
        "service_rating_rate": ("政务服务好评率", "government services rated good, share"),
        "service_cases": ("政务服务办件", "government service cases"),
        "consultations": ("法律咨询", "legal consultations"),
    },
    ("学法普法与监督", "Legal education and oversight"): {
        "law_study_sessions": ("学法活动", "law study sessions"),
        "executive_meetings": ("常务会议", "executive meetings"),
        "training_sessions": ("法治培训", "training sessions"),
        "training_participants": ("培训人数", "participants in training"),
        "officials_reported": ("述法人数", "officials reporting on law-based work"),
        "publicity_events": ("普法活动", "events of legal publicity"),
        "publicity_participants": ("普法覆盖人数", "people reached by legal publicity"),
        "npc_suggestions": ("人大代表建议", "suggestions of congress deputies"),
        "cppcc_proposals": ("政协提案", "proposals of CPPCC members"),
        "suggestions_and_proposals": ("建议提案合计", "suggestions and proposals together"),
        "suggestion_reply_rate": ("建议提案办复率", "suggestions and proposals replied to, share"),
        "suggestion_satisfaction_rate": ("建议提案满意率", "satisfaction with replies to both"),
        "disclosure_requests": ("政府信息公开申请", "requests for government information"),
        "task_orders_issued": ("下发任务清单", "task lists issued"),
        "bodies_inspected": ("督察单位", "bodies inspected"),
    },
}
"""Group -> indicator -> its name; the order is that of the pages."""

NAMES: Words = {key: pair for group in GROUPS.values() for key, pair in group.items()}
