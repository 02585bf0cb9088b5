// `make audit`: Lighthouse, axe-core and the Nu HTML checker on every kind of page of a running demo paper.
//
//   node audit.mjs [--origin http://…] [--only lighthouse,visit,html] [--path /story/]
//
// Without --origin it makes, serves and removes a demo paper of its own. Exit code 1 when anything was found.

import { parseArgs } from "node:util";

import { launch } from "./browser.mjs";
import { checkHtml } from "./checks/html.mjs";
import { CATEGORIES, checkWithLighthouse } from "./checks/lighthouse.mjs";
import { checkByVisiting } from "./checks/visit.mjs";
import { Findings } from "./findings.mjs";
import { atNewestDates, readPages } from "./pages.mjs";
import { startDemo } from "./paper.mjs";

const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(6);

function printWeights(visited) {
  console.log("\nKB on the wire    HTML    CSS     JS  fonts  H+C+J");
  for (const { page, weight } of visited) {
    const cells = [weight.html, weight.css, weight.js, weight.fonts, weight.code].map(kb).join(" ");
    console.log(`${page.kind.padEnd(15)} ${cells}  ${page.path}`);
  }
}

function printScores(results) {
  console.log(`\nLighthouse, mobile: ${CATEGORIES.join(" / ")}`);
  for (const { page, scores } of results) {
    console.log(`${page.kind.padEnd(15)} ${CATEGORIES.map((id) => scores[id]).join(" / ")}  ${page.path}`);
  }
}

async function timed(name, work) {
  const started = Date.now();
  const result = await work();
  console.log(`${name}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return result;
}

/** Runs the wanted checks against `origin`. */
export async function audit(origin, pages, wanted, findings) {
  if (wanted.has("html")) await timed(`Nu HTML checker, ${pages.length} pages`, () => checkHtml(origin, pages, findings));
  if (wanted.has("visit")) {
    const browser = await launch();
    try {
      printWeights(await timed(`axe and traffic, ${pages.length} pages`, () => checkByVisiting(browser, origin, pages, findings)));
    } finally {
      await browser.close();
    }
  }
  if (wanted.has("lighthouse")) {
    const chosen = pages.filter((page) => page.lighthouse);
    printScores(await timed(`Lighthouse, ${chosen.length} pages`, () => checkWithLighthouse(origin, chosen, findings)));
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      origin: { type: "string" },
      only: { type: "string", default: "html,visit,lighthouse" },
      path: { type: "string", multiple: true },
    },
  });
  const pages = (await readPages()).filter(({ path }) => !values.path || values.path.includes(path));
  const findings = new Findings();
  const paper = values.origin ? { origin: values.origin, close: async () => {} } : await timed("Demo paper", startDemo);
  const interrupted = () => paper.close().then(() => process.exit(130));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    await audit(paper.origin, await atNewestDates(paper.origin, pages), new Set(values.only.split(",")), findings);
  } finally {
    await paper.close();
  }
  if (findings.failures.length) console.log(`\n${findings}\n`);
  console.log(`\nAudit: ${findings.failures.length ? `${findings.failures.length} findings` : "nothing found"} on ${pages.length} pages.`);
  process.exitCode = findings.failures.length ? 1 : 0;
}

if (import.meta.url === `file://${process.argv[1]}`) await main();
