"""Which pages there are, and how they get to where Sphinx reads them."""

from concurrent.futures import Executor
from pathlib import Path

from hipmodels import campaign
from hipmodels.executors import executor
from hipmodels.problem import Problem
from hipmodels.verdicts import Verdict, worst
from hipwaydocs import (
    attacker,
    clausemap,
    contract,
    contradictions,
    guards,
    lockstep,
    matrix,
    node,
    overview,
    properties,
    reference,
    rules,
    scenarios,
    seeded,
    sizes,
    states,
    vectors,
)
from hipwaydocs.facts import Facts

HIP, EXCHANGE = "hipspec.hip", "hipspec.exchange"
# In the order in which they are to be read.
SPECIFICATIONS = (HIP, EXCHANGE, "hipspec.rendezvous", "hipspec.paper")
# What answers to the sentences of the RFCs; the paper's own protocol is older than they are.
OF_THE_RFCS = SPECIFICATIONS[:3]
# Pages that a single specification has, by its module and their places.
PAGES_OF_ITS_OWN = {
    EXCHANGE: {
        "states": states.page,
        "contradictions": contradictions.page,
        "sizes": sizes.page,
        "contract": contract.page,
    }
}


def facts_of(module: str, pool: Executor) -> Facts:
    """Prove everything of a specification, under the default readings and under each other safe answer."""
    problem = Problem(module)
    results = campaign.prove_all(problem, pool)
    answers: dict[tuple[str, str], Verdict] = {}
    for name, answer in campaign.safe_answers(problem):
        proved = campaign.prove_under(problem, name, answer, results, pool)
        answers[name, answer] = worst([result.verdict for result in proved])
    return Facts(module, results, answers)


def pages_of(facts: Facts) -> dict[str, str]:
    """Return the pages of one specification, by their places."""
    own = PAGES_OF_ITS_OWN.get(facts.problem.module, {})
    found = {
        "index": overview.index_page(facts, tuple(own)),
        **{place: page(facts) for place, page in own.items()},
        "attacker": attacker.page(facts),
        "rules": rules.rules_page(facts),
        "actions": rules.actions_page(facts),
        "guards/index": guards.index_page(facts),
        "properties": properties.properties_page(facts),
        "lemmas": properties.lemmas_page(facts),
        "readings": properties.readings_page(facts),
        "assumptions": properties.assumptions_page(facts),
        "scenarios/index": scenarios.index_page(facts),
        **{f"guards/{name}": page for name, page in guards.pages(facts).items()},
        **{f"scenarios/{name}": page for name, page in scenarios.pages(facts).items()},
    }
    return {f"{facts.name}/{place}.rst": page for place, page in found.items()}


def everything() -> dict[str, str]:
    """Return all pages, and the pieces that written pages include, by their places."""
    with executor(2) as pool:
        found = {module: facts_of(module, pool) for module in SPECIFICATIONS}
    hip = found[HIP]
    return {
        **{place: page for facts in found.values() for place, page in pages_of(facts).items()},
        "clauses.rst": clausemap.page({found[module].name: found[module] for module in OF_THE_RFCS}),
        "lockstep.rst": lockstep.page(),
        "commands.rst": reference.commands_page(),
        "schemas.rst": reference.schemas_page(),
        "language.rst": reference.language_page(),
        "settings.inc": node.settings(),
        "vector-operations.inc": vectors.operations(),
        "vector-cases.inc": vectors.cases(),
        **vectors.schema_files(),
        "numbers.inc": overview.all_numbers(list(found.values())),
        "chain.inc": overview.chain(hip),
        **{f"assumptions-{found[m].name}.inc": rules.assumptions_table(found[m]) for m in OF_THE_RFCS},
        "arithmetic.inc": overview.arithmetic(),
        "seeded.inc": seeded.numbers(),
        **matrix.everything(),
    }


def write(folder: Path, pages: dict[str, str]) -> None:
    """Make a folder hold these pages and nothing else; a page that is the same already is left alone."""
    for place, text in pages.items():
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
    for file in folder.rglob("*.*"):
        if file.is_file() and file.relative_to(folder).as_posix() not in pages:
            file.unlink()
