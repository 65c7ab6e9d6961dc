"""A redirect keeps the Referer that publish servers ask for, but only within its host."""

from __future__ import annotations

import pytest
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.redirects import StatusRedirect


@pytest.mark.parametrize(("target", "kept"), [
    (b"/front/unit?page=2", True), (b"http://a.example:81/front", False), (b"http://b.example/front", False),
])
def test_referer_of_a_redirected_request(target, kept):
    request = Request("http://a.example/unit", headers={"Referer": "http://a.example/col/1"}, dont_filter=True)
    response = Response(request.url, status=302, headers={"Location": target}, request=request)
    redirected = StatusRedirect.from_crawler(get_crawler()).process_response(request, response)
    assert isinstance(redirected, Request)
    assert ("Referer" in redirected.headers) is kept
