// The pages an audit looks at: pages.json, checked, with the text-only twin of every page that has one.

import { readFile } from "node:fs/promises";

const KNOWN = new Set(["kind", "path", "status", "lighthouse", "lite", "budgets", "waived", "why", "presets"]);

function checked(page) {
  const unknown = Object.keys(page).filter((key) => !KNOWN.has(key));
  if (unknown.length) throw new Error(`pages.json: ${page.path} has unknown keys: ${unknown.join(", ")}`);
  if (page.waived && !page.why) throw new Error(`pages.json: ${page.path} waives audits without saying why`);
  return { status: 200, lighthouse: false, lite: true, budgets: {}, waived: [], presets: false, ...page };
}

/** Every page of the list, then every text-only twin (marked `isLite`). */
export function withLiteTwins(list) {
  const pages = list.map(checked);
  const twins = pages
    .filter((page) => page.lite)
    .map((page) => ({ ...page, kind: `lite ${page.kind}`, path: `/lite${page.path}`, isLite: true, lighthouse: false, budgets: {}, presets: false }));
  return [...pages, ...twins];
}

const linkIn = (html, under) => html.match(new RegExp(`href="(${under}\\d+/)"`))?.[1];

/** The archive pages of the newest month and day that `origin` has stories of, found as a reader finds them. */
async function newestDates(origin) {
  let address = "/archive/";
  const steps = [];
  for (const period of ["year", "month", "day"]) {
    const below = linkIn(await (await fetch(origin + address)).text(), address);
    if (!below) throw new Error(`${address} leads to no ${period}: the paper has no stories`);
    steps.push((address = below).slice("/archive/".length, -1));
  }
  return { "{newest month}": steps[1], "{newest day}": steps[2] };
}

/** `pages` with the dates of the served paper's newest story: the demo paper is always as old as today. */
export async function atNewestDates(origin, pages) {
  if (!pages.some(({ path }) => path.includes("{newest"))) return pages;
  const dates = await newestDates(origin);
  return pages.map((page) => ({ ...page, path: page.path.replace(/\{newest \w+\}/, (name) => dates[name]) }));
}

export async function readPages(file = new URL("pages.json", import.meta.url)) {
  return withLiteTwins(JSON.parse(await readFile(file, "utf8")));
}
