// Places and spaces while one types: an ARIA combobox on top of a search box that works without it.
for (const form of document.querySelectorAll("form[data-suggest]")) attach(form);

function attach(form) {
  const input = form.querySelector("input[name=q]");
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-list`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-controls", list.id], ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
  let timer, request, chosen = -1;

  const show = (visible) => {
    list.hidden = !visible;
    input.setAttribute("aria-expanded", String(visible));
    if (!visible) { chosen = -1; input.removeAttribute("aria-activedescendant"); }
  };
  const choose = (index) => {
    const options = list.children;
    if (!options.length) return;
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = (index + options.length) % options.length;
    options[chosen].setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const option = ({ label, url, count }, index) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.dataset.url = url;
    item.setAttribute("role", "option");
    item.append(label);
    if (count) { const small = document.createElement("small"); small.textContent = count.toLocaleString(document.documentElement.lang); item.append(small); }
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); location.href = url; });
    return item;
  };
  const ask = async () => {
    request?.abort();
    const words = input.value.trim();
    if (words.length < 2) return show(false);
    request = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: request.signal });
      const { suggestions } = await answer.json();
      list.replaceChildren(...suggestions.map(option));
      chosen = -1;
      show(suggestions.length > 0);
    } catch { /* the search itself still works */ }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen - 1); }
    else if (event.key === "Escape") show(false);
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.href = list.children[chosen].dataset.url; }
  });
}
