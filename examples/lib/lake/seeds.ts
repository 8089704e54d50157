/** What a column of a seed is. */
export type Kind = "int" | "text" | "decimal" | "double" | "day" | "time" | "list";

/** A source of the lake. */
export type Name = "ms1" | "ms2" | "ms3";

/** A table that is made where a database lacks it: its columns, and a row for each line. */
export interface Seed {
  readonly columns: readonly (readonly [name: string, kind: Kind])[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The third source's other tables, beside the nine that the report counts. */
export const OTHERS = ["logs", "sessions", "events"];

/** What each source has, where it lacks it. */
export const SEEDS: Readonly<Record<Name, Readonly<Record<string, Seed>>>> = {
  ms1: {
    users: seed`id int, name text, email text, country text, joined day
      1|Ada Byron|ada@example.com|GB|2024-03-01 ; 2|Bo Diaz|bo@example.com|ES|2024-03-08
      3|Cy Kone|cy@example.com|CI|2024-04-12 ; 4|Dee Rossi|dee@example.com|IT|2024-05-30
      5|Eli Wang|eli@example.com|CN|2024-06-02 ; 6|Fay Novak|fay@example.com|CZ|2024-07-19
      7|Gus Braun|gus@example.com|DE|2024-08-05 ; 8|Hana Ito|hana@example.com|JP|2024-09-23
      9|Ivo Santos|ivo@example.com|BR|2024-11-11 ; 10|Jo Müller|jo@example.com|DE|2025-01-02`,
    products: seed`id int, name text, category text, price decimal
      1|cup|kitchen|7.90 ; 2|plate|kitchen|9.50 ; 3|bowl|kitchen|8.25 ; 4|pan|kitchen|34.00
      5|pen|office|1.20 ; 6|notebook|office|4.75 ; 7|lamp|office|29.90 ; 8|stapler|office|11.40
      9|towel|bath|12.60 ; 10|soap|bath|3.30 ; 11|rug|bath|24.00 ; 12|mirror|bath|49.95`,
    orders: seed`id int, user_id int, product_id int, quantity int, total decimal, ordered time
      1|1|1|2|15.80|2025-01-10T09:12:00Z ; 2|1|5|10|12.00|2025-01-10T09:12:00Z
      3|2|4|1|34.00|2025-01-11T18:40:30Z ; 4|3|7|1|29.90|2025-01-12T07:05:00Z
      5|4|9|4|50.40|2025-01-12T11:31:07Z ; 6|5|12|1|49.95|2025-01-13T16:20:00Z
      7|6|2|6|57.00|2025-01-13T20:02:44Z ; 8|7|6|3|14.25|2025-01-14T08:00:00Z
      9|7|8|1|11.40|2025-01-14T08:00:00Z ; 10|8|10|5|16.50|2025-01-15T02:15:00Z
      11|9|3|2|16.50|2025-01-15T14:48:19Z ; 12|10|11|1|24.00|2025-01-16T10:10:10Z
      13|2|1|4|31.60|2025-01-17T12:00:00Z ; 14|4|7|2|59.80|2025-01-18T09:30:00Z
      15|1|12|1|49.95|2025-01-19T21:55:00Z`,
  },
  ms2: {
    customers: seed`id int, name text, email text, city text
      1|Byron Ltd|ada@example.com|London ; 2|Diaz SA|bo@example.com|Madrid
      3|Rossi Srl|dee@example.com|Milan ; 4|Braun GmbH|gus@example.com|Ulm
      5|Kiosk 5|shop@example.com|Porto`,
    invoices: seed`id int, customer_id int, amount decimal, issued day, status text
      1|1|1250.00|2025-01-05|paid ; 2|1|380.40|2025-01-20|open ; 3|2|99.99|2025-01-07|paid
      4|2|1410.00|2025-01-21|partly ; 5|3|720.10|2025-01-09|paid ; 6|4|64.00|2025-01-12|paid
      7|4|815.75|2025-01-25|open ; 8|5|45.00|2025-01-28|open`,
    payments: seed`id int, invoice_id int, amount decimal, paid day, method text
      1|1|1250.00|2025-01-15|transfer ; 2|3|99.99|2025-01-08|card ; 3|4|700.00|2025-01-29|transfer
      4|5|720.10|2025-01-19|transfer ; 5|6|64.00|2025-01-12|card ; 6|4|110.00|2025-01-30|card`,
  },
  ms3: {
    inventory: seed`_id int, product_id int, warehouse text, quantity int, labels list
      1|1|Ulm|120|fragile,stacked ; 2|4|Ulm|18|heavy ; 3|5|Porto|900| ; 4|7|Porto|42|fragile
      5|9|Ulm|210| ; 6|12|Porto|7|fragile,heavy`,
    shipments: seed`_id int, order_id int, supplier_id int, shipped time, delivered time, weight double
      1|1|1|2025-01-11T08:00:00Z|2025-01-13T15:20:00Z|0.9
      2|3|2|2025-01-12T08:00:00Z|2025-01-15T10:05:00Z|2.4
      3|4|1|2025-01-13T08:00:00Z|2025-01-14T17:45:00Z|1.7
      4|5|3|2025-01-13T08:00:00Z|2025-01-17T09:00:00Z|1.2 ; 5|6|4|2025-01-14T08:00:00Z||8.5
      6|7|2|2025-01-14T08:00:00Z|2025-01-16T13:30:00Z|3.1 ; 7|14|1|2025-01-20T08:00:00Z||3.4`,
    suppliers: seed`_id int, name text, country text, rating double
      1|Swift Post|DE|4.5 ; 2|Iberia Cargo|ES|3.9 ; 3|Alpine Freight|IT|4.25
      4|North Lines|DK|4.75 ; 5|Harbour Express|PT|3.5`,
    logs: seed`_id int, at time, level text, message text
      1|2025-01-19T21:55:01Z|info|order 15 accepted
      2|2025-01-19T21:55:02Z|warn|mirror is running low ; 3|2025-01-20T08:00:09Z|error|no paper
      4|2025-01-20T08:03:00Z|info|shipment 7 left`,
    sessions: seed`_id int, user_id int, started time, minutes double
      1|1|2025-01-19T21:40:00Z|17.5 ; 2|4|2025-01-18T09:21:00Z|11 ; 3|8|2025-01-15T02:10:00Z|6.25`,
    events: seed`_id int, session_id int, kind text, at time
      1|1|search|2025-01-19T21:41:12Z ; 2|1|order|2025-01-19T21:55:00Z
      3|2|order|2025-01-18T09:30:00Z ; 4|3|search|2025-01-15T02:12:00Z
      5|3|order|2025-01-15T02:15:00Z`,
  },
};

function seed([text = ""]: TemplateStringsArray): Seed {
  const [head = "", ...lines] = text.split("\n");
  const columns = head.split(", ").map((each) => each.split(" ") as [string, Kind]);
  const cells = (row: string) => Array.from(row.trim().split("|"), (cell) => cell || null);
  return { columns, rows: lines.flatMap((line) => line.split(" ; ").map(cells)) };
}
