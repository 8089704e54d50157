import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A program of this folder. */
export interface PythonProgram {
  readonly python: string;
  readonly program: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a program printed. */
interface Printed {
  /** Each line of the standard output that begins with a word in capitals, as the JSON after it. */
  readonly lines: unknown[];
  readonly messages: string;
}

/** Run a program with JSON as its standard input. */
export async function runPython(
  { python, program, environment }: PythonProgram,
  input: unknown,
): Promise<Printed> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const env = { ...process.env, TZ: "UTC", PYTHONDONTWRITEBYTECODE: "1", ...environment };
  const child = spawn(python, [path], { env });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (bytes: Buffer) => output.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => errors.push(bytes));
  child.stdin.end(JSON.stringify(input));
  const [code] = (await once(child, "close")) as [number | null];
  const messages = Buffer.concat(errors).toString();
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${messages.slice(-4000)}`);
  const lines = Buffer.concat(output).toString().split("\n");
  return {
    messages,
    lines: lines.flatMap((line) => {
      const [, json] = /^[A-Z]+ (.*)$/.exec(line) ?? [];
      return json === undefined ? [] : [JSON.parse(json) as unknown];
    }),
  };
}
