// Sends an answer to "Do you know this place?" with one tap. Without scripts, and where something has to be typed,
// the page of the answer asks for the rest: it has the token against forgery, which a cached page cannot have.
const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");

document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  const prompt = button?.closest("[data-one-tap] .space-prompt");
  if (!prompt) return;
  event.preventDefault();
  const url = new URL(form.action);
  url.searchParams.set("answer", button.value);
  try {
    prompt.setAttribute("aria-busy", "true");
    const real = (await parse(await fetch(url))).querySelector(".space-answer");
    if (real.querySelector(".field")) throw new Error("something has to be typed");
    const data = new FormData(real);
    data.set("answer", button.value);
    const sent = await fetch(url.pathname, { method: "POST", body: data });
    if (!sent.ok) throw new Error("refused");
    const thanks = document.createElement("p");
    thanks.textContent = (await parse(sent)).querySelector(".messages li").textContent;
    thanks.tabIndex = -1;
    prompt.removeAttribute("aria-busy");
    prompt.replaceChildren(thanks);
    thanks.focus();
  } catch {
    location.href = url;
  }
});
