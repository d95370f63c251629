// Sections are dragged to a week with the mouse. What is dropped sends the form that each section has anyway.

const handled = "a, button, summary, select, input, label, textarea";
const cardOf = (place) => place.closest("[id^=card-]");
const placeOf = (target) => target.closest("[id^=week-], [aria-labelledby=rest]");
const formOf = (card) => card.querySelector("input[name=act][value=put]")?.form;
let dragged = null;

document.documentElement.classList.add("drags");

function choice(place) {
  const wanted = place.id.startsWith("week-") ? place.id.slice("week-".length) : "out";
  const select = formOf(dragged).elements.to;
  return [...select.options].some((one) => one.value === wanted) ? [select, wanted] : null;
}

function unmark() {
  for (const one of document.querySelectorAll(".over")) one.classList.remove("over");
}

// only while the mouse is down on a section, so that its words can be selected elsewhere
document.addEventListener("mousedown", (event) => {
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
});
