import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from hipcheck.ladder import Ladder, ladder_of
from hipcheck.ladder.itf import to_itf
from hipcheck.ladder.model import Arrow, Column, Place, Row, Source, Violation, Way
from hipcheck.ladder.svg import render as render_svg
from hipcheck.ladder.terminal import render
from hipspec.exchange import SPECIFICATION as EXCHANGE
from hipspec.hip import SPECIFICATION, attacker, honest
from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Frame, Key, Nonce, Pair, Socket
from hipspec.hip.packets import BLANK, NOT_LISTED, LocatorSet, Offer
from hipspec.language import NOTHING, Map, Set, replace, some
from hipspec.language.running import Run
from hipspec.network import attacker as network
from hipspec.network import places
from hipspec.paper import SPECIFICATION as PAPER

ALICE, BOB, MALLORY = HIT("alice"), HIT("bob"), HIT("mallory")
A1, A2, B1, M1, V1 = (Address(name) for name in ("a1", "a2", "b1", "m1", "v1"))
SVG = "{http://www.w3.org/2000/svg}"


def begun() -> Run:
    run = Run(
        SPECIFICATION,
        honest=Set(ALICE, BOB),
        at=Map(NOBODY, {A1: ALICE, B1: BOB, M1: MALLORY}),
        multicast=Set(),
    )
    run.do(
        honest.establish,
        host=ALICE,
        peer=BOB,
        host_address=A1,
        peer_address=B1,
        key_out=Key("k1"),
        key_in=Key("k2"),
        host_nonce=Nonce("n1"),
        peer_nonce=Nonce("n2"),
    )
    return run


def sending() -> Run:
    """Alice opens a socket to Bob and sends him 100 bytes: three steps."""
    run = begun()
    run.do(honest.open_socket, socket=Socket("s1"), host=ALICE, peer=BOB)
    run.do(honest.send, socket=Socket("s1"), address=B1, size=100, frame=Frame("f1"))
    return run


def the_list(*listed: Address) -> LocatorSet:
    """The list of some addresses, the first of which is preferred."""
    return LocatorSet(
        entries=Map(
            NOT_LISTED,
            {a: Offer(listed=True, unicast=True, position=n, lifetime=NOTHING) for n, a in enumerate(listed)},
        ),
        order=Map(NOWHERE, dict(enumerate(listed))),
        count=len(listed),
        preferred=some(listed[0]),
    )


def moving() -> Run:
    """Alice moves to a2; Bob checks it; Mallory, who got a2 from her, reads the challenge and lies about it."""
    run = begun()
    run.do(places.take_address, host=ALICE, address=A2)
    run.do(
        honest.announce,
        pair=Pair(ALICE, BOB),
        locators=the_list(A2, A1),
        here=A2,
        destination=B1,
        rekey=False,
        frame=Frame("f1"),
    )
    run.do(honest.deliver_update, frame=Frame("f1"), reply_frame=Frame("f2"))
    run.do(honest.challenge, pair=Pair(BOB, ALICE), address=A2, nonce=Nonce("n3"), frame=Frame("f3"))
    run.do(places.take_address, host=MALLORY, address=A2)
    run.do(attacker.overhear, frame=Frame("f3"))
    lie = replace(BLANK, sender=ALICE, receiver=BOB, source=A2, destination=B1, signer=MALLORY, size=1)
    run.do(attacker.forge, packet=replace(lie, echo_response=some(Nonce("n3"))), frame=Frame("f4"))
    run.do(network.send_copy, original=Frame("f3"), source=M1, destination=V1, frame=Frame("f5"))
    run.do(places.wait, seconds=4)
    return run


def crowd(count: int) -> Ladder:
    """A ladder of many hosts, one of which sends to the last one and to itself."""
    columns = tuple(Column(f"a host with the long name number {n}", Place.HOST, ("a" * 70,)) for n in range(count))
    label = "UPDATE(" + "LOCATOR_SET" * 20 + ")"
    arrows = tuple(
        Arrow(origin, target, label, "a1", "b1", "f1", way)
        for origin, target in ((0, count - 1), (count - 1, 0), (0, 0), (count - 1, count - 1))
        for way in Way
    )
    source = Source("act", "It acts, " + "again and " * 30 + "again.", "RFC 8046 " + "5.4, " * 30, "5")
    row = Row(1, "act " * 40, source, (), arrows, (0,), ("bob: " + "x" * 200,))
    quiet = Row(1000, "rest", source, (source,), (), (0, count - 1), ())
    violation = Violation("no rest " * 30, source, expected=False, parameters="host bob " * 30)
    return Ladder("A title " * 30, columns, (row, quiet), violation)


# --- the model ---


def test_columns_are_the_hosts_that_take_part_and_only_those() -> None:
    columns = ladder_of(sending().taken, SPECIFICATION).columns
    assert columns == (Column("alice", Place.HOST, ("a1",)), Column("bob", Place.HOST, ("b1",)))


def test_the_attacker_comes_after_the_hosts_and_an_address_without_a_host_last() -> None:
    columns = ladder_of(moving().taken, SPECIFICATION).columns
    assert [(column.name, column.place) for column in columns] == [
        ("alice", Place.HOST),
        ("bob", Place.HOST),
        ("mallory", Place.ATTACKER),
        ("v1", Place.ADDRESS),
    ]


def test_all_dishonest_hosts_share_one_column() -> None:
    run = moving()
    run.do(places.take_address, host=HIT("eve"), address=V1)
    columns = ladder_of(run.taken, SPECIFICATION).columns
    assert [column.name for column in columns if column.place is Place.ATTACKER] == ["attacker"]


def test_a_run_of_three_steps() -> None:
    establish, opening, send = ladder_of(sending().taken, SPECIFICATION).rows
    assert [row.number for row in (establish, opening, send)] == [1, 2, 3]
    assert (establish.title, opening.title, send.title) == ("establish", "open socket", "send")
    assert (establish.arrows, opening.arrows) == ((), ())
    assert (establish.concerned, opening.concerned) == ((0, 1), (0,))
    assert send.arrows == (Arrow(0, 1, "data 100 bytes", "a1", "b1", "f1", Way.SENT),)
    assert [rule.name for rule in send.rules] == ["send_data"]
    assert send.rules[0].clause == "RFC 8046 5.5, 5.6.1"
    assert send.rules[0].paper == "4.1"
    assert send.rules[0].sentence.startswith("Send payload to the peer, wherever it is")
    assert opening.notes == ("sockets: s1 none -> (alice, bob)",)
    assert "bob: locators of alice: a1 UNKNOWN -> ACTIVE, challenge none -> n2, listed" in establish.notes
    assert not [note for note in establish.notes if "nonces" in note or "history" in note]


def test_the_way_of_an_update_and_what_it_changes() -> None:
    rows = ladder_of(moving().taken, SPECIFICATION).rows
    update = "UPDATE(SEQ 0, ESP_INFO, LOCATOR_SET a2* a1)"
    assert rows[1].notes == ("a2 passes from nobody to alice",)
    assert rows[2].arrows == (Arrow(0, 1, update, "a2", "b1", "f1", Way.SENT),)
    assert rows[3].arrows == (
        Arrow(0, 1, update, "a2", "b1", "f1", Way.ARRIVED),
        Arrow(1, 0, "UPDATE(ACK 0)", "b1", "a2", "f2", Way.SENT),
    )
    assert "bob: locators of alice: a2 UNKNOWN -> UNVERIFIED, listed" in rows[3].notes
    assert rows[-1].notes == ("time: 0 -> 4 s",)
    assert (rows[-1].arrows, rows[-1].concerned) == ((), ())


def test_what_the_attacker_does() -> None:
    rows = ladder_of(moving().taken, SPECIFICATION).rows
    challenge = "UPDATE(SEQ 0, ESP_INFO, ECHO_REQUEST n3)"
    overhear, forge, copy = rows[6:9]
    assert overhear.arrows == (Arrow(1, 2, challenge, "b1", "a2", "f3", Way.READ),)
    assert overhear.notes == ("the attacker has read f3", "the attacker now knows n3")
    assert forge.arrows == (Arrow(2, 1, "UPDATE(ECHO_RESPONSE n3)", "a2", "b1", "f4", Way.SENT),)
    assert forge.notes == ("it bears the name of alice, no MAC, signature made with the identity of mallory",)
    assert copy.arrows == (Arrow(2, 3, challenge, "m1", "v1", "f5", Way.SENT),)
    assert copy.notes == ("a copy of f3",)


def test_what_is_lost_because_its_number_is_used_is_not_drawn_as_the_packet_that_used_it() -> None:
    run = moving()
    run.do(honest.challenge, pair=Pair(BOB, ALICE), address=A2, nonce=Nonce("n4"), frame=Frame("f1"))
    assert ladder_of(run.taken, SPECIFICATION).rows[-1].arrows == ()


def test_the_history_is_shown_where_the_violated_property_reads_it() -> None:
    run = sending()
    run.do(honest.open_socket, socket=Socket("s2"), host=BOB, peer=ALICE)
    run.do(honest.deliver_data, frame=Frame("f1"), socket=Socket("s2"), reply_frame=Frame("f2"))
    plain = ladder_of(run.taken, SPECIFICATION).rows[-1].notes
    told = ladder_of(run.taken, SPECIFICATION, shows="no_flooding").rows[-1].notes
    assert plain == ("bob with alice: credit 0 -> 100",)
    assert "history: received of bob with alice: 0 -> 100" in told
    assert not [note for note in told if "heard" in note]  # no_flooding doesn't read it


def test_verbose_shows_windows_and_history() -> None:
    rows = ladder_of(moving().taken, SPECIFICATION, verbose=True).rows
    text = " ".join(rows[3].notes)
    assert "updates highest -1 -> 0" in text
    assert "history: " in text
    assert "sent" not in text


def test_the_violation_is_said_in_the_words_of_the_property() -> None:
    ladder = ladder_of(sending().taken, SPECIFICATION, shows="no_flooding", parameters={"host": ALICE, "peer": BOB})
    assert ladder.violation == Violation(
        title="no flooding",
        property=Source(
            "no_flooding",
            "Bytes to unverified addresses of a peer never exceed the bytes that came from that peer.",
            "RFC 8046 5.6, 6.2.1",
            "2.3, figure 4",
        ),
        expected=False,
        parameters="host alice, peer bob",
    )
    expected = ladder_of(sending().taken, SPECIFICATION, shows="data_reaches_only_the_peer").violation
    assert expected is not None
    assert expected.expected


def test_a_spare_lemma_can_be_violated_too() -> None:
    spare = EXCHANGE.spare_lemmas[0]
    drawn = ladder_of([], EXCHANGE, shows=spare.__name__)
    assert drawn.violation is not None
    assert drawn.violation.property.name == spare.__name__


def test_an_unknown_property_is_refused() -> None:
    with pytest.raises(ValueError, match="has no property 'no_such_thing'"):
        ladder_of(sending().taken, SPECIFICATION, shows="no_such_thing")


def test_other_specifications_have_ladders_too() -> None:
    run = PAPER.scenarios["flooding_with_a_counter"](PAPER)
    ladder = ladder_of(run.taken, PAPER)
    assert [column.name for column in ladder.columns] == ["bob", "carol", "mallory"]
    assert ladder.rows[1].arrows[0].label == "REA(REA_ID 0, ADDRESSES v1(3600 s))"
    assert ladder.rows[-1].arrows == (Arrow(0, 1, "data 1000 bytes", "b1", "v1", "data6", Way.SENT),)


def test_a_run_without_steps_is_a_ladder_without_rows() -> None:
    ladder = ladder_of([], SPECIFICATION)
    assert (ladder.columns, ladder.rows) == ((), ())
    assert render(ladder).plain.strip() == SPECIFICATION.title
    ET.fromstring(render_svg(ladder))  # noqa: S314  # our own
    assert to_itf([], SPECIFICATION)["states"] == []


# --- the terminal ---


@pytest.mark.parametrize("width", [24, 40, 80, 132])
@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_no_line_is_wider_than_the_terminal(width: int, count: int) -> None:
    lines = render(crowd(count), width).plain.splitlines()
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]


def test_an_arrow_goes_from_its_sender_to_its_receiver() -> None:
    lines = render(ladder_of(moving().taken, SPECIFICATION), 80).plain.splitlines()
    (label,) = [number for number, line in enumerate(lines) if "f2: UPDATE(ACK 0), b1 -> a2" in line]
    alice, bob, mallory, victim = (m.start() for m in re.finditer("[│┆·]", lines[3]))
    shaft = lines[label + 1]
    assert (shaft[alice], shaft[bob], shaft[mallory], shaft[victim]) == ("│", "┤", "┆", "·")
    assert shaft[alice + 1 : bob] == "◁" + "┄" * (bob - alice - 2)


@pytest.mark.parametrize("width", [60, 80, 132])
def test_no_label_is_cut_off(width: int) -> None:
    drawn = render(ladder_of(moving().taken, SPECIFICATION), width).plain
    assert "f5: UPDATE(SEQ 0, ESP_INFO, ECHO_REQUEST n3), m1 -> v1" in drawn  # close to the right edge
    assert "f3: UPDATE(SEQ 0, ESP_INFO, ECHO_REQUEST n3), b1 -> a2" in drawn  # close to the left edge


def test_what_has_arrived_looks_different_without_colour() -> None:
    text = render(ladder_of(moving().taken, SPECIFICATION)).plain
    shafts = re.findall(r"f1: .*\n(.*)", text)
    assert ("▷" in shafts[0], "▶" in shafts[0], "▷" in shafts[1], "▶" in shafts[1]) == (True, False, False, True)


def test_a_file_gets_plain_text_and_a_terminal_colours() -> None:
    drawn = render(ladder_of(sending().taken, SPECIFICATION, shows="no_flooding"))
    plain, coloured = io.StringIO(), io.StringIO()
    Console(file=plain, width=80).print(drawn)
    Console(file=coloured, width=80, force_terminal=True, color_system="truecolor", _environ={}).print(drawn)
    assert plain.getvalue() == drawn.plain + "\n"
    assert "\x1b[" in coloured.getvalue()
    assert "Violated: no flooding" in plain.getvalue()
    assert "Violated: no flooding" in coloured.getvalue()  # one colour, one code


def test_ascii_is_enough_if_it_must_be() -> None:
    ladder = ladder_of(moving().taken, SPECIFICATION)
    drawn = render(ladder, ascii_only=True).plain
    assert drawn.isascii()
    assert len(drawn) == len(render(ladder).plain)


def test_control_characters_do_not_reach_the_terminal() -> None:
    run = begun()
    run.do(places.take_address, host=HIT("\x1b[31mred\x07"), address=A2)
    text = render(ladder_of(run.taken, SPECIFICATION)).plain
    assert "\x1b" not in text
    assert "\x07" not in text


# --- SVG ---


def test_svg_is_well_formed_and_says_what_it_shows() -> None:
    drawn = render_svg(ladder_of(moving().taken, SPECIFICATION, title="Alice moves"))
    root = ET.fromstring(drawn)  # noqa: S314  # our own
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text == "Alice moves"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert "Step 3: announce; sent, alice to bob, f1: UPDATE(SEQ 0," in (desc.text or "")
    style = root.find(f"{SVG}style")
    assert "prefers-color-scheme:dark" in ((style.text if style is not None else None) or "")


def test_svg_escapes_and_refers_to_nothing_outside() -> None:
    run = begun()
    hostile = "</text><script>alert('1 & 2')</script>\x00\"]]>"
    run.do(places.take_address, host=HIT(hostile), address=A2)
    drawn = render_svg(ladder_of(run.taken, SPECIFICATION, title=hostile))
    root = ET.fromstring(drawn)  # noqa: S314  # our own
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "line", "circle", "path", "text",
    }  # fmt: skip
    assert not re.search(r"href|url\(|@import", drawn)
    assert "\x00" not in drawn


def test_svg_is_the_same_each_time_and_its_ids_are_its_own() -> None:
    one, other = (ladder_of(run.taken, SPECIFICATION) for run in (sending(), moving()))
    assert render_svg(one) == render_svg(ladder_of(sending().taken, SPECIFICATION))
    identifiers = [set(re.findall(r'id="([^"]+)"', render_svg(ladder))) for ladder in (one, other)]
    assert not identifiers[0] & identifiers[1]


@pytest.mark.parametrize("count", [1, 2, 9])
def test_nothing_in_an_svg_lies_outside_of_it(count: int) -> None:
    root = ET.fromstring(render_svg(crowd(count)))  # noqa: S314  # our own
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    places = {"x": width, "x1": width, "x2": width, "cx": width, "y": height, "y1": height, "y2": height, "cy": height}
    for element in root.iter():
        for name, most in places.items():
            assert 0 <= float(element.get(name, 0)) <= most
    for text in root.iter(f"{SVG}text"):
        # 11.5 px is the smallest size and 0.6 em the narrowest usual advance: at least this long is a text.
        length = 0.6 * 11.5 * len(text.text or "")
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "")]
        left = float(text.get("x", 0)) - shift * length
        assert left >= 0
        assert left + length <= width


def test_the_style_of_an_svg_leaves_the_page_around_it_alone() -> None:
    root = ET.fromstring(render_svg(crowd(2)))  # noqa: S314  # our own
    style = root.find(f"{SVG}style")
    assert style is not None
    for line in (style.text or "").strip().splitlines():
        assert ".hipway-ladder" in line.partition("{")[0] or line.startswith("@media")


# --- ITF ---


def test_itf_has_one_state_per_moment() -> None:
    document = json.loads(json.dumps(to_itf(sending().taken, SPECIFICATION, shows="no_flooding")))
    assert document["#meta"]["format"] == "ITF"
    assert document["#meta"]["property"] == "no_flooding"
    assert document["vars"] == ["associations", "environment", "sockets", "history"]
    assert [state["#meta"]["index"] for state in document["states"]] == [0, 1, 2, 3]
    assert [state["#meta"].get("action") for state in document["states"]] == [None, "establish", "open_socket", "send"]
    assert document["states"][3]["#meta"]["parameters"] == {
        "socket": "s1",
        "address": "b1",
        "size": {"#bigint": "100"},
        "frame": "f1",
    }
    for state in document["states"]:
        assert set(state) == {"#meta", *document["vars"]}
    first, last = document["states"][0], document["states"][-1]
    assert first["sockets"] == {"#map": []}
    pair = {"tag": "Some", "value": {"host": "alice", "peer": "bob"}}
    assert last["sockets"] == {"#map": [["s1", pair]]}
    assert last["environment"]["honest"] == {"#set": ["alice", "bob"]}
