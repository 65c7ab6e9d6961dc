"""Crawls of pages whose text stands in pictures: they are asked for like files, and those of other pages are not."""

from __future__ import annotations

PNG = (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n")


def test_pictures_are_fetched_where_a_page_has_no_other_text(kit, make_site, tmp_path):
    shown = "".join(f'<p><img src="/pic/{number}.png" width="700"></p>' for number in range(1, 4))
    icon = '<img src="/pic/erweima.png">'
    site = make_site({
        "/xw/gg/gg.html": kit.list_page([1, 2], total=2), kit.report(1): kit.page(words="", extra=shown + icon),
        kit.report(2): kit.page(extra='<img src="/pic/photo.png" width="700">'),
        **{f"/pic/{number}.png": PNG for number in range(1, 4)}})
    folder = kit.write_portals(tmp_path / "portals", {"qingshan": {"url": site.url}})
    crawled = kit.crawl(tmp_path / "data", folder)
    assert crawled.code == 0
    asked = [path for _, path, _ in site.log if path.startswith("/pic/")]
    assert sorted(asked) == ["/pic/1.png", "/pic/2.png", "/pic/3.png"]
    pictures = crawled.rows("select url, parent_url from captures where kind = 'attachment'")
    assert {row["parent_url"] for row in pictures} == {site.url + kit.report(1)}
