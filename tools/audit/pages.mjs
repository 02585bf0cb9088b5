// The pages an audit looks at: pages.json, checked, with the text-only twin of every page that has one.

import { readFile } from "node:fs/promises";

const KNOWN = new Set(["kind", "path", "status", "lighthouse", "lite", "budgets", "waived", "why"]);

function checked(page) {
  const unknown = Object.keys(page).filter((key) => !KNOWN.has(key));
  if (unknown.length) throw new Error(`pages.json: ${page.path} has unknown keys: ${unknown.join(", ")}`);
  if (page.waived && !page.why) throw new Error(`pages.json: ${page.path} waives audits without saying why`);
  return { status: 200, lighthouse: false, lite: true, budgets: {}, waived: [], ...page };
}

/** Every page of the list, then every text-only twin (marked `isLite`). */
export function withLiteTwins(list) {
  const pages = list.map(checked);
  const twins = pages
    .filter((page) => page.lite)
    .map((page) => ({ ...page, kind: `lite ${page.kind}`, path: `/lite${page.path}`, isLite: true, lighthouse: false, budgets: {} }));
  return [...pages, ...twins];
}

export async function readPages(file = new URL("pages.json", import.meta.url)) {
  return withLiteTwins(JSON.parse(await readFile(file, "utf8")));
}
