// Sections are moved to a week with the mouse or the keyboard. Putting one down sends the form that it has anyway;
// nothing is sent before.

const handled = "a, button, summary, select, input, label, textarea";
const cardOf = (place) => place.closest("[id^=card-]");
const placeOf = (target) => target.closest("[id^=week-], [aria-labelledby=rest]");
const nameOf = (place) => (place.id.startsWith("week-") ? place.id.slice("week-".length) : "out");
const formOf = (card) => card.querySelector("input[name=act][value=put]")?.form;
let dragged = null;
let taken = null; // with the keyboard: the section, where it was, where it is and where it may go
let sent = null; // what was put down, until the answer comes
let isPressed = false; // the mouse: nothing may shift below it before the click

document.documentElement.classList.add("drags");

function choice(place) {
  const wanted = nameOf(place);
  const select = formOf(dragged).elements.to;
  return [...select.options].some((one) => one.value === wanted) ? [select, wanted] : null;
}

function unmark() {
  for (const one of document.querySelectorAll(".over")) one.classList.remove("over");
}

// only while the mouse is down on a section, so that its words can be selected elsewhere
document.addEventListener("mousedown", (event) => {
  isPressed = true;
  const card = cardOf(event.target);
  if (card && formOf(card) && !event.target.closest(handled)) card.draggable = true;
});
document.addEventListener("dragstart", (event) => {
  dragged = event.target instanceof Element ? cardOf(event.target) : null;
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const place = dragged && placeOf(event.target);
  unmark();
  if (!place || !choice(place)) return;
  event.preventDefault(); // it may be dropped here
  place.classList.add("over");
});
document.addEventListener("drop", (event) => {
  const place = dragged && placeOf(event.target);
  const chosen = place && choice(place);
  if (!chosen) return;
  event.preventDefault();
  const [select, wanted] = chosen;
  select.value = wanted;
  select.form.requestSubmit();
});
document.addEventListener("dragend", (event) => {
  unmark();
  if (dragged) dragged.draggable = false;
  dragged = null;
  release();
});

// The keyboard. A section that has the focus is taken with the space bar, moved with the arrows and put down with the
// space bar. Esc puts it back, and so does going elsewhere. Keys in its fields and buttons keep their usual meaning.

const steps = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };
const one = (id) => document.getElementById(id);

function tell(words, name = "") {
  one("live").textContent = one("where").textContent = words.replace("{name}", () => name);
}

function prepare() {
  for (const card of document.querySelectorAll(".piece")) {
    if (!formOf(card)) continue;
    const place = nameOf(placeOf(card));
    card.tabIndex = 0;
    card.setAttribute("role", "group");
    card.setAttribute("aria-labelledby", `${card.querySelector("p").id} ${place === "out" ? "rest" : `when-${place}`}`);
    card.setAttribute("aria-describedby", "how");
  }
}

function take(card) {
  const select = formOf(card).elements.to;
  const from = nameOf(placeOf(card));
  const weeks = [...document.querySelectorAll("[id^=week-]")].map(nameOf);
  const offered = [from, ...[...select.options].map((option) => option.value)];
  const places = [...weeks, String(weeks.length + 1), "out"].filter((place) => offered.includes(place));
  const mark = document.createComment(""); // where it was
  card.before(mark);
  card.classList.add("taken");
  taken = { card, select, from, places, mark, at: from, spare: document.createElement("li") };
  tell(one("keys").dataset.taken, card.dataset.name);
}

// Shows the section where it would be; a place that is not on the page yet is drawn at its end.
function lay({ card, from, mark, spare }, at) {
  const week = one(`week-${at}`);
  const rest = at === "out" && document.querySelector("[aria-labelledby=rest] .cards");
  unmark();
  spare.remove();
  if (at === from) return mark.after(card);
  if (week) week.querySelector(".small").before(card);
  else {
    const caption = document.createElement("p");
    caption.className = "quiet";
    caption.textContent = one("keys").dataset[at === "out" ? "rest" : "fresh"];
    spare.replaceChildren(...(rest ? [card] : [caption, card]));
    (rest || document.querySelector("ol.cards")).append(spare);
  }
  (week ?? spare).classList.add("over");
}

function move(by) {
  const { card, places } = taken;
  taken.at = places.at((places.indexOf(taken.at) + by) % places.length);
  lay(taken, taken.at);
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  const { dataset } = one(`week-${taken.at}`) ?? one("keys");
  tell(dataset[taken.at === "out" ? "out" : "into"], card.dataset.name);
}

function letGo() {
  const was = taken;
  was.card.classList.remove("taken");
  taken = null;
  return was;
}

function putBack() {
  const was = letGo();
  lay(was, was.from);
  was.mark.remove();
  was.card.focus({ preventScroll: true });
  tell(one("keys").dataset.back, was.card.dataset.name);
}

function putDown() {
  if (taken.at === taken.from) return putBack();
  sent = letGo();
  unmark();
  sent.select.value = sent.at;
  sent.select.form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  const { key, target: card } = event;
  if (!card.matches(".piece[tabindex]") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (key === "Tab" && taken) return putBack(); // and on to what comes next
  if (key !== " " && !(taken && (key === "Escape" || key in steps))) return;
  event.preventDefault();
  if (key === " " && (event.repeat || document.querySelector("main").ariaBusy === "true")) return;
  if (key in steps) move(steps[key]);
  else if (key === "Escape") putBack();
  else if (taken) putDown();
  else take(card);
});
function goElsewhere(target) {
  if (!taken || target === taken.card) return;
  putBack();
  if (target !== document.body) target.focus();
}

function release() {
  isPressed = false;
  goElsewhere(document.activeElement);
}

document.addEventListener("focusin", ({ target }) => {
  if (!taken) one("where")?.replaceChildren();
  else if (!isPressed) goElsewhere(target);
});
document.addEventListener("mouseup", () => setTimeout(release)); // after the click

// After the answer, or without one. A refusal is read out at the section, which is back in its place.
document.addEventListener("answered", () => {
  const was = sent;
  sent = null;
  if (taken && !taken.card.isConnected) taken = null;
  prepare();
  if (!was) return;
  if (was.card.isConnected) return lay(was, was.from);
  const why = document.querySelector("main [role=alert]");
  const card = one(was.card.id);
  if (why && card) queueMicrotask(() => (card.focus(), tell(why.textContent.trim())));
});
prepare();
