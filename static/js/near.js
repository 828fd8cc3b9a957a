// "Near me": asks the browser where it is, then opens the page that its address alone would open.
for (const link of document.querySelectorAll("a[data-near]")) {
  if (!navigator.geolocation) continue;
  link.hidden = false;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { location.href = `${link.dataset.near}?near=${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}&radius=10&sort=distance`; },
      () => { location.href = `${link.dataset.near}?position=unknown`; },
      { maximumAge: 300000, timeout: 8000 },
    );
  });
}
// On wide screens the filters stand open beside the list; on narrow ones they stay as the reader left them.
const wide = matchMedia("(min-width: 62rem)");
const boxes = () => document.querySelectorAll("[data-open-wide]");
const open = () => { if (wide.matches) for (const box of boxes()) box.open = true; };
let wasOpen = false;
open();
wide.addEventListener("change", open);
document.addEventListener("htmx:beforeSwap", () => { wasOpen = [...boxes()].some((box) => box.open); });
document.addEventListener("htmx:afterSwap", () => { if (wasOpen) for (const box of boxes()) box.open = true; open(); });
