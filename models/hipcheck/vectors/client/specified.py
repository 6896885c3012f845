"""The specification as a client: it takes the steps of its rules from what the JSON says of them."""

from collections.abc import Callable, Mapping

from hipcheck.vectors.client.faults import Unsupported
from hipcheck.vectors.model import Json
from hipcheck.vectors.steps.taking import Attempt, result_of, take
from hipmodels.lift.source import hints_of
from hipmodels.problem import Problem
from hipmodels.trace import decode


class Guarded(Exception):  # noqa: N818  # not an error: a guard refuses
    """A guard refuses; the message names it."""


def _rule(given: Json) -> Json:
    problem = Problem(f"hipspec.{given['specification']}")
    specification = problem.specification
    action = next((each for each in specification.actions if each.__name__ == given["action"]), None)
    if action is None:
        raise Unsupported(f"the action {given['action']}")
    hints = hints_of(action)
    arguments = {name: decode(value, hints[name]) for name, value in given["arguments"].items()}
    attempt = Attempt(action, arguments, decode(given["world"], specification.world), given["action"])
    outcome = take(attempt, specification.readings_type())
    if outcome is None:
        raise Unsupported("a step that this world rules out")
    if outcome.refusal:
        raise Guarded(outcome.refusal)
    return result_of(problem, attempt, outcome)


def answer(request: Json) -> Json:
    """Return the answer to a request."""
    found: Json = {"id": request["id"]}
    operation = ANSWERS.get(request["operation"])
    if operation is None:
        return found | {"unsupported": f"the specification has no operation {request['operation']}"}
    try:
        return found | {"result": operation(request["input"])}
    except Unsupported as error:
        return found | {"unsupported": str(error)}
    except Guarded as error:
        return found | {"refused": "", "why": str(error)}


ANSWERS: Mapping[str, Callable[[Json], Json]] = {"rule": _rule}
