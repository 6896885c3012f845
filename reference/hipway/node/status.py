"""What a node is doing: as data, as text for people, and as text for Prometheus."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hipway.addresses import text_of
from hipway.engine.association import Association, LocatorStatus
from hipway.esp.suites import ESP_SUITES
from hipway.node.hosts import written
from hipway.wire.numbers import PacketType

if TYPE_CHECKING:
    from hipway.node.node import Node

__all__ = ["prometheus", "status", "text"]

Status = dict[str, Any]
FOREVER = float("inf")


def status(node: "Node", now: float) -> Status:
    """Return the state of a node, as JSON can have it. Nothing of it is secret. Times are seconds from or until now."""
    engine = node.engine
    counters = engine.counters
    return {
        "hits": [text_of(hit) for hit in engine.identities],
        "port": node.port,
        "listening": [written(each) for each in node.endpoints],
        "addresses": [text_of(address) for address in engine.addresses],
        "uptime": round(now - node.started, 3),
        "associations": [_association(node, each, now) for each in engine.associations.values()],
        "registered": [
            {"registrar": text_of(registrar), "service": service, "expires": round(until - now, 3)}
            for (registrar, service), until in engine.registered.items()
            if until
        ],
        "clients": len(engine.registrations),
        "counters": {
            "packets_received": _named(counters.packets_received),
            "packets_sent": _named(counters.packets_sent),
            "dropped": dict(sorted(counters.dropped.items())),
            "payloads_sent": counters.payloads_sent,
            "payload_bytes_sent": counters.payload_bytes_sent,
            "payloads_received": counters.payloads_received,
            "payload_bytes_received": counters.payload_bytes_received,
            "payloads_lost": counters.payloads_lost + node.inbox.lost,
            "datagrams_sent": sum(each.sent for each in node.sockets.all),
            "datagrams_received": sum(each.received for each in node.sockets.all),
            "send_errors": _sum(each.errors for each in node.sockets.all),
        },
        "work": asdict(engine.work),
    }


def _named(counts: dict[int, int]) -> dict[str, int]:
    known = {int(kind): kind.name for kind in PacketType}
    return {known.get(kind, str(kind)): count for kind, count in sorted(counts.items())}


def _sum(counts: Iterator[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for name, count in each.items():
            total[name] = total.get(name, 0) + count
    return total


def _association(node: "Node", association: Association, now: float) -> Status:
    suite = ESP_SUITES.get(association.esp_suite)
    outbound = association.outbound
    return {
        "peer": text_of(association.peer),
        "name": node.settings.hosts.name(association.peer),
        "ours": text_of(association.ours),
        "state": association.state.value,
        "since": round(now - association.since, 3),
        "role": "Initiator" if association.initiator else "Responder",
        "endpoint": written(association.endpoint) if association.endpoint else None,
        "local": text_of(association.local) if association.local else None,
        "locators": [
            {
                "endpoint": written(endpoint),
                "status": locator.status.value,
                "preferred": locator.preferred,
                "expires": None if locator.until == FOREVER else round(locator.until - now, 3),
            }
            for endpoint, locator in association.locators.items()
            if locator.status is not LocatorStatus.DEPRECATED or locator.listed
        ],
        "esp_suite": suite.name if suite else None,
        "spi_in": f"{association.inbound.spi:#010x}" if association.inbound else None,
        "spi_out": f"{outbound.spi:#010x}" if outbound else None,
        "sequence": outbound.sequence if outbound else 0,
        "heard": round(now - association.heard, 3),
        "queued_bytes": association.queued,
        "updates_unacknowledged": len(association.outstanding),
    }


def text(shown: Status) -> str:
    """Return a state as people read it."""
    lines = [
        f"HIT        {', '.join(shown['hits'])}",
        f"listening  {', '.join(shown['listening'])}",
        f"addresses  {', '.join(shown['addresses']) or 'none'}",
        f"up         {shown['uptime']:.0f} s",
    ]
    lines += [f"registered with {each['registrar']} for {each['expires']:.0f} s" for each in shown["registered"]]
    if shown["clients"]:
        lines.append(f"clients    {shown['clients']}")
    for each in shown["associations"]:
        name = f"{each['name']} " if each["name"] else ""
        lines += ["", f"{name}{each['peer']}  {each['state']} for {each['since']:.0f} s, {each['role']}"]
        if each["spi_in"]:
            lines.append(f"  {each['esp_suite']}, SPI {each['spi_in']} in, {each['spi_out']} out")
        for locator in each["locators"]:
            marks = [locator["status"].lower(), *(["preferred"] if locator["preferred"] else [])]
            marks += ["in use"] if locator["endpoint"] == each["endpoint"] else []
            lines.append(f"  {locator['endpoint']}  {', '.join(marks)}")
    if not shown["associations"]:
        lines += ["", "no association"]
    counters = shown["counters"]
    lines += ["", f"data       {counters['payloads_sent']} sent, {counters['payloads_received']} received"]
    lines += [f"dropped    {count} by {clause}" for clause, count in counters["dropped"].items()]
    return "\n".join(lines)


def prometheus(shown: Status) -> str:
    """Return a state in Prometheus' text format 0.0.4. Associations are counted by state: there may be many."""
    states: dict[str, int] = {}
    for each in shown["associations"]:
        states[each["state"]] = states.get(each["state"], 0) + 1
    lines = [*_metric("associations", "gauge", "Associations by state.", states, "state")]
    lines += _metric("uptime_seconds", "gauge", "Seconds since the node was started.", shown["uptime"])
    lines += _metric("registration_clients", "gauge", "Clients that are registered here.", shown["clients"])
    counters = shown["counters"]
    for name, label, meaning in COUNTERS:
        lines += _metric(f"{name}_total", "counter", meaning, counters[name], label)
    lines += _metric("work_total", "counter", "Cryptographic operations, by kind.", shown["work"], "kind")
    return "\n".join(lines) + "\n"


COUNTERS = (
    ("packets_received", "type", "HIP packets received that were well-formed, by type."),
    ("packets_sent", "type", "HIP packets sent, by type."),
    ("dropped", "clause", "Packets dropped, by the clause that says so."),
    ("payloads_sent", "", "Datagrams for peers."),
    ("payload_bytes_sent", "", "Their bytes."),
    ("payloads_received", "", "Datagrams from peers."),
    ("payload_bytes_received", "", "Their bytes."),
    ("payloads_lost", "", "Datagrams that found no room where they had to wait."),
    ("datagrams_sent", "", "UDP datagrams handed to the kernel."),
    ("datagrams_received", "", "UDP datagrams taken from the kernel."),
    ("send_errors", "error", "UDP datagrams that the kernel refused, by error."),
)


def _metric(name: str, kind: str, meaning: str, value: float | dict[str, int], label: str = "") -> Iterator[str]:
    yield f"# HELP hipway_{name} {meaning}"
    yield f"# TYPE hipway_{name} {kind}"
    if not isinstance(value, dict):
        yield f"hipway_{name} {value}"
        return
    for word, count in value.items():
        escaped = word.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
        yield f'hipway_{name}{{{label}="{escaped}"}} {count}'
