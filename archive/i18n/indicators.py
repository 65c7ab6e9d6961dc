"""The names of the indicators that archive/extract/figures.py reads from reports, grouped as readers look for them."""

from __future__ import annotations

from collections.abc import Mapping

from archive.i18n.pairs import Pair, Words

GROUPS: Mapping[Pair, Words] = {
    ("行政复议", "Administrative reconsideration"): {
        "reconsideration_received": ("收到行政复议申请", "Reconsideration applications received"),
        "reconsideration_cases_handled": ("办理行政复议案件", "Reconsideration cases handled"),
        "reconsideration_concluded": ("办结行政复议案件", "Reconsideration cases concluded"),
        "reconsideration_settled": ("行政复议调解和解结案", "Reconsideration cases settled"),
        "reconsideration_corrected": ("行政复议纠错案件", "Acts corrected on reconsideration"),
        "reconsideration_correction_rate": ("行政复议纠错率", "Rate of correction on reconsideration"),
        "reconsideration_mediation_rate": ("行政复议调解和解率", "Rate of settlement on reconsideration"),
        "reconsideration_litigation_ratio": ("复议与诉讼之比（主渠道比值）", "Reconsiderations per lawsuit (main-channel ratio)"),
        "reconsideration_against_government": ("以本级政府为被申请人的复议案件", "Reconsideration cases against this government"),
        "reconsideration_and_litigation_cases": ("行政复议与应诉案件合计", "Reconsideration and litigation cases together"),
    },
    ("行政应诉", "Administrative litigation"): {
        "litigation_cases": ("行政应诉案件", "Lawsuits answered"),
        "litigation_concluded": ("审结行政诉讼案件", "Lawsuits concluded"),
        "litigation_lost": ("败诉案件", "Lawsuits lost"),
        "litigation_loss_rate": ("败诉率", "Rate of lawsuits lost"),
        "admin_litigation_first_instance_change": ("一审行政案件发案变化", "Change in first-instance lawsuits"),
        "head_attendance_rate": ("负责人出庭应诉率", "Rate of heads appearing in court"),
        "judgment_performance_rate": ("生效裁判履行率", "Rate of judgments performed"),
        "judicial_advice_reply_rate": ("司法建议、检察建议回复率", "Rate of replies to courts’ and procurators’ advice"),
    },
    ("制度与决策", "Rules and decisions"): {
        "normative_docs_made": ("制定规范性文件", "Normative documents made"),
        "normative_docs_filed": ("备案规范性文件", "Normative documents filed for record"),
        "normative_docs_filing_rate": ("规范性文件报备率", "Normative documents filed, share"),
        "normative_docs_cleanups": ("规范性文件清理", "Clean-ups of normative documents"),
        "normative_docs_amended": ("修改规范性文件", "Normative documents amended"),
        "normative_docs_lapsed": ("宣布失效规范性文件", "Normative documents declared void"),
        "normative_docs_repealed": ("废止规范性文件", "Normative documents repealed"),
        "legality_reviews": ("合法性审查", "Legality reviews"),
        "legality_opinions": ("合法性审查意见书", "Opinions on legality"),
        "legal_opinions": ("法律意见", "Legal opinions"),
        "contracts_reviewed": ("审查合同", "Contracts reviewed"),
        "village_matters_reviewed": ("审查村（社）事务", "Village matters reviewed"),
        "major_decisions": ("重大行政决策事项", "Major administrative decisions"),
    },
    ("行政执法", "Law enforcement"): {
        "enforcement_bodies": ("执法主体", "Enforcement bodies"),
        "enforcement_certificates": ("执法证件", "Enforcement certificates"),
        "enforcement_staff": ("执法人员", "Enforcement officers"),
        "enforcement_staff_examined": ("参加考试的执法人员", "Officers examined"),
        "enforcement_staff_tested": ("抽测执法人员", "Officers tested at random"),
        "enforcement_staff_test_pass_rate": ("执法人员考试合格率", "Pass rate of officers’ examinations"),
        "case_files_reviewed": ("评查案卷", "Case files reviewed"),
        "enforcement_supervision_notices": ("执法监督通知书", "Notices of enforcement supervision"),
        "enforcement_supervision_decisions": ("执法监督决定书", "Decisions of enforcement supervision"),
        "enforcement_supervision_prompts": ("执法监督提示单、意见书", "Enforcement supervision prompts and opinions"),
        "supervision_problems_found": ("执法监督发现问题", "Problems found by enforcement supervision"),
        "leniency_first_violation_cases": ("首违不罚案件", "First violations left unpunished"),
        "penalty_cases": ("行政处罚案件", "Penalty cases"),
        "penalty_amount": ("罚没款金额", "Fines and confiscations"),
    },
    ("纠纷化解与法律服务", "Disputes and legal services"): {
        "mediation_cases": ("调解纠纷", "Disputes mediated"),
        "disputes_registered": ("排查受理纠纷", "Disputes registered"),
        "mediation_success_rate": ("调解成功率", "Rate of successful mediation"),
        "mediation_amount": ("调解涉及金额", "Amounts in mediated disputes"),
        "legal_aid_cases": ("法律援助案件", "Legal aid cases"),
        "legal_help_cases": ("法律帮助案件", "Legal help cases"),
        "legal_service_cases": ("法律服务事项", "Legal service matters"),
        "legal_service_satisfaction_rate": ("法律服务满意度", "Satisfaction with legal services"),
        "online_service_rate": ("政务服务网办率", "Government services done online, share"),
        "service_rating_rate": ("政务服务好评率", "Government services rated good, share"),
        "service_cases": ("政务服务办件", "Government service cases"),
        "consultations": ("法律咨询", "Legal consultations"),
    },
    ("学法普法与监督", "Legal education and oversight"): {
        "law_study_sessions": ("学法活动", "Law study sessions"),
        "executive_meetings": ("常务会议", "Executive meetings"),
        "training_sessions": ("法治培训", "Training sessions"),
        "training_participants": ("培训人数", "Participants in training"),
        "officials_reported": ("述法人数", "Officials reporting on law-based work"),
        "publicity_events": ("普法活动", "Events of legal publicity"),
        "publicity_participants": ("普法覆盖人数", "People reached by legal publicity"),
        "npc_suggestions": ("人大代表建议", "Suggestions of congress deputies"),
        "cppcc_proposals": ("政协提案", "Proposals of CPPCC members"),
        "suggestions_and_proposals": ("建议提案合计", "Suggestions and proposals together"),
        "suggestion_reply_rate": ("建议提案办复率", "Suggestions and proposals replied to, share"),
        "suggestion_satisfaction_rate": ("建议提案满意率", "Satisfaction with replies to both"),
        "disclosure_requests": ("政府信息公开申请", "Requests for government information"),
        "task_orders_issued": ("下发任务清单", "Task lists issued"),
        "bodies_inspected": ("督察单位", "Bodies inspected"),
    },
}
"""Group -> indicator -> its name; the order is that of the pages."""

NAMES: Words = {key: pair for group in GROUPS.values() for key, pair in group.items()}
