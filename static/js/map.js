// Turns the drawn map into one that moves, once it comes into view. Leaflet comes from this site.
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) { seen.unobserve(target); wake(target); }
});
const watch = () => { for (const figure of document.querySelectorAll("[data-map]:not([data-awake])")) seen.observe(figure); };
watch();
document.addEventListener("htmx:afterSwap", watch);

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

async function wake(figure) {
  const { bounds, src, tiles, attribution, pin, places } = figure.dataset;
  if (!tiles) return;
  figure.dataset.awake = "";
  const L = await load(figure.dataset).catch(() => null);
  if (!L) return;
  const drawing = figure.querySelector("svg");
  const links = [...drawing.querySelectorAll("a")].map((a) => [a.getAttribute("href"), a.querySelector("title").textContent]);
  const box = document.createElement("div");
  box.className = "map-live";
  drawing.replaceWith(box);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, { zoomAnimation: !still, fadeAnimation: !still, scrollWheelZoom: false });
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  L.tileLayer(tiles, { attribution, maxZoom: 19 }).addTo(map);
  const [south, west, north, east] = bounds.split(",").map(Number);
  map.fitBounds([[south, west], [north, east]]);
  const layer = L.layerGroup().addTo(map);

  const mark = (lat, lon, count, name, url) => {
    const size = count > 1 ? Math.min(28 + Math.sqrt(count) * 3, 64) : 20;
    const shown = count.toLocaleString(document.documentElement.lang);
    const inner = Object.assign(document.createElement("span"), { className: "map-mark", textContent: count > 1 ? shown : "" });
    const marker = L.marker([lat, lon], { icon: L.divIcon({ html: inner, iconSize: [size, size] }), title: name || `${shown} ${places}`, alt: name || `${shown} ${places}`, keyboard: true });
    const act = () => { if (count > 1 && map.getZoom() < 17) map.flyTo([lat, lon], Math.min(map.getZoom() + 2, 18), { animate: !still }); else location.href = url; };
    marker.on("click", act).on("keypress", ({ originalEvent }) => { if (originalEvent.key === "Enter") act(); });
    layer.addLayer(marker);
  };
  if (pin) {
    const [lat, lon] = pin.split(",").map(Number);
    mark(lat, lon, 1, links.at(-1)?.[1] ?? "", location.pathname);
    map.setView([lat, lon], 15, { animate: false });
    return;
  }
  let request;
  const refresh = async () => {
    request?.abort();
    request = new AbortController();
    const view = map.getBounds();
    const asked = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()].map((n) => n.toFixed(5)).join(",");
    try {
      const answer = await fetch(`${src}&bounds=${asked}&zoom=${map.getZoom()}`, { signal: request.signal });
      const { clusters } = await answer.json();
      layer.clearLayers();
      for (const cluster of clusters) mark(...cluster);
    } catch { /* the list beside the map is complete */ }
  };
  map.on("moveend", refresh);
  refresh();
}
