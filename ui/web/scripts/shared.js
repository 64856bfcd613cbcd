// Runs first in each part of the page that has a script. `element`, `trigger`, `server`, `upload` and `watch` are given
// by Gradio. Everything that is a click is found by its `data-act`, so that a part may be drawn anew at any time.
const layout = () => document.getElementById("layout");
const locale = () => document.querySelector(".masthead")?.lang || "en";
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function remember(name, value) {
  try {
    value ? localStorage.setItem("corpus-assistant-" + name, value) : localStorage.removeItem("corpus-assistant-" + name);
  } catch {
    // A browser may keep nothing; the page then forgets, and works.
  }
}

// Calls what belongs to the button that was clicked. A button with `data-sure` asks back first.
function onActs(acts) {
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    const act = button && acts[button.dataset.act];
    if (!act || button.disabled) return;
    if (button.dataset.sure && !button.classList.contains("sure")) return askBack(button);
    if (button.dataset.sure && event.detail > 1) return; // the second half of a double click has read no question
    act(button.dataset, button, event);
  });
}

function askBack(button) {
  const label = button.textContent;
  const name = button.getAttribute("aria-label");
  button.textContent = button.dataset.sure;
  if (name) button.setAttribute("aria-label", `${button.dataset.sure} ${name}`);
  button.classList.add("sure");
  setTimeout(() => {
    if (!button.classList.contains("sure")) return;
    button.classList.remove("sure");
    button.textContent = label;
    if (name) button.setAttribute("aria-label", name);
  }, 4000);
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent("corpus-" + name, { detail }));
}

// Which part beside the conversation is open; on a narrow window it lies over the conversation.
function open(part, isOpen = true) {
  layout().classList.toggle(part + "-open", isOpen);
}
