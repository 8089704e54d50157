import { type Dataset, datasetToJson } from "@cloudapi/core";
import { type Table, tableBeside, tableNamed } from "../sql/names.ts";
import { plainLiteral, textLiteral } from "../sql/text-literal.ts";

/** The table of a schema that says which contract each table was made of. */
export function registryOf(table: Table): Table {
  return tableNamed(table, "cloudapi_tables");
}

/** The table that says which objects a table was loaded from. */
export function ledgerOf(table: Table): Table {
  return tableBeside(table, "__loads");
}

/** Contracts longer than this are known by their hash alone. */
const MAX_CONTRACT_BYTES = 30_000;

/** The statements that make the tables beside a table, and note its contract there unless one is noted. */
export function registerTable(table: Table, dataset: Dataset): string[] {
  const registry = registryOf(table).sql;
  const ledger = ledgerOf(table).sql;
  const name = textLiteral(table.name);
  const values = [name, textLiteral(dataset.contractHash), contractText(dataset)].join(", ");
  return [
    `CREATE TABLE IF NOT EXISTS ${registry} (table_name varchar(127) NOT NULL, contract_hash varchar(32) NOT NULL, contract varchar(65535)) DISTSTYLE ALL`,
    `CREATE TABLE IF NOT EXISTS ${ledger} (load_id varchar(36) NOT NULL, bucket varchar(63) NOT NULL, object_key varchar(3072) NOT NULL, version varchar(1024) NOT NULL, size_bytes bigint NOT NULL, row_count bigint NOT NULL, load_mode varchar(20) NOT NULL, contract_hash varchar(32) NOT NULL, loaded_at timestamp NOT NULL) DISTSTYLE ALL`,
    `INSERT INTO ${registry} (table_name, contract_hash, contract) SELECT ${values} WHERE NOT EXISTS (SELECT 1 FROM ${registry} WHERE table_name = ${name})`,
  ];
}

/** The statement that notes another contract. */
export function updateRegistry(table: Table, dataset: Dataset): string {
  return `UPDATE ${registryOf(table).sql} SET contract_hash = ${textLiteral(dataset.contractHash)}, contract = ${contractText(dataset)} WHERE table_name = ${textLiteral(table.name)}`;
}

function contractText(dataset: Dataset): string {
  const text = JSON.stringify(datasetToJson(dataset));
  return Buffer.byteLength(text) > MAX_CONTRACT_BYTES
    ? "CAST(NULL AS varchar(65535))"
    : textLiteral(text);
}

/** The statement that says in a table's comment what it was made of. */
export function commentOn(table: Table, { name, contractHash }: Dataset): string {
  const text = `cloudapi.dataset=${name} cloudapi.contract_hash=${contractHash}`;
  return `COMMENT ON TABLE ${table.sql} IS ${plainLiteral("comment", text)}`;
}
