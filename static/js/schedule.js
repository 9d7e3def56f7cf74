// What the button does is said by the button: with a day to come, it publishes on that day.
{
const button = document.querySelector("[name=_publish][data-later]");
const day = document.getElementById("id_publish_from_0");
if (button && day) {
  const now = button.textContent;
  const later = () => {
    const parts = day.value.split(/\D+/).map(Number);
    if (parts.length !== 3) return false;
    const [year, month, date] = parts[0] > 31 ? parts : parts.reverse();
    return new Date(year, month - 1, date) > new Date();
  };
  const say = () => { button.textContent = later() ? button.dataset.later : now; };
  ["input", "change", "focusin", "focusout"].forEach((kind) => document.addEventListener(kind, say));
  say();
}
}
