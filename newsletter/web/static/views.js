// Another view of a letter opens at the place to which the one before was scrolled.

const mail = document.querySelector("iframe.mail");
const key = `scrolled ${location.pathname}`;
const sheet = () => mail.contentDocument?.scrollingElement; // none if something else came instead

function keep() {
  try {
    const { scrollTop, scrollHeight } = sheet();
    sessionStorage.setItem(key, scrollTop / scrollHeight); // a part, for views differ in height
  } catch {
    // no storage
  }
}

function taken() {
  try {
    const kept = Number(sessionStorage.getItem(key));
    sessionStorage.removeItem(key);
    return kept;
  } catch {
    return 0;
  }
}

for (const link of document.querySelectorAll("#looks a")) link.addEventListener("click", keep);

const part = taken();
const go = () => part && sheet()?.scrollTo(0, part * sheet().scrollHeight);
if (mail.contentDocument?.readyState === "complete" && mail.contentDocument.URL !== "about:blank") go();
else mail.addEventListener("load", go, { once: true });
