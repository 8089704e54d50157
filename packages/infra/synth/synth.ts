import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { templateText } from "./template-text.ts";

const folder = resolve(import.meta.dirname, "../../../deploy/cloudformation");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "template.yaml"), templateText());
