"""Addresses over time: still there, gone, back again."""

from __future__ import annotations

import sqlite3


def bump(conn: sqlite3.Connection) -> None:
    """Tell readers that something visible changed, in the same transaction as the change."""
    conn.execute("update meta set value = cast(value as integer) + 1 where key = 'generation'")


def touch(conn: sqlite3.Connection, document_id: str, url: str | None, seen_at: str) -> None:
    """Move last_seen forward; an address that was gone is live again, which readers see."""
    conn.execute("update documents set last_seen = ? where id = ? and last_seen < ?", (seen_at, document_id, seen_at))
    if url is None:
        return
    conn.execute("update addresses set last_seen = ? where url = ? and document_id = ? and last_seen < ?",
                 (seen_at, url, document_id, seen_at))
    back = conn.execute("update addresses set state = 'live' where url = ? and document_id = ? and state <> 'live' "
                        "and last_seen <= ?", (url, document_id, seen_at))
    if back.rowcount:
        settle_address(conn, document_id, seen_at)


def mark_gone(conn: sqlite3.Connection, url: str, seen_at: str) -> bool:
    """The address shows nothing any more; a document without a live address is gone, its text stays."""
    rows = conn.execute("select document_id from addresses where url = ? and state = 'live'", (url,)).fetchall()
    conn.execute("update addresses set state = 'gone' where url = ? and state = 'live'", (url,))
    for row in rows:
        settle_address(conn, row[0], seen_at)
    return bool(rows)


def settle_address(conn: sqlite3.Connection, document_id: str, seen_at: str) -> None:
    """Set url, state and gone_at of a document from its addresses: the newest live one, else the newest of all.

    Newest to the day: two columns of one crawl are equally new, and then the order of their pages must not matter.
    """
    rows = conn.execute("select url, portal, state from addresses where document_id = ? "
                        "order by state = 'live' desc, substr(first_seen, 1, 10) desc, url desc limit 1",
                        (document_id,)).fetchone()
    if rows is None:
        return
    url, portal, state = rows
    changed = conn.execute(
        "update documents set url = ?, portal = coalesce(?, portal), state = ?, "
        "gone_at = case when ? = 'live' then null else coalesce(gone_at, ?) end "
        "where id = ? and (url is not ? or state <> ? or portal is not coalesce(?, portal))",
        (url, portal, state, state, seen_at, document_id, url, state, portal))
    if changed.rowcount:
        bump(conn)
