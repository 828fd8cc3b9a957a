// Shares the link of a page: through the system where it can, else by copying it. Without scripts it is an e-mail.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-share]");
  if (!link || event.metaKey || event.ctrlKey) return;
  const { share: url, copied } = link.dataset;
  if (!navigator.share && !navigator.clipboard) return;
  event.preventDefault();
  try {
    if (navigator.share) await navigator.share({ title: document.title, url });
    else {
      await navigator.clipboard.writeText(url);
      const label = link.querySelector("span");
      label.setAttribute("role", "status");
      label.textContent = copied;
    }
  } catch (error) {
    if (error.name !== "AbortError") location.href = link.href;
  }
});
