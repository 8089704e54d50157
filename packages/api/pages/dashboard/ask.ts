/** What the server said when it did not answer. */
export class AnswerFault extends Error {
  readonly status: number;
  readonly requestId: string | undefined;

  constructor(message: string, status: number, requestId?: string) {
    super(message);
    this.name = "AnswerFault";
    this.status = status;
    this.requestId = requestId;
  }
}

type Parameters = Readonly<Record<string, string | undefined>>;

/** Ask an endpoint of the dashboard; it answers as its type says, since both are of one package. */
export async function ask<T>(
  path: string,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<T> {
  const url = new URL(`../data/${path}`, import.meta.url);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  const response = await fetch(url, { signal, headers: { accept: "application/json" } });
  if (!response.ok) throw await faultOf(response);
  return (await response.json()) as T;
}

async function faultOf(response: Response): Promise<AnswerFault> {
  const problem = (await response.json().catch(() => ({}))) as {
    detail?: unknown;
    title?: unknown;
    requestId?: unknown;
  };
  const said = [problem.detail, problem.title].find((each) => typeof each === "string");
  const id = typeof problem.requestId === "string" ? problem.requestId : undefined;
  return new AnswerFault(
    said ?? `The server answered with status ${response.status}.`,
    response.status,
    id ?? response.headers.get("x-request-id") ?? undefined,
  );
}
