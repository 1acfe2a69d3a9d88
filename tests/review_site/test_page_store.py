"""Drawn pages are kept, within bounds, and drawn by one thread at a time."""

from __future__ import annotations

from threading import Thread

from kompass_evidence.review_site.page_store import PageStore


def test_a_page_is_drawn_once() -> None:
    store, drawn = PageStore(), []
    for _ in range(3):
        assert store.pages("cit-a", lambda: drawn.append(1) or {0: b"png"}) == {0: b"png"}
    assert drawn == [1]


def test_the_least_lately_used_goes_first() -> None:
    store, drawn = PageStore(most=20), []

    def ask(name: str) -> None:
        store.pages(name, lambda: drawn.append(name) or {0: b"x" * 8})

    for name in ("a", "b", "a", "c", "a", "b"):
        ask(name)
    assert drawn == ["a", "b", "c", "b"]
    assert store.size() <= 20


def test_one_citation_is_kept_however_large_it_is() -> None:
    store = PageStore(most=20)
    assert store.pages("a", lambda: {0: b"x" * 50})[0] == b"x" * 50
    assert store.size() == 50


def test_no_two_threads_draw_at_once() -> None:
    store, at_once, most = PageStore(), [], []

    def draw() -> dict[int, bytes]:
        at_once.append(1)
        most.append(len(at_once))
        for _ in range(10_000):
            pass
        at_once.pop()
        return {}

    threads = [Thread(target=store.pages, args=(f"cit-{n}", draw)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1 and len(most) == 20
