"use strict";
const $ = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* Theme: what the system prefers, or what was chosen here; a page opened from a file may have no storage. */
const themes = ["auto", "light", "dark"];

function stored(theme) {
  try {
    if (theme) localStorage.setItem("theme", theme);
    return localStorage.getItem("theme");
  } catch {
    return null;
  }
}

function useTheme(theme) {
  document.documentElement.dataset.theme = theme;
  $("theme").textContent = `Theme: ${theme}`;
}

useTheme(themes.includes(stored()) ? stored() : "auto");
$("theme").hidden = false;
$("theme").addEventListener("click", () => {
  const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
  stored(next);
  useTheme(next);
});

/* Filter: text, group and verdict, kept in the address as #?verdict=REFUTED&group=Rates&search=word. */
const form = $("filter");
const rows = all("#lemma-table tbody tr");
const articles = Object.fromEntries(all("article.lemma").map((box) => [box.id.slice("lemma-".length), box]));
const nodes = Object.fromEntries(all("#plan .node").map((node) => [node.dataset.name, node]));

function wanted() {
  return { search: $("filter-text").value.trim(), group: $("filter-group").value, verdict: form.elements.verdict.value };
}

function matches(row, { search, group, verdict }) {
  const words = search.toLowerCase().split(/\s+/);
  return words.every((word) => row.dataset.text.includes(word))
    && (group === "" || row.dataset.group === group) && (verdict === "" || row.dataset.verdict === verdict);
}

function applyFilter() {
  const shown = rows.filter((row) => {
    const match = matches(row, wanted());
    row.hidden = !match;
    articles[row.dataset.lemma].hidden = !match;
    nodes[row.dataset.lemma]?.classList.toggle("off", !match);
    return match;
  }).length;
  for (const group of all("section.group")) group.hidden = !group.querySelector("article:not([hidden])");
  $("filter-count").textContent = shown ? `${shown} of ${rows.length} lemmas` : "No lemma matches.";
  $("filter-reset").hidden = shown === rows.length;
}

function keepInAddress() {
  const set = Object.entries(wanted()).filter(([, value]) => value);
  const address = set.length ? `#?${new URLSearchParams(set)}` : "#lemmas";
  history.replaceState(null, "", address);
}

function filterFromAddress() {
  if (!location.hash.startsWith("#?")) return;
  const asked = new URLSearchParams(location.hash.slice(2));
  $("filter-text").value = asked.get("search") ?? "";
  $("filter-group").value = asked.get("group") ?? "";
  const verdict = all("input[name=verdict]").find((box) => box.value === asked.get("verdict"));
  (verdict ?? form.elements.verdict[0]).checked = true;
  if ($("filter-group").selectedIndex < 0) $("filter-group").value = "";
  applyFilter();
  $("lemmas").scrollIntoView();
}

function showAll() {
  form.reset();
  applyFilter();
}

/* A link to a lemma that the filter hides shows all lemmas first. */
function revealTarget(hash) {
  const target = hash.length > 1 && $(decodeURIComponent(hash.slice(1)));
  if (!target || !target.hidden) return;
  showAll();
  settle(target, 6);
}

/* What comes near the window gets its true height in the next frame, and moves the target. */
function settle(target, frames) {
  target.scrollIntoView();
  if (frames > 0) requestAnimationFrame(() => settle(target, frames - 1));
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => { applyFilter(); keepInAddress(); });
$("filter-reset").addEventListener("click", () => { showAll(); keepInAddress(); $("filter-text").focus(); });
addEventListener("hashchange", () => { filterFromAddress(); revealTarget(location.hash); });
applyFilter();
filterFromAddress();

/* Graph: pointing at a lemma shows all that it rests on and all that rests on it. */
const plan = $("plan");
const edges = plan ? all(".edge:not(.instead)", plan) : [];

function closure(name, near, far) {
  const found = new Set([name]);
  for (const at of found) {
    for (const edge of edges) if (edge.dataset[near] === at) found.add(edge.dataset[far]);
  }
  return found;
}

function trace(name) {
  const [below, above] = [closure(name, "to", "from"), closure(name, "from", "to")];
  for (const [key, node] of Object.entries(nodes)) node.classList.toggle("on", below.has(key) || above.has(key));
  for (const edge of edges) {
    const { from, to } = edge.dataset;
    edge.classList.toggle("on", (below.has(from) && below.has(to)) || (above.has(from) && above.has(to)));
  }
  plan.classList.add("tracing");
}

for (const node of Object.values(nodes)) {
  for (const event of ["mouseenter", "focus"]) node.addEventListener(event, () => trace(node.dataset.name));
  for (const event of ["mouseleave", "blur"]) node.addEventListener(event, () => plan.classList.remove("tracing"));
}

/* Copying; where the clipboard is closed, the text is selected instead. */
async function copyFrom(button) {
  const source = button.previousElementSibling;
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

for (const button of all(".copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copyFrom(button));
}

/* What scrolls sideways can be reached by keyboard. Lemmas that are not laid out yet are looked at when they are. */
function letKeyboardScroll(boxes) {
  for (const box of boxes) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

const scrolling = ".scroll, pre";
letKeyboardScroll(all(scrolling).filter((box) => !box.closest("article.lemma")));
addEventListener("resize", () => letKeyboardScroll(all(scrolling)));
addEventListener("toggle", (event) => letKeyboardScroll(all(scrolling, event.target)), true);
addEventListener("contentvisibilityautostatechange", (event) => {
  if (!event.skipped) letKeyboardScroll(all(scrolling, event.target));
}, true);
