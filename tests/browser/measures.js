// What a page measures: run in the browser, returns plain values.
(() => {
  const shown = (element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return style.visibility !== "hidden" && style.opacity !== "0" && box.width > 0 && box.height > 0;
  };
  const parts = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };
  const over = (top, bottom) => {
    const mix = (name) => top[name] * top.alpha + bottom[name] * (1 - top.alpha);
    return { red: mix("red"), green: mix("green"), blue: mix("blue"), alpha: 1 };
  };
  const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      layers.push(parts(getComputedStyle(one).backgroundColor));
      if (layers.at(-1).alpha === 1) break;
    }
    const dark = getComputedStyle(document.documentElement).colorScheme.startsWith("dark");
    const canvas = dark ? { red: 18, green: 18, blue: 18, alpha: 1 } : { red: 255, green: 255, blue: 255, alpha: 1 };
    return layers.reverse().reduce((bottom, top) => over(top, bottom), canvas);
  };
  const luminance = ({ red, green, blue }) => {
    const linear = (part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const texts = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const words = walker.currentNode.textContent.trim();
      if (!words || !shown(element) || ["STYLE", "SCRIPT", "TITLE"].includes(element.tagName)) continue;
      const style = getComputedStyle(element);
      const behind = ground(element);
      found.push({
        words: words.slice(0, 40),
        letters: words.length,
        size: parseFloat(style.fontSize),
        leading: parseFloat(style.lineHeight) / parseFloat(style.fontSize),
        contrast: contrast(over(parts(style.color), behind), behind),
      });
    }
    return found;
  };
  // a link among other words of a sentence may be as high as its line (WCAG 2.2, 2.5.8, "inline")
  const isInSentence = (link) => {
    const block = link.closest("p, li, td, blockquote");
    if (!block) return false; // in a page's head, by itself
    const links = [...block.querySelectorAll("a")].map((one) => one.textContent).join("");
    const bare = (text) => text.replace(/[\s·|•–—,.]/g, "");
    return bare(block.textContent) !== bare(links);
  };
  const targets = () =>
    [...document.querySelectorAll("a[href]")].filter(shown).map((link) => {
      const box = link.getBoundingClientRect();
      return { words: link.textContent.trim(), height: box.height, width: box.width, inSentence: isInSentence(link) };
    });
  const tooWide = () =>
    [...document.body.querySelectorAll("*")]
      .filter(shown)
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
      .map((element) => `${element.tagName} ${element.textContent.trim().slice(0, 30)}`);
  return {
    texts: texts(),
    targets: targets(),
    tooWide: tooWide(),
    scrolls: document.documentElement.scrollWidth > innerWidth,
  };
})();
