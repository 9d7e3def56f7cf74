// How the date is understood, asked of the server while one types: the same words as on saving.
// In a block of its own: the scripts of a page share their outermost names.
{
  const when = document.querySelector("[data-understood]");
  const echo = when && document.getElementById(`${when.id}_echo`);
  let waiting;
  let last = 0;
  const ask = async () => {
    const turn = (last += 1);
    const answer = await fetch(`${when.dataset.understood}?${new URLSearchParams({ text: when.value })}`);
    if (!answer.ok || turn !== last) return;
    const { words, good } = await answer.json();
    echo.textContent = words;
    echo.classList.toggle("bad", !good);
  };
  if (echo) {
    document.querySelectorAll(".tries").forEach((tries) => { tries.hidden = false; });
    when.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 250);
    });
    document.querySelectorAll("[data-try]").forEach((button) => button.addEventListener("click", () => {
      when.value = button.dataset.try;
      ask();
    }));
  }
}
