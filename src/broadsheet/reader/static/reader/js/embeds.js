// Nothing from another house loads until the reader asks: a click turns the link into its frame.
for (const embed of document.querySelectorAll("[data-embed]")) {
  const link = embed.querySelector("a");
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = embed.dataset.embed;
    frame.title = link.querySelector(".embed__title").textContent;
    frame.allow = "fullscreen; autoplay; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    link.replaceWith(frame);
    frame.focus();
  });
}
