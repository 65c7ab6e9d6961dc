"""The one table of label words: what portals print in front of a value, and the field that the value fills.

Add a word to teach the reader a new label; white space, width and the colon do not matter.
"""

from __future__ import annotations

from archive.extract.script import traditional_forms


def _words(*rows: str) -> tuple[str, ...]:
    """The words of some rows that blanks separate."""
    return tuple(word for line in rows for word in line.split())


FIELDS: dict[str, tuple[str, ...]] = {
    "index_number": _words(
        "索引号 信息索引号 信息索引 索引编号 公开索引号 政府信息索引号 索取号 索引码 信息索引码 索取码",
    ),
    "publisher": _words(
        "发布机构 发布单位 发布部门 发布机关 信息发布单位 信息发布机构 发文机关 发文机构 发文单位 发文部门",
        "制发机关 制发机构 制发单位 制作机关 公开责任部门 责任部门 责任单位 公开单位 公开主体 公开机构",
        "公开部门 公开机关 所属机构 所属单位 所属部门 信息提供单位 信息公开单位 提供单位 颁布机构 颁布单位",
        "印发机关 印发单位 制定机关 编制单位 主办部门 信息所属单位 信息发布部门 信息发布机关 发布主体 信息公开主体",
        "制文机关 制文单位 公布机关 公布单位 成文单位 成文机关 制定单位 公开责任单位 公开责任机构 发布机构名称",
    ),
    "source": _words(
        "信息来源 来源 文章来源 稿件来源 消息来源 来源单位 新闻来源 内容来源 来自 文件来源 稿源 来源网站 来源部门 发布来源 文章出处",
    ),
    "document_number": _words(
        "文号 文件编号 发文字号 发文号 文件文号 文件号 备注/文号 备注文号 公文文号 公文字号 文件字号 发布文号",
        "发文文号 政策文号 公文号 文号字号",
    ),
    "date_published": _words(
        "发布日期 发布时间 公开日期 公开时间 发表时间 发表日期 更新时间 更新日期 上网时间 上网日期",
        "信息公开日期 公布日期 公布时间 发稿时间 发布于 添加时间 添加日期 录入时间 录入日期 信息时间 信息日期",
        "上传时间 上传日期 发稿日期 提交时间 日期 时间 最后更新 最后更新时间 最后更新日期 更新于 公开发布日期 公开发布时间",
        "信息发布时间 信息发布日期 网上公开时间 首次公开时间 上线时间 刊发时间 刊发日期 登载时间 登载日期 创建时间 创建日期 发布",
    ),
    "date_written": _words(
        "成文日期 成文时间 发文日期 发文时间 生成日期 生成时间 公文生成日期 产生日期 产生时间 制发日期",
        "制作日期 印发日期 印发时间 形成日期 形成时间 签发日期 签发时间 制定日期 信息生成日期 信息生成时间",
        "公文日期 文件日期 公文成文日期 文件成文日期 成稿日期",
    ),
    "title": _words(
        "标题 名称 信息名称 文件名称 信息标题 文件标题 公文名称 政策名称 公文标题",
    ),
    "topic": _words(
        "主题分类 主题 信息分类 分类 公开类别 主题导航 信息类别 内容分类 组配分类 栏目分类 类别 主题类别",
        "信息类型 公开分类 公开目录 所属目录 所属主题 分类名称 组配 行业分类 主题名称 政策主题 公文主题",
    ),
    "genre": _words(
        "体裁分类 体裁 文件类型 公文种类 文种 公文体裁 文件种类 公文类型 文件体裁 体裁类别",
    ),
    "openness": _words(
        "公开方式 公开属性 公开类型 公开形式 信息公开方式 公开情况",
    ),
    "validity": _words(
        "有效性 时效 时效性 效力状况 效力状态 是否有效 文件有效性 有效状态 文件状态 有效性状态 信息有效性",
        "文件效力 效力 政策状态 政策时效 文件时效 文件是否有效 时效状态",
    ),
    "other_number": _words(
        "统一编号 统一登记号 规范性文件编号 登记号 统一登记编号 规范性文件统一编号 信息编号 编号 登记编号",
        "备案号 网站标识码 存档编号 正文SHA-256",
    ),
    "date_other": _words(
        "施行日期 实施日期 生效日期 废止日期 失效日期 失效时间 有效期 有效期至 截止日期 截止时间 终止日期",
        "起始日期 执行日期 发布起始日期 有效期限 废止时间 生效时间 实施时间 施行时间 有效时间 页面生成时间",
        "归档时间 首次存档 原文下线",
    ),
    "scope": _words(
        "公开范围 公开时限 公开期限 服务对象分类 服务对象 生命周期分类 生命周期 效力级别 公开对象 公开程序",
        "责任人 面向对象 适用范围 公开频率 保密期限",
    ),
    "format": _words(
        "信息格式/语种 信息格式 语种 载体类型 载体形式 记录形式 格式 信息载体 记录格式 语言",
    ),
    "keywords": _words(
        "主题词 关键词 关键字 标签 主题关键词 热词 Tag Tags",
    ),
    "summary": _words(
        "内容概述 内容概览 内容简介 摘要 概述 内容摘要 简介 导读 内容描述 信息摘要",
    ),
    "author": _words(
        "作者 编辑 责任编辑 责编 审核 审核人 撰稿 撰稿人 录入 录入人 录入者 发布人 发布者 初审 复审 终审 供稿",
        "供稿人 校对 编审 责任校对 信息员 文字 摄影 审稿 审稿人 签发 签发人 通讯员 信息发布人 网站编辑",
        "作者单位 联系人 联系电话 责任审核 核稿 一审 二审 三审 责任处室 责任科室 承办处室 承办科室 发布处室 发布科室 记者 本报记者",
    ),
    "column": _words(
        "所属栏目 栏目 所在栏目 栏目名称 专栏",
    ),
    "files": _words(
        "附件 附件下载 文件下载 相关附件 相关文件 下载 文件附件 正文下载 下载文件 附件列表 相关下载 文档下载",
        "下载文字版 下载图片版 相关文档",
    ),
    "links": _words(
        "原文链接 政策解读链接 相关链接 解读链接 相关解读 政策解读 相关政策 信息链接 链接 原文 关联文件",
        "相关信息 相关稿件 原文地址 来源链接 原网址",
    ),
    "counter": _words(
        "浏览次数 浏览 浏览量 浏览数 访问次数 访问量 访问 访问数 阅读次数 阅读数 阅读量 阅读 点击数 点击",
        "点击次数 点击量 点击率 查看次数 浏览人数 下载次数 人气 热度 评论 评论数 点赞 点赞数 次数 已阅读",
        "已浏览 阅读人数 打印次数 查看 关注度 pv",
    ),
    "tool": _words(
        "字体 字号 字体大小 选择阅读字体 浏览字号 打印 打印本页 分享 分享到 分享至 视力保护色 颜色 保护色",
        "语音阅读 语音播报 收藏 大小 文字大小 收听 朗读 扫一扫 一键分享 背景色 保护视力色 打印页面 正文字号",
        "阅读字体 字体颜色 显示 转发 关闭 我要纠错 分享本页 微信 选择字号 字 调整字体 色调 双击自动滚屏",
        "我要打印 稿件评价 访问方式 打印正文 听全文 A 浏览字体 页面字号 收藏本页 保存 复制链接 无障碍",
    ),
}

ALIASES: dict[str, str] = {word: field for field, words in FIELDS.items() for word in words}
"""Label without white space and colon -> field; in both scripts."""

_WEAK = _words(
    "A 字 pv 一审 三审 下载 专栏 主题 二审 人气 体裁 作者 供稿 保存 关闭 分享 分类 初审 原文 名称 复审",
    "大小 审核 导读 录入 微信 打印 摄影 摘要 收听 收藏 效力 文字 文种 日期 时效 时间 显示 朗读 来源 来自",
    "更新于 发布 记者 查看 标签 标题 栏目 校对 格式 概述 次数 浏览 点击 点赞 热度 签发 简介 类别 组配 终审 编号 编辑 访问",
    "评论 语种 语言 责编 转发 链接 阅读 附件 颜色 关注度 发布于 无障碍 有效期 登记号 联系人 责任人",
    "主办部门 政策解读 服务对象 相关信息 相关政策 相关文件 相关解读 相关链接 联系电话 责任单位 责任部门",
    "适用范围",
)
for _word in tuple(ALIASES):
    for _form in traditional_forms(_word):
        ALIASES.setdefault(_form, ALIASES[_word])

WEAK = frozenset(_WEAK).union(*(traditional_forms(word) for word in _WEAK))
"""Words of everyday prose: a label only with a colon, and not behind another Chinese character."""

FILLED = frozenset((
    "index_number", "publisher", "source", "document_number", "date_published", "date_written", "title", "topic", "genre",
    "openness", "validity",
))
"""Fields that tell a metadata block from prose."""
