"use strict";
const text = document.getElementById("filter-text");
const grade = document.getElementById("filter-grade");
const rows = [...document.querySelectorAll("#lemma-table tbody tr")];

function applyFilter() {
  const wanted = text.value.trim().toLowerCase();
  for (const row of rows) {
    const named = row.textContent.toLowerCase().includes(wanted);
    row.hidden = !(named && (grade.value === "" || row.dataset.grade === grade.value));
  }
  const shown = rows.filter((row) => !row.hidden).length;
  document.getElementById("filter-count").textContent = `${shown} of ${rows.length}`;
}

async function copyFrom(button) {
  const source = button.previousElementSibling;
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Selected";
  }
}

document.getElementById("filter").hidden = false;
document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
text.addEventListener("input", applyFilter);
grade.addEventListener("change", applyFilter);
applyFilter();
for (const button of document.querySelectorAll(".copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copyFrom(button));
}
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));

function letKeyboardScroll() {
  for (const box of document.querySelectorAll(".scroll, pre")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
letKeyboardScroll();
addEventListener("resize", letKeyboardScroll);
addEventListener("toggle", letKeyboardScroll, true);
