onActs({
  rail: () => open("rail", !layout().classList.contains("rail-open")),
  new: () => trigger("clear", {}),
  library: () => tell("library", {}),
  export: (data, button) => {
    button.closest("details").open = false;
    trigger("download", { form: data.form });
  },
});
document.addEventListener("corpus-new", () => trigger("clear", {}));
