"use strict";
// Keys and focus. What is shown is decided by the address of the page alone, so that links and the way back work.
(() => {
  const main = document.getElementById("table");
  const rows = [...document.querySelectorAll("tbody tr:not(.group)")].map((row) => [...row.querySelectorAll("td a")]);
  const links = rows.flat();
  const filter = document.querySelector(".filter");
  const words = document.getElementById("words");
  const visible = () => rows.filter((row) => !row[0].closest("tr").hidden);
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
  // Links to the cells around the one that a panel is about; they are made when they are needed.
  const ways = [["\u2190", "previous attack", 0, -1], ["\u2192", "next attack", 0, 1], ["\u2191", "previous protocol", -1, 0], ["\u2193", "next protocol", 1, 0]];
  const equip = (panel) => {
    const there = visible();
    const y = there.findIndex((row) => row.some((link) => link.hash === `#${panel.id}`));
    if (y < 0) return;
    const x = there[y].findIndex((link) => link.hash === `#${panel.id}`);
    const nav = document.createElement("nav");
    nav.setAttribute("aria-label", "Cells around this one");
    for (const [arrow, says, down, right] of ways) {
      const next = there[y + down]?.[x + right];
      if (!next) continue;
      const link = document.createElement("a");
      link.href = next.hash;
      link.title = says;
      link.setAttribute("aria-label", says);
      link.textContent = arrow;
      nav.append(link);
    }
    panel.querySelector("nav")?.remove();
    panel.querySelector(".close").before(nav);
  };
  // Ladders are made when they are needed as well: each consists of parts that are copied, and all at once would take long.
  const draw = (panel) => {
    for (const text of panel.querySelectorAll(".drawing > noscript")) text.outerHTML = text.textContent;
  };
  const show = () => {
    const before = shown;
    shown = target();
    main.inert = shown !== null;
    if (shown !== null) {
      if (before === null) scrolled = [window.scrollX, window.scrollY];
      shown.setAttribute("role", "dialog");
      shown.setAttribute("aria-modal", "true");
      equip(shown);
      draw(shown);
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
    const there = visible();
    const y = there.findIndex((row) => row.includes(event.target));
    if (y < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const x = there[y].indexOf(event.target);
    const last = there[y].length - 1;
    const ways = { ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1], ArrowUp: [y - 1, x], ArrowDown: [y + 1, x], Home: [y, 0], End: [y, last] };
    const next = ways[event.key] && there[ways[event.key][0]]?.[ways[event.key][1]];
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
    if (event.key === "/" && shown === null && document.activeElement !== words) {
      event.preventDefault();
      words.focus();
    }
  });

  // A row is shown if each word stands in its name, its title or its source.
  const sift = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter((word) => word);
    for (const body of document.querySelectorAll("tbody")) {
      const source = body.querySelector(".group")?.textContent ?? "";
      const members = [...body.querySelectorAll("tr:not(.group)")];
      for (const row of members) {
        const head = row.querySelector("th");
        const text = `${source} ${head.title} ${head.textContent}`.toLowerCase();
        row.hidden = !wanted.every((word) => text.includes(word));
      }
      body.hidden = members.every((row) => row.hidden);
    }
    const there = visible();
    filter.querySelector("output").textContent = `${there.length} of ${rows.length} rows`;
    if (there.length > 0 && !there.flat().some((link) => link.tabIndex === 0)) take(there[0][0]);
  };
  words.addEventListener("input", sift);
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.hidden = false;
  window.addEventListener("hashchange", show);
  window.addEventListener("load", () => setTimeout(show)); // after the browser has gone to the fragment
  take(links[0]);
  sift(); // the browser may have kept words
})();
