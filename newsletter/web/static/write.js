// Saves a letter a second after the last key. One save at a time; what is not saved stays in this browser.

const form = document.querySelector("form[data-writes]");
const box = document.querySelector("#text");
const fields = [...form.elements].filter((one) => one === box || one.matches("input[type=text]:not([data-aside])"));
const stateLine = document.querySelector("#saved");
const words = stateLine.dataset;
const mail = document.querySelector("iframe.mail");
const earlier = document.querySelector("#earlier");
const behind = document.querySelector("#behind");
const place = globalThis.placeFor(`letter ${form.dataset.writes}`);
const pause = 1000; // milliseconds after the last key
const again = 5000; // milliseconds between attempts without a connection
const patience = 20000; // milliseconds for one save, so that a connection that died holds up none after it
const longest = 70000; // milliseconds after which no page comes any more: the server reads a form for a minute
const values = () => Object.fromEntries(fields.map((one) => [one.name, one.value]));
const typed = () => JSON.stringify(values());
const versions = [form.elements.expected, form.elements.expected_text]; // of the server, to which what is typed is a change
const version = () => Object.fromEntries(versions.map((one) => [one.name, one.value]));
let timer = 0;
const fresh = form.cloneNode(true);
fresh.reset(); // as it came, whatever was typed meanwhile
let saved = JSON.stringify(Object.fromEntries(fields.map(({ name }) => [name, fresh.elements[name].value])));
let saving = null;
let unanswered = null; // was perhaps saved: sent again as it was, else a newer text would seem to replace another's
let isStopped = form.hasAttribute("data-unsaved"); // shown again with a reason, or merged: an editor looks first

let seen = isStopped ? "" : saved; // the text of which the preview is, once it is there
let awaited = seen;
let scrolled = 0; // where the preview was when it was fetched again
let complete = mail.contentDocument; // one that is on its way has not been scrolled to its place yet

// Unchanged words are not read out again.
function tell(text) {
  if (stateLine.textContent !== text) stateLine.textContent = text;
}
const later = (milliseconds) => {
  clearTimeout(timer);
  timer = setTimeout(save, milliseconds);
};

// The preview follows each save, stays where it was scrolled to, and says when it is of an earlier text.
function compare() {
  earlier.classList.toggle("is-so", typed() !== seen);
}

function follow(text) {
  awaited = text;
  if (complete && mail.contentDocument === complete) scrolled = mail.contentWindow.scrollY;
  mail.src = mail.src;
}

mail.addEventListener("load", () => {
  if (!mail.contentDocument) return; // what came instead, such as without a connection, is not ours to look into
  complete = mail.contentDocument;
  mail.contentWindow.scrollTo(0, scrolled);
  seen = awaited;
  compare();
});
compare();

function keepHere() {
  if (typed() === saved && !form.hasAttribute("data-unsaved")) return place.forget();
  return place.keep({ ...values(), ...version() });
}

// What is wrong with a field is said above it, until it is typed in.
function mark(name, why) {
  const place = document.querySelector(`#wrong-${name}`);
  if (!place) return;
  const one = form.elements[name];
  place.textContent = why;
  place.hidden = !why;
  if (why) one.setAttribute("aria-invalid", "true");
  else one.removeAttribute("aria-invalid");
  one.setAttribute("aria-describedby", `${why ? `wrong-${name} ` : ""}help-${name}`);
}

const unsaved = () => ({ text: typed(), body: new URLSearchParams(new FormData(form)) });

// Saves what is typed, and is done when it is saved, or cannot be.
function save() {
  saving ??= attempt().finally(() => (saving = null));
  return saving;
}

async function attempt() {
  if (isStopped) return;
  clearTimeout(timer);
  if (typed() === saved && !unanswered) return;
  unanswered ??= unsaved();
  const { text, body } = unanswered;
  try {
    const [headers, signal] = [{ accept: "application/json" }, AbortSignal.timeout(patience)];
    const answer = await fetch(form.action, { method: "POST", body, headers, signal });
    await globalThis.released();
    await heard(answer, text);
  } catch {
    await globalThis.released();
    tell(words.offline);
    keepHere(); // says that this page is still open
    later(again);
  }
  if (typed() !== text && !isStopped) later(pause);
}

async function heard(answer, text) {
  if (answer.ok) {
    const { expected, expected_text, subject, preheader } = await answer.json();
    const { isReplaced } = unanswered;
    unanswered = null;
    if (!isReplaced) {
      form.elements.expected.value = expected;
      form.elements.expected_text.value = expected_text;
    }
    for (const [id, words] of Object.entries({ subject, preheader })) {
      const place = document.getElementById(id);
      if (place) place.textContent = words;
    }
    saved = text;
    keepHere();
    // a queued letter goes as it was, which may be what the file holds again
    if (behind) behind.hidden = expected === behind.dataset.queued;
    const time = new Date().toTimeString().slice(0, 5);
    tell(`${words.saved.replace("{time}", time)}${behind && !behind.hidden ? ` ${words.behind}` : ""}`);
    follow(text);
  } else if (answer.status === 422) {
    const { why, line, field } = await answer.json();
    unanswered = null;
    if (typed() !== text) return; // what was typed meanwhile is judged by the next save
    if (field) mark(field, `${why} ${words.kept}`);
    tell(`${line ? `${words.line.replace("{line}", line)} ` : ""}${why} ${words.kept}`);
  } else if (answer.status === 507) {
    unanswered = null;
    tell((await answer.json()).why);
    later(again);
  } else if (answer.status === 409 || answer.status === 401 || answer.status === 410) {
    isStopped = true; // Save, pressed, leads to the page on which an editor chooses or signs in
    if (answer.status === 410) saved = text; // the server has it among the earlier texts
    keepHere();
    tell({ 409: words.conflict, 401: words.out, 410: words.gone }[answer.status]);
  } else {
    if (answer.status < 500) unanswered = null; // refused, such as a text that is too long: the next one may not be
    tell(words.offline);
    later(again);
  }
}

for (const one of fields) {
  one.addEventListener("input", () => {
    mark(one.name, "");
    keepHere();
    compare();
    if (!isStopped) later(pause);
  });
  one.addEventListener("blur", save);
}
addEventListener("online", save);
addEventListener("beforeunload", (event) => {
  // a browser that keeps nothing asks whether to stay
  if (!isLeaving && typed() !== saved && !keepHere()) event.preventDefault();
});
if (!isStopped && typed() !== saved) later(pause); // typed while this script was on its way
addEventListener("keydown", (event) => {
  // with Caps Lock the key is another; a browser that fills in a field tells of none
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key?.toLowerCase() === "s") {
    event.preventDefault();
    needPicture(false);
    if (isStopped) form.requestSubmit();
    else save();
  }
});
// A button's form is a change to what is being saved at this moment, or was perhaps saved: sent before that is known, it
// would differ from it.
let pressed; // the button that waits for this
let hasWaited = false;
let isLeaving = false;
let isHeld = isStopped; // for a reason other than a press
form.addEventListener("submit", (event) => {
  if (unanswered && !isStopped && !hasWaited) save();
  if (!isLeaving) isHeld = isStopped;
  isLeaving = isStopped = true;
  clearTimeout(timer); // what this browser keeps stays until a page shows that the server has it
  if (saving) {
    event.preventDefault();
    form.setAttribute("aria-busy", "true"); // until the page that comes
    if (pressed === undefined) saving.then(() => setTimeout(submit)); // a form is not sent while it is being sent
    pressed = event.submitter;
  } else if (!isHeld) {
    if (typed() !== saved) unanswered ??= unsaved();
    timer = setTimeout(stay, longest);
  }
});

// No other page came, or the browser went back to this one: saving continues. What the button sent was perhaps saved.
function stay() {
  if (!isLeaving) return;
  form.removeAttribute("aria-busy");
  isStopped = isHeld;
  isLeaving = false;
  if (!isStopped) later(pause);
}
document.addEventListener("stayed", stay);
addEventListener("pageshow", ({ persisted }) => persisted && stay());

function submit() {
  const button = pressed;
  pressed = undefined;
  hasWaited = true;
  form.requestSubmit(button);
  hasWaited = false;
}

// Whether the fields hold a text; the server takes the spaces around a line's words away.
function isHere(known) {
  const words = (text) => text.split(/\s+/).filter(Boolean).join(" ");
  const isSame = (one) => (one === box ? one.value === known[one.name] : words(one.value) === words(known[one.name] ?? ""));
  return fields.some((one) => one.name in known) && fields.every((one) => !(one.name in known) || isSame(one));
}

// What this browser kept when the page was left without a connection. Several such texts are offered one after the other.
const offer = document.querySelector("#kept-here");
const offered = [];

function next() {
  offered.shift();
  offer.hidden = !offered.length;
}

keepHere(); // typed while this script was on its way
place.left((known, { take, forget }) => {
  if (isHere(known)) return forget();
  if (!fields.some((one) => one.name in known)) return;
  offered.push({ known, take, forget });
  offer.hidden = false;
});
offer.querySelector("[name=back]").addEventListener("click", () => {
  const [{ known, take }] = offered;
  take();
  if (unanswered) unanswered.isReplaced = true; // what is put back is no change to the text that is being saved
  for (const one of versions) one.value = known[one.name] ?? one.value; // so that it replaces nobody's words
  for (const one of fields.filter((each) => each.name in known)) {
    one.focus();
    one.select();
    document.execCommand("insertText", false, known[one.name]); // can be undone
  }
  next();
});
offer.querySelector("[name=forget]").addEventListener("click", () => {
  offered[0].forget();
  next();
  box.focus();
});

// Only the button that puts a picture in asks for the file and what it shows.
function needPicture(isNeeded) {
  for (const one of form.querySelectorAll("#picture-file, #alt")) one.required = isNeeded;
}
addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (button?.form === form) needPicture(button.matches("#picture button"));
});

// Enter in what a picture shows puts it in: the form's first button would only save.
form.elements.alt?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  needPicture(true);
  form.requestSubmit(form.querySelector("#picture button"));
});

// A picture comes after the paragraph in which the cursor was put, and at the end if it was put nowhere.
const chosen = form.elements.at;
let isPut = false;
const passing = ["Tab", "Shift", "Control", "Alt", "Meta"]; // keys that lead past the box, and not through its text
box.addEventListener("pointerdown", () => (isPut = true));
box.addEventListener("input", () => (isPut = true));
box.addEventListener("keydown", (event) => (isPut ||= !passing.includes(event.key)));
box.addEventListener("blur", () => {
  if (isPut) chosen.value = box.selectionStart;
});

// Scrolls a place of the text to the middle. Lines wrap, so a box of the same width measures the text above it.
function toTheMiddle(place) {
  const ruler = document.createElement("textarea");
  ruler.className = box.className;
  ruler.value = box.value.slice(0, place);
  Object.assign(ruler.style, { width: `${box.offsetWidth}px`, height: 0, minHeight: 0, overflow: "hidden", fieldSizing: "fixed" });
  box.after(ruler);
  const top = ruler.scrollHeight;
  ruler.remove();
  box.scrollTop = top - box.clientHeight / 2;
  scrollBy(0, box.getBoundingClientRect().top + top - box.scrollTop - innerHeight / 2);
}

function show(line) {
  const lines = box.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  isPut = true;
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  toTheMiddle(start);
}

// A finding leads to its line, also from another page.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-line]");
  if (!link) return;
  event.preventDefault();
  show(link.dataset.line);
});
const asked = /^#line-(\d+)$/.exec(location.hash); // of the whole file, of which the box may hold the end
if (asked && asked[1] > Number(box.dataset.above)) show(asked[1] - box.dataset.above);

// The buttons above the box: around the chosen words, or in front of their line.
for (const button of document.querySelectorAll("#tools button")) {
  button.addEventListener("click", () => {
    const { before, after, line } = button.dataset;
    if (line) {
      const start = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
      box.focus();
      box.setSelectionRange(start, start);
      document.execCommand("insertText", false, line);
    } else {
      // the spaces around the words stay outside the marks, which would be no marks otherwise
      const chosen = box.value.slice(box.selectionStart, box.selectionEnd);
      const words = chosen.trim();
      const start = box.selectionEnd - chosen.trimStart().length;
      box.focus();
      box.setSelectionRange(start, start + words.length);
      document.execCommand("insertText", false, before + words + after);
      const end = box.selectionEnd - after.length;
      if (!words) box.setSelectionRange(end, end);
    }
  });
}
document.querySelector("#tools").hidden = false;

// One press makes a link to the letter and copies it. The clipboard is asked at once, while the press counts for it.
const share = document.querySelector("#share");

async function link() {
  await save();
  if (typed() !== saved) await save(); // a save that was under way held an earlier text
  if (isStopped || typed() !== saved) return "";
  try {
    const answer = await fetch(share.formAction, { method: "POST", headers: { accept: "application/json" } });
    return answer.ok ? (await answer.json()).address : "";
  } catch {
    return "";
  }
}

async function copy(making) {
  const text = making.then((address) => (address ? new Blob([address], { type: "text/plain" }) : Promise.reject()));
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
    return true;
  } catch {
    text.catch(() => {});
    return false; // a page without TLS has no clipboard of its own; the button next to the link copies it
  }
}

share?.addEventListener("click", async (event) => {
  event.preventDefault();
  if (share.disabled) return;
  const making = link();
  const copying = copy(making);
  share.disabled = true; // pressed twice, the second link would end the first
  const address = await making;
  const isCopied = await copying;
  if (!address) {
    share.disabled = false;
    form.requestSubmit(share); // the page that comes says why
    return;
  }
  const shown = document.querySelector("#shared");
  const [notice, field] = [shown.querySelector("p"), shown.querySelector("input")];
  field.value = address;
  if (isCopied) notice.textContent = notice.dataset.copied;
  shown.hidden = false;
  share.parentElement.hidden = true;
  field.focus();
  document.querySelector("#live").textContent = notice.textContent;
});
