// Small behaviours by data attribute. Each works on parts that htmx brings in later, because it listens on the document.

// Dialogs: data-dialog="id" opens, data-close closes; a click beside the dialog closes too.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  else if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
});

// Papers: a link with data-papers keeps working as a link, and opens the same page inside the shared dialog.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-papers]");
  const dialog = document.getElementById("papers");
  if (!link || !dialog || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    dialog.querySelector("[data-papers-body]").innerHTML = await answer.text();
    const title = dialog.querySelector("#papers-title");
    title.dataset.own ??= title.textContent;
    title.textContent = link.dataset.title ?? title.dataset.own;
    dialog.showModal();
  } catch {
    location.href = link.href;
  }
});

// Copy: data-copy="#id" copies that element's text, data-copy-text="…" the text itself.
const copied = async (text) => {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement("textarea"), { value: text });
  area.style.cssText = "position:fixed;opacity:0";
  (document.querySelector("dialog[open]") ?? document.body).append(area); // beside an open dialog nothing can be selected
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy refused");
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  const source = button.dataset.copy ? document.querySelector(button.dataset.copy) : null;
  const words = button.querySelector("[data-copy-label]") ?? button;
  const before = words.textContent;
  try {
    await copied(source ? (source.value ?? source.textContent).trim() : button.dataset.copyText);
    words.textContent = button.dataset.done ?? before;
    setTimeout(() => { words.textContent = before; }, 2000);
  } catch {
    if (source) getSelection().selectAllChildren(source);
  }
});

// Messages: data-dismiss removes its message.
document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".message")?.remove();
});

// Menus: one open at a time; Escape and a click elsewhere close.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A second press while the first is on its way does nothing: nothing is made twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if ("sent" in form.dataset) return event.preventDefault();
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, 3000);
});

// data-autosubmit: a filter bar that applies at once.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-autosubmit]")?.requestSubmit();
});
