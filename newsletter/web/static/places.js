// Keeps in this browser what is typed until a page shows that the server has it. Each page that is open has a place of its
// own: of two windows at one letter, neither drops or brings back what was typed in the other. A text is offered only to
// the editor who typed it.

const own = Math.random().toString(36).slice(2);
const { editor } = document.documentElement.dataset;
const longest = 90 * 24 * 60 * 60 * 1000; // milliseconds that a text is kept
const silence = 2 * 60 * 1000; // milliseconds without a word after which a page counts as gone where there are no locks
const words = (text) => (text ?? "").split(/\s+/).filter(Boolean).join(" ");

// Calls back as soon as the page has gone whose place this is. A site without TLS has no locks.
function whenGone(place, then) {
  if (navigator.locks) return void navigator.locks.request(place, then).catch(() => {});
  const rest = keptAt(place) + silence - Date.now();
  if (rest > 0) setTimeout(() => whenGone(place, then), rest);
  else then();
}

function quietly(act) {
  try {
    return act();
  } catch {
    return null; // a full or forbidden storage: the text still stands in the box
  }
}

const entry = (place) => quietly(() => JSON.parse(localStorage.getItem(place)));
const read = (place) => entry(place)?.values;
const keptAt = (place) => entry(place)?.at ?? 0;
const places = () => quietly(() => Object.keys(localStorage)) ?? [];
const remove = (place) => quietly(() => localStorage.removeItem(place));

for (const key of places()) {
  if (/^(typed|letter|web|correction) \d/.test(key) && !(keptAt(key) > Date.now() - longest)) remove(key);
}

// The place of this page for a text of that name.
globalThis.placeFor = (text) => {
  const name = `typed ${editor} ${text}`;
  const place = `${name} @${own}`;
  const isOf = (key) => key.startsWith(`${name} @`);
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
    return quietly(() => (localStorage.setItem(place, JSON.stringify({ at: Date.now(), values })), true));
  }

  return {
    keep, // says whether it is kept
    forget: () => remove(place),
    // Calls back with each text that was left: that of the page before at once, others when their pages have gone.
    left(then) {
      const before = quietly(() => sessionStorage.getItem(name));
      if (before) found(then)(before);
      for (const key of places()) {
        if (isOf(key) && key !== before && key !== place) whenGone(key, () => globalThis.released().then(() => found(then)(key)));
      }
    },
  };
};

// Texts that the server has, so that this browser need not keep them.
for (const one of document.querySelectorAll("[data-forget]")) {
  const shown = [...one.querySelectorAll("input[type=text][name], textarea[name]")];
  const isShown = (values) => shown.every(({ name, value }) => words(values[name]) === words(value));
  for (const name of one.dataset.forget.split(",")) {
    globalThis.placeFor(name).left((values, { forget }) => isShown(values) && forget());
  }
}
