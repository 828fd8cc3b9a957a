// What opens over the page closes with Escape, which gives the focus back, and with a press elsewhere.
const OPEN = ".menu[open], .pop[open]";
const isSheet = (element) => element.closest(".filters.is-open");

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = [...document.querySelectorAll(OPEN)].filter((one) => !isSheet(one)).pop();
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
addEventListener("click", ({ target }) => {
  for (const open of document.querySelectorAll(OPEN)) if (!open.contains(target) && !isSheet(open)) open.open = false;
});
