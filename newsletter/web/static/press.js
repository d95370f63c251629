// Whether a button is being pressed. What shifts the page waits for the end of it: a browser counts no click on a button
// that was elsewhere when the pointer went down.

const longest = 3000; // milliseconds that one press holds up a page: its end may go unseen, such as outside the window
const moment = 50; // milliseconds in which the click of a press comes
let end = () => {};
let ended = Promise.resolve();

function begin() {
  end();
  ended = new Promise((resolve) => (end = resolve));
  setTimeout(end, longest);
}

addEventListener("pointerdown", begin, true);
for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => setTimeout(end, moment), true);

// Done as soon as no button is being pressed.
globalThis.released = () => ended;
