// A file that Python has made is saved by the browser.
watch("value", () => {
  const file = element.querySelector("[data-content]");
  if (!file) return;
  const bytes = Uint8Array.from(atob(file.dataset.content), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.dataset.kind }));
  link.download = file.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
