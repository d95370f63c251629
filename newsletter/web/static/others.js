// Reports that the letter is open here, at once and every minute while the page is visible, and shows who else has it open.

const line = document.querySelector("#others");
const every = 60000; // milliseconds; an editor who reports nothing for two minutes counts as gone
let timer = 0;

async function show(words) {
  await globalThis.released();
  if (line.textContent !== words) line.textContent = words; // unchanged words are not read out again
}

async function note() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const answer = await fetch(line.dataset.to, { method: "POST", signal: AbortSignal.timeout(every) });
    show(answer.ok ? (await answer.json()).others : "");
    if (answer.status === 401) return; // signed out
  } catch {
    show(""); // without a connection nobody knows
  }
  clearTimeout(timer);
  timer = setTimeout(note, every);
}

document.addEventListener("visibilitychange", note);
addEventListener("pageshow", note); // also when the browser goes back to this page
addEventListener("pagehide", () => {
  clearTimeout(timer);
  navigator.sendBeacon(line.dataset.to, new URLSearchParams({ left: "yes" }));
});
