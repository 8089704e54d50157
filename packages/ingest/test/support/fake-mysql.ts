import { EventEmitter } from "node:events";
import type {
  MysqlConnection,
  MysqlField,
  MysqlPool,
  MysqlQuery,
  MysqlRow,
} from "../../src/mysql/index.ts";

/** What is answered to a statement that begins with, or holds, a text: rows of texts, or an error. */
export type Answers = readonly (readonly [
  part: string,
  answer: readonly (readonly (string | null)[])[] | Error,
])[];

/** A pool of connections that answer by a script, and keep what they were asked. */
export interface FakeMysql extends MysqlPool {
  readonly asked: string[];
  /** End the connections that rows come by. */
  lose(): void;
  /** Rows that were handed out, and how often connections were paused, ended and given back. */
  readonly count: { rows: number; paused: number; destroyed: number; released: number };
}

/** Such a pool; queries that nothing is said of have no rows. */
export function fakeMysql(answers: Answers): FakeMysql {
  const asked: string[] = [];
  const count = { rows: 0, paused: 0, destroyed: 0, released: 0 };
  const connections: FakeConnection[] = [];
  return {
    asked,
    count,
    getConnection: (callback) => {
      const connection = new FakeConnection(answers, { asked, count });
      connections.push(connection);
      callback(null, connection);
    },
    lose: () => {
      for (const each of connections) each.lose();
    },
  };
}

class FakeConnection extends EventEmitter implements MysqlConnection {
  readonly #answers: Answers;
  readonly #server: Pick<FakeMysql, "asked" | "count">;
  #streaming: { readonly rows: MysqlRow[]; readonly events: EventEmitter } | undefined;
  #isPaused = false;

  constructor(answers: Answers, server: Pick<FakeMysql, "asked" | "count">) {
    super();
    this.#answers = answers;
    this.#server = server;
  }

  query(query: MysqlQuery, callback?: (error: Error | null, rows: unknown) => void): EventEmitter {
    this.#server.asked.push(query.sql);
    const answer = this.#answers.find(([part]) => query.sql.includes(part))?.[1] ?? [];
    const events = new EventEmitter();
    const rows = answer instanceof Error ? [] : answer.map((row) => castRow(row, query));
    const error = answer instanceof Error ? answer : null;
    if (callback) setImmediate(callback, error, rows);
    else if (error) setImmediate(() => events.emit("error", error));
    else {
      this.#streaming = { rows, events };
      setImmediate(() => this.#flow());
    }
    return events;
  }

  #flow(): void {
    const { rows, events } = this.#streaming ?? { rows: [], events: new EventEmitter() };
    while (!this.#isPaused && rows.length > 0) {
      this.#server.count.rows++;
      events.emit("result", rows.shift());
    }
    if (this.#isPaused || this.#streaming === undefined) return;
    this.#streaming = undefined;
    events.emit("end");
  }

  pause(): void {
    this.#isPaused = true;
    this.#server.count.paused++;
  }

  resume(): void {
    this.#isPaused = false;
    setImmediate(() => this.#flow());
  }

  /** As mysql2 tells it: to the connection, and to no query without a callback. */
  lose(): void {
    this.#streaming = undefined;
    const error = Object.assign(new Error("Connection lost: The server closed the connection."), {
      code: "PROTOCOL_CONNECTION_LOST",
    });
    if (this.listenerCount("error") > 0) this.emit("error", error);
  }

  release(): void {
    this.#server.count.released++;
  }

  destroy(): void {
    this.#server.count.destroyed++;
  }
}

function castRow(row: readonly (string | null)[], { sql, typeCast }: MysqlQuery): MysqlRow {
  // The columns that a table's rows are asked for have their places as names.
  const isNamed = sql.includes(" AS `0`");
  return row.map((value, at) => {
    const field: MysqlField = {
      name: isNamed ? String(at) : "other",
      string: () => value,
      buffer: () => (value === null ? null : Buffer.from(value)),
    };
    return typeCast(field);
  });
}
