// What others make of saved pages, for the tests of the package:
//
//   node read-pages.mjs FOLDER      one line of JSON for each .html file in it, in order of their names:
//                                   { name, findings: […], readable: {…} | null }

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { readable } from "./checks/readable.mjs";
import { checkStructuredData } from "./checks/structured-data.mjs";

const ORIGIN = "http://testserver/";
const folder = process.argv[2];

for (const name of (await readdir(folder)).filter((file) => file.endsWith(".html")).sort()) {
  const html = await readFile(join(folder, name), "utf8");
  console.log(JSON.stringify({ name, findings: await checkStructuredData(html), readable: readable(html, ORIGIN) }));
}
