/* Enhancements only: every page works without this file. */

const menus = () => document.querySelectorAll("details[data-menu][open]");

function closeMenus(except) {
  for (const menu of menus()) if (menu !== except) menu.open = false;
}

/* A menu closes on Escape (the focus goes back to its button), on a click outside and when the focus leaves it. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = [...menus()].pop();
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-menu]")));

/* After a refused form the summary of the errors is read first. */
document.querySelector("[data-error-summary]")?.focus();

/* Filters that send themselves: <form data-autosubmit>; its button stays for those without JavaScript. */
for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
}

/* One click is enough: a form sent twice by haste would only show an error. One that answers with a file leaves the
   page as it is, and may be sent again: <form data-download>. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || "download" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/* Buttons that need JavaScript are hidden until it is here: <button data-print hidden>. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
