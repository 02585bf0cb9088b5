// What an audit found, gathered while it runs and printed at the end.

/** A failure's first line without its numbers, by which repetitions are known. */
function gist({ message }) {
  return message.split("\n")[0].replace(/\d+/g, "").replace(/“[^”]*”/, "");
}

export class Findings {
  #failures = [];

  /** Notes a failure of `check` on `page` ({ kind, path }). */
  fail(check, page, message) {
    const same = this.#failures.find((failure) => failure.page === page && failure.check === check && gist(failure) === gist({ message }));
    if (same) same.times += 1;
    else this.#failures.push({ check, page, message, times: 1 });
  }

  get failures() {
    return this.#failures;
  }

  /** Text for a person: failures under the page they were found on. */
  toString() {
    const byPage = new Map();
    for (const failure of this.#failures) {
      const path = failure.page.path;
      byPage.set(path, [...(byPage.get(path) ?? []), failure]);
    }
    return [...byPage]
      .map(([path, failures]) => {
        const lines = failures.map(({ check, message, times }) => {
          const count = times > 1 ? ` (${times} times)` : "";
          return `  ${check}${count}: ${message.replaceAll("\n", "\n    ")}`;
        });
        return [`${path} (${failures[0].page.kind})`, ...lines].join("\n");
      })
      .join("\n");
  }
}
