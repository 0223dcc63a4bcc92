// sbom.mjs NPM FILE: whether FILE fits CycloneDX 1.5, by the schema that its makers publish.
import fs from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [npm, file] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(npm, "package.json"));
const Ajv = require("ajv").default;
const formats = require("ajv-formats").default;
const folder = join(npm, "node_modules/@cyclonedx/cyclonedx-library/res/schema");
const read = (name) => JSON.parse(fs.readFileSync(join(folder, name), "utf8"));

const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
ajv.addFormat("idn-email", true);
ajv.addFormat("iri-reference", true);
for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"]) ajv.addSchema({ ...read(name), $id: `http://cyclonedx.org/schema/${name}` });
const fits = ajv.compile(read("bom-1.5.SNAPSHOT.schema.json"));
if (!fits(JSON.parse(fs.readFileSync(file, "utf8")))) {
	console.error(ajv.errorsText(fits.errors, { separator: "\n" }));
	process.exit(1);
}
