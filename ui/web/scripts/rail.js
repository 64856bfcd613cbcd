const leave = () => matchMedia("(max-width: 75rem)").matches && open("rail", false);
onActs({
  rail: () => tell("rail", { isOpen: false }),
  new: () => (tell("new", {}), leave()),
  open: (data) => (trigger("select", { chat: data.chat }), leave()),
  delete: (data) => trigger("delete", { chat: data.chat }),
  "delete-all": () => trigger("delete", { all: "yes" }),
});

let waiting = 0;
element.addEventListener("input", (event) => {
  if (!event.target.matches(".find")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => trigger("submit", { query: event.target.value }), 200);
});

element.addEventListener("change", (event) => {
  const { name, value } = event.target;
  if (name === "theme") {
    remember("theme", value);
    const dark = value ? value === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.body.classList.toggle("dark", dark);
  } else if (name === "locale" || name === "model") {
    remember(name, value);
    trigger("select", { name, [name]: value });
  }
});

// The colours are known to the browser alone.
function showTheme() {
  const choice = element.querySelector("select[name=theme]");
  try {
    if (choice) choice.value = localStorage.getItem("corpus-assistant-theme") || "";
  } catch {
    choice.value = "";
  }
}
showTheme();
watch("value", showTheme);

// The address names the open conversation, so that loading the page again shows it.
watch("value", () => {
  if (!element.closest("#chats")) return;
  const chat = element.querySelector("[aria-current]")?.dataset.chat;
  const address = new URL(location.href);
  chat ? address.searchParams.set("chat", chat) : address.searchParams.delete("chat");
  if (address.href !== location.href) history.replaceState(null, "", address);
});
