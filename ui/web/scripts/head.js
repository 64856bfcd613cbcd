onActs({
  rail: () => tell("rail", { isOpen: !layout().classList.contains("rail-open") }),
  new: () => trigger("clear", {}),
  library: () => tell("library", {}),
  export: (data, button) => {
    button.closest("details").open = false;
    trigger("download", { form: data.form });
  },
});
// The document's own language and name follow the page's.
const follow = () => {
  document.documentElement.lang = locale();
  document.title = element.querySelector("h1").textContent;
};
follow();
watch("value", follow);
document.addEventListener("corpus-new", () => trigger("clear", {}));
// The rail takes the focus when it is opened, and gives it back.
document.addEventListener("corpus-rail", ({ detail: { isOpen } }) => {
  const hadFocus = document.activeElement?.closest("#rail");
  open("rail", isOpen);
  if (isOpen) document.querySelector("#rail .close").focus();
  else if (hadFocus) element.querySelector("[data-act=rail]").focus();
});
