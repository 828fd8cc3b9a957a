// Ticked spaces stay ticked from page to page while the tab is open; no more than four; the button counts them.
const KEY = "compare";
const MOST = 4;
const read = () => { try { return JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch { return []; } };
const write = (slugs) => { try { sessionStorage.setItem(KEY, JSON.stringify(slugs)); } catch { /* the form still works */ } };
const boxes = () => [...document.querySelectorAll("input[name=space][form=compare]")];

function show() {
  const chosen = read();
  for (const box of boxes()) {
    box.checked = chosen.includes(box.value);
    box.disabled = !box.checked && chosen.length >= MOST;
  }
  for (const count of document.querySelectorAll("[data-count]")) count.textContent = chosen.length || "";
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches("input[name=space][form=compare]")) return;
  const others = read().filter((slug) => slug !== target.value);
  write(target.checked ? [...others, target.value].slice(0, MOST) : others);
  show();
});
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form[data-compare]")) return;
  const present = new Set(new FormData(target).getAll("space"));
  for (const slug of read().filter((one) => !present.has(one)).slice(0, MOST - present.size)) {
    target.append(Object.assign(document.createElement("input"), { type: "hidden", name: "space", value: slug }));
  }
  write([]);
});
addEventListener("pageshow", show);
document.addEventListener("htmx:afterSwap", show);
