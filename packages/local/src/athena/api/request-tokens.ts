import { invalidRequest } from "./api-error.ts";

interface Remembered {
  readonly id: string;
  readonly fingerprint: string;
}

const MAX_KEPT = 10_000;

/** Client request tokens: the same request again is the same execution. */
export class RequestTokens {
  readonly #known = new Map<string, Remembered>();

  /** The execution an earlier request with this token began, if it asked for the same. */
  find(token: string, fingerprint: string): string | undefined {
    const known = this.#known.get(token);
    if (known === undefined) return undefined;
    if (known.fingerprint !== fingerprint)
      throw invalidRequest("Idempotent parameters do not match", "IDEMPOTENT_PARAMETER_MISMATCH");
    return known.id;
  }

  remember(token: string, fingerprint: string, id: string): void {
    this.#known.set(token, { id, fingerprint });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KEPT && oldest !== undefined) this.#known.delete(oldest);
  }
}

export function checkToken(token: string | undefined): string {
  if (token === undefined) throw invalidRequest("clientRequestToken is null or empty");
  const refuse = (bound: string) =>
    invalidRequest(
      `1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length ${bound}`,
    );
  if (token.length < 32) throw refuse("greater than or equal to 32");
  if (token.length > 128) throw refuse("less than or equal to 128");
  return token;
}
