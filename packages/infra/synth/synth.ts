import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { TEMPLATES, templateText } from "./template-text.ts";

const folder = resolve(import.meta.dirname, "../../../deploy/cloudformation");
mkdirSync(folder, { recursive: true });
for (const [file, template] of Object.entries(TEMPLATES))
  writeFileSync(join(folder, file), templateText(template));
