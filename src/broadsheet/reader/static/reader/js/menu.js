// The menu opens as a dialog; without this script the same link leads to /menu/.
const dialog = document.getElementById("menu-dialog");

for (const link of document.querySelectorAll("[data-menu]")) {
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
}

// A click on the backdrop closes; Esc and the Close button are the dialog's own.
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
