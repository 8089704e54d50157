"""moto's server, executing state machines, with what its copy of an interpreter has lost.

Its interpreter of state machines has no evaluator of JSONata: jsonata-python stands in. And it hands on a text in a variable
with its quotation marks as they are, which ends the text early: here they are written as JSON writes them. And where an execution
starts another one, the names of definitions (StateMachineArn) are no longer turned into those of the API (stateMachineArn), and back.
"""

import json
import sys

import jsonata
from moto.stepfunctions.parser.asl.jsonata import jsonata as interpreter


def evaluate(expression):
    try:
        return jsonata.Jsonata.jsonata(expression).evaluate(None)
    except Exception as error:
        raise interpreter.JSONataException("UNKNOWN", str(error)) from error


def declare(bindings):
    return "".join(f"{name}:={interpreter.to_json_str(value)};" for name, value in bindings.items())


interpreter._eval_jsonata = evaluate
interpreter.encode_jsonata_variable_declarations = declare

from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (  # noqa: E402
    state_task_service,
    state_task_service_sfn,
)


def starts_executions(task):
    return isinstance(task, state_task_service_sfn.StateTaskServiceSfn)


def rename(fields, change):
    for name in list(fields):
        fields[change(name[0]) + name[1:]] = fields.pop(name)


def to_api(task, parameters, **_):
    if starts_executions(task):
        rename(parameters, str.lower)


def from_api(task, response, **_):
    """What comes back is kept as JSON, so its times are texts."""
    if starts_executions(task):
        rename(response, str.upper)
        response.update(json.loads(json.dumps(response, default=str)))


state_task_service.StateTaskService._normalise_parameters = to_api
state_task_service.StateTaskService._normalise_response = from_api

from moto.core.config import default_user_config  # noqa: E402
from moto.server import main  # noqa: E402

default_user_config["stepfunctions"] = {"execute_state_machine": True}
main(sys.argv[1:])
