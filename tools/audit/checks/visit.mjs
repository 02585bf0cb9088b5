// One visit by a browser: axe in light and dark on a phone and a desk, and everything the page asked of the network.

import axe from "axe-core";

const WIDTHS = [360, 1440];
// Presets differ in custom properties alone, so that a page can change its clothes where it stands.
const PRESETS = ["tabloid", "magazine"];
const SCHEMES = ["light", "dark"];
const CODE_KINDS = { Document: "html", Stylesheet: "css", Script: "js", Font: "fonts" };
const KB = 1024;

// In bytes on the wire, headers included.
const BUDGETS = { js: 10 * KB, css: 20 * KB, fonts: 60 * KB, code: 45 * KB };
const LITE_BUDGETS = { all: 15 * KB };

/** Bytes on the wire by kind, and what nobody should see: other origins, cookies, errors in the console. */
class Traffic {
  bytes = { html: 0, css: 0, js: 0, fonts: 0, other: 0 };
  complaints = [];
  #kinds = new Map();

  constructor(origin, session, tab, page) {
    this.origin = origin;
    session.on("Network.requestWillBeSent", ({ request }) => this.#asked(request.url));
    session.on("Network.responseReceived", ({ requestId, type }) => this.#kinds.set(requestId, CODE_KINDS[type] ?? "other"));
    session.on("Network.responseReceivedExtraInfo", ({ headers }) => this.#answered(headers));
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      this.bytes[this.#kinds.get(requestId) ?? "other"] += encodedDataLength;
    });
    tab.on("pageerror", (error) => this.complaints.push(["script", String(error)]));
    tab.on("console", (message) => {
      const itsOwnStatus = page.status >= 400 && message.location().url === origin + page.path;
      if (message.type() === "error" && !itsOwnStatus) this.complaints.push(["console", message.text()]);
    });
  }

  get code() {
    return this.bytes.html + this.bytes.css + this.bytes.js;
  }

  get all() {
    return this.code + this.bytes.fonts + this.bytes.other;
  }

  #asked(url) {
    const fromHere = url.startsWith(`${this.origin}/`) || url.startsWith("data:") || url.startsWith("blob:");
    if (!fromHere) this.complaints.push(["privacy", `asked another origin: ${url}`]);
  }

  #answered(headers) {
    const cookie = Object.entries(headers).find(([name]) => name.toLowerCase() === "set-cookie");
    if (cookie) this.complaints.push(["privacy", `set a cookie: ${cookie[1].split("=")[0]}`]);
  }
}

function checkPolicy(response, page, findings) {
  const policy = response.headers()["content-security-policy"] ?? "";
  if (!policy) findings.fail("policy", page, "sends no Content-Security-Policy");
  if (policy.includes("unsafe-")) findings.fail("policy", page, `the policy allows ${policy.match(/unsafe-[a-z-]+/)[0]}`);
}

function checkBudgets(traffic, page, findings) {
  const budgets = page.isLite ? LITE_BUDGETS : { ...BUDGETS, ...page.budgets };
  const spent = { ...traffic.bytes, code: traffic.code, all: traffic.all };
  for (const [name, limit] of Object.entries(budgets)) {
    if (spent[name] > limit) {
      findings.fail("weight", page, `${name}: ${(spent[name] / KB).toFixed(1)} KB, allowed ${(limit / KB).toFixed(0)} KB`);
    }
  }
}

async function violations(tab, width, scheme) {
  await tab.setViewport({ width, height: width < 720 ? 800 : 900 });
  await tab.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  const { violations } = await tab.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations;
}

// axe takes a page without a background for white; in the dark the browser paints it dark (CSS Color 4, Canvas).
function paintCanvas() {
  const isBare = (element) => getComputedStyle(element).backgroundColor === "rgba(0, 0, 0, 0)";
  const { body, documentElement } = document;
  if (isBare(body) && isBare(documentElement)) documentElement.style.backgroundColor = "Canvas";
}

async function checkLook(tab, page, findings, look) {
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      for (const { id, help, nodes } of await violations(tab, width, scheme)) {
        const where = nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)}\n  ${failureSummary.split("\n").pop().trim()}`);
        findings.fail("axe", page, [`${id}, ${look}${scheme}, ${width} px: ${help} (${nodes.length})`, ...where].join("\n"));
      }
    }
  }
}

async function checkAccessibility(tab, page, findings) {
  await tab.evaluate(axe.source);
  await tab.evaluate(paintCanvas);
  await checkLook(tab, page, findings, "");
  for (const preset of page.presets ? PRESETS : []) {
    await tab.evaluate((name) => (document.documentElement.dataset.preset = name), preset);
    await checkLook(tab, page, findings, `${preset}, `);
  }
}

async function visit(context, origin, page, findings) {
  const tab = await context.newPage();
  try {
    const session = await tab.createCDPSession();
    await session.send("Network.enable");
    const traffic = new Traffic(origin, session, tab, page);
    await tab.setCacheEnabled(false);
    await tab.setViewport({ width: WIDTHS[0], height: 800 });
    const response = await tab.goto(origin + page.path, { waitUntil: "networkidle0", timeout: 60_000 });
    checkPolicy(response, page, findings);
    checkBudgets(traffic, page, findings);
    const weight = { ...traffic.bytes, code: traffic.code };
    await checkAccessibility(tab, page, findings);
    for (const [check, message] of new Map(traffic.complaints.map((c) => [c.join(), c])).values()) findings.fail(check, page, message);
    return { page, weight };
  } finally {
    await tab.close();
  }
}

/** Visits every page, `abreast` at a time, each in a profile of its own; returns [{ page, weight }]. */
export async function checkByVisiting(browser, origin, pages, findings, abreast = 2) {
  const waiting = [...pages];
  const visited = [];
  const visitor = async () => {
    for (let page = waiting.shift(); page; page = waiting.shift()) {
      const context = await browser.createBrowserContext();
      try {
        visited.push(await visit(context, origin, page, findings));
      } catch (error) {
        findings.fail("visit", page, String(error));
      } finally {
        await context.close();
      }
    }
  };
  await Promise.all(Array.from({ length: abreast }, visitor));
  return visited.sort((a, b) => pages.indexOf(a.page) - pages.indexOf(b.page));
}
