// Fetches htmx when a reader first touches a form that it serves: pages stay light for those who only read.
const source = document.querySelector("script[data-htmx]").dataset.htmx;
const forms = document.querySelectorAll("[data-hx-get], [data-hx-post]");
const missed = new Map();
const miss = (event) => { missed.set(event.type, event.target); };
let asked = false;
function wake() {
  if (asked) return;
  asked = true;
  const script = document.createElement("script");
  script.src = source;
  script.addEventListener("load", () => {
    // What was typed or chosen while htmx was on its way counts too.
    for (const type of ["input", "change"]) {
      document.removeEventListener(type, miss);
      missed.get(type)?.dispatchEvent(new Event(type, { bubbles: true }));
    }
  });
  for (const type of ["input", "change"]) document.addEventListener(type, miss);
  document.head.append(script);
}
// A refusal is shown if it says where: a form that cannot be sent any more comes back with what was typed.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if ([403, 503].includes(detail.xhr.status) && detail.xhr.getResponseHeader("HX-Retarget")) { detail.shouldSwap = true; detail.isError = false; }
});
for (const form of forms) for (const type of ["focusin", "pointerenter", "pointerdown"]) form.addEventListener(type, wake, { once: true, passive: true });
