// A block copied from a spreadsheet fills the inputs of a .paste-grid from the focused cell on.
// Enter and the arrow keys move as in a spreadsheet.
const rowsOf = (grid) =>
  [...grid.tBodies].flatMap((body) => [...body.rows]).map((row) => [...row.querySelectorAll("input:not([type=hidden])")]).filter((row) => row.length);
const placeOf = (rows, input) => {
  const row = rows.findIndex((inputs) => inputs.includes(input));
  return [row, row < 0 ? -1 : rows[row].indexOf(input)];
};
const blockOf = (text) =>
  text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t").map((cell) => cell.trim()));

document.addEventListener("paste", (event) => {
  const grid = event.target.closest?.("table.paste-grid");
  if (!grid) return;
  const block = blockOf(event.clipboardData.getData("text"));
  if (block.length === 1 && block[0].length === 1) return;
  event.preventDefault();
  const rows = rowsOf(grid);
  const [top, left] = placeOf(rows, event.target);
  let filled = 0;
  block.forEach((line, down) => line.forEach((cell, right) => {
    const input = rows[top + down]?.[left + right];
    if (!input || input.readOnly || input.disabled) return;
    input.value = input.type === "number" ? cell.replace(/[^\d.-]/g, "") : cell;
    input.classList.add("pasted");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    filled += 1;
  }));
  const asked = block.reduce((sum, line) => sum + line.length, 0);
  grid.dispatchEvent(new CustomEvent("pasted", { bubbles: true, detail: { filled, lost: asked - filled } }));
});

// An output[data-paste-note] says how much arrived and how much found no cell; its data attributes hold the words.
document.addEventListener("pasted", (event) => {
  const note = event.target.closest("form, section, main")?.querySelector("output[data-paste-note]");
  if (!note) return;
  const { filled, lost } = event.detail;
  note.textContent = (lost ? note.dataset.lost : note.dataset.filled).replace("{n}", filled).replace("{lost}", lost);
});

document.addEventListener("keydown", (event) => {
  const grid = event.target.closest?.("table.paste-grid");
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!grid || !step || event.target.tagName !== "INPUT" || event.isComposing) return;
  const rows = rowsOf(grid);
  const [row, column] = placeOf(rows, event.target);
  const next = rows[row + step]?.[column];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});
