"""Stories: what walks do not come to, told event by event."""

import pytest

from hipcheck.lockstep.comparison import RECORDED, Numbered, play
from hipcheck.lockstep.seeded.report import walks_for_mutants
from hipcheck.lockstep.seeded.table import kill_table
from hipcheck.lockstep.views import view_named

STORIES = [name for name, _ in walks_for_mutants(0)]


@pytest.mark.parametrize("story", STORIES)
def test_a_story_shows_no_difference(story: str) -> None:
    view, _, name = story.partition("/")
    events = view_named(view).stories[name]
    played = play(view_named(view), RECORDED, [Numbered(number, event) for number, event in enumerate(events, 1)])
    assert played.difference is None
    assert played.session.compared > 1
    assert len(played.session.run.taken) > 1


def test_the_kill_table_names_stories_that_there_are() -> None:
    """A story that has another name now would not be the first that a mutant is tried with."""
    named = {fate.view for fate in kill_table().values() if "/" in fate.view}
    assert len(named) > 10
    assert named <= set(STORIES)
