// A button next to each address that is there to be copied. Without this script it is selected by hand.

for (const field of document.querySelectorAll("input[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return; // a page without TLS has no clipboard of its own
    }
    button.textContent = field.dataset.copied;
    document.querySelector("#live").textContent = field.dataset.copied;
  });
  field.addEventListener("focus", () => field.select());
  field.after(button);
}
