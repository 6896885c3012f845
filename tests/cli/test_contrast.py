"""`hipway contrast`: where two rows differ, and the guards that make the difference."""

import pytest
from click.testing import CliRunner

from hipcheck.cli import cli


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, ["contrast", "-j", "1", *arguments])
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_without_its_check_of_the_key_wireguard_is_stolen_from_as_plain_ip_is() -> None:
    text = run("wireguard", "ip_plain", "--attack", "stealing")
    assert "ip_plain falls to stranger" in text
    assert "receive_data the session key authenticates the message" in text
    assert "the counter was not seen before" not in text  # of no help against a stranger
    assert "Violated: no stealing" in text  # the shortest of the attacks is drawn


def test_rows_that_fall_to_the_same_attacker_do_not_differ() -> None:
    assert "do not differ in stealing_now" in run("ip_plain", "wireguard", "--attack", "stealing_now")


@pytest.mark.parametrize("asked", [("quik", "ip_plain"), ("ip_plain", "wireguard", "--attack", "stealin")])
def test_an_unknown_name_is_answered_with_the_nearest(asked: tuple[str, ...]) -> None:
    assert "Did you mean" in run(*asked, code=2)
