"""The page of sizes: what packets carry, how long they are, and how much more goes out than came in."""

from fractions import Fraction

from hipspec.exchange import sizes
from hipspec.exchange.layouts import Carried
from hipspec.exchange.lengths import I1_LENGTH
from hipspec.exchange.properties_choices import at_most_three_times_as_much, bounded_answers, no_more_than_the_factor
from hipspec.exchange.sizes import AMPLIFICATION_LIMIT, PACKETS, SIZES, Profile, padded_i1
from hipwaydocs.facts import Facts
from hipwaydocs.text import bullets, escape, heading, label, prose, sentence, table, told

AMPLIFICATION = f"""\
An I1 proves nothing, and an R1 goes to whatever address stands in it. So a stranger can have a Responder send a victim
more than the stranger sent itself. The factor is the length of an R1 over that of an I1: for the I1 of {I1_LENGTH}
bytes that the RFC asks for, and for one that is padded to the least length at which the factor is at most
{AMPLIFICATION_LIMIT}. Bytes of the HIP packets are counted; headers in front of both make the factor smaller.
"""
WITH_HEADERS = """\
The factor for the shortest I1 when the headers in front of both packets are counted; then the least padded I1, without
its headers, that is long enough then.
"""
PROVED = (no_more_than_the_factor, at_most_three_times_as_much, bounded_answers)
DIRECT, RELAYED = "R1", "R1 after a relay"
HEADERS = {
    "IPv4": sizes.IPV4_HEADER,
    "IPv6": sizes.IPV6_HEADER,
    "IPv4 and UDP": sizes.IPV4_HEADER + sizes.UDP_ENCAPSULATION,
}


def page(facts: Facts) -> str:
    """Return the page of sizes."""
    lengths = [[escape(profile.value), *(str(size) for size in SIZES[profile].values())] for profile in Profile]
    carried = [[f"**{name}**", escape(", ".join(map(_carried, parts)))] for name, parts in PACKETS.items()]
    return "\n".join(
        [
            label(f"{facts.name}-sizes"),
            heading("Sizes, and how much more goes out than came in"),
            *(f"{prose(paragraph)}\n" for paragraph in told(sizes)),
            heading("Amplification", 1),
            AMPLIFICATION,
            _factors(DIRECT),
            "What is proved with these numbers:\n",
            bullets(f"{facts.to_property(each.__name__)}: {sentence(each)}" for each in PROVED),
            f"A run with an I1 that is not padded is the attack under {facts.to('reading', 'first_length')}.\n",
            "After a relay, an R1 also names the server that passed the I1 on (RFC 8004 4.2.2):\n",
            _factors(RELAYED),
            heading("With the headers in front", 1),
            WITH_HEADERS,
            _with_headers(),
            heading("Bytes of each packet", 1),
            table(["profile", *PACKETS], lengths, [22, *[6] * len(PACKETS)], "matrix"),
            heading("What each packet carries", 1),
            table(["packet", "parameters; how many entries, or bytes of content, if it is not one"], carried, [20, 80]),
        ]
    )


def exact(sent: int, received: int) -> str:
    """Return a factor as it is, and rounded up to two places, so that it is never said to be smaller."""
    factor = Fraction(sent, received)
    if factor.denominator == 1:
        return str(factor.numerator)
    hundredths = -(-100 * factor.numerator // factor.denominator)
    return f"{factor.numerator}/{factor.denominator} (≤ {hundredths // 100}.{hundredths % 100:02})"


def _factors(answer: str) -> str:
    rows = []
    for profile in Profile:
        sent, padded = SIZES[profile][answer], padded_i1(profile, answer)
        rows.append([escape(profile.value), str(sent), exact(sent, I1_LENGTH), str(padded), exact(sent, padded)])
    head = ["profile", answer, f"factor, I1 of {I1_LENGTH}", "padded I1", "factor, padded"]
    return table(head, rows, [40, 10, 20, 10, 20])


def _with_headers() -> str:
    rows = []
    for profile in Profile:
        sent = SIZES[profile][DIRECT]
        cells = (
            f"{exact(sent + size, I1_LENGTH + size)}; {padded_i1(profile, DIRECT, size)}" for size in HEADERS.values()
        )
        rows.append([escape(profile.value), *cells])
    return table(["profile", *(f"{name}, {size} bytes" for name, size in HEADERS.items())], rows, [34, 22, 22, 22])


def _carried(one: Carried) -> str:
    return f"{one.name} ({one.items})" if one.items != 1 else one.name
