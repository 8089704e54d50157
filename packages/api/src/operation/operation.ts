import type * as z from "zod";
import type { EngineTable } from "../engine/query-engine.ts";
import type { Exchange } from "./exchange.ts";
import type { Parameter } from "./parameter.ts";

/** An answer that an operation gives beside problems. */
export interface Answer {
  readonly description: string;
  /** Of the body; without it the answer has none. */
  readonly schema?: z.ZodType;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly example?: unknown;
  /** What can be asked next with values of this answer, by a name of each. */
  readonly links?: Readonly<Record<string, AnswerLink>>;
}

/** An operation whose parameters an answer has values for. */
export interface AnswerLink {
  readonly operationId: string;
  /** By parameter, where its value stands: `$response.body#/items/0/id`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly description?: string;
}

/** What an operation takes as its body. */
export interface BodyInput {
  readonly description: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
}

/** What a handler gives: a body to be written as JSON, or an answer of its own. */
export type Reply =
  | {
      readonly json: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly status?: number;
      /** Whether this value is never altered: its text is made once; default false. */
      readonly isConstant?: boolean;
    }
  | Response;

/** One endpoint as data: the router and the OpenAPI document are made of it. */
export interface Operation {
  /** Its name in clients: `listOrders`. */
  readonly id: string;
  readonly method: "GET" | "POST";
  /** `/api/orders/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: BodyInput;
  /** By status; problems are added to them. Who takes none of their content types by `Accept` is answered 406. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Whether there may be nothing to answer: 404 is among the problems; default false. */
  readonly mayBeMissing?: boolean;
  /** Whether it is answered without credentials; default false. */
  readonly isOpen?: boolean;
  /** Whether it is left out of the document, as pages for people are; default false. */
  readonly isHidden?: boolean;
  /** Tables that it shows rows of whatever the caller's claims say: those of resources that are restricted can't be among them. */
  readonly showsAllOf?: readonly EngineTable[];
  handle(exchange: Exchange): Promise<Reply> | Reply;
}
