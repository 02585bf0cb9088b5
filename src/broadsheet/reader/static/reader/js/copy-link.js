// Copy the story's address, or what stands in a field, and say that it was done.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const label = button.querySelector("span");
  const status = button.parentElement.querySelector("[role=status]");
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copyFrom);
    await navigator.clipboard.writeText(field?.value || button.dataset.copy || location.href);
    label.textContent = status.textContent = button.dataset.copied;
    setTimeout(() => {
      label.textContent = words;
      status.textContent = "";
    }, 4000);
  });
}
