import fc from "fast-check";
import { expect, it } from "vitest";
import { MultipartReader } from "./multipart-reader.ts";

interface Part {
  readonly name: string;
  readonly data: Uint8Array;
}

async function* pieces(body: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function read(body: Buffer, type: string, size: number): Promise<Part[]> {
  const reader = new MultipartReader(pieces(body, size), type);
  const parts: Part[] = [];
  for (let head = await reader.next(); head !== undefined; head = await reader.next()) {
    const data: Uint8Array[] = [];
    for await (const piece of reader.data()) data.push(piece);
    parts.push({ name: head.name, data: new Uint8Array(Buffer.concat(data)) });
  }
  return parts;
}

// Of bytes that look like delimiters, and others.
const data = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .string({ unit: fc.constantFrom("\r", "\n", "-", "B", "o"), maxLength: 20 })
    .map((text) => new Uint8Array(Buffer.from(text))),
);

it("reads the parts that a browser's own writer made, wherever their bytes are cut", async () => {
  const rule = fc.asyncProperty(
    fc.array(fc.record({ name: fc.string({ minLength: 1, maxLength: 5 }), data }), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.integer({ min: 1, max: 50 }),
    async (parts, size) => {
      const form = new FormData();
      for (const part of parts) form.append(part.name, new Blob([Buffer.from(part.data)]), "f");
      const response = new Response(form);
      const type = response.headers.get("content-type") ?? "";
      const body = Buffer.from(await response.arrayBuffer());
      // Quotes and line ends travel as escapes, of which only the quotes are undone.
      const escaped = (name: string) => name.replaceAll(/\r\n|\r|\n/g, "%0D%0A");
      const names = [...form.keys()].map((name) => escaped(name).replaceAll("%22", '"'));
      const found = await read(body, type, size);
      expect(found.map((part) => part.data)).toEqual(parts.map((part) => part.data));
      expect(found.map(({ name }) => name)).toEqual(names);
    },
  );
  await fc.assert(rule);
});

const TYPE = 'multipart/form-data; charset=utf-8; boundary="B"';

it("skips what stands before the first part, and reads the filename", async () => {
  const body = Buffer.from(
    'hello\r\n--B \r\nX: y\r\nContent-Disposition: form-data; filename="; name=x; %22b%22.csv"; name=file\r\n\r\ndata\r\n--B--\r\nbye',
  );
  const reader = new MultipartReader(pieces(body, 7), TYPE);
  expect(await reader.next()).toEqual({ name: "file", filename: '; name=x; "b".csv' });
});

it.each([
  ["no boundary", "multipart/form-data", "--B\r\n"],
  ["nothing", TYPE, ""],
  ["no part", TYPE, "--C\r\n\r\n"],
  ["a part without an end", TYPE, "--B\r\nContent-Disposition: form-data; name=a\r\n\r\ndata"],
  ["a part without a name", TYPE, "--B\r\nContent-Disposition: form-data\r\n\r\ndata\r\n--B--"],
  ["a head without an end", TYPE, `--B\r\nContent-Disposition: ${"a".repeat(20_000)}`],
])("refuses a form with %s", async (_name, type, body) => {
  await expect((async () => read(Buffer.from(body), type, 10))()).rejects.toMatchObject({
    code: "MalformedPOSTRequest",
  });
});
