"""What a crawl process shows when every request meets the same fault."""

from __future__ import annotations

import io
import logging
from collections import Counter
from types import SimpleNamespace

import pytest
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.errors import FazhiError
from crawler.screen import Screen
from crawler.spiders.portal import PortalSpider

FULL = "the disk that holds data is full; free some space."


@pytest.fixture
def shown():
    stream, log = io.StringIO(), logging.getLogger("tests.screen")
    screen = Screen()
    screen.setStream(stream)
    log.addHandler(screen)
    log.propagate = False
    yield SimpleNamespace(log=log, text=stream.getvalue)
    log.removeHandler(screen)


def test_an_expected_failure_is_one_sentence_told_once(shown):
    for _ in range(3):
        shown.log.error("Spider error processing %(request)s", {"request": "<GET http://h/>"}, exc_info=FazhiError(FULL))
    assert shown.text() == f"{FULL}\n"


def test_other_failures_are_told_whole_each_time(shown):
    for _ in range(2):
        shown.log.error("reading %s broke", "it", exc_info=ValueError("odd"))
    shown.log.warning("slow")
    assert shown.text().count("reading it broke\nValueError: odd\n") == 2
    assert shown.text().endswith("ValueError: odd\nslow\n")


@pytest.mark.parametrize("answer", [Failure(OSError("reset")), None, Response("http://h/1", request=Request("http://h/1", meta={}))])
def test_code_that_breaks_is_a_fault_of_the_portal_whatever_scrapy_hands_on(answer):
    spider = SimpleNamespace(portal=SimpleNamespace(url="http://h/"), columns={}, failures=[], classes=Counter())
    spider.fail = lambda fault: PortalSpider.fail(spider, fault)
    PortalSpider.stumbled(spider, Failure(FazhiError(FULL)), answer)
    assert spider.classes == {"crashed": 1}
    assert FULL in spider.failures[0]
    assert spider.failures[0].startswith("http://h/")
