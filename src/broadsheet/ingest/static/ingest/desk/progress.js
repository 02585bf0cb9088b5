/* Keeps the page of a run up to date; without it the page loads itself again every five seconds.
   What is announced is the phase, not each count. */

const place = document.querySelector("[data-import-progress]");
const part = (name) => place.querySelector(`[data-import-${name}]`);

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function show({ phase, count, share, elapsed }) {
  say(part("phase"), phase);
  say(part("count"), count);
  say(part("elapsed"), elapsed);
  if (share === null) part("bar").removeAttribute("value");
  else part("bar").value = share;
}

async function look() {
  try {
    const answer = await fetch(place.dataset.importProgress, { headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status === 404) return location.reload();
    if (answer.ok) {
      const standing = await answer.json();
      if (standing.isOver) return location.reload();
      show(standing);
    }
  } catch {
    /* The paper is being restarted, or the line is down: the next look will tell. */
  }
  setTimeout(look, 1000);
}

if (place) setTimeout(look, 1000);
