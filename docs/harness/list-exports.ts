import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** One name that a package gives its users. */
export interface PublicExport {
  /** `@cloudapi/core/sql quoteLiteral` */
  readonly label: string;
  readonly kind: "value" | "type";
  /** The text of its doc comment; undefined where there is none. */
  readonly comment: string | undefined;
}

/** What every package exports, by the `exports` of its package.json, with the doc comment of each declaration. */
export function listExports(root: string): PublicExport[] {
  return globSync("packages/*/package.json", { cwd: root })
    .toSorted()
    .flatMap((manifest) => exportsOfPackage(dirname(join(root, manifest))));
}

function exportsOfPackage(folder: string): PublicExport[] {
  const { name, exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    name: string;
    exports: Record<string, string>;
  };
  return Object.entries(exports)
    .filter(([, target]) => target.endsWith(".ts"))
    .flatMap(([subpath, target]) => {
      const module = join(name, subpath);
      return exportedNames(join(folder, target)).map((exported) => {
        const found = findDeclaration(exported.file, exported.source);
        if (found === undefined)
          throw new Error(`${exported.file}: no declaration of ${exported.source}`);
        return { label: `${module} ${exported.name}`, ...found };
      });
    });
}

interface ExportedName {
  readonly name: string;
  /** The file it comes from, and its name there. */
  readonly file: string;
  readonly source: string;
}

/** The names of `export { ... } from "./file.ts"` and `export function ...`; those of other packages are theirs. */
function exportedNames(index: string): ExportedName[] {
  return parse(index).statements.flatMap((statement) => {
    if (isExported(statement))
      return declaredNames(statement).map((name) => ({ name, file: index, source: name }));
    if (!ts.isExportDeclaration(statement)) return [];
    const { exportClause, moduleSpecifier } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause))
      throw new Error(`${index}: name what is exported instead of export *`);
    const from = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
    if (from !== "" && !from.startsWith(".")) return [];
    const file = from === "" ? index : join(dirname(index), from);
    return exportClause.elements.map(({ name, propertyName }) => ({
      name: name.text,
      file,
      source: (propertyName ?? name).text,
    }));
  });
}

function isExported(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return (
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
  );
}

function findDeclaration(file: string, name: string): Omit<PublicExport, "label"> | undefined {
  for (const statement of parse(file).statements) {
    if (!declaredNames(statement).includes(name)) continue;
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    return { kind: isType ? "type" : "value", comment: commentOf(statement) };
  }
  const passedOn = exportedNames(file).find((exported) => exported.name === name);
  return passedOn && passedOn.file !== file
    ? findDeclaration(passedOn.file, passedOn.source)
    : undefined;
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

function commentOf(statement: ts.Statement): string | undefined {
  return ts
    .getJSDocCommentsAndTags(statement)
    .find((node) => ts.isJSDoc(node))
    ?.getText();
}

const parsed = new Map<string, ts.SourceFile>();

function parse(file: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2024, true);
  parsed.set(file, source);
  return source;
}
