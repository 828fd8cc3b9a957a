// What Django's admin leaves unnamed is named for those who do not see it, and its sidebar does not move the page.
// It runs before the page is drawn, so it is no module.
{
  const isOpen = localStorage.getItem("django.admin.navSidebarIsOpen") !== "false";
  // Django's own script opens the sidebar after the page is drawn, which pushes the content aside.
  const observer = new MutationObserver(() => {
    const main = document.getElementById("main");
    if (!main) return;
    observer.disconnect();
    main.classList.toggle("shifted", isOpen);
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });

  const name = () => {
    const search = document.getElementById("searchbar");
    search?.setAttribute("aria-label", search.labels[0]?.querySelector("img")?.alt || search.form.textContent.trim());
    for (const icon of document.querySelectorAll(".help-tooltip.search-label-icon")) icon.setAttribute("role", "img");
    for (const table of document.querySelectorAll(".tabular table")) nameCells(table);
    for (const group of document.querySelectorAll(".inline-group")) if (group.scrollWidth > group.clientWidth) group.tabIndex = 0;
    for (const chosen of document.querySelectorAll(".select2-selection")) nameChoice(chosen);
  };

  // The cells of a row have no labels: the heads of their columns are these.
  const nameCells = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    for (const head of heads) if (!head.textContent.trim()) head.setAttribute("role", "presentation");
    for (const row of table.tBodies[0].rows) {
      for (const field of row.querySelectorAll("td :is(input, select, textarea):not([type=hidden])")) {
        const head = heads[field.closest("td").cellIndex]?.textContent.trim();
        if (head && !field.labels?.length) field.setAttribute("aria-label", head);
      }
    }
  };

  const nameChoice = (chosen) => {
    const select = chosen.closest(".select2-container").previousElementSibling;
    const text = select?.labels?.[0]?.textContent.trim() || select?.getAttribute("aria-label");
    if (!text) return;
    for (const part of [chosen, ...chosen.querySelectorAll("[role=textbox]")]) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", text);
    }
  };

  addEventListener("load", () => setTimeout(name)); // Django's own scripts first
  addEventListener("resize", name);
  document.addEventListener("formset:added", () => setTimeout(name));
}
