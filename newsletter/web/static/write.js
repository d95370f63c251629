// Saves a letter a second after the last key. One save at a time; what is not saved stays in this browser.

const form = document.querySelector("form[data-writes]");
const box = form.elements.text;
const told = document.querySelector("#saved");
const words = told.dataset;
const mail = document.querySelector("iframe.mail");
const key = `letter ${location.pathname}`;
const pause = 1000; // milliseconds after the last key
const again = 5000; // milliseconds between attempts without a connection
let timer = 0;
let saved = box.value;
let isSaving = false;
let isStopped = form.hasAttribute("data-unsaved"); // shown again with a reason, or merged: an editor looks first

const tell = (text) => (told.textContent = text);
const later = (milliseconds) => {
  clearTimeout(timer);
  timer = setTimeout(save, milliseconds);
};

function keepHere() {
  try {
    if (box.value === saved) localStorage.removeItem(key);
    else localStorage.setItem(key, box.value);
  } catch {
    // a full or forbidden storage: the text still stands in the box
  }
}

async function save() {
  clearTimeout(timer);
  if (isSaving || isStopped || box.value === saved) return;
  isSaving = true;
  const text = box.value;
  const body = new URLSearchParams({ text, expected: form.elements.expected.value });
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
    await heard(answer, text);
  } catch {
    tell(words.offline);
    later(again);
  } finally {
    isSaving = false;
  }
  if (box.value !== text && !isStopped) later(pause);
}

async function heard(answer, text) {
  if (answer.ok) {
    const { expected } = await answer.json();
    for (const one of document.querySelectorAll("input[name=expected]")) one.value = expected;
    saved = text;
    keepHere();
    tell(words.saved.replace("{time}", new Date().toTimeString().slice(0, 5)));
    if (mail) mail.src = mail.src; // the preview is of what was saved
  } else if (answer.status === 422) {
    const { why, line } = await answer.json();
    tell(`${line ? `${words.line.replace("{line}", line)} ` : ""}${why} ${words.kept}`);
  } else if (answer.status === 409 || answer.status === 401) {
    isStopped = true; // Save, pressed, leads to the page on which an editor chooses or signs in
    tell(answer.status === 409 ? words.conflict : words.out);
  } else {
    tell(words.offline);
    later(again);
  }
}

box.addEventListener("input", () => {
  keepHere();
  if (!isStopped) later(pause);
});
box.addEventListener("blur", save);
addEventListener("online", save);
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    if (isStopped) form.requestSubmit();
    else save();
  }
});
form.addEventListener("submit", () => {
  isStopped = true;
  clearTimeout(timer);
});

// What this browser kept when the page was left without a connection.
try {
  const kept = localStorage.getItem(key);
  const offer = document.querySelector("#kept-here");
  if (kept === box.value) localStorage.removeItem(key);
  else if (kept !== null && offer) {
    offer.hidden = false;
    offer.querySelector("[name=back]").addEventListener("click", () => {
      box.focus();
      box.select();
      document.execCommand("insertText", false, kept); // can be undone
      offer.hidden = true;
    });
    offer.querySelector("[name=forget]").addEventListener("click", () => {
      localStorage.removeItem(key);
      offer.hidden = true;
      box.focus();
    });
  }
} catch {
  // no storage
}

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
      const chosen = box.value.slice(box.selectionStart, box.selectionEnd);
      box.focus();
      document.execCommand("insertText", false, before + chosen + after);
      const end = box.selectionEnd - after.length;
      if (!chosen) box.setSelectionRange(end, end);
    }
  });
}
document.querySelector("#tools").hidden = false;
