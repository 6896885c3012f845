"""The cache: an answer is found again for the same question about the same text, and for no other."""

import functools
import sys
from pathlib import Path

import pytest

from hipmodels import cache, campaign
from hipmodels.executors import InProcess
from hipmodels.problem import Problem

PAPER = Problem("hipspec.paper")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the cache, which does not exist yet."""
    place = tmp_path / "deep" / "cache"
    monkeypatch.setenv("HIPWAY_CACHE", str(place))
    return place


def test_an_answer_is_found_again(kept: Path) -> None:
    assert cache.load(PAPER, "why?") is None
    cache.store(PAPER, "why?", {"because": [1, None, "of that"]})
    assert cache.load(PAPER, "why?") == {"because": [1, None, "of that"]}
    assert len(list(kept.iterdir())) == 1


@pytest.mark.parametrize(
    ("problem", "question"),
    [
        (PAPER, "why not?"),
        (PAPER.without("authenticate/the HMAC verifies"), "why?"),
        (Problem("hipspec.paper", (("rea_order", "no_check"),)), "why?"),
        (Problem("hipspec.hip"), "why?"),
    ],
)
def test_another_question_has_another_answer(problem: Problem, question: str) -> None:
    cache.store(PAPER, "why?", "because")
    assert cache.load(problem, question) is None


def test_the_order_in_which_items_are_left_out_makes_no_difference() -> None:
    cache.store(PAPER.without("one", "other"), "why?", "because")
    assert cache.load(PAPER.without("other").without("one"), "why?") == "because"


def test_an_edit_of_the_text_makes_another_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "a_package_of_test_cache"
    package.mkdir()
    (package / "__init__.py").write_text("SPECIFICATION = None\n", encoding="utf-8")
    text = package / "rules.py"
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    fingerprints = []
    for version in ("one", "other", "one"):
        text.write_text(f"WORD = '{version}'\n", encoding="utf-8")
        cache.fingerprint.cache_clear()  # as in another process
        fingerprints.append(cache.fingerprint(package.name))
    cache.fingerprint.cache_clear()
    first, second, third = fingerprints
    assert first == third != second
    text.rename(package / "renamed.py")
    assert cache.fingerprint(package.name) not in fingerprints
    cache.fingerprint.cache_clear()


def test_an_answer_that_can_not_be_read_is_none(kept: Path) -> None:
    cache.store(PAPER, "why?", "because")
    (file,) = kept.iterdir()
    file.write_text("{ half of an ans", encoding="utf-8")
    assert cache.load(PAPER, "why?") is None
    file.write_bytes(b"\xff\xfe\x00")
    assert cache.load(PAPER, "why?") is None


def test_a_cache_that_can_not_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("HIPWAY_CACHE", str(tmp_path / "file"))
    cache.store(PAPER, "why?", "because")
    assert cache.load(PAPER, "why?") is None


def test_the_folder_is_the_one_that_is_asked_for_or_the_users(monkeypatch: pytest.MonkeyPatch, kept: Path) -> None:
    assert cache.folder() == kept
    monkeypatch.delenv("HIPWAY_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/users/cache")
    assert cache.folder() == Path("/users/cache/hipway")
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    assert cache.folder() == Path.home() / ".cache" / "hipway"


def test_an_ablation_costs_nothing_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    items = ["receive_rea.newest_rea", "announce_addresses.here"]
    results = campaign.prove_all(PAPER, InProcess())
    ablate_items = functools.partial(campaign.ablate_all, PAPER, results, items=items)
    told: list[tuple[int, int]] = []
    first = ablate_items(InProcess(), lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]

    class Idle(InProcess):
        """Does nothing, and must not be asked to."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("the answer was kept, so there is nothing to do")

    monkeypatch.setattr(Idle, "submit", refuse)
    second = ablate_items(Idle(), lambda done, total: told.append((done, total)))
    assert told[2:] == [(2, 2)]
    assert [one.item for one in second] == [one.item for one in first]
    assert [one.cls for one in second] == [
        "not-security" if "here" in one.item.id else "load-bearing" for one in second
    ]
    assert [one.trace for one in second] == [one.trace for one in first]
