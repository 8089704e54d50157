import ts from "typescript";

/** An expectation written as a comment: `console.log(x); // => expected`. */
export interface Expectation {
  readonly line: number;
  /** The comment's text, with its continuation lines: literals may span several. */
  readonly text: string;
}

export interface InstrumentedExample {
  readonly code: string;
  readonly expectations: readonly Expectation[];
}

const EXPECTED =
  /^[ \t]*(?:\n[ \t]*)?\/\/[ \t]*=>[ \t]?([^\n]*(?:\n[ \t]*\/\/(?![ \t]*=>)[^\n]*)*)/;

/**
 * Make each expectation of an example a call of the runner: the statement before the comment hands over its values.
 * Lines stay where they are, so that a stack trace fits the page.
 */
export function instrumentExample(code: string): InstrumentedExample {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2024, true);
  const expectations: Expectation[] = [];
  const edits: { start: number; end: number; text: string }[] = [];
  visit(source);
  return { code: applyEdits(code, edits), expectations };

  function visit(node: ts.Node): void {
    if (ts.isExpressionStatement(node)) addExpectation(node);
    ts.forEachChild(node, visit);
  }

  function addExpectation(statement: ts.ExpressionStatement): void {
    const comment = EXPECTED.exec(code.slice(statement.getEnd()))?.[1];
    if (comment === undefined) return;
    const line = source.getLineAndCharacterOfPosition(statement.getStart()).line;
    const text = comment.replaceAll(/\n[ \t]*\/\/ ?/g, "\n").trimEnd();
    const values = valuesOf(statement.expression, source);
    edits.push({
      start: statement.getStart(),
      end: statement.getEnd(),
      text: `globalThis.checkExample(${expectations.length}, [${values}]);`,
    });
    expectations.push({ line, text });
  }
}

/** What `console.log` is given, or the value of the expression itself. */
function valuesOf(expression: ts.Expression, source: ts.SourceFile): string {
  const isLog =
    ts.isCallExpression(expression) && expression.expression.getText(source) === "console.log";
  if (!isLog) return expression.getText(source);
  return expression.arguments.map((argument) => argument.getText(source)).join(", ");
}

function applyEdits(code: string, edits: readonly { start: number; end: number; text: string }[]) {
  return edits.toReversed().reduce((text, edit) => {
    return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  }, code);
}
