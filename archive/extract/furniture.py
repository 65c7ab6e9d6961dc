"""Page furniture: breadcrumbs, tools, counters, clocks and footers that stand around a text but are none of it.

Each rule is a row of a table and must match a whole line; teach a new phrase by adding a row. Before matching, a line
loses its white space and its punctuation becomes ASCII (`plain`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.extract import headed
from archive.extract.aliases import ALIASES, FILLED
from archive.extract.dates import is_clock
from archive.extract.lines import Line, squeeze

HEAD_RULES = (
    # where am I
    r"(您|你)?(现在|当前|目前)?的?(所在|浏览)?的?(位置|栏目)(是|为)?[:>].*",
    r"(>+|→|»|›)[^。]{1,200}",
    r"(网站)?首页([>→»›/·|-].*)?",
    r"(>>?[^>。]{2,40})+",
    r"[^。:,]{1,20}(>|→|»|›)[^。]{1,160}",
    # tools
    r"(选择)?(阅读|浏览)?(字体|字号)(大小|颜色)?[:【\[].*",
    r"【?(字体|字号|大中小).{0,20}】?",
    r"[\[【(]?[大中小A|、/+-]{1,20}[\]】)]?",
    r"(加大|缩小|放大|默认)字体.*",
    r"[\[【(]?(我要)?打印(本页|页面|正文|此页|文章|内容)?[\]】)]?([|【\[].*)?",
    r"[\[【(]?(取消)?(收藏|关闭|纠错|返回|复制|下载)(窗口|本页|列表|链接|页面)?[\]】)]?(\|.*)?",
    r"([\[【(]?(我要)?(打印|关闭|收藏|分享|转发|返回|纠错|推荐|下载|复制)(本页|页面|此页|正文|文章|窗口|列表|顶部|首页)?[\]】)]?[|/]?){2,6}",
    r"[\[【(]?(我要纠错|听全文|朗读|语音播报|语音朗读|播放|暂停)[\]】)]?(\|.*)?",
    r"(一键)?分享(到|至|本页)?:?.{0,30}",
    r"视力保护色.*",
    r"(关怀版|长者版|无障碍(浏览|阅读)?|适老(化|版)|老年模式).{0,10}",
    r"(进入|退出)老年模式.*",
    r"(繁体|简体)(版|中文)?([|·]?(繁体|简体|English|无障碍).*)?",
    r"(本)?(网站|网)?已?支持IPv6.*",
    r"(返回|回到)(顶部|首页|网站首页|政府网首页|上一?页|列表).*",
    r"(设为首页|加入收藏|收藏本站|联系我们|网站地图|站点地图|登录|注册|搜索|检索|高级搜索)([|·].*)?",
    r"\[?[上下]一[篇条页]\]?[:】]?.*",
    r"(今天|现在)是:.*",
    r".{0,20}(℃|°C|空气质量|天气(预报)?:).{0,30}",
    # counters
    r"(浏览|阅读|访问|点击|查看)(次数|量|数|人数)?:?\[?[0-9-]*次?\]?",
    r"已?(浏览|阅读|访问)[0-9]*(次|人次)?",
    # links to something else
    r"(原文链接|政策解读链接|解读链接|信息链接):.{0,40}",
    r"点击(查看|下载|这里).{0,20}",
    r"(扫一扫|扫码|手机扫|用?微信扫).{0,40}",
    # resellers
    r"(内部资料|内部文件|仅供(内部|学习|参考)).{0,20}",
    r"[^。]{0,30}(会员群|会员资料|QQ群|加微信|微信号|资料群|禁止外传|请勿外传)[^。]{0,30}",
)
TAIL_RULES = (
    # neighbours and related pages
    r"(相关|关联|延伸)(附件|链接|文章|阅读|新闻|信息|稿件|文件|解读|政策|文档|推荐|内容|报道):?.{0,60}",
    r"(政策|文字|图片|图文|视频|媒体|专家)解读:.{0,60}",
    r"([上下]一[篇条页]|[前后]一篇):?.*",
    r"(原文链接|政策解读链接|解读链接|信息链接|来源链接|本文链接|本文网址|网址|链接):.{0,120}",
    r"([0-9\[\]]|[上下]一页|首页|[尾末]页)+",
    r"(热点|热门|最新|推荐|今日|本[周月日]|一周|图片|点击|视频)(新闻|资讯|信息|文章|推荐|发布|阅读|点击|排行|专题|动态|内容|要闻|热点|关注|视频)(排行榜?)?",
    r"友情链接:?|猜你喜欢|为[你您]推荐|栏目(导航|列表)|专题专栏|快速导航|(网友|发表|全部|最新)评论",
    # attachments without a name
    r"(附件|附件下载|附件列表|下载附件|文件下载|相关下载):?",
    r"文件(预览|下载).{0,20}",
    r"已下载[0-9]*次.*",
    # who made the page
    r"[\[【(]?(责任|网站|值班)?(编辑|责编|校对|审核|录入|初审|复审|终审|编审|信息员|供稿|发布人)[人员者]?[:/].{0,60}",
    r"[\[【(]?[一二三]审[:/].{0,60}",
    r"[\[【(]?(稿件|信息|文章|新闻)?来源:.{0,40}",
    r"(本文|此文|文章).{0,8}(编辑|来源):.{0,40}",
    r"\[?(编辑|管理员):.{0,20}",
    # tools
    r"(扫一扫|扫码|扫描|手机扫|用?微信扫|微信).{0,40}(打开|分享|查看|访问|浏览|阅读|关注|当前页|本页).{0,20}",
    r"扫一扫.{0,30}",
    r"(我要)?(分享|打印|收藏|关闭|纠错|转发)(到|至|本页|页面|窗口|正文|文章)?([:|】\]【\[].*)?",
    r"【?(我要)?(打印|关闭|收藏|返回|纠错|推荐|顶部|大|中|小).{0,30}】",
    r"(返回|回到)(顶部|首页|上一?页|列表|上级).*",
    r"\[?(TOP|顶部|回顶部|返回)\]?",
    r"(点赞|收藏|评论|分享|转发|已赞|赞|有用|顶|踩)[:(\[]?[0-9]*[)\]]?[人次]?",
    r"(政策|文件)(原文|解读|问答|图解)",
    r"(智能(客服|问答|机器人)|无障碍(浏览)?|返回顶部|长者(模式|版)|关怀版|(在线)?(咨询|客服|留言)|意见(建议|反馈)|网站(导航|地图)|[|/]){1,8}",
    r"返回|我要评论|微信|微博|QQ空间|新浪微博|人人网|腾讯微博|空间|收起|展开(全文)?|查看全文",
    r"(打开|下载)(手机|APP|客户端).{0,20}",
    r"(手机|移动端|微信)(查看|浏览|阅读|访问|扫码|观看).{0,12}",
    r"(下载(PDF|WORD|OFD|图片|文字|电子)版){1,4}",
    r"(非常|比较)?满意((非常|比较|基本|不|一般)?满意|一般)*(提交)?",
    r"(浏览|阅读|访问|点击|查看)(次数|量|数|人数)?:.{0,12}",
    r"(是否|您|你)(觉得|认为|对).{0,40}(有用|满意|有帮助|打分|评价).{0,10}",
    r"(您|你)是第.{1,12}位.{0,10}",
    r"(终审|发布|更新)(时间|日期):.{0,30}",
    r"(页面生成时间|最后更新|更新于).{0,30}",
    # notes of the site
    r".{0,4}(网站|免责|版权|特别|郑重)(声明|申明)[:】\]].*",
    # footer
    r"[主承]办(单位)?:.*",
    r"[^。,;:]{2,30}主办([^。,;:]{2,30}(承办|协办))?",
    r"版权所有.*",
    r".{0,30}(ICP备|公网安备|网站标识码|版权所有|Copyright|©).*",
    r"(技术支持|网站管理|维护单位|运行维护|建设维护|联系我们|网站地图|网站声明|关于我们)[:|].*",
)
FOOTER_WORDS = (
    "icp备", "公网安备", "网站标识码", "版权所有", "all rights reserved", "copyright", "技术支持", "网站地图", "政府网站找错",
    "网站主办", "主办单位:", "承办单位:", "主管单位:", "党政机关",
)
"""In lower case, colons in ASCII width."""

BODY_RULES = (
    # the page numbers of a printed text
    r"[-－—–_·]+[0-9]{1,3}[-－—–_·]+",
    # switches that show the rest of a text
    r"[\[【(]?(点击|点此)?(展开|阅读|查看|显示)(更多|全文|全部|剩余|余下)(内容|全文)?[\]】)]?|展开|收起(全文)?",
)
"""Lines that are no text wherever they stand in one."""
SITE_NOTE = re.compile(
    r"(?:网站|免责|版权|郑重|法律)(?:声明|申明)|即将离开.{0,40}(?:网站|门户)|浏览器.{0,10}(?:版本|兼容|过低|升级)|升级.{0,6}浏览器"
    r"|(?:最佳|建议|推荐).{0,20}分辨率|凡(?:本网|注明|转载).{0,20}来源|未经.{0,10}(?:授权|许可).{0,10}(?:转载|使用)",
)
"""What a block says that speaks of the site and not of a document."""
_NOTE_MAX = 400
_LONG = 300
"""Longer lines are never furniture."""


def _whole(rules: Sequence[str]) -> re.Pattern[str]:
    """One pattern of all rules."""
    return re.compile("|".join(f"(?:{rule})" for rule in rules), re.IGNORECASE)


_HEAD, _TAIL, _BODY = _whole(HEAD_RULES), _whole(TAIL_RULES), _whole(BODY_RULES)
_INSIDE_MAX = 16
"""Characters of a line that `BODY_RULES` may take out."""
_NEIGHBOURS = 2
"""So many links in a row behind a text are no part of it."""
_OF_THE_TEXT = re.compile(
    r"[（(]?[0-9一二三四五六七八九十]+[、.．）)]|.{0,4}附[件表录]|.*(?:下载|\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z|pptx?))", re.IGNORECASE,
)
"""Links that a text may end with: its numbered lines and its files."""
_ASCII = tuple(zip("：（）［］＞｜丨—，", ":()[]>||-,", strict=True))
_RUNNING = re.compile(r"[。；;！？]")
_SENTENCE = re.compile(r"[。；;！？]|[，,].*[，,]")
_HOST = re.compile(r"[主承]办(单位)?:")
_MARKS_ONLY = re.compile(r"[\W_]*")


def plain(text: str) -> str:
    """A line for matching: no white space, no bullet, punctuation in ASCII width."""
    flat = squeeze(text)
    for wide, narrow in _ASCII:
        if wide in flat:
            flat = flat.replace(wide, narrow)
    return flat.lstrip("•·●◆■★▪*")


def is_sentence(text: str) -> bool:
    """Whether a line holds running text rather than a name or a tool."""
    return len(text) >= 40 and bool(_SENTENCE.search(text))


def is_head_noise(text: str) -> bool:
    """Whether a line above a text is furniture: breadcrumb, tool, counter, clock."""
    if len(text) > _LONG or is_sentence(text):
        return False
    short = plain(text)
    return bool(_MARKS_ONLY.fullmatch(short) or _HEAD.fullmatch(short)) or is_clock(text)


def is_tail_noise(text: str) -> bool:
    """Whether a line behind a text is furniture: empty 附件, editor, share tools, neighbours, footer."""
    if len(text) > _LONG:
        return False
    short = plain(text)
    if _MARKS_ONLY.fullmatch(short) or _TAIL.fullmatch(short):
        return True
    return not is_sentence(text) and bool(_HEAD.fullmatch(short))


def is_noise(text: str) -> bool:
    """Whether a line is furniture, above or behind a text."""
    return is_tail_noise(text) or (is_clock(text) and not is_sentence(text))


def is_site_note(words: str) -> bool:
    """Whether a block without white space is a note of the site: its terms, its advice on browsers, its farewell."""
    return len(words) <= _NOTE_MAX and SITE_NOTE.search(words) is not None


def is_footer(text: str) -> bool:
    """Whether a line belongs to the site's footer."""
    flat = text.lower().replace("：", ":")
    return any(word in flat for word in FOOTER_WORDS)


def is_inner_noise(text: str) -> bool:
    """Whether a line inside a text is none of it: a page number, the switch of a folded part."""
    return len(text) <= _INSIDE_MAX and _BODY.fullmatch(plain(text)) is not None


def tail_start(lines: Sequence[Line]) -> int:
    """The number of lines that are text: everything from there on is furniture.

    Lines are taken off the end, as long as there are any to take.
    """
    end, before = len(lines), -1
    while end != before:
        before = end
        end = _without_neighbours(lines, _trimmed(lines, _above_marks(lines, _trimmed(lines, end))))
    return end


def _above_marks(lines: Sequence[Line], end: int) -> int:
    """The end without a mark such as 相关链接 and the short lines behind it, where none of them is running text."""
    limit = max(0, end - 40, end // 2)
    for at in range(end - 1, limit - 1, -1):
        text = lines[at].text
        if (len(text) >= 40 and _RUNNING.search(text)) or lines[at].cells:
            break
        if is_tail_noise(text) and ALIASES.get(plain(text).split(":")[0]) not in FILLED and not _opens_text(lines[at:], end - at):
            end = at
    return end


def _opens_text(lines: Sequence[Line], size: int) -> bool:
    """Whether a mark and what follows it are text all the same: 附件 above an annex, 主办单位 among the facts of an event.

    `lines` begin with the mark; behind the first `size` they are furniture, which tells a footer.
    """
    first = plain(lines[0].text)
    if first.startswith("附件"):
        return any(line.text.endswith("。") and not line.links for line in lines[1:size])
    return _HOST.match(first) is not None and not any(is_footer(line.text) for line in lines if not _HOST.match(plain(line.text)))


def _trimmed(lines: Sequence[Line], end: int) -> int:
    """The end without the furniture right in front of it."""
    while end and is_tail_noise(lines[end - 1].text):
        end -= 1
    return end


def _without_neighbours(lines: Sequence[Line], end: int) -> int:
    """The end without a list or a headed table of links to other pages right in front of it; a page of links alone stays
    as it is.
    """
    at = end
    while at and lines[at - 1].link_share >= 0.5 and not lines[at - 1].cells and not _OF_THE_TEXT.match(lines[at - 1].text):
        at -= 1
    if at and end - at >= _NEIGHBOURS:
        return _trimmed(lines, at)
    while at and lines[at - 1].cells:
        at -= 1
    listed = at and end - at > 1 and headed.is_header(lines[at].cells) and all(line.links for line in lines[at + 1:end])
    return _trimmed(lines, at) if listed else end
