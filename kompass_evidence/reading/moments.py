"""Moments as files state them, kept as ISO 8601 in UTC to the second: "2026-11-23T08:15:00Z"."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def in_utc(moment: datetime) -> str:
    """Return a moment in UTC; one without a zone is taken to be so already."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_mail_date(said: str) -> str | None:
    """Return the moment that a date as mails have it states ("Mon, 23 Nov 2026 09:15:00 +0100"),
    None where it is none."""
    try:
        return in_utc(parsedate_to_datetime(said))
    except (ValueError, TypeError, OverflowError):
        return None
