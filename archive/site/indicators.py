"""The names of the indicators that archive/extract/figures.py reads from reports, grouped as readers look for them."""

from __future__ import annotations

from collections.abc import Mapping

GROUPS: Mapping[str, Mapping[str, str]] = {
    "行政复议": {
        "reconsideration_received": "收到行政复议申请",
        "reconsideration_cases_handled": "办理行政复议案件",
        "reconsideration_concluded": "办结行政复议案件",
        "reconsideration_settled": "行政复议调解和解结案",
        "reconsideration_corrected": "行政复议纠错案件",
        "reconsideration_correction_rate": "行政复议纠错率",
        "reconsideration_mediation_rate": "行政复议调解和解率",
        "reconsideration_litigation_ratio": "复议与诉讼之比（主渠道比值）",
        "reconsideration_against_government": "以本级政府为被申请人的复议案件",
    },
    "行政应诉": {
        "litigation_cases": "行政应诉案件",
        "litigation_concluded": "审结行政诉讼案件",
        "litigation_lost": "败诉案件",
        "litigation_loss_rate": "败诉率",
        "admin_litigation_first_instance_change": "一审行政案件发案变化",
        "head_attendance_rate": "负责人出庭应诉率",
        "judgment_performance_rate": "生效裁判履行率",
        "judicial_advice_reply_rate": "司法建议、检察建议回复率",
    },
    "制度与决策": {
        "normative_docs_made": "制定规范性文件",
        "normative_docs_filed": "备案规范性文件",
        "normative_docs_cleanups": "规范性文件清理",
        "normative_docs_amended": "修改规范性文件",
        "normative_docs_lapsed": "宣布失效规范性文件",
        "normative_docs_repealed": "废止规范性文件",
        "legality_reviews": "合法性审查",
        "legality_opinions": "合法性审查意见书",
        "legal_opinions": "法律意见",
        "contracts_reviewed": "审查合同",
        "village_matters_reviewed": "审查村（社）事务",
        "major_decisions": "重大行政决策事项",
    },
    "行政执法": {
        "enforcement_bodies": "执法主体",
        "enforcement_certificates": "执法证件",
        "enforcement_staff": "执法人员",
        "enforcement_staff_examined": "参加考试的执法人员",
        "enforcement_staff_tested": "抽测执法人员",
        "enforcement_staff_test_pass_rate": "执法人员考试合格率",
        "case_files_reviewed": "评查案卷",
        "enforcement_supervision_notices": "执法监督通知书",
        "enforcement_supervision_decisions": "执法监督决定书",
        "leniency_first_violation_cases": "首违不罚案件",
        "penalty_cases": "行政处罚案件",
        "penalty_amount": "罚没款金额",
    },
    "纠纷化解与法律服务": {
        "mediation_cases": "调解纠纷",
        "mediation_success_rate": "调解成功率",
        "mediation_amount": "调解涉及金额",
        "legal_aid_cases": "法律援助案件",
        "legal_help_cases": "法律帮助案件",
        "legal_service_cases": "法律服务事项",
        "legal_service_satisfaction_rate": "法律服务满意度",
        "consultations": "法律咨询",
    },
    "学法普法与监督": {
        "law_study_sessions": "学法活动",
        "training_sessions": "法治培训",
        "officials_reported": "述法人数",
        "publicity_events": "普法活动",
        "publicity_participants": "普法覆盖人数",
        "npc_suggestions": "人大代表建议",
        "cppcc_proposals": "政协提案",
        "suggestion_satisfaction_rate": "建议提案满意率",
        "disclosure_requests": "政府信息公开申请",
        "task_orders_issued": "下发任务清单",
        "bodies_inspected": "督察单位",
    },
}
"""Group -> indicator -> its name; the order is that of the pages."""

NAMES: Mapping[str, str] = {key: name for group in GROUPS.values() for key, name in group.items()}

SCALES: Mapping[str, tuple[str, float]] = {
    "元": ("万元", 1e-4), "亿元": ("万元", 1e4), "％": ("%", 1.0), "起": ("件", 1.0), "宗": ("件", 1.0), "例": ("件", 1.0),
    "名": ("人", 1.0), "场次": ("场", 1.0),
}
"""Printed unit -> the unit in which values are compared, and what to multiply by; cases are 件, 起, 宗 or 例 as writers like."""


def name(indicator: str) -> str:
    """The name of an indicator; one that has no name yet stands for itself.

    >>> name("litigation_lost")
    '败诉案件'
    """
    return NAMES.get(indicator, indicator)


def comparable(value: float, unit: str | None) -> tuple[float, str]:
    """A value in the unit in which values are compared.

    >>> comparable(5.5, "亿元")
    (55000.0, '万元')
    """
    common, factor = SCALES.get(unit or "", (unit or "", 1.0))
    return value * factor, common
