// A map below the fields of a position. It shows the position that is typed; a click, or the mark when it is
// dragged, fills the fields. Leaflet is in the page already. Without it the fields do the whole job.
const NEAR = 15, TOWN = 12, REGION = 9, WORLD = 2; // zooms
const FAR_KM = 30; // from the city: both are shown
const DRAWING = "0 0 640 560"; // the units in which the site draws cities
const DRAWN = [768, 672]; // the same in pixels: as wide as the map at least
const SVG = "http://www.w3.org/2000/svg";

for (const input of document.querySelectorAll("input[data-position-map]")) {
  if (window.L) addMap(input, JSON.parse(input.dataset.positionMap));
}

function addMap(input, options) {
  const figure = document.createElement("figure");
  const box = document.createElement("div");
  const caption = document.createElement("figcaption");
  figure.className = "position-map";
  box.className = "map-live";
  caption.className = "small muted help";
  caption.textContent = options.hint;
  figure.append(box, caption);
  input.closest(".form-row, .field").append(figure);
  // Once it comes into view: tiles are for those who look, and a folded part of a form has no size yet.
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    start(box, input, options);
  }).observe(box);
}

function start(box, input, options) {
  const L = window.L;
  const { form } = input;
  const fields = input.name === "longitude" ? [form.elements.latitude, input] : [input];
  const animated = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  // The keyboard stays with the fields, the wheel with the page.
  const map = L.map(box, {
    keyboard: false, scrollWheelZoom: false, doubleClickZoom: false, zoomControl: false, worldCopyJump: true,
    zoomAnimation: animated, fadeAnimation: animated, minZoom: 1, maxZoom: 19,
  });
  L.control.zoom({ zoomInTitle: options.zoomIn, zoomOutTitle: options.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  const mark = L.marker([0, 0], { draggable: true, keyboard: false, icon: L.divIcon({ className: "position-mark", iconSize: [30, 30] }) });
  const near = options.tiles ? NEAR : REGION;
  const city = options.city && L.latLng(options.city);
  let isFilling = false;

  const look = (position) => {
    if (!position) map.setView(city ?? [25, 10], city ? Math.min(near, TOWN) : WORLD, { animate: false });
    else if (city && map.distance(position, city) > FAR_KM * 1000) map.fitBounds([position, city], { padding: [40, 40], animate: false });
    else map.setView(position, near, { animate: false });
  };
  const show = (position) => {
    if (position) mark.setLatLng(position).addTo(map);
    else mark.remove();
  };
  const fill = (position) => {
    show(position);
    isFilling = true;
    write(fields, position.wrap());
    isFilling = false;
  };

  if (options.tiles) {
    const tiles = L.tileLayer(options.tiles, { attribution: options.attribution, maxZoom: 19 }).addTo(map);
    tiles.once("tileerror", () => drawGround(map, options.ground));
  } else drawGround(map, options.ground);
  show(read(fields));
  look(read(fields));
  map.on("click", ({ latlng }) => fill(latlng));
  mark.on("dragend", () => fill(mark.getLatLng()));
  for (const field of fields) {
    field.addEventListener("input", () => {
      const position = read(fields);
      show(position);
      if (position && !map.getBounds().contains(position)) look(position);
    });
    field.addEventListener("change", () => { if (!isFilling && read(fields)) look(read(fields)); });
  }
  // A position that the form offers in place of a distant one: "typed=offered".
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "position-choice") return;
    const position = L.latLng(target.value.split("=")[1].split(",").map(Number));
    show(position);
    look(position);
  });
}

// The position in the fields, as the site will read it; null where there is none.
function read(fields) {
  const ways = [/\s*;\s*/, /,\s+/, /\s+/, ","].map((separator) => fields[0].value.trim().split(separator));
  const texts = fields.length === 2 ? fields.map((field) => field.value.trim()) : ways.find((parts) => parts.length === 2) ?? ["", ""];
  const numbers = texts.map((text) => (/^[-+−–]?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(",", ".").replace(/[−–]/, "-")) : NaN));
  const [latitude, longitude] = fields.length === 1 && Math.abs(numbers[0]) > 90 ? numbers.reverse() : numbers;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? window.L.latLng(latitude, longitude) : null;
}

// Two fields have the decimal separator of the language; in one field a comma stands between the numbers.
function write(fields, { lat, lng }) {
  const texts = [lat, lng].map((degrees) => degrees.toFixed(5));
  const separator = (0.5).toLocaleString(document.documentElement.lang)[1];
  if (fields.length === 1) fields[0].value = texts.join(", ");
  else for (const [index, field] of fields.entries()) field.value = texts[index].replace(".", separator);
  for (const field of fields) for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}

// Cities as dots with names: what there is to see where tiles are switched off or do not come.
function drawGround(map, url) {
  const layer = window.L.layerGroup().addTo(map);
  const draw = () => {
    const middle = map.getSize().divideBy(2), half = window.L.point(DRAWN).divideBy(2);
    const corners = [middle.subtract(half), middle.add(half)].map((corner) => map.containerPointToLatLng(corner));
    const [north, south] = corners.map(({ lat }) => lat.toFixed(5)), [west, east] = corners.map(({ lng }) => lng.toFixed(5));
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", DRAWING);
    for (const [part, style] of [["dots", "map-ground"], ["names", "map-name"]]) {
      const use = svg.appendChild(document.createElementNS(SVG, "use"));
      use.setAttribute("href", `${url}?box=${south},${west},${north},${east}#${part}`);
      use.setAttribute("class", style);
    }
    layer.clearLayers();
    layer.addLayer(window.L.svgOverlay(svg, corners));
  };
  map.on("moveend", draw).whenReady(draw);
}
