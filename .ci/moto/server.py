"""moto's server, executing state machines, with what its copy of an interpreter has lost.

Its interpreter of state machines has no evaluator of JSONata: jsonata-python stands in. And it hands on a text in a variable
with its quotation marks as they are, which ends the text early: here they are written as JSON writes them.
"""

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

from moto.core.config import default_user_config  # noqa: E402
from moto.server import main  # noqa: E402

default_user_config["stepfunctions"] = {"execute_state_machine": True}
main(sys.argv[1:])
