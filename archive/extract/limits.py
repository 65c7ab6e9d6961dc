"""What holds a number back from an indicator: the units it may have, rival topics, words in front of it, nouns of other topics, wider areas."""

from __future__ import annotations

import re
from functools import lru_cache

from archive.regions import Region

_CASES = "件 起 宗 例 件次 次 份 个"
_PEOPLE = "人次 人 名"
_MONEY = "亿元 万元 元"
UNITS: dict[str, frozenset[str]] = {
    name: frozenset(units.split()) for name, units in {
        "reconsideration_against_government": _CASES, "reconsideration_received": _CASES, "reconsideration_cases_handled": _CASES,
        "reconsideration_concluded": _CASES, "reconsideration_settled": _CASES, "reconsideration_corrected": _CASES,
        "reconsideration_and_litigation_cases": _CASES, "litigation_cases": _CASES, "litigation_concluded": _CASES,
        "litigation_lost": _CASES, "npc_suggestions": "件 条 份 项 个", "cppcc_proposals": "件 条 份 项 个",
        "suggestions_and_proposals": "件 条 份 项 个", "normative_docs_made": "件 份 部 个 项", "normative_docs_filed": "件 份 部 个 次",
        "normative_docs_cleanups": "次 轮", "normative_docs_amended": "件 份 部 个 项", "normative_docs_lapsed": "件 份 部 个 项",
        "normative_docs_repealed": "件 份 部 个 项", "legality_opinions": "份 件 篇", "legal_opinions": "条 件 份 个",
        "legality_reviews": "件 份 件次 次 项 个 部", "contracts_reviewed": "件 份 个 项 份次 件次", "major_decisions": "件 项 个",
        "village_matters_reviewed": "件 份 次 项 个",
        "enforcement_bodies": "家 个", "enforcement_certificates": "人 个 本 名 件", "enforcement_staff": "人 名",
        "enforcement_staff_examined": _PEOPLE, "enforcement_staff_tested": _PEOPLE, "case_files_reviewed": "份 件 卷 宗 本 册 个",
        "enforcement_supervision_notices": "份 件 个", "enforcement_supervision_decisions": "份 件 个",
        "enforcement_supervision_prompts": "份 件 个", "supervision_problems_found": "个 条 项 处 件 起", "penalty_amount": _MONEY,
        "leniency_first_violation_cases": "件 起 宗 例 人次 次 家", "penalty_cases": "件 起 宗 例 件次 份 个", "mediation_amount": _MONEY,
        "mediation_cases": "件 起 宗 例 件次 次 个 场", "disputes_registered": "件 起 宗 例 件次 个 条", "consultations": "人次 件次 条 次 件 人",
        "legal_aid_cases": "件 起 宗 例 件次 人次", "legal_help_cases": "件 起 宗 例 件次 人次", "law_study_sessions": "次 场 期 场次",
        "legal_service_cases": "件 起 人次 件次 次 场 场次 项", "executive_meetings": "次 场", "officials_reported": "名 人",
        "training_sessions": "期 次 场 场次", "training_participants": _PEOPLE, "publicity_events": "场 次 场次 期 件次",
        "publicity_participants": _PEOPLE, "service_cases": "件 件次 项 次 宗", "disclosure_requests": "件 条 份 宗 次 起",
        "task_orders_issued": "件次 份 件", "bodies_inspected": "家 个",
    }.items()
}
"""Units that an indicator may have: other numbers behind the same words count something else."""

RIVALS = {
    "复议": "应诉|诉讼|行政案件|信访|纠纷|信息公开|人民调解|诉前(?!化解)", "应诉|诉讼|行政案件": "复议", "建议|提案": "法律服务|政务服务",
    "代表|委员|提案": "司法建议|检察建议", "纠纷|人民调解|调解案件": "复议",
    "法律服务": "建议|提案|政务服务|热线|工单|信访|诉求|办件|调解|审批|许可",
    "普法|法治宣传|宪法|民法典|法律[进四五六七八九十]": "执法|检查|整治|培训|调解|援助|演练|志愿|督察|会前学法",
    "制定|制发|出台|印发": "备案|报备|清理|废止|失效|修[改订]|审[查核]|评估|有效|保留",
    "合法性|审[查核]|法律顾问": "监督|评查|检查", "审[查核]": "签订(?!的)|履行", "审查|审核": "制定|制发|出台|印发|备案|报备|清理|废止|失效|修[改订]",
    "执法监督": "检察|司法建议|法律意见|审[查核]|合法性|案件", "评查|抽查|抽取": "评出|评选|其中", "执法人员|执法证|执法资格": "学法",
}
"""Topics that take a sentence over: behind them a number no longer belongs to the first topic."""

_SOME = "个别|部分|有的|一些"
BARS = {
    "legality_reviews": "其中|公平竞争", "case_files_reviewed": "其中|评出|优秀|优良|不?合格|扣分|问题案卷",
    "enforcement_certificates": "注销|收回|吊销", "executive_meetings": "列席", "normative_docs_made": "清理|拟",
    "officials_reported": "其中", "mediation_success_rate": "仲裁",
    "litigation_loss_rate": _SOME, "head_attendance_rate": _SOME, "reconsideration_correction_rate": _SOME,
}
"""Words in the clause in front of a number that make it a part of the whole or another thing than its indicator."""

STRANGERS = re.compile(
    "信访|投诉|举报|诉求|热线|工单|许可|公证|仲裁|鉴定|矫正|应诉|诉讼|复议|纠纷|援助|提案|建议|信息公开|合同|文件|案卷|处罚|执法"
    "|审[查核]|咨询|刑事|检察|司法|线索"
)
"""Nouns of other topics: behind one of them the topic of the sentences in front is over."""
WIDER = (
    ("自治区", "全国"), ("省", "全国"), ("市", "全国|全省|全自治区"), ("州", "全国|全省|全自治区"), ("区", "全国|全省|全市|全州|全自治区"),
    ("县", "全国|全省|全市|全州|全自治区"), ("旗", "全国|全市|全盟|全自治区"), ("", "全国|全省"),
)
"""Last word of the region's name -> the areas around it: what is counted there is no result of the region's own."""


def wider_than(region: Region | None) -> re.Pattern[str]:
    """The words for areas wider than a region, unless they only rank it (在全省率先, 居全市第二)."""
    return _wider(next(words for end, words in WIDER if (region.name if region else "").endswith(end)))


@lru_cache
def _wider(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![在居列占位获向])(?:{words})(?!率先|首|前|第|和?[省市]?(?:人大|政协)|领先|先进|唯一|统一|推广|试点|示范)")
