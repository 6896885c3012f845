"use strict";
// Keys and focus. What is shown is decided by the address of the page alone, so that links and the way back work.
(() => {
  const main = document.getElementById("table");
  const rows = [...document.querySelectorAll("tbody tr:not(.group)")].map((row) => [...row.querySelectorAll("td a")]);
  const links = rows.flat();
  let scrolled = [0, 0];
  let shown = null;

  // One cell takes part in the order of the Tab key; the arrow keys go on from there.
  const take = (link) => {
    for (const other of links) other.tabIndex = other === link ? 0 : -1;
  };
  const target = () => {
    const found = document.getElementById(location.hash.slice(1));
    return found && found.classList.contains("panel") ? found : null;
  };
  const opens = (panel) => [...main.querySelectorAll("a")].find((a) => a.getAttribute("href") === `#${panel.id}`);
  const show = () => {
    const before = shown;
    shown = target();
    main.inert = shown !== null;
    if (shown !== null) {
      if (before === null) scrolled = [window.scrollX, window.scrollY];
      shown.setAttribute("role", "dialog");
      shown.setAttribute("aria-modal", "true");
      shown.querySelector("h2").focus({ preventScroll: true });
    } else if (before !== null) {
      const link = opens(before);
      if (links.includes(link)) take(link);
      link.focus({ preventScroll: true });
      window.scrollTo(...scrolled);
    }
  };
  const leave = () => {
    location.hash = shown.querySelector(".close").hash;
  };

  main.addEventListener("keydown", (event) => {
    const y = rows.findIndex((row) => row.includes(event.target));
    if (y < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const x = rows[y].indexOf(event.target);
    const last = rows[y].length - 1;
    const ways = { ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1], ArrowUp: [y - 1, x], ArrowDown: [y + 1, x], Home: [y, 0], End: [y, last] };
    const next = ways[event.key] && rows[ways[event.key][0]]?.[ways[event.key][1]];
    if (!ways[event.key]) return;
    event.preventDefault();
    if (next) {
      take(next);
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown !== null) leave();
  });
  window.addEventListener("hashchange", show);
  window.addEventListener("load", () => setTimeout(show)); // after the browser has gone to the fragment
  take(links[0]);
})();
