/* A passkey that the browser refuses is said in the page: allauth's own script only writes to the console. */

const box = document.querySelector("[data-passkey-refusal]");

/* Which words: those for this failure, else those for any. */
function wordsFor(name) {
  return box.querySelector(`[data-reason="${name}"]`) ?? box.querySelector("[data-reason='']");
}

document.addEventListener("allauth.error", (event) => {
  if (!box || !event.detail.tags.includes("webauthn")) return;
  event.preventDefault();
  const shown = wordsFor(event.detail.exception?.name ?? "");
  for (const words of box.querySelectorAll("[data-reason]")) words.hidden = words !== shown;
  document.querySelector("main h1").after(box);
  box.hidden = false;
  box.focus();
});
