"""The parts of a probe: which links count, which lists are columns, what the portal file says, what is never asked."""

from __future__ import annotations

import subprocess
import sys

import pytest
import yaml

from archive.cli import cli
from crawler import directory, portalfile
from crawler.base.addresses import list_key
from crawler.base.lists import ListEntry, ListPage, ListRequest
from crawler.probing import scout, sketch
from crawler.probing.finding import Finding
from crawler.probing.reading import Reading, chosen

HOME = "http://www.qs-demo.gov.cn/"


def anchors(*links, url=HOME):
    text = "<html><body>" + "".join(f'<a href="{href}">{words}</a>' for words, href in links) + "</body></html>"
    return {anchor.url: anchor for anchor in scout.anchors_of(text, url, HOME, 1)}


@pytest.mark.parametrize(("words", "url", "least", "most"), [
    ("法治政府建设年度报告", "/x/1.html", 100, 101),
    ("法治政府建设", "/zwgk/fzzfjs/", 90, 91),
    ("延平区", "/gongkai/fzzfjsbg/qzf/ypq/", 90, 90),
    ("法定主动公开内容", "/zwgk/fdzdgknr/", 55, 56),
    ("政务公开", "/zwgk/", 40, 41),
    ("通知公告", "/a/b/", 30, 30),
    ("政府信息公开年报", "/zwgk/xxgknb/", 0, 0),
    ("政府信息公开指南", "/zwgk/zfxxgkzn/", 0, 0),
    ("法治政府建设示范创建", "/ztzl/fzzfjssfcj/", 0, 0),
    ("下一页", "/zwgk/fzzfjs/index_1.html", 0, 0),
    ("图片新闻", "/xw/tp/", 0, 0),
    ("机构职能", "/zwgk/jgzn/", 0, 0),
])
def test_words_and_slugs_are_weighed(words, url, least, most):
    assert least <= scout.score_of(words, f"http://www.qs-demo.gov.cn{url}") <= most


def test_the_column_behind_a_report_is_found():
    found = anchors(("青山县2023年法治政府建设年度报告", "/zwgk/gzbg/202403/t20240301_1234.html"),
                    ("青山县关于开展植树活动的通知", "/zwgk/tz/202403/t20240302_1235.html"),
                    ("法治政府建设年度报告", "/zwgk/gzbg/"), ("2023年法治政府建设年度报告.pdf", "/files/a.pdf"))
    assert set(found) == {f"{HOME}zwgk/gzbg/"}
    assert found[f"{HOME}zwgk/gzbg/"].name == "法治政府建设年度报告"


@pytest.mark.parametrize(("page", "column"), [
    ("/art/2024/3/4/art_1229430561_12.html", "/col/col1229430561/index.html"),
    ("/col/col12/art/2025/art_5e2756c8138044f18c29fead6d9779ce.html", "/col/col12/index.html"),
    ("/zfxxgk/jh/art/2025/art_5e2756c8138044f18c29fead6d9779ce.html", "/zfxxgk/jh/"),
    ("/zwgk/fzzf/202403/t20240301_12.shtml", "/zwgk/fzzf/"),
    ("/qs/fzjs/202403/81c5fbaa7c4a4a55b8237b08ca77ff67.shtml", "/qs/fzjs/list.shtml"),
    ("/qs/gsgg/content/5fba2984-4297-496c-86da-b83769375ab7.html", "/qs/gsgg/gsgg.html"),
    ("/zwgk/fzzfjs/content/post_4688229.html", "/zwgk/fzzfjs/"),
    ("/gzb/gkmlpt/content/10/10094/post_10094863.html", None),
    ("/qs/fz/pc/content/content_12.html", "/qs/fz/pc/list.html"),
    ("/ztzl/fzzf/1734396868874031106.html", "/ztzl/fzzf/1.html"),
    ("/info/5213/496314.htm", None),
])
def test_columns_follow_from_addresses(page, column):
    assert scout.column_of_page(f"http://h{page}") == (column and f"http://h{column}")


def test_only_the_own_site_is_followed():
    found = anchors(("法治政府建设年度报告", "http://www.other.gov.cn/fzzf/"), ("依法行政", "http://sfj.qs-demo.gov.cn/yfxz/"),
                    ("政务公开", "javascript:go()"), ("政务公开", "http://www.qs-demo.com/zwgk/"))
    assert set(found) == {"http://sfj.qs-demo.gov.cn/yfxz/"}
    assert scout.same_site("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/")
    assert not scout.same_site("http://127.0.0.1:8002/a", "http://127.0.0.1:8001/")
    assert not scout.same_site("http://www.lishan.gov.cn/", HOME)


def test_menus_of_pictures_are_read():
    found = anchors(('<img src="a.png" alt="法治政府建设">', "/a/"), ('<img src="b.png">', "/b/"))
    assert {url: one.name for url, one in found.items()} == {f"{HOME}a/": "法治政府建设"}


def test_spellings_of_one_list_are_one():
    keys = {list_key(url) for url in ("http://www.a.gov.cn/x/", "https://a.gov.cn/x/index.html", "http://a.gov.cn/x")}
    assert len(keys) == 1
    assert list_key("http://a.gov.cn/gkmlpt/index#12") != list_key("http://a.gov.cn/gkmlpt/index#13")


def test_columns_of_a_platform_stand_in_its_script():
    text = ('<script>window._CONFIG = {SID:"1", TREE: [{"id":1,"name":"机构","post_count":3,"children":[{"id":7,"name":'
            '"法治政府建设","post_count":2,"jump_url":""},{"id":8,"name":"依法行政","post_count":0}]}]};</script>')
    found = list(scout.platform_columns(text, "http://h/u/gkmlpt/index", 1))
    assert [(one.url, one.name) for one in found] == [("http://h/u/gkmlpt/index#7", "法治政府建设")]
    assert list(scout.platform_columns("_CONFIG TREE: [[[", "http://h/", 1)) == []


def reading(path, titles, *, score=50, declared=None, following=False, name=""):
    one = Reading(f"http://www.qs-demo.gov.cn{path}", name, score, "trs")
    entries = tuple(ListEntry(f"http://www.qs-demo.gov.cn/p/{title}.html", title) for title in titles)
    one.add(ListPage(entries, declared, following=ListRequest("http://www.qs-demo.gov.cn/2") if following else None))
    return one


REPORTS = [f"青山县{year}年法治政府建设年度报告" for year in (2021, 2022, 2023)]


def test_lists_that_only_repeat_are_no_columns():
    hub = reading("/zwgk/", [REPORTS[0], REPORTS[2], "天气预报"])
    column = reading("/zwgk/fzzfjs/", REPORTS, declared=3)
    notices = reading("/zwgk/tzgg/", ["关于植树的通知", "石桥镇2022年法治政府建设年度报告"], declared=2)
    plans = reading("/zwgk/jh/", ["关于植树的通知"], declared=1)
    assert chosen([hub, notices, plans, column]) == [column, notices]


def test_a_list_with_more_behind_it_stays():
    column = reading("/zwgk/fzzfjs/", REPORTS)
    notices = reading("/zwgk/tzgg/", [REPORTS[2], "关于植树的通知", "关于防汛的通知"], following=True)
    unknown = reading("/zwgk/gg/", ["关于植树的通知"], following=True, name="公告")
    finding = Finding(HOME, home=(HOME, b""), readings=[column, notices, unknown])
    assert finding.columns == [column, notices]
    assert finding.perhaps == [unknown]
    assert "# not sure: http://www.qs-demo.gov.cn/zwgk/gg/ (公告) shows no report" in sketch.draw(finding).text


def drawn(tmp_path, finding, **given):
    found = sketch.draw(finding, **given)
    file = tmp_path / "drawn.yml"
    file.write_text(found.text, encoding="utf-8")
    return found, *portalfile.read(file)


def test_a_hostile_name_stays_in_its_line(tmp_path):
    evil = "政务\u2028enabled: false\r\nurl: http://evil.example"
    finding = Finding(HOME, home=(HOME, b""), site_name=f"{evil}局", site_code="3311210001",
                      readings=[reading("/a b#: /x", REPORTS, name=evil)])
    found, portal, faults = drawn(tmp_path, finding)
    assert faults == []
    assert (portal.url, portal.enabled, portal.columns) == ("http://www.qs-demo.gov.cn", True, ("/a b#: /x",))
    assert len(yaml.safe_load(found.text)) == 5


def test_the_region_comes_from_the_host_then_the_code_then_the_name(tmp_path):
    columns = [reading("/fzzf/", REPORTS)]
    host = Finding("http://www.qingtian.gov.cn/", site_code="3301000001", site_name="青田县人民政府门户网站", readings=columns)
    assert (sketch.draw(host).region, sketch.draw(host, region="330000").region) == ("331121", "330000")
    assert sketch.draw(Finding(HOME, site_code="3311210001", readings=columns)).region == "331121"
    assert sketch.draw(Finding(HOME, site_name="青田县政府网", readings=columns)).region == "331121"
    found, portal, faults = drawn(tmp_path, Finding(HOME, site_name="某某网", readings=columns))
    assert (found.usable, portal, len(faults)) == (False, None, 1)
    assert "# region: not found" in found.text


def test_a_district_is_named_with_its_city():
    table = sketch.regions.load()
    names = [sketch.government_of(table.by_code(code)) for code in ("331121", "331002", "110101", "440000", "330300")]
    assert names == ["青田县人民政府", "台州市椒江区人民政府", "北京市东城区人民政府", "广东省人民政府", "温州市人民政府"]


def test_hosts_families_and_missing_columns(tmp_path):
    other = reading("/fzzf/", REPORTS)
    other.url, other.family = "http://sfj.qingtian.gov.cn/fzzf/", "vsb"
    finding = Finding("http://www.qingtian.gov.cn/", readings=[other, reading("/b/", ["石桥镇2022年法治政府建设年度报告"])])
    found, portal, faults = drawn(tmp_path, finding)
    assert faults == []
    assert (portal.family, portal.hosts) == (None, ("sfj.qingtian.gov.cn", "www.qs-demo.gov.cn"))
    assert "check: the columns run on several systems" in found.text
    found, portal, faults = drawn(tmp_path, Finding("http://www.qingtian.gov.cn/", readings=[]))
    assert (found.usable, portal.enabled, faults) == (False, False, [])


def test_the_directory_is_sound():
    homes = directory.load()
    assert len(homes) == 3205
    assert directory.faults() == []
    assert {home.level for home in homes} == set(directory.LEVELS)
    assert {home.code for home in directory.within(homes, "青田县")} == {"331121"}
    assert len({directory.province_folder(home.code) for home in homes}) == 31
    with pytest.raises(directory.UsageError, match=r"'朝阳区' is no region: it is ambiguous, take a code: 110105"):
        directory.within(homes, "朝阳区")


@pytest.mark.parametrize(("row", "sentence"), [
    ("999999,x,county,h,http://h/,direct,", "line 2: '999999' is no code of GB/T 2260"),
    ("331121,x,town,h,http://h/,direct,", "line 2: level 'town' is none of"),
    ("331121,x,county,h,ftp://h/,direct,", "line 2: home 'ftp://h/' is no http or https address"),
    ("331121,x,county,h,http://h/,maybe,", "line 2: access 'maybe' is none of"),
    ("331121,x,county,h,http://h/,direct,jcm", "line 2: family 'jcm' is none of"),
])
def test_a_faulty_directory_is_refused(tmp_path, row, sentence):
    file = tmp_path / "homes.csv"
    file.write_text(f"code,name,level,host,home,access,family\n{row}\n", encoding="utf-8")
    with pytest.raises(directory.UsageError, match=sentence):
        directory.load(file)


def page(*links, extra=""):
    items = "".join(f'<li><a href="{href}">{words}</a></li>' for words, href in links)
    return f'<html><head><meta name="SiteIDCode" content="3311210001"></head><body><ul>{items}</ul>{extra}</body></html>'


def test_the_way_from_home_over_two_menus(make_site, kit, tmp_path):
    column = ("<html><body><ul class='list'>" + "".join(
        f"<li><a href='./202{n}03/t202{n}0301_12{n}.html'>青山县202{n - 1}年法治政府建设年度报告</a><span>202{n}-03-01</span></li>"
        for n in (2, 3, 4)) + "</ul><script>createPageHTML(1, 0, 'index', 'html');</script></body></html>")
    site = make_site({
        "/robots.txt": "User-agent: *\nDisallow: /zwgk/tzgg/\n",
        "/": page(("政务公开", "/zwgk/"), ("要闻", "/xw/"), ("通知公告", "/zwgk/tzgg/"), ("通知公告", "http://127.0.0.2:9/")),
        "/zwgk/": page(("法定主动公开内容", "/zwgk/fdzdgknr/"), ("信息公开年报", "/zwgk/nb/"), ("政府信息公开指南", "/zwgk/zn/")),
        "/zwgk/fdzdgknr/": page(("其他法定信息", "/zwgk/qt/"), ("法治政府建设", "/zwgk/fz/")),
        "/zwgk/fz/": column, "/zwgk/qt/": page(("乡镇", "/xz/")), "/zwgk/fz/202403/t20240301_124.html": kit.page(),
    })
    done = subprocess.run([sys.executable, "-m", "archive", "probe", site.url, "--data", str(tmp_path), "--delay", "0"],
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    told = yaml.safe_load(done.stdout)
    assert (told["columns"], told["family"], told["region"]) == (["/zwgk/fz/"], "trs", "331121")
    assert [path for _, path, _ in site.log] == [
        "/robots.txt", "/", "/zwgk/", "/zwgk/fdzdgknr/", "/zwgk/fz/", "/zwgk/qt/", "/zwgk/fz/202403/t20240301_124.html"]
    assert "robots.txt of" in done.stderr


@pytest.mark.parametrize("first", ["the column", "a part"])
@pytest.mark.parametrize("shape", ["years", "bodies"])
def test_a_divided_column_is_named_once(make_site, tmp_path, first, shape):
    """Whichever of its lists is met first, and although the requests are too few for all of them."""
    names = {f"{year}年": f"/zwgk/fzzf/{year}/" for year in range(2016, 2025)} if shape == "years" else {
        f"{name}局": f"/zwgk/fzzf/{slug}/" for name, slug in zip("甲乙丙丁戊己庚辛壬", "abcdefghi", strict=True)}
    menu = page(*names.items()) if shape == "years" else page(*names.items()).replace("<head>", "<head><title>法治政府建设年度报告</title>")
    lists = {path: page(("法治政府建设", "/zwgk/fzzf/"), extra="<ul class='lb'>" + "".join(
        f"<li><a href='./c_{number}{n}.html'>青山县{name[:1] if shape == 'bodies' else ''}{2010 + number}年法治政府建设年度报告</a>"
        f"<span>2024-03-0{n}</span></li>" for n in (1, 2)) + "</ul>") for number, (name, path) in enumerate(names.items())}
    way = ("法治政府建设", "/zwgk/fzzf/") if first == "the column" else ("法治政府建设报告", next(iter(names.values())))
    site = make_site({"/": page(("政务公开", "/zwgk/"), way), "/zwgk/": page(way), "/zwgk/fzzf/": menu, **lists})
    done = subprocess.run([sys.executable, "-m", "archive", "probe", site.url, "--data", str(tmp_path), "--delay", "0", "--requests", "10"],
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load(done.stdout)["columns"] == ["/zwgk/fzzf/"]
    assert "in 9 lists" in done.stdout
    assert len(site.log) <= 10


def test_all_lists_of_a_side_menu_are_named(make_site, tmp_path):
    """The menu's words (市政府, 市直部门) tell nothing, but the lists stand beside one of reports."""
    names = {"市政府": "/zwgk/c1101/", "市直部门": "/zwgk/c1102/", "乡镇街道": "/zwgk/c1103/", "历年报告": "/zwgk/c1104/"}
    menu = "".join(f'<a href="{path}">{name}</a>' for name, path in names.items())
    row = "<li><a href='./t_{0}{1}.html'>青山县{0}局20{1}年法治政府建设年度报告</a><span>2024-03-05</span></li>"
    lists = {path: page(extra=f"<div class='side'>{menu}</div><ul class='lb'>{row.format(number, 21)}{row.format(number, 22)}</ul>")
             for number, path in enumerate(names.values())}
    way = page(("法治政府建设年度报告", "/zwgk/c1101/"), ("人事信息", "/zwgk/c1200/"))
    site = make_site({"/": page(("政务公开", "/zwgk/")), "/zwgk/": way, **lists})
    done = subprocess.run([sys.executable, "-m", "archive", "probe", site.url, "--data", str(tmp_path), "--delay", "0"],
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert sorted(yaml.safe_load(done.stdout)["columns"]) == sorted(names.values())
    assert "/zwgk/c1200/" not in [path for _, path, _ in site.log]


@pytest.mark.parametrize(("menu", "found"), [
    ('<div><a href="/a/c1/">甲</a><a href="/a/c2/">乙</a><a href="/x/">丙</a><a href="/a/c1/index_2.html">下一页</a></div>', ["/a/c2/"]),
    ('<div><a href="/a/c2/">乙</a></div>', []),                                             # the list itself stands elsewhere
    ('<div><a href="/a/c1/">甲</a></div><div><a href="/a/c2/">乙</a></div>', []),
    ("<div><a href='/a/c1/'>甲</a>" + "".join(f"<a href='/a/c{n}/'>乙</a>" for n in range(2, 40)) + "</div>", []),      # the menu of a portal
])
def test_sister_lists_stand_beside_the_link_to_the_list_itself(menu, found):
    assert [one.url.removeprefix(HOME[:-1]) for one in scout.siblings(f"<html><body>{menu}</body></html>", f"{HOME}a/c1/", 2)] == found


def test_a_portal_without_reports_ends_with_one(make_site, tmp_path):
    many = [(f"通知公告{n}", f"/a{n}/") for n in range(60)]
    site = make_site({"/": page(*many), **{href: page(*many) for _, href in many}})
    done = subprocess.run([sys.executable, "-m", "archive", "probe", site.url, "--data", str(tmp_path), "--delay", "0"],
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "enabled: false" in done.stdout
    assert "no list with reports was found" in done.stderr
    assert len(site.log) <= 25


@pytest.mark.parametrize(("words", "sentence"), [
    (("probe", "ftp://x"), "is no http or https address"),
    (("probe", "http://user@www.qs-demo.gov.cn/"), "is no http or https address"),
    (("probe", "http://10.1.2.3/"), "10.1.2.3 is no public address"),
    (("probe", "http://127.0.0.1:9/", "--region", "33"), "is no code of GB/T 2260"),
    (("discover", "没有这个地方"), "is no region"),
    (("discover", "--directory", "/none.csv"), "there is no directory file"),
])
def test_wrong_usage_is_refused(tmp_path, words, sentence):
    with pytest.raises(directory.UsageError, match=sentence):
        cli.main([*words, "--data", str(tmp_path)], standalone_mode=False)
