// A .drop is a label around a file input: dropping sets the input's files and lists them; without this script it still picks files.
const list = (zone) => {
  const input = zone.querySelector("input[type=file]");
  const names = zone.querySelector(".drop-files");
  if (!names) return;
  names.replaceChildren(...[...input.files].map((file) => {
    const item = document.createElement("li");
    item.textContent = `${file.name} · ${(file.size / 1024 / 1024).toFixed(file.size < 1048576 ? 2 : 1)}MB`;
    return item;
  }));
  if (input.files.length && "submit" in zone.dataset) input.form?.requestSubmit();
};
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.(".drop");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    zone.querySelector("input[type=file]").files = event.dataTransfer.files;
    list(zone);
  });
}
document.addEventListener("change", (event) => {
  const zone = event.target.closest?.(".drop");
  if (zone) list(zone);
});
