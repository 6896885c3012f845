"""Campaigns, cases, and the shortest sequence."""

from pathlib import Path

import msgspec
import pytest

from hipcheck.lockstep.campaign import Campaign, Progress, Totals, begin, run_chunk, unreached
from hipcheck.lockstep.cases import Case, CaseError, case_of, events_of, load, play_case, save
from hipcheck.lockstep.comparison import walk
from hipcheck.lockstep.hip import VIEW
from hipcheck.lockstep.hip.view import HipView
from hipcheck.lockstep.shortening import shortened
from hipmodels.executors import InProcess
from hipway.engine import updates

LENGTH = 40


def nothing() -> None:
    """Say nothing."""


def test_a_campaign_is_the_same_in_one_piece_or_resumed() -> None:
    """Of the same seed, the same walks are done, and the same is seen, whatever the pieces."""
    whole = begin(7, ["hip"])
    Campaign(whole, walks=20).run(InProcess(), 1, nothing)
    parts = begin(7, ["hip"])
    Campaign(parts, walks=10).run(InProcess(), 1, nothing)
    kept = msgspec.json.decode(msgspec.json.encode(parts), type=Progress)
    assert kept.views["hip"].walks == 10
    Campaign(kept, walks=20).run(InProcess(), 1, nothing)
    one, other = whole.views["hip"], kept.views["hip"]
    assert (one.walks, one.compared, one.refused) == (other.walks, other.compared, other.refused)
    assert one.compared > 20 * LENGTH // 2
    assert one.paths.keys() == other.paths.keys()


def test_chunks_that_are_done_out_of_order_are_counted_once() -> None:
    totals = Totals()
    chunk = run_chunk("hip", 0, 2, 5)
    totals.add(chunk, 2)
    assert (totals.walks, totals.ahead) == (0, {2: 2})
    totals.add(chunk, 0)
    assert (totals.walks, totals.ahead) == (4, {})
    assert totals.compared == 2 * chunk.compared


def test_a_path_that_was_not_taken_is_named() -> None:
    missing = unreached("hip", Totals())
    assert "deliver_update/3" in missing
    assert not any(path.startswith("forge/") for path in missing)  # the view says why


def test_a_difference_ends_a_campaign_and_becomes_a_short_case(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(updates, "_too_far", lambda *_: False)
    monkeypatch.setattr(HipView, "recorded", lambda _: iter(()))
    campaign = Campaign(begin(1, ["hip"]), walks=100)
    campaign.run(InProcess(), 1, nothing)
    assert campaign.found is not None
    assert campaign.found.about is not None
    played = shortened(VIEW, campaign.found.seed, events_of(campaign.found))
    assert played.difference is not None
    assert played.difference.guard == campaign.found.about.guard
    assert len(played.events) <= 4 < len(campaign.found.events)
    for left_out in range(len(played.events)):
        fewer = [each for place, each in enumerate(played.events) if place != left_out]
        case = case_of("hip", campaign.found.seed, fewer)
        assert play_case(case).difference is None, "each event is needed"
    path = save(case_of("hip", campaign.found.seed, played.events, played.difference), tmp_path)
    assert play_case(load(path)).difference == played.difference
    monkeypatch.undo()
    assert play_case(load(path)).difference is None


def test_a_case_holds_each_kind_of_event() -> None:
    kinds = set()
    for seed in range(60):
        played = walk(VIEW, seed, LENGTH)
        case = case_of("hip", seed, played.events)
        kinds |= {type(each.event).__name__ for each in played.events}
        assert events_of(msgspec.json.decode(msgspec.json.encode(case), type=Case)) == played.events
    assert len(kinds) == 10


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nothing", "JSON is malformed"),
        ("{}", "missing required field `view`"),
        ('{"view": "hip", "seed": 1, "events": [], "more": 1}', "unknown field `more`"),
    ],
)
def test_a_file_that_holds_no_case_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(text)
    with pytest.raises(CaseError, match=told) as error:
        load(path)
    assert str(path) in str(error.value)


def test_a_case_with_an_unknown_event_names_it() -> None:
    with pytest.raises(CaseError, match=r"event 3: .*unknown"):
        events_of(Case("hip", 1, ((3, {"event": "unknown"}),)))
    with pytest.raises(CaseError, match="there is no view 'hop'"):
        events_of(Case("hop", 1, ()))
