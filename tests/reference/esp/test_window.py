"""The anti-replay window against a set of all numbers seen, and its 64-bit numbers against RFC 4303's pseudo-code."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hipway.esp.refusal import EspRefused, Reason
from hipway.esp.window import SIZE, Window

LAST = 2**64 - 1


class SlidingWindow(RuleBasedStateMachine):
    """RFC 4303, 3.4.3: each number once, none below the highest less the size of the window."""

    @initialize(first=st.sampled_from([1, 7, 4095, 4096, 4097, 2**32 - 5, 2**32, LAST - 20_000]))
    def start(self, first: int) -> None:
        """Begin somewhere."""
        self.window = Window()
        self.seen: set[int] = set()
        self.top = self.closed = 0
        self._offer(first, authentic=True)

    @rule(ahead=st.one_of(st.integers(1, 20), st.integers(1, 3 * SIZE)), authentic=st.booleans())
    def newer(self, ahead: int, *, authentic: bool) -> None:
        """Offer a number above all before."""
        self._offer(min(self.top + ahead, LAST), authentic=authentic)

    @rule(
        behind=st.one_of(st.integers(0, 20), st.integers(SIZE - 20, SIZE + 20), st.integers(0, 3 * SIZE)),
        authentic=st.booleans(),
    )
    def older(self, behind: int, *, authentic: bool) -> None:
        """Offer a number that may be late, or too late."""
        self._offer(self.top - behind, authentic=authentic)

    @rule(data=st.data())
    def again(self, data: st.DataObject) -> None:
        """Offer a number that was seen before."""
        self._offer(data.draw(st.sampled_from(sorted(self.seen))), authentic=True)

    @rule()
    def rest(self) -> None:
        """Let nothing be late any more."""
        self.window.rest()
        self.closed = self.top

    def _offer(self, sequence: int, *, authentic: bool) -> None:
        expected: Reason | None = None
        if sequence <= 0:
            expected = Reason.SEQUENCE
        elif sequence <= max(self.top - SIZE, self.closed):
            expected = Reason.STALE
        elif sequence in self.seen:
            expected = Reason.REPLAYED
        if expected is not None:
            with pytest.raises(EspRefused) as refused:
                self.window.check(sequence)
            assert refused.value.reason is expected
            return
        self.window.check(sequence)
        if authentic:
            self.window.mark(sequence)
            self.seen.add(sequence)
            self.top = max(self.top, sequence)

    @invariant()
    def the_top_is_the_highest_that_was_authentic(self) -> None:
        """What was only offered moves nothing."""
        assert self.window.top == self.top


TestSlidingWindow = SlidingWindow.TestCase
TestSlidingWindow.settings = settings(max_examples=150, stateful_step_count=40)


def upper_half(top: int, low: int) -> int:
    """RFC 4303, A2.3, with W, Tl, Th and Seql of the pseudo-code."""
    th, tl = divmod(top, 2**32)
    bottom = (tl - SIZE + 1) % 2**32
    if tl >= SIZE - 1:
        return th if low >= bottom else th + 1
    return th - 1 if low >= bottom else th


@settings(max_examples=500)
@given(
    subspace=st.integers(0, 5),
    top=st.one_of(st.integers(0, 2 * SIZE), st.integers(0, 2**32 - 1), st.integers(2**32 - 2 * SIZE, 2**32 - 1)),
    distance=st.one_of(st.integers(-SIZE - 2, -SIZE + 2), st.integers(-2 * SIZE, 2 * SIZE), st.integers(0, 2**32 - 1)),
)
def test_the_upper_half_is_the_one_of_the_pseudo_code(subspace: int, top: int, distance: int) -> None:
    window = Window()
    window.top = subspace * 2**32 + top
    low = (top + distance) % 2**32
    assert window.extended(low) == upper_half(window.top, low) * 2**32 + low


def test_the_window_is_as_large_as_it_says() -> None:
    for behind in range(SIZE + 1):
        window = Window()
        window.mark(3 * SIZE)
        if behind == 0 or behind >= SIZE:
            with pytest.raises(EspRefused):
                window.check(3 * SIZE - behind)
        else:
            window.check(3 * SIZE - behind)


def test_moving_the_window_forgets_nothing_that_is_in_it() -> None:
    window = Window()
    for top in range(1, SIZE + 20):
        window.mark(top)
        if top > SIZE:
            for number, reason in ((top - SIZE, Reason.STALE), (top - SIZE + 1, Reason.REPLAYED)):
                with pytest.raises(EspRefused) as refused:
                    window.check(number)
                assert refused.value.reason is reason
