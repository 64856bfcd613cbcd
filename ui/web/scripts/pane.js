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
  list();
  watchIndex();
});

function show(name) {
  open("pane");
  for (const tab of element.querySelectorAll("[role=tab]")) {
    const isShown = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", isShown);
    part(tab.dataset.tab).hidden = !isShown;
  }
  element.querySelector(".dropping").hidden = name !== "library";
}

function close() {
  open("pane", false);
  if (from?.isConnected) from.focus();
}

async function read(asked) {
  show("reader");
  const reader = part("reader");
  reader.setAttribute("aria-busy", "true");
  try {
    reader.innerHTML = await server.read({ ...asked, locale: locale() });
  } finally {
    reader.removeAttribute("aria-busy");
  }
  const mark = reader.querySelector("mark.main");
  // Only the pane moves: the answer stays where it is being read.
  reader.scrollTop = mark ? mark.offsetTop - reader.clientHeight / 3 : 0;
  mark?.focus({ preventScroll: true });
}

async function list() {
  // Not while a button there asks back: it would be gone before it is answered.
  while (element.querySelector(".list .sure")) await new Promise((done) => setTimeout(done, 500));
  const html = await server.documents({ query, page: String(page), locale: locale() });
  element.querySelector(".list").innerHTML = html;
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
  if (busy || watching > 0) watching = setTimeout(watchIndex, 700);
}

async function change(act, data) {
  element.querySelector(".list .sure")?.classList.remove("sure");
  const failed = await server.change({ act, source: data.source, locale: locale() });
  say(failed);
  element.dataset.busy = "yes";
  await list();
  setTimeout(watchIndex, 300);
}

function say(html) {
  if (html) element.querySelector(".adding").insertAdjacentHTML("beforeend", html);
}

async function add(files) {
  element.querySelector(".adding").replaceChildren();
  show("library");
  for (const file of files) {
    try {
      const { path } = await upload(file);
      say(await server.add({ path, name: file.name, locale: locale() }));
    } catch (error) {
      const told = document.createElement("p");
      told.className = "told failed";
      told.textContent = `${file.name}: ${error.message || error}`;
      element.querySelector(".adding").append(told);
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
  read: (data) => read({ source: data.source, start: data.start || "", end: data.end || "" }),
  further: (data) => read({ source: data.source, at: data.at }),
  only: (data) => trigger("select", { only: data.source }),
  more: () => ((page += 1), list()),
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
  else open("rail", false);
});
// The page in another language: what this script has put into the pane is asked for again.
watch("value", () => {
  if (layout().classList.contains("pane-open")) show("library"), list();
});
