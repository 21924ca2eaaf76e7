// Turns static/ and the packages the pages use into static/dist/: minified, named by content, listed in manifest.json.
import { build } from "esbuild";
import { readdir, rm, writeFile } from "node:fs/promises";
import { basename, extname } from "node:path";

const FROM = "static";
const TO = "static/dist";
const PICTURES = [".svg", ".png", ".ico", ".webp", ".woff2"];

const common = {
  outdir: TO,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: Object.fromEntries(PICTURES.map((kind) => [kind, "copy"])),
  target: ["chrome100", "firefox100", "safari15"],
  minify: true,
  metafile: true,
  legalComments: "none",
};

// A library that offers a global name stays the script it is; bundling would hide the name.
const libraries = [{ in: "node_modules/htmx.org/dist/htmx.min.js", out: "htmx" }];

const ours = (await readdir(FROM, { withFileTypes: true }))
  .filter((file) => file.isFile() && [".css", ".js", ...PICTURES].includes(extname(file.name)))
  .map((file) => `${FROM}/${file.name}`);

await rm(TO, { recursive: true, force: true });
const results = [
  await build({ ...common, entryPoints: ours, bundle: true }),
  await build({ ...common, entryPoints: libraries, bundle: false }),
];

// {"mb2.css": "mb2-6K2JZ4QH.css"}: the name a template knows, the name the browser keeps for a year.
const manifest = Object.fromEntries(
  results
    .flatMap((result) => Object.keys(result.metafile.outputs))
    .map((output) => basename(output))
    .map((name) => [name.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1"), name])
    .sort(([one], [other]) => one.localeCompare(other)),
);
await writeFile(`${TO}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
