"""Figures of a report: numbers behind the phrases of the indicator table, with unit, year, qualifier and exact words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.extract.anchors import anchors
from archive.model import Figure, Section

NUMBER = (
    r"(?P<more>超过|超出|超|约|近|逾|达到|达|共计|共|为|有|均|至|总计|计){0,3}\s?"
    r"(?P<number>(?<!\d)\d[\d,，]{0,14}(?:\.\d{1,6})?)\s?(?P<scale>万亿|亿|万|千)?(?P<rest>余|多)?"
)
CASES = r"\s?(?P<unit>件次|人次|场次|件|起|宗|例|份|次|项|个|条|人|名|家|场|期|部|卷|册|本|户|亿元|万元|元)"
PERCENT = r"\s?(?P<unit>[%％]|个百分点)"
RATE = r"(?:也|均|都|始终|持续|保持|稳定|维持|达到|达|为|在|是|至|约|高达){0,4}\s?"
NONE = r"(?P<number>零)"
_NO_COUNT = re.compile(r"连续|力争|确保|争取|努力|力求|公开")
"""零败诉 is a count of 0, but not as a target, nor over several years (连续3年), nor for one subject (依申请公开) only."""

# {N} stands for a count with its unit, {P} for a rate, {R} for a bare ratio, {C} for a change, {Z} for none. A phrase is matched inside
# one sentence. The third column names words that must stand earlier in it, with no rival topic between them and the number.
TABLE: tuple[tuple[str, str, str], ...] = (
    ("reconsideration_against_government", r"为被申请人的(?:行政)?复议案件{N}", ""),
    ("reconsideration_received", r"(?:收到|受理|接收|新收|收)(?:各类)?(?:行政)?复议(?:申请|案件|申请案件)?{N}", ""),
    ("reconsideration_cases_handled", r"办理(?:各类)?(?:行政)?复议(?:申请|案件)?{N}", ""),
    ("reconsideration_settled", r"(?:和解|调解)(?:和解|、调解|调解)?结案{N}", "复议"),
    ("reconsideration_concluded", r"(?:办结|审结|结案)(?:案件|复议案件|行政复议案件)?{N}", "复议"),
    ("reconsideration_corrected", r"(?:直接|综合|共)?纠错(?:[(（][^()（）]*[)）])?{N}", "复议"),
    ("reconsideration_corrected", r"{Z}纠错", "复议"),
    ("reconsideration_correction_rate", r"(?:直接|综合)?纠错率{P}", "复议"),
    ("reconsideration_mediation_rate", r"(?:调解率|调撤率|和解率|调解和解率|和解调解率){P}", "复议"),
    ("reconsideration_litigation_ratio", r"主渠道(?:比值|比){R}", ""),
    ("litigation_cases", r"(?:行政应诉|行政诉讼|诉讼|我[市县区省州旗]行政|应诉|一审行政)案件{N}", ""),
    ("litigation_concluded", r"(?:审结|办结)(?:案件)?{N}", "应诉|诉讼|行政案件"),
    ("litigation_lost", r"败诉(?:案件)?{N}", ""),
    ("litigation_lost", r"{Z}败诉", "应诉|诉讼|行政案件|复议"),
    ("litigation_loss_rate", r"败诉率{P}", ""),
    ("admin_litigation_first_instance_change", r"一审行政(?:诉讼)?(?:案件)?发案(?:量|数|率){C}", ""),
    ("head_attendance_rate", r"(?:负责人|机关)出庭(?:应诉)?率?{P}", ""),
    ("judgment_performance_rate", r"(?:裁判|判决)[^,，。;；]{0,12}履行率{P}", ""),
    ("judicial_advice_reply_rate", r"(?:办复率|回复率|反馈率|采纳率)(?:[、和](?:办复率|回复率|反馈率|采纳率))*{P}", "司法建议|检察建议"),
    ("npc_suggestions", r"(?:人大)?代表(?:议案)?建议(?:、?批评和意见)?{N}", ""),
    ("cppcc_proposals", r"(?:政协委员|政协)?提案{N}", "政协|委员|建议"),
    ("suggestion_satisfaction_rate", r"满意[率度]{P}", "建议|提案"),
    ("normative_docs_made", r"(?:制定|制发|出台|印发|发布)[^,，。;；]{0,16}规范性文件{N}", ""),
    ("normative_docs_filed", r"(?:备案|报备)[^,，。;；]{0,12}规范性文件{N}", ""),
    ("normative_docs_cleanups", r"清理工作{N}", "规范性文件"),
    ("normative_docs_amended", r"修改{N}", "规范性文件"),
    ("normative_docs_lapsed", r"(?:宣布)?失效{N}", "规范性文件"),
    ("normative_docs_repealed", r"废止{N}", "规范性文件"),
    ("legality_opinions", r"(?:合法性)?审[查核]意见书?{N}", ""),
    ("legality_reviews", r"合法性审[查核]{N}", ""),
    ("contracts_reviewed", r"审[查核](?:各类|涉及?)?(?:政府|行政|涉政府|机关)?(?:合同|协议)(?:草案|文本)?{N}", ""),
    ("legal_opinions", r"法律(?:咨询)?(?:意见|建议)(?:建议)?{N}", ""),
    ("village_matters_reviewed", r"审查村(?:级|社)?事务{N}", ""),
    ("major_decisions", r"{N}(?:重大)?(?:行政)?(?:决策)?事项(?:为|列为|列入|纳入|作为)[^,，。;；]{0,16}重大行政决策", ""),
    ("major_decisions", r"{N}(?:事项决策|重大行政决策|重大决策事项)", ""),
    ("major_decisions", r"重大行政决策(?:事项|目录)?{N}", ""),
    ("enforcement_bodies", r"执法主体(?:资格)?{N}", ""),
    ("enforcement_certificates", r"执法证件?{N}", ""),
    ("enforcement_staff_examined", r"执法人员{N}(?:参加|参与)[^,，。;；]{0,8}考试", ""),
    ("enforcement_staff_tested", r"(?:抽测|测试){N}[^,，。;；]{0,6}执法人员", ""),
    ("enforcement_staff_test_pass_rate", r"(?:合格率|通过率){P}", "执法人员"),
    ("enforcement_staff", r"执法人员{N}(?!参加|参与)", ""),
    ("case_files_reviewed", r"{N}[^,，。;；]{0,4}(?:行政)?(?:执法|处罚)?案卷", ""),
    ("case_files_reviewed", r"(?:评查|抽查)[^,，。;；]{0,10}案卷{N}", ""),
    ("enforcement_supervision_notices", r"监督通知书{N}", ""),
    ("enforcement_supervision_decisions", r"监督决定书{N}", ""),
    ("leniency_first_violation_cases", r"首违不罚[^,，。;；]{0,4}(?:机制)?(?:办理|办结)?(?:行政处罚)?(?:案件)?{N}", ""),
    ("penalty_cases", r"(?<!办理)行政处罚(?:案件|决定)?{N}", ""),
    ("penalty_amount", r"罚(?:没)?款(?:金额|共计|合计)?{N}", ""),
    ("mediation_cases", r"(?:化解|调解|调处|排查化解)(?:各类|各种|社会|矛盾|民间|基层|信访)*纠纷(?:案件)?{N}", ""),
    ("mediation_success_rate", r"(?:化解率|成功率|调解成功率){P}", "纠纷"),
    ("mediation_amount", r"涉(?:及|案)(?:标的)?金额{N}", "纠纷"),
    ("legal_help_cases", r"法律帮助(?:案件)?{N}", ""),
    ("legal_aid_cases", r"法律援助(?:案件|事项)?{N}", ""),
    ("legal_service_cases", r"法律服务(?:事项|案件)?{N}", ""),
    ("consultations", r"咨询{N}", ""),
    ("legal_service_satisfaction_rate", r"法律服务满意[率度]{P}", ""),
    ("law_study_sessions", r"学法”?{N}", ""),
    ("law_study_sessions", r"{N}(?:专题|集中|会前)?学法", ""),
    ("officials_reported", r"{N}[^,，。;；\d]{0,10}(?:作|提交|进行)“?述法", ""),
    ("training_sessions", r"培训(?:班|会|活动)?{N}", ""),
    ("publicity_events", r"(?:普法|法治)(?:宣传|宣讲|教育)*(?:活动)?{N}", ""),
    ("publicity_participants", r"(?:覆盖|受众|惠及|受教育)(?:群众|人群|人员|职工|师生|干部|达|各类)*{N}", "普法|宣传|宣讲|法治教育"),
    ("disclosure_requests", r"(?:信息)?公开申请{N}", ""),
    ("task_orders_issued", r"任务清单{N}", ""),
    ("bodies_inspected", r"{N}单位[^,，。;；]{0,24}督[查察]", ""),
)
UNITS: dict[str, frozenset[str]] = {
    name: frozenset(units.split()) for name, units in {
        "law_study_sessions": "次 场 期", "training_sessions": "期 次 场 场次", "publicity_events": "场 次 场次", "consultations": "人次 件次 条 次",
        "mediation_amount": "亿元 万元 元", "penalty_amount": "亿元 万元 元", "officials_reported": "名 人", "bodies_inspected": "家 个",
        "enforcement_bodies": "家 个", "normative_docs_cleanups": "次", "task_orders_issued": "件次 份 件", "legal_opinions": "条 件 份",
        "publicity_participants": "人次 人 名", "enforcement_staff": "人 名", "enforcement_certificates": "人 个 本 名 件",
    }.items()
}
"""Units an indicator may have, where the general list would let other numbers in."""
RIVALS = {"复议": "应诉|诉讼|行政案件", "应诉|诉讼|行政案件": "复议", "建议|提案": "法律服务"}
"""Topics that take a sentence over: behind them a number no longer belongs to the first topic."""

_SCALES = {"千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_MOST = 2000
"""No report has more figures; a hostile text may."""
_REACH = 400
"""Characters in front of a number in which its topic and its year may stand."""
_SENTENCE = re.compile(r"[^。；;\n]+")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!\d{1,2}月)")
_QUOTED = re.compile(r"《[^》\n]*》")
_COUNTED = re.compile(r"[0-9零]")
_WIDE_DIGIT = re.compile(r"[０-９．]")
_WIDER = re.compile(r"全国|全省")
_FLOORS = {"超过": "超", "超出": "超", "超": "超", "逾": "逾", "约": "约", "近": "近"}
_AFTER = re.compile(r"以上|左右|以内")
_NO_UNIT = {"零": "件"}
_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table, ready to search; a sentence needs one of its `words` where it has any."""

    indicator: str
    pattern: re.Pattern[str]
    topic: str
    words: tuple[str, ...]


def _rule(indicator: str, phrase: str, topic: str) -> Rule:
    words = anchors(phrase)
    change = r"(?P<more>同比|较上年|比上年|较去年)?(?P<sense>下降|减少|降低|上升|增长|增加)\s?(?P<number>\d+(?:\.\d+)?)" + PERCENT
    bare = RATE + r"(?P<number>\d+(?:\.\d+)?)(?![\d%％])"
    parts = {"{N}": NUMBER + CASES, "{P}": RATE + NUMBER + PERCENT, "{Z}": NONE, "{R}": bare, "{C}": change}
    for mark, text in parts.items():
        phrase = phrase.replace(mark, text)
    return Rule(indicator, re.compile(phrase), topic, words)


RULES = tuple(_rule(*row) for row in TABLE)
BY_WORD: dict[str, list[int]] = {}
"""Word -> the places in RULES of those that need it; the empty word stands for rules without any."""
for _place, _row in enumerate(RULES):
    for _word in _row.words or ("",):
        BY_WORD.setdefault(_word, []).append(_place)


def figures(text: str, sections: Sequence[Section], year: int | None) -> list[Figure]:
    """The figures of a report in reading order; plans give none, since targets are no results."""
    plans = [(item.start, item.end) for item in sections if item.role == "plan"]
    flat = text.translate(_DIGITS) if _WIDE_DIGIT.search(text) else text
    if "《" in flat:
        flat = _QUOTED.sub(lambda quoted: "〓" * len(quoted.group()), flat)
    present = [(word, rules) for word, rules in BY_WORD.items() if word in flat]
    found: list[Figure] = []
    for sentence in _SENTENCE.finditer(flat):
        words, start = sentence.group(), sentence.start()
        if not _COUNTED.search(words) or any(begin <= start < end for begin, end in plans):
            continue
        fitting = {place for word, places in present if word in words for place in places}
        found += _in_sentence([RULES[place] for place in sorted(fitting)], words, text[start:sentence.end()], start, year)
        if len(found) >= _MOST:
            break
    return sorted(found, key=lambda item: item.start)[:_MOST]


def _in_sentence(rules: Sequence[Rule], flat: str, raw: str, offset: int, year: int | None) -> Iterator[Figure]:
    """Every figure of one sentence; a number serves the first indicator that claims it."""
    claimed: set[int] = set()
    for rule in rules:
        for hit in rule.pattern.finditer(flat):
            place = hit.start("number")
            if place in claimed or not _on_topic(rule, flat, hit) or _elsewhere(flat, hit):
                continue
            told = _year(flat, hit.start(), year)
            if year is not None and told is not None and told > year:
                continue
            claimed.add(place)
            yield _figure(rule, hit, raw[hit.start():hit.end()], offset, told)


def _on_topic(rule: Rule, flat: str, hit: re.Match[str]) -> bool:
    """Whether the sentence speaks of the indicator's topic at the number, and the unit is one it may have."""
    allowed = UNITS.get(rule.indicator)
    if allowed and hit.groupdict().get("unit") not in allowed and not _money(hit):
        return False
    if not rule.topic:
        return True
    near = max(0, hit.start() - _REACH)
    before = [found.end() for found in re.finditer(rule.topic, flat[near:hit.end()])]
    rivals = [found.end() for found in re.finditer(RIVALS.get(rule.topic, "(?!)"), flat[near:hit.start()])]
    return bool(before) and max(before) > max(rivals, default=-1)


def _money(hit: re.Match[str]) -> bool:
    return hit.groupdict().get("unit") == "元"


def _elsewhere(flat: str, hit: re.Match[str]) -> bool:
    """Whether the clause counts for a wider area than the reporting body's own."""
    place = hit.start("number")
    clause = re.split(r"[,，、:：]", flat[max(0, place - _REACH):place])[-1]
    return bool(_WIDER.search(clause)) or (hit["number"] == "零" and bool(_NO_COUNT.search(clause)))


def _year(flat: str, end: int, year: int | None) -> int | None:
    """The last year named in front of a figure, else the year of the report."""
    named = _YEAR.findall(flat[max(0, end - _REACH):end])
    return int(named[-1]) if named else year


def _figure(rule: Rule, hit: re.Match[str], quote: str, offset: int, year: int | None) -> Figure:
    groups = hit.groupdict()
    value, unit = float(re.sub(r"[,，]", "", groups["number"]).replace("零", "0")), groups.get("unit") or _NO_UNIT.get(groups["number"])
    scale = groups.get("scale")
    if scale and unit == "元":
        unit = scale + unit
    elif scale:
        value *= _SCALES[scale]
    if groups.get("sense") in ("下降", "减少", "降低"):
        value = -value
    return Figure(rule.indicator, value, "%" if unit == "％" else unit, year, _qualifier(groups, hit), quote, offset + hit.start(),
                  offset + hit.end())


def _qualifier(groups: dict[str, str | None], hit: re.Match[str]) -> str | None:
    """余, 超, 约 … as printed beside the number; the sense of a change; None for a plain number."""
    if groups.get("sense"):
        return (groups.get("more") or "") + (groups["sense"] or "")
    if groups.get("rest"):
        return groups["rest"]
    after = _AFTER.match(hit.string, hit.end())
    return after.group() if after else _FLOORS.get(groups.get("more") or "")
