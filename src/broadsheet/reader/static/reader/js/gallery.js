// A gallery is a row to scroll; with this script a picture also opens large, one after the other.
for (const row of document.querySelectorAll("[data-gallery]")) {
  const figures = [...row.querySelectorAll("figure")];
  figures.forEach((figure, number) => {
    const picture = figure.querySelector("picture");
    const button = document.createElement("button");
    button.type = "button";
    picture.before(button);
    button.append(picture);
    button.addEventListener("click", () => open(row, figures, number));
  });
}

function open(row, figures, number) {
  const dialog = document.createElement("dialog");
  const stage = document.createElement("div");
  const bar = document.createElement("div");
  const count = document.createElement("span");
  dialog.className = "gallery-dialog";
  dialog.setAttribute("aria-label", row.getAttribute("aria-label"));
  bar.className = "gallery-dialog__bar";
  stage.className = "gallery-dialog__figure";
  count.setAttribute("role", "status");
  bar.append(
    control("←", row.dataset.previous, () => show(number - 1)),
    control("→", row.dataset.next, () => show(number + 1)),
    count,
    control(row.dataset.close, "", () => dialog.close()),
  );
  dialog.append(bar, stage);
  dialog.addEventListener("keydown", ({ key }) => {
    const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (key === "ArrowLeft" || key === "ArrowRight") show(number + (key === forward ? 1 : -1));
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    figures[number].querySelector("button").focus();
  });
  document.body.append(dialog);
  show(number);
  dialog.showModal();

  function show(next) {
    number = (next + figures.length) % figures.length;
    const picture = figures[number].querySelector("picture").cloneNode(true);
    const caption = figures[number].querySelector("figcaption");
    for (const part of picture.children) part.sizes = "100vw";
    stage.replaceChildren(picture, ...(caption ? [caption.cloneNode(true)] : []));
    count.textContent = `${number + 1} / ${figures.length}`;
  }
}

function control(text, name, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = text;
  if (name) button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
  return button;
}
