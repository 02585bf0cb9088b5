// Pages to try the audit on: one with nothing wrong, one with everything wrong, and an archive by date.

import { createServer } from "node:http";

const POLICY = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const GOOD = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The tide table</title>
<meta name="description" content="When the water comes and goes in Tidewell.">
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/">The Tidewell Courier</a></header>
<main><h1>The tide table</h1><p>High water is at noon today. Low water follows in the evening.</p></main>
</body>
</html>`;

const STYLE = `:root { color-scheme: light dark; color: #1a1a1a; background: #fff; font-family: serif }
a { color: inherit; display: inline-block; padding: 1rem }
@media (prefers-color-scheme: dark) { :root { color: #eee; background: #111 } }
[data-preset="tabloid"] p { color: #ccc; background: #ddd }`;

const badPage = (elsewhere) => `<!doctype html>
<html>
<head><meta charset="utf-8"><title></title><script src="/heavy.js"></script></head>
<body>
<p style="color: #ccc; background: #ddd">Nobody can read this.</p>
<img src="${elsewhere}/pixel.png">
<div><li>Not in a list</div>
</body>
</html>`;

function random(bytes) {
  let text = "";
  for (let seed = 1; text.length < bytes; seed = (seed * 48271) % 2147483647) text += seed.toString(36);
  return text;
}

const answers = (elsewhere) => ({
  "/": ["text/html", GOOD],
  "/lite/": ["text/html", GOOD],
  "/style.css": ["text/css", STYLE],
  "/icon.svg": ["image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'],
  "/loud/": ["text/html", GOOD.replace("<html ", '<html data-preset="broadsheet" ')],
  "/archive/": ["text/html", `<a href="/archive/2031/">2031</a> <a href="/archive/2030/">2030</a>`],
  "/archive/2031/": ["text/html", `<a href="/archive/">Archive</a> <a href="/archive/2031/3/">March</a> <a href="/archive/2031/1/">January</a>`],
  "/archive/2031/3/": ["text/html", `<a href="/archive/2031/">2031</a> <a href="/archive/2031/3/9/">9</a> <a href="/archive/2031/3/2/">2</a>`],
  "/bad/": ["text/html", badPage(elsewhere), { "set-cookie": "seen=1", "content-security-policy": "default-src * 'unsafe-inline'" }],
  "/heavy.js": ["text/javascript", `window.ballast = "${random(60_000)}"; throw new Error("dropped")`],
});

function listen(server) {
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${server.address().port}`)));
}

/** Serves the pages, and another origin for the bad one to ask: { origin, close }. */
export async function startSite() {
  const other = createServer((request, response) => response.writeHead(404).end());
  const elsewhere = await listen(other);
  const pages = answers(elsewhere);
  const site = createServer((request, response) => {
    const [type, body, headers] = pages[request.url] ?? ["text/plain", "Not here"];
    const status = request.url in pages ? 200 : 404;
    response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "content-security-policy": POLICY, ...headers }).end(body);
  });
  const origin = await listen(site);
  return { origin, close: () => [site, other].forEach((server) => server.close()) };
}
