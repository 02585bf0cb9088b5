// The search overlay with suggestions as you type; without this script the same link leads to /search/.
const dialog = document.getElementById("search-dialog");
const form = dialog.querySelector("form");
const input = dialog.querySelector("[role=combobox]");
const list = dialog.querySelector("[role=listbox]");
let asked;
let chosen = -1;

for (const link of document.querySelectorAll("[data-search]")) {
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
    input.select();
  });
}

dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

// A search field swallows the first Esc to clear itself; here Esc cancels, as the line below it says.
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    dialog.close();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" && list.children[chosen]) {
    event.preventDefault();
    location.assign(list.children[chosen].dataset.url);
  }
});

input.addEventListener("input", () => {
  choose(-1);
  clearTimeout(asked);
  asked = setTimeout(suggest, 150);
});

function choose(index) {
  const options = [...list.children];
  chosen = index < -1 ? options.length - 1 : index >= options.length ? -1 : index;
  options.forEach((option, number) => option.setAttribute("aria-selected", number === chosen));
  if (chosen >= 0) {
    input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

async function suggest() {
  const words = input.value.trim();
  let found = [];
  if (words.length > 1) {
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`);
      if (answer.ok) found = (await answer.json()).suggestions;
    } catch {
      // No line, no suggestions: Enter still searches.
    }
  }
  if (words === input.value.trim()) show(found);
}

function show(found) {
  chosen = -1;
  list.replaceChildren(
    ...found.map(({ title, url, kind }, number) => {
      const option = document.createElement("div");
      option.id = `suggestion-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = url;
      option.append(title);
      if (kind) {
        const label = document.createElement("span");
        label.className = "label";
        label.textContent = ` ${kind}`;
        option.append(label);
      }
      option.addEventListener("click", () => location.assign(url));
      return option;
    }),
  );
  input.setAttribute("aria-expanded", String(found.length > 0));
  input.removeAttribute("aria-activedescendant");
}
