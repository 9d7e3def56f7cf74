// Beside the matrix of who paid for what: what each row adds up to as it is typed, the last share
// completed, and an even split. The server says and checks the same; all words come from the page.
// In a block of its own: the scripts of a page share their outermost names.
{
  const matrix = document.querySelector(".matrix");
  const body = document.getElementById("split");
  // Whole cents, so that a third of 100 is not a matter of rounding.
  const cents = (box) => Math.round(parseFloat(box.value.replace(/\s/g, "").replace(",", ".")) * 100);
  const figure = (value) => (value / 100).toLocaleString(document.documentElement.lang || "fr", { maximumFractionDigits: 2 });
  const ticked = (row) => [...row.querySelectorAll("td:not(.total)")].filter((cell) => cell.querySelector("[name$=-on]").checked);
  const mode = () => body.querySelector("[name=split-mode]:checked")?.value;
  const boxes = (row, kind) => ticked(row).map((cell) => cell.querySelector(`[name$=-${kind}]`));

  const told = (row) => {
    const say = (key, n) => [matrix.dataset[key].replace("{n}", n), !["missing", "over", "mixed", "nosum"].includes(key)];
    const money = mode() === "money";
    const values = boxes(row, money ? "amount" : "share").map(cents);
    const known = values.filter((value) => !Number.isNaN(value));
    const sum = known.reduce((a, b) => a + b, 0);
    if (!values.length) return say("empty");
    if (money) return say(known.length === values.length ? "sum" : "nosum");
    if (values.length === 1 && (!known.length || sum === 10000)) return say("alone");
    if (!known.length) return say("unknown");
    if (known.length < values.length) return say("mixed");
    if (sum === 10000) return say("full");
    return say(sum < 10000 ? "missing" : "over", figure(Math.abs(10000 - sum)));
  };
  const show = (row) => {
    const [text, good] = told(row);
    const shares = boxes(row, "share");
    row.querySelector("output").textContent = text;
    row.classList.toggle("errors", !good);
    row.classList.toggle("alone", shares.length === 1 && !shares[0].value.trim());
    row.querySelector(".even").hidden = mode() !== "shares" || shares.length < 2;
  };
  // When one share alone is missing and the others leave something, it is what they leave.
  const complete = (row) => {
    const shares = boxes(row, "share");
    const empty = shares.filter((box) => !box.value.trim());
    const sum = shares.filter((box) => box.value.trim()).reduce((total, box) => total + cents(box), 0);
    if (shares.length > 1 && empty.length === 1 && sum > 0 && sum < 10000) empty[0].value = figure(10000 - sum);
  };

  if (matrix && body) {
    const rows = [...matrix.tBodies[0].rows];
    const all = () => rows.forEach(show);
    body.querySelectorAll("output").forEach((output) => output.setAttribute("aria-live", "polite"));
    body.addEventListener("input", (event) => {
      const row = event.target.closest("tr");
      if (row) show(row); else all();
    });
    body.addEventListener("change", (event) => {
      const row = event.target.closest("tr");
      // A box just emptied stays empty: it was meant.
      if (event.target.name.endsWith("-share") && event.target.value.trim() && row) { complete(row); show(row); }
    });
    rows.forEach((row) => row.querySelector(".even").addEventListener("click", (event) => {
      event.preventDefault();
      const shares = boxes(row, "share");
      const each = Math.floor(10000 / shares.length);
      shares.forEach((box, index) => { box.value = figure(index ? each : 10000 - each * (shares.length - 1)); });
      show(row);
    }));
    all();
  }
}
