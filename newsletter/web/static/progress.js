// Counts that are updated as the server sends them. Without this script the page has to be reloaded.

const pause = 2000; // milliseconds between attempts to show the page of one and the same state
const number = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: false });
let source;
let asked = ""; // the state of which the page was asked for, and when
let askedAt = 0;

function show(part, counted) {
  for (const place of part.querySelectorAll("[data-count]")) {
    const many = counted[place.dataset.count] ?? counted.counts[place.dataset.count] ?? 0;
    const words = number.format(many);
    if (place.textContent !== words) place.textContent = words;
    place.closest("[data-some]")?.toggleAttribute("hidden", many === 0);
  }
  const bar = part.querySelector("progress");
  if (bar) {
    bar.max = Math.max(counted.audience, 1);
    bar.value = counted.audience - counted.to_go;
  }
}

function stop() {
  source?.close();
  source = undefined;
}

function follow() {
  stop();
  const part = document.querySelector("[data-progress]");
  // a browser keeps few connections to a site: a page that nobody sees holds none
  if (!part || document.hidden) return;
  source = new EventSource(part.dataset.progress);
  source.addEventListener("message", async ({ data }) => {
    await globalThis.released();
    if (!part.isConnected) return; // another page came meanwhile
    const counted = JSON.parse(data);
    show(part, counted);
    part.querySelector("[data-still]")?.setAttribute("hidden", "");
    if (counted.is_done) stop();
    // other sentences and buttons belong to another state
    const was = String([part.dataset.state, "done" in part.dataset, "waiting" in part.dataset]);
    const is = String([counted.state, counted.is_done, counted.is_waiting]);
    // the page may be ahead of the counts for a moment, and each new page asks for them at once
    if (is === was || (is === asked && performance.now() - askedAt < pause)) return;
    [asked, askedAt] = [is, performance.now()];
    document.dispatchEvent(new Event("stale"));
  });
  source.addEventListener("error", () => {
    // while it reconnects, nothing is shown
    if (source?.readyState === EventSource.CLOSED) part.querySelector("[data-still]")?.removeAttribute("hidden");
  });
}

document.addEventListener("answered", follow);
document.addEventListener("visibilitychange", follow);
addEventListener("pageshow", follow);
addEventListener("pagehide", stop);
