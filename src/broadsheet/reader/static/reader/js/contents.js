// The contents stand open where there is a margin for them.
if (matchMedia("(min-width: 64rem)").matches) {
  for (const contents of document.querySelectorAll("[data-contents]")) contents.open = true;
}
