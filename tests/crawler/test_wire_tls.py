"""Secure portals on loopback: what their certificates were worth, who needs old rules, connections that are kept."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import warnings
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.base.resolver import GuardedResolver
from crawler.connection import Place, connect


def certificate(folder, name, address="127.0.0.1", days=30):
    """Path of a self-signed certificate with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(timezone.utc)
    made = (x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256()))
    path = folder / f"{name}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return path


def secure(site, pem, newest=None):
    """Let a test portal speak TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    if newest:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = newest
        context.set_ciphers("ALL:@SECLEVEL=0")
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.url = site.url.replace("http://", "https://")
    return site


@pytest.fixture(scope="module")
def world(kit, make_site, tmp_path_factory):
    """One crawl of portals with all kinds of certificates; one of them is trusted."""
    base = tmp_path_factory.mktemp("tls")
    good = certificate(base, "good")
    routes = {"/xw/gg/gg.html": kit.list_page([1], total=1), kit.report(1): kit.page()}
    sites = {
        "good": secure(make_site(routes), good),
        "unknown": secure(make_site(routes), certificate(base, "unknown")),
        "expired": secure(make_site(routes), certificate(base, "expired", days=-1)),
        "othername": secure(make_site(routes, host="127.0.0.3"), good),
        "old": secure(make_site(routes), good, ssl.TLSVersion.TLSv1),
        "declared": secure(make_site(routes), good, ssl.TLSVersion.TLSv1),
        "plain": make_site(routes),
        "nottls": make_site(routes),
    }
    sites["nottls"].url = sites["nottls"].url.replace("http://", "https://")
    portals = {name: {"url": site.url} for name, site in sites.items()}
    portals["declared"]["tls"] = "legacy"
    folder = kit.write_portals(base / "portals", portals)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(base / "trusted.pem"))
        (base / "trusted.pem").write_bytes(good.read_bytes() + (base / "expired.pem").read_bytes())
        crawled = kit.crawl(base / "data", folder)
    crawled.sites = sites
    return crawled


@pytest.mark.parametrize(("portal", "words"), [
    ("good", "ok"), ("unknown", "self-signed certificate"), ("expired", "certificate has expired"),
    ("othername", "ip address mismatch"), ("declared", "ok"), ("plain", None),
])
def test_what_a_certificate_was_worth_is_kept_with_every_capture(world, portal, words):
    rows = world.rows("select kind, tls from captures where portal = ? order by id", portal)
    assert {row["kind"] for row in rows} == {"robots", "list", "detail"}
    assert {row["tls"] for row in rows} == {words}
    assert (world.ledger(portal)["complete"], world.closed(portal)["problems"]) == (1, [])


def test_old_protocols_are_spoken_only_where_the_file_declares_them(world):
    for portal in ("old", "nottls"):
        line = world.ledger(portal)
        assert (line["complete"], line["reason"]) == (0, "tls")
        assert "'tls: legacy' in the portal file" in line["detail"]
    assert world.rows("select count(*) as n from captures where portal in ('old', 'nottls') and tls is not null") == [{"n": 0}]
    assert world.sites["old"].log == []


def test_the_portal_is_told_the_name_that_was_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(GuardedResolver, "_known", {"hill.test": ("127.0.0.1",)})
    names = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, "sni"))
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    async def main():
        server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setattr(GuardedResolver, "loopback", {f"hill.test:{port}"})
        made = await connect(Place("https", "hill.test", port), asyncio.get_running_loop().time() + 5)
        made.close()
        server.close()
        return made.tls

    assert asyncio.run(main()) == "self-signed certificate"
    assert set(names) == {"hill.test"}


def test_a_worthless_certificate_costs_no_question(world):
    assert [path.rpartition("/")[2][:4] for _, path, _ in world.sites["unknown"].log] == ["robo", "gg.h", "5fba"]


def test_a_connection_that_the_host_closed_meanwhile_is_opened_anew(kit, make_site, tmp_path):
    def once(text):
        def answer(handler):
            handler.close_connection = True         # without a word: no "Connection: close"
            return 200, kit.HTML, text
        return answer

    site = make_site({"/xw/gg/gg.html": once(kit.list_page([1, 2], total=2)), kit.report(1): once(kit.page("一号报告。")),
                      kit.report(2): once(kit.page("二号报告。"))})
    crawled = kit.crawl(tmp_path / "data", kit.write_portals(tmp_path / "portals", {"hill": {"url": site.url, "delay": 0.05}}))
    assert (crawled.code, crawled.closed("hill")["classes"]) == (0, {})
    assert sorted(len(site.asked(path)) for path in {path for _, path, _ in site.log}) == [1, 1, 1, 1]


def test_the_archive_keeps_both_headers_as_they_were_sent(world):
    from archive.warc import storage

    row = world.rows("select * from captures where portal = 'plain' and kind = 'detail'")[0]
    path = world.data / "warc" / row["file"]
    records = [item.record for item in storage.scan(path) if item.record and item.record.url == row["url"]]
    asked = next(record.block for record in records if record.type == "request")
    assert asked.startswith(f"GET {row['url'].partition('127.0.0.1')[2].partition('/')[1]}".encode())
    assert b"\r\nAccept-Encoding: gzip, deflate, br\r\n" in asked
    assert asked.count(b"\r\nHost: ") == 1
    assert b"\r\nUser-Agent: Mozilla/5.0 (compatible; fazhi-archive/" in asked
    answer = next(record.block for record in records if record.type == "response")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\nServer: BaseHTTP")
