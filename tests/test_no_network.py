"""Nothing in this suite reaches another machine: the guard over all tests is real."""

from __future__ import annotations

import socket

import pytest

ELSEWHERE = "192.0.2.1"  # an address that is nobody's, for documents


def test_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as made, pytest.raises(PermissionError, match="reaches for the network"):
        made.connect((ELSEWHERE, 80))


def test_datagram_to_another_machine_is_refused() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as made,
        pytest.raises(PermissionError, match="reaches for the network"),
    ):
        made.sendto(b"x", (ELSEWHERE, 53))


def test_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(PermissionError, match="reaches for the network"):
        socket.getaddrinfo("exempel.example", 80)


def test_connection_to_this_machine_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
