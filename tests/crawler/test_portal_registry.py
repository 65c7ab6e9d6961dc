"""Portal files: what they may say, and the sentence for everything else."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from scrapy.settings import Settings

from archive.errors import UsageError
from crawler import portalfile, registry

GOOD = """\
name: 青田县人民政府
region: "331121"
url: http://www.qingtian.gov.cn
family: jcms
columns:
  - /col/col1229392918/index.html
"""


def write(folder, name="hill.yml", text=GOOD):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file(tmp_path):
    text = GOOD + ("delay: 0.5\nsince: 2019-01-01\nhosts: [files.qingtian.gov.cn, 'old.qingtian.gov.cn:8080']\n"
                   "headers: {X-Test: a}\ntls: legacy\nencoding: gb18030\nexpect: {min: 5}\nnote: 说明\n")
    portal, faults = portalfile.read(write(tmp_path, text=text))
    assert faults == []
    assert (portal.id, portal.delay, portal.since, portal.enabled) == ("hill", 0.5, "2019-01-01", True)
    assert portal.column_urls == ("http://www.qingtian.gov.cn/col/col1229392918/index.html",)
    assert portal.allowed["qingtian.gov.cn"] == {80, 443}
    assert portal.allowed["old.qingtian.gov.cn"] == {8080}
    assert portal.loopback == set()
    assert portal.row() == {"id": "hill", "name": "青田县人民政府", "region_code": "331121", "family": "jcms", "demo": 0,
                            "url": "http://www.qingtian.gov.cn", "enabled": 1, "note": "说明",
                            "hosts": json.dumps(list(portal.allowed))}


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ("columns:", "colums:", "hill.yml line 5: unknown key 'colums' (did you mean 'columns'?)."),
    ("columns:", "zzz: 1\ncolumns:", ("hill.yml line 5: unknown key 'zzz'; the keys are name, region, url, "
                                      "family, columns, since, delay, hosts, headers, tls, encoding, expect, enabled, note.")),
    ('"331121"', '"33112"', "hill.yml line 2: region '33112' is not six digits of GB/T 2260; write six digits in quotes."),
    ('"331121"', '"999999"',
     "hill.yml line 2: region 999999 is no code of GB/T 2260; look it up in archive/data/regions.csv."),
    ("http://www", "ftp://www", (
        "hill.yml line 3: url 'ftp://www.qingtian.gov.cn' is no http or https address; write it like "
        "http://www.example.gov.cn.")),
    ("www.qingtian.gov.cn", "10.1.2.3", "hill.yml line 3: 10.1.2.3 is no public address; name the portal's public host."),
    ("jcms", "jcm", (
        "hill.yml line 4: unknown family 'jcm' (did you mean 'jcms'?); the families are jcms, jpaas, trs, ucap, vsb, gkmlpt, "
        "nfcms, anhui, openness, uuid, uuid_columns, numbered, jeecms, pclist, generic.")),
    ("  - /col/col1229392918/index.html", "  - col/1",
     "hill.yml line 5: column 'col/1' must begin with / or http; write the path of the list page."),
    ("  - /col/col1229392918/index.html", "  - https://www.other.gov.cn/a/",
     ("hill.yml line 5: column 'https://www.other.gov.cn/a/' lies on www.other.gov.cn, no host of this portal; add it to "
      "'hosts'.")),
    ("columns:\n  - /col/col1229392918/index.html\n", "columns: /col/1/\n",
     "hill.yml line 5: 'columns' must be a list of paths, not '/col/1/'; write one '- /path' per line."),
    ("columns:\n  - /col/col1229392918/index.html\n", "",
     "hill.yml line 1: key 'columns' is missing; name the list pages, or set 'enabled: false' with a note."),
    ("name: 青田县人民政府\n", "", "hill.yml line 1: key 'name' is missing; every portal needs name, region, url."),
    ("family: jcms", "family: jcms\ndelay: soon", "hill.yml line 5: delay 'soon' is no number of seconds from 0 to 3600."),
    ("family: jcms", "family: jcms\nenabled: 1", "hill.yml line 5: enabled must be true or false, not 1."),
    ("family: jcms", "family: jcms\nfamily: trs",
     "hill.yml line 5: no valid YAML: key 'family' stands twice; mend the line or quote its value."),
    ("family: jcms", "family: jcms\nhosts: ['http://x.gov.cn/']",
     "hill.yml line 5: host 'http://x.gov.cn/' is no host name; write it without http:// and path."),
    ("family: jcms", "family: jcms\nsince: later",
     "hill.yml line 5: since 'later' is no date; write 2020, 2020-01 or 2020-01-31."),
    ("family: jcms", "family: jcms\nencoding: klingon",
     "hill.yml line 5: encoding 'klingon' is unknown; write utf-8 or gb18030."),
])
def test_one_sentence_per_fault(tmp_path, old, new, sentence):
    assert old in GOOD
    portal, faults = portalfile.read(write(tmp_path, text=GOOD.replace(old, new)))
    assert portal is None
    assert faults[0] == sentence


def test_broken_yaml_beside_good_files(tmp_path):
    write(tmp_path, "zhejiang/hill.yml")
    write(tmp_path, "zhejiang/bad.yml", "name: [\nregion")
    write(tmp_path, "jiangsu/list.yml", "- 1\n")
    write(tmp_path, "jiangsu/latin.yml", "name: x\n").write_bytes(b"name: \xff\xfe")
    loaded = registry.load_dir(tmp_path)
    assert list(loaded.portals) == ["hill"]
    assert len(loaded.faults) == 3
    assert any(fault.startswith("bad.yml line ") for fault in loaded.faults)
    assert ("list.yml line 1: a portal file must hold 'key: value' lines; see crawler/portals for examples."
            in loaded.faults)


def test_twins_and_families_without_spider(tmp_path, monkeypatch):
    monkeypatch.delitem(registry.SPIDERS, "vsb")
    write(tmp_path, "a/hill.yml")
    write(tmp_path, "b/hill.yml", GOOD.replace("www.qingtian", "www.other"))
    write(tmp_path, "b/twin.yml")
    write(tmp_path, "c/later.yml", GOOD.replace("jcms", "vsb").replace("www.qingtian", "www.later"))
    write(tmp_path, "c/off.yml", GOOD.replace("jcms", "vsb\nenabled: false").replace("www.qingtian", "www.off"))
    loaded = registry.load_dir(tmp_path)
    assert sorted(loaded.portals) == ["hill", "off"]
    assert loaded.faults == [
        f"hill.yml line 1: id 'hill' is taken by {tmp_path / 'a' / 'hill.yml'}; rename one file.",
        "twin.yml line 1: host www.qingtian.gov.cn:80 belongs to hill.yml already; put the columns into that file.",
        ("later.yml line 1: there is no spider for family 'vsb' yet (only for "
         f"{', '.join(registry.SPIDERS)}); set 'enabled: false'."),
    ]


def test_loopback_must_be_named_exactly(tmp_path):
    text = GOOD.replace("http://www.qingtian.gov.cn", "http://127.0.0.1:8171")
    portal, _ = portalfile.read(write(tmp_path, text=text))
    assert portal.loopback == {"127.0.0.1:8171"}
    assert portal.row()["demo"] == 1


def test_missing_folder():
    with pytest.raises(UsageError, match="is no folder of portal files"):
        registry.load_dir("/nowhere/at/all")


def test_founding_portals_are_sound():
    loaded = registry.load_dir(registry.default_dir())
    assert loaded.faults == []
    assert {"qingtian", "guannan", "kaihua", "jiaojiang"} <= set(loaded.portals)
    assert {name: portal.region for name, portal in loaded.portals.items()}["guannan"] == "320724"
    assert all(portal.columns for portal in loaded.portals.values() if portal.enabled)
    assert all(portal.note for portal in loaded.portals.values() if not portal.enabled)


def test_spider_loader(tmp_path):
    write(tmp_path, "zhejiang/hill.yml")
    write(tmp_path, "broken.yml", "name: [")
    loader = registry.PortalLoader.from_settings(Settings({"FAZHI_PORTALS": str(tmp_path)}))
    assert loader.list() == ["broken", "hill"]
    spider = loader.load("hill")
    assert (spider.name, spider.portal.region) == ("hill", "331121")
    with pytest.raises(KeyError, match="did you mean 'hill'"):
        loader.load("hil")
    with pytest.raises(KeyError, match=r"broken\.yml line 2: no valid YAML"):
        loader.load("broken")


def scrapy(*words):
    root = Path(registry.__file__).parents[1]
    return subprocess.run([sys.executable, "-m", "scrapy", *words], cwd=root, capture_output=True, text=True, timeout=30,
                          check=False)


def test_scrapy_list(tmp_path):
    write(tmp_path)
    done = scrapy("list", "-s", f"FAZHI_PORTALS={tmp_path}")
    assert (done.returncode, done.stdout.split()) == (0, ["hill"])


def test_scrapy_crawl(tmp_path, kit, make_site):
    site = make_site({"/xw/gg/gg.html": kit.list_page([1], total=1), kit.report(1): kit.page()})
    folder = kit.write_portals(tmp_path / "portals", {"hill": {"url": site.url}})
    done = scrapy("crawl", "hill", "-s", f"FAZHI_PORTALS={folder}", "-s", f"FAZHI_DATA={tmp_path / 'data'}",
                  "-s", "FAZHI_CONTACT=https://archive.example/")
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(tmp_path / "data" / "archive.db")) as conn:
        assert conn.execute("select state from frontier").fetchall() == [("done",)]
        assert conn.execute("select command, exit_code from runs").fetchall() == [("crawl", 0)]
    assert {headers["User-Agent"] for _, _, headers in site.log} == {
        "Mozilla/5.0 (compatible; fazhi-archive/0.1.0; +https://archive.example/)"}
