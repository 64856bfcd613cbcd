// Filters above the question, and remarks that can be taken back.
onActs({
  cancel: () => trigger("clear", {}),
  clear: () => trigger("clear", {}),
  unfilter: (data) => trigger("clear", { kind: data.kind, value: data.value }),
});

element.addEventListener("change", (event) => {
  const form = event.target.closest("form.filterform");
  if (!form) return;
  const entered = new FormData(form);
  trigger("submit", {
    languages: entered.getAll("language").join(","),
    from: entered.get("from"),
    to: entered.get("to"),
    sources: entered.get("sources"),
  });
});
element.addEventListener("submit", (event) => event.preventDefault());

// The form shows what the chips say, except while it holds something that cannot be used.
watch("value", () => {
  const form = document.querySelector("form.filterform");
  if (!element.closest("#chips") || !form || element.querySelector("[role=alert]")) return;
  const { languages = "", from = "", to = "", sources = "" } = element.querySelector(".chips")?.dataset || {};
  for (const box of form.querySelectorAll("[name=language]")) box.checked = languages.split(",").includes(box.value);
  for (const [name, value] of Object.entries({ from, to, sources })) form.elements[name].value = value;
});
