// Takes the words of a box along: [data-copy] names it, and says so when it is done.
document.querySelectorAll("[data-copy]").forEach((button) => {
  const box = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    box.select();
    try { await navigator.clipboard.writeText(box.value); } catch { document.execCommand("copy"); }
    button.textContent = button.dataset.done;
  });
});
