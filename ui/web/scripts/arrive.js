// What the browser remembers, handed to Python when the page is opened: its language, and which conversation is open.
(tab, _) => {
  const kept = (name) => {
    try {
      return localStorage.getItem("corpus-assistant-" + name) || "";
    } catch {
      return "";
    }
  };
  const theme = kept("theme");
  if (theme) document.body.classList.toggle("dark", theme === "dark");
  const chat = new URLSearchParams(location.search).get("chat") || "";
  return [tab, JSON.stringify({ locale: kept("locale"), model: kept("model"), chat })];
}
