"""What a reader's process answers where no document can be given."""

from __future__ import annotations

import errno
import io

import pytest

from kompass_evidence.isolation.limits import LIMITS
from kompass_evidence.isolation.message import answer_to, take_answer


def test_full_disk_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kompass_evidence.reading.read", full)
    answer = io.BytesIO(answer_to(b"x", "plan.txt"))
    with pytest.raises(OSError, match="No space") as told:
        take_answer(answer.read, LIMITS)
    assert told.value.errno == errno.ENOSPC
