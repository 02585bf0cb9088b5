// The device's own share sheet, where it has one, in place of the list of services.
for (const button of document.querySelectorAll("[data-share-native]")) {
  if (!navigator.share) break;
  button.hidden = false;
  if (button.closest(".share--top")) button.parentElement.querySelector("details").hidden = true;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: button.dataset.title, url: button.dataset.url || location.href });
    } catch {
      // The reader closed the sheet.
    }
  });
}
