// Keeps in this browser what is typed until a page shows that the server has it. Each page that is open has a place of its
// own: of two windows at one letter, neither drops or brings back what was typed in the other.

const own = Math.random().toString(36).slice(2);
const words = (text) => (text ?? "").split(/\s+/).filter(Boolean).join(" ");

// Calls back as soon as the page has gone whose place this is. A site without TLS has no locks: there, each page counts as
// gone.
function whenGone(place, then) {
  if (navigator.locks) navigator.locks.request(place, then).catch(() => {});
  else then();
}

function quietly(act) {
  try {
    return act();
  } catch {
    return null; // a full or forbidden storage: the text still stands in the box
  }
}

const read = (place) => quietly(() => JSON.parse(localStorage.getItem(place)));
const remove = (place) => quietly(() => localStorage.removeItem(place));

// The place of this page for a text of that name. What begins with `outdated` and has another name is no longer of use.
globalThis.placeFor = (name, outdated = "") => {
  const place = `${name} @${own}`;
  const isOf = (key) => key === name || key.startsWith(`${name} @`);
  const hold = () => navigator.locks?.request(place, () => new Promise(() => {})).catch(() => {});
  hold();
  // the next page of this window need not wait to learn that this one has gone
  addEventListener("pagehide", () => quietly(() => read(place) && sessionStorage.setItem(name, place)));
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    quietly(() => sessionStorage.removeItem(name));
    hold();
  });

  const found = (then) => (key) => {
    const values = read(key);
    if (typeof values !== "object" || !values) return;
    const take = () => {
      remove(key);
      keep(values);
    };
    then(values, { take, forget: () => remove(key) });
  };

  function keep(values) {
    return quietly(() => (localStorage.setItem(place, JSON.stringify(values)), true));
  }

  return {
    keep, // says whether it is kept
    forget: () => remove(place),
    // Calls back with each text that was left: that of the page before at once, others when their pages have gone.
    left(then) {
      const before = quietly(() => sessionStorage.getItem(name));
      quietly(() => sessionStorage.removeItem(name));
      if (before) found(then)(before);
      for (const key of quietly(() => Object.keys(localStorage)) ?? []) {
        if (isOf(key) && key !== before && key !== place) whenGone(key, () => found(then)(key));
        else if (outdated && !isOf(key) && key.startsWith(outdated)) whenGone(key, () => remove(key));
      }
    },
  };
};

// What was sent, where this page is the answer that it is saved.
const answer = document.querySelector("[data-saves]");
if (answer) globalThis.placeFor(answer.dataset.saves).left((values, { forget }) => values.sent && forget());

// A text that the server keeps with a letter, so that this browser need not.
const stored = document.querySelector("[data-forget]");
if (stored) {
  const shown = [...document.querySelectorAll("main input[type=text][name], main textarea[name]")];
  const isShown = (values) => shown.every((one) => words(values[one.name] ?? values.text) === words(one.value));
  for (const page of ["letter", "web"]) {
    globalThis.placeFor(`${page} ${stored.dataset.forget}`).left((values, { forget }) => isShown(values) && forget());
  }
}
