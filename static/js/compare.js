// Ticked spaces stay ticked from page to page while the tab is open; no more than four; the tray names them.
const KEY = "compare";
const MOST = 4;
const read = () => { try { return (JSON.parse(sessionStorage.getItem(KEY)) ?? []).filter((one) => one.slug); } catch { return []; } };
const write = (chosen) => { try { sessionStorage.setItem(KEY, JSON.stringify(chosen)); } catch { /* the form still works */ } };
const boxes = () => [...document.querySelectorAll("input[name=space][form=compare]")];
const nameOf = (box) => box.closest(".card").querySelector("h3 a").textContent.trim();

function show() {
  const chosen = read();
  for (const box of boxes()) {
    box.checked = chosen.some(({ slug }) => slug === box.value);
    box.disabled = !box.checked && chosen.length >= MOST;
  }
  for (const tray of document.querySelectorAll("form[data-compare].tray")) {
    tray.classList.toggle("is-on", chosen.length > 0);
    tray.querySelector("[data-count]").textContent = tray.dataset.chosen.replace("{n}", chosen.length);
    tray.querySelector("[data-names]").replaceChildren(...chosen.map(({ name }) => Object.assign(document.createElement("li"), { textContent: name })));
  }
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches("input[name=space][form=compare]")) return;
  const others = read().filter(({ slug }) => slug !== target.value);
  write(target.checked ? [...others, { slug: target.value, name: nameOf(target) }].slice(0, MOST) : others);
  show();
});
document.addEventListener("reset", (event) => {
  if (!event.target.matches("form[data-compare].tray")) return;
  event.preventDefault();
  write([]);
  show();
  boxes()[0]?.focus({ preventScroll: true });
});
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form[data-compare]")) return;
  const present = new Set(new FormData(target).getAll("space"));
  for (const { slug } of read().filter((one) => !present.has(one.slug)).slice(0, MOST - present.size)) {
    target.append(Object.assign(document.createElement("input"), { type: "hidden", name: "space", value: slug }));
  }
  write([]);
});
addEventListener("pageshow", show);
document.addEventListener("list:updated", show);
