"""The page of the matrix in a browser: it is laid out, opens its cells, takes keys, and can be read in the dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Play = Callable[..., Any]

STATE = """
  const shown = [...document.querySelectorAll(".panel")].filter((p) => getComputedStyle(p).display !== "none");
  const drawing = shown[0]?.querySelector("svg[role=img]")?.getBoundingClientRect();
  const state = {
    shown: shown.map((panel) => panel.id), inert: document.getElementById("table").inert, hash: location.hash,
    focus: document.activeElement.id || document.activeElement.hash || document.activeElement.tagName,
    drawing: drawing ? [drawing.width, drawing.height] : null,
  };
"""
CONTRAST = """
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((c) => c / 255);
    const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  const cells = [...document.querySelectorAll("td")].map((cell) => {
    const ground = getComputedStyle(cell).backgroundColor;
    const behind = ground === "rgba(0, 0, 0, 0)" ? paper : ground;
    const who = getComputedStyle(cell.querySelector(".who")).color;
    const sign = getComputedStyle(cell.querySelector(".sign")).getPropertyValue("--c").trim();
    return { verdict: cell.className, text: ratio(who, behind), sign: ratio(sign, behind) };
  });
  return { paper: light(paper), ink: light(getComputedStyle(document.documentElement).color), cells };
"""


def test_the_table_is_laid_out_and_its_heads_stay(play: Play) -> None:
    found = play("""
      const boxes = (what) => [...document.querySelectorAll(what)].map((e) => e.getBoundingClientRect());
      const cells = boxes("td").map((b) => [b.width, b.height]);
      const signs = boxes("td .sign").map((b) => b.width);
      document.body.style.height = "4000px"; document.querySelector("tbody").style.lineHeight = "900px";
      window.scrollTo(0, 500); await wait();
      return { cells, signs, scrolled: window.scrollY, top: boxes("thead")[0].top, title: document.title };
    """)
    assert found["title"] == "Mobility protocols under attack"
    assert len(found["cells"]) == 10
    assert all(width > 80 and height > 40 for width, height in found["cells"])
    assert found["signs"] == [17] * 10
    assert found["scrolled"] == 500
    assert found["top"] == 0


@pytest.mark.parametrize("scripted", [True, False])
def test_an_address_opens_a_cell_with_its_ladder_with_and_without_the_script(play: Play, scripted: bool) -> None:  # noqa: FBT001  # a parameter of the test
    state = play(f"{STATE} return state;", "#cell=ip_plain.stealing", scripted=scripted)
    assert state["shown"] == ["cell=ip_plain.stealing"]
    assert min(state["drawing"]) > 300
    if scripted:
        assert state["inert"]
        assert state["focus"] == "cell=ip_plain.stealing-title"


def test_a_click_opens_a_cell_and_escape_leads_back_to_it(play: Play) -> None:
    opened = """
      document.querySelector("td a[href='#cell=ip_plain.flooding']").click(); await wait();
    """
    state = play(f"{opened} {STATE} return state;")
    assert state["shown"] == ["cell=ip_plain.flooding"]
    assert min(state["drawing"]) > 300
    state = play(f"{opened} key('Escape'); await wait(); {STATE} return state;")
    assert state["shown"] == []
    assert not state["inert"]
    assert state["focus"] == "#cell=ip_plain.flooding"


def test_a_ladder_is_drawn_when_its_panel_is_opened_and_not_before(play: Play) -> None:
    found = play("""
      const ladders = () => [...document.querySelectorAll(".panel svg[role=img]")];
      const drawn = () => [...new Set(ladders().map((ladder) => ladder.closest(".panel").id))];
      const before = drawn();
      location.hash = "cell=ip_plain.reflection"; await wait();
      location.hash = "at=ip_plain.reflection"; await wait();
      location.hash = "cell=ip_plain.reflection"; await wait();
      const steps = ladders().map((ladder) => ladder.querySelectorAll("use").length);
      return { before, after: drawn(), steps };
    """)
    assert (found["before"], found["after"]) == ([], ["cell=ip_plain.reflection"])
    assert len(found["steps"]) == 2  # the attack, and a run that reaches the factor
    assert all(steps > 5 for steps in found["steps"])


def test_a_click_beside_the_panel_closes_it(play: Play) -> None:
    state = play(
        f"document.elementFromPoint(40, 350).click(); await wait(); {STATE} return state;", "#cell=ip_plain.stealing"
    )
    assert state["shown"] == []


def test_the_arrow_keys_move_between_the_cells_and_one_cell_takes_the_tab_key(play: Play) -> None:
    found = play("""
      document.querySelector("td a").focus();
      const path = [];
      for (const name of ["ArrowRight", "ArrowDown", "ArrowUp", "End", "ArrowRight", "Home", "ArrowUp"]) {
        key(name); path.push(document.activeElement.hash);
      }
      return { path, tabs: [...document.querySelectorAll("td a")].filter((a) => a.tabIndex === 0).length };
    """)
    names = ("ip_plain.stealing_now", "other.stealing_now", "ip_plain.stealing_now", *["ip_plain.teardown"] * 2)
    assert found["path"] == [f"#cell={name}" for name in (*names, *["ip_plain.stealing"] * 2)]
    assert found["tabs"] == 1


def test_the_head_of_a_column_opens_its_question(play: Play) -> None:
    click = "document.querySelector(`thead a[href='#attack=stealing']`).click();"
    state = play(f"{click} await wait(); {STATE} return state;")
    assert state["shown"] == ["attack=stealing"]


@pytest.mark.parametrize("options", [(), ("--force-dark-mode",)], ids=["light", "dark"])
def test_texts_and_signs_stand_out_in_the_light_and_in_the_dark(play: Play, options: tuple[str, ...]) -> None:
    """Contrasts of WCAG 2.2, 1.4.3 and 1.4.11: 4.5 for texts, 3 for signs."""
    found = play(CONTRAST, "", *options)
    assert (found["paper"] < found["ink"]) == bool(options)
    for cell in found["cells"]:
        assert cell["text"] >= 4.5, cell
        assert cell["sign"] >= 3, cell


def test_it_is_printed(chromium: Callable[..., str], text: str, tmp_path: Path) -> None:
    page, printed = tmp_path / "matrix.html", tmp_path / "matrix.pdf"
    page.write_text(text, encoding="utf-8")
    chromium("--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri())
    content = printed.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == 1  # panels that are not open are not printed


def test_words_choose_the_rows_and_the_arrow_keys_skip_the_others(play: Play) -> None:
    found = play("""
      const all = () => [...document.querySelectorAll("tbody tr:not(.group)")].filter((row) => row.offsetHeight > 0);
      const told = () => document.querySelector(".filter output").textContent;
      const before = [all().length, told()];
      document.activeElement.blur(); document.dispatchEvent(pressed("/"));
      const focus = document.activeElement.id;
      const type = (text) => { words.value = text; words.dispatchEvent(new Event("input")); };
      type("CHANGED more"); const some = [all().length, told()];
      const links = [...document.querySelectorAll("td a[tabindex='0']")].map((link) => link.hash);
      document.querySelector("td a[tabindex='0']").focus(); key("ArrowUp");
      const stays = document.activeElement.hash;
      type("nothing of this name"); const none = [all().length, told()];
      type(""); return { before, focus, some, links, stays, none, after: all().length };
    """)
    assert found["before"] == [2, "2 of 2 rows"]
    assert found["focus"] == "words"
    assert found["some"] == [1, "1 of 2 rows"]
    assert found["links"] == [found["stays"]] == ["#cell=other.stealing"]
    assert found["none"] == [0, "0 of 2 rows"]
    assert found["after"] == 2


def test_the_words_are_not_asked_for_where_no_script_could_look_for_them(play: Play) -> None:
    script = """return getComputedStyle(document.querySelector(".filter")).display;"""
    assert play(script) == "flex"
    assert play(script, scripted=False) == "none"


def test_a_panel_leads_to_the_cells_around_it_that_are_shown(play: Play) -> None:
    found = play(
        """
      const links = () => [...document.querySelectorAll(".panel:target nav a")].map((a) => [a.title, a.hash]);
      const all = links();
      words.value = "plain"; words.dispatchEvent(new Event("input"));
      document.querySelector(".panel:target nav a[title='next attack']").click(); await wait();
      return { all, then: links() };
    """,
        "#cell=ip_plain.stealing",
    )
    assert found["all"] == [["next attack", "#cell=ip_plain.stealing_now"], ["next protocol", "#cell=other.stealing"]]
    assert [title for title, _ in found["then"]] == ["previous attack", "next attack", "next protocol"]
