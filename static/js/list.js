// A list follows its filters at once. The form stays where it is, with its focus, open groups and typed text:
// the page that the form would open is fetched, and its parts with the same `data-live` take the place of ours.
const form = document.querySelector("form[data-list-form]");
const SLOW = 300; // milliseconds after which a list that is awaited fades
if (form) start();

function start() {
  const root = document.documentElement;
  const failure = document.getElementById("list-error");
  const controls = () => [...form.elements].filter((one) => one.name && one.type !== "hidden");
  const values = () => new Map(controls().map((one) => [one, one.type === "checkbox" || one.type === "radio" ? one.checked : one.value]));
  let request;
  let applied = values(); // what the list shows
  let shown = location.pathname + location.search;
  root.classList.add("has-script", "view-list");

  function restore(state) {
    for (const [one, value] of state) if (typeof value === "boolean") one.checked = value; else one.value = value;
  }

  function formUrl() {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) url.searchParams.append(name, value);
    if (!url.searchParams.has("open")) url.searchParams.delete("at");
    return url.href;
  }

  // Opens the list of a URL in this page. Returns whether it did.
  async function open(url, { push = true, byForm = false } = {}) {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    const results = document.getElementById("results");
    const asked = values();
    const timer = setTimeout(() => results.classList.add("is-loading"), SLOW);
    let page, answer;
    try {
      answer = await fetch(url, { signal });
      if (!answer.ok) throw new Error(answer.status);
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      if (signal.aborted) return false;
      restore(applied);
      failure.textContent = failure.dataset.text;
      failure.hidden = false;
      return false;
    } finally {
      clearTimeout(timer);
      if (!signal.aborted) results.classList.remove("is-loading");
    }
    const at = new URL(answer.url);
    if (at.pathname !== location.pathname || !page.querySelector("form[data-list-form]")) {
      location.assign(at);
      return true;
    }
    failure.hidden = true;
    shown = at.pathname + at.search;
    if (push && shown !== location.pathname + location.search) history.pushState(null, "", shown);
    document.title = page.title;
    update(page, byForm ? asked : null);
    applied = values();
    document.dispatchEvent(new CustomEvent("list:updated", { detail: page }));
    return true;
  }

  // `asked` are the values that the form sent; without them the form takes all of its values from the page.
  function update(page, asked) {
    const fresh = page.querySelector("form[data-list-form]");
    const focused = document.activeElement;
    const chip = [...document.querySelectorAll(".chips a")].indexOf(focused);
    for (const part of document.querySelectorAll("[data-live]:not([data-live=map])")) {
      const other = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!other) continue;
      if (other.hasAttribute("href")) part.href = other.getAttribute("href");
      if (part.innerHTML !== other.innerHTML && !(part.contains(focused) && part.dataset.live === "sort")) {
        part.replaceChildren(...[...other.cloneNode(true).childNodes].map((node) => document.importNode(node, true)));
      }
    }
    updateOptions(fresh);
    for (const one of controls()) {
      const same = [...fresh.elements].find((other) => other.name === one.name && (!isChoice(one) || other.value === one.value));
      one.toggleAttribute("aria-invalid", false);
      if (same?.ariaInvalid) one.ariaInvalid = same.ariaInvalid;
      if (isChoice(one)) one.checked = Boolean(same?.checked);
      else if (same && (one.tagName === "SELECT" || !asked || (one !== focused && one.value === asked.get(one)))) one.value = same.value;
    }
    for (const link of document.querySelectorAll("a[hreflang]")) {
      const other = page.querySelector(`a[hreflang="${link.hreflang}"]`);
      if (other) link.href = other.getAttribute("href");
    }
    if (chip >= 0 && !document.contains(focused)) {
      const chips = document.querySelectorAll(".chips a");
      (chips[Math.min(chip, chips.length - 1)] ?? form.querySelector("summary")).focus({ preventScroll: true });
    }
  }

  const isChoice = ({ type }) => type === "checkbox" || type === "radio";

  // Counts beside options; options that the list had not get a line, those that nothing has any more stay.
  function updateOptions(fresh) {
    const labels = new Map([...form.querySelectorAll("[data-options] input")].map((input) => [`${input.name}=${input.value}`, input.closest("label")]));
    for (const input of fresh.querySelectorAll("[data-options] input")) {
      const key = `${input.name}=${input.value}`;
      const label = input.closest("label");
      const own = labels.get(key);
      labels.delete(key);
      if (own) {
        own.className = label.className;
        own.querySelector(".num").textContent = label.querySelector(".num").textContent;
      } else {
        const group = label.closest(".pop").id;
        const more = form.querySelector(`#${group} [data-options] details`);
        const added = document.importNode(label, true);
        if (more) more.before(added); else form.querySelector(`#${group} [data-options]`)?.append(added);
      }
    }
    for (const label of labels.values()) { label.classList.add("none"); label.querySelector(".num").textContent = "0"; }
  }

  // The form
  form.closest("body").addEventListener("change", ({ target }) => {
    if (target.form !== form) return;
    const { at } = form.elements;
    if (target === at && at.value) form.querySelector("[name=open][value=at]").checked = true;
    if (form.elements.open.value === "at" && !at.value) { at.focus(); return; }
    open(formUrl(), { byForm: true });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(formUrl(), { byForm: true });
    close();
  });
  function close() {
    for (const group of form.querySelectorAll(".pop[open]")) {
      group.open = false;
      if (!isOpen()) group.querySelector("summary").focus({ preventScroll: true });
    }
    showSheet(false);
  }

  // Links to other lists of this page: chips, circles of the map, "only this city"
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-list-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link.href);
  });
  document.addEventListener("list:open", ({ detail }) => open(detail));
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) open(location.href, { push: false });
  });

  // A telephone: the filters are a sheet; list or map
  const opener = document.querySelector(".to-filters");
  const isOpen = () => form.classList.contains("is-open");
  function showSheet(visible) {
    if (visible === isOpen()) return;
    form.classList.toggle("is-open", visible);
    // What the sheet covers is out of reach.
    for (let one = form; one !== document.body; one = one.parentElement) {
      for (const other of one.parentElement.children) if (other !== one) other.inert = visible;
    }
    (visible ? form.querySelector("[data-close-filters]") : opener).focus({ preventScroll: true });
  }
  opener.addEventListener("click", (event) => { event.preventDefault(); showSheet(true); });
  form.querySelector("[data-close-filters]").addEventListener("click", (event) => { event.preventDefault(); showSheet(false); });
  addEventListener("keydown", ({ key }) => { if (key === "Escape") showSheet(false); });
  matchMedia("(min-width: 44rem)").addEventListener("change", () => showSheet(false));

  let place = 0; // how far the list was scrolled when the map was opened
  const views = [...document.querySelectorAll(".dock [data-view]")];
  for (const view of views) {
    view.addEventListener("click", (event) => {
      event.preventDefault();
      const isMap = view.dataset.view === "map";
      if (isMap === root.classList.contains("view-map")) return;
      if (isMap) place = scrollY;
      root.classList.toggle("view-map", isMap);
      root.classList.toggle("view-list", !isMap);
      for (const one of views) one === view ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current");
      scrollTo(0, isMap ? 0 : place);
    });
  }
}
