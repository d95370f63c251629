// Whether a button is being pressed, with a pointer or with the space bar. What shifts or replaces the page waits for the end
// of it: a browser counts no click on a button that was elsewhere when it was pressed down, or is another one by now.

const longest = 3000; // milliseconds that one press holds up a page: its end may go unseen, such as outside the window
const moment = 50; // milliseconds in which the click of a press comes
let end;
let ended = Promise.resolve();
let timer = 0;

// One press that follows another at once belongs to it: else what waits would come just as the second begins.
function begin() {
  if (!end) ended = new Promise((resolve) => (end = resolve));
  endAfter(longest);
}

function endAfter(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    end?.();
    end = undefined;
  }, milliseconds);
}

const isSpace = ({ key, repeat, target }) => key === " " && !repeat && !target.matches?.("input:not([type=radio], [type=checkbox]), textarea");

addEventListener("pointerdown", begin, true);
for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => endAfter(moment), true);
addEventListener("keydown", (event) => isSpace(event) && begin(), true);
addEventListener("keyup", (event) => isSpace(event) && endAfter(moment), true);

// Done as soon as no button is being pressed.
globalThis.released = () => ended;
