// Notes that the letter is open here, at once and every minute that it is seen, and shows who else has it open.

const line = document.querySelector("#others");
const every = 60000; // milliseconds; who was not heard of for two minutes has gone
let timer = 0;

function show(words) {
  if (line.textContent !== words) line.textContent = words; // what is the same is not read out again
}

async function note() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const answer = await fetch(line.dataset.to, { method: "POST" });
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
