// Two keys for forms: Ctrl + S (or ⌘ S) keeps and never publishes, as Enter in a box does; Alt + B
// leads to the buttons at the foot, whatever stands between.
document.addEventListener("keydown", (event) => {
  const row = document.querySelector("form[id$=_form] .submit-row");
  if (!row || event.repeat || document.querySelector("dialog[open]")) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
    const keep = row.closest("form").querySelector("button.visually-hidden[name]") ?? row.querySelector("[name=_continue]") ?? row.querySelector("[name=_save]");
    if (!keep) return;
    event.preventDefault();
    keep.click();
  } else if (event.altKey && !event.ctrlKey && event.code === "KeyB") {
    event.preventDefault();
    row.querySelector("button")?.focus();
  }
});
