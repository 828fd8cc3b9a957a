// "Near me": asks the browser where it is, then opens the page that its address alone would open.
for (const link of document.querySelectorAll("a[data-near]")) {
  if (!navigator.geolocation) continue;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { location.href = `${link.dataset.near}?near=${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}&radius=10&sort=distance`; },
      () => { location.href = link.href; },
      { maximumAge: 300000, timeout: 8000 },
    );
  });
}
