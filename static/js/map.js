// Turns a drawn map into one that moves, once it is in view and its first tile has come: until then, and where no
// tile comes, the drawing stays. Leaflet comes from this site. Beside a list, marks and cards point at each other.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const hasList = document.querySelector("form[data-list-form]") !== null;
const ANY_BOX = "south%2Cwest%2Cnorth%2Ceast"; // stands for the box in `data-area`
const NEAR = 2e-6; // degrees, more than positions are rounded by
const maps = new WeakMap(); // figure -> its live map

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) { seen.unobserve(target); wake(target); }
});
const watch = () => { for (const figure of document.querySelectorAll("[data-map]:not([data-awake])")) seen.observe(figure); };
watch();

let leaflet;
const arrives = (element) => new Promise((resolve, reject) => {
  Object.assign(element, { onload: resolve, onerror: reject });
  document.head.append(element);
});
// Both, before the map is drawn: without its style it would lie across the page for a moment.
const load = ({ script, style }) => leaflet ??= Promise.all([
  arrives(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style })),
  arrives(Object.assign(document.createElement("script"), { src: script })),
]).then(() => window.L);

const numbers = (text, separator = ",") => text.split(separator).filter(Boolean).map(Number);
const corners = (bounds) => { const [south, west, north, east] = numbers(bounds); return [[south, west], [north, east]]; };

async function wake(figure) {
  const { tiles, attribution, closer, wider } = figure.dataset;
  if (!tiles) return;
  figure.dataset.awake = "";
  const L = await load(figure.dataset).catch(() => null);
  if (!L || !figure.isConnected) return;
  const box = document.createElement("div");
  box.className = "map-live";
  figure.append(box);
  const map = L.map(box, { zoomAnimation: !calm.matches, fadeAnimation: !calm.matches, scrollWheelZoom: false, zoomControl: false });
  L.control.zoom({ position: "topright", zoomInTitle: closer, zoomOutTitle: wider }).addTo(map);
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  const live = { map, figure, layer: L.layerGroup().addTo(map), isOurs: true };
  maps.set(figure, live);
  const ground = L.tileLayer(tiles, { attribution, maxZoom: 19 }).addTo(map);
  ground.once("tileload", () => {
    figure.classList.add("is-live");
    for (const metres of numbers(figure.dataset.rings ?? "", " ")) L.circle(numbers(figure.dataset.pin), { radius: metres, interactive: false, fill: false, className: "map-ring" }).addTo(map);
    if (figure.dataset.pin) for (const drawn of figure.querySelectorAll(".map-spot[data-at]")) addMark(L, live, drawnMark(drawn));
    else { refresh(L, live); map.on("moveend", () => refresh(L, live)); }
  });
  if (figure.dataset.pin) map.setView(numbers(figure.dataset.pin), figure.dataset.rings ? 14 : 15, { animate: false });
  else map.fitBounds(corners(figure.dataset.bounds), { animate: false });
  map.on("dragstart zoomstart", () => { if (!live.isOurs) live.isMoved = true; });
  map.on("moveend", () => { live.isOurs = false; if (live.isMoved) offerArea(live); });
  live.isOurs = false;
  live.sizes = new ResizeObserver(() => map.invalidateSize());
  live.sizes.observe(box);
}

const drawnMark = (drawn) => [...numbers(drawn.dataset.at), 1, drawn.querySelector("title").textContent, drawn.getAttribute("href") ?? drawn.dataset.url];

async function refresh(L, live) {
  const { map, figure, layer } = live;
  live.request?.abort();
  live.request = new AbortController();
  const view = map.getBounds();
  const asked = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()].map((n) => n.toFixed(5)).join(",");
  try {
    const answer = await fetch(`${figure.dataset.src}&bounds=${asked}&zoom=${map.getZoom()}`, { signal: live.request.signal });
    const { clusters } = await answer.json();
    layer.clearLayers();
    for (const cluster of clusters) addMark(L, live, cluster);
    const chosen = document.querySelector(".map-card")?.dataset.url;
    if (chosen) for (const mark of marks(figure)) if (mark.getAttribute("href") === chosen) mark.classList.add("is-chosen");
  } catch { /* the list beside the map is complete */ }
}

// A mark is a link, as on the drawing: to a place, or to the list of what a circle counts.
function addMark(L, { figure, layer }, [lat, lon, count, name, url]) {
  const size = count > 1 ? Math.min(28 + Math.sqrt(count) * 3, 64) : 28;
  const shown = count.toLocaleString(document.documentElement.lang);
  const link = Object.assign(document.createElement("a"), { className: count > 1 ? "pin" : "pin is-one", href: url, draggable: false });
  link.title = name || `${shown} ${figure.dataset.places}`;
  link.setAttribute("aria-label", link.title);
  if (count > 1) link.textContent = shown; else link.dataset.at = `${lat},${lon}`;
  if (link.dataset.at && link.dataset.at === figure.dataset.pin) link.classList.add("is-chosen");
  layer.addLayer(L.marker([lat, lon], { icon: L.divIcon({ html: link, iconSize: [size, size] }), keyboard: false }));
}

const MARK = ".map .map-spot, .map .pin";
const marks = (figure) => [...figure.querySelectorAll(".map-spot, .pin")];
const isOne = (mark) => mark.classList.contains("is-one");

// What a circle counts lies in the box of its link.
function holds(mark, at) {
  const box = new URL(mark.getAttribute("href"), location).searchParams.get("bounds");
  if (!box || !at) return false;
  const [south, west, north, east] = numbers(box);
  const [lat, lon] = numbers(at);
  return lat >= south - NEAR && lat <= north + NEAR && lon >= west - NEAR && lon <= east + NEAR;
}
const cards = () => [...document.querySelectorAll(".listing .card")];
const linkOf = (card) => card.querySelector("h3 a").getAttribute("href");
const belongs = (mark, card) => (isOne(mark) ? mark.getAttribute("href") === linkOf(card) : holds(mark, card.dataset.at));

function point({ target, type }) {
  if (!(target instanceof Element)) return;
  const on = type === "mouseover" || type === "focusin";
  const card = target.closest(".listing .card");
  const mark = target.closest(MARK);
  if (card) for (const figure of document.querySelectorAll(".map-side .map")) for (const one of marks(figure)) if (belongs(one, card)) one.classList.toggle("is-hot", on);
  if (mark) for (const one of cards()) if (belongs(mark, one)) one.classList.toggle("is-hot", on);
}
if (hasList) for (const type of ["mouseover", "mouseout", "focusin", "focusout"]) document.addEventListener(type, point);

// A pin opens its card on the map; a circle opens the list of what it counts, and the map goes there.
if (hasList) document.addEventListener("click", (event) => {
  const mark = event.target.closest?.(MARK);
  if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const figure = mark.closest(".map");
  const live = maps.get(figure);
  if (live?.map.dragging.moved() && event.detail) return;
  if (isOne(mark)) return openCard(figure, mark);
  const url = new URL(mark.getAttribute("href"), location);
  if (live && figure.classList.contains("is-live")) {
    live.isOurs = live.keepsView = true;
    live.isMoved = false;
    live.map.fitBounds(corners(url.searchParams.get("bounds")), { maxZoom: 18, animate: !calm.matches, padding: [30, 30] });
  }
  document.dispatchEvent(new CustomEvent("list:open", { detail: url.href }));
});

async function openCard(figure, mark) {
  closeCard(false);
  const url = mark.getAttribute("href");
  const name = mark.querySelector("title")?.textContent ?? mark.title;
  const box = Object.assign(document.createElement("section"), { className: "map-card", tabIndex: -1 });
  box.setAttribute("aria-label", name);
  box.dataset.url = url;
  const cross = Object.assign(document.createElement("button"), { className: "quiet", type: "button", textContent: "×" });
  cross.setAttribute("aria-label", figure.dataset.close);
  cross.addEventListener("click", () => closeCard());
  const list = Object.assign(document.createElement("ul"), { className: "plain" });
  box.append(cross, list);
  figure.append(box);
  mark.classList.add("is-chosen");
  const here = cards().find((card) => linkOf(card) === url);
  const card = here ?? (await fetchCard(figure, mark.dataset.at, url));
  if (!box.isConnected) return;
  if (card) {
    const copy = document.importNode(card, true);
    copy.removeAttribute("id");
    copy.classList.remove("is-hot", "is-sparse");
    for (const input of copy.querySelectorAll(".pick")) input.remove();
    list.append(copy);
  } else box.append(Object.assign(document.createElement("p"), { textContent: figure.dataset.failed }));
  (box.querySelector("h3 a") ?? cross).focus({ preventScroll: true });
}

// The card of a place on another page of the list: the list of nothing but its point has it.
async function fetchCard(figure, at, url) {
  const [lat, lon] = numbers(at);
  const box = [lat - NEAR, lon - NEAR, lat + NEAR, lon + NEAR].map((n) => n.toFixed(6)).join(",");
  try {
    const answer = await fetch(figure.dataset.area.replace(ANY_BOX, box));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...page.querySelectorAll(".card")].find((card) => linkOf(card) === url);
  } catch { return null; }
}

function closeCard(withFocus = true) {
  const box = document.querySelector(".map-card");
  if (!box) return;
  const figure = box.closest(".map");
  box.remove();
  for (const mark of marks(figure)) {
    mark.classList.remove("is-chosen");
    if (withFocus && mark.getAttribute("href") === box.dataset.url && mark.getClientRects().length) mark.focus({ preventScroll: true });
  }
}
addEventListener("keydown", ({ key, target }) => { if (key === "Escape" && target.closest?.(".map-card")) closeCard(); });

// Moved by hand: the list of what is in view is offered.
function offerArea(live) {
  if (!hasList) return;
  const { figure, map } = live;
  let link = figure.querySelector(".map-search");
  if (!link) {
    link = Object.assign(document.createElement("a"), { className: "button quiet map-search", textContent: figure.dataset.search });
    link.dataset.listLink = "";
    link.addEventListener("click", () => { live.keepsView = true; live.isMoved = false; });
    figure.append(link);
  }
  const view = map.getBounds().pad(-0.02);
  const box = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()].map((n) => n.toFixed(5)).join(",");
  link.href = figure.dataset.area.replace(ANY_BOX, box);
}

// The list has changed: so does the map, which stays where it is if it was the map that changed the list.
document.addEventListener("list:updated", ({ detail: page }) => {
  const part = document.querySelector("[data-live=map]");
  const fresh = page.querySelector("[data-live=map]");
  const figure = part.querySelector(".map");
  const other = fresh.querySelector(".map");
  const live = figure && maps.get(figure);
  closeCard(false);
  figure?.querySelector(".map-search")?.remove();
  if (!live || !other || !figure.classList.contains("is-live")) {
    live?.sizes.disconnect();
    live?.map.remove();
    part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    watch();
    return;
  }
  for (const name of ["src", "area", "bounds"]) figure.dataset[name] = other.dataset[name];
  figure.querySelector(".map-plane").replaceWith(document.importNode(other.querySelector(".map-plane"), true));
  live.isMoved = false;
  if (live.keepsView) { live.keepsView = false; refresh(window.L, live); return; }
  live.isOurs = true;
  const before = live.map.getCenter();
  live.map.fitBounds(corners(figure.dataset.bounds), { animate: false });
  if (live.map.getCenter().equals(before)) { live.isOurs = false; refresh(window.L, live); }
});
