"""Templates by the rules of cfn-guard: check.py RULES TEMPLATE... Prints what a template breaks, and fails for it, and for a rule that holds for no template."""

import sys

import yaml
from cfn_guard_rs import run_checks


class Template(yaml.SafeLoader):
    """YAML with the short forms of CloudFormation, as their long forms."""


def short(loader, suffix, node):
    value = loader.construct_scalar(node)
    if suffix == "Ref":
        return {"Ref": value}
    return {f"Fn::{suffix}": value.split(".", 1) if suffix == "GetAtt" else value}


Template.add_multi_constructor("!", short)
# A date is a text here, as the version of a policy is.
Template.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith("timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def broken(clause):
    for name in ("Rule", "Disjunctions", "GuardBlock", "Clause"):
        part = getattr(clause, name, None)
        if part is None:
            continue
        for each in getattr(part, "checks", None) or []:
            if hasattr(each, "Clause"):
                yield from broken(each)
        for kind in ("Unary", "Binary"):
            report = getattr(part, kind, None)
            if report is not None:
                yield report.context.strip()


def main(rules_path, *templates):
    with open(rules_path) as file:
        rules = file.read()
    names = {line.split()[1] for line in rules.splitlines() if line.startswith("rule ")}
    held, findings = set(), 0
    for path in templates:
        with open(path) as file:
            template = yaml.load(file, Template)
        try:
            report = run_checks(template, rules)
        except Exception as error:  # The package can't read all reports of what is broken; of what holds it can.
            findings += 1
            print(f"{path}: it breaks a rule, and the report of it could not be read: {error}")
            continue
        held |= {each if isinstance(each, str) else each.Rule.name for each in report.compliant}
        for clause in report.not_compliant:
            findings += 1
            print(f"{path}: {clause.Rule.name}: {'; '.join(broken(clause)) or clause}")
    for name in sorted(names - held):
        findings += 1
        print(f"{rules_path}: {name}: no template holds to it")
    print(f"cfn-guard: {len(names)} rules, {len(templates)} templates, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
