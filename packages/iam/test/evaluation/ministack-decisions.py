"""What MiniStack's evaluator says of pairs of policies and requests: a list in, a list of decisions out, both JSON."""

import json
import sys

from ministack.core import iam_evaluator as iam

DECISIONS = {"Allow": "allow", "Deny": "explicitDeny", "ImplicitDeny": "implicitDeny"}


def decide(pair):
    request = pair["request"]
    principal = request["principal"]
    context = iam.EvalContext(
        principal_arn=principal,
        principal_type="AssumedRole" if ":assumed-role/" in principal else "User",
        principal_account=principal.split(":")[4],
        action=request["action"],
        resource_arn=request["resource"],
        region="us-east-1",
        service_context={key.lower(): value for key, value in request["context"].items()},
    )
    identity = [iam.parse_policy_document(document) for document in pair["identity"]]
    limits = [
        [iam.parse_policy_document(pair[kind])] for kind in ("boundary", "session") if pair.get(kind) is not None
    ]
    result = iam.combine_resource_policy(
        iam.evaluate(context, identity, *limits),
        context,
        pair.get("resource"),
        request["resourceAccount"],
        limits=tuple(limits),
    )
    return DECISIONS[result.decision]


json.dump([decide(pair) for pair in json.load(sys.stdin)], sys.stdout)
