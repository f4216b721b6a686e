/* The list below a box for skills or professions: keyboard, mouse and screen readers. Without it the form asks back. */

const parts = (element) => {
  const picker = element.closest("[data-picker]");
  const find = (name) => picker.querySelector(`[data-picker-${name}]`);
  return { picker, text: find("text"), key: find("key"), was: find("was"), list: find("list"), status: find("status") };
};
const options = (list) => [...list.querySelectorAll("[role=option][data-key]")];

function close({ text, list }) {
  list.hidden = true;
  text.setAttribute("aria-expanded", "false");
  text.removeAttribute("aria-activedescendant");
}

function open({ text, list, status }) {
  list.hidden = false;
  text.setAttribute("aria-expanded", "true");
  const found = options(list);
  status.textContent = found.length ? `${found.length} ${status.dataset.found}` : list.textContent.trim();
}

function mark({ text, list }, option) {
  for (const other of options(list)) other.setAttribute("aria-selected", String(other === option));
  text.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function choose(picker, option) {
  picker.text.value = picker.was.value = option.dataset.label;
  picker.key.value = option.dataset.key;
  picker.text.closest("[data-picker]").querySelector("fieldset")?.remove();
  close(picker);
  picker.text.focus();
}

function step(picker, by) {
  const found = options(picker.list);
  if (picker.list.hidden || !found.length) return;
  const now = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
  mark(picker, found[(now + by + found.length) % found.length] ?? found[0]);
}

function prepare(root) {
  for (const text of root.querySelectorAll("[data-picker-text]:not([role])")) {
    text.setAttribute("role", "combobox");
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-expanded", "false");
    text.setAttribute("aria-controls", parts(text).list.id);
  }
}

const keys = { ArrowDown: (picker) => step(picker, 1), ArrowUp: (picker) => step(picker, -1), Escape: close };

document.addEventListener("keydown", (event) => {
  if (!event.target.matches("[data-picker-text]")) return;
  const picker = parts(event.target);
  if (picker.list.hidden) return;
  const marked = picker.list.querySelector("[aria-selected=true]");
  if (event.key === "Enter" && marked) choose(picker, marked);
  else if (event.key in keys) keys[event.key](picker);
  else return;
  event.preventDefault();
});
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-picker-list]")) event.preventDefault(); // the box keeps the focus
});
document.addEventListener("click", (event) => {
  const option = event.target.closest("[data-picker-list] [data-key]");
  if (option) choose(parts(option), option);
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-picker-text]")) close(parts(event.target));
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.target.matches("[data-picker-list]")) return prepare(event.target);
  const picker = parts(event.target);
  if (document.activeElement === picker.text && picker.text.value.trim()) open(picker);
  else close(picker);
});
prepare(document);
