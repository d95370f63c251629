// Sends a form marked with data-swap without leaving the page, and shows the answer's own <main>.
// Without this script the same form does the same, with a new page.

const policy = globalThis.trustedTypes?.createPolicy("desk", { createHTML: (text) => text }) ?? { createHTML: (text) => text };
const live = document.querySelector("#live");
const unanswered = document.querySelector("#unanswered");
const longest = 60000; // milliseconds for one answer, so that a connection that died does not hold up the page

const opened = () => [...document.querySelectorAll("details[id][open]")].map((one) => one.id);
const reopen = (id) => document.getElementById(id)?.setAttribute("open", "");
const parsed = (text) => new DOMParser().parseFromString(policy.createHTML(text), "text/html");

function put(text, address) {
  const page = parsed(text);
  const open = opened();
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  document.title = page.title;
  history.replaceState(null, "", address);
  document.dispatchEvent(new Event("answered"));
  open.forEach(reopen);
  const notice = document.querySelector("main [role=status], main [role=alert]");
  live.textContent = notice?.textContent.trim() ?? "";
  focus(document.getElementById(notice?.dataset.at ?? "") ?? notice ?? document.querySelector("main"));
}

function focus(place) {
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
}

// What takes longer than a page may comes after it, from the same place of another page.
async function complete(part) {
  try {
    const answer = await fetch(part.dataset.later, { signal: AbortSignal.timeout(longest) });
    const whole = answer.ok && parsed(await answer.text()).getElementById(part.id);
    await globalThis.released();
    if (whole) part.replaceChildren(...whole.childNodes);
  } catch {
    // no connection: a link in it leads to the same page
  }
  part.removeAttribute("aria-busy");
}
document.querySelectorAll("[data-later]").forEach(complete);

// What another script knows to have changed is shown as the page has it by now. What an editor typed there, opened
// or is at stays.
function refresh(fresh) {
  const main = document.querySelector("main");
  const open = opened();
  const typed = [...main.querySelectorAll("input[id]")].filter((one) => one.value !== one.defaultValue);
  const at = main.contains(document.activeElement) ? document.activeElement : null;
  main.replaceWith(fresh);
  open.forEach(reopen);
  for (const { id, value } of typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  const place = at?.id && document.getElementById(at.id);
  if (place) place.focus({ preventScroll: true });
  else if (at) focus(fresh);
}

let isAsked = false; // each count that comes meanwhile says the same
document.addEventListener("stale", async () => {
  if (isAsked) return;
  isAsked = true;
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(longest) });
    if (!answer.ok || answer.redirected) return;
    const fresh = document.adoptNode(parsed(await answer.text()).querySelector("main"));
    await globalThis.released();
    refresh(fresh);
    live.textContent = fresh.querySelector("[role=status], .lead")?.textContent.trim() ?? "";
    document.dispatchEvent(new Event("answered"));
  } catch {
    // no connection: the page stays as it is
  } finally {
    isAsked = false;
  }
});

// A form that takes a while says so; its page stays until the answer comes. Pressed twice, it is sent once.
const again = 10000; // milliseconds after which a press counts again: loading a page can be stopped unseen
const busy = document.querySelector("#busy");
let pressed = null;
let pressedAt = 0;
let coming = 0; // pages that the browser was asked for
let timer = 0;
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.matches("form[data-swap], form[data-download]")) return;
  const button = event.submitter ?? event.target;
  if (button === pressed && event.timeStamp - pressedAt < again) return event.preventDefault();
  [pressed, pressedAt] = [button, event.timeStamp];
  coming += 1;
  clearTimeout(timer);
  timer = setTimeout(() => (busy.hidden = false), 200);
});

function rest() {
  clearTimeout(timer);
  busy.hidden = true;
  coming = 0;
}
addEventListener("pagehide", () => {
  rest();
  pressed = null; // the browser may keep the page, to come back to
});

// Who stops the page that is coming, with Esc or otherwise, continues with this one.
function stay() {
  pressed = null;
  if (!coming) return;
  rest();
  document.dispatchEvent(new Event("stayed"));
}
addEventListener("keydown", ({ key }) => key === "Escape" && stay());

// A browser also calls stopped what comes all the same, such as when a link within this page is followed.
let isWithin = false; // where it is being led to just now is in this page
globalThis.navigation?.addEventListener("navigate", ({ destination }) => {
  isWithin = destination.sameDocument;
  setTimeout(() => (isWithin = false));
});
globalThis.navigation?.addEventListener("navigateerror", () => {
  const wasWithin = isWithin;
  setTimeout(() => {
    if (wasWithin || isWithin) return;
    if (coming > 1) coming -= 1; // another press stopped the page of the one before
    else stay();
  });
});

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("form[data-swap]") || event.defaultPrevented) return;
  event.preventDefault();
  const main = document.querySelector("main");
  if (main.getAttribute("aria-busy") === "true") return; // pressed twice
  main.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    // without the attribute, formAction is the address of the page
    const to = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    const answer = await fetch(to, { method: "POST", body, signal: AbortSignal.timeout(longest) });
    const page = await answer.text();
    await globalThis.released();
    put(page, answer.redirected ? answer.url : location.href);
    unanswered.hidden = true;
  } catch {
    await globalThis.released();
    document.dispatchEvent(new Event("answered"));
    const now = new URL(location.href);
    now.searchParams.delete("done"); // what an earlier answer said
    unanswered.querySelector("a").href = now.pathname + now.search;
    unanswered.hidden = false; // the server may have done it: an answer can be lost on its way
    focus(unanswered);
  } finally {
    document.querySelector("main").removeAttribute("aria-busy");
  }
});
