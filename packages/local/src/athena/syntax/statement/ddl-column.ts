import {
  acceptWords,
  atSymbol,
  type Cursor,
  list,
  mismatch,
  parenthesized,
  peek,
  TrinoError,
} from "@cloudapi/athena/internal/analysis";
import type { CatalogColumn } from "../../catalog/catalog-types.ts";
import { parseHiveType } from "../../types/hive-type.ts";
import { ddlName, ddlString, hiveTypeText } from "./ddl-cursor.ts";

/**
 * Words that can't name a column without backticks, as AWS documents for DDL. `TIME` is on AWS's list too, and bare in the
 * tables that AWS itself publishes (logs of load balancers and of CloudFront), so it is not refused.
 */
const RESERVED = new Set(
  `ALL ALTER AND ARRAY AS AUTHORIZATION BETWEEN BIGINT BINARY BOOLEAN BOTH BY CASE CASHE CAST CHAR COLUMN CONF
CONSTRAINT COMMIT CREATE CROSS CUBE CURRENT CURRENT_DATE CURRENT_TIMESTAMP CURSOR DATABASE DATE DAYOFWEEK DECIMAL DELETE
DESCRIBE DISTINCT DIV DOUBLE DROP ELSE END EXCHANGE EXISTS EXTENDED EXTERNAL EXTRACT FALSE FETCH FLOAT FLOOR FOLLOWING FOR
FOREIGN FROM FULL FUNCTION GRANT GROUP GROUPING HAVING IF IMPORT IN INNER INSERT INT INTEGER INTERSECT INTERVAL INTO IS JOIN
LATERAL LEFT LESS LIKE LOCAL MACRO MAP MORE NONE NOT NULL NUMERIC OF ON ONLY OR ORDER OUT OUTER OVER PARTIALSCAN PARTITION
PERCENT PRECEDING PRECISION PRESERVE PRIMARY PROCEDURE RANGE READS REDUCE REFERENCES REGEXP REVOKE RIGHT RLIKE ROLLBACK
ROLLUP ROW ROWS SELECT SET SMALLINT START TABLE TABLESAMPLE THEN TIMESTAMP TO TRANSFORM TRIGGER TRUE TRUNCATE UNBOUNDED
UNION UNIQUEJOIN UPDATE USER USING UTC_TIMESTAMP VALUES VARCHAR VIEWS WHEN WHERE WINDOW WITH`.split(
    /\s+/,
  ),
);

/** The name of a column in DDL: reserved words in backticks only. */
export function ddlColumn(cursor: Cursor): string {
  const token = peek(cursor);
  if (token.kind !== "word" || !RESERVED.has(token.value.toUpperCase())) return ddlName(cursor);
  throw new TrinoError(
    "SYNTAX_ERROR",
    `mismatched input '${token.text}'. Expecting: <identifier> (${token.text} is a reserved word of DDL: write \`${token.text}\`)`,
    token,
  );
}

/** The columns of a table, between parentheses. */
export function tableColumns(cursor: Cursor): CatalogColumn[] {
  if (!atSymbol(cursor, "(")) throw mismatch(cursor, "'('");
  return parenthesized(cursor, (inner) => list(inner, typedColumn));
}

/** A column with its type in Hive's words, and what is said of it. */
export function typedColumn(cursor: Cursor): CatalogColumn {
  const name = ddlColumn(cursor);
  const at = peek(cursor);
  const type = hiveTypeText(cursor);
  if (parseHiveType(type) === undefined)
    throw new TrinoError(
      "SYNTAX_ERROR",
      `mismatched input '${at.text}'. Expecting: a type of Athena DDL (column ${name})`,
      at,
    );
  const comment = acceptWords(cursor, "COMMENT") ? ddlString(cursor) : undefined;
  return { name, type, comment };
}
