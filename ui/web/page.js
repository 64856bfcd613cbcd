// Runs once in each part of the page that holds answers. `element` and `watch` are given by Gradio.
// A number leads to its quote. A plain anchor would not do: Gradio's <base> turns it into another address.
element.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite");
  const quote = link && document.getElementById(link.hash.slice(1));
  if (!quote) return;
  event.preventDefault();
  document.querySelectorAll(".lit").forEach((other) => other.classList.remove("lit"));
  quote.classList.add("lit");
  quote.scrollIntoView({ block: "center", behavior: calm() });
  quote.focus({ preventScroll: true });
});

// A translation is asked for where its quote stands. `server` is Gradio's way to the Python side; what comes back is
// HTML whose every word was escaped there.
element.addEventListener("click", async (event) => {
  const button = event.target.closest("button.translate");
  if (!button || button.disabled) return;
  const { source, start, end, language, busy } = button.dataset;
  const label = button.textContent;
  button.disabled = true;
  button.textContent = busy + "\u2026";
  try {
    button.parentElement.outerHTML = await server.translate_quote({ source, start, end, language });
  } catch {
    button.disabled = false;
    button.textContent = label;
  }
});

// A new question comes to the top of the window, and once more when its passages are there and have made
// room; afterwards the reader alone moves the page.
let shown = "";
watch("value", () => {
  const turn = element.closest("#turn")?.querySelector("article.turn");
  const step = turn && `${turn.id} ${turn.classList.contains("searching")}`;
  if (!turn || step === shown) return;
  shown = step;
  setTimeout(() => turn.scrollIntoView({ block: "start", behavior: calm() }), 60);
});

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
