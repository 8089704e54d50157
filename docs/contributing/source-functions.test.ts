import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const SPECIFIED = [
  "subir_archivo_a_s3",
  "descargar_archivo_s3",
  "listar_objetos_s3",
  "generar_url_prefirmada",
  "lambda_handler",
  "validar_schema_csv",
  "validar_schema_json",
  "enviar_alerta",
  "validar_log_api",
  "validar_timestamp",
  "validar_status_code",
  "validar_response_time",
  "limpiar_nulls",
  "calcular_metricas_por_endpoint",
  "convertir_a_parquet",
  "particionar_por_fecha",
  "ejecutar_query_athena",
  "obtener_resultados",
  "crear_vista_metricas",
  "calcular_percentiles",
  "generar_query_metricas",
  "validar_permisos_s3",
  "generar_policy_lambda",
  "validar_rol_glue",
  "config",
];

const rows = (await readFile(new URL("source-functions.md", import.meta.url), "utf8"))
  .split("\n")
  .filter((line) => /^\| [a-z]/.test(line) && !line.startsWith("| source module"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

it("lists every source function once", () => {
  expect(rows.map((cells) => cells[2]?.replaceAll("`", ""))).toEqual(SPECIFIED);
});

it.each(rows.map((cells) => [cells[3] ?? ""]))("%s is exported", async (cell) => {
  const names = [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
  const specifier = names.pop() ?? "";
  const module = (await import(specifier)) as Record<string, unknown>;
  for (const name of names) expect(module[name], `${name} of ${specifier}`).toBeTypeOf("function");
});

it.each(rows.map((cells) => [/\((.*)\)/.exec(cells[4] ?? "")?.[1] ?? ""]))(
  "%s exists",
  async (path) => {
    await expect(readFile(new URL(path, import.meta.url), "utf8")).resolves.not.toBe("");
  },
);
