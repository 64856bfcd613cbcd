// Questions and answers: a number leads into its document, hovering shows its quote.
const quoteOf = (link) => document.getElementById(link.hash.slice(1));
const placeOf = (quote) => quote?.querySelector("[data-act=read]")?.dataset;

// All quotes of the same answer from the same document are marked together.
function readQuote(quote) {
  const asked = placeOf(quote);
  if (!asked) return;
  const others = [...quote.parentElement.children].map(placeOf).filter((place) => place.source === asked.source);
  const marks = others.map(({ start, end, number }) => ({ start, end, number }));
  const text = quote.querySelector("blockquote").textContent;
  const { source, start, end, number, hash } = asked;
  tell("read", { source, start, end, number, hash, quote: text, marks });
}

element.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite");
  const quote = link && quoteOf(link);
  if (!quote) return;
  event.preventDefault(); // Gradio's <base> would make another address of it
  document.querySelectorAll(".lit").forEach((other) => other.classList.remove("lit"));
  quote.classList.add("lit");
  hide();
  quote.dataset.sentence = link.dataset.sentence ?? "";
  tell("from", link);
  readQuote(quote);
});

onActs({
  read: (data, button) => {
    const quote = button.closest(".quotes > li");
    tell("from", button);
    if (quote) readQuote(quote);
    else tell("read", { source: data.source, start: data.start || "", end: data.end || "", hash: data.hash || "" });
  },
  edit: (data) => trigger("edit", { turn: data.turn }),
  retry: () => trigger("submit", {}),
  // Of several sentences that cite a quote, the one whose number was clicked last is meant.
  flag: (data, button) => {
    const clicked = button.closest("li").dataset.sentence;
    trigger("like", { turn: data.turn, number: data.number, sentence: clicked || data.sentence });
  },
  unflag: (data) => trigger("undo", { turn: data.turn, number: data.number }),
  example: (data) => trigger("select", { question: data.question }),
  copy: copy,
  translate: translate,
});

async function copy(data, button) {
  const turn = button.closest("article.turn");
  const quotes = [...turn.querySelectorAll(".quotes > li")].map(
    (quote) =>
      `[${quote.value}] ${quote.querySelector("blockquote").textContent}\n    ` +
      [...quote.querySelectorAll(".title, .meta > *")].map((part) => part.textContent).join(" \u00b7 "),
  );
  const said = turn.querySelector(".answer, .abstained p").cloneNode(true);
  said.querySelectorAll("a.cite").forEach((link) => (link.textContent = ` [${link.textContent}]`));
  const text = [turn.querySelector(".question").lastChild.textContent, said.textContent, ...quotes].join("\n\n");
  await navigator.clipboard.writeText(text);
  const label = button.textContent;
  button.textContent = data.done;
  setTimeout(() => (button.textContent = label), 1500);
}

// A translation is asked for where its quote stands, and comes beside it.
async function translate(data, button) {
  const label = button.textContent;
  const { source, start, end, language, model, busy } = data;
  const key = keyOf(button);
  button.disabled = true;
  button.textContent = busy + "\u2026";
  try {
    const said = await server.translate({ source, start, end, language, model, locale: locale() });
    translations.set(key, said);
  } catch (error) {
    translations.set(key, "");
    console.warn(error);
  }
  button.disabled = false;
  button.textContent = label;
  putTranslations();
}

// Drawing a part anew takes away what was put there; and the place may by now be another quote's.
const translations = new Map();
const keyOf = (button) => [button.closest("li").id, button.dataset.source, button.dataset.start].join(" ");

function putTranslations() {
  for (const button of element.querySelectorAll("[data-act=translate]")) {
    const pair = button.closest("li").querySelector(".pair");
    const said = translations.get(keyOf(button));
    pair.querySelector(".translation")?.remove();
    button.hidden = Boolean(said);
    if (said) pair.insertAdjacentHTML("beforeend", said);
  }
}

// What stands behind a number, shown while the pointer or the focus is on it.
let pointed = null;
function cardOf() {
  const known = document.getElementById("card");
  if (known) return known;
  const card = layout().appendChild(document.createElement("div"));
  card.id = "card";
  card.className = "card";
  card.setAttribute("role", "tooltip");
  return card;
}

function show(link) {
  const quote = quoteOf(link);
  if (!quote) return;
  pointed = link;
  const card = cardOf();
  card.replaceChildren(
    ...[...quote.querySelectorAll("blockquote, .title, .meta")].map((part) => part.cloneNode(true)),
  );
  card.hidden = false;
  const at = link.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 40), innerWidth - card.offsetWidth - 8);
  const below = at.bottom + 8 + card.offsetHeight < innerHeight;
  card.style.left = left + "px";
  card.style.top = (below ? at.bottom + 8 : Math.max(8, at.top - card.offsetHeight - 8)) + "px";
  link.setAttribute("aria-describedby", "card");
}

function hide() {
  const card = document.getElementById("card");
  if (card) card.hidden = true;
  pointed = null;
}

for (const [begin, finish] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  element.addEventListener(begin, (event) => event.target.closest?.("a.cite") && show(event.target.closest("a.cite")));
  element.addEventListener(finish, (event) => event.target.closest?.("a.cite") && hide());
}
// The card goes with its number, and is hidden when that was scrolled away from the pointer.
addEventListener(
  "scroll",
  () => pointed && (pointed.isConnected && pointed.matches(":hover, :focus") ? show(pointed) : hide()),
  { passive: true, capture: true },
);

// A new question comes to the top of the window, and once more when its passages are there and have made
// room; afterwards the reader alone moves the page.
let shown = "";
watch("value", () => {
  putTranslations();
  const turn = element.closest("#turn")?.querySelector("article.turn");
  const step = turn && `${turn.id} ${turn.classList.contains("searching")}`;
  if (!turn || step === shown) return;
  shown = step;
  // A conversation opened again is shown at its end, which nobody has to watch coming.
  const behavior = turn.ariaBusy ? calm() : "auto";
  setTimeout(() => document.querySelector("#turn article")?.scrollIntoView({ block: "start", behavior }), 60);
});
