// Keeps what is typed into a form until a page shows that the server has it. A reload loses nothing.

const form = document.querySelector("form[data-keeps]");
const note = document.querySelector("#typed-before");

const named = () => [...form.elements].filter((one) => one.name && one.matches("input:enabled, textarea"));
const typed = () => named().filter((one) => one.type !== "hidden");
const all = () => Object.fromEntries(named().map((one) => [one.name, one.value]));
const words = (text) => (text ?? "").split(/\s+/).filter(Boolean).join(" ");
const isServers = (values) => typed().every((one) => words(values[one.name]) === words(one.defaultValue));

function put(values) {
  for (const one of named()) one.value = values[one.name] ?? one.value;
}

if (form) {
  const place = globalThis.placeFor(form.dataset.keeps);
  const servers = Object.fromEntries(named().map((one) => [one.name, one.type === "hidden" ? one.value : one.defaultValue]));
  const isUnsaved = form.hasAttribute("data-unsaved"); // what was typed last, with the reason why it is not saved
  const keep = () => (isServers(all()) && !isUnsaved ? place.forget() : place.keep(all()));
  keep();

  // The hidden fields come back too: they say to which text of the server it is a change, so that nobody's is replaced.
  place.left((values, { take, forget }) => {
    const isHere = typed().every((one) => words(values[one.name]) === words(one.value));
    if (isHere || isServers(values)) return forget();
    if (isUnsaved || !isServers(all())) return;
    take();
    put(values);
    note.hidden = false;
    document.querySelector("#live").textContent = note.querySelector("p").textContent;
  });
  note.querySelector("button").addEventListener("click", () => {
    put(servers);
    keep();
    note.hidden = true;
    typed()[0].focus();
  });
  form.addEventListener("input", keep);
  let isSent = false;
  form.addEventListener("submit", () => {
    isSent = true;
    keep();
  });
  addEventListener("beforeunload", (event) => {
    // a browser that keeps nothing asks whether to stay
    if (!isSent && !isServers(all()) && !place.keep(all())) event.preventDefault();
  });
}
