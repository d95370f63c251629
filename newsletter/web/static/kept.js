// Keeps in this browser what is typed into a form until a page shows that the server has it. A reload loses nothing.

const form = document.querySelector("form[data-keeps]");
const note = document.querySelector("#typed-before");

const named = () => [...form.elements].filter((one) => one.name && one.matches("input, textarea"));
const typed = () => named().filter((one) => one.type !== "hidden");
const all = () => Object.fromEntries(named().map((one) => [one.name, one.value]));
const words = (text) => (text ?? "").split(/\s+/).filter(Boolean).join(" ");
const isServers = (values) => typed().every((one) => words(values[one.name]) === words(one.defaultValue));

function keep() {
  try {
    if (isServers(all()) && !form.hasAttribute("data-unsaved")) localStorage.removeItem(form.dataset.keeps);
    else localStorage.setItem(form.dataset.keeps, JSON.stringify(all()));
  } catch {
    // a full or forbidden storage: the text still stands in the box
  }
}

function put(values) {
  for (const one of named()) one.value = values[one.name] ?? one.value;
}

// What belongs to an earlier text of the same page, which was sent meanwhile.
function forgetOlder() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(form.dataset.keepsOf) && key !== form.dataset.keeps) localStorage.removeItem(key);
  }
}

// The hidden fields come back too: they say to which text of the server it is a change, so that nobody's is replaced.
function bringBack() {
  const kept = JSON.parse(localStorage.getItem(form.dataset.keeps) ?? "null");
  if (kept === null || isServers(kept)) return keep();
  const servers = Object.fromEntries(named().map((one) => [one.name, one.type === "hidden" ? one.value : one.defaultValue]));
  put(kept);
  note.hidden = false;
  document.querySelector("#live").textContent = note.querySelector("p").textContent;
  note.querySelector("button").addEventListener("click", () => {
    put(servers);
    keep();
    note.hidden = true;
    typed()[0].focus();
  });
}

if (form) {
  try {
    forgetOlder();
    if (form.hasAttribute("data-saved")) {
      localStorage.removeItem(form.dataset.keeps);
      history.replaceState(null, "", location.pathname); // said once: what is typed from now on is kept
    }
    if (form.hasAttribute("data-unsaved")) keep(); // what was typed last, with the reason why it is not saved
    else bringBack();
  } catch {
    // no storage
  }
  let isTouched = false;
  form.addEventListener("input", () => {
    isTouched = true;
    keep();
  });
  addEventListener("pageshow", ({ persisted }) => {
    // a browser that goes back puts an earlier text here, beside the hash of the present one
    if (persisted || isTouched || !note.hidden) return;
    if (performance.getEntriesByType("navigation")[0].type !== "navigate") form.reset();
  });
}
