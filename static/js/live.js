// Fetches htmx when a reader first touches a form that it serves: pages stay light for those who only read.
const source = document.querySelector("script[data-htmx]").dataset.htmx;
const forms = document.querySelectorAll("[data-hx-get], [data-hx-post]");
let asked = false, missed = null;
const miss = (event) => { missed = event.target; };
function wake() {
  if (asked) return;
  asked = true;
  const script = document.createElement("script");
  script.src = source;
  script.addEventListener("load", () => {
    document.removeEventListener("change", miss);
    // What was changed while htmx was on its way counts too.
    missed?.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", miss);
  document.head.append(script);
}
for (const form of forms) for (const type of ["focusin", "pointerenter", "pointerdown"]) form.addEventListener(type, wake, { once: true, passive: true });
