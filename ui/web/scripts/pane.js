// The document beside the conversation, and the list of documents.
const part = (name) => element.querySelector("#" + name);
let from = null; // what had the focus before the pane was opened
let query = "";
let page = 1;
let watching = 0;

document.addEventListener("corpus-from", (event) => (from = event.detail));
document.addEventListener("corpus-read", (event) => read(event.detail));
document.addEventListener("corpus-library", () => {
  from = document.activeElement;
  const isShown = layout().classList.contains("pane-open") && !part("library").hidden;
  if (isShown) return close();
  show("library");
  part("tab-library").focus();
  list();
  watchIndex();
});

// One of the tabs is reached with Tab; the arrows lead to the others.
element.addEventListener("keydown", (event) => {
  if (!event.target.matches("[role=tab]")) return;
  const tabs = [...element.querySelectorAll("[role=tab]")];
  const at = tabs.indexOf(event.target);
  const steps = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const next = tabs[steps[event.key] % tabs.length];
  next.focus();
  next.click();
});

function show(name) {
  open("pane");
  element.setAttribute("role", "region");
  element.setAttribute("aria-labelledby", "tab-" + name);
  for (const tab of element.querySelectorAll("[role=tab]")) {
    const isShown = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", isShown);
    tab.tabIndex = isShown ? 0 : -1;
    part(tab.dataset.tab).hidden = !isShown;
  }
  element.querySelector(".dropping").hidden = name !== "library";
}

function close() {
  open("pane", false);
  if (from?.isConnected) from.focus();
}

// What was asked for last in a place is shown there, whichever answer comes last; and where none comes, that.
const asking = new WeakMap();
async function fetched(call, place) {
  const mine = (asking.get(place) || 0) + 1;
  asking.set(place, mine);
  place.setAttribute("aria-busy", "true");
  let html = "";
  try {
    html = await call();
  } catch (error) {
    console.warn(error);
    html = `<p class="told failed" role="alert">${element.querySelector(".panehead").dataset.lost}</p>`;
  }
  if (mine !== asking.get(place)) return false;
  place.removeAttribute("aria-busy");
  place.innerHTML = html;
  return true;
}

async function read(asked) {
  show("reader");
  const reader = part("reader");
  if (!(await fetched(() => server.read({ ...asked, locale: locale() }), reader))) return;
  const mark = reader.querySelector("mark.main");
  // Only the pane moves: the answer stays where it is being read.
  reader.scrollTop = mark ? mark.offsetTop - reader.clientHeight / 3 : 0;
  (mark || reader.querySelector(".text"))?.focus({ preventScroll: true });
}

async function list() {
  // Not while a button there asks back: it would be gone before it is answered.
  while (element.querySelector(".list .sure")) await new Promise((done) => setTimeout(done, 500));
  const asked = { query, page: String(page), locale: locale() };
  await fetched(() => server.documents(asked), element.querySelector(".list"));
}

// While the index works, how far it is; when it has done, the list is drawn again.
async function watchIndex() {
  clearTimeout(watching);
  const { html, busy } = await server.state({ locale: locale() });
  element.querySelector(".state").innerHTML = html;
  const wasBusy = element.dataset.busy === "yes";
  element.dataset.busy = busy ? "yes" : "";
  if (wasBusy && !busy) {
    list();
    trigger("apply", {});
  }
  // Later only as long as somebody looks at it.
  const isSeen = layout().classList.contains("pane-open") && !part("library").hidden;
  watching = busy || isSeen ? setTimeout(watchIndex, busy ? 700 : 5000) : 0;
}

async function change(act, data) {
  element.querySelector(".list .sure")?.classList.remove("sure");
  const failed = await server.change({ act, source: data.source, locale: locale() });
  say(failed);
  if (!part("reader").hidden) show("library"); // from a document that was hidden
  element.dataset.busy = "yes";
  await list();
  setTimeout(watchIndex, 300);
}

function say(html) {
  if (html) element.querySelector(".adding").insertAdjacentHTML("beforeend", html);
}

// What went wrong stands first, where it is seen.
const placed = (html) => [html.includes('role="alert"') ? "afterbegin" : "beforeend", html];

async function add(files) {
  const told = element.querySelector(".adding");
  told.replaceChildren();
  show("library");
  for (const file of files) {
    const waiting = document.createElement("p");
    waiting.className = "told";
    waiting.textContent = told.dataset.adding.replace("{name}", file.name) + "\u2026";
    told.append(waiting);
    try {
      const { path } = await upload(file);
      told.insertAdjacentHTML(...placed(await server.add({ path, name: file.name, locale: locale() })));
    } catch (error) {
      const failed = waiting.cloneNode();
      failed.classList.add("failed");
      failed.textContent = `${file.name}: ${error.message || error}`;
      told.prepend(failed);
    } finally {
      waiting.remove();
    }
  }
  element.dataset.busy = "yes";
  await list();
  setTimeout(watchIndex, 300);
}

onActs({
  close: close,
  show: (data) => {
    show(data.tab);
    if (data.tab === "library") list().then(watchIndex);
  },
  read: (data) => read({ source: data.source, start: data.start || "", end: data.end || "", hash: data.hash || "" }),
  further: (data) => read({ source: data.source, at: data.at }),
  only: (data) => {
    trigger("select", { only: data.source });
    if (matchMedia("(max-width: 75rem)").matches) close();
    document.querySelector("#question textarea").focus();
  },
  more: async () => {
    const shown = element.querySelectorAll(".library-list > li").length;
    page += 1;
    await list();
    element.querySelectorAll(".library-list > li")[shown]?.querySelector("button")?.focus();
  },
  remove: (data) => change("remove", data),
  hide: (data) => change("hide", data),
  unhide: (data) => change("unhide", data),
});

let typing = 0;
element.addEventListener("input", (event) => {
  if (!event.target.matches(".find")) return;
  clearTimeout(typing);
  typing = setTimeout(() => ((query = event.target.value), (page = 1), list()), 250);
});
element.addEventListener("change", (event) => {
  if (!event.target.matches("input[type=file]")) return;
  add([...event.target.files]);
  event.target.value = "";
});

// Files may be dropped anywhere on the page.
const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  show("library");
  element.querySelector(".drop").classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) element.querySelector(".drop").classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  element.querySelector(".drop").classList.remove("over");
  add([...event.dataTransfer.files]);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (layout().classList.contains("pane-open")) close();
  else tell("rail", { isOpen: false });
});
// The page in another language: what this script has put into the pane is asked for again.
watch("value", () => {
  if (layout().classList.contains("pane-open")) show("library"), list();
});
