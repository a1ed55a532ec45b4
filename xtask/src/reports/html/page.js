"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const form = get("filters");
  const search = get("search");
  const product = get("product");
  const rule = get("rule");
  const levels = [...form.querySelectorAll("input[name=level]")];
  const sections = [...document.querySelectorAll("main > section")].map((element) => ({
    element,
    changes: [...element.querySelectorAll("article")].map((article) => ({
      article,
      level: article.dataset.level,
      rule: article.dataset.rule,
      text: article.textContent.toLowerCase(),
    })),
  }));
  const total = sections.reduce((sum, section) => sum + section.changes.length, 0);

  // The filters are in the address, so that a view can be kept or shown to somebody.
  const remember = () => {
    const parts = new URLSearchParams();
    const off = levels.filter((box) => !box.checked).map((box) => box.value);
    if (off.length) parts.set("without", off.join(","));
    if (product.value) parts.set("product", product.value);
    if (rule.value) parts.set("rule", rule.value);
    if (search.value) parts.set("search", search.value);
    const hash = parts.toString();
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  };

  // An address without `=` is that of one change: it is shown whatever the filters were.
  const linked = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    return name && !name.includes("=") ? document.getElementById(name)?.closest("article") : null;
  };

  const show = (article) => {
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "start" });
  };

  const recall = () => {
    const parts = new URLSearchParams(location.hash.slice(1));
    const off = (parts.get("without") ?? "").split(",");
    for (const box of levels) box.checked = !off.includes(box.value);
    product.value = parts.get("product") ?? "";
    rule.value = parts.get("rule") ?? "";
    // A product or rule of an old address may be missing in this report.
    if (product.selectedIndex < 0) product.value = "";
    if (rule.selectedIndex < 0) rule.value = "";
    search.value = parts.get("search") ?? "";
  };

  const apply = () => {
    const wanted = new Set(levels.filter((box) => box.checked).map((box) => box.value));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const section of sections) {
      const here = !product.value || section.element.dataset.product === product.value;
      let some = false;
      for (const change of section.changes) {
        const visible =
          here &&
          wanted.has(change.level) &&
          (!rule.value || change.rule === rule.value) &&
          words.every((word) => change.text.includes(word));
        change.article.hidden = !visible;
        some ||= visible;
        shown += visible;
      }
      section.element.hidden = !some;
    }
    get("nothing").hidden = shown > 0 || total === 0;
    get("shown").textContent = shown === total ? `${total} changes` : `${shown} of ${total} changes`;
  };

  const changed = () => {
    apply();
    remember();
  };

  const showAll = () => {
    for (const box of levels) box.checked = true;
    product.value = rule.value = search.value = "";
    changed();
  };

  const step = (by) => {
    const visible = sections.flatMap((section) => section.changes).map((change) => change.article).filter((article) => !article.hidden);
    if (!visible.length) return;
    const at = visible.indexOf(document.activeElement?.closest?.("article"));
    const next = at < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(Math.max(at + by, 0), visible.length - 1);
    visible[next].focus();
    visible[next].scrollIntoView({ block: "nearest" });
  };

  const theme = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", changed);
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    showAll();
  });
  get("theme").addEventListener("click", theme);
  for (const button of document.querySelectorAll("button[data-choose]")) {
    button.addEventListener("click", () => {
      product.value = button.dataset.choose;
      changed();
      form.scrollIntoView();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") {
      document.activeElement?.blur?.();
      showAll();
      return;
    }
    if (event.target.matches("input[type=search], select")) return;
    const level = levels["123".indexOf(event.key)];
    if (event.key === "/") search.focus();
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "d") theme();
    else if (level) {
      level.checked = !level.checked;
      changed();
    } else return;
    event.preventDefault();
  });
  const arrive = () => {
    recall();
    apply();
    const article = linked();
    if (article) show(article);
  };
  addEventListener("hashchange", arrive);
  // On paper everything is open, and what is filtered out is missing.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("main details")) {
      details.dataset.was = details.open;
      details.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const details of document.querySelectorAll("main details")) details.open = details.dataset.was === "true";
  });
  arrive();
})();
